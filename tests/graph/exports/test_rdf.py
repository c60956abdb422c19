"""RDF read back by pyoxigraph and rdflib: the same quads from every format."""

import itertools
import json
import runpy
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.graph import vocab
from sayso.graph.analysis.views import project
from sayso.graph.exports import jsonld, rdf

ROOT = Path(__file__).parents[3]
BASE = "https://example.org/id/"


def _written(store: Any, view: str | None, format: str, folder: Path) -> Path:
    place = folder / format
    graph = None if view is None else project(store, view)
    if format == "json-ld":
        jsonld.write(store, graph, place)
    else:
        rdf.write(store, graph, place, format)
    return place


def _read(place: Path) -> set[ox.Quad]:
    format = {**rdf.FORMATS, "json-ld": ox.RdfFormat.JSON_LD}[place.name]
    return set(ox.parse(path=str(place), format=format))


@pytest.mark.parametrize(
    ("graph", "view"),
    [("harbour", None), ("harbour", "overview"), ("newsroom", "person-topic"), ("hostile", None)],
)
def test_every_format_has_the_same_quads(
    graph: str, view: str | None, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    store = request.getfixturevalue(graph)
    quads = _read(_written(store, view, "n-quads", tmp_path))
    assert quads
    for format in ("trig", "json-ld"):
        assert _read(_written(store, view, format, tmp_path)) == quads
    for format in ("turtle", "n-triples"):
        found = _read(_written(store, view, format, tmp_path))
        assert {quad.triple for quad in found} == {quad.triple for quad in quads}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # within rdflib's own reader
@pytest.mark.parametrize("graph", ["harbour", "hostile"])
def test_rdflib_reads_in_json_ld_what_it_reads_in_n_quads(
    graph: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    store = request.getfixturevalue(graph)
    one, other = rdflib.Dataset(), rdflib.Dataset()
    view = "overview"
    one.parse(str(_written(store, view, "json-ld", tmp_path)), format="json-ld")
    other.parse(str(_written(store, view, "n-quads", tmp_path)), format="nquads")
    lines = {line for line in other.serialize(format="nquads").splitlines() if line}
    assert lines == {line for line in one.serialize(format="nquads").splitlines() if line}
    assert len(lines) > 100


def test_the_whole_graph_is_the_canonical_one(newsroom: Any, tmp_path: Path) -> None:
    assert _written(newsroom, None, "n-quads", tmp_path).read_bytes() == newsroom.canonical()


def test_lines_are_sorted_and_two_exports_are_the_same_bytes(hostile: Any, tmp_path: Path) -> None:
    for format in ("trig", "n-quads", "n-triples", "json-ld"):
        first = _written(hostile, "overview", format, tmp_path).read_bytes()
        assert _written(hostile, "overview", format, tmp_path).read_bytes() == first
        if format in ("n-quads", "n-triples"):
            assert first.splitlines() == sorted(set(first.splitlines()))


def test_a_view_has_its_statements_and_what_they_rest_on(harbour: Any, tmp_path: Path) -> None:
    quads = _read(_written(harbour, "person-topic", "trig", tmp_path))
    assert {str(quad.graph_name) for quad in quads} >= {"<https://example.org/id/article/one>"}
    said = {q.subject.value.rpartition("/")[2] for q in quads if q.predicate.value == vocab.sentence}  # type: ignore[union-attr]  # no blank nodes
    assert said == {"one-80-121", "two-50-90", "two-100-120"}
    words = {quad.object.value for quad in quads if quad.predicate.value == vocab.nif_anchorOf}  # type: ignore[union-attr]  # a literal
    assert {"the herring are back", "the silt is the same"} < words


def test_a_view_leaves_out_the_texts_of_articles(newsroom: Any, tmp_path: Path) -> None:
    quads = _read(_written(newsroom, "overview", "n-quads", tmp_path))
    assert vocab.nif_isString not in {quad.predicate.value for quad in quads}


def test_a_shortcut_is_written_only_where_both_ends_are(harbour: Any, tmp_path: Path) -> None:
    quads = _read(_written(harbour, "person-topic", "turtle", tmp_path))
    quoted = {quad.object.value for quad in quads if quad.predicate.value == vocab.quotes}  # type: ignore[union-attr]  # an IRI
    assert quoted == {f"{BASE}person/ada-brandt", f"{BASE}person/tomas-lindqvist"}


def test_json_ld_speaks_as_the_extraction_record_does(newsroom: Any, tmp_path: Path) -> None:
    told = json.loads(_written(newsroom, None, "json-ld", tmp_path).read_text("utf-8"))
    nodes = [node for graph in told["@graph"] for node in graph["@graph"]]
    statement = next(node for node in nodes if node.get("type") == "Statement" and "stances" in node)
    assert statement["id"].startswith("statement:")
    assert statement["article_id"].startswith("article:")
    assert (statement["quote_type"], statement["certainty"]) in itertools.product(
        vocab.QUOTE_TYPES, vocab.CERTAINTIES
    )
    assert isinstance(statement["confidence"], str)
    span = next(node for node in nodes if node.get("type") == "TextSpan")
    assert isinstance(span["start"], int) and isinstance(span["words"], str)


def test_the_shipped_context_is_up_to_date() -> None:
    """If this fails, run `python bench/jsonld_context.py`."""
    text = runpy.run_path(str(ROOT / "bench" / "jsonld_context.py"))["text"]
    assert (ROOT / "graph" / "data" / "context.jsonld").read_text("utf-8") == text()


class _Quads:
    """A store with just these quads."""

    base = BASE

    def __init__(self, quads: set[ox.Quad]) -> None:
        self.store = ox.Store()
        self.store.extend(quads)

    def query(self, sparql: str) -> Any:
        return self.store.query(sparql, use_default_graph_as_union=True)


_IRIS = st.sampled_from(
    [
        f"{BASE}person/a",
        f"{BASE}article/a#char=0,1",
        f"{BASE}person//b",
        f"{BASE}name/x",
        vocab.Direct,
        vocab.MixedStance,
        vocab.Statement,
        vocab.quoteType,
        "urn:a:b",
        "mailto:x@y.example",
        "https://w3id.org/sayso/topic/ai",
        "http://x.example/?q=a:b",
    ]
)
_PROPERTIES = st.sampled_from(
    [
        vocab.quoteType,
        vocab.stancePolarity,
        vocab.basis,
        vocab.speaker,
        vocab.confidence,
        vocab.schema_datePublished,
        vocab.skos_prefLabel,
        vocab.name,
        vocab.rdf_type,
        vocab.former,
        vocab.nif_beginIndex,
        vocab.rdfs_comment,
        "http://x.example/p",
        "urn:a:b",
    ]
)
_TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
_LITERALS = st.one_of(
    _TEXTS.map(ox.Literal),
    st.builds(lambda text: ox.Literal(text, language="en"), _TEXTS),
    st.builds(
        lambda text, kind: ox.Literal(text, datatype=ox.NamedNode(kind)),
        st.sampled_from(["1", "01", "-0", "true", "1", "0.5", "1e3", "2026-01-02", "", "x", "9" * 30]),
        st.sampled_from(
            [vocab.xsd_integer, vocab.xsd_boolean, vocab.xsd_decimal, vocab.xsd_date, "http://x.example/t"]
        ),
    ),
)


@settings(max_examples=100, deadline=None)
@given(
    quads=st.sets(
        st.builds(
            lambda s, p, o, g: ox.Quad(ox.NamedNode(s), ox.NamedNode(p), o, ox.NamedNode(g)),
            _IRIS,
            _PROPERTIES,
            st.one_of(_IRIS.map(ox.NamedNode), _LITERALS),
            st.sampled_from([f"{BASE}graph/derived", f"{BASE}person/a"]),
        ),
        max_size=12,
    )
)
def test_json_ld_keeps_any_quads(quads: set[ox.Quad], tmp_path_factory: pytest.TempPathFactory) -> None:
    place = tmp_path_factory.mktemp("jsonld") / "json-ld"
    source = _Quads(quads)
    jsonld.write(source, None, place)
    assert _read(place) == set(source.store)  # which writes numbers its own way
