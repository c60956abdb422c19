"""Names for OpenRefine to reconcile, and what came of it as lines of the curation ledger.

sayso export names/ --format openrefine       # persons.csv, organisations.csv, topics.csv
... in OpenRefine: reconcile the column `name`, then "Add column with ids of matched entities" ...
sayso link persons.csv --column wikidata      # link person:ada-brandt wikidata:Q42
"""

import csv
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sayso.errors import InputError
from sayso.graph import iris
from sayso.graph.exports.tidy_rows import rows
from sayso.graph.exports.values import defused, flatten
from sayso.graph.tables import Queryable
from sayso.graph.upkeep.ledger import Line, parse

__all__ = ["COLUMNS", "Proposal", "doubles", "names_folder", "proposals", "read_table"]

COLUMNS = (
    "id",
    "name",
    "kind",
    "aliases",
    "context",
    "statements",
    "first_seen",
    "last_seen",
    "identifier",
    "candidates",
    "iri",
)
"""The columns of each file, in order. `context` is what tells namesakes apart: roles or broader topics."""

_COLUMN_NAMES = ("identifier", "wikidata", "wikidata_id", "qid", "ror", "viaf", "orcid", "isni", "gnd")
_LARGEST = 200_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Proposal:
    """What reconciled rows come to: lines for the ledger; what was left out, by the row's number, and why.

    `known` counts the identifiers that the ledger has already.
    """

    lines: tuple[Line, ...]
    left_out: tuple[tuple[int, str], ...]
    known: int = 0


def names_folder(store: Queryable, folder: Path, *, base: str, raw: bool = False) -> None:
    """Writes persons.csv, organisations.csv and topics.csv. Formulas are defused unless `raw`."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    kept = {"persons", "organisations", "topics", "topic_broader", "affiliations", "links", "speakers"}
    for table, about in rows(store):
        if table in kept:
            found[table].append(about)
    speakers = {row["speaker_id"]: row for row in found["speakers"]}
    labels = {row["topic_id"]: str(row["topic"]) for row in found["topics"]}
    context: dict[str, dict[str, None]] = defaultdict(dict)
    for row in found["affiliations"]:
        told = ", ".join(str(row[name]) for name in ("role", "organisation") if row.get(name))
        if row.get("person_id") and told:
            context[row["person_id"]][f"former {told}" if row.get("former") else told] = None
    for row in found["topic_broader"]:
        context[row["topic_id"]][labels.get(row["broader_id"], "")] = None
    candidates: dict[str, dict[str, None]] = defaultdict(dict)
    for row in found["links"]:
        if row.get("review_status") == "machine" and row.get("identifier"):
            candidates[row["speaker_id"]][row["identifier"]] = None
    for table, key, label in (
        ("persons", "person_id", "person"),
        ("organisations", "organisation_id", "organisation"),
        ("topics", "topic_id", "topic"),
    ):
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            for row in found[table]:
                iri = row[key]
                speaker = speakers.get(iri, {})
                aliases = row.get("aliases") if table == "topics" else speaker.get("aliases")
                kind = row.get("organisation_kind") or row.get("kind") or table.removesuffix("s")
                whole = speakers.get(row.get("part_of_id") or "", {}).get("speaker")
                known = [*context[iri], *([f"part of {whole}"] if whole else [])]
                cells = (
                    iris.compact(iri, base),
                    row[label],
                    kind,
                    aliases,
                    "; ".join(known[:5]),
                    row.get("statements"),
                    row.get("first_seen"),
                    row.get("last_seen"),
                    speaker.get("same_as"),
                    "; ".join(candidates[iri]),
                    iri,
                )
                flat = map(flatten, cells)
                writer.writerow(flat if raw else map(defused, flat))


def read_table(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV or TSV file as OpenRefine exports it. Raises InputError where it is none."""
    try:
        if path.stat().st_size > _LARGEST:
            raise InputError(f"{path} is larger than {_LARGEST // 1_000_000} MB: it is no list of names")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError:
        raise InputError(f"{path} is not UTF-8: export it as UTF-8") from None
    delimiter = "\t" if "\t" in text.partition("\n")[0] else ","
    try:
        reader = csv.DictReader(text.splitlines(keepends=True), delimiter=delimiter, strict=True)
        found = [{str(name): str(value or "") for name, value in row.items()} for row in reader]
        header = reader.fieldnames or []
    except csv.Error as error:
        raise InputError(f"{path} is no CSV table: {error}") from error
    if "id" not in header and "iri" not in header:
        raise InputError(f"{path} has no column 'id' or 'iri': export the column from OpenRefine as well")
    return found


