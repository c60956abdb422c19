"""The command that serves a graph over HTTP: `sayso serve`."""

import logging
import os
import stat
import sys
import tomllib
from collections.abc import Mapping
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast
from urllib.parse import urlsplit

import typer

from sayso.config import DEFAULT_GRAPH
from sayso.errors import SaysoError
from sayso.options import Graph
from sayso.terminal import printable

if TYPE_CHECKING:
    from sayso.api.service import Limits, Service
    from sayso.api.settings import Settings

__all__ = ["LogFormat", "Memory", "serve"]

LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Memory(StrEnum):
    """Whether readers get a copy of the graph in memory."""

    auto = "auto"
    always = "always"
    never = "never"


class LogFormat(StrEnum):
    """How a line of the access log is written."""

    text = "text"
    json = "json"


def serve(
    context: typer.Context,
    graph: Graph = DEFAULT_GRAPH,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(help="The port to listen on; 0 is any that is free.", min=0, max=65535)
    ] = 8421,
    timeout: Annotated[
        float, typer.Option(metavar="SECONDS", min=0.01, help="A query is ended after this time.")
    ] = 30.0,
    max_rows: Annotated[int, typer.Option(min=1, help="The most rows or triples of an answer.")] = 1_000_000,
    max_bytes: Annotated[int, typer.Option(min=1000, help="The most bytes of an answer.")] = 256_000_000,
    max_memory: Annotated[
        int,
        typer.Option(min=10_000_000, help="The most bytes of memory that a query may use beside the graph."),
    ] = 2_000_000_000,
    memory: Annotated[
        Memory, typer.Option(help="Answer from a copy of the graph in memory: if it fits, always or never.")
    ] = Memory.auto,
    readers: Annotated[
        int | None,
        typer.Option(min=1, max=256, help="Queries that are worked on at once (by the number of cores)."),
    ] = None,
    threads: Annotated[
        int, typer.Option(min=4, max=512, help="Requests that are in work or wait for a reader at once.")
    ] = 32,
    token_file: Annotated[
        Path | None,
        typer.Option(help="A file with the token that readers must send (or SAYSO_TOKEN)."),
    ] = None,
    update_token_file: Annotated[
        Path | None,
        typer.Option(help="A file with the token that allows updates (or SAYSO_UPDATE_TOKEN)."),
    ] = None,
    origins: Annotated[
        str, typer.Option(help="The origins whose pages may read answers: a list, '*' for all, '' for none.")
    ] = "*",
    rate: Annotated[
        float | None, typer.Option(min=0.01, metavar="PER_SECOND", help="Requests that one client may send.")
    ] = None,
    access_log: Annotated[
        str | None, typer.Option(metavar="FILE|-", help="Write a line for each answer; - is standard output.")
    ] = None,
    log_format: Annotated[
        LogFormat, typer.Option(help="How the lines of the access log are written.")
    ] = LogFormat.text,
    public_url: Annotated[
        str | None, typer.Option(metavar="URL", help="Where others see this server, if behind a proxy.")
    ] = None,
    behind_proxy: Annotated[
        bool,
        typer.Option("--behind-proxy", help="Take clients' addresses from a proxy's X-Forwarded-For."),
    ] = False,
    scratch: Annotated[
        bool,
        typer.Option("--scratch", help="Serve an empty dataset in memory, for trying SPARQL clients."),
    ] = False,
    settings: Annotated[
        Path | None, typer.Option("--settings", help="A TOML file with these options, by name.")
    ] = None,
) -> None:
    """Serve a graph over HTTP: pages, look-ups and a SPARQL endpoint, within limits."""
    given = {name: value for name, value in locals().items() if name not in ("context", "settings")}
    if settings is not None:
        _take(context, given, settings)
    _serve(**given)


def _serve(
    *,
    graph: str,
    host: str,
    port: int,
    timeout: float,
    max_rows: int,
    max_bytes: int,
    max_memory: int,
    memory: Memory,
    readers: int | None,
    threads: int,
    token_file: Path | None,
    update_token_file: Path | None,
    origins: str,
    rate: float | None,
    access_log: str | None,
    log_format: LogFormat,
    public_url: str | None,
    behind_proxy: bool,
    scratch: bool,
) -> None:
    from sayso.api.app import create_app
    from sayso.api.running.access_log import AccessLog
    from sayso.api.running.server import Server, listen, stopping
    from sayso.api.service import Limits
    from sayso.api.settings import Settings

    token = _token(token_file, "SAYSO_TOKEN")
    update_token = _token(update_token_file, "SAYSO_UPDATE_TOKEN")
    if public_url is not None:
        _check_url(public_url)
    limits = Limits(seconds=timeout, rows=max_rows, bytes=max_bytes, memory=max_memory)
    settings = Settings(
        hosts=("127.0.0.1", "[::1]", "localhost") if host in LOOPBACK else None,
        union=not scratch,
        token=token,
        update_token=update_token,
        origins=origins,
        rate=rate,
        concurrent=threads - 2,
        public_url=public_url,
        behind_proxy=behind_proxy,
    )
    log = AccessLog(access_log, json_lines=log_format is LogFormat.json) if access_log is not None else None
    logging.getLogger("sayso.api").setLevel(logging.INFO)
    with ExitStack() as stack:
        sockets = listen(host, port)  # before the graph is read: a port that is taken is known at once
        for one in sockets:
            stack.callback(one.close)
        if log is not None:
            stack.callback(log.close)
        service, what = (
            _scratch(limits)
            if scratch
            else _graph(stack, graph, limits, memory=memory, readers=readers, threads=threads)
        )
        app = create_app(service, settings, log)
        server = Server(
            app,
            sockets,
            threads=threads,
            most_body=app.config["MAX_CONTENT_LENGTH"] or settings.max_request_bytes,
            most_answer=limits.bytes,
        )
        address = server.addresses[0]
        if host not in LOOPBACK:
            _warn(host, settings)
        shown_host = f"[{host}]" if ":" in host else host
        _say(f"{public_url or f'http://{shown_host}:{address[1]}'}/ serves {what}")
        _say(_told(limits, settings))
        with stopping(server):
            _say(f"SPARQL at {public_url or f'http://{shown_host}:{address[1]}'}/sparql (end with Ctrl-C)")
            server.run()
        _say("stopped")


