"""A graph as arrays of numbers: what the measures take where a networkx graph would be too large.

    >>> graph = EdgeArrays.of_edges(["a", "b", "c"], [("a", "b", 2.0), ("b", "c", 1.0)])
    >>> graph.degrees().tolist()
    [1, 2, 1]

A million ties are some 40 MB here; as a networkx graph they are some 2 GB, and building it takes longer than
most measures. Nodes are numbered in the order in which they are given, mostly that of their IRIs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]  # scipy ships no types

__all__ = ["EdgeArrays", "Floats", "Ints", "incidence", "projection"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class EdgeArrays:
    """An undirected graph: the ends of each tie by the number of the node, and its weight.

    A pair of nodes stands once, in either order. `net` is given where ties have a sign: how many more
    agreements than disagreements. `expected` and `z_score` are given where ties come from a projection:
    what chance alone would give, how far the weight is from it in standard deviations, and how likely chance
    gives as much (`p_value`).
    """

    nodes: Sequence[str]
    source: Ints
    target: Ints
    weight: Floats
    net: Floats | None = None
    expected: Floats | None = None
    z_score: Floats | None = None
    p_value: Floats | None = None

    @classmethod
    def of_edges(cls, nodes: Sequence[str], edges: Iterable[tuple[str, str, float]]) -> "EdgeArrays":
        """The arrays of ties between these nodes, given by their names."""
        place = {node: number for number, node in enumerate(nodes)}
        rows = [(place[one], place[other], weight) for one, other, weight in edges]
        return cls(
            tuple(nodes),
            np.array([row[0] for row in rows], dtype=np.int64),
            np.array([row[1] for row in rows], dtype=np.int64),
            np.array([row[2] for row in rows], dtype=np.float64),
        )

    @classmethod
    def of_graph(cls, graph: "nx.Graph[str]") -> "EdgeArrays":
        """The arrays of a networkx graph, with its nodes in its order; a tie without a weight weighs 1."""
        arrays = cls.of_edges(list(graph), graph.edges(data="weight", default=1.0))
        if not graph.graph.get("signed"):
            return arrays
        net = [value for *_, value in graph.edges(data="net", default=0.0)]
        return cls(arrays.nodes, arrays.source, arrays.target, arrays.weight, np.array(net, dtype=np.float64))

    def __len__(self) -> int:
        return len(self.nodes)

    def graph(self) -> "nx.Graph[str]":
        """The same as a networkx graph, with `weight` (and `net`) on each tie."""
        graph: nx.Graph[str] = nx.Graph(signed=self.net is not None)
        graph.add_nodes_from(self.nodes)
        for number, (one, other) in enumerate(zip(self.source.tolist(), self.target.tolist(), strict=True)):
            about: dict[str, Any] = {"weight": float(self.weight[number])}
            if self.net is not None:
                about["net"] = float(self.net[number])
            graph.add_edge(self.nodes[one], self.nodes[other], **about)
        return graph

    def without_loops(self) -> "EdgeArrays":
        """The same without ties of a node to itself."""
        return self.where(self.source != self.target)

    def where(self, chosen: NDArray[np.bool_]) -> "EdgeArrays":
        """The same nodes with these ties alone."""
        if chosen.all():
            return self
        return EdgeArrays(
            self.nodes,
            self.source[chosen],
            self.target[chosen],
            self.weight[chosen],
            *(
                None if of is None else of[chosen]
                for of in (self.net, self.expected, self.z_score, self.p_value)
            ),
        )

    def adjacency(self, *, weighted: bool = True) -> Any:
        """The symmetric matrix, in compressed rows; a loop stands once, as in networkx."""
        values = self.weight if weighted else np.ones(len(self.source))
        loops = self.source == self.target
        rows = np.concatenate([self.source, self.target[~loops]])
        columns = np.concatenate([self.target, self.source[~loops]])
        size = len(self.nodes)
        matrix = sparse.csr_array((np.concatenate([values, values[~loops]]), (rows, columns)), (size, size))
        matrix.sum_duplicates()
        return matrix

    def degrees(self) -> Ints:
        """How many ties each node has; a loop counts twice, as in networkx."""
        size = len(self.nodes)
        return np.bincount(self.source, minlength=size) + np.bincount(self.target, minlength=size)

    def strengths(self) -> Floats:
        """What the ties of each node weigh together."""
        size = len(self.nodes)
        found = np.bincount(self.source, self.weight, size).astype(np.float64)
        return found + np.bincount(self.target, self.weight, size)


def incidence(rows: Ints, columns: Ints, shape: tuple[int, int]) -> Any:
    """The matrix that is 1 where a row has a column, however often it is told."""
    matrix = sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape)
    matrix.sum_duplicates()
    matrix.data[:] = 1.0
    return matrix


def projection(members: Any) -> tuple[Ints, Ints, Floats]:
    """The pairs of rows of an incidence matrix that have a column in common, and how many they have.

    Each pair once, in order, the smaller number first. The cost is the sum of squares of the columns.
    """
    shared = sparse.triu(members @ members.T, k=1, format="coo")
    order = np.lexsort((shared.col, shared.row))
    return (
        shared.row[order].astype(np.int64),
        shared.col[order].astype(np.int64),
        shared.data[order].astype(np.float64),
    )