def proposals(
    table: Iterable[Mapping[str, str]],
    known: Collection[str],
    decided: Iterable[Line] = (),
    *,
    column: str | None = None,
    base: str = iris.DEFAULT_BASE,
    note: str = "reconciled in OpenRefine",
) -> Proposal:
    """The ledger lines that reconciled rows stand for.

    `known` are the ids of the graph ("person:ada-brandt"); `decided` are the ledger's lines. `column` holds
    the identifier; without it, the first of the usual names that the table has. A bare id such as "Q42" is of
    the register that the column is named after, or else of Wikidata. Left out, with the reason, are ids that
    the graph has not, cells with several identifiers, identifiers that are none, a second identifier for one
    id, and one that the ledger rejects. Raises InputError where the column is missing.
    """
    rows_ = list(table)
    header = list(rows_[0]) if rows_ else []
    if column is None:
        named = {name.lower(): name for name in header}
        filled = [n for n in _COLUMN_NAMES if n in named and any(row[named[n]].strip() for row in rows_)]
        if rows_ and not filled:
            raise InputError(
                f"no column with identifiers among {', '.join(header)[:200]}: name it with --column"
            )
        column = named[filled[0]] if filled else ""
    elif rows_ and column not in header:
        raise InputError(f"no column {column!r}; there are {', '.join(header)[:200]}")
    register = column.lower().partition("_")[0]
    register = register if register in ("ror", "viaf", "orcid", "isni", "gnd") else "wikidata"
    rejected = {(line.names[0], line.value) for line in decided if line.verb == "reject link"}
    linked = {(line.names[0], line.value) for line in decided if line.verb == "link"}
    lines: dict[str, Line] = {}
    left_out: list[tuple[int, str]] = []
    already = 0
    for number, row in enumerate(rows_, start=2):
        given = row.get(column, "").strip().lstrip("'")
        if not given:
            continue
        name = iris.compact((row.get("id") or row.get("iri") or "").strip().lstrip("'"), base)
        line = _line(name, given, register, known, note)
        if isinstance(line, str):
            left_out.append((number, line))
        elif (name, line.value) in rejected:
            left_out.append((number, f"the ledger rejects {line.value} for {name}"))
        elif (name, line.value) in linked:
            already += 1
        elif name in lines and lines[name].value != line.value:
            left_out.append(
                (number, f"{name} has {lines[name].value} in another row and {line.value} in this")
            )
        else:
            lines[name] = line
    return Proposal(tuple(lines[name] for name in sorted(lines)), tuple(left_out), already)


def _line(name: str, given: str, register: str, known: Collection[str], note: str) -> Line | str:
    """The line of one row, or why there is none."""
    if name.startswith("topic:") or not name.startswith(("person:", "organization:", "outlet:", "platform:")):
        return f"{name!r} is no person or organisation: links of topics belong in their SKOS file"
    if name not in known:
        return f"nobody in the graph has the id {name!r}"
    parts = [part for part in re.split(r"[;,|\s]+", given) if part]
    if len(parts) != 1:
        return f"{len(parts)} identifiers for {name}: choose one"
    identifier = parts[0]
    if ":" not in identifier:
        identifier = f"{register}:{identifier}"
    found = parse(f"link {name} {identifier}")
    if found.problems or len(found.lines) != 1:
        reason = found.problems[0].reason if found.problems else "it is no identifier"
        return f"{given[:80]!r}: {reason}"
    read = found.lines[0]
    return Line("link", read.names, read.value, note)


def doubles(lines: Sequence[Line]) -> list[tuple[str, ...]]:
    """Ids that were given one and the same identifier: whoever they are, they may be one."""
    by_value: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        by_value[line.value or ""].append(line.names[0])
    return [tuple(names) for _, names in sorted(by_value.items()) if len(names) > 1]
