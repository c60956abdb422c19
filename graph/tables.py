"""Statements and affiliations read back from a store as rows, with everything an answer has to show.

One row is one statement with its speaker, the roles the article gives, the words, where they stand, and how
sure the extractor was. Tables, views and exports are all made from these rows. Reading costs a dozen queries
whatever the number of statements; memory is some 2 KB a row.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from pyoxigraph import NamedNode

from sayso.errors import QueryError
from sayso.graph import vocab

__all__ = [
    "COLUMNS",
    "AffiliationRow",
    "Capacity",
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

SPEAKERS = (
    (vocab.Outlet, "outlet"),
    (vocab.Platform, "platform"),
    (vocab.UnnamedPerson, "unnamed-person"),
    (vocab.Person, "person"),
    (vocab.Collective, "collective"),
    (vocab.Organization, "organization"),
    (vocab.Document, "document"),
)
"""Classes of whoever can speak, the most special first, and what a row calls them."""

_CHANNELS = (
    (vocab.interviewWith, "interview-with"),
    (vocab.toldTo, "told-to"),
    (vocab.postedOn, "posted-on"),
    (vocab.reportedBy, "reported-by"),
    (vocab.channel, "channel"),
)
_NOTATIONS = {
    iri: notation
    for notations in (
        vocab.QUOTE_TYPES,
        vocab.CUE_TYPES,
        vocab.CERTAINTIES,
        vocab.POLARITIES,
        vocab.TOPIC_BASES,
        vocab.REVIEW_STATES,
        vocab.ORGANIZATION_KINDS,
    )
    for notation, iri in notations.items()
}


class Queryable(Protocol):
    """Whatever answers SPARQL over the union of its named graphs: `graph.store.Store` does."""

    def query(self, sparql: str) -> Any:
        """The result of one query, as pyoxigraph gives it."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of an article: [start, end) in Unicode code points of its text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class OrganizationRow:
    """An organisation: `kind` is its class, such as "outlet"; `sector` is such as "university"."""

    id: str
    name: str
    kind: str
    sector: str | None = None


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
class StatementRow:
    """One statement with its evidence. `speaker_id` is None when the article names nobody.

    `article` is its title, `source` the file or record it was read from.
    `date` is when it was said, or else when the article appeared; `continues` is set when the statement has
    no cue of its own and its speaker is a marked guess.
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


_Facts = dict[str, dict[str, list[str]]]


def statements(
    store: Queryable,
    *,
    speakers: Iterable[str] | None = None,
    topics: Iterable[str] | None = None,
    organizations: Iterable[str] | None = None,
) -> list[StatementRow]:
    """All statements, or those of these speakers, on these topics, made in a capacity at these organisations.

    The filters are IRIs and hold together. Rows are ordered by article, then by place in its text.
    """
    select = f"?s a <{vocab.Statement}> . "
    if speakers is not None:
        select += f"{_values('who', speakers)} ?s <{vocab.speaker}> ?who . "
    if topics is not None:
        select += f"{_values('t', topics)} ?s <{vocab.topicAssignment}>/<{vocab.topic}> ?t . "
    if organizations is not None:
        at = f"(<{vocab.org_organization}>|<{vocab.withinOrganization}>)"
        select += f"{_values('o', organizations)} ?s <{vocab.inCapacity}>/{at} ?o . "
    facts = _facts(store, select, "s")
    contents = _facts(store, f"{select} ?s <{vocab.content}> ?x . ", "x")
    sentences = _facts(store, f"{select} ?s <{vocab.sentence}> ?x . ", "x")
    cues = _facts(store, f"{select} ?s <{vocab.cue}> ?x . ", "x")
    assigned = _facts(store, f"{select} ?s <{vocab.topicAssignment}> ?x . ", "x")
    roles = _facts(store, f"{select} ?s <{vocab.inCapacity}> ?x . ", "x")
    articles = _articles(store, f"{select} ?s <{vocab.article}> ?x . ")
    names = _Names(store)
    names.read(
        iri
        for found, properties in (
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
        article_id = _first(about, vocab.article) or ""
        article = articles.get(article_id, {})
        speaker = _first(about, vocab.speaker)
        outlet = _first(article, vocab.publishedBy)
        said_on = _first(about, vocab.saidOn) or _first(about, vocab.effectiveDate)
        published = _first(article, vocab.schema_datePublished)
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
                cue_type=_notation(_first(about, vocab.cueType)),
                quote_type=_notation(_first(about, vocab.quoteType)),
                sentence=sentence[0] if sentence else None,
                topics=_topics(about.get(vocab.topicAssignment, ()), assigned, names),
                channels=_channels(about, names),
                certainty=_notation(_first(about, vocab.certainty)),
                polarity=_notation(_first(about, vocab.polarity)),
                article_id=article_id,
                article=_title(article_id, article),
                source=_first(article, vocab.sourceName),
                outlet_id=outlet,
                outlet=names.label(outlet),
                url=_url(article),
                date=said_on or published,
                date_basis=_first(about, vocab.dateBasis) or _first(article, vocab.dateBasis),
                confidence=_number(_first(about, vocab.confidence)),
                review_status=_notation(_first(about, vocab.reviewStatus)) or "machine",
                rule=_first(about, vocab.rule),
                continues=_first(about, vocab.continues),
            )
        )
    return sorted(rows, key=lambda row: (row.article_id, row.start, row.end, row.id))


def affiliations(store: Queryable) -> list[AffiliationRow]:
    """All affiliations, ordered by person, organisation and article."""
    select = f"?s a <{vocab.Affiliation}> . "
    facts = _facts(store, select, "s")
    spans = _facts(store, f"{select} ?s <{vocab.evidence}> ?x . ", "x")
    context = f"<{vocab.nif_referenceContext}>"
    articles = _articles(store, f"{select} ?s <{vocab.evidence}>/{context} ?x . ")
    names = _Names(store)
    names.read(
        iri
        for about in facts.values()
        for name in (vocab.org_member, vocab.org_organization)
        for iri in about.get(name, ())
    )
    rows = []
    for iri, about in facts.items():
        person = _first(about, vocab.org_member)
        if person is None:
            continue
        evidence = about.get(vocab.evidence, [])
        article_id = next(
            (c for e in evidence for c in spans.get(e, {}).get(vocab.nif_referenceContext, ())), None
        )
        article = articles.get(article_id or "", {})
        published = _first(article, vocab.schema_datePublished)
        passages = _passages(evidence, spans)
        rows.append(
            AffiliationRow(
                id=iri,
                person_id=person,
                person=names.label(person) or "",
                organizations=names.organizations(_first(about, vocab.org_organization)),
                role=_first(about, vocab.roleLabel),
                former=_first(about, vocab.former) in ("true", "1"),
                article_id=article_id,
                article=_title(article_id, article) if article_id else None,
                url=_url(article),
                evidence=_hull(passages),
                first_date=_first(about, vocab.firstObserved) or published,
                last_date=_first(about, vocab.lastObserved) or published,
                confidence=_number(_first(about, vocab.confidence)),
                rule=_first(about, vocab.rule),
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
        "review_status": row.review_status,
        "rule": row.rule,
        "kind": row.speaker_kind,
        "speaker_id": row.speaker_id,
        "statement_id": row.id,
        "article_id": row.article_id,
    }


class _Names:
    """Labels and kinds of the agents and topics that rows mention, read in batches."""

    def __init__(self, store: Queryable) -> None:
        self._store = store
        self._facts: _Facts = {}

    def read(self, iris: Iterable[str]) -> None:
        """Reads what these are called; organisations also bring what they are part of, to the top."""
        waiting = sorted(set(iris) - self._facts.keys())
        properties = (
            vocab.rdf_type,
            vocab.skos_prefLabel,
            vocab.organizationKind,
            vocab.org_subOrganizationOf,
        )
        while waiting:
            for chunk in _chunks(waiting, 1000):
                values = _values("x", chunk)
                for name in properties:
                    for iri, value in pairs(self._store, f"SELECT ?x ?y WHERE {{ {values} ?x <{name}> ?y }}"):
                        self._facts.setdefault(iri, {}).setdefault(name, []).append(value)
            for iri in waiting:
                for values_of in self._facts.setdefault(iri, {}).values():
                    values_of.sort()
            wholes = {w for iri in waiting for w in self._facts[iri].get(vocab.org_subOrganizationOf, ())}
            waiting = sorted(wholes - self._facts.keys())

    def label(self, iri: str | None) -> str | None:
        """The preferred name; of several the first in order; without one the last part of the IRI."""
        if iri is None:
            return None
        labels = self._facts.get(iri, {}).get(vocab.skos_prefLabel)
        return labels[0] if labels else re.split(r"[/#:]", iri)[-1].replace("-", " ")

    def kind(self, iri: str | None) -> str | None:
        """What a row calls this agent's class."""
        types = self._facts.get(iri or "", {}).get(vocab.rdf_type, ())
        return next((kind for name, kind in SPEAKERS if name in types), None)

    def organizations(self, iri: str | None) -> tuple[OrganizationRow, ...]:
        """An organisation and those that it is part of, from the inside out."""
        chain: dict[str, OrganizationRow] = {}
        while iri is not None and iri not in chain:
            about = self._facts.get(iri, {})
            sector = _notation(_first(about, vocab.organizationKind))
            chain[iri] = OrganizationRow(iri, self.label(iri) or "", self.kind(iri) or "organization", sector)
            iri = _first(about, vocab.org_subOrganizationOf)
        return tuple(chain.values())


