"""What `sayso review` walks through: the undecided pairs of a graph, as they are shown."""

import re
import sys
from collections.abc import Sequence
from pathlib import Path

from sayso.graph.accounts import Account, Told, account, undecided
from sayso.graph.identity.appearances import Decision, Reason
from sayso.graph.store import Store
from sayso.review import Outcome, Pair, Side, Sighting, references, review

__all__ = ["pairs", "walk"]

_REASON = re.compile(r"(?P<kind>[^:]*): (?P<text>.*) \((?P<weight>[+-][0-9.]+)\)", re.DOTALL)


def pairs(store: Store) -> list[Pair]:
    """The undecided pairs of a graph, each side with what is known of it.

    The one with more articles comes first, then the one of the longer name: a merge keeps the first id.
    """
    found = []
    for told, (first, second) in undecided(store):
        one, other = (account(store, identity) for _, identity in told.sides)
        names = references(first, second, one.id, other.id)
        sides = [_side(one, names[0]), _side(other, names[1])]
        sides.sort(key=lambda side: (-side.articles, -len(side.name)))
        found.append(Pair(_decision(told), sides[0], sides[1]))
    return found


def walk(found: Sequence[Pair], ledger: Path) -> Outcome:
    """Ask about each pair on the terminal, or read the answers from what is piped in."""
    # the prompt goes where all else goes, so that a pipe of the answers alone stays clean
    return review(found, ledger, ask=_ask, show=lambda line: print(line, flush=True))


def _ask(prompt: str) -> str:
    if sys.stdin.isatty():
        return input(prompt)
    print(prompt, end="", flush=True)
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    print(line.rstrip("\n"))
    return line


def _decision(told: Told) -> Decision:
    reasons = []
    for text in told.reasons:
        match = _REASON.fullmatch(text)
        if match is not None:
            reasons.append(Reason(match["kind"], match["text"], float(match["weight"])))
    (first, _), (second, _) = told.sides
    return Decision(first, second, told.outcome, told.confidence, tuple(reasons), told.by)


def _side(known: Account, reference: str) -> Side:
    return Side(
        id=known.id,
        reference=reference,
        name=known.name,
        other_names=known.other_names,
        roles=tuple(
            ", ".join(part for part in (capacity, sighting.date) if part)
            for sighting in known.sightings
            for capacity in sighting.capacities
        ),
        sightings=tuple(
            Sighting(one.article, one.date, one.title, one.words, _mention(one.words, one.name))
            for one in known.sightings
            if one.words
        ),
        articles=known.appearances,
    )


def _mention(words: str, name: str) -> tuple[int, int]:
    at = words.find(name)
    return (at, at + len(name)) if at >= 0 else (0, 0)
