"""How a question is read: one plain value, as a line of text and as JSON with stable names.

    >>> Reading("statements", topic=("tariffs",), since="2025-05-01").line()
    'statements; topic: tariffs; since: 2025-05-01'

`docs/reference/questions.md` says what each field means. This module imports the standard library alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

__all__ = ["ASKED", "Reading", "same"]

ASKED = (
    "statements", "people", "places", "disagreements", "count", "affiliation changes", "stance changes",
    "several roles", "several articles", "topic pairs", "lone topics", "runs",
)  # fmt: skip
"""What can be asked for."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a question asks for, and its filters.

    Values of one field mean any of them, and different fields hold together. Names are the preferred names of
    the graph, once they have been looked up. Dates are ISO days, both included; "" is no bound.
    """

    asked: str
    of: str = ""
    by: tuple[str, ...] = ()
    speaker: tuple[str, ...] = ()
    opponent: tuple[str, ...] = ()
    who: tuple[str, ...] = ()
    former: bool = False
    organisation: tuple[str, ...] = ()
    organisation_kind: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    stance: tuple[str, ...] = ()
    cue: tuple[str, ...] = ()
    quote: tuple[str, ...] = ()
    certainty: tuple[str, ...] = ()
    negated: bool = False
    basis: tuple[str, ...] = ()
    guess: str = ""
    outlet: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    due_since: str = ""
    due_until: str = ""

    def filled(self) -> dict[str, tuple[str, ...]]:
        """The fields that ask for something, in order, without `asked`."""
        found = {}
        for field in fields(self)[1:]:
            value = getattr(self, field.name)
            if value:
                values = value if isinstance(value, tuple) else ("yes" if value is True else value,)
                found[field.name] = values
        return found

    def line(self) -> str:
        """The reading on one line: "count; of: speakers; by: month; topic: tariffs"."""
        parts = [f"{name.replace('_', ' ')}: {' | '.join(values)}" for name, values in self.filled().items()]
        return "; ".join((self.asked, *parts))

    def to_json(self) -> dict[str, Any]:
        """The same for `json.dumps`; the value of every field but `asked` is a list."""
        return {"asked": self.asked, **{name: list(values) for name, values in self.filled().items()}}


def same(one: str, other: str) -> bool:
    """Whether two lines are one reading: order, case and blanks are of no account."""
    return _parts(one) == _parts(other)


def _parts(line: str) -> Mapping[str, frozenset[str]]:
    asked, *rest = line.casefold().split(";")
    found = {"asked": frozenset([" ".join(asked.split())])}
    for part in filter(str.strip, rest):
        name, _, values = part.partition(":")
        named = frozenset(" ".join(value.split()) for value in values.split("|"))
        found[" ".join(name.split())] = named | found.get(" ".join(name.split()), frozenset())
    return found
