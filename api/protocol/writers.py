"""Who writes into the served graph: one process, that opens it when there is something to write.

    with ProcessWriter(path) as writer:
        writer.write(update, Update("INSERT DATA { … }"))

It lets go of the graph after some idle time, so that `sayso build` can write too; and it is ended when an
update takes too long. Each update is one transaction, so that what was ended half way was never begun.
"""

import logging
import multiprocessing
import os
import pickle
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Protocol, Self, TypeVar

from sayso.api.service import BusyError, InlineService, LimitError, Limits, Service, TimeLimitError
from sayso.errors import SaysoError, StoreError
from sayso.graph import folder, iris
from sayso.graph.store import Store

__all__ = ["InlineWriter", "ProcessWriter", "Writer", "open_plainly"]

P = ParamSpec("P")
R = TypeVar("R")

logger = logging.getLogger(__name__)

_TRIES_AFTER_S = (0.0, 0.1, 0.3, 1.0, 3.0)
# It may have ended between committing and saying so: only a look into the graph tells.
_KEPT = "all of it was written or, most likely, nothing"
_START_S = 60.0  # for the process to start and to open the graph


class Writer(Protocol):
    """Does jobs that write, one after another. All methods may be called from several threads."""

    def write(self, job: Callable[Concatenate[Store, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """What the job returns; whatever begins to read afterwards sees what it wrote.

        Raises what it raises, TimeLimitError, LimitError where it wants too much memory, and BusyError when
        somebody else is writing.
        """
        ...

    def write_until(
        self,
        until: float | None,
        job: Callable[Concatenate[Store, P], R],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """The same, where time is over sooner: `until` is by `time.monotonic`, None leaves it at the limit.

        Waiting for others counts, starting what writes does not.
        """
        ...

    def close(self) -> None:
        """Lets go of the graph."""
        ...


class InlineWriter:
    """Writes into the very store that a service reads: for tests, and for graphs in memory."""

    def __init__(self, service: InlineService) -> None:
        self._service = service
        self._lock = threading.Lock()

    def write(self, job: Callable[Concatenate[Store, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        return self.write_until(None, job, *args, **kwargs)

    def write_until(
        self,
        until: float | None,
        job: Callable[Concatenate[Store, P], R],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        with self._lock:
            _left(None, until)
            try:
                return job(self._service.store, *args, **kwargs)
            finally:
                self._service.reload()

    def close(self) -> None:
        """There is nothing to let go of."""


class ProcessWriter:
    """Writes into the graph in a folder, from a process of its own. A context manager.

    `service` is told of each update. `plain` is whether the folder holds a dataset without our vocabulary
    and topics, `idle_s` after how many seconds without an update the graph is let go of.
    """

    def __init__(
        self,
        path: str | Path,
        service: Service,
        *,
        limits: Limits | None = None,
        idle_s: float = 5.0,
        plain: bool = False,
    ) -> None:
        self._path = Path(path)
        self._service = service
        self._limits = limits or service.limits
        self._idle_s = idle_s
        self._plain = plain
        self._lock = threading.Lock()
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None
        self._life: Connection | None = None  # it is open as long as we are there
        self._closed = False
        self._timer: threading.Timer | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write(self, job: Callable[Concatenate[Store, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        return self.write_until(None, job, *args, **kwargs)

    def write_until(
        self,
        until: float | None,
        job: Callable[Concatenate[Store, P], R],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        limit = self._limits.seconds
        seconds = _left(limit, until)
        if not self._lock.acquire(timeout=-1 if seconds is None else seconds):
            raise BusyError("other updates are being done: try again in a moment", 5)
        try:
            if self._closed:
                raise BusyError("this server is stopping", 5)
            seconds = _left(limit, until)
            if self._timer is not None:
                self._timer.cancel()
            if self._process is None or not self._process.is_alive():
                self._start()
            done, value = self._ask(pickle.dumps((job, args, kwargs)), seconds)
            self._have_it_read()
            self._timer = threading.Timer(self._idle_s, self._let_go)
            self._timer.daemon = True
            self._timer.start()
        finally:
            self._lock.release()
        if not done:
            raise value
        return value  # type: ignore[no-any-return]  # it comes out of a pickle

    def _have_it_read(self) -> None:
        """Returns when whoever reads from now on reads what was written."""
        for wait in _TRIES_AFTER_S if not self._closed else _TRIES_AFTER_S[:1]:
            time.sleep(wait)
            try:
                self._service.reload()
            except StoreError as error:
                failure = error
            else:
                return
        raise BusyError(f"the update was done, but cannot be read yet: {failure}", 1)

    @property
    def pid(self) -> int | None:
        """The process that has the graph open for writing, None when none has."""
        process = self._process
        return process.pid if process is not None else None

    def close(self) -> None:
        """Ends what is being done, of which nothing is kept, and lets go of the graph."""
        self._closed = True
        while not self._lock.acquire(timeout=0.1):
            process = self._process
            with suppress(ValueError, AttributeError, OSError):  # it may be ended or closed by now
                if process is not None:
                    process.kill()
        try:
            if self._timer is not None:
                self._timer.cancel()
            self._end()
        finally:
            self._lock.release()

    def _let_go(self) -> None:
        if self._lock.acquire(blocking=False):  # otherwise it is not idle
            try:
                self._end()
            finally:
                self._lock.release()

    def _start(self) -> None:
        self._end()
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        life, self._life = context.Pipe(duplex=False)
        self._process = context.Process(
            target=_serve, args=(theirs, life, str(self._path), self._plain, self._limits.memory), daemon=True
        )
        self._process.start()
        theirs.close()
        life.close()
        done, value = self._answer(
            _START_S, "the graph could not be opened for writing in time", "nothing of it was written"
        )
        if not done:
            self._end()
            if isinstance(value, StoreError) and "somebody else is writing" in str(value):
                raise BusyError(str(value), 30) from value
            raise value

    def _ask(self, job: bytes, seconds: float | None) -> tuple[bool, Any]:
        assert self._connection is not None
        try:
            self._connection.send_bytes(job)
        except OSError:
            self._end()
            raise BusyError("the process that writes has ended: try again", 1) from None
        return self._answer(
            seconds, f"the update was ended after {seconds:.3g} seconds" if seconds is not None else ""
        )

    def _answer(self, seconds: float | None, late: str, kept: str = _KEPT) -> tuple[bool, Any]:
        assert self._connection is not None
        try:
            if self._connection.poll(seconds):
                return pickle.loads(self._connection.recv_bytes())  # type: ignore[no-any-return]  # ours
        except (EOFError, OSError):
            self._end()
            if self._closed:
                raise BusyError("this server is stopping, the update was ended", 5) from None
            raise LimitError(
                "the update has ended the process that does it, it wants too much memory or is nested too "
                f"deeply: {kept}",
                "memory",
            ) from None
        self._end(at_once=True)
        raise TimeLimitError(f"{late}: {kept}, ask for less at a time")

    def _end(self, *, at_once: bool = False) -> None:
        process, connection, life = self._process, self._connection, self._life
        self._process = self._connection = self._life = None
        if connection is not None:
            connection.close()
        if process is not None:
            if at_once:
                process.kill()
            process.join(10)
            if process.is_alive():
                process.kill()
                process.join()
            process.close()
        if life is not None:
            life.close()  # only now: it would be killed by that


def _left(limit: float | None, until: float | None) -> float | None:
    """How many seconds are left. Raises TimeLimitError when none are."""
    if until is None:
        return limit
    left = until - time.monotonic()
    if left <= 0:
        raise TimeLimitError("the time of the request is over, nothing was written: send less at once")
    return left if limit is None else min(limit, left)


def open_plainly(path: Path, *, read_only: bool = False) -> Store:
    """A dataset in a graph folder as it is, without our vocabulary and topics in it."""
    facts = folder.marked(path)
    if facts is None:
        facts = folder.make(path, iris.DEFAULT_BASE)
    return Store(folder.open_database(path, read_only), facts["base"], path=path, read_only=read_only)


def _serve(connection: Connection, life: Connection, path: str, plain: bool, memory: int | None) -> None:
    """What the process does: jobs, until nobody is there any more who gives it one."""
    from sayso.api.readers import isolation

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who started us
    with suppress(OSError):
        os.setpgid(0, 0)  # the group ends, also in the middle of an update, when the front does
        isolation.end_with(life.fileno())
    isolation.isolate(network=False)
    try:
        store = open_plainly(Path(path)) if plain else Store.open(path)
    except SaysoError as error:
        connection.send_bytes(pickle.dumps((False, error)))
        return
    isolation.bound_memory(memory, None)
    connection.send_bytes(pickle.dumps((True, None)))
    with store, suppress(EOFError, OSError):
        while True:
            job, args, kwargs = pickle.loads(connection.recv_bytes())
            try:
                answer = (True, job(store, *args, **kwargs))
            except SaysoError as error:
                answer = (False, error)
            except MemoryError:
                os._exit(1)
            except Exception as error:
                logger.exception("an update failed")
                answer = (False, SaysoError(f"the update failed: {' '.join(str(error).split())[:300]}"))
            connection.send_bytes(pickle.dumps(answer))
