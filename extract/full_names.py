"""Full names of persons that their own words give away, or the word before them.

The recogniser misses many names that are not English and calls others organisations. A given name before a
capitalised word ("Ana Ruiz"), a generation or a degree behind ("Marcus Hale Jr.", "Nadia Okafor, PhD"), a
nickname in quotation marks (William "Bill" Garrity) and a role before the name ("engineer Nadia Okafor") are
surer. Each function yields candidates for `name_spans.choose_spans`.
"""

from collections.abc import Sequence

from spacy.tokens import Doc

from sayso.extract.name_spans import NameSpan, NameTables, Text, untitled
from sayso.extract.name_words import (
    AMBIGUOUS_POSTS,
    ARTEFACTS,
    ARTICLES,
    COMMON,
    DATES,
    FIELDS,
    GENERATIONS,
    NAMES,
    NEVER_INSIDE,
    STARTERS,
)
from sayso.extract.names import LEGAL_FORMS, PARTICLES, SUFFIXES, fold, is_initial
from sayso.extract.nouns import source_nouns
from sayso.extract.person_spans import role_gender

__all__ = ["forename_names", "nicknames", "role_names", "suffixed_names"]

_OTHER_NAMES = NAMES - {"PERSON", "ORG"}
_LONGEST = 7  # tokens of a name, hyphens counted
_OPENING = frozenset(('"', "“", "„", "«", "‘", "``"))
_CLOSING = frozenset(('"', "”", "“", "»", "’", "''"))
# Roles that organisations have as well, or that begin the names of such.
_NO_ROLES = AMBIGUOUS_POSTS | {
    "general",
    "head",
    "chief",
    "chair",
    "fellow",
    "guard",
    "major",
    "model",
    "officer",
}


def _run_end(text: Text, start: int) -> int:
    """The end of a run of capitalised words, initials, particles between them and words joined by hyphens."""
    words, cap, wall, size = text.words, text.cap, text.wall, len(text.words)
    at = start
    while at < size and at - start < _LONGEST and not wall[at]:
        if cap[at]:
            at += 1
        elif at == start:
            break
        elif words[at] == "-" and at + 1 < size and text.ends[at - 1] == text.starts[at]:
            if text.ends[at] != text.starts[at + 1] or not words[at + 1].isalpha():
                break
            at += 2
        elif words[at] in PARTICLES and at + 1 < size and (cap[at + 1] or words[at + 1] in PARTICLES | {"-"}):
            at += 1
        else:
            break
    while at > start and not cap[at - 1] and not (at - 2 > start and words[at - 2] == "-"):
        at -= 1
    return min(at, size)


def _human(words: Sequence[str], tables: NameTables) -> bool:
    """Whether all words can be those of a person's name."""
    return all(
        (word.isalpha() or is_initial(word) or word == "-" or "'" in word[1:-1] or "’" in word[1:-1])
        and word not in tables.institutions
        and word not in COMMON
        and word not in FIELDS
        and word not in DATES
        and word not in tables.gazetteer.demonyms
        and word not in tables.gazetteer.countries
        and word.lower() not in LEGAL_FORMS
        and word.lower() not in ARTEFACTS
        and word.lower() not in STARTERS
        and word.lower() not in NEVER_INSIDE
        and (word.lower() not in tables.roles or is_initial(word))
        for word in words
    ) and not (words[-1].isupper() and len(words[-1]) > 1 and not words[0].isupper())


def role_names(
    doc: Doc, text: Text, tags: Sequence[str], tables: NameTables, known: set[int]
) -> list[NameSpan]:
    """Names behind a role: "engineer Nadia Okafor", "the singer Zuleika"."""
    words, cap, roles = text.words, text.cap, tables.roles
    found = []
    for index in range(len(words) - 1):
        start = index + 1
        if not cap[start] or text.wall[start] or start in known:
            continue
        role = words[index].lower()
        if role not in roles or role in _NO_ROLES:
            continue
        if text.quiet[index] or text.furniture[index] or tags[start][:2] not in ("NN", "FW", "JJ"):
            continue
        if cap[index] and not doc[index].is_sent_start:
            continue
        end = _run_end(text, start)
        start, gender, _ = untitled(text, start, end)
        if not _human(words[start:end], tables) or any(at in known for at in range(start, end)):
            continue
        if end - start == 1:
            alone = (
                doc[start].ent_type_ in ("", "PERSON") and words[start].isalpha() and len(words[start]) > 2
            )
            definite = index > 0 and words[index - 1].lower() in ARTICLES
            follows = words[end] if end < len(words) else "."
            if not alone or not definite or follows in ("-", "'s", "’s") or cap[index]:
                continue
        found.append(NameSpan(start, end, "PERSON", 2, gender=gender or role_gender(role)))
    return found


