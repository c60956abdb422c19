"""Dates as news pages write them: full, valid calendar dates or nothing.

    >>> parse_date("Wed, 11 Jun 2025 22:40:00 GMT")
    '2025-06-11'
    >>> parse_date("March 2024") is None
    True

A date is taken as it is printed: no time zone is reckoned with. Numbers alone (3/4/2024) are read only where
one reading is possible.
"""

import datetime
import re
from dataclasses import dataclass

__all__ = ["Dateline", "date_in_name", "dateline", "find_dates", "leading_date", "only_date", "parse_date"]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?:1[6-9]|20|21)\d\d"
_DATE = re.compile(
    rf"(?<![\w.-])(?:"
    rf"(?P<y1>{_YEAR})(?P<sep>[-/.])(?P<m1>\d\d?)(?P=sep)(?P<d1>\d\d?)(?=$|[^\d/.-]|[.-](?!\d))"
    rf"|(?P<m2>{_MONTH}) (?P<d2>\d\d?)(?:st|nd|rd|th)?,? (?P<y2>{_YEAR})(?!\d)"
    rf"|(?P<d3>\d\d?)(?:st|nd|rd|th)?(?: of)?[ -](?P<m3>{_MONTH}),?[ -](?P<y3>{_YEAR})(?!\d)"
    rf"|(?P<a>\d\d?)(?P<sep2>[/.-])(?P<b>\d\d?)(?P=sep2)(?P<y4>{_YEAR})(?!\d)"
    rf")",
    re.IGNORECASE,
)
_COMPACT = re.compile(rf"(?<!\d)({_YEAR})(\d\d)(\d\d)(?:T\d{{4,6}}\w*)?(?!\d)")
_NAME_DATE = re.compile(rf"(?<!\d)({_YEAR})([-_.]?)(\d\d)\2(\d\d)(?!\d)")

