"""What is sent to and fro between the front, a zygote and its readers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sayso.api.service import Limits
from sayso.errors import SaysoError
from sayso.graph.store import Store

__all__ = ["Facts", "Reply", "Request", "Start"]


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
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """A job as it is sent to a reader: pickled by itself, so that the front does it before it waits."""

    job: bytes
    writes: bool
    source: str


@dataclass(slots=True)
class Reply:
    """What a reader sends back: what the job told and wrote, an error of ours, or the trace of a fault.

    The body comes in `body`, or as a file beside the message. `tired` is a reader that ends itself now.
    """

    told: Any = None
    body: bytes | None = None
    size: int = 0
    error: SaysoError | None = None
    fault: str = ""
    tired: bool = False


Warm = Sequence[Callable[[Store], None]]
