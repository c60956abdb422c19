"""Where names stand: spaCy's, cut and grown by rules, and those that it misses.

Each rule yields candidates; `choose_spans` keeps the longest of those that overlap.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from spacy.attrs import IDX, LENGTH  # type: ignore[import-not-found]  # a compiled module without stubs
from spacy.tokens import Doc

from sayso.extract.gazetteer import Gazetteer, Known
from sayso.extract.name_words import (
    ARTICLES,
    BODY_ROLES,
    COMMON,
    DANGLING,
    DATES,
    EDGES,
    FIELDS,
    HONORIFICS,
    INTRODUCING,
    JOINING,
    NAMES,
    NEVER_INSIDE,
    POSSESSIVE,
    QUOTES,
    STARTERS,
    TEACHES,
    WALLS,
)
from sayso.extract.names import (
    LEGAL_FORMS,
    PARTICLES,
    SUFFIXES,
    TITLES,
)

Entry = dict[str, Any]

__all__ = [
    "CROWNS",
    "NameSpan",
    "NameTables",
    "Text",
    "choose_spans",
    "employer_names",
    "institution_names",
    "national_bodies",
    "read_text",
    "recognised_names",
    "untitled",
]
_STATE_BODIES = frozenset(("ministry", "treasury", "parliament", "embassy", "bank", "court"))
_WITH_BEFORE = {"bank": "central", "court": "supreme"}
_LONGEST = 14  # words in a name
CROWNS = frozenset(("Universe", "World", "America", "USA"))  # "Miss Universe": no part of the name


@dataclass(frozen=True, slots=True)
class NameTables:
    """The tables that the rules read."""

    gazetteer: Gazetteer
    institutions: dict[str, str]
    roles: dict[str, str]


@dataclass(slots=True)
class Text:
    """A doc's words in plain lists; `wall` marks what no name crosses, `quiet` what gives no new names."""

    words: list[str]
    starts: list[int]
    ends: list[int]
    cap: list[bool]
    wall: list[bool]
    quiet: list[bool]
    furniture: list[bool]


@dataclass(slots=True)
class NameSpan:
    start: int
    end: int
    label: str
    rank: int
    known: Known | None = None
    gender: str | None = None


def read_text(doc: Doc, units: Sequence[Entry] | None) -> Text:
    words = [token.text for token in doc]
    offsets = doc.to_array([IDX, LENGTH]).tolist()
    starts = [int(row[0]) for row in offsets]
    ends = [int(row[0] + row[1]) for row in offsets]
    cap = [word[0].isupper() for word in words]
    wall = [word in WALLS or "\n" in word for word in words]
    size = len(words)
    quiet = [False] * size
    furniture = [False] * size
    if units:
        at = 0
        for unit in units:
            while at < size and starts[at] < unit["start"]:
                furniture[at] = wall[at] = True
                at += 1
            set_aside = unit["kind"] == "furniture"
            heading = unit["kind"] in ("title", "heading")
            while at < size and starts[at] < unit["end"]:
                if set_aside:
                    furniture[at] = wall[at] = True
                elif heading:
                    quiet[at] = True
                at += 1
        for index in range(at, size):
            furniture[index] = wall[index] = True
    else:
        begin = 0
        for index in range(size + 1):
            if index < size and "\n" not in words[index]:
                continue
            if index - begin <= 20 and (begin or index < size) and not _ends_like_prose(words, begin, index):
                quiet[begin:index] = [True] * (index - begin)
            begin = index + 1
    return Text(words, starts, ends, cap, wall, quiet, furniture)


def _ends_like_prose(words: list[str], begin: int, end: int) -> bool:
    return any(word in {".", "!", "?", "...", "…"} for word in words[max(begin, end - 2) : end])


def _trim(text: Text, start: int, end: int) -> tuple[int, int]:
    words = text.words
    while start < end and (
        words[start] in EDGES or words[start].lower() in ARTICLES or words[start].isspace()
    ):
        start += 1
    while end > start and (words[end - 1] in EDGES or words[end - 1] in DANGLING or words[end - 1].isspace()):
        end -= 1
    return start, end


