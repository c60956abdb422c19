"""The look-ups, over a real socket: records, evidence, searches, answers, ids that lead elsewhere."""

import json
import re
from html import escape
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from pydantic import TypeAdapter

from sayso.api.app import create_app
from sayso.api.lookups import models
from sayso.api.lookups.directory import directory
from sayso.api.service import InlineService
from sayso.graph import iris
from sayso.graph.model import Extraction
from sayso.graph.record import from_json, to_json
from sayso.graph.store import Store

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

MODELS: dict[str, Any] = {
    "person": models.PersonRecord,
    "unnamed-person": models.PersonRecord,
    "collective": models.PersonRecord,
    "document": models.PersonRecord,
    "organization": models.OrganizationRecord,
    "outlet": models.OrganizationRecord,
    "platform": models.OrganizationRecord,
    "topic": models.TopicRecord,
    "article": models.ArticleRecord,
    "statement": models.StatementRecord,
}


def ids(page: Any) -> list[str]:
    return [one["id"] for one in page["statements"]]


def test_every_record_has_the_shape_that_is_published(server: Any, store: Store) -> None:
    known = directory(store)
    hrefs = ["/topics", "/people", "/organizations", "/outlets", "/platforms", "/collectives"]
    hrefs += ["/documents", "/unnamed-persons"]
    names = [one for href in hrefs for one in server.json(href, limit=200)["names"]]
    everything = [one["href"] for one in names]
    everything += [one["href"] for one in server.json("/statements", limit=200)["statements"]]
    everything += [one["href"] for one in server.json("/articles", limit=200)["articles"]]
    assert len(everything) > 150
    for href in everything:
        record = server.json(href)
        MODELS[record["kind"]].model_validate(record, strict=True)
        assert record["href"] == href
    assert {one["id"] for one in names} == {iris.compact(iri) for iri in known.names}


@pytest.mark.parametrize(
    ("path", "model"),
    [
        ("/statements", models.StatementsPage),
        ("/articles", models.ArticlesPage),
        ("/experts?topic=chip+export+controls", models.ExpertsRecord),
        ("/experts", models.ExpertsRecord),
        ("/people", models.NamesPage),
        ("/search?q=vo", models.SearchRecord),
        ("/search?q=nobody+at+all", models.SearchRecord),
        ("/ask?q=which+experts+commented+on+chip+export+controls%3F", models.AnswerRecord),
        ("/ask?q=how+many+statements+on+chip+export+controls+by+month%3F", models.AnswerRecord),
        ("/people/mara-voss/why", models.WhyRecord),
        ("/statements/quayside-182-252/why", models.WhyRecord),
        ("/data/graph/topics", models.ResourceRecord),
        ("/data/appearance/quayside-person-mara-voss", models.ResourceRecord),
        ("/ontology", models.OntologyRecord),
    ],
)
def test_lists_and_answers_have_the_shapes_that_are_published(server: Any, path: str, model: Any) -> None:
    TypeAdapter(model).validate_python(server.json(path), strict=True)


def test_all_evidence_is_the_words_of_its_article(server: Any) -> None:
    texts = {one["id"]: server.json(one["href"])["text"] for one in server.json("/articles")["articles"]}
    found: list[Any] = []

    def collect(value: Any) -> None:
        if isinstance(value, dict):
            if {"begin", "end", "text", "article"} <= value.keys():
                found.append(value)
            for inner in value.values():
                collect(inner)
        elif isinstance(value, list):
            for inner in value:
                collect(inner)

    for path in ("/people/mara-voss", "/statements?limit=200", "/topics/chip-export-controls"):
        collect(server.json(path))
    assert len(found) > 50
    assert {
        one["text"] for one in found if texts[one["article"]][one["begin"] : one["end"]] != one["text"]
    } == set()


