"""Whose voice a sentence is in: what speaks for the last speaker's going on, and what for the writer.

    Duan names three causes: price, wages and weather. While the first two could be mended, the third cannot.

"The first two" takes up what Duan said, "could" and the present tense are those of an opinion: three pieces
of evidence for Duan. A piece of evidence is a short name; its weight was learned from articles marked by
hand, starting from what was set by hand (`data/continuation-evidence.toml`, `data/continuation-weights.tsv`).
"""

import math
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from sayso.extract.discourse import NAMED_KINDS, Discourse

__all__ = ["Evidence", "common_words", "content_words", "evidence", "load_evidence"]

_LONGEST_SENTENCE = 120  # tokens
_LONG_SENTENCE = 35
_COMMON = 0.2  # share of the sentences from which a word is common in an article

_CONTENT_TAGS = frozenset({"NN", "NNS", "NNP", "NNPS", "JJ", "VBG", "VBN"})
_CONJECTURE = frozenset({"could", "would", "might", "may", "should"})
_MODALS = frozenset({"will", "can", "must", "ca", "wo", "shall", "'ll", "’ll"})
_WRITER = frozenset({"we", "our", "us", "ours", "i", "my", "me", "you", "your"})
_ORDINALS = frozenset({"first", "second", "third", "former", "latter", "last", "other"})
_PERSONS = frozenset({"he", "she"})
_CLAUSE_TAGS = frozenset({"VBZ", "VBP", "VBD", "MD"})


@dataclass(frozen=True, slots=True)
class Evidence:
    """The tables of `data/continuation-evidence.toml`, each explained there, and the weights.

    `weights` count; `prior` are those set by hand from which they were learned.
    """

    connectives: frozenset[str]
    parts: frozenset[str]
    taking_up: frozenset[str]
    writings: frozenset[str]
    verdicts: frozenset[str]
    views: frozenset[str]
    judging: frozenset[str]
    dates: frozenset[str]
    prior: dict[str, float]
    weights: dict[str, float]

    def chance(self, found: Iterable[str]) -> float:
        """The estimated chance, in [0, 1], that a sentence with this evidence is the speaker's."""
        score = sum(self.weights[name] for name in found)
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))

    def strongest(self, found: Iterable[str]) -> str:
        """The piece that speaks for the speaker most."""
        telling = [name for name in found if name not in ("start", "chain")]
        return max(telling, key=lambda name: self.weights[name], default="chain")


