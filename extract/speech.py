"""Quoted speech: which quotations belong to a cue clause, or to a name before a colon.

A parser loses its way among quotation marks; print has plain rules for them instead. `Marks` answers what
stands where; `widened` makes a content that reaches into a quotation hold all of it; `beside` finds those
that only stand next to a cue clause; `gone_on` finds those that go on with one after it was broken off:

    “One,” she said. “Two.”      “One, and in                “One.
                                 “a new paragraph two.”      “Two,” she said.

All positions are characters, [start, end).
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from sayso.extract.clauses import Frame
from sayso.extract.encoder.bylines import bylines as bylines_of_layout
from sayso.extract.parse import Interval, Parse, subtract
from sayso.extract.quotations import Quotation

__all__ = ["Marks", "announced", "beside", "bylines", "gone_on", "led_over", "trimmed", "widened"]

_EDGE = " \t\r\n\xa0\u2028\u200b,;:—–-"
_LEFT_EDGE = "」』｣"
_STOPS = ".!?"
_BREAK = re.compile(r"[.!?…][\"”’)\]]*\s+(?=[“\"‘(]?[A-Z])")
_ABBREVIATION = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Sen|Sens|Rep|Reps|Gov|Govs|Gen|Lt|Col|Capt|Sgt|Maj|Adm|Rev|Prof|St|Jr|Sr|Inc|Co|Corp|No|"
    r"Jan|Feb|Aug|Sept|Oct|Nov|Dec|[A-Z])\.$"
)
_ENDS = ".!?…"
_LEADS = ".!?…,:;—–-"
_MOST_PIECES = 40
_LONGEST_TAIL = 320
"""How many characters a cue clause may run on before a quotation that goes on."""


class Marks:
    """The quotations of a text, to be asked by position."""

    def __init__(self, text: str, marked: Sequence[Quotation]) -> None:
        self.text = text
        self.marked = marked
        self.starts = [q.start for q in marked]
        self.ends = [q.end for q in marked]
        self.starts_set = frozenset(self.starts)
        self.ends_set = frozenset(self.ends)

    def holding(self, at: int) -> int:
        """The index of the quotation that a position lies in, or -1."""
        i = bisect_right(self.starts, at) - 1
        return i if i >= 0 and at < self.ends[i] else -1

    def touching(self, start: int, end: int) -> range:
        """The indices of the quotations that share a character with [start, end)."""
        return range(bisect_right(self.ends, start), bisect_left(self.starts, end))


def trimmed(text: str, start: int, end: int) -> Interval:
    """A span without white space, commas, dashes and closing stops at its edges."""
    while start < end and (text[start] in _EDGE or text[start] in _LEFT_EDGE or text[start].isspace()):
        start += 1
    while end > start and (text[end - 1] in _EDGE or text[end - 1] in _STOPS or text[end - 1].isspace()):
        if text[end - 1] == "." and end - start > 2 and text[end - 3] == "." and text[end - 2].isalpha():
            break  # "U.S." and "a.m." keep their last stop
        end -= 1
    return start, end


def widened(marks: Marks, spans: Sequence[Interval], holes: Sequence[Interval]) -> list[Interval]:
    """The spans, made to hold whole every quotation they reach into, without the holes (the cue clause)."""
    text, wide = marks.text, []
    for start, end in spans:
        for i in marks.touching(start, end):
            start, end = min(start, marks.starts[i]), max(end, marks.ends[i])
            if marks.starts[i] == start:
                wide.extend(_come_from(marks, i))
        wide.append((start, end))
    merged: list[Interval] = []
    for start, end in sorted(wide):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    pieces: list[Interval] = []
    for whole in merged:
        for start, end in subtract(whole, list(holes)):
            kept = end if end in marks.ends_set else start  # also one without a closing mark keeps its stop
            start, end = trimmed(text, start, end)
            end = max(end, kept)
            if start < end and any(map(str.isalnum, text[start:end])):
                pieces.append((start, end))
    return pieces


def beside(marks: Marks, clause: Interval) -> list[Interval]:
    """The quotations right before and right after a cue clause."""
    text, (start, end) = marks.text, clause
    spans: list[Interval] = []
    earlier: list[Interval] = []
    before = bisect_right(marks.ends, start) - 1
    if before >= 0 and start - marks.ends[before] <= 60:
        q = marks.marked[before]
        if _close_by(text[q.end : start], 3) and text[q.end - 2 : q.end - 1] != ".":
            spans.append((q.start, q.end))
            earlier = _come_from(marks, before)
    after = bisect_left(marks.starts, end)
    if after < len(marks.marked) and marks.starts[after] - end <= 140:
        q = marks.marked[after]
        between = text[end : q.start]
        if _close_by(between, 18) and (not spans or between.strip() in (",", ":", ", that", "that")):
            spans.append((q.start, q.end))
    return earlier + spans


def _come_from(marks: Marks, i: int) -> list[Interval]:
    """The quotations in the paragraphs above that go on to this one, in order."""
    first = i
    while first > 0 and i - first < _MOST_PIECES and marks.marked[first - 1].goes_on:
        first -= 1
    return [(q.start, q.end) for q in marks.marked[first:i]]


def _close_by(between: str, words: int) -> bool:
    return "\n" not in between and not _broken(between) and len(between.split()) <= words


def _broken(between: str) -> bool:
    """Whether a sentence ends inside a stretch of text."""
    return any(not _ABBREVIATION.search(between[: m.start() + 1]) for m in _BREAK.finditer(between + " A"))


def gone_on(marks: Marks, spans: Sequence[Interval], clause: Interval) -> list[Interval]:
    """The quotations after a cue clause that go on with the quoted words before or in it."""
    text, marked = marks.text, marks.marked
    held = marks.touching(*spans[-1])
    last = max(clause[1], spans[-1][1])
    before = marked[held[-1]] if held and marked[held[-1]].end == last else None
    found: list[Interval] = []
    skipped = 0
    first = bisect_left(marks.starts, last)
    for q in marked[first : first + _MOST_PIECES]:
        between = text[last : q.start]
        tail = between.rstrip()
        if before is not None and before.goes_on and not tail:
            pass  # opened anew in the next paragraph
        elif "\n" in between:
            break
        elif before is not None and (found or not tail):
            if tail not in ("", ".", "…") or _own_cue(text, q):
                break
        elif len(between) > _LONGEST_TAIL or _broken(tail.rstrip(_ENDS)):
            break
        elif tail[-1:] not in _LEADS or not tail:
            skipped += 1  # a name or term in marks within the cue clause
            if skipped > 2 or q.end - q.start > 60:
                break
            continue
        elif _own_cue(text, q):
            break
        found.append((q.start, q.end))
        before, last = q, q.end
    return found


def _own_cue(text: str, q: Quotation) -> bool:
    """Whether a quotation leads over to a cue clause of its own."""
    inner = text[q.end - 2 : q.end - 1]
    following = text[q.end : q.end + 3].lstrip(" \xa0")
    return (inner == "," and following[:1].isalnum()) or (inner in "?!" and following[:1].islower())


def announced(marks: Marks, end: int) -> list[Interval]:
    """The quotation that a colon at the end of a paraphrase announces."""
    i = bisect_left(marks.starts, end)
    if i < len(marks.marked) and marks.starts[i] - end <= 4:
        q = marks.marked[i]
        if marks.text[end : q.start].strip() == ":":
            return [(q.start, q.end), *gone_on(marks, [(q.start, q.end)], (q.end, q.end))]
    return []


def led_over(marks: Marks, spans: list[Interval]) -> list[Interval]:
    """The spans, cut where a quotation that opens them ends in a comma and the reporter's words go on."""
    first = 0
    while first + 1 < len(spans) and _goes_on(marks, spans[first]):
        first += 1
    start, end = spans[first]
    i = marks.holding(start)
    if i >= 0 and marks.starts[i] == start and marks.ends[i] < end and marks.text[marks.ends[i] - 2] == ",":
        return [*spans[:first], (start, marks.ends[i])]
    return spans


