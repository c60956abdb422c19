"""Who keeps silent has said nothing: "declined to comment", "did not respond to requests for comment".

Corpora of attributions mark many such clauses, with "to comment" for a content. For a graph of who said what
they are no statements: there are no words, no view and nothing to quote. What is refused with a clause of
its own ("declined to say whether the plant would close") is no such silence: it tells what is left open.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sayso.extract.discourse import Discourse
from sayso.extract.names import word_set

__all__ = ["keeps_silent"]

_DECLINING = word_set("decline refuse")
_COMMENTING = word_set("comment respond reply answer elaborate discuss speak talk react interview")
_ANSWERS = word_set(
    "comment response reply answer elaboration statement interview detail explanation query inquiry enquiry "
    "question"
)
_CALLS = word_set("call message e-mail email letter request") | _ANSWERS
_GIVEN = dict.fromkeys(word_set("give make offer provide issue grant take"), _ANSWERS) | {
    "have": word_set("comment response reply"),
    "return": _CALLS,
}
_NEGATIONS = word_set("not n't n’t never no")
_ONLY = word_set("only just merely simply")
_NOTHING: frozenset[str] = frozenset()
_NEAR = 8  # words of a content in which its first verb and noun stand


def keeps_silent(d: Discourse, attribution: dict[str, Any]) -> bool:
    """Whether an attribution tells only that somebody gave no answer."""
    if attribution["quote_type"] != "indirect":
        return False
    cue, content = d.tokens(attribution["cue"]), d.tokens(attribution["content"])[:_NEAR]
    declined = [token for token in cue if d.lemmas[token].lower() in _DECLINING]
    if not declined and not _negated(d, cue):
        return False
    words = [token for token in cue if not declined or token > declined[-1]] + content
    acts = words if declined else cue
    verb = next((token for token in acts if d.tags[token][:2] == "VB" and _acts(d, token)), None)
    if declined and (verb is None or _is_noun(d, words[: words.index(verb)])):
        return _is_answer(d, words)  # "declined requests for an interview"
    if verb is None:
        return False
    lemma = d.lemmas[verb].lower()
    return lemma in _COMMENTING or _is_answer(d, words[words.index(verb) + 1 :], _GIVEN.get(lemma, _NOTHING))


def _negated(d: Discourse, cue: Sequence[int]) -> bool:
    """Whether "not" or "no" stands in a cue or hangs on it, not as in "not only", nor as the answer."""
    return any(
        d.lower[token] in _NEGATIONS
        and d.lower[token + 1 : token + 2] not in ([word] for word in _ONLY)
        and not _is_answered(d, token)
        for at in cue
        for token in (at, *d.children.get(at, ()))
    )


def _is_answered(d: Discourse, token: int) -> bool:
    """Whether a "no" or "never" is the answer itself: "she replied no", "Never, replied Berg"."""
    if d.lower[token] == "no":
        return d.tags[d.heads[token]][:2] != "NN"
    return token == d.sentences[d.sentence_of[token]][0] or token > d.heads[token]


def _acts(d: Discourse, token: int) -> bool:
    """Whether a verb is no auxiliary."""
    return d.deps[token] not in ("aux", "auxpass") and d.lemmas[token].lower() != "be"


def _is_noun(d: Discourse, words: Sequence[int]) -> bool:
    return any(d.tags[token][:2] == "NN" for token in words)


def _is_answer(d: Discourse, words: Iterable[int], answers: frozenset[str] = _ANSWERS) -> bool:
    """Whether one of the first two nouns is a comment, a reply, a call that is to be returned."""
    nouns = [token for token in words if d.tags[token][:2] == "NN"]
    return any(d.lemmas[token].lower() in answers for token in nouns[:2])
