"""The Flask app that answers questions over HTTP: `create_app(store)`, served by `serve`."""

from collections.abc import Sequence
from pathlib import Path

from flask import Flask, Response, jsonify, render_template
from werkzeug.exceptions import HTTPException

from sayso.api import sparql
from sayso.errors import QueryError, SaysoError
from sayso.graph.store import Store

__all__ = ["create_app", "serve"]

LOOPBACK = ("127.0.0.1", "::1", "[::1]", "localhost")
MAX_REQUEST_BYTES = 1_000_000

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def create_app(store: Store, *, hosts: Sequence[str] | None = None) -> Flask:
    """An app that answers from `store` and never writes to it. Two apps in one process do not meet.

    With `hosts`, requests under another host name are refused: a page from elsewhere must not be able to
    read a graph that is served on this machine only (DNS rebinding).
    """
    app = Flask("sayso.api", static_folder=None, template_folder=_folder("templates"))
    app.config["MAX_CONTENT_LENGTH"] = MAX_REQUEST_BYTES
    app.config["TRUSTED_HOSTS"] = list(hosts) if hosts is not None else None
    app.extensions["sayso"] = store
    app.register_blueprint(sparql.blueprint)

    @app.get("/")
    def front() -> str:
        return render_template("front.html", counts=store.counts())

    @app.get("/style.css")
    def style() -> Response:
        return Response(render_template("style.css"), content_type="text/css; charset=utf-8")

    @app.get("/healthz")
    def healthz() -> Response:
        return jsonify(status="ok")

    @app.after_request
    def secure(response: Response) -> Response:
        for name, value in SECURITY_HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    @app.errorhandler(SaysoError)
    def ours(error: SaysoError) -> tuple[Response, int]:
        return jsonify(error=str(error)), 400 if isinstance(error, QueryError) else 500

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        response = jsonify(error=error.description)
        response.status_code = error.code or 500
        for name, value in error.get_headers():
            if name not in ("Content-Type", "Content-Length"):
                response.headers[name] = value
        return response

    return app


def _folder(name: str) -> str:
    return str(Path(__file__).parent / name)


def serve(store: Store, *, host: str = "127.0.0.1", port: int = 8421, threads: int = 8) -> None:
    """Serve until interrupted."""
    import waitress

    hosts = LOOPBACK if host in LOOPBACK else None
    waitress.serve(create_app(store, hosts=hosts), host=host, port=port, threads=threads, ident="sayso")
