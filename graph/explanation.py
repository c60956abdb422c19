"""An extraction laid out for reading: the text in marked stretches, and a numbered entry a statement.

    >>> explanation = explain(extraction)                        # doctest: +SKIP
    >>> explanation.blocks[1].entries[0].chain                   # doctest: +SKIP
    (Step(words='He', span=(310, 312), basis='pronoun'), Step(words='Mei Duan', span=(12, 20), basis=None))

It shows what was extracted and adds nothing. The terminal and the page draw the same from it.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from sayso.graph.model import Affiliation, Article, Entity, Extraction, Span, Statement, Unit
from sayso.graph.topics.scheme import TopicScheme

__all__ = ["Block", "Entry", "Explanation", "Fact", "Mark", "Segment", "Speaker", "Step", "explain"]

PARTS = ("content", "source", "cue", "name")
"""What a mark can be, the outer first where two begin together; "name" is where a pronoun's name stands."""

CHANNELS = {
    "told-to": "told to",
    "interview-with": "in an interview with",
    "posted-on": "posted on",
    "reported-by": "reported by",
}
BASES = {
    "own-words": "own words",
    "sentence": "rest of the sentence",
    "neighbouring-sentence": "sentence before: a guess",
    "heading": "heading: a guess",
}
_TOGETHER = 6  # units: what a statement joins over more than these stays apart, so that its entries stay near
_LONGEST_WORDS = 90  # characters of a source in an entry


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch that is the `part` of the statements with these numbers; several may share one source."""

    start: int
    end: int
    part: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text with the same `marks` all over, the outermost first; `between` units or in one."""

    start: int
    end: int
    text: str
    marks: tuple[Mark, ...]
    between: bool

    @property
    def opening(self) -> tuple[Mark, ...]:
        """The marks that begin here."""
        return tuple(mark for mark in self.marks if mark.start == self.start)


