"""Topic schemes: loading, checking, merging, and finding concepts by phrase."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.errors import TopicSchemeError
from sayso.graph import vocab
from sayso.graph.topics.scheme import SHIPPED, Concept, TopicScheme, keys

HEAD = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix sayso: <https://w3id.org/sayso#> .
@prefix ex: <https://example.org/topics/> .
"""
FERRIES = """
ex:boats a skos:Concept ; skos:prefLabel "boats"@en, "Boote"@de .
ex:ferries a skos:Concept ; skos:prefLabel "ferry lines"@en ; skos:altLabel "ferries"@en ;
    skos:notation "fer" ; skos:definition "Boats that go to and fro."@en ; skos:broader ex:boats .
"""
EX = "https://example.org/topics/"


@pytest.fixture(scope="module")
def shipped() -> TopicScheme:
    return TopicScheme.load()


def _file(folder: Path, turtle: str, name: str = "own.ttl") -> Path:
    path = folder / name
    path.write_text(HEAD + turtle, encoding="utf-8")
    return path


# ------------------------------------------------------------------------------- what ships


def test_every_shipped_concept_has_a_definition_and_a_scope_note(shipped: TopicScheme) -> None:
    assert len(shipped) >= 80
    assert [c.notation for c in shipped if not c.definition or not c.scope_note] == []


def test_shipped_iris_end_in_the_notation(shipped: TopicScheme) -> None:
    assert {c.iri for c in shipped} == {SHIPPED + c.notation for c in shipped}


def test_no_two_shipped_concepts_have_labels_that_match_the_same_words(shipped: TopicScheme) -> None:
    owners: dict[frozenset[str], set[str]] = {}
    for concept in shipped:
        for label in concept.strong_labels:
            owners.setdefault(frozenset(keys(label)), set()).add(concept.notation)
    assert {words: names for words, names in owners.items() if len(names) > 1} == {}


def test_weak_labels_ship_only_with_the_words_they_need(shipped: TopicScheme) -> None:
    assert [c.notation for c in shipped if c.weak_labels and not c.requires] == []


def test_no_weak_label_that_ships_is_its_own_company(shipped: TopicScheme) -> None:
    own = {
        (concept.notation, word)
        for concept in shipped
        for word in concept.requires
        for label in concept.labels_in_need
        if set(keys(word)) <= set(keys(label))
    }
    assert own <= {("us-china-ai-gap", "technology")}


@pytest.mark.parametrize(
    ("notation", "label"),
    [
        ("storms", "storm"),
        ("floods", "flood"),
        ("earthquakes", "landslide"),
        ("accidents", "crash"),
        ("railways", "train"),
        ("strikes-and-unions", "strike"),
        ("ai-anxiety", "anxiety"),
        ("ai-misuse", "misinformation"),
    ],
)
def test_words_with_a_second_sense_count_only_in_company(
    shipped: TopicScheme, notation: str, label: str
) -> None:
    concept = shipped[notation]
    assert keys(label) in [keys(text) for text in concept.labels_in_need]
    assert keys(label) not in [keys(text) for text in concept.strong_labels]


def test_queries_roll_up_to_the_top(shipped: TopicScheme) -> None:
    above = shipped.broader_transitive(SHIPPED + "gpu-export-ban")
    assert {shipped.curie(iri) for iri in above} == {
        "topic:chip-export-controls",
        "topic:export-controls",
        "topic:trade-and-sanctions",
    }


# ------------------------------------------------------------------------------- finding


@pytest.mark.parametrize(
    ("phrase", "notation"),
    [
        ("chip sanctions", "chip-export-controls"),
        ("U.S. chip bans", "chip-export-controls"),
        ("sanctions on chips", "chip-export-controls"),
        ("the export of chips", "chip-export-controls"),
        ("chip-export-controls", "chip-export-controls"),
        ("topic of interest rates", "interest-rates"),
        ("an interest rate", "interest-rates"),
        ("artificial intelligence rules", "ai-governance"),
        ("the gap between the United States and China", "us-china-ai-gap"),
        ("American-Chinese rivalry", "us-china-rivalry"),
        ("floods", "floods"),
        ("flooding", "floods"),
        ("immigration", "migration"),
        ("COVID", "epidemics"),
        ("economy", "economy"),
        ("climate", "environment-and-climate"),
    ],
)
def test_a_phrase_finds_its_concept(shipped: TopicScheme, phrase: str, notation: str) -> None:
    assert shipped.find(phrase)[0].concept.notation == notation


