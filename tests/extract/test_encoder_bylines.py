"""Speakers at the edge of the line."""

import pytest

from sayso.extract.encoder.bylines import bylines

CASES = [
    ("“We were never asked.” — Ana Ruiz", [("Ana Ruiz", "—", ["“We were never asked.”"])]),
    ('"We were never asked."\n\n- Ana Ruiz, baker.', [("Ana Ruiz", "-", ['"We were never asked."'])]),
    (
        "RUIZ: We were never asked.\nCOLE: By whom?\nRUIZ: By anyone.\n"
        "It was July.\nCOLE: I see.\nMusic played.",
        [
            ("RUIZ", ":", ["We were never asked"]),
            ("COLE", ":", ["By whom?"]),
            ("RUIZ", ":", ["By anyone", "It was July"]),
            ("COLE", ":", ["I see"]),
        ],
    ),
    ("NOTE: This story was updated.", []),
    ("“Nobody asked us” — that is what they said.", []),
    ("The plan — Ana Ruiz", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_bylines(text: str, expected: list[tuple[str, str, list[str]]]) -> None:
    found = [
        (text[slice(*b.source)], text[slice(*b.cue)], [text[slice(*span)] for span in b.content])
        for b in bylines(text)
    ]
    assert found == expected
