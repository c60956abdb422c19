"""What templates are helped with, and pages of errors."""

from collections.abc import Iterator

import pytest
from flask import Flask

from sayso.api.app import create_app
from sayso.api.service import InlineService
from sayso.api.web import rendering
from sayso.graph.store import Store


@pytest.fixture(scope="module")
def app() -> Iterator[Flask]:
    with Store.memory() as store:
        yield create_app(InlineService(store))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2025-03-12", "12 March 2025"),
        ("2025-03-12T10:00:00Z", "12 March 2025"),
        ("2025-03", "March 2025"),
        ("2025", "2025"),
        ("2025-13-01", "2025-13-01"),
        ("2025-02-30", "2025-02-30"),
        ("٢٠٢٥-03-12", "٢٠٢٥-03-12"),
        ("yesterday", "yesterday"),
        ("", ""),
        (None, ""),
    ],
)
def test_dates_are_written_for_people_and_others_left_as_they_are(
    app: Flask, text: str | None, shown: str
) -> None:
    assert app.jinja_env.filters["day"](text) == shown


@pytest.mark.parametrize(
    ("url", "followed"),
    [
        ("https://a.example/b?c=d", True),
        ("HTTP://a.example", True),
        ("javascript:alert(1)", False),
        (" https://a.example", False),
        ("https://a.example/\njavascript:x", False),
        ("https://", False),
        ("data:text/html,x", False),
        ("//a.example", False),
        (None, False),
    ],
)
def test_only_addresses_on_the_web_are_links(app: Flask, url: str | None, followed: bool) -> None:
    assert app.jinja_env.filters["outside"](url) == (url if followed else "")


@pytest.mark.parametrize(
    ("path", "leads_to"),
    [("/people/a", "/below/people/a"), ("//evil.example", "#"), ("/\\evil.example", "#"), ("https://x", "#")],
)
def test_paths_stay_on_this_server_wherever_it_is_mounted(app: Flask, path: str, leads_to: str) -> None:
    with app.test_request_context("/", base_url="http://localhost/below"):
        assert app.jinja_env.filters["here"](path) == leads_to


@pytest.mark.parametrize(
    ("text", "leads_to"),
    [
        ("who warned about floods", "/ask?q=who+warned+about+floods"),
        ("Anybody on tariffs?", "/ask?q=Anybody+on+tariffs%3F"),
        ("What?", None),
        ("who said", None),
        ("Do Van", None),
        ("Bank of Calder", None),
    ],
)
def test_a_search_that_reads_like_a_question_leads_to_its_answer(
    app: Flask, text: str, leads_to: str | None
) -> None:
    record = {"kind": "search", "q": text, "results": [], "suggestions": []}
    with app.test_request_context(query_string={"q": text}):
        assert rendering.page("search", record).headers.get("Location") == leads_to
    with app.test_request_context(query_string={"q": text, "limit": 20}):
        assert rendering.page("search", record).status_code == 200


@pytest.mark.parametrize(
    "status", [400, 401, 403, 404, 405, 406, 408, 410, 413, 414, 415, 418, 429, 431, 500, 501, 503, 504, 599]
)
def test_every_error_has_a_page_with_its_message_and_a_way_on(app: Flask, status: int) -> None:
    with app.test_request_context("/ask?q=<b>"):
        response = rendering.error(
            status,
            "no <i>such</i> thing",
            near=[{"name": "<u>Near</u>", "href": "/people/near", "kind": "person"}],
            examples=["who said what?"],
        )
    body = response.get_data(as_text=True)
    assert (response.status_code, response.mimetype) == (status, "text/html")
    assert f'<p class="status">{status} ' in body
    assert "no &lt;i&gt;such&lt;/i&gt; thing" in body
    assert '<a href="/people/near"><bdi>&lt;u&gt;Near&lt;/u&gt;</bdi></a>' in body
    assert "/ask?q=who+said+what%3F" in body
    assert 'value="&lt;b&gt;"' in body


def test_half_a_character_is_no_fault(app: Flask) -> None:
    with app.test_request_context("/"):
        assert b"\\ud800" not in rendering.error(404, "\ud800 is gone").get_data()
