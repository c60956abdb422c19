"""Why an answer is missing, in plain words."""

from collections.abc import Iterator

from sayso.graph.reasons.absence import Absence, Obstacle
from sayso.graph.reasons.wording import Line, brief_lines, quoted

__all__ = ["absence_lines"]

_MOST = 8  # statements that are named


def absence_lines(absence: Absence) -> list[Line]:
    """What stopped an answer, the nearest statement, and what can be done."""
    return list(_lines(absence))


def _lines(absence: Absence) -> Iterator[Line]:
    if absence.found:
        many = len(absence.found)
        more = f" and {many - _MOST} more" if many > _MOST else ""
        words = (
            f"nothing is missing: {many} statement{'s' * (many != 1)} {'answer' if many != 1 else 'answers'}"
        )
        yield Line("answered", ((f"{words}, {', '.join(absence.found[:_MOST])}{more}", "bold"),))
        if not absence.obstacles:
            yield Line("", (("no filter of a question that is known here would leave them all out", ""),))
    for number, obstacle in enumerate(absence.obstacles):
        label = "but" if absence.found else "stopped by" if number == 0 else "and"
        yield from _obstacle(label if number < 2 else "", obstacle, bold=number == 0)
    if absence.unread:
        words = f"{absence.unread} more statements were not compared with the labels of the topic"
        yield Line("", ((words, "guess"),))
    for number, remedy in enumerate(absence.remedies):
        yield Line("to do" if number == 0 else "", (("- " + remedy, ""),))
    if absence.nearest is not None and not absence.found:
        yield Line("", (("", ""),), -1)
        yield Line("", (("The nearest statement:", "bold"),), -1)
        yield from brief_lines(absence.nearest)


def _obstacle(label: str, obstacle: Obstacle, *, bold: bool) -> Iterator[Line]:
    yield Line(label, ((obstacle.told, "bold" if bold else ""),))
    if obstacle.statement is not None:
        yield Line("", ((obstacle.statement, "dim"),), 1)
    for evidence in obstacle.evidence:
        yield Line("", ((f"{evidence.article}: {quoted(evidence.words)}, {evidence.what}", "dim"),), 1)
