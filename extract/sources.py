"""Where articles come from: files, folders, globs and standard input, in a fixed order.

A folder is read with all folders in it, sorted by name; hidden files are left out, links are not followed.
"""

import glob
import logging
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sayso.graph.model import Rejection

__all__ = ["STDIN", "Source", "sources"]

logger = logging.getLogger(__name__)

STDIN = "-"
SUFFIXES = frozenset(
    {".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".jsonl", ".ndjson"},
)
"""The files that are taken from a folder."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read. `name` is its path inside the folder named, with "/", or its file name.

    `path` is None for standard input.
    """

    path: Path | None
    name: str

    @property
    def suffix(self) -> str:
        """The file's suffix in small letters, with its dot."""
        return Path(self.name).suffix.lower()


def sources(paths: Iterable[str | os.PathLike[str]]) -> Iterator[Source | Rejection]:
    """The files that paths stand for; "-" is standard input, and a path with `*`, `?` or `[` may be a glob.

    A file that two paths stand for comes once. What is not there becomes a Rejection.
    """
    given = [os.fspath(path) for path in paths]
    seen: set[str] | None = set() if len(given) > 1 else None
    for path in given:
        for source in _sources(path):
            if isinstance(source, Source) and seen is not None:
                key = STDIN if source.path is None else os.path.realpath(source.path)
                if key in seen:
                    logger.info("%s is named twice and read once", source.name)
                    continue
                seen.add(key)
            yield source


def _sources(given: str) -> Iterator[Source | Rejection]:
    if given == STDIN:
        yield Source(None, STDIN)
        return
    if not given or "\0" in given:
        yield Rejection(given or '""', "is no path: name a file, a folder, a glob, or '-' for standard input")
        return
    path = Path(given)
    if path.is_dir():
        yield from _folder(path, "")
    elif os.path.lexists(path):
        yield Source(path, path.name)
    elif glob.has_magic(given):
        yield from _glob(given)
    else:
        yield Rejection(given, "no such file or folder: check the path")


def _glob(pattern: str) -> Iterator[Source | Rejection]:
    matches = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 - Path.glob takes no absolute pattern
    if not matches:
        yield Rejection(pattern, "no file matches this glob: check the folder and the suffix")
        return
    # "**" matches folders and what is in them: a folder is only read where no match lies inside it.
    folders = {str(Path(match).parent) for match in matches}
    parent = _fixed_part(pattern)
    any_suffix = glob.has_magic(Path(pattern).suffix) or not Path(pattern).suffix
    for match in matches:
        path = Path(match)
        name = os.path.relpath(match, parent).replace(os.sep, "/")
        if path.is_dir():
            if str(path) not in folders:
                yield from _folder(path, name + "/")
        elif any_suffix and path.suffix.lower() not in SUFFIXES:
            logger.info("%s is passed over: its suffix is none that is read", name)
        else:
            yield Source(path, name)


def _fixed_part(pattern: str) -> str:
    """The folder before the first part of a pattern that has a wildcard."""
    parts = Path(pattern).parts
    fixed = next((number for number, part in enumerate(parts) if glob.has_magic(part)), len(parts))
    return str(Path(*parts[:fixed])) if fixed else "."


def _folder(folder: Path, prefix: str) -> Iterator[Source | Rejection]:
    found = False
    for source in _walk(folder, prefix, folder.resolve()):
        found = True
        yield source
    if not found:
        yield Rejection(
            str(folder), f"no articles in this folder: it needs {', '.join(sorted(SUFFIXES))} files"
        )


def _walk(folder: Path, prefix: str, root: Path) -> Iterator[Source | Rejection]:
    try:
        with os.scandir(folder) as scan:
            entries = sorted(scan, key=lambda entry: entry.name)
    except OSError as error:
        yield Rejection(str(folder), f"cannot be opened ({_why(error)}): check its permissions")
        return
    for entry in entries:
        name = prefix + entry.name
        if entry.name.startswith("."):
            continue
        if entry.is_symlink():
            suffix = Path(entry.name).suffix.lower()
            if suffix in SUFFIXES and not Path(entry.path).resolve().is_relative_to(root):
                yield Rejection(
                    name, f"is a link out of the folder {root.name!r}: name its target to read it"
                )
        elif entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path), name + "/", root)
        elif entry.is_file(follow_symlinks=False):
            if Path(entry.name).suffix.lower() in SUFFIXES:
                yield Source(Path(entry.path), name)
            else:
                logger.info("%s is passed over: its suffix is none that is read", name)


def _why(error: OSError) -> str:
    return error.strerror.lower() if error.strerror else type(error).__name__
