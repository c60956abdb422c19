"""What all answers have in common: compressed where that is wished for, and readable by pages of others.

Both functions are for `app.after_request`, so that every route has them.
"""

import gzip
import io
from typing import Any

from flask import Response, request

from sayso.api.settings import current_settings

__all__ = [
    "ALLOWED",
    "EXPOSED",
    "LEAST",
    "accepts_gzip",
    "allow_other_origins",
    "compress",
    "is_known",
    "squeezed",
    "vary",
]

LEAST = 1_000
"""Bytes from which on compressing an answer is worth its while."""

MOST = 4_000_000
"""Bytes above which an answer is sent as it is: squeezed, it would be held in the front, twice."""

_LEVEL = 1  # five times as quick as the usual 6, and answers of rows get hardly larger

_TEXTS = ("text/", "application/", "image/svg")
ALLOWED = ("Access-Control-Allow-Origin", "*")
EXPOSED = ("Access-Control-Expose-Headers", "ETag, Link, Location, Retry-After, Sayso-Stale")


def compress(response: Response) -> Response:
    """Compresses a body with gzip, where the client takes that and the body is neither small nor huge."""
    if isinstance(response.response, list) and len(response.response) == 1:
        size: int | None = len(response.response[0])
    else:
        size = response.content_length
    if size is None or not LEAST <= size <= MOST:
        return response
    if not response.headers.get("Content-Type", "").startswith(_TEXTS):
        return response
    vary(response, "Accept-Encoding")
    if (
        response.status_code not in (200, 201, 400, 404)
        or "Content-Encoding" in response.headers
        or "Content-Range" in response.headers
        or not accepts_gzip(request.headers.get("Accept-Encoding", ""))
    ):
        return response
    response.direct_passthrough = False
    body = response.get_data()
    response.close()
    response.set_data(squeezed(body))
    response.headers["Content-Encoding"] = "gzip"
    etag = response.headers.get("ETag")
    if etag and not etag.startswith("W/"):
        response.headers["ETag"] = f"W/{etag}"  # the same to those who read it, not in its bytes
    return response


def squeezed(body: bytes) -> bytes:
    """The bytes as gzip has them."""
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=_LEVEL, mtime=0) as file:
        file.write(body)
    return out.getvalue()


def accepts_gzip(accept_encoding: str) -> bool:
    """Whether an Accept-Encoding header takes gzip: by its name, or by a star, and not with q=0."""
    taken = None
    for part in accept_encoding.split(","):
        name, _, parameters = part.partition(";")
        name = name.strip().lower()
        if name not in ("gzip", "x-gzip", "*"):
            continue
        q = parameters.strip().lower().removeprefix("q").strip().removeprefix("=").strip()
        try:
            wanted = not q or float(q) > 0
        except ValueError:
            wanted = False
        if name != "*":
            return wanted
        taken = wanted
    return bool(taken)


def allow_other_origins(response: Response) -> Response:
    """Lets pages of other origins read the answer, as far as the settings do (CORS).

    Nothing is allowed with cookies, so having signed in in a browser gives other origins nothing.
    """
    origins = current_settings().origins
    if not origins:
        return response
    headers = response.headers
    if origins == "*":
        headers[ALLOWED[0]] = ALLOWED[1]
    else:
        vary(response, "Origin")
        origin = request.headers.get("Origin", "")
        if origin not in origins.replace(",", " ").split():
            return response
        headers["Access-Control-Allow-Origin"] = origin
    if request.method == "OPTIONS":
        if "Access-Control-Request-Method" in request.headers:
            headers["Access-Control-Allow-Methods"] = headers.get("Allow", "GET, HEAD, POST, OPTIONS")
            headers["Access-Control-Allow-Headers"] = (
                "Accept, Authorization, Content-Type, If-None-Match, X-Requested-With"
            )
            headers["Access-Control-Max-Age"] = "86400"
    else:
        headers[EXPOSED[0]] = EXPOSED[1]
    return response


def vary(response: Any, name: str) -> None:
    """Says that the answer depends on a header of the request."""
    told = response.headers.get("Vary", "")
    if name.lower() not in told.lower().split(", ") and told != "*":
        response.headers["Vary"] = f"{told}, {name}" if told else name


def is_known(etag: str) -> bool:
    """Whether the client has the answer with this weak ETag already, by If-None-Match.

    A star there is no ETag: whether there is an answer at all is not known before the query is looked at.
    """
    told = request.headers.get("If-None-Match")
    if not told:
        return False
    weak = etag.removeprefix("W/")
    return any(one.strip().removeprefix("W/") == weak for one in told.split(","))
