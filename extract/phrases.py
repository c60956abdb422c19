"""Possible cues of a parse, each with the source and content that grammar gives it.

Verbs are read in `sayso.extract.clauses`, which tells what a frame is; here stand nouns ("the claim that"),
adjectives ("is adamant that"), prepositions ("according to", "in the view of") and "reportedly":

    n-that n-is n-p-for …       a noun with a clause or phrase; n-light-… one that is a verb's object
    a-that a-p-about …          an adjective with a clause or phrase
    prep prep-in-view …         "according to X"; "in X's view", "in a poll", "to X, …", "per X, …"
    adv                         "reportedly": the clause it stands in, of nobody
"""

from collections.abc import Callable, Iterator

from spacy.strings import get_string_id

from sayso.extract.clauses import (
    Frame,
    clause_kind,
    is_to,
    opened,
    spans_of,
    subject_of,
    verb_frames,
    verb_group,
    without_commas,
    word_of,
)
from sayso.extract.parse import Interval, Parse, subtract

__all__ = ["frames"]


def _ids(names: str) -> frozenset[int]:
    return frozenset(get_string_id(name) for name in names.split())


def _id(name: str) -> int:
    return int(get_string_id(name))


_NSUBJ, _NSUBJPASS, _POBJ, _DOBJ = map(_id, ("nsubj", "nsubjpass", "pobj", "dobj"))
_CCOMP, _XCOMP, _PCOMP, _ADVCL, _ACL, _RELCL = map(_id, ("ccomp", "xcomp", "pcomp", "advcl", "acl", "relcl"))
_CONJ, _PREP, _POSS, _OPRD, _ACOMP = map(_id, ("conj", "prep", "poss", "oprd", "acomp"))
_ADVMOD, _PUNCT, _CASE, _AMOD = map(_id, ("advmod", "punct", "case", "amod"))
_COMPOUND, _DET, _ROOT = map(_id, ("compound", "det", "ROOT"))
_SUBJECTS = frozenset((_NSUBJ, _NSUBJPASS, _id("csubj")))
_VERB, _AUXPOS, _NOUN, _ADJ, _PRON = map(_id, ("VERB", "AUX", "NOUN", "ADJ", "PRON"))
_NNS, _WH = _id("NNS"), _ids("WDT WP WP$ WRB")
_THAT, _BY, _FROM, _OF, _BE, _AMONG, _IN, _PER = map(
    _id, ("that", "by", "from", "of", "be", "among", "in", "per")
)
_VIEWING = _ids("in to for by per")
_VIEWS = _ids("view opinion word words eye eyes mind account telling estimation judgment judgement reading")
_SURVEYS = _ids("poll survey study report interview statement letter email tweet speech memo analysis")
_ACCORDING = _id("accord"), _id("according")
_HEARSAY = _ids("reportedly allegedly supposedly purportedly")
# What doubts and fears do: "fears are growing that".
_SPREADING = _ids(
    "grow mount emerge rise arise persist remain spread circulate swirl surface exist increase deepen linger"
)


def frames(parse: Parse, wanted: Callable[[int], bool]) -> Iterator[Frame]:
    """Every reading of every word that `wanted` lets through (it is given a token index), in text order."""
    for i in range(parse.size):
        pos = parse.pos[i]
        if pos == _VERB:
            if wanted(i):
                yield from verb_frames(parse, i)
        elif pos == _NOUN:
            if wanted(i):
                yield from _noun_frames(parse, i)
            if parse.lemma[i] in parse.speaking:
                yield from _mistagged(parse, i)
        elif pos == _ADJ:
            if wanted(i):
                yield from _adjective_frames(parse, i)
        elif parse.lemma[i] in _HEARSAY and parse.dep[i] == _ADVMOD:
            yield from _hearsay(parse, i)
        if parse.dep[i] == _PREP:
            if parse.lemma[i] in _ACCORDING:
                yield from _according(parse, i)
            elif parse.lemma[i] in _VIEWING:
                yield from _in_view(parse, i)


