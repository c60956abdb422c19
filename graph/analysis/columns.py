"""What a store says of statements, as columns of numbers: from SPARQL to arrays, with no graph between.

    columns = Columns(store)
    graph = columns.view("person-topic")        # arrays.EdgeArrays

Views that tie what a statement joins are products of two incidence matrices (statements by speakers, and
statements by topics), so that a statement counts once for a pair however often it is told. The same nodes,
ties and weights come out as from `views.project`; what a tie rests on is not read.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from pyoxigraph import NamedNode
from scipy import sparse  # type: ignore[import-untyped]  # scipy ships no types

from sayso.errors import SaysoError
from sayso.graph import tables, vocab
from sayso.graph.analysis import null_model
from sayso.graph.analysis.arrays import EdgeArrays, Floats, Ints, incidence, projection
from sayso.graph.analysis.periods import Slice
from sayso.graph.analysis.positions import Position, positions
from sayso.graph.tables import Queryable

__all__ = ["MOST_PAIRS", "Columns"]

MOST_PAIRS = 30_000_000
"""How many pairs a view of two in common may have at most, counting a pair for each thing they share."""

_Pairs = tuple[Ints, Ints]

_SPEAKERS = f"?s a <{vocab.Statement}> ; <{vocab.speaker}> "
_CHANNELS = (vocab.toldTo, vocab.interviewWith, vocab.reportedBy, vocab.postedOn, vocab.channel)


class Columns:
    """Pairs of things by number, each kind read from the store at its first use.

    `iris` are the names of the numbers. With a `time` only what lies in it is seen.
    """

    def __init__(self, store: Queryable, *, time: Slice | None = None) -> None:
        self._store = store
        self._time = time or Slice()
        self.iris: list[str] = []
        self._number: dict[str, int] = {}
        self._read: dict[str, _Pairs] = {}
        self._dates: dict[int, str] | None = None
        self._kinds: dict[int, str] | None = None
        self._positions: list[Position] | None = None

    def at(self, time: Slice) -> "Columns":
        """The same at another time; what was read once is not read again."""
        other = Columns(self._store, time=time)
        other.iris, other._number, other._read = self.iris, self._number, self._read
        other._dates, other._kinds, other._positions = self._dates, self._kinds, self._positions
        return other

    # -- what is read

    def number(self, iri: str) -> int:
        """The number of an IRI; a new one if it has none."""
        found = self._number.get(iri)
        if found is None:
            found = self._number[iri] = len(self.iris)
            self.iris.append(iri)
        return found

    def pairs(self, pattern: str) -> _Pairs:
        """All ?s and ?o of a pattern, over all time."""
        if pattern not in self._read:
            number = self.number
            found = [
                (number(one.value), number(other.value))
                for one, other in self._store.query(f"SELECT ?s ?o WHERE {{ {pattern} }}")
            ]
            columns = np.array(found, dtype=np.int64).reshape(-1, 2)
            self._read[pattern] = columns[:, 0].copy(), columns[:, 1].copy()
        return self._read[pattern]

    def values(self, pattern: str) -> Iterable[tuple[int, str]]:
        """All ?s of a pattern with the text of their ?o."""
        for one, value in self._store.query(f"SELECT ?s ?o WHERE {{ {pattern} }}"):
            yield self.number(one.value), value.value

    @property
    def dates(self) -> dict[int, str]:
        """The date of each statement: when it was said, or else when its article appeared."""
        if self._dates is None:
            found: dict[int, str] = {}
            for pattern in (
                f"?s <{vocab.article}>/<{vocab.schema_datePublished}> ?o",
                f"?s <{vocab.effectiveDate}> ?o",
                f"?s <{vocab.saidOn}> ?o",
            ):
                found.update(sorted(self.values(f"?s a <{vocab.Statement}> . {pattern}"), reverse=True))
            self._dates = found
        return self._dates

    @property
    def kinds(self) -> dict[int, str]:
        """What kind of speaker each is, as `tables.StatementRow.speaker_kind` has it."""
        if self._kinds is None:
            self._kinds = {}
            for kind, name in reversed(tables.SPEAKERS):
                self._kinds.update((number, name) for number, _ in self.values(f"?s a <{kind}> ; a ?o"))
        return self._kinds

    @property
    def positions(self) -> list[Position]:
        """Who is for or against what, statement by statement."""
        if self._positions is None:
            self._positions = positions(self._store)
        return self._positions

    def labels(self, iris: Iterable[str]) -> dict[str, str]:
        """The preferred name of each; of several the first in order; without one the last part of the IRI."""
        wanted = sorted({iri for iri in iris if iri})
        found: dict[str, str] = {}
        for begin in range(0, len(wanted), 1000):
            values = " ".join(str(NamedNode(iri)) for iri in wanted[begin : begin + 1000] if ":" in iri)
            query = f"SELECT ?s ?o WHERE {{ VALUES ?s {{ {values} }} ?s <{vocab.skos_prefLabel}> ?o }}"
            for iri, label in sorted((one.value, name.value) for one, name in self._store.query(query)):
                found.setdefault(iri, label)
        for iri in wanted:
            found.setdefault(iri, re.split(r"[/#]", iri)[-1].replace("-", " ") if ":" in iri else iri)
        return found

    def kind(self, iri: str) -> str:
        """What kind of node an IRI of a view is: a kind of speaker, or "topic"."""
        return self.kinds.get(self.number(iri), "topic")

    # -- what is in the time

    def speakers(self, *, persons: bool = False) -> _Pairs:
        """Statements and whoever said them; copies, which nobody is said to have said, are not among them."""
        statements, speakers = self._timely(self.pairs(f"{_SPEAKERS} ?o"))
        if persons:
            kinds = self.kinds
            chosen = np.array([kinds.get(speaker) == "person" for speaker in speakers.tolist()], dtype=bool)
            return statements[chosen], speakers[chosen]
        return statements, speakers

    def topics(self) -> _Pairs:
        """Statements and their topics."""
        return self.pairs(f"?s <{vocab.topicAssignment}>/<{vocab.topic}> ?o")

    def articles(self) -> _Pairs:
        """Statements and their articles."""
        return self.pairs(f"{_SPEAKERS} ?who ; <{vocab.article}> ?o")

    def outlets(self) -> _Pairs:
        """Statements and whoever published, relayed or carried them on."""
        patterns = (
            f"?s <{vocab.article}>/<{vocab.publishedBy}> ?o",
            f"?s <{vocab.carriedIn}>/<{vocab.publishedBy}> ?o",
            *(f"?s <{channel}> ?o" for channel in _CHANNELS),
        )
        return _joined([self.pairs(f"{_SPEAKERS} ?who . {pattern}") for pattern in patterns])

    def capacities(self) -> _Pairs:
        """Statements and the organisations that their speakers spoke for."""
        return self.pairs(f"{_SPEAKERS} ?who ; <{vocab.inCapacity}>/<{vocab.org_organization}> ?o")

    def publishers(self) -> _Pairs:
        """Statements and the outlets that published their articles."""
        return self._timely(self.pairs(f"{_SPEAKERS} ?who ; <{vocab.article}>/<{vocab.publishedBy}> ?o"))

    def organization_kinds(self) -> _Pairs:
        """Statements and the kinds of the organisations that speak, or are spoken for."""
        kind = f"<{vocab.organizationKind}> ?o"
        return _joined(
            [
                self._timely(self.pairs(f"{_SPEAKERS}/{kind}")),
                self._timely(
                    self.pairs(f"{_SPEAKERS} ?who ; <{vocab.inCapacity}>/<{vocab.org_organization}>/{kind}")
                ),
            ]
        )

    def places(self) -> _Pairs:
        """Statements and the places that their articles tie the speaker to, or else who is spoken for."""
        place = f"<{vocab.place}> ?o"
        own = self.pairs(f"{_SPEAKERS} ?who ; <{vocab.speakerAppearance}>/{place}")
        posts = f"<{vocab.capacityGiven}>/<{vocab.organizationAppearance}>/{place}"
        others = self.pairs(f"{_SPEAKERS} ?who ; {posts}")
        rest = ~np.isin(others[0], own[0])
        return self._timely(_joined([own, (others[0][rest], others[1][rest])]))

    def carriers(self) -> _Pairs:
        """Statements and the further articles that carry them on."""
        return self._timely(self.pairs(f"{_SPEAKERS} ?who ; <{vocab.carriedIn}> ?o"))

    def _timely(self, pairs: _Pairs) -> _Pairs:
        if not self._time.is_bounded:
            return pairs
        dates = self.dates
        chosen = np.array([self._time.holds(dates.get(one)) for one in pairs[0].tolist()], dtype=bool)
        return pairs[0][chosen], pairs[1][chosen]

    def matrix(self, pairs: _Pairs) -> Any:
        """Pairs as an incidence matrix over all numbers: 1 where there is one."""
        return incidence(*pairs, (len(self.iris), len(self.iris)))

    def common(self, left: _Pairs, right: _Pairs) -> tuple[Ints, Ints, Floats]:
        """Which right sides share statements with which left sides, and how many."""
        shared = (self.matrix(left).T @ self.matrix(right)).tocoo()
        return shared.row.astype(np.int64), shared.col.astype(np.int64), shared.data.astype(np.float64)

    # -- views

    def view(self, name: str) -> EdgeArrays:
        """The arrays of a view. Raises `SaysoError` for what is no view, and for too many ties."""
        if name not in _VIEWS:
            raise SaysoError(f"no view {name!r}; there are {', '.join(_VIEWS)}")
        return _VIEWS[name](self)

    def arrays(self, parts: Iterable[tuple[Ints, Ints, Floats]]) -> EdgeArrays:
        """Ties by number as a graph: nodes by IRI, ties of a pair as one, weighing at least 1."""
        source, target, weight = (np.concatenate(columns) for columns in zip(*parts, strict=True))
        ends = np.concatenate([source, target])
        used = np.unique(ends)
        order = sorted(used.tolist(), key=self.iris.__getitem__)
        place = np.zeros(len(self.iris), dtype=np.int64)
        place[order] = np.arange(len(order))
        low, high = np.minimum(place[source], place[target]), np.maximum(place[source], place[target])
        keys, at = np.unique(low * max(len(order), 1) + high, return_inverse=True)
        sums = np.bincount(at, weight, len(keys))
        return EdgeArrays(
            tuple(self.iris[number] for number in order),
            keys // max(len(order), 1),
            keys % max(len(order), 1),
            np.maximum(sums, 1.0),
        )

    def in_common(self, pairs: _Pairs) -> EdgeArrays:
        """Members tied by what they have in common, with what chance alone would give.

        Raises `SaysoError` where there would be more than `MOST_PAIRS`.
        """
        members = np.array(sorted(set(pairs[0].tolist()), key=self.iris.__getitem__), dtype=np.int64)
        matrix = self.matrix(pairs)[members]
        sizes = np.bincount(matrix.indices)
        ties = int((sizes * (sizes - 1) // 2).sum())
        if ties > MOST_PAIRS:
            raise SaysoError(f"two in common make {ties:,} pairs: narrow the time with --from and --to")
        one, other, shared = projection(matrix)
        expected, z_score, p_value = null_model.fit(matrix).compare(one, other, shared)
        tied = np.unique(np.concatenate([one, other]))
        place = np.zeros(len(members), dtype=np.int64)
        place[tied] = np.arange(len(tied))
        nodes = tuple(self.iris[number] for number in members[tied].tolist())
        return EdgeArrays(
            nodes, place[one], place[other], shared, expected=expected, z_score=z_score, p_value=p_value
        )


def _joined(parts: Iterable[_Pairs]) -> _Pairs:
    columns = list(parts)
    return np.concatenate([one for one, _ in columns]), np.concatenate([other for _, other in columns])


def _speaker_topic(columns: Columns) -> EdgeArrays:
    return columns.arrays([columns.common(columns.speakers(), columns.topics())])


def _person_topic(columns: Columns) -> EdgeArrays:
    return columns.arrays([columns.common(columns.speakers(persons=True), columns.topics())])


def _outlet_speaker(columns: Columns) -> EdgeArrays:
    outlets, speakers, weight = columns.common(columns.outlets(), columns.speakers())
    others = outlets != speakers  # whoever speaks for itself is not quoted
    return columns.arrays([(outlets[others], speakers[others], weight[others])])


def _affiliations(columns: Columns, *, wholes_alone: bool = False) -> list[tuple[Ints, Ints, Floats]]:
    """Ties of persons to organisations, and of these to what they are part of, in the time."""
    start = f"?s a <{vocab.Affiliation}> ; <{vocab.org_member}>"
    of, organizations = columns.pairs(f"{start} ?who ; <{vocab.org_organization}> ?o")
    time = columns._time
    if time.is_bounded:
        spans: dict[int, tuple[str, str]] = {}
        context = f"<{vocab.evidence}>/<{vocab.nif_referenceContext}>/<{vocab.schema_datePublished}>"
        for number, day in sorted(columns.values(f"{start} ?who ; {context} ?o"), reverse=True):
            spans[number] = day, day
        for name, place in ((vocab.firstObserved, 0), (vocab.lastObserved, 1)):
            for number, day in columns.values(f"{start} ?who ; <{name}> ?o"):
                first, last = spans.get(number, (day, day))
                spans[number] = (day, last) if place == 0 else (first, day)
        chosen = np.array(
            [number in spans and time.holds(*spans[number]) for number in of.tolist()], dtype=bool
        )
        of, organizations = of[chosen], organizations[chosen]
    whole: dict[int, int] = {}
    for part, one in sorted(
        zip(
            *(side.tolist() for side in columns.pairs(f"?s <{vocab.org_subOrganizationOf}> ?o")), strict=True
        ),
        key=lambda pair: columns.iris[pair[1]],
    ):
        whole.setdefault(part, one)
    seen: set[int] = set()
    waiting = sorted(set(organizations.tolist()))
    ties: list[tuple[int, int]] = []
    while waiting:
        part = waiting.pop()
        if part not in seen:
            seen.add(part)
            if part in whole:
                if whole[part] != part:
                    ties.append((part, whole[part]))
                waiting.append(whole[part])
    parts = np.array(ties, dtype=np.int64).reshape(-1, 2)
    found = [(parts[:, 0], parts[:, 1], np.zeros(len(parts)))]
    if not wholes_alone:
        members = columns.pairs(f"?s a <{vocab.Affiliation}> ; <{vocab.org_member}> ?o")
        persons, places, counted = columns.common(members, (of, organizations))
        found.append((persons, places, np.zeros(len(counted))))
    return found


def _person_organization(columns: Columns) -> EdgeArrays:
    said = columns.common(columns.speakers(), columns.capacities())
    return columns.arrays([*_affiliations(columns), said])


def _organization_hierarchy(columns: Columns) -> EdgeArrays:
    return columns.arrays(_affiliations(columns, wholes_alone=True))


def _overview(columns: Columns) -> EdgeArrays:
    about = columns.common(columns.speakers(), columns.topics())
    said = columns.common(columns.speakers(), columns.capacities())
    return columns.arrays([about, *_affiliations(columns), said])


def _co_topic(columns: Columns) -> EdgeArrays:
    persons, topics, _ = columns.common(columns.speakers(persons=True), columns.topics())
    return columns.in_common((persons, topics))


def _co_quoted(columns: Columns) -> EdgeArrays:
    persons, articles, _ = columns.common(columns.speakers(persons=True), columns.articles())
    return columns.in_common((persons, articles))


def _topic_topic(columns: Columns) -> EdgeArrays:
    statements = columns.speakers()[0]
    of, topics = columns.topics()
    said = np.isin(of, statements)
    return columns.in_common((topics[said], of[said]))


def _agreement(columns: Columns) -> EdgeArrays:
    speaker = dict(zip(*(side.tolist() for side in columns.speakers()), strict=True))
    sides: dict[tuple[int, int], int] = {}
    for position in columns.positions:
        who = speaker.get(columns.number(position.statement))
        if who is not None:
            key = who, columns.number(position.over)
            sides[key] = sides.get(key, 0) + position.side
    taken = [(who, over, side) for (who, over), side in sides.items() if side]
    members = sorted({who for who, _, _ in taken}, key=columns.iris.__getitem__)
    place = {number: at for at, number in enumerate(members)}
    rows = np.array([place[who] for who, _, _ in taken], dtype=np.int64)
    things = np.array([over for _, over, _ in taken], dtype=np.int64)
    values = np.sign(np.array([side for *_, side in taken], dtype=np.float64))
    matrix = sparse.csr_array((values, (rows, things)), (len(members), len(columns.iris)))
    one, other, weight = projection(abs(matrix))
    balance = (matrix @ matrix.T).tocsr()
    net = np.asarray(balance[one, other], dtype=np.float64).ravel() if len(one) else np.zeros(0)
    tied = np.unique(np.concatenate([one, other]))
    at = np.zeros(len(members), dtype=np.int64)
    at[tied] = np.arange(len(tied))
    nodes = tuple(columns.iris[members[number]] for number in tied.tolist())
    return EdgeArrays(nodes, at[one], at[other], weight, net=net)


_VIEWS: dict[str, Callable[[Columns], EdgeArrays]] = {
    "person-topic": _person_topic,
    "person-organization": _person_organization,
    "outlet-speaker": _outlet_speaker,
    "speaker-topic": _speaker_topic,
    "overview": _overview,
    "organization-hierarchy": _organization_hierarchy,
    "topic-topic": _topic_topic,
    "co-topic": _co_topic,
    "co-quoted": _co_quoted,
    "agreement": _agreement,
}
