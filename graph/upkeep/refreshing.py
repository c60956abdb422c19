"""Bringing what is derived up to date: who is who, and all that follows from it.

`whole` makes it from nothing. `part` does so for what a few articles bear on: the names that could mean
the same as theirs are resolved anew, and only articles in which somebody became somebody else are looked at
again; in those that are copies of them, what is copied is found anew; of the topics on which somebody speaks
otherwise than before, who disagrees is made anew. Both lead to the same graph; `part` takes time by what
changed, by how often the names concerned stand in other articles, by how many copies these have, and by how
many are for or against the topics concerned, not by all that is there.
"""

import functools
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from pyoxigraph import Literal, NamedNode, Quad, Store

from sayso.graph import iris, vocab
from sayso.graph.facts import Facts, Triple
from sayso.graph.identity.appearances import Appearance, Decision, Identity
from sayso.graph.identity.organization_names import read_organization_name
from sayso.graph.identity.pieces import name_ids
from sayso.graph.identity.reading import Reading, is_resolved
from sayso.graph.identity.resolution import blocking_keys, compatible, resolve
from sayso.graph.mapping import decimal
from sayso.graph.upkeep.acts import curation_quads, quads_of_lines
from sayso.graph.upkeep.copies import NOTHING, Corpus, Place, settle, stored_copies
from sayso.graph.upkeep.curation import Curated, apply
from sayso.graph.upkeep.derived import (
    Contribution,
    Overrides,
    contribution,
    identity_triples,
    is_supported,
    observed_triples,
)
from sayso.graph.upkeep.disagreements import DEFAULT_WINDOW, Voice
from sayso.graph.upkeep.disputes import disagreement_window, disputes, upkeep, window_triple
from sayso.graph.upkeep.ledger import Ledger, Line, connected, references
from sayso.graph.upkeep.name_index import NameIndex, name_quads, voice_quads
from sayso.graph.upkeep.replacement import Replacement, quad_of

__all__ = ["Changes", "Write", "disagreement_window", "part", "whole"]

Write = Callable[[Iterable[Quad], Iterable[Quad]], None]
"""Takes quads away and puts others in, in one transaction."""

_KINDS: Mapping[str, str] = {**vocab.SPEAKER_KINDS, **vocab.ORGANIZATION_KINDS}

# Beyond this many articles or appearances, everything is made anew: reading in bulk is quicker then.
_FEW = 400
_MANY = 20_000


@dataclass(frozen=True, slots=True)
class _Standing:
    """Where an article stands among the others, the keys by which it is found, and what is compared then."""

    place: Place
    keys: frozenset[str]
    wording: tuple[str | None, str | None]


def _standing(corpus: Corpus, article: str) -> _Standing:
    return _Standing(corpus.place(article), frozenset(corpus.keys(article)), corpus.wording(article))


@dataclass(slots=True)
class Changes:
    """What came and went since the derived triples were made.

    `articles` are IRIs; `before` is what the old version of each gave, and what is now given by those that
    have copies of its statements; `names` are the names it gave, by name id. `standings` is all by which it
    was a source for others.
    """

    articles: set[str] = field(default_factory=set)
    before: dict[str, Contribution] = field(default_factory=dict)
    standings: dict[str, _Standing] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def note(self, store: Store, article: str, base: str) -> None:
        """Remembers an article that is about to be replaced or withdrawn; only the first time counts."""
        if article in self.articles:
            return
        self.articles.add(article)
        facts = Facts(store)
        if facts.value(article, vocab.rdf_type) is None:
            return
        self.standings[article] = _standing(Corpus(store), article)
        carriers = {
            carrier
            for statement in facts.subjects(vocab.article, article)
            for carrier in facts.values(statement, vocab.carriedIn)
        }
        # what these give follows from the old version of this one, too
        for one in sorted({article, *carriers} - self.before.keys()):
            copied = stored_copies(facts, one)
            self.before[one] = contribution(facts, one, _stored(facts), copied=copied, base=base)
        for appearance in facts.values(article, vocab.mentions):
            name_id = facts.value(appearance, vocab.nameId)
            if name_id is not None:
                self.names[name_id].update(facts.values(appearance, vocab.name))
                self.names[name_id].update(facts.values(appearance, vocab.alias))

    @property
    def are_few(self) -> bool:
        """Whether it is worth while to look at these alone."""
        return len(self.articles) <= _FEW


