"""Statements and affiliations read back from a store as rows, with everything an answer has to show.

One row is one statement with its speaker, the roles the article gives, the words, where they stand, and how
sure the extractor was. Tables, views and exports are all made from these rows. Reading costs a dozen queries
whatever the number of statements; memory is some 2 KB a row.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sayso.graph import vocab
from sayso.graph.row_facts import (
    SPEAKERS,
    Facts,
    Names,
    OrganizationRow,
    Queryable,
    articles_of,
    facts_of,
    first,
    notation,
    number,
    pairs,
    values_block,
)

__all__ = [
    "COLUMNS",
    "SPEAKERS",
    "AffiliationRow",
    "Capacity",
    "CarrierRow",
    "ChannelRow",
    "OrganizationRow",
    "Passage",
    "Queryable",
    "StatementRow",
    "TopicRow",
    "affiliations",
    "pairs",
    "record",
    "statements",
]

_CHANNELS = (
    (vocab.interviewWith, "interview-with"),
    (vocab.toldTo, "told-to"),
    (vocab.postedOn, "posted-on"),
    (vocab.reportedBy, "reported-by"),
    (vocab.channel, "channel"),
)


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of an article: [start, end) in Unicode code points of its text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Capacity:
    """A role in which somebody spoke; `organizations` run from the inside out, each part of the next."""

    role: str | None
    organizations: tuple[OrganizationRow, ...] = ()
    former: bool = False


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic of a statement and what that rests on: basis such as "own-words", rule such as "label"."""

    id: str
    label: str
    basis: str
    confidence: float
    rule: str = ""


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """Where a statement was made: `kind` is "told-to", "interview-with", "posted-on", "reported-by"."""

    kind: str
    id: str
    name: str
    agent: str = "outlet"


@dataclass(frozen=True, slots=True)
class CarrierRow:
    """Another article that carries a statement, and by which statement of its own."""

    article_id: str
    article: str
    outlet_id: str | None
    outlet: str | None
    url: str | None
    date: str | None
    statement_id: str


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One statement with its evidence. `speaker_id` is None when the article names nobody.

    `article` is its title, `source` the file or record it was read from.
    `date` is when it was said, or else when the article appeared; `continues` is set when the statement has
    no cue of its own and its speaker is a marked guess. `carriers` are the other articles that carry it, by
    date, undated ones last; `copy_of` is set in rows of copies, which have no speaker and no carriers.
    """

    id: str
    speaker_id: str | None
    speaker: str | None
    speaker_kind: str | None
    capacities: tuple[Capacity, ...]
    content: tuple[Passage, ...]
    cue: str | None
    cue_type: str | None
    quote_type: str | None
    sentence: Passage | None
    topics: tuple[TopicRow, ...]
    channels: tuple[ChannelRow, ...]
    certainty: str | None
    polarity: str | None
    article_id: str
    article: str
    source: str | None
    outlet_id: str | None
    outlet: str | None
    url: str | None
    date: str | None
    date_basis: str | None
    confidence: float
    review_status: str | None
    rule: str | None
    continues: str | None
    carriers: tuple[CarrierRow, ...] = ()
    copy_of: str | None = None

    @property
    def words(self) -> str:
        """The content; parts that stand apart in the article are joined by an ellipsis."""
        return " … ".join(passage.text for passage in self.content)

    @property
    def start(self) -> int:
        """Where the content begins, in code points of the article's text."""
        return min((passage.start for passage in self.content), default=0)

    @property
    def end(self) -> int:
        """Where the content ends, exclusive."""
        return max((passage.end for passage in self.content), default=0)


@dataclass(frozen=True, slots=True)
class AffiliationRow:
    """A person's role at an organisation as one article gives it, with the words it was read from."""

    id: str
    person_id: str
    person: str
    organizations: tuple[OrganizationRow, ...]
    role: str | None
    former: bool
    article_id: str | None
    article: str | None
    url: str | None
    evidence: Passage | None
    first_date: str | None
    last_date: str | None
    confidence: float
    rule: str | None


