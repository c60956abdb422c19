"""One affiliation as it is found: a person, an organisation, a role, each with where it stands."""

from dataclasses import dataclass, field
from typing import Any

from sayso.extract.employers import alias_of
from sayso.extract.gazetteer import Gazetteer
from sayso.extract.holders import antecedent
from sayso.extract.page import Mention, Page
from sayso.extract.roles import Role, role_kind
from sayso.graph.names import slug

__all__ = ["Finding", "Resources", "add", "add_body", "add_state"]

Entry = dict[str, Any]
Tokens = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Resources:
    """The tables that the rules read."""

    roles: dict[str, str]
    gazetteer: Gazetteer
    parties: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says of an affiliation besides who and where: how sure, and of what kind."""

    rule: str
    confidence: float
    former: bool = False
    kind: str | None = None


def add(
    page: Page,
    resources: Resources,
    person: Tokens,
    holder: Mention | None,
    body: Mention | None,
    finding: Finding,
    role: Role | None = None,
    part: Mention | None = None,
) -> None:
    """Note that a person, named by tokens, belongs to an organisation that the text names."""
    span = (body.start, body.end) if body is not None else None
    whole = part.entity if part is not None else None
    other = alias_of(page, body) if body is not None else None
    if body is not None and other is not None and other.entity is not body.entity:
        add_body(
            page, resources, person, holder, other.entity, (other.start, other.end), finding, role, whole
        )
    add_body(page, resources, person, holder, body.entity if body else None, span, finding, role, whole)


def add_body(
    page: Page,
    resources: Resources,
    person: Tokens,
    holder: Mention | None,
    body: Entry | None,
    span: Tokens | None,
    finding: Finding,
    role: Role | None = None,
    whole: Entry | None = None,
) -> None:
    """Note an affiliation with an organisation that may be named by a pronoun or by its country."""
    entity = holder.entity if holder is not None else antecedent(page, person[0])
    role_span = page.span(role.start, role.end) if role is not None else None
    if whole is not None and body is not None and whole["id"] == body["id"]:
        whole = None
    page.found.append(
        {
            "person": page.span(*person),
            "person_id": entity["id"] if entity is not None else None,
            "organization": page.span(*span) if span is not None else None,
            "organization_id": body["id"] if body is not None else None,
            "role": role_span,
            "role_text": " ".join(page.text[slice(*role_span)].split()) if role_span is not None else None,
            "role_kind": role_kind(page.words[role.start : role.end], resources.roles)
            if role is not None
            else finding.kind,
            "part_of_id": whole["id"] if whole is not None else None,
            "former": finding.former or (role is not None and role.former),
            "tenure": role.tenure if role is not None else None,
            "confidence": round(finding.confidence - (0.1 if holder is None else 0.0), 2),
            "rule": finding.rule,
            "_body": body,
        }
    )


def add_state(
    page: Page,
    resources: Resources,
    person: Tokens,
    holder: Mention | None,
    country: str,
    role: Role,
    finding: Finding,
) -> None:
    """Note an affiliation with a country: the organisation is its government, named after the country."""
    gazetteer = resources.gazetteer
    place = None
    for at in range(max(0, role.outer - 4), min(len(page.words), role.end + 6)):
        mention = page.mention.get(at)
        name = " ".join(page.words[mention.start : mention.end]) if mention is not None else page.words[at]
        if gazetteer.demonyms.get(page.words[at]) == country or gazetteer.countries.get(name) == country:
            place = at
            break
    span = (place, place + 1) if place is not None else None
    if place is not None and place in page.mention:
        span = (page.mention[place].start, page.mention[place].end)
    entity: Entry = {
        "id": f"org:{slug(country)}",
        "kind": "organization",
        "name": country,
        "mentions": [page.span(*span)] if span is not None else [],
        "organization_kind": "government or party",
        "gender": None,
    }
    add_body(page, resources, person, holder, entity, span, finding, role)
    if page.found[-1]["role_kind"] == "executive":
        page.found[-1]["role_kind"] = "politician"
