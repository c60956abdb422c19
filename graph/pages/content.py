"""What the page of a view is drawn from: plain values that become JSON, in columns to keep the page small.

A row's number is its place in the columns. Texts that come again and again (names, roles, titles, notations)
stand once in `strings`; -1 is none. `graph/assets/facts.js` reads it all.

    nodes        label, kind, id, statements, articles, first, last, x, y, group
    ties         subject, object, relation, roles, said (statements shown), count (of all), passage
    statements   id, name, kind, node, role, article, start, end, text, date, topics, guesses, …
    passages     words that give a tie without statements: text, article, start, end, confidence
    articles     id, title, outlet, date, url, file, read (whether its text is in the page)
    groups       label, hub, x, y, radius, merged; or None for a small graph
"""

from collections.abc import Iterable, Sequence
from typing import Any

import networkx as nx

from sayso.graph import iris, tables, vocab
from sayso.graph.pages import articles as article_texts
from sayso.graph.pages import assets
from sayso.graph.pages.articles import Marks
from sayso.graph.pages.groups import groups
from sayso.graph.pages.layout import discs, positions
from sayso.graph.tables import Queryable, StatementRow

__all__ = ["CLOSED_FROM", "GROUPED_FROM", "STATEMENT_LIMIT", "TEXT_LIMIT", "TIE_LIMIT", "content"]

GROUPED_FROM = 160
"""From so many nodes on a picture shows groups round hubs, as its ties would be a tangle."""

CLOSED_FROM = 8_000
"""From so many nodes on groups are bubbles that open."""

TIE_LIMIT = 150_000
STATEMENT_LIMIT = 20_000
TEXT_LIMIT = 1_500_000
"""Ties, statements and characters of article text in a page: it is to go by mail and open at once."""

_ASSIGNED_GUESSES = {
    "neighbouring-sentence": "topic taken from the sentence before",
    "heading": "topic taken from a heading",
}


class _Strings:
    """Texts by number."""

    def __init__(self) -> None:
        self._number: dict[str, int] = {}

    def add(self, text: str | None) -> int:
        if not text:
            return -1
        return self._number.setdefault(assets.clean(text), len(self._number))

    @property
    def all(self) -> list[str]:
        return list(self._number)


def content(
    store: Queryable,
    graph: "nx.Graph[str]",
    *,
    texts: bool = True,
    rows: Sequence[StatementRow] | None = None,
    fetched: bool = False,
) -> tuple[dict[str, Any], list[dict[str, Any] | None]]:
    """What the page shows, and each of its articles to read: None for one whose text is left out.

    `rows` are the statements that the graph was made of, where they were read already. With `fetched` a
    page gets each article when it is opened: none is made here, and none is left out for its length.
    """
    notes: list[str] = []
    shown = _strongest(graph, notes)
    kept = _kept(shown, notes)
    base = getattr(store, "base", iris.DEFAULT_BASE)
    wanted = set(kept)
    everything = tables.statements(store) if rows is None else rows
    _tell_what_is_left_out(shown, everything, "the graph's" if rows is None else "the", notes)
    rows = [row for row in everything if row.id in wanted]
    strings = _Strings()
    table = _Articles(strings, base)
    nodes, grouped = _nodes(shown, base, strings)
    number_of = {node: number for number, node in enumerate(shown)}
    statements, readings = _statements(store, rows, table, strings, number_of, base, texts, fetched, notes)
    ties, passages = _ties(shown, number_of, {row.id: n for n, row in enumerate(rows)}, table, strings)
    if grouped is not None and len(shown) >= CLOSED_FROM:
        notes.append(
            f"{len(shown):,} names are too many for one picture: it shows groups as bubbles, "
            "made when the page was written. A click opens one. Search, filters and table cover all names."
        )
    table.complete(store)
    articles = table.columns([reading is not None or fetched for reading in readings])
    found = {
        "view": graph.graph.get("view", ""),
        "about": graph.graph.get("about", ""),
        "notes": notes,
        "nodes": nodes,
        "ties": ties,
        "statements": statements,
        "passages": passages,
        "articles": articles,
        "groups": grouped,
        "closed": len(shown) >= CLOSED_FROM,
    }
    return {**found, "strings": strings.all}, readings + [None] * (len(articles["title"]) - len(readings))


