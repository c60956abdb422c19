"""Topics by meaning: what a statement is about when no label stands in it.

    "Whole streets stood a metre under water."  ->  floods

A topic that nobody spoke of is worse than one that was missed. So what counts for each concept is weighed
together: how like it are the content, the content with the sentence before, and both with the heading; how
far it leads before all other concepts; which labels stand near by; whether words point back; and how like
the content is to talk about nothing. The weights are those of a logistic regression, learned on statements
written for it (`bench/topic-weights`). A concept whose labels need a word beside them needs it here, too.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sayso.extract.meaning import Meaning
from sayso.extract.topic_labels import LabelIndex

__all__ = ["EVIDENCE", "WEIGHTS", "MeaningReader", "Meant", "Passage"]

WEIGHTS = Path(__file__).parent / "data" / "topic-weights.tsv"

Matrix = npt.NDArray[np.float64]

EVIDENCE = (
    *("in_sentence", "in_before", "in_heading", "unsettled"),
    *("told", "closest", "with_before", "whole", "content_lead", "before_lead", "whole_lead"),
    *("nothing", "nothing_in_sentence", "nothing_in_before", "nothing_in_heading"),
    *("nothing_content", "nothing_whole"),
    *("pointing", "pointing_in_before", "pointing_whole"),
    *("words", "has_heading", "has_before", "depth"),
    *("in_before_whole", "in_heading_whole", "in_sentence_content"),
)
"""What is weighed for a concept: where its labels stand, how like it the words are, and the statement."""

_LEAST, _LEAST_LABEL = 0.4, 0.05  # chance of a topic by meaning, and of one whose label stands near by
_SECOND = 0.5  # of the best chance: what a further topic must reach
_MOST = 2
_TOP = 0.7  # no meaning is surer than a label in the speaker's own words
_ROUGH = 2.4  # least guess at the best score for which the model is run
_OWN = 0.5  # standard deviations that the content is given before what stands around it
_NOTHING = 0.5  # from which on a content is about nothing, whatever stands around it
_FAR, _BEHIND = 2.3, -0.6  # from a concept, and behind the best: where one word that names it is not believed
_ROUGH_SURE = 3.0  # guess at the likeness from which on a word is believed without the model
_CONSIDERED = 16
_MOST_WORDS = 10


@dataclass(frozen=True, slots=True)
class Passage:
    """A statement's content, the sentence before that it leans on, the heading right above ("" for none).

    `points_back` says whether the content has a word such as "this" or "it", `words` how many of its words
    mean something by themselves.
    """

    content: str
    before: str
    heading: str
    points_back: bool
    words: int

    @property
    def whole(self) -> str:
        """All of it, in the order of the text."""
        return " ".join(filter(None, (self.title, self.before, self.content)))

    @property
    def title(self) -> str:
        """The heading without its marks, as a sentence."""
        bare = self.heading.lstrip("#* ").rstrip(". ")
        return bare and bare + "."


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
        self._weights, self._constant = _weights()
        self._depth = np.array([len(above) for above in index.above], np.float64)

    def read(
        self, passage: Passage, labels: Mapping[int, frozenset[str]], settled: Callable[[int], bool]
    ) -> tuple[list[Meant], frozenset[int]]:
        """What the passage means, best first; and the labelled concepts that its meaning bears out.

        `labels` are concepts of which a label stands near by, with where ("sentence",
        "neighbouring-sentence", "heading", or "unsettled" for a weak one in the content); `settled` says of
        a concept whether one of the words that it requires is in sight.
        """
        meaning = self._meaning
        if not labels and meaning.rough_score(passage.whole) < _ROUGH:
            return [], frozenset()
        nothing = meaning.nothingness(meaning.vector(passage.content))
        if nothing > _NOTHING:
            return [], frozenset()
        evidence = self.evidence(passage, labels, nothing)
        raised = np.exp(-np.clip(evidence @ self._weights + self._constant, -50.0, 50.0))
        chances = np.round(1 / (1 + raised), 3)
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
            basis = self._basis(concept, passage, float(evidence[concept, EVIDENCE.index("told")]))
            enough = max(enough, _SECOND * chance)
            kept.append(Meant(concept, round(min(_TOP, chance), 2), basis))
        return kept, frozenset(concept for concept in labels if chances[concept] >= _LEAST_LABEL)

    def refuted(self, content: str, concepts: Sequence[int]) -> frozenset[int]:
        """Those of the concepts, each labelled by one word of the content, that it does not mean.

        "A storm of applause" is no weather. A word is believed unless the whole content is far from the
        concept and nearer to another, or is about nothing.
        """
        meaning = self._meaning
        if meaning.rough_least(content, concepts) >= _ROUGH_SURE:
            return frozenset()
        vector = meaning.vector(content)
        if meaning.nothingness(vector) > _NOTHING:
            return frozenset(concepts)
        likeness = meaning.likeness(vector)
        told, lead = np.round(likeness.told, 2), np.round(likeness.both - likeness.both.max(), 2)
        return frozenset(at for at in concepts if told[at] < _FAR and lead[at] < _BEHIND)

    def evidence(self, passage: Passage, labels: Mapping[int, frozenset[str]], nothing: float) -> Matrix:
        """What speaks for each concept (row): a column for each name in EVIDENCE.

        `nothing` is the content's `Meaning.nothingness`.
        """
        meaning = self._meaning
        content, before = meaning.vector(passage.content), meaning.vector(passage.before)
        alone = meaning.likeness(content)
        nearer = alone if not passage.before else meaning.likeness(_unit(content + before))
        whole = nearer
        if passage.heading:
            whole = meaning.likeness(_unit(content + before + meaning.vector(passage.title)))
        ones = np.ones(len(self._depth))
        stands = np.zeros((4, len(ones)))
        for concept, places in labels.items():
            for place in places:
                stands[_PLACES[place], concept] = 1
        in_sentence, in_before, in_heading, unsettled = stands
        own, with_before, all_of_it = (like.both.astype(np.float64) for like in (alone, nearer, whole))
        pointing = float(passage.points_back)
        return np.column_stack(
            [
                *(in_sentence, in_before, in_heading, unsettled),
                *(alone.told, alone.closest, with_before, all_of_it),
                *(own - own.max(), with_before - with_before.max(), all_of_it - all_of_it.max()),
                *(nothing * ones, nothing * in_sentence, nothing * in_before, nothing * in_heading),
                *(nothing * own, nothing * all_of_it),
                *(pointing * ones, pointing * in_before, pointing * all_of_it),
                *(min(passage.words, _MOST_WORDS) * ones, bool(passage.heading) * ones),
                *(bool(passage.before) * ones, self._depth),
                *(in_before * all_of_it, in_heading * all_of_it, in_sentence * own),
            ]
        )

    def _basis(self, concept: int, passage: Passage, alone: float) -> str:
        """By which words a concept comes in: those that are most like it."""
        near = (("neighbouring-sentence", passage.before), ("heading", passage.title))
        found = [("own-words", round(alone + _OWN, 2))]
        for basis, text in near:
            if text:
                likeness = self._meaning.likeness(self._meaning.vector(text))
                found.append((basis, round(float(likeness.told[concept]), 2)))
        return max(found, key=lambda pair: pair[1])[0]


_PLACES = {"sentence": 0, "neighbouring-sentence": 1, "heading": 2, "unsettled": 3}


def _unit(vector: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    unit: npt.NDArray[np.float32] = vector / np.maximum(np.linalg.norm(vector), 1e-9)
    return unit


@cache
def _weights() -> tuple[Matrix, float]:
    """Of each name in EVIDENCE, and the constant."""
    written = WEIGHTS.read_text(encoding="utf-8").splitlines()
    lines = (line.split("\t") for line in written if line and not line.startswith("#"))
    read = {name: float(weight) for name, weight in lines}
    weights = np.array([read[name] for name in EVIDENCE])
    return weights, read["constant"]
