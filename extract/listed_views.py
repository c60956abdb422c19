"""Views told in a list: "has heard two views: Firstly, …. Secondly, …".

Views that were merely heard belong to unnamed holders, not to whom they were told; those that a statement of
the sentence gives are its speaker's. The items after the first go on from it without a cue.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sayso.extract.discourse import Discourse

__all__ = ["carried", "listed_views", "same_paragraph", "trimmed"]

_FIRST = frozenset({"firstly", "first", "one"})
_NEXT = frozenset(
    {"secondly", "second", "thirdly", "third", "fourthly", "fourth", "lastly", "finally", "another"}
)
_HEARING = frozenset({"hear", "see", "encounter", "receive", "meet", "circulate", "exist", "be", "emerge"})


def listed_views(
    d: Discourse, statements: list[dict[str, Any]], views: frozenset[str]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The statements that stay, and those of the items of lists; `views` are nouns for what is listed."""
    dropped: set[int] = set()
    added: list[dict[str, Any]] = []
    for sentence, (first, end) in enumerate(d.sentences):
        colon = next((t for t in range(first, min(end, first + 60)) if d.lower[t] == ":"), None)
        if colon is None or colon + 2 >= end or d.lower[colon + 1] not in _FIRST or d.lower[colon + 2] != ",":
            continue
        nouns = [t for t in range(max(first, colon - 4), colon) if d.lemmas[t].lower() in views]
        if not nouns:
            continue
        noun, verb = nouns[-1], d.heads[nouns[-1]]
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
        if not same_paragraph(d, sentence, later):
            break
        if d.lower[d.sentences[later][0]] in _NEXT:
            last = later
    spoken = {d.sentence_of[d.token_at(s["sentence"][0])] for s in statements}
    for later in range(sentence + 1, last + 1):
        first, end = d.sentences[later]
        listed = d.lower[first] in _NEXT
        if later in spoken and not listed:
            continue
        span = trimmed(d, first, end)
        if listed:
            opening = first + 2 if first + 2 < end and d.lower[first + 1] == "," else first + 1
            content = [d.starts[opening], _without_stop(d, end)]
            yield {**carried(head, content, 0.5, "list-item"), "sentence": span}
        else:
            yield carried(head, span, 0.4, "within-list-item")


def carried(origin: dict[str, Any], content: list[int], confidence: float, rule: str) -> dict[str, Any]:
    """A statement that goes on from `origin` with the characters of `content`; `continues` is `origin`."""
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


def same_paragraph(d: Discourse, one: int, other: int) -> bool:
    """Whether two sentences stand in the same paragraph."""
    if other >= len(d.sentences):
        return False
    unit = d.unit_of[d.sentences[one][0]]
    return unit == d.unit_of[d.sentences[other][0]] and d.units[unit]["kind"] == "paragraph"


def trimmed(d: Discourse, first: int, end: int) -> list[int]:
    """The characters of a sentence without the white space round it."""
    while end - 1 > first and not d.lower[end - 1].strip():
        end -= 1
    while first < end - 1 and not d.lower[first].strip():
        first += 1
    return [d.starts[first], d.ends[end - 1]]


def _without_stop(d: Discourse, end: int) -> int:
    while d.lower[end - 1] in {".", "!", "", " "} or not d.lower[end - 1].strip():
        end -= 1
    return d.ends[end - 1]