def test_an_article_has_what_is_needed_to_mark_its_statements(server: Any) -> None:
    article = server.json("/articles/chips-and-small-firms")
    said = article["statements"][0]
    parts = {
        name: [article["text"][begin:end] for begin, end in said[name]]
        for name in ("source", "cue", "content")
    }
    assert parts == {
        "source": ["Mara Voss"],
        "cue": ["told"],
        "content": [said["words"]],
    }
    assert said["words"] in article["text"]
    assert said["speaker"]["id"] == "person:mara-voss"
    assert (said["roles"][0]["role"], said["roles"][0]["organization"]["name"]) == (
        "director",
        "Tidal Laboratory",
    )
    assert said["roles"][0]["within"]["name"] == "Vellin University"
    assert [(one["topic"]["id"], one["basis"]) for one in said["topics"]] == [
        ("topic:chip-export-controls", "own-words")
    ]
    assert [(one["toward"]["id"], one["polarity"]) for one in said["stance"]] == [
        ("topic:chip-export-controls", "negative")
    ]
    assert [one["article"]["id"] for one in said["carriers"]] == ["article:taken-over"]


def test_a_copy_tells_whose_words_they_are_and_leads_to_the_original(server: Any) -> None:
    copies = server.json("/articles/taken-over")["statements"]
    assert {one["copy_of"]["id"] for one in copies} == {
        one["id"] for one in server.json("/articles/chips-and-small-firms")["statements"]
    }
    assert copies[0]["speaker"]["id"] == "person:mara-voss"
    assert not [one for one in ids(server.json("/statements", limit=200)) if "taken-over" in one]


def test_what_is_a_guess_says_so(server: Any) -> None:
    guessed = server.json("/statements/chips-and-small-firms-207-231")
    assert guessed["guess"] == ["carried on without a cue: a guess"]
    doubtful = server.json("/statements/chips-and-small-firms-279-301")
    assert doubtful["guess"] == ["the speaker is a guess: it may be Mara Voss"]
    assert doubtful["possible_speaker"]["name"] == "Mara Voss"
    before = server.json("/statements/chips-and-small-firms-168-194")
    assert before["guess"] == ["chip export controls taken from the sentence before: a guess"]


