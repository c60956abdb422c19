"""Emergent topics: what statements without a topic speak of, proposed as concepts that a reader may accept.

Candidates are key phrases, found outside and handed in as `phrases`. They are weighed by their C-value
(Frantzi, Ananiadou and Mima 2000: how often, how long, how seldom only as a part of something longer), by how
rare their words are in general English, by how they gather in articles, and by the headlines they stand in.
Near-synonyms become one proposal, and each shows the statements it rests on. The same graph gives the same
proposals in the same order.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from sayso.graph import iris, vocab
from sayso.graph.asking.lookup import topic_scheme
from sayso.graph.names import slug
from sayso.graph.store import Store
from sayso.graph.topics.candidates import Key, Phrase, Term, key_of, parts_of, terms
from sayso.graph.topics.clusters import Cluster, clusters
from sayso.graph.topics.scheme import Concept, TopicScheme, keys

__all__ = ["Example", "Proposal", "Thresholds", "propose"]

Phrases = Callable[[Iterable[str]], Iterable[Sequence[Phrase]]]
Vectors = Callable[[Sequence[str]], Any]
Likeness = Callable[[Sequence[str]], Sequence[float]]
Meaning = Callable[[str], Sequence[tuple[str, float]]]

_TITLE, _BURST = 2.0, 0.5
_UNLIKE = 0.2  # what counts of a phrase that looks like no topic at all
_NAME = 0.5  # what an organisation's name counts as a topic, where names are wanted
_MOST_WEIGHED = 600  # candidates that are compared with each other
_NEAR = 0.2  # how sure meaning must be to hang a proposal under a concept,
_BESIDE = 0.25  # and in what share of its articles that concept must stand, too
_MOST_LABELS = 6
_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What a proposal must rest on at least; `most` is how many are made."""

    statements: int
    articles: int
    speakers: int
    most: int = 20

    @classmethod
    def sane(cls, statements: int) -> "Thresholds":
        """For a graph with so many statements: three in two articles by two speakers, more in a large one."""
        least = max(3, round(sqrt(statements) / 20))
        return cls(least, max(2, least // 2), max(2, least // 3))


@dataclass(frozen=True, slots=True)
class Example:
    """A statement that carries the topic: the words [start, end) of the article, and who said them."""

    statement: str
    text: str
    start: int
    end: int
    source: str
    speaker: str | None
    date: str | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A concept that a reader may accept; best proposals have the highest score, which has no unit.

    `weak_labels` are short for it and count only beside a word in `requires`. `phrases` are longer phrases
    that hold one of the labels. `broader` is the IRI of a concept of the present scheme, or of another
    proposal, and `broader_label` what it is called.
    """

    iri: str
    label: str
    alt_labels: tuple[str, ...]
    weak_labels: tuple[str, ...]
    requires: tuple[str, ...]
    phrases: tuple[str, ...]
    statements: int
    articles: int
    speakers: int
    outlets: int
    first_date: str | None
    last_date: str | None
    score: float
    examples: tuple[Example, ...]
    broader: str | None = None
    broader_label: str | None = None


@dataclass(slots=True)
class _Said:
    statement: str
    article: str
    speaker: str | None
    date: str | None
    passages: list[tuple[int, int, str]]

    @property
    def text(self) -> str:
        return _GAP.join(text for _, _, text in self.passages)


_GAP = " … "  # between the parts of a content


@dataclass(slots=True)
class _Article:
    outlet: str | None = None
    date: str | None = None
    title: str = ""
    source: str = ""


def propose(
    store: Store,
    phrases: Phrases,
    *,
    every: bool = False,
    thresholds: Thresholds | None = None,
    declined: Iterable[str] = (),
    organizations: bool = False,
    vectors: Vectors | None = None,
    likeness: Likeness | None = None,
    meaning: Meaning | None = None,
) -> list[Proposal]:
    """Topics that the statements without one share, best first; with `every`, those of all statements.

    `phrases` yields the key phrases of each text; `declined` are phrases that are no topics.
    `organizations` admits names of organisations; names of persons never count. Where a model is at hand,
    `vectors` gives each text a unit vector of its meaning, `likeness` a number from 0 to 1 for how much a
    phrase looks like a topic, and `meaning` the concepts that it may mean.
    """
    said = _said(store, every=every)
    articles = _articles(store)
    thresholds = thresholds or Thresholds.sane(len(said))
    scheme = topic_scheme(store)
    names = _Names(store)
    unwanted = {frozenset(key_of(phrase)) for phrase in declined}
    unwanted |= {frozenset(key_of(label)) for concept in scheme for label in _names_of(concept)}
    found = [
        term
        for term in terms(phrases(one.text for one in said), least=thresholds.statements)
        if frozenset(term.key) not in unwanted
        and not names.person(term)
        and term.kind != "place"
        and (organizations or (term.kind == "term" and not names.organization(term)))
        and _enough([said[at] for at in term.places], thresholds)
    ]
    titles = {iri: frozenset(key_of(article.title)) for iri, article in articles.items()}
    scores = {term.key: _score(term, said, titles) for term in found}
    ranked = _ranked(found, scores)[:_MOST_WEIGHED]
    if likeness is not None and ranked:
        for term, like in zip(ranked, likeness([term.text for term in ranked]), strict=True):
            scores[term.key] *= _UNLIKE + (1 - _UNLIKE) * like
        ranked = _ranked(ranked, scores)
    gathered = clusters(
        ranked,
        scores,
        [frozenset(said[at].article for at in term.places) for term in ranked],
        least=thresholds.statements,
        vectors=vectors([term.text for term in ranked]) if vectors and ranked else None,
    )
    lasting = [one for one in gathered if _enough([said[at] for at in one.statements], thresholds)]
    return _proposals(lasting[: thresholds.most], said, articles, scheme, store, meaning)


# -- reading the graph


def _said(store: Store, *, every: bool) -> list[_Said]:
    """The statements, ordered by IRI: whatever order the articles came in."""
    without = "" if every else f"FILTER NOT EXISTS {{ ?s <{vocab.topicAssignment}> ?t }}"
    rejected = f"FILTER NOT EXISTS {{ ?s <{vocab.reviewStatus}> <{vocab.Rejected}> }}"
    select = f"?s a <{vocab.Statement}> ; <{vocab.article}> ?a . {without} {rejected}"
    said = {
        row["s"].value: _Said(row["s"].value, row["a"].value, None, None, [])
        for row in store.query(f"SELECT ?s ?a WHERE {{ {select} }}")
    }
    place = f"?c <{vocab.nif_anchorOf}> ?text ; <{vocab.nif_beginIndex}> ?b ; <{vocab.nif_endIndex}> ?e"
    for row in store.query(
        f"SELECT ?s ?text ?b ?e WHERE {{ ?s a <{vocab.Statement}> ; <{vocab.content}> ?c . {place} }}"
    ):
        one = said.get(row["s"].value)
        if one is not None:
            one.passages.append((int(row["b"].value), int(row["e"].value), row["text"].value))
    for name in (vocab.speaker, vocab.effectiveDate):
        for row in store.query(f"SELECT ?s ?x WHERE {{ ?s a <{vocab.Statement}> ; <{name}> ?x }}"):
            one = said.get(row["s"].value)
            if one is None:
                continue
            value = row["x"].value
            if name == vocab.speaker:
                one.speaker = min(one.speaker or value, value)
            else:
                one.date = min(one.date or value, value)
    for one in said.values():
        one.passages.sort()
    return [said[iri] for iri in sorted(said) if said[iri].passages]


def _articles(store: Store) -> dict[str, _Article]:
    articles: dict[str, _Article] = {}
    for name, attribute in (
        (vocab.publishedBy, "outlet"),
        (vocab.schema_datePublished, "date"),
        (vocab.schema_headline, "title"),
        (vocab.sourceName, "source"),
    ):
        for row in store.query(f"SELECT ?a ?x WHERE {{ ?a a <{vocab.Article}> ; <{name}> ?x }}"):
            article = articles.setdefault(row["a"].value, _Article())
            known = getattr(article, attribute)
            setattr(article, attribute, min(known or row["x"].value, row["x"].value))
    return articles


def _topics(store: Store, scheme: TopicScheme) -> dict[str, set[str]]:
    """The topics of each article's statements, with all that is broader."""
    topics: dict[str, set[str]] = {}
    path = f"<{vocab.topicAssignment}>/<{vocab.topic}>"
    for row in store.query(f"SELECT DISTINCT ?a ?t WHERE {{ ?s <{vocab.article}> ?a ; {path} ?t }}"):
        iri = row["t"].value
        topics.setdefault(row["a"].value, set()).update((iri, *scheme.broader_transitive(iri)))
    return topics


def _shares(articles: Collection[str], topics: Mapping[str, set[str]]) -> dict[str, float]:
    """In what share of some articles each topic stands."""
    counts = Counter(topic for article in articles for topic in topics.get(article, ()))
    return {topic: count / len(articles) for topic, count in counts.items()}


class _Names:
    """The names of persons and organisations that the graph knows."""

    def __init__(self, store: Store) -> None:
        persons = [label.split() for label in _labels(store, (vocab.Person,))]
        self._surnames = {words[-1] for words in persons if words}
        self._words = {word for words in persons for word in words}
        bodies = (vocab.Organization, vocab.Outlet, vocab.Platform)
        self._organizations = {frozenset(key_of(label)) for label in _labels(store, bodies)}

    def person(self, term: Term) -> bool:
        """Whether a surname stands in the term, with its capital, or it is a part of a person's name."""
        if term.text in self._words and not term.text.islower():
            return True
        words = (word.removesuffix("'s").removesuffix("’s") for word in term.text.split())
        return any(word in self._surnames and not word.islower() for word in words)

    def organization(self, term: Term) -> bool:
        """Whether the term, in capitals, is the name of an organisation."""
        return not term.text.islower() and frozenset(term.key) in self._organizations


def _labels(store: Store, classes: Iterable[str]) -> Iterable[str]:
    for kind in classes:
        for name in (vocab.skos_prefLabel, vocab.skos_altLabel):
            for row in store.query(f"SELECT DISTINCT ?l WHERE {{ ?x a <{kind}> ; <{name}> ?l }}"):
                yield row["l"].value


# -- weighing


def _enough(said: Sequence[_Said], thresholds: Thresholds) -> bool:
    return (
        len(said) >= thresholds.statements
        and len({one.article for one in said}) >= thresholds.articles
        and len({one.speaker for one in said if one.speaker}) >= thresholds.speakers
    )


def _score(term: Term, said: Sequence[_Said], titles: Mapping[str, frozenset[str]]) -> float:
    """C-value, times rarity, more where the term gathers in articles and stands in their headlines."""
    articles = {said[at].article for at in term.places}
    burst: float = (term.count / len(articles)) ** _BURST
    titled = sum(titles.get(article, frozenset()).issuperset(term.key) for article in articles)
    score = term.c_value * term.weight * burst * (1 + _TITLE * titled / len(articles))
    return score * (1 if term.kind == "term" else _NAME)


def _ranked(found: Iterable[Term], scores: Mapping[Key, float]) -> list[Term]:
    return sorted((one for one in found if scores[one.key] > 0), key=lambda one: (-scores[one.key], one.key))


def _names_of(concept: Concept) -> tuple[str, ...]:
    return (concept.label, *concept.alt_labels, *concept.weak_labels)


# -- making proposals


def _proposals(
    gathered: Sequence[Cluster],
    said: Sequence[_Said],
    articles: Mapping[str, _Article],
    scheme: TopicScheme,
    store: Store,
    meaning: Meaning | None,
) -> list[Proposal]:
    made: dict[str, Proposal] = {}
    topics = _topics(store, scheme) if meaning is not None else {}
    by_key = {frozenset(one.seed.key): (_iri(one, store.base), one.seed.text) for one in gathered}
    for cluster in gathered:
        iri = _iri(cluster, store.base)
        if iri in made:
            continue
        members = [said[at] for at in cluster.statements]
        own = {one.article for one in members}
        dates = sorted(
            date for one in members if (date := one.date or articles.get(one.article, _Article()).date)
        )
        broader = _broader(cluster, scheme, by_key, _shares(own, topics), meaning)
        weak = tuple(sorted(term.text for term in cluster.same if _short_for(term, cluster)))
        made[iri] = Proposal(
            iri=iri,
            label=cluster.seed.text,
            alt_labels=tuple(sorted(_alt_labels(cluster)))[:_MOST_LABELS],
            weak_labels=weak,
            requires=_requires(cluster) if weak else (),
            phrases=tuple(term.text for term in cluster.longer)[:_MOST_LABELS],
            statements=len(members),
            articles=len(own),
            speakers=len({one.speaker for one in members if one.speaker}),
            outlets=len({name for article in own if (name := articles.get(article, _Article()).outlet)}),
            first_date=dates[0] if dates else None,
            last_date=dates[-1] if dates else None,
            score=round(cluster.score, 3),
            examples=tuple(_examples(cluster, said, articles, store)),
            broader=broader[0] if broader else None,
            broader_label=broader[1] if broader else None,
        )
    return list(made.values())


def _iri(cluster: Cluster, base: str) -> str:
    return f"{base}topic/{slug(cluster.seed.text)}"


def _short_for(term: Term, cluster: Cluster) -> bool:
    return set(term.key) < set(cluster.seed.key)


def _alt_labels(cluster: Cluster) -> set[str]:
    """One for each way of naming it that inflection and word order do not give by themselves."""
    labels: dict[frozenset[str], str] = {frozenset(cluster.seed.key): cluster.seed.text}
    for term in cluster.same:
        if not _short_for(term, cluster):
            labels.setdefault(frozenset(term.key), term.text)
    return set(labels.values()) - {cluster.seed.text}


def _requires(cluster: Cluster) -> tuple[str, ...]:
    """The words of the full label that its short forms lack."""
    short = {key for term in cluster.same if _short_for(term, cluster) for key in term.key}
    words = dict.fromkeys(
        word for word in cluster.seed.text.split() if keys(word) and not short & set(keys(word))
    )
    return tuple(words)


def _broader(
    cluster: Cluster,
    scheme: TopicScheme,
    others: Mapping[frozenset[str], tuple[str, str]],
    beside: Mapping[str, float],
    meaning: Meaning | None,
) -> tuple[str, str] | None:
    """The concept or other proposal whose label is a part of this one, best its end; else one by meaning.

    What is near in meaning must be a topic of the same articles, too: `beside` has the share of articles.
    """
    key = cluster.seed.key
    best: tuple[tuple[bool, int, str], Concept] | None = None
    parts = {frozenset(part): (part[-1:] == key[-1:], len(part)) for part in sorted(parts_of(key))}
    for concept in scheme:
        for label in (concept.label, *concept.strong_labels):
            rank = parts.get(frozenset(key_of(label)))
            if rank is not None and (best is None or (*rank, concept.iri) > best[0]):
                best = (*rank, concept.iri), concept
    if best is not None:
        return best[1].iri, best[1].label
    for part in sorted(parts_of(key), key=lambda part: (part[-1:] != key[-1:], -len(part), part)):
        if frozenset(part) in others:
            return others[frozenset(part)]
    near: dict[str, float] = {}
    for iri, confidence in meaning(cluster.seed.text) if meaning is not None else ():
        if confidence >= _NEAR and iri in scheme:
            for concept_iri in (iri, *scheme.broader_transitive(iri)):
                near[concept_iri] = max(near.get(concept_iri, 0.0), confidence)
    fitting = [
        (confidence * beside[iri], len(scheme.broader_transitive(iri)), iri)
        for iri, confidence in near.items()
        if beside.get(iri, 0.0) >= _BESIDE
    ]
    if not fitting:
        return None
    concept = scheme[max(fitting)[2]]
    return concept.iri, concept.label


def _examples(
    cluster: Cluster, said: Sequence[_Said], articles: Mapping[str, _Article], store: Store
) -> list[Example]:
    """Statements that name it, the shorter first, each from another article and speaker where that can be."""
    places = {at: place for term in reversed(cluster.labels) for at, place in term.places.items()}
    waiting = sorted(places, key=lambda at: (not _MIN <= len(said[at].text) <= _MAX, len(said[at].text), at))
    chosen: list[int] = []
    seen: set[str | None] = set()
    for strict in (True, False):
        for at in waiting:
            one = said[at]
            if (
                len(chosen) < _EXAMPLES
                and at not in chosen
                and not (strict and {one.article, one.speaker} & seen)
            ):
                chosen.append(at)
                seen |= {one.article, one.speaker}
    made = []
    for at in chosen:
        one, article = said[at], articles.get(said[at].article, _Article())
        made.append(
            Example(
                statement=one.statement,
                text=one.text,
                start=one.passages[0][0],
                end=one.passages[-1][1],
                source=article.source or article.title or iris.compact(one.article, store.base),
                speaker=_name(store, one.speaker),
                date=one.date or article.date,
            )
        )
    return made


_MIN, _MAX = 40, 300  # characters of a good example


def _name(store: Store, iri: str | None) -> str | None:
    if iri is None:
        return None
    rows = store.query(f"SELECT ?l WHERE {{ <{iri}> <{vocab.skos_prefLabel}> ?l }}")
    return min((row["l"].value for row in rows), default=None)
