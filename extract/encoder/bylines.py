"""Quotations whose speaker stands at the edge of the line, where no verb tells.

    “We were never asked.” — Ana Ruiz           dash byline, also on a line of its own below
    We were never asked! — Ana Ruiz (@anaruiz)  post, where the handle stands for the marks
    “We were never asked”: Ana Ruiz             headline
    RUIZ: We were never asked.                  transcript, when labels come again and again
    Q: Were you asked?                          the same, with letters for names

Layout decides here, not language; a network sees few of these in training. One pass over the lines.
"""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

__all__ = ["Byline", "bylines"]

Span = tuple[int, int]

_DASHES = "—–―-"
_MARKS = "“”„‟«»\"‘’'「」『』"
_CAPITALS = re.compile(r"[“\"*_]*([A-Z][A-Z.'’-]+(?: [A-Z][A-Z.'’-]*){0,3})[*_]*(:)[*_]*\s+(?=\S)")
_NAME = r"[^\W\d_][\w.'’-]{0,30}"
_LABEL = re.compile(rf"[*_]*([QA]|{_NAME}(?: {_NAME}){{0,3}})[*_]*(:)[*_]*\s+(?=\S)")
_POST = re.compile(r"\(@\w{1,30}\)")
_SAYING = re.compile(r"\b(?:said|says|say|told|tells|added|adds|wrote|writes|asked|asks|replied|recalled)\b")
_LONGEST_NAME = 70  # characters
_MOST_WORDS = 9
_LEAST_QUOTE = 12  # characters
_LEAST_LABELS = 3  # lines with a label that make a text a transcript
_LEAST_TURNS = 4  # the same, of labels that are not in capitals: two that take turns
_LONGEST_HEADLINE = 160  # characters
_MOST_LINES = 5  # in one turn
_STOPS = ".?!…"
_BLANK = " \t\xa0"


@dataclass(frozen=True, slots=True)
class Byline:
    """Source, cue (the dash or colon) and content, in characters of the text; content in order of place."""

    source: Span
    cue: Span
    content: tuple[Span, ...]


def bylines(text: str) -> list[Byline]:
    """All bylines in order of place.

    >>> text = '“We were never asked.” — Ana Ruiz'
    >>> [[text[slice(*span)] for span in (b.source, b.cue, *b.content)] for b in bylines(text)]
    [['Ana Ruiz', '—', '“We were never asked.”']]
    """
    found: list[Byline] = []
    turns: list[_Turn] = []
    quote: Span | None = None
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        first, last = _stripped(text, start, end)
        if first < last:
            byline = _dash(text, first, last, quote) or _headline(text, first, last)
            if byline:
                found.append(byline)
            label = _CAPITALS.match(text, first, last) or _LABEL.match(text, first, last)
            if label and label[1][0].isupper():
                turns.append(_Turn(label[1], label.span(1), label.span(2), [(label.end(), last)]))
            elif turns:
                turns[-1].lines.append((first, last))
            quote = (first, last) if text[first] in _MARKS and text[last - 1] in _MARKS else None
        start = end + 1
    return sorted([*found, *_transcript(text, turns)], key=lambda byline: byline.cue)


@dataclass(frozen=True, slots=True)
class _Turn:
    """A label of a speaker, and the lines from it to the next one."""

    name: str
    source: Span
    cue: Span
    lines: list[Span]


def _transcript(text: str, turns: list[_Turn]) -> list[Byline]:
    """What each speaker says, when the labels come often and one comes back.

    Lines without a label go on with the turn if there are few; after the last label nobody knows.
    """
    turns = _taking_turns(text, turns)
    if not turns:
        return []
    found = []
    for number, turn in enumerate(turns):
        goes_on = number + 1 < len(turns) and len(turn.lines) <= _MOST_LINES
        lines = turn.lines if goes_on else turn.lines[:1]
        content = tuple(
            (start, end - 1 if text[end - 1] == "." else end)
            for start, end in lines
            if any(map(str.isalnum, text[start:end]))  # a line of dots or stars is none of the turn's words
        )
        if content:
            found.append(Byline(turn.source, turn.cue, content))
    return found


