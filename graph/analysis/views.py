"""Projections of a store onto networkx graphs: who speaks to which topic, works where, is quoted by whom.

    >>> VIEWS["person-topic"].about
    'persons and the topics they made statements on'

A node is keyed by its IRI and has `label`, `kind`, `statements`, `articles`, `first_seen` and `last_seen`.
An edge has `relation` (read it from the node `subject` to the other), `weight`, `articles`,
`confidence_max`, `first_date`, `last_date`, the `statements` and `affiliations` it rests on, and one piece
of evidence: the words, their article, and where they stand. The weight is the number of statements, and 1
where there are none. Graphs are undirected: with edges that all run one way between two kinds, measures such
as PageRank would say nothing. Nodes and edges come in order of IRI.

Views of what two have in common (`co-topic`, `co-quoted`, `topic-topic`) weigh a tie by how many things the
two share, and set beside it what chance alone would give: `expected`, `lift`, `z_score`, `p_value`. A tie
without these says little: whoever talks much meets everybody. `agreement` has a sign on each tie, in `net`.

A statement that several articles carry counts once. Only where outlets are tied to whom they quote does each
outlet that carries it count.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

import networkx as nx

from sayso.errors import SaysoError
from sayso.graph.analysis import in_common, links
from sayso.graph.analysis.links import Link, Node, Rows, Tally
from sayso.graph.analysis.periods import Slice, periods
from sayso.graph.tables import Queryable

__all__ = ["VIEWS", "View", "from_rows", "project", "series"]


@dataclass(frozen=True, slots=True)
class View:
    """A way to look at a store: `build` makes the graph from its rows."""

    name: str
    about: str
    build: Callable[[Rows], "nx.Graph[str]"]
    in_common: bool = False
    signed: bool = False


def project(
    store: Queryable, view: str, *, since: str | None = None, until: str | None = None
) -> "nx.Graph[str]":
    """The graph of this view, of all time or of what was said from `since` to `until`, both included.

    A time is a year, a month or a day ("2025", "2025-03", "2025-03-01"); with one, statements without a date
    are left out, and affiliations count while they were observed. The name of the view stands in
    `graph.graph["view"]`. Raises `SaysoError` for a name that is not in `VIEWS` and for what is no time.
    """
    return from_rows(view, Rows(store, Slice.of(since, until)))


def from_rows(view: str, rows: Rows) -> "nx.Graph[str]":
    """The graph of this view of rows that were read already, or of a part of them. Raises like `project`."""
    return _finished(_view(view), rows)


def series(
    store: Queryable, view: str, by: str, *, since: str | None = None, until: str | None = None
) -> Iterator[tuple[str, "nx.Graph[str]"]]:
    """The graph of this view for each month, quarter or year in turn, with the name of the period.

    From the first statement that has a date to the last, empty ones too. The rows are read once.
    """
    chosen, time = _view(view), Slice.of(since, until)
    rows = Rows(store, time)
    for period in periods([row.date for row in rows.statements if row.date], by):
        yield period.name, _finished(chosen, rows.within(period.within(time)))


def _view(name: str) -> View:
    if name not in VIEWS:
        raise SaysoError(f"no view {name!r}; there are {', '.join(VIEWS)}")
    return VIEWS[name]


def _finished(view: View, rows: Rows) -> "nx.Graph[str]":
    graph = view.build(rows)
    graph.graph.update(view=view.name, about=view.about)
    return graph


def _from_links(find: Callable[[Rows], Iterable[Link]], rows: Rows) -> "nx.Graph[str]":
    nodes: dict[str, Node] = {}
    of_node: dict[str, Tally] = {}
    of_edge: dict[tuple[str, str], list[Link]] = {}
    for link in find(rows):
        for node in (link.source, link.target):
            nodes.setdefault(node.iri, node)
            of_node.setdefault(node.iri, Tally()).count(link)
        key = (link.source.iri, link.target.iri)
        of_edge.setdefault(key if key[::-1] not in of_edge else key[::-1], []).append(link)
    graph: nx.Graph[str] = nx.Graph()
    for iri in sorted(nodes):
        graph.add_node(iri, **links.about(nodes[iri], of_node[iri]))
    for source, target in sorted(of_edge):
        graph.add_edge(source, target, **links.edge(of_edge[source, target]))
    return graph


VIEWS = {
    view.name: view
    for view in (
        View(
            "person-topic",
            "persons and the topics they made statements on",
            partial(_from_links, links.person_topic),
        ),
        View(
            "person-organization",
            "persons and the organisations they are affiliated with",
            partial(_from_links, links.person_organization),
        ),
        View(
            "outlet-speaker",
            "outlets and platforms, and whom they quote",
            partial(_from_links, links.outlet_speaker),
        ),
        View(
            "speaker-topic",
            "whoever speaks, groups and organisations too, and the topics",
            partial(_from_links, links.speaker_topic),
        ),
        View(
            "overview",
            "speakers with their topics and their organisations",
            partial(_from_links, links.overview),
        ),
        View(
            "organization-hierarchy",
            "organisations and what they are part of",
            partial(_from_links, links.hierarchy),
        ),
        View(
            "topic-topic",
            "topics that one statement is about together, beside what chance would give",
            in_common.topic_topic,
            in_common=True,
        ),
        View(
            "co-topic",
            "persons who spoke on the same topics, beside what chance would give; not who is allied",
            in_common.co_topic,
            in_common=True,
        ),
        View(
            "co-quoted",
            "persons quoted in the same articles, beside what chance would give; not who is allied",
            in_common.co_quoted,
            in_common=True,
        ),
        View(
            "agreement",
            "whoever took the same side of something, or opposite sides",
            in_common.agreement,
            signed=True,
        ),
    )
}
"""Every view by its name."""
