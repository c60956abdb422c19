"""Names for OpenRefine, and what comes back as lines of the ledger."""

import csv
from pathlib import Path
from typing import Any

import pytest

from sayso.errors import InputError
from sayso.graph.exports.openrefine import COLUMNS, doubles, names_folder, proposals, read_table
from sayso.graph.upkeep.ledger import Line, format_line, parse

KNOWN = {"person:ada", "person:bo", "organization:lab"}


def _row(name: str, identifier: str) -> dict[str, str]:
    return {"id": name, "name": "x", "wikidata": identifier}


def test_names_come_with_what_tells_them_apart(harbour: Any, tmp_path: Path) -> None:
    names_folder(harbour, tmp_path, base=harbour.base)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "organisations.csv",
        "persons.csv",
        "topics.csv",
    ]
    persons = read_table(tmp_path / "persons.csv")
    assert tuple(persons[0]) == COLUMNS
    assert (persons[0]["id"], persons[0]["name"], persons[0]["context"]) == (
        "person:ada-brandt",
        "Ada Brandt",
        "director, Tidal Laboratory",
    )
    assert persons[1]["context"] == "former biologist, Herring Board"
    topics = {row["name"]: row["context"] for row in read_table(tmp_path / "topics.csv")}
    assert topics == {"dredging": "harbour", "fish stocks": "", "harbour": ""}


def test_what_was_written_comes_back_as_it_was(newsroom: Any, tmp_path: Path) -> None:
    names_folder(newsroom, tmp_path, base=newsroom.base)
    table = read_table(tmp_path / "persons.csv")
    decided = parse(newsroom.ledger).lines
    found = proposals(table, {row["id"] for row in table}, decided, column="identifier")
    assert (found.lines, found.left_out, found.known) == ((), (), 1)


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [
        ("Q42", "wikidata:Q42"),
        (" Q42 ", "wikidata:Q42"),
        ("wikidata:Q42", "wikidata:Q42"),
        ("http://www.wikidata.org/entity/Q42", "wikidata:Q42"),
        ("https://www.wikidata.org/wiki/Q42", "wikidata:Q42"),
        ("https://orcid.org/0000-0002-1825-0097", "orcid:0000-0002-1825-0097"),
        ("https://register.example/7", "https://register.example/7"),
    ],
)
def test_an_identifier_becomes_a_line(identifier: str, expected: str) -> None:
    found = proposals([_row("person:ada", identifier)], KNOWN)
    assert found.lines == (Line("link", ("person:ada",), expected, "reconciled in OpenRefine"),)
    assert parse(format_line(found.lines[0])).lines == found.lines


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (_row("person:nobody", "Q1"), "nobody in the graph has the id 'person:nobody'"),
        (_row("topic:chips", "Q1"), "'topic:chips' is no person or organisation"),
        (_row("", "Q1"), "'' is no person or organisation"),
        (_row("person:ada", "Q1; Q2"), "2 identifiers for person:ada: choose one"),
        (_row("person:ada", "Qx"), "'Qx': 'wikidata:Qx' is no identifier"),
        (_row("person:ada", "javascript:alert(1)"), "'javascript:alert(1)'"),
        (_row("person:ada", "Q1\nreject"), "2 identifiers for person:ada: choose one"),
    ],
)
def test_what_is_no_link_is_told_with_its_row(row: dict[str, str], reason: str) -> None:
    found = proposals([_row("person:bo", "Q7"), row], KNOWN)
    assert [line.names for line in found.lines] == [("person:bo",)]
    ((number, told),) = found.left_out
    assert number == 3 and told.startswith(reason)


def test_rows_without_an_identifier_are_passed_over() -> None:
    found = proposals([_row("person:ada", ""), _row("person:bo", "Q7")], KNOWN)
    assert (len(found.lines), found.left_out) == (1, ())


def test_the_ledger_is_not_contradicted_or_repeated() -> None:
    decided = parse("link person:ada wikidata:Q1\nreject link person:bo wikidata:Q2\n").lines
    table = [_row("person:ada", "Q1"), _row("person:bo", "Q2"), _row("organization:lab", "Q3")]
    found = proposals(table, KNOWN, decided)
    assert [line.value for line in found.lines] == ["wikidata:Q3"]
    assert (found.left_out, found.known) == (((3, "the ledger rejects wikidata:Q2 for person:bo"),), 1)


def test_two_identifiers_for_one_are_not_both_taken() -> None:
    found = proposals([_row("person:ada", "Q1"), _row("person:ada", "Q2"), _row("person:ada", "Q1")], KNOWN)
    assert [line.value for line in found.lines] == ["wikidata:Q1"]
    assert found.left_out == ((3, "person:ada has wikidata:Q1 in another row and wikidata:Q2 in this"),)


def test_two_with_one_identifier_are_pointed_out() -> None:
    found = proposals([_row("person:ada", "Q1"), _row("person:bo", "Q1")], KNOWN)
    assert doubles(found.lines) == [("person:ada", "person:bo")]


def test_the_column_tells_the_register() -> None:
    row = {"iri": "https://w3id.org/sayso/data/person/ada", "ROR_id": "02mhbdp94"}
    found = proposals([row], KNOWN, column="ROR_id")
    assert [(line.names, line.value) for line in found.lines] == [(("person:ada",), "ror:02mhbdp94")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"name,wikidata\nx,Q1\n", "has no column 'id' or 'iri'"),
        (b"\xff\xfe\x00", "is not UTF-8"),
        (b'id,wikidata\n"a"b,Q1\n', "is no CSV table"),
    ],
)
def test_a_file_that_is_no_table_is_refused(content: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(content)
    with pytest.raises(InputError, match=message):
        read_table(tmp_path / "x.csv")


def test_a_column_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(InputError, match=r"no column 'viaf'; there are id, name, wikidata"):
        proposals([_row("person:ada", "Q1")], KNOWN, column="viaf")


def test_openrefines_tab_separated_file_is_read(tmp_path: Path) -> None:
    with (tmp_path / "x.tsv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter="\t").writerows([["id", "wikidata"], ["person:ada", "Q1"]])
    assert read_table(tmp_path / "x.tsv") == [{"id": "person:ada", "wikidata": "Q1"}]
