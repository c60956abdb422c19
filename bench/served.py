"""Servers for benches: started by their real commands, asked over sockets, weighed, and ended.

`start` runs a command and waits until it answers; `load` asks one URL again and again from a process of its
own, by wrk where it is installed and by this file otherwise:

    bench/served.py URL --clients N --seconds S [--accept TYPE] [--anew WORD]
"""

import argparse
import contextlib
import http.client
import itertools
import json
import os
import secrets
import selectors
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

__all__ = [
    "Load",
    "Reply",
    "Server",
    "ask",
    "exchange",
    "free_port",
    "load",
    "machine",
    "read_reply",
    "sayso",
    "start",
]

_MARK = "SAYSO_BENCH"
# A comment at the end of a query: another text each time, with the same answer.
_COMMENT = "%0A%23"
_WRK_ANEW = """
local asked = 0
request = function()
  asked = asked + 1
  return wrk.format("GET", wrk.path .. "{comment}" .. asked)
end
"""
_WRK = """
done = function(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format('\\nresult %d %d %d %d %d %f %f %f\\n',
    summary.requests, summary.duration, summary.bytes, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50), latency:percentile(95), latency:percentile(99)))
end
"""


# -- servers


@dataclass(slots=True)
class Server:
    """A server that runs. `mark` is in the environment of all its processes, wherever they hang."""

    name: str
    port: int
    process: "subprocess.Popen[bytes]"
    mark: str
    log: Path

    def processes(self) -> list[int]:
        """All processes that came of it, also those whose parent has gone."""
        wanted = f"{_MARK}={self.mark}".encode()
        found = []
        for folder in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                if folder.name.isdigit() and wanted in (folder / "environ").read_bytes().split(b"\0"):
                    found.append(int(folder.name))
        return sorted(found)

    def memory(self) -> float:
        """Megabytes of all its processes together; what several share counts once."""
        found = 0
        for pid in self.processes():
            with contextlib.suppress(OSError, StopIteration):
                lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
                found += int(next(line for line in lines if line.startswith("Pss:")).split()[1])
        return found / 1000

    def files(self) -> int:
        """How many files and sockets its processes hold open."""
        found = 0
        for pid in self.processes():
            with contextlib.suppress(OSError):
                found += sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())
        return found

    def told(self) -> str:
        """What it has printed so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def stop(self, seconds: float = 15) -> int | None:
        """Asks it to end, as a service manager does; its exit code, None if it had to be killed."""
        code: int | None = None
        with contextlib.suppress(ProcessLookupError, subprocess.TimeoutExpired):
            self.process.send_signal(signal.SIGTERM)
            code = self.process.wait(seconds)
        for pid in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        return code


@contextlib.contextmanager
def start(
    name: str, command: Sequence[str], port: int, *, path: str, log: Path, seconds: float = 120
) -> Iterator[Server]:
    """Runs `command` until the block ends; waits for an answer below 500 at `path` first."""
    mark = secrets.token_hex(8)
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=os.environ | {_MARK: mark, "OMP_NUM_THREADS": "1", "NO_COLOR": "1"},
        )
    server = Server(name, port, process, mark, log)
    try:
        until = time.monotonic() + seconds
        while True:
            if process.poll() is not None:
                raise SystemExit(f"{name} ended with {process.returncode}:\n{server.told()[-2000:]}")
            with contextlib.suppress(OSError, http.client.HTTPException):
                if ask(port, path, timeout=10).status < 500:
                    break
            if time.monotonic() > until:
                raise SystemExit(f"{name} does not answer after {seconds:.0f} s:\n{server.told()[-2000:]}")
            time.sleep(0.1)
        yield server
    finally:
        server.stop()


@contextlib.contextmanager
def sayso(graph: Path, log: Path, *flags: str) -> Iterator[Server]:
    """`sayso serve` on this graph folder, on a free port."""
    port = free_port()
    command = [sys.executable, "-m", "sayso", "serve", "--graph", str(graph), "--port", str(port), *flags]
    with start("sayso", command, port, path="/healthz", log=log) as server:
        yield server


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def machine() -> str:
    """The cores, and how busy others keep them: figures are worth no more than this allows."""
    averages = " ".join(f"{one:.1f}" for one in os.getloadavg())
    return f"{os.cpu_count()} cores, load averages {averages}"


# -- requests


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back. `whole` is whether all of the body came that was promised."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    whole: bool
    seconds: float


def ask(
    port: int,
    path: str,
    parameters: Mapping[str, str] | None = None,
    *,
    headers: Mapping[str, str] | None = None,
    timeout: float = 60,
) -> Reply:
    """One GET on a connection of its own."""
    target = f"{path}?{urlencode(parameters)}" if parameters else path
    lines = {"Host": f"127.0.0.1:{port}", "Connection": "close"} | dict(headers or {})
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return exchange(port, f"GET {target} HTTP/1.1\r\n{head}\r\n".encode(), timeout=timeout)


def exchange(port: int, request: bytes, *, timeout: float = 60) -> Reply:
    """Sends these bytes and reads one answer. Raises OSError when there is none."""
    begin = time.perf_counter()
    with socket.create_connection(("127.0.0.1", port), timeout=timeout) as connection:
        # a server may answer, and close, before it has read all: what it said counts
        with contextlib.suppress(ConnectionError):
            connection.sendall(request)
        return read_reply(connection, begin, head=request.startswith(b"HEAD "))


def read_reply(connection: socket.socket, begin: float, *, head: bool = False) -> Reply:
    """Reads one answer. Raises OSError or HTTPException when there is none that can be read."""
    answer = http.client.HTTPResponse(connection, method="HEAD" if head else "GET")
    answer.begin()
    body, whole = b"", True
    try:
        body = answer.read()
    except http.client.IncompleteRead as error:
        body, whole = error.partial, False
    headers = {name.lower(): value for name, value in answer.getheaders()}
    return Reply(answer.status, headers, body, whole, time.perf_counter() - begin)


# -- load


@dataclass(frozen=True, slots=True)
class Load:
    """What one round of requests gave: requests a second, latencies in milliseconds."""

    rate: float
    p50: float
    p95: float
    p99: float
    failed: int
    bytes: int


def load(url: str, clients: int, seconds: float, accept: str, *, anew: bool = False) -> Load:
    """Asks `url` by so many clients at once, each as soon as it has its answer.

    With `anew` the query that `url` ends with has another text each time, so that no answer is one kept from
    an earlier request.
    """
    word = secrets.token_hex(4) if anew else ""
    if shutil.which("wrk") is None:
        command = [sys.executable, __file__, url, "--clients", str(clients), "--seconds", str(seconds)]
        command += ["--anew", word]
        told = subprocess.run([*command, "--accept", accept], check=True, capture_output=True, text=True)
        return Load(**json.loads(told.stdout))
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(_WRK)
        if word:
            script.write(_WRK_ANEW.replace("{comment}", f"{_COMMENT}{word}-"))
        script.flush()
        whole = max(1, round(seconds))
        command = ["wrk", "-t1", f"-c{clients}", f"-d{whole}s", "--timeout", "30s", "-s", script.name]
        told = subprocess.run(
            [*command, "-H", f"Accept: {accept}", url], check=True, capture_output=True, text=True
        )
    line = next(line for line in told.stdout.splitlines() if line.startswith("result "))
    number, spent, received, refused, broken, *times = (float(one) for one in line.split()[1:])
    p50, p95, p99 = (one / 1000 for one in times)
    return Load(number / spent * 1e6, p50, p95, p99, int(refused + broken), int(received))


def _ask_again_and_again(url: str, clients: int, seconds: float, accept: str, word: str) -> Load:
    """The same without wrk: sockets that are kept open, and as little reading of answers as will do."""
    parts = urlsplit(url)
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    numbers = itertools.count(1)

    def request() -> bytes:
        comment = f"{_COMMENT}{word}-{next(numbers)}" if word else ""
        head = f"GET {target}{comment} HTTP/1.1\r\nHost: {parts.netloc}\r\nAccept: {accept}\r\n\r\n"
        return head.encode()

    place = (parts.hostname or "127.0.0.1", parts.port or 80)
    chooser = selectors.DefaultSelector()
    times: list[float] = []
    failed = received = 0

    def connect() -> None:
        connection = socket.create_connection(place)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(request())
        chooser.register(connection, selectors.EVENT_READ, [time.perf_counter(), bytearray(), 0])

    for _ in range(clients):
        connect()
    begin = time.perf_counter()
    while (now := time.perf_counter()) < begin + seconds:
        for key, _ in chooser.select(timeout=0.1):
            connection, state = key.fileobj, key.data
            assert isinstance(connection, socket.socket)
            piece = connection.recv(1 << 18)
            now = time.perf_counter()
            received += len(piece)
            state[1] += piece
            if piece and not state[2]:
                state[2] = _length(state[1])
            if piece and (not state[2] or len(state[1]) < state[2]):
                continue
            failed += not piece or not state[1].startswith(b"HTTP/1.1 200")
            times.append(now - state[0])
            if not piece or b"connection: close" in state[1][:2000].lower():
                chooser.unregister(connection)
                connection.close()
                connect()
            else:
                state[:] = [time.perf_counter(), bytearray(), 0]
                connection.sendall(request())
    spent = time.perf_counter() - begin
    ordered = sorted(times) or [float("nan")] * 2
    cuts = statistics.quantiles(ordered, n=100) if len(ordered) > 1 else [ordered[0]] * 99
    p50, p95, p99 = (1000 * cuts[at] for at in (49, 94, 98))
    return Load(len(times) / spent, p50, p95, p99, failed, received)


def _length(answer: bytearray) -> int:
    """The length of an answer with its head, 0 as long as that cannot be told."""
    end = answer.find(b"\r\n\r\n")
    if end < 0:
        return 0
    head = bytes(answer[:end]).lower()
    at = head.find(b"content-length:")
    if at < 0:
        raise SystemExit("an answer without a Content-Length: install wrk to measure this server")
    return end + 4 + int(head[at + 15 :].split(b"\r\n", 1)[0])


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("url")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--accept", default="*/*")
    parser.add_argument("--anew", default="", help="a word that makes each query another text")
    arguments = parser.parse_args()
    found = _ask_again_and_again(
        arguments.url, arguments.clients, arguments.seconds, arguments.accept, arguments.anew
    )
    print(json.dumps({name: getattr(found, name) for name in Load.__slots__}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
