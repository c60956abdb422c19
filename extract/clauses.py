"""Where a parse offers somebody's words: a possible cue with the source and content that grammar gives it.

A `Frame` is one reading of one word: the verb "urge" with an object and an infinitive, the noun "claim" with
a "that" clause, the preposition "according to". Whether the word is a cue at all is not decided here: the
lexicon of `sayso.extract.cues` tells how often this word in this construction is one. The constructions:

    that wh clause inverted     a finite clause: opened by "that", by a question word, bare, before the verb
    to ing obj-to obj-ing       an infinitive or gerund, without or with the one who is to act
    obj obj-as obj-of obj-for … a noun phrase, alone or with the phrase that completes it ("describe X as Y")
    p-for p-against …           a phrase opened by that preposition
    pred obj-pred               a complement of the subject or object ("call X a liar")
    paren as                    an inserted or appended clause ("…, he noted, …", "as X argued")
    bare                        nothing: its content can only stand in quotation marks
    passive-…                   the same of a passive; n-… of a noun; a-… of an adjective
    raised                      "seem", "appear", passives with an infinitive: the subject is content too
    prep prep-in-view …         "according to X"; "in X's view", "in a poll", "to X, …", "for X, …"
    byline-colon byline-dash    "X: …", "“…” — X"; see `sayso.extract.speech`

All positions are token indices, end exclusive.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from spacy.strings import get_string_id

from sayso.extract.parse import Interval, Parse, subtract

__all__ = ["Frame", "frames"]


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
_CCOMP, _XCOMP, _PCOMP, _ADVCL, _ACL, _RELCL = map(_id, ("ccomp", "xcomp", "pcomp", "advcl", "acl", "relcl"))
_CONJ, _PREP, _MARK, _PRT, _POSS, _OPRD = map(_id, ("conj", "prep", "mark", "prt", "poss", "oprd"))
_ACOMP, _ATTR, _DATIVE, _AUX, _AUXPASS, _NEG = map(_id, ("acomp", "attr", "dative", "aux", "auxpass", "neg"))
_ADVMOD, _PUNCT, _PARATAXIS, _DEP, _CASE = map(_id, ("advmod", "punct", "parataxis", "dep", "case"))
_CSUBJ, _AMOD, _CC = map(_id, ("csubj", "amod", "cc"))
_SUBJECTS = frozenset((_NSUBJ, _NSUBJPASS, _CSUBJ))
_SUBJECTS_THERE = _SUBJECTS | {_id("expl")}
_GROUP = frozenset((_AUX, _AUXPASS, _NEG, _ADVMOD))
_VERB, _AUXPOS, _NOUN, _ADJ, _PROPN = _id("VERB"), _id("AUX"), _id("NOUN"), _id("ADJ"), _id("PROPN")
_PRON = _id("PRON")
_CLOSING = frozenset(("”", '"', "''"))
_VBG, _VBN, _TO, _VBD, _VBZ, _VBP = map(_id, ("VBG", "VBN", "TO", "VBD", "VBZ", "VBP"))
_WH = _ids("WDT WP WP$ WRB")
_FINITE = _ids("VBD VBP VBZ MD")
_LIGHT_UP = frozenset((_XCOMP, _ADVCL, _PCOMP, _CONJ, _PREP))
_THAT, _AS, _BY, _FROM, _OF, _BE = map(_id, ("that", "as", "by", "from", "of", "be"))
_QUESTION_MARKS = _ids("if whether")
_VIEWING, _IN = _ids("in to for"), _id("in")
_VIEWS = _ids("view opinion word words eye eyes mind account telling estimation judgment judgement reading")
_SURVEYS = _ids("poll survey study report interview statement letter email tweet speech memo analysis")
_ACCORDING = _id("accord"), _id("according")
_RAISERS = _ids("seem appear")
_PREDICATIVE = _ids("as like of for")
_COMPLETING = _ids("as of for with over about on to against from into")


def frames(parse: Parse, wanted: Callable[[int], bool]) -> Iterator[Frame]:
    """Every reading of every word that `wanted` lets through (it is given a token index), in text order."""
    for i in range(parse.size):
        pos = parse.pos[i]
        if pos == _VERB:
            if wanted(i):
                yield from _verb_frames(parse, i)
        elif pos == _NOUN:
            if wanted(i):
                yield from _noun_frames(parse, i)
        elif pos == _ADJ and wanted(i):
            yield from _adjective_frames(parse, i)
        if parse.dep[i] == _PREP:
            if parse.lemma[i] in _ACCORDING:
                yield from _according(parse, i)
            elif parse.lemma[i] in _VIEWING:
                yield from _in_view(parse, i)


def _source(parse: Parse, verb: int) -> int:
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
        elif dep in _LIGHT_UP:
            at = head
        elif dep == _ACL:
            return head if parse.tag[at] == _VBG else -1
        else:
            return -1
        if parse.pos[at] not in (_VERB, _AUXPOS) and parse.dep[at] != _PREP:
            return -1
    return -1


def _group(parse: Parse, verb: int) -> Interval:
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


def _spans(parse: Parse, i: int) -> tuple[Interval, ...]:
    return (parse.span(i),) if i >= 0 else ()


def _is_to(parse: Parse, i: int) -> bool:
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


def _clause_kind(parse: Parse, clause: int, verb: int) -> str:
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
    if _is_to(parse, clause):
        return "to"
    if parse.tag[clause] == _VBG and not any(parse.dep[k] in (_AUX, _AUXPASS) for k in kids):
        return "ing"
    return "clause"


def _verb_frames(parse: Parse, v: int) -> Iterator[Frame]:
    dep = parse.dep
    kids = parse.kids[v]
    subject = obj = agent = dative = -1
    passive = False
    clauses: list[int] = []
    preps: list[int] = []
    predicate = -1
    for k in kids:
        d = dep[k]
        if d == _NSUBJ or (d == _CSUBJ and subject < 0):
            subject = k
        elif d == _NSUBJPASS:
            subject, passive = k, True
        elif d == _AUXPASS:
            passive = True
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
    if parse.tag[v] == _VBN and dep[v] == _ACL:
        passive = True
    agent_span: tuple[Interval, ...] = ()
    if agent >= 0:
        left, right = parse.span(agent)
        for k in parse.kids[agent]:
            if dep[k] == _PREP and k > agent and parse.lemma[k] in _PREDICATIVE:
                preps.append(k)
                right = min(right, k)
        agent_span = ((left, right),)
    cue = _group(parse, v)
    source = agent if passive else (subject if subject >= 0 else _source(parse, v))
    regained: tuple[Interval, ...] = ()
    if subject > v and not passive and parse.lemma[v] in parse.speaking:
        found = _before_verb(parse, v, subject)
        if found is not None:
            regained, source = (found[:2],), found[2]
    made = False

    def frame(construction: str, content: list[Interval], to: int = cue[1], by: int | None = None) -> Frame:
        who = source if by is None else by
        name = f"passive-{construction}" if passive else construction
        span = agent_span if passive and who == agent else regained or _spans(parse, who)
        return Frame(v, "v", name, (cue[0], max(cue[1], to)), span, tuple(content), who)

    for c in clauses:
        kind = "if" if dep[c] == _ADVCL else _clause_kind(parse, c, v)
        left, right = _reported(parse, c) if c > v else parse.span(c)
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
    if obj >= 0 and obj > v:
        left, right = parse.span(obj)
        tail = [p for p in preps if p > obj and parse.lemma[p] in _COMPLETING]
        yield frame("obj", [(left, right)])
        for p in tail[:2]:
            yield frame(f"obj-{_word(parse, p)}", [(left, parse.span(p)[1])])
        if predicate > obj:
            yield frame("obj-pred", [(left, parse.span(predicate)[1])])
    for p in preps:
        if p < v:
            continue
        target = parse.child(p, frozenset((_POBJ, _PCOMP)))
        if target < 0:
            continue
        word = _word(parse, p)
        left, right = parse.span(p)
        if obj < 0 or obj < v:
            yield frame(f"p-{word}", [(p + 1, right)], to=p + 1 if p == cue[1] else cue[1])
    if passive and subject >= 0:
        start, end = parse.span(subject)
        if predicate > v:
            yield frame("pred", [(start, end), parse.span(predicate)])
        for p in preps:
            if p > v and parse.lemma[p] in _PREDICATIVE:
                yield frame(f"subj-{_word(parse, p)}", [(start, end), parse.span(p)])
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


def _asks(parse: Parse, clause: int) -> bool:
    """Whether a clause is opened by "if" or "whether"."""
    return any(parse.dep[k] == _MARK and parse.lemma[k] in _QUESTION_MARKS for k in parse.kids[clause])


def _word(parse: Parse, p: int) -> str:
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
    pieces = subtract(parse.span(head), [parse.span(v)])
    if marks:
        yield frame("as", pieces)
    elif dep == _CONJ:
        yield frame("bare", [])
    else:
        yield frame("paren", pieces)


def _noun_frames(parse: Parse, n: int) -> Iterator[Frame]:
    dep = parse.dep
    clause = poss = -1
    preps: list[int] = []
    for k in parse.kids[n]:
        d = dep[k]
        if d == _POSS:
            poss = k
        elif d in (_ACL, _CCOMP, _RELCL) and k > n:
            left = parse.span(k)[0]
            if (d == _ACL and (_is_to(parse, k) or parse.lemma[left] == _THAT)) or d == _CCOMP:
                clause = k
        elif d == _PREP and k > n:
            preps.append(k)
    cue_start, by, light = n, -1, ""
    if poss >= 0:
        by = poss
    up = parse.head[n]
    if dep[n] == _DOBJ and parse.pos[up] == _VERB and up < n:
        if by < 0 or parse.pos[by] == _id("PRON"):
            subject = _source(parse, up)
            if subject >= 0:
                by = subject
        cue_start, light = _group(parse, up)[0], "light-"
    for p in preps:
        if by < 0 and parse.lemma[p] in (_BY, _FROM, _OF):
            target = parse.child(p, _POBJ)
            if target >= 0 and (clause >= 0 or parse.lemma[p] != _OF):
                by = target
    if by >= 0 and poss >= 0 and by == poss:
        left, right = parse.span(poss)
        case = parse.child(poss, _CASE)
        source: tuple[Interval, ...] = ((left, case if case > left else right),)
    else:
        source = _spans(parse, by)
    if clause >= 0:
        left, right = parse.span(clause)
        kind = _clause_kind(parse, clause, n)
        yield Frame(n, "n", f"n-{light}{kind}", (cue_start, n + 1), source, ((left, right),), by)
    if dep[n] == _NSUBJ and parse.lemma[up] == _BE:
        for k in parse.kids[up]:
            if dep[k] == _CCOMP and k > up:
                yield Frame(n, "n", "n-is", (n, up + 1), source, (parse.span(k),), by)
    for p in preps[:3]:
        target = parse.child(p, frozenset((_POBJ, _PCOMP)))
        if target < 0 or target == by:
            continue
        end = p + 1 if p == n + 1 else n + 1
        yield Frame(
            n,
            "n",
            f"n-{light}p-{_word(parse, p)}",
            (cue_start, end),
            source,
            ((p + 1, parse.span(p)[1]),),
            by,
        )


def _adjective_frames(parse: Parse, a: int) -> Iterator[Frame]:
    if parse.dep[a] not in (_ACOMP, _OPRD, _CONJ, _ADVCL, _AMOD):
        return
    up = parse.head[a]
    verb = up if parse.dep[a] in (_ACOMP, _OPRD) else -1
    by = _source(parse, verb if verb >= 0 else a)
    start = _group(parse, verb)[0] if 0 <= verb < a and a - verb < 6 else a
    for k in parse.kids[a]:
        if k < a:
            continue
        d = parse.dep[k]
        left, right = parse.span(k)
        if d in (_CCOMP, _XCOMP):
            yield Frame(
                a,
                "a",
                f"a-{_clause_kind(parse, k, a)}",
                (start, a + 1),
                _spans(parse, by),
                ((max(left, a + 1), right),),
                by,
            )
        elif d == _PREP and parse.child(k, frozenset((_POBJ, _PCOMP))) >= 0:
            end = k + 1 if k == a + 1 else a + 1
            yield Frame(
                a, "a", f"a-p-{_word(parse, k)}", (start, end), _spans(parse, by), ((k + 1, right),), by
            )


def _according(parse: Parse, i: int) -> Iterator[Frame]:
    to = parse.child(i, _PREP)
    if to < 0:
        return
    by = parse.child(to, _POBJ)
    if by < 0:
        return
    pieces = _rest_of_clause(parse, i)
    if pieces:
        yield Frame(i, "p", "prep", (i, to + 1), (parse.span(by),), tuple(pieces), by)


def _in_view(parse: Parse, i: int) -> Iterator[Frame]:
    """ "In Ana's view, …", "in the eyes of many, …", "in a new poll, …", "to Ana, …", "for Ana, …"."""
    noun = parse.child(i, _POBJ)
    if noun < 0:
        return
    word = _word(parse, i)
    left, right = parse.span(i)
    set_off = right < parse.size and parse.doc[right].text == ","
    if parse.lemma[i] == _IN:
        lemma = parse.lemma[noun]
        if lemma not in _VIEWS and lemma not in _SURVEYS:
            return
        poss = parse.child(noun, _POSS)
        of = next((k for k in parse.kids[noun] if k > noun and parse.lemma[k] == _OF), -1)
        by = poss if poss >= 0 else parse.child(of, _POBJ) if of >= 0 else -1
        if lemma in _SURVEYS:
            source, cue = parse.span(noun), (i, i + 1)
            by, word = noun, "in-survey"
        elif by < 0:
            return
        else:
            start, end = parse.span(by)
            case = parse.child(by, _CASE)
            source, cue = (start, case if case > start else end), (i, noun + 1) if by > noun else (i, i + 1)
            word = "in-view"
    elif set_off and (left == 0 or parse.sentence[left][0] == left):
        source, cue, by = parse.span(noun), (i, i + 1), noun
    else:
        return
    pieces = _rest_of_clause(parse, i)
    if pieces:
        yield Frame(i, "p", f"prep-{word}", cue, (source,), tuple(pieces), by)


def _rest_of_clause(parse: Parse, i: int) -> list[Interval]:
    """The clause that a prepositional phrase stands in, without the phrase."""
    head = parse.head[i]
    for _ in range(6):  # the phrase may hang on a noun: the clause it stands in is what is reported
        if parse.pos[head] in (_VERB, _AUXPOS) and parse.dep[head] != _PCOMP:
            break
        if parse.head[head] == head:
            break
        head = parse.head[head]
    return subtract(parse.span(head), [parse.span(i)])
