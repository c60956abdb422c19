"""How much a phrase looks like the name of a topic, by what it means.

"Beekeeping" is like the topics that we know, "expectations" like the words that are none. The weights were
learned from the labels of the shipped topics and from lists of words too general to be one
(`bench/emergence/train_topic_likeness.py`); of single words held out, nine in ten are told right.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from sayso.extract.embedding import SentenceEmbedder

__all__ = ["WEIGHTS", "TopicLikeness"]

WEIGHTS = Path(__file__).parent / "data" / "topic-likeness.txt"
"""A number a line: one for each dimension of a vector, and the constant."""


class TopicLikeness:
    """Rates phrases; costs what their vectors cost, some 2 ms each."""

    def __init__(self, embedder: SentenceEmbedder) -> None:
        self._embedder = embedder
        self._weights = np.array(WEIGHTS.read_text("ascii").split(), np.float32)

    def __call__(self, phrases: Sequence[str]) -> list[float]:
        """A number from 0 (surely none) to 1 (surely a topic) for each phrase."""
        vectors = self._embedder.embed(phrases)
        rated = 1 / (1 + np.exp(-(vectors @ self._weights[:-1] + self._weights[-1])))
        return [round(float(one), 4) for one in rated]
