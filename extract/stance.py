"""The component `sayso_stance`: how the speaker of each statement stands toward its topics, by which words.

    "The quarry tax is a disaster for small towns," she said.   -> toward taxation: negative,
                                                                   by "a disaster for small towns"

A stance is set only where words or the cue carry it: `sayso.extract.judging` tells how the words that judge
are found from those of the topic. Whom the speaker only quotes, what he asks, supposes or denies takes no
stance. The component comes after `sayso_topics`: without topics there is nothing to be for or against.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from sayso.extract.grammar import Grammar
from sayso.extract.judgements import Judge, Judgement, Scope
from sayso.extract.modality import CueForce
from sayso.extract.names import word_set
from sayso.extract.stance_lexicon import load_stance_lexicon

__all__ = ["Stances", "make_stance"]

_ELSEWHERE = 0.7  # what confidence is multiplied by where the topic stands outside the speaker's own words
_AGREEING = 0.05
_SPOKEN_LOOSELY = 0.55
_BY_MEANING = 0.8  # and where the topic was found by meaning alone
_SHORT = 30  # tokens of a content that names its topic, in which "it" and feelings are toward it
_ONE_VIEW, _JOINED = 40, 12  # tokens from one side of a mixed view to the other, with "but" and with "and"
_CONTRASTING = word_set(
    "but although though yet however while whereas nevertheless nonetheless still despite even"
)

_BACK = word_set("it this that they these those them which")
_MANY = word_set("they these those them")
_POINTING = word_set("this these that those such")
_ARTICLES = word_set("the a an")
_ROLES = frozenset(("nsubj", "nsubjpass", "dobj"))
# Who or what only takes part in what a topic is: praise of a candidate is not praise of the election.
_PARTIES = word_set(
    "voter candidate contestant nominee poll judge prosecutor lawyer creditor debtor taxpayer diplomat"
)
_OF_ONE = frozenset(("undecided", "mixed feelings"))
_LACKING = word_set("lack absence shortage")
_EXPLETIVE = frozenset(("acomp", "attr", "oprd"))
_NO_STANCE = frozenset(("question", "hearsay", "impersonal", "nominal"))
_UNDECIDED = re.compile(
    r"\b(?:too (?:early|soon) to (?:say|tell|judge|know)|remains? to be seen|jury is (?:still )?out"
    r"|(?:hard|difficult|impossible) to (?:say|tell|know) (?:if|whether|what|how)|wait and see"
    r"|undecided|mixed feelings|of two minds|in two minds|yet to (?:decide|make up)"
    r"|(?:has|have) not (?:yet )?(?:decided|made up)|(?:is|are|am|was|were) torn (?:between|about|over|on)"
    r"|time will tell)\b",
    re.IGNORECASE,
)
_DECIDING = word_set(
    "early soon seen jury hard difficult impossible wait undecided mixed minds decide make decided made torn "
    "tell neither no neutral agnostic impartial not"
)
_NEUTRAL = re.compile(
    r"\b(?:neither (?:for nor against|supports? nor opposes?|supported nor opposed|endorses? nor)"
    r"|(?:takes?|took|taking|has|have|had|holds?) no (?:position|sides?|view|opinion|stance|preference)"
    r"|(?:is|are|am|was|were|remains?|remained|stays?) (?:neutral|agnostic|impartial)|no opinion (?:on|about)"
    r"|not (?:take|taking) (?:a position|a side|sides|a stance|a view))\b",
    re.IGNORECASE,
)


class Stances:
    """Sets `stance` on each entry of `doc._.statements`, by its `topics`."""

    def __init__(self) -> None:
        self._lexicon = load_stance_lexicon()

    def __call__(self, doc: Doc) -> Doc:
        statements = doc._.statements or []
        if any(statement.get("topics") for statement in statements):
            grammar = Grammar(doc)
            judge = Judge(grammar, self._lexicon)
            for statement in statements:
                statement["stance"] = list(_stances(grammar, judge, statement))
        else:
            for statement in statements:
                statement["stance"] = []
        return doc


def _stances(grammar: Grammar, judge: Judge, statement: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    topics = statement.get("topics") or ()
    content = [at for start, end in statement["content"] for at in grammar.tokens(start, end)]
    if not topics or not content or (statement.get("cue_type") or "none") in _NO_STANCE:
        return
    force = CueForce(grammar, statement, content)
    if force.supposed or force.refused or any(grammar.words[at] == "?" for at in content[-3:]):
        return
    if grammar.words[content[0]] in ("whether", "if"):
        return
    scope = _scope(grammar, statement, content, force.negated)
    if force.negated and scope.cue_type in ("say", "claim", "factive", "emphasis", "document", "denial"):
        return
    found = False
    for topic in topics:
        taken = _toward(grammar, judge, statement, topic, scope, content)
        if taken is not None:
            found = True
            yield taken
    if not found and topics[0]["basis"] != "sentence":
        named = _named(grammar, topics[0])
        taken = _of_the_whole(grammar, judge, scope, content, named) or _undecided(grammar, statement)
        if taken is not None:
            yield taken | {"toward": topics[0]["topic"]}


def _scope(grammar: Grammar, statement: Mapping[str, Any], content: Sequence[int], negated: bool) -> Scope:
    source, cue = (
        frozenset(at for start, end in statement.get(name) or () for at in grammar.tokens(start, end))
        for name in ("source", "cue")
    )
    return Scope(
        content=frozenset(content),
        source=source,
        cue=cue,
        cue_type=statement.get("cue_type") or "none",
        cue_lemma=statement.get("cue_lemma") or "",
        cue_negated=negated,
        quoted=statement.get("quote_type") == "direct",
    )


def _toward(
    grammar: Grammar,
    judge: Judge,
    statement: Mapping[str, Any],
    topic: Mapping[str, Any],
    scope: Scope,
    content: Sequence[int],
) -> dict[str, Any] | None:
    if topic["basis"] == "sentence" and "sentence" in statement:
        scope = replace(scope, content=scope.content.union(grammar.tokens(*statement["sentence"])))
    for target in _targets(grammar, topic, scope):
        found = judge.of(target, scope)
        if topic["basis"] == "sentence":  # only what is the object of the cue: "attacked the levy, saying …"
            found = [one for one in found if one.rule == "words" and one.start in scope.cue]
        if found:
            for at in content:  # "it" after what it stands for: "a useful aid … it should not be allowed"
                if grammar.words[at] == "it" and at > target and not _empty(grammar, at):
                    found += judge.of(at, scope)
            sure = _BY_MEANING if topic.get("rule") == "meaning" else 1.0
            found += judge.contrast(found, content)
            return (
                _summed(grammar, found, sure) | {"toward": topic["topic"]}
                if _one_view(grammar, found)
                else None
            )
    return None


def _named(grammar: Grammar, topic: Mapping[str, Any]) -> range:
    """The tokens that name a topic in the statement's own words; none where other words tell it."""
    evidence = topic.get("evidence")
    if topic["basis"] != "own-words" or evidence is None:
        return range(0)
    return grammar.tokens(*evidence)


