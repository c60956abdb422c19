"""Every IRI of the graph leads somewhere, and everything comes in the form that the client likes best."""

from typing import Any
from urllib.parse import urlencode, urlsplit

import pyoxigraph as ox
import pytest
import rdflib

from sayso.api.lookups import descriptions
from sayso.api.lookups.agents import agent
from sayso.api.lookups.descriptions import as_rdf
from sayso.api.lookups.directory import directory
from sayso.api.lookups.topics import topic
from sayso.graph.model import Extraction
from sayso.graph.store import Store
from sayso.graph.topics.scheme import TopicScheme

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("iri", "location"),
    [
        ("https://w3id.org/sayso/data/person/mara-voss", "/people/mara-voss"),
        ("https://w3id.org/sayso/data/person/pol-adair", "/people/ivo-brandt"),
        ("https://w3id.org/sayso/topic/ai-chips", "/topics/ai-chips"),
        ("https://w3id.org/sayso#Statement", "/ontology#Statement"),
        ("https://w3id.org/sayso", "/ontology"),
        ("https://w3id.org/sayso/data/graph/article/quayside", "/articles/quayside"),
    ],
)
def test_an_iri_leads_to_its_record(server: Any, iri: str, location: str) -> None:
    reply = server.get("/resource?" + urlencode({"iri": iri}))
    assert (reply.status, reply.headers["Location"]) == (303, location)
    own = urlsplit(iri)
    dereferenced = server.get(own.path)
    assert dereferenced.status == 303
    assert dereferenced.headers["Location"].partition("#")[0] == location.partition("#")[0]


def test_every_iri_of_the_graph_resolves(server: Any, store: Store) -> None:
    found = {
        term.value
        for quad in store.handle
        for term in (quad.subject, quad.predicate, quad.object, quad.graph_name)
        if getattr(term, "value", "").startswith("https://w3id.org/sayso")
        and type(term).__name__ == "NamedNode"
    }
    sample = sorted(found)[::7]
    assert len(sample) > 50
    failed = []
    for iri in sample:
        reply = server.get("/resource?" + urlencode({"iri": iri}))
        if reply.status == 303:
            reply = server.get(reply.headers["Location"])
        if reply.status != 200:
            failed.append((iri, reply.status))
    assert failed == []


def test_what_has_no_record_is_described_with_what_leads_to_it(server: Any, store: Store) -> None:
    query = "SELECT ?a { ?s sayso:inCapacity ?a . ?a org:member ?who } ORDER BY ?a LIMIT 1"
    iri = next(iter(store.query(query)))["a"].value
    path = iri.replace("https://w3id.org/sayso", "")
    record = server.json(path)
    assert {one["label"] for one in record["properties"]} >= {"rdf:type", "org:member", "sayso:roleLabel"}
    assert "sayso:inCapacity" in {one["label"] for one in record["inverse"]}
    member = rdflib.URIRef("http://www.w3.org/ns/org#member")
    assert len(list(server.graph(path).objects(rdflib.URIRef(iri), member))) == 1


PLACES = [
    "/people/mara-voss",
    "/statements/quayside-182-252",
    "/statements?topic=chip-export-controls",
    "/experts",
    "/articles/quayside",
    "/topics/chip-export-controls",
    "/ontology",
    "/data/graph/topics",
]


@pytest.mark.parametrize("path", PLACES)
def test_all_forms_of_rdf_say_the_same(server: Any, path: str) -> None:
    plain = server.graph(path)
    turtle = server.get(path, "text/turtle")
    assert turtle.headers["Content-Type"] == "text/turtle; charset=utf-8"
    linked = server.get(path, "application/ld+json")
    assert len(plain) > 5
    assert set(rdflib.Graph().parse(data=turtle.body, format="turtle")) == set(plain)
    assert _triples(linked.body, ox.RdfFormat.JSON_LD) == _triples(
        server.get(path, "application/n-triples").body, ox.RdfFormat.N_TRIPLES
    )
    assert server.get(path, "text/turtle").body == turtle.body


def _triples(body: bytes, form: ox.RdfFormat) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(body, format=form)}


