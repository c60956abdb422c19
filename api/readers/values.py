"""What is sent to and fro between the front, a zygote and its readers."""

import pickle
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sayso.api.service import Limits
from sayso.errors import SaysoError, StoreError

__all__ = ["BeingBuiltError", "Facts", "Reply", "Start", "opening", "request"]


class BeingBuiltError(StoreError):
    """The graph on the disk is not whole, because a build is under way."""


@dataclass(frozen=True, slots=True)
class Start:
    """What a zygote needs to know.

    `place` is the folder or URL of the graph. With `memory` it holds a copy in memory; otherwise each reader
    opens what it is told. `niceness` is for the time of loading. `warm` is a pickled sequence of functions
    that are called with the store in memory before the first fork.
    """

    path: tuple[str, ...]
    place: str
    source: str
    remote: bool
    memory: bool
    limits: Limits
    modules: tuple[str, ...]
    warm: bytes
    niceness: int
    may_be_stale: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """What a zygote tells of the graph that it has loaded or looked at."""

    base: str
    stale: bool
    quads: int
    bytes: int
    written: bool = False  # whether somebody has it open for writing
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Reply:
    """What a reader sends back: what the job told and wrote, an error of ours, or the trace of a fault.

    The body comes in `body`, or as a file beside the message. `tired` is a reader that ends itself now,
    `computed` how many seconds it has been computing since it was forked. It travels as a tuple, which costs
    a quarter of what an object does.
    """

    told: Any = None
    body: bytes | None = None
    size: int = 0
    error: SaysoError | None = None
    fault: str = ""
    tired: bool = False
    computed: float = 0.0

    def packed(self) -> bytes:
        fields = (
            self.told,
            self.body,
            self.size,
            self.error,
            self.fault,
            self.tired,
            time.process_time(),
        )
        return pickle.dumps(fields, 5)


def request(job: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any], writes: bool) -> bytes:
    """A job as it is sent to a reader: pickled before anybody waits for a turn."""
    return pickle.dumps((job, args, kwargs, writes), 5)


def opening(source: str) -> bytes:
    """Has a reader open another state before its next job."""
    return pickle.dumps(source, 5)
