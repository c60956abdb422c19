"""Who speaks on a topic in an expert's role, as the same article gives it."""

from typing import Any

from sayso.api.lookups.addresses import query
from sayso.api.lookups.cursors import read_cursor, write_cursor
from sayso.api.lookups.records import Reader, Record
from sayso.api.lookups.statements import ORGANIZATIONS, chosen_kinds, labels, named
from sayso.graph import vocab
from sayso.graph.row_facts import notation
from sayso.graph.store import Store

__all__ = ["experts"]

_STATEMENTS = 3  # of each expert
_KINDS = {iri: name for name, iri in vocab.ROLE_KINDS.items()}


def experts(
    store: Store,
    *,
    topic: str = "",
    organization: str = "",
    since: str = "",
    until: str = "",
    kinds: str = "",
    limit: int = 20,
    cursor: str = "",
) -> Record:
    """The persons whose statements in an expert's role are on this topic or below it, most statements first.

    `topic` is found by any of its labels; without one it is anything that experts say. `kinds` changes which
    kinds of role and organisation count, as `sayso ask --experts` does. Raises QueryError and QuestionError.
    """
    reader = Reader(store)
    known = reader.known
    filters = {
        name: text
        for name, text in (
            ("topic", topic), ("organization", organization), ("since", since), ("until", until),
            ("kinds", kinds),
        )
        if text
    }  # fmt: skip
    counted = chosen_kinds(known, kinds)
    topics: list[str] = []
    if topic:
        topics = [known.topic_names[topic]] if topic in known.topic_names else known.lookup.topics(topic)
    places = named(known, organization, ORGANIZATIONS) if organization else []
    about = topics or places
    index = reader.restrict(
        (lambda: {said for one in about for said in known.candidates(one)}) if about else None
    )
    chosen = set(known.expert_statements(counted, index)) - index.rejected
    if topics:
        chosen &= index.having("topic", {below for one in topics for below in known.narrower[one]})
    if places:
        chosen &= index.having(
            "organization", {part for one in places for part in known.parts.get(one, (one,))}
        )
    if since or until:
        dated = index.dated(since, until)
        chosen = {number for number in chosen if number in dated}
    people: dict[str, list[int]] = {}
    for number in sorted(chosen):
        for who in index.speakers[number]:
            people.setdefault(who, []).append(number)
    order = sorted(people, key=lambda who: (-len(people[who]), who))
    begin = 0
    if cursor:
        key: Any = read_cursor(cursor, int, str)
        behind = (-int(key[0] or 0), str(key[1] or ""))
        begin = next((at for at, who in enumerate(order) if (-len(people[who]), who) > behind), len(order))
    shown = order[begin : begin + limit]
    following = None
    if begin + limit < len(order):
        mark = write_cursor(len(people[shown[-1]]), shown[-1])
        following = query("/experts", **filters, limit=limit, cursor=mark)

    guesses = index.guesses

    def one(who: str) -> Record:
        numbers = people[who]
        statements = [reader.statement(index.iris[number]) for number in numbers[:_STATEMENTS]]
        roles = {
            (role["role"], (role["organization"] or {}).get("id"), role["former"]): role
            for statement in reversed(statements)
            for role in statement["roles"]
        }
        dates = [date for number in numbers if (date := index.dates[number])]
        chosen_by = {name: text for name, text in filters.items() if name != "kinds"}
        return {
            "who": reader.ref(who),
            "roles": list(reversed(roles.values())),
            "count": len(numbers),
            "guesses": len(guesses.intersection(numbers)),
            "first_date": min(dates, default=None),
            "last_date": max(dates, default=None),
            "statements": statements,
            "href": query("/statements", **chosen_by, person=reader.id(who), experts=kinds or "yes"),
        }

    understood = dict(filters)
    if topics:
        understood["topic"] = labels(known, topics, store.base)
    if places:
        understood["organization"] = labels(known, places, store.base)
    return {
        "kind": "experts",
        "filters": understood,
        "topics": [reader.ref(iri) for iri in topics],
        "kinds": sorted(_KINDS.get(iri) or notation(iri) or iri for iri in counted),
        "total": len(order),
        "experts": [one(who) for who in shown],
        "next": following,
    }
