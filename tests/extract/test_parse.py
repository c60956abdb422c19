"""Ends of sentences that a parser sees inside a sentence."""

import pytest
from spacy.lang.en import English
from spacy.tokens import Doc

from sayso.extract.parse import Parse, led_in, run_on


def parsed(words: list[str], openings: set[int], spaces: list[bool] | None = None) -> tuple[Parse, str]:
    """A doc whose sentences open at the given words; capitalised words are proper nouns."""
    doc = Doc(
        English().vocab,
        words=words,
        spaces=spaces,
        pos=["PROPN" if word[0].isupper() else "PUNCT" if word == "." else "NOUN" for word in words],
        heads=[max(first for first in openings if first <= at) for at in range(len(words))],
        deps=["ROOT" if at in openings else "dep" for at in range(len(words))],
    )
    return Parse(doc), doc.text


@pytest.mark.parametrize(
    ("words", "openings", "end", "expected"),
    [
        (["cited", "remarks", "Hall", "made", "."], {0, 2}, 2, 4),
        (["cited", "remarks", ".", "Hall", "left", "."], {0, 3}, 3, 3),
        (["cited", "remarks", "\n", "Hall", "left", "."], {0, 3}, 3, 3),
        (["cited", "remarks", "Hall", "made", "."], {0}, 2, 2),
    ],
)
def test_a_content_runs_on_over_a_false_end(
    words: list[str], openings: set[int], end: int, expected: int
) -> None:
    parse, text = parsed(words, openings)
    assert run_on(parse, text, end) == expected


@pytest.mark.parametrize(
    ("words", "openings", "start", "expected"),
    [
        (["Shen", "Haixiong", "left", "."], {0, 1}, 1, 0),
        (["Shen", "Haixiong", "left", "."], {0}, 1, 1),
        (["He", "saw", "Hall", ".", "Shen", "left"], {0, 4}, 4, 4),
    ],
)
def test_a_name_is_not_cut_by_a_false_end(
    words: list[str], openings: set[int], start: int, expected: int
) -> None:
    parse, text = parsed(words, openings)
    assert led_in(parse, text, start) == expected
