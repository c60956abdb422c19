"""A `Doc` as plain lists: tokens, sentences, units of the layout, and which entity a token names.

Going through spaCy's token objects again and again is slow; what asks many small questions of one document
asks them of a `Discourse`, made once in time linear in the text.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from spacy.tokens import Doc

__all__ = ["NAMED_KINDS", "Discourse", "Mention", "forget_discourse", "read_discourse"]

_HOOK = "sayso_discourse"
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
_COLUMNS = ("LOWER", "LEMMA", "TAG", "DEP", "HEAD", "IDX", "LENGTH", "SENT_START")
NAMED_KINDS = frozenset({"person", "organization", "outlet", "platform"})
"""Kinds of entities that have a name of their own and can speak."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where an entity is named: tokens [first, end), characters [start, stop)."""

    first: int
    end: int
    start: int
    stop: int
    entity: int


@dataclass(frozen=True, slots=True)
class Discourse:
    """What is asked of a document, by token index; `entities` is the list on the `Doc` itself."""

    text: str
    starts: list[int]
    ends: list[int]
    lower: list[str]
    lemmas: list[str]
    tags: list[str]
    deps: list[str]
    heads: list[int]
    sentences: list[tuple[int, int]]
    sentence_of: list[int]
    units: list[dict[str, Any]]
    unit_of: list[int]
    entities: list[dict[str, Any]]
    mentions: list[Mention]
    mention_at: dict[int, Mention]
    children: dict[int, list[int]]

    def tokens(self, spans: Iterable[Sequence[int]]) -> list[int]:
        """The tokens that the spans touch, in order."""
        found: list[int] = []
        for start, end in spans:
            found.extend(range(bisect_right(self.ends, start), bisect_left(self.starts, end)))
        return found

    def token_at(self, offset: int) -> int:
        """The token that holds the character, or the next one; the last token at the end of the text."""
        return min(bisect_right(self.ends, offset), len(self.starts) - 1)

    def kind(self, mention: Mention) -> str:
        """The kind of the entity that is named."""
        kind: str = self.entities[mention.entity]["kind"]
        return kind

    def root(self, first: int, end: int) -> int:
        """The token of [first, end) on which the others hang."""
        for token in range(end - 1, first - 1, -1):
            if not first <= self.heads[token] < end or self.heads[token] == token:
                return token
        return end - 1

    def salience(self, mention: Mention) -> float:
        """How much somebody named stands out in a sentence: subjects most, then what comes first."""
        root = self.root(mention.first, mention.end)
        dep, head = self.deps[root], self.heads[root]
        early = -mention.first * 1e-6
        if dep in _SUBJECTS:
            return (3.0 if self.heads[head] == head else 2.5) + early
        if dep in ("conj", "appos") and self.deps[head] in _SUBJECTS:
            return 2.9 + early
        if dep in ("poss", "compound", "nmod"):
            return 1.0 + early
        return 1.6 + early

    def phrase(self, first: int, end: int) -> str:
        """The words of [first, end), single-spaced."""
        return " ".join(self.text[self.starts[first] : self.ends[end - 1]].split())


def read_discourse(doc: Doc, *, again: bool = False) -> Discourse:
    """Read a parsed `Doc`; `doc._.entities` and `doc._.units` are used where they are there.

    What was read is kept with the `Doc` (among its hooks) for the components
    that follow, unless it is to be read `again`; mentions added since are not in `mentions`. Whoever comes
    last takes it away by `forget_discourse`, since spaCy warns of hooks when it stores a `Doc`. Without units
    every stretch between line breaks is one; without entities spaCy's own persons and organisations stand
    in, and `doc._.entities` is set to them.
    """
    kept = doc.user_hooks.get(_HOOK)
    if not again and isinstance(kept, Discourse):
        return kept
    strings = doc.vocab.strings
    columns = doc.to_array(list(_COLUMNS)).astype("int64", copy=False)
    names = {key: strings[key & 0xFFFFFFFFFFFFFFFF] for key in set(columns[:, :4].ravel().tolist())}
    lower, lemmas, tags, deps = ([names[key] for key in columns[:, column].tolist()] for column in range(4))
    starts = columns[:, 5].tolist()
    ends = (columns[:, 5] + columns[:, 6]).tolist()
    heads = [token + step for token, step in enumerate(columns[:, 4].tolist())]
    opening = [token for token, mark in enumerate(columns[:, 7].tolist()) if mark == 1 or token == 0]
    sentences = list(zip(opening, [*opening[1:], len(starts)], strict=True))
    sentence_of = [number for number, (first, end) in enumerate(sentences) for _ in range(first, end)]
    units = _units(doc)
    unit_starts = [unit["start"] for unit in units]
    unit_of = [max(0, bisect_right(unit_starts, start) - 1) for start in starts]
    entities = _entities(doc)
    mentions = _mentions(entities, starts, ends)
    mention_at = {token: mention for mention in mentions for token in range(mention.first, mention.end)}
    children: dict[int, list[int]] = {}
    for token, head in enumerate(heads):
        if head != token:
            children.setdefault(head, []).append(token)
    discourse = Discourse(
        doc.text,
        starts,
        ends,
        lower,
        lemmas,
        tags,
        deps,
        heads,
        sentences,
        sentence_of,
        units,
        unit_of,
        entities,
        mentions,
        mention_at,
        children,
    )
    hooks: dict[str, Any] = doc.user_hooks
    hooks[_HOOK] = discourse
    return discourse


def forget_discourse(doc: Doc) -> None:
    """Take away what `read_discourse` kept with a `Doc`."""
    doc.user_hooks.pop(_HOOK, None)


def _units(doc: Doc) -> list[dict[str, Any]]:
    given = doc._.units if Doc.has_extension("units") else None
    if given:
        return list(given)
    units: list[dict[str, Any]] = []
    start = 0
    for line in doc.text.splitlines(keepends=True):
        if line.strip():
            units.append({"kind": "paragraph", "start": start, "end": start + len(line)})
        start += len(line)
    return units or [{"kind": "paragraph", "start": 0, "end": len(doc.text)}]


def _entities(doc: Doc) -> list[dict[str, Any]]:
    if not Doc.has_extension("entities"):
        Doc.set_extension("entities", default=None)
    if doc._.entities is None:
        kinds = {"PERSON": "person", "ORG": "organization"}
        found: dict[str, dict[str, Any]] = {}
        for span in doc.ents:
            kind = kinds.get(span.label_)
            if kind is not None:
                key = f"{kind[:3] if kind[0] == 'o' else kind}:{'-'.join(span.text.casefold().split())}"
                entry = found.setdefault(key, {"id": key, "kind": kind, "name": span.text, "mentions": []})
                entry["mentions"].append([span.start_char, span.end_char])
        doc._.entities = list(found.values())
    entities: list[dict[str, Any]] = doc._.entities
    return entities


def _mentions(entities: Sequence[dict[str, Any]], starts: list[int], ends: list[int]) -> list[Mention]:
    """All mentions in text order; of two that overlap the longer one stays."""
    found: list[Mention] = []
    for number, entity in enumerate(entities):
        for start, stop in entity["mentions"]:
            first, end = bisect_right(ends, start), bisect_left(starts, stop)
            if first < end:
                found.append(Mention(first, end, start, stop, number))
    found.sort(key=lambda mention: (mention.first, -mention.end, mention.entity))
    kept: list[Mention] = []
    for mention in found:
        if not kept or mention.first >= kept[-1].end:
            kept.append(mention)
        elif mention.end - mention.first > kept[-1].end - kept[-1].first:
            kept[-1] = mention
    return kept
