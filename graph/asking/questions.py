"""Questions in English, by a small documented grammar over the ontology; not a chatbot.

A question is read into drafts (`graph.grammar`), their names and topics are looked up in the graph
(`graph.lookup`), and what is settled is put into SPARQL (`graph.forms`). So only IRIs of the graph get into a
query, and an unknown name or topic is an error with suggestions, not an answer to something else.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from sayso.errors import QuestionError
from sayso.graph.answers import Answer, Value, answer
from sayso.graph.asking import grammar
from sayso.graph.asking.countries import countries_in, words_of
from sayso.graph.asking.expertise import changed, expert_kinds
from sayso.graph.asking.filters import Conditions
from sayso.graph.asking.forms import sparql
from sayso.graph.asking.groups import Group
from sayso.graph.asking.lookup import Lookup, Meaning, Settled
from sayso.graph.asking.readings import Reading
from sayso.graph.asking.terms import values
from sayso.graph.asking.wording import sentence
from sayso.graph.store import Store

__all__ = ["EVIDENCE_COLUMNS", "EXAMPLES", "ask", "read"]


EVIDENCE_COLUMNS = (
    "name", "role", "organization", "cue", "words", "topics", "basis", "guess", "source", "title",
    "char_start", "char_end", "spans", "date", "outlet", "channel", "carriers", "carried_by", "due",
    "confidence", "statement_id",
)  # fmt: skip

EXAMPLES = (
    "which experts commented on chip sanctions?",
    "what did people at universities say about chip sanctions?",
    "which officials warned about tariffs since May 2025?",
    "who opposes tariffs?",
    "who disagrees with whom on export controls?",
    "how many statements on chip sanctions by month?",
    "which outlets quote whom?",
    "which topics do officials speak about?",
    "which kinds of organisations comment on export controls?",
    "what stances are there on chip export controls?",
    "which verbatim statements are there on tariffs?",
    "which predictions are due by 2030?",
    "who changed affiliation?",
    "who changed their stance on tariffs?",
    "who has several roles?",
    "who speaks in more than one article?",
    "who are the people at universities?",
    "where do officials speak about tariffs?",
    "what rests on a guess?",
    "which topics occur together?",
    "which topics have only one speaker?",
    "which groups and organisations speak?",
    "what differs between runs?",
)
"""A question of each kind that can be read."""


def ask(
    store: Store,
    question: str,
    *,
    experts: str | None = None,
    meaning: Meaning | None = None,
    today: date | None = None,
) -> Answer:
    """The answer to a question, with the SPARQL that was run, the reading, and the reading in a sentence.

    `experts` are the kinds of role and organisation that count as expert for once, instead of those that the
    graph marks ("scientist, analyst") or besides them ("+journalist, -company"). For `meaning` and `today`
    and for what is raised see `read`.
    """
    counted = expert_kinds(store)
    if experts is not None:
        counted = changed(counted, experts)
    lookup = Lookup(store, meaning)
    settled = _settled(lookup, question, today)
    reading = settled.reading
    group = Group(
        reading,
        settled.iris.get("organisation", ()),
        tuple(sorted(counted)),
        tuple(body for name in reading.country for body in lookup.named_after(words_of(name))),
    )
    countries = {}
    if "country" in reading.by:
        countries = {name: lookup.named_after(words_of(name)) for name in countries_in(lookup.places())}
    query = sparql(Conditions(settled, group), countries)
    found = answer(store, query)
    columns, rows = found.columns, found.rows
    if reading.asked == "statements":
        columns, rows = EVIDENCE_COLUMNS, _statements(found, store)
    elif reading.asked == "stance changes":
        columns, rows = _STANCE_CHANGES, _stance_changes(found, reading)
    elif reading.asked == "disagreements":
        columns, rows = _disagreements(found)
    understood = sentence(reading, settled.taken_as)
    return Answer(columns, rows, query, understood, reading.asked == "statements", reading)


def read(
    store: Store, question: str, *, meaning: Meaning | None = None, today: date | None = None
) -> Reading:
    """What a question is understood to ask, with the names and topics of this graph.

    `meaning` finds the topics that no label finds. `today` is what "last year" counts from; without it, the
    day it is. Raises QuestionError when the question cannot be read, or names somebody or something unknown.
    """
    return _settled(Lookup(store, meaning), question, today).reading


def _settled(lookup: Lookup, question: str, today: date | None) -> Settled:
    drafts = grammar.drafts(question, today or date.today())
    if not drafts:
        raise _unreadable(question, lookup)
    return lookup.settle(drafts)


def _unreadable(question: str, lookup: Lookup) -> QuestionError:
    from rapidfuzz import fuzz, process

    text = grammar.tidy(question).lower()[:200]
    near = [name for name, _, _ in process.extract(text, EXAMPLES, scorer=fuzz.ratio, limit=len(EXAMPLES))]
    strange = [word for word in grammar.unread(question)[:20] if not lookup.knows(word)]
    where = (
        f"no place for {', '.join(map(repr, strange[:4]))}" if strange else "its words do not go together so"
    )
    return QuestionError(
        f"cannot read the question {question!r}: {where}; ask one like {near[0]!r}", examples=tuple(near)
    )


_STANCE_CHANGES = (
    "name", "topic", "before", "until", "words_before", "source_before", "start_before", "end_before",
    "after", "since", "words_after", "source_after", "start_after", "end_after",
)  # fmt: skip


def _stance_changes(result: Answer, reading: Reading) -> tuple[tuple[Value, ...], ...]:
    """Each statement whose stance is opposed to that of the one before it, by one speaker on one topic."""
    found = []
    last: dict[tuple[Value, Value], dict[str, Value]] = {}
    for row in (dict(zip(result.columns, row, strict=True)) for row in result.rows):
        before = last.get((row["speaker"], row["over"]))
        if before is not None and before["stance"] != row["stance"] and before["date"] != row["date"]:
            sides = (tuple(one[name] for name in _SIDE) for one in (before, row))
            found.append((row["name"], row["over_label"], *(value for side in sides for value in side)))
        last[row["speaker"], row["over"]] = row
    return tuple(found)


_SIDE = ("stance", "date", "words", "source", "start", "end")


def _disagreements(result: Answer) -> tuple[tuple[str, ...], tuple[tuple[Value, ...], ...]]:
    """One row for each disagreement: the query gives one for each combination of its words and bases."""
    found: dict[Value, list[dict[str, Value]]] = {}
    for row in (dict(zip(result.columns, row, strict=True)) for row in result.rows):
        found.setdefault(row["disagreement"], []).append(row)
    columns = tuple(column for column in result.columns if column != "disagreement")
    merged = (
        rows[0]
        | _side(rows, "for_")
        | _side(rows, "against_")
        | {"basis": _joined(row["basis"] for row in rows)}
        for rows in found.values()
    )
    return columns, tuple(tuple(row[column] for column in columns) for row in merged)


def _side(rows: list[dict[str, Value]], prefix: str) -> dict[str, Value]:
    contents = _contents(rows, prefix)
    return {
        f"{prefix}words": " … ".join(words for _, _, words in contents),
        f"{prefix}start": contents[0][0],
        f"{prefix}end": contents[-1][1],
    }


def _statements(result: Answer, store: Store) -> tuple[tuple[Value, ...], ...]:
    """One row for each statement: the query gives one for each combination of its words, roles and topics."""
    rows = [dict(zip(result.columns, row, strict=True)) for row in result.rows]
    statements: dict[Value, list[dict[str, Value]]] = {}
    for row in rows:
        statements.setdefault(row["statement"], []).append(row)
    carriers = _carriers(store, [str(statement) for statement in statements])
    merged = (_merged(found, carriers.get(statement, ())) for statement, found in statements.items())
    return tuple(
        sorted(merged, key=lambda row: tuple(_order(row[EVIDENCE_COLUMNS.index(c)]) for c in _ORDER))
    )


_ORDER = ("name", "source", "char_start", "statement_id")


def _order(cell: Value) -> tuple[int, float, str]:
    number = float(cell) if isinstance(cell, int | float) else 0.0
    return (0 if cell is None else 1, number, "" if isinstance(cell, int | float) else str(cell))


def _carriers(store: Store, statements: Sequence[str]) -> dict[Value, list[Value]]:
    """The outlets of the other articles that carry each of these statements, by date; None for no outlet."""
    found: dict[Value, dict[Value, tuple[str, Value]]] = {}
    for begin in range(0, len(statements), _CHUNK):
        rows = answer(
            store,
            "SELECT ?statement ?article ?outlet ?date WHERE { "
            f"{values('statement', statements[begin : begin + _CHUNK])} "
            "?statement sayso:carriedIn ?article . "
            "OPTIONAL { ?article sayso:publishedBy/skos:prefLabel ?outlet } "
            "OPTIONAL { ?article schema:datePublished ?date } } ORDER BY ?article ?outlet",
        ).rows
        for statement, article, outlet, day in rows:
            found.setdefault(statement, {}).setdefault(article, (str(day or "~"), outlet))
    return {
        statement: [outlet for _, outlet in sorted(articles.values(), key=lambda one: one[0])]
        for statement, articles in found.items()
    }


_CHUNK = 1000


def _merged(rows: list[dict[str, Value]], carriers: Sequence[Value]) -> tuple[Value, ...]:
    first = rows[0]
    contents = _contents(rows)
    topics = sorted({(str(row["topicLabel"]), str(row["basis"])) for row in rows if row["topicLabel"]})
    capacities = _distinct((_role(row), row["organization"], row["parent"]) for row in rows)
    return (
        first["name"],
        _joined(role for role, _, _ in capacities),
        _joined(", ".join(str(part) for part in (own, parent) if part) for _, own, parent in capacities),
        first["cue"],
        " … ".join(words for _, _, words in contents),
        "; ".join(label for label, _ in topics) or None,
        "; ".join(basis for _, basis in topics) or None,
        _guess(rows),
        first["source"],
        first["title"],
        contents[0][0],
        contents[-1][1],
        " ".join(f"{start}-{end}" for start, end, _ in contents),
        first["date"],
        first["outlet"],
        _joined(row["channel"] for row in rows),
        1 + len(carriers),
        "; ".join(dict.fromkeys(str(one) for one in (first["outlet"], *carriers) if one)) or None,
        first["due"],
        first["confidence"],
        first["statement"],
    )


def _contents(rows: list[dict[str, Value]], prefix: str = "") -> list[tuple[int, int, str]]:
    """Where the parts of what is said begin and end, and their words, in the order of the text."""
    start, end, words = (prefix + name for name in ("start", "end", "words"))
    return sorted({(int(row[start] or 0), int(row[end] or 0), str(row[words])) for row in rows})


def _role(row: dict[str, Value]) -> Value:
    return f"former {row['role']}" if row["former"] and row["role"] else row["role"]


def _guess(rows: list[dict[str, Value]]) -> str | None:
    """What of the speaker is a guess, and what of the topics, but for what their basis tells."""
    reasons = []
    rules: dict[Value, set[Value]] = {}
    for row in rows:
        if row["topicLabel"]:
            rules.setdefault(row["topicLabel"], set()).add(row["topicRule"])
    meant = sorted(str(label) for label, found in rules.items() if found == {"meaning"})
    if meant:
        reasons.append(f"{' and '.join(meant)} by meaning alone: a guess")
    if any(row["continued"] for row in rows):
        reasons.append("carried on without a cue: a guess")
    others = sorted({str(row["possible"]) for row in rows if row["possible"]})
    if others:
        reasons.append(f"the speaker is a guess: it may be {' or '.join(others)}")
    return "; ".join(reasons) or None


def _distinct(triples: Iterable[tuple[Value, Value, Value]]) -> list[tuple[Value, Value, Value]]:
    return sorted(set(triples), key=lambda triple: [str(part or "") for part in triple])


def _joined(values: Iterable[Value]) -> str | None:
    return "; ".join(sorted({str(value) for value in values if value})) or None
