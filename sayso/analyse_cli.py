"""The command `sayso analyse`: measures of the views of a graph."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from sayso.config import DEFAULT_GRAPH
from sayso.options import Format, Graph, TableFormat
from sayso.terminal import printable

if TYPE_CHECKING:
    from sayso.graph.analysis.analyses import Analysis
    from sayso.graph.answers import Answer

__all__ = ["analyse"]


def analyse(
    view: Annotated[
        str | None, typer.Argument(help="A view such as person-topic or co-quoted, or statements.")
    ] = None,
    measure: Annotated[
        str | None, typer.Argument(help="A measure such as voices, pagerank, communities, ties, change.")
    ] = None,
    graph: Graph = str(DEFAULT_GRAPH),
    top: Annotated[int, typer.Option(help="How many rows to show; with --by, for each period.", min=1)] = 20,
    since: Annotated[
        str | None, typer.Option("--from", metavar="TIME", help="Only from this year, month or day on.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--to", metavar="TIME", help="Only up to this year, month or day.")
    ] = None,
    by: Annotated[
        str | None, typer.Option(help="A table for each month, quarter or year in turn.", metavar="PERIOD")
    ] = None,
    kind: Annotated[
        str | None, typer.Option(help="Show nodes of this kind alone: person, topic, organization, …")
    ] = None,
    engine: Annotated[
        str, typer.Option(help="What computes it: auto, networkx, scipy, or networkit.")
    ] = "auto",
    write: Annotated[
        bool, typer.Option("--write", help="Keep the values in the graph, until the graph changes.")
    ] = False,
    list_: Annotated[bool, typer.Option("--list", help="List views and measures.")] = False,
    format: Format = TableFormat.table,
) -> None:
    """Measure a view of the graph: who speaks most, who bridges camps, what rises and falls."""
    from sayso import printing
    from sayso.graph.analysis import analyses
    from sayso.graph.answers import Answer
    from sayso.graph.store import Store

    if list_:
        columns = ("view", "measure", "what it means")
        printing.show(Answer(columns=columns, rows=tuple(analyses.choices())), format.value, sys.stdout)
        return
    if view is None or measure is None:
        raise typer.BadParameter("give a view and a measure; --list shows them", param_hint="VIEW MEASURE")
    with Store.open(graph, read_only=not write) as store:
        if store.derived_is_stale:
            _report("the graph is being built, or a build was cut off: speakers and dates may be missing")
        found = analyses.analyse(
            store, view, measure, since=since, until=until, by=by, top=top, kind=kind, engine=engine
        )
        if write:
            from sayso.graph.analysis import results

            count = results.write(store, found)
    _report(found.line)
    for note in found.notes:
        _report(f"note: {note}")
    printing.show(_table(found, format), format.value, sys.stdout)
    if write:
        _report(f"{count:,} values written to {graph}")


def _report(text: str) -> None:
    print(f"sayso: {printable(text)}", file=sys.stderr)


def _table(found: "Analysis", format: TableFormat) -> "Answer":
    """The rows; on a terminal numbers are short, and IRIs are left out where there are names."""
    from sayso.graph.answers import Answer

    if format is not TableFormat.table:
        return Answer(columns=found.columns, rows=found.rows)
    shown = [at for at, column in enumerate(found.columns) if column not in ("iri", "other_iri")]
    rows = tuple(
        tuple(float(f"{row[at]:.4g}") if isinstance(row[at], float) else row[at] for at in shown)
        for row in found.rows
    )
    return Answer(columns=tuple(found.columns[at] for at in shown), rows=rows)
