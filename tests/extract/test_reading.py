"""Files become articles with their metadata; bad input becomes one clear line."""

import io
import json
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.extract.layout import parser_text
from sayso.extract.reading import read
from sayso.graph.model import Article, Rejection
from sayso.graph.names import slug

BODY = (
    "The river broke its banks in the night, and four thousand people left their homes in the valley.\n\n"
    "The mayor said that the school would stay open, and thanked the volunteers with the sandbags.\n"
)
FRENCH = (
    "Le ministre a déclaré mardi que les sanctions contre les puces ne changeraient rien à la politique. "
    "Il a ajouté que les entreprises devaient se préparer à un long hiver."
)
PAGE = (
    "<html><head><title>Flood in the valley</title><meta name='date' content='2024-03-03'></head>"
    "<body><article>"
    + "".join(f"<p>{line}</p>" for line in BODY.split("\n") if line)
    + "<p>Subscribe to our newsletter today</p></article></body></html>"
)


def article(path: Path, *, force_language: bool = False) -> Article:
    (result,) = read([path], force_language=force_language)
    assert isinstance(result, Article), result
    return result


def reason(path: Path) -> str:
    (result,) = read([path])
    assert isinstance(result, Rejection)
    assert "\n" not in result.reason
    return result.reason


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


# Kinds of file


def test_a_text_is_kept_as_it_is(tmp_path: Path) -> None:
    text = "Flood in the valley\r\n\r\n" + BODY.replace("\n", "\r\n")
    found = article(write(tmp_path / "Flood Report.txt", b"\xef\xbb\xbf" + text.encode()))
    assert (found.id, found.source, found.text, found.title) == (
        "flood-report", "Flood Report.txt", text, "Flood in the valley",
    )  # fmt: skip
    assert (found.published, found.date_basis, found.outlet, found.author, found.url) == (None,) * 5


def test_front_matter_is_metadata_and_furniture(tmp_path: Path) -> None:
    head = (
        "---\ntitle: 'Flood: the cost'\ndate: 2024-03-03\nauthors: [Jane Roe, Ludwig Horn]\n"
        "publisher: Delta Tribune\nurl: https://delta.example/flood\n---\n"
    )
    found = article(write(tmp_path / "flood.md", head + "\n# Flood: the cost\n\n" + BODY))
    assert (found.title, found.published, found.date_basis, found.author, found.outlet, found.url) == (
        "Flood: the cost", "2024-03-03", "metadata", "Jane Roe, Ludwig Horn", "Delta Tribune",
        "https://delta.example/flood",
    )  # fmt: skip
    assert found.furniture == ((0, len(head)),)
    assert [unit.kind for unit in found.units] == ["furniture", "title", "paragraph", "paragraph"]


@pytest.mark.parametrize(
    ("head", "published", "title"),
    [
        ("---\ntitle: Flood: the cost\ndate: 2024-03-03\n---\n", "2024-03-03", "Flood: the cost"),
        ("---\ntitle: [broken\ndate: 2024-02-30\n---\n", None, "[broken"),
        ("---\r\ntitle: Flood\r\ndate: 2024-03-03T10:00:00\r\n---\r\n", "2024-03-03", "Flood"),
        ("---\ndate: 2024-03-03\n...\n", "2024-03-03", None),
    ],
)
def test_front_matter_that_is_not_quite_yaml_is_read(
    tmp_path: Path, head: str, published: str | None, title: str | None
) -> None:
    found = article(write(tmp_path / "flood.md", head + BODY))
    assert (found.published, found.title, found.furniture) == (published, title, ((0, len(head)),))


def test_dashes_alone_are_no_front_matter(tmp_path: Path) -> None:
    found = article(write(tmp_path / "flood.md", "---\n\n" + BODY + "\n---\n"))
    assert (found.title, found.published) == (None, None)


def test_a_page_gives_the_text_that_was_read_from_it(tmp_path: Path) -> None:
    found = article(write(tmp_path / "flood.html", PAGE))
    assert found.text == "Flood in the valley\n\n" + BODY.rstrip() + "\n\nSubscribe to our newsletter today"
    assert (found.title, found.published, found.date_basis) == (
        "Flood in the valley",
        "2024-03-03",
        "metadata",
    )
    assert [found.text[start:end] for start, end in found.furniture] == ["Subscribe to our newsletter today"]


