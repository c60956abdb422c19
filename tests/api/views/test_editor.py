"""The SPARQL editor in a browser, the form it is without JavaScript, and the page of examples."""

import base64
import hashlib
import re
import time
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it has no types

import sayso.api.web
from sayso.api.web.examples import examples
from sayso.graph.store import Store

YASGUI = Path(sayso.api.web.__file__).parent / "static" / "yasgui"
RUN = ".tabPanel.active .yasqe_queryButton"
ROWS = ".tabPanel.active .yasr table tbody tr"


def opened(visit: Any, path: str = "/editor", **about: Any) -> Any:
    seen = visit(path, **about)
    seen.page.wait_for_selector("html[data-ready]")
    return seen


def await_true(seen: Any, expression: str) -> None:
    """Asks again and again from here: a page whose policy forbids eval cannot ask itself."""
    for _ in range(200):
        if seen.page.evaluate(expression):
            return
        time.sleep(0.05)
    raise AssertionError(f"never true: {expression}")


def run(seen: Any, query: str) -> None:
    seen.page.evaluate("query => sayso.gui.getTab().getYasqe().setValue(query)", query)
    seen.page.click(RUN)


def cells(seen: Any) -> list[list[str]]:
    seen.page.wait_for_selector(f"{ROWS} td")
    rows = seen.page.query_selector_all(ROWS)
    return [[cell.inner_text().strip() for cell in row.query_selector_all("td")[1:]] for row in rows]


# ---- what is shipped


def test_yasgui_is_as_it_was_published() -> None:
    told = dict(re.findall(r"\| `([^`]+)` \| `([0-9a-f]{64})` \|", (YASGUI / "README.md").read_text()))
    assert told == {
        name: hashlib.sha256((YASGUI / name).read_bytes()).hexdigest()
        for name in ("yasgui.min.js", "yasgui.min.css")
    }


def test_its_licence_stands_beside_it() -> None:
    licences = (YASGUI / "LICENSES.txt").read_text(encoding="utf-8")
    assert "@zazuko/yasgui, with yasqe, yasr and yasgui-utils 4.6.2: MIT" in licences
    assert "Permission is hereby granted, free of charge" in licences


@pytest.mark.parametrize("each", examples(), ids=lambda each: each.name)
def test_every_example_is_answered(newsroom: Store, each: Any) -> None:
    assert each.title.endswith(("?", "."))
    newsroom.query(each.query)


# ---- in a browser


def test_an_example_is_run_and_its_iris_lead_to_pages(visit: Any) -> None:
    seen = opened(visit)
    seen.page.click("[data-example=people]")
    await_true(seen, "sayso.gui.getTab().getYasqe().getValue().includes('sayso:Person')")
    seen.page.click(RUN)
    assert ["person:mara-voss", "Mara Voss"] in [row[:2] for row in cells(seen)]
    link = seen.page.locator(f"{ROWS} a.iri", has_text="person:mara-voss")
    assert link.get_attribute("href") == "/people/mara-voss"
    assert "rows" in seen.page.inner_text("#said")
    assert (seen.faults, seen.elsewhere) == ([], [])


def test_prefixes_need_no_declaration_and_numbers_are_sorted_as_numbers(visit: Any) -> None:
    seen = opened(visit)
    run(seen, "SELECT ?n ?p WHERE { VALUES ?n { 9 10 1 } BIND(skos:prefLabel AS ?p) }")
    assert [row[0] for row in cells(seen)] == ["9", "10", "1"]
    seen.page.click(".tabPanel.active .yasr thead th:nth-child(2) .dt-column-title")
    await_true(seen, f"document.querySelector('{ROWS} td:nth-child(2)').innerText.trim() === '1'")
    assert cells(seen) == [["1", "skos:prefLabel"], ["9", "skos:prefLabel"], ["10", "skos:prefLabel"]]
    assert seen.faults == []


def test_only_prefixes_that_nobody_knows_are_marked(visit: Any) -> None:
    seen = opened(visit, "/editor?query=SELECT+%2A+%7B%3Fa+a+sayso%3APerson%7D")
    cells(seen)
    marks = ".tabPanel.active .yasqe .parseErrorIcon"
    assert seen.page.locator(marks).count() == 0
    seen.page.evaluate("sayso.gui.getTab().getYasqe().setValue('SELECT * {?a a nobody:Person}')")
    seen.page.wait_for_selector(marks, state="attached")
    assert seen.faults == []


