"""The component `sayso_continuations`: sentences that go on in the last speaker's voice without a cue.

    Duan names three causes: price, wages and weather. While the first two could be mended, the third cannot.

The second sentence is Duan's too, as far as a reader can tell. Such a statement is a guess and is marked as
one: it `continues` another, has no cue, and its confidence is the estimated chance, at most 0.6, that the
sentence is the speaker's. `sayso.extract.voices` has the evidence.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from sayso.extract.attributions import quote_type
from sayso.extract.discourse import Discourse, read_discourse
from sayso.extract.listed_views import carried, listed_views, same_paragraph, trimmed
from sayso.extract.quotations import quotations
from sayso.extract.speech import Marks
from sayso.extract.voices import Evidence, common_words, content_words, evidence, load_evidence

__all__ = ["THRESHOLD", "Candidate", "Continuations", "candidates", "make_continuations"]

THRESHOLD = 0.1  # low: the articles learned from mark sparingly, and the confidence tells how likely it is
_HIGHEST = 0.6  # a guess never counts for more
_LONGEST_CHAIN = 4
_FEW_WORDS = 4  # that a writer quotes on his own account: titles, nicknames, sayings

_CARRYING_CUES = frozenset(
    {"say", "belief", "claim", "factive", "emphasis", "concern", "warning", "criticism", "praise"}
    | {"speculation", "document", "attitude", "nominal", "denial"}
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may go on from a statement, and what speaks for and against it."""

    origin: dict[str, Any]
    sentence: int
    evidence: tuple[str, ...]


class Continuations:
    """Adds to `doc._.statements` what goes on from them."""

    def __init__(self, tables: Evidence, threshold: float = THRESHOLD) -> None:
        self.tables = tables
        self.threshold = threshold

    def __call__(self, doc: Doc) -> Doc:
        """Insert the guesses in text order; `continues` is the index of the statement gone on from."""
        found: list[dict[str, Any]] = doc._.statements or []
        discourse = read_discourse(doc)
        kept, listed = listed_views(discourse, found, self.tables.views)
        doc._.statements = _in_order([*kept, *listed, *self._guesses(discourse, [*kept, *listed])])
        return doc

    def _guesses(self, d: Discourse, statements: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        given: dict[int, float] = {}  # the chance of each sentence that was guessed

        def chance(candidate: Candidate) -> float:
            return self.tables.chance(candidate.evidence) * given.get(candidate.sentence - 1, 1.0)

        for candidate in candidates(d, statements, self.tables, lambda c: c.sentence in given):
            likely = chance(candidate)
            if likely >= self.threshold:
                given[candidate.sentence] = likely
                span = trimmed(d, *d.sentences[candidate.sentence])
                strongest = self.tables.strongest(candidate.evidence)
                yield carried(candidate.origin, span, min(likely, _HIGHEST), strongest)


def _in_order(statements: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """By sentence; until here `continues` holds the statement itself, from here its index."""
    order = sorted(statements, key=lambda statement: int(statement["sentence"][0]))
    places = {id(statement): place for place, statement in enumerate(order)}
    for statement in order:
        origin = statement.get("continues")
        statement["continues"] = None if origin is None else places[id(origin)]
    return order


def candidates(
    d: Discourse,
    statements: Sequence[dict[str, Any]],
    tables: Evidence,
    goes_on: Callable[[Candidate], bool],
) -> Iterator[Candidate]:
    """The sentences that may go on from a statement, in text order of the statements.

    Asked about is the sentence after a statement's last one in the same paragraph, when nobody speaks in it,
    and as long as `goes_on` says so the sentence after that. The `continues` of `statements` is None or a
    statement.
    """
    taken = _by_sentence(d, statements)
    if not taken:
        return
    common = common_words(d)
    marks = Marks(d.text, quotations(d.text, [(unit["start"], unit["end"]) for unit in d.units]))
    kinds = {entity["id"]: (entity["kind"], entity.get("organization_kind")) for entity in d.entities}
    for place in sorted(taken):
        origin = _origin(taken[place])
        if origin is None or place + 1 in taken:
            continue
        kind, body = kinds.get(origin["speaker_id"], ("", None))
        standing = ["group"] * (kind == "collective") + ["document"] * (kind == "document")
        standing += ["government"] * (body == "government or party")
        said = content_words(d, d.tokens(origin["content"])) - common
        for length in range(1, _LONGEST_CHAIN):
            sentence = place + length
            if sentence in taken or not same_paragraph(d, place, sentence):
                break
            found = evidence(d, sentence, origin, said, tables)
            quoted = _quoted(d, marks, sentence) if found is not None else None
            if found is None or quoted is None:
                break
            found += quoted + standing + ["chain"] * (length - 1)
            found += _following(d, sentence, taken, origin)
            candidate = Candidate(origin, sentence, tuple(found))
            yield candidate
            if not goes_on(candidate):
                break
            said |= content_words(d, range(*d.sentences[sentence])) - common


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


def _origin(statements: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """The statement of a sentence that can be gone on from: the outermost one of its only speaker."""
    outer = [
        s for s in statements if s.get("relayed_by_id") is None and s.get("continues") is None
    ] or statements
    speakers = {statement["speaker_id"] for statement in outer}
    last = outer[-1]
    if len(speakers) > 1 or None in speakers:
        return None
    return last if last["cue_type"] in _CARRYING_CUES else None


def _quoted(d: Discourse, marks: Marks, sentence: int) -> list[str] | None:
    """Whether words of a sentence stand in quotation marks; None when all do.

    Whose a sentence is that is quoted whole is for the attributions to say. A writer puts a few words in
    marks to keep away from them, and more only when they are somebody's.
    """
    first, end = d.sentences[sentence]
    start, stop = d.starts[first], d.ends[end - 1]
    touching = marks.touching(start, stop)
    if not touching:
        return []
    if quote_type(marks, ((start, stop),)) == "direct":
        return None
    longest = max(
        len(d.text[max(start, marks.starts[i]) : min(stop, marks.ends[i])].split()) for i in touching
    )
    return ["words-quoted" if longest >= _FEW_WORDS else "few-words-quoted"]


def _following(
    d: Discourse, sentence: int, taken: dict[int, list[dict[str, Any]]], origin: dict[str, Any]
) -> list[str]:
    """Whose words stand behind a sentence in its paragraph."""
    if not same_paragraph(d, sentence, sentence + 1):
        return []
    following = taken.get(sentence + 1, [])
    if any(s["speaker_id"] == origin["speaker_id"] for s in following):
        return ["speaker-goes-on"]
    return ["other-follows"] if following else []


@Language.factory("sayso_continuations", requires=["doc._.statements"], assigns=["doc._.statements"])
def make_continuations(nlp: Language, name: str) -> Continuations:
    """Make the component; see docs/explanation/speakers.md for what it weighs."""
    for extension in ("statements", "entities", "units"):
        if not Doc.has_extension(extension):
            Doc.set_extension(extension, default=None)
    return Continuations(load_evidence())
