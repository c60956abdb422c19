"""Attributions by the fine-tuned encoder: who said what in a text, with a calibrated confidence.

    >>> encoder = Encoder.load(folder)                                  # doctest: +SKIP
    >>> encoder.attributions("The bridge is safe, the mayor said.")     # doctest: +SKIP
    [Found(source=(20, 29), cue=(30, 34), content=((0, 18),), confidence=0.97)]

`folder` holds `model.int8.onnx`, `vocab.txt` and `config.json`. Needs onnxruntime and numpy, no PyTorch.
Paragraphs are separated by line breaks; an attribution never leaves its window (see
`sayso.extract.encoder.windows`). Any text will do, of any length: the cost is linear, one window at a time.
"""

import hashlib
import json
import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sayso.extract.encoder.bylines import Byline, bylines
from sayso.extract.encoder.features import FIRST_OF_LETTERS, Context
from sayso.extract.encoder.linking import SENTENCE_ENDS, Layout, Linked, Settings, link
from sayso.extract.encoder.windows import (
    Pieces,
    Window,
    lay_out,
    pack,
    read_pieces,
    stretches,
)
from sayso.extract.encoder.wordpiece import WordPiece
from sayso.extract.inference import runtime
from sayso.extract.quotations import Quotation, quotations

__all__ = [
    "AGREEMENT",
    "CONFIG",
    "MODEL",
    "SHIPPED",
    "VOCABULARY",
    "Agreement",
    "Calibration",
    "Encoder",
    "Found",
]

MODEL, VOCABULARY, CONFIG = "model.int8.onnx", "vocab.txt", "config.json"
SHIPPED = Path(__file__).parent / "data"
"""The folder of the encoder that comes with the package."""

Span = tuple[int, int]

AGREEMENT = ("rules", "rules silent", "rules' content", "rules' source", "quoted")
"""What the context says of an attribution: the logit of the rules' weight for a cue there, none there, the
overlap of the contents (intersection over union), the same source (1, else -1), the share in marks."""

_LEAST_LETTERS = 0.25  # share of a window's places; below it is no prose, and not worth the time
_STOPS = ("", ".", ",", "!", "?", "…")


@dataclass(frozen=True, slots=True)
class Found:
    """One attribution, in characters of the text; `confidence` is the chance that all three are right.

    `rule` is what decided: the encoder, or the layout of a line ("dash byline", "colon byline").
    """

    source: Span | None
    cue: Span
    content: tuple[Span, ...]
    confidence: float
    rule: str = "encoder"


@dataclass(frozen=True, slots=True)
class Calibration:
    """Logistic regression over the signals of a link (`linking.SIGNALS`) and of its context (AGREEMENT)."""

    weights: tuple[float, ...]
    bias: float

    def confidence(self, signals: tuple[float, ...]) -> float:
        """In [0, 1]."""
        score = self.bias + sum(weight * signal for weight, signal in zip(self.weights, signals, strict=True))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


