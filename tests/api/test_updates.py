"""SPARQL updates over HTTP: who may send them, and what they never touch without saying so."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from sayso.api.app import create_app
from sayso.api.protocol.scratch import use_scratch
from sayso.api.protocol.writers import InlineWriter
from sayso.api.service import InlineService
from sayso.api.settings import Settings
from sayso.graph import vocab
from sayso.graph.model import Article, Extraction
from sayso.graph.store import Store

TOKEN = "a token for updates"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
BASE = "https://w3id.org/sayso/data/"
MINE = "INSERT DATA { GRAPH <urn:mine> { <urn:a> <urn:b> 1 } }"


@pytest.fixture(scope="module")
def service() -> InlineService:
    return InlineService(Store(ox.Store(), BASE))


@pytest.fixture(scope="module")
def app(service: InlineService) -> Flask:
    return create_app(service, Settings(update_token=TOKEN))


@pytest.fixture
def store(service: InlineService) -> Store:
    """What a build makes, in small: of each of its graphs one triple."""
    handle = service.store.handle
    handle.clear()
    ann, kind, person = map(ox.NamedNode, (f"{BASE}person/ann-lee", vocab.rdf_type, vocab.Person))
    for name in (
        "article/one",
        "derived",
        "topics",
        "ontology",
        "runs",
        "log",
        "curation",
        "index",
        "history",
    ):
        handle.add(ox.Quad(ann, kind, person, ox.NamedNode(f"{BASE}graph/{name}")))
    return service.store


@pytest.fixture
def client(app: Flask, store: Store) -> FlaskClient:
    return app.test_client()


def send(client: FlaskClient, text: str, **more: Any) -> TestResponse:
    more.setdefault("headers", BEARER)
    return client.post("/update", data=text.encode(), content_type="application/sparql-update", **more)


def asked(client: FlaskClient, pattern: str) -> bool:
    found = client.get("/sparql", query_string={"query": f"ASK {{ {pattern} }}"}).json
    assert found is not None
    return bool(found["boolean"])


def test_what_was_written_is_read_by_who_asks_next(client: FlaskClient) -> None:
    etag = client.get("/sparql?query=ASK%7B%7D").headers["ETag"]
    assert send(client, MINE).status_code == 204
    assert asked(client, "<urn:a> <urn:b> 1")
    assert client.get("/sparql?query=ASK%7B%7D").headers["ETag"] != etag
    assert send(client, "DROP GRAPH <urn:mine>").status_code == 204
    assert not asked(client, "<urn:a> <urn:b> 1")


def test_an_update_may_come_in_a_form(client: FlaskClient) -> None:
    assert client.post("/update", data={"update": MINE}, headers=BEARER).status_code == 204
    assert asked(client, "GRAPH <urn:mine> { <urn:a> ?p ?o }")


def test_our_prefixes_need_no_declaration(client: FlaskClient) -> None:
    text = "INSERT { GRAPH <urn:mine> { ?p rdfs:comment 'seen' } } WHERE { GRAPH ?g { ?p a sayso:Person } }"
    assert send(client, text).status_code == 204
    assert asked(client, "person:ann-lee rdfs:comment 'seen'")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": "Bearer another"}, 401),
        ({"Authorization": f"Bearer {TOKEN}x"}, 401),
        ({"Authorization": "Bearer "}, 401),
        ({"Authorization": "Bearer tok\xe9n"}, 401),
        ({"Authorization": f"Basic {TOKEN}"}, 401),
        ({"Authorization": f"bearer {TOKEN}"}, 204),
    ],
)
def test_updates_want_their_token(client: FlaskClient, headers: dict[str, str], status: int) -> None:
    reply = send(client, MINE, headers=headers)
    assert reply.status_code == status
    assert (status == 401) == ("WWW-Authenticate" in reply.headers)
    if status == 401:
        told = "This is not the token for updates" if headers else "The token for updates is wanted"
        assert told in (reply.json or {})["error"]
    assert asked(client, "GRAPH <urn:mine> { ?s ?p ?o }") == (status == 204)


def test_the_token_for_updates_cannot_be_tried_out(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    client = create_app(InlineService(store), Settings(update_token=TOKEN)).test_client()
    wrong = [send(client, MINE, headers={"Authorization": f"Bearer {n}"}) for n in range(12)]
    assert [reply.status_code for reply in wrong[:10]] == [401] * 10
    assert wrong[-1].status_code == 429
    assert int(wrong[-1].headers["Retry-After"]) >= 1
    assert send(client, MINE).status_code == 429  # nor is the right one found in this way
    assert any("wrong token" in record.getMessage() for record in caplog.records)
    other = send(client, MINE, environ_base={"REMOTE_ADDR": "192.0.2.9"})
    assert other.status_code == 204


def test_without_a_token_in_the_settings_there_are_no_updates(store: Store) -> None:
    client = create_app(InlineService(store)).test_client()
    for path in ("/update", "/graphs?graph=urn:mine", "/graphs/mine"):
        assert client.post(path, data=MINE, content_type="application/sparql-update").status_code == 404
        assert client.post(path, data=MINE, headers=BEARER).status_code == 404


def test_a_scratch_dataset_is_changed_from_this_machine_only() -> None:
    with Store(ox.Store(), BASE) as store:
        service = InlineService(store)
        app = create_app(service, Settings(union=False))
        use_scratch(app, InlineWriter(service))
        client = app.test_client()
        local = {"REMOTE_ADDR": "127.0.0.1"}
        assert send(client, MINE, headers={}, environ_base=local).status_code == 204
        assert send(client, MINE, headers={}, environ_base={"REMOTE_ADDR": "10.0.0.9"}).status_code == 403
        foreign = {"Origin": "https://evil.example"}
        assert send(client, MINE, headers=foreign, environ_base=local).status_code == 403
        assert send(client, "DROP ALL", headers={}, environ_base=local).status_code == 204
        assert len(store.handle) == 0


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("DROP ALL", "all graphs"),
        ("CLEAR NAMED", "all named graphs"),
        ("CLEAR DEFAULT", "the default graph"),
        ("INSERT DATA { <urn:a> <urn:b> 1 }", "the default graph"),
        (f"CLEAR GRAPH <{BASE}graph/derived>", "graph/derived"),
        (f"BASE <{BASE}graph/x/> CLEAR GRAPH <../article/one>", "graph/article/one"),
        (f"PREFIX g: <{BASE}graph/> DROP SILENT GRAPH g:topics", "graph/topics"),
        (f"MOVE <{BASE}graph/log> TO <urn:mine>", "graph/log"),
        (f"COPY <urn:mine> TO <{BASE}graph/curation>", "graph/curation"),
        (f"WITH <{BASE}graph/history> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}", "graph/history"),
        (
            f"INSERT DATA {{ GRAPH <{BASE}graph/article/invented> {{ <urn:a> <urn:b> 1 }} }}",
            "article/invented",
        ),
        ("DELETE WHERE { GRAPH ?g { ?s ?p ?o } }", "graphs that a variable names"),
        (f"{MINE} ; DROP GRAPH <{BASE}graph/ontology>", "graph/ontology"),
        (f"CLEAR SILENT GRAPH <{BASE}x/../graph/derived>", "graph/derived"),
        (f"BASE <{BASE}/> INSERT DATA {{ GRAPH <../graph/new> {{ <urn:a> <urn:b> 2 }} }}", "graph/new"),
        (
            f"PREFIX \u1680: <{BASE}graph/> PREFIX : <urn:> INSERT DATA {{ GRAPH \u1680:new {{ :a :b 2 }} }}",
            "graph/new",
        ),
    ],
)
def test_what_a_build_owns_is_changed_only_where_that_is_said(
    store: Store, client: FlaskClient, caplog: pytest.LogCaptureFixture, text: str, named: str
) -> None:
    before = set(store.handle)
    refused = send(client, text)
    assert refused.status_code == 409
    assert named in refused.get_json()["error"]
    assert set(store.handle) == before
    assert not caplog.records
    assert send(client, text, query_string={"owned": "change"}).status_code == 204
    assert any(named in record.getMessage() for record in caplog.records)


# What is a string for one reader and an IRI for the other: it hides what stands at %s.
HIDING = [
    """INSERT {} WHERE { FILTER(EXISTS {} <'> "' ) } ; %s ; #")}""",
    """INSERT {} WHERE { FILTER(?s\u00b7 <'> "' ) } ; %s ; #")}""",
    """INSERT {} WHERE { FILTER(?s <'> "' ) } ; %s ; #")}""",
    """INSERT {} WHERE { FILTER(?s\u200d <'> "' ) } ; %s ; #")}""",
    """INSERT {} WHERE { FILTER((1) <'> "' ) } ; %s ; #")}""",
    """INSERT {} WHERE { FILTER(?s <?b#>'''\n) } ; %s ; #''')}""",
]