def _facts(store: Queryable, select: str, variable: str) -> _Facts:
    """Property values of every ?variable that `select` finds, each list in order."""
    query = f"SELECT DISTINCT ?{variable} ?p ?v WHERE {{ {select} ?{variable} ?p ?v }}"
    facts: _Facts = {}
    for subject, name, value in store.query(query):
        facts.setdefault(subject.value, {}).setdefault(name.value, []).append(value.value)
    for about in facts.values():
        for values in about.values():
            values.sort()
    return facts


def _articles(store: Queryable, select: str) -> _Facts:
    """What an article's row shows; its whole text, which is stored with it, is not fetched."""
    facts: _Facts = {}
    names = (
        vocab.schema_headline,
        vocab.sourceName,
        vocab.schema_url,
        vocab.schema_datePublished,
        vocab.dateBasis,
        vocab.publishedBy,
    )
    for name in names:
        for iri, value in pairs(store, f"SELECT DISTINCT ?x ?y WHERE {{ {select} ?x <{name}> ?y }}"):
            facts.setdefault(iri, {}).setdefault(name, []).append(value)
    for about in facts.values():
        for values in about.values():
            values.sort()
    return facts


def pairs(store: Queryable, query: str) -> list[tuple[str, str]]:
    return [(subject.value, value.value) for subject, value in store.query(query)]