def test_a_query_that_is_stopped_is_said_to_be(visit: Any) -> None:
    seen = opened(visit)
    held: list[Any] = []
    seen.page.route("**/sparql", lambda route: held.append(route))
    run(seen, "SELECT * {?a a sayso:Person}")
    seen.page.wait_for_selector(f"{RUN}.busy")
    seen.page.click(RUN)
    seen.page.wait_for_selector(".query-error:has-text('You stopped it')")
    assert "aborted" not in seen.page.inner_text(".query-error")


def test_in_the_dark_the_editor_is_dark(visit: Any) -> None:
    seen = opened(visit, color_scheme="dark")
    seen.page.wait_for_timeout(200)
    for place in (".yasqe", ".yasr"):
        shot = seen.page.locator(f".tabPanel.active {place}").first.screenshot(type="png")
        lightness = seen.page.evaluate(
            """async shot => {
              const image = new Image();
              image.src = 'data:image/png;base64,' + shot;
              await image.decode();
              const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
              canvas.drawImage(image, 0, 0);
              const { data } = canvas.getImageData(0, 0, image.width, image.height);
              return data.reduce((sum, value, at) => at % 4 < 3 ? sum + value : sum, 0) / (data.length * .75);
            }""",
            base64.b64encode(shot).decode(),
        )
        assert lightness < 90, place


def test_on_a_phone_no_button_lies_over_the_query(visit: Any) -> None:
    seen = opened(visit, viewport={"width": 360, "height": 700})
    lines = seen.page.locator(".tabPanel.active .yasqe .CodeMirror-code").bounding_box()
    for button in seen.page.query_selector_all(".tabPanel.active .yasqe_buttons > *"):
        box = button.bounding_box()
        assert box is None or box["y"] + box["height"] <= lines["y"]


HOSTILE = {
    "string": ('"<img src=x onerror=\'window.fell=1\'>"', "<img src=x onerror='window.fell=1'>"),
    "html": ('"<b onclick=window.fell=1>x</b>"^^rdf:HTML', '"<b onclick=window.fell=1>x</b>"^^rdf:HTML'),
    "language": ('"<script>window.fell=1</script>"@en', '"<script>window.fell=1</script>"@en'),
    "iri": ("<http://x.example/'onclick='window.fell=1'>", "<http://x.example/'onclick='window.fell=1'>"),
    "script": ("<javascript:window.fell=1>", "<javascript:window.fell=1>"),
    "datatype": ("\"x\"^^<http://x.example/'onclick='window.fell=1'>", "\"x\"^^<http://x.example/'onclick='window.fell=1'>"),
    "entity": ('"&lt;img src=x onerror=window.fell=1&gt;"', "&lt;img src=x onerror=window.fell=1&gt;"),
}  # fmt: skip


@pytest.mark.parametrize("simple", [False, True], ids=["full", "simple"])
def test_markup_in_results_is_shown_as_text(visit: Any, simple: bool) -> None:
    seen = opened(visit)
    if simple:
        run(seen, "SELECT ?s WHERE { BIND(1 AS ?s) }")
        cells(seen)
        seen.page.click(".tabPanel.active .yasr .switch:has-text('Simple view')")
    values = " ".join(written for written, _ in HOSTILE.values())
    run(seen, f"SELECT ?value WHERE {{ VALUES ?value {{ {values} }} }}")
    seen.page.wait_for_selector(f"{ROWS} >> nth={len(HOSTILE) - 1}")
    shown = [
        row.query_selector_all("td")[-1].inner_text().strip() for row in seen.page.query_selector_all(ROWS)
    ]
    if not simple:
        assert shown == [text for _, text in HOSTILE.values()]
    assert seen.page.locator(".yasr tbody :is(img, b, script, [onclick], [onerror])").count() == 0
    links = [one.get_attribute("href") for one in seen.page.query_selector_all(".yasr tbody a")]
    assert links
    assert all(href.startswith("/resource?iri=") for href in links)
    # searching and sorting make elements of the values as well
    seen.page.fill(".tableFilter", "window.fell")
    seen.page.press(".tableFilter", "End")
    seen.page.click(".tabPanel.active .yasr thead th:last-child .dt-column-title")
    seen.page.wait_for_timeout(100)
    for name in ("Response", "Table"):
        seen.page.click(f".tabPanel.active .yasr_btnGroup button:has-text('{name}')")
    assert (seen.fell, seen.faults, seen.elsewhere) == (None, [], [])


def test_what_an_article_says_is_shown_as_text(visit: Any) -> None:
    seen = opened(visit, "/editor?example=verbatim")
    run(
        seen,
        "SELECT ?name ?words { ?s sayso:speaker/skos:prefLabel ?name ; sayso:content/nif:anchorOf ?words "
        "FILTER CONTAINS(?name, '<b>') }",
    )
    ((name, words),) = cells(seen)
    assert name == "Rae <b>Okon</b>"
    assert words.startswith('<img src=x onerror="window.fell=1">')
    assert (seen.fell, seen.faults) == (None, [])


