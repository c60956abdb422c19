"""Spans of statements become marked stretches of text, whatever the spans."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.api.web.highlighting import POINTING, Spans, highlighted

TEXT = "Ada Quist said that Bo Lind thinks it rains.\n\nIt may snow, she added.\nNothing here."


def place(words: str) -> tuple[int, int]:
    begin = TEXT.index(words)
    return begin, begin + len(words)


OUTER = Spans((place("Ada Quist"),), (place("said"),), (place("that Bo Lind thinks it rains"),))
INNER = Spans((place("Bo Lind"),), (place("thinks"),), (place("it rains"),))
SNOW = Spans((place("she"),), (place("added"),), (place("It may snow"),), guess=True)


def test_a_relayed_statement_lies_within_the_one_that_relays_it() -> None:
    first, second, third = highlighted(TEXT, [OUTER, INNER, SNOW])
    assert [(piece.text, piece.classes, piece.opens) for piece in first.pieces] == [
        ("Ada Quist", "t source k1", ()),
        (" ", "", ()),
        ("said", "t cue k1", ()),
        (" ", "", ()),
        ("that ", "t content d1 k1", (1,)),
        ("Bo Lind", "t content source d1 k2 k1", ()),
        (" ", "t content d1 k1", ()),
        ("thinks", "t content cue d1 k2 k1", ()),
        (" ", "t content d1 k1", ()),
        ("it rains", "t content d2 k2 k1", (2,)),
        (".", "", ()),
    ]
    assert next((piece.text, piece.classes, piece.opens) for piece in second.pieces) == (
        "It may snow",
        "t content d1 guess k1",
        (3,),
    )
    assert (first.numbers, second.numbers, third.numbers) == ((1, 2), (3,), ())
    assert [piece.text for piece in third.pieces] == ["Nothing here."]


def test_lines_that_a_statement_goes_through_stay_together() -> None:
    through = Spans(content=((place("it rains")[0], place("It may")[1]),))
    paragraphs = highlighted(TEXT, [through])
    assert [(TEXT[p.start : p.end], p.numbers) for p in paragraphs] == [
        (TEXT[: place("she added.")[1]], (1,)),
        ("Nothing here.", ()),
    ]


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("", Spans(content=((0, 5),))),
        ("", Spans()),
        ("\n \n", Spans(content=((0, 1),))),
        ("Short.", Spans(content=((40, 50),))),
        ("Short.", Spans(content=((-5, 3),))),
        ("Short.", Spans(content=((4, 2),))),
        ("Short.", Spans(sentence=((0, 6),))),
        ("A.\n\n\nB.", Spans(content=((3, 4),))),
    ],
)
def test_every_statement_has_its_place_even_where_spans_are_wrong(text: str, spans: Spans) -> None:
    paragraphs = highlighted(text, [spans])
    assert [number for p in paragraphs for piece in p.pieces for number in piece.opens] == [1]
    assert [number for p in paragraphs for number in p.numbers] == [1]


def test_characters_that_reorder_text_are_shown_by_their_code() -> None:
    (paragraph,) = highlighted("a\u202eb", [Spans(content=((0, 3),))])
    assert [(piece.text, piece.code) for piece in paragraph.pieces] == [
        ("a", ""),
        ("\ufffd", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("b", ""),
    ]
    assert [piece.opens for piece in paragraph.pieces] == [(1,), (), ()]


SPAN = st.tuples(st.integers(-3, 60), st.integers(-3, 60))
SPANS = st.lists(SPAN, max_size=3).map(tuple)
STATEMENTS = st.lists(st.builds(Spans, SPANS, SPANS, SPANS, SPANS, st.booleans()), max_size=8)
ODD_TEXT = st.text(alphabet="ab \n\t\u202e\U0001f600\x00", max_size=50)


@given(ODD_TEXT, STATEMENTS)
def test_no_text_is_lost_and_every_statement_has_one_place(text: str, statements: list[Spans]) -> None:
    paragraphs = highlighted(text, statements)
    shown = "\n".join("".join(piece.text for piece in paragraph.pieces) for paragraph in paragraphs)
    plain = "".join("\ufffd" if char in "\u202e\x00" else char for char in text)
    assert shown.split() == plain.split()
    numbers = list(range(1, len(statements) + 1))
    assert sorted(n for p in paragraphs for piece in p.pieces for n in piece.opens) == numbers
    assert sorted(n for p in paragraphs for n in p.numbers) == numbers


@pytest.mark.parametrize("shape", ["nested", "side by side", "all the same", "one long line"])
def test_many_overlapping_spans_cost_little(shape: str) -> None:
    count = 4_000
    text = "word " * 4 * count if shape == "one long line" else "word word word word\n" * count
    statements = {
        "nested": [Spans(content=((n, len(text) - n),)) for n in range(count)],
        "side by side": [Spans(content=((n * 20, n * 20 + 9),)) for n in range(count)],
        "all the same": [Spans(content=((0, len(text)),))] * count,
        "one long line": [Spans(((n, n + 2),), (), ((n, n + 3000),)) for n in range(count)],
    }[shape]
    begin = time.perf_counter()
    paragraphs = highlighted(text, statements)
    assert time.perf_counter() - begin < 5
    assert sum(len(paragraph.numbers) for paragraph in paragraphs) == count
    classes = {name for p in paragraphs for piece in p.pieces for name in piece.classes.split()}
    assert f"k{POINTING + 1}" not in classes
