"""Quotation marks and what stands between them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.extract.quotations import quotations


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("“We lost,” she said. “We’ll be back.”", ["“We lost,”", "“We’ll be back.”"]),
        ('"We lost," she said. "It hurts."', ['"We lost,"', '"It hurts."']),
        ("''We lost,'' she said.", ["''We lost,''"]),
        ("``We lost,'' she said.", ["``We lost,''"]),
        ("«We lost», she said.", ["«We lost»"]),
        ("„We lost“, she said.", ["„We lost“"]),
        ("‘We lost the farmers’ vote,’ she said.", ["‘We lost the farmers’ vote,’"]),
        ("'We lost,' she said.", ["'We lost,'"]),
        ("“He told me ‘no’ and left,” she said.", ["“He told me ‘no’ and left,”"]),
        ("“He called it “a farce” at noon,” she said.", ["“He called it “a farce” at noon,”"]),
        ("It’s the farmers’ vote, the ’90s, rock ’n’ roll.", []),
        ("The voters' will, the '90s and 'em all.", []),
        ("“We lost, she said.", ["“We lost, she said."]),
        ("She said: “One thing.\n“Another thing.”", ["“One thing.", "“Another thing.”"]),
        ("no marks at all", []),
        ("", []),
    ],
)
def test_quotations_are_paired(text: str, quoted: list[str]) -> None:
    assert [text[q.start : q.end] for q in quotations(text)] == quoted


def test_a_quotation_over_paragraphs_says_that_it_goes_on() -> None:
    first, second = quotations("“One thing.\n\n“Another thing.”")
    assert (first.closed, first.goes_on, second.closed, second.goes_on) == (False, True, True, False)


@given(st.text(alphabet="“”\"'‘’«»` as.\n", max_size=200))
def test_quotations_are_in_order_without_overlap_inside_the_text(text: str) -> None:
    found = quotations(text)
    edges = [edge for q in found for edge in (q.start, q.end)]
    assert edges == sorted(edges)
    assert all(0 <= q.start < q.end <= len(text) for q in found)


@pytest.mark.parametrize("mark", ["“", '"', "'", "‘", "«", "“a ", "'a "])
def test_a_megabyte_of_marks_is_read(mark: str) -> None:
    assert len(quotations(mark * (1_000_000 // len(mark)))) <= 1_000_000
