"""Makes `extract/data/topic-likeness.txt`: how a phrase that names a topic differs from one that does not.

    python bench/emergence/train_topic_likeness.py

A logistic regression on the vectors of the sentence-embedding model. The examples are the labels of the
shipped topics, and the words of `extract/data/key-phrases.toml` that are none. Prints how many are told right
when a fifth of them is held out. Takes half a minute.
"""

import tomllib
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from sayso.extract import topic_likeness
from sayso.extract.embedding import SentenceEmbedder
from sayso.graph.topics.scheme import TopicScheme

LISTS = Path(topic_likeness.__file__).parent / "data" / "key-phrases.toml"
LEAST_SQUARES = 1.0  # how strongly great weights are held down
LONG_LABELS = 0.5  # weight of a label of several words: the words that are none are single ones


def main() -> None:
    """Train, print and write."""
    topics = sorted({label.lower() for concept in TopicScheme.load() for label in concept.strong_labels})
    table = tomllib.loads(LISTS.read_text("utf-8"))
    others = sorted({word for name in ("empty_nouns", "general_nouns") for word in table[name].split()})
    embedder = SentenceEmbedder.load()
    vectors = np.vstack([embedder.embed([text]) for text in (*topics, *others)]).astype(np.float64)
    is_topic = np.array([1.0] * len(topics) + [0.0] * len(others))
    weights = np.array([LONG_LABELS if " " in text else 1.0 for text in (*topics, *others)])
    order = np.random.default_rng(0).permutation(len(vectors))
    single = weights == 1.0
    right = []
    for fold in range(5):
        held = order[fold::5]
        rest = np.setdiff1d(order, held)
        fitted = fit(vectors[rest], is_topic[rest], weights[rest])
        told = (vectors[held] @ fitted[:-1] + fitted[-1] > 0) == (is_topic[held] > 0)
        right.extend(told[single[held]])
    print(
        f"{len(topics)} labels, {len(others)} words that are none; {np.mean(right):.1%} of single words right"
    )
    fitted = fit(vectors, is_topic, weights)
    topic_likeness.WEIGHTS.write_text("".join(f"{weight:.4f}\n" for weight in fitted), encoding="ascii")


def fit(vectors: np.ndarray, is_topic: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The weights of the dimensions and, last, the constant."""
    inputs = np.c_[vectors, np.ones(len(vectors))]

    def loss(fitted: np.ndarray) -> tuple[float, np.ndarray]:
        scores = inputs @ fitted
        error = np.logaddexp(0, scores) - is_topic * scores
        slope = inputs.T @ (weights * (1 / (1 + np.exp(-scores)) - is_topic))
        slope[:-1] += LEAST_SQUARES * fitted[:-1]
        return float(weights @ error + LEAST_SQUARES / 2 * (fitted[:-1] ** 2).sum()), slope

    start = np.zeros(inputs.shape[1])
    return minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300}).x


if __name__ == "__main__":
    main()
