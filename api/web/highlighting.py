"""The text of an article in stretches that know which statements they belong to: for the page of an article.

>>> paragraphs = highlighted("Ada Quist said it rains.", [Spans(source=((0, 9),), content=((15, 23),))])
>>> [(piece.text, piece.classes) for piece in paragraphs[0].pieces]
[('Ada Quist', 't source k1'), (' said ', ''), ('it rains', 't content d1 k1'), ('.', '')]

Spans may overlap, reach out of the text or be many: the work is linear in the text and the spans. Nothing of
the text is lost and nothing is escaped here; templates do that.
"""

import re
from bisect import bisect_right
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import accumulate, islice, pairwise
from typing import TypeVar

from sayso.graph.model import Span
from sayso.graph.pages import assets

__all__ = ["POINTING", "Paragraph", "Piece", "Spans", "highlighted", "runs"]

POINTING = 40
"""The statements of a paragraph that have a class of their own (k1, k2, …), by which style points at them."""

T = TypeVar("T")

_TOGETHER = 6  # lines: what a statement joins over more than these stays apart, so that its entry stays near
_INNERMOST = 6  # statements that a stretch is said to belong to, where more lie one in another
_WRAPPED = 40  # characters that a line has at least if the next may go on with it
_SENTENCE_ENDS = frozenset(".!?:\"”’'")
_PARTS = ("content", "source", "cue")


@dataclass(frozen=True, slots=True)
class Spans:
    """Where one statement stands in its article; `guess` where its speaker is carried on without a cue."""

    source: tuple[Span, ...] = ()
    cue: tuple[Span, ...] = ()
    content: tuple[Span, ...] = ()
    sentence: tuple[Span, ...] = ()
    guess: bool = False

    @property
    def start(self) -> int:
        """Where the reader is led to: what is said, or else whatever there is."""
        for spans in (self.content, self.source + self.cue, self.sentence):
            if spans:
                return max(0, min(start for start, _ in spans))
        return 0

    @property
    def extent(self) -> Span:
        """From its first character to its last."""
        spans = self.source + self.cue + self.content or self.sentence
        if not spans:
            return 0, 0
        return max(0, min(start for start, _ in spans)), max(end for _, end in spans)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text with the same marks all over.

    `opens` are the numbers of the statements whose content begins here, `anchors` the spans that links lead
    to; `code` names the unsafe character for which the text stands ("" for none).
    """

    text: str
    classes: str = ""
    opens: tuple[int, ...] = ()
    code: str = ""
    anchors: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of the article, or several that one statement goes through; `numbers` begin in it, in order."""

    start: int
    end: int
    pieces: tuple[Piece, ...]
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True, order=True)
class _Mark:
    start: int
    end: int
    part: str
    number: int


def highlighted(text: str, statements: Sequence[Spans], anchors: Iterable[Span] = ()) -> list[Paragraph]:
    """The paragraphs of a text; statements are numbered from 1 in the order in which they are given.

    `anchors` are other spans that links lead to. A paragraph's `numbers` are those of the statements whose
    text begins in it. Blank lines are left out.
    """
    length = len(text)
    lines = list(_lines(text)) or [(0, length)]
    text = re.sub(r"(?<!\n)\n(?!\n)", " ", text)  # a line that goes on in the next is one to the reader
    starts = [start for start, _ in lines]
    groups = _groups(lines, starts, statements)
    first_of = [group[0][0] for group in groups]
    begun: list[list[int]] = [[] for _ in groups]
    for number, spans in enumerate(statements, start=1):
        begun[max(0, bisect_right(first_of, spans.extent[0]) - 1)].append(number)
    pieces = _pieces(text, groups, _marks(statements, length), statements, begun, anchors)
    found = []
    for group, own, numbers in zip(groups, pieces, begun, strict=True):
        found.append(Paragraph(group[0][0], group[-1][1], tuple(own), tuple(numbers)))
    return found


def _lines(text: str) -> Iterator[Span]:
    """The lines with something in them; those of a text that was wrapped by hand, joined."""
    start = 0
    waiting: Span | None = None
    for line in text.split("\n"):
        here = start, start + len(line)
        start += len(line) + 1
        if not line or line.isspace():
            if waiting:
                yield waiting
            waiting = None
        elif waiting and _goes_on(text, waiting, here):
            waiting = waiting[0], here[1]
        else:
            if waiting:
                yield waiting
            waiting = here
    if waiting:
        yield waiting


def runs(pieces: Iterable[Piece]) -> Iterator[tuple[tuple[int, ...], str, list[Piece]]]:
    """The pieces by what they are: the numbers that open before them, their classes, and they themselves.

    What is marked alike is one run, whatever links lead to in the middle of it.
    """
    run: list[Piece] = []
    for piece in pieces:
        if run and (piece.opens or piece.classes != run[0].classes):
            yield run[0].opens, run[0].classes, run
            run = []
        run.append(piece)
    if run:
        yield run[0].opens, run[0].classes, run


def _goes_on(text: str, line: Span, following: Span) -> bool:
    """Whether a line ends in the middle of a sentence that the following one goes on with."""
    last = text.rfind("\n", line[0], line[1]) + 1 or line[0]
    if line[1] - last < _WRAPPED or text[following[0]].isspace():
        return False
    return text[line[1] - 1] not in _SENTENCE_ENDS or text[following[0]].islower()


