"""SPARQL 1.1 Protocol, query operation, at /sparql: read-only.

A request is read into a `Question`, a job answers it where the graph is, in the engine's own writers and in
the media type that the client likes best; what it wrote goes out as it is. Nothing stands between.
"""

import re
from hashlib import blake2b

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import BadRequest, NotAcceptable
from werkzeug.wsgi import wrap_file

from sayso.api.protocol.answering import SHOWN, Answered, Question, answer
from sayso.api.protocol.description import describe
from sayso.api.protocol.keeping import keeping_of
from sayso.api.protocol.negotiation import GRAPHS, HTML, Choice, best, choose, content_type, offered
from sayso.api.protocol.requests import Sent, base_iri, read_query
from sayso.api.protocol.responses import is_known
from sayso.api.service import Written
from sayso.api.settings import current_service, current_settings

__all__ = ["blueprint", "body_response", "etag_of", "headers_of"]

blueprint = Blueprint("sparql", __name__)

_METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH"]

# What gives another answer each time, in the same state of the graph; also where it stands in a string.
_CHANGING = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID|BNODE)\b", re.IGNORECASE)


@blueprint.route("/sparql", methods=_METHODS)
@blueprint.route("/sparql/", methods=_METHODS)
def sparql() -> Response:
    """Answer a query given by GET, by form POST or by direct POST."""
    sent = read_query(request)
    accept = request.headers.get("Accept")
    if sent.text is None:
        if sent.parameters.keys() - {"format"}:
            raise BadRequest("Give the SPARQL query as parameter 'query'.")
        return _description(accept, sent)
    settings, service = current_settings(), current_service()
    question = Question(
        sent.text,
        sent.default_graphs,
        sent.named_graphs,
        base_iri(request),
        settings.union,
        service.limits.rows,
    )
    choice = _choice(accept, sent)
    etag = None
    if request.method != "POST":
        etag = etag_of(service.state, question, accept, sent.one("format"))
        if etag is not None and is_known(etag):
            return Response(status=304, headers={"ETag": etag, "Vary": "Accept, Accept-Encoding"})
    written = service.write(answer, question, choice, seconds=sent.seconds)
    answered: Answered = written.told
    if answered.media_type is None:
        _close(written)
        raise NotAcceptable(f"This answer comes as {offered(answered.kind)}.")
    if answered.media_type == HTML:
        _close(written)
        written = Written(None, _page(answered, question.query, sent).encode(), 0)
    return body_response(written, answered.media_type, etag)


def body_response(written: Written, media_type: str, etag: str | None = None) -> Response:
    """What a job wrote, as a response: bytes, or a file that the server sends without reading it first."""
    headers = headers_of(media_type, etag)
    if not isinstance(written.body, bytes):
        written.body.seek(0)
        written = keeping_of(current_service()).counted(written, request.remote_addr or "")
    if isinstance(written.body, bytes):
        return Response(written.body, headers=headers)
    headers.append(("Content-Length", str(written.size)))
    return Response(
        wrap_file(request.environ, written.body, 65_536), headers=headers, direct_passthrough=True
    )


def _description(accept: str | None, sent: Sent) -> Response:
    """The service description; for a browser the page where queries are written."""
    format = sent.one("format")
    media_type = _choice(None, sent).graph if format else best(accept, (*GRAPHS, HTML))
    if media_type == HTML and not format:
        return Response(status=303, headers={"Location": request.script_root + "/editor", "Vary": "Accept"})
    if media_type is None or media_type == HTML:
        raise NotAcceptable(f"Without a query this is the service description, as {', '.join(GRAPHS)}.")
    settings = current_settings()
    body = describe(base_iri(request), current_service().base, GRAPHS[media_type], settings)
    return Response(body, content_type=content_type(media_type), headers={"Vary": "Accept, Accept-Encoding"})


def _choice(accept: str | None, sent: Sent) -> Choice:
    try:
        return choose(accept, sent.one("format"))
    except ValueError as error:
        raise NotAcceptable(f"There is {error}.") from error


def etag_of(state: str, question: Question, accept: str | None, format: str | None) -> str | None:
    """Of the state of the graph, the question and what is wanted; weak, for the order of rows may differ.

    None where the same question has other answers in the same state.
    """
    if not state or _CHANGING.search(question.query) is not None:
        return None
    graphs = " ".join((*question.default_graphs, "", *question.named_graphs))
    parts = (state, question.base_iri or "", str(accept), str(format), graphs, question.query)
    said = "\n".join(parts).encode("utf-8", "surrogatepass")
    return f'W/"{blake2b(said, digest_size=12).hexdigest()}"'


def headers_of(media_type: str, etag: str | None) -> list[tuple[str, str]]:
    """What is said of an answer in this media type."""
    headers = [("Content-Type", content_type(media_type)), ("Vary", "Accept, Accept-Encoding")]
    if etag is not None:
        headers += [("ETag", etag), ("Cache-Control", "no-cache")]  # keep it, but ask whether it still holds
    return headers


def _close(written: Written) -> None:
    if not isinstance(written.body, bytes):
        written.body.close()


def _page(answered: Answered, query: str, sent: Sent) -> str:
    return render_template(
        "rows.html",
        columns=answered.columns,
        rows=answered.table,
        query=query,
        more=answered.more,
        shown=SHOWN,
        kind=answered.kind,
    )
