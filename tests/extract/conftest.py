"""What the tests of extraction share."""

from collections.abc import Iterator

import pytest
from spacy.language import Language

from sayso.extract.pipeline import load


@pytest.fixture(scope="module", params=["rules", "encoder"])
def speaking(request: pytest.FixtureRequest) -> Iterator[Language]:
    """The pipeline as far as speakers, by either reader of attributions."""
    nlp = load(attributions=request.param)
    for name in ("sayso_topics", "sayso_stance", "sayso_continuations"):
        nlp.remove_pipe(name)
    yield nlp
