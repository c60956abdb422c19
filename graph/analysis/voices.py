"""Who is heard: who speaks most, on what and for whom, with what share, and whose statements are carried on.

Each function takes `columns.Columns` and gives plain values keyed by IRI, the largest first. A statement that
several articles carry counts once; where outlets are counted, each outlet that carries it counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sayso.graph.analysis.arrays import Floats, Ints
from sayso.graph.analysis.columns import Columns

__all__ = [
    "OF_NAMES",
    "SHARES",
    "Carried",
    "Share",
    "Voice",
    "carried",
    "firsts",
    "share_of_countries",
    "share_of_organization_kinds",
    "share_of_outlets",
    "voices",
]

_Pairs = tuple[Ints, Ints]


@dataclass(frozen=True, slots=True)
class Voice:
    """How much somebody says: `on` which topics and `speaks_for` whom, each with the number of statements."""

    statements: int
    share: float
    articles: int
    on: tuple[tuple[str, int], ...]
    speaks_for: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Share:
    """How many statements, and which share of all (in [0, 1]).

    A statement that belongs to several counts in each for its part, so that shares sum to 1; `statements`
    counts it in each.
    """

    statements: int
    share: float


@dataclass(frozen=True, slots=True)
class Carried:
    """How many of somebody's `statements` other articles carry on, and how often in all."""

    times: int
    carried: int
    statements: int


def voices(columns: Columns) -> dict[str, Voice]:
    """Everybody who speaks, by the number of statements."""
    said = columns.speakers()
    statements = _counts(columns, said)
    total = len(np.unique(said[0]))
    articles = {who: len(of) for who, of in _by_left(columns, said, columns.articles()).items()}
    on = _by_left(columns, said, columns.topics())
    speaks_for = _by_left(columns, said, columns.capacities())
    found = {
        columns.iris[who]: Voice(
            number,
            number / total,
            articles.get(who, 0),
            _ranked(columns, on.get(who, {})),
            _ranked(columns, speaks_for.get(who, {})),
        )
        for who, number in statements.items()
    }
    return dict(sorted(found.items(), key=lambda item: (-item[1].statements, item[0])))


def share_of_outlets(columns: Columns) -> dict[str, Share]:
    """Which share of what is quoted each outlet quotes; each that carries a statement counts in full."""
    statements = columns.speakers()[0]
    pairs = _unique(columns.outlets())
    said = np.isin(pairs[0], statements)
    counts = _counts(columns, (pairs[0][said], pairs[1][said]))
    total = sum(counts.values())
    return _sorted({columns.iris[one]: Share(number, number / total) for one, number in counts.items()})


def share_of_organization_kinds(columns: Columns) -> dict[str, Share]:
    """The share of statements that each kind of organisation has, by itself or by those who speak for it.

    The key "" has the statements of which no kind is known.
    """
    return _shares(columns, columns.organization_kinds())


def share_of_countries(columns: Columns) -> dict[str, Share]:
    """The share of statements by the place that articles tie the speaker to, or the organisation spoken for.

    Keyed by the name of the place: mostly a country, a city where the article names only that. The key "" has
    the statements of which no place is told.
    """
    return _shares(columns, columns.places())


SHARES = {
    "share-of-organization-kinds": share_of_organization_kinds,
    "share-of-outlets": share_of_outlets,
    "share-of-countries": share_of_countries,
}

OF_NAMES = frozenset({"share-of-countries"})
"""Those of `SHARES` that are keyed by names and not by IRIs: the graph has no node to keep them at."""


def carried(columns: Columns) -> dict[str, Carried]:
    """Whose statements further articles carry on, by how often they do."""
    said = columns.speakers()
    times = columns.common(said, columns.carriers())
    often: dict[int, int] = {}
    for who in np.repeat(times[0], times[2].astype(np.int64)).tolist():
        often[who] = often.get(who, 0) + 1
    statements = _counts(columns, said)
    carried_on = np.unique(columns.carriers()[0])
    which = np.isin(said[0], carried_on)
    which_of = _counts(columns, (said[0][which], said[1][which]))
    found = {
        columns.iris[who]: Carried(number, which_of[who], statements[who]) for who, number in often.items()
    }
    return dict(sorted(found.items(), key=lambda item: (-item[1].times, -item[1].carried, item[0])))


def firsts(columns: Columns) -> dict[str, int]:
    """How many statements each outlet had first that further articles carry on."""
    carried_on = np.unique(columns.carriers()[0])
    statements, outlets = _unique(columns.publishers())
    which = np.isin(statements, carried_on)
    counts = _counts(columns, (statements[which], outlets[which]))
    found = {columns.iris[one]: number for one, number in counts.items()}
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def _shares(columns: Columns, pairs: _Pairs) -> dict[str, Share]:
    statements = np.unique(columns.speakers()[0])
    of, things = _unique(pairs)
    _, at, several = np.unique(of, return_inverse=True, return_counts=True)
    weights: Floats = 1.0 / several[at]
    counts = np.bincount(things, minlength=len(columns.iris))
    parts = np.bincount(things, weights, len(columns.iris))
    total = max(len(statements), 1)
    found = {
        columns.iris[one]: Share(int(counts[one]), float(parts[one] / total))
        for one in np.flatnonzero(counts).tolist()
    }
    untold = len(statements) - len(several)
    if untold:
        found[""] = Share(untold, untold / total)
    return _sorted(found)


def _sorted(found: Mapping[str, Share]) -> dict[str, Share]:
    return dict(sorted(found.items(), key=lambda item: (-item[1].share, item[0])))


def _unique(pairs: _Pairs) -> _Pairs:
    """Each pair once."""
    if not len(pairs[0]):
        return pairs
    found = np.unique(np.stack(pairs, axis=1), axis=0)
    return found[:, 0], found[:, 1]


def _counts(columns: Columns, pairs: _Pairs) -> dict[int, int]:
    """How many statements each right side has."""
    counts = np.bincount(_unique(pairs)[1], minlength=1)
    return {one: int(counts[one]) for one in np.flatnonzero(counts).tolist()}


def _by_left(columns: Columns, said: _Pairs, others: _Pairs) -> dict[int, dict[int, int]]:
    """For each speaker what their statements lead to, and how many do."""
    found: dict[int, dict[int, int]] = {}
    for who, what, number in zip(*(side.tolist() for side in columns.common(said, others)), strict=True):
        found.setdefault(who, {})[what] = int(number)
    return found


def _ranked(columns: Columns, counted: Mapping[int, int]) -> tuple[tuple[str, int], ...]:
    named = [(columns.iris[what], number) for what, number in counted.items()]
    return tuple(sorted(named, key=lambda pair: (-pair[1], pair[0])))
