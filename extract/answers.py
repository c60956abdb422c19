"""The answer to whom a word stands for."""

from dataclasses import dataclass

__all__ = ["OPEN", "THING", "WRITER", "Answer"]


@dataclass(frozen=True, slots=True)
class Answer:
    """Whom a word stands for; `possible` is a second reading, or the likelier one where `speaker` is open."""

    speaker: str | None = None
    possible: str | None = None
    coreference: str | None = None
    antecedent: tuple[int, int] | None = None


OPEN = Answer()
WRITER = Answer()  # told apart by identity: the source is the article's own "we"
THING = Answer()  # told apart by identity: the source is nobody who could speak
