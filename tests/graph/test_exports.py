"""Views as files: each format is read back by a reader that is not ours."""

import csv
import io
import json
import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.errors import SaysoError
from sayso.graph import vocab
from sayso.graph.analysis.views import project
from sayso.graph.exports.formats import FORMATS, export, flatten, format_of

PERSON = "https://example.org/id/person/"
TOPIC = "https://w3id.org/sayso/topic/"
ADA, DREDGING = PERSON + "ada-brandt", TOPIC + "dredging"
GEXF = "{http://www.gexf.net/1.2draft}"


def _file(store: Any, graph: "nx.Graph[str]", name: str, addition: str = "") -> bytes:
    return FORMATS[name].files(store, graph)[addition]


def _read(store: Any, graph: "nx.Graph[str]", name: str) -> "nx.Graph[str]":
    content = _file(store, graph, name)
    if name == "gexf":
        return nx.read_gexf(io.BytesIO(content))
    if name == "graphml":
        return nx.read_graphml(io.BytesIO(content))
    if name == "cytoscape":
        return nx.cytoscape_graph(json.loads(content))
    return nx.node_link_graph(json.loads(content), edges="edges")


def _csv(store: Any, graph: "nx.Graph[str]", addition: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(_file(store, graph, "csv", addition).decode(), newline="")))


@pytest.mark.parametrize("name", ["gexf", "graphml", "cytoscape", "node-link"])
def test_what_is_written_is_read_back(harbour: Any, name: str) -> None:
    graph = project(harbour, "overview")
    found = _read(harbour, graph, name)
    assert set(found) == set(graph)
    assert {frozenset(edge) for edge in found.edges} == {frozenset(edge) for edge in graph.edges}
    about = found.edges[ADA, DREDGING]
    assert (about["relation"], about["weight"], about["evidence_start"]) == ("commented on", 2, 60)
    assert about["evidence"] == 'In a radio talk: "Dredging will choke the mussel beds </b> ", she said'
    assert (found.nodes[ADA]["label"], found.nodes[ADA]["statements"]) == ("Ada Brandt", 2)


@pytest.mark.parametrize("name", ["cytoscape", "node-link"])
def test_json_keeps_lists(harbour: Any, name: str) -> None:
    found = _read(harbour, project(harbour, "person-topic"), name)
    assert found.edges[ADA, DREDGING]["bases"] == ["heading", "own-words"]


@pytest.mark.parametrize("name", ["gexf", "graphml"])
def test_xml_has_lists_as_json_text(harbour: Any, name: str) -> None:
    found = _read(harbour, project(harbour, "person-topic"), name)
    assert found.edges[ADA, DREDGING]["bases"] == '["heading", "own-words"]'


def test_gexf_has_time_colour_and_size(harbour: Any) -> None:
    root = ET.fromstring(_file(harbour, project(harbour, "person-topic"), "gexf"))
    graph = root.find(f"{GEXF}graph")
    assert graph is not None
    assert (graph.get("mode"), graph.get("timeformat")) == ("dynamic", "date")
    node = graph.find(f"{GEXF}nodes/{GEXF}node[@id='{ADA}']")
    assert node is not None
    assert (node.get("label"), node.get("start"), node.get("end")) == (
        "Ada Brandt",
        "2026-03-02",
        "2026-04-10",
    )
    assert node.find("{http://www.gexf.net/1.2draft/viz}color") is not None
    edge = graph.find(f"{GEXF}edges/{GEXF}edge[@source='{ADA}']")
    assert edge is not None
    assert (edge.get("weight"), edge.get("label"), edge.get("end")) == ("2", "commented on", "2026-04-10")


def test_csv_has_gephis_columns_and_runs_from_the_subject(harbour: Any) -> None:
    graph = project(harbour, "person-organization")
    nodes, edges = _csv(harbour, graph, "-nodes"), _csv(harbour, graph, "-edges")
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


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\n"])
def test_a_spreadsheet_runs_no_formula(harbour: Any, sign: str) -> None:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_node(ADA, label=f"{sign}HYPERLINK(1)", balance=-3)
    row = _csv(harbour, graph, "-nodes")[0]
    assert (row["Label"], row["balance"]) == (f"'{sign}HYPERLINK(1)", "-3")


def test_rdf_has_the_statements_of_the_view_and_what_they_rest_on(harbour: Any) -> None:
    graph = project(harbour, "person-topic")
    turtle = list(ox.parse(_file(harbour, graph, "turtle"), format=ox.RdfFormat.TURTLE))
    trig = list(ox.parse(_file(harbour, graph, "trig"), format=ox.RdfFormat.TRIG))
    assert {quad.triple for quad in turtle} == {quad.triple for quad in trig}
    assert {str(quad.graph_name) for quad in trig} >= {"<https://example.org/id/article/one>"}
    said = {
        quad.subject.value.rpartition("/")[2] for quad in turtle if quad.predicate.value == vocab.sentence
    }
    assert said == {"one-80-121", "two-50-90", "two-100-120"}
    words = {quad.object.value for quad in turtle if quad.predicate.value == vocab.nif_anchorOf}
    assert {"the herring are back", "the silt is the same"} < words


