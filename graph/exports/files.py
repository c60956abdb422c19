"""What an export writes is there as a whole or not at all, and takes the place of nothing but an export.

Everything is written into a folder of its own beside the target and then moved. A file that stands there
already is replaced if it has the mark of the format's exports (`graph.exports.marks`). A folder is replaced
if an earlier export made it: `sayso-export.json` in it lists what it wrote, with hashes. What else has come
into such a folder is kept; a file of ours that somebody has changed since, or another in the place of ours,
stops the export before anything is touched, or with `force` is replaced. Nothing is ever written into a graph
folder.
"""

import hashlib
import json
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from sayso.errors import SaysoError
from sayso.graph import folder as graph_folder
from sayso.graph.exports.marks import HEAD, Mark

__all__ = ["MANIFEST", "write_files", "write_folder"]

MANIFEST = "sayso-export.json"
"""The file in an exported folder that lists what the export wrote."""


def write_files(
    target: Path,
    additions: Sequence[str],
    marks: Mapping[str, Mark],
    write: Callable[[Mapping[str, Path]], None],
    *,
    force: bool = False,
) -> list[Path]:
    """Lets `write` fill one file for each addition to the target's name, and puts them in place together.

    An addition such as "-nodes" goes before the suffix; one with a dot in it takes the suffix's place. Raises
    `SaysoError` for a file in the way that has no mark of such an export (unless `force`), for what is no
    file, and when the place cannot be written.
    """
    if target.name in ("", ".."):
        raise SaysoError(f"{target} is a folder: give the name of a file")
    places = {addition: _named(target, addition) for addition in additions}
    with _reported(target):
        for addition, place in places.items():
            _check_outside_graphs(place)
            _check_file(place, None if force else marks[addition])
        with _scratch(target) as scratch:
            parts = {addition: scratch / place.name for addition, place in places.items()}
            write(parts)
            _put_in_place({part: places[addition] for addition, part in parts.items()}, scratch)
    return list(places.values())


def write_folder(target: Path, format: str, write: Callable[[Path], None], *, force: bool = False) -> Path:
    """Lets `write` fill a folder, and puts it in the target's place.

    Raises `SaysoError` as `write_files`: for a file in the way that is not as an export left it, unless
    `force`, and for a folder with something in it that is no export, in any case.
    """
    with _reported(target):
        if target.is_symlink() or (target.exists() and not target.is_dir()):
            raise SaysoError(f"{target} is no folder, and a {format} export is one: choose another name")
        _check_outside_graphs(target)
        given, target = target, target.resolve()
        if Path.cwd().is_relative_to(target):
            raise SaysoError(
                f"{given} is the working directory or holds it, and a {format} export puts a new folder "
                "in its place: go elsewhere, or choose another folder"
            )
        old = _manifest(target)
        with _scratch(target) as scratch:
            fresh = scratch / "fresh"
            fresh.mkdir(mode=0o777)
            write(fresh)
            ours = {name: _hash(fresh / name) for name in _files_in(fresh)}
            listed = {"format": format, "files": ours}
            (fresh / MANIFEST).write_text(json.dumps(listed, ensure_ascii=False, indent=1) + "\n", "utf-8")
            _take_over(target, fresh, old, force)
            if target.exists():
                target.rename(scratch / "old")
            try:
                fresh.rename(target)
            except OSError:
                if (scratch / "old").exists():
                    (scratch / "old").rename(target)
                raise
    return given


def _named(target: Path, addition: str) -> Path:
    if not addition:
        return target
    return target.with_name(f"{target.stem}{addition}{'' if '.' in addition else target.suffix}")


def _check_outside_graphs(place: Path) -> None:
    """Refuses a place in a graph folder, be it by way of links."""
    for path in (Path(os.path.realpath(place)), Path(os.path.realpath(place.parent)) / place.name):
        for above in (path, *path.parents):
            if graph_folder.is_one(above):
                raise SaysoError(f"{place} is in the graph folder {above}: choose another place")


