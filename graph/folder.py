"""The folder that a graph is kept in: how it is made, found and opened, and what can go wrong on the way.

It holds `sayso.json`, which says what the folder is, and `store/`, the quads, kept by pyoxigraph.
"""

import json
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pyoxigraph
from pyoxigraph import NamedNode

from sayso.errors import StoreError, StoreVersionError
from sayso.graph import iris

__all__ = ["FORMAT", "check_base", "failure", "is_one", "make", "marked", "one_line", "open_database"]

FORMAT = 3
"""The version of the layout of a graph folder and of the shape of its graphs."""

_MARKER = "sayso.json"
_UNFINISHED = "sayso.json.new"
_FOLDER = "store"


def is_one(path: Path) -> bool:
    """Whether a graph is kept in this folder, or one is being made there; it may be damaged."""
    return (path / _FOLDER).is_dir() and any((path / name).exists() for name in (_MARKER, _UNFINISHED))


def marked(path: Path) -> dict[str, Any] | None:
    """What `sayso.json` says; None when there is no folder yet, or nothing in it.

    Raises StoreError when the folder is something else or cannot be read, StoreVersionError for another
    format.
    """
    marker = path / _MARKER
    try:
        text = marker.read_bytes()
    except FileNotFoundError:
        try:
            names = {entry.name for entry in path.iterdir()}
        except FileNotFoundError:
            return None
        except OSError as error:
            raise failure("read", path, error) from error
        if names - {_UNFINISHED, _FOLDER} or names == {_FOLDER}:
            raise StoreError(f"{path} is no graph folder, it has no {_MARKER}: choose another") from None
        return None
    except NotADirectoryError:
        raise StoreError(f"{path} is a file, not a graph folder: choose another place") from None
    except OSError as error:
        raise failure("read", path, error) from error
    try:
        facts = json.loads(text)
        version = facts["format"]
        if version == FORMAT and isinstance(facts["base"], str):
            return dict(facts)
    except (ValueError, TypeError, KeyError):
        raise StoreError(f"{marker} is damaged: build the graph anew in another folder") from None
    raise StoreVersionError(
        f"the graph in {path} has format {version}, this Sayso reads {FORMAT}: build it anew"
    )


def make(path: Path, base: str) -> dict[str, Any]:
    """Makes a graph folder; the marker comes last, so that a folder with one always holds a database."""
    check_base(base)
    unfinished = path / _UNFINISHED
    try:
        path.mkdir(parents=True, exist_ok=True)
        unfinished.touch()
        handle = pyoxigraph.Store(path / _FOLDER)  # from here on nobody else may make the same graph
        facts = marked(path)
        if facts is not None:  # somebody else has just done so
            unfinished.unlink(missing_ok=True)
            return facts
        handle.flush()
        facts = {"format": FORMAT, "base": base}
        unfinished.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
        unfinished.rename(path / _MARKER)
    except (FileExistsError, NotADirectoryError):
        raise StoreError(f"{path} is in a file, not in a folder: choose another place") from None
    except (OSError, RuntimeError) as error:
        raise failure("make", path, error) from error
    return facts


def check_base(base: str) -> None:
    """Raises StoreError for what cannot be the beginning of IRIs."""
    try:
        parts = urlsplit(NamedNode(base).value)
        fit = bool(parts.scheme and (parts.netloc or not parts.scheme.startswith("http")))
        fit = fit and parts.port != 0  # a port that is none raises ValueError
    except ValueError:
        fit = False
    # no "#" at the end: places in an article's text are "#char=…" behind its IRI
    if not fit or not base.endswith("/") or parts.query or parts.fragment or not base.isprintable():
        raise StoreError(
            f"{base!r} cannot be the base of IRIs: take an absolute IRI that ends with /, "
            f"such as {iris.DEFAULT_BASE}"
        )


def open_database(path: Path, read_only: bool) -> pyoxigraph.Store:
    """The quads of a graph folder. Raises StoreError when they are damaged, lost, or written by another."""
    folder = path / _FOLDER
    try:
        try:
            # pyoxigraph would make a new database in place of a lost one
            (folder / "CURRENT").stat()
        except FileNotFoundError:
            raise _damaged(path, f"{_FOLDER}/CURRENT is missing") from None
        return _open_for_reading(str(folder)) if read_only else pyoxigraph.Store(folder)
    except (OSError, RuntimeError) as error:  # pyoxigraph tells of damage by RuntimeError
        raise failure("open", path, error) from error


# What the system says, in RocksDB's messages as well: these come without an errno.
_NO_ACCESS = ("Permission denied", "Operation not permitted", "Read-only file system")
_NO_SPACE = ("No space left", "Disk quota exceeded", "File too large")
_NO_MEANS = ("Too many open files", "Cannot allocate memory")
_LOCKED = ("lock hold by", "While lock file", "/LOCK")


def failure(doing: str, path: Path | None, error: Exception) -> StoreError:
    """What went wrong on the way to the disk, and the way out; only a damaged graph is called damaged."""
    text = one_line(error)

    def says(*signs: str) -> bool:
        return any(sign in text for sign in signs)

    start = f"cannot {doing} the graph in {path}"
    if says(*_NO_ACCESS):
        return StoreError(f"{start} ({text}): check who may read and write it")
    if says(*_NO_SPACE):
        return StoreError(f"{start} ({text}): free some space")
    if says(*_NO_MEANS):
        return StoreError(f"{start} ({text}): close other programs and try again")
    if says(*_LOCKED):
        return StoreError(
            f"somebody else is writing to the graph in {path}: wait until they are done; "
            "it can be read meanwhile"
        )
    if doing == "open" and path is not None:
        return _damaged(path, text)
    return StoreError(f"{start} ({text}): check the disk")


def _damaged(path: Path, why: str) -> StoreError:
    return StoreError(f"the graph in {path} is damaged ({why}): build it anew in another folder")


def _open_for_reading(folder: str) -> pyoxigraph.Store:
    """Tries again while a writer takes away a file that its list of files still named a moment ago."""
    for wait in (0.01, 0.02, 0.05, 0.1, 0.2, 0.4):
        try:
            return pyoxigraph.Store.read_only(folder)
        except (OSError, RuntimeError) as error:
            if "No such file" not in str(error):
                raise
            time.sleep(wait)
    return pyoxigraph.Store.read_only(folder)


def one_line(error: BaseException) -> str:
    """The text of an error without its line breaks."""
    return " ".join(str(error).split())
