"""What an update does, operation by operation: into which graphs it may write, and where its dataset goes.

    >>> [one] = read("INSERT { GRAPH <urn:mine> { ?s <urn:p> 1 } } WHERE { GRAPH ?g { ?s ?p ?o } }")
    >>> one.verb, sorted(one.targets), one.wide
    ('INSERT', ['urn:mine'], '')

This follows the grammar of SPARQL 1.1 Update (https://www.w3.org/TR/sparql11-update/) as far as that tells
what may be written, in one pass over the words: whether the rest is valid is the engine's to say. What it
cannot follow it does not guess: `read` raises `UnreadableError`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

from sayso.errors import SaysoError
from sayso.graph import guard

__all__ = ["Operation", "UnreadableError", "read", "with_dataset", "without_loads"]

NOTHING = "DROP SILENT GRAPH <urn:sayso:nothing>"

_IRI_KINDS = ("iri", "local", "bare")
_BEFORE_A_TERM = ("(", ",", "=")  # after these "<" begins an IRI, after all else it may be a comparison
_ESCAPE = re.compile(r"\\(.)")


class UnreadableError(SaysoError):
    """An update that the engine may understand, but this reading of it does not."""


@dataclass(slots=True)
class Operation:
    """One operation of an update, the text of which begins at `start` and ends before `end`.

    `targets` are the IRIs of the graphs that it names to write into, `wide` says what else it may write into
    ("" for nothing). `dataset` is where USING would stand in an operation with a pattern, and `template`
    what is to stand before it where the pattern is the template too, as in DELETE WHERE. `own_dataset` is
    whether it says WITH or USING itself, `pattern` the words of its pattern, with "." for terms of triples.
    """

    verb: str
    start: int
    end: int = 0
    silent: bool = False
    targets: set[str] = field(default_factory=set)
    wide: str = ""
    dataset: int | None = None
    template: tuple[int, int] | None = None
    own_dataset: bool = False
    pattern: frozenset[str] = frozenset()


def read(
    text: str, *, prefixes: Mapping[str, str] | None = None, base_iri: str | None = None
) -> list[Operation]:
    """The operations of an update. Raises UnreadableError where it is none, or is not understood."""
    reader = _Reader(text, dict(prefixes or {}), base_iri or "")
    found = reader.operations()
    if reader.doubtful and "LOAD" in without_loads(text, found).upper():
        # a second wall: nothing is fetched because an IRI was taken for a string, or the other way round
        raise UnreadableError(f"it says LOAD, and {reader.doubtful[:80]} has ' or #: declare a prefix for it")
    return found


def with_dataset(
    text: str, operations: Iterable[Operation], default: Iterable[str], named: Iterable[str]
) -> str:
    """The update with USING for these graphs in each operation that has a pattern."""
    using = "".join(f" USING <{iri}>" for iri in default) + "".join(f" USING NAMED <{iri}>" for iri in named)
    parts, at = [], 0
    for one in operations:
        if one.dataset is None:
            continue
        parts.append(text[at : one.dataset])
        if one.template is not None:
            parts.append(f" {text[slice(*one.template)]}")
        parts.append(f"{using} ")
        at = one.dataset
    return "".join([*parts, text[at:]])


def without_loads(text: str, operations: Iterable[Operation]) -> str:
    """The update with nothing in place of each LOAD: valid where it was, and nothing is fetched for it."""
    parts, at = [], 0
    for one in operations:
        if one.verb == "LOAD":
            parts += [text[at : one.start], NOTHING]
            at = one.end
    return "".join([*parts, text[at:]])


class _Reader:
    """Reads tokens from left to right; each method reads what its name says."""

    def __init__(self, text: str, prefixes: dict[str, str], base: str) -> None:
        self._stream = guard.tokens(text)
        self._prefixes = prefixes
        self._base = base
        self._kind, self._token, self._start = "", "", 0
        self._end = self._last_end = 0
        self.doubtful = ""  # an IRI of a pattern that would open a string or a comment, were it none
        self._next()

    def _next(self) -> None:
        self._last_end = self._end
        kind, match = next(self._stream, ("end", None))
        self._kind, self._token = kind, match.group() if match is not None else ""
        if match is not None:
            self._start, self._end = match.span()

    def _word(self) -> str:
        return self._token.upper() if self._kind == "word" else ""

    def _take(self, *words: str) -> str:
        """The word here if it is one of these, which is then read; otherwise ""."""
        word = self._word()
        if word in words:
            self._next()
            return word
        return ""

    def _sign(self, sign: str) -> bool:
        if self._kind == "other" and self._token == sign:
            self._next()
            return True
        return False

    def _wrong(self) -> UnreadableError:
        return UnreadableError(f"it is not clear what the update does at {self._token[:40]!r}")

    def operations(self) -> list[Operation]:
        found: list[Operation] = []
        while True:
            self._prologue()
            if self._kind == "end":
                return found
            found.append(self._operation())
            if self._kind != "end" and not self._sign(";"):
                raise self._wrong()

    def _prologue(self) -> None:
        while word := self._take("PREFIX", "BASE"):
            if word == "PREFIX":
                if self._kind not in ("local", "bare") or not self._token.endswith(":"):
                    raise self._wrong()
                name = self._token[:-1]
                self._next()
                self._prefixes[name] = self._plain_iri()
            else:
                self._base = self._plain_iri()

    def _operation(self) -> Operation:
        one = Operation(self._word(), self._start)
        self._next()
        match one.verb:
            case "LOAD":
                one.silent = bool(self._take("SILENT"))
                self._iri()
                if self._take("INTO"):
                    if not self._take("GRAPH"):
                        raise self._wrong()
                    one.targets.add(self._iri())
                else:
                    one.wide = "the default graph"
            case "CLEAR" | "DROP":
                one.silent = bool(self._take("SILENT"))
                self._graphs(one, "DEFAULT", "NAMED", "ALL")
            case "CREATE":
                one.silent = bool(self._take("SILENT"))
                self._graphs(one)
            case "ADD" | "MOVE" | "COPY":
                one.silent = bool(self._take("SILENT"))
                source = Operation("", 0)
                self._graph_or_default(source)
                if not self._take("TO"):
                    raise self._wrong()
                self._graph_or_default(one)
                if one.verb == "MOVE":  # it is gone from where it was
                    one.targets |= source.targets
                    one.wide = one.wide or source.wide
            case "WITH" | "INSERT" | "DELETE":
                self._change(one)
            case _:
                raise self._wrong()
        one.end = self._last_end
        return one

    def _graphs(self, one: Operation, *words: str) -> None:
        word = self._take("GRAPH", *words)
        if word == "GRAPH":
            one.targets.add(self._iri())
        elif word:
            one.wide = {"DEFAULT": "the default graph", "NAMED": "all named graphs", "ALL": "all graphs"}[
                word
            ]
        else:
            raise self._wrong()

    def _graph_or_default(self, one: Operation) -> None:
        if self._take("DEFAULT"):
            one.wide = "the default graph"
        else:
            self._take("GRAPH")
            one.targets.add(self._iri())

    def _change(self, one: Operation) -> None:
        around = None
        verb = one.verb
        if verb == "WITH":
            around = self._iri()
            one.own_dataset = True
            verb = one.verb = self._take("DELETE", "INSERT")
        elif self._take("DATA"):
            self._template(one, None)
            return
        elif verb == "DELETE" and self._word() == "WHERE":
            one.dataset = self._start
            self._next()
            start = self._start
            one.pattern = frozenset({"GRAPH"}) if self._template(one, None) else frozenset()
            one.template = (start, self._last_end)
            return
        if not verb:
            raise self._wrong()
        if verb == "DELETE" and around is not None and self._word() == "WHERE":
            # DELETE WHERE takes no WITH; some engines let it pass
            raise self._wrong()
        self._template(one, around)
        if verb == "DELETE" and self._take("INSERT"):
            self._template(one, around)
        one.dataset = self._start
        while self._take("USING"):
            one.own_dataset = True
            self._take("NAMED")
            self._iri()
        if not self._take("WHERE"):
            raise self._wrong()
        one.pattern = self._pattern()

    def _template(self, one: Operation, around: str | None) -> bool:
        """Quads in braces: notes into which graphs they go. Whether any is in a graph that is named here."""
        named = False
        if not self._sign("{"):
            raise self._wrong()
        while not self._sign("}"):
            if self._take("GRAPH"):
                named = True
                if self._kind == "variable":
                    one.wide = "graphs that a variable names"
                    self._next()
                else:
                    one.targets.add(self._iri())
                if not self._sign("{"):
                    raise self._wrong()
                while not self._sign("}"):
                    self._term()
            else:
                if self._token != ".":
                    if around is None:
                        one.wide = one.wide or "the default graph"
                    else:
                        one.targets.add(around)
                self._term()
        return named

    def _term(self) -> None:
        """One word of a triple: no braces stand between triples."""
        if self._kind == "end" or (self._kind == "other" and self._token in "{}"):
            raise self._wrong()
        self._next()

    def _pattern(self) -> frozenset[str]:
        """A group in braces, whatever it holds."""
        if not (self._kind == "other" and self._token == "{"):
            raise self._wrong()
        depth = rounds = 0
        data = 0  # how deep a block of VALUES lies, in which there are terms alone; -1: its names are read
        words = set()
        before = ""
        while True:
            if self._kind == "end":
                raise self._wrong()
            if self._kind == "word" and self._token.upper() == "VALUES" and self._is_keyword(before):
                data = -1
            elif data < 0 and self._kind != "variable" and self._token not in ("(", ")"):
                data = depth + 1 if self._token == "{" else 0
            elif self._token == "}" and depth == data:
                data = 0
            if self._kind == "other":
                depth += (self._token == "{") - (self._token == "}")
                rounds += (self._token == "(") - (self._token == ")")
            elif self._kind == "word":
                words.add(self._token.upper())
            elif self._kind == "iri" and any(sign in self._token for sign in "'#()"):
                if rounds and data <= 0 and before not in _BEFORE_A_TERM:
                    # "<" may be a comparison: then ' opens a string, # a comment, and brackets count
                    raise UnreadableError(
                        f"{self._token[:80]} may be a comparison: declare a prefix for the IRI"
                    )
                self.doubtful = self._token
            if self._kind in ("variable", *_IRI_KINDS) and not rounds:
                words.add(".")
            before = self._token if self._kind == "other" else ""
            self._next()
            if depth == 0:
                return frozenset(words)

    def _is_keyword(self, before: str) -> bool:
        """Whether a word behind this sign is none of a language tag or name, for the engine as for us."""
        return before in ("{", "}", ")") or (before == "." and self._start > self._last_end)

    def _iri(self) -> str:
        """The IRI of a graph, by its name or its prefix."""
        if self._kind == "iri":
            return self._plain_iri()
        if self._kind not in ("local", "bare"):
            raise self._wrong()
        prefix, _, local = self._token.partition(":")
        start = self._prefixes.get(prefix)
        if start is None:
            raise self._wrong()
        end = self._end
        self._next()
        if self._start == end and self._kind in ("word", "local", "bare"):
            raise self._wrong()  # a name with a full stop in it, or one that goes on behind it
        return start + _ESCAPE.sub(r"\1", local)

    def _plain_iri(self) -> str:
        if self._kind != "iri" or "\\" in self._token:
            raise self._wrong()
        iri = _resolved(self._token, self._base)
        self._next()
        return iri


def _resolved(iri: str, base: str) -> str:
    """The IRI, given as <…>, as the engine itself resolves it: no two resolvers agree on all of them."""
    try:
        found = ox.Store().query(f"CONSTRUCT {{ {iri} <a:a> <a:a> }} {{}}", base_iri=base or None)
        assert isinstance(found, ox.QueryTriples)
        [triple] = found
    except (SyntaxError, ValueError) as error:
        raise UnreadableError(f"{iri[:80]} cannot be resolved") from error
    return str(triple.subject.value)
