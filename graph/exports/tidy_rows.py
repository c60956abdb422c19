"""The rows of the tidy tables, read from a store a batch of articles at a time.

Memory is that of one batch, of the names of all speakers and topics, and of a count for each of them. What is
asked is SPARQL over the union of all graphs, so that any store will do. Rows come in the order of articles
and of places in their texts, those of `speakers`, `topics` and the like at the end, in order of IRI: the same
graph gives the same rows.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sayso.graph import tables, vocab
from sayso.graph.tables import Queryable

__all__ = ["BATCH", "Row", "rows"]

BATCH = 250
"""Articles that are read at once: some 2,000 statements."""

Row = tuple[str, dict[str, Any]]
"""The name of a table, and the values of one row by column; columns that are missing are None."""

_About = dict[str, list[str]]
_Facts = dict[str, _About]
_Span = tuple[int, int, str]
_Spans = Mapping[str, tuple[str, int, int, str]]

_NOTATIONS = {
    iri: notation
    for notations in (
        vocab.QUOTE_TYPES,
        vocab.CUE_TYPES,
        vocab.CERTAINTIES,
        vocab.POLARITIES,
        vocab.STANCES,
        vocab.COREFERENCES,
        vocab.DISAGREEMENT_BASES,
        vocab.TOPIC_BASES,
        vocab.REVIEW_STATES,
        vocab.ORGANIZATION_KINDS,
        vocab.ROLE_KINDS,
    )
    for notation, iri in notations.items()
}
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
_URL = re.compile(r"https?://\S+", re.IGNORECASE)


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
    articles = sorted(_column(store, f"SELECT ?a WHERE {{ ?a a <{vocab.Article}> }}"))
    for begin in range(0, len(articles), BATCH):
        yield from reader.batch(articles[begin : begin + BATCH])
    yield from reader.rest()


class _Reader:
    """Reads batches, and remembers what the tables at the end tell."""

    def __init__(self, store: Queryable) -> None:
        self._store = store
        self._labels = _first_of(_pairs(store, vocab.skos_prefLabel))
        self._kinds: dict[str, str] = {}
        for kind, name in tables.SPEAKERS:
            for iri in _column(store, f"SELECT ?x WHERE {{ ?x a <{kind}> }}"):
                self._kinds.setdefault(iri, name)
        self._sectors = _first_of(_pairs(store, vocab.organizationKind))
        self._review = _first_of(_pairs(store, vocab.reviewStatus))
        self._original = _first_of(_pairs(store, vocab.copyOf))
        self._outlets = _first_of(_pairs(store, vocab.publishedBy))
        self._tallies: dict[str, _Tally] = defaultdict(_Tally)
        self._topics: set[str] = set()
        self._genders: dict[str, set[str]] = defaultdict(set)

    def batch(self, batch: Sequence[str]) -> Iterator[Row]:
        """The rows of these articles."""
        store = self._store
        given = _values("a", batch)
        about_articles = self._articles(given)
        spans = self._spans(given)
        of_article = f"{given} ?s <{vocab.article}> ?a ."
        statements = _described(store, of_article.replace("?s ", "?x "))
        assigned = _described(store, f"{of_article} ?s <{vocab.topicAssignment}> ?x .")
        stances = _described(store, f"{of_article} ?s <{vocab.stance}> ?x .")
        held = f"{given} ?e <{vocab.nif_referenceContext}> ?a . ?x <{vocab.evidence}> ?e ."
        affiliations = _described(store, f"{held} ?x a <{vocab.Affiliation}> .")
        missing = {role for about in statements.values() for role in about.get(vocab.inCapacity, ())}
        for chunk in _chunks(sorted(missing - affiliations.keys())):
            affiliations |= _described(store, _values("x", chunk))
        appearances = _described(store, f"{given} ?a <{vocab.mentions}> ?x .")
        told: dict[str, list[str]] = defaultdict(list)
        for iri, about in statements.items():
            told[_first(about, vocab.article) or ""].append(iri)
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

    def _article(self, iri: str, about: _About, count: int) -> Row:
        outlet = _first(about, vocab.publishedBy)
        copied = [x for x in about.get(vocab.republishedFrom, ()) if x not in self._kinds]
        return "articles", {
            "article_id": iri,
            "title": _first(about, vocab.schema_headline),
            "source": _first(about, vocab.sourceName),
            "outlet_id": self._known(outlet, "outlet"),
            "outlet": self._label(outlet),
            "author": _first(about, vocab.schema_author),
            "url": _url(about),
            "published": _first(about, vocab.schema_datePublished),
            "date_basis": _first(about, vocab.dateBasis),
            "statements": count,
            "text_length": _integer(_first(about, vocab.textLength)),
            "text_sha256": _first(about, vocab.textSha256),
            "republished_from_id": copied[0] if copied else None,
            "run_id": _first(about, vocab.extractedBy),
        }

    def _statement(
        self,
        iri: str,
        about: _About,
        article: str,
        about_article: _About,
        spans: _Spans,
        assigned: _Facts,
        stances: _Facts,
        affiliations: _Facts,
    ) -> Iterator[Row]:
        content = _passages(about, vocab.content, spans)
        speaker = _first(about, vocab.speaker)
        outlet = _first(about_article, vocab.publishedBy)
        published = _first(about_article, vocab.schema_datePublished)
        said_on = _first(about, vocab.saidOn)
        date = said_on or _first(about, vocab.effectiveDate) or published
        roles = sorted(
            about.get(vocab.inCapacity, ()),
            key=lambda role: (_truth(affiliations.get(role, {}), vocab.former) or False, role),
        )
        shown = affiliations.get(roles[0], {}) if roles else {}
        organization = _first(shown, vocab.org_organization)
        topics = sorted(
            about.get(vocab.topicAssignment, ()),
            key=lambda one: (_first(assigned.get(one, {}), vocab.topic) or "", one),
        )
        topics = [one for one in topics if _first(assigned.get(one, {}), vocab.topic)]
        held = sorted(about.get(vocab.stance, ()))
        channels = self._channels(about)
        copies = sorted(about.get(vocab.carriedIn, ()))
        carried_by = sorted({self._label(self._outlets[x]) or "" for x in copies if x in self._outlets})
        if speaker is not None:
            self._tallies[speaker].count(article, date)
        topic_labels, bases = [], []
        for one in topics:
            topic = _first(assigned[one], vocab.topic) or ""
            topic_labels.append(self._label(topic) or "")
            bases.append(_notation(_first(assigned[one], vocab.basis)) or "")
            self._topics.add(topic)
        if self._reviewed(iri) != "rejected":  # from what a reader has rejected nothing follows
            for topic in {_first(assigned[one], vocab.topic) or "" for one in topics}:
                self._tallies[topic].count(article, date)
        stance_texts = []
        for one in held:
            found = stances.get(one, {})
            toward = self._label(_first(found, vocab.toward))
            stance_texts.append(f"{toward}: {_notation(_first(found, vocab.stancePolarity))}")
        start, end = _reach(content)
        yield (
            "statements",
            {
                "statement_id": iri,
                "speaker_id": self._known(speaker),
                "speaker": self._label(speaker),
                "speaker_kind": self._kinds.get(speaker or ""),
                "role": _first(shown, vocab.roleLabel),
                "organisation_id": self._known(organization, "organization"),
                "organisation": self._label(organization),
                "organisation_kind": _notation(self._sectors.get(organization or "")),
                "cue": _words(_passages(about, vocab.cue, spans)),
                "cue_type": _notation(_first(about, vocab.cueType)),
                "quote_type": _notation(_first(about, vocab.quoteType)),
                "content": _words(content),
                "sentence": _words(_passages(about, vocab.sentence, spans)),
                "topics": _joined(topic_labels),
                "topic_basis": _joined(bases),
                "stance": _joined(stance_texts),
                "certainty": _notation(_first(about, vocab.certainty)),
                "polarity": _notation(_first(about, vocab.polarity)),
                "channel": _joined(self._label(channel) or "" for channel, _ in channels),
                "channel_kind": _joined(kind for _, kind in channels),
                "article_id": article,
                "title": _first(about_article, vocab.schema_headline),
                "outlet": self._label(outlet),
                "url": _url(about_article),
                "published": published,
                "date_basis": _first(about_article, vocab.dateBasis),
                "char_start": start,
                "char_end": end,
                "confidence": _number(_first(about, vocab.confidence)),
                "review_status": self._reviewed(iri),
                "rule": _first(about, vocab.rule),
                "run_id": _first(about, vocab.extractedBy),
                "said_on": said_on,
                "due": _first(about, vocab.due),
                "speaker_source": _words(_passages(about, vocab.speakerMention, spans)),
                "coreference": _notation(_first(about, vocab.coreference)),
                "possible_speaker_id": self._known(_first(about, vocab.possibleSpeaker)),
                "relayed_by_id": self._known(_first(about, vocab.relayedBy)),
                "continues_id": self._kept(_first(about, vocab.continues)),
                "outlet_id": self._known(outlet, "outlet"),
                "roles": len(roles),
                "carriers": len(copies),
                "carried_by": _joined(carried_by),
            },
        )
        for place, role in enumerate(roles, start=1):
            yield "capacities", {"statement_id": iri, "affiliation_id": role, "place": place}
        for one in topics:
            found = assigned[one]
            topic = _first(found, vocab.topic) or ""
            yield (
                "topic_assignments",
                {
                    "assignment_id": one,
                    "statement_id": iri,
                    "topic_id": topic,
                    "topic": self._label(topic),
                    "topic_basis": _notation(_first(found, vocab.basis)),
                    **_evidence(found, spans),
                    "confidence": _number(_first(found, vocab.confidence)),
                    "rule": _first(found, vocab.rule),
                },
            )
        for one in held:
            found = stances.get(one, {})
            yield (
                "stances",
                {
                    "stance_id": one,
                    "statement_id": iri,
                    "toward_id": _first(found, vocab.toward),
                    "toward": self._label(_first(found, vocab.toward)),
                    "stance": _notation(_first(found, vocab.stancePolarity)),
                    **_evidence(found, spans),
                    "confidence": _number(_first(found, vocab.confidence)),
                    "rule": _first(found, vocab.rule),
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
            for begin, stop, words in _passages(about, name, spans):
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
        about: _About,
        article: str,
        about_article: _About,
        spans: _Spans,
    ) -> Row:
        content = _passages(about, vocab.content, spans)
        start, end = _reach(content)
        outlet = _first(about_article, vocab.publishedBy)
        return "carriers", {
            "copy_id": iri,
            "statement_id": self._kept(iri),
            "article_id": article,
            "outlet_id": self._known(outlet, "outlet"),
            "outlet": self._label(outlet),
            "published": _first(about_article, vocab.schema_datePublished),
            "url": _url(about_article),
            "char_start": start,
            "char_end": end,
            "content": _words(content),
        }

    def _affiliation(self, iri: str, about: _About, article: str, spans: _Spans) -> Row:
        person = _first(about, vocab.org_member)
        organization = _first(about, vocab.org_organization)
        return "affiliations", {
            "affiliation_id": iri,
            "person_id": self._known(person, "person"),
            "person": self._label(person),
            "role": _first(about, vocab.roleLabel),
            "role_kind": _notation(_first(about, vocab.roleKind)),
            "organisation_id": self._known(organization, "organization"),
            "organisation": self._label(organization),
            "within_id": self._known(_first(about, vocab.withinOrganization), "organization"),
            "former": _truth(about, vocab.former) or False,
            "tenure": _first(about, vocab.tenure),
            "first_observed": _first(about, vocab.firstObserved),
            "last_observed": _first(about, vocab.lastObserved),
            "article_id": article,
            **_evidence(about, spans),
            "confidence": _number(_first(about, vocab.confidence)),
            "review_status": self._reviewed(iri),
            "rule": _first(about, vocab.rule),
            "run_id": _first(about, vocab.extractedBy),
        }

    def _mentions(
        self,
        article: str,
        about: _About,
        appearances: _Facts,
        spans: _Spans,
    ) -> Iterator[Row]:
        found: dict[tuple[str, int, int], tuple[str, str | None]] = {}
        for appearance in about.get(vocab.mentions, ()):
            described = appearances.get(appearance, {})
            name = _first(described, vocab.name)
            for speaker in described.get(vocab.appearanceOf, ()):
                self._genders[speaker].update(described.get(vocab.schema_gender, ()))
                for begin, end, words in _passages(described, vocab.evidence, spans):
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
        same = _all_of(_pairs(store, vocab.owl_sameAs))
        others = _all_of(_pairs(store, vocab.skos_altLabel))
        wholes = _first_of(_pairs(store, vocab.org_subOrganizationOf))
        for whole in wholes.values():
            self._known(whole, "organization")
        yield from self._disagreements()
        links = _described(store, f"?x a <{vocab.EntityLink}> .")
        for iri in sorted(links):
            about = links[iri]
            for speaker in about.get(vocab.linkOf, ()):
                yield (
                    "links",
                    {
                        "link_id": iri,
                        "speaker_id": self._known(speaker),
                        "identifier": _first(about, vocab.candidate),
                        "review_status": self._reviewed(iri),
                        "confidence": _number(_first(about, vocab.confidence)),
                        "rule": _first(about, vocab.rule),
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
                    "aliases": _joined(others.get(iri, ())),
                    **tally,
                    "same_as": _joined(same.get(iri, ())),
                    "review_status": self._reviewed(iri),
                },
            )
            if kind == "person":
                gender = _joined(sorted(self._genders.get(iri, ())))
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
                        "organisation_kind": _notation(self._sectors.get(iri)),
                        "part_of_id": wholes.get(iri),
                        **tally,
                    },
                )
        yield from self._scheme(others)
        runs = _described(store, f"?x a <{vocab.ExtractionRun}> .")
        for iri in sorted(runs):
            yield (
                "runs",
                {
                    "run_id": iri,
                    "version": _first(runs[iri], vocab.extractorVersion),
                    "facts": _joined(runs[iri].get(vocab.runFact, ())),
                },
            )

    def _disagreements(self) -> Iterator[Row]:
        found = _described(self._store, f"?x a <{vocab.Disagreement}> .")
        for iri in sorted(found):
            about = found[iri]
            over = _first(about, vocab.over)
            supporter, opponent = _first(about, vocab.supporter), _first(about, vocab.opponent)
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
                    "statement_for_id": self._kept(_first(about, vocab.statementA)),
                    "statement_against_id": self._kept(_first(about, vocab.statementB)),
                    "days_between": _integer(_first(about, vocab.daysBetween)),
                    "basis": _joined(_notation(basis) or "" for basis in about.get(vocab.basis, ())),
                    "confidence": _number(_first(about, vocab.confidence)),
                },
            )

    def _scheme(self, others: Mapping[str, Sequence[str]]) -> Iterator[Row]:
        store = self._store
        concepts = set(_column(store, f"SELECT ?x WHERE {{ ?x a <{vocab.skos_Concept}> }}"))
        broader = _all_of(_pairs(store, vocab.skos_broader))
        definitions = _first_of(_pairs(store, vocab.skos_definition))
        # the lists of the vocabulary are concepts as well, but no topics
        topics = {iri for iri in concepts if not iri.startswith(vocab.SAYSO)} | self._topics
        topics |= {above for iri in topics for above in broader.get(iri, ())}
        for iri in sorted(topics):
            yield (
                "topics",
                {
                    "topic_id": iri,
                    "topic": self._label(iri),
                    "aliases": _joined(others.get(iri, ())),
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
            prefix = _folder(iri)
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
        return _notation(self._review.get(iri)) or "machine"

    def _channels(self, about: _About) -> list[tuple[str, str]]:
        """A channel once, under its most special property."""
        found: dict[str, str] = {}
        for name, kind in _CHANNELS:
            for iri in about.get(name, ()):
                found.setdefault(iri, kind)
        return sorted(found.items())

    def _place(self, about: _About, spans: _Spans, iri: str) -> tuple[int, int, str]:
        start, end = _reach(_passages(about, vocab.content, spans))
        return start or 0, end or 0, iri

    # -- reading

    def _articles(self, given: str) -> _Facts:
        """What is said of the articles, but for their texts."""
        found: _Facts = defaultdict(dict)
        query = f"SELECT ?a ?p ?v WHERE {{ {given} ?a ?p ?v FILTER(?p != <{vocab.nif_isString}>) }}"
        for iri, name, value in self._store.query(query):
            found[iri.value].setdefault(name.value, []).append(value.value)
        return _sorted(found)

    def _spans(self, given: str) -> _Spans:
        """Each span by its IRI: the article, begin, end, words."""
        query = f"""SELECT ?x ?a ?b ?e ?w WHERE {{ {given}
            ?x <{vocab.nif_referenceContext}> ?a ; <{vocab.nif_beginIndex}> ?b ; <{vocab.nif_endIndex}> ?e ;
               <{vocab.nif_anchorOf}> ?w }}"""
        return {
            x.value: (a.value, int(b.value), int(e.value), w.value)
            for x, a, b, e, w in self._store.query(query)
        }


def _folder(iri: str) -> str:
    """What kind of thing an IRI of ours names, by the folder it is in."""
    prefix = iri.rsplit("/", 2)[-2] if iri.count("/") > 2 else ""
    return {"unnamed": "unnamed-person", "org": "organization"}.get(prefix, prefix)


def _described(store: Queryable, where: str) -> _Facts:
    """Property values of every ?x that `where` finds, each list in order."""
    found: _Facts = defaultdict(dict)
    for subject, name, value in store.query(f"SELECT DISTINCT ?x ?p ?v WHERE {{ {where} ?x ?p ?v }}"):
        found[subject.value].setdefault(name.value, []).append(value.value)
    return _sorted(found)


def _sorted(found: _Facts) -> _Facts:
    for about in found.values():
        for values in about.values():
            values.sort()
    return dict(found)


def _pairs(store: Queryable, name: str) -> Iterator[tuple[str, str]]:
    for subject, value in store.query(f"SELECT DISTINCT ?x ?y WHERE {{ ?x <{name}> ?y }}"):
        yield subject.value, value.value


def _first_of(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The first value in order of each."""
    found: dict[str, str] = {}
    for iri, value in pairs:
        if iri not in found or value < found[iri]:
            found[iri] = value
    return found


