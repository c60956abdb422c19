"""Requests of the SPARQL 1.1 Protocol, read into plain values (https://www.w3.org/TR/sparql11-protocol/).

A query or an update comes as a parameter of the URL, in a form, or as the body itself; its dataset in
parameters beside it. Whatever is not as the protocol has it is an HTTP error that says how it should be.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from flask import Request
from werkzeug.exceptions import BadRequest, MethodNotAllowed, UnsupportedMediaType

__all__ = [
    "FORM",
    "QUERY",
    "UPDATE",
    "Sent",
    "base_iri",
    "body_text",
    "iri_of",
    "names_a_host",
    "parameters",
    "query_in_url",
    "read_query",
    "read_update",
]

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"

_MOST_PARAMETERS = 1_000
_HOST = re.compile(r"[\w.\-]+(:\d+)?|\[[0-9a-fA-F:.]+\](:\d+)?", re.ASCII)

Parameters = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Sent:
    """A query or an update as it was sent, with the graphs named beside it, and all its parameters.

    `text` is None where there is none, as in a request for the service description.
    """

    text: str | None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    parameters: Parameters = field(default_factory=dict)

    def one(self, name: str) -> str | None:
        """The value of a parameter that may be given once."""
        found = self.parameters.get(name, ())
        if len(found) > 1:
            raise BadRequest(f"Give the parameter '{name}' once; there are {len(found)}.")
        return found[0] if found else None

    @property
    def seconds(self) -> float | None:
        """The time limit that is asked for."""
        text = self.one("timeout")
        if text is None:
            return None
        try:
            seconds = float(text)
        except ValueError:
            seconds = 0
        if not 0 < seconds < float("inf"):
            raise BadRequest(
                f"timeout={text[:40]}: give seconds, such as timeout=5; it cannot make the limit longer."
            )
        return seconds


def read_query(request: Request) -> Sent:
    """The query of a request by GET, form POST or direct POST."""
    method = request.method
    if method in ("GET", "HEAD"):
        return query_in_url(request.query_string)
    if method != "POST":
        raise MethodNotAllowed(
            ["GET", "HEAD", "POST", "OPTIONS"], "This endpoint answers queries: use GET or POST."
        )
    media_type = request.mimetype
    if media_type == FORM:
        return _sent("query", _form(request))
    if media_type == QUERY:
        return _direct("query", request)
    if media_type == UPDATE:
        raise UnsupportedMediaType(
            "This is the place for queries, which change nothing: updates go to /update."
        )
    raise UnsupportedMediaType(f"Send the query as {FORM} (field 'query') or as {QUERY}.")


def query_in_url(query_string: bytes) -> Sent:
    """The query of a request by GET; its text is None where there is none."""
    return _sent("query", parameters(query_string), allow_none=True)


def read_update(request: Request) -> Sent:
    """The update of a request by form POST or direct POST."""
    if request.method != "POST":
        raise MethodNotAllowed(["POST", "OPTIONS"], "Updates come by POST.")
    media_type = request.mimetype
    if media_type == FORM:
        return _sent("update", _form(request))
    if media_type == UPDATE:
        return _direct("update", request)
    if media_type == QUERY:
        raise UnsupportedMediaType("This is the place for updates: queries go to /sparql.")
    raise UnsupportedMediaType(f"Send the update as {FORM} (field 'update') or as {UPDATE}.")


def parameters(query_string: bytes) -> dict[str, list[str]]:
    """The parameters of a URL or a form, decoded once, in order."""
    found: dict[str, list[str]] = {}
    if query_string:
        try:
            pairs = parse_qsl(
                query_string.decode("utf-8"),
                keep_blank_values=True,
                errors="strict",
                max_num_fields=_MOST_PARAMETERS,
            )
        except UnicodeDecodeError as error:
            raise BadRequest("The parameters are not UTF-8.") from error
        except ValueError as error:
            raise BadRequest(f"There are more than {_MOST_PARAMETERS:,} parameters.") from error
        for name, value in pairs:
            found.setdefault(name, []).append(value)
    return found


def body_text(request: Request, what: str) -> str:
    """The body of a request as text. Raises BadRequest for another charset than UTF-8."""
    charset = request.mimetype_params.get("charset", "utf-8").strip().lower()
    if charset not in ("utf-8", "utf8", "us-ascii"):
        raise BadRequest(f"The {what} comes in {charset[:40]}: send it in UTF-8.")
    try:
        return request.get_data(cache=False).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadRequest(f"The {what} is not UTF-8: byte {error.start} cannot be read.") from error


def base_iri(request: Request) -> str:
    """The URL of the endpoint itself, before which relative IRIs are taken to stand."""
    return iri_of(request.environ, request.path)


def iri_of(environ: Mapping[str, Any], path: str) -> str:
    """The URL of a path of this server, as the client sees it."""
    host = environ.get("HTTP_HOST") or "localhost"
    if _HOST.fullmatch(host) is None:
        host = "localhost"
    return f"{environ.get('wsgi.url_scheme', 'http')}://{host}{path}"


def names_a_host(environ: Mapping[str, Any]) -> bool:
    """Whether the header Host names one, so that `iri_of` tells no other."""
    return _HOST.fullmatch(environ.get("HTTP_HOST", "")) is not None


def _form(request: Request) -> dict[str, list[str]]:
    """The fields of a form, with the parameters of the URL, where some clients put the dataset."""
    charset = request.mimetype_params.get("charset", "utf-8").strip().lower()
    if charset not in ("utf-8", "utf8", "us-ascii"):
        raise BadRequest(f"The form comes in {charset[:40]}: send it in UTF-8.")
    found = parameters(request.query_string)
    for name, values in parameters(request.get_data(cache=False)).items():
        found[name] = found.get(name, []) + values
    return found


def _direct(kind: str, request: Request) -> Sent:
    given = parameters(request.query_string)
    if "query" in given or "update" in given:
        raise BadRequest(f"The body is the {kind}: leave the parameters 'query' and 'update' away.")
    given[kind] = [body_text(request, kind)]
    return _sent(kind, given)


def _sent(kind: str, given: dict[str, list[str]], *, allow_none: bool = False) -> Sent:
    other = "update" if kind == "query" else "query"
    if other in given:
        place = "/update, by POST" if other == "update" else "/sparql"
        raise BadRequest(f"'{other}' is not taken here: it goes to {place}.")
    texts = given.pop(kind, [])
    if len(texts) > 1 or (not texts and not allow_none):
        raise BadRequest(f"Give one parameter '{kind}' with the SPARQL {kind}; there are {len(texts)}.")
    start = "" if kind == "query" else "using-"
    default = "default-graph-uri" if kind == "query" else "using-graph-uri"
    named = f"{start}named-graph-uri"
    return Sent(
        texts[0] if texts else None,
        tuple(_graph(one, default) for one in given.get(default, ())),
        tuple(_graph(one, named) for one in given.get(named, ())),
        given,
    )


_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>\"{}|\\^`]*")


def _graph(iri: str, parameter: str) -> str:
    if _IRI.fullmatch(iri) is None:
        raise BadRequest(f"{parameter}={iri[:200]}: that is no absolute IRI.")
    return iri