def test_an_error_is_said_with_its_place(visit: Any) -> None:
    seen = opened(visit)
    run(seen, "SELECT *\nWHERE { ?s ?p }")
    box = seen.page.wait_for_selector(".query-error[role=alert]")
    assert "line 2" in box.inner_text()
    assert "{" not in box.inner_text().split("\n")[0]
    box.query_selector("button").click()
    assert seen.page.evaluate("sayso.gui.getTab().getYasqe().getDoc().getCursor().line") == 1
    assert all("400" in fault for fault in seen.faults)  # the browser's own line for a status that is no 200


def test_a_link_brings_a_query_and_never_another_endpoint(visit: Any, served: str) -> None:
    query = "SELECT%20(42%20AS%20%3Fx)%20%7B%7D"
    seen = opened(
        visit,
        f"/editor#query={query}&endpoint=https%3A%2F%2Fevil.example%2Fsparql&headers=%7B%22X-A%22%3A%22b%22%7D&namedGraph=http%3A%2F%2Fx",
    )
    assert cells(seen) == [["42"]]
    assert seen.page.evaluate("sayso.gui.getTab().getEndpoint()") == f"{served}/sparql"
    assert (seen.faults, seen.elsewhere) == ([], [])
    link = seen.page.evaluate("sayso.gui.getTab().getShareableLink()")
    assert link.startswith(f"{served}/editor#query=")


def test_names_are_completed_from_our_vocabulary(visit: Any) -> None:
    seen = opened(visit)
    page = seen.page
    page.evaluate("sayso.gui.getTab().getYasqe().setValue('SELECT * WHERE {\\n  ?s sayso:speak\\n}')")
    page.evaluate(
        "(e => { e.focus(); e.getDoc().setCursor({ line: 1, ch: 16 }); })(sayso.gui.getTab().getYasqe())"
    )
    page.keyboard.press("Control+Space")
    page.wait_for_selector(".CodeMirror-hints li")
    hints = [one.inner_text() for one in page.query_selector_all(".CodeMirror-hints li")]
    assert "sayso:speaker" in hints
    assert (seen.faults, seen.elsewhere) == ([], [])


def test_queries_are_kept_and_results_are_not(visit: Any) -> None:
    seen = opened(visit)
    run(seen, "SELECT ('old' AS ?state) {}")
    assert cells(seen) == [["old"]]
    seen.page.reload()
    seen.page.wait_for_selector("html[data-ready]")
    assert "'old'" in seen.page.evaluate("sayso.gui.getTab().getQuery()")
    assert seen.page.locator(ROWS).count() == 0


def test_without_script_it_is_a_form(visit: Any) -> None:
    seen = visit("/editor?example=first-steps", java_script_enabled=False)
    assert "sayso:speaker" in seen.page.input_value("#query")
    seen.page.fill("#query", "SELECT ?name { ?p a sayso:Person ; skos:prefLabel ?name }")
    seen.page.click("#plain button")
    assert "Mara Voss" in seen.page.inner_text("main")
    assert "/sparql?query=" in seen.page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(visit: Any, scheme: str) -> None:
    seen = opened(visit, color_scheme=scheme, bypass_csp=True)  # axe itself would not be let in
    run(seen, "SELECT ?s ?name { ?s skos:prefLabel ?name } LIMIT 5")
    cells(seen)
    found = Axe().run(seen.page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []


def test_only_its_own_page_lets_in_a_style_and_none_lets_in_a_script(served: str) -> None:
    with urlopen(f"{served}/editor") as reply:
        policy = reply.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src 'self';" in policy
    assert policy.count("sha256-") == 1
    with urlopen(f"{served}/examples") as reply:
        assert "sha256-" not in reply.headers["Content-Security-Policy"]


def test_the_page_of_examples_has_each_with_its_text(visit: Any) -> None:
    seen = visit("/examples")
    assert seen.page.locator("section.example").count() == len(examples())
    first = seen.page.locator("section.example").first
    assert first.locator("code").inner_text().strip() == examples()[0].query.strip()
    first.locator("a").click()
    seen.page.wait_for_selector("html[data-ready]")
    assert seen.page.evaluate("sayso.gui.getTab().getQuery()").strip() == examples()[0].query.strip()


def test_an_example_that_is_none_is_said_with_those_there_are(served: str) -> None:
    with pytest.raises(Exception, match="404"):
        urlopen(f"{served}/editor?example=none")
