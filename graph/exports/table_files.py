"""The tidy tables as a folder of CSV files, and as a folder of Parquet files."""

import csv
import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sayso.errors import SaysoError
from sayso.graph.exports.tidy import TABLES, Column
from sayso.graph.exports.tidy_rows import Row, rows
from sayso.graph.exports.values import defused, flatten
from sayso.graph.tables import Queryable

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]  # pyarrow ships no types

__all__ = ["csv_folder", "parquet_folder"]

_GROUP = 20_000
"""Rows of a table that are written to Parquet at once."""


def csv_folder(store: Queryable, folder: Path, *, raw: bool = False) -> None:
    """One file a table, UTF-8, with `tables.json`, which says what each column means (W3C's CSVW).

    An empty cell is None; true and false are written so. Formulas are defused unless `raw`.
    """
    with ExitStack() as files:
        writers = {}
        for table in TABLES:
            place = folder / f"{table.name}.csv"
            file = files.enter_context(place.open("w", encoding="utf-8", newline=""))
            writers[table.name] = csv.writer(file, lineterminator="\n")
            writers[table.name].writerow(table.names)
        columns = {table.name: table.columns for table in TABLES}
        for name, row in rows(store):
            cells = (cell(row.get(column.name)) for column in columns[name])
            writers[name].writerow(cells if raw else map(defused, cells))
    (folder / "tables.json").write_text(_csvw(), encoding="utf-8")


def cell(value: Any) -> Any:
    """A value as a CSV cell."""
    flat = flatten(value)
    if isinstance(flat, bool):
        return "true" if flat else "false"
    return flat


def _csvw() -> str:
    """The tables and columns in W3C's vocabulary for tabular data, so that programs can read the types."""
    kinds = {"text": "string", "integer": "integer", "real": "double", "date": "date", "boolean": "boolean"}
    tables = [
        {
            "url": f"{table.name}.csv",
            "dc:description": table.about,
            "tableSchema": {
                "columns": [
                    {"name": column.name, "datatype": kinds[column.kind], "dc:description": column.about}
                    for column in table.columns
                ],
                "primaryKey": list(table.names[: table.key]),
                "foreignKeys": [
                    {
                        "columnReference": column.name,
                        "reference": {"resource": f"{column.of}.csv", "columnReference": _key(column.of)},
                    }
                    for column in table.columns
                    if column.of is not None
                ],
            },
        }
        for table in TABLES
    ]
    told = {"@context": "http://www.w3.org/ns/csvw", "tables": tables}
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _key(name: str) -> str:
    return next(table.names[0] for table in TABLES if table.name == name)


def parquet_folder(store: Queryable, folder: Path) -> None:
    """One file a table, with dates as dates; the schema's metadata say what tables and columns mean.

    Raises `SaysoError` where pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise SaysoError("Parquet needs pyarrow: pip install 'sayso[parquet]'") from error

    schemas = {
        table.name: pa.schema(
            [
                pa.field(column.name, _type(column, pa), metadata={"description": column.about})
                for column in table.columns
            ],
            metadata={"description": table.about},
        )
        for table in TABLES
    }
    columns = {table.name: table.columns for table in TABLES}
    with ExitStack() as files:
        writers = {
            name: files.enter_context(
                parquet.ParquetWriter(folder / f"{name}.parquet", schema, compression="zstd")
            )
            for name, schema in schemas.items()
        }
        for name, group in _groups(rows(store)):
            arrays = [
                pa.array([_typed(row.get(column.name), column) for row in group], type=_type(column, pa))
                for column in columns[name]
            ]
            writers[name].write_table(pa.Table.from_arrays(arrays, schema=schemas[name]))


def _groups(found: Iterator[Row]) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    """Rows of one table together, in their order."""
    waiting: dict[str, list[Mapping[str, Any]]] = {table.name: [] for table in TABLES}
    for name, row in found:
        waiting[name].append(row)
        if len(waiting[name]) == _GROUP:
            yield name, waiting[name]
            waiting[name] = []
    for name, group in waiting.items():
        if group:
            yield name, group


def _type(column: Column, arrow: Any) -> "pa.DataType":
    types = {
        "text": arrow.string(),
        "integer": arrow.int64(),
        "real": arrow.float64(),
        "date": arrow.date32(),
        "boolean": arrow.bool_(),
    }
    found: pa.DataType = types[column.kind]
    return found


def _typed(value: Any, column: Column) -> Any:
    flat = flatten(value)
    if column.kind == "date" and flat is not None:
        try:
            return date.fromisoformat(str(flat))
        except ValueError:
            return None
    return flat
