"""Two people of one name in one article: which of them each place of the name means.

    Wang Wei, a professor of chemistry, said … Its vice-president, who is also called Wang Wei, said …

are two persons. What tells it are express words ("his namesake", "also called"), or that the name is
introduced anew in a way that hardly fits its first bearer: another age, a role that does not go with the
first. A second post of one person is the rule in news, so one sign alone seldom parts anybody.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from sayso.extract.names import SUFFIXES, word_set
from sayso.extract.nouns import source_nouns
from sayso.extract.roles import role_kind
from sayso.graph.identity.role_kinds import distance
from sayso.graph.names import slug

Entry = dict[str, Any]
Span = tuple[int, int]

__all__ = ["tell_apart"]

_BEFORE, _AFTER = 90, 160  # characters round a name that are looked at
_LIMIT = -2.0  # weight of an introduction that is another's
_HINTED = -0.5  # the same where the article hints at two people
_ANEW = frozenset(("apposition", "of"))  # rules of affiliations
_LONGEST = 8  # words of a name
_MOST_FORMS = 12  # of a name
_MOST = 6  # people of one name in an article
_KIN = (
    "(?:twin |elder |older |younger |late )?(?:son|daughter|father|mother|brother|sister|uncle|aunt|nephew|"
    "niece|cousin|grandson|granddaughter|grandfather|grandmother)"
)
_CHILD = word_set("son daughter nephew niece grandson granddaughter")
_PARENT = word_set("father mother uncle aunt grandfather grandmother")
_OWN_NAME = r"(?:a|his|her|their|the|the same|the same full|a full|his full|her full) (?:full )?name"

# Before a name: who has it is another than the one named before.
_OTHER_BEFORE = re.compile(
    r"(?:\b(?:(?:his|her|whose) (?:\w+ )?|(?:a|an|another) (?:[\w-]+ ){0,3})namesake,? (?:[\w-]+ ){0,3}?"
    r"|\b(?:is|was|,|who is|who was|man|woman) (?:also|likewise) (?:called|named) "
    r"|\b(?:who|which|that|and) also (?:bears|has|carries|goes by) the name (?:of )?"
    r"|\b(?:whose|his|her) name is also |\b(?:him|her)self (?:called|named) "
    r"|\bnot to be (?:confused|mixed up) with (?:the )?(?:[\w-]+ ){0,3}?)$",
    re.IGNORECASE,
)
_CALLED_BEFORE = re.compile(r"\b(?:called|named) $")
_CALLED_AFTER = re.compile(r"^,? (?:as well|too)\b")
# Before a name that has an introduction of its own: "another Ann Lee, who sells cars".
_SECOND_BEFORE = re.compile(
    r"\b(?:another|a second|a third|a different|the other|the second|yet another) (?:man |woman )?"
    r"(?:(?:called|named) )?$",
    re.IGNORECASE,
)
_INTRODUCED_AFTER = re.compile(r"^,? (?:an?|the|who|whose|of|from|at) |^, \d\d")
# Behind a name: who has it shares it with somebody.
_SHARED_AFTER = re.compile(
    rf"^(?:[^.;!?“”\"\n]{{0,80}}?)[, ](?:(?:with )?whom (?:he|she) shares {_OWN_NAME}"
    r"|(?:his|her) namesake\b|a namesake of (?:the|his|her)\b)"
)
_SHARED_WITH = re.compile(
    rf"^,? (?:an? [^.;,!?“”\"\n]{{0,60}},? )?who (?:only |merely )?(?:shares|bears|has) {_OWN_NAME}"
    r"(?: (?:with|as))?(?: (?:the|his|her))? ?((?:[\w-]+ ?){0,4})"
)
_NO_RELATION = re.compile(
    r"^[^.;!?“”\"\n]{0,110}?(?:\bno relation\b|\b(?:not|no way|isn't|isn’t) related\b"
    r"|\bunrelated to\b|, unrelated,)(?! (?:of |to )?(?:[\w’'-]+ ){0,3}[A-Z])"
    r"(?: (?:of|to) (?:the|that) ([\w-]+))?"
)
_SHARED_NOUN = re.compile(
    r"^[^.;!?“”\"\n]{0,60}?\bwho (?:happens to )?shares? the [\w-]+[’']s (?:full |own )?name\b"
)
_ANYWHERE = re.compile(
    r"\bnamesakes?\b|\bsame(?: full)? name\b|\bno relation\b|\bnot related\b|\bunrelated to\b"
    r"|\bnot to be (?:confused|mixed up)\b"
    r"|\b(?:[Aa]nother|[Tt]he other|(?:[Aa]|[Tt]he) (?:second|third|different)) (?:(?:wo)?man )?"
    r"(?:(?:called|named) )?[A-Z][\w’'-]+ [A-Z]"
    rf"|\b(?:share|shares|shared|sharing|bears|has) {_OWN_NAME}\b"
    r"|\b(?:also|likewise|(?:him|her)self) (?:called|named)\b"
    r"|\bname is also\b|\bshares? the [\w-]+[’']s (?:full |own )?name\b|\b(?:named|called|name of) [A-Z]"
    r"|\b(?:called|named) [^.!?\n]{3,50}?,? (?:as well|too)\b"
)
_AGE = re.compile(r"^(?:, (?:(?:now|aged|age) )?| \()(\d{1,3})(?:[,.;)]|$)|^, an? (\d{1,3})-year-old\b")
_AGE_BEFORE = re.compile(r"\b(\d{1,3})-year-old(?: [\w-]+){0,3} $")
_TITLE = re.compile(r"\b(Mr|Mrs|Ms|Miss|Sir|Dame|Lady|Lord)\.? $")
_TITLED = re.compile(
    r"\b(?:Prof|Dr|Mr|Mrs|Ms|Sen|Rep|Gov|Gen|Judge|Professor|Doctor|Senator|Minister|Mayor|Governor|General"
    r"|Captain|Colonel|Father|Sister|Sir|Dame|Lord|Lady)\.? $"
)
_GENDER = {"mr": "male", "sir": "male", "lord": "male"}
_INDEFINITE = re.compile(r"^, an? |^, (?:who is |who was )an? ")
_INDEFINITE_BEFORE = re.compile(
    r"\b(?:[Aa]n?|[Oo]ne) (?!(?:young|younger|little-known|then|certain|new)\b)(?:[\w-]+ ){0,4}?"
    r"([\w-]+) (?:named|called|by the name of) $"
)
_NOUN_BEFORE = re.compile(r"\b[Tt]he (?:[a-z-]+ )?([a-z][\w-]+) $")
_INTRODUCTION = re.compile(r"^,? (?:\d+, )?(?:an?|the|who|whose|of|from|at|\d+) [^.;!?\n]{0,70}")
_MORE = re.compile(r"^[^.;!?\n]{0,60}\b(?:also|former|formerly|previously|once|later|then|now|too)\b")
_MORE_BEFORE = re.compile(r"\b(?:also|former|then|now|later|once)\b[^.,;!?\n]{0,40}$", re.IGNORECASE)
_GENERATION_BEFORE = re.compile(r"\b(elder|older|senior|younger|junior) $", re.IGNORECASE)
_KIN_BEFORE = re.compile(rf"\b(?:his|her|their|whose|[’']s) ({_KIN}),? (?:[\w-]+ ){{0,2}}$", re.IGNORECASE)
_KIN_AFTER = re.compile(rf"^, (?:his|her|\w+[’']s|the [\w-]+[’']s) ({_KIN})[,.]")
_KIN_CLAUSE = re.compile(
    rf"^[^.;!?“”\"\n]{{0,40}}?\b(?:is|and|who is) (?:his|her|(?:the )?[\w-]+[’']s) ({_KIN})\b"
)
_FAMILY = re.compile(r"\b(?:his|[’']s) (?:late |own )?(?:father|son|grandfather|grandson)\b")


@dataclass(slots=True)
class _Place:
    """A place of a name and what is said of its bearer there."""

    span: Span
    words: tuple[str, ...]
    before: str
    after: str
    heading: bool
    full: bool
    roles: list[Entry] = field(default_factory=list)
    age: int | None = None
    gender: str | None = None
    kin: str | None = None
    unsure: bool = False
    follows_own: bool = False
    """Whether nobody else is named between the place before and this one."""

    @property
    def noun(self) -> str | None:
        """What the bearer is called right before the name: "the student Ann Lee"."""
        found = _NOUN_BEFORE.search(self.before)
        return found[1] if found is not None else None

    @property
    def generation(self) -> str | None:
        last = self.words[-1].rstrip(".").casefold() if self.words else ""
        return last if len(self.words) > 1 and last in SUFFIXES else None

    @property
    def introduced(self) -> bool:
        return bool(self.roles) or self.age is not None

    @property
    def introduced_anew(self) -> bool:
        """Whether it is told who that is as of somebody new; a title before a name is often repeated."""
        anew = any(role["rule"] in _ANEW for role in self.roles) or _INDEFINITE_BEFORE.search(self.before)
        return self.age is not None or bool(anew) or self.noun is not None


@dataclass(slots=True)
class _Bearer:
    """One of the people of a name, and what has been read of them so far."""

    places: list[_Place] = field(default_factory=list)
    organizations: set[str] = field(default_factory=set)
    nouns: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    """Words of the introductions, to know somebody by again."""
    kinds: set[str] = field(default_factory=set)
    age: int | None = None
    gender: str | None = None
    kin: str | None = None
    generation: str | None = None
    former: bool = False
    forms: set[tuple[str, ...]] = field(default_factory=set)
    """The full names, as written."""
    named: bool = False
    introduced: bool = False
    opened: bool = False
    """Whether the first full name comes with an introduction."""
    titled: bool = False
    hinted: bool = False
    """Whether something is said of another of the name: "no relation", "shares his name"."""

    def add(self, place: _Place) -> None:
        """Take in a place and what it tells."""
        self.places.append(place)
        self.named = True
        self.titled = self.titled or _TITLED.search(place.before) is not None
        if place.full:
            self.opened = self.opened or (not self.forms and place.introduced)
            if len(self.forms) < _MOST_FORMS:
                self.forms.add(place.words)
            self.introduced = self.introduced or place.introduced
            self.hinted = self.hinted or _hints(place)
        for role in place.roles:
            self.organizations.update(filter(None, (role["organization_id"], role.get("part_of_id"))))
            self.nouns.update(_nouns(role))
            self.kinds.update(filter(None, (role["role_kind"],)))
            self.former = self.former or bool(role["former"])
        told = _INTRODUCTION.match(place.after) if place.full else None
        self.words.update(re.findall(r"[a-z-]{4,}", told[0]) if told is not None else ())
        self.words.update(filter(None, (place.noun,)))
        self.age = self.age if self.age is not None else place.age
        self.gender = self.gender or place.gender
        self.kin = self.kin or place.kin
        self.generation = self.generation or place.generation


def tell_apart(
    text: str,
    entities: Sequence[Entry],
    affiliations: Sequence[Entry],
    units: Sequence[Entry],
    roles: dict[str, str],
) -> tuple[list[Entry], list[Entry]]:
    """The entities, of which persons that are two are two, and the affiliations, each with its own person.

    Takes and gives entries as they stand on the `Doc` and changes none of them; what is not parted is
    handed back as it is. `roles` are the kinds of role nouns. Linear in the mentions.
    """
    express = _ANYWHERE.search(text) is not None
    at_person: dict[Span, list[Entry]] = {}
    for affiliation in affiliations:
        at_person.setdefault((affiliation["person"][0], affiliation["person"][1]), []).append(affiliation)
    taken = {entity["id"] for entity in entities}
    named = sorted(start for e in entities if e["kind"] == "person" for start, _ in e["mentions"])
    kept: list[Entry] = []
    moved: dict[str, tuple[list[int], list[str]]] = {}
    for entity in entities:
        if entity["kind"] != "person" or len(entity["mentions"]) < 2:
            kept.append(entity)
            continue
        spans = [(start, end) for start, end in entity["mentions"]]
        if not express and not _worth_reading(text, spans, at_person):
            kept.append(entity)
            continue
        places = _read_places(text, spans, at_person, units)
        for earlier, place in pairwise(places):
            before = bisect_right(named, earlier.span[0])
            place.follows_own = named[before : before + 1] == [place.span[0]]
        bearers = _bearers(places, roles, express)
        if len(bearers) < 2:
            kept.append(entity)
            continue
        taken.discard(entity["id"])
        parts = _entries(entity, bearers, taken)
        kept.extend(parts)
        owner = {
            place.span[0]: part["id"] for part, b in zip(parts, bearers, strict=True) for place in b.places
        }
        starts = sorted(owner)
        moved[entity["id"]] = starts, [owner[start] for start in starts]
    if not moved:
        return list(entities), list(affiliations)
    kept.sort(key=lambda entity: entity["mentions"][0] if entity["mentions"] else [len(text)])
    return kept, _reassigned(affiliations, moved)


def _worth_reading(text: str, spans: Sequence[Span], at_person: dict[Span, list[Entry]]) -> bool:
    """The cheap test: two places of full names with introductions, or a name with and without "Jr."."""
    introduced = 0
    endings = set()
    for start, end in spans:
        if " " not in text[start:end]:
            introduced += (start, end) in at_person and (
                bool(_KIN_AFTER.match(text[end : end + 40]))
                or bool(_KIN_BEFORE.search(text[max(0, start - 60) : start]))
            )
            continue
        endings.add(text[start:end].rstrip(".").rpartition(" ")[2].casefold() in SUFFIXES)
        introduced += (start, end) in at_person or bool(_AGE.match(text[end : end + 30]))
        told = _KIN_BEFORE.search(text[max(0, start - 60) : start])
        introduced += (
            told is not None or _GENERATION_BEFORE.search(text[max(0, start - 10) : start]) is not None
        )
    return introduced > 1 or len(endings) > 1


def _read_places(
    text: str, spans: Sequence[Span], at_person: dict[Span, list[Entry]], units: Sequence[Entry]
) -> list[_Place]:
    starts = [unit["start"] for unit in units]
    places = []
    genders = source_nouns().genders
    longer = {tuple(_plain(text[start:end])) for start, end in spans}
    longer = {form[at:] for form in longer for at in range(1, min(len(form), _LONGEST))}
    for start, end in spans:
        unit = units[max(0, bisect_right(starts, start) - 1)] if units else None
        low = max(unit["start"] if unit else 0, start - _BEFORE)
        high = min(unit["end"] if unit else len(text), end + _AFTER)
        before = " ".join((text[low:start] + "|").split())[:-1]
        after = " ".join(("|" + text[end:high]).split())[1:]
        sentence = max(before.rfind(mark) for mark in (". ", "! ", "? ", ".” ", '." '))
        if sentence >= 0 and len(before) - sentence > 6 and not _TITLED.search(before[: sentence + 2]):
            before = before[sentence + 2 :]
        place = _Place(
            (start, end),
            tuple(text[start:end].split()),
            before,
            after,
            unit is not None and unit["kind"] in ("title", "heading", "furniture"),
            _is_full(tuple(text[start:end].split()), longer),
            [role for role in at_person.get((start, end), ()) if role["rule"] != "learned-link"],
        )
        years = _AGE.match(after) or _AGE_BEFORE.search(before)
        number = next(filter(None, years.groups()), None) if years else None
        place.age = int(number) if number is not None and 0 < int(number) < 120 else None
        title = _TITLE.search(before)
        if title is not None:
            place.gender = _GENDER.get(title[1].lower(), "female")
        for role in place.roles:
            place.gender = place.gender or next(filter(None, map(genders.get, _nouns(role))), None)
        kin = _KIN_BEFORE.search(before) or _KIN_AFTER.match(after) or _KIN_CLAUSE.match(after)
        place.kin = kin[1].split()[-1].lower() if kin else None
        place.gender = place.gender or genders.get(place.kin or "")
        places.append(place)
    return places


def _plain(name: str) -> list[str]:
    """The words of a name without a generation."""
    words = name.replace(",", " ").split()
    return words[:-1] if len(words) > 1 and words[-1].rstrip(".").casefold() in SUFFIXES else words


def _is_full(words: Sequence[str], endings: Collection[tuple[str, ...]]) -> bool:
    """Whether a name has a given name; "Prado Villar" is but the surnames of a "Luis Prado Villar"."""
    plain = tuple(_plain(" ".join(words)))
    return len(plain) > 1 and plain not in endings


def _bearers(places: Sequence[_Place], roles: dict[str, str], express: bool) -> list[_Bearer]:
    """The people of one name, each with their places; one if nothing tells that there are more."""
    bearers = [_Bearer()]
    last = bearers[0]
    for place in places:
        if place.heading:
            bearers[0].places.append(place)
            continue
        last = _bearer(place, bearers, last, roles, express)
        last.add(place)
    return [bearer for bearer in bearers if bearer.places]


def _bearer(
    place: _Place, bearers: list[_Bearer], last: _Bearer, roles: dict[str, str], express: bool
) -> _Bearer:
    """Whom of the bearers a place means, or a new one, which is added to them."""
    known = [bearer for bearer in bearers if bearer.named]
    if not known:
        return bearers[0]
    if len(known) > 1:
        older = _of_generation(place, known)
        if older is not None:
            return older
        same = [place.words in bearer.forms for bearer in known]
        fits = [
            (_fit(place, bearer) + (same[index] and not all(same)), bearer is last, -index)
            for index, bearer in enumerate(known)
        ]
        best = max(range(len(known)), key=lambda index: fits[index])
        if fits[best][0] > 0 or len(known) >= _MOST:
            return known[best]
        others = [bearer for bearer in known if bearer is not last]
        if _is_other(place, last, roles) and len(others) == 1:
            return others[0]
        place.unsure = fits[best][0] == 0
        if all(fit < -2.5 for fit, _, _ in fits) and place.full and place.introduced:
            return _new(bearers)
        return known[best]
    (one,) = known
    if _is_other(place, one, roles) or _is_relative(place, one) or _is_junior(place, one):
        return _new(bearers)
    if _NO_RELATION.match(place.after) and place.full and one.titled and not one.forms:
        return _new(bearers)
    if place.full and place.introduced_anew and one.introduced:
        limit = _HINTED if express and (one.hinted or _hints(place)) else _LIMIT
        if _fit(place, one) <= limit:
            return _new(bearers)
    return one


def _new(bearers: list[_Bearer]) -> _Bearer:
    bearers.append(_Bearer())
    return bearers[-1]


def _is_other(place: _Place, one: _Bearer, roles: dict[str, str]) -> bool:
    """Whether the words round a full name say that it is another's than the one's named before."""
    if not place.full or not one.forms:
        return False
    before, after = place.before, place.after
    named = _OTHER_BEFORE.search(before)
    if named is not None and not ("named" in named[0] and after.startswith((" as ", " to "))):
        return True
    if _CALLED_BEFORE.search(before) and _CALLED_AFTER.match(after):
        return True
    if place.follows_own and _KIN_BEFORE.search(before):
        return True  # "Ann Lee … her mother, Ann Lee"
    if _GENERATION_BEFORE.search(before) and one.kin is None:
        return True
    if _SECOND_BEFORE.search(before) and _INTRODUCED_AFTER.match(after) and _fit(place, one) <= 0:
        return True
    if _SHARED_AFTER.match(after) or (_SHARED_NOUN.match(after) and _fit(place, one) <= 0):
        return True
    unrelated = _NO_RELATION.match(after)
    if (
        unrelated is not None
        and unrelated[1] is not None
        and (unrelated[1] in one.nouns or unrelated[1] in one.words)
    ):
        return True
    kind = _kind_before(place, roles)
    if kind is not None and one.kinds and all(distance(kind, other) <= -1.0 for other in one.kinds):
        return True
    shared = _SHARED_WITH.match(after)
    if shared is None:
        return False
    kind = role_kind(shared[1].split(), roles)
    if kind is None:
        return False
    own = {role["role_kind"] for role in place.roles if role["role_kind"]}
    return _nearest(kind, one.kinds) > _nearest(kind, own)


def _kind_before(place: _Place, roles: dict[str, str]) -> str | None:
    """The kind of role in "a fisherman named Ann Lee"."""
    found = _INDEFINITE_BEFORE.search(place.before)
    return role_kind([found[1]], roles) if found is not None else None


def _nearest(kind: str, kinds: Iterable[str]) -> float:
    return max((distance(kind, other) + (kind == other) for other in kinds), default=-0.7)


def _is_relative(place: _Place, one: _Bearer) -> bool:
    """Whether a surname with a title of its own is a relative's: "Senator Obi, her sister"."""
    if (
        place.full
        or not place.roles
        or not (_KIN_AFTER.match(place.after) or _KIN_BEFORE.search(place.before))
    ):
        return False
    nouns = {noun for role in place.roles for noun in _nouns(role)}
    return bool(nouns) and nouns.isdisjoint(one.nouns) and bool(one.forms)


