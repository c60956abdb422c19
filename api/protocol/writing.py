"""The jobs that change a graph: they run where it is open for writing, and know nothing of HTTP.

What a build owns is changed only where that was said: all named graphs that begin with `{base}graph/`.
Each job is one transaction, so a process that is ended meanwhile leaves the graph as it was.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat

from sayso.api.protocol.operations import Operation, UnreadableError, read, with_dataset, without_loads
from sayso.errors import QueryError, SaysoError
from sayso.graph import guard
from sayso.graph.iris import is_owned
from sayso.graph.store import Store

__all__ = [
    "ImpossibleError",
    "OwnedError",
    "Part",
    "RefusedError",
    "Update",
    "delete_graph",
    "put_graph",
    "update",
]


class OwnedError(SaysoError):
    """An update would change what a build has made, and does not say so."""


class ImpossibleError(SaysoError):
    """An update is valid, but cannot be done on the graph as it is."""


class RefusedError(SaysoError):
    """An update wants something that is never done: to fetch a document."""


@dataclass(frozen=True, slots=True)
class Update:
    """An update, the dataset that the protocol names for it, and whether it may change what a build owns.

    `free` is whether nothing is owned at all, as in a scratch dataset.
    """

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    base_iri: str | None = None
    owned: bool = False
    free: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A document in a request for the graph store, and the media type of its format."""

    body: bytes
    media_type: str


def update(store: Store, asked: Update) -> tuple[str, ...]:
    """Does an update, and tells which graphs it may have changed that a build owns.

    Raises QueryError where it is not valid, OwnedError and RefusedError.
    """
    prefixes = {} if asked.free else dict(store.prefixes)
    guard.check_update(asked.text)
    text = asked.text
    touched: tuple[str, ...] = ()
    try:
        operations = read(text, prefixes=prefixes, base_iri=asked.base_iri)
    except UnreadableError as error:
        _check_syntax(text, prefixes, asked.base_iri)
        raise QueryError(f"the update is not understood, {error}: write it in another way") from error
    if asked.default_graphs or asked.named_graphs:
        if any(one.own_dataset for one in operations):
            raise QueryError("the update says USING or WITH itself: leave using-graph-uri and the like away")
        text = with_dataset(text, operations, asked.default_graphs, asked.named_graphs)
        operations = read(text, prefixes=prefixes, base_iri=asked.base_iri)
    loads = [one for one in operations if one.verb == "LOAD"]
    if loads:
        text = without_loads(text, operations)
        _check_syntax(text, prefixes, asked.base_iri)
        if not all(one.silent for one in loads):
            raise RefusedError(
                "LOAD is refused, nothing is fetched: send the document to /graphs?graph=… by POST"
            )
    if not asked.free:
        touched = _owned(operations, store.base)
        if touched and not asked.owned:
            _check_syntax(text, prefixes, asked.base_iri)  # what is not valid would not do that
            raise OwnedError(
                f"the update may write into {_names(touched)}, which a build owns: name a graph of your own "
                "by GRAPH <…>, or say ?owned=change"
            )
        _refuse_blind(operations)
    try:
        store.handle.update(text, base_iri=asked.base_iri, prefixes=prefixes)
    except SyntaxError as error:
        raise QueryError(guard.syntax_message(error, "update")) from error
    except (ValueError, RuntimeError, OSError) as error:
        raise ImpossibleError(f"the update cannot be done: {' '.join(str(error).split())}") from error
    _keep(store)
    return touched


