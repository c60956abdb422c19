"""Projections of a store onto networkx graphs: who speaks to which topic, works where, is quoted by whom.

    >>> VIEWS["person-topic"].about
    'persons and the topics they made statements on'

A node is keyed by its IRI and has `label`, `kind`, `statements`, `articles`, `first_seen` and `last_seen`.
An edge has `relation` (read it from the node `subject` to the other), `weight`, `articles`,
`confidence_max`, `first_date`, `last_date`, the `statements` and `affiliations` it rests on, and one piece
of evidence: the words, their article, and where they stand. The weight is the number of statements, and 1
where there are none. Graphs are undirected: with edges that all run one way between two kinds, measures such
as PageRank would say nothing. Nodes and edges come in order of IRI.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import networkx as nx

from sayso.errors import SaysoError
from sayso.graph import tables
from sayso.graph.tables import AffiliationRow, OrganizationRow, Passage, Queryable, StatementRow

__all__ = ["VIEWS", "View", "project"]


@dataclass(frozen=True, slots=True)
class View:
    """A way to look at a store: `links` yields what joins two nodes, with the evidence for it."""

    name: str
    about: str
    links: Callable[["_Rows"], Iterable["_Link"]]


@dataclass(frozen=True, slots=True)
class _Node:
    iri: str
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class _Link:
    """One reason for an edge."""

    source: _Node
    target: _Node
    relation: str
    reason: str  # what is counted once: the IRI of a statement or an affiliation
    article_id: str | None
    article: str | None
    url: str | None
    date: str | None
    confidence: float
    evidence: Passage | None
    statement: bool = True
    role: str | None = None
    basis: str | None = None


@dataclass(slots=True)
class _Rows:
    """The tables of one store, read when first asked for and not more than once."""

    store: Queryable
    _statements: list[StatementRow] | None = None
    _affiliations: list[AffiliationRow] | None = None

    @property
    def statements(self) -> list[StatementRow]:
        if self._statements is None:
            self._statements = tables.statements(self.store)
        return self._statements

    @property
    def affiliations(self) -> list[AffiliationRow]:
        if self._affiliations is None:
            self._affiliations = tables.affiliations(self.store)
        return self._affiliations


@dataclass(slots=True)
class _Tally:
    """What a node or an edge adds up to."""

    reasons: set[str] = field(default_factory=set)
    statements: set[str] = field(default_factory=set)
    articles: set[str] = field(default_factory=set)
    dates: set[str] = field(default_factory=set)

    def count(self, link: _Link) -> None:
        self.reasons.add(link.reason)
        if link.statement:
            self.statements.add(link.reason)
        if link.article_id is not None:
            self.articles.add(link.article_id)
        if link.date is not None:
            self.dates.add(link.date)


def project(store: Queryable, view: str) -> "nx.Graph[str]":
    """The graph of this view. Raises `SaysoError` for a name that is not in `VIEWS`.

    The name of the view stands in `graph.graph["view"]`.
    """
    if view not in VIEWS:
        raise SaysoError(f"no view {view!r}; there are {', '.join(VIEWS)}")
    nodes: dict[str, _Node] = {}
    of_node: dict[str, _Tally] = {}
    of_edge: dict[tuple[str, str], list[_Link]] = {}
    for link in VIEWS[view].links(_Rows(store)):
        for node in (link.source, link.target):
            nodes.setdefault(node.iri, node)
            of_node.setdefault(node.iri, _Tally()).count(link)
        key = (link.source.iri, link.target.iri)
        of_edge.setdefault(key if key[::-1] not in of_edge else key[::-1], []).append(link)
    graph: nx.Graph[str] = nx.Graph(view=view, about=VIEWS[view].about)
    for iri in sorted(nodes):
        tally = of_node[iri]
        graph.add_node(
            iri,
            label=nodes[iri].label,
            kind=nodes[iri].kind,
            statements=len(tally.statements),
            articles=len(tally.articles),
            first_seen=min(tally.dates, default=None),
            last_seen=max(tally.dates, default=None),
        )
    for source, target in sorted(of_edge):
        graph.add_edge(source, target, **_edge(of_edge[source, target]))
    return graph


def _edge(links: list[_Link]) -> dict[str, object]:
    tally = _Tally()
    for link in links:
        tally.count(link)
    # words that give a role say more about an affiliation than something said in that role
    best = min(links, key=lambda x: (x.statement, -x.confidence, x.article_id or "", _begin(x), x.reason))
    return {
        "relation": min(link.relation for link in links),
        "subject": links[0].source.iri,
        "weight": len(tally.statements) or 1,
        "articles": len(tally.articles),
        "confidence_max": best.confidence,
        "first_date": min(tally.dates, default=None),
        "last_date": max(tally.dates, default=None),
        "roles": sorted({link.role for link in links if link.role}),
        "bases": sorted({link.basis for link in links if link.basis}),
        "evidence": best.evidence.text if best.evidence else None,
        "evidence_start": best.evidence.start if best.evidence else None,
        "evidence_end": best.evidence.end if best.evidence else None,
        "evidence_article": best.article,
        "evidence_article_id": best.article_id,
        "evidence_url": best.url,
        "statements": sorted(tally.statements),
        "affiliations": sorted(tally.reasons - tally.statements),
    }


def _begin(link: _Link) -> int:
    return link.evidence.start if link.evidence else 0


def _speaker(row: StatementRow) -> _Node | None:
    if row.speaker_id is None:
        return None
    return _Node(row.speaker_id, row.speaker or row.speaker_id, row.speaker_kind or "speaker")


def _organization(row: OrganizationRow) -> _Node:
    return _Node(row.id, row.name, row.kind)


def _said(
    row: StatementRow,
    source: _Node,
    target: _Node,
    relation: str,
    *,
    basis: str | None = None,
    role: str | None = None,
) -> _Link:
    evidence = row.sentence or (row.content[0] if row.content else None)
    return _Link(
        source=source,
        target=target,
        relation=relation,
        reason=row.id,
        article_id=row.article_id,
        article=row.article,
        url=row.url,
        date=row.date,
        confidence=row.confidence,
        evidence=evidence,
        role=role,
        basis=basis,
    )


def _speakers_topics(rows: _Rows, kinds: frozenset[str] | None) -> Iterable[_Link]:
    for row in rows.statements:
        speaker = _speaker(row)
        if speaker is None or (kinds is not None and speaker.kind not in kinds):
            continue
        for topic in row.topics:
            target = _Node(topic.id, topic.label, "topic")
            yield _said(row, speaker, target, "commented on", basis=topic.basis)


def _person_topic(rows: _Rows) -> Iterable[_Link]:
    return _speakers_topics(rows, frozenset({"person"}))


def _speaker_topic(rows: _Rows) -> Iterable[_Link]:
    return _speakers_topics(rows, None)


def _person_organization(rows: _Rows) -> Iterable[_Link]:
    for row in rows.affiliations:
        person = _Node(row.person_id, row.person, "person")
        for part, whole in zip((None, *row.organizations), row.organizations, strict=False):
            if part is None:
                source, relation, role = person, "formerly at" if row.former else "affiliated with", row.role
            else:
                source, relation, role = _organization(part), "part of", None
            yield _Link(
                source=source,
                target=_organization(whole),
                relation=relation,
                reason=row.id,
                article_id=row.article_id,
                article=row.article,
                url=row.url,
                date=row.first_date,
                confidence=row.confidence,
                evidence=row.evidence,
                statement=False,
                role=role,
            )
    for said in rows.statements:
        speaker = _speaker(said)
        if speaker is None:
            continue
        for capacity in said.capacities:
            relation = "formerly at" if capacity.former else "affiliated with"
            for organization in capacity.organizations[:1]:
                yield _said(said, speaker, _organization(organization), relation, role=capacity.role)


def _outlet_speaker(rows: _Rows) -> Iterable[_Link]:
    for row in rows.statements:
        speaker = _speaker(row)
        if speaker is None:
            continue
        outlets = {channel.id: _Node(channel.id, channel.name, channel.agent) for channel in row.channels}
        if row.outlet_id is not None:
            outlets.setdefault(row.outlet_id, _Node(row.outlet_id, row.outlet or row.outlet_id, "outlet"))
        for outlet in outlets.values():
            if outlet.iri != speaker.iri:
                yield _said(row, outlet, speaker, "quotes")


def _overview(rows: _Rows) -> Iterable[_Link]:
    yield from _speaker_topic(rows)
    yield from _person_organization(rows)


VIEWS = {
    view.name: view
    for view in (
        View("person-topic", "persons and the topics they made statements on", _person_topic),
        View(
            "person-organization",
            "persons and the organisations they are affiliated with",
            _person_organization,
        ),
        View("outlet-speaker", "outlets and platforms, and whom they quote", _outlet_speaker),
        View("speaker-topic", "whoever speaks, groups and organisations too, and the topics", _speaker_topic),
        View("overview", "speakers with their topics and their organisations", _overview),
    )
}
"""Every view by its name."""
