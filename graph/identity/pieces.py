"""The machine's identities as a ledger cuts them up and puts them together again.

A *piece* is a part of one identity. `Pieces` finds the piece that a name stands for and takes parts out of
it; `Groups` says which pieces are together in the end.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sayso.graph.identity.appearances import Appearance, Identity

__all__ = ["Groups", "Meant", "NobodyError", "Pieces", "earliest", "name_ids"]


class NobodyError(Exception):
    """A name stands for nobody (`unknown`), or for several."""

    def __init__(self, reason: str, *, unknown: bool) -> None:
        super().__init__(reason)
        self.unknown = unknown


@dataclass(frozen=True, slots=True)
class Meant:
    """What a name stands for: a piece, and of its appearances those that have the very name.

    `wish` is the id that the name is, None if it only points at one article's; `whole` says whether it is
    the machine's own id of the identity.
    """

    piece: int
    narrow: frozenset[str]
    wish: str | None
    whole: bool


def name_ids(reference: str) -> tuple[str, ...]:
    """The name ids that a name in a ledger may speak of, the likeliest first.

    >>> name_ids("person:john-smith-in-a3")
    ('person:john-smith-in-a3', 'person:john-smith')
    """
    cuts = [at for at in range(len(reference)) if reference.startswith("-in-", at)]
    return (reference, *(reference[:cut] for cut in reversed(cuts) if not reference[:cut].endswith(":")))


def earliest(appearances: Iterable[str], known: Mapping[str, Appearance]) -> str:
    """The first of some appearances: by date, undated last, then by article."""

    def when(one: str) -> tuple[bool, str, str, str]:
        appearance = known[one]
        return appearance.published is None, appearance.published or "", appearance.article, one

    return min(appearances, key=when)


class Pieces:
    """Identities, of which those are opened that somebody asks for by one of the names in `spoken`.

    Piece numbers are stable: what is cut out gets a new number, the remainder keeps the old one.
    """

    def __init__(
        self, spoken: Iterable[str], identities: Sequence[Identity], appearances: Mapping[str, Appearance]
    ) -> None:
        self.members: list[set[str]] = []
        self.origin: list[int] = []
        """Of each piece the identity that it was cut from, as an index."""
        self.born: list[int] = []
        """Of each piece the time it was cut out at; -1 of a whole identity."""
        self.of: dict[str, int] = {}
        """The piece of each appearance of an opened identity."""
        self.roots: dict[int, int] = {}
        """The piece that an opened identity started as, by the identity's index."""
        self._wish: list[str | None] = []
        self._cut_from: dict[int, list[int]] = defaultdict(list)
        self._identities = identities
        self._appearances = appearances
        self._by_id: dict[str, int] = {}
        self._by_old_id: dict[str, int] = {}
        self._by_name: dict[str, list[str]] = defaultdict(list)
        self._by_article: dict[str, str] = {}
        self._identity_of: dict[str, int] = {}
        spoken = set(spoken)
        if spoken:
            self._index(spoken, {name for reference in spoken for name in name_ids(reference)})

    def _index(self, spoken: set[str], names: set[str]) -> None:
        for number, identity in enumerate(self._identities):
            if identity.id in spoken:
                self._by_id[identity.id] = number
            for old in identity.replaced:
                if old in spoken:
                    self._by_old_id[old] = number
            for one in identity.appearances:
                appearance = self._appearances[one]
                if appearance.name_id in names:
                    self._identity_of[one] = number
                    self._by_name[appearance.name_id].append(one)
                    self._by_article[f"{appearance.name_id}-in-{appearance.article}"] = one

    def meant(self, reference: str) -> Meant:
        """What a name stands for at this moment. Raises NobodyError if that is nobody, or several."""
        if reference in self._by_id:
            piece = self._open(self._by_id[reference])
            members = self.members[piece]
            named = frozenset(one for one in members if self._appearances[one].name_id == reference)
            return Meant(piece, named or frozenset(members), reference, whole=True)
        found = self._by_name.get(reference, [])
        holders = sorted({self._identity_of[one] for one in found})
        if len(holders) > 1:
            ids = ", ".join(self._identities[number].id for number in holders[:5])
            raise NobodyError(f"{reference} is a name of several: take one of {ids}", unknown=False)
        if found:
            root = self._open(holders[0])
            pieces = {self.of[one] for one in found}
            piece = min(pieces, key=lambda one: (one != root, self._wish[one] != reference, one))
            narrow = frozenset(one for one in found if self.of[one] == piece)
            return Meant(piece, narrow, reference, whole=False)
        one = self._by_article.get(reference)
        if one is not None:
            self._open(self._identity_of[one])
            return Meant(self.of[one], frozenset((one,)), None, whole=False)
        if reference in self._by_old_id:
            piece = self._open(self._by_old_id[reference])
            return Meant(piece, frozenset(self.members[piece]), None, whole=True)
        raise NobodyError(f"there is no {reference}, or no longer", unknown=True)

    def cut(self, piece: int, part: Iterable[str], time: int, wish: str | None = None) -> int:
        """The new piece, with a part (not nothing, not all) of an old one; `wish` is the id it would have."""
        new = self._add(set(part), self.origin[piece], wish, time)
        self.members[piece] -= self.members[new]
        self._cut_from[piece].append(new)
        return new

    def since(self, piece: int, time: int) -> Iterator[int]:
        """The piece, and then what was cut out of it after `time`: all that it was at that time."""
        waiting = [piece]
        while waiting:
            one = waiting.pop()
            yield one
            waiting.extend(new for new in reversed(self._cut_from.get(one, ())) if self.born[new] > time)

    def own_id(self, piece: int) -> str:
        """The id of a piece while it is alone."""
        wish = self._wish[piece]
        if wish is not None:
            return wish
        first = self._appearances[earliest(self.members[piece], self._appearances)]
        return f"{first.name_id}-in-{first.article}"

    def _open(self, number: int) -> int:
        if number not in self.roots:
            identity = self._identities[number]
            self.roots[number] = self._add(set(identity.appearances), number, identity.id, -1)
        return self.roots[number]

    def _add(self, members: set[str], origin: int, wish: str | None, time: int) -> int:
        piece = len(self.members)
        self.members.append(members)
        self.origin.append(origin)
        self.born.append(time)
        self._wish.append(wish)
        self.of.update((one, piece) for one in members)
        return piece


