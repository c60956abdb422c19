"""What the names and topics of a reading stand for in a graph."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from math import log

import pyoxigraph as ox

from sayso.errors import QueryError, QuestionError
from sayso.graph import iris, vocab
from sayso.graph.asking.countries import countries_in
from sayso.graph.asking.finding import Match, NameIndex, topics, unknown
from sayso.graph.asking.readings import Reading
from sayso.graph.store import Store
from sayso.graph.topics.keys import keys
from sayso.graph.topics.scheme import Concept, TopicScheme

__all__ = ["Lookup", "Meaning", "Settled", "topic_by_meaning", "topic_scheme"]

Meaning = Callable[[str], Sequence[tuple[str, float]]]
"""Leads from a phrase to the concepts that it may mean, the best first: IRIs with confidences in (0, 1).

One half is what a topic of a question is taken from. Confidences should not crowd at the ends, since that one
concept is surer than another is told by their odds.
"""

# How sure a topic must be to be taken by its meaning, in log odds: even, and more for a single word, which
# has many meanings; surer than any other by so much; and a broader one that is nearly as sure goes before it.
_SURE = 0.0
_SURE_OF_A_WORD = 2.0
_AHEAD = 0.8
_BROADER = 1.5
_WORTH_NAMING = -1.5
_MEANT = 6  # of those that a name may mean, as many are told

_FILTER = re.compile(r" (?:after|before|since|until|during|between|in|at|by|from|with|within|for|under) ")
# What a phrase must not have if it is to be taken by its meaning: a name that is no country's, or a time.
_BY_A_NAME = re.compile(r" (?:by|at|from|in|with|for) (?:the )?(?=[A-Z])(.+)")
_WHEN = re.compile(
    r"\b(?:(?:19|20)\d\ds?|(?:last|next|this|past) \w+|january|february|march|april|june|july|august"
    r"|september|october|november|december|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)\b",
    re.IGNORECASE,
)

_ADVERBS = frozenset(
    (
        *("again", "alone", "already", "always", "best", "first", "last", "later", "now", "often", "once"),
        *("soon", "thrice", "today", "together", "tomorrow", "tonight", "too", "twice", "well", "worst"),
        *("yesterday", "yet"),
    )
)
_NO_ADVERBS = frozenset(("anomaly", "assembly", "family", "fly", "italy", "monopoly", "oligopoly", "supply"))

_ORGANIZATIONS = (vocab.Organization, vocab.Outlet, vocab.Platform)
_SPEAKERS = (vocab.Person, *_ORGANIZATIONS, vocab.Collective, vocab.UnnamedPerson, vocab.Document)
_CLASSES = {
    "speaker": _SPEAKERS,
    "opponent": _SPEAKERS,
    "organisation": _ORGANIZATIONS,
    "outlet": (vocab.Outlet, vocab.Platform),
    "channel": (vocab.Outlet, vocab.Platform),
}


@dataclass(frozen=True, slots=True)
class Settled:
    """A reading with the names of the graph, and the IRIs they stand for, by field.

    `taken_as` are the phrases whose topic was found by meaning alone, with its label.
    """

    reading: Reading
    iris: dict[str, tuple[str, ...]] = field(default_factory=dict)
    taken_as: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Problem:
    """Words that nothing in the graph answers to, or several do."""

    field: str
    words: str

    @property
    def order(self) -> tuple[bool, int]:
        return self.field == "who", len(self.words.split())


class Lookup:
    """Finds by name in one store; reads what it needs when it is asked, so it is cheap to make."""

    def __init__(self, store: Store, meaning: Meaning | None = None) -> None:
        self._store = store
        self._meaning = meaning
        self._names = NameIndex(store)
        self._roles: str | None = None
        self._scheme: TopicScheme | None = None
        self._topics: dict[str, list[Concept]] = {}

    @property
    def scheme(self) -> TopicScheme:
        """The topics of the graph."""
        if self._scheme is None:
            self._scheme = topic_scheme(self._store)
        return self._scheme

    def settle(self, drafts: Sequence[Reading]) -> Settled:
        """The first of these readings whose names and topics are all in the graph.

        One by whole names goes before one by parts of names. Topics are found by their labels; only where no
        reading can be settled so, by meaning, in the reading that leaves the fewest words to it. Raises
        QuestionError with the nearest names, or with the several that a name may mean.
        """
        best: tuple[int, Settled] | None = None
        failed: list[tuple[tuple[_Problem, ...], Reading]] = []
        for draft in drafts:
            settled, partial, problems = self._settled(draft)
            if problems:
                failed.append((problems, draft))
            elif best is None or partial < best[0]:
                best = partial, settled
        if best is not None:
            return best[1]
        problems, draft = min(
            failed, key=lambda one: (len(one[0]), _weight(one[0]), *(p.order for p in one[0]))
        )
        if all(problem.field == "topic" for problem in problems):
            return self._by_meaning(draft, problems)
        problem = min((p for p in problems if p.field != "topic"), key=lambda p: p.order)
        raise self._error(problem)

    def topics(self, phrase: str) -> list[str]:
        """The IRIs of the concepts that `phrase` names, by a label, by a part of their names, or by meaning.

        A part of several names means all of them. For none, raises QueryError with the nearest labels.
        """
        found = [concept.iri for concept in self._labelled(phrase)]
        found = found or list(self._names.match(phrase, (vocab.skos_Concept,)).iris)
        if not found:
            concept = topic_by_meaning(self.scheme, phrase, self._meaning)
            if concept is None:
                error = self._error(_Problem("topic", phrase))
                raise QueryError(str(error), unknown=error.unknown, near=error.near)
            found = [concept.iri]
        return found

    def has_role(self, words: str) -> bool:
        """Whether some role in the graph has these words, in lower case, among its own."""
        if self._roles is None:
            labels = self._store.handle.quads_for_pattern(None, ox.NamedNode(vocab.roleLabel), None, None)
            found = {quad.object.value.lower() for quad in labels if isinstance(quad.object, ox.Literal)}
            self._roles = "\n".join(
                sorted(" ".join(("", *re.findall(r"[^\W_]+", label), "")) for label in found)
            )
        return f" {words} " in self._roles

    def knows(self, word: str) -> bool:
        """Whether some name or topic of the graph has this word."""
        return bool(self.scheme.find(word, limit=1) or self._names.match(word, _SPEAKERS).iris)

    def named_after(self, words: Iterable[str]) -> tuple[str, ...]:
        """The organisations that have one of these words in their preferred name, in order of IRI."""
        whole = re.compile("|".join(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])" for word in words))
        names = self._names.preferred(_ORGANIZATIONS)
        return tuple(iri for iri, name in sorted(names.items()) if whole.search(name))

    def places(self) -> set[str]:
        """What articles tie anybody to, and the names of organisations: where countries are named."""
        tied = self._store.handle.quads_for_pattern(None, ox.NamedNode(vocab.place), None, None)
        found = {quad.object.value for quad in tied if isinstance(quad.object, ox.Literal)}
        return found | set(self._names.preferred(_ORGANIZATIONS).values())

    def _settled(self, draft: Reading) -> tuple[Settled, int, tuple[_Problem, ...]]:
        """A draft with what its names stand for, how many are only parts of names, and what fails."""
        problems: list[_Problem] = []
        found: dict[str, tuple[str, ...]] = {}
        named: dict[str, tuple[str, ...]] = {}
        partial = 0
        for name, classes in _CLASSES.items():
            for words in getattr(draft, name):
                match = self._names.match(words, classes)
                if len(match.iris) != 1 and not self._is_one_house(match):
                    problems.append(_Problem(name, words))
                    continue
                if not match.exact and words.islower() and not self._is_person(match.iris[0]):
                    problems.append(_Problem(name, words))
                    continue
                partial += not match.exact
                found[name] = (*found.get(name, ()), *match.iris)
                named[name] = (*named.get(name, ()), self._names.label(match.iris[0], classes))
        for words in draft.topic:
            concepts = self._labelled(words)
            if len(concepts) != 1:
                problems.append(_Problem("topic", words))
                continue
            found["topic"] = (*found.get("topic", ()), concepts[0].iri)
            named["topic"] = (*named.get("topic", ()), concepts[0].label)
        for words in draft.who:
            title = words.removeprefix("called ")
            if title != words and not any(self.has_role(role) for role in roles_called(title)):
                problems.append(_Problem("who", title))
        unique = {name: tuple(dict.fromkeys(values)) for name, values in named.items()}
        return Settled(replace(draft, **unique), found), partial, tuple(problems)  # type: ignore[arg-type]

    def _is_one_house(self, match: Match) -> bool:
        """Whether an outlet or platform and an organisation have one preferred name: "Reuters" is both."""
        by_class = [self._names.preferred((each,)) for each in _ORGANIZATIONS]
        names = [names[iri].casefold() for names in by_class for iri in match.iris if iri in names]
        kinds = [sum(iri in names for iri in match.iris) for names in by_class]
        return match.exact and len(names) == len(match.iris) > 1 and len(set(names)) == 1 and max(kinds) == 1

    def _is_person(self, iri: str) -> bool:
        return iri in self._names.preferred((vocab.Person,))

    def _labelled(self, words: str) -> list[Concept]:
        if words not in self._topics:
            self._topics[words] = topics(self.scheme, words)
        return self._topics[words]

    def _by_meaning(self, draft: Reading, problems: Iterable[_Problem]) -> Settled:
        taken = {}
        for problem in problems:
            concept = None
            if not self._labelled(problem.words) and not self._goes_on(problem.words):
                concept = topic_by_meaning(self.scheme, problem.words, self._meaning)
            if concept is None or self._says_more(problem.words, concept):
                raise self._error(problem)
            taken[problem.words] = concept
        known = replace(draft, topic=tuple(words for words in draft.topic if words not in taken))
        settled, _, _ = self._settled(known)
        chosen = [taken.get(words) or self._labelled(words)[0] for words in draft.topic]
        return Settled(
            replace(settled.reading, topic=tuple(dict.fromkeys(concept.label for concept in chosen))),
            settled.iris | {"topic": tuple(dict.fromkeys(concept.iri for concept in chosen))},
            tuple((words, concept.label) for words, concept in taken.items()),
        )

    def _goes_on(self, words: str) -> bool:
        """Whether it says more than a topic: "tariffs after the vote", "tariffs recently"."""
        last = words.split()[-1].casefold()
        if last in _ADVERBS or (last.endswith("ly") and last not in _NO_ADVERBS):
            return True
        named = _BY_A_NAME.search(words)
        if _WHEN.search(words) or (named and not countries_in([named[1]])):
            return True
        return any(self._labelled(words[: one.start()]) for one in _FILTER.finditer(words))

    def _says_more(self, words: str, concept: Concept) -> bool:
        """Whether some of the words alone are this topic or one below it, so that the others say more."""
        split = words.split()
        for begin in range(len(split)):
            for end in range(begin + 1, len(split) + 1):
                for found in self._labelled(" ".join(split[begin:end])) if end - begin < len(split) else ():
                    if concept.iri in (found.iri, *self.scheme.broader_transitive(found.iri)):
                        return True
        return False

    def _error(self, problem: _Problem) -> QuestionError:
        words = problem.words
        if problem.field == "who":
            return QuestionError(f"no group or role {words!r} in this graph", unknown=words)
        if problem.field == "topic":
            several = self._labelled(words)
            if several:
                return _several(words, [(one.label, self.scheme.curie(one.iri)) for one in several])
            near = [one.concept.label for one in self.scheme.find(words, limit=3)]
            if self._meaning is not None and len(near) < 3:
                likely = (iri for iri, sure in self._meaning(words) if _log_odds(sure) > _WORTH_NAMING)
                near += [self.scheme[iri].label for iri in likely if iri in self.scheme][:3]
            alike = tuple(dict.fromkeys((*near, *self.scheme.suggestions(words))))
            hint = " or ".join(map(repr, alike))
            told = f"no topic {words!r} in this graph" + (f"; did you mean {hint}?" if hint else "")
            return QuestionError(told, unknown=words, near=alike)
        classes = _CLASSES[problem.field]
        match = self._names.match(words, classes)
        if match.iris:
            base = self._store.base
            found = [(self._names.label(iri, classes), iris.compact(iri, base)) for iri in match.iris]
            return _several(words, found)
        alike = tuple(self._names.close(words, classes))
        return QuestionError(unknown(words, alike), unknown=words, near=alike)


def _weight(problems: Iterable[_Problem]) -> int:
    return sum(len(problem.words.split()) for problem in problems)


def _several(words: str, found: Iterable[tuple[str, str]]) -> QuestionError:
    """Of labels and ids, which stand beside them where two are called alike."""
    ordered = sorted(found)
    if len({label for label, _ in ordered}) < len(ordered):
        ordered = [(f"{label} ({id})", id) for label, id in ordered]
    labels = [label for label, _ in ordered[:_MEANT]]
    more = f" and {len(ordered) - _MEANT} more" if len(ordered) > _MEANT else ""
    return QuestionError(
        f"{words!r} may be one of {len(ordered)}: {', '.join(labels)}{more}; say which, by the full name",
        ambiguous=words,
        meant=tuple(ordered[:_MEANT]),
    )


def roles_called(title: str) -> tuple[str, ...]:
    """The words for those that a question calls by this word."""
    return (title, "chief executive") if title == "ceo" else (title,)


def topic_by_meaning(scheme: TopicScheme, phrase: str, meaning: Meaning | None) -> Concept | None:
    """The concept that a phrase without a label means, where that is sure enough."""
    if meaning is None or "," in phrase:
        return None
    found = [(scheme[iri], _log_odds(sure)) for iri, sure in meaning(phrase) if iri in scheme]
    if not found or found[0][1] < (_SURE if len(keys(phrase)) > 1 else _SURE_OF_A_WORD):
        return None
    best, most = found[0]
    for other, odds in found[1:]:
        if odds >= max(_SURE, most - _BROADER) and other.iri in scheme.broader_transitive(best.iri):
            best = other
    rivals = (other for other, odds in found[1:] if most - odds < _AHEAD)
    return None if any(not _akin(scheme, best, other) for other in rivals) else best


def _log_odds(confidence: float) -> float:
    bounded = min(max(confidence, 1e-9), 1 - 1e-9)
    return log(bounded / (1 - bounded))


def _akin(scheme: TopicScheme, one: Concept, other: Concept) -> bool:
    above = scheme.broader_transitive(one.iri), scheme.broader_transitive(other.iri)
    return one.iri == other.iri or one.iri in above[1] or other.iri in above[0]


def topic_scheme(store: Store) -> TopicScheme:
    """The topics that this graph was built with, read back from it."""
    said: dict[str, dict[str, list[str]]] = {}
    graph = ox.NamedNode(iris.topics_graph(store.base))
    for quad in store.handle.quads_for_pattern(None, None, None, graph):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
            subject = said.setdefault(quad.subject.value, {})
            subject.setdefault(quad.predicate.value, []).append(quad.object.value)

    def concept(iri: str) -> Concept:
        facts = {predicate: tuple(sorted(values)) for predicate, values in said[iri].items()}
        return Concept(
            iri=iri,
            notation=facts[vocab.skos_notation][0],
            label=facts[vocab.skos_prefLabel][0],
            alt_labels=facts.get(vocab.skos_altLabel, ()),
            weak_labels=facts.get(vocab.weakLabel, ()),
            requires=facts.get(vocab.requiresOneOf, ()),
            referred_to_as=facts.get(vocab.referredToAs, ()),
            broader=facts.get(vocab.skos_broader, ()),
            definition=next(iter(facts.get(vocab.skos_definition, ())), None),
            scope_note=next(iter(facts.get(vocab.skos_scopeNote, ())), None),
        )

    concepts = tuple(concept(iri) for iri in sorted(said) if vocab.skos_prefLabel in said[iri])
    return TopicScheme(concepts, sha256="")
