"""Who belongs where by what he did: "X joined Y", "Y was founded by X", "his years at Y", "before Y, X …".

No role is named here; `extract.affiliations` reads those.
"""

from spacy.tokens import Token

from sayso.extract.employers import bodies_after, body_following, company_meant, listed_bodies, verb_bodies
from sayso.extract.holders import listed_after, listed_before, named_by, subject_of
from sayso.extract.memberships import Finding, Resources, add, add_body
from sayso.extract.names import word_set
from sayso.extract.page import POSSESSIVE, PRONOUNS, Mention, Page, skip_words
from sayso.extract.subjects import Holder, denied, subject_after, subject_before

__all__ = ["companions", "find_careers"]

_FOUND = word_set("found co-found cofound establish start launch create form set")
_RUN = word_set("lead run chair head own manage direct helm captain command coach oversee co-lead co-chair")
# Verbs that attach their subject to an organisation: the preposition it stands behind ("" for the object).
_VERBS: dict[str, frozenset[str]] = {
    "be": word_set("with at"),
    "work": word_set("for at with in within"),
    "take": word_set("over"),
    "serve": word_set("at in on with for"),
    "teach": word_set("at in"),
    "lecture": word_set("at"),
    "sit": word_set("on"),
    "intern": word_set("at with for"),
    "consult": word_set("for with at"),
    "volunteer": word_set("at with for"),
    "practise": word_set("at with"),
    "practice": word_set("at with"),
    "belong": word_set("to"),
    "report": word_set("for"),
    "write": word_set("for"),
    "enlist": word_set("in"),
    "play": word_set("for"),
    "sign": word_set("with for"),
    "resign": word_set("from"),
    "retire": word_set("from"),
    "depart": word_set("from"),
    "move": word_set("to"),
    "defect": word_set("to"),
    "employ": word_set("by at"),
    "hire": word_set("by at"),
    "recruit": word_set("by to"),
    "appoint": word_set("to by"),
    "elect": word_set("to"),
    "name": word_set("to"),
    "fire": word_set("from by"),
    "oust": word_set("from by"),
    "expel": word_set("from"),
    "dismiss": word_set("from by"),
    **{verb: frozenset(("",)) for verb in ("join", "rejoin", "leave", "quit", *_RUN)},
    "head": frozenset(("", "up")),
    **{verb: frozenset(("", "up")) for verb in _FOUND},
}
_GIVEN = word_set("employ hire recruit appoint elect name fire oust expel dismiss")
_LEFT = word_set("leave quit resign retire depart fire oust expel dismiss")
_ADVERBS = word_set("also co - has had have later then who and was is were been")
_WITH = word_set("with alongside together")


def _verb_forms() -> dict[str, str]:
    """The verbs above, from each of their forms to the verb."""
    forms = {verb + ending: verb for verb in _VERBS for ending in ("", "s", "ed", "ing", "d", "es")}
    forms |= {verb[:-1] + "ing": verb for verb in _VERBS if verb.endswith("e")}
    irregular = {
        "be": "is was were been am",
        "lead": "led leading", "co-lead": "co-led", "run": "ran running", "leave": "left leaving",
        "teach": "taught teaches", "quit": "quitting", "set": "setting", "sit": "sat sitting",
        "write": "wrote written", "expel": "expelled", "oversee": "oversaw overseen",
    }  # fmt: skip
    return forms | {form: verb for verb, others in irregular.items() for form in others.split()}


_VERB_FORMS = _verb_forms()


def find_careers(page: Page, resources: Resources) -> None:
    """Note on the page whom verbs, nouns of work and mere nearness tie to an organisation."""
    _by_verbs(page, resources)
    _by_nouns(page, resources)
    _by_earlier(page, resources)
    _by_place(page, resources)