def _of_the_whole(
    grammar: Grammar, judge: Judge, scope: Scope, content: Sequence[int], named: range
) -> dict[str, Any] | None:
    """What is said of "it" or "the plan", and what the speaker feels, toward what is spoken of at all."""
    root = grammar.root(content)
    found = judge.of_content(root, scope) if root is not None else []
    if named and len(content) > _SHORT:
        return None  # so long a text speaks of more than what it names
    several = any(grammar.tags[at] in ("NNS", "NNPS") or grammar.words[at] == "police" for at in scope.source)
    for target in _pointing(grammar, judge, content, named, several):
        found += judge.of(target, scope)
    found += judge.feelings(content, scope, named)
    found += judge.contrast(found, content) if found else []
    return _summed(grammar, found, _ELSEWHERE) if found and _one_view(grammar, found) else None


def _one_view(grammar: Grammar, found: Sequence[Judgement]) -> bool:
    """Whether judgements agree, or differ as two sides of one view do: near each other, with a "but"."""
    if len({judgement.sign for judgement in found}) == 1:
        return True
    if any(one.rule == "act" for one in found):
        return False  # "we will fight it, but we will not fight it so"
    start, end = min(one.start for one in found), max(one.end for one in found)
    between = grammar.words[start : end + 1]
    return end - start <= _ONE_VIEW and (
        not _CONTRASTING.isdisjoint(between) or ("and" in between and end - start <= _JOINED)
    )


def _summed(grammar: Grammar, found: Sequence[Judgement], weight: float) -> dict[str, Any]:
    """One stance of several judgements: mixed if they differ."""
    best = max(found, key=lambda judgement: (judgement.confidence, -judgement.start))
    confidence, polarity, rule = best.confidence, "positive" if best.sign > 0 else "negative", best.rule
    start, end = best.start, best.end
    if len({judgement.sign for judgement in found}) > 1:
        polarity, confidence, rule = "mixed", min(judgement.confidence for judgement in found), "words"
        start, end = min(judgement.start for judgement in found), max(judgement.end for judgement in found)
    elif len(found) > 1:
        confidence += _AGREEING
    return {
        "polarity": polarity,
        "confidence": round(confidence * weight, 3),
        "evidence": [grammar.begins[start], grammar.end(end)],
        "rule": rule,
    }


