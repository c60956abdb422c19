"""Who counts as an expert: which kinds of role, and any role at which kinds of organisation.

The ontology marks kinds with `sayso:countsAsExpert`; what the curation graph says of a kind counts instead.
`docs/explanation/experts.md` tells why these.
"""

import re
from collections.abc import Iterable

import pyoxigraph as ox

from sayso.errors import QuestionError
from sayso.graph import iris, vocab
from sayso.graph.asking import kinds
from sayso.graph.store import Store

__all__ = ["changed", "expert_kinds", "kind_named"]


def expert_kinds(store: Store) -> frozenset[str]:
    """The IRIs of the kinds of role and of organisation that count as expert in this graph."""
    counts: dict[str, bool] = {}
    for graph in (iris.ontology_graph(store.base), iris.curation_graph(store.base)):
        marks = store.handle.quads_for_pattern(
            None, ox.NamedNode(vocab.countsAsExpert), None, ox.NamedNode(graph)
        )
        for quad in marks:
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
                counts[quad.subject.value] = quad.object.value in ("true", "1")
    return frozenset(kind for kind, counted in counts.items() if counted)


def changed(kinds_counted: Iterable[str], wanted: str) -> frozenset[str]:
    """Kinds after what a user wants: "+journalist, -company" adds and takes away, "analyst, bank" are all.

    Raises QuestionError for a kind that there is not.
    """
    words = [word for word in map(str.strip, wanted.split(",")) if word]
    if not words:
        raise QuestionError("no kinds of experts: name some, such as scientist,analyst or +journalist")
    relative = [word[0] in "+-" for word in words]
    if any(relative) and not all(relative):
        raise QuestionError(f"{wanted!r}: write + or - before each kind, or before none")
    found = set(kinds_counted) if all(relative) else set()
    for word in words:
        named = kind_named(word.lstrip("+-"))
        if word.startswith("-"):
            found.discard(named)
        else:
            found.add(named)
    return frozenset(found)


def kind_named(text: str) -> str:
    """The IRI of a kind by its notation or everyday words; "role:other" where a word could be either.

    Raises QuestionError, with all kinds, for an unknown one.
    """
    prefix, _, words = text.rpartition(":")
    words = re.sub(r"[\s-]+", " ", words.strip().lower())
    found = None
    if prefix in ("", "role", "role-kind"):
        found = kinds.role_kind(words)
    if found is None and prefix in ("", "organization-kind", "organisation-kind", "organization"):
        found = kinds.organization_kind(words)
    if found is None:
        every = ", ".join((*vocab.ROLE_KINDS, *vocab.ORGANIZATION_KINDS))
        raise QuestionError(f"no kind of role or organisation {text!r}: take one of {every}")
    return found
