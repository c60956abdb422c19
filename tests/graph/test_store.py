"""The graph on disk: what is written is found, and nothing else is left."""

import json
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat
from pyshacl import validate
from rdflib import Graph, Variable

import sayso
from sayso.errors import QueryError, StoreError, StoreVersionError
from sayso.graph import iris, vocab
from sayso.graph.model import Article, Entity, Extraction, Statement
from sayso.graph.record import from_json
from sayso.graph.store import Store
from sayso.graph.topics.scheme import TopicScheme

LINES = (Path(__file__).parent / "newsroom.jsonl").read_text(encoding="utf-8").strip().split("\n")
NEWSROOM = [from_json(json.loads(line)) for line in LINES]
FIRST, SECOND, THIRD, FOURTH = NEWSROOM


def stored(*extractions: Extraction) -> Store:
    store = Store.memory()
    for extraction in extractions:
        store.replace(extraction)
    store.refresh_derived()
    return store


def values(store: Store, query: str) -> list[tuple[str, ...]]:
    return [tuple(value.value for value in row) for row in store.query(query)]


@pytest.fixture(scope="module")
def newsroom() -> Store:
    return stored(*NEWSROOM)


@pytest.fixture(scope="module")
def page() -> Store:
    """A graph for one article, which is written over and over."""
    return Store.memory()


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    with Store.open(tmp_path / "graph", create=True) as store:
        for extraction in NEWSROOM:
            store.replace(extraction)
        store.refresh_derived()
    yield tmp_path / "graph"


# -- laws


def test_writing_twice_changes_nothing(newsroom: Store) -> None:
    twice = stored(*NEWSROOM, *NEWSROOM)
    assert twice.canonical() == newsroom.canonical()


def test_the_order_of_articles_does_not_matter(newsroom: Store) -> None:
    assert stored(*reversed(NEWSROOM)).canonical() == newsroom.canonical()


def test_a_changed_article_leaves_no_trace(newsroom: Store) -> None:
    other = replace(FIRST, entities=(), affiliations=(), statements=(), run="old0", run_facts=(("a", "b"),))
    store = stored(other, *NEWSROOM[1:])
    store.replace(FIRST)
    store.refresh_derived()
    assert store.canonical() == newsroom.canonical()


def test_a_removed_article_leaves_no_trace() -> None:
    store = stored(*NEWSROOM)
    assert store.remove("second-thoughts")
    store.refresh_derived()
    assert store.canonical() == stored(FIRST, SECOND, THIRD).canonical()
    for article_id in ("quayside", "shop-floor", "chips-and-small-firms"):
        store.remove(article_id)
    store.refresh_derived()
    assert store.canonical() == Store.memory().canonical()


def test_removing_what_is_not_there_says_so(newsroom: Store) -> None:
    assert not newsroom.remove("nothing")


@settings(max_examples=25, deadline=None)
@given(st.text(min_size=1), st.text(), st.text())
def test_any_unicode_survives(page: Store, text: str, title: str, name: str) -> None:
    article = Article("a", name, text, title=title, author=name, url=title)
    statement = Statement("statement:a-0-1", (), (), ((0, 1),), (0, len(text)), "direct", "none", rule=title)
    store = stored(Extraction(article, (Entity("person:x", "person", name, ()),), (), (statement,)))
    assert values(
        store, "SELECT ?t ?h ?n { ?a nif:isString ?t ; schema:headline ?h ; sayso:sourceName ?n }"
    ) == [(text, title, name)]
    assert values(store, "SELECT ?w { ?s sayso:content/nif:anchorOf ?w }") == [(text[0],)]
    assert values(store, "SELECT ?n { ?p a sayso:Person ; skos:prefLabel ?n }") == [(name,)]
    again = pyoxigraph.Store()
    again.load(store.canonical(), format=RdfFormat.N_QUADS)
    assert set(again) == {quad for quad in store.handle if "graph/log" not in str(quad.graph_name)}


def test_canonical_lines_are_sorted_and_without_the_log(newsroom: Store) -> None:
    lines = newsroom.canonical().decode().splitlines()
    assert lines == sorted(set(lines))
    assert not any("graph/log>" in line or "_:" in line.split('"')[0] for line in lines)


