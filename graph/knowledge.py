"""A graph in a notebook: questions answered as DataFrames, each row with its evidence.

import sayso

kg = sayso.open("my-graph")
kg.ask("which experts commented on chip sanctions?")
kg.statements(person="Mei Qiaolin")
kg.why("Mei Qiaolin", "floods")
kg.analyse("person-topic", "pagerank")
kg.show("overview")
"""

import os
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from sayso.graph import tables, vocab
from sayso.graph.analysis.views import project
from sayso.graph.asking import finding
from sayso.graph.asking.lookup import Lookup, Meaning
from sayso.graph.exports.formats import export
from sayso.graph.pages.view_page import html
from sayso.graph.store import Store

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

    from sayso.graph.reasons.absence import Absence
    from sayso.graph.reasons.why import Why

__all__ = ["KnowledgeGraph", "Picture"]

_ORGANIZATIONS = (vocab.Organization, vocab.Outlet, vocab.Platform)
_SPEAKERS = tuple(vocab.SPEAKER_KINDS.values())


class Picture:
    """A view as the page that `KnowledgeGraph.export` writes; a notebook shows it in a frame of its own."""

    def __init__(self, page: str, height: int) -> None:
        self.html = page
        self.height = height

    def _repr_html_(self) -> str:
        # the frame may run its script and nothing else: it cannot reach the notebook round it
        return (
            f'<iframe srcdoc="{escape(self.html, quote=True)}" sandbox="allow-scripts allow-popups" '
            f'style="width:100%;height:{self.height}px;border:1px solid #8884;border-radius:8px" '
            'title="The graph"></iframe>'
        )


