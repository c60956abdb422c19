"""Sayso reads news articles and builds a knowledge graph of who said what.

    import sayso

    sayso.build(["articles/"], graph="my-graph")
    kg = sayso.open("my-graph")
    kg.ask("which experts commented on chip sanctions?")

What stands here is loaded when it is first used: spaCy imports this package whenever it builds a pipeline in
our environment, and must not wait for a store or for pandas.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sayso.corpus import build
    from sayso.graph.knowledge import KnowledgeGraph
    from sayso.questioning import open

__all__ = ["KnowledgeGraph", "__version__", "build", "open"]

__version__ = "0.1.0"

_HOMES = {
    "KnowledgeGraph": "sayso.graph.knowledge",
    "build": "sayso.corpus",
    "open": "sayso.questioning",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'sayso' has no attribute {name!r}")
    found = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
