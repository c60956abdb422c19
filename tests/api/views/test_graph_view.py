"""The live graph: its page in a browser, what it is drawn from, and its files."""

import io
import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from email.message import Message
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import networkx as nx
import pandas
import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it has no types

from sayso.api.app import create_app
from sayso.api.service import BusyError, GoneError, InlineService, TimeLimitError, Written, asker
from sayso.api.web import graph_view
from sayso.graph.analysis.views import VIEWS, project
from sayso.graph.exports.formats import export
from sayso.graph.pages.content import content
from sayso.graph.store import Store


def fetch(address: str, **headers: str) -> tuple[int, Message, bytes]:
    try:
        with urlopen(Request(address, headers=headers)) as reply:
            return reply.status, reply.headers, reply.read()
    except HTTPError as error:
        return error.code, error.headers, error.read()


def said(address: str) -> tuple[int, str]:
    status, _, body = fetch(address, Accept="application/json")
    return status, json.loads(body)["error"]


def labels(found: Any) -> set[str]:
    return set(found["nodes"]["label"])


# ---- what the page is drawn from


def test_the_live_page_is_drawn_from_what_a_page_in_one_file_holds(served: str, newsroom: Store) -> None:
    _, _, body = fetch(f"{served}/graph/overview/content.json")
    live = json.loads(body)
    own, _ = content(newsroom, project(newsroom, "overview"))
    for part in ("nodes", "ties", "statements", "passages", "groups", "view"):
        assert live[part] == own[part]


def test_every_article_with_a_text_can_be_opened(served: str) -> None:
    live = json.loads(fetch(f"{served}/graph/overview/content.json")[2])
    assert set(live["articles"]["read"]) == {1}
    for article in live["articles"]["id"]:
        status, _, body = fetch(f"{served}/graph/articles/{article}.json")
        told = json.loads(body)
        assert status == 200
        assert told["blocks"]
        assert len(told["numbers"]) == len(told["statements"])


@pytest.mark.parametrize(
    ("asked", "there", "not_there"),
    [
        ("person=rae-okon", {"Rae <b>Okon</b>", "AI chips"}, {"Mara Voss"}),
        ("person=person:mara-voss", {"Mara Voss", "Tidal Laboratory"}, {"Pol Adair", "Rae <b>Okon</b>"}),
        ("topic=ai-chips", {"Rae <b>Okon</b>", "AI chips"}, {"Tidal Laboratory"}),
        ("since=2024-05-01&until=2024-05-01", {"Rae <b>Okon</b>"}, {"Mara Voss"}),
        ("until=2024-03&topic=&since=", {"Mara Voss"}, {"Rae <b>Okon</b>"}),
    ],
)
def test_filters_narrow_a_view(served: str, asked: str, there: set[str], not_there: set[str]) -> None:
    found = labels(json.loads(fetch(f"{served}/graph/overview/content.json?{asked}")[2]))
    assert there <= found
    assert not found & not_there


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/graph/overviw", 404, "did you mean overview?"),
        ("/graph/nothing/content.json", 404, "there are person-topic,"),
        ("/graph/overview/content.json?person=nobody-known", 404, "no person 'nobody-known' in this graph"),
        ("/graph/overview?since=soon", 400, "since cannot be read: 'soon' is no day"),
        ("/graph/overview?since=2025&until=2024", 400, "since 2025 is after until 2024"),
        ("/graph/overview?colour=red", 400, "no filter 'colour'"),
        ("/graph/overview?topic=%3Ca%20b%3E", 404, "no topic"),
        ("/graph/co-topic?person=mara-voss", 400, "the filter person would leave nothing"),
        ("/graph/overview.docx", 404, "overview.gexf"),
        ("/graph/person-topic.csv", 404, "person-topic-nodes.csv, person-topic-edges.csv"),
        ("/graph/articles/article:none.json", 404, "no text of an article 'article:none'"),
        ("/graph/articles/a%20b%3E.json", 404, "no article"),
    ],
)
def test_what_is_not_there_is_said_with_what_is(served: str, path: str, status: int, words: str) -> None:
    if path.startswith("/graph/overview?topic"):
        path = path.replace("/graph/overview?", "/graph/overview/content.json?")
    found, message = said(served + path)
    assert (found, words in message) == (status, True), message


