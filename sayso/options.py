"""Options that several commands share."""

from enum import StrEnum
from typing import Annotated

import typer

__all__ = ["Format", "Graph", "TableFormat"]

Graph = Annotated[
    str,
    typer.Option(
        "--graph",
        "-g",
        envvar="SAYSO_GRAPH",
        metavar="FOLDER|URL",
        help="The folder of the graph, or the URL of a SPARQL server that holds it.",
    ),
]


class TableFormat(StrEnum):
    """How an answer is printed."""

    table = "table"
    json = "json"
    csv = "csv"


Format = Annotated[TableFormat, typer.Option("--format", "-f", help="How to print the answer.")]
