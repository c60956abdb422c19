"""Names of people and organisations, and the slugs they get."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.extract.names import acronyms, given_name_first, is_initial, organization_key, person_key, surname
from sayso.graph.names import slug


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ann Lee", "ann-lee"),
        ("Ursula von der Leyen", "ursula-von-der-leyen"),
        ("Małgorzata Łukasiewicz", "malgorzata-lukasiewicz"),
        ("Søren Æbelø", "soren-aebelo"),
        ("Straße der Nationen", "strasse-der-nationen"),
        ("O'Brien & Sons, Inc.", "obrien-sons-inc"),
        ("U.S. Treasury", "us-treasury"),
        ("  360   Towers ", "360-towers"),
    ],
)
def test_a_slug_is_readable(text: str, expected: str) -> None:
    assert slug(text) == expected


def test_a_name_without_latin_letters_gets_a_digest() -> None:
    # the first 12 digits of sha256("新华社")
    import hashlib

    assert slug("新华社") == hashlib.sha256("新华社".encode()).hexdigest()[:12]


def test_a_name_that_is_half_latin_is_not_taken_for_its_latin_half() -> None:
    assert slug("新华 AI") != slug("人民 AI") != slug("AI")


def test_a_very_long_name_is_cut_and_stays_distinct() -> None:
    first, second = slug("word " * 100), slug("word " * 101)
    assert len(first) <= 120 and len(second) <= 120 and first != second


@given(st.text())
def test_every_text_has_a_slug_that_is_its_own_slug_or_a_digest(text: str) -> None:
    name = slug(text)
    assert name and set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slug(name) == name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ann Lee", ("Lee",)),
        ("Li Mei", ("Li",)),
        ("Wang Xiaoming", ("Wang",)),
        ("Ursula von der Leyen", ("von", "der", "Leyen")),
        ("Mohammed bin Salman", ("bin", "Salman")),
        ("Robert Brown Jr.", ("Brown",)),
        ("Vincent van Gogh", ("van", "Gogh")),
    ],
)
def test_the_surname_is_found_in_either_order(name: str, expected: tuple[str, ...]) -> None:
    assert surname(name.split()) == expected


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Robert J. Brown", "Robert Brown"),
        ("Robert Brown Jr.", "Robert Brown"),
        ("José Núñez", "Jose Nunez"),
    ],
)
def test_spellings_of_one_person_share_a_key(first: str, second: str) -> None:
    assert person_key(first) == person_key(second)


@pytest.mark.parametrize(
    ("first", "second"),
    [("The Acme Corp.", "Acme"), ("Acme Holdings Ltd", "Acme"), ("Société Générale", "Societe Generale")],
)
def test_spellings_of_one_organisation_share_a_key(first: str, second: str) -> None:
    assert organization_key(first) == organization_key(second)


def test_acronyms_leave_small_words_out_and_take_them_in() -> None:
    assert acronyms("Institute of World Trade") == ("IWT", "IOWT")
    assert acronyms("Acme") == ()


@pytest.mark.parametrize(
    ("word", "expected"), [("J.", True), ("J.R.", True), ("Jo", False), ("AB", False), ("X", True)]
)
def test_initials_are_told_from_names(word: str, expected: bool) -> None:
    assert is_initial(word) is expected


def test_given_names_come_first_in_the_west() -> None:
    assert given_name_first(["Ann", "Lee"]) and not given_name_first(["Zhang", "Wei"])