def _is_junior(place: _Place, one: _Bearer) -> bool:
    """Whether a name with "Jr." follows somebody who was introduced without it."""
    if not place.full or place.generation is None or one.generation is not None:
        return False
    if not one.forms:
        return False
    if _KIN_BEFORE.search(place.before) or _KIN_AFTER.match(place.after):
        return True
    return one.opened and _FAMILY.search(place.after) is not None


def _hints(place: _Place) -> bool:
    return bool(_NO_RELATION.match(place.after) or _SHARED_WITH.match(place.after))


def _of_generation(place: _Place, known: Sequence[_Bearer]) -> _Bearer | None:
    """The one of two that "the elder Hale", "the younger Hale" names."""
    found = _GENERATION_BEFORE.search(place.before)
    if found is None or len(known) != 2:
        return None
    older = _older(known)
    if older is None:
        return None
    elder = found[1].lower() in ("elder", "older", "senior")
    return older if elder else next(bearer for bearer in known if bearer is not older)


def _older(known: Sequence[_Bearer]) -> _Bearer | None:
    one, other = known
    if one.age is not None and other.age is not None:
        return one if one.age > other.age else other
    for first, second in ((one, other), (other, one)):
        if first.kin in _PARENT or second.kin in _CHILD or second.generation in ("jr", "ii", "iii", "iv"):
            return first
    return None


