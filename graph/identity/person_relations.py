"""How two names of persons go together: equal, reordered, spelled in another way, shorter, or in conflict.

    >>> relation("Robert Brown", "Bob Brown").kind
    'nickname'
    >>> relation("John B. Smith", "John J. Smith").kind
    'conflict'

The weight of a relation is the evidence (log odds) that the names alone give for one person, before anything
else is known: people of one full name are nearly always one in the news. The weights are set by hand.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from sayso.graph.identity.person_names import PersonName, read_person_name
from sayso.graph.identity.spellings import (
    given_name_groups,
    given_names_alike,
    is_common,
    romanised,
    skeleton,
    without_umlauts,
    words_alike,
)

__all__ = ["Relation", "best_relation", "person_keys", "relation", "relation_of_names", "same_name"]


@dataclass(frozen=True, slots=True)
class Relation:
    """How two names go together, in words for people, and the weight that this has on its own.

    `kind` is "equal", "reordered", "spelling", "nickname", "longer", "initials", "similar", "single",
    "surname", "conflict" or "different".
    """

    kind: str
    text: str
    weight: float

    @property
    def possible(self) -> bool:
        """Whether the two names could be those of one person."""
        return self.kind not in ("conflict", "different")


_RARE, _USUAL, _COMMON = 2.4, 1.4, 0.4
_WEIGHTS = {
    "reordered": 1.2,
    "spelling": 1.0,
    "nickname": 0.4,
    "longer": 0.5,
    "middle": 1.1,
    "initials": -0.5,
    "similar": -1.0,
    "single": -1.0,
    "surname": -1.5,
}
_DIFFERENT = Relation("different", "the names are different", -8.0)
_ORDER = ("equal", "spelling", "nickname", "initials", "similar")


def same_name(name: PersonName) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """What names share that count as the same: umlauts, hyphens and accents make no difference."""
    given = tuple(map(without_umlauts, name.given))
    if len(given) > 1 and not any(len(word) == 1 for word in given):
        given = ("".join(given),)
    return given, tuple(map(without_umlauts, name.family)), name.generation or ""


def person_keys(name: PersonName) -> frozenset[str]:
    """Keys of a name; two names that could be one person's share one.

    Every word behind the first could be the family name, every word before it the given one; a given name
    stands for itself, its short forms and its initial. A rare family name stands for itself as well.
    """
    words = name.words[:6]
    if name.single:
        return frozenset(f"single {romanised(word)}" for word in (*name.family, *name.nicknames))
    found = {"words " + " ".join(sorted(skeleton(word) for word in words))}
    first = len(name.given)
    given_before = name.given[:5]
    for at, family in enumerate(words):
        if at == 0 or len(family) == 1:
            continue
        bones = skeleton(family)
        for given in {*(words[:at] if at < first else given_before), *name.nicknames}:
            found.add(f"initial {bones} {given[0]}")
            if len(given) > 1:
                found.add(f"given {bones} {skeleton(given)}")
                for group in given_name_groups(given):
                    found.add(f"given {bones} {skeleton(group)}")
                    found.add(f"initial {bones} {group[0]}")
    joined = "".join(map(without_umlauts, name.given))
    found.add(f"given {skeleton(name.family[-1])} {skeleton(joined)}")
    if name.surname:
        for given in name.given[:3]:
            found.add(f"given {skeleton(name.surname)} {skeleton(given)}")
            found.update(
                f"given {skeleton(name.surname)} {skeleton(group)}" for group in given_name_groups(given)
            )
    if _stands_alone(name.family[-1]):
        found.add(f"single {romanised(name.family[-1])}")
    return frozenset(found)


def _stands_alone(family: str) -> bool:
    return len(family) > 3 and not is_common(family, "family")


def relation(one: str, other: str) -> Relation:
    """How two names as written go together."""
    return relation_of_names(read_person_name(one), read_person_name(other))


def best_relation(one: Iterable[PersonName], other: Iterable[PersonName]) -> Relation:
    """The relation that speaks most for one person, over all names of either side."""
    others = tuple(other)
    found = [relation_of_names(first, second) for first in one for second in others]
    possible = [each for each in found if each.possible]
    return max(possible or found, key=lambda each: (each.weight, each.text), default=_DIFFERENT)


@lru_cache(maxsize=200_000)
def relation_of_names(one: PersonName, other: PersonName) -> Relation:
    """How two names go together; it does not matter which comes first."""
    if one.generation and other.generation and one.generation != other.generation:
        found = _relation(_bare(one), _bare(other))
        if found.possible:
            both = " and ".join(sorted((one.generation, other.generation)))
            return Relation("conflict", f"{both} are two people", -8.0)
        return found
    found = _relation(one, other)
    if found.possible and one.generation != other.generation:
        text = f"{found.text}, one with {one.generation or other.generation}"
        return Relation(found.kind, text, found.weight - 1.5)
    return found


def _bare(name: PersonName) -> PersonName:
    return PersonName(name.given, name.family, None, name.nicknames, name.surname)


def _relation(one: PersonName, other: PersonName) -> Relation:
    if one.single or other.single:
        return _single(one, other)
    if same_name(one)[:2] == same_name(other)[:2]:
        return Relation("equal", "the same full name", _weight_of_equal(one))
    short, long = sorted((one, other), key=lambda name: (len(name.words), name.words))
    family = _families(short, long)
    if family is None:
        if sorted(map(romanised, one.words)) == sorted(map(romanised, other.words)):
            return Relation("reordered", "the same words in another order", _WEIGHTS["reordered"])
        return _DIFFERENT
    return _given(short, long, family)


def _weight_of_equal(name: PersonName) -> float:
    if len(name.words) > 2 and len(name.words[0]) > 1:
        return _RARE
    family = is_common(name.family[-1], "family")
    given = all(len(word) == 1 or is_common(word, "given") for word in name.given)
    if all(len(word) == 1 for word in name.given):
        return _COMMON - 0.5 if family else _COMMON
    return _COMMON if family and given else _USUAL if family or given else _RARE


def _single(one: PersonName, other: PersonName) -> Relation:
    if one.single and other.single:
        if one.family == other.family:
            return Relation("single", "the same single name", _WEIGHTS["single"])
        if any(romanised(a) == romanised(b) for a in one.family for b in other.family if len(a) > 3):
            return Relation("single", "one single name in two spellings", _WEIGHTS["single"] - 0.5)
        return _DIFFERENT
    bare, full = (one, other) if one.single else (other, one)
    alone = bare.family[-1]
    if _stands_alone(full.family[-1]) and (romanised(alone) == romanised(full.family[-1])):
        return Relation("surname", "a surname and a full name with it", _WEIGHTS["surname"])
    return _DIFFERENT


def _families(short: PersonName, long: PersonName) -> str | None:
    """How the family names go together: "equal", "spelling", "similar", "longer", or not at all."""
    if short.family == long.family:
        return "equal"
    if "".join(short.family) == "".join(long.family):
        return "equal"
    if len(short.family) == len(long.family):
        pairs = list(zip(short.family, long.family, strict=True))
        if all(romanised(a) == romanised(b) for a, b in pairs):
            return "spelling"
        if all(words_alike(a, b) for a, b in pairs):
            return "similar"
    if short.surname and romanised(short.surname) == romanised(long.surname):
        return "spelling"
    # "Maria Garcia" and "Maria Garcia Lopez", "Ann Smith" and "Ann Smith-Jones".
    others = long.words[1:]
    if all(any(romanised(word) == romanised(one) for one in others) for word in short.family):
        return "longer"
    return None


def _given(short: PersonName, long: PersonName, family: str) -> Relation:
    """The relation of two names whose family names go together."""
    ways = [_alike("".join(short.given), "".join(long.given)), *map(_in_order, *_sides(short, long, family))]
    for nickname in (*short.nicknames, *long.nicknames):
        if nickname in short.given or nickname in long.given:
            ways.append("nickname")
    kind = min((way for way in ways if way is not None), key=_WAYS.index, default=None)
    if kind is None or (kind in _LOOSE and family in ("longer", "similar")):
        return _DIFFERENT
    if kind == "conflict":
        return Relation("conflict", "the middle names are different", -8.0)
    worst = max((kind, family), key=lambda way: _WAYS.index(way))
    if worst == "equal":
        return Relation("equal", "the same full name", _weight_of_equal(short))
    weight = _WEIGHTS[worst]
    if "similar" in (kind, family) and kind != "equal" != family:
        weight -= 1.0
    name = "longer" if worst == "middle" else worst
    return Relation(name, _TEXTS[worst], weight)


# With these a family name that is not quite the same is too much.
_LOOSE = ("initials", "similar")
_WAYS = ["equal", "spelling", "middle", "longer", "nickname", "initials", "similar", "conflict"]
_TEXTS = {
    "spelling": "two spellings of one name",
    "middle": "one with a middle initial, one without",
    "longer": "one name is a longer form of the other",
    "nickname": "a given name and its short form",
    "initials": "an initial and a given name",
    "similar": "similar spellings",
}


def _sides(
    short: PersonName, long: PersonName, family: str
) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """The given names to compare; of the longer name those before the shorter one's family name too."""
    sides = [(short.given, long.given)]
    if family == "longer":
        words = long.words
        at = max(i for i, word in enumerate(words) if romanised(word) == romanised(short.family[-1]))
        sides = [(short.given, words[:at])] if at else []
    return [side[0] for side in sides], [side[1] for side in sides]


