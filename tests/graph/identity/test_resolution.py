"""Who is who: small sets of appearances and the partition they should fall into."""

from collections.abc import Sequence

import pytest

from sayso.graph.identity.appearances import Appearance, Capacity
from sayso.graph.identity.names import family
from sayso.graph.identity.resolution import compare, name_identities, resolve
from sayso.graph.names import slug


def person(name: str, article: str, *roles: str, **facts: object) -> Appearance:
    """An appearance; a role is "kind@organisation: role as written", with the last parts left out at will."""
    capacities = []
    for role in roles:
        place, _, written = role.partition(": ")
        kind, _, organization = place.partition("@")
        names = tuple(organization.split("|")) if organization else ()
        capacities.append(
            Capacity(
                organization_id=f"organization:{slug(names[0])}" if names else None,
                organization_names=names,
                role_kind=kind or None,
                role=written or None,
            )
        )
    name_id = f"person:{slug(name)}"
    facts.setdefault("published", "2025-01-01")
    appearance = Appearance(f"appearance:{article}-person-{slug(name)}", name_id, name, article)
    return _with(appearance, capacities=tuple(capacities), **facts)


def body(name: str, article: str, *aliases: str, **facts: object) -> Appearance:
    name_id = f"organization:{slug(name)}"
    appearance = Appearance(f"appearance:{article}-organization-{slug(name)}", name_id, name, article)
    return _with(appearance, aliases=aliases, **facts)


def _with(appearance: Appearance, **facts: object) -> Appearance:
    from dataclasses import replace

    return replace(appearance, **facts)  # type: ignore[arg-type]  # the tests' own facts


def partition(appearances: Sequence[Appearance]) -> set[frozenset[str]]:
    """The articles of each identity."""
    article = {appearance.id: appearance.article for appearance in appearances}
    return {
        frozenset(article[member] for member in identity.appearances)
        for identity in resolve(appearances).identities
    }


def groups(text: str) -> set[frozenset[str]]:
    """ "a b | c": two groups."""
    return {frozenset(group.split()) for group in text.split("|")}


