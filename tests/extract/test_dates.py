"""Dates are full and valid, or not there."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.extract.dates import (
    Dateline,
    date_in_name,
    dateline,
    find_dates,
    leading_date,
    only_date,
    parse_date,
)


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2025-05-07T18:05:00+02:00", "2025-05-07"),
        ("2025-05-07", "2025-05-07"),
        ("2025-5-7", "2025-05-07"),
        ("2025/05/07", "2025-05-07"),
        ("20250507", "2025-05-07"),
        ("20250507T180500Z", "2025-05-07"),
        ("Wed, 07 May 2025 18:05:00 GMT", "2025-05-07"),
        ("May 7, 2025", "2025-05-07"),
        ("Sept. 7th, 2025", "2025-09-07"),
        ("7 May 2025", "2025-05-07"),
        ("7th of May, 2025", "2025-05-07"),
        ("07.05.2025", "2025-05-07"),
        ("17/05/2025", "2025-05-17"),
        ("05/17/2025", "2025-05-17"),
        ("05/05/2025", "2025-05-05"),
        (datetime.date(2025, 5, 7), "2025-05-07"),
        (datetime.datetime(2025, 5, 7, 23, 59), "2025-05-07"),
        ("07/05/2025", None),
        ("2025-02-30", None),
        ("2025-13-01", None),
        ("May 2025", None),
        ("May 7", None),
        ("2025", None),
        ("May 7, 2025 and May 8, 2025", None),
        ("last Tuesday", None),
        ("12025-05-07", None),
        ("", None),
        (None, None),
        (1746633900, None),
        ("May 7, 2025" * 100, None),
    ],
)
def test_a_metadata_value_is_a_full_valid_date_or_none(value: object, date: str | None) -> None:
    assert parse_date(value) == date


@given(st.dates(min_value=datetime.date(1600, 1, 1), max_value=datetime.date(2199, 12, 31)))
def test_every_way_of_writing_a_date_is_read_back(date: datetime.date) -> None:
    month = date.strftime("%B")
    written = [
        date.isoformat(), f"{month} {date.day}, {date.year}", f"{date.day} {month} {date.year}",
        f"{month[:3]}. {date.day}, {date.year}", f"{date:%d.%m.}{date.year}", f"{date:%Y%m%d}",
    ]  # fmt: skip
    assert {parse_date(text) for text in written} == {date.isoformat()}


@given(st.text(max_size=200))
def test_no_text_makes_the_readers_of_dates_fail(text: str) -> None:
    for found, start, end in find_dates(text):
        assert datetime.date.fromisoformat(found) and 0 <= start < end <= len(text)
    for line in (dateline(text), leading_date(text)):
        assert line is None or 0 < line.end <= len(text)
    only_date(text), parse_date(text), date_in_name(text)


@pytest.mark.parametrize(
    ("line", "date", "alone"),
    [
        ("Published on March 3, 2024", "2024-03-03", True),
        ("Tuesday, March 5, 2024 10:15 GMT", "2024-03-05", True),
        ("Updated: March 5, 2024 | Published: March 3, 2024", "2024-03-03", True),
        ("Updated March 5, 2024", "2024-03-05", True),
        ("2024-03-05T10:00:00Z", "2024-03-05", True),
        ("March 5, 2024 at 5:04 p.m. EST", "2024-03-05", True),
        ("March 5, 2024 was a cold day.", None, False),
        ("The bank met on March 5, 2024", None, False),
        ("March 2024", None, False),
    ],
)
def test_a_date_line_holds_nothing_but_its_date(line: str, date: str | None, alone: bool) -> None:
    assert only_date(line) == (date, alone)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("OSLO, March 3, 2024 (Fjord Wire) — Rain fell.", Dateline(35, "2024-03-03", "Fjord Wire")),
        ("OSLO (Fjord Wire) - Rain fell.", Dateline(20, None, "Fjord Wire")),
        ("New York, Jan. 5, 2024 (NEWSFEED) -- Acme grew.", Dateline(37, "2024-01-05", "NEWSFEED")),
        ("VILA ALTA, March 3 (Delta) — Rain fell.", Dateline(29, None, "Delta")),
        ("OSLO — Rain fell.", Dateline(7, None, None)),
        ("OSLO ― Rain fell.", Dateline(7, None, None)),
        ("OSLO, March 2024 — Rain fell.", None),
        ("ACME - In spring, the company grew.", None),
        ("Prices — which had fallen — rose again.", None),
        ("NATO — the alliance — met.", None),
        ("Rain fell in Oslo on March 3, 2024 — again.", None),
        ("He left — Then he came back.", None),
    ],
)
def test_a_dateline_has_a_place_and_a_dash(text: str, expected: Dateline | None) -> None:
    assert dateline(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("date 2024-03-15 The institute spoke.", Dateline(16, "2024-03-15", None)),
        ("Published: March 3, 2024 10:15 GMT | The institute spoke.", Dateline(37, "2024-03-03", None)),
        ("March 3, 2024 — The institute spoke.", Dateline(16, "2024-03-03", None)),
        ("March 3, 2024 was a cold day.", None),
        ("On March 3, 2024, the institute spoke.", None),
        ("date 2024-02-30 The institute spoke.", None),
    ],
)
def test_a_leading_date_has_a_label_or_a_separator(text: str, expected: Dateline | None) -> None:
    assert leading_date(text) == expected


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("2024-03-15_flood.txt", "2024-03-15"),
        ("flood_20240315.txt", "2024-03-15"),
        ("2024_03_15.md", "2024-03-15"),
        ("flood-2024-03.txt", None),
        ("2024-13-15.txt", None),
        ("000_391667912024.txt", None),
        ("2024-03-15_to_2024-03-16.txt", None),
    ],
)
def test_a_file_name_gives_a_date_if_it_holds_one(name: str, date: str | None) -> None:
    assert date_in_name(name) == date