def _taking_turns(text: str, turns: list[_Turn]) -> list[_Turn]:
    """The turns, if they make a conversation; what only looks like a label goes on with the turn before.

    Labels in capitals do when one comes again. Others must be two at least that take turns and speak in
    sentences, for lists have labels too ("Monday: rain").
    """
    capitals = [turn for turn in turns if turn.name.isupper() and len(turn.name) > 1]
    often = Counter(_last_word(turn) for turn in capitals)
    if len(capitals) >= _LEAST_LABELS and max(often.values()) >= 2:
        return _regrouped(turns, set(often))
    spoken = [turn for turn in turns if _is_sentence(text, *turn.lines[0])]
    often = Counter(_last_word(turn) for turn in spoken)
    again = {word for word, count in often.items() if count > 1}
    changes = sum(_last_word(one) != _last_word(other) for one, other in pairwise(spoken))
    if len(again) >= 2 and len(spoken) >= _LEAST_TURNS and 2 * changes > len(spoken):
        return _regrouped(turns, again)
    return []


def _last_word(turn: _Turn) -> str:
    """What a label is known by: "Ana Ruiz" at first, "Ruiz" from then on."""
    return turn.name.split()[-1]


def _is_sentence(text: str, start: int, end: int) -> bool:
    last = text[max(start, end - 8) : end].rstrip("”\"’'*_)] ")
    return bool(last) and last[-1] in _STOPS and any(map(str.isalpha, text[start : min(end, start + 40)]))


def _regrouped(turns: list[_Turn], words: set[str]) -> list[_Turn]:
    """The turns with these labels; the lines of others go on with the turn before."""
    kept: list[_Turn] = []
    for turn in turns:
        if _last_word(turn) in words:
            kept.append(turn)
        elif kept:
            kept[-1].lines.extend([(turn.source[0], turn.lines[0][1]), *turn.lines[1:]])
    return kept


def _dash(text: str, first: int, last: int, above: Span | None) -> Byline | None:
    """A byline in the line [first, last), for the quotation before it there or in the line `above`."""
    stop = last
    post = next(_POST.finditer(text, max(first, last - _LONGEST_NAME), last), None)
    if post:  # a date, which may be in brackets or after another dash, follows the handle
        last = post.end()
    at = max((text.rfind(dash, max(first, last - _LONGEST_NAME), last) for dash in _DASHES[:-1]), default=-1)
    if at < 0:
        # A hyphen may be part of the name, so the one behind the closing mark counts.
        at = next(
            (
                k
                for k in range(max(first, last - _LONGEST_NAME), last)
                if text[k] == "-" and _closes(text, first, k)
            ),
            -1,
        )
    if at < 0:
        return None
    cue = at
    while cue > first and text[cue - 1] == text[at]:
        cue -= 1
    name = _stripped(text, at + 1, last - 1 if text[last - 1] == "." else last)
    comma = text.find(",", *name)
    if comma >= 0:  # what follows is a place, an office, an occasion
        name = (name[0], comma)
    quote = above if cue == first else _stripped(text, first, cue)
    if quote is None or quote[1] - quote[0] < _LEAST_QUOTE or not _is_name(text[slice(*name)]):
        return None
    if _SAYING.search(text, at, stop):  # “…” — Ruiz, who had built it, said
        return None
    if text[quote[0]] == "<":  # the tag of a post: <tweet id="…">
        tag = text.find(">", *quote) + 1
        quote = _stripped(text, tag, quote[1]) if tag else quote
    if not post and (text[quote[0]] not in _MARKS or text[quote[1] - 1] not in _MARKS):
        return None
    return Byline(name, (cue, at + 1), (quote,))


def _headline(text: str, first: int, last: int) -> Byline | None:
    """A quotation that fills a short line up to a colon and a name."""
    if text[first] not in _MARKS or last - first > _LONGEST_HEADLINE:
        return None
    colon = text.rfind(":", first, last)
    if colon - first < _LEAST_QUOTE or text[colon - 1] not in _MARKS:
        return None
    if any(mark in text[first + 1 : colon - 1] for mark in '“”«»"'):
        return None
    name = _stripped(text, colon + 1, last)
    if not text[colon + 1 : colon + 2].isspace() or not _is_name(text[slice(*name)]):
        return None
    return None if _SAYING.search(text, *name) else Byline(name, (colon, colon + 1), ((first, colon),))


def _closes(text: str, first: int, at: int) -> bool:
    before = text[first:at].rstrip(_BLANK + "-")
    return not before or before[-1] in _MARKS


def _is_name(words: str) -> bool:
    """Could this be who was quoted: short, capitalised, no sentence."""
    return (
        bool(words)
        and words[0].isupper()
        and words[-1] not in ".!?:;,"
        and not any(mark in words for mark in '“”„«»"')
        and len(words.split()) <= _MOST_WORDS
    )


def _stripped(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
