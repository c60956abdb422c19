"""Communities with labels that can be read: their foremost members, and the topics that tell them apart."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sayso.graph.analysis.arrays import EdgeArrays
from sayso.graph.analysis.columns import Columns

__all__ = ["Community", "describe"]

_MEMBERS = 5
_TOPICS = 3
# below this a topic does not tell a community from the others (5 % by the normal distribution, one side)
_TELLING = 1.645


@dataclass(frozen=True, slots=True)
class Community:
    """A community: its `members` with the strongest ties first, and its most telling `topics`, by IRI.

    `topics` come with their adjusted residual: how many standard deviations more its members say on the topic
    than if who speaks and on what had nothing to do with each other (Haberman, 1973).
    """

    number: int
    size: int
    members: tuple[str, ...]
    topics: tuple[tuple[str, float], ...]


def describe(columns: Columns, graph: EdgeArrays, numbers: Mapping[str, float]) -> list[Community]:
    """The communities in order of their number. Topics that are nodes themselves are no members."""
    strengths = dict(zip(graph.nodes, graph.strengths().tolist(), strict=True))
    of: dict[int, list[str]] = {}
    for node, number in numbers.items():
        of.setdefault(int(number), []).append(node)
    telling = _telling(columns, numbers)
    found = []
    for number in sorted(of):
        people = [node for node in of[number] if columns.kind(node) != "topic"] or of[number]
        members = sorted(people, key=lambda node: (-strengths[node], node))
        found.append(Community(number, len(of[number]), tuple(members[:_MEMBERS]), telling.get(number, ())))
    return found


def _telling(columns: Columns, numbers: Mapping[str, float]) -> dict[int, tuple[tuple[str, float], ...]]:
    speakers, topics, counts = columns.common(columns.speakers(), columns.topics())
    known = {columns.number(node): int(number) for node, number in numbers.items()}
    at = np.array([known.get(who, -1) for who in speakers.tolist()], dtype=np.int64)
    chosen = at >= 0
    if not chosen.any():
        return {}
    names, columns_of = np.unique(topics[chosen], return_inverse=True)
    table = np.zeros((int(at.max()) + 1, len(names)))
    np.add.at(table, (at[chosen], columns_of), counts[chosen])
    total = table.sum()
    rows, sums = table.sum(axis=1, keepdims=True) / total, table.sum(axis=0, keepdims=True) / total
    expected = rows * sums * total
    spread = np.sqrt(expected * (1 - rows) * (1 - sums))
    residual = np.divide(table - expected, spread, out=np.zeros_like(table), where=spread > 1e-9)
    found: dict[int, tuple[tuple[str, float], ...]] = {}
    for number in range(len(table)):
        ranked = sorted(
            ((columns.iris[names[place]], float(residual[number, place])) for place in range(len(names))),
            key=lambda pair: (-pair[1], pair[0]),
        )
        found[number] = tuple((topic, value) for topic, value in ranked[:_TOPICS] if value >= _TELLING)
    return found
