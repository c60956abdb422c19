"""The quads of a graph on a SPARQL server, behind the part of pyoxigraph's interface that Sayso uses.

Queries go to the server. What is looked up by pattern is fetched by whole subjects, properties and graphs,
and kept in a store in memory, to which every change of ours is made as well: so what reads a graph node by
node (who is who, what an article gives) does it here, and a property that is asked for again and again is
fetched once. That holds for the one writer; whoever only reads forgets it after half a minute.
"""

import logging
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import pyoxigraph
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat

from sayso.errors import QueryError, StoreError
from sayso.graph import iris, vocab
from sayso.graph.remote import results
from sayso.graph.remote.batches import Addition, batches
from sayso.graph.remote.connection import Connection, UnfitQueryError
from sayso.graph.remote.writing import Writer
from sayso.graph.updates import Drop, Insert, Step

__all__ = ["RemoteStore"]

logger = logging.getLogger(__name__)

_Node = NamedNode | Literal | None
_Read = TypeVar("_Read")

# So often one property is looked up of one node after another; then it is fetched of all.
_SINGLY = 12
_KEPT_S = 30.0

# Answers that the one who writes may be asked for again before it writes: many small ones.
_REMEMBERED, _REMEMBERED_BYTES = 5_000, 20_000

# Virtuoso says so where it gives only some rows of a table, but not where it makes triples of only some. Its
# limit is 10,000 unless somebody has set another; several rows can make one triple.
_UNTOLD = 1_000

_LIMITS = "the server's limits could be raised; for Virtuoso, ResultSetMaxRows and MaxQueryExecutionTime"

_JSON = "application/sparql-results+json"
_TRIPLES = "application/n-triples"
_DIGITS = "0123456789abcdef"


