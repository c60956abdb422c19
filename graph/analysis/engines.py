"""Measures computed on arrays, by numpy and scipy, and by NetworKit where it is installed.

Each function takes `arrays.EdgeArrays` and gives one number for each node, in their order. What is
computed without NetworKit is the same number that networkx gives, up to rounding, sampled measures too: they
start from the same nodes. NetworKit runs in one thread from a fixed seed, so that it gives the same each
time.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

import networkx as nx
import numpy as np
from scipy import sparse  # type: ignore[import-untyped]  # scipy ships no types
from scipy.sparse import csgraph  # type: ignore[import-untyped]  # scipy ships no types
from scipy.sparse.linalg import eigsh  # type: ignore[import-untyped]

from sayso.errors import SaysoError
from sayso.graph.analysis.arrays import EdgeArrays, Floats, Ints

__all__ = [
    "SEED",
    "betweenness",
    "closeness",
    "clustering",
    "communities",
    "components",
    "core",
    "eigenvector",
    "has_networkit",
    "modularity",
    "numbered",
    "pagerank",
    "participation",
    "sampled_nodes",
]

SEED = 20240229
"""Sampling and Louvain start from here, so that the same graph gives the same numbers."""

DAMPING = 0.85
TOLERANCE = 1e-10
ROUNDS = 500
"""Of PageRank: it ends when the sum of all changes is below the tolerance."""

_STATES = 4_000_000
"""How many pairs of a start and a node one wave of searches holds: some 100 MB."""


def has_networkit() -> bool:
    """Whether the extra `large` is installed."""
    return find_spec("networkit") is not None


def pagerank(graph: EdgeArrays) -> Floats:
    """The share of its time that a walk along weighted ties spends at each node; it sums to 1.

    Page and others (1998), by power iteration with the same start and damping as networkx.
    """
    size = len(graph)
    matrix = graph.adjacency()
    out = np.asarray(matrix.sum(axis=1)).ravel()
    inverse = np.divide(1.0, out, out=np.zeros(size), where=out != 0)
    dangling = out == 0
    transposed = matrix.T.tocsr()
    rank = np.full(size, 1 / size)
    for _ in range(ROUNDS):
        last = rank
        rank = DAMPING * (transposed @ (last * inverse) + last[dangling].sum() / size) + (1 - DAMPING) / size
        if np.abs(rank - last).sum() < TOLERANCE:
            break
    return rank


def core(graph: EdgeArrays) -> Ints:
    """The largest k for which each node is in the k-core: nodes are peeled off, the least tied first.

    After Batagelj and Zaveršnik (2003), a whole layer at a time.
    """
    matrix = graph.without_loops().adjacency(weighted=False)
    left = np.diff(matrix.indptr).astype(np.int64)
    found = np.zeros(len(graph), dtype=np.int64)
    alive = np.ones(len(graph), dtype=bool)
    level = 0
    while alive.any():
        level = max(level, int(left[alive].min()))
        layer = np.flatnonzero(alive & (left <= level))
        while len(layer):
            found[layer] = level
            alive[layer] = False
            others = matrix.indices[_places(matrix.indptr, layer)[0]]
            others, lost = np.unique(others[alive[others]], return_counts=True)
            left[others] -= lost
            layer = others[left[others] <= level]
    return found


def components(graph: EdgeArrays) -> Ints:
    """The number of each node's component, the largest being 0."""
    return numbered(csgraph.connected_components(graph.adjacency(weighted=False), directed=False)[1])


