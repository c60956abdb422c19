"""A view written to a file that other programs read: Gephi, Cytoscape, yEd, spreadsheets, RDF tools.

The suffix of the file says the format, or its name does. Formats of networkx all get the same clean values:
no None, dates as ISO text, no character that an XML reader would choke on; where a format has no lists, they
are JSON text. Attributes never take a name that a format keeps for itself: such a one gets "sayso_" in
front. The same view gives the same bytes.
"""

import csv
import io
import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import networkx as nx
import pyoxigraph as ox

from sayso.errors import SaysoError
from sayso.graph import iris, vocab
from sayso.graph.analysis.views import project
from sayso.graph.pages.view_page import COLOURS, OTHER_COLOUR, html
from sayso.graph.tables import Queryable

__all__ = ["FORMATS", "Format", "RdfStore", "defused", "export", "flatten", "format_of", "render"]

_XML_CANNOT = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_KEPT = frozenset(
    {"id", "value", "source", "target", "name", "key", "type", "for", "start", "end", "spells", "timestamp"}
    | {"viz", "pid", "parents", "children", "networkx_key"}
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class RdfStore(Queryable, Protocol):
    """A store that also lets its quads be read: `graph.store.Store` does."""

    @property
    def handle(self) -> ox.Store:
        """The pyoxigraph store."""


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a view. `files` makes each file's content by what its name gets added: mostly ""."""

    name: str
    suffixes: tuple[str, ...]
    about: str
    files: Callable[[RdfStore, "nx.Graph[str]"], dict[str, bytes]]


def export(
    store: RdfStore, view: str, path: str | os.PathLike[str], *, format: str | None = None
) -> list[Path]:
    """Writes a view and gives the files written: one, but two for CSV (-nodes and -edges).

    A file is there as a whole or not at all. Raises `SaysoError` for an unknown view or format, and when
    the file cannot be written.
    """
    target = Path(path)
    chosen = format_of(target, format)
    written = []
    for addition, content in render(store, view, chosen).items():
        file = target.with_name(f"{target.stem}{addition}{target.suffix}") if addition else target
        partial = file.with_name(f".{file.name}.{os.getpid()}.part")
        try:
            partial.write_bytes(content)
            partial.replace(file)
        except OSError as error:
            partial.unlink(missing_ok=True)
            raise SaysoError(f"{file} cannot be written: {error.strerror}; choose another place") from error
        written.append(file)
    return written


def render(store: RdfStore, view: str, format: Format) -> dict[str, bytes]:
    """The content of each file of an export, by what is added to the file's name."""
    return format.files(store, project(store, view))


def format_of(path: Path, name: str | None = None) -> Format:
    """The format of this name, or else the one that the suffix of the path says."""
    for format in FORMATS.values():
        if format.name == name if name is not None else path.suffix.lower() in format.suffixes:
            return format
    known = ", ".join(f"{format.name} ({format.suffixes[0]})" for format in FORMATS.values())
    what = f"no format {name!r}" if name is not None else f"no format for the suffix of {path.name!r}"
    raise SaysoError(f"{what}; there are {known}")


def flatten(value: Any) -> str | int | float | bool | None:
    """A value as every format can hold it; None when there is nothing to hold.

    Lists and dicts become JSON text. Line ends become a line feed, and what XML has no place for (control
    characters, halves of surrogate pairs) the replacement character.
    """
    clean = _clean(value)
    if isinstance(clean, list | dict):
        return json.dumps(clean, ensure_ascii=False) if clean else None
    return clean  # type: ignore[no-any-return]  # what _clean leaves are the plain types


def _clean(value: Any) -> Any:
    """The same, but with lists and dicts kept."""
    if hasattr(value, "item") and hasattr(value, "dtype"):
        value = value.item()
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if -(2**63) <= value < 2**63 else str(value)
    if isinstance(value, float):
        return value if abs(value) < float("inf") else None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {_text(str(key)): _clean(inner) for key, inner in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(map(_clean, value), key=str)
    if isinstance(value, list | tuple):
        return [_clean(inner) for inner in value]
    if value is None or value == "":
        return None
    return _text(str(value))


def _text(text: str) -> str:
    return _XML_CANNOT.sub("�", text.replace("\r\n", "\n").replace("\r", "\n"))


def _attributes(about: dict[str, Any], clean: Callable[[Any], Any]) -> dict[str, Any]:
    """Attributes with clean values, under names that no format keeps for itself."""
    named = {f"sayso_{name}" if name in _KEPT else _text(name): clean(value) for name, value in about.items()}
    return {name: value for name, value in named.items() if value is not None}


def _plain(graph: "nx.Graph[str]") -> "nx.Graph[str]":
    """The same graph with flat values."""
    found: nx.Graph[str] = nx.Graph(**_attributes(graph.graph, flatten))
    found.add_nodes_from((_text(iri), _attributes(about, flatten)) for iri, about in graph.nodes(data=True))
    for source, target, about in _edges(graph):
        found.add_edge(_text(source), _text(target), **_attributes(about, flatten))
    return found


def _edges(graph: "nx.Graph[str]") -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Edges from subject to object, in the graph's order."""
    for one, other, about in graph.edges(data=True):
        turned = about.get("subject") == other
        yield (other, one, about) if turned else (one, other, about)


def _gexf(store: RdfStore, graph: "nx.Graph[str]") -> dict[str, bytes]:
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
    return {"": text.encode()}


def _times(about: dict[str, Any], first: str, last: str) -> bool:
    """Sets GEXF's start and end where there are dates."""
    if first in about:
        about["start"], about["end"] = str(about[first]), str(about[last])
    return first in about


def _graphml(store: RdfStore, graph: "nx.Graph[str]") -> dict[str, bytes]:
    target = io.BytesIO()
    nx.write_graphml_xml(_plain(graph), target)  # the other writer needs lxml and its bytes differ
    return {"": target.getvalue()}


def _cytoscape(store: RdfStore, graph: "nx.Graph[str]") -> dict[str, bytes]:
    nodes = []
    for iri, about in graph.nodes(data=True):
        node = _text(iri)
        # `value` is where networkx looks for the node itself when it reads such a file
        first = {"id": node, "value": node, "name": _text(str(about.get("label", iri)))}
        nodes.append({"data": {**first, **_attributes(about, _clean)}})
    edges = [
        {
            "data": {
                "id": f"e{number}",
                "source": _text(source),
                "target": _text(target),
                "interaction": about.get("relation"),
                **_attributes(about, _clean),
            }
        }
        for number, (source, target, about) in enumerate(_edges(graph))
    ]
    about_graph = _attributes(graph.graph, _clean)
    return _json(
        {
            "data": {"name": about_graph.get("view", "sayso"), **about_graph},
            "directed": False,
            "multigraph": False,
            "elements": {"nodes": nodes, "edges": edges},
        }
    )


def _node_link(store: RdfStore, graph: "nx.Graph[str]") -> dict[str, bytes]:
    return _json(
        {
            "directed": False,
            "multigraph": False,
            "graph": _attributes(graph.graph, _clean),
            "nodes": [
                {"id": _text(iri), **_attributes(about, _clean)} for iri, about in graph.nodes(data=True)
            ],
            "edges": [
                {"source": _text(source), "target": _text(target), **_attributes(about, _clean)}
                for source, target, about in _edges(graph)
            ],
        }
    )


def _json(content: dict[str, Any]) -> dict[str, bytes]:
    return {"": (json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode()}


def _csv(store: RdfStore, graph: "nx.Graph[str]") -> dict[str, bytes]:
    """Gephi's two tables, with its names for the columns it knows."""
    nodes = []
    for iri, about in graph.nodes(data=True):
        flat = _attributes(about, flatten)
        nodes.append(
            {"Id": _text(iri), "Label": flat.pop("label", _text(iri)), **_interval(flat, "seen"), **flat}
        )
    edges = []
    for source, target, about in _edges(graph):
        flat = _attributes(about, flatten)
        edges.append(
            {
                "Source": _text(source),
                "Target": _text(target),
                "Type": "Undirected",
                "Weight": flat.pop("weight", 1),
                "Label": flat.get("relation", ""),
                **_interval(flat, "date"),
                **flat,
            }
        )
    first_of_edge = ["Source", "Target", "Type", "Weight", "Label", "Time Interval"]
    return {
        "-nodes": _table(["Id", "Label", "Time Interval"], nodes),
        "-edges": _table(first_of_edge, edges),
    }


def _interval(flat: dict[str, Any], what: str) -> dict[str, str]:
    first, last = flat.get(f"first_{what}"), flat.get(f"last_{what}")
    return {"Time Interval": f"<[{first}, {last}]>"} if first and last else {}


def _table(columns: list[str], rows: list[dict[str, Any]]) -> bytes:
    target = io.StringIO()
    others = dict.fromkeys(name for row in rows for name in row)
    writer = csv.DictWriter(target, list(dict.fromkeys([*columns, *others])), lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: defused(value) for name, value in row.items()} for row in rows)
    return target.getvalue().encode()


def defused(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front; numbers stay."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


# What says that two things have to do with each other: it is written where both are in the view.
_SHORTCUTS = frozenset(
    {vocab.said, vocab.commentedOn, vocab.affiliatedWith, vocab.quotes, vocab.disagreesWith, vocab.continues}
)
# What would lead to the rest of the graph, or to the rest of a scheme.
_NOT_FOLLOWED = _SHORTCUTS | {
    vocab.rdf_type,
    vocab.mentions,
    vocab.skos_narrower,
    vocab.skos_related,
    vocab.skos_hasTopConcept,
    vocab.skos_inScheme,
}


def _quads(store: RdfStore, graph: "nx.Graph[str]") -> list[ox.Quad]:
    """What the store knows of a view: its nodes, statements, affiliations, and all that these rest on.

    The text of whole articles is left out, the words of each statement are in.
    """
    waiting = set(graph)
    for _, _, about in graph.edges(data=True):
        waiting.update(about.get("statements", ()), about.get("affiliations", ()))
    seen: set[str] = set()
    found: list[ox.Quad] = []
    while waiting:
        iri = waiting.pop()
        seen.add(iri)
        for quad in store.handle.quads_for_pattern(ox.NamedNode(iri), None, None, None):
            if quad.predicate.value == vocab.nif_isString:
                continue
            found.append(quad)
            if quad.predicate.value not in _NOT_FOLLOWED and isinstance(quad.object, ox.NamedNode):
                waiting.update({quad.object.value} - seen)
    inside = {ox.NamedNode(iri) for iri in seen}
    return sorted((q for q in found if q.predicate.value not in _SHORTCUTS or q.object in inside), key=str)


def _turtle(store: RdfStore, graph: "nx.Graph[str]") -> dict[str, bytes]:
    triples = sorted({quad.triple for quad in _quads(store, graph)}, key=str)
    return {"": ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=iris.prefixes()) or b""}


def _trig(store: RdfStore, graph: "nx.Graph[str]") -> dict[str, bytes]:
    quads = sorted(_quads(store, graph), key=lambda quad: (str(quad.graph_name), str(quad)))
    return {"": ox.serialize(quads, format=ox.RdfFormat.TRIG, prefixes=iris.prefixes()) or b""}


def _html(store: RdfStore, graph: "nx.Graph[str]") -> dict[str, bytes]:
    return {"": html(store, graph).encode()}


FORMATS = {
    format.name: format
    for format in (
        Format("html", (".html", ".htm"), "a page to look at, search and click, in one file", _html),
        Format("gexf", (".gexf",), "Gephi, with dates as time", _gexf),
        Format("graphml", (".graphml",), "yEd, Cytoscape, igraph, NetworkX", _graphml),
        Format("cytoscape", (".cyjs",), "Cytoscape and Cytoscape.js", _cytoscape),
        Format("node-link", (".json",), "NetworkX and D3", _node_link),
        Format("csv", (".csv",), "two tables, nodes and edges, as Gephi names their columns", _csv),
        Format("turtle", (".ttl",), "RDF, all in one graph", _turtle),
        Format("trig", (".trig",), "RDF, with a named graph for each article", _trig),
    )
}
"""Every format by its name."""
