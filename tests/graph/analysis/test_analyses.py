"""What users ask of a graph, against what the small press of conftest says when read by hand."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest

from sayso.errors import SaysoError, StoreError
from sayso.graph import iris, vocab
from sayso.graph.analysis import engines, measures, results, views
from sayso.graph.analysis.analyses import STATEMENTS, Analysis, analyse, choices
from sayso.graph.analysis.change import _trend
from sayso.graph.analysis.columns import Columns
from sayso.graph.analysis.voices import Carried, carried, firsts, voices
from sayso.graph.model import Extraction
from sayso.graph.store import Store
from sayso.graph.verification.verifying import verify

BASE = iris.DEFAULT_BASE


def table(found: Analysis) -> list[tuple[object, ...]]:
    """The rows without IRIs."""
    shown = [at for at, column in enumerate(found.columns) if not column.endswith("iri")]
    return [tuple(row[at] for at in shown) for row in found.rows]


def test_who_speaks_most_on_what_and_for_whom(small_press: Store) -> None:
    assert table(analyse(small_press, STATEMENTS, "voices")) == [
        ("Ada Brandt", "person", 2, 2 / 7, 1, "energy (1), floods (1)", "Tidal Lab (2)"),
        ("Jonas Falk", "person", 2, 2 / 7, 2, "energy (1), tourism (1)", None),
        ("Petra Lund", "person", 2, 2 / 7, 2, "floods (1), tourism (1)", "Ministry of Rivers (2)"),
        ("Ines Kolar", "person", 1, 1 / 7, 1, "energy (1), floods (1)", "Vellin Water (1)"),
    ]


def test_shares_of_voice_sum_to_one_and_tell_what_is_not_known(small_press: Store) -> None:
    shares = {
        measure: {row[0]: row[1:] for row in table(analyse(small_press, STATEMENTS, measure))}
        for measure in ("share-of-organization-kinds", "share-of-outlets", "share-of-countries")
    }
    assert shares["share-of-organization-kinds"] == {
        "government or party": (2, pytest.approx(2 / 7)),
        "research lab": (2, pytest.approx(2 / 7)),
        "(none known)": (2, pytest.approx(2 / 7)),
        "company": (1, pytest.approx(1 / 7)),
    }
    # the four statements of "wire" count for both outlets, the undated ones for none
    assert shares["share-of-outlets"] == {
        "Coast Radio": (6, pytest.approx(0.6)),
        "Vellin Courier": (4, pytest.approx(0.4)),
    }
    assert shares["share-of-countries"] == {
        "Norway": (4, pytest.approx(4 / 7)),
        "(none known)": (3, pytest.approx(3 / 7)),
    }


def test_whose_statements_are_carried_on_and_who_had_them_first(small_press: Store) -> None:
    columns = Columns(small_press)
    assert carried(columns) == {
        f"{BASE}person/ada-brandt": Carried(2, 2, 2),
        f"{BASE}person/ines-kolar": Carried(1, 1, 1),
        f"{BASE}person/petra-lund": Carried(1, 1, 2),
    }
    assert firsts(columns) == {f"{BASE}outlet/vellin-courier": 4}


def test_values_are_keyed_by_iri(small_press: Store) -> None:
    assert next(iter(voices(Columns(small_press)))) == f"{BASE}person/ada-brandt"


def test_who_agrees_with_whom(small_press: Store) -> None:
    # over floods Brandt and Kolar are for, Lund against; over energy Brandt and Falk take no opposite side
    found = analyse(small_press, "agreement", "ties")
    assert table(found) == [
        ("Ada Brandt", "Ines Kolar", 1, 1),
        ("Ada Brandt", "Petra Lund", 1, -1),
        ("Ines Kolar", "Petra Lund", 1, -1),
        ("Jonas Falk", "Petra Lund", 1, -1),
    ]
    graph = views.project(small_press, "agreement")
    tie = graph.edges[f"{BASE}person/ada-brandt", f"{BASE}person/petra-lund"]
    assert (tie["relation"], tie["agreed_on"], tie["disagreed_on"]) == ("disagrees with", [], ["floods"])
    communities = analyse(small_press, "agreement", "communities")
    assert table(communities)[0][1:3] == (2, "Ada Brandt, Ines Kolar")


def test_ties_show_what_chance_would_give_and_say_so(small_press: Store) -> None:
    found = analyse(small_press, "co-quoted", "ties")
    assert found.columns[2:7] == ("weight", "expected", "lift", "z_score", "p_value")
    assert "sharing is no alliance" in found.notes[0]
    assert found.notes[1] == "0 of 4 ties stand out, at a false discovery rate of 5 %"
    assert "bipartite configuration model" in found.line


def test_a_community_is_called_by_its_members_and_their_topics(small_press: Store) -> None:
    found = analyse(small_press, "outlet-speaker", "communities")
    assert found.columns == ("community", "size", "members", "topics")
    assert sum(row[1] for row in table(found)) == 6  # type: ignore[misc]
    assert len(found.scores) == 6


def test_without_networkit_a_note_says_who_cut_a_large_graph(
    small_press: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measures, "LARGE", 1)
    monkeypatch.setattr(engines, "has_networkit", lambda: False)
    found = analyse(small_press, "person-topic", "communities")
    assert found.method.engine == "networkx"
    assert "NetworKit is not installed: networkx looked for communities" in found.notes[0]
    assert analyse(small_press, "person-topic", "pagerank").notes == ()


def test_a_series_has_each_period_in_turn(small_press: Store) -> None:
    found = analyse(small_press, STATEMENTS, "voices", by="quarter", top=1)
    assert [row[:4] for row in found.rows] == [
        ("2025-Q1", "Ada Brandt", "person", 2),
        ("2025-Q2", "Jonas Falk", "person", 1),
    ]


@pytest.mark.parametrize(
    ("by", "last", "counts", "note"),
    [
        ("month", "2025-04-09", [1, 1], "2 statements lie in no month"),
        ("quarter", "2025-04-09", [1, 1], "2 statements lie in no quarter"),
        ("year", "2026-04-09", [2, 1], "1 statement lies in no year"),
    ],
)
def test_a_date_longer_than_a_period_lies_in_none_and_a_note_says_so(
    dated: Callable[[Sequence[str]], Store], by: str, last: str, counts: list[int], note: str
) -> None:
    store = dated(("2025", "2025-13-45", "2025-03-01T10:00:00Z", last))
    found = analyse(store, "person-topic", "change", by=by)
    assert {row[3] for row in found.rows} == {sum(counts)}
    assert found.notes[0].startswith(note)
    series = analyse(store, STATEMENTS, "voices", by=by)
    assert [row[3] for row in series.rows] == counts
    assert series.notes[0].startswith(note)


def test_a_note_that_holds_for_one_period_names_it(small_press: Store) -> None:
    found = analyse(small_press, "co-quoted", "ties", by="quarter")
    assert "sharing is no alliance" in found.notes[0]
    assert found.notes[1:3] == (
        "2025-Q1: 0 of 3 ties stand out, at a false discovery rate of 5 %",
        "2025-Q2: 0 of 1 ties stand out, at a false discovery rate of 5 %",
    )


def test_a_series_tells_every_method(small_press: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measures, "LARGE", 4)  # between the ties of the two quarters
    found = analyse(small_press, "person-topic", "pagerank", by="quarter")
    assert {method.engine for method in found.methods} == {"networkx", "scipy"}
    assert "by networkx" in found.line and "by scipy" in found.line
    assert [note.split(":")[0] for note in found.notes if "computed by" in note] == ["2025-Q1", "2025-Q2"]


def test_places_are_names_and_are_not_kept(extractions: list[Extraction]) -> None:
    with Store.memory() as store:
        for one in extractions:
            there = tuple(replace(each, place=each.place and "Paris: Texas") for each in one.entities)
            store.replace(replace(one, entities=there))
        store.refresh_derived()
        found = analyse(store, STATEMENTS, "share-of-countries")
        assert [row[0] for row in found.rows] == ["Paris: Texas", "(none known)"]
        with pytest.raises(SaysoError, match="places are names without a node: leave out --write"):
            results.write(store, found)


def test_what_rises_and_falls(small_press: Store) -> None:
    found = analyse(small_press, "person-topic", "change", by="quarter")
    trends: dict[object, object] = {row[0]: row[2:6] for row in found.rows}
    # tourism: 0 of 4 statements, then 2 of 2; floods: 3 of 4, then none
    assert trends["tourism"] == (pytest.approx(6**0.5), 2, 0.0, 1.0)
    assert trends["floods"] == (pytest.approx(-(3**0.5)), 3, 0.75, 0.0)


def test_the_trend_is_that_of_the_textbook() -> None:
    # Agresti, Categorical Data Analysis (2nd edition, 2002), 5.3.5, with 0 to 4 as scores
    counts, totals = np.array([48.0, 38, 5, 1, 1]), np.array([17114.0, 14502, 793, 127, 38])
    share = counts.sum() / totals.sum()
    scores = np.arange(5)
    moved = (scores * (counts - totals * share)).sum()
    mean = (scores * totals).sum() / totals.sum()
    spread = share * (1 - share) * (totals * (scores - mean) ** 2).sum()
    assert _trend(counts, totals) == pytest.approx(moved / spread**0.5)
    assert _trend(totals * 0.1, totals) == pytest.approx(0)


def test_a_kind_and_a_number_cut_the_table_and_not_the_values(small_press: Store) -> None:
    found = analyse(small_press, "person-topic", "degree", top=1, kind="topic")
    assert [row[:3] for row in found.rows] == [("energy", "topic", 3)]
    assert len(found.scores) == 7


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (("cat-dog", "degree", {}), "no view 'cat-dog'; there are statements, person-topic"),
        (("person-topic", "fame", {}), "no measure 'fame' of person-topic; there are degree"),
        (("statements", "degree", {}), "no measure 'degree' of statements; there are voices"),
        (("co-quoted", "change", {}), "no measure 'change' of co-quoted"),
        (("statements", "voices", {"engine": "bogus"}), "no engine 'bogus'; there are auto, networkx"),
        (("co-quoted", "ties", {"engine": "bogus"}), "no engine 'bogus'"),
        (("person-topic", "change", {"engine": "bogus"}), "no engine 'bogus'"),
        (("statements", "voices", {"kind": "nobody"}), "no kind 'nobody'; there are person, organization"),
        (("person-topic", "degree", {"since": "2025-02-31"}), "'2025-02-31' is no time"),
        (("person-topic", "degree", {"until": "2025-04-31"}), "'2025-04-31' is no time"),
        (("person-topic", "degree", {"since": "soon"}), "'soon' is no time: give a year"),
        (("person-topic", "degree", {"since": "2025-13"}), "'2025-13' is no time"),
        (("person-topic", "degree", {"since": "2026", "until": "2025"}), "2026 lies after 2025"),
        (("person-topic", "degree", {"by": "week"}), "no series by 'week'; there are month, quarter, year"),
        (("person-topic", "change", {"by": "year"}), "no change over fewer than two years"),
        (("person-topic", "ties", {"kind": "topic"}), "ties has no nodes of a kind: leave out --kind topic"),
    ],
)
def test_what_is_not_there_is_refused_with_what_there_is(
    small_press: Store, asked: tuple[str, str, dict[str, str]], message: str
) -> None:
    with pytest.raises(SaysoError, match=message):
        analyse(small_press, asked[0], asked[1], **asked[2])  # type: ignore[arg-type]  # a table of options


@pytest.mark.parametrize(("view", "measure", "about"), choices(), ids=lambda text: text[:15])
def test_everything_listed_can_be_asked_at_any_time(
    small_press: Store, view: str, measure: str, about: str
) -> None:
    found = analyse(small_press, view, measure, by="month" if measure == "change" else None)
    assert all(len(row) == len(found.columns) for row in found.rows)
    assert about and found.line
    if measure != "change":
        assert analyse(small_press, view, measure, until="1990").rows == ()


QUERY = """SELECT ?of ?value WHERE {
    ?score a sayso:Score ; sayso:scoreOf ?of ; sayso:scoreValue ?value ; sayso:analysis ?analysis .
    ?analysis sayso:view "person-topic" ; sayso:measure "degree" ; sayso:computedOn ?state
} ORDER BY DESC(?value) ?of"""


def kept(store: Store) -> list[tuple[str, float]]:
    return [(of.value.rsplit("/", 1)[1], float(value.value)) for of, value in store.query(QUERY)]


@pytest.fixture
def own_press(extractions: list[Extraction]) -> Iterator[Store]:
    with Store.memory() as store:
        for one in extractions:
            store.replace(one)
        store.refresh_derived()
        yield store


def test_results_are_kept_once_and_change_nothing_else(own_press: Store) -> None:
    before = own_press.canonical()
    found = analyse(own_press, "person-topic", "degree")
    assert results.write(own_press, found) == results.write(own_press, found) == 7
    assert kept(own_press)[:2] == [("energy", 3.0), ("floods", 3.0)]
    assert len(kept(own_press)) == 7
    results.write(own_press, analyse(own_press, "person-topic", "degree", since="2025-05"))
    assert len(kept(own_press)) == 10
    states = {row[0].value for row in own_press.query("SELECT ?s WHERE { ?a sayso:computedOn ?s }")}
    assert states == {results.state(own_press)}
    assert own_press.canonical() == before


def test_results_are_gone_when_the_graph_changes(own_press: Store, extractions: list[Extraction]) -> None:
    results.write(own_press, analyse(own_press, "person-topic", "degree"))
    state = results.state(own_press)
    own_press.remove(extractions[2].article.id)
    with pytest.raises(StoreError, match="build it first"):
        results.write(own_press, analyse(own_press, "person-topic", "degree"))
    own_press.refresh_derived()
    assert kept(own_press) == []
    assert results.state(own_press) != state
    graph = iris.analysis_graph(own_press.base)
    assert not list(own_press.query(f"SELECT ?s WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(?g = <{graph}>) }}"))


def test_the_scores_of_a_series_tell_their_period_and_those_of_ties_both_ends(own_press: Store) -> None:
    results.write(own_press, analyse(own_press, STATEMENTS, "voices", by="quarter"))
    results.write(own_press, analyse(own_press, "agreement", "ties"))
    periods = own_press.query(
        f"SELECT ?p (COUNT(*) AS ?n) {{ ?s <{vocab.period}> ?p }} GROUP BY ?p ORDER BY ?p"
    )
    assert [(row[0].value, row[1].value) for row in periods] == [("2025-Q1", "3"), ("2025-Q2", "2")]
    ends = own_press.query(
        'SELECT (COUNT(?of) AS ?n) { ?s sayso:analysis/sayso:view "agreement" ; sayso:scoreOf ?of }'
    )
    assert [row[0].value for row in ends] == ["8"]


def test_verify_finds_nothing_in_results(own_press: Store) -> None:
    before = list(verify(own_press))
    results.write(own_press, analyse(own_press, "co-quoted", "ties"))
    assert list(verify(own_press)) == before
