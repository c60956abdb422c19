"""Terms that are one topic: inflections, orders of words, near-synonyms, short forms of longer terms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sayso.graph.topics.candidates import Key, Term

__all__ = ["Cluster", "clusters"]

_SAME = 0.75  # cosine from which on two phrases that share articles mean the same
_SIMILAR = 0.65  # and those that share a word and articles
_SHARED = 0.25  # share of common articles
_TOGETHER = 0.5  # share of common statements from which on two terms are one topic
_WITHIN = 0.5  # share of a term's statements within a longer one, from which on it is only short for that
_KIN = 0.45  # cosine that terms of common statements need besides


@dataclass(slots=True)
class Cluster:
    seed: Term
    score: float
    same: list[Term] = field(default_factory=list)
    longer: list[Term] = field(default_factory=list)

    @property
    def labels(self) -> list[Term]:
        return [self.seed, *self.same]

    @property
    def statements(self) -> list[int]:
        return sorted({at for term in (*self.labels, *self.longer) for at in term.places})


def clusters(
    ranked: Sequence[Term],
    scores: Mapping[Key, float],
    articles: Sequence[frozenset[str]],
    *,
    least: int,
    vectors: npt.NDArray[np.float32] | None = None,
) -> list[Cluster]:
    """Each term on its own, or with the better one that means the same or holds it, in the order of `ranked`.

    `articles` are those of each term, and `vectors` have a row of unit length for each. Longer terms stay
    with what they hold if they are rarer than twice `least`. Quadratic in the number of terms.
    """
    alike = vectors @ vectors.T if vectors is not None else None
    made: list[Cluster] = []
    seeds: list[int] = []
    for at, term in enumerate(ranked):
        best, longer = (0.0, 0), None
        for place, other in enumerate(seeds):
            seed = ranked[other]
            close = float(alike[at, other]) if alike is not None else 0.0
            if close < _KIN and not set(term.key) & set(seed.key):
                continue
            if set(seed.key) < set(term.key):
                small = term.count < 2 * least or term.count > _WITHIN * seed.count
                longer = place if small and longer is None else longer
                continue
            same = _sameness(term, seed, close, articles[at], articles[other])
            best = max(best, (same, -place))
        if best[0] > 0:
            made[-best[1]].same.append(term)
        elif longer is not None:
            made[longer].longer.append(term)
        else:
            made.append(Cluster(term, scores[term.key]))
            seeds.append(at)
    return made


def _sameness(
    term: Term, seed: Term, close: float, articles: frozenset[str], others: frozenset[str]
) -> float:
    """How surely a term means the same as a better one, or is short for it; 0 if it does not."""
    if sorted(seed.key) == sorted(term.key):
        return 1.0
    both = len(term.places.keys() & seed.places.keys())
    if set(term.key) < set(seed.key):
        return 1.0 if both >= _WITHIN * term.count else 0.0
    common = len(articles & others) / min(len(articles), len(others))
    kin = bool(set(seed.key) & set(term.key))
    if close >= _SAME and (kin or common >= _SHARED):
        return close
    if close >= _SIMILAR and kin and common >= _SHARED:
        return close
    together = both / min(term.count, seed.count)
    return together if together >= _TOGETHER else 0.0
