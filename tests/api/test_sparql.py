"""The SPARQL endpoint, over a real socket."""

import gzip
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from email.message import Message
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from apiflask import APIFlask
from SPARQLWrapper import CSV, JSON, POST, TURTLE, SPARQLWrapper

from sayso.api.app import create_app
from sayso.api.service import InlineService, Limits
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
def endpoint(serving: Callable[[APIFlask], AbstractContextManager[str]]) -> Iterator[str]:
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
    with serving(create_app(InlineService(store))) as address:
        yield f"{address}/sparql"
    store.close()


def ask(
    url: str,
    *,
    accept: str | None = None,
    data: bytes | None = None,
    type: str | None = None,
    method: str | None = None,
    **more: str,
) -> Reply:
    headers = {name: value for name, value in (("Accept", accept), ("Content-Type", type)) if value}
    headers |= {name.replace("_", "-"): value for name, value in more.items()}
    try:
        with urlopen(Request(url, data=data, headers=headers, method=method), timeout=20) as reply:
            return Reply(
                reply.status, reply.headers["Content-Type"], reply.read().decode(), _headers(reply.headers)
            )
    except HTTPError as error:
        with error:
            return Reply(
                error.code, error.headers["Content-Type"], error.read().decode(), _headers(error.headers)
            )


def _headers(given: Message) -> dict[str, str]:
    return {name.title(): value for name, value in given.items()}


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
        (
            "text/html,application/xml;q=0.9,*/*;q=0.8",
            "text/html; charset=utf-8",
            "<bdi>Mara Lindqvist</bdi>",
        ),
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


@pytest.mark.parametrize(
    ("query", "format", "type"),
    [
        (NAMES, "csv", "text/csv; charset=utf-8"),
        (NAMES, "xml", "application/sparql-results+xml"),
        ("DESCRIBE ?p { ?p a sayso:Person }", "xml", "application/rdf+xml"),
        ("DESCRIBE ?p { ?p a sayso:Person }", "nq", "application/n-quads"),
        ("DESCRIBE ?p { ?p a sayso:Person }", "trig", "application/trig"),
    ],
)
def test_a_format_may_be_named_in_the_url(endpoint: str, query: str, format: str, type: str) -> None:
    reply = by_get(endpoint, query, "image/png", format=format)
    assert (reply.status, reply.type) == (200, type)


@pytest.mark.parametrize(
    ("query", "accept", "offered"),
    [
        (NAMES, "text/turtle", "text/csv"),
        ("ASK {}", "text/csv", "application/sparql-results+xml"),
        ("CONSTRUCT WHERE { ?p a sayso:Person }", "text/csv", "application/trig"),
    ],
)
def test_what_is_offered_is_named_where_nothing_is_acceptable(
    endpoint: str, query: str, accept: str, offered: str
) -> None:
    reply = by_get(endpoint, query, accept)
    assert reply.status == 406
    assert offered in json.loads(reply.body)["error"]


@pytest.mark.parametrize(
    ("type", "body", "status"),
    [
        ("application/sparql-query; charset=utf-8", b"ASK {}", 200),
        ('application/sparql-query; charset="UTF-8"', b"ASK {}", 200),
        ("application/sparql-query", "\ufeffASK {}".encode(), 200),
        ("application/sparql-query; charset=utf-16", "ASK {}".encode("utf-16"), 400),
        ("application/sparql-query; charset=iso-8859-1", 'ASK { ?s ?p "é" }'.encode("latin-1"), 400),
        ("application/sparql-query", 'ASK { ?s ?p "é" }'.encode("latin-1"), 400),
        ("application/x-www-form-urlencoded; charset=utf-8", b"query=ASK+%7B%7D", 200),
        ("application/x-www-form-urlencoded; charset=utf-16", b"query=ASK+%7B%7D", 400),
        ("application/x-www-form-urlencoded", b"query=%FF", 400),
        ("application/x-www-form-urlencoded", b"query=ASK%7B%7D&query=ASK%7B%7D", 400),
        ("application/x-www-form-urlencoded", b"quer=ASK%7B%7D", 400),
        ("application/x-www-form-urlencoded", b"&".join([b"a=1"] * 2_000), 400),
    ],
)
def test_a_body_is_read_as_utf_8_or_refused(endpoint: str, type: str, body: bytes, status: int) -> None:
    assert ask(endpoint, data=body, type=type).status == status


