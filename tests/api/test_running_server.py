"""The server over sockets: slow clients, large requests, and a stop that lets answers out."""

import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

import sayso.api.running.server as server_module
from sayso.api.running.server import Server, listen
from sayso.errors import SaysoError

LARGE = 30_000_000
Environ = dict[str, Any]


def app(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
    path = environ["PATH_INFO"]
    if path == "/slow":
        time.sleep(1.0)
    body = {"/large": b"x" * LARGE, "/quick/large": b"x" * 50_000}.get(path, b"done")
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


@contextmanager
def running(**options: Any) -> Iterator[tuple[int, Server, threading.Thread]]:
    server = Server(app, listen("127.0.0.1", 0), **options)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield server.addresses[0][1], server, thread
    finally:
        server.stop()
        thread.join(20)
        assert not thread.is_alive()


def ask(port: int, path: str = "/", timeout: float = 5.0) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=timeout) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        return received(connection)


def received(connection: socket.socket) -> bytes:
    parts = []
    while part := connection.recv(1_000_000):
        parts.append(part)
    return b"".join(parts)


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: ",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 90000\r\n\r\nabc",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ],
)
def test_clients_that_dawdle_keep_nobody_else_waiting(sent: bytes) -> None:
    with running(threads=4, grace=0.1) as (port, _, _), ExitStack() as stack:
        for _ in range(12):
            dawdler = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            dawdler.sendall(sent)
        time.sleep(0.2)
        assert all(ask(port).endswith(b"done") for _ in range(5))


def test_a_request_that_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "_LONGEST_REQUEST_S", 1.0)
    with running() as (port, _, _), socket.create_connection(("127.0.0.1", port), timeout=10) as drip:
        drip.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
        begun = time.monotonic()
        with pytest.raises(OSError):  # reset or broken pipe, as it happens
            while time.monotonic() < begun + 8:
                drip.sendall(b"X-A: b\r\n")
                time.sleep(0.2)
        assert time.monotonic() < begun + 6


def test_an_answer_is_not_cut_off_by_the_next_request_that_never_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(server_module, "_LONGEST_REQUEST_S", 0.5)
    with running() as (port, _, _), socket.create_connection(("127.0.0.1", port), timeout=10) as slow:
        slow.sendall(b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\nGET / HTTP/1.1\r\nHost: ")
        time.sleep(2.5)
        head, _, body = received(slow).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200") and len(body) == LARGE


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n", b"413"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX-A: " + b"a" * 100_000, b"431"),
        (b"GET " + b"/a" * 50_000, b"431"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", b"400"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost : x\r\n\r\n", b"400"),
        (b"\x16\x03\x01\x02\x00\x01\r\n\r\n", b"400"),
    ],
)
def test_what_is_no_request_of_ours_is_refused_at_once(sent: bytes, status: bytes) -> None:
    with (
        running(most_body=1_000_000, grace=0.1) as (port, _, _),
        socket.create_connection(("127.0.0.1", port), timeout=5) as connection,
    ):
        connection.sendall(sent)
        assert connection.recv(1000).split(b" ")[1] == status
        assert ask(port).endswith(b"done")


def test_a_hundred_megabytes_without_an_end_are_cut_off() -> None:
    with (
        running(most_body=1_000_000, grace=0.1) as (port, _, _),
        socket.create_connection(("127.0.0.1", port), timeout=5) as connection,
    ):
        connection.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        sent = 0
        with pytest.raises(OSError):  # reset or broken pipe, as it happens
            while sent < 100_000_000:
                connection.sendall(b"10000\r\n" + b"z" * 65536 + b"\r\n")
                sent += 65536
        assert sent < 20_000_000


@pytest.mark.parametrize("path", ["/slow", "/large"])
def test_a_stop_lets_answers_out_and_takes_no_more(path: str) -> None:
    with running() as (port, server, thread):
        with (
            socket.create_connection(("127.0.0.1", port), timeout=20) as connection,
            socket.create_connection(("127.0.0.1", port), timeout=20) as idle,
        ):
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            time.sleep(0.3)
            server.stop()
            time.sleep(0.2)
            with pytest.raises(OSError):  # refused, or reset, as it happens
                ask(port)
            head, _, body = received(connection).partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200") and len(body) == (4 if path == "/slow" else LARGE)
            assert idle.recv(10) == b""
        thread.join(5)
        assert not thread.is_alive()


