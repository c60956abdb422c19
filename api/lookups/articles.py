"""The record of an article, with its text and all that is said in it; and lists of articles."""

from collections.abc import Mapping

from sayso.api.lookups.addresses import query
from sayso.api.lookups.cursors import read_cursor, write_cursor
from sayso.api.lookups.records import Reader, Record
from sayso.api.lookups.statement_index import order_of
from sayso.api.lookups.statements import ORGANIZATIONS, SPEAKERS, named
from sayso.graph import iris, vocab
from sayso.graph.store import Store

__all__ = ["ARTICLE_FILTERS", "article", "articles"]

ARTICLE_FILTERS = ("outlet", "person", "since", "until")
"""What articles can be chosen by; `person` is anybody who is named in them."""


def article(store: Store, iri: str) -> Record | None:
    """The article with this IRI; None if there is none. Takes a millisecond for each of its statements.

    Statements that a reader has rejected are there, with that as `review_status`, and so are copies of what
    was rejected in another article; `topics` is without theirs.
    """
    reader = Reader(store)
    if not reader.is_a(iri, vocab.Article):
        return None
    value, values = reader.facts.value, reader.facts.values
    statements = [_reviewed(reader, one) for one in reader.facts.subjects(vocab.article, iri)]
    source = value(iri, vocab.republishedFrom)
    known = reader.known.names
    people = [one for one in reader.known.named_by(iri) if one in known]
    run = value(iri, vocab.extractedBy)
    return reader.article(iri) | {
        "text": value(iri, vocab.nif_isString) or "",
        "furniture": _spans(value(iri, vocab.furniture)),
        "extracted_by": None if run is None else reader.id(run),
        "republished_from": None if source is None else reader.article(source),
        "carried_in": [reader.article(one) for one in reader.facts.subjects(vocab.republishedFrom, iri)],
        "people": [reader.ref(one) for one in sorted(people, key=lambda one: (known[one].label, one))],
        "statements": sorted(statements, key=_place),
        "topics": sorted(
            {
                topic["topic"]["id"]: topic["topic"]
                for one in statements
                if one["review_status"] != "rejected"
                for topic in one["topics"]
            }.values(),
            key=lambda topic: (topic["name"], topic["id"]),
        ),
        "sha256": next(iter(values(iri, vocab.textSha256)), None),
    }


def _reviewed(reader: Reader, iri: str) -> Record:
    """A statement; a copy of what a reader has rejected is rejected with it."""
    record = reader.statement(iri)
    original = record["copy_of"]
    if original is not None:
        status = reader.first(iris.expand(original["id"], reader.base), vocab.reviewStatus)
        if status == vocab.Rejected:
            record["review_status"] = "rejected"
    return record


def _place(statement: Record) -> tuple[int, int, str]:
    spans = statement["content"] or [[0, 0]]
    return spans[0][0], spans[-1][1], statement["id"]


def _spans(text: str | None) -> list[list[int]]:
    found = []
    for pair in (text or "").split():
        begin, _, end = pair.partition("-")
        if begin.isdecimal() and end.isdecimal():
            found.append([int(begin), int(end)])
    return found


def articles(store: Store, filters: Mapping[str, str], *, limit: int = 20, cursor: str = "") -> Record:
    """The articles that these filters choose, the newest first. Raises QueryError for an unknown name."""
    reader = Reader(store)
    known = reader.known
    found = known.articles
    understood = {name: text for name, text in filters.items() if text}
    if filters.get("outlet"):
        outlets = named(known, filters["outlet"], ORGANIZATIONS)
        own = {one for outlet in outlets for one in reader.facts.subjects(vocab.publishedBy, outlet)}
        found = [one for one in found if one[1] in own]
        understood["outlet"] = " or ".join(sorted({reader.name(one).label for one in outlets}))
    if filters.get("person"):
        people = named(known, filters["person"], SPEAKERS)
        theirs = {one for who in people for one in known.articles_naming(who)}
        found = [one for one in found if one[1] in theirs]
        understood["person"] = " or ".join(sorted({reader.name(one).label for one in people}))
    since, until = filters.get("since") or "", filters.get("until") or ""
    if since or until:
        last = until or "9"
        found = [
            one for one in found if one[0] and one[0][: len(since)] >= since and one[0][: len(last)] <= last
        ]
    begin = 0
    if cursor:
        date, iri = read_cursor(cursor, str, str)
        behind = order_of(str(date) if date else None, str(iri or ""))
        begin = next((at for at, one in enumerate(found) if order_of(*one) > behind), len(found))
    shown = found[begin : begin + limit]
    following = None
    if begin + limit < len(found):
        chosen = {name: text for name, text in sorted(filters.items()) if text}
        following = query("/articles", **chosen, limit=limit, cursor=write_cursor(*shown[-1]))
    return {
        "kind": "articles",
        "filters": understood,
        "total": len(found),
        "articles": [reader.article(iri) | {"statements": known.count(iri)} for _, iri in shown],
        "next": following,
    }
