"""The tidy tables as CSV, Parquet and SQLite, read back by csv, pandas, pyarrow and sqlite3."""

import csv
import json
import math
import sqlite3
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq  # type: ignore[import-untyped]  # pyarrow ships no types
import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.errors import SaysoError
from sayso.graph import vocab
from sayso.graph.exports import sqlite, table_files
from sayso.graph.exports.tidy import TABLES, VIEWS
from sayso.graph.exports.tidy_rows import rows
from sayso.graph.exports.values import flatten


def _expected(store: Any) -> dict[str, list[tuple[Any, ...]]]:
    found: dict[str, list[tuple[Any, ...]]] = {table.name: [] for table in TABLES}
    names = {table.name: table.names for table in TABLES}
    for name, row in rows(store):
        found[name].append(tuple(flatten(row.get(column)) for column in names[name]))
    return found


def _read_csv(path: Path) -> list[tuple[str, ...]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [tuple(row) for row in csv.reader(file, strict=True)]


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


@pytest.mark.parametrize("graph", ["harbour", "newsroom", "hostile"])
def test_csv_parquet_and_sqlite_hold_the_same_rows(
    graph: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    store = request.getfixturevalue(graph)
    expected = _expected(store)
    table_files.csv_folder(store, tmp_path, raw=True)
    table_files.parquet_folder(store, tmp_path)
    sqlite.write(store, tmp_path / "graph.db")
    with sqlite3.connect(tmp_path / "graph.db") as database:
        for table in TABLES:
            header, *found = _read_csv(tmp_path / f"{table.name}.csv")
            assert header == table.names
            assert found == [tuple(map(_as_text, row)) for row in expected[table.name]]
            read = pq.read_table(tmp_path / f"{table.name}.parquet")
            assert tuple(read.column_names) == table.names
            columns = [column.to_pylist() for column in read.columns]
            dated = [tuple(map(_iso, row)) for row in zip(*columns, strict=True)]
            assert dated == expected[table.name]
            stored = database.execute(f"SELECT * FROM {table.name} ORDER BY rowid").fetchall()
            assert stored == expected[table.name]
    database.close()


def _iso(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def test_pandas_reads_both_folders_with_the_same_types(newsroom: Any, tmp_path: Path) -> None:
    table_files.csv_folder(newsroom, tmp_path)
    table_files.parquet_folder(newsroom, tmp_path)
    text = pd.read_csv(tmp_path / "statements.csv", parse_dates=["published"])
    typed = pd.read_parquet(tmp_path / "statements.parquet")
    assert list(text["statement_id"]) == list(typed["statement_id"])
    assert text["published"].dt.date.tolist() == typed["published"].tolist()
    assert math.isclose(text["confidence"].sum(), typed["confidence"].sum())
    assert (text["carriers"] == typed["carriers"]).all()


def test_parquet_says_what_its_columns_mean(harbour: Any, tmp_path: Path) -> None:
    table_files.parquet_folder(harbour, tmp_path)
    schema = pq.read_schema(tmp_path / "statements.parquet")
    assert schema.field("published").type == "date32[day]"
    assert schema.field("speaker").metadata == {b"description": b"the speaker's preferred name"}
    assert schema.metadata[b"description"].startswith(b"Who said what")


def test_the_csv_folder_describes_itself(harbour: Any, tmp_path: Path) -> None:
    table_files.csv_folder(harbour, tmp_path)
    told = json.loads((tmp_path / "tables.json").read_text("utf-8"))
    assert [table["url"] for table in told["tables"]] == [f"{table.name}.csv" for table in TABLES]
    for table in told["tables"]:
        names = [column["name"] for column in table["tableSchema"]["columns"]]
        assert list(_read_csv(tmp_path / table["url"])[0]) == names


def test_formulas_are_defused_unless_asked_for(hostile: Any, tmp_path: Path) -> None:
    table_files.csv_folder(hostile, tmp_path)
    safe = [row for table in TABLES for row in _read_csv(tmp_path / f"{table.name}.csv")[1:]]
    assert not any(cell[:1] in "=+-@\t\r\n" and cell for row in safe for cell in row)
    assert any(cell.startswith("'=cmd|") for row in safe for cell in row)
    table_files.csv_folder(hostile, tmp_path, raw=True)
    assert any(row[2].startswith("=cmd|") for row in _read_csv(tmp_path / "statements.csv"))


class _Words:
    """A store in which every label and text is the same words."""

    base = "https://example.org/id/"

    def __init__(self, words: str) -> None:
        self.store = ox.Store()
        span = f"{self.base}article/a#char=0,1"
        for subject, name, value in (
            ("article/a", vocab.rdf_type, ox.NamedNode(vocab.Article)),
            ("article/a", vocab.schema_headline, ox.Literal(words)),
            ("person/p", vocab.rdf_type, ox.NamedNode(vocab.Person)),
            ("person/p", vocab.skos_prefLabel, ox.Literal(words)),
            ("person/p", vocab.skos_altLabel, ox.Literal(words)),
            ("statement/s", vocab.rdf_type, ox.NamedNode(vocab.Statement)),
            ("statement/s", vocab.article, ox.NamedNode(f"{self.base}article/a")),
            ("statement/s", vocab.speaker, ox.NamedNode(f"{self.base}person/p")),
            ("statement/s", vocab.content, ox.NamedNode(span)),
            ("article/a#char=0,1", vocab.nif_referenceContext, ox.NamedNode(f"{self.base}article/a")),
            ("article/a#char=0,1", vocab.nif_beginIndex, ox.Literal(0)),
            ("article/a#char=0,1", vocab.nif_endIndex, ox.Literal(1)),
            ("article/a#char=0,1", vocab.nif_anchorOf, ox.Literal(words)),
        ):
            self.store.add(ox.Quad(ox.NamedNode(self.base + subject), ox.NamedNode(name), value))

    def query(self, sparql: str) -> Any:
        return self.store.query(sparql)


@settings(max_examples=30, deadline=None)
@given(words=st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_words_survive_in_all_three(words: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("words")
    store = _Words(words)
    table_files.csv_folder(store, folder, raw=True)
    table_files.parquet_folder(store, folder)
    sqlite.write(store, folder / "graph.db")
    expected = [(flatten(words),) * 3]
    with sqlite3.connect(folder / "graph.db") as database:
        assert database.execute("SELECT speaker, content, title FROM statements").fetchall() == expected
    database.close()
    columns = ["speaker", "content", "title"]
    read = pq.read_table(folder / "statements.parquet", columns=columns)
    assert [tuple(row[name] for name in columns) for row in read.to_pylist()] == expected
    header, row = _read_csv(folder / "statements.csv")
    assert [tuple(row[header.index(name)] for name in columns)] == expected


def test_sqlite_is_sound_and_its_keys_lead_somewhere(newsroom: Any, tmp_path: Path) -> None:
    sqlite.write(newsroom, tmp_path / "graph.db")
    database = sqlite3.connect(tmp_path / "graph.db")
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    assert database.execute("PRAGMA application_id").fetchone() == (sqlite.APPLICATION_ID,)
    referred = {
        (table.name, row[3], row[2])
        for table in TABLES
        for row in database.execute(f"PRAGMA foreign_key_list({table.name})")
    }
    declared = {(table.name, c.name, c.of) for table in TABLES for c in table.columns if c.of}
    assert referred == declared
    database.close()


def test_sqlite_finds_words_in_content_sentence_and_title(newsroom: Any, tmp_path: Path) -> None:
    sqlite.write(newsroom, tmp_path / "graph.db")
    database = sqlite3.connect(tmp_path / "graph.db")
    word = "market"
    found = database.execute(
        "SELECT content, sentence, title, speaker FROM statements "
        "WHERE rowid IN (SELECT rowid FROM statements_fts(?))",
        (word,),
    ).fetchall()
    every = database.execute("SELECT content, sentence, title, speaker FROM statements").fetchall()
    assert len(found) == sum(any(word in str(text).lower() for text in row) for row in every) > 0
    database.close()


def test_sqlite_looks_up_a_speaker_by_an_index(newsroom: Any, tmp_path: Path) -> None:
    sqlite.write(newsroom, tmp_path / "graph.db")
    database = sqlite3.connect(tmp_path / "graph.db")
    for column in ("speaker_id", "article_id", "organisation_id"):
        plan = database.execute(
            f"EXPLAIN QUERY PLAN SELECT * FROM statements WHERE {column} = 'x'"
        ).fetchall()
        assert "USING INDEX" in plan[0][3], plan
    database.close()


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_every_view_answers(view: Any, newsroom: Any, tmp_path: Path) -> None:
    sqlite.write(newsroom, tmp_path / "graph.db")
    database = sqlite3.connect(tmp_path / "graph.db")
    assert database.execute(f"SELECT count(*) FROM {view.name}").fetchone()[0] > 0
    database.close()


def test_datasettes_page_speaks_of_what_is_there(harbour: Any, tmp_path: Path) -> None:
    sqlite.write(harbour, tmp_path / "graph.db")
    database = sqlite3.connect(tmp_path / "graph.db")
    there = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type != 'index'")}
    told = json.loads(sqlite.datasette_metadata("graph"))["databases"]["graph"]["tables"]
    assert set(told) == there - {"sqlite_stat1"}
    for name, about in told.items():
        columns = {row[1] for row in database.execute(f"PRAGMA table_info({name})")}
        named = {*about.get("columns", ()), *about.get("facets", ())}
        named |= {about[key] for key in ("label_column", "sort_desc") if key in about}
        assert named <= columns
    database.close()


@pytest.mark.parametrize("write", [sqlite.write, "csv", "parquet"])
def test_the_same_graph_gives_the_same_bytes(write: Any, newsroom: Any, tmp_path: Path) -> None:
    contents = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        if write == "csv":
            table_files.csv_folder(newsroom, folder)
        elif write == "parquet":
            table_files.parquet_folder(newsroom, folder)
        else:
            write(newsroom, folder / "graph.db")
        contents.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert contents[0] == contents[1]


def test_without_pyarrow_the_message_names_the_extra(
    monkeypatch: pytest.MonkeyPatch, harbour: Any, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(SaysoError, match=r"Parquet needs pyarrow: pip install 'sayso\[parquet\]'"):
        table_files.parquet_folder(harbour, tmp_path)
