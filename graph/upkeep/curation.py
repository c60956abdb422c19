"""What the curation ledger does to the identities that the machine has found.

A name in a line stands for whom the machine takes for one under this name, less whom the lines above have
taken out of it (`split`, `apart`). Lines that agree may stand in any order. Where lines contradict, the later
wins; the machine's own opinion comes last. So the lines are gone through twice: forward, to learn of whom
each speaks and to cut up the machine's identities; then backward, each taking what the later ones have left.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, combinations

from sayso.graph.identity.appearances import Appearance, Decision, Identity, Reason, Resolution
from sayso.graph.identity.pieces import Groups, Meant, NobodyError, Pieces, earliest
from sayso.graph.identity.resolution import compare
from sayso.graph.upkeep.ledger import Ledger, Line, references

__all__ = ["Act", "Curated", "Idle", "Link", "Review", "apply"]

# What a reader's word weighs as a reason: the machine's evidence is small beside it.
_WEIGHT = 100.0


@dataclass(frozen=True, slots=True)
class Review:
    """What a reader found of a node: `status` is "confirmed" or "rejected"."""

    status: str
    line: Line


@dataclass(frozen=True, slots=True)
class Link:
    """An outside identifier that a reader has confirmed or rejected: `status` is as in `Review`."""

    identifier: str
    status: str
    line: Line


@dataclass(frozen=True, slots=True)
class Idle:
    """A line that does not apply, or `partly` does not, and why."""

    line: Line
    reason: str
    partly: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """A line that applies, and the ids of what it decides about."""

    line: Line
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Curated:
    """Who is who after the ledger, and what else it says, by the ids that things have now.

    `kinds` holds kinds of entities ("person") and notations of kinds of organisations ("think tank"). `idle`
    and `acts` are in the order of the lines; a line that applies in part is in both.
    """

    identities: tuple[Identity, ...] = ()
    decisions: tuple[Decision, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, tuple[Link, ...]] = field(default_factory=dict)
    reviews: Mapping[str, Review] = field(default_factory=dict)
    idle: tuple[Idle, ...] = ()
    acts: tuple[Act, ...] = ()


def apply(
    ledger: Ledger,
    resolution: Resolution,
    appearances: Mapping[str, Appearance],
    *,
    partial: bool = False,
    exists: Callable[[str], bool] | None = None,
) -> Curated:
    """The machine's resolution as the ledger corrects it.

    `appearances` are those of the resolution, by id. Where these are not all there are, say `partial`: a line
    of which no name is known then is about others and is passed over without a word. What is given must
    hold all that the lines tie together (`ledger.connected`). `exists` tells whether there is a statement or
    an affiliation with an id; without it, all are taken to exist.

    Takes time by the number of appearances, and by the square of how many names stand in a line.
    """
    if not ledger.lines:
        return Curated(resolution.identities, resolution.decisions)
    return _Application(ledger, resolution, appearances, partial, exists).curated()


@dataclass(frozen=True, slots=True)
class _Demand:
    """What a line wants of pieces: all `sides` together, or each pair of them apart."""

    sides: tuple[tuple[int, ...], ...]
    together: bool


@dataclass(slots=True)
class _Circle:
    """Identities that merges tie together, and the lines that speak of them."""

    origins: set[int]
    lines: set[int]


class _IdleError(Exception):
    """Why a line does not apply; `silent` where it is about nobody known."""

    def __init__(self, reason: str, *, silent: bool = False) -> None:
        super().__init__(reason)
        self.silent = silent


class _Application:
    """One application of a ledger. Lines are known by their index, which is also the time of cuts."""

    def __init__(
        self,
        ledger: Ledger,
        resolution: Resolution,
        appearances: Mapping[str, Appearance],
        partial: bool,
        exists: Callable[[str], bool] | None,
    ) -> None:
        self._lines = ledger.lines
        self._resolution = resolution
        self._appearances = appearances
        self._partial = partial
        self._exists = exists
        spoken = {name for line in ledger.lines for name in references(line)}
        self._pieces = Pieces(spoken, resolution.identities, appearances)
        self._demands: dict[int, _Demand] = {}
        self._meant: dict[int, list[Meant]] = {}
        self._nodes: dict[int, list[str]] = {}
        self._circles: dict[int, _Circle] = {}
        self._idle: dict[int, Idle] = {}

    def curated(self) -> Curated:
        """The outcome; to be asked once."""
        for index, line in enumerate(self._lines):
            try:
                self._read(index, line)
            except _IdleError as idle:
                if not (idle.silent and self._partial):
                    self._idle[index] = Idle(line, str(idle))
        groups = self._settled()
        self._overrule(groups)
        found = self._identities(groups)
        opened = self._pieces.roots
        kept = (one for number, one in enumerate(self._resolution.identities) if number not in opened)
        ids = {group: identity.id for group, identity in found.items()}
        names, kinds, links, reviews, acts = self._said(groups, ids)
        return Curated(
            tuple(sorted((*kept, *found.values()), key=lambda identity: identity.id)),
            self._decisions(groups),
            names,
            kinds,
            links,
            reviews,
            tuple(self._idle[index] for index in sorted(self._idle)),
            acts,
        )

    # --- forward: of whom each line speaks

    def _read(self, index: int, line: Line) -> None:
        match line.verb:
            case "merge":
                meant = self._known(index, line)
                self._demand(index, [(one.piece,) for one in meant], together=True)
                self._meant[index] = meant
            case "apart":
                meant = self._separate(index, self._known(index, line))
                self._demand(index, [(one.piece,) for one in meant], together=False)
            case "split":
                self._split(index, line)
            case "confirm" | "reject":
                self._review(index, line)
            case _:
                self._meant[index] = [self._one(line.names[0])]

    def _demand(self, index: int, sides: Sequence[tuple[int, ...]], *, together: bool) -> None:
        """Note what a line wants, and which identities it ties together if it merges."""
        self._demands[index] = _Demand(tuple(sides), together)
        origins = {self._pieces.origin[piece] for side in sides for piece in side}
        circles = [self._circles.setdefault(origin, _Circle({origin}, set())) for origin in origins]
        circles.sort(key=lambda circle: -len(circle.origins))
        for circle in circles:
            circle.lines.add(index)
            if together and circle is not circles[0] and circle.origins.isdisjoint(circles[0].origins):
                circles[0].origins |= circle.origins
                circles[0].lines |= circle.lines
                self._circles.update((origin, circles[0]) for origin in circle.origins)

    def _merged_with(self, piece: int) -> list[int]:
        """The other pieces that the lines so far put together with this one."""
        circle = self._circles.get(self._pieces.origin[piece])
        if circle is None:
            return []
        groups = self._settled(circle)
        origins = self._pieces.origin
        others = (one for one in range(len(origins)) if one != piece and origins[one] in circle.origins)
        return [one for one in others if groups.find(one) == groups.find(piece)]

    def _one(self, name: str) -> Meant:
        try:
            return self._pieces.meant(name)
        except NobodyError as error:
            raise _IdleError(str(error), silent=error.unknown) from error

    def _known(self, index: int, line: Line) -> list[Meant]:
        """What the names of a line stand for, if at least two are known."""
        found: list[Meant] = []
        wrong: list[_IdleError] = []
        for name in line.names:
            try:
                found.append(self._one(name))
            except _IdleError as error:
                wrong.append(error)
        if wrong:
            reason = "; ".join(map(str, wrong))
            if len(found) < 2:
                raise _IdleError(reason, silent=not found and all(error.silent for error in wrong))
            self._idle[index] = Idle(line, reason, partly=True)
        return found

    def _separate(self, index: int, meant: Sequence[Meant]) -> list[Meant]:
        """Cut up pieces that two of the names stand for, so that each name has its own.

        The one that is the machine's id of the identity keeps what neither name speaks of, else the first; of
        two names by article, each keeps what is more like it.
        """
        found = list(meant)
        for first, second in combinations(range(len(found)), 2):
            one, other = found[first], found[second]
            if one.piece != other.piece:
                continue
            out = first if other.whole or other.narrow >= one.narrow else second
            part = found[out].narrow
            if one.wish is None and other.wish is None and not (one.whole or other.whole):
                part |= self._more_like(part, one.narrow if out == second else other.narrow, one.piece)
            if one.narrow == other.narrow or part == self._pieces.members[one.piece]:
                raise _IdleError("its names stand for the very same appearances")
            new = self._pieces.cut(one.piece, part, index, found[out].wish)
            for number in range(second, len(found)):
                if found[number].piece == one.piece and found[number].narrow <= part:
                    found[number] = replace(found[number], piece=new)
            found[out] = replace(found[out], piece=new)
        return found

    def _more_like(self, these: frozenset[str], those: frozenset[str], piece: int) -> frozenset[str]:
        """What else of a piece is more like the first of two parts of it than like the second."""

        def likeness(one: str, part: frozenset[str]) -> float:
            decision = compare([self._appearances[one]], [self._appearances[other] for other in part])
            return sum(reason.weight for reason in decision.reasons)

        others = self._pieces.members[piece] - these - those
        return frozenset(one for one in others if likeness(one, these) > likeness(one, those))

    def _split(self, index: int, line: Line) -> None:
        who, articles = self._one(line.names[0]), line.names[1:]
        pieces = [who.piece, *self._merged_with(who.piece)]
        by_article: dict[str, set[str]] = defaultdict(set)
        for piece in pieces:
            for one in self._pieces.members[piece]:
                by_article[f"article:{self._appearances[one].article}"].add(one)
        missing = ", ".join(article for article in articles if article not in by_article)
        reason = f"{line.names[0]} does not appear in {missing}, or a line above has taken it out"
        part = {one for article in articles for one in by_article.get(article, ())}
        if not part:
            raise _IdleError(reason)
        if all(article in articles for article in by_article):
            raise _IdleError(f"{line.names[0]} appears in no other article: nobody would be left")
        out, rest = [], []
        for piece in pieces:
            mine_of_it = part & self._pieces.members[piece]
            if mine_of_it == self._pieces.members[piece]:
                out.append(piece)
                continue
            rest.append(piece)
            if mine_of_it:
                out.append(self._pieces.cut(piece, mine_of_it, index))
        if missing:
            self._idle[index] = Idle(line, reason, partly=True)
        self._demand(index, [tuple(rest), tuple(out)], together=False)

    def _review(self, index: int, line: Line) -> None:
        spoken: list[Meant] = []
        nodes: list[str] = []
        missing: list[str] = []
        known = references(line)
        for name in line.names:
            if name in known:
                try:
                    spoken.append(self._one(name))
                except _IdleError as error:
                    if not (error.silent and self._partial):
                        missing.append(str(error))
            elif self._exists is None or self._exists(name):
                nodes.append(name)
            else:
                missing.append(f"there is no {name}, or no longer")
        if missing:
            self._idle[index] = Idle(line, "; ".join(missing), partly=bool(spoken or nodes))
        if spoken or nodes:
            self._meant[index] = spoken
            self._nodes[index] = nodes

    # --- backward: who is together

    def _settled(self, circle: _Circle | None = None) -> Groups:
        """The groups that the lines read so far make; of a circle only, if one is given."""
        pieces = self._pieces
        groups = Groups(len(pieces.members))
        for index in sorted(self._demands if circle is None else circle.lines, reverse=True):
            demand = self._demands[index]
            sides = [self._then(side, index) for side in demand.sides]
            if demand.together:  # what each name stands for still comes before what was cut out of it
                heads = [side[0] for side in sides]
                groups.gather((*heads, *(piece for side in sides for piece in side[1:])), index)
                continue
            if self._lines[index].verb == "split":
                groups.gather(sides[1], index)
            for one, other in combinations(sides, 2):
                for first in one:
                    for second in other:
                        groups.keep_apart(first, second, index)
        for root in (
            pieces.roots.values() if circle is None else map(pieces.roots.__getitem__, circle.origins)
        ):
            groups.gather(pieces.since(root, -1), -1)
        return groups

    def _then(self, side: Sequence[int], index: int) -> list[int]:
        """A side of a line, as the pieces that it has come to be by now."""
        return [part for piece in side for part in self._pieces.since(piece, index)]

    def _overrule(self, groups: Groups) -> None:
        """Note the lines that later ones contradict, and take away those of which nothing is left."""
        for index, demand in sorted(self._demands.items()):
            heads = [side[0] for side in demand.sides]
            pairs = [(heads[0], one) for one in heads[1:]] if demand.together else combinations(heads, 2)
            lost = [pair for pair in pairs if self._together(groups, pair) != demand.together]
            if not lost:
                continue
            one, other = lost[0]
            by = groups.wall(one, other) if demand.together else groups.united_by(one)
            line = f"line {self._lines[by].number}" if by is not None and by > index else "a later line"
            found, whole = len({groups.find(head) for head in heads}), len(set(heads))
            partly = found < whole if demand.together else found > 1
            reason = f"{line} says otherwise, and the later wins"
            self._idle[index] = Idle(self._lines[index], reason, partly)
            if not partly:
                del self._demands[index]
                self._meant.pop(index, None)

    def _together(self, groups: Groups, pair: tuple[int, int]) -> bool:
        return groups.find(pair[0]) == groups.find(pair[1])

    # --- what comes of it

    def _identities(self, groups: Groups) -> dict[int, Identity]:
        """The identity that each group of pieces is.

        Its id is what the latest merge names first; without one, the machine's.
        """
        pieces, appearances = self._pieces, self._appearances
        machine = self._resolution.identities
        parts: dict[int, list[int]] = defaultdict(list)
        for piece in range(len(pieces.members)):
            parts[groups.find(piece)].append(piece)
        wishes: dict[int, list[str]] = defaultdict(list)
        for index in sorted(self._demands, reverse=True):
            if self._demands[index].together:
                first = self._meant[index][0]
                wishes[groups.find(first.piece)].append(first.wish or pieces.own_id(first.piece))
        members = {group: set().union(*(pieces.members[one] for one in parts[group])) for group in parts}
        roots = {machine[number].id: groups.find(root) for number, root in pieces.roots.items()}
        taken = {one.id for number, one in enumerate(machine) if number not in pieces.roots}
        holders = self._holders(groups)
        names_of: dict[int, list[str]] = defaultdict(list)
        for name, who in holders.items():
            if len(who) == 1:
                names_of[min(who)].append(name)
        ids: dict[int, str] = {}
        for group in sorted(parts, key=lambda one: (one not in wishes, earliest(members[one], appearances))):
            ranked = sorted(parts[group], key=lambda one: (pieces.born[one] >= 0, pieces.own_id(one)))
            first_id = pieces.own_id(ranked[0])
            numbered = (f"{first_id}-{number}" for number in range(2, len(parts) + 3))
            for wanted in chain(wishes[group], map(pieces.own_id, ranked), numbered):
                if wanted not in taken and roots.get(wanted, group) == group:
                    ids[group] = wanted
                    taken.add(wanted)
                    break
        found: dict[int, Identity] = {}
        for group, own in sorted(parts.items()):
            origin = machine[pieces.origin[own[0]]]
            if (
                len(own) == 1
                and pieces.born[own[0]] < 0
                and ids[group] == origin.id
                and members[group] == set(origin.appearances)
            ):
                found[group] = origin
                taken.update(origin.replaced)
                continue
            old = {pieces.own_id(one) for one in own}
            for one in own:
                if pieces.born[one] < 0:
                    old.update(name for name in machine[pieces.origin[one]].replaced if name not in holders)
            old.update(names_of[group])
            old = {name for name in old - taken if roots.get(name, group) == group}
            taken |= old
            found[group] = Identity(ids[group], tuple(sorted(members[group])), tuple(sorted(old)))
        return found

    def _holders(self, groups: Groups) -> Mapping[str, set[int]]:
        """Of each name id of an opened identity the groups that have it; -1 for one that was not opened."""
        of = self._pieces.of
        names: dict[str, set[int]] = {self._appearances[one].name_id: set() for one in of}
        for one, appearance in self._appearances.items():
            if appearance.name_id in names:
                names[appearance.name_id].add(groups.find(of[one]) if one in of else -1)
        return names

    def _said(
        self, groups: Groups, ids: Mapping[int, str]
    ) -> tuple[
        dict[str, str], dict[str, str], dict[str, tuple[Link, ...]], dict[str, Review], tuple[Act, ...]
    ]:
        """Names, kinds, links, reviews by id, and what each line is about; of two lines the later counts."""
        latest: dict[tuple[str, str, str], int] = {}
        about: dict[int, list[str]] = {}
        for index in sorted({*self._demands, *self._meant, *self._nodes}):
            line = self._lines[index]
            spoken = (
                [piece for side in self._demands[index].sides for piece in side]
                if index in self._demands
                else []
            )
            spoken += [one.piece for one in self._meant.get(index, ())]
            names = [*dict.fromkeys(ids[groups.find(piece)] for piece in spoken), *self._nodes.get(index, ())]
            about[index] = names
            if index in self._demands:
                continue
            subject = {"reject link": "link", "confirm": "review", "reject": "review"}.get(
                line.verb, line.verb
            )
            detail = line.value or "" if subject == "link" else ""
            for name in names:
                before = latest.get((subject, name, detail))
                if before is not None:
                    about[before].remove(name)
                    reason = f"line {line.number} says anew what is to hold of {name}"
                    if before in self._idle:
                        reason = f"{self._idle[before].reason}; {reason}"
                    self._idle[before] = Idle(self._lines[before], reason, partly=bool(about[before]))
                latest[subject, name, detail] = index
        new_names: dict[str, str] = {}
        kinds = self._kinds_of_mixtures(groups, ids)
        links: dict[str, tuple[Link, ...]] = {}
        reviews: dict[str, Review] = {}
        for (subject, name, detail), index in sorted(latest.items()):
            line = self._lines[index]
            status = "confirmed" if line.verb in ("link", "confirm") else "rejected"
            if subject == "rename":
                new_names[name] = line.value or ""
            elif subject == "kind":
                kinds[name] = line.value or ""
            elif subject == "link":
                links[name] = (*links.get(name, ()), Link(detail, status, line))
            else:
                reviews[name] = Review(status, line)
        acts = tuple(Act(self._lines[index], tuple(names)) for index, names in about.items() if names)
        return new_names, kinds, links, reviews, acts

    def _kinds_of_mixtures(self, groups: Groups, ids: Mapping[int, str]) -> dict[str, str]:
        """A person and an organisation that a reader puts together are what the id says."""
        families: dict[int, set[bool]] = defaultdict(set)
        for one, piece in self._pieces.of.items():
            families[groups.find(piece)].add(self._appearances[one].name_id.startswith("person:"))
        return {ids[group]: ids[group].partition(":")[0] for group, both in families.items() if len(both) > 1}

    # --- decisions

    def _decisions(self, groups: Groups) -> tuple[Decision, ...]:
        """The machine's, where no line decides; and a line's for each two that it is about."""
        found: dict[frozenset[str], Decision] = {}
        for index, demand in sorted(self._demands.items()):
            outcome = "same" if demand.together else "different"
            for pair in self._pairs(groups, index, demand):
                first = earliest(pair, self._appearances)
                (second,) = pair - {first}
                found[pair] = self._decision(index, first, second, outcome)
        merged: dict[int, set[int]] = defaultdict(set)
        for index, demand in self._demands.items():
            if demand.together:
                for side in demand.sides:
                    for piece in self._then(side, index):
                        merged[piece].add(index)
        for decision in self._resolution.decisions:
            pair = frozenset((decision.first, decision.second))
            by = self._by(groups, merged, decision)
            if pair in found:
                said = found[pair]
                found[pair] = replace(
                    said,
                    first=decision.first,
                    second=decision.second,
                    reasons=(*said.reasons, *decision.reasons),
                )
            elif by is None:
                found[pair] = decision
            else:
                outcome, index = by
                said = self._decision(index, decision.first, decision.second, outcome)
                found[pair] = replace(said, reasons=(*said.reasons, *decision.reasons))
        return tuple(sorted(found.values(), key=lambda decision: (decision.first, decision.second)))

    def _pairs(self, groups: Groups, index: int, demand: _Demand) -> Iterator[frozenset[str]]:
        """The earliest appearances of each two sides of a line that are as it wants them."""
        heads = [side[0] for side in demand.sides]
        firsts = [earliest(self._pieces.members[head], self._appearances) for head in heads]
        for one, other in combinations(range(len(heads)), 2):
            if demand.together and one > 0:
                return
            if self._together(groups, (heads[one], heads[other])) != demand.together:
                continue
            first, second = firsts[one], firsts[other]
            if heads[one] == heads[other]:  # the machine's opinion as well
                meant = self._meant[index]
                first = earliest(meant[one].narrow or (first,), self._appearances)
                second = earliest(meant[other].narrow or (second,), self._appearances)
            if first != second:
                yield frozenset((first, second))

    def _by(
        self, groups: Groups, merged: Mapping[int, set[int]], decision: Decision
    ) -> tuple[str, int] | None:
        """What the ledger makes of a decision of the machine, by which line; None if it leaves it."""
        one, other = (self._pieces.of.get(side) for side in (decision.first, decision.second))
        if one is None or other is None or one == other:
            return None
        if groups.find(one) == groups.find(other):
            by = max(merged.get(one, set()) & merged.get(other, set()), default=groups.united_by(one))
            return None if by < 0 or decision.outcome == "same" else ("same", by)
        wall = groups.wall(one, other)
        if wall is None and decision.outcome == "same":
            wall = max(self._pieces.born[one], self._pieces.born[other])
        return None if wall is None or wall < 0 or decision.outcome == "different" else ("different", wall)

    def _decision(self, index: int, first: str, second: str, outcome: str) -> Decision:
        line = self._lines[index]
        weight = _WEIGHT if outcome == "same" else -_WEIGHT
        reason = Reason("ledger", line.note or f"a reader has decided so: {line.verb}", weight)
        return Decision(first, second, outcome, 1.0, (reason,), f"ledger line {line.number}")
