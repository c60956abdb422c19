"""Why an answer that somebody expects is missing: the nearest statement, and what stopped it.

why_not(store, "Fang Han", "chip-export-controls")

All ways in which an answer can be missing are tried, and told the most specific first. What is told stands in
the graph: nothing is read from text anew but which words of a label stand where.
"""

import re
from collections.abc import Iterator, Sequence

from pyoxigraph import Literal

from sayso.graph import iris, vocab
from sayso.graph.asking.expertise import changed, expert_kinds
from sayso.graph.asking.finding import NameIndex, narrower
from sayso.graph.asking.lookup import Meaning
from sayso.graph.reasons.absence import KINDS, Absence, Evidence, Obstacle
from sayso.graph.reasons.meant import SPEAKERS, Topics, article_named, one_speaker, one_topic
from sayso.graph.reasons.nearness import Around, Near, nearest_label, too_far
from sayso.graph.reasons.provenance import Words
from sayso.graph.reasons.tracing import Tracer
from sayso.graph.store import Store

__all__ = ["statements_on", "why_not"]

_SHOWN = 6  # obstacles
_PLACES = 3  # pieces of evidence of one kind
_WEIGHED = 40  # statements whose meaning is weighed
_READ = 2000  # statements of one speaker that are looked through
_LONGEST = 160  # characters of a sentence in evidence


def statements_on(store: Store, speaker: str, topic: str) -> list[str]:
    """The IRIs of what somebody said on a topic or one below it, as questions find it, the latest first."""
    tracer = Tracer(store)
    wanted = set(narrower(store, [topic]))
    found = [
        statement
        for statement in tracer.facts.subjects(vocab.speaker, speaker)
        if wanted.intersection(_topics_of(tracer, statement))
    ]
    found.sort()
    return sorted(found, key=lambda one: tracer.facts.value(one, vocab.effectiveDate) or "", reverse=True)


def why_not(
    store: Store,
    who: str,
    topic: str,
    *,
    article: str | None = None,
    experts: str | None = None,
    meaning: Meaning | None = None,
) -> Absence:
    """Why nothing that `who` said on `topic` is answered; with `article`, why nothing in that article.

    `experts` are the kinds that count as expert, as `asking.questions.ask` takes them. `meaning` weighs words
    by what they mean. Raises QueryError for a name that several have.
    """
    known = Topics(store)
    speaker = one_speaker(store, who)
    topics = known.named(topic)
    on = one_topic(known, topic, topics) if topics else None
    tracer = Tracer(store)
    obstacles: list[Obstacle] = []
    told = []
    where = None
    if article is not None:
        where = article_named(store, article)
        if where is None:
            obstacles.append(_no_article(store, article))
    if speaker is None:
        obstacles.append(_nobody(store, tracer, who))
        told.append(f"{who!r}, whom nothing here is called")
    else:
        named = tracer.named(speaker)
        told.append(f"{named.name} ({named.id})")
    if on is None:
        obstacles.append(_no_topic(known, topic, meaning))
        told.append(f"{topic!r}, which is no topic here")
    else:
        told.append(f"the topic {known.scheme[on].label} ({known.scheme.curie(on)})")
    taken_for = " and ".join(told)
    found: tuple[str, ...] = ()
    if not obstacles and speaker is not None and on is not None:
        search = _Search(store, tracer, known, speaker, on, where, meaning)
        answers = search.answers()
        found = tuple(iris.compact(one, store.base) for one in answers)
        counted = expert_kinds(store)
        if experts is not None:
            counted = changed(counted, experts)
        obstacles = list(search.left_out(answers, counted) if answers else search.obstacles())
    obstacles.sort(key=lambda one: KINDS.index(one.kind))
    nearest = next((one.statement for one in obstacles if one.statement is not None), None)
    asked = [] if on is None else [on]
    return Absence(
        taken_for=taken_for,
        speaker=None if speaker is None else tracer.named(speaker),
        topic=None if on is None else tracer.named(on),
        found=found,
        obstacles=tuple(obstacles[:_SHOWN]),
        nearest=None if nearest is None else tracer.provenance(iris.expand(nearest, store.base), asked),
    )


# -- what is not there at all


