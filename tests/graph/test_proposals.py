"""Proposed topics as SKOS: written, read back, accepted into a scheme, and refused where they do not fit."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, SKOS

from sayso.errors import TopicSchemeError
from sayso.graph.topics.emergence import Example, Proposal
from sayso.graph.topics.proposals import STATUS, accept, labels, turtle, write
from sayso.graph.topics.scheme import TopicScheme, check

NAMESPACE = "https://example.org/topic/"
PERMITS, MITES = f"{NAMESPACE}hive-permits", f"{NAMESPACE}varroa-mites"
OWN = """\
# Mine.
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix : <https://example.org/own/> .

:tea a skos:Concept ; skos:prefLabel "tea trade"@en ; skos:altLabel "tea exports"@en .
"""


def proposal(label: str, *others: str, broader: str | None = None) -> Proposal:
    return Proposal(
        iri=NAMESPACE + label.replace(" ", "-"),
        label=label,
        alt_labels=others,
        weak_labels=(),
        requires=(),
        phrases=(),
        statements=4,
        articles=3,
        speakers=2,
        outlets=1,
        first_date="2025-03-01",
        last_date="2025-04-01",
        score=1.5,
        examples=(Example("s", 'he "said"\\ so', 3, 9, "a.txt", "Ann Lee", "2025-03-01"),),
        broader=broader,
    )


@pytest.fixture
def proposals(tmp_path: Path) -> Path:
    path = tmp_path / "proposals.ttl"
    write([proposal("hive permits", "bee permits"), proposal("varroa mites", broader=PERMITS)], path)
    return path


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.ttl"
    path.write_text(OWN, encoding="utf-8")
    return path


def read(path: Path) -> dict[str, tuple[str, ...]]:
    return {
        concept.iri: (concept.label, *concept.alt_labels)
        for concept in TopicScheme.load([path], shipped=False)
    }


def test_proposals_are_skos_that_counts_for_nothing_yet(proposals: Path) -> None:
    graph = Graph().parse(proposals)
    assert set(graph.subjects(RDF.type, SKOS.Concept)) == {URIRef(PERMITS), URIRef(MITES)}
    assert set(graph.objects(None, URIRef(STATUS))) == {Literal("proposed")}
    (note,) = graph.objects(URIRef(MITES), SKOS.editorialNote)
    assert str(note) == (
        "Proposed for 4 statements by 2 speakers in 3 articles of 1 outlet, 2025-03-01 to 2025-04-01."
    )
    assert str(graph.value(URIRef(MITES), SKOS.example)).startswith(
        'he "said"\\ so (Ann Lee, 2025-03-01; a.txt'
    )
    both = TopicScheme.load([proposals], proposed=True)
    assert both[PERMITS].status == "proposed"


def test_an_accepted_one_moves_into_a_new_scheme(proposals: Path, tmp_path: Path) -> None:
    into = tmp_path / "my-topics.ttl"
    (one,) = accept(proposals, ["Hive  permits"], into=into)
    assert (one.iri, one.label, one.merged_into) == (PERMITS, "hive permits", None)
    assert read(into) == {PERMITS: ("hive permits", "bee permits")}
    assert check([into]).findings == ()
    assert labels(proposals) == ["varroa mites"]


def test_what_stands_in_a_scheme_stays_as_it_is(proposals: Path, own: Path) -> None:
    accept(proposals, [PERMITS, "varroa mites"], into=own)
    assert own.read_text(encoding="utf-8").startswith(OWN)
    assert read(own).keys() == {"https://example.org/own/tea", PERMITS, MITES}
    assert TopicScheme.load([own], shipped=False)[MITES].broader == (PERMITS,)


def test_a_file_without_our_prefixes_or_a_last_line_break_can_be_added_to(
    proposals: Path, tmp_path: Path
) -> None:
    into = tmp_path / "own.ttl"
    into.write_text(
        "@prefix skos: <https://example.org/not-skos/> . <https://example.org/own/tea> a "
        "<http://www.w3.org/2004/02/skos/core#Concept> ; "
        '<http://www.w3.org/2004/02/skos/core#prefLabel> "tea" .',
        encoding="utf-8",
    )
    accept(proposals, ["hive permits"], into=into)
    assert read(into).keys() == {"https://example.org/own/tea", PERMITS}


def test_n_triples_can_be_added_to(proposals: Path, tmp_path: Path) -> None:
    into = tmp_path / "own.nt"
    accept(proposals, ["hive permits"], into=into)
    accept(proposals, ["varroa mites"], into=into)
    assert read(into).keys() == {PERMITS, MITES}


def test_a_new_label_leaves_the_old_one_as_another(proposals: Path, own: Path) -> None:
    accept(proposals, ["hive permits"], into=own, label="beehive licences")
    assert read(own)[PERMITS] == ("beehive licences", "bee permits", "hive permits")


@pytest.mark.parametrize("name", ["tea trade", "tea exports", "https://example.org/own/tea"])
def test_a_broader_concept_is_found_by_any_label(proposals: Path, own: Path, name: str) -> None:
    accept(proposals, ["hive permits"], into=own, broader=name)
    assert TopicScheme.load([own], shipped=False)[PERMITS].broader == ("https://example.org/own/tea",)


def test_a_broader_concept_may_be_a_shipped_one(proposals: Path, own: Path) -> None:
    accept(proposals, ["hive permits"], into=own, broader="floods")
    assert TopicScheme.load([own])[PERMITS].broader == ("https://w3id.org/sayso/topic/floods",)


def test_labels_can_go_to_a_concept_that_is_there(proposals: Path, own: Path) -> None:
    (one,) = accept(proposals, ["hive permits"], into=own, merge_into="tea trade")
    assert (one.iri, one.merged_into) == ("https://example.org/own/tea", "tea trade")
    assert read(own) == {
        "https://example.org/own/tea": ("tea trade", "bee permits", "hive permits", "tea exports")
    }


def test_labels_can_go_to_a_shipped_concept(proposals: Path, own: Path) -> None:
    before = len(TopicScheme.load([own]))
    accept(proposals, ["hive permits"], into=own, merge_into="floods")
    scheme = TopicScheme.load([own])
    assert len(scheme) == before
    assert {"hive permits", "bee permits", "flooding"} <= set(scheme["topic:floods"].alt_labels)


def test_what_fits_nowhere_changes_nothing(proposals: Path, own: Path) -> None:
    before = (proposals.read_bytes(), own.read_bytes())
    for names, options, reason in (
        (["hive permit"], {}, "no proposal 'hive permit'; did you mean 'hive permits'"),
        (
            ["hive permits"],
            {"label": "Tea Exports"},
            "'Tea Exports' is a label of https://example.org/own/tea",
        ),
        (["hive permits"], {"broader": "tea trades of old"}, "no concept 'tea trades of old'"),
        (["hive permits"], {"merge_into": "quux"}, "no concept 'quux'"),
        (["hive permits", "varroa mites"], {"label": "bees"}, "is for one proposal, not for 2"),
    ):
        with pytest.raises(TopicSchemeError, match=reason):
            accept(proposals, names, into=own, **options)
    assert (proposals.read_bytes(), own.read_bytes()) == before
    assert sorted(path.name for path in own.parent.iterdir()) == ["own.ttl", "proposals.ttl"]


@pytest.mark.parametrize(
    "options", [{}, {"broader": "tea trade"}, {"merge_into": "tea trade"}, {"label": "hives"}]
)
def test_what_was_cut_short_between_the_two_files_can_be_done_again(
    proposals: Path, own: Path, options: dict[str, str]
) -> None:
    kept = proposals.read_bytes()
    first = accept(proposals, ["hive permits"], into=own, **options)
    proposals.write_bytes(kept)
    whole = own.read_bytes()
    assert accept(proposals, ["hive permits"], into=own, **options) == first
    assert own.read_bytes() == whole
    assert labels(proposals) == ["varroa mites"]


def test_a_double_that_says_something_else_is_refused(proposals: Path, own: Path) -> None:
    kept = proposals.read_bytes()
    accept(proposals, ["hive permits"], into=own)
    proposals.write_bytes(kept)
    with pytest.raises(TopicSchemeError, match=r"own\.ttl: 'hives' is there already"):
        accept(proposals, ["hive permits"], into=own, label="hives")


def test_a_name_that_several_concepts_have_is_not_guessed(proposals: Path, own: Path) -> None:
    own.write_text(
        OWN
        + ':a a skos:Concept ; skos:prefLabel "hedgerows"@en ; skos:definition "Rows of shrubs."@en .'
        + ':b a skos:Concept ; skos:prefLabel "Hedgerows"@en ; skos:definition "A style of verse."@en .',
        encoding="utf-8",
    )
    with pytest.raises(
        TopicSchemeError, match=r"'hedgerows' may be one of 2: .*own/a.*own/b.*; give its IRI"
    ):
        accept(proposals, ["hive permits"], into=own, broader="hedgerows")


def test_a_scheme_with_a_long_name_can_be_added_to(proposals: Path, tmp_path: Path) -> None:
    into = tmp_path / f"{'n' * 240}.ttl"
    accept(proposals, ["hive permits"], into=into)
    assert read(into).keys() == {PERMITS}
    with pytest.raises(TopicSchemeError, match="cannot write"):
        write([], tmp_path / f"{'n' * 300}.ttl")


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("own.rdf", "", "Turtle and N-Triples only"),
        ("own.ttl", "this is no Turtle", "not readable as Turtle"),
        ("own.ttl", "\xff", "not UTF-8"),
    ],
)
def test_a_scheme_that_cannot_be_added_to_is_refused(
    proposals: Path, tmp_path: Path, name: str, text: str, reason: str
) -> None:
    into = tmp_path / name
    into.write_bytes(text.encode("latin-1"))
    with pytest.raises(TopicSchemeError, match=reason):
        accept(proposals, ["hive permits"], into=into)
    assert into.read_bytes() == text.encode("latin-1")


def test_phrases_to_leave_out_come_from_plain_text_or_proposals(proposals: Path, tmp_path: Path) -> None:
    plain = tmp_path / "not.txt"
    plain.write_text("# never\nbusy week\n\n  long day  # really\n", encoding="utf-8")
    assert labels(plain) == ["busy week", "long day"]
    assert labels(proposals) == ["hive permits", "bee permits", "varroa mites"]


def test_proposals_are_written_as_turtle_only(tmp_path: Path) -> None:
    with pytest.raises(TopicSchemeError, match=r"ends in \.ttl"):
        write([], tmp_path / "proposals.json")


@given(
    st.text(min_size=1).filter(lambda text: text.strip() and not any("\ud800" <= c <= "\udfff" for c in text))
)
def test_any_label_survives(label: str) -> None:
    written = turtle([replace(proposal("x"), label=label)])
    (found,) = Graph().parse(data=written, format="turtle").objects(None, SKOS.prefLabel)
    assert str(found) == " ".join(label.split())
