"""Where the nodes of a graph stand in a picture: the same places for the same graph, every time.

A small graph is drawn with its ties (`positions`). A large one would be a tangle: its nodes stand in discs,
each group round its hub (`discs`), and discs with much in common stand near each other.

In a small graph each component is laid out by itself, so that small ones do not squeeze large ones, and they
are then set side by side in rows. Springs serve components of up to 2,000 nodes; larger ones get PivotMDS
(Brandes and Pich 2007), which needs a breadth-first search for each of 50 pivots and no more.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from sayso.graph.pages.groups import Group

__all__ = ["Disc", "discs", "positions"]

_SEED = 7
_SPRINGS = 2_000
_PIVOTS = 50
_GAP = (3.5, 1.2)  # between components, in usual lengths of a tie: names need room beside a node
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))

_SPACING = 0.56  # of members in a disc: two neighbours stand about one apart
_MIDDLE = 3  # places in the middle of a disc that are its hub's
_RIM = 0.9
_APART = 0.7  # between discs
_WIDE = 1.15  # a picture is wider than high
_STEPS = 300

_Places = dict[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Disc:
    """A group in the picture; places are of its hub and its members."""

    x: float
    y: float
    radius: float
    places: _Places


def positions(graph: "nx.Graph[str]") -> _Places:
    """x and y of each node that has a neighbour; isolated nodes are left out."""
    order = {node: place for place, node in enumerate(graph)}
    parts = [sorted(part, key=order.__getitem__) for part in nx.connected_components(graph) if len(part) > 1]
    parts.sort(key=lambda part: (-len(part), order[part[0]]))
    placed = [_component(graph, part) for part in parts]
    return {
        node: (round(x, 4), round(y, 4)) for part in _in_rows(placed) for node, (x, y) in sorted(part.items())
    }


def discs(graph: "nx.Graph[str]", groups: Sequence[Group]) -> list[Disc]:
    """A disc for each group, in their order: none touches another, and members fill it from the middle.

    Takes some n² for n discs, and is linear in their members.
    """
    radii = np.array([_SPACING * math.sqrt(len(group.members) + _MIDDLE) + _RIM for group in groups])
    centres = _pressed(_springy(graph, groups, radii), radii)
    found = []
    for group, radius, (x, y) in zip(groups, radii.tolist(), centres.tolist(), strict=True):
        places = {} if group.hub is None else {group.hub: (round(x, 3), round(y, 3))}
        for number, member in enumerate(group.members):
            reach = _SPACING * math.sqrt(number + _MIDDLE)
            turn = number * _GOLDEN_ANGLE
            places[member] = (
                round(x + reach * math.cos(turn), 3),
                round(y + reach * math.sin(turn), 3),
            )
        found.append(Disc(round(x, 3), round(y, 3), round(radius, 3), places))
    return found


def _springy(
    graph: "nx.Graph[str]", groups: Sequence[Group], radii: NDArray[np.float64]
) -> NDArray[np.float64]:
    """First places of discs, by what ties one to another; they may still overlap."""
    home = {node: number for number, group in enumerate(groups) for node in group.members}
    home.update((group.hub, number) for number, group in enumerate(groups) if group.hub is not None)
    ties: Counter[tuple[int, int]] = Counter()
    for one, other, about in graph.edges(data=True):
        pair = sorted((home[one], home[other]))
        if pair[0] != pair[1]:
            ties[pair[0], pair[1]] += about.get("weight", 1)
    between: nx.Graph[int] = nx.Graph()
    between.add_nodes_from(range(len(groups)))
    for (near, far), weight in sorted(ties.items()):
        # by what the smaller of the two has in common with the larger: a large disc would draw in all others
        between.add_edge(near, far, weight=weight / min(radii[near], radii[far]) ** 2)
    spiral = {
        number: (math.sqrt(number) * math.cos(turn), math.sqrt(number) * math.sin(turn))
        for number in range(len(groups))
        for turn in (number * _GOLDEN_ANGLE,)
    }
    placed = nx.spring_layout(between, pos=spiral, iterations=80, seed=_SEED, method="force")
    points = np.array([placed[number] for number in range(len(groups))], dtype=np.float64)
    points -= points.mean(axis=0)
    reach = float(np.abs(points).max()) or 1.0
    points *= 1.1 * math.sqrt(float((radii**2).sum())) / reach
    points[:, 0] *= math.sqrt(_WIDE)
    points[:, 1] /= math.sqrt(_WIDE)
    return points


def _pressed(points: NDArray[np.float64], radii: NDArray[np.float64]) -> NDArray[np.float64]:
    """Discs drawn towards the middle and pushed off each other until none touches another."""
    count = len(points)
    if count < 2:
        return points - points
    touching = radii[:, None] + radii[None, :]
    np.fill_diagonal(touching, 0.0)
    least = touching + _APART
    np.fill_diagonal(least, 0.0)
    # the heavier one moves less
    share = (radii**2)[None, :] / ((radii**2)[:, None] + (radii**2)[None, :])
    x, y = (points + np.array([(math.cos(n), math.sin(n)) for n in range(count)]) * 1e-3).T
    for step in range(2 * _STEPS):
        pull = 0.03 * max(0.0, 1 - step / _STEPS)
        x, y = x * (1 - pull), y * (1 - pull * _WIDE)
        right, up = x[:, None] - x[None, :], y[:, None] - y[None, :]
        distance = np.sqrt(right * right + up * up)
        np.fill_diagonal(distance, 1.0)
        overlap = np.maximum(0.0, least - distance)
        if step > _STEPS and overlap.max() < _APART / 2:
            break
        push = overlap * share / np.maximum(distance, 1e-9)
        x, y = x + 0.6 * (right * push).sum(axis=1), y + 0.6 * (up * push).sum(axis=1)
    # what is still too near is drawn apart with all the rest
    distance = np.hypot(x[:, None] - x[None, :], y[:, None] - y[None, :])
    np.fill_diagonal(distance, 1.0)
    stretch = max(1.0, float(((touching + _APART / 4) / np.maximum(distance, 1e-9) * (touching > 0)).max()))
    moved: NDArray[np.float64] = np.column_stack((x, y)) * stretch
    moved -= (moved.max(axis=0) + moved.min(axis=0)) / 2
    return moved


def _component(graph: "nx.Graph[str]", nodes: list[str]) -> _Places:
    # a copy in the graph's order: what networkx makes of a subgraph has the order of a set
    part: nx.Graph[str] = nx.Graph()
    part.add_nodes_from(nodes)
    part.add_edges_from((a, b) for a in nodes for b in graph[a] if a != b)
    points = _springs(part) if len(nodes) <= _SPRINGS else _pivot_mds(part)
    points -= points.mean(axis=0)
    number = {node: place for place, node in enumerate(nodes)}
    ends = np.array([(number[a], number[b]) for a, b in part.edges])
    usual = float(np.median(np.linalg.norm(points[ends[:, 0]] - points[ends[:, 1]], axis=1))) or 1.0
    reach = float(np.abs(points).max()) or 1.0
    # ties are of one length in all components, but a crowd gets room
    points *= max(1 / usual, 0.5 * math.sqrt(len(nodes)) / reach)
    width, height = np.ptp(points, axis=0)
    if len(nodes) < 10 and width > height:
        points = points[
            :, ::-1
        ]  # names are written to the right, so that what stands upright is easier to read
    return {node: (float(x), float(y)) for node, (x, y) in zip(nodes, points, strict=True)}


def _springs(part: "nx.Graph[str]") -> NDArray[np.float64]:
    count = len(part)
    if count <= 150:
        # stress first: it unfolds what springs alone leave crossed
        start = nx.kamada_kawai_layout(part, weight=None)
    else:
        start = dict(zip(part, _pivot_mds(part), strict=True))
    # the force-directed method also beyond 500 nodes, where networkx would take another
    found = nx.spring_layout(
        part,
        pos=start,
        k=2.4 / math.sqrt(count),
        iterations=100,
        weight=None,
        seed=_SEED,
        method="force",
    )
    return np.array([found[node] for node in part], dtype=np.float64)


def _pivot_mds(part: "nx.Graph[str]") -> NDArray[np.float64]:
    nodes = list(part)
    number = {node: place for place, node in enumerate(nodes)}
    nearest = np.full(len(nodes), np.inf)
    columns = []
    pivot = 0
    for _ in range(min(_PIVOTS, len(nodes))):
        steps = np.zeros(len(nodes))
        for node, distance in nx.single_source_shortest_path_length(part, nodes[pivot]).items():
            steps[number[node]] = distance
        columns.append(steps**2)
        nearest = np.minimum(nearest, steps)
        pivot = int(nearest.argmax())
    squares = np.array(columns).T
    centred = squares - squares.mean(axis=0) - squares.mean(axis=1)[:, None] + squares.mean()
    _, vectors = np.linalg.eigh(centred.T @ centred)
    axes = vectors[:, -2:]
    # the sign of an eigenvector is anybody's choice
    axes *= np.sign(axes[np.abs(axes).argmax(axis=0), range(axes.shape[1])])
    points: NDArray[np.float64] = centred @ axes
    if points.shape[1] < 2:
        points = np.hstack([points, np.zeros_like(points)])
    points /= float(np.abs(points).max()) or 1.0
    return points + _fan(part, nodes)


def _fan(part: "nx.Graph[str]", nodes: list[str]) -> NDArray[np.float64]:
    """A small turn for each node, so that those with the same distances do not stand on one spot."""
    shift = np.zeros((len(nodes), 2))
    radius = 1.2 / math.sqrt(len(nodes))
    for place, node in enumerate(nodes):
        reach = radius * (1.0 if part.degree(node) == 1 else 0.4) * (0.5 + (place % 17) / 17)
        shift[place] = (reach * math.cos(place * _GOLDEN_ANGLE), reach * math.sin(place * _GOLDEN_ANGLE))
    return shift


def _in_rows(parts: list[_Places]) -> list[_Places]:
    """Components side by side, the largest first, in rows of about the same width."""
    boxes = []
    for part in parts:
        xs, ys = [x for x, _ in part.values()], [y for _, y in part.values()]
        boxes.append((min(xs), min(ys), max(xs) - min(xs) + _GAP[0], max(ys) - min(ys) + _GAP[1]))
    area = sum(width * height for _, _, width, height in boxes)
    limit = max([math.sqrt(area) * 1.2, *(width for _, _, width, _ in boxes)], default=0.0)
    moved = []
    left = top = row = 0.0
    for part, (x0, y0, width, height) in zip(parts, boxes, strict=True):
        if left and left + width > limit:
            left, top, row = 0.0, top - row, 0.0
        moved.append({node: (x - x0 + left, y - y0 + top - height) for node, (x, y) in part.items()})
        left, row = left + width, max(row, height)
    return moved
