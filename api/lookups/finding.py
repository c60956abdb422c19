"""What is found by name: searches, lists of names, what a wrong id may mean, and answers to questions."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date

from sayso.api.lookups.addresses import query
from sayso.api.lookups.cursors import read_cursor, write_cursor
from sayso.api.lookups.records import Reader, Record
from sayso.errors import QueryError
from sayso.graph import vocab
from sayso.graph.asking import questions
from sayso.graph.store import Store

__all__ = ["KINDS", "answer", "names", "near", "search"]

KINDS = (
    "person", "unnamed-person", "collective", "document", "organization", "outlet", "platform", "topic",
    "article",
)  # fmt: skip
"""What can be searched for."""

_RECORDS = 20  # statements told in full with an answer


def search(store: Store, q: str, *, kinds: Sequence[str] = (), limit: int = 20) -> Record:
    """Persons, organisations, topics and articles whose names have words that begin so, the best first.

    Spelling variants are tried where nothing has the words as they stand.
    """
    unknown = sorted(set(kinds) - set(KINDS))
    if unknown:
        raise QueryError(f"no kind {unknown[0][:80]!r}: take one of {', '.join(KINDS)}")
    reader = Reader(store)
    index = reader.known.search
    found = index.find(q, kinds, limit=limit)
    return {
        "kind": "search",
        "q": q,
        "results": [
            reader.ref(one.iri)
            | {"kind": one.kind, "name": one.label, "matched": one.matched, "score": one.score}
            | {"statements": one.count if reader.known.reads_all else reader.known.count(one.iri)}
            for one in found
        ],
        "suggestions": [] if found else [one.label for one in index.near(q, kinds, limit=5)],
    }


def near(store: Store, text: str, kinds: Sequence[str] = (), *, limit: int = 5) -> list[Record]:
    """References to what is called most alike."""
    reader = Reader(store)
    words = text.replace("-", " ")
    return [reader.ref(one.iri) for one in reader.known.search.near(words, kinds, limit=limit)]


def names(store: Store, route: str, kind: str, *, limit: int = 50, cursor: str = "") -> Record:
    """All of one kind, those with the most statements first; `route` is where the list is."""
    reader = Reader(store)
    order = reader.known.ranked(kind)
    begin = 0
    if cursor:
        count, iri = read_cursor(cursor, int, str)
        begin = bisect_right(order, (-int(count or 0), str(iri or "")))
    shown = order[begin : begin + limit]
    following = None
    if begin + limit < len(order):
        count, iri = shown[-1]
        following = query(f"/{route}", limit=limit, cursor=write_cursor(-count, iri))
    return {
        "kind": "names",
        "of": kind,
        "total": len(order),
        "names": [reader.ref(iri) | {"statements": -count} for count, iri in shown],
        "next": following,
    }


def answer(store: Store, q: str, *, experts: str = "", today: str = "", limit: int = 1000) -> Record:
    """The answer to a question in English, at most so many rows of it; see `graph.asking.questions`.

    Topics are found by their labels alone: a reader loads no embedding model. `today` is an ISO day that
    "last year" counts from. Raises QuestionError, with questions that can be read.
    """
    reader = Reader(store)
    day = date.fromisoformat(today) if today else None
    found = questions.ask(store, q, experts=experts or None, today=day)
    statements: list[Record] = []
    if found.evidence:
        column = found.columns.index("statement_id")
        iris = [str(row[column]) for row in found.rows[: min(limit, _RECORDS)]]
        statements = [reader.statement(iri) for iri in iris if reader.is_a(iri, vocab.Statement)]
    return {
        "kind": "answer",
        "q": q,
        "understood": found.understood,
        "sparql": found.sparql,
        "columns": list(found.columns),
        "rows": [list(row) for row in found.rows[:limit]],
        "total": len(found.rows),
        "evidence": found.evidence,
        "statements": statements,
    }
