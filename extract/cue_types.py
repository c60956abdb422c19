"""What kind of saying or holding a cue is, read from where it stands in the text.

    Ana Ruiz | said | …                     say         Ana Ruiz | called for | an inquiry      directive
    the report | said | …                   document    Ana Ruiz | voiced | doubts about …      belief
    (nobody) | is believed | …              impersonal  (nobody) | was reported | …             hearsay

The kinds are the notations of the ontology's cue types. A cue is judged by its weightiest word, by how what
it ascribes is attached ("call for" and "call X a liar" differ), and by who or what speaks. It is given in
characters, so that it does not matter what found it.
"""

from collections.abc import Iterable, Sequence

from spacy.tokens import Doc, Span, Token

from sayso.extract.cues import Lexicon
from sayso.extract.names import word_set
from sayso.extract.nouns import source_nouns

__all__ = ["cue_head", "cue_type"]

_COPULAS = frozenset(
    ("be", "seem", "appear", "become", "remain", "feel", "sound", "look", "stay", "get", "grow")
)
_COMPLEMENTS = frozenset(("acomp", "attr", "oprd"))
_KINDS = {"VERB": "v", "AUX": "v", "NOUN": "n", "PROPN": "n", "ADJ": "a", "ADP": "p", "SCONJ": "p"}
# Verbs that leave the saying to their object: "voice doubts", "issue a warning", "repeat the claim".
_LIGHT = word_set(
    "air be carry come convey deliver draw express file float get give harbor harbour have hold issue launch "
    "level lodge make offer post press publish pronounce raise reaffirm register reiterate release renew "
    "repeat restate send share show sound spell state take utter voice"
)
# What a document's verb is when it is not a document that speaks.
_OF_PEOPLE = {
    "find": "factive",
    "show": "factive",
    "prove": "factive",
    "demonstrate": "factive",
    "document": "factive",
    "indicate": "claim",
    "reflect": "claim",
}
# What a particle makes of a verb.
_WITH_PARTICLE = {
    ("rule", "out"): "denial",
    ("point", "out"): "factive",
    ("play", "down"): "claim",
    ("shrug", "off"): "criticism",
    ("lash", "out"): "criticism",
    ("hit", "out"): "criticism",
    ("speak", "out"): "criticism",
    ("sign", "off"): "praise",
}
_BY_DOCUMENTS = frozenset(("say", "factive", "claim", "document"))
_VIEWS = frozenset(("view", "opinion", "eye", "mind", "estimation", "judgment", "judgement", "reading"))
_MORE_DOCUMENTS = frozenset(
    ("law", "image", "imagery", "photograph", "treaty", "contract", "agreement", "constitution", "rule")
)
_HEARSAY_WORDS = frozenset(("reportedly", "allegedly", "supposedly", "purportedly", "apparently"))
_RUMOURS = frozenset(("rumor", "rumour", "gossip", "hearsay", "speculation", "report", "talk", "word"))
_CONTENT_DEPS = frozenset(("ccomp", "xcomp", "advcl", "acl", "relcl"))


def cue_type(
    doc: Doc,
    cue: Sequence[int],
    source: Iterable[Sequence[int]],
    content: Iterable[Sequence[int]],
    lexicon: Lexicon,
) -> str:
    """The notation of the cue type; spans are [start, end) in characters of a parsed doc.

    "say" for a cue without letters, such as a colon.
    """
    span = _span(doc, cue)
    if span is None or not any(token.is_alpha for token in span):
        return "say"
    sources = [each for each in (_span(doc, one) for one in source) if each is not None]
    contents = [each for each in (_span(doc, one) for one in content) if each is not None]
    head = cue_head(span)
    word, kind = _name(head), _KINDS.get(head.pos_, "v")
    if not sources:
        nobody = _nobodys(span, head, contents, lexicon)
        if nobody:
            return nobody
    if kind == "p" or (kind == "n" and span[0].pos_ in ("ADP", "SCONJ")):
        found = _by_preposition(span)
    elif kind == "n":
        found = _of_noun(head, lexicon)
    elif kind == "a" or (head.tag_ == "VBN" and (head.lower_, "a") in lexicon.types):
        found = lexicon.type_of(head.lower_ if kind == "v" else word, "a")
    else:
        found = _of_verb(head, word, contents, lexicon)
    document = any(_is_document(each, lexicon) for each in sources)
    if document and found in _BY_DOCUMENTS:
        return "document"
    if found == "document":
        return _OF_PEOPLE.get(word, "say") if sources else found
    return found