def clustering(graph: EdgeArrays) -> Floats:
    """The share of each node's neighbours that are neighbours of each other.

    Every triangle is counted once, from its node of fewest ties, so that hubs cost little.
    """
    matrix = graph.without_loops().adjacency(weighted=False)
    degrees = np.diff(matrix.indptr).astype(np.int64)
    order = np.lexsort((np.arange(len(graph)), degrees))
    place = np.empty(len(graph), dtype=np.int64)
    place[order] = np.arange(len(graph))
    coo = matrix.tocoo()
    upward = place[coo.row] < place[coo.col]
    up = sparse.csr_array((coo.data[upward], (coo.row[upward], coo.col[upward])), matrix.shape)
    triangles = np.zeros(len(graph))
    for begin in range(0, len(graph), 50_000):
        part = up[begin : begin + 50_000]
        # paths of two steps upward that a tie closes: the row, the column, and (transposed) the middle
        closed = (part @ up).multiply(part)
        triangles[begin : begin + 50_000] += np.asarray(closed.sum(axis=1)).ravel()
        triangles += np.asarray(closed.sum(axis=0)).ravel()
        triangles += np.asarray((part @ up.T).multiply(part).sum(axis=0)).ravel()
    pairs = degrees * (degrees - 1) / 2
    shares: Floats = np.divide(triangles, pairs, out=np.zeros(len(graph)), where=pairs > 0)
    return shares


def eigenvector(graph: EdgeArrays) -> tuple[Ints, Floats]:
    """The nodes of the largest component, and their entries of the first eigenvector of the weighted ties."""
    members = np.flatnonzero(components(graph) == 0)
    if len(members) < 3:
        return members, np.full(len(members), 1 / max(len(members), 1) ** 0.5)
    matrix = graph.adjacency()[members][:, members]
    vector = eigsh(matrix, k=1, which="LA", v0=np.ones(len(members)))[1][:, 0]
    entries: Floats = np.round(np.abs(vector), 12)
    return members, entries


def sampled_nodes(graph: EdgeArrays, most: int | None) -> Ints | None:
    """The nodes that a sampled measure starts from, those that networkx would take; None for all."""
    if most is None or most >= len(graph):
        return None
    return np.array(random.Random(SEED).sample(range(len(graph)), most), dtype=np.int64)


