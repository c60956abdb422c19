"""Statements by filters, the newest first, a page at a time; and one statement.

    statements(store, {"topic": "floods", "since": "2025-05"}, limit=20)

All functions are jobs: they take a store and plain values, and return a record.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from sayso.api.lookups.addresses import query
from sayso.api.lookups.cursors import read_cursor, write_cursor
from sayso.api.lookups.directory import Directory
from sayso.api.lookups.records import Reader, Record
from sayso.errors import QueryError
from sayso.graph import iris, vocab
from sayso.graph.asking import expertise
from sayso.graph.asking.finding import unknown
from sayso.graph.reasons.meant import article_named
from sayso.graph.store import Store

__all__ = [
    "FILTERS",
    "ORGANIZATIONS",
    "SPEAKERS",
    "chosen_kinds",
    "labels",
    "named",
    "page",
    "statement",
    "statements",
]

SPEAKERS = tuple(vocab.SPEAKER_KINDS.values())
ORGANIZATIONS = (vocab.Organization, vocab.Outlet, vocab.Platform)

_LISTS: Mapping[str, Mapping[str, str]] = {
    "quote_type": vocab.QUOTE_TYPES,
    "cue_type": vocab.CUE_TYPES,
    "certainty": vocab.CERTAINTIES,
    "polarity": vocab.POLARITIES,
    "basis": vocab.TOPIC_BASES,
    "stance": vocab.STANCES,
    "review_status": vocab.REVIEW_STATES,
}

FILTERS = (
    "person", "organization", "topic", "outlet", "channel", "article", "since", "until", *_LISTS, "guess",
    "experts",
)  # fmt: skip
"""What statements can be chosen by; all that are given hold together."""


def statement(store: Store, iri: str) -> Record | None:
    """The statement with this IRI; None if there is none."""
    reader = Reader(store)
    return reader.statement(iri) if reader.is_a(iri, vocab.Statement) else None


def statements(store: Store, filters: Mapping[str, str], *, limit: int = 20, cursor: str = "") -> Record:
    """The statements that these filters choose. Raises QueryError for what a filter cannot mean."""
    reader = Reader(store)
    numbers, understood = _chosen(store, reader, filters)
    return _page(reader, numbers, understood, filters, limit, cursor)


def page(reader: Reader, numbers: Iterable[int], filters: Mapping[str, str], *, limit: int) -> Record:
    """The first page of these statements, for the record of somebody; `filters` are what chooses them."""
    understood = {name: reader.name(iris.expand(text, reader.base)).label for name, text in filters.items()}
    return _page(reader, numbers, understood, filters, limit, "")


def _page(
    reader: Reader,
    numbers: Iterable[int],
    understood: dict[str, str],
    filters: Mapping[str, str],
    limit: int,
    cursor: str,
) -> Record:
    index = reader.index
    ordered = sorted(numbers)
    begin = 0
    if cursor:
        date, iri = read_cursor(cursor, str, str)
        first = index.after(str(date) if date else None, str(iri or ""))
        begin = next((at for at, number in enumerate(ordered) if number >= first), len(ordered))
    shown = ordered[begin : begin + limit]
    following = None
    if begin + limit < len(ordered) and shown:
        last = shown[-1]
        mark = write_cursor(index.dates[last], index.iris[last])
        following = query("/statements", **dict(sorted(filters.items())), limit=limit, cursor=mark)
    return {
        "kind": "statements",
        "filters": understood,
        "total": len(ordered),
        "statements": [reader.statement(index.iris[number]) for number in shown],
        "next": following,
    }


def named(known: Directory, text: str, classes: Sequence[str]) -> list[str]:
    """The IRIs of those of these classes whom a name, an id or an IRI means; raises QueryError for nobody."""
    found = known.name_index.match(text, classes).iris
    if not found:
        kinds = [kind for kind, iri in vocab.SPEAKER_KINDS.items() if iri in classes]
        near = tuple(dict.fromkeys(one.label for one in known.search.near(text, kinds, limit=3)))
        raise QueryError(unknown(text, near), unknown=text, near=near)
    return list(found)


def chosen_kinds(known: Directory, text: str) -> frozenset[str]:
    """The kinds of role and organisation that count as expert; "yes" and "" are those of the graph."""
    if text in ("", "yes", "true", "1"):
        return known.expert_kinds
    # in a URL a plus sign is a space
    words = [f"+{word.strip()}" if word[:1] == " " else word for word in text.split(",")]
    return expertise.changed(known.expert_kinds, ",".join(words))


def _chosen(store: Store, reader: Reader, filters: Mapping[str, str]) -> tuple[Iterable[int], dict[str, str]]:
    """The numbers of the statements, and how each filter was understood."""
    known = reader.known
    understood: dict[str, str] = {}
    meant = {name: _meant(store, known, name, filters[name]) for name in _NAMED if filters.get(name)}
    for name, things in meant.items():
        understood[name] = labels(known, things, store.base) if name != "article" else filters[name]
    first = next(iter(meant.values()), None)
    index = reader.restrict(
        None if first is None else lambda: {said for one in first for said in known.candidates(one)}
    )
    sets: list[set[int] | frozenset[int]] = []
    dated: range | None = None
    topics: list[str] | None = None
    for name, things in meant.items():
        if name == "topic":
            topics = sorted({below for topic in things for below in known.narrower.get(topic, (topic,))})
            bases = _members("basis", filters["basis"]) if filters.get("basis") else [""]
            found: set[int] = set()
            for basis in bases:
                found |= index.having(f"topic by {basis}" if basis else "topic", topics)
            sets.append(found)
            continue
        if name == "organization":
            things = sorted({part for one in things for part in known.parts.get(one, (one,))})
        sets.append(index.having("speaker" if name == "person" else name, things))
    for name in _LISTS:
        if not filters.get(name):
            continue
        members = _members(name, filters[name])
        understood[name] = filters[name]
        if name == "basis" and topics is not None:
            continue  # it is that of the topic that was asked for
        if name == "stance" and topics is not None:
            held: set[int] = set()
            for member in members:
                held |= index.having(f"stance {member}", topics)
            sets.append(held)
        elif name == "review_status":
            marked = index.having(name, members)
            if vocab.Machine in members:
                others = index.having(name, set(vocab.REVIEW_STATES.values()) - {vocab.Machine})
                marked |= set(range(len(index.iris))) - others
            sets.append(marked)
        else:
            sets.append(index.having(name, members))
    if filters.get("since") or filters.get("until"):
        dated = index.dated(filters.get("since"), filters.get("until"))
        understood.update({name: filters[name] for name in ("since", "until") if filters.get(name)})
    if filters.get("experts"):
        kinds = chosen_kinds(known, filters["experts"])
        understood["experts"] = filters["experts"]
        sets.append(known.expert_statements(kinds, index))
    left_out: set[int] = set()
    if filters.get("guess"):
        understood["guess"] = filters["guess"]
        if filters["guess"] == "yes":
            sets.append(index.guesses)
        else:
            left_out |= index.guesses
    if not filters.get("review_status"):
        left_out |= index.rejected
    chosen: Iterable[int]
    if sets:
        chosen = set.intersection(*sorted(map(set, sets), key=len))
        if dated is not None:
            chosen = {number for number in chosen if number in dated}
    else:
        chosen = dated if dated is not None else range(len(index.iris))
    return [number for number in chosen if number not in left_out] if left_out else chosen, understood


_NAMED = ("article", "person", "topic", "channel", "organization", "outlet")
"""The filters that name something, those first that leave the fewest statements as a rule."""


def _meant(store: Store, known: Directory, name: str, text: str) -> list[str]:
    """The IRIs that the value of a filter means."""
    if name == "topic":
        return [known.topic_names[text]] if text in known.topic_names else known.lookup.topics(text)
    if name == "article":
        found = article_named(store, text)
        if found is None:
            alike = known.search.near(text.removeprefix("article:").replace("-", " "), ("article",), limit=3)
            near = tuple(iris.compact(one.iri, store.base) for one in alike)
            raise QueryError(unknown(text, near), unknown=text, near=near)
        return [found]
    if name == "person":
        return named(known, text, SPEAKERS)
    return named(known, text, ORGANIZATIONS)  # an outlet may be told under the organisation that runs it


def _members(name: str, text: str) -> list[str]:
    """The IRIs of notations, one or several with commas. Raises QueryError for one that there is not."""
    found = []
    for word in text.split(","):
        member = _LISTS[name].get(word.strip().lower())
        if member is None:
            raise QueryError(f"no {name} {word.strip()[:80]!r}: take one of {', '.join(_LISTS[name])}")
        found.append(member)
    return found


def labels(known: Directory, found: Iterable[str], base: str) -> str:
    """What all of these are called, so that it is seen who is meant: with ids where two are called alike."""
    called = {iri: known.names[iri].label if iri in known.names else iri for iri in sorted(set(found))}
    shared = Counter(called.values())
    told = (
        f"{name} ({iris.compact(iri, base)})" if shared[name] > 1 else name for iri, name in called.items()
    )
    return " or ".join(sorted(told))
