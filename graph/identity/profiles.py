"""What is known of somebody from several appearances, in a form that is quick to compare."""

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from sayso.graph.identity.appearances import Appearance
from sayso.graph.identity.organization_names import (
    acronyms,
    country,
    is_acronym,
    organization_keys,
    read_organization_name,
)
from sayso.graph.identity.person_names import PersonName, fold, read_person_name, word_set

__all__ = ["Profile", "in_order"]

# Words of a role that say little about the field somebody works in.
_PLAIN_WORDS = word_set(
    "of for and the at in on to a an president vice director chief head senior junior assistant associate "
    "deputy executive officer chairman chair chairwoman chairperson member manager professor minister "
    "secretary general leader founder co-founder cofounder spokesman spokeswoman spokesperson former acting "
    "interim new principal managing global international national state department group board fellow lead "
    "ceo expert official"
)


def in_order(appearance: Appearance) -> tuple[str, str, str]:
    """Sorts appearances by date, undated last, then by article."""
    return appearance.published or "9999-99-99", appearance.article, appearance.id


@lru_cache(maxsize=200_000)
def _companion(name_id: str) -> str:
    """A person's name id, or an organisation's key: "Acme" and "Acme Inc." are one in what follows."""
    kind, _, name = name_id.partition(":")
    if kind == "person":
        return name_id
    return " ".join(read_organization_name(name.replace("-", " ")).words)


class Profile:
    """What some appearances of one person or organisation say together; `absorb` adds to it.

    `kin` are name ids of others with the same surname in the same articles. `organizations` are keys of
    `organization_keys`, `births` the first and last year in which the person can have been born, by age and
    date of each article.
    """

    __slots__ = (
        "acronyms",
        "appearances",
        "articles",
        "births",
        "companions",
        "countries",
        "fields",
        "first",
        "genders",
        "identifiers",
        "kin",
        "kinds",
        "last",
        "members",
        "name_ids",
        "names",
        "organizations",
        "places",
        "roles",
        "written",
    )

    def __init__(self, appearances: Iterable[Appearance] = ()) -> None:
        self.appearances: list[Appearance] = []
        self.names: dict[PersonName, None] = {}
        self.written: dict[str, None] = {}
        self.name_ids: set[str] = set()
        self.articles: set[str] = set()
        self.organizations: dict[str, str] = {}
        self.acronyms: set[str] = set()
        self.roles: Counter[str] = Counter()
        self.fields: dict[str, str] = {}
        self.genders: Counter[str] = Counter()
        self.kinds: Counter[str] = Counter()
        self.births: tuple[int, int] | None = None
        self.countries: set[str] = set()
        self.places: set[str] = set()
        self.companions: Counter[str] = Counter()
        self.members: set[str] = set()
        self.kin: set[str] = set()
        self.identifiers: set[str] = set()
        self.first: Appearance | None = None
        self.last: str = ""
        for appearance in appearances:
            self.add(appearance)

    def add(self, appearance: Appearance) -> None:
        """Takes in one more appearance."""
        self.appearances.append(appearance)
        if self.first is None or in_order(appearance) < in_order(self.first):
            self.first = appearance
        self.last = max(self.last, appearance.published or "")
        self.name_ids.add(appearance.name_id)
        self.articles.add(appearance.article)
        person = appearance.name_id.startswith("person:")
        for name in (appearance.name, *appearance.aliases):
            self.written[name] = None
            if person:
                self.names[read_person_name(name)] = None
        for capacity in appearance.capacities:
            self._add_organization(capacity.organization_names, appearance.place)
            self._add_organization(capacity.part_of_names, appearance.place)
            if capacity.role_kind and capacity.role_kind != "other":
                self.roles[capacity.role_kind] += 1
            for word in fold(capacity.role or "")[:200].replace(",", " ").split():
                if word not in _PLAIN_WORDS and len(word) > 2:
                    self.fields.setdefault(word[:7], word)
        if appearance.gender:
            self.genders[appearance.gender] += 1
        if appearance.organization_kind:
            self.kinds[appearance.organization_kind] += 1
        if appearance.age is not None and appearance.published:
            year = int(appearance.published[:4]) - appearance.age
            low, high = self.births or (year - 1, year)
            self.births = min(low, year - 1), max(high, year)
        if appearance.place:
            known = country(appearance.place)
            (self.countries if known else self.places).add(known or fold(appearance.place))
        end = appearance.name_id.rpartition("-")[2]
        self.kin.update(
            other
            for other in appearance.companions
            if other.endswith(end) and other.startswith("person:") and other != appearance.name_id
        )
        # An outlet stands with everybody it writes about.
        self.companions.update(
            _companion(other)
            for other in appearance.companions
            if not other.startswith(("outlet:", "platform:"))
        )
        self.members.update(appearance.members)
        self.identifiers.update(appearance.identifiers)

    def _add_organization(self, names: tuple[str, ...], place: str | None) -> None:
        for key in organization_keys(names, place):
            self.organizations.setdefault(key, names[0])
        for name in names:
            if is_acronym(name):
                self.acronyms.add(name.replace(".", "").casefold())
            else:
                self.acronyms.update(map(str.casefold, acronyms(name)))
            where = read_organization_name(name).place
            known = country(where or name)
            if known:
                self.countries.add(known)

    def absorb(self, other: "Profile") -> None:
        """Takes in all that another profile holds."""
        self.appearances += other.appearances
        if other.first is not None and (self.first is None or in_order(other.first) < in_order(self.first)):
            self.first = other.first
        self.last = max(self.last, other.last)
        for name in ("names", "written"):
            getattr(self, name).update(getattr(other, name))
        for mine, others in ((self.organizations, other.organizations), (self.fields, other.fields)):
            for key, text in others.items():
                mine.setdefault(key, text)
        for name in (
            "name_ids",
            "articles",
            "acronyms",
            "countries",
            "places",
            "members",
            "kin",
            "identifiers",
        ):
            getattr(self, name).update(getattr(other, name))
        for name in ("roles", "genders", "kinds", "companions"):
            getattr(self, name).update(getattr(other, name))
        if other.births:
            low, high = self.births or other.births
            self.births = min(low, other.births[0]), max(high, other.births[1])

    @property
    def gender(self) -> str | None:
        """What most of the articles that tell it say."""
        if not self.genders:
            return None
        (gender, count), *rest = self.genders.most_common(2)
        return None if rest and rest[0][1] == count else gender

    @property
    def earliest(self) -> str:
        """The id of the earliest appearance."""
        return self.first.id if self.first else ""

    @property
    def size(self) -> int:
        """How many appearances there are."""
        return len(self.appearances)
