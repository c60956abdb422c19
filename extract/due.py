"""When something foretold is due: "by 2031", "within three months", "next spring" as dates.

    >>> due_dates("The bridge will open by the end of next year.", "2026-05-01")
    [('2027', 21, 44)]

A date is as exact as its words: a day, a month or a year (ISO 8601). What lies between (a week, a quarter, a
season, "mid-2027") goes to the next coarser of the three that holds its end. Words that count from now count
from the date of the article, and without one give nothing.
"""

import datetime
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sayso.extract.grammar import Grammar
from sayso.extract.names import word_set

__all__ = ["Due", "due_dates", "due_of"]


class Due(NamedTuple):
    """A date (YYYY, YYYY-MM or YYYY-MM-DD) and where its words stand, in characters."""

    date: str
    start: int
    end: int


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}  # first months, northern
_NUMBERS = {
    **{
        "a": 1,
        "an": 1,
        "one": 1,
        "two": 2,
        "couple": 2,
        "three": 3,
        "four": 4,
        "five": 5,
        "six": 6,
        "seven": 7,
    },
    **{
        "eight": 8,
        "nine": 9,
        "ten": 10,
        "eleven": 11,
        "twelve": 12,
        "fifteen": 15,
        "twenty": 20,
        "thirty": 30,
    },
    **{"forty": 40, "fifty": 50, "ninety": 90, "hundred": 100},
}

_YEAR = r"(?:19|20|21)\d\d(?![\d,.]*\d|s\b|-\d| ?%| (?:per ?cent|points?|people|jobs|homes|tonn?es|MW)\b)"
_MONTH = (
    r"(?:jan(?:uary|\.)|feb(?:ruary|\.)|march|mar\.|apr(?:il|\.)|may|june?|july?|aug(?:ust|\.)|sept(?:ember|\.)?"
    r"|oct(?:ober|\.)|nov(?:ember|\.)|dec(?:ember|\.))"
)
_DAY = r"[0-3]?\d(?:st|nd|rd|th)?(?!\d)"
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_N = rf"(?:\d{{1,3}}|{'|'.join(sorted(_NUMBERS))})"
_PART = (
    r"(?:(?:the )?(?:very )?(?:end|close|middle|start|beginning|turn|"
    r"(?:first|second|third|fourth|last|final|next) (?:half|quarter|months?|weeks?|days))(?: of)? )"
)
_LOOSE = r"(?:(?:as )?(?:early|late|soon|mid)(?: as)?[ -]|mid-?|end-?|late[ -]|early[ -]|later[ -])"
_AT = (
    r"(?:(?:no|not) later than|at the latest by|ahead of|as (?:early|soon) as|as of|"
    r"starting(?: in| on| from)?|"
    r"beginning(?: in| on)?|effective(?: from)?|by|in|on|before|after|until|till|from|for|through|throughout|"
    r"during|at|within|over|due|of)"
)
_UNIT = "hour|day|week|month|year|decade"
_FORMS = (
    r"(?P<tomorrow>tomorrow)\b",
    r"(?P<today>later today|this (?:afternoon|evening))\b",
    rf"(?:the )?(?:next|coming|following) (?:(?P<n1>{_N})(?: (?:of|to \w+))? )?(?P<u1>{_UNIT})"
    r"(?P<several>s)?\b",
    rf"(?:an? (?=couple|hundred|dozen))?(?:{_N} to )?(?P<n2>{_N})(?: of)?[ -](?P<u2>{_UNIT})s?"
    r"(?:['’]s?)?(?P<tail> time| from now)?\b",
    rf"(?P<part>{_PART}|{_LOOSE}|later )?(?P<which>this|next|the current|the coming|the) "
    r"(?:(?:calendar|fiscal|financial|academic|school) )?"
    r"(?P<unit>week|month|quarter|year|decade|century)\b(?!['’]s? (?!end))",
    r"(?P<yearend>(?:the )?year[ -]?end|(?:the )?year['’]s end|mid-?century|the turn of the century)\b",
    rf"(?P<nextday>next |this |coming )?(?P<weekday>{'|'.join(_DAYS)})\b(?! \w+s\b)",
    rf"(?P<nextseason>next |this |the coming |coming |the )?(?:{_LOOSE})?(?P<season>{'|'.join(_SEASONS)})\b"
    rf"(?:(?: of)?,? (?P<ys>{_YEAR}))?",
    rf"(?:{_WEEKDAY},? )?(?P<d1>{_DAY})(?: of)? (?P<m1>{_MONTH})\b(?:,? (?P<y1>{_YEAR}))?",
    rf"(?:{_WEEKDAY},? )?(?P<m2>{_MONTH}) (?P<d2>{_DAY})(?:,? (?P<y2>{_YEAR}))?",
    rf"(?:{_PART}|{_LOOSE})?(?:(?P<nextmonth>next|this|coming) )?(?P<m3>{_MONTH})"
    rf"(?:(?:,| of)? (?P<y3>{_YEAR}))?"
    r"(?! ?\d)(?=\W|$)",
    r"(?P<iso>20\d\d-[01]\d(?:-[0-3]\d)?)\b",
    r"(?:the )?(?P<decade>20[1-9]0)s\b",
    rf"(?:{_PART}|{_LOOSE}|q[1-4] |the years? |(?:fiscal|financial)(?: year)? )?"
    rf"(?:{_YEAR}(?: (?:and|to|or) |-|–))?(?P<y4>{_YEAR})",
)
# Full dates go before what is a part of them.
_PHRASE = re.compile(
    rf"\b(?:(?P<at>{_AT}) (?:(?:around|about|roughly|at least|sometime|just) )?)?"
    rf"(?:{'|'.join(_FORMS[8:10] + _FORMS[:8] + _FORMS[10:])})",
    re.IGNORECASE,
)
_WORTH_A_LOOK = re.compile(
    rf"\d{{4}}|tomorrow|tonight|today|next|coming|following|week|month|year|decade|century|quarter|hours?|days?\b|"
    rf"{_MONTH}|this (?:afternoon|evening)|spring|summer|autumn|fall\b|winter",
    re.IGNORECASE,
)
_BETWEEN = re.compile(rf"\bbetween {_YEAR} and (?P<year>{_YEAR})", re.IGNORECASE)

