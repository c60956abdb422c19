"""A rough guess at a text's vector, without running the model: enough to tell that nothing will come of it.

The guess is the mean of the text's word embeddings, rare words counting more (Arora, Liang and Ma 2017, "A
simple but tough-to-beat baseline"), under a linear map that was learned to come near the model's vectors (see
bench/meaning-background). It costs a hundredth of the model.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

__all__ = ["ROUGH_LENGTH", "RoughEmbedder", "commonness", "weights"]

Vectors = npt.NDArray[np.float32]

ROUGH_LENGTH = 64
"""Pieces of a text that are looked at."""

_RARE = 1e-3  # a piece so common counts half
_STEPS = 24.0  # of the scale of commonness to a factor of e


class RoughEmbedder:
    """Guesses vectors from pieces."""

    def __init__(
        self, words: npt.NDArray[np.float16], common: npt.NDArray[np.uint8], mapping: Vectors
    ) -> None:
        """`words` are the embeddings of all pieces; `mapping` has one row more, for the constant."""
        self._words = words
        self._weights = weights(common)
        self._map = mapping[:-1]
        self._constant = mapping[-1]

    def embed(self, pieces: Sequence[int]) -> Vectors:
        """The guess for one text; not a unit vector."""
        ids = list(pieces[:ROUGH_LENGTH])
        weight = self._weights[ids]
        mean = weight @ self._words[ids].astype(np.float32) / max(weight.sum(), 1e-9)
        guess: Vectors = mean @ self._map + self._constant
        return guess


def commonness(texts: Iterable[Sequence[int]], vocabulary: int) -> npt.NDArray[np.uint8]:
    """How many of the texts have each piece: 0 for none, 255 for all, on a logarithmic scale."""
    counts = np.zeros(vocabulary)
    total = 0
    for pieces in texts:
        total += 1
        counts[sorted(set(pieces))] += 1
    with np.errstate(divide="ignore"):
        scaled = 255 + _STEPS * np.log(counts / max(total, 1))
    return np.clip(np.rint(scaled), 0, 255).astype(np.uint8)


def weights(common: npt.NDArray[np.uint8]) -> Vectors:
    """What each piece counts in the mean."""
    share = np.exp((common.astype(np.float32) - 255) / np.float32(_STEPS))
    share[common == 0] = 0
    counted: Vectors = np.asarray(_RARE / (_RARE + share), np.float32)
    return counted
