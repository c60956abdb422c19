"""The ontology, its shapes, and the Python names that stand for its terms."""

import runpy
from pathlib import Path

import pyoxigraph as ox
import pytest
from pyshacl import validate
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import SH, SKOS

from sayso.graph import vocab

ONTOLOGY = Path(vocab.__file__).resolve().parent.parent / "ontology.ttl"

PREFIXES = """
@prefix sayso: <https://w3id.org/sayso#> .
@prefix schema: <https://schema.org/> .
@prefix nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix ex: <https://example.org/> .
"""

# "Anna Berg, an economist at Halden University, said rents will fall. They may fall fast."
GOOD = """
ex:article a sayso:Article ;
    sayso:textSha256 "0000000000000000000000000000000000000000000000000000000000000000" ;
    sayso:textLength 88 ;
    schema:datePublished "2026-01-02"^^xsd:date .
ex:content a sayso:TextSpan ;
    nif:beginIndex "50"^^xsd:nonNegativeInteger ; nif:endIndex "65"^^xsd:nonNegativeInteger ;
    nif:anchorOf "rents will fall" ; nif:referenceContext ex:article .
ex:cue a sayso:TextSpan ;
    nif:beginIndex "45"^^xsd:nonNegativeInteger ; nif:endIndex "49"^^xsd:nonNegativeInteger ;
    nif:anchorOf "said" ; nif:referenceContext ex:article .
ex:anna a sayso:Person ; sayso:name "Anna Berg" .
ex:halden a sayso:Organization ; skos:prefLabel "Halden University" ;
    sayso:organizationKind sayso:University .
ex:report a sayso:Document ; sayso:name "the rent report" .
ex:run a sayso:ExtractionRun .
ex:topic a skos:Concept .
ex:role a sayso:Affiliation ;
    sayso:confidence 0.9 ; sayso:extractedBy ex:run ; sayso:evidence ex:cue ;
    org:member ex:anna ; org:organization ex:halden ; sayso:roleLabel "economist" ;
    sayso:firstObserved "2026-01-02"^^xsd:date ; sayso:lastObserved "2026-01-02"^^xsd:date .
ex:about a sayso:TopicAssignment ;
    sayso:confidence 0.9 ; sayso:extractedBy ex:run ; sayso:topic ex:topic ; sayso:basis sayso:OwnWords .
ex:view a sayso:Stance ;
    sayso:confidence 0.5 ; sayso:extractedBy ex:run ;
    sayso:toward ex:topic ; sayso:stancePolarity sayso:Positive .
ex:one a sayso:Statement ;
    sayso:confidence 0.9 ; sayso:extractedBy ex:run ; sayso:reviewStatus sayso:Machine ;
    sayso:article ex:article ; sayso:content ex:content ; sayso:sentence ex:content ; sayso:cue ex:cue ;
    sayso:speaker ex:anna ; sayso:inCapacity ex:role ; sayso:cueType sayso:CueSay ;
    sayso:quoteType sayso:Indirect ;
    sayso:certainty sayso:Certain ; sayso:polarity sayso:Affirmative ;
    sayso:topicAssignment ex:about ; sayso:stance ex:view .
ex:two a sayso:Statement ;
    sayso:confidence 0.4 ; sayso:extractedBy ex:run ;
    sayso:article ex:article ; sayso:content ex:content ; sayso:sentence ex:content ;
    sayso:speaker ex:anna ; sayso:continues ex:one ; sayso:cueType sayso:CueNone ;
    sayso:quoteType sayso:Indirect .
ex:three a sayso:Statement ;
    sayso:confidence 0.4 ; sayso:extractedBy ex:run ;
    sayso:article ex:article ; sayso:content ex:content ; sayso:sentence ex:content ; sayso:cue ex:cue ;
    sayso:possibleSpeaker ex:anna, ex:report ; sayso:cueType sayso:CueDocument ;
    sayso:quoteType sayso:Indirect .
ex:against a sayso:Stance ;
    sayso:confidence 0.5 ; sayso:extractedBy ex:run ;
    sayso:toward ex:topic ; sayso:stancePolarity sayso:Negative .
ex:four a sayso:Statement ;
    sayso:confidence 0.4 ; sayso:extractedBy ex:run ;
    sayso:article ex:article ; sayso:content ex:content ; sayso:sentence ex:content ; sayso:cue ex:cue ;
    sayso:speaker ex:report ; sayso:cueType sayso:CueDocument ;
    sayso:quoteType sayso:Indirect ; sayso:stance ex:against .
ex:dispute a sayso:Disagreement ;
    sayso:over ex:topic ; sayso:supporter ex:anna ; sayso:opponent ex:report ;
    sayso:statementA ex:one ; sayso:statementB ex:four ; sayso:stanceA ex:view ; sayso:stanceB ex:against ;
    sayso:daysBetween 0 ; sayso:basis sayso:ByDates ; sayso:confidence 0.2 .
ex:anna sayso:disagreesWith ex:report .
"""

