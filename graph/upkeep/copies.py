"""Which articles of a graph are copies of others, and which statements come with them.

Article B is a copy of A if their texts are alike (`graph.upkeep.duplicates`) and A came first: by date,
undated ones last, then by IRI. So it depends on the set of articles alone, and never on the order in which
they came in. Of several the first is the one that B is *republished from*. A statement of B is a copy of one
in an article that B is a copy of if the same speaker says the same there, or nearly so; it leads to the
statement that is itself no copy. What only B has stays a statement of its own.

What is alike is found by keys that stand in the articles' graphs, so that one more article costs a few
look-ups. A thousand articles can share a key, by a text that stands in all of them: a key leads to the first
twenty of its holders alone. A copy of one of these still finds it, copies of others find theirs by other
keys, and the work grows with the number of articles.
"""

import functools
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Store
from rapidfuzz import fuzz

from sayso.graph import vocab
from sayso.graph.facts import Facts
from sayso.graph.identity.reading import is_resolved
from sayso.graph.upkeep.duplicates import Likeness, likeness, shingles, words

__all__ = ["NOTHING", "Copied", "CopyCounts", "Corpus", "Place", "count_copies", "settle", "stored_copies"]

_HOLDERS = 20
"""To how many of those that have it a key leads: the first ones."""

_SOURCES = 20
"""In how many of the articles that one is a copy of its statements are looked for: those most like it."""

# Measured by bench/duplicates: edited statements are above, others of the same speaker in one article below.
_NEARLY = 85.0
# Words so few or so many are compared for equality alone: the first change their meaning by one word, the
# others are no sentences.
_SHORT, _LONG = 4, 5000
# How many statements of one speaker are compared with how many, beyond those that are word for word the same.
_COMPARED = 60

# the last is what is left of "n't"
_NEGATIONS = frozenset(
    ["no", "not", "never", "nor", "neither", "none", "nobody", "nothing", "without", "cannot", "t"]
)
_OFFSETS = re.compile(r"#char=(\d+),(\d+)$")
_LAST = "~"  # behind every date

Place = tuple[str, str]
"""Where an article stands in the order of articles: its date, or a sign behind all dates, and its IRI."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What an article has from others; all names are IRIs.

    `source` is the first article that it is a copy of, None if there is none; `dated` tells whether that
    one's date is before its own, or nobody can say which of the two was first. `overlap` is the share of the
    shorter text that the other has too. `statements` lead from copies to the statements that are none.
    """

    source: str | None = None
    dated: bool = False
    overlap: float = 0.0
    statements: Mapping[str, str] = field(default_factory=dict)


NOTHING = Copied()


@dataclass(frozen=True, slots=True)
class CopyCounts:
    """How many articles of a graph are copies of others, and how many statements."""

    articles: int
    statements: int


def count_copies(store: Store) -> CopyCounts:
    """How much of a graph is copied, as of the last time that what follows was settled."""
    found = [
        sum(1 for _ in store.quads_for_pattern(None, NamedNode(name), None, None))
        for name in (vocab.republishedFrom, vocab.copyOf)
    ]
    return CopyCounts(*found)


def stored_copies(facts: Facts, article: str) -> Copied:
    """What the graph says that an article has from others."""
    source = facts.value(article, vocab.republishedFrom)
    if source is None:
        return NOTHING
    return Copied(
        source,
        facts.value(article, vocab.orderBasis) == "published",
        float(facts.value(article, vocab.overlap) or 0.0),
        {
            statement: original
            for statement in facts.subjects(vocab.article, article)
            for original in facts.values(statement, vocab.copyOf)
        },
    )


