"""The commands `sayso train …`: models of one's own."""

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

__all__ = ["train"]

train = typer.Typer(
    help="Train models of your own.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@train.callback()
def common() -> None:
    """Train models of your own."""


@train.command(epilog="Example: sayso train attributions annotated.jsonl --out my-encoder")
def attributions(
    data: Annotated[
        Path,
        typer.Argument(
            help="Articles with source, cue and content marked, one JSON object a line.", metavar="DATA"
        ),
    ],
    out: Annotated[
        Path, typer.Option("--out", "-o", help="The folder of the run; its model/ is the result.")
    ],
    start: Annotated[
        Path | None,
        typer.Option(
            "--from",
            help="Start from the MiniLM in this folder (model.safetensors, vocab.txt) rather than from the "
            "shipped encoder.",
        ),
    ] = None,
    epochs: Annotated[float, typer.Option(min=0.01, help="How often every article is seen.")] = 6.0,
    rate: Annotated[float, typer.Option(min=0.0, help="The highest learning rate.")] = 2e-4,
    seed: Annotated[int, typer.Option(min=0, help="Two runs with the same seed learn the same.")] = 0,
    held_out: Annotated[
        float, typer.Option(min=0.01, max=0.5, help="The share of articles kept aside to calibrate on.")
    ] = 0.1,
    threads: Annotated[int, typer.Option(min=1, help="Processor cores to use.")] = 2,
    model: Annotated[
        str, typer.Option(envvar="SAYSO_MODEL", help="The spaCy pipeline that parses the articles.")
    ] = "sm",
    background: Annotated[
        bool, typer.Option("--background", help="Start it, return at once, and write to OUT/train.log.")
    ] = False,
) -> None:
    """Fine-tune the encoder that finds attributions; a run that was stopped goes on where it was."""
    if background:
        _in_background(out)
        return
    from sayso.extract.training.recipe import Recipe
    from sayso.training import train_attributions

    recipe = Recipe(seed=seed, epochs=epochs, rate=rate, threads=threads)

    def progress(stage: str, done: int, of: int, remark: str) -> None:
        share = f" {done} of {of}" if done else ""
        print(f"{stage}{share}{f', {remark}' if remark else ''}", file=sys.stderr, flush=True)

    report = train_attributions(
        data, out, recipe, start=start, model=model, held_out=held_out, progress=progress
    )
    print(
        f"{report.articles} articles set aside: {report.annotated} attributions annotated, {report.found} "
        f"found, {report.right} right; F1 {100 * report.f1:.1f}\n\nconfidence    number  mean   right"
    )
    for low, high, number, mean, right in report.bins:
        print(f"{low:.1f} to {high:.1f}  {number:>8}  {mean:.3f}  {right:.3f}")
    print(f"\nuse it: sayso build ARTICLES --attributions {report.folder}")


def _in_background(out: Path) -> None:
    """The same command in a session of its own, so that it outlives this one."""
    out.mkdir(parents=True, exist_ok=True)
    log = out / "train.log"
    arguments = [argument for argument in sys.argv[1:] if argument != "--background"]
    with log.open("ab") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "sayso", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            start_new_session=True,
        )
    print(f"training as process {process.pid}; follow it in {log}", file=sys.stderr)
    print("if it stops, the same command goes on where it was", file=sys.stderr)
