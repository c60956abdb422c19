"""The topic scheme: SKOS concepts, the words they go by, and how a phrase finds them.

    >>> scheme = TopicScheme.load()
    >>> scheme.curie(scheme.find("sanctions on chips")[0].concept.iri)
    'topic:chip-export-controls'

Labels and texts are compared by *keys*: a word in lower case without its plural ending, an acronym as it is,
"United States" and "American" as "US". Word order and small words between do not count in a question.
"""

import difflib
import functools
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyoxigraph as ox

from sayso.errors import TopicSchemeError
from sayso.graph import vocab

__all__ = ["SHIPPED", "Concept", "Found", "TopicScheme", "keys", "word_keys"]

SHIPPED = "https://w3id.org/sayso/topic/"
"""The namespace of the concepts in `graph/data/topics.ttl`, written `topic:` in short."""

_FORMATS: Mapping[str, ox.RdfFormat] = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".turtle": ox.RdfFormat.TURTLE,
    ".n3": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
    ".skos": ox.RdfFormat.RDF_XML,
    ".json": ox.RdfFormat.JSON_LD,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".trig": ox.RdfFormat.TRIG,
    ".nq": ox.RdfFormat.N_QUADS,
}
_MAX_BYTES = 256 * 1024 * 1024
_SHOWN = 3  # how many of many faults a message names

_WORD = re.compile(r"[^\W_]+(?:[.&'’][^\W_]+)*")
_SMALL = frozenset(
    (
        *("a", "against", "an", "and", "at", "between", "by", "for", "from", "in", "into"),
        *("its", "of", "on", "or", "over", "s", "the", "their", "to", "with"),
    )
)
_PLURAL_LOOKS = frozenset(("does", "less", "news", "series", "species", "this"))
_ALIASES = {
    "america": "US",
    "american": "US",
    "chinese": "china",
    "sino": "china",
    "britain": "UK",
    "british": "UK",
    "european": "europe",
    "russian": "russia",
    "ukrainian": "ukraine",
}
PAIRS: Mapping[tuple[str, str], str] = {
    ("united", "state"): "US",
    ("united", "kingdom"): "UK",
    ("united", "nation"): "UN",
    ("europe", "union"): "EU",
    ("artificial", "intelligence"): "AI",
}
"""Two keys in a row that are one: what an acronym stands for."""


def _key(word: str) -> str:
    if len(word) > 1 and word.isupper():
        return word
    if len(word) > 2 and word[-1] == "s" and word[:-1].isupper():  # GPUs
        return word[:-1]
    low = word.lower()
    if low[-1] == "s" and len(low) > 3 and low not in _PLURAL_LOOKS:
        if low.endswith("ies") and len(low) > 4:
            low = low[:-3] + "y"
        elif low.endswith(("sses", "xes", "ches", "shes", "uses")):
            low = low[:-2]
        elif not low.endswith(("ss", "us", "is")):
            low = low[:-1]
    return _ALIASES.get(low, low)


def word_keys(word: str) -> tuple[str, ...]:
    """The keys of a single word: none for punctuation, two for "GPT-4"."""
    return tuple(_key(part) for part in map(_bare, _WORD.findall(word)) if part)


def _bare(word: str) -> str:
    """ "U.S" and "AT&T" are acronyms; "China's" is China."""
    head, mark, tail = word.replace("’", "'").partition("'")
    word = head if mark and tail in ("s", "") else word
    return word.replace(".", "") if not word.replace(".", "").isdigit() else word


@functools.lru_cache(maxsize=65536)
def keys(text: str) -> tuple[str, ...]:
    """The keys of a phrase, in order, without small words (unless there are no others)."""
    found: list[str] = []
    for word in _WORD.findall(text):
        for key in word_keys(word):
            if found and (found[-1], key) in PAIRS:
                found[-1] = PAIRS[found[-1], key]
            else:
                found.append(key)
    return tuple(key for key in found if key not in _SMALL) or tuple(found)


