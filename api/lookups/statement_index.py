"""All statements in the order of lists, and for every value of a filter which of them have it.

It is made once for a state of the graph, by a scan of some twenty properties: at a million triples in half
a second. A statement is a number here: its place in the list, the newest first.
"""

import contextlib
import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Protocol

import pyoxigraph as ox

from sayso.errors import QueryError
from sayso.graph import vocab
from sayso.graph.facts import Facts
from sayso.graph.store import Store

__all__ = ["StatementIndex", "check_period", "order_of"]

_CHANNELS = (vocab.toldTo, vocab.interviewWith, vocab.postedOn, vocab.reportedBy)
_OUTLETS = frozenset({vocab.Outlet, vocab.Platform})

# filters whose values are those of one property
_PLAIN: Mapping[str, str] = {
    "speaker": vocab.speaker,
    "article": vocab.article,
    "quote_type": vocab.quoteType,
    "cue_type": vocab.cueType,
    "certainty": vocab.certainty,
    "polarity": vocab.polarity,
    "review_status": vocab.reviewStatus,
}


def order_of(date: str | None, iri: str) -> tuple[int, str]:
    """What lists of dated things are in the order of: the newest first, undated ones last, then by IRI."""
    digits = re.sub(r"\D", "", date or "")[:8]
    return (-int(digits.ljust(8, "0")) if digits else 0), iri


def check_period(since: str | None, until: str | None) -> None:
    """Raises QueryError for a day that no calendar has, and for a time that ends before it begins."""
    for name, text in (("since", since), ("until", until)):
        try:
            date.fromisoformat(((text or "2025") + "-01-01")[:10])
        except ValueError as error:
            raise QueryError(
                f"{name} cannot be read: {(text or '')[:40]!r} is no day, month or year; give one such as "
                "2025-05-31, 2025-05 or 2025"
            ) from error
    if since and until:
        shared = min(len(since), len(until))
        if since[:shared] > until[:shared]:
            raise QueryError(f"since {since} is after until {until}: give the earlier one as since")


