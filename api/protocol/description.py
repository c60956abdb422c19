"""The service description: what the endpoint can do, in RDF (https://www.w3.org/TR/sparql11-service-description/)."""

from collections.abc import Iterator

import pyoxigraph as ox
from pyoxigraph import BlankNode, NamedNode, Triple

from sayso.api.settings import Settings
from sayso.graph import vocab

__all__ = ["describe"]

SD = "http://www.w3.org/ns/sparql-service-description#"
FORMATS = "http://www.w3.org/ns/formats/"
VOID = "http://rdfs.org/ns/void#"

_RESULTS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
_GRAPHS = ("Turtle", "N-Triples", "N-Quads", "TriG", "RDF_XML", "JSON-LD")


def describe(endpoint: str, base: str, format: ox.RdfFormat, settings: Settings) -> bytes:
    """The description of the endpoint with this URL; `base` is what the IRIs of data begin with."""
    prefixes = {"sd": SD, "void": VOID}
    written = ox.serialize(_triples(endpoint, base, settings), format=format, prefixes=prefixes)
    assert written is not None
    return written


def _triples(endpoint: str, base: str, settings: Settings) -> Iterator[Triple]:
    service, dataset, default = NamedNode(endpoint), BlankNode("dataset"), BlankNode("graph")
    kind = NamedNode(vocab.rdf_type)

    def sd(name: str) -> NamedNode:
        return NamedNode(SD + name)

    yield Triple(service, kind, sd("Service"))
    yield Triple(service, sd("endpoint"), service)
    yield Triple(service, sd("supportedLanguage"), sd("SPARQL10Query"))
    yield Triple(service, sd("supportedLanguage"), sd("SPARQL11Query"))
    if settings.update_token is not None:
        yield Triple(service, sd("supportedLanguage"), sd("SPARQL11Update"))
    if settings.union:
        yield Triple(service, sd("feature"), sd("UnionDefaultGraph"))
    for name in (*_RESULTS, *_GRAPHS):
        yield Triple(service, sd("resultFormat"), NamedNode(FORMATS + name))
    yield Triple(service, sd("defaultDataset"), dataset)
    yield Triple(dataset, kind, sd("Dataset"))
    yield Triple(dataset, sd("defaultGraph"), default)
    yield Triple(default, kind, sd("Graph"))
    yield Triple(dataset, NamedNode(VOID + "uriSpace"), ox.Literal(base))