class KnowledgeGraph:
    """An opened graph. A context manager; `store` is the store behind it.

    Persons, topics and organisations are named as a reader would: by name in any case, by a part of it, by
    id ("person:mei-qiaolin") or by IRI. A name that fits several means all of them. A topic is also found by
    its other labels, and where no label fits, by `meaning`, if it is sure enough.
    """

    def __init__(self, store: Store, *, meaning: Meaning | None = None) -> None:
        self.store = store
        self._meaning = meaning

    def query(self, sparql: str) -> "pd.DataFrame":
        """The answer to a SPARQL query; our prefixes need no declaration. Raises `QueryError`."""
        from sayso.graph.answers import answer

        found = answer(self.store, sparql)
        return _frame(found.columns, found.rows)

    def ask(self, question: str, *, experts: str | None = None) -> "pd.DataFrame":
        """The answer to a question in English.

        `experts` changes who counts as one for this question, as `kinds` of `experts` does.
        `.attrs["sparql"]` is the query that was run and `.attrs["understood"]` how the question was read.
        Raises `QuestionError`, which lists what can be asked.
        """
        from sayso.graph.asking.questions import ask

        found = ask(self.store, question, experts=experts, meaning=self._meaning)
        frame = _frame(found.columns, found.rows)
        frame.attrs.update(sparql=found.sparql, understood=found.understood)
        return frame

    def statements(
        self, *, person: str | None = None, topic: str | None = None, organization: str | None = None
    ) -> "pd.DataFrame":
        """Who said what, in which role, and where it stands; the conditions hold together.

        `person` may be anybody who speaks, `topic` takes in those below it, `organization` is where the
        speaker is placed by the article, or what that is part of. `char_start` and `char_end` count Unicode
        code points of the article's text. Raises `QueryError` for a name that is not in the graph.
        """
        rows, topics = self._rows(person, topic, organization)
        return _table(rows, topics)

    def experts(
        self, *, topic: str | None = None, organization: str | None = None, kinds: str | None = None
    ) -> "pd.DataFrame":
        """The same, but only what persons said in an expert's role, as the article gives it.

        `kinds` changes for once which kinds of role and organisation count: "scientist, think tank" are all
        that do, "+journalist, -company" adds and takes away.
        """
        from sayso.graph.asking import expertise, groups

        counted = expertise.expert_kinds(self.store)
        if kinds is not None:
            counted = expertise.changed(counted, kinds)
        query = f"""
            SELECT DISTINCT ?statement WHERE {{
              {groups.expert_statements(counted)}
            }}"""
        expert = {statement.value for (statement,) in self.store.query(query)}
        rows, topics = self._rows(None, topic, organization)
        return _table([row for row in rows if row.id in expert], topics)

    def why(self, first: str, second: str | None = None, *, at_most: int = 5) -> "Why":
        """What a statement rests on, somebody's statements on a topic, or an identity, as `sayso why` tells.

        A statement is given by its id, a beginning of it, or a place ("port-plan:120"). Of several
        statements the first `at_most` are explained; `.count` says how many there are. Raises `QueryError`
        for what is not there, or may be one of several.
        """
        from sayso.graph.reasons.why import why

        return why(self.store, first, second, at_most=at_most)

    def why_not(self, person: str, topic: str, *, article: str | None = None) -> "Absence":
        """Why nothing of somebody on a topic is answered: the nearest statement, and what stopped it."""
        from sayso.graph.reasons.missing import why_not

        return why_not(self.store, person, topic, article=article, meaning=self._meaning)

    def to_networkx(
        self, view: str, *, since: str | None = None, until: str | None = None
    ) -> "nx.Graph[str]":
        """A view of `sayso.graph.analysis.views.VIEWS`, keyed by IRI, of all time or a part of it."""
        return project(self.store, view, since=since, until=until)

    def analyse(
        self,
        view: str,
        measure: str,
        *,
        since: str | None = None,
        until: str | None = None,
        by: str | None = None,
        top: int | None = None,
        kind: str | None = None,
        engine: str = "auto",
    ) -> "pd.DataFrame":
        """A measure of a view as a table, as `sayso analyse` prints it, the highest first.

        `sayso.graph.analysis.analyses.choices` lists views and measures; `since`, `until` and `by` choose the
        time, and a series of times; `top` cuts each table, and `kind` keeps nodes of one kind alone
        ("person"). `.attrs` has `about`, `method` and `notes`. Nodes for which the measure has no value are
        left out.
        """
        from sayso.graph.analysis.analyses import analyse

        found = analyse(
            self.store,
            view,
            measure,
            since=since,
            until=until,
            by=by,
            top=top,
            kind=kind,
            engine=engine,
        )
        frame = _frame(found.columns, found.rows)
        if "iri" in found.columns and "other_iri" not in found.columns:
            frame = frame.set_index("iri")
        method = "; or ".join(map(str, found.methods))
        frame.attrs.update(about=found.about, method=method, notes=list(found.notes))
        return frame

    def export(
        self,
        view: str | None,
        path: str | os.PathLike[str],
        *,
        format: str | None = None,
        raw_csv: bool = False,
        texts: bool = True,
        force: bool = False,
    ) -> list[Path]:
        """Writes a view, or the whole graph (None), in the format of the suffix, or in the one named.

        See `sayso.graph.exports.formats`. Text that a spreadsheet would run is defused, unless `raw_csv`.
        `texts=False` leaves whole articles out of a page: it has the sentences of its statements alone.
        A file in the way that no export wrote is replaced only with `force`.
        """
        return export(self.store, view, path, format=format, raw_csv=raw_csv, texts=texts, force=force)

    def show(self, view: str = "overview", *, height: int = 620) -> Picture:
        """A view as a picture to click; `height` is in pixels."""
        return Picture(html(self.store, project(self.store, view)), height)

    def info(self) -> dict[str, int]:
        """How much of everything there is."""
        return self.store.counts()

    def close(self) -> None:
        """Lets go of the folder."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"KnowledgeGraph({self.store.place!r})"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><th>{escape(what)}</th><td>{count:,}</td></tr>" for what, count in self.info().items()
        )
        return f"<p><strong>{escape(repr(self))}</strong></p><table>{rows}</table>"

    def _rows(
        self, person: str | None, topic: str | None, organization: str | None
    ) -> tuple[list[tables.StatementRow], list[str] | None]:
        store = self.store
        speakers = None if person is None else finding.resolve(store, person, _SPEAKERS)
        topics = None
        if topic is not None:
            topics = finding.narrower(store, Lookup(store, self._meaning).topics(topic))
        places = None
        if organization is not None:
            places = finding.parts(store, finding.resolve(store, organization, _ORGANIZATIONS))
        found = tables.statements(store, speakers=speakers, topics=topics, organizations=places)
        return found, topics


def _frame(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame([list(row) for row in rows], columns=list(columns))


def _table(rows: Iterable[tables.StatementRow], topics: Sequence[str] | None) -> "pd.DataFrame":
    records = [tables.record(row, topics=topics) for row in rows]
    return _frame(tables.COLUMNS, [list(record.values()) for record in records])
