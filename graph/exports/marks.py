"""By what an export knows the files that it may replace: those that an earlier export of its kind wrote.

Each format has the mark where it has room for one: a comment, a creator, a member, an application id. CSV
has none, so the columns tell; N-Quads and N-Triples have comments, but theirs are the canonical lines, so
the vocabulary in such lines tells. Another program that saves such a file again leaves the mark out, mostly,
so that work done in it is not replaced.
"""

import re
from collections.abc import Callable

from sayso.graph import vocab

__all__ = [
    "CREATOR",
    "HASH_COMMENT",
    "HEAD",
    "MEMBER",
    "SLASH_COMMENT",
    "XML_COMMENT",
    "Mark",
    "begins",
    "csv_header",
    "gexf",
    "json_ld",
    "lines",
    "png",
    "sqlite",
    "xml",
]

Mark = Callable[[bytes], bool]
"""Whether a file that begins so is an export; it is given at most `HEAD` bytes."""

HEAD = 1 << 20

CREATOR = "Sayso"
HASH_COMMENT = "# Written by sayso export\n"
SLASH_COMMENT = "// Written by sayso export\n"
XML_COMMENT = "<!-- Written by sayso export -->\n"
MEMBER = {"generated_by": "sayso export"}
"""The first member of an object in JSON."""

_LINE = re.compile(rb"<[^<>\s]+> <[^<>\s]+> [<\"][^\n]* \.\n")


def begins(text: str) -> Mark:
    """A file that begins with exactly this."""
    return lambda head: head.startswith(text.encode())


def csv_header(first: str, others: frozenset[str]) -> Mark:
    """A table with these columns first, and, if it has rows, with all the others as well."""

    def marked(head: bytes) -> bool:
        header, _, rest = head.partition(b"\n")
        columns = header.decode("utf-8", "replace").split(",")
        begin = first.split(",")
        return columns[: len(begin)] == begin and (others <= set(columns) or (columns == begin and not rest))

    return marked


def xml(head: bytes) -> bool:
    """Our comment is the line after the declaration."""
    declaration, _, rest = head.partition(b"\n")
    return declaration.startswith(b"<?xml") and rest.startswith(XML_COMMENT.encode())


def gexf(head: bytes) -> bool:
    return head.startswith(b"<gexf") and f"<creator>{CREATOR}</creator>".encode() in head.split(b"<graph ")[0]


def png(head: bytes) -> bool:
    before = head.split(b"IDAT")[0]
    return head.startswith(b"\x89PNG") and b"tEXtSoftware\0" + CREATOR.encode() in before


def sqlite(application_id: int) -> Mark:
    return lambda head: (
        head.startswith(b"SQLite format 3\0") and head[68:72] == application_id.to_bytes(4, "big")
    )


def json_ld(head: bytes) -> bool:
    """The context as `jsonld.write` sets it; a context by itself begins with a line of its own."""
    return (
        head.startswith(b'{"@context": {\n "@version": 1.1,\n')
        and f'"@vocab": "{vocab.SAYSO}"'.encode() in head
    )


def lines(head: bytes) -> bool:
    return _LINE.match(head) is not None and f"<{vocab.SAYSO}".encode() in head