def statements(
    store: Queryable,
    *,
    speakers: Iterable[str] | None = None,
    topics: Iterable[str] | None = None,
    organizations: Iterable[str] | None = None,
    articles: Iterable[str] | None = None,
    copies: bool = False,
) -> list[StatementRow]:
    """All statements, or those of these speakers, on these topics, made in a capacity at these organisations,
    in these articles.

    The filters are IRIs and hold together. Rows are ordered by article, then by place in its text. A
    statement that several articles carry is one row; `copies` adds the rows of its copies, where no filter
    asks for a speaker or a capacity, which copies do not have.
    """
    select = f"?s a <{vocab.Statement}> . "
    if speakers is not None:
        select += f"{values_block('who', speakers)} ?s <{vocab.speaker}> ?who . "
    if topics is not None:
        select += f"{values_block('t', topics)} ?s <{vocab.topicAssignment}>/<{vocab.topic}> ?t . "
    if organizations is not None:
        at = f"(<{vocab.org_organization}>|<{vocab.withinOrganization}>)"
        select += f"{values_block('o', organizations)} ?s <{vocab.inCapacity}>/{at} ?o . "
    if articles is not None:
        select += f"{values_block('in', articles)} ?s <{vocab.article}> ?in . "
    facts = facts_of(store, select, "s")
    contents = facts_of(store, f"{select} ?s <{vocab.content}> ?x . ", "x")
    sentences = facts_of(store, f"{select} ?s <{vocab.sentence}> ?x . ", "x")
    cues = facts_of(store, f"{select} ?s <{vocab.cue}> ?x . ", "x")
    assigned = facts_of(store, f"{select} ?s <{vocab.topicAssignment}> ?x . ", "x")
    roles = facts_of(store, f"{select} ?s <{vocab.inCapacity}> ?x . ", "x")
    articles = articles_of(store, f"{select} ?s <{vocab.article}> ?x . ")
    carrying = articles_of(store, f"{select} ?s <{vocab.carriedIn}> ?x . ")
    carriers = _carriers(store, select)
    names = Names(store)
    names.read(
        iri
        for found, properties in (
            (carrying, (vocab.publishedBy,)),
            (facts, (vocab.speaker, *(kind for kind, _ in _CHANNELS))),
            (roles, (vocab.org_organization,)),
            (assigned, (vocab.topic,)),
            (articles, (vocab.publishedBy,)),
        )
        for about in found.values()
        for name in properties
        for iri in about.get(name, ())
    )
    rows = []
    for iri, about in facts.items():
        copy_of = first(about, vocab.copyOf)
        if copy_of is not None and not copies:
            continue
        article_id = first(about, vocab.article) or ""
        article = articles.get(article_id, {})
        speaker = first(about, vocab.speaker)
        outlet = first(article, vocab.publishedBy)
        said_on = first(about, vocab.saidOn) or first(about, vocab.effectiveDate)
        published = first(article, vocab.schema_datePublished)
        sentence = _passages(about.get(vocab.sentence, ()), sentences)
        cue = _passages(about.get(vocab.cue, ()), cues)
        rows.append(
            StatementRow(
                id=iri,
                speaker_id=speaker,
                speaker=names.label(speaker),
                speaker_kind=names.kind(speaker),
                capacities=_capacities(about.get(vocab.inCapacity, ()), roles, names),
                content=_passages(about.get(vocab.content, ()), contents),
                cue=" … ".join(passage.text for passage in cue) or None,
                cue_type=notation(first(about, vocab.cueType)),
                quote_type=notation(first(about, vocab.quoteType)),
                sentence=sentence[0] if sentence else None,
                topics=_topics(about.get(vocab.topicAssignment, ()), assigned, names),
                channels=_channels(about, names),
                certainty=notation(first(about, vocab.certainty)),
                polarity=notation(first(about, vocab.polarity)),
                article_id=article_id,
                article=_title(article_id, article),
                source=first(article, vocab.sourceName),
                outlet_id=outlet,
                outlet=names.label(outlet),
                url=_url(article),
                date=said_on or published,
                date_basis=first(about, vocab.dateBasis) or first(article, vocab.dateBasis),
                confidence=number(first(about, vocab.confidence)),
                review_status=notation(first(about, vocab.reviewStatus)) or "machine",
                rule=first(about, vocab.rule),
                continues=first(about, vocab.continues),
                carriers=_carrier_rows(carriers.get(iri, ()), carrying, names),
                copy_of=copy_of,
            )
        )
    return sorted(rows, key=lambda row: (row.article_id, row.start, row.end, row.id))


