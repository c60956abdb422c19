"""Who writes into a graph folder while it is served: one process at a time, ended when it takes too long."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # there are none that we need
import pytest

from sayso.api.app import create_app
from sayso.api.protocol.scratch import open_scratch, use_scratch
from sayso.api.protocol.writers import ProcessWriter, open_plainly
from sayso.api.protocol.writing import Update, update
from sayso.api.readers import Readers, open_readers
from sayso.api.service import BusyError, LimitError, Limits, TimeLimitError
from sayso.api.settings import Settings
from sayso.errors import QueryError
from sayso.graph.store import Store

GRAPH = "INSERT DATA { GRAPH <urn:mine> { <urn:a> <urn:b> %d } }"
ENDLESS = (
    "INSERT { GRAPH <urn:mine> { ?a ?b ?c } } WHERE { GRAPH ?g1 { ?a ?b ?c } GRAPH ?g2 { ?d ?e ?f } "
    "GRAPH ?g3 { ?g ?h ?i } GRAPH ?g4 { ?j ?k ?l } "
    "FILTER(CONCAT(STR(?c), STR(?f), STR(?i), STR(?l)) = 'nothing') }"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("written") / "graph"
    with Store.open(path, create=True):
        pass
    return path


@pytest.fixture(scope="module")
def readers(folder: Path) -> Iterator[Readers]:
    with open_readers(folder, Limits(seconds=5), memory=0, watch=None) as service:
        yield service


def holds(store: Store, number: int) -> bool:
    return bool(store.query(f"ASK {{ GRAPH <urn:mine> {{ <urn:a> <urn:b> {number} }} }}"))


def test_readers_see_what_was_written_before(folder: Path, readers: Readers) -> None:
    with ProcessWriter(folder, readers) as writer:
        for number in range(3):
            before = readers.state
            writer.write(update, Update(GRAPH % number))
            assert readers.run(holds, number)
            assert readers.state != before
        assert writer.pid not in (None, os.getpid())
        with pytest.raises(QueryError, match="line 1"):
            writer.write(update, Update("INSERT DATA {"))


def test_others_may_write_when_there_is_nothing_to_write(folder: Path, readers: Readers) -> None:
    with ProcessWriter(folder, readers, idle_s=0.1) as writer:
        writer.write(update, Update(GRAPH % 10))
        deadline = time.monotonic() + 20
        while True:
            try:
                with Store.open(folder) as store:
                    assert holds(store, 10)
                    with pytest.raises(BusyError, match="somebody else is writing"):
                        writer.write(update, Update(GRAPH % 11))
                break
            except Exception as error:
                if "somebody else is writing" not in str(error) or time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
        writer.write(update, Update(GRAPH % 11))
        assert readers.run(holds, 11)


def test_an_update_that_takes_too_long_is_ended_and_nothing_of_it_is_kept(
    folder: Path, readers: Readers
) -> None:
    with ProcessWriter(folder, readers, limits=Limits(seconds=1)) as writer:
        writer.write(update, Update(GRAPH % 20))
        start = time.monotonic()
        with pytest.raises(TimeLimitError, match="or, most likely, nothing"):
            writer.write(update, Update(f"{GRAPH % 21} ; {ENDLESS}"))
        assert time.monotonic() - start < 10
        writer.write(update, Update(GRAPH % 22))
        assert readers.run(holds, 20)
        assert not readers.run(holds, 21)
        assert readers.run(holds, 22)


def test_an_update_may_have_less_time_than_the_limit(folder: Path, readers: Readers) -> None:
    with ProcessWriter(folder, readers, limits=Limits(seconds=60), idle_s=0.3) as writer:
        writer.write_until(time.monotonic() + 2, update, Update(GRAPH % 25))
        assert readers.run(holds, 25)
        with pytest.raises(TimeLimitError, match="nothing was written"):
            writer.write_until(time.monotonic(), update, Update(GRAPH % 26))
        start = time.monotonic()
        with pytest.raises(TimeLimitError, match="most likely, nothing"):
            writer.write_until(start + 1, update, Update(f"{GRAPH % 27} ; {ENDLESS}"))
        endless = threading.Thread(target=ended, args=(writer, start + 3))
        endless.start()
        time.sleep(0.3)
        with pytest.raises(BusyError, match="other updates"):  # waiting counts
            writer.write_until(time.monotonic() + 0.2, update, Update(GRAPH % 28))
        endless.join()
        assert time.monotonic() - start < 20
        writer.write(update, Update(GRAPH % 29))
        assert [number for number in range(25, 30) if readers.run(holds, number)] == [25, 29]
        end = time.monotonic() + 10
        while writer.pid is not None and time.monotonic() < end:
            time.sleep(0.05)
        assert writer.pid is None  # it lets go of the graph all the same


def ended(writer: ProcessWriter, until: float) -> None:
    with pytest.raises(TimeLimitError):
        writer.write_until(until, update, Update(ENDLESS))


def test_a_writer_that_ends_is_replaced(folder: Path, readers: Readers) -> None:
    with ProcessWriter(folder, readers) as writer:
        writer.write(update, Update(GRAPH % 30))
        first = writer.pid
        assert first is not None
        killing = threading.Timer(0.5, os.kill, (first, signal.SIGKILL))
        killing.start()
        with pytest.raises(LimitError, match="or, most likely, nothing"):
            writer.write(update, Update(ENDLESS))
        killing.join()
        writer.write(update, Update(GRAPH % 31))
        assert writer.pid != first
        assert readers.run(holds, 30) and readers.run(holds, 31)


def test_closing_ends_the_update_at_work(folder: Path, readers: Readers) -> None:
    writer = ProcessWriter(folder, readers, limits=Limits(seconds=60))
    writer.write(update, Update(GRAPH % 50))
    told: list[BaseException] = []

    def write() -> None:
        try:
            writer.write(update, Update(f"{GRAPH % 51} ; {ENDLESS}"))
        except BaseException as error:
            told.append(error)

    thread = threading.Thread(target=write)
    thread.start()
    time.sleep(0.5)
    start = time.monotonic()
    writer.close()
    thread.join()
    assert time.monotonic() - start < 8
    assert [type(error) for error in told] == [BusyError]
    with pytest.raises(BusyError, match="stopping"):
        writer.write(update, Update(GRAPH % 52))
    assert not readers.run(holds, 51)


FRONT = """
import os, sys, threading, time
from sayso.api.protocol.writers import ProcessWriter
from sayso.api.protocol.writing import Update, update
from sayso.api.service import Limits