def _no_article(store: Store, name: str) -> Obstacle:
    from rapidfuzz import fuzz, process

    ids = [iri.rpartition("/")[2] for (iri,) in Tracer(store).facts.rows(f"?a a <{vocab.Article}>", "a")]
    near = process.extract(name, ids, scorer=fuzz.WRatio, score_cutoff=70, limit=3)
    hint = f"; the nearest are {', '.join(one for one, _, _ in near)}" if near else ""
    return Obstacle(
        "no-such-article",
        f"no article {name!r} is in this graph: it was never built into it, was left out (the build says why), "
        f"or was withdrawn{hint}",
        remedies=(
            f"sayso build {name} --graph {_folder(store)}: what it says about this file is the reason",
        ),
    )


def _nobody(store: Store, tracer: Tracer, name: str) -> Obstacle:
    near = NameIndex(store).close(name, SPEAKERS, limit=4)
    hint = f"; the nearest names are {', '.join(near)}" if near else ""
    words = " ".join(name.split())
    evidence: list[Evidence] = []
    articles = 0
    if len(words) > 2 and ":" not in words:
        query = f"?a <{vocab.nif_isString}> ?t FILTER (CONTAINS(LCASE(?t), LCASE({Literal(words)})))"
        texts = [iri for (iri,) in tracer.facts.rows(query, "a")]
        articles = len(texts)
        for text in texts[:_PLACES]:
            begin = tracer.text(text).casefold().find(words.casefold())
            if begin >= 0:
                what = "where the words stand"
                evidence.append(
                    Evidence(iris.compact(text, store.base), what, _sentence_at(tracer, text, begin))
                )
    if articles:
        told = (
            f"nobody in this graph is called {name!r}, but the words stand in {_count(articles, 'article')}: they "
            f"were not read as the name of somebody{hint}"
        )
        remedies = (
            "if it is a name, put it into a list of names (a CSV with a column “name”) and build again with "
            "--gazetteer names.csv",
        )
    else:
        told = f"nobody in this graph is called {name!r}, and no article of it has these words{hint}"
        remedies = ("build the articles that name them into this graph: sayso build FOLDER",)
    if near:
        remedies = (f"ask with one of the names above, such as {near[0]!r}", *remedies)
    return Obstacle("nobody-called-so", told, evidence=tuple(evidence), remedies=remedies)


def _no_topic(known: Topics, text: str, meaning: Meaning | None) -> Obstacle:
    near = known.near(text)
    if meaning is not None:
        near += [known.scheme[iri].label for iri, _ in list(meaning(text))[:3] if iri in known.scheme]
    near = list(dict.fromkeys(near))[:5]
    hint = f"; the nearest are {', '.join(near)}" if near else ""
    return Obstacle(
        "no-such-topic",
        f"no topic of this graph is called {text!r} by its label, notation or IRI{hint}; a topic that its file "
        "calls retired, or only proposes, is left out when it is read",
        remedies=(
            *((f"ask with one of these, such as {near[0]!r}",) if near else ()),
            "write a concept of your own into a SKOS file and build again with --topics FILE; sayso topics check "
            "FILE tells what is left out of one, and why",
        ),
    )


