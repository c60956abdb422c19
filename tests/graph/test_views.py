"""Views of a store, and the rows that they are made from."""

from typing import Any

import pytest

from sayso.errors import QueryError, SaysoError
from sayso.graph import tables, vocab
from sayso.graph.analysis.views import VIEWS, project, series
from sayso.graph.asking.finding import narrower, resolve

PERSON = "https://example.org/id/person/"
ORG = "https://example.org/id/org/"
OUTLET = "https://example.org/id/outlet/"
TOPIC = "https://w3id.org/sayso/topic/"
STATEMENT = "https://example.org/id/statement/"

EDGES = {
    "person-topic": [
        (PERSON + "ada-brandt", TOPIC + "dredging", "commented on", 2),
        (PERSON + "tomas-lindqvist", TOPIC + "dredging", "commented on", 1),
        (PERSON + "tomas-lindqvist", TOPIC + "fish-stocks", "commented on", 1),
    ],
    "person-organization": [
        (ORG + "tidal-lab", ORG + "vellin-university", "part of", 1),
        (PERSON + "ada-brandt", ORG + "tidal-lab", "affiliated with", 1),
        (PERSON + "tomas-lindqvist", ORG + "herring-board", "formerly at", 1),
    ],
    "outlet-speaker": [
        (OUTLET + "coast-radio", PERSON + "ada-brandt", "quotes", 1),
        (OUTLET + "vellin-courier", ORG + "port-authority", "quotes", 1),
        (OUTLET + "vellin-courier", PERSON + "ada-brandt", "quotes", 2),
        (OUTLET + "vellin-courier", PERSON + "tomas-lindqvist", "quotes", 1),
    ],
    "speaker-topic": [
        (ORG + "port-authority", TOPIC + "dredging", "commented on", 1),
        (PERSON + "ada-brandt", TOPIC + "dredging", "commented on", 2),
        (PERSON + "tomas-lindqvist", TOPIC + "dredging", "commented on", 1),
        (PERSON + "tomas-lindqvist", TOPIC + "fish-stocks", "commented on", 1),
    ],
    "organization-hierarchy": [(ORG + "tidal-lab", ORG + "vellin-university", "part of", 1)],
    "topic-topic": [(TOPIC + "dredging", TOPIC + "fish-stocks", "comes with", 1)],
    "co-topic": [
        (PERSON + "ada-brandt", PERSON + "tomas-lindqvist", "spoke on the same topics as", 1),
    ],
    "co-quoted": [
        (PERSON + "ada-brandt", PERSON + "tomas-lindqvist", "is quoted in the same articles as", 1),
    ],
    "agreement": [],
    "overview": [
        (ORG + "port-authority", TOPIC + "dredging", "commented on", 1),
        (ORG + "tidal-lab", ORG + "vellin-university", "part of", 1),
        (PERSON + "ada-brandt", ORG + "tidal-lab", "affiliated with", 1),
        (PERSON + "ada-brandt", TOPIC + "dredging", "commented on", 2),
        (PERSON + "tomas-lindqvist", ORG + "herring-board", "formerly at", 1),
        (PERSON + "tomas-lindqvist", TOPIC + "dredging", "commented on", 1),
        (PERSON + "tomas-lindqvist", TOPIC + "fish-stocks", "commented on", 1),
    ],
}


def _directed(graph: Any) -> list[tuple[str, str, str, int]]:
    return sorted(
        (about["subject"], ({a, b} - {about["subject"]}).pop(), about["relation"], about["weight"])
        for a, b, about in graph.edges(data=True)
    )


@pytest.mark.parametrize("view", list(VIEWS))
def test_a_view_joins_what_the_articles_join(harbour: Any, view: str) -> None:
    assert _directed(project(harbour, view)) == EDGES[view]


def test_an_edge_shows_the_evidence_it_rests_on(harbour: Any) -> None:
    graph = project(harbour, "person-topic")
    assert graph.edges[PERSON + "ada-brandt", TOPIC + "dredging"] == {
        "relation": "commented on",
        "subject": PERSON + "ada-brandt",
        "weight": 2,
        "articles": 2,
        "confidence_max": 0.95,
        "first_date": "2026-03-02",
        "last_date": "2026-04-10",
        "roles": [],
        "bases": ["heading", "own-words"],
        "evidence": 'In a radio talk: "Dredging will choke the mussel beds </b> ", she said',
        "evidence_start": 60,
        "evidence_end": 130,
        "evidence_article": "Dredging of the Vellin channel to begin",
        "evidence_article_id": "https://example.org/id/article/one",
        "evidence_url": "https://courier.example/dredging",
        "statements": [STATEMENT + "one-80-121", STATEMENT + "two-100-120"],
        "affiliations": [],
    }


def test_a_node_counts_its_statements_and_articles(harbour: Any) -> None:
    graph = project(harbour, "person-topic")
    assert graph.nodes[TOPIC + "dredging"] == {
        "label": "dredging",
        "kind": "topic",
        "statements": 3,
        "articles": 2,
        "first_seen": "2026-03-02",
        "last_seen": "2026-04-10",
    }


