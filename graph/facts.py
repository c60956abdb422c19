"""Reading a store by subject and property, from one end or the other: a few lookups, or all at once.

facts = Facts(store)                 # each look-up goes to the store: for a few articles
facts = Facts(store, whole=True)     # a property is read once, at its first use: for all of them
facts.values(statement, vocab.cue)   # in order
facts.subjects(vocab.article, article)
"""

from collections import Counter, defaultdict
from collections.abc import Sequence

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store

__all__ = ["Facts", "Triple"]

Triple = tuple[str, str, NamedNode | Literal]
"""A triple of which subject and property are IRIs as strings."""


class Facts:
    """What a store says, as strings; with `whole` it holds what it has read and sees no later changes."""

    def __init__(self, store: Store, *, whole: bool = False) -> None:
        self._store = store
        self._whole = whole
        self._forward: dict[str, dict[str, list[str]]] = {}
        self._backward: dict[str, dict[str, list[str]]] = {}

    @property
    def whole(self) -> bool:
        """Whether properties are read all at once."""
        return self._whole

    def values(self, subject: str, predicate: str) -> Sequence[str]:
        """The values of a property, sorted; of literals their text alone. What is no IRI has none."""
        if not self._whole:
            node = _node(subject)
            if node is None:
                return ()
            found = self._store.quads_for_pattern(node, NamedNode(predicate), None, None)
            return sorted(_text(quad) for quad in found)
        if predicate not in self._forward:
            self._read(predicate)
        return self._forward[predicate].get(subject, ())

    def value(self, subject: str, predicate: str) -> str | None:
        """The first value in order, None if there is none."""
        return next(iter(self.values(subject, predicate)), None)

    def subjects(self, predicate: str, value: str, *, literal: bool = False) -> Sequence[str]:
        """Whose property has this value: an IRI, or a plain literal; sorted."""
        if not self._whole:
            term = Literal(value) if literal else _node(value)
            if term is None:
                return ()
            found = self._store.quads_for_pattern(None, NamedNode(predicate), term, None)
            return sorted(quad.subject.value for quad in found if isinstance(quad.subject, NamedNode))
        if predicate not in self._backward:
            self._read(predicate)
        return self._backward[predicate].get(value, ())

    def all_subjects(self, predicate: str) -> Sequence[str]:
        """Everything that has the property, sorted."""
        found = self._store.quads_for_pattern(None, NamedNode(predicate), None, None)
        return sorted({quad.subject.value for quad in found if isinstance(quad.subject, NamedNode)})

    def rows(self, pattern: str, *names: str) -> Sequence[tuple[str, ...]]:
        """The distinct solutions of a SPARQL pattern for these variables, sorted; always from the store."""
        query = f"SELECT DISTINCT {' '.join(f'?{name}' for name in names)} WHERE {{ {pattern} }}"
        found = self._store.query(query, use_default_graph_as_union=True)
        assert isinstance(found, QuerySolutions)
        return sorted(tuple(_value(row[name]) for name in names) for row in found)

    def counts(self, predicate: str, value: str, of: str) -> Counter[str]:
        """How often each value of `of` stands with those whose property `predicate` has the IRI `value`."""
        query = f"SELECT ?o (COUNT(*) AS ?n) WHERE {{ ?s <{predicate}> <{value}> ; <{of}> ?o }} GROUP BY ?o"
        rows = self._store.query(query, use_default_graph_as_union=True)
        assert isinstance(rows, QuerySolutions)
        return Counter({_value(row["o"]): int(_value(row["n"])) for row in rows})

    def _read(self, predicate: str) -> None:
        forward: dict[str, list[str]] = defaultdict(list)
        backward: dict[str, list[str]] = defaultdict(list)
        for quad in self._store.quads_for_pattern(None, NamedNode(predicate), None, None):
            if not isinstance(quad.subject, NamedNode):
                continue  # of a user's own graph: Sayso writes no blank nodes
            value = _text(quad)
            forward[quad.subject.value].append(value)
            backward[value].append(quad.subject.value)
        for index in (forward, backward):
            for values in index.values():
                if len(values) > 1:
                    values.sort()
        self._forward[predicate] = dict(forward)
        self._backward[predicate] = dict(backward)


def _node(iri: str) -> NamedNode | None:
    """The node of an IRI; None for text that is none, as what a user types may be."""
    try:
        return NamedNode(iri)
    except ValueError:
        return None


def _value(term: object) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else ""


def _text(quad: Quad) -> str:
    assert isinstance(quad.object, NamedNode | Literal)
    return quad.object.value
