"""What a query or a question is answered with: a table of plain values."""

from dataclasses import dataclass

import pyoxigraph as ox

from sayso.graph.asking.readings import Reading
from sayso.graph.store import Store

__all__ = ["Answer", "Value", "answer", "table", "value"]

Value = str | int | float | bool | None

INTEGERS = {"integer", "nonNegativeInteger", "int", "long", "positiveInteger"}
NUMBERS = {"decimal", "double", "float"}
XSD = "http://www.w3.org/2001/XMLSchema#"


@dataclass(frozen=True, slots=True)
class Answer:
    """A table, and how it came about.

    `sparql` is the query that was run, `understood` says in English how a question was read. `evidence` is
    true where each row is one statement with its words and the place they stand in. `reading` is what the
    question was read as.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    sparql: str = ""
    understood: str = ""
    evidence: bool = False
    reading: Reading | None = None


def answer(store: Store, sparql: str) -> Answer:
    """The answer to a SPARQL query, as a table.

    An ASK query has one row and column; CONSTRUCT and DESCRIBE have a row for each triple. IRIs are
    strings, numbers are numbers, an unbound variable is None. Raises QueryError.
    """
    return table(store.query(sparql), sparql)


def table(results: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, sparql: str = "") -> Answer:
    """What the store gave for the query `sparql`, read to its end."""
    if isinstance(results, ox.QueryBoolean):
        return Answer(("answer",), ((bool(results),),), sparql)
    if isinstance(results, ox.QueryTriples):
        rows = [(value(t.subject), value(t.predicate), value(t.object)) for t in results]
        return Answer(("subject", "predicate", "object"), tuple(rows), sparql)
    columns = tuple(variable.value for variable in results.variables)
    return Answer(columns, tuple(tuple(map(value, solution)) for solution in results), sparql)


def value(term: object) -> Value:
    """An RDF term as a plain value: a number, a truth value, or a string (of an IRI too)."""
    if term is None:
        return None
    if isinstance(term, ox.Literal):
        datatype = term.datatype.value.removeprefix(XSD)
        try:
            if datatype in INTEGERS:
                return int(term.value)
            if datatype in NUMBERS:
                return float(term.value)
        except ValueError:
            return term.value
        return term.value == "true" if datatype == "boolean" else term.value
    if isinstance(term, ox.NamedNode):
        return term.value
    return str(term)
