"""The pages, from a real server in a real browser."""

import re
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page, expect

import sayso.api.web
from sayso.api.web.front import overview
from sayso.api.web.highlighting import POINTING
from sayso.graph.asking.questions import ask
from sayso.graph.store import Store

Visit = Callable[..., Any]

PATHS = {
    "front": "/",
    "search": "/search?q=ober",
    "nothing found": "/search?q=zzzz",
    "person": "/people/ines-kov",
    "hostile person": "/people/rae-okon",
    "long name": "/people/quist",
    "organization": "/organizations/salt-institute",
    "outlet": "/outlets/gull-i-sons",
    "topic": "/topics/ai-chips",
    "statements": "/statements",
    "narrowed statements": "/statements?person=Karl+Ober&stance=positive&since=2026-03",
    "guess": "/statements/salt-fourth",
    "hostile statement": "/statements/wreck-said",
    "article": "/articles/salt",
    "hostile article": "/articles/wreck",
    "carried article": "/articles/tide",
    "copy": "/articles/tide-again",
    "articles": "/articles",
    "people": "/people",
    "experts": "/experts",
    "answer": "/ask?q=Which+experts+commented+on+AI+chips%3F",
    "table": "/ask?q=Who+disagrees+over+AI+chips%3F",
    "no question": "/ask?q=why+so",
    "not found": "/people/ines-kof",
    "rows": "/sparql?query=" + quote_plus("SELECT ?who ?n WHERE { ?who a sayso:Person ; skos:prefLabel ?n }"),
    "no query": "/sparql?query=SELEC",
    "resource": "/resource?iri=" + quote_plus("https://w3id.org/sayso/data/article/wreck#char=0,5"),
    "why": "/statements/salt-fourth/why",
    "for programs": "/api",
}  # fmt: skip

IN_THE_DARK = (
    "front",
    "search",
    "person",
    "guess",
    "article",
    "hostile article",
    "experts",
    "narrowed statements",
    "table",
    "not found",
)
"""Between them they have all colours."""


# -- what a visitor does ---------------------------------------------------------------------------------


def await_true(page: Any, expression: str) -> None:
    """Asks again and again from here: a page whose policy forbids eval cannot ask itself."""
    for _ in range(200):
        if page.evaluate(expression):
            return
        time.sleep(0.05)
    raise AssertionError(f"never true: {expression}")


@pytest.mark.browser
def test_from_a_search_to_the_words_in_the_article(visit_salt: Visit) -> None:
    visit = visit_salt("/")
    page = visit.page
    page.fill("#find", "kov")
    page.click("main button")
    page.get_by_role("link", name="Ines Kov", exact=True).click()
    expect(page.locator("h1")).to_have_text("Ines Kov")
    page.locator(".said", has_text="would not outlast").locator(".evidence").click()
    expect(page.locator("blockquote .t.content")).to_have_text(
        'the pans "would not outlast the AI chips in their pumps"'
    )
    page.click("text=Read it in the article")
    assert page.url.endswith("/articles/salt#statement-salt-first")
    place = page.locator("#statement-salt-first")
    expect(place).to_be_in_viewport()
    expect(page.locator(".entry.k1").first).to_have_css("box-shadow", re.compile("2px"))
    assert _pointed_at(page, "Ines Kov", "said", 'the pans "would not outlast the AI chips in their pumps"')
    page.locator(".t.content", has_text="would not outlast").first.click()
    assert page.url.endswith("#about-1")
    assert page.evaluate("document.activeElement.textContent") == "1"
    assert (visit.faults, visit.elsewhere) == ([], [])


def _pointed_at(page: Page, *words: str) -> bool:
    hit = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--hit').trim()")
    shown = page.evaluate(
        """(hit) => {
          const probe = document.body.appendChild(document.createElement("i"));
          probe.style.backgroundColor = hit;
          const colour = getComputedStyle(probe).backgroundColor;
          probe.remove();
          return [...document.querySelectorAll(".t")]
            .filter((one) => getComputedStyle(one).backgroundColor === colour).map((one) => one.textContent);
        }""",
        hit,
    )
    return set(words) <= set(shown)


