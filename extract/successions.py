"""Who held a post before, after or beside another: "she succeeded X as head of Y", "with X, he …"."""

from bisect import bisect_left
from typing import Any

from sayso.extract.holders import listed_after, named_by, subject_of
from sayso.extract.names import word_set
from sayso.extract.page import Mention, Page, skip_words
from sayso.extract.subjects import Holder, denied, subject_after, subject_before

__all__ = ["find_successions"]

Entry = dict[str, Any]

_SUCCEED = word_set("succeed succeeds succeeded succeeding replace replaces replaced replacing")
_BESIDE = word_set("along together alongside")


def find_successions(page: Page) -> None:
    """Add to what was found on the page the same posts of predecessors, successors and companions."""
    if not page.found:
        return
    for index, word in enumerate(page.lower):
        if word in _SUCCEED and page.tags[index].startswith("VB") and not denied(page, index):
            at = index + 1
            passive = page.lower[at : at + 1] == ["by"]
            while at < len(page.words) and (
                page.lower[at] in ("by", "the", "retired", "retiring", "outgoing", "former", "late", ",")
                or (page.tags[at].startswith(("NN", "JJ")) and at not in page.mention)
            ):
                at += 1
            person = page.person(at) if at < len(page.words) else None
            if person is None or person.start != at:
                continue
            who = named_by(page, subject_of(page.doc[index]), index) or subject_before(page, index)
            _copy(page, who, [person], not passive, index)
        elif word in _BESIDE and (index == 0 or page.sentence[index - 1] != page.sentence[index]):
            at = skip_words(page, index + 1, frozenset(("with",)))
            person = page.person(at) if at < len(page.words) else None
            if person is not None and person.start == at:
                others = [person, *listed_after(page, person)]
                _copy(page, subject_after(page, others[-1].end, 4), others, None, index)


def _copy(page: Page, who: list[Holder], others: list[Mention], former: bool | None, verb: int) -> None:
    """Give others what the sentence's other person holds: the posts named nearest, in one sentence."""
    starts = {page.starts[start] for start, _, _ in who}
    ids = {holder.entity["id"] for _, _, holder in who if holder is not None}
    sentence = page.sentence[verb]
    low = page.starts[verb - 120 if verb > 120 else 0]
    high = page.ends[min(len(page.ends) - 1, verb + 120)]
    for entry in list(page.found[-_MOST:]):
        place = entry["organization"] or entry["role"]
        if place is None or not low <= place[0] < high or entry["organization"] is None:
            continue
        if entry["person"][0] not in starts and entry["person_id"] not in ids:
            continue
        if not _same_sentence(page, place[0], sentence, verb):
            continue
        for other in others:
            if other.entity["id"] == entry["person_id"]:
                continue
            page.found.append(
                entry
                | {
                    "person": page.span(other.start, other.end),
                    "person_id": other.entity["id"],
                    "former": entry["former"] if former is None else former,
                    "confidence": round(entry["confidence"] - 0.1, 2),
                    "rule": entry["rule"] if former is None else "succession",
                }
            )


_MOST = 400  # findings: a page of nothing but successions must not cost the square of its length


def _same_sentence(page: Page, place: int, sentence: int, verb: int) -> bool:
    low, high = max(0, verb - 120), min(len(page.starts), verb + 121)
    at = bisect_left(page.starts, place, low, high)
    return at < high and page.sentence[at] == sentence