def _fit(place: _Place, one: _Bearer) -> float:
    """How well what a place tells goes with what is known of somebody: above 0 for, below against."""
    weight = 0.0
    if place.age is not None and one.age is not None:
        weight += 3.0 if place.age == one.age else -4.0 if abs(place.age - one.age) > 1 else 0.0
    if place.gender is not None and one.gender is not None and place.gender != one.gender:
        weight -= 3.0
    if place.generation is not None and one.generation is not None:
        weight += 3.0 if place.generation == one.generation else -4.0
    bodies = {role["organization_id"] for role in place.roles} | {r.get("part_of_id") for r in place.roles}
    bodies.discard(None)
    if bodies and one.organizations:
        weight += -1.0 if bodies.isdisjoint(one.organizations) else 4.0
    elif place.roles and one.kinds:
        weight += 1.5  # what kinds of role say weighs little where it is not told where they are held
    nouns = {noun for role in place.roles for noun in _nouns(role)}
    if not nouns.isdisjoint(one.nouns):
        weight += 3.0
    elif place.noun is not None and place.noun in one.words:
        weight += 2.0
    kinds = {role["role_kind"] for role in place.roles if role["role_kind"]}
    if kinds and one.kinds:
        near = max(distance(kind, other) for kind in kinds for other in one.kinds)
        apart = -2.0 if place.noun is None else -3.5
        weight += 1.0 if near > 0 else apart if near <= -2.0 else -1.2 if near <= -1.0 else -0.5
    if not place.roles:
        return weight
    if place.full and bodies and place.introduced_anew and _is_other_form(place, one):
        weight -= 1.5
    if _INDEFINITE.match(place.after) or _INDEFINITE_BEFORE.search(place.before):
        weight -= 1.0
    if one.former or any(role["former"] for role in place.roles):
        weight += 1.5
    if _MORE.match(place.after) or _MORE_BEFORE.search(place.before):
        weight += 2.0
    return weight


