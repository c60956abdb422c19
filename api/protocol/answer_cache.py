"""Small answers that were given a moment ago, for whoever asks the same in the same state of the graph.

Programs and pages ask the same small queries again and again. Only what has an ETag is kept here: a question
whose answer is the same as long as the state of the graph is.
"""

import threading
from collections import OrderedDict
from typing import NamedTuple

__all__ = ["AnswerCache", "Kept"]

LARGEST = 64 * 1024
"""Bytes of a body above which an answer is not kept."""

_AROUND = 1_000  # bytes of what an answer takes beside its body and its question


class Kept(NamedTuple):
    """An answer: its body, and its headers in order."""

    body: bytes
    headers: tuple[tuple[str, str], ...]


class AnswerCache:
    """Keeps answers of one state of the graph, those that were asked for last; for several threads.

    `most` is in bytes, 0 keeps nothing.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._state = ""
        self._kept: OrderedDict[tuple[str, ...], Kept] = OrderedDict()
        self.size = 0

    def get(self, state: str, question: tuple[str, ...]) -> Kept | None:
        """The answer to this question in this state, if it is kept."""
        with self._lock:
            if state != self._state:
                return None
            found = self._kept.get(question)
            if found is not None:
                self._kept.move_to_end(question)
            return found

    def put(self, state: str, question: tuple[str, ...], answer: Kept) -> None:
        """Keeps an answer for the next who asks; those of another state go, as nobody asks in it again."""
        if not state:
            return
        size = _size(question, answer)
        with self._lock:
            if state != self._state:
                self._kept.clear()
                self.size, self._state = 0, state
            before = self._kept.pop(question, None)
            if before is not None:
                self.size -= _size(question, before)
            if len(answer.body) > LARGEST or size > self._most:
                return
            self._kept[question] = answer
            self.size += size
            while self.size > self._most:
                self.size -= _size(*self._kept.popitem(last=False))


def _size(question: tuple[str, ...], answer: Kept) -> int:
    # as the longest that their characters may be
    return len(answer.body) + 4 * sum(len(part) for part in question) + _AROUND