def forename_names(doc: Doc, text: Text, tables: NameTables, known: set[int]) -> list[NameSpan]:
    """Names that begin with a well-known given name: "Ana Ruiz", also where the recogniser sees a company."""
    words, cap, forenames = text.words, text.cap, source_nouns().forenames
    found = []
    last = 0
    for index in range(len(words) - 1):
        if index < last or not cap[index] or text.wall[index] or text.quiet[index]:
            continue
        if fold(words[index]) not in forenames or index in known or words[index].isupper():
            continue
        if index and cap[index - 1] and not text.wall[index - 1] and words[index - 1].isalpha():
            before = words[index - 1].lower()
            if before not in STARTERS and before not in tables.roles:
                continue  # inside a longer name
        end = _run_end(text, index)
        first = words[index : index + 3 : 2] if words[index + 1] == "-" else words[index : index + 1]
        if end - index <= 2 * len(first) - 1 or end - index > _LONGEST:
            continue
        if not _human(words[index:end], tables) or any(at in known for at in range(index, end)):
            continue
        labels = [doc[at].ent_type_ for at in range(index, end)]
        if not _OTHER_NAMES.isdisjoint(labels) and (end - index > 2 or labels[0] in _OTHER_NAMES - {"GPE"}):
            continue
        if words[end - 1].lower() in SUFFIXES and end - index == 2:
            continue
        if doc[end - 1].tag_ == "NNPS" and index and words[index - 1].lower() == "the":
            continue  # "the Carolina Panthers"
        found.append(NameSpan(index, end, "PERSON", 2))
        last = end
    return found


def suffixed_names(text: Text, tables: NameTables, known: set[int]) -> list[NameSpan]:
    """Names with a generation or a degree behind them: "Marcus Hale Jr.", "Nadia Okafor, PhD"."""
    words, cap, forenames = text.words, text.cap, source_nouns().forenames
    found = []
    for index, word in enumerate(words):
        if not cap[index] or len(word) > 6:
            continue
        bare = word.lower().replace(".", "")
        if index < 2 or bare not in SUFFIXES or not cap[index] or text.wall[index] or text.quiet[index]:
            continue
        end = index - 1 if words[index - 1] == "," else index
        start = end
        while (
            start > 0
            and end - start < _LONGEST
            and not text.wall[start - 1]
            and (
                cap[start - 1]
                or words[start - 1] in PARTICLES
                or (words[start - 1] == "-" and text.ends[start - 1] == text.starts[start])
            )
        ):
            start -= 1
        while start < end and (not cap[start] or words[start].lower() in STARTERS):
            start += 1
        start, gender, _ = untitled(text, start, end)
        if end - start < 2 or any(at in known for at in range(start, end)):
            continue
        if bare in ("ii", "iii", "iv") and fold(words[start]) not in forenames:
            continue  # "World War II"
        if _human(words[start:end], tables):
            kept = index + 1 if bare in GENERATIONS else end
            found.append(NameSpan(start, kept, "PERSON", 2, gender=gender))
    return found


def nicknames(text: Text, tables: NameTables) -> list[NameSpan]:
    """Names with a nickname in quotation marks or brackets within: William "Bill" Garrity."""
    words, cap, size = text.words, text.cap, len(text.words)
    found = []
    for index in range(1, size - 3):
        if words[index] not in _OPENING or not cap[index - 1] or text.quiet[index] or text.furniture[index]:
            continue
        close = index + 2
        if words[close] not in _CLOSING and close + 1 < size:
            close += 1
        if words[close] not in _CLOSING or close + 1 >= size or not cap[close + 1] or text.wall[close + 1]:
            continue
        tight = text.ends[index] == text.starts[index + 1] and text.ends[close - 1] == text.starts[close]
        if not tight or text.ends[index - 1] == text.starts[index] or not cap[index + 1]:
            continue
        start = index - 1
        while start > 0 and index - start < 3 and cap[start - 1] and not text.wall[start - 1]:
            start -= 1
        if words[start].lower() in STARTERS:
            start += 1
        start, gender, _ = untitled(text, start, index)
        end = _run_end(text, close + 1)
        inner = [*words[start:index], *words[index + 1 : close], *words[close + 1 : end]]
        if start < index and _human(inner, tables):
            found.append(NameSpan(start, end, "PERSON", 2, gender=gender))
    return found
