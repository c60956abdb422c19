"""From the network's numbers for a window to attributions: spans from tags, then who belongs to whom.

Tags become spans by the likeliest valid sequence (an inside tag only after its own begin or inside). Then
each place of a content has a chance for each cue, each place of a cue or content one for each source, and
one for none. A chance comes from the product of two link vectors, from what the layout says (distance, order
among the candidates, paragraphs and sentences between) and from how surely the candidate is one at all.
A span takes the mean of its places. Costs are linear in the number of windows.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["FLOOR", "NEAR", "SENTENCE_ENDS", "SIGNALS", "Layout", "Linked", "Settings", "link"]

Array = npt.NDArray[np.floating]
Numbers = npt.NDArray[np.int64]
Places = tuple[int, int]
"""[start, end) in places of a window."""

SOURCE, CUE, CONTENT = range(3)
"""Roles; the tag 2 * role + 1 begins one, 2 * role + 2 goes on."""
CUE_OF_CONTENT, SOURCE_OF_CUE, SOURCE_OF_CONTENT = range(3)
"""Kinds of links; kind k is the product of link vectors 2k and 2k + 1."""
NEAR = 16
"""Distances fall into 2 * NEAR + 1 classes, on a scale of half powers of two."""
FLOOR = 1e-3
"""Of the chance that a candidate is one: a link may outvote the tags, at a price."""
SENTENCE_ENDS = ".!?"
_PARAGRAPHS, _ORDERS, _SENTENCES = 1, 3, 2
_SURE = 8.0  # in log chances: more than a bonus and a detour win back

_TAGS = 7
_FORBIDDEN = np.zeros((_TAGS, _TAGS))
for _inside in (2, 4, 6):
    _FORBIDDEN[[tag for tag in range(_TAGS) if tag not in (_inside - 1, _inside)], _inside] = -np.inf

SIGNALS = (
    "cue", "content", "weakest content", "link", "weakest link", "source", "source found", "no source",
    "second source", "begins", "spans", "length", "rivals",
)  # fmt: skip
"""What the confidence of an attribution is computed from, in this order."""


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Log weights of the layout, for each kind of link; learnt together with the network."""

    distance: Array
    paragraph: Array
    order: Array
    sentence: Array
    nobody: Array

    @classmethod
    def from_lists(cls, lists: Mapping[str, Sequence[object]]) -> "Layout":
        return cls(**{name: np.array(lists[name], np.float64) for name in cls.__slots__})


@dataclass(frozen=True, slots=True)
class Settings:
    """Found on articles set aside in training.

    `cue_bonus` and `content_bonus` are added to the log chances of those tags; a content is left out when
    no cue has a chance above `least_link`; a source is taken when its chance is above `source_ratio` times
    that of none; `content_share` is the say of the content in the choice of the source, the cue has the rest.
    """

    cue_bonus: float = 1.0
    content_bonus: float = 0.0
    least_link: float = 0.2
    source_ratio: float = 1.2
    content_share: float = 0.5


@dataclass(frozen=True, slots=True)
class Linked:
    """An attribution in places of its window; `signals` as SIGNALS names them."""

    cue: Places
    source: Places | None
    contents: tuple[Places, ...]
    signals: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Ground:
    """What links of a window are computed from; `paragraphs` and `sentences` number each place's."""

    vectors: Array
    paragraphs: Numbers
    sentences: Numbers
    layout: Layout


def link(
    tags: Array,
    vectors: Array,
    *,
    text: npt.NDArray[np.bool_],
    ends: npt.NDArray[np.bool_],
    layout: Layout,
    settings: Settings,
) -> list[Linked]:
    """The attributions of a window, in the order of their cues.

    `tags` are logits (length, 7), `vectors` the link vectors (length, 6, width); `text` is false for the
    marks between paragraphs, `ends` true for pieces that end a sentence. A cue without content is none.
    """
    chances = _softmax(tags.astype(np.float64))
    logs = np.log(chances + 1e-12)
    logs[:, 2 * CUE + 1 : 2 * CUE + 3] += settings.cue_bonus
    logs[:, 2 * CONTENT + 1 : 2 * CONTENT + 3] += settings.content_bonus
    logs[~text, 1:] = -1e8
    spans = _spans(_likeliest(logs))
    cues, contents, sources = spans[CUE], spans[CONTENT], spans[SOURCE]
    if not cues or not contents:
        return []
    is_role = [chances[:, 2 * role + 1] + chances[:, 2 * role + 2] for role in range(3)]
    begun = [np.cumsum(chances[:, 2 * role + 1] > 0.5, dtype=np.int64) for role in range(3)]
    ground = _Ground(vectors, np.maximum(np.cumsum(~text) - 1, 0), np.cumsum(ends), layout)
    of_content = _chances(ground, CUE_OF_CONTENT, contents, cues, begun[CUE], is_role[CUE])
    by_cue = _chances(ground, SOURCE_OF_CUE, cues, sources, begun[SOURCE], is_role[SOURCE])
    by_content = _chances(ground, SOURCE_OF_CONTENT, contents, sources, begun[SOURCE], is_role[SOURCE])
    owner = of_content[:, :-1].argmax(axis=1)
    sure = of_content[np.arange(len(contents)), owner]
    lengths = np.array([end - start for start, end in contents], np.float64)
    found = []
    for number, cue in enumerate(cues):
        own = np.flatnonzero((owner == number) & (sure > settings.least_link))
        if not len(own):
            continue
        weights = lengths[own] / lengths[own].sum()
        share = settings.content_share
        wanted = (1 - share) * by_cue[number] + share * (weights[:, None] * by_content[own]).sum(axis=0)
        best = int(wanted[:-1].argmax()) if sources else -1
        source = sources[best] if sources and wanted[best] > settings.source_ratio * wanted[-1] else None
        rivals = np.sort(np.append(wanted[:-1], 0.0))
        each = np.array([is_role[CONTENT][start:end].mean() for start, end in (contents[k] for k in own)])
        signals = (
            _logit(is_role[CUE][slice(*cue)].mean()),
            _logit(float((weights * each).sum())),
            _logit(each.min()),
            _logit(float((weights * sure[own]).sum())),
            _logit(sure[own].min()),
            _logit(is_role[SOURCE][slice(*source)].mean()) if source else 0.0,
            _logit(wanted[best]) if source else 0.0,
            0.0 if source else _logit(wanted[-1]),
            _logit(rivals[-2]) if source and len(rivals) > 1 else 0.0,
            _logit(chances[[contents[k][0] for k in own], 2 * CONTENT + 1].min()),
            float(min(len(own), 4)),
            math.log(lengths[own].sum()),
            _logit(float(of_content[:, number].sum() - of_content[own, number].sum())),
        )
        found.append(Linked(cue, source, tuple(contents[k] for k in own), signals))
    return found


