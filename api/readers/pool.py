"""The readers of one graph: who works for whom, who waits, who is ended and replaced."""

import logging
import os
import secrets
import shutil
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sayso.api.readers import isolation
from sayso.api.readers.fairness import FairQueue, FullError
from sayso.api.readers.process import Reader, Zygote
from sayso.api.readers.reader import MEMORY_MESSAGE
from sayso.api.readers.snapshots import Fingerprint
from sayso.api.readers.values import Reply, opening, request
from sayso.api.service import (
    BusyError,
    GoneError,
    JobError,
    LimitError,
    Limits,
    TimeLimitError,
    asker,
    gone,
)
from sayso.errors import SaysoError

__all__ = ["COUNTERS", "Pool", "Sharing", "State"]

logger = logging.getLogger(__name__)

COUNTERS = (
    "jobs",
    "forks",
    "faults",
    "refused",
    "crashed",
    "killed_time",
    "killed_memory",
    "killed_crowd",
    "killed_gone",
    "left_queue",
)
"""What is counted from the start: jobs done, readers forked, jobs that failed unforeseen, jobs refused
because others wait, readers that crashed, and that were ended for time, memory, too many long jobs, or
since who asked had gone, and jobs whose client had gone before their turn."""

_TICK_S = 0.03
_GONE_EVERY_S = 0.1
_GONE_AFTER_S = 0.2  # what takes less is done before somebody has looked; ending a reader costs a fork
_ATTEMPTS = 3
_TRIES_AFTER_S = (0.0, 0.5, 1.0, 2.0, 5.0, 10.0)
_GONE = "who asked this has gone"


@dataclass(frozen=True, slots=True)
class Sharing:
    """How clients share the readers.

    So many jobs are worked on at once (`readers`); what runs longer than `patience` seconds, or a tenth of
    that while others wait, leaves its place to the next, gives way to all others, and is one of at most
    `long` such jobs. `queue` jobs may wait, each for `wait` seconds. `memory` is what all jobs
    together may take, in bytes.
    """

    readers: int = 4
    long: int = 8
    queue: int = 64
    wait: float = 10.0
    patience: float = 1.0
    memory: int | None = None


@dataclass(eq=False, slots=True)
class State:
    """A state of the graph: what it is called, who forks readers of it, and what these open.

    `loose` is what its files looked like where nobody keeps them as they were.
    """

    token: str
    zygote: Zygote
    source: str
    base: str
    snapshot: Path | None = None
    loose: Fingerprint | None = None
    users: int = 0


@dataclass(eq=False, slots=True)
class _Waiter:
    client: str
    gone: Callable[[], bool] | None = None
    ready: threading.Lock = field(default_factory=threading.Lock)
    reader: Reader | None = None
    left: bool = False


