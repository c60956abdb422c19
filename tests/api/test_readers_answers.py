"""How much of an answer the readers hand over, and what becomes of one that is not taken."""

import errno
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sayso.api.app import create_app
from sayso.api.protocol.keeping import keeping_of
from sayso.api.readers import Readers, open_readers
from sayso.api.service import BoundedOutput, InlineService, LimitError, Limits
from sayso.graph.store import Store

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only tested on Linux")

JOBS = Path(__file__).parent / "readers_jobs"


@pytest.fixture(scope="module")
def jobs() -> Iterator[Any]:
    sys.path.insert(0, str(JOBS))  # readers look where the front looks
    yield importlib.import_module("jobs_for_readers")
    sys.path.remove(str(JOBS))


@pytest.fixture(scope="module")
def readers(tmp_path_factory: pytest.TempPathFactory, jobs: Any) -> Iterator[Readers]:
    path = tmp_path_factory.mktemp("served") / "graph"
    with Store.open(path, create=True):
        pass
    limits = Limits(seconds=20.0, bytes=3_000_000, memory=100_000_000)
    with open_readers(path, limits, memory=0, modules=(), watch=None) as service:
        yield service


def test_what_a_job_tells_is_bounded_like_what_it_writes(readers: Readers, jobs: Any) -> None:
    assert len(readers.run(jobs.tell, 1_400_000)) == 1_400_000
    with pytest.raises(LimitError, match="3,000,000 bytes") as caught:
        readers.run(jobs.tell, 1_600_000)  # of two bytes each
    assert caught.value.limit == "bytes"
    assert readers.run(jobs.count) >= 0


# ten thousand rows of a word
LARGE = (
    "SELECT ?w { VALUES ?a { 0 1 2 3 4 5 6 7 8 9 } VALUES ?b { 0 1 2 3 4 5 6 7 8 9 } "
    "VALUES ?c { 0 1 2 3 4 5 6 7 8 9 } VALUES ?d { 0 1 2 3 4 5 6 7 8 9 } VALUES ?w { '%s' } }"
)


@pytest.mark.parametrize("short", [True, False])
def test_answers_that_are_not_taken_are_bounded_in_all_and_for_each_client(
    readers: Readers, short: bool
) -> None:
    client = create_app(readers).test_client()
    keeping = keeping_of(readers)

    def get(address: str) -> Any:
        query = {"query": LARGE % ("x" * 250)}
        headers = {"Accept": "text/csv"} | ({} if short else {"If-None-Match": '"another"'})
        return client.get(
            "/sparql", query_string=query, headers=headers, environ_base={"REMOTE_ADDR": address}
        )

    one, other = ([get(f"192.0.2.{number}") for _ in range(2)] for number in (1, 2))
    assert {reply.status_code for reply in (*one, *other)} == {200}
    assert keeping.total > 4 * 2_500_000
    refused = get("192.0.2.1"), get("192.0.2.3")
    assert [reply.status_code for reply in refused] == [503, 503]
    assert all("Retry-After" in reply.headers for reply in refused)
    assert len(one[0].data) > 2_500_000
    for reply in (*one, *other):
        reply.close()
    assert keeping.total == 0
    with get("192.0.2.1") as again:
        assert again.status_code == 200


def test_a_full_disk_is_no_fault_of_the_query(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full:
        def write(self, data: bytes) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    def made(file: Any, most: int | None) -> BoundedOutput:
        return BoundedOutput(Full(), most)

    monkeypatch.setattr("sayso.api.service.BoundedOutput", made)
    with Store.memory() as store:
        reply = create_app(InlineService(store)).test_client().get("/sparql?query=ASK%7B%7D")
    assert reply.status_code == 503
    assert reply.headers["Retry-After"] == "30"
    assert any("No space left" in record.getMessage() for record in caplog.records)
