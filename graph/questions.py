"""Questions in English, by a small documented grammar over the ontology; not a chatbot.

The kinds of questions stand in `graph.forms`. What fills a slot of one is looked up in the graph first, so
that only IRIs of the graph get into a query, and an unknown name or topic is an error with suggestions, not
an answer to something else.
"""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from string import Template

from sayso.errors import QuestionError
from sayso.graph.answers import Answer, Value, answer
from sayso.graph.forms import ABOUT, ANY_TOPIC, CONDITIONS, EXPERT, FORMS, ROLE_WORDS, SECTOR_WORDS, Form
from sayso.graph.lookup import Lookup
from sayso.graph.store import Store

__all__ = ["EVIDENCE_COLUMNS", "EXAMPLES", "ask"]


@dataclass(frozen=True, slots=True)
class Group:
    """People that a question asks for by what they are; `sparql` says so of ?statement and ?speaker."""

    understood: str
    sparql: str


EVIDENCE_COLUMNS = (
    "name", "role", "organization", "cue", "words", "topics", "basis", "guess", "source", "title",
    "char_start", "char_end", "spans", "date", "outlet", "channel", "confidence", "statement_id",
)  # fmt: skip

EXAMPLES = tuple(form.example for form in FORMS)
"""A question of each kind that can be read."""


def ask(store: Store, question: str) -> Answer:
    """The answer to a question, with the SPARQL that was run and how the question was understood.

    Raises QuestionError when the question cannot be read, or names somebody or something unknown.
    """
    text = " ".join(question.split()).rstrip(" ?.!")
    for form in FORMS:
        found = form.pattern.fullmatch(text.lower())
        if found:
            return _answer(store, form, {name: value for name, value in found.groupdict().items() if value})
    near = difflib.get_close_matches(text.lower(), EXAMPLES, n=len(EXAMPLES), cutoff=0.0)
    raise QuestionError(
        f"cannot read the question {question!r}; ask one of its kinds, such as {near[0]!r}",
        examples=tuple(near),
    )


def _answer(store: Store, form: Form, slots: dict[str, str]) -> Answer:
    lookup = Lookup(store)
    values = {"about": "", "topics": ANY_TOPIC, "below": "", "who": "", "named": ""}
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
        group = _group(lookup, slots.get("who") or slots.get("subject") or "who")
        values["who"] = "\n  ".join(filter(None, (CONDITIONS.get(form.name, ""), group.sparql)))
        said["who"] = group.understood
    sparql = _tidy(Template(form.sparql).substitute(values))
    result = answer(store, sparql)
    understood = Template(form.understood).substitute(said)
    if form.evidence:
        return Answer(EVIDENCE_COLUMNS, _statements(result), sparql, understood, evidence=True)
    return Answer(result.columns, result.rows, sparql, understood)


def _tidy(sparql: str) -> str:
    return "\n".join(line for line in sparql.splitlines() if line.strip())


def _group(lookup: Lookup, words: str) -> Group:
    """Whom a question means: everybody, experts, a kind of role or organisation, or somebody by name."""
    text = re.sub(r"^(?:the|all|any) ", "", words.strip())
    if text in ("who", "everybody", "everyone", "speaker", "speakers"):
        return Group("anybody", "")
    if re.fullmatch(r"people|persons?", text):
        return Group("named persons", "?speaker a sayso:Person .")
    if re.fullmatch(r"experts?", text):
        return Group("persons in an expert's role", f"?speaker a sayso:Person .\n  {EXPERT}")
    if re.fullmatch(r"organi[sz]ations?|bodies", text):
        return Group(
            "organisations", "?speaker a ?kindOfSpeaker . VALUES ?kindOfSpeaker { sayso:Organization }"
        )
    if re.fullmatch(r"groups?", text):
        return Group("groups", "?speaker a sayso:Collective .")
    for pattern, role in ROLE_WORDS.items():
        if re.fullmatch(pattern, text):
            in_role = _speaking(f"?capacity sayso:roleKind <{role}>")
            return Group(f"persons in the role of {text}", f"?speaker a sayso:Person .\n  {in_role}")
    at = re.fullmatch(
        r"(?:people|persons?|experts?|those|anybody|someone)? ?(?:at|from|in|of|with) (.+)", text
    )
    if at:
        for pattern, sector in SECTOR_WORDS.items():
            if re.fullmatch(pattern, at[1]):
                within = _at(f"?whole sayso:organizationKind <{sector}>")
                return Group(f"persons at {at[1]}", f"?speaker a sayso:Person .\n  {within}")
        organization = lookup.organization(re.sub(r"^the ", "", at[1]))
        return Group(f"persons at {organization.label}", _at(f"VALUES ?whole {{ <{organization.iri}> }}"))
    speaker = lookup.speaker(text)
    return Group(speaker.label, f"VALUES ?speaker {{ <{speaker.iri}> }}")


def _at(whole: str) -> str:
    return _speaking(
        f"{whole} . ?part org:subOrganizationOf* ?whole . "
        "?capacity org:organization|sayso:withinOrganization ?part"
    )


def _speaking(capacity: str) -> str:
    return f"{{ SELECT DISTINCT ?statement WHERE {{ {capacity} . ?statement sayso:inCapacity ?capacity }} }}"


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
