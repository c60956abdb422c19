"""The SHACL shapes of `ontology.ttl`, run by pySHACL: the same contract, as far as SHACL can say it.

pySHACL holds the graph in memory as rdflib does and takes minutes where `verify` takes a second, so
this is for graphs of some ten thousand triples. Needs the extra `shacl`.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import sayso
from sayso.errors import SaysoError
from sayso.graph.store import Store
from sayso.graph.verification.checks import Finding

__all__ = ["MOST", "violations"]

MOST = 50_000
"""How many triples a graph may have to be held against the shapes."""


def violations(store: Store, nodes: Iterable[str] | None = None) -> Iterator[Finding]:
    """What violates a shape, sorted; the check is the name of the shape. Warnings are left out.

    `nodes` are the IRIs of those to look at, None for all.

    Raises SaysoError where pySHACL is not installed or the graph is larger than `MOST`.
    """
    try:
        import pyshacl
    except ImportError as error:
        raise SaysoError("the shapes need pySHACL: pip install 'sayso[shacl]'") from error
    from pyoxigraph import RdfFormat
    from rdflib import Graph
    from rdflib.namespace import SH

    if len(store.handle) > MOST:
        raise SaysoError(
            f"the graph has {len(store.handle):,} triples, too many for pySHACL (up to {MOST:,}): "
            "verify it without the shapes, which prove the same"
        )
    shapes = Graph().parse(Path(sayso.__file__).parent / "ontology.ttl")
    facts = Graph().parse(data=store.dump(RdfFormat.N_TRIPLES), format="nt")
    facts += shapes
    focus = None if nodes is None else sorted(set(nodes))
    _, report, _ = pyshacl.validate(facts, shacl_graph=shapes, focus_nodes=focus, inplace=True)
    assert isinstance(report, Graph)
    found = set()
    for result in report.subjects(SH.resultSeverity, SH.Violation):
        node, message = str(report.value(result, SH.focusNode)), str(report.value(result, SH.resultMessage))
        value = report.value(result, SH.value)
        told = "" if value is None or str(value) == node else f", not {value}"
        shape = _named(report.value(result, SH.sourceShape), shapes)
        found.add(Finding(shape, node, None, f"{node}: {message}{told}: build the graph anew"))
    yield from sorted(found, key=lambda one: (one.check, one.node, one.message))


def _named(shape: object, shapes: object) -> str:
    """The name of the shape that this one is, or is a part of."""
    from rdflib import Graph, URIRef

    assert isinstance(shapes, Graph)
    seen = set()
    while not isinstance(shape, URIRef) and shape not in seen:
        seen.add(shape)
        shape = next((subject for subject in shapes.subjects(None, shape)), shape)  # type: ignore[arg-type]
    return str(shape).rpartition("#")[2]
