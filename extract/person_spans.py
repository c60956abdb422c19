"""Persons that the words around a name give away: a role, an address such as "Mr.", a human verb."""

from collections.abc import Sequence

from spacy.tokens import Doc

from sayso.extract.name_spans import CROWNS, NameSpan, NameTables, Text, untitled
from sayso.extract.name_words import (
    ADDRESSES,
    AMBIGUOUS_POSTS,
    BECOMES,
    COMMON,
    HONORIFICS,
    QUOTES,
    STARTERS,
)
from sayso.extract.names import LEGAL_FORMS, PARTICLES, TITLES

__all__ = ["addressed_persons", "introduced_persons", "role_gender", "subject_names"]

_TITLES = TITLES | HONORIFICS
# What a quality ends in: "Scarcity is a good teacher" names nobody.
_QUALITIES = (
    "tion",
    "sion",
    "ment",
    "ness",
    "ity",
    "ance",
    "ence",
    "ism",
    "ship",
    "logy",
    "hood",
    "dom",
    "ing",
)


def introduced_persons(
    doc: Doc, text: Text, resources: NameTables, known_starts: dict[int, int]
) -> list[NameSpan]:
    """Persons that their role gives away: "X Y, a director of …", "spokeswoman X Y"."""
    words, cap, wall, roles = text.words, text.cap, text.wall, resources.roles
    size = len(words)
    found = []
    for index, word in enumerate(words):
        lower = word.lower()
        if lower not in roles or text.quiet[index] or wall[index]:
            continue
        after_role = _after_role(doc, text, index)
        if after_role is not None and doc[index].tag_ == "NN":
            begin, end = after_role
            if (
                begin not in known_starts
                and not any(
                    name in resources.institutions or name in COMMON or name.lower() in roles
                    or name in resources.gazetteer.demonyms or name.lower() in LEGAL_FORMS
                    for name in words[begin:end]
                )
                and all(name.isalpha() for name in words[begin:end])
            ):  # fmt: skip
                found.append(NameSpan(begin, end, "PERSON", 2, gender=role_gender(lower)))
        # "X Y, [det] [modifiers] role [of|at|for]"
        start = index
        while start > 0 and index - start < 5 and words[start - 1] not in (",", ".") and not wall[start - 1]:
            if words[start - 1].lower() in ("who", "and", "of", "is", "was", "as", "by"):
                break
            start -= 1
        if start > 1 and words[start - 1] == "," and index + 1 < size:
            after = words[index + 1]
            end = start - 1
            if after in ("of", "at", "for", "with", "in", "and", ",", "."):
                begin = end
                while (
                    begin > 0
                    and end - begin < 4
                    and (cap[begin - 1] or words[begin - 1] in PARTICLES)
                    and not wall[begin - 1]
                ):
                    begin -= 1
                while begin < end and words[begin].lower() in PARTICLES | STARTERS:
                    begin += 1
                begin, gender, _ = untitled(text, begin, end)
                names = words[begin:end]
                lone = (
                    end - begin == 1
                    and words[start] in ("a", "an")
                    and index - start < 4
                    and lower not in AMBIGUOUS_POSTS
                    and doc[begin].tag_ == "NNP"
                    and doc[begin].ent_type_ in ("", "PERSON")
                    and names[0].isalpha()
                    and not names[0].isupper()
                    and not names[0].lower().endswith(_QUALITIES)
                    and doc[begin].is_sent_start
                )
                strange = any(
                    name in resources.institutions
                    or name.lower() in roles
                    or name in resources.gazetteer.demonyms
                    for name in names
                )
                if (
                    (lone or 2 <= end - begin <= 4)
                    and not strange
                    and begin not in known_starts
                    and words[end - 1] not in COMMON
                ):
                    found.append(NameSpan(begin, end, "PERSON", 2, gender=gender or role_gender(lower)))
    return found