@dataclass(frozen=True, slots=True)
class Concept:
    """A SKOS concept. `broader` are IRIs; `requires` are the words a weak label needs beside it."""

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

    @property
    def strong_labels(self) -> tuple[str, ...]:
        """The labels that count by themselves: all but the weak ones, or none."""
        return () if self.requires and not self.weak_labels else (self.label, *self.alt_labels)

    @property
    def labels_in_need(self) -> tuple[str, ...]:
        """The labels that count only beside one of the words in `requires`."""
        if not self.requires:
            return ()
        return self.weak_labels or (self.label, *self.alt_labels)


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
    another order, have the same hash. `same` leads from a concept that was merged to the one it is now.
    """

    concepts: tuple[Concept, ...]
    sha256: str
    same: Mapping[str, str] = field(default_factory=dict)
    _by_iri: dict[str, Concept] = field(init=False, repr=False, compare=False)
    _by_notation: dict[str, Concept] = field(init=False, repr=False, compare=False)
    _above: dict[str, frozenset[str]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_iri = {concept.iri: concept for concept in self.concepts}
        object.__setattr__(self, "_by_iri", by_iri)
        object.__setattr__(self, "_by_notation", {concept.notation: concept for concept in self.concepts})
        object.__setattr__(self, "_above", _ancestors(by_iri))

    @classmethod
    def load(cls, paths: Iterable[str | Path] = (), *, shipped: bool = True) -> "TopicScheme":
        """Read SKOS files (Turtle, N-Triples, RDF/XML, JSON-LD, TriG), beside or without the shipped scheme.

        A concept that stands in several files is one; so are two that skos:exactMatch joins, under the IRI
        that came first. Where two files use one label for different concepts, the later file has it. Nothing
        that a file points to is fetched.

        Raises TopicSchemeError for a file that cannot be read or is not usable: no concept, a concept without
        a preferred label in English, one label for two concepts in a file, a circle of broader concepts.
        """
        files = [Path(path) for path in paths]
        if shipped:
            files.insert(0, Path(__file__).parent / "data" / "topics.ttl")
        if not files:
            raise TopicSchemeError("no topic scheme: name a SKOS file or use the shipped one")
        same: dict[str, str] = {}
        merged: dict[str, Concept] = {}
        for path in files:
            concepts, matches = _read(path)
            for iri, other in matches:
                if other in merged and iri not in merged:
                    same[iri] = other
            claimed = {
                _folded(label) for concept in concepts for label in (concept.label, *concept.alt_labels)
            }
            for iri, concept in merged.items():
                merged[iri] = _without_labels(concept, claimed)
            for concept in concepts:
                iri = same.get(concept.iri, concept.iri)
                merged[iri] = _joined(merged[iri], concept) if iri in merged else concept
        for iri, concept in merged.items():
            above = sorted({same.get(broader, broader) for broader in concept.broader} & merged.keys())
            merged[iri] = replace(concept, broader=tuple(above))
        _check_circles(merged)
        ordered = tuple(merged[iri] for iri in sorted(merged))
        facts = [[getattr(concept, name) for name in Concept.__slots__] for concept in ordered]
        digest = hashlib.sha256(json.dumps([facts, sorted(same.items())]).encode()).hexdigest()
        return cls(ordered, digest, same)

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
        """The concepts that a phrase may mean, best first, of equals the broader.

        A label that is the phrase (in any word order or inflection) scores 1, one that the phrase contains or
        that contains the phrase scores by the share of words.
        """
        wanted = frozenset(keys(phrase))
        if not wanted:
            return ()
        best: dict[str, Found] = {}
        for concept in self.concepts:
            for label, weight in _findable(concept, wanted):
                score = weight * _fit(wanted, frozenset(keys(label)))
                if score > 0 and (concept.iri not in best or score > best[concept.iri].score):
                    best[concept.iri] = Found(concept, label, round(score, 3))

        def order(found: Found) -> tuple[float, int, str]:
            return -found.score, len(self._above[found.concept.iri]), found.concept.iri

        ranked = sorted(best.values(), key=order)
        return tuple(ranked[:limit])

    def suggestions(self, phrase: str, *, limit: int = 3) -> tuple[str, ...]:
        """Preferred labels whose spelling, or whose other labels' spelling, is close: for "did you mean"."""
        labels = {
            _folded(label): concept.label
            for concept in self.concepts
            for label in (*concept.alt_labels, concept.label)
        }
        close = difflib.get_close_matches(_folded(phrase), sorted(labels), n=3 * limit, cutoff=0.7)
        return tuple(dict.fromkeys(labels[label] for label in close))[:limit]


