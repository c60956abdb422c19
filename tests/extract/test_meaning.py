"""Concepts by meaning: what comes near, and how the vectors of a scheme are kept."""

import hashlib
import logging
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sayso.extract.embedding import SentenceEmbedder
from sayso.extract.meaning import Meaning, cache_folder, concept_vectors, confidence, load_meaning
from sayso.graph.topics.scheme import Concept, TopicScheme

SCHEME = TopicScheme(
    (
        Concept("https://example.org/bees", "bees", "bee-keeping", ("honey", "hives")),
        Concept(
            "https://example.org/ferries", "ferries", "ferries", definition="Ships that carry travellers."
        ),
        Concept("https://example.org/taxes", "taxes", "taxation", ("income tax",)),
    ),
    "three",
)


@pytest.fixture(scope="module")
def embedder() -> SentenceEmbedder:
    return SentenceEmbedder.load()


@pytest.fixture(scope="module")
def meaning(embedder: SentenceEmbedder, tmp_path_factory: pytest.TempPathFactory) -> Meaning:
    return Meaning(SCHEME, embedder, concept_vectors(SCHEME, embedder, tmp_path_factory.mktemp("cache")))


@pytest.mark.parametrize(
    ("phrase", "concept"),
    [
        ("the colonies swarmed early and the combs were full", "bees"),
        ("the boat to the islands was cancelled because of the swell", "ferries"),
        ("a new levy on what people earn", "taxes"),
    ],
)
def test_the_nearest_concept_comes_first(meaning: Meaning, phrase: str, concept: str) -> None:
    found = meaning(phrase)
    assert found[0][0] == f"https://example.org/{concept}"
    assert all(0.2 <= sure <= 0.7 for _, sure in found)


def test_where_nothing_comes_near_there_is_nothing(meaning: Meaning) -> None:
    assert meaning.nearest("she laughed and shut the door") == ()


def test_confidence_rises_with_the_score_and_stays_below_that_of_labels() -> None:
    rising = [confidence(score) for score in (-50, 0, 2, 4, 6, 50)]
    assert rising == sorted(rising)
    assert 0 <= rising[0] < 0.01 and rising[-1] == 0.7


def test_vectors_are_kept_and_read_again(embedder: SentenceEmbedder, tmp_path: Path) -> None:
    first = concept_vectors(SCHEME, embedder, tmp_path)
    (file,) = tmp_path.iterdir()
    content = (-first).astype("<f4").tobytes()
    file.write_bytes(content + hashlib.sha256(content).digest())
    assert np.array_equal(concept_vectors(SCHEME, embedder, tmp_path), -first)


def _cut(kept: bytes) -> bytes:
    return kept[:-1]


def _changed(kept: bytes) -> bytes:
    return bytes([kept[0] ^ 1]) + kept[1:]


@pytest.mark.parametrize(
    "broken",
    [lambda kept: b"", lambda kept: b"PK\x03\x04junk", lambda kept: kept * 2, _cut, _changed],
    ids=["empty", "an archive", "twice", "cut", "changed"],
)
def test_a_broken_cache_is_made_anew(
    embedder: SentenceEmbedder, tmp_path: Path, broken: Callable[[bytes], bytes]
) -> None:
    first = concept_vectors(SCHEME, embedder, tmp_path)
    (file,) = tmp_path.iterdir()
    kept = file.read_bytes()
    file.write_bytes(broken(kept))
    assert np.array_equal(concept_vectors(SCHEME, embedder, tmp_path), first)
    assert file.read_bytes() == kept


def test_a_scheme_of_no_concepts_has_no_vectors(embedder: SentenceEmbedder, tmp_path: Path) -> None:
    assert concept_vectors(TopicScheme((), "none"), embedder, tmp_path).shape == (0, 384)


def test_a_folder_that_cannot_be_written_is_no_error(embedder: SentenceEmbedder, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    assert concept_vectors(SCHEME, embedder, tmp_path / "file").shape == (3, 384)


def test_the_cache_folder_is_the_platforms(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "sayso" / "topics"


def test_without_the_model_there_is_no_meaning(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert load_meaning(SCHEME, model=tmp_path / "none.onnx", cache=tmp_path) is None
    assert "no sentence-embedding model" in caplog.text


def test_a_large_scheme_is_announced(
    embedder: SentenceEmbedder,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sayso.extract.meaning._MANY", 3)
    with caplog.at_level(logging.INFO):
        concept_vectors(SCHEME, embedder, tmp_path)
    assert "preparing the meanings of 3 concepts" in caplog.text


def test_a_rough_score_follows_the_true_one(meaning: Meaning) -> None:
    near = meaning.rough_score("honey from the hives of the village")
    assert near > 1.5 > meaning.rough_score("she laughed and shut the door")
    assert np.isfinite(meaning.rough_score(""))
