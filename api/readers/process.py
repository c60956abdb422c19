"""The front's side of a zygote and of its readers: started, spoken to, ended."""

import os
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from sayso.api.readers import isolation, wire
from sayso.api.readers.values import Facts, Reply, Start
from sayso.errors import SaysoError, StoreError

__all__ = ["Reader", "Zygote"]

_TIMEVAL = struct.Struct("@ll")
_ANSWER_S = 20.0  # forking and looking take milliseconds; a zygote that takes longer is stuck


class Reader:
    """A reader as the front sees it: a connection, and what it is doing."""

    __slots__ = (
        "client",
        "computed",
        "connection",
        "fate",
        "gone",
        "handle",
        "long",
        "lowered",
        "opened",
        "pid",
        "resident",
        "since",
        "state",
        "timeout",
        "zygote",
    )

    def __init__(
        self, zygote: "Zygote", connection: socket.socket, pid: int, handle: int, state: Any
    ) -> None:
        self.zygote = zygote
        self.connection = connection
        self.pid = pid
        self.handle = handle
        self.state = state
        self.opened = state  # which it has open, while `state` is which it works on
        self.resident = 0
        self.timeout: float | None = None
        self.client = ""
        self.gone: Callable[[], bool] | None = None  # whether that client has
        self.since = 0.0
        self.long = False
        self.lowered = 0
        self.computed = 0.0  # the seconds it had spent on computing before its job
        self.fate: SaysoError | None = None  # why it was ended, told to whoever waits for its answer

    def give(self, request: bytes, seconds: float | None) -> None:
        """Has it begin with a job, which may take so many seconds. Raises OSError when it has died before."""
        if seconds != self.timeout:
            self._set_timeout(seconds)
        wire.send_pickled(self.connection, request)

    def answer(self) -> tuple[Reply, list[int]]:
        """What the job gave. Raises BlockingIOError after its time, EOFError or OSError when it died."""
        fields, files = wire.receive(self.connection)
        reply = Reply(*fields)
        self.computed = reply.computed
        return reply, files

    def open(self, request: bytes) -> None:
        """Has it open another state before its next job; raises EOFError or OSError when that failed."""
        self._set_timeout(_ANSWER_S)
        wire.send_pickled(self.connection, request)
        wire.receive(self.connection)  # two requests at once would be read as one

    def await_ready(self) -> None:
        """Waits until it has the graph open. Raises what kept it from doing so."""
        self._set_timeout(_ANSWER_S)
        try:
            told, _ = wire.receive(self.connection)
        except (OSError, EOFError) as error:
            raise StoreError("a reader did not start") from error
        if isinstance(told, SaysoError):
            raise told
        self.resident = told[1]

    def _set_timeout(self, seconds: float | None) -> None:
        # the kernel's own: the time limit of Python's sockets costs another call each time
        self.timeout = seconds
        whole = 0.0 if seconds is None else max(seconds, 0.001)
        value = _TIMEVAL.pack(int(whole), int(whole % 1 * 1_000_000))
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, value)

    def kill(self) -> None:
        """Ends it at once, whatever it does."""
        with suppress(ProcessLookupError, OSError):
            if self.handle >= 0:
                signal.pidfd_send_signal(self.handle, signal.SIGKILL)
            else:
                os.kill(self.pid, signal.SIGKILL)

    def close(self) -> None:
        """Lets it end after what it does; it must not be asked or killed any more."""
        self.connection.close()
        if self.handle >= 0:
            os.close(self.handle)
            self.handle = -1

    def lower(self, niceness: int) -> None:
        """Gives way to others from now on; this cannot be taken back."""
        with suppress(OSError):
            if self.lowered < niceness > os.getpriority(os.PRIO_PROCESS, self.pid):
                self.lowered = niceness
                isolation.lower(self.pid, niceness)


class Zygote:
    """A zygote and the way to it. All methods may be called from several threads."""

    def __init__(self, start: Start) -> None:
        self._lock = threading.Lock()
        self._dead = False
        self._connection, there = socket.socketpair()
        life, self._life = os.pipe()
        environment = dict(os.environ)
        for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
            environment[name] = "1"  # threads do not survive a fork
        try:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-P",
                    "-m",
                    "sayso.api.readers.zygote",
                    str(there.fileno()),
                    str(life),
                ],
                pass_fds=(there.fileno(), life),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env=environment,
                start_new_session=True,
            )
        finally:
            there.close()
            os.close(life)
        try:
            wire.send(self._connection, start)
        except OSError:
            self._dead = True

    @property
    def pid(self) -> int:
        return self._process.pid

    def await_ready(self) -> Facts:
        """Waits until it can fork, for as long as loading takes. Raises what kept it from that."""
        try:
            told, _ = wire.receive(self._connection)
        except (OSError, EOFError) as error:
            self.kill()
            raise StoreError("the process that loads the graph has ended, see what it wrote") from error
        if isinstance(told, SaysoError):
            self.kill()
            raise told
        assert isinstance(told, Facts)
        self._connection.settimeout(_ANSWER_S)
        return told

    def fork(self, source: str, state: Any) -> Reader:
        """A new reader, which tells itself when it is ready. Raises StoreError when the zygote is gone."""
        here, there = socket.socketpair()
        try:
            (pid, *_), files = self._command(("fork", source), there.fileno())
        except BaseException:
            here.close()
            raise
        finally:
            there.close()
        return Reader(self, here, pid, files[0] if files else -1, state)

    def look(self, source: str) -> Facts:
        """What the graph on the disk is like now."""
        (facts, *_), _ = self._command(("look", source))
        if isinstance(facts, SaysoError):
            raise facts
        assert isinstance(facts, Facts)
        return facts

    def end(self, pid: int) -> tuple[int, str]:
        """How a reader ended, as `os.wait` has it, and what it said last; (0, "") when nobody knows."""
        try:
            ((status, words), *_), _ = self._command(("end", pid))
        except StoreError:
            return 0, ""
        return status, words

    def _command(self, command: tuple[str, Any], *files: int) -> tuple[tuple[Any, ...], list[int]]:
        with self._lock:
            try:
                if self._dead:
                    raise EOFError
                wire.send(self._connection, command, *files)
                told, found = wire.receive(self._connection)
            except (OSError, EOFError) as error:
                self._dead = True
                raise StoreError("the process that holds the graph is gone") from error
        return (told,), found

    @property
    def alive(self) -> bool:
        return not self._dead and self._process.poll() is None

    def retire(self) -> None:
        """Lets it end when its last reader has."""
        self._dead = True
        self._connection.close()

    @property
    def ended(self) -> bool:
        return self._process.poll() is not None

    def kill(self) -> None:
        """Ends it and all its readers at once, and waits until it has ended."""
        self._dead = True
        life, self._life = self._life, -1
        if life >= 0:
            os.close(life)
        self._process.kill()
        self._process.wait()
        self._connection.close()
