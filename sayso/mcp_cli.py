"""The command that serves a graph to programs which talk to language models: `sayso mcp`."""

import importlib.util
from typing import Annotated

import typer

from sayso.config import DEFAULT_GRAPH
from sayso.errors import SaysoError
from sayso.options import Graph

__all__ = ["mcp"]

# Whoever starts the server waits for its first answer: a larger graph is read from the disk, which takes no
# time to begin with.
_IN_MEMORY = 300_000_000


def mcp(
    graph: Graph = DEFAULT_GRAPH,
    timeout: Annotated[
        float, typer.Option(help="How many seconds one call may take.", min=0.1, metavar="SECONDS")
    ] = 30.0,
) -> None:
    """Offer a graph as tools of the Model Context Protocol, over standard input and output."""
    if importlib.util.find_spec("mcp") is None:
        raise SaysoError("sayso mcp wants the package mcp: pip install 'sayso[mcp]'")
    from sayso.api.lookups.directory import warm
    from sayso.api.mcp import server
    from sayso.api.readers import open_readers
    from sayso.api.service import Limits

    limits = Limits(seconds=timeout)
    with open_readers(
        graph, limits, memory=_IN_MEMORY, modules=server.JOB_MODULES, warm=(warm,), grace=0.0
    ) as service:
        server.make_server(service).run()
