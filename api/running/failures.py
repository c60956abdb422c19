"""Errors as responses, at one place for all routes: JSON for programs, a page for browsers."""

import logging
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, urlencode

from apiflask import APIFlask
from apiflask.exceptions import HTTPError
from flask import Response, jsonify, request
from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException

from sayso.api.service import BusyError, GoneError, JobError, LimitError, TimeLimitError
from sayso.api.settings import current_pages
from sayso.errors import QueryError, QuestionError, SaysoError

__all__ = ["install", "status_of"]

logger = logging.getLogger(__name__)


def install(app: APIFlask) -> None:
    """Has the app answer every error, and raise what the gate refuses."""

    @app.before_request
    def refuse() -> Response | None:
        refusal = request.environ.pop("sayso.refusal", None)
        if refusal is None:
            return None
        if getattr(refusal, "code", 0) == 401 and _wants_page():
            from sayso.api.running.tokens import sign_in

            if request.method == "GET":
                return sign_in(request.full_path if request.query_string else request.path)
            if request.path == "/logout":  # of a session that is over
                return sign_in("/")
        try:
            raise refusal
        finally:
            del refusal  # its trace leads here: what it holds shall go with it, in this thread

    @app.errorhandler(SaysoError)
    def ours(error: SaysoError) -> Response:
        status = status_of(error)
        headers = {"Retry-After": str(error.retry_after)} if isinstance(error, BusyError) else {}
        if status == 500 and not isinstance(error, JobError):
            logger.error("request %s: %s", _id(), error)
            return _answer(500, _unforeseen(_id()))
        if isinstance(error, JobError):
            logger.error("request %s: %s", _id(), error)
            return _answer(500, _unforeseen(_id()))
        return _answer(
            status,
            str(error),
            headers,
            near=_suggestions(error),
            examples=getattr(error, "examples", ()),
            limit=getattr(error, "limit", ""),
            unknown=getattr(error, "unknown", ""),
            ambiguous=getattr(error, "ambiguous", ""),
        )

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        if error.response is not None:
            given = error.get_response()
            assert isinstance(given, Response)
            return given
        headers = {
            name: value
            for name, value in error.get_headers()
            if name.lower() not in ("content-type", "content-length")
        }
        return _answer(
            error.code or 500,
            error.description or error.name,
            headers,
            near=getattr(error, "near", ()),
            examples=getattr(error, "examples", ()),
        )

    @app.errorhandler(HTTPError)
    def checked(error: HTTPError) -> Response:
        return _answer(error.status_code, error.message or "", error.headers, detail=error.detail)

    @app.errorhandler(Exception)
    def unforeseen(error: Exception) -> Response:
        logger.error("request %s failed", _id(), exc_info=error)
        return _answer(500, _unforeseen(_id()))


def status_of(error: SaysoError) -> int:
    """The HTTP status of an error of ours."""
    if isinstance(error, QueryError | QuestionError):
        return 400
    if isinstance(error, TimeLimitError):
        return 504
    if isinstance(error, GoneError):
        return 499  # nobody reads it but the log, where nginx has taught this number
    if isinstance(error, LimitError | BusyError):
        return 503
    return 500


def _answer(
    status: int,
    message: str,
    headers: Any = (),
    *,
    near: Sequence[Any] = (),
    examples: Sequence[str] = (),
    limit: str = "",
    detail: Any = None,
    unknown: str = "",
    ambiguous: str = "",
) -> Response:
    response = _page(status, message, near, examples, unknown, ambiguous) if _wants_page() else None
    if response is None:
        told: dict[str, Any] = {"error": message}
        for name, value in (
            ("near", list(near)),
            ("examples", list(examples)),
            ("limit", limit),
            ("detail", detail),
        ):
            if value:
                told[name] = value
        response = jsonify(told)
        response.status_code = status
    response.headers.update(Headers(headers))
    response.headers.setdefault("Cache-Control", "no-store")
    response.vary.add("Accept")
    return response


def _page(
    status: int, message: str, near: Sequence[Any], examples: Sequence[str], unknown: str, ambiguous: str
) -> Response | None:
    try:
        return current_pages().error(
            status, message, near=near, examples=examples, unknown=unknown, ambiguous=ambiguous
        )
    except Exception:  # the page of an error must not be an error itself
        logger.exception("request %s: the page for status %s failed", _id(), status)
        return None


def _suggestions(error: SaysoError) -> list[dict[str, str]]:
    """What may be meant by an ambiguous name, or instead of an unknown one, each with the same request for it
    where that is known.
    """
    names = [(name, name) for name in getattr(error, "near", ())] + list(getattr(error, "meant", ()))
    words = (getattr(error, "unknown", "") or getattr(error, "ambiguous", "")).split()
    pattern = r"\s+".join(map(re.escape, words))
    whole = re.compile(rf"(?<!\w){pattern}(?!\w)", re.IGNORECASE)
    asked = request.args.to_dict() if request.method == "GET" and words else {}
    asked.pop("cursor", None)  # it belongs to what was asked before
    holding = [name for name in asked if whole.search(asked[name])]
    exact = [name for name in holding if whole.fullmatch(asked[name].strip())]
    place = next(iter(exact or holding), "")
    said = asked.get(place, "")
    where = whole.search(said) if place else None
    found = []
    for name, id in names:
        told = {"name": name}
        if where is not None:
            meant = said[: where.start()] + id + said[where.end() :]
            told["href"] = f"{quote(request.path)}?{urlencode({**asked, place: meant})}"
        found.append(told)
    return found


def _wants_page() -> bool:
    """Whether the client likes a page to read best, as a browser does and a program does not."""
    accepted = request.accept_mimetypes
    return bool(accepted) and accepted.best_match(["application/json", "text/html"]) == "text/html"


def _unforeseen(id: str) -> str:
    return f"Something went wrong here, which is not your fault. It is in the log, under request {id}."


def _id() -> str:
    return str(request.environ.get("sayso.request_id", "-"))
