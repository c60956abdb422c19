"""The commands `sayso topics suggest` and `sayso topics accept`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from sayso.config import DEFAULT_GRAPH
from sayso.options import Graph, TableFormat

__all__ = ["accept", "suggest"]


def suggest(
    graph: Graph = DEFAULT_GRAPH,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write the proposals to this file, as SKOS in Turtle."),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Look at all statements, not only at those without a topic.")
    ] = False,
    most: Annotated[int, typer.Option(help="How many proposals to make, at most.", min=1)] = 20,
    statements: Annotated[
        int | None, typer.Option("--least-statements", help="How many statements each must have.", min=1)
    ] = None,
    articles: Annotated[
        int | None, typer.Option("--least-articles", help="From how many articles at least.", min=1)
    ] = None,
    speakers: Annotated[
        int | None, typer.Option("--least-speakers", help="By how many speakers at least.", min=0)
    ] = None,
    declined: Annotated[
        list[Path] | None,
        typer.Option(
            "--not",
            help="A file with phrases that are no topics, one a line, or with proposals that were turned "
            "down; may be repeated.",
        ),
    ] = None,
    organizations: Annotated[
        bool, typer.Option("--organizations", help="Propose names of organisations, too.")
    ] = False,
    format: Annotated[
        TableFormat, typer.Option("--format", "-f", help="How to print the proposals.")
    ] = TableFormat.table,
    model: Annotated[
        str, typer.Option(envvar="SAYSO_MODEL", help="The spaCy pipeline that reads the statements.")
    ] = "sm",
) -> None:
    """Propose topics for the statements that have none, each with what it rests on."""
    from sayso import printing, suggesting
    from sayso.graph.topics import proposals

    phrases = [phrase for path in declined or () for phrase in proposals.labels(path)]
    found = suggesting.suggest(
        graph,
        every=every,
        most=most,
        least=(statements, articles, speakers),
        declined=phrases,
        organizations=organizations,
        model=model,
    )
    if format is TableFormat.table:
        suggesting.show(found, sys.stdout)
    else:
        printing.show(suggesting.answer(found), format.value, sys.stdout)
    if output is not None:
        proposals.write(found, output)
        print(f"{output}: {len(found)} proposals", file=sys.stderr)


def accept(
    proposals: Annotated[
        Path, typer.Argument(help="The file that 'sayso topics suggest -o' wrote.", metavar="PROPOSALS")
    ],
    names: Annotated[list[str], typer.Argument(help="Labels or IRIs of proposals.", metavar="LABEL…")],
    into: Annotated[Path, typer.Option(help="The SKOS file that they are added to, made if there is none.")],
    label: Annotated[
        str | None, typer.Option(help="The preferred label; the proposed one becomes another.")
    ] = None,
    broader: Annotated[
        str | None, typer.Option(help="The concept above: its label or IRI, in that file or a shipped one.")
    ] = None,
    as_concept: Annotated[
        str | None,
        typer.Option("--as", help="Give the labels to this concept, by label or IRI, and add no new one."),
    ] = None,
) -> None:
    """Move proposed topics into a topic scheme of your own."""
    from sayso.graph.topics.proposals import accept as accept_into
    from sayso.terminal import printable

    for one in accept_into(proposals, names, into=into, label=label, broader=broader, merge_into=as_concept):
        what = f"labels of {one.merged_into}" if one.merged_into else "accepted"
        print(printable(f"{into}: {one.label}: {what}"), file=sys.stderr)