def test_what_a_reader_has_rejected_is_nobodys_and_in_no_list(server: Any) -> None:
    rejected = server.json("/statements/quayside-90-114")
    assert (rejected["review_status"], rejected["speaker"]) == ("rejected", None)
    assert "statement:quayside-90-114" not in ids(server.json("/statements", limit=200))
    assert ids(server.json("/statements", review_status="rejected")) == ["statement:quayside-90-114"]


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/people/pol-adair", "/people/ivo-brandt"),
        ("/people/person:mara-voss", "/people/mara-voss"),
        ("/organizations/org:vellin-university", "/organizations/vellin-university"),
        ("/people/shop-floor-one-engineer", "/unnamed-persons/shop-floor-one-engineer"),
        ("/people/pol-adair/why", "/people/ivo-brandt/why"),
        ("/topics/topic:ai-chips?format=ttl", "/topics/ai-chips?format=ttl"),
    ],
)
def test_an_id_that_was_replaced_or_is_written_otherwise_leads_to_the_record(
    server: Any, path: str, location: str
) -> None:
    reply = server.get(path)
    assert (reply.status, reply.headers["Location"]) == (308, location)
    assert server.get(location).status == 200


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("/people/mara-vos", "person:mara-voss"),
        ("/organizations/velin-univercity", "organization:vellin-university"),
        ("/outlets/morning-leger", "outlet:morning-ledger"),
        ("/topics/chip-export-contrls", "topic:chip-export-controls"),
        ("/articles/quay-side-robotics", "article:quayside"),
    ],
)
def test_an_unknown_id_is_404_with_what_is_called_alike(server: Any, path: str, near: str) -> None:
    reply = server.get(path)
    told = json.loads(reply.body)
    assert (reply.status, near in [one["id"] for one in told["near"]]) == (404, True)
    models.ErrorRecord.model_validate(told)
    page = server.get(path, BROWSER)
    assert (page.status, page.headers.get_content_type()) == (404, "text/html")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/statements?person=Mara+Vos", "did you mean 'Mara Voss'"),
        ("/statements?article=quay-side-robotics", "did you mean 'article:quayside'"),
        ("/statements?article=https://elsewhere.example/1", "elsewhere.example"),
        ("/statements?persn=Mara", "no parameter 'persn'"),
        ("/statements?person=a&person=b", "'person' is given twice"),
        ("/statements?quote_type=shouted", "take one of direct, indirect, mixed"),
        (
            "/statements?since=yesterday",
            "since cannot be read: 'yesterday' is no day, month or year; give one",
        ),
        ("/statements?since=2025-13", "since cannot be read: '2025-13' is no day"),
        ("/graph/person-topic?until=2025-13", "until cannot be read: '2025-13' is no day"),
        ("/statements?since=2025-02-31", "'2025-02-31' is no day"),
        ("/experts?until=2025-06-31", "'2025-06-31' is no day"),
        ("/articles?since=2023-02-29", "'2023-02-29' is no day"),
        ("/statements?since=2025-06&until=2025-05-31", "since 2025-06 is after until 2025-05-31"),
        ("/articles?since=2025&until=2024", "since 2025 is after until 2024"),
        (
            "/statements?limit=-1",
            "limit cannot be read: '-1' is no whole number from 1 to 200; give one such as 20",
        ),
        ("/statements?limit=0", "limit cannot be read: '0' is no whole number"),
        ("/people?limit=9999999", "'9999999' is no whole number from 1 to 200; give one such as 50"),
        ("/statements?limit=", "limit cannot be read: '' is no whole number"),
        ("/experts?limit=1.5", "limit cannot be read: '1.5' is no whole number"),
        ("/statements?guess=maybe", "guess cannot be read: there is no 'maybe'; give yes or no"),
        ("/statements?person=" + "a" * 501, "aaa…' has 501 characters; give 500 at most"),
        ("/statements?cursor=nonsense", "no cursor"),
        ("/people?cursor=WyJhIiwiYiJd", "no cursor"),
        ("/statements?topic=chip+export+contrls", "did you mean"),
        ("/experts?kinds=wizard", "no kind of role or organisation 'wizard'"),
        ("/search", "q is missing: give beginnings of words"),
        ("/ask", "q is missing: give a question in English, as in /ask?q=…"),
        ("/resource?iri=", "iri is missing: give the whole IRI, as in /resource?iri=…"),
        ("/search?q=x&kind=dragon", "no kind 'dragon'"),
        ("/ask?q=please", "cannot read the question"),
        ("/people/mara-voss?format=pdf", "there is no 'pdf'; give json, jsonld, ttl, nt or html"),
    ],
)
def test_what_cannot_be_meant_is_told_with_the_way_out(server: Any, path: str, words: str) -> None:
    reply = server.get(path)
    told = json.loads(reply.body)
    assert (reply.status, words in told["error"]) == (400, True), told
    assert not re.search("[Ii]nput|[Ff]ield|[Ss]tring should|[Vv]alue error|\n", told["error"])
    models.ErrorRecord.model_validate(told)


SUGGESTED = [
    ("/statements", {"person": "Mara Vos", "limit": "2"}, "Mara Voss", {"person": "Mara Voss", "limit": "2"}),
    (
        "/statements",
        {"topic": "chip export contrls"},
        "chip export controls",
        {"topic": "chip export controls"},
    ),
    ("/experts", {"topic": "chip export contrls"}, "chip export controls", {"topic": "chip export controls"}),
    ("/ask", {"q": "What did Mara  Vos say?"}, "Mara Voss", {"q": "What did Mara Voss say?"}),
    (
        "/ask",
        {"q": "who spoke about Chip export contrls"},
        "chip export controls",
        {"q": "who spoke about chip export controls"},
    ),
]