def test_rdf_has_the_evidence_of_what_it_says(server: Any, store: Store) -> None:
    found = server.graph("/statements/quayside-182-252")
    rows = found.query(
        """PREFIX sayso: <https://w3id.org/sayso#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        PREFIX nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#>
        SELECT ?name ?words ?topic WHERE {
          ?s sayso:speaker/skos:prefLabel ?name ; sayso:content/nif:anchorOf ?words ;
             sayso:topicAssignment ?a . ?a sayso:topic/skos:prefLabel ?topic }"""
    )
    assert {(str(name), str(topic)) for name, _, topic in rows} >= {("Ivo Brandt", "chip export controls")}
    stored = {tuple(map(str, (quad.subject.value, quad.predicate.value))) for quad in store.handle}
    assert {(str(s), str(p)) for s, p, _ in found} <= stored


def told(store: Store, iri: str) -> tuple[Any, rdflib.Graph, bool]:
    """The record of somebody or a topic, the same as RDF, and whether that was cut."""
    job = topic if "/topic/" in iri else agent
    flags, body = as_rdf(store, "application/n-triples", job, (iri,), {})
    return job(store, iri), rdflib.Graph().parse(data=body, format="nt"), flags["truncated"]


SAYSO = rdflib.Namespace("https://w3id.org/sayso#")


def test_rdf_has_the_roles_candidates_and_disagreements_that_a_record_lists(
    newsroom_articles: list[Extraction],
) -> None:
    store = Store.memory()
    store.load_topics(TopicScheme.load())
    for article in newsroom_articles:
        store.replace(article)
    store.refresh_derived()
    disputes = 0
    for iri, name in sorted(directory(store).names.items()):
        if name.kind == "topic" and not directory(store).count(iri):
            continue
        record, graph, cut = told(store, iri)
        me = rdflib.URIRef(iri)
        member = rdflib.URIRef("http://www.w3.org/ns/org#member")
        roles = set(graph.subjects(member, me))
        labels = {str(one) for role in roles for one in graph.objects(role, SAYSO.roleLabel)}
        assert labels == {role["role"] for role in record.get("roles", ()) if role["role"]}
        opposed = set(graph.subjects(rdflib.RDF.type, SAYSO.Disagreement))
        assert len(opposed) == len(record["disagreements"])
        disputes += len(opposed)
        assert not cut
    assert disputes == 3  # of both who differ, and of the topic


def test_rdf_that_is_cut_says_so(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    iri = "https://w3id.org/sayso/data/person/mara-voss"
    assert not told(store, iri)[2]
    monkeypatch.setattr(descriptions, "_MOST", 4)
    assert told(store, iri)[2]


@pytest.mark.parametrize(
    "path", [*PLACES, "/people", "/search?q=voss", "/ask?q=who+has+several+roles%3F", "/api"]
)
def test_a_browser_gets_a_page(server: Any, path: str) -> None:
    reply = server.get(path, BROWSER)
    assert (reply.status, reply.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "Accept" in reply.headers["Vary"]
    assert b"<main" in reply.body


@pytest.mark.parametrize("accept", [None, "text/turtle", BROWSER])
def test_what_has_not_changed_is_not_sent_again(server: Any, accept: str | None) -> None:
    first = server.get("/people/mara-voss", accept)
    again = server.get("/people/mara-voss", accept, **{"If-None-Match": first.headers["ETag"]})
    assert (again.status, again.body) == (304, b"")
    other = server.get("/people/ivo-brandt", accept, **{"If-None-Match": first.headers["ETag"]})
    assert other.status == 200


def test_forms_have_etags_of_their_own(server: Any) -> None:
    accepts = (None, "text/turtle", "application/ld+json", BROWSER)
    assert len({server.get("/people/mara-voss", accept).headers["ETag"] for accept in accepts}) == 4


def test_head_tells_all_but_the_body(server: Any) -> None:
    reply = server.get("/statements?limit=3", method="HEAD")
    whole = server.get("/statements?limit=3")
    assert (reply.status, reply.body) == (200, b"")
    assert reply.headers["ETag"] == whole.headers["ETag"]
    assert int(reply.headers["Content-Length"]) == len(whole.body)


def test_only_what_is_offered_is_acceptable(server: Any) -> None:
    assert server.get("/people/mara-voss", "image/png").status == 406
    assert server.get("/search?q=voss", "text/turtle").status == 406
    assert server.get("/people/mara-voss", method="POST").status == 405


def test_a_form_may_be_named_in_the_url(server: Any) -> None:
    types = {
        name: server.get(f"/people/mara-voss?format={name}", BROWSER).headers.get_content_type()
        for name in ("json", "jsonld", "ttl", "nt", "html")
    }
    assert types == {
        "json": "application/json",
        "jsonld": "application/ld+json",
        "ttl": "text/turtle",
        "nt": "application/n-triples",
        "html": "text/html",
    }
