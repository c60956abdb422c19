"""Who wrote an article, by a line of its head: "By Jane Doe, The Daily, 3 May 2024".

Such a line tells the writer, where it appeared and when, in any order and with some of it left out. It is
the article's and no words of it: nobody in it speaks.
"""

import re
from dataclasses import dataclass

from sayso.extract.dates import find_dates, only_date
from sayso.extract.furniture import ends_sentence, words
from sayso.extract.names import word_set
from sayso.extract.outlets import like_an_outlet

__all__ = ["Byline", "byline", "is_bylined", "leading_byline"]

_NAME = r"[^\W\d_a-z][\w.'’-]*(?: (?:[^\W\d_a-z][\w.'’-]*|de|van|von|der|bin|al)){0,3}"
_NAMES = rf"({_NAME}(?:(?:, and |, | and | & ){_NAME}){{0,4}})(?=$|[\s,|·•—–(-])"
_BY = re.compile(
    r"(?:[Bb]y|BY|(?:[Ww]ritten|[Ww]ords|[Ss]tory|[Tt]ext|[Rr]eported) by|[Aa]uthors?:|[Bb]yline:)\s*:?\s+"
    + _NAMES
)
_BARE = re.compile(_NAMES)
_PARTS = re.compile(r"\s*[|·•()]\s*|,\s+|\s+[—–-]+\s+")
_JOINTS = re.compile(r"(, and |, | and | & )")
_FOR = re.compile(r"(?:for|of|from)\s+(?=[^\W\d_a-z])")
_PLACE = re.compile(rf"in\s+{_NAME}$")
_SMALL = word_set("of the and for de la le")
_OFFICES = word_set(
    "writer reporter correspondent editor columnist contributor journalist staff commentator analyst critic"
)
_TIMES = word_set(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july "
    "august september october november december today tomorrow yesterday christmas easter"
)
_AFTER = re.compile(r"\s*(?:[.:|·•]|—|–|-)+\s+(?=[^\W\d_a-z]|[“\"‘'\d])")
_LONGEST = 140  # characters
_MOST_WORDS = 6  # of an outlet's name


@dataclass(frozen=True, slots=True)
class Byline:
    """What such a line tells; `published` is an ISO date."""

    author: str
    outlet: str | None = None
    published: str | None = None


def byline(text: str) -> Byline | None:
    """What a line says of writer, outlet and date, or None if it is no byline.

    Without a "By" before it, it is one only with an outlet and a date and nothing else.

    >>> byline("By Jane Doe and Jan Roe, The Daily, 3 May 2024")
    Byline(author='Jane Doe and Jan Roe', outlet='The Daily', published='2024-05-03')
    """
    if len(text) > _LONGEST:
        return None
    signed = _BY.match(text)
    match = signed or _BARE.match(text)
    if match is None:
        return None
    author, behind = _authors(match[1])
    if author.casefold() in _TIMES:
        return None  # "By Friday, 3 May 2024: …"
    outlet, rest = _outlet([*behind, *_PARTS.split(text[match.end() :].strip(" ,|·•—–-"))])
    date, alone = only_date(rest)
    if signed is None:
        whole = outlet is not None and date is not None and alone and " " in author
        return Byline(author, outlet, date) if whole else None
    if rest and not alone and (words(rest) > 8 or ends_sentence(rest) or rest[:1].islower()):
        return None
    return Byline(author, outlet, date if alone else None)


def leading_byline(text: str) -> tuple[int, Byline] | None:
    """A dated byline right before the first sentence ("By X, The Daily, 3 May 2024. …"), and its end."""
    for _, _, end in find_dates(text[:_LONGEST])[:1]:
        after = _AFTER.match(text, end)
        found = byline(text[:end]) if after and is_bylined(text) else None
        if after and found is not None and found.published is not None:
            return after.end(), found
    return None


def is_bylined(text: str) -> bool:
    """Whether a line begins with "By" and a name."""
    return _BY.match(text) is not None


def _authors(names: str) -> tuple[str, list[str]]:
    """The names of writers, and what else stands among them behind a comma: an outlet, an office, a place."""
    parts = _JOINTS.split(names)
    for at in range(1, len(parts), 2):
        name = parts[at + 1]
        if parts[at] == ", " and (_is_outlet(name) or _is_office(name) or " " not in name):
            return "".join(parts[:at]), [part for part in parts[at + 1 :: 2] if part.strip()]
    return names, []


def _outlet(parts: list[str]) -> tuple[str | None, str]:
    """The outlet among some parts of a line, and the rest without it, without offices and places."""
    outlet: str | None = None
    rest: list[str] = []
    for part in parts:
        name = _FOR.sub("", part, count=1) if part[:1].islower() else part
        if outlet is None and name and (_is_outlet(name) or (name != part and _is_name(name))):
            outlet = name
        elif part and not _is_office(part) and not _PLACE.match(part):
            rest.append(part)
    return outlet, ", ".join(rest)


def _is_name(name: str) -> bool:
    """Whether each word of some is written large, but for small ones."""
    parts = name.split()
    return 0 < len(parts) <= _MOST_WORDS and all(
        part in _SMALL or (part[0].isupper() and not any(map(str.isdigit, part))) for part in parts
    )


def _is_outlet(name: str) -> bool:
    return _is_name(name) and (name.startswith("The ") or (" " in name and like_an_outlet(name)))


def _is_office(name: str) -> bool:
    return not _OFFICES.isdisjoint(name.casefold().split()[-1:])
