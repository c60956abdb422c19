"""Options that several commands share."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

__all__ = ["Format", "Graph", "TableFormat"]

Graph = Annotated[Path, typer.Option("--graph", "-g", envvar="SAYSO_GRAPH", help="The folder of the graph.")]


class TableFormat(StrEnum):
    """How an answer is printed."""

    table = "table"
    json = "json"
    csv = "csv"


Format = Annotated[TableFormat, typer.Option("--format", "-f", help="How to print the answer.")]
