"""Which appearances of organisations, outlets and platforms are one organisation.

The same name is the same organisation, but for names that every country has ("Ministry of Education"): these
are the same only where the place is. Acronyms and former names count where an article gives both, as long as
only one organisation is meant by them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from sayso.graph.identity.appearances import Appearance, Decision, Reason
from sayso.graph.identity.decisions import decision, most_telling
from sayso.graph.identity.evidence import DIFFERENT, SAME, organization_evidence, total
from sayso.graph.identity.organization_names import (
    OrganizationName,
    country,
    is_acronym,
    read_organization_name,
)
from sayso.graph.identity.organization_relations import name_keys, relation_of_names
from sayso.graph.identity.person_names import fold
from sayso.graph.identity.person_relations import Relation
from sayso.graph.identity.profiles import Profile, in_order

__all__ = ["organization_reasons", "resolve_organizations"]

_Key = tuple[tuple[str, ...], str]
"""The words of a name, and the place if many places have such a name ("?…" where it is not told)."""

_MANY = 500
_CLOSE = 1.0


def organization_reasons(one: Profile, other: Profile) -> list[Reason]:
    """All that speaks for and against two profiles being one organisation."""
    return organization_evidence(one, other, _best_relation(one, other))


def _best_relation(one: Profile, other: Profile) -> Relation:
    found = [
        relation_of_names(_placed(first, one), _placed(second, other))
        for first in sorted(one.written)[:10]
        for second in sorted(other.written)[:10]
    ]
    conflict = next((each for each in found if each.kind == "conflict"), None)
    return conflict or max(found, key=lambda each: (each.weight, each.text))


def _placed(name: str, profile: Profile) -> OrganizationName:
    """A name with the place that its articles give, where the name itself gives none."""
    read = read_organization_name(name)
    places = sorted(profile.countries or profile.places)
    if read.generic and not read.place and len(places) == 1:
        return OrganizationName(read.words, True, places[0])
    return read


def _name_key(name: str, appearance: Appearance) -> _Key:
    read = read_organization_name(name)
    if not read.generic:
        return read.words, ""
    place = read.place or appearance.place
    for other in (appearance.name, *appearance.aliases):
        place = place or read_organization_name(other).place
    if not place:
        return read.words, f"?{appearance.id}"
    return read.words, country(place) or fold(place)


def _keys(appearance: Appearance) -> tuple[_Key, tuple[_Key, ...]]:
    """The key of an appearance's longest kind of name, and those of its other names."""
    names = [appearance.name, *appearance.aliases]
    long = next((name for name in names if not is_acronym(name)), appearance.name)
    if not is_acronym(appearance.name):
        long = appearance.name
    own = _name_key(long, appearance)
    others = dict.fromkeys(_name_key(name, appearance) for name in names)
    return own, tuple(key for key in others if key != own and not key[1].startswith("?"))


def resolve_organizations(appearances: Iterable[Appearance]) -> tuple[list[Profile], list[Decision]]:
    """Put appearances together to organisations, and tell what was decided."""
    profiles: dict[_Key, Profile] = {}
    claims: dict[_Key, set[_Key]] = defaultdict(set)
    for appearance in sorted(appearances, key=in_order):
        own, others = _keys(appearance)
        profiles.setdefault(own, Profile()).add(appearance)
        for other in others:
            claims[other].add(own)
    united = _Union()
    decisions: list[Decision] = []
    _follow_claims(profiles, claims, united, decisions)
    _find_places(profiles, claims, united, decisions)
    _look_alike(profiles, united, decisions)
    groups: dict[_Key, Profile] = {}
    for key in sorted(profiles):
        groups.setdefault(united.root(key), Profile()).absorb(profiles[key])
    return list(groups.values()), decisions


class _Union:
    """Which keys mean one organisation."""

    def __init__(self) -> None:
        self._parent: dict[_Key, _Key] = {}
        self._heads: set[_Key] = set()

    def root(self, key: _Key) -> _Key:
        while (above := self._parent.get(key, key)) != key:
            self._parent[key] = self._parent.get(above, above)
            key = above
        return key

    def has_others(self, key: _Key) -> bool:
        """Whether something else is one with it."""
        return self.root(key) != key or key in self._heads

    def join(self, one: _Key, other: _Key) -> None:
        first, second = sorted((self.root(one), self.root(other)))
        if first != second:
            self._parent[second] = first
            self._heads.add(first)


def _follow_claims(
    profiles: dict[_Key, Profile],
    claims: dict[_Key, set[_Key]],
    united: _Union,
    decisions: list[Decision],
) -> None:
    """Unites a short or former name with the organisation that an article gives it to, if it is only one."""
    for _ in range(5):
        changed = False
        for key in sorted(claims):
            owners = {united.root(owner) for owner in claims[key]}
            if len(owners) != 1 or key not in profiles:
                continue
            owner = owners.pop()
            if united.root(key) == owner:
                continue
            named = min(claims[key], key=lambda claim: in_order(_earliest(profiles[claim])))
            one, other = profiles[named], profiles[key]
            reasons = organization_evidence(
                one, other, Relation("alias", f"{_earliest(one).article} gives both names", 4.0)
            )
            if total(reasons) < SAME:
                continue
            decisions.append(decision(one, other, reasons, "same"))
            united.join(key, owner)
            changed = True
        if not changed:
            return