def untitled(text: Text, start: int, end: int) -> tuple[int, str | None, bool]:
    """The start of a name without the titles before it, the gender they give, and whether there was one."""
    gender, titled = None, False
    while end - start > 1:
        title = text.words[start].rstrip(".").lower()
        if (title not in TITLES and title not in HONORIFICS) or title in PARTICLES:
            break
        gender = gender or TITLES.get(title) or HONORIFICS.get(title)
        titled = True
        start += 1
        if title == "miss" and text.words[start] in CROWNS and end - start > 1:
            start += 1
        if text.words[start] in {"-", "."} and end - start > 1:
            start += 1
    return start, gender, titled


def recognised_names(
    doc: Doc, text: Text, known_starts: dict[int, int], tables: NameTables
) -> list[NameSpan]:
    """spaCy's names, cut where no name goes on."""
    spans = []
    roles, institutions = tables.roles, tables.institutions
    words, wall = text.words, text.wall
    for entity in doc.ents:
        label = entity.label_
        if label not in NAMES:
            continue
        start, stop = entity.start, entity.end
        begin = start
        for index in range(start, stop + 1):
            if index < stop:
                word = words[index]
                cut = wall[index] or text.quiet[index]
                if (
                    (
                        word == ","
                        and not (
                            index + 1 < stop
                            and words[index + 1].lower().rstrip(".") in LEGAL_FORMS | SUFFIXES
                        )
                    )
                    or (word == "and" and (label == "PERSON" or known_starts.get(begin) == index))
                    or (word in POSSESSIVE and known_starts.get(begin) == index)
                    or (label == "ORG" and word in NEVER_INSIDE)
                ):
                    cut = True
                if not cut:
                    continue
            if index > begin:
                spans.append(NameSpan(*_trim(text, begin, index), label, 3))
            begin = index + 1
    kept = []
    for span in spans:
        if (
            span.label == "ORG"
            and span.end - span.start > 2
            and words[span.start].rstrip(".").lower() in INTRODUCING
            and words[span.end - 1] not in institutions
        ):
            span.label = "PERSON"
        if span.label == "PERSON":
            while (
                span.end - span.start > 1
                and not text.cap[span.end - 1]
                and not text.cap[span.end - 2]
                and words[span.end - 2] != "-"
            ):
                span.end -= 1
            for index in range(span.start + 1, span.end):
                if words[index] in POSSESSIVE:
                    span.end = index
                    break
            span.start, span.gender, titled = untitled(text, span.start, span.end)
            if titled:
                span.rank = 2
            if span.start and words[span.start - 1] == "Miss" and words[span.start] in CROWNS:
                span.start += 1
            if span.end - span.start > 1:
                span.end = _grown(doc, text, span.end, known_starts, roles)
        elif (
            span.label == "ORG"
            and words[span.end - 1].lower() in roles
            and words[span.end - 1] not in BODY_ROLES
        ):
            continue
        elif span.label == "ORG" and span.start > 1 and words[span.start - 1] in ("of", "in"):
            if words[span.start - 2].lower() in TEACHES:
                continue
            if words[span.end - 1] in FIELDS and words[span.start - 2].lower() in roles:
                continue
        if 0 < span.end - span.start <= _LONGEST and any(text.cap[span.start : span.end]):
            kept.append(span)
    return kept


def _grown(doc: Doc, text: Text, end: int, known_starts: dict[int, int], roles: dict[str, str]) -> int:
    """The end of a person's name, with the last word if the recogniser left it out ("Ana Maria" of three)."""
    if (
        end >= len(text.words)
        or not text.cap[end]
        or text.wall[end]
        or text.quiet[end]
        or end in known_starts
    ):
        return end
    word = text.words[end]
    if word in COMMON or word in FIELDS or word in DATES or word.lower() in roles or word.isupper():
        return end
    last = doc[end - 1]
    joined = last.dep_ == "compound" and last.head.i == end and doc[end].ent_iob_ == "O"
    return end + 1 if joined and doc[end].tag_ in ("NNP", "NNPS") else end


