"""What came, went, moved and changed between two states of a graph, or what two extractors found.

    with open_side("graph-before") as old, open_side("graph-after") as new:
        found = compare(old, new)
    found.articles[0].findings[0].what          # "came", "went", "moved" or "changed"

Statements are matched by article, and there by their words, then by the words that they share: ids hold
offsets, so that a word put in at the top of an article gives a new id to all that stands below it. Everything
but `compare` works on plain values, in time near linear in what they hold.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from sayso.graph.changes.derived_differences import DerivedDifference, derived_difference, derived_state
from sayso.graph.changes.states import ArticleState, Finding, Side, Trait
from sayso.graph.model import Span

__all__ = [
    "ArticleDifference",
    "Change",
    "Difference",
    "FindingDifference",
    "RunDifference",
    "article_difference",
    "compare",
    "only_surer",
]

# Two findings are one that was read otherwise if they share this part of their runs of two words (Dice).
_ALIKE = 0.4
# One was taken up by another if that has this part of its words.
_WITHIN = 0.6
_SURER = 0.05
_LONGEST = 400  # words of a finding that are looked at
_MOST_WITH_A_RUN = 16
_LOOKED_AT = 8
_SIGNS = ".,;:!?…'\"“”‘’()[]–—"

KINDS = ("statement", "affiliation")


@dataclass(frozen=True, slots=True)
class Change:
    """What is said otherwise: `name` is such as "speaker", `key` which of several topics or stances.

    A side that does not say it has None. `old_rule` and `new_rule` decided this, where that is told apart.
    """

    name: str
    key: str
    old: str | None
    new: str | None
    old_rule: str = ""
    new_rule: str = ""


@dataclass(frozen=True, slots=True)
class FindingDifference:
    """A statement or an affiliation that "came", "went", "moved" (same words, other offsets) or "changed".

    `instead` is what the other side has that shares most of the words of what came or went: it is now read
    as part of that, or was.
    """

    what: str
    old: Finding | None
    new: Finding | None
    changes: tuple[Change, ...] = ()
    instead: Finding | None = None

    @property
    def only_surer(self) -> float | None:
        """By how much confidence differs where that is all and little, else None."""
        return only_surer([(change.name, change.old, change.new) for change in self.changes])

    @property
    def finding(self) -> Finding:
        """As it is now, or was."""
        found = self.new or self.old
        assert found is not None
        return found


def only_surer(changes: Sequence[tuple[object, object, object]]) -> float | None:
    """By how much confidence differs where that is all and at most 0.05, else None.

    `changes` are triples of name, old and new, such as another number of sentences may bring.
    """
    if len(changes) != 1 or changes[0][0] != "confidence":
        return None
    _, old, new = changes[0]
    try:
        far = round(abs(float(str(new)) - float(str(old))), 6)
    except ValueError:
        return None
    return far if far <= _SURER else None


@dataclass(frozen=True, slots=True)
class ArticleDifference:
    """An article that "came", "went" or "changed".

    `why` holds what differs: "text", "metadata" and "run" (another extractor). `old` and `new` are the runs;
    None where there is no such article. `findings` are listed for changed articles only, `same` counts what
    stayed as it was; `statements` and `affiliations` count what it has now, or had.
    """

    id: str
    source: str
    what: str
    why: tuple[str, ...]
    old: str | None
    new: str | None
    statements: int
    affiliations: int
    same: int = 0
    changes: tuple[Change, ...] = ()
    findings: tuple[FindingDifference, ...] = ()

    def count(self, what: str, kind: str) -> int:
        """How many statements, or affiliations, came, went, moved or changed."""
        return sum(one.what == what and one.finding.kind == kind for one in self.findings)


@dataclass(frozen=True, slots=True)
class RunDifference:
    """Two runs that read the same articles, and by which facts they differ: name, old value, new value."""

    old: str
    new: str
    articles: int
    facts: tuple[tuple[str, str | None, str | None], ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two sides: articles by id, the runs that read them, and what follows from all.

    `same` counts the articles that are the same. `derived` is None unless both sides are graphs.
    """

    articles: tuple[ArticleDifference, ...]
    same: int
    runs: tuple[RunDifference, ...] = ()
    derived: DerivedDifference | None = None

    @property
    def is_none(self) -> bool:
        """Whether both sides say the same."""
        return not self.articles and (self.derived is None or self.derived.is_none)

    def counts(self) -> dict[str, dict[str, int]]:
        """How many articles, statements and affiliations came, went, moved and changed, and those the same.

        Those of articles that came or went are among them.
        """
        articles = Counter(one.what for one in self.articles)
        found = {"articles": {what: articles[what] for what in ("came", "went", "changed")}}
        found["articles"]["same"] = self.same
        for kind, of in (("statement", "statements"), ("affiliation", "affiliations")):
            found[of] = {
                what: sum(
                    getattr(one, of) if one.what == what else one.count(what, kind) for one in self.articles
                )
                for what in ("came", "went")
            }
            found[of] |= {
                what: sum(one.count(what, kind) for one in self.articles) for what in ("moved", "changed")
            }
        return found

    def changed(self) -> dict[str, int]:
        """In how many statements and affiliations each thing changed, the most frequent first."""
        found = Counter(
            name
            for article in self.articles
            for finding in article.findings
            for name in {change.name for change in finding.changes}
        )
        return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def compare(old: Side, new: Side, *, ignore: Collection[str] = ()) -> Difference:
    """What differs between two sides. `ignore` are names of changes that do not count, such as "confidence".

    Holds two articles at a time, and what differs. Identities, topics, disagreements and copies are compared
    where both sides are graphs. Raises what reading the sides raises.
    """
    before, after = set(old.ids), set(new.ids)
    found: list[ArticleDifference] = []
    pairs: Counter[tuple[str, str]] = Counter()
    for name in sorted(before | after):
        difference = article_difference(
            old.article(name) if name in before else None,
            new.article(name) if name in after else None,
            ignore=ignore,
        )
        if difference is not None:
            found.append(difference)
            if difference.old is not None and difference.new is not None:
                pairs[difference.old, difference.new] += 1
    return Difference(
        articles=tuple(found),
        same=len(before | after) - len(found),
        runs=tuple(_run_differences(pairs, old.run_facts(), new.run_facts())),
        derived=_derived(old, new),
    )


