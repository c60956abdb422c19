"""Groups of speakers as SPARQL: "officials", "analysts at think tanks", "former ministers".

A group is said of `?capacity`, an affiliation as an article gives it, or of `?speaker` itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sayso.errors import QuestionError
from sayso.graph import vocab
from sayso.graph.asking.countries import words_of
from sayso.graph.asking.readings import Reading
from sayso.graph.asking.terms import literal, once, one_of, values

__all__ = ["NOT_PERSONS", "Group", "expert_statements"]

NOT_PERSONS: Mapping[str, tuple[str, ...]] = {
    "organisations": (vocab.Organization, vocab.Outlet, vocab.Platform),
    "groups": (vocab.Collective,),
}
"""The classes of the speakers that are no persons, by their name in a reading."""


@dataclass(frozen=True, slots=True)
class Group:
    """Who a reading asks for. `organisations` are IRIs, `experts` the kinds that count as expert here.

    `named_after` are the organisations that have a country of the reading in their name.
    """

    reading: Reading
    organisations: tuple[str, ...] = ()
    experts: tuple[str, ...] = ()
    named_after: tuple[str, ...] = ()

    @property
    def is_anybody(self) -> bool:
        """Whether it asks for nobody in particular."""
        reading = self.reading
        return not (
            reading.who
            or reading.former
            or reading.organisation
            or reading.organisation_kind
            or reading.country
        )

    @property
    def capacity(self) -> str:
        """What is said of ?capacity: kinds and words of roles, places, and whether it is over. May be "".

        These are few against the statements, so they are found by themselves.
        """
        roles = [
            _role(name, self.experts) for name in self.reading.who if name not in (*NOT_PERSONS, "persons")
        ]
        parts = [once(_union(roles), "capacity")] if roles else []
        if self._places:
            within = f"{self._places} ?capacity org:organization|sayso:withinOrganization ?part ."
            parts.append(once(within, "capacity"))
        if self.reading.former:
            parts.append("?capacity sayso:former true .")
        return "\n    ".join(parts)

    @property
    def statements(self) -> str:
        """What is said of ?statement and its ?speaker."""
        parts = []
        capacity = self.capacity
        spoken = f"?statement sayso:inCapacity ?capacity .\n    {capacity}" if capacity else ""
        others = [name for name in self.reading.who if name in NOT_PERSONS]
        who = []
        if len(others) < len(self.reading.who):
            who.append(f"?statement sayso:speaker ?speaker . ?speaker a sayso:Person . {spoken}".rstrip(" ."))
        elif not others and spoken:
            who.append(spoken)
        if others or (not self.reading.who and self._places and not self.reading.former):
            classes = [iri for name in others for iri in NOT_PERSONS[name]]
            kind = f"{values('class', classes)} ?speaker a ?class ." if classes else ""
            itself = f"{self._places} ?speaker org:subOrganizationOf* ?part ." if self._places else ""
            bodies = f"{{ SELECT DISTINCT ?speaker WHERE {{ {kind} {itself} }} }}"
            who.append(f"?statement sayso:speaker ?speaker . {bodies}")
        if who:
            parts.append(once(_union(who)))
        if self.reading.country:
            parts.append(
                once(self._country("?statement sayso:speaker ?body", "?statement sayso:inCapacity ?where ."))
            )
        return "\n    ".join(parts)

    def members(self, person: str) -> str:
        """What is said of the person in this variable by some affiliation; ?capacity is one of the group."""
        parts = [f"?capacity org:member {person} .", self.capacity]
        if self.reading.country:
            parts.append(
                once(
                    f"{{ {person} a sayso:Person . {self._of_country.replace('?body', person)} }} UNION\n    "
                    + self._country("", f"?where org:member {person} ."),
                    person[1:],
                )
            )
        return "\n    ".join(filter(None, parts))

    @property
    def bodies(self) -> str:
        """What is said of ?body, an organisation or group that is looked for itself."""
        classes = [iri for name in self.reading.who for iri in NOT_PERSONS.get(name, ())]
        parts = [f"{values('class', classes)} ?body a ?class ."]
        if self._places:
            parts.append(f"{self._places} ?body org:subOrganizationOf* ?part .")
        if self.reading.country:
            parts.append(self._of_country)
        return "\n    ".join(parts)

    @property
    def _places(self) -> str:
        """What is said of ?part: an organisation that is asked for, or part of one."""
        parts = []
        if self.organisations:
            parts.append(f"{values('whole', self.organisations)}")
        if self.reading.organisation_kind:
            kinds = [vocab.ORGANIZATION_KINDS[name] for name in self.reading.organisation_kind]
            parts.append(f"{values('sector', kinds)} ?whole sayso:organizationKind ?sector .")
        return " ".join((*parts, "?part org:subOrganizationOf* ?whole .")) if parts else ""

    @property
    def _of_country(self) -> str:
        words = [word for name in self.reading.country for word in words_of(name)]
        places = f"VALUES ?place {{ {' '.join(map(literal, words))} }}"
        found = f"{{ {places} ?appearance sayso:place ?place ; sayso:appearanceOf ?body }}"
        if self.named_after:
            found += f" UNION {{ {values('body', self.named_after)} }}"
        return f"{{ SELECT DISTINCT ?body WHERE {{ {found} }} }}"

    def _country(self, itself: str, capacity: str) -> str:
        """The speaker or the place spoken for is of the country, or the role has its name: "US senator"."""
        words = [word for name in self.reading.country for word in words_of(name)]
        role = one_of("?roleOfCountry", words)
        at = "?where org:organization|sayso:withinOrganization ?body ."
        own = f"{{ {itself} . {self._of_country} }} UNION " if itself else ""
        return (
            f"{own}{{ {capacity} {at} {self._of_country} }}\n"
            f"    UNION {{ {capacity} ?where sayso:roleLabel ?roleOfCountry . FILTER ({role}) }}"
        )


def expert_statements(experts: Iterable[str]) -> str:
    """What is said of ?statement and ?speaker where an expert speaks; raises QuestionError for no kinds."""
    return Group(Reading("statements", who=("experts",)), experts=tuple(sorted(experts))).statements


def _union(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else "\n    UNION ".join(f"{{ {part} }}" for part in parts)


def _role(name: str, experts: Sequence[str]) -> str:
    """What is said of ?capacity for one value of `who`."""
    if name == "experts":
        return _expert(experts)
    title = name.removeprefix("called ")
    if title == name:
        return f"?capacity sayso:roleKind <{vocab.ROLE_KINDS[name]}> ."
    called = one_of("?called", ["ceo", "chief executive"] if title == "ceo" else [title])
    return f"?capacity sayso:roleLabel ?called . FILTER ({called})"


def _expert(counted: Sequence[str]) -> str:
    roles = [kind for kind in counted if kind in vocab.ROLE_KINDS.values()]
    places = [kind for kind in counted if kind not in vocab.ROLE_KINDS.values()]
    either = []
    if roles:
        either.append(f"{values('kindOfRole', roles)} ?capacity sayso:roleKind ?kindOfRole")
    if places:
        either.append(
            f"{values('expertPlace', places)} ?institution sayso:organizationKind ?expertPlace .\n"
            "      ?capacity org:organization|sayso:withinOrganization ?institution"
        )
    if not either:
        raise QuestionError("no kind of role or organisation counts as expert here: name some with --experts")
    return "{ " + _union(either) + " }" if len(either) > 1 else either[0]