def _undecided(grammar: Grammar, statement: Mapping[str, Any]) -> dict[str, Any] | None:
    """A stance of one who says that he has none."""
    for start, end in statement["content"]:
        if _DECIDING.isdisjoint(grammar.words[at] for at in grammar.tokens(start, end)):
            continue
        begin, text = grammar.text(start, end)
        for polarity, pattern in (("unclear", _UNDECIDED), ("neutral", _NEUTRAL)):
            match = pattern.search(text)
            if match and not (
                match[0] in _OF_ONE and not _of_speaker(grammar, begin + match.start(), statement)
            ):
                return {
                    "polarity": polarity,
                    "confidence": _SPOKEN_LOOSELY,
                    "evidence": [begin + match.start(), begin + match.end()],
                    "rule": "words",
                }
    return None


def _of_speaker(grammar: Grammar, start: int, statement: Mapping[str, Any]) -> bool:
    """Whether a word says something of the speaker: "she was undecided", not "voters are undecided"."""
    tokens = grammar.tokens(start, start + 1)
    if not tokens:
        return False
    verb = grammar.heads[tokens[0]]
    subject = next((c for c in grammar.children[verb] if grammar.deps[c] == "nsubj"), None)
    if subject is None:
        return False
    begin = grammar.begins[subject]
    return grammar.tags[subject] == "PRP" or any(a <= begin < b for a, b in statement.get("source") or ())


def _targets(grammar: Grammar, topic: Mapping[str, Any], scope: Scope) -> Iterator[int]:
    """The tokens that name a topic in the statement or its sentence, the surest first."""
    evidence = topic.get("evidence")
    if evidence is not None and topic["basis"] in ("own-words", "sentence"):
        tokens = [at for at in grammar.tokens(*evidence) if at in scope.content]
        if tokens:
            clauses = "meaning" not in (topic.get("rule") or "")
            yield from _heads(grammar, tokens, scope.content, clauses=clauses)


def _heads(
    grammar: Grammar, tokens: Sequence[int], inside: frozenset[int], *, clauses: bool
) -> Iterator[int]:
    """The heads of the phrases that some words are, nouns first, and the verbs of its clauses.

    Of words that were found by what they mean, which may be a whole clause, the subject and the object stand
    for the verb: that they come near to a topic does not say which of them is it.
    """
    own = frozenset(tokens)
    tops = [at for at in tokens if grammar.heads[at] not in own or grammar.heads[at] == at]
    for at in tops:
        if grammar.tags[at][:1] == "N" and grammar.lemmas[at] not in _PARTIES:
            yield at if grammar.lemmas[at] not in _LACKING else _lacked(grammar, at)
    for at in tops:
        if grammar.tags[at][:1] != "V":
            continue
        if clauses:
            yield at
        else:
            yield from (
                c for c in grammar.children[at] if grammar.deps[c] in _ROLES and grammar.tags[c][:1] == "N"
            )


def _lacked(grammar: Grammar, noun: int) -> int:
    """What there is a lack of: a topic is that, not the lack."""
    of = next((c for c in grammar.children[noun] if grammar.words[c] == "of"), noun)
    return next((c for c in grammar.children[of] if grammar.deps[c] == "pobj"), noun)


def _pointing(
    grammar: Grammar, judge: Judge, content: Iterable[int], named: range, several: bool
) -> Iterator[int]:
    """Pronouns, and nouns such as "this plan" or "the step", that may stand for what is spoken of.

    Where the content names the topic itself, they must come after it, a noun with "the" or "a" is something
    else, and so is "they" unless it names several; where the speakers are `several`, "they" are the speakers.
    """
    they = not several and any(grammar.tags[at] in ("NNS", "NNPS") for at in named)
    for at in content:
        word = grammar.words[at]
        if (named and at < named.stop) or (grammar.tags[at] == "WDT" and word != "which"):
            continue
        if grammar.deps[at] == "csubj" and not named:
            yield at
        if grammar.deps[at] not in _ROLES:
            continue
        if word in _BACK:
            many = word in _MANY and (several or (bool(named) and not they))
            if grammar.tags[at] in ("PRP", "DT", "WDT") and not many and not _empty(grammar, at):
                yield at
        elif grammar.tags[at][:1] == "N":
            before = {grammar.words[c] for c in grammar.children[at] if grammar.deps[c] in ("det", "amod")}
            if judge.gathers(at) and (before & _POINTING or (before & _ARTICLES and not named)):
                yield at


def _empty(grammar: Grammar, at: int) -> bool:
    """Whether "it" stands for a clause that comes after: "it is wrong to …"."""
    if grammar.words[at] != "it":
        return False
    verb = grammar.heads[at]
    below = [verb, *(c for c in grammar.children[verb] if grammar.deps[c] in _EXPLETIVE)]
    return any(
        grammar.deps[c] in ("xcomp", "ccomp", "csubj", "advcl") for b in below for c in grammar.children[b]
    )


@Language.factory("sayso_stance", assigns=["doc._.statements"])
def make_stance(nlp: Language, name: str) -> Stances:
    """Make the component; it needs a parser and a tagger before it, and works on what `sayso_topics` sets."""
    if not Doc.has_extension("statements"):
        Doc.set_extension("statements", default=None)
    return Stances()
