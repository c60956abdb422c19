"""Measures by name, against values worked out by hand or taken from the networkx documentation's graphs."""

import networkx as nx
import pytest

from sayso.errors import SaysoError
from sayso.graph.analysis.measures import MEASURES, measure


def _two_triangles() -> "nx.Graph[str]":
    """a-b-c and x-y-z, joined by c-x; and a pair p-q apart. The tie a-b is three times as strong."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_weighted_edges_from(
        [
            ("a", "b", 3),
            ("a", "c", 1),
            ("b", "c", 1),
            ("c", "x", 1),
            ("x", "y", 1),
            ("x", "z", 1),
            ("y", "z", 1),
        ]
    )
    graph.add_edge("p", "q", weight=1)
    return graph


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("degree", {"a": 2, "b": 2, "c": 3, "x": 3, "y": 2, "z": 2, "p": 1, "q": 1}),
        ("strength", {"a": 4, "b": 4, "c": 3, "x": 3, "y": 2, "z": 2, "p": 1, "q": 1}),
        ("components", {"a": 0, "b": 0, "c": 0, "x": 0, "y": 0, "z": 0, "p": 1, "q": 1}),
        ("communities", {"a": 0, "b": 0, "c": 0, "x": 1, "y": 1, "z": 1, "p": 2, "q": 2}),
        ("core", {"a": 2, "b": 2, "c": 2, "x": 2, "y": 2, "z": 2, "p": 1, "q": 1}),
        ("clustering", {"a": 1, "b": 1, "c": 1 / 3, "x": 1 / 3, "y": 1, "z": 1, "p": 0, "q": 0}),
    ],
)
def test_a_measure_gives_what_counting_gives(name: str, expected: dict[str, float]) -> None:
    assert measure(_two_triangles(), name) == pytest.approx(expected)


def test_the_bridge_lies_between() -> None:
    # of 21 pairs without c: {a,b} x {x,y,z} pass through it, 6 of the 21
    assert measure(_two_triangles(), "betweenness")["c"] == pytest.approx(6 / 21)


def test_closeness_counts_steps_within_the_component() -> None:
    # p reaches 1 of 7 others in 1 step (Wasserman and Faust's correction: 1/7 · 1/1)
    assert measure(_two_triangles(), "closeness")["p"] == pytest.approx(1 / 7)


def test_pagerank_of_a_star_by_hand() -> None:
    # centre c and n leaves: c = 0.15/(n+1) + 0.85·n·l and l = 0.15/(n+1) + 0.85·c/n; n = 3: c = 0.47972…
    star: nx.Graph[str] = nx.Graph([("c", "1"), ("c", "2"), ("c", "3")])
    assert measure(star, "pagerank")["c"] == pytest.approx(
        (0.15 / 4) * (1 + 0.85 * 3) / (1 - 0.85**2), abs=1e-5
    )


def test_eigenvector_keeps_to_the_largest_component() -> None:
    values = measure(_two_triangles(), "eigenvector")
    assert list(values) == ["a", "b", "c", "x", "y", "z"]
    assert sum(value**2 for value in values.values()) == pytest.approx(1)


@pytest.mark.parametrize("name", list(MEASURES))
def test_equal_graphs_give_equal_numbers(name: str) -> None:
    assert measure(_two_triangles(), name) == measure(_two_triangles(), name)


@pytest.mark.parametrize("name", list(MEASURES))
@pytest.mark.parametrize("edges", [[], [("a", "b")], [("a", "a")]])
def test_small_graphs_are_no_trouble(name: str, edges: list[tuple[str, str]]) -> None:
    graph: nx.Graph[str] = nx.Graph(edges)
    assert set(measure(graph, name)) <= set(graph)


def test_an_unknown_measure_is_refused_with_the_known_ones() -> None:
    with pytest.raises(SaysoError, match="no measure 'fame'; there are degree, strength, pagerank"):
        measure(_two_triangles(), "fame")