# -- what is derived


def test_the_most_frequent_name_is_preferred_then_the_longest() -> None:
    def named(article: str, name: str) -> Extraction:
        return Extraction(Article(article, article, "x"), (Entity("org:q", "organization", name, ()),))

    query = (
        "SELECT ?p ?a { ?o skos:prefLabel ?p ; skos:altLabel ?a . FILTER STRENDS(STR(?o), '/q') } ORDER BY ?a"
    )
    assert values(stored(named("a", "Quay"), named("b", "Quay"), named("c", "Quay Ltd")), query) == [
        ("Quay", "Quay Ltd")
    ]
    assert values(stored(named("a", "Quay"), named("c", "Quay Ltd")), query) == [("Quay Ltd", "Quay")]
    assert values(stored(named("a", "Quay Ltd"), named("c", "Quay Inc")), query) == [("Quay Inc", "Quay Ltd")]


def test_everybody_has_one_type_and_organisations_their_kind(newsroom: Store) -> None:
    query = "SELECT ?o ?k { ?o a sayso:Organization OPTIONAL { ?o sayso:organizationKind ?k } } ORDER BY ?o"
    assert [(o.rsplit("/")[-1], k.rsplit("#")[-1]) for o, k in values(newsroom, query)] == [
        ("ministry-of-commerce", "Government"),
        ("quayside-robotics", "Company"),
        ("tidal-laboratory", "ResearchLab"),
        ("vellin-university", "University"),
    ]


def test_shortcuts_follow_from_statements(newsroom: Store) -> None:
    assert values(newsroom, "SELECT ?t { person:mara-voss sayso:commentedOn ?t }") == [
        ("https://w3id.org/sayso/topic/chip-export-controls",)
    ]
    employers = values(newsroom, "SELECT ?o { person:mara-voss sayso:affiliatedWith ?o } ORDER BY ?o")
    assert [iris.compact(iri) for (iri,) in employers] == [
        "organization:quayside-robotics",
        "organization:tidal-laboratory",
    ]
    assert len(values(newsroom, "SELECT ?s { person:mara-voss sayso:said ?s }")) == 5
    quoted = values(newsroom, "SELECT ?p { outlet:morning-ledger sayso:quotes ?p }")
    assert [iris.compact(iri) for (iri,) in quoted] == ["person:mara-voss"]


def test_observed_dates_span_the_articles_that_say_so(newsroom: Store) -> None:
    query = """SELECT DISTINCT ?f ?l
        { ?m org:member person:ivo-brandt ; sayso:firstObserved ?f ; sayso:lastObserved ?l }"""
    assert values(newsroom, query) == [("2024-06-10", "2024-06-20")]


def test_a_former_role_is_no_observation_of_the_present() -> None:
    affiliation = replace(FIRST.affiliations[0], former=True)
    store = stored(replace(FIRST, affiliations=(affiliation, FIRST.affiliations[1])))
    assert not store.query("ASK { ?m sayso:firstObserved ?d }")
    assert not store.query("ASK { ?p sayso:affiliatedWith ?o }")


def test_a_statement_has_the_date_of_its_article_or_none(newsroom: Store) -> None:
    query = """SELECT ?d (COUNT(?s) AS ?n) { ?s a sayso:Statement OPTIONAL { ?s sayso:effectiveDate ?d } }
        GROUP BY ?d ORDER BY ?d"""
    rows = [(row["d"] and row["d"].value, row["n"].value) for row in newsroom.query(query)]
    assert rows == [(None, "5"), ("2024-03-01", "5"), ("2024-06-10", "2"), ("2024-06-20", "2")]


def test_derived_triples_are_stale_until_they_are_refreshed() -> None:
    store = Store.memory()
    assert not store.derived_is_stale and not store.refresh_derived()
    store.replace(FIRST)
    assert store.derived_is_stale
    assert store.refresh_derived()
    assert not store.derived_is_stale


