"""What follows from all article graphs together, once it is known who is who.

Nothing here depends on the order in which articles came in, and no part of it is ever read from text: the
whole graph can be thrown away and made again. What follows is of three kinds, so that a few articles can come
or go without a look at all others:

- what one article gives about its own nodes (`Contribution.own`): speakers, members, dates;
- what several articles may give alike (`Contribution.shared`): shortcuts between identities;
- who speaks for or against what (`Contribution.voices`), from which disagreements follow;
- what all appearances of an identity give together (`identity_triples`): its type and its names.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from sayso.graph import iris, vocab
from sayso.graph.facts import Facts, Triple
from sayso.graph.mapping import decimal
from sayso.graph.upkeep.copies import NOTHING, Copied
from sayso.graph.upkeep.disagreements import Voice
from sayso.graph.upkeep.disputes import voices_of

__all__ = [
    "RESOLVED",
    "Contribution",
    "Overrides",
    "contribution",
    "identity_triples",
    "is_supported",
    "observed_triples",
]

RESOLVED: Mapping[str, str] = {
    vocab.speakerAppearance: vocab.speaker,
    vocab.possibleSpeakerAppearance: vocab.possibleSpeaker,
    vocab.relayedByAppearance: vocab.relayedBy,
    vocab.toldToAppearance: vocab.toldTo,
    vocab.interviewWithAppearance: vocab.interviewWith,
    vocab.reportedByAppearance: vocab.reportedBy,
    vocab.postedOnAppearance: vocab.postedOn,
    vocab.publishedByAppearance: vocab.publishedBy,
    vocab.memberAppearance: vocab.org_member,
    vocab.organizationAppearance: vocab.org_organization,
    vocab.withinOrganizationAppearance: vocab.withinOrganization,
    vocab.linkOfAppearance: vocab.linkOf,
}
"""From the property that an article gives with an appearance to the one that follows with an identity."""

_CHANNELS = (
    vocab.toldToAppearance,
    vocab.interviewWithAppearance,
    vocab.reportedByAppearance,
    vocab.postedOnAppearance,
)
_OF_STATEMENTS = (
    vocab.speakerAppearance,
    vocab.possibleSpeakerAppearance,
    vocab.relayedByAppearance,
    *_CHANNELS,
)
_OF_AFFILIATIONS = (
    vocab.memberAppearance,
    vocab.organizationAppearance,
    vocab.withinOrganizationAppearance,
)
_SAID = (vocab.name, vocab.alias, vocab.appearsAs)
_CLASSES = frozenset(vocab.SPEAKER_KINDS.values())


@dataclass(frozen=True, slots=True)
class Overrides:
    """What a reader has decided, by IRI: names and kinds of identities, and which nodes are rejected.

    A kind is a class of speakers or a kind of organisation.
    """

    names: Mapping[str, str]
    kinds: Mapping[str, str]
    rejected: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one article gives: `own` no other article can give, `shared` others may give as well.

    `pairs` are the persons and organisations whose dates of observation it bears on, `voices` the statements
    that are for or against something.
    """

    own: frozenset[Triple]
    shared: frozenset[Triple]
    pairs: frozenset[tuple[str, str]]
    voices: frozenset[Voice]