@dataclass(frozen=True, slots=True)
class _Settled:
    """Who is who among some appearances, by the machine and then by the ledger.

    `nobody` are the IRIs of appearances that a reader has rejected: not what they were taken for.
    """

    curated: Curated
    overrides: Overrides
    resolved: Mapping[str, str]
    nobody: frozenset[str]


def _settle(facts: Facts, appearances: Sequence[Appearance], ledger: Ledger, base: str) -> _Settled:
    def exists(node: str) -> bool:
        return facts.value(iris.expand(node, base), vocab.rdf_type) is not None

    known = {appearance.id: appearance for appearance in appearances}
    curated = apply(ledger, resolve(appearances), known, exists=exists)
    rejected = {node for node, review in curated.reviews.items() if review.status == "rejected"}
    nobody = {node for one in curated.identities if one.id in rejected for node in one.appearances}
    links = set(_rejected_links(facts, curated, base))
    return _Settled(
        curated,
        Overrides(
            {iris.expand(node, base): name for node, name in curated.names.items()},
            {iris.expand(node, base): _KINDS[kind] for node, kind in curated.kinds.items()},
            frozenset(iris.expand(node, base) for node in rejected) | links,
        ),
        _resolved((one for one in curated.identities if one.id not in rejected), base),
        frozenset(iris.expand(node, base) for node in nobody),
    )


def _rejected_links(facts: Facts, curated: Curated, base: str) -> Iterator[str]:
    """The links that a list of names gave, to identifiers that a reader has rejected."""
    for one in curated.identities:
        wrong = {
            iris.outside(link.identifier)
            for link in curated.links.get(one.id, ())
            if link.status == "rejected"
        }
        for node in one.appearances if wrong else ():
            for link in facts.subjects(vocab.linkOfAppearance, iris.expand(node, base)):
                if wrong.intersection(facts.values(link, vocab.candidate)):
                    yield link


# -- everything


def whole(store: Store, ledger: Ledger, base: str = iris.DEFAULT_BASE) -> dict[str, set[Quad]]:
    """The quads of the derived graph, the index, the history and the curation, by graph.

    Needs memory for all that is derived.
    """
    facts = Facts(store, whole=True)
    reading = Reading(facts, base)
    appearances = list(reading.all())
    settled = _settle(facts, appearances, ledger, base)
    resolved = settled.resolved
    own: set[Triple] = set()
    pairs: dict[tuple[str, str], list[str]] = defaultdict(list)
    voices: list[Voice] = []
    known = _known(facts, resolved, base)
    articles = list(facts.all_subjects(vocab.textSha256))
    corpus = Corpus(store)
    corpus.read_all()
    copied = settle(corpus, articles, known, settled.overrides.rejected)
    for article in articles:
        copies = copied.get(article, NOTHING)
        given = contribution(facts, article, known, settled.overrides.rejected, copies, base)
        own |= given.own | given.shared
        voices.extend(given.voices)
    found = own
    members: dict[str, list[str]] = defaultdict(list)
    where: dict[str, str] = {}
    for subject, predicate, value in own:
        if predicate == vocab.appearanceOf:
            members[value.value].append(subject)
        elif predicate == vocab.org_organization:
            where[subject] = value.value
    for subject, predicate, value in own:
        if predicate == vocab.org_member and subject in where:
            pairs[value.value, where[subject]].append(subject)
    for identity, nodes in members.items():
        found.update(identity_triples(facts, identity, nodes, settled.overrides))
    for affiliations in pairs.values():
        found.update(observed_triples(affiliations, facts))
    found.update(_replaced(settled.curated.identities, base))
    found.update(_decided(settled.curated.decisions, base))
    window = disagreement_window(store, base)
    if window is None:
        window = DEFAULT_WINDOW
    if articles or window != DEFAULT_WINDOW:  # an empty graph is as if nothing had been in it
        found.add(window_triple(window, base))
    found.update(disputes(voices, window, base))
    called: dict[str, list[Appearance]] = defaultdict(list)
    for appearance in appearances:
        called[appearance.name_id].append(appearance)
    index = {quad for name_id, those in called.items() for quad in name_quads(name_id, those, base)}
    index.update(voice_quads(voices, base))
    derived = NamedNode(iris.derived_graph(base))
    old = {
        quad.subject.value: quad.object.value
        for quad in store.quads_for_pattern(None, NamedNode(vocab.appearanceOf), None, derived)
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode)
    }
    led = _led(store.quads_for_pattern(None, NamedNode(vocab.dcterms_isReplacedBy), None, derived))
    history = _history(store, old, resolved, led, settled.curated.identities, base)
    graph = NamedNode(iris.history_graph(base))
    kept = set(store.quads_for_pattern(None, None, None, graph)) - history.gone
    curation = NamedNode(iris.curation_graph(base))
    text = store.quads_for_pattern(curation, NamedNode(vocab.ledger), None, curation)
    return {
        iris.derived_graph(base): {quad_of(triple, derived) for triple in found},
        iris.index_graph(base): index,
        graph.value: kept | history.new,
        curation.value: {*curation_quads(settled.curated, base), *text},
    }


