"""Where nodes stand, and which of them stand together."""

import itertools
import math

import networkx as nx
import pytest

from sayso.graph.pages.groups import Group, groups
from sayso.graph.pages.layout import discs, positions

GRAPHS = [
    nx.Graph([("a", "b")]),
    nx.path_graph([str(number) for number in range(12)]),
    nx.Graph([("a", "a"), ("b", "c"), ("d", "e"), ("d", "f")]),
    nx.relabel_nodes(nx.barabasi_albert_graph(200, 2, seed=1), str),
    nx.relabel_nodes(nx.barabasi_albert_graph(2500, 1, seed=1), str),
    nx.relabel_nodes(nx.star_graph(2200), str),
]
NAMES = ["pair", "path", "loops and parts", "two hundred", "large tree", "large star"]


@pytest.mark.parametrize("graph", GRAPHS, ids=NAMES)
def test_places_are_the_same_every_time_and_nobody_stands_on_another(graph: "nx.Graph[str]") -> None:
    found = positions(graph)
    assert found == positions(graph.copy())
    assert set(found) == {node for node in graph if any(other != node for other in graph[node])}
    assert len(set(found.values())) == len(found)


@pytest.mark.parametrize("graph", GRAPHS, ids=NAMES)
def test_every_node_stands_in_one_disc_and_no_disc_on_another(graph: "nx.Graph[str]") -> None:
    sorted_out = groups(graph)
    found = discs(graph, sorted_out)
    assert found == discs(graph, groups(graph.copy()))
    assert sorted(node for disc in found for node in disc.places) == sorted(graph)
    for disc in found:
        for x, y in disc.places.values():
            assert math.hypot(x - disc.x, y - disc.y) <= disc.radius
    for one, other in itertools.combinations(found, 2):
        assert math.hypot(one.x - other.x, one.y - other.y) >= one.radius + other.radius


def _graph(kinds: dict[str, str], ties: list[tuple[str, str, int]]) -> "nx.Graph[str]":
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from((node, {"kind": kind}) for node, kind in kinds.items())
    graph.add_weighted_edges_from(ties)
    return graph


def test_a_person_stands_with_the_topic_spoken_on_most() -> None:
    kinds = {"t1": "topic", "t2": "topic", "a": "person", "b": "person", "c": "person", "o": "organization"}
    ties = [("a", "t1", 3), ("a", "t2", 1), ("b", "t1", 1), ("c", "t2", 2), ("c", "o", 1)]
    assert groups(_graph(kinds, ties)) == [Group("t1", ("a", "b")), Group("t2", ("c", "o"))]


def test_lesser_hubs_stand_as_members_where_hubs_are_many() -> None:
    kinds = {f"t{number}": "topic" for number in range(30)} | {f"p{number}": "person" for number in range(60)}
    ties = [(f"p{number}", f"t{number // 20}", 5) for number in range(60)]
    ties += [(f"p{number}", f"t{number // 2}", 1) for number in range(6, 60)]
    found = groups(_graph(kinds, ties))
    assert {group.hub for group in found[:3]} == {"t0", "t1", "t2"}
    assert len(found) == 16  # 1.6 times the root of 90, and one
    assert sorted(node for group in found for node in (group.hub or "", *group.members)) == sorted(kinds)
    homes = {member: group.hub for group in found for member in group.members}
    assert homes["t29"] == "t2"


def test_a_department_stands_with_its_university() -> None:
    kinds = {"u": "organization", "v": "organization", "d": "organization", "a": "person", "b": "person"}
    graph = _graph(kinds, [("a", "d", 1), ("b", "v", 1)])
    graph.add_edge("d", "u", relation="part of", subject="d", weight=1)
    assert groups(graph) == [Group("u", ("d", "a")), Group("v", ("b",))]


def test_without_a_kind_in_the_middle_communities_are_groups() -> None:
    graph = nx.relabel_nodes(nx.disjoint_union(nx.complete_graph(5), nx.complete_graph(4)), str)
    assert groups(graph) == [Group("0", ("1", "2", "3", "4")), Group("5", ("6", "7", "8"))]