PERSONS = {
    "nothing speaks against one": ([person("Mara Lindqvist", "a"), person("Mara Lindqvist", "b")], "a b"),
    "a footballer and a judge": (
        [person("Owen Pryce", "a", "athlete@Swanmouth City"), person("Owen Pryce", "b", "lawyer@High Court")],
        "a | b",
    ),
    "a changed employer": (
        [
            person("Mara Lindqvist", "a", "analyst@Norfold Bank"),
            person("Mara Lindqvist", "b", "analyst@Peel Capital"),
        ],
        "a b",
    ),
    "a scientist who became minister": (
        [
            person("Mara Lindqvist", "a", "scientist@Harlow University: professor of economics"),
            person("Mara Lindqvist", "b", "official@Ministry of Finance: finance minister"),
        ],
        "a b",
    ),
    "one gets promoted": (
        [
            person("Sam Achterberg", "a", "executive@Tellus Motors: head of sales"),
            person("Sam Achterberg", "b", "executive@Tellus Motors Inc.: chief executive"),
        ],
        "a b",
    ),
    "a man and a woman": (
        [person("Robin Keane", "a", gender="male"), person("Robin Keane", "b", gender="female")],
        "a | b",
    ),
    "ages that do not go with the dates": (
        [person("Jack Harmon", "a", "executive@Harmon Steel", age=71), person("Jack Harmon", "b", age=38)],
        "a | b",
    ),
    "father and son": (
        [
            person("Walter Boyd Sr.", "a", "politician@Senate"),
            person("Walter Boyd Jr.", "b", "politician@Senate"),
            person("Walter Boyd Jr.", "c", "politician@Senate"),
        ],
        "a | b c",
    ),
    "middle initials": (
        [
            person("John B. Marsh", "a", "scientist@Harlow University"),
            person("John J. Marsh", "b", "scientist@Harlow University"),
        ],
        "a | b",
    ),
    "a middle initial left out": (
        [
            person("John B. Marsh", "a", "scientist@Harlow University"),
            person("John Marsh", "b", "scientist@Harlow University"),
        ],
        "a b",
    ),
    "ministers of two countries": (
        [
            person("Ana Costa", "a", "official@Ministry of Health of Portugal: health minister"),
            person("Ana Costa", "b", "official@Brazilian Health Ministry: health minister"),
        ],
        "a | b",
    ),
    "a short form with the same employer": (
        [
            person("William Tate", "a", "executive@Orrin Foods"),
            person("Bill Tate", "b", "executive@Orrin Foods"),
        ],
        "a b",
    ),
    "a short form alone": ([person("William Tate", "a"), person("Bill Tate", "b")], "a | b"),
    "a romanisation": (
        [
            person("Mohammed Rahimi", "a", "official@Ministry of Trade of Oman"),
            person("Muhammad Raheemi", "b", "official@Trade Ministry of Oman"),
        ],
        "a b",
    ),
    "the family name first": (
        [person("Kim Jae-won", "a", "executive@Hanbit"), person("Jae Won Kim", "b", "executive@Hanbit")],
        "a b",
    ),
    "umlauts": ([person("Jörg Schröder", "a"), person("Joerg Schroeder", "b")], "a b"),
    "an initial that two could have": (
        [
            person("J. Okafor", "a", "scientist@Harlow University"),
            person("James Okafor", "b", "scientist@Harlow University"),
            person("Janet Okafor", "c", "scientist@Harlow University"),
        ],
        "a | b | c",
    ),
    "an initial with one candidate": (
        [
            person("J. Okafor", "a", "scientist@Harlow University"),
            person("James Okafor", "b", "scientist@Harlow University"),
            person("Janet Okafor", "c", "artist@Globe Theatre"),
        ],
        "a b | c",
    ),
    "surnames alone": ([person("Marsh", "a"), person("Marsh", "b"), person("John Marsh", "c")], "a | b | c"),
    "brothers": (
        [person("Tom Vane", "a", "founder@Vane Labs"), person("Tim Vane", "b", "founder@Vane Labs")],
        "a | b",
    ),
    "one who says nothing goes to the only one": (
        [person("David Miller", "a", "official@Port Authority of Hull"), person("David Miller", "b")],
        "a b",
    ),
    "one who says nothing goes to nobody of two": (
        [
            person("David Miller", "a", "athlete@Hull Rovers"),
            person("David Miller", "b", "scientist@Harlow University"),
            person("David Miller", "c"),
        ],
        "a | b | c",
    ),
    "one who is in the same company": (
        [
            person(
                "David Miller", "a", "athlete@Hull Rovers", companions=("person:ole-brand", "person:ed-fox")
            ),
            person("David Miller", "b", "scientist@Harlow University"),
            person("David Miller", "c", companions=("person:ole-brand", "person:ed-fox")),
        ],
        "a c | b",
    ),
    "two of one name in one article": (
        [
            person("James Whitlock", "a", "lawyer: judge"),
            _with(person("James Whitlock", "a"), id="appearance:a-person-james-whitlock-2"),
            person("James Whitlock", "b"),
        ],
        "a | a | b",
    ),
    "a second family name": (
        [
            person("Lucía Prado", "a", "journalist@El Faro"),
            person("Lucía Prado Villar", "b", "journalist@El Faro"),
        ],
        "a b",
    ),
    "another name that is given": (
        [person("Edson Prates", "a", aliases=("Zuzu",)), person("Zuzu", "b", "athlete@Porto Novo")],
        "a | b",
    ),
}
ORGANIZATIONS = {
    "the article and the legal form": ([body("The Tellus Corp.", "a"), body("Tellus", "b")], "a b"),
    "an acronym that an article explains": (
        [
            body("Institute of World Trade", "a", "IWT"),
            body("IWT", "b"),
            body("Institute of World Trade", "c"),
        ],
        "a b c",
    ),
    "an acronym that nobody explains": ([body("Institute of World Trade", "a"), body("IWT", "b")], "a | b"),
    "an acronym of two": (
        [
            body("Institute of World Trade", "a", "IWT"),
            body("Irish Wind Turbines", "b", "IWT"),
            body("IWT", "c"),
        ],
        "a | b | c",
    ),
    "renamed": ([body("Lumen Holdings", "a", "Brightline"), body("Brightline", "b")], "a b"),
    "ministries of two countries": (
        [body("Ministry of Education", "a", place="Kenya"), body("Peruvian Education Ministry", "b")],
        "a | b",
    ),
    "one ministry in three wordings": (
        [
            body("French Finance Ministry", "a"),
            body("Finance Ministry of France", "b"),
            body("Ministry of Finance", "c", place="France"),
        ],
        "a b c",
    ),
    "a ministry of nobody knows where": (
        [
            body("French Finance Ministry", "a"),
            body("Italian Finance Ministry", "b"),
            body("Finance Ministry", "c"),
        ],
        "a | b | c",
    ),
    "a ministry with the same minister": (
        [
            body("French Finance Ministry", "a", members=("person:luc-morel",)),
            body("Italian Finance Ministry", "b", members=("person:ada-conti",)),
            body("Finance Ministry", "c", members=("person:luc-morel",)),
        ],
        "a c | b",
    ),
    "sister universities": ([body("University of Harlow", "a"), body("Harlow University", "b")], "a | b"),
    "an outlet that is a company elsewhere": (
        [body("Daily Courier", "a"), _with(body("Daily Courier", "b"), name_id="outlet:daily-courier")],
        "a b",
    ),
}


