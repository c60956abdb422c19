"""Jobs, good and bad, for the tests of readers: in a module of their own, since readers import it by name."""

import ctypes
import os
import signal
import socket
import time
from typing import Any

from pyoxigraph import QueryResultsFormat

from sayso.errors import QuestionError
from sayso.graph.store import Store

TEXTS = "SELECT ?a ?sha { ?a sayso:textSha256 ?sha }"


def pid(store: Store) -> int:
    return os.getpid()


def count(store: Store) -> int:
    return len(store.handle)


def place(store: Store) -> tuple[str, str, bool, str]:
    return str(store.path), store.base, store.read_only, store.place


def hashes(store: Store, pause: float = 0.0) -> list[str]:
    """The hash of each article's text, asked for twice, with a pause between."""
    first = sorted(row["sha"].value for row in store.query(TEXTS))
    time.sleep(pause)
    second = sorted(row["sha"].value for row in store.query(TEXTS))
    assert first == second
    return first


def stale(store: Store) -> bool:
    return store.derived_is_stale


def table(store: Store, out: Any) -> str:
    store.query(TEXTS).serialize(out, format=QueryResultsFormat.TSV)
    return "texts"


def write(store: Store, out: Any, size: int, by: int = 10_000) -> int:
    for start in range(0, size, by):
        out.write(b"x" * min(by, size - start))
    return size


def tell(store: Store, size: int) -> str:
    return "é" * size


def echo(store: Store, value: Any) -> Any:
    return value


def endless(store: Store) -> int:
    return len(list(store.query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }")))


def sleep(store: Store, seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def bomb_of_engine(store: Store) -> int:
    return len(list(store.query("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?f ?b")))


def bomb_of_python(store: Store) -> int:
    return len([bytearray(10_000_000) for _ in range(1_000)])


def crash(store: Store) -> None:
    ctypes.string_at(0)


def overflow(store: Store) -> int:
    """Recursion that nothing stops but the end of the stack."""
    nested: Any = store.handle.query("SELECT (" + "(" * 200_000 + "1" + ")" * 200_000 + " AS ?n) {}")
    return len(list(nested))


def end_itself(store: Store) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def leave(store: Store) -> None:
    os._exit(3)


def fail(store: Store) -> None:
    raise ValueError("a secret")


def unpicklable(store: Store) -> Any:
    return lambda: None


def question(store: Store) -> None:
    raise QuestionError("cannot be read", examples=("who said what?",))


def connect(store: Store, port: int) -> str:
    try:
        socket.create_connection(("127.0.0.1", port), 2).close()
    except OSError as error:
        return str(error.strerror)
    return "connected"


def call_out(store: Store, port: int) -> int:
    """What the guard never lets through, asked of the engine itself."""
    rows: Any = store.handle.query(f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}")
    return len(list(rows))


def niceness(store: Store, seconds: float) -> int:
    """How nice it has become after computing for so many seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass
    return os.getpriority(os.PRIO_PROCESS, 0)


def endless_written(store: Store, out: Any) -> int:
    return endless(store)
