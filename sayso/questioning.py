"""Where questions meet the embedding model: a graph knows nothing of it, and is handed what it needs."""

import os
from collections.abc import Sequence
from math import exp
from pathlib import Path
from typing import TYPE_CHECKING

from sayso.graph.asking.lookup import Meaning, topic_scheme
from sayso.graph.knowledge import KnowledgeGraph
from sayso.graph.store import Store

if TYPE_CHECKING:
    from sayso.extract import meaning

__all__ = ["meaning_of", "open"]

# At this score (see sayso.extract.meaning) some sixty phrases, half of them about nothing in the scheme, part
# best; a question holds a phrase alone, without the sentence that a statement has, and so needs more.
_EVEN = 6.0
_NEAREST = 8


def open(path: str | os.PathLike[str]) -> KnowledgeGraph:
    """The graph in a folder that `sayso build` or `sayso.build` made, for looking and not for writing.

    Raises `StoreError` when there is no graph.
    """
    store = Store.open(Path(path), read_only=True)
    return KnowledgeGraph(store, meaning=meaning_of(store))


def meaning_of(store: Store) -> Meaning:
    """Compares phrases with the topics of a graph by meaning.

    The model is loaded when the first phrase comes, which takes a good part of a second; without it no phrase
    has a meaning, and a warning is logged.
    """
    loaded: list[meaning.Meaning | None] = []

    def nearest(phrase: str) -> Sequence[tuple[str, float]]:
        if not loaded:
            from sayso.extract.meaning import load_meaning

            loaded.append(load_meaning(topic_scheme(store)))
        found = loaded[0]
        if found is None:
            return ()
        scored = zip(found.iris, map(float, found.scores([phrase])[0]), strict=True)
        best = sorted(scored, key=lambda one: (-one[1], one[0]))[:_NEAREST]
        return [(iri, 1 / (1 + exp(_EVEN - score))) for iri, score in best]

    return nearest
