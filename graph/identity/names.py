"""Which names could mean the same person or organisation, by the names alone.

    >>> compatible("person:bob-brown", ["Bob Brown"], "person:r-brown", ["R. Brown"])
    True
    >>> compatible("person:bob-brown", ["Bob Brown"], "person:a-brown", ["A. Brown"])
    False

Two names that are `compatible` always share one of their `blocking_keys`, so that the names which could mean
the same as a new one are looked up, never searched for.
"""

from collections.abc import Iterable
from functools import lru_cache

from sayso.graph.identity.organization_names import read_organization_name
from sayso.graph.identity.organization_relations import name_keys
from sayso.graph.identity.person_names import read_person_name
from sayso.graph.identity.person_relations import person_keys, relation_of_names

__all__ = ["blocking_keys", "compatible", "family"]

_FAMILIES = {"person": "person"} | dict.fromkeys(
    ("organization", "org", "outlet", "platform"), "organization"
)


def family(name_id: str) -> str | None:
    """ "person" or "organization" (outlets and platforms too); None for what is never the same elsewhere."""
    return _FAMILIES.get(name_id.partition(":")[0])


@lru_cache(maxsize=200_000)
def _keys(kind: str, name: str) -> frozenset[str]:
    if kind == "person":
        return frozenset(f"p {key}" for key in person_keys(read_person_name(name)))
    return frozenset(f"o {key}" for key in name_keys(read_organization_name(name)))


def blocking_keys(name_id: str, names: Iterable[str]) -> tuple[str, ...]:
    """The keys of a name and its other forms, sorted; a few for each form."""
    kind = family(name_id)
    if kind is None:
        return ()
    return tuple(sorted({key for name in names for key in _keys(kind, name)}))


def compatible(first: str, names: Iterable[str], second: str, others: Iterable[str]) -> bool:
    """Whether two name ids, each with all its names, could be one: the same either way round.

    Everything that shares a key could for organisations; persons' names are compared word by word.
    """
    kind = family(first)
    if kind is None or kind != family(second):
        return False
    second_names = sorted(set(others))
    for name in sorted(set(names)):
        keys = _keys(kind, name)
        for other in second_names:
            if keys.isdisjoint(_keys(kind, other)):
                continue
            if (
                kind == "organization"
                or relation_of_names(read_person_name(name), read_person_name(other)).possible
            ):
                return True
    return False
