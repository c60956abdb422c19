"""What stops an answer where somebody has no statement on a topic: readers, copies, other speakers."""

from collections.abc import Iterator, Sequence

from sayso.graph import iris, vocab
from sayso.graph.asking.finding import NameIndex
from sayso.graph.asking.lookup import Meaning
from sayso.graph.reasons.absence import KINDS, Evidence, Obstacle
from sayso.graph.reasons.asked import Asked, counted, joined, sentence_at, topics_of
from sayso.graph.reasons.meant import SPEAKERS
from sayso.graph.reasons.near_topics import near_topics
from sayso.graph.reasons.provenance import LedgerLine

__all__ = ["obstacles"]

_DECISIVE = frozenset(KINDS[: KINDS.index("label-not-taken")])
_PLACES = 3  # pieces of evidence of one kind
_READ = 2000  # statements of one speaker that are looked through
_ARTICLES = 500  # articles that name somebody, of which others' statements are looked through


def obstacles(asked: Asked, meaning: Meaning | None) -> list[Obstacle]:
    """Everything that stopped an answer that is not there; several may hold at once.

    Costs a few look-ups for each statement of the speaker and in the articles that name them.
    """
    found = [
        *_rejected(asked),
        *_copies(asked),
        *_possible(asked),
        *_namesakes(asked),
        *_members(asked),
        *_relayed(asked),
        *_broader(asked),
        *near_topics(asked, meaning),
    ]
    told = {one.statement for one in found}
    found += _of_others(asked, told)
    if any(one.kind in _DECISIVE for one in found):  # then words that stand somewhere explain nothing
        found = [one for one in found if one.kind in _DECISIVE]
    if any(KINDS.index(one.kind) < KINDS.index("label-elsewhere") for one in found):
        found = [one for one in found if one.kind not in ("label-in-name", "label-in-part")]
    if asked.own and not found:
        found.append(_nothing_near(asked))
    if not asked.own and not any(one.kind in _DECISIVE for one in found):
        found.append(_never_speaks(asked))
    return found


def _rejected(asked: Asked) -> Iterator[Obstacle]:
    value, ledger = asked.tracer.facts.value, asked.tracer.ledger
    if value(asked.speaker, vocab.reviewStatus) == vocab.Rejected:
        yield Obstacle(
            "rejected-speaker",
            f"a reader has rejected {asked.name}, so nothing is theirs: {_lines(ledger(asked.speaker))}",
            remedies=("take that line out of the ledger and build again",),
        )
    for statement in asked.own:
        if value(statement, vocab.reviewStatus) == vocab.Rejected and asked.is_on(statement):
            yield Obstacle(
                "rejected-statement",
                f"{asked.name} was read as saying it, but a reader has rejected that: "
                f"{_lines(ledger(statement))}",
                asked.id(statement),
                remedies=("take that line out of the ledger and build again",),
            )


def _is_copy(asked: Asked, statement: str) -> bool:
    return asked.tracer.facts.value(statement, vocab.copyOf) is not None


def _lines(lines: Sequence[LedgerLine]) -> str:
    told = []
    for line in lines:
        number = "a line of the ledger" if line.number is None else f"line {line.number} of the ledger"
        told.append(f"{number}, “{line.line}”")
    return "; ".join(told) or "the ledger's line is not in the graph"


def _copies(asked: Asked) -> Iterator[Obstacle]:
    for statement in asked.own:
        original = asked.tracer.facts.value(statement, vocab.copyOf)
        if original is None or not asked.is_on(statement):
            continue
        who = [asked.tracer.named(one) for one in asked.tracer.facts.values(original, vocab.speaker)]
        whose = f"as the words of {who[0].name} ({who[0].id})" if who else "whose speaker is not known"
        if asked.tracer.facts.value(original, vocab.reviewStatus) == vocab.Rejected:
            whose = "and a reader has rejected that one"
        yield Obstacle(
            "copy",
            f"it repeats {asked.id(original)} of an earlier article, and questions count that one, {whose}",
            asked.id(statement),
            remedies=(f"look at the original: sayso why {asked.id(original)}",),
        )


def _possible(asked: Asked) -> Iterator[Obstacle]:
    for statement in asked.through(vocab.possibleSpeakerAppearance):
        if statement in asked.own or not asked.is_on(statement) or _is_copy(asked, statement):
            continue
        who = [asked.tracer.named(one) for one in asked.tracer.facts.values(statement, vocab.speaker)]
        instead = f"the first is {who[0].name} ({who[0].id})" if who else "the article leaves the first open"
        yield Obstacle(
            "possible-speaker",
            f"{asked.name} is only the second reading of who says it; {instead}",
            asked.id(statement),
            remedies=(
                f"read the place; if the first reading is wrong, a ledger line takes it out: reject "
                f"{asked.id(statement)} (none gives words to another speaker)",
            ),
        )


