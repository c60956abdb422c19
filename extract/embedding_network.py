"""The network of all-MiniLM-L6-v2 in whole numbers: three times as fast as the file it is read from.

The file keeps its weights in eight bits, but computes with floats. Here the same weights go into a network
of onnxruntime's fused operators (attention, Gelu, skip and normalise, products of whole numbers), which
takes one text at a time: what is rounded while it runs then depends on that text alone.

Weights are rounded to seven bits: with eight, processors without VNNI instructions let sums of products
overflow and answer differently.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from sayso.extract.onnx_format import FUSED, Node, constants, encoded

__all__ = ["network", "word_embeddings"]

Array = npt.NDArray[Any]

_LAYERS, _HEADS, _WIDTH = 6, 12, 384
_EPSILON = 1e-12
_BITS = 7
_EMBEDDINGS = "inner.embeddings."
_FLOAT = 1  # the number of the type


def network(model: bytes, *, places: int) -> bytes:
    """An ONNX model that takes `ids` (one text, its pieces) and gives `states` (1, pieces, 384).

    `model` is the file of the data package, `places` the most pieces of a text. Takes a tenth of a second.
    """
    return _Network(constants(model)).built(places)


def word_embeddings(model: bytes) -> npt.NDArray[np.float16]:
    """What each piece of the vocabulary means by itself: shape (pieces, 384)."""
    given = constants(model)
    name = f"{_EMBEDDINGS}word_embeddings.weight"
    return (given[f"{name}_q"] * given[f"{name}_scale"]).astype(np.float16)


class _Network:
    """Nodes and constants as they are added; each method returns the name of its result."""

    def __init__(self, given: Mapping[str, Array]) -> None:
        self._given = given
        self._nodes: list[Node] = []
        self._fixed: dict[str, Array] = {}
        # The exporter named the matrices by number, in the order in which they are used.
        numbers = sorted(int(name[4:-2]) for name in given if name.startswith("val_") and name.endswith("_q"))
        self._matrices = [self._dequantised(f"val_{number}") for number in numbers]

    def built(self, places: int) -> bytes:
        x = self._embeddings(places)
        for layer in range(_LAYERS):
            x = self._layer(x, layer)
        self._nodes.append(Node("Identity", (x,), ("states",)))
        return encoded(self._nodes, self._fixed, inputs={"ids": np.int64}, outputs={"states": np.float32})

    def _dequantised(self, name: str) -> Array:
        return self._given[f"{name}_q"].astype(np.float32) * self._given[f"{name}_scale"]

    def _constant(self, name: str, array: Array) -> str:
        self._fixed[name] = array
        return name

    def _node(self, operator: str, *inputs: str, domain: str = "", **attributes: int | float) -> str:
        return self._split(operator, *inputs, count=1, domain=domain, **attributes)[0]

    def _split(
        self, operator: str, *inputs: str, count: int, domain: str = "", **attributes: int | float
    ) -> tuple[str, ...]:
        names = tuple(f"{operator}_{len(self._nodes)}_{number}" for number in range(count))
        self._nodes.append(Node(operator, inputs, names, domain, attributes))
        return names

    def _embeddings(self, places: int) -> str:
        words = f"{_EMBEDDINGS}word_embeddings.weight"
        rows = self._node(
            "Cast",
            self._node("Gather", self._constant("words", self._given[f"{words}_q"]), "ids"),
            to=_FLOAT,
        )
        scales = self._node("Gather", self._constant("words.scale", self._given[f"{words}_scale"]), "ids")
        x = self._node("Mul", rows, scales)
        kind = self._given[f"{_EMBEDDINGS}token_type_embeddings.weight"][0]
        table = self._dequantised(f"{_EMBEDDINGS}position_embeddings.weight")[:places] + kind
        zero, axis = (self._constant(name, np.zeros(1, np.int64)) for name in ("zero", "axis"))
        length = self._node("Shape", "ids", start=1, end=2)
        x = self._node("Add", x, self._node("Slice", self._constant("places", table), zero, length, axis))
        return self._node("LayerNormalization", x, *self._affine(f"{_EMBEDDINGS}LayerNorm"), epsilon=_EPSILON)

    def _layer(self, x: str, layer: int) -> str:
        query, key, value, out, up, down = self._matrices[6 * layer : 6 * layer + 6]
        name = f"inner.encoder.layer.{layer}"
        attention = f"{name}.attention"
        biases = [self._given[f"{attention}.self.{part}.bias"] for part in ("query", "key", "value")]
        joined = self._linear(
            x, f"{attention}.self", np.concatenate([query, key, value], axis=1), np.concatenate(biases)
        )
        sizes = self._constant(f"{attention}.sizes", np.array([_WIDTH] * 3, np.int64))
        parts = self._split("Split", joined, sizes, count=3, axis=2)
        heard = self._node("MultiHeadAttention", *parts, domain=FUSED, num_heads=_HEADS)
        dense = f"{attention}.output.dense"
        heard = self._linear(heard, dense, out, self._given[f"{dense}.bias"])
        x = self._residual(heard, x, f"{attention}.output.LayerNorm")
        dense = f"{name}.intermediate.dense"
        inner = self._node("Gelu", self._linear(x, dense, up, self._given[f"{dense}.bias"]), domain=FUSED)
        dense = f"{name}.output.dense"
        inner = self._linear(inner, dense, down, self._given[f"{dense}.bias"])
        return self._residual(inner, x, f"{name}.output.LayerNorm")

    def _linear(self, x: str, name: str, matrix: Array, bias: Array) -> str:
        values, scale = _quantised(matrix)
        fixed = (
            self._constant(f"{name}.weight", values),
            self._constant(f"{name}.scale", scale),
            "",
            self._constant(f"{name}.bias", bias),
        )
        return self._node("DynamicQuantizeMatMul", x, *fixed, domain=FUSED)

    def _residual(self, x: str, before: str, name: str) -> str:
        return self._node(
            "SkipLayerNormalization", x, before, *self._affine(name), domain=FUSED, epsilon=_EPSILON
        )

    def _affine(self, name: str) -> tuple[str, ...]:
        kinds = (f"{name}.weight", f"{name}.bias")
        return tuple(self._constant(kind, self._given[kind]) for kind in kinds)


def _quantised(matrix: Array) -> tuple[Array, Array]:
    """Whole numbers, and the scales by which to multiply them, one for each output."""
    top = (1 << (_BITS - 1)) - 1
    scale = np.maximum(np.abs(matrix).max(axis=0), 1e-9) / top
    return np.clip(np.rint(matrix / scale), -top, top).astype(np.int8), scale.astype(np.float32)
