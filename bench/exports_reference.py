#!/usr/bin/env python3
"""Write docs/reference/exports.md from the formats and tables: `python bench/exports_reference.py`."""

# ruff: noqa: E501  # the page has the line length of its neighbours

from pathlib import Path

from sayso.graph.exports.formats import FORMATS
from sayso.graph.exports.tidy import TABLES, VIEWS, Column

ROOT = Path(__file__).resolve().parent.parent

HEAD = """# Exports: formats, attributes, columns

This page is written from the code. How to use each format is told in [how to export](../how-to/export.md).

Things are named by IRI in every format, so that a node of a network, a row of a table and a node of RDF can be
brought together. The same graph gives the same bytes (of SQLite, Parquet and pictures: with the same version of
these libraries).

## Formats
"""

VALUES = """
## What an export may replace

A file that is there already is replaced only if an earlier export in the same format wrote it, or with `--force`
(`force=True` in Python). By these marks it is known:

| format | mark |
| --- | --- |
| `html` | `<meta name="generator" content="sayso export">` in its place |
| `gexf` | the creator `Sayso` |
| `graphml`, `svg` | the comment "Written by sayso export" after the XML declaration |
| `cytoscape`, `node-link`, the JSON beside `sqlite` | `"generated_by": "sayso export"` as the first member |
| `dot`, `turtle`, `trig` | the comment "Written by sayso export" as the first line |
| `png` | the text `Software`: `Sayso` |
| `sqlite` | the application id 0x53415953, "SAYS" |
| `json-ld` | the context that the export writes, at the beginning |
| `csv` | the columns: `Id,Label,Time Interval` first, with `kind` and `degree`; `Source,Target,Type,Weight,Label,Time Interval` first, with `relation` and `subject` |
| `n-quads`, `n-triples` | canonical lines, without a comment, with Sayso's vocabulary in the first mebibyte |
| folders | `sayso-export.json`, with the hash of each file; `--force` replaces single files there that are not as it says, but makes no other folder one of ours |

Other marks than the folders' do not tell whether somebody has changed such a file since: what you work on further, keep
under a name of its own.

## Values

One rule holds for all formats that are not RDF: what is not known is left out (an empty cell, NULL); dates are ISO
text, and dates in Parquet; control characters and halves of surrogate pairs, which no XML may hold, become U+FFFD, and
line ends a line feed; all other characters stay, of any script, in the order in which they are stored. Lists are lists
in JSON and in Neo4j's CSV, and JSON text in GEXF, GraphML, DOT and Gephi's CSV. In the tidy tables the lists of
`statements` are joined by "; " and stand exactly in tables of their own. RDF keeps every character.

In CSV, text that begins with `=`, `+`, `-`, `@`, a tab or a line end gets an apostrophe in front, so that no
spreadsheet runs it as a formula; `--raw-csv` leaves it as it is.

Offsets (`char_start`, `char_end`, `evidence_start`, `evidence_end`, `start`, `end`) count Unicode code points of the
article's text, the end exclusive.

## Nodes and ties of a view

| attribute of a node | meaning |
| --- | --- |
| (the node itself) | its IRI |
| `label` | the preferred name |
| `kind` | person, organization, outlet, platform, collective, unnamed-person, document or topic |
| `statements`, `articles` | how many statements in the view it has part in, and in how many articles these stand |
| `first_seen`, `last_seen` | the earliest and the latest date of these |
| `degree` | how many neighbours it has in the view |
| `betweenness` | the share of shortest paths that lead through it; a sample's where the view is large |
| `community` | the number of its community (Louvain), 0 being the largest |

Of a view with more than 20,000 ties the last two are left out; `measures_left_out` of the graph says so.

| attribute of a tie | meaning |
| --- | --- |
| `relation` | to be read from the node `subject` to the other one: "Ada Brandt", "commented on", "dredging" |
| `weight` | the number of statements, 1 where there are none |
| `articles` | in how many articles these stand |
| `confidence_max` | the highest confidence among them |
| `first_date`, `last_date` | the earliest and the latest date |
| `roles`, `bases` | roles of the person in it; what its topics rest on |
| `evidence` | the words of the best piece of evidence |
| `evidence_start`, `evidence_end`, `evidence_article`, `evidence_article_id`, `evidence_url` | where they stand |
| `statements`, `affiliations` | the IRIs of all that it rests on |

Views that measure ties against chance have attributes of their own; `sayso export --list` names the views. A name that
a format keeps for itself gets `sayso_` in front; in DOT all but `label` have it.

- **GEXF**: nodes and ties that have dates have `start` and `end`; colour by kind, size by degree.
- **Gephi's CSV**: `Id`, `Label`, `Time Interval`; `Source`, `Target`, `Type`, `Weight`, `Label`, `Time Interval`; then the
  attributes above.
- **Neo4j**: `nodes.csv` (`id:ID,name,:LABEL`) and `relationships.csv` (`:START_ID,:END_ID,:TYPE`), the others with their
  types (`statements:long`, `first_seen:date`, `confidence_max:double`, `roles:string[]`, separated by `;`). Labels are
  kinds in CamelCase (`UnnamedPerson`), types are relations in capitals (`COMMENTED_ON`). README.txt holds the command.
- **Cytoscape**: as above, with `name` for the label and `interaction` for the relation.

## RDF

The whole graph is all but the log of builds and the history of names, which tell of one machine. A view is its nodes,
their statements and affiliations, and all that these rest on, without the texts of whole articles; shortcuts such as
`sayso:commentedOn` stand where both ends are in it. N-Quads and N-Triples are sorted lines.

JSON-LD has the context in the file, so that it is read without a network; by itself it is
`graph/data/context.jsonld`. Names are those of the [extraction record](extraction-record.md) where it
has them (`quote_type`, `speaker_id`, `capacity`, `topics`), else the property's in snake case; notations are short
(`"quote_type": "direct"`); ids are `person:ada-brandt`. `confidence` is text, as JSON's numbers are no decimals.

## Tables

`tables`, `parquet` and `sqlite` hold the same tables under the same names. An id leads to the table named behind it.
"""