def _all_of(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for iri, value in sorted(set(pairs)):
        found[iri].append(value)
    return dict(found)


def _column(store: Queryable, query: str) -> list[str]:
    return [value.value for (value,) in store.query(query)]


def _values(variable: str, names: Iterable[str]) -> str:
    return f"VALUES ?{variable} {{ {' '.join(f'<{iri}>' for iri in names)} }}"


def _chunks(names: Sequence[str]) -> Iterator[Sequence[str]]:
    for begin in range(0, len(names), 500):
        yield names[begin : begin + 500]


def _first(about: _About, name: str) -> str | None:
    values = about.get(name)
    return values[0] if values else None


def _notation(iri: str | None) -> str | None:
    if iri is None:
        return None
    return _NOTATIONS.get(iri) or re.split(r"[/#]", iri)[-1]


def _integer(text: str | None) -> int | None:
    return None if text is None else int(text)


def _number(text: str | None) -> float | None:
    return None if text is None else float(text)


def _truth(about: _About, name: str) -> bool | None:
    value = _first(about, name)
    return None if value is None else value in ("true", "1")


def _url(about: _About) -> str | None:
    """An address that a reader may follow: a program that shows it will make it a link."""
    url = _first(about, vocab.schema_url)
    return url if url is not None and _URL.fullmatch(url) else None


def _passages(about: _About, name: str, spans: _Spans) -> list[_Span]:
    return sorted(spans[iri][1:] for iri in about.get(name, ()) if iri in spans)


def _reach(passages: Sequence[_Span]) -> tuple[int | None, int | None]:
    if not passages:
        return None, None
    return passages[0][0], max(end for _, end, _ in passages)


def _words(passages: Sequence[_Span]) -> str | None:
    return " … ".join(words for _, _, words in passages) or None


def _evidence(about: _About, spans: _Spans) -> dict[str, Any]:
    passages = _passages(about, vocab.evidence, spans)
    start, end = _reach(passages)
    return {"char_start": start, "char_end": end, "evidence": _words(passages)}


def _joined(texts: Iterable[str]) -> str | None:
    """All of them in their order, doubled ones too; None when there is none."""
    found = list(texts)
    return "; ".join(found) if found else None
