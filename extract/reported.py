"""Whose words an outlet only reports: "Zhou stated, “…,” as reported by the Harbour Times".

What was said is the person's whose verb stands right before it; the outlet is the channel and no speaker.
"""

from collections.abc import Sequence
from typing import Any

from sayso.extract.discourse import NAMED_KINDS, Discourse

__all__ = ["own_words"]

_BETWEEN = frozenset({",", ":", "that", "“", '"', "``", "‘"})
_VERBS = frozenset({"VBD", "VBZ", "VBG", "VBP"})
_CLIMB = 3  # verbs that share their subject


def own_words(d: Discourse, attributions: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The attributions, with those "as reported by" an outlet given to whose words they are, if that is told.

    One whose content has several parts, each with its verb, becomes several.
    """
    found: list[dict[str, Any]] = []
    places: list[int] = []
    for attribution in attributions:
        places.append(len(found))
        found.extend(_told(d, attribution) if _as_reported(d, attribution) else [attribution])
    if len(found) == len(attributions):
        return found
    return [
        entry if entry.get("relayed_by") is None else entry | {"relayed_by": places[entry["relayed_by"]]}
        for entry in found
    ]


def _as_reported(d: Discourse, attribution: dict[str, Any]) -> bool:
    if attribution.get("cue_lemma") != "report" or not attribution["cue"] or not attribution["source"]:
        return False
    cue = d.token_at(attribution["cue"][0][0])
    outlet = d.mention_at.get(d.token_at(attribution["source"][0][0]))
    return outlet is not None and cue > 0 and d.lower[cue - 1] == "as"


def _told(d: Discourse, attribution: dict[str, Any]) -> list[dict[str, Any]]:
    parts = []
    for start, end in attribution["content"]:
        verb = d.token_at(start) - 1
        while verb > 0 and d.lower[verb] in _BETWEEN:
            verb -= 1
        subject = _subject(d, verb) if verb >= 0 and d.tags[verb] in _VERBS else None
        if subject is None:
            return [attribution]
        quoted = d.text[start] in "“\"‘'"
        parts.append(
            attribution
            | {
                "source": [list(subject)],
                "cue": [[d.starts[verb], d.ends[verb]]],
                "cue_lemma": d.lemmas[verb],
                "content": [[start, end]],
                "quote_type": "direct" if quoted else "indirect",
            }
        )
    return parts or [attribution]


def _subject(d: Discourse, verb: int) -> tuple[int, int] | None:
    """Where the one is named who does what the verb tells."""
    for _ in range(_CLIMB):
        for child in d.children.get(verb, ()):
            mention = d.mention_at.get(child)
            if d.deps[child] == "nsubj" and mention is not None and d.kind(mention) in NAMED_KINDS:
                return mention.start, mention.stop
        if d.deps[verb] not in ("advcl", "conj", "xcomp") or d.heads[verb] == verb:
            return None
        verb = d.heads[verb]
    return None
