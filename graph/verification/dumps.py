"""A graph from a file of N-Quads or TriG, in memory, to be asked and verified like any other."""

from pathlib import Path

import pyoxigraph
from pyoxigraph import RdfFormat

from sayso.errors import StoreError
from sayso.graph.store import Store
from sayso.graph.verification.named_graphs import base_of

__all__ = ["load"]

_FORMATS = {".nq": RdfFormat.N_QUADS, ".nquads": RdfFormat.N_QUADS, ".trig": RdfFormat.TRIG}


def load(path: Path) -> Store:
    """The graph of a dump, read-only; its base is told by the names of its graphs.

    Needs memory for all of it. Raises StoreError for another kind of file, one that is broken, and one that
    holds no graph of Sayso's; OSError where it cannot be read.
    """
    format = _FORMATS.get(path.suffix.lower())
    if format is None:
        raise StoreError(
            f"{path} is no dump of a graph: give a graph folder, or a file {' or '.join(_FORMATS)}"
        )
    handle = pyoxigraph.Store()
    try:
        with path.open("rb") as file:
            handle.bulk_load(file, format=format)
    except (SyntaxError, ValueError) as error:
        raise StoreError(f"{path} cannot be read as {format.name}: {' '.join(str(error).split())}") from error
    base = base_of(handle)
    if base is None:
        raise StoreError(f"{path} has no named graph of Sayso's: write it with 'sayso export' or Store.dump")
    return Store(handle, base, read_only=True)
