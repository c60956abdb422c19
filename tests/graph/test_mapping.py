"""What an extraction looks like as RDF."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from sayso.graph import iris, vocab
from sayso.graph.mapping import fingerprint, quads, run_quads
from sayso.graph.model import Article, Channel, Entity, Extraction, Stance, Statement, TopicAssignment
from sayso.graph.record import from_json

LINES = (Path(__file__).parent / "newsroom.jsonl").read_text(encoding="utf-8").strip().split("\n")
FIRST = from_json(json.loads(LINES[0]))
DATA = iris.DEFAULT_BASE


def about(extraction: Extraction, local: str) -> dict[str, list[str]]:
    """The properties of one node, by the last part of their names."""
    found: dict[str, list[str]] = {}
    for quad in quads(extraction):
        assert isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal)
        if quad.subject.value == DATA + local:
            name = quad.predicate.value.replace("#", "/").rsplit("/", 1)[-1]
            found.setdefault(name, []).append(quad.object.value.removeprefix(DATA).removeprefix(vocab.SAYSO))
    return {name: sorted(values) for name, values in found.items()}


def test_a_statement_says_who_how_where_and_how_sure() -> None:
    node = "article/chips-and-small-firms"
    assert about(FIRST, "statement/chips-and-small-firms-118-165") == {
        "type": ["Statement"],
        "article": [node],
        "speakerAppearance": ["appearance/chips-and-small-firms-person-mara-voss"],
        "speakerMention": [f"{node}#char=23,32"],
        "cue": [f"{node}#char=89,93"],
        "content": [f"{node}#char=118,165"],
        "sentence": [f"{node}#char=23,166"],
        "capacityGiven": ["affiliation/chips-and-small-firms-23-66"],
        "quoteType": ["Indirect"],
        "cueType": ["CueSay"],
        "coreference": ["CorefFullName"],
        "certainty": ["Certain"],
        "polarity": ["Affirmative"],
        "toldToAppearance": ["appearance/chips-and-small-firms-outlet-morning-ledger"],
        "channelMention": [f"{node}#char=98,112"],
        "topicAssignment": ["assignment/chips-and-small-firms-118-165-chip-export-controls"],
        "stance": ["stance/chips-and-small-firms-118-165-chip-export-controls"],
        "confidence": ["0.9"],
        "extractedBy": ["run/old1"],
        "rule": ["verb"],
    }


def test_a_topic_assignment_says_on_what_it_rests() -> None:
    assert about(FIRST, "assignment/chips-and-small-firms-168-194-chip-export-controls") == {
        "type": ["TopicAssignment"],
        "topic": ["https://w3id.org/sayso/topic/chip-export-controls"],
        "basis": ["InContext"],
        "evidence": ["article/chips-and-small-firms#char=118,142"],
        "confidence": ["0.6"],
        "extractedBy": ["run/old1"],
        "rule": ["label"],
    }


def test_topics_and_stances_say_which_rule_found_them() -> None:
    said = replace(
        FIRST.statements[0],
        topics=(TopicAssignment("topic:ai-chips", "own-words", 0.5, None, "meaning"),),
        stance=(Stance("topic:ai-chips", "negative", 0.6, None, "cue"),),
    )
    extraction = replace(FIRST, statements=(said,))
    assert about(extraction, "assignment/chips-and-small-firms-118-165-ai-chips")["rule"] == ["meaning"]
    assert about(extraction, "stance/chips-and-small-firms-118-165-ai-chips")["rule"] == ["cue"]


def test_an_affiliation_has_its_words_and_what_it_is_part_of() -> None:
    assert about(FIRST, "affiliation/chips-and-small-firms-23-66") == {
        "type": ["Affiliation"],
        "memberAppearance": ["appearance/chips-and-small-firms-person-mara-voss"],
        "organizationAppearance": ["appearance/chips-and-small-firms-org-tidal-laboratory"],
        "roleLabel": ["director"],
        "roleKind": ["RoleExecutive"],
        "withinOrganizationAppearance": ["appearance/chips-and-small-firms-org-vellin-university"],
        "evidence": [
            "article/chips-and-small-firms#char=23,32",
            "article/chips-and-small-firms#char=34,42",
            "article/chips-and-small-firms#char=50,66",
        ],
        "confidence": ["0.95"],
        "extractedBy": ["run/old1"],
        "rule": ["apposition"],
    }


def test_a_span_holds_its_words_and_its_place() -> None:
    assert about(FIRST, "article/chips-and-small-firms#char=23,32") == {
        "type": ["TextSpan"],
        "beginIndex": ["23"],
        "endIndex": ["32"],
        "anchorOf": ["Mara Voss"],
        "referenceContext": ["article/chips-and-small-firms"],
    }


def test_an_article_holds_its_text_and_hash() -> None:
    found = about(FIRST, "article/chips-and-small-firms")
    assert found["isString"] == [FIRST.article.text]
    assert found["textLength"] == [str(len(FIRST.article.text))]
    assert [len(digest) for digest in found["textSha256"]] == [64]
    assert found["datePublished"] == ["2024-03-01"] and found["dateBasis"] == ["dateline"]
    assert found["publishedByAppearance"] == ["appearance/chips-and-small-firms-outlet-the-gull"]
    assert found["sourceName"] == ["chips-and-small-firms.txt"]
    assert found["url"] == ["https://gull.example/chips"] and found["author"] == ["R. Finch"]
    assert found["headline"] == ["Chips and small firms"]


def test_somebody_named_is_an_appearance_of_a_person() -> None:
    found = about(FIRST, "appearance/chips-and-small-firms-org-vellin-university")
    assert found["nameId"] == ["organization:vellin-university"]
    assert found["appearsAs"] == ["Organization", "University"]
    assert found["name"] == ["Vellin University"]


def test_an_outlet_that_only_the_metadata_name_appears_too() -> None:
    found = about(FIRST, "appearance/chips-and-small-firms-outlet-the-gull")
    assert found["name"] == ["The Gull"] and found["appearsAs"] == ["Outlet"]


def test_a_channel_that_is_no_entity_appears_too() -> None:
    statement = replace(
        FIRST.statements[0], channel=(Channel("posted-on", "Chirper", "platform:chirper", (1, 2)),)
    )
    extraction = replace(FIRST, statements=(statement,))
    assert about(extraction, "appearance/chips-and-small-firms-platform-chirper")["appearsAs"] == ["Platform"]


def test_everything_lies_in_the_graph_of_the_article_without_blank_nodes() -> None:
    for line in LINES:
        extraction = from_json(json.loads(line))
        found = list(quads(extraction))
        assert {quad.graph_name for quad in found} == {NamedNode(iris.article_graph(extraction.article.id))}
        assert not any(isinstance(part, BlankNode) for quad in found for part in (quad.subject, quad.object))


def test_two_affiliations_in_one_place_have_two_names() -> None:
    twice = replace(FIRST, affiliations=(FIRST.affiliations[0],) * 2, statements=())
    assert about(twice, "affiliation/chips-and-small-firms-23-66-2")["roleLabel"] == ["director"]


def test_one_topic_on_two_bases_is_two_assignments() -> None:
    topics = tuple(TopicAssignment("topic:ai-chips", basis, 0.5) for basis in ("own-words", "heading"))
    extraction = replace(FIRST, statements=(replace(FIRST.statements[0], topics=topics),))
    local = "assignment/chips-and-small-firms-118-165-ai-chips"
    assert about(extraction, local)["basis"] == ["OwnWords"]
    assert about(extraction, f"{local}-2")["basis"] == ["InHeading"]


@pytest.mark.parametrize(
    ("confidence", "stored"),
    [(1.0, "1"), (0.6, "0.6"), (0.0, "0"), (0.1 + 0.2, "0.3"), (1e-9, "0"), (0.25, "0.25")],
)
def test_confidences_are_written_as_the_store_keeps_them(confidence: float, stored: str) -> None:
    extraction = replace(FIRST, statements=(replace(FIRST.statements[0], confidence=confidence),))
    assert about(extraction, "statement/chips-and-small-firms-118-165")["confidence"] == [stored]


def test_a_notation_that_the_ontology_lacks_is_named() -> None:
    statement = Statement("statement:a-0-1", (), (), ((0, 1),), (0, 1), "shouted", "say")
    with pytest.raises(
        ValueError, match=r"no quote type 'shouted' in ontology.ttl; there are direct, indirect, mixed"
    ):
        list(quads(Extraction(Article("a", "a.txt", "x"), statements=(statement,))))


@pytest.mark.parametrize(
    ("due", "kind"), [("2030", "gYear"), ("2030-05", "gYearMonth"), ("2030-05-04", "date")]
)
def test_when_something_is_due_is_as_exact_as_its_words(due: str, kind: str) -> None:
    statement = Statement(
        "statement:a-0-9", (), (), ((0, 9),), (0, 9), "direct", "say", due=due, due_evidence=(2, 9)
    )
    extraction = Extraction(Article("a", "a.txt", "It opens."), statements=(statement,))
    found = {quad.predicate.value: quad.object for quad in quads(extraction)}
    assert found[vocab.due] == Literal(due, datatype=NamedNode(vocab.XSD + kind))
    assert about(extraction, "statement/a-0-9")["dueEvidence"] == ["article/a#char=2,9"]


def test_a_date_of_another_form_is_refused() -> None:
    statement = Statement("statement:a-0-1", (), (), ((0, 1),), (0, 1), "direct", "say", due="soon")
    with pytest.raises(ValueError, match=r"no date 'soon': a year, a month or a day"):
        list(quads(Extraction(Article("a", "a.txt", "x"), statements=(statement,))))


def test_a_run_is_described_once_and_outside_the_articles() -> None:
    graph, run = NamedNode(iris.runs_graph()), NamedNode(iris.run_iri("old1"))
    assert set(run_quads(FIRST)) == {
        Quad(run, NamedNode(vocab.rdf_type), NamedNode(vocab.ExtractionRun), graph),
        Quad(run, NamedNode(vocab.runFact), Literal("sayso=0.1.0"), graph),
        Quad(run, NamedNode(vocab.runFact), Literal("spacy=3.8.0"), graph),
        Quad(run, NamedNode(vocab.extractorVersion), Literal("0.1.0"), graph),
    }


@pytest.mark.parametrize(
    "change", [{"text": "y"}, {"title": "t"}, {"published": "2024-01-01"}, {"outlet": "o"}, {"source": "b"}]
)
def test_a_fingerprint_tells_any_change(change: dict[str, str]) -> None:
    article = Article("a", "a.txt", "x")
    assert fingerprint(replace(article, **change)) != fingerprint(article)  # type: ignore[arg-type]  # fields are str
    assert fingerprint(replace(article)) == fingerprint(article)


@pytest.mark.parametrize(
    ("name", "iri"),
    [
        ("person:mara-voss", DATA + "person/mara-voss"),
        ("org:tidal-laboratory", DATA + "organization/tidal-laboratory"),
        ("unnamed-person:a-one", DATA + "unnamed/a-one"),
        ("statement:a-0-5", DATA + "statement/a-0-5"),
        ("topic:ai-chips", "https://w3id.org/sayso/topic/ai-chips"),
        ("https://example.org/concept#7", "https://example.org/concept#7"),
        ("person:a b", DATA + "person/a%20b"),
    ],
)
def test_ids_become_iris(name: str, iri: str) -> None:
    assert iris.expand(name) == iri


@pytest.mark.parametrize("name", ["person:mara-voss", "topic:ai-chips", "article:x", "https://example.org/c"])
def test_iris_become_ids_again(name: str) -> None:
    assert iris.compact(iris.expand(name)) == name


def test_an_id_without_a_prefix_is_refused() -> None:
    with pytest.raises(ValueError, match="no id: 'mara'"):
        iris.expand("mara")


def test_a_prefix_of_ours_never_hides_a_standard_one() -> None:
    assert not set(iris.STANDARD_PREFIXES) & set(iris.DATA_PREFIXES)
    assert iris.prefixes("http://x.example/")["person"] == "http://x.example/person/"


def test_an_entity_of_each_kind_is_known() -> None:
    for kind in ("person", "organization", "outlet", "platform", "collective", "unnamed-person", "document"):
        entity = Entity(f"{kind}:a-b", kind, "b", ())
        extraction = Extraction(Article("a", "a.txt", "x"), (entity,))
        assert about(extraction, f"appearance/a-{kind}-b")["name"] == ["b"]
