"""A user's own list of names: who and what to know beforehand, and by which outside identifiers.

    names = read_list(Path("my-names.csv"))
    names.rows[0].known.identifiers    # ("wikidata:Q42",)

A list is a table (CSV, with the columns name, aliases, kind, organization_kind, identifier) or SKOS.
`docs/reference/gazetteer.md` says what each may hold. A row that cannot be used is told of in `problems`, and
the others count.
"""

import csv
import difflib
import functools
import hashlib
import logging
import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyoxigraph as ox
from spacy.language import Language

from sayso.errors import GazetteerError
from sayso.extract.gazetteer import Known, Name
from sayso.graph.vocab import (
    ORGANIZATION_KINDS,
    Organization,
    Outlet,
    Person,
    Platform,
    organizationKind,
    rdf_type,
    skos_altLabel,
    skos_closeMatch,
    skos_exactMatch,
    skos_notation,
    skos_prefLabel,
)

__all__ = [
    "ListedName",
    "NameList",
    "Problem",
    "everyday_words",
    "fingerprint",
    "joined",
    "load_lists",
    "names_of",
    "read_list",
    "short_identifier",
]

logger = logging.getLogger(__name__)

_MAX_BYTES = 256 << 20
_LONGEST = 200  # characters of a name
_MOST_TOLD = 100  # warnings for one file
_LINES_OF_A_ROW = 20  # a quoted cell that is still open then has lost its closing mark

_SKOS_FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".trig": ox.RdfFormat.TRIG,
}
_COLUMNS = {
    "name": "name",
    "aliases": "aliases",
    "alias": "aliases",
    "kind": "kind",
    "organization_kind": "organization_kind",
    "organisation_kind": "organization_kind",
    "identifier": "identifier",
    "identifiers": "identifier",
}
_KINDS = {kind: kind for kind in ("person", "organization", "outlet", "platform", "place", "product")}
_KINDS["organisation"] = "organization"
_DEFAULT_ORGANIZATION_KINDS = {"outlet": "media", "platform": "company"}
_CLASSES = {
    Person: "person",
    Organization: "organization",
    Outlet: "outlet",
    Platform: "platform",
    "http://xmlns.com/foaf/0.1/Person": "person",
    "http://xmlns.com/foaf/0.1/Organization": "organization",
    "http://www.w3.org/ns/org#Organization": "organization",
    "http://www.w3.org/ns/org#FormalOrganization": "organization",
}
for _namespace in ("http://schema.org/", "https://schema.org/"):
    _CLASSES |= {
        _namespace + "Person": "person",
        _namespace + "Organization": "organization",
        _namespace + "NewsMediaOrganization": "outlet",
        _namespace + "Place": "place",
        _namespace + "Product": "product",
    }

