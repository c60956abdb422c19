"""Topics by meaning: what a statement is about when no label stands in it.

    "Whole streets stood a metre under water."  ->  floods

A topic that nobody spoke of is worse than one that was missed. So a text must have words enough to mean
something, a concept must stand out from the background by far (`meaning`), and one whose labels need a word
beside them needs that word here, too.
"""

from collections.abc import Callable, Sequence

from sayso.extract.meaning import Meaning, confidence
from sayso.extract.topic_labels import LabelIndex

__all__ = ["MeaningReader"]

_LEAST = 0.4  # confidence
_NEAR = 0.8  # of the best score: what a second topic must reach
_MOST = 2


class MeaningReader:
    """Finds the concepts of a scheme that texts come near."""

    def __init__(self, meaning: Meaning, index: LabelIndex) -> None:
        self._meaning = meaning
        self._index = index

    def concepts(self, texts: Sequence[str], settled: Callable[[int], bool]) -> list[tuple[int, float, int]]:
        """Concept (its number in the index), confidence, and the number of the text, best first.

        `settled` says of a concept whether one of the words that it requires is in sight.
        """
        if not texts:
            return []
        scores = self._meaning.scores(texts)
        best = scores.max(axis=0)
        kept: list[tuple[int, float, int]] = []
        enough = 0.0
        for concept in (-best).argsort(kind="stable")[: 8 * _MOST].tolist():
            score = float(best[concept])
            sure = confidence(score)
            if sure < _LEAST or len(kept) == _MOST or score < enough:
                break
            if any(self._index.akin(concept, other) for other, _, _ in kept):
                continue
            if self._index.requires[concept] and not settled(concept):
                continue
            enough = enough or _NEAR * score
            kept.append((concept, sure, int(scores[:, concept].argmax())))
        return kept
