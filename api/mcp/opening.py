"""Readers of a graph that is being read into memory: who asks meanwhile waits, but is greeted at once.

Programs that start a server give up on one that does not greet them soon; a large graph takes its time.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from sayso.api.readers import Readers
from sayso.api.service import BusyError

__all__ = ["Opening"]


class Opening:
    """A context manager: begins to open the readers, and in the end closes them, if they are open by then."""

    def __init__(self, opener: Callable[[], Readers], *, patience: float = 20.0) -> None:
        """`patience` is how many seconds a job waits for the readers before it is told to come again."""
        self._patience = patience
        self._readers: Future[Readers] = Future()
        self._end = threading.RLock()  # a signal may have it closed while it is being closed
        # a daemon: who goes before the graph is read waits for nothing, and its processes end by themselves
        threading.Thread(target=self._open, args=(opener,), name="sayso-opening", daemon=True).start()

    def _open(self, opener: Callable[[], Readers]) -> None:
        try:
            readers = opener()
        except BaseException as error:
            with self._end:
                if not self._readers.done():
                    self._readers.set_exception(error)
            return
        with self._end:
            if not self._readers.done():
                self._readers.set_result(readers)
                return
        readers.close()

    def run(self, job: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """What the job returns, as `Service.run`. Raises what opening the readers raises, too."""
        try:
            readers = self._readers.result(self._patience)
        except FutureTimeoutError as error:
            raise BusyError("the graph is still being read into memory", retry_after=10) from error
        return readers.run(job, *args, **kwargs)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the readers, and what they are doing."""
        with self._end:
            if not self._readers.done():
                self._readers.set_exception(BusyError("the graph is being closed"))
        with suppress(Exception):  # it has been told to those who asked
            self._readers.result().close()
