"""What the names of people and organisations are made of, and whose relative a name stands for.

The functions that look at names alone stand in `sayso.graph.identity.person_names` and
`sayso.graph.identity.organization_names`, where names are compared over articles too.

    >>> as_relative("his wife , ann lee".split(), 3)
    True
"""

from collections.abc import Sequence

from sayso.graph.identity.organization_names import LEGAL_FORMS, acronyms, organization_key
from sayso.graph.identity.person_names import (
    FAMILY_NAMES_FIRST,
    PARTICLES,
    SUFFIXES,
    TITLES,
    fold,
    given_name_first,
    is_initial,
    person_key,
    surname,
    word_set,
)

__all__ = [
    "FAMILY_NAMES_FIRST",
    "LEGAL_FORMS",
    "PARTICLES",
    "SUFFIXES",
    "TITLES",
    "acronyms",
    "as_relative",
    "fold",
    "given_name_first",
    "is_initial",
    "organization_key",
    "person_key",
    "surname",
    "word_set",
]

_KIN = word_set(
    "wife husband spouse widow widower father mother son daughter brother sister stepson stepdaughter "
    "grandson granddaughter grandfather grandmother uncle aunt nephew niece cousin fiancé fiancée parents "
    "children sons daughters brothers sisters"
)


def as_relative(words: Sequence[str], at: int) -> bool:
    """Whether the name at `at` of lower-case words is that of somebody's relative: "his wife, X"."""
    before = at - 2 if at > 1 and words[at - 1] == "," else at - 1
    if before < 0:
        return False
    return words[before] in _KIN or (words[before] == "lady" and before > 0 and words[before - 1] == "first")
