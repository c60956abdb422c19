"""The component `sayso_topics`: what each statement is about, and on which words that rests.

    "This is a heavy-handed approach", she said, the day after sanctions on chip tools were announced.
    -> chip-export-controls, from the sentence before

A statement's own words come first; then the rest of its sentence; then, where the words point back or the
statement only goes on from another, the sentence before. A heading only settles what a weak label means.
Labels match in any inflection, with a few words between ("sanctions on Chinese chips") and in either order.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from sayso.graph.scheme import PAIRS, TopicScheme, keys, word_keys

__all__ = ["Topics", "make_topics"]

_GAP = 4  # words that may stand between those of a label
_OWN, _LOOSE, _WEAK = 0.9, 0.8, 0.7  # confidence in the speaker's own words
_SENTENCE, _NEIGHBOUR, _HEADING = 0.6, 0.5, 0.4
_MOST_CARRIED = 3  # topics that may come from the sentence before

_ENDS = frozenset((".", ",", ":", "``", "''", "-LRB-", "-RRB-", "WDT", "WP", "WRB", "WP$", "EX", "LS"))
_BREAKS = _ENDS | frozenset(("VBD", "VBZ", "VBP", "VB", "MD", "PRP", "CC"))
_BEFORE_NOUNS = frozenset((",", ":", "CC", "DT", "IN", "JJ", "POS", "HYPH"))
_LINKS = frozenset(("IN", "TO"))
_THROUGH = frozenset(("HYPH", "POS", "DT"))
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
# Nouns that gather up what was told before, even with "a" or "an" (Francis 1986, "anaphoric nouns").
_GATHERING = frozenset(
    ("approach", "measure", "move", "step", "policy", "stance", "tactic", "strategy", "decision", "action")
)


@dataclass(frozen=True, slots=True)
class _Label:
    """Words that stand for a concept. `width` counts the small words too; `text` breaks ties."""

    concept: int
    keys: tuple[str, ...]
    needs: frozenset[str]
    width: int
    weak: bool
    text: str


@dataclass(frozen=True, slots=True)
class _Match:
    """A label found in a document: `at` are the tokens of its keys, sorted; `end` is after the last."""

    label: _Label
    at: tuple[int, ...]
    end: int
    confidence: float

    @property
    def start(self) -> int:
        return self.at[0]


class _Index:
    """All labels of a scheme by their rarest key: a text pays for its words, not for the scheme."""

    def __init__(self, scheme: TopicScheme) -> None:
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
        labels: dict[tuple[int, tuple[str, ...]], _Label] = {}
        for at, concept in enumerate(scheme):
            for weak, texts in ((False, concept.strong_labels), (True, concept.labels_in_need)):
                for text in texts:
                    words = tuple(dict.fromkeys(keys(text)))
                    width = len(text.replace("-", " ").split())
                    if words:
                        labels.setdefault((at, words), _Label(at, words, frozenset(words), width, weak, text))
        frequency = Counter(key for label in labels.values() for key in label.keys)
        self.by_key: dict[str, list[_Label]] = {}
        for label in labels.values():
            anchor = min(label.keys, key=lambda key: (frequency[key], -len(key), key))
            self.by_key.setdefault(anchor, []).append(label)
        needed = (key for requirement in self.requires for word in requirement for key in word)
        pairs = (key for pair in PAIRS for key in pair)
        self.nouns = frozenset(key for words in self.called for key in words)
        self.keys = frozenset(frequency).union(
            needed, pairs, self.nouns, _ITEMS, _LISTED, _DEMONSTRATIVE, _PRONOUNS, _POINTING, _ARTICLES
        )


class _Text:
    """What matching needs of a `Doc`, taken out of it once. Tokens are indices, sentences are numbers."""

    def __init__(
        self, doc: Doc, index: _Index, cache: dict[tuple[int, bool], tuple[tuple[str, bool], ...]]
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
                found = cache[orth, verb] = tuple(_token_keys(strings[orth], verb, index.keys))
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


class Topics:
    """Sets `topics` on each entry of `doc._.statements`."""

    def __init__(self, scheme: TopicScheme) -> None:
        self.scheme = scheme
        self.fingerprint = f"scheme={scheme.sha256[:16]}"
        self._index = _Index(scheme)
        self._cache: dict[tuple[int, bool], tuple[tuple[str, bool], ...]] = {}

    def __call__(self, doc: Doc) -> Doc:
        statements = doc._.statements
        if statements:
            for statement, topics in zip(statements, self.find(doc, statements), strict=True):
                statement["topics"] = topics
                statement["stance"] = _toward(statement.get("stance") or [], topics)
        return doc

    def find(self, doc: Doc, statements: Sequence[Mapping[str, Any]]) -> list[list[dict[str, Any]]]:
        """The topics of each statement, surest first."""
        if len(self._cache) > 500_000:  # a long run over many vocabularies
            self._cache.clear()
        text = _Text(doc, self._index, self._cache)
        units = getattr(doc._, "units", None) or ()
        places = _Places(text, units)
        strict, weak = self._matches(text, doc, places)
        return _Assigner(text, places, self._index, strict, weak, statements).assign()

    def _matches(self, text: _Text, doc: Doc, places: "_Places") -> tuple[list[_Match], list[_Match]]:
        """What matches, in text order; and the weak labels that no word beside them confirms."""
        found: list[_Match] = []
        for key in text.where:
            for label in self._index.by_key.get(key, ()):
                if text.where.keys() >= label.needs:
                    found.extend(_occurrences(text, label))
        confirmed: list[_Match] = []
        open_: list[_Match] = []
        for match in found:
            if not match.label.weak or self._confirmed(text, match, places):
                confirmed.append(match)
            else:
                open_.append(match)
        mentions = _organization_mentions(doc, text)
        return _longest(confirmed, self._index, mentions), _longest(open_, self._index, mentions)

    def _confirmed(self, text: _Text, match: _Match, places: "_Places") -> bool:
        sentence = text.sentence(match.start)
        start, end = text.bounds(sentence)
        before = places.sentence_before(sentence)
        if before is not None:
            start = text.bounds(before)[0]
        return any(text.has(words, start, end) for words in self._index.requires[match.label.concept])


def _toward(stance: Sequence[Mapping[str, Any]], topics: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The stances with what they are toward: the surest topic of the statement's own words, if it has one."""
    own = next((topic["topic"] for topic in topics if topic["basis"] == "own-words"), "")
    return [{**taken, "toward": taken["toward"] or own} for taken in stance if taken["toward"] or own]