class Pool:
    """Runs jobs in readers of the present state; `switch` gives another.

    All methods may be called from several threads.
    """

    def __init__(self, limits: Limits, sharing: Sharing) -> None:
        self.limits = limits
        self.sharing = sharing
        self.counted: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._queue: FairQueue[_Waiter] = FairQueue(sharing.queue)
        self._state: State | None = None
        self._idle: list[Reader] = []
        self._running: set[Reader] = set()
        self._short = 0
        self._long = 0
        self._seconds = 0.0
        self._closed = False
        self._retired: list[State] = []
        self._wake = threading.Event()
        self._failures = 0
        self._next_try = 0.0
        self._next_look = 0.0
        self._last_job = 0.0
        self._keeper = threading.Thread(target=self._keep, name="sayso-readers", daemon=True)

    def start(self, state: State) -> None:
        """Begins with this state; returns when the first reader is ready. Raises what keeps it from that."""
        self._state = state
        self._fork_one(state)
        self._keeper.start()

    # -- jobs

    def do(
        self,
        job: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        *,
        writes: bool = False,
        seconds: float | None = None,
        client: str = "",
    ) -> tuple[Reply, list[int]]:
        """What a job told, and the file with what it wrote, if there is much of it."""
        pickled = request(job, args, kwargs, writes)
        limit = self.limits.seconds
        if seconds is not None:
            limit = seconds if limit is None else min(limit, seconds)
        client = client or asker.get()
        attempts = 0
        until: float | None = None  # also when several readers work on it, one after the other
        while attempts < _ATTEMPTS:
            reader = self._take(client)
            if limit is not None and until is None:
                until = time.monotonic() + limit
            left = None if until is None else max(until - time.monotonic(), 0.01)
            try:
                if reader.opened is not reader.state:  # two states may be read at the same place
                    reader.opened = reader.state
                    reader.open(opening(reader.state.source))
                reader.give(pickled, left)
            except (EOFError, OSError):
                reader.kill()
                self._release(reader, lost=True)
                if reader.fate is not None:
                    raise reader.fate from None
                continue  # it had ended before: it was idle, and there are not many of these
            attempts += 1
            try:
                reply, files = reader.answer()
            except BlockingIOError:
                reader.kill()
                self._release(reader, lost=True)
                self.counted["killed_time"] += 1
                raise TimeLimitError(
                    f"not answered within {limit:g} seconds: ask for less, or in smaller steps", "seconds"
                ) from None
            except (EOFError, OSError):
                error = self._how_it_ended(reader)
                reader.kill()
                self._release(reader, lost=True)
                if error is not None:
                    raise error from None
                logger.warning("a reader was ended from outside; another does its job (%d)", attempts)
                continue
            except BaseException:
                reader.kill()
                self._release(reader, lost=True)
                raise
            self._release(reader, lost=reply.tired)
            if reply.error is not None:
                raise reply.error
            if reply.fault:
                raise self._fault(f"{job.__module__}.{job.__qualname__} failed:\n{reply.fault}")
            return reply, files
        raise LimitError("the process that worked on this was ended again and again: ask for less", "memory")

    def _fault(self, told: str) -> JobError:
        self.counted["faults"] += 1
        reference = secrets.token_hex(4)
        logger.error("[%s] %s", reference, told.rstrip())
        return JobError(f"something went wrong here; the log tells more under {reference}", reference)

    def _how_it_ended(self, reader: Reader) -> SaysoError | None:
        """Why a reader has died under its job; None when the job has no part in it."""
        if reader.fate is not None:
            return reader.fate
        status, words = reader.zygote.end(reader.pid)
        number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        if (number == signal.SIGABRT and "memory allocation" in words) or "MemoryError" in words:
            self.counted["killed_memory"] += 1
            return LimitError(MEMORY_MESSAGE, "memory")
        if number in (signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT):
            self.counted["crashed"] += 1
            logger.warning("a reader crashed (signal %d): %s", number, words.strip()[-500:])
            return LimitError("the query is too complex for the engine: ask in smaller steps", "complexity")
        if number == 0 and status != 0:
            self.counted["crashed"] += 1
            return self._fault(f"a reader ended with status {status}: {words.strip()}")
        return None

    # -- who has a turn

    def _take(self, client: str) -> Reader:
        with self._lock:
            if self._closed:
                raise BusyError("this server is stopping", 5)
            if not self._queue and self._short < self.sharing.readers:
                reader = self._pop_idle()
                if reader is not None:
                    self._begin(reader, client, gone.get())
                    return reader
            waiter = _Waiter(client, gone.get())
            waiter.ready.acquire()
            try:
                dropped = self._queue.put(client, waiter)
            except FullError:
                self.counted["refused"] += 1
                raise BusyError("too many questions wait already: try again in a moment", 2) from None
            if dropped is not None:
                self.counted["refused"] += 1
                dropped.ready.release()
        self._wake.set()
        if not waiter.ready.acquire(timeout=self.sharing.wait):
            with self._lock:
                if self._queue.remove(client, waiter):
                    self.counted["refused"] += 1
                    raise BusyError(f"no turn within {self.sharing.wait:g} seconds: try again in a moment", 2)
            waiter.ready.acquire()  # it was given one just now
        if waiter.left:
            raise GoneError(_GONE)
        if waiter.reader is None:
            raise BusyError("too many questions wait already: try again in a moment", 2)
        return waiter.reader

    def _pop_idle(self) -> Reader | None:
        assert self._state is not None
        while self._idle:
            reader = self._idle.pop()  # the one that worked last: its memory is warm
            if reader.zygote is self._state.zygote:
                return reader
            reader.close()
        return None

    def _begin(self, reader: Reader, client: str, has_gone: Callable[[], bool] | None) -> None:
        assert self._state is not None
        reader.state = self._state
        reader.state.users += 1
        reader.client = client
        reader.gone = has_gone
        reader.long = False
        reader.fate = None
        reader.since = self._last_job = time.monotonic()
        self._running.add(reader)
        self._short += 1

    def _release(self, reader: Reader, *, lost: bool) -> None:
        with self._lock:
            self.counted["jobs"] += 1
            self._seconds += time.monotonic() - reader.since
            self._running.discard(reader)
            reader.state.users -= 1
            if reader.long:
                self._long -= 1
            else:
                self._short -= 1
            assert self._state is not None
            enough = len(self._idle) > self.sharing.readers
            lost = lost or reader.fate is not None  # it has answered just before it was ended
            reader.gone = None  # it holds the connection
            if lost or reader.lowered or enough or reader.zygote is not self._state.zygote or self._closed:
                reader.close()
                self._wake.set()
            else:
                self._idle.append(reader)
            if self._queue:
                self._hand_out()

    def _hand_out(self) -> None:
        while self._queue and self._short < self.sharing.readers:
            reader = self._pop_idle()
            if reader is None:
                self._wake.set()
                return
            waiter = self._queue.pop(last={one.client for one in self._running if one.long})
            self._begin(reader, waiter.client, waiter.gone)
            waiter.reader = reader
            waiter.ready.release()

    # -- states

    @property
    def state(self) -> State:
        assert self._state is not None
        return self._state

    @property
    def is_empty(self) -> bool:
        """Whether no reader is left."""
        return not self._idle and not self._running

    def switch(self, state: State) -> None:
        """Gives jobs from now on another state; those that run go on in theirs."""
        with self._lock:
            old, self._state = self._state, state
            if old is not None:
                self._retired.append(old)
            if old is None or old.zygote is not state.zygote:
                for reader in self._idle:
                    reader.close()
                self._idle.clear()
        self._wake.set()

    # -- the keeper, who looks after everything now and then

    def _keep(self) -> None:
        while not self._closed:
            self._wake.wait(_TICK_S)
            self._wake.clear()
            try:
                self._tick()
            except Exception:
                logger.exception("looking after the readers failed")

    def _tick(self) -> None:
        now = time.monotonic()
        if self._running:
            with self._lock:
                self._part_long_from_short(now)
                self._hand_out()
            self._bound_memory(now)
        if now >= self._next_look and (self._running or self._queue):
            self._next_look = now + _GONE_EVERY_S
            self._give_up_for_gone(now)
        if now >= self._next_try:
            self._replenish()
        if self._retired:
            self._let_go()

    def _part_long_from_short(self, now: float) -> None:
        """Has what takes long make room, and way, for what does not.

        Room is made by the clock, and sooner when somebody waits; way by the time of computing, for on a busy
        machine a short job takes long, too.
        """
        patience = self.sharing.patience
        for reader in sorted(self._running, key=lambda one: one.since):
            wall = now - reader.since
            if wall <= patience / 20:
                break  # these and all that began later are new
            if self._queue or self._last_job > reader.since:
                computed = self._computed(reader, wall)
                if computed > patience / 20:
                    reader.lower(19 if computed > patience / 3 else 10)
            if reader.long or wall <= (patience / 10 if self._queue else patience):
                continue
            if self._long >= self.sharing.long:
                self._end_one_long(now)
                continue
            reader.long = True
            self._short -= 1
            self._long += 1
            self._wake.set()
            self._hand_out()

    @staticmethod
    def _computed(reader: Reader, wall: float) -> float:
        """Seconds of computing for its job."""
        total = isolation.cpu_seconds(reader.pid)
        return wall if total is None else total - reader.computed

    def _end_one_long(self, now: float) -> None:
        """Ends the last long job of the client that has most of them, for others to have its place soon."""
        long = [one for one in self._running if one.long and one.fate is None]
        late = [one for one in long if now - one.since > self.sharing.patience]
        if not late or len(long) < self._long:  # or one is about to end
            return
        many = Counter(one.client for one in long)
        victim = max(late, key=lambda one: (many[one.client], one.since))
        victim.fate = BusyError("too many questions that take long at once: try again later", 10)
        victim.kill()
        self.counted["killed_crowd"] += 1

    def _give_up_for_gone(self, now: float) -> None:
        """Ends what is worked on for clients that have gone, and has nobody wait for them."""
        with self._lock:
            for reader in self._running:
                if reader.gone is None or reader.fate is not None or now - reader.since < _GONE_AFTER_S:
                    continue
                if reader.gone():
                    reader.fate = GoneError(_GONE)
                    reader.kill()
                    self.counted["killed_gone"] += 1
            for waiter in [one for one in self._queue if one.gone is not None and one.gone()]:
                self._queue.remove(waiter.client, waiter)
                self.counted["left_queue"] += 1
                waiter.left = True
                waiter.ready.release()

    def _bound_memory(self, now: float) -> None:
        if self.sharing.memory is None:
            return
        with self._lock:
            taken = {
                one: isolation.resident(one.pid) - one.resident
                for one in self._running
                if now - one.since > _TICK_S and one.fate is None
            }
            while taken and sum(taken.values()) > self.sharing.memory:
                greediest = max(taken, key=lambda one: taken[one])
                greediest.fate = LimitError(
                    "all questions together take more memory than is allowed: ask for less", "memory"
                )
                greediest.kill()
                self.counted["killed_memory"] += 1
                del taken[greediest]

    def _replenish(self) -> None:
        """Forks until there are as many readers as may work, and a spare one."""
        while not self._closed:
            with self._lock:
                state = self.state
                if not state.zygote.alive:
                    return  # whoever looks after the graph makes another
                missing = self.sharing.readers + 1 - len(self._idle) - self._short
            if missing <= 0:
                return
            try:
                self._fork_one(state)
                self._failures = 0
            except SaysoError as error:
                self._failures += 1
                pause = _TRIES_AFTER_S[min(self._failures, len(_TRIES_AFTER_S) - 1)]
                self._next_try = time.monotonic() + pause
                logger.warning("%s; trying again in %g s", error, pause)
                return

    def _fork_one(self, state: State) -> None:
        reader = state.zygote.fork(state.source, state)
        try:
            reader.await_ready()
        except BaseException:
            reader.close()
            raise
        self.counted["forks"] += 1
        with self._lock:
            if self._closed or self.state.zygote is not state.zygote:
                reader.close()
                return
            self._idle.append(reader)
            self._hand_out()

    def _let_go(self) -> None:
        """Ends what holds states that nobody reads any more."""
        with self._lock:
            present = self.state.zygote
            for state in list(self._retired):
                if state.users:
                    continue
                if state.snapshot is not None:
                    shutil.rmtree(state.snapshot, ignore_errors=True)
                    state.snapshot = None
                others = any(one.zygote is state.zygote for one in self._retired if one is not state)
                if state.zygote is present or others:
                    self._retired.remove(state)
                elif state.zygote.ended:
                    state.zygote.kill()
                    self._retired.remove(state)
                else:
                    state.zygote.retire()

    # -- from outside

    def measures(self) -> dict[str, float]:
        """What is (`running`, `running_long`, `waiting`, `idle`) and what was, since the start."""
        with self._lock:
            return {
                "running": float(len(self._running)),
                "running_long": float(self._long),
                "waiting": float(len(self._queue)),
                "idle": float(len(self._idle)),
                "job_seconds": self._seconds,
                **{name: float(self.counted[name]) for name in COUNTERS},
            }

    def close(self, grace: float) -> None:
        """Takes no more jobs, lets those that run go on for so many seconds, and ends all processes."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            for waiter in self._queue.clear():
                waiter.ready.release()
        until = time.monotonic() + grace
        while self._running and time.monotonic() < until:
            time.sleep(0.02)
        with self._lock:
            for reader in self._running:
                reader.fate = BusyError("this server is stopping", 5)
                reader.kill()
            for reader in self._idle:
                reader.close()
            self._idle.clear()
        self._wake.set()
        if self._keeper.is_alive():
            self._keeper.join(30)
        for state in [*self._retired, self.state]:
            state.zygote.kill()
