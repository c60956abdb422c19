"""What a query may ask of us: to read our own graphs, and nothing else.

    >>> check("SELECT ?s WHERE { ?s ?p 'dial SERVICE now' }")
    >>> check("SELECT * WHERE { SERVICE <https://example.org/sparql> { ?s ?p ?o } }")
    Traceback (most recent call last):
        ...
    sayso.errors.QueryError: SERVICE is never followed: ask the graph that is open, without SERVICE

The engine has no switch that stops it from calling out, so this decides before it sees the query. It must
not be cheated by text that one reader takes for a string and another for a clause; so everything that looks
like a SERVICE clause is refused unless it provably stands in a string, comment or name.
"""

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass

from sayso.errors import QueryError

__all__ = ["Inspection", "check", "inspect"]

_UPDATES = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"])
_FORMS = frozenset(["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"])

# The engine needs no space around words ("SERVICEex:a {" is a clause, "trueSERVICE<…>{" is one too), so a
# clause is looked for anywhere. Groups are atomic: reading stays linear on any input.
_BLANK = r"(?>\s++|\#[^\r\n]*+)*+"
_CLAUSE = re.compile(
    rf"SERVICE{_BLANK}(?:SILENT)?{_BLANK}"
    rf"(?:[?$]\w++|<[^<>]*+>|[^\s<>{{}}\"'#():]*+:(?>\\.|[^\s<>{{}}\"'#\\])*+){_BLANK}\{{",
    re.IGNORECASE,
)
_TOKEN = re.compile(
    r"""
      (?P<comment>\#[^\r\n]*+)
    | (?P<string>'''(?>\\.|'{1,2}+(?!')|[^'\\])*+'''|\"{3}(?>\\.|\"{1,2}+(?!\")|[^\"\\])*+\"{3}
        |'(?>\\.|[^'\\\r\n])*+'|\"(?>\\.|[^\"\\\r\n])*+\")
    | (?P<iri><[^<>\"{}|^`\x00-\x20]*+>)
    | (?P<variable>[?$]\w++)
    | (?P<name>(?P<prefix>[\w.\-]*+):(?>(?>[\w:]|\\.|%[0-9A-Fa-f]{2})(?>[\w\-:]|\\.|%[0-9A-Fa-f]{2})*+)?+)
    | (?P<word>\w++)
    | (?P<other>\\.|\S)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a query is: its form in capitals ("" when none was found), and the graphs of its FROM clauses.

    `graphs` are IRIs where they can be told, otherwise the words of the query.
    """

    form: str
    graphs: tuple[str, ...] = ()


def check(
    query: str, *, graphs: Container[str] | None = None, prefixes: Mapping[str, str] | None = None
) -> None:
    """Raises QueryError for an update, for SERVICE, and for FROM with a graph that is not ours.

    `graphs` are the named graphs of the store: without them no FROM is allowed. `prefixes` are those that a
    query need not declare. Costs some microseconds for an ordinary query; whether the rest is valid SPARQL is
    the engine's to say.
    """
    found = inspect(query, prefixes=prefixes)
    for graph in found.graphs:
        if graphs is None or graph not in graphs:
            raise QueryError(f"FROM {graph}: no such graph here, and nothing is fetched; leave FROM away")


def inspect(query: str, *, prefixes: Mapping[str, str] | None = None) -> Inspection:
    """The form of a query and its FROM clauses. Raises QueryError for an update and for SERVICE."""
    _refuse_service(query)
    form, graphs = "", []
    declared = dict(prefixes or {})
    base = ""
    stream = _tokens(query)
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


def _tokens(query: str) -> Iterator[tuple[str, str]]:
    for match in _TOKEN.finditer(query):
        kind = match.lastgroup or ""
        if match["name"] is not None:
            kind = "name"
        if kind != "comment":
            yield kind, match.group()


def _graph(stream: Iterator[tuple[str, str]], declared: dict[str, str], base: str) -> str:
    kind, text = next(stream, ("", ""))
    if kind == "word" and text.upper() == "NAMED":
        kind, text = next(stream, ("", ""))
    if kind == "iri":
        return text[1:-1] if ":" in text else base + text[1:-1]
    prefix, _, local = text.partition(":")
    return declared[prefix] + re.sub(r"\\(.)", r"\1", local) if prefix in declared else text


def _refuse_service(query: str) -> None:
    if "service" not in query.lower() or not _CLAUSE.search(query):
        return
    prologue = True
    previous = ""
    for match in _TOKEN.finditer(query):
        if match["string"] is not None or match["comment"] is not None or match["variable"] is not None:
            continue
        text = match.group()
        if match["iri"] is not None:
            # "?a <b> ..." may be two comparisons: then a quotation mark or # in it opens a string or comment
            if ("'" in text or "#" in text) and not (prologue and previous):
                raise QueryError(
                    "the query has the words of a SERVICE clause in it and cannot be told from one: "
                    "declare a prefix for every IRI with ' or #"
                )
            previous = ""
            continue
        word = text if match["name"] is None else match["prefix"]
        if "service" in word.lower():
            raise QueryError("SERVICE is never followed: ask the graph that is open, without SERVICE")
        declares = word.upper() in ("PREFIX", "BASE") or (match["name"] is not None and previous == "PREFIX")
        prologue = prologue and declares
        previous = word.upper() if match["name"] is None else previous
