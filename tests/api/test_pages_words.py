"""What the pages say in words, without a browser."""

import re
from collections.abc import Callable, Iterator
from html import unescape

import pytest
from jinja2 import StrictUndefined

from sayso.api.app import create_app
from sayso.api.lookups import articles
from sayso.api.mcp import evidence
from sayso.api.service import InlineService
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
