"""The curation ledger: what readers have decided, one line for each decision.

    merge person:ethan-tu person:du-yijin        # one and the same
    apart person:john-smith person:jon-smith     # never one
    split person:john-smith article:a3           # in this article it is somebody else
    rename person:ethan-tu "Ethan Tu"
    kind organization:halden think-tank
    confirm statement:a3-10-42
    reject affiliation:a3-ethan-tu-1
    link person:ethan-tu wikidata:Q42            # confirmed identifier
    reject link person:ethan-tu wikidata:Q43

What stands after `#` is the note: why, by whom, when. This module reads and writes lines; what they do to
identities is in `graph.upkeep.curation`.

    >>> ledger = parse("merge person:ethan-tu person:du-yijin  # same lab, A. Berg")
    >>> ledger.lines[0].names, ledger.lines[0].note
    (('person:ethan-tu', 'person:du-yijin'), 'same lab, A. Berg')
    >>> format_line(ledger.lines[0])
    'merge person:ethan-tu person:du-yijin  # same lab, A. Berg'
"""

import contextlib
import difflib
import os
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from sayso.graph import iris, vocab
from sayso.graph.identity.pieces import name_ids

__all__ = [
    "FILE_NAME",
    "VERBS",
    "Ledger",
    "Line",
    "Problem",
    "append",
    "connected",
    "format_line",
    "lines_about",
    "parse",
    "read",
    "references",
    "take_back",
]

FILE_NAME = "sayso.ledger"

VERBS = ("merge", "apart", "split", "rename", "kind", "confirm", "reject", "link", "reject link")

_RESOLVED = ("person", "organization", "outlet", "platform")
_REVIEWED = ("statement", "affiliation", *_RESOLVED)

_PARTS = re.compile(
    r"""(?P<space>\s+)
    | (?P<note>\#.*)
    | "(?P<straight>(?:[^"\\]|\\.)*)"(?=\s|$)
    | “(?P<curly>[^”]*)”(?=\s|$)
    | (?P<bare>[^\s"“]\S*)""",
    re.VERBOSE | re.DOTALL,
)

# How each register writes its identifiers, and where it publishes them.
_REGISTERS = (
    ("wikidata", r"Q[1-9][0-9]*", r"https?://(?:www\.)?wikidata\.org/(?:entity|wiki)/"),
    ("ror", r"0[a-z0-9]{6}[0-9]{2}", r"https?://ror\.org/"),
    ("viaf", r"[0-9]+", r"https?://(?:www\.)?viaf\.org/viaf/"),
    ("orcid", r"(?:[0-9]{4}-){3}[0-9]{3}[0-9X]", r"https?://orcid\.org/"),
    ("isni", r"[0-9]{15}[0-9X]", r"https?://(?:www\.)?isni\.org/(?:isni/)?"),
    ("gnd", r"[0-9X-]+", r"https?://d-nb\.info/gnd/"),
    ("geonames", r"[0-9]+", r"https?://sws\.geonames\.org/"),
)
_IN_SHORT = tuple(
    (f"{name}:", re.compile(rf"(?:{name}:|{url})({local})/?")) for name, local, url in _REGISTERS
)
_SIGN = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})"
_IRI = re.compile(
    rf"https?://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?:/{_SIGN}*)*(?:\?(?:{_SIGN}|[/?])*)?(?:\#(?:{_SIGN}|[/?])*)?"
)


def _written(notation: str) -> str:
    return notation.replace(" ", "-")


# Every way of writing a kind: notations with hyphens for blanks, and each half of "government or party".
_KINDS: Mapping[str, str] = MappingProxyType(
    {kind: kind for kind in _RESOLVED}
    | {half: notation for notation in vocab.ORGANIZATION_KINDS for half in notation.split(" or ")}
    | {_written(notation): notation for notation in vocab.ORGANIZATION_KINDS}
    | {"international-organization": "international organisation"}
)


@dataclass(frozen=True, slots=True)
class Line:
    """One decision. `number` counts lines of the file from 1 and is no part of what is decided.

    `names` are ids: for "merge" and "apart" two or more; for "split" who, and the articles in which it is
    somebody else; for "confirm" and "reject" one or more nodes; else one. `value` is the new name
    ("rename"), a notation ("kind") or an outside identifier ("link", "reject link").
    """

    verb: str
    names: tuple[str, ...]
    value: str | None = None
    note: str = ""
    number: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that cannot be read, and why."""

    number: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """The lines of a ledger in order, and those that could not be read. `source` names the file."""

    lines: tuple[Line, ...] = ()
    problems: tuple[Problem, ...] = ()
    source: str = FILE_NAME


class _Unreadable(ValueError):
    """Why a line cannot be read."""


def read(path: Path, *, base: str = iris.DEFAULT_BASE) -> Ledger:
    """The ledger in a file; an empty one where there is no file. Raises OSError if it cannot be opened."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Ledger(source=path.name)
    return parse(content.decode("utf-8", "surrogateescape"), path.name, base=base)


