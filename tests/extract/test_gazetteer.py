"""The tables of known names."""

import pytest

from sayso.extract.gazetteer import DATA, Gazetteer, load_gazetteer, read_table
from sayso.extract.roles import load_roles, role_kind

KINDS = {"organization", "outlet", "platform", "person", "place", "product"}
ORGANIZATION_KINDS = {
    "university", "think tank", "research lab", "company", "government or party", "media", "civil society",
    "international organisation", "financial institution",
}  # fmt: skip
ROLE_KINDS = {
    "scientist", "analyst", "executive", "founder", "official", "politician", "spokesperson", "journalist",
    "lawyer", "physician", "engineer", "activist", "military", "investor", "artist", "athlete", "clergy",
    "worker", "other",
}  # fmt: skip


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer(lambda text: tuple(text.split()))


def found(gazetteer: Gazetteer, text: str) -> list[tuple[str, str, bool]]:
    words = text.split()
    return [(" ".join(words[s:e]), known.name, unsure) for s, e, known, unsure in gazetteer.matches(words)]


def test_the_longest_known_name_wins(gazetteer: Gazetteer) -> None:
    assert found(gazetteer, "the Bank of America and Microsoft Research") == [
        ("Bank of America", "Bank of America", False),
        ("Microsoft Research", "Microsoft Research", False),
    ]


def test_an_alias_leads_to_its_name(gazetteer: Gazetteer) -> None:
    assert found(gazetteer, "IMF and WHO") == [
        ("IMF", "International Monetary Fund", False),
        ("WHO", "World Health Organization", False),
    ]


def test_an_everyday_word_asks_for_more_evidence(gazetteer: Gazetteer) -> None:
    assert found(gazetteer, "Apple sells") == [("Apple", "Apple", True)]


def test_a_name_with_an_article_is_known_only_with_it(gazetteer: Gazetteer) -> None:
    assert found(gazetteer, "said the Economist") == [("the Economist", "The Economist", False)]
    assert found(gazetteer, "an Economist") == []


def test_an_adjective_leads_to_its_country(gazetteer: Gazetteer) -> None:
    assert (gazetteer.demonyms["French"], gazetteer.countries["U.S."]) == ("France", "United States")


def test_the_tables_hold_only_known_kinds() -> None:
    rows = [(*row, "", "", "")[:4] for row in read_table(DATA / "gazetteer.tsv")]
    assert {kind for _, _, kind, _ in rows} <= KINDS
    assert {organization for _, _, _, organization in rows if organization} <= ORGANIZATION_KINDS
    assert {row[1] for row in read_table(DATA / "organization-kinds.tsv")} <= ORGANIZATION_KINDS
    assert set(load_roles().values()) == ROLE_KINDS


def test_no_name_stands_twice_in_the_table() -> None:
    names = [
        form.removeprefix("~")
        for row in read_table(DATA / "gazetteer.tsv")
        for form in (row[0], *(row[1].split("|") if row[1] else ()))
    ]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("associate professor", "scientist"),
        ("chief economist", "scientist"),
        ("White House press secretary", "spokesperson"),
        ("vice presidents", "executive"),
        ("spokeswomen", "spokesperson"),
        ("attorney general", "official"),
        ("weaver", None),
    ],
)
def test_a_role_has_the_kind_of_its_last_words(role: str, expected: str | None) -> None:
    assert role_kind(role.split(), load_roles()) == expected