def test_what_was_seen_before_is_not_sent_again(served: str) -> None:
    address = f"{served}/graph/person-topic/content.json"
    _, headers, _ = fetch(address)
    status, _, body = fetch(address, **{"If-None-Match": headers["ETag"]})
    assert (status, body) == (304, b"")
    status, _, _ = fetch(f"{address}?since=2024", **{"If-None-Match": headers["ETag"]})
    assert status == 200


def test_content_is_made_once_for_a_state_even_when_many_ask(newsroom: Store) -> None:
    made: list[str] = []
    slow = threading.Event()

    class Slow(InlineService):
        def write(self, job: Any, /, *args: Any, **kwargs: Any) -> Written:
            made.append(self.state)
            slow.wait(0.3)
            return super().write(job, *args, **kwargs)

    service = Slow(newsroom)
    app = create_app(service)
    lengths: list[int] = []

    def ask() -> None:
        lengths.append(len(app.test_client().get("/graph/overview/content.json").data))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert len(set(lengths)) == 1
    service._state = "another"
    ask()
    assert made == [made[0], "another"]


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [
        ("person=pol-adair", "person:ivo-brandt"),
        ("person=person:pol-adair", "person:ivo-brandt"),
        ("person=Ivo+Brandt", "person:ivo-brandt"),
        ("person=mara+voss&topic=", "person:mara-voss"),
        ("topic=AI+chips", "topic:ai-chips"),
    ],
)
def test_names_and_old_ids_mean_what_they_mean_in_look_ups(newsroom: Store, asked: str, chosen: str) -> None:
    with Store.memory() as store:
        store.handle.extend(newsroom.handle.quads_for_pattern(None, None, None, None))
        store.set_ledger("merge person:ivo-brandt person:pol-adair\n")
        store.refresh_derived()
        client = create_app(InlineService(store)).test_client()
        reply = client.get(f"/graph/overview/content.json?{asked}")
        assert reply.status_code == 200, reply.text
        found = json.loads(reply.text)
        assert found["chosen"] == chosen
        assert found["statements"]["id"]
        assert chosen in found["nodes"]["id"]


