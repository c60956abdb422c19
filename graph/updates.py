"""What is written into a graph: its steps, and their text as a SPARQL update.

    text([Drop(graph), Insert(quads)])   # one request: a store with transactions makes one of it

Each step can be done twice without harm: what is inserted, deleted and dropped is named in full, and there
are no blank nodes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import pyoxigraph
from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Triple

__all__ = ["Delete", "Drop", "Insert", "Step", "step_text", "text"]


@dataclass(frozen=True, slots=True)
class Drop:
    """Empties a named graph, given by its IRI; it need not be there."""

    graph: str


@dataclass(frozen=True, slots=True)
class Insert:
    """Puts quads in. `of` sorts them, so that equal changes are equal texts."""

    quads: tuple[Quad, ...]

    @classmethod
    def of(cls, quads: Iterable[Quad]) -> Self:
        """The step for these quads, in order."""
        return cls(tuple(sorted(quads, key=str)))


@dataclass(frozen=True, slots=True)
class Delete:
    """Takes quads out. `of` sorts them, so that equal changes are equal texts."""

    quads: tuple[Quad, ...]

    @classmethod
    def of(cls, quads: Iterable[Quad]) -> Self:
        """The step for these quads, in order."""
        return cls(tuple(sorted(quads, key=str)))


Step = Drop | Insert | Delete


def text(steps: Iterable[Step]) -> str:
    """One update that does these steps, one after another; empty where there is nothing to do."""
    return " ;\n".join(part for part in map(step_text, steps) if part)


def step_text(step: Step) -> str:
    """The update of one step; empty where it has no quads."""
    if isinstance(step, Drop):
        return f"DROP SILENT GRAPH <{step.graph}>"
    return _data("INSERT" if isinstance(step, Insert) else "DELETE", step.quads)


def _data(verb: str, found: Sequence[Quad]) -> str:
    # N-Triples is a part of SPARQL's own syntax: the serialiser escapes for us
    by_graph: dict[str, list[Triple]] = {}
    for quad in found:
        assert isinstance(quad.graph_name, NamedNode) and not isinstance(quad.subject, BlankNode)
        by_graph.setdefault(quad.graph_name.value, []).append(quad.triple)
    blocks = []
    for graph, triples in by_graph.items():
        written = pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES)
        assert written is not None
        blocks.append(f"GRAPH <{graph}> {{\n{written.decode()}}}")
    return f"{verb} DATA {{ {' '.join(blocks)} }}" if blocks else ""
