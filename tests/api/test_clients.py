"""Clients that others have written, against the real server over a socket."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import quote, urlencode
from urllib.request import urlopen

import pandas as pd
import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, SKOS
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from SPARQLWrapper import CSV, GET, JSON, POST, POSTDIRECTLY, TURTLE, URLENCODED, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, Unauthorized

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
            server.communicate(timeout=60)


def _wait_for(url: str, server: "subprocess.Popen[str]") -> None:
    for _ in range(600):
        assert server.poll() is None, server.communicate()[1]
        try:
            with urlopen(url, timeout=60):
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
        ["curl", "--silent", "--show-error", "--max-time", "60", *arguments], capture_output=True, check=True
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


def run_node(*arguments: str) -> str:
    """What a script prints that finds the clients; skips where it cannot run."""
    if shutil.which("node") is None:
        pytest.skip("no node on this machine: install Node.js 20 or newer")
    if not (CLIENTS / "node_modules" / "sayso.stamp").is_file():
        pytest.skip("the JavaScript clients are not installed: python3 tasks.py clients")
    done = subprocess.run(
        ["node", *arguments],
        cwd=CLIENTS,
        capture_output=True,
        timeout=60,
        env={**os.environ, "NODE_OPTIONS": "", "NO_PROXY": "127.0.0.1"},
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def node(script: str, *arguments: str) -> dict[str, Any]:
    """What a script of `clients/` tells."""
    told: dict[str, Any] = json.loads(run_node(script, *arguments))
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


TOKEN = "a-token-for-the-tests-of-updates"
MINE = "https://example.org/mine"
NOTE = URIRef("https://example.org/note")
NOTES = f"SELECT ?note WHERE {{ GRAPH <{MINE}> {{ <{NOTE}> <{SKOS.note}> ?note }} }} ORDER BY ?note"


@pytest.fixture(scope="module")
def writable(graph: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of a copy of the graph that takes updates."""
    folder = tmp_path_factory.mktemp("writable")
    shutil.copytree(graph, folder / "graph")
    token = folder / "token"
    token.write_text(TOKEN, encoding="ascii")
    token.chmod(0o600)
    # read from the disk, each change is seen in a moment, without a new copy in memory
    yield from serve(folder / "graph", "--update-token-file", str(token), "--memory", "never")


def notes(server: str) -> list[str]:
    client = SPARQLWrapper(f"{server}/sparql")
    client.setQuery(NOTES)
    client.setReturnFormat(JSON)
    found: Any = client.queryAndConvert()
    return [row["note"]["value"] for row in found["results"]["bindings"]]


def insertion(note: str) -> str:
    return f'INSERT DATA {{ GRAPH <{MINE}> {{ <{NOTE}> <{SKOS.note}> "{note}" }} }}'


@pytest.mark.parametrize("request_method", [URLENCODED, POSTDIRECTLY])
def test_sparqlwrapper_updates_with_the_token(writable: str, request_method: str) -> None:
    client = SPARQLWrapper(f"{writable}/sparql", f"{writable}/update")
    client.setMethod(POST)
    client.setRequestMethod(request_method)
    client.setQuery(insertion(f"by SPARQLWrapper, {request_method}"))
    with pytest.raises(Unauthorized):
        client.query()
    assert f"by SPARQLWrapper, {request_method}" not in notes(writable)
    client.addCustomHttpHeader("Authorization", f"Bearer {TOKEN}")
    client.query()
    assert f"by SPARQLWrapper, {request_method}" in notes(writable)


def test_rdflib_updates_with_the_token(writable: str) -> None:
    store = SPARQLUpdateStore(
        f"{writable}/sparql", f"{writable}/update", headers={"Authorization": f"Bearer {TOKEN}"}
    )
    graph = Graph(store, identifier=URIRef(MINE))
    graph.add((NOTE, SKOS.note, Literal("by rdflib")))
    assert "by rdflib" in notes(writable)
    assert (NOTE, SKOS.note, Literal("by rdflib")) in graph
    graph.remove((NOTE, SKOS.note, Literal("by rdflib")))
    assert "by rdflib" not in notes(writable)


@needs_curl
def test_curl_puts_a_graph_with_the_token(writable: str, tmp_path: Path) -> None:
    url = f"{writable}/graphs?graph={quote('https://example.org/put', safe='')}"
    turtle = f'<{NOTE}> <{SKOS.note}> "by curl" .\n'
    (tmp_path / "put.ttl").write_text(turtle, encoding="utf-8")
    put = ("-T", str(tmp_path / "put.ttl"), "-H", "Content-Type: text/turtle", "-w", "%{http_code}")
    token = ("-H", f"Authorization: Bearer {TOKEN}")
    assert curl(*put, "-o", os.devnull, url) == "401"
    assert curl(*put, *token, url) == "201"
    assert curl(*put, *token, url) == "204"
    assert curl(*token, "-H", "Accept: application/n-triples", url) == turtle
    assert curl("-X", "DELETE", *token, "-w", "%{http_code}", url) == "204"
    assert curl(*token, "-o", os.devnull, "-w", "%{http_code}", url) == "404"


def test_pandas_reads_a_look_up(server: str) -> None:
    found = pd.read_json(f"{server}/search?{urlencode({'q': 'Mara'})}", typ="series")
    assert list(pd.DataFrame(found["results"])["id"]) == ["person:mara-lindqvist"]
    with urlopen(f"{server}/statements?limit=10", timeout=60) as reply:
        frame = pd.json_normalize(json.load(reply)["statements"])
    assert sorted(frame["speaker.name"]) == sorted(NAMED)
    assert set(frame["words"]) == {'"<b>the curbs</b>\tcost\nmore"'}


PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "clients.md").read_text(encoding="utf-8")
WRITES = ("/update", "/graphs")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("block", blocks("python"))
def test_the_python_of_the_page_runs(
    server: str, writable: str, block: str, capsys: pytest.CaptureFixture[str]
) -> None:
    names: dict[str, Any] = {"SPARQLWrapper": SPARQLWrapper, "token": TOKEN}
    address = writable if any(route in block for route in WRITES) else server
    exec(block.replace("http://127.0.0.1:8421", address), names)
    if "print" in block:
        assert set(capsys.readouterr().out.splitlines()) == set(NAMED)
    if "frame" in names:
        assert set(names["frame"]["name"]) == set(NAMED)


@needs_curl
@pytest.mark.parametrize("block", blocks("sh"))
def test_the_commands_of_the_page_run(server: str, writable: str, block: str, tmp_path: Path) -> None:
    (tmp_path / "mine.ttl").write_text("<https://example.org/a> <https://example.org/b> 1 .\n")
    address = writable if any(route in block for route in WRITES) else server
    script = block.replace("http://127.0.0.1:8421", address).replace("curl ", "curl -fsS ")
    done = subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=tmp_path,
        capture_output=True,
        timeout=60,
        env={**os.environ, "TOKEN": TOKEN},
    )
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("block", blocks("js"))
def test_the_javascript_of_the_page_runs(server: str, block: str) -> None:
    told = run_node("--input-type=module", "-e", block.replace("http://127.0.0.1:8421", server))
    assert set(told.splitlines()) == set(NAMED)


def test_the_lock_of_the_javascript_clients_names_no_address() -> None:
    assert "://" not in (CLIENTS / "package-lock.json").read_text(encoding="utf-8")
