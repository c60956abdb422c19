"""The graph that is served, as the fronts see it: they hand in jobs, and get plain values back.

A job is a function at the top of a module whose first argument is an open `Store`; its other arguments and
what it returns are plain values that can be pickled. Nothing else in `api/` touches the store: so a job may
run in another process, be ended when it takes too long, and see one state of the graph from start to end.

    def names(store: Store, limit: int) -> list[str]: ...

    service.run(names, 10)
"""

import io
import logging
import secrets
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, BinaryIO, Concatenate, ParamSpec, Protocol, TypeVar

from sayso.errors import SaysoError
from sayso.graph.store import Store

__all__ = [
    "BoundedOutput",
    "BusyError",
    "GoneError",
    "InlineService",
    "JobError",
    "LimitError",
    "Limits",
    "Service",
    "TimeLimitError",
    "Written",
    "asker",
    "gone",
]

P = ParamSpec("P")
R = TypeVar("R")

logger = logging.getLogger(__name__)

asker: ContextVar[str] = ContextVar("asker", default="")
"""Who asks, for example a client's address: set by the front for each request, so that no client makes the
others wait. Empty: nobody is told apart."""

gone: ContextVar[Callable[[], bool] | None] = ContextVar("gone", default=None)
"""Tells whether who asks has gone, and will take no answer: set by the front for each request, None where
nobody knows. It is called now and then, from other threads, and must be quick and raise nothing."""


class LimitError(SaysoError):
    """A job wants more than it may have: rows, bytes or memory. `limit` is the name of the limit."""

    def __init__(self, message: str, limit: str = "") -> None:
        super().__init__(message)
        self.limit = limit

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str(self), self.limit)


class TimeLimitError(LimitError):
    """A job was ended because its time was over."""


class BusyError(SaysoError):
    """There is too much to do already; `retry_after` is after how many seconds it may be tried again."""

    def __init__(self, message: str, retry_after: int = 1) -> None:
        super().__init__(message)
        self.retry_after = retry_after

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str(self), self.retry_after)


class GoneError(SaysoError):
    """Who asked has gone, so the job was given up: nobody is there to read this."""


class JobError(SaysoError):
    """Something went wrong in a job that nobody foresaw; what, is in the log, under `reference`."""

    def __init__(self, message: str, reference: str = "") -> None:
        super().__init__(message)
        self.reference = reference

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str(self), self.reference)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one job may have: seconds of wall time, rows, bytes of its answer, and bytes of memory.

    None is no limit. Memory is what is used on top of what the graph itself takes.
    """

    seconds: float | None = 30.0
    rows: int | None = 1_000_000
    bytes: int | None = 256_000_000
    memory: int | None = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Written:
    """What a job has told (`told`, a plain value) and written: bytes, or an open file when there are many.

    `size` is in bytes. Whoever takes it closes the file.
    """

    told: Any
    body: bytes | BinaryIO
    size: int


class Service(Protocol):
    """Runs jobs on one graph. All methods may be called from several threads.

    `base` is what the IRIs of data begin with. `state` names the state of the graph that is served now:
    another string after the graph has changed, and the same bytes for the same question as long as it stays.
    It is empty where nobody knows when the graph changes (on a server elsewhere): then give no ETag.

    Whoever writes to the graph calls `reload` after committing and before answering, so that the next job
    sees what was written.
    """

    @property
    def base(self) -> str: ...

    @property
    def state(self) -> str: ...

    @property
    def limits(self) -> Limits: ...

    def run(self, job: Callable[Concatenate[Store, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """What the job returns.

        Raises the SaysoErrors that the job raises, LimitError, TimeLimitError and BusyError, and JobError for
        whatever else goes wrong. Who asks is taken from `asker`; where `gone` tells that they have gone, the
        job may be given up, with GoneError.
        """
        ...

    def write(
        self,
        job: Callable[..., Any],
        /,
        *args: Any,
        seconds: float | None = None,
        client: str = "",
        **kwargs: Any,
    ) -> Written:
        """Like `run`, for jobs that write: these take an output after the store, `job(store, out, …)`.

        `out.write` raises LimitError when there are too many bytes. `seconds` may make the time limit
        shorter, `client` tells apart who asks (otherwise `asker`), so that none makes the others wait.
        """
        ...

    def reload(self) -> str:
        """Has jobs from now on see what has been committed before; the state that they see."""
        ...


class InlineService:
    """Runs jobs where it stands, without time and memory limits: for tests, and for graphs in memory."""

    def __init__(self, store: Store, limits: Limits | None = None) -> None:
        self.store = store
        self.base = store.base
        self._state = secrets.token_hex(8)
        self._limits = limits or Limits()

    @property
    def state(self) -> str:
        return self._state

    @property
    def limits(self) -> Limits:
        return self._limits

    def run(self, job: Callable[Concatenate[Store, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        return job(self.store, *args, **kwargs)

    def write(
        self,
        job: Callable[..., Any],
        /,
        *args: Any,
        seconds: float | None = None,
        client: str = "",
        **kwargs: Any,
    ) -> Written:
        out = BoundedOutput(io.BytesIO(), self._limits.bytes)
        told = job(self.store, out, *args, **kwargs)
        body = out.file.getvalue()
        return Written(told, body, len(body))

    def reload(self) -> str:
        self._state = secrets.token_hex(8)
        return self._state


class BoundedOutput:
    """A binary file that takes no more than so many bytes. Raises LimitError at the first byte too many, and
    BusyError where there is no room for them.
    """

    def __init__(self, file: Any, most: int | None) -> None:
        self.file = file
        self.most = most
        self.size = 0

    def write(self, data: bytes) -> int:
        self.size += len(data)
        if self.most is not None and self.size > self.most:
            raise LimitError(
                f"the answer has more than {self.most:,} bytes: ask for less, for example with LIMIT", "bytes"
            )
        try:
            self.file.write(data)
        except OSError as error:
            # as where the disk is full: the one who asks has no part in it
            logger.error("an answer of more than %d bytes cannot be kept: %s", self.size - len(data), error)
            raise BusyError(
                f"the answer cannot be kept here now ({error.strerror}): try again later", 30
            ) from error
        return len(data)

    def flush(self) -> None:
        self.file.flush()
