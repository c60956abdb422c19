"""The ontology, its shapes, and the Python names that stand for its terms."""

import runpy
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import SH, SKOS

from sayso.graph import vocab
from sayso.graph.verification.shapes import report

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
@prefix at: <https://example.org/article#char=> .
"""

GOOD = """
ex:article a sayso:Article ;
    nif:isString "Anna Berg, an economist at Halden University, said rents will fall. They may fall fast." ;
    sayso:textSha256 "5aafbd9c85fa8e744db38141438c8919ddb1243f83b24f6d18a616b042c53e05" ;
    sayso:inputSha256 "0000000000000000000000000000000000000000000000000000000000000000" ;
    sayso:textLength 87 ; sayso:sourceName "rents.txt" ; sayso:extractedBy ex:run ;
    sayso:mentions ex:a-anna, ex:a-halden, ex:a-report ;
    schema:datePublished "2026-01-02"^^xsd:date .
at:0\\,9 a sayso:TextSpan ; nif:referenceContext ex:article ;
    nif:beginIndex "0"^^xsd:nonNegativeInteger ; nif:endIndex "9"^^xsd:nonNegativeInteger ;
    nif:anchorOf "Anna Berg" .
at:46\\,50 a sayso:TextSpan ; nif:referenceContext ex:article ;
    nif:beginIndex "46"^^xsd:nonNegativeInteger ; nif:endIndex "50"^^xsd:nonNegativeInteger ;
    nif:anchorOf "said" .
at:51\\,66 a sayso:TextSpan ; nif:referenceContext ex:article ;
    nif:beginIndex "51"^^xsd:nonNegativeInteger ; nif:endIndex "66"^^xsd:nonNegativeInteger ;
    nif:anchorOf "rents will fall" .
at:0\\,67 a sayso:TextSpan ; nif:referenceContext ex:article ;
    nif:beginIndex "0"^^xsd:nonNegativeInteger ; nif:endIndex "67"^^xsd:nonNegativeInteger ;
    nif:anchorOf "Anna Berg, an economist at Halden University, said rents will fall." .
at:68\\,86 a sayso:TextSpan ; nif:referenceContext ex:article ;
    nif:beginIndex "68"^^xsd:nonNegativeInteger ; nif:endIndex "86"^^xsd:nonNegativeInteger ;
    nif:anchorOf "They may fall fast" .
at:68\\,87 a sayso:TextSpan ; nif:referenceContext ex:article ;
    nif:beginIndex "68"^^xsd:nonNegativeInteger ; nif:endIndex "87"^^xsd:nonNegativeInteger ;
    nif:anchorOf "They may fall fast." .
ex:a-anna a sayso:Appearance ; sayso:nameId "person:anna" ; sayso:name "Anna Berg" ;
    sayso:appearsAs sayso:Person ; sayso:appearanceOf ex:anna .
ex:a-halden a sayso:Appearance ; sayso:nameId "organization:halden" ; sayso:name "Halden University" ;
    sayso:appearsAs sayso:Organization ; sayso:appearanceOf ex:halden .
ex:a-report a sayso:Appearance ; sayso:nameId "document:report" ; sayso:name "the rent report" ;
    sayso:appearsAs sayso:Document ; sayso:appearanceOf ex:report .
ex:anna a sayso:Person ; sayso:name "Anna Berg" ; sayso:said ex:one, ex:two ; sayso:commentedOn ex:topic ;
    sayso:affiliatedWith ex:halden .
ex:halden a sayso:Organization ; skos:prefLabel "Halden University" ;
    sayso:organizationKind sayso:University .
ex:report a sayso:Document ; sayso:name "the rent report" .
ex:report sayso:said ex:four .
ex:run a sayso:ExtractionRun ; sayso:runFact "sayso=0.1.0" .
ex:topic a skos:Concept .
ex:role a sayso:Affiliation ;
    sayso:confidence 0.9 ; sayso:extractedBy ex:run ; sayso:rule "verb" ; sayso:evidence at:0\\,9 ;
    sayso:memberAppearance ex:a-anna ; sayso:organizationAppearance ex:a-halden ;
    org:member ex:anna ; org:organization ex:halden ; sayso:roleLabel "economist" ;
    sayso:firstObserved "2026-01-02"^^xsd:date ; sayso:lastObserved "2026-01-02"^^xsd:date .
