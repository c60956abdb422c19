"""Files come from folders, globs and standard input, in a fixed order and each once."""

import os
from pathlib import Path

import pytest

from sayso.extract.sources import sources
from sayso.graph.model import Rejection


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    for name in (
        "b.txt",
        "a.md",
        "2024/c.html",
        "2024/.hidden.txt",
        ".git/d.txt",
        "photo.png",
        "2024/e.jsonl",
    ):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("text")
    return folder


def names(*paths: object) -> list[str]:
    found = sources([str(path) for path in paths])
    return [source.reason if isinstance(source, Rejection) else source.name for source in found]


def test_a_folder_is_read_in_order_without_hidden_and_other_files(news: Path) -> None:
    assert names(news) == ["2024/c.html", "2024/e.jsonl", "a.md", "b.txt"]


def test_a_file_is_named_by_its_name(news: Path) -> None:
    assert names(news / "2024" / "c.html", news / "photo.png") == ["c.html", "photo.png"]


def test_a_glob_is_read_in_order(news: Path) -> None:
    assert names(f"{news}/*.txt") == ["b.txt"]
    assert names(f"{news}/*/c.*") == ["2024/c.html"]
    assert names(f"{news}/**/*.*") == ["2024/c.html", "2024/e.jsonl", "a.md", "b.txt"]


def test_a_folder_that_a_glob_matches_is_read(news: Path) -> None:
    assert names(f"{news}/20*") == ["2024/c.html", "2024/e.jsonl"]


def test_a_file_with_a_star_in_its_name_is_a_file(news: Path) -> None:
    (news / "[b].txt").write_text("text")
    assert names(news / "[b].txt") == ["[b].txt"]


def test_a_file_that_two_paths_stand_for_comes_once(news: Path) -> None:
    assert names(news / "b.txt", news, news / "2024") == ["b.txt", "2024/c.html", "2024/e.jsonl", "a.md"]


def test_standard_input_is_a_dash() -> None:
    assert names("-") == ["-"]


def test_a_link_out_of_the_folder_is_reported_and_no_link_is_followed(news: Path, tmp_path: Path) -> None:
    outside = tmp_path / "secret.txt"
    outside.write_text("text")
    (news / "c.txt").symlink_to(outside)
    (news / "d.txt").symlink_to(news / "b.txt")
    (news / "e").symlink_to(tmp_path, target_is_directory=True)
    assert names(news) == [
        "2024/c.html", "2024/e.jsonl", "a.md", "b.txt",
        "is a link out of the folder 'news': name its target to read it",
    ]  # fmt: skip


def test_what_is_not_there_is_reported(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    suffixes = ".htm, .html, .jsonl, .markdown, .md, .ndjson, .text, .txt, .xhtml"
    assert names(tmp_path / "nothing", f"{tmp_path}/*.txt", tmp_path / "empty", "") == [
        "no such file or folder: check the path",
        "no file matches this glob: check the folder and the suffix",
        f"no articles in this folder: it needs {suffixes} files",
        "is no path: name a file, a folder, a glob, or '-' for standard input",
    ]


def test_a_folder_that_may_not_be_opened_is_reported(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    original = os.scandir

    def refuse(folder: Path) -> object:
        if folder.name == "2024":
            raise PermissionError(13, "Permission denied")
        return original(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    assert names(news) == ["cannot be opened (permission denied): check its permissions", "a.md", "b.txt"]
