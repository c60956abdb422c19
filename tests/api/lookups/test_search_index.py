"""The index of names: what is asked for is found however many other names have the words."""

import pytest

from sayso.api.lookups.search_index import SearchIndex


@pytest.fixture(scope="module")
def index() -> SearchIndex:
    """Very many titles with one word, in order of IRI before the few others that have it."""
    titles = [
        (f"x:article/{number:05}", f"Minister says {number}", "article", ()) for number in range(21_000)
    ]
    others = [
        ("x:person/min-zhao", "Min Zhao", "person", ()),
        ("x:topic/minister", "Minister", "topic", ()),
    ]
    return SearchIndex([*titles, *others], {})


@pytest.mark.parametrize(
    ("words", "kinds", "first"),
    [
        ("min", ("person",), "x:person/min-zhao"),
        ("minister", ("topic",), "x:topic/minister"),
        ("minister", (), "x:topic/minister"),
        ("minister says 20999", (), "x:article/20999"),
        ("min", ("article",), "x:article/00000"),
    ],
)
def test_no_number_of_titles_hides_who_or_what_is_meant(
    index: SearchIndex, words: str, kinds: tuple[str, ...], first: str
) -> None:
    assert index.find(words, kinds)[0].iri == first


def test_of_all_kinds_everybody_is_found_beside_very_many_titles(index: SearchIndex) -> None:
    assert "x:person/min-zhao" in {found.iri for found in index.find("min", limit=30_000)}
