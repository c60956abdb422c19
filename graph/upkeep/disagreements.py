"""Who disagrees with whom: opposed stances of two speakers toward one thing, and the statements with them.

    voices: Ann Lee for the tariff on 1 March; Bo Ekman against it on 5 March and on 20 May
    dispute(voices)  ->  one disagreement: Ann Lee, Bo Ekman, by the statements of 1 and 5 March

`dispute` is a pure function of the voices on one topic or entity: their order does not matter, and no other
topic has a bearing on it. Two statements are opposed if one is for the thing and one against it, their
speakers are different, and they lie within a window of days of each other, or are both undated and stand in
the same article. Of two speakers there is one disagreement for a thing, by the statements without a guess in
them that are nearest in time.

Where a thousand are for and a thousand against, there would be a million of them. So each speaker is held
against the five others alone that are nearest in time, which bounds the number by five for each speaker; all
others are counted, and so is what was left out.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal, NamedNode

from sayso.graph import iris, vocab
from sayso.graph.facts import Triple
from sayso.graph.mapping import decimal

__all__ = [
    "DEFAULT_WINDOW",
    "NEAREST",
    "Disagreement",
    "Dispute",
    "Voice",
    "counts",
    "dispute",
    "node_of",
    "speakers",
    "triples",
]

DEFAULT_WINDOW = 90
"""How many days may lie between two opposed statements."""

NEAREST = 5
"""With how many others, the nearest in time, each speaker is held to disagree over one thing, at least."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A statement by which somebody is for or against something; all names are IRIs.

    `over` is the topic or entity, `supports` the side; `date` is the effective date (ISO 8601) or None.
    `confidence` is that of statement and stance together. `guesses` are the bases
    (`vocab.DISAGREEMENT_BASES`, `vocab.TOPIC_BASES`) for which it is a guess; `others` are those who may
    have said it instead.
    """

    over: str
    supports: bool
    speaker: str
    statement: str
    stance: str
    article: str
    date: str | None
    confidence: float
    guesses: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two speakers over one thing: `supporter` is the one for it, `opponent` the one against it.

    `days` lie between the two; None where they are undated. `pairs` is how many pairs of opposed statements
    the two speakers have.
    """

    supporter: Voice
    opponent: Voice
    days: int | None
    pairs: int

    @property
    def confidence(self) -> float:
        """How sure it is that both are meant so: the product of the two."""
        return self.supporter.confidence * self.opponent.confidence

    @property
    def bases(self) -> tuple[str, ...]:
        """What it rests on, in order: how the two hang together, and what is a guess."""
        together = vocab.InSameArticle if self.days is None else vocab.ByDates
        return tuple(sorted({together, *self.supporter.guesses, *self.opponent.guesses}))


@dataclass(frozen=True, slots=True)
class Dispute:
    """All disagreements over one thing, by supporter and opponent.

    `pairs` is how many pairs of opposed statements there are in all.
    """

    over: str
    disagreements: tuple[Disagreement, ...]
    pairs: int

    @property
    def left_out(self) -> int:
        """The opposed pairs whose speakers are not held against each other: these have others nearer."""
        return self.pairs - sum(one.pairs for one in self.disagreements)


def dispute(
    over: str, voices: Iterable[Voice], *, window: int = DEFAULT_WINDOW, nearest: int = NEAREST
) -> Dispute:
    """Who disagrees over this thing, from the voices on it.

    `window` is in days. A statement that is both for and against it takes no part. Takes time by the number
    of voices, times `nearest` and a logarithm.
    """
    sides = _sides(voices)
    if not sides[True] or not sides[False]:
        return Dispute(over, (), 0)
    found = []
    for supporter, opponent in sorted(_chosen(sides, window, nearest)):
        one = _between(sides[True][supporter], sides[False][opponent], window)
        if one is not None:
            found.append(one)
    return Dispute(over, tuple(found), _pairs(sides, window))


def node_of(one: Disagreement, base: str = iris.DEFAULT_BASE) -> str:
    """The IRI of a disagreement: made of the names of its stances, and so of its statements and topic."""
    return f"{base}disagreement/{_local(one.supporter.stance)}--{_local(one.opponent.stance)}"


def triples(one: Disagreement, base: str = iris.DEFAULT_BASE) -> Iterator[Triple]:
    """What stands in the derived graph of a disagreement, but for `sayso:disagreesWith`."""
    name = node_of(one, base)
    yield name, vocab.rdf_type, NamedNode(vocab.Disagreement)
    for predicate, iri in (
        (vocab.over, one.supporter.over),
        (vocab.supporter, one.supporter.speaker),
        (vocab.opponent, one.opponent.speaker),
        (vocab.statementA, one.supporter.statement),
        (vocab.statementB, one.opponent.statement),
        (vocab.stanceA, one.supporter.stance),
        (vocab.stanceB, one.opponent.stance),
        *((vocab.basis, basis) for basis in one.bases),
    ):
        yield name, predicate, NamedNode(iri)
    if one.days is not None:
        yield name, vocab.daysBetween, _integer(one.days)
    yield name, vocab.opposedPairs, _integer(one.pairs)
    yield name, vocab.confidence, decimal(one.confidence)