def _goes_on(marks: Marks, span: Interval) -> bool:
    i = marks.holding(span[0])
    return i >= 0 and marks.ends[i] == span[1] and marks.marked[i].goes_on


def bylines(parse: Parse, marks: Marks, blocks: Sequence[Interval]) -> Iterator[Frame]:
    """Readings of a colon after a name that opens a paragraph, and of what layout alone decides."""
    text = marks.text
    taken: set[int] = set()
    for byline in bylines_of_layout(text):
        rule = "byline-colon" if text[byline.cue[0]] == ":" else "byline-dash"
        frame = _byline(parse, byline.source, byline.cue, byline.content, rule)
        if frame is not None:
            taken.add(byline.cue[0])
            yield frame
    for start, end in blocks:
        colon = text.find(":", start, min(end, start + 80))
        if colon > start and end - colon > 8 and text[colon + 1 : colon + 2] in (" ", "\xa0", '"', "“"):
            name = text[start:colon]
            if colon in taken or len(name) < 2:
                continue
            if name[:1].isupper() and len(name.split()) <= 9 and not marks.touching(start, colon):
                frame = _byline(parse, (start, colon), (colon, colon + 1), [(colon + 1, end)], "byline-colon")
                if frame is not None and not parse.has_verb(*frame.source[0]):
                    yield frame


def _byline(
    parse: Parse, name: Interval, mark: Interval, words: Sequence[Interval], rule: str
) -> Frame | None:
    source, cue = parse.tokens(*name), parse.tokens(*mark)
    content = tuple(span for span in (parse.tokens(*each) for each in words) if span[0] < span[1])
    if source[0] >= source[1] or cue[0] >= cue[1] or not content:
        return None
    head = next((i for i in range(source[1] - 1, source[0] - 1, -1) if parse.is_name(i)), source[1] - 1)
    return Frame(cue[0], "m", rule, cue, (source,), content, head)
