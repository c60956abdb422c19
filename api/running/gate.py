"""What every request passes, whatever answers it: who may come in, what is logged, what every answer says.

The gate stands around the app, not in it, so that nothing gets by: files, errors and routes of all rooms.
"""

import re
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import quote, urlsplit

from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import (
    BadRequest,
    HTTPException,
    RequestURITooLarge,
    ServiceUnavailable,
    TooManyRequests,
    Unauthorized,
)

from sayso.api.running import tokens
from sayso.api.running.access_log import AccessLog
from sayso.api.running.metrics import Metrics
from sayso.api.running.rates import Rates
from sayso.api.service import Service, asker, gone
from sayso.api.settings import Settings

__all__ = ["SECURITY_HEADERS", "Gate"]

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

_SECURITY = tuple((name.lower(), (name, value)) for name, value in SECURITY_HEADERS.items())
_HEALTH = frozenset(("/healthz", "/readyz"))
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::[0-9]{1,5})?")
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_WRONG_TOKENS_PER_SECOND = 0.2
_WRONG_TOKENS_AT_ONCE = 10.0


class Gate:
    """A WSGI app around another. The app finds in the environment `sayso.request_id`, `sayso.refusal` (an
    exception to be raised, where the request is not let in) and `sayso.tries`, and leaves the pattern of its
    route in `sayso.route`.
    """

    def __init__(
        self,
        app: Application,
        settings: Settings,
        service: Service,
        metrics: Metrics,
        access_log: AccessLog | None = None,
    ) -> None:
        self._app = app
        self._settings = settings
        self._service = service
        self._metrics = metrics
        self._log = access_log
        self._rates = Rates(settings.rate) if settings.rate is not None else None
        self._tries = Rates(_WRONG_TOKENS_PER_SECOND, _WRONG_TOKENS_AT_ONCE)
        self._public = urlsplit(settings.public_url) if settings.public_url else None
        self._hosts = _hosts(settings)
        self._running = 0
        self._running_of: Counter[str] = Counter()  # by client
        self._lock = threading.Lock()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        answer = _Answer(self, environ, start_response)
        environ["sayso.request_id"] = answer.id
        environ["sayso.tries"] = self._tries
        asker.set(answer.client)
        gone.set(environ.get("waitress.client_disconnected"))
        with self._lock:
            self._running += 1
            self._running_of[answer.client] += 1
        self._metrics.running.inc()
        try:
            host = environ.get("HTTP_HOST", "")
            if self._public is not None:  # first: who may come in goes by the path that the app sees
                _stand_at(self._public.scheme, self._public.netloc, self._public.path.rstrip("/"), environ)
            environ["sayso.refusal"] = self._refusal(environ, host, answer)
            body = self._app(environ, answer.start)
        except BaseException:
            answer.close()
            raise
        return answer.with_body(body)

    def _refusal(self, environ: Environ, host: str, answer: "_Answer") -> HTTPException | None:
        path, settings = environ.get("PATH_INFO", ""), self._settings
        if path in _HEALTH:
            return None
        if len(answer.uri) > settings.max_url_bytes:
            return RequestURITooLarge(
                f"The URL has more than {settings.max_url_bytes:,} characters: send the query by POST."
            )
        found = _HOST.fullmatch(host)
        if found is None and (host or environ.get("SERVER_PROTOCOL") == "HTTP/1.1"):
            return BadRequest("The header Host is missing, or is none.")
        if found is not None and self._hosts is not None and found[1].lower() not in self._hosts:
            return BadRequest("This server does not answer under that name: see --hosts and --public-url.")
        if path.startswith("/static/"):
            return None
        if self._rates is not None and (wait := self._rates.take(answer.client)):
            return TooManyRequests(
                f"More than {settings.rate:g} requests a second: wait a little.", retry_after=int(wait) + 1
            )
        if settings.concurrent is not None and (
            self._running > settings.concurrent
            or self._running_of[answer.client] > settings.concurrent - settings.concurrent // 4
        ):  # one client leaves room for others, who have their turns among the readers then
            return ServiceUnavailable("Too much is asked at once: try again soon.", retry_after=1)
        if settings.token is None or path == "/login":
            return None
        if environ["REQUEST_METHOD"] == "OPTIONS" and "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in environ:
            return None  # browsers ask without the token whether they may send it
        return self._stranger(environ, answer.client)

    def _stranger(self, environ: Environ, client: str) -> HTTPException | None:
        bearer = "HTTP_AUTHORIZATION" in environ
        if bearer and (wait := self._tries.wait(client)):
            return TooManyRequests("Too many wrong tokens: wait a minute.", retry_after=int(wait) + 1)
        if tokens.admitted(environ, self._settings):
            return None
        if bearer:
            self._tries.take(client)
        told = "This is not the token of this graph" if bearer else "This graph wants a token"
        return Unauthorized(
            f"{told}: send the header 'Authorization: Bearer TOKEN'.",
            www_authenticate=WWWAuthenticate("bearer", {"realm": "sayso"}),
        )

    def _done(self, answer: "_Answer") -> None:
        gone.set(None)  # this thread goes on to hold the connection otherwise
        with self._lock:
            self._running -= 1
            self._running_of[answer.client] -= 1
            if not self._running_of[answer.client]:
                del self._running_of[answer.client]
        self._metrics.running.dec()
        seconds = time.perf_counter() - answer.began
        environ = answer.environ
        self._metrics.count(
            environ.get("sayso.route", "(none)"),
            environ.get("REQUEST_METHOD", ""),
            answer.status,
            seconds,
            answer.size,
        )
        if self._log is not None:
            self._log.write(
                client=answer.client,
                method=environ.get("REQUEST_METHOD", ""),
                path=answer.uri,
                status=answer.status,
                size=answer.size,
                milliseconds=seconds * 1000,
                state=self._service.state,
                id=answer.id,
            )


