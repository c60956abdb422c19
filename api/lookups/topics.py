"""The record of a topic: what is above and below it, who speaks on it, and what they say."""

from sayso.api.lookups.addresses import query
from sayso.api.lookups.agents import LISTED, counted, disagreements
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
    guesses = index.guesses & numbers
    not_related = {*below, *known.scheme.broader_transitive(iri)}
    related = [one for one in counted(index, numbers, index.topics) if one[0] not in not_related]
    speakers = counted(index, numbers, index.speakers)
    outlets = counted(index, numbers, index.outlets)
    disputes, disputed = disagreements(reader, (vocab.over,), iri)
    stances = {
        polarity: len(index.having(f"stance {member}", below) & numbers)
        for polarity, member in _STANCES.items()
    }

    def within(other: str) -> Record:
        on_it = index.having("topic", known.narrower[other]) & numbers
        return {
            "topic": reader.ref(other),
            "statements": len(on_it),
            "guesses": len(on_it & guesses),
            "href": query("/statements", topic=reader.id(other)),
        }

    def who(field: str, other: str, said: int, doubtful: int) -> Record:
        found = query("/statements", **{field: reader.id(other)}, topic=name)
        return {"who": reader.ref(other), "count": said, "guesses": doubtful, "href": found}

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
        "narrower": [within(one) for one in sorted(narrower)],
        "related": [
            {
                "topic": reader.ref(other),
                "statements": together,
                "guesses": doubtful,
                "href": reader.href(other),
            }
            for other, together, doubtful in related[:LISTED]
        ],
        "speakers": [who("person", *one) for one in speakers[:LISTED]],
        "experts": query("/experts", topic=name),
        "outlets": [who("outlet", *one) for one in outlets[:LISTED]],
        "stances": {polarity: number for polarity, number in stances.items() if number},
        "disagreements": disputes,
        "guesses": len(guesses),
        "totals": {
            "related": len(related),
            "speakers": len(speakers),
            "outlets": len(outlets),
            "disagreements": disputed,
        },
        "first_date": min(dates, default=None),
        "last_date": max(dates, default=None),
        "statements": page(reader, numbers, {"topic": name}, limit=_STATEMENTS),
    }
