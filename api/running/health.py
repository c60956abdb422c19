"""Whether the server lives, whether it can answer, and what it counts."""

from flask import Blueprint, Response, current_app, jsonify, request

from sayso.api.running.metrics import CONTENT_TYPE
from sayso.api.settings import current_service
from sayso.errors import SaysoError

__all__ = ["blueprint"]

blueprint = Blueprint("health", __name__)


@blueprint.before_app_request
def note_route() -> None:
    """Leaves the pattern of the route for metrics, which must not have a row for each address."""
    if request.url_rule is not None:
        request.environ["sayso.route"] = request.url_rule.rule


@blueprint.get("/healthz")
def healthz() -> Response:
    """The process lives: asks nothing of the graph, so it never waits behind queries."""
    return _uncached(jsonify(status="ok"))


@blueprint.get("/readyz")
def readyz() -> tuple[Response, int]:
    """Whether a state of the graph is loaded, so that queries are answered."""
    try:
        _ = current_service().state
    except SaysoError:
        return _uncached(jsonify(status="not ready")), 503
    return _uncached(jsonify(status="ready")), 200


@blueprint.get("/metrics")
def metrics() -> Response:
    """What has been counted, as Prometheus reads it."""
    page = current_app.extensions["sayso.metrics"].page()
    return _uncached(Response(page, content_type=CONTENT_TYPE))


def _uncached(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
