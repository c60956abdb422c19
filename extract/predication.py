"""What a clause says of its subject: by its complement, by what it does to others, by how it fares.

    "is unfair", "too slow", "a disaster for small towns"     "hurts farmers", "drives up rents"     "failed"

`sayso.extract.judging` climbs to the clause; what is to be done to a thing is read there.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import NamedTuple

from sayso.extract.grammar import Grammar
from sayso.extract.names import word_set
from sayso.extract.stance_lexicon import StanceLexicon
from sayso.extract.standing import LONGEST_EVIDENCE, OUGHT_VERBS, Scope, Standing
from sayso.extract.valuation import Valuation

__all__ = ["COMPLEMENTS", "COPULAS", "RAISING", "Judgement", "Predication"]

COPULAS = word_set("be seem become remain look prove sound feel appear stay get grow 's ’s 're ’re 'm ’m")
COMPLEMENTS = frozenset(("acomp", "attr", "oprd"))
RAISING = word_set(
    "need have ought seem appear tend continue begin start go help serve threaten risk prove manage come "
    "get expect set bind design mean intend like"
)
_RAISING_ADJECTIVES = word_set("likely set bound sure certain due going unlikely able unable")
_FAILING = word_set("fail refuse decline unable unlikely")
_ALWAYS = word_set("threaten risk cost plague violate damage undermine destroy devastate ruin erode betray")
_LETTING = word_set("let allow enable")
_PEOPLE = word_set(
    "people family child kid woman man worker patient student pupil farmer resident villager widow "
    "parent mother father tenant neighbour neighbor pensioner thousand"
)
_MAKING = word_set("make leave render keep get turn")
_EFFECTS = word_set(
    "effect impact influence consequence result outcome difference contribution role implication"
)
_BRINGING = word_set(
    "have make do pose bring cause create mean deliver produce offer play give provide carry"
)
_TURNED = word_set("bring drive push force keep hold give tear hunt break")
_IDIOMS = {
    ("out", "control"): -1, ("out", "date"): -1, ("out", "touch"): -1, ("out", "proportion"): -1,
    ("in", "crisis"): -1, ("in", "chaos"): -1, ("in", "ruin"): -1, ("in", "ruins"): -1, ("in", "tatters"): -1,
    ("in", "shambles"): -1, ("in", "disarray"): -1, ("in", "trouble"): -1, ("in", "interest"): 1,
    ("on", "track"): 1, ("beyond", "repair"): -1, ("under", "control"): 1, ("to", "blame"): -1,
    ("against", "interest"): -1, ("beyond", "pale"): -1, ("at", "fault"): -1, ("on", "side"): 1,
    ("without", "merit"): -1, ("of", "use"): 1, ("of", "benefit"): 1,
}  # fmt: skip


class Judgement(NamedTuple):
    """`sign` is 1 for good and -1 for bad; `start` and `end` are the first and the last token that judge."""

    sign: int
    start: int
    end: int
    confidence: float
    rule: str


class Predication(ABC):
    """Reads clauses for one thing that is judged; `found` are the judgements noted."""

    def __init__(self, grammar: Grammar, lexicon: StanceLexicon, target: int, scope: Scope) -> None:
        self.parse = Standing(grammar, target, scope)
        self.means = Valuation(self.parse, lexicon)
        self.sign_of = lexicon.sign
        self.words, self.tags, self.deps = grammar.words, grammar.tags, grammar.deps
        self.lemmas, self.heads, self.children = grammar.lemmas, grammar.heads, grammar.children
        self.target, self.scope = target, scope
        self.found: list[Judgement] = []

    def note(self, where: int, sign: int, tokens: Sequence[int], confidence: float, rule: str) -> None:
        """Note a judgement made at a verb or noun, unless others than the speaker make it."""
        held = self.parse.held(where) * (1 if rule == "cue" else self.parse.as_cue_stands())
        if not sign or not held:
            return
        inside = [at for at in tokens if at in self.scope.content or at in self.scope.cue]
        if inside:
            start, end = min(inside), max(inside)
            self.found.append(
                Judgement(sign * held, start, min(end, start + LONGEST_EVIDENCE - 1), confidence, rule)
            )

    def of_subject(self, verb: int, sign: int) -> None:
        lemma, words = self.lemmas[verb], self.words
        if self.tags[verb][:1] in "JN" and self.deps[verb] in (
            "ccomp",
            "xcomp",
            "conj",
            "oprd",
            "acomp",
            "attr",
        ):
            value, tokens = self.means.complement(verb)
            self.note(verb, sign * value, tokens, 0.7, "words")
            return
        if lemma in COPULAS and (lemma != "stay" or self.parse.child(verb, "acomp", "attr", "oprd", "prep")):
            for c in self.children[verb]:
                if words[c] != "worth" and (
                    self.deps[c] in COMPLEMENTS or (self.deps[c] == "xcomp" and self.tags[c][:1] in "JN")
                ):
                    for part in (c, *self.also(c)):
                        value, tokens = self.means.complement(part)
                        if value < 0 and self.tags[part][:1] == "N" and self.parse.negated(verb):
                            value *= self.sign_of("merit", self.lemmas[part]) != 0  # "not a violent storm"
                        self.note(verb, sign * value, tokens, 0.75, "words")
                    if words[c] in _RAISING_ADJECTIVES:
                        xcomp = self.parse.child(c, "xcomp")
                        if xcomp is not None:
                            down = -1 if words[c] in _FAILING else 1
                            self.of_subject(xcomp, sign * down * self.parse.flip(xcomp))
                elif words[c] == "worth" and self.parse.child(c, "pcomp", "xcomp") is None:
                    barely = -1 if self.parse.negated(c) else 1
                    self.note(verb, sign * barely, [c, *self.parse.reach(c)], 0.7, "words")
                elif self.deps[c] == "prep":
                    of = self.parse.child(c, "prep")
                    pobj = self.parse.child(c if of is None else of, "pobj")
                    if pobj is not None and (value := _IDIOMS.get((words[c], self.lemmas[pobj]), 0)):
                        self.note(verb, sign * value, [c, pobj], 0.65, "words")
                elif self.deps[c] == "xcomp" and words[c] == "blame":
                    self.note(verb, -sign, [c - 1, c], 0.7, "words")
            return
        self.of_doer(verb, sign)

    def also(self, complement: int) -> list[int]:
        """What is joined to a complement, or to its phrase: "good for some and bad for others"."""
        below = (
            complement,
            *(c for c in self.children[complement] if self.deps[c] in ("prep", "relcl", "xcomp")),
        )
        joined = [c for b in below for c in self.children[b] if self.deps[c] == "conj"]
        return [c for c in joined if self.tags[c][:1] in "JN"]

    def of_doer(self, verb: int, sign: int) -> None:
        """What it says of somebody or something that it does what a verb tells."""
        lemma = self.lemmas[verb]
        obj = self.parse.child(verb, "dobj", "nsubjpass")
        obj = None if obj == self.target else obj
        xcomp = self.parse.child(verb, "xcomp", "ccomp")
        ought = self.parse.ought(verb)
        for c in self.children[verb]:
            value = self.sign_of("manner", self.words[c]) if self.deps[c] == "advmod" else 0
            if (
                value
                and c > verb
                and not (self.words[c] == "well" and self.tags[c + 1 : c + 2] in (["IN"], ["RB"], ["JJ"]))
            ):
                self.note(verb, sign * value, [verb, c], 0.6, "words")
                return
        if self.tags[verb] != "VBN" or self.parse.child(verb, "aux") is not None:
            if lemma == "go" and any(self.words[c] == "far" for c in self.children[verb]):
                self.note(verb, -1, self.parse.reach(verb), 0.6, "words")
                return
            if lemma == "go" and sign < 0 and any(self.words[c] == "on" for c in self.children[verb]):
                self.note(verb, -1, [verb, verb + 1], 0.65, "words")  # "this cannot go on"
                return
            if lemma == "fall" and any(self.words[c] == "short" for c in self.children[verb]):
                self.note(verb, -sign, self.parse.reach(verb), 0.6, "words")
                return
        particle = self.particle(verb)
        if particle and obj is not None:
            value = particle * self.means.worth(obj)
            self.note(verb, sign * value, [verb, *self.parse.reach(obj)], 0.65, "effect")
            return
        value = self.sign_of("course", lemma)
        if lemma == "go" and any(self.words[c] == "on" for c in self.children[verb]):
            value = 1
        if lemma in ("go", "move") and any(
            self.words[c] in ("ahead", "forward") for c in self.children[verb]
        ):
            value = 1
        if ought and obj is None and value:
            self.note(verb, sign * value, [*ought, verb], 0.65, "demand")
            return
        if lemma == "deserve" and obj is not None:
            noun = self.lemmas[obj]
            value = self.sign_of("attitude", noun, "") or self.sign_of("attitude", noun, "of")
            self.note(verb, sign * value, [verb, obj], 0.7, "words")
            return
        if lemma in _LETTING and xcomp is not None and self.tags[xcomp][:1] == "V":
            who = self.parse.child(xcomp, "nsubj")
            who = obj if who is None else who
            person = who is not None and self.tags[who] == "PRP" and self.words[who] != "it"
            if who is not None and (person or self.lemmas[who] in _PEOPLE):
                good = not self.parse.negated(xcomp) and self.sign_of("fare", self.lemmas[xcomp]) >= 0
                self.note(verb, sign if good else -sign, [verb, who, xcomp], 0.55, "effect")
            return
        if xcomp is not None and obj is None:
            if lemma in _MAKING and self.tags[xcomp][:1] in "JR":
                self.note(
                    verb, sign * self.means.quality(xcomp), [verb, *self.parse.reach(xcomp)], 0.65, "words"
                )
                return
            if lemma in RAISING and self.tags[xcomp][:1] in "VJN":
                if self.tags[xcomp][:1] == "V" and self.parse.child(xcomp, "auxpass") is not None:
                    if lemma in OUGHT_VERBS:
                        step = self.as_object(xcomp, sign, "", passive=True)
                        if step is not None:
                            self.act(step[0], step[1])
                    return
                self.of_subject(xcomp, sign * self.parse.flip(xcomp))
                return
            if lemma == "fail":
                self.note(verb, -sign, [verb, *self.parse.reach(xcomp)], 0.6, "words")
                return
        if lemma in _BRINGING and obj is not None:
            value, tokens = self.means.complement(obj)
            if (
                lemma == "have"
                and not self.sign_of("merit", self.lemmas[obj])
                and self.lemmas[obj] not in _EFFECTS
            ):
                value = 0  # "have two clean rooms"
            if not value and lemma not in ("have", "do", "get") and self.lemmas[obj] not in _EFFECTS:
                value = self.means.worth(obj)
            if (
                lemma == "have"
                and self.sign_of("attitude", self.lemmas[obj], "for")
                and self.parse.by_speaker(obj)
            ):
                value = self.sign_of("attitude", self.lemmas[obj], "for")  # "has our full support"
            if self.parse.scarce(verb, obj):
                value = min(0, -value)  # "did little harm" is no praise, "does little good" is no good
            self.note(verb, sign * value, [verb, *tokens, obj], 0.65, "words")
            return
        value = self.sign_of("effect", lemma)
        if any(self.words[c] == "alone" for at in (verb, self.target) for c in self.children[at]):
            return  # "a wall alone will not save the town"
        if value and obj is not None:
            worth = self.means.worth(obj)
            if worth < 0 and lemma not in _ALWAYS:
                value = -value
            if any(self.words[c] in ("less", "fewer", "no") for c in self.children[obj]):
                value = -value
            elif self.parse.scarce(verb, obj):
                value = min(0, -value)  # "cost passengers little"
            self.note(verb, sign * value, [verb, *self.parse.reach(obj)], 0.65, "effect")
            return
        value = self.sign_of("change", lemma)
        if value and obj is not None:
            self.note(
                verb, sign * value * self.means.worth(obj), [verb, *self.parse.reach(obj)], 0.65, "effect"
            )
            return
        for c in self.children[verb]:
            if self.deps[c] == "prep" and (value := self.sign_of("change", lemma, self.words[c])):
                pobj = self.parse.child(c, "pobj")
                if pobj is not None:
                    self.note(
                        verb,
                        sign * value * self.means.worth(pobj),
                        [verb, c, *self.parse.reach(pobj)],
                        0.6,
                        "effect",
                    )
                return
        if (obj is None and self.parse.child(verb, "prep", "xcomp", "ccomp") is None) or lemma in (
            "fail",
            "deliver",
            "backfire",
        ):
            self.note(verb, sign * self.sign_of("fare", lemma), [verb], 0.65, "words")

    def particle(self, verb: int) -> int:
        """1 for "drives up", -1 for "brings down" and "gives up", 0 without such a particle."""
        if self.lemmas[verb] not in _TURNED:
            return 0
        words = {self.words[c] for c in self.children[verb] if self.deps[c] in ("prt", "advmod")}
        return 1 if "up" in words and self.lemmas[verb] != "give" else -1 if words & {"down", "up"} else 0

    @abstractmethod
    def as_object(
        self, verb: int, sign: int, prep: str, *, passive: bool = False
    ) -> tuple[int, int, bool] | None:
        """What is said of what is done to something."""

    @abstractmethod
    def act(self, verb: int, sign: int) -> tuple[int, int, bool] | None:
        """One step up from something that may be done."""
