"""What stands in a SKOS file: concepts, links, matches, and what is wrong with them.

    >>> file = read(Path(__file__).parent / "data" / "topics.ttl")
    >>> (len(file.concepts) > 100, file.findings)
    (True, ())

Turtle, N-Triples, RDF/XML, JSON-LD and TriG; plain labels and those of SKOS-XL. Nothing that a file points to
is ever fetched. The page `docs/reference/topics.md` tells what is read.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyoxigraph as ox

from sayso.graph import vocab
from sayso.graph.concepts import Concept, Finding
from sayso.graph.keys import keys
from sayso.graph.names import slug
from sayso.graph.scheme_labels import ready, told_apart

__all__ = ["MINTED", "SchemeFile", "folded", "read"]

MINTED = "https://w3id.org/sayso/own-topic/"
"""What relative IRIs in a file begin with, and those of concepts that have none."""

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
_MAX_BYTES = 512 * 1024 * 1024
_MAX_FROM_ENTITIES = 16 * 1024 * 1024  # bytes; names of vocabularies come to a few per element

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

# IPTC gives its NewsCodes as JSON with these names and without a context.
_NEWSCODES_CONTEXT: Mapping[str, object] = {
    "skos": vocab.SKOS,
    "uri": "@id",
    "type": "@type",
    "conceptSet": "@graph",
    **{
        name: {"@id": "skos:" + name, "@container": "@language"}
        for name in ("prefLabel", "altLabel", "definition", "note", "scopeNote")
    },
    **{name: {"@id": "skos:" + name, "@type": "@id"} for name in ("broader", "narrower", "exactMatch")},
    "retired": MINTED + "retired",
}


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


class _Unreadable(Exception):
    """Why a file cannot be read, and the way out."""

    def __init__(self, what: str, way_out: str) -> None:
        super().__init__(what)
        self.what, self.way_out = what, way_out


def read(path: Path, *, proposed: bool = False) -> SchemeFile:
    """Read one file; what cannot be used is among the findings, never raised."""
    facts = _Facts(str(path))
    try:
        content = _content(path)
        rdf_format = _format(path, content, facts)
        facts.take(_quads(content, rdf_format, facts))
    except _Unreadable as error:
        return SchemeFile(path, findings=(Finding(str(path), "", "unreadable", error.what, error.way_out),))
    return facts.file(path, proposed)


def folded(label: str) -> str:
    """A label without differences of case and white space."""
    return " ".join(label.casefold().split())


# ------------------------------------------------------------------------------- bytes


def _content(path: Path) -> bytes:
    """The bytes of a file as UTF-8 without a byte order mark."""
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise _Unreadable(f"larger than {_MAX_BYTES >> 20} MB", "give a smaller topic scheme")
        content = path.read_bytes()
    except OSError as error:
        raise _Unreadable(f"cannot be read ({error.strerror})", "check the name") from error
    if content.startswith((b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf", b"BZh")):
        raise _Unreadable("an archive", "unpack it and give the file inside")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _recoded(content, "utf-16")
    content = content.removeprefix(b"\xef\xbb\xbf")
    declared = re.match(rb"""\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.-]{1,40})["']""", content[:200])
    if declared and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii"):
        return _recoded(content, declared[1].decode())
    return content


def _recoded(content: bytes, encoding: str) -> bytes:
    try:
        text = content.decode(encoding).removeprefix("\ufeff")
    except (LookupError, UnicodeDecodeError) as error:
        raise _Unreadable(f"not readable as {encoding}", "save it as UTF-8") from error
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text, count=1).encode()


def _format(path: Path, content: bytes, facts: "_Facts") -> ox.RdfFormat:
    """The format that the name promises, if the content looks like it; else that of the content."""
    promised = _FORMATS.get(path.suffix.lower())
    start = content[:2000].lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html")):
        raise _Unreadable("a web page and no SKOS file", "download the file that the page links to")
    seen: ox.RdfFormat | None = None
    if start.startswith((b"<?xml", b"<rdf:rdf", b"<!doctype rdf")) or (b"<rdf:rdf" in start[:1000]):
        seen = ox.RdfFormat.RDF_XML
    elif start.startswith((b"{", b'[{"', b"[\n", b"[\r", b"[ {", b"[{")):
        seen = ox.RdfFormat.JSON_LD
    elif start.startswith((b"@prefix", b"@base", b"prefix ", b"base <")):
        seen = ox.RdfFormat.TRIG if promised == ox.RdfFormat.TRIG else ox.RdfFormat.TURTLE
    if promised is None and seen is None:
        known = ", ".join(sorted(_FORMATS))
        raise _Unreadable("unknown kind of file", f"use one of {known}")
    if seen is not None and promised != seen:
        ending = path.suffix or "no ending"
        facts.note(
            "", "wrong-suffix", f"{seen.name} in a file with {ending}", f"rename it to end in {_suffix(seen)}"
        )
        return seen
    assert promised is not None
    return promised


def _suffix(rdf_format: ox.RdfFormat) -> str:
    return next(suffix for suffix, known in _FORMATS.items() if known == rdf_format)


# ------------------------------------------------------------------------------- triples


