"""How near a statement comes to a topic that it does not have: which words of which label stand where.

The rules by which labels are found in articles are told in `docs/explanation/topics.md`; here they are not
applied again: it is told what stands in the text, and which rule leaves it out.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from sayso.graph.reasons.provenance import Words
from sayso.graph.topics.keys import PAIRS, keys, word_keys
from sayso.graph.topics.scheme import Concept

__all__ = ["LEVELS", "Around", "Near", "nearest_label", "too_far"]

LEVELS = ("content", "sentence", "before", "paragraph", "article")
"""Where the words of a label all stand, the nearest first: in what is said, in its sentence, in the sentence
before or the paragraph till then, anywhere in the paragraph, anywhere in the article."""

_WORD = re.compile(r"[^\W_]+(?:[.&'’-][^\W_]+)*")
_BETWEEN = 4  # words that may stand between two of a label: see docs/explanation/topics.md


@dataclass(frozen=True, slots=True)
class Around:
    """Where things stand in an article's text: what is said, its sentence, its paragraph, and all names."""

    text: str
    content: tuple[tuple[int, int], ...]
    sentence: tuple[int, int]
    paragraph: tuple[int, int]
    names: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Near:
    """A label, and where all of its words stand; with `missing` words where only a part of them does.

    `gap` is how many words stand between those of the label at most. `needs` are the words of which one must
    stand near by for the label to count, if none does. `in_name` is the name of which the words are a part.
    """

    label: str
    concept: Concept
    level: str
    words: tuple[Words, ...]
    missing: tuple[str, ...] = ()
    gap: int = 0
    needs: tuple[str, ...] = ()
    in_name: str = ""

    @property
    def order(self) -> tuple[bool, bool, int, int, bool, int, str]:
        """The nearest first; a part of a label, and words of a name, after all others."""
        return (
            bool(self.in_name),
            bool(self.missing),
            LEVELS.index(self.level),
            len(self.missing),
            bool(self.needs),
            -len(self.words),
            self.label,
        )


@dataclass(frozen=True, slots=True)
class _Token:
    key: str
    start: int
    end: int
    place: int  # among the words of the text


def nearest_label(concepts: Iterable[Concept], around: Around, *, farthest: str = "article") -> Near | None:
    """The label of one of these concepts whose words stand nearest to what is said; None for no word of any.

    A part of a label counts only in what is said itself. Costs the words that are looked through.
    """
    labels = [
        (label, concept, frozenset(keys(label)), label in concept.labels_in_need)
        for concept in concepts
        for label in dict.fromkeys((*concept.strong_labels, *concept.labels_in_need))
    ]
    by_key: dict[str, list[_Token]] = {}
    wanted = frozenset(key for _, _, words, _ in labels for key in words)
    needed = frozenset(
        key for _, concept, _, weak in labels if weak for word in concept.requires for key in keys(word)
    )
    for token in _tokens(around, wanted | needed, farthest):
        by_key.setdefault(token.key, []).append(token)
    plain = {key: [one for one in tokens if not _inside(one, around.names)] for key, tokens in by_key.items()}
    found = [near for label in labels if (near := _near(label, around, plain)) is not None]
    if all(near.missing for near in found):
        named = [near for label in labels if (near := _near(label, around, by_key)) is not None]
        found += [replace(near, in_name=_name(around, near)) for near in named if not near.missing]
    return min(found, key=lambda near: near.order, default=None)


def _name(around: Around, near: Near) -> str:
    start, end = near.words[0].start, near.words[-1].end
    held = [name for name in around.names if name[0] < end and start < name[1]]
    first, last = max(held, key=lambda name: (name[1] - name[0], name), default=(start, end))
    return " ".join(around.text[first:last].split())


