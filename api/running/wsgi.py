"""A WSGI entry point for other servers, configured by the environment: `sayso.api.running.wsgi:application`.

    SAYSO_GRAPH=my-graph gunicorn --workers 1 --threads 32 sayso.api.running.wsgi:application

The graph is opened at the first request, so a server may load this module and fork afterwards. Each process
has readers of its own, and where they answer from memory a copy of the graph: have one, with many threads.
"""

import atexit
import logging
import os
import threading
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from typing import Any

from apiflask import APIFlask

from sayso.api.running.options import from_environment, serve
from sayso.errors import SaysoError

__all__ = ["application"]

logger = logging.getLogger(__name__)


class _Lazy:
    """The app, which is made when the first request comes, in the process that it comes to."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made: tuple[int, APIFlask] | None = None
        self._stack = ExitStack()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        try:
            app = self._app()
        except SaysoError as error:
            logger.error("%s", error)
            body = b'{"error": "The graph cannot be opened; the log of the server tells why."}\n'
            start_response(
                "503 Service Unavailable",
                [
                    ("Content-Type", "application/json"),
                    ("Content-Length", str(len(body))),
                    ("Retry-After", "10"),
                    ("Cache-Control", "no-store"),
                    ("X-Content-Type-Options", "nosniff"),
                ],
            )
            return [body]
        return app(environ, start_response)

    def _app(self) -> APIFlask:
        made = self._made
        if made is not None and made[0] == os.getpid():
            return made[1]
        with self._lock:
            if self._made is None or self._made[0] != os.getpid():
                self._stack = ExitStack()
                served = serve(from_environment(os.environ), self._stack)
                atexit.register(self.close)
                self._made = os.getpid(), served.app
            return self._made[1]

    def close(self) -> None:
        """Ends the readers; the next request starts others."""
        with self._lock:
            if self._made is not None and self._made[0] == os.getpid():
                self._made = None
                self._stack.close()


application = _Lazy()
