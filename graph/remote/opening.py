"""Opening a graph on a server: whether there is one, under which base, and who writes to it."""

import logging
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from sayso.errors import QueryError, StoreError, StoreVersionError
from sayso.graph import folder, iris, vocab
from sayso.graph.remote import results
from sayso.graph.remote.connection import Connection
from sayso.graph.remote.endpoints import credentials, endpoints
from sayso.graph.remote.handle import RemoteStore
from sayso.graph.updates import Insert

__all__ = ["open_graph"]

logger = logging.getLogger(__name__)


def open_graph(
    graph: str | Path, *, create: bool = False, read_only: bool = False, base: str | None = None
) -> RemoteStore:
    """The quads of the graph that an address or a TOML file names; see `graph.store.Store.open`.

    What a folder says in `sayso.json` stands in the log of the graph here: its base and its format.
    """
    if base is not None:
        folder.check_base(base)
    connection = Connection(endpoints(graph), credentials())
    name = connection.endpoints.name
    try:
        found = _formats(connection)
    except QueryError as error:  # nothing was asked yet that a user could ask otherwise
        raise StoreError(f"{name} cannot be asked: {error}") from error
    if len(found) > 1:
        raise StoreError(
            f"{name} holds {len(found)} graphs, under {', '.join(sorted(found))}: give each its own"
        )
    if not found:
        if not create:
            raise StoreError(f"no graph at {name}: make one with 'sayso build PATH --graph {name}'")
        found = {base or iris.DEFAULT_BASE: folder.FORMAT}
        new = True
    else:
        new = False
    [(own, version)] = found.items()
    if version != folder.FORMAT:
        raise StoreVersionError(
            f"the graph at {name} has format {version}, this Sayso reads {folder.FORMAT}: build it anew"
        )
    if base is not None and base != own:
        raise StoreError(
            f"the graph at {name} has the base IRI {own}, not {base}: leave the setting or build anew"
        )
    handle = RemoteStore(connection, own, kept=not read_only)
    if not read_only:
        handle.begin_writing()
    mark = _mark(own)
    try:
        if new:
            handle.apply([Insert.of([mark])])
        handle.find_union(mark)
    except BaseException:
        handle.close()
        raise
    return handle


def _mark(base: str) -> Quad:
    log = NamedNode(iris.log_graph(base))
    number = Literal(str(folder.FORMAT), datatype=NamedNode(vocab.xsd_integer))
    return Quad(log, NamedNode(vocab.formatVersion), number, log)


def _formats(connection: Connection) -> dict[str, int]:
    """The format of each graph on this server, by its base."""
    query = f"SELECT ?g ?v WHERE {{ GRAPH ?g {{ ?g <{vocab.formatVersion}> ?v }} }}"
    answer = connection.query(query, accept="application/sparql-results+json")
    try:
        rows = results.solutions(answer.body, ("g", "v"))
        found = {row["g"].value: int(row["v"].value) for row in rows}
    except results.UNFIT as error:
        raise connection.strange(error) from error
    end = iris.log_graph("")
    return {iri.removesuffix(end): version for iri, version in found.items() if iri.endswith(end)}
