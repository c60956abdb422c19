"""The command that proves a graph anew against its articles: `sayso verify`."""

import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from sayso.config import DEFAULT_GRAPH
from sayso.options import Format, TableFormat
from sayso.terminal import printable

if TYPE_CHECKING:
    from sayso.graph.store import Store
    from sayso.graph.verification.checks import Finding

__all__ = ["verify"]

_FOUND = 3
_NAMED = 5

Source = Annotated[
    str,
    typer.Option(
        "--graph",
        "-g",
        envvar="SAYSO_GRAPH",
        help="The folder or URL of the graph, or an N-Quads or TriG file of one.",
    ),
]


def verify(
    graph: Source = DEFAULT_GRAPH,
    shapes: Annotated[
        bool, typer.Option("--shapes", help="Run the SHACL shapes instead, with pySHACL; for small graphs.")
    ] = False,
    limit: Annotated[
        int, typer.Option("--limit", min=0, help="Show this many findings of each check; 0 shows all.")
    ] = 10,
    list_checks: Annotated[
        bool, typer.Option("--list", help="Tell what is checked, without looking at a graph.")
    ] = False,
    format: Format = TableFormat.table,
) -> None:
    """Prove every edge of a graph anew against the stored text; exit code 3 if anything is wrong."""
    from sayso.graph.verification.checks import CHECKS

    if list_checks:
        _list(CHECKS, format, sys.stdout)
        return
    with ExitStack() as stack:
        from sayso.graph.verification.verifying import users_graphs

        store = stack.enter_context(_open(graph))
        users = users_graphs(store)
        if shapes:
            from sayso.graph.verification.shapes import violations

            findings = list(violations(store))
        else:
            from sayso.graph.verification.verifying import verify as verified

            findings = list(verified(store))
        quads = len(store.handle)
    by_check: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_check[finding.check].append(finding)
    order = {check: number for number, check in enumerate(CHECKS)}
    groups = {
        check: sorted(by_check[check], key=lambda one: (one.article or "", one.node, one.message))
        for check in sorted(by_check, key=lambda one: (order.get(one, len(order)), one))
    }
    _show(groups, CHECKS, users, limit, format, sys.stdout)
    if users:
        print(_passed_over(users), file=sys.stderr)
    summary = f"{graph}: {quads:,} triples, "
    if findings:
        kinds = f"{len(groups)} {'check' if len(groups) == 1 else 'checks'}"
        print(f"{summary}{_count(len(findings))} by {kinds}", file=sys.stderr)
        raise typer.Exit(_FOUND)
    print(f"{summary}nothing wrong", file=sys.stderr)


def _open(graph: str) -> "Store":
    """The graph of a folder or on a server, or that of a dump in memory."""
    from sayso.graph.dumps import load
    from sayso.graph.remote.endpoints import is_remote
    from sayso.graph.store import Store

    if Path(graph).is_file() and not is_remote(graph):
        return load(Path(graph))
    return Store.open(graph, read_only=True)


def _list(checks: Mapping[str, str], format: TableFormat, out: IO[str]) -> None:
    if format is TableFormat.json:
        out.write(
            json.dumps([{"check": name, "proves": text} for name, text in checks.items()], indent=2) + "\n"
        )
    elif format is TableFormat.csv:
        csv.writer(out, lineterminator="\n").writerows([("check", "proves"), *checks.items()])
    else:
        width = max(map(len, checks))
        for name, text in checks.items():
            print(f"{name:{width}}  {text}", file=out)


def _show(
    groups: Mapping[str, Sequence["Finding"]],
    checks: Mapping[str, str],
    users: Mapping[str, int],
    limit: int,
    format: TableFormat,
    out: IO[str],
) -> None:
    """Findings by check; programs get all of them, with the limit of each check where there is one."""
    shown = {check: found[: limit or None] for check, found in groups.items()}
    if format is TableFormat.table:
        for number, (check, found) in enumerate(groups.items()):
            if number:
                print(file=out)
            print(f"{check}: {checks.get(check, 'A SHACL shape of the vocabulary.')}", file=out)
            for one in shown[check]:
                print(f"  {printable(one.message)}", file=out)
            if len(shown[check]) < len(found):
                print(
                    f"  … and {len(found) - len(shown[check]):,} more, {_count(len(found))} in all", file=out
                )
        return
    rows = [one for found in shown.values() for one in found]
    if format is TableFormat.json:
        out.write(json.dumps(_document(groups, users, rows), ensure_ascii=False, indent=2) + "\n")
    else:
        from sayso.graph.exports.formats import defused

        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("check", "node", "article", "message"))
        writer.writerows(
            [defused(cell) for cell in (one.check, one.node, one.article, one.message)] for one in rows
        )


def _document(
    groups: Mapping[str, Sequence["Finding"]], users: Mapping[str, int], rows: Iterable["Finding"]
) -> dict[str, object]:
    return {
        "counts": {check: len(found) for check, found in groups.items()},
        "findings": [
            {"check": one.check, "node": one.node, "article": one.article, "message": one.message}
            for one in rows
        ],
        "users_graphs": [{"graph": name, "triples": count} for name, count in users.items()],
    }


def _passed_over(users: Mapping[str, int]) -> str:
    """A line on graphs of users' own, with the first of them."""
    named = [f"{name} ({count:,} {_things(count, 'triple')})" for name, count in users.items()]
    more = f" and {len(named) - _NAMED:,} more" if len(named) > _NAMED else ""
    told = f"{len(named):,} {_things(len(named), 'graph')} of users' own, not checked"
    return printable(f"{told}: {', '.join(named[:_NAMED])}{more}")


def _things(number: int, name: str) -> str:
    return name if number == 1 else f"{name}s"


def _count(number: int) -> str:
    return f"{number:,} {_things(number, 'finding')}"
