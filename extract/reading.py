"""Articles from files, folders, globs and standard input.

    for article in read(["news/", "wire.jsonl"]):
        if isinstance(article, Rejection):
            ...  # its `reason` is one line: what is wrong, and the way out

Plain text, Markdown with front matter, HTML pages and JSONL. Articles come one by one, in a fixed order; what
cannot be read comes as a Rejection in its place, and reading goes on.
"""

import hashlib
import io
import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from itertools import islice
from pathlib import Path

from sayso.errors import InputError
from sayso.extract.dates import date_in_name
from sayso.extract.encoding import decode, without_surrogates
from sayso.extract.front_matter import front_matter
from sayso.extract.language import foreign_language
from sayso.extract.metadata import Metadata
from sayso.extract.pages import declared_encoding, read_page
from sayso.extract.records import Record, records
from sayso.extract.sources import STDIN, Source, sources
from sayso.extract.units import divide
from sayso.graph.model import Article, Rejection, Unit
from sayso.graph.names import slug

__all__ = ["MAX_CHARS", "read", "slug"]

MAX_CHARS = 1_000_000
"""The longest article that is read, in characters: some two hundred times a long one."""

_KEY_PARTS = 3
_BYTES_PER_CHAR = 5  # UTF-8 needs four at most
_MIN_LETTERS = 20
_PROSE_CHARS = 4000
_LETTER = re.compile(r"[^\W\d_]")
_HTML_START = re.compile(
    r"\s*(?:<!doctype html|<html|<\?xml[^>]{0,200}\?>\s*(?:<!doctype html|<html))", re.IGNORECASE
)
_UNSAFE = re.compile(r"[^a-z0-9]+")
_MARKDOWN = (".md", ".markdown")
_PAGES = (".html", ".htm", ".xhtml")
_JSONL = (".jsonl", ".ndjson")


def read(
    paths: Iterable[str | os.PathLike[str]], *, force_language: bool = False, max_chars: int = MAX_CHARS
) -> Iterator[Article | Rejection]:
    """Every article that the paths stand for, in order, and a Rejection for each input that is left out.

    A path is a file, a folder, a glob, or "-" for standard input. `force_language` reads texts that are not
    English, too. Lazy: one article is in memory at a time, besides eight bytes and a little for each id.
    """
    ids: set[bytes] = set()
    for source in sources(paths):
        if isinstance(source, Rejection):
            yield source
            continue
        for key, result in _read_source(source, force_language, max_chars):
            yield result if isinstance(result, Rejection) else _distinct(result, key, ids)


def _distinct(article: Article, key: str, ids: set[bytes]) -> Article:
    """The article, under another id if its own is taken; `key` tells its source from all others."""
    identifier, rounds = article.id, 0
    while (mark := hashlib.blake2b(identifier.encode(), digest_size=8).digest()) in ids:
        # A key that comes twice, as when a file repeats a record, is told apart by how often it came.
        digest = hashlib.sha256((key + "\0" * rounds).encode("utf-8", "surrogatepass")).hexdigest()
        identifier, rounds = f"{article.id}-{digest[:6]}", rounds + 1
    ids.add(mark)
    return article if identifier == article.id else replace(article, id=identifier)


def _key(path: Path | None) -> str:
    """What tells a file from others of its name: its folders, the same however the path was typed."""
    return "standard input" if path is None else "/".join(path.resolve().parts[-_KEY_PARTS:])


# One source


def _read_source(source: Source, force: bool, max_chars: int) -> Iterator[tuple[str, Article | Rejection]]:
    """The articles of a file, each with a key that names its place."""
    max_bytes = _BYTES_PER_CHAR * max_chars
    place = "standard input" if source.path is None else source.path.as_posix()
    try:
        with _open(source.path) as file:
            if source.suffix in _JSONL or (
                source.suffix not in (*_MARKDOWN, *_PAGES, ".txt") and _is_jsonl(file)
            ):
                yield from _read_records(file, source, place, force, max_chars)
                return
            raw = _whole(file, source.path, max_bytes)
        yield _key(source.path), _read_text(raw, source, force, max_chars)
    except InputError as error:
        yield place, Rejection(place, str(error))
    except OSError as error:
        why = error.strerror.lower() if error.strerror else type(error).__name__
        yield place, Rejection(place, f"cannot be read ({why}): check the file and its permissions")


def _open(path: Path | None) -> AbstractContextManager[io.BufferedReader]:
    if path is not None:
        return path.open("rb")
    buffer = sys.stdin.buffer
    if not isinstance(buffer, io.BufferedReader):  # it was replaced, as a notebook or a test does
        buffer = io.BufferedReader(io.BytesIO(buffer.read()))
    return nullcontext(buffer)  # standard input is not ours to close


