"""The plain values that are handed from reading to extraction to the graph.

`Article` is what the reader yields, `Extraction` is what the extractor yields for it and what the store
takes in. Everything is frozen and compares by value; offsets are Unicode code points in `Article.text`,
end exclusive. This module imports nothing but the standard library.
"""

from dataclasses import dataclass, field

__all__ = [
    "Affiliation",
    "Article",
    "Channel",
    "Entity",
    "Extraction",
    "Rejection",
    "Span",
    "Stance",
    "Statement",
    "TopicAssignment",
    "Unit",
]

Span = tuple[int, int]
"""[start, end) in Unicode code points of the article's text."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of an article that is read as one: a title, a heading, a paragraph, or page furniture.

    `kind` is one of "title", "heading", "paragraph", "furniture".
    """

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Article:
    """A news article as it was read.

    `id` is the slug that names it in IRIs; `source` is the file name or record id it came from; `text` is
    the text that every offset counts in; `published` is an ISO date (YYYY-MM-DD) or None, with
    `date_basis` "metadata", "dateline", "file" or None. `units` cover all text that is not white space,
    in order, without overlap.
    """

    id: str
    source: str
    text: str
    title: str | None = None
    published: str | None = None
    date_basis: str | None = None
    outlet: str | None = None
    author: str | None = None
    url: str | None = None
    units: tuple[Unit, ...] = ()

    @property
    def furniture(self) -> tuple[Span, ...]:
        """The stretches that are never extracted from, in order."""
        return tuple((unit.start, unit.end) for unit in self.units if unit.kind == "furniture")


@dataclass(frozen=True, slots=True)
class Rejection:
    """An input that was left out, and why: `reason` is one line with the way out."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody or something that an article names.

    `kind` is "person", "organization", "outlet", "platform", "collective", "unnamed-person" or "document".
    `organization_kind` is a notation of the ontology's list (such as "university"), only for organisations.
    `aliases` are other names that the article gives it expressly (acronym and long form, "formerly X").
    `gender` ("male", "female") and `age` in years are noted only where the text tells them. `place` is the
    country or city that the article ties it to, such as "France" for "the French finance ministry".
    `identifiers` are candidates from a gazetteer, such as "wikidata:Q42".
    """

    id: str
    kind: str
    name: str
    mentions: tuple[Span, ...]
    organization_kind: str | None = None
    aliases: tuple[str, ...] = ()
    gender: str | None = None
    age: int | None = None
    place: str | None = None
    identifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Affiliation:
    """A person's role at an organisation, as one article gives it.

    `person`, `organization`, `role` are the spans it was read from. `role_kind` is a notation of the
    ontology's list (such as "scientist"). `part_of_id` names the organisation that this one belongs to.
    `tenure` is "acting", "elect" (chosen and not yet in office) or None, for a plain post.
    """

    person: Span
    person_id: str
    organization: Span | None = None
    organization_id: str | None = None
    role: Span | None = None
    role_text: str | None = None
    role_kind: str | None = None
    part_of_id: str | None = None
    former: bool = False
    confidence: float = 1.0
    rule: str = ""
    tenure: str | None = None


@dataclass(frozen=True, slots=True)
class Channel:
    """Where a statement was made: `kind` is "told-to", "interview-with", "posted-on" or "reported-by"."""

    kind: str
    name: str
    id: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class TopicAssignment:
    """A topic of a statement.

    `topic` is the concept: "topic:<notation>" for the shipped scheme, a full IRI for any other. `basis` is
    "own-words", "sentence", "neighbouring-sentence" or "heading"; `evidence` is where the words stand.
    `rule` is how it was found: "label", "loose-label", "weak-label" or "meaning"; "" if nobody says.
    """

    topic: str
    basis: str
    confidence: float
    evidence: Span | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Stance:
    """The speaker's stance toward a topic or entity.

    `polarity` is "positive", "negative", "neutral", "mixed" or "unclear"; `evidence` are its words.
    `rule` names what decided; "" if nobody says.
    """

    toward: str
    polarity: str
    confidence: float
    evidence: Span | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """What an article reports somebody to have said or held.

    `source`, `cue`, `content` are spans in text order; `content` is never empty. `speaker_id` is None when
    nobody can be named; `possible_speaker_id` is a second reading. `coreference` says how the speaker was
    reached ("full-name", "surname", "pronoun", "nominal", "carried"), `antecedent` where the name stands.
    `capacity` are indices into the extraction's affiliations: the roles that this article gives the speaker.
    `continues` is the id of the statement that this one goes on from without a cue: a marked guess.
    `due` is when what is foretold is to have come true, as "2030", "2030-05" or "2030-05-01", and
    `due_evidence` the words that tell it.
    """

    id: str
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    sentence: Span
    quote_type: str
    cue_type: str
    speaker_id: str | None = None
    possible_speaker_id: str | None = None
    coreference: str | None = None
    antecedent: Span | None = None
    capacity: tuple[int, ...] = ()
    continues: str | None = None
    relayed_by_id: str | None = None
    channel: tuple[Channel, ...] = ()
    topics: tuple[TopicAssignment, ...] = ()
    certainty: str = "certain"
    polarity: str = "affirmative"
    stance: tuple[Stance, ...] = ()
    confidence: float = 1.0
    rule: str = ""
    due: str | None = None
    due_evidence: Span | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything that was read from one article, and by what.

    `run` names the extractor's version, models and settings by a short hash: equal runs on equal articles
    give equal extractions.
    """

    article: Article
    entities: tuple[Entity, ...] = ()
    affiliations: tuple[Affiliation, ...] = ()
    statements: tuple[Statement, ...] = ()
    run: str = ""
    run_facts: tuple[tuple[str, str], ...] = field(default=(), compare=False)
