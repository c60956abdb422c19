"""What the tools answer, as pydantic models: their schemas tell a client what to expect.

Offsets count Unicode code points of an article's text, the end exclusive. None is what is not known.
"""

from pydantic import BaseModel, Field

__all__ = [
    "Answer",
    "ArticlePart",
    "Description",
    "Evidence",
    "Experts",
    "Found",
    "Statement",
    "Statements",
    "Table",
]

Cell = str | int | float | bool | None


class Table(BaseModel):
    """Rows as objects by column."""

    columns: list[str]
    rows: list[dict[str, Cell]]
    truncated: bool = Field(description="whether there are more rows")
    note: str = Field(description="what to do then")


class Answer(Table):
    """Where each row is a statement, its words stand at [char_start, char_end) of the article's text."""

    understood: str = Field(description="how the question was read")
    sparql: str = Field(description="the query that was run")
    total: int


class Where(BaseModel):
    """An article."""

    id: str
    title: str | None
    source: str | None = Field(description="the file or record that it was read from")
    outlet: str | None
    published: str | None
    url: str | None


class Topic(BaseModel):
    """A topic of a statement, and what that rests on."""

    id: str
    name: str
    basis: str = Field(
        description="own-words or sentence; neighbouring-sentence and heading are guesses from around it"
    )
    rule: str | None = Field(description='"meaning" is by likeness alone: a guess')
    words: str | None = Field(description="by which it was found")
    confidence: float
    guess: bool


class Stance(BaseModel):
    """How the speaker stands toward something in this statement."""

    toward: str
    polarity: str
    rule: str | None
    words: str | None = Field(description="that tell it")
    confidence: float


class Statement(BaseModel):
    """Who says what, where, and how sure that is."""

    id: str
    words: str = Field(description="what is said, as it stands in the article at [begin, end)")
    speaker: str | None
    speaker_id: str | None
    speaker_kind: str | None
    speaker_named_by: str | None = Field(
        description="full-name, surname, pronoun, nominal, or carried (a guess)"
    )
    possible_speaker: str | None = Field(description="who it may be instead: then the speaker is a guess")
    relayed_by: str | None = Field(
        description="who tells that the speaker says so: the words are second-hand; None is first-hand"
    )
    roles: list[str] = Field(description="of the speaker, as this article gives them")
    cue: str | None = Field(description='the words that attribute, such as "said"')
    quote_type: str | None = Field(description="direct (in quotation marks), indirect or mixed")
    channels: list[str]
    topics: list[Topic]
    stances: list[Stance]
    date: str | None
    date_basis: str | None
    article: Where
    begin: int
    end: int
    spans: list[list[int]] = Field(description="several where the article breaks the words up")
    sentence: str
    confidence: float
    rule: str | None = Field(description="the rule or model that found it")
    review_status: str | None
    guess: list[str] = Field(description="what of it is a guess, in words")
    continues: str | None = Field(description="the statement that it goes on from without a cue: a guess")
    copy_of: str | None
    carried_by: list[str] = Field(description="other articles with the same words")


class Page(BaseModel):
    """A part of a list."""

    filters: dict[str, str] = Field(description="how the filters were understood")
    total: int
    next: str | None = Field(description="give it as `cursor` for what follows")


class Statements(Page):
    """The newest first."""

    statements: list[Statement]


class Expert(BaseModel):
    """A person with the newest of the statements in such a role."""

    id: str
    name: str
    roles: list[str]
    total: int = Field(description="how many statements there are")
    first_date: str | None
    last_date: str | None
    statements: list[Statement]


class Experts(Page):
    """Most statements first."""

    counted_as_expert: list[str] = Field(description="kinds of role and organisation")
    experts: list[Expert]


class Name(BaseModel):
    """Something with its id; `matched` is the name that fits."""

    id: str
    name: str
    kind: str
    matched: str
    score: float
    statements: int


class Found(BaseModel):
    """The best first."""

    results: list[Name]


class Evidence(BaseModel):
    """A statement with the text round it."""

    statement: Statement
    text: str
    text_begin: int
    text_end: int
    why: str = Field(description="what each part of it rests on, step by step")


class Place(BaseModel):
    """Where a statement stands in the text."""

    id: str
    speaker: str | None
    begin: int
    end: int
    guess: list[str]
    review_status: str = Field(description="rejected: a reader says that this is not so; do not report it")


class ArticlePart(Where):
    """A part of an article's text with the statements in it."""

    author: str | None
    republished_from: str | None
    text: str
    text_begin: int
    text_end: int
    text_length: int
    statements: list[Place]


class Description(BaseModel):
    """A part of the description of the graph, in Markdown."""

    text: str