def test_what_takes_longer_than_the_grace_is_given_up() -> None:
    begun = time.monotonic()
    with running(grace=0.2) as (port, server, thread), socket.create_connection(("127.0.0.1", port)) as slow:
        slow.sendall(b"GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n")
        time.sleep(0.1)
        server.stop()
        thread.join(5)
        assert not thread.is_alive() and time.monotonic() < begun + 4


def test_a_port_that_is_taken_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        told = f"cannot listen on 127.0.0.1:{port}: Address already in use; try another --port"
        with pytest.raises(SaysoError, match=told):
            listen("127.0.0.1", port)


def test_a_host_that_is_not_here_is_told_as_such() -> None:
    with pytest.raises(SaysoError, match=r"cannot listen on 192\.0\.2\.1:0: .*; try another --host"):
        listen("192.0.2.1", 0)


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None: ...


def test_another_server_opens_the_graph_at_the_first_request(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from urllib.error import HTTPError
    from urllib.request import urlopen

    from sayso.api.running.wsgi import _Lazy
    from sayso.graph.store import Store

    monkeypatch.setenv("SAYSO_GRAPH", str(tmp_path / "graph"))
    monkeypatch.setenv("SAYSO_MEMORY", "never")
    monkeypatch.setenv("SAYSO_MAX_ROWS", "2")
    application = _Lazy()
    with make_server("127.0.0.1", 0, application, handler_class=Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            url = f"http://127.0.0.1:{server.server_port}"
            with pytest.raises(HTTPError) as refused:
                urlopen(f"{url}/healthz")
            with refused.value as answer:
                assert answer.status == 503 and b"cannot be opened" in answer.read()
            Store.open(tmp_path / "graph", create=True).close()
            with urlopen(f"{url}/sparql?query=ASK%7B%7D") as answer:
                assert b'"boolean":true' in answer.read()
            with pytest.raises(HTTPError) as too_many:
                urlopen(f"{url}/sparql?query=SELECT*%7B?s?p?o%7D")
            with too_many.value as answer:
                assert answer.status == 503
        finally:
            server.shutdown()
            thread.join()
            application.close()


def quick(environ: Environ) -> bool:
    return bool(environ["PATH_INFO"].startswith("/quick"))


def test_what_needs_no_waiting_is_answered_while_all_threads_are_busy() -> None:
    with running(threads=1, at_once=quick) as (port, _, _):
        busy = [threading.Thread(target=ask, args=(port, "/slow")) for _ in range(2)]
        for one in busy:
            one.start()
        time.sleep(0.2)
        begun = time.monotonic()
        assert all(ask(port, "/quick").endswith(b"done") for _ in range(20))
        assert time.monotonic() - begun < 0.7
        for one in busy:
            one.join()


def test_who_takes_no_answers_keeps_nobody_waiting_who_is_answered_at_once() -> None:
    many = b"GET /quick/large HTTP/1.1\r\nHost: localhost\r\n\r\n" * 2_000
    with running(at_once=quick, most_answer=1, grace=0.1) as (port, _, _), ExitStack() as stack:
        for _ in range(3):
            dawdler = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            dawdler.setblocking(False)
            with suppress(BlockingIOError):
                while many:
                    dawdler.send(many)
        time.sleep(0.3)
        assert ask(port, "/quick").endswith(b"done")


def test_several_requests_on_one_connection_are_answered_in_order() -> None:
    paths = ["/quick", "/", "/quick", "/quick", "/", "/nothing", "/quick"]
    with running(at_once=quick) as (port, _, _), socket.create_connection(("127.0.0.1", port)) as connection:
        requests = [f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode() for path in paths]
        connection.sendall(b"".join(requests))  # all at once,
        for request in requests:  # and one by one
            time.sleep(0.02)
            connection.sendall(request)
        connection.sendall(b"GET /quick HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert received(connection).count(b"\r\n\r\ndone") == 2 * len(paths) + 1


@pytest.mark.parametrize(
    "request_line", [b"POST /quick HTTP/1.1", b"HEAD /quick HTTP/1.1", b"GET /quick HTTP/1.0"]
)
def test_others_are_answered_as_well(request_line: bytes) -> None:
    with running(at_once=quick) as (port, _, _), socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(request_line + b"\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert received(connection).startswith((b"HTTP/1.1 200", b"HTTP/1.0 200"))


def test_a_fault_in_looking_at_a_request_ends_nothing(caplog: pytest.LogCaptureFixture) -> None:
    def faulty(environ: Environ) -> bool:
        raise ValueError("a fault")

    with running(at_once=faulty) as (port, _, _):
        assert ask(port).endswith(b"done")
    assert "a request cannot be looked at" in caplog.text
