"""Graphs that several tests look at."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright
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


CHROMIUM = [Path("/usr/bin") / name for name in ("chromium", "chromium-browser", "google-chrome")]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One for all tests: a second would find the first one's event loop running."""
    found = next((path for path in CHROMIUM if path.exists()), None)
    if found is None:
        pytest.skip("no Chromium on this machine; install the package chromium")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=str(found), args=["--no-sandbox", "--disable-gpu"]
        )
        yield launched
        launched.close()
