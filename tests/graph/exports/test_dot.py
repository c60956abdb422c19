"""DOT read back by Graphviz itself."""

import html
import json
import re
import shutil
import subprocess
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.graph.analysis.views import project
from sayso.graph.exports.dot import dot
from sayso.graph.exports.networks import described
from sayso.graph.exports.values import flatten

DOT = shutil.which("dot")
needs_graphviz = pytest.mark.skipif(DOT is None, reason="Graphviz is not installed: apt-get install graphviz")


def _read(content: bytes, output: str = "json") -> Any:
    done = subprocess.run([str(DOT), f"-T{output}"], input=content, capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
    return json.loads(done.stdout) if output == "json" else done.stdout.decode()


def _meant(text: str) -> str:
    """What Graphviz's backslashes and entities in a string stand for."""
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], text.replace("&amp;", "&"))


@needs_graphviz
def test_graphviz_finds_nodes_ties_and_attributes(harbour: Any) -> None:
    graph = described(project(harbour, "overview"))
    found = _read(dot(graph))
    assert [node["name"] for node in found["objects"]] == list(graph)
    names = {node["_gvid"]: node["name"] for node in found["objects"]}
    ties = {frozenset((names[tie["tail"]], names[tie["head"]])) for tie in found["edges"]}
    assert ties == {frozenset(tie) for tie in graph.edges}
    ada = next(node for node in found["objects"] if node["label"] == "Ada Brandt")
    assert (ada["sayso_kind"], ada["sayso_statements"], ada["fillcolor"]) == ("person", "2", "#3f74c7")
    assert found["label"] == "overview: speakers with their topics and their organisations"


@needs_graphviz
@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=[]), min_size=1), min_size=1, max_size=20))
def test_any_words_survive(texts: list[str]) -> None:
    graph: nx.Graph[str] = nx.Graph()
    for number, text in enumerate(texts):
        graph.add_node(f"n{number}", label=text, told=text)
    found = {node["name"]: node for node in _read(dot(graph))["objects"]}
    for number, text in enumerate(texts):
        node = found[f"n{number}"]
        assert (_meant(node["label"]), _meant(node["sayso_told"])) == (flatten(text), flatten(text))


@needs_graphviz
@pytest.mark.parametrize("label", [r"C:\n\N", "AT&amp;T", 'say "so"', "<b>", "a -> b;", "}", "\\"])
def test_the_picture_shows_a_name_as_it_is(label: str) -> None:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_node("a", label=label)
    shown = re.findall(r"<text[^>]*>(.*?)</text>", _read(dot(graph), "svg"))
    assert html.unescape(shown[-1]).replace("\u00a0", " ") == label