_WEEKDAY = r"(?:mon|tues|tue|wednes|wed|thurs|thur|thu|fri|satur|sat|sun)(?:day)?\.?,?"
_TIME = (
    r"(?:at |, )?\d\d?[:.h]\d\d(?::\d\d(?:\.\d{1,9})?)? ?(?:[ap]\.?m\.?)?"
    r" ?(?:\(?(?:[A-Z]{1,2}[DS]?T|GMT|UTC|Z|hrs|IST|CEST?)\)?)?(?: ?[+-]\d\d:?\d\d)?"
)
_LABEL = (
    r"(?:date|first published|published|posted|publication date|released|created|dated|last updated|updated|"
    r"last modified|modified|upd)(?: (?:on|at|in))?"
)
_STALE = re.compile(r"(?:updated?|modified|upd)(?: (?:on|at))?\s*[:.]?\s*$", re.IGNORECASE)
_REST = re.compile(rf"{_WEEKDAY}|{_TIME}|{_LABEL}|[\s|·•,;:.()/–—-]+", re.IGNORECASE)
_LEADING_LABEL = re.compile(rf"(?:{_LABEL})\s*[:.]?\s+(?:{_WEEKDAY} )?(?=\d|{_MONTH} \d)", re.IGNORECASE)
_AFTER = re.compile(rf"(?:[T ]?{_TIME})?[\s|·•,;:.)–—-]*", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*(?:[|·•:–—]|--?\s)\s*")

_PARTIAL = re.compile(rf"{_MONTH} \d\d?|\d\d? {_MONTH}|{_WEEKDAY}", re.IGNORECASE)
_DASH = re.compile(r"\s*(?:—|–|―|--| - |-(?= ))\s*")
_AGENCY = re.compile(r"\(([^()]{2,40})\)")
_PLACE_WORD = re.compile(r"[A-Z][\w.'’-]*(?:/[A-Z][\w.'’-]*)?|of|the|de|and|la|el")
_HEAD_CHARS = 120
_LINE_CHARS = 160


@dataclass(frozen=True, slots=True)
class Dateline:
    """What stands before the first words of a report: "LONDON, March 3, 2024 (Agency) —".

    `end` is the offset after it, in characters of the text given; `date` is None without a full date.
    """

    end: int
    date: str | None
    agency: str | None


def _iso(year: str, month: str, day: str) -> str | None:
    number = _MONTHS.index(month[:3].lower()) + 1 if month[0].isalpha() else int(month)
    try:
        return datetime.date(int(year), number, int(day)).isoformat()
    except ValueError:
        return None


def _value(match: re.Match[str]) -> str | None:
    if match["y1"]:
        return _iso(match["y1"], match["m1"], match["d1"])
    if match["y2"]:
        return _iso(match["y2"], match["m2"], match["d2"])
    if match["y3"]:
        return _iso(match["y3"], match["m3"], match["d3"])
    first, second = int(match["a"]), int(match["b"])
    if match["sep2"] == "." or first > 12 or first == second:
        return _iso(match["y4"], match["b"], match["a"])
    if second > 12:
        return _iso(match["y4"], match["a"], match["b"])
    return None  # 3/4/2024 is March in one country and April in the next


def find_dates(text: str) -> list[tuple[str, int, int]]:
    """Every full, valid date in a short text, with its offsets."""
    found = ((_value(match), match.start(), match.end()) for match in _DATE.finditer(text))
    return [(date, start, end) for date, start, end in found if date is not None]


def parse_date(value: object) -> str | None:
    """The date that a metadata field holds, as YYYY-MM-DD, or None if it holds none or several."""
    if isinstance(value, datetime.date):
        return value.isoformat()[:10]
    if not isinstance(value, str) or len(value) > _LINE_CHARS:
        return None
    text = value.strip()
    # An ISO date-time has a letter right after the day.
    if re.match(rf"{_YEAR}-\d\d-\d\dT", text):
        text = text[:10]
    dates = {date for date, _, _ in find_dates(text)}
    if not dates and (match := _COMPACT.match(text)):
        dates = {date for date in (_iso(*match.groups()),) if date is not None}
    return dates.pop() if len(dates) == 1 else None


def date_in_name(name: str) -> str | None:
    """The date in a file name such as 2024-03-15_flood.txt or 20240315.txt."""
    dates = {_iso(year, month, day) for year, _, month, day in _NAME_DATE.findall(name)} - {None}
    return dates.pop() if len(dates) == 1 else None


def only_date(line: str) -> tuple[str | None, bool]:
    """The date of a line that holds nothing else but labels, week days and times of day.

    The second value tells whether the line is such a line; "Updated" dates count only if no other is given.
    """
    if len(line) > _LINE_CHARS:
        return None, False
    dates = find_dates(line)
    if not dates:
        return None, False
    rest = line
    for _, start, end in reversed(dates):
        rest = rest[:start] + " | " + rest[end:]
    if _REST.sub("", rest.replace("T", " ") if re.search(r"\dT\d", line) else rest):
        return None, False
    fresh = [date for date, start, _ in dates if not _STALE.search(line[:start])]
    return (fresh or [date for date, _, _ in dates])[0], True


def leading_date(text: str) -> Dateline | None:
    """A date with a label or a separator at the very start: "date 2024-03-15 …", "March 3, 2024 — …"."""
    head = text[:_HEAD_CHARS]
    label = _LEADING_LABEL.match(head)
    match = _DATE.match(head, label.end() if label else 0)
    date = _value(match) if match else None
    if match is None or date is None:
        return None
    if label:
        after = _AFTER.match(head, match.end())
        return Dateline(after.end() if after else match.end(), date, None)
    separator = _SEPARATOR.match(head, match.end())
    return Dateline(separator.end(), date, None) if separator else None


def dateline(text: str) -> Dateline | None:
    """The place, date and agency before the first words of a report, if it begins so.

    >>> dateline("OSLO, March 3, 2024 (Fjord Wire) — Rain fell.")
    Dateline(end=35, date='2024-03-03', agency='Fjord Wire')
    """
    head = text[:_HEAD_CHARS]
    dash = _DASH.search(head)
    if dash is None or not head[:1].isupper():
        return None
    after = text[dash.end() : dash.end() + 2].lstrip("\"'“‘")
    if not after[:1].isupper() and not after[:1].isdigit():
        return None
    place = head[: dash.start()]
    agency = _AGENCY.search(place)
    if agency:
        place = place[: agency.start()] + " " + place[agency.end() :]
    dates = find_dates(place)
    for _, start, end in reversed(dates):
        place = place[:start] + " " + place[end:]
    partial = _PARTIAL.search(place) if not dates else None
    if partial:
        place = place[: partial.start()] + " " + place[partial.end() :]
    words = place.replace(",", " ").split()
    if not words or len(words) > 6 or not all(_PLACE_WORD.fullmatch(word) for word in words):
        return None
    # A bare place needs capitals and a long dash: "ACME - In spring" is a product, not a place.
    bare = place.isupper() and len(words[0]) > 3 and dash[0].strip() in ("—", "―", "--")
    if not (agency or dates or partial or bare):
        return None
    return Dateline(dash.end(), dates[0][0] if dates else None, agency[1].strip() if agency else None)
