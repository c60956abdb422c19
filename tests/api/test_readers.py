"""A graph served by processes: what a job may do, what ends it, and what the others notice of that."""

import importlib
import io
import os
import pickle
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]  # there are none that we need
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.api.readers import Readers, Sharing, open_readers, sizing, snapshots
from sayso.api.readers.snapshots import Snapshots
from sayso.api.service import BusyError, JobError, LimitError, Limits, TimeLimitError, asker
from sayso.errors import QuestionError, StoreError
from sayso.graph.model import Article, Extraction
from sayso.graph.store import Store

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only tested on Linux")

JOBS = Path(__file__).parent / "readers_jobs"
FEW = Sharing(readers=2, long=2, queue=4, wait=5.0, patience=0.3)
SMALL = Limits(seconds=20.0, bytes=5_000_000, memory=100_000_000)
QUICK = Limits(seconds=1.0)


@pytest.fixture(scope="module")
def jobs() -> Iterator[Any]:
    sys.path.insert(0, str(JOBS))  # readers look where the front looks
    yield importlib.import_module("jobs_for_readers")
    sys.path.remove(str(JOBS))


def build(path: Path, version: int, articles: int = 4) -> None:
    """Each article anew, as a build does it: what follows from them comes last."""
    with Store.open(path, create=True) as store:
        for number in range(articles):
            store.replace(Extraction(Article(f"a{number}", f"a{number}.txt", f"Text {version}."), (), (), ()))
        store.refresh_derived()


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("served") / "graph"
    build(path, 1)
    return path


@pytest.fixture(scope="module", params=["memory", "disk"])
def readers(request: pytest.FixtureRequest, graph: Path, jobs: Any) -> Iterator[Readers]:
    memory: Any = 0 if request.param == "disk" else "auto"
    with open_readers(graph, SMALL, memory=memory, sharing=FEW, modules=(), watch=None) as service:
        assert service.in_memory == (request.param == "memory")
        yield service


def eventually(true: Callable[[], bool], seconds: float = 20.0) -> bool:
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def raised(call: Callable[[], Any]) -> BaseException | None:
    try:
        call()
    except Exception as error:
        return error
    return None


# -- what a job sees, and gives


def test_a_job_gets_the_graph_as_it_was_opened(readers: Readers, jobs: Any, graph: Path) -> None:
    with Store.open(graph, read_only=True) as store:
        assert readers.run(jobs.place) == (str(graph), store.base, True, str(graph))
        assert readers.run(jobs.count) == len(store.handle)
        assert readers.base == store.base
    assert readers.run(jobs.pid) != os.getpid()


@pytest.mark.parametrize("size", [0, 1, 131_071, 131_072, 131_073, 1_048_576, 1_048_577, 5_000_000])
def test_what_is_written_arrives_however_much_it_is(readers: Readers, jobs: Any, size: int) -> None:
    written = readers.write(jobs.write, size)
    with io.BytesIO(written.body) if isinstance(written.body, bytes) else written.body as body:
        assert (written.told, written.size, body.read()) == (size, size, b"x" * size)


def test_what_the_engine_writes_arrives(readers: Readers, jobs: Any) -> None:
    written = readers.write(jobs.table)
    assert isinstance(written.body, bytes)
    assert (written.told, written.body.count(b"\n")) == ("texts", 5)


def test_large_values_go_there_and_back(readers: Readers, jobs: Any) -> None:
    assert readers.run(jobs.tell, 1_000_000) == "é" * 1_000_000
    assert readers.run(jobs.echo, "é" * 1_000_000) == "é" * 1_000_000


@settings(deadline=None, max_examples=40)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text() | st.binary(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner, inner),
    )
)
def test_any_plain_value_comes_back_as_it_went(readers: Readers, jobs: Any, value: Any) -> None:
    assert readers.run(jobs.echo, value) == value


def test_an_error_of_ours_comes_back_whole(readers: Readers, jobs: Any) -> None:
    with pytest.raises(QuestionError, match="cannot be read") as caught:
        readers.run(jobs.question)
    assert caught.value.examples == ("who said what?",)


