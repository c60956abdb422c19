"""A document as the search for topics sees it: where the keys of words stand, what stands above and before.

Keys are those of `graph.scheme`. A text pays for its own words only.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from spacy.tokens import Doc

from sayso.graph.topics.scheme import PAIRS, word_keys

__all__ = ["Places", "TopicText"]

_BEFORE_NOUNS = frozenset((",", ":", "CC", "DT", "IN", "JJ", "POS", "HYPH"))


class TopicText:
    """What matching needs of a `Doc`, taken out of it once. Tokens are indices, sentences are numbers.

    `known` are the keys worth noting; `cache` remembers the keys of words from one document to the next.
    """

    def __init__(
        self, doc: Doc, known: frozenset[str], cache: dict[tuple[int, bool], tuple[tuple[str, bool], ...]]
    ) -> None:
        columns = doc.to_array(["ORTH", "TAG", "IDX", "LENGTH", "SENT_START"])
        orths: list[int] = columns[:, 0].tolist()
        tags: list[int] = columns[:, 1].tolist()
        self.begins: list[int] = columns[:, 2].tolist()
        self.lengths: list[int] = columns[:, 3].tolist()
        self.sentences = [0, *(at for at, mark in enumerate(columns[:, 4].tolist()) if mark == 1 and at)]
        strings = doc.vocab.strings
        names = {tag: strings[tag] for tag in set(tags)}
        self.tags = [names[tag] for tag in tags]
        self.where: dict[str, list[int]] = {}
        self.inflected: set[int] = set()  # verbs: too loose for a label of one word
        self.pairs: set[int] = set()  # where two tokens are one key
        before: str | None = None
        for at, orth in enumerate(orths):
            verb = self.tags[at][:1] == "V"
            found = cache.get((orth, verb))
            if found is None:
                found = cache[orth, verb] = tuple(_token_keys(strings[orth], verb, known))
            if not found:
                before = None
                continue
            for key, inflected in found:
                pair = PAIRS.get((before, key)) if before else None
                if pair:
                    self.where.setdefault(pair, []).append(at - 1)
                    self.pairs.add(at - 1)
                self.where.setdefault(key, []).append(at)
                if inflected or (verb and not self._noun_like(at)):
                    self.inflected.add(at)
                before = key
        self.size = len(orths)
        self._written = doc.text
        for at in self.where.get("that", ()):
            if self.tags[at] == "IN":
                self.tags[at] = "WDT"  # it opens a clause, as a relative pronoun does

    def _noun_like(self, at: int) -> bool:
        """Whether a word tagged as a verb may be a noun: "farming", or "algorithms" in a list of nouns."""
        before = self.tags[at - 1] if at else ""
        return self.tags[at] == "VBG" or (self.tags[at] == "VBZ" and before in _BEFORE_NOUNS)

    def sentence(self, at: int) -> int:
        """The number of the sentence that a token stands in."""
        return bisect_right(self.sentences, at) - 1

    def bounds(self, sentence: int) -> tuple[int, int]:
        """The first token of a sentence and the one after its last."""
        last = sentence + 1 == len(self.sentences)
        return self.sentences[sentence], self.size if last else self.sentences[sentence + 1]

    def tokens(self, start: int, end: int) -> tuple[int, int]:
        """The tokens that begin within a stretch of characters, as a range."""
        return bisect_left(self.begins, start), bisect_left(self.begins, end)

    def written(self, start: int, end: int) -> str:
        """The text from one token to another."""
        first, last = self.characters(start, end)
        return self._written[first:last]

    def characters(self, start: int, end: int) -> list[int]:
        """The stretch of characters from one token to another."""
        return [self.begins[start], self.begins[end - 1] + self.lengths[end - 1]]

    def has(self, words: tuple[str, ...], start: int, end: int) -> bool:
        """Whether all the keys stand somewhere in a range of tokens."""
        return all(self.first(key, start, end) is not None for key in words)

    def after(self, at: int) -> int:
        """The token after a key: the next one, or the one after that where two words are one key."""
        return at + 2 if at in self.pairs else at + 1

    def first(self, key: str, start: int, end: int) -> int | None:
        places = self.where.get(key, ())
        at = bisect_left(places, start)
        return places[at] if at < len(places) and places[at] < end else None


class Places:
    """Which sentences stand in one paragraph, and which heading stands above them."""

    def __init__(self, text: TopicText, units: Sequence[Mapping[str, Any]]) -> None:
        self._text = text
        self._units = [unit for unit in units if unit["kind"] != "furniture"]
        self._starts = [unit["start"] for unit in self._units]

    def unit(self, sentence: int) -> int:
        """The number of the paragraph or heading that a sentence stands in."""
        begin = self._text.begins[self._text.sentences[sentence]]
        return bisect_right(self._starts, begin) - 1

    def sentence_before(self, sentence: int) -> int | None:
        """The sentence before, unless a paragraph or a heading ends between."""
        if sentence == 0 or (self._units and self.unit(sentence) != self.unit(sentence - 1)):
            return None
        return sentence - 1

    def heading_above(self, sentence: int) -> tuple[int, int] | None:
        """The tokens of the heading or title right above the sentence's paragraph, if one stands there."""
        at = self.unit(sentence) - 1 if self._units else -1
        if at < 0 or self._units[at]["kind"] not in ("heading", "title"):
            return None
        return self._text.tokens(self._units[at]["start"], self._units[at]["end"])

    def heading(self, sentence: int) -> tuple[int, int] | None:
        """The tokens of the nearest heading above, or of the title."""
        for at in range(self.unit(sentence) if self._units else -1, -1, -1):
            if self._units[at]["kind"] in ("heading", "title"):
                return self._text.tokens(self._units[at]["start"], self._units[at]["end"])
        return None


def _token_keys(word: str, verb: bool, known: frozenset[str]) -> Iterator[tuple[str, bool]]:
    """The keys of a token that the scheme knows, and whether a verb's ending was taken off for it."""
    for key in word_keys(word):
        if key in known:
            yield key, False
        elif key.isupper() and key.lower() in known:  # a heading in capitals
            yield key.lower(), False
        elif verb:
            stem = next((stem for stem in _stems(key) if stem in known), None)
            if stem:
                yield stem, True


def _stems(verb: str) -> Iterator[str]:
    for ending in ("ing", "ed"):
        if verb.endswith(ending) and len(verb) > len(ending) + 2:
            bare = verb[: -len(ending)]
            yield from (bare, bare + "e")
            if bare[-1] == bare[-2]:
                yield bare[:-1]
            if bare.endswith("i"):
                yield bare[:-1] + "y"