def _after_role(doc: Doc, text: Text, index: int) -> tuple[int, int] | None:
    """The name in "its spokesman on trade, X Y, said": set off by commas between a role and a verb."""
    words, cap, wall, size = text.words, text.cap, text.wall, len(text.words)
    comma = index + 1
    while (
        comma < size and comma - index < 6 and words[comma] != "," and not wall[comma] and words[comma] != "."
    ):
        comma += 1
    if comma + 3 >= size or words[comma] != ",":
        return None
    end = comma + 1
    while end < size and end - comma < 5 and not wall[end] and (cap[end] or words[end] in PARTICLES):
        end += 1
    if not 2 <= end - comma - 1 <= 3 or end + 1 >= size or words[end] != ",":
        return None
    return (comma + 1, end) if doc[end + 1].tag_ in ("VBD", "VBZ", "MD") else None


def addressed_persons(text: Text, known: set[int], institutions: dict[str, str]) -> list[NameSpan]:
    """Names behind "Mr.", "Ms." or "Dr.", which the recogniser may have missed."""
    found = []
    for index, word in enumerate(text.words):
        if word not in ADDRESSES or text.furniture[index]:
            continue
        start = end = index + 1
        while end < len(text.words) and end - start < 4 and text.cap[end] and not text.wall[end]:
            end += 1
        while start < end and (text.words[start] in COMMON or text.words[start] in ADDRESSES):
            start += 1
        if word == "Miss":
            if text.words[start : start + 1] and text.words[start] in CROWNS:
                start += 1
            elif index and text.words[index - 1] in QUOTES and not text.words[index - 1].isalnum():
                continue  # a nickname: “Miss Sunshine”
        if (
            end > start
            and start not in known
            and not any(name in institutions for name in text.words[start:end])
        ):
            found.append(NameSpan(start, end, "PERSON", 2, gender=_TITLES[word.rstrip(".").lower()]))
    return found


def role_gender(role: str) -> str | None:
    if role.endswith("woman") or role in ("actress", "queen", "princess", "businesswoman"):
        return "female"
    return "male" if role in ("spokesman", "congressman", "businessman", "actor", "king", "prince") else None


def subject_names(text: Text, tags: Sequence[str], resources: NameTables, known: set[int]) -> list[NameSpan]:
    """Words that a role or a human verb makes a person: "X was chairman of Y", "X served as Z"."""
    words, cap, wall, roles = text.words, text.cap, text.wall, resources.roles
    size = len(words)
    found = []
    for index, word in enumerate(words):
        if word not in BECOMES or index == 0 or text.quiet[index]:
            continue
        if word in ("is", "was", "became", "served", "serves"):
            at = index + 1
            post = False
            while (
                at < size
                and at - index < 9
                and not wall[at]
                and words[at] not in (",", ".", "of", "at", "that", "who")
            ):
                lower = words[at].lower()
                if lower in roles:
                    post = lower not in AMBIGUOUS_POSTS
                elif tags[at][:2] == "VB" or words[at] == "'s":
                    break
                at += 1
            if not post:
                continue
        end = index
        while end > 0 and words[end - 1] in (
            "also",
            "then",
            "previously",
            "currently",
            "later",
            "formerly",
            "now",
            "first",
        ):
            end -= 1
        start = end
        while (
            start > 0
            and end - start < 4
            and not wall[start - 1]
            and (cap[start - 1] or (words[start - 1] in PARTICLES and start - 1 > 0 and cap[start - 2]))
        ):
            start -= 1
        if start == end or words[start].lower() in STARTERS or start in known or end - 1 in known:
            continue
        if start > 0 and words[start - 1].lower() in (
            "the",
            "of",
            "at",
            "in",
            "for",
            "-",
            "&",
            "'s",
            "a",
            "an",
            "its",
        ):
            continue
        if any(
            name in resources.institutions or name.lower() in roles or name in resources.gazetteer.demonyms
            or name in COMMON or name.lower() in LEGAL_FORMS
            for name in words[start:end]
        ) or tags[end - 1] not in ("NNP", "NN", "NNPS", "FW", "JJ"):  # fmt: skip
            continue
        if end - start == 1 and (tags[start] == "NN" or words[start].lower().endswith(_QUALITIES)):
            continue
        begin, gender, _ = untitled(text, start, end)
        found.append(
            NameSpan(begin, end, "PERSON", 4 if word in ("joined", "resigned") else 2, gender=gender)
        )
    return found