# -- a part


def part(store: Store, changes: Changes, ledger: Ledger, write: Write, base: str = iris.DEFAULT_BASE) -> bool:
    """Writes what follows from `changes`; False, with nothing written, where everything is better made anew.

    `whole` must have made the graph once. Writes in two steps: what the second one drops depends on what the
    first one has written.
    """
    facts = Facts(store)
    reading = Reading(facts, base)
    touched = _touched(facts, changes)
    index = NameIndex(store, reading, changes.articles, base)
    plain = _plain(facts, index, touched, changes, ledger, base)
    touched -= plain.keys()
    concerned = _compatible(index, touched, changes, ledger)
    called = {name_id: index.appearances(name_id) for name_id in sorted(concerned)}
    appearances = [appearance for those in called.values() for appearance in those]
    if len(appearances) > _MANY:
        return False
    ledger = replace(ledger, lines=tuple(_concerned_lines(ledger, concerned)))
    settled = _settle(facts, appearances, ledger, base)
    resolved = settled.resolved
    stored = functools.cache(_stored(facts))
    known = {
        **resolved,
        **{iris.expand(one.id, base): iri for name, iri in plain.items() for one in index.fresh[name]},
    }
    moved = {node for node, identity in resolved.items() if stored(node) != identity}
    moved |= {node for node in settled.nobody if stored(node) is not None}
    articles = changes.articles | {
        article for node in moved for article in facts.subjects(vocab.mentions, node)
    }
    corpus = Corpus(store)
    articles = {*_with_copies(corpus, articles, changes), *changes.before}
    if len(articles) > _MANY:
        return False
    rejected = settled.overrides.rejected
    before = dict(changes.before)
    for article in articles - changes.articles - before.keys():
        before[article] = contribution(facts, article, stored, rejected, stored_copies(facts, article), base)

    def now(node: str) -> str | None:
        if node in settled.nobody:
            return None
        return known.get(node) or _local(facts, node, base) or stored(node)

    copied = settle(corpus, articles, now, rejected)
    after = {
        article: contribution(facts, article, now, rejected, copied.get(article, NOTHING), base)
        for article in sorted(articles)
    }
    old_resolved = {node: identity for node in resolved if (identity := stored(node)) is not None}
    derived = NamedNode(iris.derived_graph(base))
    old_shared = frozenset().union(*(given.shared for given in before.values()))
    new_shared = frozenset().union(*(given.shared for given in after.values()))
    old_own = frozenset().union(*(given.own for given in before.values()))
    new_own = frozenset().union(*(given.own for given in after.values()))
    changed = {*(old_own ^ new_own)}
    for article in changes.articles:
        changed |= before[article].own if article in before else set()
        changed |= after[article].own
    identities = {value.value for _, predicate, value in changed if predicate == vocab.appearanceOf}
    gone = {quad_of(triple, derived) for triple in old_own - new_own}
    new = {quad_of(triple, derived) for triple in (new_own - old_own) | new_shared}
    nodes = {*(appearance.id for appearance in appearances), *_gone(before, after, base)}
    ours = Replacement(store, derived)
    for node in nodes:
        for decision in facts.subjects(vocab.between, iris.expand(node, base)):
            ours.drop(decision)
    ours.add(_decided(settled.curated.decisions, base))
    gone_ones = {
        value.value
        for article in changes.articles & before.keys()
        for _, predicate, value in before[article].own
        if predicate == vocab.appearanceOf
    }
    for identity in {*gone_ones, *resolved.values(), *old_resolved.values()}:
        for other in facts.subjects(vocab.dcterms_isReplacedBy, identity):
            ours.drop(other, vocab.dcterms_isReplacedBy)
    for name_id in concerned:  # also of those whom a reader has rejected: they have no appearances
        ours.drop(iris.expand(name_id, base), vocab.dcterms_isReplacedBy)
    ours.add(_replaced(settled.curated.identities, base))
    keys = Replacement(store, NamedNode(iris.index_graph(base)))
    for name_id, those in called.items():
        keys.old.update(index.old(name_id))
        keys.new.update(name_quads(name_id, those, base))
    for name_id in plain:
        keys.new.update(name_quads(name_id, index.fresh[name_id], base))
    led = _led(ours.old)
    history = _history(store, old_resolved, resolved, led, settled.curated.identities, base)
    acts = Replacement(store, NamedNode(iris.curation_graph(base)))
    acts.old.update(quads_of_lines(store, ledger.lines, base))
    acts.new.update(curation_quads(settled.curated, base))
    parts = (ours, keys, history, acts)
    write(
        [*(gone - new), *(quad for one in parts for quad in one.gone)],
        [*(new - gone), *(quad for one in parts for quad in one.added)],
    )

    pairs = frozenset().union(*(given.pairs for given in (*before.values(), *after.values())))
    finish = Replacement(store, derived)
    for triple in old_shared - new_shared:
        if not is_supported(facts, triple):
            finish.old.add(quad_of(triple, derived))
    for identity in identities:
        for predicate in (
            vocab.rdf_type,
            vocab.organizationKind,
            vocab.skos_prefLabel,
            vocab.skos_altLabel,
        ):
            finish.drop(identity, predicate)
        finish.add(identity_triples(facts, identity, None, settled.overrides))
    observed = {vocab.firstObserved, vocab.lastObserved}
    for given in before.values():
        for subject, predicate, _ in given.own:
            if predicate == vocab.org_member:
                for one in observed:
                    finish.drop(subject, one)
    for person, organization in pairs:
        affiliations = [
            node
            for node in facts.subjects(vocab.org_member, person)
            if organization in facts.values(node, vocab.org_organization)
        ]
        for node in affiliations:
            for one in observed:
                finish.drop(node, one)
        finish.add(observed_triples(affiliations, facts))
    old_voices = frozenset().union(*(given.voices for given in before.values()))
    new_voices = frozenset().union(*(given.voices for given in after.values()))
    voiced = Replacement(store, NamedNode(iris.index_graph(base)))
    upkeep(store, facts, old_voices, new_voices, finish, voiced, base)
    write([*finish.gone, *voiced.gone], [*finish.added, *voiced.added])
    return True


