"""Scripts and styles: their types, how long they are kept, how they are packed; and what is not served."""

import gzip
import re
from email.message import Message
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

import sayso.api.web
from sayso.graph.pages.assets import asset

STATIC = Path(sayso.api.web.__file__).parent / "static"


def fetch(address: str, **headers: str) -> tuple[int, Message, bytes]:
    try:
        with urlopen(Request(address, headers=headers)) as reply:
            return reply.status, reply.headers, reply.read()
    except HTTPError as error:
        return error.code, error.headers, error.read()


def test_pages_name_files_by_their_content_and_these_are_kept_for_good(served: str) -> None:
    page = fetch(f"{served}/graph/overview")[2].decode()
    files = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    assert len(files) > 10
    for file in files:
        status, headers, _ = fetch(served + file)
        assert (status, headers["Cache-Control"]) == (200, "public, max-age=31536000, immutable"), file


def test_another_version_is_asked_for_again(served: str) -> None:
    for address in ("/static/graph.js", "/static/graph.js?v=0123456789abcdef"):
        _, headers, _ = fetch(served + address)
        assert headers["Cache-Control"] == "no-cache"
        assert fetch(served + address, **{"If-None-Match": headers["ETag"]})[0] == 304


@pytest.mark.parametrize(
    ("name", "type"),
    [
        ("graph.js", "text/javascript; charset=utf-8"),
        ("graph.css", "text/css; charset=utf-8"),
        ("yasgui/yasgui.min.js", "text/javascript; charset=utf-8"),
        ("yasgui/LICENSES.txt", "text/plain; charset=utf-8"),
    ],
)
def test_a_file_is_sent_as_it_is_or_packed(served: str, name: str, type: str) -> None:
    body = (STATIC / name).read_bytes()
    status, headers, plain = fetch(f"{served}/static/{name}")
    assert (status, headers["Content-Type"], plain) == (200, type, body)
    _, headers, packed = fetch(f"{served}/static/{name}", **{"Accept-Encoding": "gzip"})
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed) == body
    assert len(packed) < len(body) / 2
    assert "Accept-Encoding" in headers["Vary"]


def test_the_drawing_scripts_are_those_of_the_page_in_one_file(served: str) -> None:
    assert fetch(f"{served}/static/drawing/picture.js")[2].decode() == asset("picture.js")


@pytest.mark.parametrize(
    "name",
    [
        "none.js", "..%2Fapp.py", "%2e%2e/static_files.py", "drawing/../page.html", "drawing/page.html",
        "drawing/README.md", "drawing/..%2F..%2Fvocab.py", "yasgui", "", "%00.js", "drawing%2F%00.js",
        "/etc/passwd", "..%5C..%5Capp.py", "a" * 5000 + ".js",
    ],
)  # fmt: skip
def test_nothing_else_is_served(served: str, name: str) -> None:
    assert fetch(f"{served}/static/{name}")[0] in (400, 404)
