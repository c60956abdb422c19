"""The commands that tell reasons: `sayso why` and `sayso why-not`."""

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from sayso.config import DEFAULT_GRAPH
from sayso.options import Graph
from sayso.terminal import printable

if TYPE_CHECKING:
    from sayso.graph.store import Store

__all__ = ["why", "why_not"]


class ReasonFormat(StrEnum):
    """How reasons are printed."""

    text = "text"
    json = "json"


AsText = Annotated[ReasonFormat, typer.Option("--format", "-f", help="In plain words, or as JSON.")]


def why(
    first: Annotated[
        str,
        typer.Argument(
            help="A statement (its id, the beginning of it, or a place such as port-plan:120), or somebody.",
            metavar="STATEMENT|PERSON",
        ),
    ],
    second: Annotated[
        str | None,
        typer.Argument(
            help="A topic: what they said on it. Somebody else: are the two one?", metavar="TOPIC|PERSON"
        ),
    ] = None,
    graph: Graph = DEFAULT_GRAPH,
    format: AsText = ReasonFormat.text,
    at_most: Annotated[int, typer.Option("--at-most", min=1, help="How many statements to explain.")] = 5,
) -> None:
    """Show what a statement, somebody's statements on a topic, or an identity rests on."""
    from sayso import reasoning
    from sayso.graph.reasons.provenance import plain
    from sayso.graph.reasons.why import why, why_lines
    from sayso.graph.store import Store

    with Store.open(graph, read_only=True) as store:
        _warn_if_stale(store)
        found = why(store, first, second, at_most=at_most)
    _tell(f"Taken for: {found.taken_for}")
    if found.count > len(found.statements):
        _tell(f"{found.count} statements, {at_most} of them shown; --at-most {found.count} shows all")
    if format is ReasonFormat.json:
        reasoning.write_json(plain(found), sys.stdout)
    else:
        reasoning.show(why_lines(found), sys.stdout)


def why_not(
    person: Annotated[str, typer.Argument(help="Somebody: a name, an id or an IRI.")],
    topic: Annotated[str, typer.Argument(help="A topic: its label, notation or IRI.")],
    graph: Graph = DEFAULT_GRAPH,
    article: Annotated[
        str | None, typer.Option("--article", help="Only in the article with this id or file name.")
    ] = None,
    experts: Annotated[
        str | None,
        typer.Option(envvar="SAYSO_EXPERTS", help="The kinds that count as expert, as for `sayso ask`."),
    ] = None,
    format: AsText = ReasonFormat.text,
) -> None:
    """Show why nothing of somebody on a topic is answered: the nearest statement, and what stopped it."""
    from sayso import reasoning
    from sayso.graph.reasons.absence_wording import absence_lines
    from sayso.graph.reasons.missing import why_not
    from sayso.graph.reasons.provenance import plain
    from sayso.graph.store import Store
    from sayso.questioning import meaning_of

    with Store.open(graph, read_only=True) as store:
        _warn_if_stale(store)
        found = why_not(store, person, topic, article=article, experts=experts, meaning=meaning_of(store))
    _tell(f"Taken for: {found.taken_for}")
    if format is ReasonFormat.json:
        reasoning.write_json(plain(found), sys.stdout)
    else:
        reasoning.show(absence_lines(found), sys.stdout)


def _warn_if_stale(store: "Store") -> None:
    if store.derived_is_stale:
        _tell("sayso: warning: a build is going on or was cut off; until it ends, reasons lack its articles")


def _tell(text: str) -> None:
    print(printable(text), file=sys.stderr)
