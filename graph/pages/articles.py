"""The texts of articles for a page: a statement in its sentence, and the whole article with all its marks.

A graph keeps no units of an article, so each line is a paragraph here.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sayso.graph import vocab
from sayso.graph.explanation import explain
from sayso.graph.model import Article, Extraction, Span, Statement, Unit
from sayso.graph.pages import assets
from sayso.graph.pages.explanation_page import drawn
from sayso.graph.row_facts import values_block
from sayso.graph.tables import Queryable, StatementRow

__all__ = ["Marks", "excerpt", "marks", "reading", "texts"]

_PARTS = ("", "source", "cue", "content")
_LONGEST = 900  # code points of an excerpt


@dataclass(frozen=True, slots=True)
class Marks:
    """Where the parts of a statement stand in its article."""

    source: tuple[Span, ...] = ()
    cue: tuple[Span, ...] = ()


def marks(store: Queryable, article: str | None = None) -> dict[str, Marks]:
    """The marks of every statement that has any, or of those of one article, by its IRI."""
    select = "" if article is None else f"{values_block('a', [article])} ?s <{vocab.article}> ?a . "
    found: dict[str, dict[str, set[Span]]] = {}
    for name, predicate in (("source", vocab.speakerMention), ("cue", vocab.cue)):
        query = f"""SELECT ?s ?begin ?end WHERE {{
          {select}?s <{predicate}> ?x . ?x <{vocab.nif_beginIndex}> ?begin ; <{vocab.nif_endIndex}> ?end }}"""
        for statement, begin, end in store.query(query):
            span = int(begin.value), int(end.value)
            found.setdefault(statement.value, {}).setdefault(name, set()).add(span)
    return {
        iri: Marks(**{name: tuple(sorted(spans)) for name, spans in parts.items()})
        for iri, parts in found.items()
    }


def texts(store: Queryable, articles: Iterable[str]) -> Iterator[tuple[str, str]]:
    """IRI and text of each of these articles that has one, in no order."""
    wanted = set(articles)
    query = f"SELECT ?a ?text WHERE {{ ?a <{vocab.nif_isString}> ?text }}"
    for article, text in store.query(query):
        if article.value in wanted:
            yield article.value, text.value


def excerpt(row: StatementRow, marks: Marks, text: str | None) -> list[str | int]:
    """A statement in its sentence: text and the number of its part by turns (see `PARTS` in facts.js).

    Without the article's text the sentence is all there is, and only what is found in it is marked. What
    would be too long is cut off with an ellipsis.
    """
    spans = [(span, 3) for span in ((p.start, p.end) for p in row.content)]
    spans += [(span, 1) for span in marks.source] + [(span, 2) for span in marks.cue]
    if text is not None:
        begin, end = _window(row, [span for span, _ in spans])
        end = min(end, len(text))
        found = _cut(text[begin:end], [(a - begin, b - begin, part) for (a, b), part in spans])
        return _ellipsis(found, begin, end, row, [span for span, _ in spans])
    if row.sentence is None:
        return [assets.clean(row.words), 3]
    sentence = row.sentence.text
    places = []
    for passage in row.content:
        at = sentence.find(passage.text)
        if at < 0 or not passage.text:
            return (
                [assets.clean(row.words), 3]
                if sentence == row.words
                else [assets.clean(row.words), 3, " — ", 0, assets.clean(sentence), 0]
            )
        places.append((at, at + len(passage.text), 3))
    if row.cue and (at := sentence.find(row.cue)) >= 0:
        places.append((at, at + len(row.cue), 2))
    return _cut(sentence, places)


def _window(row: StatementRow, spans: Sequence[Span]) -> Span:
    around = [*spans]
    if row.sentence is not None:
        around.append((row.sentence.start, row.sentence.end))
    begin = min((start for start, _ in around), default=0)
    end = max((end for _, end in around), default=0)
    if end - begin > _LONGEST:
        # what is said counts, with what comes before it in its sentence
        begin = max(begin, min(row.start, max(begin, row.start - _LONGEST // 3)))
        end = min(end, begin + _LONGEST)
    return max(0, begin), end


def _ellipsis(
    found: list[str | int], begin: int, end: int, row: StatementRow, spans: Sequence[Span]
) -> list[str | int]:
    if any(start < begin for start, _ in spans):
        found = ["… ", 0, *found]
    if any(stop > end for _, stop in spans):
        found = [*found, " …", 0]
    return found


def _cut(text: str, places: Iterable[tuple[int, int, int]]) -> list[str | int]:
    """Text and part by turns; where parts overlap, a cue stands before a source and that before a content."""
    edges = {0, len(text)}
    ranked = sorted(places, key=lambda place: (place[2] == 3, place[2] == 1, place))
    for begin, end, _ in ranked:
        edges.update(min(max(0, edge), len(text)) for edge in (begin, end))
    found: list[str | int] = []
    cuts = sorted(edges)
    for begin, end in pairwise(cuts):
        part = next((kind for a, b, kind in ranked if a <= begin < b), 0)
        piece = assets.clean(text[begin:end])
        if found and found[-1] == part:
            found[-2] = f"{found[-2]}{piece}"
        else:
            found += [piece, part]
    return found


def reading(
    text: str, title: str | None, rows: Sequence[tuple[int, StatementRow]], marks: Mapping[str, Marks]
) -> dict[str, Any]:
    """An article as a page reads it; `rows` are its statements with their numbers on the page.

    `blocks` are [kind, pieces]; a piece is [text, classes, what begins here as [part, number, …]], or for an
    unsafe character [U+FFFD, classes, [], its code]. `numbers` are the page's numbers of the statements that
    are 1, 2, … in the article.
    """
    statements = [_statement(number, row, marks.get(row.id, Marks())) for number, row in rows]
    told = explain(
        Extraction(
            Article("", "", text, title, units=tuple(_units(text, title))), statements=tuple(statements)
        )
    )
    blocks = []
    for block in told.blocks:
        written = []
        segments = list(drawn(block))
        while segments and segments[-1][0].between and not segments[-1][1]:
            segments.pop()  # the empty lines after it
        while segments and segments[0][0].between and not segments[0][1]:
            segments.pop(0)
        for segment, classes in segments:
            classes = " ".join(name for name in classes.split() if not re.fullmatch(r"k\d+|name", name))
            opening = [[mark.part, *mark.numbers] for mark in segment.opening if mark.part != "name"]
            for piece, code in assets.pieces(segment.text):
                written.append([piece, classes, opening, *([code] if code else [])])
                opening = []
        blocks.append([block.kind, written])
    return {"blocks": blocks, "numbers": [int(entry.statement.id) for entry in told.entries]}


def _statement(number: int, row: StatementRow, marks: Marks) -> Statement:
    content = tuple((passage.start, passage.end) for passage in row.content)
    sentence = (row.sentence.start, row.sentence.end) if row.sentence else (row.start, row.end)
    return Statement(
        id=str(number),
        source=marks.source,
        cue=marks.cue,
        content=content or (sentence,),
        sentence=sentence,
        quote_type=row.quote_type or "",
        cue_type=row.cue_type or "",
        continues=row.continues,
    )


def _units(text: str, title: str | None) -> Iterator[Unit]:
    wanted = " ".join((title or "").split())
    for line in re.finditer(r"[^\n]*\S[^\n]*", text):
        kind = "title" if wanted and " ".join(line[0].split()) == wanted else "paragraph"
        wanted = "" if kind == "title" else wanted
        yield Unit(kind, line.start(), line.end())