def test_what_could_not_be_made_is_tried_again(newsroom: Store) -> None:
    kept = graph_view._Kept(most=10)
    with pytest.raises(ZeroDivisionError):
        kept.get(("a",), lambda: bytes(1 // 0))
    assert kept.get(("a",), lambda: b"12345678") == b"12345678"
    assert kept.get(("b",), lambda: b"12345678") == b"12345678"
    assert list(kept._made) == [("b",)]  # what is too much goes, the oldest first


def test_who_waits_for_one_that_goes_gets_it_all_the_same() -> None:
    kept = graph_view._Kept()
    begun, leaves = threading.Event(), threading.Event()

    def make() -> bytes:
        begun.set()
        assert leaves.wait(10)
        raise GoneError("who asked this has gone")

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(kept.get, ("a",), make)
        assert begun.wait(10)
        second = pool.submit(kept.get, ("a",), lambda: b"1234")
        time.sleep(0.1)
        leaves.set()
        assert second.result(10) == b"1234"
        assert isinstance(first.exception(10), GoneError)


class Failing(InlineService):
    """Fails for want of time, and counts how often it was asked."""

    asked = 0

    def write(self, job: Any, /, *args: Any, **kwargs: Any) -> Written:
        self.asked += 1
        raise TimeLimitError("not answered within 30 seconds: ask for less", "seconds")


@pytest.mark.parametrize("path", ["/graph/overview/content.json", "/graph/overview.gexf"])
def test_what_took_too_long_is_not_tried_again_at_once(newsroom: Store, path: str) -> None:
    service = Failing(newsroom)
    client = create_app(service).test_client()
    assert client.get(path).status_code == 504
    again = client.get(path)
    assert (again.status_code, service.asked) == (504, 1)
    assert "a topic, a person or a time makes it less" in again.text
    client.get(f"{path}?topic=ai-chips")  # less is tried
    service._state = "another"  # and a graph that has changed
    client.get(path)
    assert service.asked == 3


def test_what_took_too_long_is_tried_again_later() -> None:
    turns = graph_view._Turns(failed_seconds=0.0)
    with pytest.raises(TimeLimitError):
        turns.take(("a",), lambda: fail())
    assert turns.take(("a",), lambda: 1) == 1


def fail() -> None:
    raise TimeLimitError("too long", "seconds")


def test_one_view_is_made_at_a_time() -> None:
    turns = graph_view._Turns(turn_seconds=0.01)

    def other() -> None:
        with pytest.raises(BusyError, match="another view"):
            turns.take(("b",), lambda: None)

    turns.take(("a",), other)
    assert turns.take(("b",), lambda: 2) == 2


def test_no_client_keeps_others_from_their_turn() -> None:
    turns = graph_view._Turns()
    order: list[str] = []
    begun, go_on = threading.Event(), threading.Event()

    def first() -> None:
        begun.set()
        go_on.wait(10)

    def ask(client: str, name: str, make: Callable[[], None] | None = None) -> threading.Thread:
        def run() -> None:
            asker.set(client)
            try:
                turns.take((name,), make or (lambda: order.append(name)))
            except BusyError:
                order.append(f"{name} refused")

        thread = threading.Thread(target=run)
        thread.start()
        return thread

    threads = [ask("greedy", "1", first)]
    assert begun.wait(10)
    threads.append(ask("greedy", "2"))
    waits_for(lambda: len(turns._waiting) == 1)
    threads.append(ask("greedy", "3"))
    waits_for(lambda: order == ["3 refused"])
    threads.append(ask("other", "4"))
    waits_for(lambda: len(turns._waiting) == 2)
    go_on.set()
    for thread in threads:
        thread.join(10)
    assert order == ["3 refused", "4", "2"]


def waits_for(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 10
    while not true():
        assert time.monotonic() < until
        time.sleep(0.005)


def test_a_view_of_all_of_a_large_graph_on_the_disk_is_refused(
    newsroom: Store, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graph_view, "_MOST_ON_DISK", 3)
    assert create_app(InlineService(newsroom)).test_client().get("/graph/overview.gexf").status_code == 200
    with Store.open(tmp_path / "g", create=True) as store:
        store.handle.extend(newsroom.handle.quads_for_pattern(None, None, None, None))
        client = create_app(InlineService(store)).test_client()
        for path in ("/graph/overview/content.json", "/graph/overview.gexf"):
            reply = client.get(path)
            assert reply.status_code == 503
            assert "name a topic, a person or a time" in reply.text
            assert client.get(f"{path}?topic=ai-chips").status_code == 200


# ---- files


def test_a_file_is_the_same_as_exported(served: str, newsroom: Store, tmp_path: Any) -> None:
    (written,) = export(newsroom, "overview", tmp_path / "view.gexf")
    status, headers, body = fetch(f"{served}/graph/overview.gexf")
    assert (status, headers["Content-Type"]) == (200, "application/gexf+xml")
    assert headers["Content-Disposition"] == 'attachment; filename="overview.gexf"'
    assert body == written.read_bytes()


def test_every_ending_that_is_offered_gives_a_file(served: str) -> None:
    endings = graph_view._endings()
    assert len(endings) >= 13
    for ending, _ in endings:
        status, headers, body = fetch(f"{served}/graph/person-topic{ending}")
        assert (status, bool(body)) == (200, True), ending
        assert headers["Content-Type"].split(";")[0] in {
            kind.split(";")[0] for kind in graph_view._TYPES.values()
        }


def test_other_programs_read_the_files(served: str) -> None:
    _, _, body = fetch(f"{served}/graph/overview.graphml?person=rae-okon")
    graph = nx.read_graphml(io.BytesIO(body))
    assert {about["label"] for _, about in graph.nodes(data=True)} == {"Rae <b>Okon</b>", "AI chips"}
    edges = pandas.read_csv(f"{served}/graph/person-topic-edges.csv")
    assert {"Source", "Target", "Weight"} <= set(edges.columns)
    assert len(edges) == len(
        json.loads(fetch(f"{served}/graph/person-topic/content.json")[2])["ties"]["count"]
    )


# ---- in a browser


def test_the_graph_is_drawn_searched_and_leads_to_pages(visit: Any, served: str) -> None:
    seen = visit("/graph/overview")
    page = seen.page
    page.wait_for_selector("html[data-ready]")
    assert page.locator("#graph canvas").count() == 1
    assert page.locator("#loading").count() == 0
    page.fill("#search", "Mara Voss")
    page.press("#search", "Enter")
    details = page.inner_text("#details")
    assert "Mara Voss" in details
    assert "Tidal Laboratory" in details
    own = page.locator("#details .own-page").first
    assert own.inner_text() == "person:mara-voss"
    assert own.get_attribute("href") == "/people/mara-voss"
    assert (
        page.locator("#details .statement .own-page").first.get_attribute("href").startswith("/statements/")
    )
    page.locator(".to-text").first.click()
    page.wait_for_selector("#article .text .here")
    assert "would hurt small firms" in page.inner_text("#article")
    assert (seen.faults, seen.elsewhere) == ([], [])


def test_markup_in_an_article_is_shown_as_text(visit: Any) -> None:
    seen = visit("/graph/overview?person=rae-okon")
    page = seen.page
    page.wait_for_selector("html[data-ready]")
    # the person that was asked for is chosen at once
    assert "Rae <b>Okon</b>" in page.inner_text("#details h2")
    page.locator(".to-text").first.click()
    page.wait_for_selector("#article .text")
    assert "<img src=x onerror=" in page.inner_text("#article")
    assert page.locator("#article img, #details img, #article script").count() == 0
    assert (seen.fell, seen.faults, seen.elsewhere) == (None, [], [])


def test_the_page_is_there_before_its_content_and_says_what_went_wrong(visit: Any) -> None:
    seen = visit("/graph/overview?person=nobody-known")
    seen.page.wait_for_selector("html[data-failed]")
    assert seen.page.inner_text("#title").lower() == "overview"
    assert "no person 'nobody-known' in this graph" in seen.page.inner_text("#loading")
    assert seen.page.locator("#loading").get_attribute("role") == "alert"


def test_menus_narrow_and_lead_to_files(visit: Any) -> None:
    seen = visit("/graph/person-topic?since=2024")
    page = seen.page
    page.wait_for_selector("html[data-ready]")
    page.click("#site summary:has-text('Download')")
    link = page.locator("#site a[download]:has-text('.gexf')")
    assert link.get_attribute("href") == "/graph/person-topic.gexf?since=2024"
    page.keyboard.press("Escape")
    assert not link.is_visible()
    page.click("#site summary:has-text('Narrow')")
    page.fill("#site input[name=person]", "mara-voss")
    page.press("#site input[name=person]", "Enter")
    page.wait_for_selector("html[data-ready]")
    assert "person=mara-voss" in page.url
    assert "Mara Voss" in page.inner_text("#details h2")
    assert (seen.faults, seen.elsewhere) == ([], [])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/graph", "/graph/overview"])
def test_axe_finds_nothing_serious(visit: Any, path: str, scheme: str) -> None:
    seen = visit(path, color_scheme=scheme, bypass_csp=True)  # axe itself would not be let in
    if path != "/graph":
        seen.page.wait_for_selector("html[data-ready]")
    found = Axe().run(seen.page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []


def test_all_views_are_listed(visit: Any) -> None:
    seen = visit("/graph")
    assert [one.inner_text() for one in seen.page.query_selector_all("main dt a:not([download])")] == list(
        VIEWS
    )
