"""Which concepts of a topic scheme a text comes near in meaning, though none of their labels stands in it.

    meaning = load_meaning(TopicScheme.load())
    meaning.nearest("a curb on selling graphics processors abroad")
    -> (("https://w3id.org/sayso/topic/gpu-export-ban", 0.6), ...)

A cosine alone says little: all that the news reports is rather near to "government" and far from "physics".
So each concept is measured by its own distribution: the score is by how many standard deviations its cosine
with the text lies above the mean over a background of news statements. With the mean m and the covariance S
of the background's vectors, those are c·m and √(cᵀSc) for a concept c, so any scheme has them at once.

What a concept is called and what people say about it are two things; so the shipped concepts have examples,
too, and there are examples of what is about nothing at all (`topic_examples`).
"""

import hashlib
import json
import logging
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sayso.extract.embedding import DIMENSIONS, SHA256, SentenceEmbedder, load_embedder
from sayso.extract.rough_embedding import RoughEmbedder
from sayso.extract.topic_examples import Examples, load_examples
from sayso.graph.topics.scheme import SHIPPED, Concept, TopicScheme

__all__ = ["Likeness", "Meaning", "cache_folder", "confidence", "load_meaning"]

logger = logging.getLogger(__name__)

Vectors = npt.NDArray[np.float32]

