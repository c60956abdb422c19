"""Decisions as they are kept: of two profiles, with the reasons that were weighed."""

from collections.abc import Iterable, Sequence

from sayso.graph.identity.appearances import Decision, Reason
from sayso.graph.identity.evidence import chance, total
from sayso.graph.identity.profiles import Profile, in_order

__all__ = ["decision", "most_telling"]

_KEPT = 10


def decision(one: Profile, other: Profile, reasons: Sequence[Reason], outcome: str) -> Decision:
    """The decision on two profiles, the earlier one first.

    The confidence of "same" and "undecided" is the probability that the two are one, of "different" that they
    are not.
    """
    assert one.first is not None and other.first is not None
    first, second = sorted((one.first, other.first), key=in_order)
    sure = chance(total(reasons))
    confidence = 1.0 - sure if outcome == "different" else sure
    ranked = sorted(
        (reason for reason in reasons), key=lambda reason: (-abs(reason.weight), reason.kind, reason.text)
    )
    return Decision(first.id, second.id, outcome, round(confidence, 3), tuple(ranked))


def most_telling(decisions: Iterable[Decision]) -> list[Decision]:
    """The ten decisions that are most open, of several on one name; the first tells how many there were."""

    def is_open(one: Decision) -> tuple[float, str, str]:
        return abs((1.0 - one.confidence if one.outcome == "different" else one.confidence) - 0.5), *_key(one)

    found = sorted(decisions, key=is_open)
    kept = found[:_KEPT]
    if len(found) > _KEPT:
        text = f"one of {len(found)} open pairs of this name, {_KEPT} of which are kept"
        kept[0] = Decision(
            kept[0].first,
            kept[0].second,
            kept[0].outcome,
            kept[0].confidence,
            (*kept[0].reasons, Reason("candidates", text)),
        )
    return kept


def _key(one: Decision) -> tuple[str, str]:
    return one.first, one.second
