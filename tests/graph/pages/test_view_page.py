"""The page of a graph, opened from a file in a real browser that is cut off from every network."""

import json
import re
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

import sayso.graph
from sayso.graph.analysis.views import project
from sayso.graph.pages import content as content_module
from sayso.graph.pages.view_page import DRAWING, html

ASSETS = Path(sayso.graph.__file__).parent / "assets"


@pytest.fixture(scope="session")
def ferry_page(ferry: Any) -> str:
    return html(ferry, project(ferry, "overview"))


@pytest.fixture(scope="session")
def harbour_page(harbour: Any) -> str:
    return html(harbour, project(harbour, "overview"))


def _embedded(page: str) -> Any:
    found = re.findall(r'<script id="content" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert len(found) == 1
    return json.loads(found[0])


# -- what the file holds ---------------------------------------------------------------------------------


def test_no_words_can_end_a_script_element(ferry_page: str) -> None:
    blocks = re.findall(
        r'<script id="[a-z0-9-]+" type="application/json">(.*?)</script>', ferry_page, re.DOTALL
    )
    assert len(blocks) == 3  # the content and two articles
    assert not set("<>&\u2028\u2029\u202e") & set("".join(blocks))
    assert "onerror" in blocks[0]


def test_the_page_loads_nothing_and_trusts_its_own_scripts_only(ferry_page: str) -> None:
    policy = re.findall(r'Content-Security-Policy" content="([^"]*)"', ferry_page)[0]
    assert policy.startswith("default-src &#x27;none&#x27;; script-src &#x27;sha256-")
    assert policy.count("sha256-") == len(DRAWING) + 2
    assert "unsafe" not in policy
    assert not re.findall(r"<(?:link|script|img|iframe)[^>]*\b(?:src|href)=", ferry_page)


def test_the_same_graph_gives_the_same_bytes(ferry: Any, ferry_page: str) -> None:
    assert html(ferry, project(ferry, "overview")) == ferry_page


def test_drawing_knows_nothing_of_where_content_comes_from() -> None:
    drawing = "".join((ASSETS / name).read_text(encoding="utf-8") for name in DRAWING)
    assert "JSON.parse" not in drawing
    assert "innerHTML" not in drawing
    assert "fetch(" not in drawing
    assert sorted(path.name for path in ASSETS.glob("*.js")) == sorted([*DRAWING, "embedded.js"])


def test_texts_can_be_left_out_and_the_page_says_so(ferry: Any) -> None:
    page = html(ferry, project(ferry, "overview"), texts=False)
    assert 'id="article-' not in page
    assert _embedded(page)["notes"] == ["The texts of the articles are left out of this page."]


def test_statements_that_tie_no_two_names_are_counted_on_the_page(harbour: Any) -> None:
    graph = project(harbour, "overview")
    tied = {iri for _, _, about in graph.edges(data=True) for iri in about["statements"]}
    kept = graph.copy()
    kept.remove_edges_from([edge for edge in graph.edges if min(tied) in graph.edges[edge]["statements"]])
    notes = _embedded(html(harbour, kept))["notes"]
    assert notes[0].startswith(f"This view has {len(tied) - 1} of the graph's")


def test_ties_over_the_limit_are_left_out_and_the_page_says_so(
    harbour: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content_module, "TIE_LIMIT", 2)
    found = _embedded(html(harbour, project(harbour, "overview")))
    assert "This page shows the 2 strongest of 7 ties." in found["notes"]
    assert found["ties"]["count"] == [1, 2]


def test_each_tie_keeps_a_statement_before_any_keeps_two(ferry: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content_module, "STATEMENT_LIMIT", 3)
    found = _embedded(html(ferry, project(ferry, "speaker-topic")))
    assert found["notes"][0].startswith("This page holds 3 of 5 statements")
    assert [len(said) for said in found["ties"]["said"]] == [1, 1, 1]
    assert sorted(found["ties"]["count"]) == [1, 1, 3]


def test_texts_over_the_limit_are_left_out_and_the_page_says_so(
    ferry: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content_module, "TEXT_LIMIT", 350)
    found = _embedded(html(ferry, project(ferry, "overview")))
    assert found["notes"] == [
        "The whole text is in this page for 1 of 2 articles, those with the most statements; "
        "of the others there are the sentences."
    ]
    assert sorted(found["articles"]["read"]) == [0, 1]


# -- what it shows ---------------------------------------------------------------------------------------


@pytest.mark.browser
def test_the_page_draws_and_asks_nothing_of_the_network(open_page: Any, harbour_page: str) -> None:
    visit = open_page(harbour_page)
    assert visit.page.locator("#graph canvas").count() == 1
    legend = visit.page.inner_text("#legend").split()
    assert legend == ["Kinds", "organization", "4", "person", "2", "topic", "2"]
    for name in ("both", "table", "articles", "graph"):
        visit.page.click(f"#view-{name}")
    assert (visit.faults, visit.requests) == ([], [])


@pytest.mark.browser
def test_a_name_shows_role_words_article_and_place(open_page: Any, harbour_page: str) -> None:
    text = open_page(harbour_page).find("brandt")
    for shown in (
        "— Ada Brandt, director, Tidal Laboratory, Vellin University",
        "Dredging will choke the mussel beds </b>",
        "Vellin Courier · 2026-03-02 · Dredging of the Vellin channel to begin, characters 80–121",
        "dredging own words, 0.90",
        "channel interview with Coast Radio",
        "Guess: dredging: topic taken from a heading",
        "confidence 0.95",
        "one-80-121",
    ):
        assert shown in text


@pytest.mark.browser
def test_marks_over_letters_do_not_hide_a_name(open_page: Any, harbour_page: str) -> None:
    assert "Tomás Lindqvist" in open_page(harbour_page).find("tomas")


@pytest.mark.browser
def test_source_cue_and_content_are_marked_in_the_sentence(open_page: Any, ferry_page: str) -> None:
    visit = open_page(ferry_page)
    visit.find("karl")
    marked = visit.page.locator("blockquote .t")
    assert [(one.get_attribute("class"), one.inner_text()) for one in marked.all()] == [
        ("t source", "Karl Ober"),
        ("t cue", "denied"),
        ("t content d1", "the ferry sank"),
    ]
    lines = marked.evaluate_all("spans => spans.map(span => getComputedStyle(span).textDecorationStyle)")
    assert lines[:2] == ["solid", "dotted"]


@pytest.mark.browser
def test_hostile_words_show_as_text(open_page: Any, ferry_page: str) -> None:
    visit = open_page(ferry_page)
    text = visit.find("kov")
    assert '"the ferry </script><img src=x onerror=alert(2)> is �safe�"' in text
    assert "Coast <i>Courier" in text
    visit.page.click(".to-text")
    visit.page.wait_for_selector("#article .text")
    assert "Ferry </title><script>alert(1)</script> sunk" in visit.page.inner_text("#article")
    assert visit.page.get_attribute("#article .odd", "title") == "U+202E RIGHT-TO-LEFT OVERRIDE"
    assert visit.page.locator("img, #article script, #details i, #article a").count() == 0
    visit.page.click("#view-table")
    assert "onerror=alert(2)" in visit.page.inner_text("#rows")
    assert visit.page.title() == "overview: who said what"
    assert (visit.faults, visit.requests) == ([], [])


@pytest.mark.browser
def test_only_web_addresses_are_links(open_page: Any, ferry_page: str) -> None:
    visit = open_page(ferry_page)
    visit.find("kov")
    assert visit.page.locator("#details a").count() == 0
    visit.find("olga")
    links = [link.get_attribute("href") for link in visit.page.locator("#details a").all()]
    assert links == ["https://tide.example/1"]


@pytest.mark.browser
def test_a_guess_says_what_it_rests_on(open_page: Any, ferry_page: str) -> None:
    visit = open_page(ferry_page)
    visit.find("kov")
    guesses = visit.page.locator(".guesses li").all_inner_texts()
    assert guesses == [
        "Guess: AI chips: topic taken from a heading",
        "Guess: speaker carried on from the statement before, without a cue",
    ]


@pytest.mark.browser
def test_a_statement_that_was_carried_on_says_by_whom_and_who_had_it_first(
    open_page: Any, ferry_page: str
) -> None:
    visit = open_page(ferry_page)
    visit.find("olga")
    assert (
        visit.page.inner_text(".carriers summary") == "Carried by 2 outlets, first in Tide Post on 2026-05-01"
    )
    visit.page.click(".carriers summary")
    assert visit.page.locator(".carriers li").all_inner_texts() == [
        "Tide Post · 2026-05-01 · Tide",
        "Late Herald · 2026-05-02 · Tide",
    ]
    assert visit.page.locator("#details .statement").count() == 1
    visit.page.locator("#filter-outlets summary").click()
    visit.page.locator("#filter-outlets label", has_text="Late Herald").click()
    assert visit.page.locator("#details .statement").count() == 1


@pytest.mark.browser
def test_a_quotation_leads_to_its_place_in_the_article_and_back(open_page: Any, ferry_page: str) -> None:
    visit = open_page(ferry_page)
    visit.find("karl")
    visit.page.click(".to-text")
    visit.page.wait_for_selector("#article .text")
    here = visit.page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert here == "content of statement 4, by Karl Ober"
    assert visit.page.locator("#article .n.here").count() == 3
    visit.page.keyboard.press("Enter")
    assert visit.page.inner_text("#details h2") == "Statement"
    assert visit.page.evaluate("document.activeElement.tagName") == "H2"
    visit.page.click("#back")
    assert visit.page.evaluate("document.activeElement.className") == "to-text"
    assert visit.page.is_visible("#picture")


@pytest.mark.browser
def test_a_click_leads_from_name_to_name(open_page: Any, harbour_page: str) -> None:
    visit = open_page(harbour_page)
    visit.find("fish")
    visit.page.locator("#details .ties").get_by_role("button", name="Tomás Lindqvist").click()
    assert visit.page.inner_text("#details h2") == "Tomás Lindqvist"


@pytest.mark.browser
def test_a_click_on_a_node_and_on_a_tie_opens_it(open_page: Any, harbour_page: str) -> None:
    visit = open_page(harbour_page)
    visit.find("brandt")
    box = visit.page.locator("#graph").bounding_box()
    number = visit.page.evaluate("sayso.page.chosen.node")
    visit.page.click("#details .quiet")
    assert visit.page.inner_text("#details h2") == "Choose a name"
    x, y = visit.page.evaluate(f"sayso.page.picture.at({number})")
    visit.page.mouse.click(box["x"] + x, box["y"] + y)
    assert visit.page.inner_text("#details h2") == "Ada Brandt"
    tie = visit.page.evaluate(
        f"""(() => {{ const {{ facts, picture }} = sayso.page, tie = facts.tiesOf[{number}][0];
        const one = picture.at(facts.ties.subject[tie]), other = picture.at(facts.ties.object[tie]);
        return [(one[0] + other[0]) / 2, (one[1] + other[1]) / 2]; }})()"""
    )
    visit.page.mouse.click(box["x"] + tie[0], box["y"] + tie[1])
    assert visit.page.inner_text("#details h2") in (
        "Ada Brandt affiliated with Tidal Laboratory",
        "Ada Brandt commented on dredging",
    )


@pytest.mark.browser
def test_the_table_has_the_same_facts(open_page: Any, harbour_page: str) -> None:
    visit = open_page(harbour_page)
    visit.page.click("#view-table")
    visit.page.click("#rows-ties")
    rows = [row.split("\t") for row in visit.page.locator("tbody tr").all_inner_texts()]
    assert len(rows) == 7
    assert [
        "Ada Brandt",
        "affiliated with",
        "Tidal Laboratory (director)",
        "1",
        "2026-03-02",
        "2026-03-02",
        "Dredging will choke the mussel beds </b>",
    ] in [[cell.strip() for cell in row[:7]] for row in rows]


@pytest.mark.browser
def test_the_table_is_sorted_at_its_heads(open_page: Any, ferry_page: str) -> None:
    visit = open_page(ferry_page)
    visit.page.click("#view-table")
    head = visit.page.locator("thead th", has_text="Confidence")
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    assert visit.page.locator("tbody tr td:last-child").all_inner_texts() == [
        "1.00",
        "0.95",
        "0.90",
        "0.80",
        "0.45",
    ]
    head.get_by_role("button").click()
    assert visit.page.locator("tbody tr td:last-child").all_inner_texts()[0] == "0.45"


@pytest.mark.browser
def test_a_graph_without_anything_says_so(open_page: Any, harbour: Any) -> None:
    visit = open_page(html(harbour, nx.Graph()))
    assert "Nothing to show" in visit.page.inner_text("#details")
    assert visit.faults == []


# -- filters ---------------------------------------------------------------------------------------------


def _counts(visit: Any) -> str:
    return str(visit.page.inner_text("#counts"))


@pytest.mark.browser
def test_filters_by_kind_topic_outlet_and_time_narrow_picture_and_table(
    open_page: Any, ferry_page: str
) -> None:
    visit = open_page(ferry_page)
    page = visit.page
    page.click("#view-both")
    assert _counts(visit) == "6 names, 4 ties, 5 statements"
    page.locator("#legend label", has_text="organization").click()
    assert _counts(visit) == "5 names, 3 ties, 5 statements"
    page.click("#reset")
    page.locator("#filter-topics label", has_text="accidents").click()
    assert _counts(visit) == "2 names, 1 tie, 1 statement left by the filters"
    assert page.locator("tbody tr").count() == 1
    page.click("#reset")
    page.fill("#time-from", "2026-04-01")
    assert _counts(visit).startswith("2 names, 1 tie, 1 statement")
    page.fill("#time-from", "")
    page.fill("#time-to", "2026-03-31")
    assert _counts(visit).startswith("4 names, 3 ties, 4 statements")
    page.click("#reset")
    page.locator("#filter-outlets summary").click()
    page.locator("#filter-outlets label", has_text="Tide Post").click()
    assert _counts(visit).startswith("2 names, 1 tie, 1 statement")
    page.click("#reset")
    assert _counts(visit) == "6 names, 4 ties, 5 statements"
    assert page.inner_text("#status").strip() == _counts(visit)
    assert visit.faults == []


@pytest.mark.browser
def test_words_are_found_in_statements(open_page: Any, ferry_page: str) -> None:
    visit = open_page(ferry_page)
    visit.find("swims")
    assert visit.page.locator("tbody tr").count() == 1
    assert visit.page.text_content("#counts") == "2 names, 1 tie, 1 statement left by the filters"
    visit.page.locator("#filter-words button").click()
    assert visit.page.locator("tbody tr").count() == 5


# -- keys and readers ------------------------------------------------------------------------------------


@pytest.mark.browser
def test_everything_can_be_done_by_keyboard(open_page: Any, ferry_page: str) -> None:
    visit = open_page(ferry_page)
    page = visit.page
    page.keyboard.press("/")
    page.keyboard.type("o")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = page.get_attribute("#search", "aria-activedescendant")
    name = page.inner_text(f"#{chosen} span:first-of-type")
    page.keyboard.press("Enter")
    assert page.inner_text("#details h2") == name
    assert page.evaluate("document.activeElement.tagName") == "H2"
    page.focus("#graph")
    page.keyboard.press("ArrowRight")
    told = page.inner_text("#status").strip()
    page.keyboard.press("Enter")
    assert told.startswith(page.inner_text("#details h2"))
    page.focus("#view-table")
    page.keyboard.press("Enter")
    page.focus("thead th:nth-child(5) button")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent").startswith("Date")
    assert visit.faults == []


@pytest.mark.browser
def test_tab_leads_through_the_page_in_the_order_in_which_it_is_read(open_page: Any, ferry_page: str) -> None:
    visit = open_page(ferry_page)
    seen = []
    for _ in range(60):
        visit.page.keyboard.press("Tab")
        where = visit.page.evaluate(
            """(() => {
            const at = document.activeElement.closest('.skip, header, #filters, #picture, #details');
            return at ? at.id || at.className || at.tagName : ''; })()"""
        )
        if where and where not in seen:
            seen.append(where)
    assert seen == ["skip", "HEADER", "filters", "picture", "details"]


STATES: dict[str, list[tuple[str, ...]]] = {
    "at first": [],
    "node": [("find", "kov")],
    "filters": [("click", "#filter-outlets summary"), ("click", "#filter-topics input[type=checkbox]")],
    "table": [("click", "#view-both"), ("click", "#rows-ties")],
    "article": [("find", "karl"), ("click", ".to-text")],
    "search": [("fill", "#search", "o")],
}


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_no_fault(open_page: Any, ferry_page: str, state: str, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it has no stubs

    visit = open_page(ferry_page, color_scheme=scheme)
    for step, *about in STATES[state]:
        getattr(visit if step == "find" else visit.page, step)(*about)
    if state == "article":
        visit.page.wait_for_selector("#article .text")
    found = Axe().run(visit.page).response["violations"]
    assert [(one["id"], one["impact"], [node["html"][:120] for node in one["nodes"]]) for one in found] == []


@pytest.mark.browser
def test_a_telephone_shows_one_part_under_the_other(open_page: Any, ferry_page: str) -> None:
    visit = open_page(ferry_page, viewport={"width": 380, "height": 760})
    visit.find("kov")
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 380
    assert visit.page.is_hidden("#filters")
    visit.page.click("#filters-switch")
    assert visit.page.is_visible("#filters")


# -- large graphs ----------------------------------------------------------------------------------------


@pytest.mark.browser
def test_a_graph_that_is_too_large_shows_bubbles_that_open(
    open_page: Any, ferry: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content_module, "GROUPED_FROM", 2)
    monkeypatch.setattr(content_module, "CLOSED_FROM", 2)
    visit = open_page(html(ferry, project(ferry, "overview")))
    page = visit.page
    assert "6 names are too many for one picture" in page.inner_text("#details")
    box = page.locator("#graph").bounding_box()
    group = page.evaluate("sayso.page.facts.groups.label.indexOf('AI chips')")
    kov = page.evaluate("sayso.page.facts.nodes.label.indexOf('Ines Kov')")
    x, y = page.evaluate(f"sayso.page.picture.at({kov})")
    page.mouse.click(box["x"] + x, box["y"] + y)
    assert page.inner_text("#details h2") == "AI chips"
    assert page.evaluate(f"sayso.page.picture.isOpen({group})")
    assert "A group of 4 names" in page.inner_text("#details")
    page.get_by_role("button", name="Close the bubble").click()
    assert not page.evaluate(f"sayso.page.picture.isOpen({group})")
    visit.find("kov")
    assert page.evaluate(f"sayso.page.picture.isOpen({group})")
    page.click("#view-table")
    assert page.locator("tbody tr").count() == 5
    assert visit.faults == []