def _derived(old: Side, new: Side) -> DerivedDifference | None:
    if old.graph is None or new.graph is None:
        return None
    return derived_difference(derived_state(old.graph), derived_state(new.graph))


def _run_differences(
    pairs: Mapping[tuple[str, str], int],
    old: Mapping[str, Mapping[str, str]],
    new: Mapping[str, Mapping[str, str]],
) -> Iterator[RunDifference]:
    for one, other in sorted(pairs):
        if one != other:
            before, after = old.get(one, {}), new.get(other, {})
            facts = tuple(
                (name, before.get(name), after.get(name))
                for name in sorted(before.keys() | after.keys())
                if before.get(name) != after.get(name)
            )
            yield RunDifference(one, other, pairs[one, other], facts)


# -- one article


def article_difference(
    old: ArticleState | None, new: ArticleState | None, *, ignore: Collection[str] = ()
) -> ArticleDifference | None:
    """What differs between two states of an article, None if nothing does.

    An article that another run has read to the same end is the same. Time is near linear in the words of what
    was found.
    """
    if old is None or new is None:
        there = new or old
        if there is None:
            return None
        return ArticleDifference(
            id=there.id,
            source=there.source,
            what="came" if old is None else "went",
            why=(),
            old=None if old is None else old.run,
            new=None if new is None else new.run,
            statements=there.count("statement"),
            affiliations=there.count("affiliation"),
        )
    changes = tuple(_changes(old.traits, new.traits, ignore))
    findings, same = _findings(old, new, ignore)
    if not changes and not findings and old.text == new.text:
        return None
    differs = (("text", old.text != new.text), ("metadata", bool(changes)), ("run", old.run != new.run))
    return ArticleDifference(
        id=new.id,
        source=new.source,
        what="changed",
        why=tuple(name for name, so in differs if so),
        old=old.run,
        new=new.run,
        statements=new.count("statement"),
        affiliations=new.count("affiliation"),
        same=same,
        changes=changes,
        findings=findings,
    )


def _findings(
    old: ArticleState, new: ArticleState, ignore: Collection[str]
) -> tuple[tuple[FindingDifference, ...], int]:
    """What differs, in the order of the text, and how much stayed the same."""
    found: list[FindingDifference] = []
    same = 0
    for kind in KINDS:
        before = [one for one in old.findings if one.kind == kind]
        after = [one for one in new.findings if one.kind == kind]
        pairs = _matched(before, after, same_text=old.text == new.text)
        taken = set(pairs.values())
        left = [number for number in range(len(before)) if number not in pairs]
        right = [number for number in range(len(after)) if number not in taken]
        for one, other in pairs.items():
            difference = _difference(before[one], after[other], ignore)
            if difference is None:
                same += 1
            else:
                found.append(difference)
        now, then = _taken_up(before, left, after), _taken_up(after, right, before)
        found += [FindingDifference("went", before[one], None, instead=now.get(one)) for one in left]
        found += [FindingDifference("came", None, after[one], instead=then.get(one)) for one in right]
    found.sort(key=lambda one: (KINDS.index(one.finding.kind), one.finding.places, one.what, one.finding.id))
    return tuple(found), same


def _difference(old: Finding, new: Finding, ignore: Collection[str]) -> FindingDifference | None:
    before, after = (Trait("words", "", one.words) for one in (old, new))
    changes = tuple(_changes((before, *old.traits), (after, *new.traits), ignore))
    if changes:
        return FindingDifference("changed", old, new, changes)
    if old.places != new.places:
        return FindingDifference("moved", old, new)
    return None