@pytest.mark.parametrize(("appearances", "expected"), PERSONS.values(), ids=PERSONS)
def test_persons_fall_into(appearances: list[Appearance], expected: str) -> None:
    assert partition(appearances) == groups(expected)


@pytest.mark.parametrize(("appearances", "expected"), ORGANIZATIONS.values(), ids=ORGANIZATIONS)
def test_organizations_fall_into(appearances: list[Appearance], expected: str) -> None:
    assert partition(appearances) == groups(expected)


def test_the_earliest_keeps_the_plain_id_and_others_say_where_they_are_met() -> None:
    older = person("Owen Pryce", "b", "lawyer@High Court", published="2024-05-01")
    newer = person("Owen Pryce", "a", "athlete@Swanmouth City")
    assert [identity.id for identity in resolve([newer, older]).identities] == [
        "person:owen-pryce",
        "person:owen-pryce-in-a",
    ]


def test_a_name_that_belongs_to_nobody_else_leads_to_the_identity() -> None:
    long = person("William Tate", "a", published=None)
    short = person("Bill Tate", "b")
    (identity,) = name_identities([[long, short]])
    assert (identity.id, identity.replaced) == ("person:bill-tate", ("person:william-tate",))


def test_a_name_that_is_somebody_elses_leads_nowhere() -> None:
    first = person("William Tate", "a"), person("Bill Tate", "b")
    other = person("Bill Tate", "c", published="2025-02-02")
    assert [(identity.id, identity.replaced) for identity in name_identities([first, [other]])] == [
        ("person:bill-tate", ()),
        ("person:william-tate", ()),
    ]


def test_three_of_one_name_have_three_ids() -> None:
    first, second = person("Ann Lee", "a"), person("Ann Lee", "b")
    third = _with(second, id="appearance:b-person-ann-lee-2")
    assert [identity.id for identity in name_identities([[first], [second], [third]])] == [
        "person:ann-lee",
        "person:ann-lee-in-b",
        "person:ann-lee-in-b-2",
    ]


def test_what_speaks_against_is_told() -> None:
    first = person("Owen Pryce", "a", "athlete@Swanmouth City", gender="male")
    second = person("Owen Pryce", "b", "lawyer@High Court", gender="male")
    found = compare([first], [second])
    assert found.outcome == "different"
    assert [(reason.kind, reason.text) for reason in found.reasons] == [
        ("role", "one athlete, the other lawyer"),
        ("name", "the same full name"),
        ("organization", "no organisation in common"),
        ("gender", "both male"),
    ]


def test_any_two_can_be_compared() -> None:
    assert compare([person("Ann Lee", "a")], [person("Owen Pryce", "b")]).outcome == "different"
    assert compare([person("Ann Lee", "a")], [body("Ann Lee", "b")]).outcome == "different"
    with pytest.raises(ValueError, match="nothing to compare"):
        compare([], [person("Ann Lee", "a")])


def test_groups_are_never_one() -> None:
    some = [Appearance(f"appearance:{at}-some", "collective:analysts", "analysts", at) for at in "ab"]
    assert family("collective:analysts") is None
    assert len(resolve(some).identities) == 2