def _is_other_form(place: _Place, one: _Bearer) -> bool:
    """Whether a name has fewer words than all before it: "Maria Silva Pereira", then "Maria Pereira"."""
    own = _written_out(place.words)
    return bool(one.forms) and all(own < _written_out(form) for form in one.forms)


def _written_out(words: Sequence[str]) -> set[str]:
    """The words of a name but for initials and generation."""
    return {word.casefold() for word in _plain(" ".join(words)) if len(word.rstrip(".")) > 1}


def _nouns(role: Entry) -> list[str]:
    """The last word of a role, which says what it is."""
    words = (role["role_text"] or "").casefold().split()
    return words[-1:]


def _entries(entity: Entry, bearers: Sequence[_Bearer], taken: set[str]) -> list[Entry]:
    """An entity for each bearer: the first keeps what cannot be tied to a place."""
    found = []
    parted = {" ".join(place.words) for bearer in bearers[1:] for place in bearer.places}
    for number, bearer in enumerate(bearers):
        spelled = [" ".join(place.words) for place in bearer.places]
        full = [name for place, name in zip(bearer.places, spelled, strict=True) if place.full] or spelled
        name = entity["name"]
        if name not in full:
            name = max(full, key=lambda form: (full.count(form), len(form), form))
        base = entity["id"] if name == entity["name"] else f"person:{slug(name)}"
        identity, count = base, 1
        while identity in taken:
            count += 1
            identity = f"{base}-{count}"
        taken.add(identity)
        forms = set(full)
        kept = set(entity.get("aliases") or ()) - ((parted - forms) if number == 0 else set())
        aliases = kept if number == 0 else kept & forms
        found.append(
            entity
            | {
                "id": identity,
                "name": name,
                "mentions": [list(place.span) for place in sorted(bearer.places, key=lambda p: p.span)],
                "unsure": [list(place.span) for place in bearer.places if place.unsure],
                "gender": bearer.gender,
                "age": bearer.age,
                "aliases": sorted(aliases - {name}),
                "place": entity.get("place") if number == 0 else None,
                "identifiers": entity.get("identifiers") or [] if number == 0 else [],
            }
        )
    for number, part in enumerate(found):
        part["namesake_id"] = found[0 if number else 1]["id"]
    return found


def _reassigned(affiliations: Sequence[Entry], moved: dict[str, tuple[list[int], list[str]]]) -> list[Entry]:
    """The affiliations with the person of their own place; one by pronoun goes with the place before it."""
    found = []
    for affiliation in affiliations:
        places = moved.get(affiliation["person_id"] or "")
        if places is not None:
            starts, owners = places
            at = max(0, bisect_right(starts, affiliation["person"][0]) - 1)
            affiliation = affiliation | {"person_id": owners[at]}
        found.append(affiliation)
    parted = {owner for _, owners in moved.values() for owner in owners}
    return [_without_guess(entry, found, parted) for entry in found]


_GUESS = 0.6  # confidence of an organisation taken from the sentence at large


def _without_guess(entry: Entry, every: Sequence[Entry], parted: set[str]) -> Entry:
    """An affiliation without an organisation that was guessed and is the namesake's by better evidence."""
    if entry["person_id"] not in parted or entry["organization"] is None or entry["confidence"] > _GUESS:
        return entry
    better = any(
        other["organization"] == entry["organization"]
        and other["person_id"] != entry["person_id"]
        and other["confidence"] > _GUESS
        for other in every
    )
    return entry | {"organization": None, "organization_id": None, "part_of_id": None} if better else entry
