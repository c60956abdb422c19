"""Quoted speech: which quotations belong to a cue clause.

A parser loses its way among quotation marks; print has plain rules for them instead. `Marks` answers what stands
where; `widened` makes a content that reaches into a quotation hold all of it; `beside` finds quotations that only
stand next to a cue clause; `gone_on` finds those that go on with a quotation after it was broken off:

    “One,” she said. “Two.”      “One, and in                “One.
                                 “a new paragraph two.”      “Two,” she said.

All positions are characters, [start, end).
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from sayso.extract.clauses import Interval, subtract
from sayso.extract.quotations import Quotation

__all__ = ["Marks", "beside", "gone_on", "trimmed", "widened"]

_EDGE = " \t\r\n\xa0\u2028\u200b,;:—–-"
_STOPS = ".!?"
_BREAK = re.compile(r"[.!?…][\"”’)\]]*\s+(?=[“\"‘(]?[A-Z])")
_ABBREVIATION = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Sen|Sens|Rep|Reps|Gov|Govs|Gen|Lt|Col|Capt|Sgt|Maj|Adm|Rev|Prof|St|Jr|Sr|Inc|Co|Corp|No|"
    r"Jan|Feb|Aug|Sept|Oct|Nov|Dec|[A-Z])\.$"
)
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
    while start < end and (text[start] in _EDGE or text[start].isspace()):
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
            start, end = trimmed(text, start, end)
            if start < end and any(map(str.isalnum, text[start:end])):
                pieces.append((start, end))
    return pieces


def beside(marks: Marks, clause: Interval) -> list[Interval]:
    """The quotations right before and right after a cue clause."""
    text, (start, end) = marks.text, clause
    spans: list[Interval] = []
    before = bisect_right(marks.ends, start) - 1
    if before >= 0 and start - marks.ends[before] <= 60:
        q = marks.marked[before]
        if _close_by(text[q.end : start], 3) and text[q.end - 2 : q.end - 1] != ".":
            spans.append((q.start, q.end))
    after = bisect_left(marks.starts, end)
    if after < len(marks.marked) and marks.starts[after] - end <= 140:
        q = marks.marked[after]
        between = text[end : q.start]
        if _close_by(between, 18) and (not spans or between.strip() in (",", ":", ", that", "that")):
            spans.append((q.start, q.end))
    return spans


def _close_by(between: str, words: int) -> bool:
    return "\n" not in between and not _broken(between) and len(between.split()) <= words


def _broken(between: str) -> bool:
    """Whether a sentence ends inside a stretch of text."""
    return any(not _ABBREVIATION.search(between[: m.start() + 1]) for m in _BREAK.finditer(between + " A"))


def gone_on(marks: Marks, spans: Sequence[Interval], clause: Interval) -> list[Interval]:
    """The quotations after a cue clause that go on with the quoted words before or in it."""
    text, marked = marks.text, marks.marked
    last = max(clause[1], max(end for _, end in spans))
    at = bisect_left(marks.starts, last)
    found: list[Interval] = []
    held = marks.touching(*spans[-1])
    previous = marked[held[-1]] if held else None
    resumed = False
    while at < len(marked) and len(found) < 40:
        q = marked[at]
        between = text[last : q.start]
        if previous is not None and previous.goes_on and last == previous.end:
            pass
        elif "\n" in between or len(between) > _LONGEST_TAIL:
            break
        elif last == clause[1] or (not resumed and clause[1] <= last):
            tail = between.rstrip()
            if last == clause[1] and tail[-1:] not in (".", "!", "?", "…", ",", ":", ";"):
                break
            if last != clause[1] and tail not in ("", ".", ",", "…"):
                break
            if _broken(between[: len(tail)].rstrip(".!?…")) or _own_cue(text, q):
                break
        elif between.strip() not in ("", ".", "…") or _own_cue(text, q):
            break
        found.append((q.start, q.end))
        resumed, previous, last = True, q, q.end
        at += 1
    return found


def _own_cue(text: str, q: Quotation) -> bool:
    """Whether a quotation leads over to a cue clause of its own."""
    inner = text[q.end - 2 : q.end - 1]
    following = text[q.end : q.end + 3].lstrip(" \xa0")
    return (inner == "," and following[:1].isalnum()) or (inner in "?!" and following[:1].islower())