def _strongest(graph: "nx.Graph[str]", notes: list[str]) -> "nx.Graph[str]":
    """The graph without isolated nodes and without ties over the limit, the weakest going first."""
    edges = list(graph.edges(data=True))
    if len(edges) > TIE_LIMIT:
        notes.append(f"This page shows the {TIE_LIMIT:,} strongest of {len(edges):,} ties.")
        ranked = sorted(enumerate(edges), key=lambda pair: (-pair[1][2].get("weight", 1), pair[0]))
        edges = [edge for _, edge in sorted(ranked[:TIE_LIMIT], key=lambda pair: pair[0])]
    shown: nx.Graph[str] = nx.Graph(**graph.graph)
    tied = {node for one, other, _ in edges for node in (one, other)}
    shown.add_nodes_from((node, about) for node, about in graph.nodes(data=True) if node in tied)
    shown.add_edges_from(edges)
    return shown


def _tell_what_is_left_out(
    graph: "nx.Graph[str]", rows: Sequence[StatementRow], whose: str, notes: list[str]
) -> None:
    """A view has what ties two names: a statement on no topic, or of nobody, may have no place in it."""
    tied = {iri for _, _, about in graph.edges(data=True) for iri in about.get("statements", ())}
    inside = sum(row.id in tied for row in rows)
    if 0 < inside < len(rows):
        notes.append(
            f"This view has {inside:,} of {whose} {len(rows):,} statements: "
            "those that tie two of the names it shows."
        )


def _kept(graph: "nx.Graph[str]", notes: list[str]) -> dict[str, None]:
    """The statements in the page: each tie's first before any tie's second, up to the limit."""
    lists = [about.get("statements", ()) for _, _, about in graph.edges(data=True)]
    every = {iri for said in lists for iri in said}
    if len(every) <= STATEMENT_LIMIT:
        return dict.fromkeys(sorted(every))
    kept: dict[str, None] = {}
    for place in range(max(map(len, lists), default=0)):
        for said in lists:
            if place < len(said):
                kept[said[place]] = None
                if len(kept) == STATEMENT_LIMIT:
                    notes.append(
                        f"This page holds {STATEMENT_LIMIT:,} of {len(every):,} statements; "
                        "the counts are of all. A smaller view holds more."
                    )
                    return kept
    return kept


def _nodes(
    graph: "nx.Graph[str]", base: str, strings: _Strings
) -> tuple[dict[str, Any], dict[str, Any] | None]:
    grouped: dict[str, Any] | None = None
    group_of: dict[str, int] = {}
    if len(graph) < GROUPED_FROM:
        spots = positions(graph)
    else:
        sorted_out = groups(graph)
        placed = discs(graph, sorted_out)
        number_of = {node: number for number, node in enumerate(graph)}
        spots = {node: spot for disc in placed for node, spot in disc.places.items()}
        for number, group in enumerate(sorted_out):
            group_of.update(dict.fromkeys(group.members, number))
            if group.hub is not None:
                group_of[group.hub] = number
        grouped = {
            "label": [
                assets.clean(graph.nodes[group.hub].get("label", group.hub))
                if group.hub is not None
                else f"{group.merged:,} smaller groups"
                for group in sorted_out
            ],
            "hub": [-1 if group.hub is None else number_of[group.hub] for group in sorted_out],
            "x": [disc.x for disc in placed],
            "y": [disc.y for disc in placed],
            "radius": [disc.radius for disc in placed],
        }
    facts: list[tuple[str, dict[str, Any]]] = list(graph.nodes.items())
    return {
        "label": [assets.clean(about.get("label", node)) for node, about in facts],
        "kind": [strings.add(about.get("kind") or "other") for _, about in facts],
        "id": [assets.clean(iris.compact(node, base)) for node, _ in facts],
        "statements": [about.get("statements", 0) for _, about in facts],
        "articles": [about.get("articles", 0) for _, about in facts],
        "first": [strings.add(about.get("first_seen")) for _, about in facts],
        "last": [strings.add(about.get("last_seen")) for _, about in facts],
        "x": [spots.get(node, (0.0, 0.0))[0] for node, _ in facts],
        "y": [spots.get(node, (0.0, 0.0))[1] for node, _ in facts],
        "group": [group_of[node] for node, _ in facts] if grouped else [],
    }, grouped


