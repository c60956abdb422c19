"""What the look-ups answer, as pydantic models: the shapes of the records, and of nothing else.

The records themselves are plain dicts, made by the jobs of this room; tests hold them against these models,
and OpenAPI tells of them. All offsets count Unicode code points of an article's text, the end exclusive. None
stands where nothing is known. Names are those of the extraction record, and where that has none, of
`sayso ask`.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = [
    "AgentRecord",
    "AnswerRecord",
    "ArticleRecord",
    "ArticleSummary",
    "ArticlesPage",
    "ErrorRecord",
    "Evidence",
    "ExpertsRecord",
    "NamesPage",
    "OntologyRecord",
    "OrganizationRecord",
    "PersonRecord",
    "Ref",
    "ResourceRecord",
    "SearchRecord",
    "StatementRecord",
    "StatementsPage",
    "TopicRecord",
    "WhyRecord",
]

Span = Annotated[list[int], Field(min_length=2, max_length=2, description="[begin, end), in code points")]
Kind = Literal[
    "person", "unnamed-person", "collective", "document", "organization", "outlet", "platform", "topic",
    "article", "statement", "",
]  # fmt: skip


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Ref(_Record):
    """Somebody or something, with what it is called and where it is told of."""

    id: str = Field(description='the short id, such as "person:mei-qiaolin"')
    name: str
    kind: Kind
    href: str = Field(description="where it is described here")


class Evidence(_Record):
    """The words of an article that a fact rests on. `basis` is how they came to be read so."""

    article: str = Field(description="the id of the article")
    href: str = Field(description="the article here, at these words")
    begin: int
    end: int
    text: str
    cue: str | None = None
    rule: str | None = None
    confidence: float | None = None
    basis: str | None = None


class ArticleSummary(_Record):
    """An article, without its text."""

    id: str
    iri: str
    kind: Literal["article"]
    href: str
    name: str = Field(description="the title, or what else it is known by")
    title: str | None
    source: str | None = Field(description="the file or record that it was read from")
    outlet: Ref | None
    author: str | None
    url: str | None
    published: str | None
    date_basis: str | None


class Role(_Record):
    """A role as an article gives it: `kind` is such as "scientist", `within` is the larger organisation."""

    role: str | None
    kind: str | None
    organization: Ref | None
    organization_kind: str | None
    within: Ref | None
    former: bool
    tenure: str | None
    evidence: list[Evidence]


class HeldRole(Role):
    """A role with when it was met: the dates of the first and the last of its articles."""

    first_date: str | None
    last_date: str | None
    articles: int


class TopicGiven(_Record):
    """A topic of a statement. `evidence` are the words that it was found by; none where it is by meaning."""

    topic: Ref
    basis: str
    rule: str | None
    confidence: float
    guess: bool
    evidence: Evidence | None


class StanceHeld(_Record):
    """The speaker's stance toward a topic or somebody: polarity is such as "positive"."""

    toward: Ref
    polarity: str
    rule: str | None
    confidence: float
    evidence: Evidence | None


class ChannelUsed(_Record):
    """Through whom the words came: channel is "told-to", "interview-with", "posted-on" or "reported-by"."""

    channel: str
    who: Ref


class Carrier(_Record):
    """Another article with the same words, and its own statement of them."""

    article: ArticleSummary
    statement: str = Field(description="the id of the copy")
    href: str


class StatementRecord(_Record):
    """One statement: who says what where, in which role, on what, and what that rests on.

    `source`, `cue` and `content` are lists of spans, as in the extraction record; `words` are those of the
    content. `guess` tells in words what of it is a guess. `evidence` is the sentence it stands in.
    """

    id: str
    iri: str
    kind: Literal["statement"]
    href: str
    speaker: Ref | None
    possible_speaker: Ref | None
    relayed_by: Ref | None
    coreference: str | None
    roles: list[Role]
    words: str
    cue_words: str | None
    source: list[Span]
    cue: list[Span]
    content: list[Span]
    sentence: Span | None
    antecedent: Span | None
    quote_type: str | None
    cue_type: str | None
    certainty: str | None
    polarity: str | None
    topics: list[TopicGiven]
    stance: list[StanceHeld]
    channel: list[ChannelUsed]
    date: str | None
    date_basis: str | None
    due: str | None
    due_evidence: Evidence | None
    continues: Ref | None
    guess: list[str]
    confidence: float
    rule: str | None
    review_status: str
    article: ArticleSummary
    copy_of: Ref | None
    carriers: list[Carrier]
    evidence: Evidence
    why: str = Field(description="where all that it rests on is told")


