"""The short way of small answers: it says the same as the long one, to the byte."""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

import pytest
from werkzeug.datastructures import Headers
from werkzeug.test import Client, EnvironBuilder

from sayso.api.app import create_app
from sayso.api.protocol import direct
from sayso.api.service import InlineService, Limits
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
        for way in (long, short)
    ]
    assert told[1].status == told[0].status
    assert sorted(told[1].headers) == sorted(told[0].headers)
    assert told[1].data == told[0].data


def test_what_is_usual_does_not_come_to_the_app(service: InlineService) -> None:
    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        raise AssertionError("the app was asked")

    short = Client(direct.Direct(app, service, Settings()))
    assert short.get("/sparql", query_string={"query": ASK}).get_json()["boolean"] is True
    for other in ("/sparql/", "/", "/sparql?format=xml&query=ASK{}"):
        with pytest.raises(AssertionError):
            short.get(other)
