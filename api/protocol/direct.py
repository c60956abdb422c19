"""The short way for what is asked most: a query by GET with a small answer, before Flask sees the request.

For a small ASK Flask's dispatch takes longer than the engine. Whatever is not of the usual kind (another
method or path, a page, a refusal, anything that fails) goes on to the app, which answers as it always does.
What is answered here has the same bytes and headers as there.
"""

from collections.abc import Callable, Iterable
from typing import Any

from werkzeug.exceptions import NotAcceptable
from werkzeug.wsgi import wrap_file

from sayso.api.protocol.answering import Answered, Question, answer
from sayso.api.protocol.keeping import keeping_of
from sayso.api.protocol.negotiation import HTML, choose, offered
from sayso.api.protocol.queries import etag_of, headers_of
from sayso.api.protocol.requests import iri_of, query_in_url
from sayso.api.protocol.responses import ALLOWED, EXPOSED, accepts_gzip
from sayso.api.service import Service
from sayso.api.settings import Settings

__all__ = ["Direct"]

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

_PATH = "/sparql"


class Direct:
    """A WSGI app around another. An exception here is left in `sayso.refusal`, for the other to raise."""

    def __init__(self, app: Application, service: Service, settings: Settings) -> None:
        self._app = app
        self._service = service
        self._settings = settings
        self._more = [ALLOWED, EXPOSED] if settings.origins == "*" else []

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if self._is_usual(environ):
            try:
                found = self._answer(environ)
            except Exception as error:
                environ["sayso.refusal"] = error
            else:
                if found is not None:
                    body, headers = found
                    environ["sayso.route"] = _PATH
                    start_response("200 OK", headers)
                    return body
        return self._app(environ, start_response)

    def _is_usual(self, environ: Environ) -> bool:
        return (
            environ.get("PATH_INFO") == _PATH
            and environ["REQUEST_METHOD"] == "GET"
            and environ.get("sayso.refusal") is None
            and "HTTP_IF_NONE_MATCH" not in environ
            and HTML not in environ.get("HTTP_ACCEPT", "")
            and self._settings.origins in ("", "*")
            and not accepts_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
        )

    def _answer(self, environ: Environ) -> tuple[Iterable[bytes], list[tuple[str, str]]] | None:
        """The body and the headers; None where this is no query."""
        sent = query_in_url(environ.get("QUERY_STRING", "").encode("latin-1"))
        if sent.text is None or "format" in sent.parameters:
            return None
        service, accept = self._service, environ.get("HTTP_ACCEPT")
        question = Question(
            sent.text,
            sent.default_graphs,
            sent.named_graphs,
            iri_of(environ, _PATH),
            self._settings.union,
            service.limits.rows,
        )
        etag = etag_of(service.state, question, accept, None)
        written = service.write(answer, question, choose(accept), seconds=sent.seconds)
        answered: Answered = written.told
        if answered.media_type is None:
            if not isinstance(written.body, bytes):
                written.body.close()
            raise NotAcceptable(f"This answer comes as {offered(answered.kind)}.")
        headers = headers_of(answered.media_type, etag)
        if not isinstance(written.body, bytes):
            written = keeping_of(service).counted(written, environ.get("REMOTE_ADDR", ""))
        if isinstance(written.body, bytes):
            body: Iterable[bytes] = [written.body]
        else:
            written.body.seek(0)
            body = wrap_file(environ, written.body, 65_536)
        return body, [*headers, ("Content-Length", str(written.size)), *self._more]