def cue_head(span: Span) -> Token:
    """The word of a cue that tells most: the noun of "voiced doubts", the adjective of "is adamant"."""
    head = span.root
    if not (head.is_alpha and head.pos_ in _KINDS):
        head = next((token for token in span if token.pos_ in _KINDS and token.is_alpha), head)
    lemma = _name(head)
    if head.pos_ in ("VERB", "AUX"):
        inside = [child for child in head.children if span.start <= child.i < span.end]
        if lemma in _COPULAS:
            nouns = (child for child in inside if child.dep_ == "nsubj" and child.pos_ == "NOUN")
            complements = (child for child in inside if child.dep_ in _COMPLEMENTS)
            return next(complements, None) or next(nouns, head)
        if lemma in _LIGHT:
            return next((child for child in inside if child.dep_ == "dobj" and child.pos_ == "NOUN"), head)
    return head


def _span(doc: Doc, characters: Sequence[int]) -> Span | None:
    found: Span | None = None
    if len(doc):
        found = doc.char_span(characters[0], characters[1], alignment_mode="expand")
    return found


def _name(token: Token) -> str:
    return str(token.lemma_).lower()


def _nobodys(span: Span, head: Token, contents: list[Span], lexicon: Lexicon) -> str:
    """The cue type where no source stands in the text, "" where the word itself decides."""
    if any(token.lower_ in _HEARSAY_WORDS for token in span):
        return "hearsay"
    word = _name(head)
    if any(_name(token) in _RUMOURS and token.pos_ in ("NOUN", "PROPN") for token in span):
        return "hearsay"
    if head.pos_ in ("NOUN", "PROPN"):
        return ""
    if word in ("seem", "appear", "look", "sound"):
        return "impersonal"
    if head.pos_ == "VERB" and head.tag_ == "VBN" and any(c.dep_ == "auxpass" for c in head.children):
        return "hearsay" if word in lexicon.speaking or word in ("rumor", "rumour") else "impersonal"
    if head.tag_ == "VBN" and head.dep_ in ("acl", "amod", "advcl") and word not in lexicon.speaking:
        return "impersonal"
    return ""


def _by_preposition(span: Span) -> str:
    """ "according to" says; "in the view of", "for X," and "to X," hold."""
    words = {_name(token) for token in span}
    if words & _VIEWS:
        return "belief"
    return "belief" if span[0].lower_ in ("for", "to") and len(span) == 1 else "say"


def _of_noun(head: Token, lexicon: Lexicon) -> str:
    found = lexicon.type_of(_name(head), "n")
    return "nominal" if found == "document" else found


def _of_verb(head: Token, word: str, contents: list[Span], lexicon: Lexicon) -> str:
    particle = next((child.lower_ for child in head.children if child.dep_ == "prt"), "")
    if (word, particle) in _WITH_PARTICLE:
        return _WITH_PARTICLE[word, particle]
    construction, noun = _construction(head, contents)
    if noun and word in _LIGHT:
        found = lexicon.type_of(noun, "n")  # "express concern about …": the noun says what is done
        if found not in ("nominal", "document"):
            return found
    return lexicon.type_of(word, "v", construction)


def _construction(head: Token, contents: list[Span]) -> tuple[str, str]:
    """How the content hangs on a verb, in the terms of `sayso.extract.clauses`, and its object's noun."""
    if not contents or contents[-1].end <= head.i:
        return "", ""
    content = next(span for span in contents if span.end > head.i)
    obj = noun = ""
    clause = False
    for child in head.children:
        if child.i < head.i:
            continue
        if child.dep_ == "prep" and head.i < child.i <= max(content.start, head.i + 1):
            return f"p-{child.lower_}", ""
        if child.dep_ == "dobj" and content.start <= child.i < content.end:
            obj, noun = "obj", _name(child) if child.pos_ == "NOUN" else ""
        elif child.dep_ in _CONTENT_DEPS and content.start <= child.i < content.end:
            clause = clause or any(g.tag_ == "TO" and g.i < child.i for g in child.children)
            if any(g.dep_ == "nsubj" and g.i < child.i for g in child.children):
                obj = "obj"
    if clause:
        return "obj-to" if obj else "to", ""
    return obj, noun


def _is_document(source: Span, lexicon: Lexicon) -> bool:
    """Whether the head of a source is a text, a picture or a count."""
    head = source.root
    if head.pos_ not in ("NOUN", "PROPN"):
        return False
    word = _name(head)
    return (
        word in source_nouns().documents
        or word in _MORE_DOCUMENTS
        or lexicon.types.get((word, "n")) == "document"
    )