class Encoder:
    """The network and what turns its numbers into attributions. Use `load` to get one."""

    def __init__(self, folder: Path, model: bytes, words: WordPiece, config: Mapping[str, Any]) -> None:
        self._folder = folder
        self.sha256 = str(config["sha256"])
        onnxruntime = runtime()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_mem_pattern = False  # windows differ in length
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._words = words
        self._window = int(config["window"])
        self._settings = Settings(**config["settings"])
        self._layout = Layout.from_lists(config["layout"])
        self._calibration = Calibration(
            tuple(config["calibration"]["weights"]), config["calibration"]["bias"]
        )
        self._dash, self._colon = (float(config["bylines"][kind]) for kind in ("dash", "colon"))
        self.threshold = float(config["least_confidence"])
        self._ends = np.array(words.ids(SENTENCE_ENDS), np.int64)

    def __reduce__(self) -> tuple[Any, ...]:
        # A session cannot be sent to another process; the files can be read there.
        return Encoder.load, (self._folder,)

    @classmethod
    def load(cls, folder: Path) -> "Encoder":
        """Reads the three files; raises ValueError when the network is not the one of the config."""
        config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
        model = (folder / MODEL).read_bytes()
        digest = hashlib.sha256(model).hexdigest()
        if digest != config["sha256"]:
            raise ValueError(
                f"{folder / MODEL} has sha256 {digest}, not {config['sha256']}; install the package anew"
            )
        return cls(folder, model, WordPiece.load(folder / VOCABULARY), config)

    def attributions(self, text: str, context: Context | None = None) -> list[Found]:
        """All attributions at or above the least confidence, in the order of their cues.

        Without a `context` they are found less surely.
        """
        return [found for found, _ in self.signals(text, context) if found.confidence >= self.threshold]

    def signals(
        self, text: str, context: Context | None = None
    ) -> list[tuple[Found, tuple[float, ...] | None]]:
        """All attributions, however doubtful, with what their confidence was computed from (for calibration).

        It is None for a byline, which layout decides; what the network says inside its content gives way.
        """
        context = context or Context()
        quoted = quotations(text) if context.quoted is None else context.quoted
        opens = [quotation.start for quotation in quoted]
        pieces = read_pieces(text, self._words, context.words, quoted)
        agreement = Agreement(context)
        every: list[tuple[Found, tuple[float, ...] | None]] = []
        for parts in pack(stretches(pieces, self._window - 2), self._window):
            window = lay_out(pieces, parts, self._words)
            if np.mean(window.features[:, 0] >= FIRST_OF_LETTERS) < _LEAST_LETTERS:
                continue
            for linked in self._read(window):
                source, cue, content = self._characters(linked, window, pieces)
                content = _apart([with_marks(text, span, quoted, opens) for span in content])
                signals = linked.signals + agreement.signals(source, cue, content)
                every.append(
                    (Found(source, cue, tuple(content), self._calibration.confidence(signals)), signals)
                )
        certain = bylines(text)
        if not certain:
            return every
        inside = np.zeros(len(text) + 1, np.int64)
        for byline in certain:
            for start, end in byline.content:
                inside[start:end] = 1
        covered = np.concatenate(([0], np.cumsum(inside)))
        kept = [
            each for each in every if not any(covered[end] > covered[start] for start, end in each[0].content)
        ]
        kept.extend((self._byline(byline, text), None) for byline in certain)
        return sorted(kept, key=lambda each: each[0].cue)

    def _byline(self, byline: Byline, text: str) -> Found:
        colon = text[byline.cue[0]] == ":"
        confidence, rule = (self._colon, "colon byline") if colon else (self._dash, "dash byline")
        return Found(byline.source, byline.cue, byline.content, confidence, rule)

    def _read(self, window: Window) -> list[Linked]:
        tags, links = self._session.run(None, {"ids": window.ids[None], "features": window.features[None]})
        return link(
            tags[0],
            links[0].reshape(len(window.ids), 6, -1),
            text=window.pieces >= 0,
            ends=np.isin(window.ids, self._ends),
            layout=self._layout,
            settings=self._settings,
        )

    def _characters(
        self, linked: Linked, window: Window, pieces: Pieces
    ) -> tuple[Span | None, Span, list[Span]]:
        at = window.pieces

        def characters(places: tuple[int, int]) -> Span:
            return int(pieces.starts[at[places[0]]]), int(pieces.ends[at[places[1] - 1]])

        source = characters(linked.source) if linked.source else None
        return source, characters(linked.cue), [characters(places) for places in linked.contents]


class Agreement:
    """How far the rules and the quotation marks speak for an attribution."""

    def __init__(self, context: Context) -> None:
        self._proposals = sorted(context.proposals, key=lambda proposal: proposal.cue)
        self._cues = [proposal.cue[0] for proposal in self._proposals]
        self._known = context.words is not None
        self._quoted = [(q.start, q.end) for q in context.quoted or ()]
        self._opens = [start for start, _ in self._quoted]

    def signals(self, source: Span | None, cue: Span, content: Sequence[Span]) -> tuple[float, ...]:
        """As AGREEMENT names them."""
        quoted = self._share_quoted(content)
        if not self._known:
            return (0.0, 0.0, 0.0, 0.0, quoted)
        last = bisect_left(self._cues, cue[1])
        meeting = [p for p in self._proposals[max(last - 4, 0) : last] if p.cue[1] > cue[0]]
        if not meeting:
            return (0.0, 1.0, 0.0, 0.0, quoted)
        proposal = max(meeting, key=lambda p: p.weight)
        both = sum(_common(a, b) for a in content for b in proposal.content)
        all_of = sum(end - start for start, end in (*content, *proposal.content)) - both
        if source and proposal.source:
            same = 1.0 if any(_common(source, other) for other in proposal.source) else -1.0
        else:
            same = 1.0 if not source and not proposal.source else -1.0
        weight = min(max(proposal.weight, 0.01), 0.99)
        return (math.log(weight / (1 - weight)), 0.0, both / all_of if all_of else 0.0, same, quoted)

    def _share_quoted(self, content: Sequence[Span]) -> float:
        inside = 0
        for start, end in content:
            at = max(bisect_left(self._opens, start) - 1, 0)
            while at < len(self._quoted) and self._quoted[at][0] < end:
                inside += _common((start, end), self._quoted[at])
                at += 1
        return inside / max(sum(end - start for start, end in content), 1)


def _common(one: Span, other: Span) -> int:
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def with_marks(text: str, span: Span, quoted: Sequence[Quotation], opens: Sequence[int]) -> Span:
    """The span with the quotation marks, and a stop before the closing one, that stand right at its ends.

    `quoted` are the quotations of the text in order, `opens` where they start.

    >>> text = "He said: ‘We agree.’"
    >>> found = quotations(text)
    >>> with_marks(text, (10, 18), found, [each.start for each in found])
    (9, 20)
    """
    start, end = span
    first = bisect_right(opens, start) - 1
    if first >= 0 and opens[first] == start - 1:
        start -= 1
    last = bisect_left(opens, end) - 1
    if last >= 0 and quoted[last].closed:
        close = quoted[last].end
        if end < close and end > opens[last] and text[end : close - 1] in _STOPS:
            end = close
    return start, end


def _apart(spans: list[Span]) -> list[Span]:
    """The spans in order; what a mark joined or made overlap is one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
