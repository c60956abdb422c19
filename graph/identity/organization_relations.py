"""How two names of organisations go together.

    >>> relation("University of Harlow", "Harlow University").kind
    'reordered'
    >>> relation("Ministry of Finance of France", "French Finance Ministry").kind
    'equal'

The weight of a relation is the evidence (log odds) that the names alone give for one organisation. The
weights are set by hand.
"""

from functools import lru_cache

from sayso.graph.identity.organization_names import OrganizationName, country, read_organization_name
from sayso.graph.identity.person_names import fold, word_set
from sayso.graph.identity.person_relations import Relation

__all__ = ["name_keys", "relation", "relation_of_names", "same_place"]

# The last word of a name that is often left out: "Harvard University", "Tesla Motors".
_LEFT_OUT = word_set(
    "university college bank airlines airways motors technologies technology pharmaceuticals pharma "
    "industries international group systems software energy media entertainment foundation institute "
    "newspaper magazine news party stores labs laboratories motor electronics steel"
)
_ORDER_MATTERS = word_set("university college school institute academy polytechnic")


def name_keys(name: OrganizationName) -> frozenset[str]:
    """Keys of a name; two names that could mean one organisation share one."""
    found = {" ".join(sorted(set(name.words)))[:200]}
    if not name.generic and len(name.words) == 2 and name.words[1] in _LEFT_OUT and len(name.words[0]) > 3:
        found.add(name.words[0])
    return frozenset(found)


def same_place(one: str | None, other: str | None) -> bool | None:
    """Whether two places are one; None where either is unknown, or one a country and the other a town."""
    if not one or not other:
        return None
    first, second = country(one), country(other)
    if first and second:
        return first == second
    if fold(one) == fold(other):
        return True
    return None if first or second else False


def relation(one: str, other: str) -> Relation:
    """How two names as written go together."""
    return relation_of_names(read_organization_name(one), read_organization_name(other))


@lru_cache(maxsize=100_000)
def relation_of_names(one: OrganizationName, other: OrganizationName) -> Relation:
    """How two names go together; it does not matter which comes first."""
    if one.words == other.words:
        if not one.generic:
            return Relation("equal", "the same name", 3.0)
        same = same_place(one.place, other.place)
        if same:
            return Relation("equal", f"the same name, of {one.place}", 3.0)
        if same is False:
            return Relation("conflict", f"one is of {one.place}, one of {other.place}", -6.0)
        return Relation("generic", "a name that many places have", -1.0)
    if sorted(one.words) == sorted(other.words):
        if _ORDER_MATTERS.isdisjoint(one.words):
            return Relation("reordered", "the same words in another order", 0.5)
        return Relation("reordered", "the same words in another order: often two", -2.5)
    if not name_keys(one).isdisjoint(name_keys(other)):
        return Relation("longer", "one name is a longer form of the other", -0.5)
    return Relation("different", "the names are different", -8.0)
