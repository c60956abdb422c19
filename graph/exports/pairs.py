"""A view as CSV tables of nodes and ties: for Gephi and spreadsheets, and for Neo4j's bulk import."""

import csv
import io
import re
from collections.abc import Iterable
from typing import Any

import networkx as nx

from sayso.graph.exports.networks import edges
from sayso.graph.exports.values import attributes, clean, defused, flatten, printable_text

__all__ = ["gephi", "neo4j"]


def gephi(graph: "nx.Graph[str]", *, raw: bool = False) -> dict[str, bytes]:
    """Gephi's two tables, with its names for the columns it knows: "-nodes" and "-edges".

    Formulas are defused unless `raw`.
    """
    nodes = []
    for iri, about in graph.nodes(data=True):
        flat = attributes(about, flatten)
        nodes.append(
            {
                "Id": printable_text(iri),
                "Label": flat.pop("label", printable_text(iri)),
                **_interval(flat, "seen"),
                **flat,
            }
        )
    ties = []
    for source, target, about in edges(graph):
        flat = attributes(about, flatten)
        ties.append(
            {
                "Source": printable_text(source),
                "Target": printable_text(target),
                "Type": "Undirected",
                "Weight": flat.pop("weight", 1),
                "Label": flat.get("relation", ""),
                **_interval(flat, "date"),
                **flat,
            }
        )
    first_of_edge = ["Source", "Target", "Type", "Weight", "Label", "Time Interval"]
    return {
        "-nodes": _table(["Id", "Label", "Time Interval"], nodes, raw),
        "-edges": _table(first_of_edge, ties, raw),
    }


def neo4j(graph: "nx.Graph[str]", *, raw: bool = False) -> dict[str, bytes]:
    """`nodes.csv` and `relationships.csv` as `neo4j-admin database import full` reads them, and a README.

    Headers carry the types (`statements:long`, `first_seen:date`, `roles:string[]`); lists are separated by
    semicolons, and a semicolon inside an entry becomes a comma. Labels are the kinds in CamelCase,
    relationship types the relations in capitals, `COMMENTED_ON`. Formulas are defused unless `raw`.
    """
    nodes, ties = [], []
    for iri, about in graph.nodes(data=True):
        rest = attributes({name: value for name, value in about.items() if name != "label"}, clean)
        kind = re.split(r"[^A-Za-z0-9]+", str(about.get("kind", "thing")))
        nodes.append(
            {
                "id:ID": printable_text(iri),
                "name": printable_text(str(about.get("label", iri))),
                ":LABEL": "".join(word.capitalize() for word in kind if word) or "Thing",
                **_typed(rest),
            }
        )
    for source, target, about in edges(graph):
        relation = re.sub(r"[^A-Z0-9]+", "_", str(about.get("relation", "")).upper()).strip("_")
        ties.append(
            {
                ":START_ID": printable_text(source),
                ":END_ID": printable_text(target),
                ":TYPE": relation or "TIED_TO",
                **_typed(attributes(about, clean)),
            }
        )
    return {
        "nodes.csv": _table(["id:ID", "name", ":LABEL"], _joined_types(nodes), raw),
        "relationships.csv": _table([":START_ID", ":END_ID", ":TYPE"], _joined_types(ties), raw),
        "README.txt": _NEO4J.encode(),
    }


_NEO4J = """The view in the form of Neo4j's bulk import. In this folder, with the server stopped:

neo4j-admin database import full neo4j --overwrite-destination --nodes=nodes.csv \\
  --relationships=relationships.csv --multiline-fields=true --array-delimiter=";"
"""

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _typed(about: dict[str, Any]) -> dict[str, Any]:
    """Attributes under headers that carry their types; lists in Neo4j's own form."""
    found: dict[str, Any] = {}
    for name, value in about.items():
        header = re.sub(r"[^\w]+", "_", name)
        if isinstance(value, list):
            texts = [str(flat).replace(";", ",") for entry in value if (flat := flatten(entry)) is not None]
            found[f"{header}:string[]"] = ";".join(texts) or None
            continue
        flat = flatten(value)
        if flat is None:
            continue
        if isinstance(flat, bool):
            found[f"{header}:boolean"] = str(flat).lower()
        elif isinstance(flat, int):
            found[f"{header}:long"] = flat
        elif isinstance(flat, float):
            found[f"{header}:double"] = flat
        elif name.startswith(("first_", "last_")) and _DATE.fullmatch(flat):
            found[f"{header}:date"] = flat
        else:
            found[header] = flat
    return found


def _joined_types(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same rows with one header for each attribute: the widest of the types that its values have."""
    types: dict[str, set[str]] = {}
    for row in rows:
        for header in row:
            name, _, kind = header.partition(":")
            if name and kind and kind != "ID":
                types.setdefault(name, set()).add(kind)
            elif name and not kind:
                types.setdefault(name, set()).add("string")
    wide = {}
    for name, kinds in types.items():
        kind = min(kinds) if len(kinds) == 1 else "double" if kinds <= {"long", "double"} else "string"
        wide[name] = name if kind == "string" else f"{name}:{kind}"
    return [
        {
            header
            if header in ("id:ID", ":LABEL", ":START_ID", ":END_ID", ":TYPE")
            else wide[_bare(header)]: v
            for header, v in row.items()
        }
        for row in rows
    ]


def _bare(header: str) -> str:
    return header.partition(":")[0]


def _interval(flat: dict[str, Any], what: str) -> dict[str, str]:
    first, last = flat.get(f"first_{what}"), flat.get(f"last_{what}")
    return {"Time Interval": f"<[{first}, {last}]>"} if first and last else {}


def _table(columns: list[str], rows: Iterable[dict[str, Any]], raw: bool) -> bytes:
    rows = list(rows)
    target = io.StringIO()
    others = dict.fromkeys(name for row in rows for name in row)
    writer = csv.DictWriter(target, list(dict.fromkeys([*columns, *others])), lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow(row if raw else {name: defused(value) for name, value in row.items()})
    return target.getvalue().encode()
