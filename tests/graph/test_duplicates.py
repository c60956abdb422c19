"""Which texts are copies of one another, by their words."""

import random
import unicodedata
from itertools import pairwise
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.graph.identity.person_names import fold
from sayso.graph.names import normal_form, slug
from sayso.graph.upkeep.duplicates import FEWEST, keys, likeness, shingles, words

DRAW = random.Random(5)
SYLLABLES = [start + end for start in "bdfgklmnprst" for end in ("a", "e", "i", "o", "an", "el", "ir", "ost")]
LEXICON = ["".join(DRAW.choices(SYLLABLES, k=3)) for _ in range(1500)]


def text(count: int, seed: int) -> str:
    return " ".join(random.Random(seed).choices(LEXICON, k=count))


def edited(original: str, share: float, seed: int) -> str:
    draw = random.Random(seed)
    return " ".join(draw.choice(LEXICON) if draw.random() < share else word for word in original.split(" "))


STORY = text(400, 1)
HALF = " ".join(STORY.split(" ")[:200])
QUOTATION = " ".join(STORY.split(" ")[100:180])


@pytest.mark.parametrize(
    ("other", "is_copy"),
    [
        (STORY, True),
        (STORY.upper().replace(" ", ", "), True),
        (edited(STORY, 0.03, 2), True),
        (edited(STORY, 0.1, 3), True),
        (HALF, True),
        (f"{text(100, 4)} {STORY} {text(80, 5)}", True),
        (f"{HALF} {text(80, 6)}", True),
        (text(400, 7), False),
        (f"{text(150, 8)} {QUOTATION} {text(170, 9)}", False),
        (edited(STORY, 0.4, 10), False),
        ("Read more on our site.", False),
        ("", False),
    ],
    ids=[
        "the same",
        "other case and punctuation",
        "3 %",
        "10 %",
        "cut",
        "more",
        "cut with more",
        "another",
        "a long quotation",
        "told anew",
        "short",
        "empty",
    ],
)
def test_a_copy_is_told_from_another_article(other: str, is_copy: bool) -> None:
    first, second = shingles(STORY), shingles(other)
    assert likeness(first, second).is_copy is is_copy
    assert not is_copy or keys(first) & keys(second)


def test_how_alike_two_texts_are_by_hand() -> None:
    # ten words have eight runs of three; seven of the first are in the second, which has nine
    one = frozenset(f"{n} {n + 1} {n + 2}" for n in range(8))
    other = frozenset(f"{n} {n + 1} {n + 2}" for n in range(1, 10))
    found = likeness(one, other)
    assert (found.jaccard, found.containment) == (7 / 10, 7 / 8)
    assert likeness(other, one) == found
    assert likeness(one, frozenset()) == likeness(frozenset(), frozenset())


def test_what_stands_on_every_page_is_no_article() -> None:
    few = " ".join(f"word{number}" for number in range(FEWEST + 1))
    assert shingles(few) == frozenset() == keys(shingles(few))
    assert len(shingles(f"{few} more")) == FEWEST


def test_page_furniture_is_passed_over() -> None:
    menu = "Home News Sport Weather Travel Jobs Contact "
    page = menu + STORY + " Share this article"
    furniture = ((0, len(menu)), (len(menu) + len(STORY), len(page)))
    assert shingles(page, furniture) == shingles(STORY)
    assert words("ab cd ef", ((3, 5),)) == ["ab", "ef"]
    assert words("abcdef", ((2, 4),)) == ["ab", "ef"]


def test_the_keys_are_the_same_on_every_machine() -> None:
    found = sorted(keys(frozenset(f"a b {number}" for number in range(40))))
    assert (len(found), found[0], found[-1]) == (42, "00-28f98fc3b1d6", "41-6c492d978a71")


@given(st.lists(st.sampled_from(LEXICON), min_size=40, max_size=60), st.randoms())
@settings(max_examples=20, deadline=None)
def test_keys_depend_on_the_set_alone(chosen: list[str], draw: random.Random) -> None:
    runs = [" ".join(run) for run in pairwise(chosen)]
    mixed = draw.sample(runs, len(runs))
    assert keys(frozenset(runs)) == keys(dict.fromkeys(mixed).keys())


FORMS: tuple[Literal["NFC", "NFD", "NFKC", "NFKD"], ...] = ("NFC", "NFD", "NFKC", "NFKD")


@given(st.text())
def test_ordinary_text_has_the_normal_forms_of_unicode(ordinary: str) -> None:
    for form in FORMS:
        assert normal_form(form, ordinary) == unicodedata.normalize(form, ordinary)


# sorted one by one: by Unicode alone each of these takes minutes
@pytest.mark.parametrize("marks", ["\u0301\u0323", "\u0f73\u0f71", "\uff9e\u3099", "\u0344\u0323"])
def test_marks_without_end_cost_no_more_than_other_signs(marks: str) -> None:
    hostile = f"Mara Vo{marks * 100_000}ss"
    for form in FORMS:
        assert len(normal_form(form, hostile)) < 100
    assert (slug(hostile), fold(hostile)) == ("mara-voss", "mara voss")
    assert words(hostile)[0] == "mara"
