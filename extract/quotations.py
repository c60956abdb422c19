"""Quotation marks in a news text, paired: where quoted words begin and end.

    >>> from sayso.extract.quotations import quotations
    >>> text = "“We lost,” she said. “We’ll be back.”"
    >>> [text[q.start:q.end] for q in quotations(text)]
    ['“We lost,”', '“We’ll be back.”']

Read are curly and straight double marks, two single ones set for a double one (``...''), low German marks,
guillemets in either direction, corner brackets, and single marks where they are not apostrophes. Only the
outermost pair is given: what is quoted inside a quotation belongs to it.

Each family of marks is paired by itself, then the families are laid over each other. A straight mark opens or
closes by its neighbours. A mark without its partner runs to the end of its paragraph, as in print, where a
quotation over several paragraphs is opened anew in each and closed once; but where the next paragraph does
not go on so and another quotation follows in this one, the closing mark was lost, and the first quotation is
cut before the second or closed with it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

__all__ = ["Quotation", "quotations"]

_DOUBLE = re.compile(r"([“”„‟〝〞〟])\1{3,}|'{2,}|`{2,}|‘{2,}|’{2,}|\"+|＂+|[“”„‟〝〞〟]")
_SINGLE = re.compile(r"(?<![^\W_])[‘’'‚`](?!['’‘`])|(?<!['’‘`])[’'](?![^\W_])|(?<=[^\W_])‘(?![^\W_])")
_ANGLE, _SMALL_ANGLE = re.compile(r"([«»])\1{3,}|[«»]"), re.compile(r"([‹›])\1{3,}|[‹›]")
_CORNER = re.compile(r"([「」『』｢｣])\1{3,}|[「」『』｢｣]")
_MOST_ALIKE = 3
"""More marks in a row are ornament."""
_ANY = re.compile("['‘’‚`\"＂“”„‟〝〞〟«»‹›「」『』｢｣]")

_OPENING = frozenset("“„‟〝")
_CLOSING = frozenset("”〞〟")
_BEFORE_OPENING = frozenset("([{/—–-―‘“'«‹「『|*_>")
_LEADING = frozenset(":,;")
_STOPS = ".!?…"
_CLIPPED = re.compile(
    r"\d0s?\b|\d{2}\b|(?:em|til|till|tis|twas|twill|cause|bout|round|neath|cept|n|ere|im|un|uns|tude|hood|ello)\b",
    re.IGNORECASE,
)
"""What an apostrophe may stand before: ’em, ’90s, ’n’."""
_DROPPED = re.compile(r"(?:[sSzZxX]|\d|\w{2}in|\b(?:an|o|th|wi|ol|lil|th|Th))\Z")
"""What one may stand after, the voters’, goin’, 6’, besides a closing mark."""
_FEET = re.compile(r"\d['’]\s?\d{1,2}\Z")

_Span = tuple[int, int, bool]
"""[start, end) and whether it is closed."""
_Marks = list[tuple[int, int, str]]
"""[start, end) of a mark and what it does by its neighbours: "o"pen, "c"lose, "?" either, "i"nches."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """Quoted words with their marks: [start, end) in characters of the text.

    `closed` is False when the closing mark is missing; `goes_on` is True when the next paragraph opens the
    same quotation anew.
    """

    start: int
    end: int
    closed: bool = True
    goes_on: bool = False


def quotations(text: str, blocks: Iterable[tuple[int, int]] | None = None) -> list[Quotation]:
    """Find the outermost quotations of a text, in order, without overlap, in time linear in its length.

    `blocks` are the stretches that a quotation cannot leave ([start, end), in order); by default the lines.
    """
    found: list[Quotation] = []
    if not _ANY.search(text):
        return found
    stretches = [span for span in (_lines(text) if blocks is None else blocks) if span[0] < span[1]]
    for (start, end), (following, last) in pairwise([*stretches, (len(text), len(text))]):
        first = len(found)
        found += [Quotation(*span) for span in _scan(text, start, end, _first_mark(text, following, last))]
        if first and first < len(found):
            before, here = found[first - 1], found[first]
            opens = not text[start : here.start].strip()
            same = text[before.start] == text[here.start]
            if opens and same and not before.closed and not text[before.end : start].strip():
                found[first - 1] = Quotation(before.start, before.end, before.closed, True)
    return found


def _lines(text: str) -> Iterable[tuple[int, int]]:
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield start, end
        start = end + 1


def _first_mark(text: str, start: int, end: int) -> str:
    """The opening mark that a stretch begins with, if any."""
    while start < end and text[start].isspace():
        start += 1
    mark = text[start : start + 1]
    if not mark or start + 1 >= end or text[start + 1].isspace() or not _ANY.match(mark):
        return ""
    return mark


def _scan(text: str, start: int, end: int, following: str) -> list[_Span]:
    """The outermost quotations of one block; `following` is the mark that the next block begins with."""
    if not _ANY.search(text, start, end):
        return []
    spans: list[_Span] = []
    doubles = [(m.start(), m.end(), _shape(text, m.start(), m.end(), start, end))
               for m in _DOUBLE.finditer(text, start, end)]  # fmt: skip
    if doubles:
        spans = _paired(text, doubles, end, following)
    for family in (_ANGLE, _SMALL_ANGLE, _CORNER):
        marks = [
            (m.start(), m.end(), m.group())
            for m in family.finditer(text, start, end)
            if len(m[0]) <= _MOST_ALIKE
        ]
        if marks:
            directed = _directed(text, marks, start, end)
            spans += _paired(text, directed, end, following)
    spans = _outermost(spans)
    singles = [m.start() for m in _SINGLE.finditer(text, start, end)]
    if singles:
        spans = _outermost(spans + _single(text, singles, spans, start, end, following))
    return [span for span in spans if any(map(str.isalnum, text[span[0] : span[1]]))]


def _outermost(spans: list[_Span]) -> list[_Span]:
    """The spans in order, without those that begin inside another."""
    outer: list[_Span] = []
    for span in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not outer or span[0] >= outer[-1][1]:
            outer.append(span)
    return outer


# Double marks, guillemets, brackets


def _shape(text: str, at: int, after: int, start: int, end: int) -> str:
    """What a double mark does by its form and its neighbours."""
    before_char = text[at - 1] if at > start else " "
    after_char = text[after] if after < end else " "
    mark = text[at]
    blank_before, blank_after = before_char.isspace(), after_char.isspace()
    if mark in _OPENING or mark == "`" or text.startswith("‘‘", at):
        closes = not blank_before and before_char not in _BEFORE_OPENING and not after_char.isalnum()
        return "c" if mark in "“‟" and closes and after_char not in "‘'“" else "o"
    if mark in _CLOSING or mark == "’":
        return "o" if mark == "”" and blank_before and after_char.isalnum() else "c"
    if blank_before:
        return "?" if blank_after else "o"
    if before_char.isdigit() and not after_char.isalnum():
        return "i"
    if blank_after:
        return "c"
    if before_char in _BEFORE_OPENING:
        return "o"
    if before_char in _LEADING and after_char.isalnum():
        return "?"
    if before_char.isalnum() and after_char.isalnum():
        return "o" if before_char.islower() and after_char.isupper() else ""
    return "c"


def _directed(text: str, marks: Sequence[tuple[int, int, str]], start: int, end: int) -> _Marks:
    """Which of the angle or corner marks open; guillemets do so in either direction, as the text has it."""
    found: _Marks = []
    opener = ""
    for at, after, mark in marks:
        if mark in "「『｢":
            found.append((at, after, "o"))
        elif mark in "」』｣":
            found.append((at, after, "c"))
        elif opener:
            found.append((at, after, "o" if mark == opener else "c"))
            opener = opener if mark == opener else ""
        else:
            before_char = text[at - 1] if at > start else " "
            after_char = text[after] if after < end else " "
            opens = before_char.isspace() or before_char in _BEFORE_OPENING
            if opens and (mark in "«‹" or not after_char.isspace()):
                found.append((at, after, "o"))
                opener = mark
    return found


def _paired(text: str, marks: _Marks, end: int, following: str) -> list[_Span]:
    """The outermost pairs among the marks of one family, and what becomes of marks without a partner."""
    opened: list[int] = []
    pairs: list[tuple[int, int, int]] = []  # first and last mark, how many stand open around them
    for k, (_, _, shape) in enumerate(marks):
        if shape == "i" and opened:
            shape = "" if _is_inches(text, marks, k) else "c"
        elif shape == "?":
            shape = "c" if opened else "o" if _is_partnered(marks, k) else ""
        if shape == "o":
            opened.append(k)
        elif shape == "c" and opened:
            first = opened.pop()
            while pairs and pairs[-1][0] > first:
                pairs.pop()
            pairs.append((first, k, len(opened)))
    spans: list[_Span] = []
    lost = iter(opened)
    lone = next(lost, None)
    at_pair = 0
    while lone is not None or at_pair < len(pairs):
        if lone is None or (at_pair < len(pairs) and pairs[at_pair][0] < lone):
            first, last, _ = pairs[at_pair]
            spans.append((marks[first][0], marks[last][1], True))
            at_pair += 1
            continue
        start = marks[lone][0]
        upcoming = next(lost, None)
        pair = pairs[at_pair] if at_pair < len(pairs) else None
        if pair is not None and (upcoming is None or pair[0] < upcoming):
            # another quotation begins in this one, which is never closed
            last_edge = marks[pairs[-1][1]][1]
            if text[start] == following and upcoming is None and text[last_edge:end].strip():
                at_pair = len(pairs)
                spans.append((start, _stripped(text, start, end), False))
            elif _ended(text, start, marks[pair[0]][0]):
                spans.append((start, _last_sentence_end(text, start, marks[pair[0]][0]), False))
            else:
                spans.append((start, marks[pair[1]][1], True))
                at_pair += 1
        elif upcoming is not None:
            spans.append((start, _last_sentence_end(text, start, marks[upcoming][0]), False))
        else:
            spans.append((start, _stripped(text, start, end), False))
        lone = upcoming
    return spans


def _is_inches(text: str, marks: _Marks, k: int) -> bool:
    """Whether the mark after a digit inside a quotation leaves it open: 6'2", a 27" screen."""
    at, after, _ = marks[k]
    closed_later = k + 1 < len(marks) and marks[k + 1][2] == "c"
    if _FEET.search(text, max(0, at - 6), at):
        return closed_later
    return closed_later and text[after : after + 1].isspace() and text[after + 1 : after + 2].islower()


