"""The job that answers a query: it runs where the graph is, and knows nothing of HTTP.

written = service.write(answer, question, choice)   # written.told is an `Answered`
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import pyoxigraph as ox

from sayso.api.protocol.negotiation import BOOLEANS, GRAPHS, HTML, SOLUTIONS, Choice
from sayso.api.protocol.row_limits import counted
from sayso.errors import QueryError
from sayso.graph.answers import Value, value
from sayso.graph.store import Store

__all__ = ["SHOWN", "Answered", "Question", "answer", "write_graph"]

SHOWN = 1_000
"""How many rows a page shows at most; fewer, where these are long."""

_MOST_SHOWN = 2_000_000  # characters of a page, and of one value in it; what a cell takes beside its words
_LONGEST_SHOWN = 4_000
_CELL = 20


class Question(NamedTuple):
    """A query, the dataset that the protocol names for it (empty: the graph's own), and what it may take.

    `union` is whether the graph's own dataset is the union of its named graphs, `rows` the most rows. A
    tuple, as `Answered` is: it goes to another process with each query, and tuples travel quickest.
    """

    query: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    base_iri: str | None = None
    union: bool = True
    rows: int | None = None


class Answered(NamedTuple):
    """What kind of answer there is, as `Choice` names it, and in which media type it was written.

    `media_type` is None where the client takes none of those offered: then nothing was written. For a page,
    nothing is written but `columns` and the first `table` rows told; `more` is whether there are others.
    """

    kind: str
    media_type: str | None
    columns: tuple[str, ...] = ()
    table: tuple[tuple[Value, ...], ...] = ()
    more: bool = False


def answer(store: Store, out: Any, question: Question, choice: Choice) -> Answered:
    """Writes the answer to `out`. Raises QueryError, and LimitError for too many rows."""
    results = store.query(
        question.query,
        default_graphs=question.default_graphs or (() if question.named_graphs else None),
        named_graphs=question.named_graphs or (() if question.default_graphs else None),
        base_iri=question.base_iri,
        union=question.union,
    )
    formats: Mapping[str, Any]  # by the kind of answer
    if isinstance(results, ox.QuerySolutions):
        kind, media_type, formats = "solutions", choice.solutions, SOLUTIONS
    elif isinstance(results, ox.QueryBoolean):
        kind, media_type, formats = "boolean", choice.boolean, BOOLEANS
    else:
        kind, media_type, formats = "graph", choice.graph, GRAPHS
    if media_type is None:
        return Answered(kind, None)
    try:
        if media_type == HTML:
            return _shown(kind, results)
        format: Any = formats[media_type]
        if kind == "solutions":
            results.serialize(counted(out, format, question.rows), format=format)
        else:
            results.serialize(out, format=format)
    except (RuntimeError, OSError, ValueError) as error:
        # the engine finds some things out only while it works
        raise QueryError(f"the query cannot be answered: {' '.join(str(error).split())}") from error
    return Answered(kind, media_type)


def write_graph(store: Store, out: Any, graph: str | None, media_type: str, union: bool) -> bool:
    """Writes a graph; False when it is not there. The default graph is what a query sees without FROM."""
    format = GRAPHS[media_type]
    if graph is not None and not store.handle.contains_named_graph(ox.NamedNode(graph)):
        return False
    if graph is None and union:
        found = store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
        found.serialize(out, format=format)
        return True
    source: Any = ox.DefaultGraph() if graph is None else ox.NamedNode(graph)
    if format == ox.RdfFormat.JSON_LD:
        triples = (quad.triple for quad in store.handle.quads_for_pattern(None, None, None, source))
        ox.serialize(triples, out, format)
    else:
        prefixes = dict(store.prefixes) if union else {}
        store.handle.dump(out, format, from_graph=source, prefixes=prefixes)
    return True


def _shown(kind: str, results: Any) -> Answered:
    if kind == "boolean":
        return Answered(kind, HTML, ("answer",), ((bool(results),),))
    if kind == "graph":
        columns: tuple[str, ...] = ("subject", "predicate", "object")
    else:
        columns = tuple(variable.value for variable in results.variables)
    rows: list[tuple[Value, ...]] = []
    room = _MOST_SHOWN
    for found in results:  # a triple is a row of three terms
        if len(rows) == SHOWN or room <= 0:
            return Answered(kind, HTML, columns, tuple(rows), True)
        row = tuple(_cut(value(term)) for term in found)
        room -= sum(_CELL + (len(cell) if isinstance(cell, str) else 0) for cell in row)
        rows.append(row)
    return Answered(kind, HTML, columns, tuple(rows))


def _cut(cell: Value) -> Value:
    if isinstance(cell, str) and len(cell) > _LONGEST_SHOWN:
        return f"{cell[:_LONGEST_SHOWN]} …"  # with a blank, so that no cut IRI becomes a link
    return cell
