"""The Graph Store Protocol over HTTP, and documents that mean harm."""

import threading
import time
from http.client import HTTPConnection
from typing import Any

import pyoxigraph as ox
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from sayso.api.app import create_app
from sayso.api.protocol.parsing import is_plain, to_n_quads
from sayso.api.running.server import Server, listen
from sayso.api.service import InlineService, Limits
from sayso.api.settings import Settings
from sayso.errors import QueryError
from sayso.graph.store import Store

TOKEN = "a token for updates"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
BASE = "https://w3id.org/sayso/data/"
TURTLE = "<#me> <urn:knows> [ <urn:name> 'Zoë' ] ."
RDF_XML = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:u="urn:u#">
<rdf:Description rdf:about="urn:a"><u:b>1</u:b></rdf:Description></rdf:RDF>"""
ENTITIES = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "{}">{}]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:u="urn:u#">
<rdf:Description rdf:about="urn:a"><u:b>&k;</u:b></rdf:Description></rdf:RDF>""".format(
    "laughing" * 10,
    "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(10)),
)


@pytest.fixture(scope="module")
def service() -> InlineService:
    return InlineService(Store(ox.Store(), BASE))


@pytest.fixture(scope="module")
def app(service: InlineService) -> Flask:
    return create_app(service, Settings(update_token=TOKEN))


@pytest.fixture
def store(service: InlineService) -> Store:
    service.store.handle.clear()
    derived = ox.NamedNode(f"{BASE}graph/derived")
    service.store.handle.add(ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal(1), derived))
    return service.store


@pytest.fixture
def client(app: Flask, store: Store) -> FlaskClient:
    return app.test_client()


def put(client: FlaskClient, graph: str, body: str, type: str = "text/turtle", **more: Any) -> TestResponse:
    more.setdefault("method", "PUT")
    return client.open(graph, data=body.encode(), content_type=type, headers=BEARER, **more)


def triples(reply: TestResponse) -> int:
    assert reply.status_code == 200
    return len(list(ox.parse(reply.data, format=ox.RdfFormat.from_media_type(reply.mimetype or ""))))


@pytest.mark.parametrize(
    "graph",
    [
        "/graphs?graph=urn:mine",
        "/graphs?graph=https%3A%2F%2Fexample.org%2Fa%20b".replace("%20", ""),
        "/graphs/mine",
        "/graphs/a/b.ttl",
    ],
)
def test_a_graph_is_put_read_added_to_and_taken_out(client: FlaskClient, graph: str) -> None:
    assert client.get(graph, headers=BEARER).status_code == 404
    assert put(client, graph, TURTLE).status_code == 201
    assert triples(client.get(graph, headers=BEARER)) == 2
    assert put(client, graph, "<urn:a> <urn:b> 1 .").status_code == 204
    assert triples(client.get(graph, headers=BEARER)) == 1
    assert put(client, graph, TURTLE, method="POST").status_code == 204
    assert triples(client.get(graph, headers=BEARER)) == 3
    head = client.head(graph, headers=BEARER)
    assert (head.status_code, head.data) == (200, b"")
    assert client.delete(graph, headers=BEARER).status_code == 204
    assert client.delete(graph, headers=BEARER).status_code == 404
    assert client.head(graph, headers=BEARER).status_code == 404


def test_a_graph_of_a_url_has_the_url_as_its_iri(client: FlaskClient) -> None:
    put(client, "/graphs/mine", "<> <urn:b> <other> .")
    here = "http://localhost/graphs"
    query = f"ASK {{ GRAPH <{here}/mine> {{ <{here}/mine> ?p <{here}/other> }} }}"
    assert client.get("/sparql", query_string={"query": query}).json == {"head": {}, "boolean": True}


def test_a_posted_graph_gets_a_name(client: FlaskClient) -> None:
    reply = put(client, "/graphs", TURTLE, method="POST")
    assert reply.status_code == 201
    place = reply.headers["Location"]
    assert place.startswith("http://localhost/graphs/")
    assert triples(client.get(place, headers=BEARER)) == 2
    assert triples(client.get("/graphs", query_string={"graph": place}, headers=BEARER)) == 2


