"""Questions with known answers: a folder of SPARQL queries, each held against the rows that it should have.

    queries/
        who-warns.rq      the query; its first comment says what it asks
        who-warns.csv     the rows expected of it: a header with the names of the variables, then a row each

    for outcome in check(store, Path("queries")):
        outcome.name, outcome.state, outcome.missing, outcome.extra

Rows are compared in order if the query has an ORDER BY, else as a bag. A query may also say how many rows it
wants, in a comment: `# expect: at least 3 rows`, `# expect: no rows`, and of an ASK query `# expect: yes`.
"""

import contextlib
import csv
import io
import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from sayso.errors import QueryError, SaysoError
from sayso.graph import iris, vocab
from sayso.graph.exports.formats import defused
from sayso.graph.store import Store

__all__ = ["Outcome", "as_json", "check", "record"]

_EXPECT = re.compile(r"^[ \t]*#[ \t]*expect:(.*)$", re.MULTILINE)
_WISH = re.compile(
    r"(?P<truth>yes|no)|(?:(?P<bound>at least|at most|exactly)\s+)?(?P<number>\d{1,9}|no)\s+rows?"
)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
_NUMBERS = frozenset(
    vocab.XSD + name
    for name in (
        *(
            "integer",
            "nonNegativeInteger",
            "positiveInteger",
            "negativeInteger",
            "nonPositiveInteger",
            "long",
        ),
        *("int", "short", "byte", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte", "decimal"),
        *("double", "float"),
    )
)
_TIME = vocab.XSD + "dateTime"
_TRUTH = vocab.XSD + "boolean"
# What is no part of the pattern: IRIs, strings, comments.
_PASSED_OVER = re.compile(
    r"""<[^<>"{}|^`\\\s]*>|\"{3}.*?\"{3}|'{3}.*?'{3}|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\#[^\n]*""",
    re.DOTALL,
)
_MOST_ROWS = 1_000_000

Row = tuple[str, ...]
"""The cells of a row as they stand in a CSV file; nothing where a variable is unbound."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one query.

    `state` is "equal", "different", "unexpected" (nothing is expected of it), "broken" or, of `record`,
    "written". `missing` are the rows expected and not there, `extra` those that are there and not expected;
    `reason` says in a line what else is wrong. `question` is the first comment of the query.
    """

    name: str
    state: str
    question: str = ""
    columns: tuple[str, ...] = ()
    rows: int = 0
    missing: tuple[Row, ...] = ()
    extra: tuple[Row, ...] = ()
    reason: str = ""


def check(store: Store, path: Path) -> Iterator[Outcome]:
    """Runs each query of a folder, or the one of a file, in order of name, and compares its rows.

    A query that cannot be run is an outcome as well. Raises SaysoError where there are no queries.
    """
    for file in _files(path):
        yield _checked(store, file)


def record(store: Store, path: Path) -> Iterator[Outcome]:
    """Writes the rows that each query has now beside it, as what is expected from now on.

    A query that says in a comment what it wants, and has no file, gets none. Raises SaysoError where there
    are no queries, or a file cannot be written.
    """
    for file in _files(path):
        try:
            text = _read(file)
            answer = _answer(store, text)
            if _wishes(text) and not _beside(file).exists():
                yield _checked(store, file)
                continue
        except (QueryError, _BrokenError) as error:
            yield Outcome(file.stem, "broken", reason=str(error))
            continue
        _write(_beside(file), answer)
        yield Outcome(file.stem, "written", _question(text), answer.columns, len(answer.rows))


def as_json(outcomes: Iterable[Outcome]) -> str:
    """The outcomes as JSON: an object with a count of each state, and the queries."""
    found = list(outcomes)
    queries = [
        {
            "name": one.name,
            "state": one.state,
            "question": one.question,
            "rows": one.rows,
            "columns": list(one.columns),
            "missing": [list(row) for row in one.missing],
            "extra": [list(row) for row in one.extra],
            "reason": one.reason,
        }
        for one in found
    ]
    counts = Counter(one.state for one in found)
    return json.dumps(
        {"counts": dict(sorted(counts.items())), "queries": queries}, ensure_ascii=False, indent=2
    )


class _BrokenError(Exception):
    """Why a query, or what is expected of it, cannot be read."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """Rows as they are shown, and what kinds of terms each column has."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    kinds: tuple[frozenset[str], ...]
    prefixes: Mapping[str, str]


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    try:
        found = sorted(file for file in path.iterdir() if file.suffix == ".rq" and file.is_file())
    except FileNotFoundError:
        raise SaysoError(f"no folder {path}: give a folder of queries (.rq)") from None
    except OSError as error:
        raise SaysoError(f"cannot read {path}: {error.strerror}") from error
    if not found:
        raise SaysoError(f"no queries in {path}: their names end with .rq")
    return found


def _beside(file: Path) -> Path:
    return file.with_suffix(".csv")


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise _BrokenError(f"{file.name} is not UTF-8 text") from None
    except OSError as error:
        raise _BrokenError(f"cannot read {file.name}: {error.strerror}") from error


def _question(text: str) -> str:
    first = text.lstrip().split("\n", 1)[0]
    return first.lstrip("# ").strip() if first.startswith("#") else ""


# -- running


def _checked(store: Store, file: Path) -> Outcome:
    question = ""
    try:
        text = _read(file)
        question = _question(text)
        wishes = _wishes(text)
        answer = _answer(store, text)
        expected = _expected(_beside(file), answer)
    except (QueryError, _BrokenError) as error:
        return Outcome(file.stem, "broken", question, reason=str(error))

    def outcome(state: str, **found: Any) -> Outcome:
        return Outcome(file.stem, state, question, answer.columns, len(answer.rows), **found)

    for wish in wishes:
        reason = wish(answer)
        if reason:
            return outcome("different", reason=reason)
    if expected is None:
        return outcome("equal" if wishes else "unexpected")
    keys = [_key(row, answer) for row in answer.rows]
    wanted = [_key(row, answer) for row in expected]
    missing = _beyond(expected, wanted, keys)
    extra = _beyond(answer.rows, keys, wanted)
    if missing or extra:
        return outcome("different", missing=missing, extra=extra)
    if keys != wanted and _is_ordered(text):
        place = next(n for n, (one, other) in enumerate(zip(keys, wanted, strict=True)) if one != other)
        return outcome("different", reason=f"the same rows in another order, from row {place + 1} on")
    return outcome("equal")


def _beyond(rows: Sequence[Row], keys: Sequence[Row], others: Sequence[Row]) -> tuple[Row, ...]:
    """The rows that the others do not have, or not as often."""
    left = Counter(others)
    found = []
    for row, key in zip(rows, keys, strict=True):
        left[key] -= 1
        if left[key] < 0:
            found.append(row)
    return tuple(found)


def _answer(store: Store, text: str) -> _Answer:
    results = store.query(text)
    if isinstance(results, ox.QueryBoolean):
        truth = str(bool(results)).lower()
        return _Answer(("answer",), ((truth,),), (frozenset({"truth"}),), store.prefixes)
    if isinstance(results, ox.QueryTriples):
        columns: tuple[str, ...] = ("subject", "predicate", "object")
        terms: Iterator[tuple[Any, ...]] = ((one.subject, one.predicate, one.object) for one in results)
    else:
        columns = tuple(variable.value for variable in results.variables)
        terms = (tuple(row) for row in results)
    kinds: list[set[str]] = [set() for _ in columns]
    rows: list[Row] = []
    for row in terms:
        for kind, term in zip(kinds, row, strict=True):
            kind.add(_kind(term))
        rows.append(tuple(_shown(term, store) for term in row))
        if len(rows) > _MOST_ROWS:
            raise _BrokenError(f"more than {_MOST_ROWS:,} rows: ask for fewer")
    return _Answer(columns, tuple(rows), tuple(map(frozenset, kinds)), store.prefixes)


def _kind(term: Any) -> str:
    if isinstance(term, ox.NamedNode):
        return "iri"
    if isinstance(term, ox.Literal):
        if term.datatype.value in _NUMBERS:
            return "number"
        return {_TIME: "time", _TRUTH: "truth"}.get(term.datatype.value, "text")
    return "none"


def _shown(term: Any, store: Store) -> str:
    if term is None:
        return ""
    if not isinstance(term, ox.NamedNode):
        return str(term.value if isinstance(term, ox.Literal) else term)
    short = iris.compact(term.value, store.base)
    if short != term.value:
        return short
    for prefix, namespace in iris.STANDARD_PREFIXES.items():
        local = term.value.removeprefix(namespace)
        if local != term.value and re.fullmatch(r"[\w.-]+", local):
            return f"{prefix}:{local}"
    return term.value


# -- what is expected


def _expected(file: Path, answer: _Answer) -> list[Row] | None:
    """The rows of the file beside a query, with the columns as the answer has them; None without a file."""
    if not file.exists():
        return None
    text = _read(file)
    limit = csv.field_size_limit(max(len(text), 1))
    try:
        found = [row for row in csv.reader(io.StringIO(text), strict=True) if row]
    except csv.Error as error:
        raise _BrokenError(f"{file.name} is not CSV: {error}") from error
    finally:
        csv.field_size_limit(limit)
    if not found:
        raise _BrokenError(f"{file.name} is empty: its first row names the variables")
    header, *rows = found
    header = [name.strip().removeprefix("?") for name in header]
    if sorted(header) != sorted(answer.columns):
        raise _BrokenError(
            f"{file.name} has the columns {', '.join(header)}, the query {', '.join(answer.columns)}"
        )
    wrong = next((number for number, row in enumerate(rows, 2) if len(row) != len(header)), None)
    if wrong is not None:
        raise _BrokenError(f"{file.name} has too many or too few cells in row {wrong}")
    places = [header.index(name) for name in answer.columns]
    return [tuple(row[place] for place in places) for row in rows]


def _write(file: Path, answer: _Answer) -> None:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(answer.columns)
    for row in answer.rows:
        # writer leaves a lone carriage return without quotes
        cells = [_of_one_newline(cell) for cell in row]
        writer.writerow([cell if _NUMBER.fullmatch(cell) else defused(cell) for cell in cells])
    part = file.with_name(f".{file.stem[:40]}.{os.getpid()}.part")
    try:
        part.write_text(out.getvalue(), encoding="utf-8", newline="")
        part.replace(file)
    except OSError as error:
        raise SaysoError(f"cannot write {file}: {error.strerror}") from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink()


_Wish = Callable[[_Answer], str]
"""Says in a line what is wrong with an answer, nothing if it is as wished."""


def _wishes(text: str) -> list[_Wish]:
    found = []
    for line in _EXPECT.findall(text):
        wish = _WISH.fullmatch(line.strip())
        if wish is None:
            raise _BrokenError(
                f"cannot read '# expect:{line}': write '# expect: at least 3 rows', at most, exactly, "
                "'no rows', or 'yes' or 'no' for an ASK query"
            )
        found.append(_truth(wish["truth"]) if wish["truth"] else _number(wish["bound"], wish["number"]))
    return found


def _truth(wanted: str) -> _Wish:
    def wish(answer: _Answer) -> str:
        if answer.columns != ("answer",) or answer.kinds != (frozenset({"truth"}),):
            return "'# expect: yes' and 'no' are for ASK queries"
        is_so = answer.rows == (("true",),)
        return (
            ""
            if is_so == (wanted == "yes")
            else f"{wanted} expected, the answer is {'yes' if is_so else 'no'}"
        )

    return wish


def _number(bound: str | None, wanted: str) -> _Wish:
    number = 0 if wanted == "no" else int(wanted)

    def wish(answer: _Answer) -> str:
        there = len(answer.rows)
        fits = {"at least": there >= number, "at most": there <= number}.get(bound or "", there == number)
        return "" if fits else f"{bound + ' ' if bound else ''}{wanted} rows expected, there are {there}"

    return wish


# -- comparing


def _key(row: Row, answer: _Answer) -> Row:
    """The row with equal values written alike: 1 and 1.0, a prefixed IRI and a full one."""
    return tuple(_plain(cell, kinds, answer.prefixes) for cell, kinds in zip(row, answer.kinds, strict=True))


def _plain(cell: str, kinds: frozenset[str], prefixes: Mapping[str, str]) -> str:
    text = _of_one_newline(_fused(cell))
    if "iri" in kinds:
        prefix, colon, local = text.removeprefix("<").removesuffix(">").partition(":")
        return prefixes.get(prefix, prefix + colon) + local
    if "number" in kinds and _NUMBER.fullmatch(text.strip()):
        return _plain_number(text.strip())
    if "time" in kinds:
        return _plain_time(text)
    if "truth" in kinds:
        return {"yes": "true", "1": "true", "no": "false", "0": "false"}.get(text.lower(), text.lower())
    return text


def _plain_number(text: str) -> str:
    """Whole numbers exactly, others by twelve digits, as sums in another order differ in the last ones."""
    if text.lstrip("+-").isdigit():
        return str(int(text)) if len(text) < 1000 else text
    number = float(text)
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else format(number, ".12g")


def _plain_time(text: str) -> str:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return text
    return (time if time.tzinfo is None else time.astimezone(UTC)).isoformat()


def _fused(cell: str) -> str:
    """The cell as it was before it was defused for spreadsheets."""
    return cell[1:] if cell.startswith("'") and defused(cell[1:]) == cell else cell


def _of_one_newline(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _is_ordered(text: str) -> bool:
    """Whether the query as a whole has an ORDER BY; one in braces is that of a part."""
    depth = 0
    for token in re.findall(r"[{}]|\border\s+by\b", _PASSED_OVER.sub(" ", text), re.IGNORECASE):
        if token in "{}":
            depth += 1 if token == "{" else -1
        elif depth == 0:
            return True
    return False
