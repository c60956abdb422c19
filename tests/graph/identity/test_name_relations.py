"""How two names go together, and what organisations' names are made of."""

import pytest

from sayso.graph.identity import organization_relations
from sayso.graph.identity.organization_names import OrganizationName, read_organization_name
from sayso.graph.identity.person_names import read_person_name
from sayso.graph.identity.person_relations import relation


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("Jörg Schröder", "Joerg Schroeder", "equal"),
        ("Karl Strauß", "Karl Strauss", "equal"),
        ("Lars Østergaard", "Lars Oestergaard", "equal"),
        ("Kim Jae-won", "Jae Won Kim", "equal"),
        ("Li Fei-Fei", "Feifei Li", "equal"),
        ("Jean-Claude Morel", "Jean Claude Morel", "equal"),
        ("Dr. Ann Lee", "Ann Lee, PhD", "equal"),
        ("Nagy Zsófia", "Zsófia Nagy", "reordered"),
        ("Volodymyr Zelensky", "Volodymyr Zelenskyy", "spelling"),
        ("Volodymyr Halytskyj", "Volodymyr Halytsky", "spelling"),
        ("Mohammed Rahimi", "Muhammad Rahimi", "spelling"),
        ("Yusuf Adeyemi", "Youssef Adeyemi", "spelling"),
        ("Sergei Ivanov", "Sergey Ivanoff", "spelling"),
        ("Youssef Ben Ali", "Youssef Benali", "spelling"),
        ("Bashar al-Assad", "Bashar Al Assad", "equal"),
        ("Bill Tate", "William Tate", "nickname"),
        ('Robert "Bo" Crane', "Bo Crane", "nickname"),
        ("J. Okafor", "James Okafor", "initials"),
        ("W. Tate", "Bill Tate", "initials"),
        ("J. Tate", "Bill Tate", "different"),
        ("Lucía Prado", "Lucía Prado Villar", "longer"),
        ("Ann Marsh", "Ann Marsh-Tolland", "longer"),
        ("Gary Powell", "F. Gary Powell", "longer"),
        ("Elena Prado", "María Elena Prado", "longer"),
        ("Elena Prado", "Mariina Elena Prado", "different"),
        ("E. Prado", "Elena Prado Villar", "different"),
        ("Son Hee-ho", "Hee-ho Son", "equal"),
        ("John Marsh", "John B. Marsh", "longer"),
        ("George Walker Tull", "George W. Tull", "longer"),
        ("Peter Hansen", "Peter Hanson", "similar"),
        ("Pelé", "Pele", "single"),
        ("Marsh", "John Marsh", "surname"),
        ("Smith", "John Smith", "different"),
        ("John B. Marsh", "John J. Marsh", "conflict"),
        ("Walter Boyd Jr.", "Walter Boyd Sr.", "conflict"),
        ("Walter Boyd III", "Walter Boyd, Jr.", "conflict"),
        ("Maria Rossi", "Mario Rossi", "different"),
        ("Zhang Wei", "Zheng Wei", "different"),
        ("John Marsh", "James Marsh", "different"),
    ],
)
def test_names_of_persons_go_together(one: str, other: str, kind: str) -> None:
    assert relation(one, other).kind == kind


@pytest.mark.parametrize(
    ("name", "given", "family"),
    [
        ("Mohammed bin Salman", ("mohammed",), ("salman",)),
        ("J.R.R. Tolkien", ("j", "r", "r"), ("tolkien",)),
        ("Brown, Robert J.", ("robert", "j"), ("brown",)),
        ("President Marsh", (), ("marsh",)),
        ("Prince William", ("prince",), ("william",)),
        ("Kate O’Brien", ("kate",), ("obrien",)),
        ("0 :", (), ("0",)),
        ("", (), ("",)),
    ],
)
def test_a_person_s_name_is_taken_apart(name: str, given: tuple[str, ...], family: tuple[str, ...]) -> None:
    found = read_person_name(name)
    assert (found.given, found.family) == (given, family)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("France's Ministry of Finance", OrganizationName(("finance", "ministry"), True, "France")),
        ("U.S. Department of Defence", OrganizationName(("defense", "department"), True, "United States")),
        ("the Supreme Court", OrganizationName(("court", "supreme"), True)),
        ("Central Bank of Ghana", OrganizationName(("bank", "central"), True, "Ghana")),
        ("Bank of Ghana", OrganizationName(("bank", "ghana"))),
        ("University of China", OrganizationName(("university", "china"))),
        ("The Tellus Motors Co., Ltd.", OrganizationName(("tellus", "motors"))),
        ("Labour Party", OrganizationName(("labor", "party"))),
    ],
)
def test_an_organization_s_name_is_taken_apart(name: str, expected: OrganizationName) -> None:
    assert read_organization_name(name) == expected


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("Finance Ministry of France", "French Finance Ministry", "equal"),
        ("French Finance Ministry", "Italian Finance Ministry", "conflict"),
        ("Finance Ministry", "Italian Finance Ministry", "generic"),
        ("University of Harlow", "Harlow University", "reordered"),
        ("Tellus", "Tellus Motors", "longer"),
        ("Tellus", "Lumen", "different"),
    ],
)
def test_names_of_organizations_go_together(one: str, other: str, kind: str) -> None:
    assert organization_relations.relation(one, other).kind == kind
    assert organization_relations.relation(other, one).kind == kind
