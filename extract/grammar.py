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


_NONE: list[int] = []  # shared by the tokens on which nothing hangs, never written to


class Grammar:
    """Words (in lower case), tags, heads, dependencies and lemmas of a document, by token index."""

    def __init__(self, doc: Doc) -> None:
        self._doc = doc
        columns = doc.to_array(["IDX", "HEAD"])
        self.begins: list[int] = columns[:, 0].tolist()
        self.heads: list[int] = [at + step for at, step in enumerate(columns[:, 1].astype("int64").tolist())]
        self.words = self._column("LOWER")
        self.tags = self._column("TAG")

    @cached_property
    def deps(self) -> list[str]:
        """How each token hangs on its head."""
        return self._column("DEP")

    @cached_property
    def lemmas(self) -> list[str]:
        """The lemmas, in lower case."""
        return self._column("LEMMA", lower=True)

    @cached_property
    def children(self) -> list[list[int]]:
        """The tokens that hang on each token, in text order."""
        found: list[list[int]] = [_NONE] * len(self.heads)
        for at, head in enumerate(self.heads):
            if head == at:
                continue
            if found[head] is _NONE:
                found[head] = [at]
            else:
                found[head].append(at)
        return found

    def _column(self, name: str, *, lower: bool = False) -> list[str]:
        strings = self._doc.vocab.strings
        column: list[int] = self._doc.to_array(name).tolist()
        names = {hash_: strings[hash_] for hash_ in set(column)}
        if lower:
            names = {hash_: text.lower() for hash_, text in names.items()}
        return [names[hash_] for hash_ in column]

    def text(self, start: int, end: int) -> tuple[int, str]:
        """The text of the tokens that begin within a stretch of characters, and where it begins."""
        tokens = self.tokens(start, end)
        if not tokens:
            return start, ""
        return self.begins[tokens[0]], self._doc[tokens[0] : tokens[-1] + 1].text

    def end(self, at: int) -> int:
        """The character after a token."""
        return self.begins[at] + len(self._doc[at])

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
