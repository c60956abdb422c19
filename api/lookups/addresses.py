"""Where things are told of here: from an IRI to a URL, and from a URL back to the IRI.

>>> address("https://w3id.org/sayso/data/person/mei-qiaolin", "https://w3id.org/sayso/data/")
'/people/mei-qiaolin'
>>> iri_at("people", "mei-qiaolin", "https://w3id.org/sayso/data/")
'https://w3id.org/sayso/data/person/mei-qiaolin'
"""

from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import quote, urlencode

from sayso.graph import iris, vocab

__all__ = ["ONTOLOGY", "ROUTES", "address", "iri_at", "local", "query", "why_address"]

ROUTES: Mapping[str, str] = MappingProxyType(
    {
        "person": "people",
        "unnamed": "unnamed-persons",
        "collective": "collectives",
        "document": "documents",
        "organization": "organizations",
        "outlet": "outlets",
        "platform": "platforms",
        "topic": "topics",
        "statement": "statements",
        "article": "articles",
    }
)
"""The kinds that have records of their own, by the prefix of their IRIs, with the first part of the path."""

ONTOLOGY = vocab.SAYSO.rstrip("#")
"""The IRI of the vocabulary itself."""

_PREFIXES = {route: prefix for prefix, route in ROUTES.items()}
_SAFE = "-._~!$&'()*+,;=:@"


def address(iri: str, base: str, topics: Mapping[str, str] | None = None) -> str:
    """The path at which an IRI is told of. `topics` are the names in paths of topics of other schemes."""
    if topics is not None and iri in topics:
        return f"/topics/{quote(topics[iri], safe=_SAFE)}"
    whole, hash_, place = iri.partition("#")
    prefix, name = local(whole, base)
    if prefix in ROUTES and name:
        return f"/{ROUTES[prefix]}/{quote(name, safe=_SAFE)}" + (f"#{place}" if hash_ else "")
    if prefix and name and not hash_:
        return f"/data/{prefix}/{quote(name, safe=_SAFE)}"
    if iri == ONTOLOGY or iri.startswith(vocab.SAYSO):
        return "/ontology" + (f"#{place}" if place else "")
    return "/resource?" + urlencode({"iri": iri})


def local(iri: str, base: str) -> tuple[str, str]:
    """The prefix and the local name of an IRI of ours; two empty strings for another."""
    compact = iris.compact(iri, base)
    prefix, colon, name = compact.partition(":")
    if compact == iri or not colon or "/" in name:
        return "", ""
    return prefix, name


def iri_at(route: str, name: str, base: str) -> str:
    """The IRI that a path names, where `route` is its first part."""
    return iris.expand(f"{_PREFIXES[route]}:", base) + name


def why_address(href: str) -> str:
    """Where it is told what a record rests on."""
    return f"{href}/why"


def query(path: str, **values: str | int | None) -> str:
    """A path with these parameters; those that are None are left out."""
    found = {name: value for name, value in values.items() if value is not None}
    return f"{path}?{urlencode(found)}" if found else path
