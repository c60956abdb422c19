"""Quotations whose speaker stands at the edge of the line, where no verb tells.

    “We were never asked.” — Ana Ruiz           dash byline, also on a line of its own below
    RUIZ: We were never asked.                  transcript, when labels come again and again

Layout decides here, not language; a network sees few of these in training. One pass over the lines.
"""

import re
from collections import Counter
from dataclasses import dataclass

__all__ = ["Byline", "bylines"]

Span = tuple[int, int]

_DASHES = "—–―-"
_MARKS = '“”„‟«»"'
_LABEL = re.compile(r"[“\"]?([A-Z][A-Z.'’-]+(?: [A-Z][A-Z.'’-]*){0,3})(:)\s+(?=\S)")
_LONGEST_NAME = 70  # characters
_MOST_WORDS = 9
_LEAST_QUOTE = 12  # characters
_LEAST_LABELS = 3  # lines with a label that make a text a transcript
_MOST_LINES = 5  # in one turn
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
            byline = _dash(text, first, last, quote)
            if byline:
                found.append(byline)
            label = _LABEL.match(text, first, last)
            if label:
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
    often = Counter(turn.name for turn in turns)
    if len(turns) < _LEAST_LABELS or max(often.values()) < 2:
        return []
    found = []
    for number, turn in enumerate(turns):
        goes_on = number + 1 < len(turns) and len(turn.lines) <= _MOST_LINES
        lines = turn.lines if goes_on else turn.lines[:1]
        content = tuple((start, end - 1 if text[end - 1] == "." else end) for start, end in lines)
        found.append(Byline(turn.source, turn.cue, content))
    return found


def _dash(text: str, first: int, last: int, above: Span | None) -> Byline | None:
    """A byline in the line [first, last), for the quotation before it there or in the line `above`."""
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
    if text[quote[0]] not in _MARKS or text[quote[1] - 1] not in _MARKS:
        return None
    return Byline(name, (cue, at + 1), (quote,))


def _closes(text: str, first: int, at: int) -> bool:
    before = text[first:at].rstrip(_BLANK + "-")
    return not before or before[-1] in _MARKS


def _is_name(words: str) -> bool:
    """Could this be who was quoted: short, capitalised, no sentence."""
    return (
        bool(words)
        and words[0].isupper()
        and words[-1] not in ".!?:;" + _MARKS
        and len(words.split()) <= _MOST_WORDS
    )


def _stripped(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
