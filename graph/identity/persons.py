"""Which appearances of persons are one person.

People of one full name are one unless something speaks against it; other spellings, short forms and longer
forms need something that speaks for it. First, appearances of one name that share an organisation are united,
then what is left of that name is compared, and last the different names that could mean the same person.
Nothing here compares all appearances of a name with each other.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from sayso.graph.identity.appearances import Appearance, Decision, Reason
from sayso.graph.identity.decisions import decision, most_telling
from sayso.graph.identity.evidence import DIFFERENT, SAME, outcome, person_evidence, total
from sayso.graph.identity.person_names import PersonName, read_person_name
from sayso.graph.identity.person_relations import (
    best_relation,
    person_keys,
    relation,
    relation_of_names,
    same_name,
)
from sayso.graph.identity.profiles import Profile, in_order

__all__ = ["person_reasons", "resolve_persons"]

_CLOSE = 1.0
"""Two candidates whose sums of weights differ by less cannot be told apart by them."""
_MANY = 2000
_SUPPORT = 0.5
"""What must speak for one person besides a name that is not the same."""
_CANDIDATES = 30
_ONLY = 1.5
"""What it weighs that only one person of a name is known."""
_FULL = frozenset({"equal", "reordered", "spelling", "nickname", "longer", "similar"})


def person_reasons(one: Profile, other: Profile) -> list[Reason]:
    """All that speaks for and against two profiles being one person."""
    names = best_relation(one.names, other.names)
    reasons = person_evidence(one, other, names)
    if _names_both(one, other) or _names_both(other, one):
        reasons.append(Reason("article", "an article about one names another who could be meant", -3.0))
    if names.kind == "single" and len(one.names) + len(other.names) > 2:
        reasons.append(Reason("alias", "an article gives both the single and the full name", 2.0))
    return reasons


def resolve_persons(appearances: Iterable[Appearance]) -> tuple[list[Profile], list[Decision]]:
    """Put appearances together to persons, and tell what was decided."""
    of_name: dict[tuple[tuple[str, ...], tuple[str, ...], str], list[Appearance]] = defaultdict(list)
    for appearance in sorted(appearances, key=in_order):
        of_name[same_name(read_person_name(appearance.name))].append(appearance)
    decisions: list[Decision] = []
    persons: list[list[Profile]] = []
    for name in sorted(of_name):
        found, decided = _one_name(of_name[name], single=not name[0])
        persons.append(found)
        decisions += decided
    joined, decided = _other_names(persons)
    return joined, decisions + decided


# -- one name


def _signature(appearance: Appearance) -> tuple[object, ...]:
    """What an appearance says of somebody, apart from who else is named; equal ones are compared once."""
    born = None
    if appearance.age is not None and appearance.published:
        born = int(appearance.published[:4]) - appearance.age
    roles = frozenset(
        (capacity.organization_names, capacity.part_of_names, capacity.role_kind, capacity.role)
        for capacity in appearance.capacities
    )
    return (
        appearance.name,
        appearance.aliases,
        roles,
        appearance.gender,
        born,
        appearance.place,
        appearance.identifiers,
    )


def _one_name(appearances: Sequence[Appearance], *, single: bool) -> tuple[list[Profile], list[Decision]]:
    """The persons of one name: who says where they work or what they are first, then the others."""
    alike: dict[tuple[object, ...], list[Profile]] = defaultdict(list)
    plain: list[Appearance] = []
    for appearance in appearances:
        if not appearance.capacities and not appearance.identifiers:
            plain.append(appearance)
            continue
        same = alike[_signature(appearance)]
        mine = next((profile for profile in same if appearance.article not in profile.articles), None)
        # What a role without an organisation says, many people can have in common.
        if mine is None or (single and not mine.organizations):
            same.append(Profile([appearance]))
        else:
            mine.add(appearance)
    profiles = _share_organization([profile for same in alike.values() for profile in same])
    persons, decisions = _by_default(profiles)
    twice = _come_twice(appearances)
    plain.sort(key=lambda appearance: appearance.article not in twice)
    alone = len(persons) < 2 and not twice and not any(map(_has_namesake, persons))
    decisions += _place(plain, persons, single=single, alone=alone)
    decisions += _kept_apart(persons)
    return persons, decisions


def _score(one: Profile, other: Profile) -> float:
    return total(person_reasons(one, other))


def _by_richness(profile: Profile) -> tuple[bool, int, str, str, str]:
    return (not profile.organizations, -profile.size, *in_order(_earliest(profile)))


def _earliest(profile: Profile) -> Appearance:
    assert profile.first is not None
    return profile.first


def _share_organization(profiles: list[Profile]) -> list[Profile]:
    """Unites profiles of one name that share an organisation, unless something speaks against it."""
    kept: dict[int, Profile] = {}
    at: dict[str, list[int]] = defaultdict(list)
    for number, profile in enumerate(sorted(profiles, key=_by_richness)):
        candidates = dict.fromkeys(
            index for key in sorted(profile.organizations) for index in at[key][:_CANDIDATES] if index in kept
        )
        home: int | None = None
        for index in candidates:
            if _score(kept[index], profile) < SAME:
                continue
            kept[index].absorb(profile)
            if home is not None:
                del kept[home]
            home, profile = index, kept[index]
        if home is None:
            home = number
            kept[home] = profile
        for key in profile.organizations:
            if home not in at[key]:
                at[key].append(home)
    return list(kept.values())


def _by_default(profiles: list[Profile]) -> tuple[list[Profile], list[Decision]]:
    """One person, unless something speaks against it; who fits two equally well stays alone."""
    persons: list[Profile] = []
    decisions = []
    for profile in sorted(profiles, key=_by_richness):
        ranked = sorted(
            ((_score(person, profile), index) for index, person in enumerate(persons)),
            key=lambda row: (-row[0], row[1]),
        )
        fits = [row for row in ranked if row[0] >= SAME]
        if not fits or (len(fits) > 1 and fits[0][0] - fits[1][0] < _CLOSE):
            persons.append(profile)
            continue
        person = persons[fits[0][1]]
        decisions.append(decision(person, profile, person_reasons(person, profile), "same"))
        person.absorb(profile)
    return persons, decisions


def _place(plain: list[Appearance], persons: list[Profile], *, single: bool, alone: bool) -> list[Decision]:
    """Give appearances that say nothing of somebody to whom they fit.

    That is whoever is `alone` in having the name, or who is named along with the same others. Adds to
    `persons`; returns what stays open.
    """
    if not persons and plain and not single:
        persons.append(Profile(plain[:1]))
        plain = plain[1:]
    known = len(persons)
    company: dict[str, list[int]] = defaultdict(list)
    for index, person in enumerate(persons):
        _keep_company(company, (*person.companions, *person.organizations), index)
    told = persons and (persons[0].roles or persons[0].organizations)
    open_cases = []
    for profile in _in_company(plain):
        met = Counter(index for name in profile.companions for index in company.get(name, ()))
        nearest = [index for index, _ in sorted(met.items(), key=lambda row: (-row[1], row[0]))[:10]]
        ranked = []
        for index in dict.fromkeys((*nearest, *range(min(known, 10)))):
            reasons = person_reasons(persons[index], profile)
            weight = total(reasons)
            if index == 0 and alone and not single and not _has_namesake(profile):
                # The only one of that name: nobody else is known who could be meant.
                weight += _ONLY if profile.size == 1 or nearest or not told else 0.0
            ranked.append((-weight, index))
        ranked.sort()
        best, index = ranked[0] if ranked else (-DIFFERENT, 0)
        second = ranked[1][0] if len(ranked) > 1 else -DIFFERENT
        if -best >= SAME and second - best >= _CLOSE:
            persons[index].absorb(profile)
        else:
            if ranked:
                open_cases.append((persons[index], profile))
            index = len(persons)
            persons.append(profile)
        _keep_company(company, profile.companions, index)
    return most_telling(
        decision(person, profile, reasons, "undecided")
        for person, profile in open_cases[:_CANDIDATES]
        if total(reasons := person_reasons(person, profile)) > DIFFERENT
    )


def _in_company(plain: Sequence[Appearance]) -> list[Profile]:
    """Appearances of one name that are named along with the same two others, together."""
    found: list[Profile] = []
    company: dict[str, list[int]] = defaultdict(list)
    for appearance in plain:
        profile = Profile([appearance])
        met = Counter(index for name in profile.companions for index in company.get(name, ()))
        ranked = sorted(met.items(), key=lambda row: (-row[1], row[0]))
        index = next((index for index, count in ranked[:3] if count > 1 and _fits(found[index], profile)), -1)
        if index < 0:
            index = len(found)
            found.append(profile)
        else:
            found[index].add(appearance)
        _keep_company(company, profile.companions, index)
    return found


def _fits(one: Profile, other: Profile) -> bool:
    return one.articles.isdisjoint(other.articles) and _score(one, other) >= SAME


def _come_twice(appearances: Sequence[Appearance]) -> set[str]:
    """The articles that have two people of the name."""
    count = Counter(appearance.article for appearance in appearances)
    return {article for article in count if count[article] > 1}


def _has_namesake(profile: Profile) -> bool:
    """Whether an article names somebody else who could be meant by the name too."""
    return profile.size > len(profile.articles) or bool(_namesakes(profile))


def _namesakes(profile: Profile) -> set[str]:
    """The name ids of others in the same articles whose full names could be the same."""
    return {
        name
        for name in profile.kin
        if name not in profile.name_ids
        for written in profile.written
        if relation(name.partition(":")[2].replace("-", " "), written).kind in _FULL
    }


def _names_both(one: Profile, other: Profile) -> bool:
    """Whether articles about one name somebody else who could be the other."""
    namesakes = _namesakes(one) if one.size <= _CANDIDATES else ()
    return any(
        relation(name.partition(":")[2].replace("-", " "), written).kind in _FULL
        for name in namesakes
        for written in other.written
    )


def _keep_company(company: dict[str, list[int]], names: Iterable[str], index: int) -> None:
    for name in names:
        indices = company[name]
        if len(indices) < _CANDIDATES and (not indices or indices[-1] != index):
            indices.append(index)


def _kept_apart(persons: list[Profile]) -> list[Decision]:
    """Why persons of one name are several, for the ten pairs that are closest to being one."""
    known = [person for person in persons if person.roles or person.organizations][:10]
    found = []
    for one, other in combinations(known, 2):
        reasons = person_reasons(one, other)
        weight = total(reasons)
        if weight >= SAME:
            reasons.append(Reason("ambiguous", "two of that name fit about as well", 0.0))
        found.append(decision(one, other, reasons, "undecided" if weight >= SAME else outcome(weight)))
    return most_telling(found)


# -- other names


def _other_names(persons: Sequence[Sequence[Profile]]) -> tuple[list[Profile], list[Decision]]:
    """Unites persons of names that could mean the same, where something speaks for it."""
    profiles = [profile for same in persons for profile in same]
    name_of = [number for number, same in enumerate(persons) for _ in same]
    pairs: dict[tuple[int, int], float] = {}
    for one, other in _candidates(profiles, name_of):
        weight = _support(profiles[one], profiles[other])
        if weight > DIFFERENT:
            pairs[one, other] = weight
    partners: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for (one, other), weight in pairs.items():
        partners[one].append((weight, other))
        partners[other].append((weight, one))
    parent = list(range(len(profiles)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    def is_ambiguous(one: int, other: int, weight: float) -> bool:
        """Whether one side could as well be somebody who is surely not the other side."""
        return any(
            near > weight - _CLOSE
            and near >= SAME
            and root(rival) != root(kept)
            and _are_two(profiles[rival], profiles[kept], name_of[rival] == name_of[kept])
            for side, kept in ((one, other), (other, one))
            for near, rival in partners[side]
            if rival != kept
        )

    decisions = []
    open_cases: dict[int, list[Decision]] = defaultdict(list)
    started = list(profiles)
    ranked = sorted(pairs, key=lambda pair: (-pairs[pair], *(started[index].earliest for index in pair)))
    for one, other in ranked:
        weight = pairs[one, other]
        first, second = root(one), root(other)
        if first == second:
            continue
        reasons = person_reasons(started[one], started[other])
        if weight >= SAME and not is_ambiguous(one, other, weight):
            both = profiles[first], profiles[second]
            if not _names_conflict(*both) and _support(*both) > 0.0:
                decisions.append(decision(started[one], started[other], reasons, "same"))
                merged = Profile()
                merged.absorb(profiles[first])
                merged.absorb(profiles[second])
                parent[second] = first
                profiles[first] = merged
                continue
        if weight >= SAME:
            reasons.append(Reason("ambiguous", "another person fits about as well", 0.0))
        open_cases[one].append(decision(started[one], started[other], reasons, "undecided"))
    for index in sorted(open_cases):
        decisions += most_telling(open_cases[index])
    return [profiles[index] for index in range(len(profiles)) if root(index) == index], decisions


def _support(one: Profile, other: Profile) -> float:
    """The sum of the weights, but less than enough if nothing besides the names speaks for one person."""
    reasons = person_reasons(one, other)
    weight = total(reasons)
    if reasons[0].weight >= SAME:
        return weight
    support = sum(reason.weight for reason in reasons[1:] if reason.weight > 0 and reason.kind != "gender")
    return weight if support >= _SUPPORT else min(weight, SAME - 0.1)


def _are_two(one: Profile, other: Profile, same_name: bool) -> bool:
    return same_name or not best_relation(one.names, other.names).possible


def _names_conflict(one: Profile, other: Profile) -> bool:
    """Whether some names on either side are surely those of two people: John B. and John J."""
    return any(
        relation_of_names(first, second).kind == "conflict" for first in one.names for second in other.names
    )


def _candidates(profiles: Sequence[Profile], name_of: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Pairs of persons of different names that could be one by their names alone."""
    bearers: dict[PersonName, list[int]] = defaultdict(list)
    for index, profile in enumerate(profiles):
        for name in profile.names:
            bearers[name].append(index)
    blocks: dict[str, list[PersonName]] = defaultdict(list)
    for name in bearers:
        for key in person_keys(name):
            blocks[key].append(name)
    related: dict[tuple[PersonName, PersonName], bool] = {}
    for key, names in blocks.items():
        if len(names) < 2:
            continue
        names.sort(key=lambda name: (name.words, name.generation or "", name.nicknames))
        short = names
        if key.startswith("initial "):
            short = [name for name in names if any(len(word) == 1 for word in name.given)]
        elif key.startswith("single "):
            short = [name for name in names if name.single]
        for one in short[:_MANY]:
            for other in names[:_MANY]:
                if one is not other and (one, other) not in related and (other, one) not in related:
                    related[one, other] = relation_of_names(one, other).possible
    found: set[tuple[int, int]] = set()
    for (one, other), possible in related.items():
        if possible:
            found.update(_pairs(bearers[one], bearers[other], name_of))
    for same in bearers.values():
        found.update(_pairs(same, same, name_of))
    yield from sorted(found)


def _pairs(some: Sequence[int], others: Sequence[int], name_of: Sequence[int]) -> Iterator[tuple[int, int]]:
    for one in some[:_CANDIDATES]:
        for other in others[:_CANDIDATES]:
            if name_of[one] != name_of[other]:
                yield min(one, other), max(one, other)