RUN = "ex:run a sayso:ExtractionRun ."

SPOILED = [
    (
        "sayso:possibleSpeaker ex:anna, ex:report ;",
        "sayso:speaker ex:anna, ex:report ;",
        "a statement has at most one speaker, which is a sayso:Speaker",
    ),
    (
        "sayso:possibleSpeaker ex:anna, ex:report ;",
        "",
        "no speaker: only for impersonal, hearsay or ambiguous cues",
    ),
    ("sayso:continues ex:one ;", "", "a cue span is missing and the statement does not continue another"),
    (
        "sayso:polarity sayso:Affirmative",
        "sayso:polarity sayso:Affirmative, sayso:Negated",
        "a statement has at most one polarity, from the list",
    ),
    (
        "sayso:quoteType sayso:Indirect ;",
        "sayso:quoteType sayso:Indirect, sayso:Direct ;",
        "a statement needs one quote type",
    ),
    ("sayso:cueType sayso:CueSay ;", "sayso:cueType sayso:Direct ;", "a statement needs one cue type"),
    ("sayso:confidence 0.5", "sayso:confidence 1.5", "an extracted node needs one confidence from 0 to 1"),
    (
        "sayso:confidence 0.5 ; sayso:extractedBy ex:run ;",
        "sayso:confidence 0.5 ;",
        "an extracted node needs its run",
    ),
    (RUN, RUN + " ex:halden owl:sameAs ex:elsewhere .", "owl:sameAs without a confirmed link"),
    (
        RUN,
        RUN
        + """ ex:some a sayso:Collective ; sayso:name "some tenants" ; owl:sameAs ex:all .
        ex:link a sayso:EntityLink ; sayso:confidence 1.0 ; sayso:extractedBy ex:run ;
        sayso:reviewStatus sayso:Confirmed ; sayso:linkOf ex:some ; sayso:candidate ex:all .""",
        "groups and unnamed persons are never linked to an outside identifier",
    ),
    (
        RUN,
        RUN
        + " ex:l a sayso:EntityLink ; sayso:confidence 1.0 ; sayso:linkOf ex:anna ; sayso:candidate ex:x .",
        "a link needs its run or its decision",
    ),
    ('a sayso:Document ; sayso:name "the rent report"', "a sayso:Document", "a speaker needs a name"),
    (
        "ex:anna a sayso:Person",
        "ex:anna a sayso:Person, sayso:Organization",
        "person and organisation at once",
    ),
    ('nif:anchorOf "said" ;', "", "a span needs its words"),
    ('nif:anchorOf "said" ;', 'nif:anchorOf "say" ;', "offsets and text of the span do not agree"),
    ("sayso:textLength 88", "sayso:textLength 60", "the span runs past the end of the article"),
    (
        ';\n    schema:datePublished "2026-01-02"^^xsd:date .',
        ".",
        "no date: left out of every answer by month",
    ),
    ('"0000000', '"000000', "an article needs the SHA-256 of its text"),
    (
        'org:organization ex:halden ; sayso:roleLabel "economist" ;',
        "",
        "an affiliation needs an organisation or a role",
    ),
    (
        'sayso:lastObserved "2026-01-02"',
        'sayso:lastObserved "2025-12-31"',
        "last observed lies before first observed",
    ),
    ("sayso:topic ex:topic ;", "", "a topic assignment needs one concept"),
    ("sayso:toward ex:topic ;", "", "a stance is toward one thing"),
    (
        "sayso:statementA ex:one",
        "sayso:statementA ex:two",
        "the two stances of a disagreement are not opposed, or are those of others",
    ),
    (
        "sayso:toward ex:topic ; sayso:stancePolarity sayso:Negative",
        "sayso:toward ex:topic ; sayso:stancePolarity sayso:MixedStance",
        "the two stances of a disagreement are not opposed, or are those of others",
    ),
    (
        "ex:anna sayso:disagreesWith ex:report",
        "ex:anna sayso:disagreesWith ex:halden",
        "sayso:disagreesWith without a disagreement",
    ),
    (
        "sayso:basis sayso:ByDates",
        "sayso:basis sayso:OwnWords",
        "a disagreement says what it rests on, from the list",
    ),
    (
        "sayso:speaker ex:anna ; sayso:continues",
        "sayso:speaker ex:report ; sayso:continues",
        "the speaker differs from that of the statement continued",
    ),
]


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return Graph().parse(ONTOLOGY)