ex:about a sayso:TopicAssignment ;
    sayso:confidence 0.9 ; sayso:extractedBy ex:run ; sayso:rule "verb" ;
    sayso:topic ex:topic ; sayso:basis sayso:OwnWords .
ex:view a sayso:Stance ;
    sayso:confidence 0.5 ; sayso:extractedBy ex:run ; sayso:rule "verb" ;
    sayso:toward ex:topic ; sayso:stancePolarity sayso:Positive .
ex:one a sayso:Statement ;
    sayso:confidence 0.9 ; sayso:extractedBy ex:run ; sayso:rule "verb" ; sayso:reviewStatus sayso:Machine ;
    sayso:article ex:article ; sayso:content at:51\\,66 ; sayso:sentence at:0\\,67 ; sayso:cue at:46\\,50 ;
    sayso:speakerAppearance ex:a-anna ; sayso:speakerMention at:0\\,9 ; sayso:speaker ex:anna ;
    sayso:capacityGiven ex:role ; sayso:inCapacity ex:role ; sayso:cueType sayso:CueSay ;
    sayso:quoteType sayso:Indirect ; sayso:effectiveDate "2026-01-02"^^xsd:date ;
    sayso:certainty sayso:Certain ; sayso:polarity sayso:Affirmative ;
    sayso:topicAssignment ex:about ; sayso:stance ex:view .
ex:two a sayso:Statement ;
    sayso:confidence 0.4 ; sayso:extractedBy ex:run ; sayso:rule "verb" ;
    sayso:article ex:article ; sayso:content at:68\\,86 ; sayso:sentence at:68\\,87 ;
    sayso:speakerAppearance ex:a-anna ; sayso:antecedent at:0\\,9 ; sayso:coreference sayso:CorefCarried ;
    sayso:speaker ex:anna ; sayso:continues ex:one ; sayso:cueType sayso:CueNone ;
    sayso:quoteType sayso:Indirect ; sayso:effectiveDate "2026-01-02"^^xsd:date .
ex:three a sayso:Statement ;
    sayso:confidence 0.4 ; sayso:extractedBy ex:run ; sayso:rule "verb" ;
    sayso:article ex:article ; sayso:content at:51\\,66 ; sayso:sentence at:0\\,67 ; sayso:cue at:46\\,50 ;
    sayso:antecedent at:0\\,9 ; sayso:possibleSpeaker ex:anna, ex:report ; sayso:cueType sayso:CueDocument ;
    sayso:quoteType sayso:Indirect ; sayso:effectiveDate "2026-01-02"^^xsd:date .
ex:against a sayso:Stance ;
    sayso:confidence 0.5 ; sayso:extractedBy ex:run ; sayso:rule "verb" ;
    sayso:toward ex:topic ; sayso:stancePolarity sayso:Negative .
ex:four a sayso:Statement ;
    sayso:confidence 0.4 ; sayso:extractedBy ex:run ; sayso:rule "verb" ;
    sayso:article ex:article ; sayso:content at:51\\,66 ; sayso:sentence at:0\\,67 ; sayso:cue at:46\\,50 ;
    sayso:speakerAppearance ex:a-report ; sayso:speakerMention at:0\\,9 ; sayso:speaker ex:report ;
    sayso:cueType sayso:CueDocument ; sayso:effectiveDate "2026-01-02"^^xsd:date ;
    sayso:quoteType sayso:Indirect ; sayso:stance ex:against .
ex:dispute a sayso:Disagreement ;
    sayso:over ex:topic ; sayso:supporter ex:anna ; sayso:opponent ex:report ;
    sayso:statementA ex:one ; sayso:statementB ex:four ; sayso:stanceA ex:view ; sayso:stanceB ex:against ;
    sayso:daysBetween 0 ; sayso:basis sayso:ByDates ; sayso:confidence 0.2 .