@pytest.mark.parametrize(("path", "asked", "name", "meant"), SUGGESTED)
def test_what_may_be_meant_instead_is_a_link_to_the_same_request(
    server: Any, path: str, asked: dict[str, str], name: str, meant: dict[str, str]
) -> None:
    reply = server.get(f"{path}?{urlencode(asked)}")
    told = json.loads(reply.body)
    models.ErrorRecord.model_validate(told)
    leads_to = {one["name"]: one["href"] for one in told["near"]}
    assert (reply.status, leads_to.get(name)) == (400, f"{path}?{urlencode(meant)}"), told
    assert server.get(leads_to[name]).status == 200
    page = server.get(f"{path}?{urlencode(asked)}", BROWSER).body.decode()
    assert f'<a href="{escape(leads_to[name])}"><bdi>{name}</bdi></a>' in page
    assert "<h1><bdi>Nothing is called" in page
    assert "cannot be read" not in page


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        (
            {"q": "What did Voss say?", "limit": "3"},
            {
                "Mara Voss": {"q": "What did person:mara-voss say?", "limit": "3"},
                "Tara Voss": {"q": "What did person:tara-voss say?", "limit": "3"},
            },
        ),
        (
            {"q": "who spoke for Tidal"},
            {
                "Tidal Foundation": {"q": "who spoke for organization:tidal-foundation"},
                "Tidal Laboratory": {"q": "who spoke for organization:tidal-laboratory"},
            },
        ),
    ],
)
def test_each_that_a_name_may_mean_is_a_link_to_the_same_request_with_its_id(
    namesakes: FlaskClient, asked: dict[str, str], meant: dict[str, dict[str, str]]
) -> None:
    path = f"/ask?{urlencode(asked)}"
    reply = namesakes.get(path)
    told = reply.get_json()
    models.ErrorRecord.model_validate(told)
    links = {one["name"]: one["href"] for one in told["near"]}
    assert (reply.status_code, links) == (
        400,
        {name: f"/ask?{urlencode(values)}" for name, values in meant.items()},
    ), told
    page = namesakes.get(path, headers={"Accept": BROWSER}).text
    assert re.search(r"<h1><bdi>Several are called (Voss|Tidal)</bdi></h1>", page)
    assert "<h2>Which is meant?</h2>" in page
    for name, href in links.items():
        assert f'<a href="{escape(href)}"><bdi>{name}</bdi></a>' in page
        answer = namesakes.get(href)
        assert answer.status_code == 200
        assert name in answer.get_json()["understood"]


@pytest.fixture(scope="module")
def namesakes(newsroom_articles: list[Extraction]) -> FlaskClient:
    """The articles, and again with others whose names end or begin as those of the first do."""
    store = Store.memory()
    for one in newsroom_articles:
        store.replace(one)
        text = json.dumps(to_json(one)).replace("Mara Voss", "Tara Voss").replace("mara-voss", "tara-voss")
        text = text.replace("Tidal Laboratory", "Tidal Foundation").replace("l-laboratory", "l-foundation")
        text = text.replace(one.article.id, f"second-{one.article.id}")
        store.replace(from_json(json.loads(text)))
    store.refresh_derived()
    return create_app(InlineService(store)).test_client()


def test_a_question_that_is_not_read_is_headed_so(server: Any) -> None:
    assert (
        "<h1><bdi>What was asked cannot be read</bdi></h1>"
        in server.get("/ask?q=please", BROWSER).body.decode()
    )


def test_a_question_that_cannot_be_read_is_answered_with_questions_that_can(server: Any) -> None:
    examples = json.loads(server.get("/ask?q=please").body)["examples"]
    assert len(examples) > 10
    answered = [server.get("/ask?" + urlencode({"q": example})).status for example in examples]
    assert set(answered) <= {200, 400}  # some name a topic that this graph has nothing on
    assert answered.count(200) > 5


