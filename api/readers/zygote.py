"""A zygote: a process with one thread that has everything ready and forks readers when it is told to.

    python -P -m sayso.api.readers.zygote CONTROL LIFE

CONTROL is the descriptor of a socket over which it takes commands, LIFE that of a pipe that the front holds
open as long as it lives. With a copy of the graph in memory a fork shares it, page by page, until somebody
writes there. The disk store is never open here: it has threads of its own, which a fork would not have. So
the graph comes through a pipe from a process that opens it and ends.
"""

import contextlib
import gc
import importlib
import logging
import os
import pickle
import signal
import socket
import sys
from pathlib import Path
from typing import NoReturn

import pyoxigraph
from pyoxigraph import RdfFormat

from sayso.api.readers import isolation, reader, wire
from sayso.api.readers.values import BeingBuiltError, Facts, Start
from sayso.errors import SaysoError, StoreError
from sayso.graph.store import Store

__all__ = ["main"]

logger = logging.getLogger(__name__)

_PIPE_BYTES = 1 << 20
_SAID_BYTES = 4_000


def main(control: int, life: int) -> NoReturn:
    """Gets ready, tells so, and forks until the control connection is closed and all readers have ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the front decides when it is over
    isolation.end_with(life)
    connection = socket.socket(fileno=control)
    connection.setblocking(True)
    start, _ = wire.receive(connection)
    sys.path[:] = start.path
    try:
        facts, store = _ready(start)
        wire.send(connection, facts)
    except SaysoError as error:
        wire.send(connection, error)
        os._exit(1)
    except ConnectionError:
        os._exit(0)
    _Zygote(connection, life, start, store).serve()


def _ready(start: Start) -> tuple[Facts, Store | None]:
    # it still has the rights to all files; and the sooner it opens them, the less has a build time to begin
    loader = _Loader(start) if start.memory else None
    failed = []
    for name in start.modules:
        try:
            importlib.import_module(name)
        except Exception as error:  # whoever needs it will fail by itself
            failed.append(f"{name} cannot be imported before forking: {error!r}")
    notes = failed + isolation.isolate(network=start.remote)
    usual = os.getpriority(os.PRIO_PROCESS, 0)
    polite = start.niceness > usual and _can_come_back(start.niceness)
    if polite:
        os.setpriority(os.PRIO_PROCESS, 0, start.niceness)
    store = None
    facts = Facts("", False, 0, 0)
    if loader is not None:
        facts, store = loader.copy()
        for function in pickle.loads(start.warm):
            function(store)
    if polite:
        os.setpriority(os.PRIO_PROCESS, 0, usual)
    if sys.platform == "linux" and len(os.listdir("/proc/self/task")) > 1:  # noqa: PTH208
        notes.append("what was made ready before forking has started threads, which readers will miss")
    gc.collect()
    gc.freeze()
    told = Facts(facts.base, facts.stale, facts.quads, isolation.resident(), notes=tuple(notes))
    return told, store


def _can_come_back(niceness: int) -> bool:
    """Whether this process could take a lower priority and its own again: most may only do the first."""
    pid = os.fork()
    if pid == 0:
        try:
            usual = os.getpriority(os.PRIO_PROCESS, 0)
            os.setpriority(os.PRIO_PROCESS, 0, niceness)
            os.setpriority(os.PRIO_PROCESS, 0, usual)
            os._exit(0)
        finally:
            os._exit(1)
    return os.waitpid(pid, 0)[1] == 0


class _Loader:
    """A process that reads the graph from the disk and writes it into a pipe."""

    def __init__(self, start: Start) -> None:
        self._start = start
        here, there = socket.socketpair()
        out, into = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            here.close()
            os.close(out)
            _dump(start, there, into)
        there.close()
        os.close(into)
        self._connection = here
        self._quads = out

    def copy(self) -> tuple[Facts, Store]:
        with self._connection, os.fdopen(self._quads, "rb", _PIPE_BYTES) as quads:
            try:
                facts, _ = wire.receive(self._connection)
                if isinstance(facts, SaysoError):
                    raise facts
                handle = pyoxigraph.Store()
                handle.bulk_load(quads, RdfFormat.N_QUADS, lenient=True)
                done, _ = wire.receive(self._connection)
                if isinstance(done, SaysoError):
                    raise done
            except (EOFError, OSError, SyntaxError):  # the last when it ended in the middle of a line
                raise StoreError(f"reading the graph in {self._start.place} was cut off") from None
            finally:
                os.waitpid(self._pid, 0)
        if len(handle) != done:
            raise StoreError(f"only {len(handle):,} of {done:,} quads in {self._start.place} could be read")
        path = None if self._start.remote else Path(self._start.place)
        return facts, Store(handle, facts.base, path=path, read_only=True)


def _dump(start: Start, connection: socket.socket, into: int) -> NoReturn:
    try:
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, 0, max(start.niceness, os.getpriority(os.PRIO_PROCESS, 0)))
        store = Store.open(start.source, read_only=True)
        stale = store.derived_is_stale
        if stale and not start.may_be_stale:
            raise BeingBuiltError("it is being built")
        count = len(store.handle)
        wire.send(connection, Facts(store.base, stale, count, 0))
        with os.fdopen(into, "wb", _PIPE_BYTES) as out:
            store.handle.dump(out, RdfFormat.N_QUADS)
        wire.send(connection, count)
    except SaysoError as error:
        wire.send(connection, error)
    except BaseException as error:
        with contextlib.suppress(OSError):
            wire.send(connection, StoreError(f"the graph in {start.place} cannot be read: {error}"))
    os._exit(0)


class _Zygote:
    """Forks readers, and tells how they ended."""

    def __init__(self, connection: socket.socket, life: int, start: Start, store: Store | None) -> None:
        self._connection = connection
        self._life = life
        self._start = start
        self._store = store
        self._said: dict[int, int] = {}  # what each reader has to say at its end, as an open file

    def serve(self) -> NoReturn:
        while True:
            try:
                (command, about), files = wire.receive(self._connection)
                if command == "fork":
                    self._fork(about, files[0])
                elif command == "look":
                    wire.send(self._connection, self._looked_at(about))
                elif command == "end":
                    wire.send(self._connection, self._end(about))
            except (EOFError, ConnectionError):
                break
        self._connection.close()
        with contextlib.suppress(ChildProcessError):
            while True:
                os.wait()
        os._exit(0)

    def _fork(self, source: str, descriptor: int) -> None:
        said = _anonymous()
        pid = os.fork()
        if pid == 0:
            self._become_reader(source, descriptor, said)
        os.close(descriptor)
        self._said[pid] = said
        if sys.platform == "linux":
            handle = os.pidfd_open(pid)  # a number that is given to another process meanwhile does no harm
            wire.send(self._connection, pid, handle)
            os.close(handle)
        else:
            wire.send(self._connection, pid)
        self._reap()

    def _become_reader(self, source: str, descriptor: int, said: int) -> NoReturn:
        try:
            isolation.stand_alone(self._life)
            self._connection.close()
            for other in self._said.values():
                os.close(other)
            os.dup2(said, 2)
            os.close(said)
            with contextlib.suppress(OSError):
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            reader.work(socket.socket(fileno=descriptor), self._opened, source, self._start.limits)
        except BaseException:
            logger.exception("a reader failed")
        finally:
            os._exit(1)

    def _opened(self, source: str) -> Store:
        if self._store is not None:
            return self._store
        store = Store.open(source, read_only=True)
        if not self._start.remote:
            store.path = Path(self._start.place)
        return store

    def _looked_at(self, source: str) -> Facts | SaysoError:
        """What the graph on the disk is like; found out by a process of its own."""
        here, there = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            try:
                store = Store.open(source, read_only=True)
                written = not self._start.remote and isolation.is_locked(Path(source) / "store" / "LOCK")
                wire.send(there, Facts(store.base, store.derived_is_stale, 0, 0, written))
            except SaysoError as error:
                wire.send(there, error)
            finally:
                os._exit(0)
        there.close()
        with here:
            try:
                facts, _ = wire.receive(here)
            except EOFError:
                facts = StoreError(f"the graph in {self._start.place} cannot be read")
            os.waitpid(pid, 0)
        assert isinstance(facts, Facts | SaysoError)
        return facts

    def _end(self, pid: int) -> tuple[int, str]:
        """The status of a reader that has ended or is about to, and its last words."""
        try:
            _, status = os.waitpid(pid, 0)
        except ChildProcessError:
            status = 0
        return status, self._last_words(pid)

    def _reap(self) -> None:
        """Lets go of what has ended and nobody asked for."""
        for pid in list(self._said):
            ended, _ = os.waitpid(pid, os.WNOHANG)
            if ended:
                self._last_words(pid)

    def _last_words(self, pid: int) -> str:
        said = self._said.pop(pid, None)
        if said is None:
            return ""
        size = os.fstat(said).st_size
        words = os.pread(said, _SAID_BYTES, max(size - _SAID_BYTES, 0))
        os.close(said)
        return words.decode("utf-8", "replace")


def _anonymous() -> int:
    with wire.anonymous_file() as file:
        return os.dup(file.fileno())


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
