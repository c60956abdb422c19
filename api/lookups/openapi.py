"""What the server offers, for programs (`/openapi.json`, OpenAPI 3.1) and for people (`/api`).

The look-ups are described from their code. What they have in common, and the routes of other rooms, which
follow standards of their own, are written down here.
"""

import json
from typing import Any

from apiflask import APIFlask
from flask import Response, current_app, render_template

import sayso
from sayso.api.lookups import answers, descriptions
from sayso.api.protocol import negotiation, responses

__all__ = ["install"]

_ERROR = {"$ref": "#/components/schemas/ErrorRecord"}
_WITHOUT_RDF = ("/search", "/ask")
_ERRORS = {
    "400": "What was asked cannot be read, or names somebody unknown.",
    "406": "It comes in none of the media types that are acceptable.",
    "401": "The server wants a token.",
    "429": "That was too often: see Retry-After.",
    "503": "It wants more than is allowed, or there is too much to do: see Retry-After.",
    "504": "It took too long and was ended.",
}
_PREFIX = "The prefix of the id: that of affiliation:x is affiliation."
_ID = "The local name of the IRI: that of person:mei-qiaolin is mei-qiaolin."


def install(app: APIFlask) -> None:
    """Describes the app's routes, and answers `/openapi.json` and `/api`."""
    app.title = "Sayso"
    app.version = sayso.__version__
    app.config.update(
        OPENAPI_VERSION="3.1.0",
        AUTO_SERVERS=False,
        AUTO_404_RESPONSE=False,
        AUTO_VALIDATION_ERROR_RESPONSE=False,
        AUTO_OPERATION_ID=True,
        TAGS=None,
    )
    app.spec_processor(_complete)
    app.add_url_rule("/openapi.json", "openapi_json", app.doc(hide=True)(_openapi))
    app.add_url_rule("/api", "api_page", app.doc(hide=True)(_page))


def _openapi() -> Response:
    body = json.dumps(_spec(), ensure_ascii=False).encode()
    return answers.written(body, answers.JSON)


def _spec() -> dict[str, Any]:
    """The description, made once for an app: it takes a fifth of a second."""
    app: Any = current_app
    spec: dict[str, Any] = app.extensions.get("sayso.openapi") or app.spec
    app.extensions["sayso.openapi"] = spec
    return spec


def _page() -> Response:
    paths = sorted(_spec()["paths"].items())
    listed = [(path, operations["get"]) for path, operations in paths if "get" in operations]
    response = Response(render_template("api.html", routes=listed), mimetype="text/html")
    responses.vary(response, "Accept")
    return response


def _complete(spec: Any) -> Any:
    """The description with what all look-ups have in common, and with the routes of other rooms."""
    spec["info"]["summary"] = "Who said what, read from news articles: each fact with its evidence."
    spec["components"]["schemas"] = _schemas()
    described = {
        path: _described(path, operations)
        for path, operations in spec["paths"].items()
        if path not in _OTHERS and _is_lookup(operations)
    }
    spec["paths"] = dict(sorted((described | _OTHERS).items()))
    return spec


def _is_lookup(operations: dict[str, Any]) -> bool:
    return "Look-ups" in operations.get("get", {}).get("tags", ())


