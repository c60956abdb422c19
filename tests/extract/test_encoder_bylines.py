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
    ("‘We were never asked.’ – Ana Ruiz", [("Ana Ruiz", "–", ["‘We were never asked.’"])]),
    ("“We were never asked”: Ana Ruiz", [("Ana Ruiz", ":", ["“We were never asked”"])]),
    (
        "We were never asked! — Ana Ruiz (@anaruiz) May 3, 2021",
        [("Ana Ruiz (@anaruiz)", "—", ["We were never asked!"])],
    ),
    (
        '<post id="7">We were never asked! — Ana Ruiz (@anaruiz)',
        [("Ana Ruiz (@anaruiz)", "—", ["We were never asked!"])],
    ),
    (
        "Q: Is it safe?\n\nA: No. It fell.\n\nQ: Will it be closed?\n\nA: Yes, on Monday.",
        [
            ("Q", ":", ["Is it safe?"]),
            ("A", ":", ["No. It fell"]),
            ("Q", ":", ["Will it be closed?"]),
            ("A", ":", ["Yes, on Monday"]),
        ],
    ),
    (
        "**Herald:** Is it safe?\n**Ana Ruiz:** No.\nFor example: it fell.\n**Herald:** So?\n**Ruiz:** Yes.",
        [
            ("Herald", ":", ["Is it safe?"]),
            ("Ana Ruiz", ":", ["No", "For example: it fell"]),
            ("Herald", ":", ["So?"]),
            ("Ruiz", ":", ["Yes"]),
        ],
    ),
    ("“We were never asked.” – Ruiz said – “by anyone.”", []),
    ("“We were never asked.” — Ruiz, who built it, said.", []),
    ("“We wait”: Leeds says “no”: Kim", []),
    ("Monday: rain\nTuesday: sun\nMonday: rain\nTuesday: sun", []),
    ("Note: It is late.\nUpdate: It is early.\nNote: No.", []),
    ("Best: The bridge.\nWorst: The ferry.\nBest: The boat.", []),
    ("RUIZ: .\nKIM: Who?\nRUIZ: .", [("KIM", ":", ["Who?"])]),
    ("A: One thing.\nB: Another.", []),
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