def parse(text: str, source: str = FILE_NAME, *, base: str = iris.DEFAULT_BASE) -> Ledger:
    """Every line that can be read, and the others with the reason. IRIs that begin with `base` become ids."""
    lines: list[Line] = []
    problems: list[Problem] = []
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        try:
            words, note = _words(line)
            if words:
                lines.append(_line([word.text for word in words], words, note, number, base))
        except _Unreadable as reason:
            problems.append(Problem(number, line.strip(), str(reason)))
    return Ledger(tuple(lines), tuple(problems), source)


def format_line(line: Line) -> str:
    """The line as it stands in a file, without a line end.

    Raises ValueError for what would not be read back as it is, such as a name with a line break.
    """
    words = [line.verb, *line.names]
    if line.value is not None:
        words.append({"rename": _quoted, "kind": _written}.get(line.verb, str)(line.value))
    text = " ".join(words) + (f"  # {line.note}" if line.note else "")
    if "\n" in text or parse(text).lines != (line,):
        problems = parse(text).problems
        reason = problems[0].reason if problems else "it would not be read back as it is"
        raise ValueError(f"no line of a ledger: {text!r}: {reason}")
    return text


def append(path: Path, lines: Iterable[Line]) -> None:
    """Write lines at the end of a ledger, which is made if need be.

    What stands there stays as it is, byte for byte; a missing line end is added to its last line. The file is
    replaced in one step: whoever reads it at the same time finds the old or the new one.
    """
    new = [format_line(line) for line in lines]
    if not new:
        return
    path = path.resolve()  # a link stays one
    while True:
        old = path.read_bytes() if path.exists() else b""
        end = "\r\n" if old.rfind(b"\r\n") >= 0 and old.count(b"\r\n") == old.count(b"\n") else "\n"
        gap = end.encode() if old and not old.endswith(b"\n") else b""
        content = old + gap + "".join(line + end for line in new).encode()
        if _replace(path, old, content):
            return


def take_back(path: Path, line: Line) -> bool:
    """Take the last line of a ledger out again if it is this one; all before it stays, byte for byte."""
    path = path.resolve()
    while path.exists():
        old = path.read_bytes()
        start = old.rstrip(b"\r\n").rfind(b"\n") + 1
        if old[start:].rstrip(b"\r\n") != format_line(line).encode():
            return False
        if _replace(path, old, old[:start]):
            return True
    return False


def _replace(path: Path, old: bytes, content: bytes) -> bool:
    """Put `content` in the place of `old`; False if another has written there in the meantime."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(fresh, flags, 0o666), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            fresh.chmod(path.stat().st_mode & 0o7777)
        if (path.read_bytes() if path.exists() else b"") != old:
            return False
        fresh.replace(path)
        return True
    finally:
        with contextlib.suppress(FileNotFoundError):
            fresh.unlink()


def connected(ledger: Ledger) -> tuple[frozenset[str], ...]:
    """Which name ids the lines tie together, transitively; in order, each in one group only.

    To apply the ledger to a part of all appearances, that part must hold everything of a group, or nothing. A
    line about one reference alone makes a group as well.
    """
    parent: dict[str, str] = {}

    def find(name: str) -> str:
        while parent.setdefault(name, name) != name:
            parent[name] = name = parent[parent[name]]
        return name

    for line in ledger.lines:
        names = [name for reference in references(line) for name in name_ids(reference)]
        for name in names:
            parent[find(name)] = find(names[0])
    groups: dict[str, set[str]] = {}
    for name in parent:
        groups.setdefault(find(name), set()).add(name)
    return tuple(sorted((frozenset(group) for group in groups.values()), key=min))


def references(line: Line) -> tuple[str, ...]:
    """Those of a line's names that stand for persons and organisations."""
    return tuple(name for name in line.names if name.partition(":")[0] in _RESOLVED)


def lines_about(ledger: Ledger, reference: str) -> Iterator[Line]:
    """The lines that name one of the name ids that `reference` may speak of."""
    wanted = set(name_ids(reference))
    for line in ledger.lines:
        if any(wanted.intersection(name_ids(name)) for name in references(line)):
            yield line


# --- reading one line


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    quoted: bool = False


def _words(line: str) -> tuple[list[_Word], str]:
    """The words of a line and its note."""
    if any("\ud800" <= char <= "\udfff" or char == "\ufffd" for char in line):
        raise _Unreadable("it is not UTF-8: save the file as UTF-8")
    words: list[_Word] = []
    position = 0
    while position < len(line):
        match = _PARTS.match(line, position)
        if match is None:
            raise _Unreadable("a quotation mark is not closed, or something stands right behind it")
        position = match.end()
        if match["note"] is not None:
            return words, match["note"][1:].strip()
        if match["straight"] is not None:
            words.append(_Word(re.sub(r'\\(["\\])', r"\1", match["straight"]), quoted=True))
        elif match["curly"] is not None:
            words.append(_Word(match["curly"], quoted=True))
        elif match["bare"] is not None:
            words.append(_Word(match["bare"]))
    return words, ""


