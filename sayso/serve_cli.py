"""The command that serves a graph over HTTP: `sayso serve`."""

import ipaddress
import logging
import os
import signal
import sys
import tomllib
from collections.abc import Mapping
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sayso.config import DEFAULT_GRAPH
from sayso.errors import SaysoError
from sayso.options import Graph
from sayso.terminal import printable
from sayso.usage import told

if TYPE_CHECKING:
    from sayso.api.service import Limits
    from sayso.api.settings import Settings

__all__ = ["LogFormat", "Memory", "is_loopback", "serve"]

LOOPBACK = "127.0.0.1 [::1] localhost"


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
    host: Annotated[str, typer.Option(envvar="SAYSO_HOST", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int,
        typer.Option(
            envvar="SAYSO_PORT", help="The port to listen on; 0 is any that is free.", min=0, max=65535
        ),
    ] = 8421,
    timeout: Annotated[
        float,
        typer.Option(
            envvar="SAYSO_TIMEOUT", metavar="SECONDS", min=0.01, help="A query is ended after this time."
        ),
    ] = 30.0,
    max_rows: Annotated[
        int, typer.Option(envvar="SAYSO_MAX_ROWS", min=1, help="The most rows or triples of an answer.")
    ] = 1_000_000,
    max_bytes: Annotated[
        int, typer.Option(envvar="SAYSO_MAX_BYTES", min=1000, help="The most bytes of an answer.")
    ] = 256_000_000,
    max_memory: Annotated[
        int,
        typer.Option(
            envvar="SAYSO_MAX_MEMORY",
            min=10_000_000,
            help="The most bytes of memory that a query may use beside the graph.",
        ),
    ] = 2_000_000_000,
    memory: Annotated[
        Memory,
        typer.Option(
            envvar="SAYSO_MEMORY",
            help="Answer from a copy of the graph in memory: if it fits, always or never.",
        ),
    ] = Memory.auto,
    readers: Annotated[
        int | None,
        typer.Option(
            envvar="SAYSO_READERS",
            min=1,
            max=256,
            help="Queries that are worked on at once (by the number of cores).",
        ),
    ] = None,
    threads: Annotated[
        int,
        typer.Option(
            envvar="SAYSO_THREADS",
            min=4,
            max=512,
            help="Requests that are in work or wait for a reader at once.",
        ),
    ] = 32,
    cache_bytes: Annotated[
        int,
        typer.Option(
            envvar="SAYSO_CACHE_BYTES",
            min=0,
            help="Bytes of small answers kept for who asks the same again; 0 keeps none.",
        ),
    ] = 16_000_000,
    token_file: Annotated[
        Path | None,
        typer.Option(
            envvar="SAYSO_TOKEN_FILE", help="A file with the token that readers must send (or SAYSO_TOKEN)."
        ),
    ] = None,
    update_token_file: Annotated[
        Path | None,
        typer.Option(
            envvar="SAYSO_UPDATE_TOKEN_FILE",
            help="A file with the token that allows updates (or SAYSO_UPDATE_TOKEN).",
        ),
    ] = None,
    origins: Annotated[
        str | None,
        typer.Option(
            envvar="SAYSO_ORIGINS",
            help="The origins whose pages may read answers: a list, '*' for all, 'none' "
            "(by default all, but none where only this machine is served).",
        ),
    ] = None,
    hosts: Annotated[
        str | None,
        typer.Option(
            envvar="SAYSO_HOSTS",
            metavar="NAMES",
            help="The host names under which it answers: a list, '*' for any "
            "(by default any, but those of loopback where only this machine is served).",
        ),
    ] = None,
    rate: Annotated[
        float | None,
        typer.Option(
            envvar="SAYSO_RATE", min=0.01, metavar="PER_SECOND", help="Requests that one client may send."
        ),
    ] = None,
    access_log: Annotated[
        str | None,
        typer.Option(
            envvar="SAYSO_ACCESS_LOG",
            metavar="FILE|-",
            help="Write a line for each answer; - is standard output.",
        ),
    ] = None,
    log_format: Annotated[
        LogFormat,
        typer.Option(envvar="SAYSO_LOG_FORMAT", help="How the lines of the access log are written."),
    ] = LogFormat.text,
    public_url: Annotated[
        str | None,
        typer.Option(
            envvar="SAYSO_PUBLIC_URL", metavar="URL", help="Where others see this server, if behind a proxy."
        ),
    ] = None,
    behind_proxy: Annotated[
        bool,
        typer.Option(
            "--behind-proxy",
            envvar="SAYSO_BEHIND_PROXY",
            help="Take clients' addresses and the scheme from a proxy's X-Forwarded-For and -Proto.",
        ),
    ] = False,
    scratch: Annotated[
        bool,
        typer.Option(
            "--scratch",
            envvar="SAYSO_SCRATCH",
            help="Serve an empty dataset in memory, for trying SPARQL clients.",
        ),
    ] = False,
    settings: Annotated[
        Path | None,
        typer.Option("--settings", envvar="SAYSO_SETTINGS", help="A TOML file with these options, by name."),
    ] = None,
) -> None:
    """Serve a graph over HTTP: pages, look-ups and a SPARQL endpoint, within limits."""
    given = {name: value for name, value in locals().items() if name not in ("context", "settings")}
    given |= {"memory": memory.value, "log_format": log_format.value}
    if settings is not None:
        _take(context, given, settings)
    _serve(**given)


