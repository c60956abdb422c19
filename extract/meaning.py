"""Which concepts of a topic scheme a text comes near in meaning, though none of their labels stands in it.

    meaning = load_meaning(TopicScheme.load())
    meaning.nearest("a curb on selling graphics processors abroad")
    -> (("https://w3id.org/sayso/topic/gpu-export-ban", 0.6), ...)

A cosine alone says little: all that the news reports is rather near to "government" and far from "physics".
So each concept is measured by its own distribution: the score is by how many standard deviations its cosine
with the text lies above the mean over a background of news statements. With the mean m and the covariance S
of the background's vectors, those are c·m and √(cᵀSc) for a concept c, so any scheme has them at once.
"""

import hashlib
import json
import logging
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sayso.extract.embedding import DIMENSIONS, SHA256, SentenceEmbedder, load_embedder
from sayso.extract.rough_embedding import RoughEmbedder
from sayso.graph.scheme import Concept, TopicScheme

__all__ = ["Meaning", "cache_folder", "confidence", "load_meaning"]

logger = logging.getLogger(__name__)

Vectors = npt.NDArray[np.float32]

_DATA = Path(__file__).parent / "data"
_BACKGROUND = _DATA / "meaning-background.npz"
_SHOWN_LABELS = 6  # in a row, as one text
_MOST_LABELS = 12  # one by one
_MANY = 500  # concepts; so many take seconds, and the log says why
_TOP = 0.7  # no meaning is surer than a label
_MIDDLE, _SLOPE = 4.0, 1.2  # of the logistic curve from score to confidence
_LEAST = 0.2
_FORMAT = 2  # of the vectors in the cache; a new number when other texts stand for a concept


class Meaning:
    """The concepts of a scheme as vectors."""

    def __init__(self, scheme: TopicScheme, embedder: SentenceEmbedder, vectors: Vectors) -> None:
        """`vectors` has a row for each concept, in the order of the scheme; see `load_meaning`."""
        self.iris = tuple(concept.iri for concept in scheme)
        self.fingerprint = f"model={SHA256[:16]} background={_file_hash(_BACKGROUND)}"
        self.embedder = embedder
        with np.load(_BACKGROUND, allow_pickle=False) as background:
            self._mean = background["mean"]
            self._rough_mean = background["rough_mean"]
            centred = vectors - self._mean
            centred /= np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-9)
            self._directions = _scaled(centred, background["covariance"])
            self._rough_directions = _scaled(centred, background["rough_covariance"])
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

    def rough_score(self, text: str) -> float:
        """A guess at the best score of a text, made without the model: costs a hundredth."""
        guess = self._rough.embed(self.embedder.pieces(text)[1:-1])
        return float(((guess - self._rough_mean) @ self._rough_directions).max())


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
    file = cache / f"{_fingerprint(scheme)}.npy"
    kept = _read(file, len(scheme))
    if kept is not None:
        return kept
    if len(scheme) >= _MANY:
        logger.info("preparing the meanings of %d concepts; this is done once", len(scheme))
    vectors = np.stack([_mean_vector(embedder, concept) for concept in scheme]).astype(np.float32)
    _keep(vectors, file)
    return vectors


def cache_folder() -> Path:
    """Where the platform wants caches: vectors of schemes stand there, and may be deleted at any time."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "sayso" / "topics"


def _texts(concept: Concept) -> tuple[str, ...]:
    """What a concept is called and what it is: each of these texts counts the same."""
    called = ", ".join((concept.label, *concept.alt_labels[:_SHOWN_LABELS]))
    if concept.definition is None:
        return concept.label, called
    return concept.label, called, f"{concept.label}: {concept.definition}"


def _mean_vector(embedder: SentenceEmbedder, concept: Concept) -> Vectors:
    """Of the texts that tell of the concept, and of its single labels, which together count as one text."""
    summed: Vectors = embedder.embed(_texts(concept)).sum(axis=0)
    summed += embedder.embed(_labels(concept)).mean(axis=0)
    return summed / np.linalg.norm(summed)


def _labels(concept: Concept) -> tuple[str, ...]:
    return (concept.label, *concept.alt_labels)[:_MOST_LABELS]


def _fingerprint(scheme: TopicScheme) -> str:
    facts = [_FORMAT, SHA256, *((*_texts(concept), *_labels(concept)) for concept in scheme)]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:32]


def _read(file: Path, concepts: int) -> Vectors | None:
    try:
        vectors = np.load(file, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    if vectors.dtype != np.float32 or vectors.shape != (concepts, DIMENSIONS):
        return None
    found: Vectors = vectors
    return found if np.isfinite(found).all() else None


def _keep(vectors: Vectors, file: Path) -> None:
    """Write the file so that nobody ever reads half of it; where that cannot be, do without."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=file.parent, suffix=".part", delete=False) as part:
            np.save(part, vectors)
        Path(part.name).replace(file)
    except OSError as error:
        logger.debug("vectors of concepts are not kept: %s", error)


def _file_hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:16]


def _scaled(directions: Vectors, covariance: Vectors) -> Vectors:
    """Directions so long that products with the background's vectors have a standard deviation of 1."""
    spread = np.sqrt(np.einsum("ij,ij->i", directions @ covariance, directions))
    return np.ascontiguousarray((directions / np.maximum(spread, 1e-9)[:, None]).T)