# Before a stretch of time that lies behind: "the highest in ten years", "for the first time in a decade".
_SO_FAR = re.compile(
    r"\b(?:\w{2,}est|most|least|worst|best|first|only|ever|record|once|twice)\b(?: \w+){0,4} $", re.IGNORECASE
)
_ELSEWHEN = re.compile(r"\s*(?:(?:of|after|ago|earlier|before|old|later|since|in a row|running)\b|-)")
_COUNTED_SPAN = re.compile(rf"(?:in|for|over|during|through) {_N} ", re.IGNORECASE)
_COUNTED = frozenset(
    ("in", "within", "over", "during", "through", "throughout", "before")
)  # not "for a year"
_PLACED = frozenset(
    ("by", "in", "on", "before", "until", "till", "from", "for", "through", "during", "starting")
)
_BEFORE_DAYS = 31


def due_dates(text: str, published: str | None) -> list[Due]:
    """The times ahead that a text names, in its order; `published` is an ISO date, from which "next" counts.

    Times before that date are left out; where it is None, only times that need none are given. Whether the
    text speaks of the future is not looked at: see `due_of`.
    """
    if not _WORTH_A_LOOK.search(text):
        return []
    today = datetime.date.fromisoformat(published) if published else None
    found: list[Due] = []
    end = 0
    for match in _BETWEEN.finditer(text):
        found.append(Due(match["year"], match.start(), match.end()))
        end = match.end()
    for match in _PHRASE.finditer(text, end):
        if not match["at"] and not _bare(match):
            continue
        try:
            date = _date(match, today)
        except OverflowError:  # beyond the calendar
            continue
        if date is None or (match["n2"] and not match["tail"] and _counts_from_elsewhere(text, match)):
            continue
        if today is None or date >= published[: len(date)]:  # type: ignore[index]  # both None or neither
            found.append(Due(date, match.start(), match.end()))
    return found


def _counts_from_elsewhere(text: str, match: re.Match[str]) -> bool:
    """Whether a stretch of time lies behind ("the most in ten years") or follows something else."""
    before = text[max(0, match.start() - 60) : match.start()]
    return bool(_SO_FAR.search(before) or _ELSEWHEN.match(text, match.end()))


def _bare(match: re.Match[str]) -> bool:
    """Whether a phrase tells a time without "by" or "in" before it."""
    named = match.groupdict()
    if named["tomorrow"] or named["today"] or named["tail"] or named["y1"] or named["y2"] or named["y3"]:
        return True
    if named["unit"]:
        return named["which"].lower() in ("this", "next") or bool(named["part"])
    return bool(
        (named["season"] and (named["nextseason"] or "").strip().lower() in ("next", "this"))
        or named["nextmonth"]
        or (named["u1"] and not named["n1"] and not named["several"])
        or named["nextday"]
    )


