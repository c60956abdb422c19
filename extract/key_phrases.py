"""The noun phrases of a text that may name a topic.

    "They want speed limits for e-scooters" -> speed limits, speed limits for e-scooters, e-scooters

Found by part-of-speech tags (Justeson and Katz 1995: adjectives and nouns before a noun, one preposition).
Names of persons, places, times and quantities are no key phrases and part what stands round them; "Iowa
caucuses" is one, for its last word is no name. Words too general are listed in `data/key-phrases.toml`.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import groupby
from math import log
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from sayso.extract.encoder.wordpiece import WordPiece
from sayso.extract.nouns import source_nouns
from sayso.graph.topics.scheme import word_keys

__all__ = ["KeyPhrase", "Weights", "key_phrases", "phrases_of"]

VOCABULARY = Path(__file__).parent / "encoder" / "data" / "vocab.txt"
LONGEST = 4  # words of a phrase without its preposition
_PIECE = 5_000  # characters that are tagged in one go; no sentence of a newspaper is longer

_BEFORE_WORDS = 1_995  # numbers of the vocabulary that are signs
_COMMON, _RARE = 200, 20_000  # ranks
_RARE_ENOUGH = 0.5  # for a word alone
_PEOPLE = 0.25
_CACHE_LIMIT = 100_000

_NOUNS = frozenset(("NN", "NNS", "NNP", "NNPS"))
_MODIFIERS = _NOUNS | {"JJ", "VBG", "VBN", "AFX"}
_PREPOSITIONS = frozenset(("of", "for", "on", "in", "against"))
_BREAKING = frozenset(
    ("PERSON", "DATE", "TIME", "MONEY", "PERCENT", "CARDINAL", "ORDINAL", "QUANTITY", "WORK_OF_ART")
)
_PLACES = frozenset(("GPE", "LOC", "NORP", "FAC", "LANGUAGE"))
_WORD = re.compile(r"[^\W\d_][\w.&]*\w")
_OPENING = frozenset('.!?:;"“”‘(…—–')
_READERS = ("tok2vec", "transformer", "tagger", "ner")


@dataclass(frozen=True, slots=True)
class KeyPhrase:
    """A phrase as it stands in a text: [start, end) in code points; `text` in lower case but for names.

    `kind` is "term", or "organization" or "place" where the whole phrase is such a name. `weight` is how much
    its words may count as a topic, from 0 to 1: rare words more than common ones, people less than things.
    """

    text: str
    start: int
    end: int
    kind: str = "term"
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class _Lists:
    empty_nouns: frozenset[str]
    general_nouns: frozenset[str]
    people: frozenset[str]
    empty_modifiers: frozenset[str]


@cache
def _lists() -> _Lists:
    table = tomllib.loads(files("sayso.extract").joinpath("data/key-phrases.toml").read_text("utf-8"))
    return _Lists(**{name: frozenset(words.split()) for name, words in table.items()})


class Weights:
    """How much a phrase may count as a topic by its words alone.

    A word's rarity in general English goes from 0 (one of the 200 commonest) to 1 (beyond 20,000). BERT's
    vocabulary is in order of frequency in books and Wikipedia (Devlin et al. 2019), so a word's number in it
    is its rank, and by Zipf's law the logarithm of the rank tells how rare it is.
    """

    def __init__(self, vocabulary: WordPiece | None = None) -> None:
        self._vocabulary = vocabulary or WordPiece.load(VOCABULARY)
        self._known: dict[str, float] = {}

    def rarity(self, word: str) -> float:
        """Of a word in any case, in the plural as in the singular."""
        found = self._known.get(word)
        if found is None:
            if len(self._known) >= _CACHE_LIMIT:
                self._known.clear()
            forms = {word.lower(), *(key.lower() for key in word_keys(word))}
            ranks = [
                number - _BEFORE_WORDS for form in sorted(forms) for number in self._vocabulary.ids([form])
            ]
            rank = max(min(ranks, default=_RARE), _COMMON)
            found = self._known[word] = min(log(rank / _COMMON) / log(_RARE / _COMMON), 1.0)
        return found

    def weight(self, words: Sequence[str]) -> float:
        """Of a phrase: that of its rarest word; a common word alone counts nothing, people count for less."""
        rarest = max(self.rarity(word) for word in words)
        if len(words) == 1:
            rarest = 0.5 * rarest if rarest >= _RARE_ENOUGH else 0.0
        last = word_keys(words[-1])[-1:] or (words[-1],)
        people = words[-1].lower() in _people() or last[0].lower() in _people()
        return rarest * _PEOPLE if people else rarest


@cache
def _people() -> frozenset[str]:
    return source_nouns().people | _lists().people


def phrases_of(
    nlp: Language, texts: Iterable[str], weights: Weights | None = None
) -> Iterator[list[KeyPhrase]]:
    """The key phrases of each text, in order, by the tagger and the name recogniser of a pipeline.

    Costs about a tenth of a millisecond a word; memory is that of one batch, however long a text is.
    """
    weights = weights or Weights()
    readers = [name for name in nlp.pipe_names if name in _READERS]
    pieces = ((piece, (at, first)) for at, text in enumerate(texts) for first, piece in _pieces(text))
    with nlp.select_pipes(enable=readers):
        docs = nlp.pipe(pieces, as_tuples=True, batch_size=128)
        for _, parts in groupby(docs, key=lambda part: part[1][0]):
            yield [
                replace(one, start=one.start + first, end=one.end + first)
                for doc, (_, first) in parts
                for one in key_phrases(doc, weights)
            ]


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """A text in pieces that end between words, each with its start; an empty text is one piece."""
    start = 0
    while len(text) - start > _PIECE:
        end = text.rfind(" ", start, start + _PIECE) + 1 or start + _PIECE
        yield start, text[start:end]
        start = end
    yield start, text[start:]


@dataclass(slots=True)
class _Unit:
    """A word, or several that hyphens join: the tokens [first, end); `tag` is that of the last."""

    first: int
    end: int
    tag: str
    text: str


def key_phrases(doc: Doc, weights: Weights) -> list[KeyPhrase]:
    """The key phrases of a tagged doc, by place; of a phrase of several words also its parts that are some.

    >>> import spacy
    >>> key_phrases(spacy.blank("en")("No tagger has read this."), Weights())
    []
    """
    names = {at: name for name in map(_bare, doc.ents) for at in range(name.start, name.end)}
    found: list[KeyPhrase] = []
    before: list[_Unit] = []  # the run before a preposition
    for run, preposition in _runs(doc, names):
        found.extend(_of_run(doc, run, names, weights))
        if before and run:
            found.extend(_joined(doc, before, run, names, weights))
        before = run if preposition else []
    return sorted(found, key=lambda phrase: (phrase.start, phrase.end))


def _bare(name: Span) -> Span:
    """A name without its article."""
    opens = len(name) > 1 and name[0].tag_ == "DT"
    return Span(name.doc, name.start + 1, name.end, label=name.label) if opens else name


def _runs(doc: Doc, names: dict[int, Span]) -> Iterator[tuple[list[_Unit], bool]]:
    """Stretches of words that may stand in one noun phrase, and whether a preposition follows at once."""
    run: list[_Unit] = []
    for unit in _units(doc):
        name = names.get(unit.end - 1)
        breaks = name is not None and name.label_ in _BREAKING
        if unit.tag in _MODIFIERS and not breaks and _WORD.fullmatch(unit.text.replace("-", "")):
            run.append(unit)
        elif unit.tag == "POS" and run and run[-1].tag == "NNS":
            run[-1] = _Unit(run[-1].first, unit.end, "POS", run[-1].text)
        else:
            yield run, unit.text.lower() in _PREPOSITIONS
            run = []
    yield run, False


def _units(doc: Doc) -> Iterator[_Unit]:
    at, size = 0, len(doc)
    while at < size:
        end = at + 1
        while (
            end + 1 < size
            and doc[end].text in ("-", "‑")
            and not doc[end - 1].whitespace_
            and not doc[end].whitespace_
            and doc[end + 1].text[:1].isalnum()
        ):
            end += 2
        yield _Unit(at, end, doc[end - 1].tag_, doc[at:end].text)
        at = end


def _of_run(doc: Doc, run: Sequence[_Unit], names: dict[int, Span], weights: Weights) -> Iterator[KeyPhrase]:
    for end, last in enumerate(run, 1):
        if last.tag not in _NOUNS or last.text.lower() in _lists().empty_nouns:
            continue
        for begin in range(max(0, end - LONGEST), end):
            phrase = _phrase(doc, run[begin:end], names, weights)
            if phrase:
                yield phrase


def _phrase(doc: Doc, units: Sequence[_Unit], names: dict[int, Span], weights: Weights) -> KeyPhrase | None:
    lists = _lists()
    first, last = units[0], units[-1]
    low = first.text.lower()
    if first.tag == "VBG" or (first.tag not in ("NNP", "NNPS") and low in lists.empty_modifiers):
        return None
    if len(units) == 1 and (low in lists.general_nouns or len(low) < 3):
        return None
    kind = "term"
    for name in (names.get(first.first), names.get(last.end - 1)):
        if name is not None and (name.start < first.first or name.end > last.end):
            return None  # a part of a name
    whole = names.get(first.first)
    if whole is not None and whole.end == last.end:
        kind = "place" if whole.label_ in _PLACES else "organization" if whole.label_ == "ORG" else "term"
    return _made(doc, units, kind, weights)


def _joined(
    doc: Doc, before: Sequence[_Unit], after: Sequence[_Unit], names: dict[int, Span], weights: Weights
) -> Iterator[KeyPhrase]:
    """Phrases over a preposition: the last words before it and the first after it."""
    lists = _lists()
    head = before[-1]
    if head.tag not in ("NN", "NNS") or head.text.lower() in lists.empty_nouns | lists.general_nouns:
        return
    if after[0].first - head.end != 1:
        return
    end = next((at for at, unit in enumerate(after, 1) if unit.tag in ("NN", "NNS")), 0)
    if not end or end > LONGEST - 1 or _phrase(doc, after[:end], names, weights) is None:
        return
    if end < len(after) and after[end].tag in _NOUNS:
        return  # the name of it goes on
    yield _made(doc, [*after[:end], head], "term", weights)


def _made(doc: Doc, units: Sequence[_Unit], kind: str, weights: Weights) -> KeyPhrase:
    """A phrase of these words; the last is its head, wherever that stands in the text."""
    first, end = min(unit.first for unit in units), max(unit.end for unit in units)
    tokens = doc[first:end]
    text = "".join(_written(token) + (" " if token.whitespace_ else "") for token in tokens)
    words = [unit.text for unit in units]
    return KeyPhrase(
        " ".join(text.split()), tokens.start_char, tokens.end_char, kind, round(weights.weight(words), 3)
    )


def _written(token: Token) -> str:
    """A word as it stands where no sentence begins: names and acronyms keep their capitals."""
    text = token.text
    opens = token.i == 0 or token.nbor(-1).text[-1:] in _OPENING
    return text.lower() if opens and text[1:].islower() and token.tag_ not in ("NNP", "NNPS") else text
