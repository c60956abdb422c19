"""A view in Graphviz's language: `dot -Tsvg people.dot`.

Everything is quoted. In Graphviz a backslash and an ampersand mean something inside a string as well: what
stands in a name is written so that the picture shows it as it is.
"""

import re
from typing import Any

import networkx as nx

from sayso.graph.exports import marks
from sayso.graph.exports.networks import edges
from sayso.graph.exports.values import attributes, flatten, printable_text
from sayso.graph.pages.view_page import COLOURS, OTHER_COLOUR

__all__ = ["dot"]

_ENTITY = re.compile(r"&(?=#?[A-Za-z0-9]+;)")


def dot(graph: "nx.Graph[str]") -> bytes:
    """The graph in DOT, in UTF-8; nodes are named by IRI and coloured by kind, ties as wide as their weight.

    The first layout that is tried is `sfdp`, which is quick on large graphs; `-K` chooses another.
    """
    view = graph.graph.get("view", "")
    title = f"{view}: {graph.graph.get('about', '')}" if view else "Who said what"
    lines = [
        marks.SLASH_COMMENT.rstrip("\n"),
        "graph sayso {",
        f"  graph [layout=sfdp, overlap=prism, outputorder=edgesfirst, charset=utf8, label={_quoted(title)},"
        " labelloc=t, fontname=sans];",
        '  node [shape=box, style="rounded,filled", fontname=sans, fontsize=11,'
        " fontcolor=white, penwidth=0];",
        '  edge [color="#8a8a8a", fontname=sans, fontsize=8];',
    ]
    for iri, about in graph.nodes(data=True):
        shown = {
            "label": printable_text(str(about.get("label", iri))),
            "fillcolor": COLOURS.get(about.get("kind", ""), OTHER_COLOUR),
            **_others(about, "label"),
        }
        lines.append(f"  {_name(iri)} [{_listed(shown)}];")
    for source, target, about in edges(graph):
        weight = about.get("weight", 1)
        width = round(min(1 + float(weight) ** 0.5 / 2, 8), 2) if isinstance(weight, int | float) else 1
        shown = {"label": about.get("relation", ""), "penwidth": width, **_others(about, "relation")}
        lines.append(f"  {_name(source)} -- {_name(target)} [{_listed(shown)}];")
    return ("\n".join([*lines, "}"]) + "\n").encode()


def _others(about: dict[str, Any], left_out: str) -> dict[str, Any]:
    """Attributes under names that mean nothing to Graphviz."""
    found = {}
    for name, value in attributes(about, flatten).items():
        if name != left_out:
            found["sayso_" + re.sub(r"\W+", "_", name.removeprefix("sayso_"))] = value
    return found


def _listed(about: dict[str, Any]) -> str:
    return ", ".join(f"{name}={_quoted(flatten(value))}" for name, value in about.items())


def _name(iri: str) -> str:
    """An IRI holds neither quotation marks nor backslashes, and what does is no IRI."""
    return '"' + printable_text(iri).replace("\\", "%5C").replace('"', "%22") + '"'


def _quoted(value: Any) -> str:
    text = "" if value is None else str(value)
    text = _ENTITY.sub("&amp;", text.replace("\\", "\\\\"))
    return '"' + text.replace('"', '\\"').replace("\n", "\\n") + '"'
