"""Views of what two have in common, and of who takes which side: projections, with a null model beside.

Who shares what is counted as in `columns`, by the product of an incidence matrix with itself; what each tie
rests on comes from the rows.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import networkx as nx
import numpy as np

from sayso.graph.analysis import null_model
from sayso.graph.analysis.arrays import incidence, projection
from sayso.graph.analysis.links import Link, Node, Rows, Tally, about, edge, said, speaker_of
from sayso.graph.analysis.positions import positions
from sayso.graph.tables import StatementRow

__all__ = ["CAUTION", "MOST_TIES", "agreement", "co_quoted", "co_topic", "topic_topic"]

MOST_TIES = 50_000
"""How many ties such a graph has at most: those farthest above chance; `left_out` counts the others."""

CAUTION = (
    "weight counts what two have in common; read it beside expected, what chance alone would give: "
    "two who talk much share much, and sharing is no alliance"
)


@dataclass(slots=True)
class _Incidence:
    """Who has what, and the statements that show it."""

    members: dict[str, Node] = field(default_factory=dict)
    things: dict[str, str] = field(default_factory=dict)
    links: dict[tuple[str, str], list[Link]] = field(default_factory=dict)

    def add(self, member: Node, thing: Node, link: Link) -> None:
        self.members.setdefault(member.iri, member)
        self.things.setdefault(thing.iri, thing.label)
        self.links.setdefault((member.iri, thing.iri), []).append(link)


def co_topic(rows: Rows) -> "nx.Graph[str]":
    """Persons tied by the topics that both made statements on."""
    found = _Incidence()
    for row, person in _persons(rows):
        for topic in row.topics:
            thing = Node(topic.id, topic.label, "topic")
            found.add(person, thing, said(row, person, thing, "commented on", basis=topic.basis))
    return _tied(found, "spoke on the same topics as")


def co_quoted(rows: Rows) -> "nx.Graph[str]":
    """Persons tied by the articles that quote both."""
    found = _Incidence()
    for row, person in _persons(rows):
        article = Node(row.article_id, row.article, "article")
        found.add(person, article, said(row, person, article, "quoted in"))
    return _tied(found, "is quoted in the same articles as")


def topic_topic(rows: Rows) -> "nx.Graph[str]":
    """Topics tied by the statements that are about both."""
    found = _Incidence()
    for row in rows.statements:
        speaker = speaker_of(row)
        for topic in row.topics if speaker is not None else ():
            member = Node(topic.id, topic.label, "topic")
            statement = Node(row.id, row.words[:80], "statement")
            found.add(member, statement, said(row, member, statement, "topic of", basis=topic.basis))
    return _tied(found, "comes with")


def agreement(rows: Rows) -> "nx.Graph[str]":
    """Speakers tied by what both took sides on; `net` is how many more agreements than disagreements.

    A speaker is for something or against it by most statements within the time; with as many for as
    against he or she takes no side. `weight` counts what both took sides on, `agreed_on` and `disagreed_on`
    name it.
    """
    by_id = {row.id: row for row in rows.statements}
    found, sides = _Incidence(), dict[tuple[str, str], int]()
    labels: dict[str, str] = {}
    for row in rows.statements:
        labels.update((topic.id, topic.label) for topic in row.topics)
        if row.speaker_id is not None:
            labels[row.speaker_id] = row.speaker or row.speaker_id
    for position in positions(rows.store):
        said_there = by_id.get(position.statement)
        speaker = speaker_of(said_there) if said_there is not None else None
        if said_there is not None and speaker is not None:
            thing = Node(position.over, labels.get(position.over, _last(position.over)), "")
            key = speaker.iri, thing.iri
            sides[key] = sides.get(key, 0) + position.side
            found.add(speaker, thing, said(said_there, speaker, thing, "took a side on"))
    for key in [key for key in found.links if not sides[key]]:
        del found.links[key]

    def signs(graph: "nx.Graph[str]", one: str, other: str, shared: list[str]) -> dict[str, object]:
        same = [thing for thing in shared if sides[one, thing] * sides[other, thing] > 0]
        opposite = [thing for thing in shared if thing not in set(same)]
        net = len(same) - len(opposite)
        relation = "agrees with" if net > 0 else "disagrees with" if net < 0 else "agrees and disagrees with"
        return {
            "relation": relation,
            "net": net,
            "agreements": len(same),
            "disagreements": len(opposite),
            "agreed_on": sorted(found.things[thing] for thing in same),
            "disagreed_on": sorted(found.things[thing] for thing in opposite),
        }

    graph = _tied(found, "takes sides with", signs)
    graph.graph.update(signed=True)
    return graph


def _persons(rows: Rows) -> Iterable[tuple[StatementRow, Node]]:
    for row in rows.statements:
        speaker = speaker_of(row)
        if speaker is not None and speaker.kind == "person":
            yield row, speaker


def _tied(
    found: _Incidence,
    relation: str,
    signs: "Callable[[nx.Graph[str], str, str, list[str]], dict[str, object]] | None" = None,
) -> "nx.Graph[str]":
    """Members tied by what they share; with `signs` these attributes take the place of those of chance."""
    graph: nx.Graph[str] = nx.Graph()
    members = sorted({member for member, _ in found.links})
    things = sorted({thing for _, thing in found.links})
    row_of = {iri: number for number, iri in enumerate(members)}
    column_of = {iri: number for number, iri in enumerate(things)}
    ends = np.array([(row_of[m], column_of[t]) for m, t in found.links], dtype=np.int64).reshape(-1, 2)
    matrix = incidence(ends[:, 0], ends[:, 1], (len(members), len(things)))
    one, other, weight = projection(matrix)
    expected, z_score, p_value = null_model.fit(matrix).compare(one, other, weight)
    telling = -weight if signs else p_value
    kept = np.sort(np.lexsort((other, one, -weight, telling))[:MOST_TIES])
    of_member: dict[str, Tally] = {}
    shows: dict[str, list[str]] = {}
    for member, thing in found.links:
        shows.setdefault(member, []).append(thing)
    has = {member: set(shown) for member, shown in shows.items()}
    tied = sorted({members[at] for at in one[kept].tolist()} | {members[at] for at in other[kept].tolist()})
    for member in tied:
        tally = of_member.setdefault(member, Tally())
        for thing in shows[member]:
            for link in found.links[member, thing]:
                tally.count(link)
        graph.add_node(member, **about(found.members[member], tally))
    for at in kept.tolist():
        first, second = members[one[at]], members[other[at]]
        fewer, more = sorted((first, second), key=lambda member: len(has[member]))
        shared = sorted(thing for thing in has[fewer] if thing in has[more])
        reasons = [link for member in (first, second) for t in shared for link in found.links[member, t]]
        attributes = edge(reasons) | {"relation": relation, "subject": first, "weight": int(weight[at])}
        if signs is not None:
            attributes |= signs(graph, first, second, shared)
        else:
            attributes |= {
                "shared": sorted(found.things[thing] for thing in shared),
                "expected": round(float(expected[at]), 6),
                "lift": round(float(weight[at] / expected[at]), 6) if expected[at] > 0 else None,
                "z_score": round(float(z_score[at]), 6),
                "p_value": float(f"{p_value[at]:.6g}"),
            }
        graph.add_edge(first, second, **attributes)
    if signs is None:
        graph.graph["caution"] = CAUTION
    if len(one) > len(kept):
        graph.graph["left_out"] = len(one) - len(kept)
    return graph


def _last(iri: str) -> str:
    return iri.rsplit("/", 1)[-1].replace("-", " ")