def _with_copies(corpus: Corpus, articles: Set[str], changes: Changes) -> set[str]:
    """These articles, and all for which these have a bearing on what is copied."""
    found = set(articles)
    for article in changes.articles:
        before = changes.standings.get(article)
        after = _standing(corpus, article) if corpus.is_there(article) else None
        # one that became or was among the first to have a key moves others; and a text can be edited so
        # little that its keys stay, yet be nobody's source any more
        if before != after:
            for one in filter(None, (before, after)):
                found |= corpus.later(one.place, one.keys)
    waiting = sorted(found)
    while waiting and len(found) <= _MANY:
        article = waiting.pop()
        later = corpus.later(corpus.place(article), corpus.keys(article)) - found
        copies = [other for other in later if corpus.likeness(article, other).is_copy]
        found.update(copies)
        waiting.extend(copies)
    return found


def _touched(facts: Facts, changes: Changes) -> set[str]:
    """The name ids of all who appear in what changed, before or after."""
    found = set(changes.names)
    for article in changes.articles:
        for appearance in facts.values(article, vocab.mentions):
            found.update(facts.values(appearance, vocab.nameId))
    return {name_id for name_id in found if is_resolved(name_id)}


def _compatible(index: NameIndex, touched: Iterable[str], changes: Changes, ledger: Ledger) -> set[str]:
    """The name ids that could mean the same as one of these or that a reader ties to it, and so on."""
    found = set(touched)
    waiting = sorted(found)

    def names_of(name_id: str) -> frozenset[str]:
        return index.names(name_id) | changes.names.get(name_id, set())

    tied = {name_id: group for group in connected(ledger) for name_id in group}
    while waiting:
        name_id = waiting.pop()
        near = [*sorted(tied.get(name_id, ())), *_neighbours(index, name_id, names_of, found)]
        for other in near:
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found


