"""One analysis: a measure of a view at a time, as a table with a line that says what it means.

    found = analyse(store, "co-quoted", "ties", since="2025")
    found.columns, found.rows, found.method, found.notes

Views are read straight into arrays (`columns`), so that a graph of a million statements is no trouble; the
measures are those of `measures`, and networkx computes them on ordinary graphs.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sayso.errors import SaysoError
from sayso.graph import vocab
from sayso.graph.analysis import change, communities, engines, measures, null_model, voices
from sayso.graph.analysis.arrays import EdgeArrays
from sayso.graph.analysis.columns import Columns
from sayso.graph.analysis.in_common import CAUTION
from sayso.graph.analysis.measures import MEASURES, Method
from sayso.graph.analysis.periods import Slice, name_of, periods
from sayso.graph.analysis.views import VIEWS
from sayso.graph.tables import Queryable

__all__ = ["KINDS", "STATEMENTS", "STATEMENT_MEASURES", "Analysis", "Score", "analyse", "choices"]

STATEMENTS = "statements"
"""What stands for a view where statements are counted and no graph is made."""

STATEMENT_MEASURES: Mapping[str, str] = {
    "voices": "how many statements somebody made, on what and for whom",
    "share-of-organization-kinds": "share of statements, by the kind of organisation spoken for",
    "share-of-outlets": "share of all that is quoted, by outlet; one that carries a statement on counts",
    "share-of-countries": "share of statements, by the country or city that articles tie the speaker to",
    "carried": "how often further articles carry somebody's statements on",
    "firsts": "how many statements the outlet had first that further articles carry on",
}
"""What is counted of statements, and what it means."""

_TIES = (
    "the pairs with the strongest ties; where they have something in common, beside what chance would give"
)
_CHANGE = "trend of its share of statements, in standard deviations: above 2 rising, below -2 falling"
_CUT = ("communities", "bridges", "participation")
_NAMED = 12  # periods that a note names
_GROUPS = "groups with more ties inside than chance would give"

KINDS = (*vocab.SPEAKER_KINDS, "topic")
"""The kinds of nodes that a table can be of."""

Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Score:
    """The value of a measure: `of` one node, or of a tie between two; in a `period` of a series."""

    of: tuple[str, ...]
    value: float
    period: str = ""


@dataclass(frozen=True, slots=True)
class Analysis:
    """The answer as a table, best first, and all values in `scores`.

    `about` says what the measure means, `notes` what to be careful about. In a series a note that does not
    hold for every period begins with those that it holds for, and there may be several `methods`.
    """

    view: str
    measure: str
    about: str
    methods: tuple[Method, ...]
    time: Slice
    by: str | None
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    scores: tuple[Score, ...]
    notes: tuple[str, ...] = ()

    @property
    def method(self) -> Method:
        """The method; in a series that took several, the last in order of its text."""
        return self.methods[0]

    @property
    def line(self) -> str:
        """What it is, and by which methods, in one line."""
        return f"{self.measure} of {self.view}: {self.about} ({'; or '.join(map(str, self.methods))})"


def choices() -> list[tuple[str, str, str]]:
    """Every view with its measures: view, measure, and what it means."""
    found = [(STATEMENTS, name, about) for name, about in STATEMENT_MEASURES.items()]
    for view in VIEWS:
        found += [(view, name, measure.about) for name, measure in MEASURES.items() if name != "communities"]
        found += [(view, "communities", _GROUPS), (view, "ties", _TIES)]
        if view in change.VIEWS_WITH_TIME:
            found.append((view, "change", _CHANGE))
    return found


def analyse(
    store: Queryable,
    view: str,
    measure: str,
    *,
    since: str | None = None,
    until: str | None = None,
    by: str | None = None,
    top: int | None = None,
    kind: str | None = None,
    engine: str = "auto",
) -> Analysis:
    """A measure of a view, or of statements (`STATEMENTS`), from `since` to `until`, both included.

    With `by` ("month", "quarter", "year") it is computed for each period in turn, and `change` compares the
    periods (months unless told). `top` cuts each table, not the scores; `kind` shows nodes of one kind alone.
    Raises `SaysoError` for what is not there.
    """
    time = Slice.of(since, until)
    if view != STATEMENTS and view not in VIEWS:
        raise SaysoError(f"no view {view!r}; there are {STATEMENTS}, {', '.join(VIEWS)}")
    known = [name for one, name, _ in choices() if one == view]
    if measure not in known:
        raise SaysoError(f"no measure {measure!r} of {view}; there are {', '.join(known)}")
    if engine not in measures.ENGINES:
        raise SaysoError(f"no engine {engine!r}; there are {', '.join(measures.ENGINES)}")
    if top is not None and top < 1:
        raise SaysoError(f"the top {top} rows are none: give 1 or more")
    if kind is not None and kind not in KINDS:
        raise SaysoError(f"no kind {kind!r}; there are {', '.join(KINDS)}")
    columns = Columns(store, time=time)
    if measure == "change":
        return _one(_changes(columns, view, by or "month", time), view, measure, time, by, top, kind)
    compute = _COMPUTED.get(measure, _nodes)
    if by is None:
        return _one(compute(columns, view, measure, engine), view, measure, time, by, top, kind)
    parts: list[tuple[str, Analysis]] = []
    for period in periods([date for date in columns.dates.values() if time.holds(date)], by):
        part = compute(columns.at(period.within(time)), view, measure, engine)
        parts.append((period.name, _one(part, view, measure, time, by, top, kind)))
    if not parts:
        raise SaysoError(f"no statement has a date that lies in a {by} here: leave out --by {by}")
    first = parts[0][1]
    methods = {str(method): method for _, part in parts for method in part.methods}
    return Analysis(
        view,
        measure,
        first.about,
        tuple(methods[text] for text in sorted(methods, reverse=True)),
        time,
        by,
        ("period", *first.columns),
        tuple((name, *row) for name, part in parts for row in part.rows),
        tuple(Score(score.of, score.value, name) for name, part in parts for score in part.scores),
        (*_notes_of_series(parts), *_in_no_period(columns, by)),
    )


def _notes_of_series(parts: Sequence[tuple[str, "Analysis"]]) -> Iterator[str]:
    """Each note once, with the periods that it holds for, if it does not hold for all."""
    holds: dict[str, list[str]] = {}
    several = len({part.method for _, part in parts}) > 1
    for name, part in parts:
        by_method = [f"computed by: {method}" for method in part.methods] if several else []
        for note in (*part.notes, *by_method):
            holds.setdefault(note, []).append(name)
    for note, names in holds.items():
        if len(names) == len(parts):
            yield note
        else:
            more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
            yield f"{', '.join(names[:_NAMED])}{more}: {note}"


def _in_no_period(columns: Columns, by: str) -> tuple[str, ...]:
    """A note on the statements that no period has."""
    dates = columns.dates
    said = set(columns.speakers()[0].tolist())
    number = sum(name_of(dates.get(one, ""), by) is None for one in said)
    if not number:
        return ()
    verb = "statement lies" if number == 1 else "statements lie"
    return (f"{number:,} {verb} in no {by}, having no date or one that is no exact {by}",)


@dataclass(frozen=True, slots=True)
class _Found:
    """Rows before they are cut: each with its scores and, where it is one node, its kind."""

    about: str
    method: Method
    columns: tuple[str, ...]
    rows: list[tuple[Value, ...]]
    scores: list[Score]
    kinds: list[str] | None = None
    notes: tuple[str, ...] = ()


def _one(
    found: _Found, view: str, measure: str, time: Slice, by: str | None, top: int | None, kind: str | None
) -> Analysis:
    rows = found.rows
    if kind is not None:
        if found.kinds is None:
            raise SaysoError(f"{measure} has no nodes of a kind: leave out --kind {kind}")
        rows = [row for row, one in zip(rows, found.kinds, strict=True) if one == kind]
    shown = rows if top is None else rows[:top]
    return Analysis(
        view,
        measure,
        found.about,
        (found.method,),
        time,
        by,
        found.columns,
        tuple(shown),
        tuple(found.scores),
        found.notes,
    )


_COUNTED = Method("counted", "SPARQL")


def _nodes(columns: Columns, view: str, measure: str, engine: str) -> _Found:
    graph = columns.view(view)
    values = measures.measure(graph, measure, engine=engine)
    labels = columns.labels(values)
    lowest_first = MEASURES[measure].groups
    ranked = sorted(
        values,
        key=lambda node: (values[node] if lowest_first else -values[node], labels[node], node),
    )
    kinds = [columns.kind(node) for node in ranked]
    rows: list[tuple[Value, ...]] = [
        (labels[node], kind, values[node], node) for node, kind in zip(ranked, kinds, strict=True)
    ]
    return _Found(
        MEASURES[measure].about,
        measures.method(graph, measure, engine=engine),
        ("name", "kind", measure, "iri"),
        rows,
        [Score((node,), values[node]) for node in sorted(values)],
        kinds,
        _notes(view, graph, measure),
    )


def _communities(columns: Columns, view: str, measure: str, engine: str) -> _Found:
    graph = columns.view(view)
    numbers = measures.measure(graph, "communities", engine=engine)
    described = communities.describe(columns, graph, numbers)
    labels = columns.labels(
        iri for one in described for iri in (*one.members, *(topic for topic, _ in one.topics))
    )
    rows: list[tuple[Value, ...]] = [
        (
            one.number,
            one.size,
            ", ".join(labels[member] for member in one.members),
            ", ".join(labels[topic] for topic, _ in one.topics) or None,
        )
        for one in described
    ]
    return _Found(
        _GROUPS,
        measures.method(graph, "communities", engine=engine),
        ("community", "size", "members", "topics"),
        rows,
        [Score((node,), numbers[node]) for node in sorted(numbers)],
        notes=_notes(view, graph, measure),
    )


def _ties(columns: Columns, view: str, measure: str, engine: str) -> _Found:
    graph = columns.view(view)
    ends = zip(graph.source.tolist(), graph.target.tolist(), strict=True)
    pairs = [(graph.nodes[one], graph.nodes[other]) for one, other in ends]
    weight = graph.weight.tolist()
    value, about = weight, "how many statements the tie stands for"
    names: tuple[str, ...] = ("weight",)
    more: list[list[float]] | list[list[float | None]] = [weight]
    order_by = [-number for number in weight]
    notes = _notes(view, graph, measure)
    if graph.z_score is not None and graph.expected is not None and graph.p_value is not None:
        value = graph.z_score.tolist()
        expected = graph.expected.tolist()
        lift = [w / e if e > 0 else None for w, e in zip(weight, expected, strict=True)]
        order_by = graph.p_value.tolist()
        more = [weight, expected, lift, value, order_by]
        names = ("weight", "expected", "lift", "z_score", "p_value")
        about = "how much two have in common, beside what chance would give; the least likely first"
        number = null_model.standing_out(graph.p_value, len(graph) * (len(graph) - 1) // 2)
        if pairs:
            notes = (*notes, f"{number:,} of {len(pairs):,} ties stand out, at a false discovery rate of 5 %")
    elif graph.net is not None:
        value = graph.net.tolist()
        order_by = [-abs(number) for number in value]
        more = [weight, value]
        names = ("sides taken", "agreements less disagreements")
        about = "on how many more things two agree than disagree; below 0 they disagree"
    order = sorted(range(len(pairs)), key=lambda at: (order_by[at], -weight[at], pairs[at]))
    labels = columns.labels(graph.nodes)
    rows: list[tuple[Value, ...]] = [
        (labels[pairs[at][0]], labels[pairs[at][1]], *(_whole(column[at]) for column in more), *pairs[at])
        for at in order
    ]
    return _Found(
        about,
        Method("bipartite configuration model" if graph.z_score is not None else "counted", "scipy"),
        ("name", "other", *names, "iri", "other_iri"),
        rows,
        [Score(pair, number) for pair, number in zip(pairs, value, strict=True)],
        notes=notes,
    )


def _whole(number: float | None) -> Value:
    return int(number) if number is not None and number == int(number) else number


def _notes(view: str, graph: EdgeArrays, measure: str) -> tuple[str, ...]:
    notes = []
    if measure in _CUT and len(graph.source) >= measures.LARGE and not engines.has_networkit():
        notes.append(
            "NetworKit is not installed: networkx looked for communities, which takes longer and may cut "
            "otherwise (pip install 'sayso[large]')"
        )
    if VIEWS[view].in_common:
        notes.append(CAUTION)
    if graph.net is not None:
        notes.append("communities and camps follow from agreements; other measures see all ties alike")
    return tuple(notes)


def _changes(columns: Columns, view: str, by: str, time: Slice) -> _Found:
    found = change.change(columns, view, by, time=time)
    labels = columns.labels(found)
    kinds = [columns.kind(node) for node in found]
    rows: list[tuple[Value, ...]] = [
        (labels[node], kind, one.trend, sum(one.counts), one.earlier, one.later, node)
        for (node, one), kind in zip(found.items(), kinds, strict=True)
    ]
    return _Found(
        _CHANGE,
        Method(f"Cochran–Armitage test over {by}s", "numpy"),
        ("name", "kind", "change", "statements", "share before", "share after", "iri"),
        rows,
        [Score((node,), found[node].trend) for node in sorted(found)],
        kinds,
        _in_no_period(columns, by),
    )


def _voices(columns: Columns, view: str, measure: str, engine: str) -> _Found:
    found = voices.voices(columns)
    labels = columns.labels(
        iri
        for who, voice in found.items()
        for iri in (who, *(one for one, _ in (*voice.on[:3], *voice.speaks_for[:2])))
    )

    def listed(pairs: tuple[tuple[str, int], ...]) -> str | None:
        return ", ".join(f"{labels[iri]} ({number})" for iri, number in pairs) or None

    kinds = [columns.kind(who) for who in found]
    rows: list[tuple[Value, ...]] = [
        (
            labels[who],
            kind,
            voice.statements,
            voice.share,
            voice.articles,
            listed(voice.on[:3]),
            listed(voice.speaks_for[:2]),
            who,
        )
        for (who, voice), kind in zip(found.items(), kinds, strict=True)
    ]
    return _Found(
        STATEMENT_MEASURES[measure],
        _COUNTED,
        ("name", "kind", "statements", "share", "articles", "on", "for", "iri"),
        rows,
        [Score((who,), found[who].statements) for who in sorted(found)],
        kinds,
    )


def _shares(columns: Columns, view: str, measure: str, engine: str) -> _Found:
    found = voices.SHARES[measure](columns)
    nodes = measure not in voices.OF_NAMES
    labels = columns.labels(found) if nodes else {one: one for one in found if one}
    rows: list[tuple[Value, ...]] = [
        (
            labels.get(one, "(none known)"),
            share.statements,
            share.share,
            *((one or None,) if nodes else ()),
        )
        for one, share in found.items()
    ]
    return _Found(
        STATEMENT_MEASURES[measure],
        _COUNTED,
        ("name", "statements", "share", *(("iri",) if nodes else ())),
        rows,
        [Score((one,), found[one].share) for one in sorted(found) if one] if nodes else [],
    )


def _carried(columns: Columns, view: str, measure: str, engine: str) -> _Found:
    found = voices.carried(columns)
    labels = columns.labels(found)
    kinds = [columns.kind(who) for who in found]
    rows: list[tuple[Value, ...]] = [
        (labels[who], kind, one.times, one.carried, one.statements, who)
        for (who, one), kind in zip(found.items(), kinds, strict=True)
    ]
    return _Found(
        STATEMENT_MEASURES[measure],
        _COUNTED,
        ("name", "kind", "times carried on", "statements carried on", "statements", "iri"),
        rows,
        [Score((who,), found[who].times) for who in sorted(found)],
        kinds,
    )


def _firsts(columns: Columns, view: str, measure: str, engine: str) -> _Found:
    found = voices.firsts(columns)
    labels = columns.labels(found)
    rows: list[tuple[Value, ...]] = [(labels[one], number, one) for one, number in found.items()]
    return _Found(
        STATEMENT_MEASURES[measure],
        _COUNTED,
        ("name", "statements had first", "iri"),
        rows,
        [Score((one,), found[one]) for one in sorted(found)],
    )


_COMPUTED: Mapping[str, Callable[[Columns, str, str, str], _Found]] = {
    "communities": _communities,
    "ties": _ties,
    "voices": _voices,
    "carried": _carried,
    "firsts": _firsts,
    **dict.fromkeys(voices.SHARES, _shares),
}
