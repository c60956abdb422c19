"""The same graph on SPARQL servers: the oxigraph server and Virtuoso, over real sockets."""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pyoxigraph
import pytest
import requests
from pyoxigraph import Literal, NamedNode, Quad
from typer.testing import CliRunner

from sayso.errors import QueryError, StoreError
from sayso.graph import iris, vocab
from sayso.graph.accounts import account
from sayso.graph.answers import answer
from sayso.graph.folder import FORMAT
from sayso.graph.record import from_json
from sayso.graph.remote import connection as connection_module
from sayso.graph.remote.batches import Addition, batches
from sayso.graph.remote.endpoints import Credentials, credentials, endpoints, is_remote
from sayso.graph.remote.writing import Writer
from sayso.graph.store import Store
from sayso.graph.updates import Delete, Drop, Insert, Step

LINES = (Path(__file__).parent / "newsroom.jsonl").read_text(encoding="utf-8").strip().split("\n")
FIRST, SECOND, THIRD, FOURTH = NEWSROOM = [from_json(json.loads(line)) for line in LINES]
QUERIES = sorted((Path(__file__).parents[2] / "graph" / "queries").glob("*.rq"))
VIRTUOSO = shutil.which("virtuoso-t")
PASSWORD = secrets.token_hex(6)

# Fewer rows at once than a graph has, so that what is read is read in parts.
MOST_ROWS = 2000

