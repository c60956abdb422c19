"""Whose turn it is: a queue in which each client waits for itself, and one after another has a turn.

>>> queue = FairQueue(most=3)
>>> for client, name in [("a", "a1"), ("a", "a2"), ("b", "b1")]:
...     _ = queue.put(client, name)
>>> [queue.pop(), queue.pop(), queue.pop()]
['a1', 'b1', 'a2']
"""

from collections import OrderedDict, deque
from collections.abc import Container, Iterator
from typing import Generic, TypeVar

__all__ = ["FairQueue", "FullError"]

Waiting = TypeVar("Waiting")


class FullError(Exception):
    """There is no room for one more."""


class FairQueue(Generic[Waiting]):
    """Holds at most so many; each client's in the order they came. Several threads need a lock around it.

    All operations cost the same however many wait, but for dropping and taking out.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._clients: OrderedDict[str, deque[Waiting]] = OrderedDict()  # the next one's turn comes first
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[Waiting]:
        """All who wait, client by client."""
        for queue in self._clients.values():
            yield from queue

    def put(self, client: str, waiting: Waiting) -> Waiting | None:
        """Takes one more; what has to give way for it, the last one of the client that has most.

        Raises FullError when the queue is full and no client has more waiting than this one.
        """
        dropped = None
        if self._size >= self._most:
            greediest = max(self._clients, key=lambda one: len(self._clients[one]), default=client)
            own = len(self._clients.get(client, ()))
            if greediest == client or len(self._clients[greediest]) <= own + 1:
                raise FullError
            dropped = self._clients[greediest].pop()
            self._size -= 1
        self._clients.setdefault(client, deque()).append(waiting)
        self._size += 1
        return dropped

    def pop(self, last: Container[str] = ()) -> Waiting:
        """Whose turn it is; clients in `last` only when no other waits. Raises IndexError when none does."""
        if not self._clients:
            raise IndexError("nobody waits")
        client = next((one for one in self._clients if one not in last), next(iter(self._clients)))
        queue = self._clients.pop(client)
        found = queue.popleft()
        if queue:
            self._clients[client] = queue  # at the end of the row
        self._size -= 1
        return found

    def remove(self, client: str, waiting: Waiting) -> bool:
        """Takes out one who waits no longer; False when it is not here any more."""
        queue = self._clients.get(client)
        if queue is None or waiting not in queue:
            return False
        queue.remove(waiting)
        if not queue:
            del self._clients[client]
        self._size -= 1
        return True

    def clear(self) -> list[Waiting]:
        """Takes out all."""
        found = list(self)
        self._clients.clear()
        self._size = 0
        return found
