"""A view for programs that draw and measure networks: GEXF, GraphML, Cytoscape's JSON, node-link JSON.

Every node has `label`, `kind`, `statements`, `articles`, `first_seen`, `last_seen`, `degree`, `betweenness`
and `community` (`described`). The same view gives the same bytes.
"""

import io
import json
import re
from collections.abc import Iterator
from typing import Any

import networkx as nx

from sayso.graph.analysis.measures import measure
from sayso.graph.exports import marks
from sayso.graph.exports.values import attributes, clean, flatten, printable_text
from sayso.graph.pages.view_page import COLOURS, OTHER_COLOUR

__all__ = ["MOST_MEASURED", "cytoscape", "described", "edges", "gexf", "graphml", "node_link"]

MOST_MEASURED = 20_000
"""Graphs with more edges than this get no betweenness and no communities, which would take minutes."""

_MEASURED = (("degree", "degree"), ("betweenness", "betweenness"), ("community", "communities"))


def described(graph: "nx.Graph[str]") -> "nx.Graph[str]":
    """The same graph with `degree`, `betweenness` and `community` on its nodes.

    Of a graph with more than `MOST_MEASURED` edges only the degree; `measures_left_out` of the graph then
    tells the others.
    """
    found = graph.copy()
    small = graph.number_of_edges() <= MOST_MEASURED
    for attribute, name in _MEASURED if small else _MEASURED[:1]:
        for node, value in measure(graph, name).items():
            number = round(float(value), 6)
            found.nodes[node][attribute] = int(number) if number == int(number) else number
    if small:
        for _, about in found.nodes(data=True):
            about["betweenness"] = float(about.get("betweenness", 0.0))
    else:
        found.graph["measures_left_out"] = [attribute for attribute, _ in _MEASURED[1:]]
    return found


def edges(graph: "nx.Graph[str]") -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Edges from subject to object, in the graph's order."""
    for one, other, about in graph.edges(data=True):
        turned = about.get("subject") == other
        yield (other, one, about) if turned else (one, other, about)


def gexf(graph: "nx.Graph[str]") -> bytes:
    """GEXF 1.2 as Gephi reads it: colour by kind, size by degree, dates as time."""
    plain = _plain(graph)
    dated = False
    for iri, about in plain.nodes(data=True):
        colour = COLOURS.get(about.get("kind", ""), OTHER_COLOUR)
        red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
        about["viz"] = {
            "color": {"r": red, "g": green, "b": blue, "a": 1.0},
            "size": round(5 + 3 * float(plain.degree(iri)) ** 0.5, 2),
        }
        dated |= _times(about, "first_seen", "last_seen")
    for _, _, about in plain.edges(data=True):
        dated |= _times(about, "first_date", "last_date")
        about["label"] = about.get("relation", "")
    if dated:
        plain.graph["mode"] = "dynamic"
    text = "\n".join(nx.generate_gexf(plain, version="1.2draft"))
    # the day of writing would make two exports of one graph differ
    text = re.sub(r' lastmodifieddate="[^"]*"', "", text, count=1)
    text = re.sub(r"<creator>[^<]*</creator>", f"<creator>{marks.CREATOR}</creator>", text, count=1)
    return text.encode()


def graphml(graph: "nx.Graph[str]") -> bytes:
    """GraphML, for yEd, Cytoscape, igraph and networkx."""
    target = io.BytesIO()
    nx.write_graphml_xml(_plain(graph), target)  # the other writer needs lxml and its bytes differ
    declaration, end, rest = target.getvalue().partition(b"\n")
    return declaration + end + marks.XML_COMMENT.encode() + rest


def cytoscape(graph: "nx.Graph[str]") -> bytes:
    """The JSON of Cytoscape and Cytoscape.js."""
    nodes = []
    for iri, about in graph.nodes(data=True):
        node = printable_text(iri)
        # `value` is where networkx looks for the node itself when it reads such a file
        first = {"id": node, "value": node, "name": printable_text(str(about.get("label", iri)))}
        nodes.append({"data": {**first, **attributes(about, clean)}})
    ties = [
        {
            "data": {
                "id": f"e{number}",
                "source": printable_text(source),
                "target": printable_text(target),
                "interaction": about.get("relation"),
                **attributes(about, clean),
            }
        }
        for number, (source, target, about) in enumerate(edges(graph))
    ]
    about_graph = attributes(graph.graph, clean)
    return _json(
        {
            **marks.MEMBER,
            "data": {"name": about_graph.get("view", "sayso"), **about_graph},
            "directed": False,
            "multigraph": False,
            "elements": {"nodes": nodes, "edges": ties},
        }
    )


def node_link(graph: "nx.Graph[str]") -> bytes:
    """networkx's node-link JSON, with the edges under "edges"."""
    return _json(
        {
            **marks.MEMBER,
            "directed": False,
            "multigraph": False,
            "graph": attributes(graph.graph, clean),
            "nodes": [
                {"id": printable_text(iri), **attributes(about, clean)}
                for iri, about in graph.nodes(data=True)
            ],
            "edges": [
                {
                    "source": printable_text(source),
                    "target": printable_text(target),
                    **attributes(about, clean),
                }
                for source, target, about in edges(graph)
            ],
        }
    )


def _plain(graph: "nx.Graph[str]") -> "nx.Graph[str]":
    """The same graph with flat values."""
    found: nx.Graph[str] = nx.Graph(**attributes(graph.graph, flatten))
    found.add_nodes_from(
        (printable_text(iri), attributes(about, flatten)) for iri, about in graph.nodes(data=True)
    )
    for source, target, about in edges(graph):
        found.add_edge(printable_text(source), printable_text(target), **attributes(about, flatten))
    return found


def _times(about: dict[str, Any], first: str, last: str) -> bool:
    """Sets GEXF's start and end where there are dates."""
    if first in about:
        about["start"], about["end"] = str(about[first]), str(about[last])
    return first in about


def _json(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode()
