"""Which articles are copies of one another, told by their words alone: pure functions of texts.

    first, second = shingles(text), shingles(other)
    keys(first) & keys(second)              # with a key in common they are worth a comparison
    likeness(first, second).is_copy

Outlets take articles over word for word, edit them lightly, cut them from the bottom, add a paragraph of
their own. So a text is taken as its set of *shingles*, the runs of three words that stand in it. Two sets are
alike by how much of both is in both (the Jaccard index), and by how much of the smaller is in the larger,
which finds a text that was cut. To find whom to compare a text with, each has a few dozen *keys*, made with
MinHash and locality-sensitive hashing: texts with half of their shingles in common share a key almost always,
texts that only tell of the same event seldom.
"""

import hashlib
import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from sayso.graph.model import Span
from sayso.graph.names import normal_form

__all__ = ["FEWEST", "Likeness", "keys", "likeness", "shingles", "words"]

FEWEST = 25
"""A text with fewer shingles is no copy of anything: "Read more on our site" stands everywhere."""

# Measured by bench/duplicates: copies with one word in ten changed, or cut to two fifths, are above one of
# the two, other articles on the same event with the same quotations below both.
_JACCARD = 0.4
_CONTAINMENT = 0.65

_RUN = 3
# 42 bands of 3 rows: a pair with a Jaccard index of 0.5 is missed in 1 of 270 cases, of 0.4 in 1 of 16; one
# of 0.05 is looked at in vain in 1 of 190.
_PERMUTATIONS = 126
_ROWS = 3
_SEED = 1

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much two texts have in common.

    `jaccard` is the share of all their shingles that both have, `containment` the share of the smaller one's
    that the larger one has; both in [0, 1].
    """

    jaccard: float
    containment: float

    @property
    def is_copy(self) -> bool:
        """Whether one of the two must have been made of the other, or both of a third."""
        return self.jaccard >= _JACCARD or self.containment >= _CONTAINMENT


def words(text: str, furniture: Iterable[Span] = ()) -> list[str]:
    """The words of a text, folded, without punctuation; `furniture` are stretches to pass over."""
    parts, end = [], 0
    for start, stop in furniture:
        parts.append(text[end:start])
        end = stop
    parts.append(text[end:])
    return _WORD.findall(normal_form("NFKC", "\n".join(parts)).casefold())


def shingles(text: str, furniture: Iterable[Span] = ()) -> frozenset[str]:
    """The runs of three words of a text; empty if there are too few to tell anything."""
    found = words(text, furniture)
    runs = frozenset(map(" ".join, zip(found, found[1:], found[2:], strict=False)))
    return runs if len(runs) >= FEWEST else frozenset()


def keys(shingles: AbstractSet[str]) -> frozenset[str]:
    """By which texts find those that they are to be compared with; none for an empty set.

    They depend on the set alone. Takes about 1 ms for 500 shingles, and time by their number.
    """
    if not shingles:
        return frozenset()
    from datasketch import MinHash  # type: ignore[import-untyped]  # late: `sayso --help` is not to wait

    sketch = MinHash(num_perm=_PERMUTATIONS, seed=_SEED, scheme="affine32")
    sketch.update_batch(run.encode() for run in shingles)
    rows = sketch.hashvalues.astype("<u4")
    bands = (rows[start : start + _ROWS].tobytes() for start in range(0, _PERMUTATIONS, _ROWS))
    return frozenset(
        f"{band:02}-{hashlib.blake2b(values, digest_size=6).hexdigest()}" for band, values in enumerate(bands)
    )


def likeness(one: AbstractSet[str], other: AbstractSet[str]) -> Likeness:
    """How much two sets of shingles have in common; nothing if one is empty."""
    smaller, larger = sorted((one, other), key=len)
    shared = len(smaller & larger)
    if not shared:
        return Likeness(0.0, 0.0)
    return Likeness(shared / (len(one) + len(other) - shared), shared / len(smaller))
