"""Groups of people as a question calls them: "officials", "analysts at think tanks", "people at Halden".

A group is read into SPARQL over `?capacity`, an affiliation as an article gives it, or over the speaker.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sayso.errors import QuestionError
from sayso.graph import vocab
from sayso.graph.kinds import ORGANIZATION_WORDS, ROLE_WORDS, organization_kind, role_kind
from sayso.graph.lookup import Lookup

__all__ = ["AT", "PEOPLE", "Group", "group"]

AT = r"(?:at|from|in|of|with|for)"
_PERSONS = (
    r"people|persons?|who|those|anybody|anyone|someone|everybody|everyone|members?|representatives?|staff"
)
_ROLES = "|".join(f"(?:{pattern})" for pattern in ROLE_WORDS)
_SECTORS = "|".join(f"(?:{pattern})" for pattern in ORGANIZATION_WORDS)
_ONE = rf"(?:former |ex-)?(?:(?:{_SECTORS}) )?(?:{_PERSONS}|experts?|{_ROLES})"

PEOPLE = rf"{_ONE}(?:(?:,|,? and|,? or) {_ONE})*(?: {AT} .+?)?"
"""A group that is called by nothing but the words of its roles, and where it is."""


@dataclass(frozen=True, slots=True)
class Group:
    """People that a question asks for by what they are.

    `capacity` says so of ?capacity, in which they speak; `speaker` of ?speaker. Either may be empty.
    """

    understood: str
    speaker: str = ""
    capacity: str = ""

    @property
    def statements(self) -> str:
        """The patterns for the statements of these people."""
        if not self.capacity:
            return self.speaker
        spoken = f"{self.capacity}\n    ?statement sayso:inCapacity ?capacity"
        return f"{self.speaker}\n  {{ SELECT DISTINCT ?statement WHERE {{ {spoken} }} }}"


_PERSON = "?speaker a sayso:Person ."


def group(lookup: Lookup, words: str, experts: Iterable[str]) -> Group:
    """Whom a question means: everybody, experts, kinds of roles or organisations, or somebody by name.

    `experts` are the kinds that count as such. Raises QuestionError when nothing is called so.
    """
    text = re.sub(r"^(?:the|all|any) ", "", words.strip())
    if text in ("who", "everybody", "everyone", "speaker", "speakers"):
        return Group("anybody")
    if re.fullmatch(r"organi[sz]ations?|bodies", text):
        return Group(
            "organisations", "?speaker a ?kindOfSpeaker . VALUES ?kindOfSpeaker { sayso:Organization }"
        )
    if re.fullmatch(r"groups?", text):
        return Group("groups", "?speaker a sayso:Collective .")
    return _by_role_and_place(lookup, text, sorted(experts)) or _somebody(lookup, text)


def _somebody(lookup: Lookup, text: str) -> Group:
    speaker = lookup.speaker(text)
    return Group(speaker.label, f"VALUES ?speaker {{ <{speaker.iri}> }}")


def _by_role_and_place(lookup: Lookup, text: str, experts: list[str]) -> Group | None:
    who, place = text, ""
    found = re.fullmatch(rf"(?:(.+?) )?{AT} (.+)", text)
    if found and not role_kind(text):
        who, place = found[1] or "people", found[2]
    former = re.match(r"former |ex-", who)
    bare = who[former.end() :] if former else who
    parts = [part for part in re.split(r", and |, or |, | and | or ", bare) if part]
    patterns = [_role(lookup, part, experts) for part in parts]
    if not patterns or any(pattern is None for pattern in patterns):
        return None
    known = [pattern for pattern in patterns if pattern is not None]
    said = who if who not in ("people", "who") else "persons" if place else "named persons"
    capacity = []
    if place:
        at, where = _place(lookup, place)
        said += f" at {where}"
        capacity.append(at)
    if all(known):  # "people" asks for nothing
        capacity.append(known[0] if len(known) == 1 else " UNION ".join(f"{{ {one} }}" for one in known))
    if former:
        capacity.append("?capacity sayso:former true .")
    return Group(said, _PERSON, "\n    ".join(capacity))


def _role(lookup: Lookup, words: str, experts: list[str]) -> str | None:
    """What a capacity of these people is: "" for any, None when the words name no role."""
    if re.fullmatch(_PERSONS, words):
        return ""
    if re.fullmatch(r"experts?", words):
        return _expert(experts)
    kind = role_kind(words)
    if kind is not None:
        return f"?capacity sayso:roleKind <{kind}> ."
    sector = re.fullmatch(rf"({_SECTORS}) (.+)", words)  # "university researchers"
    if sector:
        role = _role(lookup, sector[2], experts)
        where = organization_kind(sector[1])
        if role is not None and where is not None:
            return f"{_at_kind(where)} {role}".rstrip()
    return _called(lookup, words)


def _called(lookup: Lookup, words: str) -> str | None:
    """People by the word of their role itself: "economists", where some role has that word."""
    for plural, singular in ((r"ies", "y"), (r"(?<=ch|sh|ss)es", ""), (r"men", "man"), (r"s", "")):
        one, count = re.subn(plural + r"$", singular, words)
        if count and re.fullmatch(r"[a-z][a-z -]{2,40}", one) and lookup.has_role(one):
            return f"?capacity sayso:roleLabel ?called . {_has_word('?called', one)}"
    if re.fullmatch(r"ceos?", words):
        return "?capacity sayso:roleLabel ?called . " + _has_word("?called", "(ceo|chief executive)")
    return None


def _has_word(variable: str, words: str) -> str:
    return f'FILTER (REGEX(STR({variable}), "(^|[^a-z]){words}([^a-z]|$)", "i"))'


def _place(lookup: Lookup, words: str) -> tuple[str, str]:
    parts = [re.sub(r"^(?:the|any|all|some|an?) ", "", part) for part in re.split(r", | and | or ", words)]
    named = [organization_kind(words) or organization_kind(re.sub(r"^the ", "", words))]
    if named[0] is None:
        named = [organization_kind(part) for part in parts]
    if all(named):
        return _at_kind(*(kind for kind in named if kind)), words
    organization = lookup.organization(re.sub(r"^the ", "", words))
    return _within(f"VALUES ?whole {{ <{organization.iri}> }}"), organization.label


def _at_kind(*of_kind: str) -> str:
    listed = " ".join(f"<{kind}>" for kind in of_kind)
    return _within(f"VALUES ?sector {{ {listed} }} ?whole sayso:organizationKind ?sector")


def _within(whole: str) -> str:
    return (
        f"{whole} . ?part org:subOrganizationOf* ?whole . "
        "?capacity org:organization|sayso:withinOrganization ?part ."
    )


def _expert(counted: list[str]) -> str:
    roles = " ".join(f"<{kind}>" for kind in counted if kind in vocab.ROLE_KINDS.values())
    places = " ".join(f"<{kind}>" for kind in counted if kind not in vocab.ROLE_KINDS.values())
    either = []
    if roles:
        either.append(f"{{ VALUES ?kindOfRole {{ {roles} }} ?capacity sayso:roleKind ?kindOfRole }}")
    if places:
        either.append(
            f"{{ VALUES ?expertPlace {{ {places} }} ?institution sayso:organizationKind ?expertPlace .\n"
            "      ?capacity org:organization|sayso:withinOrganization ?institution }"
        )
    if not either:
        raise QuestionError("no kind of role or organisation counts as expert here: name some with --experts")
    return "\n    UNION\n    ".join(either)