def test_the_graph_conforms_to_the_shapes_of_the_ontology() -> None:
    store = stored(FIRST)
    data = Graph().parse(data=store.dump(RdfFormat.N_TRIPLES).decode(), format="nt")
    shapes = Graph().parse(Path(sayso.__file__).parent / "ontology.ttl", format="turtle")
    conforms, _, report = validate(data, shacl_graph=shapes, ont_graph=shapes, advanced=True)
    assert conforms, report


# -- asking


def test_topics_and_vocabulary_can_be_asked(newsroom: Store) -> None:
    assert newsroom.query("ASK { topic:chip-export-controls skos:broader+ ?top . ?top skos:topConceptOf ?x }")
    assert newsroom.query("ASK { sayso:Statement rdfs:label ?label }")


def test_both_faces_see_the_union(newsroom: Store) -> None:
    query = "SELECT ?n { ?p a sayso:Person ; skos:prefLabel ?n } ORDER BY ?n"
    own = [row["n"].value for row in newsroom.query(query)]
    assert own == ["Ivo Brandt", "Mara Voss", "Pol Adair"]
    assert [str(row[Variable("n")]) for row in newsroom.dataset().query(query).bindings] == own


def test_without_the_union_a_query_is_that_of_a_plain_dataset(newsroom: Store) -> None:
    assert not list(newsroom.query("SELECT * { ?s ?p ?o }", union=False))
    with pytest.raises(QueryError, match="prefix"):
        newsroom.query("SELECT * { ?s a sayso:Person }", union=False)


def test_from_takes_the_place_of_the_union(newsroom: Store) -> None:
    graph = iris.article_graph("quayside")
    count = "(COUNT(?s) AS ?n)"
    assert values(newsroom, f"SELECT {count} FROM <{graph}> {{ ?s a sayso:Statement }}") == [("2",)]
    rows = newsroom.query(f"SELECT {count} {{ ?s a sayso:Statement }}", default_graphs=[graph])
    assert [row["n"].value for row in rows] == ["2"]
    rows = newsroom.query("SELECT DISTINCT ?g { GRAPH ?g { ?s a sayso:Statement } }", named_graphs=[graph])
    assert [row["g"].value for row in rows] == [graph]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT ?n { ?p a }", "not valid SPARQL at line 1, column 1"),
        ("SELECT ?n\n{ ?p a foo:Bar }", r"line 2, column \d+: a prefix is not declared"),
        ("SELECT ?n { ?p a ?n ", "not valid SPARQL at line 1"),
        ("", "not valid SPARQL at line 1"),
        ("DROP ALL", "DROP would change the graph"),
        ("SELECT * { SERVICE <http://x.example/> { ?s ?p ?o } }", "SERVICE is never followed"),
        ("SELECT * FROM <http://x.example/> { ?s ?p ?o }", "FROM http://x.example/: no such graph"),
        ("SELECT * FROM <nothing> { ?s ?p ?o }", "FROM nothing: no such graph"),
    ],
)
def test_what_cannot_be_answered_is_said_in_one_line(newsroom: Store, query: str, message: str) -> None:
    with pytest.raises(QueryError, match=message) as caught:
        newsroom.query(query)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "query", ["SELECT * { SERVICE <http://x.example/> { ?s ?p ?o } }", "SELECT * FROM <x:y> {}"]
)
def test_rdflib_cannot_be_made_to_fetch_either(newsroom: Store, query: str) -> None:
    with pytest.raises(QueryError):
        newsroom.dataset().query(query)


def test_counts_and_articles(newsroom: Store) -> None:
    counts = newsroom.counts()
    assert (counts["articles"], counts["statements"], counts["affiliations"], counts["persons"]) == (
        4,
        14,
        5,
        3,
    )
    assert list(newsroom.articles()) == ["chips-and-small-firms", "quayside", "second-thoughts", "shop-floor"]
    assert {run for _, run in newsroom.articles().values()} == {"old1", "new2"}


@pytest.mark.parametrize("format", [RdfFormat.TRIG, RdfFormat.N_QUADS])
def test_a_dump_loads_again(newsroom: Store, format: RdfFormat) -> None:
    again = pyoxigraph.Store()
    again.load(newsroom.dump(format), format=format)
    assert set(again) == set(newsroom.handle)