def _namesakes(asked: Asked) -> Iterator[Obstacle]:
    """Others of this name, or who may be the same, with statements on the topic."""
    facts, me = asked.tracer.facts, asked.id(asked.speaker)
    others: dict[str, str] = {}
    for appearance in asked.appearances:
        for node in facts.subjects(vocab.between, appearance):
            told = asked.tracer.decided(node)
            for other in told.identities:
                if told.outcome == "undecided":
                    others.setdefault(other, "the evidence does not tell whether that is the same")
                elif told.outcome == "different":
                    by = "by the evidence" if told.by == "machine" else f"by {told.by}"
                    others.setdefault(other, f"that was decided to be somebody else, {by}")
    for iri in NameIndex(asked.store).match(asked.name, SPEAKERS).iris:
        others.setdefault(asked.id(iri), "that is somebody else of this name in the graph")
    others.pop(me, None)
    for other, why in sorted(others.items()):
        iri = iris.expand(other, asked.store.base)
        theirs = [one for one in facts.subjects(vocab.speaker, iri) if asked.here(one) and asked.is_on(one)]
        if theirs:
            many = "a statement" if len(theirs) == 1 else f"{len(theirs)} statements"
            yield Obstacle(
                "namesake",
                f"{many} on it {'is' if len(theirs) == 1 else 'are'} by {asked.tracer.named(iri).name} "
                f"({other}): {why}",
                asked.id(min(theirs)),
                remedies=(
                    f"look at the reasons: sayso why {me} {other}",
                    f"if they are one, a ledger line: merge {me} {other}",
                ),
            )


def _members(asked: Asked) -> Iterator[Obstacle]:
    """An organisation says nothing itself, but somebody in a role there does."""
    facts = asked.tracer.facts
    roles = {
        role
        for predicate in (vocab.org_organization, vocab.withinOrganization)
        for role in facts.subjects(predicate, asked.speaker)
    }
    spoken = {one for role in roles for one in facts.subjects(vocab.inCapacity, role)}
    theirs = sorted(one for one in spoken if asked.here(one) and asked.is_on(one))
    if not theirs:
        return
    former = [
        one
        for one in theirs
        if all(
            facts.value(role, vocab.former) for role in facts.values(one, vocab.inCapacity) if role in roles
        )
    ]
    past = f" ({len(former)} of them in a former role)" if former else ""
    many = "a statement on it is" if len(theirs) == 1 else f"{len(theirs)} statements on it are"
    yield Obstacle(
        "member",
        f"{asked.name} itself said nothing on it, but {many} by people in a role there{past}",
        asked.id(theirs[0]),
        remedies=(f'ask for them: sayso ask "what did people at {asked.name} say about {asked.label}?"',),
    )


def _relayed(asked: Asked) -> Iterator[Obstacle]:
    for statement in asked.through(vocab.relayedByAppearance):
        if statement not in asked.own and asked.is_on(statement) and not _is_copy(asked, statement):
            who = [
                asked.tracer.named(one).name for one in asked.tracer.facts.values(statement, vocab.speaker)
            ]
            whose = f"those of {who[0]}" if who else "those of somebody who is not known"
            yield Obstacle(
                "relayed",
                f"{asked.name} only reports it: the words are {whose}",
                asked.id(statement),
                remedies=(f"see who says what: sayso why {asked.id(statement)}",),
            )
            return


def _broader(asked: Asked) -> Iterator[Obstacle]:
    scheme = asked.known.scheme
    above = scheme.broader_transitive(asked.topic)
    found = [
        (-len(scheme.broader_transitive(topic)), statement, topic)  # the nearest has the most above it
        for statement in asked.originals[:_READ]
        for topic in topics_of(asked.tracer, statement)
        if topic in above
    ]
    if found:
        _, statement, topic = min(found)
        broader = scheme[topic].label
        many = len({one for _, one, _ in found})
        yield Obstacle(
            "broader-topic",
            f"{'a statement' if many == 1 else f'{many} statements'} of {asked.name} "
            f"{'is' if many == 1 else 'are'} on the broader topic {broader} ({scheme.curie(topic)}), of "
            f"which {asked.label} is a part: nothing there tells that this part is meant",
            asked.id(statement),
            remedies=(f'ask for the broader one: sayso ask "what did {asked.name} say about {broader}?"',),
        )