@pytest.mark.parametrize("name", ["fail", "unpicklable", "leave"])
def test_other_errors_stay_in_the_log(
    readers: Readers, jobs: Any, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(JobError) as caught:
        readers.run(getattr(jobs, name))
    assert "secret" not in str(caught.value) and "Traceback" not in str(caught.value)
    assert caught.value.reference in caplog.text
    assert name != "fail" or "a secret" in caplog.text
    again = pickle.loads(pickle.dumps(caught.value))
    assert (str(again), again.reference) == (str(caught.value), caught.value.reference)


# -- limits


def test_what_takes_too_long_is_ended_and_its_reader_replaced(readers: Readers, jobs: Any) -> None:
    start = time.monotonic()
    with pytest.raises(TimeLimitError, match=r"0\.5 seconds"):
        readers.write(jobs.endless_written, seconds=0.5)
    assert 0.5 <= time.monotonic() - start < 1.5
    start = time.monotonic()
    assert readers.run(jobs.count) > 0
    assert time.monotonic() - start < 1.0
    assert eventually(lambda: readers.measures()["idle"] == 3)


def test_a_caller_may_be_more_impatient_but_not_more_patient(graph: Path, jobs: Any) -> None:
    with open_readers(graph, QUICK, sharing=FEW, modules=(), watch=None) as service:
        for call, least, most in (
            (lambda: service.write(jobs.endless_written, seconds=0.2), 0.2, 0.9),
            (lambda: service.write(jobs.endless_written, seconds=20.0), 1.0, 2.0),
            (lambda: service.run(jobs.endless), 1.0, 2.0),
        ):
            start = time.monotonic()
            assert isinstance(raised(call), TimeLimitError)
            assert least <= time.monotonic() - start < most


@pytest.mark.parametrize("name", ["bomb_of_engine", "bomb_of_python"])
def test_what_takes_too_much_memory_is_ended(readers: Readers, jobs: Any, name: str) -> None:
    with pytest.raises(LimitError, match="memory") as caught:
        readers.run(getattr(jobs, name))
    assert caught.value.limit == "memory"
    assert readers.run(jobs.count) > 0


@pytest.mark.parametrize("name", ["crash", "overflow"])
def test_a_crash_is_told_and_does_not_hang(readers: Readers, jobs: Any, name: str) -> None:
    with pytest.raises(LimitError, match="complex"):
        readers.run(getattr(jobs, name))
    assert readers.run(jobs.count) > 0


def test_more_bytes_than_allowed_are_an_error_and_not_cut_off(readers: Readers, jobs: Any) -> None:
    with pytest.raises(LimitError, match="5,000,000 bytes") as caught:
        readers.write(jobs.write, 5_000_001)
    assert caught.value.limit == "bytes"


def test_readers_have_no_network(readers: Readers, jobs: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.3)
        port = listener.getsockname()[1]
        assert readers.run(jobs.connect, port) == "Network is unreachable"
        with pytest.raises(JobError):
            readers.run(jobs.call_out, port)
        with pytest.raises(TimeoutError):
            listener.accept()


# -- killed from outside


def test_a_reader_that_is_killed_is_replaced_and_its_job_done_by_another(readers: Readers, jobs: Any) -> None:
    with ThreadPoolExecutor(1) as pool:
        before = readers.measures()
        slow = pool.submit(readers.run, jobs.sleep, 0.5)
        assert eventually(lambda: readers.measures()["running"] == 1)
        (reader,) = readers._pool._running
        os.kill(reader.pid, signal.SIGKILL)
        assert slow.result(10) != reader.pid
    assert readers.measures()["faults"] == before["faults"]


def test_idle_readers_that_are_killed_are_not_noticed(readers: Readers, jobs: Any) -> None:
    for reader in list(readers._pool._idle):
        os.kill(reader.pid, signal.SIGKILL)
        assert eventually(lambda pid=reader.pid: dead(pid))  # type: ignore[misc]  # bound now
    assert [readers.run(jobs.count) > 0 for _ in range(5)] == [True] * 5


def test_a_job_that_is_killed_each_time_is_given_up(readers: Readers, jobs: Any) -> None:
    with pytest.raises(LimitError, match="again and again"):
        readers.run(jobs.end_itself)


@pytest.mark.parametrize("memory", ["auto", 0])
def test_a_zygote_that_is_killed_comes_back(graph: Path, jobs: Any, memory: Any) -> None:
    with open_readers(graph, SMALL, memory=memory, sharing=FEW, modules=(), watch=0.1) as service:
        count, zygote = service.run(jobs.count), service._pool.state.zygote.pid
        os.kill(zygote, signal.SIGKILL)
        assert service.run(jobs.count) == count  # those that are there go on
        assert eventually(lambda: service._pool.state.zygote.pid != zygote)
        for reader in list(service._pool._idle):
            os.kill(reader.pid, signal.SIGKILL)
        assert service.run(jobs.count) == count
        assert eventually(lambda: service.measures()["idle"] == 3)
    assert not psutil.pid_exists(zygote)


def dead(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


FRONT = """
import sys, time
sys.path.insert(0, sys.argv[2])
import jobs_for_readers as jobs
from sayso.api.readers import open_readers
from sayso.api.service import Limits
import threading
service = open_readers(sys.argv[1], Limits(seconds=None), memory=int(sys.argv[3]), modules=())
threading.Thread(target=lambda: service.run(jobs.endless), daemon=True).start()
while not service.measures()["running"] or service.measures()["idle"] < 2:
    time.sleep(0.01)
print("ready", flush=True)
if sys.argv[4] == "close":
    service._grace = 0.2
    service.close()
    print("closed", flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("memory", ["1000000000", "0"])
@pytest.mark.parametrize("end", ["kill", "close"])
def test_nothing_is_left_of_a_server_that_ends(tmp_path: Path, memory: str, end: str) -> None:
    graph = tmp_path / "graph"
    build(graph, 0)
    front = subprocess.Popen(
        [sys.executable, "-c", FRONT, str(graph), str(JOBS), memory, end], stdout=subprocess.PIPE
    )
    assert front.stdout is not None
    with front, front.stdout:
        assert front.stdout.readline() == b"ready\n"
        started = [one.pid for one in psutil.Process(front.pid).children(recursive=True)]
        if end == "close":
            assert front.stdout.readline() == b"closed\n"
            assert psutil.Process(front.pid).children(recursive=True) == []
        front.kill()
    assert end == "close" or len(started) >= 4  # a zygote, one who works, two who wait
    assert eventually(lambda: all(map(dead, started)))
    with open_readers(graph, memory=0, modules=()):
        left = [one.name for one in graph.iterdir() if one.name.startswith(".serving")]
        assert all(str(os.getpid()) in name for name in left)
    assert sorted(one.name for one in graph.iterdir()) == ["sayso.json", "store"]


# -- many at once


def test_a_full_queue_refuses_and_says_when_to_come_again(readers: Readers, jobs: Any) -> None:
    assert eventually(lambda: readers.measures()["idle"] == 3)
    with ThreadPoolExecutor(12) as pool:
        calls = [pool.submit(raised, lambda: readers.run(jobs.sleep, 0.25)) for _ in range(12)]
        errors = [call.result(20) for call in calls]
    refused = [error for error in errors if error is not None]
    assert refused and all(isinstance(error, BusyError) and error.retry_after >= 1 for error in refused)
    assert len(refused) <= 12 - 2 - 4


def test_who_waits_too_long_is_told(graph: Path, jobs: Any) -> None:
    sharing = Sharing(readers=1, long=0, queue=4, wait=0.2)
    with open_readers(graph, SMALL, sharing=sharing, modules=(), watch=None) as service:
        with ThreadPoolExecutor(1) as pool:
            slow = pool.submit(service.run, jobs.sleep, 0.6)
            assert eventually(lambda: service.measures()["running"] == 1)
            with pytest.raises(BusyError, match="no turn within"):
                service.run(jobs.count)
            slow.result(10)
        assert service.run(jobs.count) > 0


def test_one_client_does_not_make_the_others_wait(graph: Path, jobs: Any) -> None:
    sharing = Sharing(readers=1, long=0, queue=20)
    order: list[str] = []

    def ask(client: str) -> None:
        asker.set(client)
        service.run(jobs.sleep, 0.05)
        order.append(client)

    service = open_readers(graph, SMALL, sharing=sharing, modules=(), watch=None)
    with service, ThreadPoolExecutor(10) as pool:
        for client in [*"aaaaaaa", "b"]:
            pool.submit(ask, client)
            time.sleep(0.01)
    assert sorted(order) == [*"aaaaaaa", "b"]
    assert order.index("b") <= 3


def test_what_takes_long_makes_room_and_way_for_what_does_not(graph: Path, jobs: Any) -> None:
    sharing = Sharing(readers=1, long=3, queue=20, patience=0.2)
    with open_readers(graph, Limits(seconds=10), sharing=sharing, modules=(), watch=None) as service:
        with ThreadPoolExecutor(2) as pool:
            long = [pool.submit(service.run, jobs.niceness, 1.5) for _ in range(2)]
            time.sleep(0.1)
            start = time.monotonic()
            answers = 0
            while time.monotonic() - start < 1.0:
                answers += service.run(jobs.count) > 0
            assert answers > 20
            assert all(one.result(10) >= 10 for one in long)
        assert service.run(jobs.niceness, 0.0) == os.getpriority(os.PRIO_PROCESS, 0)


def test_too_many_long_jobs_end_one_of_the_client_that_has_most(graph: Path, jobs: Any) -> None:
    sharing = Sharing(readers=1, long=2, queue=20, patience=0.1)

    def ask(client: str) -> BaseException | None:
        asker.set(client)
        return raised(lambda: service.run(jobs.sleep, 1.0))

    service = open_readers(graph, Limits(seconds=10), sharing=sharing, modules=(), watch=None)
    with service, ThreadPoolExecutor(4) as pool:
        calls = []
        for client in ("greedy", "greedy", "modest"):
            calls.append(pool.submit(ask, client))
            time.sleep(0.2)
        errors = [call.result(20) for call in calls]
    assert (errors[0], type(errors[1]), errors[2]) == (None, BusyError, None)


def test_all_jobs_together_take_no_more_memory_than_is_allowed(graph: Path, jobs: Any) -> None:
    sharing = Sharing(readers=2, memory=100_000_000)
    limits = Limits(seconds=20, memory=None)
    with open_readers(graph, limits, sharing=sharing, modules=(), watch=None) as service:
        with pytest.raises(LimitError, match="all questions together"):
            service.run(jobs.bomb_of_engine)
        assert service.run(jobs.count) > 0


def test_a_server_that_stops_ends_what_runs_and_takes_no_more(graph: Path, jobs: Any) -> None:
    service = open_readers(graph, Limits(seconds=None), sharing=FEW, modules=(), watch=None, grace=0.2)
    with ThreadPoolExecutor(1) as pool:
        endless = pool.submit(raised, lambda: service.run(jobs.endless))
        assert eventually(lambda: service.measures()["running"] == 1)
        service.close()
        assert isinstance(endless.result(10), BusyError)
    assert isinstance(raised(lambda: service.run(jobs.count)), BusyError)
    service.close()


def test_the_measures_count_what_happened(graph: Path, jobs: Any) -> None:
    with open_readers(graph, QUICK, sharing=FEW, modules=(), watch=None) as service:
        assert eventually(lambda: service.measures()["idle"] == 3)
        before = service.measures()
        raised(lambda: service.run(jobs.endless))
        raised(lambda: service.run(jobs.fail))
        service.run(jobs.count)
        after = service.measures()
    gained = {name: after[name] - before[name] for name in ("jobs", "killed_time", "faults", "refused")}
    assert gained == {"jobs": 3, "killed_time": 1, "faults": 1, "refused": 0}
    assert after["job_seconds"] > before["job_seconds"]


def test_no_graph_is_an_error_at_once(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no graph in"):
        open_readers(tmp_path / "none", modules=())


# -- what has changed


@pytest.mark.slow
@pytest.mark.parametrize("memory", ["auto", 0])
def test_readers_see_the_old_state_then_the_new_one_and_never_a_mixture(
    tmp_path: Path, jobs: Any, memory: Any
) -> None:
    path = tmp_path / "graph"
    build(path, 0)
    seen: list[tuple[str, ...]] = []
    states: dict[str, set[tuple[str, ...]]] = {}
    failed: list[BaseException] = []
    stop = threading.Event()
    with open_readers(path, sharing=FEW, memory=memory, modules=(), watch=0.05) as service:

        def ask() -> None:
            while not stop.is_set():
                try:
                    before = service.state
                    found = tuple(service.run(jobs.hashes, 0.01))
                    seen.append(found)
                    if service.state == before:
                        states.setdefault(before, set()).add(found)
                except Exception as error:
                    failed.append(error)

        with ThreadPoolExecutor(3) as pool:
            asking = [pool.submit(ask) for _ in range(3)]
            for version in range(1, 4):
                with Store.open(path) as store:
                    for number in range(4):
                        text = f"Text {version}."
                        store.replace(Extraction(Article(f"a{number}", f"a{number}.txt", text), (), (), ()))
                        for reader in list(service._pool._idle)[:1]:
                            os.kill(reader.pid, signal.SIGKILL)  # whoever comes in its place sees no more
                        time.sleep(0.1)
                    store.refresh_derived()
                assert eventually(lambda n=version: len(set(seen)) == n + 1)  # type: ignore[misc]  # bound now
            time.sleep(0.2)
            stop.set()
            for one in asking:
                one.result(20)
        assert eventually(lambda: not service._pool._retired)
    assert failed == []
    assert all(len(found) == 4 and len(set(found)) == 1 for found in seen)
    whole = list(dict.fromkeys(seen))
    assert len(whole) == 4  # each of the states, and in their order: none comes back
    assert all(len(found) == 1 for found in states.values())


@pytest.mark.parametrize("memory", ["auto", 0])
def test_after_reload_jobs_see_what_was_written_before(tmp_path: Path, jobs: Any, memory: Any) -> None:
    path = tmp_path / "graph"
    build(path, 0)
    with open_readers(path, sharing=FEW, memory=memory, modules=(), watch=None) as service:
        states = [service.state]
        for version in range(1, 3):
            old = service.run(jobs.hashes)
            build(path, version)
            assert service.run(jobs.hashes) == old
            states.append(service.reload())
            assert service.state == states[-1]
            assert set(service.run(jobs.hashes)).isdisjoint(old)
        assert len(set(states)) == 3
        assert service.reload() == states[-1]  # nothing has changed


def test_where_no_links_can_be_made_no_answer_is_of_an_old_state_under_the_new_name(
    tmp_path: Path, jobs: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(self: Snapshots) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Snapshots, "take", refuse)
    path = tmp_path / "graph"
    build(path, 0)
    with open_readers(path, sharing=FEW, memory=0, modules=(), watch=None) as service:
        assert "may see parts of a build" in caplog.text
        assert eventually(lambda: service.measures()["idle"] == 3)
        old, state = set(service.run(jobs.hashes)), service.state
        assert state
        build(path, 1)
        assert service.state == ""  # who is forked now would see the new one, who is idle the old one
        assert service.reload() == service.state != state
        seen = [set(service.run(jobs.hashes, 0.05)) for _ in range(3)]
        with ThreadPoolExecutor(2) as pool:
            seen += pool.map(lambda _: set(service.run(jobs.hashes, 0.05)), range(6))
        assert all(old.isdisjoint(found) for found in seen)


def test_what_is_left_is_swept_by_its_lock_and_not_by_a_number(tmp_path: Path) -> None:
    path = tmp_path / "graph"
    build(path, 0)
    left = path / ".serving-1-abcdef"  # of a container that was killed: here, too, process 1 lives
    (left / "3" / "store").mkdir(parents=True)
    mine, other = Snapshots(path), Snapshots(path)
    taken = mine.take()
    assert taken is not None
    other.sweep()
    assert not left.exists() and taken[0].is_dir()
    mine.close()
    assert sorted(one.name for one in path.iterdir()) == ["sayso.json", "store"]


def test_a_folder_that_is_swept_away_is_made_and_held_again(tmp_path: Path) -> None:
    path = tmp_path / "graph"
    build(path, 0)
    mine = Snapshots(path)
    assert mine.take() is not None
    for left in path.glob(".serving-*"):
        shutil.rmtree(left)
    taken = mine.take()
    Snapshots(path).sweep()
    assert taken is not None and taken[0].is_dir()
    mine.close()


def test_a_state_that_somebody_removes_is_taken_again(tmp_path: Path, jobs: Any) -> None:
    path = tmp_path / "graph"
    build(path, 0)
    with open_readers(path, sharing=FEW, memory=0, modules=(), watch=0.05) as service:
        before = service.run(jobs.hashes)
        for left in path.glob(".serving-*"):
            shutil.rmtree(left)
        assert eventually(lambda: service.measures()["reloads"] == 1)
        for reader in list(service._pool._idle):
            os.kill(reader.pid, signal.SIGKILL)
        assert eventually(lambda: service.measures()["idle"] == 3)
        assert service.run(jobs.hashes) == before


def test_another_version_tells_the_same_files_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    found = (("000001.sst", 10, 20),)
    before = snapshots.token(found)
    assert snapshots.token(found) == before != snapshots.token(())
    monkeypatch.setattr(snapshots, "__version__", "0.0.0")
    assert snapshots.token(found) != before


def test_a_copy_that_fits_beside_the_old_one_is_made_and_another_way_of_reading_is_told(
    tmp_path: Path, jobs: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "graph"
    build(path, 0)
    free = [20_000]
    monkeypatch.setattr(sizing, "available", lambda: free[0])
    monkeypatch.setattr(sizing, "estimate", lambda on_disk: 10_000)
    with open_readers(path, sharing=FEW, modules=(), watch=None) as service:
        assert service.in_memory
        for version, left, in_memory in ((1, 10_000, True), (2, 9_999, False), (3, 20_000, True)):
            build(path, version)
            free[0] = left  # what is free when the old copy is there
            before = time.monotonic()
            service.reload()
            assert service.in_memory == in_memory
            assert service.since >= before
            assert len(service.run(jobs.hashes)) == 4
    told = [record.getMessage() for record in caplog.records if "from now on" in record.getMessage()]
    assert ["from the disk" in told[0], "from memory" in told[1], len(told)] == [True, True, 2]


def test_a_graph_that_cannot_be_read_any_more_is_served_as_it_was(
    tmp_path: Path, jobs: Any, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "graph"
    build(path, 0)
    with open_readers(path, sharing=FEW, modules=(), watch=0.05) as service:
        count = service.run(jobs.count)
        (path / "store" / "CURRENT").rename(path / "CURRENT")
        assert eventually(lambda: service.measures()["failed_reloads"] >= 2)
        assert service.run(jobs.count) == count
        assert "CURRENT is missing" in caplog.text
        (path / "CURRENT").rename(path / "store" / "CURRENT")
        build(path, 1)
        assert eventually(lambda: service.measures()["reloads"] == 1)


def test_a_graph_that_is_not_whole_is_served_when_there_is_no_other(
    tmp_path: Path, jobs: Any, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "graph"
    build(path, 0)
    with Store.open(path) as store:
        store.replace(Extraction(Article("b", "b.txt", "More."), (), (), ()))
    with open_readers(path, sharing=FEW, modules=(), watch=None) as service:
        assert len(service.run(jobs.hashes)) == 5
        assert service.run(jobs.stale)
    assert "is not whole" in caplog.text