def _serve(*, host: str, port: int, origins: str | None, hosts: str | None, **given: Any) -> None:
    usual = signal.signal(signal.SIGTERM, _leave)  # also while a large graph is being read
    from sayso.api.running.jobs import quads
    from sayso.api.running.options import Options, limits_of
    from sayso.api.running.options import serve as start
    from sayso.api.running.server import Server, listen, stopping

    options = Options(
        **given,
        token=os.environ.get("SAYSO_TOKEN", "").strip() or None,
        update_token=os.environ.get("SAYSO_UPDATE_TOKEN", "").strip() or None,
        # any page that is open in a browser here could ask for what only this machine shall see
        origins=("none" if is_loopback(host) else "*") if origins is None else origins,
        hosts=(f"{LOOPBACK} {host}" if is_loopback(host) else "*") if hosts is None else hosts,
    )
    logging.getLogger("sayso.api").setLevel(logging.INFO)
    with ExitStack() as stack:
        stack.callback(signal.signal, signal.SIGTERM, usual)
        sockets = listen(host, port)  # before the graph is read: a port that is taken is known at once
        for one in sockets:
            stack.callback(one.close)
        served = start(options, stack)
        limits = limits_of(options)
        server = Server(
            served.app,
            sockets,
            threads=options.threads,
            most_body=served.app.config["MAX_CONTENT_LENGTH"],
            most_answer=limits.bytes,
            at_once=served.app.extensions["sayso.direct"].at_once,
        )
        if not is_loopback(host):
            _warn(host, served.settings)
        if options.scratch:
            what = "an empty dataset, which is gone when the server ends"
        else:
            where = "from memory" if served.in_memory else "from the disk"
            what = f"{options.graph}: {served.service.run(quads):,} quads, {where}"
        url = options.public_url or f"http://{f'[{host}]' if ':' in host else host}:{server.addresses[0][1]}"
        _say(f"serving {what}")
        _say(_told(limits, served.settings, scratch=options.scratch))
        signal.signal(signal.SIGTERM, usual)
        with stopping(server):
            _say(f"{url.rstrip('/')}/ for people, {url.rstrip('/')}/sparql for programs (end with Ctrl-C)")
            server.run()
        _say("stopping")
    _say("stopped")


def _leave(number: int, frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_IGN)  # what has been started is being ended
    _say("stopped before it served")
    raise SystemExit(0)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a server that listens there."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _told(limits: "Limits", settings: "Settings", *, scratch: bool) -> str:
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
    if scratch and settings.update_token is None:
        updates = "updates from this machine"
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
            raise SaysoError(f"{path}: {key} = {value!r}: {told(error)}") from error
        if name.endswith("_file") and not Path(given[name]).is_absolute():
            given[name] = path.parent / given[name]


def _say(text: str) -> None:
    print(f"sayso: {printable(text)}", file=sys.stderr, flush=True)