@dataclass(frozen=True, slots=True)
class Step:
    """Words on the way from a source to who it is; `basis` is how they lead on to the next."""

    words: str
    span: Span | None
    basis: str | None


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing to know of a statement; `doubtful` where it is a guess, or less than plainly asserted."""

    label: str
    text: str
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A statement with its number in the article, and what its ids stand for.

    `speaker` is None where nobody can be named. `chain` leads from the source's words to the fullest name;
    `inside` are the numbers of the statements whose content it stands in. `traits` are said of every
    statement, `facts` are what is to be said of this one besides; both are in words.
    """

    number: int
    statement: Statement
    speaker: str | None
    speaker_kind: str | None
    roles: tuple[str, ...]
    chain: tuple[Step, ...]
    inside: tuple[int, ...]
    traits: tuple[Fact, ...]
    facts: tuple[Fact, ...]

    @property
    def guess(self) -> bool:
        """Whether it only goes on from another statement, without a cue."""
        return self.statement.continues is not None


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or several that one statement goes through, with the entries of what is said there.

    `kind` is a unit's; the blocks together are the whole text.
    """

    kind: str
    segments: tuple[Segment, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody with the numbers of what they are reported to have said; `name` is None for nobody named."""

    name: str | None
    kind: str | None
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """An article as `explain` lays it out. `hidden` statements were below the least confidence."""

    article: Article
    blocks: tuple[Block, ...]
    speakers: tuple[Speaker, ...]
    hidden: int
    run: str
    run_facts: tuple[tuple[str, str], ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries of all blocks, by number."""
        return tuple(sorted((e for block in self.blocks for e in block.entries), key=lambda e: e.number))


def explain(
    extraction: Extraction, *, scheme: TopicScheme | None = None, least_confidence: float = 0.0
) -> Explanation:
    """Lay out an extraction; its statements are numbered from 1 in the order in which they begin.

    `scheme` gives topics their labels. Statements below `least_confidence` are counted and left out. Spans
    that reach out of the text are cut off at its end: a record may have been written by somebody else.
    """
    text = extraction.article.text
    shown = [one for one in extraction.statements if one.confidence >= least_confidence]
    shown.sort(key=lambda statement: (_extent(statement), statement.id))
    told = _Telling(extraction, shown, scheme)
    chains = [told.chain(statement) for statement in shown]
    marks = _marks(shown, chains, len(text))
    units = _units(extraction.article)
    edges = _block_edges(units, shown, len(text))
    segments = list(_segments(text, marks, units, edges))
    starts = [segment.start for segment in segments]
    entries: list[Entry] = []
    for number, (statement, chain) in enumerate(zip(shown, chains, strict=True), start=1):
        inside = _inside(number, statement, segments, starts)
        entries.append(told.entry(number, statement, chain, inside))
    return Explanation(
        article=extraction.article,
        blocks=tuple(_blocks(units, edges, segments, entries)),
        speakers=_speakers(entries),
        hidden=len(extraction.statements) - len(shown),
        run=extraction.run,
        run_facts=extraction.run_facts,
    )


def _extent(statement: Statement) -> Span:
    spans = (*statement.source, *statement.cue, *statement.content)
    return min(start for start, _ in spans), max(end for _, end in spans)


# -- text ------------------------------------------------------------------------------------------------


def _marks(shown: Sequence[Statement], chains: Sequence[Sequence[Step]], length: int) -> list[Mark]:
    """All marks in the order in which they open: by start, the longer first."""
    numbers: dict[tuple[int, int, str], list[int]] = {}
    for number, (statement, chain) in enumerate(zip(shown, chains, strict=True), start=1):
        names = [step.span for step in chain if step.span is not None and step.span not in statement.source]
        for part, spans in zip(
            PARTS, (statement.content, statement.source, statement.cue, names), strict=True
        ):
            for start, end in spans:
                place = max(0, start), min(end, length), part
                if place[0] < place[1] and number not in numbers.setdefault(place, []):
                    numbers[place].append(number)
    marks = [Mark(*place, tuple(those)) for place, those in numbers.items()]
    return sorted(marks, key=lambda mark: (mark.start, -mark.end, PARTS.index(mark.part)))


def _units(article: Article) -> tuple[Unit, ...]:
    """The article's units, or the whole text as one: records of others may have none."""
    length = len(article.text)
    found: list[Unit] = []
    for unit in sorted(article.units, key=lambda unit: unit.start):
        start, end = max(unit.start, found[-1].end if found else 0), min(unit.end, length)
        if start < end:
            found.append(Unit(unit.kind, start, end))
    return tuple(found) or (Unit("paragraph", 0, length),)


def _block_edges(units: Sequence[Unit], shown: Sequence[Statement], length: int) -> list[int]:
    """Where blocks begin and the last one ends: before each unit, but for what a statement holds together."""
    starts = [unit.start for unit in units]
    joins = [0] * (len(units) + 1)  # how many more statements than before hold a unit to the one before it
    for statement in shown:
        start, end = _extent(statement)
        first = max(0, bisect_right(starts, start) - 1)
        last = max(first, bisect_right(starts, end - 1) - 1)
        if last - first <= _TOGETHER:
            joins[min(first + 1, len(units))] += 1
            joins[last + 1] -= 1
    held = list(accumulate(joins))
    return [0, *(starts[n] for n in range(1, len(units)) if not held[n]), length]


def _segments(
    text: str, marks: Sequence[Mark], units: Sequence[Unit], edges: Sequence[int]
) -> Iterator[Segment]:
    """The text, cut at every edge of a mark, unit or block: in order, without gap or overlap."""
    cuts = {0, len(text), *edges}
    cuts.update(edge for mark in marks for edge in (mark.start, mark.end))
    cuts.update(edge for unit in units for edge in (unit.start, unit.end))
    places = sorted(cuts)
    coming = iter(marks)
    following = next(coming, None)
    active: list[Mark] = []
    starts = [unit.start for unit in units]
    for start, end in pairwise(places):
        active = [mark for mark in active if mark.end > start]
        while following is not None and following.start == start:
            active.append(following)
            following = next(coming, None)
        unit = units[max(0, bisect_right(starts, start) - 1)]
        yield Segment(start, end, text[start:end], tuple(active), not unit.start <= start < unit.end)


def _inside(
    number: int, statement: Statement, segments: Sequence[Segment], starts: Sequence[int]
) -> tuple[int, ...]:
    """The statements in whose content this one's cue stands, the innermost last."""
    if not statement.cue or not segments:
        return ()
    segment = segments[max(0, bisect_right(starts, statement.cue[0][0]) - 1)]
    around = [mark for mark in segment.marks if mark.part == "content" and number not in mark.numbers]
    return tuple(dict.fromkeys(n for mark in around for n in mark.numbers))


def _blocks(
    units: Sequence[Unit], edges: Sequence[int], segments: Sequence[Segment], entries: Sequence[Entry]
) -> Iterator[Block]:
    kinds = [(unit.start, unit.kind) for unit in units]
    inner: list[list[Segment]] = [[] for _ in edges[1:]]
    for segment in segments:
        inner[bisect_right(edges, segment.start, hi=len(edges) - 1) - 1].append(segment)
    own: list[list[Entry]] = [[] for _ in edges[1:]]
    for entry in entries:
        own[max(0, bisect_right(edges, _extent(entry.statement)[0], hi=len(edges) - 1) - 1)].append(entry)
    place = 0
    for start, end, pieces, those in zip(edges, edges[1:], inner, own, strict=False):
        held = set()
        while place < len(kinds) and (kinds[place][0] < end or end == edges[-1]):
            held.add(kinds[place][1])
            place += 1
        if start < end or those:
            kind = next(iter(held)) if len(held) == 1 else "paragraph"
            yield Block(kind, tuple(pieces), tuple(those))


def _speakers(entries: Iterable[Entry]) -> tuple[Speaker, ...]:
    """Who speaks, in the order of their first statements; nobody named comes last."""
    found: dict[str | None, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.statement.speaker_id, []).append(entry)
    ordered = sorted(found.items(), key=lambda pair: pair[0] is None)
    return tuple(
        Speaker(those[0].speaker, those[0].speaker_kind, tuple(entry.number for entry in those))
        for _, those in ordered
    )


# -- entries ---------------------------------------------------------------------------------------------


class _Telling:
    """Turns the ids of an extraction into names and words."""

    def __init__(
        self, extraction: Extraction, shown: Sequence[Statement], scheme: TopicScheme | None
    ) -> None:
        self._text = extraction.article.text
        self._entities = {entity.id: entity for entity in extraction.entities}
        self._affiliations = extraction.affiliations
        self._shown = shown
        self._number = {statement.id: number for number, statement in enumerate(shown, start=1)}
        self._scheme = scheme

    def entry(
        self, number: int, statement: Statement, chain: tuple[Step, ...], inside: tuple[int, ...]
    ) -> Entry:
        speaker = self._entities.get(statement.speaker_id or "")
        held = [self._affiliations[n] for n in statement.capacity if n < len(self._affiliations)]
        return Entry(
            number=number,
            statement=statement,
            speaker=self._name(statement.speaker_id) if statement.speaker_id else None,
            speaker_kind=speaker.kind.replace("-", " ") if speaker else None,
            roles=tuple(dict.fromkeys(role for one in held if (role := self._role(one)))),
            chain=chain,
            inside=inside,
            traits=(
                Fact("quote type", statement.quote_type),
                Fact("cue type", statement.cue_type),
                Fact("certainty", statement.certainty, statement.certainty != "certain"),
                Fact("polarity", statement.polarity, statement.polarity != "affirmative"),
                Fact("rule", statement.rule or "not said"),
            ),
            facts=tuple(self._facts(statement, inside)),
        )

    def chain(self, statement: Statement) -> tuple[Step, ...]:
        """From the source's words over the mention it goes back to, to where the fullest name stands."""
        steps = [
            Step(self._words(span), span, statement.coreference if span is statement.source[-1] else None)
            for span in statement.source
        ]
        entity = self._entities.get(statement.speaker_id or statement.possible_speaker_id or "")
        antecedent = statement.antecedent
        if antecedent is not None and not any(_overlap(antecedent, span) for span in statement.source):
            steps.append(Step(self._words(antecedent), antecedent, None))
        if entity is None or any(_folded(entity.name) in _folded(step.words) for step in steps):
            return tuple(steps)
        whole = self._whole_name(entity)
        if whole is not None and whole not in (step.span for step in steps):
            if steps and steps[-1].span == antecedent:
                steps[-1] = Step(steps[-1].words, antecedent, "short for")
            steps.append(Step(self._words(whole), whole, None))
        return tuple(steps)

    def _whole_name(self, entity: Entity) -> Span | None:
        """Where an entity stands by its full name first."""
        name = _folded(entity.name)
        return next((span for span in entity.mentions if _folded(self._words(span)) == name), None)

    def _facts(self, statement: Statement, inside: tuple[int, ...]) -> Iterator[Fact]:
        if statement.possible_speaker_id:
            yield Fact("perhaps", self._name(statement.possible_speaker_id), True)
        if statement.continues is not None:
            other = self._number.get(statement.continues)
            source = f"from {other}" if other else "from a statement that is not shown"
            yield Fact("a guess", f"goes on {source} without a cue", True)
        relay = statement.relayed_by_id
        if relay or inside:
            whose = [n for n in inside if not relay or self._shown[n - 1].speaker_id == relay] or inside
            within = f"inside {', '.join(map(str, whose))}" if whose else ""
            by = f"by {self._name(relay)}" if relay else ""
            yield Fact("relayed", ", ".join(part for part in (by, within) if part))
        for channel in statement.channel:
            yield Fact("channel", f"{CHANNELS.get(channel.kind, channel.kind)} {channel.name}")
        for topic in statement.topics:
            basis = BASES.get(topic.basis, topic.basis)
            if topic.rule == "meaning":
                basis = f"{basis.removesuffix(': a guess')}, by meaning alone: a guess"
            words = f"“{self._words(topic.evidence)}”, " if topic.evidence else ""
            yield Fact(
                "topic",
                f"{self._topic(topic.topic)} ({words}{basis}, {topic.confidence:.2f})",
                "guess" in basis,
            )
        for stance in statement.stance:
            toward = (
                self._name(stance.toward) if stance.toward in self._entities else self._topic(stance.toward)
            )
            words = f"“{self._words(stance.evidence)}”, " if stance.evidence else ""
            yield Fact("stance", f"{stance.polarity} towards {toward} ({words}{stance.confidence:.2f})")

    def _name(self, identity: str | None) -> str:
        entity = self._entities.get(identity or "")
        return entity.name if entity else identity or ""

    def _role(self, affiliation: Affiliation) -> str:
        role = ", ".join(
            part
            for part in (
                affiliation.role_text,
                affiliation.organization_id and self._name(affiliation.organization_id),
                affiliation.part_of_id and self._name(affiliation.part_of_id),
            )
            if part
        )
        return f"formerly {role}" if role and affiliation.former else role

    def _topic(self, topic: str) -> str:
        if self._scheme is None or topic not in self._scheme:
            return topic
        return self._scheme[topic].label

    def _words(self, span: Span) -> str:
        words = " ".join(self._text[max(0, span[0]) : span[1]].split())
        if len(words) <= _LONGEST_WORDS:
            return words
        return words[: _LONGEST_WORDS - 1].rstrip() + "…"


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
