"""The short way for what is asked most: a query by GET with a small answer, before Flask sees the request.

For a small ASK Flask's dispatch takes longer than the engine. Whatever is not of the usual kind (another
method or path, a page, a refusal, anything that fails) goes on to the app, which answers as it always does.
What is answered here has the same bytes and headers as there. What was answered a moment ago, in the state
of the graph that is still served, is given again without anybody being asked.
"""

from collections.abc import Callable, Iterable
from typing import Any

from werkzeug.exceptions import NotAcceptable
from werkzeug.wsgi import wrap_file

from sayso.api.protocol.answer_cache import AnswerCache, Kept
from sayso.api.protocol.answering import Answered, Question, answer
from sayso.api.protocol.keeping import keeping_of
from sayso.api.protocol.negotiation import HTML, choose, offered
from sayso.api.protocol.queries import etag_of, headers_of
from sayso.api.protocol.requests import iri_of, names_a_host, query_in_url
from sayso.api.protocol.responses import ALLOWED, EXPOSED, LEAST, MOST, accepts_gzip, squeezed
from sayso.api.service import Service, Written
from sayso.api.settings import Settings

__all__ = ["Direct"]

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

_PATH = "/sparql"
_KEPT = "sayso.kept"  # in the environment: the answer that `at_once` has found


class Direct:
    """A WSGI app around another. An exception here is left in `sayso.refusal`, for the other to raise."""

    def __init__(self, app: Application, service: Service, settings: Settings) -> None:
        self._app = app
        self._service = service
        self._settings = settings
        self._more = [ALLOWED, EXPOSED] if settings.origins == "*" else []
        self.cache = AnswerCache(settings.cache_bytes)
        self.cached = 0
        """How many answers were given again."""

    def at_once(self, environ: Environ) -> bool:
        """Whether this request will be answered without waiting for anything: its answer is kept.

        It is noted in the environment, so that it is so even if the graph changes meanwhile.
        """
        if not self._is_usual(environ) or not names_a_host(environ):
            return False  # a host that is none is refused, which may take longer
        found = self.cache.get(self._service.state, _question(environ))
        if found is None:
            return False
        environ[_KEPT] = found
        return True

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
        )

    def _answer(self, environ: Environ) -> tuple[Iterable[bytes], list[tuple[str, str]]] | None:
        """The body and the headers; None where this is no query."""
        state, asked = self._service.state, _question(environ)
        kept: Kept | None = environ.pop(_KEPT, None) or self.cache.get(state, asked)
        if kept is not None:
            self.cached += 1
            return [kept.body], list(kept.headers)
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
        etag = etag_of(state, question, accept, None)
        written = service.write(answer, question, choose(accept), seconds=sent.seconds)
        answered: Answered = written.told
        if answered.media_type is None:
            if not isinstance(written.body, bytes):
                written.body.close()
            raise NotAcceptable(f"This answer comes as {offered(answered.kind)}.")
        headers = headers_of(answered.media_type, etag)
        if not isinstance(written.body, bytes):
            written = keeping_of(service).counted(written, environ.get("REMOTE_ADDR", ""))
        if LEAST <= written.size <= MOST and accepts_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")):
            written = _squeezed(written)
            headers.append(("Content-Encoding", "gzip"))
        headers += [("Content-Length", str(written.size)), *self._more]
        if not isinstance(written.body, bytes):
            written.body.seek(0)
            return wrap_file(environ, written.body, 65_536), headers
        if etag is not None and state == service.state:
            self.cache.put(state, asked, Kept(written.body, tuple(headers)))
        return [written.body], headers


def _question(environ: Environ) -> tuple[str, ...]:
    """All in a usual request that its answer depends on, beside the state of the graph."""
    return (
        environ.get("QUERY_STRING", ""),
        str(environ.get("HTTP_ACCEPT")),
        environ.get("HTTP_ACCEPT_ENCODING", ""),
        iri_of(environ, _PATH),
    )


def _squeezed(written: Written) -> Written:
    if isinstance(written.body, bytes):
        body = squeezed(written.body)
    else:
        with written.body as file:
            file.seek(0)
            body = squeezed(file.read())
    return Written(written.told, body, len(body))
