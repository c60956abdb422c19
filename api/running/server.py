"""The HTTP server: waitress, stopped gently, and stern with clients that dawdle.

Waitress reads a whole request before a thread has anything to do with it and keeps what a slow client has not
yet taken, so that no client, however slow, keeps a thread. What it lacks is here: an end to requests that
never end, a stop that lets answers out, and an answer without a thread where nothing has to be waited for,
since handing a request to a thread takes about as long as reading it.
"""

import errno
import logging
import signal
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import create_server
from waitress.task import WSGITask

from sayso.errors import SaysoError

__all__ = ["DEFAULT_THREADS", "Server", "listen", "stopping"]

logger = logging.getLogger(__name__)

DEFAULT_THREADS = 32
_MOST_CONNECTIONS = 1000
_LONGEST_REQUEST_S = 30.0
_IDLE_S = 60
_GONE_S = 0.25
_MOST_HEADER_BYTES = 65_536
_ROOM = 1_000_000
_ONE_PIECE = 64 * 1024


class _Task(WSGITask):
    """A request that is answered; a small answer leaves in one piece with its header."""

    def write(self, data: bytes) -> None:
        whole = 0 < len(data) <= _ONE_PIECE and self.content_length == len(data)
        if self.wrote_header or not whole or not self.has_body:
            super().write(data)
            return
        header = self.build_response_header()
        self.wrote_header = True
        self.content_bytes_written += len(data)
        self.channel.write_soon(header + data)


class _Channel(HTTPChannel):
    """A connection that remembers since when a request has been on its way, and whether more will come.

    A client that sends no more may have gone, or wait for its answer: waitress takes it for gone at once.
    Here it gets what is answered soon, and only then counts as gone.
    """

    request_since: float | None = None
    ended: float | None = None  # since when nothing more comes
    made: _Task | None = None  # for the request that is next

    def received(self, data: bytes) -> bool:
        if self.request_since is None:
            self.request_since = time.monotonic()
        got: bool = super().received(data)
        if self.request is None:  # a whole one has come
            self.request_since = None
        return got

    def readable(self) -> bool:
        if self.ended is not None and self.requests:
            return False
        return bool(super().readable())

    def handle_read(self) -> None:
        if self.requests and self._sends_no_more():
            self.ended = time.monotonic()
        else:
            super().handle_read()

    def _sends_no_more(self) -> bool:
        try:
            return self.socket is not None and not self.socket.recv(1, socket.MSG_PEEK)
        except OSError:
            return False  # the same will come of reading, which knows what to do then

    def check_client_disconnected(self) -> bool:  # type: ignore[override]
        ended = self.ended
        return not self.connected or (ended is not None and time.monotonic() - ended > _GONE_S)

    def task_class(self, channel: "_Channel", request: Any) -> _Task:  # type: ignore[override]
        made, self.made = self.made, None
        return made if made is not None and made.request is request else _Task(channel, request)


class Server:
    """Serves a WSGI app on sockets that listen; `run` returns when `stop` has been called.

    `most_body` and `most_answer` are in bytes: of a request, and of an answer that is kept for a slow client.
    `at_once` tells of a request's environment that the app answers it without waiting for anything: then
    that is done in the thread of `run`. It is asked of each request by GET there, so it must be quick itself.
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
        at_once: Callable[[dict[str, Any]], bool] | None = None,
    ) -> None:
        self._map: dict[int, Any] = {}
        self._grace = grace
        self._next_look = 0.0
        self._stopping = threading.Event()
        self._at_once = at_once
        self._come: deque[_Channel] = deque()
        self._thread = 0
        self._server: Any = create_server(
            app,
            map=self._map,
            sockets=sockets,
            threads=threads,
            ident=None,
            connection_limit=_MOST_CONNECTIONS,
            channel_timeout=_IDLE_S,
            cleanup_interval=5,
            channel_request_lookahead=1,  # it reads on, so that it sees who has gone
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
            if at_once is not None:
                listener.add_task = self._add_task
                listener.pull_trigger = self._wake
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # "Task queue depth is 1", at each burst
        self.addresses = [one.getsockname() for one in sockets]

    def run(self) -> None:
        """Serves until `stop`; then no more connections are taken, and answers on their way are let out."""
        self._thread = threading.get_ident()
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
        self._listeners[0].trigger.pull_trigger()  # all share one loop

    def _once(self, timeout: float) -> None:
        wasyncore.loop(timeout=timeout, use_poll=True, map=self._map, count=1)
        while self._come:
            self._begin(self._come.popleft())
        now = time.monotonic()
        if now < self._next_look:
            return
        self._next_look = now + 1
        late = now - _LONGEST_REQUEST_S
        for channel in self._channels():
            since = getattr(channel, "request_since", None)
            if since is not None and since < late and not _busy(channel):
                channel.handle_close()

    def _add_task(self, channel: _Channel) -> None:
        """Notes a request that has come whole; the channel holds a lock that its answering wants, too."""
        if threading.get_ident() == self._thread:
            self._come.append(channel)
        else:  # the next of several on one connection, from the thread that has answered the last
            self._server.task_dispatcher.add_task(channel)

    def _wake(self) -> None:
        """Has the loop look for what is to be written; it is awake where it asks for that itself."""
        if threading.get_ident() != self._thread:
            self._listeners[0].trigger.pull_trigger()

    def _begin(self, channel: _Channel) -> None:
        if self._is_at_once(channel):
            channel.service()
            if channel.connected and (channel.total_outbufs_len or channel.close_when_flushed):
                channel.handle_write()
        else:
            self._server.task_dispatcher.add_task(channel)

    def _is_at_once(self, channel: _Channel) -> bool:
        request: Any = channel.requests[0] if channel.requests else None
        if self._at_once is None or request is None or request.error or request.command != "GET":
            return False
        if channel.total_outbufs_len:
            return False  # whoever does not take what is there already may have to be waited for
        channel.made = _Task(channel, request)
        try:
            return self._at_once(channel.made.get_environment())
        except Exception:  # it must not end the server
            logger.exception("a request cannot be looked at")
            return False

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
