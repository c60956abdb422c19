"""Parties and places of politicians: "Sen. X (D-Ohio)", "X, a Republican from Ohio", "Labour MP X"."""

from typing import Any

from sayso.extract.gazetteer import DATA, read_table
from sayso.extract.holders import subject_of
from sayso.extract.memberships import Finding, Resources, add_body
from sayso.extract.names import word_set
from sayso.extract.page import Mention, Page, skip_words
from sayso.extract.subjects import denied
from sayso.graph.names import slug

__all__ = ["find_parties", "load_parties", "local_government", "party_before", "party_entity"]

Entry = dict[str, Any]

_LETTERS = word_set("D R D. R. Dem Dem. Rep. Lab LD SNP DUP NDP")
# Words that may stand for a party's member only as nouns: "a Republican", not "a republican idea".
_MEMBERS = word_set(
    "Republican Republicans Democrat Democrats Tory Tories Conservative Liberal Socialist Green "
    "Libertarian Labour Greens"
)
LOCAL_ROLES = word_set(
    "mayor mayors governor governors vice-mayor lieutenant-governor councillor councilman councilwoman "
    "councilor premier alderman"
)


def load_parties() -> dict[str, str]:
    """The party that a word before a post, a member's name or an initial stands for."""
    return {row[0]: row[1] for row in read_table(DATA / "parties.tsv")}


def party_entity(page: Page, name: str, span: tuple[int, int]) -> Entry:
    """The party as an entity: the one that the article names, or a new one."""
    identity = f"org:{slug(name)}"
    if identity in page.known:
        return page.known[identity]
    return {
        "id": identity,
        "kind": "organization",
        "name": name,
        "mentions": [page.span(*span)],
        "organization_kind": "government or party",
        "gender": None,
    }


def party_before(
    page: Page, resources: Resources, start: int, head: int
) -> tuple[str, tuple[int, int]] | None:
    """The party in what qualifies a role, with the tokens that name it: "a Labour MP"."""
    for at in range(head - 1, max(-1, start - 2), -1):
        if page.sentence[at] != page.sentence[head]:
            return None
        pair = " ".join(page.words[max(0, at - 1) : at + 1])
        if pair in resources.parties:
            return resources.parties[pair], (at - 1, at + 1)
        word = page.words[at]
        if word in resources.parties and word not in _LETTERS | {"Rep."} and not _party_itself(page, at):
            return resources.parties[word], (at, at + 1)
    return None


def _party_itself(page: Page, at: int) -> bool:
    """Whether the word is only a part of a name, as "Green" of "Green Party" is."""
    mention = page.mention.get(at)
    return mention is not None and mention.end - mention.start > 1


def find_parties(page: Page, resources: Resources) -> None:
    """Note the parties of those whom brackets, an initial or an apposition give one; and where they sit."""
    seen: set[int] = set()
    for mention in list(page.mention.values()):
        if mention.entity["kind"] == "person" and mention.start not in seen:
            seen.add(mention.start)
            _behind(page, resources, mention)
            _in_front(page, resources, mention)
    for at, word in enumerate(page.words):
        if word in _MEMBERS and page.lower[at - 1 : at] in (["a"], ["an"]) and not _party_itself(page, at):
            verb = page.doc[at].head
            if verb.lemma_ == "be" and page.doc[at].dep_ == "attr" and not denied(page, verb.i):
                subject = subject_of(verb)
                person = page.person(subject.i) if subject is not None else None
                if person is not None:
                    _note(page, resources, person, word, (at, at + 1), at + 1)


def _behind(page: Page, resources: Resources, person: Mention) -> None:
    """ "X (D-Ohio)", "X, R-Texas,", "X (Lab)", "X, a Republican from Ohio", "X, Democrat of Nevada"."""
    at = person.end
    if at + 1 >= len(page.words) or page.lower[at] not in ("(", ","):
        return
    opener = page.lower[at]
    at += 1
    word = page.words[at]
    letter, dash, place = word.partition("-")
    if dash and letter in _LETTERS and place[:1].isupper():
        _note(page, resources, person, letter, (at, at + 1), at)
        _sit(person, place)
        return
    follow = page.words[at + 1] if at + 1 < len(page.words) else ""
    if word in _LETTERS and (follow in ("-", "–", ",") or (opener == "(" and follow == ")")):
        _note(page, resources, person, word, (at, at + 1), at + 2 if follow != ")" else at)
        return
    at = skip_words(page, at, frozenset(("a", "an", "the", "fellow", "veteran", "moderate", "centrist")))
    if at < len(page.words) and page.words[at] in _MEMBERS and not _party_itself(page, at):
        follow = page.lower[at + 1] if at + 1 < len(page.words) else "."
        if follow in (",", "from", "of", "in", "and", ")", ".", "who", "-", "representing"):
            _note(page, resources, person, page.words[at], (at, at + 1), at + 1)


def _in_front(page: Page, resources: Resources, person: Mention) -> None:
    """ "Ohio Republican X", "the Democrat X"."""
    at = person.start - 1
    if at >= 0 and page.words[at] in _MEMBERS and not _party_itself(page, at):
        _note(page, resources, person, page.words[at], (at, at + 1), at - 1)


def _note(
    page: Page, resources: Resources, person: Mention, word: str, span: tuple[int, int], place: int
) -> None:
    """Note the party, and the place at a token or behind its preposition as the person's own."""
    entity = party_entity(page, resources.parties[word], span)
    finding = Finding("party", 0.85, kind="politician")
    add_body(page, resources, (person.start, person.end), person, entity, span, finding)
    at = skip_words(page, max(place, 0), frozenset(("from", "of", "in", "-", "–", ",")))
    mention = page.mention.get(at)
    if mention is not None and mention.entity["kind"] == "place" and abs(at - span[0]) <= 3:
        _sit(person, mention.entity["name"])


def _sit(person: Mention, place: str) -> None:
    if not person.entity.get("place"):
        person.entity["place"] = place


def local_government(page: Page, noun: str, outer: int, end: int) -> tuple[Entry, tuple[int, int]] | None:
    """The place that a mayor or a governor governs, as an organisation: "mayor of Y", "Y mayor X".

    spaCy takes an unknown town for a person or a thing; behind "mayor of" it is none.
    """
    if noun not in LOCAL_ROLES:
        return None
    at = end
    if page.lower[at : at + 1] == ["of"]:
        at = skip_words(page, at + 1, frozenset(("the", "city", "state", "of", "town", "province")))
    else:
        at = outer - 1
        if at >= 0 and page.lower[at] in ("'s", "’s", "'", "’"):
            at -= 1
    mention = page.mention.get(at)
    if mention is None or at < 0:
        return None
    if mention.entity["kind"] != "place" and not (
        at > end and mention.entity["kind"] in ("person", "other", "product")
    ):
        return None
    name = " ".join(page.words[mention.start : mention.end])
    entity = {
        "id": f"org:{slug(name)}",
        "kind": "organization",
        "name": name,
        "mentions": [page.span(mention.start, mention.end)],
        "organization_kind": "government or party",
        "gender": None,
    }
    return entity, (mention.start, mention.end)