def test_a_scheme_of_ones_own_takes_the_place_of_the_topics(tmp_path: Path) -> None:
    own = tmp_path / "own.ttl"
    own.write_text(
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix : <https://topics.example/> .\n"
        ':water a skos:Concept ; skos:prefLabel "water"@en .\n'
        ':eels a skos:Concept ; skos:prefLabel "eels"@en ; skos:altLabel "eel"@en ; skos:broader :water .\n'
    )
    store = Store.memory()
    store.load_topics(TopicScheme.load([own], shipped=False))
    query = "SELECT ?c ?top { ?c a skos:Concept ; skos:broader ?top . ?top skos:topConceptOf ?s }"
    assert values(store, query) == [("https://topics.example/eels", "https://topics.example/water")]


# -- folders


def test_a_graph_is_there_when_it_is_opened_again(folder: Path, newsroom: Store) -> None:
    with Store.open(folder) as store:
        assert store.canonical() == newsroom.canonical()


def test_readers_see_what_was_written_while_somebody_writes(folder: Path) -> None:
    with Store.open(folder) as writer:
        writer.remove("quayside")
        with Store.open(folder, read_only=True) as reader:
            assert list(reader.articles()) == ["chips-and-small-firms", "second-thoughts", "shop-floor"]
            with pytest.raises(StoreError, match="for reading only"):
                reader.remove("shop-floor")
        with pytest.raises(StoreError, match="somebody else is writing"):
            Store.open(folder)


def test_a_missing_graph_is_made_only_when_asked(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"no graph in .*: make one with 'sayso build"):
        Store.open(tmp_path / "graph")
    with pytest.raises(StoreError, match="no graph in"):
        Store.open(tmp_path / "graph", read_only=True)
    Store.open(tmp_path / "graph", create=True).close()
    with Store.open(tmp_path / "graph", read_only=True) as store:
        assert store.counts()["articles"] == 0


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text("dear diary")
    for create in (False, True):
        with pytest.raises(StoreError, match=r"no graph folder, it has no sayso.json"):
            Store.open(tmp_path, create=create)
    assert [path.name for path in tmp_path.iterdir()] == ["diary.txt"]
    with pytest.raises(StoreError, match="is a file, not a graph folder"):
        Store.open(tmp_path / "diary.txt", create=True)


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        (
            '{"format": 2, "base": "https://x.example/"}',
            StoreVersionError,
            "has format 2, this Sayso reads 3",
        ),
        ("not JSON", StoreError, "is damaged"),
        ("[]", StoreError, "is damaged"),
        ('{"format": 3}', StoreError, "is damaged"),
    ],
)
def test_another_version_and_damage_are_told(
    tmp_path: Path, text: str, error: type[StoreError], message: str
) -> None:
    (tmp_path / "sayso.json").write_text(text)
    with pytest.raises(error, match=message):
        Store.open(tmp_path)


def test_a_damaged_store_is_told(folder: Path) -> None:
    (folder / "store" / "CURRENT").write_text("rubbish")
    for read_only in (False, True):
        with pytest.raises(StoreError, match=r"is damaged .*: build it anew in another folder"):
            Store.open(folder, read_only=read_only)


