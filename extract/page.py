"""A doc in plain lists, with the named thing that each word stands in."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from spacy.attrs import IDX, LENGTH, SENT_START, TAG  # type: ignore[import-not-found]  # a compiled module without stubs
from spacy.tokens import Doc

from sayso.extract.names import word_set

Entry = dict[str, Any]

__all__ = [
    "APPOINTING",
    "BODIES",
    "DETERMINERS",
    "POSSESSIVE",
    "PRONOUNS",
    "STOP_TAGS",
    "Mention",
    "Page",
    "open_page",
    "skip_words",
]
BODIES = frozenset(("organization", "outlet", "platform"))
POSSESSIVE = frozenset(("'s", "’s", "'", "’"))
DETERMINERS = word_set("the a an its their his her our both each")
PRONOUNS = {"he": "male", "she": "female", "him": "male", "i": None, "we": None, "they": None}
STOP_TAGS = word_set("VBZ VBD VBP MD WP WDT WRB WP$ EX PRP")
APPOINTING = word_set("appoint name elect hire nominate choose promote make select recruit")


@dataclass(frozen=True, slots=True)
class Mention:
    entity: Entry
    start: int
    end: int


@dataclass(slots=True)
class Page:
    """A doc in plain lists, with the mention that each token stands in."""

    doc: Doc
    text: str
    words: list[str]
    lower: list[str]
    tags: list[str]
    starts: list[int]
    ends: list[int]
    mention: dict[int, Mention]
    sentence: list[int]
    known: dict[str, Entry] = field(default_factory=dict)
    found: list[Entry] = field(default_factory=list)

    def person(self, at: int) -> Mention | None:
        mention = self.mention.get(at)
        return mention if mention is not None and mention.entity["kind"] == "person" else None

    def body(self, at: int) -> Mention | None:
        mention = self.mention.get(at)
        return mention if mention is not None and mention.entity["kind"] in BODIES else None

    def span(self, start: int, end: int) -> list[int]:
        return [self.starts[start], self.ends[end - 1]]


def open_page(doc: Doc, entities: Sequence[Entry]) -> Page:
    rows = doc.to_array([IDX, LENGTH, TAG, SENT_START]).astype("int64").tolist()
    starts = [row[0] for row in rows]
    ends = [row[0] + row[1] for row in rows]
    text = doc.text
    words = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    names = {number: doc.vocab.strings[number & 0xFFFFFFFFFFFFFFFF] for number in {row[2] for row in rows}}
    tags = [names[row[2]] for row in rows]
    sentence: list[int] = []
    number = -1
    for row in rows:
        number += row[3] == 1 or number < 0
        sentence.append(number)
    mention: dict[int, Mention] = {}
    for entity in entities:
        for start, end in entity["mentions"]:
            first = bisect_left(starts, start)
            last = bisect_left(starts, end)
            place = Mention(entity, first, last)
            for index in range(first, last):
                mention[index] = place
    return Page(
        doc,
        text,
        words,
        [word.lower() for word in words],
        tags,
        starts,
        ends,
        mention,
        sentence,
        {entity["id"]: entity for entity in entities},
    )


def skip_words(page: Page, at: int, words: frozenset[str]) -> int:
    while at < len(page.words) and page.lower[at] in words:
        at += 1
    return at
