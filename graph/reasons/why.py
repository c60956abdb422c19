"""One answer to "why?": of a statement, of somebody's statements on a topic, or of who somebody is.

why(store, "port-plan:120")
why(store, "Tomas Brandt", "floods").statements[0].topics
"""

from dataclasses import dataclass

from sayso.errors import QueryError
from sayso.graph import vocab
from sayso.graph.accounts import Account, Comparison, account, comparison
from sayso.graph.asking.finding import narrower
from sayso.graph.facts import Facts
from sayso.graph.reasons.account_wording import account_lines, comparison_lines
from sayso.graph.reasons.meant import meant
from sayso.graph.reasons.provenance import Provenance
from sayso.graph.reasons.tracing import Tracer
from sayso.graph.reasons.wording import Line, statement_lines, text
from sayso.graph.store import Store

__all__ = ["Why", "statements_on", "why", "why_lines"]

_MOST = 5  # statements that are explained


@dataclass(frozen=True, slots=True)
class Why:
    """What the words were taken for, and what that rests on: statements, an account, or a comparison.

    `count` is how many statements there are, of which `statements` are the first.
    """

    taken_for: str
    count: int = 0
    statements: tuple[Provenance, ...] = ()
    account: Account | None = None
    comparison: Comparison | None = None

    def __str__(self) -> str:
        return f"Taken for: {self.taken_for}\n\n{text(why_lines(self))}"

    __repr__ = __str__


def why(store: Store, first: str, second: str | None = None, *, at_most: int = _MOST) -> Why:
    """What a statement (`first` its id or place), somebody on a topic, or who is who rests on.

    Of several statements the first `at_most`, 1 or more, are explained. Raises QueryError for what is not
    there, with what is called alike, and for what may be one of several.
    """
    if at_most < 1:
        raise QueryError(f"at most {at_most} statements are none: give 1 or more")
    found = meant(store, first, second)
    if found.kind == "identity":
        return Why(found.told, account=account(store, found.speakers[0]))
    if found.kind == "two identities":
        one, other = found.speakers
        names = (first, second or "") if one == other else (one, other)
        return Why(found.told, comparison=comparison(store, *names))
    statements = list(found.statements)
    if found.kind == "speaker and topic":
        statements = statements_on(store, found.speakers[0], found.topics[0])
        if not statements:
            raise QueryError(f"no statement by {found.told}: sayso why-not, with the same two, tells why")
    tracer = Tracer(store)
    explained = tuple(tracer.provenance(one, found.topics) for one in statements[:at_most])
    if found.topics and not any(topic.asked for one in explained for topic in one.topics):
        about = ", ".join(topic.topic.name for one in explained for topic in one.topics) or "none"
        raise QueryError(f"not on that topic: {found.told}; its topics: {about}")
    return Why(found.told, len(statements), explained)


def why_lines(found: Why) -> list[Line]:
    """The answer in plain words."""
    if found.account is not None:
        return account_lines(found.account)
    if found.comparison is not None:
        return comparison_lines(found.comparison)
    lines: list[Line] = []
    for one in found.statements:
        lines += [*([Line("", (), -1)] if lines else []), *statement_lines(one)]
    if found.count > len(found.statements):
        left = found.count - len(found.statements)
        lines += [Line("", (), -1), Line("", ((f"and {left} more", "dim"),), -1)]
    return lines


def statements_on(store: Store, speaker: str, topic: str) -> list[str]:
    """The IRIs of what somebody said on a topic or one below it, as questions find it, the latest first."""
    facts = Facts(store.handle)
    wanted = set(narrower(store, [topic]))
    found = [
        statement
        for statement in facts.subjects(vocab.speaker, speaker)
        if any(
            wanted.intersection(facts.values(node, vocab.topic))
            for node in facts.values(statement, vocab.topicAssignment)
        )
    ]
    return sorted(found, key=lambda one: facts.value(one, vocab.effectiveDate) or "", reverse=True)