@pytest.mark.parametrize("phrase", ["", "of the", "zzxqy", "!?"])
def test_what_no_label_shares_finds_nothing(shipped: TopicScheme, phrase: str) -> None:
    assert shipped.find(phrase) == ()


@pytest.mark.parametrize(
    ("phrase", "label"), [("chip santions", "chip export controls"), ("inflatoin", "inflation and prices")]
)
def test_a_misspelt_phrase_has_a_suggestion(shipped: TopicScheme, phrase: str, label: str) -> None:
    assert shipped.find(phrase) == () or shipped.find(phrase)[0].score < 1
    assert label in shipped.suggestions(phrase)


def test_every_label_finds_its_own_concept(shipped: TopicScheme) -> None:
    lost = {
        label: concept.notation
        for concept in shipped
        for label in concept.strong_labels
        if concept not in [found.concept for found in shipped.find(label) if found.score == 1]
    }
    assert lost == {}


@given(st.text(max_size=40))
def test_any_phrase_is_answered_with_scores_that_fall(phrase: str) -> None:
    scheme = TopicScheme((Concept("https://example.org/a", "a", "a boat"),), "")
    scores = [found.score for found in scheme.find(phrase)]
    assert scores == sorted(scores, reverse=True)
    assert scheme.suggestions(phrase) in ((), ("a boat",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the sanctions on Chinese chips", ("sanction", "china", "chip")),
        ("U.S. policies", ("US", "policy")),
        ("the United States' GPUs", ("US", "GPU")),
        ("artificial intelligence", ("AI",)),
        ("China’s GPT-4", ("china", "GPT", "4")),
        ("news of the crisis", ("news", "crisis")),
        ("R&D taxes", ("R&D", "tax")),
        ("on", ("on",)),
        ("…", ()),
    ],
)
def test_keys_of_a_phrase(text: str, expected: tuple[str, ...]) -> None:
    assert keys(text) == expected


# ------------------------------------------------------------------------------- own schemes


def test_a_scheme_of_ones_own_stands_alone(tmp_path: Path) -> None:
    scheme = TopicScheme.load([_file(tmp_path, FERRIES)], shipped=False)
    assert scheme.concepts == (
        Concept(EX + "boats", "boats", "boats"),
        Concept(
            EX + "ferries",
            "fer",
            "ferry lines",
            alt_labels=("ferries",),
            broader=(EX + "boats",),
            definition="Boats that go to and fro.",
        ),
    )
    assert scheme["fer"] is scheme[EX + "ferries"]
    assert scheme.curie(EX + "ferries") == EX + "ferries"


def test_a_scheme_of_ones_own_takes_a_label_from_the_shipped_one(
    tmp_path: Path, shipped: TopicScheme
) -> None:
    scheme = TopicScheme.load([_file(tmp_path, FERRIES)])
    assert len(scheme) == len(shipped) + 2
    assert scheme.find("ferries")[0].concept.iri == EX + "ferries"
    assert "ferries" not in scheme["topic:aviation-and-shipping"].alt_labels


def test_exact_matches_become_one_concept(tmp_path: Path) -> None:
    own = f'ex:hw a skos:Concept ; skos:prefLabel "high water"@en ; skos:exactMatch <{SHIPPED}floods> .'
    scheme = TopicScheme.load([_file(tmp_path, own)])
    assert scheme[EX + "hw"] is scheme["topic:floods"]
    assert scheme.find("high water")[0].concept.notation == "floods"


def test_narrower_is_broader_the_other_way(tmp_path: Path) -> None:
    own = FERRIES.replace("; skos:broader ex:boats", "") + "ex:boats skos:narrower ex:ferries ."
    scheme = TopicScheme.load([_file(tmp_path, own)], shipped=False)
    assert scheme.broader_transitive(EX + "ferries") == {EX + "boats"}


