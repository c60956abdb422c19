"""Lists: what filters choose, and cursors that lead through them."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as hypothesis

from sayso.api.lookups import directory as lookup_directory
from sayso.api.lookups.addresses import address
from sayso.api.lookups.articles import articles
from sayso.api.lookups.cursors import read_cursor, write_cursor
from sayso.api.lookups.directory import directory, forget
from sayso.api.lookups.experts import experts
from sayso.api.lookups.finding import names, search
from sayso.api.lookups.identities import record_at
from sayso.api.lookups.statement_index import StatementIndex
from sayso.api.lookups.statements import statements
from sayso.errors import QueryError
from sayso.graph import vocab
from sayso.graph.knowledge import KnowledgeGraph
from sayso.graph.model import Extraction
from sayso.graph.store import Store


def ids(page: Any) -> list[str]:
    return [one["id"] for one in page["statements"]]


FILTERS: list[tuple[dict[str, str], set[str]]] = [
    ({"person": "mara-voss", "since": "2024-06"}, set()),
    (
        {"person": "Mara Voss", "until": "2024-03"},
        {f"chips-and-small-firms-{place}" for place in ("118-165", "168-194", "207-231", "250-275")},
    ),
    ({"topic": "chip export controls", "basis": "neighbouring-sentence"}, {"chips-and-small-firms-168-194"}),
    ({"topic": "state-ai-strategy", "outlet": "vellin-courier"}, {"quayside-182-252"}),
    ({"organization": "vellin university", "quote_type": "direct"}, {"chips-and-small-firms-168-194"}),
    ({"organization": "tidal-laboratory", "cue_type": "warning"}, {"chips-and-small-firms-250-275"}),
    ({"stance": "negative", "topic": "us-china-ai-gap"}, {"second-thoughts-54-106"}),
    (
        {"article": "shop-floor", "cue_type": "speculation,document"},
        {"shop-floor-106-161", "shop-floor-183-203"},
    ),
    ({"person": "collective:shop-floor-some-shop-owners"}, {"shop-floor-41-76"}),
    ({"channel": "chirper"}, {"quayside-182-252"}),
    (
        {"outlet": "morning-ledger", "guess": "yes", "quote_type": "indirect"},
        {"chips-and-small-firms-207-231"},
    ),
    (
        {"article": "chips-and-small-firms", "guess": "no"},
        {"chips-and-small-firms-118-165", "chips-and-small-firms-250-275"},
    ),
    ({"experts": "yes", "topic": "state-ai-strategy"}, {"quayside-182-252"}),
    ({"experts": "politician"}, {"chips-and-small-firms-279-301"}),
]


@pytest.mark.parametrize(("filters", "expected"), FILTERS)
def test_statements_are_chosen_by_filters_that_hold_together(
    server: Any, filters: dict[str, str], expected: set[str]
) -> None:
    found = server.json("/statements", **filters)
    assert ({one.removeprefix("statement:") for one in ids(found)}, found["total"]) == (
        expected,
        len(expected),
    )


@pytest.mark.parametrize(
    "text", ["quayside", "article:quayside", "https://w3id.org/sayso/data/article/quayside"]
)
def test_an_article_is_named_by_its_id_in_each_form(server: Any, text: str) -> None:
    found = server.json("/statements", article=text)
    assert {one["article"]["id"] for one in found["statements"]} == {"article:quayside"}


@pytest.mark.parametrize(
    "filters",
    [
        {"person": "Mara Voss"},
        {"topic": "chip export controls"},
        {"organization": "Quayside Robotics"},
        {"topic": "AI chips", "person": "some shop owners"},
    ],
)
def test_the_same_filters_find_the_same_in_a_notebook(
    server: Any, store: Store, filters: dict[str, str]
) -> None:
    frame = KnowledgeGraph(store).statements(**filters)
    kept = frame[frame["review_status"] != "rejected"]
    found = server.json("/statements", limit=200, **filters)
    assert {one["iri"] for one in found["statements"]} == set(kept["statement_id"])


def test_a_name_that_two_have_is_told_with_both_ids(newsroom_articles: list[Extraction]) -> None:
    store = Store.memory()
    for article in newsroom_articles:
        store.replace(article)
    store.refresh_derived()
    assert statements(store, {"person": "Mara Voss"})["filters"] == {"person": "Mara Voss"}
    other = ox.NamedNode(store.base + "person/mara-voss-2")
    store.handle.add(ox.Quad(other, ox.NamedNode(vocab.rdf_type), ox.NamedNode(vocab.Person)))
    store.handle.add(ox.Quad(other, ox.NamedNode(vocab.skos_prefLabel), ox.Literal("Mara Voss")))
    assert statements(store, {"person": "Mara Voss"})["filters"] == {
        "person": "Mara Voss (person:mara-voss) or Mara Voss (person:mara-voss-2)"
    }


def test_experts_are_told_with_the_places_that_a_name_means(server: Any) -> None:
    found = server.json("/experts", organization="vellin")
    assert found["filters"] == {"organization": "Vellin Courier or Vellin University"}


@pytest.fixture(scope="session")
def on_the_disk(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The same graph, of which no look-up may read all statements beforehand."""
    folder = tmp_path_factory.mktemp("disk") / "graph"
    with Store.open(folder, create=True) as written:
        written.handle.clear()
        written.handle.bulk_extend(iter(store.handle))
    with Store.open(folder, read_only=True) as opened:
        yield opened


