"""Results kept in the graph: a node for each analysis, and one for each score, in a named graph of their own.

    write(store, analyse(store, "person-topic", "pagerank"))

An analysis is there once: computed again, it takes the place of what was there. All are dropped in the
transaction that brings the derived triples up to date, so that none outlives the state that it was computed
on; `sayso:computedOn` names that state besides. `Store.canonical` leaves the graph out: it follows from what
somebody asked, and not from the articles.
"""

import hashlib
import json
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Quad

from sayso.errors import SaysoError, StoreError
from sayso.graph import iris, vocab
from sayso.graph.analysis.analyses import Analysis
from sayso.graph.analysis.voices import OF_NAMES
from sayso.graph.store import Store

__all__ = ["name", "state", "write"]


def write(store: Store, analysis: Analysis) -> int:
    """Keeps an analysis in the graph, in one transaction, and gives the number of its scores.

    Raises StoreError while the derived triples are stale, or where the graph is open for reading only, and
    SaysoError for a measure of names that have no node in the graph.
    """
    if analysis.measure in OF_NAMES:
        raise SaysoError(
            f"{analysis.measure} cannot be kept in the graph, for its places are names without a node: leave "
            "out --write, or take the table with --format csv"
        )
    if store.derived_is_stale:
        raise StoreError(
            "the graph is being built, or a build was cut off: build it first, then write results"
        )
    graph = NamedNode(iris.analysis_graph(store.base))
    node = NamedNode(iris.expand(f"analysis:{name(analysis)}", store.base))
    about = NamedNode(vocab.analysis)
    old = set(store.handle.quads_for_pattern(node, None, None, graph))
    for score in list(store.handle.quads_for_pattern(None, about, node, graph)):
        old.update(store.handle.quads_for_pattern(score.subject, None, None, graph))
    new = set(_quads(store, analysis, node, graph))
    store.exchange(old - new, new - old)
    return len(analysis.scores)


def name(analysis: Analysis) -> str:
    """What the IRI of an analysis ends in: its view, measure, times and periods."""
    parts = [analysis.view, analysis.measure]
    if analysis.time.is_bounded:
        parts.append(f"{analysis.time.since or ''}--{analysis.time.until or ''}")
    if analysis.by is not None:
        parts.append(f"by-{analysis.by}")
    return ".".join(parts)


def state(store: Store) -> str:
    """The SHA-256 of all that results follow from: articles with their runs, the ledger, the window."""
    facts = [sorted(store.fingerprints().items()), store.ledger, store.disagreement_window]
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()


def _quads(store: Store, analysis: Analysis, node: NamedNode, graph: NamedNode) -> Iterator[Quad]:
    def quad(subject: NamedNode, predicate: str, value: NamedNode | Literal) -> Quad:
        return Quad(subject, NamedNode(predicate), value, graph)

    yield quad(node, vocab.rdf_type, NamedNode(vocab.Analysis))
    for predicate, text in (
        (vocab.view, analysis.view),
        (vocab.measure, analysis.measure),
        *((vocab.method, f"{method.text}, by {method.engine}") for method in analysis.methods),
        (vocab.onlyFrom, analysis.time.since),
        (vocab.onlyTo, analysis.time.until),
        (vocab.computedOn, state(store)),
    ):
        if text is not None:
            yield quad(node, predicate, Literal(text))
    numbers = [(vocab.seed, method.seed) for method in analysis.methods]
    numbers += [(vocab.sampleSize, method.sample) for method in analysis.methods]
    for predicate, number in numbers:
        if number is not None:
            yield quad(node, predicate, Literal(str(number), datatype=NamedNode(vocab.xsd_integer)))
    of = name(analysis)
    for place, score in enumerate(
        sorted(analysis.scores, key=lambda score: (score.period, score.of)), start=1
    ):
        one = NamedNode(iris.expand(f"score:{of}-{place}", store.base))
        yield quad(one, vocab.rdf_type, NamedNode(vocab.Score))
        yield quad(one, vocab.analysis, node)
        for iri in score.of:
            yield quad(one, vocab.scoreOf, NamedNode(iri))
        value = Literal(repr(float(score.value)), datatype=NamedNode(vocab.xsd_double))
        yield quad(one, vocab.scoreValue, value)
        if score.period:
            yield quad(one, vocab.period, Literal(score.period))