def test_a_shortcut_is_written_only_where_both_ends_are(harbour: Any) -> None:
    turtle = ox.parse(_file(harbour, project(harbour, "person-topic"), "turtle"), format=ox.RdfFormat.TURTLE)
    quoted = {quad.object.value for quad in turtle if quad.predicate.value == vocab.quotes}
    assert quoted == {ADA, PERSON + "tomas-lindqvist"}


@pytest.mark.parametrize("name", list(FORMATS))
def test_two_exports_are_the_same_bytes(harbour: Any, name: str) -> None:
    graph = project(harbour, "overview")
    assert FORMATS[name].files(harbour, graph) == FORMATS[name].files(harbour, project(harbour, "overview"))


@given(text=st.text(st.characters(exclude_categories=[])))
@pytest.mark.parametrize("name", ["gexf", "graphml", "cytoscape", "node-link"])
def test_any_unicode_survives(name: str, text: str) -> None:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_node("a", label="a", said=text)
    graph.add_edge("a", "b", said=text)
    found = _read(None, graph, name)
    expected = flatten(text)
    assert found.nodes["a"].get("said") == expected
    assert found.edges["a", "b"].get("said") == expected


@given(text=st.text(st.characters(exclude_categories=[]), min_size=1))
def test_any_unicode_survives_in_csv(text: str) -> None:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_node("a", label="a", said=text)
    found = _csv(None, graph, "-nodes")[0]["said"]
    assert found in (flatten(text), f"'{flatten(text)}")


@given(names=st.lists(st.sampled_from(["id", "label", "value", "source", "target", "name", "key", "weight"])))
@pytest.mark.parametrize("format", ["gexf", "graphml", "cytoscape", "node-link"])
def test_no_attribute_renames_a_node_or_an_edge(format: str, names: list[str]) -> None:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_node("a", **dict.fromkeys(names, "7"))
    graph.add_edge("a", "b", **dict.fromkeys(names, 7))
    found = _read(None, graph, format)
    assert set(found) == {"a", "b"}
    assert [set(edge) for edge in found.edges] == [{"a", "b"}]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ("", None),
        (float("nan"), None),
        ([], None),
        (date(2026, 3, 2), "2026-03-02"),
        (["a", None, "b"], '["a", null, "b"]'),
        ({"b", "a"}, '["a", "b"]'),
        ("a\x00b\ud800c\r\nd", "a�b�c\nd"),
        (True, True),
        (2**70, "1180591620717411303424"),
        (np.int64(3), 3),
        ("Tomás 🐟", "Tomás 🐟"),
    ],
)
def test_flat_values(value: Any, expected: Any) -> None:
    assert flatten(value) == expected


@pytest.mark.parametrize(
    ("path", "name", "expected"),
    [
        ("x.gexf", None, "gexf"),
        ("x.GraphML", None, "graphml"),
        ("x.json", None, "node-link"),
        ("x.cyjs", None, "cytoscape"),
        ("x.ttl", None, "turtle"),
        ("x.htm", None, "html"),
        ("x.json", "cytoscape", "cytoscape"),
    ],
)
def test_the_suffix_says_the_format_unless_its_name_does(path: str, name: str | None, expected: str) -> None:
    assert format_of(Path(path), name).name == expected


@pytest.mark.parametrize(
    ("path", "name", "message"),
    [
        ("graph.xlsx", None, r"no format for the suffix of 'graph\.xlsx'; there are html \(\.html\), gexf"),
        ("graph", None, "no format for the suffix of 'graph'"),
        ("graph.json", "pajek", r"no format 'pajek'; there are html \(\.html\)"),
    ],
)
def test_an_unknown_format_is_refused_with_the_known_ones(path: str, name: str | None, message: str) -> None:
    with pytest.raises(SaysoError, match=message):
        format_of(Path(path), name)


def test_csv_is_written_as_two_files(harbour: Any, tmp_path: Path) -> None:
    written = export(harbour, "person-topic", tmp_path / "harbour.csv")
    assert [path.name for path in written] == ["harbour-nodes.csv", "harbour-edges.csv"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["harbour-edges.csv", "harbour-nodes.csv"]


def test_a_place_that_is_not_there_is_reported(harbour: Any, tmp_path: Path) -> None:
    with pytest.raises(SaysoError, match=r"harbour\.gexf cannot be written: No such file or directory"):
        export(harbour, "person-topic", tmp_path / "missing" / "harbour.gexf")
