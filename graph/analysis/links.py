"""What joins two nodes of a view: links, each with one reason and its evidence, made from rows.

A link is one statement, or one affiliation, between a speaker and a topic, an organisation or an outlet. Many
links between the same two nodes make one edge, and `Tally` adds up what it rests on.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from sayso.graph import tables
from sayso.graph.analysis.periods import Slice
from sayso.graph.tables import AffiliationRow, OrganizationRow, Passage, Queryable, StatementRow

__all__ = [
    "Link",
    "Node",
    "Rows",
    "Tally",
    "about",
    "edge",
    "hierarchy",
    "outlet_speaker",
    "overview",
    "person_organization",
    "person_topic",
    "said",
    "speaker_of",
    "speaker_topic",
]


@dataclass(frozen=True, slots=True)
class Node:
    iri: str
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class Link:
    """One reason for an edge."""

    source: Node
    target: Node
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
class Rows:
    """What the tables of one store say of a time, read when first asked for and not more than once.

    With `speakers` or `topics` (IRIs) it is what these said, what was said on these, and where those who
    said it are.
    """

    store: Queryable
    time: Slice = field(default_factory=Slice)
    _statements: list[StatementRow] | None = None
    _affiliations: list[AffiliationRow] | None = None
    speakers: tuple[str, ...] | None = None
    topics: tuple[str, ...] | None = None

    @property
    def statements(self) -> list[StatementRow]:
        if self._statements is None:
            found = tables.statements(self.store, speakers=self.speakers, topics=self.topics)
            self._statements = [row for row in found if self.time.holds(row.date)]
        return self._statements

    @property
    def affiliations(self) -> list[AffiliationRow]:
        if self._affiliations is None:
            found = tables.affiliations(self.store, persons=self._persons())
            self._affiliations = [row for row in found if self.time.holds(row.first_date, row.last_date)]
        return self._affiliations

    def _persons(self) -> tuple[str, ...] | None:
        if self.speakers is not None and self.topics is None:
            return self.speakers
        if self.topics is None:
            return None
        return tuple(sorted({row.speaker_id for row in self.statements if row.speaker_id is not None}))

    def within(self, time: Slice) -> "Rows":
        """The same rows of a shorter time, without reading them again."""
        return Rows(
            self.store,
            time,
            [row for row in self.statements if time.holds(row.date)],
            [row for row in self.affiliations if time.holds(row.first_date, row.last_date)],
        )


@dataclass(slots=True)
class Tally:
    """What a node or an edge adds up to."""

    reasons: set[str] = field(default_factory=set)
    statements: set[str] = field(default_factory=set)
    articles: set[str] = field(default_factory=set)
    dates: set[str] = field(default_factory=set)

    def count(self, link: Link) -> None:
        self.reasons.add(link.reason)
        if link.statement:
            self.statements.add(link.reason)
        if link.article_id is not None:
            self.articles.add(link.article_id)
        if link.date is not None:
            self.dates.add(link.date)


def about(node: Node, tally: Tally) -> dict[str, object]:
    """The attributes of a node that adds up to this."""
    return {
        "label": node.label,
        "kind": node.kind,
        "statements": len(tally.statements),
        "articles": len(tally.articles),
        "first_seen": min(tally.dates, default=None),
        "last_seen": max(tally.dates, default=None),
    }


def edge(links: list[Link]) -> dict[str, object]:
    tally = Tally()
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


def _begin(link: Link) -> int:
    return link.evidence.start if link.evidence else 0


def speaker_of(row: StatementRow) -> Node | None:
    if row.speaker_id is None:
        return None
    return Node(row.speaker_id, row.speaker or row.speaker_id, row.speaker_kind or "speaker")


def _organization(row: OrganizationRow) -> Node:
    return Node(row.id, row.name, row.kind)


def said(
    row: StatementRow,
    source: Node,
    target: Node,
    relation: str,
    *,
    basis: str | None = None,
    role: str | None = None,
) -> Link:
    evidence = row.sentence or (row.content[0] if row.content else None)
    return Link(
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


def _speakers_topics(rows: Rows, kinds: frozenset[str] | None) -> Iterable[Link]:
    for row in rows.statements:
        speaker = speaker_of(row)
        if speaker is None or (kinds is not None and speaker.kind not in kinds):
            continue
        for topic in row.topics:
            target = Node(topic.id, topic.label, "topic")
            yield said(row, speaker, target, "commented on", basis=topic.basis)


def person_topic(rows: Rows) -> Iterable[Link]:
    return _speakers_topics(rows, frozenset({"person"}))


def speaker_topic(rows: Rows) -> Iterable[Link]:
    return _speakers_topics(rows, None)


def person_organization(rows: Rows) -> Iterable[Link]:
    for affiliation in rows.affiliations:
        yield from _posts(affiliation)
    for row in rows.statements:
        speaker = speaker_of(row)
        if speaker is None:
            continue
        for capacity in row.capacities:
            relation = "formerly at" if capacity.former else "affiliated with"
            for organization in capacity.organizations[:1]:
                yield said(row, speaker, _organization(organization), relation, role=capacity.role)


def _posts(row: AffiliationRow) -> Iterable[Link]:
    """A person at an organisation, and each organisation in the one that it is part of."""
    person = Node(row.person_id, row.person, "person")
    for part, whole in zip((None, *row.organizations), row.organizations, strict=False):
        if part is None:
            source, relation, role = person, "formerly at" if row.former else "affiliated with", row.role
        else:
            source, relation, role = _organization(part), "part of", None
        yield Link(
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


def hierarchy(rows: Rows) -> Iterable[Link]:
    for row in rows.affiliations:
        yield from (link for link in _posts(row) if link.source.iri != row.person_id)


def outlet_speaker(rows: Rows) -> Iterable[Link]:
    for row in rows.statements:
        speaker = speaker_of(row)
        if speaker is None:
            continue
        outlets = {channel.id: Node(channel.id, channel.name, channel.agent) for channel in row.channels}
        if row.outlet_id is not None:
            outlets.setdefault(row.outlet_id, Node(row.outlet_id, row.outlet or row.outlet_id, "outlet"))
        for outlet in outlets.values():
            if outlet.iri != speaker.iri:
                yield said(row, outlet, speaker, "quotes")
        for carrier in row.carriers:  # whoever carries it on quotes, too
            if carrier.outlet_id is None or carrier.outlet_id == speaker.iri:
                continue
            if carrier.outlet_id in outlets:
                continue
            outlet = Node(carrier.outlet_id, carrier.outlet or carrier.outlet_id, "outlet")
            outlets[outlet.iri] = outlet
            yield replace(
                said(row, outlet, speaker, "quotes"),
                article_id=carrier.article_id,
                article=carrier.article,
                url=carrier.url,
                date=carrier.date,
                evidence=None,  # its words stand elsewhere there
            )


def overview(rows: Rows) -> Iterable[Link]:
    yield from speaker_topic(rows)
    yield from person_organization(rows)
