"""How many requests a client may send: a token bucket for each, in bounded memory."""

import ipaddress
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

__all__ = ["Rates"]

_MOST_CLIENTS = 10_000


class Rates:
    """Lets each client do something `per_second` times a second, and `burst` times at once.

    Clients are told apart by address, in IPv6 by network (/64, which one household has). Those not seen for
    longest are forgotten when there are more than `most`, so that many addresses do not fill the memory.
    """

    def __init__(
        self,
        per_second: float,
        burst: float | None = None,
        *,
        most: int = _MOST_CLIENTS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.per_second = per_second
        self.burst = max(1.0, 2 * per_second if burst is None else burst)
        self._most = most
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # what is left, and when

    def take(self, address: str) -> float:
        """Takes one of the client's turns: 0.0, or the seconds until there is one again (none is taken)."""
        with self._lock:
            name, left, now = self._left(address)
            if left < 1.0:
                return (1.0 - left) / self.per_second
            self._buckets[name] = (left - 1.0, now)
            self._buckets.move_to_end(name)
            while len(self._buckets) > self._most:
                self._buckets.popitem(last=False)
            return 0.0

    def wait(self, address: str) -> float:
        """The seconds until the client has a turn, which is not taken."""
        with self._lock:
            _, left, _ = self._left(address)
            return 0.0 if left >= 1.0 else (1.0 - left) / self.per_second

    def _left(self, address: str) -> tuple[str, float, float]:
        name, now = _network(address), self._clock()
        left, then = self._buckets.get(name, (self.burst, now))
        return name, min(self.burst, left + (now - then) * self.per_second), now


def _network(address: str) -> str:
    if ":" not in address:
        return address
    try:
        return str(ipaddress.IPv6Network((address.partition("%")[0], 64), strict=False).network_address)
    except ValueError:
        return address