class StatementsPage(_Record):
    """Statements, the newest first. `next` leads to those after them; None at the end."""

    kind: Literal["statements"]
    filters: dict[str, str] = Field(description="what was asked for, with the names as they are understood")
    total: int
    statements: list[StatementRecord]
    next: str | None


Guesses = Annotated[int, Field(description="how many of these hold something that is a guess")]


class TopicCount(_Record):
    """A topic with how many statements are on it or below it."""

    topic: Ref
    statements: int
    guesses: Guesses
    href: str = Field(description="these statements; of a related topic, its record")


class AgentCount(_Record):
    """Somebody with how many statements there are."""

    who: Ref
    count: int
    guesses: Guesses
    href: str = Field(description="these statements")


Totals = Annotated[
    dict[str, int],
    Field(description="how many there are of what the record lists up to 25 of, by the name of the list"),
]


class CompanyCount(_Record):
    """Somebody with how many articles name both."""

    who: Ref
    count: int
    href: str = Field(description="the record of the other one")


class DisagreementFound(_Record):
    """Two who take opposed sides over something, by which statements."""

    over: Ref
    supporter: Ref
    opponent: Ref
    statement_a: Ref
    statement_b: Ref
    basis: list[str]
    confidence: float


class Identifier(_Record):
    """An outside identifier: "confirmed" by a reader, or a "candidate"."""

    iri: str
    status: str


class AgentRecord(_Record):
    """Who can speak: a person, an organisation, an outlet, a group, somebody unnamed, a document."""

    id: str
    iri: str
    kind: Kind
    href: str
    name: str
    other_names: list[str]
    replaced: list[str] = Field(description="ids that lead here")
    identifiers: list[Identifier]
    first_date: str | None
    last_date: str | None
    topics: list[TopicCount]
    outlets: list[AgentCount]
    disagreements: list[DisagreementFound]
    mentioned_with: list[CompanyCount]
    evidence: list[Evidence] = Field(description="where they are first met in articles, by date")
    articles: int = Field(description="in how many they are named")
    totals: Totals
    statements: StatementsPage
    why: str | None


class PersonRecord(AgentRecord):
    """A person, or somebody unnamed, a group or a document."""

    roles: list[HeldRole]


class OrganizationRecord(AgentRecord):
    """An organisation, outlet or platform. `statements` are what it says itself.

    `people` speak in a role there or in a part of it; of an outlet for which nobody speaks they are those who
    speak in its articles. `statements_carried` are what an outlet published, carried, or was told.
    """

    organization_kind: str | None
    part_of: list[Ref]
    parts: list[Ref]
    people: list[AgentCount]
    statements_of_people: StatementsPage
    statements_carried: StatementsPage | None


class TopicRecord(_Record):
    """A topic, with those above and below; statements, speakers and outlets take in what is below."""

    id: str
    iri: str
    kind: Literal["topic"]
    href: str
    name: str
    other_names: list[str]
    definition: str | None
    scope_note: str | None
    broader: list[Ref]
    narrower: list[TopicCount]
    related: list[TopicCount] = Field(description="topics that the same statements are on")
    speakers: list[AgentCount]
    experts: str = Field(description="where experts on it are listed")
    outlets: list[AgentCount]
    stances: dict[str, int] = Field(description="statements by the stance they take toward it")
    disagreements: list[DisagreementFound]
    guesses: int = Field(description="of how many statements on it something is a guess")
    totals: Totals
    first_date: str | None
    last_date: str | None
    statements: StatementsPage


