"""The front page: what the graph is made of, and questions that it answers. And the page for programs.

What it tells is read once for each state of the graph, in a dozen queries that count.
"""

import re
from typing import Any, cast

from flask import Blueprint, Response, current_app

from sayso.api.lookups.addresses import address
from sayso.api.settings import current_service
from sayso.api.web import rendering
from sayso.graph import vocab
from sayso.graph.asking import expertise, groups
from sayso.graph.store import Store

__all__ = ["blueprint", "overview"]

blueprint = Blueprint("front", __name__)

_KEPT = "sayso.front"
_MOST = 200_000  # statements that are counted for the lists: more would change little
_SHOWN = 6
_FIGURES = (
    ("articles", "articles"),
    ("statements", "statements"),
    ("persons", "persons"),
    ("organizations", "organisations"),
    ("outlets", "outlets"),
    ("topic assignments", "topics given"),
    ("affiliations", "roles"),
)


@blueprint.get("/")
def front() -> Response:
    return rendering.page("front", _overview())


def _overview() -> dict[str, Any]:
    service = current_service()
    state = service.state
    kept = cast("tuple[str, dict[str, Any]] | None", current_app.extensions.get(_KEPT))
    if kept is None or kept[0] != state:
        kept = state, service.run(overview)
        current_app.extensions[_KEPT] = kept
    return kept[1]


def overview(store: Store) -> dict[str, Any]:
    """What the front page tells of a graph: a job."""
    counts = store.counts()
    topics = _named(
        store,
        f"SELECT ?x WHERE {{ ?s <{vocab.topicAssignment}>/<{vocab.topic}> ?x }}",
    )
    people = _named(
        store,
        f"SELECT ?x WHERE {{ ?s <{vocab.speaker}> ?x . ?x a <{vocab.Person}> }}",
    )
    outlets = _named(store, f"SELECT ?x WHERE {{ ?a <{vocab.publishedBy}> ?x }}")
    first, last = _first_row(
        store, f"SELECT (MIN(?d) AS ?a) (MAX(?d) AS ?b) WHERE {{ ?x <{vocab.schema_datePublished}> ?d }}"
    )
    return {
        "counts": counts,
        "figures": [(name, counts[key]) for key, name in _FIGURES if counts[key]],
        "topics": topics,
        "people": people,
        "outlets": outlets,
        "examples": _examples(store),
        "first_date": first,
        "last_date": last,
        "runs": _runs(store),
        "stale": store.derived_is_stale,
    }


def _named(store: Store, select: str) -> list[dict[str, Any]]:
    """What comes up most often as ?x in a query, with its name, how often, and where it is told of."""
    query = f"""SELECT ?x ?name (COUNT(*) AS ?n) WHERE {{
      {{ {select} LIMIT {_MOST} }} ?x <{vocab.skos_prefLabel}> ?name
    }} GROUP BY ?x ?name ORDER BY DESC(?n) ?name ?x LIMIT {_SHOWN}"""
    return [
        {"href": address(x.value, store.base), "name": name.value, "count": int(number.value)}
        for x, name, number in store.query(query)
    ]


def _first_row(store: Store, query: str) -> tuple[str | None, str | None]:
    row = next(iter(store.query(query)), (None, None))
    first, last = (None if each is None else each.value for each in row)
    return first, last


def _runs(store: Store) -> list[str]:
    query = f"""SELECT DISTINCT ?version WHERE {{ ?run a <{vocab.ExtractionRun}> ;
      <{vocab.extractorVersion}> ?version }} ORDER BY ?version LIMIT 4"""
    return [f"version {version.value}" for (version,) in store.query(query)]


# -- questions -------------------------------------------------------------------------------------------


def _examples(store: Store) -> list[str]:
    """Questions that have an answer, of different kinds; without names that a question might mistake."""
    counted = tuple(sorted(expertise.expert_kinds(store)))
    on = f"<{vocab.topicAssignment}>/<{vocab.topic}>"
    experts = _one(
        store,
        f"{groups.expert_statements(counted)} ?statement {on} ?x . ?x <{vocab.skos_prefLabel}> ?first",
    )
    disagreed = _one(
        store,
        f"?d a <{vocab.Disagreement}> ; <{vocab.over}> ?x . ?x <{vocab.skos_prefLabel}> ?first",
    )
    said = _one(
        store,
        f"""?s <{vocab.speaker}> ?x ; {on} ?t . ?x a <{vocab.Person}> ; <{vocab.skos_prefLabel}> ?first .
        ?t <{vocab.skos_prefLabel}> ?second""",
        "?second",
    )
    spoken = _one(
        store,
        f"""?s <{vocab.inCapacity}>/<{vocab.org_organization}> ?x ; <{vocab.speaker}>/a <{vocab.Person}> .
        ?x <{vocab.skos_prefLabel}> ?first""",
    )
    warned = _one(
        store,
        f"?s <{vocab.cueType}> <{vocab.CUE_TYPES['warning']}> ; {on} ?x . ?x <{vocab.skos_prefLabel}> ?first",
    )
    found = []
    if experts:
        found.append(f"Which experts commented on {experts[0]}?")
    if said:
        found.append(f"What did {said[0]} say about {said[1]}?")
    if disagreed:
        found.append(f"Who disagrees over {disagreed[0]}?")
    if warned:
        found.append(f"Who warned about {warned[0]}?")
    if spoken:
        found.append(f"Who spoke for {spoken[0]}?")
    return found


def _one(store: Store, where: str, more: str = "") -> tuple[str, ...] | None:
    """The names that come up most often together, if a question can tell them from others."""
    query = f"""SELECT ?x ?first {more} (COUNT(*) AS ?n) WHERE {{ {where} }}
      GROUP BY ?x ?first {more} ORDER BY DESC(?n) ?first {more} LIMIT 20"""
    for x, *names, _ in store.query(query):
        texts = tuple(name.value for name in names)
        if all(map(_plain, texts)) and _alone(store, x.value, texts[0]):
            return texts
    return None


def _plain(name: str) -> bool:
    return bool(re.fullmatch(r"\w[\w' -]{2,60}", name)) and not re.search(r"\b(and|or|of|on)\b", name)


def _alone(store: Store, iri: str, name: str) -> bool:
    """Whether nobody else is called so."""
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    query = f"""SELECT DISTINCT ?x WHERE {{
      VALUES ?name {{ "{escaped}" "{escaped}"@en }} ?x <{vocab.skos_prefLabel}> ?name }} LIMIT 2"""
    return {x.value for (x,) in store.query(query)} <= {iri}
