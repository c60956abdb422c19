"""The encoder's parameters as an ONNX file with int8 matrices, written node by node.

Matrices are quantised symmetrically, one scale for each output, to seven bits: with eight, processors
without VNNI instructions let sums of products overflow and answer differently. Activations are quantised
by the runtime as they come. Needs the `onnx` package; reading the file needs only `onnxruntime`.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
from onnx import NodeProto, TensorProto, helper, numpy_helper

__all__ = ["read_onnx", "write_onnx"]

Array = npt.NDArray[np.float32]

_BITS = 7
_EPSILON = 1e-12
_OPSET, _IR = 17, 8
_FUSED = "com.microsoft"  # onnxruntime's own operators


def write_onnx(parameters: Mapping[str, Array], path: Path, *, layers: int, heads: int, places: int) -> None:
    """Writes the network whose parameters `sayso.extract.training.network` names.

    `places` is the longest window the file will take. Inputs are `ids`, int64, (batch, length), without
    padding, and `features`, (batch, length, columns); outputs `tags` and `links`. The same parameters give
    the same bytes.
    """
    graph = _Graph(parameters)
    width = parameters["tags.weight"].shape[1]
    x = graph.embeddings(places)
    for i in range(layers):
        x = graph.layer(x, f"layers.{i}", width, heads)
    tags = graph.linear(x, "tags")
    links = graph.linear(graph.node("Gelu", graph.linear(x, "mix"), domain=_FUSED), "links")
    graph.nodes.append(helper.make_node("Identity", [tags], ["tags"]))
    graph.nodes.append(helper.make_node("Identity", [links], ["links"]))
    shape = ("batch", "length")
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "attributions",
            [
                helper.make_tensor_value_info("ids", TensorProto.INT64, shape),
                helper.make_tensor_value_info("features", TensorProto.INT64, (*shape, "columns")),
            ],
            [
                helper.make_tensor_value_info(
                    name, TensorProto.FLOAT, (*shape, parameters[f"{name}.weight"].shape[0])
                )
                for name in ("tags", "links")
            ],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", _OPSET), helper.make_opsetid(_FUSED, 1)],
        ir_version=_IR,
    )
    path.write_bytes(model.SerializeToString(deterministic=True))


def read_onnx(path: Path) -> dict[str, Array]:
    """The parameters in a file of `write_onnx`, as exact as its whole numbers are."""
    model = onnx.load(path)
    found = {constant.name: numpy_helper.to_array(constant) for constant in model.graph.initializer}
    parameters = {
        name: array.astype(np.float32)
        for name, array in found.items()
        if name.endswith((".weight", ".bias")) and array.dtype != np.int8
    }
    for name, array in found.items():
        if name.endswith(".weight") and array.dtype == np.int8:
            scale = found[f"{name.removesuffix('.weight')}.scale"]
            parameters[name] = (array * scale).T.astype(np.float32)
    parameters["words.weight"] = (found["words"] * found["words.scale"]).astype(np.float32)
    parameters["places.weight"] = found["places"].astype(np.float32)
    return parameters


class _Graph:
    """Nodes and constants as they are added; each method returns the name of its result."""

    def __init__(self, parameters: Mapping[str, Array]) -> None:
        self.parameters = parameters
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []

    def constant(self, name: str, array: npt.NDArray[np.generic]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(self, operator: str, *inputs: str, domain: str = "", **attributes: int | float) -> str:
        return self.split(operator, *inputs, count=1, domain=domain, **attributes)[0]

    def split(
        self, operator: str, *inputs: str, count: int, domain: str = "", **attributes: int | float
    ) -> list[str]:
        names = [f"{operator}_{len(self.nodes)}_{k}" for k in range(count)]
        self.nodes.append(
            helper.make_node(operator, inputs, names, names[0], None, domain, None, **attributes)
        )
        return names

    def embeddings(self, places: int) -> str:
        values, scale = _quantise(self.parameters["words.weight"], axis=1, bits=8)
        rows = self.node(
            "Cast", self.node("Gather", self.constant("words", values), "ids"), to=TensorProto.FLOAT
        )
        x = self.node("Mul", rows, self.node("Gather", self.constant("words.scale", scale), "ids"))
        length = self.node("Shape", "ids", start=1, end=2)
        zero, axis = (self.constant(name, np.array([0], np.int64)) for name in ("zero", "axis"))
        table = self.constant("places", self.parameters["places.weight"][:places])
        x = self.node("Add", x, self.node("Slice", table, zero, length, axis))
        features = self.constant("features.weight", self.parameters["features.weight"])
        columns = self.constant("columns", np.array([2], np.int64))
        summed = self.node("ReduceSum", self.node("Gather", features, "features"), columns, keepdims=0)
        x = self.node("Add", x, summed)
        return self.node("LayerNormalization", x, *self.affine("norm"), epsilon=_EPSILON)

    def layer(self, x: str, name: str, width: int, heads: int) -> str:
        sizes = self.constant(f"{name}.sizes", np.array([width] * 3, np.int64))
        parts = self.split("Split", self.linear(x, f"{name}.qkv"), sizes, count=3, axis=2)
        heard = self.node("MultiHeadAttention", *parts, domain=_FUSED, num_heads=heads)
        x = self.residual(self.linear(heard, f"{name}.out"), x, f"{name}.norm1")
        inner = self.node("Gelu", self.linear(x, f"{name}.up"), domain=_FUSED)
        return self.residual(self.linear(inner, f"{name}.down"), x, f"{name}.norm2")

    def linear(self, x: str, name: str) -> str:
        values, scale = _quantise(self.parameters[f"{name}.weight"].T, axis=0, bits=_BITS)
        matrix = self.constant(f"{name}.weight", values)
        scales = self.constant(f"{name}.scale", scale[0])
        bias = self.constant(f"{name}.bias", self.parameters[f"{name}.bias"])
        return self.node("DynamicQuantizeMatMul", x, matrix, scales, "", bias, domain=_FUSED)

    def residual(self, x: str, before: str, name: str) -> str:
        return self.node(
            "SkipLayerNormalization", x, before, *self.affine(name), domain=_FUSED, epsilon=_EPSILON
        )

    def affine(self, name: str) -> list[str]:
        return [
            self.constant(f"{name}.{kind}", self.parameters[f"{name}.{kind}"]) for kind in ("weight", "bias")
        ]


def _quantise(matrix: Array, *, axis: int, bits: int) -> tuple[npt.NDArray[np.int8], Array]:
    """Whole numbers of so many bits, and the scales by which to multiply them; one scale along `axis`."""
    top = (1 << (bits - 1)) - 1
    scale = np.maximum(np.abs(matrix).max(axis=axis, keepdims=True), 1e-9) / top
    return np.clip(np.rint(matrix / scale), -top, top).astype(np.int8), scale.astype(np.float32)
