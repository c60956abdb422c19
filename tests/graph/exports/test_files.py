"""Exports are there as a whole or not at all, and replace nothing but exports."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from sayso.errors import SaysoError
from sayso.graph.exports.files import MANIFEST, write_files, write_folder
from sayso.graph.exports.marks import Mark, begins
from sayso.graph.store import Store

MARKS: Mapping[str, Mark] = {"-a": begins("One"), "-b": begins("two")}
ONE: Mapping[str, Mark] = {"": begins("One")}


def _two(places: Mapping[str, Path]) -> None:
    places["-a"].write_bytes(b"One of them")
    places["-b"].write_bytes(b"two of them")


def _notes(folder: Path) -> None:
    (folder / "notes").mkdir()
    (folder / "notes" / "a.md").write_text("a")
    (folder / "b.md").write_text("b")


def _another(folder: Path) -> None:
    (folder / "c.md").write_text("c")


def _more(folder: Path) -> None:
    _notes(folder)
    (folder / "new.md").write_text("n")


def _broken(folder: Path) -> None:
    (folder / "a.md").write_text("half")
    raise RuntimeError("killed")


def _tree(folder: Path) -> dict[str, str]:
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST]
    return {path.relative_to(folder).as_posix(): path.read_text() for path in sorted(files)}


def test_files_take_their_names_from_the_target(tmp_path: Path) -> None:
    written = write_files(tmp_path / "x.csv", ("-a", "-b"), MARKS, _two)
    assert [path.name for path in written] == ["x-a.csv", "x-b.csv"]
    assert _tree(tmp_path) == {"x-a.csv": "One of them", "x-b.csv": "two of them"}
    assert write_files(tmp_path / "x.csv", ("-a", "-b"), MARKS, _two) == written


def test_a_file_of_another_kind_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "x-b.csv").write_text("my own table")
    with pytest.raises(SaysoError, match=r"x-b\.csv is there already and no export .* --force"):
        write_files(tmp_path / "x.csv", ("-a", "-b"), MARKS, _two)
    assert _tree(tmp_path) == {"x-b.csv": "my own table"}
    write_files(tmp_path / "x.csv", ("-a", "-b"), MARKS, _two, force=True)
    assert _tree(tmp_path) == {"x-a.csv": "One of them", "x-b.csv": "two of them"}


def _single(places: Mapping[str, Path]) -> None:
    places[""].write_bytes(b"One alone")


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("kind", ["pipe", "device", "loop", "folder"])
def test_what_is_no_file_is_left_alone(kind: str, force: bool, tmp_path: Path) -> None:
    place = tmp_path / "x"
    if kind == "pipe":
        os.mkfifo(place)
    elif kind == "folder":
        place.mkdir()
    else:
        place.symlink_to({"device": "/dev/zero", "loop": "x"}[kind])
    before = place.lstat()
    with pytest.raises(SaysoError, match=r"x is a (device or a pipe|folder): |x cannot be written: Too many"):
        write_files(place, ("",), ONE, _single, force=force)
    assert (place.lstat().st_ino, place.lstat().st_mode) == (before.st_ino, before.st_mode)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("mine")
    (tmp_path / "x").chmod(0)
    with pytest.raises(SaysoError, match="x cannot be written: Permission denied"):
        write_files(tmp_path / "x", ("",), ONE, _single)


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("name", ["g/sayso.json", "g/new.json", "g/store/CURRENT", "link", "short/new.json"])
def test_nothing_is_written_into_a_graph_folder(name: str, force: bool, tmp_path: Path) -> None:
    with Store.open(tmp_path / "g", create=True):
        pass
    (tmp_path / "link").symlink_to(tmp_path / "g" / "sayso.json")
    (tmp_path / "short").symlink_to(tmp_path / "g")
    before = {path: path.lstat().st_ino for path in tmp_path.rglob("*")}
    with pytest.raises(SaysoError, match=r"is in the graph folder .*g: choose another place"):
        write_files(tmp_path / name, ("",), {"": lambda head: True}, _single, force=force)
    with pytest.raises(SaysoError, match=r"is in the graph folder .*g: choose another place"):
        write_folder(tmp_path / "g" / "notes", "vault", _notes)
    assert {path: path.lstat().st_ino for path in tmp_path.rglob("*")} == before


@pytest.mark.parametrize("there", [True, False])
def test_of_two_files_both_are_new_or_neither(
    there: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if there:
        write_files(tmp_path / "x.csv", ("-a", "-b"), MARKS, _two)
    before = _tree(tmp_path)
    move = Path.replace

    def full(part: Path, place: Path) -> Path:
        if part.name == "x-b.csv" and part.parent.name != "old":
            raise OSError(28, "No space left on device")
        return move(part, place)

    def newer(places: Mapping[str, Path]) -> None:
        places["-a"].write_bytes(b"One, newer")
        places["-b"].write_bytes(b"two, newer")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(SaysoError, match=r"x\.csv cannot be written: No space left on device"):
        write_files(tmp_path / "x.csv", ("-a", "-b"), MARKS, newer)
    assert _tree(tmp_path) == before


def test_a_folder_is_not_taken_for_a_file(tmp_path: Path) -> None:
    (tmp_path / "x-a.csv").mkdir()
    with pytest.raises(SaysoError, match=r"x-a\.csv is a folder: give the name of a file"):
        write_files(tmp_path / "x.csv", ("-a", "-b"), MARKS, _two)


def test_a_file_that_was_not_finished_is_not_there(tmp_path: Path) -> None:
    def broken(places: Mapping[str, Path]) -> None:
        places["-a"].write_bytes(b"one")
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        write_files(tmp_path / "x.csv", ("-a", "-b"), MARKS, broken)
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_is_not_there_is_reported(tmp_path: Path) -> None:
    with pytest.raises(SaysoError, match=r"x\.csv cannot be written: No such file or directory"):
        write_files(tmp_path / "missing" / "x.csv", ("-a", "-b"), MARKS, _two)


def test_a_folder_is_written_and_written_again(tmp_path: Path) -> None:
    for _ in range(2):
        write_folder(tmp_path / "v", "vault", _notes)
        assert _tree(tmp_path / "v") == {"b.md": "b", "notes/a.md": "a"}
    listed = json.loads((tmp_path / "v" / MANIFEST).read_text())
    assert (listed["format"], list(listed["files"])) == ("vault", ["b.md", "notes/a.md"])
    assert [path.name for path in tmp_path.iterdir()] == ["v"]


def test_what_an_earlier_export_wrote_and_this_one_does_not_is_gone(tmp_path: Path) -> None:
    write_folder(tmp_path / "v", "vault", _notes)
    write_folder(tmp_path / "v", "vault", _another)
    assert _tree(tmp_path / "v") == {"c.md": "c"}


def test_what_is_not_ours_is_kept(tmp_path: Path) -> None:
    write_folder(tmp_path / "v", "vault", _notes)
    (tmp_path / "v" / ".obsidian").mkdir()
    (tmp_path / "v" / ".obsidian" / "app.json").write_text("{}")
    (tmp_path / "v" / "notes" / "mine.md").write_text("mine")
    write_folder(tmp_path / "v", "vault", _notes)
    assert _tree(tmp_path / "v") == {
        ".obsidian/app.json": "{}",
        "b.md": "b",
        "notes/a.md": "a",
        "notes/mine.md": "mine",
    }


def test_empty_folders_and_links_that_are_not_ours_are_kept(tmp_path: Path) -> None:
    write_folder(tmp_path / "v", "vault", _notes)
    (tmp_path / "elsewhere").mkdir()
    for name in ("empty/deep", "notes/empty"):
        (tmp_path / "v" / name).mkdir(parents=True)
    for name, place in (("linked", "../elsewhere"), ("notes/gone", "nowhere")):
        (tmp_path / "v" / name).symlink_to(place)
    write_folder(tmp_path / "v", "vault", _another)
    found = {path.relative_to(tmp_path / "v").as_posix() for path in (tmp_path / "v").rglob("*")}
    kept = {"empty", "empty/deep", "notes", "notes/empty", "linked", "notes/gone"}
    assert found == {"c.md", MANIFEST, *kept}
    assert (tmp_path / "v" / "linked").readlink() == Path("../elsewhere")


@pytest.mark.parametrize("target", [".", "..", "../v"])
def test_the_working_directory_is_not_replaced(
    target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "v").mkdir()
    monkeypatch.chdir(tmp_path / "v")
    with pytest.raises(SaysoError, match="is the working directory or holds it, and a vault export"):
        write_folder(Path(target), "vault", _notes)
    with pytest.raises(SaysoError, match="is a folder: give the name of a file"):
        write_files(Path(target), ("",), ONE, _single)
    assert _tree(tmp_path) == {}


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("b.md", r"b\.md was changed after the export: move it away"),
        ("new.md", r"new\.md is in the way of the export: move it"),
    ],
)
def test_a_note_that_somebody_wrote_stops_the_export(name: str, message: str, tmp_path: Path) -> None:
    write_folder(tmp_path / "v", "vault", _notes)
    (tmp_path / "v" / name).write_text("my words")
    before = _tree(tmp_path / "v")
    with pytest.raises(SaysoError, match=message):
        write_folder(tmp_path / "v", "vault", _more)
    assert _tree(tmp_path / "v") == before
    assert [path.name for path in tmp_path.iterdir()] == ["v"]


@pytest.mark.parametrize("name", ["b.md", "new.md"])
def test_a_note_that_somebody_wrote_is_replaced_by_force(name: str, tmp_path: Path) -> None:
    write_folder(tmp_path / "v", "vault", _notes)
    (tmp_path / "v" / name).write_text("my words")
    (tmp_path / "v" / "mine.md").write_text("mine")
    with pytest.raises(SaysoError, match="or replace it with --force"):
        write_folder(tmp_path / "v", "vault", _more)
    write_folder(tmp_path / "v", "vault", _more, force=True)
    assert _tree(tmp_path / "v") == {"b.md": "b", "mine.md": "mine", "new.md": "n", "notes/a.md": "a"}
    write_folder(tmp_path / "v", "vault", _more)  # it is an export like any other


def test_what_somebody_changed_and_no_export_writes_any_more_is_kept_also_by_force(tmp_path: Path) -> None:
    write_folder(tmp_path / "v", "vault", _notes)
    (tmp_path / "v" / "b.md").write_text("my words")
    write_folder(tmp_path / "v", "vault", _another, force=True)
    assert _tree(tmp_path / "v") == {"b.md": "my words", "c.md": "c"}


@pytest.mark.parametrize("kind", ["folder", "pipe", "link to nowhere"])
def test_what_is_no_file_is_not_replaced_by_force_in_a_folder(kind: str, tmp_path: Path) -> None:
    write_folder(tmp_path / "v", "vault", _notes)
    place = tmp_path / "v" / "new.md"
    if kind == "pipe":
        os.mkfifo(place)
    elif kind == "folder":
        place.mkdir()
        (place / "mine").write_text("mine")
    else:
        place.symlink_to("nowhere")
    before = place.lstat().st_ino
    with pytest.raises(SaysoError, match=r"new\.md is in the way of the export|v cannot be written: "):
        write_folder(tmp_path / "v", "vault", _more, force=True)
    assert place.lstat().st_ino == before
    assert [path.name for path in tmp_path.iterdir()] == ["v"]


@pytest.mark.parametrize("force", [False, True])
def test_a_folder_that_is_no_export_is_left_alone(force: bool, tmp_path: Path) -> None:
    (tmp_path / "v").mkdir()
    (tmp_path / "v" / "letter.txt").write_text("dear")
    with pytest.raises(SaysoError, match="v is not empty and no export of Sayso"):
        write_folder(tmp_path / "v", "vault", _notes, force=force)
    assert _tree(tmp_path / "v") == {"letter.txt": "dear"}


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "v").mkdir()
    write_folder(tmp_path / "v", "vault", _notes)
    assert _tree(tmp_path / "v") == {"b.md": "b", "notes/a.md": "a"}


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "v").write_text("x")
    with pytest.raises(SaysoError, match="v is no folder, and a vault export is one"):
        write_folder(tmp_path / "v", "vault", _notes)


def test_a_folder_that_was_not_finished_leaves_the_old_one(tmp_path: Path) -> None:
    write_folder(tmp_path / "v", "vault", _notes)
    with pytest.raises(RuntimeError):
        write_folder(tmp_path / "v", "vault", _broken)
    assert _tree(tmp_path / "v") == {"b.md": "b", "notes/a.md": "a"}
    assert [path.name for path in tmp_path.iterdir()] == ["v"]
