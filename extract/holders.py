"""Who holds a role: the persons in apposition to it, titled with it, or given it by a verb."""

from bisect import bisect_left
from typing import Any

from spacy.tokens import Token

from sayso.extract.names import word_set
from sayso.extract.page import (
    APPOINTING,
    DETERMINERS,
    PRONOUNS,
    STOP_TAGS,
    Mention,
    Page,
    skip_words,
)
from sayso.extract.roles import Role

Entry = dict[str, Any]

__all__ = [
    "antecedent",
    "appointed_before",
    "holders_by_parser",
    "listed_after",
    "listed_before",
    "named_by",
    "opening_pronoun",
    "person_after",
    "persons_before",
    "subject_of",
]
_APPOINT_FORMS = frozenset(
    form
    for verb in APPOINTING
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


def person_after(page: Page, role_end: int, after_body: int) -> Mention | None:
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
                or page.tags[min(person.end, size - 1)] in STOP_TAGS
            ):
                return person
            continue
        return person
    return None


_TITLES = frozenset(("mr", "mrs", "ms", "dr", "prof", "professor", "sir", "miss", "dame", "lord", "lady", ""))
_BETWEEN = word_set(
    "who is was also currently now both all then formerly once the a an md phd ph.d. m.d. jr. jr sr. iii "
    "ii mba cpa esq. aged has been previously himself herself as recently longtime are were"
)


def persons_before(page: Page, role: Role) -> list[Mention]:
    """The persons in "X, role", "X (age), role", "X, who is role", and all of "A and B, both roles"."""
    at = role.outer - 1
    mark = False
    steps = 0
    while at >= 0 and steps < 12 and page.sentence[at] == page.sentence[role.head]:
        person = page.person(at)
        if person is not None:
            if person.end != at + 1 or not mark:
                return []
            return listed_before(page, person) if role.plural else [person]
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


def listed_after(page: Page, first: Mention) -> list[Mention]:
    """The persons that follow one of them in a list: "A, B and C"."""
    persons: list[Mention] = []
    at = first.end
    while at < len(page.words) and page.lower[at] in ("and", ",", "&") and len(persons) < 10:
        at = skip_words(page, at, frozenset(("and", ",", "&")))
        person = page.person(at) if at < len(page.words) else None
        if person is None:
            break
        persons.append(person)
        at = person.end
    return persons if persons and any(page.lower[i] in ("and", "&") for i in range(first.end, at)) else []


def appointed_before(page: Page, role: Role) -> Mention | None:
    """The person in "named X chief executive", "appoint X as its director"."""
    at = role.outer - 1
    while at > 0 and page.lower[at] in ("as", "its", "the", "their", "a", "an", "to", "be", "new", "of"):
        at -= 1
    person = page.person(at) if at > 0 else None
    if person is None or person.end != at + 1 or person.start == 0:
        return None
    return person if page.lower[person.start - 1] in _APPOINT_FORMS else None


def listed_before(page: Page, last: Mention) -> list[Mention]:
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


def subject_of(token: Token, depth: int = 0) -> Token | None:
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
        return subject_of(head, depth + 1) if head is not token else None
    for child in token.rights:  # "Its founder is X" and questions turn the order round
        if child.dep_ == "nsubj":
            return child
    return None


def named_by(
    page: Page, token: Token | None, before: int | None = None
) -> list[tuple[int, int, Mention | None]]:
    """The persons that a subject names, with those coordinated with it; a pronoun has no mention.

    Only those that stand before the token `before` count. A noun stands for the person whose role it is.
    """
    if token is None:
        return []
    found: list[tuple[int, int, Mention | None]] = []
    for part in (token, *token.conjuncts):
        if before is not None and part.i > before and part is not token:
            continue
        person = page.person(part.i)
        if person is not None:
            found.append((person.start, person.end, person))
        elif page.lower[part.i] in PRONOUNS and part is token:
            found.append((part.i, part.i + 1, None))
    if not found and token.pos_ == "NOUN":
        if token.dep_ == "appos" and page.person(token.head.i) is not None:
            return named_by(page, token.head)[:1]
        for child in token.rights:
            if child.dep_ == "appos" and page.person(child.i) is not None:
                return named_by(page, child)[:1]
        governor = _governor(token)
        if (
            governor is not None
            and governor[0].lemma_ in ("be", "become", "serve", "work")
            and governor[0] is not token
        ):
            subject = subject_of(governor[0])
            if subject is not None and subject.pos_ != "NOUN":
                return named_by(page, subject, governor[0].i)
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
        if dep == "dobj" and head.lemma_ in APPOINTING:
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
        if dep == "ccomp" and head.lemma_ in APPOINTING:
            return head, "oprd"
        return None
    return None


