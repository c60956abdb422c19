"""The graph on disk: written an article at a time, asked by SPARQL, opened through rdflib as well.

    with Store.open("my-graph", create=True) as store:
        store.replace(extraction)
        store.refresh_derived()
        for solution in store.query("SELECT ?name { ?p a sayso:Person ; skos:prefLabel ?name }"):
            ...

A graph folder holds `sayso.json` (what the folder is) and `store/` (the quads, kept by pyoxigraph). Each
article has a named graph of its own; `docs/reference/graph.md` lists the others. Queries see the union of
all of them, and no triple stands in two, so that counts are right.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, cast

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat
from rdflib import Dataset

import sayso
from sayso.errors import QueryError, StoreError
from sayso.graph import folder, guard, iris, vocab
from sayso.graph.mapping import quads, run_quads, topic_quads
from sayso.graph.model import Extraction
from sayso.graph.rdflib_face import dataset
from sayso.graph.remote.endpoints import is_remote
from sayso.graph.topics.scheme import TopicScheme
from sayso.graph.updates import Delete, Drop, Insert, Step
from sayso.graph.updates import text as update_text
from sayso.graph.upkeep import refreshing
from sayso.graph.upkeep.disagreements import DEFAULT_WINDOW
from sayso.graph.upkeep.ledger import Ledger, parse

if TYPE_CHECKING:
    from sayso.graph.remote.handle import RemoteStore

__all__ = ["Store", "shipped_ontology"]

logger = logging.getLogger(__name__)

# Who opens the graph for reading reads the writer's log through first: 300 articles in it took over 6 s, five
# took 0.05 s. So the log is kept short; the cost for the writer is a few per cent.
_FLUSH_AFTER = 8

# From this many quads on, one text of an update would be too long.
_IN_BULK = 100_000


class Store:
    """A graph, open for asking and, unless read-only, for writing. A context manager.

    Get one by `Store.open` or `Store.memory`. `handle` is the pyoxigraph store itself, or what behaves so for
    a server; `path` is the graph folder, None in memory and on a server; `base` is what the IRIs of data
    begin with.
    """

    def __init__(
        self,
        handle: pyoxigraph.Store,
        base: str,
        *,
        path: Path | None = None,
        read_only: bool = False,
        remote: "RemoteStore | None" = None,
    ) -> None:
        self._handle: pyoxigraph.Store | None = handle
        self.base = base
        self.path = path
        self.read_only = read_only
        self._remote = remote
        self.prefixes: Mapping[str, str] = iris.prefixes(base)
        self._unflushed = 0
        # what came and went since the derived triples were made; None where that is not known
        self._changes: refreshing.Changes | None = None

    @classmethod
    def open(
        cls, path: str | Path, *, create: bool = False, read_only: bool = False, base: str | None = None
    ) -> Self:
        """The graph in this folder, or on the server at this URL (see `sayso.graph.remote.endpoints`).

        `create` makes a missing or empty folder into one. One process may write while others read; a reader
        sees what was written when it opened. `base` is taken for a new graph and must match for
        an old one; None is the graph's own, or the default.
        Raises StoreError when there is no graph, the folder is something else, it cannot be read, or somebody
        else is writing; StoreVersionError when it has another format version.
        """
        if is_remote(path):
            from sayso.graph.remote import opening

            remote = opening.open_graph(path, create=create, read_only=read_only, base=base)
            store = cls(cast(pyoxigraph.Store, remote), remote.base, read_only=read_only, remote=remote)
            if not read_only:
                store._load_shipped()
            return store
        path = Path(path)
        facts = folder.marked(path)
        if facts is None:
            if not create:
                raise StoreError(f"no graph in {path}: make one with 'sayso build PATH --graph {path}'")
            facts = folder.make(path, iris.DEFAULT_BASE if base is None else base)
        found = facts["base"]
        if base is not None and base != found:
            raise StoreError(
                f"the graph in {path} has the base IRI {found}, not {base}: leave the setting or build anew"
            )
        store = cls(folder.open_database(path, read_only), found, path=path, read_only=read_only)
        if not read_only:
            store._load_shipped()
        return store

    @classmethod
    def memory(cls, *, base: str = iris.DEFAULT_BASE) -> Self:
        """A new graph in memory, gone when it is closed. Raises StoreError for an unfit base."""
        folder.check_base(base)
        store = cls(pyoxigraph.Store(), base)
        store._load_shipped()
        return store

    @property
    def place(self) -> str:
        """Where the graph is, for people: the folder, the URL, or that it is in memory."""
        if self._remote is not None:
            return self._remote.connection.endpoints.name
        return str(self.path) if self.path is not None else "in memory"

    @property
    def handle(self) -> pyoxigraph.Store:
        """The pyoxigraph store. Raises StoreError after `close`."""
        if self._handle is None:
            raise StoreError("this graph is closed: open it again")
        return self._handle

    def close(self) -> None:
        """Lets go of the folder, so that another process may write.

        Raises StoreError when what was written last cannot be kept; the graph is closed all the same.
        """
        try:
            if self._remote is not None and self._handle is not None:
                self._remote.close()
            elif self._handle is not None and not self.read_only and self.path is not None:
                self._handle.flush()
        except (OSError, RuntimeError) as error:
            raise folder.failure("write to", self.path, error) from error
        finally:
            self._handle = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- asking

    def query(
        self,
        text: str,
        *,
        default_graphs: Sequence[str] | None = None,
        named_graphs: Sequence[str] | None = None,
        base_iri: str | None = None,
        union: bool = True,
    ) -> Any:
        """The answer to a SPARQL query, as pyoxigraph gives it: solutions, a truth value or triples.

        The query sees the union of the named graphs, or those of its FROM clauses, and may use
        `self.prefixes` without declaring them. `default_graphs` and `named_graphs` are IRIs that take the
        place of FROM and FROM NAMED, as the SPARQL protocol has it; `base_iri` is what relative IRIs stand
        behind. Without `union` it sees the default graph alone, as in any other SPARQL dataset, where a graph
        that is not there is an empty one, and no prefix is known beforehand. Raises QueryError, in one line,
        for a query that is not valid, for updates, for SERVICE and for graphs that are not in this store.
        """
        found = guard.inspect(text, prefixes=self.prefixes)
        options: dict[str, Any] = {"base_iri": base_iri} if base_iri is not None else {}
        if union:
            asked = (*found.graphs, *(default_graphs or ()), *(named_graphs or ()))
            guard.check_graphs(asked, guard.NamedGraphs(self.handle))
        if default_graphs is not None or named_graphs is not None:
            options["default_graph"] = [NamedNode(graph) for graph in default_graphs or ()]
            options["named_graphs"] = [NamedNode(graph) for graph in named_graphs or ()]
        elif union and not found.graphs:
            options["use_default_graph_as_union"] = True
        try:
            return self.handle.query(text, prefixes=self._named_in(text) if union else {}, **options)
        except QueryError:
            raise
        except SyntaxError as error:
            raise QueryError(guard.syntax_message(error)) from error
        except (ValueError, OSError, RuntimeError) as error:
            raise QueryError(f"the query cannot be answered: {folder.one_line(error)}") from error

    def dataset(self) -> Dataset:
        """The same graph as an rdflib Dataset whose default graph is the union; the prefixes are bound.

        Queries go to pyoxigraph as text, by the same rules as `query`; prepared ones and updates raise
        QueryError. Avoid `len()` and loops over single triples on a large graph: rdflib answers those slowly.
        """
        return dataset(self.handle, self.prefixes)

    def articles(self) -> dict[str, tuple[str, str]]:
        """The id of every article with the SHA-256 of its text and its run, in order of id."""
        return self._articles(vocab.textSha256)

    def fingerprints(self) -> dict[str, tuple[str, str]]:
        """The id of every article with the SHA-256 of its whole input and its run, in order of id."""
        return self._articles(vocab.inputSha256)

    def counts(self) -> dict[str, int]:
        """How much there is: articles, statements, persons and so on, in a fixed order."""
        found = {}
        for name, kind in (
            ("articles", vocab.Article),
            ("statements", vocab.Statement),
            ("affiliations", vocab.Affiliation),
            ("topic assignments", vocab.TopicAssignment),
            ("persons", vocab.Person),
            ("organizations", vocab.Organization),
            ("outlets", vocab.Outlet),
            ("platforms", vocab.Platform),
            ("collectives", vocab.Collective),
            ("unnamed persons", vocab.UnnamedPerson),
            ("documents", vocab.Document),
        ):
            pattern = self.handle.quads_for_pattern(None, NamedNode(vocab.rdf_type), NamedNode(kind), None)
            found[name] = sum(1 for _ in pattern)
        found["quads"] = len(self.handle)
        return found

    def dump(self, format: RdfFormat = RdfFormat.TRIG) -> bytes:
        """The whole graph in one of pyoxigraph's formats; those without named graphs get the union."""
        if format.supports_datasets:
            return _bytes(self.handle.dump(format=format, prefixes=dict(self.prefixes)))
        triples = sorted({quad.triple for quad in self.handle}, key=str)
        return _bytes(pyoxigraph.serialize(triples, format=format, prefixes=dict(self.prefixes)))

    def canonical(self) -> bytes:
        """Canonical N-Quads: a line for each quad, sorted. Equal articles and ledgers give equal bytes.

        The log, the history and what was measured are left out. There are no blank nodes, so sorting is all
        that it needs.
        """
        graphs = (iris.log_graph(self.base), iris.history_graph(self.base), iris.analysis_graph(self.base))
        left_out = tuple(f" <{graph}> .".encode() for graph in graphs)
        lines = _bytes(self.handle.dump(format=RdfFormat.N_QUADS)).split(b"\n")
        return b"".join(line + b"\n" for line in sorted(lines) if line and not line.endswith(left_out))

    # -- writing

    def replace(self, extraction: Extraction, *, log: Iterable[Quad] = ()) -> None:
        """Puts an article's graph in place of what was there, in one transaction.

        Whoever reads sees the old graph or the new one, and so does the next opening after a crash. Derived
        triples are stale until `refresh_derived`. `log` is what the log is to tell of it.
        """
        graph = iris.article_graph(extraction.article.id, self.base)
        self._note(extraction.article.id)
        self._update(
            *self._begin(graph),
            Drop(graph),
            Insert.of(quads(extraction, self.base)),
            Insert.of(run_quads(extraction, self.base)),
            Insert.of(log),
            *self._end(graph),
        )

    def remove(self, article_id: str, *, log: Iterable[Quad] = (), unlog: Iterable[Quad] = ()) -> bool:
        """Withdraws an article with everything read from it; False when it is not there.

        Derived triples are stale until `refresh_derived`. `log` is what the log is to tell of it, and
        `unlog` what it is to tell no more.
        """
        graph = iris.article_graph(article_id, self.base)
        if graph not in guard.NamedGraphs(self.handle):
            return False
        self._note(article_id)
        self._update(*self._begin(graph), Drop(graph), Delete.of(unlog), Insert.of(log), *self._end(graph))
        return True

    @property
    def derived_is_stale(self) -> bool:
        """Whether articles came or went since the derived triples were made."""
        return self._stale() in self.handle

    def refresh_derived(self) -> bool:
        """Settles who is who and makes the derived triples anew; forgets runs that no article has.

        Writes only what differs, and looks only at what the changes since the last time bear on, if they are
        few and were made through this object. False when nothing was stale.
        """
        if not self.derived_is_stale:
            return False
        self._drop_half_written()
        changes = self._changes
        first = refreshing.disagreement_window(self.handle, self.base) is None
        articles = self.handle.quads_for_pattern(None, NamedNode(vocab.textSha256), None, None)
        empty = next(iter(articles), None) is None
        if first or empty or changes is None or not changes.are_few or not self._refresh_part(changes):
            self._refresh_whole()
        self._update(
            Drop(iris.analysis_graph(self.base)), Delete.of(self._idle_runs()), Delete.of([self._stale()])
        )
        self._changes = None
        return True

    def _refresh_part(self, changes: refreshing.Changes) -> bool:
        def write(gone: Iterable[Quad], new: Iterable[Quad]) -> None:
            self._update(Delete.of(gone), Insert.of(new))

        if self._remote is not None:
            self._remote.prefetch(self._article_graphs(changes))
        return refreshing.part(self.handle, changes, self._parsed_ledger(), write, self.base)

    def _refresh_whole(self) -> None:
        made = refreshing.whole(self.handle, self._parsed_ledger(), self.base)
        # the history first: it is told from the derived graph as it was, of which a kill may leave a part
        history = iris.history_graph(self.base)
        for graph in sorted(made, key=lambda graph: (graph != history, graph)):
            new = made[graph]
            old = set(self.handle.quads_for_pattern(None, None, None, NamedNode(graph)))
            if len(new) <= _IN_BULK:
                if old != new:
                    self._update(Delete.of(old - new), Insert.of(new - old))
                continue
            # in several transactions, under the mark that the graph is stale: what holds no more goes
            # first, so that nobody ever reads the old and the new side by side
            gone = Delete.of(old - new).quads
            for start in range(0, len(gone), _IN_BULK):
                self._update(Delete(gone[start : start + _IN_BULK]))
            with self._writing() as handle:
                handle.bulk_extend(new - old)

    def _note(self, article_id: str) -> None:
        """Remembers what an article gave, before it is replaced."""
        if self._changes is None and not self.derived_is_stale:
            self._changes = refreshing.Changes()
        if self._changes is not None and self._changes.are_few:
            if self._remote is not None:
                self._remote.prefetch([iris.article_graph(article_id, self.base)])
            self._changes.note(self.handle, iris.article_iri(article_id, self.base), self.base)

    def exchange(self, gone: Iterable[Quad], new: Iterable[Quad]) -> None:
        """Takes quads out and puts others in, in one transaction: for what is kept beside the articles."""
        self._update(Delete.of(gone), Insert.of(new))

    @property
    def ledger(self) -> str:
        """The text of the curation ledger that is in force; empty where there is none."""
        node, graph = self._curation()
        found = self.handle.quads_for_pattern(node, NamedNode(vocab.ledger), None, graph)
        return next((quad.object.value for quad in found if isinstance(quad.object, Literal)), "")

    @property
    def ledger_source(self) -> str | None:
        """Where that ledger was read from, as it was given to `set_ledger`."""
        found = self.handle.quads_for_pattern(
            self._curation()[0], NamedNode(vocab.dcterms_source), None, None
        )
        return next((quad.object.value for quad in found if isinstance(quad.object, Literal)), None)

    def set_ledger(self, text: str, source: str | None = None) -> None:
        """Takes another curation ledger; derived triples are stale until `refresh_derived`, if it differs.

        `source` tells where it is from; it stands in the log, for paths differ from machine to machine.
        """
        node, graph = self._curation()
        log = NamedNode(iris.log_graph(self.base))
        old, new = set(), set()
        for known, one, name, where in (
            (self.ledger, text, vocab.ledger, graph),
            (self.ledger_source, source, vocab.dcterms_source, log),
        ):
            if known:
                old.add(Quad(node, NamedNode(name), Literal(known), where))
            if one:
                new.add(Quad(node, NamedNode(name), Literal(one), where))
        stale = []
        if text != self.ledger:
            stale.append(self._stale())
            self._changes = None  # what a ledger bears on is not known before it is applied
        if old != new:
            self._update(Insert.of(stale), Delete.of(old - new), Insert.of(new - old))

    @property
    def disagreement_window(self) -> int:
        """How many days may lie between two statements that make a disagreement."""
        found = refreshing.disagreement_window(self.handle, self.base)
        return DEFAULT_WINDOW if found is None else found

    def set_disagreement_window(self, days: int) -> None:
        """Takes another window; derived triples are stale until `refresh_derived`, if it differs.

        Raises StoreError if it is below 0.
        """
        if days < 0:
            raise StoreError(f"no window of {days} days: give 0 (the same day) or more")
        if days == self.disagreement_window:
            return
        node = NamedNode(iris.derived_graph(self.base))
        name = NamedNode(vocab.disagreementWindow)
        old = self.handle.quads_for_pattern(node, name, None, node)
        number = Literal(str(days), datatype=NamedNode(vocab.xsd_integer))
        self._changes = None  # every topic is to be made anew
        self._update(Insert.of([self._stale()]), Delete.of(old), Insert.of([Quad(node, name, number, node)]))

    def _curation(self) -> tuple[NamedNode, NamedNode]:
        graph = NamedNode(iris.curation_graph(self.base))
        return graph, graph

    def _parsed_ledger(self) -> Ledger:
        return parse(self.ledger, base=self.base)

    def load_topics(self, scheme: TopicScheme) -> None:
        """Takes these topics in place of those that were there."""
        self._replace_graph(iris.topics_graph(self.base), set(topic_quads(scheme, self.base)))

    def rewrite_log(self, new: Iterable[Quad], gone: Iterable[Quad] = ()) -> None:
        """Writes into the log graph, which comparisons leave out, and takes out of it, in one transaction."""
        self._update(Delete.of(gone), Insert.of(new))

    # -- inside

    def _named_in(self, query: str) -> dict[str, str]:
        """The prefixes that a query may use; to hand over all of them takes longer than many a query."""
        escaped = "\\" in query  # a letter of a prefix may be written by its number
        return {name: iri for name, iri in self.prefixes.items() if escaped or f"{name}:" in query}

    def _article_graphs(self, changes: refreshing.Changes) -> Iterator[str]:
        start = iris.article_iri("", self.base)
        return (iris.article_graph(one.removeprefix(start), self.base) for one in changes.articles)

    def _articles(self, hashed: str) -> dict[str, tuple[str, str]]:
        start = iris.article_iri("", self.base)
        runs = iris.run_iri("", self.base)
        query = f"SELECT ?a ?sha ?run WHERE {{ ?a <{hashed}> ?sha ; <{vocab.extractedBy}> ?run }}"
        rows = self.handle.query(query, use_default_graph_as_union=True)
        assert isinstance(rows, pyoxigraph.QuerySolutions)
        found = {
            row["a"].value.removeprefix(start): (row["sha"].value, row["run"].value.removeprefix(runs))
            for row in rows
        }
        for graph in self._half_written():
            found.pop(graph.removeprefix(iris.article_graph("", self.base)), None)
        return dict(sorted(found.items()))

    def _idle_runs(self) -> Iterator[Quad]:
        """What is known of runs that no article has any more."""
        extracted = NamedNode(vocab.extractedBy)
        used: dict[str, bool] = {}
        for quad in self.handle.quads_for_pattern(None, None, None, NamedNode(iris.runs_graph(self.base))):
            assert isinstance(quad.subject, NamedNode)
            run = quad.subject.value
            if run not in used:
                found = self.handle.quads_for_pattern(None, extracted, quad.subject, None)
                used[run] = next(found, None) is not None
            if not used[run]:
                yield quad

    def _stale(self, graph: str | None = None) -> Quad:
        """Says of a graph, at first that of derived triples, that it is not what it should be."""
        node = NamedNode(iris.derived_graph(self.base) if graph is None else graph)
        return Quad(node, NamedNode(vocab.stale), Literal(True), NamedNode(iris.log_graph(self.base)))

    def _begin(self, graph: str) -> Iterator[Step]:
        """The first step of whatever changes an article's graph."""
        # a server may be stopped half way; here, one update is one transaction
        yield Insert.of([self._stale(), *([self._stale(graph)] if self._remote is not None else ())])

    def _end(self, graph: str) -> Iterator[Step]:
        """The last step, after which the graph is whole."""
        if self._remote is not None:
            yield Delete.of([self._stale(graph)])

    def _half_written(self) -> set[str]:
        """The graphs of articles of which the last step was not done."""
        log = NamedNode(iris.log_graph(self.base))
        found = self.handle.quads_for_pattern(None, NamedNode(vocab.stale), None, log)
        graphs = {quad.subject.value for quad in found if isinstance(quad.subject, NamedNode)}
        return graphs - {iris.derived_graph(self.base)}

    def _drop_half_written(self) -> None:
        for graph in sorted(self._half_written()):
            logger.warning(
                "the article %s was half written when a build was cut off, and is left out: give it again",
                graph.removeprefix(iris.article_graph("", self.base)),
            )
            self._update(Drop(graph), *self._end(graph))
            self._changes = None

    def _load_shipped(self) -> None:
        self._replace_graph(iris.ontology_graph(self.base), shipped_ontology(self.base))
        if iris.topics_graph(self.base) not in guard.NamedGraphs(self.handle):
            self.load_topics(TopicScheme.load())

    def _replace_graph(self, graph: str, new: set[Quad]) -> None:
        old = set(self.handle.quads_for_pattern(None, None, None, NamedNode(graph)))
        if old != new:
            self._update(Delete.of(old - new), Insert.of(new - old))

    def _update(self, *steps: Step) -> None:
        with self._writing() as handle:
            if self._remote is not None:
                self._remote.apply(steps)
                return
            handle.update(update_text(steps))  # one request is one transaction
            self._unflushed += 1
            if self.path is not None and self._unflushed >= _FLUSH_AFTER:
                handle.flush()
                self._unflushed = 0

    @contextmanager
    def _writing(self) -> Iterator[pyoxigraph.Store]:
        if self.read_only:
            raise StoreError(f"the graph in {self.place} is open for reading only: open it for writing")
        handle = self.handle
        try:
            yield handle
        except (OSError, RuntimeError) as error:
            raise folder.failure("write to", self.path, error) from error


def shipped_ontology(base: str) -> set[Quad]:
    """The vocabulary as every graph holds it: without shapes, and without what only blank nodes can say."""
    text = (Path(sayso.__file__).parent / "ontology.ttl").read_bytes()
    return set(_named(text, RdfFormat.TURTLE, iris.ontology_graph(base)))


def _named(text: bytes, format: RdfFormat, graph: str) -> Iterator[Quad]:
    """The triples of a file that have no blank node, and are no part of a SHACL shape."""
    name = NamedNode(graph)
    shapes = set()
    found = []
    for quad in pyoxigraph.parse(text, format=format):
        if isinstance(quad.object, NamedNode) and quad.object.value == _SHAPE:
            shapes.add(quad.subject)
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            found.append(quad)
    for quad in found:
        if quad.subject not in shapes:
            yield Quad(quad.subject, quad.predicate, quad.object, name)


_SHAPE = "http://www.w3.org/ns/shacl#NodeShape"


def _bytes(written: bytes | None) -> bytes:
    assert written is not None
    return written