def _described(path: str, operations: dict[str, Any]) -> dict[str, Any]:
    get = operations["get"]
    for parameter in (*operations.get("parameters", ()), *get.get("parameters", ())):
        if parameter.get("in") == "path":
            parameter["description"] = _PREFIX if parameter.get("name") == "prefix" else _ID
    found = get["responses"]["200"]
    found["description"] = get.get("summary", "")
    content = found.get("content", {})
    if path not in _WITHOUT_RDF and not path.endswith("/why") and not _is_list_of_names(content):
        content |= {name: {"schema": {"type": "string"}} for name in descriptions.FORMATS}
        content["application/ld+json"] = {"schema": {"type": "object"}}
    content[negotiation.HTML] = {"schema": {"type": "string"}}
    found["content"] = content
    found["headers"] = {
        "ETag": {"description": "The same as long as the graph is.", "schema": {"type": "string"}}
    }
    get["responses"]["304"] = {"description": "The client has it already (If-None-Match)."}
    for status, told in _ERRORS.items():
        get["responses"][status] = _error(told)
    if "{" in path or path == "/resource":
        get["responses"]["404"] = _error("There is no such thing; `near` is what is called alike.")
        get["responses"]["308"] = {"description": "It has another id now."}
    if path == "/resource" or path.startswith("/data"):
        get["responses"].pop("308")
        get["responses"]["303"] = {"description": "It has a record of its own."}
    return operations


def _is_list_of_names(content: dict[str, Any]) -> bool:
    return "NamesPage" in json.dumps(content)


def _error(told: str) -> dict[str, Any]:
    return {
        "description": told,
        "content": {
            answers.JSON: {"schema": _ERROR},
            negotiation.HTML: {"schema": {"type": "string"}},
        },
    }


def _schemas() -> dict[str, Any]:
    """Every record of the models, once."""
    from pydantic.json_schema import models_json_schema

    from sayso.api.lookups import models

    records = [(getattr(models, name), "serialization") for name in models.__all__]
    _, found = models_json_schema(records, ref_template="#/components/schemas/{model}")  # type: ignore[arg-type]
    schemas: dict[str, Any] = found["$defs"]
    return schemas


def _parameter(name: str, told: str, required: bool = False, **schema: Any) -> dict[str, Any]:
    return {
        "name": name, "in": "query", "required": required, "description": told,
        "schema": {"type": "string"} | schema,
    }  # fmt: skip


def _answer(told: str, *media_types: str) -> dict[str, Any]:
    return {"description": told, "content": {name: {"schema": {}} for name in media_types}}


_ROWS = tuple(dict.fromkeys((*negotiation.SOLUTIONS, *negotiation.GRAPHS, negotiation.HTML)))
_SPARQL_ERRORS = {
    "400": _error("The query cannot be read, or is not allowed."),
    "406": _error(_ERRORS["406"]),
    "413": _error("The request is too large."),
    "503": _error(_ERRORS["503"]),
    "504": _error(_ERRORS["504"]),
}
_OTHERS: dict[str, Any] = {
    "/sparql": {
        "get": {
            "tags": ["SPARQL"],
            "operationId": "get_sparql",
            "summary": "A SPARQL 1.1 query; without one, the service description.",
            "parameters": [
                _parameter("query", "the query; the usual prefixes need no declaration"),
                _parameter("default-graph-uri", "a graph in place of FROM"),
                _parameter("named-graph-uri", "a graph in place of FROM NAMED"),
            ],
            "responses": {"200": _answer("The answer.", *_ROWS), **_SPARQL_ERRORS},
        },
        "post": {
            "tags": ["SPARQL"],
            "operationId": "post_sparql",
            "summary": "A SPARQL 1.1 query in the body, by itself or as a form.",
            "requestBody": {
                "content": {
                    "application/sparql-query": {"schema": {"type": "string"}},
                    "application/x-www-form-urlencoded": {
                        "schema": {
                            "type": "object",
                            "properties": {"query": {"type": "string"}},
                            "required": ["query"],
                        }
                    },
                },
                "required": True,
            },
            "responses": {
                "200": _answer("The answer.", *_ROWS),
                "415": _error("The content type is not taken."),
                **_SPARQL_ERRORS,
            },
        },
    },
    "/healthz": {
        "get": {
            "tags": ["Running"],
            "operationId": "get_healthz",
            "summary": "Whether the server answers.",
            "responses": {"200": _answer("It does.", answers.JSON)},
        }
    },
}
"""The routes of other rooms, which follow standards of their own."""