_DATA = Path(__file__).parent / "data"
_BACKGROUND = _DATA / "meaning-background.npz"
_SHOWN_LABELS = 6  # in a row, as one text
_MOST_LABELS = 12  # one by one
_MANY = 500  # concepts; so many take seconds, so they have fewer labels read, and the log says why
_MOST_OF_MANY = 2
_TOP = 0.7  # no meaning is surer than a label
_MIDDLE, _SLOPE = 4.0, 1.2  # of the logistic curve from score to confidence
_LEAST = 0.2
_DIGEST = 32  # bytes of a SHA-256, at the end of a file in the cache
_CLOSEST = 5  # examples that tell how much a text is about nothing
_FORMAT = 4  # of the vectors in the cache; a new number when other texts stand for a concept


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like a text is to each concept, in standard deviations of the background.

    `told` goes by what a concept is called and by what its examples have in common, `closest` by the two
    examples that are most like the text.
    """

    told: Vectors
    closest: Vectors

    @property
    def both(self) -> Vectors:
        """The mean of the two."""
        mean: Vectors = ((self.told + self.closest) / 2).astype(np.float32)
        return mean


class Meaning:
    """The concepts of a scheme as vectors."""

    def __init__(self, scheme: TopicScheme, embedder: SentenceEmbedder, vectors: Vectors) -> None:
        """`vectors` has a row for each concept, in the order of the scheme; see `load_meaning`."""
        examples = load_examples()
        self.iris = tuple(concept.iri for concept in scheme)
        self.fingerprint = (
            f"model={SHA256[:16]} background={_file_hash(_BACKGROUND)} examples={examples.fingerprint}"
        )
        self.embedder = embedder
        owners = _owners(scheme, examples)
        self._owners = np.unique(owners[owners >= 0])
        rows = [np.flatnonzero(owners == owner) for owner in self._owners]
        most = max(map(len, rows), default=0)
        # One row of places for each concept that has examples, filled up with a place that holds nothing.
        self._places = np.array([np.pad(own, (0, most - len(own)), constant_values=-1) for own in rows], int)
        self._about, self._nothing = examples.about, examples.nothing
        with np.load(_BACKGROUND, allow_pickle=False) as background:
            covariance, rough_covariance = background["covariance"], background["rough_covariance"]
            self._mean = background["mean"]
            self._rough_mean = background["rough_mean"]
            centred = _centred(vectors, self._mean)
            usual = centred.copy()
            for owner, own in zip(self._owners, rows, strict=True):
                usual[owner] = _centred(examples.about[own].mean(axis=0), self._mean)
            self._directions = _scaled(centred, covariance)
            self._told = (self._directions + _scaled(usual, covariance)) / 2
            self._examples = _scaled(_centred(examples.about, self._mean), covariance)
            self._rough_directions = _scaled(_centred(centred + usual, 0), rough_covariance)
            mapping = background["map"].astype(np.float32)
            self._rough = RoughEmbedder(embedder.words, background["common"], mapping)

    def __call__(self, phrase: str) -> tuple[tuple[str, float], ...]:
        """`nearest`, for those who take a plain callable."""
        return self.nearest(phrase)

    def nearest(self, text: str, *, limit: int = 5) -> tuple[tuple[str, float], ...]:
        """The concepts that a text may be about and the confidence of each, best first; none if none fits.

        Confidences lie in [0.2, 0.7]. Costs about 3 ms, whatever the size of the scheme.
        """
        scores = self.scores([text])[0]
        order = np.argsort(-scores, kind="stable")[:limit]
        rated = ((self.iris[at], confidence(float(scores[at]))) for at in order)
        return tuple((iri, sure) for iri, sure in rated if sure >= _LEAST)

    def scores(self, texts: Sequence[str]) -> Vectors:
        """The score of each text (row) for each concept (column, in the scheme's order)."""
        vectors = self.embedder.embed(texts)
        return np.stack([(vector - self._mean) @ self._directions for vector in vectors])

    def vector(self, text: str) -> Vectors:
        """The unit vector of a text, all 0 for an empty one."""
        if not text:
            return np.zeros(DIMENSIONS, np.float32)
        vector: Vectors = self.embedder.embed([text])[0]
        return vector

    def likeness(self, vector: Vectors) -> Likeness:
        """How like a text with this unit vector is to the concepts of the scheme, in its order."""
        away = vector - self._mean
        told = away @ self._told
        closest = told.copy()
        if len(self._owners):
            single = np.append(away @ self._examples, -np.inf)[self._places]
            best = np.sort(single, axis=1)[:, -2:]
            closest[self._owners] = np.where(np.isfinite(best), best, best[:, -1:]).mean(axis=1)
        return Likeness(told, closest)

    def nothingness(self, vector: Vectors) -> float:
        """How much more like statements about nothing than like those about a topic, times 10."""
        return round(10 * (_best(self._nothing @ vector) - _best(self._about @ vector)), 3)

    def rough_score(self, text: str) -> float:
        """A guess at the best score of a text, made without the model: costs a hundredth."""
        return round(float(self._rough_scores(text).max()), 2)

    def rough_least(self, text: str, concepts: Sequence[int]) -> float:
        """A guess at the lowest score of a text with some concepts, by their places in the scheme."""
        return round(float(self._rough_scores(text)[list(concepts)].min()), 2)

    def _rough_scores(self, text: str) -> Vectors:
        guess = self._rough.embed(self.embedder.pieces(text)[1:-1])
        scores: Vectors = (guess - self._rough_mean) @ self._rough_directions
        return scores


def confidence(score: float) -> float:
    """How sure a score is, in [0, 0.7], to two digits."""
    return round(_TOP / (1 + float(np.exp(-_SLOPE * (score - _MIDDLE)))), 2)


def load_meaning(
    scheme: TopicScheme, *, model: Path | None = None, cache: Path | None = None
) -> Meaning | None:
    """The meanings of a scheme; None, with a warning, where the embedding model cannot be used.

    `model` is a file in place of the installed one, `cache` a folder in place of `cache_folder()`. The first
    time a scheme of thousands of concepts takes some seconds; its vectors are then kept in the cache.
    """
    embedder = load_embedder(model)
    if embedder is None:
        return None
    return Meaning(scheme, embedder, concept_vectors(scheme, embedder, cache or cache_folder()))


def concept_vectors(scheme: TopicScheme, embedder: SentenceEmbedder, cache: Path) -> Vectors:
    """A row for each concept, from the cache if it has them."""
    file = cache / f"{_fingerprint(scheme)}.vectors"
    kept = _read(file, len(scheme))
    if kept is not None:
        return kept
    if len(scheme) >= _MANY:
        logger.info("preparing the meanings of %d concepts; this is done once", len(scheme))
    vectors = np.zeros((len(scheme), DIMENSIONS), np.float32)
    for row, concept in enumerate(scheme):
        vectors[row] = _mean_vector(embedder, concept, _most_labels(scheme))
    _keep(vectors, file)
    return vectors


def cache_folder() -> Path:
    """Where the platform wants caches: vectors of schemes stand there, and may be deleted at any time."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(_home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(_home() / "Library" / "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or str(_home() / ".cache")
    return Path(base) / "sayso" / "topics"


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError:  # nobody's process has none
        return Path(tempfile.gettempdir())


def _texts(concept: Concept) -> tuple[str, ...]:
    """What a concept is called and what it is: each of these texts counts the same."""
    called = ", ".join((concept.label, *concept.alt_labels[:_SHOWN_LABELS]))
    if concept.definition is None:
        return concept.label, called
    return concept.label, called, f"{concept.label}: {concept.definition}"


def _mean_vector(embedder: SentenceEmbedder, concept: Concept, most: int) -> Vectors:
    """Of the texts that tell of the concept, and of its single labels, which together count as one text."""
    summed: Vectors = embedder.embed(_texts(concept)).sum(axis=0)
    summed += embedder.embed(_labels(concept, most)).mean(axis=0)
    return summed / np.linalg.norm(summed)


def _most_labels(scheme: TopicScheme) -> int:
    return _MOST_LABELS if len(scheme) < _MANY else _MOST_OF_MANY


def _labels(concept: Concept, most: int) -> tuple[str, ...]:
    return (concept.label, *concept.alt_labels)[:most]


def _owners(scheme: TopicScheme, examples: Examples) -> npt.NDArray[np.intp]:
    """For each example the place of its concept in the scheme, -1 if that has it not."""
    places = {concept.iri: at for at, concept in enumerate(scheme)}
    return np.array([places.get(SHIPPED + notation, -1) for notation in examples.notations], np.intp)


def _best(cosines: Vectors) -> float:
    """The mean of the highest."""
    return float(np.partition(cosines, -_CLOSEST)[-_CLOSEST:].mean())


def _centred(vectors: Vectors, mean: Vectors | int) -> Vectors:
    away = vectors - mean
    unit: Vectors = away / np.maximum(np.linalg.norm(away, axis=-1, keepdims=True), 1e-9)
    return unit


def _fingerprint(scheme: TopicScheme) -> str:
    most = _most_labels(scheme)
    facts = [_FORMAT, SHA256, *((*_texts(concept), *_labels(concept, most)) for concept in scheme)]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:32]


def _read(file: Path, concepts: int) -> Vectors | None:
    """The vectors in a file of the cache; None if it is not what was once written there."""
    try:
        with file.open("rb") as kept:
            raw = kept.read(4 * concepts * DIMENSIONS + _DIGEST + 1)
    except OSError:
        return None
    content, digest = raw[:-_DIGEST], raw[-_DIGEST:]
    if len(content) != 4 * concepts * DIMENSIONS or hashlib.sha256(content).digest() != digest:
        return None
    return np.frombuffer(content, "<f4").reshape(concepts, DIMENSIONS).astype(np.float32)


def _keep(vectors: Vectors, file: Path) -> None:
    """Write the file so that nobody ever reads half of it; where that cannot be, do without."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=file.parent, suffix=".part", delete=False) as part:
            content = vectors.astype("<f4").tobytes()
            try:
                part.write(content + hashlib.sha256(content).digest())
                part.close()
                Path(part.name).replace(file)
            except OSError:
                Path(part.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        logger.debug("vectors of concepts are not kept: %s", error)


def _file_hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:16]


def _scaled(directions: Vectors, covariance: Vectors) -> Vectors:
    """Directions so long that products with the background's vectors have a standard deviation of 1."""
    spread = np.sqrt(np.einsum("ij,ij->i", directions @ covariance, directions))
    return np.ascontiguousarray((directions / np.maximum(spread, 1e-9)[:, None]).T)