def _likeliest(logs: Array) -> Numbers:
    """The best valid sequence of tags (Viterbi's algorithm)."""
    greedy: Numbers = logs.argmax(axis=1)
    before = np.concatenate(([0], greedy[:-1]))
    broken = (greedy > 0) & (greedy % 2 == 0) & (before != greedy) & (before != greedy - 1)
    if not broken.any():
        return greedy
    # Where a place is surely outside, every path goes through: only what lies between two such is searched.
    others = logs[:, 1:].max(axis=1)
    sure = np.flatnonzero((greedy == 0) & (logs[:, 0] - others > _SURE))
    tags = greedy.copy()
    done = 0
    for place in np.flatnonzero(broken).tolist():
        if place < done:
            continue
        at = int(np.searchsorted(sure, place))
        start = int(sure[at - 1]) if at else 0
        done = int(sure[at]) + 1 if at < len(sure) else len(logs)
        tags[start:done] = _best_path(logs[start:done])
    return tags


def _best_path(logs: Array) -> Numbers:
    came = np.zeros((len(logs), _TAGS), np.int64)
    score = logs[0] + _FORBIDDEN[0]
    for place in range(1, len(logs)):
        paths = score[:, None] + _FORBIDDEN
        came[place] = paths.argmax(axis=0)
        score = paths.max(axis=0) + logs[place]
    tags = np.zeros(len(logs), np.int64)
    tags[-1] = score.argmax()
    for place in range(len(logs) - 1, 0, -1):
        tags[place - 1] = came[place, tags[place]]
    return tags


def _spans(tags: Numbers) -> tuple[list[Places], list[Places], list[Places]]:
    """The spans of each role, in order."""
    spans: tuple[list[Places], list[Places], list[Places]] = ([], [], [])
    starts = np.flatnonzero(tags % 2 == 1)
    for start in starts.tolist():
        inside = tags[start] + 1
        end = start + 1
        while end < len(tags) and tags[end] == inside:
            end += 1
        spans[(inside - 2) // 2].append((start, end))
    return spans


def _chances(
    ground: _Ground,
    kind: int,
    seekers: Sequence[Places],
    candidates: Sequence[Places],
    begun: Numbers,
    certain: Array,
) -> Array:
    """The chance of each candidate for each seeker; the last column is none of them."""
    rows = np.concatenate([np.arange(*span) for span in seekers])
    scale = 1 / math.sqrt(ground.vectors.shape[2])
    seek, found = ground.vectors[:, 2 * kind], ground.vectors[:, 2 * kind + 1]
    columns = [seek[rows] @ found[0] * scale + ground.layout.nobody[kind]]
    if candidates:
        places = np.concatenate([np.arange(*span) for span in candidates])
        scores = seek[rows] @ found[places].T * scale + np.log(certain[places] + FLOOR)
        far = places[None, :] - rows[:, None]
        classes = np.sign(far) * np.minimum(np.rint(2 * np.log2(np.abs(far) + 1)), NEAR)
        scores = scores + ground.layout.distance[kind][classes.astype(np.int64) + NEAR]
        for table, numbers, most in (
            (ground.layout.paragraph, ground.paragraphs, _PARAGRAPHS),
            (ground.layout.order, begun, _ORDERS),
            (ground.layout.sentence, ground.sentences, _SENTENCES),
        ):
            apart = numbers[places][None, :] - numbers[rows][:, None]
            scores = scores + table[kind][np.clip(apart, -most, most) + most]
        firsts = np.cumsum([0] + [end - start for start, end in candidates[:-1]])
        columns.extend(np.logaddexp.reduceat(scores, firsts, axis=1).T)
    chances = _softmax(np.stack(columns, axis=1))
    starts = np.cumsum([0] + [end - start for start, end in seekers[:-1]])
    counts = np.array([end - start for start, end in seekers])
    means: Array = np.add.reduceat(chances, starts, axis=0) / counts[:, None]
    return np.concatenate([means[:, 1:], means[:, :1]], axis=1)


def _softmax(scores: Array) -> Array:
    grown = np.exp(scores - scores.max(axis=-1, keepdims=True))
    result: Array = grown / grown.sum(axis=-1, keepdims=True)
    return result


def _logit(chance: float) -> float:
    bounded = min(max(float(chance), 1e-4), 1 - 1e-4)
    return math.log(bounded / (1 - bounded))
