"""What a query may ask of us."""

import contextlib
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pyoxigraph
import pytest
from rdflib.plugins.sparql import prepareQuery, prepareUpdate

from sayso.errors import QueryError
from sayso.graph.guard import Inspection, check, inspect
from sayso.graph.store import Store

CLAUSES = [
    "SELECT * { SERVICE <http://127.0.0.1:PORT/x> { ?s ?p ?o } }",
    "SELECT * { service silent<http://127.0.0.1:PORT/x>{ ?s ?p ?o } }",
    "SELECT * { SERVICESILENT<http://127.0.0.1:PORT/x>{?s ?p ?o} }",
    "SELECT * { ?s ?p ?o . SERVICE ?s { ?a ?b ?c } }",
    "SELECT * { ?s ?p ?o.SERVICE?s{ ?a ?b ?c } }",
    "PREFIX ex: <http://127.0.0.1:PORT/> SELECT * { SERVICE ex:x { ?s ?p ?o } }",
    "PREFIX ex: <http://127.0.0.1:PORT/> SELECT * { SERVICEex:x{?s ?p ?o} }",
    "PREFIX ex: <http://127.0.0.1:PORT/> PREFIX SERVICEex: <a:> SELECT * { SERVICEex:x { ?s ?p ?o } }",
    "PREFIX : <http://127.0.0.1:PORT/> SELECT * { SERVICE :x { ?s ?p ?o } }",
    "PREFIX : <http://127.0.0.1:PORT/> SELECT * { SERVICE:x { ?s ?p ?o } }",
    "PREFIX : <http://127.0.0.1:PORT/> PREFIX ex: <a:> SELECT * { ?s ?p ex:.SERVICE:x{?a ?b ?c} }",
    "SELECT * { ?s ?p true.SERVICE<http://127.0.0.1:PORT/x>{?a ?b ?c} }",
    "SELECT * { ?s ?p trueSERVICE<http://127.0.0.1:PORT/x>{?a ?b ?c} }",
    "SELECT * { ?s ?p 1SERVICE <http://127.0.0.1:PORT/x> {?a ?b ?c} }",
    "SELECT * { ?s ?p 1.SERVICE <http://127.0.0.1:PORT/x> {?a ?b ?c} }",
    "SELECT * { { SELECT * { SERVICE\n# a remark {\n<http://127.0.0.1:PORT/x> # more\n{?a ?b ?c} } } }",
    "SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE <http://127.0.0.1:PORT/x> { ?s ?p ?o } } }",
    "SELECT * { ?s ?p ?o # nothing\rSERVICE <http://127.0.0.1:PORT/x> { ?a ?b ?c }\n}",
    # what one reader takes for an IRI is a comparison for another, and opens a string or a comment there
    "SELECT * { ?a ?p ?b FILTER(?a<'>')SERVICE<http://127.0.0.1:PORT/x>{?s ?p ?o}#'\n }",
    "SELECT * { ?a ?p ?b FILTER(?a<?b#>'''\n)SERVICE<http://127.0.0.1:PORT/x>{?s ?p ?o}#'''\n }",
    "PREFIX ex: <a:> SELECT * { ?a ?p ex:it\\'s.SERVICE<http://127.0.0.1:PORT/x>{?s ?p ?o}#'\n }",
    'SELECT * { ?s ?p "\\"" . SERVICE <http://127.0.0.1:PORT/x> {?a ?b ?c} #"\n }',
    "SELECT * { ?s ?p '''a''' . SERVICE <http://127.0.0.1:PORT/x> {?a ?b ?c} #'\n }",
    # signs that are a blank, or nothing of a name, for one reader and a letter for the other
    "PREFIX e\u1680: <http://127.0.0.1:PORT/> SELECT * { SERVICE e\u1680:x { ?s ?p ?o } }",
    "SELECT * { ?s\u00b7 ?p ?o . SERVICE ?s\u00b7 { ?a ?b ?c } }",
    "SELECT * { ?s\u200d ?p ?o . SERVICE ?s\u200d{ ?a ?b ?c } }",
    "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:PORT/x> { ?s ?p ?o } }",
    "ASK { SERVICE <http://127.0.0.1:PORT/x> { ?s ?p ?o } }",
]