INI = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
NumberOfBuffers = 4000
MaxDirtyBuffers = 3000
CheckpointInterval = 0
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = {folder}
ServerThreads = 8
Charset = UTF-8
[SPARQL]
ResultSetMaxRows = {most}
"""

RIGHTS = f"""user_create('sayso', '{PASSWORD}');
grant SPARQL_UPDATE to "sayso";
grant SPARQL_SELECT to "sayso";
DB.DBA.RDF_DEFAULT_USER_PERMS_SET ('nobody', 1);
DB.DBA.RDF_DEFAULT_USER_PERMS_SET ('sayso', 3);
"""


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@dataclass
class Server:
    """A server that can be ended at any moment and started again with what it has kept."""

    command: list[str]
    port: int
    path: str = ""
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{self.path}"

    def start(self) -> None:
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(600):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                assert self.process.poll() is None, "the server has ended"
                time.sleep(0.1)
        raise AssertionError("the server does not listen")

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


def oxigraph(folder: Path, *options: str) -> Server:
    port = free_port()
    program = str(Path(sys.executable).parent / "oxigraph")
    return Server([program, "serve", "-l", str(folder), "-b", f"127.0.0.1:{port}", *options], port)


def virtuoso(folder: Path) -> Server:
    port, sql = free_port(), free_port()
    ini = folder / "virtuoso.ini"
    ini.write_text(INI.format(folder=folder, port=port, sql=sql, most=MOST_ROWS))
    assert VIRTUOSO is not None
    server = Server([VIRTUOSO, "-f", "-c", str(ini)], port, "/sparql-auth")
    server.start()
    isql = shutil.which("isql-vt") or "isql"
    subprocess.run(
        [isql, f"127.0.0.1:{sql}", "dba", "dba"],
        input=RIGHTS.encode(),
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=60,
    )
    return server


@pytest.fixture(scope="module")
def oxigraph_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = oxigraph(tmp_path_factory.mktemp("oxigraph"))
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def virtuoso_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    if VIRTUOSO is None:
        pytest.skip("virtuoso-t is not installed (Debian: virtuoso-opensource)")
    server = virtuoso(tmp_path_factory.mktemp("virtuoso"))
    yield server
    server.kill()


@pytest.fixture(params=["oxigraph", "virtuoso"])
def server(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Server:
    """Either server, running, without a graph of ours."""
    monkeypatch.setenv("SAYSO_GRAPH_USER", "sayso")
    monkeypatch.setenv("SAYSO_GRAPH_PASSWORD", PASSWORD)
    found: Server = request.getfixturevalue(f"{request.param}_server")
    empty(found)
    return found


@pytest.fixture
def quick(oxigraph_server: Server) -> Server:
    """The quicker server, without a graph of ours: for what does not depend on which it is."""
    empty(oxigraph_server)
    return oxigraph_server


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection_module, "_WAITS_S", (0.02, 0.05, 0.1))


def empty(server: Server) -> None:
    found = endpoints(server.url)
    login = requests.auth.HTTPDigestAuth("sayso", PASSWORD) if server.path else None
    graphs = requests.post(
        found.query,
        data={"query": "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"},
        headers={"Accept": "application/sparql-results+json"},
        auth=login,
        timeout=30,
    ).json()["results"]["bindings"]
    ours = [row["g"]["value"] for row in graphs if row["g"]["value"].startswith("https://w3id.org/sayso/")]
    if ours:
        drops = " ;\n".join(f"DROP SILENT GRAPH <{graph}>" for graph in ours)
        requests.post(found.update, data={"update": drops}, auth=login, timeout=60).raise_for_status()


def here(*extractions: object) -> Store:
    store = Store.memory()
    for extraction in extractions:
        store.replace(extraction)  # type: ignore[arg-type]
    store.refresh_derived()
    return store


@pytest.fixture(scope="module")
def newsroom() -> Store:
    return here(*NEWSROOM)


def rows(store: Store, query: str) -> list[tuple[object, ...]]:
    return sorted(answer(store, query).rows, key=repr)


# -- the same graph


def test_a_graph_on_a_server_is_the_same_as_here(server: Server, newsroom: Store) -> None:
    """Built, asked, with an article changed and one withdrawn, in part and anew."""
    other = replace(FIRST, entities=(), affiliations=(), statements=(), run="old0", run_facts=(("a", "b"),))
    with Store.open(server.url, create=True) as store:
        assert store.place == server.url
        for extraction in (other, SECOND, THIRD):
            store.replace(extraction)
        assert store.derived_is_stale
        store.refresh_derived()
        assert store.canonical() == here(other, SECOND, THIRD).canonical()
        store.replace(FIRST)
        store.replace(FOURTH)
        store.refresh_derived()
        assert store.canonical() == newsroom.canonical()
    with Store.open(server.url) as store:  # nothing of it was only in our memory
        assert store.canonical() == newsroom.canonical()
        assert store.fingerprints() == newsroom.fingerprints()
        counts = newsroom.counts() | {"quads": 0}
        assert store.counts() | {"quads": 0} == counts
        assert not store.refresh_derived()
        assert store.remove("second-thoughts")
        assert not store.remove("second-thoughts")
        store.refresh_derived()
        assert store.canonical() == here(FIRST, SECOND, THIRD).canonical()
        store.replace(FOURTH)
        store._changes = None  # so that everything is made anew
        store.refresh_derived()
        assert store.canonical() == newsroom.canonical()
    with Store.open(server.url, read_only=True) as store:
        for path in QUERIES:
            query = path.read_text(encoding="utf-8")
            assert rows(store, query) == rows(newsroom, query), path.name
        for query in (
            "ASK { ?a a sayso:Article }",
            "ASK { ?a a sayso:Nothing }",
            "CONSTRUCT { ?s sayso:cue ?c } WHERE { ?s sayso:cue ?c }",
            "SELECT ?a ?former WHERE { ?a sayso:former ?former }",
            f"SELECT ?s FROM <{iris.article_graph('quayside')}> WHERE {{ ?s a sayso:Statement }}",
            "SELECT ?g WHERE { GRAPH ?g { ?s a sayso:Statement } }",
            "SELECT ?x ?y WHERE { ?x skos:broader+ ?y }",
        ):
            assert rows(store, query) == rows(newsroom, query), query
        for page in (store, newsroom):
            assert account(page, "person:mara-voss") == account(newsroom, "person:mara-voss")
        found = store.query("SELECT ?s WHERE { ?s a sayso:Statement }", default_graphs=[], named_graphs=[])
        assert list(found) == []
        seen = list(store.dataset().query("SELECT ?a WHERE { ?a a sayso:Article }"))
        assert len(seen) == len(NEWSROOM)


TEXTS = [
    "an astral 😀 and 𝒳, two flags 🇨🇳🇺🇸",
    "עברית and العربية, with a mark \u200f of direction",
    "quotes ' \" ''' \"\"\" and \\ and \\u0041 and \\n",
    "tab\tline\nreturn\rfeed\x0c and \x01 and \x7f and \x85 and \u2028",
    "<script>&amp;</script> {braces} ?s ?p SERVICE <x> ; # no comment",
    " blanks before and behind  ",
    "é as e\u0301, ﬁ, İ, ß, ſ",
    "\ufffd\ufdd0\uffff",
]


def test_no_text_is_changed_by_a_server(server: Server) -> None:
    """Each literal as a text, with a language, and in the datatypes that we write."""
    other = NamedNode("https://w3id.org/sayso#x")
    graph = NamedNode(iris.article_graph("x"))
    literals = [Literal(text) for text in TEXTS] + [Literal(text, language="en") for text in TEXTS]
    literals += [Literal("x" * 300_000 + "😀"), Literal("x", language="zh-hans")]
    for name, values in (
        ("boolean", ("true", "false")),
        ("integer", ("0", "-7", "2147483647")),
        ("nonNegativeInteger", ("0", "12")),
        ("decimal", ("0.5", "-0.125", "0.000001", "12.0", "0.818")),
        ("date", ("2024-06-20", "0001-01-01", "2024-02-29")),
        ("gYear", ("2024",)),
        ("gYearMonth", ("2024-06",)),
        ("dateTime", ("2024-06-20T10:11:12Z", "2024-06-20T10:11:12.5+02:00", "2024-06-20T10:11:12")),
        ("anyURI", ("https://gull.example/?a=b&c=%20",)),
    ):
        literals += [Literal(value, datatype=NamedNode(vocab.XSD + name)) for value in values]
    wanted = pyoxigraph.Store()  # which writes "12.0" as 12
    wanted.extend(
        Quad(NamedNode(f"https://w3id.org/sayso/data/x/{n}"), other, literal, graph)
        for n, literal in enumerate(literals)
    )
    with Store.open(server.url, create=True) as store:
        store._update(Insert.of(wanted))
    with Store.open(server.url) as store:
        assert set(store.handle.quads_for_pattern(None, other, None)) == set(wanted)
        store._update(Delete.of(wanted))
    with Store.open(server.url, read_only=True) as store:
        assert list(store.handle.quads_for_pattern(None, other, None)) == []


def test_what_a_server_keeps_back_or_cannot_answer_is_answered_here(
    virtuoso_server: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("SAYSO_GRAPH_USER", "sayso")
    monkeypatch.setenv("SAYSO_GRAPH_PASSWORD", PASSWORD)
    empty(virtuoso_server)
    with Store.open(virtuoso_server.url, create=True) as store:
        found = list(store.query("SELECT ?s ?p ?o WHERE { ?s ?p ?o } LIMIT 1500"))
        assert len(found) == 1500
        assert not caplog.records
        for query in ("SELECT ?s ?p ?o WHERE { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"):
            assert len(list(store.query(query))) == len({quad.triple for quad in store.handle})
        assert "there are more than these 2000 rows" in caplog.text
        caplog.clear()
        assert list(store.query("SELECT ?x ?y WHERE { ?x dcterms:isReplacedBy+ ?y }")) == []
        assert "transitive start not given" in caplog.text


@pytest.mark.parametrize("options", [(), ("--union-default-graph",)])
def test_queries_see_the_union_however_the_server_was_started(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    server = oxigraph(tmp_path, *options)
    server.start()
    try:
        with Store.open(server.url, create=True) as store:
            store.replace(FIRST)
            assert bool(store.query("ASK { ?a a sayso:Article }"))
    finally:
        server.kill()


# -- opening


def test_a_server_without_a_graph_says_so(server: Server) -> None:
    with pytest.raises(StoreError, match=rf"no graph at {server.url}: make one with 'sayso build"):
        Store.open(server.url)


def test_a_graph_for_reading_is_not_written(quick: Server) -> None:
    Store.open(quick.url, create=True).close()
    with (
        Store.open(quick.url, read_only=True) as store,
        pytest.raises(StoreError, match=rf"{quick.url} is open for reading only"),
    ):
        store.replace(FIRST)


def test_the_base_and_the_format_are_those_of_the_graph(quick: Server) -> None:
    base = "https://w3id.org/sayso/other/"
    with Store.open(quick.url, create=True, base=base) as store:
        store.replace(FIRST)
    with Store.open(quick.url, read_only=True) as store:
        assert store.base == base
        assert list(store.articles()) == [FIRST.article.id]
    with pytest.raises(StoreError, match=r"has the base IRI https://w3id\.org/sayso/other/, not"):
        Store.open(quick.url, base=iris.DEFAULT_BASE)
    with pytest.raises(StoreError, match="cannot be the base"):
        Store.open(quick.url, base="nothing")
    log = iris.log_graph(base)
    update = f"DELETE WHERE {{ GRAPH <{log}> {{ ?s <{vocab.formatVersion}> ?v }} }} ; "
    update += f"INSERT DATA {{ GRAPH <{log}> {{ <{log}> <{vocab.formatVersion}> 99 }} }}"
    requests.post(f"{quick.url}/update", data={"update": update}, timeout=9).raise_for_status()
    with pytest.raises(StoreError, match="has format 99"):
        Store.open(quick.url)


def test_one_writes_and_others_read(server: Server) -> None:
    with Store.open(server.url, create=True) as store:
        store.replace(FIRST)
        with pytest.raises(StoreError, match="somebody else is writing"):
            Store.open(server.url)
        with Store.open(server.url, read_only=True) as reader:
            assert list(reader.articles()) == [FIRST.article.id]
            assert reader.derived_is_stale
    Store.open(server.url).close()


def lines_of(*lines: str) -> tuple[list[str], Callable[[], list[str]], Callable[[object], None]]:
    """A log in memory: what stands in it, and how it is read and written."""
    found = list(lines)

    def write(steps: object) -> None:
        for step in steps:  # type: ignore[attr-defined]
            for quad in step.quads:
                (found.append if isinstance(step, Insert) else found.remove)(quad.object.value)

    return found, lambda: list(found), write


@pytest.mark.parametrize(
    "line",
    [
        f"{socket.gethostname()} 4194000 0a 2026-01-01T00:00:00Z",
        "elsewhere 7 0a 2001-01-01T00:00:00Z",
        f"{socket.gethostname()} {os.getpid()} 0a {time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())}",
        "what nobody wrote",
    ],
)
def test_whoever_is_gone_does_not_keep_others_from_writing(line: str) -> None:
    found, read, write = lines_of(line)
    writer = Writer("x", iris.DEFAULT_BASE, read, write)
    writer.begin()
    assert line not in found and len(found) == 1
    writer.end()
    assert found == []


def test_of_two_at_the_same_moment_never_both_begin() -> None:
    found, read, write = lines_of()
    other = f"elsewhere 7 0a {time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())}"

    def write_beside(steps: object) -> None:
        write(steps)
        if other not in found:
            found.append(other)

    with pytest.raises(StoreError, match="process 7 on elsewhere"):
        Writer("x", iris.DEFAULT_BASE, read, write_beside).begin()
    assert found == [other]


def test_who_was_silent_for_long_learns_that_another_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    found, read, write = lines_of()
    writer = Writer("x", iris.DEFAULT_BASE, read, write)
    writer.begin()
    monkeypatch.setattr("sayso.graph.remote.writing._RENEWED_S", 0.0)
    writer.renew()
    assert len(found) == 1
    found[:] = ["elsewhere 7 0a 2026-01-01T00:00:00Z"]
    with pytest.raises(StoreError, match="has begun to write"):
        writer.renew()


# -- where it is, and as whom


@pytest.mark.parametrize(
    ("graph", "settings", "expected"),
    [
        ("https://h/news", {}, ("https://h/news/query", "https://h/news/update", "https://h/news/store")),
        ("https://h/news/", {}, ("https://h/news/query", "https://h/news/update", "https://h/news/store")),
        (
            Path("https://h/news"),
            {},
            ("https://h/news/query", "https://h/news/update", "https://h/news/store"),
        ),
        ("http://h:7878/query", {}, ("http://h:7878/query", "http://h:7878/update", "http://h:7878/store")),
        ("http://h/sparql", {}, ("http://h/sparql", "http://h/sparql", None)),
        (
            "http://h:8890/sparql-auth",
            {},
            (
                "http://h:8890/sparql-auth",
                "http://h:8890/sparql-auth",
                "http://h:8890/sparql-graph-crud-auth",
            ),
        ),
        (
            "https://h/repositories/news",
            {
                "SAYSO_GRAPH_QUERY_URL": "https://h/repositories/news",
                "SAYSO_GRAPH_UPDATE_URL": "https://h/repositories/news/statements",
                "SAYSO_GRAPH_STORE_URL": "https://h/repositories/news/rdf-graphs/service",
            },
            (
                "https://h/repositories/news",
                "https://h/repositories/news/statements",
                "https://h/repositories/news/rdf-graphs/service",
            ),
        ),
    ],
)
def test_one_url_names_the_endpoints(
    graph: str | Path, settings: dict[str, str], expected: tuple[str, str, str | None]
) -> None:
    assert is_remote(graph)
    found = endpoints(graph, settings)
    assert (found.query, found.update, found.store) == expected


def test_a_file_names_the_endpoints(tmp_path: Path) -> None:
    path = tmp_path / "news.toml"
    path.write_text('query = "https://h/q"\nupdate = "https://h/u"\ntimeout = 7\n')
    assert is_remote(path)
    found = endpoints(path, {})
    assert (found.name, found.query, found.update, found.store) == (
        str(path),
        "https://h/q",
        "https://h/u",
        None,
    )
    assert found.timeout_s == 7
    assert endpoints(path, {"SAYSO_GRAPH_TIMEOUT": "9"}).timeout_s == 9


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("query = ", "is no TOML file"),
        ('update = "https://h/u"', "the endpoint to ask is missing"),
        ('query = "https://h/q"\npassword = "x"', "no setting 'password'"),
        ('query = "ftp://h/q"', "cannot be the address"),
        ('query = "https://h/q"\ntimeout = -1', "give a number of seconds"),
    ],
)
def test_a_file_that_names_none_is_told(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "news.toml"
    path.write_text(text)
    with pytest.raises(StoreError, match=message):
        endpoints(path, {})


@pytest.mark.parametrize("graph", ["my-graph", Path("https"), "/srv/https:", "graph.toml", "httpsx://h"])
def test_a_folder_is_no_server(graph: str | Path) -> None:
    assert not is_remote(graph)


@pytest.mark.parametrize("url", ["https://ann:secret@h/news", "https://ann@h/news", "https://@h/x"])
def test_a_url_has_no_password(url: str) -> None:
    with pytest.raises(StoreError, match="SAYSO_GRAPH_USER and SAYSO_GRAPH_PASSWORD") as raised:
        endpoints(url, {})
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    "url",
    [
        "https://h/news?token=secret",
        "https://h/secret b",
        "https://h:secret/",
        "https://h/#secret",
        "http://:1/secret",
        "https://[secret/",
        "https://h/secret\x1b[31m",
        "https://ann:#secret@h/",
    ],
)
@pytest.mark.parametrize("place", ["", "SAYSO_GRAPH_QUERY_URL", "SAYSO_GRAPH_UPDATE_URL"])
def test_an_unfit_url_is_told_without_what_it_may_hide(url: str, place: str) -> None:
    with pytest.raises(StoreError, match="give https://HOST") as raised:
        endpoints(*(("https://h/news", {place: url}) if place else (url, {})))
    assert "secret" not in str(raised.value)


def test_credentials_do_not_show() -> None:
    found = credentials(
        {"SAYSO_GRAPH_USER": "ann", "SAYSO_GRAPH_PASSWORD": "secret", "SAYSO_GRAPH_TOKEN": "token"}
    )
    assert found == Credentials("ann", "secret", "token")
    assert "secret" not in repr(found) and "token" not in repr(found)[20:]


def test_wrong_credentials_are_told_without_them(
    virtuoso_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SAYSO_GRAPH_USER", raising=False)
    with pytest.raises(StoreError, match=r"does not let us ask \(401\): set SAYSO_GRAPH_USER"):
        Store.open(virtuoso_server.url)
    monkeypatch.setenv("SAYSO_GRAPH_USER", "sayso")
    monkeypatch.setenv("SAYSO_GRAPH_PASSWORD", "mistaken")
    with pytest.raises(StoreError, match=r"does not let us ask \(401\): check SAYSO_GRAPH_USER") as raised:
        Store.open(virtuoso_server.url)
    assert "mistaken" not in str(raised.value)
    monkeypatch.delenv("SAYSO_GRAPH_USER")
    empty(virtuoso_server)
    with pytest.raises(StoreError, match=r"does not let us write \(500\): set SAYSO_GRAPH_USER"):
        Store.open(virtuoso_server.url.removesuffix("-auth"), create=True)


# -- what goes wrong on the way


class Proxy:
    """Passes requests on to a server, or does one of these with the next ones, by name:

    "cut" passes it on and closes the connection without the answer, "refuse" answers 503, "slow" answers
    after some time, "close" closes the connection at once; "" passes it on.
    """

    def __init__(self, port: int) -> None:
        self.faults: list[str] = []
        self.every: list[str] = []
        self.seen: list[tuple[str, dict[str, str], bytes]] = []
        self.kept = 0.0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                outer.seen.append((self.path, dict(self.headers), body))
                fault = outer.next_fault()
                if fault == "close":
                    self.close_connection = True
                    return
                if fault == "refuse":
                    self.send_response(503)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return
                inner = HTTPConnection("127.0.0.1", port, timeout=30)
                inner.request("POST", self.path, body, dict(self.headers))
                answered = inner.getresponse()
                content = answered.read()
                inner.close()
                if fault == "slow":
                    time.sleep(outer.kept)
                if fault == "cut":
                    self.close_connection = True
                    return
                self.send_response(answered.status)
                for name, value in answered.getheaders():
                    if name.lower() not in ("transfer-encoding", "content-length", "connection"):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                pass

        class Quiet(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: object) -> None:
                pass

        self._server = Quiet(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        serve = partial(self._server.serve_forever, poll_interval=0.02)
        threading.Thread(target=serve, daemon=True).start()

    def next_fault(self) -> str:
        if self.faults:
            return self.faults.pop(0)
        if self.every:
            return self.every[len(self.seen) % len(self.every)]
        return ""

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def proxy(quick: Server) -> Iterator[Proxy]:
    found = Proxy(quick.port)
    yield found
    found.close()


Watched = tuple[Proxy, Store]


@pytest.fixture(scope="module")
def watched(oxigraph_server: Server) -> Iterator[Watched]:
    """A graph that is open for reading, and what passes on what is asked of it."""
    empty(oxigraph_server)
    Store.open(oxigraph_server.url, create=True).close()
    proxy = Proxy(oxigraph_server.port)
    with Store.open(proxy.url, read_only=True) as store:
        yield proxy, store
    proxy.close()


def test_nothing_is_doubled_where_connections_break(proxy: Proxy, newsroom: Store) -> None:
    proxy.every = ["cut", "", "refuse", "", "close", "", ""]
    with Store.open(proxy.url, create=True) as store:
        for extraction in NEWSROOM:
            store.replace(extraction)
        store.refresh_derived()
        store.remove(FIRST.article.id)
        store.refresh_derived()
        store.replace(FIRST)
        store.refresh_derived()
    proxy.every = []
    with Store.open(proxy.url, read_only=True) as store:
        assert store.canonical() == newsroom.canonical()
        assert len(store.handle) == len(list(store.handle))
        assert not store.derived_is_stale


def test_an_update_without_an_answer_is_not_sent_again(proxy: Proxy) -> None:
    with Store.open(proxy.url, create=True) as store:
        assert store._remote is not None
        connection = store._remote.connection
        patient = connection.endpoints
        before = len(proxy.seen)
        proxy.kept, proxy.faults = 1.0, ["slow"]
        connection.endpoints = replace(patient, timeout_s=0.3)
        with pytest.raises(StoreError, match=r"gave no answer in 0\.3 s: it may still be at work on it"):
            store._update(Insert.of(many(1)))
        connection.endpoints = patient
        assert len(proxy.seen) == before + 1


def test_a_server_that_is_gone_is_told_in_one_line(proxy: Proxy) -> None:
    with Store.open(proxy.url, create=True) as store:
        store.replace(FIRST)
        proxy.every = ["close"]
        with pytest.raises(StoreError) as raised:
            store.replace(SECOND)
        assert str(raised.value) == (
            f"{proxy.url} cut the connection, tried 4 times: what was written before stays, "
            "marked as unfinished: give the same command again"
        )
        before = len(proxy.seen)
        with pytest.raises(StoreError, match="tried once"):
            store.query("ASK { ?s ?p ?o }")
        assert len(proxy.seen) == before + 1
        proxy.every = []


def test_what_is_no_sparql_server_is_told(proxy: Proxy) -> None:
    with pytest.raises(StoreError, match=rf"no SPARQL endpoint at {proxy.url}/nowhere/query \(404\)"):
        Store.open(f"{proxy.url}/nowhere")
    with pytest.raises(StoreError, match="refuses connections, tried 3 times: check the address"):
        Store.open(f"http://127.0.0.1:{free_port()}")


VIRTUOSO_SERVER = {"Server": "Virtuoso/07.20"}
TABLE = '{"head": {"vars": ["s"]}, "results": {"bindings": [%s]}}'
URI = '{"type": "uri", "value": "https://h/x"}'


class Odd:
    """A server that tells of a graph of ours, and then answers everything in one odd way."""

    def __init__(self) -> None:
        self.answer: tuple[int, dict[str, str], bytes] = 200, {}, b""
        self.first = True
        outer = self
        log = iris.log_graph()
        known = {
            "g": {"type": "uri", "value": log},
            "v": {"type": "literal", "value": str(FORMAT), "datatype": f"{vocab.XSD}integer"},
        }
        good = json.dumps({"head": {"vars": ["g", "v"]}, "results": {"bindings": [known]}}).encode()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                status, headers, content = outer.answer
                if not outer.first and b"formatVersion" in body:
                    status, content = 200, b'{"boolean": true}' if b"ASK" in body else good
                    headers = {name: value for name, value in headers.items() if name == "Server"}
                self.send_response_only(status)
                for name, value in {"Content-Length": str(len(content)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                pass

        class Quiet(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: object) -> None:
                pass

        self.server = Quiet(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        serve = partial(self.server.serve_forever, poll_interval=0.02)
        threading.Thread(target=serve, daemon=True).start()


@pytest.fixture(scope="module")
def odd() -> Iterator[Odd]:
    found = Odd()
    yield found
    found.server.shutdown()
    found.server.server_close()


@pytest.mark.parametrize("first", [True, False], ids=["first", "later"])
@pytest.mark.parametrize(
    ("status", "headers", "content"),
    [
        (200, {}, b""),
        (204, {}, b""),
        (200, {}, b"<html>Please sign in</html>"),
        (200, {}, b"\xff\xfe{"),
        (200, {}, b"null"),
        (200, {}, b"[]"),
        (200, {}, b"{}"),
        (200, {}, b"[" * 100_000),
        (200, {}, b'{"boolean": "maybe"}'),
        (200, {}, b'{"results": 7}'),
        (200, {}, (TABLE % "7").encode()),
        (200, {}, (TABLE % '{"s": 7}').encode()),
        (200, {}, (TABLE % '{"s": {"type": "zzz"}}').encode()),
        (200, {}, (TABLE % '{"s": {"value": "x"}}').encode()),
        (200, {}, (TABLE % '{"s": {"type": "uri", "value": "a b"}}').encode()),
        (200, {}, (TABLE % f'{{"o": {URI}}}').encode()),
        (200, {}, (TABLE % f'{{"s": {URI}}}').encode()[:-3]),
        (200, VIRTUOSO_SERVER, b"[]"),
        (200, VIRTUOSO_SERVER, b"[" * 100_000),
        (200, VIRTUOSO_SERVER, (TABLE % "7").encode()),
        (200, VIRTUOSO_SERVER, (TABLE % '{"s": 7}').encode()),
        (200, VIRTUOSO_SERVER, (TABLE % '{"s": {"value": "x"}}').encode()),
        (200, VIRTUOSO_SERVER, (TABLE % f'{{"s": {{"datatype": "{vocab.XSD}boolean"}}}}').encode()),
        (200, {"Content-Encoding": "gzip"}, b"not zipped"),
        (200, {"Content-Length": "many"}, b"{}"),
        (200, {"Content-Length": "99"}, b"{}"),
        (302, {"Location": "http://h\x1b[31m/"}, b""),
        (302, {"Location": "http://["}, b""),
        (302, {"Location": "http://"}, b""),
        (302, {}, b""),
        (401, {"WWW-Authenticate": "Digest realm"}, b""),
        (401, {"WWW-Authenticate": 'Digest realm="x", nonce="y", algorithm="ZZZ"'}, b""),
        (401, {"WWW-Authenticate": 'Digest realm="x", nonce="y", qop="zzz"'}, b""),
        (401, {}, b""),
        (500, {}, b"\x1b[31mred\nand a second line"),
        (999, {}, b""),
    ],
)
def test_odd_answers_are_told_in_one_line(
    odd: Odd,
    monkeypatch: pytest.MonkeyPatch,
    first: bool,
    status: int,
    headers: dict[str, str],
    content: bytes,
) -> None:
    """Of the very first answer, and of each later one: whatever is asked, nothing but an error of ours."""
    monkeypatch.setenv("SAYSO_GRAPH_USER", "ann")
    monkeypatch.setenv("SAYSO_GRAPH_PASSWORD", "s3cret")
    odd.answer, odd.first = (status, headers, content), first
    told: list[Exception] = []
    if first:
        with pytest.raises(StoreError) as raised:
            Store.open(odd.url, read_only=True)
        told.append(raised.value)
    else:
        with Store.open(odd.url, read_only=True) as store:
            asked: list[Callable[[], object]] = [
                lambda: list(store.query("SELECT ?s WHERE { ?s ?p ?o }")),
                lambda: bool(store.query("ASK { ?s ?p ?o }")),
                lambda: list(store.query("CONSTRUCT WHERE { ?s ?p ?o }")),
                lambda: list(store.handle),
                lambda: len(store.handle),
                store.fingerprints,
            ]
            for ask in asked:
                try:
                    ask()
                except (StoreError, QueryError) as error:
                    told.append(error)
        assert told or content.startswith(b'{"head')
    for one in told:
        message = str(one)
        assert "\n" not in message and "s3cret" not in message and message.startswith(("http", "no", "the"))


def test_credentials_that_no_request_can_carry_are_told_without_them(
    odd: Odd, monkeypatch: pytest.MonkeyPatch
) -> None:
    for token in ("s3cret\u20ac", "s3cret\n"):
        monkeypatch.setenv("SAYSO_GRAPH_TOKEN", token)
        with pytest.raises(StoreError, match="check SAYSO_GRAPH_USER") as raised:
            Store.open(odd.url)
        assert "s3cret" not in str(raised.value)


@pytest.mark.parametrize("setting", ["token", "user"])
def test_credentials_go_where_they_belong(
    proxy: Proxy, monkeypatch: pytest.MonkeyPatch, setting: str, caplog: pytest.LogCaptureFixture
) -> None:
    if setting == "token":
        monkeypatch.setenv("SAYSO_GRAPH_TOKEN", "t0ken")
    else:
        monkeypatch.setenv("SAYSO_GRAPH_USER", "ann")
        monkeypatch.setenv("SAYSO_GRAPH_PASSWORD", "secret")
    with Store.open(proxy.url, create=True):
        pass
    sent = {headers.get("Authorization") for _, headers, _ in proxy.seen}
    # nobody has asked for a user, so none is told
    assert sent == {"Bearer t0ken" if setting == "token" else None}
    assert "secret" not in caplog.text and "t0ken" not in caplog.text


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT ?s WHERE { ?s ?p ", "not valid SPARQL at line 1, column 25"),
        ('DEFINE get:soft "soft" SELECT ?s WHERE { ?s ?p ?o }', "not valid SPARQL"),
        ("SELECT ?s WHERE { SERVICE <http://h/> { ?s ?p ?o } }", "SERVICE is never followed"),
        ("SELECT ?s FROM <http://h/> WHERE { ?s ?p ?o }", "no such graph here"),
        ("PREFIX b: <bif:> SELECT (b:http_get('x') AS ?x) WHERE { }", "functions of one server"),
        ("SELECT (<sql:x>('x') AS ?x) WHERE { }", "functions of one server"),
        (r"PREFIX b: <\u0062if:> SELECT (b:http_get('x') AS ?x) WHERE { }", "functions of one server"),
        (r"SELECT (<\U00000053QL:x>('x') AS ?x) WHERE { }", "functions of one server"),
        ("DROP ALL", "would change the graph"),
    ],
)
def test_no_query_makes_a_server_do_more_than_read(watched: Watched, query: str, message: str) -> None:
    proxy, store = watched
    before = len(proxy.seen)
    with pytest.raises(QueryError, match=message):
        store.query(query)
    assert not any(b"http_get" in body or b"DEFINE" in body for _, _, body in proxy.seen[before:])


def test_a_server_that_is_killed_half_way_has_the_rest_next_time(tmp_path: Path, newsroom: Store) -> None:
    server = oxigraph(tmp_path)
    server.start()
    try:
        with Store.open(server.url, create=True) as store:
            store.replace(FIRST)
            store.replace(SECOND)
            server.kill()
            with pytest.raises(StoreError, match="refuses connections"):
                store.replace(THIRD)
            with pytest.raises(StoreError):
                store.refresh_derived()
        server.start()
        with Store.open(server.url) as store:
            assert sorted(store.fingerprints()) == sorted([FIRST.article.id, SECOND.article.id])
            assert store.derived_is_stale
            store.replace(THIRD)
            store.replace(FOURTH)
            store.refresh_derived()
            assert store.canonical() == newsroom.canonical()
    finally:
        server.kill()


@pytest.mark.parametrize("done", [1, 2, 3])
def test_an_article_that_was_half_written_is_no_article(
    quick: Server, newsroom: Store, monkeypatch: pytest.MonkeyPatch, done: int
) -> None:
    """Where a server makes no transaction of what belongs together, and goes after so many requests."""
    monkeypatch.setattr("sayso.graph.remote.batches._TOGETHER_BYTES", 0)
    monkeypatch.setattr("sayso.graph.remote.batches._QUADS", 60)
    with Store.open(quick.url, create=True) as store:
        for extraction in NEWSROOM:
            store.replace(extraction)
        store.refresh_derived()
        send = connection_module.Connection.update
        left = done

        def sending(connection: connection_module.Connection, text: str) -> None:
            nonlocal left
            left -= 1
            if left < 0:
                raise StoreError("the server is gone")
            send(connection, text)

        with monkeypatch.context() as patched, pytest.raises(StoreError, match="is gone"):
            patched.setattr(connection_module.Connection, "update", sending)
            store.replace(replace(FIRST, run="new7"))
            store.refresh_derived()
    with Store.open(quick.url) as store:
        assert store.derived_is_stale
        assert store.fingerprints().get(FIRST.article.id, ("", ""))[1] in ("", "new7")
        store.replace(FIRST)
        store.refresh_derived()
        assert store.canonical() == newsroom.canonical()


def test_what_stays_half_written_is_left_out_and_told(
    quick: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    graph = iris.article_graph(FIRST.article.id)
    with Store.open(quick.url, create=True) as store:
        for extraction in NEWSROOM:
            store.replace(extraction)
        store.refresh_derived()
        store._update(*store._begin(graph))
        assert FIRST.article.id not in store.fingerprints()
        store.refresh_derived()
        assert f"the article {FIRST.article.id} was half written" in caplog.text
        assert store.canonical() == here(SECOND, THIRD, FOURTH).canonical()


def again(server: Server) -> None:
    """Starts a Virtuoso that was killed."""
    (Path(server.command[-1]).parent / "virtuoso.lck").unlink(missing_ok=True)
    server.start()


@pytest.mark.slow
def test_virtuoso_that_is_killed_half_way_has_the_rest_next_time(
    virtuoso_server: Server, newsroom: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAYSO_GRAPH_USER", "sayso")
    monkeypatch.setenv("SAYSO_GRAPH_PASSWORD", PASSWORD)
    server = virtuoso_server
    empty(server)
    try:
        with Store.open(server.url, create=True) as store:
            store.replace(FIRST)
            store.replace(SECOND)
            timer = threading.Timer(0.15, server.kill)
            timer.start()
            with pytest.raises(StoreError, match=r"refuses connections|cut the connection"):
                for _ in range(1000):
                    store.replace(THIRD)
            timer.join()
        again(server)
        with Store.open(server.url) as store:
            # killed, this server may also have lost what it said it had: a build reads what is not there
            there = store.fingerprints()
            for extraction in (FIRST, SECOND, THIRD, FOURTH):
                if extraction.article.id not in there:
                    store.replace(extraction)
            store.refresh_derived()
            assert store.canonical() == newsroom.canonical()
    finally:
        if server.process is None:
            again(server)


WRITER = """
import json, sys
from sayso.graph.record import from_json
from sayso.graph.store import Store
lines = open(sys.argv[2], encoding="utf-8").read().split("\\n")
store = Store.open(sys.argv[1], create=True)
store.replace(from_json(json.loads(lines[0])))
print("written", flush=True)
while True:
    store.replace(from_json(json.loads(lines[1])))