def affiliations(store: Queryable, *, persons: Iterable[str] | None = None) -> list[AffiliationRow]:
    """All affiliations, or those of these persons (IRIs), ordered by person, organisation and article."""
    select = f"?s a <{vocab.Affiliation}> . "
    if persons is not None:
        select += f"{values_block('who', persons)} ?s <{vocab.org_member}> ?who . "
    facts = facts_of(store, select, "s")
    spans = facts_of(store, f"{select} ?s <{vocab.evidence}> ?x . ", "x")
    context = f"<{vocab.nif_referenceContext}>"
    articles = articles_of(store, f"{select} ?s <{vocab.evidence}>/{context} ?x . ")
    names = Names(store)
    names.read(
        iri
        for about in facts.values()
        for name in (vocab.org_member, vocab.org_organization)
        for iri in about.get(name, ())
    )
    rows = []
    for iri, about in facts.items():
        person = first(about, vocab.org_member)
        if person is None:
            continue
        evidence = about.get(vocab.evidence, [])
        article_id = next(
            (c for e in evidence for c in spans.get(e, {}).get(vocab.nif_referenceContext, ())), None
        )
        article = articles.get(article_id or "", {})
        published = first(article, vocab.schema_datePublished)
        passages = _passages(evidence, spans)
        rows.append(
            AffiliationRow(
                id=iri,
                person_id=person,
                person=names.label(person) or "",
                organizations=names.organizations(first(about, vocab.org_organization)),
                role=first(about, vocab.roleLabel),
                former=first(about, vocab.former) in ("true", "1"),
                article_id=article_id,
                article=_title(article_id, article) if article_id else None,
                url=_url(article),
                evidence=_hull(passages),
                first_date=first(about, vocab.firstObserved) or published,
                last_date=first(about, vocab.lastObserved) or published,
                confidence=number(first(about, vocab.confidence)),
                rule=first(about, vocab.rule),
            )
        )
    return sorted(rows, key=_affiliation_order)


COLUMNS = (
    "name",
    "role",
    "organization",
    "organization_kind",
    "words",
    "topics",
    "basis",
    "source",
    "title",
    "char_start",
    "char_end",
    "outlet",
    "channel",
    "channel_kind",
    "date",
    "date_basis",
    "cue",
    "cue_type",
    "quote_type",
    "certainty",
    "polarity",
    "confidence",
    "topic_confidence",
    "topic_rule",
    "continues",
    "sentence",
    "url",
    "carriers",
    "carried_by",
    "review_status",
    "rule",
    "kind",
    "speaker_id",
    "statement_id",
    "article_id",
)
"""The columns of a table of statements, in order."""


def _affiliation_order(row: AffiliationRow) -> tuple[str, str, str, str]:
    organization = row.organizations[0].id if row.organizations else ""
    return row.person_id, organization, row.article_id or "", row.id


def record(row: StatementRow, *, topics: Sequence[str] | None = None) -> dict[str, Any]:
    """A statement as one flat row of a table; several roles, topics or channels are joined by "; ".

    `topics` are the IRIs that were asked for: `basis` and `topic_confidence` are then those of these topics.
    `carriers` is how many articles carry it, its own included, and `carried_by` their outlets, by date.
    """
    about = [topic for topic in row.topics if topics is None or topic.id in topics]
    return {
        "name": row.speaker,
        "role": _joined(c.role and ("former " * c.former + c.role) for c in row.capacities),
        "organization": _joined(", ".join(o.name for o in c.organizations) for c in row.capacities),
        "organization_kind": _joined(o.sector for c in row.capacities for o in c.organizations[:1]),
        "words": row.words,
        "topics": _joined(topic.label for topic in about),
        "basis": _joined(topic.basis for topic in about),
        "source": row.source,
        "title": row.article,
        "char_start": row.start,
        "char_end": row.end,
        "outlet": row.outlet,
        "channel": _joined(channel.name for channel in row.channels),
        "channel_kind": _joined(channel.kind for channel in row.channels),
        "date": row.date,
        "date_basis": row.date_basis,
        "cue": row.cue,
        "cue_type": row.cue_type,
        "quote_type": row.quote_type,
        "certainty": row.certainty,
        "polarity": row.polarity,
        "confidence": row.confidence,
        "topic_confidence": max((topic.confidence for topic in about), default=None),
        "topic_rule": _joined(topic.rule for topic in about),
        "continues": row.continues,
        "sentence": row.sentence.text if row.sentence else None,
        "url": row.url,
        "carriers": 1 + len(row.carriers),
        "carried_by": _joined((row.outlet, *(carrier.outlet for carrier in row.carriers))),
        "review_status": row.review_status,
        "rule": row.rule,
        "kind": row.speaker_kind,
        "speaker_id": row.speaker_id,
        "statement_id": row.id,
        "article_id": row.article_id,
    }


