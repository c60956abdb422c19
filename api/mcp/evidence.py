"""Jobs that tell of statements and articles: the records of the look-ups, made short enough for a model.

Nothing is added. What is left out of a statement is told by `sparql` alone: the kind of cue, certainty,
polarity, a due date, and where the words of source and cue stand.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sayso.api.lookups import articles, experts, finding, statements
from sayso.api.lookups.records import Reader, Record
from sayso.api.mcp.tables import shortened
from sayso.errors import QueryError
from sayso.graph import vocab
from sayso.graph.asking.finding import unknown
from sayso.graph.reasons.meant import article_named, meant
from sayso.graph.reasons.why import why, why_lines
from sayso.graph.reasons.wording import text
from sayso.graph.store import Store

__all__ = ["MOST_STATEMENTS", "article", "evidence", "find", "list_experts", "list_statements"]

MOST_STATEMENTS = 50
_MOST_CHARACTERS = 60_000  # of the values of an answer
_LONGEST = 1_500  # characters of the words or the sentence of a statement in a list
_AROUND = 600  # characters before and behind a statement
_LIKE = "take an id that a tool gave, such as statement:ARTICLE-118-165, or a place, such as ARTICLE:118"


def list_statements(store: Store, filters: Mapping[str, str], limit: int, cursor: str) -> Record:
    """A job: the statements that filters choose, the newest first; fewer than `limit` where they are long."""

    def page(most: int) -> Record:
        found = statements.statements(store, filters, limit=most, cursor=cursor)
        return {
            "filters": found["filters"],
            "total": found["total"],
            "statements": [said(one) for one in found["statements"]],
            "next": _cursor(found["next"]),
        }

    return _fitting(page, limit)


def list_experts(store: Store, filters: Mapping[str, str], limit: int, cursor: str) -> Record:
    """A job: who speaks on a topic in an expert's role, most statements first, with the newest of these."""

    def page(most: int) -> Record:
        found = experts.experts(store, **filters, limit=most, cursor=cursor)
        return {
            "filters": found["filters"],
            "counted_as_expert": found["kinds"],
            "total": found["total"],
            "experts": [
                {
                    "id": one["who"]["id"],
                    "name": one["who"]["name"],
                    "roles": [role(held) for held in one["roles"]],
                    "total": one["count"],
                    "first_date": one["first_date"],
                    "last_date": one["last_date"],
                    "statements": [said(newest) for newest in one["statements"]],
                }
                for one in found["experts"]
            ],
            "next": _cursor(found["next"]),
        }

    return _fitting(page, limit)


def find(store: Store, name: str, kinds: tuple[str, ...], limit: int) -> Record:
    """A job: who and what is called so, the best first. Raises QueryError, with near names, for nothing."""
    found = finding.search(store, name, kinds=kinds, limit=limit)
    if not found["results"]:
        raise QueryError(unknown(name, dict.fromkeys(found["suggestions"])))
    keys = ("id", "name", "kind", "matched", "score", "statements")
    return {"results": [{key: one[key] for key in keys} for one in found["results"]]}


def evidence(store: Store, statement: str) -> Record:
    """A job: a statement with the text round it, and what it rests on in words.

    `statement` is an id, the beginning of one, an IRI, or a place such as "port-plan:120". Raises QueryError
    where that is none, or may be one of several.
    """
    try:
        found = meant(store, statement)
    except QueryError:
        if re.search(r"[0-9]", statement) or article_named(store, statement) is not None:
            raise  # an id, a place or an article: what is near is told
        raise QueryError(f"{statement[:80]!r} is no statement: {_LIKE}") from None
    if found.kind != "statement":
        raise QueryError(f"{statement[:80]!r} is no statement but {found.told}: {_LIKE}")
    if len(found.statements) > 1:
        near = " or ".join(sorted(found.statements)[:8])
        raise QueryError(f"several statements stand at {statement[:80]!r}: take one of {near}")
    reader = Reader(store)
    (iri,) = found.statements
    record = reader.statement(iri)
    where = record["article"]["iri"]
    whole = reader.facts.value(where, vocab.nif_isString) or ""
    spans = [*record["content"], *record["cue"], *record["source"]]
    spans += [record["sentence"]] if record["sentence"] else []
    begin = max(0, min((span[0] for span in spans), default=0) - _AROUND)
    end = min(len(whole), begin + 2 * _AROUND + 4_000, max((span[1] for span in spans), default=0) + _AROUND)
    told = text(why_lines(why(store, iri)))
    return {
        "statement": said(record, longest=4_000),
        "text": whole[begin:end],
        "text_begin": begin,
        "text_end": end,
        "why": shortened(told),
    }