def _date(match: re.Match[str], today: datetime.date | None) -> str | None:
    named = {name: value.lower() for name, value in match.groupdict().items() if value}
    at = named.get("at", "")
    if "iso" in named:
        return _of_calendar(named["iso"])
    if "decade" in named:
        return str(int(named["decade"]) + 9)
    for day, month, year in (("d1", "m1", "y1"), ("d2", "m2", "y2")):
        if month in named:
            return _day(named[day], named[month], named.get(year), today)
    if "m3" in named:
        if today and named.get("nextmonth") == "next" and "y3" not in named:
            number = _MONTHS.index(named["m3"][:3]) + 1
            return f"{today.year + (number <= today.month):04}-{number:02}"
        if named["m3"] == "may" and match["m3"] == "may":
            return None  # the verb
        return _month(named["m3"], named.get("y3"), today)
    if "y4" in named:
        return named["y4"]
    if "ys" in named:
        return named["ys"]
    if at == "after":
        return None
    if today is None or (at in ("of", "due", "at") and "part" not in named):
        return None
    if "n2" in named:
        counted = named.get("tail") or at in _COUNTED
        return _after(today, _number(named["n2"]), named["u2"]) if counted else None
    if "u1" in named:
        if "n1" not in named and (named["u1"] in ("hour", "day") or "several" in named):
            return None  # "in the coming years"
        if "n1" not in named and at not in ("within", "over", "during") and named["u1"] != "decade":
            return _unit("next", named["u1"], today)
        return _after(today, _number(named.get("n1", "one")), named["u1"])
    if "unit" in named:
        if named["which"] in ("the", "the current") and not ("part" in named or at in ("by", "within")):
            return None
        return _unit(named["which"], named["unit"], today)
    if "yearend" in named:
        return (
            "2050" if "mid" in named["yearend"] else "2100" if "cent" in named["yearend"] else str(today.year)
        )
    if "weekday" in named:
        ahead = (_DAYS.index(named["weekday"]) - today.weekday()) % 7
        if at not in _PLACED and "nextday" not in named:
            return None
        return (today + datetime.timedelta(ahead or (7 if "nextday" in named else 0))).isoformat()
    if "season" in named:
        if "nextseason" not in named and at not in ("by", "before", "until"):
            return None
        if match.string[match.end() :].startswith(" of next year"):
            return str(today.year + 1)
        return _season(named["season"], named.get("nextseason", "").strip(), today)
    if "tomorrow" in named:
        return (today + datetime.timedelta(1)).isoformat()
    return today.isoformat()


def _of_calendar(date: str) -> str | None:
    """The date, if there is such a day or month."""
    try:
        datetime.date.fromisoformat(date if len(date) > 7 else f"{date}-01")
    except ValueError:
        return None
    return date


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS[word]


