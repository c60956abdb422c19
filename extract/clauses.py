"""The verbs of a parse with the source and content that grammar gives them, as possible cues.

A `Frame` is one reading of one word: the verb "urge" with an object and an infinitive, the noun "claim" with
a "that" clause, the preposition "according to". Whether the word is a cue at all is not decided here: the
lexicon of `sayso.extract.cues` tells how often this word in this construction is one. The constructions:

    that wh clause inverted     a finite clause: opened by "that", by a question word, bare, before the verb
    to ing obj-to obj-ing       an infinitive or gerund, without or with the one who is to act
    obj obj-as obj-of obj-for … a noun phrase, alone or with the phrase that completes it ("describe X as Y")
    p-for p-against …           a phrase opened by that preposition
    pred obj-pred               a complement of the subject or object ("call X a liar")
    paren as as-it              an inserted or appended clause ("…, he noted", "as X argued", "as X put it")
    bare                        nothing: its content can only stand in quotation marks
    passive-…                   the same of a passive; n-… of a noun; a-… of an adjective
    raised                      "seem", "appear", passives with an infinitive: the subject is content too
    prep prep-in-view … adv     "according to X", "in X's view", "reportedly"; see `sayso.extract.phrases`
    byline-colon byline-dash    "X: …", "“…” — X"; see `sayso.extract.speech`

All positions are token indices, end exclusive. `sayso.extract.phrases` goes through a whole parse.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from spacy.strings import get_string_id

from sayso.extract.parse import Interval, Parse, subtract

__all__ = [
    "Frame",
    "clause_kind",
    "is_to",
    "opened",
    "spans_of",
    "subject_of",
    "verb_frames",
    "verb_group",
    "without_commas",
    "word_of",
]


@dataclass(frozen=True, slots=True)
class Frame:
    """One reading of one word as a cue: `head` is that word, `construction` how its content is attached."""

    head: int
    kind: str
    construction: str
    cue: Interval
    source: tuple[Interval, ...]
    content: tuple[Interval, ...]
    source_head: int = -1


def _ids(names: str) -> frozenset[int]:
    return frozenset(get_string_id(name) for name in names.split())


def _id(name: str) -> int:
    return int(get_string_id(name))


_NSUBJ, _NSUBJPASS, _AGENT, _POBJ, _DOBJ = (
    _id("nsubj"),
    _id("nsubjpass"),
    _id("agent"),
    _id("pobj"),
    _id("dobj"),
)
_CCOMP, _XCOMP, _PCOMP, _ADVCL, _ACL = map(_id, ("ccomp", "xcomp", "pcomp", "advcl", "acl"))
_CONJ, _PREP, _MARK, _PRT, _OPRD = map(_id, ("conj", "prep", "mark", "prt", "oprd"))
_ACOMP, _ATTR, _DATIVE, _AUX, _AUXPASS, _NEG = map(_id, ("acomp", "attr", "dative", "aux", "auxpass", "neg"))
_ADVMOD, _PUNCT, _PARATAXIS, _DEP = map(_id, ("advmod", "punct", "parataxis", "dep"))
_CSUBJ, _CC = map(_id, ("csubj", "cc"))
_JOINTS = frozenset((_CC, _PUNCT))
_SUBJECTS = frozenset((_NSUBJ, _NSUBJPASS, _CSUBJ))
_SUBJECTS_THERE = _SUBJECTS | {_id("expl")}
_GROUP = frozenset((_AUX, _AUXPASS, _NEG, _ADVMOD))
_VERB, _AUXPOS, _NOUN, _PROPN = _id("VERB"), _id("AUX"), _id("NOUN"), _id("PROPN")
_PRON = _id("PRON")
_CLOSING = frozenset(("”", '"', "''"))
_VBG, _VBN, _TO, _VBD, _VBZ, _VBP = map(_id, ("VBG", "VBN", "TO", "VBD", "VBZ", "VBP"))
_WH = _ids("WDT WP WP$ WRB")
_FINITE = _ids("VBD VBP VBZ MD")
_LIGHT_UP = frozenset((_XCOMP, _ADVCL, _PCOMP, _CONJ, _PREP))
_THAT, _AS, _BY = map(_id, ("that", "as", "by"))
_QUESTION_MARKS = _ids("if whether")
_RAISERS = _ids("seem appear")
_PUT, _HAVE, _IT = _id("put"), _id("have"), _id("it")
# Participles that are what somebody feels, not what is done to anybody: "were convinced that".
_FELT = _ids("convince persuade concern worry alarm dismay trouble frighten delight assure satisfy")
_PREDICATIVE = _ids("as like of for")
_COMPLETING = _ids("as of for with over about on to against from into")


def subject_of(parse: Parse, verb: int) -> int:
    """The word that names who a verb's act is ascribed to, or -1."""
    at = verb
    for _ in range(8):
        subject = parse.child(at, _SUBJECTS)
        if subject >= 0:
            return subject
        dep, head = parse.dep[at], parse.head[at]
        if head == at:
            return -1
        outer = _handed_back(parse, at)
        if outer >= 0:
            at = outer
        elif dep == _PCOMP and parse.lemma[head] == _AS:  # "was quoted as saying", "quoted her as saying"
            verb = parse.head[head]
            obj = parse.child(verb, _DOBJ)
            if obj >= 0:
                return obj
            at = head
        elif dep in _LIGHT_UP:
            at = head
        elif dep == _ACL:
            return head if parse.tag[at] == _VBG else -1
        else:
            return -1
        if parse.pos[at] not in (_VERB, _AUXPOS) and parse.dep[at] != _PREP:
            return -1
    return -1


