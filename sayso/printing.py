"""Answers on a terminal, as JSON, and as CSV."""

import csv
import json
from itertools import groupby
from typing import IO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sayso.graph.answers import Answer, Value
from sayso.graph.exports.formats import defused
from sayso.terminal import printable

__all__ = ["show"]

WIDTH_WHERE_PIPED = 110

BASES = {
    "own-words": "own words",
    "sentence": "rest of the sentence",
    "neighbouring-sentence": "sentence before: a guess",
    "heading": "heading: a guess",
}


def show(answer: Answer, format: str, out: IO[str]) -> None:
    """Print `answer` on `out` as "table", "json" (a list of objects) or "csv" (formulas defused)."""
    if format == "json":
        rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
        out.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
    elif format == "csv":
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(answer.columns)
        writer.writerows([defused(cell) for cell in row] for row in answer.rows)
    else:
        console = Console(file=out, highlight=False, markup=False, emoji=False)
        if not console.is_terminal:
            console.width = WIDTH_WHERE_PIPED
        if answer.evidence:
            _show_evidence(answer, console)
        else:
            _show_table(answer, console)


def _show_table(answer: Answer, console: Console) -> None:
    if not answer.rows:
        console.print("no answer")
        return
    if _crowded(answer, console.width):
        _show_records(answer, console)
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for number, column in enumerate(answer.columns):
        numeric = all(isinstance(row[number], int | float | None) for row in answer.rows)
        table.add_column(printable(column), justify="right" if numeric else "left", overflow="fold")
    for row in answer.rows:
        table.add_row(*(Text(_cell(cell)) for cell in row))
    console.print(table)


def _crowded(answer: Answer, width: int) -> bool:
    """Whether the columns, each as wide as its longest word, would not stand beside each other."""
    widest = [
        max(len(word) for row in (answer.columns, *answer.rows) for word in (_cell(row[at]).split() or [""]))
        for at in range(len(answer.columns))
    ]
    return sum(widest) + 2 * len(widest) > width


def _show_records(answer: Answer, console: Console) -> None:
    """One below the other: the first cell, and below it what the others hold, each with its column's name."""
    widest = max(map(len, answer.columns))
    for number, row in enumerate(answer.rows):
        if number:
            console.print()
        first, *others = (_cell(cell) for cell in row)
        _indented(console, Text(first, style="bold"), 0)
        for column, cell in zip(answer.columns[1:], others, strict=True):
            if cell:
                named = Text(printable(column).ljust(widest + 2), style="dim")
                _indented(console, named.append(cell, style="not dim"), 2)


def _cell(cell: Value) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return printable(str(cell))


def _show_evidence(answer: Answer, console: Console) -> None:
    """Each speaker with role and organisation, and below the words, where they stand, and what is a guess."""
    if not answer.rows:
        console.print("no answer")
        return
    rows = [{c: _cell(v) for c, v in zip(answer.columns, row, strict=True)} for row in answer.rows]
    first = True
    for speaker, statements in groupby(rows, key=lambda row: (row["name"], row["role"], row["organization"])):
        if not first:
            console.print()
        first = False
        head = Text(speaker[0], style="bold")
        head.append("".join(f", {part}" for part in speaker[1:] if part), style="not bold")
        _indented(console, head, 0)
        for row in statements:
            cue = f"{row['cue']}: " if row["cue"] else "(goes on) "
            _indented(console, Text(cue, style="italic").append(row["words"], style="not italic"), 2)
            _indented(console, Text(_place(row), style="dim"), 4)


def _indented(console: Console, text: Text, columns: int) -> None:
    for line in text.wrap(console, console.width - columns):
        line.rstrip()
        console.print(Text(" " * columns).append_text(line))


def _place(row: dict[str, str]) -> str:
    """Where the words stand, and what is known of the statement besides."""
    about = _about(row["topics"], row["basis"])
    facts = (
        f"{row['source']}, characters {row['char_start']}–{row['char_end']}",
        row["date"],
        row["outlet"],
        row["channel"] and f"to or through {row['channel']}",
        _carriers(row),
        about and f"on {about}",
        row["guess"],
    )
    return "; ".join(fact for fact in facts if fact)


def _about(topics: str, bases: str) -> str:
    """The topics, each with what it rests on; where labels hold a "; " themselves, all that they rest on."""
    labels, told = topics.split("; "), [BASES.get(basis, basis) for basis in bases.split("; ")]
    if not topics:
        return ""
    if len(labels) == len(told):
        return ", ".join(f"{label} ({basis})" for label, basis in zip(labels, told, strict=True))
    return f"{topics} ({', '.join(dict.fromkeys(told))})"


def _carriers(row: dict[str, str]) -> str:
    if row["carriers"] == "1":
        return ""
    outlets = f": {row['carried_by'].replace('; ', ', ')}" if row["carried_by"] else ""
    return f"carried by {row['carriers']} articles{outlets}"
