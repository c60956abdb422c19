"""Clients that leave before their answer: what is worked on for them ends, what they have written is kept."""

import importlib
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from apiflask import APIFlask

import sayso.api.running.server as server_module
from sayso.api.app import create_app
from sayso.api.protocol.updates import use_writer
from sayso.api.protocol.writers import ProcessWriter
from sayso.api.readers import Readers, Sharing, open_readers
from sayso.api.running.server import Server, listen
from sayso.api.service import Limits, gone
from sayso.api.settings import Settings, current_service
from sayso.graph.store import Store

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only tested on Linux")

JOBS = Path(__file__).parent / "readers_jobs"
TOKEN = "a-token-that-nobody-guesses"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ENDLESS_URL = f"/sparql?query={quote(ENDLESS)}"
SOON = 5.0
"""Seconds in which a reader must be free again; the limit of a query is far more."""


@dataclass
class Served:
    """A server with everything behind it, as `sayso serve` starts it."""

    port: int
    app: APIFlask
    readers: Readers

    def count(self, name: str) -> float:
        return self.readers.measures()[name]

    def at_work(self) -> float:
        measures = self.readers.measures()
        return measures["running"] + measures["waiting"]

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)

    def send(self, path: str, method: str = "GET", headers: str = "", body: bytes = b"") -> socket.socket:
        connection = self.connect()
        connection.sendall(request(path, method, headers, body))
        return connection

    def answered(self, status: int) -> float:
        """How many answers had this status, as the metrics tell."""
        with urlopen(f"http://127.0.0.1:{self.port}/metrics", timeout=10) as answer:
            lines = answer.read().decode().splitlines()
        counted = [line for line in lines if line.startswith("sayso_http_requests_total{")]
        return sum(float(line.rsplit(" ", 1)[1]) for line in counted if f'status="{status}"' in line)


def request(path: str, method: str = "GET", headers: str = "", body: bytes = b"") -> bytes:
    length = f"Content-Length: {len(body)}\r\n" if body else ""
    return f"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{headers}{length}\r\n".encode() + body


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    path = tmp_path_factory.mktemp("gone") / "graph"
    with Store.open(path, create=True):
        pass
    sys.path.insert(0, str(JOBS))
    jobs = importlib.import_module("jobs_for_readers")
    sharing = Sharing(readers=2, long=2, queue=64, wait=30.0, patience=20.0)
    limits = Limits(seconds=60.0)
    with ExitStack() as stack:
        stack.callback(sys.path.remove, str(JOBS))
        readers = stack.enter_context(
            open_readers(path, limits, memory=0, sharing=sharing, modules=(), watch=None)
        )
        app = create_app(readers, Settings(update_token=TOKEN))

        @app.get("/sleep/<float:seconds>")
        def sleep(seconds: float) -> dict[str, bool]:
            return {"slept": current_service().run(jobs.sleep, seconds) > 0}

        use_writer(app, stack.enter_context(ProcessWriter(path, readers)))
        server = Server(app, listen("127.0.0.1", 0), grace=0.5)
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            yield Served(server.addresses[0][1], app, readers)
        finally:
            server.stop()
            thread.join(20)
            assert not thread.is_alive()


def eventually(true: Callable[[], bool], seconds: float = SOON) -> bool:
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def received(connection: socket.socket, end: bytes) -> bytes:
    told = b""
    while end not in told and (part := connection.recv(65536)):
        told += part
    return told


def close(connection: socket.socket) -> None:
    connection.close()


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def half_close(connection: socket.socket) -> None:
    connection.shutdown(socket.SHUT_WR)


FORM = "Content-Type: application/x-www-form-urlencoded\r\n"


@pytest.mark.parametrize("leave", [close, reset, half_close])
@pytest.mark.parametrize(
    "sent",
    [
        request(ENDLESS_URL),
        request(ENDLESS_URL, "HEAD"),
        request(ENDLESS_URL, headers="Accept: text/html\r\n"),
        request("/sparql", "POST", FORM, b"query=" + quote(ENDLESS).encode()),
        request(ENDLESS_URL) + request("/healthz")[:-6],
    ],
    ids=["get", "head", "page", "form", "with the beginning of another"],
)
def test_a_query_ends_soon_after_its_client_has_gone(
    served: Served, leave: Callable[[socket.socket], None], sent: bytes
) -> None:
    killed, status = served.count("killed_gone"), served.answered(499)
    with served.connect() as connection:
        connection.sendall(sent)
        assert eventually(lambda: served.at_work() == 1)
        leave(connection)
        assert eventually(lambda: served.at_work() == 0)
        assert served.count("killed_gone") == killed + 1
        assert eventually(lambda: served.answered(499) == status + 1)
        if leave is half_close:
            assert received(connection, b"never").startswith(b"HTTP/1.1 499 ")
    assert served.count("killed_time") == 0