def verb_group(parse: Parse, verb: int) -> Interval:
    """A verb with auxiliaries, negation, adverbs between them, and particle, as far as they are unbroken."""
    start, end = verb, verb + 1
    kids = set(parse.kids[verb])
    first = verb
    at = verb - 1
    while at in kids and parse.dep[at] in _GROUP:
        if parse.dep[at] != _ADVMOD:
            first = at
        at -= 1
    start = first
    while end < parse.size and end in kids and parse.dep[end] == _PRT:
        end += 1
    return start, end


def spans_of(parse: Parse, i: int) -> tuple[Interval, ...]:
    """The stretch under a word, none for -1."""
    return (parse.span(i),) if i >= 0 else ()


def is_to(parse: Parse, i: int) -> bool:
    """Whether a verb is an infinitive with "to"."""
    return any(parse.tag[k] == _TO for k in parse.kids[i] if k < i)


def _handed_back(parse: Parse, k: int) -> int:
    """The verb that a cue belongs beside although the parse hangs it into that verb's reported clause, or -1.

    "She said that it failed and warned of worse", "She said that it failed, warning of worse": a verb of
    speech without a subject of its own goes back to the one who is speaking.
    """
    if parse.lemma[k] not in parse.speaking or parse.dep[k] not in (_CONJ, _ADVCL):
        return -1
    if parse.child(k, _SUBJECTS) >= 0 or parse.child(k, _MARK) >= 0:
        return -1
    clause = parse.head[k]
    for _ in range(3):
        if parse.dep[clause] != _CONJ:
            break
        clause = parse.head[clause]
    verb = parse.head[clause]
    if parse.dep[clause] != _CCOMP or not verb < clause < k or parse.lemma[verb] not in parse.speaking:
        return -1
    if parse.dep[k] == _ADVCL:
        comma = parse.span(k)[0] - 1
        return verb if parse.tag[k] == _VBG and parse.doc[comma].text in (",", "-", "--", "—", "–") else -1
    same = parse.tag[k] == parse.tag[verb] and parse.tag[k] in (_VBD, _VBZ, _VBP)
    return verb if same and parse.child(k, _AUX) < 0 else -1


def _reported(parse: Parse, clause: int) -> Interval:
    """The stretch of a reported clause, up to where the cue's subject speaks on with a verb of its own."""
    left, right = parse.span(clause)
    for at in (clause, *(k for k in parse.kids[clause] if parse.dep[k] == _CONJ)):
        for k in parse.kids[at]:
            if k > clause and parse.dep[k] in (_CONJ, _ADVCL) and _handed_back(parse, k) >= 0:
                edge = parse.span(k)[0]
                if edge - 1 in parse.kids[at] and parse.dep[edge - 1] in (_CC, _PUNCT):
                    edge -= 1
                if edge - 1 in parse.kids[at] and parse.dep[edge - 1] == _PUNCT:
                    edge -= 1
                right = min(right, edge)
    return left, max(right, clause + 1)


def _joined(parse: Parse, v: int, c: int, right: int) -> int:
    """The end of a reported clause, with a second one that the parser joined to the cue instead.

    "They say that it is cold, but it will thaw": nothing in it is told in the past, as a writer's own second
    clause mostly is. A participle hands the search up: "…, noting that it is wrong, but it should end".
    """
    top = parse.head[v] if parse.tag[v] == _VBG and parse.dep[v] == _ADVCL else v
    for k in parse.kids[top]:
        if parse.dep[k] != _CONJ or k < right or parse.lemma[k] in parse.speaking:
            continue
        left, end = parse.span(k)
        own = parse.child(k, _SUBJECTS_THERE) >= 0
        if left - right > 3 or not own or not _finite(parse, k):
            break
        return right if any(_past(parse, at) for at in (top, c, k)) else end
    return right