@pytest.mark.parametrize("filters", [filters for filters, _ in FILTERS if "cursor" not in filters])
def test_on_the_disk_the_same_filters_find_the_same(
    store: Store, on_the_disk: Store, filters: dict[str, str]
) -> None:
    forget(on_the_disk)
    assert statements(on_the_disk, filters) == statements(store, filters)
    named = set(filters) & {"person", "topic", "organization", "outlet", "channel", "article"}
    assert named == set() or not directory(on_the_disk).reads_all


def test_on_the_disk_records_are_the_same(store: Store, on_the_disk: Store) -> None:
    forget(on_the_disk)
    known = directory(store).names
    some = [iri for iri in sorted(known) if "/topic/" not in iri or directory(store).count(iri)]
    assert len(some) > 20
    for route, name in (address(iri, store.base).split("/")[1:] for iri in some):
        assert record_at(on_the_disk, route, name) == record_at(store, route, name)
    for words in ("vo", "chip", "gull", "quayside"):
        found = {one["id"]: one["statements"] for one in search(store, words)["results"]}
        assert {one["id"]: one["statements"] for one in search(on_the_disk, words)["results"]} == found
    for topic in ("chip export controls", "state AI strategy"):
        assert experts(on_the_disk, topic=topic) == experts(store, topic=topic)
    assert articles(on_the_disk, {"person": "Mara Voss"}) == articles(store, {"person": "Mara Voss"})
    assert not directory(on_the_disk).reads_all


