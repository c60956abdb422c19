"""Names and titles found by the beginnings of their words, in any case, with or without accents.

>>> index = SearchIndex([("urn:1", "Zoë Brandt", "person", ())], {})
>>> [found.iri for found in index.find("bran zoe")]
['urn:1']
"""

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log1p

from sayso.graph.names import normal_form

__all__ = ["FoundName", "SearchIndex", "folded"]

_KINDS = ("topic", "person", "organization", "outlet", "platform", "document", "collective", "unnamed-person")
_MOST_WORDS = 12  # of what is asked; the others are passed over
_MOST_FOUND = 20_000  # names that are weighed; whole names and people go before titles
_ALIKE = 74.0  # of 100: from this on a word counts as a variant of another spelling


@dataclass(frozen=True, slots=True)
class FoundName:
    """Something that was found: `matched` is the name that fits, `score` how well, in (0, 1]."""

    iri: str
    label: str
    kind: str
    matched: str
    score: float
    count: int


def folded(text: str) -> str:
    """Text as names are compared: no case, no accents, one space between words."""
    plain = normal_form("NFKD", text.casefold())
    return " ".join(re.findall(r"\w+", "".join(char for char in plain if not unicodedata.combining(char))))


class SearchIndex:
    """Made of (IRI, name, kind, other names), and of how often each is found in statements.

    Takes memory by the number of words in all names; a search takes some milliseconds, and where tens of
    thousands of names have a word, some tens of them.
    """

    def __init__(
        self, things: Iterable[tuple[str, str, str, tuple[str, ...]]], counts: Mapping[str, int]
    ) -> None:
        self._things: list[tuple[str, str, str, int]] = []
        self._names: list[tuple[int, str, str]] = []  # the thing, a name of it, and that folded
        where: dict[str, array[int]] = {}
        for iri, label, kind, others in things:
            for name in dict.fromkeys((label, *others)):
                plain = folded(name)
                for word in set(plain.split()):
                    where.setdefault(word, array("I")).append(len(self._names))
                self._names.append((len(self._things), name, plain))
            self._things.append((iri, label, kind, counts.get(iri, 0)))
        self._words = sorted(where)
        self._where = [where[word] for word in self._words]

    def find(self, text: str, kinds: Iterable[str] = (), *, limit: int = 20) -> list[FoundName]:
        """What has all these words, or words that begin so, or that are spelt alike; the best first."""
        words = folded(text).split()[:_MOST_WORDS]
        if not words:
            return []
        wanted = frozenset(kinds)
        found = self._matching([self._beginning(word) for word in words])
        variant = not found
        if variant:
            found = self._matching([self._beginning(word) or self._alike(word) for word in words])
        plain = " ".join(words)
        best: dict[int, tuple[float, str]] = {}
        if wanted:
            found = {number for number in found if self._things[self._names[number][0]][2] in wanted}
        if len(found) > _MOST_FOUND:
            found = set(sorted(found, key=lambda number: self._promise(plain, number))[:_MOST_FOUND])
        for number in sorted(found):
            thing, name, own = self._names[number]
            score = self._score(plain, words, own) * (0.6 if variant else 1.0)
            if thing not in best or score > best[thing][0]:
                best[thing] = score, name
        ranked = [
            FoundName(iri, label, kind, best[thing][1], round(best[thing][0], 3), count)
            for thing, (iri, label, kind, count) in ((one, self._things[one]) for one in best)
        ]
        return sorted(ranked, key=_order)[:limit]

    def near(self, text: str, kinds: Iterable[str] = (), *, limit: int = 5) -> list[FoundName]:
        """What is called most alike, whole names compared: for "did you mean"."""
        from rapidfuzz import fuzz, process

        wanted = frozenset(kinds)
        plain = folded(text)[:200]
        choices = {
            number: own
            for number, (thing, _, own) in enumerate(self._names)
            if not wanted or self._things[thing][2] in wanted
        }
        found = process.extract(plain, choices, scorer=fuzz.WRatio, score_cutoff=60, limit=4 * limit)
        best: dict[int, FoundName] = {}
        for _, score, number in found:
            thing, name, _ = self._names[number]
            iri, label, kind, count = self._things[thing]
            best.setdefault(thing, FoundName(iri, label, kind, name, round(score / 100, 3), count))
        return list(best.values())[:limit]

    def _beginning(self, word: str) -> set[int]:
        """The names with a word that begins so."""
        first = bisect_left(self._words, word)
        last = bisect_left(self._words, word + chr(0x10FFFF))
        return {name for at in range(first, last) for name in self._where[at]}

    def _alike(self, word: str) -> set[int]:
        from rapidfuzz import fuzz, process

        if len(word) < 3:
            return set()
        word = word[:60]
        close = process.extract(word, self._words, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=40)
        most = max(1, len(word) // 5)  # letters that may be too many or too few
        return {
            name for other, _, at in close if abs(len(other) - len(word)) <= most for name in self._where[at]
        }

    def _matching(self, sets: list[set[int]]) -> set[int]:
        return set.intersection(*sorted(sets, key=len))

    def _promise(self, plain: str, number: int) -> tuple[bool, int, int, int]:
        """Which names are weighed where there are too many: whole ones first, then by kind and by count."""
        thing, _, own = self._names[number]
        _, _, kind, count = self._things[thing]
        return own != plain, _rank(kind), -count, number

    def _score(self, plain: str, words: list[str], own: str) -> float:
        if own == plain:
            return 1.0
        theirs = own.split()
        whole = sum(word in theirs for word in words) / len(words)
        share = min(1.0, len(words) / max(1, len(theirs)))
        begins = own.startswith(plain)
        return 0.4 + 0.2 * begins + 0.2 * whole + 0.15 * share


def _rank(kind: str) -> int:
    return _KINDS.index(kind) if kind in _KINDS else len(_KINDS)


def _order(found: FoundName) -> tuple[float, str, str]:
    weight = found.score + 0.05 * min(log1p(found.count), 8.0) - 0.02 * _rank(found.kind)
    return (-round(weight, 6), found.label.casefold(), found.iri)
