"""Whole graphs of whole articles: `tests/golden/*.ttl`, compared as graphs.

    python3 tasks.py test tests/test_golden.py --rewrite-golden

writes them anew; the difference is then read like code.
"""

from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse, serialize

from sayso.extract import pipeline, reading
from sayso.graph.iris import prefixes
from sayso.graph.mapping import quads
from sayso.graph.model import Extraction

GOLDEN = Path(__file__).parent / "golden"
SAMPLES = Path(__file__).parent.parent / "sayso" / "samples"
ARTICLES = ("chip-curbs-widen.txt", "open-models-debate.md")


@pytest.mark.parametrize("name", ARTICLES)
def test_an_article_gives_the_graph_that_was_read_and_approved(
    name: str, request: pytest.FixtureRequest
) -> None:
    nlp = pipeline.load()
    (result,) = pipeline.extractions(nlp, reading.read([SAMPLES / name]))
    assert isinstance(result, Extraction)
    made = {quad.triple for quad in quads(replace(result, run="golden", run_facts=()))}
    path = GOLDEN / f"{Path(name).stem}.ttl"
    if request.config.getoption("--rewrite-golden"):
        path.write_bytes(
            serialize(sorted(made, key=str), format=RdfFormat.TURTLE, prefixes=prefixes()) or b""
        )
    expected = {quad.triple for quad in parse(path=str(path), format=RdfFormat.TURTLE)}
    assert sorted(map(str, made - expected)) == []
    assert sorted(map(str, expected - made)) == []
