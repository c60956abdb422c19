"""What the pages say in words, without a browser."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from urllib.parse import parse_qsl, urlencode

import pytest
from jinja2 import StrictUndefined

from sayso.api.app import create_app
from sayso.api.lookups import articles, parameters
from sayso.api.mcp import evidence, models
from sayso.api.service import BusyError, InlineService
from sayso.api.web import filters
from sayso.graph.store import Store

Read = Callable[[str], str]

LEDGER = "reject statement:salt-second\nreject statement:tide-said\n"


@pytest.fixture(scope="module")
def reviewed(salt_store: Store) -> Iterator[Store]:
    """The same articles after a reader has rejected two statements."""
    with Store.memory() as store:
        store.handle.extend(salt_store.handle.quads_for_pattern(None, None, None, None))
        store.set_ledger(LEDGER)
        store.refresh_derived()
        yield store


@pytest.fixture(scope="module")
def read(reviewed: Store) -> Read:
    """The main part of a page."""
    app = create_app(InlineService(reviewed))
    app.jinja_env.undefined = StrictUndefined

    def page(path: str) -> str:
        reply = app.test_client().get(path, headers={"Accept": "text/html"})
        assert reply.status_code == 200, reply.text
        return reply.text[reply.text.index("<main") : reply.text.index("</main>")]

    return page


def words(html: str) -> str:
    return " ".join(unescape(re.sub("<[^>]+>", " ", html)).split())


# -- what a reader has rejected


def test_a_rejected_statement_is_not_marked_in_its_article_and_told_as_such(read: Read) -> None:
    page = read("/articles/salt")
    assert "4 statements" in words(page)
    text, _, rejected = page.partition('id="h-rejected"')
    assert re.findall(r'<li class="entry[^>]*id="about-(\d)', text) == ["1", "2", "3", "4"]
    assert "AI chips taken from a heading" not in words(text)  # it was found in that statement alone
    assert 'id="statement-salt-second"' in rejected  # where the page of the statement leads to
    assert 'href="/statements/salt-second"' in rejected
    assert "rejected by a reader" in words(rejected)


@pytest.mark.parametrize("path", ["/articles/tide", "/articles/tide-again"])  # the second has a copy of it
def test_an_article_all_of_whose_statements_are_rejected_has_none(read: Read, path: str) -> None:
    page = read(path)
    assert "0 statements" in words(page)
    assert 'class="entry' not in page
    assert "t content" not in page.partition('id="h-rejected"')[0]


def test_topics_of_an_article_are_those_of_statements_that_stand(salt_store: Store) -> None:
    with Store.memory() as store:
        store.handle.extend(salt_store.handle.quads_for_pattern(None, None, None, None))
        iri = f"{store.base}article/wreck"
        before = articles.article(store, iri)
        store.set_ledger("reject statement:wreck-said\n")
        store.refresh_derived()
        after = articles.article(store, iri)
    assert before is not None
    assert after is not None
    assert [topic["id"] for topic in before["topics"]] == ["topic:ai-chips"]
    assert after["topics"] == []
    assert [one["review_status"] for one in after["statements"]] == ["rejected"]


def test_a_list_of_rejected_statements_says_so_of_each(read: Read) -> None:
    page = read("/statements?review_status=rejected")
    assert page.count('<p class="rejected">rejected by a reader</p>') == 2
    assert "rejected by a reader" not in words(read("/statements"))


def test_a_model_that_reads_an_article_is_told_what_was_rejected(reviewed: Store) -> None:
    found = evidence.article(reviewed, "salt", 0, 8_000)["statements"]
    assert {one["id"]: one["review_status"] for one in found}["statement:salt-second"] == "rejected"
    assert {one["review_status"] for one in found} == {"machine", "rejected"}


def test_a_model_is_told_who_relays_a_statement_and_who_may_speak_instead(salt_store: Store) -> None:
    found = evidence.list_statements(salt_store, {"article": "salt"}, 20, "")["statements"]
    said = {one["id"].removeprefix("statement:salt-"): one for one in found}
    assert {name: one["relayed_by"] for name, one in said.items() if one["relayed_by"]} == {
        "third": "Ines Kov"
    }
    assert (said["fourth"]["possible_speaker"], said["fourth"]["continues"]) == (
        "Karl Ober",
        "statement:salt-second",
    )
    assert said["first"]["stances"] == [
        {
            "toward": "AI chips",
            "polarity": "negative",
            "rule": "words",
            "words": "not outlast",
            "confidence": 0.8,
        }
    ]
    for one in found:
        assert models.Statement(**one).model_dump() == one


# -- what a list was narrowed by, and how much of it is a guess


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/experts?topic=AI+chips&since=2026&organization=Salt+Institute", ["since 2026", "Salt Institute"]),
        ("/articles?outlet=Coast+Courier&until=2026-12", ["outlet Coast Courier", "until 2026-12"]),
        ("/statements?person=Karl+Ober&guess=no", ["person Karl Ober", "guess no"]),
    ],
)
def test_a_list_names_what_it_was_narrowed_by(read: Read, path: str, told: list[str]) -> None:
    page = read(path)
    chips = words(page[page.index('class="chips filters"') :].partition("</ul>")[0])
    for one in told:
        assert one in chips
    assert f'href="{path.partition("?")[0]}">all ' in page


def filled(page: str) -> dict[str, str]:
    """What is in the fields of the form that narrows a list."""
    form = page[page.index('<form class="narrowing"') :].partition("</form>")[0]
    told = re.findall(r'<input[^>]* name="(\w+)"[^>]* value="([^"]*)"', form)
    for name, options in re.findall(r'<select[^>]* name="(\w+)">(.*?)</select>', form, re.DOTALL):
        told += [(name, value) for value in re.findall(r'value="([^"]*)" selected', options)]
    named = [name for name, _ in told]
    labels = re.findall(r'<label for="by-(\w+)">[^<]+</label>', form)
    assert sorted(named) == sorted({*named}), "a field is there once"
    assert set(labels) | {"limit"} >= set(named) >= set(labels)
    return {name: unescape(value) for name, value in told if value}


@pytest.mark.parametrize(
    ("path", "model"),
    [
        ("/statements", parameters.Statements),
        ("/experts", parameters.Experts),
        ("/articles", parameters.Articles),
    ],
)
def test_a_list_has_a_field_for_every_filter(read: Read, path: str, model: type[parameters.Nothing]) -> None:
    page = read(path)
    fields = re.findall(r'id="by-(\w+)" name="(\w+)"', page)
    assert {name for name, _ in fields} == model.model_fields.keys() - {"format", "limit", "cursor"}
    assert all(place == name for place, name in fields)
    assert filled(page) == {}
    assert "Clear all filters" not in page


@pytest.mark.parametrize(
    ("path", "open"),
    [
        ("/experts?topic=AI+chips&since=2026&kinds=scientist", False),
        ("/experts?kinds=%2Bjournalist%2C-company&limit=5", False),
        ("/articles?outlet=Coast+Courier&until=2026-12", False),
        ("/statements?person=person%3Akarl-ober&since=2026-03&limit=1", False),
        ("/statements?quote_type=direct%2Cmixed&guess=no", True),  # several, which the list has not
        ("/statements?topic=AI+chips&stance=negative&experts=scientist", True),
        ("/statements?review_status=rejected&basis=own-words", True),
    ],
)
def test_a_form_is_filled_with_what_is_asked_and_asks_for_it_again(read: Read, path: str, open: bool) -> None:
    page = read(path)
    told = filled(page)
    assert told == dict(parse_qsl(path.partition("?")[2]))
    assert ("<details open>" in page) is open
    assert f'<a href="{path.partition("?")[0]}">Clear all filters</a>' in page
    every = {name: "" for _, name in re.findall(r'id="by-(\w+)" name="(\w+)"', page)}
    again = read(f"{path.partition('?')[0]}?{urlencode({**every, **told})}")
    assert re.findall("<ol.*</ol>", again, re.DOTALL) == re.findall("<ol.*</ol>", page, re.DOTALL)
    assert filled(again) == told


def test_what_a_form_is_filled_with_is_escaped(salt_store: Store) -> None:
    asked = '"><script>alert(1)</script>'
    app = create_app(InlineService(salt_store))
    with app.test_request_context("/statements"):
        form = app.extensions["sayso.templates"].get_template("filters.html").make_module({"here": str}).form
        page = form(filters.form("statements", {"person": asked, "stance": asked}), "statements")
    assert "<script>" not in page
    assert page.count("&#34;&gt;&lt;script&gt;") == 3  # the field, and what the list was given with its name


def test_counts_say_how_many_hold_a_guess(read: Read) -> None:
    topic = words(read("/topics/ai-chips"))
    assert "3 statements 1 with a guess" in topic
    assert re.search(r"1 statement, with a guess : Rae", topic)
    assert re.search(r"1 statement : Ines Kov", topic)
    person = words(read("/people/rae-okon"))
    assert "AI chips 1 statement, with a guess : AI chips" in person


# -- headings, and the same for programs


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("/people", "People"),
        ("/organizations", "Organisations"),
        ("/topics", "Topics"),
        ("/outlets", "Outlets"),
        ("/platforms", "Platforms"),
        ("/collectives", "Groups"),
        ("/documents", "Documents"),
        ("/unnamed-persons", "People without a name"),
    ],
)
def test_a_list_of_names_is_called_what_it_lists(read: Read, path: str, heading: str) -> None:
    assert f"<h1>{heading}</h1>" in read(path)


@pytest.mark.parametrize(
    "path",
    [
        "/people/ines-kov",
        "/organizations/salt-institute",
        "/topics/ai-chips",
        "/statements/salt-first",
        "/articles/salt",
        "/statements?person=Ines+Kov&limit=1",
        "/articles",
        "/experts?topic=AI+chips",
    ],
)
def test_a_page_leads_to_the_same_as_data(reviewed: Store, path: str) -> None:
    client = create_app(InlineService(reviewed)).test_client()
    page = client.get(path, headers={"Accept": "text/html"}).text
    links = [unescape(one) for one in re.findall(r'<a href="([^"]*format=[^"]*)"', page)]
    heads = re.findall(r'<link rel="alternate" type="([^"]*)" title="[^"]*" href="([^"]*)"', page)
    assert [(kind, unescape(one)) for kind, one in heads] == list(
        zip(["application/json", "application/ld+json", "text/turtle"], links, strict=True)
    )
    for kind, address in zip(heads, links, strict=True):
        reply = client.get(address)
        assert (reply.status_code, reply.mimetype) == (200, kind[0])
    if path.startswith("/statements?"):
        assert client.get(links[0]).text == client.get(f"{path}&format=json").text


# -- what does not fit in a list


def test_a_record_says_where_its_lists_are_cut(reviewed: Store) -> None:
    app = create_app(InlineService(reviewed))
    app.jinja_env.undefined = StrictUndefined
    ref = {"id": "topic:x", "name": "X", "kind": "topic", "href": "/topics/x"}
    one = {"topic": ref, "statements": 3, "guesses": 2, "href": "/statements"}
    said = {**ref, "href": "/statements/s"}
    opposed = {
        "over": ref, "supporter": ref, "opponent": ref, "statement_a": said, "statement_b": said,
        "basis": ["dates", "possible-speaker"], "confidence": 0.41,
    }  # fmt: skip
    with app.test_request_context("/topics/x"):
        parts = (
            app.extensions["sayso.templates"]
            .get_template("parts.html")
            .make_module({"here": app.jinja_env.globals["here"]})
        )
        counted = words(parts.counted([one] * 25, "topic", "statements", "statement", total=60))
        disputes = parts.disagreements([opposed] * 25, total=1_200)
    assert "3 statements, 2 with a guess" in counted
    assert counted.endswith("These are the first 25 of 60.")
    assert disputes.count('class="side-taken"') == 50
    assert words(disputes).endswith("These are the first 25 of 1,200.")
    assert "confidence 0.41, close in time, a speaker is a guess" in words(disputes)


# -- ways to the lists


@pytest.mark.parametrize("path", ["/", "/people/karl-ober"])
def test_every_page_leads_to_the_lists(salt_store: Store, path: str) -> None:
    client = create_app(InlineService(salt_store)).test_client()
    page = client.get(path, headers={"Accept": "text/html"}).text
    _, _, lists = page.partition('<nav aria-label="Lists">')
    led = re.findall(r'href="([^"]+)"', lists.partition("</nav>")[0])
    assert led == ["/people", "/organizations", "/topics", "/outlets", "/articles"]
    assert {client.get(where, headers={"Accept": "text/html"}).status_code for where in led} == {200}


def test_what_stands_first_on_the_front_page_leads_to_all(read: Read) -> None:
    assert re.findall(r'<a href="(/\w+)">All (\w+)</a>', read("/")) == [
        ("/topics", "topics"),
        ("/people", "people"),
        ("/outlets", "outlets"),
    ]


def test_the_front_page_says_what_it_counts_of_a_topic(read: Read) -> None:
    assert words(read("/")).count("Counted on the topic itself") == 1


# -- a graph that is not whole


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/people", 200),
        ("/people/karl-ober", 200),
        ("/ask?q=What+did+Karl+Ober+say%3F", 200),
        ("/editor", 200),
        ("/examples", 200),
        ("/graph", 200),
        ("/graph/person-topic", 200),
        ("/sparql?query=SELECT+*+%7B%7D", 200),
        ("/people/nobody", 404),
        ("/statements?person=nobody", 400),
        ("/graph/nothing", 404),
    ],
)
def test_a_graph_that_is_not_whole_says_so(salt_store: Store, path: str, status: int) -> None:
    told = "This graph is not whole"
    with Store.memory() as store:
        store.handle.extend(salt_store.handle.quads_for_pattern(None, None, None, None))
        store.set_ledger(LEDGER)
        client = create_app(InlineService(store)).test_client()
        page = client.get(path, headers={"Accept": "text/html"})
        assert (page.status_code, page.text.count(told)) == (status, 1)
        if path in ("/people", "/people/karl-ober"):
            assert client.get(path).headers["Sayso-Stale"] == "true"
    whole = create_app(InlineService(salt_store)).test_client().get(path, headers={"Accept": "text/html"})
    assert (told in whole.text, "Sayso-Stale" in whole.headers) == (False, False)


def test_an_error_page_is_there_where_nobody_can_say_whether_the_graph_is_whole(
    salt_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = InlineService(salt_store)
    app = create_app(service)
    monkeypatch.setattr(service, "run", _busy)
    page = app.test_client().get("/graph/nothing", headers={"Accept": "text/html"})
    assert (page.status_code, page.mimetype) == (404, "text/html")
    assert "not whole" not in page.text


def _busy(*_: object) -> None:
    raise BusyError("too much to do")
