"""Starting readers as the command line and the WSGI entry point want them."""

from typing import Literal

from sayso.api.lookups.directory import warm
from sayso.api.readers import Readers, Sharing, open_readers
from sayso.api.readers.sizing import available
from sayso.api.service import Limits
from sayso.errors import SaysoError

__all__ = ["MEMORY", "opened"]

MEMORY = ("auto", "always", "never")
_ALL = 2**60


def opened(
    graph: str, limits: Limits, *, memory: str = "auto", readers: int | None = None, queue: int = 64
) -> Readers:
    """Readers of a graph; `memory` is one of MEMORY, `readers` None goes by the number of cores.

    Raises StoreError when the graph cannot be opened, SaysoError for another `memory`.
    """
    if memory not in MEMORY:
        raise SaysoError(f"memory is {memory!r}: give auto, always or never")
    most: int | Literal["auto"] = "auto" if memory == "auto" else _ALL if memory == "always" else 0
    sharing = None
    if readers is not None:
        free = available()
        sharing = Sharing(
            readers=readers, long=2 * readers, queue=queue, memory=None if free is None else free // 2
        )
    return open_readers(graph, limits, memory=most, sharing=sharing, warm=(warm,))
