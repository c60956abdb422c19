"""Who is writing to a graph on a server: one at a time, by a mark in the graph's log.

A server knows no lock that it would keep for us. So who opens a graph for writing leaves a line in the log
(which nobody compares): host, process, a number of its own, and when it last wrote. Whoever finds the line of
another does not begin. A line whose process is gone from this host, or that nobody has renewed for a quarter
of an hour, counts no more.
"""

import os
import secrets
import socket
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from weakref import WeakValueDictionary

from pyoxigraph import Literal, NamedNode, Quad

from sayso.errors import StoreError
from sayso.graph import iris, vocab
from sayso.graph.updates import Delete, Insert, Step

__all__ = ["Writer"]

_RENEWED_S = 60.0
_FORGOTTEN_S = 900.0

# The writers of this process, by number: which of several marks of one process still count, no system tells.
_OPEN: "WeakValueDictionary[str, Writer]" = WeakValueDictionary()

_Read = Callable[[], Sequence[str]]
_Write = Callable[[Sequence[Step]], None]


class Writer:
    """The one who writes. `read` gives the lines that stand in the log now, `write` carries out steps."""

    def __init__(self, name: str, base: str, read: _Read, write: _Write) -> None:
        self._name = name
        self._base = base
        self._read = read
        self._write = write
        number = secrets.token_hex(8)
        self._who = f"{socket.gethostname() or 'localhost'} {os.getpid()} {number}"
        self._line = ""
        self._renewed = 0.0
        _OPEN[number] = self

    def begin(self) -> None:
        """Leaves the line. Raises StoreError where somebody else is writing."""
        gone = [line for line in self._read() if self._is_forgotten(line)]
        self._refuse(self._others(gone))
        line = self._new()
        # both are sent before either looks: of two at the same moment, none or one begins, never both
        self._write([Delete.of(map(self._quad, gone)), Insert.of([self._quad(line)])])
        self._line = line
        others = self._others(gone)
        if others:
            self.end()
        self._refuse(others)

    def renew(self) -> None:
        """Tells, once a minute, that this one still writes. Raises StoreError if another has taken over."""
        if not self._line or time.monotonic() - self._renewed < _RENEWED_S:
            return
        if self._line not in self._read():
            self._line = ""
            raise StoreError(
                f"somebody else has begun to write to the graph at {self._name}, after this one was silent "
                "for long: give the same command again when they are done"
            )
        old, new = self._line, self._new()
        self._write([Insert.of([self._quad(new)]), Delete.of([self._quad(old)])])
        self._line = new

    def end(self) -> None:
        """Takes the line away."""
        _OPEN.pop(_parts(self._who)[2], None)
        if self._line:
            line, self._line = self._line, ""
            self._write([Delete.of([self._quad(line)])])

    def _others(self, gone: Sequence[str]) -> list[str]:
        return [line for line in self._read() if line not in gone and not line.startswith(self._who)]

    def _refuse(self, others: Sequence[str]) -> None:
        for line in others:
            host, process, _, since = _parts(line)
            raise StoreError(
                f"somebody else is writing to the graph at {self._name} (process {process} on {host}, "
                f"at {since}): wait for them, or {_FORGOTTEN_S / 60:.0f} minutes if they were cut off; "
                "it can be read meanwhile"
            )

    def _new(self) -> str:
        self._renewed = time.monotonic()
        return f"{self._who} {datetime.now(UTC).strftime('%Y-%m-%dT%H:%M:%SZ')}"

    def _quad(self, line: str) -> Quad:
        log = NamedNode(iris.log_graph(self._base))
        return Quad(log, NamedNode(vocab.writer), Literal(line), log)

    def _is_forgotten(self, line: str) -> bool:
        host, process, number, since = _parts(line)
        try:
            silent_s = (datetime.now(UTC) - datetime.fromisoformat(since)).total_seconds()
        except ValueError:
            return True
        if silent_s > _FORGOTTEN_S:
            return True
        if host != _parts(self._who)[0] or not process.isdecimal():
            return False
        return number not in _OPEN if int(process) == os.getpid() else not _is_running(int(process))


def _parts(line: str) -> tuple[str, str, str, str]:
    host, process, number, since = (*line.split(" "), "", "", "", "")[:4]
    return host, process, number, since


def _is_running(process: int) -> bool:
    if os.name != "posix":  # elsewhere the question would end the process
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