@pytest.mark.parametrize("timeout", ["0", "-1", "nan", "inf", "soon", ""])
def test_a_time_limit_that_is_none_is_refused(endpoint: str, timeout: str) -> None:
    assert by_get(endpoint, "ASK {}", timeout=timeout).status == 400


def test_a_time_limit_may_be_given(endpoint: str) -> None:
    assert by_get(endpoint, "ASK {}", timeout="0.5").status == 200


def test_relative_iris_stand_behind_the_url_of_the_endpoint(endpoint: str) -> None:
    reply = by_get(endpoint, "CONSTRUCT { <a> <b> <c> } WHERE {}", "application/n-triples")
    place = endpoint.removesuffix("sparql")
    assert reply.body == f"<{place}a> <{place}b> <{place}c> .\n"


def test_a_star_for_an_etag_hides_no_error() -> None:
    with Store.memory() as store:
        client = create_app(InlineService(store)).test_client()
        statuses = [
            client.get("/sparql", query_string={"query": query}, headers={"If-None-Match": "*"}).status_code
            for query in ("NONSENSE", "ASK {}")
        ]
    assert statuses == [400, 200]


def test_too_many_rows_are_an_error_and_never_a_part_of_them() -> None:
    with Store.memory() as store:
        client = create_app(InlineService(store, Limits(rows=2))).test_client()
        two, three = (
            client.get("/sparql", query_string={"query": f"SELECT * {{ VALUES ?x {{ {values} }} }}"})
            for values in ("1 2", "1 2 3")
        )
        assert two.status_code == 200
        assert three.status_code == 503
        assert "more than 2 rows" in three.get_json()["error"]


def test_too_many_bytes_are_an_error() -> None:
    with Store.memory() as store:
        client = create_app(InlineService(store, Limits(bytes=1_000))).test_client()
        reply = client.get("/sparql", query_string={"query": "SELECT * { ?s ?p ?o }"})
        assert reply.status_code == 503
        assert "more than 1,000 bytes" in reply.get_json()["error"]


def test_a_page_shows_a_bounded_number_of_rows(endpoint: str) -> None:
    numbers = " ".join(map(str, range(40)))
    query = f"SELECT * {{ VALUES ?a {{ {numbers} }} VALUES ?b {{ {numbers} }} }}"
    body = by_get(endpoint, query, "text/html").body
    assert body.count("<tr>") == 1_001
    assert "irst 1,000 rows" in body


def test_a_page_is_bounded_however_long_its_values_are(endpoint: str) -> None:
    doubled = "BIND('x' AS ?a0) " + " ".join(
        f"BIND(CONCAT(?a{n}, ?a{n}, ?a{n}, ?a{n}) AS ?a{n + 1})" for n in range(9)
    )
    numbers = " ".join(map(str, range(40)))
    query = f"SELECT ?a9 ?b ?c {{ {doubled} VALUES ?b {{ {numbers} }} VALUES ?c {{ {numbers} }} }}"
    body = by_get(endpoint, query, "text/html").body
    assert 1_000_000 < len(body) < 3_000_000
    assert "irst 493 rows" in body


def test_large_answers_are_compressed_for_those_who_take_that(endpoint: str) -> None:
    query = urlencode({"query": "SELECT * { ?s ?p ?o }"})
    plain = ask(f"{endpoint}?{query}")
    assert "Content-Encoding" not in plain.headers
    request = Request(f"{endpoint}?{query}", headers={"Accept-Encoding": "gzip"})
    with urlopen(request, timeout=20) as reply:
        assert reply.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in reply.headers["Vary"]
        squeezed = reply.read()
    assert int(reply.headers["Content-Length"]) == len(squeezed) < len(plain.body) / 4
    assert gzip.decompress(squeezed).decode() == plain.body


