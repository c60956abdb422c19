"""Why an answer is missing: the values that `graph.reasons.missing` finds in a graph."""

from dataclasses import dataclass

from sayso.graph.reasons.provenance import Named, Provenance, Words

__all__ = ["KINDS", "Absence", "Evidence", "Obstacle"]

KINDS = (
    "no-such-article",
    "nobody-called-so",
    "no-such-topic",
    "rejected-speaker",
    "rejected-statement",
    "copy",
    "possible-speaker",
    "namesake",
    "member",
    "relayed",
    "label-not-taken",
    "label-in-need",
    "broader-topic",
    "label-near-by",
    "unresolved-speaker",
    "meaning",
    "never-speaks",
    "somebody-else",
    "label-elsewhere",
    "label-in-name",
    "label-in-part",
    "nothing-near",
    "not-expert",
    "guess-only",
    "undated",
)
"""What can stop an answer, by its short name, the most specific first."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of an article, with what they are: "what is said", "the label “floods”"."""

    article: str
    what: str
    words: Words


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What stopped an answer: `kind` is one of KINDS, `told` says it; `remedies` are what a user can do."""

    kind: str
    told: str
    statement: str | None = None
    evidence: tuple[Evidence, ...] = ()
    remedies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Absence:
    """Why nothing of somebody on a topic is answered, or what is.

    `found` are the statements that do answer; then the obstacles are filters that leave them out. `obstacles`
    are in the order of KINDS, the most specific first, `nearest` is what the first with a statement is about.
    `unread` counts the statements of the speaker that were too many to be compared with the topic's labels.
    """

    taken_for: str
    speaker: Named | None
    topic: Named | None
    found: tuple[str, ...]
    obstacles: tuple[Obstacle, ...]
    nearest: Provenance | None
    unread: int = 0

    @property
    def remedies(self) -> tuple[str, ...]:
        """What the user can do, the most promising first."""
        if self.found and self.speaker is not None and self.topic is not None and not self.obstacles:
            return (f'see it: sayso ask "what did {self.speaker.name} say about {self.topic.name}?"',)
        return tuple(dict.fromkeys(one for obstacle in self.obstacles for one in obstacle.remedies))

    def __str__(self) -> str:
        from sayso.graph.reasons.absence_wording import absence_lines
        from sayso.graph.reasons.wording import text

        return text(absence_lines(self))

    __repr__ = __str__
