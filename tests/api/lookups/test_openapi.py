"""OpenAPI: what is described is what the server does, asked at random by schemathesis over a real socket."""

import json
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]

# What would hardly ever be hit upon.
KNOWN = {
    "people": ["mara-voss", "pol-adair", "ivo-brandt"],
    "organizations": ["vellin-university", "quayside-robotics"],
    "outlets": ["the-gull", "morning-ledger"],
    "topics": ["chip-export-controls", "ai-chips"],
    "statements": ["quayside-182-252", "chips-and-small-firms-118-165"],
    "articles": ["quayside", "taken-over"],
}


@pytest.fixture(scope="module")
def spec(server: Any) -> Any:
    return json.loads(server.get("/openapi.json").body)


def operations(spec: Any) -> list[Any]:
    schema = schemathesis.openapi.from_dict(spec)
    found: list[Any] = list(schema.get_all_operations())
    return [one.ok() for one in found]


def test_every_route_that_answers_is_described(spec: Any) -> None:
    assert spec["openapi"].startswith("3.1")
    assert set(spec["paths"]) >= {
        "/people/{name}", "/people/{name}/why", "/people", "/organizations/{name}", "/topics/{name}",
        "/statements", "/statements/{name}", "/articles", "/articles/{name}", "/experts", "/search", "/ask",
        "/resource", "/data/{prefix}/{name}", "/ontology", "/sparql", "/healthz",
    }  # fmt: skip


def test_every_schema_that_is_pointed_to_is_there(spec: Any) -> None:
    text = json.dumps(spec)
    pointed = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert pointed - spec["components"]["schemas"].keys() == set()


def test_every_parameter_is_told_of(spec: Any) -> None:
    untold = [
        (path, one["name"])
        for path, found in spec["paths"].items()
        for one in found["get"].get("parameters", ())
        if not (one.get("description") or one["schema"].get("description"))
    ]
    assert untold == []


def test_answers_are_as_they_are_described(server: Any, spec: Any) -> None:
    told = 0
    for operation in operations(spec):
        if operation.path in ("/sparql",):  # it follows a standard of its own, with tests of its own
            continue

        @seed(20_250_301)
        @settings(
            max_examples=12,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def answered(case: Any) -> None:
            nonlocal told
            told += 1
            case.call_and_validate(base_url=f"http://127.0.0.1:{server.port}", checks=CHECKS)

        answered()
    assert told > 200


@pytest.mark.parametrize("route", sorted(KNOWN))
def test_records_are_as_they_are_described(server: Any, spec: Any, route: str) -> None:
    schema = schemathesis.openapi.from_dict(spec)
    for ending in ("", "/why"):
        path = f"/{route}/{{name}}{ending}"
        if path not in spec["paths"]:
            continue
        for name in KNOWN[route]:
            case = schema[path]["GET"].Case(path_parameters={"name": name})
            case.call_and_validate(base_url=f"http://127.0.0.1:{server.port}", checks=CHECKS)