HARMLESS = [
    "SELECT ?service { ?service ?p ?o }",
    "SELECT ?s { ?s ?p 'SERVICE' }",
    "SELECT ?s { ?s ?p ?o FILTER CONTAINS(?o, 'the SERVICE <http://x.example/> { is down }') }",
    'SELECT ?s { ?s ?p """a "SERVICE" <http://x.example/> {""" }',
    "# SERVICE <http://x.example/> { }\nSELECT ?s { ?s ?p ?o }",
    "SELECT ?s { ?s ?p ?o } # SERVICE ?x {",
    "SELECT ?s { ?s <http://service.example/SERVICE> ?o }",
    "PREFIX ex: <http://x.example/> SELECT ?s { ?s ex:service ?o . ?s ex:x-service ?o }",
    "SELECT ?s { ?s ?p 'it\\'s a SERVICE ?x {' }",
    "SELECT ?s { ?s ?p ?o FILTER (?o < 5 && ?o > 3) } # SERVICE ?x {",
    "PREFIX f: <http://x.example/f#> SELECT ?s { ?s f:p 'a SERVICE ?x { in a string' }",
    "SELECT ?s { ?s ?p 'FROM <http://x.example/>' . ?s <from> 'DELETE' }",
]


@pytest.fixture(scope="module")
def listening() -> Iterator[tuple[int, list[bytes]]]:
    """A port that notes who calls."""
    calls: list[bytes] = []
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.2)
    done = threading.Event()

    def listen() -> None:
        while not done.is_set():
            try:
                connection, _ = server.accept()
            except TimeoutError:
                continue
            with connection:
                calls.append(connection.recv(64))

    thread = threading.Thread(target=listen)
    thread.start()
    yield server.getsockname()[1], calls
    done.set()
    thread.join()
    server.close()


@pytest.mark.parametrize("query", CLAUSES)
def test_a_service_clause_is_refused_however_it_is_written(query: str) -> None:
    with pytest.raises(QueryError, match="SERVICE"):
        check(query)


def test_the_engine_would_have_followed_most_of_them(listening: tuple[int, list[bytes]]) -> None:
    # otherwise the list above would prove nothing
    port, calls = listening
    store = pyoxigraph.Store()
    names = [pyoxigraph.NamedNode(f"http://127.0.0.1:{port}/{name}") for name in "spo"]
    store.add(pyoxigraph.Quad(names[0], names[1], names[2]))
    for query in CLAUSES:
        try:
            result = store.query(query.replace("PORT", str(port)))
            if not isinstance(result, pyoxigraph.QueryBoolean):
                list(result)
        except (SyntaxError, OSError, ValueError, RuntimeError):
            continue
    assert len(calls) >= 10


@pytest.mark.parametrize("query", HARMLESS)
def test_the_word_alone_is_harmless(query: str) -> None:
    check(query)


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "DELETE WHERE { ?s ?p ?o }",
        "# SELECT\nLOAD <http://x.example/>",
        "PREFIX a: <a:> WITH a:g DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "drop all",
    ],
)
def test_updates_are_refused(query: str) -> None:
    with pytest.raises(QueryError, match="would change the graph"):
        check(query)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("SELECT * { ?s ?p ?o }", Inspection("SELECT")),
        ("# ask\nBASE <a:b/> PREFIX c: <d:> ask { ?s ?p ?o }", Inspection("ASK")),
        ("CONSTRUCT WHERE { ?s ?p ?o }", Inspection("CONSTRUCT")),
        ("DESCRIBE <a:a>", Inspection("DESCRIBE")),
        ("SELECT * FROM <a:b> FROM NAMED <c:d> WHERE { ?s ?p ?o }", Inspection("SELECT", ("a:b", "c:d"))),
        ("SELECT*FROM<a:b>{ ?s ?p ?o }", Inspection("SELECT", ("a:b",))),
        ("PREFIX e: <a:> SELECT * FROM e:b { ?s ?p ?o }", Inspection("SELECT", ("a:b",))),
        ("BASE <http://a/> SELECT * FROM <b> { ?s ?p ?o }", Inspection("SELECT", ("http://a/b",))),
        ("", Inspection("")),
        ("{", Inspection("")),
    ],
)
def test_form_and_dataset_of_a_query(query: str, found: Inspection) -> None:
    assert inspect(query) == found


