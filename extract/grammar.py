"""The columns of a parsed document, taken out of it once: what reading many statements of it needs.

>>> grammar = Grammar(nlp("The plan failed."))               # doctest: +SKIP
>>> grammar.words[grammar.heads[1]]                          # doctest: +SKIP
'failed'
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property

from spacy.tokens import Doc

__all__ = ["Grammar"]


class Grammar:
    """Words (in lower case), lemmas, tags, dependencies and heads of a document, by token index."""

    def __init__(self, doc: Doc) -> None:
        self.text: str = doc.text
        columns = doc.to_array(["IDX", "LOWER", "TAG", "HEAD", "DEP", "LEMMA", "LENGTH"])
        strings = doc.vocab.strings
        self.begins: list[int] = columns[:, 0].tolist()
        lengths: list[int] = columns[:, 6].tolist()
        self.ends = [begin + length for begin, length in zip(self.begins, lengths, strict=True)]
        self.words, self.tags, self.deps, self.lemmas = (
            _names(columns[:, at].tolist(), strings) for at in (1, 2, 4, 5)
        )
        self.lemmas = [lemma.lower() for lemma in self.lemmas]
        self.heads = [at + step for at, step in enumerate(columns[:, 3].astype("int64").tolist())]

    @cached_property
    def children(self) -> list[list[int]]:
        """The tokens that hang on each token, in text order."""
        found: list[list[int]] = [[] for _ in self.heads]
        for at, head in enumerate(self.heads):
            if head != at:
                found[head].append(at)
        return found

    def tokens(self, start: int, end: int) -> range:
        """The tokens that begin within a stretch of characters."""
        return range(bisect_left(self.begins, start), bisect_left(self.begins, end))

    def root(self, tokens: Sequence[int]) -> int | None:
        """The head of the first clause of some tokens, or of their first phrase where they hold no clause."""
        inside = range(tokens[0], tokens[-1] + 1) if tokens else range(0)
        tops = [at for at in tokens if (head := self.heads[at]) == at or head not in inside]
        words = [at for at in tops if self.words[at][:1].isalnum()]
        return next((at for at in words if self.tags[at][:1] in "VM"), words[0] if words else None)

    def around(self, root: int, tokens: Sequence[int]) -> Iterator[int]:
        """The words that hang on a head."""
        for at in tokens:
            if self.heads[at] == root and at != root:
                yield at


def _names(column: list[int], strings: object) -> list[str]:
    known = {hash_: strings[hash_] for hash_ in set(column)}  # type: ignore[index]  # a StringStore
    return [known[hash_] for hash_ in column]