@pytest.mark.parametrize("text", HIDING)
def test_nothing_is_done_that_was_hidden_in_a_string(store: Store, client: FlaskClient, text: str) -> None:
    before = set(store.handle)
    hidden = f"INSERT DATA {{ GRAPH <{BASE}graph/new> {{ <urn:a> <urn:b> 3 }} }}"
    assert send(client, text % hidden).status_code == 400
    assert set(store.handle) == before


def test_owned_takes_one_word_only(client: FlaskClient) -> None:
    assert send(client, "DROP ALL", query_string={"owned": "yes"}).status_code == 400


def test_a_graph_of_ones_own_may_be_made_from_what_a_build_owns(client: FlaskClient) -> None:
    text = f"COPY <{BASE}graph/derived> TO <urn:mine>"
    assert send(client, text).status_code == 204
    assert asked(client, "GRAPH <urn:mine> { person:ann-lee a sayso:Person }")


@pytest.mark.parametrize(
    ("text", "status", "said"),
    [
        ("INSERT DATA {\n <urn:a> <urn:b> }", 400, "line 2"),
        ("SELECT * { ?s ?p ?o }", 400, "line 1"),
        ("CLEAR XYZ", 400, "line 1"),
        ("CREATE GRAPH <urn:g> CREATE GRAPH <urn:h>", 400, "line 1"),
        ("LOAD <http://127.0.0.1:9/x>", 403, "LOAD"),
        ("LOAD <file:///etc/passwd> INTO GRAPH <urn:mine>", 403, "LOAD"),
        ("LOAD ;", 400, "not valid"),
        ("LOADSILENT<http://127.0.0.1:9/x>", 400, "LOAD"),
        (
            "INSERT { GRAPH <urn:m> { ?s ?p ?o } } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
            400,
            "SERVICE",
        ),
        ("INSERT { GRAPH <urn:m> {} } WHERE { SERVICE SILENT <http://127.0.0.1:9/> {} }", 400, "SERVICE"),
        ("CLEAR GRAPH <urn:nowhere>", 409, "does not exist"),
        ("INSERT { GRAPH <urn:m> { ?s a <urn:x> } } WHERE { ?s a sayso:Person }", 400, "default graph"),
        (f"INSERT DATA {{ GRAPH <urn:m> {{ <urn:a> <urn:b> {'(' * 200}{')' * 200} }} }}", 400, "too large"),
    ],
)
def test_what_is_wrong_or_never_done_is_refused(
    store: Store, client: FlaskClient, text: str, status: int, said: str
) -> None:
    before = set(store.handle)
    reply = send(client, text)
    assert reply.status_code == status
    assert said in reply.get_json()["error"]
    assert set(store.handle) == before