def _carriers(store: Queryable, select: str) -> dict[str, list[tuple[str, str]]]:
    """The other articles that carry each statement, and by which copy."""
    query = f"SELECT DISTINCT ?s ?c ?x WHERE {{ {select} ?c <{vocab.copyOf}> ?s ; <{vocab.article}> ?x }}"
    found: dict[str, list[tuple[str, str]]] = {}
    for statement, copy, article in store.query(query):
        found.setdefault(statement.value, []).append((article.value, copy.value))
    return found


def _carrier_rows(
    carriers: Iterable[tuple[str, str]], articles: Facts, names: Names
) -> tuple[CarrierRow, ...]:
    rows = []
    for article_id, copy in carriers:
        article = articles.get(article_id, {})
        outlet = first(article, vocab.publishedBy)
        date = first(article, vocab.schema_datePublished)
        title, url = _title(article_id, article), _url(article)
        rows.append(CarrierRow(article_id, title, outlet, names.label(outlet), url, date, copy))
    return tuple(sorted(rows, key=lambda row: (row.date is None, row.date or "", row.article_id)))


def _passages(iris: Iterable[str], spans: Facts) -> tuple[Passage, ...]:
    found = []
    for iri in iris:
        about = spans.get(iri, {})
        begin, end = first(about, vocab.nif_beginIndex), first(about, vocab.nif_endIndex)
        if begin is not None and end is not None:
            found.append(Passage(int(begin), int(end), first(about, vocab.nif_anchorOf) or ""))
    return tuple(sorted(found, key=lambda passage: (passage.start, passage.end)))


def _hull(passages: Sequence[Passage]) -> Passage | None:
    if not passages:
        return None
    text = " … ".join(passage.text for passage in passages)
    return Passage(passages[0].start, max(passage.end for passage in passages), text)


def _capacities(iris: Iterable[str], roles: Facts, names: Names) -> tuple[Capacity, ...]:
    found = []
    for iri in iris:
        about = roles.get(iri, {})
        found.append(
            Capacity(
                role=first(about, vocab.roleLabel),
                organizations=names.organizations(first(about, vocab.org_organization)),
                former=first(about, vocab.former) in ("true", "1"),
            )
        )
    return tuple(dict.fromkeys(found))


def _topics(iris: Iterable[str], assigned: Facts, names: Names) -> tuple[TopicRow, ...]:
    found = []
    for iri in iris:
        about = assigned.get(iri, {})
        topic = first(about, vocab.topic)
        if topic is not None:
            basis = notation(first(about, vocab.basis)) or ""
            confidence = number(first(about, vocab.confidence))
            rule = first(about, vocab.rule) or ""
            found.append(TopicRow(topic, names.label(topic) or "", basis, confidence, rule))
    return tuple(sorted(found, key=lambda topic: (topic.id, topic.basis)))


def _channels(about: dict[str, list[str]], names: Names) -> tuple[ChannelRow, ...]:
    """A channel once, under its most special property: a store may also hold what that entails."""
    found: dict[str, ChannelRow] = {}
    for name, kind in _CHANNELS:
        for iri in about.get(name, ()):
            found.setdefault(iri, ChannelRow(kind, iri, names.label(iri) or "", names.kind(iri) or "outlet"))
    return tuple(found[iri] for iri in sorted(found))


def _title(iri: str, article: dict[str, list[str]]) -> str:
    title = first(article, vocab.schema_headline)
    return title or re.split(r"[/#:]", iri)[-1]


def _url(article: dict[str, list[str]]) -> str | None:
    return first(article, vocab.schema_url)


def _joined(texts: Iterable[str | None]) -> str | None:
    """Different texts in their order; None when there is none."""
    return "; ".join(dict.fromkeys(text for text in texts if text)) or None
