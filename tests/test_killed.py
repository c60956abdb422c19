"""Builds that are killed at random moments: nothing half-written is seen, and nothing is lost or read twice.

The look at the graph after each kill and the comparison are those of `bench/kill`, which kills the real
command over 200 articles. Here what the real pipeline has found in a few articles is read back from a file,
so that a build starts quickly and many kills fall between its writes.
"""

import json
import runpy
import sys
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from sayso.extract import pipeline
from sayso.extract.reading import read
from sayso.graph import iris, vocab
from sayso.graph.building import build
from sayso.graph.model import Article, Extraction
from sayso.graph.record import to_json
from sayso.graph.store import Store

kill = runpy.run_path(str(Path(__file__).resolve().parent.parent / "bench" / "kill"))

# What `sayso --verbose build` does with files of articles, but for the extraction.
BUILD = """
import json, logging, sys, time
from itertools import islice
from pathlib import Path
from sayso.graph.building import build
from sayso.graph.record import from_json
from sayso.graph.store import Store

logging.basicConfig(level=logging.DEBUG, format="sayso: %(message)s", stream=sys.stderr)
file, _, graph, *rest = sys.argv[1:]
lines = Path(file).with_name("records.jsonl").read_text(encoding="utf-8").splitlines()
found = {one.article.id: one for one in (from_json(json.loads(line)) for line in lines)}

def extract(articles):
    stream = iter(articles)
    while batch := list(islice(stream, 4)):
        time.sleep(0.05)
        for article in batch:
            time.sleep(0.02)
            yield found[article.id]

run = next(iter(found.values())).run
with Store.open(graph, create=True) as store:
    build([one.article for one in found.values()], extract, store, run=run, remove=rest[1::2])
"""


@pytest.mark.slow
def test_killed_builds_end_in_the_bytes_of_an_undisturbed_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second, gone = kill["write"](tmp_path, 12, 2)
    nlp = pipeline.load(attributions="rules", topic_method="labels")
    for file in (first, second):
        found = list(pipeline.extractions(nlp, read([file])))
        assert all(isinstance(one, Extraction) and one.statements for one in found)
        records = (json.dumps(to_json(one)) for one in found if isinstance(one, Extraction))
        file.with_name("records.jsonl").write_text("\n".join(records), encoding="utf-8")
    kill["show"](tmp_path, first, second, gone, 5, 2, [sys.executable, "-c", BUILD])
    told = capsys.readouterr().out
    assert "5 kills; " in told
    assert "3 kills of an update of 2 articles, with 2 withdrawn" in told


def test_what_is_half_written_lost_or_orphaned_would_be_found(tmp_path: Path) -> None:
    trouble, look = kill["Trouble"], kill["look"]
    articles = [Article(name, f"{name}.txt", "Nobody spoke.") for name in ("one", "two")]
    with Store.open(tmp_path / "graph", create=True) as store:
        build(articles, lambda given: (Extraction(one, run="r1") for one in given), store, run="r1")
        whole = kill["graphs"](store)
    assert look(tmp_path / "graph", [whole]) == {"one", "two"}
    with pytest.raises(trouble, match="lost: three"):
        look(tmp_path / "graph", [{**whole, "three": b""}, whole])
    stranger = NamedNode(iris.article_iri("gone"))
    derived = NamedNode(iris.derived_graph())
    with Store.open(tmp_path / "graph") as store:
        store.handle.add(Quad(stranger, NamedNode(vocab.said), stranger, derived))
    with pytest.raises(trouble, match="2 triples of what is gone"):
        look(tmp_path / "graph", [whole])
    one, graph = NamedNode(iris.article_iri("one")), NamedNode(iris.article_graph("one"))
    with Store.open(tmp_path / "graph") as store:
        store.handle.remove(Quad(stranger, NamedNode(vocab.said), stranger, derived))
        store.handle.remove(Quad(one, NamedNode(vocab.sourceName), Literal("one.txt"), graph))
    with pytest.raises(trouble, match="the graph of one is half written"):
        look(tmp_path / "graph", [whole])
