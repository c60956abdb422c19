"""Topics by meaning: what a statement is about when no label stands in it.

    "Whole streets stood a metre under water."  ->  floods

A topic that nobody spoke of is worse than one that was missed. So a concept must stand out, from the
background (`meaning`) and from the other concepts; labels near by count for it, and words that point back.
A concept whose labels need a word beside them needs that word here, too.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sayso.extract.meaning import Meaning
from sayso.extract.topic_labels import LabelIndex

__all__ = ["MeaningReader", "Meant", "Passage"]

# Multinomial logistic regression: one of the concepts is meant, or none. Weights of a concept's score with
# the whole passage and with the content alone, of a label before or above, of a word that points back; and
# what stands for none. Learned on the part `dev` of bench/topics-corpus.
_WHOLE, _CONTENT, _LABEL, _POINTING, _NONE = 1.5, 0.65, 1.7, 2.0, 8.85
_LEAST, _LEAST_LABEL = (
    0.2,
    0.03,
)  # chance of a topic by meaning, and of one that stands in the rest of a sentence
_SECOND = 0.5  # of the best chance: what a further topic must reach
_MOST = 2
_TOP = 0.7  # no meaning is surer than a label in the speaker's own words
_ROUGH = 1.6  # least guess at the best score for which the model is run
_OWN = 2.5  # score by which the content alone carries a topic
_BEST_CONTENT = 4.0  # score that the content may well have; without any hope the model is not run again
_CONSIDERED = 16
_CONTEXT = ("neighbouring-sentence", "heading")


@dataclass(frozen=True, slots=True)
class Passage:
    """A statement's content, the sentence before it in its paragraph, the heading right above ("" for none).

    `points_back` says whether the content has a word such as "this" or "it".
    """

    content: str
    before: str
    heading: str
    points_back: bool

    @property
    def whole(self) -> str:
        """All of it, in the order of the text."""
        heading = self.heading.lstrip("#* ").rstrip(". ")
        return " ".join(filter(None, (heading and heading + ".", self.before, self.content)))


@dataclass(frozen=True, slots=True)
class Meant:
    """A concept (its number in the index) that a statement is about, how sure that is, and by which words."""

    concept: int
    confidence: float
    basis: str


class MeaningReader:
    """Finds the concepts of a scheme that passages come near."""

    def __init__(self, meaning: Meaning, index: LabelIndex) -> None:
        self._meaning = meaning
        self._index = index

    def read(
        self, passage: Passage, labels: Mapping[int, str], settled: Callable[[int], bool]
    ) -> tuple[list[Meant], frozenset[int]]:
        """What the passage means, best first; and the labelled concepts that its meaning bears out.

        `labels` are concepts of which a label stands near by, with the basis that it would give; `settled`
        says of a concept whether one of the words that it requires is in sight.
        """
        whole = passage.whole
        if not labels and self._meaning.rough_score(whole) < _ROUGH:
            return [], frozenset()
        scores = self._meaning.scores([whole])[0].astype(np.float64)
        logits = _WHOLE * scores + _POINTING * passage.points_back
        logits[[concept for concept, basis in labels.items() if basis in _CONTEXT]] += _LABEL
        if _chances(logits + _CONTENT * _BEST_CONTENT).max() < _LEAST:
            return [], frozenset()
        alone = scores if whole == passage.content else self._meaning.scores([passage.content])[0]
        chances = _chances(logits + _CONTENT * alone)
        kept: list[Meant] = []
        enough = _LEAST
        for concept in (-chances).argsort(kind="stable")[:_CONSIDERED].tolist():
            chance = float(chances[concept])
            if chance < enough or len(kept) == _MOST:
                break
            if any(self._index.akin(concept, other.concept) for other in kept):
                continue
            if self._index.requires[concept] and not settled(concept):
                continue
            basis = self._basis(concept, passage, float(alone[concept]))
            enough = max(enough, _SECOND * chance)
            if basis == "neighbouring-sentence" and not passage.points_back:
                continue  # nothing says that the two sentences belong together
            kept.append(Meant(concept, round(min(_TOP, chance), 2), basis))
        return kept, frozenset(concept for concept in labels if chances[concept] >= _LEAST_LABEL)

    def _basis(self, concept: int, passage: Passage, alone: float) -> str:
        """By which words a concept comes in; the context is asked only where the content is too weak."""
        if alone >= _OWN or not (passage.before or passage.heading):
            return "own-words"
        if not passage.before:
            return "heading"
        if not passage.heading:
            return "neighbouring-sentence"
        before, heading = self._meaning.scores([passage.before, passage.heading])[:, concept]
        return "neighbouring-sentence" if before >= heading else "heading"


def _chances(logits: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Of each concept to be what is meant, rounded so that no last digit decides."""
    raised = np.exp(np.clip(logits, -50.0, 50.0) - _NONE)
    chances: npt.NDArray[np.float64] = np.round(raised / (1 + raised.sum()), 3)
    return chances
