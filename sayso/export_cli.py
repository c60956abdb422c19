"""The commands `sayso export` and `sayso link`: the graph taken to other tools, and ids brought back."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from sayso.config import DEFAULT_GRAPH
from sayso.errors import SaysoError
from sayso.options import Format, Graph, TableFormat
from sayso.terminal import printable

__all__ = ["export", "link"]

_EXIT_PART_LEFT_OUT = 3


def export(
    path: Annotated[
        Path | None,
        typer.Argument(help="The file or folder to write; its ending tells the format.", metavar="OUT"),
    ] = None,
    graph: Graph = DEFAULT_GRAPH,
    view: Annotated[
        str | None,
        typer.Option(
            "--view", "-V", help="The view to write, such as person-topic or overview; --list names them."
        ),
    ] = None,
    format: Annotated[
        str | None, typer.Option("--format", "-f", help="The format, where the ending does not tell.")
    ] = None,
    html: Annotated[bool, typer.Option("--html", help="The same as --format html.")] = False,
    raw_csv: Annotated[
        bool,
        typer.Option("--raw-csv", help="Leave text in CSV as it is, formulas too."),
    ] = False,
    texts: Annotated[
        bool, typer.Option("--texts/--no-texts", help="Whole articles in a page, or their sentences alone.")
    ] = True,
    force: Annotated[
        bool, typer.Option("--force", help="Replace a file in the way even if no export wrote it.")
    ] = False,
    list_: Annotated[bool, typer.Option("--list", help="List the formats and the views, and end.")] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", hidden=True)] = None,
) -> None:
    """Write the graph, or a view of it, for other tools, or as a web page."""
    if list_:
        _list()
        return
    target = path or output
    if target is None:
        raise typer.BadParameter("give the file or folder to write, or --list", param_hint="OUT")
    if html and format not in (None, "html"):
        raise typer.BadParameter(f"--html and --format {format} are two formats", param_hint="--html")
    from sayso.graph.exports import formats
    from sayso.graph.store import Store

    wanted = "html" if html else format
    formats.format_of(target, wanted)  # a wrong name is told before a large graph is opened
    with Store.open(graph, read_only=True) as store:
        if store.derived_is_stale:
            print(
                "sayso: warning: a build is going on or was cut off; until it ends, its articles are missing",
                file=sys.stderr,
            )
        written = formats.export(
            store, view, target, format=wanted, raw_csv=raw_csv, texts=texts, force=force
        )
    for file in written:
        print(printable(str(file)))


def _list() -> None:
    from sayso import printing
    from sayso.graph.analysis.views import VIEWS
    from sayso.graph.answers import Answer
    from sayso.graph.exports.formats import FORMATS

    of = {"view": "a view", "graph": "the whole graph", "either": "the whole graph or a view"}
    formats = tuple(
        (one.name, ", ".join(one.suffixes) or "a folder", of[one.of], one.about) for one in FORMATS.values()
    )
    columns = ("format", "ending", "writes", "for")
    printing.show(Answer(columns=columns, rows=formats), TableFormat.table.value, sys.stdout)
    print()
    views = tuple((view.name, view.about) for view in VIEWS.values())
    printing.show(Answer(columns=("view", "ties"), rows=views), TableFormat.table.value, sys.stdout)


def link(
    file: Annotated[
        Path, typer.Argument(help="A CSV or TSV file with a column 'id' and one with identifiers.")
    ],
    graph: Graph = DEFAULT_GRAPH,
    column: Annotated[
        str | None,
        typer.Option(help="The column with the identifiers, where it is not called wikidata or the like."),
    ] = None,
    ledger: Annotated[
        Path | None,
        typer.Option(help="The ledger to add them to, where it is not that of the graph."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the lines, and write nothing.")] = False,
    format: Format = TableFormat.table,
) -> None:
    """Add outside identifiers, as OpenRefine has reconciled them, to the curation ledger."""
    from sayso import ledgers, printing
    from sayso.graph import iris, vocab
    from sayso.graph.answers import Answer
    from sayso.graph.exports import openrefine
    from sayso.graph.store import Store
    from sayso.graph.upkeep.ledger import append, format_line, read

    table = openrefine.read_table(file)
    with Store.open(graph, read_only=True) as store:
        known: set[str] = set()
        for kind in (vocab.Person, vocab.Organization, vocab.Outlet, vocab.Platform):
            found = store.query(f"SELECT ?x WHERE {{ ?x a <{kind}> }}")
            known.update(iris.compact(iri.value, store.base) for (iri,) in found)
        place = ledger or ledgers.in_force(store)
        base = store.base
    if place is None:
        raise SaysoError(f"the graph in {graph} has no ledger: name one with --ledger")
    proposal = openrefine.proposals(table, known, read(place, base=base).lines, column=column, base=base)
    if not dry_run:
        append(place, proposal.lines)
    columns = ("id", "identifier", "line")
    rows = tuple((line.names[0], line.value, format_line(line)) for line in proposal.lines)
    printing.show(Answer(columns=columns, rows=rows), format.value, sys.stdout)
    for number, reason in proposal.left_out:
        print(printable(f"left out: {file}:{number}: {reason}"), file=sys.stderr)
    for names in openrefine.doubles(proposal.lines):
        print(
            printable(f"{' and '.join(names)} have one identifier; if they are one: merge {' '.join(names)}"),
            file=sys.stderr,
        )
    added = "would be added to" if dry_run else "added to"
    print(
        f"{len(proposal.lines)} links {added} {place}, {proposal.known} there already, "
        f"{len(proposal.left_out)} left out; 'sayso build --ledger {place}' takes them into the graph",
        file=sys.stderr,
    )
    if proposal.left_out:
        raise typer.Exit(_EXIT_PART_LEFT_OUT)
