"""Who is who: a pure function of all appearances, whatever order they come in.

    >>> ann, anna = (
    ...     Appearance(f"appearance:{article}-person-ann-lee", "person:ann-lee", "Ann Lee", article)
    ...     for article in ("monday", "tuesday")
    ... )
    >>> [identity.id for identity in resolve([anna, ann]).identities]
    ['person:ann-lee']

`resolve` of all appearances gives what it gives, taken together, for each set of names that are `compatible`
with one another, directly or over others: what is new needs only those names that could mean the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sayso.graph.identity.appearances import Appearance, Decision, Identity, Reason, Resolution
from sayso.graph.identity.decisions import decision
from sayso.graph.identity.evidence import outcome, total
from sayso.graph.identity.names import blocking_keys, compatible, family
from sayso.graph.identity.organizations import organization_reasons, resolve_organizations
from sayso.graph.identity.persons import person_reasons, resolve_persons
from sayso.graph.identity.profiles import Profile, in_order

__all__ = ["blocking_keys", "compare", "compatible", "name_identities", "resolve"]


def resolve(appearances: Iterable[Appearance]) -> Resolution:
    """Which appearances are one person or organisation, under which id, and what was decided and why.

    Takes time close to linear in the number of appearances. What is neither person, organisation, outlet nor
    platform stays alone.
    """
    families: dict[str | None, list[Appearance]] = defaultdict(list)
    for appearance in appearances:
        families[family(appearance.name_id)].append(appearance)
    persons, decided = resolve_persons(families["person"])
    organizations, also_decided = resolve_organizations(families["organization"])
    groups = [profile.appearances for profile in (*persons, *organizations)]
    groups += [[appearance] for appearance in families[None]]
    return Resolution(
        name_identities(groups),
        tuple(sorted(_unique((*decided, *also_decided)), key=lambda one: (one.first, one.second))),
    )


def _unique(decisions: Iterable[Decision]) -> Iterable[Decision]:
    """One decision for each pair: what unites comes before what does not."""
    found: dict[tuple[str, str], Decision] = {}
    for one in sorted(decisions, key=lambda one: (one.outcome != "same", -one.confidence)):
        found.setdefault((one.first, one.second), one)
    return found.values()


def name_identities(groups: Iterable[Iterable[Appearance]]) -> tuple[Identity, ...]:
    """The identities of groups of appearances, sorted by id.

    An identity has the name id of its earliest appearance. Of several that have the same, the earliest keeps
    it plain, the others add the article that they are first met in. Other name ids of an identity lead to it
    if they are nobody else's.
    """
    sorted_groups = [sorted(group, key=in_order) for group in groups]
    of_name: dict[str, list[Sequence[Appearance]]] = defaultdict(list)
    bearers: dict[str, set[int]] = defaultdict(set)
    for number, group in enumerate(sorted_groups):
        if group:
            of_name[group[0].name_id].append(group)
        for appearance in group:
            bearers[appearance.name_id].add(number)
    identities = []
    for name_id, same in of_name.items():
        same.sort(key=lambda group: in_order(group[0]))
        for number, members in enumerate(same):
            identity = name_id if number == 0 else f"{name_id}-in-{members[0].article}"
            if number > 1 and members[0].article == same[number - 1][0].article:
                identity = f"{identity}-{number}"
            replaced = sorted(
                other
                for other in {appearance.name_id for appearance in members}
                if len(bearers[other]) == 1 and other != identity and other not in of_name
            )
            ids = tuple(sorted(appearance.id for appearance in members))
            identities.append(Identity(identity, ids, tuple(replaced)))
    return tuple(sorted(identities, key=lambda identity: identity.id))


def compare(some: Iterable[Appearance], others: Iterable[Appearance]) -> Decision:
    """What speaks for and against two groups of appearances being one, however little they have in common.

    Raises ValueError if either is empty.
    """
    one, other = Profile(some), Profile(others)
    if one.first is None or other.first is None:
        raise ValueError("there is nothing to compare: a group has no appearances")
    first, second = family(one.first.name_id), family(other.first.name_id)
    if first != second or first is None:
        kinds = sorted((one.first.name_id.partition(":")[0], other.first.name_id.partition(":")[0]))
        reasons = [Reason("kind", f"one is a {kinds[0]}, the other a {kinds[1]}", -12.0)]
    elif first == "person":
        reasons = person_reasons(one, other)
    else:
        reasons = organization_reasons(one, other)
    return decision(one, other, reasons, outcome(total(reasons)))