def test_from_is_for_graphs_that_are_ours() -> None:
    check("SELECT * FROM <a:b> { ?s ?p ?o }", graphs={"a:b"})
    with pytest.raises(QueryError, match="FROM a:c: no such graph"):
        check("SELECT * FROM <a:b> FROM NAMED <a:c> { ?s ?p ?o }", graphs={"a:b"})
    with pytest.raises(QueryError, match="no such graph"):
        check("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }")


@pytest.mark.parametrize(
    "part",
    [
        *["SERVICE #", "service", "service ", "SERVICE ?", "service:", "SERVICE <a:b> ", "SERVICE <"],
        *["SERVICE a:b.", "'", "''" + "'", "<", "a:", "\\", "# \n", "?", "a.", "FROM "],
    ],
)
def test_reading_is_linear(part: str) -> None:
    query = "SELECT * { SERVICE ?s { " + part * (200_000 // len(part))
    started = time.process_time()
    for hostile in (query, query.replace("SERVICE ?s {", "")):
        with contextlib.suppress(QueryError):
            check(hostile)
    assert time.process_time() - started < 3


DEEP = [
    ("SELECT * {" + "{" * 6_000 + "}" * 6_000 + "}", "64 brackets"),
    ("SELECT * {FILTER(" + "(" * 6_000 + "1" + ")" * 6_000 + ")}", "64 brackets"),
    ("SELECT * {?s ?p " + "[?p " * 400 + "1" + "]" * 400 + "}", "64 brackets"),
    ("SELECT * {FILTER(?a<" + "(" * 6_000 + "1>2)}", "64 brackets"),
    ("SELECT * {FILTER(?a<'>' && '" + "(" * 6_000 + "')}", "64 brackets"),
    ("SELECT * {FILTER(?a<?b#>'''\n &&" + "(" * 6_000 + "1 #'''\n}", "64 brackets"),
    ("SELECT * {?s " + "/".join(["(" * 50 + "<a:" + ")" * 50 + ">"] * 900), "64 brackets"),
    ("SELECT * {FILTER(" + "!" * 40_000 + "1)}", "1,000 operators"),
    ("SELECT * {FILTER(1" + "||1" * 30_000 + ")}", "1,000 operators"),
    ("SELECT * {FILTER(?a<1" + "||1" * 30_000 + ">2)}", "1,000 operators"),
    ("SELECT * {FILTER(?a<1" + "/1" * 30_000 + ">2)}", "1,000 operators"),
    ("SELECT (1" + "+1" * 40_000 + " AS ?x) {}", "1,000 operators"),
    ("SELECT (1" + "-1" * 40_000 + " AS ?x) {}", "1,000 operators"),
    ("SELECT * {{}" + "UNION{}" * 10_000 + "}", "1,000 operators"),
    ("SELECT * {" + "OPTIONAL{?s ?p ?o}" * 1_500 + "}", "1,000 operators"),
    ("SELECT * {?s <a:b>" + "/<a:b>" * 1_500 + " ?o}", "1,000 operators"),
    ("SELECT * {" + "FILTER(1)" * 10_000 + "}", "1,000 operators"),
    ("SELECT * {" + "".join(f"BIND(1AS?a{n})" for n in range(5_000)) + "}", "1,000 operators"),
    ("SELECT * {?s ?p ?o" + "; ?p 1" * 15_000 + "}", "1,000 operators"),
    ("SELECT * {?s ?p ?o" + ",1" * 40_000 + "}", "1,000 operators"),
    ("SELECT * {" + "?s ?p ?o." * 10_000 + "}", "1,000 operators"),
    ("SELECT * {?s ?p ?o" + "~" * 90_000 + "}", "1,000 operators"),
    ("DESCRIBE" + " <a:b>" * 15_000, "1,000 operators"),
    ("DESCRIBE" + " ?a" * 30_000 + "{}", "1,000 operators"),
    ("SELECT * {} ORDER BY" + "(1)" * 30_000, "1,000 operators"),
    ("SELECT (COUNT(?s) AS ?n) {?s ?p ?o} GROUP BY ?s HAVING" + "(1)" * 30_000, "1,000 operators"),
    ("SELECT * {{}" + "UNION{}" * 40_000 + "}", "100,000 characters"),
    ("ASK {} #" + "x" * 100_000, "100,000 characters"),
]


@pytest.mark.parametrize(("query", "limit"), DEEP)
def test_what_is_too_large_for_the_engine_is_refused(query: str, limit: str) -> None:
    with pytest.raises(QueryError, match=f"the query is too large, it has more than {limit}") as caught:
        check(query)
    assert "\n" not in str(caught.value)


def test_no_query_ends_the_process() -> None:
    script = """
import sys
from sayso.errors import QueryError
from sayso.graph.store import Store
store = Store.memory()
for query in sys.stdin.buffer.read().decode().split("\\0"):
    try:
        store.query(query)
    except QueryError:
        print("refused")
"""
    queries = [query for query, _ in DEEP]
    finished = subprocess.run(
        [sys.executable, "-c", script], input="\0".join(queries).encode(), capture_output=True
    )
    assert (finished.returncode, finished.stdout.decode().split()) == (0, ["refused"] * len(queries))


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { VALUES ?p { " + " ".join(f"person:p-{n}" for n in range(5_000)) + " } ?s ?q ?p }",
        "SELECT * { VALUES ?p { "
        + " ".join(f"<https://w3id.org/sayso/data/person/mara-voss-{n}#x>" for n in range(5_000))
        + " } ?s ?q ?p }",
        "SELECT * { VALUES (?p ?n) { "
        + " ".join(f'(person:p{n} "{n}"^^xsd:int)' for n in range(2_000))
        + "} }",
        "SELECT * { ?s ?p ?o FILTER (?o IN (" + ",".join(f"'a-{n}'@en-GB" for n in range(5_000)) + ")) }",
        "SELECT * { ?s ?p ?o FILTER (?o = '" + "{([!||" * 10_000 + "') }",
        "PREFIX x: <http://x.example/#> SELECT * { ?s x:p '''" + "{([!||\n" * 10_000 + "''' }",
        "SELECT * { VALUES (?a ?b) { " + " ".join(f"(topic:a.b{n} {n}.5)" for n in range(3_000)) + "} }",
        "SELECT * { ?s ?p ?o } # " + "{([!||" * 10_000,
        "SELECT * { " + "{ ?s ?p ?o } UNION " * 900 + "{ ?s ?p ?o } }",
    ],
)
def test_a_long_query_may_be_ordinary(query: str) -> None:
    check(query)
    pyoxigraph.Store().query(query, prefixes={"person": "a:", "topic": "t:", "xsd": "b:"})


