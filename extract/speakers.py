"""The component `sayso_speakers`: who the source of each attribution is.

"Mei Duan, head of the lab, said …", "Duan said …", "she said …", "the economist said …", "the institute
said …" are led back to the person or organisation that the article names. Groups ("some engineers") and
unnamed people ("a senior official") become entities of their own, of this article only. What cannot be
settled stays open: no speaker, or a second reading in `possible_speaker_id`.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from sayso.extract.answers import OPEN, THING, WRITER, Answer
from sayso.extract.cast import Cast
from sayso.extract.coreference import Coreference
from sayso.extract.discourse import NAMED_KINDS, Discourse, read_discourse
from sayso.extract.nouns import source_nouns
from sayso.extract.replies import without_reply
from sayso.extract.reported import own_words
from sayso.extract.silences import keeps_silent

__all__ = ["Speakers", "make_speakers", "statements"]

# Adjectives and numbers head "the former", "the 52-year-old", "one of them".
_NOMINAL_TAGS = frozenset(
    {"NN", "NNS", "NNP", "NNPS", "PRP", "PRP$", "WP", "WDT", "JJ", "JJR", "JJS", "CD", "DT", "FW", "VBN"}
)
_MODIFIER_TAGS = frozenset(
    ["NN", "NNS", "NNP", "NNPS", "JJ", "DT", "POS", "HYPH", "CC", "CD", "PRP$", "VBN", ":"]
)
_AFTER_A_NAME = frozenset({",", "(", "of", "from", "at", "who", "–", "—", "-", "in", "for"})
_LONGEST_TITLE = 20  # words before a name
_LONGEST_ATTITUDE = 40  # characters of "deep skepticism"
_NO_WORDS = frozenset({"attitude", "impersonal", "document"})  # cue types by which nobody is quoted
_MOST = 0.7  # of what an outlet reports
_LITTLE_DOUBT = 0.75  # confidence from which even a thing is left to have said something


class Speakers:
    """Turns `doc._.attributions` into `doc._.statements`, each with its speaker where one can be settled."""

    def __call__(self, doc: Doc) -> Doc:
        """Write `doc._.statements`; groups and unnamed people are added to `doc._.entities`."""
        attributions = _annotation(doc, "attributions")
        doc._.statements = statements(doc, attributions) if attributions else []
        return doc


def statements(doc: Doc, attributions: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The attributions with their speakers, in the given order; joint speakers get a statement each.

    Sources are settled in text order, since later ones go back to earlier ones. Left out are attributions
    that turn out to be none once the source is understood: what things "say" and what the writer says by
    "we", unless the wording leaves little doubt, attitudes without an object ("expressed skepticism"), and
    silence ("declined to comment").
    """
    discourse = read_discourse(doc, again=True)
    attributions = [without_reply(discourse, each) for each in own_words(discourse, attributions)]
    affiliations = _annotation(doc, "affiliations")
    cast = Cast(discourse, affiliations, source_nouns())
    quotations = sorted(
        (span[0], span[1]) for a in attributions if a["quote_type"] != "indirect" for span in a["content"]
    )
    coreference = Coreference(discourse, cast, quotations)
    answers: dict[int, list[Answer]] = {}
    for number in sorted(range(len(attributions)), key=lambda n: (_place(attributions[n]), n)):
        source, content = attributions[number]["source"], attributions[number]["content"]
        answers[number] = _answers(discourse, cast, coreference, source, content)
    roles: dict[str | None, list[int]] = {}
    for index, affiliation in enumerate(affiliations):
        roles.setdefault(affiliation["person_id"], []).append(index)
    found: list[dict[str, Any]] = []
    passed_on = _passed_on(cast, attributions, answers)
    silent = {n for n, attribution in enumerate(attributions) if keeps_silent(discourse, attribution)}
    for number, attribution in enumerate(attributions):
        if number in passed_on or number in silent:
            continue
        if _is_none(discourse, cast, attribution, answers[number][0]):
            continue
        relay = attribution.get("relayed_by")
        if relay in silent:
            relay = None  # "declined to comment on reports that …": it is not who declined that relays them
        relayer = answers[relay][0].speaker if relay is not None else None
        if relay is not None and attributions[relay]["cue_type"] == "denial" and _is_told(attribution):
            continue  # "denied that she had said …": it was not said
        for answer in answers[number]:
            held = roles.get(answer.speaker, [])
            statement = {key: value for key, value in attribution.items() if key != "relayed_by"}
            found.append(
                statement
                | {
                    "speaker_id": answer.speaker,
                    "possible_speaker_id": answer.possible,
                    "coreference": answer.coreference,
                    "antecedent": list(answer.antecedent) if answer.antecedent is not None else None,
                    "capacity": [index for index in held if not affiliations[index]["former"]] or held,
                    "relayed_by_id": relayer if relayer != answer.speaker else None,
                }
            )
    return found


def _is_told(attribution: dict[str, Any]) -> bool:
    """Whether a verb tells what was said, rather than a noun that stands for something said before."""
    return not str(attribution.get("rule") or "").startswith("n-")


