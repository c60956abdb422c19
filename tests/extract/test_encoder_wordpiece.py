"""Pieces of words and where they stand."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.extract.encoder.wordpiece import WordPiece

WORDS = WordPiece(["[UNK]", "[CLS]", "[SEP]", "cafe", "un", "##sure", "said", "“", "”", ",", "."])


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Unsure.", [(4, 0, 2), (5, 2, 6), (10, 6, 7)]),
        ("“Café,” said", [(7, 0, 1), (3, 1, 5), (9, 5, 6), (8, 6, 7), (6, 8, 12)]),
        ("cafe\u0301", [(3, 0, 4)]),  # the accent is a character of its own and belongs to no piece
        ("sa\u200bid", [(6, 0, 5)]),  # a character without text is passed over
        ("xyz said", [(0, 0, 3), (6, 4, 8)]),
        ("said" * 30, [(0, 0, 120)]),
        (" \n\u00a0", []),
    ],
)
def test_pieces_and_their_offsets(text: str, pieces: list[tuple[int, int, int]]) -> None:
    assert WORDS.pieces(text) == pieces


@given(st.text())
def test_pieces_are_in_order_and_inside_the_text(text: str) -> None:
    spans = [(start, end) for _, start, end in WORDS.pieces(text)]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[0] <= other[0] for one, other in pairwise(spans))
