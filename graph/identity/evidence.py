"""What speaks for and against two profiles being one person or one organisation.

Every piece of evidence is a `Reason` with a weight: the logarithm of how many times likelier it is seen when
the two are one than when they are two. The weights add up to log odds. They were set by hand, from what news
is like (a full name nearly always means one person), and checked on the corpus in `bench/identity-corpus`.
"""

from collections.abc import Iterable, Sequence
from math import exp, prod, sqrt

from sayso.graph.identity.appearances import Reason
from sayso.graph.identity.person_relations import Relation
from sayso.graph.identity.profiles import Profile
from sayso.graph.identity.role_kinds import distance

__all__ = ["DIFFERENT", "SAME", "chance", "organization_evidence", "outcome", "person_evidence", "total"]

SAME = 1.5
"""From this sum of weights on, two profiles are one (5 to 1)."""
DIFFERENT = -1.5
"""Up to this sum of weights they are two; between lies what is left undecided."""
_STATE = frozenset({"official", "politician", "military"})


def total(reasons: Iterable[Reason]) -> float:
    """The sum of the weights."""
    return sum(reason.weight for reason in reasons)


def chance(weight: float) -> float:
    """The probability that goes with log odds."""
    return 1.0 / (1.0 + exp(-max(-30.0, min(30.0, weight))))


def outcome(weight: float) -> str:
    """ "same", "different" or "undecided"."""
    return "same" if weight >= SAME else "different" if weight <= DIFFERENT else "undecided"


def person_evidence(one: Profile, other: Profile, relation: Relation) -> list[Reason]:
    """All that speaks for and against two profiles being one person; the first reason is the name."""
    reasons = [Reason("name", relation.text, relation.weight)]
    reasons += _identifiers(one, other)
    reasons += _organizations(one, other)
    reasons += _roles(one, other)
    reasons += _places(one, other)
    reasons += _gender(one, other)
    reasons += _age(one, other)
    reasons += _companions(one, other)
    reasons += _dates(one, other)
    reasons += _side_by_side(one, other)
    return reasons


def organization_evidence(one: Profile, other: Profile, relation: Relation) -> list[Reason]:
    """All that speaks for and against two profiles being one organisation; the first reason is the name."""
    reasons = [Reason("name", relation.text, relation.weight)]
    reasons += _identifiers(one, other)
    members = sorted(one.members & other.members)
    if members:
        text = f"the same people: {_listed(members)}"
        reasons.append(Reason("members", text, min(4.5, 3.0 + 0.5 * len(members))))
    kinds = one.kinds.keys() & other.kinds.keys()
    if one.kinds and other.kinds:
        reasons.append(
            Reason("kind", f"both a {min(kinds)}", 0.5)
            if kinds
            else Reason("kind", f"a {min(one.kinds)} and a {min(other.kinds)}", -1.5)
        )
    reasons += _places(one, other)
    reasons += _companions(one, other)
    return reasons


def _listed(ids: Sequence[str]) -> str:
    names = [name.rpartition(":")[2].replace("-", " ") for name in ids[:3]]
    return ", ".join(names) + (f" and {len(ids) - 3} more" if len(ids) > 3 else "")


def _identifiers(one: Profile, other: Profile) -> list[Reason]:
    if not one.identifiers or not other.identifiers:
        return []
    shared = sorted(one.identifiers & other.identifiers)
    if shared:
        return [Reason("identifier", f"both may be {shared[0]}", 4.0)]
    schemes = {name.partition(":")[0] for name in one.identifiers}
    for name in sorted(other.identifiers):
        if name.partition(":")[0] in schemes:
            rival = min(known for known in one.identifiers if known.startswith(name.partition(":")[0]))
            return [Reason("identifier", f"one may be {rival}, the other {name}", -6.0)]
    return []


def _organizations(one: Profile, other: Profile) -> list[Reason]:
    small, large = sorted((one.organizations, other.organizations), key=len)
    shared = sorted(key for key in small if key in large)
    if shared:
        weight = 4.0 + min(1.5, 0.75 * (len(shared) - 1))
        names = sorted(min(small[key], large[key]) for key in shared[:3])
        return [Reason("organization", f"both at {', '.join(dict.fromkeys(names))}", weight)]
    if small:
        short = sorted(one.acronyms & other.acronyms)
        if short:
            return [Reason("organization", f"both at what {short[0].upper()} may stand for", 2.0)]
        first, second = min(one.organizations.values()), min(other.organizations.values())
        return [Reason("organization", f"one at {first}, the other at {second}", -0.7)]
    if large and one.roles and other.roles:
        return [Reason("organization", "no organisation in common", -0.4)]
    return []


