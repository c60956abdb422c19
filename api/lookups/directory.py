"""What look-ups know of one state of a graph beforehand: names, topics, statements and articles by filters.

    known = directory(store)
    known.names["https://w3id.org/sayso/data/person/mei-qiaolin"].label

Each part is read when it is first needed, and kept with the store it was read from. On the disk, where
reading all takes long, the statements that an answer is about are read by themselves, unless `warm` was
called. Who forks readers from a process that holds the graph calls `warm(store)` there first, so that the
readers find all of it read: at a million triples that takes about a second and 30 MB.
"""

import contextlib
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from weakref import WeakKeyDictionary

import pyoxigraph as ox

from sayso.api.lookups.addresses import local
from sayso.api.lookups.search_index import SearchIndex
from sayso.api.lookups.statement_index import StatementIndex, order_of
from sayso.errors import QuestionError
from sayso.graph import iris, vocab
from sayso.graph.asking import expertise, groups, questions
from sayso.graph.asking.finding import NameIndex
from sayso.graph.asking.lookup import Lookup
from sayso.graph.facts import Facts
from sayso.graph.row_facts import SPEAKERS
from sayso.graph.store import Store
from sayso.graph.topics.scheme import TopicScheme

__all__ = ["Directory", "Name", "directory", "forget", "warm"]


@dataclass(frozen=True, slots=True)
class Name:
    """What somebody or a topic is called; `kind` is such as "person" or "topic"."""

    label: str
    kind: str
    others: tuple[str, ...] = ()