class Groups:
    """Pieces put together and kept apart. What is asked for first is never undone by what comes later."""

    def __init__(self, count: int) -> None:
        self._parent = list(range(count))
        self._walls: dict[int, dict[int, int]] = defaultdict(dict)
        self._united_by: dict[int, int] = {}

    def find(self, piece: int) -> int:
        """The group of a piece, as one of its pieces."""
        parent = self._parent
        while parent[piece] != piece:
            parent[piece] = piece = parent[parent[piece]]
        return piece

    def wall(self, one: int, other: int) -> int | None:
        """Who keeps the groups of two pieces apart."""
        return self._walls[self.find(one)].get(self.find(other))

    def united_by(self, piece: int) -> int:
        """Who put the group of a piece together: of several the greatest number; -1 if nobody did."""
        return self._united_by.get(self.find(piece), -1)

    def keep_apart(self, one: int, other: int, by: int) -> bool:
        """Put a wall between the groups of two pieces; False if they are one already."""
        first, second = self.find(one), self.find(other)
        if first == second:
            return False
        self._walls[first].setdefault(second, by)
        self._walls[second].setdefault(first, by)
        return True

    def unite(self, one: int, other: int, by: int) -> bool:
        """Put the groups of two pieces together; False if there is a wall between them."""
        first, second = self.find(one), self.find(other)
        if first == second:
            return True
        if second in self._walls[first]:
            return False
        if len(self._walls[first]) < len(self._walls[second]):
            first, second = second, first
        self._parent[second] = first
        self._united_by[first] = max(by, self._united_by.get(first, -1), self._united_by.get(second, -1))
        for third, builder in self._walls.pop(second, {}).items():
            del self._walls[third][second]
            self._walls[third].setdefault(first, builder)
            self._walls[first].setdefault(third, builder)
        return True

    def gather(self, pieces: Iterable[int], by: int) -> None:
        """Put pieces together as far as can be: each with the first of those before it that it may join."""
        heads: list[int] = []
        for piece in pieces:
            if not any(self.unite(head, piece, by) for head in heads):
                heads.append(piece)
