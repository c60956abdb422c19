"""The SHACL shapes of `ontology.ttl`, run by pySHACL: the same contract, as far as SHACL can say it.

pySHACL holds the graph in memory as rdflib does and asks a query for each node and constraint: minutes where
`verify` takes a second. So this is for graphs of some ten thousand triples. Needs the extra `shacl`.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pyoxigraph import RdfFormat, serialize
from rdflib import Graph, URIRef
from rdflib.namespace import SH
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result
from rdflib.term import Node

import sayso
from sayso.errors import SaysoError
from sayso.graph.store import Store
from sayso.graph.verification.checks import Finding
from sayso.graph.verification.named_graphs import WithoutUsers, graph_names

__all__ = ["MOST", "report", "violations"]

MOST = 50_000
"""How many triples a graph may have to be held against the shapes."""


def violations(store: Store, nodes: Iterable[str] | None = None) -> Iterator[Finding]:
    """What violates a shape, sorted; the check is the name of the shape. Warnings and users' own graphs are
    left out.

    `nodes` are the IRIs of those to look at, None for all. Raises SaysoError where pySHACL is not installed
    or the graph is larger than `MOST`.
    """
    if len(store.handle) > MOST:
        raise SaysoError(
            f"the graph has {len(store.handle):,} triples, too many for pySHACL (up to {MOST:,}): "
            "verify it without --shapes, which proves the same"
        )
    shapes = Graph().parse(Path(sayso.__file__).parent / "ontology.ttl")
    users = graph_names(store.handle, store.base).users
    triples = sorted({quad.triple for quad in WithoutUsers(store.handle, users)}, key=str)
    facts = Graph().parse(data=serialize(triples, format=RdfFormat.N_TRIPLES), format="nt")
    told = report(facts, shapes, nodes)
    found = set()
    for result in told.subjects(SH.resultSeverity, SH.Violation):
        node, message = str(told.value(result, SH.focusNode)), str(told.value(result, SH.resultMessage))
        value = told.value(result, SH.value)
        what = "" if value is None or str(value) == node else f" ({value})"
        shape = _named(told.value(result, SH.sourceShape), shapes)
        found.add(Finding(shape, node, None, f"{node}: {message}{what}: build the graph anew"))
    yield from sorted(found, key=lambda one: (one.check, one.node, one.message))


def report(facts: Graph, shapes: Graph, nodes: Iterable[str] | None = None) -> Graph:
    """The validation report of these facts by these shapes, which are the ontology of the facts too.

    Raises SaysoError where pySHACL is not installed.
    """
    try:
        import pyshacl
    except ImportError as error:
        raise SaysoError("the shapes need pySHACL: pip install 'sayso[shacl]'") from error
    together = _Prepared()
    together += facts
    together += shapes
    focus = None if nodes is None else sorted(set(nodes))
    _, told, _ = pyshacl.validate(together, shacl_graph=shapes, focus_nodes=focus, inplace=True)
    assert isinstance(told, Graph)
    return told


class _Prepared(Graph):
    """A graph that reads each text of a query once: pySHACL asks the same one for every node."""

    def __init__(self) -> None:
        super().__init__()
        self._read: dict[str, Query] = {}

    def query(self, query_object: str | Query, *args: Any, **options: Any) -> Result:
        if isinstance(query_object, str):
            if query_object not in self._read:
                self._read[query_object] = prepareQuery(query_object)
            query_object = self._read[query_object]
        return super().query(query_object, *args, **options)


def _named(shape: Node | None, shapes: Graph) -> str:
    """The name of the shape that this one is, or is a part of."""
    seen = set()
    while shape is not None and not isinstance(shape, URIRef) and shape not in seen:
        seen.add(shape)
        shape = next(shapes.subjects(None, shape), shape)
    return str(shape).rpartition("#")[2]
