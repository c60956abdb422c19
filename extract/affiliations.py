"""The component `sayso_affiliations`: who holds which role at which organisation, as the article gives it.

    Ann Lee, deputy director of the Ministry of Health and a fellow at Oxford University, said …

gives two affiliations. It reads the entities of `sayso_entities`, appositions, titles, possessives, and the
parser's subjects; `docs/explanation/affiliations.md` lists the rules.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Token

from sayso.extract.employers import (
    bodies_after,
    body_before,
    body_following,
    country_of,
    own_body,
    part_of,
    verb_bodies,
)
from sayso.extract.gazetteer import DATA, Gazetteer, load_gazetteer
from sayso.extract.holders import (
    antecedent,
    appointed_before,
    holders_by_parser,
    listed_after,
    listed_before,
    named_by,
    opening_pronoun,
    person_after,
    persons_before,
    subject_of,
)
from sayso.extract.names import word_set
from sayso.extract.page import POSSESSIVE, PRONOUNS, STOP_TAGS, Mention, Page, open_page, skip_words
from sayso.extract.roles import STATE_ROLES, Role, find_roles, load_roles, role_kind
from sayso.graph.names import slug

Entry = dict[str, Any]

__all__ = ["Affiliations", "find", "make_affiliations"]
_LINKS = word_set("from to until since in and & , / then later also currently as well a an the or -")


# Roles that say what somebody did with something, not where he belongs.
_UNATTACHED = word_set("critic author writer veteran resident inventor creator observer")
_MARKS = frozenset(('"', "“", "”", "``", "''"))
_FOUND = word_set("found co-found cofound establish start launch create form set")


# Verbs that attach their subject to an organisation: the preposition it stands behind ("" for the object).
_VERBS: dict[str, frozenset[str]] = {
    "work": frozenset(("for", "at", "with", "in")),
    "serve": frozenset(("at", "in", "on", "with", "for")),
    "teach": frozenset(("at", "in")),
    "lecture": frozenset(("at",)),
    "join": frozenset(("",)),
    "rejoin": frozenset(("",)),
    "lead": frozenset(("",)),
    "head": frozenset(("", "up")),
    "run": frozenset(("",)),
    "chair": frozenset(("",)),
    "direct": frozenset(("",)),
    "manage": frozenset(("",)),
    "own": frozenset(("",)),
    "leave": frozenset(("",)),
    "quit": frozenset(("",)),
    "resign": frozenset(("from",)),
    "retire": frozenset(("from",)),
    "play": frozenset(("for",)),
    "sign": frozenset(("with", "for")),
    "employ": frozenset(("by", "at")),
    "hire": frozenset(("by", "at")),
    "appoint": frozenset(("to", "by")),
    "elect": frozenset(("to",)),
    "name": frozenset(("to",)),
    "represent": frozenset(),
    **{verb: frozenset(("", "up")) for verb in _FOUND},
}
_ADVERBS = word_set("also co - has had have later then who and was is were been")
_GIVEN = frozenset(("employ", "hire", "appoint", "elect", "name"))
_LEFT = frozenset(("leave", "quit", "resign", "retire"))


def _verb_forms() -> dict[str, str]:
    """The verbs above, from each of their forms to the verb."""
    forms = {verb + ending: verb for verb in _VERBS for ending in ("", "s", "ed", "ing", "d", "es")}
    irregular = {
        "lead": "led leading", "run": "ran running", "leave": "left leaving", "teach": "taught teaches",
        "quit": "quitting", "chair": "chairing", "serve": "serving", "retire": "retiring",
        "manage": "managing", "create": "creating", "hire": "hiring", "name": "naming", "set": "setting",
    }  # fmt: skip
    return forms | {form: verb for verb, others in irregular.items() for form in others.split()}


_VERB_FORMS = _verb_forms()


@dataclass(frozen=True, slots=True)
class Resources:
    """The tables that the rules read."""

    roles: dict[str, str]
    gazetteer: Gazetteer


def _by_roles(page: Page, resources: Resources) -> None:
    named = set(page.mention)
    roles = find_roles(
        page.words, page.lower, page.tags, named, resources.roles, resources.gazetteer.demonyms
    )
    size = len(page.words)
    chains: list[list[tuple[Role, list[tuple[Mention, Mention | None]], int]]] = []
    for index, role in enumerate(roles):
        following = roles[index + 1].outer if index + 1 < len(roles) else size
        stop = min(size, max(role.end, following))
        bodies, end = bodies_after(page, role.end, stop)
        link = chains[-1][-1] if chains else None
        if (
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


def _by_chain(
    page: Page, resources: Resources, chain: list[tuple[Role, list[tuple[Mention, Mention | None]], int]]
) -> None:
    """One or more roles of the same persons: "chairman and CEO of Y", "director of P and fellow at Q"."""
    first, last = chain[0][0], chain[-1][0]
    who: list[tuple[int, int, Mention | None]] = []
    rule = ""
    own: Mention | None = None
    before = persons_before(page, first)
    titled = page.person(last.end)  # "…, X, and budget head Y": the role is Y's
    if before and not (titled is not None and titled.start == last.end):
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
    who = [holder for holder in who if _may_hold(page, first, last, holder, rule)]
    if not who:
        return
    fallback = body_before(page, first) or own
    confidence = {"apposition": 0.9, "title": 0.9, "copula": 0.85}.get(rule, 0.8)
    if fallback is None:
        fallback = own_body(page, first)
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
        for start, end, person in who:
            if attached:
                for body, part in attached:
                    _add(page, resources, (start, end), person, body, role, part, confidence, rule)
            elif country is not None and role.noun in STATE_ROLES:
                _add_state(page, resources, (start, end), person, country, role, confidence, rule)
            elif (state := country_of(page, resources.gazetteer.countries, role)) is not None:
                _add_state(page, resources, (start, end), person, state, role, confidence, rule)
            elif person is not None and rule in ("apposition", "title"):
                _add(page, resources, (start, end), person, None, role, None, confidence, rule)


def _may_hold(
    page: Page, first: Role, last: Role, holder: tuple[int, int, Mention | None], rule: str
) -> bool:
    """Whether nothing between a name and a role parts them: no quotation begins or ends there.

    "According to X, the minister believes …" and "X being a founder" give X no role either.
    """
    start, end, _ = holder
    low, high = (end, first.start) if end <= first.start else (last.end, start)
    between = page.lower[low:high]
    if sum(word in _MARKS for word in between) % 2:
        return False
    if rule == "copula" and "being" in between:
        return False
    if rule != "apposition" or end > first.outer or start < 2 or page.lower[start - 2] != "according":
        return True
    return page.tags[min(last.end, len(page.tags) - 1)] not in STOP_TAGS


def _add_state(
    page: Page,
    resources: Resources,
    person: tuple[int, int],
    holder: Mention | None,
    country: str,
    role: Role,
    confidence: float,
    rule: str,
) -> None:
    """An affiliation with a country: the organisation is its government, named after the country."""
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
    _append(page, resources, person, holder, entity, span, role, None, confidence, rule)
    if page.found[-1]["role_kind"] == "executive":
        page.found[-1]["role_kind"] = "politician"


def _add(
    page: Page,
    resources: Resources,
    person: tuple[int, int],
    mention: Mention | None,
    body: Mention | None,
    role: Role | None,
    part: Mention | None,
    confidence: float,
    rule: str,
    former: bool = False,
    kind: str | None = None,
) -> None:
    span = (body.start, body.end) if body is not None else None
    whole = part.entity if part is not None else None
    _append(
        page,
        resources,
        person,
        mention,
        body.entity if body else None,
        span,
        role,
        whole,
        confidence,
        rule,
        former,
        kind,
    )


def _append(
    page: Page,
    resources: Resources,
    person: tuple[int, int],
    mention: Mention | None,
    body: Entry | None,
    span: tuple[int, int] | None,
    role: Role | None,
    whole: Entry | None,
    confidence: float,
    rule: str,
    former: bool = False,
    kind: str | None = None,
) -> None:
    entity = mention.entity if mention is not None else antecedent(page, person[0])
    text = page.text
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
            "role_text": " ".join(text[slice(*role_span)].split()) if role_span is not None else None,
            "role_kind": role_kind(page.words[role.start : role.end], resources.roles)
            if role is not None
            else kind,
            "part_of_id": whole["id"] if whole is not None else None,
            "former": former or (role.former if role is not None else False),
            "confidence": round(confidence if mention is not None else confidence - 0.1, 2),
            "rule": rule,
            "_body": body,
        }
    )


def _by_verbs(page: Page, resources: Resources) -> None:
    """ "X works for Y", "X joined Y", "Y was founded by X"."""
    for index, word in enumerate(page.lower):
        lemma = _VERB_FORMS.get(word)
        if lemma is None or not page.tags[index].startswith("VB"):
            continue
        verb = page.doc[index]
        passive = (
            verb.tag_ == "VBN"
            and not any(child.dep_ == "aux" and child.lemma_ == "have" for child in verb.lefts)
        ) or any(child.dep_ == "auxpass" for child in verb.lefts)
        if passive and (
            lemma in _FOUND or lemma in ("lead", "run", "chair", "head", "own", "manage", "direct")
        ):
            _by_agent(page, resources, verb, lemma)
            continue
        if lemma in _GIVEN and not passive:
            continue  # "X would name Y to the court": X gives the post
        opener = index
        while opener > 0 and (page.lower[opener - 1] in _ADVERBS or page.tags[opener - 1] == "RB"):
            opener -= 1
        who = named_by(page, subject_of(verb), index)
        if not who and opener > 0:
            # The parser may have lost the subject ("co-founded" is three tokens): take who stands before.
            person = page.person(opener - 1)
            if person is not None and person.end == opener:
                who = [(p.start, p.end, p) for p in listed_before(page, person)]
            elif page.lower[opener - 1] in PRONOUNS:
                who = [(opener - 1, opener, None)]
        if not who:
            continue
        bodies = verb_bodies(page, verb, _VERBS[lemma]) or body_following(page, index, _VERBS[lemma])
        kind = (
            "founder"
            if lemma in _FOUND
            else "executive"
            if lemma in ("lead", "head", "run", "chair")
            else None
        )
        for body in bodies:
            for start, end, person in who:
                _add(
                    page,
                    resources,
                    (start, end),
                    person,
                    body,
                    None,
                    None,
                    0.75,
                    "verb",
                    lemma in _LEFT,
                    kind,
                )


def _by_agent(page: Page, resources: Resources, verb: Token, lemma: str) -> None:
    subject = next((child for child in verb.lefts if child.dep_ in ("nsubjpass", "nsubj")), None)
    if subject is not None and subject.tag_ in ("WDT", "WP") and verb.dep_ == "relcl":
        subject = verb.head
    if subject is None:
        subject = verb.head if verb.dep_ in ("acl", "relcl") else subject_of(verb)
    if subject is None:
        return
    body = page.body(subject.i)
    it = (subject.i, subject.i + 1) if body is None and page.lower[subject.i] == "it" else None
    if body is None and it is None:
        return
    for child in verb.rights:
        if child.dep_ not in ("agent", "prep") or child.lower_ != "by":
            continue
        for agent in child.rights:
            who = named_by(page, agent)
            if who and who[-1][2] is not None:
                who += [(p.start, p.end, p) for p in listed_after(page, who[-1][2])]
            for start, end, person in who:
                kind = "founder" if lemma in _FOUND else "executive"
                _append(
                    page, resources, (start, end), person, body.entity if body else None,
                    (body.start, body.end) if body else it, None, None, 0.75, "verb", False, kind,
                )  # fmt: skip


def _by_place(page: Page, resources: Resources) -> None:
    """ "X of Y", "X at Y", "X (Y)", "Y's X": no role is given."""
    seen: set[int] = set()
    size = len(page.words)
    for mention in list(page.mention.values()):
        if mention.entity["kind"] != "person" or mention.start in seen:
            continue
        seen.add(mention.start)
        at = mention.end
        if at + 1 >= size:
            continue
        word = page.lower[at]
        person = (mention.start, mention.end)
        if word in ("of", "at", "with", "from"):
            body = page.body(skip_words(page, at + 1, frozenset(("the", '"', "“"))))
            if body is not None and (word != "at" or "," in page.lower[body.end : body.end + 1]):
                _add(page, resources, person, mention, body, None, part_of(page, body.end, size), 0.7, "of")
        elif word == "(":
            body = page.body(skip_words(page, at + 1, frozenset(("the",))))
            sure = body is not None and (body.entity["organization_kind"] or body.end - body.start > 1)
            if body is not None and sure and body.end < size and page.lower[body.end] == ")":
                _add(page, resources, person, mention, body, None, None, 0.7, "brackets")
        before = mention.start - 1
        if before > 0 and page.lower[before] in POSSESSIVE and len(mention.entity["mentions"]) > 1:
            body = page.body(before - 1)
            if body is not None and body.end == before and mention.end - mention.start > 1:
                _add(page, resources, person, mention, body, None, None, 0.6, "possessive")


def find(doc: Doc, entities: Sequence[Entry], resources: Resources) -> tuple[list[Entry], list[Entry]]:
    """The affiliations of a doc in text order, and the governments that they name beyond `entities`."""
    if not len(doc):
        return [], []
    page = open_page(doc, entities)
    _by_roles(page, resources)
    _by_verbs(page, resources)
    _by_place(page, resources)
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

    def __init__(self, resources: Resources) -> None:
        self.resources = resources

    def __call__(self, doc: Doc) -> Doc:
        entities: list[Entry] = (doc._.entities if Doc.has_extension("entities") else None) or []
        doc._.affiliations, governments = find(doc, entities, self.resources)
        if governments:
            doc._.entities = [*entities, *governments]
        return doc


@Language.factory("sayso_affiliations", assigns=["doc._.affiliations"], default_config={"roles": None})
def make_affiliations(nlp: Language, name: str, roles: str | None) -> Affiliations:
    """Make the component; `roles` is the path of a table of role nouns to use instead of the shipped one."""
    for extension in ("entities", "affiliations"):
        if not Doc.has_extension(extension):
            Doc.set_extension(extension, default=None)
    gazetteer = load_gazetteer(lambda text: tuple(text.split()), DATA / "gazetteer.tsv")
    return Affiliations(Resources(load_roles(Path(roles) if roles else None), gazetteer))