def test_an_empty_graph_is_there(client: FlaskClient) -> None:
    assert put(client, "/graphs/empty", "").status_code == 201
    assert triples(client.get("/graphs/empty", headers=BEARER)) == 0


@pytest.mark.parametrize(
    ("type", "body", "status"),
    [
        ("text/turtle; charset=utf-8", "<urn:a> <urn:b> 1 .", 201),
        ("application/n-triples", "<urn:a> <urn:b> <urn:c> .", 201),
        ("application/n-quads", "<urn:a> <urn:b> <urn:c> .", 201),
        ("application/trig", "<urn:a> <urn:b> 1 .", 201),
        ("application/trig", "GRAPH <urn:derived> { <urn:a> <urn:b> 1 }", 400),
        ("application/rdf+xml", RDF_XML, 201),
        ("application/ld+json", '{"@id": "urn:a", "urn:b": 1}', 201),
        ("application/ld+json", '{"@context": "http://127.0.0.1:9/c", "b": 1}', 400),
        ("text/turtle", "<urn:a> <urn:b>", 400),
        ("application/rdf+xml", "<rdf", 400),
        ("application/rdf+xml", ENTITIES, 400),
        ("text/turtle", f"<urn:a> <urn:b> {'<<( <urn:a> <urn:b> ' * 9_000}1{' )>>' * 9_000} .", 400),
        ("text/plain", "<urn:a> <urn:b> 1 .", 415),
        ("application/json", "{}", 415),
        ("application/xml", RDF_XML, 415),
    ],
)
def test_documents_are_read_where_they_do_no_harm(
    client: FlaskClient, type: str, body: str, status: int
) -> None:
    reply = put(client, "/graphs/mine", body, type)
    assert reply.status_code == status
    assert client.get("/graphs/mine", headers=BEARER).status_code == (200 if status == 201 else 404)
    assert len(reply.data) < 1_000


def test_several_documents_may_come_in_one_form(client: FlaskClient) -> None:
    body = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"; filename="{name}"\r\n'
        f"Content-Type: {type}\r\n\r\n{text}\r\n"
        for name, type, text in (
            ("a", "text/turtle", "<urn:a> <urn:b> 1 ."),
            ("b", "application/n-triples", "<urn:a> <urn:b> <urn:c> ."),
        )
    )
    reply = put(client, "/graphs/mine", f"{body}--x--\r\n", "multipart/form-data; boundary=x", method="POST")
    assert reply.status_code == 201
    assert triples(client.get("/graphs/mine", headers=BEARER)) == 2


def test_several_documents_have_one_time_limit() -> None:
    service = InlineService(Store(ox.Store(), BASE), Limits(seconds=2.0))
    server = Server(create_app(service, Settings(update_token=TOKEN)), listen("127.0.0.1", 0))
    thread = threading.Thread(target=server.run)
    thread.start()
    part = f"--x\r\nContent-Type: application/rdf+xml\r\n\r\n{RDF_XML}\r\n"
    try:
        connection = HTTPConnection("127.0.0.1", server.addresses[0][1], timeout=60)
        for parts, status in ((100, 504), (1, 201)):  # reading one takes a tenth of a second
            begun = time.monotonic()
            connection.request(
                "PUT",
                "/graphs?graph=urn:mine",
                f"{part * parts}--x--\r\n",
                {**BEARER, "Content-Type": "multipart/form-data; boundary=x"},
            )
            reply = connection.getresponse()
            told = reply.read()
            assert reply.status == status, told
            assert time.monotonic() - begun < 6
            if status == 504:
                assert b"within 2 seconds" in told and b"send less" in told
                assert len(service.store.handle) == 0
        connection.close()
    finally:
        server.stop()
        thread.join(20)


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "POST", "DELETE"])
def test_everything_wants_the_token(client: FlaskClient, method: str) -> None:
    assert client.open("/graphs/mine", method=method).status_code == 401
    assert client.open("/graphs?default", method=method).status_code == 401


