"""Messages between the front, a zygote and its readers: pickled values and open files over a Unix socket.

A message is a header, a payload and up to two files. A large payload travels as a file, so that a hundred
megabytes are handed over without being copied.
"""

import os
import pickle
import socket
import struct
import sys
import tempfile
from io import BytesIO
from typing import Any, BinaryIO, cast

__all__ = [
    "INLINE",
    "Spool",
    "anonymous_file",
    "read_all",
    "receive",
    "receive_pickled",
    "send",
    "send_pickled",
]

_HEADER = struct.Struct("!QB")  # bytes of the payload, and whether it is in the first file instead
INLINE = 128 * 1024
"""Bytes that travel in a message itself."""

_AT_ONCE = 64 * 1024

# Files that are handed over are not to be inherited by what is started meanwhile.
_FLAGS = getattr(socket, "MSG_CMSG_CLOEXEC", 0)


def send(connection: socket.socket, value: Any, *files: int) -> None:
    """Sends a value that can be pickled, and open files, which stay open here too."""
    send_pickled(connection, pickle.dumps(value, 5), *files)


def send_pickled(connection: socket.socket, payload: bytes, *files: int) -> None:
    """Like `send`, for what has been pickled before."""
    if len(payload) <= INLINE:
        message = _HEADER.pack(len(payload), 0) + payload
        if files:
            sent = socket.send_fds(connection, [message], files)
            if sent < len(message):
                connection.sendall(memoryview(message)[sent:])
        else:
            connection.sendall(message)
        return
    with anonymous_file() as file:
        file.write(payload)
        file.flush()
        socket.send_fds(connection, [_HEADER.pack(len(payload), 1)], (file.fileno(), *files))


def receive(connection: socket.socket) -> tuple[Any, list[int]]:
    """The next value and the files that came with it.

    Raises EOFError when nothing more comes, and BlockingIOError when nothing came in time.
    """
    payload, files = receive_pickled(connection)
    return pickle.loads(payload), files


def receive_pickled(connection: socket.socket) -> tuple[bytes | bytearray | memoryview, list[int]]:
    """Like `receive`, still pickled."""
    start, files, _, _ = socket.recv_fds(connection, _AT_ONCE, 3, _FLAGS)
    while len(start) < _HEADER.size:
        if not start:
            raise EOFError
        more = connection.recv(_AT_ONCE)
        if not more:
            raise EOFError
        start += more
    size, apart = _HEADER.unpack_from(start)
    if apart:
        descriptor = files.pop(0)
        try:
            return read_all(descriptor, size), files
        finally:
            os.close(descriptor)
    if len(start) - _HEADER.size == size:
        return memoryview(start)[_HEADER.size :], files
    payload = bytearray(start[_HEADER.size :])
    while len(payload) < size:
        more = connection.recv(INLINE)
        if not more:
            raise EOFError
        payload += more
    return payload, files


def anonymous_file() -> BinaryIO:
    """A file without a name, in memory where the system offers that."""
    if sys.platform == "linux":
        return os.fdopen(os.memfd_create("sayso"), "w+b", buffering=0)
    return cast(BinaryIO, tempfile.TemporaryFile(buffering=0))


def read_all(descriptor: int, size: int) -> bytes:
    """The first so many bytes of an open file."""
    parts = []
    at = 0
    while at < size:
        part = os.pread(descriptor, size - at, at)
        if not part:
            raise EOFError
        parts.append(part)
        at += len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


class Spool:
    """What a job writes: in memory at first, then in a file without a name.

    Up to `INLINE` bytes are held as bytes, up to `_IN_MEMORY` in a file in memory, more on the disk, where
    a slow client's answer may wait for long.
    """

    _IN_MEMORY = 1024 * 1024

    def __init__(self) -> None:
        self._start = BytesIO()
        self._file: BinaryIO | None = None
        self._on_disk = False
        self.size = 0

    def write(self, data: bytes) -> int:
        self.size += len(data)
        if self.size <= INLINE:
            return self._start.write(data)
        if self._file is None:
            self._file = anonymous_file()
            self._move(self._start.getbuffer())
        if self.size > self._IN_MEMORY and not self._on_disk:
            self._on_disk = True
            before = self._file
            self._file = cast(BinaryIO, tempfile.TemporaryFile(buffering=0))  # noqa: SIM115 (`close` does)
            with before:
                self._move(memoryview(read_all(before.fileno(), self.size - len(data))))
        self._move(memoryview(data))
        return len(data)

    def _move(self, data: memoryview) -> None:
        assert self._file is not None
        while data:
            data = data[self._file.write(data) :]

    def flush(self) -> None:
        """There is nothing to do: whatever is written is where it is read."""

    def close(self) -> None:
        if self._file is not None:
            self._file.close()

    @property
    def contents(self) -> bytes | BinaryIO:
        """The bytes, or the file with them."""
        return self._start.getvalue() if self._file is None else self._file
