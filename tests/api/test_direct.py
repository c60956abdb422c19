"""The short way of small answers: it says the same as the long one, to the byte."""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest
from werkzeug.datastructures import Headers
from werkzeug.test import Client, EnvironBuilder, run_wsgi_app

from sayso.api.app import create_app
from sayso.api.protocol import direct
from sayso.api.service import InlineService, Limits, Written
from sayso.api.settings import Settings
from sayso.graph.store import Store

ASK = "ASK { ?s a skos:Concept }"
ROWS = "SELECT ?s ?name { ?s skos:prefLabel ?name } ORDER BY ?s ?name LIMIT 300"
CSV = {"Accept": "text/csv"}


@pytest.fixture(scope="module")
def service() -> InlineService:
    return InlineService(Store.memory(), Limits(rows=1_000))


@pytest.mark.parametrize("origins", ["", "*", "https://a.example"])
@pytest.mark.parametrize(
    ("parameters", "headers"),
    [
        ({"query": ASK}, {}),
        ({"query": ASK}, {"Accept": "application/sparql-results+xml"}),
        ({"query": ASK}, CSV),  # 406
        ({"query": ROWS}, {"Accept": "text/csv;q=0.5, application/sparql-results+json;q=0.1"}),
        ({"query": ROWS}, {"Accept-Encoding": "gzip"}),
        ({"query": ROWS}, {"Accept-Encoding": "gzip;q=0"}),
        ({"query": ROWS}, {"Accept": "text/html"}),
        ({"query": ROWS, "format": "tsv"}, {}),
        ({"query": ROWS, "timeout": "5"}, {}),
        ({"query": ROWS, "timeout": "never"}, {}),  # 400
        ({"query": "SELECT (STRLEN(STRUUID()) AS ?length) {}"}, CSV),  # no ETag
        ({"query": "SELECT (<x> AS ?x) {}"}, CSV),
        ({"query": "CONSTRUCT { ?s a ?t } WHERE { ?s a ?t } LIMIT 1"}, {}),
        ({"query": "SELECT * { ?s ?p"}, {}),  # 400
        ({"query": "SELECT * { ?s ?p ?o . ?x ?y ?z }"}, {}),  # too many rows
        ({"query": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"}, {}),
        ({"query": ASK, "default-graph-uri": "urn:nowhere"}, {}),  # no such graph
        ({"query": ASK, "default-graph-uri": "nowhere"}, {}),
        ({}, {"Accept": "text/turtle"}),  # the service description
        ({"update": "DROP ALL"}, {}),
    ],
)
def test_the_short_way_says_what_the_long_one_says(
    service: InlineService, parameters: dict[str, str], headers: dict[str, str], origins: str
) -> None:
    settings = Settings(origins=origins)
    app = create_app(service, settings)
    long = type(app).wsgi_app.__get__(app)
    short = direct.Direct(long, service, settings)
    told = [
        Client(way).open(
            EnvironBuilder("/sparql", query_string=urlencode(parameters), headers=Headers(headers))
        )
        for way in (long, short, short)  # the last time from what is kept
    ]
    for other in told[1:]:
        assert other.status == told[0].status
        assert sorted(other.headers) == sorted(told[0].headers)
        assert other.data == told[0].data


def test_what_is_usual_does_not_come_to_the_app(service: InlineService) -> None:
    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        raise AssertionError("the app was asked")

    short = Client(direct.Direct(app, service, Settings()))
    assert short.get("/sparql", query_string={"query": ASK}).get_json()["boolean"] is True
    for other in ("/sparql/", "/", "/sparql?format=xml&query=ASK{}"):
        with pytest.raises(AssertionError):
            short.get(other)


class Counting(InlineService):
    """Tells how often it was asked."""

    asked = 0

    def write(self, *args: Any, **kwargs: Any) -> Written:
        self.asked += 1
        return super().write(*args, **kwargs)


def environment(query: str, host: str = "localhost", **headers: str) -> dict[str, Any]:
    builder = EnvironBuilder("/sparql", query_string={"query": query}, headers=Headers(headers))
    return builder.get_environ() | {"HTTP_HOST": host}


@pytest.mark.parametrize(
    ("query", "headers", "asked"),
    [
        (ASK, {}, 1),
        (ROWS, {}, 1),
        (ROWS, {"Accept-Encoding": "gzip"}, 1),
        ("SELECT (<x> AS ?x) {}", {}, 1),
        ("SELECT (RAND() AS ?x) {}", {}, 2),
        ("ASK { FILTER(NOW() > '2020-01-01'^^xsd:date) }", {}, 2),
        ("SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 900", {}, 2),  # larger than what is kept
        ("SELECT * { ?s ?p", {}, 2),
        (ASK, {"Accept": "text/csv"}, 2),
    ],
)
def test_the_same_question_is_asked_once(query: str, headers: dict[str, str], asked: int) -> None:
    with Store.memory() as store:
        service = Counting(store, Limits(rows=1_000))
        app = create_app(service, Settings())
        for _ in range(2):
            told = Client(app).open(environment(query, **headers))
            told.close()
        assert service.asked == asked
        assert app.extensions["sayso.direct"].cached == (asked == 1)


def test_what_is_kept_is_for_one_state_one_host_and_one_kind_of_answer() -> None:
    with Store.memory() as store:
        service = Counting(store)
        short = create_app(service, Settings()).extensions["sayso.direct"]
        relative = "SELECT (<x> AS ?x) {}"
        assert not short.at_once(environment(relative))
        Client(short).open(environment(relative))
        assert short.at_once(environment(relative))
        assert not short.at_once(environment(relative, host="other.example"))
        assert not short.at_once(environment(relative, host="a b"))
        assert not short.at_once(environment(relative, host=""))
        assert not short.at_once(environment(relative, Accept="text/csv"))
        assert not short.at_once(environment(relative, **{"Accept-Encoding": "gzip"}))
        assert not short.at_once(environment(relative, **{"If-None-Match": "*"}))
        service.reload()
        assert not short.at_once(environment(relative))


def test_what_was_found_is_given_though_the_graph_changes_meanwhile() -> None:
    with Store.memory() as store:
        service = Counting(store)
        short = create_app(service, Settings()).extensions["sayso.direct"]
        before = Client(short).open(environment(ASK))
        asked = environment(ASK)
        assert short.at_once(asked)
        service.reload()
        assert run_wsgi_app(short, asked)[2]["ETag"] == before.headers["ETag"]
        assert service.asked == 1


def test_a_change_is_seen_at_once() -> None:
    with Store.memory() as store:
        service = Counting(store)
        client = Client(create_app(service, Settings()))
        asked = environment("ASK { GRAPH <urn:g> { <urn:a> ?p ?o } }")
        assert client.open(dict(asked)).get_json()["boolean"] is False
        one = ox.NamedNode("urn:a")
        store.handle.add(ox.Quad(one, one, one, ox.NamedNode("urn:g")))
        service.reload()
        assert client.open(dict(asked)).get_json()["boolean"] is True


def test_nothing_is_kept_where_that_is_switched_off() -> None:
    with Store.memory() as store:
        service = Counting(store)
        client = Client(create_app(service, Settings(cache_bytes=0)))
        for _ in range(2):
            client.open(environment(ASK))
        assert service.asked == 2


def test_who_is_not_let_in_gets_nothing_that_is_kept() -> None:
    with Store.memory() as store:
        app = create_app(InlineService(store), Settings(token="a token of sixteen"))
        known = environment(ASK, Authorization="Bearer a token of sixteen")
        assert Client(app).open(dict(known)).status_code == 200
        stranger = environment(ASK)
        assert app.extensions["sayso.direct"].at_once(stranger)
        assert run_wsgi_app(app, stranger)[1].startswith("401")