_BEFORE_NUMBERS = frozenset(("of", "at", "for", "by", "with", "the", "joined", "founded"))


def institution_names(
    text: Text, resources: NameTables, known_starts: dict[int, int], persons: set[int]
) -> list[NameSpan]:
    """Names with an institution's word in them, grown to both sides."""
    words, cap, wall, quiet = text.words, text.cap, text.wall, text.quiet
    kinds, roles = resources.institutions, resources.roles
    size = len(words)
    found: list[NameSpan] = []
    last = 0
    known_ends = set(known_starts.values())

    def run_end(at: int) -> int:
        most = at + _LONGEST
        while (
            at < min(size, most)
            and cap[at]
            and not wall[at]
            and at not in persons
            and (words[at].lower() not in roles or not (at + 1 < size and cap[at + 1]))
        ):
            at += 1
            if at + 1 < size and words[at] in ("-", "&") and cap[at + 1] and not wall[at + 1]:
                at += 1
        return at

    for index, word in enumerate(words):
        if index < last or word not in kinds or quiet[index] or wall[index]:
            continue
        start = index
        while start > last and index - start < _LONGEST:
            before = words[start - 1]
            if wall[start - 1]:
                break
            if cap[start - 1]:
                lower = before.lower()
                if lower in STARTERS or lower.rstrip(".") in ("mr", "mrs", "ms"):
                    break
                if lower in roles and lower not in ("associate", "associates", "general"):
                    break
                start -= 1
            elif before.isdigit() and len(before) < 4 and start >= 2 and words[start - 2] in _BEFORE_NUMBERS:
                start -= 1  # "the founder of 88 Energy Group"; four digits are a year
            elif before in ("&", "-") and start >= 2 and cap[start - 2]:
                start -= 2
            elif (
                start >= 3
                and words[start - 2] == "-"
                and cap[start - 3]
                and text.ends[start - 2] == text.starts[start - 1]
            ):
                start -= 3
            elif before in ("and", "of") and start >= 2 and cap[start - 2] and (start - 1) not in known_ends:
                left = start - 2
                while left > max(last, start - _LONGEST) and cap[left - 1] and not wall[left - 1]:
                    left -= 1
                hyphen = left
                if left >= 3 and words[left - 2] == "-" and cap[left - 3]:
                    hyphen = left - 3
                opener = words[hyphen - 1] if hyphen else ""
                inside = any(words[at] in kinds for at in range(left, start - 1))
                # "the London Midland and Scottish Railway" is one name, "the EU and Chinese Ministry" is not.
                known = known_starts.get(left, start - 1) >= start - 1 and left in known_starts
                if inside or not (opener.lower() == "the" or opener in QUOTES) or known:
                    break
                if before == "of" and not inside:
                    break
                start = hyphen
            else:
                break
        end = index + 1
        while (
            end < size
            and cap[end]
            and not wall[end]
            and (words[end] in kinds or words[end].lower() in LEGAL_FORMS)
        ):
            end += 1
        if (
            end + 1 < size
            and words[end] == ","
            and words[end + 1].lower().rstrip(".") in LEGAL_FORMS
            and cap[end + 1]
        ):
            end += 2
        kind = kinds[words[index]]
        for _ in range(2):
            if end + 1 >= size or words[end] not in ("of", "for", "on") or words[end + 1] in DATES:
                break
            if words[end] == "on" and kind not in ("government or party", "think tank"):
                break
            at = end + 2 if words[end + 1] == "the" and end + 2 < size else end + 1
            stop = run_end(at)
            if stop == at or (
                any(kinds.get(words[i]) == "university" for i in range(at, stop))
                and kind != "government or party"
            ):
                break
            if stop - at == 1 and words[at] in COMMON and words[end] == "on":
                break
            end = stop
            while end + 1 < size and (words[end] in ("and", "&") or words[end] == ","):
                at = end + 1
                if words[end] == "," and words[at] == "and":
                    at += 1
                stop = run_end(at)
                listed = words[end] == "," and at == end + 1
                if stop == at or at in known_starts or any(words[i] in kinds for i in range(at, stop)):
                    break
                if listed and not (stop + 1 < size and words[stop] in (",", "and") and _serial(text, stop)):
                    break
                if words[index] in ("University", "Bank", "College", "City"):
                    break
                end = stop
        while start < index and words[start].lower() in TITLES and words[start].lower() in roles:
            start += 1
        if (end - start >= 2 and not all(words[i] in COMMON for i in range(start, index))) or end > index + 1:
            found.append(NameSpan(start, end, "ORG", 0))
            last = end
    return found