@pytest.mark.parametrize("path", ["/healthz", "/sparql?query=ASK%7B%7D", "/sleep/0.1"])
def test_who_only_sends_no_more_gets_what_is_answered_soon(served: Served, path: str) -> None:
    with served.connect() as connection:
        connection.sendall(request(path))
        half_close(connection)
        told = received(connection, b"never")  # until the server closes
    assert told.startswith(b"HTTP/1.1 200 OK") and told.rstrip().endswith(b"}")


def test_gone_clients_do_not_shut_out_a_neighbour(served: Served) -> None:
    before = served.count("killed_gone") + served.count("left_queue")
    connections = [served.send(ENDLESS_URL) for _ in range(30)]
    assert eventually(lambda: served.at_work() == 30)
    for connection in connections:
        connection.close()
    begun = time.monotonic()
    with served.send("/sparql?query=ASK%7B%7D", headers="Connection: close\r\n") as neighbour:
        assert b'"boolean":true' in received(neighbour, b"}")
    assert time.monotonic() - begun < SOON
    assert eventually(lambda: served.at_work() == 0)
    assert served.count("killed_gone") + served.count("left_queue") == before + 30


def test_a_client_that_waits_gets_its_answer_however_long_it_takes(served: Served) -> None:
    killed = served.count("killed_gone")
    with ExitStack() as stack:
        waiting = [
            stack.enter_context(served.send("/sleep/1.5")) for _ in range(4)
        ]  # two of them for a reader
        for connection in waiting:
            assert b'"slept":true' in received(connection, b"}").replace(b" ", b"")
    assert served.count("killed_gone") == killed


def test_a_client_may_send_its_next_request_before_the_answer(served: Served) -> None:
    killed = served.count("killed_gone")
    with served.send("/sleep/0.5") as connection:
        connection.sendall(request("/sleep/0.3") + request("/healthz")[:20])
        time.sleep(0.7)
        connection.sendall(request("/healthz")[20:])
        told = received(connection, b'"ok"')
    assert told.count(b"HTTP/1.1 200 OK") == 3
    assert told.count(b"slept") == 2 and told.index(b'"ok"') > told.rindex(b"slept")
    assert served.count("killed_gone") == killed


def test_the_next_request_has_its_time_limit_while_one_is_in_work(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_module, "_LONGEST_REQUEST_S", 1.0)
    with served.send("/sleep/2.0") as connection:
        connection.sendall(b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 90000\r\n\r\n")
        begun = time.monotonic()
        with pytest.raises(OSError):  # reset or broken pipe, as it happens
            while time.monotonic() < begun + 10:
                connection.sendall(b"x")
                time.sleep(0.1)
        assert 1.5 < time.monotonic() - begun < 8


def test_an_update_is_finished_whoever_has_gone(served: Served) -> None:
    done = served.answered(204) + served.answered(201)
    bearer = f"Authorization: Bearer {TOKEN}\r\n"
    text = bearer + "Content-Type: application/sparql-update\r\n"
    turtle = bearer + "Content-Type: text/turtle\r\n"
    connections = [
        served.send("/update", "POST", text, b"INSERT DATA { GRAPH <urn:m> { <urn:a> <urn:b> %d } }" % number)
        for number in range(3)
    ]
    connections.append(served.send("/graphs?graph=urn:n", "PUT", turtle, b"<urn:a> <urn:b> 3 ."))
    assert eventually(lambda: running(served) == 5)  # one asks for the metrics
    for connection in connections:
        connection.close()
    assert eventually(lambda: served.answered(204) + served.answered(201) == done + 4, 30)
    query = quote("SELECT (COUNT(*) AS ?n) { <urn:a> <urn:b> ?c }")
    with urlopen(f"http://127.0.0.1:{served.port}/sparql?query={query}&format=csv") as answer:
        assert answer.read().split() == [b"n", b"4"]


def running(served: Served) -> float:
    with urlopen(f"http://127.0.0.1:{served.port}/metrics", timeout=10) as answer:
        lines = answer.read().decode().splitlines()
    return float(next(one for one in lines if one.startswith("sayso_http_requests_running ")).split()[1])


@pytest.mark.parametrize("told", [None, lambda: False])
def test_a_thread_keeps_nothing_of_a_connection(served: Served, told: Callable[[], bool] | None) -> None:
    seen = []

    def app(environ: Any, start_response: Any) -> list[bytes]:
        seen.append(gone.get())
        start_response("200 OK", [])
        return [b""]

    gate: Any = served.app.wsgi_app
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "HTTP_HOST": "localhost"}
    if told is not None:
        environ["waitress.client_disconnected"] = told  # type: ignore[assignment]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gate, "_app", app)
        gate(environ, lambda *_: None).close()
    assert seen == [told]
    assert gone.get() is None