# Verbs of which "as a director" says what their subject is.
_AS_VERBS = word_set(
    "serve work act join employ continue return retire resign begin start hire spend succeed know have be "
    "promote elevate rise engage volunteer remain leave "
    "retain function operate train install swear reappoint "
    "re-elect step stand bow"
)
_FAR = 200  # words: a sentence without an end must not cost the square of its length


def antecedent(page: Page, at: int) -> Entry | None:
    """The one person whom a pronoun can mean: named in its sentence before it or in the two before that."""
    gender = PRONOUNS.get(page.lower[at])
    if page.lower[at] in ("i", "we", "they"):
        return None
    for back in range(3):
        wanted = page.sentence[at] - back
        if wanted < 0:
            break
        seen: dict[str, Entry] = {}
        begin = max(bisect_left(page.sentence, wanted), at - _FAR)
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


def _apart(page: Page, start: int, end: int) -> bool:
    """Whether something stands between a name and its apposition: not so in "the Ann Lee Professor"."""
    return any(page.lower[at] in (",", "(", ")", "-", "–", "—", ":") for at in range(start, end))


def opening_pronoun(page: Page, role: Role, end: int) -> list[tuple[int, int, Mention | None]]:
    """The pronoun in "A professor at Y, she …"."""
    at = role.outer - 1
    while at >= 0 and page.lower[at] in DETERMINERS:
        at -= 1
    if at >= 0 and page.sentence[at] == page.sentence[role.head]:
        return []
    if end + 1 < len(page.words) and page.lower[end] == "," and page.lower[end + 1] in ("he", "she"):
        return [(end + 1, end + 2, None)]
    return []


def holders_by_parser(
    page: Page, chain: list[tuple[Role, list[tuple[Mention, Mention | None]], int]]
) -> tuple[list[tuple[int, int, Mention | None]], str, Mention | None]:
    role = chain[0][0]
    token = page.doc[role.head]
    # "Its chairman is X", "The firm's chief executive, X Y, …"
    if token.dep_ in ("nsubj", "nsubjpass") and token.head.lemma_ == "be":
        for child in token.head.rights:
            if child.dep_ == "attr" and page.person(child.i) is not None:
                return named_by(page, child), "copula", None
    for child in token.rights:
        if (
            child.dep_ == "appos"
            and page.person(child.i) is not None
            and _apart(page, role.end, child.left_edge.i)
        ):
            return named_by(page, child)[:1], "apposition", None
    if (
        token.dep_ == "appos"
        and page.person(token.head.i) is not None
        and _apart(page, token.head.i, role.outer)
    ):
        return named_by(page, token.head)[:1], "apposition", None
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
    own: Mention | None = None
    if how == "as" and verb.lemma_ not in APPOINTING and verb.lemma_ not in _AS_VERBS:
        return [], "", None
    if verb.lemma_ in APPOINTING:
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
                who = named_by(page, target)
                if who:
                    subject = subject_of(verb)
                    own = page.body(subject.i) if subject is not None else None
                    return who, "appointment", own
            return [], "", None
        for child in verb.rights:
            if child.dep_ == "agent":
                for agent in child.rights:
                    own = own or page.body(agent.i)
    subject = subject_of(verb)
    who = named_by(page, subject)
    if (
        who
        and how == "attr"
        and subject is not None
        and subject.i > role.head
        and page.lower[subject.i] in PRONOUNS
    ):
        return [], "", None
    if who and how == "as" and own is None and verb.lemma_ in ("join", "leave", "work", "serve"):
        for child in verb.rights:
            if child.dep_ == "dobj":
                own = page.body(child.i)
            elif child.dep_ == "prep" and child.lower_ in ("for", "at", "with"):
                own = next((body for sub in child.rights if (body := page.body(sub.i)) is not None), own)
    return who, "copula" if how == "attr" else "appointment", own
