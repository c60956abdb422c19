"""How words judge a thing they name: a climb in the parse from the thing to the words that judge it.

    "The ban on imports should be scrapped"   of the ban: bad, by "should be scrapped"
                                              of imports: good, for a ban on them makes less of them

What is judged is a token. From it the climb goes to the noun it hangs on ("the use of X": judged alike; "the
ban on X": the other way round; "the dangers of X": judged there), to the verb, and from a verb that is to be
done ("to scrap X") to whatever says that it ought to be, or that it would be wrong. Where a link of the chain
is unknown the climb ends without a judgement. What others say, ask or suppose does not count.
"""

from sayso.extract.cue_stance import AGAINST, TO_DO, UNWILLING, WANTS, WILLING, sign_of_cue
from sayso.extract.names import word_set
from sayso.extract.predication import COMPLEMENTS, COPULAS, RAISING, Judgement, Predication
from sayso.extract.standing import FIRST, OUGHT_VERBS, SUBJECTS

__all__ = ["AS", "Climb", "Judgement"]

_MOST_STEPS = 40
_WILL = word_set("will 'll ’ll wo would")
_EVERYBODY = word_set("everybody everyone nobody")
AS = word_set(
    "regard see view describe label call brand characterise characterize denounce condemn hail praise "
    "treat dismiss criticise criticize slam blast cast paint portray consider"
)
# Adjectives that tell of which kind something is when they stand before it.
_PLAIN = word_set(
    "illegal severe extreme violent criminal negative poor weak difficult harsh hostile fraudulent "
    "unpaid idle stolen wasted abandoned forgotten slow ignored dirty unsolved vulnerable costly expensive "
    "strong simple deadly deceptive unlawful suspect suspected tragic traumatic sad complicated"
)
_MISSING = word_set("few little less scarce rare")
_COMPLAINING = word_set("complain lament fear worry grumble bemoan deplore protest object moan dread")
_LESSENED = word_set("lower fewer less reduced")
_BY_THEM = word_set(
    "critic opponent supporter advocate proponent fan backer campaigner protester skeptic sceptic foe enemy"
)


