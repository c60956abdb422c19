"""What the encoder is told of each word besides its pieces: looks, grammar, what the rules make of it.

    look       the shape of the word, and its place in a quotation
    relation   of the word to its head, as the parser has it
    kind       the part of speech
    name       the kind of the entity the word begins or goes on with
    rule       the role that the rules give it, begun or gone on with, and how sure they are
    head       on which side its head stands and how far, and whether a sentence begins here

Each is a column of small numbers; in every column 0 is "not known". So a text without a parse can be read
too, less well: training hides columns now and then. One table holds the vectors of all columns, each behind
the other (`OFFSETS`), and the vectors of a word are summed.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Any

import numpy as np
import numpy.typing as npt
from spacy.strings import get_string_id
from spacy.tokens import Doc

from sayso.extract.quotations import Quotation

__all__ = [
    "COLUMNS",
    "FEATURES",
    "FIRST_OF_LETTERS",
    "OFFSETS",
    "Context",
    "Proposal",
    "Words",
    "looks",
    "words_of",
]

Numbers = npt.NDArray[np.int64]
Span = tuple[int, int]

COLUMNS = ("look", "relation", "kind", "name", "rule", "head")

_RELATIONS = (
    "", "ROOT", "acl", "acomp", "advcl", "advmod", "agent", "amod", "appos", "attr", "aux", "auxpass", "case",
    "cc", "ccomp", "compound", "conj", "csubj", "csubjpass", "dative", "dep", "det", "dobj", "expl", "intj",
    "mark", "meta", "neg", "nmod", "npadvmod", "nsubj", "nsubjpass", "nummod", "oprd", "parataxis", "pcomp",
    "pobj", "poss", "preconj", "predet", "prep", "prt", "punct", "quantmod", "relcl", "xcomp",
)  # fmt: skip
_KINDS = (
    "", "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT",
    "SCONJ", "SYM", "VERB", "X", "SPACE",
)  # fmt: skip
_NAMES = {"PERSON": 0, "ORG": 1, "GPE": 2, "LOC": 2, "FAC": 2, "NORP": 3}
_OTHER_NAME = 4
_SURE = (0.35, 0.6, 0.85)
_NEAR, _MIDDLE = 1, 4

SIZES = (16, len(_RELATIONS), len(_KINDS), 2 + 2 * 5, 2 + 6 * (len(_SURE) + 1), 1 + 14)
OFFSETS: Numbers = np.array([0, *accumulate(SIZES)][:-1], np.int64)
FEATURES = sum(SIZES)
"""Rows of the table."""
FIRST_OF_LETTERS = 4
"""Looks from here on are those of words of letters."""

_RUN = re.compile(r"[^\W_]+")
_OUTSIDE, _INSIDE, _OPENS, _CLOSES = range(4)
_OTHER, _LOWER, _CAPITALISED, _CAPITALS = range(4)


@dataclass(frozen=True, slots=True)
class Proposal:
    """An attribution as the rules would have it, in characters; `weight` in [0, 1]."""

    source: Sequence[Span]
    cue: Span
    content: Sequence[Span]
    weight: float


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The words of a parsed text: where each starts, in characters, and its columns from `relation` on."""

    starts: Numbers
    columns: Numbers

    def at(self, places: Numbers) -> Numbers:
        """The columns at each of these characters."""
        if not len(self.starts):
            return np.zeros((len(places), len(COLUMNS) - 1), np.int64)
        return self.columns[np.maximum(np.searchsorted(self.starts, places, side="right") - 1, 0)]


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a text before the encoder reads it; what is None or empty is not known."""

    words: Words | None = None
    quoted: Sequence[Quotation] | None = None
    proposals: Sequence[Proposal] = ()


def words_of(doc: Doc, proposals: Iterable[Proposal]) -> Words:
    """What the parse and the rules say of each word of `doc`; linear in its length."""
    wanted: list[int | str] = ["IDX", "DEP", "POS", "ENT_IOB", "ENT_TYPE", "HEAD", "SENT_START", "LENGTH"]
    table: npt.NDArray[Any] = doc.to_array(wanted)
    starts = table[:, 0].astype(np.int64)
    columns = np.zeros((len(doc), len(COLUMNS) - 1), np.int64)
    columns[:, 0] = _numbered(table[:, 1], _numbers(_RELATIONS))
    columns[:, 1] = _numbered(table[:, 2], _numbers(_KINDS))
    types = _numbered(table[:, 4], {int(get_string_id(n)): k for n, k in _NAMES.items()}, _OTHER_NAME)
    iob = table[:, 3].astype(np.int64)  # 0 not set, 1 inside, 2 outside, 3 begins
    columns[:, 2] = np.select([iob == 3, iob == 1, iob == 2], [2 + 2 * types, 3 + 2 * types, 1], 0)
    columns[:, 3] = _roles(starts, starts + table[:, 7].astype(np.int64), proposals)
    far = table[:, 5].astype(np.int64)
    size = np.select([far == 0, abs(far) <= _NEAR, abs(far) <= _MIDDLE], [0, 1, 2], 3)
    side = np.where(far > 0, size + 3, size)
    columns[:, 4] = 1 + 2 * side + (table[:, 6].astype(np.int64) == 1)
    if not doc.has_annotation("DEP"):
        columns[:, [0, 4]] = 0
    return Words(starts, columns)


def _numbers(names: Sequence[str]) -> dict[int, int]:
    return {int(get_string_id(name)): number for number, name in enumerate(names)}


def _numbered(values: npt.NDArray[Any], numbers: dict[int, int], other: int = 0) -> Numbers:
    distinct, inverse = np.unique(values, return_inverse=True)
    table = np.array([numbers.get(int(value), other) for value in distinct.tolist()], np.int64)
    found: Numbers = table[inverse.reshape(-1)] if len(table) else np.zeros(0, np.int64)
    return found


def _roles(starts: Numbers, ends: Numbers, proposals: Iterable[Proposal]) -> Numbers:
    """1 outside; else the role, begun or inside, at one of four levels. Cue before source before content."""
    roles = np.ones(len(starts), np.int64)
    every = sorted(proposals, key=lambda proposal: proposal.weight)
    for role, name in ((2, "content"), (0, "source"), (1, "cue")):
        for proposal in every:
            level = sum(proposal.weight >= least for least in _SURE)
            spans = [proposal.cue] if name == "cue" else getattr(proposal, name)
            for start, end in spans:
                a = int(np.searchsorted(ends, start, "right"))
                b = int(np.searchsorted(starts, end, "left"))
                if a < b:
                    roles[a:b] = 3 + 2 * role + 6 * level
                    roles[a] = 2 + 2 * role + 6 * level
    return roles


def looks(text: str, quoted: Iterable[Quotation]) -> Numbers:
    """For each character, the shape of its word times four, plus its place in a quotation."""
    places = bytearray(len(text))
    for quotation in quoted:
        start, end = quotation.start, quotation.end
        places[start:end] = bytes((_INSIDE,)) * (end - start)
        places[start] = _OPENS
        if quotation.closed and end - start > 1:
            places[end - 1] = _CLOSES
    shapes = bytearray(len(text))
    for run in _RUN.finditer(text):
        start, end = run.span()
        shapes[start:end] = bytes((_shape(run.group()),)) * (end - start)
    found: Numbers = np.frombuffer(bytes(shapes), np.uint8).astype(np.int64) * 4
    return found + np.frombuffer(bytes(places), np.uint8)


@lru_cache(maxsize=50_000)
def _shape(word: str) -> int:
    if not word[0].isalpha():
        return _OTHER
    if word.islower():
        return _LOWER
    if len(word) > 1 and word.isupper():
        return _CAPITALS
    return _CAPITALISED if word[0].isupper() else _LOWER
