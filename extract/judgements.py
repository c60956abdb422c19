"""How somebody's words judge a thing they name: climbing the parse from the thing to the words that judge it.

    "The ban on imports should be scrapped"   of the ban: bad, by "should be scrapped"
                                              of imports: good, for a ban on them makes less of them

What is judged is a token. From it the climb goes to the noun it hangs on ("the use of X": judged alike; "the
ban on X": the other way round; "the dangers of X": judged there), to the verb, and from a verb that is to be
done ("to scrap X") to whatever says that it ought to be, or that it would be wrong. Where a link of the chain is
unknown the climb ends without a judgement. What others say, ask or suppose within the words does not count.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sayso.extract.grammar import Grammar
from sayso.extract.names import word_set
from sayso.extract.stance_lexicon import StanceLexicon

__all__ = ["Judge", "Judgement", "Scope"]


class Judgement(NamedTuple):
    """`sign` is 1 for good and -1 for bad; `start` and `end` are the first and last token of the words that judge."""

    sign: int
    start: int
    end: int
    confidence: float
    rule: str


@dataclass(frozen=True, slots=True)
class Scope:
    """The tokens of one statement: its content, its source, its cue; what its cue is and how it is put."""

    content: frozenset[int]
    source: frozenset[int]
    cue: frozenset[int]
    cue_type: str = "say"
    cue_lemma: str = ""
    cue_negated: bool = False
    quoted: bool = False


_MOST_STEPS = 40
_LONGEST_EVIDENCE = 12  # tokens

_COPULAS = word_set("be seem become remain look prove sound feel appear stay get grow 's ’s 're ’re 'm ’m")
_COMPLEMENTS = frozenset(("acomp", "attr", "oprd"))
_APART = word_set("conj cc punct relcl advcl ccomp parataxis aux auxpass mark neg")
_SUBJECTS = frozenset(("nsubj", "csubj", "nsubjpass", "csubjpass"))
_NEGATIONS = word_set("not n't n’t never hardly barely scarcely neither nor no nobody none cannot")
_ONLY = word_set("only just merely simply")
_OUGHT = word_set("must should ought shall")
_WILL = word_set("will 'll ’ll wo would")
_OUGHT_VERBS = word_set("need have ought")  # "needs to be …", "has to be …"
_FIRST = word_set("i we")
_THIRD = word_set("he she they it")
_OWN = word_set("my our")
_EVERYBODY = word_set("everybody everyone nobody")
_THEIR = word_set("his her their its")
_RAISING = word_set(
    "need have ought seem appear tend continue begin start go help serve threaten risk prove manage come get "
    "expect set bind design mean intend like"
)
_RAISING_ADJECTIVES = word_set("likely set bound sure certain due going unlikely able unable")
_FAILING = word_set("fail refuse decline unable unlikely")
_WANTS = word_set(
    "want like hope wish urge ask call demand tell advise recommend propose encourage press push plan intend aim "
    "pledge promise vow decide agree commit seek try prefer love expect implore beg insist support back favor "
    "favour need prepare work fight resolve invite lobby appeal endorse advocate remind request require move vote"
)
_AGAINST = word_set("oppose refuse decline avoid resist reject hate warn caution")
_WILLING = word_set("ready willing determined keen happy prepared eager glad committed proud")
_UNWILLING = word_set("reluctant unwilling loath opposed hesitant afraid")
_TO_DO = word_set(
    "time need duty obligation responsibility case reason plan effort proposal call demand pledge promise move "
    "decision priority chance opportunity right commitment intention"
)
_REPORTING = word_set(
    "say claim argue think believe warn insist suggest tell complain contend allege maintain assert fear worry "
    "predict expect feel write report note add state declare announce consider describe call accuse hope agree "
    "suspect assume doubt deny joke admit concede reckon estimate see view regard"
)
_HOLDING = word_set(
    "think believe feel say consider find hope agree know guess suppose reckon suspect expect see"
)
_DOUBTING = word_set("doubt doubtful dubious skeptical sceptical disbelieve unconvinced deny dispute")
_AS = word_set("regard see view describe label call brand characterise characterize denounce condemn hail praise "
               "treat dismiss criticise criticize slam blast cast paint portray consider")  # fmt: skip
_IF = word_set("if unless whether lest")
_ALWAYS = word_set("threaten risk cost plague")
_MAKING = word_set("make leave render keep get turn")
_EFFECTS = word_set(
    "effect impact influence consequence result outcome difference contribution role implication"
)
_BRINGING = word_set(
    "have make do pose bring cause create mean deliver produce offer play give provide carry"
)
_AMOUNTS = word_set(
    "number level rate amount price cost risk quality lot lots million thousand hundred sort kind"
)
_TELLING = word_set("say claim factive emphasis document question")
_ASKING = word_set(
    "call urge demand propose recommend request seek want push press advocate appeal plead lobby beg insist ask "
    "proposal recommendation suggest"
)
_PLAIN = word_set(  # adjectives that tell of which kind something is when they stand before it
    "illegal severe extreme violent criminal negative poor weak difficult harsh hostile fraudulent vulnerable costly "
    "expensive strong simple deadly deceptive severe unlawful suspect suspected tragic traumatic sad complicated"
)
_MISSING = word_set("few little less scarce rare")
_BY_THEM = word_set(
    "critic opponent supporter advocate proponent fan backer campaigner protester skeptic sceptic foe enemy"
)
_IDIOMS = {
    ("out", "control"): -1, ("out", "date"): -1, ("out", "touch"): -1, ("out", "proportion"): -1,
    ("in", "crisis"): -1, ("in", "chaos"): -1, ("in", "ruin"): -1, ("in", "ruins"): -1, ("in", "tatters"): -1,
    ("in", "shambles"): -1, ("in", "disarray"): -1, ("in", "trouble"): -1, ("in", "interest"): 1,
    ("on", "track"): 1, ("beyond", "repair"): -1, ("under", "control"): 1, ("to", "blame"): -1,
    ("against", "interest"): -1, ("beyond", "pale"): -1, ("at", "fault"): -1, ("on", "side"): 1,
    ("without", "merit"): -1, ("of", "use"): 1, ("of", "benefit"): 1,
}  # fmt: skip


_NEAR = 12  # tokens between what is contrasted and its "but"
_CONTRASTS = word_set("but although though yet")
_PHRASES = {
    ("hardly", "wait"): 1, ("not", "miss"): -1, ("n't", "miss"): -1, ("forward", "to"): 1, ("thank", "us"): 1,
    ("thank", "you"): 1, ("longer", "afford"): -1, ("not", "afford"): -1, ("n't", "afford"): -1,
}  # fmt: skip


class Judge:
    """Finds judgements in one document."""

    def __init__(self, grammar: Grammar, lexicon: StanceLexicon) -> None:
        self._grammar = grammar
        self._lexicon = lexicon
        self._words, self._tags, self._deps = grammar.words, grammar.tags, grammar.deps
        self._lemmas, self._heads, self._children = grammar.lemmas, grammar.heads, grammar.children

    def of(self, target: int, scope: Scope) -> list[Judgement]:
        """The judgements of what a token names; `scope` is whose words they are."""
        return list(_Climb(self, target, scope).judgements())

    def of_content(self, root: int, scope: Scope) -> list[Judgement]:
        """What the cue says of its whole content: of a thing ("hailed the rise"), or by a word for one elsewhere."""
        climb = _Climb(self, root, scope)
        if scope.cue_lemma == "accuse" and not scope.cue_negated and self._tags[root] == "VBG":
            climb.note(root, -1, sorted(scope.cue), 0.6, "cue")
        elif scope.cue_type in ("praise", "criticism") and self.gathers(root):
            climb.at_cue(root, 1, act=False)
        elif scope.cue_lemma in _AS and not scope.cue_negated and self._tags[root][:1] in "JN":
            if self._deps[root] in ("oprd", "attr", "acomp", "ccomp", "xcomp", "amod", "advcl"):
                for at in (root, *(c for c in self._children[root] if self._deps[c] == "conj")):
                    value, tokens = climb.complement(at)
                    climb.note(root, value, tokens, 0.7, "words")
        return climb.found

    def gathers(self, at: int) -> bool:
        """Whether a noun may stand for something told before: "plan", "step", "result"."""
        return self._lexicon.sign("carrier", self._lemmas[at]) > 0

    def feelings(self, content: Sequence[int], scope: Scope) -> list[Judgement]:
        """What the words of feeling in a statement say, where it is the speaker who feels."""
        found = []
        climb = _Climb(self, -1, scope)
        for place, at in enumerate(content):
            word = self._words[at]
            sign = self._lexicon.sign("feeling", word)
            later = self._words[content[place + 1]] if place + 1 < len(content) else ""
            end = at
            if (word, later) in _PHRASES:
                sign, end = _PHRASES[word, later], content[place + 1]
            elif word == "heart" and self._lemmas[self._heads[at]] == "break":
                sign = -1
            elif climb.negated(climb.clause(at)):
                sign = 0  # who is not worried need not be glad
            if sign and climb.held(at) and (climb.felt(at) or word == "heart"):
                found.append(Judgement(sign, at, end, 0.55, "feeling"))
        return found

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
            valued = [
                (value, other)
                for other in side
                if (other > last or other < first) and abs(other - at) <= _NEAR
                if (value := self._value(other))
            ]
            if valued and all(value == -sign for value, _ in valued):
                return [Judgement(-sign, valued[0][1], valued[0][1], 0.5, "words")]
        return []

    def _value(self, at: int) -> int:
        """What a word says by itself."""
        word, lemma, tag = self._words[at], self._lemmas[at], self._tags[at][:1]
        sign = self._lexicon.sign
        if tag in "JR":
            return sign("quality", word) or sign("feeling", word) or sign("manner", word)
        if tag == "N":
            return sign("merit", lemma) or sign("merit", lemma, "of")
        return sign("effect", lemma) if tag == "V" else 0


class _Climb:
    def __init__(self, judge: Judge, target: int, scope: Scope) -> None:
        self.words, self.tags, self.deps = judge._words, judge._tags, judge._deps
        self.lemmas, self.heads, self.children = judge._lemmas, judge._heads, judge._children
        self.sign_of = judge._lexicon.sign
        self.target, self.scope = target, scope
        self.found: list[Judgement] = []

    def judgements(self) -> Iterator[Judgement]:
        at, sign, act = self.target, 1, self.tags[self.target][:1] in "VM"
        for _ in range(_MOST_STEPS):
            step = self.act(at, sign) if act else self.noun(at, sign)
            if step is None:
                break
            at, sign, act = step
        yield from self.found

    # -- what is noted

    def note(self, where: int, sign: int, tokens: Sequence[int], confidence: float, rule: str) -> None:
        """Note a judgement made at a verb or noun, unless others than the speaker make it."""
        held = self.held(where) * (1 if rule == "cue" else self.as_cue_stands())
        if not sign or not held:
            return
        inside = [at for at in tokens if at in self.scope.content or at in self.scope.cue]
        if inside:
            start, end = min(inside), max(inside)
            self.found.append(
                Judgement(sign * held, start, min(end, start + _LONGEST_EVIDENCE - 1), confidence, rule)
            )

    def held(self, at: int) -> int:
        """1 if the speaker stands by the clause of a token, -1 if he says it is not so, 0 if others hold it."""
        sign = 1
        while at in self.scope.content:
            head, dep = self.heads[at], self.deps[at]
            if head == at or head not in self.scope.content:
                break
            if dep in ("advcl", "ccomp") and any(self.words[c] in _IF for c in self.children[at]):
                return 0
            if dep in ("ccomp", "parataxis") and self.tags[head][:1] == "V":
                lemma = self.lemmas[head]
                if lemma in _REPORTING and not self.by_speaker(head):
                    return 0
                if lemma in _DOUBTING or (lemma in _HOLDING and self.negated(head)):
                    sign = -sign
            at = head
        return sign

    def as_cue_stands(self) -> int:
        """1 if the speaker says what his words say, -1 if he says that it is not so, 0 if he leaves it open."""
        scope = self.scope
        sign = -1 if scope.cue_negated else 1
        if scope.cue_type == "denial":
            return 0
        if scope.cue_lemma in _DOUBTING:
            return -sign
        return sign if sign > 0 or scope.cue_lemma in _HOLDING else 0

    # -- small questions of the parse

    def child(self, at: int, *deps: str) -> int | None:
        return next((c for c in self.children[at] if self.deps[c] in deps), None)

    def negated(self, at: int) -> bool:
        """Whether a verb or complement is negated: "not", "never", "no longer", by its subject too ("nobody")."""
        count = 0
        for c in self.children[at]:
            word = self.words[c]
            if (
                (
                    word in _NEGATIONS
                    and self.deps[c] != "cc"
                    and not (c + 1 < len(self.words) and self.words[c + 1] in _ONLY)
                )
                or (
                    self.deps[c] in _SUBJECTS
                    and c != self.target
                    and any(
                        self.words[g] in ("no", "neither", "few") and self.deps[g] in ("det", "amod")
                        for g in self.children[c]
                    )
                )
                or (word == "longer" and any(self.words[g] == "no" for g in self.children[c]))
            ):
                count += 1
        return count % 2 == 1

    def flip(self, at: int) -> int:
        return -1 if self.negated(at) else 1

    def subject(self, verb: int) -> int | None:
        """The subject of a verb, or that of the verb it shares one with."""
        for _ in range(6):
            found = self.child(verb, "nsubj", "nsubjpass")
            if found is not None:
                return found
            if self.deps[verb] not in ("xcomp", "conj", "acomp", "attr") or self.heads[verb] == verb:
                return None
            verb = self.heads[verb]
        return None

    def is_speaker(self, at: int | None) -> bool:
        if at is None:
            return False
        word = self.words[at]
        if word in _FIRST or at in self.scope.source:
            return True
        if self.scope.quoted:
            return False
        return word in _THIRD or (self.tags[at][:1] == "N" and self.is_source_noun(at))

    def is_source_noun(self, at: int) -> bool:
        return any(self.lemmas[s] == self.lemmas[at] and self.tags[s][:1] == "N" for s in self.scope.source)

    def by_speaker(self, at: int) -> bool:
        """Whether a verb, or a noun such as "support", is the speaker's own."""
        if at in self.scope.cue:
            return not self.scope.cue_negated
        for c in self.children[at]:
            if self.deps[c] == "poss" and self.words[c] in _OWN:
                return True
            if self.deps[c] == "poss" and (self.scope.quoted or self.words[c] not in _THEIR):
                return False
        for _ in range(5):
            if self.tags[at][:1] == "V":
                subject = self.subject(at)
                if subject is None:
                    head = self.heads[at]
                    return head not in self.scope.content and head in self.scope.cue
                return self.deps[subject] == "nsubj" and self.is_speaker(subject)
            if self.heads[at] == at:
                return False
            at = self.heads[at]
            if at in self.scope.cue:
                return not self.scope.cue_negated
        return False

    def reach(self, at: int) -> list[int]:
        """A word with what hangs on it close by: a complement and its phrase."""
        found = [at]
        for c in self.children[at]:
            if self.deps[c] in _APART or self.deps[c] in _SUBJECTS:
                continue
            if abs(c - at) <= _LONGEST_EVIDENCE:
                found.append(c)
                if self.deps[c] in ("prep", "xcomp", "dobj", "acl"):
                    found.extend(g for g in self.children[c] if self.deps[g] in ("pobj", "dobj", "amod"))
        return found

    def ought(self, verb: int) -> list[int]:
        """The words that say that something should be done: "should", "has to"."""
        found = [c for c in self.children[verb] if self.deps[c] == "aux" and self.words[c] in _OUGHT]
        if not found and self.deps[verb] == "xcomp" and self.lemmas[self.heads[verb]] in _OUGHT_VERBS:
            found = [self.heads[verb]]
        if not found and self.deps[verb] == "conj" and self.child(verb, "nsubj", "aux") is None:
            return self.ought(self.heads[verb])
        return found

    def clause(self, at: int) -> int:
        """The verb of the clause that a token stands in."""
        for _ in range(8):
            if self.tags[at][:1] == "V" or self.heads[at] == at:
                break
            at = self.heads[at]
        return at

    def felt(self, at: int) -> bool:
        """Whether it is the speaker who feels what a word of feeling tells."""
        verb = self.clause(at)
        subject = self.subject(verb)
        return subject is not None and (
            self.is_speaker(subject)
            or (self.words[subject] in ("it", "that", "this") and not self.scope.quoted)
        )

    # -- nouns

    def noun(self, at: int, sign: int) -> tuple[int, int, bool] | None:
        """One step up from a noun (or what stands for one)."""
        self.about_noun(at, sign)
        if self.found and at != self.target:
            return None  # "the worst effects of X": what is said of these is not said of X
        head, dep = self.heads[at], self.deps[at]
        if head == at or (head not in self.scope.content and at in self.scope.content):
            self.at_cue(at, sign, act=False)
            return None
        if any(self.words[c] == "no" and self.deps[c] == "det" for c in self.children[at]):
            sign = -sign
        if dep in ("conj", "appos"):
            return (head, sign, False) if self.tags[head][:1] in "NPVJ" else None
        if dep == "compound" and self.sign_of("thing", self.lemmas[at]) < 0:
            return None  # a crime bill is no crime
        if dep in ("compound", "amod", "nmod", "poss", "nummod"):
            return self.through(head, sign, "", at)
        if dep in ("pobj", "pcomp"):
            return self.by_preposition(at, head, sign)
        if dep in _SUBJECTS:
            return self.as_subject(head, sign, passive=dep.endswith("pass"))
        if dep in ("dobj", "oprd", "dative"):
            return self.as_object(head, sign, "")
        if dep == "attr":
            subject = self.child(head, "nsubj")
            if subject is not None:
                value = self.sign_of("merit", self.lemmas[subject]) or self.sign_of(
                    "merit", self.lemmas[subject], "of"
                )
                self.note(head, sign * value * self.flip(head), [subject, head], 0.6, "words")
                if self.words[subject] == "there":
                    for c in self.children[at]:
                        if self.words[c] == "too" or any(self.words[g] == "too" for g in self.children[c]):
                            self.note(head, -sign, [c, at], 0.6, "words")
            return None
        return None

    def about_noun(self, at: int, sign: int) -> None:
        """What the words right beside a noun say of it."""
        for c in self.children[at]:
            dep = self.deps[c]
            if dep == "amod" and (at != self.target or c < at):
                value = min(0, self.quality(c)) if self.words[c] not in _PLAIN else 0
                if value and not self.sign_of("thing", self.lemmas[at]):
                    self.note(at, sign * value, [c, at], 0.55, "words")
                elif self.words[c] in ("many", "much") and any(
                    self.words[g] == "too" for g in self.children[c]
                ):
                    self.note(at, -sign, [c - 1, c], 0.6, "words")
            elif dep == "appos":
                value, tokens = self.complement(c)
                self.note(at, sign * value, tokens, 0.65, "words")
            elif dep == "relcl":
                subject = self.child(c, "nsubj", "nsubjpass")
                if subject is not None and self.words[subject] in ("which", "that", "who"):
                    self.as_subject(c, sign, passive=self.deps[subject] == "nsubjpass", rise=False)
                elif subject is not None and self.is_speaker(subject):
                    self.as_object(c, sign, "")

    def through(self, noun: int, sign: int, prep: str, at: int) -> tuple[int, int, bool] | None:
        """From something to the noun it belongs to."""
        if self.tags[noun][:1] not in "NVJ":
            return None
        lemma = self.lemmas[noun]
        if lemma in _BY_THEM:
            return None
        value = self.sign_of("merit", lemma, prep or "of")
        if lemma == "advantage" and self.lemmas[self.heads[noun]] == "take":
            return None
        if value:
            missing = self.negated(noun) or any(self.words[c] in _MISSING for c in self.children[noun])
            if missing:
                value = min(0, -value)  # "no benefit" is bad, "no danger" is no praise
            self.note(noun, sign * value, [noun, at], 0.6, "words")
            return None
        value = self.sign_of("need", lemma, prep)
        if value and prep:
            self.note(noun, sign * value, [noun, at], 0.55, "words")
            return None
        value = self.sign_of("attitude", lemma, prep)
        if value and prep:
            if self.by_speaker(noun):
                self.note(noun, sign * value, [noun, at], 0.75, "words")
            return None
        value = self.sign_of("change", lemma, prep)
        if value:
            return noun, sign * value, False
        if self.sign_of("carrier", lemma, prep):
            return noun, sign, False
        return None

    def by_preposition(self, at: int, preposition: int, sign: int) -> tuple[int, int, bool] | None:
        head, prep = self.heads[preposition], self.words[preposition]
        if prep in ("as", "by") and self.deps[preposition] != "agent":
            return None
        if preposition not in self.scope.content and at in self.scope.content:
            self.at_cue(at, sign, act=False)
            return None
        if self.deps[preposition] == "agent":
            if head in self.scope.content:
                self.as_subject(head, sign, passive=False, rise=False)
            return None
        tag = self.tags[head][:1]
        if prep in ("for", "against") and self.lemmas[head] in _COPULAS:
            if self.by_speaker(head):
                value = (1 if prep == "for" else -1) * self.flip(head)
                self.note(head, sign * value, [head, preposition], 0.75, "words")
            return None
        if prep in ("in", "of") and self.words[head] in ("favor", "favour", "favor", "support"):
            if self.by_speaker(head):
                self.note(
                    head, sign * self.flip(self.heads[self.heads[head]]), [head - 1, head], 0.75, "words"
                )
            return None
        if prep == "to" and self.words[head] == "thanks":
            self.note(head, sign, [head, preposition], 0.6, "words")
            return None
        if prep == "than" and tag in "JR":
            self.note(head, -sign * self.quality(head), [head, preposition], 0.6, "words")
            return None
        if tag == "J" or (self.tags[head] == "VBN" and self.sign_of("attitude", self.words[head], prep)):
            value = self.sign_of("attitude", self.words[head], prep)
            if value and self.by_speaker(head):
                verb = self.heads[head] if self.deps[head] == "acomp" else head
                self.note(head, sign * value * self.flip(verb), [head, preposition], 0.75, "words")
            return None
        if tag == "N":
            return self.through(head, sign, prep, at)
        if tag in "VM":
            return self.as_object(head, sign, prep)
        return None

    # -- verbs

    def as_subject(
        self, verb: int, sign: int, *, passive: bool, rise: bool = True
    ) -> tuple[int, int, bool] | None:
        """What a clause says of its subject."""
        for at in (verb, *self.joined(verb)):
            if passive and at == verb:
                if self.as_passive(at, sign):
                    continue
                return self.as_object(at, sign, "", passive=True) if rise else None
            self.of_subject(at, sign * self.flip(at))
        return None

    def joined(self, verb: int) -> list[int]:
        """The verbs joined to one that have no subject of their own."""
        found = []
        for c in self.children[verb]:
            if self.deps[c] == "conj" and self.tags[c][:1] in "VJN" and self.child(c, *_SUBJECTS) is None:
                found.append(c)
        return found

    def as_passive(self, verb: int, sign: int) -> bool:
        """What a participle says as an adjective does: "is needed", "are flawed"; whether it says something."""
        value = self.quality(verb)
        if value:
            self.note(verb, sign * value * self.flip(verb), self.reach(verb), 0.7, "words")
            return True
        xcomp = self.child(verb, "xcomp")
        if xcomp is not None and self.lemmas[verb] in _RAISING:
            self.of_subject(xcomp, sign * self.flip(verb) * self.flip(xcomp))
            return True
        return False

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
            value, tokens = self.complement(verb)
            self.note(verb, sign * value, tokens, 0.7, "words")
            return
        if lemma in _COPULAS:
            for c in self.children[verb]:
                if self.deps[c] in _COMPLEMENTS or (self.deps[c] == "xcomp" and self.tags[c][:1] in "JN"):
                    for part in (c, *[j for j in self.children[c] if self.deps[j] == "conj"]):
                        value, tokens = self.complement(part)
                        self.note(verb, sign * value, tokens, 0.75, "words")
                    if words[c] in _RAISING_ADJECTIVES:
                        xcomp = self.child(c, "xcomp")
                        if xcomp is not None:
                            down = -1 if words[c] in _FAILING else 1
                            self.of_subject(xcomp, sign * down * self.flip(xcomp))
                elif self.deps[c] == "prep":
                    of = self.child(c, "prep")
                    pobj = self.child(c if of is None else of, "pobj")
                    if pobj is not None and (value := _IDIOMS.get((words[c], self.lemmas[pobj]), 0)):
                        self.note(verb, sign * value, [c, pobj], 0.65, "words")
                elif self.deps[c] == "xcomp" and words[c] == "blame":
                    self.note(verb, -sign, [c - 1, c], 0.7, "words")
            return
        self.of_doer(verb, sign)

    def of_doer(self, verb: int, sign: int) -> None:
        """What it says of somebody or something that it does what a verb tells."""
        lemma = self.lemmas[verb]
        obj = self.child(verb, "dobj", "nsubjpass")
        obj = None if obj == self.target else obj
        xcomp = self.child(verb, "xcomp", "ccomp")
        ought = self.ought(verb)
        for c in self.children[verb]:
            value = self.sign_of("manner", self.words[c]) if self.deps[c] == "advmod" else 0
            if (
                value
                and c > verb
                and not (self.words[c] == "well" and self.tags[c + 1 : c + 2] in (["IN"], ["RB"], ["JJ"]))
            ):
                self.note(verb, sign * value, [verb, c], 0.6, "words")
                return
        if self.tags[verb] != "VBN" or self.child(verb, "aux") is not None:
            if lemma == "go" and any(self.words[c] == "far" for c in self.children[verb]):
                self.note(verb, -1, self.reach(verb), 0.6, "words")
                return
            if lemma == "go" and sign < 0 and any(self.words[c] == "on" for c in self.children[verb]):
                self.note(verb, -1, [verb, verb + 1], 0.65, "words")  # "this cannot go on"
                return
            if lemma == "fall" and any(self.words[c] == "short" for c in self.children[verb]):
                self.note(verb, -sign, self.reach(verb), 0.6, "words")
                return
        value = self.sign_of("course", lemma)
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
        if xcomp is not None and obj is None:
            if lemma in _MAKING and self.tags[xcomp][:1] in "JR":
                self.note(verb, sign * self.quality(xcomp), [verb, *self.reach(xcomp)], 0.65, "words")
                return
            if lemma in _RAISING and self.tags[xcomp][:1] in "VJN":
                if self.tags[xcomp][:1] == "V" and self.child(xcomp, "auxpass") is not None:
                    if lemma in _OUGHT_VERBS:
                        step = self.as_object(xcomp, sign, "", passive=True)
                        if step is not None:
                            self.act(step[0], step[1])
                    return
                self.of_subject(xcomp, sign * self.flip(xcomp))
                return
            if lemma == "fail":
                self.note(verb, -sign, [verb, *self.reach(xcomp)], 0.6, "words")
                return
        if lemma in _BRINGING and obj is not None:
            value, tokens = self.complement(obj)
            if not value and lemma not in ("have", "do", "get") and self.lemmas[obj] not in _EFFECTS:
                value = self.worth(obj)
            if lemma == "have" and self.sign_of("attitude", self.lemmas[obj], "for") and self.by_speaker(obj):
                value = self.sign_of("attitude", self.lemmas[obj], "for")  # "has our full support"
            self.note(verb, sign * value, [verb, *tokens, obj], 0.65, "words")
            return
        value = self.sign_of("effect", lemma)
        if value and any(self.words[c] == "alone" for at in (verb, self.target) for c in self.children[at]):
            return  # "a wall alone will not save the town"
        if value and obj is not None:
            worth = self.worth(obj)
            if worth < 0 and lemma not in _ALWAYS:
                value = -value
            if any(self.words[c] in ("less", "fewer") for c in self.children[obj]):
                value = -value
            self.note(verb, sign * value, [verb, *self.reach(obj)], 0.65, "effect")
            return
        value = self.sign_of("change", lemma)
        if value and obj is not None:
            self.note(verb, sign * value * self.worth(obj), [verb, *self.reach(obj)], 0.65, "effect")
            return
        for c in self.children[verb]:
            if self.deps[c] == "prep" and (value := self.sign_of("change", lemma, self.words[c])):
                pobj = self.child(c, "pobj")
                if pobj is not None:
                    self.note(
                        verb, sign * value * self.worth(pobj), [verb, c, *self.reach(pobj)], 0.6, "effect"
                    )
                return
        if (obj is None and self.child(verb, "prep", "xcomp", "ccomp") is None) or lemma in (
            "fail",
            "backfire",
        ):
            self.note(verb, sign * self.sign_of("fare", lemma), [verb], 0.65, "words")

    def as_object(
        self, verb: int, sign: int, prep: str, *, passive: bool = False
    ) -> tuple[int, int, bool] | None:
        """What is said of what is done to something; goes on where it is something to be done."""
        lemma = self.lemmas[verb]
        if lemma in _AS:
            for c in self.children[verb]:
                at = self.child(c, "pobj", "amod", "pcomp") if self.words[c] == "as" else None
                at = c if self.deps[c] == "oprd" else at
                if at is not None:
                    value, tokens = self.complement(at)
                    if value and self.by_speaker(verb):
                        self.note(verb, sign * value * self.flip(verb), tokens, 0.75, "words")
                        return None
        value = self.sign_of("need", lemma, prep)
        if value and not passive and (not prep or lemma in ("depend", "rely")):
            self.note(verb, sign * value * self.flip(verb), [verb], 0.6, "words")
            return None
        if lemma == "afford" and not prep and self.negated(verb):
            self.note(verb, -sign, [verb], 0.6, "words")
            return None
        value = self.sign_of("attitude", lemma, prep)
        if value:
            ought = self.ought(verb)
            subject = self.subject(verb)
            everybody = subject is not None and self.words[subject] in _EVERYBODY
            if everybody or self.by_speaker(verb):
                self.note(verb, sign * value * self.flip(verb), [*ought, verb], 0.8, "words")
                return None
            if ought:
                self.note(verb, sign * value * self.flip(verb), [*ought, verb], 0.65, "demand")
                return None
        act = self.sign_of("change", lemma, prep) or (0 if prep else self.sign_of("effect", lemma))
        if not act and lemma == "get" and prep == "of":
            act = -1
        if act:
            return verb, sign * act * self.flip(verb), True
        return None

    def act(self, verb: int, sign: int) -> tuple[int, int, bool] | None:
        """One step up from something that may be done."""
        ought = self.ought(verb)
        if ought:
            self.note(verb, sign, [*ought, verb], 0.75, "demand")
            return None
        head, dep = self.heads[verb], self.deps[verb]
        subject = self.child(verb, "nsubj")
        auxiliaries = [c for c in self.children[verb] if self.deps[c] in ("aux", "auxpass")]
        to = any(self.words[c] == "to" for c in auxiliaries)
        if subject is not None and not to and self.is_speaker(subject):
            words = {self.words[c] for c in auxiliaries}
            under_way = self.tags[verb] in ("VBG", "VBN") and self.words[subject] in _FIRST
            if self.may_be_done(verb) and (words & _WILL or under_way):
                self.note(verb, sign, [*auxiliaries, verb], 0.55, "act")
            return None
        if head == verb or head not in self.scope.content:
            self.at_cue(verb, sign, act=True)
            return None
        if dep in ("csubj", "csubjpass", "nsubj"):
            return self.as_subject(head, sign, passive=dep == "csubjpass")
        if dep == "pcomp":
            return self.by_preposition(verb, head, sign)
        if dep == "conj" and subject is None:
            return (head, sign, self.tags[head][:1] in "VM") if self.tags[head][:1] in "VMN" else None
        if dep == "relcl" and to:
            return self.act_under(verb, head, sign)
        passive = self.tags[verb] == "VBN" and any(self.words[c] == "be" for c in auxiliaries)
        if dep in ("xcomp", "ccomp", "advcl", "acl") and (to or passive or self.tags[verb] in ("VB", "VBG")):
            return self.act_under(verb, head, sign)
        return None

    def may_be_done(self, verb: int) -> bool:
        """Whether a verb by itself tells of doing something for or against its object."""
        lemma = self.lemmas[verb]
        return any(self.sign_of(kind, lemma) for kind in ("change", "effect", "attitude")) or lemma in _WANTS

    def act_under(self, verb: int, head: int, sign: int) -> tuple[int, int, bool] | None:
        """What the word that an act hangs on says of doing it."""
        lemma, tag = self.lemmas[head], self.tags[head][:1]
        if tag == "J":
            return self.act_under_adjective(head, sign)
        if tag == "N":
            value = self.sign_of("merit", lemma)
            if value:
                self.note(head, sign * value * self.flip(self.heads[head]), [head], 0.65, "words")
            elif lemma in _TO_DO:
                if any(self.words[c] == "no" for c in self.children[head]):
                    return None  # "no plans to raise taxes" is no love of taxes
                if self.deps[head] == "attr" or self.by_speaker(head):
                    self.note(head, sign * self.flip(self.heads[head]), [head, verb], 0.6, "demand")
                else:
                    return head, sign, False
            elif self.sign_of("change", lemma, "of") or self.sign_of("carrier", lemma):
                return head, sign, False
            return None
        if tag != "V":
            return None
        if lemma in _COPULAS:
            for c in self.children[head]:
                if self.deps[c] in _COMPLEMENTS:
                    value, tokens = self.complement(c)
                    if value:
                        self.note(head, sign * value * self.flip(head), tokens, 0.7, "words")
                    elif self.lemmas[c] in _TO_DO:
                        self.note(head, sign * self.flip(head), [c, verb], 0.65, "demand")
            return None
        if lemma == "fail" or (lemma == "do" and self.negated(head) and self.child(head, "dobj") is not None):
            self.note(head, sign, [head, verb], 0.55, "words")  # whose failing to do it is deplored
            return None
        if lemma == "do":
            return head, sign, True
        if lemma in _AGAINST:
            return self.wanted(head, -sign)
        if lemma in _WANTS or lemma in _OUGHT_VERBS:
            return self.wanted(head, sign)
        if lemma in ("continue", "keep", "start", "begin", "help", "go", "try", "work", "consider"):
            return head, sign, True
        if lemma in ("stop", "cease", "avoid", "quit"):
            return head, -sign, True
        return None

    def act_under_adjective(self, adjective: int, sign: int) -> None:
        word, verb = self.words[adjective], self.heads[adjective]
        flip = self.flip(verb) if self.tags[verb][:1] == "V" else 1
        if word in _WILLING or word in _UNWILLING:
            if self.by_speaker(adjective):
                value = 1 if word in _WILLING else -1
                self.note(verb, sign * value * flip, [adjective], 0.6, "act")
            return
        value, tokens = self.complement(adjective)
        self.note(verb, sign * value * flip, tokens, 0.7, "words")

    def wanted(self, verb: int, sign: int) -> tuple[int, int, bool] | None:
        """An act that somebody wants done: judged if the somebody is the speaker, or if a need is stated."""
        flip = self.flip(verb)
        if self.lemmas[verb] in _OUGHT_VERBS or self.by_speaker(verb):
            self.note(verb, sign * flip, [verb], 0.7, "demand")
            return None
        ought = self.ought(verb)
        if ought:
            self.note(verb, sign * flip, [*ought, verb], 0.6, "demand")
        elif self.heads[verb] not in self.scope.content and self.subject(verb) is None:
            self.at_cue(verb, sign * flip, act=True)
        return None

    # -- the cue

    def at_cue(self, at: int, sign: int, *, act: bool) -> None:
        """What the cue says of its whole content, of which `at` is the head."""
        scope = self.scope
        if not scope.cue or at not in scope.content:
            return
        head, preposition = self.heads[at], ""
        if self.deps[at] in ("pobj", "pcomp"):
            preposition, head = self.words[head], (head if head in scope.cue else self.heads[head])
        if head == at and self.tags[at] == "VB" and act and scope.quoted and self.child(at, "nsubj") is None:
            self.note(at, sign, [at], 0.6, "demand")  # "Stop the war!"
            return
        if head not in scope.cue and self.heads[head] not in scope.cue:
            return
        to = any(self.words[c] in ("to", "be") for c in self.children[at])
        if act and not to and self.tags[at] not in ("VBG", "VB"):
            return
        if not act and head in scope.cue and self.lemmas[head] in _AS:
            known = len(self.found)
            self.as_object(head, sign, preposition)
            if len(self.found) > known:
                return
        if (
            not act
            and not preposition
            and any(self.deps[c] in ("xcomp", "ccomp") and c in scope.content for c in self.children[head])
        ):
            return  # whom is asked: "urged the council to …"
        value = self.of_cue(preposition, act=act)
        if value and scope.cue_negated:
            if scope.cue_type in ("criticism", "praise", "warning", "concern"):
                return
            value = -value
        cue = [c for c in scope.cue if abs(c - at) <= 30]
        if value and cue:
            self.note(at, sign * value, cue, 0.75, "cue")

    def of_cue(self, preposition: str, *, act: bool) -> int:
        scope, lemma = self.scope, self.scope.cue_lemma
        value = self.sign_of("attitude", lemma, preposition)
        if not act and value:
            return value
        kind = scope.cue_type
        if act:
            if preposition in ("about", "over", "of"):
                return 0
            if preposition == "against" or lemma in _AGAINST or lemma in _UNWILLING:
                return -1
            if lemma in ("tell", "order"):
                return 0
            wanted = kind == "directive" or (
                kind not in _TELLING and (lemma in _WANTS or lemma in _WILLING or lemma in _TO_DO)
            )
            return 1 if wanted else value
        if kind in ("criticism", "concern"):
            return -1
        if kind == "warning":
            return -1 if preposition in ("of", "about", "against", "over") or lemma != "warn" else 0
        if kind == "praise":
            return 1
        if kind == "directive":
            if preposition in ("on", "about", "to"):
                return 0
            known = self.sign_of("change", lemma, preposition) or (
                0 if preposition else self.sign_of("change", lemma)
            )
            return known or (1 if lemma in _ASKING else 0)
        if kind == "denial" and lemma in ("reject", "oppose", "rebuff", "dispute", "disagree", "disavow"):
            return -1
        if lemma in (
            "plan",
            "pledge",
            "promise",
            "vow",
            "hope",
            "propose",
            "intend",
            "desire",
            "need",
            "commit",
        ):
            return 1
        return 0

    # -- words

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
                value = value if value > 0 and self.child(at, "xcomp") is not None else -1
            elif word == "enough" and value >= 0:
                value = 1
            elif (word in _NEGATIONS or word == "less" or word == "least") and c < at:
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
            return self.quality(at), self.reach(at)
        value = self.sign_of("merit", lemma) or self.sign_of("merit", lemma, "of")
        qualities = [q for c in self.children[at] if self.deps[c] == "amod" and (q := self.quality(c))]
        if not value and not self.sign_of("thing", lemma):
            value = qualities[0] if qualities else 0
        if lemma in ("step", "move", "direction", "path", "way", "thing"):
            value = value or self.direction(at)
        if any(self.words[c] == "no" for c in self.children[at]) or self.negated(at):
            value = -value
        return value, self.reach(at)

    def direction(self, at: int) -> int:
        for c in self.children[at]:
            if self.words[c] in ("forward", "forwards", "ahead"):
                return 1
            if self.words[c] in ("back", "backward", "backwards"):
                return -1
            if self.deps[c] == "prep" and (pobj := self.child(c, "pobj")) is not None:
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
            preposition = self.child(noun, "prep")
            inner = self.child(preposition, "pobj") if preposition is not None else None
            inner_value = self.worth(inner) if inner is not None else 0
            value = inner_value or value
        if not value:
            value = next(
                (q for c in self.children[noun] if self.deps[c] == "amod" and (q := self.quality(c))), 0
            )
        if not value:
            value = next((w for c in self.children[noun] if self.deps[c] == "compound" and (w := self.sign_of("thing", self.lemmas[c]))), 0)  # fmt: skip
            value *= self.sign_of("change", lemma) or (1 if value else 0)
        return value