class Nobody:
    limits = Limits(seconds=60)
    def reload(self): return ""

if __name__ == "__main__":
    writer = ProcessWriter(sys.argv[1], Nobody())
    writer.write(update, Update("CREATE SILENT GRAPH <urn:mine>"))
    print(writer.pid, flush=True)
    writer.write(update, Update(sys.argv[2]))
"""


def test_a_writer_ends_with_the_front(folder: Path, tmp_path: Path) -> None:
    script = tmp_path / "front.py"
    script.write_text(FRONT)
    with subprocess.Popen(
        [sys.executable, str(script), str(folder), ENDLESS], stdout=subprocess.PIPE
    ) as front:
        assert front.stdout is not None
        writer = psutil.Process(int(front.stdout.readline()))
        time.sleep(0.5)
        assert writer.is_running()
        front.kill()
    psutil.wait_procs([writer], timeout=10)
    assert not writer.is_running() or writer.status() == psutil.STATUS_ZOMBIE
    with Store.open(folder):
        pass


def test_updates_of_many_are_done_one_after_another(folder: Path, readers: Readers) -> None:
    with ProcessWriter(folder, readers, limits=Limits(seconds=60)) as writer:
        threads = [
            threading.Thread(target=writer.write, args=(update, Update(GRAPH % number)))
            for number in range(40, 46)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert all(readers.run(holds, number) for number in range(40, 46))


def test_a_plain_dataset_has_nothing_of_ours_in_it(tmp_path: Path) -> None:
    with open_plainly(tmp_path / "graph") as store:
        assert len(store.handle) == 0


def test_a_scratch_dataset_is_a_plain_one_that_anybody_here_may_change() -> None:
    with open_scratch(Limits(seconds=20)) as (service, writer):
        app = create_app(service, Settings(union=False))
        use_scratch(app, writer)
        client = app.test_client()

        def count(pattern: str) -> int:
            query = f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}"
            rows = client.get("/sparql", query_string={"query": query}).json["results"]["bindings"]  # type: ignore[index]  # it is JSON
            return int(rows[0]["n"]["value"])

        assert count("?s ?p ?o") == 0
        text = "INSERT DATA { <urn:a> <urn:b> 1 . GRAPH <urn:g> { <urn:a> <urn:b> 2, 3 } }"
        assert client.post("/update", data={"update": text}).status_code == 204
        assert (count("?s ?p ?o"), count("GRAPH ?g { ?s ?p ?o }")) == (1, 2)
        undeclared = client.get("/sparql", query_string={"query": "ASK { ?s a sayso:Person }"})
        assert undeclared.status_code == 400
        body = b"<urn:a> <urn:b> 4 ."
        assert client.put("/graphs?default", data=body, content_type="text/turtle").status_code == 204
        assert client.post("/update", data={"update": "DROP GRAPH <urn:g>"}).status_code == 204
        assert (count("?s <urn:b> 4"), count("GRAPH ?g { ?s ?p ?o }")) == (1, 0)
