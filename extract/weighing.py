"""What speaks for and against a reading: the features that its weight is summed from.

A feature is a short string, such as "c:that" (the construction), "s:person" (what the source is) or "m:neg"
(the cue is negated). Each has a weight, learned by logistic regression; the sum, as a probability, is the
confidence that an attribution is given. See `sayso.extract.cues` for the tables.
"""

from spacy.strings import get_string_id

from sayso.extract.clauses import Frame
from sayso.extract.parse import Parse

__all__ = ["Surroundings", "frame_features"]


def _id(name: str) -> int:
    return int(get_string_id(name))


_NEG, _AUX, _MARK, _MD = _id("neg"), _id("aux"), _id("mark"), _id("MD")
_PRON, _PROPN, _NOUN = _id("PRON"), _id("PROPN"), _id("NOUN")
_PERSON, _ORG, _GPE, _NORP = _id("PERSON"), _id("ORG"), _id("GPE"), _id("NORP")
_WP, _WDT, _NNS = _id("WP"), _id("WDT"), _id("NNS")
_CCOMP, _RELCL, _CONDITION = _id("ccomp"), _id("relcl"), frozenset(map(_id, ("if", "whether", "unless")))
_THINGS = frozenset(map(_id, ("it", "this", "that", "these", "those", "which")))
_FIRST = frozenset(map(_id, ("I", "we", "you")))


class Surroundings:
    """What features need to know of a doc beyond its parse, read once."""

    def __init__(self, parse: Parse) -> None:
        doc = parse.doc
        strings = doc.vocab.strings
        self.parse = parse
        self.strings = strings
        self.entity: list[int] = doc.to_array(["ENT_TYPE", "DEP"])[:, 0].tolist()
        self._names: dict[int, str] = {}

    def name(self, string_id: int) -> str:
        """The string behind an id, in small letters."""
        found = self._names.get(string_id)
        if found is None:
            found = self._names[string_id] = self.strings[string_id].lower() if string_id else ""
        return found

    def noun(self, i: int) -> str:
        """The lemma of a common noun, "" for any other word."""
        return self.name(self.parse.lemma[i]) if i >= 0 and self.parse.pos[i] == _NOUN else ""

    def content_noun(self, frame: Frame) -> str:
        """The lemma of the common noun that a frame's content is built on, "" when there is none."""
        return self.noun(_root(self.parse, *frame.content[0])) if frame.content else ""


def source_kind(around: Surroundings, i: int) -> str:
    """What kind of thing the source's head word is."""
    if i < 0:
        return "none"
    parse = around.parse
    entity, pos = around.entity[i], parse.pos[i]
    if parse.tag[i] in (_WP, _WDT):
        return "who"
    if entity == _PERSON:
        return "person"
    if entity in (_ORG, _GPE, _NORP):
        return "body"
    if pos == _PRON:
        lemma = parse.lemma[i]
        return "thing" if lemma in _THINGS else "me" if lemma in _FIRST else "pronoun"
    if pos == _PROPN:
        return "name"
    if pos == _NOUN:
        return "nouns" if parse.tag[i] == _NNS else "noun"
    return "other"


def _root(parse: Parse, start: int, end: int) -> int:
    """The first token of a stretch whose head lies outside it."""
    return next((i for i in range(start, min(end, start + 40)) if not start <= parse.head[i] < end), start)


def frame_features(around: Surroundings, frame: Frame) -> list[str]:
    """The features of a frame that do not depend on quotation marks or on where it stands in the article."""
    parse = around.parse
    i, construction = frame.head, frame.construction
    source = source_kind(around, frame.source_head)
    lemma = around.name(parse.lemma[i])
    dep = around.name(parse.dep[i])
    features = [
        f"c:{construction}",
        f"w:{lemma}/{frame.kind}",
        f"w:{lemma}/{frame.kind}/{construction}",
        f"s:{source}",
        f"cs:{construction}/{source}",
        f"ks:{frame.kind}/{source}",
        f"d:{frame.kind}/{dep}",
        f"t:{around.name(parse.tag[i])}",
    ]
    if construction == "as" and parse.lemma[i] in parse.speaking:
        features.append("k:as")
    noun = around.noun(frame.source_head)
    if noun:
        features.append(f"n:{noun}")
    for k in parse.kids[i]:
        d = parse.dep[k]
        if d == _NEG:
            features.append("m:neg")
        elif d == _AUX and parse.tag[k] == _MD:
            features.append(f"m:{around.name(parse.lemma[k])}")
        elif d == _MARK:
            features.append("m:if" if parse.lemma[k] in _CONDITION else "m:mark")
    at = i
    for _ in range(6):  # inside somebody else's words, as the parse has it?
        up = parse.head[at]
        if up == at:
            break
        if parse.dep[at] == _CCOMP and not any(s <= up < e for s, e in frame.content):
            features.append("u:ccomp")
            features.append(f"u:{around.name(parse.lemma[up])}")
            break
        if parse.dep[at] == _RELCL:
            features.append("u:relcl")
            break
        at = up
    if frame.content:
        start, end = frame.content[-1]
        size = end - start
        bucket = 0 if size <= 1 else 1 if size <= 3 else 2 if size <= 6 else 3 if size <= 12 else 4
        group = frame.construction.split("-")[0] if frame.kind == "v" else frame.kind
        features.append(f"l:{group}/{bucket}")
        if construction.startswith(("obj", "p-", "n-light")):
            features.append(f"o:{around.name(parse.lemma[_root(parse, start, end)])}")
        first = frame.content[0][0]
        features.append(f"f:{group}/{around.name(parse.pos[first])}")
        features.append(f"e:{construction}/{around.name(around.entity[end - 1])}")
    return features