def _by_verbs(page: Page, resources: Resources) -> None:
    for index, word in enumerate(page.lower):
        lemma = _VERB_FORMS.get(word)
        if lemma is None or not page.tags[index].startswith("VB"):
            continue
        if (
            lemma == "set"
            and page.lower[index + 1 : index + 2] != ["up"]
            and "up" not in page.lower[index + 1 : index + 7]
        ):
            continue
        verb = page.doc[index]
        passive = (
            verb.tag_ == "VBN"
            and not any(child.dep_ == "aux" and child.lemma_ == "have" for child in verb.lefts)
        ) or any(child.dep_ == "auxpass" for child in verb.lefts)
        maker = lemma in _FOUND or lemma in _RUN
        if (passive or verb.tag_ == "VBD") and maker and _by_agent(page, resources, index, lemma):
            continue
        if passive and maker:
            continue
        if (lemma in _GIVEN and not passive) or denied(page, index):
            continue  # "X would name Y to the court": X gives the post
        bodies = verb_bodies(page, verb, _VERBS[lemma]) or _bodies_behind(page, index, lemma)
        relative = None
        if not bodies:
            relative = _named_before(page, index, lemma)
            bodies = [relative] if relative is not None else []
        if not bodies:
            continue
        who = _who(page, verb, index)
        if not who:
            continue
        if bodies[-1] is not relative:
            bodies = [*bodies, *(body for body, _ in listed_bodies(page, bodies[-1].end, len(page.words))[0])]
        kind = "founder" if lemma in _FOUND else "executive" if lemma in _RUN - {"coach"} else None
        if lemma == "move" and not _with_post(page, bodies[-1].end):
            continue
        former = lemma in _LEFT
        beside = companions(page, bodies[-1].end) if maker or lemma == "join" else []
        for body in bodies:
            for start, end, person in (*who, *beside):
                if body.start <= start < body.end:
                    continue
                add(page, resources, (start, end), person, body, Finding("verb", 0.75, former, kind))


def _with_post(page: Page, at: int) -> bool:
    return page.lower[at : at + 1] in (["as"], ["to"])


def _who(page: Page, verb: Token, index: int) -> list[Holder]:
    """Who does what a verb says: by the parser, else by the words."""
    opener = index
    while opener > 0 and (page.lower[opener - 1] in _ADVERBS or page.tags[opener - 1] == "RB"):
        opener -= 1
    if page.tags[index] == "VBG" and page.lower[opener - 1] in _TIMES:
        later = subject_after(page, index + 1)
        if later:
            return later
    who = named_by(page, subject_of(verb), index)
    if not who and opener > 0:
        # The parser may have lost the subject ("co-founded" is three tokens): take who stands before.
        person = page.person(opener - 1)
        if person is not None and person.end == opener:
            return [(p.start, p.end, p) for p in listed_before(page, person)]
        if page.lower[opener - 1] in PRONOUNS:
            return [(opener - 1, opener, None)]
    return who or subject_before(page, index)


_TIMES = word_set("to before after since upon while by in when on without prior")


def _bodies_behind(page: Page, index: int, lemma: str) -> list[Mention]:
    """The organisation behind a verb, with words between: "joined the faculty of Y", "set up the firm Y"."""
    near = body_following(page, index, _VERBS[lemma])
    if near:
        return near
    at = index + 1
    while at < len(page.words) and (page.tags[at] == "RB" or page.lower[at] in ("up", "together")):
        at += 1
    if at >= len(page.words):
        return []
    if page.lower[at] in _VERBS[lemma]:
        stop = min(len(page.words), at + 16)
        return [part or body for body, part in bodies_after(page, at, stop)[0]]
    if "" not in _VERBS[lemma] or (lemma in ("start", "create", "launch", "form") and at == index + 1):
        pass
    if "" not in _VERBS[lemma]:
        return []
    steps = 0
    while at < len(page.words) and steps < 9 and page.sentence[at] == page.sentence[index]:
        body = page.body(at)
        if body is not None:
            if page.lower[body.end : body.end + 1] and page.lower[body.end] in POSSESSIVE:
                at = body.end + 1
                continue
            if body.end < len(page.words) and page.tags[body.end] in ("NN", "NNS") and steps:
                return []
            return [body]
        word, tag = page.lower[at], page.tags[at]
        if not (
            tag.startswith(("NN", "JJ", "DT", "PRP$", "CD", "HYPH", "RB")) or word in ("of", "called", ",")
        ):
            return []
        if page.person(at) is not None or (
            word == "," and page.body(skip_words(page, at + 1, _ARTICLES)) is None
        ):
            return []
        at += 1
        steps += 1
    return []