def test_a_page_is_decoded_as_it_declares(tmp_path: Path) -> None:
    page = PAGE.replace("<head>", "<head><meta charset='windows-1252'>").replace("school", "“school”")
    assert "“school”" in article(write(tmp_path / "flood.htm", page.encode("cp1252"))).text


def test_records_keep_their_ids(tmp_path: Path) -> None:
    lines = [
        {
            "id": "DT/2024/007",
            "title": "Flood",
            "text": BODY,
            "published": "2024-03-03",
            "publisher": "Delta",
        },
        {"text": "By Jane Roe\n\n" + BODY},
    ]
    path = write(tmp_path / "wire.jsonl", "\n".join(map(json.dumps, lines)))
    first, second = (result for result in read([path]) if isinstance(result, Article))
    assert (first.id, first.source, first.text, first.title, first.published, first.outlet) == (
        "dt-2024-007", "DT/2024/007", BODY, "Flood", "2024-03-03", "Delta",
    )  # fmt: skip
    assert (second.id, second.source, second.author) == ("wire-2", "wire.jsonl:2", "Jane Roe")


@pytest.mark.parametrize(
    ("name", "content", "source"),
    [
        ("flood", BODY, "flood"),
        ("flood.dat", "\n" + json.dumps({"id": "x1", "text": BODY}), "x1"),
        ("flood.page", "<!DOCTYPE html>" + PAGE, "flood.page"),
    ],
)
def test_a_file_of_another_suffix_is_tried_when_it_is_named(
    tmp_path: Path, name: str, content: str, source: str
) -> None:
    found = article(write(tmp_path / name, content))
    assert (found.source, "The mayor said" in found.text, "<p>" in found.text) == (source, True, False)


@pytest.mark.parametrize(
    ("content", "source"),
    [(BODY, "stdin"), (json.dumps({"id": "x1", "text": BODY}) + "\n", "x1"), (PAGE, "stdin")],
)
def test_standard_input_is_text_page_or_records(
    monkeypatch: pytest.MonkeyPatch, content: str, source: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content.encode())))
    (found,) = read(["-"])
    assert isinstance(found, Article)
    assert (found.id, found.source, found.date_basis is None) == (source, source, "date" not in content)


# Dates and their basis


@pytest.mark.parametrize(
    ("name", "text", "published", "basis"),
    [
        ("flood.txt", f"Flood\n\nMarch 3, 2024\n\n{BODY}", "2024-03-03", "dateline"),
        ("2024-03-15_flood.txt", f"Flood\n\nMarch 3, 2024\n\n{BODY}", "2024-03-03", "dateline"),
        ("2024-03-15_flood.txt", BODY, "2024-03-15", "file"),
        ("2024-03-15.md", f"---\ndate: 2024-03-01\n---\nMarch 3, 2024\n\n{BODY}", "2024-03-01", "metadata"),
        ("flood.txt", f"{BODY}\n\nIt was the worst flood since March 3, 1999.", None, None),
    ],
)
def test_a_date_tells_what_it_rests_on(
    tmp_path: Path, name: str, text: str, published: str | None, basis: str | None
) -> None:
    found = article(write(tmp_path / name, text))
    assert (found.published, found.date_basis) == (published, basis)


# Ids


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("Flood Report (1)", "flood-report-1"),
        ("2024/03/Café_Ärger", "2024-03-cafe-arger"),
        ("洪水", "65b61b8b720d"),
        ("洪水-1", "1-6127039c6857"),
        ("...", "ab5df625bc76"),
    ],
)
def test_a_slug_is_plain_ascii(name: str, identifier: str) -> None:
    assert slug(name) == identifier


@given(st.text(min_size=1))
def test_any_name_has_a_slug(name: str) -> None:
    found = slug(name)
    assert found and found == slug(found) and found.isascii() and not found.startswith("-")