def test_nothing_is_ever_fetched(client: FlaskClient) -> None:
    called = []

    class Listening(BaseHTTPRequestHandler):
        def handle(self) -> None:
            called.append(self.client_address)

    with HTTPServer(("127.0.0.1", 0), Listening) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}/x.ttl"
        for text, status in (
            (f"LOAD <{url}>", 403),
            (f"LOAD <{url}> INTO GRAPH <urn:mine>", 403),
            (f"LOAD # a comment\n SILENT <{url}> INTO GRAPH <urn:mine>", 204),  # as for what cannot be had
            (f"{MINE};LOAD<{url}>", 403),
            (f"INSERT {{}} WHERE {{ SERVICE SILENT <{url}> {{ ?s ?p ?o }} }}", 400),
            (f"LOAD{{}}<{url}>", 400),
            (f"LOADSILENT<{url}>", 400),
            *((hiding % f"LOAD <{url}> INTO GRAPH <urn:mine>", 400) for hiding in HIDING),
        ):
            assert send(client, text).status_code == status
        server.shutdown()
        thread.join()
    assert called == []


def test_a_dataset_of_the_protocol_is_where_the_pattern_looks(client: FlaskClient) -> None:
    send(
        client, "INSERT DATA { GRAPH <urn:one> { <urn:a> <urn:b> 1 } GRAPH <urn:two> { <urn:a> <urn:b> 2 } }"
    )
    text = "INSERT { GRAPH <urn:mine> { ?s <urn:c> ?o } } WHERE { ?s <urn:b> ?o }"
    assert send(client, text, query_string={"using-graph-uri": "urn:two"}).status_code == 204
    assert asked(client, "GRAPH <urn:mine> { <urn:a> <urn:c> 2 } FILTER NOT EXISTS { <urn:a> <urn:c> 1 }")
    both = send(client, "WITH <urn:mine> " + text, query_string={"using-graph-uri": "urn:two"})
    assert both.status_code == 400


def test_other_requests_get_the_right_status(client: FlaskClient) -> None:
    assert client.get("/update", query_string={"update": MINE}, headers=BEARER).status_code == 405
    assert client.get("/update", headers=BEARER).headers["Allow"] == "POST, OPTIONS"
    wrong = client.post("/update", data=b"ASK {}", content_type="application/sparql-query", headers=BEARER)
    assert wrong.status_code == 415
    two = client.post("/update", data={"update": [MINE, MINE]}, headers=BEARER)
    assert two.status_code == 400


def test_a_build_keeps_the_graphs_of_others(tmp_path: Path) -> None:
    article = Extraction(Article("one", "one.txt", "Ann Lee came."), (), (), (), run="r")
    with Store.open(tmp_path / "graph", create=True) as store:
        client = create_app(InlineService(store), Settings(update_token=TOKEN)).test_client()
        assert send(client, MINE).status_code == 204
        store.replace(article)
        store.refresh_derived()
        store.remove("one")
        store.refresh_derived()
    with Store.open(tmp_path / "graph") as store:
        assert bool(store.query("ASK { GRAPH <urn:mine> { <urn:a> <urn:b> 1 } }"))
