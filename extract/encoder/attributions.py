"""The component `sayso_attributions` with the setting `extractor="encoder"`.

The rules read first: what they propose is among the features that the encoder sees of each word, and
speaks for or against an attribution's confidence. The encoder decides which outermost attributions there
are. What is reported inside the content of one comes from the rules: no annotated articles tell of it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from typing import Any

from spacy.tokens import Doc

from sayso.errors import ModelError
from sayso.extract.attributions import (
    PRODUCING,
    Reading,
    as_plain,
    is_product,
    quote_type,
    readings,
    select,
    stretches,
)
from sayso.extract.cue_types import cue_head, cue_type
from sayso.extract.cues import Lexicon
from sayso.extract.encoder.features import Context, Proposal, words_of
from sayso.extract.encoder.network import SHIPPED, Encoder, Found
from sayso.extract.encoder.syntax import mended
from sayso.extract.parse import Interval
from sayso.extract.quotations import quotations
from sayso.extract.speech import Marks

__all__ = ["EncodedAttributions", "known", "load_encoder"]

PROPOSED = 0.2
"""Least weight of what the rules propose; the same in training."""
SURE_RULE, OVERLOOKED = 0.7, 0.4
"""Least weight of what the rules add by themselves, and the confidence it gets."""
_NEVER = 1.1
_DEEPEST = 8
_WHO = frozenset(("who", "whom", "which", "what"))
_HANGING = ",: \t\xa0"


class EncodedAttributions:
    """Annotates `doc._.attributions` as the rules do, with the encoder's spans and calibrated confidence.

    `relayed_threshold` is the least weight of a reading of the rules inside an attribution's content.
    """

    def __init__(self, encoder: Encoder, lexicon: Lexicon, relayed_threshold: float) -> None:
        self.encoder = encoder
        self.lexicon = lexicon
        self.relayed_threshold = relayed_threshold
        self.fingerprint = f"encoder={encoder.sha256[:16]}"

    def __call__(self, doc: Doc) -> Doc:
        doc._.attributions = self.find(doc)
        return doc

    def find(self, doc: Doc) -> list[dict[str, Any]]:
        """The attributions of a parsed doc, by position, as plain data."""
        if not len(doc):
            return []
        marks, blocks, read, context = known(doc, self.lexicon)
        # Asking each span for its sentence would walk through all of them every time.
        sentences = [(sentence.start_char, sentence.end_char) for sentence in doc.sents]
        found = [
            tidy
            for each in self.encoder.attributions(marks.text, context)
            if (tidy := _tidied(marks.text, blocks, each))
            and not self._is_product(doc, marks, tidy)
            and not _asks_who(marks.text, sentences, tidy)
        ]
        found = sorted(mended(doc, found, self.lexicon), key=lambda each: (each.content, each.cue))
        plain = [self._plain(doc, marks, blocks, sentences, each) for each in found]
        plain += self._relayed(doc, marks, found, read)
        return plain + self._overlooked(doc, marks, plain, read)

    def _is_product(self, doc: Doc, marks: Marks, found: Found) -> bool:
        """Whether a thing is brought out ("released a report") rather than words told."""
        cue = doc.char_span(*found.cue, alignment_mode="expand")
        if cue is None or not any(token.lemma_.lower() in PRODUCING for token in cue):
            return False
        if any(marks.touching(start, end) for start, end in found.content) or len(found.content) > 1:
            return False
        content = doc.char_span(*found.content[0], alignment_mode="expand")
        return content is not None and is_product(content.root, self.lexicon)

    def _plain(
        self,
        doc: Doc,
        marks: Marks,
        blocks: Sequence[Interval],
        sentences: Sequence[Interval],
        found: Found,
    ) -> dict[str, Any]:
        cue = doc.char_span(*found.cue, alignment_mode="expand")
        assert cue is not None  # the encoder finds no cue in a text without tokens
        sentence = _cut(blocks, *_around(sentences, found.cue[0]), found.cue[0])
        source = [found.source] if found.source else []
        return {
            "source": [list(span) for span in source],
            "cue": [list(found.cue)],
            "content": [list(span) for span in found.content],
            "sentence": list(sentence),
            "quote_type": quote_type(marks, found.content),
            "cue_type": cue_type(doc, found.cue, source, found.content, self.lexicon),
            "cue_lemma": cue_head(cue).lemma_.lower(),
            "confidence": round(found.confidence, 3),
            "rule": found.rule,
            "relayed_by": None,
        }

    def _relayed(
        self, doc: Doc, marks: Marks, found: Sequence[Found], read: Sequence[Reading]
    ) -> list[dict[str, Any]]:
        """What the rules read inside the contents of what was found, but for what is found already."""
        spans = sorted(
            (start, end, number) for number, each in enumerate(found) for start, end in each.content
        )
        starts = [start for start, _, _ in spans]
        cues = sorted(each.cue for each in found)
        inner: list[tuple[Reading, int]] = []
        for reading, _ in select(read, self.relayed_threshold, self.relayed_threshold):
            at = bisect_right(starts, reading.cue[0]) - 1
            if at < 0:
                continue
            start, end, number = spans[at]
            inside = all(start <= s and e <= end for s, e in (reading.cue, *reading.content, *reading.source))
            taken = bisect_left(cues, (reading.cue[1], 0))
            if inside and not (taken and cues[taken - 1][1] > reading.cue[0]):
                inner.append((reading, number))
        first = len(found)
        outer = [
            number if holder is None else first + holder
            for (_, number), holder in zip(inner, _nested([reading for reading, _ in inner]), strict=True)
        ]
        return [
            as_plain(doc, self.lexicon, marks, reading, relayed_by)
            for (reading, _), relayed_by in zip(inner, outer, strict=True)
        ]

    def _overlooked(
        self, doc: Doc, marks: Marks, plain: list[dict[str, Any]], read: Sequence[Reading]
    ) -> list[dict[str, Any]]:
        """What the rules are sure of and the encoder is silent about, with little confidence.

        Only verbs with a subject count and what stands in no quotation: "highlights three risks" is rare in
        its training articles and common in other news.
        """
        taken = sorted((start, end) for each in plain for start, end in (*each["cue"], *each["content"]))
        reach = list(accumulate((end for _, end in taken), max))
        found = []
        for reading, outer in select(read, SURE_RULE, _NEVER):
            spans = (reading.cue, *reading.content)
            free = all(
                not (at := bisect_left(taken, (end, 0))) or reach[at - 1] <= start for start, end in spans
            )
            quoted = any(marks.touching(start, end) for start, end in reading.content)
            if outer is None and reading.kind == "v" and reading.source and free and not quoted:
                record = as_plain(doc, self.lexicon, marks, reading)
                found.append(record | {"confidence": min(record["confidence"], OVERLOOKED)})
        return found


def _nested(read: Sequence[Reading]) -> list[int | None]:
    """For each reading, the last one before it that holds its cue in a content; they come by position."""
    outer: list[int | None] = []
    for k, reading in enumerate(read):
        around = [
            j
            for j in range(max(0, k - _DEEPEST), k)
            if any(s <= reading.cue[0] and reading.cue[1] <= e for s, e in read[j].content)
        ]
        outer.append(around[-1] if around else None)
    return outer


def _tidied(text: str, blocks: Sequence[Interval], found: Found) -> Found | None:
    """An attribution within what is read of the text, without the commas and colons that hang on it.

    None when its cue or all of its content stands in what is not read, such as page furniture.
    """
    cue = _stripped(text, *found.cue)
    first = bisect_right(blocks, (cue[0], len(text))) - 1
    if first < 0 or cue[1] > blocks[first][1]:
        return None
    content: list[Interval] = []
    for start, end in found.content:
        at = max(bisect_right(blocks, (start, len(text))) - 1, 0)
        while at < len(blocks) and blocks[at][0] < end:
            begin, stop = max(start, blocks[at][0]), min(end, blocks[at][1])
            while begin < stop and text[begin].isspace():
                begin += 1
            while begin < stop and text[stop - 1].isspace():
                stop -= 1
            if begin < stop:
                content.append((begin, stop))
            at += 1
    if not content:
        return None
    source = _stripped(text, *found.source) if found.source else None
    return replace(found, source=source, cue=cue, content=tuple(content))


def _asks_who(text: str, sentences: Sequence[Interval], found: Found) -> bool:
    """Whether it is a question after who holds something ("Who is afraid of robots?"): nobody is said to."""
    if found.source is None or text[slice(*found.source)].casefold() not in _WHO:
        return False
    start, end = _around(sentences, found.cue[0])
    return text[start:end].rstrip(" \t\n”’\"'").endswith("?")


def _around(sentences: Sequence[Interval], at: int) -> Interval:
    """The sentence that a character stands in."""
    return sentences[max(bisect_right(sentences, (at, sentences[-1][1])) - 1, 0)]


def _stripped(text: str, start: int, end: int) -> Interval:
    """A span without a comma, colon or blank at its end, unless it is nothing else."""
    last = end
    while last > start and text[last - 1] in _HANGING:
        last -= 1
    return (start, last) if last > start else (start, end)


def _cut(blocks: Sequence[Interval], start: int, end: int, at: int) -> Interval:
    """A stretch cut to the block around one of its characters."""
    block = bisect_right(blocks, (at, max(end, blocks[-1][1]))) - 1
    return max(start, blocks[block][0]), min(end, blocks[block][1])


def known(doc: Doc, lexicon: Lexicon) -> tuple[Marks, list[Interval], list[Reading], Context]:
    """The quotation marks of a parsed doc, the stretches that are read of it, what the rules read there, and
    all that with the parse for the encoder."""
    text = doc.text
    blocks = stretches(doc, text)
    quoted = quotations(text, blocks)
    marks = Marks(text, quoted)
    read = list(readings(doc, lexicon, marks, blocks))
    proposals = [
        Proposal(reading.source, reading.cue, reading.content, reading.weight)
        for reading, outer in select(read, PROPOSED, _NEVER)
        if outer is None
    ]
    return marks, blocks, read, Context(words_of(doc, proposals), quoted, proposals)


def load_encoder(folder: Path | None = None) -> Encoder:
    """The encoder in a folder, or the one that ships with the package.

    Raises ModelError when a file is missing or not the one that the config names.
    """
    try:
        return Encoder.load(folder or SHIPPED)
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"the attribution encoder cannot be read: {error}") from error