def _is_partnered(marks: _Marks, k: int) -> bool:
    """Whether a mark between blanks has another to close with."""
    return k + 1 < len(marks) and marks[k + 1][2] in ("c", "?")


def _ended(text: str, start: int, at: int) -> bool:
    """Whether a sentence ends right before a mark."""
    end = _stripped(text, start, at)
    return text[end - 1] in _STOPS


def _last_sentence_end(text: str, start: int, end: int) -> int:
    """After the last full stop before `end`, else after the last character that is not white space."""
    cut = max(text.rfind(stop, start + 1, end) for stop in ".!?")
    return cut + 1 if cut > start else _stripped(text, start, end)


def _stripped(text: str, start: int, end: int) -> int:
    while end > start + 1 and text[end - 1].isspace():
        end -= 1
    return end


# Single marks


def _single(
    text: str, marks: Sequence[int], others: Sequence[_Span], start: int, end: int, following: str
) -> list[_Span]:
    """The quotations in single marks that do not stand in one of the others.

    A mark after s, in' or a digit may close or be an apostrophe: it closes if no better one follows before
    the next opening mark.
    """
    spans: list[_Span] = []
    outside = _outside(marks, others)
    shapes = [_single_shape(text, at, start, end) for at in outside]
    opened, maybe = -1, -1
    left = _strong_ahead(text, outside, shapes)
    for k, (at, shape) in enumerate(zip(outside, shapes, strict=True)):
        if shape == "o":
            if opened >= 0 and maybe >= 0:
                spans.append((opened, maybe + 1, True))
                opened = maybe = -1
            if opened < 0 and left[k]:
                opened, maybe = at, -1
            elif opened < 0 and following == text[at] and _begins(text, start, at):
                spans.append((at, _stripped(text, at, end), False))
                break
        elif opened >= 0 and _match(text[opened], text[at]):
            if shape == "c":
                spans.append((opened, at + 1, True))
                opened = maybe = -1
            elif shape == "m" and maybe < 0:
                maybe = at
    if opened >= 0 and maybe >= 0:
        if following == text[opened] and _begins(text, start, opened):
            spans.append((opened, _stripped(text, opened, end), False))
        else:
            spans.append((opened, maybe + 1, True))
    return spans


