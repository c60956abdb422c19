"""Clients that others have written, against the real server over a socket."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import urlopen

import pandas as pd
import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SKOS
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, GET, JSON, POST, POSTDIRECTLY, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from sayso.graph import vocab
from sayso.graph.model import Article, Entity, Extraction, Statement
from sayso.graph.store import Store

CLIENTS = Path(__file__).parent / "clients"
NAMED = ("Åsa Öberg", "Mara Lindqvist", "Zhou 𝔾uo")
TEXT = ' said that "<b>the curbs</b>\tcost\nmore", and left.'
PREFIXES = f"PREFIX sayso: <{vocab.SAYSO}> PREFIX skos: <{vocab.SKOS}> PREFIX nif: <{vocab.NIF}> "
NAMES = PREFIXES + "SELECT ?name WHERE { ?p a sayso:Person ; skos:prefLabel ?name } ORDER BY ?name"
WORDS = PREFIXES + "SELECT DISTINCT ?words WHERE { ?s sayso:content/nif:anchorOf ?words }"
PERSONS = PREFIXES + "CONSTRUCT { ?p a sayso:Person } WHERE { ?p a sayso:Person }"
ANY = PREFIXES + "ASK { ?p a sayso:Person }"
WRONG = "SELECT ?x WHERE { ?x "


def article(name: str) -> Extraction:
    """An article in which a person says the same as all others do."""
    slug = name.encode("ascii", "replace").decode().replace("?", "x").replace(" ", "-").lower()
    text = name + TEXT
    start, end = len(name) + len(" said that "), len(text) - len(", and left.")
    said = Statement(
        id=f"statement:{slug}-{start}-{end}",
        source=((0, len(name)),),
        cue=((len(name) + 1, len(name) + 5),),
        content=((start, end),),
        sentence=(0, len(text)),
        quote_type="direct",
        cue_type="say",
        speaker_id=f"person:{slug}",
        coreference="full-name",
        rule="test",
    )
    person = Entity(f"person:{slug}", "person", name, ((0, len(name)),))
    return Extraction(Article(slug, f"{slug}.txt", text), (person,), (), (said,), run="r")


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clients") / "graph"
    with Store.open(folder, create=True) as store:
        for name in NAMED:
            store.replace(article(name))
        store.refresh_derived()
    return folder


def serve(graph: Path, *options: str) -> Iterator[str]:
    """The address of `sayso serve`, which ends with the fixture."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "sayso", "serve", "--graph", str(graph), "--port", str(port), *options]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as server:
        address = f"http://127.0.0.1:{port}"
        try:
            _wait_for(f"{address}/healthz", server)
            yield address
        finally:
            server.terminate()
            server.communicate(timeout=20)


def _wait_for(url: str, server: "subprocess.Popen[str]") -> None:
    for _ in range(300):
        assert server.poll() is None, server.communicate()[1]
        try:
            with urlopen(url, timeout=20):
                return
        except URLError:
            time.sleep(0.1)
    pytest.fail(f"nothing answers at {url}")


@pytest.fixture(scope="module")
def server(graph: Path) -> Iterator[str]:
    yield from serve(graph)


@pytest.fixture(scope="module")
def endpoint(server: str) -> str:
    return f"{server}/sparql"


def names(results: Any) -> tuple[str, ...]:
    """From results in JSON."""
    return tuple(row["name"]["value"] for row in results["results"]["bindings"])


@pytest.mark.parametrize(("method", "request_method"), [(GET, None), (POST, None), (POST, POSTDIRECTLY)])
def test_sparqlwrapper(endpoint: str, method: str, request_method: str | None) -> None:
    client = SPARQLWrapper(endpoint)
    client.setMethod(method)
    if request_method:
        client.setRequestMethod(request_method)

    def answer(query: str, form: str) -> Any:
        client.setQuery(query)
        client.setReturnFormat(form)
        return client.queryAndConvert()

    assert names(answer(NAMES, JSON)) == tuple(sorted(NAMED))
    xml = answer(NAMES, XML).toxml()
    assert [name in xml for name in NAMED] == [True, True, True]
    assert answer(NAMES, CSV).decode().splitlines() == ["name", *sorted(NAMED)]
    turtle = Graph().parse(data=answer(PERSONS, TURTLE), format="turtle")
    assert len(list(turtle.subjects(RDF.type, URIRef(vocab.Person)))) == len(NAMED)
    assert answer(ANY, JSON) == {"head": {}, "boolean": True}
    with pytest.raises(QueryBadFormed, match="line 1"):
        answer(WRONG, JSON)