def _check_file(place: Path, mark: Mark | None) -> None:
    """Refuses to replace what is no file, or one without this mark; raises OSError for one not to be read."""
    try:
        kind = place.stat().st_mode
    except FileNotFoundError:
        return
    if stat.S_ISDIR(kind):
        raise SaysoError(f"{place} is a folder: give the name of a file")
    if not stat.S_ISREG(kind):
        raise SaysoError(f"{place} is a device or a pipe: give the name of a file")
    if mark is None:
        return
    with place.open("rb") as file:
        head = file.read(HEAD)
    if head and not mark(head):
        raise SaysoError(
            f"{place} is there already and no export of this format: choose another name, or replace it with "
            "--force"
        )


def _put_in_place(moves: Mapping[Path, Path], scratch: Path) -> None:
    """Moves files to their places: all of them, or, if one cannot be moved, none."""
    kept: dict[Path, Path | None] = {}
    if len(moves) > 1:
        (scratch / "old").mkdir()
        for place in moves.values():
            kept[place] = scratch / "old" / place.name if os.path.lexists(place) else None
            if (aside := kept[place]) is not None:
                shutil.copy2(place, aside, follow_symlinks=False)
    done: list[Path] = []
    try:
        for part, place in moves.items():
            part.replace(place)
            done.append(place)
    except BaseException:
        for place in done:
            if (aside := kept.get(place)) is not None:
                aside.replace(place)
            else:
                place.unlink(missing_ok=True)
        raise


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
        if not (target / MANIFEST).is_file():
            raise FileNotFoundError
        listed = json.loads((target / MANIFEST).read_text("utf-8"))["files"]
        return {str(name): str(digest) for name, digest in listed.items()}
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        raise SaysoError(
            f"{target} is not empty and no export of Sayso: choose another folder, or empty it"
        ) from None


def _take_over(target: Path, fresh: Path, old: Mapping[str, str], force: bool) -> None:
    """Copies into the new folder what somebody else has put into the old one, or changed there and is not
    written anew. With `force` a new file takes the place of such a one; otherwise that is a SaysoError.
    """
    if not target.exists():
        return
    ours = {above.as_posix() for name in old for above in PurePosixPath(name).parents}
    for name in _folders_in(target):
        if name not in ours:
            (fresh / name).mkdir(parents=True, exist_ok=True)
            shutil.copystat(target / name, fresh / name)
    for name in _files_in(target):
        if name == MANIFEST:
            continue
        if name in old and _hash(target / name) == old[name]:
            continue
        place = fresh / name
        if force and place.is_file() and (target / name).is_file():
            continue
        if name in old and not force:
            raise SaysoError(
                f"{target / name} was changed after the export: move it away, choose another folder, or "
                "replace it with --force"
            )
        if os.path.lexists(place):
            raise SaysoError(
                f"{target / name} is in the way of the export: move it, or choose another folder"
                + (", or replace it with --force" if place.is_file() and (target / name).is_file() else "")
            )
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(target / name, place, follow_symlinks=False)


def _files_in(folder: Path) -> list[str]:
    """The files and links of a folder and of those below it, by their paths with slashes, in order."""
    found: list[str] = []
    for place, folders, names in os.walk(folder):
        links = [name for name in folders if (Path(place) / name).is_symlink()]
        found.extend((Path(place) / name).relative_to(folder).as_posix() for name in [*names, *links])
    return sorted(found)


def _folders_in(folder: Path) -> list[str]:
    """The folders below a folder that are no links, by their paths with slashes, the upper ones first."""
    found: list[str] = []
    for place, folders, _ in os.walk(folder):
        paths = (Path(place) / name for name in folders)
        found.extend(path.relative_to(folder).as_posix() for path in paths if not path.is_symlink())
    return sorted(found)


def _hash(path: Path) -> str:
    if path.is_symlink() or not path.is_file():
        return "no file"
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
