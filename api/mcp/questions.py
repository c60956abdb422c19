"""The job that answers a question in English."""

from typing import Any

from sayso.api.mcp.tables import bounded
from sayso.graph.asking.questions import ask
from sayso.graph.store import Store

__all__ = ["answer"]


def answer(store: Store, question: str, most: int) -> dict[str, Any]:
    """A job: the first `most` rows of the answer, as `sayso ask` gives it. Raises QuestionError."""
    found = ask(store, question)
    table = bounded(found.columns, found.rows, most, _WAY_OUT)
    return {**table, "understood": found.understood, "sparql": found.sparql, "total": len(found.rows)}


_WAY_OUT = "raise limit, or narrow the question by topic, time, role or outlet; sparql below counts and pages"
