"""The commands that tell what became of articles: `sayso diff` and `sayso log`."""

import json
import sys
from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sayso.config import DEFAULT_GRAPH
from sayso.options import Format, Graph, TableFormat

if TYPE_CHECKING:
    from sayso.graph.changes.differences import Difference

__all__ = ["diff", "log"]

EXIT_DIFFERENT = 3


class DiffFormat(StrEnum):
    """How differences are printed."""

    text = "text"
    json = "json"


Side = Annotated[
    str,
    typer.Argument(
        help="A graph (a folder or a URL), extraction records (.jsonl), or a dump of a graph (.nq, .trig).",
        show_default=False,
    ),
]


def diff(
    old: Side,
    new: Side,
    ignore: Annotated[
        list[str] | None,
        typer.Option("--ignore", help="What does not count, such as confidence; may be repeated."),
    ] = None,
    all_: Annotated[
        bool,
        typer.Option("--all", help="Show every difference: all of many, and a little confidence alone."),
    ] = False,
    format: Annotated[
        DiffFormat, typer.Option("--format", "-f", help="How to print the differences.")
    ] = DiffFormat.text,
) -> None:
    """Tell what came, went, moved and changed, and by which rule; exit code 3 if anything did."""
    from sayso import differing
    from sayso.graph.changes.differences import compare
    from sayso.graph.changes.states import open_side

    with open_side(old) as before, open_side(new) as after:
        for side in (before, after):
            if side.graph is not None and side.graph.derived_is_stale:
                print(
                    f"sayso: warning: {side.name} is being built, or a build was cut off: who is who is not "
                    "settled there",
                    file=sys.stderr,
                )
        found = compare(before, after, ignore=frozenset(ignore or ()))
    if format is DiffFormat.json:
        print(json.dumps(_as_json(found, old, new), ensure_ascii=False, indent=1))
    else:
        differing.show(found, sys.stdout, everything=all_)
    if not found.is_none:
        raise typer.Exit(EXIT_DIFFERENT)


def _as_json(found: "Difference", old: str, new: str) -> dict[str, Any]:
    counts = {"counts": found.counts(), "changed": found.changed()}
    return {"old": old, "new": new, "equal": found.is_none, **counts, **_filled(asdict(found))}


def _filled(value: Any) -> Any:
    """The same without empty fields, which would be most of it."""
    if isinstance(value, dict):
        sides = ("old", "new")  # of what changed: "" there is something, and nothing is None
        return {
            name: _filled(one)
            for name, one in value.items()
            if one not in (None, (), {}) and (one != "" or name in sides)
        }
    return [_filled(one) for one in value] if isinstance(value, list | tuple) else value


def log(
    build: Annotated[
        str | None,
        typer.Argument(
            help="A build of the list, or the start of its name, or last: what it did to articles."
        ),
    ] = None,
    graph: Graph = DEFAULT_GRAPH,
    all_: Annotated[
        bool, typer.Option("--all", help="Show where a little confidence is all that changed, too.")
    ] = False,
    format: Format = TableFormat.table,
) -> None:
    """List the builds of a graph, or tell what one did to each article: what came, went and changed."""
    from sayso import differing, printing
    from sayso.graph.answers import Answer
    from sayso.graph.changes import run_log
    from sayso.graph.store import Store

    with Store.open(graph, read_only=True) as store:
        if build is not None:
            chosen = run_log.find_build(store, build)
            entries = run_log.entries(store, chosen.name)
        else:
            builds = run_log.builds(store)
    if build is None:
        names = ("added", "changed", "removed", "rejected", "copies")
        columns = ("build", "run", *names, "ended")
        rows = tuple(
            (one.name, one.run, *(one.counts.get(name) for name in names), one.ended or "cut off, or goes on")
            for one in builds
        )
        printing.show(Answer(columns, rows), format.value, sys.stdout)
    elif format is TableFormat.table:
        differing.show_build(chosen, entries, sys.stdout, everything=all_)
    elif format is TableFormat.json:
        told = {**asdict(chosen), "articles": [_filled(asdict(entry)) for entry in entries]}
        print(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        printing.show(Answer(*differing.rows(entries)), format.value, sys.stdout)
