"""Proving a graph anew: `verify(store)` reads each named graph once and yields what is not as it must be.

    with Store.open("my-graph", read_only=True) as store:
        for finding in verify(store):
            print(finding.check, finding.message)

Takes time and memory by the size of the graph: every triple is read once; of the articles what
others rest on is kept. Nothing is written, and the graph may be read-only.
"""

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import cast

import pyoxigraph

from sayso.graph import iris, vocab
from sayso.graph.facts import Facts
from sayso.graph.store import Store
from sayso.graph.upkeep.copies import Corpus
from sayso.graph.verification.articles import check_article
from sayso.graph.verification.checks import Finding
from sayso.graph.verification.consequences import Gathered, check_derived
from sayso.graph.verification.named_graphs import (
    NamedGraph,
    WithoutUsers,
    graph_names,
    named_graphs,
    told_twice,
)
from sayso.graph.verification.other_graphs import check_classes, check_ontology, check_terms
from sayso.graph.verification.registers import check_curation, check_index, check_runs

__all__ = ["users_graphs", "verify"]


def verify(store: Store) -> Iterator[Finding]:
    """Everything that is wrong with a graph, article by article, then what follows from all of them.

    Users' own graphs are passed over, as if they were not there; `users_graphs` tells of them.
    Where what is derived is older than the articles, that is the finding, and it is not looked at.
    """
    names = sorted(iris.prefixes(store.base).items(), key=lambda one: -len(one[1]))
    for finding in _findings(store):
        message = finding.message
        for prefix, start in names:
            message = message.replace(start, f"{prefix}:")
        yield replace(finding, message=message)


def users_graphs(store: Store) -> Mapping[str, int]:
    """The named graphs that are none of Sayso's and not named like one, in order, with how many triples."""
    found = {}
    for name in graph_names(store.handle, store.base).users:
        answer = store.handle.query(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{name}> {{ ?s ?p ?o }} }}")
        assert isinstance(answer, pyoxigraph.QuerySolutions)
        found[name] = sum(int(row[0].value) for row in answer)
    return found


def _findings(store: Store) -> Iterator[Finding]:
    handle, base = store.handle, store.base
    names = graph_names(handle, base)
    ours = cast(pyoxigraph.Store, WithoutUsers(handle, names.users)) if names.users else handle
    for name in names.foreign:
        told = f"the graph {name} is named like one of Sayso's, and is none: drop it, or name it otherwise"
        if not name:
            told = "triples stand in the default graph, where a build puts none: drop it"
        yield Finding("known-graph", name, None, told)
    hashes: array[int] = array("q")
    others = {graph.iri: graph for graph in named_graphs(handle, dict.fromkeys(names.others), hashes)}

    def other(iri: str) -> NamedGraph:
        return others.get(iri) or NamedGraph(iri, None)

    topics = {
        node
        for node, kinds in other(iris.topics_graph(base)).of(vocab.rdf_type).items()
        if vocab.skos_Concept in kinds
    }
    said = Gathered()
    sound = True
    for graph in named_graphs(handle, names.articles, hashes):
        check_article(graph, topics, base)
        said.take(graph)
        sound = sound and not graph.findings
        yield from graph.findings
    for graph in others.values():
        check_terms(graph, base)
    for named in (iris.topics_graph, iris.runs_graph, iris.analysis_graph):
        check_classes(other(named(base)), base)
    check_ontology(other(iris.ontology_graph(base)), handle, base)
    stale = store.derived_is_stale
    derived = other(iris.derived_graph(base))
    curation = other(iris.curation_graph(base))
    if stale:
        what = f"{derived.iri} is older than the articles, and was not checked"
        yield Finding("fresh", derived.iri, None, f"{what}: let the build end, or build")
    else:
        corpus = Corpus(ours) if sound else None
        check_derived(derived, said, curation, topics, base, corpus)
        check_curation(curation, base)
        if sound and not derived.findings:  # it repeats what they say, and what is wrong would be told twice
            check_index(other(iris.index_graph(base)), Facts(ours, whole=True), base)
    check_runs(other(iris.runs_graph(base)), said, stale=stale)
    for iri in sorted(others):
        yield from others[iri].findings
    for triple, graphs in told_twice(ours, hashes):
        where = " and ".join(graph or "the default graph" for graph in graphs)
        subject = triple.split(" ", 1)[0].strip("<>")
        yield Finding("one-graph", subject, None, f"{triple} stands in {where}: build the graph anew")
