"""One rule for values in all formats."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from sayso.graph.exports.values import attributes, clean, defused, flatten


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ("", None),
        (float("nan"), None),
        ([], None),
        (date(2026, 3, 2), "2026-03-02"),
        (["a", None, "b"], '["a", null, "b"]'),
        ({"b", "a"}, '["a", "b"]'),
        ("a\x00b\ud800c\r\nd", "a�b�c\nd"),
        (True, True),
        (2**70, "1180591620717411303424"),
        (np.int64(3), 3),
        ("Tomás 🐟", "Tomás 🐟"),
        ("שלום", "שלום"),
    ],
)
def test_flat_values(value: Any, expected: Any) -> None:
    assert flatten(value) == expected


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_what_a_spreadsheet_would_run_is_defused(sign: str) -> None:
    assert defused(f"{sign}HYPERLINK(1)") == f"'{sign}HYPERLINK(1)"


@pytest.mark.parametrize("value", [-3, 4.5, None, "a=b", "said -3", ""])
def test_what_is_no_formula_stays(value: Any) -> None:
    assert defused(value) == value


def test_a_name_that_a_format_keeps_for_itself_is_changed() -> None:
    assert attributes({"id": 1, "label": "x", "end": None}, clean) == {"sayso_id": 1, "label": "x"}