def _near(
    label: tuple[str, Concept, frozenset[str], bool], around: Around, by_key: Mapping[str, Sequence[_Token]]
) -> Near | None:
    text, concept, wanted, weak = label
    for level in LEVELS:
        spans = _spans(around, level)
        there = {key: [one for one in by_key.get(key, ()) if _inside(one, spans)] for key in sorted(wanted)}
        if all(there.values()):
            tokens = _closest(there)
            if level != "content" and _gap(tokens) > _BETWEEN:
                continue  # words that far apart are no label anywhere
            needs: tuple[str, ...] = ()
            if weak and not any(_stands(word, by_key, _spans(around, "before")) for word in concept.requires):
                needs = concept.requires
            return Near(text, concept, level, _words(around, tokens), (), _gap(tokens), needs)
    content = _spans(around, "content")
    part = {
        key: found
        for key in sorted(wanted)
        if (found := [one for one in by_key.get(key, ()) if _inside(one, content)])
    }
    if not part or len(wanted) < 2:
        return None
    missing = tuple(sorted(wanted - part.keys()))
    return Near(text, concept, "content", _words(around, _closest(part)), missing)


def _stands(word: str, by_key: Mapping[str, Sequence[_Token]], spans: Sequence[tuple[int, int]]) -> bool:
    return all(any(_inside(one, spans) for one in by_key.get(key, ())) for key in keys(word))


def _spans(around: Around, level: str) -> tuple[tuple[int, int], ...]:
    if level == "content":
        return around.content
    if level == "sentence":
        return (*around.content, around.sentence)
    if level == "before":
        return (*around.content, (around.paragraph[0], around.sentence[1]))
    if level == "paragraph":
        return (*around.content, around.paragraph)
    return ((0, len(around.text)),)


def _inside(token: _Token, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= token.start and token.end <= end for start, end in spans)


def _closest(there: Mapping[str, Sequence[_Token]]) -> list[_Token]:
    """One token for each key, near to the first key's first token that has the others nearest by."""
    rarest = min(there, key=lambda key: (len(there[key]), key))
    best: list[_Token] | None = None
    for token in there[rarest][:20]:
        picked = sorted(
            (
                min(tokens[:200], key=lambda one: (abs(one.place - token.place), one.place))
                for tokens in there.values()
            ),
            key=lambda one: one.place,
        )
        if best is None or picked[-1].place - picked[0].place < best[-1].place - best[0].place:
            best = picked
    assert best is not None
    return best


def _gap(tokens: Sequence[_Token]) -> int:
    return max((two.place - one.place - 1 for one, two in pairwise(tokens)), default=0)


def too_far(near: Near) -> bool:
    """Whether more words stand between those of the label than may."""
    return near.gap > _BETWEEN


def _words(around: Around, tokens: Sequence[_Token]) -> tuple[Words, ...]:
    """The words of tokens; those that stand side by side as one."""
    found: list[Words] = []
    last: _Token | None = None
    for token in tokens:
        if (
            last is not None
            and token.place == last.place + 1
            and "\n" not in around.text[last.end : token.start]
        ):
            start = found.pop().start
        else:
            start = token.start
        found.append(Words(around.text[start : token.end], start, token.end))
        last = token
    return tuple(dict.fromkeys(found))


def _tokens(around: Around, wanted: frozenset[str], farthest: str) -> Iterator[_Token]:
    """The words with one of the wanted keys; two words that are one key ("United States") as one."""
    spans = ((0, len(around.text)),) if farthest == "article" else (around.paragraph, *around.content)
    begin, end = min(start for start, _ in spans), max(stop for _, stop in spans)
    before: _Token | None = None
    for place, match in enumerate(_WORD.finditer(around.text, begin, end)):
        for key in word_keys(match[0]):
            token = _Token(key, match.start(), match.end(), place)
            if before is not None and (before.key, key) in PAIRS:
                token = _Token(PAIRS[before.key, key], before.start, match.end(), place)
                if token.key in wanted:
                    yield token
            elif key in wanted:
                yield token
            before = token
