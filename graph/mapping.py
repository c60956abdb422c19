"""From an `Extraction` to the quads of its article's named graph. The only place that makes these terms.

A triple stands in one named graph only, so that the union of all graphs counts nothing twice. What an article
says of somebody is therefore said of an *appearance*: the person as this article gives him. Who that is over
all articles, and with it types, preferred names, speakers and members, follows from all appearances together
and is made in `graph.upkeep.derived`: an article's graph depends on nothing but the article.
"""

import datetime
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple
from decimal import Decimal
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode, Quad

from sayso.graph import iris, vocab
from sayso.graph.model import Affiliation, Article, Entity, Extraction, Span, Statement
from sayso.graph.names import slug
from sayso.graph.topics.scheme import TopicScheme
from sayso.graph.upkeep import duplicates

__all__ = ["decimal", "fingerprint", "quads", "run_quads", "text_sha256", "topic_quads"]

_TYPE = NamedNode(vocab.rdf_type)

_CHANNELS: Mapping[str, str] = MappingProxyType(
    {
        "told-to": vocab.toldToAppearance,
        "interview-with": vocab.interviewWithAppearance,
        "posted-on": vocab.postedOnAppearance,
        "reported-by": vocab.reportedByAppearance,
    }
)

_DATE_KINDS = MappingProxyType(
    {"0000": vocab.xsd_gYear, "0000-00": vocab.xsd_gYearMonth, "0000-00-00": vocab.xsd_date}
)

# A name that a list knows may be that of somebody else.
_LINK_CONFIDENCE = 0.5

_Term = NamedNode | Literal
_Add = Callable[[str, str, _Term], None]


def text_sha256(article: Article) -> str:
    """The SHA-256 of the text in UTF-8."""
    return hashlib.sha256(article.text.encode()).hexdigest()


def fingerprint(article: Article) -> str:
    """The SHA-256 of all that was read: an article with a new date or title is a changed one too."""
    return hashlib.sha256(json.dumps(astuple(article)).encode()).hexdigest()


def quads(extraction: Extraction, base: str = iris.DEFAULT_BASE) -> Iterator[Quad]:
    """Everything that was read from one article, in its named graph; no blank nodes, no run facts.

    Whom the article names becomes an appearance, with the id that the extraction gives it as name id. An
    outlet or platform that is named as channel or publisher only is taken in as well. Raises ValueError for a
    notation that the ontology does not have.
    """
    article = extraction.article
    node = iris.article_iri(article.id, base)
    graph = NamedNode(iris.article_graph(article.id, base))
    found: list[Quad] = []

    def add(subject: str, predicate: str, value: _Term) -> None:
        found.append(Quad(NamedNode(subject), NamedNode(predicate), value, graph))

    write = _Writer(add, article, node, NamedNode(iris.run_iri(extraction.run, base)), base)
    write.article()
    for entity in _entities(extraction):
        write.appearance(entity)
    affiliations = [iris.expand(name, base) for name in _affiliation_ids(extraction)]
    for name, affiliation in zip(affiliations, extraction.affiliations, strict=True):
        write.affiliation(name, affiliation)
    for statement in extraction.statements:
        write.statement(statement, [affiliations[index] for index in statement.capacity])
    yield from found


def run_quads(extraction: Extraction, base: str = iris.DEFAULT_BASE) -> Iterator[Quad]:
    """What is known about the run, in the graph of runs: the same on every machine and at every time."""
    run = NamedNode(iris.run_iri(extraction.run, base))
    graph = NamedNode(iris.runs_graph(base))
    yield Quad(run, _TYPE, NamedNode(vocab.ExtractionRun), graph)
    for name, value in extraction.run_facts:
        yield Quad(run, NamedNode(vocab.runFact), Literal(f"{name}={value}"), graph)
        if name == "sayso":
            yield Quad(run, NamedNode(vocab.extractorVersion), Literal(value), graph)