def test_a_damaged_block_is_no_lock(folder: Path) -> None:
    # RocksDB says "block checksum mismatch"
    for table in (folder / "store").glob("*.sst"):
        data = bytearray(table.read_bytes())
        for place in range(len(data) - 200, len(data) - 60):
            data[place] ^= 0xFF
        table.write_bytes(data)
    with pytest.raises(StoreError, match="is damaged"):
        Store.open(folder, read_only=True)


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize("lost", ["CURRENT", "*"])
def test_a_lost_database_is_not_made_anew(folder: Path, read_only: bool, lost: str) -> None:
    for path in (folder / "store").glob(lost):
        path.unlink()
    with pytest.raises(StoreError, match=r"is damaged .*missing.*: build it anew in another folder"):
        Store.open(folder, read_only=read_only, create=not read_only)
    assert not (folder / "store" / "CURRENT").exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("IO error: While open a file for appending: /g/store/LOG: Permission denied", "check who may"),
        ("IO error: While lock file: /g/store/LOCK: Permission denied", "check who may"),
        ("IO error: While open a file: /g/store/LOG: Read-only file system", "check who may"),
        ("IO error: No space left on device: While appending to file: /g/1.log", "free some space"),
        ("IO error: While open a file: /g/1.sst: Too many open files", "close other programs"),
        ("IO error: While lock file: /g/LOCK: Resource temporarily unavailable", "wait until they are done"),
        ("IO error: lock hold by current process, acquire time 1: No locks available", "wait until"),
        ("Corruption: block checksum mismatch: stored = 1, computed = 2", "build it anew in another folder"),
        ("IO error: No such file or directory: /g/store/1.sst", "build it anew in another folder"),
    ],
)
def test_every_failure_has_its_way_out(
    folder: Path, monkeypatch: pytest.MonkeyPatch, text: str, message: str
) -> None:
    def fail(*_: object) -> None:
        raise OSError(text)

    monkeypatch.setattr(pyoxigraph, "Store", fail)
    with pytest.raises(StoreError, match=message) as caught:
        Store.open(folder)
    assert "\n" not in str(caught.value) and ("anew" in message) == ("anew" in str(caught.value))
    assert "read_only" not in str(caught.value)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_who_may_not_read_a_graph_is_told_so(folder: Path) -> None:
    (folder / "store").chmod(0)
    try:
        for read_only in (False, True):
            with pytest.raises(StoreError, match="check who may read and write it"):
                Store.open(folder, read_only=read_only)
    finally:
        (folder / "store").chmod(0o700)


class FullDisk:
    """A handle that cannot write."""

    def __init__(self, handle: pyoxigraph.Store) -> None:
        self._inner = handle

    def __contains__(self, quad: pyoxigraph.Quad) -> bool:
        return quad in self._inner

    def __getattr__(self, name: str) -> object:
        if name not in ("update", "flush", "extend"):
            return getattr(self._inner, name)

        def fail(*_: object) -> None:
            raise OSError("IO error: No space left on device:\nWhile appending to file: x.log")

        return fail


def test_a_full_disk_is_told_in_one_line(folder: Path) -> None:
    store = Store.open(folder)
    store._handle = FullDisk(store.handle)  # type: ignore[assignment]
    build, log = (pyoxigraph.NamedNode(f"https://example.org/{name}") for name in ("build", "log"))
    told = pyoxigraph.Quad(build, pyoxigraph.NamedNode(vocab.counted), pyoxigraph.Literal("added=1"), log)
    writes: list[Callable[[], None]] = [
        lambda: store.replace(FIRST),
        lambda: store.rewrite_log([told]),
        store.close,
    ]
    for write in writes:
        with pytest.raises(StoreError, match=r"cannot write to the graph in .*: free some space") as caught:
            write()
        assert "\n" not in str(caught.value)
    with pytest.raises(StoreError, match="is closed"):
        store.counts()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "graph").mkdir()
    (tmp_path / "graph" / "sayso.json.new").symlink_to("/dev/full")
    with pytest.raises(StoreError, match=r"cannot make the graph in .*: free some space"):
        Store.open(tmp_path / "graph", create=True)


