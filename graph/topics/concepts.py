"""A concept of a topic scheme, and what is found about it when a scheme is checked."""

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["ERRORS", "REMARKS", "Concept", "Finding"]

ERRORS: Mapping[str, str] = {
    "circle": "concepts that are broader than themselves, in a circle",
    "no-concept": "a file, or all files together, without a concept that can be used",
    "too-tangled": "more than a hundred broader concepts above each, on average",
    "twins": "two concepts that nothing tells apart: the same labels, place and definition",
    "unreadable": "a file that is missing, too large, no RDF, or not safe to read",
}
"""What makes a scheme unusable, by kind."""

REMARKS: Mapping[str, str] = {
    "blank-node": "a concept without an IRI; it is given one made of its label",
    "capitals": "a label all in capitals; it is read in lower case, too",
    "common-word": "a label that would match everywhere; it counts only in capitals, or not at all",
    "homograph": "two concepts with one preferred label; it counts only beside words that tell them apart",
    "label-taken": "a label that a later file gives to another concept, which has it",
    "no-english-label": "a concept without a label in English; it is left out",
    "odd-iri": "an IRI with characters that IRIs must not have; what it names is left out",
    "proposed": "a concept that is only proposed; it is left out",
    "qualifier": "a label with a qualifier in brackets; without it, it counts only beside telling words",
    "rdfs-label": "a concept with no skos:prefLabel, known by its rdfs:label",
    "retired": "a concept that is deprecated; it is left out",
    "same-label": "a label of several concepts; it counts only beside words that tell them apart",
    "several-labels": "more than one preferred label in one language; the others are alternative ones",
    "two-matches": "skos:exactMatch would join two concepts of one file; they stay apart",
    "unknown-broader": "a broader concept that no file describes; the link is left out",
    "broader-itself": "a concept that is its own broader one; the link is left out",
    "wrong-suffix": "a file whose name promises another format; it is read as what it is",
}
"""What can be used but may surprise, by kind."""


@dataclass(frozen=True, slots=True)
class Concept:
    """A SKOS concept. `broader` are IRIs; `requires` are the words a weak label needs beside it.

    A label that stands among `weak_labels`, be it the preferred one, counts only beside such a word, and
    never if there are none. `status` is "proposed" or "".
    """

    iri: str
    notation: str
    label: str
    alt_labels: tuple[str, ...] = ()
    weak_labels: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    referred_to_as: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()
    definition: str | None = None
    scope_note: str | None = None
    status: str = ""

    @property
    def strong_labels(self) -> tuple[str, ...]:
        """The labels that count by themselves: all but the weak ones, or none."""
        if self.requires and not self.weak_labels:
            return ()
        return tuple(text for text in (self.label, *self.alt_labels) if text not in self.weak_labels)

    @property
    def labels_in_need(self) -> tuple[str, ...]:
        """The labels that count only beside one of the words in `requires`."""
        if not self.requires:
            return ()
        return self.weak_labels or (self.label, *self.alt_labels)


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something about a scheme that its author may want to know: `kind` is in `ERRORS` or `REMARKS`.

    `concept` is an IRI or empty; `what` and `way_out` are one line together.
    """

    file: str
    concept: str
    kind: str
    what: str
    way_out: str

    @property
    def is_error(self) -> bool:
        """Whether the scheme cannot be used."""
        return self.kind in ERRORS

    def __str__(self) -> str:
        about = f"{self.concept}: " if self.concept else ""
        return f"{self.file}: {about}{self.what}; {self.way_out}"
