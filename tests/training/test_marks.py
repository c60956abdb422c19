"""The same text in other quotation marks."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.extract.training.marks import restyle

STYLED = {
    "‘It’s the “last” one,’ she said.",
    "'It’s the \"last\" one,' she said.",
    "\"It’s the 'last' one,\" she said.",
    "«It’s the ‹last› one,» she said.",
}


@pytest.mark.parametrize("seed", range(12))
def test_marks_are_exchanged_inside_and_out_and_apostrophes_stay(seed: int) -> None:
    assert restyle("“It’s the ‘last’ one,” she said.", random.Random(seed)) in STYLED


def test_a_text_without_double_marks_has_no_other_style() -> None:
    assert restyle("It’s late, she said.", random.Random(0)) is None


@given(st.text(alphabet="ab “”‘’'\".\n", max_size=200), st.integers(0, 9))
def test_nothing_but_marks_changes(text: str, seed: int) -> None:
    other = restyle(text, random.Random(seed))
    if other is not None:
        assert len(other) == len(text)
        changed = {(a, b) for a, b in zip(text, other, strict=True) if a != b}
        assert all(a in "“”‘’'\"" and b in "“”‘’'\"«»‹›" for a, b in changed)
