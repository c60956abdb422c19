"""Why somebody is who they are: where an identity appears, as what, and what was decided of it.

account(store, "person:zhou-hongyi")
comparison(store, "person:ethan-tu", "person:du-yijin")
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sayso.errors import QueryError
from sayso.graph import iris, vocab
from sayso.graph.asking.finding import resolve
from sayso.graph.facts import Facts
from sayso.graph.identity.appearances import Appearance, Decision
from sayso.graph.identity.reading import Reading
from sayso.graph.identity.resolution import compare
from sayso.graph.store import Store

__all__ = ["Account", "Comparison", "Sighting", "Told", "account", "comparison", "undecided"]

_CLASSES = (vocab.Person, vocab.Organization, vocab.Outlet, vocab.Platform)
_NOTATIONS = {iri: notation for notation, iri in vocab.SPEAKER_KINDS.items()}
_KINDS = {iri: notation for notation, iri in vocab.ORGANIZATION_KINDS.items()}
_OUTCOMES = {iri: notation for notation, iri in vocab.IDENTITY_OUTCOMES.items()}
_AROUND = 90


@dataclass(frozen=True, slots=True)
class Sighting:
    """One appearance: `capacities` are its roles in words, `words` those around its first mention."""

    id: str
    article: str
    title: str | None
    date: str | None
    outlet: str | None
    name: str
    capacities: tuple[str, ...]
    words: str | None
    start: int | None


@dataclass(frozen=True, slots=True)
class Told:
    """A decision that is on record: between two appearances, with the identities they belong to now."""

    outcome: str
    confidence: float
    by: str
    sides: tuple[tuple[str, str], tuple[str, str]]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """An identity and what it rests on.

    `replaced` are ids that lead to it. `sightings` are the first ones by date, of `appearances` in all.
    `links` are outside identifiers with "confirmed" or "candidate".
    """

    id: str
    name: str
    kind: str
    organization_kind: str | None
    other_names: tuple[str, ...]
    replaced: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    appearances: int
    sightings: tuple[Sighting, ...]
    decisions: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two identities side by side: what the machine makes of them now, and what is on record.

    `same` tells whether both names lead to one identity; then `first` and `second` are equal.
    """

    first: Account
    second: Account
    decision: Decision
    on_record: tuple[Told, ...]

    @property
    def same(self) -> bool:
        """Whether both names lead to one identity."""
        return self.first.id == self.second.id


def account(store: Store, name: str, *, at_most: int = 10) -> Account:
    """Who `name` (an id, an IRI, a name) is, with at most so many sightings and decisions.

    Raises QueryError where nobody is called so, or several are.
    """
    return _account(store, Facts(store.handle), _one(store, name), at_most)


def comparison(store: Store, first: str, second: str, *, at_most: int = 5) -> Comparison:
    """Two names side by side, with the reasons for and against their being one.

    Where both lead to one identity by now, the appearances that have the one name id and those that have the
    other are compared. Raises QueryError as `account` does.
    """
    facts = Facts(store.handle)
    reading = Reading(facts, store.base)
    ones = [_one(store, name) for name in (first, second)]
    members = [list(facts.subjects(vocab.appearanceOf, iri)) for iri in ones]
    if ones[0] == ones[1]:
        members = _by_name(facts, members[0], first, second, store.base)
    if not all(members):
        raise QueryError(
            f"{first!r} and {second!r} are the same by every name: ask 'sayso why' with one of them"
        )
    appearances = [[reading.appearance(node) for node in nodes] for nodes in members]
    accounts = [_account(store, facts, iri, at_most) for iri in ones]
    sides = [set(nodes) for nodes in members]
    between = [
        node
        for node in _decisions(facts, members[0])
        if any(one in sides[1] for one in facts.values(node, vocab.between))
    ]
    return Comparison(
        accounts[0],
        accounts[1],
        compare(appearances[0], appearances[1]),
        tuple(_told(facts, node, store.base) for node in between[:at_most]),
    )


def undecided(store: Store) -> list[tuple[Told, tuple[Appearance, Appearance]]]:
    """The pairs that the evidence does not tell apart, the likeliest to be one first.

    With each come its two appearances, in the order of its sides.
    """
    facts = Facts(store.handle)
    reading = Reading(facts, store.base)
    pairs = []
    for node in facts.subjects(vocab.outcome, vocab.Undecided):
        told = _told(facts, node, store.base)
        first, second = (reading.appearance(iris.expand(side[0], store.base)) for side in told.sides)
        pairs.append((told, (first, second)))
    return sorted(pairs, key=lambda pair: (-pair[0].confidence, pair[0].sides))


def _one(store: Store, name: str) -> str:
    found = resolve(store, name, _CLASSES)
    if len(found) > 1:
        ids = ", ".join(iris.compact(iri, store.base) for iri in found[:6])
        raise QueryError(f"{name!r} may be one of {len(found)}: {ids}; give one of these")
    return found[0]


