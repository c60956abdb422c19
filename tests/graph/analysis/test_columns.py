"""Views read straight into arrays are those that are made from rows, at any time."""

import json
from pathlib import Path
from typing import Any

import pytest

from sayso.errors import SaysoError
from sayso.graph.analysis import columns as columns_module
from sayso.graph.analysis.arrays import EdgeArrays
from sayso.graph.analysis.columns import Columns
from sayso.graph.analysis.periods import Slice
from sayso.graph.analysis.views import VIEWS, project
from sayso.graph.record import from_json
from sayso.graph.store import Store

SPANS = [(None, None), ("2025-01", "2025-03"), ("2025-05", None), (None, "2024")]


@pytest.fixture(scope="module")
def newsroom() -> Any:
    """The store of the extraction records that other tests of the graph look at, too."""
    lines = Path(__file__).parent.parent.joinpath("newsroom.jsonl").read_text(encoding="utf-8")
    with Store.memory() as store:
        for line in lines.strip().split("\n"):
            store.replace(from_json(json.loads(line)))
        store.refresh_derived()
        yield store


def _ties(graph: Any) -> tuple[list[str], dict[tuple[str, str], list[float | None]]]:
    """Nodes and ties as both kinds of graph have them, with what is told of a tie."""
    if not isinstance(graph, EdgeArrays):
        names = ("weight", "net", "expected", "z_score", "p_value")
        return list(graph), {
            (min(one, other), max(one, other)): [about.get(name) for name in names]
            for one, other, about in graph.edges(data=True)
        }
    told = [graph.weight, graph.net, graph.expected, graph.z_score, graph.p_value]
    found = {}
    for at, (one, other) in enumerate(zip(graph.source.tolist(), graph.target.tolist(), strict=True)):
        pair = sorted((graph.nodes[one], graph.nodes[other]))
        found[pair[0], pair[1]] = [None if column is None else float(column[at]) for column in told]
    return list(graph.nodes), found


@pytest.mark.parametrize(("since", "until"), SPANS)
@pytest.mark.parametrize("view", list(VIEWS))
@pytest.mark.parametrize("name", ["small_press", "newsroom", "harbour"])
def test_arrays_of_a_view_are_its_graph(
    request: pytest.FixtureRequest, name: str, view: str, since: str | None, until: str | None
) -> None:
    store = request.getfixturevalue(name)
    expected = _ties(project(store, view, since=since, until=until))
    found = _ties(Columns(store, time=Slice.of(since, until)).view(view))
    assert found[0] == expected[0]
    assert list(found[1]) == sorted(found[1])
    assert set(found[1]) == set(expected[1])
    for pair, told in expected[1].items():
        for one, other in zip(found[1][pair], told, strict=True):
            assert one == (other if other is None else pytest.approx(other, abs=1e-5, rel=1e-4))


@pytest.mark.parametrize("view", list(VIEWS))
def test_every_view_has_something_in_it(small_press: Store, newsroom: Store, view: str) -> None:
    assert max(len(Columns(store).view(view)) for store in (small_press, newsroom)) > 1


def test_a_statement_that_two_carry_counts_once_but_for_each_outlet(small_press: Store) -> None:
    ada, radio = (
        "https://w3id.org/sayso/data/person/ada-brandt",
        "https://w3id.org/sayso/data/outlet/coast-radio",
    )
    courier = "https://w3id.org/sayso/data/outlet/vellin-courier"
    assert project(small_press, "person-topic").nodes[ada]["statements"] == 2
    outlets = project(small_press, "outlet-speaker")
    assert outlets.edges[courier, ada]["weight"] == outlets.edges[radio, ada]["weight"] == 2
    assert outlets.edges[radio, ada]["first_date"] == "2025-01-11"
    assert outlets.nodes[ada]["statements"] == 2


def test_too_many_pairs_are_refused_before_they_are_made(
    small_press: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns_module, "MOST_PAIRS", 2)
    with pytest.raises(SaysoError, match=r"two in common make 7 pairs: narrow the time with --from and --to"):
        Columns(small_press).view("co-topic")


def test_an_unknown_view_is_refused(small_press: Store) -> None:
    with pytest.raises(SaysoError, match="no view 'cat-dog'; there are person-topic"):
        Columns(small_press).view("cat-dog")
