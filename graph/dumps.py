"""A graph from a file of N-Quads or TriG, in memory, to be asked, compared and verified like any other."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pyoxigraph
from pyoxigraph import NamedNode, RdfFormat

from sayso.errors import InputError
from sayso.graph import iris
from sayso.graph.store import Store

__all__ = ["DUMPS", "load"]

DUMPS: Mapping[str, RdfFormat] = MappingProxyType(
    {".nq": RdfFormat.N_QUADS, ".nquads": RdfFormat.N_QUADS, ".trig": RdfFormat.TRIG}
)
"""The suffixes of dumps."""


def load(path: Path) -> Store:
    """The graph of a dump, read-only; its base is told by the names of its graphs.

    Needs memory for all of it. Raises InputError for another kind of file, one that cannot be read or is
    broken, and one that holds no graph of Sayso's. An empty one is an empty graph.
    """
    format = DUMPS.get(path.suffix.lower())
    if format is None:
        raise InputError(
            f"{path} is no dump of a graph: give a graph folder, or a file {' or '.join(sorted(DUMPS))}"
        )
    handle = pyoxigraph.Store()
    try:
        with path.open("rb") as file:
            handle.bulk_load(file, format=format)
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}") from error
    except (SyntaxError, ValueError) as error:
        why = " ".join(str(error).split())
        raise InputError(
            f"cannot read {path} as {format.name} ({why}): write it with 'sayso export'"
        ) from error
    base = _base(handle)
    if base is None and len(handle):
        raise InputError(
            f"{path} is no dump of a graph, it has no named graph of Sayso's: write one with 'sayso export'"
        )
    return Store(handle, base or iris.DEFAULT_BASE, read_only=True)


def _base(handle: pyoxigraph.Store) -> str | None:
    """What the IRIs of the data begin with, by the names of the graphs."""
    names = sorted(graph.value for graph in handle.named_graphs() if isinstance(graph, NamedNode))
    for end in ("graph/ontology", "graph/topics", "graph/derived", "graph/runs"):
        for name in names:
            if name.endswith("/" + end):
                return name.removesuffix(end)
    for name in names:
        base, found, _ = name.partition("graph/article/")
        if found:
            return base
    return None