def _line(texts: Sequence[str], words: Sequence[_Word], note: str, number: int, base: str) -> Line:
    verb, *rest = texts
    verb = verb.lower()
    if verb == "reject" and rest and rest[0].lower() == "link":
        verb, rest, words = "reject link", rest[1:], words[1:]
    if verb not in VERBS:
        near = difflib.get_close_matches(verb, VERBS, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"a line begins with one of {', '.join(VERBS)}"
        raise _Unreadable(f"unknown decision {verb[:40]!r}: {hint}")
    names, value = _ARGUMENTS[verb](rest, words[1:], base)
    return Line(verb, tuple(names), value, note, number)


_Arguments = tuple[list[str], str | None]


def _merge(rest: Sequence[str], words: Sequence[_Word], base: str) -> _Arguments:
    names = [_reference(text, base) for text in rest]
    if len(set(names)) < len(names):
        raise _Unreadable("it names the same twice")
    if len(names) < 2:
        raise _Unreadable("it wants two or more names, such as person:ethan-tu person:du-yijin")
    return names, None


def _split(rest: Sequence[str], words: Sequence[_Word], base: str) -> _Arguments:
    if len(rest) < 2:
        raise _Unreadable("it wants a name and one or more articles, such as person:john-smith article:a3")
    return [_reference(rest[0], base), *(_id(text, ("article",), base) for text in rest[1:])], None


def _rename(rest: Sequence[str], words: Sequence[_Word], base: str) -> _Arguments:
    values = words[1:]
    value = " ".join(word.text for word in values).strip()
    if not value or (len(values) > 1 and any(word.quoted for word in values)):
        raise _Unreadable(
            'it wants a name and the new name in quotation marks, such as person:ethan-tu "Ethan Tu"'
        )
    if not value.isprintable():
        raise _Unreadable("the new name holds a character that cannot be seen: type it anew")
    return [_reference(rest[0], base)], value


def _kind(rest: Sequence[str], words: Sequence[_Word], base: str) -> _Arguments:
    if len(rest) < 2:
        raise _Unreadable("it wants a name and a kind, such as organization:halden university")
    kind = _KINDS.get(_written(" ".join(rest[1:]).lower())) or _KINDS.get(" ".join(rest[1:]).lower())
    if kind is None:
        kinds = ", ".join([*_RESOLVED, *map(_written, vocab.ORGANIZATION_KINDS)])
        raise _Unreadable(f"unknown kind {' '.join(rest[1:])[:40]!r}: take one of {kinds}")
    return [_reference(rest[0], base)], kind


def _review(rest: Sequence[str], words: Sequence[_Word], base: str) -> _Arguments:
    if not rest:
        raise _Unreadable("it wants what is meant, such as statement:a3-10-42")
    return [_id(text, _REVIEWED, base) for text in rest], None


def _link(rest: Sequence[str], words: Sequence[_Word], base: str) -> _Arguments:
    if len(rest) != 2:
        raise _Unreadable("it wants a name and an identifier, such as person:ethan-tu wikidata:Q42")
    return [_reference(rest[0], base)], _identifier(rest[1])


_ARGUMENTS = MappingProxyType(
    {
        "merge": _merge,
        "apart": _merge,
        "split": _split,
        "rename": _rename,
        "kind": _kind,
        "confirm": _review,
        "reject": _review,
        "link": _link,
        "reject link": _link,
    }
)


def _reference(text: str, base: str) -> str:
    return _id(text, _RESOLVED, base)


def _id(text: str, prefixes: Sequence[str], base: str) -> str:
    """The id that is written here, or whose IRI is."""
    name = iris.compact(text, base)
    prefix, _, local = name.partition(":")
    prefix = {"org": "organization"}.get(prefix, prefix)
    if prefix not in prefixes or not local:
        wanted = ", ".join(f"{one}:…" for one in prefixes)
        raise _Unreadable(f"{text[:80]!r} is not what is wanted here: {wanted}")
    if not local.isprintable() or any(sign in local for sign in '#"“”/'):
        raise _Unreadable(f"{text[:80]!r} holds a sign that no name has: a note wants a blank before its #")
    return f"{prefix}:{local}"


def _identifier(text: str) -> str:
    """An outside identifier, in short where its register is known."""
    for prefix, pattern in _IN_SHORT:
        match = pattern.fullmatch(text)
        if match is not None:
            return prefix + match[1]
    if not _IRI.fullmatch(text):
        shapes = ", ".join(f"{name}:…" for name, *_ in _REGISTERS)
        raise _Unreadable(
            f"{text[:80]!r} is no identifier: write {shapes} as the register does, or a full IRI"
        )
    return text


def _quoted(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