def _past(parse: Parse, i: int) -> bool:
    """Whether a verb with its auxiliaries is in the past tense."""
    group = [k for k in parse.kids[i] if parse.dep[k] in (_AUX, _AUXPASS) and parse.tag[k] in _FINITE]
    return any(parse.tag[k] == _VBD for k in group) if group else parse.tag[i] == _VBD


def clause_kind(parse: Parse, clause: int, verb: int) -> str:
    """ "that", "wh", "to", "clause", "inverted" or "ing"."""
    if clause < verb:
        return "inverted"
    kids = parse.kids[clause]
    for k in kids:
        if k < clause and parse.dep[k] == _MARK:
            if parse.lemma[k] == _THAT:
                return "that"
            if parse.lemma[k] in _QUESTION_MARKS:
                return "wh"
    left = parse.span(clause)[0]
    if parse.tag[left] in _WH:
        return "wh"
    if parse.tag[left] != _TO and parse.lemma[left] == _THAT and parse.dep[left] == _MARK:
        return "that"
    if is_to(parse, clause):
        return "to"
    if parse.tag[clause] == _VBG and not any(parse.dep[k] in (_AUX, _AUXPASS) for k in kids):
        return "ing"
    return "clause"


def verb_frames(parse: Parse, v: int) -> Iterator[Frame]:
    """Every reading of the verb at `v`."""
    dep = parse.dep
    kids = parse.kids[v]
    subject = obj = agent = dative = -1
    passive = False
    clauses: list[int] = []
    preps: list[int] = []
    predicate = torn = -1
    for k in kids:
        d = dep[k]
        if d == _NSUBJ or (d == _CSUBJ and subject < 0):
            subject = k
        elif d == _NSUBJPASS:
            subject, passive = k, True
        elif d == _AUXPASS:
            passive = True
            if subject < 0:
                subject = parse.child(k, _SUBJECTS)  # "the board is not convinced": hung on "is"
        elif d == _DOBJ:
            obj = k
        elif d == _DATIVE:
            dative = k
        elif d == _AGENT:
            agent = parse.child(k, _POBJ)
        elif d in (_CCOMP, _XCOMP) or (d == _ADVCL and k > v and _asks(parse, k)):
            clauses.append(k)
        elif d == _PREP:
            preps.append(k)
        elif d in (_OPRD, _ACOMP, _ATTR):
            predicate = k
        elif d == _ADVCL and parse.tag[v] == _VBN and k > v and agent < 0 and opened(parse, k, _BY):
            agent, infinitive = _believer(parse, k)
            if agent >= 0:  # "is believed by X to have left": X was taken for the subject of "have left"
                clauses.append(k)
                torn = infinitive
    asked = dep[v] == _ADVCL and parse.lemma[v] in parse.speaking and not _helped(parse, v)
    if parse.tag[v] == _VBN and (dep[v] == _ACL or asked):
        passive = True  # "asked whether he would go, …"
    agent_span: tuple[Interval, ...] = ()
    if agent >= 0:
        left, right = parse.span(agent)
        for k in parse.kids[agent]:
            if dep[k] == _PREP and k > agent and parse.lemma[k] in _PREDICATIVE:
                preps.append(k)
                right = min(right, k)
        agent_span = ((left, right),)
    cue = verb_group(parse, v)
    source = agent if passive else (subject if subject >= 0 else subject_of(parse, v))
    regained: tuple[Interval, ...] = ()
    if subject > v and not passive and parse.lemma[v] in parse.speaking:
        found = _before_verb(parse, v, subject)
        if found is not None:
            regained, source = (found[:2],), found[2]
    made = False
    if passive and agent < 0 and subject >= 0 and parse.lemma[v] in _FELT:
        for c in clauses:
            if c > v and dep[c] != _ADVCL:
                kind, (left, right) = clause_kind(parse, c, v), parse.span(c)
                left = max(left, v + 1)
                yield Frame(v, "a", f"a-{kind}", cue, spans_of(parse, subject), ((left, right),), subject)
                made = True
        if made:
            return
    if parse.lemma[v] == _HAVE and obj == v + 1 and parse.lemma[obj] == _IT and clauses and subject >= 0:
        start = parse.span(subject)[0]  # "rumour has it that"
        yield Frame(subject, "n", "n-that", (start, obj + 1), (), (parse.span(clauses[0]),))
        return

    def frame(construction: str, content: list[Interval], to: int = cue[1], by: int | None = None) -> Frame:
        who = source if by is None else by
        name = f"passive-{construction}" if passive else construction
        span = agent_span if passive and who == agent else regained or spans_of(parse, who)
        return Frame(v, "v", name, (cue[0], max(cue[1], to)), span, tuple(content), who)

    for c in clauses:
        kind = "if" if dep[c] == _ADVCL else clause_kind(parse, c, v)
        left, right = _reported(parse, c) if c > v else parse.span(c)
        if torn >= 0 and dep[c] == _ADVCL:
            kind, left = "to", torn
        if c > v and kind in ("that", "clause", "wh"):
            right = _joined(parse, v, c, right)
        if c < v:
            holes = [(cue[0], cue[1])]
            holes += [parse.span(k) for k in kids if k != c and dep[k] != _PUNCT and not _covers(parse, k, c)]
            pieces = subtract((left, right), holes)
            if pieces:
                made = True
                yield frame("inverted", pieces)
            continue
        if left <= v < right:
            left = v + 1
        if kind in ("to", "ing") or (kind == "clause" and not _finite(parse, c)):
            inner = parse.child(c, _SUBJECTS)
            who = obj if obj >= 0 else dative
            if passive and subject >= 0:
                made = True
                yield frame("raised", [parse.span(subject), (left, right)])
                continue
            if not passive and parse.lemma[v] in _RAISERS and subject >= 0:
                made = True
                yield Frame(v, "v", "raised", cue, (), (parse.span(subject), (left, right)))
                continue
            if who >= 0 and v < who < c:
                start = min(parse.span(who)[0], left)
                made = True
                yield frame(f"obj-{kind}", [(max(start, cue[1]), right)])
                continue
            made = True
            yield frame(f"obj-{kind}" if inner >= 0 else kind, [(left, right)])
            continue
        if kind == "clause" and v < obj < c and parse.child(c, _SUBJECTS) < 0:
            left = min(left, parse.span(obj)[0])  # "believes cuts to aid left them weak": its subject
        made = True
        yield frame(kind, [(max(left, cue[1]), right)])
    if made:
        return
    if obj == v + 1 and parse.lemma[obj] == _IT and parse.lemma[v] == _PUT:  # "as Ana put it"
        yield from _inserted(parse, v, lambda name, content: frame(f"{name}-it", content, to=obj + 1))
        return
    if obj >= 0 and obj > v:
        left, right = parse.span(obj)
        for k in kids:
            if k > obj and dep[k] in (_ADVCL, _ACOMP) and opened(parse, k, _AS):
                # "dismissed it as baseless", where the parser saw a clause
                yield frame("obj-as", [(left, parse.span(k)[1])])
        tail = [p for p in preps if p > obj and parse.lemma[p] in _COMPLETING]
        yield frame("obj", [(left, right)])
        for p in tail[:2]:
            yield frame(f"obj-{word_of(parse, p)}", [(left, parse.span(p)[1])])
        if predicate > obj:
            yield frame("obj-pred", [(left, parse.span(predicate)[1])])
    for p in preps:
        if p < v:
            continue
        target = parse.child(p, frozenset((_POBJ, _PCOMP)))
        if target < 0:
            continue
        word = word_of(parse, p)
        left, right = parse.span(p)
        if obj < 0 or obj < v:
            yield frame(f"p-{word}", [(p + 1, right)], to=p + 1 if p == cue[1] else cue[1])
    if passive and subject >= 0:
        start, end = parse.span(subject)
        if predicate > v:
            yield frame("pred", [(start, end), parse.span(predicate)])
        for p in preps:
            if p > v and parse.lemma[p] in _PREDICATIVE:
                yield frame(f"subj-{word_of(parse, p)}", [(start, end), parse.span(p)])
        if not preps and predicate < 0:
            yield frame("subj", [(start, end)])
    elif predicate > v and obj < 0:
        if parse.lemma[v] in _RAISERS and subject >= 0:
            yield Frame(v, "v", "raised", cue, (), (parse.span(subject), parse.span(predicate)))
        else:
            yield frame("pred", [parse.span(predicate)])
    if obj < 0 and predicate < 0:
        yield from _inserted(parse, v, frame)


