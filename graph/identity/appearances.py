"""The plain values of identity resolution: what is compared, what is decided, and the reasons.

An *appearance* is somebody as one article names them. Resolution puts appearances together to *identities*;
every decision that was not a matter of course is kept with its reasons.
"""

from dataclasses import dataclass, field

__all__ = ["Appearance", "Capacity", "Decision", "Identity", "Reason", "Resolution"]


@dataclass(frozen=True, slots=True)
class Capacity:
    """One affiliation of a person as the article gives it; ids are those of `model.Entity`, names as
    written.

    `organization_names` are all names that the article gives that organisation. `part_of_names` are
    those of the larger one it belongs to.
    """

    organization_id: str | None = None
    organization_names: tuple[str, ...] = ()
    part_of_names: tuple[str, ...] = ()
    role: str | None = None
    role_kind: str | None = None
    former: bool = False


@dataclass(frozen=True, slots=True)
class Appearance:
    """Somebody or something as one article names it.

    `id` is "appearance:<article>-…"; `name_id` the article's own id for it by name
    ("person:zhou-hongyi"), whose prefix is one of person, organization, outlet, platform. `name` is the
    fullest form in the article, `aliases` are others that it gives expressly (acronym and long form,
    "formerly X", "also known as"). `published` is an ISO date or None. `gender` is "male", "female" or
    None; `age` in years at the time of the article. `place` is the country or city that the article
    ties it to ("the French finance ministry": "France"). `capacities` are of persons only; `members`
    (of organisations) are name ids of persons with a role there; `companions` are name ids of the
    others the article names, in order. `identifiers` are outside ids, such as "wikidata:Q42", that a
    user's gazetteer gives.
    """

    id: str
    name_id: str
    name: str
    article: str
    aliases: tuple[str, ...] = ()
    published: str | None = None
    organization_kind: str | None = None
    gender: str | None = None
    age: int | None = None
    place: str | None = None
    capacities: tuple[Capacity, ...] = ()
    members: tuple[str, ...] = ()
    companions: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """One piece of evidence for (`weight` above 0) or against (below 0) two appearances being one.

    `kind` is a short stable word ("name", "organization", "role", "gender", "age", "companions",
    "ledger", …); `text` a sentence fragment for people.
    """

    kind: str
    text: str
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of two appearances that could be one.

    `first` and `second` are ids of the earliest appearance of either side. `outcome` is "same",
    "different" or "undecided"; `confidence` in [0, 1] is that of the outcome; `by` is "machine" or
    "ledger line <n>".
    """

    first: str
    second: str
    outcome: str
    confidence: float
    reasons: tuple[Reason, ...] = ()
    by: str = "machine"


@dataclass(frozen=True, slots=True)
class Identity:
    """A person or an organisation over all articles.

    `id` is the one that names it ("person:zhou-hongyi"); `appearances` are sorted; `replaced` are other
    ids that lead to it and to nobody else.
    """

    id: str
    appearances: tuple[str, ...]
    replaced: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolution:
    """All identities, sorted by id, and the decisions worth keeping, sorted by their two appearances."""

    identities: tuple[Identity, ...] = ()
    decisions: tuple[Decision, ...] = field(default=())
