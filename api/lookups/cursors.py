"""Cursors: where in a list the next page begins, as a short opaque text.

A cursor holds what the last entry of a page is in order of, not a number: so it leads on from there also when
the graph has changed in between, and entries that came or went before it do not shift it.
"""

import base64
import binascii
import json

from sayso.errors import QueryError

__all__ = ["read_cursor", "write_cursor"]

_LONGEST = 2_000


def write_cursor(*key: str | int | None) -> str:
    """A cursor behind the entry with this key."""
    text = json.dumps(key, ensure_ascii=True, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode("ascii")).rstrip(b"=").decode("ascii")


def read_cursor(cursor: str, *kinds: type) -> list[str | int | None]:
    """The key in a cursor, whose parts are of these types. Raises QueryError for what is no cursor.

    Of several parts the first may be None if it is a text: a date that nobody knows.
    """
    wrong = QueryError(f"no cursor: {cursor[:40]!r}; take it from 'next' of the page before, or leave it out")
    if len(cursor) > _LONGEST:
        raise wrong
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        key = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (UnicodeError, binascii.Error, ValueError, RecursionError) as error:
        raise wrong from error
    if not isinstance(key, list) or len(key) != len(kinds):
        raise wrong
    undated = len(key) > 1 and key[0] is None and kinds[0] is str
    parts = list(zip(key, kinds, strict=True))[undated:]
    if not all(type(value) is kind for value, kind in parts):
        raise wrong
    return key
