"""Queries held against the rows that they should have."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.errors import SaysoError
from sayso.graph.checking import Outcome, as_json, check, record
from sayso.graph.store import Store

NAMES = 'SELECT ?name ?age WHERE { VALUES (?name ?age) { ("Ann Lee" 41) ("Bo, Jr." 41.5) ("Cy" UNDEF) } }'


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with Store.memory() as store:
        yield store


def outcome(store: Store, folder: Path, query: str, expected: str | None = None) -> Outcome:
    (folder / "one.rq").write_text(query, encoding="utf-8")
    if expected is not None:
        (folder / "one.csv").write_text(expected, encoding="utf-8")
    (found,) = check(store, folder)
    return found


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (NAMES, 'name,age\nCy,\n"Bo, Jr.",41.50\nAnn Lee,41\n'),
        (NAMES, '\ufeff?age,?name\r\n41.0,Ann Lee\r\n41.5,"Bo, Jr."\r\n,Cy\r\n\r\n'),
        ("SELECT ?x { VALUES ?x { topic:floods sayso:Positive } }", "x\ntopic:floods\nsayso:Positive\n"),
        (
            "SELECT ?x { VALUES ?x { person:ann <https://example.org/a?b> } }",
            "x\nhttps://w3id.org/sayso/data/person/ann\n<https://example.org/a?b>\n",
        ),
        ("SELECT ?x { BIND (1e0/3 AS ?x) }", "x\n0.33333333333333333\n"),
        ("SELECT ?x { BIND (true AS ?x) }", "x\nTRUE\n"),
        ('SELECT ?x { BIND ("2024-05-01"^^xsd:date AS ?x) }', "x\n2024-05-01\n"),
        (
            'SELECT ?x { BIND ("2024-05-01T12:00:00Z"^^xsd:dateTime AS ?x) }',
            "x\n2024-05-01T14:00:00+02:00\n",
        ),
        ('SELECT ?x { BIND ("hello"@en AS ?x) }', "x\nhello\n"),
        ('SELECT ?x { BIND ("=1+1" AS ?x) }', "x\n=1+1\n"),
        ('SELECT ?x { BIND ("one\\ntwo" AS ?x) }', 'x\n"one\r\ntwo"\n'),
        ("SELECT ?x { FILTER (false) }", "x\n"),
        ("SELECT ?x { VALUES ?x { 1 1 2 } }", "x\n2\n1\n1\n"),
        ("SELECT ?x { VALUES ?x { 1 2 } } ORDER BY DESC(?x)", "x\n2\n1\n"),
        ("ASK { FILTER (1 < 2) }", "answer\ntrue\n"),
        ("CONSTRUCT { topic:a a topic:b } WHERE {}", "subject,predicate,object\ntopic:a,rdf:type,topic:b\n"),
        ("# expect: at least 2 rows\n" + NAMES, None),
        ("# expect: at most 3 rows\n#expect: exactly 3 rows\n# expect: 3 rows\n" + NAMES, None),
        ("# expect: no rows\nSELECT ?x { FILTER (false) }", None),
        ("# expect: no\nASK { FILTER (1 > 2) }", None),
    ],
)
def test_what_is_the_same_is_equal(store: Store, tmp_path: Path, query: str, expected: str | None) -> None:
    found = outcome(store, tmp_path, query, expected)
    assert (found.state, found.missing, found.extra, found.reason) == ("equal", (), (), "")


@pytest.mark.parametrize(
    ("query", "expected", "missing", "extra"),
    [
        (NAMES, 'name,age\nAnn Lee,42\n"Bo, Jr.",41.5\nCy,\n', [("Ann Lee", "42")], [("Ann Lee", "41")]),
        (NAMES, 'name,age\nAnn Lee,41\n"Bo, Jr.",41.5\n', [], [("Cy", "")]),
        ("SELECT ?x { VALUES ?x { 1 1 } }", "x\n1\n", [], [("1",)]),
        ("SELECT ?x { VALUES ?x { 1 } }", "x\n1\n1\n", [("1",)], []),
        ('SELECT ?x { BIND ("007" AS ?x) }', "x\n7\n", [("7",)], [("007",)]),
        ('SELECT ?x { BIND ("1.10" AS ?x) }', "x\n1.1\n", [("1.1",)], [("1.10",)]),
        ("SELECT ?x { BIND (10000000000000001 AS ?x) }", "x\n10000000000000002\n", [("10000000000000002",)],
         [("10000000000000001",)]),
        ("SELECT ?x { BIND (topic:a AS ?x) }", "x\ntopic:b\n", [("topic:b",)], [("topic:a",)]),
    ],
)  # fmt: skip
def test_rows_that_differ_are_told(
    store: Store,
    tmp_path: Path,
    query: str,
    expected: str,
    missing: list[tuple[str, ...]],
    extra: list[tuple[str, ...]],
) -> None:
    found = outcome(store, tmp_path, query, expected)
    assert (found.state, list(found.missing), list(found.extra)) == ("different", missing, extra)


@pytest.mark.parametrize(
    ("query", "expected", "state", "reason"),
    [
        ("SELECT ?x {", None, "broken", "the query is not valid SPARQL"),
        ("SELECT ?x { SERVICE <http://x.example/> { ?x ?y ?z } }", None, "broken", "SERVICE"),
        ("# expect: some rows\n" + NAMES, None, "broken", "cannot read '# expect: some rows'"),
        (NAMES, "name\nCy\n", "broken", "one.csv has the columns name, the query name, age"),
        (NAMES, "name,age\nCy\n", "broken", "too many or too few cells in row 2"),
        (NAMES, 'name,age\n"Cy,\n', "broken", "one.csv is not CSV"),
        (NAMES, "", "broken", "one.csv is empty"),
        ("# expect: at least 4 rows\n" + NAMES, None, "different", "at least 4 rows expected, there are 3"),
        ("# expect: no rows\n" + NAMES, None, "different", "no rows expected, there are 3"),
        ("# expect: yes\n" + NAMES, None, "different", "are for ASK queries"),
        ("# expect: yes\nASK { FILTER (1 > 2) }", None, "different", "yes expected, the answer is no"),
        ("# expect: 3 rows\n" + NAMES, "name,age\n", "different", ""),
        (
            "SELECT ?x { VALUES ?x { 1 2 } } ORDER BY ?x",
            "x\n2\n1\n",
            "different",
            "in another order, from row 1",
        ),
        ("SELECT ?x { { SELECT ?x { VALUES ?x { 1 2 } } ORDER BY ?x } }", "x\n2\n1\n", "equal", ""),
        ("SELECT ?x { VALUES ?x { 1 2 } } # ORDER BY ?x", "x\n2\n1\n", "equal", ""),
        (NAMES, None, "unexpected", ""),
    ],
)
def test_what_is_wrong_is_said(
    store: Store, tmp_path: Path, query: str, expected: str | None, state: str, reason: str
) -> None:
    found = outcome(store, tmp_path, query, expected)
    assert found.state == state
    assert reason in found.reason


def test_a_broken_query_does_not_end_the_run(store: Store, tmp_path: Path) -> None:
    (tmp_path / "a.rq").write_bytes(b"\xff\xfe")
    (tmp_path / "b.rq").write_text("nonsense", encoding="utf-8")
    (tmp_path / "c.rq").write_text("# Is it so?\n# expect: yes\nASK {}", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("no query", encoding="utf-8")
    found = list(check(store, tmp_path))
    assert [(one.name, one.state, one.question) for one in found] == [
        ("a", "broken", ""),
        ("b", "broken", ""),
        ("c", "equal", "Is it so?"),
    ]
    assert json.loads(as_json(found))["counts"] == {"broken": 2, "equal": 1}


def test_what_is_recorded_is_expected_from_then_on(store: Store, tmp_path: Path) -> None:
    (tmp_path / "a.rq").write_text(NAMES, encoding="utf-8")
    (tmp_path / "a.csv").write_text("name,age\nNobody,1\n", encoding="utf-8")
    (tmp_path / "b.rq").write_text("# expect: yes\nASK {}", encoding="utf-8")
    assert [one.state for one in check(store, tmp_path)] == ["different", "equal"]
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == "name,age\nNobody,1\n"
    assert [one.state for one in record(store, tmp_path)] == ["written", "equal"]
    assert [one.state for one in check(store, tmp_path)] == ["equal", "equal"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "a.rq", "b.rq"]


def test_a_query_with_a_long_name_is_recorded(store: Store, tmp_path: Path) -> None:
    (tmp_path / f"{'q' * 250}.rq").write_text(NAMES, encoding="utf-8")
    assert [one.state for one in record(store, tmp_path)] == ["written"]
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".csv", ".rq"]


def test_rows_that_cannot_be_written_are_an_error_in_a_line(store: Store, tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_text(NAMES, encoding="utf-8")
    (tmp_path / "q.csv").mkdir()
    with pytest.raises(SaysoError, match=r"cannot write .*q\.csv"):
        list(record(store, tmp_path))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["q.csv", "q.rq"]


values = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8) | st.sampled_from(
    ["=1+1", "-5", "'=x", "", "\r", "a,b", '"', "0xA", "1e5"]
)


@given(st.lists(st.tuples(values, values), max_size=5))
def test_any_text_survives_being_recorded(
    store: Store, tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    escaped = [
        " ".join('"' + "".join(f"\\U{ord(sign):08X}" for sign in value) + '"' for value in row)
        for row in rows
    ]
    values = " ".join(f"({row})" for row in escaped)
    (folder / "q.rq").write_text(f"SELECT ?a ?b {{ VALUES (?a ?b) {{ {values} }} }}", encoding="utf-8")
    (written,) = record(store, folder)
    (checked,) = check(store, folder)
    assert (written.state, written.rows, checked.state) == ("written", len(rows), "equal")


def test_no_queries_is_an_error(store: Store, tmp_path: Path) -> None:
    with pytest.raises(SaysoError, match="no queries in"):
        list(check(store, tmp_path))
    with pytest.raises(SaysoError, match="no folder"):
        list(check(store, tmp_path / "missing"))
