"""Pictures: readable, told in words, the same every time."""

import sys
import xml.etree.ElementTree as ET
from typing import Any

import networkx as nx
import pytest

from sayso.errors import SaysoError
from sayso.graph.analysis.views import project
from sayso.graph.exports import picture as pictures
from sayso.graph.exports.picture import picture

SVG = "{http://www.w3.org/2000/svg}"


def _words(svg: bytes) -> list[str]:
    return ["".join(text.itertext()) for text in ET.fromstring(svg).iter(f"{SVG}text")]


def test_svg_has_a_title_a_description_a_legend_and_names_as_text(harbour: Any) -> None:
    svg = picture(project(harbour, "overview"), "svg")
    root = ET.fromstring(svg)
    assert (root.get("role"), root.get("aria-labelledby"), root.get("aria-describedby")) == (
        "img",
        "sayso-title",
        "sayso-desc",
    )
    assert root.findtext(f"{SVG}title") == "overview: speakers with their topics and their organisations"
    told = root.findtext(f"{SVG}desc") or ""
    assert "Ada Brandt commented on dredging (2); Tomás Lindqvist formerly at Herring Board" in told
    words = _words(svg)
    assert {"Ada Brandt", "Tomás Lindqvist", "dredging", "person", "organization", "topic"} < set(words)
    assert "8 nodes, 7 ties; 2026-03-02 to 2026-04-10; a wider tie stands for more statements" in words


def test_png_is_a_png_of_the_promised_size(harbour: Any) -> None:
    png = picture(project(harbour, "overview"), "png")
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")) == (1650, 1200)


@pytest.mark.parametrize("format", ["svg", "png"])
def test_two_pictures_are_the_same_bytes(format: str, harbour: Any) -> None:
    first = picture(project(harbour, "overview"), format)
    assert picture(project(harbour, "overview"), format) == first


@pytest.mark.parametrize(
    "label", ["$x^2$", "50% \\alpha", "<b>&amp;", "שלום", "李华", "a\u0000b", "_{", "🐟"]
)
def test_any_name_is_drawn_as_it_is(label: str) -> None:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_node("a", label=label, kind="person")
    graph.add_node("b", label="b", kind="topic")
    graph.add_edge("a", "b", relation="commented on")
    assert label.replace("\0", "\N{REPLACEMENT CHARACTER}") in _words(picture(graph, "svg"))
    assert picture(graph, "png")


def test_names_do_not_stand_on_each_other(newsroom: Any) -> None:
    root = ET.fromstring(picture(project(newsroom, "person-topic"), "svg"))
    spots = [text.get("transform") or (text.get("x"), text.get("y")) for text in root.iter(f"{SVG}text")]
    assert len(spots) == len(set(spots)) > 40


def test_a_picture_of_too_many_ties_says_so(monkeypatch: pytest.MonkeyPatch, harbour: Any) -> None:
    monkeypatch.setattr(pictures, "MOST_DRAWN", 2)
    words = " ".join(_words(picture(project(harbour, "overview"), "svg")))
    assert "4 nodes, 2 ties; the strongest of 7;" in words


def test_a_view_of_nothing_says_so() -> None:
    assert "There is nothing in this view." in _words(picture(nx.Graph(), "svg"))


def test_without_matplotlib_the_message_names_the_extra(
    monkeypatch: pytest.MonkeyPatch, harbour: Any
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(SaysoError, match=r"pictures need matplotlib: pip install 'sayso\[images\]'"):
        picture(project(harbour, "overview"), "svg")
