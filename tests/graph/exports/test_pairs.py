"""Views as CSV: as Gephi and Neo4j read them."""

import csv
import io
from collections.abc import Callable
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.graph.analysis.views import project
from sayso.graph.exports.networks import described
from sayso.graph.exports.pairs import gephi, neo4j
from sayso.graph.exports.values import flatten

PERSON = "https://example.org/id/person/"
ANY = st.text(st.characters(exclude_categories=[]))


def _table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline=""), strict=True))


def test_csv_has_gephis_columns_and_runs_from_the_subject(harbour: Any) -> None:
    written = gephi(project(harbour, "person-organization"))
    nodes, edges = _table(written["-nodes"]), _table(written["-edges"])
    assert list(nodes[0])[:3] == ["Id", "Label", "Time Interval"]
    assert list(edges[0])[:6] == ["Source", "Target", "Type", "Weight", "Label", "Time Interval"]
    lindqvist = next(edge for edge in edges if edge["Source"] == PERSON + "tomas-lindqvist")
    assert list(lindqvist.values())[:6] == [
        PERSON + "tomas-lindqvist",
        "https://example.org/id/org/herring-board",
        "Undirected",
        "1",
        "formerly at",
        "<[2026-04-10, 2026-04-10]>",
    ]


@pytest.mark.parametrize(("raw", "expected"), [(False, "'=HYPERLINK(1)"), (True, "=HYPERLINK(1)")])
def test_a_spreadsheet_runs_no_formula_unless_asked_to(raw: bool, expected: str) -> None:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_node("a", label="=HYPERLINK(1)", balance=-3)
    row = _table(gephi(graph, raw=raw)["-nodes"])[0]
    assert (row["Label"], row["balance"]) == (expected, "-3")
    assert _table(neo4j(graph, raw=raw)["nodes.csv"])[0]["name"] == expected


@given(text=ANY.filter(bool))
def test_any_unicode_survives_in_csv(text: str) -> None:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_node("a", label="a", told=text)
    graph.add_edge("a", "b", told=text)
    for content in (*gephi(graph, raw=True).values(), *list(neo4j(graph, raw=True).values())[:2]):
        assert _table(content)[0]["told"] == flatten(text)


def test_neo4j_has_typed_headers_labels_and_types(harbour: Any) -> None:
    written = neo4j(described(project(harbour, "person-organization")))
    nodes, ties = _table(written["nodes.csv"]), _table(written["relationships.csv"])
    assert list(nodes[0])[:5] == ["id:ID", "name", ":LABEL", "kind", "statements:long"]
    assert {"first_seen:date", "betweenness:double"} < set(nodes[0])
    assert list(ties[0])[:3] == [":START_ID", ":END_ID", ":TYPE"]
    assert {"confidence_max:double", "first_date:date", "roles:string[]", "weight:long"} < set(ties[0])
    assert {node[":LABEL"] for node in nodes} == {"Person", "Organization"}
    assert {tie[":TYPE"] for tie in ties} == {"AFFILIATED_WITH", "FORMERLY_AT", "PART_OF"}
    ids = {node["id:ID"] for node in nodes}
    assert all(tie[":START_ID"] in ids and tie[":END_ID"] in ids for tie in ties)


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["id", "name", "a:b", "x", "first_seen", "kind"]),
            st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), ANY, st.lists(ANY, max_size=3)),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_neo4j_finds_in_each_column_what_its_header_promises(rows: list[dict[str, Any]]) -> None:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from((f"n{number}", row) for number, row in enumerate(rows))
    found = _table(neo4j(graph, raw=True)["nodes.csv"])
    assert [row["id:ID"] for row in found] == list(graph)
    reads: dict[str, Callable[[str], Any]] = {
        "long": int,
        "double": float,
        "boolean": {"true": True, "false": False}.__getitem__,
    }
    for row in found:
        assert None not in row
        for header, value in row.items():
            kind = header.partition(":")[2]
            if value and kind in reads:
                reads[kind](value)