_ARTICLES = frozenset(("the", "a", '"', "“"))
_WORKING = word_set("work serve teach lecture")


def _named_before(page: Page, index: int, lemma: str) -> Mention | None:
    """The organisation that a relative clause is about: "Y, which he founded", "Y, where he worked"."""
    if lemma in _GIVEN:
        return None
    at = index - 1
    steps = 0
    while at > 0 and steps < 9 and page.sentence[at] == page.sentence[index]:
        word = page.lower[at]
        if word in ("which", "that", "where", "whom"):
            if (word == "where") != (lemma in _WORKING) and lemma not in ("coach", "intern", "volunteer"):
                return None
            break
        if word in (",", ".", ";", ":"):
            return None
        if word in ("he", "she", "i") and lemma in _FOUND and page.body(at - 1) is not None:
            return page.body(at - 1)  # "Y he founded"
        at -= 1
        steps += 1
    else:
        return None
    at -= 1
    if at >= 0 and page.lower[at] in ("in", "at", "of"):
        at -= 1
    if at >= 0 and page.lower[at] == ",":
        at -= 1
    if at >= 0 and page.lower[at] == ")":
        low = max(0, at - 20)
        while at > low and page.lower[at] != "(":
            at -= 1
        at -= 1
    for _ in range(3):  # "Y in Paris, where he worked"
        if at < 0:
            return None
        body = page.body(at)
        if body is not None:
            return body
        mention = page.mention.get(at)
        if mention is None and page.lower[at] not in ("in", ","):
            return None
        at = mention.start - 1 if mention is not None else at - 1
    return None


def companions(page: Page, at: int) -> list[Holder]:
    """Those with whom something was done: "founded Y in 1990 with A and B"."""
    stop = min(len(page.words), at + 12)
    while at < stop:
        word = page.lower[at]
        if word in _WITH:
            ahead = at + 1
            while ahead < min(len(page.words), at + 7) and (
                page.tags[ahead].startswith(("NN", "JJ", "PRP$", "DT", "CD"))
                or page.lower[ahead] in ("with", "-", "fellow", "co")
            ):
                person = page.person(ahead)
                if person is not None:
                    if page.lower[person.end : person.end + 1] in (["'s"], ["’s"]):
                        return []
                    return [(p.start, p.end, p) for p in (person, *listed_after(page, person))]
                if ahead in page.mention:
                    return []
                ahead += 1
            return []
        if word in (".", ";", ":", "who", "which", "that", "and", "where"):
            return []
        at += 1
    return []


def _by_agent(page: Page, resources: Resources, index: int, lemma: str) -> bool:
    """ "Y was founded in 1990 by the engineers A and B"; false if nobody is told by whom."""
    agents = _agents(page, index)
    if not agents:
        return False
    body, it = _patient(page, index)
    if body is None and it is None:
        return True
    kind = "founder" if lemma in _FOUND else "executive"
    for start, end, person in agents:
        if body is not None and body.start <= start < body.end:
            continue
        add_body(
            page, resources, (start, end), person, body.entity if body else None,
            (body.start, body.end) if body else it, Finding("verb", 0.75, False, kind),
        )  # fmt: skip
    return True


def _agents(page: Page, index: int) -> list[Holder]:
    """The persons behind "by", through what is said of them: "by the designer A and her husband B"."""
    at = index + 1
    stop = min(len(page.words), index + 14)
    while at < stop and page.lower[at] != "by":
        if page.tags[at] in ("VBD", "VBZ", "VBP", "MD") or page.lower[at] in (".", ";", ":", "who", "which"):
            return []
        at += 1
    found: list[Holder] = []
    at += 1
    steps = 0
    while at < len(page.words) and steps < 12 and page.sentence[at] == page.sentence[index]:
        person = page.person(at)
        if person is not None:
            if page.lower[person.end : person.end + 1] in (["'s"], ["’s"]):
                at = person.end + 1
                steps += 1
                continue
            found.append((person.start, person.end, person))
            at = person.end
            if at < len(page.words) and page.lower[at] == "(":
                close = min(len(page.words), at + 20)
                at = next((i + 1 for i in range(at, close) if page.lower[i] == ")"), close)
            joined = skip_words(page, at, frozenset((",", "and", "&")))
            if joined == at or joined >= len(page.words):
                break
            at = joined
            steps = 4
            continue
        word, tag = page.lower[at], page.tags[at]
        if not found and word in ("he", "she", "him", "her", "me") and not page.tags[at].endswith("$"):
            return [(at, at + 1, None)]
        if page.body(at) is None and not (
            tag.startswith(("NN", "JJ", "DT", "PRP$", "CD", "HYPH", "POS", "RB", "VBG", "VBN"))
            or word in ("and", "-", ",", "former", "of", "'s", "’s", "’", "&")
        ):
            break
        at += 1
        steps += 1
    return found