def test_an_answer_has_the_query_the_rows_and_the_statements(server: Any) -> None:
    found = server.json("/ask", q="what did people at Vellin University say about chip export controls?")
    assert (found["evidence"], len(found["rows"])) == (True, 2)
    column = found["columns"].index("statement_id")
    assert [row[column] for row in found["rows"]] == [one["iri"] for one in found["statements"]]
    assert "chip export controls" in found["understood"]
    assert "SELECT" in found["sparql"]


SEARCHES = [
    ("vos", "person:mara-voss"),
    ("MARA V", "person:mara-voss"),
    ("voss mara", "person:mara-voss"),
    ("marra vos", "person:mara-voss"),
    ("velin univ", "organization:vellin-university"),
    ("mora vosz", "person:mara-voss"),
    ("chip expo", "topic:chip-export-controls"),
    ("picks a side", "article:quayside"),
    ("gull", "outlet:the-gull"),
    ("pol adair", "person:ivo-brandt"),
]


@pytest.mark.parametrize(("words", "first"), SEARCHES)
def test_names_are_found_by_the_beginnings_of_words_in_any_spelling(
    server: Any, words: str, first: str
) -> None:
    assert server.json("/search", q=words)["results"][0]["id"] == first


def test_a_search_may_be_for_one_kind_and_tells_what_is_spelt_alike(server: Any) -> None:
    kinds = {one["kind"] for one in server.json("/search", q="s", kind="topic,article", limit=100)["results"]}
    assert kinds == {"topic", "article"}
    assert server.json("/search", q="maravoss")["suggestions"][:1] == ["Mara Voss"]


def test_people_have_what_follows_from_all_articles(server: Any) -> None:
    person = server.json("/people/mara-voss")
    assert person["identifiers"] == [{"iri": "http://www.wikidata.org/entity/Q42", "status": "confirmed"}]
    assert [(role["role"], role["first_date"]) for role in person["roles"]] == [
        ("chief scientist", "2024-06-10"),
        ("director", "2024-03-01"),
    ]
    assert {one["who"]["name"] for one in person["outlets"]} == {"The Gull", "Morning Ledger"}
    assert server.json("/people/ivo-brandt")["replaced"] == ["person:pol-adair"]
    assert server.json("/people/ivo-brandt")["other_names"] == ["Pol Adair"]


def test_an_organization_has_its_people_and_parts(server: Any) -> None:
    university = server.json("/organizations/vellin-university")
    assert [one["id"] for one in university["parts"]] == ["organization:tidal-laboratory"]
    assert [(one["who"]["name"], one["count"]) for one in university["people"]] == [("Mara Voss", 4)]
    outlet = server.json("/outlets/morning-ledger")
    assert outlet["statements_carried"]["total"] == 5


def test_a_topic_takes_in_what_is_below_it(server: Any) -> None:
    topic = server.json("/topics/chip-export-controls")
    above = server.json(topic["broader"][0]["href"])
    assert above["statements"]["total"] >= topic["statements"]["total"] > 0
    assert topic["id"] in [one["topic"]["id"] for one in above["narrower"]]
    assert topic["stances"]["negative"] == 2
    assert {(one["supporter"]["name"], one["opponent"]["name"]) for one in topic["disagreements"]} == set()


def test_nothing_stale_is_answered_after_the_graph_has_changed(newsroom_articles: list[Extraction]) -> None:
    from sayso.api.lookups.finding import search

    articles = newsroom_articles
    store = Store.memory()
    store.replace(articles[0])
    store.refresh_derived()
    assert search(store, "brandt")["results"] == []
    store.replace(articles[1])
    store.refresh_derived()
    assert [one["name"] for one in search(store, "brandt")["results"]] == ["Ivo Brandt"]
