"""Things found by what they are called, and what lies below them.

>>> index = NameIndex(store)                                 # doctest: +SKIP
>>> index.match("Quist", [vocab.Person])                     # doctest: +SKIP
Match(iris=('https://example.org/person/ada-quist',), exact=False)
"""

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from sayso.errors import QueryError
from sayso.graph import vocab
from sayso.graph.identity.pieces import name_ids
from sayso.graph.tables import Queryable, pairs
from sayso.graph.topics.scheme import Concept, TopicScheme

__all__ = ["SURE", "Match", "NameIndex", "narrower", "parts", "resolve", "topics", "unknown"]

SURE = 0.85
"""From this score of `TopicScheme.find` on, a phrase and a label differ by no word that counts."""

_CLOSE = 60  # of 100


@dataclass(frozen=True, slots=True)
class Match:
    """What answers to a name, in order of IRI; `exact` unless the name is only a part of theirs."""

    iris: tuple[str, ...]
    exact: bool


@dataclass(frozen=True, slots=True)
class _Labels:
    """The labels of one class."""

    things: frozenset[str]
    preferred: Mapping[str, str]
    by_slug: Mapping[str, Set[str]]
    by_label: Mapping[str, Set[str]]
    by_word: Mapping[str, Set[str]]


class NameIndex:
    """Finds by name in one graph. The labels of a class are read when something of it is first looked for."""

    def __init__(self, store: Queryable) -> None:
        self._store = store
        self._classes: dict[str, _Labels] = {}
        self._found: dict[tuple[str, tuple[str, ...]], Match] = {}
        self._led: list[tuple[str, str]] | None = None

    def match(self, text: str, classes: Sequence[str]) -> Match:
        """The things of these classes that `text` names; none if nothing does.

        Tried in turn: an IRI, the last part of one ("mei-qiaolin", "person:mei-qiaolin"), also of one that
        was replaced, a name in any case, names that contain all the words, and an id of one article.
        """
        key = (text, tuple(classes))
        if key not in self._found:
            self._found[key] = self._match(text, [self._labels(name) for name in classes])
        return self._found[key]

    def label(self, iri: str, classes: Sequence[str]) -> str:
        """The preferred name of a thing of one of these classes, or its IRI."""
        return next((found for name in classes if (found := self._labels(name).preferred.get(iri))), iri)

    def preferred(self, classes: Sequence[str]) -> dict[str, str]:
        """The preferred names of all things of these classes, by IRI."""
        return {iri: name for each in classes for iri, name in self._labels(each).preferred.items()}

    def close(self, text: str, classes: Sequence[str], *, limit: int = 3) -> list[str]:
        """The names that are spelt alike, nearest first: for "did you mean"."""
        from rapidfuzz import fuzz, process

        names = sorted({name for each in classes for name in self._labels(each).preferred.values()})
        folded = {name: name.casefold() for name in names}
        found = process.extract(text.casefold(), folded, scorer=fuzz.WRatio, score_cutoff=_CLOSE, limit=limit)
        return [name for _, _, name in found]

    def _match(self, text: str, classes: Sequence[_Labels]) -> Match:
        if any(text in labels.things for labels in classes):
            return Match((text,), True)
        slug = _last(text)
        hits = {iri for labels in classes for iri in labels.by_slug.get(slug, ())}
        replaced = (kept for old, kept in self._replaced() if _last(old) == slug)
        hits |= {kept for kept in replaced if any(kept in labels.things for labels in classes)}
        if hits:
            return Match(tuple(sorted(hits)), True)
        wanted = " ".join(text.split()).casefold()
        named = {iri for labels in classes for iri in labels.by_label.get(wanted, ())}
        if named:
            return Match(tuple(sorted(named)), True)
        words = sorted(set(re.findall(r"\w+", wanted)))
        if words:
            within = {iri for labels in classes for iri in _with_words(labels, words)}
            if within:
                return Match(tuple(sorted(within)), False)
        if ":" not in text:
            return Match((), False)
        things = {iri for labels in classes for iri in labels.things}
        at_home = _in_article(self._store, text, things)
        return Match(tuple(at_home), True)

    def _labels(self, name: str) -> _Labels:
        known = self._classes.get(name)
        if known is None:
            known = self._classes[name] = _read_labels(self._store, name)
        return known

    def _replaced(self) -> list[tuple[str, str]]:
        if self._led is None:
            led = f"<{vocab.dcterms_isReplacedBy}>"  # not {led}+, which Virtuoso refuses without a start
            query = f"SELECT DISTINCT ?x ?y WHERE {{ ?x {led} ?z . ?z {led}* ?y }}"
            self._led = pairs(self._store, query)
        return self._led


