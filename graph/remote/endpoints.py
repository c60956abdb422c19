"""Where a server is asked, where it is written to, and as whom.

    >>> endpoints("https://host/news").update
    'https://host/news/update'

A graph on a server is named by one URL, or by a TOML file with the URLs of its endpoints. Credentials come
from the environment alone, so that they stand in no file, no list of processes and no message of ours.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from sayso.errors import StoreError

__all__ = ["Credentials", "Endpoints", "credentials", "endpoints", "is_remote"]

_QUERY, _UPDATE, _STORE = "SAYSO_GRAPH_QUERY_URL", "SAYSO_GRAPH_UPDATE_URL", "SAYSO_GRAPH_STORE_URL"
_USER, _PASSWORD, _TOKEN = "SAYSO_GRAPH_USER", "SAYSO_GRAPH_PASSWORD", "SAYSO_GRAPH_TOKEN"
_TIMEOUT = "SAYSO_GRAPH_TIMEOUT"
_TIMEOUT_S = 300.0

# A Path has lost one of the slashes.
_URL = re.compile(r"(https?):/{1,2}(?=[^/])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Endpoints:
    """The URLs of one graph: `query` and `update` of SPARQL, `store` of the Graph Store Protocol, if any.

    `name` is how the user named it, and how messages do. `timeout_s` is how long an answer may take.
    """

    name: str
    query: str
    update: str
    store: str | None = None
    timeout_s: float = _TIMEOUT_S


@dataclass(frozen=True, slots=True)
class Credentials:
    """As whom a server is asked; what must not be told does not show in `repr`."""

    user: str | None = None
    password: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)


def is_remote(graph: str | Path) -> bool:
    """Whether this names a graph on a server: an http or https URL, or a TOML file."""
    return bool(_URL.match(str(graph))) or (str(graph).endswith(".toml") and Path(graph).is_file())


def endpoints(graph: str | Path, environment: Mapping[str, str] | None = None) -> Endpoints:
    """The endpoints of a graph that `is_remote`.

    A URL that ends with /sparql or /sparql-auth is asked and written to itself; from any other, one step
    further are /query, /update and /store. SAYSO_GRAPH_QUERY_URL, SAYSO_GRAPH_UPDATE_URL and
    SAYSO_GRAPH_STORE_URL take the place of these. Raises StoreError for what is no such URL or file.
    """
    environment = os.environ if environment is None else environment
    timeout_s = _seconds(environment.get(_TIMEOUT), _TIMEOUT)
    if not _URL.match(str(graph)):
        return _from_file(Path(graph), timeout_s)
    url = _checked(_URL.sub(r"\1://", str(graph), count=1).rstrip("/"))
    base, _, last = url.rpartition("/")
    if last == "sparql":
        query, update, store = url, url, None
    elif last == "sparql-auth":  # Virtuoso's
        query, update, store = url, url, f"{base}/sparql-graph-crud-auth"
    else:
        start = base if last == "query" else url
        query, update, store = f"{start}/query", f"{start}/update", f"{start}/store"
    return Endpoints(
        url,
        _checked(environment.get(_QUERY) or query),
        _checked(environment.get(_UPDATE) or update),
        _checked(environment[_STORE]) if environment.get(_STORE) else store,
        timeout_s or _TIMEOUT_S,
    )


def credentials(environment: Mapping[str, str] | None = None) -> Credentials:
    """Those of SAYSO_GRAPH_USER and SAYSO_GRAPH_PASSWORD, or of SAYSO_GRAPH_TOKEN."""
    environment = os.environ if environment is None else environment
    return Credentials(
        environment.get(_USER) or None, environment.get(_PASSWORD) or None, environment.get(_TOKEN) or None
    )


def _from_file(path: Path, timeout_s: float | None) -> Endpoints:
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise StoreError(f"cannot read {path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StoreError(
            f'{path} is no TOML file ({error}): give it lines such as query = "https://…"'
        ) from error
    unknown = sorted(found.keys() - {"query", "update", "store", "timeout"})
    if unknown:
        raise StoreError(f"{path}: no setting {unknown[0]!r}; there are query, update, store and timeout")
    urls = {name: found[name] for name in ("query", "update", "store") if name in found}
    if "query" not in urls or not all(isinstance(url, str) for url in urls.values()):
        raise StoreError(f'{path}: the endpoint to ask is missing: give query = "https://…"')
    query = _checked(urls["query"])
    store = urls.get("store")
    return Endpoints(
        str(path),
        query,
        _checked(urls.get("update", query)),
        _checked(store) if store else None,
        timeout_s or _seconds(str(found.get("timeout", "")), f"timeout in {path}") or _TIMEOUT_S,
    )


def _seconds(text: str | None, name: str) -> float | None:
    if not text:
        return None
    try:
        seconds = float(text)
        if 0 < seconds < 1e6:
            return seconds
    except ValueError:
        pass
    raise StoreError(f"{name} is {text!r}: give a number of seconds")


def _checked(url: str) -> str:
    try:
        parts: SplitResult = urlsplit(url)
        fit = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise StoreError(
            "an address of the graph's server cannot be read: give https://HOST[:PORT]/PATH"
        ) from None
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise StoreError(
            f"leave user and password out of the URL of {parts.hostname}: set {_USER} and {_PASSWORD}"
        )
    if not fit or parts.query or parts.fragment or not url.isprintable() or " " in url:
        # what stands behind the host may be meant for nobody else: a token, say
        raise StoreError(
            f"the URL of {parts.hostname or 'no host'} cannot be the address of a graph: "
            "give https://HOST[:PORT]/PATH, without blanks and without ? or # and what follows them"
        )
    return url