def betweenness(graph: EdgeArrays, starts: Ints | None = None, groups: Ints | None = None) -> Floats:
    """The share of shortest paths that pass through each node; paths count steps.

    After Brandes (2001), many searches at a time. With `starts` only paths from these count, scaled up as
    networkx does. With `groups` (a number for each node) only paths between different groups count.
    """
    size = len(graph)
    found = np.zeros(size)
    if size < 3:
        return found
    matrix = graph.without_loops().adjacency(weighted=False)
    chosen = np.arange(size, dtype=np.int64) if starts is None else starts
    for wave in _waves(matrix, chosen):
        width = len(wave.starts)
        passed = np.zeros(size * width)
        share = np.zeros(size * width)
        for ring in range(len(wave.rings) - 1, 0, -1):  # from the farthest inward
            far, near = wave.rings[ring], wave.rings[ring - 1]
            ends: Floats | float = 1.0
            if groups is not None:
                ends = (groups[far // width] != groups[wave.starts[far % width]]).astype(np.float64)
            share[far] = (ends + passed[far]) / wave.paths[far]
            passed[near] = wave.paths[near] * wave.gather(near, share, ring)
            share[far] = 0.0
            found += np.bincount(far // width, passed[far], size)
    if starts is None:
        return found / ((size - 1) * (size - 2))
    scale = np.full(size, 1 / (len(chosen) * (size - 2)))
    scale[chosen] = 1 / ((len(chosen) - 1) * (size - 2)) if len(chosen) > 1 else 0.0
    scaled: Floats = found * scale
    return scaled


def closeness(graph: EdgeArrays, starts: Ints | None = None) -> Floats:
    """How few steps away the rest of its component is (Wasserman and Faust's form, as networkx).

    With `starts` the mean distance is taken over these alone (Eppstein and Wang, 2004); a node that none of
    them reaches is not a number.
    """
    size = len(graph)
    matrix = graph.without_loops().adjacency(weighted=False)
    members = components(graph)
    others = np.bincount(members)[members] - 1.0
    total, reached = np.zeros(size), np.zeros(size)
    for wave in _waves(matrix, np.arange(size, dtype=np.int64) if starts is None else starts):
        for steps, ring in enumerate(wave.rings[1:], start=1):
            nodes = ring // len(wave.starts)
            total += steps * np.bincount(nodes, minlength=size)
            reached += np.bincount(nodes, minlength=size)
    near = np.divide(reached, total, out=np.zeros(size), where=total > 0)
    found: Floats = near * others / max(size - 1, 1)
    if starts is not None:
        found[(reached == 0) & (others > 0)] = np.nan
    return found


class _Wave:
    """Breadth-first searches from several nodes at once.

    A state is a node and a start: their number is `node * len(starts) + place of the start`. `rings` are the
    states that lie 0, 1, 2 … steps away; `paths` is how many shortest paths lead to each.
    """

    def __init__(self, matrix: Any, starts: Ints) -> None:
        self.starts = starts
        self._matrix = matrix
        self._degrees = np.diff(matrix.indptr)
        width = len(starts)
        states = matrix.shape[0] * width
        self._steps = np.full(states, -1, dtype=np.int32)
        self.paths = np.zeros(states)
        ring = starts * width + np.arange(width)
        self._steps[ring] = 0
        self.paths[ring] = 1.0
        self.rings = [ring]
        while len(ring):
            ring = self._next(ring)
            if len(ring):
                self.rings.append(ring)

    def _is_broad(self, states: Ints) -> bool:
        """Whether a product with the whole matrix costs less than going from node to node."""
        width = len(self.starts)
        return bool(self._degrees[states // width].sum() * 20 > self._matrix.nnz * width)

    def _next(self, ring: Ints) -> Ints:
        width = len(self.starts)
        if self._is_broad(ring):
            spread = np.zeros(len(self.paths))
            spread[ring] = self.paths[ring]
            arrived = (self._matrix @ spread.reshape(-1, width)).ravel()
            states = np.flatnonzero((arrived > 0) & (self._steps < 0))
            self.paths[states] = arrived[states]
        else:
            places, of = _places(self._matrix.indptr, ring // width)
            states = self._matrix.indices[places].astype(np.int64) * width + (ring % width)[of]
            new = self._steps[states] < 0
            states, at = np.unique(states[new], return_inverse=True)
            self.paths[states] = np.bincount(at, self.paths[ring][of[new]], len(states))
        self._steps[states] = len(self.rings)
        return states

    def gather(self, states: Ints, values: Floats, ring: int) -> Floats:
        """For each of these states the sum of the values of its neighbours in that ring; others have 0."""
        width = len(self.starts)
        if self._is_broad(states):
            gathered: Floats = (self._matrix @ values.reshape(-1, width)).ravel()[states]
            return gathered
        places, of = _places(self._matrix.indptr, states // width)
        others = self._matrix.indices[places].astype(np.int64) * width + (states % width)[of]
        there = self._steps[others] == ring
        return np.bincount(of[there], values[others[there]], len(states)).astype(np.float64)


def _waves(matrix: Any, starts: Ints) -> Iterator[_Wave]:
    width = max(1, _STATES // max(matrix.shape[0], 1))
    for begin in range(0, len(starts), width):
        yield _Wave(matrix, starts[begin : begin + width])


def _places(bounds: Ints, rows: Ints) -> tuple[Ints, Ints]:
    """Where the entries of these rows of a compressed matrix stand, and for each the place of its row."""
    begins = bounds[rows].astype(np.int64)
    lengths = bounds[rows + 1].astype(np.int64) - begins
    of = np.repeat(np.arange(len(rows)), lengths)
    ends = np.cumsum(lengths)
    return np.arange(len(of)) - np.repeat(ends - lengths - begins, lengths), of


def communities(graph: EdgeArrays, *, engine: str) -> Ints:
    """The number of each node's community by Louvain's method (Blondel and others, 2008), from 0 on.

    By NetworKit ("networkit") or networkx ("networkx"); neither gives what the other gives, but as much
    modularity. Ties with a sign count where there are more agreements than disagreements.
    """
    ties = friendly(graph).without_loops()
    if engine == "networkit":
        return numbered(_networkit_louvain(ties))
    found = nx.community.louvain_communities(ties.graph(), weight="weight", seed=SEED)
    place = {node: number for number, node in enumerate(graph.nodes)}
    labels = np.zeros(len(graph), dtype=np.int64)
    for number, members in enumerate(found):
        labels[[place[node] for node in members]] = number
    return numbered(labels)


def friendly(graph: EdgeArrays) -> EdgeArrays:
    """Of ties with a sign those with more agreements than disagreements, weighed by how many more."""
    if graph.net is None:
        return graph
    chosen = graph.net > 0
    return EdgeArrays(graph.nodes, graph.source[chosen], graph.target[chosen], graph.net[chosen])


def numbered(labels: Ints) -> Ints:
    """Groups numbered from 0, the largest first and of equal ones that with the earlier node."""
    _, first, of, sizes = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    order = np.lexsort((first, -sizes))
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.arange(len(order))
    return number[of].astype(np.int64)


def modularity(graph: EdgeArrays, groups: Ints) -> float:
    """How much more of the weight lies within groups than degrees alone would put there (Newman, 2004)."""
    total = float(graph.weight.sum())
    if not total:
        return 0.0
    inside = float(graph.weight[groups[graph.source] == groups[graph.target]].sum())
    strengths = np.bincount(groups, graph.strengths())
    return inside / total - float(((strengths / (2 * total)) ** 2).sum())


def participation(graph: EdgeArrays, groups: Ints) -> Floats:
    """How evenly each node's ties are spread over groups: 0 all in one, near 1 spread over many.

    The participation coefficient of Guimerà and Amaral (2005), by weight.
    """
    size, count = len(graph), int(groups.max(initial=0)) + 1
    ends = np.concatenate([graph.source, graph.target])
    others = np.concatenate([graph.target, graph.source])
    weights = np.concatenate([graph.weight, graph.weight])
    keys, at = np.unique(ends * count + groups[others], return_inverse=True)
    sums = np.bincount(at, weights, len(keys))
    strengths = np.bincount(ends, weights, size)
    squares = np.bincount(keys // count, sums**2, size)
    return np.where(strengths > 0, 1 - squares / np.where(strengths > 0, strengths, 1.0) ** 2, 0.0)


@contextmanager
def _networkit() -> Iterator[Any]:
    """NetworKit in one thread from our seed; what was set before is set again afterwards.

    Several threads would give other communities each time. Raises `SaysoError` where it is not installed.
    """
    try:
        import networkit  # type: ignore[import-untyped]  # NetworKit ships no types
    except ImportError as error:
        raise SaysoError("NetworKit is not installed: pip install 'sayso[large]'") from error
    threads = networkit.getMaxNumberOfThreads()
    networkit.setNumberOfThreads(1)
    networkit.setSeed(SEED, False)
    try:
        yield networkit
    finally:
        networkit.setNumberOfThreads(threads)


def _networkit_graph(networkit: Any, graph: EdgeArrays, *, weighted: bool) -> Any:
    made = networkit.Graph(len(graph), weighted=weighted)
    if len(graph.source):
        ends = (graph.source.astype(np.uint64), graph.target.astype(np.uint64))
        made.addEdges((graph.weight, ends) if weighted else ends)
    return made


def _networkit_louvain(graph: EdgeArrays) -> Ints:
    with _networkit() as networkit:
        found = networkit.community.PLM(_networkit_graph(networkit, graph, weighted=True), par="none")
        found.run()
        partition = found.getPartition()  # it owns the memory that its vector shows
        return np.array(partition.getVector(), dtype=np.int64)


def networkit_core(graph: EdgeArrays) -> Ints:
    """What `core` gives, by NetworKit."""
    with _networkit() as networkit:
        found = networkit.centrality.CoreDecomposition(
            _networkit_graph(networkit, graph.without_loops(), weighted=False)
        )
        found.run()
        return np.array(found.scores(), dtype=np.int64)


def networkit_betweenness(graph: EdgeArrays, starts: int | None) -> Floats:
    """What `betweenness` gives, by NetworKit, which draws other nodes to start from: compare ranks."""
    if len(graph) < 3:
        return np.zeros(len(graph))
    with _networkit() as networkit:
        ties = _networkit_graph(networkit, graph.without_loops(), weighted=False)
        if starts is None or starts >= len(graph):
            found = networkit.centrality.Betweenness(ties, normalized=True)
        else:
            found = networkit.centrality.EstimateBetweenness(ties, starts, normalized=True, parallel=False)
        found.run()
        return np.array(found.scores(), dtype=np.float64)
