"""SPARQL 1.1 Graph Store HTTP Protocol, at /graphs (https://www.w3.org/TR/sparql11-http-rdf-update/).

    GET /graphs?graph=https://example.org/mine      a graph by its IRI
    GET /graphs?default                             the default graph
    GET /graphs/mine                                the graph whose IRI is this URL

Off unless there is a token for updates, which it wants; where there is one for reading, that will do to read.
Documents are read where they can do no harm (`parsing`).
"""

import logging
import re
import secrets
import time
from email.message import Message
from email.parser import BytesParser

import pyoxigraph as ox
from flask import Blueprint, Response, request
from werkzeug.exceptions import (
    BadRequest,
    Conflict,
    MethodNotAllowed,
    NotAcceptable,
    NotFound,
    UnsupportedMediaType,
)

from sayso.api.protocol import parsing
from sayso.api.protocol.answering import write_graph
from sayso.api.protocol.negotiation import GRAPHS, best, choose, rdf_format
from sayso.api.protocol.queries import body_response
from sayso.api.protocol.requests import Sent, base_iri, parameters
from sayso.api.protocol.updates import change, change_until, check_token, may_change_owned
from sayso.api.protocol.writing import Part, delete_graph, put_graph
from sayso.api.service import TimeLimitError
from sayso.api.settings import current_service, current_settings
from sayso.graph.iris import is_owned

__all__ = ["blueprint"]

logger = logging.getLogger(__name__)

blueprint = Blueprint("graphs", __name__)

_METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"]
_ALLOWED = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"]
_MOST_PARTS = 100
_PARSING_S = 30.0  # of a document, where there is no limit of time
_N_QUADS = "application/n-quads"
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>\"{}|\\^`]*")


@blueprint.route("/graphs", methods=_METHODS)
@blueprint.route("/graphs/", methods=_METHODS)
def graphs() -> Response:
    """One graph, named by a parameter; or a new one that is given a name here."""
    check_token(reads=request.method in ("GET", "HEAD"))
    sent = Sent(None, parameters=parameters(request.query_string))
    graph, default = sent.one("graph"), sent.one("default")
    if graph is not None and default is not None:
        raise BadRequest("Give either ?graph=… or ?default.")
    if graph is not None:
        if _IRI.fullmatch(graph) is None:
            raise BadRequest(f"graph={graph[:200]}: that is no absolute IRI.")
        return _answer(sent, graph)
    if default is not None:
        return _answer(sent, None)
    if request.method == "POST":
        new = f"{base_iri(request).rstrip('/')}/{secrets.token_hex(8)}"
        response = _answer(sent, new)
        response.headers["Location"] = new
        return response
    raise BadRequest("Name a graph: by ?graph=…, ?default, or its own URL under /graphs/.")


@blueprint.route("/graphs/<path:_>", methods=_METHODS)
def graph(_: str) -> Response:
    """The graph whose IRI is the URL of the request."""
    check_token(reads=request.method in ("GET", "HEAD"))
    name = f"{base_iri(request)[: -len(request.path)]}{_raw_path()}"
    if _IRI.fullmatch(name) is None:
        raise BadRequest("The URL is not one that can name a graph.")
    return _answer(Sent(None, parameters=parameters(request.query_string)), name)


def _raw_path() -> str:
    """The path as it was sent where the server tells that, so that %2F stays what it is."""
    raw = request.environ.get("REQUEST_URI") or request.environ.get("RAW_URI")
    if isinstance(raw, str) and raw.startswith("/"):
        return raw.partition("?")[0]
    from urllib.parse import quote

    return quote(request.path, safe="/:@!$&'()*+,;=~-._")


def _answer(sent: Sent, graph: str | None) -> Response:
    match request.method:
        case "GET" | "HEAD":
            return _read(sent, graph)
        case "PUT" | "POST":
            return _write(sent, graph)
        case "DELETE":
            _check_owned(sent, graph)
            if not change(delete_graph, graph):
                raise NotFound(f"There is no graph {graph}.")
            return Response(status=204)
    raise MethodNotAllowed(
        _ALLOWED, "A graph is read by GET, replaced by PUT, added to by POST, taken out by DELETE."
    )


def _read(sent: Sent, graph: str | None) -> Response:
    accept, format = request.headers.get("Accept"), sent.one("format")
    try:
        media_type = choose(None, format).graph if format else best(accept, GRAPHS)
    except ValueError as error:
        raise NotAcceptable(f"There is {error}.") from error
    if media_type is None or media_type not in GRAPHS:
        raise NotAcceptable(f"A graph comes as {', '.join(GRAPHS)}.")
    written = current_service().write(write_graph, graph, media_type, current_settings().union)
    if not written.told:
        raise NotFound(f"There is no graph {graph}.")
    return body_response(written, media_type)


def _write(sent: Sent, graph: str | None) -> Response:
    replace = request.method == "PUT"
    base = graph or base_iri(request)
    limit = current_service().limits.seconds
    until = None if limit is None else time.monotonic() + limit  # for all parts, and for writing them
    parts = [_harmless(part, base, until) for part in _parts()]
    _check_owned(sent, graph)
    is_new = change_until(until, put_graph, graph, parts, base_iri=base, replace=replace)
    return Response(status=201 if is_new else 204)


def _harmless(part: Part, base: str, until: float | None) -> Part:
    if parsing.is_plain(part.body, part.media_type):
        return part
    seconds = _PARSING_S if until is None else until - time.monotonic()
    try:
        if seconds <= 0:
            raise TimeLimitError("none is left")
        return Part(parsing.to_n_quads(part.body, part.media_type, base, seconds=seconds), _N_QUADS)
    except TimeLimitError as error:
        limit = current_service().limits.seconds or _PARSING_S
        told = f"the request cannot be read within {limit:g} seconds: send less at once, or other formats"
        raise TimeLimitError(f"{told}, such as N-Triples", "seconds") from error


def _check_owned(sent: Sent, graph: str | None) -> None:
    """Raises Conflict for a graph that a build owns, unless the request says that it means that."""
    may = may_change_owned(sent)
    if not current_settings().union:
        return
    base = current_service().base
    if graph is not None and not is_owned(graph, base):
        return
    name = "the default graph" if graph is None else f"<{graph}>"
    if not may:
        raise Conflict(f"{name} belongs to the build: name a graph of your own, or say ?owned=change")
    logger.warning("%s of %s changes %s, made by builds", request.method, request.remote_addr, name)


def _parts() -> list[Part]:
    """The documents in the body: one, or as many as a form has."""
    if request.mimetype == "multipart/form-data":
        head = f"Content-Type: {request.headers['Content-Type']}\r\n\r\n".encode("latin-1", "replace")
        message = BytesParser().parsebytes(head + request.get_data(cache=False))
        inner = message.get_payload()
        if not message.is_multipart() or not isinstance(inner, list) or len(inner) > _MOST_PARTS:
            raise BadRequest(f"The form cannot be read, or has more than {_MOST_PARTS} parts.")
        return [_part(one) for one in inner if isinstance(one, Message)]
    return [Part(request.get_data(cache=False), _checked(request.mimetype))]


def _part(message: Message) -> Part:
    body = message.get_payload(decode=True)
    return Part(body if isinstance(body, bytes) else b"", _checked(message.get_content_type()))


def _checked(media_type: str) -> str:
    format = rdf_format(media_type) if media_type else None
    if format is None or format == ox.RdfFormat.N3:
        raise UnsupportedMediaType(
            f"{media_type or 'no media type'}: send text/turtle, application/n-triples, application/rdf+xml, "
            "application/ld+json, application/n-quads or application/trig."
        )
    return format.media_type
