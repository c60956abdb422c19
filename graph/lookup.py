"""What the names and topics in a question stand for in a graph."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from sayso.errors import QueryError, QuestionError
from sayso.graph import iris, vocab
from sayso.graph.finding import resolve
from sayso.graph.scheme import Concept, TopicScheme
from sayso.graph.store import Store

__all__ = ["Found", "Lookup", "topic_scheme"]

# From this score on, a phrase and a label differ by no word that counts.
SURE = 0.85

PEOPLE = (vocab.Person,)
ORGANIZATIONS = (vocab.Organization, vocab.Outlet, vocab.Platform)
OTHERS = (vocab.Collective, vocab.UnnamedPerson, vocab.Document)


@dataclass(frozen=True, slots=True)
class Found:
    """Something in the graph: its IRI and its preferred name."""

    iri: str
    label: str


class Lookup:
    """Finds by name in one store; reads what it needs when it is asked, so it is cheap to make."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._roles: str | None = None

    def topic(self, phrase: str) -> Found:
        """The concept that `phrase` names, by any of its labels, inflected or in another order of words.

        Raises QuestionError, with the nearest labels, when there is none.
        """
        scheme = topic_scheme(self._store)
        found = scheme.find(phrase)
        if found and found[0].score >= SURE:
            return Found(found[0].concept.iri, found[0].concept.label)
        near = dict.fromkeys((*(other.concept.label for other in found[:3]), *scheme.suggestions(phrase)))
        hint = f"; did you mean {' or '.join(map(repr, near))}?" if near else ""
        raise QuestionError(f"no topic {phrase!r} in this graph{hint}")

    def speaker(self, name: str) -> Found:
        """The one person, organisation or group of this name, or of this surname if only one bears it.

        Raises QuestionError when nobody is called so, or several are.
        """
        return self._one(name, (*PEOPLE, *ORGANIZATIONS, *OTHERS))

    def organization(self, name: str) -> Found:
        """The one organisation of this name; raises as `speaker` does."""
        return self._one(name, ORGANIZATIONS)

    def has_role(self, words: str) -> bool:
        """Whether some role in the graph has these words, in lower case, among its own."""
        if self._roles is None:
            labels = self._store.handle.quads_for_pattern(None, ox.NamedNode(vocab.roleLabel), None, None)
            found = {quad.object.value.lower() for quad in labels if isinstance(quad.object, ox.Literal)}
            self._roles = "\n".join(
                sorted(" ".join(("", *re.findall(r"[^\W_]+", label), "")) for label in found)
            )
        return f" {words} " in self._roles

    def _one(self, name: str, classes: Sequence[str]) -> Found:
        try:
            found = resolve(self._store, name, classes)
        except QueryError as error:
            raise QuestionError(str(error)) from error
        if len(found) > 1:
            names = ", ".join(sorted(self._label(iri) for iri in found)[:6])
            raise QuestionError(f"{name!r} may be one of {len(found)}: {names}; say which, by the full name")
        return Found(found[0], self._label(found[0]))

    def _label(self, iri: str) -> str:
        pattern = self._store.handle.quads_for_pattern(
            ox.NamedNode(iri), ox.NamedNode(vocab.skos_prefLabel), None, None
        )
        labels = sorted(quad.object.value for quad in pattern if isinstance(quad.object, ox.Literal))
        return labels[0] if labels else iri


def topic_scheme(store: Store) -> TopicScheme:
    """The topics that this graph was built with, read back from it."""
    said: dict[str, dict[str, list[str]]] = {}
    graph = ox.NamedNode(iris.topics_graph(store.base))
    for quad in store.handle.quads_for_pattern(None, None, None, graph):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
            subject = said.setdefault(quad.subject.value, {})
            subject.setdefault(quad.predicate.value, []).append(quad.object.value)

    def concept(iri: str) -> Concept:
        facts = {predicate: tuple(sorted(values)) for predicate, values in said[iri].items()}
        return Concept(
            iri=iri,
            notation=facts[vocab.skos_notation][0],
            label=facts[vocab.skos_prefLabel][0],
            alt_labels=facts.get(vocab.skos_altLabel, ()),
            weak_labels=facts.get(vocab.weakLabel, ()),
            requires=facts.get(vocab.requiresOneOf, ()),
            referred_to_as=facts.get(vocab.referredToAs, ()),
            broader=facts.get(vocab.skos_broader, ()),
            definition=next(iter(facts.get(vocab.skos_definition, ())), None),
            scope_note=next(iter(facts.get(vocab.skos_scopeNote, ())), None),
        )

    concepts = tuple(concept(iri) for iri in sorted(said) if vocab.skos_prefLabel in said[iri])
    return TopicScheme(concepts, sha256="")
