"""The triples of an RDF file that anybody may have sent: read safely, and told clearly where that fails.

Turtle, N-Triples, RDF/XML, JSON-LD and TriG, by the content where the name promises something else. Nothing
that a file points to is fetched, no XML entity grows, and a file has an end.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pyoxigraph as ox

from sayso.graph import vocab

__all__ = ["BASE", "UnreadableError", "quads"]

BASE = "https://w3id.org/sayso/own-topic/"
"""What relative IRIs in a file begin with, and what names a thing that has none."""

_FORMATS: Mapping[str, ox.RdfFormat] = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".turtle": ox.RdfFormat.TURTLE,
    ".n3": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
    ".skos": ox.RdfFormat.RDF_XML,
    ".json": ox.RdfFormat.JSON_LD,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".trig": ox.RdfFormat.TRIG,
    ".nq": ox.RdfFormat.N_QUADS,
}
_WITH_BRACKETS = (ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG)  # "[" opens a blank node, "{" a graph
_MAYBE_JSON = re.compile(rb"\{|\[\s*\{|\[[\r\n]")
_SURELY_JSON = re.compile(rb'(?:\[\s*)?\{\s*"')
_MAX_BYTES = 512 * 1024 * 1024
_MAX_FROM_ENTITIES = 16 * 1024 * 1024  # bytes; names of vocabularies come to a few per element

# IPTC gives its NewsCodes as JSON with these names and without a context.
_NEWSCODES_CONTEXT: Mapping[str, object] = {
    "skos": vocab.SKOS,
    "uri": "@id",
    "type": "@type",
    "conceptSet": "@graph",
    **{
        name: {"@id": "skos:" + name, "@container": "@language"}
        for name in ("prefLabel", "altLabel", "definition", "note", "scopeNote")
    },
    **{name: {"@id": "skos:" + name, "@type": "@id"} for name in ("broader", "narrower", "exactMatch")},
    "retired": BASE + "retired",
}
_NUMBERED = re.compile(rb"&#(x[0-9a-fA-F]{1,6}|[0-9]{1,7});")


class UnreadableError(Exception):
    """Why a file cannot be read, and the way out."""

    def __init__(self, what: str, way_out: str) -> None:
        super().__init__(what)
        self.what, self.way_out = what, way_out


def quads(
    path: Path, note: Callable[[str, str, str], None], restart: Callable[[], None]
) -> Iterator[ox.Quad]:
    """The triples of a file, in its order.

    `note` is told what was odd: a kind, what, and the way out. Where IRIs are not valid, `restart` is called
    and all triples come once more, with these as they are. Raises UnreadableError.
    """
    content = _content(path)
    rdf_format = _format(path, content, note)
    yield from _parsed(content, rdf_format, note, restart)


# ------------------------------------------------------------------------------- bytes


def _content(path: Path) -> bytes:
    """The bytes of a file as UTF-8 without a byte order mark."""
    try:
        with path.open("rb") as file:
            content = file.read(_MAX_BYTES + 1)  # pipes and devices do not say how large they are
    except OSError as error:
        raise UnreadableError(f"cannot be read ({error.strerror})", "check the name") from error
    if len(content) > _MAX_BYTES:
        raise UnreadableError(f"larger than {_MAX_BYTES >> 20} MB", "give a smaller topic scheme")
    if content.startswith((b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf", b"BZh")):
        raise UnreadableError("an archive", "unpack it and give the file inside")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _recoded(content, "utf-16")
    content = content.removeprefix(b"\xef\xbb\xbf")
    declared = re.match(rb"""\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.-]{1,40})["']""", content[:200])
    if declared and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii"):
        return _recoded(content, declared[1].decode())
    return content


def _recoded(content: bytes, encoding: str) -> bytes:
    try:
        text = content.decode(encoding).removeprefix("\ufeff")
    except (LookupError, UnicodeDecodeError) as error:
        raise UnreadableError(f"not readable as {encoding}", "save it as UTF-8") from error
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text, count=1).encode()