def load_evidence(tables: Path | None = None, weights: Path | None = None) -> Evidence:
    """Read the shipped tables and weights, or others of the same shape.

    `weights` are lines of name, weight, weight by hand; those that begin with "#" are comments.
    """
    data = files("sayso.extract") / "data"
    table = tomllib.loads((tables or data / "continuation-evidence.toml").read_text("utf-8"))
    learned: dict[str, float] = {}
    for line in (weights or data / "continuation-weights.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            name, weight, *_ = line.split("\t")
            learned[name] = float(weight)
    return Evidence(
        **{name: frozenset(table[name].split()) for name in table if name != "weights"},
        prior=table["weights"],
        weights=learned,
    )


def common_words(d: Discourse) -> set[str]:
    """What the whole article is about: to share these words with the speaker proves nothing."""
    counts: Counter[str] = Counter()
    for first, end in d.sentences:
        counts.update(content_words(d, range(first, end)))
    limit = max(3.0, _COMMON * len(d.sentences))
    return {word for word, count in counts.items() if count > limit}


def content_words(d: Discourse, tokens: Sequence[int]) -> set[str]:
    """The lemmas of the nouns, adjectives and participles among the tokens."""
    return {d.lemmas[token].lower() for token in tokens if d.tags[token] in _CONTENT_TAGS}


def evidence(
    d: Discourse, sentence: int, origin: dict[str, Any], said: set[str], tables: Evidence
) -> list[str] | None:
    """The names of what speaks for and against a sentence going on from `origin`; None when it cannot.

    `said` are the content lemmas of what the speaker has said so far. Linear in the sentence. What stands
    around the sentence is not looked at, nor are quotation marks.
    """
    first, end = d.sentences[sentence]
    words = d.lower[first:end]
    if _is_fragment(d, first, end):
        return None
    if end - first > _LONGEST_SENTENCE or words[-1] == "?" or not _WRITER.isdisjoint(words):
        return None
    root, subject = _main_clause(d, first, end)
    if d.tags[root][:2] not in ("VB", "MD"):
        return None
    found = ["start", *_voice(d, root)]
    supposing = "conjecture" in found or "modal" in found
    found += _anaphora(d, first, end, subject, said, tables, modal=supposing)
    shared = len(content_words(d, range(first, end)) & said)
    if shared:
        found.append(("one-word-shared", "words-shared", "many-words-shared")[min(shared, 3) - 1])
    if subject is not None:
        found += _subject(d, first, root, subject, origin, said, tables)
    found += _names(d, first, end, origin)
    found += _opening(words, tables)
    if "also" in words:
        found.append("also")
    if any(word[0].isdigit() for word in words if word):
        found.append("figures")
    if not tables.dates.isdisjoint(words):
        found.append("dated")
    if not tables.judging.isdisjoint(words):
        found.append("judging")
    if any(
        d.tags[token] == "VBG" and d.deps[token] == "advcl" and d.lemmas[token].lower() in tables.verdicts
        for token in range(root + 1, end)
    ):
        found.append("aside")
    if end - first < 6:
        found.append("short")
    elif end - first > _LONG_SENTENCE:
        found.append("long")
    return found + _origin(d, origin)


def _is_fragment(d: Discourse, first: int, end: int) -> bool:
    """Whether the sentence begins with a small letter: a piece of the one before, cut off by mistake."""
    letter = next((c for c in d.text[d.starts[first] : d.ends[end - 1]] if c.isalpha()), "")
    return letter.islower()


def _voice(d: Discourse, root: int) -> list[str]:
    """Mood and tense of the leading verb."""
    auxiliaries = {
        d.lower[child] for child in d.children.get(root, ()) if d.deps[child] in ("aux", "auxpass")
    }
    if not _CONJECTURE.isdisjoint(auxiliaries):
        return ["conjecture"]
    if not _MODALS.isdisjoint(auxiliaries):
        return ["modal"]
    if auxiliaries & {"has", "have", "had"}:
        return ["perfect"]
    if d.tags[root] == "VBD" or auxiliaries & {"was", "were", "did"}:
        return ["past"]
    if d.tags[root] in ("VBZ", "VBP") or auxiliaries & {"is", "are"}:
        return ["present"]
    return []


def _subject(
    d: Discourse,
    first: int,
    root: int,
    subject: int,
    origin: dict[str, Any],
    said: set[str],
    tables: Evidence,
) -> list[str]:
    found = []
    phrase = [token for token in range(first, root) if _under(d, token, subject)]
    if content_words(d, phrase) & said:
        found.append("subject-taken-up")
    mention = d.mention_at.get(subject)
    if mention is not None and d.kind(mention) in NAMED_KINDS:
        other = d.kind(mention) == "person" and d.entities[mention.entity]["id"] != origin["speaker_id"]
        found.append("other-person" if other else "named-subject")
    word = d.lower[subject]
    if word in _PERSONS:
        found.append("he-or-she")
    elif word == "they":
        found.append("they")
    demonstrated = any(d.lower[c] in ("this", "these", "such", "that") for c in d.children.get(subject, ()))
    if (demonstrated or word in ("this", "that")) and d.lemmas[root].lower() in tables.verdicts:
        found.append("verdict")
    if demonstrated and d.lemmas[subject].lower() in tables.writings:
        found.append("writing-named")
    return found


def _names(d: Discourse, first: int, end: int, origin: dict[str, Any]) -> list[str]:
    """The speaker is spoken of, or somebody who was not named before comes in."""
    here = {d.mention_at[token] for token in range(first, end) if token in d.mention_at}
    found = set()
    for mention in here:
        entity = d.entities[mention.entity]
        if entity["id"] == origin["speaker_id"]:
            found.add("speaker-named")
        elif entity["kind"] in NAMED_KINDS and entity["mentions"][0][0] == mention.start:
            found.add("new-name")
    return sorted(found)


def _opening(words: Sequence[str], tables: Evidence) -> list[str]:
    opening = [word for word in words[:3] if word.strip() and word != ","]
    found = []
    if opening and (
        opening[0] in tables.connectives
        or (opening[0] in ("in", "as") and not tables.connectives.isdisjoint(opening))
    ):
        found.append("but" if opening[0] in ("but", "yet") else "connective")
    if opening and opening[0] in ("while", "although", "though"):
        found.append("concession")
    if opening and opening[0] in ("and", "so", "because", "or"):
        found.append("strung-on")
    return found


def _origin(d: Discourse, origin: dict[str, Any]) -> list[str]:
    """What kind of statement it would go on from."""
    found = []
    spoken = d.tokens(origin["content"])
    if spoken and not any(d.tags[token] in _CLAUSE_TAGS for token in spoken):
        found.append("topic-named")
    if any(d.tags[token] in ("VBZ", "VBP") for token in d.tokens(origin["cue"])):
        found.append("present-cue")
    if origin["quote_type"] != "indirect":
        found.append(f"{origin['quote_type']}-before")
    if origin["cue_type"] in ("belief", "attitude", "criticism", "praise", "concern", "warning"):
        found.append("opinion-before")
    return found


def _main_clause(d: Discourse, first: int, end: int) -> tuple[int, int | None]:
    """The verb and the subject that lead a sentence; of clauses strung together the first."""
    root = next((token for token in range(first, end) if d.heads[token] == token), first)
    for token in range(first, root):
        verb = d.heads[token]
        if d.deps[token] in ("nsubj", "nsubjpass") and token < verb <= root and _strung(d, verb, root):
            return verb, token
    return root, None


def _strung(d: Discourse, verb: int, root: int) -> bool:
    for _ in range(6):
        if verb == root:
            return True
        if d.deps[verb] not in ("ccomp", "parataxis"):
            return False
        verb = d.heads[verb]
    return False


def _under(d: Discourse, token: int, top: int) -> bool:
    for _ in range(8):
        if token == top:
            return True
        if d.heads[token] == token:
            return False
        token = d.heads[token]
    return False


def _anaphora(
    d: Discourse, first: int, end: int, subject: int | None, said: set[str], tables: Evidence, *, modal: bool
) -> list[str]:
    for token in range(first, end - 1):
        word = d.lower[token]
        if word in _ORDINALS and token > first and d.lower[token - 1] == "the":
            after = {d.lemmas[next_token].lower() for next_token in range(token + 1, min(end, token + 4))}
            alone = word in ("former", "latter") and d.deps[token] != "amod"  # not "the former mayor"
            if alone or after & tables.parts:
                return ["ordinal-anaphor"]
        if word == "both" and d.lemmas[token + 1].lower() in tables.parts:
            return ["ordinal-anaphor"]
        if word in ("this", "these", "such", "those"):
            noun = d.heads[token] if d.deps[token] in ("det", "amod", "predet") else None
            if noun is not None and token < noun < end:
                lemma = d.lemmas[noun].lower()
                if lemma in said or lemma in tables.taking_up:
                    return ["anaphor"]
            elif token == subject and modal and d.sentence_of[token] and token - first < 3:
                return ["anaphor"]
    return []
