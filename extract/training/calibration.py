"""How sure is sure: fits the confidence of attributions to what annotators said of articles set aside.

An attribution is right when its content shares at least half the words with a gold one (intersection over
union, one to one, best first), the sources share at least half the words of the shorter one or are absent
on both sides, and the cues overlap.
"""

import math
import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sayso.extract.encoder.linking import SIGNALS
from sayso.extract.encoder.network import AGREEMENT, Calibration, Found

__all__ = ["Bin", "best_threshold", "fit", "reliability", "right"]

Spans = Sequence[tuple[int, int]]
Gold = tuple[Spans, Spans, Spans]
"""Source, cue and content of an annotated attribution."""
Bin = tuple[float, float, int, float, float]
"""From, to, how many attributions, their mean confidence, the share of them that is right."""

_TOKEN = re.compile(r"\w+")
_SHRINKAGE, _BIAS_SHRINKAGE = 1.0, 1e-3
_ROUNDS = 50
_NEARLY = 0.003


def right(text: str, found: Sequence[Found], gold: Sequence[Gold]) -> list[bool]:
    """For each attribution found, whether it is right."""
    starts = np.array([word.start() for word in _TOKEN.finditer(text)], np.int64)
    ends = np.array([word.end() for word in _TOKEN.finditer(text)], np.int64)

    def words(spans: Spans) -> frozenset[int]:
        return frozenset(
            number
            for start, end in spans
            for number in range(
                int(np.searchsorted(ends, start, "right")), int(np.searchsorted(starts, end, "left"))
            )
        )

    theirs = [(words(source), cue, words(content)) for source, cue, content in gold]
    ours = [(words([one.source] if one.source else []), [one.cue], words(one.content)) for one in found]
    pairs = []
    for g, (_, _, wanted) in enumerate(theirs):
        for f, (_, _, got) in enumerate(ours):
            share = len(wanted & got) / len(wanted | got) if wanted & got else 0.0
            if share >= 0.5:
                pairs.append((-share, g, f))
    verdicts = [False] * len(found)
    taken: set[int] = set()
    paired: set[int] = set()
    for _, g, f in sorted(pairs):
        if g not in taken and f not in paired:
            taken.add(g)
            paired.add(f)
            verdicts[f] = _same_source(theirs[g][0], ours[f][0]) and _overlap(theirs[g][1], ours[f][1])
    return verdicts


def _same_source(one: frozenset[int], other: frozenset[int]) -> bool:
    if not one or not other:
        return not one and not other
    return len(one & other) >= 0.5 * min(len(one), len(other))


def _overlap(some: Spans, others: Spans) -> bool:
    return any(a < d and c < b for a, b in some for c, d in others) or not (some or others)


def fit(signals: Sequence[Sequence[float]], verdicts: Sequence[bool]) -> Calibration:
    """Logistic regression by Newton's method, shrunk a little towards indifference.

    Where all verdicts are the same there is nothing to tell by: the confidence is then one for all.
    """
    if len(set(verdicts)) < 2:
        right, count = sum(verdicts), len(verdicts)
        width = len(signals[0]) if signals else len((*SIGNALS, *AGREEMENT))
        return Calibration((0.0,) * width, round(math.log((right + 1) / (count - right + 1)), 5))
    rows: npt.NDArray[np.float64] = np.array(signals, np.float64)
    middle, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    rows = np.column_stack([(rows - middle) / spread, np.ones(len(rows))])
    target = np.array(verdicts, np.float64)
    weights = np.zeros(rows.shape[1])
    ridge = np.diag([_SHRINKAGE] * (rows.shape[1] - 1) + [_BIAS_SHRINKAGE])
    for _ in range(_ROUNDS):
        chances = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (chances - target) + ridge @ weights
        curve = (rows * (chances * (1 - chances))[:, None]).T @ rows + ridge
        weights -= np.linalg.solve(curve, slope)
    plain = weights[:-1] / spread
    return Calibration(
        tuple(round(float(w), 5) for w in plain), round(float(weights[-1] - plain @ middle), 5)
    )


def best_threshold(confidences: Sequence[float], verdicts: Sequence[bool], gold: int) -> float:
    """The lowest confidence below which leaving out gives nearly the best F1, of `gold` to be found.

    Nearly is within 0.3 points: of two thresholds that do equally well the one that loses less is better, for
    what is kept tells how sure it is.
    """
    ranked = sorted(zip(confidences, verdicts, strict=True), reverse=True)
    scores: list[tuple[float, float]] = []
    hits = 0
    for count, (confidence, verdict) in enumerate(ranked, 1):
        hits += verdict
        scores.append((2 * hits / (count + gold), confidence))
    best = max((score for score, _ in scores), default=0.0)
    return min((confidence for score, confidence in scores if score >= best - _NEARLY), default=0.0)


def reliability(confidences: Sequence[float], verdicts: Sequence[bool], *, bins: int = 10) -> list[Bin]:
    """Confidence against truth, in bins of equal width; empty ones are left out."""
    table: list[Bin] = []
    for k in range(bins):
        low, high = k / bins, (k + 1) / bins
        inside = [
            (c, v) for c, v in zip(confidences, verdicts, strict=True) if low <= c < high or (c == 1 == high)
        ]
        if inside:
            table.append(
                (
                    low,
                    high,
                    len(inside),
                    sum(c for c, _ in inside) / len(inside),
                    sum(v for _, v in inside) / len(inside),
                )
            )
    return table