@pytest.mark.browser
def test_the_same_by_keyboard_alone(visit_salt: Visit) -> None:
    visit = visit_salt("/")
    page = visit.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("ober")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=ober")
    _tab_to(page, "Karl Ober")
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/karl-ober")
    _tab_to(page, "Salt pans to close")
    page.keyboard.press("Enter")
    page.wait_for_url("**/articles/salt#statement-*")
    here = page.url.partition("#")[2]
    assert page.evaluate("document.activeElement.id") == here  # the number before its words
    page.keyboard.press("Enter")
    page.wait_for_url("**/articles/salt#about-*")
    number = page.url.rpartition("-")[2]
    assert page.locator(f"#about-{number}").inner_text().startswith(number)
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.className").startswith("n content")
    assert visit.faults == []


def _tab_to(page: Page, text: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.textContent")
        if focused == text:
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline == "solid"
            return
    raise AssertionError(f"{text!r} is not reached with the tab key")


@pytest.mark.browser
def test_everything_works_without_scripts(visit_salt: Visit) -> None:
    visit = visit_salt("/", java_script_enabled=False)
    page = visit.page
    page.fill("#find", "who disagrees over AI chips?")
    page.press("#find", "Enter")
    assert "/ask?q=" in page.url
    expect(page.locator("h1")).to_have_text("who disagrees over AI chips?")
    visit.go("/articles/salt#statement-salt-third")
    expect(page.locator(".entry", has_text="named by full name · rule that").nth(1)).to_have_css(
        "box-shadow", re.compile("2px")
    )
    page.click("#statement-salt-third")
    expect(page.locator(".entry:target")).to_contain_text("Karl Ober")


@pytest.mark.browser
def test_statements_are_narrowed_by_keyboard_without_scripts_and_cleared(visit_salt: Visit) -> None:
    visit = visit_salt("/statements", java_script_enabled=False)
    page = visit.page
    every = page.locator(".said").count()
    page.get_by_label("Who speaks").fill("Karl Ober")
    page.get_by_text("More filters").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.get_by_label("Outlet", exact=True).evaluate("one => one === document.activeElement")
    page.get_by_label("Stance").select_option("positive")
    page.get_by_label("Who speaks").press("Enter")
    page.wait_for_url("**/statements?person=Karl+Ober&**")
    expect(page.locator(".said")).to_have_count(1)
    expect(page.get_by_label("Who speaks")).to_have_value("Karl Ober")
    expect(page.get_by_label("Stance")).to_be_visible()  # what is filled is in sight
    expect(page.get_by_label("Stance")).to_have_value("positive")
    page.get_by_role("link", name="Clear all filters").click()
    page.wait_for_url("**/statements")
    expect(page.locator(".said")).to_have_count(every)


@pytest.mark.browser
def test_words_that_are_no_statement_are_marked_where_a_link_leads_to_them(visit_salt: Visit) -> None:
    visit = visit_salt("/statements/salt-first")
    page = visit.page
    page.click("dd a:has-text('“not outlast”')")
    assert re.search(r"/articles/salt#char=\d+,\d+$", page.url)
    await_true(page, "CSS.highlights.has('found')")
    assert page.evaluate("String([...CSS.highlights.get('found')][0])") == "not outlast"
    assert page.locator(f"[id='{page.url.partition('#')[2]}']").count() == 1  # there without scripts too
    visit.go("/statements/salt-second").click("dd a:has-text('“Salt pans”')")  # words of the heading
    await_true(page, "CSS.highlights.has('found')")
    assert page.evaluate("String([...CSS.highlights.get('found')][0])") == "Salt pans"
    assert page.locator("h1 [id^='char=']").count() == 1


# -- what pages say --------------------------------------------------------------------------------------


@pytest.mark.browser
def test_an_article_marks_source_cue_and_content_with_each_explanation_beside(visit_salt: Visit) -> None:
    page = visit_salt("/articles/salt").page
    first, last = page.locator(".block .text").nth(0), page.locator(".block .text").nth(1)
    assert [(one.get_attribute("class"), one.inner_text()) for one in last.locator(".t").all()] == [
        ("t content d1 guess k1", "It will be a quiet end"),
        ("t source k2", "Karl Ober"),
        ("t cue k2", "welcomed"),
        ("t content d1 k2", "the rule on AI chips"),
    ]
    assert "t content source d1 k3 k2" in [one.get_attribute("class") for one in first.locator(".t").all()]
    entry = page.locator(".entry", has_text="goes on from")
    text = entry.inner_text()
    for said in ("Ines Kov", "carried on without a cue: a guess", "it may be Karl Ober", "0.45", "rule that"):
        assert said in text
    relayed = page.locator(".entry", has_text="relayed by").inner_text()
    assert "Karl Ober" in relayed
    top, left = entry.bounding_box(), last.bounding_box()
    assert top is not None
    assert left is not None
    assert top["x"] > left["x"] + left["width"] - 1  # beside it on a wide screen


@pytest.mark.browser
def test_a_guess_is_told_in_words_wherever_it_is_shown(visit_salt: Visit) -> None:
    visit = visit_salt("/people/ines-kov")
    for path in (
        "/people/ines-kov",
        "/statements",
        "/topics/ai-chips",
        "/statements/salt-second",
        "/articles/salt",
    ):
        assert "AI chips taken from a heading: a guess" in visit.go(path).inner_text("main")


@pytest.mark.browser
def test_a_statement_in_several_articles_leads_to_all_of_them(visit_salt: Visit) -> None:
    visit = visit_salt("/statements/tide-said")
    carried = visit.page.locator("section", has_text="Also carried in")
    assert "Late Herald, 2 May 2026" in carried.inner_text()
    carried.locator("a").click()
    assert "tide-again" in visit.page.url


@pytest.mark.browser
def test_rows_lead_to_pages_of_what_they_name(visit_salt: Visit) -> None:
    visit = visit_salt(PATHS["rows"])
    visit.page.get_by_role("link", name="person:karl-ober", exact=True).click()
    expect(visit.page.locator("h1")).to_have_text("Karl Ober")


def test_every_example_on_the_front_page_has_an_answer(salt_store: Store) -> None:
    examples = overview(salt_store)["examples"]
    assert examples == [
        "Which experts commented on AI chips?",
        "What did Ines Kov say about AI chips?",
        "Who disagrees over AI chips?",
        "Who spoke for Salt Institute?",
    ]
    assert all(ask(salt_store, one).rows for one in examples)


def test_the_front_page_of_an_empty_graph_offers_nothing() -> None:
    with Store.memory() as store:
        told = overview(store)
    assert (told["examples"], told["topics"], told["people"], told["figures"]) == ([], [], [], [])


# -- every page ------------------------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.parametrize("name", PATHS)
def test_a_page_is_safe_stays_at_home_and_fits_a_phone(visit_salt: Visit, name: str) -> None:
    visit = visit_salt(PATHS[name], viewport={"width": 360, "height": 740})
    page = visit.page
    assert page.evaluate("window.fell") is None
    failed = [fault for fault in visit.faults if not fault.startswith("Failed to load resource")]
    assert (failed, visit.elsewhere) == ([], [])
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map((one) => +one.tagName[1])")
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    landmarks = page.evaluate(
        "['header', 'main', 'footer'].map((one) => document.querySelectorAll(`body > ${one}`).length)"
    )
    assert landmarks == [1, 1, 1]
    for link in page.evaluate("[...document.links].map((one) => [one.getAttribute('href'), one.rel])"):
        assert link[0].startswith(("/", "#", "http://", "https://"))
        assert link[0].startswith(("/", "#")) or link[1] == "noopener noreferrer nofollow"
    assert not re.search(
        "[\u202a-\u202e\u2066-\u2069\u2028]", page.evaluate("document.documentElement.outerHTML")
    )


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "scheme"), [*((name, "light") for name in PATHS), *((name, "dark") for name in IN_THE_DARK)]
)
def test_axe_finds_no_fault(visit_salt: Visit, name: str, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it has no stubs

    found = Axe().run(visit_salt(PATHS[name], color_scheme=scheme).page).response["violations"]
    assert [(one["id"], one["impact"], [node["html"][:120] for node in one["nodes"]]) for one in found] == []


@pytest.mark.parametrize("path", ["/", "/people/ines-kov", "/articles/wreck", "/nothing"])
def test_pages_carry_no_script_or_style_of_their_own(salt_address: str, path: str) -> None:
    request = Request(salt_address + path, headers={"Accept": "text/html"})
    try:
        body = urlopen(request, timeout=20).read().decode()
    except OSError as error:
        body = error.read().decode()  # type: ignore[attr-defined]  # an HTTPError
    assert "<style" not in body
    assert not re.search(r"<[^>]*\s(?:style|on\w+)=", body)
    assert not re.search(r"<script(?![^>]*\ssrc=\"/static/)", body)
    assert 'href="javascript:' not in body


def test_the_style_points_at_as_many_statements_as_have_a_class() -> None:
    style = (Path(sayso.api.web.__file__).parent / "static" / "pointing.css").read_text(encoding="utf-8")
    assert {int(number) for number in re.findall(r"\.t\.k(\d+)", style)} == set(range(1, POINTING + 1))
