"""The page of a graph, in a real browser that is cut off from every network."""

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from playwright.sync_api import Browser, Dialog, Page, sync_playwright

import sayso.graph
from sayso.graph.analysis.views import project
from sayso.graph.pages import view_page as page_module
from sayso.graph.pages.layout import positions
from sayso.graph.pages.view_page import html

ASSETS = Path(sayso.graph.__file__).parent / "assets"
CHROMIUM = [Path("/usr/bin") / name for name in ("chromium", "chromium-browser", "google-chrome")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = next((path for path in CHROMIUM if path.exists()), None)
    if found is None:
        pytest.skip("no Chromium on this machine; install the package chromium")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=str(found), args=["--no-sandbox", "--disable-gpu"]
        )
        yield launched
        launched.close()


class Visit:
    """A page that was opened, what it complained of, and what it asked of the network."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.faults: list[str] = []
        self.requests: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        page.on("dialog", self._dialog)
        page.on("request", lambda request: self.requests.append(request.url))
        page.goto(address)
        page.wait_for_selector("html[data-ready]")
        self.address = address

    def _dialog(self, dialog: Dialog) -> None:
        self.faults.append("a dialog opened")
        dialog.dismiss()


@pytest.fixture
def visit(browser: Browser, harbour: Any, tmp_path: Path) -> Iterator[Visit]:
    file = tmp_path / "harbour.html"
    file.write_text(html(harbour, project(harbour, "overview")), encoding="utf-8")
    context = browser.new_context(offline=True)
    yield Visit(context.new_page(), file.as_uri())
    context.close()


def _find(visit: Visit, name: str) -> str:
    visit.page.fill("#search", name)
    visit.page.press("#search", "Enter")
    return visit.page.inner_text("#details")


@pytest.mark.browser
def test_the_page_draws_and_asks_nothing_of_the_network(visit: Visit) -> None:
    assert visit.page.locator("#graph canvas").count() > 0
    assert visit.page.inner_text("#legend").split() == ["person", "2", "organization", "4", "topic", "2"]
    assert (visit.faults, visit.requests) == ([], [visit.address])


@pytest.mark.browser
def test_a_name_shows_role_words_article_and_place(visit: Visit) -> None:
    text = _find(visit, "brandt")
    for shown in (
        "Ada Brandt, director, Tidal Laboratory, Vellin University (Coast Radio)",
        "Dredging will choke the mussel beds </b>",
        "Dredging of the Vellin channel to begin, characters 80–121 · Vellin Courier · 2026-03-02",
        "dredging (own words)",
    ):
        assert shown in text


@pytest.mark.browser
def test_marks_over_letters_do_not_hide_a_name(visit: Visit) -> None:
    assert "Tomás Lindqvist" in _find(visit, "tomas")


@pytest.mark.browser
def test_hostile_words_show_as_text(visit: Visit) -> None:
    _find(visit, "lindqvist")
    visit.page.locator("details.context summary").first.click()
    assert "</script><img src=x onerror=alert(1)>" in visit.page.inner_text("#details")
    assert visit.page.locator("img").count() == 0
    assert visit.faults == []


@pytest.mark.browser
def test_only_web_addresses_are_links(visit: Visit) -> None:
    _find(visit, "brandt")
    links = [link.get_attribute("href") for link in visit.page.locator("#details a").all()]
    assert links == ["https://courier.example/dredging"]
    assert "Herring are back, says institute" in visit.page.inner_text("#details")


@pytest.mark.browser
def test_a_click_leads_from_name_to_name(visit: Visit) -> None:
    _find(visit, "fish")
    visit.page.get_by_role("button", name="Tomás Lindqvist").click()
    assert visit.page.inner_text("#details h2") == "Tomás Lindqvist"


@pytest.mark.browser
def test_a_click_on_a_node_opens_it(visit: Visit) -> None:
    _find(visit, "brandt")
    visit.page.wait_for_timeout(800)  # the picture moves until the node stands in its middle
    visit.page.keyboard.press("Escape")
    assert visit.page.inner_text("#details h2") == "Click a name"
    box = visit.page.locator("#graph").bounding_box()
    assert box is not None
    visit.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    visit.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert visit.page.inner_text("#details h2") == "Ada Brandt"


@pytest.mark.browser
def test_the_table_has_the_same_facts(visit: Visit) -> None:
    visit.page.get_by_role("button", name="Show as table").click()
    rows = [row.split("\t") for row in visit.page.locator("tbody tr").all_inner_texts()]
    assert len(rows) == 7
    assert [
        "Ada Brandt",
        "affiliated with",
        "Tidal Laboratory (director)",
        "1",
        "Dredging will choke the mussel beds </b>",
    ] in [[cell.strip() for cell in row[:5]] for row in rows]


@pytest.mark.browser
def test_a_kind_can_be_left_out(visit: Visit) -> None:
    visit.page.locator("#legend label", has_text="organization").click()
    assert visit.page.locator("#legend input:checked").count() == 2
    assert visit.faults == []


@pytest.mark.browser
def test_an_empty_graph_says_so(browser: Browser, harbour: Any, tmp_path: Path) -> None:
    file = tmp_path / "empty.html"
    file.write_text(html(harbour, nx.Graph()), encoding="utf-8")
    context = browser.new_context(offline=True)
    visit = Visit(context.new_page(), file.as_uri())
    assert "Nothing to show" in visit.page.inner_text("#details")
    assert visit.faults == []
    context.close()


def test_no_words_can_end_the_script_element(harbour: Any) -> None:
    page = html(harbour, project(harbour, "overview"))
    embedded = re.findall(r'<script id="content" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert len(embedded) == 1
    assert not set("<>&\u2028\u2029") & set(embedded[0])
    assert any("<img src=x" in said["sentence"] for said in json.loads(embedded[0])["statements"])


def test_the_page_loads_nothing_and_trusts_its_own_scripts_only(harbour: Any) -> None:
    page = html(harbour, project(harbour, "overview"))
    policy = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)[0]
    assert policy.startswith("default-src &#x27;none&#x27;; script-src &#x27;sha256-")
    assert "unsafe" not in policy
    assert not re.findall(r"<(?:link|script|img|iframe)[^>]*\b(?:src|href)=", page)
    assert "sourceMappingURL" not in page


def test_a_page_that_would_be_too_large_shows_the_strongest_and_says_so(
    harbour: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_module, "EDGE_LIMIT", 2)
    page = html(harbour, project(harbour, "overview"))
    content = json.loads(page.partition('type="application/json">')[2].partition("</script>")[0])
    assert content["note"] == "This page shows the 2 strongest of 7 ties."
    assert [edge["weight"] for edge in content["edges"]] == [1, 2]


def test_each_library_is_the_file_that_its_package_ships() -> None:
    readme = (ASSETS / "README.md").read_text()
    listed = re.findall(r"^\| `(\S+)` \|.*\| `([0-9a-f]{64})` \|$", readme, re.M)
    files = sorted(ASSETS.glob("*.min.js"))
    assert sorted(listed) == [(path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in files]


@pytest.mark.parametrize(
    "graph",
    [
        nx.Graph([("a", "b")]),
        nx.path_graph([str(number) for number in range(12)]),
        nx.Graph([("a", "a"), ("b", "c"), ("d", "e"), ("d", "f")]),
        nx.relabel_nodes(nx.barabasi_albert_graph(200, 2, seed=1), str),
        nx.relabel_nodes(nx.barabasi_albert_graph(2500, 1, seed=1), str),
        nx.relabel_nodes(nx.star_graph(2200), str),
    ],
    ids=["pair", "path", "loops and parts", "two hundred", "large tree", "large star"],
)
def test_places_are_the_same_every_time_and_nobody_stands_on_another(graph: "nx.Graph[str]") -> None:
    found = positions(graph)
    assert found == positions(graph.copy())
    assert set(found) == {node for node in graph if any(other != node for other in graph[node])}
    assert len(set(found.values())) == len(found)
