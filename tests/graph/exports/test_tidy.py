"""The tidy tables: what they hold, and that everything in them leads somewhere."""

import runpy
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from sayso.graph import tables, vocab
from sayso.graph.exports import tidy_rows
from sayso.graph.exports.tidy import TABLES
from sayso.graph.exports.tidy_rows import rows

ROOT = Path(__file__).parents[3]

STATEMENTS = """
    statement_id speaker_id speaker speaker_kind role organisation_id organisation organisation_kind
    cue cue_type quote_type content sentence topics topic_basis stance certainty polarity channel
    channel_kind article_id title outlet url published date_basis char_start char_end confidence
    review_status rule run_id
""".split()  # noqa: SIM905  # a list of so many words reads better so


def _tables(store: Any) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for name, row in rows(store):
        found[name].append(row)
    return found


def test_the_first_columns_of_statements_are_those_of_an_analyst() -> None:
    assert list(TABLES[0].names[: len(STATEMENTS)]) == STATEMENTS


def test_a_statement_with_all_that_is_known_of_it(harbour: Any) -> None:
    found = {row["statement_id"]: row for row in _tables(harbour)["statements"]}
    row = found["https://example.org/id/statement/one-80-121"]
    assert {name: row[name] for name in STATEMENTS if name not in ("sentence", "article_id")} == {
        "statement_id": "https://example.org/id/statement/one-80-121",
        "speaker_id": "https://example.org/id/person/ada-brandt",
        "speaker": "Ada Brandt",
        "speaker_kind": "person",
        "role": "director",
        "organisation_id": "https://example.org/id/org/tidal-lab",
        "organisation": "Tidal Laboratory",
        "organisation_kind": "research lab",
        "cue": "said",
        "cue_type": "say",
        "quote_type": "direct",
        "content": "Dredging will choke the mussel beds </b> ",
        "topics": "dredging",
        "topic_basis": "own-words",
        "stance": None,
        "certainty": "certain",
        "polarity": "affirmative",
        "channel": "Coast Radio",
        "channel_kind": "interview-with",
        "title": "Dredging of the Vellin channel to begin",
        "outlet": "Vellin Courier",
        "url": "https://courier.example/dredging",
        "published": "2026-03-02",
        "date_basis": "metadata",
        "char_start": 80,
        "char_end": 121,
        "confidence": 0.95,
        "review_status": "machine",
        "rule": "direct",
        "run_id": None,
    }


def test_an_address_that_is_none_is_no_link(harbour: Any) -> None:
    assert [row["url"] for row in _tables(harbour)["articles"]] == [
        "https://courier.example/dredging",
        None,
        None,
    ]


@pytest.mark.parametrize("graph", ["harbour", "newsroom", "hostile"])
def test_rows_have_the_columns_of_their_table_and_a_key_of_their_own(
    graph: str, request: pytest.FixtureRequest
) -> None:
    found = _tables(request.getfixturevalue(graph))
    for table in TABLES:
        keys = [tuple(row[name] for name in table.names[: table.key]) for row in found[table.name]]
        assert all(set(row) <= set(table.names) for row in found[table.name]), table.name
        assert len(keys) == len(set(keys)), table.name
        assert None not in {value for key in keys for value in key}, table.name


@pytest.mark.parametrize("graph", ["harbour", "newsroom", "hostile"])
def test_every_id_leads_to_a_row(graph: str, request: pytest.FixtureRequest) -> None:
    found = _tables(request.getfixturevalue(graph))
    keys = {table.name: {row[table.names[0]] for row in found[table.name]} for table in TABLES}
    if graph == "harbour":
        keys["runs"].add(None)
    lost = {
        (table.name, column.name, row[column.name])
        for table in TABLES
        for column in table.columns
        if column.of is not None
        for row in found[table.name]
        if row.get(column.name) is not None and row[column.name] not in keys[column.of]
    }
    assert lost == set()


def test_all_words_stand_where_the_rows_say(newsroom: Any) -> None:
    texts = {
        iri.value: text.value
        for iri, text in newsroom.query(f"SELECT ?a ?t {{ ?a <{vocab.nif_isString}> ?t }}")
    }
    found = _tables(newsroom)
    article_of = {row["statement_id"]: row["article_id"] for row in found["statements"]}
    assert len(found["evidence"]) > 500 and len(found["mentions"]) > 150
    for row in found["evidence"]:
        text = texts[article_of[row["statement_id"]]]
        assert text[row["char_start"] : row["char_end"]] == row["words"]
    for row in (*found["mentions"], *found["topic_assignments"], *found["stances"]):
        text = texts[row["article_id"] if "article_id" in row else article_of[row["statement_id"]]]
        words = row["words"] if "words" in row else row["evidence"]
        assert text[row["char_start"] : row["char_end"]] == words


