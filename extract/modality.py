"""The component `sayso_modality`: how sure a statement is, whether it affirms, and when it is due.

    She warned that the plant may not open by 2031.   -> possible, negated, due 2031

Certainty and polarity are those of the content's main clause, in the values of FactBank (Saurí and
Pustejovsky 2009), as the cue lets them stand: who "does not think that it will open" thinks that it will not,
who "doubts" it rather says no, and who "did not say whether" has not committed himself at all. Times that
count from now count from the article's date, which the pipeline leaves in `doc.user_data["sayso_published"]`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from sayso.extract.due import due_of
from sayso.extract.grammar import Grammar
from sayso.extract.names import word_set

__all__ = ["CueForce", "Modality", "make_modality"]

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
_LESS = frozenset(("unlikely", "unable", "impossible"))
_LEAVING = frozenset(("leave", "leaves", "left", "leaving"))
_ONLY = frozenset(("only", "just", "merely", "simply"))
_ONLY_NEXT = [[word] for word in sorted(_ONLY)]
_REACH = 12  # words around a cue
_KNOWN = frozenset(("known", "clear", "unclear", "unknown", "decided", "certain", "open", "sure"))
_UNREAL = frozenset(("even", "as", "what"))  # before "if": no condition
# What the cue does to its content.
_SPEAKING = frozenset(("say", "factive", "claim", "emphasis", "document", "nominal", "hearsay", "question"))
_DOUBTS = frozenset(
    ("doubt", "doubtful", "dubious", "disbelieve", "skeptical", "sceptical", "unconvinced", "pessimistic")
)
_TRUSTS = frozenset(("convinced", "convince", "persuaded", "persuade", "confident", "optimistic"))
_DENYING = frozenset(("deny", "dispute", "question", "challenge", "contest", "contradict", "refute", "rebut"))
_EXCLUDING = frozenset(("rule", "exclude", "discount"))
_SEEMING = frozenset(("seem", "appear", "look", "sound"))
_HOPING = frozenset(("hope", "hop", "hopeful"))  # "hop": as "hoping" may be lemmatized
_WISHING = frozenset(("wish", "prefer"))
_ASKING = word_set(
    "ask urge demand call request want recommend advise order beg plead appeal propose push press lobby "
    "insist tell encourage invite seek advocate require"
)
_FEARING = frozenset(("fear", "afraid", "fearful", "worry", "worried", "dread", "anxious"))
_HELD = frozenset(("believe", "think", "suspect", "rumor", "rumour", "presume", "suppose", "understand"))
_NO_SOURCE_AT_ALL = frozenset(("nobody", "none", "no", "neither"))
_FAILING = frozenset(("fail", "failed", "fails", "failing", "refuse", "refused", "refuses", "refusing"))
_DECLINING = _FAILING | {"decline", "declined", "declines", "declining"}
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


class Modality:
    """Sets `certainty`, `polarity`, `due` and `due_evidence` on each entry of `doc._.statements`.

    `stance` is set to an empty list, which `sayso_stance` fills once the topics are known.
    """

    def __call__(self, doc: Doc) -> Doc:
        statements = doc._.statements
        if statements:
            grammar = Grammar(doc)
            published = doc.user_data.get("sayso_published")
            for statement in statements:
                statement.update(_modality(grammar, statement))
                due = due_of(
                    grammar,
                    statement["content"],
                    cue_type=statement.get("cue_type") or "none",
                    cue_lemma=statement.get("cue_lemma") or "",
                    published=published,
                )
                if due is not None:
                    statement.update(due=due.date, due_evidence=[due.start, due.end])
        return doc


def _modality(grammar: Grammar, statement: Mapping[str, Any]) -> dict[str, Any]:
    tokens = [at for start, end in statement["content"] for at in grammar.tokens(start, end)]
    root = grammar.root(tokens)
    near = [] if root is None else [root, *grammar.around(root, tokens)]
    cue = CueForce(grammar, statement, tokens)
    certainty, negated = _certainty(grammar, statement, tokens, near), _negated(grammar, tokens, near)
    kind, lemma = statement.get("cue_type") or "none", statement.get("cue_lemma") or ""
    if lemma in _DOUBTS or (cue.negated and lemma in _TRUSTS):
        if not (cue.negated and lemma in _DOUBTS):
            certainty, negated = "probable", not negated
    elif cue.negated and lemma in _EXCLUDING:
        certainty = "possible"
    elif cue.negated and (kind in _SPEAKING or lemma in _DENYING or cue.refused):
        certainty = "underspecified"
    elif cue.negated and certainty == "underspecified" and kind == "directive":
        certainty, negated = "certain", not negated
    elif near and cue.negated != (kind == "denial" or lemma in _EXCLUDING):
        negated = not negated
    if cue.supposed:
        certainty = "underspecified"
    elif cue.possible and certainty in ("certain", "probable"):
        certainty = "possible"
    return {
        "certainty": certainty,
        "polarity": "negated" if negated else "affirmative",
        "stance": [],
    }


class CueForce:
    """How a cue itself is put: negated, as something that may be said, supposed or asked.

    `refused` is also set where the cue holds the refusal: "declined to say".
    """

    def __init__(self, grammar: Grammar, statement: Mapping[str, Any], content: Sequence[int]) -> None:
        words, tags, heads = grammar.words, grammar.tags, grammar.heads
        cue = [at for start, end in statement.get("cue") or () for at in grammar.tokens(start, end)]
        self.negated = self.possible = self.supposed = self.refused = False
        source = [at for start, end in statement.get("source") or () for at in grammar.tokens(start, end)]
        if source and words[source[0]] in _NO_SOURCE_AT_ALL:
            self.negated = True
        if not cue:
            return
        inside, own = frozenset(content), frozenset(cue)
        for at in range(max(0, cue[0] - _REACH), min(len(words), cue[-1] + _REACH)):
            if at in inside or not (at in own or heads[at] in own):
                continue
            word = words[at]
            if word in _NEGATIONS or word == "no":
                later = words[at + 1] if at + 1 < len(words) else ""
                self.negated = self.negated or later not in _ONLY
            elif word in _POSSIBLE and tags[at] == "MD":
                self.possible = True
            elif word in ("if", "unless") and at < cue[-1]:
                self.supposed = True
        verbs = [at for at in cue if tags[at][:1] == "V"]
        if len(verbs) > 1 and words[verbs[0]] in _DECLINING:
            self.negated = self.refused = True
        if "open" in (said := {words[at] for at in cue}) and said & _LEAVING:
            self.supposed = True
        if _left_unsaid(words[max(0, cue[0] - 3) : cue[0] + 1]):
            self.negated = self.refused = True
        if statement.get("quote_type", "indirect") == "indirect" and content and "sentence" in statement:
            last = grammar.tokens(*statement["sentence"])
            end = max(content[-1], cue[-1])
            self.supposed = self.supposed or any(words[at] == "?" for at in last[-2:] if at > end)


def _left_unsaid(words: Sequence[str]) -> bool:
    """Whether the last of some words is what was not said: "yet to say", "without saying"."""
    before = words[:-1] if words[-1] == "to" else [word for word in words[:-1] if word != "to"]
    return before[-1:] in (["yet"], ["without"]) or before[-2:] == ["short", "of"]


def _certainty(
    grammar: Grammar, statement: Mapping[str, Any], tokens: Sequence[int], near: Sequence[int]
) -> str:
    words = {grammar.words[at] for at in near}
    kind, lemma = statement.get("cue_type") or "none", statement.get("cue_lemma") or ""
    first = grammar.words[tokens[0]] if tokens else ""
    if kind == "question" or first == "whether" or _asks(grammar, tokens):
        return "underspecified"
    if words & _POSSIBLE or (near and grammar.tags[near[0]][:1] == "N" and words & _POSSIBLE_KINDS):
        return "possible"
    if kind == "speculation":
        return "possible" if any(grammar.words[at] in _POSSIBLE for at in tokens) else "probable"
    future = bool(words & _FUTURE)
    if lemma in _WISHING or (kind == "directive" and lemma in _ASKING):
        return "underspecified"  # what is asked for is not said to be so
    if near and (_unknown(grammar, near) or _commands(grammar, near)):
        return "underspecified"
    if first == "if" or ((future or "would" in words) and _conditional(grammar, tokens)):
        return "underspecified"
    if lemma in _HOPING or (lemma in _FEARING and (future or "would" in words)):
        return "possible"
    if _back_shifted(grammar, statement):
        words.discard("would")
    if words & _PROBABLE or (near and grammar.tags[near[0]][:1] == "N" and words & _PROBABLE_KINDS):
        return "probable"
    if kind in ("impersonal", "hearsay") and lemma in _HELD:
        return "probable"
    if lemma in _TENTATIVE_CUES or lemma in _SEEMING or (future and kind in _FORECASTING_CUES):
        return "probable"
    return "certain"


def _back_shifted(grammar: Grammar, statement: Mapping[str, Any]) -> bool:
    """Whether "would" may be the "will" of indirect speech after a cue in the past: "said it would open"."""
    if statement.get("quote_type", "indirect") != "indirect":
        return False
    cue = [at for start, end in statement.get("cue") or () for at in grammar.tokens(start, end)]
    return any(grammar.tags[at] in ("VBD", "VBN") for at in cue)


def _unknown(grammar: Grammar, near: Sequence[int]) -> bool:
    """Whether the main clause says that nobody knows: "it was not known whether"."""
    return grammar.words[near[0]] in _KNOWN and any(
        grammar.words[at] in ("whether", "if") for child in near[1:] for at in grammar.children[child]
    )


def _commands(grammar: Grammar, near: Sequence[int]) -> bool:
    """Whether the main clause is a command: "Let them try"."""
    return grammar.tags[near[0]] == "VB" and not any(
        grammar.deps[at] in ("nsubj", "nsubjpass", "aux", "expl", "csubj") for at in near[1:]
    )


def _conditional(grammar: Grammar, tokens: Sequence[int]) -> bool:
    """Whether "if" or "unless" stands in it, not as in "even if"."""
    words = grammar.words
    return any(
        words[at] == "unless" or (words[at] == "if" and words[at - 1] not in _UNREAL) for at in tokens if at
    )


def _asks(grammar: Grammar, tokens: Sequence[int]) -> bool:
    return any(grammar.words[at] == "?" for at in tokens[-3:])


def _negated(grammar: Grammar, tokens: Sequence[int], near: Sequence[int]) -> bool:
    """Whether the main clause negates."""
    if not near:
        return False
    root, words = near[0], grammar.words
    if any(words[at] in _NEGATIONS and words[at + 1 : at + 2] not in _ONLY_NEXT for at in near[1:]):
        return words[root] not in _OVERLOOKING and not any(words[at] in _LESS for at in near)
    if words[root] in _FAILING and grammar.tags[root][:1] == "V":
        return True
    if any(words[at] in _LESS for at in near):
        return True
    close = set(near)
    return any(
        (word in _NOBODY and _negates(grammar, at, root, close))
        or (word == "yet" and _has_yet_to(grammar, at))
        for at in tokens
        if (word := words[at]) in _NOBODY or word == "yet"
    )


def _negates(grammar: Grammar, at: int, root: int, close: set[int]) -> bool:
    """Whether "no" or "nobody" stands in the main clause itself: as its argument, or before one."""
    if grammar.words[at + 1 : at + 2] == ["but"]:
        return False
    if at in close:
        return grammar.heads[at] == root or at == root
    return grammar.heads[at] in close and (
        grammar.deps[at] == "det" or grammar.words[grammar.heads[at]] == "longer"
    )


def _has_yet_to(grammar: Grammar, at: int) -> bool:
    """Whether "yet" stands as in "has yet to open"."""
    return (
        0 < at < len(grammar.words) - 1
        and grammar.words[at + 1] == "to"
        and grammar.words[at - 1] in ("has", "have", "had", "is", "are", "was", "were")
    )


@Language.factory("sayso_modality", assigns=["doc._.statements"])
def make_modality(nlp: Language, name: str) -> Modality:
    """Make the component; it needs a parser and a tagger before it."""
    if not Doc.has_extension("statements"):
        Doc.set_extension("statements", default=None)
    return Modality()
