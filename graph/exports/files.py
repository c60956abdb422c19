"""What an export writes is there as a whole or not at all, and takes the place of nothing but an export.

Everything is written into a folder of its own beside the target and then moved. A file that stands there
already is replaced if it begins as the format's files do. A folder is replaced if an earlier export made it:
`sayso-export.json` in it lists what it wrote, with hashes. What else has come into such a folder is kept; a
file of ours that somebody has changed since stops the export before anything is touched.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from sayso.errors import SaysoError

__all__ = ["MANIFEST", "write_files", "write_folder"]

MANIFEST = "sayso-export.json"
"""The file in an exported folder that lists what the export wrote."""


def write_files(
    target: Path,
    additions: Sequence[str],
    begins: Mapping[str, tuple[bytes, ...]],
    write: Callable[[Mapping[str, Path]], None],
) -> list[Path]:
    """Lets `write` fill one file for each addition to the target's name, and puts them in place together.

    An addition such as "-nodes" goes before the suffix; one with a dot in it takes the suffix's place. Raises
    `SaysoError` for a file of another kind in the way, and when the place cannot be written.
    """
    places = {addition: _named(target, addition) for addition in additions}
    for addition, place in places.items():
        _check_file(place, begins.get(addition, ()))
    with _reported(target), _scratch(target) as scratch:
        parts = {addition: scratch / place.name for addition, place in places.items()}
        write(parts)
        for addition, place in places.items():
            parts[addition].replace(place)
    return list(places.values())


def write_folder(target: Path, format: str, write: Callable[[Path], None]) -> Path:
    """Lets `write` fill a folder, and puts it in the target's place. Raises `SaysoError` as `write_files`."""
    with _reported(target):
        if target.is_symlink() or (target.exists() and not target.is_dir()):
            raise SaysoError(f"{target} is no folder, and a {format} export is one: choose another name")
        old = _manifest(target)
        with _scratch(target) as scratch:
            fresh = scratch / "fresh"
            fresh.mkdir(mode=0o777)
            write(fresh)
            ours = {name: _hash(fresh / name) for name in _files_in(fresh)}
            listed = {"format": format, "files": ours}
            (fresh / MANIFEST).write_text(json.dumps(listed, ensure_ascii=False, indent=1) + "\n", "utf-8")
            _take_over(target, fresh, old)
            if target.exists():
                target.rename(scratch / "old")
            try:
                fresh.rename(target)
            except OSError:
                if (scratch / "old").exists():
                    (scratch / "old").rename(target)
                raise
    return target


def _named(target: Path, addition: str) -> Path:
    if not addition:
        return target
    return target.with_name(f"{target.stem}{addition}{'' if '.' in addition else target.suffix}")


def _check_file(place: Path, begins: tuple[bytes, ...]) -> None:
    """Refuses to replace what is no file of this kind."""
    if place.is_dir():
        raise SaysoError(f"{place} is a folder: give the name of a file")
    try:
        with place.open("rb") as file:
            head = file.read(200)
    except OSError:
        return
    if head and begins and not head.lstrip(b"\xef\xbb\xbf \n").lower().startswith(begins):
        raise SaysoError(f"{place} is there already and is no such file: choose another name, or remove it")


@contextmanager
def _scratch(target: Path) -> Iterator[Path]:
    """A folder on the target's own disk, gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix=f".{target.name[:40]}.", suffix=".part", dir=target.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _reported(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or error
        raise SaysoError(f"{target} cannot be written: {reason}; choose another place") from error


def _manifest(target: Path) -> dict[str, str]:
    """What an earlier export wrote into this folder; empty for a new or empty one."""
    if not target.exists() or not any(target.iterdir()):
        return {}
    try:
        listed = json.loads((target / MANIFEST).read_text("utf-8"))["files"]
        return {str(name): str(digest) for name, digest in listed.items()}
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        raise SaysoError(
            f"{target} is not empty and no export of Sayso: choose another folder, or empty it"
        ) from None


def _take_over(target: Path, fresh: Path, old: Mapping[str, str]) -> None:
    """Copies into the new folder what somebody else has put into the old one."""
    if not target.exists():
        return
    for name in _files_in(target):
        if name == MANIFEST:
            continue
        if name in old:
            if _hash(target / name) != old[name]:
                raise SaysoError(
                    f"{target / name} was changed after the export: move it away, or choose another folder"
                )
            continue
        place = fresh / name
        if place.exists():
            raise SaysoError(
                f"{target / name} is in the way of the export: move it, or choose another folder"
            )
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(target / name, place, follow_symlinks=False)


def _files_in(folder: Path) -> list[str]:
    """The files of a folder and of those below it, by their paths with slashes, in order."""
    found = []
    for place, _, names in os.walk(folder):
        for name in names:
            found.append((Path(place) / name).relative_to(folder).as_posix())
    return sorted(found)


def _hash(path: Path) -> str:
    if path.is_symlink():
        return "link"
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