class ArticleRecord(ArticleSummary):
    """An article with its text and all that is said in it, in the order of the text."""

    text: str
    furniture: list[Span] = Field(description="stretches that nothing was read from")
    extracted_by: str | None
    republished_from: ArticleSummary | None
    carried_in: list[ArticleSummary]
    people: list[Ref] = Field(description="who is named in it")
    topics: list[Ref]
    statements: list[StatementRecord]
    sha256: str | None


class ArticleCount(ArticleSummary):
    """An article in a list."""

    statements: int


class ArticlesPage(_Record):
    """Articles, the newest first."""

    kind: Literal["articles"]
    filters: dict[str, str]
    total: int
    articles: list[ArticleCount]
    next: str | None


class NameCount(Ref):
    """Somebody or something in a list, with how many statements there are."""

    statements: int


class NamesPage(_Record):
    """Names in a list: those with the most statements first."""

    kind: Literal["names"]
    of: str
    total: int
    names: list[NameCount]
    next: str | None


class Expert(_Record):
    """A person who speaks in an expert's role: the roles, and the newest of the statements."""

    who: Ref
    roles: list[Role]
    count: int = Field(description="statements in such a role")
    guesses: Guesses
    first_date: str | None
    last_date: str | None
    statements: list[StatementRecord]
    href: str = Field(description="all of the statements")


class ExpertsRecord(_Record):
    """Who speaks on a topic in an expert's role, as the same article gives it; most statements first."""

    kind: Literal["experts"]
    filters: dict[str, str]
    topics: list[Ref] = Field(description="what was asked for")
    kinds: list[str] = Field(description="the kinds of role and of organisation that count as expert")
    total: int
    experts: list[Expert]
    next: str | None


class Found(Ref):
    """What a search found: `matched` is the name that fits, `score` how well, up to 1."""

    matched: str
    score: float
    statements: int


class SearchRecord(_Record):
    """What a search found, the best first."""

    kind: Literal["search"]
    q: str
    results: list[Found]
    suggestions: list[str] = Field(description="names that are spelt alike, where nothing was found")


class AnswerRecord(_Record):
    """The answer to a question in English: a table, how the question was understood, and the query.

    `evidence` is true where each row is one statement; then `statements` are their records, in the order of
    the rows, as many as a page has.
    """

    kind: Literal["answer"]
    q: str
    understood: str
    sparql: str
    columns: list[str]
    rows: list[list[str | int | float | bool | None]]
    total: int
    evidence: bool
    statements: list[StatementRecord]


class Property(_Record):
    """A property of a node with a value: `href` where that is described here."""

    property: str
    label: str
    value: str
    name: str | None
    href: str | None
    datatype: str | None
    language: str | None


class ResourceRecord(_Record):
    """What the graph says of an IRI that has no page of its own."""

    kind: Literal["resource"]
    id: str
    iri: str
    href: str
    name: str
    types: list[str]
    properties: list[Property]
    inverse: list[Property] = Field(description="who has it as a value")
    truncated: bool


class Term(_Record):
    """A term of the vocabulary. `within` are the lists it is a member of, or the classes above it."""

    id: str
    iri: str
    href: str
    name: str
    term: str = Field(description="class, property, list, or member of a list")
    definition: str | None
    notation: str | None
    domain: list[str]
    range: list[str]
    within: list[str]


class OntologyRecord(_Record):
    """The vocabulary."""

    kind: Literal["ontology"]
    id: str
    iri: str
    href: str
    name: str
    terms: list[Term]


class WhyRecord(_Record):
    """What a statement, or who somebody is, rests on, as `sayso why` tells it: `lines` in words."""

    kind: Literal["why"]
    id: str
    href: str
    name: str
    lines: list[str]
    statement: dict[str, object] | None
    account: dict[str, object] | None


class Suggestion(_Record):
    """A name that may be meant instead."""

    name: str
    href: str = Field("", description="the same request with that name in it")


class ErrorRecord(_Record):
    """What went wrong, and the way out."""

    error: str
    near: list[Ref | Suggestion] = Field(default_factory=list, description="what is called alike")
    examples: list[str] = Field(default_factory=list, description="questions that can be read")
    limit: str = Field("", description="the limit that was reached: rows, bytes, memory")