def _groups(
    lines: Sequence[Span], starts: Sequence[int], statements: Iterable[Spans]
) -> list[tuple[Span, ...]]:
    """Lines, with those together that a statement goes through."""
    joins = [0] * (len(lines) + 1)  # how many more statements than before hold a line to the one before it
    for spans in statements:
        start, end = spans.extent
        first = max(0, bisect_right(starts, start) - 1)
        last = max(first, bisect_right(starts, end - 1) - 1)
        if last - first <= _TOGETHER:
            joins[min(first + 1, len(lines))] += 1
            joins[last + 1] -= 1
    held = list(accumulate(joins))
    groups: list[list[Span]] = []
    for number, line in enumerate(lines):
        if number and held[number]:
            groups[-1].append(line)
        else:
            groups.append([line])
    return [tuple(group) for group in groups]


def _marks(statements: Sequence[Spans], length: int) -> list[_Mark]:
    """In the order in which they open: by start, the longer first."""
    found = set()
    for number, spans in enumerate(statements, start=1):
        for part, places in (("content", spans.content), ("source", spans.source), ("cue", spans.cue)):
            for start, end in places:
                start, end = max(0, start), min(end, length)
                if start < end:
                    found.add(_Mark(start, end, part, number))
    return sorted(found, key=lambda m: (m.start, -m.end, _PARTS.index(m.part), m.number))


class _Active:
    """The marks at one place of the text, kept while going through it."""

    def __init__(self, statements: Sequence[Spans]) -> None:
        self._guesses = {number for number, spans in enumerate(statements, start=1) if spans.guess}
        self._marks: dict[_Mark, None] = {}
        self._ends: list[tuple[int, _Mark]] = []
        self._parts: Counter[str] = Counter()
        self._contents: Counter[int] = Counter()
        self._certain = 0  # contents that are not guesses

    def open(self, mark: _Mark) -> None:
        self._marks[mark] = None
        heappush(self._ends, (mark.end, mark))
        self._count(mark, 1)

    def close_before(self, place: int) -> None:
        """Ends what does not reach beyond `place`."""
        while self._ends and self._ends[0][0] <= place:
            mark = heappop(self._ends)[1]
            del self._marks[mark]
            self._count(mark, -1)

    def _count(self, mark: _Mark, change: int) -> None:
        self._parts[mark.part] += change
        if mark.part == "content":
            self._contents[mark.number] += change
            if not self._contents[mark.number]:
                del self._contents[mark.number]
            self._certain += 0 if mark.number in self._guesses else change

    def classes(self, places: Mapping[int, int]) -> str:
        """What a stretch is: its parts, how many contents deep, and whose, by their `places`."""
        if not self._marks:
            return ""
        found = ["t", *(part for part in _PARTS if self._parts[part])]
        if self._contents:
            found.append(f"d{min(3, len(self._contents))}")
            if not self._certain:
                found.append("guess")
        inner = dict.fromkeys(mark.number for mark in islice(reversed(self._marks), 2 * _INNERMOST))
        found += [f"k{places[number]}" for number in list(inner)[:_INNERMOST] if number in places]
        return " ".join(found)


def _pieces(
    text: str,
    groups: Sequence[Sequence[Span]],
    marks: Sequence[_Mark],
    statements: Sequence[Spans],
    begun: Sequence[Sequence[int]],
    anchors: Iterable[Span],
) -> Iterator[list[Piece]]:
    opening: dict[int, list[int]] = {}
    for number, spans in enumerate(statements, start=1):
        opening.setdefault(min(spans.start, len(text)), []).append(number)
    anchored: dict[int, list[Span]] = {}
    for span in sorted(set(anchors)):
        anchored.setdefault(min(max(0, span[0]), len(text)), []).append(span)
    badges, links = deque(sorted(opening.items())), deque(sorted(anchored.items()))
    coming = deque(marks)
    edges_of_marks = {edge for mark in marks for edge in (mark.start, mark.end)}
    cuts = sorted(edges_of_marks.union(opening, anchored))
    active = _Active(statements)
    for at, group in enumerate(groups):
        start, end = group[0][0], group[-1][1]
        places = {number: place for place, number in enumerate(begun[at][:POINTING], start=1)}
        own: list[Piece] = []
        edges = [start, *cuts[bisect_right(cuts, start) : bisect_right(cuts, end - 1)], end]
        for here, there in pairwise(edges):
            active.close_before(here)
            while coming and coming[0].start <= here:
                mark = coming.popleft()
                if mark.end > here:
                    active.open(mark)
            opens, spots = _taken(badges, here), _taken(links, here)
            own += _stretch(text[here:there], active.classes(places), opens, spots)
        if at == len(groups) - 1 and (badges or links):  # beyond the last character
            own += _stretch("", "", _taken(badges, len(text)), _taken(links, len(text)))
        yield own


def _taken(waiting: deque[tuple[int, list[T]]], place: int) -> tuple[T, ...]:
    """What stands up to this place, which is then done with."""
    found: list[T] = []
    while waiting and waiting[0][0] <= place:
        found += waiting.popleft()[1]
    return tuple(found)


def _stretch(text: str, classes: str, opens: tuple[int, ...], anchors: tuple[Span, ...]) -> Iterator[Piece]:
    if not text and (opens or anchors):
        yield Piece("", classes, opens, "", anchors)
    for piece, code in assets.pieces(text):
        yield Piece(piece, classes, opens, code, anchors)
        opens, anchors = (), ()
