"""How many rows there are in what the engine writes, without a look at any single one.

    out = counted(out, ox.QueryResultsFormat.JSON, limit)
    results.serialize(out, format=ox.QueryResultsFormat.JSON)   # raises LimitError at the first row too many

The engine's own writers are several times as fast as a loop over rows in Python. So the rows are counted in
the bytes that they write, by what ends a row in each format and stands nowhere else; an answer of which the
bytes alone tell that it has no more rows than allowed is not looked at.
"""

from abc import ABC, abstractmethod
from typing import Any

import pyoxigraph as ox

from sayso.api.service import LimitError

__all__ = ["counted"]


def counted(out: Any, format: ox.QueryResultsFormat, most: int | None) -> Any:
    """A binary file that passes on to `out` what a writer of solutions writes, and raises LimitError."""
    if most is None:
        return out
    kinds: dict[str, type[_Json | _Xml | _Csv | _Tsv]] = {"srj": _Json, "srx": _Xml, "csv": _Csv, "tsv": _Tsv}
    return kinds[format.file_extension](out, most)


class _Counted(ABC):
    """Counts what begins or ends a row, in as many as may be. `shortest` is the least bytes of a row."""

    shortest = 1

    def __init__(self, out: Any, most: int) -> None:
        self._out = out
        self._most = most
        self._rows = 0
        self._size = 0
        self._waiting: list[bytes] | None = []

    def write(self, data: bytes) -> int:
        self._size += len(data)
        if self._waiting is not None:
            self._waiting.append(data)
            if self._size > self._most * self.shortest:
                waiting, self._waiting = self._waiting, None
                for piece in waiting:
                    self._rows += self.count(piece)
        else:
            self._rows += self.count(data)
        if self._rows > self._most:
            raise LimitError(
                f"the answer has more than {self._most:,} rows: ask for less, for example with LIMIT", "rows"
            )
        self._out.write(data)
        return len(data)

    def flush(self) -> None:
        self._out.flush()

    @abstractmethod
    def count(self, data: bytes) -> int:
        """How many rows begin or end in the next bytes; a row may be told when the next one begins."""


class _Tsv(_Counted):
    """Terms are written as in Turtle, so that no line break stands in one. The first line is no row."""

    def __init__(self, out: Any, most: int) -> None:
        super().__init__(out, most)
        self._rows = -1

    def count(self, data: bytes) -> int:
        return data.count(b"\n")


class _Csv(_Counted):
    """A line ends where a line break stands outside quotes. The first line is no row."""

    shortest = 2

    def __init__(self, out: Any, most: int) -> None:
        super().__init__(out, most)
        self._rows = -1
        self._quoted = False

    def count(self, data: bytes) -> int:
        parts = data.split(b'"')
        # a quote inside quotes is doubled: between the two stands nothing
        outside = parts[1 if self._quoted else 0 :: 2]
        self._quoted ^= not len(parts) % 2
        return b"".join(outside).count(b"\n")


class _Xml(_Counted):
    """Text has no bare `<`."""

    shortest = len(b"<result></result>")
    _sign = b"<result>"

    def __init__(self, out: Any, most: int) -> None:
        super().__init__(out, most)
        self._rest = b""

    def count(self, data: bytes) -> int:
        data = self._rest + data
        self._rest = data[1 - len(self._sign) :]
        return data.count(self._sign)


class _Json(_Counted):
    """Rows are `{…},{…}` in the only array of objects: so they stand wherever that is outside strings.

    Of n rows the first is not counted.
    """

    shortest = len(b"{},")
    _sign = b"},{"

    def __init__(self, out: Any, most: int) -> None:
        super().__init__(out, most - 1)
        self._said = most
        self._in_string = False
        self._rest = b""
        self._escape = b""

    def write(self, data: bytes) -> int:
        try:
            return super().write(data)
        except LimitError as error:
            if error.limit != "rows":
                raise
            raise LimitError(
                f"the answer has more than {self._said:,} rows: ask for less, for example with LIMIT", "rows"
            ) from None

    def count(self, data: bytes) -> int:
        data = self._escape + data
        self._escape = b""
        if b"\\" in data:
            if (len(data) - len(data.rstrip(b"\\"))) % 2:
                data, self._escape = data[:-1], b"\\"
            data = data.replace(b"\\\\", b"").replace(b'\\"', b"")
        parts = data.split(b'"')
        if self._in_string:
            parts[0] = b""
            outside = self._rest + b'"' + b'"'.join(parts[1::2]) if len(parts) > 1 else b""
        else:
            outside = self._rest + b'"'.join(parts[::2])
        self._in_string ^= not len(parts) % 2
        self._rest = b"" if self._in_string else outside[1 - len(self._sign) :]
        return outside.count(self._sign)
