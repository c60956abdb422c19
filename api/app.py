"""The Flask app that answers questions over HTTP: `create_app(service)`."""

from pathlib import Path

from apiflask import APIFlask
from flask import Response, jsonify, render_template
from werkzeug.exceptions import HTTPException

from sayso.api.protocol import queries, responses
from sayso.api.service import BusyError, LimitError, Service, TimeLimitError
from sayso.api.settings import Settings
from sayso.api.web import editor, graph_view, static_files
from sayso.errors import QueryError, QuestionError, SaysoError
from sayso.graph.store import Store

__all__ = ["create_app"]

WEB = Path(__file__).parent / "web"

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def create_app(service: Service, settings: Settings | None = None) -> APIFlask:
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
    app.config["TRUSTED_HOSTS"] = list(settings.hosts) if settings.hosts is not None else None
    app.extensions["sayso.service"] = service
    app.extensions["sayso.settings"] = settings
    app.register_blueprint(queries.blueprint)
    app.register_blueprint(graph_view.blueprint)
    app.register_blueprint(editor.blueprint)
    static_files.install(app)

    @app.get("/")
    def front() -> str:
        return render_template("front.html", counts=service.run(_counts))

    @app.get("/healthz")
    def healthz() -> Response:
        return jsonify(status="ok")

    app.after_request(responses.compress)  # the last that is done
    app.after_request(responses.allow_other_origins)

    @app.after_request
    def secure(response: Response) -> Response:
        for name, value in SECURITY_HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    @app.errorhandler(SaysoError)
    def ours(error: SaysoError) -> tuple[Response, int]:
        response = jsonify(error=str(error))
        if isinstance(error, BusyError):
            response.headers["Retry-After"] = str(error.retry_after)
        return response, _status(error)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        response = jsonify(error=error.description)
        response.status_code = error.code or 500
        for name, value in error.get_headers():
            if name not in ("Content-Type", "Content-Length"):
                response.headers[name] = value
        return response

    return app


def _counts(store: Store) -> dict[str, int]:
    return store.counts()


def _status(error: SaysoError) -> int:
    """The HTTP status of an error of ours: at one place, for all routes."""
    if isinstance(error, QueryError | QuestionError):
        return 400
    if isinstance(error, TimeLimitError):
        return 504
    if isinstance(error, LimitError | BusyError):
        return 503
    return 500