class Directory:
    """One state of one graph. Made by `directory`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._experts: dict[frozenset[str], frozenset[int]] = {}
        self._ranked: dict[str, list[tuple[int, str]]] = {}

    @cached_property
    def names(self) -> dict[str, Name]:
        """All who speak or are spoken of, and all topics, by IRI."""
        labels: dict[str, list[str]] = {}
        others: dict[str, list[str]] = {}
        for found, predicate in ((labels, vocab.skos_prefLabel), (others, vocab.skos_altLabel)):
            for iri, label in self._pairs(predicate):
                found.setdefault(iri, []).append(label)
        named: dict[str, Name] = {}
        for kind, notation in (*reversed(SPEAKERS), (vocab.skos_Concept, "topic")):
            node = ox.NamedNode(kind)
            for quad in self._store.handle.quads_for_pattern(None, ox.NamedNode(vocab.rdf_type), node, None):
                iri = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
                if iri in labels:
                    called = sorted(labels[iri])
                    more = sorted({*others.get(iri, ()), *called[1:]} - {called[0]})
                    named[iri] = Name(called[0], notation, tuple(more))
        # the members of the vocabulary's own lists are concepts too
        return {iri: name for iri, name in named.items() if not iri.startswith(vocab.SAYSO)}

    @cached_property
    def topics(self) -> Mapping[str, str]:
        """By which name each topic stands in a path: its own, or its notation if it is of another scheme."""
        found: dict[str, str] = {}
        taken: set[str] = set()
        ordered = sorted(self.scheme, key=lambda one: (not one.iri.startswith(iris.TOPIC_NAMESPACE), one.iri))
        for concept in ordered:
            local = concept.iri.removeprefix(iris.TOPIC_NAMESPACE)
            name = local if local != concept.iri and "/" not in local else concept.notation.replace("/", "-")
            if name in taken:
                name = f"{name}~{hashlib.sha256(concept.iri.encode()).hexdigest()[:8]}"
            taken.add(name)
            found[concept.iri] = name
        return found

    @cached_property
    def topic_names(self) -> Mapping[str, str]:
        """The way back from `topics`."""
        return {name: iri for iri, name in self.topics.items()}

    @property
    def scheme(self) -> TopicScheme:
        """The topics of the graph."""
        return self.lookup.scheme

    @cached_property
    def narrower(self) -> Mapping[str, tuple[str, ...]]:
        """Each topic with itself and all below it."""
        found: dict[str, list[str]] = {concept.iri: [concept.iri] for concept in self.scheme}
        for concept in self.scheme:
            for above in self.scheme.broader_transitive(concept.iri):
                found.setdefault(above, []).append(concept.iri)
        return {iri: tuple(sorted(those)) for iri, those in found.items()}

    @cached_property
    def parts(self) -> Mapping[str, tuple[str, ...]]:
        """Each organisation that has parts with itself and all its parts."""
        below: dict[str, list[str]] = {}
        for part, whole in self._pairs(vocab.org_subOrganizationOf):
            below.setdefault(whole, []).append(part)
        found = {}
        for whole in below:
            seen = {whole}
            waiting = [whole]
            while waiting:
                for part in below.get(waiting.pop(), ()):
                    if part not in seen:
                        seen.add(part)
                        waiting.append(part)
            found[whole] = tuple(sorted(seen))
        return found

    @cached_property
    def name_index(self) -> NameIndex:
        """Finds by name, as questions do."""
        return NameIndex(self._store)

    @cached_property
    def lookup(self) -> Lookup:
        """Finds topics by a label, as questions do."""
        return Lookup(self._store)

    @cached_property
    def statements(self) -> StatementIndex:
        """The statements by filters."""
        return StatementIndex(self._store)

    @property
    def reads_all(self) -> bool:
        """Whether statements are looked up in the index of all: not on the disk, unless it has been made."""
        return "statements" in self.__dict__ or self._store.path is None

    def index_of(self, candidates: Callable[[], Iterable[str]] | None) -> StatementIndex:
        """The statements by filters, of these candidates at least; None are all there are."""
        if candidates is None or self.reads_all:
            return self.statements
        return StatementIndex(self._store, candidates())

    @cached_property
    def search(self) -> SearchIndex:
        """Names and titles by the beginnings of words."""
        found = [(iri, name.label, name.kind, name.others) for iri, name in self.names.items()]
        found += [(iri, title, "article", ()) for iri, title in self.titles.items()]
        counts = {iri: self.count(iri) for iri, *_ in found} if self.reads_all else {}
        return SearchIndex(sorted(found), counts)

    def count(self, iri: str) -> int:
        """How many statements somebody makes, an outlet or article has, or are on a topic or below it."""
        index = self.index_of(lambda: self.candidates(iri))
        if iri in self.narrower:
            return len(index.having("topic", self.narrower[iri]) - index.rejected)
        field = local(iri, self._store.base)[0]
        field = field if field in ("article", "outlet") else "speaker"
        return len(index.having(field, [iri]) - index.rejected)

    def ranked(self, kind: str) -> list[tuple[int, str]]:
        """All names of a kind as (minus the count, IRI), those with the most statements first.

        Reads all statements, also on the disk: one by one they would be read many times over.
        """
        if kind not in self._ranked:
            self.statements  # noqa: B018 - from here on `count` uses it
            of_kind = [iri for iri, name in self.names.items() if name.kind == kind]
            self._ranked[kind] = sorted((-self.count(iri), iri) for iri in of_kind)
        return self._ranked[kind]

    def candidates(self, iri: str) -> set[str]:
        """All statements that the record of this topic, article or agent tells of, and copies of them."""
        facts = Facts(self._store.handle)
        subjects = facts.subjects
        if iri in self.narrower:
            nodes = [node for topic in self.narrower[iri] for node in subjects(vocab.topic, topic)]
            return {said for node in nodes for said in subjects(vocab.topicAssignment, node)}
        found = set(subjects(vocab.speaker, iri))
        for channel in vocab.CHANNELS.values():
            found.update(subjects(channel, iri))
        articles = [iri, *subjects(vocab.publishedBy, iri)]
        for article in articles:
            found.update(subjects(vocab.article, article), subjects(vocab.carriedIn, article))
        for place in self.parts.get(iri, (iri,)):
            for predicate in (vocab.org_organization, vocab.withinOrganization):
                for node in subjects(predicate, place):
                    found.update(subjects(vocab.inCapacity, node))
        return found

    def articles_naming(self, iri: str) -> tuple[str, ...]:
        """The articles in which somebody is named, in order of IRI."""
        if self.reads_all:
            return self.named_in.get(iri, ())
        facts = Facts(self._store.handle)
        nodes = facts.subjects(vocab.appearanceOf, iri)
        return tuple(sorted({one for node in nodes for one in facts.subjects(vocab.mentions, node)}))

    def named_by(self, article: str) -> tuple[str, ...]:
        """Who is named in an article, in order of IRI."""
        if self.reads_all:
            return self.who_is_in.get(article, ())
        facts = Facts(self._store.handle)
        nodes = facts.values(article, vocab.mentions)
        return tuple(sorted({one for node in nodes for one in facts.values(node, vocab.appearanceOf)}))

    @cached_property
    def titles(self) -> dict[str, str]:
        """The titles of articles, by IRI."""
        return dict(self._pairs(vocab.schema_headline))

    @cached_property
    def articles(self) -> list[tuple[str | None, str]]:
        """Date and IRI of every article, the newest first."""
        dates = self.article_dates
        found = {iri for iri, _ in self._pairs(vocab.textSha256)}
        ordered = sorted(found, key=lambda iri: order_of(dates.get(iri), iri))
        return [(dates.get(iri), iri) for iri in ordered]

    @cached_property
    def article_dates(self) -> dict[str, str]:
        """When articles were published, by IRI."""
        return dict(self._pairs(vocab.schema_datePublished))

    @cached_property
    def named_in(self) -> Mapping[str, tuple[str, ...]]:
        """The articles in which somebody is named."""
        return self._namings[0]

    @cached_property
    def who_is_in(self) -> Mapping[str, tuple[str, ...]]:
        """Who is named in an article."""
        return self._namings[1]

    @cached_property
    def _namings(self) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
        article_of = {appearance: article for article, appearance in self._pairs(vocab.mentions)}
        articles: dict[str, set[str]] = {}
        people: dict[str, set[str]] = {}
        for appearance, who in self._pairs(vocab.appearanceOf):
            article = article_of.get(appearance)
            if article is not None:
                articles.setdefault(who, set()).add(article)
                people.setdefault(article, set()).add(who)
        return tuple(
            {iri: tuple(sorted(those)) for iri, those in found.items()} for found in (articles, people)
        )  # type: ignore[return-value]

    @cached_property
    def replaced(self) -> Mapping[str, str]:
        """IRIs that named somebody before, with those that they lead to now."""
        led = dict(sorted(self._pairs(vocab.dcterms_isReplacedBy), reverse=True))
        found = {}
        for old in led:
            new, seen = led[old], {old}
            while new in led and new not in seen:
                seen.add(new)
                new = led[new]
            found[old] = new
        return found

    def expert_statements(
        self, kinds: Iterable[str] | None = None, index: StatementIndex | None = None
    ) -> frozenset[int]:
        """The numbers of the statements made in an expert's role; `kinds` are those that count instead.

        `index` is the one whose numbers are meant.
        """
        counted = frozenset(self.expert_kinds if kinds is None else kinds)
        if index is not None and not self.reads_all:
            return frozenset(number for number, iri in enumerate(index.iris) if self._is_expert(iri, counted))
        if counted not in self._experts:
            query = f"SELECT DISTINCT ?statement WHERE {{ {groups.expert_statements(counted)} }}"
            known = self.statements.number
            found = (known.get(statement.value) for (statement,) in self._store.query(query))
            self._experts[counted] = frozenset(one for one in found if one is not None)
        return self._experts[counted]

    def _is_expert(self, iri: str, kinds: frozenset[str]) -> bool:
        """As `groups.expert_statements` has it, for one statement."""
        values = Facts(self._store.handle).values
        speakers = values(iri, vocab.speaker)
        if not any(vocab.Person in values(who, vocab.rdf_type) for who in speakers):
            return False
        for role in values(iri, vocab.inCapacity):
            places = (*values(role, vocab.org_organization), *values(role, vocab.withinOrganization))
            of_places = (kind for place in places for kind in values(place, vocab.organizationKind))
            if not kinds.isdisjoint((*values(role, vocab.roleKind), *of_places)):
                return True
        return False

    @cached_property
    def expert_kinds(self) -> frozenset[str]:
        """The kinds of role and of organisation that count as expert in this graph."""
        return expertise.expert_kinds(self._store)

    def _pairs(self, predicate: str) -> Iterable[tuple[str, str]]:
        for quad in self._store.handle.quads_for_pattern(None, ox.NamedNode(predicate), None, None):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
                yield quad.subject.value, quad.object.value


_KNOWN: WeakKeyDictionary[Store, tuple[int, Directory]] = WeakKeyDictionary()


def directory(store: Store) -> Directory:
    """What is known beforehand of the state of this store.

    A store that may be written to is counted first (80 ms for a million triples), and read anew when its
    size is another; who may have replaced as many triples as were there calls `forget`. Who serves a copy
    opens it read-only.
    """
    size = -1 if store.read_only else len(store.handle)
    known = _KNOWN.get(store)
    if known is None or known[0] != size:
        known = _KNOWN[store] = size, Directory(store)
    return known[1]


def forget(store: Store) -> None:
    """Has the next look-up read anew: for who writes to a store that is being served."""
    _KNOWN.pop(store, None)


def warm(store: Store) -> None:
    """Reads all that look-ups want to know beforehand. For the process that readers are forked from."""
    from sayso.graph.reasons import why  # noqa: F401 - so that no reader has to load it

    known = directory(store)
    known.statements  # noqa: B018 - from here on look-ups use it
    known.search  # noqa: B018
    known.search.near("warm")
    known.expert_statements()
    known.name_index.close("", (vocab.Person, vocab.Organization, vocab.Outlet, vocab.Platform))
    for part in (known.articles, known.named_in, known.who_is_in, known.replaced, known.parts):
        len(part)
    with contextlib.suppress(QuestionError):  # reads the grammar
        questions.read(store, questions.EXAMPLES[0])