SQLITE = """
## SQLite

Keys, foreign keys and indexes are there, and full-text search over `statements` (content, sentence, title, speaker),
`speakers`, `topics` and `articles`:

```sql
SELECT speaker, content, url FROM statements
WHERE rowid IN (SELECT rowid FROM statements_fts('chip NEAR export'));
```

Dates are ISO text, booleans 0 and 1. These views answer what is asked often:

| view | holds |
| --- | --- |
"""

TAIL = """
The file beside it, `NAME-datasette.json`, tells Datasette titles, descriptions, labels and facets.

## OpenRefine

`persons.csv`, `organisations.csv` and `topics.csv` have the columns `id`, `name`, `kind`, `aliases`, `context` (roles,
broader topics, what it is part of), `statements`, `first_seen`, `last_seen`, `identifier` (confirmed ones), `candidates`
(not yet confirmed) and `iri`.

## The vault

Folders `Persons`, `Organisations`, `Topics`, and `Start here.md`. Front matter: `aliases`, `id`, `kind`,
`organisation_kind`, `statements`, `articles`, `first_seen`, `last_seen`, `same_as`, `tags`. A note shows the 500 newest
statements and says how many there are. Topics that nobody has spoken to have no note.
"""


def reference() -> str:
    """The page as Markdown."""
    lines = [HEAD, "| format | ending | writes | for |", "| --- | --- | --- | --- |"]
    of = {"view": "a view", "graph": "the whole graph", "either": "the whole graph, or a view"}
    for one in FORMATS.values():
        ending = ", ".join(f"`{suffix}`" for suffix in one.suffixes) or "a folder"
        lines.append(f"| `{one.name}` | {ending} | {of[one.of]} | {one.about} |")
    lines.append(VALUES)
    for table in TABLES:
        key = ", ".join(f"`{name}`" for name in table.names[: table.key])
        lines += [f"### {table.name}", "", f"{table.about} Key: {key}.", ""]
        lines += ["| column | type | meaning |", "| --- | --- | --- |"]
        lines += [
            f"| `{column.name}` | {column.kind} | {column.about}{_leads(column)} |"
            for column in table.columns
        ]
        lines.append("")
    lines[-1] = SQLITE.rstrip("\n")
    lines += [f"| `{view.name}` | {view.about} |" for view in VIEWS]
    return "\n".join(lines) + "\n" + TAIL


def _leads(column: Column) -> str:
    return f" → {column.of}" if column.of else ""


if __name__ == "__main__":
    (ROOT / "docs" / "reference" / "exports.md").write_text(reference(), encoding="utf-8")