def _quads(content: bytes, rdf_format: ox.RdfFormat, facts: "_Facts") -> Iterator[ox.Quad]:
    if rdf_format == ox.RdfFormat.RDF_XML:
        _check_entities(content)
    elif rdf_format == ox.RdfFormat.JSON_LD:
        content = _with_context(content)
    for lenient in (False, True):
        try:
            yield from ox.parse(content, format=rdf_format, base_iri=MINTED, lenient=lenient)
            return
        except (SyntaxError, ValueError) as error:
            reason = " ".join(str(error.msg if isinstance(error, SyntaxError) else error).split())
            if "LoadDocumentCallback" in reason:
                raise _Unreadable(
                    f"its @context is {_remote_context(content)}, which is never fetched",
                    "put that context itself into the file, or convert it to Turtle",
                ) from error
            if not lenient and "IRI" in reason:
                facts.clear()
                facts.note("", "odd-iri", f"not all IRIs are valid ({reason[:200]})", "mend these IRIs")
                continue
            raise _Unreadable(
                f"not readable as {rdf_format.name} ({reason[:300]})",
                "mend it or rename it to its real format",
            ) from error


def _check_entities(content: bytes) -> None:
    """Refuses XML that grows when it is read: entities within entities, and many uses of long ones."""
    doctype = content.find(b"<!DOCTYPE", 0, 100_000)
    if doctype < 0:
        return
    end = content.find(b"]", content.rfind(b"<!ENTITY") if b"<!ENTITY" in content else doctype)
    head = content[doctype : end if end > 0 else len(content)]
    grown = 0
    for parameter, name, double, single in re.findall(
        rb"""<!ENTITY\s+(%\s+)?([^\s"'>]+)\s+(?:"([^"]*)"|'([^']*)'|[^>]*)""", head
    ):
        value = double or single
        if parameter or not value or re.search(rb"&(?!#)|%\w+;", value):
            raise _Unreadable(
                f"its XML entity '{name.decode(errors='replace')[:40]}' points to another or outside",
                "replace the entities by what they stand for",
            )
        grown += content.count(b"&" + name + b";") * len(value)
        if grown > _MAX_FROM_ENTITIES + 2 * len(content):
            raise _Unreadable(
                "its XML entities grow too large", "replace the entities by what they stand for"
            )


def _with_context(content: bytes) -> bytes:
    """IPTC's JSON gets the context that it lacks; any other JSON stays as it is."""
    if b'"conceptSet"' not in content or b'"@context"' in content:
        return content
    try:
        document = json.loads(content)
    except ValueError:
        return content
    if not isinstance(document, dict):
        return content
    return json.dumps({"@context": _NEWSCODES_CONTEXT, **document}).encode()


def _remote_context(content: bytes) -> str:
    found = re.search(rb'"@context"\s*:\s*\[?\s*"([^"]{1,200})"', content)
    return f"'{found[1].decode(errors='replace')}'" if found else "on the web"


def _name(node: object) -> str:
    """An IRI; "_:" and an id for a blank node."""
    if isinstance(node, ox.NamedNode | ox.BlankNode):
        return node.value if isinstance(node, ox.NamedNode) else f"_:{node.value}"
    return ""


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
    xl_labels: list[tuple[str, str, str]] = field(default_factory=list)
    xl_forms: dict[str, list[_Text]] = field(default_factory=dict)
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

    def take(self, quads: Iterable[ox.Quad]) -> None:
        handlers: dict[str, Callable[[str, object], object] | None] = {}
        for quad in quads:
            predicate = quad.predicate.value
            if predicate in handlers:
                handler = handlers[predicate]
            else:
                handler = handlers[predicate] = self._handler(predicate)
            if handler is not None:
                handler(_name(quad.subject), quad.object)

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
            text = " ".join(value.value.split())
            if text:
                said = self.texts.setdefault(subject, {}).setdefault(predicate, {})
                said[(value.language or "").lower().replace("_", "-"), text] = None

    def _take_form(self, subject: str, value: object) -> None:
        if isinstance(value, ox.Literal):
            self.xl_forms.setdefault(subject, []).append(
                (value.language or "", " ".join(value.value.split()))
            )

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
            for language, text in self.xl_forms.get(label, ()):
                if text:
                    self.texts.setdefault(subject, {}).setdefault(predicate, {})[language.lower(), text] = (
                        None
                    )
        found = self.typed | (
            {iri for iri in self.implied if vocab.skos_prefLabel in self.texts.get(iri, {})}
            - self.no_concepts
        )
        iris = {iri for iri in found if self._usable(iri)}
        left_out = {iri for iri in iris if self._left_out(iri, proposed)}
        languages = Counter(
            language
            for iri in iris
            for language in {language for language, _ in self._said(iri, vocab.skos_prefLabel)}
        )
        foreign = any(language and not _is_english(language) for language in languages)
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
            languages=tuple(sorted(languages.items(), key=lambda pair: (-pair[1], pair[0]))),
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
            for language, text in self._said(iri, predicate)
            if not language or _is_english(language)
        ):
            self.note(iri, "retired", "is deprecated", "it is left out")
            return True
        if iri in self.proposed and not proposed:
            self.note(iri, "proposed", "is only proposed", "it is left out until it is accepted")
            return True
        return False

    def _english(self, iri: str, predicate: str, foreign: bool) -> list[str]:
        """Texts in English, the plainest first; those without a language if no file mate has another."""
        said = [
            (_rank(language), text)
            for language, text in self._said(iri, predicate)
            if _is_english(language) or (not language and not foreign)
        ]
        return list(dict.fromkeys(text for _, text in sorted(said)))

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
            if not language or _is_english(language):
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
            names[iri] = MINTED + local
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
                frozenset(keys(concept.label)),
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
