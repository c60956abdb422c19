"""What people say about the shipped topics, as vectors: examples that show meaning where labels only name it.

    tariffs    car makers face a surcharge of 25 per cent when they ship to America
    -          he would not comment on the matter

The sentences stand in `data/topic-examples.tsv`, their vectors beside it (`bench/topic-examples` makes them).
A topic of a scheme of one's own has no examples, and is known by its labels and definition alone.
"""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

__all__ = ["FILE", "NOTHING", "VECTORS", "Examples", "load_examples", "sentences"]

Vectors = npt.NDArray[np.float32]

NOTHING = "-"
"""The notation under which statements about nothing stand."""
FILE = Path(__file__).parent / "data" / "topic-examples.tsv"
VECTORS = FILE.with_suffix(".npy")


@dataclass(frozen=True, slots=True)
class Examples:
    """Unit vectors of example statements: `about` in the order of `notations`, and those about `nothing`."""

    notations: tuple[str, ...]
    about: Vectors
    nothing: Vectors
    fingerprint: str


def sentences() -> list[tuple[str, str]]:
    """(notation, statement) in the order of the file: sorted by notation, those about nothing last."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    pairs = [line.partition("\t") for line in lines if line and not line.startswith("#")]
    return [(notation, text) for notation, _, text in pairs]


@cache
def load_examples() -> Examples:
    """The shipped examples; read once."""
    notations = [notation for notation, _ in sentences()]
    vectors = np.load(VECTORS, allow_pickle=False).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    about = [at for at, notation in enumerate(notations) if notation != NOTHING]
    nothing = [at for at, notation in enumerate(notations) if notation == NOTHING]
    digest = hashlib.sha256(VECTORS.read_bytes()).hexdigest()[:16]
    return Examples(tuple(notations[at] for at in about), vectors[about], vectors[nothing], digest)
