"""The command that serves a graph to programs which talk to language models: `sayso mcp`."""

import importlib.util

from sayso.config import DEFAULT_GRAPH
from sayso.errors import SaysoError
from sayso.options import Graph

__all__ = ["mcp"]


def mcp(graph: Graph = DEFAULT_GRAPH) -> None:
    """Offer a graph as tools of the Model Context Protocol, over standard input and output."""
    if importlib.util.find_spec("mcp") is None:
        raise SaysoError("sayso mcp wants the package mcp: pip install 'sayso[mcp]'")
    from sayso.api.mcp.server import make_server
    from sayso.api.service import InlineService
    from sayso.graph.store import Store

    with Store.open(graph, read_only=True) as store:
        make_server(InlineService(store)).run()
