"""The parse of a `Doc` as plain lists, and stretches of its tokens.

All positions are token indices, end exclusive.
"""

from bisect import bisect_left, bisect_right

from spacy.strings import get_string_id
from spacy.tokens import Doc

__all__ = ["Interval", "Parse", "led_in", "run_on", "subtract"]

Interval = tuple[int, int]
_PROPN, _VERB, _AUXPOS = (int(get_string_id(name)) for name in ("PROPN", "VERB", "AUX"))


class Parse:
    """The parse of a `Doc` as plain lists, read once: cheap to walk again and again.

    `speaking` are lemmas of verbs that report speech whenever they can.
    """

    def __init__(self, doc: Doc, speaking: frozenset[str] = frozenset()) -> None:
        self.speaking = frozenset(int(get_string_id(verb)) for verb in speaking)
        columns = doc.to_array(["DEP", "POS", "TAG", "LEMMA", "HEAD", "SENT_START", "IDX", "LENGTH"])
        self.doc = doc
        self.size = len(doc)
        self.dep: list[int] = columns[:, 0].tolist()
        self.pos: list[int] = columns[:, 1].tolist()
        self.tag: list[int] = columns[:, 2].tolist()
        self.lemma: list[int] = columns[:, 3].tolist()
        offsets: list[int] = columns[:, 4].astype("int64").tolist()
        self.head: list[int] = [i + offset for i, offset in enumerate(offsets)]
        kids: list[list[int]] = [[] for _ in range(self.size)]
        for i, head in enumerate(self.head):
            if head != i:
                kids[head].append(i)
        self.kids = kids
        self.starts: list[int] = columns[:, 6].tolist()
        self.ends: list[int] = (columns[:, 6] + columns[:, 7]).tolist()
        marks = columns[:, 5].tolist()
        firsts = [i for i, mark in enumerate(marks) if mark == 1 or i == 0]
        self.sentence: list[Interval] = []
        for first, last in zip(firsts, [*firsts[1:], self.size], strict=True):
            self.sentence += [(first, last)] * (last - first)
        self._edges: dict[int, Interval] = {}

    def span(self, i: int) -> Interval:
        """The stretch that the words under a word cover, itself included."""
        found = self._edges.get(i)
        if found is None:
            token = self.doc[i]
            found = (token.left_edge.i, token.right_edge.i + 1)
            self._edges[i] = found
        return found

    def tokens(self, start: int, end: int) -> Interval:
        """The tokens that lie in [start, end) characters, but for white space at its edges."""
        first, last = bisect_left(self.starts, start), bisect_right(self.ends, end)
        while first < last and self.doc[first].is_space:
            first += 1
        while first < last and self.doc[last - 1].is_space:
            last -= 1
        return first, last

    def is_name(self, i: int) -> bool:
        """Whether a token is tagged as a proper noun."""
        return self.pos[i] == _PROPN

    def has_verb(self, start: int, end: int) -> bool:
        """Whether a verb stands among the tokens."""
        return any(self.pos[i] in (_VERB, _AUXPOS) for i in range(start, end))

    def child(self, i: int, deps: frozenset[int] | int) -> int:
        """The first dependent of that kind, or -1."""
        wanted = deps if isinstance(deps, frozenset) else frozenset((deps,))
        return next((k for k in self.kids[i] if self.dep[k] in wanted), -1)


def subtract(interval: Interval, holes: list[Interval]) -> list[Interval]:
    """What is left of an interval once the holes are cut out, in order."""
    pieces, at = [], interval[0]
    for start, end in sorted(holes):
        if end <= at or start >= interval[1]:
            continue
        if start > at:
            pieces.append((at, start))
        at = max(at, end)
    if at < interval[1]:
        pieces.append((at, interval[1]))
    return pieces


def led_in(parse: Parse, text: str, start: int) -> int:
    """Where a name that starts a sentence of the parse really starts, if one of its words was cut off.

    So it is if a proper noun stands right before it on the same line: "Shen | Haixiong said".
    """
    first = start
    while (
        first > 0 and parse.sentence[first][0] == first and parse.is_name(first) and parse.is_name(first - 1)
    ):
        between = text[parse.ends[first - 1] : parse.starts[first]]
        if "\n" in between or not text[parse.ends[first - 1] - 1].isalnum():
            break
        first -= 1
    return first


def run_on(parse: Parse, text: str, end: int) -> int:
    """Where a content that ends at `end` really ends, if the parser saw a sentence end where none is.

    So it is if the next sentence of the parse follows a word on the same line: "cited remarks | X had made".
    """
    for _ in range(3):
        if end >= parse.size or parse.sentence[end][0] != end:
            break
        last = text[parse.ends[end - 1] - 1]
        between = text[parse.ends[end - 1] : parse.starts[end]]
        if not last.isalnum() or "\n" in between or not text[parse.starts[end]].isalnum():
            break
        end = parse.sentence[end][1]
        while parse.doc[end - 1].is_space or parse.doc[end - 1].is_punct:
            end -= 1
    return end