def _neighbours(
    index: NameIndex, name_id: str, names_of: Callable[[str], frozenset[str]], found: Set[str]
) -> Iterator[str]:
    """The name ids, beside those that were found, that could mean the same as one of these names."""
    own = names_of(name_id)
    seen = {name_id}
    for key in blocking_keys(name_id, own):
        for other in index.near(key):
            if other not in seen and other not in found:
                seen.add(other)
                if compatible(name_id, own, other, names_of(other)):
                    yield other


def _plain(
    facts: Facts, index: NameIndex, touched: Iterable[str], changes: Changes, ledger: Ledger, base: str
) -> dict[str, str]:
    """The name ids of organisations of which nothing has to be decided, with the identity of each.

    That is an organisation known by one name alone, which no other name resembles, of which nothing was ever
    decided: one more appearance of it can change nothing, and all the others need not be read. The well-known
    ones, which stand in thousands of articles, are mostly so.
    """
    tied = {name_id for group in connected(ledger) for name_id in group}
    # names that are new with these articles are in no index yet
    near: dict[str, set[str]] = defaultdict(set)
    for name_id in sorted(touched):
        if not name_id.startswith("person:"):
            for key in blocking_keys(name_id, index.names(name_id)):
                near[key].add(name_id)

    def resembles_a_new_one(name_id: str, names: frozenset[str]) -> bool:
        others = {other for key in blocking_keys(name_id, names) for other in near[key]} - {name_id}
        return any(compatible(name_id, names, other, index.names(other)) for other in sorted(others))

    found: dict[str, str] = {}
    for name_id in sorted(touched):
        if name_id.startswith("person:") or name_id in changes.names or name_id in tied:
            continue
        named = f"?a <{vocab.nameId}> {Literal(name_id)} "
        identity = iris.expand(name_id, base)
        names = index.names(name_id)
        if (
            len(names) == 1
            and not any(read_organization_name(name).generic for name in names)
            and facts.rows(f"{named}; <{vocab.appearanceOf}> ?who", "who") == [(identity,)]
            and facts.rows(f"?a <{vocab.appearanceOf}> <{identity}> ; <{vocab.nameId}> ?name", "name")
            == [(name_id,)]
            and not facts.rows(f"{named}. ?decision <{vocab.between}> ?a", "decision")
            and not resembles_a_new_one(name_id, names)
            and not any(_neighbours(index, name_id, index.names, frozenset()))
        ):
            found[name_id] = identity
    return found


def _concerned_lines(ledger: Ledger, concerned: Set[str]) -> Iterator[Line]:
    """The lines about one of these name ids, and those about statements and affiliations."""
    for line in ledger.lines:
        names = references(line)
        if not names or any(name_id in concerned for name in names for name_id in name_ids(name)):
            yield line


