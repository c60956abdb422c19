"""SPARQL 1.1 Protocol, update operation, at /update: off unless there is a token for it.

What a build owns is changed only by a request that says `?owned=change`, and that is told in the log.
"""

import hmac
import logging
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from flask import Blueprint, Flask, Response, current_app, request
from werkzeug.exceptions import BadRequest, Conflict, Forbidden, NotFound, TooManyRequests, Unauthorized

from sayso.api.protocol.requests import Sent, base_iri, read_update
from sayso.api.protocol.writers import InlineWriter, Writer
from sayso.api.protocol.writing import ImpossibleError, OwnedError, RefusedError, Update, update
from sayso.api.service import InlineService, Service
from sayso.api.settings import Settings, current_settings
from sayso.graph.store import Store

__all__ = ["blueprint", "change", "change_until", "check_token", "may_change_owned", "use_writer"]

P = ParamSpec("P")
R = TypeVar("R")

logger = logging.getLogger(__name__)

blueprint = Blueprint("updates", __name__)

_METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH"]
_LOOPBACK = ("127.0.0.1", "::1")


def use_writer(app: Flask, writer: Writer) -> None:
    """Has an app write by this; without one, only a graph in memory can be written to."""
    app.extensions["sayso.writer"] = writer


@blueprint.route("/update", methods=_METHODS)
@blueprint.route("/update/", methods=_METHODS)
def updates() -> Response:
    """Do an update given by form POST or by direct POST."""
    check_token()
    sent = read_update(request)
    assert sent.text is not None
    touched = change(
        update,
        Update(
            sent.text,
            sent.default_graphs,
            sent.named_graphs,
            base_iri(request),
            may_change_owned(sent),
            not current_settings().union,
        ),
    )
    if touched:
        logger.warning("an update of %s may have changed %s, made by builds", request.remote_addr, touched)
    return Response(status=204)


def check_token(*, reads: bool = False) -> None:
    """Raises NotFound where updates are off, Unauthorized without the token for them.

    A scratch dataset takes them without a token, from this machine only, and from no page of another origin.
    Where all reading wants a token, whoever has that and only reads is let in: the gate has seen it already.
    """
    settings = current_settings()
    if settings.update_token is None:
        if _is_scratch(settings):
            origin = request.headers.get("Origin")
            if request.remote_addr not in _LOOPBACK or (
                origin is not None and origin != request.host_url.rstrip("/")
            ):
                raise Forbidden("A scratch dataset is changed from this machine only.")
            return
        raise NotFound("There are no updates here: this server was started without a token for them.")
    if reads and settings.token is not None:
        return
    said = request.headers.get("Authorization", "")
    tries, client = request.environ.get("sayso.tries"), request.remote_addr or ""
    if said and tries is not None and (wait := tries.wait(client)):
        raise TooManyRequests("Too many wrong tokens: wait a minute.", retry_after=int(wait) + 1)
    kind, _, token = said.partition(" ")
    given = token.strip().encode("utf-8", "surrogateescape")
    if kind.lower() != "bearer" or not hmac.compare_digest(given, settings.update_token.encode()):
        if said:
            logger.warning("a wrong token for updates came from %s", client)
            if tries is not None:
                tries.take(client)
        raise _unauthorized(
            "This is not the token for updates" if said else "The token for updates is wanted"
        )


def _is_scratch(settings: Settings) -> bool:
    return not settings.union and current_app.extensions.get("sayso.scratch") is True


def _unauthorized(told: str) -> Unauthorized:
    from werkzeug.datastructures import WWWAuthenticate

    return Unauthorized(
        f"{told}: send the header 'Authorization: Bearer TOKEN'.",
        www_authenticate=WWWAuthenticate("bearer", {"realm": "sayso updates"}),
    )


def may_change_owned(sent: Sent) -> bool:
    """Whether the request says that it means to change what a build owns."""
    said = sent.one("owned")
    if said is not None and said != "change":
        raise BadRequest(f"owned={said[:40]}: there is only owned=change.")
    return said is not None


def change(job: Callable[Concatenate[Store, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """Has the writer do a job; what it refuses becomes an HTTP error."""
    return change_until(None, job, *args, **kwargs)


def change_until(
    until: float | None, job: Callable[Concatenate[Store, P], R], /, *args: P.args, **kwargs: P.kwargs
) -> R:
    """The same, with a time, by `time.monotonic`, when it must be done."""
    try:
        return _writer().write_until(until, job, *args, **kwargs)
    except (OwnedError, ImpossibleError) as error:
        raise Conflict(str(error)) from error
    except RefusedError as error:
        raise Forbidden(str(error)) from error


def _writer() -> Writer:
    extensions: dict[str, Any] = current_app.extensions
    if "sayso.writer" not in extensions:
        service = cast(Service, extensions["sayso.service"])
        if not isinstance(service, InlineService) or service.store.read_only:
            raise NotFound("There are no updates here: the graph is open for reading only.")
        extensions["sayso.writer"] = InlineWriter(service)
    return cast(Writer, extensions["sayso.writer"])