def _passed_on(
    cast: Cast, attributions: Sequence[dict[str, Any]], answers: dict[int, list[Answer]]
) -> set[int]:
    """The attributions by which an outlet only hands on words: "Reuters reported that X said".

    They say nothing of the outlet's own: what is left is the other's statement, relayed by the outlet.
    """
    found: set[int] = set()
    for inner, attribution in enumerate(attributions):
        outer = attribution.get("relayed_by")
        if outer is None or not attribution["source"] or attribution["cue_type"] in _NO_WORDS:
            continue
        entity = cast.by_id.get(answers[outer][0].speaker or "")
        if entity is None or entity["kind"] != "outlet" or answers[inner][0] is WRITER:
            continue
        whole = attributions[outer]["content"]
        spans = [*attribution["source"], *attribution["cue"], *attribution["content"]]
        first, last = min(start for start, _ in spans), max(end for _, end in spans)
        covered = sum(max(0, min(end, last) - max(start, first)) for start, end in whole)
        if covered >= _MOST * sum(end - start for start, end in whole):
            found.add(outer)
    return found


def _is_none(d: Discourse, cast: Cast, attribution: dict[str, Any], answer: Answer) -> bool:
    """Whether an attribution turns out to be none."""
    if attribution["quote_type"] != "indirect":
        return False
    if answer is THING or answer is WRITER:
        return bool(attribution["confidence"] < _LITTLE_DOUBT)
    if sum(end - start for start, end in attribution["content"]) > _LONGEST_ATTITUDE:
        return False
    content = d.tokens(attribution["content"])
    return len(content) <= 2 and all(
        d.lemmas[token].lower() in cast.nouns.attitudes or d.tags[token] in ("JJ", "DT", "PRP$")
        for token in content
    )


def _answers(
    discourse: Discourse,
    cast: Cast,
    coreference: Coreference,
    source: Iterable[Sequence[int]],
    content: Sequence[Sequence[int]],
) -> list[Answer]:
    """The speakers that a source names; more than one only where each is known by name."""
    tokens = discourse.tokens(source)
    heads = _heads(discourse, tokens) if tokens else []
    found: dict[str | None, Answer] = {}
    for head in heads:
        answer = coreference.answer(head, tokens, content)
        found.setdefault(answer.speaker, answer)
        if answer.speaker is not None:
            cast.note_spoke(head, answer.speaker)
    every = list(found.values())
    joint = len(every) > 1 and all(
        speaker is not None and cast.by_id[speaker]["kind"] in NAMED_KINDS for speaker in found
    )
    return every if joint else every[:1] or [OPEN]


def _heads(d: Discourse, tokens: Sequence[int]) -> list[int]:
    """The words of a source that stand for the speakers: its head and what "and" joins to it."""
    person = _person_of_phrase(d, tokens)
    if person is not None:
        return [person]
    inside = set(tokens)
    outer = [
        token
        for token in tokens
        if (d.heads[token] not in inside or d.heads[token] == token) and d.tags[token] in _NOMINAL_TAGS
    ]
    nouns = [
        token for token in outer if token in d.mention_at or d.tags[token][:2] in ("NN", "PR", "WP", "WD")
    ]
    named = [token for token in tokens if token in d.mention_at]  # the parser saw no noun phrase
    first = next(iter(nouns or outer or named), None)
    if first is None:
        return []
    heads = [first]
    for head in heads:  # grows while it is read: a, b and c
        heads.extend(
            child
            for child in d.children.get(head, ())
            if d.deps[child] == "conj" and child in inside and child > head
        )
    return heads


def _person_of_phrase(d: Discourse, tokens: Sequence[int]) -> int | None:
    """The person in "Mei Duan, head of the lab" or "Halden engineer Mei Duan", however it was parsed."""
    first, last = tokens[0], tokens[-1]
    while last > first and d.lower[last] in {",", "-", "–", "—", ")"}:
        last -= 1
    opening = d.mention_at.get(first)
    if opening is not None and d.kind(opening) == "person":
        after = opening.end
        joined = any(
            d.lower[token] == "and"
            and (joint := d.mention_at.get(token + 1)) is not None
            and d.kind(joint) == "person"
            for token in range(after, last)
        )
        if (after > last or d.lower[after] in _AFTER_A_NAME) and not joined:
            return opening.end - 1
    closing = d.mention_at.get(last)
    if closing is None or d.kind(closing) != "person" or closing is opening:
        return None
    title = range(first, closing.first)
    if d.lower[title[-1]] == "," and d.tags[first] in (
        "DT",
        "PRP$",
        "NN",
        "JJ",
        "NNP",
    ):  # "its head, Mei Duan"
        alone = not any(token in d.mention_at and d.kind(d.mention_at[token]) == "person" for token in title)
        return closing.end - 1 if alone and len(title) < _LONGEST_TITLE else None
    joined = any(d.lower[token] == "and" and token - 1 in d.mention_at for token in title)
    if (
        0 < len(title) < _LONGEST_TITLE
        and all(d.tags[token] in _MODIFIER_TAGS for token in title)
        and d.tags[title[-1]] not in ("POS", "CC")
        and not joined
    ):
        return closing.end - 1
    return None


def _annotation(doc: Doc, name: str) -> list[dict[str, Any]]:
    return (getattr(doc._, name) or []) if Doc.has_extension(name) else []


def _place(attribution: dict[str, Any]) -> int:
    """Where a source stands; without one, its cue."""
    spans = attribution["source"] or attribution["cue"] or attribution["content"]
    return int(spans[0][0])


@Language.factory("sayso_speakers", assigns=["doc._.statements"])
def make_speakers(nlp: Language, name: str) -> Speakers:
    """Make the component; see docs/explanation/architecture.md for what it writes."""
    for extension in ("statements", "attributions", "affiliations", "entities", "units"):
        if not Doc.has_extension(extension):
            Doc.set_extension(extension, default=None)
    return Speakers()
