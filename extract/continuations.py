"""The component `sayso_continuations`: sentences that go on in the last speaker's voice without a cue.

    Duan names three causes: price, wages and weather. While the first two could be mended, the third cannot.

The second sentence is Duan's too, as far as a reader can tell. Such a statement is a guess and is marked as
one: it `continues` another, has no cue, and its confidence is at most 0.6. What speaks for and against is
weighed as a sum of hand-set weights (`data/continuation-evidence.toml`); most sentences after an attribution
are the writer's, so the sum starts well below zero.
"""

import math
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from sayso.extract.discourse import NAMED_KINDS, Discourse, read_discourse

__all__ = ["Continuations", "Evidence", "evidence", "load_evidence", "make_continuations"]

_THRESHOLD = 0.3
_HIGHEST = 0.6  # a guess never counts for more
_LONGEST_CHAIN = 4
_LONGEST_SENTENCE = 120  # tokens
_COMMON = 0.2  # share of the sentences from which a word is common in an article

_CONTENT_TAGS = frozenset({"NN", "NNS", "NNP", "NNPS", "JJ", "VBG", "VBN"})
_CARRYING_CUES = frozenset(
    {"say", "belief", "claim", "factive", "emphasis", "concern", "warning", "criticism", "praise"}
    | {"speculation", "document", "attitude", "nominal", "denial"}
)
_CONJECTURE = frozenset({"could", "would", "might", "may", "should"})
_MODALS = frozenset({"will", "can", "must", "ca", "wo", "shall", "'ll", "’ll"})
_WRITER = frozenset({"we", "our", "us", "ours", "i", "my", "me", "you", "your"})
_ORDINALS = frozenset({"first", "second", "third", "former", "latter", "last", "other"})
_FIRST = frozenset({"firstly", "first", "one"})
_NEXT = frozenset(
    {"secondly", "second", "thirdly", "third", "fourthly", "fourth", "lastly", "finally", "another"}
)
_HEARING = frozenset({"hear", "see", "encounter", "receive", "meet", "circulate", "exist", "be", "emerge"})


@dataclass(frozen=True, slots=True)
class Evidence:
    """The tables of `data/continuation-evidence.toml`, each explained there."""

    connectives: frozenset[str]
    parts: frozenset[str]
    taking_up: frozenset[str]
    writings: frozenset[str]
    verdicts: frozenset[str]
    views: frozenset[str]
    weights: dict[str, float]


def load_evidence(path: Path | None = None) -> Evidence:
    """Read the shipped tables, or others of the same shape."""
    source = path if path is not None else files("sayso.extract").joinpath("data/continuation-evidence.toml")
    table = tomllib.loads(source.read_text("utf-8"))
    return Evidence(
        **{name: frozenset(table[name].split()) for name in table if name != "weights"},
        weights=table["weights"],
    )


class Continuations:
    """Adds to `doc._.statements` what goes on from them."""

    def __init__(self, tables: Evidence) -> None:
        self.tables = tables

    def __call__(self, doc: Doc) -> Doc:
        """Insert the guesses in text order; `continues` is the index of the statement gone on from."""
        found: list[dict[str, Any]] = doc._.statements or []
        discourse = read_discourse(doc)
        kept, listed = _lists(discourse, found, self.tables)
        doc._.statements = _in_order([*kept, *listed, *_guesses(discourse, [*kept, *listed], self.tables)])
        return doc


