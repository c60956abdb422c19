"""The walk through those of whom the machine cannot tell whether they are one: `sayso review`.

It shows two at a time and writes each answer to the ledger at once. All that is shown comes from articles and
is made safe for a terminal first.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sayso.graph.identity.appearances import Appearance, Decision, Reason
from sayso.graph.identity.pieces import Groups
from sayso.graph.upkeep.ledger import Line, append, take_back
from sayso.terminal import printable

__all__ = ["Outcome", "Pair", "Side", "Sighting", "references", "review"]

_MOST_SIGHTINGS = 3
_MOST_ROLES = 5
_MOST_NAMES = 8
_WIDTH = 200  # of a quoted sentence, in characters
_WORDS = ("same", "different", "later", "back", "quit")
_VERBS = {"same": "merge", "different": "apart"}
_PROMPT = "[s]ame, [d]ifferent, [l]ater, [b]ack or [q]uit; a reason may follow: "
_HELP = "type s, d, l, b or q, and behind s or d why, if you like: s both lead the same lab"


@dataclass(frozen=True, slots=True)
class Sighting:
    """Where an article names somebody: a sentence, and in it the mention as [start, end)."""

    article: str
    published: str | None
    title: str | None
    sentence: str
    mention: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Side:
    """One of two that may be one. `id` is as the graph has it, `reference` how a line of the ledger names it.

    `roles` are worded for people ("director, Tidal Laboratory, 2026-01-02"); `articles` counts those in which
    it appears, of which `sightings` shows some.
    """

    id: str
    reference: str
    name: str
    other_names: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    articles: int = 0


@dataclass(frozen=True, slots=True)
class Pair:
    """An undecided decision and its two sides."""

    decision: Decision
    first: Side
    second: Side


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a walk: the lines written, how many pairs follow from these, how many are left."""

    written: tuple[Line, ...]
    followed: int
    left: int


def references(first: Appearance, second: Appearance, first_id: str, second_id: str) -> tuple[str, str]:
    """How a line of the ledger best names two identities, each by its earliest appearance.

    Two of the same name are named with an article each: which of them has the plain id may change with the
    next article.

    >>> anna = Appearance("appearance:a1-person-anna", "person:anna", "Anna", "a1")
    >>> other = Appearance("appearance:a7-person-anna", "person:anna", "Anna", "a7")
    >>> references(anna, other, "person:anna", "person:anna-in-a7")
    ('person:anna-in-a1', 'person:anna-in-a7')
    """
    if first.name_id != second.name_id and (first_id, second_id) == (first.name_id, second.name_id):
        return first_id, second_id
    return f"{first.name_id}-in-{first.article}", f"{second.name_id}-in-{second.article}"


def review(
    pairs: Sequence[Pair],
    ledger: Path,
    *,
    ask: Callable[[str], str],
    show: Callable[[str], None],
    signature: str = "",
) -> Outcome:
    """Walk through `pairs`, the most confident first, and write what is answered to `ledger`.

    `ask` takes a prompt and gives a line, as `input` does; its EOFError or KeyboardInterrupt ends the walk.
    `show` takes one line of text. `signature`, such as "A. Berg, 2026-05-03", goes into the note of each
    line. A pair that follows from earlier answers of the same walk is not asked.
    """
    walk = _Walk(ledger, signature)
    ordered = sorted(pairs, key=_rank)
    position = 0
    while position < len(ordered):
        pair = ordered[position]
        if walk.settles(pair):
            position += 1
            continue
        show("")
        show(f"{position + 1} of {len(ordered)}")
        for line in _pair(pair):
            show(line)
        try:
            answer, _, why = ask(_PROMPT).strip().partition(" ")
        except (EOFError, KeyboardInterrupt):
            show("")
            break
        word = next((word for word in _WORDS if answer and word.startswith(answer.lower())), None)
        if word in _VERBS:
            line = walk.answer(position, pair, _VERBS[word], why)
            show(f"  {printable(line)}")
            position += 1
        elif word == "later":
            walk.pass_over(position)
            position += 1
        elif word == "back":
            if (before := walk.back()) is None:
                show("  this is the first")
            else:
                position = before
        elif word == "quit":
            break
        else:
            show(f"  {_HELP}")
    followed = sum(walk.settles(pair) for pair in ordered) - len(walk.written)
    return Outcome(walk.written, followed, len(ordered) - followed - len(walk.written))