def test_nodes_and_edges_come_in_one_order(harbour: Any) -> None:
    graph = project(harbour, "overview")
    assert list(graph) == sorted(graph)
    assert list(graph.edges) == list(project(harbour, "overview").edges)


def test_what_two_have_in_common_stands_beside_what_chance_would_give(harbour: Any) -> None:
    graph = project(harbour, "co-quoted")
    tie = graph.edges[PERSON + "ada-brandt", PERSON + "tomas-lindqvist"]
    # of two articles that quote persons, one quotes both; Ada Brandt is in both, so that it could not be less
    assert (tie["shared"], tie["expected"], tie["lift"]) == (
        ["Herring are back, says institute"],
        pytest.approx(1, abs=0.001),
        pytest.approx(1, abs=0.001),
    )
    assert tie["z_score"] == pytest.approx(0, abs=0.05)
    assert tie["statements"] == [STATEMENT + "two-100-120", STATEMENT + "two-50-90"]
    assert "sharing is no alliance" in graph.graph["caution"]


@pytest.mark.parametrize(
    ("since", "until", "edges"),
    [
        ("2026-03", "2026-03", {"ada-brandt": 1}),
        ("2026-04", None, {"ada-brandt": 1, "tomas-lindqvist": 1}),
        (None, "2026-03-01", {}),
        ("2026", "2026", {"ada-brandt": 2, "tomas-lindqvist": 1}),
    ],
)
def test_a_slice_holds_what_was_said_then(
    harbour: Any, since: str | None, until: str | None, edges: dict[str, int]
) -> None:
    graph = project(harbour, "person-topic", since=since, until=until)
    found = {
        person.rsplit("/", 1)[1]: graph.edges[person, TOPIC + "dredging"]["weight"]
        for person in graph
        if graph.has_edge(person, TOPIC + "dredging")
    }
    assert found == edges


def test_a_series_has_a_graph_for_each_period(harbour: Any) -> None:
    found = [(name, graph.number_of_edges()) for name, graph in series(harbour, "person-topic", "month")]
    assert found == [("2026-03", 1), ("2026-04", 3)]


def test_an_unknown_view_is_refused_with_the_known_ones(harbour: Any) -> None:
    with pytest.raises(
        SaysoError, match="no view 'person-planet'; there are person-topic, person-organization"
    ):
        project(harbour, "person-planet")


def test_a_row_shows_who_in_which_role_said_what_and_where(harbour: Any) -> None:
    row = tables.record(tables.statements(harbour, speakers=[PERSON + "tomas-lindqvist"])[0])
    shown = ("name", "role", "organization", "words", "title", "char_start", "char_end", "basis", "topics")
    assert [row[column] for column in shown] == [
        "Tomás Lindqvist",
        "former biologist",
        "Herring Board",
        "the herring are back … for a year",
        "Herring are back, says institute",
        50,
        90,
        "neighbouring-sentence; own-words",
        "dredging; fish stocks",
    ]


def test_filters_hold_together(harbour: Any) -> None:
    rows = tables.statements(harbour, topics=[TOPIC + "dredging"], organizations=[ORG + "tidal-lab"])
    assert [row.id for row in rows] == [STATEMENT + "one-80-121"]


def test_an_organisation_names_what_it_is_part_of(harbour: Any) -> None:
    row = next(row for row in tables.affiliations(harbour) if row.person == "Ada Brandt")
    assert [(o.name, o.sector) for o in row.organizations] == [
        ("Tidal Laboratory", "research lab"),
        ("Vellin University", "university"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (PERSON + "ada-brandt", "ada-brandt"),
        ("person:ada-brandt", "ada-brandt"),
        ("ada-brandt", "ada-brandt"),
        ("ada  BRANDT", "ada-brandt"),
        ("Brandt", "ada-brandt"),
        ("lindqvist", "tomas-lindqvist"),
    ],
)
def test_a_person_is_found_by_name_or_iri(harbour: Any, text: str, expected: str) -> None:
    assert resolve(harbour, text, [vocab.Person]) == [PERSON + expected]


@pytest.mark.parametrize("text", ["Ada Brant", "", "> } #"])
def test_a_name_that_is_not_there_is_refused(harbour: Any, text: str) -> None:
    with pytest.raises(QueryError, match="nothing in this graph is called"):
        resolve(harbour, text, [vocab.Person])


def test_a_topic_brings_those_below_it(harbour: Any) -> None:
    assert narrower(harbour, [TOPIC + "harbour"]) == [TOPIC + "dredging", TOPIC + "harbour"]


def test_what_is_not_an_iri_never_reaches_a_query(harbour: Any) -> None:
    with pytest.raises(QueryError, match="not an IRI"):
        tables.statements(harbour, speakers=["x> } ?a ?b ?c #"])
