"""Who is for or against what: the stances of statements, read as for disagreements in `graph.upkeep.derived`.

Where a stance is toward somebody, whom the article names is looked up among its appearances. A topic that no
label speaks for (found by meaning alone) gives no position, and a mixed stance gives none either.
"""

from dataclasses import dataclass

from sayso.graph import iris, vocab
from sayso.graph.tables import Queryable

__all__ = ["Position", "positions"]

_SIDES = {vocab.Positive: 1, vocab.Negative: -1}


@dataclass(frozen=True, slots=True)
class Position:
    """A statement is for (`side` 1) or against (-1) a topic or somebody."""

    statement: str
    over: str
    side: int


def positions(store: Queryable) -> list[Position]:
    """All positions of statements that have a speaker, in order."""
    start = f"?s <{vocab.speaker}> ?who ; <{vocab.stance}> ?stance . "
    stances = store.query(
        f"SELECT ?s ?over ?side WHERE {{ {start} ?stance <{vocab.toward}> ?over ; "
        f"<{vocab.stancePolarity}> ?side }}"
    )
    found = [(row[0].value, row[1].value, _SIDES.get(row[2].value, 0)) for row in stances]
    named = {}
    for statement, name_id, identity in store.query(
        f"SELECT DISTINCT ?s ?name ?identity WHERE {{ {start} ?s <{vocab.article}>/<{vocab.mentions}> ?a . "
        f"?a <{vocab.nameId}> ?name ; <{vocab.appearanceOf}> ?identity }}"
    ):
        named[statement.value, iris.expand(name_id.value, "")] = identity.value
    rules: dict[tuple[str, str], set[str]] = {}
    for statement, topic, rule in store.query(
        f"SELECT ?s ?topic ?rule WHERE {{ {start} ?s <{vocab.topicAssignment}> ?a . "
        f"?a <{vocab.topic}> ?topic ; <{vocab.rule}> ?rule }}"
    ):
        rules.setdefault((statement.value, topic.value), set()).add(rule.value)
    sides: dict[tuple[str, str], int] = {}
    for statement, toward, side in sorted(found):
        if rules.get((statement, toward)) == {"meaning"}:
            continue
        local = "/".join(toward.rsplit("/", 2)[-2:])
        over = named.get((statement, local), toward)
        sides[statement, over] = sides.get((statement, over), 0) + side
    return [
        Position(statement, over, 1 if side > 0 else -1)
        for (statement, over), side in sorted(sides.items())
        if side
    ]
