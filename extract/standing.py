"""Who stands by the words of a clause, and how it is put: negated, wanted, felt, left to others.

"Critics say it is unfair"      of "unfair": held by others, not by the speaker
"I do not think it is unfair"   of "unfair": the speaker says that it is not so
"""

from dataclasses import dataclass

from sayso.extract.grammar import Grammar
from sayso.extract.names import word_set

__all__ = ["FIRST", "LONGEST_EVIDENCE", "NEGATIONS", "OUGHT_VERBS", "SUBJECTS", "Scope", "Standing"]

LONGEST_EVIDENCE = 12  # tokens
_APART = word_set("conj cc punct relcl advcl ccomp parataxis aux auxpass mark neg")
SUBJECTS = frozenset(("nsubj", "csubj", "nsubjpass", "csubjpass"))
NEGATIONS = word_set("not n't n’t never hardly barely scarcely neither nor no nobody none cannot")
_ONLY = word_set("only just merely simply")
_OUGHT = word_set("must should ought shall")
OUGHT_VERBS = word_set("need have ought")  # "needs to be …", "has to be …"
FIRST = word_set("i we")
_THIRD = word_set("he she they it")
_OWN = word_set("my our")
_THEIR = word_set("his her their its")
_REPORTING = word_set(
    "say claim argue think believe warn insist suggest tell complain contend allege maintain assert fear "
    "worry predict expect feel write report note add state declare announce consider describe call accuse "
    "hope agree suspect assume doubt deny joke admit concede reckon estimate see view regard"
)
_HOLDING = word_set(
    "think believe feel say consider find hope agree know guess suppose reckon suspect expect see"
)
_DOUBTING = word_set("doubt doubtful dubious skeptical sceptical disbelieve unconvinced deny dispute")
_IF = word_set("if unless whether lest")


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


class Standing:
    """Reads the parse for one statement; `target` is the token that is judged, -1 for none."""

    def __init__(self, grammar: Grammar, target: int, scope: Scope) -> None:
        self.words, self.tags, self.deps = grammar.words, grammar.tags, grammar.deps
        self.lemmas, self.heads, self.children = grammar.lemmas, grammar.heads, grammar.children
        self.target, self.scope = target, scope

    def child(self, at: int, *deps: str) -> int | None:
        return next((c for c in self.children[at] if self.deps[c] in deps), None)

    def negated(self, at: int) -> bool:
        """Whether a verb or complement is negated: by "not", "no longer", or its subject ("nobody")."""
        count = 0
        for c in self.children[at]:
            word = self.words[c]
            if (
                (
                    word in NEGATIONS
                    and self.deps[c] != "cc"
                    and not (c + 1 < len(self.words) and self.words[c + 1] in _ONLY)
                )
                or (
                    self.deps[c] in SUBJECTS
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

    def scarce(self, verb: int, obj: int) -> bool:
        """Whether next to nothing is done: "cost passengers little", "few jobs", "hardly any", "nothing"."""
        words = self.words
        for at in (*self.children[verb], *self.children[obj]):
            word, before, after = words[at], words[at - 1], words[at + 1 : at + 2]
            if word == "nothing" and after not in (["but"], ["except"], ["short"]):
                return True
            small = self.deps[at] == "amod" and self.tags[self.heads[at]] != "NN"  # "little shops"
            if word == "little" and before not in ("a", "the", "this", "that") and not small:
                return True
            if word == "few" and self.heads[at] == obj and before not in ("a", "the", "these", "those"):
                return True
            if word == "any" and before in ("hardly", "barely", "scarcely"):
                return True
        return False

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

    def joined(self, verb: int) -> list[int]:
        """The verbs joined to one that have no subject of their own."""
        found = []
        for c in self.children[verb]:
            if self.deps[c] == "conj" and self.tags[c][:1] in "VJN" and self.child(c, *SUBJECTS) is None:
                found.append(c)
        return found

    def is_speaker(self, at: int | None) -> bool:
        if at is None:
            return False
        word = self.words[at]
        if word in FIRST or at in self.scope.source:
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
            or (
                self.words[subject] in ("it", "that", "this")
                and self.tags[subject] != "WDT"
                and not self.scope.quoted
            )
        )

    def held(self, at: int) -> int:
        """1 if the speaker stands by the clause of a token, -1 if he denies it, 0 if others hold it."""
        sign = 1
        while at in self.scope.content:
            head, dep = self.heads[at], self.deps[at]
            if head == at or head not in self.scope.content:
                break
            if dep in ("advcl", "ccomp") and any(
                self.words[c] in _IF and self.words[c - 1] != "even" for c in self.children[at]
            ):
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
        """1 if the speaker says what his words say, -1 if he denies it, 0 if he leaves it open."""
        scope = self.scope
        sign = -1 if scope.cue_negated else 1
        if scope.cue_type == "denial":
            return 0
        if scope.cue_lemma in _DOUBTING:
            return -sign
        return sign if sign > 0 or scope.cue_lemma in _HOLDING else 0

    def ought(self, verb: int) -> list[int]:
        """The words that say that something should be done: "should", "has to"."""
        found = [c for c in self.children[verb] if self.deps[c] == "aux" and self.words[c] in _OUGHT]
        if not found and self.deps[verb] == "xcomp" and self.lemmas[self.heads[verb]] in OUGHT_VERBS:
            found = [self.heads[verb]]
        if not found and self.deps[verb] == "conj" and self.child(verb, "nsubj", "aux") is None:
            return self.ought(self.heads[verb])
        return found

    def reach(self, at: int) -> list[int]:
        """A word with what hangs on it close by: a complement and its phrase."""
        found = [at]
        for c in self.children[at]:
            if self.deps[c] in _APART or self.deps[c] in SUBJECTS:
                continue
            if abs(c - at) <= LONGEST_EVIDENCE:
                found.append(c)
                if self.deps[c] in ("prep", "xcomp", "dobj", "acl"):
                    found.extend(g for g in self.children[c] if self.deps[g] in ("pobj", "dobj", "amod"))
        return found
