"""The same measure by every engine: on random graphs, with loops left in and pieces apart."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.errors import SaysoError
from sayso.graph.analysis import engines
from sayso.graph.analysis.arrays import EdgeArrays, incidence, projection
from sayso.graph.analysis.measures import measure, method

networkit = pytest.importorskip("networkit")

Edges = dict[tuple[int, int], int]


@st.composite
def graphs(draw: st.DrawFn) -> "nx.Graph[str]":
    """Graphs of up to 14 nodes, weighted, some in pieces, some with loops and nodes without ties."""
    size = draw(st.integers(1, 14))
    nodes = st.integers(0, size - 1)
    edges = draw(st.dictionaries(st.tuples(nodes, nodes), st.integers(1, 5), max_size=30))
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(f"n{number:02}" for number in range(size))
    for (one, other), weight in edges.items():
        graph.add_edge(f"n{one:02}", f"n{other:02}", weight=weight)
    return graph


EQUAL = ("degree", "strength", "pagerank", "betweenness", "closeness", "clustering", "components", "core")


@pytest.mark.parametrize("name", EQUAL)
@settings(max_examples=60, deadline=None)
@given(graph=graphs())
def test_arrays_give_what_networkx_gives(name: str, graph: "nx.Graph[str]") -> None:
    expected = measure(graph, name, engine="networkx")
    found = measure(graph, name, engine="scipy")
    assert list(found) == list(expected)
    assert found == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("name", ["betweenness", "core"])
@settings(max_examples=40, deadline=None)
@given(graph=graphs())
def test_networkit_gives_what_networkx_gives(name: str, graph: "nx.Graph[str]") -> None:
    expected = measure(graph, name, engine="networkx")
    assert measure(graph, name, engine="networkit") == pytest.approx(expected, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(graph=graphs(), count=st.integers(1, 14))
def test_a_sample_starts_from_the_nodes_that_networkx_takes(graph: "nx.Graph[str]", count: int) -> None:
    without_loops = nx.Graph(graph)
    without_loops.remove_edges_from(list(nx.selfloop_edges(without_loops)))
    count = min(count, len(graph))
    if len(graph) < 3 or count == 1:
        return
    expected = nx.betweenness_centrality(without_loops, k=count, seed=engines.SEED)
    arrays = EdgeArrays.of_graph(graph)
    found = engines.betweenness(arrays, engines.sampled_nodes(arrays, count))
    assert found.tolist() == pytest.approx(list(expected.values()), abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(graph=graphs(), groups=st.lists(st.integers(0, 2), min_size=14, max_size=14))
def test_paths_between_groups_are_those_that_networkx_counts(
    graph: "nx.Graph[str]", groups: list[int]
) -> None:
    number = dict(zip(graph, groups, strict=False))
    expected = dict.fromkeys(graph, 0.0)
    for group in set(number.values()):
        inside = [node for node in graph if number[node] == group]
        outside = [node for node in graph if number[node] != group]
        part = nx.betweenness_centrality_subset(graph, inside, outside, normalized=True)
        expected = {node: expected[node] + part[node] for node in graph}
    if len(graph) < 3:
        return
    arrays = EdgeArrays.of_graph(graph)
    of = np.array([number[node] for node in graph], dtype=np.int64)
    assert engines.betweenness(arrays, groups=of).tolist() == pytest.approx(
        [expected[node] for node in graph], abs=1e-9
    )


@settings(max_examples=60, deadline=None)
@given(graph=graphs(), groups=st.lists(st.integers(0, 3), min_size=14, max_size=14))
def test_modularity_is_that_of_networkx(graph: "nx.Graph[str]", groups: list[int]) -> None:
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    if not graph.number_of_edges():
        return
    of = np.array(groups[: len(graph)], dtype=np.int64)
    parts = [{node for node, group in zip(graph, groups, strict=False) if group == one} for one in set(of)]
    expected = nx.community.modularity(graph, parts)
    assert engines.modularity(EdgeArrays.of_graph(graph), of) == pytest.approx(expected)


def planted(groups: int, size: int, *, seed: int = 1) -> "nx.Graph[str]":
    """Groups of which most members are tied to each other, and few to others."""
    graph = nx.planted_partition_graph(groups, size, 0.5, 0.01, seed=seed)
    named: nx.Graph[str] = nx.relabel_nodes(graph, {node: f"n{node:04}" for node in graph})
    return named


@pytest.mark.parametrize("engine", ["networkx", "networkit"])
def test_planted_communities_are_found_with_the_modularity_they_have(engine: str) -> None:
    graph = planted(6, 30)
    found = measure(graph, "communities", engine=engine)
    assert {tuple(sorted(n for n in found if found[n] == one)) for one in set(found.values())} == {
        tuple(f"n{node:04}" for node in range(start, start + 30)) for start in range(0, 180, 30)
    }
    assert found["n0000"] == 0  # of equally large ones that of the first node


def test_communities_by_any_engine_have_as_much_modularity() -> None:
    graph = nx.relabel_nodes(nx.powerlaw_cluster_graph(400, 3, 0.3, seed=2), str)
    arrays = EdgeArrays.of_graph(graph)
    found = [
        engines.modularity(arrays, engines.communities(arrays, engine=engine))
        for engine in ("networkx", "networkit")
    ]
    assert found[0] == pytest.approx(found[1], abs=0.02)
    assert min(found) > 0.4


def test_networkit_gives_the_same_each_time_and_leaves_its_threads_alone() -> None:
    graph = planted(8, 40, seed=3)
    networkit.setNumberOfThreads(2)
    found = [measure(graph, "communities", engine="networkit") for _ in range(3)]
    sampled = [engines.networkit_betweenness(EdgeArrays.of_graph(graph), 20).tolist() for _ in range(3)]
    assert networkit.getMaxNumberOfThreads() == 2
    assert found[0] == found[1] == found[2]
    assert sampled[0] == sampled[1] == sampled[2]


def test_what_networkit_samples_ranks_as_what_is_exact() -> None:
    graph = nx.relabel_nodes(nx.barabasi_albert_graph(600, 2, seed=4), str)
    exact = nx.betweenness_centrality(graph)
    arrays = EdgeArrays.of_graph(graph)
    sampled = dict(zip(arrays.nodes, engines.networkit_betweenness(arrays, 150).tolist(), strict=True))
    foremost = sorted(exact, key=lambda node: -exact[node])[:10]
    assert set(foremost[:5]) <= set(sorted(sampled, key=lambda node: -sampled[node])[:10])


def test_a_long_chain_is_searched_without_walking_the_whole_graph_at_each_step() -> None:
    size = 3_000
    chain = EdgeArrays.of_edges(
        [str(number) for number in range(size)],
        [(str(number), str(number + 1), 1.0) for number in range(size - 1)],
    )
    found = engines.betweenness(chain, np.array([0, size - 1], dtype=np.int64))
    # of the 2 (size - 2) pairs of a start and another end, each node inside lies between size - 1
    assert found[1:-1].tolist() == pytest.approx([(size - 1) / (2 * (size - 2))] * (size - 2))


@settings(max_examples=60, deadline=None)
@given(
    pairs=st.lists(st.tuples(st.integers(0, 7), st.integers(0, 9)), min_size=1, max_size=40),
)
def test_a_projection_is_that_of_networkx(pairs: list[tuple[int, int]]) -> None:
    bipartite: nx.Graph[str] = nx.Graph([(f"m{one}", f"t{other}") for one, other in pairs])
    members = sorted({f"m{one}" for one, _ in pairs})
    expected = nx.bipartite.weighted_projected_graph(bipartite, members)
    ends = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    one, other, weight = projection(incidence(ends[:, 0], ends[:, 1], (8, 10)))
    found = {
        (f"m{a}", f"m{b}"): w for a, b, w in zip(one.tolist(), other.tolist(), weight.tolist(), strict=True)
    }
    assert found == {(min(a, b), max(a, b)): expected.edges[a, b]["weight"] for a, b in expected.edges}


def test_small_graphs_go_to_networkx_and_large_ones_do_not() -> None:
    small, large = (
        nx.path_graph(["a", "b", "c"]),
        nx.relabel_nodes(nx.gnm_random_graph(4_000, 12_000, 5), str),
    )
    assert [str(method(small, name)) for name in ("pagerank", "communities", "bridges")] == [
        "power iteration, damping 0.85, by networkx",
        f"Louvain, by networkx, seed {engines.SEED}",
        f"Brandes over Louvain communities, by scipy, seed {engines.SEED}",
    ]
    assert [str(method(large, name)) for name in ("pagerank", "betweenness", "communities")] == [
        "power iteration, damping 0.85, by scipy",
        f"Brandes, by scipy, sampled from k = 200 nodes, seed {engines.SEED}",
        f"Louvain, by networkit, seed {engines.SEED}",
    ]


def test_without_networkit_networkx_finds_communities_and_others_say_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engines, "find_spec", lambda name: None)
    large = nx.relabel_nodes(nx.gnm_random_graph(4_000, 12_000, 5), str)
    assert method(large, "communities").engine == "networkx"
    with pytest.raises(SaysoError, match=r"pip install 'sayso\[large\]'"):
        measure(large, "core", engine="networkit")


def test_an_unknown_engine_is_refused_with_the_known_ones() -> None:
    with pytest.raises(SaysoError, match="no engine 'steam'; there are auto, networkx, scipy, networkit"):
        measure(nx.path_graph(["a", "b"]), "degree", engine="steam")
