"""The competency questions, on four invented articles, through both faces of the store."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import RdfFormat
from rdflib.query import Result

import sayso.graph.store
from sayso.graph.model import Extraction
from sayso.graph.record import from_json
from sayso.graph.store import Store

QUERIES = sorted((Path(sayso.graph.store.__file__).parent / "queries").glob("*.rq"))
# The two queries about one person name one of the news; ours are others.
PERSONS = {"person:zhou-hongyi": "person:mara-voss", "person:tang-lan": "person:ivo-brandt"}

SAYSO = "https://w3id.org/sayso#"
TOPIC = "https://w3id.org/sayso/topic/"
DATA = "https://w3id.org/sayso/data/"


@pytest.fixture(scope="module")
def newsroom() -> Store:
    store = Store.memory()
    lines = (Path(__file__).parent / "newsroom.jsonl").read_text(encoding="utf-8").strip().split("\n")
    articles = [from_json(json.loads(line)) for line in lines]
    for article in (*articles, taken_over(articles[0])):
        store.replace(article)
    store.refresh_derived()
    return store


def taken_over(first: Extraction) -> Extraction:
    """The same article in another outlet, a day later; its roles are left out."""
    name = "taken-over"
    article = replace(first.article, id=name, outlet="Morning Ledger", published="2024-03-02")
    statements = [
        replace(
            one,
            id=one.id.replace(first.article.id, name),
            continues=one.continues and one.continues.replace(first.article.id, name),
            capacity=(),
        )
        for one in first.statements
    ]
    return replace(first, article=article, affiliations=(), statements=tuple(statements))


@pytest.fixture(scope="module")
def plain(newsroom: Store) -> rdflib.Graph:
    """The union in rdflib's own memory, asked by rdflib's own engine."""
    found = rdflib.Graph()
    found.parse(data=newsroom.dump(RdfFormat.N_TRIPLES).decode(), format="nt")
    for prefix, namespace in newsroom.prefixes.items():
        found.bind(prefix, namespace, replace=True)
    return found


def text_of(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    for one, other in PERSONS.items():
        text = text.replace(one, other)
    return text


def rows(store: Store, number: str) -> list[tuple[str | None, ...]]:
    """The rows of a query, with the namespaces taken off."""
    path = next(path for path in QUERIES if path.name.startswith(number))
    return [
        tuple(
            None if value is None else value.value.replace(SAYSO, "").replace(TOPIC, "").replace(DATA, "")
            for value in row
        )
        for row in store.query(text_of(path))
    ]


def listed(result: Result) -> list[tuple[str | None, ...]]:
    assert result.vars is not None
    found = [[row.get(name) for name in result.vars] for row in result.bindings]
    return [tuple(None if value is None else str(value) for value in row) for row in found]


def test_there_are_twenty_one() -> None:
    assert [path.name[:2] for path in QUERIES] == [f"{number:02}" for number in range(1, 22)]


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_a_query_begins_with_its_question(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# ") and ("?" in first)


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_every_engine_gives_the_same_rows(path: Path, newsroom: Store, plain: rdflib.Graph) -> None:
    query = text_of(path)
    own = [tuple(value and value.value for value in row) for row in newsroom.query(query)]
    through_rdflib = listed(newsroom.dataset().query(query))
    by_rdflib = listed(plain.query(query))
    assert own == through_rdflib
    assert sorted(map(str, own)) == sorted(map(str, by_rdflib))
    assert len(own) > 0


def test_experts_on_a_topic_with_role_words_and_basis(newsroom: Store) -> None:
    assert rows(newsroom, "01") == [
        (
            "Ivo Brandt",
            "founder",
            "Quayside Robotics Ltd",
            "the export controls on chips and the state's AI plan were two mistakes",
            "OwnWords",
            "article/quayside",
        ),
        (
            "Ivo Brandt",
            None,
            "Quayside Robotics Ltd",
            "Chip export controls and state plans do not close it",
            "OwnWords",
            "article/second-thoughts",
        ),
        (
            "Mara Voss",
            "director",
            "Tidal Laboratory",
            "The controls are too broad",
            "InContext",
            "article/chips-and-small-firms",
        ),
        (
            "Mara Voss",
            "director",
            "Tidal Laboratory",
            "export controls on chips would hurt small firms",
            "OwnWords",
            "article/chips-and-small-firms",
        ),
        (
            "Mara Voss",
            "chief scientist",
            "Quayside Robotics Ltd",
            "the chip export controls",
            "OwnWords",
            "article/quayside",
        ),
    ]


def test_disagreements_are_between_two_speakers_on_one_topic(newsroom: Store) -> None:
    assert rows(newsroom, "02") == [
        (
            "chip-export-controls",
            "Mara Voss",
            "Ivo Brandt",
            "0",
            "0.5184",
            "statement/quayside-90-114",
            "statement/quayside-182-252",
        ),
    ]


def test_a_laboratory_of_a_university_counts_as_the_university(newsroom: Store) -> None:
    assert rows(newsroom, "03") == [
        ("Mara Voss", "Vellin University", "The controls are too broad"),
        ("Mara Voss", "Vellin University", "They will last for years"),
        ("Mara Voss", "Vellin University", "export controls on chips would hurt small firms"),
        ("Mara Voss", "Vellin University", "prices were about to rise"),
    ]


def test_outlets_quote_as_publisher_and_as_channel(newsroom: Store) -> None:
    # the Morning Ledger had been told one thing, and took over the article with the others the day after
    assert rows(newsroom, "04") == [
        ("Morning Ledger", "Mara Voss", "4"),
        ("The Gull", "Mara Voss", "4"),
        ("The Gull", "Ivo Brandt", "2"),
        ("Chirper", "Ivo Brandt", "1"),
        ("Morning Ledger", "Pol Adair", "1"),
        ("The Gull", "Pol Adair", "1"),
        ("Vellin Courier", "Ivo Brandt", "1"),
        ("Vellin Courier", "Mara Voss", "1"),
    ]


def test_claims_by_month_have_a_row_for_the_undated(newsroom: Store) -> None:
    assert rows(newsroom, "05") == [("2024-06", "1"), ("undated", "2")]


def test_a_later_employer_is_a_change_and_two_at_once_are_none(newsroom: Store) -> None:
    assert rows(newsroom, "06") == [
        ("Mara Voss", "Tidal Laboratory", "2024-03-01", "Quayside Robotics Ltd", "2024-06-10")
    ]


def test_several_roles_with_the_article_of_each(newsroom: Store) -> None:
    assert rows(newsroom, "07") == [
        ("Mara Voss", "director", "Tidal Laboratory", "article/chips-and-small-firms"),
        ("Mara Voss", "chief scientist", "Quayside Robotics Ltd", "article/quayside"),
    ]


def test_what_one_person_said_in_the_order_of_the_text(newsroom: Store) -> None:
    assert [(cue, words) for _, _, cue, words in rows(newsroom, "08")] == [
        ("told", "export controls on chips would hurt small firms"),
        ("said", "The controls are too broad"),
        (None, "They will last for years"),
        ("warned", "prices were about to rise"),
        ("welcomed", "the chip export controls"),
    ]


def test_guesses_are_marked_with_their_reason(newsroom: Store) -> None:
    assert rows(newsroom, "10") == [
        ("statement/chips-and-small-firms-168-194", "topic from the context"),
        ("statement/chips-and-small-firms-207-231", "carried on without a cue"),
        ("statement/chips-and-small-firms-279-301", "two possible speakers"),
    ]


def test_groups_documents_and_unnamed_people_speak_too(newsroom: Store) -> None:
    assert rows(newsroom, "17") == [
        ("some shop owners", "Collective"),
        ("a trade report", "Document"),
        ("Ministry of Commerce", "Organization"),
        ("one engineer", "UnnamedPerson"),
    ]


def test_topics_with_one_voice_only(newsroom: Store) -> None:
    assert rows(newsroom, "19") == [("AI chips", "some shop owners")]


def test_what_was_carried_on_and_by_how_many(newsroom: Store) -> None:
    found = rows(newsroom, "21")
    assert [(name, *others) for name, _, *others in found] == [
        ("Mara Voss", "The Gull", "2024-03-01", "2", "0"),
        ("Mara Voss", "The Gull", "2024-03-01", "2", "0"),
        ("Mara Voss", "The Gull", "2024-03-01", "2", "0"),
        ("Mara Voss", "The Gull", "2024-03-01", "2", "0"),
        ("Pol Adair", "The Gull", "2024-03-01", "2", "0"),
    ]


def test_no_triple_stands_in_two_graphs(newsroom: Store) -> None:
    # pyoxigraph gives such a triple twice when it looks at the union, and every count would be wrong
    triples = [quad.triple for quad in newsroom.handle]
    assert len(triples) == len(set(triples))
