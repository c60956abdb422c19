"""Jobs whose answer is a table, with as many rows as a model can read.

A table is cut between rows and says so; only a single text that is longer than all else could be is cut
inside, and says so too.
"""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

import pyoxigraph as ox

from sayso.errors import QueryError
from sayso.graph.answers import Value, value
from sayso.graph.store import Store

__all__ = ["LONGEST_TEXT", "MOST_ROWS", "bounded", "shortened", "sparql"]

MOST_ROWS = 500
LONGEST_TEXT = 4_000  # characters of one value
_MOST_CHARACTERS = 60_000  # of all values: some 15,000 tokens
_IN_SPARQL = "count with COUNT, narrow the query, or page with ORDER BY, LIMIT and OFFSET"


def sparql(store: Store, query: str, most: int) -> dict[str, Any]:
    """A job: the first `most` rows of the answer to a query. The engine goes no further than that.

    Raises QueryError as `Store.query` does.
    """
    results = store.query(query)
    if isinstance(results, ox.QueryBoolean):
        return bounded(("answer",), [(bool(results),)], most)
    if isinstance(results, ox.QueryTriples):
        columns: Sequence[str] = ("subject", "predicate", "object")
        found: Iterable[Any] = ((one.subject, one.predicate, one.object) for one in results)
    else:
        columns = tuple(variable.value for variable in results.variables)
        found = results
    try:
        return bounded(columns, (tuple(map(value, row)) for row in found), most)
    except (RuntimeError, OSError, ValueError) as error:
        raise QueryError(f"the query cannot be answered: {' '.join(str(error).split())[:200]}") from error


def bounded(
    columns: Sequence[str], rows: Iterable[Sequence[Value]], most: int, way_out: str = _IN_SPARQL
) -> dict[str, Any]:
    """Rows as objects, at most so many and not too much text; `truncated` tells whether there are more.

    `way_out` is how to see those.
    """
    kept: list[dict[str, Value]] = []
    room = _MOST_CHARACTERS
    waiting = iter(rows)
    for row in islice(waiting, most):
        short = {name: shortened(cell) for name, cell in zip(columns, row, strict=True)}
        room -= sum(len(str(cell)) for cell in short.values())
        if room < 0 and kept:
            return _table(columns, kept, way_out)
        kept.append(short)
    more = next(waiting, None) is not None
    return _table(columns, kept, way_out if more else "")


def _table(columns: Sequence[str], rows: list[dict[str, Value]], way_out: str) -> dict[str, Any]:
    note = f"There are more than these {len(rows)}: {way_out}." if way_out else ""
    return {"columns": list(columns), "rows": rows, "truncated": bool(way_out), "note": note}


def shortened(cell: Value, longest: int = LONGEST_TEXT) -> Value:
    """A value; a text that is too long with a mark of how much of it is left out."""
    if isinstance(cell, str) and len(cell) > longest:
        return f"{cell[:longest]} … [{len(cell) - longest:,} more characters left out]"
    return cell