def test_the_largest_answers_are_sent_as_they_are() -> None:
    with Store.memory() as store:
        client = create_app(InlineService(store)).test_client()
        query = "SELECT ?w { BIND('%s' AS ?w) VALUES ?a { %s } }"
        for rows, squeezed in ((300, True), (500, False)):
            text = query % ("x" * 10_000, " ".join(map(str, range(rows))))
            headers = {"Accept": "text/csv", "Accept-Encoding": "gzip"}
            reply = client.get("/sparql", query_string={"query": text}, headers=headers)
            assert reply.status_code == 200
            assert ("Content-Encoding" in reply.headers) == squeezed


@pytest.mark.parametrize("taken", ["gzip;q=0", "br", "*;q=0", "gzip;q=0, *", "identity", "gzip;q=x"])
def test_nothing_is_compressed_for_those_who_do_not_take_that(endpoint: str, taken: str) -> None:
    query = urlencode({"query": "SELECT * { ?s ?p ?o }"})
    assert "Content-Encoding" not in ask(f"{endpoint}?{query}", Accept_Encoding=taken).headers


def test_an_answer_is_not_sent_twice_to_those_who_have_it(endpoint: str) -> None:
    first = by_get(endpoint, NAMES)
    etag = first.headers["Etag"]
    query = urlencode({"query": NAMES})
    again = ask(f"{endpoint}?{query}", If_None_Match=f'"other", {etag}')
    assert (again.status, again.body) == (304, "")
    assert again.headers["Etag"] == etag
    assert ask(f"{endpoint}?{query}", If_None_Match='"other"').status == 200
    assert ask(f"{endpoint}?{query}", accept="text/csv", If_None_Match=etag).status == 200


def test_an_etag_is_of_the_state_of_the_graph() -> None:
    with Store.memory() as store:
        service = InlineService(store)
        client = create_app(service).test_client()
        before = client.get("/sparql?query=ASK%7B%7D").headers["ETag"]
        assert client.get("/sparql?query=ASK%7B%7D").headers["ETag"] == before
        service.reload()
        assert client.get("/sparql?query=ASK%7B%7D").headers["ETag"] != before


@pytest.mark.parametrize("call", ["NOW()", "RAND()", "UUID()", "STRUUID()", "bnode()"])
def test_what_is_another_answer_each_time_has_no_etag(endpoint: str, call: str) -> None:
    reply = by_get(endpoint, f"SELECT ({call} AS ?x) {{}}")
    assert reply.status == 200
    assert "Etag" not in reply.headers


def test_head_tells_what_get_would(endpoint: str) -> None:
    query = urlencode({"query": NAMES})
    head, get = (ask(f"{endpoint}?{query}", method=method) for method in ("HEAD", "GET"))
    assert (head.status, head.type, head.body) == (200, get.type, "")
    assert head.headers["Content-Length"] == str(len(get.body))


def test_pages_of_other_origins_may_ask_and_read(endpoint: str) -> None:
    asked = ask(
        endpoint,
        method="OPTIONS",
        Origin="https://example.org",
        Access_Control_Request_Method="POST",
        Access_Control_Request_Headers="content-type",
    )
    assert asked.status in (200, 204)
    assert asked.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in asked.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in asked.headers["Access-Control-Allow-Headers"]
    assert by_get(endpoint, NAMES).headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("origins", "origin", "allowed"),
    [
        ("", "https://example.org", None),
        ("https://example.org, https://example.com", "https://example.com", "https://example.com"),
        ("https://example.org", "https://example.org.evil.example", None),
    ],
)
def test_other_origins_are_allowed_as_the_settings_say(
    origins: str, origin: str, allowed: str | None
) -> None:
    with Store.memory() as store:
        client = create_app(InlineService(store), Settings(origins=origins)).test_client()
        reply = client.get("/sparql?query=ASK%7B%7D", headers={"Origin": origin})
        assert reply.headers.get("Access-Control-Allow-Origin") == allowed
        assert "Access-Control-Allow-Credentials" not in reply.headers