def _earliest(profile: Profile) -> Appearance:
    assert profile.first is not None
    return profile.first


def _find_places(
    profiles: dict[_Key, Profile],
    claims: dict[_Key, set[_Key]],
    united: _Union,
    decisions: list[Decision],
) -> None:
    """Finds out which organisation is meant by names that several have: "the ministry", "ABC"."""
    of_words: dict[tuple[str, ...], list[_Key]] = defaultdict(list)
    for key in profiles:
        if key[1]:
            of_words[key[0]].append(key)
    for words in sorted(of_words):
        keys = sorted(of_words[words])
        open_keys = [key for key in keys if key[1].startswith("?")]
        placed = [key for key in keys if not key[1].startswith("?")]
        if not placed:
            # Nobody tells the country of any of them: there is nothing that would tell two apart.
            for key in open_keys[1:]:
                united.join(open_keys[0], key)
            continue
        decisions += _settle(open_keys, placed, profiles, united)
    for key in sorted(claims):
        owners = sorted({united.root(owner) for owner in claims[key]} & profiles.keys())
        if len(owners) < 2 or key not in profiles or key[1] or key in owners or united.has_others(key):
            continue
        singles = []
        for number, appearance in enumerate(profiles.pop(key).appearances):
            single = key[0], f"?{number:06}"
            profiles[single] = Profile([appearance])
            singles.append(single)
        decisions += _settle(singles, owners, profiles, united)


def _settle(
    open_keys: Sequence[_Key], placed: Sequence[_Key], profiles: dict[_Key, Profile], united: _Union
) -> list[Decision]:
    """Gives each of the open ones to the one it fits, if that is one; those that share people go together."""
    company: dict[str, list[_Key]] = defaultdict(list)
    for key in placed:
        for name in (*profiles[key].members, *profiles[key].companions):
            company[name].append(key)
    decisions = []
    met_by: dict[str, _Key] = {}
    for key in open_keys:
        profile = profiles[key]
        near = dict.fromkeys(
            other for name in (*profile.members, *profile.companions) for other in company.get(name, ())[:20]
        )
        same_country = [other for other in placed if profile.countries & profiles[other].countries]
        candidates = [*near, *same_country, *placed[:10]]
        ranked = sorted(
            ((_settled_weight(profiles[other], profile), other) for other in dict.fromkeys(candidates[:40])),
            key=lambda row: (-row[0], row[1]),
        )
        second = ranked[1][0] if len(ranked) > 1 else DIFFERENT
        best, home = ranked[0]
        if best >= SAME and best - second >= _CLOSE:
            decisions.append(
                decision(profiles[home], profile, organization_reasons(profiles[home], profile), "same")
            )
            united.join(key, home)
            continue
        for name in sorted(profile.members):
            if name in met_by:
                united.join(key, met_by[name])
            met_by.setdefault(name, key)
        decisions += [
            decision(profiles[other], profile, organization_reasons(profiles[other], profile), "undecided")
            for weight, other in ranked[:3]
            if weight > DIFFERENT
        ]
    same = [one for one in decisions if one.outcome == "same"]
    return same + most_telling(one for one in decisions if one.outcome != "same")


def _settled_weight(one: Profile, other: Profile) -> float:
    return total(organization_reasons(one, other))


def _look_alike(profiles: dict[_Key, Profile], united: _Union, decisions: list[Decision]) -> None:
    """Compares names that look alike: the same words in another order, one a longer form of the other."""
    blocks: dict[str, list[_Key]] = defaultdict(list)
    for key in profiles:
        if not key[1]:
            for block in name_keys(OrganizationName(key[0])):
                blocks[block].append(key)
    for one, other in sorted(set(_alike(blocks))):
        if united.root(one) == united.root(other):
            continue
        relation = relation_of_names(OrganizationName(one[0]), OrganizationName(other[0]))
        reasons = organization_evidence(profiles[one], profiles[other], relation)
        weight = total(reasons)
        if weight >= SAME and relation.weight > DIFFERENT:
            united.join(one, other)
            decisions.append(decision(profiles[one], profiles[other], reasons, "same"))
        elif weight > DIFFERENT:
            decisions.append(decision(profiles[one], profiles[other], reasons, "undecided"))


def _alike(blocks: dict[str, list[_Key]]) -> Iterator[tuple[_Key, _Key]]:
    for keys in blocks.values():
        keys.sort()
        for at, one in enumerate(keys[:_MANY]):
            for other in keys[at + 1 : at + 50]:
                yield one, other