def test_quotes_come_back_as_they_stand_in_the_article(endpoint: str) -> None:
    client = SPARQLWrapper(endpoint)
    client.setQuery(WORDS)
    client.setReturnFormat(JSON)
    found: Any = client.queryAndConvert()
    assert [row["words"]["value"] for row in found["results"]["bindings"]] == [
        '"<b>the curbs</b>\tcost\nmore"'
    ]


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_sparql_store(endpoint: str, method: str) -> None:
    store = SPARQLStore(endpoint, method=method)
    graph = Graph(store, identifier=None)
    assert [str(row["name"]) for row in graph.query(NAMES)] == sorted(NAMED)  # type: ignore[index, call-overload]
    people = list(graph.subjects(RDF.type, URIRef(vocab.Person)))
    persons = {person for person in people if isinstance(person, URIRef)}
    assert len(persons) == len(NAMED)
    mara = next(person for person in persons if str(person).endswith("mara-lindqvist"))
    assert (mara, RDF.type, URIRef(vocab.Person)) in graph
    assert {str(label) for label in graph.objects(mara, SKOS.prefLabel)} == {"Mara Lindqvist"}
    bound = graph.query(PREFIXES + "SELECT ?name { ?p skos:prefLabel ?name }", initBindings={"p": mara})
    assert [str(row[0]) for row in bound] == ["Mara Lindqvist"]  # type: ignore[index]
    assert bool(graph.query(ANY))
    assert len(graph.query(PERSONS).graph or ()) == len(NAMED)


def test_pandas_reads_rows_from_the_url(endpoint: str) -> None:
    frame = pd.read_csv(f"{endpoint}?{urlencode({'query': NAMES})}", storage_options={"Accept": "text/csv"})
    assert list(frame["name"]) == sorted(NAMED)
    words = pd.read_csv(f"{endpoint}?{urlencode({'query': WORDS})}", storage_options={"Accept": "text/csv"})
    assert list(words["words"]) == ['"<b>the curbs</b>\tcost\nmore"']


needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="no curl on this machine")


def curl(*arguments: str) -> str:
    done = subprocess.run(
        ["curl", "--silent", "--show-error", "--max-time", "20", *arguments], capture_output=True, check=True
    )
    return done.stdout.decode()


@needs_curl
def test_curl(endpoint: str) -> None:
    query = f"query={NAMES}"
    rows = curl("-H", "Accept: text/csv", "--data-urlencode", query, endpoint)
    assert rows.splitlines() == ["name", *sorted(NAMED)]
    assert curl("-G", "-H", "Accept: text/csv", "--data-urlencode", query, endpoint) == rows
    assert curl("--compressed", "-H", "Accept: text/csv", "--data-urlencode", query, endpoint) == rows
    direct = ("-H", "Content-Type: application/sparql-query", "-H", "Accept: text/csv", "--data-binary")
    assert curl(*direct, NAMES, endpoint) == rows
    tabs = curl("-H", "Accept: text/tab-separated-values", "--data-urlencode", query, endpoint)
    assert tabs.splitlines() == ["?name", *(f'"{name}"' for name in sorted(NAMED))]


@needs_curl
def test_curl_sees_the_head_alone(endpoint: str) -> None:
    head = curl("--head", "-G", "-H", "Accept: text/csv", "--data-urlencode", f"query={NAMES}", endpoint)
    status, *fields = head.splitlines()
    assert status.split()[1] == "200"
    assert "content-type: text/csv; charset=utf-8" in [field.lower() for field in fields]


@needs_curl
def test_curl_is_told_where_a_query_is_wrong(endpoint: str) -> None:
    told = curl("-w", "\n%{http_code}", "--data-urlencode", f"query={WRONG}", endpoint)
    body, status = told.rsplit("\n", 1)
    assert status == "400"
    assert "line 1, column" in json.loads(body)["error"]


def node(script: str, *arguments: str) -> dict[str, Any]:
    """What a script of `clients/` prints; skips where it cannot run."""
    if shutil.which("node") is None:
        pytest.skip("no node on this machine: install Node.js 20 or newer")
    if not (CLIENTS / "node_modules").is_dir():
        pytest.skip("the JavaScript clients are not installed: python3 tasks.py clients")
    done = subprocess.run(
        ["node", str(CLIENTS / script), *arguments],
        capture_output=True,
        timeout=60,
        env={**os.environ, "NODE_OPTIONS": "", "NO_PROXY": "127.0.0.1"},
    )
    assert done.returncode == 0, done.stderr.decode()
    told: dict[str, Any] = json.loads(done.stdout)
    return told


ROWS = [{"name": name} for name in sorted(NAMED)]


def test_sparql_http_client(endpoint: str) -> None:
    assert node("sparql-http-client.mjs", endpoint, NAMES, PERSONS, ANY, WRONG) == {
        "rows": ROWS,
        "posted": ROWS,
        "quads": len(NAMED),
        "answer": True,
        "status": 400,
        "error": "the query is not valid SPARQL at line 1, column 22",
    }


def test_fetch_sparql_endpoint(endpoint: str) -> None:
    told = node("fetch-sparql-endpoint.mjs", endpoint, NAMES, PERSONS, ANY, WRONG)
    assert "at line 1, column 22" in told.pop("error")
    assert told == {"rows": ROWS, "posted": ROWS, "quads": len(NAMED), "answer": True}


def test_comunica(endpoint: str) -> None:
    assert node("comunica.mjs", endpoint, NAMES, PERSONS, ANY) == {
        "rows": ROWS,
        "told": ROWS,
        "quads": len(NAMED),
        "answer": True,
    }


def test_the_lock_of_the_javascript_clients_names_no_address() -> None:
    assert "://" not in (CLIENTS / "package-lock.json").read_text(encoding="utf-8")