def _changes(old: Sequence[Trait], new: Sequence[Trait], ignore: Collection[str]) -> Iterator[Change]:
    """What is said otherwise, in the order of names; of what there may be several of, each by itself."""
    sides: tuple[dict[tuple[str, str], list[Trait]], ...] = ({}, {})
    for traits, side in zip((old, new), sides, strict=True):
        for trait in traits:
            if trait.name not in ignore:
                side.setdefault((trait.name, trait.key), []).append(trait)
    for name, key in sorted(sides[0].keys() | sides[1].keys()):
        before, after = (Counter(side.get((name, key), ())) for side in sides)
        gone, come = sorted((before - after).elements()), sorted((after - before).elements())
        for one, other in zip_longest(gone, come):
            if one is None or other is None or not ("confidence" in ignore and _only_surer(one, other)):
                yield Change(
                    name,
                    key,
                    None if one is None else one.value,
                    None if other is None else other.value,
                    "" if one is None else one.rule,
                    "" if other is None else other.rule,
                )


def _only_surer(one: Trait, other: Trait) -> bool:
    """Whether two topics or stances differ in their confidence alone, which stands last."""
    if one.name not in ("topic", "stance") or one.rule != other.rule:
        return False
    return one.value.rpartition(", ")[0] == other.value.rpartition(", ")[0]


# -- which is which


def _matched(old: Sequence[Finding], new: Sequence[Finding], *, same_text: bool) -> dict[int, int]:
    """The numbers of what is one and the same on both sides.

    First what has the same words: in the same place and told alike, in the same place, told alike, in order.
    Then what shares enough words, the most alike first; where the text is the same, it must overlap.
    """
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    passes: list[Callable[[Finding], Hashable]] = [lambda one: (one.words, one.traits), lambda one: one.words]
    if same_text:
        passes[:0] = [lambda one: (one.words, one.places, one.traits), lambda one: (one.words, one.places)]
    for key in passes:
        waiting: dict[Hashable, deque[int]] = defaultdict(deque)
        for number, finding in enumerate(new):
            if number not in taken:
                waiting[key(finding)].append(number)
        for number, finding in enumerate(old):
            if number not in pairs and (there := waiting.get(key(finding))):
                pairs[number] = there.popleft()
                taken.add(pairs[number])
    left = [number for number in range(len(old)) if number not in pairs]
    right = [number for number in range(len(new)) if number not in taken]
    near = []
    for one, other, shared, mine, others in _near(old, left, new, right):
        alike = 2 * shared / (mine + others)
        if alike >= _ALIKE and (not same_text or _overlap(old[one].content, new[other].content)):
            near.append((-alike, old[one].who != new[other].who, one, other))
    for _, _, one, other in sorted(near):
        if one not in pairs and other not in taken:
            pairs[one] = other
            taken.add(other)
    return dict(sorted(pairs.items()))


def _taken_up(
    findings: Sequence[Finding], those: Sequence[int], others: Sequence[Finding]
) -> dict[int, Finding]:
    """For some of the findings that which has most of their words on the other side, or most of its words."""
    best: dict[int, tuple[float, int]] = {}
    for one, other, shared, mine, theirs in _near(findings, those, others, range(len(others))):
        part = shared / min(mine, theirs)
        if part >= _WITHIN and (one not in best or (-part, other) < best[one]):
            best[one] = -part, other
    return {one: others[other] for one, (_, other) in best.items()}


def _near(
    old: Sequence[Finding], left: Sequence[int], new: Sequence[Finding], right: Sequence[int]
) -> Iterator[tuple[int, int, int, int, int]]:
    """Which share words: their numbers, how many runs of words they share, and how many each has.

    Of each the few that share most. Runs that very many have tell nothing.
    """
    if not left or not right:
        return
    index: dict[str, list[int]] = defaultdict(list)
    size: dict[int, int] = {}
    for number in right:
        runs = _runs(new[number].words)
        size[number] = len(runs)
        for run in sorted(runs):
            if len(index[run]) < _MOST_WITH_A_RUN:
                index[run].append(number)
    for number in left:
        runs = _runs(old[number].words)
        shared = Counter(other for run in runs for other in index.get(run, ()))
        best = sorted(shared.items(), key=lambda pair: (-pair[1], pair[0]))[:_LOOKED_AT]
        for other, count in best:
            yield number, other, count, len(runs), size[other]


def _runs(words: str) -> set[str]:
    """Runs of two words, of a single word that word; without what sets them off."""
    plain = [plain for word in words.casefold().split()[:_LONGEST] if (plain := word.strip(_SIGNS))]
    return {f"{one} {other}" for one, other in pairwise(plain)} or set(plain)


def _overlap(one: Sequence[Span], other: Sequence[Span]) -> bool:
    """Whether two rows of spans, each in order, have a character in common."""
    here = there = 0
    while here < len(one) and there < len(other):
        if one[here][0] < other[there][1] and other[there][0] < one[here][1]:
            return True
        if one[here][1] <= other[there][1]:
            here += 1
        else:
            there += 1
    return False
