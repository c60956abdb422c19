"""What rows are made of: names, kinds and values of many nodes, read by a few queries each.

The queries are pieces of SPARQL put together by `graph.tables`; what comes from outside goes
through `values_block`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from pyoxigraph import NamedNode

from sayso.errors import QueryError
from sayso.graph import vocab

__all__ = [
    "SPEAKERS",
    "Facts",
    "Names",
    "OrganizationRow",
    "Queryable",
    "articles_of",
    "facts_of",
    "first",
    "notation",
    "number",
    "pairs",
    "values_block",
]

SPEAKERS = (
    (vocab.Outlet, "outlet"),
    (vocab.Platform, "platform"),
    (vocab.UnnamedPerson, "unnamed-person"),
    (vocab.Person, "person"),
    (vocab.Collective, "collective"),
    (vocab.Organization, "organization"),
    (vocab.Document, "document"),
)
"""Classes of whoever can speak, the most special first, and what a row calls them."""

_NOTATIONS = {
    iri: notation
    for notations in (
        vocab.QUOTE_TYPES,
        vocab.CUE_TYPES,
        vocab.CERTAINTIES,
        vocab.POLARITIES,
        vocab.TOPIC_BASES,
        vocab.REVIEW_STATES,
        vocab.ORGANIZATION_KINDS,
    )
    for notation, iri in notations.items()
}


class Queryable(Protocol):
    """Whatever answers SPARQL over the union of its named graphs: `graph.store.Store` does."""

    def query(self, sparql: str) -> Any:
        """The result of one query, as pyoxigraph gives it."""


@dataclass(frozen=True, slots=True)
class OrganizationRow:
    """An organisation: `kind` is its class, such as "outlet"; `sector` is such as "university"."""

    id: str
    name: str
    kind: str
    sector: str | None = None


Facts = dict[str, dict[str, list[str]]]


class Names:
    """Labels and kinds of the agents and topics that rows mention, read in batches."""

    def __init__(self, store: Queryable) -> None:
        self._store = store
        self._facts: Facts = {}

    def read(self, iris: Iterable[str]) -> None:
        """Reads what these are called; organisations also bring what they are part of, to the top."""
        waiting = sorted(set(iris) - self._facts.keys())
        properties = (
            vocab.rdf_type,
            vocab.skos_prefLabel,
            vocab.organizationKind,
            vocab.org_subOrganizationOf,
        )
        while waiting:
            for chunk in _chunks(waiting, 1000):
                values = values_block("x", chunk)
                for name in properties:
                    for iri, value in pairs(self._store, f"SELECT ?x ?y WHERE {{ {values} ?x <{name}> ?y }}"):
                        self._facts.setdefault(iri, {}).setdefault(name, []).append(value)
            for iri in waiting:
                for values_of in self._facts.setdefault(iri, {}).values():
                    values_of.sort()
            wholes = {w for iri in waiting for w in self._facts[iri].get(vocab.org_subOrganizationOf, ())}
            waiting = sorted(wholes - self._facts.keys())

    def label(self, iri: str | None) -> str | None:
        """The preferred name; of several the first in order; without one the last part of the IRI."""
        if iri is None:
            return None
        labels = self._facts.get(iri, {}).get(vocab.skos_prefLabel)
        return labels[0] if labels else re.split(r"[/#:]", iri)[-1].replace("-", " ")

    def kind(self, iri: str | None) -> str | None:
        """What a row calls this agent's class."""
        types = self._facts.get(iri or "", {}).get(vocab.rdf_type, ())
        return next((kind for name, kind in SPEAKERS if name in types), None)

    def organizations(self, iri: str | None) -> tuple[OrganizationRow, ...]:
        """An organisation and those that it is part of, from the inside out."""
        chain: dict[str, OrganizationRow] = {}
        while iri is not None and iri not in chain:
            about = self._facts.get(iri, {})
            sector = notation(first(about, vocab.organizationKind))
            chain[iri] = OrganizationRow(iri, self.label(iri) or "", self.kind(iri) or "organization", sector)
            iri = first(about, vocab.org_subOrganizationOf)
        return tuple(chain.values())


def facts_of(store: Queryable, select: str, variable: str) -> Facts:
    """Property values of every ?variable that `select` finds, each list in order."""
    query = f"SELECT DISTINCT ?{variable} ?p ?v WHERE {{ {select} ?{variable} ?p ?v }}"
    facts: Facts = {}
    for subject, name, value in store.query(query):
        facts.setdefault(subject.value, {}).setdefault(name.value, []).append(value.value)
    for about in facts.values():
        for values in about.values():
            values.sort()
    return facts


def articles_of(store: Queryable, select: str) -> Facts:
    """What an article's row shows; its whole text, which is stored with it, is not fetched."""
    facts: Facts = {}
    names = (
        vocab.schema_headline,
        vocab.sourceName,
        vocab.schema_url,
        vocab.schema_datePublished,
        vocab.dateBasis,
        vocab.publishedBy,
    )
    for name in names:
        for iri, value in pairs(store, f"SELECT DISTINCT ?x ?y WHERE {{ {select} ?x <{name}> ?y }}"):
            facts.setdefault(iri, {}).setdefault(name, []).append(value)
    for about in facts.values():
        for values in about.values():
            values.sort()
    return facts


def pairs(store: Queryable, query: str) -> list[tuple[str, str]]:
    return [(subject.value, value.value) for subject, value in store.query(query)]


def values_block(variable: str, iris: Iterable[str]) -> str:
    """A VALUES block. NamedNode refuses what is not an IRI, so that nothing can be smuggled into a query."""
    try:
        terms = " ".join(str(NamedNode(iri)) for iri in iris)
    except ValueError as error:
        raise QueryError(f"not an IRI: {error}") from error
    return f"VALUES ?{variable} {{ {terms} }}"


def _chunks(iris: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for begin in range(0, len(iris), size):
        yield iris[begin : begin + size]


def first(about: dict[str, list[str]], name: str) -> str | None:
    values = about.get(name)
    return values[0] if values else None


def number(text: str | None) -> float:
    return 1.0 if text is None else float(text)


def notation(iri: str | None) -> str | None:
    """The short name of a member of a controlled list; of another IRI its last part."""
    if iri is None:
        return None
    return _NOTATIONS.get(iri) or re.split(r"[/#]", iri)[-1]
