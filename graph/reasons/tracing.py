"""From a statement in the graph back to everything that it rests on.

trace(store, "https://w3id.org/sayso/data/statement/port-plan-118-165")
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from sayso.graph import iris, vocab
from sayso.graph.facts import Facts
from sayso.graph.identity.reading import Reading, is_resolved
from sayso.graph.identity.resolution import compare
from sayso.graph.reasons.provenance import (
    ArticleFacts,
    Assigned,
    Channel,
    Continued,
    Copy,
    Decided,
    Held,
    LedgerLine,
    Named,
    Piece,
    Provenance,
    Role,
    Run,
    Speaker,
    Words,
)
from sayso.graph.store import Store

__all__ = ["Tracer", "trace"]

_LONGEST = 1500  # characters of a passage that are shown
_MEMBERS = 30  # appearances of one identity that are weighed against one of them
_DECISIONS = 4

_CHANNELS: Mapping[str, str] = {
    vocab.toldToAppearance: "told-to",
    vocab.interviewWithAppearance: "interview-with",
    vocab.postedOnAppearance: "posted-on",
    vocab.reportedByAppearance: "reported-by",
}
_PARTS = ("content", "source", "cue")
_KINDS = {iri: notation for notation, iri in vocab.SPEAKER_KINDS.items()}
_OUTCOMES = {iri: notation for notation, iri in vocab.IDENTITY_OUTCOMES.items()}
_NOTATIONS = {
    iri: notation
    for table in (
        vocab.QUOTE_TYPES,
        vocab.CUE_TYPES,
        vocab.CERTAINTIES,
        vocab.POLARITIES,
        vocab.COREFERENCES,
        vocab.TOPIC_BASES,
        vocab.STANCES,
        vocab.REVIEW_STATES,
        vocab.ROLE_KINDS,
        vocab.ORGANIZATION_KINDS,
    )
    for notation, iri in table.items()
}


def trace(store: Store, statement: str, *, asked: Iterable[str] = ()) -> Provenance:
    """What the statement with this IRI rests on. `asked` are the topics (IRIs) that a question was about.

    Costs some hundred look-ups, whatever the size of the graph. The statement must be in the graph.
    """
    return Tracer(store).provenance(statement, asked)


class Tracer:
    """Reads one graph; to be asked for several statements."""

    def __init__(self, store: Store) -> None:
        self._base = store.base
        self.facts = Facts(store.handle)
        self._reading = Reading(self.facts, store.base)
        self._texts: dict[str, str] = {}

    def provenance(self, statement: str, asked: Iterable[str] = ()) -> Provenance:
        """What the statement with this IRI rests on."""
        values, value = self.facts.values, self.facts.value
        article = value(statement, vocab.article) or ""
        parts = {
            "content": self.words(values(statement, vocab.content)),
            "source": self.words(values(statement, vocab.speakerMention)),
            "cue": self.words(values(statement, vocab.cue)),
        }
        sentence = self.words(values(statement, vocab.sentence))
        sentence = sentence or parts["content"] or (Words("", 0, 0),)
        passage, dropped = self._passage(article, parts, sentence[0])
        review = _notation(value(statement, vocab.reviewStatus)) or "machine"
        return Provenance(
            id=self._id(statement),
            article=self.article(article),
            passage=passage,
            dropped=dropped,
            source=parts["source"],
            cue=parts["cue"],
            content=parts["content"],
            sentence=sentence[0],
            quote_type=_notation(value(statement, vocab.quoteType)),
            cue_type=_notation(value(statement, vocab.cueType)),
            certainty=_notation(value(statement, vocab.certainty)),
            polarity=_notation(value(statement, vocab.polarity)),
            rule=value(statement, vocab.rule) or "",
            confidence=_number(value(statement, vocab.confidence)),
            run=self._run(value(statement, vocab.extractedBy) or ""),
            speaker=self.speaker(statement, vocab.speakerAppearance),
            possible_speaker=self.speaker(statement, vocab.possibleSpeakerAppearance),
            relayed_by=self.speaker(statement, vocab.relayedByAppearance),
            continues=self._continued(value(statement, vocab.continues)),
            topics=self.topics(statement, frozenset(asked)),
            stances=tuple(self._stances(statement, article)),
            due=value(statement, vocab.due),
            due_words=self._first(values(statement, vocab.dueEvidence)),
            roles=tuple(map(self.role, values(statement, vocab.capacityGiven))),
            channels=tuple(self._channels(statement)),
            copy_of=self._copy_of(statement),
            carriers=tuple(self._carriers(statement)),
            review=review,
            ledger=self.ledger(statement),
        )

    # -- text

    def text(self, article: str) -> str:
        """The text of the article with this IRI."""
        if article not in self._texts:
            self._texts[article] = self.facts.value(article, vocab.nif_isString) or ""
        return self._texts[article]

    def words(self, spans: Iterable[str]) -> tuple[Words, ...]:
        """The words of spans, in the order of the text."""
        found = []
        for span in spans:
            article, _, place = span.partition("#char=")
            begin, _, end = place.partition(",")
            if begin.isdigit() and end.isdigit():
                found.append(Words(self.text(article)[int(begin) : int(end)], int(begin), int(end)))
        return tuple(sorted(found, key=lambda one: (one.start, one.end)))

    def _first(self, spans: Iterable[str]) -> Words | None:
        return next(iter(self.words(spans)), None)

    def _passage(
        self, article: str, parts: Mapping[str, Sequence[Words]], sentence: Words
    ) -> tuple[tuple[Piece, ...], int]:
        """The text that holds the sentence and all parts, cut at each of their edges."""
        text = self.text(article)
        marks = [(words.start, words.end, part) for part in _PARTS for words in parts[part] if words.text]
        begin = min((sentence.start, *(start for start, _, _ in marks)))
        whole = max((sentence.end, *(end for _, end, _ in marks)))
        end = min(whole, begin + _LONGEST)
        marks = [(start, min(stop, end), part) for start, stop, part in marks if start < end]
        cuts = sorted({begin, end, *(start for start, _, _ in marks), *(stop for _, stop, _ in marks)})
        pieces = []
        for start, stop in pairwise(cuts):
            within = [mark for mark in marks if mark[0] <= start and stop <= mark[1]]
            within.sort(key=lambda mark: (mark[0], -mark[1], _PARTS.index(mark[2])))
            pieces.append(
                Piece(
                    text[start:stop],
                    start,
                    stop,
                    tuple(part for _, _, part in within),
                    tuple(part for first, _, part in within if first == start),
                    tuple(part for _, last, part in reversed(within) if last == stop),
                )
            )
        return tuple(pieces), whole - end

    # -- where, and by what

    def article(self, article: str) -> ArticleFacts:
        """What is known of the article with this IRI."""
        value = self.facts.value
        outlet = value(article, vocab.publishedBy)
        name = None if outlet is None else value(outlet, vocab.skos_prefLabel)
        if name is None:
            appearance = value(article, vocab.publishedByAppearance)
            name = None if appearance is None else value(appearance, vocab.name)
        return ArticleFacts(
            id=self._id(article),
            file=value(article, vocab.sourceName),
            title=value(article, vocab.schema_headline),
            outlet=name,
            date=value(article, vocab.schema_datePublished),
            date_basis=value(article, vocab.dateBasis),
            author=value(article, vocab.schema_author),
            url=value(article, vocab.schema_url),
        )

    def _run(self, run: str) -> Run:
        facts = tuple(self.facts.values(run, vocab.runFact))
        return Run(self._id(run), self.facts.value(run, vocab.extractorVersion), facts)

    def ledger(self, node: str) -> tuple[LedgerLine, ...]:
        """The lines of the ledger that decide about a node, in their order."""
        value = self.facts.value
        found = []
        for act in self.facts.values(node, vocab.decidedBy):
            number = value(act, vocab.lineNumber)
            line = value(act, vocab.ledgerLine) or ""
            note = value(act, vocab.rdfs_comment) or ""
            found.append(LedgerLine(None if number is None else int(number), line, note))
        return tuple(sorted(found, key=lambda line: (line.number or 0, line.line)))

    def named(self, node: str) -> Named:
        """What a node is called: a topic, or an identity."""
        label = self.facts.value(node, vocab.skos_prefLabel)
        types = self.facts.values(node, vocab.rdf_type)
        kind = next((_KINDS[one] for one in types if one in _KINDS), "")
        if vocab.skos_Concept in types:
            kind = "topic"
        return Named(self._id(node), label or self._id(node), kind)

    # -- who

    def speaker(self, statement: str, predicate: str) -> Speaker | None:
        """Who the property with an appearance leads to; None where the statement does not have it."""
        facts = self.facts
        appearance = facts.value(statement, predicate)
        if appearance is None:
            return None
        own = predicate != vocab.relayedByAppearance
        mention = self.words(facts.values(statement, vocab.speakerMention)) if own else ()
        antecedent = self._first(facts.values(statement, vocab.antecedent)) if own else None
        name = facts.value(appearance, vocab.name) or ""
        identity = facts.value(appearance, vocab.appearanceOf)
        members = [] if identity is None else list(facts.subjects(vocab.appearanceOf, identity))
        decided, apart = self._decisions(appearance, members)
        return Speaker(
            who=None if identity is None else self.named(identity),
            appearance=self._id(appearance),
            name=name,
            how=(_notation(facts.value(statement, vocab.coreference)) or None) if own else None,
            mention=mention,
            antecedent=antecedent,
            full_name=self._full_name(appearance, name),
            articles=len(members),
            decided=decided,
            apart=apart,
            ledger=() if identity is None else self.ledger(identity),
        )

    def _full_name(self, appearance: str, name: str) -> Words | None:
        """Where the article first has the whole name; else where it first speaks of them."""
        mentions = self.words(self.facts.values(appearance, vocab.evidence))
        wanted = _folded(name)
        whole = (words for words in mentions if _folded(words.text) == wanted)
        return next(whole, next(iter(mentions), None))

    def _decisions(
        self, appearance: str, members: Sequence[str]
    ) -> tuple[tuple[Decided, ...], tuple[Decided, ...]]:
        """What put an appearance together with the others of its identity, and what kept it from others."""
        facts, inside = self.facts, set(members)
        joined: list[Decided] = []
        apart: list[Decided] = []
        for node in facts.subjects(vocab.between, appearance):
            told = self.decided(node)
            other = [one for one in facts.values(node, vocab.between) if one != appearance]
            together = all(one in inside for one in other)
            (joined if together else apart).append(told)
        others = [one for one in members if one != appearance]
        name_id = facts.value(appearance, vocab.nameId) or ""
        if others and not joined and is_resolved(name_id):
            joined.append(self._weighed(appearance, others))
        apart.sort(key=lambda told: (told.outcome != "undecided", -told.confidence, told.appearances))
        joined.sort(key=lambda told: (-told.confidence, told.appearances))
        return tuple(joined[:_DECISIONS]), tuple(apart[:_DECISIONS])

    def decided(self, node: str) -> Decided:
        """A decision that is on record."""
        facts = self.facts
        sides = facts.values(node, vocab.between)
        identities = [facts.value(one, vocab.appearanceOf) or one for one in sides]
        return Decided(
            outcome=_OUTCOMES.get(facts.value(node, vocab.outcome) or "", ""),
            confidence=_number(facts.value(node, vocab.confidence)),
            by=facts.value(node, vocab.rule) or "machine",
            appearances=(self._id(sides[0]), self._id(sides[-1])),
            identities=(self._id(identities[0]), self._id(identities[-1])),
            reasons=tuple(sorted(facts.values(node, vocab.reason), key=_weight)),
        )

    def _weighed(self, appearance: str, others: Sequence[str]) -> Decided:
        """What speaks for an appearance being one with the others, where nobody wrote it down."""
        read = self._reading.appearance
        found = compare([read(appearance)], [read(one) for one in others[:_MEMBERS]])
        identity = self._id(self.facts.value(appearance, vocab.appearanceOf) or appearance)
        return Decided(
            outcome="same",
            confidence=found.confidence,
            by="weighed now",
            appearances=(found.first, found.second),
            identities=(identity, identity),
            reasons=tuple(
                f"{reason.kind}: {reason.text} ({reason.weight:+.1f})"
                for reason in sorted(found.reasons, key=lambda one: (-one.weight, one.kind, one.text))
            ),
        )

    # -- what about

    def topics(self, statement: str, asked: frozenset[str] = frozenset()) -> tuple[Assigned, ...]:
        """The topics of a statement, those that were asked for first, then the surest."""
        value = self.facts.value
        found = []
        for node in self.facts.values(statement, vocab.topicAssignment):
            topic = value(node, vocab.topic)
            if topic is None:
                continue
            path = self.path(topic, asked)
            found.append(
                Assigned(
                    topic=self.named(topic),
                    basis=_notation(value(node, vocab.basis)),
                    rule=value(node, vocab.rule) or "",
                    confidence=_number(value(node, vocab.confidence)),
                    words=self._first(self.facts.values(node, vocab.evidence)),
                    path=tuple(self.named(one).name for one in path or (topic,)),
                    asked=path is not None,
                )
            )
        return tuple(sorted(found, key=lambda one: (not one.asked, -one.confidence, one.topic.id)))

    def path(self, topic: str, wanted: frozenset[str]) -> tuple[str, ...] | None:
        """The shortest way up from a topic to one of those wanted, with both; None where there is none."""
        ways: list[tuple[str, ...]] = [(topic,)]
        seen = {topic}
        while ways:
            found = [way for way in ways if way[-1] in wanted]
            if found:
                return min(found)
            longer = []
            for way in ways:
                for broader in self.facts.values(way[-1], vocab.skos_broader):
                    if broader not in seen:
                        seen.add(broader)
                        longer.append((*way, broader))
            ways = longer
        return None

    def _stances(self, statement: str, article: str) -> Iterator[Held]:
        value = self.facts.value
        for node in self.facts.values(statement, vocab.stance):
            toward = value(node, vocab.toward) or ""
            yield Held(
                toward=self._toward(toward, article),
                polarity=_notation(value(node, vocab.stancePolarity)),
                rule=value(node, vocab.rule) or "",
                confidence=_number(value(node, vocab.confidence)),
                words=self._first(self.facts.values(node, vocab.evidence)),
            )

    def _toward(self, node: str, article: str) -> Named:
        """A topic, or whom the article names so."""
        name_id = self._id(node)
        if is_resolved(name_id):
            for appearance in self.facts.values(article, vocab.mentions):
                if self.facts.value(appearance, vocab.nameId) == name_id:
                    identity = self.facts.value(appearance, vocab.appearanceOf)
                    if identity is not None:
                        return self.named(identity)
        return self.named(node)

    # -- in which role, through whom, and where else

    def role(self, node: str) -> Role:
        """A role that the article gives somebody."""
        value = self.facts.value
        places = []
        for resolved, given in (
            (vocab.org_organization, vocab.organizationAppearance),
            (vocab.withinOrganization, vocab.withinOrganizationAppearance),
        ):
            iri = value(node, resolved)
            appearance = value(node, given)
            if iri is None and appearance is not None:  # of a role that a reader has rejected
                iri = value(appearance, vocab.appearanceOf)
            places.append(iri)
        organization, within = places
        kind = None if organization is None else value(organization, vocab.organizationKind)
        return Role(
            id=self._id(node),
            role=value(node, vocab.roleLabel),
            kind=_notation(value(node, vocab.roleKind)) or None,
            organization=None if organization is None else self.named(organization),
            organization_kind=_notation(kind) or None,
            within=None if within is None else self.named(within),
            former=value(node, vocab.former) is not None,
            tenure=value(node, vocab.tenure),
            rule=value(node, vocab.rule) or "",
            confidence=_number(value(node, vocab.confidence)),
            words=self.words(self.facts.values(node, vocab.evidence)),
            counts=value(node, vocab.reviewStatus) != vocab.Rejected,
        )

    def _channels(self, statement: str) -> Iterator[Channel]:
        words = self._first(self.facts.values(statement, vocab.channelMention))
        for predicate, kind in _CHANNELS.items():
            for appearance in self.facts.values(statement, predicate):
                identity = self.facts.value(appearance, vocab.appearanceOf)
                name = self.facts.value(appearance, vocab.name) or ""
                who = self.named(identity) if identity else Named(self._id(appearance), name, "")
                yield Channel(kind, who, words)

    def _continued(self, statement: str | None) -> Continued | None:
        if statement is None:
            return None
        return Continued(self._id(statement), self.words(self.facts.values(statement, vocab.content)))

    def _copy_of(self, statement: str) -> Copy | None:
        original = self.facts.value(statement, vocab.copyOf)
        if original is None:
            return None
        return Copy(self.article(self.facts.value(original, vocab.article) or ""), self._id(original))

    def _carriers(self, statement: str) -> Iterator[Copy]:
        copies = {
            self.facts.value(copy, vocab.article): self._id(copy)
            for copy in self.facts.subjects(vocab.copyOf, statement)
        }
        found = [
            Copy(self.article(article), copies.get(article))
            for article in self.facts.values(statement, vocab.carriedIn)
        ]
        yield from sorted(found, key=lambda one: (one.article.date or "9999", one.article.id))

    def _id(self, iri: str) -> str:
        return iris.compact(iri, self._base)


def _notation(iri: str | None) -> str:
    return "" if iri is None else _NOTATIONS.get(iri, iri)


def _number(text: str | None) -> float:
    return 1.0 if text is None else float(text)


def _weight(reason: str) -> tuple[float, str]:
    """Orders reasons by the weight at their end, what speaks for being one first."""
    written = re.search(r"\(([+-]\d+(?:\.\d+)?)\)$", reason)
    return -float(written[1]) if written else 0.0, reason


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
