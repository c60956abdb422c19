"""The record of a topic: what is above and below it, who speaks on it, and what they say."""

from collections import Counter

from sayso.api.lookups.addresses import query
from sayso.api.lookups.agents import counted, disagreements
from sayso.api.lookups.records import Reader, Record
from sayso.api.lookups.statements import page
from sayso.graph import vocab
from sayso.graph.store import Store

__all__ = ["topic"]

_STATEMENTS = 20
_STANCES = vocab.STANCES


def topic(store: Store, iri: str) -> Record | None:
    """The topic with this IRI; None if the graph's schemes have none. Takes in what is below it."""
    reader = Reader(store)
    known = reader.known
    if iri not in known.scheme:
        return None
    concept = known.scheme[iri]
    iri = concept.iri
    below = known.narrower[iri]
    index = reader.restrict(lambda: known.candidates(iri))
    numbers = index.having("topic", below) - index.rejected
    name = reader.id(iri)
    dates = [date for number in numbers if (date := index.dates[number])]
    related = Counter(other for number in numbers for other in index.topics[number] if other not in below)
    for above in known.scheme.broader_transitive(iri):
        del related[above]
    stances = {
        polarity: len(index.having(f"stance {member}", below) & numbers)
        for polarity, member in _STANCES.items()
    }

    def count(other: str, statements: int, **filters: str) -> Record:
        found = query("/statements", **(filters or {"topic": reader.id(other)}))
        return {"topic": reader.ref(other), "statements": statements, "href": found}

    def who(other: str, statements: int, field: str) -> Record:
        found = query("/statements", **{field: reader.id(other)}, topic=name)
        return {"who": reader.ref(other), "count": statements, "href": found}

    narrower = (one.iri for one in known.scheme if iri in one.broader)
    return {
        "id": name,
        "iri": iri,
        "kind": "topic",
        "href": reader.href(iri),
        "name": concept.label,
        "other_names": sorted({*concept.alt_labels} - {concept.label}),
        "definition": concept.definition,
        "scope_note": concept.scope_note,
        "broader": [reader.ref(one) for one in sorted(concept.broader)],
        "narrower": [
            count(one, len(index.having("topic", known.narrower[one]) & numbers)) for one in sorted(narrower)
        ],
        "related": [
            {
                "topic": reader.ref(other),
                "statements": together,
                "href": reader.href(other),
            }
            for other, together in sorted(related.items(), key=lambda one: (-one[1], one[0]))[:25]
        ],
        "speakers": [
            who(one, said, "person") for one, said in counted(index.speakers[number] for number in numbers)
        ],
        "experts": query("/experts", topic=name),
        "outlets": [
            who(one, said, "outlet") for one, said in counted(index.outlets[number] for number in numbers)
        ],
        "stances": {polarity: number for polarity, number in stances.items() if number},
        "disagreements": disagreements(reader, (vocab.over,), iri),
        "first_date": min(dates, default=None),
        "last_date": max(dates, default=None),
        "statements": page(reader, numbers, {"topic": name}, limit=_STATEMENTS),
    }
