"""The limit on rows counts what the engine writes: exactly, whatever the literals, wherever a chunk ends."""

import io

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.api.protocol.row_limits import counted
from sayso.api.service import LimitError

FORMATS = [
    ox.QueryResultsFormat.JSON,
    ox.QueryResultsFormat.XML,
    ox.QueryResultsFormat.CSV,
    ox.QueryResultsFormat.TSV,
]

# what begins, ends or hides a row in one of the formats, among other text
PIECES = [
    "},{",
    "}},{",
    '"',
    "\\",
    "\n",
    "\r\n",
    "<result>",
    "</result>",
    ",",
    "{}",
    "a",
    "é",
    "\t",
    "'",
    '""',
]
texts = st.lists(st.sampled_from(PIECES), max_size=8).map("".join) | st.text(
    st.characters(exclude_categories=["Cs"]), max_size=8
)
rows = st.lists(st.none() | texts, max_size=12)


def written(values: list[str | None], format: ox.QueryResultsFormat) -> bytes:
    """What the engine writes for these rows; None is a row without a value."""
    given = " ".join("(UNDEF)" if one is None else f"({ox.Literal(one)})" for one in values)
    found = ox.Store().query(f"SELECT ?x {{ VALUES (?x) {{ {given} }} }}")
    assert isinstance(found, ox.QuerySolutions)
    body = found.serialize(format=format)
    assert body is not None
    return body


def fits(body: bytes, chunk: int, format: ox.QueryResultsFormat, most: int) -> bool:
    """Whether the limit lets this pass, written in chunks of so many bytes."""
    passed = io.BytesIO()
    out = counted(passed, format, most)
    try:
        for start in range(0, len(body), chunk):
            out.write(body[start : start + chunk])
    except LimitError as error:
        assert error.limit == "rows"
        return False
    assert passed.getvalue() == body
    return True


@pytest.mark.parametrize("format", FORMATS, ids=str)
@given(rows, st.integers(1, 40))
@settings(max_examples=150, deadline=None)
def test_as_many_rows_as_allowed_pass_and_no_row_more(
    format: ox.QueryResultsFormat, values: list[str | None], chunk: int
) -> None:
    body = written(values, format)
    assert [most for most in range(1, len(values) + 2) if fits(body, chunk, format, most)] == list(
        range(max(len(values), 1), len(values) + 2)
    )


@pytest.mark.parametrize("format", FORMATS, ids=str)
def test_the_engine_stops_at_the_first_row_too_many(format: ox.QueryResultsFormat) -> None:
    store = ox.Store()
    numbers = " ".join(map(str, range(100)))
    endless = f"SELECT * {{ {' '.join(f'VALUES ?{name} {{ {numbers} }}' for name in 'abcd')} }}"  # 10^8 rows
    out = io.BytesIO()
    found = store.query(endless)
    assert isinstance(found, ox.QuerySolutions)
    with pytest.raises(LimitError, match="more than 1,000 rows"):
        found.serialize(counted(out, format, 1_000), format=format)
    assert len(out.getvalue()) < 1_000_000


def test_without_a_limit_nothing_stands_between() -> None:
    out = io.BytesIO()
    assert counted(out, ox.QueryResultsFormat.JSON, None) is out
