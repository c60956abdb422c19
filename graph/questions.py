"""Questions in English, by a small documented grammar over the ontology; not a chatbot.

The kinds of questions stand in `graph.forms`. What fills a slot of one is looked up in the graph first, so
that only IRIs of the graph get into a query, and an unknown name or topic is an error with suggestions, not
an answer to something else.
"""

import difflib
from collections.abc import Iterable
from string import Template

from sayso.errors import QuestionError
from sayso.graph.answers import Answer, Value, answer
from sayso.graph.expertise import changed, expert_kinds
from sayso.graph.forms import ABOUT, ANY_TOPIC, CONDITIONS, FORMS, Form
from sayso.graph.groups import group
from sayso.graph.lookup import Lookup
from sayso.graph.store import Store

__all__ = ["EVIDENCE_COLUMNS", "EXAMPLES", "ask"]


EVIDENCE_COLUMNS = (
    "name", "role", "organization", "cue", "words", "topics", "basis", "guess", "source", "title",
    "char_start", "char_end", "spans", "date", "outlet", "channel", "confidence", "statement_id",
)  # fmt: skip

EXAMPLES = tuple(form.example for form in FORMS)
"""A question of each kind that can be read."""


def ask(store: Store, question: str, *, experts: str | None = None) -> Answer:
    """The answer to a question, with the SPARQL that was run and how the question was understood.

    `experts` are the kinds of role and organisation that count as expert for once, instead of those that the
    graph marks ("scientist, analyst") or besides them ("+journalist, -company").
    Raises QuestionError when the question cannot be read, or names somebody or something unknown.
    """
    text = " ".join(question.split()).rstrip(" ?.!")
    for form in FORMS:
        found = form.pattern.fullmatch(text.lower())
        if found:
            slots = {name: value for name, value in found.groupdict().items() if value}
            return _answer(store, form, slots, experts)
    near = difflib.get_close_matches(text.lower(), EXAMPLES, n=len(EXAMPLES), cutoff=0.0)
    raise QuestionError(
        f"cannot read the question {question!r}; ask one of its kinds, such as {near[0]!r}",
        examples=tuple(near),
    )


def _answer(store: Store, form: Form, slots: dict[str, str], experts: str | None) -> Answer:
    lookup = Lookup(store)
    counted = expert_kinds(store)
    if experts is not None:
        counted = changed(counted, experts)
    values = {"about": "", "topics": ANY_TOPIC, "below": "", "who": "", "named": "", "members": ""}
    said = {"on_topic": "", "topic": "", "who": "", "name": ""}
    if "topic" in slots:
        topic = lookup.topic(slots["topic"])
        values["about"] = Template(ABOUT).substitute(topic=topic.iri)
        values["topics"] = "?topic skos:prefLabel ?topicLabel . ?topicBasis skos:notation ?basis ."
        values["below"] = f"?toward skos:broader* <{topic.iri}> ."
        said |= {"on_topic": f" on {topic.label}", "topic": topic.label}
    if "name" in slots:
        speaker = lookup.speaker(slots["name"])
        values["named"] = f"VALUES ?speaker {{ <{speaker.iri}> }}"
        said["name"] = speaker.label
    if form.evidence:
        speakers = group(lookup, slots.get("who") or slots.get("subject") or "who", counted)
        values["who"] = "\n  ".join(filter(None, (CONDITIONS.get(form.name, ""), speakers.statements)))
        said["who"] = speakers.understood
    if "members" in slots:
        members = group(lookup, slots["members"], counted)
        values["members"] = members.capacity
        said["who"] = members.understood
    sparql = _tidy(Template(form.sparql).substitute(values))
    result = answer(store, sparql)
    understood = Template(form.understood).substitute(said)
    if form.evidence:
        return Answer(EVIDENCE_COLUMNS, _statements(result), sparql, understood, evidence=True)
    return Answer(result.columns, result.rows, sparql, understood)


def _tidy(sparql: str) -> str:
    return "\n".join(line for line in sparql.splitlines() if line.strip())


def _statements(result: Answer) -> tuple[tuple[Value, ...], ...]:
    """One row for each statement: the query gives one for each combination of its words, roles and topics."""
    rows = [dict(zip(result.columns, row, strict=True)) for row in result.rows]
    statements: dict[Value, list[dict[str, Value]]] = {}
    for row in rows:
        statements.setdefault(row["statement"], []).append(row)
    merged = (_merged(found) for found in statements.values())
    return tuple(
        sorted(merged, key=lambda row: tuple(_order(row[EVIDENCE_COLUMNS.index(c)]) for c in _ORDER))
    )


_ORDER = ("name", "source", "char_start", "statement_id")


def _order(cell: Value) -> tuple[int, float, str]:
    number = float(cell) if isinstance(cell, int | float) else 0.0
    return (0 if cell is None else 1, number, "" if isinstance(cell, int | float) else str(cell))


def _merged(rows: list[dict[str, Value]]) -> tuple[Value, ...]:
    first = rows[0]
    contents = sorted({(int(row["start"] or 0), int(row["end"] or 0), str(row["words"])) for row in rows})
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
        first["confidence"],
        first["statement"],
    )


def _role(row: dict[str, Value]) -> Value:
    return f"former {row['role']}" if row["former"] and row["role"] else row["role"]


def _guess(rows: list[dict[str, Value]]) -> str | None:
    """What of the speaker is a guess; what of a topic is one, its basis tells."""
    reasons = []
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