def _is_jsonl(file: io.BufferedReader) -> bool:
    """Whether the first character that is not blank is "{"."""
    return file.peek(4096).removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"


def _whole(file: io.BufferedReader, path: Path | None, max_bytes: int) -> bytes:
    if path is not None:
        status = os.fstat(file.fileno())
        if stat.S_ISREG(status.st_mode) and status.st_size > max_bytes:
            raise InputError(_too_large(status.st_size, max_bytes))
    raw = file.read(max_bytes + 1)
    if len(raw) > max_bytes:
        raise InputError(_too_large(None, max_bytes))
    return raw


def _too_large(size: int | None, max_bytes: int) -> str:
    is_size = "is" if size is None else f"has {size / 1e6:.1f} MB, which is"
    limit = f"{max_bytes / 1e6:g} MB"
    return f"{is_size} over {limit}, too much for one article: split it, or give its articles as JSONL"


def _read_text(raw: bytes, source: Source, force: bool, max_chars: int) -> Article | Rejection:
    if not raw.strip():
        raise InputError("is empty: nothing to read")
    text = decode(
        raw, declared_encoding(raw) if source.suffix in _PAGES or raw.lstrip()[:1] == b"<" else None
    )
    start = 0
    if source.suffix in _PAGES or (source.suffix not in (*_MARKDOWN, ".txt") and _HTML_START.match(text)):
        page = read_page(text)
        text = page.text
        metadata = Metadata(page.title, page.published, page.outlet, page.author, page.url)
    else:
        start, metadata = front_matter(text)
    name = "stdin" if source.name == STDIN else source.name
    stem = name.rsplit(".", 1)[0] if source.suffix and name.rsplit(".", 1)[0].strip("/") else name
    article = _article(
        text, slug(stem), name, metadata, start, force, max_chars, markdown=source.suffix in _MARKDOWN
    )
    if article.published is None and (date := date_in_name(name.rsplit("/", 1)[-1])) is not None:
        return replace(article, published=date, date_basis="file")
    return article


def _read_records(
    file: io.BufferedReader, source: Source, place: str, force: bool, max_chars: int
) -> Iterator[tuple[str, Article | Rejection]]:
    found = False
    for number, record in records(file, max_bytes=_BYTES_PER_CHAR * max_chars):
        found = True
        line = f"{place}:{number}"
        if isinstance(record, Record):
            key = record.id or f"{_key(source.path)}:{number}"
            try:
                yield key, _from_record(record, source, number, force, max_chars)
            except InputError as error:
                label = line if record.id is None else f"{line} ({record.id[:80]})"
                yield key, Rejection(label, str(error))
        else:
            yield line, Rejection(line, str(record))
    if not found:
        yield place, Rejection(place, "is empty: nothing to read")


def _from_record(record: Record, source: Source, number: int, force: bool, max_chars: int) -> Article:
    metadata = Metadata(record.title, record.published, record.outlet, record.author, record.url)
    if record.id is not None:
        identifier, name = slug(record.id), record.id
    else:
        stem = "stdin" if source.name == STDIN else source.name.rsplit(".", 1)[0]
        identifier, name = f"{slug(stem)}-{number}", f"{source.name}:{number}"
    return _article(record.text, identifier, name, metadata, 0, force, max_chars)


def _article(
    text: str,
    identifier: str,
    name: str,
    metadata: Metadata,
    start: int,
    force: bool,
    max_chars: int,
    *,
    markdown: bool = False,
) -> Article:
    if len(text) > max_chars:
        raise InputError(f"has {len(text):,} characters, over the {max_chars:,} of one article: split it")
    division = divide(text, start=start, markdown=markdown, title=metadata.title, author=metadata.author)
    prose = _prose(text, division.units)
    letters = sum(1 for _ in islice(_LETTER.finditer(prose), _MIN_LETTERS))
    if letters < _MIN_LETTERS:
        raise InputError(f"has only {letters} letters besides page furniture: nothing to read")
    if not force and (language := foreign_language(prose)) is not None:
        raise InputError(f"is in {language}, not in English: leave it out, or force it to be read as English")
    published = metadata.published or division.published
    basis = None if published is None else "metadata" if metadata.published else "dateline"
    return Article(
        id=identifier,
        source=without_surrogates(name),
        text=text,
        title=division.title,
        published=published,
        date_basis=basis,
        outlet=metadata.outlet or division.outlet,
        author=division.author,
        url=metadata.url,
        units=division.units,
    )


def _prose(text: str, units: tuple[Unit, ...]) -> str:
    """The first few thousand characters that are no furniture."""
    parts: list[str] = []
    length = 0
    for unit in units:
        if unit.kind != "furniture" and length < _PROSE_CHARS:
            parts.append(text[unit.start : min(unit.end, unit.start + _PROSE_CHARS)])
            length += len(parts[-1])
    return " ".join(parts)
