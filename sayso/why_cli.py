"""The commands that tell reasons: `sayso why` and `sayso why-not`."""

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from sayso.config import DEFAULT_GRAPH
from sayso.errors import QueryError
from sayso.options import Graph
from sayso.terminal import printable

if TYPE_CHECKING:
    from sayso.graph.reasons.meant import Meant
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
    from sayso.graph.reasons.meant import meant
    from sayso.graph.store import Store

    with Store.open(graph, read_only=True) as store:
        found = meant(store, first, second)
        _tell(f"Taken for: {found.told}")
        if found.kind == "identity":
            _identity(store, found, format)
        elif found.kind == "two identities":
            _identities(store, found, format, first, second or "")
        else:
            _statements(store, found, format, at_most)


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
        found = why_not(store, person, topic, article=article, experts=experts, meaning=meaning_of(store))
    _tell(f"Taken for: {found.taken_for}")
    if format is ReasonFormat.json:
        reasoning.write_json(plain(found), sys.stdout)
    else:
        reasoning.show(absence_lines(found), sys.stdout)


def _identity(store: "Store", found: "Meant", format: ReasonFormat) -> None:
    from sayso import accounts, reasoning
    from sayso.graph.accounts import account
    from sayso.graph.reasons.provenance import plain

    one = account(store, found.speakers[0])
    if format is ReasonFormat.json:
        reasoning.write_json({"taken_for": found.told, "account": plain(one)}, sys.stdout)
    else:
        accounts.show(one, sys.stdout)


def _identities(store: "Store", found: "Meant", format: ReasonFormat, first: str, second: str) -> None:
    from sayso import accounts, reasoning
    from sayso.graph.accounts import comparison
    from sayso.graph.reasons.provenance import plain

    both = comparison(store, first, second)
    if format is ReasonFormat.json:
        reasoning.write_json({"taken_for": found.told, "comparison": plain(both)}, sys.stdout)
    else:
        accounts.show_comparison(both, sys.stdout)


def _statements(store: "Store", found: "Meant", format: ReasonFormat, at_most: int) -> None:
    from sayso import reasoning
    from sayso.graph.reasons.missing import statements_on
    from sayso.graph.reasons.provenance import plain
    from sayso.graph.reasons.tracing import Tracer
    from sayso.graph.reasons.wording import Line, statement_lines

    statements = list(found.statements)
    if found.kind == "speaker and topic":
        statements = statements_on(store, found.speakers[0], found.topics[0])
        if not statements:
            raise QueryError(
                f"no statement of {found.told}: sayso why-not, with the same two, tells what stopped it"
            )
    tracer = Tracer(store)
    explained = [tracer.provenance(one, found.topics) for one in statements[:at_most]]
    if len(statements) > at_most:
        _tell(f"{len(statements)} statements; {at_most} are shown, --at-most {len(statements)} shows all")
    if format is ReasonFormat.json:
        reasoning.write_json(
            {
                "taken_for": found.told,
                "count": len(statements),
                "statements": [plain(one) for one in explained],
            },
            sys.stdout,
        )
        return
    for number, one in enumerate(explained):
        if number:
            reasoning.show([Line("", (("", ""),), -1)], sys.stdout)
        reasoning.show(statement_lines(one), sys.stdout)


def _tell(text: str) -> None:
    print(printable(text), file=sys.stderr)
