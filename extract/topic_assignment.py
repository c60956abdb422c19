"""Which of the labels found in a document are topics of which statement, and on what that rests.

A statement's own words come first; then the rest of its sentence; then, where the words point back or the
statement only goes on from another, the sentence before. A heading only settles what a weak label means.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sayso.extract.topic_labels import LabelIndex, Match, in_sight
from sayso.extract.topic_meaning import MeaningReader, Passage
from sayso.extract.topic_text import Places, TopicText

__all__ = ["POINTERS", "Assigner"]

_SENTENCE, _NEIGHBOUR, _HEADING = 0.6, 0.5, 0.4
_MOST_CARRIED = 3  # topics that may come from the sentence before
_REACH = 4  # words between a pointing word and its noun
_FEW = (
    8  # telling words: of a content so short a word is easily misread, and it may lean on what stands before
)
_TELLING = frozenset(("NN", "VB", "JJ"))  # tags of words that mean something by themselves
_MOST_CONTENT, _MOST_BEFORE, _MOST_HEADING = 20, 18, 12  # tokens that are read

_POINTING = frozenset(("this", "these", "that", "those", "such"))
_ARTICLES = frozenset(("a", "an", "the"))
_DEMONSTRATIVE = frozenset(("this", "these", "those", "such", "former", "latter", "both"))
_PRONOUNS = frozenset(("it", "they", "them"))
_LISTED = frozenset(("first", "former", "latter", "both", "two", "three", "four", "last", "other"))
_ITEMS = frozenset(
    (
        "aspect",
        "pillar",
        "area",
        "point",
        "factor",
        "field",
        "issue",
        "element",
        "condition",
        "one",
        "part",
        "task",
    )
)
_BACK = frozenset(("this", "that", "these", "those", "such", "it", "they", "them", "their", "its"))
# Nouns that gather up what was told before, even with "a" or "an" (Francis 1986, "anaphoric nouns").
_GATHERING = frozenset(
    ("approach", "measure", "move", "step", "policy", "stance", "tactic", "strategy", "decision", "action")
)

POINTERS = _BACK | _ITEMS | _LISTED | _DEMONSTRATIVE | _PRONOUNS | _POINTING | _ARTICLES
"""Keys that a document must be searched for, besides those of labels."""


class Assigner:
    """Gives each statement of one document its topics."""

    def __init__(
        self,
        text: TopicText,
        places: Places,
        index: LabelIndex,
        matches: list[Match],
        open_matches: list[Match],
        statements: Sequence[Mapping[str, Any]],
        reader: MeaningReader | None = None,
    ) -> None:
        self._text, self._places, self._index, self._reader = text, places, index, reader
        self._matches, self._open = matches, open_matches
        self._starts = [match.start for match in matches]
        self._open_starts = [match.start for match in open_matches]
        self._nouns = sorted((at, key) for key in index.nouns & text.where.keys() for at in text.where[key])
        self._statements = statements
        self._contents = [[text.tokens(*span) for span in statement["content"]] for statement in statements]
        self._sources = [
            [text.tokens(*span) for span in statement.get("source") or ()] for statement in statements
        ]

    def assign(self) -> list[list[dict[str, Any]]]:
        results: list[list[dict[str, Any]]] = []
        for number in range(len(self._statements)):
            results.append(self._of(number, results))
        return results

    def _of(self, number: int, done: list[list[dict[str, Any]]]) -> list[dict[str, Any]]:
        content = self._contents[number]
        topics: dict[int, dict[str, Any]] = {}
        for match in self._own(content):
            self._add(topics, match, "own-words", match.confidence)
        first = content[0][0] if content else 0
        sentence = self._text.sentence(min(first, self._text.size - 1))
        if not topics:
            for match in self._rest_of_sentence(number):
                self._add(topics, match, "sentence", _SENTENCE)
        borne_out: frozenset[int] | None = None
        if self._reader is not None and not any(topic["basis"] == "own-words" for topic in topics.values()):
            borne_out = self._read(self._reader, number, sentence, topics)
        for concept, topic in self._carried(number, sentence, not topics, done, borne_out):
            topics.setdefault(concept, topic)
        for match in self._settled_by_heading(content, sentence):
            self._add(topics, match, "heading", _HEADING)
        return sorted(
            topics.values(), key=lambda topic: (-topic["confidence"], topic["evidence"], topic["topic"])
        )

    def _own(self, content: Sequence[tuple[int, int]]) -> list[Match]:
        """What matches in the content, without single words that its meaning refutes."""
        found = list(self._within(content, self._matches, self._starts))
        borne_out = {
            match.label.concept for match in found if len(match.label.keys) > 1 or match.label.weak
        }  # by another word, be it of the label or the one that it needs
        doubtful = sorted({match.label.concept for match in found} - borne_out)
        if self._reader is None or not doubtful or self._telling(content) > _FEW:
            return found
        refuted = self._reader.refuted(self._written(content), doubtful)
        return [match for match in found if match.label.concept not in refuted]

    def _telling(self, content: Sequence[tuple[int, int]]) -> int:
        """How many words of the content mean something by themselves."""
        return sum(tag[:2] in _TELLING for start, end in content for tag in self._text.tags[start:end])

    def _written(self, content: Sequence[tuple[int, int]]) -> str:
        """As much of the content as is read for its meaning."""
        return " ".join(self._text.written(start, end) for start, end in _first(content, _MOST_CONTENT))

    def _add(self, topics: dict[int, dict[str, Any]], match: Match, basis: str, confidence: float) -> None:
        concept = match.label.concept
        if concept not in topics or topics[concept]["confidence"] < confidence:
            topics[concept] = {
                "topic": self._index.curies[concept],
                "basis": basis,
                "confidence": confidence,
                "evidence": self._text.characters(match.start, match.end),
                "rule": match.rule,
            }

    def _read(
        self, reader: MeaningReader, number: int, sentence: int, topics: dict[int, dict[str, Any]]
    ) -> frozenset[int]:
        """Add the topics that the statement means without naming them, and take away what it cannot mean.

        Returns the concepts whose labels near by its meaning bears out.
        """
        content = self._contents[number]
        telling = self._telling(content)
        points_back = any(
            self._text.first(word, start, end) is not None for start, end in content for word in _BACK
        )
        leans = points_back or telling < _FEW  # else nothing says that the two sentences belong together
        before = self._before(number, sentence) if leans else None
        heading = self._places.heading_above(sentence)
        labels: dict[int, frozenset[str]] = {concept: frozenset(("sentence",)) for concept in topics}
        for places, matches, starts, place in (
            ([before] if before else [], self._matches, self._starts, "neighbouring-sentence"),
            ([heading] if heading else [], self._matches, self._starts, "heading"),
            (content, self._open, self._open_starts, "unsettled"),
        ):
            for match in self._within(places, matches, starts):
                concept = match.label.concept
                labels[concept] = labels.get(concept, frozenset()) | {place}
        passage = Passage(
            self._written(content),
            self._text.written(max(before[0], before[1] - _MOST_BEFORE), before[1]) if before else "",
            self._text.written(heading[0], min(heading[1], heading[0] + _MOST_HEADING)) if heading else "",
            points_back,
            telling,
        )
        meant, borne_out = reader.read(passage, labels, lambda concept: self._settled(concept, content))
        for concept in sorted(topics.keys() - borne_out):
            if topics[concept]["basis"] == "sentence":
                del topics[concept]
        spans = {"own-words": max(content, key=lambda span: span[1] - span[0]), "heading": heading}
        for found in meant:
            known = topics.get(found.concept)
            if known:
                topics[found.concept] = known | {"rule": "label-and-meaning"}
                continue
            span = spans.get(found.basis, before) or content[0]
            topics[found.concept] = {
                "topic": self._index.curies[found.concept],
                "basis": found.basis,
                "confidence": found.confidence,
                "evidence": self._text.characters(*span),
                "rule": "label-and-meaning" if found.concept in labels else "meaning",
            }
        return borne_out

    def _before(self, number: int, sentence: int) -> tuple[int, int] | None:
        """The tokens of the sentence before, unless somebody else says it."""
        before = self._places.sentence_before(sentence)
        if before is None:
            return None
        start, end = self._text.bounds(before)
        speaker = self._statements[number].get("speaker_id")
        for other in range(max(0, number - 8), min(len(self._statements), number + 9)):
            if self._statements[other].get("speaker_id") != speaker and any(
                first < end and start < last for first, last in self._contents[other]
            ):
                return None
        return start, end

    def _settled(self, concept: int, content: Sequence[tuple[int, int]]) -> bool:
        """Whether a word that the concept requires is in sight of the content."""
        start, _ = in_sight(self._text, content[0][0], self._places)
        _, end = in_sight(self._text, max(content[-1][1] - 1, content[-1][0]), self._places)
        return self._index.settled(self._text, concept, start, end)

    def _within(
        self, spans: Iterable[tuple[int, int]], matches: Sequence[Match], starts: Sequence[int]
    ) -> Iterator[Match]:
        for start, end in spans:
            for at in range(bisect_left(starts, start), bisect_left(starts, end)):
                if matches[at].end <= end:
                    yield matches[at]

    def _rest_of_sentence(self, number: int) -> Iterator[Match]:
        """Matches in the statement's sentence, outside its source and outside what others say."""
        statement = self._statements[number]
        span = statement.get("sentence")
        if not span:
            return
        closed = list(self._sources[number])
        speaker = statement.get("speaker_id")
        for other in range(max(0, number - 8), min(len(self._statements), number + 9)):
            if self._statements[other].get("speaker_id") != speaker:
                closed.extend(self._contents[other])
                closed.extend(self._sources[other])
        for match in self._within([self._text.tokens(*span)], self._matches, self._starts):
            if not any(start < match.end and match.start < end for start, end in closed):
                yield match

    def _settled_by_heading(self, content: Sequence[tuple[int, int]], sentence: int) -> Iterator[Match]:
        """Weak labels in the content whose missing word stands in the heading above."""
        heading: tuple[int, int] | None = None
        for match in self._within(content, self._open, self._open_starts):
            heading = heading or self._places.heading(sentence)
            if heading is None:
                return
            if any(self._text.has(words, *heading) for words in self._index.requires[match.label.concept]):
                yield match

    def _carried(
        self,
        number: int,
        sentence: int,
        none_yet: bool,
        done: list[list[dict[str, Any]]],
        borne_out: frozenset[int] | None,
    ) -> Iterator[tuple[int, dict[str, Any]]]:
        """Topics that the content points back to; where meaning was asked, only what it has borne out."""
        content = self._contents[number]
        continues = self._statements[number].get("continues")
        if isinstance(continues, int) and continues < number and (none_yet or self._names_a_list(content)):
            for topic in done[continues][:_MOST_CARRIED]:
                yield (
                    self._index.position[topic["topic"]],
                    topic | {"basis": "neighbouring-sentence", "confidence": _NEIGHBOUR},
                )
            return
        before = self._places.sentence_before(sentence)
        if before is None:
            return
        nouns = self._pointing_nouns(content)
        # What somebody else says is taken up by a noun that names it alone, never by a mere "this".
        loose = none_yet and self._points_back(content) and self._before(number, sentence) is not None
        carried = 0
        for match in self._within([self._text.bounds(before)], self._matches, self._starts):
            concept = match.label.concept
            named = nouns & self._index.called[concept]
            gathered = bool(named if none_yet else named & _GATHERING)
            meant = loose and (borne_out is None or concept in borne_out)
            if (meant or gathered) and carried < _MOST_CARRIED:
                carried += 1
                topics: dict[int, dict[str, Any]] = {}
                self._add(topics, match, "neighbouring-sentence", _NEIGHBOUR)
                yield from topics.items()

    def _names_a_list(self, content: Iterable[tuple[int, int]]) -> bool:
        """Whether the content says something like "the first two aspects"."""
        for start, end in content:
            for key in _ITEMS:
                at = self._text.first(key, start, end)
                if at is not None and any(
                    self._text.has((word,), max(start, at - 3), at) for word in _LISTED
                ):
                    return True
        return False

    def _pointing_nouns(self, content: Iterable[tuple[int, int]]) -> set[str]:
        """Nouns in the content that may stand for something told before: "such measures", "an approach"."""
        found: set[str] = set()
        for start, end in content:
            for at, key in self._nouns[
                bisect_left(self._nouns, (start, "")) : bisect_left(self._nouns, (end, ""))
            ]:
                pointers = _POINTING | _ARTICLES if key in _GATHERING else _POINTING
                if any(self._text.has((word,), max(start, at - _REACH - 1), at) for word in sorted(pointers)):
                    found.add(key)
        return found

    def _points_back(self, content: Iterable[tuple[int, int]]) -> bool:
        """Whether the content has a word such as "this" or "such", or opens with "it" or "they"."""
        return any(
            self._text.first(word, start, end if word in _DEMONSTRATIVE else min(end, start + 3)) is not None
            for start, end in content
            for word in (*_DEMONSTRATIVE, *_PRONOUNS)
        )


def _first(spans: Sequence[tuple[int, int]], most: int) -> Iterator[tuple[int, int]]:
    """The first so many tokens of the spans."""
    for start, end in spans:
        if most > 0 and start < end:
            yield start, min(end, start + most)
            most -= end - start
