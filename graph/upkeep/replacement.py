"""What is to go and to come in one graph, so that only what differs is written.

found = Replacement(store, graph)
found.drop(node)                     # all that is there about a node
found.add(triples)
write(found.gone, found.added)
"""

from collections.abc import Iterable

from pyoxigraph import NamedNode, Quad, Store

from sayso.graph.facts import Triple

__all__ = ["Replacement", "quad_of"]


class Replacement:
    """What is to go and to come in one graph: what is in both stays."""

    def __init__(self, store: Store, graph: NamedNode) -> None:
        self._store = store
        self.graph = graph
        self.old: set[Quad] = set()
        self.new: set[Quad] = set()

    def drop(self, subject: str, predicate: str | None = None) -> None:
        term = None if predicate is None else NamedNode(predicate)
        self.old.update(self._store.quads_for_pattern(NamedNode(subject), term, None, self.graph))

    def add(self, triples: Iterable[Triple]) -> None:
        self.new.update(quad_of(triple, self.graph) for triple in triples)

    @property
    def gone(self) -> set[Quad]:
        return self.old - self.new

    @property
    def added(self) -> set[Quad]:
        return self.new - self.old


def quad_of(triple: Triple, graph: NamedNode) -> Quad:
    subject, predicate, value = triple
    return Quad(NamedNode(subject), NamedNode(predicate), value, graph)