def _alike(one: str, other: str) -> str | None:
    if len(one) == 1 or len(other) == 1:
        if one == other:
            return "equal"
        if one[0] == other[0] or any(
            group[0] == min(one, other, key=len) for group in given_name_groups(max(one, other, key=len))
        ):
            return "initials"
        return None
    return given_names_alike(one, other)


def _in_order(one: tuple[str, ...], other: tuple[str, ...]) -> str | None:
    """How given names go together word by word; the first ones must, or the shorter side is left out of."""
    short, long = sorted((one, other), key=len)
    first = _alike(short[0], long[0])
    if first is not None:
        rest = [_alike(a, b) for a, b in zip(short[1:], long[1:], strict=False)]
        if any(way is None for way in rest):
            return "conflict"
        ways = [first, *(way for way in rest if way is not None)]
        # An initial for a middle name is no loss: "George W. Bush", "George Walker Bush".
        ways = [first, *("middle" if way == "initials" else way for way in ways[1:])]
        if len(long) > len(short):
            ways.append("middle" if all(len(word) == 1 for word in long[len(short) :]) else "longer")
        return max(ways, key=_WAYS.index)
    # "Gary Powers" and "Francis Gary Powers", "J. Edgar Hoover" and "Edgar Hoover".
    # A first name that is dropped is an initial or a frequent one; else every name would go with every other.
    dropped = len(long[0]) == 1 or is_common(long[0], "given")
    if len(long) > len(short) and short[0] in long[1:] and len(short[0]) > 1 and dropped:
        return "longer"
    return None