def _before_verb(parse: Parse, v: int, subject: int) -> tuple[int, int, int] | None:
    """The stretch and head of who speaks in "“…,” X, an aide, said on Y’s “Z”", where Z was taken for it.

    A subject behind its verb stands right behind it; a preposition between them tells that it is none.
    """
    left = parse.span(subject)[0]
    if not any(parse.dep[k] == _PREP for k in range(v + 1, max(v + 1, left))):
        return None
    first = parse.sentence[v][0]
    at = v - 1
    while at > max(first, v - 25) and parse.doc[at].text not in _CLOSING and parse.tag[at] not in _FINITE:
        at -= 1
    if parse.doc[at].text not in _CLOSING:
        return None
    end = v - 1 if parse.doc[v - 1].text == "," else v
    head = next((k for k in range(at + 1, end) if parse.pos[k] in (_PROPN, _NOUN, _PRON)), -1)
    if head < 0:
        return None
    while head + 1 < end and parse.pos[head + 1] == parse.pos[head]:
        head += 1
    return at + 1, end, head


def _helped(parse: Parse, v: int) -> bool:
    """Whether a verb has an auxiliary or a subject."""
    return any(parse.dep[k] in (_AUX, _AUXPASS) or parse.dep[k] in _SUBJECTS for k in parse.kids[v])


