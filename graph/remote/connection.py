"""Requests to a SPARQL server: sent again where that is safe, and told in one line where they fail.

Whatever is sent can be sent twice: queries change nothing, and updates name in full what they insert, delete
and drop. Only where the server may still be at work on the first of two (no answer in time) is an update not
sent again: it could come to its end after something later, and undo it.
"""

import logging
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sayso.errors import QueryError, StoreError
from sayso.graph.remote.endpoints import Credentials, Endpoints

if TYPE_CHECKING:
    import requests

__all__ = ["Answer", "Connection", "UnfitQueryError"]

logger = logging.getLogger(__name__)

_CONNECT_S = 10.0
_WAITS_S = (0.2, 0.5, 1.0, 2.0, 4.0)
_LONGEST_WAIT_S = 30.0
_TRY_AGAIN = frozenset([429, 502, 503, 504])
_DEADLOCK = "40001"  # Virtuoso tells by this, with status 500, that it has undone a request

_COMPILER = "Virtuoso 37000"  # a query that is valid, which it cannot turn into its own language

_NO_RIGHT = ("No permission", "access denied")  # which it tells with status 500 as well

# What requests lets through where a header cannot be read: an address to go on to, a way of telling who asks.
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError)

_WRITTEN = "what was written before stays, marked as unfinished: give the same command again"


class UnfitQueryError(QueryError):
    """A server cannot answer a query that others could."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered: the body, and the headers with names in small letters."""

    body: bytes
    headers: Mapping[str, str]


class Connection:
    """A server under the endpoints of one graph. May be used by several threads."""

    def __init__(self, endpoints: Endpoints, credentials: Credentials) -> None:
        self.endpoints = endpoints
        self.server = ""
        self._credentials = credentials
        self._local = threading.local()
        self._auth: Any = None
        self._reached = self._lost = self._written = False
        if (credentials.user or credentials.token) and any(
            urlsplit(url).scheme == "http" and urlsplit(url).hostname not in ("localhost", "127.0.0.1", "::1")
            for url in (endpoints.query, endpoints.update)
        ):
            logger.warning("credentials go to %s without encryption: take https", endpoints.name)

    def query(self, text: str, *, accept: str, fields: Sequence[tuple[str, str]] = ()) -> Answer:
        """The answer to a query. Raises QueryError where the server refuses it, StoreError where it fails."""
        # as a form: some servers (Virtuoso 7.2) never answer a query that is sent as itself
        form = [("query", text), *fields]
        return self._send("POST", self.endpoints.query, data=form, headers={"Accept": accept})

    def update(self, text: str) -> None:
        """Carries out an update. Raises StoreError."""
        headers = {"Accept": "application/sparql-results+json, */*;q=0.1"}
        self._send("POST", self.endpoints.update, data=[("update", text)], headers=headers, writes=True)

    def add(self, graph: str, triples: bytes) -> None:
        """Puts triples, as N-Triples, into a graph by the Graph Store Protocol. Raises StoreError."""
        assert self.endpoints.store is not None
        headers = {"Content-Type": "text/turtle; charset=utf-8"}  # which N-Triples are, too
        self._send(
            "POST",
            self.endpoints.store,
            params=[("graph", graph)],
            data=triples,
            headers=headers,
            writes=True,
        )

    def strange(self, error: Exception) -> StoreError:
        """The error for an answer that cannot be read, for this reason."""
        _unlink(error)
        return StoreError(
            f"{self.endpoints.name} does not answer as SPARQL servers do: check the address, and what stands "
            "between it and here"
        )

    def close(self) -> None:
        """Lets go of the connection of this thread."""
        session = self._local.__dict__.pop("session", None)
        if session is not None:
            session.close()

    def _send(self, method: str, url: str, *, writes: bool = False, **request: Any) -> Answer:
        import requests

        # an address that is mistaken is told soon
        waits = () if self._lost else _WAITS_S if self._reached else _WAITS_S[:2]
        self._written |= writes
        name = self.endpoints.name
        for attempt in range(len(waits) + 1):
            wait = waits[attempt] if attempt < len(waits) else None
            try:
                response = self._session().request(
                    method,
                    url,
                    auth=self._auth or _as_it_is,
                    timeout=(_CONNECT_S, self.endpoints.timeout_s),
                    allow_redirects=False,  # a POST would become a GET, and credentials go elsewhere
                    **request,
                )
            except requests.exceptions.ReadTimeout as error:
                raise StoreError(
                    f"{name} gave no answer in {self.endpoints.timeout_s:g} s: "
                    + (
                        "it may still be at work on it; wait until it is idle and give the same command again"
                        if writes
                        else "ask for less, or set SAYSO_GRAPH_TIMEOUT to more seconds"
                    )
                ) from error
            except requests.exceptions.SSLError as error:
                raise StoreError(f"{name} has no valid certificate ({_short(str(error))})") from error
            except (UnicodeEncodeError, requests.exceptions.InvalidHeader) as error:
                _unlink(error)
                raise StoreError(
                    f"as whom {name} is to be asked cannot be written in a request: check "
                    "SAYSO_GRAPH_USER and SAYSO_GRAPH_PASSWORD, or SAYSO_GRAPH_TOKEN"
                ) from None
            except (requests.exceptions.ContentDecodingError, requests.exceptions.InvalidURL) as error:
                raise self.strange(error) from error
            except requests.exceptions.RequestException as error:
                _unlink(error)
                if wait is None:
                    self._lost = True
                    raise StoreError(
                        f"{name} {_why(error)}, tried {_times(attempt + 1)}: "
                        + (_WRITTEN if self._written else "check the address, and that the server runs")
                    ) from error
                self._local.__dict__.pop("session", None)
                time.sleep(wait)
                continue
            except _UNREADABLE as error:
                raise self.strange(error) from error
            self._reached, self._lost = True, False
            self.server = response.headers.get("Server", self.server)
            if response.status_code == 401 and self._auth is None and self._choose(response):
                return self._send(method, url, writes=writes, **request)
            if wait is not None and _is_passing(response):
                time.sleep(_wanted(response, wait))
                continue
            if response.status_code < 300:
                return Answer(response.content, {k.lower(): v for k, v in response.headers.items()})
            raise self._refused(response, url, writes=writes)
        raise AssertionError("every way out of the loop returns or raises")

    def _session(self) -> "requests.Session":
        import requests

        if "session" not in self._local.__dict__:
            session = requests.Session()
            if self._credentials.token:
                session.headers["Authorization"] = f"Bearer {self._credentials.token}"
            self._local.session = session
        found: requests.Session = self._local.session
        return found

    def _choose(self, response: "requests.Response") -> bool:
        """Takes the way of telling who asks that the server wants; False where there is nothing to tell."""
        from requests.auth import HTTPBasicAuth, HTTPDigestAuth

        user, password = self._credentials.user, self._credentials.password or ""
        if user is None:
            return False
        wanted = response.headers.get("WWW-Authenticate", "").lower()
        utf8 = user.encode(), password.encode()
        self._auth = HTTPDigestAuth(user, password) if "digest" in wanted else HTTPBasicAuth(*utf8)
        return True

    def _refused(self, response: "requests.Response", url: str, *, writes: bool) -> Exception:
        name, status = self.endpoints.name, response.status_code
        text = _short(response.content[:2000].decode("utf-8", "replace"))
        if status in (401, 403) or (status == 500 and any(sign in text for sign in _NO_RIGHT)):
            tried = self._auth is not None or self._credentials.token
            return StoreError(
                f"{name} does not let us {'write' if writes else 'ask'} ({status}): "
                + ("check" if tried else "set")
                + " SAYSO_GRAPH_USER and SAYSO_GRAPH_PASSWORD, or SAYSO_GRAPH_TOKEN"
            )
        if status in (404, 405) or status < 400:
            where = response.headers.get("Location", "")
            return StoreError(
                f"no SPARQL endpoint at {url} ({status}{f', it leads to {_short(where)}' if where else ''}): "
                "give its address by SAYSO_GRAPH_QUERY_URL and SAYSO_GRAPH_UPDATE_URL"
            )
        if _is_passing(response):
            return StoreError(f"{name} is too busy ({status}): {_WRITTEN if writes else 'try again later'}")
        if writes:
            return StoreError(f"{name} refused to write ({status}: {text}): {_WRITTEN} when that is mended")
        if _COMPILER in text:
            return UnfitQueryError(f"the server cannot answer this query ({text})")
        if status < 500:
            return QueryError(f"the server refuses the query ({status}: {text})")
        return QueryError(f"the query cannot be answered by the server ({status}: {text})")


