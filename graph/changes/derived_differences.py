"""What differs between two graphs in what follows from all articles: who is who, disagreements, copies.

Topics that came into the schemes or left them are told here as well. Everything but `derived_state` works on
plain values, in time near linear in what they hold.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from sayso.graph import iris, vocab
from sayso.graph.identity.reading import is_resolved
from sayso.graph.store import Store

__all__ = [
    "DerivedDifference",
    "DerivedState",
    "IdentityChange",
    "Told",
    "derived_difference",
    "derived_state",
]

_MOST_REASONS = 3
_OUTCOMES = {iri: outcome for outcome, iri in vocab.IDENTITY_OUTCOMES.items()}


@dataclass(frozen=True, slots=True)
class Told:
    """A decision about two appearances: its outcome, by "machine" or a line of the ledger, and why."""

    between: tuple[str, ...]
    outcome: str
    confidence: str
    by: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DerivedState:
    """What follows from all articles of a graph, by ids.

    `identities` tells whose each appearance is, `names` and `topics` what those are called; `disagreements`
    are who is for, who is against, and over what; `copies` are articles and what they republish.
    """

    identities: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    decisions: tuple[Told, ...] = ()
    topics: Mapping[str, str] = field(default_factory=dict)
    disagreements: frozenset[tuple[str, str, str]] = frozenset()
    copies: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class IdentityChange:
    """Identities that came, went, were "merged", "parted" or "renamed": pairs of id and name on either side.

    `why` are the decisions that the new state has about it.
    """

    what: str
    old: tuple[tuple[str, str], ...]
    new: tuple[tuple[str, str], ...]
    why: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class DerivedDifference:
    """What differs, sorted. Topics are pairs of id and label, or with both labels where these differ.

    `names` are what those are called whose ids stand in disagreements.
    """

    identities: tuple[IdentityChange, ...] = ()
    topics_came: tuple[tuple[str, str], ...] = ()
    topics_went: tuple[tuple[str, str], ...] = ()
    topics_renamed: tuple[tuple[str, str, str], ...] = ()
    disagreements_came: tuple[tuple[str, str, str], ...] = ()
    disagreements_went: tuple[tuple[str, str, str], ...] = ()
    copies_came: tuple[tuple[str, str], ...] = ()
    copies_went: tuple[tuple[str, str], ...] = ()
    names: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def is_none(self) -> bool:
        """Whether nothing differs."""
        return self == DerivedDifference()


def derived_difference(old: DerivedState, new: DerivedState) -> DerivedDifference:
    """What differs. An identity is followed through the appearances that both states have.

    A disagreement of somebody who was only renamed is the same one.
    """
    changes = list(_identities(old, new))
    now = {
        before: after
        for change in changes
        if change.what == "renamed"
        for (before, _), (after, _) in zip(change.old, change.new, strict=True)
    }
    disputed = {(now.get(one, one), now.get(other, other), over) for one, other, over in old.disagreements}
    both = old.topics.keys() & new.topics.keys()
    labels = {**old.topics, **old.names, **new.topics, **new.names}
    spoken = {one for told in disputed ^ new.disagreements for one in told}
    return DerivedDifference(
        identities=tuple(changes),
        topics_came=tuple(sorted((one, new.topics[one]) for one in new.topics.keys() - both)),
        topics_went=tuple(sorted((one, old.topics[one]) for one in old.topics.keys() - both)),
        topics_renamed=tuple(
            sorted(
                (one, old.topics[one], new.topics[one]) for one in both if old.topics[one] != new.topics[one]
            )
        ),
        disagreements_came=tuple(sorted(new.disagreements - disputed)),
        disagreements_went=tuple(sorted(disputed - new.disagreements)),
        copies_came=tuple(sorted(new.copies - old.copies)),
        copies_went=tuple(sorted(old.copies - new.copies)),
        names={one: labels[one] for one in sorted(spoken & labels.keys())},
    )


def _identities(old: DerivedState, new: DerivedState) -> Iterator[IdentityChange]:
    """What became of identities, sorted by what happened and to whom."""
    became: dict[str, set[str]] = {one: set() for one in old.identities.values()}
    was: dict[str, set[str]] = {one: set() for one in new.identities.values()}
    for appearance, before in old.identities.items():
        after = new.identities.get(appearance)
        if after is not None:
            became[before].add(after)
            was[after].add(before)
    decisions: dict[str, list[Told]] = defaultdict(list)
    for told in new.decisions:
        for one in {new.identities.get(appearance, "") for appearance in told.between}:
            decisions[one].append(told)

    def why(identities: Iterable[str], outcomes: Iterable[str]) -> tuple[Told, ...]:
        wanted = set(outcomes)
        found = {told for one in identities for told in decisions[one] if told.outcome in wanted}

        def tells_apart(told: Told) -> bool:
            return len({old.identities.get(one, one) for one in told.between}) > 1

        # those about appearances that the old state held otherwise come first
        ordered = sorted(found, key=lambda told: (not tells_apart(told), told.by == "machine", told.between))
        return tuple(ordered[:_MOST_REASONS])

    found = []
    for after in sorted(was):
        earlier = sorted(was[after])
        if not earlier:
            found.append(IdentityChange("came", (), _named([after], new)))
        elif len(earlier) > 1:
            reasons = why([after], ["same"])
            found.append(IdentityChange("merged", _named(earlier, old), _named([after], new), reasons))
    for one in sorted(became):
        parts = sorted(became[one])
        if not parts:
            found.append(IdentityChange("went", _named([one], old), ()))
        elif len(parts) > 1:
            reasons = why(parts, ["different", "undecided"])
            found.append(IdentityChange("parted", _named([one], old), _named(parts, new), reasons))
        elif len(was[parts[0]]) == 1 and _named([one], old) != _named(parts, new):
            found.append(IdentityChange("renamed", _named([one], old), _named(parts, new)))
    order = ("merged", "parted", "renamed", "came", "went")
    yield from sorted(found, key=lambda change: (order.index(change.what), change.old, change.new))


def _named(identities: Iterable[str], state: DerivedState) -> tuple[tuple[str, str], ...]:
    return tuple((one, state.names.get(one, one)) for one in identities)


# -- from a graph


def derived_state(store: Store) -> DerivedState:
    """What follows from all articles of a graph, read from it; needs memory for all identities."""
    base = store.base
    derived = iris.derived_graph(base)
    identities = {
        iris.compact(appearance, base): name
        for appearance, identity in _pairs(store, vocab.appearanceOf, derived)
        if is_resolved(name := iris.compact(identity, base))
    }
    names = {iris.compact(one, base): label for one, label in _pairs(store, vocab.skos_prefLabel, derived)}
    sides = [
        {node: iris.compact(value, base) for node, value in _pairs(store, predicate, derived)}
        for predicate in (vocab.supporter, vocab.opponent, vocab.over)
    ]
    return DerivedState(
        identities=identities,
        names=names,
        decisions=tuple(_decisions(store, base)),
        topics={
            iris.compact(one, base): label
            for one, label in sorted(
                _pairs(store, vocab.skos_prefLabel, iris.topics_graph(base)), reverse=True
            )
        },
        disagreements=frozenset(
            (sides[0][node], sides[1][node], sides[2][node])
            for node in sides[0]
            if node in sides[1] and node in sides[2]
        ),
        copies=frozenset(
            (_article(one, base), _article(other, base))
            for one, other in _pairs(store, vocab.republishedFrom, derived)
        ),
    )


def _decisions(store: Store, base: str) -> Iterator[Told]:
    derived = iris.derived_graph(base)
    between: dict[str, list[str]] = defaultdict(list)
    for node, appearance in _pairs(store, vocab.between, derived):
        between[node].append(iris.compact(appearance, base))
    reasons: dict[str, list[str]] = defaultdict(list)
    for node, reason in _pairs(store, vocab.reason, derived):
        reasons[node].append(reason)
    outcome, rule, sure = (
        dict(_pairs(store, predicate, derived)) for predicate in (vocab.outcome, vocab.rule, vocab.confidence)
    )
    for node in sorted(between):
        yield Told(
            between=tuple(sorted(between[node])),
            outcome=_OUTCOMES.get(outcome.get(node, ""), ""),
            confidence=sure.get(node, ""),
            by=rule.get(node, ""),
            reasons=tuple(sorted(reasons[node])),
        )


def _article(iri: str, base: str) -> str:
    return iris.compact(iri, base).removeprefix("article:")


def _pairs(store: Store, predicate: str, graph: str) -> Iterator[tuple[str, str]]:
    for quad in store.handle.quads_for_pattern(None, NamedNode(predicate), None, NamedNode(graph)):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            yield quad.subject.value, quad.object.value