def _roles(one: Profile, other: Profile) -> list[Reason]:
    reasons = []
    if one.roles and other.roles:
        weight, first, second = max(
            (distance(first, second), first, second) for first in one.roles for second in other.roles
        )
        first, second = sorted((first, second))
        text = f"both {first}" if first == second else f"one {first}, the other {second}"
        reasons.append(Reason("role", text, weight))
    fields = sorted(one.fields.keys() & other.fields.keys())
    if fields:
        words = ", ".join(min(one.fields[field], other.fields[field]) for field in fields[:3])
        reasons.append(Reason("field", f"the same words in the role: {words}", min(1.5, 0.7 * len(fields))))
    return reasons


def _places(one: Profile, other: Profile) -> list[Reason]:
    if one.countries and other.countries:
        shared = sorted(one.countries & other.countries)
        if shared:
            return [Reason("place", f"both of {shared[0]}", 0.7)]
        text = f"one of {min(one.countries)}, the other of {min(other.countries)}"
        state = _STATE.intersection(one.roles) and _STATE.intersection(other.roles)
        return [Reason("place", text, -3.0 if state else -1.0)]
    if one.places and other.places:
        towns = sorted(one.places & other.places)
        if towns:
            return [Reason("place", f"both of {towns[0].title()}", 0.8)]
        text = f"one of {min(one.places).title()}, the other of {min(other.places).title()}"
        return [Reason("place", text, -0.5)]
    return []


def _gender(one: Profile, other: Profile) -> list[Reason]:
    first, second = one.gender, other.gender
    if not first or not second:
        return []
    if first == second:
        return [Reason("gender", f"both {first}", 0.2)]
    return [Reason("gender", "one a man, the other a woman", -5.0)]


def _age(one: Profile, other: Profile) -> list[Reason]:
    if not one.births or not other.births:
        return []
    gap = max(one.births[0] - other.births[1], other.births[0] - one.births[1])
    years = sorted((one.births[1], other.births[1]))
    if gap <= 1:
        return [Reason("age", f"the ages fit: born about {years[0]}", 1.5)]
    return [
        Reason("age", f"the ages do not fit: born about {years[0]} and {years[1]}", -min(6.0, 3.0 + gap / 2))
    ]


def _companions(one: Profile, other: Profile) -> list[Reason]:
    """Who else is named: those who are with both, and the organisation of one in articles about the other."""
    small, large = sorted((one, other), key=lambda profile: (len(profile.companions), profile.earliest))
    reasons = []
    where = sorted((small.organizations.keys() & large.companions.keys()) - large.organizations.keys())
    where += sorted((large.organizations.keys() & small.companions.keys()) - small.organizations.keys())
    if where:
        share = max(_share(name, small, large) for name in where)
        names = {**one.organizations, **other.organizations}
        weight = 1.5 if one.organizations and other.organizations else 2.5
        text = f"one is at {names[where[0]]}, the other named along with it"
        reasons.append(Reason("met", text, round(weight * share, 2)))
    weight = 0.0
    shared = []
    for name in small.companions:
        if name in large.companions and name not in one.organizations and name not in other.organizations:
            weight += _share(name, small, large) * (1.2 if name.startswith("person:") else 0.9)
            shared.append(name)
    if shared:
        shared.sort(key=lambda name: (not name.startswith("person:"), name))
        reasons.append(
            Reason("companions", f"named along with {_listed(shared)}", round(min(3.0, weight), 2))
        )
    elif not where and small.companions:
        reasons.append(Reason("companions", "nobody else is named along with both", -0.3))
    return reasons


def _share(name: str, one: Profile, other: Profile) -> float:
    """How much of either side's articles name it: what one of a hundred articles names tells little."""
    shares = (
        1.0 if name not in profile.companions else min(1.0, profile.companions[name] / profile.size)
        for profile in (one, other)
    )
    return sqrt(prod(shares))


def _dates(one: Profile, other: Profile) -> list[Reason]:
    first, second = sorted(
        (one, other), key=lambda profile: profile.first.published or "" if profile.first else ""
    )
    start = second.first.published if second.first else None
    if not first.last or not start:
        return []
    years = int(start[:4]) - int(first.last[:4])
    if years <= 25:
        return []
    return [Reason("dates", f"{years} years lie between", -1.0 if years <= 50 else -4.0)]


def _side_by_side(one: Profile, other: Profile) -> list[Reason]:
    """One article that names both, as two, knows better."""
    small, large = sorted((one.articles, other.articles), key=len)
    if any(article in large for article in small):
        return [Reason("article", "one article names both, as two", -12.0)]
    return []
