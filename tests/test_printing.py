"""Answers on a terminal: tables where the columns fit, one below the other where they do not."""

import io

import pytest

from sayso.graph.answers import Answer
from sayso.printing import show


def _printed(columns: tuple[str, ...], *rows: tuple[str | int | None, ...]) -> str:
    out = io.StringIO()
    show(Answer(columns, rows, "", ""), "table", out)
    return out.getvalue()


def test_columns_that_fit_stand_beside_each_other() -> None:
    lines = _printed(("name", "statements"), ("Ann Lee", 3), ("Bo Ekman", 12)).splitlines()
    assert [line.split() for line in lines] == [
        ["name", "statements"],
        ["Ann", "Lee", "3"],
        ["Bo", "Ekman", "12"],
    ]


def test_columns_that_do_not_fit_stand_below_each_other() -> None:
    columns = ("topic", *(f"rather_long_column_{at}" for at in range(8)))
    lines = _printed(columns, ("tariffs", "a", None, 3, *"efghi"), ("floods", *"ABCDEFGH")).splitlines()
    assert lines[0] == "tariffs"
    assert lines[1].split() == ["rather_long_column_0", "a"]
    assert lines[2].split() == ["rather_long_column_2", "3"]  # what is empty has no line
    assert lines[8:10] == ["", "floods"]


@pytest.mark.parametrize(
    ("topics", "basis", "printed"),
    [
        ("floods; wages", "own-words; heading", "on floods (own words), wages (heading: a guess)"),
        ("rain; hail", "own-words", "on rain; hail (own words)"),
        ("floods; rain; hail", "heading; own-words", "on floods; rain; hail (heading: a guess, own words)"),
    ],
)
def test_a_label_may_hold_what_parts_labels(topics: str, basis: str, printed: str) -> None:
    others = "name role organization cue words source char_start char_end date outlet channel guess"
    row = dict.fromkeys([*others.split(), "carriers", "carried_by"], "x")
    row |= {"topics": topics, "basis": basis}
    out = io.StringIO()
    show(Answer(tuple(row), (tuple(row.values()),), evidence=True), "table", out)
    assert printed in " ".join(out.getvalue().split())


def test_what_steers_a_terminal_is_not_printed() -> None:
    columns = tuple(f"a_long_name_of_a_column_{at}" for at in range(6))
    printed = _printed(columns, ("\x1b[31mred", *"bcdef"))
    assert "\x1b" not in printed and "red" in printed
