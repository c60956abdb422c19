"""networkx measures by name, for the graphs of `views.project`.

    >>> import networkx as nx
    >>> measure(nx.path_graph(["a", "b", "c"]), "degree")
    {'a': 1, 'b': 2, 'c': 1}

Every measure takes a graph and gives a plain dict keyed by node, in the graph's order. Where a measure uses
weights, more statements make a stronger tie; distances (betweenness, closeness) count steps and not weights.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import networkx as nx
import numpy as np
from scipy.sparse.linalg import eigsh  # type: ignore[import-untyped]  # scipy ships no types

from sayso.errors import SaysoError

__all__ = ["MEASURES", "Measure", "measure"]

SEED = 20240229
"""Sampling and Louvain start from here, so that the same graph gives the same numbers."""

_EXACT = 2_000
_SAMPLE = 200


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure and what it says about a node, in one line."""

    name: str
    about: str
    compute: Callable[["nx.Graph[str]"], Mapping[str, float]]


def measure(graph: "nx.Graph[str]", name: str) -> dict[str, float]:
    """The value of a measure for each node. Raises `SaysoError` for a name that is not in `MEASURES`."""
    if name not in MEASURES:
        raise SaysoError(f"no measure {name!r}; there are {', '.join(MEASURES)}")
    found = MEASURES[name].compute(graph) if len(graph) else {}
    return {node: found[node] for node in graph if node in found}


def _degree(graph: "nx.Graph[str]", weight: str | None = None) -> dict[str, float]:
    return dict(graph.degree(weight=weight))


def _pagerank(graph: "nx.Graph[str]") -> Mapping[str, float]:
    return nx.pagerank(graph, weight="weight")


def _betweenness(graph: "nx.Graph[str]") -> Mapping[str, float]:
    sample = None if len(graph) <= _EXACT else _SAMPLE
    return nx.betweenness_centrality(graph, k=sample, seed=SEED)


def _eigenvector(graph: "nx.Graph[str]") -> Mapping[str, float]:
    """Nodes outside the largest component are left out: across components the measure has no one answer."""
    numbers = _components(graph)
    part = graph.subgraph([node for node in graph if numbers[node] == 0])
    nodes = [node for node in graph if node in part]
    if len(nodes) < 3:
        return dict.fromkeys(nodes, 1 / len(nodes) ** 0.5)
    # networkx starts from random numbers and does not settle on bipartite graphs, whose spectrum is symmetric
    matrix = nx.to_scipy_sparse_array(part, nodelist=nodes, weight="weight").astype(float)
    vector = eigsh(matrix, k=1, which="LA", v0=np.ones(len(nodes)))[1][:, 0]
    return {node: round(abs(float(value)), 12) for node, value in zip(nodes, vector, strict=True)}


def _numbered(groups: Any, graph: "nx.Graph[str]") -> dict[str, float]:
    """Groups numbered from 0, the largest first and of equal ones that with the earlier node."""
    order = {node: place for place, node in enumerate(graph)}
    ranked = sorted(groups, key=lambda nodes: (-len(nodes), min(order[node] for node in nodes)))
    return {node: number for number, nodes in enumerate(ranked) for node in nodes}


def _components(graph: "nx.Graph[str]") -> dict[str, float]:
    return _numbered(nx.connected_components(graph), graph)


def _communities(graph: "nx.Graph[str]") -> dict[str, float]:
    return _numbered(nx.community.louvain_communities(graph, weight="weight", seed=SEED), graph)


def _clustering(graph: "nx.Graph[str]") -> Mapping[str, float]:
    return nx.clustering(graph)  # type: ignore[return-value]  # a number only when asked for one node


def _core(graph: "nx.Graph[str]") -> Mapping[str, float]:
    without_loops = nx.Graph(graph)
    without_loops.remove_edges_from(list(nx.selfloop_edges(without_loops)))
    return nx.core_number(without_loops)


MEASURES = {
    measure_.name: measure_
    for measure_ in (
        Measure("degree", "how many neighbours it has", _degree),
        Measure("strength", "how many statements its ties stand for", partial(_degree, weight="weight")),
        Measure("pagerank", "how often a walk along weighted ties comes by; sums to 1", _pagerank),
        Measure(
            "betweenness",
            f"share of shortest paths through it; sampled from {_SAMPLE} nodes in graphs of over {_EXACT}",
            _betweenness,
        ),
        Measure("closeness", "how few steps away the rest of its component is", nx.closeness_centrality),
        Measure(
            "eigenvector",
            "tied to the well tied, in the largest component; other nodes are left out",
            _eigenvector,
        ),
        Measure("clustering", "share of its neighbours that are neighbours of each other", _clustering),
        Measure("components", "number of its component, 0 being the largest", _components),
        Measure(
            "communities", "number of its community (Louvain, seeded), 0 being the largest", _communities
        ),
        Measure("core", "the largest k for which it is in the k-core", _core),
    )
}
"""Every measure by its name."""
