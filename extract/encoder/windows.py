"""What the encoder sees of a text: its pieces with their features, and windows of whole paragraphs.

A paragraph is a stretch without a line break. Each piece carries, beside its id, the features of the word
it belongs to (`sayso.extract.encoder.features`).

    [CLS] paragraph [SEP] paragraph [SEP] ...

is a window; neighbouring paragraphs share one as long as they fit. All of it is linear in the text.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from sayso.extract.encoder.features import COLUMNS, OFFSETS, Words, looks
from sayso.extract.encoder.wordpiece import WordPiece
from sayso.extract.quotations import Quotation, quotations

__all__ = [
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

_PARAGRAPH = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """The pieces of a text, in order: id, features, [start, end) in characters, number of the paragraph.

    `features` are rows of the table of features, one of each column.

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


def read_pieces(
    text: str, vocabulary: WordPiece, words: Words | None = None, quoted: Iterable[Quotation] | None = None
) -> Pieces:
    """The pieces of `text` with their features; without `words`, those of the parse are not known.

    `quoted` are its quotations, if they have been found already.
    """
    found = vocabulary.pieces(text)
    table: npt.NDArray[Any] = np.array(found, np.int64).reshape(-1, 3)
    ids, starts, ends = table[:, 0], table[:, 1], table[:, 2]
    lines = np.fromiter((line.start() for line in _PARAGRAPH.finditer(text)), np.int64)
    enders = vocabulary.ids('.!?”"')
    features = np.zeros((len(ids), len(COLUMNS)), np.int64)
    if len(ids):
        features[:, 0] = looks(text, quotations(text) if quoted is None else quoted)[starts]
    if words is not None:
        features[:, 1:] = words.at(starts)
    return Pieces(
        ids=ids,
        features=features + OFFSETS,
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


def lay_out(pieces: Pieces, parts: Sequence[Stretch], vocabulary: WordPiece) -> Window:
    """The window of these stretches."""
    places = [-1]
    for start, end in parts:
        places.extend(range(start, end))
        places.append(-1)
    at = np.array(places, np.int64)
    text = at >= 0
    ids = np.where(text, pieces.ids[at], vocabulary.sep)
    ids[0] = vocabulary.cls
    return Window(ids, np.where(text[:, None], pieces.features[at], OFFSETS), at)