class _Articles:
    """The articles that a page speaks of, by number."""

    def __init__(self, strings: _Strings, base: str) -> None:
        self._strings = strings
        self._base = base
        self._number: dict[str, int] = {}
        self._facts: list[tuple[str, str | None, str | None, str | None, str | None]] = []

    def add(
        self,
        iri: str,
        title: str | None,
        outlet: str | None = None,
        url: str | None = None,
        file: str | None = None,
    ) -> int:
        if iri not in self._number:
            self._number[iri] = len(self._facts)
            self._facts.append((title or iri, outlet, None, url, file))
        return self._number[iri]

    def complete(self, store: Queryable) -> None:
        """Looks up when each was published, and who published those that no statement on the page is from."""
        outlets: dict[str, str] = {}
        query = f"""SELECT DISTINCT ?a ?name WHERE {{
          ?a <{vocab.publishedBy}> ?outlet . ?outlet <{vocab.skos_prefLabel}> ?name }} ORDER BY ?a ?name"""
        for article, name in tables.pairs(store, query):
            outlets.setdefault(article, name)
        dates = dict(
            tables.pairs(store, f"SELECT ?a ?date WHERE {{ ?a <{vocab.schema_datePublished}> ?date }}")
        )
        for iri, number in self._number.items():
            title, outlet, _, url, file = self._facts[number]
            self._facts[number] = (title, outlet or outlets.get(iri), dates.get(iri), url, file)

    def columns(self, read: Sequence[bool]) -> dict[str, Any]:
        add = self._strings.add
        return {
            "id": [assets.clean(iris.compact(iri, self._base)) for iri in self._number],
            "title": [add(title) for title, *_ in self._facts],
            "outlet": [add(outlet) for _, outlet, *_ in self._facts],
            "date": [add(date) for _, _, date, *_ in self._facts],
            "url": [
                url if url and url.lower().startswith(("http://", "https://")) else ""
                for *_, url, _ in self._facts
            ],
            "file": [add(file) for *_, file in self._facts],
            "read": [int(flag) for flag in read] + [0] * (len(self._facts) - len(read)),
        }


def _statements(
    store: Queryable,
    rows: Sequence[StatementRow],
    table: _Articles,
    strings: _Strings,
    number_of: dict[str, int],
    base: str,
    with_texts: bool,
    fetched: bool,
    notes: list[str],
) -> tuple[dict[str, Any], list[dict[str, Any] | None]]:
    add = strings.add
    spans = article_texts.marks(store)
    own: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        table.add(row.article_id, row.article, row.outlet, row.url, row.source)
        own.setdefault(row.article_id, []).append(number)
    excerpts: list[list[str | int]] = [[] for _ in rows]
    readable = frozenset() if fetched else _readable(store, own, with_texts, notes)
    readings: dict[str, dict[str, Any]] = {}
    for article, text in article_texts.texts(store, own):
        for number in own[article]:
            excerpts[number] = article_texts.excerpt(rows[number], spans.get(rows[number].id, Marks()), text)
        if article in readable:
            those = [(number, rows[number]) for number in own[article]]
            readings[article] = article_texts.reading(text, rows[own[article][0]].article, those, spans)
    for number, row in enumerate(rows):
        excerpts[number] = excerpts[number] or article_texts.excerpt(row, spans.get(row.id, Marks()), None)
    possible = _possible(store)
    columns = {
        "id": [assets.clean(iris.compact(row.id, base)) for row in rows],
        "name": [add(row.speaker) for row in rows],
        "kind": [add(row.speaker_kind) for row in rows],
        "node": [number_of.get(row.speaker_id or "", -1) for row in rows],
        "role": [add(_role(row)) for row in rows],
        "article": [table.add(row.article_id, row.article) for row in rows],
        "start": [row.start for row in rows],
        "end": [row.end for row in rows],
        "text": excerpts,
        "date": [add(row.date) for row in rows],
        "dateBasis": [add(row.date_basis) for row in rows],
        "outlet": [add(row.outlet) for row in rows],
        "channel": [
            add("; ".join(f"{c.kind.replace('-', ' ')} {c.name}" for c in row.channels)) for row in rows
        ],
        "quote": [add(row.quote_type) for row in rows],
        "cue": [add(row.cue_type) for row in rows],
        "certainty": [add(row.certainty) for row in rows],
        "polarity": [add(row.polarity) for row in rows],
        "confidence": [round(row.confidence, 2) for row in rows],
        "rule": [add(row.rule) for row in rows],
        "topics": [
            [[add(t.label), add(t.basis), round(t.confidence, 2), add(t.rule)] for t in row.topics]
            for row in rows
        ],
        "guesses": [[add(guess) for guess in _guesses(row, possible.get(row.id, ()))] for row in rows],
        "carriers": [_carriers(row, strings) for row in rows],
    }
    return columns, [readings.get(article) for article in own]


