"""The command that holds a graph against questions with known answers: `sayso check`."""

import sys
from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from sayso.config import DEFAULT_GRAPH
from sayso.options import Graph
from sayso.terminal import printable

if TYPE_CHECKING:
    from sayso.graph.checking import Outcome

__all__ = ["check"]

_SHOWN_ROWS = 10
_STATES = {
    "equal": "as expected",
    "different": "different",
    "unexpected": "without expected rows",
    "broken": "broken",
    "written": "written",
}


class CheckFormat(StrEnum):
    """How the outcome is printed."""

    text = "text"
    json = "json"


def check(
    queries: Annotated[
        Path, typer.Argument(help="A folder of SPARQL queries (.rq) with expected rows (.csv), or one query.")
    ],
    graph: Graph = DEFAULT_GRAPH,
    write: Annotated[
        bool, typer.Option("--write", help="Write the rows that there are now as the expected ones.")
    ] = False,
    format: Annotated[
        CheckFormat, typer.Option("--format", "-f", help="How to print the outcome.")
    ] = CheckFormat.text,
) -> None:
    """Run queries whose answers are known, and report what differs."""
    from sayso.errors import StoreError
    from sayso.graph import checking
    from sayso.graph.store import Store

    with Store.open(graph, read_only=True) as store:
        if store.derived_is_stale:
            raise StoreError(f"the graph in {graph} is being built, or a build was cut off: build it first")
        outcomes = list((checking.record if write else checking.check)(store, queries))
    if format is CheckFormat.json:
        print(checking.as_json(outcomes))
    else:
        _show(outcomes, sys.stdout)
    if any(one.state in ("different", "broken") for one in outcomes):
        raise typer.Exit(1)


def _show(outcomes: "list[Outcome]", out: IO[str]) -> None:
    """What differs, query by query, and a line that sums up."""
    for one in outcomes:
        name, why = printable(one.name), printable(one.reason)
        if one.state == "broken":
            print(f"{name}: broken: {why}", file=out)
        elif one.state == "unexpected":
            print(f"{name}: {_count(one.rows)}, nothing expected: write {name}.csv, or use --write", file=out)
        elif one.state == "written":
            print(f"{name}: {_count(one.rows)} written to {name}.csv", file=out)
        elif one.state == "different":
            print(f"{name}: {printable(one.question)}", file=out)
            if why:
                print(f"    {why}", file=out)
            else:
                print(f"    {' | '.join(map(printable, one.columns))}", file=out)
            _rows("- missing ", one.missing, out)
            _rows("+ extra   ", one.extra, out)
    counts = Counter(one.state for one in outcomes)
    parts = [f"{counts[state]} {words}" for state, words in _STATES.items() if counts[state]]
    total = len(outcomes)
    print(f"{total} {'query' if total == 1 else 'queries'}: {', '.join(parts)}", file=out)


def _count(rows: int) -> str:
    return f"{rows:,} row{'' if rows == 1 else 's'}"


def _rows(sign: str, rows: tuple[tuple[str, ...], ...], out: IO[str]) -> None:
    for row in rows[:_SHOWN_ROWS]:
        print(f"  {sign}{' | '.join(map(printable, row))}", file=out)
    if len(rows) > _SHOWN_ROWS:
        print(f"  {sign}… and {len(rows) - _SHOWN_ROWS} more", file=out)
