"""The command that asks who is who: `sayso review`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from sayso.config import DEFAULT_GRAPH
from sayso.errors import SaysoError
from sayso.options import Graph

__all__ = ["review"]


def review(
    graph: Graph = DEFAULT_GRAPH,
    ledger: Annotated[
        Path | None,
        typer.Option(help="The curation ledger to write to, where it is not the one of the graph."),
    ] = None,
) -> None:
    """Walk through the pairs that may be one, and write what you decide to the curation ledger."""
    from sayso import ledgers, reviewing
    from sayso.graph.store import Store

    with Store.open(graph, read_only=True) as store:
        path = ledger or ledgers.in_force(store)
        if path is None:
            raise SaysoError(
                "this graph was built from several folders: tell with --ledger which file to write to"
            )
        pairs = reviewing.pairs(store)
    if not pairs:
        print("nothing to review: no pair is undecided", file=sys.stderr)
        return
    print(f"{len(pairs)} undecided; what you decide goes to {path}", file=sys.stderr)
    outcome = reviewing.walk(pairs, path)
    if outcome.written:
        with Store.open(graph) as store:
            ledgers.put_in_force(store, (), path)
            store.refresh_derived()
    print(
        f"{len(outcome.written)} decided, {outcome.followed} followed from these, {outcome.left} left",
        file=sys.stderr,
    )