def _gone(before: Mapping[str, Contribution], after: Mapping[str, Contribution], base: str) -> Iterator[str]:
    """The ids of appearances that are no more."""
    kept = {s for given in after.values() for s, p, _ in given.own if p == vocab.appearanceOf}
    for given in before.values():
        for subject, predicate, _ in given.own:
            if predicate == vocab.appearanceOf and subject not in kept:
                yield iris.compact(subject, base)


# -- both


def _resolved(identities: Iterable[Identity], base: str) -> dict[str, str]:
    """The IRI of the identity by the IRI of each of its appearances."""
    return {
        iris.expand(appearance, base): iris.expand(identity.id, base)
        for identity in identities
        for appearance in identity.appearances
    }


def _stored(facts: Facts) -> Callable[[str], str | None]:
    return lambda node: facts.value(node, vocab.appearanceOf)


def _known(facts: Facts, resolved: Mapping[str, str], base: str) -> Callable[[str], str | None]:
    return lambda node: resolved.get(node) or _local(facts, node, base)


def _local(facts: Facts, node: str, base: str) -> str | None:
    """The IRI of a group, an unnamed person or a document, which is nobody's but its article's."""
    name_id = facts.value(node, vocab.nameId)
    return None if name_id is None or is_resolved(name_id) else iris.expand(name_id, base)


def _replaced(identities: Iterable[Identity], base: str) -> Iterator[Triple]:
    for identity in identities:
        kept = NamedNode(iris.expand(identity.id, base))
        for other in identity.replaced:
            yield iris.expand(other, base), vocab.dcterms_isReplacedBy, kept


def _decided(decisions: Iterable[Decision], base: str) -> Iterator[Triple]:
    for decision in decisions:
        first, second = (one.partition(":")[2] for one in (decision.first, decision.second))
        node = iris.expand(f"decision:{first}--{second}", base)
        yield node, vocab.rdf_type, NamedNode(vocab.IdentityDecision)
        yield node, vocab.between, NamedNode(iris.expand(decision.first, base))
        yield node, vocab.between, NamedNode(iris.expand(decision.second, base))
        yield node, vocab.outcome, NamedNode(vocab.IDENTITY_OUTCOMES[decision.outcome])
        yield node, vocab.confidence, decimal(decision.confidence)
        yield node, vocab.rule, Literal(decision.by)
        for reason in decision.reasons:
            yield node, vocab.reason, Literal(f"{reason.kind}: {reason.text} ({reason.weight:+.1f})")


def _led(quads: Iterable[Quad]) -> dict[str, str]:
    """Which IRIs were replaced, and by which."""
    return {
        quad.subject.value: quad.object.value
        for quad in quads
        if quad.predicate.value == vocab.dcterms_isReplacedBy
        and isinstance(quad.subject, NamedNode)
        and isinstance(quad.object, NamedNode)
    }


def _history(
    store: Store,
    old: Mapping[str, str],
    new: Mapping[str, str],
    led: Mapping[str, str],
    identities: Iterable[Identity],
    base: str,
) -> Replacement:
    """What changes in the history: an IRI that nobody has any more leads to where its first appearance went.

    `old` and `new` lead from appearances to IRIs, `led` from IRIs that were replaced before to those that
    replaced them. What leads somewhere by its name is no matter of history.
    """
    found = Replacement(store, NamedNode(iris.history_graph(base)))
    named = {iris.expand(name, base) for one in identities for name in (one.id, *one.replaced)}
    for iri in named:
        found.drop(iri)
    went: dict[str, str] = {}
    for node in sorted(old):
        if node in new:
            went.setdefault(old[node], new[node])
    retired = {iri: kept for iri, kept in went.items() if iri not in named}
    retired |= {iri: went[kept] for iri, kept in led.items() if iri not in named and kept in went}
    for iri in retired:
        found.drop(iri)
    found.add((iri, vocab.dcterms_isReplacedBy, NamedNode(kept)) for iri, kept in retired.items())
    return found