def contribution(
    facts: Facts,
    article: str,
    resolved: Callable[[str], str | None],
    rejected: frozenset[str] = frozenset(),
    copied: Copied = NOTHING,
    base: str = iris.DEFAULT_BASE,
) -> Contribution:
    """What the article with this IRI gives, where `resolved` leads from an appearance to its identity.

    A rejected statement has no speaker, and a rejected affiliation no member: no answer finds them. Nor has a
    statement that is `copied` from another article: the other stands for it.
    """
    own: set[Triple] = set()
    shared: set[Triple] = set()
    pairs: set[tuple[str, str]] = set()
    voices: set[Voice] = set()
    publishers = _resolve(facts, article, (vocab.publishedByAppearance,), resolved, own)
    published = facts.value(article, vocab.schema_datePublished)
    outlets = publishers.get(vocab.publishedByAppearance, [])
    for appearance in facts.values(article, vocab.mentions):
        identity = resolved(appearance)
        if identity is None:
            continue
        own.add((appearance, vocab.appearanceOf, NamedNode(identity)))
        for link in facts.subjects(vocab.linkOfAppearance, appearance):
            if link not in rejected:
                _resolve(facts, link, (vocab.linkOfAppearance,), resolved, own)
        for affiliation in facts.subjects(vocab.memberAppearance, appearance):
            if affiliation not in rejected:
                _affiliation(facts, affiliation, resolved, own, shared, pairs)
    own.update(_copied(article, copied))
    for statement in facts.subjects(vocab.article, article):
        said_on = facts.value(statement, vocab.saidOn)
        date = said_on or published
        if date is not None:
            own.add((statement, vocab.effectiveDate, _date(date)))
            own.add((statement, vocab.dateBasis, Literal("said" if said_on else "published")))
        if statement in rejected:
            continue
        if statement in copied.statements:
            original = copied.statements[statement]
            own.add((statement, vocab.copyOf, NamedNode(original)))
            own.add((original, vocab.carriedIn, NamedNode(article)))
            if original not in rejected:
                media = (*outlets, *_of(facts, statement, _CHANNELS, resolved))
                for speaker in _of(facts, original, (vocab.speakerAppearance,), resolved):
                    shared.update((medium, vocab.quotes, NamedNode(speaker)) for medium in media)
            continue
        for capacity in facts.values(statement, vocab.capacityGiven):
            if capacity not in rejected:
                own.add((statement, vocab.inCapacity, NamedNode(capacity)))
        found = _resolve(facts, statement, _OF_STATEMENTS, resolved, own)
        others = found.get(vocab.possibleSpeakerAppearance, ())
        for speaker in found.get(vocab.speakerAppearance, ()):
            voices.update(voices_of(facts, article, statement, speaker, others, date, resolved, base))
            own.add((speaker, vocab.said, NamedNode(statement)))
            for assignment in facts.values(statement, vocab.topicAssignment):
                for topic in facts.values(assignment, vocab.topic):
                    shared.add((speaker, vocab.commentedOn, NamedNode(topic)))
            media = (*outlets, *(medium for channel in _CHANNELS for medium in found.get(channel, ())))
            shared.update((medium, vocab.quotes, NamedNode(speaker)) for medium in media)
    return Contribution(frozenset(own), frozenset(shared), frozenset(pairs), frozenset(voices))


def _copied(article: str, copied: Copied) -> Iterator[Triple]:
    if copied.source is not None:
        yield article, vocab.republishedFrom, NamedNode(copied.source)
        yield article, vocab.orderBasis, Literal("published" if copied.dated else "undecided")
        yield article, vocab.overlap, decimal(copied.overlap)


def _of(
    facts: Facts, node: str, predicates: Iterable[str], resolved: Callable[[str], str | None]
) -> Iterator[str]:
    """The identities behind a node's appearances."""
    for predicate in predicates:
        yield from filter(None, map(resolved, facts.values(node, predicate)))


def _affiliation(
    facts: Facts,
    affiliation: str,
    resolved: Callable[[str], str | None],
    own: set[Triple],
    shared: set[Triple],
    pairs: set[tuple[str, str]],
) -> None:
    found = _resolve(facts, affiliation, _OF_AFFILIATIONS, resolved, own)
    for organization in found.get(vocab.organizationAppearance, ()):
        for whole in found.get(vocab.withinOrganizationAppearance, ()):
            if whole != organization:
                shared.add((organization, vocab.org_subOrganizationOf, NamedNode(whole)))
        if facts.value(affiliation, vocab.former) is None:
            for person in found.get(vocab.memberAppearance, ()):
                shared.add((person, vocab.affiliatedWith, NamedNode(organization)))
                pairs.add((person, organization))


def _resolve(
    facts: Facts,
    node: str,
    predicates: Iterable[str],
    resolved: Callable[[str], str | None],
    own: set[Triple],
) -> dict[str, list[str]]:
    """The identities behind a node's appearances, by the property that leads to the appearance."""
    found: dict[str, list[str]] = {}
    for predicate in predicates:
        for appearance in facts.values(node, predicate):
            identity = resolved(appearance)
            if identity is not None:
                own.add((node, RESOLVED[predicate], NamedNode(identity)))
                found.setdefault(predicate, []).append(identity)
    return found