def _findable(concept: Concept, wanted: frozenset[str]) -> Iterator[tuple[str, float]]:
    yield concept.label, 1.0
    yield concept.notation, 1.0
    for label in concept.alt_labels:
        yield label, 1.0
    needed = any(wanted.issuperset(keys(word)) for word in concept.requires)
    for label in concept.weak_labels:
        yield label, 0.9 if needed else 0.4


def _fit(wanted: frozenset[str], label: frozenset[str]) -> float:
    if wanted == label:
        return 1.0
    shared = len(wanted & label)
    if shared == len(label):  # the phrase says more than the label
        return 0.9 * shared / len(wanted)
    if shared == len(wanted):
        return 0.8 * shared / len(label)
    return 0.0


def _folded(label: str) -> str:
    return " ".join(label.casefold().split())


def _without_labels(concept: Concept, claimed: set[str]) -> Concept:
    kept = tuple(label for label in concept.alt_labels if _folded(label) not in claimed)
    return concept if kept == concept.alt_labels else replace(concept, alt_labels=kept)


def _joined(one: Concept, two: Concept) -> Concept:
    def both(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*first, *second)))

    others = both(one.alt_labels, two.alt_labels if two.label == one.label else (two.label, *two.alt_labels))
    return replace(
        one,
        alt_labels=others,
        weak_labels=both(one.weak_labels, two.weak_labels),
        requires=both(one.requires, two.requires),
        referred_to_as=both(one.referred_to_as, two.referred_to_as),
        broader=both(one.broader, two.broader),
        definition=one.definition or two.definition,
        scope_note=one.scope_note or two.scope_note,
    )


def _ancestors(by_iri: Mapping[str, Concept]) -> dict[str, frozenset[str]]:
    above: dict[str, frozenset[str]] = {}
    for start in by_iri:
        seen: set[str] = set()
        waiting = list(by_iri[start].broader)
        while waiting:
            iri = waiting.pop()
            if iri not in seen and iri in by_iri:
                seen.add(iri)
                waiting.extend(by_iri[iri].broader)
        above[start] = frozenset(seen)
    return above


def _check_circles(merged: Mapping[str, Concept]) -> None:
    circular = [iri for iri, above in _ancestors(merged).items() if iri in above]
    if circular:
        raise TopicSchemeError(
            f"{_some(circular)}: broader than itself through skos:broader; remove one link of the circle"
        )


def _some(names: Iterable[str]) -> str:
    listed = sorted(names)
    more = f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
    return ", ".join(listed[:_SHOWN]) + more


