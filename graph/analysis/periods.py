"""Times: what a slice of a graph is cut by, and the months, quarters and years that a series runs through.

>>> Slice.of("2025-02", None).since
'2025-02-01'
>>> [period.name for period in periods(["2025-11-30", "2026-02-01"], "quarter")]
['2025-Q4', '2026-Q1']
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date as Day
from functools import lru_cache

from sayso.errors import SaysoError

__all__ = ["PERIODS", "Slice", "name_of", "periods"]

PERIODS = ("month", "quarter", "year")
"""What a series can run by."""

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_WHEN = re.compile(
    r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01])(?:[TZ+-].*)?)?)?", re.ASCII | re.DOTALL
)
_MOST = 1_200


@dataclass(frozen=True, slots=True)
class Slice:
    """From one day to another, both included; None is no bound. With one, undated things lie outside."""

    since: str | None = None
    until: str | None = None
    name: str = ""

    @classmethod
    def of(cls, since: str | None, until: str | None) -> "Slice":
        """The slice from the first day of one time to the last of another: each a year, a month or a day.

        Raises `SaysoError` for what is no such time, and where the end lies before the start.
        """
        found = cls(
            None if since is None else _day(since, "01-01", "01"),
            None if until is None else _day(until, "12-31", "31"),
        )
        if found.since and found.until and found.since > found.until:
            raise SaysoError(f"{since} lies after {until}: give the earlier time first")
        return found

    @property
    def is_bounded(self) -> bool:
        """Whether anything lies outside."""
        return self.since is not None or self.until is not None

    def holds(self, first: str | None, last: str | None = None) -> bool:
        """Whether a day lies in it, or any day from `first` to `last`.

        A year or a month lies in it where all of its days do; what is no date lies outside of any bounds.
        """
        if not self.is_bounded:
            return True
        begin, end = _days(first), _days(last or first)
        if begin is None or end is None:
            return False
        return begin[1] <= (self.until or "9999-12-31") and end[0] >= (self.since or "")

    def within(self, other: "Slice") -> "Slice":
        """What lies in both."""
        since = max(filter(None, (self.since, other.since)), default=None)
        until = min(filter(None, (self.until, other.until)), default=None)
        return Slice(since, until, self.name or other.name)


def _day(text: str, rest_of_year: str, rest_of_month: str) -> str:
    found = _DATE.fullmatch(text.strip())
    year, month, day = found.groups() if found else (None, None, None)
    if year is None or not _is_day(f"{year}-{month or '01'}-{day or '01'}"):
        raise SaysoError(
            f"{text!r} is no time: give a year, a month or a day, such as 2025, 2025-03, 2025-03-01"
        )
    if month is None:
        return f"{year}-{rest_of_year}"
    return f"{year}-{month}-{day or rest_of_month}"


def _is_day(text: str) -> bool:
    try:
        Day.fromisoformat(text)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=4096)
def _days(date: str | None) -> tuple[str, str] | None:
    """The first and the last day of a day, a month or a year; None for what is no date."""
    found = _WHEN.fullmatch(date or "")
    if found is None:
        return None
    year, month, day = found.groups()
    return f"{year}-{month or '01'}-{day or '01'}", f"{year}-{month or '12'}-{day or '31'}"


def name_of(date: str, by: str) -> str | None:
    """The month ("2025-03"), quarter ("2025-Q1") or year that an ISO date lies in.

    None for what is no date, and where it is longer than the period: a year lies in no month.
    """
    days = _days(date)
    if days is None:
        return None
    first, last = (
        day[:4] if by == "year" else day[:7] if by == "month" else f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}"
        for day in days
    )
    return first if first == last else None


def periods(dates: Iterable[str], by: str) -> list[Slice]:
    """All periods from the first date to the last, those without any date too, in order.

    Dates that lie in no period (`name_of`) do not count.

    Raises `SaysoError` for what is not in `PERIODS`, and where there would be more than 1,200.
    """
    if by not in PERIODS:
        raise SaysoError(f"no series by {by!r}; there are {', '.join(PERIODS)}")
    known = sorted(date for date in dates if name_of(date, by))
    if not known:
        return []
    months = {"month": 1, "quarter": 3, "year": 12}[by]
    first, last = (int(date[:4]) * 12 + int(date[5:7] or 1) - 1 for date in (known[0], known[-1]))
    numbers = range(first // months, last // months + 1)
    if len(numbers) > _MOST:
        raise SaysoError(f"{len(numbers)} {by}s lie between {known[0]} and {known[-1]}: narrow the time")
    found = []
    for number in numbers:
        begin, end = number * months, number * months + months - 1
        since = f"{begin // 12:04}-{begin % 12 + 1:02}-01"
        found.append(Slice(since, f"{end // 12:04}-{end % 12 + 1:02}-31", name_of(since, by) or ""))
    return found