def counts(dispute: Dispute) -> Iterator[Triple]:
    """How many opposed pairs there are over the thing, and how many of them are left out, if any."""
    if dispute.pairs:
        yield dispute.over, vocab.opposedPairs, _integer(dispute.pairs)
    if dispute.left_out:
        yield dispute.over, vocab.opposedPairsLeftOut, _integer(dispute.left_out)


def speakers(dispute: Dispute) -> set[tuple[str, str]]:
    """Who disagrees with whom, both ways."""
    one_way = {(one.supporter.speaker, one.opponent.speaker) for one in dispute.disagreements}
    return one_way | {(opponent, supporter) for supporter, opponent in one_way}


@dataclass(frozen=True, slots=True)
class _Best:
    """One voice for each day, the days being in order, and one for each undated article."""

    days: list[int]
    dated: dict[int, Voice]
    undated: dict[str, Voice]


class _Speech:
    """What is said on one side, by one speaker or by all of them."""

    def __init__(self, voices: Iterable[Voice]) -> None:
        self.voices = sorted(voices, key=_by_confidence)
        self.others = {name for voice in self.voices for name in voice.others}
        self.days: list[int] = []
        self.undated: dict[str, int] = defaultdict(int)
        for voice in self.voices:
            day = _day(voice)
            if day is None:
                self.undated[voice.article] += 1
            else:
                self.days.append(day)
        self.days.sort()
        self._best: dict[bool, _Best] = {}

    def best(self, *, sure: bool) -> "_Best":
        """The surest voice of each day and of each undated article; only those without a guess if `sure`."""
        if sure not in self._best:
            dated: dict[int, Voice] = {}
            undated: dict[str, Voice] = {}
            for voice in self.voices:
                if sure and voice.guesses:
                    continue
                day = _day(voice)
                if day is None:
                    undated.setdefault(voice.article, voice)
                else:
                    dated.setdefault(day, voice)
            self._best[sure] = _Best(sorted(dated), dated, undated)
        return self._best[sure]

    def not_by(self, speaker: str) -> "_Speech":
        """The same without what this speaker may have said instead."""
        if speaker not in self.others:
            return self
        return _Speech(voice for voice in self.voices if speaker not in voice.others)


_Sides = Mapping[bool, Mapping[str, _Speech]]


def _sides(voices: Iterable[Voice]) -> _Sides:
    """Both sides by speaker; a statement counts once, and not at all if it stands on both sides."""
    of: dict[tuple[str, str], dict[bool, Voice]] = defaultdict(dict)
    for voice in sorted(voices, key=_by_confidence):
        of[voice.statement, voice.speaker].setdefault(voice.supports, voice)
    found: dict[bool, dict[str, list[Voice]]] = {True: defaultdict(list), False: defaultdict(list)}
    for (_, speaker), sides in of.items():
        if len(sides) == 1:
            for supports, voice in sides.items():
                found[supports][speaker].append(voice)
    return {
        side: {speaker: _Speech(said) for speaker, said in sorted(by_speaker.items())}
        for side, by_speaker in found.items()
    }


_Near = dict[tuple[bool, str], dict[str, tuple[bool, int]]]


def _chosen(sides: _Sides, window: int, nearest: int) -> set[tuple[str, str]]:
    """The pairs of supporter and opponent of whom one is among the nearest to the other."""
    dated: dict[int, dict[bool, set[str]]] = defaultdict(lambda: {True: set(), False: set()})
    undated: dict[str, dict[bool, set[str]]] = defaultdict(lambda: {True: set(), False: set()})
    for side, by_speaker in sides.items():
        for speaker, speech in by_speaker.items():
            for day in speech.days:
                dated[day][side].add(speaker)
            for article in speech.undated:
                undated[article][side].add(speaker)
    near: _Near = defaultdict(dict)
    days = sorted(dated)
    _sweep(((day, dated[day]) for day in days), near, window, nearest)
    _sweep(((day, dated[day]) for day in reversed(days)), near, window, nearest)
    for article in sorted(undated):
        _sweep([(None, undated[article])], near, window, nearest)
    return {
        (speaker, other) if side else (other, speaker)
        for (side, speaker), others in near.items()
        for other in _trimmed(others, nearest)
    }