class _Places:
    """Which sentences stand in one paragraph, and which heading stands above them."""

    def __init__(self, text: _Text, units: Sequence[Mapping[str, Any]]) -> None:
        self._text = text
        self._units = [unit for unit in units if unit["kind"] != "furniture"]
        self._starts = [unit["start"] for unit in self._units]

    def _unit(self, sentence: int) -> int:
        begin = self._text.begins[self._text.sentences[sentence]]
        return bisect_right(self._starts, begin) - 1

    def sentence_before(self, sentence: int) -> int | None:
        """The sentence before, unless a paragraph or a heading ends between."""
        if sentence == 0 or (self._units and self._unit(sentence) != self._unit(sentence - 1)):
            return None
        return sentence - 1

    def heading(self, sentence: int) -> tuple[int, int] | None:
        """The tokens of the nearest heading above, or of the title."""
        for at in range(self._unit(sentence) if self._units else -1, -1, -1):
            if self._units[at]["kind"] in ("heading", "title"):
                return self._text.tokens(self._units[at]["start"], self._units[at]["end"])
        return None


def _organization_mentions(doc: Doc, text: _Text) -> list[tuple[int, int]]:
    entities = getattr(doc._, "entities", None) or ()
    spans = (
        text.tokens(*mention)
        for entity in entities
        if entity["kind"] in ("organization", "outlet", "platform")
        for mention in entity["mentions"]
    )
    return sorted(span for span in spans if span[1] - span[0] > 1)


def _occurrences(text: _Text, label: _Label) -> Iterator[_Match]:
    """Where a label stands: its keys close together, in one clause."""
    if len(label.keys) == 1:
        for at in text.where[label.keys[0]]:
            if at not in text.inflected:
                yield _Match(label, (at,), text.after(at), _WEAK if label.weak else _OWN)
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


def _judged(text: _Text, label: _Label, ordered: list[int]) -> _Match | None:
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
    return _Match(label, at, text.after(end), _WEAK if label.weak else _OWN if exact else _LOOSE)


def _longest(found: list[_Match], index: _Index, mentions: Sequence[tuple[int, int]]) -> list[_Match]:
    """The matches in text order, without those that are a part of a longer one or of an organisation's name.

    Of two concepts matched by the same words, one above the other, the narrower stays.
    """
    by_token: dict[int, list[_Match]] = {}
    for match in found:
        for at in match.at:
            by_token.setdefault(at, []).append(match)
    kept: list[_Match] = []
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