class _Walk:
    """What was answered so far, with the position of each pair."""

    def __init__(self, ledger: Path, signature: str) -> None:
        self._ledger = ledger
        self._signature = signature
        self._steps: list[tuple[int, Line | None]] = []
        self._numbers: dict[str, int] = {}

    @property
    def written(self) -> tuple[Line, ...]:
        return tuple(line for _, line in self._steps if line is not None)

    def answer(self, position: int, pair: Pair, verb: str, why: str) -> str:
        """Write a line; as it was written, for showing."""
        note = "; ".join(part for part in (_one_line(why), _one_line(self._signature)) if part)
        line = Line(verb, (pair.first.reference, pair.second.reference), note=note)
        append(self._ledger, [line])
        self._steps.append((position, line))
        return f"{verb} {' '.join(line.names)}"

    def pass_over(self, position: int) -> None:
        self._steps.append((position, None))

    def back(self) -> int | None:
        """Undo the last step: its position. A line that is no longer the last of the file stays in it; the
        next answer stands below it and wins."""
        if not self._steps:
            return None
        position, line = self._steps.pop()
        if line is not None:
            take_back(self._ledger, line)
        return position

    def settles(self, pair: Pair) -> bool:
        """Whether the answers so far say of a pair that it is one, or that it is not."""
        lines = self.written
        number = self._number
        for line in lines:
            for name in line.names:
                number(name)
        one, other = number(pair.first.reference), number(pair.second.reference)
        groups = Groups(len(self._numbers))
        for verb in ("merge", "apart"):
            for index, line in enumerate(lines):
                if line.verb == verb:
                    first, second = map(number, line.names)
                    (groups.unite if verb == "merge" else groups.keep_apart)(first, second, index)
        return groups.find(one) == groups.find(other) or groups.wall(one, other) is not None

    def _number(self, name: str) -> int:
        return self._numbers.setdefault(name, len(self._numbers))


def _rank(pair: Pair) -> tuple[float, str, str]:
    return -pair.decision.confidence, pair.decision.first, pair.decision.second


def _pair(pair: Pair) -> Iterator[str]:
    for letter, side in (("A", pair.first), ("B", pair.second)):
        yield ""
        yield from map(printable, _side(letter, side))
    yield ""
    reasons = pair.decision.reasons
    yield from map(printable, _reasons("for", [one for one in reasons if one.weight > 0]))
    yield from map(printable, _reasons("against", [one for one in reasons if one.weight < 0]))
    yield from map(printable, _reasons("besides", [one for one in reasons if one.weight == 0]))


def _side(letter: str, side: Side) -> Iterator[str]:
    yield f"{letter}  {side.name}   {side.id}"
    if side.other_names:
        yield f"   also {', '.join(side.other_names[:_MOST_NAMES])}{_more(side.other_names, _MOST_NAMES)}"
    for role in side.roles[:_MOST_ROLES]:
        yield f"   {role}"
    if len(side.roles) > _MOST_ROLES:
        yield f"   and {len(side.roles) - _MOST_ROLES} more roles"
    for sighting in side.sightings[:_MOST_SIGHTINGS]:
        title = f", “{_shortened(sighting.title)}”" if sighting.title else ""
        yield f"   {sighting.published or 'no date'}  {sighting.article}{title}"
        yield f"      {_marked(sighting)}"
    shown = min(len(side.sightings), _MOST_SIGHTINGS)
    if side.articles > shown:
        yield (
            f"   in {side.articles} articles"
            if not shown
            else f"   and {side.articles - shown} more articles"
        )


def _more(names: Sequence[str], shown: int) -> str:
    return f" and {len(names) - shown} more" if len(names) > shown else ""


def _reasons(word: str, reasons: Sequence[Reason]) -> Iterator[str]:
    for reason in sorted(reasons, key=lambda one: -abs(one.weight)):
        yield f"{word}: {reason.text} ({reason.weight:+.1f})" if reason.weight else f"{word}: {reason.text}"


def _marked(sighting: Sighting) -> str:
    """The sentence with the mention in brackets, cut short around it."""
    start, end = sighting.mention
    text = sighting.sentence
    before, mention, after = text[:start], text[start:end], text[end:]
    room = max(_WIDTH - len(mention), 40)
    if len(before) > room // 2:
        before = "…" + before[-(room // 2) :]
    if len(after) > room - min(len(before), room // 2):
        after = after[: room - min(len(before), room // 2)] + "…"
    return _one_line(f"{before}[{_shortened(mention)}]{after}")


def _shortened(text: str) -> str:
    return text if len(text) <= _WIDTH else text[:_WIDTH] + "…"


def _one_line(text: str) -> str:
    return " ".join(printable(text).split())