def opened(parse: Parse, clause: int, word: int) -> bool:
    """Whether a phrase begins with that word."""
    return parse.lemma[parse.span(clause)[0]] == word


def _believer(parse: Parse, clause: int) -> tuple[int, int]:
    """The subject of an infinitive that "by" opens, and where "to" stands; -1 for both if it is none."""
    to = next((k for k in parse.kids[clause] if k < clause and parse.tag[k] == _TO), -1)
    subject = parse.child(clause, _SUBJECTS)
    return (subject, to) if 0 <= subject < to else (-1, -1)


def _asks(parse: Parse, clause: int) -> bool:
    """Whether a clause is opened by "if" or "whether"."""
    return any(parse.dep[k] == _MARK and parse.lemma[k] in _QUESTION_MARKS for k in parse.kids[clause])


def word_of(parse: Parse, p: int) -> str:
    """A preposition as it stands in a construction's name."""
    word = parse.doc[p].lower_
    return word if word.isalpha() and word.isascii() and len(word) < 10 else "other"


def _covers(parse: Parse, k: int, c: int) -> bool:
    left, right = parse.span(k)
    return left <= c < right


def _finite(parse: Parse, c: int) -> bool:
    if parse.tag[c] in _FINITE:
        return True
    return any(parse.dep[k] in (_AUX, _AUXPASS) and parse.tag[k] in _FINITE for k in parse.kids[c])


def _inserted(parse: Parse, v: int, frame: Callable[..., Frame]) -> Iterator[Frame]:
    """A cue clause inside or beside the clause that it reports."""
    dep, head = parse.dep[v], parse.head[v]
    if head == v or dep not in (_ADVCL, _PARATAXIS, _CCOMP, _DEP, _CONJ):
        yield frame("bare", [])
        return
    marks = [k for k in parse.kids[v] if parse.dep[k] in (_MARK, _ADVMOD) and k < v and parse.lemma[k] == _AS]
    if dep == _ADVCL and not marks:
        yield frame("bare", [])
        return
    holes = [parse.span(v)]
    if marks:  # "…, as they had expected, and said that …": what was expected ends before what is said
        holes += [_said_beside(parse, k) for k in parse.kids[head] if parse.dep[k] == _CONJ and k > head]
    pieces = without_commas(parse, subtract(parse.span(head), holes))
    if marks:
        yield frame("as", pieces)
    elif dep == _CONJ:
        yield frame("bare", [])
    else:
        yield frame("paren", pieces)


def _said_beside(parse: Parse, k: int) -> Interval:
    """A verb of speech joined to a clause, with its "and" and all that hangs on it; nothing if it is none."""
    left, right = parse.span(k)
    if parse.lemma[k] not in parse.speaking:
        return right, right
    while (
        left - 1 > parse.head[k] and parse.head[left - 1] == parse.head[k] and parse.dep[left - 1] in _JOINTS
    ):
        left -= 1
    return left, right


def without_commas(parse: Parse, pieces: list[Interval]) -> list[Interval]:
    """Stretches without the commas that set off what was cut out of them."""
    found = []
    for start, end in pieces:
        while start < end and parse.doc[start].text == ",":
            start += 1
        while start < end and parse.doc[end - 1].text == ",":
            end -= 1
        if start < end:
            found.append((start, end))
    return found
