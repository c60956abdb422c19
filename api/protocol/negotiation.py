"""Which media type an answer comes in: what is offered, what the client takes, and what it likes best.

    >>> choose("text/csv;q=0.5, application/sparql-results+xml").solutions
    'application/sparql-results+xml'
    >>> choose("text/turtle").solutions is None
    True

Whether a query answers with rows, a truth value or a graph is known only where it is answered, so a `Choice`
holds what the client would get in each case.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

import pyoxigraph as ox

__all__ = [
    "BOOLEANS",
    "DATASETS",
    "GRAPHS",
    "HTML",
    "SOLUTIONS",
    "Choice",
    "best",
    "choose",
    "content_type",
    "offered",
    "quality",
    "rdf_format",
]

HTML = "text/html"

# The first of each is what a client gets that takes anything; so no client gets another by chance.
SOLUTIONS: Mapping[str, ox.QueryResultsFormat] = MappingProxyType(
    {
        "application/sparql-results+json": ox.QueryResultsFormat.JSON,
        "application/json": ox.QueryResultsFormat.JSON,
        "application/sparql-results+xml": ox.QueryResultsFormat.XML,
        "application/xml": ox.QueryResultsFormat.XML,
        "text/xml": ox.QueryResultsFormat.XML,
        "text/csv": ox.QueryResultsFormat.CSV,
        "text/tab-separated-values": ox.QueryResultsFormat.TSV,
    }
)
BOOLEANS: Mapping[str, ox.QueryResultsFormat] = MappingProxyType(
    {name: form for name, form in SOLUTIONS.items() if form.file_extension in ("srj", "srx")}
)
GRAPHS: Mapping[str, ox.RdfFormat] = MappingProxyType(
    {
        "text/turtle": ox.RdfFormat.TURTLE,
        "application/n-triples": ox.RdfFormat.N_TRIPLES,
        "application/ld+json": ox.RdfFormat.JSON_LD,
        "application/rdf+xml": ox.RdfFormat.RDF_XML,
        "application/n-quads": ox.RdfFormat.N_QUADS,
        "application/trig": ox.RdfFormat.TRIG,
        "application/x-turtle": ox.RdfFormat.TURTLE,
        "application/json": ox.RdfFormat.JSON_LD,
    }
)
DATASETS = ("application/n-quads", "application/trig", "application/ld+json")
"""The media types in which a graph can have a name."""

# What `?format=` takes besides media types: for rows, and for graphs.
_NAMES: Mapping[str, tuple[str | None, str | None]] = MappingProxyType(
    {
        "json": ("application/sparql-results+json", "application/ld+json"),
        "srj": ("application/sparql-results+json", None),
        "xml": ("application/sparql-results+xml", "application/rdf+xml"),
        "srx": ("application/sparql-results+xml", None),
        "csv": ("text/csv", None),
        "tsv": ("text/tab-separated-values", None),
        "html": (HTML, HTML),
        "ttl": (None, "text/turtle"),
        "turtle": (None, "text/turtle"),
        "n3": (None, "text/turtle"),
        "nt": (None, "application/n-triples"),
        "ntriples": (None, "application/n-triples"),
        "n-triples": (None, "application/n-triples"),
        "nq": (None, "application/n-quads"),
        "nquads": (None, "application/n-quads"),
        "n-quads": (None, "application/n-quads"),
        "trig": (None, "application/trig"),
        "rdf": (None, "application/rdf+xml"),
        "rdfxml": (None, "application/rdf+xml"),
        "rdf+xml": (None, "application/rdf+xml"),
        "rdf/xml": (None, "application/rdf+xml"),
        "jsonld": (None, "application/ld+json"),
        "json-ld": (None, "application/ld+json"),
    }
)

# Those that stand for text without saying in which signs.
_WITH_CHARSET = frozenset({"text/csv", "text/tab-separated-values", "text/turtle", "text/xml", HTML})

_RANGE = re.compile(r"\s*([^\s;,/]+)/([^\s;,]+)\s*((?:;[^,]*)?)\s*$")
_QUALITY = re.compile(r";\s*[qQ]\s*=\s*([^\s;]+)")
_MOST_RANGES = 200


class Choice(NamedTuple):
    """The media type for each kind of answer; None where the client takes none of those offered."""

    solutions: str | None
    boolean: str | None
    graph: str | None


@lru_cache(maxsize=512)
def choose(accept: str | None, format: str | None = None) -> Choice:
    """What a client gets that sent this Accept header, or this name of a format, which comes first.

    Raises ValueError for a name of a format that is not known.
    """
    if format:
        return _named(format)
    return Choice(
        best(accept, (*SOLUTIONS, HTML)), best(accept, (*BOOLEANS, HTML)), best(accept, (*GRAPHS, HTML))
    )


def best(accept: str | None, offers: Iterable[str]) -> str | None:
    """The media type that an Accept header likes best, of equals the one it names, then the first.

    After RFC 9110, section 12.5.1: the most specific range says how good a type is, and q=0 excludes it. None
    when none is acceptable. No header, or one in which nothing can be read, takes anything.
    """
    offers = tuple(offers)
    ranges = _ranges(accept) if accept else ()
    if not ranges:
        return offers[0]
    found, highest = None, (0.0, 0)
    for offer in offers:
        rank = quality(offer, ranges)
        if rank[0] > 0 and rank > highest:
            found, highest = offer, rank
    return found


def quality(media_type: str, ranges: Iterable[tuple[str, str, float]]) -> tuple[float, int]:
    """How good a media type is by the ranges of an Accept header, and how specific the range is."""
    main, _, sub = media_type.partition("/")
    found, specific = 0.0, -1
    for range_main, range_sub, q in ranges:
        if range_main == main and range_sub == sub:
            rank = 2
        elif range_main == main and range_sub == "*":
            rank = 1
        elif range_main == "*" and range_sub == "*":
            rank = 0
        else:
            continue
        if rank > specific or (rank == specific and q > found):
            found, specific = q, rank
    return found, specific


def _ranges(accept: str) -> tuple[tuple[str, str, float], ...]:
    """The media ranges of a header. Parameters other than q (charset, profile) make no difference to us."""
    found = []
    for part in accept.split(",", _MOST_RANGES)[:_MOST_RANGES]:
        match = _RANGE.match(part)
        if match is None:
            # some clients send a lone star
            if part.partition(";")[0].strip() != "*":
                continue
            main, sub, parameters = "*", "*", part.partition(";")[1] + part.partition(";")[2]
        else:
            main, sub, parameters = match.groups()
        q = 1.0
        given = _QUALITY.search(parameters)
        if given is not None:
            try:
                q = min(max(float(given[1]), 0.0), 1.0)
            except ValueError:
                q = 0.0
            if q != q:
                q = 0.0
        found.append((main.lower(), sub.lower(), q))
    return tuple(found)


def _named(format: str) -> Choice:
    name = format.strip().lower().replace(" ", "+")  # "+" in a query string stands for a blank
    if name in _NAMES:
        rows, graph = _NAMES[name]
        return Choice(rows, rows if rows in BOOLEANS or rows == HTML else None, graph)
    if name not in SOLUTIONS and name not in GRAPHS and name != HTML:
        raise ValueError(f"no format {format[:60]!r}: take {', '.join(_NAMES)} or a media type")
    return choose(name)


def offered(kind: str) -> str:
    """The media types that a kind of answer comes in, for people; `kind` is a field of `Choice`."""
    formats: Mapping[str, object] = {"solutions": SOLUTIONS, "boolean": BOOLEANS, "graph": GRAPHS}[kind]
    return ", ".join((*formats, HTML))


def content_type(media_type: str) -> str:
    """A media type as it stands in a Content-Type header."""
    return f"{media_type}; charset=utf-8" if media_type in _WITH_CHARSET else media_type


def rdf_format(media_type: str) -> ox.RdfFormat | None:
    """The format of RDF in a request's body; None for what is none, or not one that names itself so."""
    if media_type in ("application/json", "application/xml", "text/xml", "text/plain"):
        return None  # the engine takes these for RDF, though they may be anything
    return ox.RdfFormat.from_media_type(media_type)
