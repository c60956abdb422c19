"""The rows of the tidy tables, read from a store a batch of articles at a time.

Memory is that of one batch, of the names of all speakers and topics, and of a count for each of them. What is
asked is SPARQL over the union of all graphs, so that any store will do. Rows come in the order of articles
and of places in their texts, those of `speakers`, `topics` and the like at the end, in order of IRI: the same
graph gives the same rows.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sayso.graph import tables, vocab
from sayso.graph.exports.readings import (
    About,
    Facts,
    Spans,
    address,
    all_of,
    column_of,
    descriptions,
    evidence_of,
    first_of,
    first_value,
    in_chunks,
    in_order,
    integer_of,
    joined,
    joined_words,
    kind_of,
    notation_of,
    number_of,
    pairs_of,
    passages_of,
    reach_of,
    truth_of,
    values_clause,
)
from sayso.graph.tables import Queryable

__all__ = ["BATCH", "Row", "rows"]

BATCH = 250
"""Articles that are read at once: some 2,000 statements."""

Row = tuple[str, dict[str, Any]]
"""The name of a table, and the values of one row by column; columns that are missing are None."""


_CHANNELS = (
    (vocab.interviewWith, "interview-with"),
    (vocab.toldTo, "told-to"),
    (vocab.postedOn, "posted-on"),
    (vocab.reportedBy, "reported-by"),
    (vocab.channel, "channel"),
)
_PARTS = (
    (vocab.content, "content"),
    (vocab.cue, "cue"),
    (vocab.speakerMention, "source"),
    (vocab.sentence, "sentence"),
    (vocab.antecedent, "antecedent"),
    (vocab.channelMention, "channel"),
    (vocab.dueEvidence, "due"),
)
_ORGANIZATIONS = frozenset({"organization", "outlet", "platform"})


@dataclass(slots=True)
class _Tally:
    """How much is known of a speaker or topic."""

    statements: int = 0
    articles: set[str] = field(default_factory=set)
    first: str | None = None
    last: str | None = None

    def count(self, article: str, date: str | None) -> None:
        self.statements += 1
        self.articles.add(article)
        if date is not None:
            self.first = date if self.first is None else min(self.first, date)
            self.last = date if self.last is None else max(self.last, date)

    def columns(self) -> dict[str, Any]:
        return {
            "statements": self.statements,
            "articles": len(self.articles),
            "first_seen": self.first,
            "last_seen": self.last,
        }


def rows(store: Queryable) -> Iterator[Row]:
    """Every row of every table; those of one table keep their order, those of several may alternate."""
    reader = _Reader(store)
    articles = sorted(column_of(store, f"SELECT ?a WHERE {{ ?a a <{vocab.Article}> }}"))
    for begin in range(0, len(articles), BATCH):
        yield from reader.batch(articles[begin : begin + BATCH])
    yield from reader.rest()


class _Reader:
    """Reads batches, and remembers what the tables at the end tell."""

    def __init__(self, store: Queryable) -> None:
        self._store = store
        self._labels = first_of(pairs_of(store, vocab.skos_prefLabel))
        self._kinds: dict[str, str] = {}
        for kind, name in tables.SPEAKERS:
            for iri in column_of(store, f"SELECT ?x WHERE {{ ?x a <{kind}> }}"):
                self._kinds.setdefault(iri, name)
        self._sectors = first_of(pairs_of(store, vocab.organizationKind))
        self._review = first_of(pairs_of(store, vocab.reviewStatus))
        self._original = first_of(pairs_of(store, vocab.copyOf))
        self._outlets = first_of(pairs_of(store, vocab.publishedBy))
        self._published = first_of(pairs_of(store, vocab.schema_datePublished))
        self._tallies: dict[str, _Tally] = defaultdict(_Tally)
        self._topics: set[str] = set()
        self._genders: dict[str, set[str]] = defaultdict(set)

    def batch(self, batch: Sequence[str]) -> Iterator[Row]:
        """The rows of these articles."""
        store = self._store
        given = values_clause("a", batch)
        about_articles = self._articles(given)
        spans = self._spans(given)
        of_article = f"{given} ?s <{vocab.article}> ?a ."
        statements = descriptions(store, of_article.replace("?s ", "?x "))
        assigned = descriptions(store, f"{of_article} ?s <{vocab.topicAssignment}> ?x .")
        stances = descriptions(store, f"{of_article} ?s <{vocab.stance}> ?x .")
        held = f"{given} ?e <{vocab.nif_referenceContext}> ?a . ?x <{vocab.evidence}> ?e ."
        affiliations = descriptions(store, f"{held} ?x a <{vocab.Affiliation}> .")
        missing = {role for about in statements.values() for role in about.get(vocab.inCapacity, ())}
        for chunk in in_chunks(sorted(missing - affiliations.keys())):
            affiliations |= descriptions(store, values_clause("x", chunk))
        appearances = descriptions(store, f"{given} ?a <{vocab.mentions}> ?x .")
        told: dict[str, list[str]] = defaultdict(list)
        for iri, about in statements.items():
            told[first_value(about, vocab.article) or ""].append(iri)
        of_context: dict[str, list[str]] = defaultdict(list)
        for iri, about in affiliations.items():
            where = {spans[span][0] for span in about.get(vocab.evidence, ()) if span in spans}
            if where:
                of_context[min(where)].append(iri)
        for article in batch:
            about = about_articles.get(article, {})
            count = 0
            for iri in sorted(told[article], key=lambda iri: self._place(statements[iri], spans, iri)):
                if iri in self._original:
                    yield self._carrier(iri, statements[iri], article, about, spans)
                    continue
                count += 1
                yield from self._statement(
                    iri, statements[iri], article, about, spans, assigned, stances, affiliations
                )
            yield self._article(article, about, count)
            for iri in sorted(of_context[article]):
                yield self._affiliation(iri, affiliations[iri], article, spans)
            yield from self._mentions(article, about, appearances, spans)

    # -- articles and what they say

    def _article(self, iri: str, about: About, count: int) -> Row:
        outlet = first_value(about, vocab.publishedBy)
        copied = [x for x in about.get(vocab.republishedFrom, ()) if x not in self._kinds]
        return "articles", {
            "article_id": iri,
            "title": first_value(about, vocab.schema_headline),
            "source": first_value(about, vocab.sourceName),
            "outlet_id": self._known(outlet, "outlet"),
            "outlet": self._label(outlet),
            "author": first_value(about, vocab.schema_author),
            "url": address(about),
            "published": first_value(about, vocab.schema_datePublished),
            "date_basis": first_value(about, vocab.dateBasis),
            "statements": count,
            "text_length": integer_of(first_value(about, vocab.textLength)),
            "text_sha256": first_value(about, vocab.textSha256),
            "republished_from_id": copied[0] if copied else None,
            "run_id": first_value(about, vocab.extractedBy),
        }

    def _statement(
        self,
        iri: str,
        about: About,
        article: str,
        about_article: About,
        spans: Spans,
        assigned: Facts,
        stances: Facts,
        affiliations: Facts,
    ) -> Iterator[Row]:
        content = passages_of(about, vocab.content, spans)
        speaker = first_value(about, vocab.speaker)
        outlet = first_value(about_article, vocab.publishedBy)
        published = first_value(about_article, vocab.schema_datePublished)
        said_on = first_value(about, vocab.saidOn)
        date = said_on or first_value(about, vocab.effectiveDate) or published
        roles = sorted(
            about.get(vocab.inCapacity, ()),
            key=lambda role: (truth_of(affiliations.get(role, {}), vocab.former) or False, role),
        )
        shown = affiliations.get(roles[0], {}) if roles else {}
        organization = first_value(shown, vocab.org_organization)
        topics = sorted(
            about.get(vocab.topicAssignment, ()),
            key=lambda one: (first_value(assigned.get(one, {}), vocab.topic) or "", one),
        )
        topics = [one for one in topics if first_value(assigned.get(one, {}), vocab.topic)]
        held = sorted(about.get(vocab.stance, ()))
        channels = self._channels(about)
        copies = sorted(
            about.get(vocab.carriedIn, ()), key=lambda other: (self._published.get(other, "~"), other)
        )
        outlets = [self._label(self._outlets.get(carrier)) for carrier in (article, *copies)]
        if speaker is not None:
            self._tallies[speaker].count(article, date)
        topic_labels, bases = [], []
        for one in topics:
            topic = first_value(assigned[one], vocab.topic) or ""
            topic_labels.append(self._label(topic) or "")
            bases.append(notation_of(first_value(assigned[one], vocab.basis)) or "")
            self._topics.add(topic)
        if self._reviewed(iri) != "rejected":  # from what a reader has rejected nothing follows
            for topic in {first_value(assigned[one], vocab.topic) or "" for one in topics}:
                self._tallies[topic].count(article, date)
        stance_texts = []
        for one in held:
            found = stances.get(one, {})
            toward = self._label(first_value(found, vocab.toward))
            stance_texts.append(f"{toward}: {notation_of(first_value(found, vocab.stancePolarity))}")
        start, end = reach_of(content)
        yield (
            "statements",
            {
                "statement_id": iri,
                "speaker_id": self._known(speaker),
                "speaker": self._label(speaker),
                "speaker_kind": self._kinds.get(speaker or ""),
                "role": first_value(shown, vocab.roleLabel),
                "organisation_id": self._known(organization, "organization"),
                "organisation": self._label(organization),
                "organisation_kind": notation_of(self._sectors.get(organization or "")),
                "cue": joined_words(passages_of(about, vocab.cue, spans)),
                "cue_type": notation_of(first_value(about, vocab.cueType)),
                "quote_type": notation_of(first_value(about, vocab.quoteType)),
                "content": joined_words(content),
                "sentence": joined_words(passages_of(about, vocab.sentence, spans)),
                "topics": joined(topic_labels),
                "topic_basis": joined(bases),
                "stance": joined(stance_texts),
                "certainty": notation_of(first_value(about, vocab.certainty)),
                "polarity": notation_of(first_value(about, vocab.polarity)),
                "channel": joined(self._label(channel) or "" for channel, _ in channels),
                "channel_kind": joined(kind for _, kind in channels),
                "article_id": article,
                "title": first_value(about_article, vocab.schema_headline),
                "outlet": self._label(outlet),
                "url": address(about_article),
                "published": published,
                "date_basis": first_value(about_article, vocab.dateBasis),
                "char_start": start,
                "char_end": end,
                "confidence": number_of(first_value(about, vocab.confidence)),
                "review_status": self._reviewed(iri),
                "rule": first_value(about, vocab.rule),
                "run_id": first_value(about, vocab.extractedBy),
                "said_on": said_on,
                "due": first_value(about, vocab.due),
                "speaker_source": joined_words(passages_of(about, vocab.speakerMention, spans)),
                "coreference": notation_of(first_value(about, vocab.coreference)),
                "possible_speaker_id": self._known(first_value(about, vocab.possibleSpeaker)),
                "relayed_by_id": self._known(first_value(about, vocab.relayedBy)),
                "continues_id": self._kept(first_value(about, vocab.continues)),
                "outlet_id": self._known(outlet, "outlet"),
                "roles": len(roles),
                "carriers": 1 + len(copies),
                "carried_by": joined(dict.fromkeys(filter(None, outlets))),
            },
        )
        for place, role in enumerate(roles, start=1):
            yield "capacities", {"statement_id": iri, "affiliation_id": role, "place": place}
        for one in topics:
            found = assigned[one]
            topic = first_value(found, vocab.topic) or ""
            yield (
                "topic_assignments",
                {
                    "assignment_id": one,
                    "statement_id": iri,
                    "topic_id": topic,
                    "topic": self._label(topic),
                    "topic_basis": notation_of(first_value(found, vocab.basis)),
                    **evidence_of(found, spans),
                    "confidence": number_of(first_value(found, vocab.confidence)),
                    "rule": first_value(found, vocab.rule),
                },
            )
        for one in held:
            found = stances.get(one, {})
            yield (
                "stances",
                {
                    "stance_id": one,
                    "statement_id": iri,
                    "toward_id": first_value(found, vocab.toward),
                    "toward": self._label(first_value(found, vocab.toward)),
                    "stance": notation_of(first_value(found, vocab.stancePolarity)),
                    **evidence_of(found, spans),
                    "confidence": number_of(first_value(found, vocab.confidence)),
                    "rule": first_value(found, vocab.rule),
                },
            )
        for channel, kind in channels:
            yield (
                "channels",
                {
                    "statement_id": iri,
                    "channel_id": self._known(channel, "outlet"),
                    "channel": self._label(channel),
                    "channel_kind": kind,
                },
            )
        for name, part in _PARTS:
            for begin, stop, words in passages_of(about, name, spans):
                yield (
                    "evidence",
                    {
                        "statement_id": iri,
                        "part": part,
                        "char_start": begin,
                        "char_end": stop,
                        "words": words,
                    },
                )

    def _carrier(
        self,
        iri: str,
        about: About,
        article: str,
        about_article: About,
        spans: Spans,
    ) -> Row:
        content = passages_of(about, vocab.content, spans)
        start, end = reach_of(content)
        outlet = first_value(about_article, vocab.publishedBy)
        return "carriers", {
            "copy_id": iri,
            "statement_id": self._kept(iri),
            "article_id": article,
            "outlet_id": self._known(outlet, "outlet"),
            "outlet": self._label(outlet),
            "published": first_value(about_article, vocab.schema_datePublished),
            "url": address(about_article),
            "char_start": start,
            "char_end": end,
            "content": joined_words(content),
        }

    def _affiliation(self, iri: str, about: About, article: str, spans: Spans) -> Row:
        person = first_value(about, vocab.org_member)
        organization = first_value(about, vocab.org_organization)
        return "affiliations", {
            "affiliation_id": iri,
            "person_id": self._known(person, "person"),
            "person": self._label(person),
            "role": first_value(about, vocab.roleLabel),
            "role_kind": notation_of(first_value(about, vocab.roleKind)),
            "organisation_id": self._known(organization, "organization"),
            "organisation": self._label(organization),
            "within_id": self._known(first_value(about, vocab.withinOrganization), "organization"),
            "former": truth_of(about, vocab.former) or False,
            "tenure": first_value(about, vocab.tenure),
            "first_observed": first_value(about, vocab.firstObserved),
            "last_observed": first_value(about, vocab.lastObserved),
            "article_id": article,
            **evidence_of(about, spans),
            "confidence": number_of(first_value(about, vocab.confidence)),
            "review_status": self._reviewed(iri),
            "rule": first_value(about, vocab.rule),
            "run_id": first_value(about, vocab.extractedBy),
        }

    def _mentions(
        self,
        article: str,
        about: About,
        appearances: Facts,
        spans: Spans,
    ) -> Iterator[Row]:
        found: dict[tuple[str, int, int], tuple[str, str | None]] = {}
        for appearance in about.get(vocab.mentions, ()):
            described = appearances.get(appearance, {})
            name = first_value(described, vocab.name)
            for speaker in described.get(vocab.appearanceOf, ()):
                self._genders[speaker].update(described.get(vocab.schema_gender, ()))
                for begin, end, words in passages_of(described, vocab.evidence, spans):
                    found.setdefault((speaker, begin, end), (words, name))
        for (speaker, begin, end), (words, name) in sorted(
            found.items(), key=lambda one: (one[0][1:], one[0])
        ):
            yield (
                "mentions",
                {
                    "article_id": article,
                    "speaker_id": self._known(speaker),
                    "char_start": begin,
                    "char_end": end,
                    "words": words,
                    "name": name,
                },
            )

    # -- what holds over all articles

    def rest(self) -> Iterator[Row]:
        """The tables that are filled at the end."""
        store = self._store
        same = all_of(pairs_of(store, vocab.owl_sameAs))
        others = all_of(pairs_of(store, vocab.skos_altLabel))
        wholes = first_of(pairs_of(store, vocab.org_subOrganizationOf))
        for whole in wholes.values():
            self._known(whole, "organization")
        yield from self._disagreements()
        links = descriptions(store, f"?x a <{vocab.EntityLink}> .")
        for iri in sorted(links):
            about = links[iri]
            for speaker in about.get(vocab.linkOf, ()):
                yield (
                    "links",
                    {
                        "link_id": iri,
                        "speaker_id": self._known(speaker),
                        "identifier": first_value(about, vocab.candidate),
                        "review_status": self._reviewed(iri),
                        "confidence": number_of(first_value(about, vocab.confidence)),
                        "rule": first_value(about, vocab.rule),
                    },
                )
        for iri in sorted(self._kinds):
            kind, tally = self._kinds[iri], self._tallies.get(iri, _Tally()).columns()
            yield (
                "speakers",
                {
                    "speaker_id": iri,
                    "speaker": self._label(iri),
                    "speaker_kind": kind,
                    "aliases": joined(others.get(iri, ())),
                    **tally,
                    "same_as": joined(same.get(iri, ())),
                    "review_status": self._reviewed(iri),
                },
            )
            if kind == "person":
                gender = joined(sorted(self._genders.get(iri, ())))
                yield (
                    "persons",
                    {"person_id": iri, "person": self._label(iri), "gender": gender, **tally},
                )
            elif kind in _ORGANIZATIONS:
                yield (
                    "organisations",
                    {
                        "organisation_id": iri,
                        "organisation": self._label(iri),
                        "kind": kind,
                        "organisation_kind": notation_of(self._sectors.get(iri)),
                        "part_of_id": wholes.get(iri),
                        **tally,
                    },
                )
        yield from self._scheme(others)
        runs = descriptions(store, f"?x a <{vocab.ExtractionRun}> .")
        for iri in sorted(runs):
            yield (
                "runs",
                {
                    "run_id": iri,
                    "version": first_value(runs[iri], vocab.extractorVersion),
                    "facts": joined(runs[iri].get(vocab.runFact, ())),
                },
            )

    def _disagreements(self) -> Iterator[Row]:
        found = descriptions(self._store, f"?x a <{vocab.Disagreement}> .")
        for iri in sorted(found):
            about = found[iri]
            over = first_value(about, vocab.over)
            supporter, opponent = first_value(about, vocab.supporter), first_value(about, vocab.opponent)
            yield (
                "disagreements",
                {
                    "disagreement_id": iri,
                    "over_id": over,
                    "over": self._label(over),
                    "supporter_id": self._known(supporter),
                    "supporter": self._label(supporter),
                    "opponent_id": self._known(opponent),
                    "opponent": self._label(opponent),
                    "statement_for_id": self._kept(first_value(about, vocab.statementA)),
                    "statement_against_id": self._kept(first_value(about, vocab.statementB)),
                    "days_between": integer_of(first_value(about, vocab.daysBetween)),
                    "basis": joined(notation_of(basis) or "" for basis in about.get(vocab.basis, ())),
                    "confidence": number_of(first_value(about, vocab.confidence)),
                },
            )

    def _scheme(self, others: Mapping[str, Sequence[str]]) -> Iterator[Row]:
        store = self._store
        concepts = set(column_of(store, f"SELECT ?x WHERE {{ ?x a <{vocab.skos_Concept}> }}"))
        broader = all_of(pairs_of(store, vocab.skos_broader))
        definitions = first_of(pairs_of(store, vocab.skos_definition))
        # the lists of the vocabulary are concepts as well, but no topics
        topics = {iri for iri in concepts if not iri.startswith(vocab.SAYSO)} | self._topics
        topics |= {above for iri in topics for above in broader.get(iri, ())}
        for iri in sorted(topics):
            yield (
                "topics",
                {
                    "topic_id": iri,
                    "topic": self._label(iri),
                    "aliases": joined(others.get(iri, ())),
                    "definition": definitions.get(iri),
                    **self._tallies.get(iri, _Tally()).columns(),
                },
            )
            for above in broader.get(iri, ()):
                yield "topic_broader", {"topic_id": iri, "broader_id": above}

    # -- names

    def _known(self, iri: str | None, kind: str = "organization") -> str | None:
        """The same, once it is certain that the table of speakers has it."""
        if iri is not None and iri not in self._kinds:
            prefix = kind_of(iri)
            self._kinds[iri] = prefix if prefix in vocab.SPEAKER_KINDS else kind
        return iri

    def _kept(self, statement: str | None) -> str | None:
        """The statement that the table of statements has: of a copy that which it is a copy of."""
        seen = set()
        while statement is not None and statement in self._original and statement not in seen:
            seen.add(statement)
            statement = self._original[statement]
        return statement

    def _label(self, iri: str | None) -> str | None:
        if iri is None:
            return None
        return self._labels.get(iri) or re.split(r"[/#:]", iri)[-1].replace("-", " ")

    def _reviewed(self, iri: str) -> str:
        return notation_of(self._review.get(iri)) or "machine"

    def _channels(self, about: About) -> list[tuple[str, str]]:
        """A channel once, under its most special property."""
        found: dict[str, str] = {}
        for name, kind in _CHANNELS:
            for iri in about.get(name, ()):
                found.setdefault(iri, kind)
        return sorted(found.items())

    def _place(self, about: About, spans: Spans, iri: str) -> tuple[int, int, str]:
        start, end = reach_of(passages_of(about, vocab.content, spans))
        return start or 0, end or 0, iri

    # -- reading

    def _articles(self, given: str) -> Facts:
        """What is said of the articles, but for their texts."""
        found: Facts = defaultdict(dict)
        query = f"SELECT ?a ?p ?v WHERE {{ {given} ?a ?p ?v FILTER(?p != <{vocab.nif_isString}>) }}"
        for iri, name, value in self._store.query(query):
            found[iri.value].setdefault(name.value, []).append(value.value)
        return in_order(found)

    def _spans(self, given: str) -> Spans:
        """Each span by its IRI: the article, begin, end, words."""
        query = f"""SELECT ?x ?a ?b ?e ?w WHERE {{ {given}
            ?x <{vocab.nif_referenceContext}> ?a ; <{vocab.nif_beginIndex}> ?b ; <{vocab.nif_endIndex}> ?e ;
               <{vocab.nif_anchorOf}> ?w }}"""
        return {
            x.value: (a.value, int(b.value), int(e.value), w.value)
            for x, a, b, e, w in self._store.query(query)
        }
