"""Explained articles on a terminal: marked text, and below each paragraph what was found there.

    {1: Mei Duan} <1: said> [1: that {2: Tang Lan} <2: had warned> her [2: that the strait would freeze]].

Braces hold sources, angles cues, square brackets content; the number leads to the entry below. On a terminal
with colours they are coloured, too. A closing bracket has its number where brackets cross. What only goes on
from another statement has a question mark: [3?: It had frozen late the year before.]
"""

from collections.abc import Iterator, Sequence
from typing import IO

from rich.console import Console
from rich.text import Text

from sayso.graph.explanation import Block, Entry, Explanation, Mark, Segment
from sayso.terminal import printable

__all__ = ["marked", "show"]

WIDTH_WHERE_PIPED = 110

BRACKETS = {"source": ("{", "}"), "cue": ("<", ">"), "content": ("[", "]")}
STYLES = {"source": "bold cyan", "cue": "italic yellow", "content": "green"}
INNER_STYLE = "underline"  # of content in other content


def show(explanation: Explanation, out: IO[str], *, legend: bool = False) -> None:
    """Print an explained article on `out`, with a legend of the brackets above where wanted."""
    console = Console(file=out, highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = WIDTH_WHERE_PIPED
    head = [*([_legend(), Text()] if legend else []), *_head(explanation)]
    _print(console, [*(line for text in head for line in _hanging(console, text, 0, 0)), Text()])
    for block, texts in zip(explanation.blocks, marked(explanation), strict=True):
        lines: list[Text] = []
        for text in texts:
            if block.kind in ("title", "heading"):
                text.stylize("bold")
            elif block.kind == "furniture":
                text.stylize("dim")
                text = Text("not read: ", style="dim italic").append_text(text)
            lines.extend(_hanging(console, text, 0, 0))
            if block.kind != "furniture":
                lines.append(Text())
        for entry in block.entries:
            lines.extend(_entry(console, entry))
            lines.append(Text())
        _print(console, lines)


def _print(console: Console, lines: Sequence[Text]) -> None:
    """Many lines at once: each call of rich's costs as much as a hundred lines of plain text."""
    if not lines:
        return
    if console.is_terminal:
        console.print(Text("\n").join(lines), soft_wrap=True)
    else:
        console.file.write("".join(f"{line.plain.rstrip()}\n" for line in lines))


def _legend() -> Text:
    legend = Text()
    for part, (opening, closing) in BRACKETS.items():
        legend.append(f"{opening}1: {part}{closing}", style=STYLES[part]).append("   ")
    legend.append("[2?: a guess]", style=STYLES["content"]).append("   ")
    return legend.append("the numbers lead to the entries below each paragraph", style="dim")


def _head(explanation: Explanation) -> Iterator[Text]:
    article = explanation.article
    count = len(explanation.entries)
    facts = [
        *(fact for fact in (article.title, article.published, article.outlet, article.author) if fact),
        f"{count} statement{'' if count == 1 else 's'}",
    ]
    if explanation.hidden:
        facts.append(f"{explanation.hidden} less sure not shown")
    yield Text(printable(article.source), style="bold reverse").append(
        printable(" · " + " · ".join(facts)), style="not bold not reverse"
    )
    for speaker in explanation.speakers:
        numbers = ", ".join(map(str, speaker.numbers))
        yield Text("  " + printable(speaker.name or "nobody named"), style="cyan").append(
            f"  {numbers}", style="not bold default"
        )


def marked(explanation: Explanation) -> list[list[Text]]:
    """The article's blocks, each as its units' texts; only the brackets are not in the article."""
    open_marks: list[Mark] = []
    guesses = frozenset(entry.number for entry in explanation.entries if entry.guess)
    return [list(_units(block, open_marks, guesses)) for block in explanation.blocks]


def _units(block: Block, open_marks: list[Mark], guesses: frozenset[int]) -> Iterator[Text]:
    text = Text()
    for segment in block.segments:
        # what ends in the blank between two units is closed before it
        _close_until(text, segment.end if segment.between else segment.start, open_marks)
        for mark in segment.opening:
            if mark.part in BRACKETS and (mark.end > segment.end or not segment.between):
                label = ",".join(f"{n}?" if n in guesses else f"{n}" for n in mark.numbers)
                text.append(f"{BRACKETS[mark.part][0]}{label}: ", style=f"{STYLES[mark.part]} dim")
                open_marks.append(mark)
        if not segment.between:
            text.append(printable(segment.text), style=_style(segment))
        elif text:
            yield text
            text = Text()
    if block.segments:
        _close_until(text, block.segments[-1].end, open_marks)
    if text:
        yield text


def _close_until(text: Text, place: int, open_marks: list[Mark]) -> None:
    for mark in [mark for mark in reversed(open_marks) if mark.end <= place]:
        _close(text, mark, open_marks)


def _close(text: Text, mark: Mark, open_marks: list[Mark]) -> None:
    crossing = open_marks[-1] is not mark
    label = ",".join(map(str, mark.numbers)) if crossing else ""
    text.append(f"{label}{BRACKETS[mark.part][1]}", style=f"{STYLES[mark.part]} dim")
    open_marks.remove(mark)


def _style(segment: Segment) -> str:
    parts = [mark.part for mark in segment.marks]
    styles = [STYLES[part] for part in ("source", "cue", "content") if part in parts][:1]
    if parts.count("content") > 1:
        styles.append(INNER_STYLE)
    return " ".join(styles)


def _entry(console: Console, entry: Entry) -> Iterator[Text]:
    statement = entry.statement
    head = Text(f"{entry.number:>4}  ", style="bold")
    head.append(printable(entry.speaker or "nobody named"), style=STYLES["source"])
    kind = entry.speaker_kind if entry.speaker_kind != "person" else None
    head.append(printable(f" ({kind})" if kind else ""), style="not bold")
    head.append(printable("".join(f"; {role}" for role in entry.roles)), style="not bold")
    head.append(f"  {statement.confidence:.2f}", style="bold" if statement.confidence >= 0.5 else "bold red")
    if entry.guess:
        head.append(" a guess", style="bold red")
    yield from _hanging(console, head, 0, 6)
    if len(entry.chain) > 1 or any(step.basis not in (None, "full-name") for step in entry.chain):
        yield from _hanging(console, _chain(entry), 6, 8)
    traits = [Text(printable(fact.text), "red" if fact.doubtful else "") for fact in entry.traits]
    traits[-1] = Text(f"{entry.traits[-1].label} ", "dim").append_text(traits[-1])
    yield from _hanging(console, Text(", ").join(traits), 6, 8)
    for fact in entry.facts:
        line = Text(f"{fact.label} ", "dim")
        line.append(printable(fact.text), style="red not dim" if fact.doubtful else "not dim")
        yield from _hanging(console, line, 6, 8)


def _chain(entry: Entry) -> Text:
    line = Text("reached ", style="dim")
    for number, step in enumerate(entry.chain):
        line.append(" → " if number else "", style="dim")
        line.append(printable(f"“{step.words}”"), style="not dim")
        line.append(f" ({printable(step.basis)})" if step.basis else "", style="dim")
    return line


def _hanging(console: Console, text: Text, first: int, others: int) -> Iterator[Text]:
    """The lines of a wrapped text, indented by so many columns in the first line and in the others."""
    width = max(20, console.width - max(first, others))
    for number, line in enumerate(text.wrap(console, width)):
        line.rstrip()
        yield Text(" " * (others if number else first)).append_text(line)
