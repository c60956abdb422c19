"""The front page: what the graph is made of, and questions that it answers.

All is counted from what look-ups know beforehand of a state of the graph, once for each state.
"""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any, cast

import pyoxigraph as ox
from flask import Blueprint, Response, current_app

from sayso.api.lookups.addresses import address
from sayso.api.lookups.directory import Directory, directory
from sayso.api.settings import current_service
from sayso.api.web import rendering
from sayso.graph import vocab
from sayso.graph.store import Store

__all__ = ["blueprint", "overview"]

blueprint = Blueprint("front", __name__)

_KEPT = "sayso.front"
_SHOWN = 6
_TRIED = 30  # names, those that come up most first, among which a question is looked for


@blueprint.get("/")
def front() -> Response:
    return rendering.page("front", _overview())


def _overview() -> dict[str, Any]:
    service = current_service()
    state = service.state
    kept = cast("tuple[str, dict[str, Any]] | None", current_app.extensions.get(_KEPT))
    if kept is None or kept[0] != state or not state:  # nobody knows whether it is still that one
        kept = state, service.run(overview)
        current_app.extensions[_KEPT] = kept
    return kept[1]


def overview(store: Store) -> dict[str, Any]:
    """What the front page tells of a graph: a job."""
    known = directory(store)
    index = known.statements
    kinds = Counter(name.kind for name in known.names.values())
    said = _counts(known, "speaker")
    topics = _counts(known, "topic")
    people = Counter({iri: n for iri, n in said.items() if known.names[iri].kind == "person"})
    published = _objects(store, vocab.publishedBy)
    outlets = Counter({iri: n for iri, n in Counter(published).items() if iri in known.names})
    dates = sorted(known.article_dates.values())
    figures = (
        ("articles", len(known.articles)),
        ("statements", len(index.iris)),
        ("people", kinds["person"]),
        ("organisations", kinds["organization"]),
        ("outlets", kinds["outlet"]),
        ("topics spoken on", len(topics)),
    )
    return {
        "figures": [(name, number) for name, number in figures if number],
        "articles": len(known.articles),
        "statements": len(index.iris),
        "topics": _most(known, topics, store.base),
        "people": _most(known, people, store.base),
        "outlets": _most(known, outlets, store.base),
        "examples": _examples(store, known, topics, people),
        "first_date": dates[0] if dates else None,
        "last_date": dates[-1] if dates else None,
        "runs": sorted({f"version {version}" for version in _objects(store, vocab.extractorVersion)})[:4],
        "stale": store.derived_is_stale,
    }


def _counts(known: Directory, field: str) -> "Counter[str]":
    """How many statements have each named value of a filter."""
    where = known.statements.where
    return Counter(
        {iri: len(those) for (name, iri), those in where.items() if name == field and iri in known.names}
    )


def _ranked(counts: "Counter[str]", known: Directory) -> list[str]:
    return sorted(counts, key=lambda iri: (-counts[iri], known.names[iri].label, iri))


def _most(known: Directory, counts: "Counter[str]", base: str) -> list[dict[str, Any]]:
    """Those that come up most, with name, number and where they are told of."""
    return [
        {"href": address(iri, base, known.topics), "name": known.names[iri].label, "count": counts[iri]}
        for iri in _ranked(counts, known)[:_SHOWN]
    ]


def _objects(store: Store, predicate: str) -> list[str]:
    found = store.handle.quads_for_pattern(None, ox.NamedNode(predicate), None, None)
    return [quad.object.value for quad in found if isinstance(quad.object, ox.NamedNode | ox.Literal)]


# -- questions -------------------------------------------------------------------------------------------


def _examples(store: Store, known: Directory, topics: "Counter[str]", people: "Counter[str]") -> list[str]:
    """Questions that have an answer, of different kinds; without names that a question might mistake."""
    shared = Counter(name.label.casefold() for name in known.names.values())

    def sayable(iris: Iterable[str]) -> list[str]:
        labels = ((iri, known.names[iri].label) for iri in iris)
        return [iri for iri, label in labels if _plain(label) and shared[label.casefold()] == 1][:_TRIED]

    where = known.statements.where

    def among(numbers: Iterable[int], field: str, iris: Iterable[str]) -> str | None:
        """The name that most of these statements have."""
        chosen = frozenset(numbers)
        found = Counter({iri: len(chosen.intersection(where.get((field, iri), ()))) for iri in iris})
        best = next(iter(_ranked(found, known)), None)
        return known.names[best].label if best is not None and found[best] else None

    subjects = sayable(_ranked(topics, known))
    warnings = where.get(("cue_type", vocab.CueWarning), ())
    disputed = Counter(iri for iri in _objects(store, vocab.over) if iri in known.names)
    places = _counts(known, "organization")
    examples = []
    if topic := among(known.expert_statements(), "topic", subjects):
        examples.append(f"Which experts commented on {topic}?")
    for who in sayable(_ranked(people, known)):
        if topic := among(where["speaker", who], "topic", subjects):
            examples.append(f"What did {known.names[who].label} say about {topic}?")
            break
    for iri in sayable(_ranked(disputed, known))[:1]:
        examples.append(f"Who disagrees over {known.names[iri].label}?")
    if topic := among(warnings, "topic", subjects):
        examples.append(f"Who warned about {topic}?")
    for iri in sayable(_ranked(places, known))[:1]:
        examples.append(f"Who spoke for {known.names[iri].label}?")
    return examples


def _plain(name: str) -> bool:
    return bool(re.fullmatch(r"\w[\w' -]{2,60}", name)) and not re.search(r"\b(and|or|of|on)\b", name)