def test_the_second_source_with_an_id_has_another(tmp_path: Path) -> None:
    for name in ("a/flood.txt", "b/flood.txt", "b/Flood!.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        write(tmp_path / name, BODY)
    paths = [tmp_path / "a" / "flood.txt", tmp_path / "b" / "Flood!.txt", tmp_path / "b" / "flood.txt"]
    ids = [result.id for result in read(paths) if isinstance(result, Article)]
    assert (len(set(ids)), ids[0], {len(identifier) for identifier in ids[1:]}) == (3, "flood", {12})
    assert ids == [result.id for result in read(paths) if isinstance(result, Article)]


def test_ids_do_not_depend_on_where_the_folder_lies(tmp_path: Path) -> None:
    ids = []
    for folder in ("one", "two"):
        (tmp_path / folder / "2024").mkdir(parents=True)
        write(tmp_path / folder / "2024" / "flood.txt", BODY)
        ids += [result.id for result in read([tmp_path / folder]) if isinstance(result, Article)]
    assert ids == ["2024-flood", "2024-flood"]


# What is left out


NO_LETTERS = "has only 0 letters besides page furniture: nothing to read"


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.txt", b"", "is empty: nothing to read"),
        ("a.txt", b" \r\n\t", "is empty: nothing to read"),
        ("a.jsonl", b"\n\n", "is empty: nothing to read"),
        ("a.txt", b"\x00\x01" * 50, "holds zero bytes, so it is binary: export it as plain text in UTF-8"),
        ("a.pdf", b"%PDF-1.7 ...", "is a PDF, not text: export it as plain text, Markdown or HTML"),
        ("a.txt", b"\xff\xfe\x00\xd8", "is broken UTF-16-LE at byte 2: convert it to UTF-8"),
        ("a.txt", b"12345", NO_LETTERS),
        ("a.txt", b"Share this article\n\nPrint", NO_LETTERS),
        ("a.html", b"<html></html>", "holds no article text: save the page in full, or as plain text"),
        (
            "a.txt",
            FRENCH.encode(),
            "is in French, not in English: leave it out, or force it to be read as English",
        ),
        (
            "a.txt",
            b"a" * 5_000_001,
            "has 5.0 MB, which is over 5 MB, too much for one article: split it, "
            "or give its articles as JSONL",
        ),
        ("a.txt", b"ab " * 400_000, "has 1,200,000 characters, over the 1,000,000 of one article: split it"),
    ],
)
def test_bad_input_is_one_clear_line(tmp_path: Path, name: str, content: bytes, expected: str) -> None:
    assert reason(write(tmp_path / name, content)) == expected


def test_reading_goes_on_after_bad_input(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", BODY)
    write(tmp_path / "b.txt", b"\0")
    lines = [json.dumps({"id": "x1", "text": BODY}), "{", json.dumps({"id": "x2", "text": FRENCH})]
    write(tmp_path / "c.jsonl", "\n".join(lines))
    write(tmp_path / "d.txt", BODY)
    place = tmp_path.as_posix()
    assert [result.source for result in read([tmp_path, tmp_path / "e.txt"])] == [
        "a.txt",
        f"{place}/b.txt",
        "x1",
        f"{place}/c.jsonl:2",
        f"{place}/c.jsonl:3 (x2)",
        "d.txt",
        str(tmp_path / "e.txt"),
    ]


def test_a_foreign_text_is_read_when_forced(tmp_path: Path) -> None:
    assert article(write(tmp_path / "a.txt", FRENCH), force_language=True).text == FRENCH


def test_a_file_that_may_not_be_opened_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, mode: str) -> None:
        raise PermissionError(13, "Permission denied")

    path = write(tmp_path / "a.txt", BODY)
    monkeypatch.setattr(Path, "open", refuse)
    assert reason(path) == "cannot be read (permission denied): check the file and its permissions"


def test_reading_is_lazy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        write(tmp_path / f"{number}.txt", BODY)
    opened: list[str] = []
    original = Path.open

    def note(path: Path, mode: str) -> object:
        opened.append(path.name)
        return original(path, mode)

    monkeypatch.setattr(Path, "open", note)
    articles = read([tmp_path])
    next(articles)
    next(articles)
    assert opened == ["0.txt", "1.txt"]


@given(st.text(min_size=1, max_size=400))
def test_any_text_is_an_article_or_a_clear_line(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("any") / "any.txt"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    (result,) = read([path])
    if isinstance(result, Article):
        assert result.text == text.removeprefix("\ufeff")
        assert len(parser_text(result)) == len(result.text)
    else:
        assert result.reason and "\n" not in result.reason