"""


def test_a_writer_that_is_killed_does_not_keep_others_from_writing(quick: Server, newsroom: Store) -> None:
    lines = str(Path(__file__).parent / "newsroom.jsonl")
    command = [sys.executable, "-c", WRITER, quick.url, lines]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None and writer.stdout.readline() == b"written\n"
        with pytest.raises(StoreError, match="somebody else is writing"):
            Store.open(quick.url)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
    with Store.open(quick.url) as store:
        assert FIRST.article.id in store.fingerprints()
        for extraction in NEWSROOM[1:]:
            store.replace(extraction)
        store.refresh_derived()
        assert store.canonical() == newsroom.canonical()


# -- in pieces


def many(count: int, graph: str = "https://h/g") -> list[Quad]:
    return [
        Quad(NamedNode(f"https://h/{n:06}"), NamedNode("https://h/p"), Literal(str(n)), NamedNode(graph))
        for n in range(count)
    ]


@pytest.mark.parametrize("by_protocol", [False, True])
@pytest.mark.parametrize("count", [0, 1, 999, 1001, 2500])
def test_pieces_do_the_same_as_the_whole(by_protocol: bool, count: int) -> None:
    found = many(count) + many(count // 2, "https://h/other")
    steps: list[Step] = [Insert.of(many(5)), Drop("https://h/g"), Insert.of(found), Delete.of(found[::3])]
    one, other = pyoxigraph.Store(), pyoxigraph.Store()
    for text in batches(steps, together=True, by_protocol=by_protocol):
        assert isinstance(text, str)
        one.update(text)
    for piece in batches(steps, together=False, by_protocol=by_protocol):
        if isinstance(piece, Addition):
            other.load(piece.triples, format=pyoxigraph.RdfFormat.N_TRIPLES, to_graph=NamedNode(piece.graph))
        else:
            assert piece.count("\n") <= 1_100
            other.update(piece)
    assert set(one) == set(other)


def test_nothing_to_do_is_no_request() -> None:
    assert list(batches([Insert(()), Delete(())], together=True, by_protocol=True)) == []
    assert list(batches([Insert(()), Delete(())], together=False, by_protocol=True)) == []


# -- the command line


def test_the_command_line_takes_a_url(quick: Server, newsroom: Store) -> None:
    from sayso.cli import app

    with Store.open(quick.url, create=True) as store:
        for extraction in NEWSROOM:
            store.replace(extraction)
        store.refresh_derived()
    told = CliRunner().invoke(app, ["info", "--graph", quick.url, "--format", "csv"])
    assert told.exit_code == 0 and "articles,4" in told.stdout
    asked = CliRunner().invoke(
        app, ["query", "SELECT ?a WHERE { ?a a sayso:Article } ORDER BY ?a LIMIT 1", "--graph", quick.url]
    )
    assert asked.exit_code == 0 and "chips-and-small-firms" in asked.stdout
    why = CliRunner().invoke(app, ["why", "person:mara-voss", "--graph", quick.url])
    assert why.exit_code == 0 and "Mara Voss" in why.stdout