def is_supported(facts: Facts, triple: Triple) -> bool:
    """Whether any article gives a shared triple, read from a graph that already has all `own` triples."""
    subject, predicate, value = triple
    target = value.value
    if predicate == vocab.commentedOn:
        return any(
            target in facts.values(assignment, vocab.topic)
            for statement in facts.values(subject, vocab.said)
            for assignment in facts.values(statement, vocab.topicAssignment)
        )
    if predicate == vocab.quotes:
        return any(
            _carries(facts, subject, one)
            for statement in facts.values(target, vocab.said)
            for one in (statement, *facts.subjects(vocab.copyOf, statement))
        )
    if predicate == vocab.affiliatedWith:
        return any(
            target in facts.values(affiliation, vocab.org_organization)
            and facts.value(affiliation, vocab.former) is None
            for affiliation in facts.subjects(vocab.org_member, subject)
        )
    assert predicate == vocab.org_subOrganizationOf
    return any(
        target in facts.values(affiliation, vocab.withinOrganization)
        for affiliation in facts.subjects(vocab.org_organization, subject)
    )


def _carries(facts: Facts, outlet: str, statement: str) -> bool:
    for channel in _CHANNELS:  # of a copy the identity does not follow, so it is looked up
        for appearance in facts.values(statement, channel):
            if outlet in facts.values(appearance, vocab.appearanceOf):
                return True
    return any(
        outlet in facts.values(article, vocab.publishedBy)
        for article in facts.values(statement, vocab.article)
    )


def identity_triples(
    facts: Facts, identity: str, appearances: Iterable[str] | None, overrides: Overrides
) -> Iterator[Triple]:
    """The type and, of an organisation, the kind that most appearances give, and the names.

    `skos:prefLabel` is the most frequent name (then the longest, then the first in order), unless a reader
    has chosen another; the others, and the aliases that articles give, are `skos:altLabel`. Without
    `appearances` they are those that the graph gives the identity.
    """
    if appearances is None:
        counted = {one: facts.counts(vocab.appearanceOf, identity, one) for one in _SAID}
    else:
        counted = {predicate: Counter[str]() for predicate in _SAID}
        for appearance in appearances:
            for predicate in _SAID:
                counted[predicate].update(facts.values(appearance, predicate))
    names, aliases, shown = (counted[predicate] for predicate in _SAID)
    classes = Counter({kind: number for kind, number in shown.items() if kind in _CLASSES})
    kinds = Counter({kind: number for kind, number in shown.items() if kind not in _CLASSES})
    if not names:
        return
    preferred = overrides.names.get(identity) or min(names, key=lambda name: (-names[name], -len(name), name))
    yield identity, vocab.skos_prefLabel, Literal(preferred)
    for name in {*aliases, *names}:
        if name != preferred:
            yield identity, vocab.skos_altLabel, Literal(name)
    chosen = overrides.kinds.get(identity)
    found: str | None = _commonest(classes) if classes else None
    if chosen in _CLASSES:
        found = chosen
    elif chosen is not None and found == vocab.Person:
        found = vocab.Organization  # only organisations are of a kind of organisation
    if found is not None:
        yield identity, vocab.rdf_type, NamedNode(found)
    of_organization = chosen if chosen not in _CLASSES else None
    if of_organization is None and kinds:
        of_organization = _commonest(kinds)
    if of_organization is not None and found != vocab.Person:
        yield identity, vocab.organizationKind, NamedNode(of_organization)


def _commonest(counted: Counter[str]) -> str:
    return min(counted, key=lambda value: (-counted[value], value))


def observed_triples(affiliations: Iterable[str], facts: Facts) -> Iterator[Triple]:
    """`sayso:firstObserved` and `sayso:lastObserved` of affiliations of one person at one organisation.

    They are the dates of the first and the last article that gives it as not former, the same for all.
    """
    dates: list[str] = []
    present = [node for node in affiliations if facts.value(node, vocab.former) is None]
    for affiliation in present:
        articles = {span.partition("#")[0] for span in facts.values(affiliation, vocab.evidence)}
        for article in articles:
            dates.extend(facts.values(article, vocab.schema_datePublished))
    if dates:
        first, last = _date(min(dates)), _date(max(dates))
        for affiliation in present:
            yield affiliation, vocab.firstObserved, first
            yield affiliation, vocab.lastObserved, last


def _date(text: str) -> Literal:
    return Literal(text, datatype=NamedNode(vocab.xsd_date))