ex:anna sayso:disagreesWith ex:report .
"""

RUN = "ex:run a sayso:ExtractionRun ;"

SPOILED = [
    (
        "sayso:possibleSpeaker ex:anna, ex:report ;",
        "sayso:speaker ex:anna, ex:report ;",
        "a statement has at most one speaker, which is a sayso:Speaker | who speaks has said it",
    ),
    (
        "sayso:possibleSpeaker ex:anna, ex:report ;",
        "",
        "a statement that names nobody claims nothing of a speaker",
    ),
    (
        "sayso:continues ex:one ;",
        "",
        "a statement has a cue, or none of its own and the statement that it goes on from",
    ),
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
    (RUN, "ex:halden owl:sameAs ex:elsewhere . " + RUN, "owl:sameAs without a confirmed link"),
    (
        RUN,
        """ex:some a sayso:Collective ; sayso:name "some tenants" ; owl:sameAs ex:all .
        ex:a-some a sayso:Appearance ; sayso:nameId "collective:some" ; sayso:name "some tenants" ;
        sayso:appearsAs sayso:Collective ; sayso:appearanceOf ex:some . ex:article sayso:mentions ex:a-some .
        ex:link a sayso:EntityLink ; sayso:confidence 1.0 ; sayso:extractedBy ex:run ;
        sayso:reviewStatus sayso:Confirmed ; sayso:linkOf ex:some ; sayso:candidate ex:all . """
        + RUN,
        "groups and unnamed persons are never linked to an outside identifier",
    ),
    (
        RUN,
        "ex:l a sayso:EntityLink ; sayso:confidence 1.0 ; sayso:linkOf ex:anna ; sayso:candidate ex:x . "
        + RUN,
        "a link needs its run or its decision",
    ),
    ('a sayso:Document ; sayso:name "the rent report"', "a sayso:Document", "a speaker needs a name"),
    (
        "ex:anna a sayso:Person",
        "ex:anna a sayso:Person, sayso:Organization",
        "person and organisation at once",
    ),
    (';\n    nif:anchorOf "said" .', ".", "a span needs its words"),
    ('nif:anchorOf "said"', 'nif:anchorOf "told"', "offsets and text of the span do not agree"),
    (
        "sayso:textLength 87",
        "sayso:textLength 60",
        "the span runs past the end of the article | hash or length are not those of the text",
    ),
    (
        'nif:isString "Anna',
        'nif:isString "Anne',
        "hash or length are not those of the text | offsets and text of the span do not agree",
    ),
    (
        ';\n    schema:datePublished "2026-01-02"^^xsd:date .',
        ".",
        "no date: left out of every answer by month | a statement has the date of its article",
    ),
    ('"0000000', '"000000', "an article needs the SHA-256 of its input"),
    (
        'org:organization ex:halden ; sayso:roleLabel "economist" ;',
        "",
        "an affiliation needs an organisation or a role | sayso:affiliatedWith without an affiliation",
    ),
    (
        'sayso:lastObserved "2026-01-02"',
        'sayso:lastObserved "2025-12-31"',
        "last observed lies before first observed",
    ),
    (
        "sayso:topic ex:topic ;",
        "",
        "a topic assignment needs one concept | sayso:commentedOn without a statement on the topic",
    ),
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
        "the speaker differs from that of the statement continued | who speaks has said it | "
        "sayso:said without being the speaker | "
        "the speaker is who appears, and only a rejected statement or a copy has none",
    ),
]


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return Graph().parse(ONTOLOGY)


def _messages(ontology: Graph, turtle: str) -> set[str]:
    told = report(Graph().parse(data=PREFIXES + turtle, format="turtle"), ontology)
    return {str(message) for message in told.objects(None, SH.resultMessage)}


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
    assert _messages(ontology, GOOD.replace(good, bad, 1)) == set(message.split(" | "))


def test_the_reference_page_is_up_to_date(ontology: Graph) -> None:
    """If this fails, run `python bench/ontology_reference.py`."""
    root = ONTOLOGY.parent
    reference = runpy.run_path(str(root / "bench" / "ontology_reference.py"))["reference"]
    assert (root / "docs" / "reference" / "ontology.md").read_text(encoding="utf-8") == reference(ontology)
