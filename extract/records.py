"""JSONL: one article a line, as {"id", "title", "text", "url", "published", "publisher", "author"}.

Lines are read one by one; a line that is no good is reported with its number, and the next is read.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from sayso.errors import InputError
from sayso.extract.dates import parse_date
from sayso.extract.encoding import without_surrogates

__all__ = ["Record", "records"]

_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Record:
    """A line's fields; `id` is None where it gives none, `published` an ISO date or None."""

    id: str | None
    text: str
    title: str | None
    url: str | None
    published: str | None
    outlet: str | None
    author: str | None


def records(file: BinaryIO, *, max_bytes: int) -> Iterator[tuple[int, Record | InputError]]:
    """The number of each line that is not blank, from 1, with its record or with what is wrong with it.

    Lines over `max_bytes` are passed over without being held in memory.
    """
    number = 0
    while line := file.readline(max_bytes + 1):
        number += 1
        if number == 1 and line.startswith(_MARK):
            line = line[len(_MARK) :]
        if len(line) > max_bytes and not line.endswith(b"\n"):
            while (rest := file.readline(1 << 20)) and not rest.endswith(b"\n"):
                pass
            yield number, InputError(f"is over {max_bytes / 1e6:g} MB: cut the text into articles")
            continue
        if not line.strip():
            continue
        try:
            yield number, _record(line)
        except InputError as error:
            yield number, error


def _record(line: bytes) -> Record:
    try:
        fields = json.loads(line.rstrip(b"\r\n").decode("utf-8"))
    except UnicodeDecodeError as error:
        raise InputError(f"is not UTF-8 at byte {error.start}: convert the file to UTF-8") from error
    except json.JSONDecodeError as error:
        raise InputError(
            f"is broken JSON at column {error.colno} ({error.msg.lower()}): write one object a line"
        ) from error
    except (ValueError, RecursionError) as error:
        raise InputError("is JSON that cannot be read: write one flat object a line") from error
    if not isinstance(fields, dict):
        raise InputError('is no JSON object: write {"id": …, "text": …} a line')
    if "statements" in fields and "format" in fields:
        raise InputError("is an extraction record, no article: give what it was extracted from")
    text = fields.get("text")
    if not isinstance(text, str):
        missing = 'has no field "text"' if text is None else 'has a "text" that is no string'
        raise InputError(f"{missing}: give the article's text there")
    identifier = fields.get("id")
    if isinstance(identifier, int | float) and not isinstance(identifier, bool):
        identifier = str(identifier)
    if not isinstance(identifier, str) or not identifier.strip():
        identifier = None
    return Record(
        id=None if identifier is None else without_surrogates(identifier),
        text=without_surrogates(text),
        title=_string(fields.get("title")),
        url=_string(fields.get("url")),
        published=parse_date(fields.get("published")),
        outlet=_string(fields.get("publisher")),
        author=_string(fields.get("author")),
    )


def _string(value: object) -> str | None:
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        value = ", ".join(value)
    if not isinstance(value, str):
        return None
    return without_surrogates(" ".join(value.split())) or None