def _after(today: datetime.date, number: int, unit: str) -> str:
    if unit == "hour":
        return (today + datetime.timedelta(-(-number // 24))).isoformat()
    if unit in ("day", "week"):
        return (today + datetime.timedelta(number * (7 if unit == "week" else 1))).isoformat()
    if unit == "month":
        years, month = divmod(today.month - 1 + number, 12)
        return f"{today.year + years:04}-{month + 1:02}"
    return f"{today.year + number * (10 if unit == 'decade' else 1):04}"


def _unit(which: str, unit: str, today: datetime.date) -> str:
    """The week, month, quarter, year … that a day lies in, or the one after, as a month or a year."""
    later = which in ("next", "the coming")
    if unit == "week":
        last = today + datetime.timedelta(6 - today.weekday() + 7 * later)
        return last.isoformat()[:7]
    if unit == "month":
        return _after(today, int(later), "month")
    if unit == "quarter":
        return f"{today.year + (later and today.month > 9):04}"
    if unit == "year":
        return f"{today.year + later:04}"
    if unit == "decade":
        return f"{today.year - today.year % 10 + 10 + 10 * later:04}"  # "by the end of the decade" is by 2030
    return f"{today.year - today.year % 100 + 100 + 100 * later:04}"


def _season(season: str, which: str, today: datetime.date) -> str:
    begins = datetime.date(today.year, _SEASONS[season], 1)
    if which == "this":
        return str(today.year)
    ended = today > begins + datetime.timedelta(90) or (which == "next" and today >= begins)
    return str(today.year + ended)


def _day(day: str, month: str, year: str | None, today: datetime.date | None) -> str | None:
    if year is None and today is None:
        return None
    number = _MONTHS.index(month[:3]) + 1
    try:
        date = datetime.date(int(year) if year else today.year, number, int(day.rstrip("stndrh")))  # type: ignore[union-attr]
        if not year and today and date < today - datetime.timedelta(_BEFORE_DAYS):
            date = date.replace(year=date.year + 1)
    except ValueError:
        return None
    return date.isoformat()


def _month(month: str, year: str | None, today: datetime.date | None) -> str | None:
    number = _MONTHS.index(month[:3]) + 1
    if year:
        return f"{year}-{number:02}"
    if today is None:
        return None
    return f"{today.year + (number < today.month):04}-{number:02}"


_TELLING = word_set(
    "tomorrow today next coming following hour hours day days week weeks month months year years decade "
    "decades century midcentury spring summer autumn fall winter evening afternoon january february "
    "march april may june july august september october november december jan. feb. mar. apr. aug. "
    "sept. sept oct. nov. dec. monday tuesday wednesday thursday friday saturday sunday jan feb aug oct "
    "nov dec"
)
_AHEAD = frozenset(
    ("will", "'ll", "’ll", "wo", "shall", "would", "may", "might", "could", "should", "must", "can")
)
_AHEAD_CUES = frozenset(("speculation", "warning", "directive"))
_PLANNING = frozenset(
    (
        *(
            "plan",
            "pledge",
            "promise",
            "vow",
            "intend",
            "aim",
            "hope",
            "hop",
            "expect",
            "predict",
            "forecast",
        ),
        *(
            "project",
            "threaten",
            "commit",
            "propose",
            "prepare",
            "want",
            "swear",
            "target",
            "undertake",
            "goal",
        ),
        *("anticipate", "decide", "fear", "agree", "demand", "urge", "order", "schedule", "estimate"),
    )
)


def due_of(
    grammar: Grammar,
    content: Sequence[Sequence[int]],
    *,
    cue_type: str,
    cue_lemma: str,
    published: str | None,
) -> Due | None:
    """When what a statement's words foretell is due: None where they tell no time, or what was or is.

    The phrase must hang on a verb that looks ahead ("will", "to", "must"), on one in the present when its
    time lies wholly ahead, or on no verb under a cue that looks ahead ("predicted a slump by 2031"). The
    first such phrase counts.
    """
    ahead = cue_type in _AHEAD_CUES or cue_lemma in _PLANNING
    for span in content:
        inside = grammar.tokens(*span)
        if not any(grammar.words[at] in _TELLING or grammar.words[at][:1].isdigit() for at in inside):
            continue
        start, text = grammar.text(*span)
        for date, begin, stop in due_dates(text, published):
            tokens = grammar.tokens(start + begin, start + stop)
            later = published is not None and date > published[: len(date)]
            counted = bool(_COUNTED_SPAN.match(text, begin))
            if tokens and _looks_ahead(grammar, tokens[0], inside, later, ahead=ahead, counted=counted):
                return Due(date, start + begin, start + stop)
    return None


def _looks_ahead(
    grammar: Grammar, at: int, content: range, later: bool, *, ahead: bool, counted: bool
) -> bool:
    """Whether the nearest verb that tells a time looks ahead."""
    for verb in _verbs_above(grammar, at, content):
        if grammar.deps[verb] == "xcomp" and grammar.words[grammar.heads[verb]] == "used":
            return False
        tag = grammar.tags[verb]
        words = {grammar.words[child] for child in grammar.children[verb] if grammar.deps[child][:3] == "aux"}
        if words & _AHEAD or tag == "MD" or "to" in words:
            return later or "have" not in words
        if tag == "VB":
            return True  # "to open", "let it open"
        if tag == "VBD" or words & {"have", "has", "had", "'ve", "’ve", "did"}:
            return False
        if counted and not ahead:
            return False  # "drinks more in a day"
        if tag in ("VBP", "VBZ") or words & {"is", "are", "am", "be", "'s", "’s", "'re", "’re", "’m", "'m"}:
            return later or ahead
        if words & {"was", "were"} and tag == "VBN":
            return False
    return ahead


def _verbs_above(grammar: Grammar, at: int, content: range) -> Iterator[int]:
    """The verbs over a token within the content, the nearest first."""
    while True:
        if grammar.tags[at][:1] in "VM":
            yield at
        head = grammar.heads[at]
        if head == at or head not in content:
            return
        at = head