def _serial(text: Text, at: int) -> bool:
    """Whether a list of capitalised words goes on to an "and": "Science, Energy and Industry"."""
    for index in range(at, min(at + 5, len(text.words) - 1)):
        word = text.words[index]
        if word == "and":
            return text.cap[index + 1]
        if not text.cap[index] and word != ",":
            return False
    return False


def national_bodies(text: Text, tables: NameTables) -> list[NameSpan]:
    """Bodies of a state in small letters: "the French finance ministry", "China's commerce ministry"."""
    words, demonyms, countries = text.words, tables.gazetteer.demonyms, tables.gazetteer.countries
    found = []
    for index, word in enumerate(words):
        if word not in _STATE_BODIES or index < 2 or text.furniture[index]:
            continue
        if word in _WITH_BEFORE and words[index - 1] != _WITH_BEFORE[word]:
            continue
        start = index
        while start > 0 and index - start < 4 and words[start - 1].isalpha() and words[start - 1].islower():
            if words[start - 1] in ("the", "a", "an", "of", "and", "by", "its", "his", "her", "their"):
                break
            start -= 1
        if start > 0 and words[start - 1] in demonyms:
            found.append(NameSpan(start - 1, index + 1, "ORG", 0))
        elif start > 1 and words[start - 1] in POSSESSIVE and words[start - 2] in countries and start < index:
            found.append(NameSpan(start, index + 1, "ORG", 0))
    return found


def employer_names(text: Text, tags: Sequence[str], resources: NameTables, known: set[int]) -> list[NameSpan]:
    """Words that their verb or role makes an organisation: "CEO of X", "joined X", "founded X"."""
    words, cap, wall, roles = text.words, text.cap, text.wall, resources.roles
    size = len(words)
    found = []
    for index, word in enumerate(words):
        at = index + 1
        if word in JOINING:
            pass
        elif (
            word in ("worked", "works", "working", "work") and at < size and words[at] in ("for", "at")
        ) or (
            at < size and words[at] in ("of", "at") and roles.get(word.lower()) in ("executive", "founder")
        ):
            at += 1
        else:
            continue
        if at < size and words[at] in ("the", "The"):
            at += 1
        start = at
        while at < size and at - start < 6 and not wall[at] and words[at] not in COMMON:
            if (
                not cap[at]
                and not (words[at][0].isdigit() and at > start)
                and not (words[at] == "&" and at > start)
            ):
                break
            if at == start and (tags[at][:2] not in ("NN", "CD") or words[at].lower() in roles):
                break
            if words[at] in resources.gazetteer.demonyms and at == start:
                break
            at += 1
        if at > start and words[at - 1] == "&":
            at -= 1
        field = at > start and words[at - 1] in FIELDS and words[index + 1] == "of"
        if (
            at > start
            and not field
            and start not in known
            and not text.quiet[start]
            and tags[start] != "NNPS"
        ):
            found.append(NameSpan(start, at, "ORG", 1))
    return found


def choose_spans(size: int, spans: list[NameSpan]) -> list[NameSpan]:
    """The longest of overlapping spans, the surer of equally long ones."""
    owned = bytearray(size)
    chosen = []
    for span in sorted(spans, key=lambda s: (s.start - s.end, s.rank, s.start)):
        if span.end > span.start and not any(owned[span.start : span.end]):
            owned[span.start : span.end] = b"\x01" * (span.end - span.start)
            chosen.append(span)
    chosen.sort(key=lambda s: s.start)
    return chosen
