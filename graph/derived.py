"""What follows from all article graphs together: types, preferred names, shortcuts, dates.

Nothing here depends on the order in which articles came in, and no part of it is ever read from text: the
whole graph can be thrown away and made again.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from sayso.graph import iris, vocab

__all__ = ["derived_quads"]

_CLASSES = frozenset(vocab.SPEAKER_KINDS.values())
_CHANNELS = tuple(sorted(set(vocab.CHANNELS.values())))

_Pairs = dict[str, list[str]]
_Triple = tuple[str, str, NamedNode | Literal]


def derived_quads(store: Store, base: str = iris.DEFAULT_BASE) -> set[Quad]:
    """The graph of derived triples, made from the article graphs in `store`.

    - of everybody who appears: the type and, of organisations, the kind that most appearances give (of
      equally many the first in order); `skos:prefLabel`, the most frequent name (then the longest, then the
      first in order), with the others as `skos:altLabel`; `org:subOrganizationOf`
    - `sayso:said`, `sayso:commentedOn`, `sayso:quotes`, `sayso:affiliatedWith` (roles not given as former)
    - of statements `sayso:effectiveDate`: when it was said, else when the article appeared
    - of affiliations `sayso:firstObserved` and `sayso:lastObserved`: the dates of the first and last article
      that gives this person this organisation, as not former

    Reads the store once for each property; memory grows with the number of statements.
    """
    graph = NamedNode(iris.derived_graph(base))
    read = _Reader(store)
    triples: set[_Triple] = set()
    triples.update(_names(read))
    triples.update(_statements(read))
    triples.update(_affiliations(read))
    return {Quad(NamedNode(s), NamedNode(p), o, graph) for s, p, o in triples}


class _Reader:
    """Reads one property at a time, subjects and values as strings."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def pairs(self, predicate: str) -> Iterator[tuple[str, str]]:
        for quad in self._store.quads_for_pattern(None, NamedNode(predicate), None, None):
            subject, value = quad.subject, quad.object
            assert not isinstance(subject, Triple) and not isinstance(value, Triple)
            yield subject.value, value.value

    def one(self, predicate: str) -> dict[str, str]:
        """The value of each subject; of several the first in order, whatever the order of input."""
        found: dict[str, str] = {}
        for subject, value in self.pairs(predicate):
            if subject not in found or value < found[subject]:
                found[subject] = value
        return found

    def many(self, predicate: str) -> _Pairs:
        found: _Pairs = defaultdict(list)
        for subject, value in self.pairs(predicate):
            found[subject].append(value)
        return found


def _names(read: _Reader) -> Iterator[_Triple]:
    of = read.one(vocab.appearanceOf)
    names: dict[str, Counter[str]] = defaultdict(Counter)
    classes: dict[str, Counter[str]] = defaultdict(Counter)
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for appearance, name in read.pairs(vocab.name):
        if appearance in of:
            names[of[appearance]][name] += 1
    for appearance, kind in read.pairs(vocab.appearsAs):
        if appearance in of:
            (classes if kind in _CLASSES else kinds)[of[appearance]][kind] += 1
    for thing, counted in names.items():
        preferred = min(counted, key=lambda name: (-counted[name], -len(name), name))
        yield thing, vocab.skos_prefLabel, Literal(preferred)
        for name in counted:
            if name != preferred:
                yield thing, vocab.skos_altLabel, Literal(name)
    for thing, counted in classes.items():
        yield thing, vocab.rdf_type, NamedNode(_commonest(counted))
    for thing, counted in kinds.items():
        yield thing, vocab.organizationKind, NamedNode(_commonest(counted))


def _commonest(counted: Counter[str]) -> str:
    return min(counted, key=lambda value: (-counted[value], value))


def _statements(read: _Reader) -> Iterator[_Triple]:
    speaker = read.one(vocab.speaker)
    article = read.one(vocab.article)
    published = read.one(vocab.schema_datePublished)
    publisher = read.one(vocab.publishedBy)
    topic = read.one(vocab.topic)
    said_on = read.one(vocab.saidOn)
    assignments = read.many(vocab.topicAssignment)
    for statement, who in speaker.items():
        yield who, vocab.said, NamedNode(statement)
        for assignment in assignments.get(statement, ()):
            if assignment in topic:
                yield who, vocab.commentedOn, NamedNode(topic[assignment])
        outlet = publisher.get(article.get(statement, ""))
        if outlet is not None:
            yield outlet, vocab.quotes, NamedNode(who)
    for predicate in _CHANNELS:
        for statement, channel in read.pairs(predicate):
            if statement in speaker:
                yield channel, vocab.quotes, NamedNode(speaker[statement])
    for statement, in_article in article.items():
        date = said_on.get(statement) or published.get(in_article)
        if date is not None:
            basis = "said" if statement in said_on else "published"
            yield statement, vocab.effectiveDate, _date(date)
            yield statement, vocab.dateBasis, Literal(basis)


def _affiliations(read: _Reader) -> Iterator[_Triple]:
    member = read.one(vocab.org_member)
    organization = read.one(vocab.org_organization)
    former = read.one(vocab.former)
    dates = _affiliation_dates(read)
    seen: dict[tuple[str, str], list[str]] = defaultdict(list)
    for affiliation, person in member.items():
        if affiliation not in organization or former.get(affiliation) == "true":
            continue
        yield person, vocab.affiliatedWith, NamedNode(organization[affiliation])
        seen[person, organization[affiliation]].extend(dates.get(affiliation, ()))
    for affiliation, person in member.items():
        observed = seen.get((person, organization.get(affiliation, "")))
        if observed and former.get(affiliation) != "true":
            yield affiliation, vocab.firstObserved, _date(min(observed))
            yield affiliation, vocab.lastObserved, _date(max(observed))
    for affiliation, whole in read.pairs(vocab.withinOrganization):
        part = organization.get(affiliation)
        if part is not None and part != whole:
            yield part, vocab.org_subOrganizationOf, NamedNode(whole)


def _affiliation_dates(read: _Reader) -> dict[str, list[str]]:
    """The dates of the articles that an affiliation stands in."""
    published = read.one(vocab.schema_datePublished)
    found = {}
    for affiliation, spans in read.many(vocab.evidence).items():
        articles: Iterable[str] = {span.partition("#")[0] for span in spans}
        found[affiliation] = [published[article] for article in articles if article in published]
    return found


def _date(text: str) -> Literal:
    return Literal(text, datatype=NamedNode(vocab.xsd_date))
