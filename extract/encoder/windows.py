"""What the encoder sees of a text: its pieces, and windows of whole paragraphs.

A paragraph is a stretch without a line break. Each piece carries, beside its id, a feature that the
lower-cased vocabulary lost or that needs sight of the whole paragraph: the shape of its word (lower,
Capitalised, CAPITALS, other) and its place in a quotation (outside, inside, opening mark, closing mark).

    [CLS] paragraph [SEP] paragraph [SEP] ...

is a window; neighbouring paragraphs share one as long as they fit. All of it is linear in the text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from sayso.extract.encoder.wordpiece import WordPiece

__all__ = [
    "FEATURES",
    "FIRST_OF_LETTERS",
    "Pieces",
    "Stretch",
    "Window",
    "lay_out",
    "pack",
    "read_pieces",
    "stretches",
]

Numbers = npt.NDArray[np.int64]

Stretch = tuple[int, int]
"""[start, end) in pieces: a paragraph, or a part of one that is too long for a window."""

FEATURES = 16
"""Four shapes times four places in a quotation."""
FIRST_OF_LETTERS = 4
"""Features from here on are those of pieces of words."""

_PARAGRAPH = re.compile(r"[^\n]+")
_RUN = re.compile(r"[^\W_]+")
_MARK = re.compile('[“„«”‟»"\n]')
_OPENING, _CLOSING = "“„«", "”‟»"
_OUTSIDE, _INSIDE, _OPENS, _CLOSES = range(4)
_OTHER, _LOWER, _CAPITALISED, _CAPITALS = range(4)


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """The pieces of a text, in order: id, feature, [start, end) in characters, number of the paragraph.

    `cuts` are the numbers of the pieces after which a paragraph that is too long may be cut well.
    """

    ids: Numbers
    features: Numbers
    starts: Numbers
    ends: Numbers
    paragraphs: Numbers
    cuts: frozenset[int]


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """One input of the network: ids and features, and the piece at each place (-1 for the marks between)."""

    ids: Numbers
    features: Numbers
    pieces: Numbers


def read_pieces(text: str, words: WordPiece) -> Pieces:
    """The pieces of `text` with their features."""
    found = words.pieces(text)
    table: npt.NDArray[Any] = np.array(found, np.int64).reshape(-1, 3)
    ids, starts, ends = table[:, 0], table[:, 1], table[:, 2]
    lines = np.fromiter((line.start() for line in _PARAGRAPH.finditer(text)), np.int64)
    enders = words.ids('.!?”"')
    return Pieces(
        ids=ids,
        features=_shapes(text)[starts] * 4 + _quotation(text)[starts],
        starts=starts,
        ends=ends,
        paragraphs=np.searchsorted(lines, starts, side="right") - 1,
        cuts=frozenset(np.flatnonzero(np.isin(ids, enders)).tolist()),
    )


def stretches(pieces: Pieces, longest: int) -> list[Stretch]:
    """The paragraphs; one of more than `longest` pieces is cut, after a sentence where that can be."""
    count = len(pieces.ids)
    if not count:
        return []
    found: list[Stretch] = []
    breaks = [0, *(np.flatnonzero(np.diff(pieces.paragraphs)) + 1).tolist(), count]
    for start, end in pairwise(breaks):
        while end - start > longest:
            latest = start + longest
            cut = next(
                (k + 1 for k in range(latest - 1, start + longest // 2, -1) if k in pieces.cuts), latest
            )
            found.append((start, cut))
            start = cut
        found.append((start, end))
    return found


def pack(parts: Sequence[Stretch], longest: int, first: int | None = None) -> list[list[Stretch]]:
    """Neighbours packed into windows of at most `longest` places; the first one may get another limit."""
    packed: list[list[Stretch]] = []
    size, room = 0, first or longest
    for start, end in parts:
        need = end - start + 1
        if packed and size + need <= room:
            packed[-1].append((start, end))
            size += need
        else:
            if packed:
                room = longest
            packed.append([(start, end)])
            size = 1 + need
    return packed


def lay_out(pieces: Pieces, parts: Sequence[Stretch], words: WordPiece) -> Window:
    """The window of these stretches."""
    places = [-1]
    for start, end in parts:
        places.extend(range(start, end))
        places.append(-1)
    at = np.array(places, np.int64)
    text = at >= 0
    ids = np.where(text, pieces.ids[at], words.sep)
    ids[0] = words.cls
    return Window(ids, np.where(text, pieces.features[at], 0), at)


def _quotation(text: str) -> Numbers:
    """For each character, its place in a quotation; a quotation ends with its paragraph at the latest."""
    places = bytearray(len(text))
    opened: int | None = None
    for mark in _MARK.finditer(text):
        at, character = mark.start(), mark.group()
        if opened is not None:
            places[opened + 1 : at] = bytes((_INSIDE,)) * (at - opened - 1)
        opens = character in _OPENING or (character == '"' and opened is None)
        if opens:
            places[at] = _OPENS
        elif character != "\n":
            places[at] = _CLOSES
        opened = at if opens else None
    if opened is not None:
        places[opened + 1 :] = bytes((_INSIDE,)) * (len(text) - opened - 1)
    return np.frombuffer(bytes(places), np.uint8).astype(np.int64)


def _shapes(text: str) -> Numbers:
    """For each character, the shape of the run of letters and digits that it stands in."""
    shapes = bytearray(len(text))
    for run in _RUN.finditer(text):
        start, end = run.span()
        shapes[start:end] = bytes((_shape(run.group()),)) * (end - start)
    return np.frombuffer(bytes(shapes), np.uint8).astype(np.int64)


@lru_cache(maxsize=50_000)
def _shape(word: str) -> int:
    if not word[0].isalpha():
        return _OTHER
    if word.islower():
        return _LOWER
    if len(word) > 1 and word.isupper():
        return _CAPITALS
    return _CAPITALISED if word[0].isupper() else _LOWER
