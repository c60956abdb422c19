"""What chance alone would give two people in common: the bipartite configuration model.

Two who talk much meet often, on topics or in articles, without being near each other. The model keeps how
much each of them talks, and how much is said on each topic, and forgets all else: of all bipartite graphs
with these degrees on average, the most random (Saracco et al., "Inferring monopartite projections of
bipartite networks", New Journal of Physics 19, 2017). In it each member i has each thing t with a chance of
its own, p(i, t) = x(i) y(t) / (1 + x(i) y(t)), independently. So what two have in common is a sum of
independent chances c(t) = p(i, t) p(j, t): its mean is the sum of c(t), its variance that of c(t) (1 - c(t)).

Members of one degree have one x, so that all is computed by degree and not by member.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import gammainc  # type: ignore[import-untyped]  # scipy ships no types

from sayso.graph.analysis.arrays import Floats, Ints

__all__ = ["NullModel", "fit", "standing_out"]

_ROUNDS = 2_000
_CLOSE = 1e-9
# a member of all things has an infinite x
_LARGEST = 1e12


@dataclass(frozen=True, slots=True)
class NullModel:
    """The chances of each class of members (all of one degree) to have a thing of each class.

    `of_member` leads from a member to its class; `number` is how many things each class of things has.
    """

    of_member: Ints
    number: Ints
    chances: Floats

    def compare(self, one: Ints, other: Ints, shared: Floats) -> tuple[Floats, Floats, Floats]:
        """For pairs of members and what they share: expected number, z-score and p-value.

        The p-value is the chance of as many or more, from the Poisson distribution, which has the wider
        spread and so claims rather less. Where chance leaves no room (both have everything) the z-score is 0.
        """
        weighted = self.chances * self.number
        mean = weighted @ self.chances.T
        variance = mean - (weighted * self.chances) @ (self.chances**2).T
        pair = self.of_member[one], self.of_member[other]
        expected = mean[pair]
        spread = np.sqrt(np.maximum(variance[pair], 0.0))
        distance = shared - expected
        sure = spread < 1e-6
        z_score = np.where(sure, 0.0, distance / np.where(sure, 1.0, spread))
        return expected, z_score, gammainc(shared, expected)


def standing_out(p_values: Floats, tests: int, rate: float = 0.05) -> int:
    """How many of these pairs stand out, where at most this share of them may do so by chance.

    Benjamini and Hochberg (1995), for as many tests as there are pairs, those with nothing in common too.
    """
    ordered = np.sort(p_values)
    bounds = rate * np.arange(1, len(ordered) + 1) / max(tests, 1)
    below = np.flatnonzero(ordered <= bounds)
    return int(below[-1]) + 1 if len(below) else 0


def fit(members: Any) -> NullModel:
    """The model with the degrees of this incidence matrix: members in rows, things in columns.

    Solved by turns, as usual, until no expected degree is off by more than a billionth; where the degrees
    leave no choice, as when somebody has everything, it comes as near as it can in a bounded number of turns.
    """
    degrees = np.diff(members.indptr)
    sizes = np.bincount(members.indices, minlength=members.shape[1])
    of_row, of_member = np.unique(degrees, return_inverse=True)
    of_column, number = np.unique(sizes[sizes > 0], return_counts=True)
    rows = np.bincount(of_member, minlength=len(of_row)).astype(np.float64)
    columns = number.astype(np.float64)
    total = max(float(degrees.sum()), 1.0)
    x = of_row / np.sqrt(total)
    y = of_column / np.sqrt(total)
    for _ in range(_ROUNDS):
        x = np.minimum(
            of_row / np.maximum((columns * y / (1 + np.outer(x, y))).sum(axis=1), 1e-300), _LARGEST
        )
        y = np.minimum(
            of_column / np.maximum((rows * x / (1 + np.outer(y, x))).sum(axis=1), 1e-300), _LARGEST
        )
        product = np.outer(x, y)
        off = np.abs((product / (1 + product)) @ columns - of_row)
        if not len(off) or float(off.max()) < _CLOSE * max(1.0, float(of_row.max())):
            break
    product = np.outer(x, y)
    return NullModel(of_member.astype(np.int64), number.astype(np.int64), product / (1 + product))
