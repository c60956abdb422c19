"""The tidy tables as one SQLite file: keys, indexes, full-text search, views, and a page for Datasette.

    sayso export graph.db
    sqlite3 graph.db "SELECT speaker, content FROM statements
                      WHERE rowid IN (SELECT rowid FROM statements_fts('chip'))"
    datasette graph.db --metadata graph-datasette.json

The same graph gives the same bytes with the same version of SQLite.
"""

import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sayso.graph.exports import marks
from sayso.graph.exports.tidy import TABLES, VIEWS, Table
from sayso.graph.exports.tidy_rows import rows
from sayso.graph.exports.values import flatten
from sayso.graph.tables import Queryable

__all__ = ["APPLICATION_ID", "datasette_metadata", "write"]

APPLICATION_ID = 0x53415953
"""What marks a SQLite file as an export of ours."""

_BUFFER = 5_000
_KINDS = {"text": "TEXT", "integer": "INTEGER", "real": "REAL", "date": "TEXT", "boolean": "INTEGER"}
_SEARCHED = {
    "statements": ("content", "sentence", "title", "speaker"),
    "speakers": ("speaker", "aliases"),
    "topics": ("topic", "aliases"),
    "articles": ("title",),
}
_INDEXED = {
    "statements": (
        "speaker",
        "published",
        "outlet",
        "cue_type",
        "quote_type",
        "organisation_kind",
        "speaker_kind",
    ),
    "articles": ("published",),
    "topic_assignments": ("topic_basis",),
    "stances": ("toward_id", "stance"),
    "disagreements": ("over_id",),
}
_LABELS = {
    "statements": "content",
    "speakers": "speaker",
    "persons": "person",
    "organisations": "organisation",
    "topics": "topic",
    "articles": "title",
    "affiliations": "role",
    "runs": "version",
}


def write(store: Queryable, place: Path) -> None:
    """Writes the file. Cost is linear; memory that of one batch of articles."""
    database = sqlite3.connect(place, isolation_level=None)
    try:
        # a file that is thrown away when it is not whole needs no journal
        for pragma in (
            "page_size = 4096",
            "encoding = 'UTF-8'",
            "journal_mode = OFF",
            "synchronous = OFF",
            f"application_id = {APPLICATION_ID}",
            "cache_size = -65536",
        ):
            database.execute(f"PRAGMA {pragma}")
        database.execute("BEGIN")
        for table in TABLES:
            database.execute(_create(table))
        _fill(database, store)
        for table in TABLES:
            for column in table.columns[0 if table.key > 1 else 1 :]:
                if column.of is not None or column.name in _INDEXED.get(table.name, ()):
                    if table.key > 1 and column.name == table.names[0]:
                        continue  # the primary key begins with it
                    database.execute(
                        f"CREATE INDEX {table.name}_{column.name} ON {table.name} ({column.name})"
                    )
        for name, searched in _SEARCHED.items():
            columns = ", ".join(searched)
            database.execute(
                f"CREATE VIRTUAL TABLE {name}_fts USING fts5({columns}, content='{name}', "
                "tokenize='porter unicode61 remove_diacritics 2')"
            )
            database.execute(f"INSERT INTO {name}_fts ({name}_fts) VALUES ('rebuild')")
        for view in VIEWS:
            database.execute(f"CREATE VIEW {view.name} AS {view.select}")
        database.execute("COMMIT")
        database.execute("ANALYZE")
        database.execute("VACUUM")
    finally:
        database.close()


def _create(table: Table) -> str:
    lines = []
    for column in table.columns:
        kind = _KINDS[column.kind]
        key = " PRIMARY KEY NOT NULL" if table.key == 1 and column.name == table.names[0] else ""
        refers = f" REFERENCES {column.of} ({_key(column.of)})" if column.of else ""
        lines.append(f"  {column.name} {kind}{key}{refers}")
    if table.key > 1:
        lines.append(f"  PRIMARY KEY ({', '.join(table.names[: table.key])})")
    return f"CREATE TABLE {table.name} (\n" + ",\n".join(lines) + "\n)"


def _key(name: str) -> str:
    return next(table.names[0] for table in TABLES if table.name == name)


def _fill(database: sqlite3.Connection, store: Queryable) -> None:
    inserts = {
        table.name: f"INSERT OR IGNORE INTO {table.name} VALUES ({', '.join('?' * len(table.columns))})"
        for table in TABLES
    }
    names = {table.name: table.names for table in TABLES}
    waiting: dict[str, list[list[Any]]] = {table.name: [] for table in TABLES}
    for name, row in rows(store):
        waiting[name].append([_stored(row, column) for column in names[name]])
        if len(waiting[name]) >= _BUFFER:
            database.executemany(inserts[name], waiting[name])
            waiting[name].clear()
    for name, group in waiting.items():
        database.executemany(inserts[name], group)


def _stored(row: Mapping[str, Any], column: str) -> Any:
    flat = flatten(row.get(column))
    return int(flat) if isinstance(flat, bool) else flat


def datasette_metadata(name: str) -> bytes:
    """What Datasette shows beside the data of a file of this name: titles, descriptions, labels."""
    tables: dict[str, Any] = {}
    for table in TABLES:
        about: dict[str, Any] = {
            "title": table.name.replace("_", " ").capitalize(),
            "description": table.about,
            "columns": {column.name: column.about for column in table.columns},
        }
        if table.name in _LABELS:
            about["label_column"] = _LABELS[table.name]
        if table.name == "statements":
            about["facets"] = ["speaker_kind", "outlet", "cue_type", "quote_type"]
            about["sort_desc"] = "published"
        if table.name in ("speakers", "persons", "organisations", "topics"):
            about["sort_desc"] = "statements"
        tables[table.name] = about
    for view in VIEWS:
        tables[view.name] = {"title": view.name.replace("_", " ").capitalize(), "description": view.about}
    for searched in _SEARCHED:
        for suffix in ("", "_data", "_idx", "_docsize", "_config"):
            tables[f"{searched}_fts{suffix}"] = {"hidden": True}
    told = {
        **marks.MEMBER,
        "title": "Who said what",
        "description": "Statements read from news articles by Sayso, each with the words it rests on. A "
        "statement is an article's report that somebody said something, not a fact about the world.",
        "databases": {name: {"description": "One graph of Sayso.", "tables": tables}},
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()