@pytest.mark.parametrize("clause", ["SERVICE <URL> { ?s ?p ?o }", "", "GRAPH <URL> { ?s ?p ?o }"])
def test_rdflib_calls_nobody(listening: tuple[int, list[bytes]], clause: str) -> None:
    port, calls = listening
    url = f"http://127.0.0.1:{port}/x"
    before = len(calls)
    found = Store.memory().dataset()
    text = f"SELECT * FROM <{url}> {{ {clause.replace('URL', url)} }}"
    prepared = prepareQuery(text)
    for face in (found, found.default_graph, found.graph("http://x.example/g")):
        with pytest.raises(QueryError, match="give the query as text"):
            list(face.query(prepared))
        with pytest.raises(QueryError, match=r"SERVICE is never followed|FROM .*: no such graph here"):
            list(face.query(text))
        for update in (f"LOAD <{url}>", prepareUpdate(f"LOAD <{url}>"), "INSERT DATA { <a:a> <a:b> <a:c> }"):
            with pytest.raises(QueryError, match="an update would change the graph"):
                face.update(update)
    with pytest.raises(QueryError, match=r"SERVICE|FROM"):
        list(found.query(text, use_store_provided=False))
    with pytest.raises(QueryError, match="an update would change the graph"):
        found.update(f"LOAD <{url}>", use_store_provided=False)
    assert len(calls) == before
