"""What readers have decided, as RDF: a `sayso:CurationAct` for each line of the ledger.

What a line is about points to its act with `sayso:decidedBy`; a line that does not apply says why. A review
gives a status; a link becomes a `sayso:EntityLink`, and `owl:sameAs` only where a reader has confirmed it.
"""

import hashlib
from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Quad, Store

from sayso.graph import iris, vocab
from sayso.graph.names import slug
from sayso.graph.upkeep.curation import Curated
from sayso.graph.upkeep.ledger import Line, format_line

__all__ = ["act_id", "curation_quads", "link_id", "quads_of_lines"]


def act_id(line: Line) -> str:
    """The id of a line's act. It does not change when other lines come or go above it.

    >>> act_id(Line("confirm", ("person:ethan-tu",)))
    'act:confirm-b51718c98429'
    """
    digest = hashlib.sha256(format_line(line).encode()).hexdigest()[:12]
    return f"act:{slug(line.verb)}-{digest}"


def link_id(identity: str, identifier: str) -> str:
    """The id of the link from an identity to an outside identifier.

    >>> link_id("person:ethan-tu", "wikidata:Q42")
    'link:person-ethan-tu-wikidata-q42'
    """
    return f"link:{identity.replace(':', '-')}-{slug(identifier)}"


def curation_quads(curated: Curated, base: str = iris.DEFAULT_BASE) -> Iterator[Quad]:
    """The graph of curation. Of a part of a ledger only what its lines give; no quad twice."""
    graph = NamedNode(iris.curation_graph(base))
    found: dict[Quad, None] = {}

    def add(subject: str, predicate: str, value: NamedNode | Literal) -> None:
        quad = Quad(NamedNode(iris.expand(subject, base)), NamedNode(predicate), value, graph)
        found[quad] = None

    def node(name: str) -> NamedNode:
        return NamedNode(iris.expand(name, base))

    def describe(line: Line) -> str:
        name = act_id(line)
        add(name, vocab.rdf_type, NamedNode(vocab.CurationAct))
        add(name, vocab.ledgerLine, Literal(format_line(line)))
        add(name, vocab.lineNumber, Literal(str(line.number), datatype=NamedNode(vocab.xsd_integer)))
        if line.note:
            add(name, vocab.rdfs_comment, Literal(line.note))
        return name

    for idle in curated.idle:
        add(describe(idle.line), vocab.idleBecause, Literal(idle.reason))
    for act in curated.acts:
        name = describe(act.line)
        if act.line.verb not in ("link", "reject link"):
            for about in act.about:
                add(about, vocab.decidedBy, node(name))
    for name, review in curated.reviews.items():
        add(name, vocab.reviewStatus, NamedNode(vocab.REVIEW_STATES[review.status]))
    for name, links in curated.links.items():
        for link in links:
            one = link_id(name, link.identifier)
            candidate = NamedNode(iris.outside(link.identifier))
            add(one, vocab.rdf_type, NamedNode(vocab.EntityLink))
            add(one, vocab.linkOf, node(name))
            add(one, vocab.candidate, candidate)
            add(one, vocab.confidence, Literal("1.0", datatype=NamedNode(vocab.xsd_decimal)))
            add(one, vocab.reviewStatus, NamedNode(vocab.REVIEW_STATES[link.status]))
            add(one, vocab.decidedBy, node(act_id(link.line)))
            if link.status == "confirmed":
                add(name, vocab.owl_sameAs, candidate)
    yield from found


def quads_of_lines(store: Store, lines: Iterable[Line], base: str = iris.DEFAULT_BASE) -> Iterator[Quad]:
    """What a graph has from these lines, as `curation_quads` wrote it."""
    graph = NamedNode(iris.curation_graph(base))
    for line in lines:
        act = NamedNode(iris.expand(act_id(line), base))
        yield from store.quads_for_pattern(act, None, None, graph)
        for decided in store.quads_for_pattern(None, NamedNode(vocab.decidedBy), act, graph):
            node = decided.subject
            assert isinstance(node, NamedNode)
            yield decided
            if line.verb in ("link", "reject link"):
                yield from store.quads_for_pattern(node, None, None, graph)
                for link in store.quads_for_pattern(node, NamedNode(vocab.linkOf), None, graph):
                    assert isinstance(link.object, NamedNode)
                    same = NamedNode(vocab.owl_sameAs)
                    yield from store.quads_for_pattern(link.object, same, None, graph)
            else:
                yield from store.quads_for_pattern(node, NamedNode(vocab.reviewStatus), None, graph)
