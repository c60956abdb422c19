"""SPARQL 1.1 Protocol, query operation (https://www.w3.org/TR/sparql11-protocol/): read-only.

A request is read into a `Request`, the store answers it, and the store's own writer serialises the answer
into the media type that the client likes best. Nothing stands between.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import pyoxigraph as ox
from flask import Blueprint, Response, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import (
    BadRequest,
    InternalServerError,
    MethodNotAllowed,
    NotAcceptable,
    UnsupportedMediaType,
)

from sayso.api.settings import current_service
from sayso.graph.answers import table

__all__ = ["blueprint"]

blueprint = Blueprint("sparql", __name__)

# The first of each list is what a client gets that takes anything.
SOLUTION_TYPES = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "application/xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
BOOLEAN_TYPES = {name: SOLUTION_TYPES[name] for name in list(SOLUTION_TYPES)[:4]}
GRAPH_TYPES = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}
TEXT_TYPES = ("text/csv", "text/tab-separated-values", "text/turtle")


@dataclass(frozen=True, slots=True)
class Request:
    """A query and the dataset that the protocol names for it (empty: the whole graph)."""

    query: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


@blueprint.route("/sparql", methods=["GET", "POST", "PUT", "DELETE", "PATCH"])
def sparql() -> Response:
    """Answer a query given by GET, by form POST or by direct POST."""
    asked = _read_request()
    results = cast(Any, current_service()).store.query(
        asked.query, default_graphs=asked.default_graphs or None, named_graphs=asked.named_graphs or None
    )
    if _wants_page(results):
        found = table(results, asked.query)
        return Response(
            render_template("rows.html", columns=found.columns, rows=found.rows, query=asked.query),
            headers={"Vary": "Accept"},
        )
    media_type, body = _serialised(results)
    charset = "; charset=utf-8" if media_type in TEXT_TYPES else ""
    return Response(body, content_type=media_type + charset, headers={"Vary": "Accept"})


def _wants_page(results: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples) -> bool:
    """Whether the client likes a page to read best, as a browser does and a program does not."""
    offered = list(GRAPH_TYPES if isinstance(results, ox.QueryTriples) else SOLUTION_TYPES)
    return bool(request.accept_mimetypes) and _negotiate([*offered, "text/html"]) == "text/html"


def _serialised(results: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples) -> tuple[str, bytes]:
    """The media type and the bytes. Rows are worked out here, so a query may still fail."""
    formats: Mapping[str, Any] = SOLUTION_TYPES
    if isinstance(results, ox.QueryTriples):
        formats = GRAPH_TYPES
    elif isinstance(results, ox.QueryBoolean):
        formats = BOOLEAN_TYPES
    media_type = _negotiate(list(formats))
    try:
        body = results.serialize(format=formats[media_type])
    except (RuntimeError, OSError, ValueError) as error:
        raise InternalServerError(f"The query failed while it was answered: {error}") from error
    return media_type, body or b""


def _read_request() -> Request:
    if request.method == "GET" or request.method == "HEAD":
        return _from_parameters(request.args.getlist("query"), request.args)
    if request.method != "POST":
        raise MethodNotAllowed(
            ["GET", "HEAD", "POST", "OPTIONS"], "This endpoint only answers queries: use GET or POST."
        )
    if request.mimetype == "application/x-www-form-urlencoded":
        return _from_parameters(request.form.getlist("query"), request.form)
    if request.mimetype == "application/sparql-query":
        try:
            query = request.get_data(cache=False).decode("utf-8")
        except UnicodeDecodeError as error:
            raise BadRequest("The query is not UTF-8.") from error
        return _from_parameters([query], request.args)
    if request.mimetype == "application/sparql-update":
        raise UnsupportedMediaType("This endpoint is read-only and takes no updates.")
    raise UnsupportedMediaType(
        "Send the query as application/x-www-form-urlencoded (field 'query') or as application/sparql-query."
    )


def _from_parameters(queries: list[str], others: MultiDict[str, str]) -> Request:
    if "update" in others:
        raise BadRequest("This endpoint is read-only and takes no updates.")
    if len(queries) != 1:
        raise BadRequest(f"Give one parameter 'query' with the SPARQL query; there are {len(queries)}.")
    return Request(
        query=queries[0],
        default_graphs=tuple(others.getlist("default-graph-uri")),
        named_graphs=tuple(others.getlist("named-graph-uri")),
    )


def _negotiate(offered: list[str]) -> str:
    best = request.accept_mimetypes.best_match(offered) if request.accept_mimetypes else offered[0]
    if best is None:
        raise NotAcceptable(f"This answer comes as {', '.join(offered)}.")
    return best
