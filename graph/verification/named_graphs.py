"""Reading a store one named graph after the other: each once, and kept no longer than needed."""

import re
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, QuerySolutions

from sayso.graph import iris, vocab
from sayso.graph.verification.checks import Finding
from sayso.graph.verification.contract import CONTRACT, DATATYPES, FORMS, LINKS

__all__ = ["GraphNames", "NamedGraph", "Rows", "WithoutUsers", "graph_names", "named_graphs", "told_twice"]

Rows = Mapping[str, list[str]]
"""The values of one property by subject."""

_NOTHING: Rows = MappingProxyType({})
_ENDS = (
    iris.derived_graph(""),
    iris.curation_graph(""),
    iris.index_graph(""),
    iris.runs_graph(""),
    iris.topics_graph(""),
    iris.ontology_graph(""),
    iris.history_graph(""),
    iris.log_graph(""),
    iris.analysis_graph(""),
)
# also where another base stands before: a graph of Sayso's that is not read as one must not pass for a user's
_LIKE_OURS = re.compile(rf"/(?:{'|'.join(_ENDS)}|graph/article/[^/]+)\Z")


@dataclass(slots=True)
class NamedGraph:
    """What one named graph says, as strings, and what in it is none of our kind.

    `rows` are the values by property and subject. `article` is the IRI of the article whose graph it is.
    """

    iri: str
    article: str | None
    rows: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def of(self, predicate: str) -> Rows:
        """The values of a property, by subject."""
        return self.rows.get(predicate, _NOTHING)

    def classes(self) -> dict[str, str]:
        """The class of each node; of several that which an article's nodes have."""
        return {
            node: kinds[0] if len(kinds) == 1 else next((one for one in kinds if one in CONTRACT), kinds[0])
            for node, kinds in self.of(vocab.rdf_type).items()
        }

    def find(self, check: str, node: str, message: str) -> None:
        """Notes a finding in this graph."""
        self.findings.append(Finding(check, node, self.article, message))


@dataclass(frozen=True, slots=True)
class GraphNames:
    """The named graphs of a store by what they are: those of articles, with the article; the others of
    Sayso's; those that have no place here, such as the default graph (""); and users' own.
    """

    articles: Mapping[str, str]
    others: tuple[str, ...]
    foreign: tuple[str, ...]
    users: tuple[str, ...]


def graph_names(store: pyoxigraph.Store, base: str) -> GraphNames:
    """Which graphs there are, in order."""
    start = f"{base}graph/article/"
    ours = {base + end for end in _ENDS}
    articles, others, foreign, users = {}, [], [], []
    for name, is_iri in sorted((one.value, isinstance(one, NamedNode)) for one in store.named_graphs()):
        if name.startswith(start) and "/" not in name[len(start) :]:
            articles[name] = f"{base}article/{name[len(start) :]}"
        elif name in ours:
            others.append(name)
        elif is_iri and not iris.is_owned(name, base) and not _LIKE_OURS.search(name):
            users.append(name)
        else:
            foreign.append(name)
    if next(store.quads_for_pattern(None, None, None, DefaultGraph()), None) is not None:
        foreign.append("")
    return GraphNames(articles, tuple(others), tuple(foreign), tuple(users))


class WithoutUsers:
    """A store as it is without some graphs, for those who look at quads."""

    def __init__(self, store: pyoxigraph.Store, users: Iterable[str]) -> None:
        self._store = store
        self._users = {NamedNode(one) for one in users}

    def quads_for_pattern(self, subject: Any, predicate: Any, value: Any, graph: Any) -> Iterator[Quad]:
        """The quads that match; None matches everything."""
        for quad in self._store.quads_for_pattern(subject, predicate, value, graph):
            if quad.graph_name not in self._users:
                yield quad

    def __iter__(self) -> Iterator[Quad]:
        return self.quads_for_pattern(None, None, None, None)


def named_graphs(
    store: pyoxigraph.Store, names: Mapping[str, str | None], hashes: "array[int]"
) -> Iterator[NamedGraph]:
    """Each of these graphs; the hash of every triple is put to `hashes`, for `told_twice`."""
    for name, article in names.items():
        yield _read(store, name, article, hashes)


def _read(store: pyoxigraph.Store, name: str, article: str | None, hashes: "array[int]") -> NamedGraph:
    graph = NamedGraph(name, article)
    rows = graph.rows
    note = hashes.append
    found = store.query(f"SELECT ?s ?p ?o {{ GRAPH <{name}> {{ ?s ?p ?o }} }}")
    assert isinstance(found, QuerySolutions)
    for solution in found:
        subject, predicate, value = solution
        if type(value) is NamedNode:
            wanted = LINKS
        elif type(value) is Literal:
            wanted = DATATYPES
        else:
            graph.find(
                "no-blank-node", subject.value, f"{predicate} {value} is no IRI and no literal: {_ANEW}"
            )
            continue
        if type(subject) is not NamedNode:
            graph.find("no-blank-node", subject.value, f"{subject} {predicate} {value}: {_ANEW}")
            continue
        term, text, about = predicate.value, value.value, subject.value
        note(hash((about, term, text)))
        expected = wanted.get(term)
        if expected is None:
            if term in (LINKS if wanted is DATATYPES else DATATYPES):
                kind = "an IRI" if wanted is DATATYPES else "a literal"
                graph.find("value", about, f"{term} of {about} is {value}, not {kind}: {_ANEW}")
        elif expected:
            datatype = value.datatype.value
            form = FORMS.get(datatype)
            if datatype not in expected or (form is not None and form(text) is None):
                graph.find(
                    "value", about, f"{term} of {about} is {value}, no {' or '.join(expected)}: {_ANEW}"
                )
        known = rows.get(term)
        if known is None:
            known = rows[term] = {}
        if about in known:
            known[about].append(text)
        else:
            known[about] = [text]
    return graph


def told_twice(store: pyoxigraph.Store, hashes: "array[int]") -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each triple that stands in several graphs, with their names; one for each, in order."""
    import numpy

    ordered = numpy.sort(numpy.frombuffer(hashes, dtype=numpy.int64))
    double = set(ordered[1:][ordered[1:] == ordered[:-1]].tolist())
    if not double:
        return
    found: dict[str, list[str]] = {}
    for quad in store:
        if isinstance(quad.subject, BlankNode) or not isinstance(quad.object, NamedNode | Literal):
            continue
        if hash((quad.subject.value, quad.predicate.value, quad.object.value)) in double:
            graph = "" if isinstance(quad.graph_name, DefaultGraph) else quad.graph_name.value
            found.setdefault(str(quad.triple), []).append(graph)
    for triple, graphs in sorted(found.items()):
        if len(graphs) > 1:
            yield triple, tuple(sorted(graphs))


_ANEW = "build the graph anew"
