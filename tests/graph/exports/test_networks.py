"""Views as networks: each format is read back by a reader that is not ours."""

import io
import json
import xml.etree.ElementTree as ET
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.graph.analysis.views import project
from sayso.graph.exports import networks
from sayso.graph.exports.networks import cytoscape, described, gexf, graphml, node_link
from sayso.graph.exports.values import flatten

PERSON = "https://example.org/id/person/"
TOPIC = "https://w3id.org/sayso/topic/"
ADA, DREDGING = PERSON + "ada-brandt", TOPIC + "dredging"
GEXF = "{http://www.gexf.net/1.2draft}"


WRITERS = {"gexf": gexf, "graphml": graphml, "cytoscape": cytoscape, "node-link": node_link}


def _read(graph: "nx.Graph[str]", name: str) -> "nx.Graph[str]":
    content = WRITERS[name](graph)
    if name == "gexf":
        return nx.read_gexf(io.BytesIO(content))
    if name == "graphml":
        return nx.read_graphml(io.BytesIO(content))
    if name == "cytoscape":
        return nx.cytoscape_graph(json.loads(content))
    return nx.node_link_graph(json.loads(content), edges="edges")


@pytest.mark.parametrize("name", ["gexf", "graphml", "cytoscape", "node-link"])
def test_what_is_written_is_read_back(harbour: Any, name: str) -> None:
    graph = project(harbour, "overview")
    found = _read(graph, name)
    assert set(found) == set(graph)
    assert {frozenset(edge) for edge in found.edges} == {frozenset(edge) for edge in graph.edges}
    about = found.edges[ADA, DREDGING]
    assert (about["relation"], about["weight"], about["evidence_start"]) == ("commented on", 2, 60)
    assert about["evidence"] == 'In a radio talk: "Dredging will choke the mussel beds </b> ", she said'
    assert (found.nodes[ADA]["label"], found.nodes[ADA]["statements"]) == ("Ada Brandt", 2)


@pytest.mark.parametrize("name", ["cytoscape", "node-link"])
def test_json_keeps_lists(harbour: Any, name: str) -> None:
    found = _read(project(harbour, "person-topic"), name)
    assert found.edges[ADA, DREDGING]["bases"] == ["heading", "own-words"]


@pytest.mark.parametrize("name", ["gexf", "graphml"])
def test_xml_has_lists_as_json_text(harbour: Any, name: str) -> None:
    found = _read(project(harbour, "person-topic"), name)
    assert found.edges[ADA, DREDGING]["bases"] == '["heading", "own-words"]'


def test_gexf_has_time_colour_and_size(harbour: Any) -> None:
    root = ET.fromstring(gexf(project(harbour, "person-topic")))
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


@pytest.mark.parametrize("name", list(WRITERS))
def test_two_exports_are_the_same_bytes(harbour: Any, name: str) -> None:
    write = WRITERS[name]
    assert write(described(project(harbour, "overview"))) == write(described(project(harbour, "overview")))


@given(text=st.text(st.characters(exclude_categories=[])))
@pytest.mark.parametrize("name", ["gexf", "graphml", "cytoscape", "node-link"])
def test_any_unicode_survives(name: str, text: str) -> None:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_node("a", label="a", said=text)
    graph.add_edge("a", "b", said=text)
    found = _read(graph, name)
    expected = flatten(text)
    assert found.nodes["a"].get("said") == expected
    assert found.edges["a", "b"].get("said") == expected


@given(names=st.lists(st.sampled_from(["id", "label", "value", "source", "target", "name", "key", "weight"])))
@pytest.mark.parametrize("format", ["gexf", "graphml", "cytoscape", "node-link"])
def test_no_attribute_renames_a_node_or_an_edge(format: str, names: list[str]) -> None:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_node("a", **dict.fromkeys(names, "7"))
    graph.add_edge("a", "b", **dict.fromkeys(names, 7))
    found = _read(graph, format)
    assert set(found) == {"a", "b"}
    assert [set(edge) for edge in found.edges] == [{"a", "b"}]


def test_nodes_have_the_measures_that_analysts_look_for(harbour: Any) -> None:
    found = _read(described(project(harbour, "person-topic")), "gexf")
    assert {**found.nodes[DREDGING], "viz": None} == {
        "label": "dredging",
        "kind": "topic",
        "statements": 3,
        "articles": 2,
        "first_seen": "2026-03-02",
        "last_seen": "2026-04-10",
        "start": "2026-03-02",
        "end": "2026-04-10",
        "degree": 2,
        "betweenness": 0.666667,
        "community": 0,
        "viz": None,
    }


def test_a_large_view_goes_without_the_slow_measures(monkeypatch: pytest.MonkeyPatch, harbour: Any) -> None:
    monkeypatch.setattr(networks, "MOST_MEASURED", 2)
    found = described(project(harbour, "person-topic"))
    assert set(found.nodes[DREDGING]) & {"degree", "betweenness", "community"} == {"degree"}
    assert found.graph["measures_left_out"] == ["betweenness", "community"]


@pytest.mark.parametrize("view", ["person-topic", "overview", "outlet-speaker"])
def test_gexf_is_what_its_schema_asks_for(harbour: Any, view: str) -> None:
    root = ET.fromstring(gexf(described(project(harbour, view))))
    graph = root.find(f"{GEXF}graph")
    assert graph is not None
    assert (root.tag, root.get("version")) == (f"{GEXF}gexf", "1.2")
    declared = {
        group.get("class"): {
            attribute.get("id"): attribute.get("type") for attribute in group.iter(f"{GEXF}attribute")
        }
        for group in graph.findall(f"{GEXF}attributes")
    }
    assert set(declared) == {"node", "edge"}
    known = {"string", "integer", "long", "float", "double", "boolean", "liststring", "anyURI", "date"}
    assert {kind for group in declared.values() for kind in group.values()} <= known
    for kind in ("node", "edge"):
        for element in graph.iter(f"{GEXF}{kind}"):
            values = [value.get("for") for value in element.iter(f"{GEXF}attvalue")]
            assert set(values) <= set(declared[kind]) and len(values) == len(set(values))
            assert (element.get("start") or "") <= (element.get("end") or "")
    nodes = [node.get("id") for node in graph.iter(f"{GEXF}node")]
    edges = [edge.get("id") for edge in graph.iter(f"{GEXF}edge")]
    assert len(nodes) == len(set(nodes)) and len(edges) == len(set(edges))
    assert {edge.get(end) for edge in graph.iter(f"{GEXF}edge") for end in ("source", "target")} <= set(nodes)
