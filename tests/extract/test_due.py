"""When what is foretold is due."""

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from sayso.extract.due import due_dates
from sayso.extract.modality import Modality

PUBLISHED = "2026-05-14"  # a Thursday

PHRASES: list[tuple[str, str | None]] = [
    ("by 2031", "2031"),
    ("by around 2040", "2040"),
    ("by 2035 at the latest", "2035"),
    ("in early 2028", "2028"),
    ("by mid-2027", "2027"),
    ("in the first half of 2027", "2027"),
    ("in the third quarter of 2027", "2027"),
    ("by fiscal year 2028", "2028"),
    ("between 2027 and 2030", "2030"),
    ("from 2027 to 2030", "2030"),
    ("in the 2030s", "2039"),
    ("in May 2027", "2027-05"),
    ("by December", "2026-12"),
    ("by March", "2027-03"),
    ("at the end of June", "2026-06"),
    ("on 4 June", "2026-06-04"),
    ("no later than 1 July", "2026-07-01"),
    ("on Tuesday, May 19", "2026-05-19"),
    ("June 3, 2027", "2027-06-03"),
    ("on 3 June 2027", "2027-06-03"),
    ("by the end of next year", "2027"),
    ("by the end of the year", "2026"),
    ("by year-end", "2026"),
    ("later this year", "2026"),
    ("sometime next year", "2027"),
    ("as early as next year", "2027"),
    ("by the end of the month", "2026-05"),
    ("next month", "2026-06"),
    ("by the end of the decade", "2030"),
    ("by the end of the century", "2100"),
    ("next spring", "2027"),
    ("by the summer", "2026"),
    ("by winter 2028", "2028"),
    ("within 24 hours", "2026-05-15"),
    ("within two weeks", "2026-05-28"),
    ("within three months", "2026-08"),
    ("over the next five years", "2031"),
    ("in the next 12 months", "2027-05"),
    ("in two years' time", "2028"),
    ("10 years from now", "2036"),
    ("in ten to fifteen years", "2041"),
    ("in the next decade", "2036"),
    ("in a couple of years", "2028"),
    ("for a couple of years", None),
    ("on Monday", "2026-05-18"),
    ("next Thursday", "2026-05-21"),
    ("tomorrow", "2026-05-15"),
    ("by next May", "2027-05"),
    ("after the spring of 2031", "2031"),
    ("in 2019", None),
    ("on Sunday evenings", None),
    ("in the coming weeks", None),
    ("in a few years", None),
    ("the highest in ten years", None),
    ("for the first time in a decade", None),
    ("within three months of approval", None),
    ("two years ago", None),
    ("a 10-year plan", None),
    ("by 2,000 people", None),
    ("by 2030 jobs", None),
    ("by 15 percent", None),
    ("it may rain", None),
    ("on 31 February 2027", None),
    ("by the autumn of next year", "2027"),
    ("once in fifteen years", None),
    ("by 2031-13", None),
    ("on 2030-02-31", None),
    ("on 2030-02-28", "2030-02-28"),
]


@pytest.mark.parametrize(("text", "date"), PHRASES, ids=[case[0] for case in PHRASES])
def test_a_time_ahead_is_as_exact_as_its_words(text: str, date: str | None) -> None:
    found = due_dates(text, PUBLISHED)
    assert [due.date for due in found[:1]] == ([date] if date else [])


@pytest.mark.parametrize(
    ("text", "date"),
    [("by 2031", "2031"), ("on 3 June 2027", "2027-06-03"), ("next year", None), ("by December", None)],
)
def test_without_a_date_of_the_article_only_full_times_count(text: str, date: str | None) -> None:
    assert [due.date for due in due_dates(text, None)] == ([date] if date else [])


@given(st.text(max_size=60), st.dates(min_value=datetime.date(1600, 1, 1)))
def test_any_text_gives_dates_within_it(text: str, published: Any) -> None:
    for due in due_dates(text, published.isoformat()):
        assert 0 <= due.start < due.end <= len(text)
        assert len(due.date) in (4, 7, 10)


@given(st.integers(1, 999), st.sampled_from(["days", "weeks", "months", "years", "decades"]))
def test_any_count_gives_a_date_or_nothing(number: int, unit: str) -> None:
    assert all(len(due.date) in (4, 7, 10) for due in due_dates(f"within {number} {unit}", PUBLISHED))


STATEMENTS: list[tuple[str, dict[str, Any], str | None]] = [
    ("She said «the plant will open by 2031».", {}, "by 2031"),
    ("She said «the plant would open next spring».", {}, "next spring"),
    ("She said «the plant is expected to open in 2028».", {}, "in 2028"),
    ("She said «the plant is to open on 4 June».", {}, "on 4 June"),
    ("She said «the plant opens next month».", {}, "next month"),
    ("She said «the plant should be closed within two years».", {}, "within two years"),
    ("She predicted «a slump by 2028».", {"cue_type": "speculation"}, "by 2028"),
    (
        "She promised «to open the plant by the end of next year».",
        {"cue_type": "attitude"},
        "by the end of next year",
    ),
    ("She said «the plant opened in 2019».", {}, None),
    ("She said «the plant opened in May».", {}, None),
    ("She said «the plant was built in three months».", {}, None),
    ("She said «the plant has opened this year».", {}, None),
    ("She said «the plant is open in 2026».", {}, None),
    ("She said «the plant will open».", {}, None),
    ("She said «the plant will have closed by the end of 2030».", {}, "by the end of 2030"),
    ("She said «the plant makes more in a day than we can sell».", {}, None),
    ("She said «he used to close the plant on Sunday».", {}, None),
]  # fmt: skip


@pytest.mark.parametrize(("marked", "fields", "words"), STATEMENTS, ids=[case[0] for case in STATEMENTS])
def test_only_what_looks_ahead_is_due(
    nlp: Language, marked: str, fields: dict[str, str], words: str | None
) -> None:
    if not Doc.has_extension("statements"):
        Doc.set_extension("statements", default=None)
    before, content, after = marked.replace("»", "«").split("«")
    text = before + content + after
    doc = nlp(text)
    doc.user_data["sayso_published"] = PUBLISHED
    span = [len(before), len(before) + len(content)]
    doc._.statements = [{"content": [span], "cue": [[0, 2]], "cue_type": "say", **fields}]
    statement = Modality()(doc)._.statements[0]
    evidence = statement.get("due_evidence")
    assert (text[slice(*evidence)] if evidence else None) == words


def test_what_lies_beyond_the_calendar_is_left_out() -> None:
    assert due_dates("within three years", "9999-12-31") == []
