"""What chance gives two in common, against all graphs with the same degrees on average."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.graph.analysis.arrays import incidence, projection
from sayso.graph.analysis.null_model import fit, standing_out


@settings(max_examples=80, deadline=None)
@given(pairs=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 7)), min_size=1, max_size=50))
def test_everybody_has_as_many_things_on_average_as_in_truth(pairs: list[tuple[int, int]]) -> None:
    ends = np.array(pairs, dtype=np.int64)
    matrix = incidence(ends[:, 0], ends[:, 1], (10, 8))
    model = fit(matrix)
    degrees = np.diff(matrix.indptr)
    found = (model.chances @ model.number)[model.of_member]
    # where the degrees leave no choice, the model comes near in a bounded number of turns
    assert found.tolist() == pytest.approx(degrees.tolist(), abs=0.02)


def test_where_all_have_the_same_degree_chances_are_equal() -> None:
    # a ring of 6 members and 6 things, two each: each chance is 2/6, two share 6 · 1/9 on average
    members = np.repeat(np.arange(6), 2)
    things = np.array([0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 0])
    model = fit(incidence(members, things, (6, 6)))
    expected, z_score, p_value = model.compare(np.array([0]), np.array([1]), np.array([1.0]))
    assert expected[0] == pytest.approx(6 / 9)
    assert z_score[0] == pytest.approx((1 - 6 / 9) / (6 * (1 / 9) * (8 / 9)) ** 0.5)
    assert p_value[0] == pytest.approx(1 - np.exp(-6 / 9))


def test_two_who_talk_of_everything_share_nothing_remarkable() -> None:
    # members 0 and 1 have the same ten things, 2 and 3 one that nobody else has: the first pair shares most
    members = np.array([*[0] * 10, *[1] * 10, 2, 3])
    things = np.array([*range(10), *range(10), 10, 10])
    model = fit(incidence(members, things, (4, 11)))
    shared = np.array([10.0, 1.0])
    _, z_score, p_value = model.compare(np.array([0, 2]), np.array([1, 3]), shared)
    assert abs(z_score[0]) < 1
    assert p_value[1] < p_value[0]


def test_in_a_random_graph_hardly_any_pair_stands_out_and_a_planted_one_does() -> None:
    graph = nx.bipartite.gnmk_random_graph(60, 200, 900, seed=7)
    ends = np.array([(a, b - 60) for a, b in graph.edges], dtype=np.int64)
    planted = np.array([(member, thing) for member in (0, 1) for thing in range(180, 200)], dtype=np.int64)
    counts = []
    for pairs in (ends, np.concatenate([ends, planted])):
        matrix = incidence(pairs[:, 0], pairs[:, 1], (60, 200))
        one, other, shared = projection(matrix)
        _, _, p_value = fit(matrix).compare(one, other, shared)
        least = int(np.argmin(p_value))
        counts.append((standing_out(p_value, 60 * 59 // 2), (int(one[least]), int(other[least]))))
    assert counts[0][0] == 0
    assert counts[1] == (1, (0, 1))


def test_benjamini_and_hochberg_by_hand() -> None:
    # of 10 tests at 5 %: bounds .005 .010 .015 .020; the third is above its bound, the fourth below
    assert standing_out(np.array([0.001, 0.016, 0.009, 0.0199]), 10) == 4
    assert standing_out(np.array([0.5]), 10) == 0
    assert standing_out(np.array([]), 0) == 0
