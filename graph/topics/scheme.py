"""The topic scheme: SKOS concepts, the words they go by, and how a phrase finds them.

    >>> scheme = TopicScheme.load()
    >>> scheme.curie(scheme.find("sanctions on chips")[0].concept.iri)
    'topic:chip-export-controls'

Labels and texts are compared by their `keys`; word order and small words between do not count in a question.
"""

import hashlib
import json
import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sayso.errors import TopicSchemeError
from sayso.graph.topics.concepts import Concept, Finding
from sayso.graph.topics.keys import PAIRS, keys, word_keys
from sayso.graph.topics.scheme_files import SchemeFile, read
from sayso.graph.topics.scheme_labels import folded
from sayso.graph.topics.scheme_merging import ancestors, merged

__all__ = [
    "PAIRS",
    "SHIPPED",
    "Checked",
    "Concept",
    "Finding",
    "Found",
    "TopicScheme",
    "check",
    "keys",
    "summary",
    "word_keys",
]

SHIPPED = "https://w3id.org/sayso/topic/"
"""The namespace of the concepts in `graph/data/topics.ttl`, written `topic:` in short."""

_LOG = logging.getLogger(__name__)
_CLOSE = 70  # of 100: two letters in a word of seven may differ


@dataclass(frozen=True, slots=True)
class Found:
    """A concept that a phrase may mean: the label it was found by and how well that fits, in (0, 1]."""

    concept: Concept
    label: str
    score: float