@pytest.mark.parametrize(
    ("method", "token", "status"),
    [
        ("GET", "a token to read with", 200),
        ("HEAD", "a token to read with", 200),
        ("GET", TOKEN, 200),
        ("GET", "another", 401),
        ("GET", None, 401),
        ("PUT", "a token to read with", 401),
        ("POST", "a token to read with", 401),
        ("DELETE", "a token to read with", 401),
        ("PATCH", "a token to read with", 401),
    ],
)
@pytest.mark.parametrize("path", ["/graphs?graph=http://localhost/graphs/mine", "/graphs/mine"])
def test_a_graph_is_read_with_the_token_to_read_with(
    service: InlineService, store: Store, path: str, method: str, token: str | None, status: int
) -> None:
    assert store.handle is service.store.handle
    client = create_app(service, Settings(token="a token to read with", update_token=TOKEN)).test_client()
    assert put(client, "/graphs/mine", TURTLE).status_code == 201
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    assert client.open(path, method=method, headers=headers).status_code == status


@pytest.mark.parametrize(
    "place", [f"/graphs?graph={BASE}graph/derived", f"/graphs?graph={BASE}graph/article/x", "/graphs?default"]
)
def test_what_a_build_owns_is_changed_only_where_that_is_said(
    store: Store, client: FlaskClient, place: str
) -> None:
    before = set(store.handle)
    for method in ("PUT", "POST", "DELETE"):
        reply = put(client, place, "<urn:a> <urn:b> 1 .", method=method)
        assert reply.status_code == 409
        assert "owned=change" in reply.get_json()["error"]
    assert set(store.handle) == before
    assert put(client, f"{place}&owned=change", "<urn:a> <urn:b> 1 .", method="POST").status_code in (
        201,
        204,
    )
    assert len(set(store.handle) - before) == 1


def test_the_default_graph_is_the_union_as_in_queries(store: Store, client: FlaskClient) -> None:
    put(client, "/graphs/mine", "<urn:a> <urn:b> 1 .")
    reply = client.get("/graphs?default", headers={**BEARER, "Accept": "application/n-triples"})
    assert triples(reply) == len({quad.triple for quad in store.handle})


def test_a_graph_comes_in_the_type_that_is_asked_for(client: FlaskClient) -> None:
    put(client, "/graphs/mine", "<urn:a> <urn:b> 1 .")
    for accept in ("application/rdf+xml", "application/ld+json", "application/trig", "application/n-quads"):
        reply = client.get("/graphs/mine", headers={**BEARER, "Accept": accept})
        assert (reply.mimetype, triples(reply)) == (accept, 1)
    assert client.get("/graphs/mine", headers={**BEARER, "Accept": "image/png"}).status_code == 406
    assert client.get("/graphs/mine?format=nt", headers=BEARER).mimetype == "application/n-triples"


@pytest.mark.parametrize(
    ("method", "place", "status"),
    [
        ("GET", "/graphs", 400),
        ("GET", "/graphs?graph=relative", 400),
        ("GET", "/graphs?graph=urn:a&graph=urn:b", 400),
        ("GET", "/graphs?graph=urn:a&default", 400),
        ("GET", "/graphs?graph=urn:a%3E%20%7B", 400),
        ("PUT", "/graphs", 400),
        ("PATCH", "/graphs/mine", 405),
    ],
)
def test_other_requests_get_the_right_status(
    client: FlaskClient, method: str, place: str, status: int
) -> None:
    assert put(client, place, "", method=method).status_code == status


def test_what_may_end_the_parser_is_read_elsewhere() -> None:
    assert is_plain(b"<urn:a> <urn:b> 1 .", "text/turtle")
    assert not is_plain(b"<urn:a> <urn:b> <<( <urn:a> <urn:b> 1 )>> .", "text/turtle")
    assert not is_plain(b"", "application/rdf+xml")
    with pytest.raises(QueryError, match="expands to too much"):
        to_n_quads(ENTITIES.encode(), "application/rdf+xml", "urn:base")
    read = to_n_quads(b"<a> <urn:b> <<( <urn:a> <urn:b> 1 )>> .", "text/turtle", "http://e.example/")
    assert read.startswith(b"<http://e.example/a> <urn:b> <<( ")
