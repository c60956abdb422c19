"""Who may read: those who send the token, or have signed in with it in a browser."""

import hashlib
import hmac
import time
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.exceptions import BadRequest, Forbidden, TooManyRequests, Unauthorized

from sayso.api.running.rates import Rates
from sayso.api.settings import Settings, current_settings

__all__ = ["COOKIE", "admitted", "blueprint", "session", "sign_in"]

COOKIE = "sayso_session"
_DAYS = 7

blueprint = Blueprint("signing_in", __name__)


def admitted(environ: Mapping[str, object], settings: Settings) -> bool:
    """Whether the request has the token (or that for updates, which is worth more), or a session of it."""
    if settings.token is None:
        return True
    scheme, _, given = str(environ.get("HTTP_AUTHORIZATION", "")).partition(" ")
    if scheme.lower() == "bearer":
        given = given.strip()
        may_read = _same(given, settings.token)
        may_write = settings.update_token is not None and _same(given, settings.update_token)
        return may_read or may_write
    cookie = str(environ.get("HTTP_COOKIE", ""))
    return COOKIE in cookie and _is_session(cookie, settings.token)


def session(token: str, now: float | None = None) -> str:
    """What the cookie of a browser says that has signed in: until when, and that we said so."""
    until = int(time.time() if now is None else now) + _DAYS * 86_400
    return f"{until}.{_signed(token, until)}"


@blueprint.route("/login", methods=["GET", "POST"])
def login() -> Response | tuple[str, int]:
    """A form that takes the token, and gives a browser a cookie for it."""
    _check_from_here()
    settings = current_settings()
    back = _path(request.values.get("next", ""))
    if settings.token is None:
        return _leads_to(back)
    if request.method == "GET":
        return render_template("login.html", back=back, wrong=False), 200
    tries: Rates = request.environ["sayso.tries"]
    client = request.remote_addr or ""
    if wait := tries.wait(client):
        raise TooManyRequests("Too many wrong tokens: wait a minute.", retry_after=int(wait) + 1)
    given = request.form.get("token", "").strip()
    if not given:
        raise BadRequest("Give the token in the field 'token'.")
    if not _same(given, settings.token):
        tries.take(client)
        return render_template("login.html", back=back, wrong=True), Unauthorized.code
    response = _leads_to(back)
    response.set_cookie(
        COOKIE,
        session(settings.token),
        max_age=_DAYS * 86_400,
        path=_cookie_path(),
        secure=request.is_secure,
        httponly=True,
        samesite="Strict",
    )
    return response


@blueprint.post("/logout")
def logout() -> Response:
    """Takes the cookie from the browser; the gate has let in those alone who have one, or the token."""
    _check_from_here()
    response = _leads_to("/" if current_settings().token is None else "/login")
    response.delete_cookie(
        COOKIE, path=_cookie_path(), secure=request.is_secure, httponly=True, samesite="Strict"
    )
    return response


@blueprint.app_context_processor
def _told() -> dict[str, bool]:
    """What every template may ask: whether a browser has signed in that could sign out."""
    token = current_settings().token
    cookie = request.headers.get("Cookie", "")
    return {"signed_in": token is not None and COOKIE in cookie and _is_session(cookie, token)}


def sign_in(path: str) -> Response:
    """Sends a browser to the form, and back to `path` afterwards."""
    return _leads_to(f"/login?{urlencode({'next': path})}")


def _leads_to(path: str) -> Response:
    response = redirect(request.script_root + path, 303)
    assert isinstance(response, Response)
    return response


def _cookie_path() -> str:
    return request.script_root + "/"


def _check_from_here() -> None:
    """Refuses a form that a page of another origin sends.

    Browsers tell where a request comes from in Sec-Fetch-Site, but on plain HTTP only to this machine; there
    Origin is left, which our own pages, having no referrer, send as "null". A session is kept from others in
    any case: its cookie is SameSite=Strict.
    """
    if request.method != "POST":
        return
    origin = request.headers.get("Origin", "null")
    ours = request.headers.get("Sec-Fetch-Site")
    if ours not in (None, "same-origin", "none") or (
        ours is None and origin not in ("null", request.host_url.rstrip("/"))
    ):
        raise Forbidden("A page of another site sent this form: open the one of this server and send that.")


def _path(text: str) -> str:
    """`text` if it is a path of ours, otherwise the front page: nobody is sent elsewhere from here."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return "/"
    ours = not parts.scheme and not parts.netloc and text.startswith("/") and not text.startswith("//")
    return text if ours and text.isprintable() and "\\" not in text else "/"


def _same(given: str, expected: str) -> bool:
    """Compares in a time that tells nothing of either, their lengths neither."""
    return hmac.compare_digest(_digest(given), _digest(expected))


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).digest()


def _signed(token: str, until: int) -> str:
    return hmac.new(token.encode("utf-8"), f"session {until}".encode(), hashlib.sha256).hexdigest()


def _is_session(header: str, token: str) -> bool:
    try:
        morsel = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return False
    if morsel is None:
        return False
    until, _, signature = morsel.value.partition(".")
    if not (until.isascii() and until.isdigit() and len(until) < 15):
        return False
    return hmac.compare_digest(signature.encode(), _signed(token, int(until)).encode()) and (
        time.time() < int(until)
    )
