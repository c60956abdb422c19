"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["Graph"]

Graph = Annotated[Path, typer.Option("--graph", "-g", envvar="SAYSO_GRAPH", help="The folder of the graph.")]
