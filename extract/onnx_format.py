"""ONNX files, as far as an embedding model needs them: constants out of one, and a network into another.

    >>> network = encoded([Node("Add", ("x", "one"), ("y",))], {"one": np.ones(3, np.float32)},
    ...                   inputs={"x": np.float32}, outputs={"y": np.float32})
    >>> constants(network)["one"].tolist()
    [1.0, 1.0, 1.0]

ONNX is Protocol Buffers (onnx.proto, IR version 8). The `onnx` package reads and writes all of it, but
brings 20 MB for what takes a page here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["FUSED", "Node", "constants", "encoded"]

FUSED = "com.microsoft"
"""The domain of onnxruntime's own operators."""

Array = npt.NDArray[Any]

_IR, _OPSET = 8, 17
_TYPES: Mapping[str, int] = {"float32": 1, "uint8": 2, "int8": 3, "int32": 6, "int64": 7, "bool": 9}
_NAMES = {number: name for name, number in _TYPES.items()}
_FLOAT_ATTRIBUTE, _INT_ATTRIBUTE = 1, 2


@dataclass(frozen=True, slots=True)
class Node:
    """One operator: what it takes and gives, by name; attributes are whole numbers or floats."""

    operator: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    domain: str = ""
    attributes: Mapping[str, int | float] = field(default_factory=dict)


def constants(model: bytes) -> dict[str, Array]:
    """The constants of a model by name, as views into its bytes. Raises ValueError if it is cut short."""
    found: dict[str, Array] = {}
    view = memoryview(model)
    try:
        for graph in _parts(view, 7):
            for tensor in _parts(graph, 5):
                fields: dict[int, list[Any]] = {}
                for number, value in _fields(tensor):
                    fields.setdefault(number, []).append(value)
                kind = _NAMES.get(fields.get(2, [0])[0])
                if kind is not None and 9 in fields:
                    shape = [size for part in fields.get(1, ()) for size in _sizes(part)]
                    name = bytes(fields[8][0]).decode()
                    found[name] = np.frombuffer(fields[9][0], kind).reshape(shape)
    except IndexError as error:
        raise ValueError("the ONNX file is cut short") from error
    return found


def encoded(
    nodes: Iterable[Node],
    fixed: Mapping[str, Array],
    *,
    inputs: Mapping[str, type[np.generic]],
    outputs: Mapping[str, type[np.generic]],
) -> bytes:
    """A model file: nodes in an order in which they can run, constants, and the names that go in and out."""
    graph = [
        *(_field(1, _node(node)) for node in nodes),
        _field(2, b"network"),
        *(_field(5, _tensor(name, array)) for name, array in fixed.items()),
        *(_field(11, _value(name, kind)) for name, kind in inputs.items()),
        *(_field(12, _value(name, kind)) for name, kind in outputs.items()),
    ]
    own = _field(8, _field(1, b"") + _number(2, _OPSET))
    fused = _field(8, _field(1, FUSED.encode()) + _number(2, 1))
    return b"".join((_number(1, _IR), _field(7, b"".join(graph)), own, fused))


def _node(node: Node) -> bytes:
    parts = [_field(1, name.encode()) for name in node.inputs]
    parts += [_field(2, name.encode()) for name in node.outputs]
    parts += [_field(3, node.outputs[0].encode()), _field(4, node.operator.encode())]
    for name, value in node.attributes.items():
        if isinstance(value, float):
            said = b"\x15" + np.float32(value).tobytes() + _number(20, _FLOAT_ATTRIBUTE)
        else:
            said = _number(3, value) + _number(20, _INT_ATTRIBUTE)
        parts.append(_field(5, _field(1, name.encode()) + said))
    parts.append(_field(7, node.domain.encode()))
    return b"".join(parts)


def _tensor(name: str, array: Array) -> bytes:
    sizes = b"".join(_number(1, size) for size in array.shape)
    kind = _number(2, _TYPES[array.dtype.name])
    return sizes + kind + _field(8, name.encode()) + _field(9, np.ascontiguousarray(array).tobytes())


def _value(name: str, kind: type[np.generic]) -> bytes:
    return _field(1, name.encode()) + _field(2, _field(1, _number(1, _TYPES[np.dtype(kind).name])))


def _number(number: int, value: int) -> bytes:
    return _varint(number << 3) + _varint(value)


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    digits = bytearray()
    while value > 0x7F:
        digits.append(value & 0x7F | 0x80)
        value >>= 7
    digits.append(value)
    return bytes(digits)


def _parts(message: memoryview, wanted: int) -> Iterator[memoryview]:
    return (value for number, value in _fields(message) if number == wanted and isinstance(value, memoryview))


def _fields(message: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """Number and value of each field: a whole number, or the bytes of anything else."""
    at = 0
    while at < len(message):
        key, at = _read_varint(message, at)
        kind = key & 7
        if kind == 0:
            value, at = _read_varint(message, at)
            yield key >> 3, value
            continue
        if kind == 2:
            size, at = _read_varint(message, at)
        else:
            size = {1: 8, 5: 4}.get(kind, len(message) + 1)
        if at + size > len(message):
            raise IndexError
        yield key >> 3, message[at : at + size]
        at += size


def _read_varint(message: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        digit = message[at]
        at += 1
        value |= (digit & 0x7F) << shift
        shift += 7
        if digit < 0x80:
            return value, at


def _sizes(part: int | memoryview) -> Sequence[int]:
    """Sizes come one by one or packed together."""
    if isinstance(part, int):
        return (part,)
    sizes: list[int] = []
    at = 0
    while at < len(part):
        size, at = _read_varint(part, at)
        sizes.append(size)
    return sizes