class _Search:
    """Looks for what stopped one speaker on one topic."""

    def __init__(
        self,
        store: Store,
        tracer: Tracer,
        known: Topics,
        speaker: str,
        topic: str,
        article: str | None,
        meaning: Meaning | None,
    ) -> None:
        self._store = store
        self._tracer = tracer
        self._facts = tracer.facts
        self._known = known
        self._speaker = speaker
        self._name = tracer.named(speaker).name
        self._topic = topic
        self._label = known.scheme[topic].label
        self._wanted = frozenset(narrower(store, [topic]))
        self._article = article
        self._meaning = meaning
        self._appearances = list(self._facts.subjects(vocab.appearanceOf, speaker))
        self._own = self._through(vocab.speakerAppearance)

    def _through(self, predicate: str) -> list[str]:
        """The statements in which the property leads to an appearance of the speaker."""
        found = (statement for one in self._appearances for statement in self._facts.subjects(predicate, one))
        return sorted(one for one in set(found) if self._here(one))

    def _here(self, statement: str) -> bool:
        return self._article is None or self._facts.value(statement, vocab.article) == self._article

    def _is_on(self, statement: str) -> bool:
        return not self._wanted.isdisjoint(_topics_of(self._tracer, statement))

    def _id(self, iri: str) -> str:
        return iris.compact(iri, self._store.base)

    def answers(self) -> list[str]:
        """What questions do find."""
        found = self._facts.subjects(vocab.speaker, self._speaker)
        return sorted(one for one in found if self._here(one) and self._is_on(one))

    # -- there is something, but a filter leaves it out

    def left_out(self, answers: Sequence[str], experts: frozenset[str]) -> Iterator[Obstacle]:
        """What a question may ask besides, that leaves these answers out."""
        not_expert = [(one, self._no_expert(one, experts)) for one in answers]
        if all(reason for _, reason in not_expert):
            statement, reason = not_expert[0]
            yield Obstacle(
                "not-expert",
                f"a question for experts leaves {_those(answers)} out: {reason}",
                self._id(statement),
                remedies=tuple(self._expert_remedies(statement)),
            )
        tracer = self._tracer
        rules = {one: [topic for topic in tracer.topics(one, self._wanted) if topic.asked] for one in answers}
        guessed = [
            one
            for one in answers
            if all(topic.guess for topic in rules[one])
            or self._facts.value(one, vocab.continues) is not None
            or self._facts.value(one, vocab.possibleSpeaker) is not None
        ]
        if len(guessed) == len(answers):
            yield Obstacle(
                "guess-only",
                f"a question that wants no guesses leaves {_those(answers)} out: the topic or the speaker is one",
                self._id(guessed[0]),
                remedies=("ask without “not resting on a guess” or “in their own words”",),
            )
        undated = [one for one in answers if self._facts.value(one, vocab.effectiveDate) is None]
        if len(undated) == len(answers):
            yield Obstacle(
                "undated",
                f"a question for a time leaves {_those(answers)} out: the article has no date",
                self._id(undated[0]),
                remedies=(
                    "give the article a date, such as a line “date: 2025-05-01” on top, and build again",
                ),
            )

    def _no_expert(self, statement: str, experts: frozenset[str]) -> str:
        """Why a statement is no expert's; "" if it is."""
        if vocab.Person not in self._facts.values(self._speaker, vocab.rdf_type):
            return f"{self._name} is no person"
        told = []
        for capacity in self._facts.values(statement, vocab.inCapacity):
            value = self._facts.value
            kinds = [value(capacity, vocab.roleKind)]
            for place in (vocab.org_organization, vocab.withinOrganization):
                at = value(capacity, place)
                kinds.append(None if at is None else value(at, vocab.organizationKind))
            if experts.intersection(kind for kind in kinds if kind):
                return ""
            role = self._tracer.role(capacity)
            place_kind = f" at {role.organization.name}" if role.organization else ""
            names = [role.kind or "no kind", role.organization_kind or ("no kind" if place_kind else "")]
            told.append(
                f"“{role.role or 'a role'}”{place_kind} ({', '.join(name for name in names if name)})"
            )
        if not told:
            return f"its article gives {self._name} no role"
        return f"{' and '.join(told)}: none of these kinds counts as expert here"

    def _expert_remedies(self, statement: str) -> Iterator[str]:
        roles = [self._tracer.role(node) for node in self._facts.values(statement, vocab.inCapacity)]
        kinds = sorted({role.kind for role in roles if role.kind})
        question = f'"which experts commented on {self._label}?"'
        for kind in kinds:
            yield f"count this kind for once: sayso ask {question} --experts +{kind}"
        for role in roles:
            if role.organization is not None:
                yield f"if the organisation is of another kind, a ledger line: kind {role.organization.id} KIND"
        yield f'ask without “experts”: sayso ask "what did {self._name} say about {self._label}?"'

    # -- there is nothing

    def obstacles(self) -> Iterator[Obstacle]:
        """What stopped it; several may hold."""
        found = [
            *self._rejected(),
            *self._copies(),
            *self._possible(),
            *self._namesakes(),
            *self._members(),
            *self._relayed(),
            *self._broader(),
            *self._labels(),
            *self._of_others(),
        ]
        if not self._own:
            found.append(self._never_speaks())
        elif not any(one.statement for one in found):
            found.append(self._nothing_near())
        yield from found

    def _rejected(self) -> Iterator[Obstacle]:
        lines = self._tracer.ledger(self._speaker)
        if self._facts.value(self._speaker, vocab.reviewStatus) == vocab.Rejected:
            yield Obstacle(
                "rejected-speaker",
                f"a reader has rejected {self._name}, so nothing is theirs: {_line(lines)}",
                remedies=("take that line out of the ledger and build again",),
            )
        for statement in self._own:
            if self._is_on(statement) and self._facts.value(statement, vocab.reviewStatus) == vocab.Rejected:
                lines = self._tracer.ledger(statement)
                yield Obstacle(
                    "rejected-statement",
                    f"{self._name} was read as saying it, but a reader has rejected it: {_line(lines)}",
                    self._id(statement),
                    remedies=("take that line out of the ledger and build again",),
                )

    def _copies(self) -> Iterator[Obstacle]:
        for statement in self._own:
            original = self._facts.value(statement, vocab.copyOf)
            if original is None or not self._is_on(statement):
                continue
            speakers = [self._tracer.named(one) for one in self._facts.values(original, vocab.speaker)]
            by = (
                f"as {speakers[0].name}'s ({speakers[0].id})"
                if speakers
                else "without a speaker who is known"
            )
            yield Obstacle(
                "copy",
                f"it repeats {self._id(original)} of an earlier article, and questions count that one, {by}",
                self._id(statement),
                remedies=(f"look at the original: sayso why {self._id(original)}",),
            )

    def _possible(self) -> Iterator[Obstacle]:
        for statement in self._through(vocab.possibleSpeakerAppearance):
            if not self._is_on(statement) or statement in self._own:
                continue
            others = [self._tracer.named(one) for one in self._facts.values(statement, vocab.speaker)]
            instead = (
                f"{others[0].name} ({others[0].id}) is taken for the speaker"
                if others
                else "the article lets it stay open"
            )
            yield Obstacle(
                "possible-speaker",
                f"{self._name} is only the second reading of who says it: {instead}",
                self._id(statement),
                remedies=(
                    "read the place; no ledger line gives words to another speaker, but a wrong reading can be taken "
                    f"out: reject {self._id(statement)}",
                ),
            )

    def _namesakes(self) -> Iterator[Obstacle]:
        """Others who may be the same, with statements on the topic."""
        others: dict[str, str] = {}
        for appearance in self._appearances:
            for node in self._facts.subjects(vocab.between, appearance):
                told = self._tracer.decided(node)
                for other in told.identities:
                    if other != self._id(self._speaker) and told.outcome != "same":
                        why = (
                            "not decided"
                            if told.outcome == "undecided"
                            else f"decided to be another ({told.by})"
                        )
                        others.setdefault(other, why)
        index = NameIndex(self._store)
        for iri in index.match(self._name, SPEAKERS).iris:
            others.setdefault(self._id(iri), "an identity of its own")
        others.pop(self._id(self._speaker), None)
        for other, why in sorted(others.items()):
            iri = iris.expand(other, self._store.base)
            theirs = [
                one
                for one in self._facts.subjects(vocab.speaker, iri)
                if self._here(one) and self._is_on(one)
            ]
            if theirs:
                named = self._tracer.named(iri)
                yield Obstacle(
                    "namesake",
                    f"{_count(len(theirs), 'statement')} on it {_is(theirs)} of {named.name} ({other}); whether that "
                    f"is the same as {self._id(self._speaker)} is {why}",
                    self._id(min(theirs)),
                    remedies=(
                        f"look at the reasons: sayso why {self._id(self._speaker)} {other}",
                        f"if they are one, a ledger line: merge {self._id(self._speaker)} {other}",
                    ),
                )

    def _members(self) -> Iterator[Obstacle]:
        """An organisation says nothing itself, but somebody in a role there does."""
        roles = {
            role
            for predicate in (vocab.org_organization, vocab.withinOrganization)
            for role in self._facts.subjects(predicate, self._speaker)
        }
        theirs = sorted(
            {
                one
                for role in roles
                for one in self._facts.subjects(vocab.inCapacity, role)
                if self._here(one) and self._is_on(one)
            }
        )
        if not theirs:
            return
        former = [
            one
            for one in theirs
            if all(
                self._facts.value(role, vocab.former)
                for role in self._facts.values(one, vocab.inCapacity)
                if role in roles
            )
        ]
        past = f", {len(former)} of them in a former role" if former else ""
        yield Obstacle(
            "member",
            f"{self._name} itself said nothing on it, but {_count(len(theirs), 'statement')} on it {_is(theirs)} of people "
            f"in a role there{past}",
            self._id(theirs[0]),
            remedies=(f'ask for them: sayso ask "what did people at {self._name} say about {self._label}?"',),
        )

    def _relayed(self) -> Iterator[Obstacle]:
        for statement in self._through(vocab.relayedByAppearance):
            if self._is_on(statement) and statement not in self._own:
                others = [
                    self._tracer.named(one).name for one in self._facts.values(statement, vocab.speaker)
                ]
                yield Obstacle(
                    "relayed",
                    f"{self._name} only reports it: the words are {others[0] + chr(39) + 's' if others else 'those of somebody not named'}",
                    self._id(statement),
                    remedies=(f"look at who says what: sayso why {self._id(statement)}",),
                )
                return

    def _broader(self) -> Iterator[Obstacle]:
        above = self._known.scheme.broader_transitive(self._topic)
        found = []
        for statement in self._own[:_READ]:
            for topic in _topics_of(self._tracer, statement):
                if topic in above:
                    distance = len(self._known.scheme.broader_transitive(topic))
                    found.append((-distance, statement, topic))
        for _, statement, topic in sorted(found)[:1]:
            broader = self._known.scheme[topic]
            many = len({one for _, one, _ in found})
            yield Obstacle(
                "broader-topic",
                f"{_count(many, 'statement')} of {self._name} {'is' if many == 1 else 'are'} on a broader topic, {broader.label} "
                f"({self._known.scheme.curie(topic)}), of which {self._label} is a part: nothing says that this part is meant",
                self._id(statement),
                remedies=(
                    f'ask for the broader topic: sayso ask "what did {self._name} say about {broader.label}?"',
                    *self._label_remedies(statement),
                ),
            )

    # -- words that stand near

    def _labels(self) -> Iterator[Obstacle]:
        concepts = [self._known.scheme[iri] for iri in sorted(self._wanted) if iri in self._known.scheme]
        near = []
        for statement in self._own[:_READ]:
            if self._is_on(statement):
                continue
            around = self._around(statement)
            found = nearest_label(concepts, around)
            if found is not None:
                near.append((found.order, statement, found))
        near.sort(key=lambda one: one[:2])
        for _, statement, found in near[:1]:
            yield self._label_obstacle(statement, found)
        yield from self._by_meaning([statement for _, statement, _ in near])

    def _around(self, statement: str) -> Around:
        values = self._facts.values
        article = self._facts.value(statement, vocab.article) or ""
        text = self._tracer.text(article)
        content = tuple((one.start, one.end) for one in self._tracer.words(values(statement, vocab.content)))
        sentence = next(
            ((one.start, one.end) for one in self._tracer.words(values(statement, vocab.sentence))),
            content[0],
        )
        begin = text.rfind("\n", 0, sentence[0]) + 1
        end = text.find("\n", sentence[1])
        return Around(text, content, sentence, (begin, len(text) if end < 0 else end))

    def _label_obstacle(self, statement: str, near: Near) -> Obstacle:
        label = f"“{near.label}”" + (
            f" of {near.concept.label}, below it," if near.concept.iri != self._topic else ""
        )
        article = self._id(self._facts.value(statement, vocab.article) or "")
        evidence = tuple(Evidence(article, f"of the label {near.label}", words) for words in near.words)
        if near.missing:
            kind = "label-in-part"
            told = (
                f"of its label {label} only a part stands in what {self._name} says, without "
                f"{_either(near.missing, 'and')}: a part of a label is none"
            )
        elif near.needs:
            kind = "label-in-need"
            told = (
                f"its label {label} stands {_LEVELS[near.level]}, but by itself it may mean something else: it counts only "
                f"beside one of {_either(near.needs[:12])}, and none stands in the sentence or before it"
            )
        elif near.level == "content":
            kind = "label-not-taken"
            told = f"the words of its label {label} stand in what {self._name} says, but were not taken for it: {self._why_not_taken(statement, near)}"
        else:
            kind = "label-elsewhere" if near.level in ("paragraph", "article") else "label-near-by"
            told = f"its label {label} stands {_LEVELS[near.level]}, not in what {self._name} says: {self._rule_of(statement, near.level)}"
        return Obstacle(kind, told, self._id(statement), evidence, tuple(self._label_remedies(statement)))

    def _why_not_taken(self, statement: str, near: Near) -> str:
        if too_far(near):
            return f"{near.gap} words stand between them, and four may"
        start, end = near.words[0].start, near.words[-1].end
        article = self._facts.value(statement, vocab.article) or ""
        for appearance in self._facts.values(article, vocab.mentions):
            for words in self._tracer.words(self._facts.values(appearance, vocab.evidence)):
                if words.start <= start and end <= words.end:
                    return f"they are a part of the name {words.text!r} there"
        own = [topic.topic.name for topic in self._tracer.topics(statement) if topic.basis == "own-words"]
        if len(near.words) > 1 or " " in near.words[0].text:
            return "a comma, a verb or a longer label parts or covers them" + (
                f"; it has {_either(own, 'and')}" if own else ""
            )
        return (
            "a single word counts only as a noun, not within a longer label, and not where a short text as a whole "
            "means something else" + (f"; the topics found in it are {_either(own, 'and')}" if own else "")
        )

    def _rule_of(self, statement: str, level: str) -> str:
        own = [topic.topic.name for topic in self._tracer.topics(statement) if topic.basis == "own-words"]
        if own and level in ("sentence", "before"):
            return f"words outside of what is said count only where it has no topic itself, and it has {_either(own, 'and')}"
        if level == "sentence":
            return "there it belongs to somebody else's words, to a name, or to what does not bear on them"
        if level == "before":
            return "what stands before counts only in the sentence right before, and where the words point back to it (“this”, “such rules”)"
        return "a topic belongs to a statement, not to its article: words so far off are no evidence"

    def _label_remedies(self, statement: str) -> Iterator[str]:
        words = self._tracer.words(self._facts.values(statement, vocab.content))
        yield (
            f"if words there do mean {self._label}, make them a label: a SKOS file with the line "
            f'<{self._topic}> <{vocab.skos_altLabel}> "the words"@en . and then sayso build … --topics FILE'
            if words
            else "read the place"
        )

    def _by_meaning(self, ordered: Sequence[str]) -> Iterator[Obstacle]:
        """The statement whose meaning comes nearest to the topic, and by how much it misses."""
        if self._meaning is None or not self._own:
            return
        rest = [one for one in self._own if one not in set(ordered)]
        best: tuple[float, str, list[tuple[str, float]]] | None = None
        for statement in [*ordered, *rest][:_WEIGHED]:
            content = " ".join(
                one.text for one in self._tracer.words(self._facts.values(statement, vocab.content))
            )
            scored = [(iri, sure) for iri, sure in self._meaning(content[:400]) if iri in self._known.scheme]
            sure = max((score for iri, score in scored if iri in self._wanted), default=0.0)
            if scored and (best is None or sure > best[0]):
                best = sure, statement, scored
        if best is None or not best[0]:
            return
        sure, statement, scored = best
        rank = next(n for n, (iri, _) in enumerate(scored, start=1) if iri in self._wanted)
        short = f", {0.5 - sure:.2f} short of even" if sure < 0.5 else ""
        yield Obstacle(
            "meaning",
            f"by meaning, what {self._name} says comes nearest to {self._nearest(scored)}; {self._label} comes "
            f"{_rank(rank)}, with {sure:.2f}{short} (weighed by itself; a build also weighs what stands round "
            "it, and keeps what is clearly ahead)",
            self._id(statement),
            remedies=tuple(self._label_remedies(statement)),
        )

    def _nearest(self, scored: Sequence[tuple[str, float]]) -> str:
        return ", ".join(f"{self._known.scheme[iri].label} ({sure:.2f})" for iri, sure in scored[:3])

    # -- what others say there

    def _of_others(self) -> Iterator[Obstacle]:
        """Statements on the topic in articles that name the speaker, by nobody known or by somebody else."""
        unresolved: list[str] = []
        others: list[str] = []
        for article in self._articles():
            for statement in self._facts.subjects(vocab.article, article):
                if statement in self._own or not self._is_on(statement):
                    continue
                if self._facts.value(statement, vocab.speakerAppearance) is None:
                    unresolved.append(statement)
                else:
                    others.append(statement)
        for statement in unresolved[:2]:
            words = self._tracer.words(self._facts.values(statement, vocab.speakerMention))
            source = f"“{words[-1].text}”" if words else "no words of a source"
            yield Obstacle(
                "unresolved-speaker",
                f"an article that names {self._name} has a statement on it whose speaker is open: {source} could not be "
                "led to one name",
                self._id(statement),
                remedies=(f"read it: sayso why {self._id(statement)}; no ledger line gives it a speaker",),
            )
        if others:
            names = dict.fromkeys(
                self._tracer.named(who).name
                for one in others
                for who in self._facts.values(one, vocab.speaker)
            )
            yield Obstacle(
                "somebody-else",
                f"in articles that name {self._name}, {_count(len(others), 'statement')} on it {_is(others)} of somebody else: "
                f"{_either(list(names)[:5], 'and') or 'nobody who counts'}",
                self._id(others[0]),
                remedies=(f"see whether one was given the wrong speaker: sayso why {self._id(others[0])}",),
            )

    def _articles(self) -> list[str]:
        found = {
            article for one in self._appearances for article in self._facts.subjects(vocab.mentions, one)
        }
        return sorted(one for one in found if self._article in (None, one))

    def _never_speaks(self) -> Obstacle:
        evidence = []
        for appearance in self._appearances:
            mentions = self._tracer.words(self._facts.values(appearance, vocab.evidence))
            for article in self._facts.subjects(vocab.mentions, appearance):
                if mentions and self._article in (None, article):
                    sentence = _sentence_at(self._tracer, article, mentions[0].start)
                    evidence.append(Evidence(self._id(article), "named here", sentence))
        evidence.sort(key=lambda one: (one.article, one.words.start))
        where = (
            "in this article"
            if self._article is not None
            else f"in {_count(len(self._articles()), 'article')}"
        )
        return Obstacle(
            "never-speaks",
            f"{self._name} is named {where}, but nowhere was a statement read as theirs",
            evidence=tuple(evidence[:_PLACES]),
            remedies=(
                "see what was read there, and what was not: sayso explain FILE",
                f"if another name there is theirs, a ledger line: merge {self._id(self._speaker)} OTHER-ID",
            ),
        )

    def _nothing_near(self) -> Obstacle:
        topics: dict[str, int] = {}
        for statement in self._own[:_READ]:
            for topic in _topics_of(self._tracer, statement):
                topics[topic] = topics.get(topic, 0) + 1
        ranked = sorted(topics, key=lambda one: (-topics[one], one))[:5]
        on = _either([f"{self._tracer.named(one).name} ({topics[one]})" for one in ranked], "and")
        return Obstacle(
            "nothing-near",
            f"{self._name} speaks in {_count(len(self._own), 'statement')}, but no word of a label of {self._label} stands "
            f"near any; the topics are {on or 'none'}",
            remedies=("add the words in which it is told as a label of the topic, or articles that tell it",),
        )


