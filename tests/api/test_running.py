"""Who may come in, what every answer says, what is logged and counted: through the app as it is served."""

import io
import json
import logging
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask
from flask import Response, abort
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from sayso.api.app import create_app
from sayso.api.running.access_log import AccessLog, shown
from sayso.api.running.gate import SECURITY_HEADERS
from sayso.api.running.options import Options, from_environment, settings_of
from sayso.api.running.rates import Rates
from sayso.api.running.tokens import COOKIE, session
from sayso.api.service import BusyError, InlineService, LimitError, TimeLimitError, asker
from sayso.api.settings import Settings
from sayso.errors import QueryError, QuestionError, SaysoError
from sayso.graph.model import Article, Extraction
from sayso.graph.store import Store

TOKEN = "a-token-that-nobody-guesses"
UPDATE_TOKEN = "another-token-for-the-writers"
ASK = "/sparql?query=ASK{}"
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(scope="module")
def service() -> Iterator[InlineService]:
    with Store.memory() as store:
        yield InlineService(store)


class Client(FlaskClient):
    """Takes answers to their end, as servers do."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        return super().open(*args, **{"buffered": True, **kwargs})


def client_of(service: InlineService, log: AccessLog | None = None, **settings: Any) -> FlaskClient:
    return client_for(create_app(service, Settings(**settings), log))


def client_for(app: APIFlask, **options: Any) -> FlaskClient:
    app.test_client_class = Client
    return app.test_client(**options)


def failing(service: InlineService, error: Exception, **settings: Any) -> FlaskClient:
    """A client of an app whose route /fails raises the error."""
    app = create_app(service, Settings(**settings))

    @app.get("/fails/<name>")
    def fails(name: str) -> Response:
        raise error

    return client_for(app)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/healthz", 200),
        ("GET", "/readyz", 200),
        ("GET", "/metrics", 200),
        ("GET", ASK, 200),
        ("HEAD", ASK, 200),
        ("OPTIONS", "/sparql", 200),
        ("GET", "/sparql?query=SELECT", 400),
        ("GET", "/no-such-thing", 404),
        ("GET", "/static/style.css", 200),
        ("GET", "/static/no-such-file.css", 404),
        ("DELETE", "/", 405),
        ("GET", f"/{'x' * 40_000}", 414),
    ],
)
def test_every_answer_has_the_security_headers_and_an_id(
    service: InlineService, method: str, path: str, status: int
) -> None:
    answer = client_of(service).open(path, method=method)
    assert answer.status_code == status
    assert {name: answer.headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS
    assert len(answer.headers["X-Request-Id"]) == 16


def test_the_policy_lets_no_script_and_no_style_stand_in_a_page() -> None:
    policy = dict(part.split(" ", 1) for part in SECURITY_HEADERS["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"


@pytest.mark.parametrize(
    ("hosts", "host", "status"),
    [
        (("localhost", "127.0.0.1", "[::1]"), "localhost:8421", 200),
        (("localhost", "127.0.0.1", "[::1]"), "LOCALHOST", 200),
        (("localhost", "127.0.0.1", "[::1]"), "[::1]:8421", 200),
        (("localhost", "127.0.0.1", "[::1]"), "evil.example", 400),
        (("localhost", "127.0.0.1", "[::1]"), "localhost.evil.example", 400),
        (("localhost", "127.0.0.1", "[::1]"), "localhost@evil.example", 400),
        (None, "anything.example:80", 200),
        (None, "sayso_service:8421", 200),
        (None, "a b", 400),
        (None, "<script>", 400),
    ],
)
def test_a_foreign_name_is_not_answered_on_loopback(
    service: InlineService, hosts: tuple[str, ...] | None, host: str, status: int
) -> None:
    answer = client_of(service, hosts=hosts).get(ASK, headers={"Host": host})
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        (ASK, {}, 401),
        (ASK, {"Authorization": "Bearer "}, 401),
        (ASK, {"Authorization": f"Bearer {TOKEN}x"}, 401),
        (ASK, {"Authorization": f"Bearer {TOKEN[:-1]}"}, 401),
        (ASK, {"Authorization": "Basic eDp5"}, 401),
        (ASK, {"Authorization": TOKEN}, 401),
        (ASK, {"Authorization": "Bearer é"}, 401),
        (ASK, {"Cookie": f"{COOKIE}={TOKEN}"}, 401),
        (ASK, {"Cookie": f"{COOKIE}=99999999999.0000"}, 401),
        (ASK, {"Cookie": f"{COOKIE}={session('another-token-than-ours')}"}, 401),
        (ASK, {"Cookie": f"{COOKIE}={session(TOKEN, now=0)}"}, 401),
        (ASK, {"Cookie": f"{COOKIE}=; x={session(TOKEN)}"}, 401),
        (ASK, {"Cookie": f"{COOKIE}={session(TOKEN)}"}, 200),
        (ASK, BEARER, 200),
        (ASK, {"Authorization": f"bearer {TOKEN}"}, 200),
        (ASK, {"Authorization": f"Bearer {UPDATE_TOKEN}"}, 200),
        ("/", {}, 401),
        ("/metrics", {}, 401),
        ("/no-such-thing", {}, 401),
        ("/healthz", {}, 200),
        ("/readyz", {}, 200),
        ("/login", {}, 200),
        ("/static/style.css", {}, 200),
    ],
)
def test_where_there_is_a_token_nothing_is_told_without_it(
    service: InlineService, path: str, headers: dict[str, str], status: int
) -> None:
    app = create_app(service, Settings(token=TOKEN, update_token=UPDATE_TOKEN))
    answer = client_for(app, use_cookies=False).get(path, headers=headers)
    assert answer.status_code == status
    if status == 401:
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        told = "This is not the token" if "Authorization" in headers else "This graph wants a token"
        assert told in (answer.json or {})["error"]


def test_a_page_may_ask_whether_it_may_send_a_token(service: InlineService) -> None:
    asked = {"Origin": "https://a.example", "Access-Control-Request-Method": "GET"}
    answer = client_of(service, token=TOKEN).options("/sparql", headers=asked)
    assert answer.status_code == 200
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]


def test_a_browser_signs_in_and_comes_back_to_where_it_was(service: InlineService) -> None:
    client = client_of(service, token=TOKEN)
    sent = client.get("/no-such?a=b", headers=BROWSER)
    assert (sent.status_code, sent.headers["Location"]) == (303, "/login?next=%2Fno-such%3Fa%3Db")
    form = client.get(sent.headers["Location"], headers=BROWSER)
    assert 'name="token"' in form.text and 'value="/no-such?a=b"' in form.text
    wrong = client.post("/login", data={"token": "guessed", "next": "/no-such?a=b"}, headers=BROWSER)
    assert wrong.status_code == 401 and "not the token" in wrong.text and "Set-Cookie" not in wrong.headers
    right = client.post("/login", data={"token": TOKEN, "next": "/no-such?a=b"}, headers=BROWSER)
    assert (right.status_code, right.headers["Location"]) == (303, "/no-such?a=b")
    cookie = right.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and TOKEN not in cookie
    assert client.get("/no-such?a=b", headers=BROWSER).status_code == 404
    assert (client.get(ASK).json or {})["boolean"] is True


@pytest.mark.parametrize(
    "next",
    [
        "https://a.example/",
        "//a.example/",
        "/\\a.example",
        "javascript:alert(1)",
        "/a\r\nX: y",
        "",
        "x",
    ],
)
def test_nobody_is_led_elsewhere_by_signing_in(service: InlineService, next: str) -> None:
    answer = client_of(service, token=TOKEN).post("/login", data={"token": TOKEN, "next": next})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


def test_tokens_cannot_be_tried_out(service: InlineService) -> None:
    client = client_of(service, token=TOKEN)
    statuses = [client.get(ASK, headers={"Authorization": f"Bearer {n}"}).status_code for n in range(12)]
    assert statuses == [401] * 10 + [429] * 2
    late = client.get(ASK, headers=BEARER)
    assert late.status_code == 429 and int(late.headers["Retry-After"]) >= 1
    assert client.post("/login", data={"token": TOKEN}).status_code == 429
    other = client.get(ASK, headers=BEARER, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert other.status_code == 200


def test_one_client_gets_so_many_answers_a_second_and_others_theirs(service: InlineService) -> None:
    client = client_of(service, rate=2.0)
    statuses = [client.get(ASK).status_code for _ in range(6)]
    assert statuses == [200] * 4 + [429] * 2
    refused = client.get(ASK)
    assert refused.headers["Retry-After"] == "1" and "requests a second" in (refused.json or {})["error"]
    assert client.get(ASK, environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 200
    assert client.get("/healthz").status_code == 200
    assert client.get("/static/style.css").status_code == 200


@given(
    st.floats(0.1, 100),
    st.integers(1, 20),
    st.lists(st.floats(0, 3, allow_nan=False), min_size=1, max_size=60),
)
def test_a_bucket_never_gives_more_than_its_burst_and_its_rate(
    per_second: float, burst: int, pauses: list[float]
) -> None:
    now = 0.0
    rates = Rates(per_second, burst, clock=lambda: now)
    taken = 0
    for pause in pauses:
        now += pause
        waits = rates.wait("192.0.2.1")
        assert (rates.take("192.0.2.1") == 0) == (waits == 0)
        taken += waits == 0
    assert taken <= burst + per_second * now + 1e-6
    assert taken >= min(len(pauses), burst)


def test_many_addresses_do_not_fill_the_memory() -> None:
    rates = Rates(1, 1, most=100, clock=lambda: 0.0)
    for number in range(1000):
        rates.take(f"2001:db8:0:{number:x}::1")
    assert len(rates._buckets) == 100
    assert rates.take("2001:db8:0:3e7:ffff::2") > 0  # another address in the last one's network


@pytest.mark.parametrize(
    ("error", "status", "message"),
    [
        (QueryError("line 1, column 7: no"), 400, "line 1, column 7: no"),
        (QuestionError("cannot read it", examples=("who said what?",)), 400, "cannot read it"),
        (TimeLimitError("over after 1 s"), 504, "over after 1 s"),
        (LimitError("too many rows", "rows"), 503, "too many rows"),
        (BusyError("too busy", 7), 503, "too busy"),
    ],
)
def test_an_error_of_ours_has_its_status_and_says_what_it_is(
    service: InlineService, error: SaysoError, status: int, message: str
) -> None:
    client = failing(service, error)
    for_program = client.get("/fails/x")
    assert (for_program.status_code, (for_program.json or {})["error"]) == (status, message)
    assert for_program.headers["Cache-Control"] == "no-store"
    assert for_program.headers.get("Retry-After") == ("7" if isinstance(error, BusyError) else None)
    for_browser = client.get("/fails/x", headers=BROWSER)
    assert for_browser.status_code == status and for_browser.mimetype == "text/html"
    assert message in for_browser.text


@pytest.mark.parametrize(
    "error", [ZeroDivisionError("the secret"), SaysoError("the secret"), RecursionError("the secret")]
)
@pytest.mark.parametrize("headers", [{}, BROWSER])
def test_what_goes_wrong_inside_is_logged_and_not_told(
    service: InlineService, caplog: pytest.LogCaptureFixture, error: Exception, headers: dict[str, str]
) -> None:
    answer = failing(service, error).get("/fails/x", headers=headers)
    assert answer.status_code == 500
    assert "the secret" not in answer.text and "Traceback" not in answer.text
    assert answer.headers["X-Request-Id"] in answer.text
    assert answer.headers["X-Request-Id"] in caplog.text and "the secret" in caplog.text


def test_an_error_page_that_fails_is_told_as_json(
    service: InlineService, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> Response:
        raise RuntimeError("no template")

    monkeypatch.setattr("sayso.api.web.rendering.error", broken)
    answer = client_of(service).get("/no-such", headers=BROWSER)
    assert (answer.status_code, answer.mimetype) == (404, "application/json")


def test_what_was_asked_is_shown_as_text_in_an_error(service: InlineService) -> None:
    hostile = "<script>alert(1)</script>"
    answer = client_of(service).get("/sparql", query_string={"query": hostile}, headers=BROWSER)
    assert answer.status_code == 400 and hostile not in answer.text


@pytest.mark.parametrize(("size", "status"), [(900_000, 400), (1_100_000, 413)])
def test_a_request_that_is_too_large_is_refused(service: InlineService, size: int, status: int) -> None:
    answer = client_of(service).post("/sparql", content_type="application/sparql-query", data=b"x" * size)
    assert answer.status_code == status
    assert (answer.json or {})["error"]


def lines(service: InlineService, *asked: tuple[str, dict[str, Any]], json_lines: bool = False) -> list[str]:
    written = io.StringIO()
    client = client_of(service, AccessLog(written, json_lines=json_lines), behind_proxy=True)
    for path, options in asked:
        answer = client.open(path, **options)
        assert isinstance(answer, TestResponse)
    return written.getvalue().splitlines()


def test_the_access_log_has_a_line_for_each_answer(service: InlineService) -> None:
    found = lines(service, (ASK, {}), ("/no-such", {"method": "POST"}))
    words = [line.split() for line in found]
    assert [line[1:5] for line in words] == [
        ["127.0.0.1", "GET", "/sparql?query=ASK{}", "200"],
        ["127.0.0.1", "POST", "/no-such", "404"],
    ]
    assert words[0][0].endswith("Z") and words[0][7] == f"state={service.state}"
    assert all(line[5].endswith("B") and line[6].endswith("ms") for line in words)


@pytest.mark.parametrize("json_lines", [False, True])
def test_nothing_in_a_request_breaks_or_feigns_a_line(service: InlineService, json_lines: bool) -> None:
    feigned = "x\r\n2026-01-01T00:00:00Z 1.2.3.4 GET /feigned 200 \x1b[31m\u2028"
    found = lines(
        service,
        ("/%0A%0D%1B", {}),
        (f"/sparql?query={'x' * 5000}", {}),
        ("/", {"environ_overrides": {"REQUEST_URI": f"/{feigned}"}}),
        ("/", {"environ_overrides": {"REMOTE_ADDR": feigned}}),
        ("/", {"headers": {"X-Request-Id": "a b\tc"}}),
        ("/", {"headers": {"X-Request-Id": "from-the-proxy"}}),
        json_lines=json_lines,
    )
    assert len(found) == 6
    assert all(line.isascii() and line.isprintable() and len(line) < 800 for line in found)
    if json_lines:
        fields = [json.loads(line) for line in found]
        assert all(
            list(one) == ["time", "client", "method", "path", "status", "bytes", "ms", "state", "id"]
            for one in fields
        )
        assert fields[5]["id"] == "from-the-proxy" and len(fields[4]["id"]) == 16


@given(st.text(), st.integers(1, 50))
def test_what_is_shown_in_a_log_is_one_word(text: str, longest: int) -> None:
    word = shown(text, longest)
    assert word.isascii() and word.isprintable() and " " not in word


def test_a_log_that_is_moved_away_goes_on_in_a_new_file(service: InlineService, tmp_path: Path) -> None:
    path = tmp_path / "access.log"
    log = AccessLog(str(path))
    client = client_of(service, log)
    client.get("/healthz")
    path.rename(tmp_path / "access.log.1")
    client.get("/readyz")
    log.close()
    assert "/readyz" in path.read_text() and "/healthz" in (tmp_path / "access.log.1").read_text()


def test_a_full_disk_is_told_once_and_answers_go_on(
    service: InlineService, caplog: pytest.LogCaptureFixture
) -> None:
    log = AccessLog("/dev/full")
    client = client_of(service, log)
    assert [client.get("/healthz").status_code for _ in range(3)] == [200] * 3
    log.close()
    assert [record.getMessage() for record in caplog.records if "access log" in record.getMessage()] == [
        "cannot write the access log: [Errno 28] No space left on device"
    ]


def test_metrics_count_by_the_pattern_of_a_route_and_not_by_address(service: InlineService) -> None:
    client = failing(service, QueryError("no"))
    for number in range(5):
        client.get(f"/fails/{number}")
        client.get(f"/no-such/{number}")
        client.open(ASK, method="GET")
    page = client.get("/metrics")
    assert page.mimetype == "text/plain"
    rows = dict(line.rsplit(" ", 1) for line in page.text.splitlines() if not line.startswith("#"))
    assert rows['sayso_http_requests_total{method="GET",route="/fails/<name>",status="400"}'] == "5.0"
    assert rows['sayso_http_requests_total{method="GET",route="(none)",status="404"}'] == "5.0"
    assert rows['sayso_http_requests_total{method="GET",route="/sparql",status="200"}'] == "5.0"
    assert rows['sayso_http_request_seconds_count{route="/sparql"}'] == "5.0"
    assert rows["sayso_http_requests_running"] == "1.0"  # this one
    assert rows["sayso_cache_hits_total"] == "4.0"
    assert not any("/no-such" in name for name in rows)


def test_two_apps_in_one_process_count_for_themselves(service: InlineService) -> None:
    one, other = client_of(service), client_of(service)
    one.get(ASK)
    assert 'route="/sparql"' in one.get("/metrics").text
    assert 'route="/sparql"' not in other.get("/metrics").text


def test_what_readers_measure_is_among_the_metrics() -> None:
    class Measured(InlineService):
        def measures(self) -> dict[str, float]:
            return {"waiting": 3.0, "killed": 2.0}

    with Store.memory() as store:
        page = client_of(Measured(store)).get("/metrics").text
    assert "\nsayso_readers_waiting 3.0\n" in page and "\nsayso_readers_killed_total 2.0\n" in page


def test_the_age_of_a_state_is_counted_from_when_it_was_served_first() -> None:
    class Old(InlineService):
        since = time.monotonic() - 5000

    def age(client: FlaskClient) -> float:
        found = re.search(r"^sayso_state_age_seconds (\S+)$", client.get("/metrics").text, re.MULTILINE)
        assert found is not None
        return float(found[1])

    with Store.memory() as store:
        assert 5000 <= age(client_of(Old(store))) < 5100
        client = client_of(InlineService(store))
        time.sleep(0.05)
        assert age(client) >= 0.05


def test_with_too_much_in_work_the_next_are_told_to_come_again(service: InlineService) -> None:
    client = client_of(service, concurrent=0)
    refused = client.get(ASK)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "1")
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200


def test_what_is_not_taken_to_its_end_is_not_counted_as_running(service: InlineService) -> None:
    client = client_of(service)
    client.get(ASK, buffered=False).close()
    assert "\nsayso_http_requests_running 1.0\n" in client.get("/metrics").text


@pytest.mark.parametrize(
    ("settings", "forwarded", "client"),
    [
        ({}, "192.0.2.9", "127.0.0.1"),
        ({"behind_proxy": True}, "192.0.2.9", "192.0.2.9"),
        ({"behind_proxy": True}, "10.0.0.1, 192.0.2.9", "192.0.2.9"),
        ({"behind_proxy": True}, "", "127.0.0.1"),
    ],
)
def test_a_proxy_is_believed_only_where_there_is_one(
    service: InlineService, settings: dict[str, Any], forwarded: str, client: str
) -> None:
    written = io.StringIO()
    seen: list[str] = []
    app = create_app(service, Settings(**settings), AccessLog(written))

    @app.get("/asker")
    def who() -> str:
        seen.append(asker.get())
        return ""

    client_for(app).get("/asker", headers={"X-Forwarded-For": forwarded} if forwarded else {})
    assert written.getvalue().split()[1] == client
    assert seen == [client]


@pytest.mark.parametrize("host", ["example.org", "example.org:8421", "[2001:db8::1]", "[2001:DB8::1]:8421"])
def test_it_answers_under_its_public_name(service: InlineService, host: str) -> None:
    settings = Settings(public_url=f"http://{host}/", hosts=("localhost",))
    client = client_for(create_app(service, settings))
    for name, status in ((host, 200), ("localhost", 200), ("other.example", 400)):
        assert client.get("/sparql?query=ASK{}", headers={"Host": name}).status_code == status


@pytest.mark.parametrize("path", ["/news/here", "/here"])
def test_links_begin_with_the_public_address(service: InlineService, path: str) -> None:
    app = create_app(service, Settings(public_url="https://example.org/news/", hosts=("localhost",)))

    @app.get("/here")
    def here() -> str:
        from flask import url_for

        return url_for("here", _external=True)

    assert client_for(app).get(path).text == "https://example.org/news/here"
    by_name = client_for(app).get(path, headers={"Host": "example.org"})
    assert by_name.text == "https://example.org/news/here"


@pytest.mark.parametrize("public_url", [None, "https://x.example/news"])
@pytest.mark.parametrize("kept", [True, False])
def test_a_browser_signs_out(service: InlineService, public_url: str | None, kept: bool) -> None:
    client = client_of(service, token=TOKEN, public_url=public_url)
    root, prefix = ("/news", "/news" if kept else "") if public_url else ("", "")
    out = f'<form class="leave" action="{root}/logout" method="post">'
    assert out not in client.get(f"{prefix}/login", headers=BROWSER).text
    signed = client.post(f"{prefix}/login", data={"token": TOKEN}, headers=BROWSER)
    cookie = signed.headers["Set-Cookie"]
    client.set_cookie(COOKIE, cookie.partition("=")[2].partition(";")[0], path="/")
    for path in ("/", "/people", "/editor", "/graph/person-topic", "/nothing", "/sparql?query=SELECT*{}"):
        assert out in client.get(f"{prefix}{path}", headers=BROWSER).text, path
    answer = client.post(f"{prefix}/logout", headers={**BROWSER, "Sec-Fetch-Site": "same-origin"})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{root}/login")
    gone = answer.headers["Set-Cookie"]
    kept_by, gone_by = (
        {part.strip() for part in each.split(";")[1:] if "=" not in part or "Path" in part or "Same" in part}
        for each in (cookie, gone)
    )
    assert kept_by == gone_by  # a browser drops the cookie of that path alone
    assert gone.startswith(f"{COOKIE}=;") and "Max-Age=0" in gone and f"Path={root}/;" in f"{gone};"


def test_nobody_is_offered_to_sign_out_who_has_not_signed_in(service: InlineService) -> None:
    told = 'class="leave"'
    assert told not in client_of(service).get("/people", headers=BROWSER).text
    open_to_all = client_of(service)
    open_to_all.set_cookie(COOKIE, session(TOKEN))
    assert told not in open_to_all.get("/people", headers=BROWSER).text
    program = client_of(service, token=TOKEN)
    assert told not in program.get("/people", headers={**BROWSER, **BEARER}).text
    assert program.get("/logout", headers=BEARER).status_code == 405  # a link or a picture signs nobody out


def test_signing_out_of_a_session_that_is_over_leads_to_the_form(service: InlineService) -> None:
    client = client_of(service, token=TOKEN)
    client.set_cookie(COOKIE, session(TOKEN, now=0))
    answer = client.post("/logout", headers=BROWSER)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/login?next=%2F")
    assert client.post("/logout").status_code == 401  # and to a program it is said


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"Origin": "null"}, 303),
        ({"Origin": "http://localhost"}, 303),
        ({"Origin": "https://a.example"}, 403),
        ({"Origin": "http://localhost:81"}, 403),
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, 303),
        ({"Origin": "null", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "https://a.localhost", "Sec-Fetch-Site": "same-site"}, 403),
    ],
)
@pytest.mark.parametrize("path", ["/login", "/logout"])
def test_no_page_of_another_site_signs_anybody_in_or_out(
    service: InlineService, path: str, headers: dict[str, str], status: int
) -> None:
    client = client_of(service, token=TOKEN)
    client.set_cookie(COOKIE, session(TOKEN))
    answer = client.post(path, data={"token": TOKEN}, headers={**BROWSER, **headers})
    assert answer.status_code == status
    assert ("Set-Cookie" in answer.headers) is (status == 303)


@pytest.mark.parametrize("kept", [True, False])
def test_whoever_has_no_token_signs_in_below_a_public_path(service: InlineService, kept: bool) -> None:
    """Whether or not the proxy leaves the prefix on the path."""
    client = client_of(service, token=TOKEN, public_url="https://x.example/news")
    prefix = "/news" if kept else ""
    sent = client.get(f"{prefix}/experts?a=b", headers=BROWSER)
    assert (sent.status_code, sent.headers["Location"]) == (303, "/news/login?next=%2Fexperts%3Fa%3Db")
    assert client.get(f"{prefix}/login?next=%2Fexperts", headers=BROWSER).status_code == 200
    assert client.get(f"{prefix}/static/style.css").status_code == 200
    assert client.get(f"{prefix}/healthz").status_code == 200
    assert client.get(f"{prefix}/experts").status_code == 401


@pytest.mark.parametrize("prefix", ["/static", "/healthz", "/login"])
def test_a_public_path_opens_nothing_to_who_has_no_token(service: InlineService, prefix: str) -> None:
    client = client_of(service, token=TOKEN, public_url=f"https://x.example{prefix}")
    for path in (f"{prefix}/statements", prefix, f"{prefix}/", "/statements"):
        assert client.get(path).status_code == 401, path


@pytest.mark.parametrize("path", [ASK, "/", "/graph", "/editor", "/experts", "/graph/person-topic", "/login"])
def test_what_is_for_those_with_the_token_is_kept_for_nobody_else(service: InlineService, path: str) -> None:
    client = client_of(service, token=TOKEN)
    client.set_cookie(COOKIE, session(TOKEN))
    answer = client.get(path, headers=BROWSER)
    assert answer.status_code == 200
    assert answer.headers.getlist("Cache-Control") == ["private, no-cache"]


def test_static_files_and_what_must_not_be_kept_say_so_themselves(service: InlineService) -> None:
    client = client_of(service, token=TOKEN)
    assert "private" not in client.get("/static/style.css").headers["Cache-Control"]
    assert client.get("/healthz").headers["Cache-Control"] == "no-store"
    assert client.get("/").headers["Cache-Control"] == "no-store"  # an error
    assert "private" not in client_of(service).get(ASK).headers["Cache-Control"]


def test_no_client_says_under_which_name_it_is_answered(service: InlineService) -> None:
    app = create_app(service, Settings(behind_proxy=True, hosts=("localhost",)))

    @app.get("/here")
    def here() -> str:
        from flask import url_for

        return url_for("here", _external=True)

    forwarded = {"X-Forwarded-Host": "localhost", "X-Forwarded-Proto": "https"}
    assert client_for(app).get("/here", headers={"Host": "other.example", **forwarded}).status_code == 400
    forwarded["X-Forwarded-Host"] = "other.example"
    assert client_for(app).get("/here", headers=forwarded).text == "https://localhost/here"


def test_a_refusal_raised_by_a_route_is_a_refusal(service: InlineService) -> None:
    app = create_app(service, Settings())

    @app.get("/gone")
    def gone() -> Response:
        abort(410, "It was withdrawn.")

    answer = client_for(app).get("/gone")
    assert (answer.status_code, answer.json) == (410, {"error": "It was withdrawn."})


@pytest.mark.parametrize(
    ("variable", "text", "field", "value"),
    [
        ("SAYSO_TIMEOUT", "2.5", "timeout", 2.5),
        ("SAYSO_MAX_ROWS", "10", "max_rows", 10),
        ("SAYSO_READERS", "3", "readers", 3),
        ("SAYSO_CACHE_BYTES", "0", "cache_bytes", 0),
        ("SAYSO_BEHIND_PROXY", "true", "behind_proxy", True),
        ("SAYSO_BEHIND_PROXY", "0", "behind_proxy", False),
        ("SAYSO_TOKEN_FILE", "/run/t", "token_file", Path("/run/t")),
        ("SAYSO_ORIGINS", "https://a.example", "origins", "https://a.example"),
        ("SAYSO_HOSTS", "a.example b.example", "hosts", "a.example b.example"),
    ],
)
def test_the_environment_gives_options(variable: str, text: str, field: str, value: Any) -> None:
    assert from_environment({"SAYSO_GRAPH": "g", variable: text}) == replace(Options("g"), **{field: value})


@pytest.mark.parametrize(
    ("environment", "piece"),
    [
        ({}, "SAYSO_GRAPH is not set"),
        ({"SAYSO_GRAPH": "g", "SAYSO_TIMEOUT": "soon"}, "SAYSO_TIMEOUT is 'soon'"),
        ({"SAYSO_GRAPH": "g", "SAYSO_MAX_ROWS": "-1"}, "SAYSO_MAX_ROWS is '-1'"),
        ({"SAYSO_GRAPH": "g", "SAYSO_TIMEOUT": "nan"}, "SAYSO_TIMEOUT is 'nan'"),
        ({"SAYSO_GRAPH": "g", "SAYSO_READERS": "0"}, "SAYSO_READERS is '0'"),
        ({"SAYSO_GRAPH": "g", "SAYSO_CACHE_BYTES": "-1"}, "SAYSO_CACHE_BYTES is '-1'"),
        ({"SAYSO_GRAPH": "g", "SAYSO_BEHIND_PROXY": "perhaps"}, "true or false"),
        ({"SAYSO_GRAPH": "g", "SAYSO_TOKEN": "short"}, "16 or more"),
        ({"SAYSO_GRAPH": "g", "SAYSO_TOKEN": "has blanks in it, too many"}, "16 or more"),
        ({"SAYSO_GRAPH": "g", "SAYSO_TOKEN_FILE": "/no/such/file"}, "cannot read the token"),
        ({"SAYSO_GRAPH": "g", "SAYSO_PUBLIC_URL": "ftp://a.example"}, "is no URL of a server"),
    ],
)
def test_a_wrong_setting_is_named(environment: dict[str, str], piece: str) -> None:
    with pytest.raises(SaysoError, match=piece):
        settings_of(from_environment(environment))


def test_a_token_that_everybody_can_read_is_warned_of(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "token"
    path.write_text(f"{TOKEN}\n")
    path.chmod(0o644)
    with caplog.at_level(logging.WARNING):
        assert settings_of(Options("g", token_file=path)).token == TOKEN
    assert "chmod 600" in caplog.text
    caplog.clear()
    path.chmod(0o600)
    settings_of(Options("g", token_file=path))
    assert not caplog.records


def test_an_app_is_an_app_of_its_own(service: InlineService) -> None:
    assert isinstance(create_app(service), APIFlask)
    assert create_app(service) is not create_app(service)


def test_where_nobody_knows_the_state_nothing_is_taken_for_unchanged() -> None:
    class Unknown(InlineService):
        @property
        def state(self) -> str:
            return ""

    with Store.memory() as store:
        client = client_of(Unknown(store))
        paths = (ASK, "/", "/graph/person-topic/content.json", "/experts")
        before = {path: client.get(path) for path in paths}
        assert all(answer.status_code == 200 for answer in before.values()), before
        article = Article("one", "one.txt", "Text.", "A title", "2026-01-02", "metadata", "An outlet")
        store.replace(Extraction(article, (), (), ()))
        store.refresh_derived()
        for path, answer in before.items():
            etag = answer.headers.get("ETag", '"none"')
            again = client.get(path, headers={"If-None-Match": etag})
            assert again.status_code == 200
            assert path != "/" or again.data != answer.data
