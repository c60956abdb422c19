"""The command that serves a graph to programs which talk to language models: `sayso mcp`."""

import importlib.util
import os
import signal
import sys
from functools import partial
from typing import Annotated, Literal

import typer

from sayso.config import DEFAULT_GRAPH
from sayso.errors import SaysoError
from sayso.options import Graph
from sayso.serve_cli import Memory

__all__ = ["mcp"]


def mcp(
    graph: Graph = DEFAULT_GRAPH,
    timeout: Annotated[
        float, typer.Option(help="A call is ended after this time.", min=0.1, metavar="SECONDS")
    ] = 30.0,
    memory: Annotated[
        Memory, typer.Option(help="Answer from a copy of the graph in memory: if it fits, always or never.")
    ] = Memory.auto,
) -> None:
    """Offer a graph as tools of the Model Context Protocol, over standard input and output."""
    if importlib.util.find_spec("mcp") is None:
        raise SaysoError("sayso mcp wants the package mcp: pip install 'sayso[mcp]'")
    from sayso.api.lookups.directory import warm
    from sayso.api.mcp.opening import Opening
    from sayso.api.mcp.server import JOB_MODULES, make_server
    from sayso.api.readers import open_readers
    from sayso.api.service import Limits
    from sayso.graph.store import Store

    Store.open(graph, read_only=True).close()  # a graph that is not there is told of before anything else
    most: int | Literal["auto"] = "auto"
    if memory is not Memory.auto:
        most = sys.maxsize if memory is Memory.always else 0
    opener = partial(
        open_readers,
        graph,
        Limits(seconds=timeout),
        memory=most,
        modules=JOB_MODULES,
        warm=(warm,),
        grace=0.0,
    )
    with Opening(opener) as readers:

        def end(signum: int, frame: object) -> None:
            # a thread that waits for input cannot be woken: what is to be ended is ended here
            readers.close()
            os._exit(0)

        for asked in (signal.SIGINT, signal.SIGTERM):
            signal.signal(asked, end)
        try:
            make_server(readers).run()
        except* BrokenPipeError:
            pass  # nobody listens any more
