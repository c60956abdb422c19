"""The Flask app that answers questions over HTTP: `create_app(service)`."""

from pathlib import Path
from typing import Any

from apiflask import APIFlask
from werkzeug.middleware.proxy_fix import ProxyFix

from sayso.api.lookups import routes as lookups
from sayso.api.protocol import direct, graph_store, queries, responses, updates
from sayso.api.running import failures, health, tokens
from sayso.api.running.access_log import AccessLog
from sayso.api.running.gate import Gate
from sayso.api.running.metrics import Metrics
from sayso.api.service import Service
from sayso.api.settings import Settings
from sayso.api.web import editor, front, graph_view, rendering, static_files

__all__ = ["create_app"]

WEB = Path(__file__).parent / "web"


def create_app(
    service: Service, settings: Settings | None = None, access_log: AccessLog | None = None
) -> APIFlask:
    """An app that answers from `service`. Two apps in one process do not meet."""
    settings = settings or Settings()
    app = APIFlask(
        "sayso.api",
        title="Sayso",
        docs_path=None,
        spec_path=None,
        static_folder=None,  # type: ignore[arg-type]  # static_files serves them; Flask takes None as well
        template_folder=str(WEB / "templates"),
    )
    app.config["MAX_CONTENT_LENGTH"] = settings.max_request_bytes
    app.extensions["sayso.service"] = service
    app.extensions["sayso.settings"] = settings
    failures.install(app)
    app.register_blueprint(health.blueprint)
    app.register_blueprint(tokens.blueprint)
    app.register_blueprint(queries.blueprint)
    app.register_blueprint(updates.blueprint)
    app.register_blueprint(graph_store.blueprint)
    app.register_blueprint(graph_view.blueprint)
    app.register_blueprint(editor.blueprint)
    app.register_blueprint(front.blueprint)
    lookups.install(app, service.base)
    static_files.install(app)
    rendering.install(app)

    app.after_request(responses.compress)  # the last that is done
    app.after_request(responses.allow_other_origins)

    short = app.extensions["sayso.direct"] = direct.Direct(app.wsgi_app, service, settings)
    metrics = app.extensions["sayso.metrics"] = Metrics(service, lambda: short.cached)
    gate: Any = Gate(short, settings, service, metrics, access_log)
    if settings.behind_proxy:
        gate = ProxyFix(gate, x_for=1, x_proto=1, x_host=0, x_prefix=0)  # Host is what it was sent as
    app.wsgi_app = gate  # type: ignore[method-assign]  # as Flask's documentation has it
    return app