def _readable(store: Queryable, own: dict[str, list[int]], wanted: bool, notes: list[str]) -> frozenset[str]:
    """The articles whose texts the page holds: those with the most statements first, up to the limit."""
    if not wanted:
        notes.append("The texts of the articles are left out of this page.")
        return frozenset()
    lengths = {
        article.value: int(length.value)
        for article, length in store.query(
            f"SELECT ?a (STRLEN(?text) AS ?length) WHERE {{ ?a <{vocab.nif_isString}> ?text }}"
        )
        if article.value in own
    }
    chosen = []
    room = TEXT_LIMIT
    for article in sorted(lengths, key=lambda article: (-len(own[article]), article)):
        if lengths[article] <= room:
            room -= lengths[article]
            chosen.append(article)
    if len(chosen) < len(own):
        notes.append(
            f"The whole text is in this page for {len(chosen):,} of {len(own):,} articles, "
            "those with the most statements; of the others there are the sentences."
        )
    return frozenset(chosen)


def _possible(store: Queryable) -> dict[str, list[str]]:
    """Names of those who may be the speaker instead, by statement."""
    found: dict[str, list[str]] = {}
    query = f"""SELECT DISTINCT ?s ?name WHERE {{
      ?s <{vocab.possibleSpeaker}> ?who . ?who <{vocab.skos_prefLabel}> ?name }} ORDER BY ?s ?name"""
    for statement, name in store.query(query):
        found.setdefault(statement.value, []).append(name.value)
    return found


def _guesses(row: StatementRow, possible: Iterable[str]) -> list[str]:
    """What of a statement is a guess, and on what basis, in words."""
    found = []
    if row.continues is not None:
        found.append("speaker carried on from the statement before, without a cue")
    found += [f"perhaps said by {name}" for name in possible]
    for topic in row.topics:
        why = _ASSIGNED_GUESSES.get(topic.basis)
        if why is None and topic.rule == "meaning":
            why = "topic found by meaning alone"
        if why is not None:
            found.append(f"{topic.label}: {why}")
    return found


def _role(row: StatementRow) -> str | None:
    roles = []
    for capacity in row.capacities:
        parts = [capacity.role, *(organization.name for organization in capacity.organizations)]
        role = ", ".join(part for part in parts if part)
        if role:
            roles.append(f"formerly {role}" if capacity.former else role)
    return "; ".join(dict.fromkeys(roles)) or None


def _carriers(row: StatementRow, strings: _Strings) -> list[list[int]]:
    """Other articles that carry the statement: outlet, date and title of each."""
    add = strings.add
    return [[add(one.outlet), add(one.date), add(one.article)] for one in row.carriers]


def _ties(
    graph: "nx.Graph[str]",
    number_of: dict[str, int],
    place: dict[str, int],
    table: _Articles,
    strings: _Strings,
) -> tuple[dict[str, Any], dict[str, Any]]:
    names = ("subject", "object", "relation", "roles", "said", "count", "passage", "first", "last")
    ties: dict[str, list[Any]] = {name: [] for name in names}
    passages: dict[str, list[Any]] = {"text": [], "article": [], "start": [], "end": [], "confidence": []}
    for one, other, about in graph.edges(data=True):
        subject = about.get("subject", one)
        ties["subject"].append(number_of[subject])
        ties["object"].append(number_of[other if subject == one else one])
        ties["relation"].append(strings.add(about.get("relation")))
        ties["roles"].append([strings.add(role) for role in about.get("roles", ())])
        said = about.get("statements", ())
        ties["said"].append([place[iri] for iri in said if iri in place])
        ties["count"].append(len(said))
        ties["first"].append(strings.add(about.get("first_date")))
        ties["last"].append(strings.add(about.get("last_date")))
        article = about.get("evidence_article_id")
        if said or article is None or about.get("evidence") is None:
            ties["passage"].append(-1)
            continue
        ties["passage"].append(len(passages["text"]))
        passages["text"].append(assets.clean(about["evidence"]))
        passages["article"].append(
            table.add(article, about.get("evidence_article"), url=about.get("evidence_url"))
        )
        passages["start"].append(about.get("evidence_start", 0))
        passages["end"].append(about.get("evidence_end", 0))
        passages["confidence"].append(round(about.get("confidence_max", 1.0), 2))
    return ties, passages