def _match(opener: str, closer: str) -> bool:
    return (opener in "'`") == (closer == "'") if opener != "‚" else closer in "‘’"


def _strong_ahead(text: str, marks: Sequence[int], shapes: Sequence[str]) -> list[bool]:
    """For each mark, whether one that may close it follows."""
    curly = straight = low = False
    found: list[bool] = []
    for at, shape in zip(reversed(marks), reversed(shapes), strict=True):
        mark = text[at]
        found.append(low if mark == "‚" else straight if mark in "'`" else curly)
        if shape in ("c", "m"):
            straight, curly, low = straight or mark == "'", curly or mark == "’", low or mark in "‘’"
    return found[::-1]


def _begins(text: str, start: int, at: int) -> bool:
    """Whether a mark opens its paragraph or follows a colon or comma."""
    before = text[max(start, at - 2) : at].strip()
    return not before or before[-1] in ":,"


def _outside(marks: Sequence[int], spans: Sequence[_Span]) -> list[int]:
    found, i = [], 0
    for at in marks:
        while i < len(spans) and spans[i][1] <= at:
            i += 1
        if i == len(spans) or at < spans[i][0]:
            found.append(at)
    return found


def _single_shape(text: str, at: int, start: int, end: int) -> str:
    """What a single mark does: "o"pen, "c"lose, "m"aybe close, or nothing."""
    mark = text[at]
    before_char = text[at - 1] if at > start else " "
    after_char = text[at + 1] if at + 1 < end else " "
    if mark == "‘" and not before_char.isspace() and not after_char.isalnum():
        return "c"  # of a low mark
    if (
        before_char.isspace()
        or before_char in _BEFORE_OPENING
        or before_char in _LEADING
        or before_char in '“"…'
    ):
        if mark != "’" and (after_char.isalnum() or after_char in '[(“"…$£€'):
            return "" if mark != "‚" and _CLIPPED.match(text, at + 1, end) else "o"
        if before_char.isspace():
            return ""
    if mark in "’'" and not after_char.isalnum():
        if _DROPPED.search(text, max(start, at - 4), at):
            return "m" if after_char.isspace() and text[at + 2 : at + 3].isalnum() and at + 2 < end else "c"
        return "c"
    return ""
