"""Articles annotated with attributions: what the encoder learns from and is calibrated on."""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sayso.errors import InputError

__all__ = ["Annotated", "Attribution", "Spans", "hold_out", "read_annotated"]

Spans = tuple[tuple[int, int], ...]
Attribution = tuple[Spans, Spans, Spans]
"""Source, cue and content."""


@dataclass(frozen=True, slots=True)
class Annotated:
    """An article with its attributions, each the spans of source, cue and content, in characters."""

    id: str
    text: str
    attributions: tuple[Attribution, ...]


def read_annotated(path: Path) -> list[Annotated]:
    """The articles of a JSONL file: `id`, `text`, `attributions` with lists of [start, end) for each role.

    Raises InputError, with the line's number, for what is not such an article, an id that comes twice, and
    offsets outside the text.
    """
    articles: dict[str, Annotated] = {}
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    article = _article(line, f"{path}, line {number}")
                    if article.id in articles:
                        raise InputError(f"{path}, line {number}: the id {article.id!r} comes twice")
                    articles[article.id] = article
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 text") from error
    return list(articles.values())


def _article(line: str, where: str) -> Annotated:
    try:
        record = json.loads(line)
        text, name = record["text"], record["id"]
        attributions = tuple(
            (_spans(each, "source"), _spans(each, "cue"), _spans(each, "content"))
            for each in record["attributions"]
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        what = f"no {error}" if isinstance(error, KeyError) else str(error)
        raise InputError(
            f"{where}: {what}; an article has id, text and attributions with source, cue and content"
        ) from error
    if not isinstance(text, str) or not isinstance(name, str):
        raise InputError(f"{where}: id and text must be strings")
    for attribution in attributions:
        for start, end in (span for role in attribution for span in role):
            if not 0 <= start < end <= len(text):
                raise InputError(f"{where}: no characters [{start}, {end}) in a text of {len(text)}")
    return Annotated(name, text, attributions)


def _spans(attribution: dict[str, Any], role: str) -> Spans:
    return tuple((int(start), int(end)) for start, end in attribution.get(role) or [])


def hold_out(
    articles: Sequence[Annotated], count: int, *, seed: int
) -> tuple[list[Annotated], list[Annotated]]:
    """The articles to learn from, and `count` others drawn by the seed, whatever the order of the file."""
    drawn = set(random.Random(seed).sample(sorted(article.id for article in articles), count))
    return [a for a in articles if a.id not in drawn], [a for a in articles if a.id in drawn]
