"""What goes to a SPARQL server and what comes back, as pyoxigraph has it here.

Values come as each server writes them; those of Virtuoso are written as everybody else does.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import pyoxigraph
from pyoxigraph import QueryResultsFormat, RdfFormat

from sayso.errors import QueryError

__all__ = [
    "UNFIT",
    "boolean",
    "form",
    "is_cut",
    "mended",
    "refuse_inner_functions",
    "solutions",
    "table",
    "triples",
    "truth",
]

# What reading an answer raises here where a server, or whatever answers in its place, gives no such answer.
UNFIT = (SyntaxError, ValueError, KeyError, TypeError, AttributeError, RecursionError)

_BOOLEAN = "http://www.w3.org/2001/XMLSchema#boolean"


def is_cut(headers: Mapping[str, str], count: int) -> bool:
    """Whether the server has kept something back: by its limit of rows, or by one of time."""
    most = headers.get("x-sparql-maxrows", "")
    return (most.isdecimal() and count >= int(most)) or "x-sql-state" in headers


def mended(body: bytes) -> tuple[bytes, int]:
    """Virtuoso's JSON with truth values as everybody writes them, and the number of rows."""
    found = json.loads(body)
    rows = found.get("results", {}).get("bindings", []) if isinstance(found, dict) else []
    for row in rows:
        for term in row.values():
            if term.get("datatype") == _BOOLEAN:
                term["value"] = "true" if term["value"] in ("1", "true") else "false"
    return json.dumps(found).encode(), len(rows)


def form(query: str, prefixes: dict[str, str]) -> type:
    """What a query gives: SELECT solutions, ASK a truth value, the others triples. Raises SyntaxError."""
    return type(pyoxigraph.Store().query(query, prefixes=prefixes))


def table(body: bytes) -> pyoxigraph.QuerySolutions:
    """A table in JSON as pyoxigraph gives the answer to SELECT: one that can be read to its end."""
    for _ in _table(body):
        pass
    return _table(body)


def _table(body: bytes) -> pyoxigraph.QuerySolutions:
    found = pyoxigraph.parse_query_results(body, format=QueryResultsFormat.JSON)
    if not isinstance(found, pyoxigraph.QuerySolutions):
        raise ValueError("no table")
    return found


def solutions(body: bytes, names: Sequence[str]) -> list[dict[str, Any]]:
    """The rows of a table in JSON, by the names of its variables, each of which has a value in every row."""
    # read to the end at once: pyoxigraph's solutions may not be let go of by another thread
    rows = [{name: solution[name] for name in names} for solution in _table(body)]
    if any(value is None for row in rows for value in row.values()):
        raise ValueError("a row without a value")
    return rows


def truth(body: bytes) -> bool:
    """The answer to ASK. Virtuoso gives a table: with a row that says 1, or without one."""
    found = json.loads(body)
    if "boolean" in found:
        if not isinstance(found["boolean"], bool):
            raise ValueError("no truth value")
        return found["boolean"]
    return any(
        term["value"] in ("1", "true") for row in found["results"]["bindings"] for term in row.values()
    )


def boolean(truth: bool) -> Any:
    """A truth value as pyoxigraph gives it."""
    return pyoxigraph.Store().query(f"ASK {{ {'' if truth else 'FILTER(false)'} }}")


def triples(body: bytes) -> Any:
    """N-Triples as pyoxigraph gives the answer to CONSTRUCT."""
    found = pyoxigraph.Store()
    found.load(body, format=RdfFormat.N_TRIPLES)
    return found.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")


_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_INNER = re.compile(r"<\s*(?:bif|sql)\s*:", re.IGNORECASE)


def refuse_inner_functions(query: str) -> None:
    """Virtuoso's own functions could read files and fetch from the web."""
    plain = _ESCAPE.sub(lambda escape: chr(int(escape[1] or escape[2], 16) % 0x110000), query)
    if _INNER.search(plain):
        raise QueryError("bif: and sql: are functions of one server, and are never called: ask without them")
