"""What stands in a SKOS file: concepts, links, matches, and what is wrong with them.

    >>> file = read(Path(__file__).parent.parent / "data" / "topics.ttl")
    >>> (len(file.concepts) > 100, file.findings)
    (True, ())

Plain labels and those of SKOS-XL, in any language, of which English is used. The page
`docs/reference/topics.md` tells what is read.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyoxigraph as ox

from sayso.graph import vocab
from sayso.graph.names import slug
from sayso.graph.topics.concepts import Concept, Finding
from sayso.graph.topics.rdf_files import BASE, UnreadableError, quads
from sayso.graph.topics.scheme_labels import folded, ready, told_apart

__all__ = ["SchemeFile", "read"]

_SKOS_XL = "http://www.w3.org/2008/05/skos-xl#"
_ISO_THES = "http://purl.org/iso25964/skos-thes#"
_XL_LABELS = {
    _SKOS_XL + "prefLabel": vocab.skos_prefLabel,
    _SKOS_XL + "altLabel": vocab.skos_altLabel,
    _SKOS_XL + "hiddenLabel": vocab.skos_hiddenLabel,
}
_TEXTS = frozenset(
    (
        *(vocab.skos_prefLabel, vocab.skos_altLabel, vocab.skos_hiddenLabel, vocab.rdfs_label),
        *(vocab.skos_notation, vocab.skos_definition, vocab.skos_scopeNote),
        *(vocab.weakLabel, vocab.requiresOneOf, vocab.referredToAs),
    )
)
_NOTES = frozenset(vocab.SKOS + name for name in ("note", "changeNote", "historyNote", "editorialNote"))
_UPWARD = frozenset(
    (vocab.skos_broader, *(_ISO_THES + "broader" + kind for kind in ("Generic", "Partitive", "Instantial")))
)
_DOWNWARD = frozenset(
    (vocab.skos_narrower, *(_ISO_THES + "narrower" + kind for kind in ("Generic", "Partitive", "Instantial")))
)
_NO_CONCEPTS = frozenset(
    (
        vocab.skos_ConceptScheme,
        vocab.SKOS + "Collection",
        vocab.SKOS + "OrderedCollection",
        _SKOS_XL + "Label",
    )
)
_STATUS = frozenset(("status", "term_status", "conceptstatus"))
_ENDED = frozenset(("deprecated", "retired"))
_PROPOSED_WORDS = frozenset(("proposed", "candidate"))
_ENDED_WORDS = frozenset(
    ("archaic", "deprecated", "obsolete", "replaced", "retired", "superseded", "withdrawn")
)
_ENDED_NOTE = re.compile(
    r"\W*(?:RETIRED|DEPRECATED|OBSOLETE|WITHDRAWN)\b|[(\[]\s*(?i:retired|deprecated|obsolete|withdrawn)\b"
    r"|(?i:retired|deprecated|obsolete|withdrawn)\s*[:;(\d]"
)
_LANGUAGES = ("en", "en-gb", "en-us")
_LOCAL = re.compile(r"[/#:]")


@dataclass(frozen=True, slots=True)
class SchemeFile:
    """What a file holds.

    `concepts` are sorted by IRI and have no `broader` yet: `links` are pairs of a concept and a broader one,
    in this file or another. `left_out` are concepts that are not used, whose links still lead on. `matches`
    are pairs that skos:exactMatch joins; `languages` counts preferred labels by language.
    """

    path: Path
    concepts: tuple[Concept, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    matches: tuple[tuple[str, str], ...] = ()
    left_out: frozenset[str] = frozenset()
    languages: tuple[tuple[str, int], ...] = ()
    findings: tuple[Finding, ...] = ()


def read(path: Path, *, proposed: bool = False) -> SchemeFile:
    """Read one file; what cannot be used is among the findings, never raised."""
    facts = _Facts(str(path))
    try:
        facts.take(quads(path, lambda *told: facts.note("", *told), facts.clear))
    except UnreadableError as error:
        return SchemeFile(path, findings=(Finding(str(path), "", "unreadable", error.what, error.way_out),))
    return facts.file(path, proposed)


def _name(node: object) -> str:
    """An IRI; "_:" and an id for a blank node."""
    if isinstance(node, ox.NamedNode):
        return node.value
    return f"_:{node.value}" if isinstance(node, ox.BlankNode) else ""


# ------------------------------------------------------------------------------- facts

_Text = tuple[str, str]  # language (or "") and text


@dataclass(slots=True)
class _Facts:
    """What the triples of one file say, gathered by subject."""

    source: str
    texts: dict[str, dict[str, dict[_Text, None]]] = field(default_factory=dict)
    typed: set[str] = field(default_factory=set)
    implied: set[str] = field(default_factory=set)
    no_concepts: set[str] = field(default_factory=set)
    links: dict[tuple[str, str], None] = field(default_factory=dict)
    far_links: dict[tuple[str, str], None] = field(default_factory=dict)
    matches: list[tuple[str, str]] = field(default_factory=list)
    foreign: dict[str, set[str]] = field(default_factory=dict)  # whose preferred labels are in which language
    xl_labels: list[tuple[str, str, str]] = field(default_factory=list)
    xl_forms: dict[str, list[ox.Literal]] = field(default_factory=dict)
    ended: set[str] = field(default_factory=set)
    proposed: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)

    def note(self, concept: str, kind: str, what: str, way_out: str) -> None:
        self.findings.append(Finding(self.source, concept, kind, what, way_out))

    def clear(self) -> None:
        fresh = _Facts(self.source)
        for name in self.__slots__:
            if name != "findings":
                setattr(self, name, getattr(fresh, name))

    def take(self, triples: Iterable[ox.Quad]) -> None:
        handlers: dict[str, Callable[[str, object], object] | None] = {}
        for quad in triples:
            predicate = quad.predicate.value
            if predicate in handlers:
                handler = handlers[predicate]
            else:
                handler = handlers[predicate] = self._handler(predicate)
            if handler is None:
                continue
            value = quad.object
            if isinstance(value, ox.Literal) and predicate != vocab.skos_prefLabel:
                language = value.language
                if language and language[:2] != "en":  # most of a thesaurus in many languages
                    continue
            handler(_name(quad.subject), value)

    def _handler(self, predicate: str) -> Callable[[str, object], object] | None:
        local = _LOCAL.split(predicate)[-1].lower()
        if predicate in _TEXTS or predicate in _NOTES:
            return lambda subject, value: self._take_text(subject, predicate, value)
        if predicate in _XL_LABELS:
            label = _XL_LABELS[predicate]
            return lambda subject, value: self.xl_labels.append((subject, label, _name(value)))
        if predicate == _SKOS_XL + "literalForm":
            return self._take_form
        if predicate == vocab.rdf_type:
            return self._take_type
        if predicate in _UPWARD:
            return lambda subject, value: self._link(subject, _name(value))
        if predicate in _DOWNWARD:
            return lambda subject, value: self._link(_name(value), subject)
        if predicate == vocab.SKOS + "broaderTransitive":
            return lambda subject, value: self.far_links.setdefault((subject, _name(value)))
        if predicate == vocab.SKOS + "narrowerTransitive":
            return lambda subject, value: self.far_links.setdefault((_name(value), subject))
        if predicate == vocab.skos_exactMatch:
            return lambda subject, value: self.matches.append((subject, _name(value)))
        if predicate in (vocab.skos_topConceptOf, vocab.skos_inScheme):
            return lambda subject, value: self.implied.add(subject)
        if predicate == vocab.skos_hasTopConcept:
            return lambda subject, value: self.implied.add(_name(value))
        if local in _STATUS:
            return self._take_status
        if local in _ENDED:
            return self._take_end
        return None

    def _link(self, narrower: str, broader: str) -> None:
        self.links[narrower, broader] = None
        self.implied.update((narrower, broader))

    def _take_text(self, subject: str, predicate: str, value: object) -> None:
        if isinstance(value, ox.Literal):
            language = (value.language or "").lower().replace("_", "-")
            if language and not _is_english(language):
                if predicate == vocab.skos_prefLabel:
                    self.foreign.setdefault(language, set()).add(subject)
                return
            text = " ".join(value.value.split())
            if text:
                self.texts.setdefault(subject, {}).setdefault(predicate, {})[language, text] = None

    def _take_form(self, subject: str, value: object) -> None:
        if isinstance(value, ox.Literal):
            self.xl_forms.setdefault(subject, []).append(value)

    def _take_type(self, subject: str, value: object) -> None:
        kind = _name(value)
        if kind == vocab.skos_Concept:
            self.typed.add(subject)
        elif kind in _NO_CONCEPTS:
            self.no_concepts.add(subject)

    def _take_status(self, subject: str, value: object) -> None:
        word = value.value if isinstance(value, ox.Literal) else _LOCAL.split(_name(value))[-1]
        if word.lower() in _PROPOSED_WORDS:
            self.proposed.add(subject)
        elif word.lower() in _ENDED_WORDS:
            self.ended.add(subject)

    def _take_end(self, subject: str, value: object) -> None:
        if not isinstance(value, ox.Literal) or value.value.strip().lower() not in ("false", "0", "no", ""):
            self.ended.add(subject)

    # -- what follows from them

    def file(self, path: Path, proposed: bool) -> SchemeFile:
        for subject, predicate, label in self.xl_labels:
            for form in self.xl_forms.get(label, ()):
                self._take_text(subject, predicate, form)
        labelled = {iri for iri in self.implied if self._said(iri, vocab.skos_prefLabel)}
        found = self.typed | (labelled.union(*self.foreign.values()) & self.implied) - self.no_concepts
        iris = {iri for iri in found if self._usable(iri)}
        left_out = {iri for iri in iris if self._left_out(iri, proposed)}
        languages = Counter({language: len(subjects & iris) for language, subjects in self.foreign.items()})
        foreign = languages.total() > 0
        for iri in iris:
            languages.update({language for language, _ in self._said(iri, vocab.skos_prefLabel)})
        concepts: dict[str, Concept] = {}
        for iri in sorted(iris - left_out):
            concept = self._concept(iri, foreign)
            if concept is None:
                left_out.add(iri)
            else:
                concepts[iri] = concept
        links = tuple(sorted(self.links or self.far_links))
        names = self._minted(concepts, links)
        if names:
            links = tuple(sorted((names.get(one, one), names.get(two, two)) for one, two in links))
            self.matches = [(names.get(one, one), names.get(two, two)) for one, two in self.matches]
            concepts = {names.get(iri, iri): concept for iri, concept in concepts.items()}
        concepts = {iri: concepts[iri] for iri in sorted(concepts)}
        self._make_ready(concepts, links)
        if not found:
            self.note("", "no-concept", "holds no skos:Concept", "is it a SKOS file?")
        elif not concepts:
            why = Counter(finding.kind for finding in self.findings if finding.concept)
            told = ", ".join(f"{count} {kind}" for kind, count in sorted(why.items()))
            self.note(
                "", "no-concept", f"none of its concepts can be used ({told})", "see the remarks on them"
            )
        return SchemeFile(
            path,
            concepts=tuple(concepts.values()),
            links=links,
            matches=tuple(sorted(set(self.matches))),
            left_out=frozenset(left_out),
            languages=tuple(sorted((+languages).items(), key=lambda pair: (-pair[1], pair[0]))),
            findings=tuple(sorted(self.findings)),
        )

    def _said(self, iri: str, predicate: str) -> Mapping[_Text, None]:
        return self.texts.get(iri, {}).get(predicate, {})

    def _usable(self, iri: str) -> bool:
        if iri.startswith("_:"):
            return True
        try:
            ox.NamedNode(iri)
        except ValueError:
            self.note(iri, "odd-iri", "no valid IRI", "it is left out: mend the IRI")
            return False
        return True

    def _left_out(self, iri: str, proposed: bool) -> bool:
        if iri in self.ended or any(
            _ENDED_NOTE.match(text)
            for predicate in (vocab.skos_prefLabel, vocab.skos_definition, *_NOTES)
            for _, text in self._said(iri, predicate)
        ):
            self.note(iri, "retired", "is deprecated", "it is left out")
            return True
        if iri in self.proposed and not proposed:
            self.note(iri, "proposed", "is only proposed", "it is left out until it is accepted")
            return True
        return False

    def _english(self, iri: str, predicate: str, foreign: bool) -> list[str]:
        """Texts in English, the plainest first; those without a language if no file mate has another."""
        said = self._said(iri, predicate)
        ranked = sorted((_rank(language), text) for language, text in said if language or not foreign)
        return list(dict.fromkeys(text for _, text in ranked))

    def _concept(self, iri: str, foreign: bool) -> Concept | None:
        preferred = self._english(iri, vocab.skos_prefLabel, foreign)
        if not preferred:
            preferred = self._english(iri, vocab.skos_prefLabel, False)
        if not preferred:
            preferred = self._english(iri, vocab.rdfs_label, foreign)
            if preferred:
                self.note(iri, "rdfs-label", "has no skos:prefLabel in English", "its rdfs:label is used")
        if not preferred:
            self.note(iri, "no-english-label", "has no skos:prefLabel in English", "it is left out: add one")
            return None
        self._check_several(iri)
        others = [
            *preferred[1:],
            *sorted(self._english(iri, vocab.skos_altLabel, foreign)),
            *sorted(self._english(iri, vocab.skos_hiddenLabel, foreign)),
        ]

        def plain(predicate: str) -> tuple[str, ...]:
            return tuple(sorted(self._english(iri, predicate, False)))

        notations = sorted(
            {text for _, text in self._said(iri, vocab.skos_notation)}, key=lambda text: (len(text), text)
        )
        return Concept(
            iri=iri,
            notation=notations[0] if notations else _LOCAL.split(iri.rstrip("/#"))[-1],
            label=preferred[0],
            alt_labels=tuple(dict.fromkeys(text for text in others if text != preferred[0])),
            weak_labels=plain(vocab.weakLabel),
            requires=plain(vocab.requiresOneOf),
            referred_to_as=plain(vocab.referredToAs),
            definition=next(iter(self._english(iri, vocab.skos_definition, False)), None),
            scope_note=next(iter(self._english(iri, vocab.skos_scopeNote, False)), None),
            status="proposed" if iri in self.proposed else "",
        )

    def _check_several(self, iri: str) -> None:
        by_language: dict[str, set[str]] = {}
        for language, text in self._said(iri, vocab.skos_prefLabel):
            by_language.setdefault(language, set()).add(folded(text))
        for labels in by_language.values():
            if len(labels) > 1:
                shown = ", ".join(f"'{label}'" for label in sorted(labels)[:3])
                self.note(
                    iri,
                    "several-labels",
                    f"has {len(labels)} skos:prefLabel in one language: {shown}",
                    "make the others skos:altLabel",
                )

    def _minted(self, concepts: dict[str, Concept], links: Sequence[tuple[str, str]]) -> dict[str, str]:
        """IRIs for concepts that are blank nodes, made of what they say, and so the same at every reading."""
        blank = [iri for iri in concepts if iri.startswith("_:")]
        if not blank:
            return {}
        above: dict[str, list[str]] = {}
        for narrower, broader in links:
            if narrower in concepts and broader in concepts:
                above.setdefault(narrower, []).append(concepts[broader].label)

        def said(iri: str) -> tuple[object, ...]:
            concept = concepts[iri]
            return (
                concept.label,
                sorted(above.get(iri, ())),
                concept.alt_labels,
                concept.definition or "",
                concept.scope_note or "",
            )

        names: dict[str, str] = {}
        taken: Counter[str] = Counter()
        for iri in sorted(blank, key=said):
            concept = concepts[iri]
            name = slug(concept.label) or "topic"
            taken[name] += 1
            local = name if taken[name] == 1 else f"{name}-{taken[name]}"
            names[iri] = BASE + local
            concepts[iri] = replace(
                concept, iri=names[iri], notation=local if concept.notation == iri[2:] else concept.notation
            )
            self.note(names[iri], "blank-node", "is a blank node", "give it an IRI")
        self.findings = [
            replace(finding, concept=names.get(finding.concept, finding.concept)) for finding in self.findings
        ]
        return names

    def _make_ready(self, concepts: dict[str, Concept], links: Sequence[tuple[str, str]]) -> None:
        contexts: dict[str, list[str]] = {}
        for narrower, broader in links:
            if narrower in concepts and broader in concepts and narrower != broader:
                contexts.setdefault(narrower, []).append(concepts[broader].label)
        self._check_twins(concepts, contexts)
        for iri, concept in concepts.items():
            concepts[iri], remarks = ready(concept, contexts.get(iri, ()))
            for remark in remarks:
                self.note(iri, remark.kind, remark.what, remark.way_out)
        for concept, remark in list(told_apart(concepts, contexts)):
            concepts[concept.iri] = concept
            self.note(concept.iri, remark.kind, remark.what, remark.way_out)

    def _check_twins(self, concepts: Mapping[str, Concept], contexts: Mapping[str, Sequence[str]]) -> None:
        seen: dict[tuple[object, ...], str] = {}
        for iri, concept in concepts.items():
            says = (
                folded(concept.label),
                *(
                    frozenset(texts)
                    for texts in (concept.alt_labels, concept.requires, contexts.get(iri, ()))
                ),
                concept.definition,
                concept.scope_note,
            )
            first = seen.setdefault(says, iri)
            if first != iri:
                self.note(
                    iri,
                    "twins",
                    f"'{concept.label}' is also {first}, and nothing tells them apart",
                    "make them one, or give one a broader concept, another label or a definition",
                )


def _is_english(language: str) -> bool:
    return language == "en" or language.startswith("en-")


def _rank(language: str) -> tuple[int, str]:
    """English, British, American, other English, and text without a language, in this order."""
    if language in _LANGUAGES:
        return _LANGUAGES.index(language), ""
    return (len(_LANGUAGES), language) if language else (len(_LANGUAGES) + 1, "")