def topic_quads(scheme: TopicScheme, base: str = iris.DEFAULT_BASE) -> Iterator[Quad]:
    """A topic scheme as SKOS, in the graph of topics: what was understood of its files, merged."""
    graph = NamedNode(iris.topics_graph(base))

    def quad(subject: str, predicate: str, value: _Term) -> Quad:
        return Quad(NamedNode(subject), NamedNode(predicate), value, graph)

    yield quad(graph.value, vocab.rdf_type, NamedNode(vocab.skos_ConceptScheme))
    for concept in scheme:
        node = concept.iri
        yield quad(node, vocab.rdf_type, NamedNode(vocab.skos_Concept))
        yield quad(node, vocab.skos_inScheme, graph)
        yield quad(node, vocab.skos_notation, Literal(concept.notation))
        for broader in concept.broader:
            yield quad(node, vocab.skos_broader, NamedNode(broader))
        if not concept.broader:
            yield quad(node, vocab.skos_topConceptOf, graph)
        for predicate, labels in (
            (vocab.skos_prefLabel, (concept.label,)),
            (vocab.skos_altLabel, concept.alt_labels),
            (vocab.skos_definition, (concept.definition,)),
            (vocab.skos_scopeNote, (concept.scope_note,)),
        ):
            for label in labels:
                if label is not None:
                    yield quad(node, predicate, Literal(label, language="en"))
        for predicate, words in (
            (vocab.weakLabel, concept.weak_labels),
            (vocab.requiresOneOf, concept.requires),
            (vocab.referredToAs, concept.referred_to_as),
        ):
            for word in words:
                yield quad(node, predicate, Literal(word, language="en"))
    for merged, kept in scheme.same.items():
        yield quad(merged, vocab.skos_exactMatch, NamedNode(kept))


