"""The answer to a look-up in the form that the client likes best, or the error in one.

The page, the JSON and the RDF are made of the same record, in one state of the graph.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Response, redirect, request
from werkzeug.exceptions import NotAcceptable, NotFound

import sayso
from sayso.api.lookups import descriptions
from sayso.api.lookups.addresses import query
from sayso.api.lookups.wholeness import stale
from sayso.api.protocol import negotiation, responses
from sayso.api.settings import current_pages, current_service, current_settings

__all__ = ["JSON", "answered", "moved", "written"]

JSON = "application/json"
_NAMES = {
    "json": JSON,
    "jsonld": "application/ld+json",
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "html": negotiation.HTML,
}
_PAGES = {
    "unnamed-person": "person",
    "collective": "person",
    "document": "person",
    "outlet": "organization",
    "platform": "organization",
}


def answered(job: Callable[..., Any], *args: Any, rdf: bool = True, **kwargs: Any) -> Response:
    """The record that a job gives, negotiated. A job may also tell that it has moved, or is not known."""
    service = current_service()
    media_type = _chosen(rdf)
    state = service.state
    etag = _etag(state, media_type, str(kwargs.get("today", "")))
    if etag and request.headers.get("If-None-Match", "*").strip() != "*" and responses.is_known(etag):
        return _known(Response(status=304), etag)
    if media_type in descriptions.FORMATS:
        found, body = service.run(descriptions.as_rdf, media_type, job, args, kwargs)
    else:
        found, body = service.run(job, *args, **kwargs), b""
    if isinstance(found, tuple):
        kind, value = found
        if kind == "moved":
            return moved(value)
        if kind == "see other":
            return moved(value, 303)
        if kind == "unknown":
            raise _missing(value)
        found = value
    if media_type in descriptions.FORMATS:
        response = _known(written(body, media_type), etag)
        if found["truncated"]:
            response.headers["Sayso-Truncated"] = "true"
        return response
    if media_type == negotiation.HTML:
        return _known(_page(found), etag)
    return _known(written(_json(found), JSON), etag)


def _chosen(rdf: bool) -> str:
    """The media type to answer in. Raises NotAcceptable."""
    offers = (JSON, *(descriptions.FORMATS if rdf else ()), negotiation.HTML)
    wanted = _NAMES.get(request.args.get("format", ""))
    best = wanted if wanted is not None else negotiation.best(request.headers.get("Accept"), offers)
    if best is None or best not in offers:
        raise NotAcceptable(f"This comes as {', '.join(offers)}.")
    return best


def _etag(state: str, media_type: str, *more: str) -> str:
    """The same as long as the graph and what is asked are; "" where nobody knows that."""
    if not state:
        return ""
    parts = (sayso.__version__, state, request.script_root, request.full_path, media_type, *more)
    told = "\0".join(parts)
    return f'W/"{hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:24]}"'


def _known(response: Response, etag: str) -> Response:
    if etag:
        response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache" if current_settings().token else "no-cache"
    responses.vary(response, "Accept")
    if stale():
        response.headers["Sayso-Stale"] = "true"
    return response


def written(body: bytes, media_type: str, status: int = 200) -> Response:
    """A body that is complete."""
    return Response(body, status=status, content_type=negotiation.content_type(media_type))


def _json(record: Any) -> bytes:
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace")


def _page(record: Mapping[str, Any]) -> Response:
    kind = str(record["kind"])
    return current_pages().page(_PAGES.get(kind, kind), record)


def moved(path: str, status: int = 308) -> Response:
    """To where it is told of now. An identity may part again, so nobody is to remember it for good."""
    place, hash_, fragment = path.partition("#")
    form = request.args.get("format")
    if form and "?" not in place:
        place = query(place, format=form)
    response = redirect(request.script_root + place + hash_ + fragment, status)
    response.headers["Cache-Control"] = "no-cache"
    responses.vary(response, "Accept")
    assert isinstance(response, Response)
    return response


def _missing(near: Sequence[Mapping[str, Any]]) -> NotFound:
    """There is no such thing; with what is called alike, which the answer tells as well."""
    name = (request.view_args or {}).get("name") or request.args.get("iri") or request.path
    hint = " or ".join(repr(one["name"]) for one in near[:3])
    told = f"nothing in this graph has the id {str(name)[:200]!r}"
    error = NotFound(told + (f"; did you mean {hint}?" if hint else ""))
    error.near = list(near)  # type: ignore[attr-defined]
    return error