def _of_others(asked: Asked, told: set[str | None]) -> Iterator[Obstacle]:
    """Statements on the topic in articles that name the speaker, by nobody known or by somebody else."""
    facts = asked.tracer.facts
    unresolved: list[str] = []
    others: list[str] = []
    seen: set[tuple[str, ...]] = set()  # words that several articles carry
    for article in asked.articles()[:_ARTICLES]:
        for statement in facts.subjects(vocab.article, article):
            if statement in asked.own or asked.id(statement) in told or not asked.is_on(statement):
                continue
            said = tuple(one.text for one in asked.tracer.words(facts.values(statement, vocab.content)))
            if _is_copy(asked, statement) or said in seen:
                continue
            seen.add(said)
            known = facts.value(statement, vocab.speakerAppearance) is not None
            (others if known else unresolved).append(statement)
    for found in (unresolved, others):
        found.sort(key=lambda one: (not _names(asked, one), one))
    for statement in unresolved[:2]:
        words = asked.tracer.words(facts.values(statement, vocab.speakerMention))
        source = f"“{words[-1].text}” could not be led to one name" if words else "no source is named for it"
        yield Obstacle(
            "unresolved-speaker",
            f"an article that names {asked.name} has a statement on it whose speaker is open: {source}",
            asked.id(statement),
            remedies=(
                f"read the place: sayso why {asked.id(statement)} (no ledger line gives it a speaker)",
            ),
        )
    if others:
        names = dict.fromkeys(
            asked.tracer.named(who).name for one in others for who in facts.values(one, vocab.speaker)
        )
        many = "a statement on it is" if len(others) == 1 else f"{len(others)} statements on it are"
        yield Obstacle(
            "somebody-else",
            f"in articles that name {asked.name}, {many} by somebody else: "
            f"{joined(list(names)[:5]) or 'nobody whom questions count'}",
            asked.id(others[0]),
            remedies=(f"see whether it was given the wrong speaker: sayso why {asked.id(others[0])}",),
        )


def _names(asked: Asked, statement: str) -> bool:
    """Whether the statement's own sentence names the speaker who is asked for."""
    facts, tracer = asked.tracer.facts, asked.tracer
    sentences = tracer.words(facts.values(statement, vocab.sentence))
    article = facts.value(statement, vocab.article)
    return any(
        words.start < sentence.end and sentence.start < words.end
        for appearance in asked.appearances
        if article in facts.subjects(vocab.mentions, appearance)
        for words in tracer.words(facts.values(appearance, vocab.evidence))
        for sentence in sentences
    )


def _never_speaks(asked: Asked) -> Obstacle:
    evidence = []
    for appearance in asked.appearances:
        mentions = asked.tracer.words(asked.tracer.facts.values(appearance, vocab.evidence))
        for article in asked.tracer.facts.subjects(vocab.mentions, appearance):
            if mentions and asked.article in (None, article):
                sentence = sentence_at(asked.tracer, article, mentions[0].start)
                evidence.append(Evidence(asked.id(article), "named here", sentence))
    evidence.sort(key=lambda one: (one.article, one.words.start))
    articles = asked.articles()
    where = counted(len(articles), "article")
    if asked.article is not None:
        where = "this article" if articles else "no word of this article"
    return Obstacle(
        "never-speaks",
        f"{asked.name} is named in {where}, but no statement there was read as theirs",
        evidence=tuple(evidence[:_PLACES]),
        remedies=(
            "see all that was read in an article, marked: sayso explain FILE",
            f"if another name is theirs as well, a ledger line: merge {asked.id(asked.speaker)} OTHER-ID",
        ),
    )


def _nothing_near(asked: Asked) -> Obstacle:
    topics: dict[str, int] = {}
    for statement in asked.own[:_READ]:
        for topic in topics_of(asked.tracer, statement):
            topics[topic] = topics.get(topic, 0) + 1
    ranked = sorted(topics, key=lambda one: (-topics[one], one))[:5]
    on = joined([f"{asked.tracer.named(one).name} ({topics[one]})" for one in ranked])
    return Obstacle(
        "nothing-near",
        f"{asked.name} speaks in {counted(len(asked.own), 'statement')}, on {on or 'no topic at all'}; "
        f"no label of {asked.label}, or of a topic below it, stands there",
        remedies=(
            f'see what they do say: sayso ask "what did {asked.name} say?"',
            "build articles in which they speak of it, or add its words as labels of the topic",
        ),
    )