class Corpus:
    """The articles of a store with their keys and texts, read when they are needed; sees no later changes."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._facts = Facts(store)
        self._places: dict[str, Place] = {}
        self._holders: dict[str, list[Place]] = {}
        self._candidates: Mapping[str, AbstractSet[Place]] | None = None
        # not a method: with a cycle to itself the store would stay open after it is closed
        self._shingles = functools.lru_cache(maxsize=512)(functools.partial(_read, self._facts))

    @property
    def facts(self) -> Facts:
        """Look-ups in the store."""
        return self._facts

    def place(self, article: str) -> Place:
        """Where an article stands in the order of articles."""
        if article not in self._places:
            date = self._facts.value(article, vocab.schema_datePublished)
            self._places[article] = (date or _LAST, article)
        return self._places[article]

    def keys(self, article: str) -> Sequence[str]:
        """By which the article is found."""
        return self._facts.values(article, vocab.duplicateKey)

    def is_there(self, article: str) -> bool:
        """Whether the store has the article."""
        return self._facts.value(article, vocab.textSha256) is not None

    def wording(self, article: str) -> tuple[str | None, str | None]:
        """What the article's likeness to others depends on: its text, by its hash, and what to pass over."""
        return self._facts.value(article, vocab.textSha256), self._facts.value(article, vocab.furniture)

    def read_all(self) -> None:
        """Reads the keys of all articles at once, for those who want the sources of each."""
        self._candidates = _candidates(self._store, self.place)

    def sources(self, article: str) -> Iterator[tuple[str, Likeness]]:
        """The articles that this one is a copy of, the first first."""
        for _, other in sorted(self._earlier(article)):
            found = self.likeness(article, other)
            if found.is_copy:
                yield other, found

    def later(self, place: Place, keys: Iterable[str]) -> set[str]:
        """The articles that would look at one of this place and these keys, if it is or were there."""
        found: set[str] = set()
        for holders in self._holding(keys):
            before = bisect_left(holders, place)
            if before < _HOLDERS:
                found.update(article for _, article in holders[before:])
        found.discard(place[1])
        return found

    def likeness(self, one: str, other: str) -> Likeness:
        """How much the texts of two articles have in common."""
        return likeness(self._shingles(one), self._shingles(other))

    def text(self, article: str) -> str:
        """The article's text."""
        return _text(self._facts, article)

    def _earlier(self, article: str) -> AbstractSet[Place]:
        if self._candidates is not None:
            return self._candidates.get(article, frozenset())
        place = self.place(article)
        found: set[Place] = set()
        for holders in self._holding(self.keys(article)):
            found.update(one for one in holders[:_HOLDERS] if one < place)
        return found

    def _holding(self, keys: Iterable[str]) -> Iterator[Sequence[Place]]:
        """The articles that have each of these keys, in order."""
        keys = sorted(keys)
        unread = [key for key in keys if key not in self._holders]
        if unread:  # in one query: on a server each is a message
            having: dict[str, list[Place]] = {key: [] for key in unread}
            wanted = f"VALUES ?key {{ {' '.join(str(Literal(key)) for key in unread)} }}"
            pattern = f"{wanted} ?article <{vocab.duplicateKey}> ?key"
            for key, article in self._facts.rows(pattern, "key", "article"):
                having[key].append(self.place(article))
            self._holders.update((key, sorted(places)) for key, places in having.items())
        yield from (self._holders[key] for key in keys)


def _read(facts: Facts, article: str) -> frozenset[str]:
    furniture = (facts.value(article, vocab.furniture) or "").split()
    spans = [(int(start), int(end)) for start, _, end in (span.partition("-") for span in furniture)]
    return shingles(_text(facts, article), spans)


def _text(facts: Facts, article: str) -> str:
    return facts.value(article, vocab.nif_isString) or ""


def _candidates(store: Store, place: Callable[[str], Place]) -> dict[str, set[Place]]:
    """For each article the earlier ones that it is to be compared with."""
    import numpy  # heavy, and only wanted where everything is made anew

    articles: dict[str, int] = {}
    numbers: list[int] = []
    having: list[int] = []
    for quad in store.quads_for_pattern(None, NamedNode(vocab.duplicateKey), None, None):
        assert isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal)
        numbers.append(int(quad.object.value.replace("-", ""), 16))
        having.append(articles.setdefault(quad.subject.value, len(articles)))
    if not numbers:
        return {}
    names = list(articles)
    keys = numpy.array(numbers, dtype=numpy.uint64)
    order = numpy.argsort(keys, kind="stable")
    keys, holders = keys[order], numpy.array(having, dtype=numpy.int64)[order]
    starts = numpy.flatnonzero(numpy.append(True, keys[1:] != keys[:-1]))
    ends = numpy.append(starts[1:], len(keys))
    found: dict[str, set[Place]] = defaultdict(set)
    shared = ends - starts > 1
    for start, end in zip(starts[shared].tolist(), ends[shared].tolist(), strict=True):
        run = sorted(place(names[index]) for index in holders[start:end].tolist())
        for index, (_, article) in enumerate(run):
            found[article].update(run[: min(index, _HOLDERS)])
    return found


@dataclass(frozen=True, slots=True)
class _Said:
    """A statement as it is compared; `sense` is what has to be the same in a copy."""

    statement: str
    sense: tuple[str, ...]
    words: str
    length: int


