"""Who somebody is and why, on a terminal."""

from collections.abc import Iterable, Iterator
from typing import IO

from rich.console import Console
from rich.text import Text

from sayso.graph.accounts import Account, Comparison, Sighting, Told
from sayso.graph.identity.appearances import Decision
from sayso.terminal import printable

__all__ = ["show", "show_comparison"]

WIDTH_WHERE_PIPED = 110

_OUTCOMES = {
    "same": "one and the same",
    "different": "not the same",
    "undecided": "undecided, so kept apart",
}


def show(account: Account, out: IO[str]) -> None:
    """Print who an identity is: its names, where it appears, and what was decided of it."""
    _print(out, _account(account))


def show_comparison(comparison: Comparison, out: IO[str]) -> None:
    """Print two identities, what speaks for and against their being one, and what is on record."""
    first, second = comparison.first, comparison.second
    lines: list[tuple[int, Text]] = []
    if comparison.same:
        lines += [*_account(first), (0, Text())]
        lines.append((0, Text(f"Both names lead to {first.id}. Taken apart by name:", style="bold")))
    else:
        lines += [*_account(first, decisions=False), (0, Text())]
        lines += [*_account(second, decisions=False), (0, Text())]
    lines += _decision(comparison.decision)
    if comparison.on_record:
        lines += [(0, Text()), (0, Text("On record:", style="bold"))]
        lines += [line for told in comparison.on_record for line in _told(told)]
    _print(out, lines)


def _account(account: Account, *, decisions: bool = True) -> Iterator[tuple[int, Text]]:
    head = Text(printable(account.name), style="bold")
    kind = ", ".join(part for part in (account.kind, account.organization_kind) if part)
    head.append(printable(f"  {account.id}  ({kind})"), style="not bold")
    yield 0, head
    for title, values in (
        ("also called", account.other_names),
        ("also found as", account.replaced),
        ("outside", [f"{iri} ({status})" for iri, status in account.links]),
    ):
        if values:
            yield 2, Text(printable(f"{title}: {', '.join(values)}"))
    yield 2, Text(f"appears in {account.appearances} article{'' if account.appearances == 1 else 's'}:")
    for sighting in account.sightings:
        yield from _sighting(sighting)
    if account.appearances > len(account.sightings):
        yield 4, Text(f"and {account.appearances - len(account.sightings)} more", style="dim")
    if decisions and account.decisions:
        yield 2, Text("decided:")
        for told in account.decisions:
            yield from _told(told)


def _sighting(sighting: Sighting) -> Iterator[tuple[int, Text]]:
    where = ", ".join(part for part in (sighting.date, sighting.outlet, sighting.title) if part)
    text = Text(printable(f"{sighting.article}: {sighting.name}"))
    if sighting.capacities:
        text.append(printable(f", {'; '.join(sighting.capacities)}"))
    yield 4, text
    if where:
        yield 6, Text(printable(where), style="dim")
    if sighting.words:
        yield 6, Text(printable(f"“{sighting.words}” (character {sighting.start})"), style="dim")


def _told(told: Told) -> Iterator[tuple[int, Text]]:
    (first, one), (second, other) = told.sides
    outcome = _OUTCOMES.get(told.outcome, told.outcome)
    text = f"{outcome} ({told.confidence:.2f}, {told.by}): {first} and {second}"
    if one != other:
        text += f", that is {one} and {other}"
    yield 4, Text(printable(text))
    for reason in told.reasons:
        yield 6, Text(printable(reason), style="dim")


def _decision(decision: Decision) -> Iterator[tuple[int, Text]]:
    outcome = _OUTCOMES.get(decision.outcome, decision.outcome)
    yield 0, Text(f"By the evidence: {outcome} ({decision.confidence:.2f})", style="bold")
    for reason in sorted(decision.reasons, key=lambda one: (-one.weight, one.kind, one.text)):
        yield 2, Text(printable(f"{reason.weight:+.1f}  {reason.kind}: {reason.text}"))


def _print(out: IO[str], lines: Iterable[tuple[int, Text]]) -> None:
    console = Console(file=out, highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = WIDTH_WHERE_PIPED
    for columns, text in lines:
        for line in text.wrap(console, console.width - columns) or [Text()]:
            line.rstrip()
            console.print(Text(" " * columns).append_text(line))
