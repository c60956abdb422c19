"""Formats by name and suffix, and `export`."""

from pathlib import Path
from typing import Any

import pytest

from sayso.errors import SaysoError
from sayso.graph.analysis.views import VIEWS
from sayso.graph.exports.formats import FORMATS, export, format_of

HOW_TO = Path(__file__).parents[3] / "docs" / "how-to" / "export.md"


@pytest.mark.parametrize(
    ("path", "name", "expected"),
    [
        ("x.gexf", None, "gexf"),
        ("x.GraphML", None, "graphml"),
        ("x.json", None, "node-link"),
        ("x.cyjs", None, "cytoscape"),
        ("x.ttl", None, "turtle"),
        ("x.htm", None, "html"),
        ("x.db", None, "sqlite"),
        ("x.jsonld", None, "json-ld"),
        ("x.json", "cytoscape", "cytoscape"),
        ("notes", "vault", "vault"),
    ],
)
def test_the_suffix_says_the_format_unless_its_name_does(path: str, name: str | None, expected: str) -> None:
    assert format_of(Path(path), name).name == expected


@pytest.mark.parametrize(
    ("path", "name", "message"),
    [
        ("graph.xlsx", None, r"no format for the suffix of 'graph\.xlsx'; there are html \(\.html\), gexf"),
        ("graph", None, r"no format for the suffix of 'graph'; .* vault \(a folder\)"),
        ("graph.json", "pajek", r"no format 'pajek'; there are html \(\.html\)"),
    ],
)
def test_an_unknown_format_is_refused_with_the_known_ones(path: str, name: str | None, message: str) -> None:
    with pytest.raises(SaysoError, match=message):
        format_of(Path(path), name)


def test_no_suffix_has_two_formats() -> None:
    suffixes = [suffix for format in FORMATS.values() for suffix in format.suffixes]
    assert len(suffixes) == len(set(suffixes))


def _content(paths: list[Path]) -> dict[str, bytes]:
    files = [file for path in paths for file in ([path] if path.is_file() else path.rglob("*"))]
    return {file.name: file.read_bytes() for file in files if file.is_file()}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_written_twice_over_itself_with_the_same_bytes(
    name: str, harbour: Any, tmp_path: Path
) -> None:
    target = tmp_path / f"x{next(iter(FORMATS[name].suffixes), '')}"
    first = _content(export(harbour, None, target, format=name))
    assert first and _content(export(harbour, None, target, format=name)) == first
    assert {path.name for path in tmp_path.iterdir() if path.name.startswith(".")} == set()


_FOREIGN = {
    "html": b"<!doctype html>\n<html><title>Mine</title></html>\n",
    "gexf": b'<?xml version="1.0"?>\n<gexf><meta><creator>Gephi 0.10</creator></meta><graph></graph></gexf>',
    "graphml": b"<?xml version='1.0' encoding='utf-8'?>\n<graphml></graphml>",
    "cytoscape": b'{\n "generated_by": "cytoscape-3.10.1", "data": {}}',
    "node-link": b'{"name": "package", "private": true}\n',
    "csv": b"Id,Label,Time Interval\n1,mine,\n",
    "dot": b"graph sayso {\n}\n",
    "svg": b'<?xml version="1.0" encoding="utf-8" standalone="no"?>\n<svg></svg>',
    "png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "sqlite": b"SQLite format 3\0" + bytes(4080),
    "turtle": b"# a scheme written by hand\n@prefix : <http://x.example/> .\n",
    "trig": b"@prefix sayso: <https://w3id.org/sayso#> .\n",
    "n-quads": b"<http://x.example/a> <http://x.example/b> <http://x.example/c> .\n",
    "n-triples": b"# https://w3id.org/sayso#\n<x:a> <x:b> <https://w3id.org/sayso#c> .\n",
    "json-ld": b'{\n "@context": {"@vocab": "https://w3id.org/sayso#"}, "id": "x"}',
}


@pytest.mark.parametrize("name", [name for name in FORMATS if not FORMATS[name].folder])
def test_a_file_of_this_format_that_no_export_wrote_is_left_alone(
    name: str, harbour: Any, tmp_path: Path
) -> None:
    target = tmp_path / f"x{FORMATS[name].suffixes[0]}"
    place = target.with_name("x-nodes.csv") if name == "csv" else target
    place.write_bytes(_FOREIGN[name])
    with pytest.raises(SaysoError, match=r"is there already and no export of this format: .* --force"):
        export(harbour, None, target)
    assert [path.name for path in tmp_path.iterdir()] == [place.name]
    assert place.read_bytes() == _FOREIGN[name]
    export(harbour, None, target, force=True)
    assert place.read_bytes() != _FOREIGN[name]


def test_an_export_of_another_format_is_left_alone(harbour: Any, tmp_path: Path) -> None:
    export(harbour, None, tmp_path / "x.json", format="json-ld")
    with pytest.raises(SaysoError, match="no export of this format"):
        export(harbour, None, tmp_path / "x.json")


@pytest.mark.parametrize("format", ["csv", "n-quads", "n-triples"])
@pytest.mark.parametrize("view", VIEWS)
def test_formats_without_room_for_a_mark_know_every_view(
    view: str, format: str, newsroom: Any, tmp_path: Path
) -> None:
    for _ in range(2):
        assert export(newsroom, view, tmp_path / "x.csv", format=format)


def test_rdf_without_a_view_is_the_whole_graph(harbour: Any, tmp_path: Path) -> None:
    (whole,) = export(harbour, None, tmp_path / "whole.nq")
    (part,) = export(harbour, "person-topic", tmp_path / "part.nq")
    assert set(part.read_bytes().splitlines()) < set(whole.read_bytes().splitlines())


def test_a_table_of_everything_takes_no_view(harbour: Any, tmp_path: Path) -> None:
    with pytest.raises(SaysoError, match="sqlite holds the whole graph: leave out the view 'overview'"):
        export(harbour, "overview", tmp_path / "x.db")


def test_an_unknown_view_writes_nothing(harbour: Any, tmp_path: Path) -> None:
    with pytest.raises(SaysoError, match="no view 'people'"):
        export(harbour, "people", tmp_path / "x.gexf")
    assert list(tmp_path.iterdir()) == []


def test_every_format_stands_in_the_how_to() -> None:
    page = HOW_TO.read_text(encoding="utf-8")
    assert [name for name in FORMATS if f"| `{name}` |" not in page] == []
