"""Measures by name, for the graphs of `views.project` and the arrays of `columns.Columns`.

    >>> import networkx as nx
    >>> measure(nx.path_graph(["a", "b", "c"]), "degree")
    {'a': 1, 'b': 2, 'c': 1}

Every measure takes a graph and gives a plain dict keyed by node, in the graph's order. Where a measure uses
weights, more statements make a stronger tie; distances (betweenness, closeness, bridges) count steps and not
weights.

networkx does the work on ordinary graphs. From `LARGE` ties on it would take minutes, and the same measures
are computed on arrays, by scipy and, where the extra `large` is installed, NetworKit; `engine` chooses
otherwise. All give the same numbers, up to rounding, with two exceptions: communities (equal graphs
may be cut in several ways that are as good) and what NetworKit samples.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import networkx as nx
import numpy as np

from sayso.errors import SaysoError
from sayso.graph.analysis import engines
from sayso.graph.analysis.arrays import EdgeArrays
from sayso.graph.analysis.engines import SEED

__all__ = ["ENGINES", "LARGE", "MEASURES", "SEED", "Measure", "Method", "measure", "method"]

LARGE = 10_000
"""From this many ties on, measures are computed on arrays."""

ENGINES = ("auto", "networkx", "scipy", "networkit")

_EXACT = 2_000
_SAMPLE = 200


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure, what it says about a node in one line, and by which method.

    `compute` takes a networkx graph, or is None where only arrays will do; `on_arrays` takes arrays and the
    engine, and gives a number for each node, not a number for nodes that have none. `seeded` measures
    start from `SEED`; `sampled` ones look at some nodes alone in graphs of over 2,000. `groups` measures
    give numbers of groups and not amounts.
    """

    name: str
    about: str
    method: str
    compute: Callable[["nx.Graph[str]"], Mapping[str, float]] | None
    on_arrays: Callable[[EdgeArrays, str], Any]
    seeded: bool = False
    sampled: bool = False
    groups: bool = False


@dataclass(frozen=True, slots=True)
class Method:
    """How a measure was computed on one graph: with `sample` nodes to start from, where it was sampled."""

    text: str
    engine: str
    seed: int | None = None
    sample: int | None = None

    def __str__(self) -> str:
        facts = [self.text, f"by {self.engine}"]
        if self.sample is not None:
            facts.append(f"sampled from k = {self.sample} nodes")
        if self.seed is not None:
            facts.append(f"seed {self.seed}")
        return ", ".join(facts)


def measure(graph: "nx.Graph[str] | EdgeArrays", name: str, *, engine: str = "auto") -> dict[str, float]:
    """The value of a measure for each node. Raises `SaysoError` for a name that is not in `MEASURES`.

    `engine` is one of `ENGINES`; "networkit" needs the extra `large`, and what it has no better way for
    scipy does. Nodes for which the measure has no value are left out.
    """
    found = _measure(name)
    chosen = _engine(graph, found, engine)
    if not len(graph):
        return {}
    if chosen == "networkx" and found.compute is not None:
        plain = graph.graph() if isinstance(graph, EdgeArrays) else graph
        values = found.compute(plain)
        return {node: values[node] for node in plain if node in values}
    arrays = graph if isinstance(graph, EdgeArrays) else EdgeArrays.of_graph(graph)
    numbers = found.on_arrays(arrays, chosen).tolist()
    return {node: value for node, value in zip(arrays.nodes, numbers, strict=True) if value == value}


def method(graph: "nx.Graph[str] | EdgeArrays", name: str, *, engine: str = "auto") -> Method:
    """How `measure` computes this on this graph."""
    found = _measure(name)
    chosen = _engine(graph, found, engine)
    sampled = found.sampled and len(graph) > _EXACT
    if name == "closeness" and chosen == "networkx":
        sampled = False
    return Method(
        found.method, chosen, SEED if found.seeded or sampled else None, _SAMPLE if sampled else None
    )


def _measure(name: str) -> Measure:
    if name not in MEASURES:
        raise SaysoError(f"no measure {name!r}; there are {', '.join(MEASURES)}")
    return MEASURES[name]


def _engine(graph: "nx.Graph[str] | EdgeArrays", found: Measure, engine: str) -> str:
    """What does the work: "networkx", "scipy" or "networkit"."""
    if engine not in ENGINES:
        raise SaysoError(f"no engine {engine!r}; there are {', '.join(ENGINES)}")
    if engine == "networkit" and not engines.has_networkit():
        raise SaysoError("NetworKit is not installed: pip install 'sayso[large]', or leave the engine")
    if engine == "networkx" and found.compute is None:
        return "scipy"
    if engine == "auto":
        ties = len(graph.source) if isinstance(graph, EdgeArrays) else graph.number_of_edges()
        if ties < LARGE:
            return "networkx" if found.compute is not None else "scipy"
        engine = "networkit" if found.groups and engines.has_networkit() else "scipy"
    if found.name == "communities":
        return "networkx" if engine == "scipy" else engine
    if engine == "networkit" and found.name not in ("betweenness", "core", "communities"):
        return "scipy"
    return engine


def _degree(graph: "nx.Graph[str]", weight: str | None = None) -> dict[str, float]:
    return dict(graph.degree(weight=weight))


def _pagerank(graph: "nx.Graph[str]") -> Mapping[str, float]:
    close = engines.TOLERANCE / len(graph)  # networkx takes it for each node
    return nx.pagerank(graph, weight="weight", tol=close, max_iter=engines.ROUNDS)


def _betweenness(graph: "nx.Graph[str]") -> Mapping[str, float]:
    sample = None if len(graph) <= _EXACT else _SAMPLE
    return nx.betweenness_centrality(graph, k=sample, seed=SEED)