def _sweep(
    spoke: Iterable[tuple[int | None, Mapping[bool, set[str]]]], near: _Near, window: int, nearest: int
) -> None:
    """Notes for each who spoke the nearest others of the other side up to then.

    `spoke` goes by days, forwards or backwards; None is no day at all. Who spoke last stands last, so that
    the nearest are found without a look at the others.
    """
    last: dict[bool, dict[str, int]] = {True: {}, False: {}}
    for day, speakers in spoke:
        for side in (True, False):
            for speaker in sorted(speakers[side], reverse=True):
                last[side].pop(speaker, None)
                last[side][speaker] = day or 0
        for side in (True, False):
            for speaker in speakers[side]:
                others = near[side, speaker]
                left = nearest
                for other in reversed(last[not side]):
                    between = abs((day or 0) - last[not side][other])
                    if between > window or not left:
                        break
                    if other != speaker:
                        key = (day is None, between)
                        others[other] = min(others.get(other, key), key)
                        left -= 1
                if len(others) > 4 * nearest:
                    near[side, speaker] = _trimmed(others, nearest)


def _trimmed(others: Mapping[str, tuple[bool, int]], nearest: int) -> dict[str, tuple[bool, int]]:
    return {other: others[other] for other in sorted(others, key=lambda name: (others[name], name))[:nearest]}


def _between(one: _Speech, other: _Speech, window: int) -> Disagreement | None:
    """The disagreement of two speakers; None if whatever one said may have been said by the other."""
    supporter, opponent = one.voices[0].speaker, other.voices[0].speaker
    one, other = one.not_by(opponent), other.not_by(supporter)
    pairs = _opposed(one, other, window)
    if not pairs:
        return None
    for sure in (True, False):
        found = _nearest(one.best(sure=sure), other.best(sure=sure), window)
        if found is not None:
            return Disagreement(*found, pairs)
    raise AssertionError("opposed pairs without a nearest one")


def _nearest(one: _Best, other: _Best, window: int) -> tuple[Voice, Voice, int | None] | None:
    """The two voices nearest in time, the surest of these; undated ones if there are no dated ones."""
    found: list[tuple[int | None, Voice, Voice]] = []
    swapped = len(one.days) > len(other.days)
    fewer, more = (other, one) if swapped else (one, other)
    least = window
    for day in fewer.days:
        place = bisect_left(more.days, day)
        for near in more.days[max(place - 1, 0) : place + 1]:
            if abs(day - near) <= least:
                least = abs(day - near)
                on = (near, day) if swapped else (day, near)
                found.append((least, one.dated[on[0]], other.dated[on[1]]))
    if not found:
        few, many = sorted((one.undated, other.undated), key=len)
        found = [(None, one.undated[article], other.undated[article]) for article in few if article in many]
    if not found:
        return None
    days, supporter, opponent = min(found, key=_preferred)
    return supporter, opponent, days


def _preferred(pair: tuple[int | None, Voice, Voice]) -> tuple[int, float, str, str]:
    days, one, other = pair
    return days or 0, -one.confidence * other.confidence, one.statement, other.statement


def _pairs(sides: _Sides, window: int) -> int:
    """How many pairs of opposed statements there are, without a look at each."""
    one, other = (
        _Speech(voice for speech in sides[side].values() for voice in speech.voices) for side in (True, False)
    )
    found = _opposed(one, other, window)
    for speaker in sides[True].keys() & sides[False].keys():
        found -= _opposed(sides[True][speaker], sides[False][speaker], window)
    doubtful = {(speaker, name) for speaker, speech in sides[True].items() for name in speech.others}
    doubtful |= {(name, speaker) for speaker, speech in sides[False].items() for name in speech.others}
    for supporter, opponent in doubtful:
        if supporter != opponent and supporter in sides[True] and opponent in sides[False]:
            one, other = sides[True][supporter], sides[False][opponent]
            found -= _opposed(one, other, window)
            found += _opposed(one.not_by(opponent), other.not_by(supporter), window)
    return found


def _opposed(one: _Speech, other: _Speech, window: int) -> int:
    """How many pairs of them lie within the window, or are undated and in the same article."""
    fewer, more = sorted((one.days, other.days), key=len)
    found = sum(bisect_right(more, day + window) - bisect_left(more, day - window) for day in fewer)
    few, many = sorted((one.undated, other.undated), key=len)
    return found + sum(number * many[article] for article, number in few.items() if article in many)


def _day(voice: Voice) -> int | None:
    if voice.date is None:
        return None
    try:
        return date.fromisoformat(voice.date).toordinal()
    except ValueError:
        return None


def _by_confidence(voice: Voice) -> tuple[float, str, str]:
    return -voice.confidence, voice.statement, voice.stance


def _local(stance: str) -> str:
    return stance.rpartition("/")[2]


def _integer(number: int) -> Literal:
    return Literal(str(number), datatype=NamedNode(vocab.xsd_integer))