def _read_labels(store: Queryable, name: str) -> _Labels:
    preferred: dict[str, str] = {}
    things: set[str] = set()
    by_label: dict[str, set[str]] = {}
    by_word: dict[str, set[str]] = {}
    for label in (vocab.skos_prefLabel, vocab.skos_altLabel):
        query = f"SELECT DISTINCT ?x ?y WHERE {{ ?x a <{name}> ; <{label}> ?y }}"
        for iri, called in sorted(pairs(store, query)):
            things.add(iri)
            if label == vocab.skos_prefLabel:
                preferred.setdefault(iri, called)
            folded = " ".join(called.split()).casefold()
            by_label.setdefault(folded, set()).add(iri)
            for word in set(re.findall(r"\w+", folded)):
                by_word.setdefault(word, set()).add(folded)
    by_slug: dict[str, set[str]] = {}
    for iri in things:
        by_slug.setdefault(_last(iri), set()).add(iri)
    return _Labels(frozenset(things), preferred, by_slug, by_label, by_word)


def _with_words(labels: _Labels, words: Sequence[str]) -> set[str]:
    found = [labels.by_word.get(word, frozenset[str]()) for word in words]
    return {iri for label in set.intersection(*map(set, found)) for iri in labels.by_label[label]}


def resolve(store: Queryable, text: str, classes: Sequence[str]) -> list[str]:
    """The IRIs of things of these classes that `text` names, in order; see `NameIndex.match`.

    Raises `QueryError`, with the nearest names, when nothing answers to it.
    """
    index = NameIndex(store)
    found = index.match(text, classes).iris
    if found:
        return list(found)
    raise QueryError(unknown(text, index.close(text, classes)))


def unknown(text: str, near: Iterable[str]) -> str:
    """The message that nothing is called so, and what is called alike."""
    hint = " or ".join(map(repr, near))
    return f"nothing in this graph is called {text!r}" + (f"; did you mean {hint}?" if hint else "")


def topics(scheme: TopicScheme, phrase: str) -> list[Concept]:
    """The concept that a phrase names by any label, inflected or in another order of words; [] for none.

    Several where a label is one of several concepts of which none is above the others.
    """
    if phrase in scheme:
        return [scheme[phrase]]
    found = [one for one in scheme.find(phrase, limit=20) if one.score >= SURE]
    best = [one.concept for one in found if one.score == found[0].score]
    if len(best) < 2:
        return best
    tops = [one for one in best if not scheme.broader_transitive(one.iri).intersection(c.iri for c in best)]
    return tops or best


def _in_article(store: Queryable, text: str, things: Set[str]) -> list[str]:
    """Who has an id like "person:john-smith-in-a3", whatever they are called now: the one of that article."""
    for name_id in name_ids(text)[1:]:
        article = text[len(name_id) + len("-in-") :]
        if not re.fullmatch(r"[\w:.~-]+", name_id):
            continue
        query = (
            f'SELECT DISTINCT ?x ?y WHERE {{ ?a <{vocab.nameId}> "{name_id}" ; <{vocab.appearanceOf}> ?y . '
            f"?x <{vocab.mentions}> ?a }}"
        )
        hits = sorted({who for where, who in pairs(store, query) if where.endswith(f"/{article}")} & things)
        if hits:
            return hits
    return []


def _last(iri: str) -> str:
    return re.split(r"[/#:]", iri)[-1].casefold()


def narrower(store: Queryable, topics: Iterable[str]) -> list[str]:
    """These topics and all below them in the scheme, in order of IRI."""
    return _below(store, topics, vocab.skos_broader)


def parts(store: Queryable, organizations: Iterable[str]) -> list[str]:
    """These organisations and all that are part of them, in order of IRI."""
    return _below(store, organizations, vocab.org_subOrganizationOf)


def _below(store: Queryable, tops: Iterable[str], upward: str) -> list[str]:
    below: dict[str, list[str]] = {}
    for child, parent in pairs(store, f"SELECT DISTINCT ?x ?y WHERE {{ ?x <{upward}> ?y }}"):
        below.setdefault(parent, []).append(child)
    found = set(tops)
    waiting = sorted(found)
    while waiting:
        for child in below.get(waiting.pop(), ()):
            if child not in found:
                found.add(child)
                waiting.append(child)
    return sorted(found)