def _triples(path: Path) -> Iterator[tuple[str, str, str, str | None]]:
    """Subject, predicate, object and, for a literal, its language (or ""); blank nodes are left out."""
    rdf_format = _FORMATS.get(path.suffix.lower())
    if rdf_format is None:
        raise TopicSchemeError(f"{path}: unknown kind of file; use one of {', '.join(sorted(_FORMATS))}")
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise TopicSchemeError(f"{path}: larger than {_MAX_BYTES >> 20} MB; give a smaller topic scheme")
        source = path.read_bytes()
    except OSError as error:
        raise TopicSchemeError(f"{path}: cannot be read ({error.strerror}); check the name") from error
    try:
        for quad in ox.parse(source, format=rdf_format):
            subject, value = quad.subject, quad.object
            if isinstance(subject, ox.NamedNode):
                if isinstance(value, ox.NamedNode):
                    yield subject.value, quad.predicate.value, value.value, None
                elif isinstance(value, ox.Literal):
                    yield subject.value, quad.predicate.value, value.value, value.language or ""
    except (SyntaxError, ValueError) as error:
        reason = " ".join(str(error.msg if isinstance(error, SyntaxError) else error).split())
        raise TopicSchemeError(
            f"{path}: not readable as {rdf_format.name} ({reason}); mend it or rename it to its real format"
        ) from error


def _read(path: Path) -> tuple[list[Concept], list[tuple[str, str]]]:
    """The concepts of a file, sorted by IRI, and its exact matches."""
    iris: set[str] = set()
    words: dict[tuple[str, str], dict[str, None]] = {}
    broader: dict[str, set[str]] = {}
    matches: list[tuple[str, str]] = []
    for subject, predicate, value, language in _triples(path):
        if language is not None:
            if language == "" or language == "en" or language.startswith("en-"):
                words.setdefault((subject, predicate), {})[value] = None
        elif predicate == vocab.rdf_type and value == vocab.skos_Concept:
            iris.add(subject)
        elif predicate == vocab.skos_broader:
            broader.setdefault(subject, set()).add(value)
        elif predicate == vocab.skos_narrower:
            broader.setdefault(value, set()).add(subject)
        elif predicate == vocab.skos_exactMatch:
            matches.append((subject, value))
    if not iris:
        raise TopicSchemeError(f"{path}: holds no skos:Concept; is it a SKOS file?")
    bare = [iri for iri in iris if (iri, vocab.skos_prefLabel) not in words]
    if bare:
        raise TopicSchemeError(f"{path}: no skos:prefLabel in English on {_some(bare)}; add one")
    torn = [iri for iri in iris if len({_folded(w) for w in words[iri, vocab.skos_prefLabel]}) > 1]
    if torn:
        raise TopicSchemeError(
            f"{path}: more than one skos:prefLabel in English on {_some(torn)}; make the others skos:altLabel"
        )

    def said(iri: str, predicate: str) -> tuple[str, ...]:
        return tuple(sorted(words.get((iri, predicate), ())))

    concepts = [
        Concept(
            iri=iri,
            notation=next(iter(said(iri, vocab.skos_notation)), re.split(r"[/#:]", iri)[-1]),
            label=said(iri, vocab.skos_prefLabel)[0],
            alt_labels=(*said(iri, vocab.skos_altLabel), *said(iri, vocab.skos_hiddenLabel)),
            weak_labels=said(iri, vocab.weakLabel),
            requires=said(iri, vocab.requiresOneOf),
            referred_to_as=said(iri, vocab.referredToAs),
            broader=tuple(sorted(broader.get(iri, ()))),
            definition=next(iter(said(iri, vocab.skos_definition)), None),
            scope_note=next(iter(said(iri, vocab.skos_scopeNote)), None),
        )
        for iri in sorted(iris)
    ]
    _check_doubles(path, concepts)
    return concepts, sorted(matches)


def _check_doubles(path: Path, concepts: Iterable[Concept]) -> None:
    owner: dict[str, str] = {}
    doubles: list[str] = []
    for concept in concepts:
        for label in {_folded(label) for label in (concept.label, *concept.alt_labels)}:
            first = owner.setdefault(label, concept.iri)
            if first != concept.iri:
                doubles.append(f"'{label}' on {first} and {concept.iri}")
    if doubles:
        raise TopicSchemeError(
            f"{path}: one label for two concepts: {_some(doubles)}; keep it on one of them"
        )
