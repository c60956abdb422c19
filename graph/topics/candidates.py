"""Candidate terms: key phrases counted over statements, whatever their inflection and order of words.

"rules for e-scooters", "e-scooter rules" and "e-scooter rule" are one term of the keys e, scooter, rule
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import log2
from typing import Protocol

from sayso.graph.topics.scheme import keys

__all__ = ["Key", "Phrase", "Term", "key_of", "terms"]

Key = tuple[str, ...]

_PREPOSITION = re.compile(r" (?:of|for|on|in|against) ")


class Phrase(Protocol):
    """A phrase of a text: [start, end) in code points; `kind` is "term", "organization" or "place".

    `weight` is how much it may count as a topic by its words alone, from 0 to 1.
    """

    @property
    def text(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def weight(self) -> float: ...


@dataclass
class Term:
    """A term: `places` are the statements it stands in, by index in order, with the first place in each."""

    key: Key
    places: dict[int, tuple[int, int]] = field(default_factory=dict)
    texts: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    weight: float = 0.0
    c_value: float = 0.0

    @property
    def count(self) -> int:
        """How many statements it stands in."""
        return len(self.places)

    @cached_property
    def text(self) -> str:
        """As it is most often written, of equals the shorter."""
        return min(self.texts, key=lambda text: (-self.texts[text], len(text), text))

    @property
    def kind(self) -> str:
        """What it mostly is."""
        return min(self.kinds, key=lambda kind: (-self.kinds[kind], kind))


def key_of(text: str) -> Key:
    """The keys of a phrase in the order of a compound: "rules for scooters" has those of "scooter rules".

    >>> key_of("rules for e-scooters")
    ('e', 'scooter', 'rule')
    """
    parts = _PREPOSITION.split(text, maxsplit=1)
    return tuple(key for part in reversed(parts) for key in keys(part))


def terms(found: Iterable[Sequence[Phrase]], *, least: int) -> list[Term]:
    """The terms of at least so many statements, by key; `found` has the phrases of each statement.

    Linear in the number of phrases; what is rarer than `least` costs a few hundred bytes until all is read.
    """
    numbers: dict[Key, int] = {}
    counts: list[int] = []
    said: list[list[tuple[int, Phrase]]] = []
    for phrases in found:
        own: dict[int, Phrase] = {}
        for phrase in phrases:
            key = key_of(phrase.text)
            if key:
                own.setdefault(numbers.setdefault(key, len(numbers)), phrase)
        counts.extend([0] * (len(numbers) - len(counts)))
        for number in own:
            counts[number] += 1
        said.append(list(own.items()))
    frequent = {number: Term(key) for key, number in numbers.items() if counts[number] >= least}
    for at, own_phrases in enumerate(said):
        for number, phrase in own_phrases:
            term = frequent.get(number)
            if term is not None:
                term.places[at] = (phrase.start, phrase.end)
                term.texts[phrase.text] += 1
                term.kinds[phrase.kind] += 1
                term.weight += phrase.weight
    ordered = sorted(frequent.values(), key=lambda term: term.key)
    for term in ordered:
        term.weight /= term.count
    _set_c_values({term.key: term for term in ordered})
    return ordered


def _set_c_values(by_key: Mapping[Key, Term]) -> None:
    """What stands mostly inside longer terms counts for less."""
    inside: dict[Key, list[int]] = {}
    for key, term in by_key.items():
        for part in parts_of(key):
            if part in by_key:
                inside.setdefault(part, []).append(term.count)
    for key, term in by_key.items():
        longer = inside.get(key, ())
        free = term.count - (sum(longer) / len(longer) if longer else 0)
        term.c_value = log2(len(key) + 1) * max(free, 0.0)


def parts_of(key: Key) -> set[Key]:
    """The shorter stretches of a key; none of a key too long to be a term."""
    size = len(key) if len(key) <= _LONGEST else 0
    stretches = {key[begin:end] for begin in range(size) for end in range(begin + 1, size + 1)}
    return stretches - {key}


_LONGEST = 12  # keys; four words with hyphens have fewer