def _betweenness_on_arrays(graph: EdgeArrays, engine: str) -> Any:
    sample = None if len(graph) <= _EXACT else _SAMPLE
    if engine == "networkit":
        return engines.networkit_betweenness(graph, sample)
    return engines.betweenness(graph, engines.sampled_nodes(graph, sample))


def _closeness_on_arrays(graph: EdgeArrays, engine: str) -> Any:
    sample = None if len(graph) <= _EXACT else _SAMPLE
    return engines.closeness(graph, engines.sampled_nodes(graph, sample))


def _eigenvector(graph: "nx.Graph[str]") -> Mapping[str, float]:
    """Nodes outside the largest component are left out: across components the measure has no one answer.

    networkx starts from random numbers and does not settle on bipartite graphs, whose spectrum is symmetric.
    """
    arrays = EdgeArrays.of_graph(graph)
    members, values = engines.eigenvector(arrays)
    return {arrays.nodes[at]: value for at, value in zip(members.tolist(), values.tolist(), strict=True)}


def _eigenvector_on_arrays(graph: EdgeArrays, engine: str) -> Any:
    found = np.full(len(graph), np.nan)
    members, values = engines.eigenvector(graph)
    found[members] = values
    return found


def _numbered(groups: Any, graph: "nx.Graph[str]") -> dict[str, float]:
    """Groups numbered from 0, the largest first and of equal ones that with the earlier node."""
    order = {node: place for place, node in enumerate(graph)}
    ranked = sorted(groups, key=lambda nodes: (-len(nodes), min(order[node] for node in nodes)))
    return {node: number for number, nodes in enumerate(ranked) for node in nodes}


def _components(graph: "nx.Graph[str]") -> dict[str, float]:
    return _numbered(nx.connected_components(graph), graph)


def _communities(graph: "nx.Graph[str]") -> dict[str, float]:
    arrays = EdgeArrays.of_graph(graph)
    numbers = engines.communities(arrays, engine="networkx").tolist()
    return dict(zip(arrays.nodes, numbers, strict=True))


def _groups(graph: EdgeArrays, engine: str) -> Any:
    ties = len(graph.source)
    with_networkit = engine == "networkit" or (ties >= LARGE and engines.has_networkit())
    return engines.communities(graph, engine="networkit" if with_networkit else "networkx")


def _bridges(graph: EdgeArrays, engine: str) -> Any:
    sample = None if len(graph) <= _EXACT else _SAMPLE
    return engines.betweenness(graph, engines.sampled_nodes(graph, sample), _groups(graph, engine))


def _participation(graph: EdgeArrays, engine: str) -> Any:
    return engines.participation(graph.without_loops(), _groups(graph, engine))


def _clustering(graph: "nx.Graph[str]") -> Mapping[str, float]:
    return nx.clustering(graph)  # type: ignore[return-value]  # a number only when asked for one node


def _core(graph: "nx.Graph[str]") -> Mapping[str, float]:
    without_loops = nx.Graph(graph)
    without_loops.remove_edges_from(list(nx.selfloop_edges(without_loops)))
    return nx.core_number(without_loops)


MEASURES = {
    measure_.name: measure_
    for measure_ in (
        Measure("degree", "how many neighbours it has", "counted", _degree, lambda g, _: g.degrees()),
        Measure(
            "strength",
            "how many statements its ties stand for",
            "sum of weights",
            partial(_degree, weight="weight"),
            lambda g, _: g.strengths(),
        ),
        Measure(
            "pagerank",
            "how often a walk along weighted ties comes by; sums to 1",
            f"power iteration, damping {engines.DAMPING}",
            _pagerank,
            lambda g, _: engines.pagerank(g),
        ),
        Measure(
            "betweenness",
            f"share of shortest paths through it; sampled from {_SAMPLE} nodes in graphs of over {_EXACT}",
            "Brandes",
            _betweenness,
            _betweenness_on_arrays,
            sampled=True,
        ),
        Measure(
            "bridges",
            "share of shortest paths between different communities that lead through it",
            "Brandes over Louvain communities",
            None,
            _bridges,
            seeded=True,
            sampled=True,
        ),
        Measure(
            "participation",
            "how evenly its ties are spread over communities: 0 all in one, towards 1 over many",
            "participation coefficient of Guimerà and Amaral over Louvain communities",
            None,
            _participation,
            seeded=True,
        ),
        Measure(
            "closeness",
            "how few steps away the rest of its component is",
            "Wasserman and Faust",
            nx.closeness_centrality,
            _closeness_on_arrays,
            sampled=True,
        ),
        Measure(
            "eigenvector",
            "tied to the well tied, in the largest component; other nodes are left out",
            "Lanczos",
            _eigenvector,
            _eigenvector_on_arrays,
        ),
        Measure(
            "clustering",
            "share of its neighbours that are neighbours of each other",
            "counted",
            _clustering,
            lambda g, _: engines.clustering(g),
        ),
        Measure(
            "components",
            "number of its component, 0 being the largest",
            "counted",
            _components,
            lambda g, _: engines.components(g),
            groups=True,
        ),
        Measure(
            "communities",
            "number of its community, 0 being the largest",
            "Louvain",
            _communities,
            lambda g, engine: engines.communities(g, engine=engine),
            seeded=True,
            groups=True,
        ),
        Measure(
            "core",
            "the largest k for which it is in the k-core",
            "peeled",
            _core,
            lambda g, engine: engines.networkit_core(g) if engine == "networkit" else engines.core(g),
        ),
    )
}
"""Every measure by its name."""