class RemoteStore:
    """The quads under `base` on a server. `kept` says that nobody else writes, so that nothing gets old."""

    def __init__(self, connection: Connection, base: str, *, kept: bool) -> None:
        self.connection = connection
        self.base = base
        self._kept = kept
        self._writer: Writer | None = None
        self._lock = threading.RLock()
        self._union: tuple[tuple[str, str], ...] = ()
        self._forget()

    # -- asking

    def find_union(self, quad: Quad) -> None:
        """Settles how the server is made to answer over the union of its graphs; `quad` is known to be there.

        Raises StoreError where it cannot be made to.
        """
        ask = f"ASK {{ {quad.subject} {quad.predicate} {quad.object} }}"
        for fields in (
            (),
            (("union-default-graph", "true"),),  # oxigraph
            (("default-graph-uri", "urn:x-arq:UnionGraph"),),  # Jena
        ):
            try:
                if self._truth(ask, fields):
                    self._union = fields
                    return
            except QueryError:
                continue
        raise StoreError(
            f"queries to {self.connection.endpoints.name} do not see its named graphs: start the server "
            "so that its default graph is their union (oxigraph: --union-default-graph)"
        )

    def query(
        self,
        query: str,
        *,
        prefixes: Mapping[str, str] | None = None,
        use_default_graph_as_union: bool = False,
        default_graph: Any = None,
        named_graphs: Any = None,
        **_: Any,
    ) -> Any:
        """The answer as pyoxigraph gives it.

        Where the server cannot answer, or keeps a part of the answer back, all quads are fetched and
        asked here.
        Raises SyntaxError for what is no SPARQL, and QueryError where the server refuses it.
        """
        results.refuse_inner_functions(query)
        # Read here first: servers take more than SPARQL (Virtuoso fetches from the web on "DEFINE get:…")
        form = results.form(query, dict(prefixes or {}))
        sent = "".join(
            f"PREFIX {prefix}: <{iri}> "
            for prefix, iri in (prefixes or {}).items()
            if re.search(rf"(?<![\w.-]){re.escape(prefix)}:", query)
            and not re.search(rf"PREFIX\s+{re.escape(prefix)}:", query, re.IGNORECASE)
        )
        fields: list[tuple[str, str]] = []
        if default_graph is not None or named_graphs is not None:
            ones = [default_graph] if isinstance(default_graph, NamedNode) else list(default_graph or ())
            # without any, the server would take all of them
            fields += [
                ("default-graph-uri", one.value) for one in ones or [NamedNode(f"{self.base}graph/none")]
            ]
            fields += [("named-graph-uri", one.value) for one in named_graphs or ()]
        elif use_default_graph_as_union:
            fields += self._union
        try:
            return self._ask(form, sent + query, fields)
        except UnfitQueryError as error:
            name = self.connection.endpoints.name
            logger.warning("%s: %s; it is answered here, from all that is there", name, error)
        with self._lock:
            self._provide(None, None, None, None)
            return self._mirror.query(
                query,
                prefixes=dict(prefixes or {}),
                use_default_graph_as_union=use_default_graph_as_union,
                default_graph=default_graph,
                named_graphs=named_graphs,
            )

    def _ask(self, form: type, query: str, fields: Sequence[tuple[str, str]]) -> Any:
        """The server's answer as this class of pyoxigraph."""
        if form is pyoxigraph.QueryBoolean:
            return results.boolean(self._truth(query, fields))
        if form is pyoxigraph.QueryTriples:
            answer = self.connection.query(query, accept=_TRIPLES, fields=fields)
            if self._is_virtuoso and answer.body.count(b"\n") >= _UNTOLD:
                raise UnfitQueryError(f"there may be more than these triples ({_LIMITS})")
            return self._read(results.triples, answer.body)
        body, count, headers = self._solutions(query, fields)
        if results.is_cut(headers, count):
            raise UnfitQueryError(f"there are more than these {count} rows ({_LIMITS})")
        return self._read(results.table, body)

    def quads_for_pattern(
        self, subject: Any, predicate: Any, object: Any, graph_name: Any = None
    ) -> Iterator[Quad]:
        """The quads that match; None matches everything. What is in no named graph is not ours."""
        if isinstance(graph_name, DefaultGraph):
            return iter(())
        with self._lock:
            self._provide(subject, predicate, object, graph_name)
            found = list(self._mirror.quads_for_pattern(subject, predicate, object, graph_name))
        return iter(found)

    def prefetch(self, graphs: Iterable[str]) -> None:
        """Fetches all that is known of whatever is a subject in these graphs, in few requests."""
        wanted = sorted(set(graphs))
        with self._lock:
            for start in range(0, len(wanted), 50):
                some = wanted[start : start + 50]
                values = " ".join(f"<{graph}>" for graph in some)
                inner = f"SELECT DISTINCT ?s WHERE {{ VALUES ?a {{ {values} }} GRAPH ?a {{ ?s ?x ?y }} }}"
                rows = self._rows(("g", "s", "p", "o"), f"{{ {inner} }} GRAPH ?g {{ ?s ?p ?o }}", "s")
                for row in rows:
                    self._hold(row)
                    self._held.add(("s", str(row["s"])))

    def contains_named_graph(self, graph_name: NamedNode) -> bool:
        """Whether there is a triple in this graph."""
        with self._lock:
            if ("g", str(graph_name)) in self._held or self._all:
                return self._mirror.contains_named_graph(graph_name)
        return self._truth(f"ASK {{ GRAPH {graph_name} {{ ?s ?p ?o }} }}")

    def named_graphs(self) -> Iterator[NamedNode]:
        """The graphs under the base."""
        rows = self._rows(("g",), "{ SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } } }", "g")
        graphs = [row["g"] for row in rows]
        return iter([one for one in graphs if isinstance(one, NamedNode) and one.value.startswith(self.base)])

    def __contains__(self, quad: object) -> bool:
        if not isinstance(quad, Quad):
            return False
        found = self.quads_for_pattern(quad.subject, quad.predicate, quad.object, quad.graph_name)
        return next(found, None) is not None

    def __iter__(self) -> Iterator[Quad]:
        return self.quads_for_pattern(None, None, None, None)

    def __len__(self) -> int:
        query = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
        body, _, _ = self._solutions(query, ())
        counts = self._read(
            lambda read: [
                (row["g"].value, int(row["n"].value)) for row in results.solutions(read, ("g", "n"))
            ],
            body,
        )
        return sum(count for graph, count in counts if graph.startswith(self.base))

    def dump(self, *, format: RdfFormat, prefixes: Mapping[str, str] | None = None) -> bytes | None:
        """Everything, in a format with named graphs. Needs memory for all of it."""
        with self._lock:
            self._provide(None, None, None, None)
            return self._mirror.dump(format=format, prefixes=dict(prefixes or {}))

    # -- writing

    def begin_writing(self) -> None:
        """Tells others that somebody writes, until `close`. Raises StoreError where somebody else does."""
        self._writer = Writer(self.connection.endpoints.name, self.base, self._writers, self._send)
        self._writer.begin()

    def apply(self, steps: Sequence[Step]) -> None:
        """Carries out steps one after another, in one request where the server makes a transaction of it.

        Raises StoreError; what was done until then stays.
        """
        with self._lock:
            try:
                if self._writer is not None:
                    self._writer.renew()
                self._send(steps)
                for step in steps:
                    self._mirror_step(step)
            except BaseException:
                self._forget()  # nobody knows how far it came
                raise

    def extend(self, quads: Iterable[Quad]) -> None:
        """Puts quads in."""
        self.apply([Insert.of(quads)])

    bulk_extend = extend

    def flush(self) -> None:
        """Does nothing: what a server has answered is its to keep."""

    def close(self) -> None:
        """Lets go of the server, so that another may write."""
        writer, self._writer = self._writer, None
        try:
            if writer is not None:
                writer.end()
        except StoreError as error:
            logger.warning("%s", error)  # whoever comes next finds that we are gone
        finally:
            self.connection.close()
            self._forget()

    # -- inside

    def _send(self, steps: Sequence[Step]) -> None:
        self._answers.clear()
        for one in batches(
            steps,
            # SPARQL 1.1 wants one request to be one transaction; Virtuoso's are not
            together=not self._is_virtuoso,
            by_protocol=self.connection.endpoints.store is not None,
        ):
            if isinstance(one, Addition):
                self.connection.add(one.graph, one.triples)
            else:
                self.connection.update(one)

    def _writers(self) -> list[str]:
        self._answers.clear()  # of others, who do not tell us
        log = NamedNode(iris.log_graph(self.base))
        pattern = f"GRAPH {log} {{ {log} <{vocab.writer}> ?o }}"
        return [row["o"].value for row in self._rows(("o",), pattern, "o") if isinstance(row["o"], Literal)]

    def _forget(self) -> None:
        self._mirror = pyoxigraph.Store()
        self._held: set[tuple[str, ...]] = set()
        self._missed: Counter[str] = Counter()
        self._answers: dict[tuple[object, ...], tuple[bytes, int, Mapping[str, str]]] = {}
        self._all = False
        self._since = time.monotonic()

    def _provide(self, subject: _Node, predicate: _Node, value: _Node, graph: _Node) -> None:
        """Fetches what it takes to answer a pattern from memory."""
        if not self._kept and time.monotonic() - self._since > _KEPT_S:
            self._forget()
        s, p, o, g = (None if term is None else str(term) for term in (subject, predicate, value, graph))
        held = self._held
        if (
            self._all
            or (s is not None and ("s", s) in held)
            or (p is not None and ("p", p) in held)
            or (p is not None and o is not None and ("po", p, o) in held)
            or (g is not None and ("g", g) in held)
        ):
            return
        if p is not None and (s is not None or o is not None):
            self._missed[p] += 1
        if s is not None and (p is None or self._missed[p] <= _SINGLY):
            self._fetch("s", subject=s)
        elif p is not None and o is not None and self._missed[p] <= _SINGLY:
            self._fetch("po", predicate=p, value=o)
        elif p is not None:
            self._fetch("p", predicate=p)
        elif g is not None:
            self._fetch("g", graph=g)
        elif o is not None:
            self._fetch("o", value=o)
        else:
            self._fetch("all")

    def _fetch(
        self,
        unit: str,
        *,
        subject: str | None = None,
        predicate: str | None = None,
        value: str | None = None,
        graph: str | None = None,
    ) -> None:
        known = {"s": subject, "p": predicate, "o": value, "g": graph}
        term = {name: text or f"?{name}" for name, text in known.items()}
        names = tuple(name for name, text in known.items() if text is None)
        by = "s" if subject is None else "o" if value is None else "p"
        pattern = f"GRAPH {term['g']} {{ {term['s']} {term['p']} {term['o']} }}"
        given = {name: _term(text) for name, text in known.items() if text is not None}
        for row in self._rows(names, pattern, by):
            self._hold({**given, **row})
        if unit == "all":
            self._all = True
        else:
            self._held.add((unit, *_given(known)))

    def _hold(self, row: Mapping[str, Any]) -> None:
        subject, predicate, graph = row["s"], row["p"], row["g"]
        if not isinstance(graph, NamedNode) or not graph.value.startswith(self.base):
            return  # of somebody else on the same server
        if (
            isinstance(subject, NamedNode)
            and isinstance(predicate, NamedNode)
            and isinstance(row["o"], NamedNode | Literal)
        ):
            self._mirror.add(Quad(subject, predicate, row["o"], graph))

    def _rows(
        self, names: Sequence[str], pattern: str, by: str, digits: str = ""
    ) -> Iterator[dict[str, Any]]:
        """All solutions of a pattern; where the server gives only some, in parts by a hash of `by`."""
        part = f' FILTER(STRSTARTS(MD5(STR(?{by})), "{digits}"))' if digits else ""
        variables = " ".join(f"?{name}" for name in names)
        body, count, headers = self._solutions(f"SELECT {variables} WHERE {{ {pattern}{part} }}", ())
        if results.is_cut(headers, count):
            if len(digits) == 4:
                name = self.connection.endpoints.name
                raise StoreError(
                    f"{name} gives only {count} rows at once, and no fewer are asked for: {_LIMITS}"
                )
            for digit in _DIGITS:
                yield from self._rows(names, pattern, by, digits + digit)
            return
        yield from self._read(lambda read: results.solutions(read, names), body)

    def _solutions(
        self, query: str, fields: Sequence[tuple[str, str]]
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """The solutions as JSON, how many they are (only where it matters, else 0), and the headers."""
        key = (query, *fields)
        known = self._answers.get(key)
        if known is not None:
            return known
        answer = self.connection.query(query, accept=_JSON, fields=fields)
        body, count = answer.body, 0
        if self._is_virtuoso or "x-sparql-maxrows" in answer.headers:
            body, count = self._read(results.mended, body)
        if self._kept and len(body) <= _REMEMBERED_BYTES and len(self._answers) < _REMEMBERED:
            self._answers[key] = body, count, answer.headers
        return body, count, answer.headers

    def _truth(self, query: str, fields: Sequence[tuple[str, str]] = ()) -> bool:
        body, _, _ = self._solutions(query, fields)
        return self._read(results.truth, body)

    def _read(self, read: Callable[[bytes], _Read], body: bytes) -> _Read:
        """What an answer says. Raises StoreError for one that no SPARQL server gives."""
        try:
            return read(body)
        except results.UNFIT as error:
            raise self.connection.strange(error) from error

    @property
    def _is_virtuoso(self) -> bool:
        return self.connection.server.startswith("Virtuoso")

    def _mirror_step(self, step: Step) -> None:
        if isinstance(step, Drop):
            self._mirror.remove_graph(NamedNode(step.graph))
        elif isinstance(step, Insert):
            self._mirror.extend(step.quads)
        else:
            for quad in step.quads:
                self._mirror.remove(quad)


def _given(known: Mapping[str, str | None]) -> Iterator[str]:
    """The terms that are given, in the order of a triple."""
    return (text for text in known.values() if text is not None)


def _term(text: str) -> NamedNode | Literal:
    quad = next(iter(pyoxigraph.parse(f"<x:> <x:> {text} .".encode(), format=RdfFormat.N_TRIPLES)))
    assert isinstance(quad.object, NamedNode | Literal)
    return quad.object