def _scratch(limits: "Limits") -> tuple["Service", str]:
    from sayso.api.service import InlineService
    from sayso.graph.store import Store

    return InlineService(Store.memory(), limits), "an empty dataset, which is gone when the server ends"


def _graph(
    stack: ExitStack,
    graph: str,
    limits: "Limits",
    *,
    memory: Memory,
    readers: int | None,
    threads: int,
) -> tuple["Service", str]:
    """Starts the readers of a graph; says what they have."""
    from sayso.api.running.jobs import quads
    from sayso.api.running.opening import opened

    service = stack.enter_context(opened(graph, limits, memory=memory.value, readers=readers, queue=threads))
    where = "from memory" if service.in_memory else "from the disk"
    return cast("Service", service), f"{graph}: {service.run(quads):,} quads, {where}"


def _told(limits: "Limits", settings: "Settings") -> str:
    parts = [
        f"{limits.seconds:g} s",
        f"{limits.rows:,} rows",
        f"{(limits.bytes or 0) / 1e6:,.0f} MB of answer",
        f"{(limits.memory or 0) / 1e6:,.0f} MB of memory",
    ]
    if settings.rate is not None:
        parts.append(f"{settings.rate:g} requests a second")
    who = "for those who have the token" if settings.token is not None else "for everybody who reaches it"
    updates = "updates with a token" if settings.update_token is not None else "read-only"
    return f"limits: {', '.join(parts)}; {who}; {updates}"


def _warn(host: str, settings: "Settings") -> None:
    if settings.token is None:
        _say("WARNING: this server listens beyond this machine and wants no token.")
        _say(f"WARNING: whoever reaches {host} can read the whole graph, every article's text included,")
        _say("WARNING: and keep this machine busy with queries, up to the limits below.")
        _say("WARNING: give --token-file, or let only those reach it whom you trust.")
    if settings.public_url is None or not settings.public_url.startswith("https:"):
        _say("warning: HTTP is not encrypted: what is asked and answered, and tokens, can be read on the way")


def _take(context: typer.Context, given: dict[str, Any], path: Path) -> None:
    """Options from a file, where the command line and the environment give none."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SaysoError(f"cannot read {path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SaysoError(f"{path} is not TOML: {error}") from error
    parameters = {parameter.name: parameter for parameter in context.command.params}
    for key, value in found.items():
        name = key.replace("-", "_")
        if name not in given:
            known = ", ".join(sorted(one.replace("_", "-") for one in given))
            raise SaysoError(f"{path}: there is no setting {key!r}; there are {known}")
        source = context.get_parameter_source(name)
        if source is not None and source.name != "DEFAULT":
            continue
        if isinstance(value, Mapping | list):
            raise SaysoError(f"{path}: {key} is one value, not several")
        try:
            given[name] = parameters[name].process_value(context, value)
        except Exception as error:  # click's, of whichever copy typer carries
            message = getattr(error, "message", str(error))
            raise SaysoError(f"{path}: {key} = {value!r}: {message}") from error
        if name.endswith("_file") and not Path(given[name]).is_absolute():
            given[name] = path.parent / given[name]


def _token(path: Path | None, variable: str) -> str | None:
    """The token in a file, or in the environment; never from the command line, which others can see."""
    if path is None:
        token = os.environ.get(variable, "").strip()
        where = f"the token in {variable}"
        if not token:
            return None
    else:
        try:
            token = path.read_text(encoding="utf-8").strip()
            mode = path.stat().st_mode
        except OSError as error:
            raise SaysoError(f"cannot read the token in {path}: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise SaysoError(f"the token in {path} is not text") from error
        where = f"the token in {path}"
        if mode & stat.S_IROTH:
            _say(f"warning: everybody on this machine can read {path}: chmod 600 {path}")
    if len(token) < 16 or not token.isascii() or not token.isprintable() or " " in token:
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
        raise SaysoError(f"{url!r} is no URL of a server; give it as https://example.org/news")


def _say(text: str) -> None:
    print(f"sayso: {printable(text)}", file=sys.stderr, flush=True)
