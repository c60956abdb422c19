"""The labels of a topic scheme, and where they stand in a document.

    "Sanctions on foreign chips came later."  ->  chip-export-controls, words 0 to 4, a loose label

Labels match in any inflection, with a few words between and in either order. Labels are indexed by their
rarest word, so a text pays for its own words and not for the size of the scheme.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from spacy.tokens import Doc

from sayso.extract.topic_text import Places, TopicText
from sayso.graph.topics.scheme import PAIRS, TopicScheme, keys

__all__ = ["Label", "LabelIndex", "Match", "matches"]

_GAP = 4  # words that may stand between those of a label
_CONFIDENCE = {"label": 0.9, "loose-label": 0.8, "weak-label": 0.7}

_ENDS = frozenset((".", ",", ":", "``", "''", "-LRB-", "-RRB-", "WDT", "WP", "WRB", "WP$", "EX", "LS"))
_BREAKS = _ENDS | frozenset(("VBD", "VBZ", "VBP", "VB", "MD", "PRP", "CC"))
_LINKS = frozenset(("IN", "TO"))
_THROUGH = frozenset(("HYPH", "POS", "DT"))


@dataclass(frozen=True, slots=True)
class Label:
    """Words that stand for a concept. `width` counts the small words too; `text` breaks ties."""

    concept: int
    keys: tuple[str, ...]
    needs: frozenset[str]
    width: int
    weak: bool
    text: str


@dataclass(frozen=True, slots=True)
class Match:
    """A label found in a document: `at` are the tokens of its keys, sorted; `end` is after the last.

    `rule` is "label" for a label in one piece, "loose-label" for one with words between or turned round,
    "weak-label" for one that needs a word beside it.
    """

    label: Label
    at: tuple[int, ...]
    end: int
    rule: str

    @property
    def start(self) -> int:
        return self.at[0]

    @property
    def confidence(self) -> float:
        """In the speaker's own words."""
        return _CONFIDENCE[self.rule]


class LabelIndex:
    """All labels of a scheme by their rarest key: a text pays for its words, not for the scheme."""

    def __init__(self, scheme: TopicScheme, *, further: Iterable[str] = ()) -> None:
        """`further` are keys that a text is to note besides those of the labels."""
        self.iris = [concept.iri for concept in scheme]
        self.curies = [scheme.curie(iri) for iri in self.iris]
        self.position = {curie: at for at, curie in enumerate(self.curies)}
        position = {iri: at for at, iri in enumerate(self.iris)}
        self.above = [frozenset(position[iri] for iri in scheme.broader_transitive(own)) for own in self.iris]
        self.requires = [tuple(keys(word) for word in concept.requires) for concept in scheme]
        called = [
            frozenset(key for word in concept.referred_to_as for key in keys(word)) for concept in scheme
        ]
        self.called = [
            called[at].union(*(called[higher] for higher in self.above[at])) for at in range(len(called))
        ]
        labels: dict[tuple[int, tuple[str, ...]], Label] = {}
        for at, concept in enumerate(scheme):
            for weak, texts in ((False, concept.strong_labels), (True, concept.labels_in_need)):
                for text in texts:
                    words = tuple(dict.fromkeys(keys(text)))
                    width = len(text.replace("-", " ").split())
                    if words:
                        labels.setdefault((at, words), Label(at, words, frozenset(words), width, weak, text))
        frequency = Counter(key for label in labels.values() for key in label.keys)
        self.by_key: dict[str, list[Label]] = {}
        for label in labels.values():
            anchor = min(label.keys, key=lambda key: (frequency[key], -len(key), key))
            self.by_key.setdefault(anchor, []).append(label)
        needed = (key for requirement in self.requires for word in requirement for key in word)
        pairs = (key for pair in PAIRS for key in pair)
        self.nouns = frozenset(key for words in self.called for key in words)
        self.keys = frozenset(frequency).union(needed, pairs, self.nouns, further)

    def akin(self, one: int, other: int) -> bool:
        """Whether a concept is another or stands above or below it."""
        return one == other or one in self.above[other] or other in self.above[one]

    def settled(self, text: TopicText, concept: int, start: int, end: int) -> bool:
        """Whether a range of tokens has one of the words that the concept's weak labels need."""
        return any(text.has(words, start, end) for words in self.requires[concept])