def _format(path: Path, content: bytes, note: Callable[[str, str, str], None]) -> ox.RdfFormat:
    """The format that the name promises, if the content looks like it; else that of the content."""
    promised = _FORMATS.get(path.suffix.lower())
    start = content[:2000].lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html")):
        raise UnreadableError("a web page and no SKOS file", "download the file that the page links to")
    seen: ox.RdfFormat | None = None
    if start.startswith((b"<?xml", b"<rdf:rdf", b"<!doctype rdf")) or (b"<rdf:rdf" in start[:1000]):
        seen = ox.RdfFormat.RDF_XML
    elif (_SURELY_JSON if promised in _WITH_BRACKETS else _MAYBE_JSON).match(start):
        seen = ox.RdfFormat.JSON_LD
    elif start.startswith((b"@prefix", b"@base", b"prefix ", b"base <")):
        seen = ox.RdfFormat.TRIG if promised == ox.RdfFormat.TRIG else ox.RdfFormat.TURTLE
    if promised is None and seen is None:
        known = ", ".join(sorted(_FORMATS))
        raise UnreadableError("unknown kind of file", f"use one of {known}")
    if seen is not None and promised != seen:
        ending = path.suffix or "no ending"
        note("wrong-suffix", f"{seen.name} in a file with {ending}", f"rename it to end in {_suffix(seen)}")
        return seen
    assert promised is not None
    return promised


def _suffix(rdf_format: ox.RdfFormat) -> str:
    return next(suffix for suffix, known in _FORMATS.items() if known == rdf_format)


# ------------------------------------------------------------------------------- triples


def _parsed(
    content: bytes,
    rdf_format: ox.RdfFormat,
    note: Callable[[str, str, str], None],
    restart: Callable[[], None],
) -> Iterator[ox.Quad]:
    if rdf_format == ox.RdfFormat.RDF_XML:
        _check_entities(content)
    elif rdf_format == ox.RdfFormat.JSON_LD:
        content = _with_context(content)
    for lenient in (False, True):
        try:
            yield from ox.parse(content, format=rdf_format, base_iri=BASE, lenient=lenient)
            return
        except (SyntaxError, ValueError) as error:
            reason = " ".join(str(error.msg if isinstance(error, SyntaxError) else error).split())
            if "LoadDocumentCallback" in reason:
                raise UnreadableError(
                    f"its @context is {_remote_context(content)}, which is never fetched",
                    "put that context itself into the file, or convert it to Turtle",
                ) from error
            if not lenient and "IRI" in reason:
                restart()
                note("odd-iri", f"not all IRIs are valid ({reason[:200]})", "mend these IRIs")
                continue
            raise UnreadableError(
                f"not readable as {rdf_format.name} ({reason[:300]})",
                "mend it or rename it to its real format",
            ) from error


def _check_entities(content: bytes) -> None:
    """Refuses XML that grows when it is read: entities within entities, and many uses of long ones."""
    doctype = content.find(b"<!DOCTYPE")
    if doctype < 0:
        return
    end = content.find(b"]", content.rfind(b"<!ENTITY") if b"<!ENTITY" in content else doctype)
    head = content[doctype : end if end > 0 else len(content)]
    uses = Counter(re.findall(rb"&([^\s;&]+);", content))  # once, not for each entity
    grown = 0
    for parameter, name, double, single in re.findall(
        rb"""<!ENTITY\s+(%\s+)?([^\s"'>]+)\s+(?:"([^"]*)"|'([^']*)'|[^>]*)""", head
    ):
        value = double or single
        if parameter or not value or b"&" in _NUMBERED.sub(_character, value):
            raise UnreadableError(
                f"its XML entity '{name.decode(errors='replace')[:40]}' points to another or outside",
                "replace the entities by what they stand for",
            )
        grown += uses[name] * len(value)
        if grown > _MAX_FROM_ENTITIES + 2 * len(content):
            raise UnreadableError(
                "its XML entities grow too large", "replace the entities by what they stand for"
            )


def _character(reference: re.Match[bytes]) -> bytes:
    number = reference[1]
    code = int(number[1:], 16) if number.startswith(b"x") else int(number)
    return b"&" if code == ord("&") else b"?"


def _with_context(content: bytes) -> bytes:
    """IPTC's JSON gets the context that it lacks; any other JSON stays as it is."""
    if b'"conceptSet"' not in content or b'"@context"' in content:
        return content
    try:
        document = json.loads(content)
    except ValueError:
        return content
    if not isinstance(document, dict):
        return content
    return json.dumps({"@context": _NEWSCODES_CONTEXT, **document}).encode()


def _remote_context(content: bytes) -> str:
    found = re.search(rb'"@context"\s*:\s*\[?\s*"([^"]{1,200})"', content)
    return f"'{found[1].decode(errors='replace')}'" if found else "on the web"