def _patient(page: Page, index: int) -> tuple[Mention | None, tuple[int, int] | None]:
    """What was founded or is led: an organisation, or the pronoun for one that nobody names."""
    verb = page.doc[index]
    subject = next((child for child in verb.lefts if child.dep_ in ("nsubjpass", "nsubj")), None)
    if subject is not None and subject.tag_ in ("WDT", "WP") and verb.dep_ == "relcl":
        subject = verb.head
    if subject is None:
        subject = verb.head if verb.dep_ in ("acl", "relcl") else subject_of(verb)
    if subject is not None and subject.i != index:
        body = page.body(subject.i)
        if body is not None:
            return body, None
        if page.lower[subject.i] == "it":
            body = company_meant(page, subject.i)
            return (body, None) if body is not None else (None, (subject.i, subject.i + 1))
        if page.person(subject.i) is not None:
            return None, None
    low = index - 1
    while low >= 0 and page.sentence[low] == page.sentence[index] and index - low < 60:
        low -= 1
    low += 1
    if low == index or (index - low <= 2 and page.tags[index] == "VBN"):
        # "Founded in 1990 by X, Y is …"
        at = index
        while at < len(page.words) and page.sentence[at] == page.sentence[index] and at - index < 30:
            if page.lower[at] == ",":
                body = page.body(skip_words(page, at + 1, frozenset(("the",))))
                if body is not None:
                    return body, None
            at += 1
        return None, None
    meant = next((at for at in range(index - 1, low - 1, -1) if company_meant(page, at) is not None), None)
    first = next((body for at in range(low, index) if (body := page.body(at)) is not None), None)
    near = next(
        (body for at in range(index - 1, max(low, index - 4) - 1, -1) if (body := page.body(at))), None
    )
    if near is not None and page.lower[near.end : near.end + 1] not in (["'s"], ["’s"]):
        return near, None
    if first is not None and page.lower[first.start - 1 : first.start] not in (["by"], ["of"], ["from"]):
        return first, None
    return (company_meant(page, meant), None) if meant is not None else (None, None)


_CAREERS = word_set(
    "helm reins control leadership charge career position post job role work tenure time stint years year "
    "appointment internship fellowship professorship chairmanship presidency directorship employment days "
    "service positions posts jobs roles appointments professorships colleagues"
)
_HELM = word_set("helm reins control leadership charge chairmanship presidency directorship")
_HIS = word_set("his her my")


def _by_nouns(page: Page, resources: Resources) -> None:
    """ "his position at Y", "spent his career at Y", "X's ten years at Y", "held posts with Y and Z"."""
    for index, word in enumerate(page.lower):
        if word not in _CAREERS or not page.tags[index].startswith("NN") or index in page.mention:
            continue
        at = index + 1
        if at + 1 >= len(page.words):
            continue
        if page.lower[at] == "as":
            continue  # what follows is a role
        if page.lower[at] not in ("at", "with", "for", "in", "within", "of"):
            continue
        stop = min(len(page.words), at + 8)
        bodies, _ = bodies_after(page, at, stop)
        if not bodies or any(
            tag in ("VBD", "VBZ", "VBP", "MD") for tag in page.tags[at : bodies[0][0].start]
        ):
            continue
        if page.lower[at] == "of" and word not in _HELM:
            continue
        if page.lower[at] in ("in", "for") and bodies[0][0].start - at > 3:
            continue
        who = _possessor(page, index) or _spender(page, index)
        for body, part in bodies:
            for start, end, person in who:
                add(page, resources, (start, end), person, body, Finding("noun", 0.7), None, part)