def _by_name(facts: Facts, nodes: Iterable[str], first: str, second: str, base: str) -> list[list[str]]:
    """Of the appearances of one identity those that each of two ids names."""
    wanted = [iris.compact(name, base) for name in (first, second)]
    names = {node: facts.value(node, vocab.nameId) or "" for node in nodes}

    def has(node: str, name: str) -> bool:
        return name in (names[node], names[node].partition(":")[2])

    two = [node for node in names if has(node, wanted[1])]
    one = [node for node in names if has(node, wanted[0]) and node not in two]
    return [one or [node for node in names if node not in two], two]


def _account(store: Store, facts: Facts, iri: str, at_most: int) -> Account:
    base = store.base
    nodes = list(facts.subjects(vocab.appearanceOf, iri))
    by_date = sorted((_date(facts, node), node) for node in nodes)
    kind = facts.value(iri, vocab.organizationKind)
    confirmed = set(facts.values(iri, vocab.owl_sameAs))
    links = {
        candidate: "confirmed" if candidate in confirmed else "candidate"
        for link in facts.subjects(vocab.linkOf, iri)
        for candidate in facts.values(link, vocab.candidate)
    }
    decisions = _decisions(facts, nodes)
    return Account(
        id=iris.compact(iri, base),
        name=facts.value(iri, vocab.skos_prefLabel) or "",
        kind=_NOTATIONS.get(facts.value(iri, vocab.rdf_type) or "", ""),
        organization_kind=None if kind is None else _KINDS.get(kind),
        other_names=tuple(facts.values(iri, vocab.skos_altLabel)),
        replaced=tuple(iris.compact(old, base) for old in facts.subjects(vocab.dcterms_isReplacedBy, iri)),
        links=tuple(sorted(links.items())),
        appearances=len(nodes),
        sightings=tuple(_sighting(facts, node, base) for _, node in by_date[:at_most]),
        decisions=tuple(_told(facts, node, base) for node in decisions[:at_most]),
    )


def _decisions(facts: Facts, nodes: Sequence[str]) -> list[str]:
    return sorted({found for node in nodes for found in facts.subjects(vocab.between, node)})


def _told(facts: Facts, node: str, base: str) -> Told:
    sides = []
    for appearance in facts.values(node, vocab.between):
        identity = facts.value(appearance, vocab.appearanceOf) or appearance
        sides.append((iris.compact(appearance, base), iris.compact(identity, base)))
    first, second = (*sides, ("", ""), ("", ""))[:2]
    return Told(
        outcome=_OUTCOMES.get(facts.value(node, vocab.outcome) or "", ""),
        confidence=float(facts.value(node, vocab.confidence) or 0),
        by=facts.value(node, vocab.rule) or "",
        sides=(first, second),
        reasons=tuple(facts.values(node, vocab.reason)),
    )


def _date(facts: Facts, node: str) -> str:
    """The date of an appearance, that sorts last where there is none."""
    article = next(iter(facts.subjects(vocab.mentions, node)), "")
    return facts.value(article, vocab.schema_datePublished) or "9999"


def _sighting(facts: Facts, node: str, base: str) -> Sighting:
    value = facts.value
    article = next(iter(facts.subjects(vocab.mentions, node)), "")
    outlet = value(article, vocab.publishedBy)
    start, end = _first_mention(facts, node)
    text = value(article, vocab.nif_isString) or ""
    return Sighting(
        id=iris.compact(node, base),
        article=iris.compact(article, base),
        title=value(article, vocab.schema_headline),
        date=value(article, vocab.schema_datePublished),
        outlet=None if outlet is None else value(outlet, vocab.skos_prefLabel),
        name=value(node, vocab.name) or "",
        capacities=tuple(_capacities(facts, node)),
        words=None if start is None or end is None else _around(text, start, end),
        start=start,
    )


def _first_mention(facts: Facts, node: str) -> tuple[int | None, int | None]:
    spans = []
    for span in facts.values(node, vocab.evidence):
        begin, end = span.rpartition("=")[2].split(",")
        spans.append((int(begin), int(end)))
    return min(spans) if spans else (None, None)


def _around(text: str, start: int, end: int) -> str:
    """The words around a mention, cut at blanks, without line breaks."""
    begin, stop = max(0, start - _AROUND), min(len(text), end + _AROUND)
    line = text.rfind("\n\n", begin, start)
    begin = line + 2 if line >= 0 else begin
    line = text.find("\n\n", end, stop)
    stop = line if line >= 0 else stop
    words = text[begin:stop]
    if begin > 0 and not text[begin - 1].isspace():
        words = "… " + re.sub(r"^\S*\s", "", words)
    if stop < len(text) and not text[stop].isspace():
        words = re.sub(r"\s\S*$", "", words) + " …"
    return " ".join(words.split())


def _capacities(facts: Facts, node: str) -> Iterable[str]:
    for affiliation in facts.subjects(vocab.memberAppearance, node):
        role = facts.value(affiliation, vocab.roleLabel)
        where = facts.value(affiliation, vocab.organizationAppearance)
        name = None if where is None else facts.value(where, vocab.name)
        former = "former " if facts.value(affiliation, vocab.former) else ""
        if role and name:
            yield f"{former}{role} at {name}"
        elif role or name:
            yield f"{former}{role or f'at {name}'}"
