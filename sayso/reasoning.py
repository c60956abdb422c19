"""Reasons on a terminal: lines of `sayso.graph.reasons.wording`, wrapped, with what is a guess in red."""

import json
from collections.abc import Iterable, Mapping
from typing import IO, Any

from rich.console import Console
from rich.text import Text

from sayso.graph.reasons.wording import Line
from sayso.terminal import printable

__all__ = ["show", "write_json"]

WIDTH_WHERE_PIPED = 110
_NARROWEST = 30

STYLES: Mapping[str, str] = {
    "": "not dim",
    "bold": "bold",
    "dim": "dim",
    "guess": "bold red",
    "source": "bold cyan",
    "cue": "italic yellow",
    "content": "green",
    "source dim": "cyan dim",
    "cue dim": "yellow dim",
    "content dim": "green dim",
}


def show(lines: Iterable[Line], out: IO[str]) -> None:
    """Print lines, those that are too long wrapped below their first word."""
    console = Console(file=out, highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = WIDTH_WHERE_PIPED
    for line in lines:
        indent = line.columns
        text = Text()
        for run, style in line.runs:
            text.append(printable(run), style=STYLES[style])
        label = printable(line.label).ljust(indent)
        for part in text.wrap(console, max(_NARROWEST, console.width - indent)) or [Text()]:
            part.rstrip()
            console.print(Text.assemble((label, "dim"), part), soft_wrap=True)
            label = " " * indent


def write_json(value: Any, out: IO[str]) -> None:
    """Print plain values as JSON."""
    out.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")
