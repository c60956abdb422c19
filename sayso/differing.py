"""What differs between two states, and what a build did, in plain words on a terminal."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO, Any, TypeVar

from rich.console import Console
from rich.text import Text

from sayso.graph.answers import Value
from sayso.graph.changes.derived_differences import DerivedDifference, IdentityChange
from sayso.graph.changes.differences import (
    ArticleDifference,
    Change,
    Difference,
    FindingDifference,
    only_surer,
)
from sayso.graph.changes.run_log import Build, Entry
from sayso.graph.changes.states import Finding
from sayso.terminal import printable

__all__ = ["rows", "show", "show_build"]

WIDTH_WHERE_PIPED = 110
_MOST_ARTICLES = 50
_MOST_FINDINGS = 20
_MOST_DERIVED = 20
_LONGEST = 160

_ORDER = ("added", "changed", "removed", "rejected", "copies")
_STYLES = {"came": "green", "went": "red", "moved": "dim", "changed": "yellow"}
_SHORT_RUN = 7

_Line = tuple[int, Text]
_Any = TypeVar("_Any")


def show(difference: Difference, out: IO[str], *, everything: bool = False) -> None:
    """Print what differs: counts, runs, what follows from all articles, and article by article.

    Unless `everything` is wanted, of many articles and findings the first are shown and the others counted;
    those in which a little confidence is all that differs are counted, too.
    """
    if difference.is_none:
        _print(out, [(0, Text(f"no difference in {_count(difference.same, 'article')}"))])
        return
    lines = [*_summary(difference)]
    if difference.derived is not None:
        lines += _derived(difference.derived, None if everything else _MOST_DERIVED)
    articles = [one for one in difference.articles if everything or not _says_the_same(one)]
    shown, more = _first(articles, None if everything else _MOST_ARTICLES)
    for article in shown:
        lines += [(0, Text()), *_article(article, None if everything else _MOST_FINDINGS)]
    if more:
        lines += [(0, Text()), (0, Text(f"and {_count(more, 'more article')}: --all shows them", "dim"))]
    alike = len(difference.articles) - len(articles)
    if alike:
        lines += [
            (0, Text()),
            (0, Text(f"{_surer([])} in {_count(alike, 'article')}: --all shows it", "dim")),
        ]
    _print(out, lines)


def _says_the_same(article: ArticleDifference) -> bool:
    """Whether nothing but a little confidence differs."""
    return (
        article.what == "changed"
        and not article.changes
        and not {"text", "metadata"}.intersection(article.why)
        and all(one.only_surer is not None for one in article.findings)
    )


def _surer(far: Sequence[float]) -> str:
    return f"confidence alone differs, by up to {max(far, default=0.05):g},"


def _summary(difference: Difference) -> Iterator[_Line]:
    for of, counts in difference.counts().items():
        told = ", ".join(f"{count:,} {_what(what)}" for what, count in counts.items() if count)
        if told:
            yield 0, Text(f"{of}: {told}")
    changed = difference.changed()
    if changed:
        yield 0, Text(printable("what changed: " + ", ".join(f"{name} {n:,}" for name, n in changed.items())))
    for run in difference.runs:
        yield (
            0,
            Text(
                f"run {run.old or 'not said'} → {run.new or 'not said'} in {_count(run.articles, 'article')}:"
            ),
        )
        for name, before, after in run.facts:
            yield 2, Text(printable(f"{name}: {_cut(before or 'nothing')} → {_cut(after or 'nothing')}"))
        if not run.facts:
            yield 2, Text("nothing else is known of them")


def _what(what: str) -> str:
    return "the same" if what == "same" else what


def _article(article: ArticleDifference, most: int | None) -> Iterator[_Line]:
    head = Text(printable(article.id), style="bold")
    counted = f"{_count(article.statements, 'statement')}, {_count(article.affiliations, 'affiliation')}"
    if article.what != "changed":
        yield 0, head.append(printable(f" {article.what}: {counted}"), style="not bold")
        return
    why = " and ".join(f"{'another ' if name == 'run' else 'other '}{name}" for name in article.why)
    yield 0, head.append(printable(f" {why or 'read otherwise'}; {article.same} the same"), style="not bold")
    for change in article.changes:
        yield 2, Text(printable(_change(change)))
    moved = [one for one in article.findings if one.what == "moved"]
    others = [one for one in article.findings if one.what != "moved"]
    surer = [] if most is None else [far for one in others if (far := one.only_surer) is not None]
    if surer:
        others = [one for one in others if one.only_surer is None]
    shown, more = _first(others, most)
    for finding in shown:
        yield from _finding(finding, article)
    if more:
        yield 2, Text(f"and {more} more", style="dim")
    if most is None:
        for finding in moved:
            yield from _finding(finding, article)
    elif moved:
        yield 2, Text(f"moved    {_moved(moved)}", style="dim")
    if surer:
        yield 2, Text(f"changed  {_surer(surer)} in {len(surer)}: --all shows it", style="dim")


def _moved(moved: Sequence[FindingDifference]) -> str:
    """How far all that only moved did so."""
    ways = sorted({_begin(one.new) - _begin(one.old) for one in moved})
    far = f"{ways[0]:+}" if len(ways) == 1 else f"{ways[0]:+} to {ways[-1]:+}"
    return f"{len(moved)} with the same words, by {far} characters"


def _begin(finding: Finding | None) -> int:
    return finding.places[0][0] if finding is not None and finding.places else 0


def _finding(one: FindingDifference, article: ArticleDifference) -> Iterator[_Line]:
    text = Text(one.what.ljust(9), style=_STYLES[one.what])
    finding = one.finding
    told = f"“{_cut(finding.words)}”"
    if finding.kind == "statement":
        told += f" ({finding.who or 'nobody named'})"
    if one.what in ("came", "went"):
        rule = finding.rule or "not said"
        run = article.new if one.what == "came" else article.old
        told += f", by rule {rule}{_in_run(run, article)}"
        if one.instead is not None:
            now = "now" if one.what == "went" else "before"
            with_rule = f"rule {one.instead.rule}" if one.instead.rule else "rule not said"
            who = one.instead.who or "nobody named"
            told += f"; {now} read in “{_cut(one.instead.words)}” ({who}, {with_rule})"
    elif one.what == "moved" and one.old is not None and one.new is not None:
        told += f", {_places(one.old)} → {_places(one.new)}"
    elif one.old is not None and one.new is not None and one.old.rule == one.new.rule:
        told += f", by rule {finding.rule or 'not said'}"
    yield 2, text.append(printable(told), style="not dim default")
    for change in one.changes:
        yield 11, Text(printable(_change(change)))


def _in_run(run: str | None, article: ArticleDifference) -> str:
    return f" in run {(run or 'not said')[:_SHORT_RUN]}" if article.old != article.new else ""


def _places(finding: Finding) -> str:
    spans = finding.content or finding.places
    return f"{spans[0][0]}–{spans[-1][1]}" if spans else "nowhere"


def _change(change: Change) -> str:
    return _told(change.name, change.key, change.old, change.new, change.old_rule, change.new_rule)


def _told(
    name: str,
    key: str,
    old: str | None,
    new: str | None,
    old_rule: str | None = "",
    new_rule: str | None = "",
) -> str:
    """What is said otherwise, in words: what came by which rule, what went, and what took whose place."""

    def side(value: str, rule: str | None) -> str:
        parts = ", ".join(part for part in (_cut(value), rule and f"rule {rule}") if part)
        return f"{_cut(key)} ({parts})" if key and parts else _cut(key) or parts

    if old is None:
        return f"{name} came: {side(new or '', new_rule)}"
    if new is None:
        return f"{name} went: {side(old, old_rule)}"
    return f"{name}: {side(old, old_rule)} → {side(new, new_rule)}"


# -- what follows from all articles


def _derived(difference: DerivedDifference, most: int | None) -> Iterator[_Line]:
    told = {
        "identities": [_identity(change) for change in difference.identities],
        "topics": [
            *([f"came: {label} ({topic})"] for topic, label in difference.topics_came),
            *([f"went: {label} ({topic})"] for topic, label in difference.topics_went),
            *([f"renamed: {old} → {new} ({topic})"] for topic, old, new in difference.topics_renamed),
        ],
        "disagreements": [
            *([f"came: {_dispute(one, difference)}"] for one in difference.disagreements_came),
            *([f"went: {_dispute(one, difference)}"] for one in difference.disagreements_went),
        ],
        "copies": [
            *([f"came: {copy} republishes {original}"] for copy, original in difference.copies_came),
            *([f"went: {copy} republished {original}"] for copy, original in difference.copies_went),
        ],
    }
    for title, entries in told.items():
        if entries:
            yield 0, Text()
            yield 0, Text(f"{title}: {_by_kind(entries)}", style="bold")
        shown, more = _first(entries, most)
        for first, *others in shown:
            yield 2, Text(printable(first))
            for line in others:
                yield 4, Text(printable(line), style="dim")
        if more:
            yield 2, Text(f"and {more:,} more", style="dim")


def _by_kind(entries: Sequence[Sequence[str]]) -> str:
    counts: dict[str, int] = {}
    for first, *_ in entries:
        what = first.partition(":")[0]
        counts[what] = counts.get(what, 0) + 1
    return ", ".join(f"{count:,} {what}" for what, count in counts.items())


def _identity(change: IdentityChange) -> list[str]:
    sides = [" and ".join(f"{name} ({one})" for one, name in side) for side in (change.old, change.new)]
    lines = [f"{change.what}: {' → '.join(side for side in sides if side)}"]
    for told in change.why:
        reasons = "; ".join(told.reasons)
        lines.append(f"{told.outcome} by {told.by} ({told.confidence}): {_cut(reasons)}")
    return lines


def _dispute(one: tuple[str, str, str], difference: DerivedDifference) -> str:
    supporter, opponent, over = (difference.names.get(node, node) for node in one)
    return f"{supporter} for and {opponent} against {over}"


# -- the run log


def show_build(build: Build, entries: Sequence[Entry], out: IO[str], *, everything: bool = False) -> None:
    """Print what a build did to each article.

    Unless `everything` is wanted, statements in which a little confidence is all that differs are counted.
    """
    ended = build.ended or "never: it was cut off, or goes on"
    lines: list[_Line] = [
        (0, Text(f"build {build.name}", style="bold")),
        (0, Text(printable(f"run {build.run or 'not said'}; began {build.started}, ended {ended}"))),
    ]
    called = {"copies": "of these copies of others"}
    counts = ", ".join(
        f"{build.counts[what]:,} {called.get(what, what)}" for what in _ORDER if build.counts.get(what)
    )
    if counts:
        lines.append((0, Text(f"articles: {counts}")))
    same = sum(map(_is_same, entries))
    if same:
        lines.append((0, Text(f"{_count(same, 'article')} read by another run, with the same outcome")))
    for entry in entries:
        if not _is_same(entry):
            lines += _entry(entry, everything)
    known = sum(build.counts.get(name, 0) for name in ("added", "changed", "removed", "rejected"))
    if known > len(entries):
        lines.append(
            (0, Text(f"of {_count(known - len(entries), 'article')} the log keeps the number only", "dim"))
        )
    _print(out, lines)


def _is_same(entry: Entry) -> bool:
    return entry.what == "changed" and not entry.counts and not entry.changes and entry.why == ("run",)


def _entry(entry: Entry, everything: bool) -> Iterator[_Line]:
    head = Text(printable(entry.article), style="bold").append(f" {entry.what}", style="not bold")
    if entry.what == "rejected":
        yield 0, head.append(printable(f": {'; '.join(entry.why)}"))
        return
    told = ", ".join(f"{_plural(name, n)}" for name, n in entry.counts.items())
    if entry.what == "changed":
        why = " and ".join(f"{'another ' if name == 'run' else 'other '}{name}" for name in entry.why)
        runs = f" ({' → '.join(entry.runs)})" if entry.runs else ""
        yield 0, head.append(printable(f": {why}{runs}; {told or 'nothing else'}; {entry.same} the same"))
    elif entry.what == "removed":
        yield 0, head.append(f": {told or 'nothing was found in it'}")
    else:
        counted = f"{_count(entry.statements, 'statement')}, {_count(entry.affiliations, 'affiliation')}"
        yield 0, head.append(f": {counted}")
    for change in entry.changes:
        yield 2, Text(printable(_logged(change)))
    surer: list[float] = []
    for finding in entry.findings:
        changes = [(one.get("name"), one.get("old"), one.get("new")) for one in finding.get("changes", ())]
        far = None if everything else only_surer(changes)
        if far is not None:
            surer.append(far)
            continue
        what = str(finding.get("what", ""))
        text = Text(what.ljust(9), style=_STYLES.get(what, ""))
        told = f"“{finding.get('words', '')}”"
        if finding.get("kind") == "statement":
            told += f" ({finding.get('who') or 'nobody named'})"
        told += f", by rule {finding.get('rule') or 'not said'}"
        if "instead" in finding:
            side = "now" if what == "went" else "before"
            told += f"; {side} read in “{finding['instead'].get('words', '')}”"
        yield 2, text.append(printable(told), style="not dim default")
        for change in finding.get("changes", ()):
            yield 11, Text(printable(_logged(change)))
    if surer:
        yield 2, Text(f"changed  {_surer(surer)} in {len(surer)}: --all shows it", style="dim")
    if entry.more:
        yield 2, Text(f"and {entry.more:,} more", style="dim")


def _logged(change: Mapping[str, Any]) -> str:
    return _told(
        str(change.get("name", "")),
        str(change.get("key", "")),
        change.get("old"),
        change.get("new"),
        change.get("old_rule"),
        change.get("new_rule"),
    )


def rows(entries: Iterable[Entry]) -> tuple[tuple[str, ...], tuple[tuple[Value, ...], ...]]:
    """The log of a build as the columns and rows of a table: a row for each article and for each finding."""
    columns = ("article", "outcome", "why", "what", "kind", "words", "who", "rule", "changes")
    found: list[tuple[Value, ...]] = []
    for entry in entries:
        about = (entry.article, entry.what, "; ".join(entry.why))
        counts = ", ".join(f"{_plural(name, n)}" for name, n in entry.counts.items())
        found.append(
            (*about, None, None, None, None, None, "; ".join([counts, *map(_logged, entry.changes)]))
        )
        for one in entry.findings:
            changes = "; ".join(map(_logged, one.get("changes", ())))
            found.append(
                (*about, *(one.get(name) for name in ("what", "kind", "words", "who", "rule")), changes)
            )
    return columns, tuple(found)


# -- words


def _plural(name: str, count: int) -> str:
    """A count such as "came statement", in words."""
    what, _, kind = name.partition(" ")
    return f"{count:,} {kind}{'' if count == 1 else 's'} {what}"


def _first(found: Sequence[_Any], most: int | None) -> tuple[Sequence[_Any], int]:
    return (found, 0) if most is None else (found[:most], len(found[most:]))


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _print(out: IO[str], lines: Iterable[_Line]) -> None:
    console = Console(file=out, highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = WIDTH_WHERE_PIPED
    for columns, text in lines:
        hanging = 11 if columns == 2 else columns + 2
        wrapped = text.wrap(console, console.width - hanging) or [Text()]
        for number, line in enumerate(wrapped):
            line.rstrip()
            console.print(Text(" " * (hanging if number else columns)).append_text(line))
