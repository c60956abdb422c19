"""A view as one HTML file that opens anywhere: a picture to search and click, with the words behind it.

Nothing is loaded from elsewhere. What articles say is only ever set as text, never as markup, and a link is
one only if it begins with http:// or https://. The page allows itself its own scripts by their hashes and
nothing else (Content-Security-Policy), so that even markup smuggled into it would not run.
"""

import base64
import hashlib
import html as markup
import json
from importlib.resources import files
from typing import Any

import networkx as nx

from sayso.graph import tables
from sayso.graph.pages.layout import positions
from sayso.graph.tables import Queryable, StatementRow

__all__ = ["COLOURS", "EDGE_LIMIT", "OTHER_COLOUR", "html"]

COLOURS = {
    "person": "#3f74c7",
    "organization": "#d07a1f",
    "topic": "#2c9172",
    "outlet": "#b0478f",
    "platform": "#8a63d2",
    "collective": "#5f8fa8",
    "unnamed-person": "#8a8f98",
    "document": "#94753d",
}
"""The colour of each kind of node; told apart with the common kinds of colour blindness too."""

OTHER_COLOUR = "#7a7a7a"

EDGE_LIMIT = 50_000
"""More edges than this no browser moves at ease: the page then shows the strongest and says so."""


def html(store: Queryable, graph: "nx.Graph[str]") -> str:
    """The page of a graph that `views.project` made from this store."""
    shown, note = _strongest(graph)
    content = _content(store, shown, note)
    title = f"{content['view']}: who said what" if content["view"] else "Who said what"
    scripts = {name: _script(name) for name in ("graphology.umd.min.js", "sigma.min.js", "page.js")}
    style = _asset("page.css")
    policy = "; ".join(
        (
            "default-src 'none'",
            "script-src " + " ".join(map(_hash, scripts.values())),
            "style-src " + _hash(style),
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    # the template is filled from left to right once, so that nothing in the content is taken for a slot
    pieces = {
        "policy": markup.escape(policy, quote=True),
        "title": markup.escape(title),
        "style": style,
        "licences": _asset("LICENSES.txt").replace("--", "- -"),
        "data": _json(content),
        "graphology": scripts["graphology.umd.min.js"],
        "sigma": scripts["sigma.min.js"],
        "script": scripts["page.js"],
    }
    page = []
    for number, part in enumerate(_asset("page.html").split("%%")):
        page.append(pieces[part] if number % 2 else part)
    return "".join(page)


def _strongest(graph: "nx.Graph[str]") -> tuple["nx.Graph[str]", str | None]:
    """The graph without isolated nodes and without edges over the limit, the weakest going first."""
    edges = list(graph.edges(data=True))
    note = None
    if len(edges) > EDGE_LIMIT:
        note = f"This page shows the {EDGE_LIMIT:,} strongest of {len(edges):,} ties."
        ranked = sorted(enumerate(edges), key=lambda pair: (-pair[1][2].get("weight", 1), pair[0]))
        edges = [edge for _, edge in sorted(ranked[:EDGE_LIMIT], key=lambda pair: pair[0])]
    shown: nx.Graph[str] = nx.Graph(**graph.graph)
    tied = {node for one, other, _ in edges for node in (one, other)}
    shown.add_nodes_from((node, about) for node, about in graph.nodes(data=True) if node in tied)
    shown.add_edges_from(edges)
    return shown, note


def _content(store: Queryable, graph: "nx.Graph[str]", note: str | None) -> dict[str, Any]:
    wanted = {iri for _, _, about in graph.edges(data=True) for iri in about.get("statements", ())}
    rows = [row for row in tables.statements(store) if row.id in wanted]
    place = {row.id: number for number, row in enumerate(rows)}
    number_of = {node: number for number, node in enumerate(graph)}
    spots = positions(graph)
    return {
        "view": graph.graph.get("view", ""),
        "about": graph.graph.get("about", ""),
        "note": note,
        "colours": {**COLOURS, "": OTHER_COLOUR},
        "nodes": [
            {
                "id": node,
                "label": about.get("label", node),
                "kind": about.get("kind", ""),
                "statements": about.get("statements", 0),
                "articles": about.get("articles", 0),
                "first": about.get("first_seen"),
                "last": about.get("last_seen"),
                "x": spots.get(node, (0.0, 0.0))[0],
                "y": spots.get(node, (0.0, 0.0))[1],
            }
            for node, about in graph.nodes(data=True)
        ],
        "edges": [
            {
                "s": number_of[about.get("subject", one)],
                "o": number_of[other if about.get("subject", one) == one else one],
                "relation": about.get("relation", ""),
                "weight": about.get("weight", 1),
                "roles": about.get("roles", []),
                "said": [place[iri] for iri in about.get("statements", ()) if iri in place],
                "words": about.get("evidence"),
                "article": about.get("evidence_article"),
                "url": about.get("evidence_url"),
                "start": about.get("evidence_start"),
                "end": about.get("evidence_end"),
            }
            for one, other, about in graph.edges(data=True)
        ],
        "statements": [_said(row) for row in rows],
    }


def _said(row: StatementRow) -> dict[str, Any]:
    flat = tables.record(row)
    shown = (
        "name",
        "role",
        "organization",
        "words",
        "sentence",
        "url",
        "outlet",
        "channel",
        "date",
    )
    return {name: flat[name] for name in shown} | {
        "article": row.article,
        "start": row.start,
        "end": row.end,
        "quote": row.quote_type,
        "confidence": row.confidence,
        "guess": row.continues is not None,
        "topics": [[topic.label, topic.basis] for topic in row.topics],
    }


def _json(content: dict[str, Any]) -> str:
    """JSON that may stand in a script element: no sign in it can end the element or a line."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    # half a surrogate pair cannot be written as UTF-8
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _asset(name: str) -> str:
    return (files("sayso.graph") / "assets" / name).read_text(encoding="utf-8")


def _script(name: str) -> str:
    """A script without the line that would send a debugger to look for its source elsewhere."""
    lines = _asset(name).splitlines()
    return "\n".join(line for line in lines if not line.startswith("//# sourceMappingURL="))


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
