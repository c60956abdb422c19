"""What an operator decides about a served graph, however he says it: and the app that follows from it."""

import logging
import os
import stat
import types
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit

from apiflask import APIFlask

from sayso.api.app import create_app
from sayso.api.running.access_log import AccessLog
from sayso.api.running.opening import opened
from sayso.api.service import Limits, Service
from sayso.api.settings import Settings
from sayso.errors import SaysoError
from sayso.graph.remote.endpoints import is_remote

__all__ = ["LOG_FORMATS", "Options", "Served", "from_environment", "limits_of", "serve", "settings_of"]

logger = logging.getLogger(__name__)

LOG_FORMATS = ("text", "json")
_SPARE_THREADS = 2  # for /healthz and the like, when all others wait


@dataclass(frozen=True, slots=True)
class Options:
    """The options of `sayso serve`, and the variables SAYSO_… of the WSGI entry point.

    `hosts` are names under which it answers, separated by blanks or commas (None or "*": any), `origins` may
    be "none"; the rest is as `sayso serve --help` tells. Tokens are in files, or given themselves by `token`
    and `update_token`.
    """

    graph: str
    timeout: float = 30.0
    max_rows: int = 1_000_000
    max_bytes: int = 256_000_000
    max_memory: int = 2_000_000_000
    memory: str = "auto"
    readers: int | None = None
    threads: int = 32
    cache_bytes: int = 16_000_000
    token: str | None = None
    token_file: Path | None = None
    update_token: str | None = None
    update_token_file: Path | None = None
    origins: str = "*"
    rate: float | None = None
    access_log: str | None = None
    log_format: str = "text"
    hosts: str | None = None
    public_url: str | None = None
    behind_proxy: bool = False
    scratch: bool = False


@dataclass(frozen=True, slots=True)
class Served:
    """An app with what it answers from; `in_memory` is whether that is a copy of the graph in memory."""

    app: APIFlask
    service: Service
    settings: Settings
    in_memory: bool = False


def serve(options: Options, stack: ExitStack) -> Served:
    """Starts readers and makes the app; `stack` ends all of it. Raises SaysoError."""
    settings, limits = settings_of(options), limits_of(options)
    log = None
    if options.log_format not in LOG_FORMATS:
        raise SaysoError(f"the log format is {' or '.join(LOG_FORMATS)}, not {options.log_format!r}")
    if options.access_log:
        log = AccessLog(options.access_log, json_lines=options.log_format == "json")
        stack.callback(log.close)
    if options.scratch:
        from sayso.api.protocol.scratch import open_scratch, use_scratch

        service, writer = stack.enter_context(open_scratch(limits))
        app = create_app(service, settings, log)
        use_scratch(app, writer)
        return Served(app, service, settings)
    if settings.update_token is not None and is_remote(options.graph):
        raise SaysoError(f"updates of {options.graph} are for that server: leave out the update token")
    memory = options.memory
    if settings.update_token is not None and memory == "auto":
        memory = "never"  # what was written is there to read in milliseconds; a copy would be made anew
    readers = stack.enter_context(
        opened(options.graph, limits, memory=memory, readers=options.readers, queue=options.threads)
    )
    app = create_app(readers, settings, log)
    if settings.update_token is not None:
        from sayso.api.protocol.updates import use_writer
        from sayso.api.protocol.writers import ProcessWriter

        use_writer(app, stack.enter_context(ProcessWriter(options.graph, readers)))
    return Served(app, readers, settings, readers.in_memory)


def limits_of(options: Options) -> Limits:
    """What one query may have."""
    return Limits(
        seconds=options.timeout, rows=options.max_rows, bytes=options.max_bytes, memory=options.max_memory
    )


def settings_of(options: Options) -> Settings:
    """What the app does and refuses. Raises SaysoError for a token or URL that is none."""
    if options.public_url is not None:
        _check_url(options.public_url)
    hosts = None
    if options.hosts is not None and options.hosts.strip() != "*":
        hosts = tuple(options.hosts.replace(",", " ").split())
    return Settings(
        hosts=hosts,
        union=not options.scratch,
        token=_token(options.token_file, options.token, "SAYSO_TOKEN"),
        update_token=_token(options.update_token_file, options.update_token, "SAYSO_UPDATE_TOKEN"),
        origins="" if options.origins == "none" else options.origins,
        rate=options.rate,
        concurrent=max(1, options.threads - _SPARE_THREADS),
        cache_bytes=options.cache_bytes,
        public_url=options.public_url,
        behind_proxy=options.behind_proxy,
    )


def from_environment(environment: Mapping[str, str]) -> Options:
    """The options that SAYSO_GRAPH, SAYSO_TIMEOUT and so on give. Raises SaysoError for a wrong value."""
    if not environment.get("SAYSO_GRAPH"):
        raise SaysoError("SAYSO_GRAPH is not set: it names the folder of the graph")
    kinds = get_type_hints(Options)
    given: dict[str, Any] = {}
    for field in fields(Options):
        variable = f"SAYSO_{field.name.upper()}"
        text = environment.get(variable, "")
        if text:
            given[field.name] = _value(variable, text, kinds[field.name])
    return Options(**given)


def _value(variable: str, text: str, kind: Any) -> Any:
    if get_origin(kind) is types.UnionType:
        kind = get_args(kind)[0]
    if kind is bool:
        if text.lower() in ("1", "true", "yes", "on"):
            return True
        if text.lower() in ("0", "false", "no", "off"):
            return False
        raise SaysoError(f"{variable} is {text!r}: give true or false")
    try:
        value = kind(text)
    except ValueError as error:
        raise SaysoError(f"{variable} is {text!r}: give a number") from error
    none = value == 0 and variable == "SAYSO_CACHE_BYTES"  # it switches off
    if kind in (int, float) and not 0 < value < 2**62 and not none:
        raise SaysoError(f"{variable} is {text!r}: give a number above 0")
    return value


def _token(path: Path | None, token: str | None, variable: str) -> str | None:
    """A token, from its file or as it was given; long enough not to be guessed."""
    where = f"the token in {variable}"
    if path is not None:
        where = f"the token in {path}"
        try:
            token = path.read_text(encoding="utf-8").strip()
            mode = path.stat().st_mode
        except OSError as error:
            raise SaysoError(f"cannot read the token in {path}: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise SaysoError(f"{where} is not text") from error
        if os.name == "posix" and mode & stat.S_IROTH:
            logger.warning("everybody on this machine can read %s: chmod 600 %s", path, path)
    elif not token:
        return None
    if token is None or len(token) < 16 or not token.isascii() or not token.isprintable() or " " in token:
        raise SaysoError(
            f"{where} must have 16 or more letters, digits and signs without blanks: "
            "python -c 'import secrets; print(secrets.token_urlsafe())' makes one"
        )
    return token


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.query
    except ValueError:
        fits = False
    if not fits:
        raise SaysoError(f"{url!r} is no URL of a server: give it as https://example.org/news")