def _as_it_is(request: Any) -> Any:
    """No credentials of a .netrc: ours come from the environment alone."""
    return request


def _is_passing(response: "requests.Response") -> bool:
    return response.status_code in _TRY_AGAIN or (
        response.status_code == 500 and _DEADLOCK in response.content[:200].decode("latin-1")
    )


def _wanted(response: "requests.Response", wait: float) -> float:
    after = response.headers.get("Retry-After", "")
    return min(max(float(after), wait), _LONGEST_WAIT_S) if after.isdecimal() else wait


def _unlink(error: BaseException | None) -> None:
    """Lets go of the frames that an error and those behind it hold.

    They refer back to it, so that only the collector of some thread would free them; and what our callers
    have of pyoxigraph in theirs may not be freed by another thread than its own.
    """
    waiting, seen = [error], set()
    while waiting:
        one = waiting.pop()
        if isinstance(one, BaseException) and id(one) not in seen:
            seen.add(id(one))
            waiting += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
            one.__traceback__ = None


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _why(error: Exception) -> str:
    text = str(error)
    for sign, meaning in (
        ("Connection refused", "refuses connections"),
        ("Name or service not known", "is not known by that name"),
        ("nodename nor servname", "is not known by that name"),
        ("Temporary failure in name resolution", "is not known by that name"),
        ("timed out", "does not answer"),
        ("unreachable", "cannot be reached"),
    ):
        if sign in text:
            return meaning
    return "cut the connection"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 160 else f"{line[:159]}…"
