"""What leaves statements of somebody on a topic out of an answer: the filters of a question."""

from collections.abc import Iterator, Sequence

from sayso.graph import vocab
from sayso.graph.reasons.absence import Obstacle
from sayso.graph.reasons.asked import Asked, counted, joined

__all__ = ["left_out"]


def left_out(asked: Asked, answers: Sequence[str], experts: frozenset[str]) -> Iterator[Obstacle]:
    """What a question may ask besides that leaves some of these answers out, or all.

    `experts` are the IRIs of the kinds that count as expert.
    """
    yield from _no_experts(asked, answers, experts)
    yield from _guesses(asked, answers)
    undated = [one for one in answers if asked.tracer.facts.value(one, vocab.effectiveDate) is None]
    if undated:
        yield Obstacle(
            "undated",
            f"a question for a time leaves {_those(undated, answers)} out: the article has no date",
            asked.id(undated[0]),
            remedies=("give the article a date, such as “date: 2025-05-01” in its head, and build again",),
        )


def _those(some: Sequence[object], answers: Sequence[object]) -> str:
    if len(answers) == 1:
        return "it"
    return f"all {len(answers)}" if len(some) == len(answers) else f"{len(some)} of them"


def _no_experts(asked: Asked, answers: Sequence[str], experts: frozenset[str]) -> Iterator[Obstacle]:
    reasons = {one: reason for one in answers if (reason := _no_expert(asked, one, experts))}
    if reasons:
        first = next(iter(reasons))
        yield Obstacle(
            "not-expert",
            f"a question for experts leaves {_those(list(reasons), answers)} out: {reasons[first]}",
            asked.id(first),
            remedies=tuple(_expert_remedies(asked, first)),
        )


def _no_expert(asked: Asked, statement: str, experts: frozenset[str]) -> str:
    """Why a statement is no expert's; "" if it is."""
    value, values = asked.tracer.facts.value, asked.tracer.facts.values
    if vocab.Person not in values(asked.speaker, vocab.rdf_type):
        return f"{asked.name} is no person"
    told = []
    for capacity in values(statement, vocab.inCapacity):
        kinds = [value(capacity, vocab.roleKind)]
        for place in (vocab.org_organization, vocab.withinOrganization):
            at = value(capacity, place)
            kinds.append(None if at is None else value(at, vocab.organizationKind))
        if experts.intersection(kind for kind in kinds if kind):
            return ""
        role = asked.tracer.role(capacity)
        words = f"“{role.role}”, which is {_kind(role.kind)}" if role.role else "no role in words"
        if role.organization is not None:
            words += f", at {role.organization.name}, which is {_kind(role.organization_kind)}"
        told.append(words)
    if not told:
        return f"the article gives {asked.name} no role"
    return f"{asked.name} speaks there as {joined(told)}; none of these counts as expert here"


def _kind(kind: str | None) -> str:
    return f"of the kind “{kind}”" if kind else "of no kind that is known"


def _expert_remedies(asked: Asked, statement: str) -> Iterator[str]:
    roles = [asked.tracer.role(node) for node in asked.tracer.facts.values(statement, vocab.inCapacity)]
    for kind in sorted({role.kind for role in roles if role.kind}):
        question = f'"which experts commented on {asked.label}?"'
        yield f'count this kind as expert for once: sayso ask {question} --experts "+{kind}"'
    for role in roles:
        if role.organization is not None:
            place = role.organization
            yield f"if {place.name} is of another kind, a ledger line: kind {place.id} KIND"
    yield f'ask without “experts”: sayso ask "what did {asked.name} say about {asked.label}?"'


def _guesses(asked: Asked, answers: Sequence[str]) -> Iterator[Obstacle]:
    value = asked.tracer.facts.value
    found: dict[str, str] = {}
    for one in answers:
        topics = [topic for topic in asked.tracer.topics(one, asked.wanted) if topic.asked]
        if value(one, vocab.continues) is not None:
            found[one] = "that it is theirs is a guess, since it goes on from another statement without a cue"
        elif value(one, vocab.possibleSpeaker) is not None:
            found[one] = "there is a second reading of who says it"
        elif topics and all(topic.guess for topic in topics):
            found[one] = f"that it is about {asked.label} is a guess"
    if found:
        first = next(iter(found))
        verb = counted(len(found), "statement") if len(found) < len(answers) else _those(answers, answers)
        yield Obstacle(
            "guess-only",
            f"a question that wants no guesses leaves {verb} out: {found[first]}",
            asked.id(first),
            remedies=(f"see on what it rests: sayso why {asked.id(first)}",),
        )