def test_on_the_disk_a_list_of_names_reads_all_statements_once(
    store: Store, on_the_disk: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    lists = [("people", "person"), ("topics", "topic"), ("outlets", "outlet")] * 2
    expected = [names(store, *one) for one in lists]
    forget(on_the_disk)
    read: list[bool] = []

    def reads(store: Store, only: Any = None) -> StatementIndex:
        read.append(only is None)
        return StatementIndex(store, only)

    monkeypatch.setattr(lookup_directory, "StatementIndex", reads)
    assert [names(on_the_disk, *one) for one in lists] == expected
    assert read == [True]


def test_who_replaces_as_many_triples_as_were_there_has_them_read_anew(
    newsroom_articles: list[Extraction],
) -> None:
    store = Store.memory()
    store.replace(newsroom_articles[0])
    store.refresh_derived()
    assert search(store, "mara")["results"][0]["name"] == "Mara Voss"
    store.handle.update(
        """PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        DELETE { GRAPH ?g { ?s skos:prefLabel "Mara Voss" } }
        INSERT { GRAPH ?g { ?s skos:prefLabel "Ada Lund" } }
        WHERE { GRAPH ?g { ?s skos:prefLabel "Mara Voss" } }"""
    )
    forget(store)
    assert search(store, "ada lund")["results"][0]["name"] == "Ada Lund"


@pytest.mark.parametrize("filters", [{"topic": "chip export controls"}, {}, {"kinds": "politician,founder"}])
def test_experts_are_those_of_a_notebook(server: Any, store: Store, filters: dict[str, str]) -> None:
    frame = KnowledgeGraph(store).experts(**filters)
    kept = frame[(frame["review_status"] != "rejected") & frame["speaker_id"].notna()]
    found = server.json("/experts", **filters)
    assert {one["who"]["name"]: one["count"] for one in found["experts"]} == dict(kept["name"].value_counts())
    followed = [server.json(one["href"])["total"] for one in found["experts"]]
    assert followed == [one["count"] for one in found["experts"]]


def test_a_plus_sign_in_a_url_adds_a_kind_of_expert(server: Any) -> None:
    plain = server.get("/experts?kinds=+politician")
    assert "politician" in json.loads(plain.body)["kinds"]
    assert "scientist" in json.loads(plain.body)["kinds"]


@pytest.mark.parametrize(
    ("path", "of"),
    [
        ("/statements?limit=3", "statements"),
        ("/statements?limit=1&topic=chip-export-controls", "statements"),
        ("/articles?limit=2", "articles"),
        ("/people?limit=1", "names"),
        ("/topics?limit=100", "names"),
        ("/experts?limit=1", "experts"),
    ],
)
def test_cursors_lead_through_a_list_once(server: Any, path: str, of: str) -> None:
    whole, pages, following = [], 0, path
    while following:
        page = server.json(following)
        whole += [json.dumps(one["who"] if of == "experts" else one["id"]) for one in page[of]]
        following, pages = page["next"], pages + 1
    assert len(whole) == len(set(whole)) == page["total"]
    assert pages > 1


def test_a_cursor_leads_on_after_the_graph_has_changed(newsroom_articles: list[Extraction]) -> None:
    """Also where the entry that it stands behind is no longer there."""
    those = newsroom_articles
    store = Store.memory()
    for article in those:
        store.replace(article)
    store.refresh_derived()
    first = statements(store, {}, limit=2)
    cursor = dict(part.split("=") for part in urlsplit(first["next"]).query.split("&"))["cursor"]
    before = [one["id"] for one in statements(store, {}, cursor=cursor, limit=200)["statements"]]
    gone = first["statements"][-1]["article"]["id"].removeprefix("article:")
    store.remove(gone)
    store.refresh_derived()
    after = [one["id"] for one in statements(store, {}, cursor=cursor, limit=200)["statements"]]
    assert after == [one for one in before if gone not in one]
    assert len(after) < 14


@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("2024-03-05", "2024-03"), ("2024", "2024-02"), ("2024-03", "2024"), ("2024-02-29", ""),
        ("", "2024-12"), ("2024-03-01", "2024-03-01"),
    ],
)  # fmt: skip
def test_a_time_may_begin_and_end_with_a_day_a_month_or_a_year(store: Store, since: str, until: str) -> None:
    dates = [one["date"] for one in statements(store, {}, limit=200)["statements"] if one["date"]]
    among = [one for one in dates if one[: len(since)] >= since and (not until or one[: len(until)] <= until)]
    assert statements(store, {"since": since, "until": until})["total"] == len(among)


@given(key=hypothesis.tuples(hypothesis.none() | hypothesis.text(), hypothesis.integers()))
def test_a_cursor_holds_its_key(key: tuple[str | None, int]) -> None:
    assert tuple(read_cursor(write_cursor(*key), str, int)) == key


@pytest.mark.parametrize(
    ("key", "kinds"),
    [
        ((None, None), (str, str)),
        (("2024", None), (str, str)),
        ((None, "urn:1"), (int, str)),
        ((True, "urn:1"), (int, str)),
        ((None,), (str,)),
    ],
)
def test_a_cursor_that_no_page_has_given_is_refused(key: tuple[Any, ...], kinds: tuple[type, ...]) -> None:
    with pytest.raises(QueryError, match="no cursor"):
        read_cursor(write_cursor(*key), *kinds)


@given(text=hypothesis.text() | hypothesis.from_regex(r"[A-Za-z0-9_-]+", fullmatch=True))
def test_any_other_text_is_refused_as_a_cursor(text: str) -> None:
    try:
        key = read_cursor(text, str, int)
    except QueryError:
        return
    assert tuple(read_cursor(write_cursor(*key), str, int)) == tuple(key)