@dataclass(frozen=True, slots=True)
class TopicScheme:
    """The concepts of one or more SKOS files, sorted by IRI.

    `sha256` is over what was understood, not over the bytes: the same concepts in another file format, or in
    another order, have the same hash. `same` leads from a concept that was merged to the one it is now;
    `remarks` are what the files say that may surprise.
    """

    concepts: tuple[Concept, ...]
    sha256: str
    same: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[Finding, ...] = field(default=(), compare=False, repr=False)
    _by_iri: dict[str, Concept] = field(init=False, repr=False, compare=False)
    _by_notation: dict[str, Concept] = field(init=False, repr=False, compare=False)
    _above: dict[str, frozenset[str]] = field(init=False, repr=False, compare=False)
    _labels: list["_Labels"] = field(init=False, repr=False, compare=False)  # filled at the first question

    def __post_init__(self) -> None:
        by_iri = {concept.iri: concept for concept in self.concepts}
        above = ancestors({concept.iri: concept.broader for concept in self.concepts})
        object.__setattr__(self, "_by_iri", by_iri)
        object.__setattr__(self, "_by_notation", {concept.notation: concept for concept in self.concepts})
        object.__setattr__(self, "_above", above)
        object.__setattr__(self, "_labels", [])

    @classmethod
    def load(
        cls, paths: Iterable[str | Path] = (), *, shipped: bool = True, proposed: bool = False
    ) -> "TopicScheme":
        """Read SKOS files (Turtle, N-Triples, RDF/XML, JSON-LD, TriG), beside or without the shipped scheme.

        A concept that stands in several files is one; so are two that skos:exactMatch joins, under the IRI
        that came first. Where two files use one label for different concepts, the later file has it. Nothing
        that a file points to is fetched. Concepts that are only proposed are left out unless `proposed`.
        What may surprise is in `remarks`, and logged in one line.

        Raises TopicSchemeError for a file that cannot be read or a scheme that is not usable; the kinds of
        error are in `concepts.ERRORS`.
        """
        checked = check(paths, shipped=shipped, proposed=proposed)
        if checked.scheme is None:
            errors = [finding for finding in checked.findings if finding.is_error]
            more = f" (and {len(errors) - 1} more: see sayso topics check)" if len(errors) > 1 else ""
            raise TopicSchemeError(f"{errors[0]}{more}")
        if checked.findings:
            _LOG.warning("%s", summary(checked.findings))
        return checked.scheme

    def __iter__(self) -> Iterator[Concept]:
        return iter(self.concepts)

    def __len__(self) -> int:
        return len(self.concepts)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._lookup(name) is not None

    def __getitem__(self, name: str) -> Concept:
        """The concept of an IRI, a CURIE ("topic:floods") or a notation; raises KeyError."""
        concept = self._lookup(name)
        if concept is None:
            raise KeyError(name)
        return concept

    def _lookup(self, name: str) -> Concept | None:
        iri = SHIPPED + name.removeprefix("topic:") if name.startswith("topic:") else name
        return self._by_iri.get(self.same.get(iri, iri)) or self._by_notation.get(name)

    def curie(self, iri: str) -> str:
        """ "topic:<notation>" for a concept of the shipped scheme, the IRI itself for any other."""
        local = iri.removeprefix(SHIPPED)
        return "topic:" + local if local != iri and "/" not in local and "#" not in local else iri

    def iri(self, curie: str) -> str:
        """The way back from `curie`."""
        return SHIPPED + curie.removeprefix("topic:") if curie.startswith("topic:") else curie

    def broader_transitive(self, iri: str) -> frozenset[str]:
        """All concepts above one, without itself; empty for an IRI that the scheme does not have."""
        return self._above.get(iri, frozenset())

    def find(self, phrase: str, *, limit: int = 5) -> tuple[Found, ...]:
        """The concepts that a phrase may mean, best first; of equals one so spelt, or the broader one.

        A label that is the phrase (in any word order or inflection) scores 1, one that the phrase contains or
        that contains the phrase scores by the share of words. Costs what the labels cost that share a word;
        the first call of a scheme, some microseconds for each of its labels.
        """
        wanted = frozenset(keys(phrase))
        if not wanted:
            return ()
        if not self._labels:
            self._labels.append(_Labels(self.concepts))
        best: dict[str, Found] = {}
        for concept, label, score in self._labels[0].sharing(wanted):
            if score > 0 and (concept.iri not in best or score > best[concept.iri].score):
                best[concept.iri] = Found(concept, label, round(score, 3))

        in_order, spelt = keys(phrase), folded(phrase)

        def order(found: Found) -> tuple[float, int, int, str]:
            likeness = (keys(found.label) == in_order) + (folded(found.label) == spelt)
            return -found.score, -likeness, len(self._above[found.concept.iri]), found.concept.iri

        ranked = sorted(best.values(), key=order)
        return tuple(ranked[:limit])

    def suggestions(self, phrase: str, *, limit: int = 3) -> tuple[str, ...]:
        """Preferred labels whose spelling, or whose other labels' spelling, is close: for "did you mean"."""
        from rapidfuzz import fuzz, process

        labels = {
            folded(label): concept.label
            for concept in self.concepts
            for label in (*concept.alt_labels, concept.label)
        }
        close = process.extract(
            folded(phrase), sorted(labels), scorer=fuzz.ratio, score_cutoff=_CLOSE, limit=3 * limit
        )
        return tuple(dict.fromkeys(labels[label] for label, _, _ in close))[:limit]


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of checking files: the scheme, unless there are errors; and all findings, errors first."""

    scheme: TopicScheme | None
    files: tuple[SchemeFile, ...]
    findings: tuple[Finding, ...]


def check(paths: Iterable[str | Path], *, shipped: bool = False, proposed: bool = False) -> Checked:
    """Read SKOS files as `TopicScheme.load` does, and tell all that is wrong or may surprise.

    Raises TopicSchemeError only if there is no file at all.
    """
    names = [Path(path) for path in paths]
    if shipped:
        names.insert(0, Path(__file__).parent.parent / "data" / "topics.ttl")
    if not names:
        raise TopicSchemeError("no topic scheme: name a SKOS file or use the shipped one")
    files = tuple(read(name, proposed=proposed) for name in names)
    whole = merged(files)
    found = (
        finding for findings in (whole.findings, *(file.findings for file in files)) for finding in findings
    )
    findings = tuple(sorted(found, key=lambda finding: (not finding.is_error, finding)))
    if findings and findings[0].is_error:
        return Checked(None, files, findings)
    facts = [[getattr(concept, name) for name in Concept.__slots__] for concept in whole.concepts]
    digest = hashlib.sha256(json.dumps([facts, sorted(whole.same.items())]).encode()).hexdigest()
    return Checked(TopicScheme(whole.concepts, digest, whole.same, findings), files, findings)


def summary(findings: Sequence[Finding]) -> str:
    """One line: how many findings of which kinds, and how to see them."""
    kinds = Counter(finding.kind for finding in findings)
    told = ", ".join(
        f"{count} {kind}" for kind, count in sorted(kinds.items(), key=lambda pair: (-pair[1], pair[0]))
    )
    files = dict.fromkeys(finding.file for finding in findings)
    return f"topics: {told}; see sayso topics check {' '.join(files)}"


class _Labels:
    """All labels of a scheme by their keys."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self._all: list[tuple[Concept, str, frozenset[str], bool]] = []
        self._by_key: dict[str, list[int]] = {}
        for concept in concepts:
            plain = (concept.label, concept.notation, *concept.alt_labels)
            for weak, texts in ((False, plain), (True, concept.weak_labels)):
                for text in texts:
                    words = frozenset(keys(text))
                    for key in words:
                        self._by_key.setdefault(key, []).append(len(self._all))
                    self._all.append((concept, text, words, weak))

    def sharing(self, wanted: frozenset[str]) -> Iterator[tuple[Concept, str, float]]:
        """The labels that share a word, in their order in the scheme, each with how well it fits."""
        for at in sorted({at for key in wanted for at in self._by_key.get(key, ())}):
            concept, text, words, weak = self._all[at]
            score = _fit(wanted, words)
            if weak and score:
                needed = any(wanted.issuperset(keys(word)) for word in concept.requires)
                score *= 0.9 if needed else 0.4
            yield concept, text, score


def _fit(wanted: frozenset[str], label: frozenset[str]) -> float:
    if wanted == label:
        return 1.0
    shared = len(wanted & label)
    if shared == len(label):  # the phrase says more than the label
        return 0.9 * shared / len(wanted)
    if shared == len(wanted):
        return 0.8 * shared / len(label)
    return 0.0
