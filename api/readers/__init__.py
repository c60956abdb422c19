"""Processes that answer: they hold the graph, and are ended and replaced when an answer takes too long.

    from sayso.api.readers import open_readers

    with open_readers("my-graph", Limits(seconds=10)) as service:
        service.run(names, 10)               # what the job returns
        service.write(dump, client="1.2.3.4")  # what it wrote: bytes, or an open file

A *zygote* holds a copy of the graph in memory, has one thread, and forks *readers*, which share the copy.
Above a size, readers have the graph open on the disk. `docs/explanation/serving.md` tells how they are kept.
"""

from sayso.api.readers.pool import Sharing
from sayso.api.readers.serving import Readers, open_readers

__all__ = ["Readers", "Sharing", "open_readers"]
