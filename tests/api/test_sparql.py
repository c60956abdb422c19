"""The SPARQL endpoint, over a real socket."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from SPARQLWrapper import CSV, JSON, POST, TURTLE, SPARQLWrapper
from waitress.server import create_server

from sayso.api.app import create_app
from sayso.api.service import InlineService
from sayso.api.settings import Settings
from sayso.graph.model import Article, Entity, Extraction, Statement
from sayso.graph.store import Store

TEXT = "Mara Lindqvist said that <b>the curbs</b> would hurt."
NAMES = "SELECT ?name WHERE { ?p a sayso:Person ; skos:prefLabel ?name }"


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    type: str
    body: str
    headers: dict[str, str]


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    store = Store.memory()
    said = Statement(
        id="statement:one-21-52",
        source=((0, 14),),
        cue=((15, 19),),
        content=((20, 52),),
        sentence=(0, 53),
        quote_type="indirect",
        cue_type="say",
        speaker_id="person:mara-lindqvist",
        coreference="full-name",
        rule="test",
    )
    person = Entity("person:mara-lindqvist", "person", "Mara Lindqvist", ((0, 14),))
    store.replace(Extraction(Article("one", "one.txt", TEXT), (person,), (), (said,), run="r"))
    store.refresh_derived()
    server: Any = create_server(create_app(InlineService(store)), host="127.0.0.1", port=0, threads=4)

    def run() -> None:
        try:
            server.run()
        except OSError:  # closing it from outside may find it waiting for a client that has gone
            if not closing.is_set():
                raise

    closing = threading.Event()
    thread = threading.Thread(target=run)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}/sparql"
    server.task_dispatcher.shutdown()  # before its sockets go: a worker may still be closing a connection
    closing.set()
    server.close()
    thread.join(10)
    store.close()


def ask(url: str, *, accept: str | None = None, data: bytes | None = None, type: str | None = None) -> Reply:
    headers = {name: value for name, value in (("Accept", accept), ("Content-Type", type)) if value}
    try:
        with urlopen(Request(url, data=data, headers=headers), timeout=20) as reply:
            return Reply(
                reply.status, reply.headers["Content-Type"], reply.read().decode(), dict(reply.headers)
            )
    except HTTPError as error:
        with error:
            return Reply(
                error.code, error.headers["Content-Type"], error.read().decode(), dict(error.headers)
            )


def by_get(endpoint: str, query: str, accept: str | None = None, **more: str) -> Reply:
    return ask(f"{endpoint}?{urlencode({'query': query, **more})}", accept=accept)


@pytest.mark.parametrize(
    ("accept", "type", "piece"),
    [
        (None, "application/sparql-results+json", '"Mara Lindqvist"'),
        ("*/*", "application/sparql-results+json", '"Mara Lindqvist"'),
        ("application/json", "application/json", '"Mara Lindqvist"'),
        (
            "application/sparql-results+xml",
            "application/sparql-results+xml",
            "<literal>Mara Lindqvist</literal>",
        ),
        ("text/csv", "text/csv; charset=utf-8", "name\r\nMara Lindqvist"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8", '?name\n"Mara Lindqvist"'),
        (
            "text/csv;q=0.2, application/sparql-results+xml;q=0.8",
            "application/sparql-results+xml",
            "<literal>",
        ),
        ("text/html,application/xml;q=0.9,*/*;q=0.8", "text/html; charset=utf-8", "<td>Mara Lindqvist</td>"),
    ],
)
def test_solutions_come_in_the_type_that_the_client_likes_best(
    endpoint: str, accept: str | None, type: str, piece: str
) -> None:
    reply = by_get(endpoint, NAMES, accept)
    assert (reply.status, reply.type) == (200, type)
    assert piece in reply.body


@pytest.mark.parametrize(
    ("accept", "type", "piece"),
    [
        (None, "text/turtle; charset=utf-8", '"Mara Lindqvist"'),
        ("application/n-triples", "application/n-triples", '"Mara Lindqvist" .'),
        ("application/ld+json", "application/ld+json", '"Mara Lindqvist"'),
        ("application/rdf+xml", "application/rdf+xml", "Mara Lindqvist<"),
    ],
)
def test_graphs_come_in_the_type_that_the_client_likes_best(
    endpoint: str, accept: str | None, type: str, piece: str
) -> None:
    reply = by_get(
        endpoint, "CONSTRUCT { ?p skos:prefLabel ?n } WHERE { ?p a sayso:Person ; skos:prefLabel ?n }", accept
    )
    assert (reply.status, reply.type) == (200, type)
    assert piece in reply.body


def test_ask_is_answered_with_a_truth_value(endpoint: str) -> None:
    assert json.loads(by_get(endpoint, "ASK { ?s a sayso:Statement }").body)["boolean"] is True


def test_a_query_may_come_by_form_and_by_direct_post(endpoint: str) -> None:
    form = ask(endpoint, data=urlencode({"query": NAMES}).encode(), type="application/x-www-form-urlencoded")
    direct = ask(endpoint, data=NAMES.encode(), type="application/sparql-query")
    assert form.body == direct.body == by_get(endpoint, NAMES).body


def test_text_that_looks_like_markup_stays_text(endpoint: str) -> None:
    query = "SELECT ?words WHERE { ?s sayso:content/nif:anchorOf ?words }"
    reply = by_get(endpoint, query, "application/sparql-results+xml")
    assert "&lt;b>the curbs" in reply.body or "&lt;b&gt;the curbs" in reply.body
    assert reply.headers["X-Content-Type-Options"] == "nosniff"


def test_a_page_shows_markup_in_an_article_as_text(endpoint: str) -> None:
    reply = by_get(endpoint, "SELECT ?words WHERE { ?s sayso:content/nif:anchorOf ?words }", "text/html")
    assert "&lt;b&gt;the curbs&lt;/b&gt;" in reply.body
    assert "<b>" not in reply.body


def test_another_host_name_is_refused_where_hosts_are_named() -> None:
    with Store.memory() as store:
        client = create_app(InlineService(store), Settings(hosts=("127.0.0.1", "localhost"))).test_client()
        ask_all = "/sparql?query=ASK%7B%7D"
        assert client.get(ask_all, headers={"Host": "localhost:8421"}).status_code == 200
        assert client.get(ask_all, headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("SELECT * WHERE {", 400, "line 1, column 17"),
        ("SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 400, "SERVICE"),
        ("SELECT * FROM <http://127.0.0.1:9/x> WHERE { ?s ?p ?o }", 400, "FROM"),
        ("SELECT * FROM <file:///etc/passwd> WHERE { ?s ?p ?o }", 400, "FROM"),
        ("LOAD <http://127.0.0.1:9/x>", 400, "LOAD"),
        ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", 400, "INSERT"),
        ("DROP ALL", 400, "DROP"),
    ],
)
def test_what_is_wrong_or_never_done_is_refused_with_a_message(
    endpoint: str, query: str, status: int, said: str
) -> None:
    reply = by_get(endpoint, query)
    assert reply.status == status
    assert said in json.loads(reply.body)["error"]


def test_nothing_is_written_by_a_refused_update(endpoint: str) -> None:
    by_get(endpoint, "INSERT DATA { <urn:a> <urn:b> <urn:c> }")
    assert json.loads(by_get(endpoint, "ASK { <urn:a> <urn:b> <urn:c> }").body)["boolean"] is False


def test_other_requests_get_the_right_status(endpoint: str) -> None:
    assert ask(f"{endpoint}?quary=ASK%7B%7D").status == 400
    assert ask(f"{endpoint}?query=ASK%7B%7D&query=ASK%7B%7D").status == 400
    assert ask(f"{endpoint}?update=DROP%20ALL").status == 400
    assert by_get(endpoint, NAMES, "image/png").status == 406
    assert ask(endpoint, data=b"x", type="text/plain").status == 415
    assert ask(endpoint, data=b"DROP ALL", type="application/sparql-update").status == 415
    assert ask(endpoint, data=b"\xff", type="application/sparql-query").status == 400
    assert ask(endpoint, data=b"#" * 2_000_000, type="application/sparql-query").status == 413
    put = Request(endpoint, method="PUT", data=b"x")
    with pytest.raises(HTTPError) as caught:
        urlopen(put, timeout=20)
    with caught.value as error:
        assert error.code == 405
        assert "GET" in error.headers["Allow"]


def test_the_dataset_of_the_protocol_is_honoured(endpoint: str) -> None:
    article = "https://w3id.org/sayso/data/graph/article/one"
    everything = json.loads(by_get(endpoint, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").body)
    one = json.loads(
        by_get(endpoint, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", **{"default-graph-uri": article}).body
    )
    counts = [int(answer["results"]["bindings"][0]["n"]["value"]) for answer in (everything, one)]
    assert counts[0] > counts[1] > 0
    foreign = by_get(endpoint, "ASK { ?s ?p ?o }", **{"default-graph-uri": "http://127.0.0.1:9/x"})
    assert foreign.status == 400


def test_sparqlwrapper_gets_its_answers(endpoint: str) -> None:
    client = SPARQLWrapper(endpoint)

    def answer(form: str) -> Any:
        client.setReturnFormat(form)
        return client.queryAndConvert()

    client.setQuery(NAMES)
    assert answer(JSON)["results"]["bindings"][0]["name"]["value"] == "Mara Lindqvist"
    client.setMethod(POST)
    assert answer(JSON)["results"]["bindings"][0]["name"]["value"] == "Mara Lindqvist"
    assert answer(CSV) == b"name\r\nMara Lindqvist\r\n"
    client.setQuery("CONSTRUCT WHERE { ?p a sayso:Person }")
    assert b"sayso" in answer(TURTLE)


def test_the_front_page_counts_and_escapes(endpoint: str) -> None:
    front = ask(endpoint.replace("sparql", ""))
    assert front.status == 200
    assert "statements" in front.body
    assert "default-src 'none'" in front.headers["Content-Security-Policy"]
