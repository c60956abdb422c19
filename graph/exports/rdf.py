"""The graph, or what it knows of one view, as RDF: Turtle, TriG, N-Quads, N-Triples.

The whole graph is what `Store.canonical` holds: everything but the log of builds and the history of names,
which tell of one machine. Of a view it is the nodes, their statements and affiliations, and all that these
rest on, without the texts of whole articles. The same graph gives the same bytes.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

import networkx as nx
import pyoxigraph as ox

from sayso.graph import iris, vocab
from sayso.graph.exports import marks
from sayso.graph.tables import Queryable

__all__ = ["FORMATS", "Source", "graph_quads", "view_quads", "write"]

FORMATS = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "n-quads": ox.RdfFormat.N_QUADS,
    "n-triples": ox.RdfFormat.N_TRIPLES,
}
"""The formats of this module by name."""


class Source(Queryable, Protocol):
    """A store that also says what the IRIs of its data begin with: `graph.store.Store` does."""

    base: str


_BATCH = 500

# What says that two things have to do with each other: it is written where both are in the view.
_SHORTCUTS = frozenset(
    {vocab.said, vocab.commentedOn, vocab.affiliatedWith, vocab.quotes, vocab.disagreesWith, vocab.continues}
    | {vocab.copyOf, vocab.carriedIn, vocab.republishedFrom}
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


def graph_quads(store: Source) -> Iterator[ox.Quad]:
    """Everything but log and history, graph by graph, in order; memory is that of the largest graph."""
    left_out = {iris.log_graph(store.base), iris.history_graph(store.base)}
    found = store.query("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }")
    for graph in sorted({name.value for (name,) in found} - left_out):
        node = ox.NamedNode(graph)
        triples = store.query(f"SELECT ?s ?p ?o WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
        yield from sorted((ox.Quad(s, p, o, node) for s, p, o in triples), key=str)


def view_quads(store: Source, graph: "nx.Graph[str]") -> list[ox.Quad]:
    """What the store knows of a view, in order."""
    waiting = {node for node in graph if _is_iri(node)}
    for _, _, about in graph.edges(data=True):
        waiting.update(about.get("statements", ()), about.get("affiliations", ()))
    seen: set[str] = set()
    found: list[ox.Quad] = []
    while waiting:
        asked = sorted(waiting)
        seen.update(asked)
        waiting = set()
        for quad in _quads_of(store, asked):
            found.append(quad)
            if quad.predicate.value not in _NOT_FOLLOWED and isinstance(quad.object, ox.NamedNode):
                waiting.add(quad.object.value)
        waiting -= seen
    inside = {ox.NamedNode(iri) for iri in seen}
    kept = {q for q in found if q.predicate.value not in _SHORTCUTS or q.object in inside}
    return sorted(kept, key=lambda quad: (str(quad.graph_name), str(quad)))


def _is_iri(name: str) -> bool:
    try:
        ox.NamedNode(name)
    except ValueError:
        return False
    return True


def _quads_of(store: Source, names: Sequence[str]) -> Iterator[ox.Quad]:
    for begin in range(0, len(names), _BATCH):
        asked = " ".join(f"<{iri}>" for iri in names[begin : begin + _BATCH])
        query = (
            f"SELECT ?s ?p ?o ?g WHERE {{ VALUES ?s {{ {asked} }} GRAPH ?g {{ ?s ?p ?o }} "
            f"FILTER(?p != <{vocab.nif_isString}>) }}"
        )
        for subject, name, value, graph in store.query(query):
            yield ox.Quad(subject, name, value, graph)


def write(store: Source, graph: "nx.Graph[str] | None", place: Path, format: str) -> None:
    """Writes a view, or the whole graph where `graph` is None, in one of `FORMATS`.

    Formats without named graphs get the union. N-Quads and N-Triples are sorted lines: of the whole graph
    the canonical ones.
    """
    quads: Iterable[ox.Quad] = graph_quads(store) if graph is None else view_quads(store, graph)
    kind = FORMATS[format]
    with place.open("wb") as file:
        if format == "trig":
            file.write(marks.HASH_COMMENT.encode())
            ox.serialize(quads, file, format=kind, prefixes=iris.prefixes(store.base))
        elif format == "n-quads":
            lines = sorted(f"{quad} .\n".encode() for quad in quads)
            file.writelines(lines)
        elif format == "n-triples":
            lines = sorted({f"{quad.triple} .\n".encode() for quad in quads})
            file.writelines(lines)
        else:
            file.write(marks.HASH_COMMENT.encode())
            triples = sorted({quad.triple for quad in quads}, key=str)
            ox.serialize(triples, file, format=kind, prefixes=iris.prefixes(store.base))
