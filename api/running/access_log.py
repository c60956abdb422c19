"""The access log: one line for each answer, which nothing in a request can break or feign."""

import json
import logging
import sys
import threading
from contextlib import suppress
from datetime import UTC, datetime
from logging.handlers import WatchedFileHandler
from pathlib import Path
from typing import Any, TextIO

from sayso.errors import SaysoError

__all__ = ["AccessLog", "shown"]

_LONGEST_PATH = 300


class AccessLog:
    """Writes to a file, which may be moved away under it (it goes on in a new one), or to a stream.

        AccessLog("-"), AccessLog("access.log", json_lines=True)

    "-" is standard output. Raises SaysoError when the file cannot be written. What cannot be written later is
    said once on the program's log, and the graph is served on.
    """

    def __init__(self, place: str | TextIO = "-", *, json_lines: bool = False) -> None:
        self._json = json_lines
        handler: logging.Handler
        if place == "-":
            handler = _Stream(sys.stdout)
        elif isinstance(place, str):
            try:
                handler = _File(place, encoding="utf-8")
            except OSError as error:
                raise SaysoError(f"cannot write the access log {place}: {error.strerror}") from error
        else:
            handler = _Stream(place)
        self._handler = handler

    def write(
        self,
        *,
        client: str,
        method: str,
        path: str,
        status: int,
        size: int,
        milliseconds: float,
        state: str,
        id: str,
    ) -> None:
        """One answer: `path` as it was sent, with the query; `size` in bytes, `state` of the graph."""
        moment = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        fields = {
            "time": moment,
            "client": shown(client, 60) or "-",
            "method": shown(method, 20),
            "path": shown(path, _LONGEST_PATH),
            "status": status,
            "bytes": size,
            "ms": round(milliseconds, 1),
            "state": state,
            "id": id,
        }
        if self._json:
            line = json.dumps(fields)
        else:
            line = (
                f"{moment} {fields['client']} {fields['method']} {fields['path']} {status} {size}B "
                f"{fields['ms']}ms state={state or '-'} id={id}"
            )
        self._handler.handle(logging.LogRecord("sayso.access", logging.INFO, "", 0, line, None, None))

    def close(self) -> None:
        """Closes the file."""
        self._handler.close()


def shown(text: str, longest: int) -> str:
    """`text` in printable ASCII without blanks, everything else as %XX; shortened in the middle of nothing.

    >>> shown("/a b\\nc", 20)
    '/a%20b%0Ac'
    """
    left_out = len(text) > longest
    text = text[:longest]
    if not (text.isascii() and text.isprintable() and " " not in text):
        raw = text.encode("utf-8", "surrogateescape")
        text = "".join(chr(byte) if 0x20 < byte < 0x7F else f"%{byte:02X}" for byte in raw)
    return text + "..." if left_out else text


class _Once(logging.Handler):
    """Says once that the log cannot be written, instead of a traceback for each request."""

    _said = False
    _say = threading.Lock()

    def handleError(self, record: logging.LogRecord) -> None:
        with self._say:
            if self._said:
                return
            self._said = True
        logging.getLogger(__name__).error("cannot write the access log: %s", sys.exc_info()[1])


class _Stream(_Once, logging.StreamHandler[Any]):
    pass


class _File(_Once, WatchedFileHandler):
    def __init__(self, place: str, encoding: str) -> None:
        WatchedFileHandler.__init__(self, Path(place), encoding=encoding)

    def close(self) -> None:
        stream = self.stream
        with suppress(OSError):  # what could not be written is not written now either
            super().close()
        with suppress(OSError):
            if stream is not None:
                stream.close()
