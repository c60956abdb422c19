"""The component `sayso_modality`: how sure a statement is, whether it affirms, and which stance it takes.

    She warned that the plant may not open again.   -> possible, negated, a negative stance

Certainty and polarity are those of the content's main clause, in the values of FactBank (Saurí and
Pustejovsky 2009). A stance is set only where the kind of the cue clearly carries one; `sayso_topics`, which
comes after, fills in what it is toward.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

__all__ = ["Modality", "make_modality"]

_POSSIBLE = frozenset(
    ("may", "might", "could", "perhaps", "possibly", "maybe", "potentially", "conceivably", "possible")
)
_PROBABLE = frozenset(
    (
        *("would", "should", "ought", "probably", "likely", "unlikely", "presumably", "usually", "generally"),
        *(
            "apparently",
            "seem",
            "seems",
            "seemed",
            "appear",
            "appears",
            "appeared",
            "tend",
            "tends",
            "expect",
        ),
        *("expects", "expected", "bound", "due"),
    )
)
_FUTURE = frozenset(("will", "'ll", "’ll", "shall", "wo"))
_POSSIBLE_KINDS = frozenset(("potential", "possible", "conceivable"))
_PROBABLE_KINDS = frozenset(("likely", "probable", "expected", "anticipated"))
_TENTATIVE_CUES = frozenset(
    ("suggest", "expect", "predict", "speculate", "suspect", "guess", "anticipate", "assume", "reckon")
)
_FORECASTING_CUES = frozenset(("belief", "speculation", "claim"))

_NEGATIONS = frozenset(("not", "n't", "n’t", "never", "hardly", "barely", "scarcely", "neither", "nor"))
_NOBODY = frozenset(("no", "nobody", "none", "nothing", "nowhere"))
_FAILING = frozenset(("fail", "failed", "fails", "failing", "refuse", "refused", "refuses", "refusing"))
# "cannot be overlooked" affirms: two negatives.
_OVERLOOKING = frozenset(
    (
        "denied",
        "deny",
        "doubt",
        "doubted",
        "exaggerated",
        "ignore",
        "ignored",
        "overlook",
        "overlooked",
        "overstated",
    )
)

_STANCES: Mapping[str, tuple[str, float]] = {
    "criticism": ("negative", 0.7),
    "concern": ("negative", 0.6),
    "warning": ("negative", 0.6),
    "praise": ("positive", 0.7),
}


class Modality:
    """Sets `certainty`, `polarity` and `stance` on each entry of `doc._.statements`."""

    def __call__(self, doc: Doc) -> Doc:
        statements = doc._.statements
        if statements:
            grammar = _Grammar(doc)
            for statement in statements:
                statement.update(_modality(grammar, statement))
        return doc


class _Grammar:
    """The columns of a parsed document, taken out of it once; heads are token indices."""

    def __init__(self, doc: Doc) -> None:
        columns = doc.to_array(["IDX", "LOWER", "TAG", "HEAD"])
        strings = doc.vocab.strings
        self.begins: list[int] = columns[:, 0].tolist()
        names = {hash_: strings[hash_] for hash_ in {*columns[:, 1].tolist(), *columns[:, 2].tolist()}}
        self.words = [names[hash_] for hash_ in columns[:, 1].tolist()]
        self.tags = [names[hash_] for hash_ in columns[:, 2].tolist()]
        self.heads = [at + step for at, step in enumerate(columns[:, 3].astype("int64").tolist())]

    def tokens(self, start: int, end: int) -> range:
        """The tokens that begin within a stretch of characters."""
        return range(bisect_left(self.begins, start), bisect_left(self.begins, end))

    def root(self, tokens: Sequence[int]) -> int | None:
        """The head of the first clause of some tokens, or of their first phrase where they hold no clause."""
        inside = range(tokens[0], tokens[-1] + 1) if tokens else range(0)
        tops = [at for at in tokens if (head := self.heads[at]) == at or head not in inside]
        words = [at for at in tops if self.words[at][:1].isalnum()]
        return next((at for at in words if self.tags[at][:1] in "VM"), words[0] if words else None)

    def around(self, root: int, tokens: Sequence[int]) -> Iterator[int]:
        """The words that hang on a head."""
        for at in tokens:
            if self.heads[at] == root and at != root:
                yield at


def _modality(grammar: _Grammar, statement: Mapping[str, Any]) -> dict[str, Any]:
    tokens = [at for start, end in statement["content"] for at in grammar.tokens(start, end)]
    root = grammar.root(tokens)
    near = [] if root is None else [root, *grammar.around(root, tokens)]
    return {
        "certainty": _certainty(grammar, statement, tokens, near),
        "polarity": _polarity(grammar, statement, tokens, near),
        "stance": _stance(statement),
    }


def _certainty(
    grammar: _Grammar, statement: Mapping[str, Any], tokens: Sequence[int], near: Sequence[int]
) -> str:
    words = {grammar.words[at] for at in near}
    kind = statement.get("cue_type") or "none"
    first = grammar.words[tokens[0]] if tokens else ""
    if kind == "question" or first == "whether" or _asks(grammar, tokens):
        return "underspecified"
    if words & _POSSIBLE or (near and grammar.tags[near[0]][:1] == "N" and words & _POSSIBLE_KINDS):
        return "possible"
    if kind == "speculation":
        return "possible" if any(grammar.words[at] in _POSSIBLE for at in tokens) else "probable"
    if words & _PROBABLE or (near and grammar.tags[near[0]][:1] == "N" and words & _PROBABLE_KINDS):
        return "probable"
    if first == "if" or (words & _FUTURE and "if" in {grammar.words[at] for at in tokens}):
        return "underspecified"
    if statement.get("cue_lemma") in _TENTATIVE_CUES or (words & _FUTURE and kind in _FORECASTING_CUES):
        return "probable"
    return "certain"


def _asks(grammar: _Grammar, tokens: Sequence[int]) -> bool:
    return any(grammar.words[at] == "?" for at in tokens[-3:])


def _polarity(
    grammar: _Grammar, statement: Mapping[str, Any], tokens: Sequence[int], near: Sequence[int]
) -> str:
    if not near:
        return "affirmative"
    negated = (statement.get("cue_type") == "denial") != _negates(grammar, tokens, near)
    return "negated" if negated else "affirmative"


def _negates(grammar: _Grammar, tokens: Sequence[int], near: Sequence[int]) -> bool:
    root = near[0]
    if any(grammar.words[at] in _NEGATIONS for at in near[1:]):
        return grammar.words[root] not in _OVERLOOKING
    if grammar.words[root] in _FAILING and grammar.tags[root][:1] == "V":
        return True
    close = set(near)
    return any(
        (word in _NOBODY and (at in close or grammar.heads[at] in close))
        or (word == "yet" and _has_yet_to(grammar, at))
        for at in tokens
        if (word := grammar.words[at]) in _NOBODY or word == "yet"
    )


def _has_yet_to(grammar: _Grammar, at: int) -> bool:
    """Whether "yet" stands as in "has yet to open"."""
    return (
        0 < at < len(grammar.words) - 1
        and grammar.words[at + 1] == "to"
        and grammar.words[at - 1] in ("has", "have", "had", "is", "are", "was", "were")
    )


def _stance(statement: Mapping[str, Any]) -> list[dict[str, Any]]:
    carried = _STANCES.get(statement.get("cue_type") or "")
    if carried is None:
        return []
    polarity, confidence = carried
    cue = statement.get("cue") or ()
    evidence = [cue[0][0], cue[-1][1]] if cue else None
    return [{"toward": "", "polarity": polarity, "confidence": confidence, "evidence": evidence}]


@Language.factory("sayso_modality", assigns=["doc._.statements"])
def make_modality(nlp: Language, name: str) -> Modality:
    """Make the component; it needs a parser and a tagger before it."""
    if not Doc.has_extension("statements"):
        Doc.set_extension("statements", default=None)
    return Modality()
