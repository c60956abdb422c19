"""IRIs and the short ids that stand for them: which kind of thing has which prefix.

    >>> expand("person:zhou-hongyi")
    'https://w3id.org/sayso/data/person/zhou-hongyi'
    >>> compact("https://w3id.org/sayso/data/person/zhou-hongyi")
    'person:zhou-hongyi'

Every kind has a prefix of its own, so that no local name holds a slash: SPARQL wants a slash escaped there,
and rdflib then silently finds nothing. `org:` in a query is the W3C's organization ontology, as everywhere;
our own organisations are `organization:`, and an id that begins with `org:` is read as one of them.
"""

from collections.abc import Mapping
from types import MappingProxyType

from sayso.graph import vocab

__all__ = [
    "DATA_PREFIXES",
    "DEFAULT_BASE",
    "STANDARD_PREFIXES",
    "TOPIC_NAMESPACE",
    "analysis_graph",
    "article_graph",
    "article_iri",
    "compact",
    "derived_graph",
    "expand",
    "is_owned",
    "log_graph",
    "ontology_graph",
    "prefixes",
    "run_iri",
    "runs_graph",
    "span_iri",
    "topics_graph",
]

DEFAULT_BASE = "https://w3id.org/sayso/data/"

TOPIC_NAMESPACE = "https://w3id.org/sayso/topic/"

DATA_PREFIXES = (
    "act",
    "affiliation",
    "analysis",
    "appearance",
    "article",
    "assignment",
    "build",
    "collective",
    "decision",
    "disagreement",
    "document",
    "link",
    "name",
    "organization",
    "outlet",
    "person",
    "platform",
    "run",
    "score",
    "stance",
    "statement",
    "unnamed",
    "voices",
)
"""The kinds of nodes: prefix `person:` is the base IRI with `person/` behind it."""

# Ids as they are written elsewhere, and the prefix that their IRI has.
_ALIASES: Mapping[str, str] = MappingProxyType({"org": "organization", "unnamed-person": "unnamed"})

STANDARD_PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "dcterms": vocab.DCTERMS,
        "nif": vocab.NIF,
        "org": vocab.ORG,
        "owl": vocab.OWL,
        "prov": vocab.PROV,
        "rdf": vocab.RDF,
        "rdfs": vocab.RDFS,
        "sayso": vocab.SAYSO,
        "schema": vocab.SCHEMA,
        "skos": vocab.SKOS,
        "topic": TOPIC_NAMESPACE,
        "xsd": vocab.XSD,
    }
)

# What an IRI may not hold; everything else, beyond ASCII too, may stand.
_FORBIDDEN = {ord(sign): f"%{ord(sign):02X}" for sign in ' <>"{}|\\^`%'} | {
    code: f"%{code:02X}" for code in (*range(0x20), 0x7F)
}


def prefixes(base: str = DEFAULT_BASE) -> dict[str, str]:
    """Every prefix that a query may use without declaring it, with its namespace."""
    return {**STANDARD_PREFIXES, **{prefix: f"{base}{prefix}/" for prefix in DATA_PREFIXES}}


def expand(name: str, base: str = DEFAULT_BASE) -> str:
    """The IRI of an id such as "person:zhou-hongyi" or "topic:ai-chips"; a full IRI stays as it is."""
    prefix, colon, local = name.partition(":")
    if not colon:
        raise ValueError(f"no id: {name!r}; it wants a prefix, such as person:{name}")
    prefix = _ALIASES.get(prefix, prefix)
    if prefix in DATA_PREFIXES:
        return f"{base}{prefix}/{local.translate(_FORBIDDEN)}"
    if prefix == "topic":
        return TOPIC_NAMESPACE + local.translate(_FORBIDDEN)
    return name


def compact(iri: str, base: str = DEFAULT_BASE) -> str:
    """The id of an IRI of ours, and any other IRI as it is."""
    if iri.startswith(TOPIC_NAMESPACE):
        return "topic:" + iri[len(TOPIC_NAMESPACE) :]
    if iri.startswith(base):
        prefix, slash, local = iri[len(base) :].partition("/")
        if slash and prefix in DATA_PREFIXES and "/" not in local and "#" not in local:
            return f"{prefix}:{local}"
    return iri


def article_iri(article_id: str, base: str = DEFAULT_BASE) -> str:
    """The IRI of an article by the id of `model.Article`."""
    return expand(f"article:{article_id}", base)


def article_graph(article_id: str, base: str = DEFAULT_BASE) -> str:
    """The named graph of everything read from one article."""
    return f"{base}graph/article/{article_id.translate(_FORBIDDEN)}"


def derived_graph(base: str = DEFAULT_BASE) -> str:
    """The named graph of what follows from all article graphs together."""
    return f"{base}graph/derived"


def runs_graph(base: str = DEFAULT_BASE) -> str:
    """The named graph of what is known about each extraction run."""
    return f"{base}graph/runs"


def log_graph(base: str = DEFAULT_BASE) -> str:
    """The named graph of what is particular to one build, such as its time; no comparison looks at it."""
    return f"{base}graph/log"


def topics_graph(base: str = DEFAULT_BASE) -> str:
    """The named graph of the topic schemes."""
    return f"{base}graph/topics"


def ontology_graph(base: str = DEFAULT_BASE) -> str:
    """The named graph of the vocabulary."""
    return f"{base}graph/ontology"


def run_iri(run: str, base: str = DEFAULT_BASE) -> str:
    """The IRI of an extraction run by its hash."""
    return expand(f"run:{run}", base)


def span_iri(article: str, begin: int, end: int) -> str:
    """The IRI of a stretch of an article's text, after RFC 5147; `article` is the article's IRI."""
    return f"{article}#char={begin},{end}"


# Where the identifiers of others live, by the prefix that a list writes before them.
_OUTSIDE: Mapping[str, str] = MappingProxyType(
    {
        "wikidata": "http://www.wikidata.org/entity/",
        "ror": "https://ror.org/",
        "viaf": "http://viaf.org/viaf/",
        "orcid": "https://orcid.org/",
        "isni": "https://isni.org/isni/",
        "gnd": "https://d-nb.info/gnd/",
        "geonames": "https://sws.geonames.org/",
    }
)


def outside(identifier: str) -> str:
    """The IRI of an outside identifier such as "wikidata:Q42"; a full IRI stays as it is.

    >>> outside("wikidata:Q42")
    'http://www.wikidata.org/entity/Q42'
    """
    prefix, _, local = identifier.partition(":")
    start = _OUTSIDE.get(prefix.lower(), f"{prefix}:")
    return start + local.translate(_FORBIDDEN)


def curation_graph(base: str = DEFAULT_BASE) -> str:
    """The named graph of what readers have decided, from the curation ledger."""
    return f"{base}graph/curation"


def index_graph(base: str = DEFAULT_BASE) -> str:
    """The named graph of the keys by which names are found that might mean the same."""
    return f"{base}graph/index"


def history_graph(base: str = DEFAULT_BASE) -> str:
    """The named graph of identities that were merged or renamed in this graph; no comparison looks at it."""
    return f"{base}graph/history"


def analysis_graph(base: str = DEFAULT_BASE) -> str:
    """The named graph of what was measured; dropped when the graph changes, and no comparison looks at it."""
    return f"{base}graph/analysis"


def is_owned(graph: str, base: str = DEFAULT_BASE) -> bool:
    """Whether builds make the named graph of this IRI, or might; others are users' own.

    A path that leads elsewhere first counts as one of builds, too.
    """
    return graph.startswith(f"{base}graph/") or (
        graph.startswith(base) and any(step in (".", "..") for step in graph.split("/"))
    )