class _Writer:
    """Writes the nodes of one article; each span of the text once."""

    def __init__(self, add: _Add, article: Article, node: str, run: NamedNode, base: str) -> None:
        self._add = add
        self._article = article
        self._node = node
        self._run = run
        self._base = base
        self._spans: dict[Span, NamedNode] = {}

    def article(self) -> None:
        add, article, node = self._add, self._article, self._node
        add(node, vocab.rdf_type, NamedNode(vocab.Article))
        add(node, vocab.textSha256, Literal(text_sha256(article)))
        add(node, vocab.inputSha256, Literal(fingerprint(article)))
        add(node, vocab.textLength, _integer(len(article.text)))
        add(node, vocab.nif_isString, Literal(article.text))
        for key in sorted(duplicates.keys(duplicates.shingles(article.text, article.furniture))):
            add(node, vocab.duplicateKey, Literal(key))
        if article.furniture:
            spans = (f"{start}-{end}" for start, end in article.furniture)
            add(node, vocab.furniture, Literal(" ".join(spans)))
        add(node, vocab.sourceName, Literal(article.source))
        add(node, vocab.extractedBy, self._run)
        if article.title is not None:
            add(node, vocab.schema_headline, Literal(article.title))
        if article.published is not None:
            add(node, vocab.schema_datePublished, _date(article.published))
            if article.date_basis is not None:
                add(node, vocab.dateBasis, Literal(article.date_basis))
        if article.author is not None:
            add(node, vocab.schema_author, Literal(article.author))
        if article.url is not None:
            add(node, vocab.schema_url, Literal(article.url, datatype=NamedNode(vocab.XSD + "anyURI")))
        if article.outlet is not None:
            add(node, vocab.publishedByAppearance, self._appearance(_outlet_id(article.outlet)))

    def appearance(self, entity: Entity) -> None:
        add = self._add
        appearance = self._appearance(entity.id)
        node = appearance.value
        add(self._node, vocab.mentions, appearance)
        add(node, vocab.rdf_type, NamedNode(vocab.Appearance))
        add(node, vocab.nameId, Literal(iris.compact(iris.expand(entity.id, self._base), self._base)))
        add(node, vocab.name, Literal(entity.name))
        add(node, vocab.appearsAs, _member("kind of entity", vocab.SPEAKER_KINDS, entity.kind))
        if entity.organization_kind is not None:
            kind = _member("kind of organisation", vocab.ORGANIZATION_KINDS, entity.organization_kind)
            add(node, vocab.appearsAs, kind)
        for alias in entity.aliases:
            add(node, vocab.alias, Literal(alias))
        if entity.gender is not None:
            add(node, vocab.schema_gender, Literal(entity.gender))
        if entity.age is not None:
            add(node, vocab.age, _integer(entity.age))
        if entity.place is not None:
            add(node, vocab.place, Literal(entity.place))
        for mention in entity.mentions:
            add(node, vocab.evidence, self._span(mention))
        for identifier in entity.identifiers:
            self._link(appearance, identifier)

    def _link(self, appearance: NamedNode, identifier: str) -> None:
        add = self._add
        local = iris.compact(appearance.value, self._base).removeprefix("appearance:")
        node = iris.expand(f"link:{local}-{slug(identifier)}", self._base)
        self._extracted(node, vocab.EntityLink, _LINK_CONFIDENCE, "gazetteer")
        add(node, vocab.linkOfAppearance, appearance)
        add(node, vocab.candidate, NamedNode(iris.outside(identifier)))

    def affiliation(self, node: str, affiliation: Affiliation) -> None:
        add = self._add
        self._extracted(node, vocab.Affiliation, affiliation.confidence, affiliation.rule)
        add(node, vocab.memberAppearance, self._appearance(affiliation.person_id))
        if affiliation.organization_id is not None:
            add(node, vocab.organizationAppearance, self._appearance(affiliation.organization_id))
        if affiliation.role_text is not None:
            add(node, vocab.roleLabel, Literal(affiliation.role_text))
        if affiliation.role_kind is not None:
            add(node, vocab.roleKind, _member("kind of role", vocab.ROLE_KINDS, affiliation.role_kind))
        if affiliation.part_of_id is not None:
            add(node, vocab.withinOrganizationAppearance, self._appearance(affiliation.part_of_id))
        if affiliation.former:
            add(node, vocab.former, Literal(True))
        if affiliation.tenure is not None:
            add(node, vocab.tenure, Literal(affiliation.tenure))
        for span in (affiliation.person, affiliation.organization, affiliation.role):
            if span is not None:
                add(node, vocab.evidence, self._span(span))

    def statement(self, statement: Statement, capacities: Sequence[str]) -> None:
        add = self._add
        node = iris.expand(statement.id, self._base)
        self._extracted(node, vocab.Statement, statement.confidence, statement.rule)
        add(node, vocab.article, NamedNode(self._node))
        add(node, vocab.sentence, self._span(statement.sentence))
        for predicate, spans in (
            (vocab.content, statement.content),
            (vocab.cue, statement.cue),
            (vocab.speakerMention, statement.source),
        ):
            for span in spans:
                add(node, predicate, self._span(span))
        add(node, vocab.quoteType, _member("quote type", vocab.QUOTE_TYPES, statement.quote_type))
        add(node, vocab.cueType, _member("cue type", vocab.CUE_TYPES, statement.cue_type))
        add(node, vocab.certainty, _member("certainty", vocab.CERTAINTIES, statement.certainty))
        add(node, vocab.polarity, _member("polarity", vocab.POLARITIES, statement.polarity))
        if statement.due is not None:
            add(node, vocab.due, _reduced_date(statement.due))
            if statement.due_evidence is not None:
                add(node, vocab.dueEvidence, self._span(statement.due_evidence))
        if statement.coreference is not None:
            how = _member("coreference", vocab.COREFERENCES, statement.coreference)
            add(node, vocab.coreference, how)
        if statement.antecedent is not None:
            add(node, vocab.antecedent, self._span(statement.antecedent))
        for predicate, name in (
            (vocab.speakerAppearance, statement.speaker_id),
            (vocab.possibleSpeakerAppearance, statement.possible_speaker_id),
            (vocab.relayedByAppearance, statement.relayed_by_id),
        ):
            if name is not None:
                add(node, predicate, self._appearance(name))
        if statement.continues is not None:
            add(node, vocab.continues, self._thing(statement.continues))
        for capacity in capacities:
            add(node, vocab.capacityGiven, NamedNode(capacity))
        for channel in statement.channel:
            predicate = _member("channel", _CHANNELS, channel.kind).value
            add(node, predicate, self._appearance(channel.id))
            if channel.span is not None:
                add(node, vocab.channelMention, self._span(channel.span))
        self._topics(node, statement)
        self._stances(node, statement)

    def _topics(self, statement_node: str, statement: Statement) -> None:
        local = statement.id.partition(":")[2]
        names = _Names()
        for topic in statement.topics:
            node = iris.expand(names.next(f"assignment:{local}-{_last(topic.topic)}"), self._base)
            self._add(statement_node, vocab.topicAssignment, NamedNode(node))
            self._extracted(node, vocab.TopicAssignment, topic.confidence, topic.rule)
            self._add(node, vocab.topic, self._thing(topic.topic))
            self._add(node, vocab.basis, _member("basis of a topic", vocab.TOPIC_BASES, topic.basis))
            if topic.evidence is not None:
                self._add(node, vocab.evidence, self._span(topic.evidence))

    def _stances(self, statement_node: str, statement: Statement) -> None:
        local = statement.id.partition(":")[2]
        names = _Names()
        for stance in statement.stance:
            node = iris.expand(names.next(f"stance:{local}-{_last(stance.toward)}"), self._base)
            self._add(statement_node, vocab.stance, NamedNode(node))
            self._extracted(node, vocab.Stance, stance.confidence, stance.rule)
            self._add(node, vocab.toward, self._thing(stance.toward))
            self._add(node, vocab.stancePolarity, _member("stance", vocab.STANCES, stance.polarity))
            if stance.evidence is not None:
                self._add(node, vocab.evidence, self._span(stance.evidence))

    def _extracted(self, node: str, kind: str, confidence: float, rule: str) -> None:
        add = self._add
        add(node, vocab.rdf_type, NamedNode(kind))
        add(node, vocab.confidence, decimal(confidence))
        add(node, vocab.extractedBy, self._run)
        if rule:
            add(node, vocab.rule, Literal(rule))

    def _span(self, span: Span) -> NamedNode:
        known = self._spans.get(span)
        if known is not None:
            return known
        add, (begin, end) = self._add, span
        node = iris.span_iri(self._node, begin, end)
        add(node, vocab.rdf_type, NamedNode(vocab.TextSpan))
        add(node, vocab.nif_beginIndex, _integer(begin))
        add(node, vocab.nif_endIndex, _integer(end))
        add(node, vocab.nif_anchorOf, Literal(self._article.text[begin:end]))
        add(node, vocab.nif_referenceContext, NamedNode(self._node))
        self._spans[span] = NamedNode(node)
        return self._spans[span]

    def _thing(self, name: str) -> NamedNode:
        return NamedNode(iris.expand(name, self._base))

    def _appearance(self, name: str) -> NamedNode:
        """The node of whom this article calls by this id."""
        prefix, _, local = name.partition(":")
        local = local.removeprefix(f"{self._article.id}-")
        return self._thing(f"appearance:{self._article.id}-{prefix}-{local}")