def put_graph(
    store: Store, graph: str | None, parts: Sequence[Part], *, base_iri: str, replace: bool
) -> bool:
    """Puts documents into a named graph, or the default graph (None), in place of what is there or beside it.

    Whether the graph is a new one. Raises QueryError for a document that cannot be read, or that names
    graphs itself.
    """
    name: NamedNode | DefaultGraph = DefaultGraph() if graph is None else NamedNode(graph)
    is_new = graph is not None and not store.handle.contains_named_graph(NamedNode(graph))
    found = _triples(parts, base_iri)
    data = (ox.serialize(found, format=RdfFormat.N_TRIPLES) or b"").decode()
    steps = []
    if replace:
        steps.append("CLEAR DEFAULT" if graph is None else f"DROP SILENT GRAPH {name}")
    if graph is not None:
        steps.append(f"CREATE SILENT GRAPH {name}")
        data = f"GRAPH {name} {{ {data} }}"
    # one request is one transaction: nobody reads the graph while it is empty
    store.handle.update(" ; ".join([*steps, f"INSERT DATA {{ {data} }}"]))
    _keep(store)
    return is_new


def delete_graph(store: Store, graph: str | None) -> bool:
    """Takes a graph out; False when it is not there. The default graph is emptied and stays."""
    if graph is None:
        store.handle.clear_graph(DefaultGraph())
    elif not store.handle.contains_named_graph(NamedNode(graph)):
        return False
    else:
        store.handle.remove_graph(NamedNode(graph))
    _keep(store)
    return True


def _triples(parts: Sequence[Part], base_iri: str) -> list[ox.Triple]:
    found = []
    for part in parts:
        format = RdfFormat.from_media_type(part.media_type)
        assert format is not None
        parsed = ox.parse(part.body, format=format, base_iri=base_iri, rename_blank_nodes=True)
        try:
            for quad in parsed:
                if quad.graph_name != DefaultGraph():
                    raise QueryError(
                        f"the {format.name} names {quad.graph_name}: send the triples of one graph"
                    )
                found.append(quad.triple)
        except SyntaxError as error:
            said = " ".join(str(error).split())
            raise QueryError(f"the {format.name} cannot be read: {said[:300]}") from error
    return found


def _owned(operations: Iterable[Operation], base: str) -> tuple[str, ...]:
    """What an update may write into that a build owns: graphs by their IRI, and what is none by its name."""
    found = set()
    for one in operations:
        if one.verb == "LOAD":
            continue
        if one.wide:
            found.add(one.wide)
        found.update(graph for graph in one.targets if is_owned(graph, base))
    return tuple(sorted(found))


def _names(touched: Sequence[str]) -> str:
    named = [f"<{one}>" if ":" in one else one for one in touched[:5]]
    return " and ".join(named) + (f" and {len(touched) - 5:,} others" if len(touched) > 5 else "")


def _refuse_blind(operations: Iterable[Operation]) -> None:
    """A pattern without a graph looks at the default graph, where nothing stands: that is a mistake."""
    for one in operations:
        if one.dataset is None or one.own_dataset or one.template is not None:
            continue
        if "." in one.pattern and not one.pattern & {"GRAPH", "VALUES", "BIND", "SELECT"}:
            raise QueryError(
                "the pattern of the update finds nothing, it looks at the default graph, which is empty: "
                "write GRAPH ?g { … } around it, or USING <…>"
            )


def _check_syntax(text: str, prefixes: dict[str, str], base_iri: str | None) -> None:
    """Raises QueryError where the engine says that this is no update.

    The engine has nothing that only reads: so it is done, in a store with nothing in it; but not where LOAD
    stands anywhere, be it in a string: that would fetch something if the string were none for the engine.
    """
    if any(kind == "word" and match.group().upper().startswith("LOAD") for kind, match in guard.tokens(text)):
        raise QueryError(
            "the update is not valid SPARQL: LOAD takes <…> and INTO GRAPH <…>, set apart by blanks"
        )
    if "LOAD" in text.upper():
        return
    try:
        ox.Store().update(text, base_iri=base_iri, prefixes=prefixes)
    except SyntaxError as error:
        raise QueryError(guard.syntax_message(error, "update")) from error
    except (ValueError, RuntimeError, OSError):
        return  # as that a graph is not there, which is said of the true one later


def _keep(store: Store) -> None:
    # who opens the graph reads the writer's log through first, so it is kept short
    if store.path is not None:
        store.handle.flush()
