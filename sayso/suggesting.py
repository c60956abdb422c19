"""Emergent topics of a graph: the store, the tagger and the embedding model tied together; their table."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import IO

from rich.console import Console
from rich.text import Text

from sayso.graph.answers import Answer
from sayso.graph.store import Store
from sayso.graph.topics.candidates import Phrase
from sayso.graph.topics.emergence import Example, Proposal, Thresholds, propose
from sayso.terminal import printable

__all__ = ["answer", "show", "suggest"]

WIDTH_WHERE_PIPED = 110
LONGEST_SHOWN = 240  # characters of an example


def suggest(
    graph: str | Path,
    *,
    every: bool = False,
    most: int = 20,
    least: tuple[int | None, int | None, int | None] = (None, None, None),
    declined: Iterable[str] = (),
    organizations: bool = False,
    model: str = "sm",
) -> list[Proposal]:
    """Topics that statements without one share, best first; see `graph.emergence.propose`.

    `least` are statements, articles and speakers that each must have, None for a default by the size of the
    graph. Costs about a tenth of a millisecond a word.
    """
    from sayso.extract import pipeline
    from sayso.extract.embedding import load_embedder
    from sayso.extract.key_phrases import phrases_of
    from sayso.extract.meaning import Meaning, load_meaning
    from sayso.extract.topic_likeness import TopicLikeness
    from sayso.graph.asking.lookup import topic_scheme

    nlp = pipeline.load(model, attributions="rules")
    embedder = load_embedder()

    def phrases(texts: Iterable[str]) -> Iterable[Sequence[Phrase]]:
        return phrases_of(nlp, texts)

    with Store.open(Path(graph), read_only=True) as store:

        @cache
        def meanings() -> Meaning | None:
            return load_meaning(topic_scheme(store))

        def meaning(phrase: str) -> Sequence[tuple[str, float]]:
            known = meanings()  # only now: it takes some seconds for a large scheme, the first time
            return known(phrase) if known else ()

        sane = Thresholds.sane(store.counts()["statements"])
        asked = zip(("statements", "articles", "speakers"), least, strict=True)
        chosen = {name: count for name, count in asked if count is not None}
        return propose(
            store,
            phrases,
            every=every,
            thresholds=replace(sane, **chosen, most=most),
            declined=declined,
            organizations=organizations,
            vectors=embedder.embed if embedder else None,
            likeness=TopicLikeness(embedder) if embedder else None,
            meaning=meaning if embedder else None,
        )


def answer(proposals: Iterable[Proposal]) -> Answer:
    """Proposals as a table, for JSON and CSV; several values of one cell are joined by "; "."""
    rows = tuple(
        (
            one.label,
            "; ".join(one.alt_labels) or None,
            one.broader_label,
            one.statements,
            one.speakers,
            one.articles,
            one.outlets,
            one.first_date,
            one.last_date,
            " / ".join(example.text for example in one.examples),
            "; ".join(_place(example) for example in one.examples),
            one.score,
            one.iri,
        )
        for one in proposals
    )
    return Answer(columns=COLUMNS, rows=rows)


COLUMNS = (
    *("label", "other labels", "broader", "statements", "speakers", "articles", "outlets"),
    *("first date", "last date", "examples", "places", "score", "iri"),
)


def show(proposals: Sequence[Proposal], out: IO[str]) -> None:
    """Print each proposal with what it rests on, so that a reader can judge it."""
    console = Console(file=out, highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = WIDTH_WHERE_PIPED
    if not proposals:
        console.print("nothing to propose: no phrase is shared by enough statements without a topic")
    for number, one in enumerate(proposals, 1):
        head = Text(printable(f"{number:>2}. {one.label}"), style="bold")
        for label in one.alt_labels:
            head.append(printable(f", {label}"), style="not bold")
        _print(console, head, 0)
        dates = dict.fromkeys(date for date in (one.first_date, one.last_date) if date)
        facts = [
            _count(one.statements, "statement"),
            _count(one.speakers, "speaker"),
            _count(one.articles, "article"),
            _count(one.outlets, "outlet"),
            " to ".join(dates),
            one.weak_labels and f"also as {', '.join(one.weak_labels)}",
            one.phrases and f"among them {', '.join(one.phrases)}",
            one.broader_label and f"perhaps under {one.broader_label}",
        ]
        _print(console, Text(printable("; ".join(fact for fact in facts if fact))), 4)
        for example in one.examples:
            _print(console, Text(printable(f"“{_shortened(example.text)}”"), style="italic"), 4)
            _print(console, Text(printable(_place(example)), style="dim"), 6)


def _place(example: Example) -> str:
    facts = (example.speaker, example.date, f"{example.source}, characters {example.start}–{example.end}")
    return ", ".join(fact for fact in facts if fact)


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN].rsplit(" ", 1)[0] + " …"


def _print(console: Console, text: Text, columns: int) -> None:
    for line in text.wrap(console, max(console.width - columns, 20)):
        line.rstrip()
        console.print(Text(" " * columns).append_text(line))


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