class StatementIndex:
    """The statements that are no copies.

    `iris` and `dates` are in the order of lists; `speakers`, `topics`, `outlets` and `articles` are those of
    each statement: an outlet is one that published it, carried it, or was told it. The keys of `where` are a
    filter and a value, such as ("speaker", IRI). With `only` it is an index of these statements alone, read
    one by one, which is quicker for a few on the disk.
    """

    def __init__(self, store: Store, only: Iterable[str] | None = None) -> None:
        handle = store.handle
        self._facts = Facts(handle)
        same: dict[str, str] = {}  # one string for one IRI

        def pairs(predicate: str, subjects: Iterable[str] | None = None) -> Iterable[tuple[str, str]]:
            nodes: Iterable[ox.NamedNode | None] = [None]
            if only is not None:
                nodes = _nodes(found if subjects is None else subjects)
            for node in nodes:
                for quad in handle.quads_for_pattern(node, ox.NamedNode(predicate), None, None):
                    own, value = quad.subject, quad.object
                    if isinstance(own, ox.NamedNode) and isinstance(value, ox.NamedNode | ox.Literal):
                        yield same.setdefault(own.value, own.value), same.setdefault(value.value, value.value)

        kind = ox.NamedNode(vocab.Statement)
        if only is not None:
            found = set(only)
            found = {iri for iri, of in pairs(vocab.rdf_type) if of == vocab.Statement}
        else:
            typed = handle.quads_for_pattern(None, ox.NamedNode(vocab.rdf_type), kind, None)
            found = {quad.subject.value for quad in typed if isinstance(quad.subject, ox.NamedNode)}
        found -= {subject for subject, _ in pairs(vocab.copyOf)}
        dates = dict(pairs(vocab.effectiveDate)) | dict(pairs(vocab.saidOn))
        self.iris = sorted(found, key=lambda iri: order_of(dates.get(iri), iri))
        self.dates = [dates.get(iri) for iri in self.iris]
        self.number = {iri: number for number, iri in enumerate(self.iris)}
        self.where: dict[tuple[str, str], array[int]] = {}
        count = len(self.iris)
        self.speakers: list[tuple[str, ...]] = [()] * count
        self.topics: list[tuple[str, ...]] = [()] * count
        self.outlets: list[tuple[str, ...]] = [()] * count
        self.articles: list[str] = [""] * count
        self._collected: dict[tuple[str, str], set[int]] = {}
        for field, predicate in _PLAIN.items():
            for iri, value in pairs(predicate):
                number = self._post(field, value, iri)
                if number is not None and field == "speaker":
                    self.speakers[number] = _with(self.speakers[number], value)
                elif number is not None and field == "article":
                    self.articles[number] = value
        self._read_topics(pairs)
        self._read_stances(pairs)
        self._read_places(pairs)
        self._read_outlets(pairs)
        for predicate in (vocab.continues, vocab.possibleSpeaker):
            for iri, _ in pairs(predicate):
                self._post("guess", "yes", iri)
        for key in sorted(self._collected):
            self.where[key] = array("I", sorted(self._collected[key]))
        del self._collected, self._facts

    def having(self, field: str, values: Iterable[str]) -> set[int]:
        """The numbers of the statements that have one of these values."""
        found: set[int] = set()
        for value in values:
            found.update(self.where.get((field, value), ()))
        return found

    @property
    def rejected(self) -> set[int]:
        """The numbers of those that a reader has rejected."""
        return self.having("review_status", [vocab.Rejected])

    @property
    def guesses(self) -> set[int]:
        """The numbers of those of which something is a guess."""
        return self.having("guess", ["yes"])

    def dated(self, since: str | None, until: str | None) -> range:
        """The numbers of those said in this time, both ends included; an end may be a year or a month.

        Raises QueryError for what is no time.
        """
        check_period(since, until)
        wanted = [
            number
            for number, date in enumerate(self.dates)
            if date
            and (not since or date[: len(since)] >= since)
            and (not until or date[: len(until)] <= until)
        ]
        return range(wanted[0], wanted[-1] + 1) if wanted else range(0)

    def after(self, date: str | None, iri: str) -> int:
        """The first number behind a statement, which need not be there any more."""
        return bisect_right(self.iris, order_of(date, iri), key=_Key(self))

    def _post(self, field: str, value: str, iri: str) -> int | None:
        number = self.number.get(iri)
        if number is not None:
            self._collected.setdefault((field, value), set()).add(number)
        return number

    def _read_topics(self, pairs: "_Pairs") -> None:
        assigned = list(pairs(vocab.topicAssignment))
        nodes = [node for _, node in assigned]
        topic = dict(pairs(vocab.topic, nodes))
        basis = dict(pairs(vocab.basis, nodes))
        rule = dict(pairs(vocab.rule, nodes))
        for iri, node in assigned:
            about = topic.get(node)
            if about is None:
                continue
            number = self._post("topic", about, iri)
            if number is None:
                continue
            self.topics[number] = _with(self.topics[number], about)
            self._post("basis", basis.get(node, ""), iri)
            self._post(f"topic by {basis.get(node, '')}", about, iri)
            if basis.get(node) in (vocab.InContext, vocab.InHeading) or rule.get(node) == "meaning":
                self._post("guess", "yes", iri)

    def _read_stances(self, pairs: "_Pairs") -> None:
        held = list(pairs(vocab.stance))
        nodes = [node for _, node in held]
        toward = dict(pairs(vocab.toward, nodes))
        polarity = dict(pairs(vocab.stancePolarity, nodes))
        for iri, node in held:
            self._post("stance", polarity.get(node, ""), iri)
            self._post(f"stance {polarity.get(node, '')}", toward.get(node, ""), iri)

    def _read_places(self, pairs: "_Pairs") -> None:
        capacities = list(pairs(vocab.inCapacity))
        places: dict[str, list[str]] = {}
        for predicate in (vocab.org_organization, vocab.withinOrganization):
            for node, place in pairs(predicate, [node for _, node in capacities]):
                places.setdefault(node, []).append(place)
        for iri, node in capacities:
            for place in places.get(node, ()):
                self._post("organization", place, iri)

    def _read_outlets(self, pairs: "_Pairs") -> None:
        carriers = list(pairs(vocab.carriedIn))
        publishers: dict[str, list[str]] = {}
        articles = [*self.articles, *(article for _, article in carriers)]
        for article, outlet in pairs(vocab.publishedBy, filter(None, articles)):
            publishers.setdefault(article, []).append(outlet)
        for number, article in enumerate(self.articles):
            for outlet in publishers.get(article, ()):
                self._collected.setdefault(("outlet", outlet), set()).add(number)
                self.outlets[number] = _with(self.outlets[number], outlet)
        for iri, article in carriers:
            self._post("article", article, iri)
            for outlet in publishers.get(article, ()):
                carried = self._post("outlet", outlet, iri)
                if carried is not None:
                    self.outlets[carried] = _with(self.outlets[carried], outlet)
        told = [pair for predicate in _CHANNELS for pair in pairs(predicate)]
        media = {medium for medium in dict.fromkeys(medium for _, medium in told) if self._is_outlet(medium)}
        for iri, medium in told:
            self._post("channel", medium, iri)
            heard = self._post("outlet", medium, iri)
            if heard is not None and medium in media:
                self.outlets[heard] = _with(self.outlets[heard], medium)

    def _is_outlet(self, iri: str) -> bool:
        """Whether it is an outlet or a platform: words come also through others, who are no outlets."""
        return not _OUTLETS.isdisjoint(self._facts.values(iri, vocab.rdf_type))


def _nodes(iris: Iterable[str]) -> Iterator[ox.NamedNode]:
    for iri in dict.fromkeys(iris):
        with contextlib.suppress(ValueError):  # what is no IRI has no properties
            yield ox.NamedNode(iri)


class _Pairs(Protocol):
    def __call__(
        self, predicate: str, subjects: Iterable[str] | None = None
    ) -> Iterable[tuple[str, str]]: ...


class _Key:
    """The order of the statement with an IRI, for bisecting."""

    def __init__(self, index: StatementIndex) -> None:
        self._index = index

    def __call__(self, iri: str) -> tuple[int, str]:
        return order_of(self._index.dates[self._index.number[iri]], iri)


def _with(values: Sequence[str], value: str) -> tuple[str, ...]:
    return tuple(values) if value in values else (*values, value)
