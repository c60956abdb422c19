"""Records of those who speak: persons, organisations, outlets, groups; jobs, each for one IRI."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sayso.api.lookups.addresses import query, why_address
from sayso.api.lookups.records import Reader, Record
from sayso.api.lookups.statement_index import StatementIndex
from sayso.api.lookups.statements import page
from sayso.graph import vocab
from sayso.graph.facts import Facts
from sayso.graph.row_facts import notation
from sayso.graph.store import Store

__all__ = [
    "LISTED",
    "ORGANIZATION_KINDS",
    "agent",
    "counted",
    "disagreements",
    "surest_disagreements",
]

ORGANIZATION_KINDS = ("organization", "outlet", "platform")
"""The kinds whose record is that of an organisation."""

LISTED = 25
"""How many topics, outlets, people or disagreements a record lists; `totals` tells how many there are."""

_STATEMENTS = 20  # on a record; the others are behind `next`
_SIGHTINGS = 5
_EVIDENCE = 5  # for one role
_WITH_AN_ACCOUNT = ("person", *ORGANIZATION_KINDS)
_COMPANY = ("person", "organization")


def agent(store: Store, iri: str) -> Record | None:
    """Who speaks, with what they say, on what, where, and in which roles; None if nobody has this IRI.

    Costs by what there is of them: some 20 ms for somebody with a thousand statements.
    """
    reader = Reader(store)
    name = reader.known.names.get(iri)
    if name is None or name.kind == "topic":
        return None
    known = reader.known
    index = reader.restrict(lambda: known.candidates(iri))
    rejected = index.rejected
    own = [number for number in index.where.get(("speaker", iri), ()) if number not in rejected]
    who = reader.id(iri)
    href = reader.href(iri)
    articles = known.articles_naming(iri)
    dates = [date for number in own if (date := index.dates[number])]
    topics = _topics(reader, own)
    outlets = counted(index, own, index.outlets)
    opposed, disputes = disagreements(reader, (vocab.supporter, vocab.opponent), iri)
    company, others = _company(reader, iri, articles)
    record: Record = {
        "id": who,
        "iri": iri,
        "kind": name.kind,
        "href": href,
        "name": name.label,
        "other_names": list(name.others),
        "replaced": sorted(reader.id(old) for old, new in known.replaced.items() if new == iri),
        "identifiers": _identifiers(reader, iri),
        "first_date": min(dates, default=None),
        "last_date": max(dates, default=None),
        "topics": [
            {
                "topic": reader.ref(topic),
                "statements": count,
                "guesses": guesses,
                "href": query("/statements", person=who, topic=reader.id(topic)),
            }
            for topic, count, guesses in topics[:LISTED]
        ],
        "outlets": [
            _count(reader, outlet, count, guesses, person=who, outlet=reader.id(outlet))
            for outlet, count, guesses in outlets[:LISTED]
        ],
        "disagreements": opposed,
        "mentioned_with": company,
        "totals": {
            "topics": len(topics),
            "outlets": len(outlets),
            "disagreements": disputes,
            "mentioned_with": others,
        },
        "evidence": _sightings(reader, iri, articles),
        "articles": len(articles),
        "statements": page(reader, own, {"person": who}, limit=_STATEMENTS),
        "why": why_address(href) if name.kind in _WITH_AN_ACCOUNT else None,
    }
    if name.kind in ORGANIZATION_KINDS:
        return record | _organization(reader, iri, name.kind, record["totals"])
    return record | {"roles": _roles(reader, iri)}


def counted(
    index: StatementIndex,
    numbers: Iterable[int],
    having: Sequence[Sequence[str]] | Mapping[int, Sequence[str]],
) -> list[tuple[str, int, int]]:
    """What these statements have, by IRI: in how many of them, and how many of those hold a guess.

    The most frequent first, then by IRI.
    """
    counts: Counter[str] = Counter()
    doubtful: Counter[str] = Counter()
    guesses = index.guesses
    for number in numbers:
        counts.update(having[number])
        if number in guesses:
            doubtful.update(having[number])
    ranked = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return [(iri, count, doubtful[iri]) for iri, count in ranked]


def _topics(reader: Reader, numbers: Sequence[int]) -> list[tuple[str, int, int]]:
    """What these statements are on, each topic counted with all below it; as `counted`."""
    index, scheme = reader.index, reader.known.scheme
    given = {topic for number in numbers for topic in index.topics[number]}
    above = {topic: tuple(given.intersection((topic, *scheme.broader_transitive(topic)))) for topic in given}
    taken_in = {
        number: tuple({one for topic in index.topics[number] for one in above[topic]}) for number in numbers
    }
    return counted(index, numbers, taken_in)


def _count(reader: Reader, iri: str, count: int, guesses: int, **filters: str) -> Record:
    return {
        "who": reader.ref(iri),
        "count": count,
        "guesses": guesses,
        "href": query("/statements", **filters),
    }


def _identifiers(reader: Reader, iri: str) -> list[Record]:
    found = dict.fromkeys(reader.facts.values(iri, vocab.owl_sameAs), "confirmed")
    for link in reader.facts.subjects(vocab.linkOf, iri):
        for candidate in reader.about(link).get(vocab.candidate, ()):
            found.setdefault(candidate, "candidate")
    return [{"iri": link, "status": status} for link, status in sorted(found.items())]


def _roles(reader: Reader, iri: str) -> list[Record]:
    """The roles of a person over all articles: equal ones are one, with the dates of the articles."""
    found: dict[tuple[Any, ...], Record] = {}
    dates: dict[tuple[Any, ...], dict[str, str | None]] = {}
    date_of: dict[str, str | None] = {}
    for node in reader.facts.subjects(vocab.org_member, iri):
        about = reader.about(node)
        key = tuple(
            next(iter(about.get(predicate, ())), None)
            for predicate in (
                vocab.roleLabel, vocab.org_organization, vocab.withinOrganization, vocab.former, vocab.tenure,
                vocab.roleKind,
            )
        )  # fmt: skip
        spans = about.get(vocab.evidence, ())
        article = spans[0].partition("#")[0] if spans else ""
        if article not in date_of:
            date_of[article] = reader.facts.value(article, vocab.schema_datePublished)
        if key not in found:
            found[key] = reader.role(node)
        elif len(found[key]["evidence"]) < _EVIDENCE:
            found[key]["evidence"] += reader.role(node)["evidence"]
        dates.setdefault(key, {})[article] = date_of[article]
    for key, role in found.items():
        known = sorted(filter(None, dates[key].values()))
        role["evidence"] = role["evidence"][:_EVIDENCE]
        role["first_date"] = known[0] if known else None
        role["last_date"] = known[-1] if known else None
        role["articles"] = len(dates[key])
    return sorted(found.values(), key=_role_order)


def _role_order(role: Record) -> tuple[Any, ...]:
    digits = int((role["last_date"] or "0")[:10].replace("-", "") or 0)
    organization = role["organization"] or {"id": ""}
    return role["former"], -digits, -role["articles"], role["role"] or "", organization["id"]


def _sightings(reader: Reader, iri: str, articles: Iterable[str]) -> list[Record]:
    """Where somebody is first named in each of the first few articles, by date."""
    dates = reader.known.article_dates
    told = []
    for article in sorted(articles, key=lambda one: (dates.get(one) or "~", one))[:_SIGHTINGS]:
        for appearance in reader.facts.values(article, vocab.mentions):
            if iri in reader.facts.values(appearance, vocab.appearanceOf):
                spans = reader.about(appearance).get(vocab.evidence, ())
                first = min(spans, key=lambda span: reader.span(span) or (0, 0), default=None)
                evidence = reader.evidence(first, basis="mention")
                if evidence is not None:
                    told.append(evidence)
                    break
    return told


def _company(reader: Reader, iri: str, articles: Iterable[str]) -> tuple[list[Record], int]:
    """Persons and organisations named in the same articles, most articles first; and how many there are."""
    known = reader.known
    kinds = known.names
    counts: Counter[str] = Counter()
    for article in articles:
        counts.update(known.named_by(article))
    del counts[iri]
    near = [one for one in counts.items() if one[0] in kinds and kinds[one[0]].kind in _COMPANY]
    ranked = sorted(near, key=lambda one: (-one[1], one[0]))[:LISTED]
    told = [{"who": reader.ref(other), "count": count, "href": reader.href(other)} for other, count in ranked]
    return told, len(near)


def disagreements(reader: Reader, properties: Iterable[str], iri: str) -> tuple[list[Record], int]:
    """The disagreements in which this IRI is the value of one of these properties, and how many there are.

    The surest first.
    """
    surest = surest_disagreements(reader.facts, properties, iri)
    told = []
    for confidence, node in surest[:LISTED]:
        about = reader.about(node)
        if any(predicate not in about for predicate in _ENDS.values()):
            continue
        ends = {name: reader.ref(about[predicate][0]) for name, predicate in _ENDS.items()}
        basis = [_notation(one) for one in about.get(vocab.basis, ())]
        told.append({**ends, "basis": basis, "confidence": -confidence})
    return told, len(surest)


def surest_disagreements(facts: Facts, properties: Iterable[str], iri: str) -> list[tuple[float, str]]:
    """The nodes of these disagreements with minus their confidence, the surest first."""
    nodes = {node for predicate in properties for node in facts.subjects(predicate, iri)}
    return sorted((-float(facts.value(node, vocab.confidence) or 0), node) for node in nodes)


_ENDS: Mapping[str, str] = {
    "over": vocab.over,
    "supporter": vocab.supporter,
    "opponent": vocab.opponent,
    "statement_a": vocab.statementA,
    "statement_b": vocab.statementB,
}
_BASES: Mapping[str, str] = {iri: name for name, iri in vocab.DISAGREEMENT_BASES.items()}


def _notation(iri: str) -> str:
    return _BASES.get(iri) or notation(iri) or ""


def _organization(reader: Reader, iri: str, kind: str, totals: Mapping[str, int]) -> Record:
    known, index = reader.known, reader.index
    who = reader.id(iri)
    rejected = index.rejected
    places = known.parts.get(iri, (iri,))
    of_people = index.having("organization", places) - rejected
    people = counted(index, of_people, index.speakers)
    place = {"organization": who}
    carried = None
    if kind in ("outlet", "platform"):
        numbers = index.having("outlet", [iri]) - rejected
        carried = page(reader, numbers, {"outlet": who}, limit=_STATEMENTS)
        if kind == "outlet" and not people:
            people = counted(index, numbers, index.speakers)
            place = {"outlet": who}
    return {
        "organization_kind": notation(reader.facts.value(iri, vocab.organizationKind)),
        "part_of": [reader.ref(one) for one in reader.facts.values(iri, vocab.org_subOrganizationOf)],
        "parts": [reader.ref(one) for one in reader.facts.subjects(vocab.org_subOrganizationOf, iri)],
        "people": [
            _count(reader, one, count, guesses, person=reader.id(one), **place)
            for one, count, guesses in people[:LISTED]
        ],
        "totals": {**totals, "people": len(people)},
        "statements_of_people": page(reader, of_people, {"organization": who}, limit=_STATEMENTS),
        "statements_carried": carried,
    }
