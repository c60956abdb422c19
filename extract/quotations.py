"""Quotation marks in a news text, paired: where quoted words begin and end.

    >>> from sayso.extract.quotations import quotations
    >>> text = "“We lost,” she said. “We’ll be back.”"
    >>> [text[q.start:q.end] for q in quotations(text)]
    ['“We lost,”', '“We’ll be back.”']

Read are curly and straight double marks, two single ones set for a double one (``...''), guillemets, low
German marks, and single marks where they cannot be apostrophes. Only the outermost pair is given: what is
quoted inside a quotation belongs to it. A mark without its partner runs to the end of its paragraph, as in
print, where a quotation over several paragraphs is opened anew in each and closed once.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

__all__ = ["Quotation", "quotations"]

_MARK = re.compile(r"''|``|[\"“”„‟«»‹›‘’‚'＂「」]")
_OPENERS = {"“": "”", "„": "“", "«": "»", "‹": "›", "``": "''", "「": "」", "‚": "‘"}
_CLOSERS = frozenset("”‟»›」")
_STRAIGHT = frozenset(['"', "''", "＂"])
_BEFORE_OPENING = frozenset(" \t\n\r\xa0([{—–-/…:,;“‘\"'")
_CLIPPED = re.compile(r"\d0s|(?:em|til|tis|twas|cause|bout|round|n)\b", re.IGNORECASE)  # ’em, ’90s


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
    for start, end in _lines(text) if blocks is None else blocks:
        first = len(found)
        _scan(text, start, end, found)
        if first and first < len(found):
            before, here = found[first - 1], found[first]
            opens = not text[start : here.start].strip()
            if opens and not before.closed and not text[before.end : start].strip():
                found[first - 1] = Quotation(before.start, before.end, before.closed, True)
    return found


def _lines(text: str) -> Iterable[tuple[int, int]]:
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield start, end
        start = end + 1


def _scan(text: str, start: int, end: int, found: list[Quotation]) -> None:
    """Pair the marks of one block."""
    opened, closer, depth = -1, "", 0  # where the outermost quotation opened, what closes it, how deep we are
    for match in _MARK.finditer(text, start, end):
        mark, at, after = match.group(), match.start(), match.end()
        single = mark in "‘’'‚‹›" and mark not in _STRAIGHT
        before_char = text[at - 1] if at > start else " "
        after_char = text[after] if after < end else " "
        if opened < 0:
            if single and mark != "‹":
                if not _opens_single(text, mark, after, end, before_char, after_char):
                    continue
                opened, closer, depth = at, "’" if mark in "‘‚" else mark, 1
            elif mark in _OPENERS:
                opened, closer, depth = at, _OPENERS[mark], 1
            elif mark in _STRAIGHT and not after_char.isspace():
                opened, closer, depth = at, mark, 1
            elif mark == "”" and before_char.isspace() and after_char.isalnum():
                opened, closer, depth = at, "”", 1  # a closing mark set for an opening one
            continue
        if closer in ("’", "'"):
            if mark in ("’", "'") and not after_char.isalnum() and _closes_single(text, at, before_char):
                found.append(Quotation(opened, after))
                opened = -1
            continue
        if mark == "“" and closer == "”":
            if before_char.isspace() or at == start:
                depth += 1
            continue
        if (
            mark == closer
            or (mark in _CLOSERS and closer in ("”", "''", '"'))
            or (mark in _STRAIGHT and closer in ("”", "''", '"'))
        ):
            if mark in _STRAIGHT and before_char.isspace() and not after_char.isspace() and after < end:
                # looks like an opening mark: the closing one was lost, so the quotation is cut here
                found.append(Quotation(opened, _last_sentence_end(text, opened, at), closed=False))
                opened, closer, depth = at, mark, 1
                continue
            if depth > 1 and mark == closer and _closed_again(text, after, end, closer):
                depth -= 1
                continue
            found.append(Quotation(opened, after))
            opened = -1
    if opened >= 0 and closer not in ("’", "'"):
        stop = end
        while stop > opened + 1 and text[stop - 1].isspace():
            stop -= 1
        found.append(Quotation(opened, stop, closed=False))


def _opens_single(text: str, mark: str, after: int, end: int, before_char: str, after_char: str) -> bool:
    """Whether a single mark opens a quotation rather than stand for left-out letters."""
    if (
        mark == "’"
        or before_char not in _BEFORE_OPENING
        or not (after_char.isalnum() or after_char in '[(“"')
    ):
        return False
    if mark == "'" and _CLIPPED.match(text, after, end):
        return False
    # The partner must come soon: a far one is an apostrophe. The bounds keep the scan linear.
    for match in islice(_MARK.finditer(text, after, min(end, after + 600)), 8):
        partner, at = match.group(), match.start()
        if partner in ("’", "'") and (partner == "'") == (mark == "'"):
            next_char = text[at + 1] if at + 1 < end else " "
            if not next_char.isalnum() and _closes_single(text, at, text[at - 1]):
                return True
    return False


def _closes_single(text: str, at: int, before_char: str) -> bool:
    """Whether a single mark before a non-letter closes rather than marks a plural possessive."""
    if before_char.isspace():
        return False
    if before_char in '.,!?…;:)]”"':
        return True
    following = text[at + 1 : at + 3]
    if before_char in "sS":
        return not (following[:1].isspace() and following[1:2].islower())
    return True


def _last_sentence_end(text: str, start: int, end: int) -> int:
    """The last full stop before `end`, else the last character that is not white space."""
    cut = max(text.rfind(stop, start + 1, end) for stop in ".!?")
    if cut > start:
        return cut + 1
    while end > start + 1 and text[end - 1].isspace():
        end -= 1
    return end


def _closed_again(text: str, after: int, end: int, closer: str) -> bool:
    """Whether the outer quotation still has a closing mark of its own."""
    following = text.find(closer, after, min(end, after + 2000))
    opening = text.find("“", after, min(end, after + 2000))
    return following >= 0 and (opening < 0 or following < opening)