def test_each_statement_is_counted_once_and_its_copies_are_carriers(newsroom: Any) -> None:
    found = _tables(newsroom)
    all_of_them = {iri.value for (iri,) in newsroom.query("SELECT ?s { ?s a sayso:Statement }")}
    told = {row["statement_id"] for row in found["statements"]}
    copies = {row["copy_id"]: row for row in found["carriers"]}
    assert copies and told.isdisjoint(copies) and told | copies.keys() == all_of_them
    carried = [row for row in found["statements"] if row["carriers"] > 1]
    assert sum(row["carriers"] - 1 for row in found["statements"]) == len(copies)
    assert len(carried) < len(found["statements"])
    for one in carried:
        others = [row for row in copies.values() if row["statement_id"] == one["statement_id"]]
        others.sort(key=lambda row: (row["published"] or "~", row["article_id"]))
        outlets = dict.fromkeys(row["outlet"] for row in (one, *others) if row["outlet"])
        assert one["carried_by"] == "; ".join(outlets)


def test_tables_and_exports_count_the_same_carriers(newsroom: Any) -> None:
    exported = {
        row["statement_id"]: (row["carriers"], row["carried_by"]) for row in _tables(newsroom)["statements"]
    }
    told = {row.id: tables.record(row) for row in tables.statements(newsroom)}
    assert any(row["carriers"] > 1 for row in told.values())
    assert exported == {iri: (row["carriers"], row["carried_by"] or None) for iri, row in told.items()}


def test_counts_of_speakers_are_those_of_their_statements(newsroom: Any) -> None:
    found = _tables(newsroom)
    for speaker in found["speakers"]:
        own = [row for row in found["statements"] if row["speaker_id"] == speaker["speaker_id"]]
        dates = [row["published"] for row in own]
        assert (speaker["statements"], speaker["articles"], speaker["first_seen"], speaker["last_seen"]) == (
            len(own),
            len({row["article_id"] for row in own}),
            min(dates, default=None),
            max(dates, default=None),
        )


def test_what_a_reader_has_rejected_is_told_so_and_counts_for_nothing(newsroom: Any) -> None:
    found = _tables(newsroom)
    (rejected,) = [row for row in found["statements"] if row["review_status"] == "rejected"]
    assert rejected["speaker_id"] is None and rejected["topics"]
    assigned = {(row["topic_id"], row["statement_id"]) for row in found["topic_assignments"]}
    for row in found["topics"]:
        told = {s for topic, s in assigned if topic == row["topic_id"]} - {rejected["statement_id"]}
        assert row["statements"] == len(told)


def test_disagreements_have_both_sides(newsroom: Any) -> None:
    found = _tables(newsroom)
    speaker_of = {row["statement_id"]: row["speaker_id"] for row in found["statements"]}
    assert found["disagreements"]
    for row in found["disagreements"]:
        assert speaker_of[row["statement_for_id"]] == row["supporter_id"]
        assert speaker_of[row["statement_against_id"]] == row["opponent_id"]


def test_confirmed_and_rejected_identifiers_are_told_apart(newsroom: Any) -> None:
    found = _tables(newsroom)
    assert {(row["identifier"].rpartition("/")[2], row["review_status"]) for row in found["links"]} == {
        ("Q42", "confirmed"),
        ("Q43", "rejected"),
    }
    assert [row["same_as"] for row in found["speakers"] if row["same_as"]] == [
        "http://www.wikidata.org/entity/Q42"
    ]


def test_the_size_of_batches_makes_no_difference(monkeypatch: pytest.MonkeyPatch, newsroom: Any) -> None:
    whole = list(rows(newsroom))
    monkeypatch.setattr(tidy_rows, "BATCH", 7)
    assert list(rows(newsroom)) == whole


def test_the_reference_page_is_up_to_date() -> None:
    """If this fails, run `python bench/exports_reference.py`."""
    reference = runpy.run_path(str(ROOT / "bench" / "exports_reference.py"))["reference"]
    assert (ROOT / "docs" / "reference" / "exports.md").read_text(encoding="utf-8") == reference()
