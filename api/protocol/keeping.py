"""How much of answers lies in files at one time, since clients may take them slowly or not at all."""

import io
import threading
from collections import Counter
from typing import BinaryIO
from weakref import WeakKeyDictionary

from sayso.api.service import BusyError, Service, Written

__all__ = ["Keeping", "keeping_of"]

_TIMES = 4  # the largest answer


class Keeping:
    """Counts the bytes of answers in files, until these are closed. May be used by several threads.

    `most` is in bytes; one client may have half of it.
    """

    def __init__(self, most: int | None) -> None:
        self._most = most
        self._lock = threading.RLock()  # a collection that begins under it may close a file
        self._total = 0
        self._of: Counter[str] = Counter()

    @property
    def total(self) -> int:
        return self._total

    def counted(self, written: Written, client: str) -> Written:
        """What a job wrote, with a file that is counted. Without room for it: BusyError, and it is closed."""
        if isinstance(written.body, bytes):
            return written
        size = written.size
        with self._lock:
            fits = self._most is None or (
                self._total + size <= self._most and self._of[client] + size <= self._most // 2
            )
            if fits:
                self._total += size
                self._of[client] += size
        if not fits:
            written.body.close()
            raise BusyError("too many large answers wait to be taken: take those, and try again later", 10)
        return Written(written.told, _Counted(written.body, self, size, client), size)

    def release(self, size: int, client: str) -> None:
        with self._lock:
            self._total -= size
            self._of[client] -= size
            if self._of[client] <= 0:
                del self._of[client]


class _Counted(io.BufferedReader):
    def __init__(self, file: BinaryIO, keeping: Keeping, size: int, client: str) -> None:
        self._keeping: Keeping | None = keeping
        self._share = (size, client)
        super().__init__(file.detach())  # type: ignore[attr-defined]  # it is buffered

    def close(self) -> None:
        try:
            super().close()
        finally:
            keeping, self._keeping = self._keeping, None
            if keeping is not None:
                keeping.release(*self._share)


def keeping_of(service: Service) -> Keeping:
    """The one for what this service has written, made when it is first asked for."""
    with _making:
        found = _made.get(service)
        if found is None:
            most = service.limits.bytes
            found = _made[service] = Keeping(None if most is None else _TIMES * most)
        return found


_making = threading.Lock()
_made: WeakKeyDictionary[Service, Keeping] = WeakKeyDictionary()
