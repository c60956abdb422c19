"""How one name comes to be spelled in several ways: romanisations, umlauts, nicknames, and slips of the pen.

>>> romanised("zelenskyy") == romanised("zelensky")
True
>>> given_names_alike("bill", "william")
'nickname'
>>> words_alike("gaddafi", "qaddafi")
True
"""

import re
from functools import cache, lru_cache
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from sayso.graph.identity.person_names import FAMILY_NAMES_FIRST

__all__ = [
    "given_name_groups",
    "given_names_alike",
    "is_common",
    "romanised",
    "skeleton",
    "without_umlauts",
    "words_alike",
]

_DATA = Path(__file__).parent.parent / "data"
_SHORT = 5
"""Words of fewer letters are compared letter by letter: Li, Lu and Lee are three names."""
_ALIKE = 0.75
"""The least share of letters that two spellings of one word have in common (1 - edits / longer length)."""

# One spelling for what is romanised in several ways; in this order. Umlauts come as "oe" or as "o".
_ROMANISED = [
    (re.compile(pattern), instead)
    for pattern, instead in (
        (r"tsch|tch|tsh", "ch"), (r"shch|sch", "sh"), (r"dzh|dj", "j"), (r"kh", "h"), (r"gh", "g"),
        (r"ph", "f"), (r"th", "t"), (r"dh", "d"), (r"ck|qu|q", "k"), (r"x", "ks"), (r"tz|ts|cz", "z"),
        (r"c(?!h)", "k"), (r"w", "v"), (r"oe", "o"), (r"ae", "a"), (r"ue", "u"), (r"ou|oo", "u"),
        (r"ee", "i"), (r"^mac(?=[^aeiou])", "mk"), (r"^mc", "mk"), (r"yj|iy|ij|y", "i"),
        (r"off?$", "ov"), (r"eff?$", "ev"), (r"(.)\1+", r"\1"), (r"skii*$", "ski"),
    )
]  # fmt: skip
_UMLAUTS = re.compile(r"(?<![aeiou])(?:oe|ae|ue)(?=[^aeiou])")
_VOWELS = re.compile(r"[aeiou]")


def without_umlauts(word: str) -> str:
    """A folded word in which "oe" between consonants is "o", as it is without its dots."""
    return _UMLAUTS.sub(lambda match: match[0][0], word) if len(word) > 3 else word


@lru_cache(maxsize=100_000)
def romanised(word: str) -> str:
    """A folded word in one romanisation; words of fewer than five letters stay as they are."""
    word = without_umlauts(word)
    if len(word) < _SHORT:
        return word
    for pattern, instead in _ROMANISED:
        word = pattern.sub(instead, word)
    return word


@lru_cache(maxsize=100_000)
def skeleton(word: str) -> str:
    """What two spellings of a word share: its consonants. Short words and family names of East Asia stay."""
    whole = romanised(word)
    if len(whole) < _SHORT or without_umlauts(word) in FAMILY_NAMES_FIRST:
        return whole
    first = "a" if whole[0] in "aeiou" else "k" if whole[0] in "kgh" else whole[0]
    bones = first + _VOWELS.sub("", whole[1:])
    return bones if len(bones) > 1 else whole


@lru_cache(maxsize=100_000)
def words_alike(one: str, other: str) -> bool:
    """Whether two folded words may be one in two spellings."""
    if one == other:
        return True
    if one in FAMILY_NAMES_FIRST or other in FAMILY_NAMES_FIRST:
        return False
    first, second = romanised(one), romanised(other)
    if first == second:
        return True
    if min(len(first), len(second)) < _SHORT or skeleton(one) != skeleton(other):
        return False
    return Levenshtein.normalized_similarity(first, second) >= _ALIKE


@cache
def _groups() -> dict[str, tuple[tuple[str, str], ...]]:
    """The groups of each given name: (kind, first name of the group)."""
    found: dict[str, list[tuple[str, str]]] = {}
    with (_DATA / "given-names.tsv").open(encoding="utf-8") as rows:
        for row in rows:
            if row.startswith("#") or not row.strip():
                continue
            kind, _, names = row.rstrip("\n").partition("\t")
            members = names.split()
            for name in members:
                found.setdefault(name, []).append((kind, members[0]))
    return {name: tuple(groups) for name, groups in found.items()}


def given_name_groups(name: str) -> tuple[str, ...]:
    """What a given name has in common with those that the same person may go by, for looking them up."""
    return tuple(first for _, first in _groups().get(name, ()))


@lru_cache(maxsize=100_000)
def given_names_alike(one: str, other: str) -> str | None:
    """How two folded given names go together: "equal", "spelling", "similar", "nickname" or not at all.

    "spelling" are two romanisations of one name, "similar" what only looks so; "Maria" and "Mario" do not.
    """
    if one == other:
        return "equal"
    shared = set(_groups().get(one, ())) & set(_groups().get(other, ()))
    if shared:
        return min((kind for kind, _ in shared), key=["variant", "nickname"].index).replace(
            "variant", "spelling"
        )
    if romanised(one) == romanised(other) and len(one) >= _SHORT:
        return "spelling"
    ends = {one[-1], other[-1]}
    if words_alike(one, other) and (len(ends) == 1 or not ends <= set("aeiou")):
        return "similar"
    return None


@cache
def _common() -> tuple[frozenset[str], frozenset[str]]:
    found: dict[str, set[str]] = {"family": set(), "given": set()}
    with (_DATA / "common-names.tsv").open(encoding="utf-8") as rows:
        for row in rows:
            kind, _, names = row.rstrip("\n").partition("\t")
            if kind in found:
                found[kind].update(names.split())
    return frozenset(found["family"]), frozenset(found["given"])


def is_common(word: str, kind: str) -> bool:
    """Whether a folded word is a frequent "family" or "given" name."""
    family, given = _common()
    if kind == "family":
        return word in family or word in FAMILY_NAMES_FIRST
    return word in given
