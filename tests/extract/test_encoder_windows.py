"""Windows over paragraphs."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sayso.extract.encoder.features import OFFSETS
from sayso.extract.encoder.windows import lay_out, pack, read_pieces, stretches
from sayso.extract.encoder.wordpiece import WordPiece

WORDS = WordPiece(["[UNK]", "[CLS]", "[SEP]", "a", ".", "“", "”", '"'])
TEXTS = st.text(alphabet='aA .“”"\n', max_size=300)


@given(TEXTS, st.integers(8, 40))
def test_every_piece_is_in_one_window_and_no_window_is_too_long(text: str, longest: int) -> None:
    pieces = read_pieces(text, WORDS)
    windows = [lay_out(pieces, parts, WORDS) for parts in pack(stretches(pieces, longest - 2), longest)]
    assert all(len(window.ids) <= longest for window in windows)
    seen = [int(piece) for window in windows for piece in window.pieces if piece >= 0]
    assert seen == list(range(len(pieces.ids)))


def test_the_look_of_a_word_tells_its_shape_and_its_place_in_a_quotation() -> None:
    looks = read_pieces("A “a” AA\n“a\na", WORDS).features[:, 0]
    assert np.array_equal(looks % 4, [0, 2, 1, 3, 0, 2, 1, 0])
    assert np.array_equal(looks // 4, [2, 0, 1, 0, 3, 0, 1, 1])


def test_without_a_parse_its_columns_are_not_known() -> None:
    features = read_pieces("a a.", WORDS).features
    assert (features[:, 1:] == OFFSETS[1:]).all()
