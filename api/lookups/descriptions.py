"""What the graph says of a thing, as RDF: with the nodes that tell how it is known, and within bounds.

A record answers a look-up as JSON; `as_rdf` answers the same look-up with the triples that the record was
made of, in Turtle, N-Triples or JSON-LD.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import pyoxigraph as ox

from sayso.api.lookups.addresses import ONTOLOGY, ROUTES, address, local
from sayso.api.lookups.agents import LISTED, surest_disagreements
from sayso.api.lookups.directory import directory
from sayso.api.lookups.records import Reader, Record
from sayso.graph import iris, vocab
from sayso.graph.exports import jsonld
from sayso.graph.facts import Facts
from sayso.graph.store import Store

__all__ = ["FORMATS", "as_rdf", "ontology", "resource"]

FORMATS: Mapping[str, ox.RdfFormat | None] = {
    "application/ld+json": None,  # with our context
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
}
"""The media types of RDF that look-ups come in."""

_MOST = 2_000  # triples about one node, and about all that point to it
_MOST_IN_ALL = 50_000
_SHOWN = 200  # properties of a resource's record, and what points to it

# Nodes that exist for what they are a part of: they are told of with it.
_PARTS = frozenset({"affiliation", "assignment", "stance", "link"})
# What is told of everything that is only pointed to.
_NAMED_BY = (
    vocab.rdf_type, vocab.skos_prefLabel, vocab.schema_headline, vocab.schema_datePublished, vocab.schema_url,
    vocab.publishedBy,
)  # fmt: skip
# Keys that are of use to the build alone.
_LEFT_OUT = frozenset({vocab.duplicateKey, vocab.inputSha256})


def as_rdf(
    store: Store, media_type: str, job: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[Any, bytes]:
    """What `job` answers, without its record, and the triples it rests on in a media type of `FORMATS`.

    For a record the first is {"truncated": whether there are more triples}; what is no record is handed on as
    it is, with no bytes.
    """
    found = job(store, *args, **kwargs)
    record = found[1] if isinstance(found, tuple) and found[0] == "record" else found
    if not isinstance(record, dict):
        return found, b""
    if record["kind"] == "ontology":
        graph = ox.NamedNode(iris.ontology_graph(store.base))
        return {"truncated": False}, _written(
            store.handle.quads_for_pattern(None, None, None, graph), media_type, store.base
        )
    if record["kind"] == "resource":
        own, pointing, cut = _concise(store, record["iri"])
        return {"truncated": cut}, _written([*own, *pointing], media_type, store.base)
    around, more = _told_beside(store, record)
    quads, cut = described(store, [*_told_of(record), *around])
    return {"truncated": cut or more}, _written(quads, media_type, store.base)


def _told_of(value: Any) -> Iterator[str]:
    """The IRIs of the things that a record tells of in full."""
    if isinstance(value, dict):
        if isinstance(value.get("iri"), str) and "status" not in value:
            yield value["iri"]
        for inner in value.values():
            yield from _told_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _told_of(inner)


def _told_beside(store: Store, record: Record) -> tuple[list[str], bool]:
    """What the record of somebody or a topic tells of without an IRI, and whether there is more than that.

    Roles, candidates for identifiers, and disagreements: they point to whom the record is about.
    """
    pointing: tuple[str, ...] = (vocab.org_member, vocab.linkOf)
    opposed: tuple[str, ...] = (vocab.supporter, vocab.opponent)
    if record["kind"] == "topic":
        pointing, opposed = (), (vocab.over,)
    elif "identifiers" not in record:  # neither somebody nor a topic
        return [], False
    facts = Facts(store.handle)
    iri = record["iri"]
    found = [node for predicate in pointing for node in facts.subjects(predicate, iri)]
    disputes = [node for _, node in surest_disagreements(facts, opposed, iri)[:LISTED]]
    return [*found[:_MOST], *disputes], len(found) > _MOST


def described(store: Store, things: Iterable[str]) -> tuple[list[ox.Quad], bool]:
    """All that is said of these, of their parts, and what else they point to is called; in no order.

    And whether there is more than the bounds let through.
    """
    handle = store.handle
    found: dict[ox.Quad, None] = {}
    waiting = list(dict.fromkeys(things))
    inside = set(waiting)
    named: set[str] = set()
    cut = False
    while waiting and len(found) < _MOST_IN_ALL:
        node = _node(waiting.pop())
        for number, quad in enumerate(handle.quads_for_pattern(node, None, None, None) if node else ()):
            if number >= _MOST:
                cut = True
                break
            if quad.predicate.value in _LEFT_OUT:
                continue
            found[quad] = None
            value = quad.object
            if not isinstance(value, ox.NamedNode) or value.value in inside:
                continue
            if local(value.value, store.base)[0] in _PARTS or "#char=" in value.value:
                inside.add(value.value)
                waiting.append(value.value)
            else:
                named.add(value.value)
    for iri in sorted(named - inside)[:_MOST_IN_ALL]:
        node = ox.NamedNode(iri)
        for predicate in _NAMED_BY:
            found.update(dict.fromkeys(handle.quads_for_pattern(node, ox.NamedNode(predicate), None, None)))
    return list(found), cut or bool(waiting)


def _node(iri: str) -> ox.NamedNode | None:
    try:
        return ox.NamedNode(iri)
    except ValueError:
        return None


def _written(quads: Iterable[ox.Quad], media_type: str, base: str) -> bytes:
    """Quads without their graphs, in an order that is the same for the same triples."""
    form = FORMATS[media_type]
    if form is None:
        unnamed = {ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads}
        text = json.dumps(jsonld.document(unnamed, base), ensure_ascii=False)
        return text.encode("utf-8", "backslashreplace")
    triples = sorted({quad.triple for quad in quads}, key=str)
    prefixes = iris.prefixes(base) if form.supports_datasets or form == ox.RdfFormat.TURTLE else None
    return ox.serialize(triples, format=form, prefixes=prefixes) or b""


# -- any IRI


def _concise(store: Store, iri: str) -> tuple[list[ox.Quad], list[ox.Quad], bool]:
    """What is said of a node, and what points to it; and whether there is more than that.

    Blank nodes are told of with what they are a part of (https://www.w3.org/Submission/CBD/).
    """
    handle = store.handle
    node = _node(iri)
    if node is None:
        return [], [], False
    own: dict[ox.Quad, None] = {}
    cut = False
    waiting: list[Any] = [node]
    seen: set[Any] = {node}
    while waiting and not cut:
        for quad in handle.quads_for_pattern(waiting.pop(), None, None, None):
            if len(own) >= _MOST:
                cut = True
                break
            if quad.predicate.value not in _LEFT_OUT:
                own[quad] = None
            if isinstance(quad.object, ox.BlankNode) and quad.object not in seen:
                seen.add(quad.object)
                waiting.append(quad.object)
    pointing: dict[ox.Quad, None] = {}
    for quad in handle.quads_for_pattern(None, None, node, None):
        if len(pointing) >= _MOST:
            cut = True
            break
        pointing[quad] = None
    return list(own), list(pointing), cut


def resource(store: Store, *candidates: str) -> tuple[str, Any]:
    """What the graph says of the first of these IRIs of which it says anything.

    ("see other", path) where that has a record of its own, else ("record", record); ("unknown", []) where the
    graph says nothing.
    """
    for iri in candidates:
        found = _resource(store, iri)
        if found is not None:
            return found
    return "unknown", []


def _resource(store: Store, iri: str) -> tuple[str, Any] | None:
    reader = Reader(store)
    known = directory(store)
    if iri in known.replaced:
        return "see other", reader.href(known.replaced[iri])
    prefix, _ = local(iri, store.base)
    if iri in known.topics or (prefix in ROUTES and (iri in known.names or reader.exists(iri))):
        return "see other", reader.href(iri)
    if iri == ONTOLOGY or (iri.startswith(vocab.SAYSO) and reader.exists(iri)):
        return "see other", reader.href(iri)
    article = iri.removeprefix(iris.article_graph("", store.base))
    if article != iri:
        return _resource(store, iris.article_iri("", store.base) + article)
    own, pointing, cut = _concise(store, iri)
    node = _node(iri)
    if not own and not pointing and not (node and store.handle.contains_named_graph(node)):
        return None
    return "record", {
        "kind": "resource",
        "id": reader.id(iri),
        "iri": iri,
        "href": address(iri, store.base, known.topics),
        "name": reader.name(iri).label,
        "types": sorted({str(getattr(q.object, "value", "")) for q in own if _is_type(q, iri)}),
        "properties": _properties(reader, own, iri)[:_SHOWN],
        "inverse": _inverse(reader, pointing)[:_SHOWN],
        "truncated": cut or len(own) > _SHOWN or len(pointing) > _SHOWN,
    }


def _is_type(quad: ox.Quad, iri: str) -> bool:
    return (
        quad.predicate.value == vocab.rdf_type
        and isinstance(quad.object, ox.NamedNode)
        and isinstance(quad.subject, ox.NamedNode)
        and quad.subject.value == iri
    )


def _properties(reader: Reader, quads: Iterable[ox.Quad], iri: str) -> list[Record]:
    found = []
    for quad in quads:
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value == iri:
            found.append(_property(reader, quad.predicate.value, quad.object))
    return sorted(found, key=_property_order)


def _inverse(reader: Reader, quads: Iterable[ox.Quad]) -> list[Record]:
    found = [_property(reader, quad.predicate.value, quad.subject) for quad in quads]
    return sorted(found, key=_property_order)


def _property_order(told: Record) -> tuple[str, str, str]:
    return told["property"], told["value"], told["language"] or ""


def _property(reader: Reader, predicate: str, value: Any) -> Record:
    told: Record = {
        "property": predicate,
        "label": _prefixed(predicate),
        "value": getattr(value, "value", None) or str(value),
        "name": None,
        "href": None,
        "datatype": None,
        "language": None,
    }
    if isinstance(value, ox.NamedNode):
        told["name"] = reader.name(value.value).label
        told["href"] = reader.href(value.value)
    elif isinstance(value, ox.Literal):
        told["value"] = value.value
        told["datatype"] = value.datatype.value
        told["language"] = value.language
    return told


def _prefixed(iri: str) -> str:
    for prefix, namespace in sorted(iris.STANDARD_PREFIXES.items()):
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


# -- the vocabulary

_KINDS_OF_TERMS: Mapping[str, str] = {
    f"{vocab.OWL}Class": "class",
    f"{vocab.OWL}ObjectProperty": "property",
    f"{vocab.OWL}DatatypeProperty": "property",
    f"{vocab.RDF}Property": "property",
    vocab.skos_ConceptScheme: "list",
    vocab.skos_Concept: "member of a list",
}
_DEFINED_BY = (vocab.rdfs_comment, vocab.skos_definition)


def ontology(store: Store) -> Record:
    """The terms of the vocabulary as it stands in this graph: classes, properties, lists, members."""
    graph = ox.NamedNode(iris.ontology_graph(store.base))
    about: dict[str, dict[str, list[str]]] = {}
    for quad in store.handle.quads_for_pattern(None, None, None, graph):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
            facts = about.setdefault(quad.subject.value, {})
            facts.setdefault(quad.predicate.value, []).append(quad.object.value)
    terms = []
    for iri, facts in sorted(about.items()):
        kinds = [_KINDS_OF_TERMS[one] for one in facts.get(vocab.rdf_type, ()) if one in _KINDS_OF_TERMS]
        if not iri.startswith(vocab.SAYSO) or not kinds:
            continue
        labels = (*facts.get(vocab.skos_prefLabel, ()), *facts.get(vocab.rdfs_label, ()))
        told = [text for predicate in _DEFINED_BY for text in facts.get(predicate, ())]
        terms.append(
            {
                "id": f"sayso:{iri.removeprefix(vocab.SAYSO)}",
                "iri": iri,
                "href": address(iri, store.base),
                "name": min(labels, default=iri.removeprefix(vocab.SAYSO)),
                "term": min(kinds, key=_ORDER.index),
                "definition": min(told, default=None),
                "notation": min(facts.get(vocab.skos_notation, ()), default=None),
                "domain": _short(facts, f"{vocab.RDFS}domain"),
                "range": _short(facts, f"{vocab.RDFS}range"),
                "within": _short(facts, vocab.skos_inScheme, f"{vocab.RDFS}subClassOf"),
            }
        )
    return {
        "kind": "ontology",
        "id": ONTOLOGY,
        "iri": ONTOLOGY,
        "href": "/ontology",
        "name": "The vocabulary",
        "terms": sorted(terms, key=lambda one: (_ORDER.index(str(one["term"])), str(one["id"]))),
    }


_ORDER = ("class", "property", "list", "member of a list")


def _short(facts: Mapping[str, list[str]], *predicates: str) -> list[str]:
    found = {iri for predicate in predicates for iri in facts.get(predicate, ())}
    return sorted(_prefixed(iri) for iri in found)
