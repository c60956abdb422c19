"""The component `sayso_affiliations`: who holds which role at which organisation, as the article gives it.

    Ann Lee, deputy director of the Ministry of Health and a fellow at Oxford University, said …

gives two affiliations. It reads the entities of `sayso_entities`, appositions, titles, possessives, and the
parser's subjects; `docs/explanation/affiliations.md` lists the rules.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from sayso.extract.careers import find_careers
from sayso.extract.employers import (
    bodies_after,
    body_before,
    company_meant,
    country_of,
    fronted_body,
    is_organ,
    own_body,
)
from sayso.extract.gazetteer import DATA, load_gazetteer
from sayso.extract.holders import (
    appointed_before,
    holders_by_parser,
    listed_after,
    opening_pronoun,
    person_after,
    persons_before,
)
from sayso.extract.links import LinkTables, linked, load_link_weights
from sayso.extract.memberships import Finding, Resources, add, add_body, add_state
from sayso.extract.names import word_set
from sayso.extract.page import POSSESSIVE, STOP_TAGS, Mention, Page, open_page
from sayso.extract.parties import find_parties, load_parties, local_government, party_before, party_entity
from sayso.extract.roles import STATE_ROLES, Role, find_roles, load_roles, role_kind
from sayso.extract.same_names import tell_apart
from sayso.extract.subjects import WISHES, Holder, denied, governing_verb, subject_after, subject_before
from sayso.extract.successions import find_successions

Entry = dict[str, Any]
Chain = list[tuple[Role, list[tuple[Mention, Mention | None]], int]]

__all__ = ["Affiliations", "find", "make_affiliations"]
_LINKS = word_set("from to until since in and & , / then later also currently as well a an the or -")
# Roles that say what somebody did with something, not where he belongs.
_UNATTACHED = word_set("critic author writer veteran resident inventor creator observer")
_MARKS = frozenset(('"', "“", "”", "``", "''"))


def _by_roles(page: Page, resources: Resources) -> None:
    named = set(page.mention)
    roles = find_roles(
        page.words,
        page.lower,
        page.tags,
        named,
        resources.roles,
        resources.gazetteer.demonyms,
        resources.parties,
    )
    size = len(page.words)
    chains: list[Chain] = []
    for index, role in enumerate(roles):
        following = roles[index + 1].outer if index + 1 < len(roles) else size
        stop = min(size, max(role.end, following))
        bodies, end = bodies_after(page, role.end, stop)
        if (
            not bodies
            and page.lower[role.end : role.end + 1] == [")"]
            and page.lower[role.outer - 2] in ("(", "-")
        ):
            bodies, end = bodies_after(page, role.end + 1, stop)  # "secretary (and treasurer) of Y"
        link = chains[-1][-1] if chains else None
        titled = page.person(role.end)
        between = page.lower[link[2] : role.outer] if link is not None else []
        if link is not None and not link[1] and link[0].former and between in (["and"], ["&"], ["/"]):
            role = replace(role, former=True)  # "the former chairman and CEO of Y"
        if titled is not None and titled.start == role.end and ("," in between or (link and link[1])):
            chains.append([(role, bodies, end)])  # "X, head of Y, and CEO Z": the role is Z's
        elif (
            link is not None
            and page.sentence[link[0].head] == page.sentence[role.head]
            and 0 <= role.outer - link[2] <= 9
            and all(word in _LINKS or word.isdigit() for word in page.lower[link[2] : role.outer])
            and link[2] != role.outer
        ):
            chains[-1].append((role, bodies, end))
        else:
            chains.append([(role, bodies, end)])
    for chain in chains:
        _by_chain(page, resources, chain)


def _by_chain(page: Page, resources: Resources, chain: Chain) -> None:
    """One or more roles of the same persons: "chairman and CEO of Y", "director of P and fellow at Q"."""
    first, last = chain[0][0], chain[-1][0]
    who: list[Holder] = []
    rule = ""
    own: Mention | None = None
    before = persons_before(page, first)
    titled = page.person(last.end)  # "…, X, and budget head Y": the role is Y's
    after = chain[-1][2]
    if page.lower[after : after + 1] in (["is"], ["was"]) and page.person(after + 1) is not None:
        who, rule, own = holders_by_parser(page, chain)  # "…, X, and the chairman is Y"
    elif before and not (titled is not None and titled.start == last.end):
        who, rule = [(p.start, p.end, p) for p in before], "apposition"
    if not who:
        person = person_after(page, last.end, chain[-1][2])
        if person is not None:
            who, rule = [(person.start, person.end, person)], "title"
            if last.plural:
                who += [(p.start, p.end, p) for p in listed_after(page, person)]
    if not who:
        person = appointed_before(page, first)
        if person is not None:
            who, rule = [(person.start, person.end, person)], "appointment"
            own = body_before(page, first)
            at = person.start - 2
            own = own or (page.body(at) if at >= 0 else None)
    if not who:
        who, rule = opening_pronoun(page, first, chain[-1][2]), "apposition"
    if not who:
        who, rule, own = holders_by_parser(page, chain)
        verb = governing_verb(page, first.outer)
        if who and rule != "apposition" and verb is not None and denied(page, verb):
            return
    if not who:
        who, rule = _holders_by_words(page, chain), "copula"
    who = [holder for holder in who if _may_hold(page, first, last, holder, rule)]
    if not who:
        return
    fallback = body_before(page, first) or own
    confidence = {"apposition": 0.9, "title": 0.9, "copula": 0.85}.get(rule, 0.8)
    finding = Finding(rule, confidence)
    fallback = fallback or own_body(page, first) or fronted_body(page, first)
    if fallback is None and not any(bodies for _, bodies, _ in chain) and first.country is None:
        fallback = _topic(page, resources, chain, rule)
        if fallback is not None:
            finding = Finding(rule, 0.6)
    # "chairman and CEO of Y": a role without an organisation of its own takes the next one's.
    bodies_of: list[list[tuple[Mention, Mention | None]]] = []
    later: list[tuple[Mention, Mention | None]] = []
    for role, bodies, _ in reversed(chain):
        later = bodies or later
        bodies_of.append([] if role.noun in _UNATTACHED else later)
    bodies_of.reverse()
    for (role, bodies, _), shared in zip(chain, bodies_of, strict=True):
        if role.plural and len(who) == 1 and rule == "apposition" and who[0][1] <= first.outer:
            continue  # "X, its head, and two deputies": others than the one named
        if page.lower[role.end : role.end + 1] and page.lower[role.end] in POSSESSIVE:
            continue  # "X, the president's spokesman"
        attached = bodies or ([] if fallback is not None else shared)
        if not attached and fallback is not None and role.noun not in _UNATTACHED:
            attached = [(fallback, None)]
        if role.noun in _UNATTACHED:
            attached = []
        country = role.country or first.country
        party = party_before(page, resources, role.outer, role.head)
        if party is not None and len(attached) == 1 and attached[0][0].start == party[1][0]:
            attached = []  # "a Labour MP"
        local = None if attached else local_government(page, role.noun, role.outer, role.end)
        for start, end, person in who:
            if party is not None:
                entity = party_entity(page, party[0], party[1])
                add_body(page, resources, (start, end), person, entity, party[1], finding, role)
            if local is not None:
                add_body(page, resources, (start, end), person, *local, finding, role)
            elif attached:
                for body, part in attached:
                    if part is None and is_organ(body, page):
                        part = fronted_body(page, first) or _owner(page, body)
                    add(page, resources, (start, end), person, body, finding, role, part)
            elif country is not None and role.noun in STATE_ROLES:
                add_state(page, resources, (start, end), person, country, role, finding)
            elif (state := country_of(page, resources.gazetteer.countries, role)) is not None:
                add_state(page, resources, (start, end), person, state, role, finding)
            elif person is not None and party is None and rule in ("apposition", "title"):
                add(page, resources, (start, end), person, None, finding, role)


_LEADING = frozenset(("executive", "founder", "spokesperson"))


def _topic(page: Page, resources: Resources, chain: Chain, rule: str) -> Mention | None:
    """The organisation that a bare "chief executive X" leads: the only one that the sentence names.

    Where it names none, the one before does.
    """
    role = chain[-1][0]
    if role_kind(page.words[role.start : role.end], resources.roles) not in _LEADING or role.plural:
        return None
    if page.lower[role.end : role.end + 1] == ["of"]:
        return None  # of something that is no known organisation
    number = page.sentence[role.head]
    for wanted in (number, number - 1):
        low, high = bisect_left(page.sentence, wanted), bisect_left(page.sentence, wanted + 1)
        if not wanted >= 0 or high - low > _LONGEST:
            return None
        named = {
            mention.entity["id"]: mention
            for at in range(high - 1, low - 1, -1)
            if (mention := page.body(at)) is not None
        }
        if len(named) == 1 and rule != "apposition":
            body = next(iter(named.values()))
            return body if body.entity["kind"] == "organization" else None
        if named:
            return None
    return None


_LONGEST = 80  # words: what a sentence is about cannot be told of a longer one


def _owner(page: Page, organ: Mention) -> Mention | None:
    """The organisation of "the bank's" in "the bank's executive committee"."""
    at = organ.start - 1
    if at > 0 and page.lower[at] in POSSESSIVE:
        return company_meant(page, at - 1)
    return None


def _holders_by_words(page: Page, chain: Chain) -> list[Holder]:
    """Who holds a role where the parser has lost it, by the verb before it or a comma behind."""
    first, end = chain[0][0], chain[-1][2]
    verb = governing_verb(page, first.outer)
    if verb is not None:
        if denied(page, verb):
            return []
        who = subject_before(page, verb)
        if who:
            return who
    opener = first.outer - 1
    while opener >= 0 and page.lower[opener] in ("the", "a", "an", "his", "her"):
        opener -= 1
    opens = opener < 0 or page.sentence[opener] != page.sentence[first.head]
    if not opens and page.lower[opener] not in ("as", "becoming", "being"):
        return []
    return subject_after(page, end)


_FAR = 120  # words: a sentence without an end must not cost the square of its length


def _may_hold(page: Page, first: Role, last: Role, holder: Holder, rule: str) -> bool:
    """Whether nothing between a name and a role parts them: no quotation begins or ends there.

    "According to X, the minister believes …" and "X being a founder" give X no role either.
    """
    start, end, _ = holder
    low, high = (end, first.start) if end <= first.start else (last.end, start)
    if high - low > _FAR:
        return False
    between = page.lower[low:high]
    if sum(word in _MARKS for word in between) % 2:
        return False
    if rule == "copula" and "being" in between:
        return False
    if rule != "apposition" or end > first.outer or start < 2 or page.lower[start - 2] != "according":
        return True
    return page.tags[min(last.end, len(page.tags) - 1)] not in STOP_TAGS


def find(doc: Doc, entities: Sequence[Entry], resources: Resources) -> tuple[list[Entry], list[Entry]]:
    """The affiliations of a doc in text order, and the governments that they name beyond `entities`."""
    if not len(doc):
        return [], []
    page = open_page(doc, entities)
    _by_roles(page, resources)
    find_careers(page, resources)
    find_parties(page, resources)
    find_successions(page)
    kept: dict[tuple[Any, ...], Entry] = {}
    bodies: dict[str, Entry] = {}
    known = {entity["id"] for entity in entities}
    attached = {(e["person_id"] or tuple(e["person"]), e["organization_id"]) for e in page.found if e["role"]}
    for entry in sorted(
        page.found, key=lambda e: (e["person"], e["role"] or [-1, -1], e["organization"] or [-1, -1])
    ):
        body = entry.pop("_body")
        who = entry["person_id"] or tuple(entry["person"])
        if entry["role"] is None and (who, entry["organization_id"]) in attached and entry["organization_id"]:
            continue
        key = (
            who,
            entry["organization_id"] or tuple(entry["organization"] or ()),
            (entry["role_text"] or "").lower(),
        )
        if key in kept:
            if kept[key]["confidence"] < entry["confidence"]:
                kept[key] |= entry
            continue
        kept[key] = entry
        if body is not None and body["id"] not in known:
            bodies.setdefault(body["id"], body)
    return list(kept.values()), list(bodies.values())


class Affiliations:
    """Annotates `doc._.affiliations`; adds to `doc._.entities` the governments that roles name."""

    def __init__(self, resources: Resources, links: LinkTables | None = None) -> None:
        self.resources = resources
        self.links = links

    def __call__(self, doc: Doc) -> Doc:
        entities: list[Entry] = (doc._.entities if Doc.has_extension("entities") else None) or []
        doc._.affiliations, governments = find(doc, entities, self.resources)
        if governments:
            entities = [*entities, *governments]
        units = (doc._.units if Doc.has_extension("units") else None) or []
        entities, doc._.affiliations = tell_apart(
            doc.text, entities, doc._.affiliations, units, self.resources.roles
        )
        if Doc.has_extension("entities"):
            doc._.entities = entities
        if self.links is not None:
            found = linked(doc, entities, doc._.affiliations, self.links)
            doc._.affiliations += [link for link in found if not _kept_apart(doc.text, link)]
        return doc


_OPPOSED = word_set("critic critics opponent opponents rival rivals enemy victim fan customer reader admirer")


def _kept_apart(text: str, link: Entry) -> bool:
    """Whether the words between the two names keep them apart: "hopes to join", "a critic of"."""
    (_, end), (begin, _) = sorted((link["person"], link["organization"]))
    words = text[end:begin].lower().split() if begin - end < _NEAR else []
    return any(
        word in _OPPOSED or (word in WISHES and following == "to")
        for word, following in pairwise([*words, ""])
    )


_NEAR = 200  # characters


@Language.factory(
    "sayso_affiliations",
    assigns=["doc._.affiliations"],
    default_config={"roles": None, "learned": True},
)
def make_affiliations(nlp: Language, name: str, roles: str | None, learned: bool = True) -> Affiliations:
    """Make the component; `roles` is the path of a table of role nouns to use instead of the shipped one.

    `learned` adds what learned weights find and no rule does (`sayso.extract.links`).
    """
    for extension in ("entities", "affiliations"):
        if not Doc.has_extension(extension):
            Doc.set_extension(extension, default=None)
    gazetteer = load_gazetteer(lambda text: tuple(text.split()), DATA / "gazetteer.tsv")
    nouns = load_roles(Path(roles) if roles else None)
    links = LinkTables(load_link_weights(), nouns, gazetteer.demonyms) if learned else None
    return Affiliations(Resources(nouns, gazetteer, load_parties()), links)
