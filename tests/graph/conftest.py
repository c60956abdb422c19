"""Graphs that several tests look at."""

from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import RdfFormat, Store


class Harbour:
    """The store of `harbour.trig`, asked as `graph.store.Store` is: over the union of its graphs."""

    base = "https://example.org/id/"

    def __init__(self) -> None:
        self.handle = Store()
        self.handle.load(path=str(Path(__file__).parent / "harbour.trig"), format=RdfFormat.TRIG)

    def query(self, sparql: str) -> Any:
        return self.handle.query(sparql, use_default_graph_as_union=True)


@pytest.fixture(scope="session")
def harbour() -> Harbour:
    """Three invented articles with six statements; do not write to it."""
    return Harbour()
