"""The commands `sayso topics …`: topic schemes checked, shown and tried."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sayso.options import TableFormat
from sayso.suggest_cli import accept, suggest
from sayso.terminal import printable

if TYPE_CHECKING:
    from sayso.graph.answers import Value
    from sayso.graph.topics.scheme import Checked, TopicScheme

__all__ = ["topics"]

_LEAST = 0.3  # of 1; what is less near in meaning is noise
_MOST_SHOWN = 8

topics = typer.Typer(
    help="Check, show and try topic schemes.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


Topics = Annotated[
    list[Path] | None, typer.Option("--topics", help="A SKOS file with topics of your own; may be repeated.")
]
OwnTopicsOnly = Annotated[bool, typer.Option("--own-topics-only", help="Leave out the shipped topics.")]
Proposed = Annotated[bool, typer.Option("--proposed", help="Show concepts that are only proposed, too.")]


@topics.callback()
def common() -> None:
    """Check, show and try topic schemes."""


topics.command(epilog="Example: sayso topics suggest --graph my-graph -o proposals.ttl")(suggest)
topics.command(epilog='Example: sayso topics accept proposals.ttl "tea trade" --into my-topics.ttl')(accept)


@topics.command(epilog="Example: sayso topics check my-topics.ttl")
def check(
    files: Annotated[list[Path], typer.Argument(help="SKOS files; several are read as one scheme.")],
    with_shipped: Annotated[
        bool, typer.Option("--with-shipped", help="Check them together with the shipped topics.")
    ] = False,
    format: Annotated[
        TableFormat, typer.Option("--format", "-f", help="How to print the findings.")
    ] = TableFormat.table,
) -> None:
    """Tell what is wrong with topic schemes, and what may surprise; exit code 1 if they cannot be used."""
    from sayso import printing
    from sayso.graph.answers import Answer
    from sayso.graph.topics import scheme

    checked = scheme.check(files, shipped=with_shipped)
    rows = tuple(
        (
            "error" if finding.is_error else "remark",
            finding.file,
            finding.concept or None,
            f"{finding.kind}: {finding.what}",
            finding.way_out,
        )
        for finding in checked.findings
    )
    if rows or format is not TableFormat.table:
        columns = ("level", "file", "concept", "what", "way out")
        printing.show(Answer(columns=columns, rows=rows), format.value, sys.stdout)
    for line in _summary(checked):
        print(printable(line), file=sys.stderr)
    if checked.scheme is None:
        raise typer.Exit(1)


def _summary(checked: "Checked") -> Iterator[str]:
    errors = sum(finding.is_error for finding in checked.findings)
    for file in checked.files:
        told = ", ".join(f"{language or 'no language'} {count:,}" for language, count in file.languages[:6])
        more = f" and {len(file.languages) - 6} more" if len(file.languages) > 6 else ""
        yield f"{file.path}: {len(file.concepts):,} concepts; preferred labels: {told or 'none'}{more}"
    found = checked.scheme
    if found is not None:
        labels = sum(len(concept.alt_labels) + 1 for concept in found)
        needing = sum(len(concept.labels_in_need) for concept in found)
        yield (
            f"together: {len(found):,} concepts, {labels:,} labels, {needing:,} that count only in company; "
            f"{_levels(found)} levels; {len(found.same):,} concepts merged"
        )
    yield f"errors: {errors}, remarks: {len(checked.findings) - errors}"


def _levels(scheme: "TopicScheme") -> int:
    """How many concepts stand one above the other at most."""
    height: dict[str, int] = {}
    for concept in sorted(scheme, key=lambda concept: len(scheme.broader_transitive(concept.iri))):
        height[concept.iri] = 1 + max((height.get(broader, 0) for broader in concept.broader), default=0)
    return max(height.values(), default=0)


@topics.command("list", epilog='Example: sayso topics list "ban on graphics processors"')
def list_(
    text: Annotated[
        str | None, typer.Argument(help="A phrase: show the concepts it may mean, best first.")
    ] = None,
    topics: Topics = None,
    own_topics_only: OwnTopicsOnly = False,
    proposed: Proposed = False,
    by_labels: Annotated[
        bool, typer.Option("--by-labels", help="Look at the words of labels only, not at the meaning.")
    ] = False,
    format: Annotated[
        TableFormat, typer.Option("--format", "-f", help="How to print what is found.")
    ] = TableFormat.table,
) -> None:
    """Show the concepts as a tree, or those that a phrase may mean, with a score from 0 to 1."""
    from sayso import printing
    from sayso.graph.answers import Answer
    from sayso.graph.topics.scheme import TopicScheme

    scheme = TopicScheme.load(topics or (), shipped=not own_topics_only, proposed=proposed)
    if text is None:
        columns: tuple[str, ...] = ("concept", "label", "broader", "status")
        if format is TableFormat.table:
            for line in _tree(scheme):
                print(printable(line.rstrip()))
            return
        rows: tuple[tuple[Value, ...], ...] = tuple(
            (scheme.curie(c.iri), c.label, "; ".join(map(scheme.curie, c.broader)), c.status) for c in scheme
        )
    else:
        columns = ("score", "concept", "label", "found by")
        rows = tuple(_meant(scheme, text, by_labels=by_labels))
        if not rows:
            near = scheme.suggestions(text)
            hint = f"; did you mean {' or '.join(map(repr, near))}?" if near else ""
            print(printable(f"no concept for {text!r}{hint}"), file=sys.stderr)
            raise typer.Exit(1)
    printing.show(Answer(columns=columns, rows=rows), format.value, sys.stdout)


def _meant(scheme: "TopicScheme", text: str, *, by_labels: bool) -> "Iterator[tuple[Value, ...]]":
    """What a phrase may mean, best first: by its words, and, where the model is there, by its meaning."""
    scored = [(found.score, found.concept.iri, found.label) for found in scheme.find(text)]
    if not by_labels:
        from sayso.extract.meaning import load_meaning

        meaning = load_meaning(scheme)
        known = {iri for _, iri, _ in scored}
        near = meaning.nearest(text) if meaning else ()
        scored += [
            (round(score, 2), iri, "(meaning)") for iri, score in near if iri not in known and score >= _LEAST
        ]
    for score, iri, label in sorted(scored, key=lambda found: -found[0])[:_MOST_SHOWN]:
        yield score, scheme.curie(iri), scheme[iri].label, label


def _tree(scheme: "TopicScheme") -> Iterator[str]:
    """The concepts by their labels, each below a broader one; below further ones it is only named."""
    narrower: dict[str, list[str]] = {}
    for concept in scheme:
        for broader in concept.broader or ("",):
            narrower.setdefault(broader, []).append(concept.iri)

    def ordered(iris: list[str]) -> list[str]:
        return sorted(iris, key=lambda iri: (scheme[iri].label.casefold(), iri), reverse=True)

    shown: set[str] = set()
    waiting = [(iri, 0) for iri in ordered(narrower.get("", []))]
    while waiting:
        iri, depth = waiting.pop()
        concept = scheme[iri]
        again = iri in shown and iri in narrower
        shown.add(iri)
        status = f" ({concept.status})" if concept.status else ""
        yield f"{'  ' * depth}{concept.label}{status}{' …' if again else ''}  {scheme.curie(iri)}"
        if not again:
            waiting.extend((below, depth + 1) for below in ordered(narrower.get(iri, [])))
