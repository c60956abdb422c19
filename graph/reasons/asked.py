"""What is asked after when an answer is missing: somebody, a topic, perhaps one article."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sayso.graph import iris, vocab
from sayso.graph.asking.finding import narrower
from sayso.graph.reasons.meant import Topics
from sayso.graph.reasons.provenance import Words
from sayso.graph.reasons.tracing import Tracer
from sayso.graph.store import Store

__all__ = ["Asked", "asked_after", "counted", "joined", "sentence_at", "topics_of"]

_LONGEST = 160  # characters on either side of a place
_END = re.compile(r"[.!?][\"”’)]?\s+(?=[\"“A-Z])")


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody and a topic. `wanted` are the topic and all below it; `article` limits it to one.

    `own` are the statements in which the article's words lead to them, counted or not: rejected ones and
    copies are among them. All are IRIs.
    """

    store: Store
    tracer: Tracer
    known: Topics
    speaker: str
    name: str
    topic: str
    label: str
    wanted: frozenset[str]
    article: str | None
    appearances: tuple[str, ...]
    own: tuple[str, ...]

    def through(self, predicate: str) -> list[str]:
        """The statements in which a property leads to an appearance of the speaker."""
        return _through(self.tracer, self.appearances, predicate, self.article)

    def here(self, statement: str) -> bool:
        """Whether a statement is in the article, if one is asked after."""
        return _here(self.tracer, statement, self.article)

    def is_on(self, statement: str) -> bool:
        """Whether it is on the topic, or on one below it."""
        return not self.wanted.isdisjoint(topics_of(self.tracer, statement))

    def id(self, iri: str) -> str:
        """An IRI as an id."""
        return iris.compact(iri, self.store.base)

    @property
    def originals(self) -> list[str]:
        """Of the own statements those that are no copies."""
        return [one for one in self.own if self.tracer.facts.value(one, vocab.copyOf) is None]

    def answers(self) -> list[str]:
        """The statements that questions find, in order."""
        found = self.tracer.facts.subjects(vocab.speaker, self.speaker)
        return sorted(one for one in found if self.here(one) and self.is_on(one))

    def articles(self) -> list[str]:
        """The articles that name the speaker."""
        found = {
            article for one in self.appearances for article in self.tracer.facts.subjects(vocab.mentions, one)
        }
        return sorted(one for one in found if self.article in (None, one))


def asked_after(
    store: Store, tracer: Tracer, known: Topics, speaker: str, topic: str, article: str | None
) -> Asked:
    """Everything that is looked at again and again; IRIs in."""
    appearances = tuple(tracer.facts.subjects(vocab.appearanceOf, speaker))
    return Asked(
        store=store,
        tracer=tracer,
        known=known,
        speaker=speaker,
        name=tracer.named(speaker).name,
        topic=topic,
        label=known.scheme[topic].label,
        wanted=frozenset(narrower(store, [topic])),
        article=article,
        appearances=appearances,
        own=tuple(_through(tracer, appearances, vocab.speakerAppearance, article)),
    )


def _through(tracer: Tracer, appearances: Sequence[str], predicate: str, article: str | None) -> list[str]:
    found = {statement for one in appearances for statement in tracer.facts.subjects(predicate, one)}
    return sorted(one for one in found if _here(tracer, one, article))


def _here(tracer: Tracer, statement: str, article: str | None) -> bool:
    return article is None or tracer.facts.value(statement, vocab.article) == article


def topics_of(tracer: Tracer, statement: str) -> list[str]:
    """The IRIs of a statement's topics."""
    values = tracer.facts.values
    return [topic for node in values(statement, vocab.topicAssignment) for topic in values(node, vocab.topic)]


def sentence_at(tracer: Tracer, article: str, place: int) -> Words:
    """The words round a place in an article, up to the edges of its sentence or line."""
    text = tracer.text(article)
    begin = max(text.rfind("\n", 0, place) + 1, place - _LONGEST)
    ends = [match.end() for match in _END.finditer(text, begin, place + 1)]
    begin = ends[-1] if ends else begin
    line = text.find("\n", place)
    stop = min(len(text) if line < 0 else line, place + _LONGEST)
    end = re.search(r"[.!?][\"”’)]?(?=\s|$)", text[place:stop])
    stop = place + end.end() if end else stop
    return Words(text[begin:stop], begin, stop)


def counted(number: int, noun: str) -> str:
    """ "1 statement", "2 statements"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def joined(words: Sequence[str], last: str = "and") -> str:
    """ "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