class _Names:
    """Hands out names; of equal ones the second gets "-2"."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def next(self, name: str) -> str:
        self._seen[name] = count = self._seen.get(name, 0) + 1
        return name if count == 1 else f"{name}-{count}"


def _entities(extraction: Extraction) -> Iterator[Entity]:
    """The entities, and those that only a channel or the article's outlet names."""
    known = set()
    for entity in extraction.entities:
        known.add(entity.id)
        yield entity
    others = [
        Entity(channel.id, _kind(channel.id), channel.name, () if channel.span is None else (channel.span,))
        for statement in extraction.statements
        for channel in statement.channel
    ]
    outlet = extraction.article.outlet
    if outlet is not None:
        others.append(Entity(_outlet_id(outlet), "outlet", outlet, ()))
    for entity in others:
        if entity.id not in known:
            known.add(entity.id)
            yield entity


def _outlet_id(name: str) -> str:
    return f"outlet:{slug(name)}"


def _kind(name: str) -> str:
    prefix = name.partition(":")[0]
    return {"org": "organization", "unnamed": "unnamed-person"}.get(prefix, prefix)


def _affiliation_ids(extraction: Extraction) -> list[str]:
    names = _Names()
    found = []
    for affiliation in extraction.affiliations:
        spans = [affiliation.person, affiliation.organization, affiliation.role]
        begin = min(span[0] for span in spans if span is not None)
        end = max(span[1] for span in spans if span is not None)
        found.append(names.next(f"affiliation:{extraction.article.id}-{begin}-{end}"))
    return found


def _last(name: str) -> str:
    """The readable end of an id or IRI."""
    parts: Iterable[str] = name.replace("#", "/").replace(":", "/").split("/")
    return slug([part for part in parts if part][-1])


def _member(what: str, notations: Mapping[str, str], notation: str) -> NamedNode:
    iri = notations.get(notation)
    if iri is None:
        raise ValueError(f"no {what} {notation!r} in ontology.ttl; there are {', '.join(sorted(notations))}")
    return NamedNode(iri)


def _integer(number: int) -> Literal:
    return Literal(str(number), datatype=NamedNode(vocab.xsd_integer))


def decimal(number: float) -> Literal:
    """The form in which pyoxigraph stores a decimal: no needless zeros. Six digits are more than we know."""
    text = format(Decimal(repr(round(number, 6))).normalize(), "f")
    return Literal(text, datatype=NamedNode(vocab.xsd_decimal))


def _reduced_date(text: str) -> Literal:
    """A year, a month of a year or a day, each in its own datatype."""
    kind = _DATE_KINDS.get(re.sub("[0-9]", "0", text))
    try:
        datetime.date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    except ValueError:
        kind = None
    if kind is None:
        raise ValueError(f"no date {text!r}: a year, a month or a day, such as 2030, 2030-05 or 2030-05-01")
    return Literal(text, datatype=NamedNode(kind))


def _date(text: str) -> Literal:
    return Literal(text, datatype=NamedNode(vocab.xsd_date))
