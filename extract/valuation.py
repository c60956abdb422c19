"""What words say by themselves and with what hangs on them: whether something good or something bad.

"too slow"   bad        "a great success"   good        "higher prices"   bad, as something to have more of
"""

from sayso.extract.names import word_set
from sayso.extract.stance_lexicon import StanceLexicon
from sayso.extract.standing import NEGATIONS, Standing

__all__ = ["Valuation"]

_AMOUNTS = word_set(
    "number level rate amount price cost risk quality lot lots million thousand hundred sort kind"
)
# An important reason or a simple question says nothing of what it is a reason or a question for.
_WEIGHED = word_set(
    "reason question issue factor matter element subject topic fact cause case point thing day part"
)
_WAYS = word_set("way road path hope answer chance option solution")
_WEIGHTY = word_set(
    "important significant simple crucial critical key strong powerful great real good big clear"
)


class Valuation:
    """Reads single words and phrases of one document."""

    def __init__(self, parse: Standing, lexicon: StanceLexicon) -> None:
        self.parse, self.sign_of = parse, lexicon.sign
        self.words, self.tags, self.deps = parse.words, parse.tags, parse.deps
        self.lemmas, self.children = parse.lemmas, parse.children

    def quality(self, at: int) -> int:
        """What an adjective or participle says, with "too", "enough", "not", "less" before it."""
        value = self.sign_of("quality", self.spelled(at)) or (
            self.sign_of("quality", self.lemmas[at]) if self.tags[at][:1] == "J" else 0
        )
        for c in self.children[at]:
            word = self.words[c]
            if word in ("as", "how") or (
                word == "more" and any(self.words[g] == "no" for g in self.children[c])
            ):
                return 0  # "as strong as", "no more biased than"
            if word == "too" and c < at and self.tags[at][:1] in "JR":
                value = value if value > 0 and self.parse.child(at, "xcomp") is not None else -1
            elif word == "enough" and value >= 0:
                value = 1
            elif (word in NEGATIONS or word == "less" or word == "least") and c < at:
                value = -value
        return value

    def spelled(self, at: int) -> str:
        """A word with what is joined to it by a hyphen: "short-sighted" is three tokens."""
        if at > 1 and self.words[at - 1] == "-":
            return f"{self.words[at - 2]}-{self.words[at]}"
        return self.words[at]

    def complement(self, at: int) -> tuple[int, list[int]]:
        """What a predicate says of its subject, and its words."""
        tag, lemma = self.tags[at][:1], self.lemmas[at]
        if tag in "JRV":
            return self.quality(at), self.parse.reach(at)
        value = self.sign_of("merit", lemma) or self.sign_of("merit", lemma, "of")
        weighing = lemma in _WEIGHED
        qualities = [
            q
            for c in self.children[at]
            if self.deps[c] == "amod"
            and not (weighing and self.words[c] in _WEIGHTY)
            and (q := self.quality(c))
        ]
        if not value and not self.sign_of("thing", lemma):
            value = qualities[0] if qualities else 0
        if lemma in _WAYS and any(self.words[c] == "only" for c in self.children[at]):
            value = 1
        if lemma in ("step", "move", "direction", "path", "way", "thing"):
            value = value or self.direction(at)
        if any(self.words[c] == "no" for c in self.children[at]) or self.parse.negated(at):
            value = -value
        return value, self.parse.reach(at)

    def direction(self, at: int) -> int:
        for c in self.children[at]:
            if self.words[c] in ("forward", "forwards", "ahead"):
                return 1
            if self.words[c] in ("back", "backward", "backwards"):
                return -1
            if self.deps[c] == "prep" and (pobj := self.parse.child(c, "pobj")) is not None:
                for q in self.children[pobj]:
                    if self.words[q] in ("right", "wrong"):
                        return 1 if self.words[q] == "right" else -1
        return 0

    def worth(self, noun: int) -> int:
        """1 for something good to have more of, -1 for something bad, 0 where nobody can say."""
        lemma = self.lemmas[noun]
        value = (
            self.sign_of("thing", lemma)
            or self.sign_of("person", lemma)
            or self.sign_of("merit", lemma)
            or self.sign_of("merit", lemma, "of")
        )
        if value > 0 and any(self.deps[c] == "amod" and self.quality(c) < 0 for c in self.children[noun]):
            value = -1  # "false hope"
        if lemma in _AMOUNTS:
            preposition = self.parse.child(noun, "prep")
            inner = self.parse.child(preposition, "pobj") if preposition is not None else None
            inner_value = self.worth(inner) if inner is not None else 0
            value = inner_value or value
        if not value:
            value = next(
                (q for c in self.children[noun] if self.deps[c] == "amod" and (q := self.quality(c))), 0
            )
        if not value:
            made_of = (c for c in self.children[noun] if self.deps[c] == "compound")
            value = next((sign for c in made_of if (sign := self.sign_of("thing", self.lemmas[c]))), 0)
            value *= self.sign_of("change", lemma) or 1
        return value