_LEVELS = {
    "content": "in what is said",
    "sentence": "in the rest of the sentence",
    "before": "before the sentence, in its paragraph",
    "paragraph": "behind it, in its paragraph",
    "article": "elsewhere in the article",
}


def _topics_of(tracer: Tracer, statement: str) -> list[str]:
    values = tracer.facts.values
    return [topic for node in values(statement, vocab.topicAssignment) for topic in values(node, vocab.topic)]


def _sentence_at(tracer: Tracer, article: str, place: int) -> Words:
    """The words round a place, up to the edges of its line or sentence."""
    text = tracer.text(article)
    begin = max(text.rfind("\n", 0, place) + 1, place - _LONGEST)
    stop = text.find("\n", place)
    stop = min(len(text) if stop < 0 else stop, place + _LONGEST)
    for match in re.finditer(r"[.!?][\"”’)]?\s+(?=[\"“A-Z])", text[begin:place]):
        begin_of_sentence = match.end()
        begin = begin + begin_of_sentence if begin + begin_of_sentence <= place else begin
        break
    end = re.search(r"[.!?][\"”’)]?(?=\s|$)", text[place:stop])
    stop = place + end.end() if end else stop
    return Words(text[begin:stop], begin, stop)


def _line(lines: Sequence[object]) -> str:
    from sayso.graph.reasons.provenance import LedgerLine

    told = [f"line {one.number}, “{one.line}”" for one in lines if isinstance(one, LedgerLine)]
    return "; ".join(told) or "the ledger's line is not in the graph"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _is(found: Sequence[object]) -> str:
    return "is" if len(found) == 1 else "are"


def _those(found: Sequence[object]) -> str:
    return "it" if len(found) == 1 else f"all {len(found)}"


def _rank(number: int) -> str:
    return {1: "first", 2: "second", 3: "third"}.get(number, f"{number}th")


def _either(words: Sequence[str], last: str = "or") -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def _folder(store: Store) -> str:
    return str(store.path) if store.path else "GRAPH"