class Climb(Predication):
    """The climb from one token; `found` are the judgements noted on the way."""

    def climb(self) -> list[Judgement]:
        """Climb as far as the links are known."""
        at, sign, act = self.target, 1, self.tags[self.target][:1] in "VM"
        for _ in range(_MOST_STEPS):
            step = self.act(at, sign) if act else self.noun(at, sign)
            if step is None:
                break
            at, sign, act = step
        return self.found

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
        if dep in SUBJECTS:
            step = self.as_subject(head, sign, passive=dep.endswith("pass"))
            if not self.found and dep == "nsubj":
                self.complaint(at, head, sign)
            return step
        if dep in ("dobj", "oprd", "dative"):
            return self.as_object(head, sign, "")
        if dep == "attr":
            subject = self.parse.child(head, "nsubj")
            if subject is not None:
                value = self.sign_of("merit", self.lemmas[subject]) or self.sign_of(
                    "merit", self.lemmas[subject], "of"
                )
                self.note(head, sign * value * self.parse.flip(head), [subject, head], 0.6, "words")
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
                value = min(0, self.means.quality(c)) if self.words[c] not in _PLAIN else 0
                if value and not self.sign_of("thing", self.lemmas[at]):
                    self.note(at, sign * value, [c, at], 0.55, "words")
                elif self.words[c] in ("many", "much") and any(
                    self.words[g] == "too" for g in self.children[c]
                ):
                    self.note(at, -sign, [c - 1, c], 0.6, "words")
            elif dep == "appos":
                value, tokens = self.means.complement(c)
                self.note(at, sign * value, tokens, 0.65, "words")
            elif dep == "relcl":
                subject = self.parse.child(c, "nsubj", "nsubjpass")
                if subject is not None and self.words[subject] in ("which", "that", "who"):
                    if self.words[subject - 1] == "," or self.lemmas[c] in COPULAS:
                        self.as_subject(c, sign, passive=self.deps[subject] == "nsubjpass", rise=False)
                elif subject is not None and self.parse.is_speaker(subject):
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
            missing = self.parse.negated(noun) or any(self.words[c] in _MISSING for c in self.children[noun])
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
            if self.parse.by_speaker(noun):
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
        if prep in ("for", "against", "behind") and self.lemmas[head] in COPULAS:
            if self.parse.by_speaker(head):
                value = (-1 if prep == "against" else 1) * self.parse.flip(head)
                self.note(head, sign * value, [head, preposition], 0.75, "words")
            return None
        if prep in ("in", "of") and self.words[head] in ("favor", "favour", "support"):
            above = self.heads[self.heads[head]]
            if self.tags[above][:1] == "N" and self.deps[self.heads[head]] == "prep":
                return above, sign, False  # "a vote in favour of the war"
            if self.parse.by_speaker(head):
                self.note(
                    head,
                    sign * self.parse.flip(self.heads[self.heads[head]]),
                    [head - 1, head],
                    0.75,
                    "words",
                )
            return None
        if prep == "to" and self.words[head] == "thanks":
            self.note(head, sign, [head, preposition], 0.6, "words")
            return None
        if prep == "than" and tag in "JR":
            self.note(head, -sign * self.means.quality(head), [head, preposition], 0.6, "words")
            return None
        if tag == "J" or (self.tags[head] == "VBN" and self.sign_of("attitude", self.words[head], prep)):
            value = self.sign_of("attitude", self.words[head], prep)
            if value and self.parse.by_speaker(head):
                verb = self.heads[head] if self.deps[head] == "acomp" else head
                self.note(head, sign * value * self.parse.flip(verb), [head, preposition], 0.75, "words")
            return None
        if tag == "N":
            return self.through(head, sign, prep, at)
        if tag in "VM":
            return self.as_object(head, sign, prep)
        return None

    def as_subject(
        self, verb: int, sign: int, *, passive: bool, rise: bool = True
    ) -> tuple[int, int, bool] | None:
        """What a clause says of its subject."""
        for at in (verb, *self.parse.joined(verb)):
            if passive and at == verb:
                if self.as_passive(at, sign):
                    continue
                return self.as_object(at, sign, "", passive=True) if rise else None
            if (
                self.tags[at] in ("VBN", "VBD")
                and self.parse.child(at, "aux", "auxpass") is None
                and (self.tags[at] == "VBN" or self.wished(at))
            ):
                return self.as_object(at, sign, "", passive=True) if rise else None  # "wants them closed"
            self.of_subject(at, sign * self.parse.flip(at))
        return None

    def wished(self, verb: int) -> bool:
        """Whether a verb is what the cue wants done: "wants the quarry closed"."""
        return self.scope.cue_lemma == "want" and self.heads[verb] in self.scope.cue

    def complaint(self, noun: int, verb: int, sign: int) -> None:
        """Note a complaint that something does what it does: "complained that the trams wake children"."""
        scope = self.scope
        if (
            scope.cue_lemma in _COMPLAINING
            and not scope.cue_negated
            and noun == self.target
            and self.heads[verb] in scope.cue
            and self.parse.child(verb, "dobj") is not None
            and not self.parse.negated(verb)
        ):
            self.note(verb, -sign, sorted(scope.cue), 0.55, "cue")

    def as_passive(self, verb: int, sign: int) -> bool:
        """Note what a participle says as an adjective does ("is needed"); whether it says something."""
        value = self.means.quality(verb)
        if value:
            self.note(verb, sign * value * self.parse.flip(verb), self.parse.reach(verb), 0.7, "words")
            return True
        xcomp = self.parse.child(verb, "xcomp")
        if xcomp is not None and self.lemmas[verb] in RAISING:
            self.of_subject(xcomp, sign * self.parse.flip(verb) * self.parse.flip(xcomp))
            return True
        return False

    def as_object(
        self, verb: int, sign: int, prep: str, *, passive: bool = False
    ) -> tuple[int, int, bool] | None:
        """What is said of what is done to something; goes on where it is something to be done."""
        lemma = self.lemmas[verb]
        if lemma in AS:
            for c in self.children[verb]:
                at = self.parse.child(c, "pobj", "amod", "pcomp") if self.words[c] == "as" else None
                at = c if self.deps[c] == "oprd" else at
                if at is not None:
                    value, tokens = self.means.complement(at)
                    if value and self.parse.by_speaker(verb):
                        self.note(verb, sign * value * self.parse.flip(verb), tokens, 0.75, "words")
                        return None
        value = self.sign_of("need", lemma, prep)
        if value and not passive and (not prep or lemma in ("depend", "rely")):
            self.note(verb, sign * value * self.parse.flip(verb), [verb], 0.6, "words")
            return None
        if lemma == "afford" and not prep and self.parse.negated(verb):
            self.note(verb, -sign, [verb], 0.6, "words")
            return None
        if self.lessened(self.target):
            sign = -sign  # "promised lower taxes"
        value = self.sign_of("attitude", lemma, prep)
        if value:
            ought = self.parse.ought(verb)
            subject = self.parse.subject(verb)
            everybody = subject is not None and self.words[subject] in _EVERYBODY
            if everybody or self.parse.by_speaker(verb):
                self.note(verb, sign * value * self.parse.flip(verb), [*ought, verb], 0.8, "words")
                return None
            if ought:
                self.note(verb, sign * value * self.parse.flip(verb), [*ought, verb], 0.65, "demand")
                return None
        act = (
            (0 if prep else self.particle(verb))
            or self.sign_of("change", lemma, prep)
            or (0 if prep else self.sign_of("effect", lemma))
        )
        if not act and lemma == "get" and prep == "of":
            act = -1
        if act:
            return verb, sign * act * self.parse.flip(verb), True
        return None

    def act(self, verb: int, sign: int) -> tuple[int, int, bool] | None:
        """One step up from something that may be done."""
        ought = self.parse.ought(verb)
        if ought:
            self.note(verb, sign, [*ought, verb], 0.75, "demand")
            return None
        head, dep = self.heads[verb], self.deps[verb]
        subject = self.parse.child(verb, "nsubj")
        auxiliaries = [c for c in self.children[verb] if self.deps[c] in ("aux", "auxpass")]
        to = any(self.words[c] == "to" for c in auxiliaries)
        if subject is not None and not to and self.parse.is_speaker(subject):
            words = {self.words[c] for c in auxiliaries}
            under_way = self.tags[verb] in ("VBG", "VBN") and self.words[subject] in FIRST
            meant = self.words[subject] != "it" or self.sign_of("change", self.lemmas[verb])
            if meant and self.may_be_done(verb) and (words & _WILL or under_way):
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

    def lessened(self, noun: int) -> bool:
        """Whether a noun as an object means less of what it names: "lower taxes", "fewer flights"."""
        return any(
            self.words[c] in _LESSENED and self.deps[c] == "amod" for c in self.children[noun]
        ) and not any(self.deps[c] in ("det", "poss") for c in self.children[noun])

    def may_be_done(self, verb: int) -> bool:
        """Whether a verb by itself tells of doing something for or against its object."""
        lemma = self.lemmas[verb]
        return any(self.sign_of(kind, lemma) for kind in ("change", "effect", "attitude")) or lemma in WANTS

    def act_under(self, verb: int, head: int, sign: int) -> tuple[int, int, bool] | None:
        """What the word that an act hangs on says of doing it."""
        lemma, tag = self.lemmas[head], self.tags[head][:1]
        if tag == "J":
            self.act_under_adjective(head, sign)
            return None
        if tag == "N":
            value = self.sign_of("merit", lemma)
            if value:
                self.note(head, sign * value * self.parse.flip(self.heads[head]), [head], 0.65, "words")
            elif lemma in TO_DO:
                if any(self.words[c] == "no" for c in self.children[head]):
                    return None  # "no plans to raise taxes" is no love of taxes
                own = any(self.deps[c] == "poss" for c in self.children[head])
                if self.deps[head] == "attr" or (own and self.parse.by_speaker(head)):
                    self.note(head, sign * self.parse.flip(self.heads[head]), [head, verb], 0.6, "demand")
                else:
                    return head, sign, False
            elif self.sign_of("change", lemma, "of") or self.sign_of("carrier", lemma):
                return head, sign, False
            return None
        if tag != "V":
            return None
        if lemma in COPULAS:
            for c in self.children[head]:
                if self.deps[c] in COMPLEMENTS:
                    value, tokens = self.means.complement(c)
                    if value:
                        self.note(head, sign * value * self.parse.flip(head), tokens, 0.7, "words")
                    elif self.lemmas[c] in TO_DO:
                        self.note(head, sign * self.parse.flip(head), [c, verb], 0.65, "demand")
            return None
        if lemma == "fail" or (
            lemma == "do" and self.parse.negated(head) and self.parse.child(head, "dobj") is not None
        ):
            self.note(head, sign, [head, verb], 0.55, "words")  # whose failing to do it is deplored
            return None
        if lemma == "do":
            return head, sign, True
        if lemma in AGAINST:
            return self.wanted(head, -sign)
        if lemma in WANTS or lemma in OUGHT_VERBS:
            return self.wanted(head, sign)
        if lemma in ("continue", "keep", "start", "begin", "help", "go", "try", "work", "consider"):
            return head, sign, True
        if lemma in ("stop", "cease", "avoid", "quit"):
            return head, -sign, True
        return None

    def act_under_adjective(self, adjective: int, sign: int) -> None:
        word, verb = self.words[adjective], self.heads[adjective]
        flip = self.parse.flip(verb) if self.tags[verb][:1] == "V" else 1
        if word in WILLING or word in UNWILLING:
            if self.parse.by_speaker(adjective):
                value = 1 if word in WILLING else -1
                self.note(verb, sign * value * flip, [adjective], 0.6, "act")
            return
        value, tokens = self.means.complement(adjective)
        self.note(verb, sign * value * flip, tokens, 0.7, "words")

    def wanted(self, verb: int, sign: int) -> tuple[int, int, bool] | None:
        """An act that somebody wants done: judged if the somebody is the speaker, or if a need is stated."""
        flip = self.parse.flip(verb)
        if self.lemmas[verb] in OUGHT_VERBS or self.parse.by_speaker(verb):
            self.note(verb, sign * flip, [verb], 0.7, "demand")
            return None
        ought = self.parse.ought(verb)
        if ought:
            self.note(verb, sign * flip, [*ought, verb], 0.6, "demand")
        elif self.heads[verb] not in self.scope.content and self.parse.subject(verb) is None:
            self.at_cue(verb, sign * flip, act=True)
        return None

    def at_cue(self, at: int, sign: int, *, act: bool) -> None:
        """What the cue says of its whole content, of which `at` is the head."""
        scope = self.scope
        if not scope.cue or at not in scope.content:
            return
        head, preposition = self.heads[at], ""
        if self.deps[at] in ("pobj", "pcomp"):
            preposition, head = self.words[head], (head if head in scope.cue else self.heads[head])
        if (
            head == at
            and self.tags[at] == "VB"
            and act
            and scope.quoted
            and self.parse.child(at, "nsubj") is None
        ):
            self.note(at, sign, [at], 0.6, "demand")  # "Stop the war!"
            return
        if head not in scope.cue and self.heads[head] not in scope.cue:
            return
        if act and any(self.tags[c] == "MD" for c in self.children[at]):
            return  # "ruled that it could remove them" asks for nothing
        to = any(self.words[c] in ("to", "be") for c in self.children[at])
        if act and not to and self.tags[at] not in ("VBG", "VB") and not self.wished(at):
            return
        if not act and head in scope.cue and self.lemmas[head] in AS:
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
        value = sign_of_cue(scope, self.sign_of, preposition, act=act)
        if any(self.words[c] in ("favor", "favour") for c in scope.cue):
            value = 1  # "spoke out in favour of"
        if not act and at == self.target and self.lessened(at):
            value = -value
        if value and scope.cue_negated:
            if scope.cue_type in ("criticism", "praise", "warning", "concern"):
                return
            value = -value
        cue = [c for c in scope.cue if abs(c - at) <= 30]
        if value and cue:
            self.note(at, sign * value, cue, 0.75, "cue")
