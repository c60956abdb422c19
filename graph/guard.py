"""What a query may ask of us: to read our own graphs, and nothing else.

    >>> check("SELECT ?s WHERE { ?s ?p 'dial SERVICE now' }")
    >>> check("SELECT * WHERE { SERVICE <https://example.org/sparql> { ?s ?p ?o } }")
    Traceback (most recent call last):
        ...
    sayso.errors.QueryError: SERVICE is never followed: ask the graph that is open, without SERVICE

The engine has no switch that stops it from calling out, so this decides before it sees the query. It must
not be cheated by text that one reader takes for a string and another for a clause; so everything that looks
like a SERVICE clause is refused unless it provably stands in a string, comment or name.

Nor has the engine a bound for its own stack: some thousand brackets or operators in a row end the process. So
the size of a query is bounded here too, in the same manner: what might be an operator counts as one.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph

from sayso.errors import QueryError

__all__ = [
    "Inspection",
    "NamedGraphs",
    "check",
    "check_graphs",
    "check_update",
    "inspect",
    "syntax_message",
    "tokens",
]

_MAX_LENGTH = 100_000  # without the IRIs: a list of some thousands of them is an ordinary query
_MAX_WITH_IRIS = 1_000_000
_MAX_NESTING = 64
_MAX_OPERATORS = 1_000  # the engine dies of 6,000 to 40,000, on a stack of 8 MB

_UPDATES = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"])
_FORMS = frozenset(["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"])

# The engine needs no space around words ("SERVICEex:a {" is a clause, "trueSERVICE<…>{" is one too), so the
# words of a clause are looked for anywhere, also in strings. What goes on after a comment or after a very
# long name counts as one without looking further: reading stays linear in the length of the query.
# What is not ASCII counts as part of a name, whatever Python takes it for: the engine has no blanks there.
_FOREIGN = r"\x80-\U0010ffff"
_NAME = r"[^\t-\r\x1c-\x20<>{}\"'#():\\]"
_CLAUSE = re.compile(
    r"SERVICE\s*+(?:SILENT)?\s*+"
    rf"(?:\#|(?:[?$][\w{_FOREIGN}]++|<[^<>]*+>)\s*+[{{\#]"
    rf"|{_NAME}{{0,100}}+(?:{_NAME}|:(?>\\.|:|{_NAME}){{0,200}}+(?:\\|:|{_NAME}|\s*+[{{\#])))",
    re.IGNORECASE,
)
_LOCAL = rf":(?>(?>[\w:{_FOREIGN}]|\\.|%[0-9A-Fa-f]{{2}})(?>[\w\-:{_FOREIGN}]|\\.|%[0-9A-Fa-f]{{2}})*+)?+"
_TOKEN = re.compile(
    rf"""
      (?P<comment>\#[^\r\n]*+)
    | (?P<string>\'\'\'(?>\\.|'{{1,2}}+(?!')|[^'\\])*+\'\'\'|\"{{3}}(?>\\.|\"{{1,2}}+(?!\")|[^\"\\])*+\"{{3}}
        |'(?>\\.|[^'\\\r\n])*+'|\"(?>\\.|[^\"\\\r\n])*+\")
    | (?P<iri><[^<>\"{{}}|^`\x00-\x20]*+>)
    | (?P<variable>[?$][\w{_FOREIGN}]++)
    | (?P<word>[\w.\-{_FOREIGN}]++)(?P<local>{_LOCAL})?+
    | (?P<bare>{_LOCAL})
    | (?P<other>\\.|\S)
    """,
    re.VERBOSE | re.DOTALL,
)

_BRACKET = re.compile(r"[{}()\[\]]")
_OPERATORS = "{!|&+-*/^<"  # "{" stands for UNION, OPTIONAL, MINUS, GRAPH and the like: none goes without
_JOINS = ";.,~"  # between triples
_OPERATOR_WORDS = ("FILTER", "BIND", "HAVING", "AS")  # each puts a step on top of those before


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a query is: its form in capitals ("" when none was found), and the graphs of its FROM clauses.

    `graphs` are IRIs where they can be told, otherwise the words of the query.
    """

    form: str
    graphs: tuple[str, ...] = ()


class NamedGraphs:
    """The IRIs of the named graphs of a store, as something to look into."""

    def __init__(self, handle: pyoxigraph.Store) -> None:
        self._handle = handle

    def __contains__(self, iri: object) -> bool:
        try:
            return self._handle.contains_named_graph(pyoxigraph.NamedNode(str(iri)))
        except ValueError:
            return False


def check(
    query: str, *, graphs: Container[str] | None = None, prefixes: Mapping[str, str] | None = None
) -> None:
    """Raises QueryError for an update, SERVICE, FROM with a graph that is not ours, and too large a query.

    `graphs` are the named graphs of the store: without them no FROM is allowed. `prefixes` are those that a
    query need not declare. Costs some microseconds for an ordinary query; whether the rest is valid SPARQL is
    the engine's to say.
    """
    found = inspect(query, prefixes=prefixes)
    check_graphs(found.graphs, graphs if graphs is not None else ())


def check_graphs(asked: Iterable[str], graphs: Container[str]) -> None:
    """Raises QueryError for a graph that is asked for by FROM, or in its place, and is not among `graphs`."""
    for graph in asked:
        if graph not in graphs:
            raise QueryError(f"FROM {graph}: no such graph here, and nothing is fetched; leave it away")


def inspect(query: str, *, prefixes: Mapping[str, str] | None = None) -> Inspection:
    """The form of a query and its FROM clauses.

    Raises QueryError for an update, for SERVICE, and for too large a query.
    """
    _refuse_large(query)
    _refuse_service(query)
    form, graphs = "", []
    declared = dict(prefixes or {})
    base = ""
    stream = ((kind, match.group()) for kind, match in tokens(query))
    for kind, text in stream:
        if kind != "word":
            continue
        word = text.upper()
        if not form and word == "PREFIX":
            _, name = next(stream, ("", ""))
            _, iri = next(stream, ("", ""))
            declared[name.removesuffix(":")] = iri[1:-1]
        elif not form and word == "BASE":
            base = next(stream, ("", ""))[1][1:-1]
        elif not form and word in _UPDATES:
            raise QueryError(f"{word} would change the graph: ask by SELECT, ASK, CONSTRUCT or DESCRIBE")
        elif not form and word in _FORMS:
            form = word
        elif form and word.startswith("FROM"):
            graphs.append(_graph(stream, declared, base))
        elif word == "WHERE":
            break
    return Inspection(form, tuple(graphs))


def check_update(update: str) -> None:
    """Raises QueryError for SERVICE in an update and for too large a one; LOAD is not looked for."""
    _refuse_large(update)
    _refuse_service(update)


def tokens(query: str) -> Iterator[tuple[str, re.Match[str]]]:
    """The words and signs of a query or update without its comments: "iri", "string", "word" and so on."""
    for match in _TOKEN.finditer(query):
        kind = match.lastgroup or ""
        if kind != "comment":
            yield kind, match


def syntax_message(error: SyntaxError, what: str = "query") -> str:
    """The engine's message without its list of all that it might have liked better."""
    place = re.match(r"error at (\d+):(\d+): (?:expected )?(.*)", str(error), re.DOTALL)
    if place is None:
        return f"the {what} is not valid SPARQL: {' '.join(str(error).split())[:200]}"
    line, column, wanted = place.groups()
    wanted = " ".join(wanted.split())
    start = f"the {what} is not valid SPARQL at line {line}, column {column}"
    if "Prefix not found" in wanted:
        return f"{start}: a prefix is not declared"
    return f"{start}: expected {wanted}" if len(wanted) <= 120 else f"{start}"


def _graph(stream: Iterator[tuple[str, str]], declared: dict[str, str], base: str) -> str:
    kind, text = next(stream, ("", ""))
    if kind == "word" and text.upper() == "NAMED":
        kind, text = next(stream, ("", ""))
    if kind == "iri":
        return text[1:-1] if ":" in text else base + text[1:-1]
    prefix, _, local = text.partition(":")
    return declared[prefix] + re.sub(r"\\(.)", r"\1", local) if prefix in declared else text


def _refuse_large(query: str) -> None:
    # counting in the plain text is enough for nearly all; the second look leaves out strings and the like
    plain = query.upper()
    operators = sum(plain.count(sign) for sign in (*_OPERATORS, *_JOINS, *_OPERATOR_WORDS))
    if (
        len(query) <= _MAX_LENGTH
        and operators <= _MAX_OPERATORS
        and sum(map(query.count, "{([")) <= _MAX_NESTING
        and not (len(query) > _MAX_OPERATORS and "DESCRIBE" in plain)
    ):
        return
    size = _size(query) if len(query) <= _MAX_WITH_IRIS else _Size(length=len(query))
    for found, limit, name in (
        (size.length, _MAX_LENGTH, "characters, IRIs not counted"),
        (size.nesting, _MAX_NESTING, "brackets in one another"),
        (size.operators, _MAX_OPERATORS, "operators, filters and groups"),
    ):
        if found > limit:
            raise QueryError(
                f"the query is too large, it has more than {limit:,} {name}: ask in smaller steps"
            )


@dataclass(slots=True)
class _Size:
    length: int = 0
    nesting: int = 0
    operators: int = 0


def _size(query: str) -> _Size:
    size = _Size(length=len(query))
    depth, prologue, previous = 0, True, ""
    inside: list[str] = []
    counted = named = listed = False  # listed: what DESCRIBE names is a row of steps too
    doubt = long_doubt = False  # whether what looks like a string here may be none for the engine
    for match in _TOKEN.finditer(query):
        kind, text = match.lastgroup, match.group()
        signs = spare = 0
        if kind in ("comment", "string"):
            if not doubt and not (long_doubt and text.startswith(("'''", '"""'))):
                previous = text[-1:]
                continue
            signs = _signs(text)
        elif kind == "iri":
            # It may be a comparison as well, as in "?a <1/2 && ?b> 3". A name of ordinary size is let pass: a
            # row of divisions ends at its end.
            size.length -= len(text)
            signs = _signs(text[1:])
            spare = min(text.count("/") + text.count("-"), 32)
            doubt |= not prologue and "'" in text
            long_doubt |= not prologue and "#" in text
        elif kind == "local" or kind == "word":
            word = match["word"]
            upper = word.upper()
            prologue = prologue and upper not in _FORMS
            signs = word.count("-") + sum(upper.count(name) for name in _OPERATOR_WORDS)
            counted = counted or "HAVING" in upper or "BY" in upper
            # a full stop between triples, not one in a number or a name
            signs += (word[0] == "." and not named) + (len(word) > 1 and word[-1] == ".")
            spare = word.count("-") if kind == "word" and previous == "@" else 0
        elif kind == "other":
            signs = text in _OPERATORS or text in ";~"
            # a comma between triples, not between arguments; conditions of HAVING and ORDER BY need no comma
            signs = signs or (text == "," and inside[-1:] != ["("]) or (text == "(" and counted)
            if text in "{([":
                inside.append(text)
            elif text in "})]":
                del inside[-1:]
            spare = signs if text == "^" and previous in ("'", '"', "^^") else 0
        listed = (listed or "DESCRIBE" in text.upper()) and text != "{"
        size.operators += signs - spare + (listed and kind != "other")
        if size.operators > _MAX_OPERATORS:
            break  # it only grows
        if kind in ("iri", "other", "comment", "string"):
            start = depth
            for sign in _BRACKET.findall(text):
                depth = max(depth + (1 if sign in "{([" else -1), 0 if kind == "other" else start)
                size.nesting = max(size.nesting, depth)
        named = kind in ("local", "bare")
        previous = "^^" if spare and text == "^" else text[-1:]
    return size


def _signs(text: str) -> int:
    return sum(map(text.count, _OPERATORS))


def _refuse_service(query: str) -> None:
    if "service" not in query.lower() or not _CLAUSE.search(query):
        return
    prologue, previous = True, ""
    for match in _TOKEN.finditer(query):
        kind = match.lastgroup
        text = match.group()
        if kind in ("comment", "string", "variable", "bare", "other"):
            continue
        if kind == "iri":
            # outside the prologue "<" may be a comparison: then ' or # opens a string or a comment
            if not prologue and ("'" in text or "#" in text):
                raise QueryError(
                    "a string looks like a SERVICE clause and an IRI has # or ': declare a prefix for the IRI"
                )
            continue
        if "service" in match["word"].lower():
            raise QueryError("SERVICE is never followed: ask the graph that is open, without SERVICE")
        # PREFIX name: <iri>, BASE <iri>
        word = text.upper()
        prologue = prologue and (word in ("PREFIX", "BASE") or (previous == "PREFIX" and kind == "local"))
        previous = word