class _Answer:
    """One request on its way, until the last byte of its answer is handed to the server."""

    def __init__(self, gate: Gate, environ: Environ, start_response: StartResponse) -> None:
        self.began = time.perf_counter()
        self.environ = environ
        self.client = environ.get("REMOTE_ADDR") or ""
        self.uri = environ.get("REQUEST_URI") or _uri(environ)
        given = environ.get("HTTP_X_REQUEST_ID", "") if gate._settings.behind_proxy else ""
        self.id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        self.status = 500
        self.size = 0
        self._declared: int | None = None
        self._gate: Gate | None = gate
        self._start = start_response
        self._body: Iterable[bytes] = ()

    @property
    def _private(self) -> bool:
        """Whether the answer is for those alone who have the token, so that nobody may keep it for others."""
        gate = self._gate
        return (
            gate is not None
            and gate._settings.token is not None
            and not self.environ.get("PATH_INFO", "").startswith("/static/")
        )

    def start(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        """The app's start_response: notes what is answered, and adds what every answer says."""
        self.status = int(status[:3])
        there = {name.lower(): value for name, value in headers}
        declared = there.get("content-length", "")
        if declared.isdigit():
            self._declared = int(declared)
        if self._private and "no-store" not in there.get("cache-control", ""):
            headers = [(name, value) for name, value in headers if name.lower() != "cache-control"]
            headers.append(("Cache-Control", "private, no-cache"))
        headers = [
            *headers,
            *(header for lower, header in _SECURITY if lower not in there),
            ("X-Request-Id", self.id),
        ]
        return self._start(status, headers, exc_info) if exc_info else self._start(status, headers)

    def with_body(self, body: Iterable[bytes]) -> Iterable[bytes]:
        wrapper = self.environ.get("wsgi.file_wrapper")
        if isinstance(wrapper, type) and isinstance(body, wrapper):
            self.size = self._declared or 0  # the server sends the file itself, without a thread of ours
            self.close()
            return body
        self._body = body
        return self

    def __iter__(self) -> Iterator[bytes]:
        for part in self._body:
            self.size += len(part)
            yield part

    def close(self) -> None:
        gate, self._gate = self._gate, None
        try:
            close = getattr(self._body, "close", None)
            if close is not None:
                close()
        finally:
            if gate is not None:
                gate._done(self)


def _hosts(settings: Settings) -> frozenset[str] | None:
    if settings.hosts is None:
        return None
    public = urlsplit(settings.public_url).hostname if settings.public_url else None
    if public is not None and ":" in public:
        public = f"[{public}]"  # as it stands in the header Host
    return frozenset(host.lower() for host in (*settings.hosts, *([public] if public else ())))


def _stand_at(scheme: str, host: str, prefix: str, environ: Environ) -> None:
    """Has the app make its links from the public address. A proxy may leave the prefix on the path or not."""
    environ["wsgi.url_scheme"], environ["HTTP_HOST"] = scheme, host
    path = environ.get("PATH_INFO", "")
    if prefix:
        environ["SCRIPT_NAME"] = prefix
        if path == prefix or path.startswith(prefix + "/"):
            environ["PATH_INFO"] = path[len(prefix) :] or "/"


def _uri(environ: Environ) -> str:
    path = quote(environ.get("PATH_INFO", "").encode("latin-1", "replace"))
    query = environ.get("QUERY_STRING", "")
    return f"{path}?{query}" if query else path
