"""The real command under requests that mean harm: those of `bench/hostile`, with small limits."""

import runpy
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sayso.graph.store import Store

BENCH = Path(__file__).resolve().parent.parent.parent / "bench"


def bench(name: str) -> dict[str, Any]:
    """What a file of `bench/` holds; its neighbours are found while it is read, and not afterwards."""
    before = list(sys.path)
    try:
        return runpy.run_path(str(BENCH / name))
    finally:
        sys.path[:] = before


hostile = bench("hostile")
CASES = hostile["CASES"]
LIMIT_S = 1.0
SPARE_S = 4.0  # a second, where the machine has nothing else to do; see bench/hostile


class Played:
    """A server that is asked, and somebody who must hear nothing."""

    def __init__(self, server: Any, trap: Any) -> None:
        self.server = server
        self.trap = trap
        self.stage = hostile["Stage"](server.port, trap.port, LIMIT_S, SPARE_S)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    place = tmp_path_factory.mktemp("hostile")
    hostile["graph"](place / "graph", 40)
    trap = hostile["Trap"]()
    with hostile["served"].sayso(place / "graph", place / "log", *hostile["limits"](LIMIT_S, 300)) as server:
        yield Played(server, trap)
    trap.close()


@pytest.mark.parametrize("case", CASES, ids=[f"{case.kind}: {case.name}"[:80] for case in CASES])
def test_a_hostile_request_is_answered_in_time_and_nobody_is_called(case: Any, played: Played) -> None:
    _, wrong = hostile["run"](case, played.stage, played.server, played.trap)
    assert wrong == ""
    assert hostile["ordinary"](played.stage).status == 200


def test_the_log_holds_no_line_that_a_request_wrote(played: Played) -> None:
    assert hostile["log"](played.server.told()) == []


def test_what_is_wrong_would_be_found() -> None:
    reply, stage = hostile["served"].Reply, hostile["Stage"](0, 0, 1.0)
    case = next(one for one in CASES if one.name == "in an article")
    headers = {
        "content-type": "text/html",
        "content-security-policy": "script-src 'self'",
        "x-content-type-options": "nosniff",
    }
    right = reply(200, headers, b"&lt;script&gt;alert", True, 0.1)
    assert case.wrong(right, 0.1, stage) == ""
    assert "limit" in case.wrong(right, 2.5, stage)
    assert "closed" in case.wrong(None, 0.1, stage)
    assert "500" in case.wrong(reply(500, headers, b"", True, 0.1), 0.1, stage)
    assert "cut off" in case.wrong(reply(200, headers, b"&lt;", False, 0.1), 0.1, stage)
    assert "alive" in case.wrong(
        reply(200, headers, b"&lt; <script>alert(1)</script>", True, 0.1), 0.1, stage
    )
    assert "policy" in case.wrong(reply(200, {}, b"&lt;", True, 0.1), 0.1, stage)


def test_what_is_planted_is_in_the_graph() -> None:
    with Store.memory() as store:
        hostile["plant"](store)
        found = store.query('SELECT ?o { ?s ?p ?o FILTER(CONTAINS(STR(?o), "alert(")) }')
        assert len(list(found)) > 4
