"""The steps of an update as requests of a size that servers take.

A server that makes a transaction of one request gets what belongs together in one, unless it is huge. Others
get small ones, in order: Virtuoso 7.2 compiles an update of thousands of triples, or of one very long text,
slowly or not at all; by the Graph Store Protocol, which only reads triples, there may be more of them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat

from sayso.graph.updates import Drop, Insert, Step, step_text, text

__all__ = ["Addition", "batches"]

_TOGETHER_BYTES = 16_000_000
_QUADS, _BYTES = 1_000, 200_000
_ADDED_QUADS = 20_000


@dataclass(frozen=True, slots=True)
class Addition:
    """Triples, as N-Triples, that the Graph Store Protocol puts into a graph."""

    graph: str
    triples: bytes


def batches(steps: Sequence[Step], *, together: bool, by_protocol: bool) -> Iterator[str | Addition]:
    """The texts of updates that do these steps one after another.

    `together` says that a server makes one transaction of one request, `by_protocol` that it has the Graph
    Store Protocol: then large steps of triples to be put in are additions.
    """
    if together:
        whole = text(steps)
        if len(whole) <= _TOGETHER_BYTES:
            if whole:
                yield whole
            return
    waiting: list[str] = []
    count = size = 0
    for step in _pieces(steps, by_protocol=by_protocol):
        written = "" if isinstance(step, Addition) else step_text(step)
        quads = len(step.quads) if not isinstance(step, Drop | Addition) else 1
        full = isinstance(step, Addition) or count + quads > _QUADS or size + len(written) > _BYTES
        if waiting and full:
            yield " ;\n".join(waiting)
            waiting, count, size = [], 0, 0
        if isinstance(step, Addition):
            yield step
        else:
            waiting.append(written)
            count, size = count + quads, size + len(written)
    if waiting:
        yield " ;\n".join(waiting)


def _pieces(steps: Iterable[Step], *, by_protocol: bool) -> Iterator[Step | Addition]:
    """The same steps, none of them too large; those without quads are left out."""
    for step in steps:
        if isinstance(step, Drop):
            yield step
        elif by_protocol and isinstance(step, Insert) and _is_large(step.quads):
            yield from _additions(step.quads)
        else:
            for quads in _cut(step.quads):
                yield type(step)(quads)


def _additions(quads: Iterable[Quad]) -> Iterator[Addition]:
    by_graph: dict[str, list[Quad]] = {}
    for quad in quads:
        assert isinstance(quad.graph_name, NamedNode)
        by_graph.setdefault(quad.graph_name.value, []).append(quad)
    for graph, found in by_graph.items():
        for start in range(0, len(found), _ADDED_QUADS):
            some = (quad.triple for quad in found[start : start + _ADDED_QUADS])
            triples = pyoxigraph.serialize(some, format=RdfFormat.N_TRIPLES)
            assert triples is not None
            yield Addition(graph, triples)


def _cut(quads: Iterable[Quad]) -> Iterator[tuple[Quad, ...]]:
    piece: list[Quad] = []
    size = 0
    for quad in quads:
        if piece and (len(piece) >= _QUADS or size + _length(quad) > _BYTES):
            yield tuple(piece)
            piece, size = [], 0
        piece.append(quad)
        size += _length(quad)
    if piece:
        yield tuple(piece)


def _is_large(quads: Sequence[Quad]) -> bool:
    return len(quads) > _QUADS or sum(map(_length, quads)) > _BYTES


def _length(quad: Quad) -> int:
    return 100 + (len(quad.object.value) if isinstance(quad.object, Literal) else 0)