# Where well-known registers publish what they name, and how we write that in short.
_REGISTERS = (
    (re.compile(r"https?://(?:www\.)?wikidata\.org/(?:entity|wiki)/(Q\d+)"), "wikidata:"),
    (re.compile(r"https?://ror\.org/(0\w{8})"), "ror:"),
    (re.compile(r"https?://orcid\.org/(\d{4}-\d{4}-\d{4}-\d{3}[\dX])"), "orcid:"),
    (re.compile(r"https?://(?:www\.)?viaf\.org/viaf/(\d+)/?"), "viaf:"),
    (re.compile(r"https?://(?:www\.)?isni\.org/(?:isni/)?(\d{15}[\dX])"), "isni:"),
    (re.compile(r"https?://d-nb\.info/gnd/([\dX-]+)"), "gnd:"),
    (re.compile(r"https?://(?:sws|www)\.geonames\.org/(\d+)/?"), "geonames:"),
)
_SHORT = re.compile(r"[a-z][a-z0-9.+-]*:[^\s<>\"{}|\\^`]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ListedName:
    """A row: what it names, its other names, and `place`, its line ("line 7") or concept.

    A "~" before a name or alias asks for more evidence than the bare words, as in the shipped table.
    """

    known: Known
    aliases: tuple[str, ...]
    place: str
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """What could not be used, and why; `place` as in `ListedName`."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class NameList:
    """The usable rows of one file in order, and what was left out of it."""

    path: Path
    rows: tuple[ListedName, ...]
    problems: tuple[Problem, ...] = ()


def read_list(path: Path) -> NameList:
    """Read a table, or by its ending SKOS in Turtle, N-Triples, RDF/XML, JSON-LD or TriG.

    Nothing that a file points to is fetched. A table of 100,000 rows takes about a second.
    Raises GazetteerError when the file cannot be read, has no usable header, or not one usable row.
    """
    rdf_format = _SKOS_FORMATS.get(path.suffix.lower())
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise GazetteerError(f"{path}: larger than {_MAX_BYTES >> 20} MB; give a smaller list")
        source = path.read_bytes()
    except OSError as error:
        raise GazetteerError(f"{path}: cannot be read ({error.strerror or error}); check the name") from error
    problems: list[Problem] = []
    raw = _table_rows(path, source, problems) if rdf_format is None else _skos_rows(path, source, rdf_format)
    rows = [row for found in raw if (row := _row(found, problems)) is not None]
    if not rows:
        first = f" ({problems[0].place}: {problems[0].reason})" if problems else ""
        raise GazetteerError(f"{path}: has no usable row{first}; see docs/reference/gazetteer.md")
    return NameList(path, tuple(rows), tuple(problems))


def load_lists(paths: Iterable[Path]) -> tuple[ListedName, ...]:
    """All that these files name; what they hold besides is logged, a warning each. Raises GazetteerError."""
    lists = [read_list(path) for path in paths]
    rows, clashes = joined(lists)
    for names in lists:
        problems = [*names.problems, *(problem for path, problem in clashes if path == names.path)]
        for problem in problems[:_MOST_TOLD]:
            logger.warning("%s, %s: %s", names.path, problem.place, problem.reason)
        if len(problems) > _MOST_TOLD:
            logger.warning("%s: and %d more such rows", names.path, len(problems) - _MOST_TOLD)
    return rows


def names_of(row: ListedName) -> tuple[Name, ...]:
    """All names of one thing, its own first, for `load_gazetteer`; with both kinds of apostrophe."""
    names: list[Name] = [(row.known.name, row.known, row.unsure)]
    for alias in row.aliases:
        names.append((alias.removeprefix("~"), row.known, alias.startswith("~")))
    for name, known, unsure in tuple(names):
        for one, other in (("'", "’"), ("’", "'")):
            if one in name:
                names.append((name.replace(one, other), known, unsure))
    return tuple(names)


def everyday_words(nlp: Language) -> Container[str] | None:
    """The words that a pipeline's lemmatizer has in its dictionary, in lower case; None without one."""
    if not nlp.has_pipe("lemmatizer"):
        return None
    lookups = getattr(nlp.get_pipe("lemmatizer"), "lookups", None)
    if lookups is None or not lookups.has_table("lemma_index"):
        return None
    return frozenset(word for words in lookups.get_table("lemma_index").values() for word in words)


@dataclass(slots=True)
class _Raw:
    place: str
    name: str
    aliases: Sequence[str]
    kinds: Sequence[str]
    organization_kinds: Sequence[str]
    identifiers: Sequence[str]


def _table_rows(path: Path, source: bytes, problems: list[Problem]) -> Iterator[_Raw]:
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise GazetteerError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from error
    if "\0" in text:
        raise GazetteerError(f"{path}: holds a NUL character, so it is no table; give CSV or SKOS")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first = next((at for at, line in enumerate(lines) if line.strip() and line[0] != "#"), None)
    if first is None:
        raise GazetteerError(f"{path}: is empty; its first line names the columns: name, kind, …")
    delimiter, columns = _header(path, lines[first])
    for line, cells in _cells(lines, first + 1, delimiter, problems):
        place = f"line {line}"
        if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
            counted = f"{len(cells)} cells where the header has {len(columns)}"
            problems.append(Problem(place, f"{counted}; put a cell that holds {delimiter!r} in quotes"))
            continue
        row = {column: cell for column, cell in zip(columns, cells, strict=False) if column}
        yield _Raw(
            place,
            row.get("name", ""),
            re.split(r"[|;]", row.get("aliases", "")),
            [row.get("kind", "")],
            [row.get("organization_kind", "")],
            re.split(r"[|;]", row.get("identifier", "")),
        )


def _header(path: Path, line: str) -> tuple[str, list[str | None]]:
    """The delimiter by which the header has most columns that we know, and what each column is."""
    best: tuple[str, list[str | None]] = ",", []
    for delimiter in (",", ";", "\t"):
        try:
            cells = next(csv.reader([line], delimiter=delimiter), [])
        except csv.Error:
            continue
        columns = [_COLUMNS.get(re.sub(r"[\s-]+", "_", cell.strip().lower())) for cell in cells]
        if sum(map(bool, columns)) > sum(map(bool, best[1])):
            best = delimiter, columns
    named = [column for column in best[1] if column]
    missing = "name" if "name" not in named else "kind" if "kind" not in named else ""
    if "organization_kind" in named and missing == "kind":
        missing = ""
    if missing:
        shown = line if len(line) <= 60 else line[:60] + "…"
        raise GazetteerError(
            f"{path}: no column {missing!r} in its header {shown!r}; add it to the first line"
        )
    double = next((column for column in named if named.count(column) > 1), None)
    if double:
        raise GazetteerError(f"{path}: two columns {double!r} in its header; leave one")
    return best


def _cells(
    lines: Sequence[str], start: int, delimiter: str, problems: list[Problem]
) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of each row. A quote that is never closed costs one line, not the file."""
    at = start
    while at < len(lines):
        line = lines[at]
        if not line.strip() or line.startswith("#"):
            at += 1
            continue
        used = 1
        while True:
            try:
                cells = next(csv.reader([line], delimiter=delimiter, strict=True))
            except csv.Error as error:
                more = "unexpected end" in str(error) and used < _LINES_OF_A_ROW and at + used < len(lines)
                if more:
                    line += "\n" + lines[at + used]
                    used += 1
                    continue
                problems.append(
                    Problem(f"line {at + 1}", f"not readable as a row ({error}); check its quotes")
                )
                used = 1
            else:
                yield at + 1, cells
            break
        at += used


def _skos_rows(path: Path, source: bytes, rdf_format: ox.RdfFormat) -> Iterator[_Raw]:
    types: dict[str, set[str]] = {}
    words: dict[str, dict[str, list[tuple[str, str]]]] = {}
    links: dict[str, dict[str, set[str]]] = {}
    try:
        for quad in ox.parse(source, format=rdf_format):
            subject, predicate, value = quad.subject, quad.predicate.value, quad.object
            if not isinstance(subject, ox.NamedNode):
                continue
            if isinstance(value, ox.Literal):
                texts = words.setdefault(subject.value, {}).setdefault(predicate, [])
                texts.append((value.language or "", value.value))
            elif isinstance(value, ox.NamedNode) and predicate == rdf_type:
                types.setdefault(subject.value, set()).add(value.value)
            elif isinstance(value, ox.NamedNode):
                links.setdefault(subject.value, {}).setdefault(predicate, set()).add(value.value)
    except (SyntaxError, ValueError) as error:
        reason = " ".join(str(error.msg if isinstance(error, SyntaxError) else error).split())
        raise GazetteerError(
            f"{path}: not readable as {rdf_format.name} ({reason}); mend it or rename it to its real format"
        ) from error
    notations = {iri: notation for notation, iri in ORGANIZATION_KINDS.items()}
    for iri in sorted(words):
        said, linked = words[iri], links.get(iri, {})
        if skos_prefLabel not in said:
            continue
        preferred = min(said[skos_prefLabel], key=lambda label: (_foreign(label[0]), label))
        others = [text for language, text in sorted(said[skos_prefLabel]) if not _foreign(language)]
        others += [text for language, text in said.get(skos_altLabel, ()) if not _foreign(language)]
        same = sorted(linked.get(skos_exactMatch, set()) | linked.get(skos_closeMatch, set()))
        named = [text for _, text in sorted(said.get(organizationKind, ()))]
        named += [notations.get(kind, kind) for kind in sorted(linked.get(organizationKind, ()))]
        kinds = sorted({_CLASSES[name] for name in types.get(iri, ()) if name in _CLASSES})
        kinds += [text for _, text in sorted(said.get(skos_notation, ())) if _is_kind(text)]
        yield _Raw(
            iri,
            preferred[1],
            sorted(others, key=lambda other: (other != preferred[1], other)),
            sorted(kinds, key=lambda kind: kind == "organization"),  # an outlet is often typed as both
            named,
            same or [iri],
        )


def _foreign(language: str) -> bool:
    return not (language in ("", "en", "mul") or language.startswith("en-"))


def _row(raw: _Raw, problems: list[Problem]) -> ListedName | None:
    """What a row says, or None; what is wrong with it goes to `problems`."""

    def wrong(reason: str) -> None:
        problems.append(Problem(raw.place, reason))

    name, unsure = _name(raw.name)
    if reason := _unfit(name):
        wrong(f"{reason}; the row is left out")
        return None
    kind, organization_kind = "", None
    stated = [text for text in map(str.strip, raw.kinds) if text]
    for text in stated:
        if folded := _KINDS.get(text.lower()):
            kind = kind or folded
        elif notation := _organization_kind(text):  # kind "university" is an organisation of that kind
            kind, organization_kind = kind or "organization", organization_kind or notation
    if stated and not kind:
        near = difflib.get_close_matches(stated[0].lower(), [*_KINDS, *ORGANIZATION_KINDS], n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"take one of {', '.join(_KINDS)}"
        wrong(f"unknown kind {stated[0]!r}: {hint}; the row is left out")
        return None
    for text in filter(None, map(str.strip, raw.organization_kinds)):
        notation = _organization_kind(text)
        if notation is None:
            wrong(
                f"unknown kind of organisation {text!r}: take one of "
                f"{', '.join(ORGANIZATION_KINDS)}; the row counts without it"
            )
        organization_kind = organization_kind or notation
    kind = kind or ("organization" if organization_kind else "")
    if not kind:
        wrong(f"no kind for {name!r}: take one of {', '.join(_KINDS)}; the row is left out")
        return None
    if kind not in ("organization", "outlet", "platform"):
        organization_kind = None
    aliases = []
    for text in filter(None, map(str.strip, raw.aliases)):
        alias, mark = _name(text)
        if reason := _unfit(alias):
            wrong(f"{reason}; the alias is left out")
        elif alias != name:
            aliases.append("~" + alias if mark else alias)
    identifiers = []
    for text in filter(None, map(str.strip, raw.identifiers)):
        short = short_identifier(text)
        if short is None:
            wrong(f"{text!r} is no identifier: write 'register:id', such as wikidata:Q42, or an IRI")
        else:
            identifiers.append(short)
    known = Known(
        name,
        kind,
        organization_kind or _DEFAULT_ORGANIZATION_KINDS.get(kind),
        tuple(sorted(set(identifiers))),
        listed=True,
    )
    return ListedName(known, tuple(dict.fromkeys(aliases)), raw.place, unsure)


def _name(text: str) -> tuple[str, bool]:
    name = " ".join(text.split())
    return name.removeprefix("~").strip(), name.startswith("~")


def _unfit(name: str) -> str:
    if not name:
        return "no name"
    if len(name) > _LONGEST:
        return f"a name of {len(name)} characters, more than {_LONGEST}"
    if not name.isprintable() or not any(map(str.isalnum, name)):
        return f"{name!r} is no name"
    return ""


def _is_kind(text: str) -> bool:
    return text.strip().lower() in _KINDS or _organization_kind(text) is not None


@functools.lru_cache(maxsize=1024)
def _organization_kind(text: str) -> str | None:
    plain = re.sub(r"[\s_-]+", " ", text.strip().lower()).replace("organization", "organisation")
    return plain if plain in ORGANIZATION_KINDS else None


def short_identifier(text: str) -> str | None:
    """An outside identifier as we write it, or None for what is none.

    >>> short_identifier("http://www.wikidata.org/entity/Q42"), short_identifier("Q42")
    ('wikidata:Q42', 'wikidata:Q42')
    >>> short_identifier("https://example.org/people/7")
    'https://example.org/people/7'
    """
    if re.fullmatch(r"Q[1-9]\d*", text):
        return "wikidata:" + text
    for pattern, prefix in _REGISTERS if "//" in text else ():
        if found := pattern.fullmatch(text):
            return prefix + found[1]
    if not _SHORT.fullmatch(text):
        return None
    scheme, rest = text.split(":", 1)
    if rest.startswith("//"):
        return text if len(rest) > 2 else None
    return f"{scheme.lower()}:{rest}"


def joined(lists: Iterable[NameList]) -> tuple[tuple[ListedName, ...], tuple[tuple[Path, Problem], ...]]:
    """All rows with one owner for each name, and what of them clashes.

    Rows of one name and kind are one. Where they give different identifiers of one register they are
    namesakes: the name is known, but no identifier goes with it. An alias of several things means none of
    them, and one that is the name of another thing means that. Of two rows of one name and different kinds,
    the first counts.
    """
    problems: list[tuple[Path, Problem]] = []
    owners: dict[str, ListedName] = {}
    torn: set[str] = set()
    places: dict[str, tuple[Path, str]] = {}
    for names in lists:
        for row in names.rows:
            name = row.known.name
            if name not in owners:
                owners[name], places[name] = row, (names.path, row.place)
                continue
            first = owners[name]
            where = f"{places[name][1]} of {places[name][0]}"
            if first.known.kind != row.known.kind:
                reason = f"{name!r} is a {first.known.kind} in {where}; this row is left out"
                problems.append((names.path, Problem(row.place, reason)))
                continue
            owners[name] = _together(first, row)
            if _contradict(first.known.identifiers, row.known.identifiers):
                torn.add(name)
                reason = f"{name!r} has another identifier in {where}; the name is known without any"
                problems.append((names.path, Problem(row.place, reason)))
    claims: dict[str, list[str]] = {}
    for name, row in owners.items():
        for alias in row.aliases:
            claims.setdefault(alias.removeprefix("~"), []).append(name)
    rows = []
    for name, row in owners.items():
        kept = []
        for alias in row.aliases:
            bare = alias.removeprefix("~")
            others = [other for other in claims[bare] if other != name]
            if bare in owners or others:
                path, place = places[name]
                other = bare if bare in owners else others[0]
                meant = f"is the name of {places[other][1]}" if bare in owners else f"means {other!r} as well"
                problems.append((path, Problem(place, f"alias {bare!r} {meant}; it is left out here")))
            else:
                kept.append(alias)
        if name in torn:
            row = replace(row, known=replace(row.known, identifiers=()))
        rows.append(row if len(kept) == len(row.aliases) else replace(row, aliases=tuple(kept)))
    return tuple(rows), tuple(problems)


def _together(one: ListedName, two: ListedName) -> ListedName:
    known = replace(
        one.known,
        organization_kind=one.known.organization_kind or two.known.organization_kind,
        identifiers=tuple(sorted({*one.known.identifiers, *two.known.identifiers})),
    )
    return replace(one, known=known, aliases=tuple(dict.fromkeys((*one.aliases, *two.aliases))))


def _contradict(one: Iterable[str], two: Iterable[str]) -> bool:
    def by_register(identifiers: Iterable[str]) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for identifier in identifiers:
            register = identifier.split(":", 1)[0]
            if "//" in identifier:
                register = identifier.rsplit("/", 1)[0]
            found.setdefault(register, set()).add(identifier)
        return found

    first, second = by_register(one), by_register(two)
    return any(first[register].isdisjoint(second[register]) for register in first.keys() & second.keys())


def fingerprint(rows: Iterable[ListedName]) -> str:
    """A short hash of what was understood: the same names in another file format have the same."""
    digest = hashlib.sha256()
    for row in sorted(rows, key=lambda row: row.known.name):
        known = row.known
        facts = (known.name, row.unsure, known.kind, known.organization_kind, *sorted(row.aliases))
        digest.update(f"{facts!r} {known.identifiers!r}\n".encode())
    return digest.hexdigest()[:16]
