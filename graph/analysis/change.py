"""Change over time: who and what rises or falls, by the trend of its share of what is said."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sayso.errors import SaysoError
from sayso.graph.analysis.arrays import Floats, Ints
from sayso.graph.analysis.columns import Columns
from sayso.graph.analysis.periods import Slice, name_of, periods

__all__ = ["VIEWS_WITH_TIME", "Trend", "change"]

VIEWS_WITH_TIME = ("person-topic", "speaker-topic", "outlet-speaker", "person-organization", "overview")
"""The views whose nodes have statements of their own."""


@dataclass(frozen=True, slots=True)
class Trend:
    """How the share of a node moves: `trend` is a z-score, above 0 rising; within 2 of 0 it may be chance.

    `counts` are its statements in each period; `earlier` and `later` its share in the first and the second
    half of the periods.
    """

    trend: float
    counts: tuple[int, ...]
    earlier: float
    later: float


def change(columns: Columns, view: str, by: str, *, time: Slice | None = None) -> dict[str, Trend]:
    """The trend of each node of a view over months, quarters or years, the strongest either way first.

    By the Cochran–Armitage test for a trend in proportions: does the share of statements that are the node's
    grow or shrink from period to period, more than chance would have it? Statements without a date, or with
    one that is longer than a period, are left out. Raises `SaysoError` for another view and where there are
    fewer than two periods.
    """
    if view not in VIEWS_WITH_TIME:
        raise SaysoError(f"no change in {view!r}: its nodes have no dates; take {', '.join(VIEWS_WITH_TIME)}")
    bounds = time or Slice()
    dates = {number: date for number, date in columns.dates.items() if bounds.holds(date)}
    names = {period.name: place for place, period in enumerate(periods(dates.values(), by))}
    if len(names) < 2:
        raise SaysoError(f"no change over fewer than two {by}s: take a longer time, or shorter periods")
    statements, nodes = _appearances(columns, view)
    places = {number: names.get(name_of(date, by) or "", -1) for number, date in dates.items()}
    when = np.array([places.get(one, -1) for one in statements.tolist()])
    chosen = when >= 0
    statements, nodes, when = statements[chosen], nodes[chosen], when[chosen]
    _, first = np.unique(statements, return_index=True)
    totals = np.bincount(when[first], minlength=len(names)).astype(np.float64)
    found: dict[str, Trend] = {}
    half = len(names) // 2
    table: dict[int, Floats] = {}
    for node, period in zip(nodes.tolist(), when.tolist(), strict=True):
        table.setdefault(node, np.zeros(len(names)))[period] += 1
    for node, counts in table.items():
        found[columns.iris[node]] = Trend(
            _trend(counts, totals),
            tuple(int(count) for count in counts),
            float(counts[:half].sum() / max(totals[:half].sum(), 1)),
            float(counts[half:].sum() / max(totals[half:].sum(), 1)),
        )
    return _strongest_first(found)


def _appearances(columns: Columns, view: str) -> tuple[Ints, Ints]:
    """Statements and the nodes of the view that they count for, each pair once."""
    said = columns.speakers(persons=view == "person-topic")
    others = {
        "person-topic": [columns.topics()],
        "speaker-topic": [columns.topics()],
        "outlet-speaker": [columns.outlets()],
        "person-organization": [columns.capacities()],
        "overview": [columns.topics(), columns.capacities()],
    }[view]
    sides = [said]
    for statements, things in others:
        here = np.isin(statements, said[0])
        sides.append((statements[here], things[here]))
    pairs = np.unique(np.concatenate([np.stack(side, axis=1) for side in sides]), axis=0)
    return pairs[:, 0], pairs[:, 1]


def _trend(counts: Floats, totals: Floats) -> float:
    """Armitage (1955), with the periods numbered from 0 as scores."""
    scores = np.arange(len(totals), dtype=np.float64)
    number = totals.sum()
    share = counts.sum() / number
    moved = float((scores * (counts - totals * share)).sum())
    spread = share * (1 - share) * ((scores**2 * totals).sum() - (scores * totals).sum() ** 2 / number)
    return moved / float(np.sqrt(spread)) if spread > 1e-12 else 0.0


def _strongest_first(found: Mapping[str, Trend]) -> dict[str, Trend]:
    return dict(sorted(found.items(), key=lambda item: (-abs(item[1].trend), -item[1].trend, item[0])))