@pytest.mark.parametrize(
    ("name", "rdf_format"),
    [
        ("own.rdf", ox.RdfFormat.RDF_XML),
        ("own.jsonld", ox.RdfFormat.JSON_LD),
        ("own.nt", ox.RdfFormat.N_TRIPLES),
        ("own.trig", ox.RdfFormat.TRIG),
    ],
)
def test_every_format_gives_the_same_scheme(tmp_path: Path, name: str, rdf_format: ox.RdfFormat) -> None:
    turtle = _file(tmp_path, FERRIES)
    triples = [quad.triple for quad in ox.parse(path=str(turtle), format=ox.RdfFormat.TURTLE)]
    other = tmp_path / name
    ox.serialize(triples, str(other), format=rdf_format)
    assert TopicScheme.load([other], shipped=False) == TopicScheme.load([turtle], shipped=False)


def test_the_hash_tells_schemes_apart_but_not_the_order_of_lines(tmp_path: Path) -> None:
    one, two = FERRIES.strip().split("\nex:ferries")
    turned = _file(tmp_path, "ex:ferries" + two + "\n" + one, "turned.ttl")
    changed = _file(tmp_path, FERRIES.replace('"ferries"', '"car ferries"'), "changed.ttl")
    straight = TopicScheme.load([_file(tmp_path, FERRIES)], shipped=False)
    assert TopicScheme.load([turned], shipped=False).sha256 == straight.sha256
    assert TopicScheme.load([changed], shipped=False).sha256 != straight.sha256


@pytest.mark.parametrize(
    ("turtle", "fault"),
    [
        ("ex:a a skos:ConceptScheme .", "own.ttl: holds no skos:Concept; is it a SKOS file?"),
        ("ex:a a skos:Concept .",
         "own.ttl: none of its concepts can be used (1 no-english-label); see the remarks on them"),
        ('ex:a a skos:Concept ; skos:prefLabel "Boot"@de .',
         "own.ttl: none of its concepts can be used (1 no-english-label); see the remarks on them"),
        (FERRIES + "ex:boats skos:broader ex:ferries .",
         f"own.ttl: {EX}boats: a circle of broader concepts: 'boats' <{EX}boats> →"
         f" 'ferry lines' <{EX}ferries> → 'boats'; take away one skos:broader (or skos:narrower) of it"),
        (FERRIES + 'ex:ships a skos:Concept ; skos:prefLabel "Boats"@en .',
         f"own.ttl: {EX}ships: 'Boats' is also {EX}boats, and nothing tells them apart;"
         " make them one, or give one a broader concept, another label or a definition"),
    ],
)  # fmt: skip
def test_a_scheme_that_cannot_be_used_says_why(tmp_path: Path, turtle: str, fault: str) -> None:
    path = _file(tmp_path, turtle)
    with pytest.raises(TopicSchemeError) as raised:
        TopicScheme.load([path], shipped=False)
    assert str(raised.value).replace(str(path), "own.ttl") == fault


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("broken.ttl", b"ex:a a", "broken.ttl: not readable as Turtle"),
        ("broken.rdf", b"<rdf", "broken.rdf: not readable as RDF/XML"),
        ("broken.json", b"{", "broken.json: not readable as JSON-LD"),
        ("topics.docx", b"", "topics.docx: unknown kind of file; use one of"),
        (None, b"", "missing.ttl: cannot be read (No such file or directory); check the name"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(
    tmp_path: Path, name: str | None, content: bytes, fault: str
) -> None:
    path = tmp_path / (name or "missing.ttl")
    if name:
        path.write_bytes(content)
    with pytest.raises(TopicSchemeError) as raised:
        TopicScheme.load([path], shipped=False)
    message = str(raised.value)
    assert fault in message
    assert "\n" not in message


def test_an_entity_in_xml_opens_no_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hidden words")
    path = tmp_path / "evil.rdf"
    path.write_text(
        f"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "{secret.as_uri()}">]>
        <rdf:RDF xmlns:rdf="{vocab.RDF}" xmlns:skos="{vocab.SKOS}">
        <skos:Concept rdf:about="https://example.org/a"><skos:prefLabel xml:lang="en">&x;</skos:prefLabel>
        </skos:Concept></rdf:RDF>"""
    )
    with pytest.raises(TopicSchemeError):
        TopicScheme.load([path], shipped=False)


def test_no_files_and_no_shipped_scheme_is_an_error() -> None:
    with pytest.raises(TopicSchemeError, match="no topic scheme"):
        TopicScheme.load(shipped=False)
