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
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime  # type: ignore[import-untyped]  # the package carries no types

from sayso.extract.encoder.bylines import Byline, bylines
from sayso.extract.encoder.linking import SENTENCE_ENDS, Layout, Linked, Settings, link
from sayso.extract.encoder.windows import (
    FIRST_OF_LETTERS,
    Pieces,
    Window,
    lay_out,
    pack,
    read_pieces,
    stretches,
)
from sayso.extract.encoder.wordpiece import WordPiece

__all__ = ["CONFIG", "MODEL", "VOCABULARY", "Calibration", "Encoder", "Found"]

MODEL, VOCABULARY, CONFIG = "model.int8.onnx", "vocab.txt", "config.json"

Span = tuple[int, int]

_LEAST_LETTERS = 0.25  # share of a window's places; below it is no prose, and not worth the time
_OPENING, _CLOSING = "“„«", "”‟»"


@dataclass(frozen=True, slots=True)
class Found:
    """One attribution, in characters of the text; `confidence` is the chance that all three are right."""

    source: Span | None
    cue: Span
    content: tuple[Span, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Logistic regression over the signals of a link (`sayso.extract.encoder.linking.SIGNALS`)."""

    weights: tuple[float, ...]
    bias: float

    def confidence(self, signals: tuple[float, ...]) -> float:
        """In [0, 1]."""
        score = self.bias + sum(weight * signal for weight, signal in zip(self.weights, signals, strict=True))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


class Encoder:
    """The network and what turns its numbers into attributions. Use `load` to get one."""

    def __init__(self, model: bytes, words: WordPiece, config: Mapping[str, Any]) -> None:
        self.sha256 = str(config["sha256"])
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        # Windows differ in length: kept blocks of memory would only ever grow.
        options.enable_cpu_mem_arena = options.enable_mem_pattern = False
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
        self._threshold = float(config["least_confidence"])
        self._ends = np.array(words.ids(SENTENCE_ENDS), np.int64)

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
        return cls(model, WordPiece.load(folder / VOCABULARY), config)

    def attributions(self, text: str) -> list[Found]:
        """All attributions at or above the least confidence, in the order of their cues."""
        return [found for found, _ in self.signals(text) if found.confidence >= self._threshold]

    def signals(self, text: str) -> list[tuple[Found, tuple[float, ...] | None]]:
        """All attributions, however doubtful, with what their confidence was computed from (for calibration).

        It is None for a byline, which layout decides; what the network says inside its content gives way.
        """
        pieces = read_pieces(text, self._words)
        every: list[tuple[Found, tuple[float, ...] | None]] = []
        for parts in pack(stretches(pieces, self._window - 2), self._window):
            window = lay_out(pieces, parts, self._words)
            if np.mean(window.features >= FIRST_OF_LETTERS) < _LEAST_LETTERS:
                continue
            for linked in self._read(window):
                every.append((self._found(linked, window, pieces, text), linked.signals))
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
        confidence = self._colon if text[byline.cue[0]] == ":" else self._dash
        return Found(byline.source, byline.cue, byline.content, confidence)

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

    def _found(self, linked: Linked, window: Window, pieces: Pieces, text: str) -> Found:
        at = window.pieces

        def characters(places: tuple[int, int]) -> Span:
            return int(pieces.starts[at[places[0]]]), int(pieces.ends[at[places[1] - 1]])

        contents = [with_marks(text, characters(places)) for places in linked.contents]
        return Found(
            source=characters(linked.source) if linked.source else None,
            cue=characters(linked.cue),
            content=tuple(_apart(contents)),
            confidence=self._calibration.confidence(linked.signals),
        )


def with_marks(text: str, span: Span) -> Span:
    """The span with a quotation mark that stands right outside one of its ends, if its partner is inside.

    >>> with_marks('He said: "We agree."', (9, 19))
    (9, 20)
    """
    start, end = span
    inside = text[start:end]
    before, after = text[start - 1 : start], text[end : end + 1]
    if after and (after in _CLOSING or after == '"') and _opened(inside):
        end += 1
    elif before and (before in _OPENING or before == '"') and _closed(inside):
        start -= 1
    return start, end


def _opened(inside: str) -> bool:
    """Does a quotation open inside and stay open?"""
    last = max(inside.rfind(mark) for mark in _OPENING)
    curly = last > max(inside.rfind(mark) for mark in _CLOSING)
    return curly or (inside.count('"') % 2 == 1 and inside.rfind('"') < len(inside) - 1)


def _closed(inside: str) -> bool:
    """Does a quotation close inside that did not open there?"""
    firsts = [at for mark in _CLOSING if (at := inside.find(mark)) >= 0]
    opening = [at for mark in _OPENING if (at := inside.find(mark)) >= 0]
    curly = bool(firsts) and (not opening or min(firsts) < min(opening))
    return curly or (inside.count('"') % 2 == 1 and inside.find('"') > 0)


def _apart(spans: list[Span]) -> list[Span]:
    """The spans in order; what a mark joined or made overlap is one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
