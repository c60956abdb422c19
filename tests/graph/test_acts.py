"""What readers have decided, as RDF."""

from pyoxigraph import Literal, NamedNode, Quad

from sayso.graph import iris, vocab
from sayso.graph.upkeep.acts import act_id, curation_quads, link_id
from sayso.graph.upkeep.curation import Act, Curated, Link, Review
from sayso.graph.upkeep.ledger import Line

BASE = iris.DEFAULT_BASE
GRAPH = NamedNode(iris.curation_graph())


def triples(curated: Curated) -> set[tuple[str, str, str]]:
    """Short, without the acts' own triples."""
    found = set()
    for quad in curation_quads(curated):
        assert isinstance(quad, Quad) and quad.graph_name == GRAPH
        assert isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal)
        subject, value = iris.compact(quad.subject.value), iris.compact(quad.object.value)
        if not subject.startswith("act:"):
            found.add((subject, quad.predicate.value.replace("#", "/").rsplit("/", 1)[-1], value))
    return found


def test_an_act_has_its_line_its_number_and_its_note() -> None:
    line = Line("merge", ("person:a", "person:b"), note="same lab", number=12)
    quads = set(curation_quads(Curated(acts=(Act(line, ("person:a",)),))))
    act = NamedNode(iris.expand(act_id(line)))
    text = Literal("merge person:a person:b  # same lab")
    number = Literal("12", datatype=NamedNode(vocab.xsd_integer))
    assert quads == {
        Quad(act, NamedNode(vocab.rdf_type), NamedNode(vocab.CurationAct), GRAPH),
        Quad(act, NamedNode(vocab.ledgerLine), text, GRAPH),
        Quad(act, NamedNode(vocab.lineNumber), number, GRAPH),
        Quad(act, NamedNode(vocab.rdfs_comment), Literal("same lab"), GRAPH),
        Quad(NamedNode(BASE + "person/a"), NamedNode(vocab.decidedBy), act, GRAPH),
    }


def test_an_act_keeps_its_name_when_the_line_moves() -> None:
    assert act_id(Line("confirm", ("person:a",), number=1)) == act_id(
        Line("confirm", ("person:a",), number=9)
    )


def test_a_review_gives_a_status() -> None:
    line = Line("reject", ("statement:s",))
    curated = Curated(reviews={"statement:s": Review("rejected", line)}, acts=(Act(line, ("statement:s",)),))
    assert triples(curated) == {
        ("statement:s", "reviewStatus", vocab.Rejected),
        ("statement:s", "decidedBy", act_id(line)),
    }


def test_only_a_confirmed_link_is_the_same_as_what_it_leads_to() -> None:
    yes = Line("link", ("person:a",), "wikidata:Q1")
    no = Line("reject link", ("person:a",), "wikidata:Q2")
    links = (Link("wikidata:Q1", "confirmed", yes), Link("wikidata:Q2", "rejected", no))
    curated = Curated(links={"person:a": links}, acts=(Act(yes, ("person:a",)), Act(no, ("person:a",))))
    first, second = link_id("person:a", "wikidata:Q1"), link_id("person:a", "wikidata:Q2")
    wikidata = "http://www.wikidata.org/entity/"
    assert triples(curated) == {
        ("person:a", "sameAs", wikidata + "Q1"),
        (first, "type", vocab.EntityLink),
        (first, "linkOf", "person:a"),
        (first, "candidate", wikidata + "Q1"),
        (first, "confidence", "1.0"),
        (first, "reviewStatus", vocab.Confirmed),
        (first, "decidedBy", act_id(yes)),
        (second, "type", vocab.EntityLink),
        (second, "linkOf", "person:a"),
        (second, "candidate", wikidata + "Q2"),
        (second, "confidence", "1.0"),
        (second, "reviewStatus", vocab.Rejected),
        (second, "decidedBy", act_id(no)),
    }


def test_nothing_decided_is_nothing_written() -> None:
    assert list(curation_quads(Curated())) == []
