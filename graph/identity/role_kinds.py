"""Which kinds of role go together in one life, and which hardly ever do.

    >>> distance("scientist", "official") > distance("scientist", "athlete")
    True

The table is set by hand: scientists become ministers and founders become investors, but a footballer and a
judge of one name are two people.
"""

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["distance"]

_SAME = 0.9
# What many people are says less.
_BROAD = MappingProxyType({"executive": 0.5, "official": 0.5, "politician": 0.6, "worker": 0.2, "other": 0.0})
_USUAL = -0.7
"""What two kinds weigh that the table does not hold."""


def _table(rows: str) -> Mapping[tuple[str, str], float]:
    found = {}
    for row in rows.strip().splitlines():
        weight, first, *others = row.split()
        for second in others:
            found[min(first, second), max(first, second)] = float(weight)
    return MappingProxyType(found)


_WEIGHTS = _table("""
 0.3 scientist analyst engineer physician
 0.1 scientist official executive founder
-0.4 scientist politician
-1.0 scientist investor activist
-1.5 scientist journalist spokesperson lawyer worker
-2.0 scientist military clergy
-3.0 scientist artist
-4.0 scientist athlete
 0.3 analyst executive investor
 0.0 analyst founder engineer official politician spokesperson journalist activist military lawyer
-1.5 analyst physician worker
-2.0 analyst artist clergy
-2.5 analyst athlete
 0.4 executive founder investor
 0.0 executive official politician lawyer engineer spokesperson
-0.7 executive physician journalist activist military worker
-1.5 executive artist athlete clergy
 0.2 founder investor engineer activist
-0.5 founder politician official physician journalist lawyer
-1.0 founder artist spokesperson military worker
-1.5 founder athlete
-2.0 founder clergy
 0.5 official politician
 0.2 official lawyer military spokesperson
-0.5 official physician activist investor
-1.0 official engineer journalist worker
-2.5 official artist clergy
-3.0 official athlete
 0.2 politician lawyer activist spokesperson military
-0.7 politician physician journalist investor engineer
-1.2 politician artist clergy worker
-2.0 politician athlete
 0.0 spokesperson journalist activist military lawyer
-2.0 spokesperson physician engineer artist athlete clergy
 0.0 journalist activist artist
-1.5 journalist lawyer athlete worker investor
-2.0 journalist physician engineer military clergy
-0.3 lawyer activist investor
-2.0 lawyer worker military
-3.0 lawyer physician engineer artist clergy
-4.0 lawyer athlete
-1.0 physician activist investor military
-2.5 physician engineer artist worker clergy
-4.0 physician athlete
-1.0 engineer investor worker activist military
-2.5 engineer artist clergy
-3.5 engineer athlete
-0.5 activist artist worker clergy
-1.5 activist athlete military investor
-2.5 military artist clergy athlete investor
-2.0 investor artist clergy athlete worker
-2.0 artist clergy worker
-2.5 artist athlete
-3.0 athlete clergy
-2.0 athlete worker
-1.5 clergy worker military
""")


def distance(one: str, other: str) -> float:
    """The weight, in log odds, of two kinds of role (notations of `vocab.ROLE_KINDS`) for one person."""
    if one == other:
        return _BROAD.get(one, _SAME)
    return _WEIGHTS.get((min(one, other), max(one, other)), _USUAL)
