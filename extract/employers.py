"""Which organisation a role or a verb belongs to, by the words around it."""

from bisect import bisect_left

from spacy.tokens import Token

from sayso.extract.names import word_set
from sayso.extract.page import POSSESSIVE, STOP_TAGS, Mention, Page, skip_words
from sayso.extract.roles import STATE_ROLES, Role

__all__ = [
    "alias_of",
    "bodies_after",
    "body_before",
    "body_following",
    "company_meant",
    "country_of",
    "fronted_body",
    "is_organ",
    "listed_bodies",
    "own_body",
    "part_of",
    "verb_bodies",
]
_TO_BODY = word_set("of at for with in on to from within under")
_CHAIN = frozenset(("of", "at", "in", "within", "under"))
_BREAKS = frozenset((".", "!", "?", ";", ":", ")", "(", '"', "”", "“", "—", "–", "…"))
_LIST_WORDS = frozenset(("and", "&", ",", "the", '"', "“"))


def bodies_after(page: Page, at: int, stop: int) -> tuple[list[tuple[Mention, Mention | None]], int]:
    """The organisations that what follows a role names, each with the one it is part of, and their end."""
    if at >= stop or page.lower[at] not in _TO_BODY:
        return [], at
    opener = page.lower[at]
    found: list[tuple[Mention, Mention | None]] = []
    index = at + 1
    while index < min(stop, at + 16):
        body = page.body(index)
        if body is not None:
            inner, index = _possessed(page, body, stop)
            whole = inner if inner is not body else None
            part = part_of(page, index, stop)
            if part is None and is_organ(body, page):
                part = _whole_of_organ(page, index, stop)
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
            more, index = listed_bodies(page, index, stop)
            found.extend(more)
            return found, index
        word = page.lower[index]
        if page.person(index) is not None or page.tags[index] in STOP_TAGS:
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


def listed_bodies(page: Page, at: int, stop: int) -> tuple[list[tuple[Mention, Mention | None]], int]:
    """The organisations that go on a list after one of them: "of P, the Q and R"."""
    found: list[tuple[Mention, Mention | None]] = []
    index = at
    joined = False
    while index < stop and page.lower[index] in ("and", "&", ","):
        joined = joined or page.lower[index] in ("and", "&")
        after = skip_words(page, index, _LIST_WORDS)
        joined = joined or any(word in ("and", "&") for word in page.lower[index:after])
        body = page.body(after) if after < stop else None
        if body is None:
            break
        follow = page.lower[body.end] if body.end < len(page.words) else "."
        if follow in POSSESSIVE or (body.end < len(page.words) and page.tags[body.end] in STOP_TAGS):
            return [], at
        if body.end < len(page.words) and page.tags[body.end].startswith("NN"):
            return [], at  # "of P, and Q director X"
        found.append((body, part_of(page, body.end, stop)))
        index = body.end
        if follow == "(":
            index = next((i + 1 for i in range(index, min(stop, index + 5)) if page.lower[i] == ")"), index)
        if joined:
            return found, index
    return [], at


def _possessed(page: Page, body: Mention, stop: int) -> tuple[Mention, int]:
    """ "Y's Z" names Z when Z is an organisation too."""
    index = body.end
    if index < stop and page.lower[index] in POSSESSIVE:
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


# The last word of a name that says nothing without the organisation it is a part of.
_ORGANS = word_set(
    "board committee department division branch unit office council directors governors trustees regents "
    "visitors faculty team section subcommittee desk staff bureau school institute center centre"
)


def is_organ(body: Mention, page: Page) -> bool:
    """Whether a name is that of a part that every organisation may have: "Board of Directors"."""
    kind = body.entity["organization_kind"]
    return page.lower[body.end - 1] in _ORGANS and kind in (None, "government or party", "university")


def _whole_of_organ(page: Page, at: int, stop: int) -> Mention | None:
    """The organisation behind an organ with words between: "the board for the region at Y"."""
    index = at
    while index < min(stop, at + 10):
        word = page.lower[index]
        if word in _BREAKS or word == "," or page.tags[index] in STOP_TAGS:
            return None
        if word in ("at", "of") and index > at:
            body = page.body(skip_words(page, index + 1, frozenset(("the",))))
            if body is not None:
                return body
        index += 1
    return None


def alias_of(page: Page, body: Mention) -> Mention | None:
    """The other name in brackets behind a name: "Y (Z)", "Y (formerly Z)"."""
    at = body.end
    if page.lower[at : at + 1] != ["("]:
        return None
    inner = page.body(skip_words(page, at + 1, _ONCE))
    return inner if inner is not None and page.lower[inner.end : inner.end + 1] == [")"] else None


_ONCE = word_set("formerly now then previously later the also known as")


def part_of(page: Page, at: int, stop: int) -> Mention | None:
    """The organisation that stands right behind another one: "Z at Y", "Z of the Y", "Z, Y"."""
    if at < stop and page.lower[at] in ("(",):
        close = next((i for i in range(at, min(stop, at + 6)) if page.lower[i] == ")"), None)
        if close is None:
            return None
        at = close + 1
    if at < stop and page.lower[at] in _CHAIN:
        at = skip_words(page, at + 1, frozenset(("the", '"', "“")))
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


