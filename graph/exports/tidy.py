"""The tidy tables: what a graph holds as plain rows, one fact a row, under the same names in every format.

`TABLES` says what each table and column means; `tidy_rows` fills them. The first table, `statements`, can be
read by itself: it repeats the names behind the ids. Exact lists (all roles, all topics) are in the tables
beside it. Ids are IRIs, as in every other export.
"""

from dataclasses import dataclass

__all__ = ["TABLES", "VIEWS", "Column", "Table", "View"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `kind` is "text", "integer", "real", "date" or "boolean".

    `of` is the table that the value is a key of.
    """

    name: str
    about: str
    kind: str = "text"
    of: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first `key` columns are its primary key. Rows come in the order that `order` tells."""

    name: str
    about: str
    columns: tuple[Column, ...]
    key: int = 1

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its columns, in order."""
        return tuple(column.name for column in self.columns)


@dataclass(frozen=True, slots=True)
class View:
    """A question that is asked often, kept in the SQLite file as a view."""

    name: str
    about: str
    select: str


_Spec = tuple[str, ...]

_C = Column
_CONFIDENCE = _C("confidence", "how sure the extractor was, from 0 to 1", "real")
_RULE = _C("rule", "the rule or model that decided")
_REVIEW = _C("review_status", "machine (nobody has looked), confirmed, corrected or rejected")
_START = _C("char_start", "where the words begin, in Unicode code points of the article's text", "integer")
_END = _C("char_end", "where they end, exclusive", "integer")

TABLES: tuple[Table, ...] = (
    Table(
        "statements",
        "Who said what, as what, about what, where: one row a statement. What several articles carry is one "
        "row; the copies are in carriers.",
        (
            _C("statement_id", "the statement"),
            _C("speaker_id", "who said it; empty where the article names nobody", of="speakers"),
            _C("speaker", "the speaker's preferred name"),
            _C(
                "speaker_kind",
                "person, organization, outlet, platform, collective, unnamed-person or document",
            ),
            _C("role", "the role in which the article lets the speaker speak; of several the first"),
            _C("organisation_id", "the organisation of that role", of="organisations"),
            _C("organisation", "its preferred name"),
            _C("organisation_kind", "its kind, such as university or company"),
            _C(
                "cue",
                "the words that attribute, such as said; empty where the statement goes on from another",
            ),
            _C("cue_type", "say, belief, claim, warning, …: the kind of saying"),
            _C("quote_type", "direct (in quotation marks), indirect or mixed"),
            _C("content", "what was said; parts that stand apart are joined by …"),
            _C("sentence", "the sentence or sentences that it stands in"),
            _C("topics", "labels of its topics, joined by ; "),
            _C("topic_basis", "what each of these topics rests on, in the same order"),
            _C("stance", "toward what the speaker stands how, such as dredging: negative, joined by ; "),
            _C(
                "certainty",
                "how certain the speaker presents it: certain, probable, possible, underspecified",
            ),
            _C("polarity", "affirmative or negated"),
            _C("channel", "to whom or through whom it was said, joined by ; "),
            _C("channel_kind", "told-to, interview-with, posted-on or reported-by, in the same order"),
            _C("article_id", "the article that reports it", of="articles"),
            _C("title", "the article's title"),
            _C("outlet", "who published the article"),
            _C("url", "the article's address; only http and https"),
            _C("published", "the article's date", "date"),
            _C("date_basis", "what that date rests on: metadata, dateline or file"),
            _START,
            _END,
            _CONFIDENCE,
            _REVIEW,
            _RULE,
            _C("run_id", "the extraction run", of="runs"),
            _C("said_on", "the day of speaking, where the text dates it", "date"),
            _C("due", "when what is foretold is to have come true: a year, a month or a day"),
            _C("speaker_source", "the words of the sentence that stand for the speaker"),
            _C("coreference", "how the speaker was reached: full-name, surname, pronoun, nominal, carried"),
            _C("possible_speaker_id", "the second reading where two speakers are possible", of="speakers"),
            _C("relayed_by_id", "who passes it on, where the article has it at second hand", of="speakers"),
            _C(
                "continues_id", "the statement it goes on from without a cue: a marked guess", of="statements"
            ),
            _C("outlet_id", "who published the article", of="organisations"),
            _C("roles", "how many roles the article gives the speaker; all are in capacities", "integer"),
            _C(
                "carriers",
                "how many articles carry it, its own included; the others are in carriers",
                "integer",
            ),
            _C("carried_by", "the outlets of these articles by date, its own first, joined by ; "),
        ),
    ),
    Table(
        "speakers",
        "Whoever can speak, publish or carry: persons, organisations, groups, unnamed persons, documents.",
        (
            _C("speaker_id", "who"),
            _C("speaker", "the preferred name"),
            _C(
                "speaker_kind",
                "person, organization, outlet, platform, collective, unnamed-person or document",
            ),
            _C("aliases", "other names, joined by ; "),
            _C("statements", "how many statements", "integer"),
            _C("articles", "in how many articles these stand", "integer"),
            _C("first_seen", "the earliest date of these", "date"),
            _C("last_seen", "the latest", "date"),
            _C("same_as", "confirmed outside identifiers, joined by ; "),
            _REVIEW,
        ),
    ),
    Table(
        "persons",
        "Those speakers that are persons known by name.",
        (
            _C("person_id", "who", of="speakers"),
            _C("person", "the preferred name"),
            _C("gender", "where articles tell it"),
            _C("statements", "how many statements", "integer"),
            _C("articles", "in how many articles these stand", "integer"),
            _C("first_seen", "the earliest date of these", "date"),
            _C("last_seen", "the latest", "date"),
        ),
    ),
    Table(
        "organisations",
        "Those speakers that are organisations; outlets and platforms among them.",
        (
            _C("organisation_id", "which", of="speakers"),
            _C("organisation", "the preferred name"),
            _C("kind", "organization, outlet or platform"),
            _C("organisation_kind", "such as university, company or government or party"),
            _C("part_of_id", "the organisation that it belongs to", of="organisations"),
            _C("statements", "how many statements of its own", "integer"),
            _C("articles", "in how many articles these stand", "integer"),
            _C("first_seen", "the earliest date of these", "date"),
            _C("last_seen", "the latest", "date"),
        ),
    ),
    Table(
        "topics",
        "The concepts of the topic schemes, and whatever else statements are about.",
        (
            _C("topic_id", "the concept"),
            _C("topic", "its preferred label"),
            _C("aliases", "other labels, joined by ; "),
            _C("definition", "what the scheme says of it"),
            _C("statements", "how many statements are on it, those on narrower ones not counted", "integer"),
            _C("articles", "in how many articles these stand", "integer"),
            _C("first_seen", "the earliest date of these", "date"),
            _C("last_seen", "the latest", "date"),
        ),
    ),
    Table(
        "topic_broader",
        "Which topic stands below which.",
        (
            _C("topic_id", "the narrower topic", of="topics"),
            _C("broader_id", "the broader one", of="topics"),
        ),
        key=2,
    ),
    Table(
        "articles",
        "The articles that statements were read from; their whole texts are left out.",
        (
            _C("article_id", "the article"),
            _C("title", "its title"),
            _C("source", "the file or record it was read from"),
            _C("outlet_id", "who published it", of="organisations"),
            _C("outlet", "the outlet's name"),
            _C("author", "as the article gives it"),
            _C("url", "its address; only http and https"),
            _C("published", "its date", "date"),
            _C("date_basis", "what the date rests on: metadata, dateline or file"),
            _C("statements", "how many statements it reports, copies left out", "integer"),
            _C("text_length", "in Unicode code points", "integer"),
            _C("text_sha256", "the hash of the text that all offsets count in"),
            _C("republished_from_id", "the earlier article that it is a copy of", of="articles"),
            _C("run_id", "the extraction run", of="runs"),
        ),
    ),
    Table(
        "affiliations",
        "Roles of persons at organisations, as single articles give them.",
        (
            _C("affiliation_id", "the affiliation"),
            _C("person_id", "who; empty where a reader has rejected it", of="speakers"),
            _C("person", "the preferred name"),
            _C("role", "the role in the article's words"),
            _C("role_kind", "such as scientist or official"),
            _C("organisation_id", "where", of="organisations"),
            _C("organisation", "its preferred name"),
            _C("within_id", "the larger organisation that the article names with it", of="organisations"),
            _C("former", "whether the article gives it as past", "boolean"),
            _C("tenure", "acting or elect, where the post is not plainly held"),
            _C("first_observed", "the date of the earliest article that gives it", "date"),
            _C("last_observed", "of the latest", "date"),
            _C("article_id", "the article", of="articles"),
            _START,
            _END,
            _C("evidence", "the words it was read from, parts joined by …"),
            _CONFIDENCE,
            _REVIEW,
            _RULE,
            _C("run_id", "the extraction run", of="runs"),
        ),
    ),
    Table(
        "capacities",
        "In which roles a statement was made: all that its article gives.",
        (
            _C("statement_id", "the statement", of="statements"),
            _C("affiliation_id", "the role", of="affiliations"),
            _C("place", "1 for that shown in statements", "integer"),
        ),
        key=2,
    ),
    Table(
        "topic_assignments",
        "What statements are about, and what that rests on.",
        (
            _C("assignment_id", "the assignment"),
            _C("statement_id", "the statement", of="statements"),
            _C("topic_id", "the topic", of="topics"),
            _C("topic", "its preferred label"),
            _C("topic_basis", "own-words, sentence, neighbouring-sentence (a guess) or heading (a guess)"),
            _START,
            _END,
            _C("evidence", "the words"),
            _CONFIDENCE,
            _RULE,
        ),
    ),
    Table(
        "stances",
        "How speakers stand toward a topic or somebody, in single statements.",
        (
            _C("stance_id", "the stance"),
            _C("statement_id", "the statement", of="statements"),
            _C("toward_id", "the topic, person or organisation"),
            _C("toward", "its preferred name"),
            _C("stance", "positive, negative, neutral, mixed or unclear"),
            _START,
            _END,
            _C("evidence", "the words"),
            _CONFIDENCE,
            _RULE,
        ),
    ),
    Table(
        "disagreements",
        "Who disagrees with whom over what, by which two statements.",
        (
            _C("disagreement_id", "the disagreement"),
            _C("over_id", "the topic, person or organisation"),
            _C("over", "its preferred name"),
            _C("supporter_id", "who is for it", of="speakers"),
            _C("supporter", "the preferred name"),
            _C("opponent_id", "who is against it", of="speakers"),
            _C("opponent", "the preferred name"),
            _C("statement_for_id", "the statement that shows the one", of="statements"),
            _C("statement_against_id", "the statement that shows the other", of="statements"),
            _C("days_between", "between the two", "integer"),
            _C("basis", "what is a guess in it, or how the two were brought together, joined by ; "),
            _CONFIDENCE,
        ),
    ),
    Table(
        "channels",
        "To whom or through whom statements were made.",
        (
            _C("statement_id", "the statement", of="statements"),
            _C("channel_id", "the outlet, platform or person", of="speakers"),
            _C("channel", "its preferred name"),
            _C("channel_kind", "told-to, interview-with, posted-on or reported-by"),
        ),
        key=2,
    ),
    Table(
        "carriers",
        "Other articles that carry a statement: copies, each in its own words and place.",
        (
            _C("copy_id", "the copy of the statement"),
            _C("statement_id", "the statement in the earliest article", of="statements"),
            _C("article_id", "the article that carries it", of="articles"),
            _C("outlet_id", "who published that", of="organisations"),
            _C("outlet", "the outlet's name"),
            _C("published", "when", "date"),
            _C("url", "the article's address; only http and https"),
            _START,
            _END,
            _C("content", "the words there, parts joined by …"),
        ),
    ),
    Table(
        "evidence",
        "Every stretch of text that a statement rests on.",
        (
            _C("statement_id", "the statement", of="statements"),
            _C("part", "content, cue, source (the speaker as written), sentence, antecedent, channel or due"),
            _START,
            _END,
            _C("words", "the words that stand there"),
        ),
        key=4,
    ),
    Table(
        "mentions",
        "Where articles mention somebody, whether they speak or not.",
        (
            _C("article_id", "the article", of="articles"),
            _C("speaker_id", "who", of="speakers"),
            _START,
            _END,
            _C("words", "the words that stand there"),
            _C("name", "what this article calls them at its fullest"),
        ),
        key=4,
    ),
    Table(
        "links",
        "Outside identifiers that are somebody's, or may be.",
        (
            _C("link_id", "the link"),
            _C("speaker_id", "who", of="speakers"),
            _C("identifier", "the IRI in the other register"),
            _REVIEW,
            _CONFIDENCE,
            _RULE,
        ),
    ),
    Table(
        "runs",
        "Which version of the extractor, with which models and settings, read what.",
        (
            _C("run_id", "the run"),
            _C("version", "of Sayso"),
            _C("facts", "models and settings, joined by ; "),
        ),
    ),
)
"""Every table, in the order in which files list them."""

VIEWS: tuple[View, ...] = (
    View(
        "who_said_what",
        "The statements of named speakers, the newest first, with what a reader needs to check them.",
        "SELECT speaker_id, speaker, role, organisation, content, topics, outlet, published, url, "
        "statement_id FROM statements WHERE speaker_id IS NOT NULL ORDER BY published DESC, statement_id",
    ),
    View(
        "speakers_by_topic",
        "Who speaks to which topic, and how often.",
        "SELECT t.topic_id, t.topic, s.speaker_id, s.speaker, s.speaker_kind, count(*) AS statements, "
        "min(s.published) AS first_seen, max(s.published) AS last_seen "
        "FROM topic_assignments t JOIN statements s USING (statement_id) WHERE s.speaker_id IS NOT NULL "
        "GROUP BY t.topic_id, s.speaker_id ORDER BY statements DESC, t.topic, s.speaker, s.speaker_id",
    ),
    View(
        "outlets_and_speakers",
        "Which outlet quotes whom, and how often; copies count for the outlets that carry them.",
        "SELECT outlet_id, outlet, speaker_id, speaker, count(*) AS statements FROM ("
        "SELECT outlet_id, outlet, speaker_id, speaker FROM statements UNION ALL "
        "SELECT c.outlet_id, c.outlet, s.speaker_id, s.speaker FROM carriers c "
        "JOIN statements s USING (statement_id)) "
        "WHERE outlet_id IS NOT NULL AND speaker_id IS NOT NULL "
        "GROUP BY outlet_id, speaker_id ORDER BY statements DESC, outlet, speaker, speaker_id",
    ),
    View(
        "disagreements_side_by_side",
        "Both sentences of each disagreement.",
        "SELECT d.over, d.supporter, f.content AS for_words, f.published AS for_published, f.url AS for_url, "
        "d.opponent, a.content AS against_words, a.published AS against_published, a.url AS against_url, "
        "d.days_between, d.basis, d.disagreement_id FROM disagreements d "
        "LEFT JOIN statements f ON f.statement_id = d.statement_for_id "
        "LEFT JOIN statements a ON a.statement_id = d.statement_against_id "
        "ORDER BY d.over, d.disagreement_id",
    ),
)
"""The views of the SQLite file."""