def article(store: Store, name: str, begin: int, length: int) -> Record:
    """A job: a part of an article's text, and the statements whose content begins in it, in their order."""
    iri = article_named(store, name)
    found = None if iri is None else articles.article(store, iri)
    if found is None:
        near = finding.near(store, name.removeprefix("article:"), ("article",), limit=3)
        raise QueryError(unknown(name, (one["id"] for one in near)))
    whole = found["text"]
    if begin and begin >= len(whole):
        raise QueryError(f"{found['id']} has {len(whole):,} characters, so there is nothing at {begin:,}")

    def part(most: int) -> Record:
        end = min(begin + most, len(whole))
        inside = [
            one for one in found["statements"] if one["content"] and begin <= one["content"][0][0] < end
        ]
        return {
            **_article(found),
            "author": found["author"],
            "republished_from": (found["republished_from"] or {}).get("id"),
            "text": whole[begin:end],
            "text_begin": begin,
            "text_end": end,
            "text_length": len(whole),
            "statements": [
                {
                    "id": one["id"],
                    "speaker": (one["speaker"] or {}).get("name"),
                    "begin": one["content"][0][0],
                    "end": one["content"][-1][1],
                    "guess": one["guess"],
                    "review_status": one["review_status"],
                }
                for one in inside
            ],
        }

    return _fitting(part, length)


def said(record: Record, *, longest: int = _LONGEST) -> Record:
    """A statement with its evidence; words and sentence are shortened, and marked so, if they are long."""
    speaker = record["speaker"] or {}
    content = record["content"] or [[0, 0]]
    return {
        "id": record["id"],
        "words": shortened(record["words"], longest),
        "speaker": speaker.get("name"),
        "speaker_id": speaker.get("id"),
        "speaker_kind": speaker.get("kind"),
        "speaker_named_by": record["coreference"],
        "possible_speaker": (record["possible_speaker"] or {}).get("name"),
        "relayed_by": (record["relayed_by"] or {}).get("name"),
        "roles": [role(one) for one in record["roles"]],
        "cue": record["cue_words"],
        "quote_type": record["quote_type"],
        "channels": [f"{one['channel']} {one['who']['name']}" for one in record["channel"]],
        "topics": [
            {
                "id": one["topic"]["id"],
                "name": one["topic"]["name"],
                "basis": one["basis"],
                "rule": one["rule"],
                "words": _words(one["evidence"]),
                "confidence": one["confidence"],
                "guess": one["guess"],
            }
            for one in record["topics"]
        ],
        "stances": [
            {
                "toward": one["toward"]["name"],
                "polarity": one["polarity"],
                "rule": one["rule"],
                "words": _words(one["evidence"]),
                "confidence": one["confidence"],
            }
            for one in record["stance"]
        ],
        "date": record["date"],
        "date_basis": record["date_basis"],
        "article": _article(record["article"]),
        "begin": content[0][0],
        "end": content[-1][1],
        "spans": content,
        "sentence": shortened(record["evidence"]["text"], longest),
        "confidence": record["confidence"],
        "rule": record["rule"],
        "review_status": record["review_status"],
        "guess": record["guess"],
        "continues": (record["continues"] or {}).get("id"),
        "copy_of": (record["copy_of"] or {}).get("id"),
        "carried_by": [one["article"]["id"] for one in record["carriers"][:20]],
    }


def _words(evidence: Record | None) -> str | None:
    return None if evidence is None else str(shortened(evidence["text"], _LONGEST))


def role(record: Record) -> str:
    """A role in words, as the article gives it: "former head, Lanxi University"."""
    places = [one["name"] for one in (record["organization"], record["within"]) if one]
    words = ", ".join(filter(None, (record["role"], *places)))
    return f"former {words}" if record["former"] else words


def _article(record: Record) -> Record:
    outlet = record["outlet"]
    return {
        "id": record["id"],
        "title": record["title"],
        "source": record["source"],
        "outlet": outlet and outlet["name"],
        "published": record["published"],
        "url": record["url"],
    }


def _fitting(page: Callable[[int], Record], most: int) -> Record:
    """A page that a model can read: half as much, and half of that, while it is too long."""
    found = page(most)
    while _length(found) > _MOST_CHARACTERS and most > 1:
        most = most // 2
        found = page(most)
    return found


def _length(value: Any) -> int:
    if isinstance(value, Mapping):
        return sum(len(str(name)) + _length(one) for name, one in value.items())
    if isinstance(value, list | tuple):
        return sum(map(_length, value))
    return len(str(value))


def _cursor(address: str | None) -> str | None:
    """The cursor in the address of the next page."""
    return None if address is None else parse_qs(urlsplit(address).query)["cursor"][0]