def settle(
    corpus: Corpus,
    articles: Iterable[str],
    resolved: Callable[[str], str | None],
    rejected: AbstractSet[str] = frozenset(),
) -> dict[str, Copied]:
    """What each of these articles has from others, by article; those that are no copies are left out.

    `resolved` leads from an appearance to its identity. Of all other articles what the store says still
    holds. A rejected statement is no copy of anything, but others can be copies of it: who rejects a
    statement rejects what was carried on from it.
    """
    known = sorted(map(corpus.place, articles))
    found = {article: NOTHING for _, article in known}
    said = functools.lru_cache(maxsize=512)(lambda article: _said(corpus, article, resolved))

    def copied(article: str) -> Copied:
        return found[article] if article in found else stored_copies(corpus.facts, article)

    for _, article in known:
        sources = list(corpus.sources(article))
        if not sources:
            continue
        statements: dict[str, str] = {}
        for source in _most_alike(sources):
            left = [one for one in said(article) if one.statement not in rejected | statements.keys()]
            if not left:
                break
            originals = copied(source).statements
            taken = set(statements.values())
            there = [one for one in said(source) if originals.get(one.statement, one.statement) not in taken]
            for copy, original in _matched(left, there):
                statements[copy] = originals.get(original, original)
        first, alike = sources[0]
        (date, _), (own, _) = corpus.place(first), corpus.place(article)
        dated = date < own < _LAST
        found[article] = Copied(first, dated, round(alike.containment, 6), statements)
    return {article: one for article, one in found.items() if one.source is not None}


def _most_alike(sources: Sequence[tuple[str, Likeness]]) -> list[str]:
    """Where statements are looked for, the first first."""
    order = sorted(range(len(sources)), key=lambda at: (-sources[at][1].jaccard, at))
    return [sources[at][0] for at in sorted(order[:_SOURCES])]


def _said(corpus: Corpus, article: str, resolved: Callable[[str], str | None]) -> tuple[_Said, ...]:
    """The statements of an article in the order of its text."""
    facts, text = corpus.facts, corpus.text(article)
    found = []
    for statement in facts.subjects(vocab.article, article):
        spans = []
        for span in facts.values(statement, vocab.content):
            offsets = _OFFSETS.search(span)
            if offsets is not None:
                spans.append((int(offsets[1]), int(offsets[2])))
        spans.sort()
        said = words(" ".join(text[start:end] for start, end in spans))
        cues = facts.values(statement, vocab.cueType)
        sense = (
            _speaker(facts, statement, resolved),
            *facts.values(statement, vocab.polarity),
            *(cue for cue in cues if cue in (vocab.CueDenial, vocab.CueQuestion)),
            *(word for word in said if word in _NEGATIONS or any(sign.isdigit() for sign in word)),
        )
        found.append((spans, _Said(statement, sense, " ".join(said), len(said))))
    return tuple(one for _, one in sorted(found, key=lambda pair: (pair[0], pair[1].statement)))


def _speaker(facts: Facts, statement: str, resolved: Callable[[str], str | None]) -> str:
    """Who says it: an identity, the name of somebody whom only this article knows, or "" for nobody."""
    for appearance in facts.values(statement, vocab.speakerAppearance):
        name_id = facts.value(appearance, vocab.nameId) or ""
        if is_resolved(name_id):
            return resolved(appearance) or ""
        name = " ".join(words(facts.value(appearance, vocab.name) or ""))
        return f"{name_id.partition(':')[0]} {name}"
    return ""


def _matched(copies: Iterable[_Said], originals: Iterable[_Said]) -> Iterator[tuple[str, str]]:
    """Which statement is a copy of which, one to one, the best match first; of equal ones in text order."""
    senses: dict[tuple[str, ...], tuple[list[_Said], list[_Said]]] = defaultdict(lambda: ([], []))
    for side, said in enumerate((copies, originals)):
        for one in said:
            senses[one.sense][side].append(one)
    for ours, theirs in senses.values():
        same: dict[str, list[_Said]] = defaultdict(list)
        for one in reversed(theirs):
            same[one.words].append(one)
        left = []
        for one in ours:
            if same.get(one.words):
                yield one.statement, same[one.words].pop().statement
            else:
                left.append(one)
        rest = {one.statement for others in same.values() for one in others}
        there = [one for one in theirs if one.statement in rest]
        yield from _nearly_matched(_comparable(left), _comparable(there))


def _comparable(said: Iterable[_Said]) -> list[_Said]:
    fit = [one for one in said if one.length >= _SHORT and len(one.words) <= _LONG]
    return fit[:_COMPARED]


def _nearly_matched(ours: Sequence[_Said], theirs: Sequence[_Said]) -> Iterator[tuple[str, str]]:
    scores = []
    for number, one in enumerate(ours):
        for index, other in enumerate(theirs):
            score = fuzz.ratio(one.words, other.words, score_cutoff=_NEARLY)
            if score:
                scores.append((-score, index, number))
    used: tuple[set[int], set[int]] = set(), set()
    for _, index, number in sorted(scores):
        if index not in used[0] and number not in used[1]:
            used[0].add(index)
            used[1].add(number)
            yield ours[number].statement, theirs[index].statement
