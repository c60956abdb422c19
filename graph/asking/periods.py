"""Stretches of time as they are written in a question, as days from and to, both included.

    in May 2024 · since 3 May 2024 · between March and June 2024 · in the second quarter of 2024 · last year

What can be read in two ways is not read: 03/05/2024, or a month without its year.
"""

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta

__all__ = ["Period", "periods", "point"]

Period = tuple[str, str]
"""The first and the last day as ISO dates; "" is no bound."""

_MONTHS = [name.lower() for name in calendar.month_name[1:]]
_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}

_END = r"(?=\s|$)"
_MONTH = "(?P<month>" + "|".join(f"{name}|{name[:3]}\\.?" for name in _MONTHS) + r"|sept\.?)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_UNITS = tuple(
    re.compile(pattern + _END)
    for pattern in (
        rf"{_YEAR}-(?P<number>\d\d)-(?P<day>\d\d)",
        rf"{_YEAR}-(?P<number>\d\d)",
        rf"(?:the )?{_DAY}(?: of)? {_MONTH}(?: ,)?(?: of)? {_YEAR}",
        rf"{_MONTH}(?: the)? {_DAY}(?: ,)? {_YEAR}",
        rf"{_MONTH}(?: ,)?(?: of)? {_YEAR}",
        rf"(?:the )?(?P<quarter>{'|'.join(_ORDINALS)}) quarter (?:of |in )?{_YEAR}",
        rf"q(?P<q>[1-4])(?: of)? {_YEAR}",
        rf"(?:the )?(?P<half>first|second|1st|2nd) half (?:of |in )?{_YEAR}",
        rf"(?:the )?(?P<edge>beginning|start|end) of {_YEAR}",
        rf"(?:the year )?{_YEAR}",
    )
)
_PARTIAL = tuple(
    re.compile(pattern + _END)
    for pattern in (rf"(?:the )?{_DAY}(?: of)? {_MONTH}", rf"{_MONTH} {_DAY}", _MONTH)
)
_RELATIVE = re.compile(
    r"(?:(?P<which>this|last|next) (?P<what>week|month|quarter|year)|today|yesterday)" + _END
)
_ROLLING = re.compile(
    rf"(?:(?:in|over|during|within) )?the (?:last|past) (?:(?P<n>\d{{1,3}}|{'|'.join(_NUMBERS)}) )?"
    r"(?P<unit>day|week|month|year)s?" + _END
)
_RANGE = re.compile(r"(?:(?P<between>between)|from|in|during)" + _END)
_OPEN = {
    "since": r"since|as of|starting (?:in|from|on|with)|beginning (?:in|from|with)|from",
    "after": r"after|later than|following",
    "before": r"before|prior to|earlier than|ahead of",
    "until": r"until|till|by|up to|up until|through|no later than|by the end of|until the end of",
    "in": r"in|during|within|throughout|over|on|dated|from",
}
_OPENERS = {name: re.compile(f"(?:{pattern}){_END}") for name, pattern in _OPEN.items()}
_ONWARD = re.compile(r"on(?:wards?)?" + _END)


def periods(text: str, start: int, today: date) -> Iterator[tuple[int, Period]]:
    """The stretches of time that begin at `start` in lower-case text, with where each ends.

    What would lie outside the years 1 to 9999 is none.
    """
    yield from _rolling(text, start, today)
    yield from _ranges(text, start, today)
    for name, opener in _OPENERS.items():
        found = opener.match(text, start)
        if not found:
            continue
        for end, (first, last) in _units(text, _next(text, found.end()), today):
            onward = _ONWARD.match(text, end) if found.group() == "from" else None
            if name == "since" and found.group() == "from":
                if onward:
                    yield _next(text, onward.end()), (first.isoformat(), "")
            elif name == "since":
                yield end, (first.isoformat(), "")
            elif name == "after":
                if last < date.max:
                    yield end, ((last + timedelta(days=1)).isoformat(), "")
            elif name == "before":
                if first > date.min:
                    yield end, ("", (first - timedelta(days=1)).isoformat())
            elif name == "until":
                yield end, ("", last.isoformat())
            elif not (found.group() == "on" and first != last):
                yield end, (first.isoformat(), last.isoformat())
    for end, (first, last) in _relative(text, start, today):
        yield end, (first.isoformat(), last.isoformat())