def _possessor(page: Page, noun: int) -> list[Holder]:
    """Whose career it is: "his position", "Lee's long tenure"."""
    at = noun - 1
    for _ in range(6):
        if at < 0 or page.sentence[at] != page.sentence[noun]:
            return []
        if page.lower[at] in _HIS:
            return [(at, at + 1, None)]
        if page.lower[at] in POSSESSIVE:
            person = page.person(at - 1)
            return [(person.start, person.end, person)] if person is not None else []
        if not page.tags[at].startswith(("NN", "JJ", "CD", "RB", "VBG", "HYPH", "CC")) or at in page.mention:
            return []
        at -= 1
    return []


_HAVING = word_set(
    "hold held holds holding have had has spend spent spends spending accept accepted take taking took taken "
    "begin began begun start started obtain obtained get got gain gained include including end ended secure "
    "secured leave left following undertook"
)


def _spender(page: Page, noun: int) -> list[Holder]:
    """Who held or had it: the subject of the verb before the noun."""
    at = noun - 1
    for _ in range(9):
        if at < 0 or page.sentence[at] != page.sentence[noun] or page.person(at) is not None:
            return []
        if page.tags[at].startswith("VB") and page.tags[at] != "VBG":
            if page.lower[at] in _HAVING and not denied(page, at):
                who = named_by(page, subject_of(page.doc[at]), at)
                return who or subject_before(page, at)
            return []
        at -= 1
    return []


def _by_earlier(page: Page, resources: Resources) -> None:
    """ "Before Y, he ran …", "At Y, she was …": where the subject of the clause had been."""
    for index, word in enumerate(page.lower):
        if word in ("before", "after"):
            at = index + 1
        elif word == "prior" and page.lower[index + 1 : index + 2] == ["to"]:
            at = index + 2
        elif word in ("at", "while") and (index == 0 or page.sentence[index - 1] != page.sentence[index]):
            at = index + 2 if page.lower[index + 1 : index + 2] == ["at"] else index + 1
        else:
            continue
        if (
            index
            and page.sentence[index - 1] == page.sentence[index]
            and page.lower[index - 1] not in (",", "and")
        ):
            continue
        body = page.body(skip_words(page, at, frozenset(("the",)))) if at < len(page.words) else None
        if body is None:
            continue
        who = subject_after(page, body.end, 8)
        if not who and page.lower[body.end : body.end + 1] in (["he"], ["she"], ["i"]):
            who = [(body.end, body.end + 1, None)]
        former = word not in ("at", "while")
        for start, end, person in who:
            add(page, resources, (start, end), person, body, Finding("noun", 0.65, former))


_RESEARCH = frozenset(("university", "research lab", "think tank", "hospital", "school"))


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
            ahead = skip_words(page, at + 1, frozenset(("the", '"', "“")))
            body = page.body(ahead)
            if body is not None and (
                word != "at"
                or "," in page.lower[body.end : body.end + 1]
                or body.entity["organization_kind"] in _RESEARCH
            ):
                for found, part in bodies_after(page, at, size)[0] or [(body, None)]:
                    who = listed_before(page, mention) if word == "at" else [mention]
                    for one in who:
                        add(page, resources, (one.start, one.end), one, found, Finding("of", 0.7), None, part)
        elif word == "(":
            body = page.body(skip_words(page, at + 1, frozenset(("the",))))
            sure = body is not None and (body.entity["organization_kind"] or body.end - body.start > 1)
            if body is not None and sure and body.end < size and page.lower[body.end] == ")":
                add(page, resources, person, mention, body, Finding("brackets", 0.7))
        before = mention.start - 1
        if before > 0 and page.lower[before] in POSSESSIVE and len(mention.entity["mentions"]) > 1:
            body = page.body(before - 1)
            if body is not None and body.end == before and mention.end - mention.start > 1:
                add(page, resources, person, mention, body, Finding("possessive", 0.6))