def _mistagged(parse: Parse, n: int) -> Iterator[Frame]:
    """A verb of speech tagged as a noun: "the bank forecast that it would rain", "…, the bank predicts"."""
    before = [k for k in parse.kids[n] if k < n and parse.dep[k] not in (_CCOMP, _PUNCT)]
    if not before or before[-1] != n - 1 or parse.dep[n - 1] not in (_COMPOUND, _DET, _POSS):
        return
    first = parse.span(before[0])[0]
    source, by = ((first, n),), n - 1
    clause = parse.child(n, _CCOMP)
    if 0 <= clause < first and parse.tag[n] == _NNS:
        left, right = parse.span(clause)
        yield Frame(
            n,
            "v",
            "inverted",
            (n, n + 1),
            source,
            tuple(without_commas(parse, [(left, min(right, first))])),
            by,
        )
    elif parse.dep[n] == _ROOT:
        for k in parse.kids[n]:
            if k > n and parse.dep[k] in (_ACL, _RELCL, _CCOMP) and not is_to(parse, k):
                left, right = parse.span(k)
                if left == n + 1 and parse.lemma[left] == _THAT and parse.tag[left] not in _WH:
                    yield Frame(n, "v", "that", (n, n + 1), source, ((left, right),), by)


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
            that = parse.lemma[left] == _THAT
            # In a relative clause "that" is a pronoun; the parser mixes them up, the tagger does not.
            told = that and (d == _ACL or parse.tag[left] not in _WH)
            if told or (d == _ACL and is_to(parse, k)) or d == _CCOMP:
                clause = k
        elif d == _PREP and k > n:
            preps.append(k)
    cue_start, by, light = n, -1, ""
    if poss >= 0:
        by = poss
    up = parse.head[n]
    if dep[n] == _DOBJ and parse.pos[up] == _VERB and up < n and (by < 0 or parse.pos[by] == _PRON):
        subject = subject_of(parse, up)
        if subject >= 0:
            by = subject
        cue_start, light = verb_group(parse, up)[0], "light-"
    if clause < 0 and dep[n] in (_NSUBJ, _NSUBJPASS) and parse.lemma[up] in _SPREADING:
        behind = (k for k in parse.kids[up] if dep[k] == _CCOMP and k > up)
        clause = next((k for k in behind if opened(parse, k, _THAT)), -1)
    for p in preps:
        if by < 0 and parse.lemma[p] in (_BY, _FROM, _OF, _AMONG):
            target = parse.child(p, _POBJ)
            if target >= 0 and (clause >= 0 or parse.lemma[p] not in (_OF, _AMONG) or _is_said(parse, n)):
                by = target
    if by >= 0 and poss >= 0 and by == poss:
        left, right = parse.span(poss)
        case = parse.child(poss, _CASE)
        source: tuple[Interval, ...] = ((left, case if case > left else right),)
    else:
        source = spans_of(parse, by)
    if clause >= 0:
        left, right = parse.span(clause)
        kind = "that" if parse.lemma[left] == _THAT else clause_kind(parse, clause, n)
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
            f"n-{light}p-{word_of(parse, p)}",
            (cue_start, end),
            source,
            ((p + 1, parse.span(p)[1]),),
            by,
        )


def _is_said(parse: Parse, n: int) -> bool:
    """Whether a noun is the subject of "is that …"."""
    up = parse.head[n]
    return (
        parse.dep[n] == _NSUBJ
        and parse.lemma[up] == _BE
        and any(parse.dep[k] == _CCOMP and k > up for k in parse.kids[up])
    )


def _hearsay(parse: Parse, i: int) -> Iterator[Frame]:
    """ "The general reportedly sold weapons": what stands around the word, up to the clause's own edges."""
    head = parse.head[i]
    if parse.pos[head] not in (_VERB, _AUXPOS):
        return
    left, right = parse.span(head)
    first = next((k for k in parse.kids[head] if parse.dep[k] in _SUBJECTS), head)
    left = parse.span(first)[0] if parse.dep[head] in (_RELCL, _CONJ, _CCOMP, _ADVCL) else left
    pieces = subtract((left, right), [(i, i + 1)])
    if pieces:
        yield Frame(i, "p", "adv", (i, i + 1), (), tuple(pieces))


def _adjective_frames(parse: Parse, a: int) -> Iterator[Frame]:
    if parse.dep[a] not in (_ACOMP, _OPRD, _CONJ, _ADVCL, _AMOD):
        return
    up = parse.head[a]
    verb = up if parse.dep[a] in (_ACOMP, _OPRD) else -1
    by = subject_of(parse, verb if verb >= 0 else a)
    if by >= 0 and verb >= 0 and parse.dep[verb] == _ROOT and parse.tag[by] in _WH:
        return  # "Who is afraid of …?" asks
    start = verb_group(parse, verb)[0] if 0 <= verb < a and a - verb < 6 else a
    kids = [k for k in parse.kids[a] if k > a]
    if verb >= 0 and by >= 0 and parse.pos[by] != _PRON and not any(parse.dep[k] == _CCOMP for k in kids):
        # "is adamant that …": some parses hang the clause on "is"
        kids += [k for k in parse.kids[verb] if k > a and parse.dep[k] == _CCOMP and opened(parse, k, _THAT)]
    for k in kids:
        d = parse.dep[k]
        left, right = parse.span(k)
        if d in (_CCOMP, _XCOMP):
            yield Frame(
                a,
                "a",
                f"a-{clause_kind(parse, k, a)}",
                (start, a + 1),
                spans_of(parse, by),
                ((max(left, a + 1), right),),
                by,
            )
        elif d == _PREP and parse.child(k, frozenset((_POBJ, _PCOMP))) >= 0:
            end = k + 1 if k == a + 1 else a + 1
            yield Frame(
                a, "a", f"a-p-{word_of(parse, k)}", (start, end), spans_of(parse, by), ((k + 1, right),), by
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
    word = word_of(parse, i)
    left, right = parse.span(i)
    set_off = right < parse.size and parse.doc[right].text == ","
    if parse.lemma[i] in (_IN, _BY):
        lemma = parse.lemma[noun]
        if lemma not in _VIEWS and (lemma not in _SURVEYS or parse.lemma[i] == _BY):
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
            source, cue = (start, case if case > start else end), (i, of + 1) if by > noun else (i, i + 1)
            word = "in-view"
    elif parse.lemma[i] == _BY or (parse.lemma[i] == _PER and parse.pos[noun] == _NOUN and right - left < 3):
        return  # "by train", "per capita", "per year"
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
    return without_commas(parse, subtract(parse.span(head), [parse.span(i)]))