def point(text: str, start: int, today: date) -> Iterator[tuple[int, Period]]:
    """The days, months, years and so on that begin at `start`, without a preposition."""
    for end, (first, last) in _units(text, start, today):
        yield end, (first.isoformat(), last.isoformat())


def _units(text: str, start: int, today: date) -> Iterator[tuple[int, tuple[date, date]]]:
    for pattern in _UNITS:
        found = pattern.match(text, start)
        span = _span(found.groupdict()) if found else None
        if found and span:
            yield _next(text, found.end()), span
    yield from _relative(text, start, today)


def _relative(text: str, start: int, today: date) -> Iterator[tuple[int, tuple[date, date]]]:
    found = _RELATIVE.match(text, start)
    if found:
        try:
            span = _related(found, today)
        except (ValueError, OverflowError):  # there is no such year
            return
        yield _next(text, found.end()), span


def _rolling(text: str, start: int, today: date) -> Iterator[tuple[int, Period]]:
    found = _ROLLING.match(text, start)
    if found:
        words = found["n"] or "one"
        number = _NUMBERS.get(words) or int(words)
        unit = found["unit"]
        try:
            if unit in ("day", "week"):
                first = today - timedelta(days=number * (7 if unit == "week" else 1))
            else:
                first = _months_before(today, number * (12 if unit == "year" else 1))
        except (ValueError, OverflowError):  # there is no such year
            return
        yield _next(text, found.end()), (first.isoformat(), today.isoformat())


def _ranges(text: str, start: int, today: date) -> Iterator[tuple[int, Period]]:
    opener = _RANGE.match(text, start)
    if not opener:
        return
    begin = _next(text, opener.end())
    link = re.compile(("and" if opener["between"] else "(?:to|until|till|through|up to|-|–)") + _END)
    starts: list[tuple[int, tuple[date, date] | dict[str, str | None]]] = list(_units(text, begin, today))
    for pattern in _PARTIAL:
        partial = pattern.match(text, begin)
        if partial:
            starts.append((_next(text, partial.end()), partial.groupdict()))
    for middle, one in starts:
        linked = link.match(text, middle)
        if not linked:
            continue
        for end, (first, last) in _units(text, _next(text, linked.end()), today):
            earlier = one if isinstance(one, tuple) else _span({**one, "year": str(last.year)})
            if earlier and earlier[0] <= first:
                yield end, (earlier[0].isoformat(), last.isoformat())


def _span(parts: dict[str, str | None]) -> tuple[date, date] | None:
    year = int(parts["year"] or 0)
    first, last = 1, 12
    if parts.get("month"):
        first = last = _month(str(parts["month"]))
    elif parts.get("number"):
        first = last = int(str(parts["number"]))
    elif parts.get("quarter") or parts.get("q"):
        quarter = _ORDINALS.get(str(parts.get("quarter"))) or int(str(parts.get("q")))
        first, last = 3 * quarter - 2, 3 * quarter
    elif parts.get("half"):
        first, last = (1, 6) if str(parts["half"])[0] in "f1" else (7, 12)
    elif parts.get("edge"):
        edge = date(year, 12, 31) if parts["edge"] == "end" else date(year, 1, 1)
        return edge, edge
    try:
        if parts.get("day"):
            day = date(year, first, int(str(parts["day"])))
            return day, day
        return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])
    except ValueError:  # there is no such day
        return None


def _month(name: str) -> int:
    return next(number for number, month in enumerate(_MONTHS, start=1) if month.startswith(name[:3]))


def _related(found: re.Match[str], today: date) -> tuple[date, date]:
    if found["which"] is None:
        day = today if found.group() == "today" else today - timedelta(days=1)
        return day, day
    step = {"this": 0, "last": -1, "next": 1}[found["which"]]
    if found["what"] == "week":
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=step)
        return monday, monday + timedelta(days=6)
    if found["what"] == "year":
        return date(today.year + step, 1, 1), date(today.year + step, 12, 31)
    length = 3 if found["what"] == "quarter" else 1
    months = 12 * today.year + (today.month - 1) // length * length + step * length
    last = months + length - 1
    first_day = date(months // 12, months % 12 + 1, 1)
    return first_day, date(last // 12, last % 12 + 1, calendar.monthrange(last // 12, last % 12 + 1)[1])


def _months_before(day: date, number: int) -> date:
    months = 12 * day.year + day.month - 1 - number
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _next(text: str, end: int) -> int:
    """Where the next word begins."""
    while end < len(text) and text[end] == " ":
        end += 1
    return end