def _inside(match: _Match, mentions: Sequence[tuple[int, int]]) -> bool:
    at = bisect_right(mentions, (match.start, 1 << 60)) - 1
    if at < 0:
        return False
    start, end = mentions[at]
    return start <= match.start and match.end <= end and match.end - match.start < end - start


class _Assigner:
    """Gives each statement of one document its topics."""

    def __init__(
        self,
        text: _Text,
        places: _Places,
        index: _Index,
        matches: list[_Match],
        open_matches: list[_Match],
        statements: Sequence[Mapping[str, Any]],
    ) -> None:
        self._text, self._places, self._index = text, places, index
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
        for match in self._within(content, self._matches, self._starts):
            self._add(topics, match, "own-words", match.confidence)
        first = content[0][0] if content else 0
        sentence = self._text.sentence(min(first, self._text.size - 1))
        if not topics:
            for match in self._rest_of_sentence(number):
                self._add(topics, match, "sentence", _SENTENCE)
        for concept, topic in self._carried(number, sentence, not topics, done):
            topics.setdefault(concept, topic)
        for match in self._settled_by_heading(content, sentence):
            self._add(topics, match, "heading", _HEADING)
        return sorted(
            topics.values(), key=lambda topic: (-topic["confidence"], topic["evidence"], topic["topic"])
        )

    def _add(self, topics: dict[int, dict[str, Any]], match: _Match, basis: str, confidence: float) -> None:
        concept = match.label.concept
        if concept not in topics or topics[concept]["confidence"] < confidence:
            topics[concept] = {
                "topic": self._index.curies[concept],
                "basis": basis,
                "confidence": confidence,
                "evidence": self._text.characters(match.start, match.end),
            }

    def _within(
        self, spans: Iterable[tuple[int, int]], matches: Sequence[_Match], starts: Sequence[int]
    ) -> Iterator[_Match]:
        for start, end in spans:
            for at in range(bisect_left(starts, start), bisect_left(starts, end)):
                if matches[at].end <= end:
                    yield matches[at]

    def _rest_of_sentence(self, number: int) -> Iterator[_Match]:
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

    def _settled_by_heading(self, content: Sequence[tuple[int, int]], sentence: int) -> Iterator[_Match]:
        """Weak labels in the content whose missing word stands in the heading above."""
        heading: tuple[int, int] | None = None
        for match in self._within(content, self._open, self._open_starts):
            heading = heading or self._places.heading(sentence)
            if heading is None:
                return
            if any(self._text.has(words, *heading) for words in self._index.requires[match.label.concept]):
                yield match

    def _carried(
        self, number: int, sentence: int, none_yet: bool, done: list[list[dict[str, Any]]]
    ) -> Iterator[tuple[int, dict[str, Any]]]:
        """Topics that the content points back to."""
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
        loose = none_yet and self._points_back(content)
        carried = 0
        for match in self._within([self._text.bounds(before)], self._matches, self._starts):
            named = nouns & self._index.called[match.label.concept]
            if (loose or (named if none_yet else named & _GATHERING)) and carried < _MOST_CARRIED:
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
                if any(self._text.has((word,), max(start, at - _GAP - 1), at) for word in sorted(pointers)):
                    found.add(key)
        return found

    def _points_back(self, content: Iterable[tuple[int, int]]) -> bool:
        """Whether the content has a word such as "this" or "such", or opens with "it" or "they"."""
        return any(
            self._text.first(word, start, end if word in _DEMONSTRATIVE else min(end, start + 3)) is not None
            for start, end in content
            for word in (*_DEMONSTRATIVE, *_PRONOUNS)
        )


@Language.factory(
    "sayso_topics",
    assigns=["doc._.statements"],
    default_config={"schemes": [], "shipped": True},
)
def make_topics(nlp: Language, name: str, schemes: list[str], shipped: bool) -> Topics:
    """Make the component; `schemes` are paths of SKOS files, `shipped` says whether Sayso's own is used too.

    Raises TopicSchemeError if a file is not usable.
    """
    if not Doc.has_extension("statements"):
        Doc.set_extension("statements", default=None)
    return Topics(TopicScheme.load([Path(path) for path in schemes], shipped=shipped))