def _values(variable: str, iris: Iterable[str]) -> str:
    """A VALUES block. NamedNode refuses what is not an IRI, so that nothing can be smuggled into a query."""
    try:
        terms = " ".join(str(NamedNode(iri)) for iri in iris)
    except ValueError as error:
        raise QueryError(f"not an IRI: {error}") from error
    return f"VALUES ?{variable} {{ {terms} }}"


def _chunks(iris: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for begin in range(0, len(iris), size):
        yield iris[begin : begin + size]


def _first(about: dict[str, list[str]], name: str) -> str | None:
    values = about.get(name)
    return values[0] if values else None


def _number(text: str | None) -> float:
    return 1.0 if text is None else float(text)


def _notation(iri: str | None) -> str | None:
    """The short name of a member of a controlled list; of another IRI its last part."""
    if iri is None:
        return None
    return _NOTATIONS.get(iri) or re.split(r"[/#]", iri)[-1]


def _passages(iris: Iterable[str], spans: _Facts) -> tuple[Passage, ...]:
    found = []
    for iri in iris:
        about = spans.get(iri, {})
        begin, end = _first(about, vocab.nif_beginIndex), _first(about, vocab.nif_endIndex)
        if begin is not None and end is not None:
            found.append(Passage(int(begin), int(end), _first(about, vocab.nif_anchorOf) or ""))
    return tuple(sorted(found, key=lambda passage: (passage.start, passage.end)))


def _hull(passages: Sequence[Passage]) -> Passage | None:
    if not passages:
        return None
    text = " … ".join(passage.text for passage in passages)
    return Passage(passages[0].start, max(passage.end for passage in passages), text)


def _capacities(iris: Iterable[str], roles: _Facts, names: _Names) -> tuple[Capacity, ...]:
    found = []
    for iri in iris:
        about = roles.get(iri, {})
        found.append(
            Capacity(
                role=_first(about, vocab.roleLabel),
                organizations=names.organizations(_first(about, vocab.org_organization)),
                former=_first(about, vocab.former) in ("true", "1"),
            )
        )
    return tuple(dict.fromkeys(found))


def _topics(iris: Iterable[str], assigned: _Facts, names: _Names) -> tuple[TopicRow, ...]:
    found = []
    for iri in iris:
        about = assigned.get(iri, {})
        topic = _first(about, vocab.topic)
        if topic is not None:
            basis = _notation(_first(about, vocab.basis)) or ""
            confidence = _number(_first(about, vocab.confidence))
            rule = _first(about, vocab.rule) or ""
            found.append(TopicRow(topic, names.label(topic) or "", basis, confidence, rule))
    return tuple(sorted(found, key=lambda topic: (topic.id, topic.basis)))


def _channels(about: dict[str, list[str]], names: _Names) -> tuple[ChannelRow, ...]:
    """A channel once, under its most special property: a store may also hold what that entails."""
    found: dict[str, ChannelRow] = {}
    for name, kind in _CHANNELS:
        for iri in about.get(name, ()):
            found.setdefault(iri, ChannelRow(kind, iri, names.label(iri) or "", names.kind(iri) or "outlet"))
    return tuple(found[iri] for iri in sorted(found))


def _title(iri: str, article: dict[str, list[str]]) -> str:
    title = _first(article, vocab.schema_headline)
    return title or re.split(r"[/#:]", iri)[-1]


def _url(article: dict[str, list[str]]) -> str | None:
    return _first(article, vocab.schema_url)


def _joined(texts: Iterable[str | None]) -> str | None:
    """Different texts in their order; None when there is none."""
    return "; ".join(dict.fromkeys(text for text in texts if text)) or None