def matches(doc: Doc, text: TopicText, places: Places, index: LabelIndex) -> tuple[list[Match], list[Match]]:
    """What matches, in text order; and the weak labels that no word beside them confirms."""
    found: list[Match] = []
    for key in text.where:
        for label in index.by_key.get(key, ()):
            if text.where.keys() >= label.needs:
                found.extend(_occurrences(text, label))
    confirmed: list[Match] = []
    unsettled: list[Match] = []
    for match in found:
        sure = not match.label.weak or index.settled(
            text, match.label.concept, *in_sight(text, match.start, places)
        )
        (confirmed if sure else unsettled).append(match)
    mentions = _organization_mentions(doc, text)
    return _longest(confirmed, index, mentions), _longest(unsettled, index, mentions)


def in_sight(text: TopicText, at: int, places: Places) -> tuple[int, int]:
    """The tokens of a token's sentence and of the one before in its paragraph."""
    sentence = text.sentence(at)
    start, end = text.bounds(sentence)
    before = places.sentence_before(sentence)
    return (start if before is None else text.bounds(before)[0]), end


def _organization_mentions(doc: Doc, text: TopicText) -> list[tuple[int, int]]:
    entities = getattr(doc._, "entities", None) or ()
    spans = (
        text.tokens(*mention)
        for entity in entities
        if entity["kind"] in ("organization", "outlet", "platform")
        for mention in entity["mentions"]
    )
    found = sorted(span for span in spans if span[1] - span[0] > 1)
    ends = accumulate((end for _, end in found), max)
    return [(start, end) for (start, _), end in zip(found, ends, strict=True)]


def _occurrences(text: TopicText, label: Label) -> Iterator[Match]:
    """Where a label stands: its keys close together, in one clause."""
    if len(label.keys) == 1:
        for at in text.where[label.keys[0]]:
            if at not in text.inflected:
                yield Match(label, (at,), text.after(at), "weak-label" if label.weak else "label")
        return
    reach = label.width + _GAP
    anchor = min(label.keys, key=lambda key: len(text.where[key]))
    others = [key for key in label.keys if key != anchor]
    for at in text.where[anchor]:
        placed = {anchor: at}
        for key in others:
            place = _nearest(text.where[key], at, reach)
            if place is None:
                break
            placed[key] = place
        else:
            match = _judged(text, label, [placed[key] for key in label.keys])
            if match:
                yield match


def _nearest(places: Sequence[int], at: int, reach: int) -> int | None:
    """The place nearest to a token, the earlier of two; None if none is within reach."""
    right = bisect_left(places, at)
    before = at - places[right - 1] if right else reach + 1
    after = places[right] - at if right < len(places) else reach + 1
    if min(before, after) > reach:
        return None
    return at - before if before <= after else at + after


def _judged(text: TopicText, label: Label, ordered: list[int]) -> Match | None:
    """A match, if what stands between its words lets them belong together."""
    at = tuple(sorted(ordered))
    start, end = at[0], at[-1]
    if text.sentence(start) != text.sentence(end):
        return None
    between = [text.tags[i] for i in range(start + 1, end) if i not in at]
    words = end - start + 1 - sum(tag in _THROUGH for tag in between)
    breaks = _BREAKS if len(at) < 3 else _ENDS  # three words of a label together bear more between them
    if words > label.width + _GAP or any(tag in breaks for tag in between):
        return None
    in_order = ordered == list(at)
    if not in_order and words > len(at) and not any(tag in _LINKS for tag in between):
        return None
    exact = in_order and words <= label.width
    rule = "weak-label" if label.weak else "label" if exact else "loose-label"
    return Match(label, at, text.after(end), rule)


def _longest(found: list[Match], index: LabelIndex, mentions: Sequence[tuple[int, int]]) -> list[Match]:
    """The matches in text order, without those that are a part of a longer one or of an organisation's name.

    Of two concepts matched by the same words, one above the other, the narrower stays.
    """
    by_token: dict[int, list[Match]] = {}
    for match in found:
        for at in match.at:
            by_token.setdefault(at, []).append(match)
    kept: list[Match] = []
    for match in found:
        own = set(match.at)
        beaten = any(
            own < (theirs := set(other.at))
            or (own & theirs and match.label.concept in index.above[other.label.concept])
            for other in by_token[match.at[0]]
        )
        if not beaten and not _inside(match, mentions):
            kept.append(match)
    return sorted(
        kept, key=lambda match: (match.start, match.end, index.iris[match.label.concept], match.label.text)
    )


def _inside(match: Match, mentions: Sequence[tuple[int, int]]) -> bool:
    """Whether a match is part of a longer mention; `mentions` are (start, furthest end so far)."""
    at = bisect_right(mentions, (match.start, 1 << 60)) - 1
    if at < 0:
        return False
    start, end = mentions[at]
    return match.end < end or (match.end == end and start < match.start)
