"""The component `sayso_affiliations`: who holds which role at which organisation, as the article gives it.

    Ann Lee, deputy director of the Ministry of Health and a fellow at Oxford University, said …

gives two affiliations. It reads the entities of `sayso_entities`, appositions, titles, possessives, and the
parser's subjects; `docs/explanation/affiliations.md` lists the rules.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from spacy.attrs import IDX, LENGTH, SENT_START, TAG  # type: ignore[import-not-found]  # a compiled module without stubs
from spacy.language import Language
from spacy.tokens import Doc, Token

from sayso.extract.gazetteer import DATA, Gazetteer, load_gazetteer
from sayso.extract.roles import STATE_ROLES, Role, find_roles, load_roles, role_kind
from sayso.graph.names import slug

__all__ = ["Affiliations", "find", "make_affiliations"]

Entry = dict[str, Any]

_BODIES = frozenset(("organization", "outlet", "platform"))
_TO_BODY = frozenset(("of", "at", "for", "with", "in", "on", "to", "from", "within", "under"))
_CHAIN = frozenset(("of", "at", "in", "within", "under"))
_POSSESSIVE = frozenset(("'s", "’s", "'", "’"))
_DETERMINERS = frozenset(("the", "a", "an", "its", "their", "his", "her", "our", "both", "each"))
_HE = {"he": "male", "she": "female", "him": "male", "i": None, "we": None, "they": None}
_STOP_TAGS = frozenset(("VBZ", "VBD", "VBP", "MD", "WP", "WDT", "WRB", "WP$", "EX", "PRP"))
_BREAKS = frozenset((".", "!", "?", ";", ":", ")", "(", '"', "”", "“", "—", "–", "…"))
_LINKS = frozenset(
    ("and", "&", ",", "/", "then", "later", "also", "currently", "as", "well", "a", "an", "the", "or", "-")
)
# Roles that say what somebody did with something, not where he belongs.
_UNATTACHED = frozenset(
    ("critic", "author", "writer", "veteran", "resident", "inventor", "creator", "observer")
)
_LIST_WORDS = frozenset(("and", "&", ",", "the", '"', "“"))
_APPOINT = frozenset(
    ("appoint", "name", "elect", "hire", "nominate", "choose", "promote", "make", "select", "recruit")
)
_FOUND = frozenset(("found", "co-found", "cofound", "establish", "start", "launch", "create", "form", "set"))
_APPOINT_FORMS = frozenset(
    form
    for verb in _APPOINT
    for form in (
        verb,
        verb + "s",
        verb + "ed",
        verb + "d",
        verb + "ing",
        verb[:-1] + "ing",
        "made",
        "chose",
        "chosen",
    )
)
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
_ADVERBS = frozenset(
    ("also", "co", "-", "has", "had", "have", "later", "then", "who", "and", "was", "is", "were", "been")
)
_LEFT = frozenset(("leave", "quit", "resign", "retire"))
_VERB_FORMS: dict[str, str] = {}
for _verb in _VERBS:
    for _ending in ("", "s", "ed", "ing", "d", "es"):
        _VERB_FORMS.setdefault(_verb + _ending, _verb)
_VERB_FORMS.update(
    {
        "led": "lead", "ran": "run", "running": "run", "left": "leave", "leaving": "leave", "taught": "teach",
        "quitting": "quit", "chairing": "chair", "serving": "serve", "retiring": "retire", "managing": "manage",
        "creating": "create", "hiring": "hire", "naming": "name", "setting": "set", "teaches": "teach",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Resources:
    """The tables that the rules read."""

    roles: dict[str, str]
    gazetteer: Gazetteer


@dataclass(frozen=True, slots=True)
class _Mention:
    entity: Entry
    start: int
    end: int


@dataclass(slots=True)
class _Page:
    """A doc in plain lists, with the mention that each token stands in."""

    doc: Doc
    words: list[str]
    lower: list[str]
    tags: list[str]
    starts: list[int]
    ends: list[int]
    mention: dict[int, _Mention]
    sentence: list[int]
    found: list[Entry] = field(default_factory=list)

    def person(self, at: int) -> _Mention | None:
        mention = self.mention.get(at)
        return mention if mention is not None and mention.entity["kind"] == "person" else None

    def body(self, at: int) -> _Mention | None:
        mention = self.mention.get(at)
        return mention if mention is not None and mention.entity["kind"] in _BODIES else None

    def span(self, start: int, end: int) -> list[int]:
        return [self.starts[start], self.ends[end - 1]]


def _open(doc: Doc, entities: Sequence[Entry]) -> _Page:
    words = [token.text for token in doc]
    rows = doc.to_array([IDX, LENGTH, TAG, SENT_START]).astype("int64").tolist()
    starts = [row[0] for row in rows]
    ends = [row[0] + row[1] for row in rows]
    names = {number: doc.vocab.strings[number & 0xFFFFFFFFFFFFFFFF] for number in {row[2] for row in rows}}
    tags = [names[row[2]] for row in rows]
    sentence: list[int] = []
    number = -1
    for row in rows:
        number += row[3] == 1 or number < 0
        sentence.append(number)
    mention: dict[int, _Mention] = {}
    for entity in entities:
        for start, end in entity["mentions"]:
            first = bisect_left(starts, start)
            last = bisect_left(starts, end)
            place = _Mention(entity, first, last)
            for index in range(first, last):
                mention[index] = place
    return _Page(
        doc,
        words,
        [word.lower() for word in words],
        tags,
        starts,
        ends,
        mention,
        sentence,
    )


def _skip(page: _Page, at: int, words: frozenset[str]) -> int:
    while at < len(page.words) and page.lower[at] in words:
        at += 1
    return at


def _bodies_after(page: _Page, at: int, stop: int) -> tuple[list[tuple[_Mention, _Mention | None]], int]:
    """The organisations that a role belongs to by what follows it, each with the one it is part of, and their end."""
    if at >= stop or page.lower[at] not in _TO_BODY:
        return [], at
    opener = page.lower[at]
    found: list[tuple[_Mention, _Mention | None]] = []
    index = at + 1
    while index < min(stop, at + 16):
        body = page.body(index)
        if body is not None:
            inner, index = _possessed(page, body, stop)
            whole = inner if inner is not body else None
            part = _part_of(page, index, stop)
            if (
                whole is None
                and part is not None
                and body.entity["organization_kind"] is None
                and opener in ("of", "for")
            ):
                found.append((part, None))
            elif whole is None:
                found.append((body, part))
            else:
                found.append((whole, body))
            if part is not None:
                index = part.end
            more, index = _listed_bodies(page, index, stop)
            found.extend(more)
            return found, index
        word = page.lower[index]
        if page.person(index) is not None or page.tags[index] in _STOP_TAGS:
            break
        if word in _BREAKS and not (word in ('"', "“") and page.body(index + 1)):
            break
        if word == "," and not (
            index + 1 < stop and (page.lower[index + 1] in ("at", "of") or opener == "of")
        ):
            break
        if word == "from" or (word in ("in", "to") and index > at + 1 and page.lower[index - 1] == ","):
            break
        index += 1
    return [], at


def _listed_bodies(page: _Page, at: int, stop: int) -> tuple[list[tuple[_Mention, _Mention | None]], int]:
    """The organisations that go on a list after one of them: "of P, the Q and R"."""
    found: list[tuple[_Mention, _Mention | None]] = []
    index = at
    joined = False
    while index < stop and page.lower[index] in ("and", "&", ","):
        joined = joined or page.lower[index] in ("and", "&")
        after = _skip(page, index, _LIST_WORDS)
        joined = joined or any(word in ("and", "&") for word in page.lower[index:after])
        body = page.body(after) if after < stop else None
        if body is None:
            break
        follow = page.lower[body.end] if body.end < len(page.words) else "."
        if follow in _POSSESSIVE or (body.end < len(page.words) and page.tags[body.end] in _STOP_TAGS):
            return [], at
        found.append((body, _part_of(page, body.end, stop)))
        index = body.end
        if follow == "(":
            index = next((i + 1 for i in range(index, min(stop, index + 5)) if page.lower[i] == ")"), index)
        if joined:
            return found, index
    return [], at


def _possessed(page: _Page, body: _Mention, stop: int) -> tuple[_Mention, int]:
    """ "Y's Z" names Z when Z is an organisation too."""
    index = body.end
    if index < stop and page.lower[index] in _POSSESSIVE:
        ahead = index + 1
        while (
            ahead < min(stop, index + 4)
            and page.tags[ahead][:2] in ("JJ", "NN")
            and ahead not in page.mention
        ):
            ahead += 1
        inner = page.body(ahead)
        if inner is not None:
            return inner, inner.end
    return body, index


def _part_of(page: _Page, at: int, stop: int) -> _Mention | None:
    """The organisation that stands right behind another one: "Z at Y", "Z of the Y", "Z, Y"."""
    if at < stop and page.lower[at] in ("(",):
        close = next((i for i in range(at, min(stop, at + 6)) if page.lower[i] == ")"), None)
        if close is None:
            return None
        at = close + 1
    if at < stop and page.lower[at] in _CHAIN:
        at = _skip(page, at + 1, frozenset(("the", '"', "“")))
        return page.body(at) if at < stop else None
    if at + 1 < stop and page.lower[at] == "," and page.body(at + 1) is not None:
        body = page.body(at + 1)
        if body is not None and body.entity["organization_kind"] in (
            "university",
            "government or party",
            "company",
        ):
            return body
    return None


def _body_before(page: _Page, role: Role) -> _Mention | None:
    """The organisation in "Y's role" and "Y role"."""
    at = role.outer - 1
    if at >= 0 and page.lower[at] in _POSSESSIVE:
        at -= 1
    body = page.body(at) if at >= 0 else None
    if body is None or body.end != at + 1:
        return None
    # "Ann Lee Professor", "Wykeham Professor": a chair's name is no employer.
    chair = at == role.outer - 1 and role.noun in ("professor", "fellow", "chair", "lecturer")
    return None if chair and body.entity["organization_kind"] is None else body


def _own_body(page: _Page, role: Role) -> _Mention | None:
    """The organisation that "its" or "the company's" before a role means: the last one of the sentence."""
    at = role.outer - 1
    if at < 0:
        return None
    if page.lower[at] not in ("its", "their"):
        return None
    for index in range(at - 1, max(-1, at - 40), -1):
        if page.sentence[index] != page.sentence[at]:
            return None
        body = page.body(index)
        if body is not None:
            return body
    return None


def _person_after(page: _Page, role_end: int, after_body: int) -> _Mention | None:
    """The person in "role X", "role, X,", "role of Y, X"."""
    for at in dict.fromkeys((role_end, after_body)):
        size = len(page.words)
        comma = at < size and page.lower[at] in (",", ":")
        index = at + 1 if comma else at
        if at != role_end and not comma:
            continue
        while index < size and page.lower[index].rstrip(".") in _TITLES:
            index += 1
        person = page.person(index) if index < size else None
        if person is None or person.start != index or page.sentence[index] != page.sentence[role_end - 1]:
            continue
        if comma:
            follow = page.lower[person.end] if person.end < size else "."
            if (
                follow in (",", ".", ";", "-", "–", "—", ")")
                or page.tags[min(person.end, size - 1)] in _STOP_TAGS
            ):
                return person
            continue
        return person
    return None


_TITLES = frozenset(("mr", "mrs", "ms", "dr", "prof", "professor", "sir", "miss", "dame", "lord", "lady", ""))
_BETWEEN = frozenset(
    (
        *(
            "who",
            "is",
            "was",
            "also",
            "currently",
            "now",
            "both",
            "all",
            "then",
            "formerly",
            "once",
            "the",
            "a",
            "an",
        ),
        *(
            "md",
            "phd",
            "ph.d.",
            "m.d.",
            "jr.",
            "jr",
            "sr.",
            "iii",
            "ii",
            "mba",
            "cpa",
            "esq.",
            "aged",
            "has",
            "been",
        ),
        *("previously", "himself", "herself", "as", "recently", "longtime", "are", "were"),
    )
)


def _persons_before(page: _Page, role: Role) -> list[_Mention]:
    """The persons in "X, role", "X (age), role", "X, who is role", and all of "A and B, both roles"."""
    at = role.outer - 1
    mark = False
    steps = 0
    while at >= 0 and steps < 12 and page.sentence[at] == page.sentence[role.head]:
        person = page.person(at)
        if person is not None:
            if person.end != at + 1 or not mark:
                return []
            return _listed(page, person) if role.plural else [person]
        word = page.lower[at]
        if word in (",", "-", "–", "—", "("):
            mark = True
        elif word in (")", "]"):
            depth = at
            while depth > 0 and at - depth < 30 and page.lower[depth] not in ("(", "["):
                depth -= 1
            if page.lower[depth] not in ("(", "["):
                return []
            at = depth
            mark = True
        elif word in _BETWEEN or word.isdigit():
            if word == "who":
                mark = True
        elif word in ('"', "“", "”"):
            pass
        else:
            return []
        at -= 1
        steps += 1
    return []


def _going_on(page: _Page, first: _Mention) -> list[_Mention]:
    """The persons that follow one of them in a list: "A, B and C"."""
    persons: list[_Mention] = []
    at = first.end
    while at < len(page.words) and page.lower[at] in ("and", ",", "&") and len(persons) < 10:
        at = _skip(page, at, frozenset(("and", ",", "&")))
        person = page.person(at) if at < len(page.words) else None
        if person is None:
            break
        persons.append(person)
        at = person.end
    return persons if persons and any(page.lower[i] in ("and", "&") for i in range(first.end, at)) else []


def _appointed_before(page: _Page, role: Role) -> _Mention | None:
    """The person in "named X chief executive", "appoint X as its director"."""
    at = role.outer - 1
    while at > 0 and page.lower[at] in ("as", "its", "the", "their", "a", "an", "to", "be", "new", "of"):
        at -= 1
    person = page.person(at) if at > 0 else None
    if person is None or person.end != at + 1 or person.start == 0:
        return None
    return person if page.lower[person.start - 1] in _APPOINT_FORMS else None


def _listed(page: _Page, last: _Mention) -> list[_Mention]:
    """The persons of a list that ends with `last`: "A, B and C"."""
    persons = [last]
    at = last.start - 1
    while at > 0 and page.lower[at] in ("and", ",", "&") and len(persons) < 10:
        while at > 0 and page.lower[at] in ("and", ",", "&"):
            at -= 1
        person = page.person(at)
        if person is None:
            break
        persons.append(person)
        at = person.start - 1
    return persons[::-1]


def _subject(token: Token, depth: int = 0) -> Token | None:
    """Who does what a verb says, also across "and", "to", "who" and participles."""
    for child in token.lefts:
        if child.dep_ in ("nsubj", "nsubjpass"):
            if child.tag_ in ("WP", "WDT") and token.dep_ == "relcl":
                return token.head
            return child
    if depth > 4:
        return None
    if token.dep_ in ("relcl", "acl") and token.tag_ in ("VBD", "VBN", "VBG", "VBZ", "VBP"):
        return token.head if token.head.pos_ in ("NOUN", "PROPN", "PRON") else None
    if token.dep_ in ("conj", "xcomp", "advcl", "pcomp", "prep", "advmod"):
        head = token.head
        return _subject(head, depth + 1) if head is not token else None
    for child in token.rights:  # "Its founder is X" and questions turn the order round
        if child.dep_ == "nsubj":
            return child
    return None


def _who(
    page: _Page, token: Token | None, before: int | None = None
) -> list[tuple[int, int, _Mention | None]]:
    """The persons that a subject names, with those coordinated with it; a pronoun has no mention.

    Only those that stand before the token `before` count. A noun stands for the person whose role it is.
    """
    if token is None:
        return []
    found: list[tuple[int, int, _Mention | None]] = []
    for part in (token, *token.conjuncts):
        if before is not None and part.i > before and part is not token:
            continue
        person = page.person(part.i)
        if person is not None:
            found.append((person.start, person.end, person))
        elif page.lower[part.i] in _HE and part is token:
            found.append((part.i, part.i + 1, None))
    if not found and token.pos_ == "NOUN":
        if token.dep_ == "appos" and page.person(token.head.i) is not None:
            return _who(page, token.head)[:1]
        for child in token.rights:
            if child.dep_ == "appos" and page.person(child.i) is not None:
                return _who(page, child)[:1]
        governor = _governor(token)
        if (
            governor is not None
            and governor[0].lemma_ in ("be", "become", "serve", "work")
            and governor[0] is not token
        ):
            subject = _subject(governor[0])
            if subject is not None and subject.pos_ != "NOUN":
                return _who(page, subject, governor[0].i)
    return found


def _governor(token: Token) -> tuple[Token, str] | None:
    """The verb that gives its subject a role, and how: "is", "became", "served as", "was appointed"."""
    for _ in range(6):
        head = token.head
        if head is token:
            return None
        dep = token.dep_
        if dep in ("attr", "oprd") or (dep == "acomp"):
            return head, "attr"
        if dep == "dobj" and head.lemma_ in ("become", "remain"):
            return head, "attr"
        if dep == "dobj" and head.lemma_ in _APPOINT:
            return head, "oprd"
        if dep == "pobj":
            if head.lower_ == "as" and head.head.pos_ in ("VERB", "AUX", "NOUN"):
                return (head.head, "as") if head.head.pos_ != "NOUN" else None
            if head.lower_ == "to" and head.head.lemma_ in ("promote", "appoint", "elevate", "rise"):
                return head.head, "as"
            return None
        if dep in ("conj", "appos", "nmod", "compound"):
            token = head
            continue
        if dep == "ccomp" and head.lemma_ in _APPOINT:
            return head, "oprd"
        return None
    return None


def _antecedent(page: _Page, at: int) -> Entry | None:
    """The one person whom a pronoun can mean: named in its sentence before it or in the two before that."""
    gender = _HE.get(page.lower[at])
    if page.lower[at] in ("i", "we", "they"):
        return None
    for back in range(3):
        wanted = page.sentence[at] - back
        if wanted < 0:
            break
        seen: dict[str, Entry] = {}
        begin = bisect_left(page.sentence, wanted)
        end = min(at, bisect_left(page.sentence, wanted + 1))
        for index in range(begin, end):
            person = page.person(index)
            if person is not None and person.entity["gender"] in (gender, None):
                seen[person.entity["id"]] = person.entity
        if len(seen) == 1:
            return next(iter(seen.values()))
        if seen:
            return None
    return None


def _by_roles(page: _Page, resources: Resources) -> None:
    named = set(page.mention)
    roles = find_roles(
        page.words, page.lower, page.tags, named, resources.roles, resources.gazetteer.demonyms
    )
    size = len(page.words)
    chains: list[list[tuple[Role, list[tuple[_Mention, _Mention | None]], int]]] = []
    for index, role in enumerate(roles):
        following = roles[index + 1].outer if index + 1 < len(roles) else size
        stop = min(size, max(role.end, following))
        bodies, end = _bodies_after(page, role.end, stop)
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
    page: _Page, resources: Resources, chain: list[tuple[Role, list[tuple[_Mention, _Mention | None]], int]]
) -> None:
    """One or more roles that belong to the same persons: "chairman and CEO of Y", "director of P and fellow at Q"."""
    first, last = chain[0][0], chain[-1][0]
    who: list[tuple[int, int, _Mention | None]] = []
    rule = ""
    own: _Mention | None = None
    before = _persons_before(page, first)
    if before:
        who, rule = [(p.start, p.end, p) for p in before], "apposition"
    if not who:
        person = _person_after(page, last.end, chain[-1][2])
        if person is not None:
            who, rule = [(person.start, person.end, person)], "title"
            if last.plural:
                who += [(p.start, p.end, p) for p in _going_on(page, person)]
    if not who:
        person = _appointed_before(page, first)
        if person is not None:
            who, rule = [(person.start, person.end, person)], "appointment"
            own = _body_before(page, first)
            at = person.start - 2
            own = own or (page.body(at) if at >= 0 else None)
    if not who:
        who, rule = _opening(page, first, chain[-1][2]), "apposition"
    if not who:
        who, rule, own = _by_parser(page, chain)
    if not who:
        return
    fallback = _body_before(page, first) or own
    confidence = {"apposition": 0.9, "title": 0.9, "copula": 0.85}.get(rule, 0.8)
    if fallback is None:
        fallback = _own_body(page, first)
    # "chairman and CEO of Y": a role without an organisation of its own takes the next one's.
    bodies_of: list[list[tuple[_Mention, _Mention | None]]] = []
    later: list[tuple[_Mention, _Mention | None]] = []
    for role, bodies, _ in reversed(chain):
        later = bodies or later
        bodies_of.append([] if role.noun in _UNATTACHED else later)
    bodies_of.reverse()
    for (role, bodies, _), shared in zip(chain, bodies_of, strict=True):
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
            elif (state := _country_of(page, resources, role)) is not None:
                _add_state(page, resources, (start, end), person, state, role, confidence, rule)
            elif person is not None and rule in ("apposition", "title"):
                _add(page, resources, (start, end), person, None, role, None, confidence, rule)


def _apart(page: _Page, start: int, end: int) -> bool:
    """Whether something stands between a name and its apposition: not so in "the Ann Lee Professor"."""
    return any(page.lower[at] in (",", "(", ")", "-", "–", "—", ":") for at in range(start, end))


def _opening(page: _Page, role: Role, end: int) -> list[tuple[int, int, _Mention | None]]:
    """The pronoun in "A professor at Y, she …"."""
    at = role.outer - 1
    while at >= 0 and page.lower[at] in _DETERMINERS:
        at -= 1
    if at >= 0 and page.sentence[at] == page.sentence[role.head]:
        return []
    if end + 1 < len(page.words) and page.lower[end] == "," and page.lower[end + 1] in ("he", "she"):
        return [(end + 1, end + 2, None)]
    return []


def _by_parser(
    page: _Page, chain: list[tuple[Role, list[tuple[_Mention, _Mention | None]], int]]
) -> tuple[list[tuple[int, int, _Mention | None]], str, _Mention | None]:
    role = chain[0][0]
    token = page.doc[role.head]
    # "Its chairman is X", "The firm's chief executive, X Y, …"
    if token.dep_ in ("nsubj", "nsubjpass") and token.head.lemma_ == "be":
        for child in token.head.rights:
            if child.dep_ == "attr" and page.person(child.i) is not None:
                return _who(page, child), "copula", None
    for child in token.rights:
        if (
            child.dep_ == "appos"
            and page.person(child.i) is not None
            and _apart(page, role.end, child.left_edge.i)
        ):
            return _who(page, child)[:1], "apposition", None
    if (
        token.dep_ == "appos"
        and page.person(token.head.i) is not None
        and _apart(page, token.head.i, role.outer)
    ):
        return _who(page, token.head)[:1], "apposition", None
    governor = _governor(token)
    if governor is None:
        return [], "", None
    verb, how = governor
    if any(
        child.dep_ == "neg" or (child.tag_ == "MD" and child.lower_ not in ("will", "'ll"))
        for child in verb.lefts
    ):
        return [], "", None  # "would be president", "was never the chairman"
    if any(child.dep_ == "neg" for child in verb.rights):
        return [], "", None
    own: _Mention | None = None
    if how == "as" and verb.lemma_ not in _APPOINT and verb.lemma_ not in (
        "serve", "work", "act", "join", "employ", "continue", "return", "retire", "resign", "begin", "start", "hire",
        "spend", "succeed", "know", "have", "be", "promote", "elevate", "rise", "engage", "volunteer", "remain", "leave",
        "retain", "function", "operate", "train", "install", "swear", "reappoint", "re-elect",
    ):  # fmt: skip
        return [], "", None
    if verb.lemma_ in _APPOINT:
        passive = any(child.dep_ in ("nsubjpass", "auxpass") for child in verb.lefts) or verb.tag_ == "VBN"
        if not passive:
            objects = [child for child in verb.rights if child.dep_ in ("dobj", "dative")]
            inner = [
                sub
                for child in verb.rights
                if child.dep_ == "ccomp"
                for sub in child.lefts
                if sub.dep_ == "nsubj"
            ]
            for target in (*objects, *inner):
                who = _who(page, target)
                if who:
                    subject = _subject(verb)
                    own = page.body(subject.i) if subject is not None else None
                    return who, "appointment", own
            return [], "", None
        for child in verb.rights:
            if child.dep_ == "agent":
                for agent in child.rights:
                    own = own or page.body(agent.i)
    subject = _subject(verb)
    who = _who(page, subject)
    if (
        who
        and how == "attr"
        and subject is not None
        and subject.i > role.head
        and page.lower[subject.i] in _HE
    ):
        return [], "", None
    if who and how == "as" and own is None and verb.lemma_ in ("join", "leave", "work", "serve"):
        for child in verb.rights:
            if child.dep_ == "dobj":
                own = page.body(child.i)
            elif child.dep_ == "prep" and child.lower_ in ("for", "at", "with"):
                own = next((body for sub in child.rights if (body := page.body(sub.i)) is not None), own)
    return who, "copula" if how == "attr" else "appointment", own


def _country_of(page: _Page, resources: Resources, role: Role) -> str | None:
    """The country in "president of France", "France's president" and "the UK prime minister"."""
    if role.noun not in STATE_ROLES:
        return None
    at = role.outer - 1
    if at >= 0 and page.lower[at] in _POSSESSIVE:
        at -= 1
    places = [at]
    index = role.end
    if index < len(page.words) and page.lower[index] == "of":
        index = _skip(page, index + 1, frozenset(("the",)))
        places.append(index)
    for place in places:
        mention = page.mention.get(place)
        if mention is not None and mention.entity["kind"] == "place":
            name = " ".join(page.words[mention.start : mention.end])
            if name in resources.gazetteer.countries:
                return resources.gazetteer.countries[name]
    return None


def _add_state(
    page: _Page,
    resources: Resources,
    person: tuple[int, int],
    mention: _Mention | None,
    country: str,
    role: Role,
    confidence: float,
    rule: str,
) -> None:
    """An affiliation with a country: the organisation is its government, named after the country."""
    names = {*(adjective for adjective, name in resources.gazetteer.demonyms.items() if name == country)}
    names |= {form for form, name in resources.gazetteer.countries.items() if name == country}
    begin = max(0, role.outer - 4)
    end = min(len(page.words), role.end + 6)
    place = next((i for i in range(begin, end) if page.words[i] in names or page.mention.get(i) and
                  " ".join(page.words[page.mention[i].start : page.mention[i].end]) in names), None)  # fmt: skip
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
    _append(page, resources, person, mention, entity, span, role, None, confidence, rule)
    if page.found[-1]["role_kind"] == "executive":
        page.found[-1]["role_kind"] = "politician"


def _add(
    page: _Page,
    resources: Resources,
    person: tuple[int, int],
    mention: _Mention | None,
    body: _Mention | None,
    role: Role | None,
    part: _Mention | None,
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
    page: _Page,
    resources: Resources,
    person: tuple[int, int],
    mention: _Mention | None,
    body: Entry | None,
    span: tuple[int, int] | None,
    role: Role | None,
    whole: Entry | None,
    confidence: float,
    rule: str,
    former: bool = False,
    kind: str | None = None,
) -> None:
    entity = mention.entity if mention is not None else _antecedent(page, person[0])
    text = page.doc.text
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


def _by_verbs(page: _Page, resources: Resources) -> None:
    """ "X works for Y", "X joined Y", "Y was founded by X"."""
    for index, word in enumerate(page.lower):
        lemma = _VERB_FORMS.get(word)
        if lemma is None or not page.tags[index].startswith("VB"):
            continue
        verb = page.doc[index]
        passive = (
            verb.tag_ == "VBN"
            and not any(child.dep_ == "aux" and child.lemma_ == "have" for child in verb.lefts)
            or any(child.dep_ == "auxpass" for child in verb.lefts)
        )
        if passive and (
            lemma in _FOUND or lemma in ("lead", "run", "chair", "head", "own", "manage", "direct")
        ):
            _by_agent(page, resources, verb, lemma)
            continue
        opener = index
        while opener > 0 and (page.lower[opener - 1] in _ADVERBS or page.tags[opener - 1] == "RB"):
            opener -= 1
        who = _who(page, _subject(verb), index)
        if not who and opener > 0:
            # The parser may have lost the subject ("co-founded" is three tokens to it): take who stands before.
            person = page.person(opener - 1)
            if person is not None and person.end == opener:
                who = [(p.start, p.end, p) for p in _listed(page, person)]
            elif page.lower[opener - 1] in _HE:
                who = [(opener - 1, opener, None)]
        if not who:
            continue
        bodies = _objects(page, verb, _VERBS[lemma]) or _following(page, index, _VERBS[lemma])
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


def _following(page: _Page, at: int, prepositions: frozenset[str]) -> list[_Mention]:
    """The organisation right behind a verb, or behind its preposition."""
    index = at + 1
    if index < len(page.words) and page.lower[index] in prepositions:
        index += 1
    elif "" not in prepositions:
        return []
    body = page.body(_skip(page, index, frozenset(("the", '"', "“"))))
    if body is None or (body.end < len(page.words) and page.lower[body.end] in _POSSESSIVE):
        return []
    return [body]


def _objects(page: _Page, verb: Token, prepositions: frozenset[str]) -> list[_Mention]:
    found: list[_Mention] = []
    for child in verb.rights:
        targets: list[Token] = []
        if child.dep_ == "dobj" and "" in prepositions:
            targets = [child, *child.conjuncts]
        elif child.dep_ in ("prep", "agent") and child.lower_ in prepositions:
            targets = [part for sub in child.rights if sub.dep_ == "pobj" for part in (sub, *sub.conjuncts)]
        for target in targets:
            body = page.body(target.i)
            if body is None:
                body = next(
                    (
                        b
                        for sub in target.rights
                        if sub.dep_ == "appos" and (b := page.body(sub.i)) is not None
                    ),
                    None,
                )
            if body is None and child.dep_ != "dobj":
                body = _inside(page, target)
            if body is not None and body not in found:
                found.append(body)
    return found


def _inside(page: _Page, target: Token) -> _Mention | None:
    """The organisation in "in the research department of Y"."""
    for child in target.rights:
        if child.dep_ == "prep" and child.lower_ in ("of", "at"):
            for sub in child.rights:
                body = page.body(sub.i)
                if body is not None:
                    return body
    return None


def _by_agent(page: _Page, resources: Resources, verb: Token, lemma: str) -> None:
    subject = next((child for child in verb.lefts if child.dep_ in ("nsubjpass", "nsubj")), None)
    if subject is not None and subject.tag_ in ("WDT", "WP") and verb.dep_ == "relcl":
        subject = verb.head
    if subject is None:
        subject = verb.head if verb.dep_ in ("acl", "relcl") else _subject(verb)
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
            who = _who(page, agent)
            if who and who[-1][2] is not None:
                who += [(p.start, p.end, p) for p in _going_on(page, who[-1][2])]
            for start, end, person in who:
                kind = "founder" if lemma in _FOUND else "executive"
                _append(
                    page, resources, (start, end), person, body.entity if body else None,
                    (body.start, body.end) if body else it, None, None, 0.75, "verb", False, kind,
                )  # fmt: skip


def _by_place(page: _Page, resources: Resources) -> None:
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
            body = page.body(_skip(page, at + 1, frozenset(("the", '"', "“"))))
            if body is not None and (word != "at" or "," in page.lower[body.end : body.end + 1]):
                _add(page, resources, person, mention, body, None, _part_of(page, body.end, size), 0.7, "of")
        elif word == "(":
            body = page.body(_skip(page, at + 1, frozenset(("the",))))
            sure = body is not None and (body.entity["organization_kind"] or body.end - body.start > 1)
            if body is not None and sure and body.end < size and page.lower[body.end] == ")":
                _add(page, resources, person, mention, body, None, None, 0.7, "brackets")
        before = mention.start - 1
        if before > 0 and page.lower[before] in _POSSESSIVE and len(mention.entity["mentions"]) > 1:
            body = page.body(before - 1)
            if body is not None and body.end == before and mention.end - mention.start > 1:
                _add(page, resources, person, mention, body, None, None, 0.6, "possessive")


def find(doc: Doc, entities: Sequence[Entry], resources: Resources) -> tuple[list[Entry], list[Entry]]:
    """The affiliations of a doc in text order, and the governments that they name beyond `entities`."""
    if not len(doc):
        return [], []
    page = _open(doc, entities)
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