def test_what_was_killed_while_it_was_made_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    with pytest.raises(StoreError, match="no graph folder"):  # who knows whose it is
        Store.open(tmp_path, create=True)
    (tmp_path / "sayso.json.new").write_text('{"for')
    with pytest.raises(StoreError, match="no graph in"):
        Store.open(tmp_path)
    with Store.open(tmp_path, create=True) as store:
        store.replace(FIRST)
    with Store.open(tmp_path, read_only=True) as store:
        assert list(store.articles()) == ["chips-and-small-firms"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sayso.json", "store"]


def test_the_base_of_iris_is_a_setting_that_stays(tmp_path: Path) -> None:
    with Store.open(tmp_path / "g", create=True, base="https://kg.example/") as store:
        store.replace(FIRST)
        store.refresh_derived()
        found = values(store, "SELECT ?p { ?p skos:prefLabel 'Mara Voss' }")
        assert found == [("https://kg.example/person/mara-voss",)]
        assert values(store, "SELECT ?n { person:mara-voss skos:prefLabel ?n }") == [("Mara Voss",)]
    with Store.open(tmp_path / "g") as store:
        assert store.base == "https://kg.example/"
    with pytest.raises(
        StoreError, match=r"has the base IRI https://kg\.example/, not https://other\.example/"
    ):
        Store.open(tmp_path / "g", base="https://other.example/")
    with Store.open(tmp_path / "g", base="https://kg.example/") as store:
        assert store.base == "https://kg.example/"


@pytest.mark.parametrize(
    "base",
    [
        *[
            "",
            "no base",
            "kg.example/",
            "https://kg.example",
            "https://kg.example/#",
            "https://",
            "https:///",
        ],
        *["https://kg.example/?a/", "https://kg.example/#a/", "https://[kg/", "https://kg.example:port/"],
        *["https://kg.example/a b/", "https://kg.example/<a>/", "https://kg.example/%zz/"],
        *["https://kg.example/\n/", "https://kg.example/\ue000/"],
    ],
)
def test_an_unfit_base_leaves_no_folder(tmp_path: Path, base: str) -> None:
    with pytest.raises(StoreError, match="cannot be the base of IRIs") as caught:
        Store.open(tmp_path / "g", create=True, base=base)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "g").exists()
    with pytest.raises(StoreError, match="cannot be the base of IRIs"):
        Store.memory(base=base)


def test_a_closed_graph_says_so(folder: Path) -> None:
    store = Store.open(folder)
    store.close()
    store.close()
    with pytest.raises(StoreError, match="is closed"):
        store.query("ASK {}")


KILLED = """
import json, os, signal, sys
from sayso.graph.record import from_json
from sayso.graph.store import Store
lines = open(sys.argv[2], encoding="utf-8").read().strip().split("\\n")
store = Store.open(sys.argv[1], create=True)
for line in lines:
    for _ in range(int(sys.argv[3])):
        store.replace(from_json(json.loads(line)))
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_writer_leaves_whole_articles_and_the_mark_that_derived_is_stale(
    tmp_path: Path, newsroom: Store
) -> None:
    lines = tmp_path / "lines"
    lines.write_text("\n".join(LINES), encoding="utf-8")
    finished = subprocess.run([sys.executable, "-c", KILLED, tmp_path / "graph", lines, "2"])
    assert finished.returncode == -9
    with Store.open(tmp_path / "graph") as store:
        assert store.derived_is_stale
        store.refresh_derived()
        assert store.canonical() == newsroom.canonical()


def _replace_for_ever(folder: Path) -> None:
    with Store.open(folder) as store:
        while True:
            store.replace(FIRST)
            time.sleep(0.01)
            store.replace(replace(FIRST, statements=(), affiliations=(), entities=()))


def test_a_reader_and_a_kill_see_an_article_whole_or_not_at_all(folder: Path) -> None:
    # daemon: should the test be ended from outside, the writer ends too
    process = multiprocessing.get_context("spawn").Process(
        target=_replace_for_ever, args=(folder,), daemon=True
    )
    process.start()
    counts = set()
    graph = iris.article_graph("chips-and-small-firms")
    try:
        process.join(2)
        for _ in range(20):
            with Store.open(folder, read_only=True) as store:
                name = pyoxigraph.NamedNode(graph)
                counts.add(len(list(store.handle.quads_for_pattern(None, None, None, name))))
    finally:
        process.kill()
        process.join()
    with Store.open(folder) as store:
        counts.add(len(list(store.handle.quads_for_pattern(None, None, None, pyoxigraph.NamedNode(graph)))))
    whole = {
        len(list(stored(extraction).handle.quads_for_pattern(None, None, None, pyoxigraph.NamedNode(graph))))
        for extraction in (FIRST, replace(FIRST, statements=(), affiliations=(), entities=()))
    }
    assert counts <= whole and counts
