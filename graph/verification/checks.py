"""What is checked: each check by its id, with a sentence that says what it proves."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

__all__ = ["CHECKS", "Finding"]


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something that is not as it must be.

    `check` is the id of a check (`CHECKS`), `node` the IRI that is at fault, `article` the IRI of the article
    whose graph it stands in, None elsewhere. `message` is a line: the thing, the value, the way out.
    """

    check: str
    node: str
    article: str | None
    message: str


CHECKS: Mapping[str, str] = MappingProxyType(
    {
        # the store
        "known-graph": "Every triple stands in a named graph: one of Sayso's, or one that is not named so.",
        "one-graph": "No triple stands in two graphs, so that nothing is counted twice.",
        "no-blank-node": "There are no blank nodes, so that equal graphs have equal lines.",
        "known-term": "Every class and property is one of the vocabulary, and stands where it belongs.",
        "value": "Every value is what its property asks for: an IRI, a date, a number, one of a list.",
        "complete": "Every node has what its class must have, and nothing more often than it may.",
        # articles
        "own-node": "An article's graph is about that article, and speaks of no node of another.",
        "text-hash": "The SHA-256 of the stored text is the one that was noted.",
        "text-length": "The stored text has as many characters as was noted.",
        "span-name": "The IRI of a span says what its article, begin and end are.",
        "span-place": "Every span lies in the text of its article and is not empty.",
        "span-words": "The words of a span are those that stand there in the text.",
        "span-use": "Every span is evidence of something.",
        "link": "Every link points at something that there is, and of the right class.",
        "run": "Every run that read an article is described, with its facts, and no other is.",
        "confidence": "Every confidence is a number from 0 to 1.",
        "belonging": "A topic, a stance and an appearance belong to one statement or article each.",
        # statements
        "cue-place": "The cue of a statement stands in its sentence.",
        "own-words": "What is said is more than the cue that says it, and no part of it counts twice.",
        "guess": "A statement without a cue goes on from an earlier one, and is marked as that guess.",
        "shown-speaker": "Whoever is given as the speaker is shown by words of the article.",
        "nobody": "Of a statement that names nobody no role, no name and no speaker who goes on are claimed.",
        # what follows
        "fresh": "What is derived is as new as the articles.",
        "identity": "Every appearance is somebody's, and everybody has a type, a name and an appearance.",
        "name": "The names and the kind of everybody are what most of their appearances say, or a reader.",
        "resolved": "Speakers, channels, publishers and members are those whose appearances are given.",
        "shortcut": "Who said, commented on, quotes and is affiliated follows from statements and roles.",
        "date": "A statement has the date of its article, an affiliation those of the articles that give it.",
        "decision": "A decision on who is who is about two appearances, and holds.",
        "disagreement": "Who disagrees does so by two opposed stances on one thing, in two statements.",
        "copy": "What is copied, from where and carried by whom is what texts, dates and speakers give.",
        "replaced": "An IRI that was replaced leads to somebody, and is nobody's itself.",
        "orphan": "Nothing is derived about what is not there.",
        "index": "The index holds what is said of every name, and who is for and against what, and no more.",
        "ledger": "There is one act for each line of the ledger, and what was decided points to its act.",
        "same-as": "Somebody has an outside identifier only where a reader has confirmed it.",
    }
)
"""The sentence of each check, by its id, in the order in which findings are shown."""
