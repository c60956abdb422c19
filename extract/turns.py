"""Whose turn it is in an interview or a transcript: who "I" and "we" are, outside of quotation marks.

    Q: Will the yard close?            BRANDT: Will the yard close?
    A: I think it will.                OKAFOR: I think it will.

A line that begins with a name, with "Q"/"A" or with the part somebody plays ("HOST") and a colon opens a
turn, which lasts until the next label or heading. One label alone makes no transcript.
"""

from bisect import bisect_left
from dataclasses import dataclass

from sayso.extract.cast import Cast
from sayso.extract.discourse import Discourse
from sayso.extract.names import word_set

__all__ = ["Turn", "read_turns"]

_ASKING = word_set(
    "q question interviewer host moderator anchor presenter reporter journalist correspondent audience caller"
)
_ANSWERING = word_set("a answer")
_LONGEST = 6  # tokens of a label


@dataclass(frozen=True, slots=True)
class Turn:
    """Who speaks in a paragraph; `possible` where it is not certain, both None for whoever asks."""

    speaker: str | None = None
    possible: str | None = None


_ASKER = Turn()


def read_turns(d: Discourse, cast: Cast) -> dict[int, Turn]:
    """The turns of a document by the number of their unit; none if it is no transcript."""
    labels: dict[int, Turn | str] = {}
    for number, unit in enumerate(d.units):
        if unit["kind"] == "paragraph":
            label = _label(d, cast, bisect_left(d.starts, unit["start"]), unit["end"])
            if label is not None:
                labels[number] = label
    if len(labels) < 2:
        return {}
    asked = _asked(d, cast)
    turns: dict[int, Turn] = {}
    last: Turn | None = None
    for number, unit in enumerate(d.units):
        if unit["kind"] in ("title", "heading"):
            last = None
        elif number in labels:
            label = labels[number]
            last = label if isinstance(label, Turn) else asked if label == "answer" else _ASKER
        if last is not None and unit["kind"] == "paragraph":
            turns[number] = last
    return turns


def _label(d: Discourse, cast: Cast, first: int, stop: int) -> Turn | str | None:
    """What stands before the colon that opens a paragraph: a person's turn, "ask", "answer", or nothing."""
    words: list[int] = []
    for token in range(first, min(first + _LONGEST + 2, len(d.starts))):
        if d.starts[token] >= stop:
            return None
        word = d.lower[token]
        if word == ":" or (word == "." and len(words) == 1 and d.lower[words[0]] in ("q", "a")):
            break
        if word.strip("*_ \t\n\xa0"):
            words.append(token)
    else:
        return None
    if not words:
        return None
    if len(words) == 1 and d.lower[words[0]].rstrip(".:") in _ANSWERING:
        return "answer"
    if d.lower[words[-1]].rstrip(".:") in _ASKING:
        return "ask"
    mention = d.mention_at.get(words[0])
    if mention is not None and d.kind(mention) == "person" and mention.end > words[-1]:
        return Turn(cast.person_of(d.entities[mention.entity]["id"]))
    if mention is not None and d.kind(mention) == "outlet":
        return "ask"
    bearers = cast.bearers(d.lower[words[-1]]) if len(words) == 1 else []
    return Turn(bearers[0]) if len(bearers) == 1 else None


def _asked(d: Discourse, cast: Cast) -> Turn:
    """Who gives the answers: the only person of the article, else perhaps the one named most."""
    people = sorted(
        (entity for entity in d.entities if entity["kind"] == "person"),
        key=lambda entity: (-len(entity["mentions"]), entity["id"]),
    )
    known = list(dict.fromkeys(cast.person_of(entity["id"]) for entity in people))
    if not known:
        return _ASKER
    return Turn(known[0]) if len(known) == 1 else Turn(None, known[0])