def _in_order(statements: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """By sentence; until here `continues` holds the statement itself, from here its index."""
    order = sorted(statements, key=lambda statement: int(statement["sentence"][0]))
    places = {id(statement): place for place, statement in enumerate(order)}
    for statement in order:
        origin = statement.get("continues")
        statement["continues"] = None if origin is None else places[id(origin)]
    return order


def _carried(origin: dict[str, Any], content: list[int], confidence: float, rule: str) -> dict[str, Any]:
    return {
        **origin,
        "source": [],
        "cue": [],
        "content": [content],
        "sentence": content,
        "quote_type": "indirect",
        "cue_type": "none",
        "cue_lemma": "",
        "coreference": "carried" if origin["speaker_id"] is not None else None,
        "continues": origin,
        "confidence": round(confidence, 3),
        "rule": f"continuation:{rule}",
    }


def _by_sentence(d: Discourse, statements: Sequence[dict[str, Any]]) -> dict[int, list[dict[str, Any]]]:
    """The statements that have a word in a sentence, for each sentence."""
    found: dict[int, list[dict[str, Any]]] = {}
    for statement in statements:
        spans = [*statement["source"], *statement["cue"], *statement["content"]]
        places = {
            d.sentence_of[token] for span in spans for token in (d.token_at(span[0]), d.token_at(span[1] - 1))
        }
        for place in range(min(places), max(places) + 1):
            found.setdefault(place, []).append(statement)
    return found


def _guesses(
    d: Discourse, statements: Sequence[dict[str, Any]], tables: Evidence
) -> Iterator[dict[str, Any]]:
    taken = _by_sentence(d, statements)
    common = _common(d)
    kinds = {entity["id"]: (entity["kind"], entity.get("organization_kind")) for entity in d.entities}
    for place in sorted(taken):
        origin = _origin(taken[place])
        if origin is None or place + 1 in taken:
            continue
        said = _content_words(d, d.tokens(origin["content"])) - common
        for length in range(1, _LONGEST_CHAIN):
            sentence = place + length
            if sentence >= len(d.sentences) or sentence in taken or not _same_unit(d, place, sentence):
                break
            following = taken.get(sentence + 1, [])
            found = evidence(d, sentence, origin, said, tables)
            if found is None:
                break
            kind, body = kinds.get(origin["speaker_id"], ("", None))
            found += ["group"] * (kind == "collective") + ["document"] * (kind == "document")
            found += ["government"] * (body == "government or party")
            found += ["chain"] * (length - 1)
            if any(s["speaker_id"] == origin["speaker_id"] for s in following) and _same_unit(
                d, place, sentence + 1
            ):
                found.append("speaker-goes-on")
            score = sum(tables.weights[name] for name in found)
            if score < _THRESHOLD:
                break
            first, end = d.sentences[sentence]
            strongest = max(found, key=lambda name: tables.weights[name])
            yield _carried(origin, _trimmed(d, first, end), _HIGHEST / (1.0 + math.exp(-score)), strongest)
            said |= _content_words(d, range(first, end)) - common


def _origin(statements: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """The statement of a sentence that can be gone on from: the outermost one of its only speaker."""
    outer = [
        s for s in statements if s.get("relayed_by_id") is None and s.get("continues") is None
    ] or statements
    speakers = {statement["speaker_id"] for statement in outer}
    last = outer[-1]
    if len(speakers) > 1 or None in speakers or last["quote_type"] == "direct":
        return None
    return last if last["cue_type"] in _CARRYING_CUES else None


def _same_unit(d: Discourse, one: int, other: int) -> bool:
    if other >= len(d.sentences):
        return False
    unit = d.unit_of[d.sentences[one][0]]
    return unit == d.unit_of[d.sentences[other][0]] and d.units[unit]["kind"] == "paragraph"


def _trimmed(d: Discourse, first: int, end: int) -> list[int]:
    """The characters of a sentence without the white space round it."""
    while end - 1 > first and not d.lower[end - 1].strip():
        end -= 1
    while first < end - 1 and not d.lower[first].strip():
        first += 1
    return [d.starts[first], d.ends[end - 1]]


def _common(d: Discourse) -> set[str]:
    """What the whole article is about: to share these words with the speaker proves nothing."""
    counts: Counter[str] = Counter()
    for first, end in d.sentences:
        counts.update(_content_words(d, range(first, end)))
    limit = max(3.0, _COMMON * len(d.sentences))
    return {word for word, count in counts.items() if count > limit}


def _content_words(d: Discourse, tokens: Sequence[int]) -> set[str]:
    return {d.lemmas[token].lower() for token in tokens if d.tags[token] in _CONTENT_TAGS}


def evidence(
    d: Discourse, sentence: int, origin: dict[str, Any], said: set[str], tables: Evidence
) -> list[str] | None:
    """The names of what speaks for and against a sentence going on from `origin`; None when it cannot.

    `said` are the content lemmas of what the speaker has said so far. Linear in the sentence.
    """
    first, end = d.sentences[sentence]
    words = d.lower[first:end]
    if end - first > _LONGEST_SENTENCE or words[-1] == "?" or not _WRITER.isdisjoint(words):
        return None
    root, subject = _main_clause(d, first, end)
    if d.tags[root][:2] not in ("VB", "MD"):
        return None
    found = ["start"]
    below = d.children.get(root, [])
    auxiliaries = {d.lower[child] for child in below if d.deps[child] in ("aux", "auxpass")}
    # the voice of the verb
    if not _CONJECTURE.isdisjoint(auxiliaries):
        found.append("conjecture")
    elif not _MODALS.isdisjoint(auxiliaries):
        found.append("modal")
    elif auxiliaries & {"has", "have", "had"}:
        found.append("perfect")
    elif d.tags[root] == "VBD" or auxiliaries & {"was", "were", "did"}:
        found.append("past")
    elif d.tags[root] in ("VBZ", "VBP") or auxiliaries & {"is", "are"}:
        found.append("present")
    # what it takes up
    found += _anaphora(d, first, end, subject, said, tables, modal="conjecture" in found or "modal" in found)
    shared = len(_content_words(d, range(first, end)) & said)
    if shared:
        found.append(("one-word-shared", "words-shared", "many-words-shared")[min(shared, 3) - 1])
    if subject is not None:
        phrase = [token for token in range(first, root) if _under(d, token, subject)]
        if _content_words(d, phrase) & said:
            found.append("subject-taken-up")
        mention = d.mention_at.get(subject)
        if mention is not None and d.kind(mention) in NAMED_KINDS:
            other = d.kind(mention) == "person" and d.entities[mention.entity]["id"] != origin["speaker_id"]
            found.append("other-person" if other else "named-subject")
        demonstrated = any(
            d.lower[c] in ("this", "these", "such", "that") for c in d.children.get(subject, ())
        )
        if (demonstrated or d.lower[subject] in ("this", "that")) and d.lemmas[
            root
        ].lower() in tables.verdicts:
            found.append("verdict")
        if demonstrated and d.lemmas[subject].lower() in tables.writings:
            found.append("writing-named")
    # how it opens, and the rest
    opening = [word for word in words[:3] if word.strip() and word != ","]
    if opening and (
        opening[0] in tables.connectives
        or (opening[0] in ("in", "as") and not tables.connectives.isdisjoint(opening))
    ):
        found.append("connective")
    if opening and opening[0] in ("while", "although", "though"):
        found.append("concession")
    if "also" in words:
        found.append("also")
    if any(word[0].isdigit() for word in words if word):
        found.append("figures")
    if not {'"', "“", "”", "``", "''"}.isdisjoint(words):
        found.append("quotation-marks")
    if any(
        d.tags[token] == "VBG" and d.deps[token] == "advcl" and d.lemmas[token].lower() in tables.verdicts
        for token in range(root + 1, end)
    ):
        found.append("aside")
    if end - first < 6:
        found.append("short")
    # what it would go on from
    spoken = d.tokens(origin["content"])
    if spoken and not any(d.tags[token] in ("VBZ", "VBP", "VBD", "MD") for token in spoken):
        found.append("topic-named")
    cue = d.tokens(origin["cue"])
    if any(d.tags[token] in ("VBZ", "VBP") for token in cue):
        found.append("present-cue")
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
            if word in ("former", "latter") or after & tables.parts:
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


def _lists(
    d: Discourse, statements: list[dict[str, Any]], tables: Evidence
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Views told in a list: "has heard two views: Firstly, …. Secondly, …".

    Yields the statements that stay and those of the list's items. Views that were merely heard belong to
    unnamed holders; those that a statement of the sentence gives are its speaker's.
    """
    dropped: set[int] = set()
    added: list[dict[str, Any]] = []
    for sentence, (first, end) in enumerate(d.sentences):
        colon = next((t for t in range(first, min(end, first + 60)) if d.lower[t] == ":"), None)
        if colon is None or colon + 2 >= end or d.lower[colon + 1] not in _FIRST or d.lower[colon + 2] != ",":
            continue
        views = [t for t in range(max(first, colon - 4), colon) if d.lemmas[t].lower() in tables.views]
        if not views:
            continue
        noun, verb = views[-1], d.heads[views[-1]]
        if d.lemmas[verb].lower() not in _HEARING:
            continue
        start, stop = d.starts[first], d.ends[end - 1]
        dropped |= {
            number
            for number, statement in enumerate(statements)
            if any(begin <= d.starts[noun] < finish for begin, finish in statement["content"])
        }
        head: dict[str, Any] = {
            "source": [],
            "cue": [[d.starts[verb], d.ends[verb]]] if verb < noun else [[d.starts[noun], d.ends[noun]]],
            "content": [[d.starts[colon + 3], _without_stop(d, end)]],
            "sentence": [start, stop],
            "quote_type": "indirect",
            "cue_type": "hearsay",
            "cue_lemma": d.lemmas[verb].lower(),
            "confidence": 0.6,
            "rule": "hearsay-list",
            "speaker_id": None,
            "possible_speaker_id": None,
            "coreference": None,
            "antecedent": None,
            "capacity": [],
            "relayed_by_id": None,
            "continues": None,
        }
        added.append(head)
        added += _items(d, sentence, head, statements)
    kept = [statement for number, statement in enumerate(statements) if number not in dropped]
    return kept, added


def _items(
    d: Discourse, sentence: int, head: dict[str, Any], statements: Sequence[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """The items after the first, and the sentences between two items, which belong to the earlier one."""
    last = sentence
    for later in range(sentence + 1, min(sentence + 12, len(d.sentences))):
        if not _same_unit(d, sentence, later):
            break
        if d.lower[d.sentences[later][0]] in _NEXT:
            last = later
    spoken = {d.sentence_of[d.token_at(s["sentence"][0])] for s in statements}
    for later in range(sentence + 1, last + 1):
        first, end = d.sentences[later]
        listed = d.lower[first] in _NEXT
        if later in spoken and not listed:
            continue
        span = _trimmed(d, first, end)
        if listed:
            opening = first + 2 if first + 2 < end and d.lower[first + 1] == "," else first + 1
            content = [d.starts[opening], _without_stop(d, end)]
            yield {**_carried(head, content, 0.5, "list-item"), "sentence": span}
        else:
            yield _carried(head, span, 0.4, "within-list-item")


def _without_stop(d: Discourse, end: int) -> int:
    while d.lower[end - 1] in {".", "!", "", " "} or not d.lower[end - 1].strip():
        end -= 1
    return d.ends[end - 1]


@Language.factory("sayso_continuations", requires=["doc._.statements"], assigns=["doc._.statements"])
def make_continuations(nlp: Language, name: str) -> Continuations:
    """Make the component; see docs/explanation/speakers.md for what it weighs."""
    for extension in ("statements", "entities", "units"):
        if not Doc.has_extension(extension):
            Doc.set_extension(extension, default=None)
    return Continuations(load_evidence())
