"""Who somebody is and why, in plain words."""

from collections.abc import Iterator

from sayso.graph.accounts import Account, Comparison, Sighting, Told
from sayso.graph.identity.appearances import Decision
from sayso.graph.reasons.wording import Line

__all__ = ["account_lines", "comparison_lines"]

_OUTCOMES = {
    "same": "one and the same",
    "different": "not the same",
    "undecided": "undecided, so kept apart",
}
_LEFT = -1  # the level of a line at the very left; each level less is two columns in


def account_lines(account: Account) -> list[Line]:
    """Who an identity is: its names, where it appears, and what was decided of it."""
    return list(_account(account))


def comparison_lines(comparison: Comparison) -> list[Line]:
    """Two identities, what speaks for and against their being one, and what is on record."""
    first, second = comparison.first, comparison.second
    lines: list[Line] = []
    if comparison.same:
        lines += [*_account(first), _line(0)]
        lines.append(_line(0, (f"Both names lead to {first.id}. Taken apart by name:", "bold")))
    else:
        lines += [*_account(first, decisions=False), _line(0)]
        lines += [*_account(second, decisions=False), _line(0)]
    lines += _decision(comparison.decision)
    if comparison.on_record:
        lines += [_line(0), _line(0, ("On record:", "bold"))]
        lines += [line for told in comparison.on_record for line in _told(told)]
    return lines


def _line(steps: int, *runs: tuple[str, str]) -> Line:
    return Line("", runs, _LEFT - steps)


def _account(account: Account, *, decisions: bool = True) -> Iterator[Line]:
    kind = ", ".join(part for part in (account.kind, account.organization_kind) if part)
    yield _line(0, (account.name, "bold"), (f"  {account.id}  ({kind})", ""))
    for title, values in (
        ("also called", account.other_names),
        ("also found as", account.replaced),
        ("outside", [f"{iri} ({status})" for iri, status in account.links]),
    ):
        if values:
            yield _line(1, (f"{title}: {', '.join(values)}", ""))
    many = "1 article" if account.appearances == 1 else f"{account.appearances} articles"
    yield _line(1, (f"appears in {many}:", ""))
    for sighting in account.sightings:
        yield from _sighting(sighting)
    if account.appearances > len(account.sightings):
        yield _line(2, (f"and {account.appearances - len(account.sightings)} more", "dim"))
    if decisions and account.decisions:
        yield _line(1, ("decided:", ""))
        for told in account.decisions:
            yield from _told(told)


def _sighting(sighting: Sighting) -> Iterator[Line]:
    where = ", ".join(part for part in (sighting.date, sighting.outlet, sighting.title) if part)
    roles = f", {'; '.join(sighting.capacities)}" if sighting.capacities else ""
    yield _line(2, (f"{sighting.article}: {sighting.name}{roles}", ""))
    if where:
        yield _line(3, (where, "dim"))
    if sighting.words:
        yield _line(3, (f"“{sighting.words}” (character {sighting.start})", "dim"))


def _told(told: Told) -> Iterator[Line]:
    (first, one), (second, other) = told.sides
    outcome = _OUTCOMES.get(told.outcome, told.outcome)
    text = f"{outcome} ({told.confidence:.2f}, {told.by}): {first} and {second}"
    if one != other:
        text += f", that is {one} and {other}"
    yield _line(2, (text, ""))
    for reason in told.reasons:
        yield _line(3, (reason, "dim"))


def _decision(decision: Decision) -> Iterator[Line]:
    outcome = _OUTCOMES.get(decision.outcome, decision.outcome)
    yield _line(0, (f"By the evidence: {outcome} ({decision.confidence:.2f})", "bold"))
    for reason in sorted(decision.reasons, key=lambda one: (-one.weight, one.kind, one.text)):
        yield _line(1, (f"{reason.weight:+.1f}  {reason.kind}: {reason.text}", ""))