def body_before(page: Page, role: Role) -> Mention | None:
    """The organisation in "Y's role" and "Y role"."""
    at = role.outer - 1
    if at >= 0 and page.lower[at] in POSSESSIVE:
        at -= 1
    body = page.body(at) if at >= 0 else None
    if body is None or body.end != at + 1:
        return None
    # "Ann Lee Professor", "Wykeham Professor": a chair's name is no employer.
    chair = at == role.outer - 1 and role.noun in ("professor", "fellow", "chair", "lecturer")
    return None if chair and body.entity["organization_kind"] is None else body


_COMPANY = word_set(
    "company firm airline bank club party group school college university band label website site brand "
    "agency "
    "organization organisation charity foundation institute institution startup start-up business newspaper "
    "magazine paper network studio team union church hospital association society retailer carmaker "
    "automaker "
    "chipmaker manufacturer lender carrier broadcaster publisher fund hedge-fund nonprofit non-profit museum "
    "laboratory lab ministry department chain franchise service centre center company's"
)
_FAR = 120  # words


def company_meant(page: Page, at: int) -> Mention | None:
    """The organisation that "it", "its" or "the company" at a token means: the last one named before it.

    The first of a sentence is preferred to those after it, as that is what the sentence is about.
    """
    word = page.lower[at]
    if at in page.mention or not (
        word in ("it", "its", "their", "whose")
        or (word in _COMPANY and at > 0 and page.lower[at - 1] in ("the", "this", "our"))
    ):
        return None
    first: Mention | None = None
    sentence = page.sentence[at]
    for index in range(at - 1, max(-1, at - _FAR), -1):
        if page.sentence[index] != sentence:
            if first is not None or page.sentence[at] - page.sentence[index] > 2:
                break
            sentence = page.sentence[index]
        body = page.body(index)
        if body is not None:
            if word == "whose":
                return body
            first = body
    return first


def own_body(page: Page, role: Role) -> Mention | None:
    """The organisation that "its", "whose" or "the company's" before a role means."""
    at = role.outer - 1
    if at >= 0 and page.lower[at] in POSSESSIVE:
        at -= 1
    return company_meant(page, at) if at >= 0 else None


def fronted_body(page: Page, role: Role) -> Mention | None:
    """The organisation that opens the clause: "At Y, he was director", "Y, where he was director"."""
    at = role.outer - 1
    low = max(0, role.outer - 12)
    while at >= low and page.sentence[at] == page.sentence[role.head]:
        if page.lower[at] in ("where", "which") and at > 0:
            at -= 1
            while at > low and page.lower[at] in (",", "in", "at", "of", "for"):
                at -= 1
            if at > 0 and page.lower[at] == ")":
                while at > low and page.lower[at] != "(":
                    at -= 1
                at -= 1
            for _ in range(4):  # "Y in Paris, where he was director"
                body = page.body(at) if at >= 0 else None
                if body is not None:
                    return body
                if at < 0 or not (at in page.mention or page.lower[at] in ("in", ",")):
                    return None
                at -= 1
            return None
        if page.lower[at] in (".", ";", ":", '"', "“", "”"):
            return None
        at -= 1
    first = bisect_left(page.sentence, page.sentence[role.head])
    if first < role.outer and page.lower[first] in ("at", "with"):
        return page.body(skip_words(page, first + 1, frozenset(("the",))))
    return None


def country_of(page: Page, countries: dict[str, str], role: Role) -> str | None:
    """The country in "president of France", "France's president" and "the UK prime minister"."""
    if role.noun not in STATE_ROLES:
        return None
    at = role.outer - 1
    if at >= 0 and page.lower[at] in POSSESSIVE:
        at -= 1
    places = [at]
    index = role.end
    if index < len(page.words) and page.lower[index] == "of":
        index = skip_words(page, index + 1, frozenset(("the",)))
        places.append(index)
    for place in places:
        mention = page.mention.get(place)
        if mention is not None and mention.entity["kind"] == "place":
            name = " ".join(page.words[mention.start : mention.end])
            if name in countries:
                return countries[name]
    return None


def body_following(page: Page, at: int, prepositions: frozenset[str]) -> list[Mention]:
    """The organisation right behind a verb, or behind its preposition."""
    index = at + 1
    if index < len(page.words) and page.lower[index] in prepositions:
        index += 1
    elif "" not in prepositions:
        return []
    body = page.body(skip_words(page, index, frozenset(("the", '"', "“"))))
    if body is None or (body.end < len(page.words) and page.lower[body.end] in POSSESSIVE):
        return []
    return [body]


def verb_bodies(page: Page, verb: Token, prepositions: frozenset[str]) -> list[Mention]:
    found: list[Mention] = []
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


def _inside(page: Page, target: Token) -> Mention | None:
    """The organisation in "in the research department of Y"."""
    for child in target.rights:
        if child.dep_ == "prep" and child.lower_ in ("of", "at"):
            for sub in child.rights:
                body = page.body(sub.i)
                if body is not None:
                    return body
    return None
