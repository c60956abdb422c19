"""The graph, or a view of it, as JSON-LD with short names: those of the extraction record where it has them.

The context stands in the file itself, so that it is read without a network; by itself it is shipped as
`graph/data/context.jsonld`, made by `bench/jsonld_context.py`. Named graphs stay named graphs. Notations are
short as well ("direct", "own-words"), each within its own property. A JSON-LD 1.1 reader finds the same
quads that N-Quads have.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Any

import networkx as nx
import pyoxigraph as ox

from sayso.graph import iris, vocab
from sayso.graph.exports.rdf import Source, graph_quads, view_quads

__all__ = ["context", "document", "write"]

_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,14}")


def context(base: str = iris.DEFAULT_BASE) -> dict[str, Any]:
    """The shipped context, with the prefixes of this base."""
    text = (files("sayso.graph") / "data" / "context.jsonld").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)["@context"]
    for prefix in iris.DATA_PREFIXES:
        if prefix in found:
            found[prefix] = {"@id": f"{base}{prefix}/", "@prefix": True}
    return found


def write(store: Source, graph: "nx.Graph[str] | None", place: Path) -> None:
    """Writes a view, or the whole graph where `graph` is None; a node stands on a line of its own."""
    quads: Iterable[ox.Quad] = graph_quads(store) if graph is None else view_quads(store, graph)
    told = context(store.base)
    short = _Short(told)
    with place.open("w", encoding="utf-8", newline="\n") as file:
        file.write('{"@context": ' + json.dumps(told, ensure_ascii=False, indent=1) + ',\n"@graph": [')
        first = True
        for name, of_graph in groupby(quads, key=_graph):
            file.write("" if first else ",")
            file.write(f'\n{{"id": {json.dumps(name, ensure_ascii=False)}, "@graph": [')
            first_node = True
            for _, of_node in groupby(of_graph, key=lambda quad: quad.subject):
                file.write("\n" if first_node else ",\n")
                file.write(json.dumps(short.node(of_node), ensure_ascii=False))
                first = first_node = False
            file.write("\n]}")
        file.write("\n]}\n")


def document(quads: Iterable[ox.Quad], base: str = iris.DEFAULT_BASE) -> dict[str, Any]:
    """A few quads as one JSON-LD document of nodes, in order of IRI; named graphs are not told apart."""
    told = context(base)
    short = _Short(told)
    ordered = sorted(quads, key=lambda quad: str(quad.triple))
    nodes = [short.node(of_node) for _, of_node in groupby(ordered, key=lambda quad: quad.subject)]
    return {"@context": told, "@graph": nodes}


def _graph(quad: ox.Quad) -> str:
    return quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""


@dataclass(slots=True)
class _Term:
    """What a name of the context means for a value: its type, and short names of values."""

    name: str
    kind: str | None = None
    values: dict[str, str] = field(default_factory=dict)


class _Short:
    """Writes nodes with the names of a context."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self._prefixes = sorted(
            ((about["@id"], name) for name, about in told.items() if _is_prefix(about)), reverse=True
        )
        namespaces = {name: namespace for namespace, name in self._prefixes}

        def whole(text: str) -> str:
            prefix, colon, local = text.partition(":")
            return namespaces[prefix] + local if colon and prefix in namespaces else text

        self._vocabulary = str(told["@vocab"])
        self._terms: dict[str, _Term] = {}
        for name, about in told.items():
            if isinstance(about, dict) and not _is_prefix(about):
                inner = {whole(iri): notation for notation, iri in about.get("@context", {}).items()}
                kind = about.get("@type")
                kind = kind if kind in (None, "@id", "@vocab") else whole(kind)
                self._terms[whole(about["@id"])] = _Term(name, kind, inner)

    def node(self, quads: Iterable[ox.Quad]) -> dict[str, Any]:
        """A node of its quads, which have one subject."""
        found: dict[str, list[Any]] = {}
        types: list[str] = []
        subject = ""
        for quad in quads:
            subject = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else str(quad.subject)
            if quad.predicate.value == vocab.rdf_type and isinstance(quad.object, ox.NamedNode):
                types.append(self._type(quad.object.value))
                continue
            term = self._terms.get(quad.predicate.value)
            name = term.name if term is not None else quad.predicate.value
            found.setdefault(name, []).append(self._value(quad.object, term or _Term("")))
        node: dict[str, Any] = {"id": self._compact(subject)}
        if types:
            node["type"] = types[0] if len(types) == 1 else sorted(types)
        for name in sorted(found):
            values = sorted(found[name], key=lambda value: json.dumps(value, sort_keys=True))
            node[name] = values[0] if len(values) == 1 else values
        return node

    def _type(self, iri: str) -> str:
        local = iri.removeprefix(self._vocabulary)
        # a class named like a term would be taken for that
        return local if local != iri and re.fullmatch(r"[A-Z]\w*", local) else self._compact(iri)

    def _compact(self, iri: str) -> str:
        for namespace, prefix in self._prefixes:
            if iri.startswith(namespace) and not iri.startswith("//", len(namespace)):
                return f"{prefix}:{iri[len(namespace) :]}"
        return iri

    def _value(self, value: Any, term: _Term) -> Any:
        if isinstance(value, ox.NamedNode):
            if term.kind == "@vocab" and value.value in term.values:
                return term.values[value.value]
            # within a list's own names a prefix may mean something else
            compact = value.value if term.values else self._compact(value.value)
            return compact if term.kind == "@id" else {"@id": compact}
        if not isinstance(value, ox.Literal):
            return {"@id": str(value)}
        if value.language is not None:
            return {"@value": value.value, "@language": value.language}
        kind = value.datatype.value
        if kind == term.kind:
            return value.value
        if kind == vocab.xsd_string:
            return {"@value": value.value} if term.kind is not None else value.value
        if term.kind is None and kind == vocab.xsd_integer and _INTEGER.fullmatch(value.value):
            return int(value.value)
        if term.kind is None and kind == vocab.xsd_boolean and value.value in ("true", "false"):
            return value.value == "true"
        return {"@value": value.value, "@type": self._compact(kind)}


def _is_prefix(about: Any) -> bool:
    return isinstance(about, dict) and about.get("@prefix") is True
