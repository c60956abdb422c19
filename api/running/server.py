"""The HTTP server: waitress, stopped gently, and stern with clients that dawdle.

Waitress reads a whole request before a thread has anything to do with it and keeps what a slow client has not
yet taken, so that no client, however slow, keeps a thread. What it lacks is here: an end to requests that
never end, and a stop that lets answers out.
"""

import errno
import logging
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import create_server

from sayso.errors import SaysoError

__all__ = ["DEFAULT_THREADS", "Server", "listen", "stopping"]

logger = logging.getLogger(__name__)

DEFAULT_THREADS = 32
_MOST_CONNECTIONS = 1000
_LONGEST_REQUEST_S = 30.0
_IDLE_S = 60
_MOST_HEADER_BYTES = 65_536
_ROOM = 1_000_000


class _Channel(HTTPChannel):
    """A connection that remembers since when a request has been on its way."""

    request_since: float | None = None

    def received(self, data: bytes) -> bool:
        if self.request_since is None:
            self.request_since = time.monotonic()
        got: bool = super().received(data)
        if self.request is None:  # a whole one has come
            self.request_since = None
        return got


class Server:
    """Serves a WSGI app on sockets that listen; `run` returns when `stop` has been called.

    `most_body` and `most_answer` are in bytes: of a request, and of an answer that is kept for a slow client.
    """

    def __init__(
        self,
        app: Callable[..., Any],
        sockets: list[socket.socket],
        *,
        threads: int = DEFAULT_THREADS,
        most_body: int = 1_000_000,
        most_answer: int | None = None,
        grace: float = 10.0,
    ) -> None:
        self._map: dict[int, Any] = {}
        self._grace = grace
        self._next_look = 0.0
        self._stopping = threading.Event()
        self._server = create_server(
            app,
            map=self._map,
            sockets=sockets,
            threads=threads,
            ident=None,
            connection_limit=_MOST_CONNECTIONS,
            channel_timeout=_IDLE_S,
            cleanup_interval=5,
            max_request_header_size=_MOST_HEADER_BYTES,
            max_request_body_size=most_body,
            outbuf_high_watermark=(most_answer or 2**40) + _ROOM,
            asyncore_use_poll=True,
            clear_untrusted_proxy_headers=False,
            expose_tracebacks=False,
        )
        self._listeners = [one for one in self._map.values() if hasattr(one, "accept_connections")]
        for listener in self._listeners:
            listener.channel_class = _Channel
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # "Task queue depth is 1", at each burst
        self.addresses = [one.getsockname() for one in sockets]

    def run(self) -> None:
        """Serves until `stop`; then no more connections are taken, and answers on their way are let out."""
        try:
            while not self._stopping.is_set():
                self._once(1.0)
            for listener in self._listeners:
                listener.accepting = False
                listener.socket.close()
                listener.del_channel(self._map)
            until = time.monotonic() + self._grace
            for channel in self._channels():
                if not _busy(channel):
                    channel.handle_close()
            while time.monotonic() < until and any(_busy(channel) for channel in self._channels()):
                self._once(0.05)
                for channel in self._channels():
                    if not _busy(channel):
                        channel.handle_close()
            channel_request_lookahead=1,  # it reads on, so that it sees who has gone
            late = sum(_busy(channel) for channel in self._channels())
            if late:
                logger.warning("stopped with %d answers unfinished after %g s", late, self._grace)
        finally:
            for channel in self._channels():
                channel.handle_close()  # which closes the files of what was not taken
            self._server.task_dispatcher.shutdown(cancel_pending=True, timeout=1)
            wasyncore.close_all(self._map, ignore_all=True)

    def stop(self) -> None:
        """Has `run` end soon; may be called from a signal handler and from any thread."""
        if self._stopping.is_set():
            return  # the triggers may be closed already
        self._stopping.set()
        for listener in self._listeners:
            listener.pull_trigger()

    def _once(self, timeout: float) -> None:
        wasyncore.loop(timeout=timeout, use_poll=True, map=self._map, count=1)
        now = time.monotonic()
        if now < self._next_look:
            return
        self._next_look = now + 1
        late = now - _LONGEST_REQUEST_S
        for channel in self._channels():
            since = getattr(channel, "request_since", None)
            if since is not None and since < late and not channel.requests:
                channel.handle_close()

    def _channels(self) -> list[_Channel]:
        return [one for one in list(self._map.values()) if isinstance(one, _Channel)]


def listen(host: str, port: int) -> list[socket.socket]:
    """Sockets that listen at all addresses of `host`; port 0 is any that is free. Raises SaysoError."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        raise SaysoError(f"cannot listen on {host!r}: no such address here; give another --host") from error
    sockets: list[socket.socket] = []
    try:
        for family, kind, _, _, address in sorted(found):
            if sockets and address[1] == 0:
                address = (address[0], sockets[0].getsockname()[1], *address[2:])
            one = socket.socket(family, kind)
            sockets.append(one)
            if family == socket.AF_INET6:
                one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                one.bind(address)
            except OSError:
                if len(sockets) == 1:
                    raise
                sockets.pop().close()  # a host that has no IPv6 listens on IPv4 alone
                continue
            one.listen(1024)
    except OSError as error:
        for one in sockets:
            one.close()
        other = "--host" if error.errno == errno.EADDRNOTAVAIL else "--port"
        raise SaysoError(
            f"cannot listen on {host}:{port}: {error.strerror or error}; try another {other}"
        ) from error
    return sockets


@contextmanager
def stopping(server: Server) -> Iterator[None]:
    """Ctrl-C and SIGTERM stop the server gently; a second one ends it at once. For the main thread."""

    def stop(number: int, frame: FrameType | None) -> None:
        for one, handler in before.items():
            signal.signal(one, handler)
        server.stop()

    before = {one: signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)}
    for one in before:
        signal.signal(one, stop)
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _busy(channel: Any) -> bool:
    return bool(channel.requests) or channel.total_outbufs_len > 0
