"""What a statement judges: a thing named in it, its content as a whole, and what its speaker feels."""

from collections.abc import Sequence

from sayso.extract.grammar import Grammar
from sayso.extract.judging import AS, Climb, Judgement
from sayso.extract.names import word_set
from sayso.extract.stance_lexicon import StanceLexicon
from sayso.extract.standing import Scope

__all__ = ["Judge", "Judgement", "Scope"]

_NEAR = 12  # tokens between what is contrasted and its "but"
_CONTRASTS = word_set("but although though yet")
_OBJECTS = frozenset(("prep", "ccomp", "xcomp"))
_CLOSE = 2  # links from a word of feeling to what it is felt of
_PHRASES = {
    ("hardly", "wait"): 1, ("not", "miss"): -1, ("n't", "miss"): -1, ("forward", "to"): 1, ("thank", "us"): 1,
    ("thank", "you"): 1, ("longer", "afford"): -1, ("not", "afford"): -1, ("n't", "afford"): -1,
}  # fmt: skip


_BEGINNINGS = frozenset(first for first, _ in _PHRASES) | {"heart"}


class Judge:
    """Finds judgements in one document."""

    def __init__(self, grammar: Grammar, lexicon: StanceLexicon) -> None:
        self._grammar = grammar
        self._lexicon = lexicon
        self._words, self._tags, self._deps = grammar.words, grammar.tags, grammar.deps
        self._lemmas, self._heads, self._children = grammar.lemmas, grammar.heads, grammar.children

    def of(self, target: int, scope: Scope) -> list[Judgement]:
        """The judgements of what a token names; `scope` is whose words they are."""
        return Climb(self._grammar, self._lexicon, target, scope).climb()

    def of_content(self, root: int, scope: Scope) -> list[Judgement]:
        """What the cue says of its whole content ("hailed the rise"), or its content of a thing elsewhere."""
        climb = Climb(self._grammar, self._lexicon, root, scope)
        if scope.cue_lemma == "accuse" and not scope.cue_negated and self._tags[root] == "VBG":
            climb.note(root, -1, sorted(scope.cue), 0.6, "cue")
        elif scope.cue_type in ("praise", "criticism") and self.gathers(root):
            climb.at_cue(root, 1, act=False)
        elif (
            scope.cue_lemma in AS
            and not scope.cue_negated
            and self._tags[root][:1] in "JN"
            and self._deps[root] in ("oprd", "attr", "acomp", "ccomp", "xcomp", "amod", "advcl")
        ):
            joined = (
                at for at in sorted(scope.content) if self._deps[at] == "conj" and self._tags[at] == "JJ"
            )
            for at in (root, *joined):
                value, tokens = climb.means.complement(at)
                climb.note(root, value, tokens, 0.7, "words")
        return climb.found

    def gathers(self, at: int) -> bool:
        """Whether a noun may stand for something told before: "plan", "step", "result"."""
        return self._lexicon.sign("carrier", self._lemmas[at]) > 0

    def feelings(self, content: Sequence[int], scope: Scope, named: range = range(0)) -> list[Judgement]:
        """What the words of feeling in a statement say, where it is the speaker who feels.

        Where they say of what he feels so, and the topic is `named` elsewhere, he does not feel so of it.
        """
        found = []
        climb = Climb(self._grammar, self._lexicon, -1, scope)
        for place, at in enumerate(content):
            word = self._words[at]
            if word not in self._lexicon.feelings and word not in _BEGINNINGS:
                continue
            sign = self._lexicon.sign("feeling", word)
            later = self._words[content[place + 1]] if place + 1 < len(content) else ""
            end = at
            if (word, later) in _PHRASES:
                sign, end = _PHRASES[word, later], content[place + 1]
            elif word == "heart" and self._lemmas[self._heads[at]] == "break":
                sign = -1
            elif climb.parse.negated(climb.parse.clause(at)):
                sign = 0  # who is not worried need not be glad
            if sign and named and self._of_other(at, named):
                continue
            if sign and climb.parse.held(at) and (climb.parse.felt(at) or word == "heart"):
                found.append(Judgement(sign, at, end, 0.55, "feeling"))
        return found

    def _of_other(self, feeling: int, named: range) -> bool:
        """Whether a word of feeling has an object of its own, and some tokens are no close part of it."""
        below = [c for c in self._children[feeling] if self._deps[c] in _OBJECTS]
        if not below:
            return False
        reach = {feeling}
        for _ in range(_CLOSE):
            reach.update(c for at in sorted(reach) for c in self._children[at])
        return reach.isdisjoint(named)

    def contrast(self, found: Sequence[Judgement], content: Sequence[int]) -> list[Judgement]:
        """What stands on the other side of a "but", if all of it says the opposite of what was found."""
        signs = {judgement.sign for judgement in found}
        if len(signs) != 1:
            return []
        (sign,) = signs
        first, last = found[0].start, max(judgement.end for judgement in found)
        for place, at in enumerate(content):
            if self._words[at] not in _CONTRASTS or not first - _NEAR <= at <= last + _NEAR:
                continue
            side = content[place + 1 :] if at > first else content[:place]
            if at > last and sign > 0 and side and self._words[side[0]] in ("not", "never"):
                return [Judgement(-sign, at, side[0], 0.5, "words")]  # "fine, but not for all"
            valued = [
                (value, other)
                for other in side
                if (other > last or other < first) and abs(other - at) <= _NEAR
                if (value := self._value(other))
            ]
            if valued and all(value == -sign for value, _ in valued):
                return [Judgement(-sign, valued[0][1], valued[0][1], 0.5, "words")]
            if at > last and sign > 0 and not valued and self._reserved(side):
                return [Judgement(-sign, at, at, 0.45, "words")]
        return []

    def _reserved(self, side: Sequence[int]) -> bool:
        """Whether what comes after a "but" is a clause, and so takes back some of the praise before it."""
        near = side[:_NEAR]
        return (
            bool(near) and self._words[near[0]] != "also" and any(self._tags[at][:1] in "VM" for at in near)
        )

    def _value(self, at: int) -> int:
        """What a word says by itself."""
        word, lemma, tag = self._words[at], self._lemmas[at], self._tags[at][:1]
        sign = self._lexicon.sign
        if tag in "JR":
            return sign("quality", word) or sign("feeling", word) or sign("manner", word)
        if tag == "N":
            return sign("merit", lemma) or sign("merit", lemma, "of")
        return sign("effect", lemma) if tag == "V" else 0
