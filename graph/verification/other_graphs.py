"""What may stand in the graphs that are no article's: queries see all, so an invented fact counts in any."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import pyoxigraph
from pyoxigraph import NamedNode

from sayso.graph import iris, vocab
from sayso.graph.store import shipped_ontology
from sayso.graph.verification.contract import SPEAKERS
from sayso.graph.verification.named_graphs import NamedGraph

__all__ = ["check_classes", "check_ontology", "check_terms"]

_ANEW = "build the graph anew"

_ANY: frozenset[str] = frozenset()
_STATEMENT = frozenset({vocab.Statement})
_AFFILIATION = frozenset({vocab.Affiliation})
_APPEARANCE = frozenset({vocab.Appearance})
_ARTICLE = frozenset({vocab.Article})
_DISAGREEMENT = frozenset({vocab.Disagreement})
_DECISION = frozenset({vocab.IdentityDecision})
_TOPIC = frozenset({vocab.skos_Concept})
_RUN = frozenset({vocab.ExtractionRun})
_ACT = frozenset({vocab.CurationAct})
_LINK = frozenset({vocab.EntityLink})
_ANALYSIS = frozenset({vocab.Analysis})
_SCORE = frozenset({vocab.Score})

_Terms = Mapping[str, frozenset[str]]

_DERIVED: _Terms = {
    vocab.rdf_type: SPEAKERS | _DISAGREEMENT | _DECISION,
    # of identities
    **dict.fromkeys(
        (
            vocab.skos_prefLabel,
            vocab.skos_altLabel,
            vocab.organizationKind,
            vocab.said,
            vocab.commentedOn,
            vocab.quotes,
            vocab.affiliatedWith,
            vocab.org_subOrganizationOf,
            vocab.disagreesWith,
        ),
        SPEAKERS,
    ),
    vocab.dcterms_isReplacedBy: _ANY,  # whom it leads from is nobody any more
    vocab.appearanceOf: _APPEARANCE,
    vocab.linkOf: _LINK,
    # of statements
    **dict.fromkeys(
        (
            vocab.speaker,
            vocab.possibleSpeaker,
            vocab.relayedBy,
            vocab.toldTo,
            vocab.interviewWith,
            vocab.reportedBy,
            vocab.postedOn,
            vocab.inCapacity,
            vocab.effectiveDate,
            vocab.dateBasis,
            vocab.copyOf,
            vocab.carriedIn,
        ),
        _STATEMENT,
    ),
    # of affiliations
    **dict.fromkeys(
        (
            vocab.org_member,
            vocab.org_organization,
            vocab.withinOrganization,
            vocab.firstObserved,
            vocab.lastObserved,
        ),
        _AFFILIATION,
    ),
    # of articles
    **dict.fromkeys(
        (vocab.publishedBy, vocab.republishedFrom, vocab.orderBasis, vocab.overlap),
        _ARTICLE,
    ),
    # of decisions and disagreements
    **dict.fromkeys((vocab.between, vocab.outcome, vocab.rule, vocab.reason), _DECISION),
    **dict.fromkeys(
        (
            vocab.over,
            vocab.supporter,
            vocab.opponent,
            vocab.statementA,
            vocab.statementB,
            vocab.stanceA,
            vocab.stanceB,
            vocab.basis,
            vocab.daysBetween,
        ),
        _DISAGREEMENT,
    ),
    vocab.confidence: _DECISION | _DISAGREEMENT,
    vocab.opposedPairs: _DISAGREEMENT | _TOPIC | SPEAKERS,
    vocab.opposedPairsLeftOut: _TOPIC | SPEAKERS,
}

_TOPICS: _Terms = {
    vocab.rdf_type: _TOPIC | {vocab.skos_ConceptScheme},
    **dict.fromkeys(
        (
            vocab.skos_inScheme,
            vocab.skos_notation,
            vocab.skos_broader,
            vocab.skos_topConceptOf,
            vocab.skos_prefLabel,
            vocab.skos_altLabel,
            vocab.skos_definition,
            vocab.skos_scopeNote,
            vocab.weakLabel,
            vocab.requiresOneOf,
            vocab.referredToAs,
        ),
        _TOPIC,
    ),
    vocab.skos_exactMatch: _ANY,  # of what was merged into a topic and is none itself
}

_RUNS: _Terms = {vocab.rdf_type: _RUN, vocab.runFact: _RUN, vocab.extractorVersion: _RUN}

_INDEX: _Terms = dict.fromkeys(
    (vocab.blockingKey, vocab.indexedName, vocab.appearanceRecord, vocab.voiceRecord), _ANY
)

_CURATION: _Terms = {
    vocab.rdf_type: _ACT | _LINK,
    **dict.fromkeys((vocab.ledgerLine, vocab.lineNumber, vocab.rdfs_comment, vocab.idleBecause), _ACT),
    **dict.fromkeys((vocab.linkOf, vocab.candidate, vocab.confidence), _LINK),
    **dict.fromkeys((vocab.reviewStatus, vocab.decidedBy, vocab.owl_sameAs), _ANY),
}

_ANALYSES: _Terms = {
    vocab.rdf_type: _ANALYSIS | _SCORE,
    **dict.fromkeys(
        (
            vocab.view,
            vocab.measure,
            vocab.method,
            vocab.seed,
            vocab.sampleSize,
            vocab.onlyFrom,
            vocab.onlyTo,
            vocab.computedOn,
        ),
        _ANALYSIS,
    ),
    **dict.fromkeys((vocab.analysis, vocab.scoreOf, vocab.scoreValue, vocab.period), _SCORE),
}

_LOG: _Terms = dict.fromkeys(
    (
        vocab.prov_startedAtTime,
        vocab.prov_endedAtTime,
        vocab.runFact,
        vocab.counted,
        vocab.logEntry,
        vocab.stale,
        vocab.writer,
        vocab.formatVersion,
        vocab.dcterms_source,
    ),
    _ANY,
)

_TERMS: Mapping[str, _Terms] = MappingProxyType(
    {
        iris.derived_graph(""): _DERIVED,
        iris.topics_graph(""): _TOPICS,
        iris.runs_graph(""): _RUNS,
        iris.index_graph(""): _INDEX,
        iris.curation_graph(""): _CURATION,
        iris.analysis_graph(""): _ANALYSES,
        iris.log_graph(""): _LOG,
        iris.history_graph(""): {vocab.dcterms_isReplacedBy: _ANY},
    }
)
"""By the end of a graph's IRI the properties that it may have, with the classes of what has them.

