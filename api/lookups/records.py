"""Records of nodes, read from a store by single look-ups: references, evidence, articles, statements.

One statement costs some hundred look-ups of three microseconds each in memory, whatever the size of the
graph. The shapes are those of `api.lookups.models`.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pyoxigraph as ox

from sayso.api.lookups.addresses import address, local, why_address
from sayso.api.lookups.directory import Directory, Name, directory
from sayso.api.lookups.statement_index import StatementIndex
from sayso.graph import iris, vocab
from sayso.graph.facts import Facts
from sayso.graph.row_facts import notation
from sayso.graph.store import Store

__all__ = ["Reader", "Record"]

Record = dict[str, Any]

_CHANNELS: Mapping[str, str] = {
    vocab.toldTo: "told-to",
    vocab.interviewWith: "interview-with",
    vocab.postedOn: "posted-on",
    vocab.reportedBy: "reported-by",
}
_STANCES = {iri: name for name, iri in vocab.STANCES.items()}
_COREFERENCES = {iri: name for name, iri in vocab.COREFERENCES.items()}
_ROLES = {iri: name for name, iri in vocab.ROLE_KINDS.items()}
_GUESSED = ("neighbouring-sentence", "heading")
_KIND_OF_PREFIX = {"unnamed": "unnamed-person"}
_KINDS = frozenset(
    ("person", "collective", "document", "organization", "outlet", "platform", "article", "statement")
)


class Reader:
    """Makes records of one store; keeps what it has read, so one is made for each answer."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.base = store.base
        self.facts = Facts(store.handle)
        self.known: Directory = directory(store)
        self._about: dict[str, dict[str, list[str]]] = {}
        self._articles: dict[str, Record] = {}
        self._index: StatementIndex | None = None

    @property
    def index(self) -> StatementIndex:
        """The statements by filters, of which this answer is made."""
        if self._index is None:
            self._index = self.known.statements
        return self._index

    def restrict(self, candidates: Callable[[], Iterable[str]] | None) -> StatementIndex:
        """Says that this answer is about these statements at the most; None are all. Gives their index."""
        self._index = self.known.index_of(candidates)
        return self._index

    # -- names

    def id(self, iri: str) -> str:
        """The short id of an IRI."""
        return iris.compact(iri, self.base)

    def href(self, iri: str) -> str:
        """Where an IRI is told of here."""
        return address(iri, self.base, self.known.topics)

    def name(self, iri: str) -> Name:
        """What something is called, and its kind."""
        found = self.known.names.get(iri)
        if found is not None:
            return found
        prefix, rest = local(iri, self.base)
        kind = _KIND_OF_PREFIX.get(prefix, prefix)
        kind = kind if kind in _KINDS or kind == "unnamed-person" else ""
        label = self.facts.value(iri, vocab.skos_prefLabel) or self.facts.value(iri, vocab.rdfs_label)
        if label is None and kind == "article":
            label = self.known.titles.get(iri) or self.facts.value(iri, vocab.sourceName)
        if label is None and kind == "statement":
            label = self.words(iri)
        return Name(label or rest or re.split(r"[/#]", iri.rstrip("/#"))[-1] or iri, kind)

    def ref(self, iri: str) -> Record:
        """A reference: id, name, kind and href."""
        name = self.name(iri)
        return {"id": self.id(iri), "name": name.label, "kind": name.kind, "href": self.href(iri)}

    def maybe(self, iri: str | None) -> Record | None:
        """A reference, or None."""
        return None if iri is None else self.ref(iri)

    # -- nodes

    def about(self, iri: str) -> dict[str, list[str]]:
        """All properties of a small node, each with its values in order; of literals their text alone."""
        known = self._about.get(iri)
        if known is None:
            known = {}
            try:
                node = ox.NamedNode(iri)
            except ValueError:
                node = None
            for quad in self.store.handle.quads_for_pattern(node, None, None, None) if node else ():
                if isinstance(quad.object, ox.NamedNode | ox.Literal):
                    known.setdefault(quad.predicate.value, []).append(quad.object.value)
            for values in known.values():
                values.sort()
            self._about[iri] = known
        return known

    def first(self, iri: str, predicate: str) -> str | None:
        """The first value of a property of a small node."""
        return next(iter(self.about(iri).get(predicate, ())), None)

    def exists(self, iri: str) -> bool:
        """Whether the graph says anything of it."""
        try:
            node = ox.NamedNode(iri)
        except ValueError:
            return False
        return next(iter(self.store.handle.quads_for_pattern(node, None, None, None)), None) is not None

    def is_a(self, iri: str, kind: str) -> bool:
        """Whether it is of this class."""
        return kind in self.facts.values(iri, vocab.rdf_type)

    # -- words

    def span(self, iri: str) -> tuple[int, int] | None:
        """Where a stretch of text begins and ends."""
        begin, end = self.first(iri, vocab.nif_beginIndex), self.first(iri, vocab.nif_endIndex)
        if begin is None or end is None or not begin.isdecimal() or not end.isdecimal():
            return None
        return int(begin), int(end)

    def spans(self, spans: Iterable[str]) -> list[list[int]]:
        """Stretches in the order of the text."""
        found = {span for iri in spans if (span := self.span(iri)) is not None}
        return [list(span) for span in sorted(found)]

    def words(self, statement: str) -> str:
        """The words of a statement's content; parts that stand apart are joined by an ellipsis."""
        return self._joined(self.about(statement).get(vocab.content, ()))

    def _joined(self, spans: Iterable[str]) -> str:
        found = sorted((self.span(iri) or (0, 0), self.first(iri, vocab.nif_anchorOf) or "") for iri in spans)
        return " … ".join(text for _, text in found)

    def evidence(self, span: str | None, **facts: Any) -> Record | None:
        """The words at a span with what is known of how they were read; None where there is no span."""
        place = None if span is None else self.span(span)
        if span is None or place is None:
            return None
        article = self.first(span, vocab.nif_referenceContext) or span.partition("#")[0]
        told = {"cue": None, "rule": None, "confidence": None, "basis": None} | facts
        return {
            "article": self.id(article),
            "href": f"{self.href(article)}#char={place[0]},{place[1]}",
            "begin": place[0],
            "end": place[1],
            "text": self.first(span, vocab.nif_anchorOf) or "",
            **told,
        }

    # -- articles

    def article(self, iri: str) -> Record:
        """An article without its text."""
        if iri not in self._articles:
            value = self.facts.value
            title = value(iri, vocab.schema_headline)
            source = value(iri, vocab.sourceName)
            self._articles[iri] = {
                "id": self.id(iri),
                "iri": iri,
                "kind": "article",
                "href": self.href(iri),
                "name": title or source or self.id(iri),
                "title": title,
                "source": source,
                "outlet": self.maybe(value(iri, vocab.publishedBy)),
                "author": value(iri, vocab.schema_author),
                "url": value(iri, vocab.schema_url),
                "published": value(iri, vocab.schema_datePublished),
                "date_basis": value(iri, vocab.dateBasis),
            }
        return self._articles[iri]

    # -- statements

    def role(self, affiliation: str) -> Record:
        """A role as one article gives it, with the words it was read from."""
        first = self.first
        rule, confidence = first(affiliation, vocab.rule), self.confidence(affiliation)
        spans = self.about(affiliation).get(vocab.evidence, ())
        words = (self.evidence(span, rule=rule, confidence=confidence) for span in spans)
        organization = first(affiliation, vocab.org_organization)
        sector = None
        if organization is not None:
            sector = notation(self.facts.value(organization, vocab.organizationKind))
        return {
            "role": first(affiliation, vocab.roleLabel),
            "kind": _ROLES.get(first(affiliation, vocab.roleKind) or ""),
            "organization": self.maybe(organization),
            "organization_kind": sector,
            "within": self.maybe(first(affiliation, vocab.withinOrganization)),
            "former": first(affiliation, vocab.former) in ("true", "1"),
            "tenure": first(affiliation, vocab.tenure),
            "evidence": sorted(filter(None, words), key=lambda one: (one["begin"], one["end"])),
        }

    def confidence(self, node: str) -> float:
        """How sure a node is."""
        return _number(self.first(node, vocab.confidence))

    def statement(self, iri: str) -> Record:
        """A statement with all that it rests on. A copy has the speaker and roles of its original."""
        about = self.about(iri)
        original = self.first(iri, vocab.copyOf)
        said_by = self.about(original) if original is not None else about
        article = self.first(iri, vocab.article) or ""
        topics = self._topics(about.get(vocab.topicAssignment, ()))
        content = self.spans(about.get(vocab.content, ()))
        cue = self._joined(about.get(vocab.cue, ())) or None
        rule, confidence = self.first(iri, vocab.rule), self.confidence(iri)
        sentence = self.spans(about.get(vocab.sentence, ()))
        possible = next(iter(said_by.get(vocab.possibleSpeaker, ())), None)
        continues = self.first(iri, vocab.continues)
        coreference = _COREFERENCES.get(self.first(iri, vocab.coreference) or "")
        where = next(iter((*about.get(vocab.sentence, ()), *about.get(vocab.content, ()))), None)
        evidence = self.evidence(where, cue=cue, rule=rule, confidence=confidence, basis=coreference)
        href = self.href(iri)
        return {
            "id": self.id(iri),
            "iri": iri,
            "kind": "statement",
            "href": href,
            "speaker": self.maybe(next(iter(said_by.get(vocab.speaker, ())), None)),
            "possible_speaker": self.maybe(possible),
            "relayed_by": self.maybe(next(iter(said_by.get(vocab.relayedBy, ())), None)),
            "coreference": coreference,
            "roles": [self.role(node) for node in said_by.get(vocab.inCapacity, ())],
            "words": self.words(iri),
            "cue_words": cue,
            "source": self.spans(about.get(vocab.speakerMention, ())),
            "cue": self.spans(about.get(vocab.cue, ())),
            "content": content,
            "sentence": sentence[0] if sentence else None,
            "antecedent": next(iter(self.spans(about.get(vocab.antecedent, ()))), None),
            "quote_type": notation(self.first(iri, vocab.quoteType)),
            "cue_type": notation(self.first(iri, vocab.cueType)),
            "certainty": notation(self.first(iri, vocab.certainty)),
            "polarity": notation(self.first(iri, vocab.polarity)),
            "topics": topics,
            "stance": self._stances(about.get(vocab.stance, ())),
            "channel": [
                {"channel": name, "who": self.ref(who)}
                for predicate, name in _CHANNELS.items()
                for who in said_by.get(predicate, ())
            ],
            "date": self.first(iri, vocab.saidOn) or self.first(iri, vocab.effectiveDate),
            "date_basis": self.first(iri, vocab.dateBasis),
            "due": self.first(iri, vocab.due),
            "due_evidence": self.evidence(self.first(iri, vocab.dueEvidence)),
            "continues": self.maybe(continues),
            "guess": self._guesses(topics, continues, possible),
            "confidence": confidence,
            "rule": rule,
            "review_status": notation(self.first(iri, vocab.reviewStatus)) or "machine",
            "article": self.article(article),
            "copy_of": self.maybe(original),
            "carriers": self._carriers(iri),
            "evidence": evidence or self._no_words(article),
            "why": why_address(href),
        }

    def _no_words(self, article: str) -> Record:
        """For a statement that another tool wrote without words."""
        told = {"cue": None, "rule": None, "confidence": None, "basis": None}
        return {
            "article": self.id(article), "href": self.href(article), "begin": 0, "end": 0, "text": "", **told
        }  # fmt: skip

    def _topics(self, assignments: Iterable[str]) -> list[Record]:
        found = []
        for node in assignments:
            topic = self.first(node, vocab.topic)
            if topic is None:
                continue
            basis = notation(self.first(node, vocab.basis)) or ""
            rule, confidence = self.first(node, vocab.rule), self.confidence(node)
            words = self.evidence(
                self.first(node, vocab.evidence), rule=rule, confidence=confidence, basis=basis
            )
            found.append(
                {
                    "topic": self.ref(topic),
                    "basis": basis,
                    "rule": rule,
                    "confidence": confidence,
                    "guess": rule == "meaning" or basis in _GUESSED,
                    "evidence": words,
                }
            )
        return sorted(found, key=lambda one: (-one["confidence"], one["topic"]["id"], one["basis"]))

    def _stances(self, nodes: Iterable[str]) -> list[Record]:
        found = []
        for node in nodes:
            toward = self.first(node, vocab.toward)
            if toward is None:
                continue
            rule, confidence = self.first(node, vocab.rule), self.confidence(node)
            words = self.evidence(self.first(node, vocab.evidence), rule=rule, confidence=confidence)
            found.append(
                {
                    "toward": self.ref(toward),
                    "polarity": _STANCES.get(self.first(node, vocab.stancePolarity) or "", ""),
                    "rule": rule,
                    "confidence": confidence,
                    "evidence": words,
                }
            )
        return found

    def _guesses(self, topics: Iterable[Record], continues: str | None, possible: str | None) -> list[str]:
        """What of a statement is a guess, in words, as `sayso ask` has it."""
        found = []
        if continues is not None:
            found.append("carried on without a cue: a guess")
        if possible is not None:
            found.append(f"the speaker is a guess: it may be {self.name(possible).label}")
        for topic in topics:
            name = topic["topic"]["name"]
            if topic["rule"] == "meaning":
                found.append(f"{name} by meaning alone: a guess")
            elif topic["basis"] == "neighbouring-sentence":
                found.append(f"{name} taken from the sentence before: a guess")
            elif topic["basis"] == "heading":
                found.append(f"{name} taken from a heading: a guess")
        return list(dict.fromkeys(found))

    def _carriers(self, iri: str) -> list[Record]:
        found = []
        for copy in self.facts.subjects(vocab.copyOf, iri):
            article = self.article(self.facts.value(copy, vocab.article) or "")
            found.append({"article": article, "statement": self.id(copy), "href": self.href(copy)})
        return sorted(
            found,
            key=lambda one: (one["article"]["published"] or "~", one["article"]["id"], one["statement"]),
        )


def _number(text: str | None) -> float:
    try:
        return 1.0 if text is None else float(text)
    except ValueError:
        return 1.0
