"""The nodes of a large graph sorted into groups round hubs, so that a picture of it can be read.

A topic is the hub of those who speak on it most; where a view has no topics, an outlet is that of those whom
it quotes, or an organisation of its people and parts. Where no kind of node is at the middle of things,
communities (Louvain) are the groups, and the member with the most ties stands for each.
"""

import math
from collections import Counter
from dataclasses import dataclass

import networkx as nx

__all__ = ["Group", "groups"]

_HUBS = (("topic",), ("outlet", "platform"), ("organization", "outlet", "platform"))
_REACH = 0.5  # of the other nodes have to be tied to a hub for its kind to be that of hubs
_FEW = 1.6  # groups are so many times the root of the number of nodes at most
_MOST = 240  # groups; the members of smaller ones stand together
_SEED = 7


@dataclass(frozen=True, slots=True)
class Group:
    """A hub with its members, the busiest first; `hub` is None for what is left over of small groups.

    `merged` is how many groups it was made of.
    """

    hub: str | None
    members: tuple[str, ...]
    merged: int = 1


def groups(graph: "nx.Graph[str]") -> list[Group]:
    """Every node in exactly one group, as hub or as member; the largest group first."""
    order = {node: place for place, node in enumerate(graph)}
    hubs = _hubs(graph)
    home = _homes(graph, hubs) if hubs else _communities(graph)
    most = int(_FEW * math.sqrt(len(graph))) + 1
    if hubs and len(hubs) > most:
        # the lesser hubs stand as members with the others
        sizes = Counter(home.values())
        kept = sorted((hub for hub in sizes if hub in hubs), key=lambda hub: (-sizes[hub], order[hub]))[:most]
        home = _homes(graph, set(kept))
    members: dict[str, list[str]] = {hub: [] for hub in home.values()}
    for node, hub in home.items():
        if node != hub:
            members[hub].append(node)
    ranked = sorted(members, key=lambda hub: (-len(members[hub]), order[hub]))
    found = [Group(hub, tuple(_busiest(graph, members[hub], order))) for hub in ranked[:_MOST]]
    rest = [node for hub in ranked[_MOST:] for node in (hub, *members[hub])]
    if rest:
        found.append(Group(None, tuple(_busiest(graph, rest, order)), merged=len(ranked) - _MOST))
    return found


def _busiest(graph: "nx.Graph[str]", nodes: list[str], order: dict[str, int]) -> list[str]:
    return sorted(nodes, key=lambda node: (-graph.degree(node, weight="weight"), order[node]))


def _hubs(graph: "nx.Graph[str]") -> set[str]:
    """The nodes of the first kinds that most others are tied to."""
    kinds = {node: about.get("kind") for node, about in graph.nodes.items()}
    for wanted in _HUBS:
        found = {node for node, kind in kinds.items() if kind in wanted}
        others = len(graph) - len(found)
        tied = sum(1 for node in graph if node not in found and any(other in found for other in graph[node]))
        if len(found) > 1 and others and tied >= _REACH * others:
            return found
    return set()


def _homes(graph: "nx.Graph[str]", hubs: set[str]) -> dict[str, str]:
    """The hub of each node: that of its heaviest tie, of equals the rarer one."""
    order = {node: place for place, node in enumerate(graph)}
    home = {hub: hub for hub in sorted(hubs, key=order.__getitem__)}
    for one, other, about in graph.edges(data=True):
        # a department stands with its university
        if about.get("relation") == "part of" and one in hubs and other in hubs and one != other:
            part = about.get("subject", one)
            home[part] = other if part == one else one
    for hub in home:
        home[hub] = _top(home, hub)
    waiting = [node for node in graph if node not in home]
    while waiting:
        found: dict[str, str] = {}
        for node in waiting:
            near: Counter[str] = Counter()
            for other, about in graph[node].items():
                if other in home:
                    near[home[other]] += about.get("weight", 1)
            if near:
                found[node] = min(near, key=lambda hub: (-near[hub], graph.degree(hub), order[hub]))
        if not found:
            # a part of the graph without any hub: its first node is one
            found = {waiting[0]: waiting[0]}
        home.update(found)
        waiting = [node for node in waiting if node not in home]
    return home


def _top(home: dict[str, str], hub: str) -> str:
    seen = {hub}
    while home[hub] not in seen:
        hub = home[hub]
        seen.add(hub)
    return hub if home[hub] == hub else min(seen)


def _communities(graph: "nx.Graph[str]") -> dict[str, str]:
    order = {node: place for place, node in enumerate(graph)}
    home: dict[str, str] = {}
    for community in nx.community.louvain_communities(graph, weight="weight", seed=_SEED):
        hub = min(community, key=lambda node: (-graph.degree(node), order[node]))
        home.update((node, hub) for node in community)
    return {node: home[node] for node in graph}