The values of `rdf:type` are among the classes that stand there; where none is given anything may have it.
"""

_OF_THE_GRAPH: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        iris.derived_graph(""): frozenset({vocab.disagreementWindow}),
        iris.curation_graph(""): frozenset({vocab.ledger}),
    }
)
"""What a graph may say of itself."""


def check_terms(graph: NamedGraph, base: str) -> None:
    """Notes the properties and the classes that do not belong in this graph, which is none of an article."""
    end = graph.iri.removeprefix(base)
    terms = _TERMS.get(end)
    if terms is None:
        return
    own = _OF_THE_GRAPH.get(end, _ANY)
    for predicate, rows in graph.rows.items():
        if predicate not in terms:
            for node in rows:
                if predicate not in own or node != graph.iri:
                    graph.find("known-term", node, f"{node} has {predicate} in {graph.iri}: {_ANEW}")
    for node, kinds in graph.of(vocab.rdf_type).items() if vocab.rdf_type in terms else ():
        for kind in kinds:
            if kind not in terms[vocab.rdf_type]:
                graph.find("known-term", node, f"{node} is a {kind} in {graph.iri}: {_ANEW}")


def check_classes(
    graph: NamedGraph, base: str, kinds: Mapping[str, str] = MappingProxyType({}), things: Iterable[str] = ()
) -> None:
    """Notes what has a property that only nodes of other classes have.

    `kinds` are the classes of nodes that other graphs describe. Of what has no class at all only `things` are
    looked at where there are `kinds`, all where there are none.
    """
    terms = _TERMS[graph.iri.removeprefix(base)]
    types, own = graph.of(vocab.rdf_type), _OF_THE_GRAPH.get(graph.iri.removeprefix(base), _ANY)
    members: dict[str, set[str]] = defaultdict(set)
    for node, those in types.items():
        for kind in those:
            members[kind].add(node)
    for node, kind in kinds.items():
        members[kind].add(node)
    unnamed = {*things}
    for predicate, rows in graph.rows.items():
        wanted = terms.get(predicate, _ANY)
        if not wanted or predicate == vocab.rdf_type or predicate in own:
            continue
        left = set(rows)
        for kind in wanted:
            left -= members[kind]
        for node in sorted(left):
            what = " and ".join(sorted(types.get(node, ()))) or kinds.get(node)
            if what:
                graph.find("known-term", node, f"{node}, a {what}, has {predicate}: {_ANEW}")
            elif not kinds or node in unnamed:
                graph.find("complete", node, f"{node} has {predicate} but no class: {_ANEW}")


def check_ontology(graph: NamedGraph, store: pyoxigraph.Store, base: str) -> None:
    """Notes where the vocabulary in a graph is not the one that is shipped; it may be missing altogether."""
    if not graph.rows:
        return
    given = set(store.quads_for_pattern(None, None, None, NamedNode(graph.iri)))
    wanted = shipped_ontology(base)
    for quad in sorted(given - wanted, key=str):
        told = f"the ontology says {quad.triple}, as the one that is shipped does not"
        node = quad.subject.value if isinstance(quad.subject, NamedNode) else graph.iri
        graph.find("known-term", node, f"{told}: {_ANEW}")
    lacking = sorted(wanted - given, key=str)
    if lacking:
        told = f"the ontology lacks {len(lacking)} of the triples that are shipped, first {lacking[0].triple}"
        graph.find("known-term", graph.iri, f"{told}: {_ANEW}")
