"""The derived graph held against articles and ledger: nothing stands there that does not follow."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from sayso.graph import iris, vocab
from sayso.graph.mapping import decimal
from sayso.graph.upkeep.copies import Corpus, settle
from sayso.graph.upkeep.derived import RESOLVED
from sayso.graph.verification.contract import DERIVED, SPEAKERS
from sayso.graph.verification.named_graphs import NamedGraph, Rows
from sayso.graph.verification.other_graphs import check_classes

__all__ = ["Gathered", "check_derived"]

_ANEW = "touch an article or the ledger and build, so that it is derived anew"

_KEPT = (
    *RESOLVED,
    vocab.article,
    vocab.mentions,
    vocab.nameId,
    vocab.name,
    vocab.alias,
    vocab.appearsAs,
    vocab.topicAssignment,
    vocab.topic,
    vocab.stance,
    vocab.stancePolarity,
    vocab.toward,
    vocab.confidence,
    vocab.capacityGiven,
    vocab.former,
    vocab.saidOn,
    vocab.schema_datePublished,
    vocab.candidate,
    vocab.extractedBy,
)
"""The properties that what is derived rests on."""

_CHANNELS = (
    vocab.toldToAppearance,
    vocab.interviewWithAppearance,
    vocab.reportedByAppearance,
    vocab.postedOnAppearance,
)
_CLASSES = SPEAKERS
_GUESS_FREE = (vocab.ByDates, vocab.InSameArticle)

Pairs = set[tuple[str, str]]


@dataclass(slots=True)
class Gathered:
    """What the graphs of the articles say, of that which others rest on: values by property and subject.

    `kinds` are the classes of their nodes, spans left out; `homes` the articles of affiliations.
    """

    kinds: dict[str, str] = field(default_factory=dict)
    homes: dict[str, str] = field(default_factory=dict)
    rows: dict[str, dict[str, list[str]]] = field(default_factory=lambda: {name: {} for name in _KEPT})

    def take(self, graph: NamedGraph) -> None:
        """Keeps what an article says."""
        for name, kept in self.rows.items():
            kept.update(graph.of(name))
        for node, kind in graph.classes().items():
            if kind != vocab.TextSpan:
                if node in self.kinds:
                    graph.find("own-node", node, f"{node} is described by another article too: {_ANEW}")
                self.kinds[node] = kind
                if kind == vocab.Affiliation and graph.article is not None:
                    self.homes[node] = graph.article

    def of(self, predicate: str) -> Rows:
        """The values of a property, by subject."""
        return self.rows[predicate]


def check_derived(
    graph: NamedGraph,
    said: Gathered,
    curation: NamedGraph,
    topics: Collection[str],
    base: str,
    corpus: Corpus | None,
) -> None:
    """Notes in `graph`, the derived one, all that does not follow, and all that follows and is not there.

    `corpus` are the articles with their texts, from which follows what is copied; None where these cannot be
    relied on: then it is only looked at whether copies, originals and carriers fit together.
    """
    _Checking(graph, said, curation, topics, base).all(corpus)


class _Checking:
    def __init__(
        self, graph: NamedGraph, said: Gathered, curation: NamedGraph, topics: Collection[str], base: str
    ) -> None:
        self._graph = graph
        self._said = said
        self._curation = curation
        self._topics = topics
        self._base = base
        self._who = {node: values[0] for node, values in graph.of(vocab.appearanceOf).items()}
        self._members: dict[str, list[str]] = defaultdict(list)
        for node, identity in self._who.items():
            self._members[identity].append(node)
        reviews = curation.of(vocab.reviewStatus)
        self._rejected = {node for node, states in reviews.items() if vocab.Rejected in states}
        self._copies = graph.of(vocab.copyOf)

    def all(self, corpus: Corpus | None) -> None:
        self._values()
        self._identities()
        self._names()
        self._resolved()
        self._shortcuts()
        self._dates()
        self._decisions()
        self._disagreements()
        self._copied(corpus)
        self._replaced()

    # -- what things are

    def _values(self) -> None:
        """How often each property stands and on what, and whether its subject and its values are there."""
        kinds = {**self._said.kinds, **dict.fromkeys(self._topics, vocab.skos_Concept)}
        things = {*self._graph.of(vocab.between), *self._graph.of(vocab.over)}
        check_classes(self._graph, self._base, kinds, things)
        for predicate, rows in self._graph.rows.items():
            wanted = DERIVED.get(predicate)
            for node, values in rows.items():
                if not self._is_there(node, predicate):
                    self._find("orphan", node, f"{predicate} of {node}, which is not there: {_ANEW}")
                if wanted is None:
                    continue
                if wanted.most is not None and len(values) > wanted.most:
                    given = ", ".join(sorted(values))
                    self._find(
                        "complete", node, f"{node} has {predicate} {len(values)} times ({given}): {_ANEW}"
                    )
                for value in values:
                    if wanted.of and value not in wanted.of:
                        self._find(
                            "value", node, f"{predicate} of {node} is {value}, not of its list: {_ANEW}"
                        )
                    elif wanted.to and not self._is_a(value, wanted.to):
                        self._find(
                            "link", node, f"{predicate} of {node} is {value}, which is not there: {_ANEW}"
                        )

    def _is_a(self, node: str, classes: frozenset[str]) -> bool:
        if classes is SPEAKERS or classes == SPEAKERS:
            return node in self._members
        if vocab.skos_Concept in classes:
            return node in self._topics
        return self._said.kinds.get(node) in classes

    def _is_there(self, node: str, predicate: str) -> bool:
        return (
            node in self._said.kinds
            or node in self._members
            or node in self._topics
            or node == self._graph.iri
            or predicate == vocab.dcterms_isReplacedBy
            or node in self._graph.of(vocab.between)
            or node in self._graph.of(vocab.over)
        )

    def _identities(self) -> None:
        replaced = self._graph.of(vocab.dcterms_isReplacedBy)
        types, labels = self._graph.of(vocab.rdf_type), self._graph.of(vocab.skos_prefLabel)
        for node, names in self._said.of(vocab.nameId).items():
            if node not in self._who:
                name = iris.expand(names[0], self._base) if ":" in names[0] else names[0]
                known = {name, *replaced.get(name, ())}
                if not any(one.split("-in-")[0] in known or one in known for one in self._rejected):
                    self._find("identity", node, f"{node} is nobody's appearance: {_ANEW}")
        for node in self._members:
            if len(types.get(node, ())) != 1:
                given = " and ".join(sorted(types.get(node, ()))) or "none"
                self._find("identity", node, f"{node} has not one type, but {given}: {_ANEW}")
            if len(labels.get(node, ())) != 1:
                given = " and ".join(sorted(labels.get(node, ()))) or "none"
                self._find("identity", node, f"{node} has not one name, but {given}: {_ANEW}")

    def _names(self) -> None:
        """Whether names, type and kind are what most appearances give, where no reader has said otherwise."""
        said, graph = self._said, self._graph
        decided = self._curation.of(vocab.decidedBy)
        verbs = {act: line[0].partition(" ")[0] for act, line in self._curation.of(vocab.ledgerLine).items()}
        labels, others = graph.of(vocab.skos_prefLabel), graph.of(vocab.skos_altLabel)
        for identity, nodes in self._members.items():
            by = {verbs.get(act, "") for act in decided.get(identity, ())}
            names = Counter(name for node in nodes for name in said.of(vocab.name).get(node, ()))
            aliases = {name for node in nodes for name in said.of(vocab.alias).get(node, ())}
            shown = Counter(kind for node in nodes for kind in said.of(vocab.appearsAs).get(node, ()))
            preferred = labels.get(identity, [""])[0]
            if len(labels.get(identity, ())) != 1 or len(graph.of(vocab.rdf_type).get(identity, ())) != 1:
                continue  # told by "identity"
            if names and "rename" not in by:
                wanted = min(names, key=lambda name: (-names[name], -len(name), name))
                if preferred != wanted:
                    self._find(
                        "name", identity, f"{identity} is called {preferred!r}, not {wanted!r}: {_ANEW}"
                    )
            differing = {*others.get(identity, ())} ^ ({*names, *aliases} - {preferred})
            for name in sorted(differing):
                self._find(
                    "name", identity, f"the other names of {identity} are wrong about {name!r}: {_ANEW}"
                )
            if by & {"kind", "merge"}:
                continue
            for predicate, known in ((vocab.rdf_type, True), (vocab.organizationKind, False)):
                counted = {kind: number for kind, number in shown.items() if (kind in _CLASSES) is known}
                wanted = min(counted, key=lambda kind: (-counted[kind], kind)) if counted else ""
                given = graph.of(predicate).get(identity, [""])[0]
                if given != wanted and (given or not known) and self._is_body(identity, predicate):
                    what = f"{predicate} of {identity} is {given or 'missing'}, not {wanted or 'anything'}"
                    self._find("name", identity, f"{what}: {_ANEW}")

    def _is_body(self, identity: str, predicate: str) -> bool:
        return predicate == vocab.rdf_type or vocab.Person not in self._graph.of(vocab.rdf_type).get(
            identity, ()
        )

    # -- what follows

    def _resolved(self) -> None:
        """The identities behind the appearances that articles give; none of what a reader has rejected."""
        for given, derived in RESOLVED.items():
            wanted = {
                (node, self._who[appearance])
                for node, appearances in self._said.of(given).items()
                if not self._gives_nothing(node, derived)
                for appearance in appearances
                if appearance in self._who
            }
            self._compare("resolved", derived, wanted)
        capacities = {
            (node, one)
            for node, values in self._said.of(vocab.capacityGiven).items()
            if node not in self._rejected and node not in self._copies
            for one in values
            if one not in self._rejected
        }
        self._compare("resolved", vocab.inCapacity, capacities)

    def _gives_nothing(self, node: str, derived: str) -> bool:
        if derived == vocab.linkOf:
            return self._is_rejected_link(node)
        members = self._said.of(vocab.memberAppearance).get(node)
        if members is not None and not any(member in self._who for member in members):
            return True  # a role of somebody who was rejected
        return node in self._rejected or node in self._copies

    def _is_rejected_link(self, node: str) -> bool:
        candidates = {*self._said.of(vocab.candidate).get(node, ())}
        bearers = {self._who.get(one) for one in self._said.of(vocab.linkOfAppearance).get(node, ())}
        return node in self._rejected or any(
            candidates.intersection(self._curation.of(vocab.candidate).get(one, ()))
            for one in self._rejected
            if bearers.intersection(self._curation.of(vocab.linkOf).get(one, ()))
        )

    def _shortcuts(self) -> None:
        graph, said = self._graph, self._said
        speakers = graph.of(vocab.speaker)
        self._compare("shortcut", vocab.said, {(who, node) for node, who in _pairs(speakers)})
        commented: Pairs = set()
        quoted: Pairs = set()
        for node, who in speakers.items():
            for assignment in said.of(vocab.topicAssignment).get(node, ()):
                for topic in said.of(vocab.topic).get(assignment, ()):
                    commented.update((one, topic) for one in who)
            quoted.update((medium, one) for medium in self._media(node) for one in who)
        for node, originals in self._copies.items():
            for original in originals:
                for one in speakers.get(original, ()):
                    quoted.update((medium, one) for medium in self._media(node))
        self._compare("shortcut", vocab.commentedOn, commented)
        self._compare("shortcut", vocab.quotes, quoted)
        members, places = graph.of(vocab.org_member), graph.of(vocab.org_organization)
        wholes, former = graph.of(vocab.withinOrganization), said.of(vocab.former)
        affiliated = {
            (person, body)
            for node, people in members.items()
            if node not in former
            for person in people
            for body in places.get(node, ())
        }
        self._compare("shortcut", vocab.affiliatedWith, affiliated)
        parts = {
            (body, whole)
            for node, bodies in places.items()
            for body in bodies
            for whole in wholes.get(node, ())
            if whole != body
        }
        self._compare("shortcut", vocab.org_subOrganizationOf, parts)

    def _media(self, statement: str) -> Iterator[str]:
        """The outlets and platforms that have the statement, also where it is a copy."""
        for channel in _CHANNELS:
            for appearance in self._said.of(channel).get(statement, ()):
                if appearance in self._who:
                    yield self._who[appearance]
        for article in self._said.of(vocab.article).get(statement, ()):
            yield from self._graph.of(vocab.publishedBy).get(article, ())

    def _dates(self) -> None:
        graph, said = self._graph, self._said
        published = said.of(vocab.schema_datePublished)
        dates: Pairs = set()
        bases: Pairs = set()
        for node, articles in said.of(vocab.article).items():
            own = said.of(vocab.saidOn).get(node, ())
            date = next(iter(own or published.get(articles[0], ())), None)
            if date is not None:
                dates.add((node, date))
                bases.add((node, "said" if own else "published"))
        self._compare("date", vocab.effectiveDate, dates)
        self._compare("date", vocab.dateBasis, bases)
        together: dict[tuple[str, str], list[str]] = defaultdict(list)
        for node, people in graph.of(vocab.org_member).items():
            if node not in said.of(vocab.former):
                for body in graph.of(vocab.org_organization).get(node, ()):
                    together[people[0], body].append(node)
        first: Pairs = set()
        last: Pairs = set()
        for nodes in together.values():
            found = [date for node in nodes for date in published.get(said.homes.get(node, ""), ())]
            if found:
                first.update((node, min(found)) for node in nodes)
                last.update((node, max(found)) for node in nodes)
        self._compare("date", vocab.firstObserved, first)
        self._compare("date", vocab.lastObserved, last)

    # -- decisions, disagreements, copies

    def _decisions(self) -> None:
        graph = self._graph
        outcomes, between = graph.of(vocab.outcome), graph.of(vocab.between)
        for node, kinds in graph.of(vocab.rdf_type).items():
            if vocab.IdentityDecision not in kinds:
                continue
            sides = between.get(node, ())
            for predicate in (vocab.outcome, vocab.confidence, vocab.rule, vocab.reason):
                if node not in graph.of(predicate):
                    self._find("complete", node, f"the decision {node} has no {predicate}: {_ANEW}")
            if len(sides) != 2:
                self._find(
                    "decision", node, f"the decision {node} is about {len(sides)} appearances, not 2: {_ANEW}"
                )
                continue
            one, other = (self._who.get(side) for side in sides)
            if one is None or other is None:
                continue
            outcome = outcomes.get(node, [""])[0]
            if outcome == vocab.Same and one != other:
                self._find("decision", node, f"{node} says the same, but it is {one} and {other}: {_ANEW}")
            elif outcome == vocab.Different and one == other:
                self._find("decision", node, f"{node} says different ones, but both are {one}: {_ANEW}")

    def _disagreements(self) -> None:
        graph, said = self._graph, self._said
        window = next(iter(graph.of(vocab.disagreementWindow).get(graph.iri, ())), None)
        if window is None and vocab.Article in said.kinds.values():
            self._find("complete", graph.iri, f"{graph.iri} has no {vocab.disagreementWindow}: {_ANEW}")
        pairs: Pairs = set()
        told: Counter[str] = Counter()
        for node, kinds in graph.of(vocab.rdf_type).items():
            if vocab.Disagreement not in kinds:
                continue
            one = {name: next(iter(graph.of(name).get(node, ())), None) for name in _OF_DISAGREEMENTS}
            missing = sorted(name for name in _OF_DISAGREEMENTS if one[name] is None)
            for name in missing:
                self._find("complete", node, f"the disagreement {node} has no {name}: {_ANEW}")
            if missing:
                continue
            supporter, opponent, over = (one[name] or "" for name in _WHO)
            pairs |= {(supporter, opponent), (opponent, supporter)}
            told[over] += _number(one[vocab.opposedPairs])
            for side, statement, stance, polarity in (
                (supporter, vocab.statementA, vocab.stanceA, vocab.Positive),
                (opponent, vocab.statementB, vocab.stanceB, vocab.Negative),
            ):
                words, view = one[statement] or "", one[stance] or ""
                if side not in graph.of(vocab.speaker).get(words, ()):
                    self._find("disagreement", node, f"{words} of {node} is not said by {side}: {_ANEW}")
                elif view not in said.of(vocab.stance).get(words, ()):
                    self._find("disagreement", node, f"{view} of {node} is no stance of {words}: {_ANEW}")
                elif polarity not in said.of(vocab.stancePolarity).get(view, ()):
                    self._find("disagreement", node, f"{view} of {node} is not {polarity}: {_ANEW}")
                elif not self._is_toward(view, over):
                    self._find("disagreement", node, f"{view} of {node} is not toward {over}: {_ANEW}")
            days = graph.of(vocab.daysBetween).get(node, ("0",))[0]
            if window is not None and not 0 <= _number(days) <= _number(window):
                self._find(
                    "disagreement", node, f"{node} lies {days} days apart, not up to {window}: {_ANEW}"
                )
        self._compare("disagreement", vocab.disagreesWith, pairs)
        counts = graph.of(vocab.opposedPairs)
        out = graph.of(vocab.opposedPairsLeftOut)
        for thing in sorted({*told, *(node for node in counts if node not in graph.of(vocab.over))}):
            known = sum(map(_number, counts.get(thing, ())))
            left = sum(map(_number, out.get(thing, ())))
            if known != told[thing] + left:
                what = f"{thing} has {known} opposed pairs, but {told[thing]} are told of and {left} left out"
                self._find("disagreement", thing, f"{what}: {_ANEW}")

    def _is_toward(self, stance: str, over: str) -> bool:
        towards = self._said.of(vocab.toward).get(stance, ())
        if over in towards:
            return True
        names = {iris.compact(one, self._base) for one in towards}
        return any(
            not names.isdisjoint(self._said.of(vocab.nameId).get(node, ()))
            for node in self._members.get(over, ())
        )

    def _copied(self, corpus: Corpus | None) -> None:
        if corpus is not None:
            self._copied_texts(corpus)
        graph, articles = self._graph, self._said.of(vocab.article)
        kinds = self._said.kinds
        carried: Pairs = set()
        sources = graph.of(vocab.republishedFrom)
        for node, originals in self._copies.items():
            home = next(iter(articles.get(node, ())), "")
            for original in originals:
                if kinds.get(original) != vocab.Statement or original == node or original in self._copies:
                    self._find(
                        "copy", node, f"{node} copies {original}, which is no statement of its own: {_ANEW}"
                    )
                    continue
                carried.add((original, home))
                if home not in sources:
                    self._find(
                        "copy", node, f"{node} copies {original}, but {home} is no republication: {_ANEW}"
                    )
        self._compare("copy", vocab.carriedIn, carried)
        for article, others in sources.items():
            for other in others:
                if other == article:
                    self._find(
                        "copy", article, f"{article} is republished from {other}, no other article: {_ANEW}"
                    )

    def _copied_texts(self, corpus: Corpus) -> None:
        """What is copied and from where, found anew in the texts."""
        articles = [node for node, kind in self._said.kinds.items() if kind == vocab.Article]
        corpus.read_all()
        found = settle(corpus, articles, self._who.get, self._rejected)
        sources = {(article, one.source) for article, one in found.items() if one.source is not None}
        orders = {(article, "published" if one.dated else "undecided") for article, one in found.items()}
        overlaps = {(article, decimal(one.overlap).value) for article, one in found.items()}
        copies = {pair for one in found.values() for pair in one.statements.items()}
        self._compare("copy", vocab.republishedFrom, sources)
        self._compare("copy", vocab.orderBasis, orders)
        self._compare("copy", vocab.overlap, overlaps)
        self._compare("copy", vocab.copyOf, copies)

    def _replaced(self) -> None:
        retired = self._graph.of(vocab.dcterms_isReplacedBy)
        for node, others in retired.items():
            for other in others:
                if other not in self._members and other not in self._rejected:
                    self._find("replaced", node, f"{node} was replaced by {other}, who is nobody: {_ANEW}")
            if node in self._members:
                self._find("replaced", node, f"{node} was replaced by {others[0]}, but is somebody: {_ANEW}")

    # -- inside

    def _compare(self, check: str, predicate: str, wanted: Pairs) -> None:
        given = set(_pairs(self._graph.of(predicate)))
        if given == wanted:
            return
        for node, value in sorted(given - wanted):
            self._find(check, node, f"{predicate} of {node} is {value}, which nothing supports: {_ANEW}")
        for node, value in sorted(wanted - given):
            self._find(check, node, f"{predicate} of {node} is not {value}, though it follows: {_ANEW}")

    def _find(self, check: str, node: str, message: str) -> None:
        self._graph.find(check, node, message)


_WHO = (vocab.supporter, vocab.opponent, vocab.over)
_OF_DISAGREEMENTS = (
    *_WHO,
    vocab.statementA,
    vocab.statementB,
    vocab.stanceA,
    vocab.stanceB,
    vocab.opposedPairs,
    vocab.confidence,
    vocab.basis,
)


def _pairs(rows: Rows) -> Iterator[tuple[str, str]]:
    for node, values in rows.items():
        for value in values:
            yield node, value


def _number(text: str | None) -> int:
    try:
        return int(text or "")
    except ValueError:
        return -1