def _messages(ontology: Graph, turtle: str) -> set[str]:
    graph = ontology + Graph().parse(data=PREFIXES + turtle, format="turtle")
    _, report, _ = validate(graph, shacl_graph=ontology)
    assert isinstance(report, Graph)
    return {str(message) for message in report.objects(None, SH.resultMessage)}


def _terms() -> dict[str, set[str]]:
    """Term of our namespace -> the predicates it is described with."""
    terms: dict[str, set[str]] = {}
    for triple in ox.parse(path=str(ONTOLOGY), format=ox.RdfFormat.TURTLE):
        if isinstance(triple.subject, ox.NamedNode) and triple.subject.value.startswith(vocab.SAYSO):
            terms.setdefault(triple.subject.value, set()).add(triple.predicate.value)
    return terms


def _is_part_of_the_shapes(iri: str) -> bool:
    return iri.endswith("Shape") or iri == vocab.SAYSO + "Prefixes"


def test_every_python_name_is_a_term_and_every_term_has_its_name() -> None:
    terms = {iri for iri in _terms() if not _is_part_of_the_shapes(iri)}
    names = {
        vocab.SAYSO + name: value
        for name, value in vars(vocab).items()
        if isinstance(value, str) and value.startswith(vocab.SAYSO) and value != vocab.SAYSO
    }
    assert {iri: iri for iri in terms} == names


def test_every_term_is_labelled_and_commented() -> None:
    labels = {vocab.rdfs_label, vocab.skos_prefLabel}
    comments = {vocab.rdfs_comment, vocab.skos_definition}
    assert [iri for iri, said in _terms().items() if not (said & labels and said & comments)] == []


def test_the_tables_of_notations_are_those_of_the_ontology(ontology: Graph) -> None:
    tables = {
        vocab.QuoteTypes: vocab.QUOTE_TYPES,
        vocab.CueTypes: vocab.CUE_TYPES,
        vocab.CertaintyValues: vocab.CERTAINTIES,
        vocab.PolarityValues: vocab.POLARITIES,
        vocab.StanceValues: vocab.STANCES,
        vocab.CorefTypes: vocab.COREFERENCES,
        vocab.DisagreementBases: vocab.DISAGREEMENT_BASES,
        vocab.TopicBases: vocab.TOPIC_BASES,
        vocab.ReviewStates: vocab.REVIEW_STATES,
        vocab.IdentityOutcomes: vocab.IDENTITY_OUTCOMES,
        vocab.OrganizationKinds: vocab.ORGANIZATION_KINDS,
        vocab.RoleKinds: vocab.ROLE_KINDS,
    }
    defined: dict[str, dict[str, str]] = {}
    for member, _, scheme in ontology.triples((None, SKOS.inScheme, None)):
        notation = ontology.value(member, SKOS.notation)
        defined.setdefault(str(scheme), {})[str(notation)] = str(member)
    assert {iri: dict(table) for iri, table in tables.items()} == defined


def test_the_kinds_that_count_as_expert_are_those_the_ontology_marks(ontology: Graph) -> None:
    marked = {str(kind) for kind in ontology.subjects(URIRef(vocab.countsAsExpert), Literal(True))}
    assert marked == vocab.EXPERT_KINDS
    assert all(ontology.value(URIRef(kind), URIRef(vocab.countsAsExpert)) for kind in marked)


def test_a_sound_graph_conforms(ontology: Graph) -> None:
    assert _messages(ontology, GOOD) == set()


@pytest.mark.parametrize(("good", "bad", "message"), SPOILED, ids=[message for *_, message in SPOILED])
def test_a_spoiled_graph_fails_with_the_message_meant(
    ontology: Graph, good: str, bad: str, message: str
) -> None:
    assert good in GOOD
    assert _messages(ontology, GOOD.replace(good, bad, 1)) == {message}


def test_the_reference_page_is_up_to_date(ontology: Graph) -> None:
    """If this fails, run `python bench/ontology_reference.py`."""
    root = ONTOLOGY.parent
    reference = runpy.run_path(str(root / "bench" / "ontology_reference.py"))["reference"]
    assert (root / "docs" / "reference" / "ontology.md").read_text(encoding="utf-8") == reference(ontology)
