"""What a statement rests on, step by step: the values that `graph.reasons.tracing` reads from a graph.

Every value is plain: strings, numbers, tuples. `graph.reasons.wording` puts them into words.
"""

from dataclasses import dataclass, fields, is_dataclass
from typing import Any

__all__ = [
    "ArticleFacts",
    "Assigned",
    "Channel",
    "Continued",
    "Copy",
    "Decided",
    "Held",
    "LedgerLine",
    "Named",
    "Piece",
    "Provenance",
    "Role",
    "Run",
    "Speaker",
    "Words",
    "plain",
]


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of an article: [start, end) in Unicode code points of its text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody or something with its id, preferred name and kind, such as "person" or "topic"."""

    id: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the passage with the same parts all over: of "content", "source", "cue", the outer first.

    `opening` and `closing` are the parts that begin at its start and end at its end.
    """

    text: str
    start: int
    end: int
    parts: tuple[str, ...] = ()
    opening: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """Where a statement stands. `date_basis` is how the date is known: "metadata", "dateline" or "file"."""

    id: str
    file: str | None
    title: str | None
    outlet: str | None
    date: str | None
    date_basis: str | None
    author: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Run:
    """By which version and models an article was read; `facts` are all that is known of it, "name=value"."""

    id: str
    version: str | None
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A reader's decision: its number in the ledger, the line, and the note behind it."""

    number: int | None
    line: str
    note: str


@dataclass(frozen=True, slots=True)
class Decided:
    """Whether two appearances are one: `outcome` is "same", "different" or "undecided".

    `by` is "machine", a line of the ledger, or "weighed now" where nothing was kept on record because
    nothing was in doubt. `appearances` and `identities` are those of either side, ids of today. Each of the
    `reasons` ends with its weight: above 0 it speaks for one and the same.
    """

    outcome: str
    confidence: float
    by: str
    appearances: tuple[str, str]
    identities: tuple[str, str]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody to whom the words lead, and how.

    `how` is "full-name", "surname", "pronoun", "nominal" or "carried", None where no words tell it. `mention`
    are the words that stand for them, `antecedent` those that these go back to, `full_name` where the article
    first names them as `name`. `who` is None if a reader has rejected them. `articles` tells in how many they
    appear; `decided` is what put this appearance together with the others, `apart` what kept it from others
    that are like it.
    """

    who: Named | None
    appearance: str
    name: str
    how: str | None
    mention: tuple[Words, ...]
    antecedent: Words | None
    full_name: Words | None
    articles: int
    decided: tuple[Decided, ...] = ()
    apart: tuple[Decided, ...] = ()
    ledger: tuple[LedgerLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Assigned:
    """A topic of the statement.

    `path` are the labels from this topic up to the one that was asked for, itself first; one label if they
    are the same, or none was asked for. `asked` tells whether it is what was asked for, or below it.
    """

    topic: Named
    basis: str
    rule: str
    confidence: float
    words: Words | None
    path: tuple[str, ...]
    asked: bool

    @property
    def guess(self) -> bool:
        """Whether it rests on meaning alone, or on words that stand outside of the sentence."""
        return self.rule == "meaning" or self.basis in ("neighbouring-sentence", "heading")


@dataclass(frozen=True, slots=True)
class Held:
    """The speaker's stance toward a topic or somebody, with the words that tell it."""

    toward: Named
    polarity: str
    rule: str
    confidence: float
    words: Words | None


@dataclass(frozen=True, slots=True)
class Role:
    """A role in which the article lets somebody speak. `counts` is False where a reader has rejected it."""

    id: str
    role: str | None
    kind: str | None
    organization: Named | None
    organization_kind: str | None
    within: Named | None
    former: bool
    tenure: str | None
    rule: str
    confidence: float
    words: tuple[Words, ...]
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Channel:
    """Through whom the words came: `kind` is "told-to", "interview-with", "posted-on" or "reported-by"."""

    kind: str
    who: Named
    words: Words | None


@dataclass(frozen=True, slots=True)
class Continued:
    """The statement that this one goes on from without a cue."""

    id: str
    content: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Copy:
    """An article that has the same words: `statement` is its own statement of them, if it is known."""

    article: ArticleFacts
    statement: str | None


@dataclass(frozen=True, slots=True)
class Provenance:
    """Everything that a statement rests on.

    `passage` is the text from the sentence's begin to the end of what is said, in marked pieces; `dropped` is
    how many characters of a long one are left out at its end. `speaker` is None where the article names
    nobody, `answers` whether questions find the statement at all: not if it is rejected or a copy.
    """

    id: str
    article: ArticleFacts
    passage: tuple[Piece, ...]
    dropped: int
    source: tuple[Words, ...]
    cue: tuple[Words, ...]
    content: tuple[Words, ...]
    sentence: Words
    quote_type: str
    cue_type: str
    certainty: str
    polarity: str
    rule: str
    confidence: float
    run: Run
    speaker: Speaker | None
    possible_speaker: Speaker | None
    relayed_by: Speaker | None
    continues: Continued | None
    topics: tuple[Assigned, ...]
    stances: tuple[Held, ...]
    due: str | None
    due_words: Words | None
    roles: tuple[Role, ...]
    channels: tuple[Channel, ...]
    copy_of: Copy | None
    carriers: tuple[Copy, ...]
    review: str
    ledger: tuple[LedgerLine, ...]

    @property
    def answers(self) -> bool:
        """Whether questions find it as somebody's: it has a speaker, and is neither rejected nor a copy."""
        has_speaker = self.speaker is not None and self.speaker.who is not None
        return has_speaker and self.review != "rejected" and self.copy_of is None

    @property
    def guesses(self) -> tuple[str, ...]:
        """What of it is a guess, each with its basis, in words."""
        from sayso.graph.reasons.wording import guesses

        return guesses(self)

    def __str__(self) -> str:
        from sayso.graph.reasons.wording import statement_lines, text

        return text(statement_lines(self))

    __repr__ = __str__


def plain(value: Any) -> Any:
    """A value of this room as dicts, lists, strings and numbers, for JSON; with what it tells of itself."""
    if is_dataclass(value) and not isinstance(value, type):
        found = {field.name: plain(getattr(value, field.name)) for field in fields(value)}
        told = (name for name in ("guess", "guesses", "answers") if hasattr(value, name))
        return found | {name: plain(getattr(value, name)) for name in told}
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    return value
