"""Proposed topics as SKOS: written to a file, read back, and accepted into a topic scheme.

    accept(Path("proposals.ttl"), ["e-scooter parking"], into=Path("my-topics.ttl"))

What stands in the scheme stays as it is, byte for byte: what is accepted is added at its end. Both files
appear when they are whole. A proposed concept has the status "proposed" of ISO 25964, an accepted one
"accepted".
"""

import contextlib
import difflib
import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from sayso.errors import TopicSchemeError
from sayso.graph import vocab
from sayso.graph.names import slug
from sayso.graph.topics.emergence import Proposal
from sayso.graph.topics.scheme import Concept, TopicScheme, check

__all__ = ["Accepted", "accept", "labels", "turtle", "write"]

STATUS = "http://purl.org/iso25964/skos-thes#status"
_EDITORIAL_NOTE = vocab.SKOS + "editorialNote"
_EXAMPLE = vocab.SKOS + "example"
_PREFIXES = {"skos": vocab.SKOS, "iso-thes": "http://purl.org/iso25964/skos-thes#", "sayso": vocab.SAYSO}
_FORMATS = {".ttl": ox.RdfFormat.TURTLE, ".turtle": ox.RdfFormat.TURTLE, ".nt": ox.RdfFormat.N_TRIPLES}
_ORDER = (
    vocab.rdf_type,
    vocab.skos_prefLabel,
    vocab.skos_altLabel,
    vocab.weakLabel,
    vocab.requiresOneOf,
    vocab.skos_notation,
    STATUS,
    vocab.skos_broader,
    vocab.skos_definition,
    vocab.skos_scopeNote,
    _EDITORIAL_NOTE,
    _EXAMPLE,
    vocab.skos_inScheme,
)
_SHOWN = 40  # letters of a name in that of its part, which is longer and has a limit, too
_HEAD = """\
# Topics that were found in statements without one; none counts before it is accepted. Take one over with
#     sayso topics accept THIS-FILE "its label" --into my-topics.ttl
"""

_Facts = dict[str, list[ox.NamedNode | ox.Literal]]


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of a proposal: the concept it now is, and the label it is added to if it was merged."""

    iri: str
    label: str
    merged_into: str | None = None


def turtle(proposals: Iterable[Proposal]) -> str:
    """Proposals as a SKOS file in Turtle."""
    concepts: dict[str, _Facts] = {}
    for one in proposals:
        namespace = one.iri[: one.iri.rindex("/") + 1]
        dates = [date for date in (one.first_date, one.last_date) if date]
        when = f", {' to '.join(dict.fromkeys(dates))}" if dates else ""
        note = (
            f"Proposed for {_count(one.statements, 'statement')} by {_count(one.speakers, 'speaker')} in "
            f"{_count(one.articles, 'article')} of {_count(one.outlets, 'outlet')}{when}."
        )
        if one.phrases:
            note += f" Among them: {', '.join(one.phrases)}."
        facts: _Facts = {
            vocab.rdf_type: [ox.NamedNode(vocab.skos_Concept)],
            vocab.skos_prefLabel: [_english(one.label)],
            vocab.skos_altLabel: [_english(label) for label in one.alt_labels],
            vocab.weakLabel: [_english(label) for label in one.weak_labels],
            vocab.requiresOneOf: [_english(word) for word in one.requires],
            vocab.skos_notation: [ox.Literal(slug(one.label))],
            STATUS: [ox.Literal("proposed")],
            vocab.skos_broader: [ox.NamedNode(one.broader)] if one.broader else [],
            _EDITORIAL_NOTE: [_english(note)],
            _EXAMPLE: [
                _english(
                    f"{example.text} ({', '.join(filter(None, (example.speaker, example.date)))}; "
                    f"{example.source}, characters {example.start}–{example.end})"
                )
                for example in one.examples
            ],
            vocab.skos_inScheme: [ox.NamedNode(namespace)],
        }
        concepts[one.iri] = facts
    return _file(concepts)


def write(proposals: Iterable[Proposal], path: Path) -> None:
    """Writes the file, which must end in .ttl; what was there is replaced."""
    if path.suffix.lower() not in (".ttl", ".turtle"):
        raise TopicSchemeError(f"{path}: proposals are written as Turtle; give a name that ends in .ttl")
    _replace(path, turtle(proposals))


def labels(path: Path) -> list[str]:
    """The phrases of a file: all labels of its concepts, or its lines where it is plain text.

    Of a plain text, empty lines and what stands behind a "#" do not count.
    """
    if path.suffix.lower() in _FORMATS:
        concepts, _ = _concepts(path)
        names = (vocab.skos_prefLabel, vocab.skos_altLabel)
        return [term.value for facts in concepts.values() for name in names for term in facts.get(name, ())]
    lines = (line.partition("#")[0].strip() for line in _text(path).splitlines())
    return [line for line in lines if line]


def accept(
    proposals: Path,
    names: Sequence[str],
    *,
    into: Path,
    label: str | None = None,
    broader: str | None = None,
    merge_into: str | None = None,
) -> list[Accepted]:
    """Moves proposed concepts, named by IRI or label, into the scheme `into`, which is made if there is none.

    `label` becomes the preferred one, and the old one another. `broader` names the concept above, of this
    scheme or the shipped one. `merge_into` names a concept that gets the labels of the proposals instead.
    What the scheme has already, just so, is only taken out of the proposals. Raises TopicSchemeError, and
    writes nothing, for a name that no proposal has, a label that another concept of the scheme has, or a
    scheme that is not Turtle or not usable afterwards.
    """
    if into.suffix.lower() not in _FORMATS:
        raise TopicSchemeError(
            f"{into}: concepts can be added to Turtle and N-Triples only; give a file that ends in .ttl"
        )
    if label is not None and len(set(names)) > 1:
        raise TopicSchemeError(
            f"--label {label!r} is for one proposal, not for {len(names)}; accept them one by one"
        )
    waiting, _ = _concepts(proposals)
    chosen = list(dict.fromkeys(_find(name, waiting, proposals) for name in names))
    known, prefixes = _concepts(into) if into.exists() else ({}, dict(_PREFIXES))
    scheme = _scheme(into, named=into)
    owners = {_folded(term.value): iri for iri, facts in known.items() for term in _named(facts)}
    added: dict[str, _Facts] = {}
    outcome: list[Accepted] = []
    target = _target(merge_into, scheme, into) if merge_into is not None else None
    above = _target(broader, scheme, into) if broader is not None else None
    usable = {concept.iri for concept in scheme} | set(chosen)
    for iri in chosen:
        facts = waiting[iri]
        own = [term.value for term in _named(facts)]
        if label is not None:
            own = [label, *(text for text in own if _folded(text) != _folded(label))]
        wanted = _accepted(facts, own, above, usable)
        if iri in known and target is None and _same(known[iri], wanted):  # cut short the time before
            outcome.append(Accepted(iri, own[0]))
            continue
        if iri in known:
            raise TopicSchemeError(f"{into}: {own[0]!r} is there already ({iri}); nothing was changed")
        if target is not None:
            has = {_folded(text) for text in (target.label, *target.alt_labels)}
            new = [text for text in own if _folded(text) not in has]
            _check(new, owners, target.iri, into)
            known_there = target.iri in known or target.iri in added
            entry = added.setdefault(target.iri, {})
            if not known_there:  # of the shipped scheme: a concept of two files is one
                entry[vocab.rdf_type] = [ox.NamedNode(vocab.skos_Concept)]
                entry[vocab.skos_prefLabel] = [_english(target.label)]
            entry.setdefault(vocab.skos_altLabel, []).extend(_english(text) for text in new)
            owners.update((_folded(text), target.iri) for text in new)
            outcome.append(Accepted(target.iri, own[0], target.label))
            continue
        _check(own, owners, iri, into)
        owners.update((_folded(text), iri) for text in own)
        added[iri] = wanted
        outcome.append(Accepted(iri, own[0]))
    added = {iri: facts for iri, facts in added.items() if any(facts.values())}
    if added:
        before = _text(into) if into.exists() else ""
        _replace(into, before + _addition(before, added, prefixes, into), usable=True)
    left = {iri: facts for iri, facts in waiting.items() if iri not in chosen}
    if proposals.absolute() != into.absolute():
        _replace(proposals, _file(left))
    return outcome


def _accepted(facts: _Facts, own: Sequence[str], above: Concept | None, usable: Collection[str]) -> _Facts:
    kept = {name: list(values) for name, values in facts.items()}
    kept[vocab.skos_prefLabel] = [_english(own[0])]
    kept[vocab.skos_altLabel] = [_english(text) for text in own[1:]]
    kept[STATUS] = [ox.Literal("accepted")]
    if above is not None:
        kept[vocab.skos_broader] = [ox.NamedNode(above.iri)]
    kept[vocab.skos_broader] = [term for term in kept.get(vocab.skos_broader, ()) if term.value in usable]
    return kept


def _same(one: _Facts, two: _Facts) -> bool:
    return all(set(one.get(name, ())) == set(two.get(name, ())) for name in one.keys() | two.keys())


def _named(facts: _Facts) -> list[ox.NamedNode | ox.Literal]:
    return [*facts.get(vocab.skos_prefLabel, ()), *facts.get(vocab.skos_altLabel, ())]


def _check(texts: Iterable[str], owners: Mapping[str, str], iri: str, into: Path) -> None:
    for text in texts:
        owner = owners.get(_folded(text))
        if owner is not None and owner != iri:
            raise TopicSchemeError(
                f"{into}: {text!r} is a label of {owner} already; merge by --as, or give another --label"
            )


def _find(name: str, concepts: Mapping[str, _Facts], path: Path) -> str:
    if name in concepts:
        return name
    by_label: dict[str, str] = {}
    for iri, facts in concepts.items():
        for term in facts.get(vocab.skos_prefLabel, ()):
            by_label[_folded(term.value)] = iri
    for iri, facts in concepts.items():
        for term in (*facts.get(vocab.skos_altLabel, ()), *facts.get(vocab.skos_notation, ())):
            by_label.setdefault(_folded(term.value), iri)
    if _folded(name) in by_label:
        return by_label[_folded(name)]
    close = difflib.get_close_matches(_folded(name), sorted(by_label), n=3, cutoff=0.6)
    hint = f"did you mean {' or '.join(map(repr, close))}?" if close else "its labels are in the file"
    raise TopicSchemeError(f"{path}: no proposal {name!r}; {hint}")


def _target(name: str, scheme: TopicScheme, into: Path) -> Concept:
    if name in scheme:
        return scheme[name]
    found = [one.concept for one in scheme.find(name) if one.score >= 1.0]
    exact = [one for one in found if _folded(name) == _folded(one.label)] or found
    if not exact:
        near = dict.fromkeys((*(one.concept.label for one in scheme.find(name)), *scheme.suggestions(name)))
        hint = f"; did you mean {' or '.join(map(repr, list(near)[:3]))}?" if near else "; give its IRI"
        raise TopicSchemeError(f"no concept {name!r} in {into} or the shipped scheme{hint}")
    if len(exact) > 1:
        which = ", ".join(f"{one.label!r} ({one.iri})" for one in exact)
        raise TopicSchemeError(f"{name!r} may be one of {len(exact)}: {which}; give its IRI")
    return exact[0]


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


# -- files


def _concepts(path: Path) -> tuple[dict[str, _Facts], dict[str, str]]:
    """The concepts of a file with what is said of each, in order of IRI, and the file's prefixes."""
    rdf_format = _FORMATS.get(path.suffix.lower())
    if rdf_format is None:
        raise TopicSchemeError(f"{path}: no Turtle; give the file that 'sayso topics suggest -o' wrote")
    facts: dict[str, _Facts] = {}
    try:
        quads = ox.parse(_text(path).encode(), format=rdf_format, base_iri=_BASE)
        for quad in quads:
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
                about = facts.setdefault(quad.subject.value, {})
                about.setdefault(quad.predicate.value, []).append(quad.object)
    except (SyntaxError, ValueError) as error:
        raise TopicSchemeError(
            f"{path}: not readable as Turtle ({' '.join(str(error).split())}); mend it"
        ) from error
    concept = ox.NamedNode(vocab.skos_Concept)
    found = {iri: facts[iri] for iri in sorted(facts) if concept in facts[iri].get(vocab.rdf_type, ())}
    return found, dict(quads.prefixes)


_BASE = "https://w3id.org/sayso/own-topic/"


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise TopicSchemeError(f"no file {path}; check the name") from None
    except UnicodeDecodeError as error:
        raise TopicSchemeError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from error
    except OSError as error:
        raise TopicSchemeError(f"{path}: cannot be read ({error.strerror}); check it") from error


def _scheme(path: Path, *, named: Path) -> TopicScheme:
    """The shipped scheme, with that of a file if there is one."""
    checked = check([path] if path.exists() else [], shipped=True)
    if checked.scheme is None:
        finding = checked.findings[0]
        raise TopicSchemeError(f"{named}: {finding.kind}: {finding.what}; {finding.way_out}")
    return checked.scheme


def _replace(path: Path, text: str, *, usable: bool = False) -> None:
    """Puts a file in place when it is whole and, with `usable`, can be used beside the shipped scheme."""
    part = path.with_name(f".{path.stem[:_SHOWN]}.{os.getpid()}.part{path.suffix}")
    try:
        part.write_text(text, encoding="utf-8", newline="")
        if usable:
            _scheme(part, named=path)
        part.replace(path)
    except OSError as error:
        raise TopicSchemeError(f"cannot write {path}: {error.strerror}") from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink()


def _file(concepts: Mapping[str, _Facts]) -> str:
    schemes = sorted(
        {term.value for facts in concepts.values() for term in facts.get(vocab.skos_inScheme, ())}
    )
    head = "".join(f"@prefix {name}: <{namespace}> .\n" for name, namespace in sorted(_PREFIXES.items()))
    blocks = [
        _block(ox.NamedNode(iri), {vocab.rdf_type: [ox.NamedNode(vocab.skos_ConceptScheme)]}, _PREFIXES)
        for iri in schemes
    ]
    blocks += [_block(ox.NamedNode(iri), facts, _PREFIXES) for iri, facts in concepts.items()]
    return f"{_HEAD}\n{head}\n" + "\n".join(blocks)


def _addition(before: str, added: Mapping[str, _Facts], prefixes: Mapping[str, str], into: Path) -> str:
    """What is put behind a file: with its own prefixes where these mean what they should."""
    if into.suffix.lower() == ".nt":
        return "".join(
            f"{'' if at or before.endswith(chr(10)) or not before else chr(10)}<{iri}> <{name}> {value} .\n"
            for at, (iri, name, value) in enumerate(_triples(added))
        )
    head = "" if before else "# Topics of our own. Give this file to 'sayso build' with --topics.\n\n"
    used = dict(_PREFIXES)
    if not before:
        head += "".join(f"@prefix {name}: <{namespace}> .\n" for name, namespace in sorted(used.items()))
        schemes = sorted({t.value for facts in added.values() for t in facts.get(vocab.skos_inScheme, ())})
        is_scheme: _Facts = {vocab.rdf_type: [ox.NamedNode(vocab.skos_ConceptScheme)]}
        head += "".join("\n" + _block(ox.NamedNode(iri), is_scheme, used) for iri in schemes)
    else:
        used = {name: space for name, space in used.items() if prefixes.get(name) == space}
        missing = {name: space for name, space in _PREFIXES.items() if name not in prefixes}
        head += "" if before.endswith("\n") else "\n"
        head += "".join(f"@prefix {name}: <{space}> .\n" for name, space in sorted(missing.items()))
        used |= missing
    return head + "".join("\n" + _block(ox.NamedNode(iri), facts, used) for iri, facts in added.items())


def _triples(added: Mapping[str, _Facts]) -> Iterable[tuple[str, str, ox.NamedNode | ox.Literal]]:
    for iri, facts in added.items():
        for name in _ordered(facts):
            for value in facts[name]:
                yield iri, name, value


def _block(subject: ox.NamedNode, facts: _Facts, prefixes: Mapping[str, str]) -> str:
    lines = []
    for name in _ordered(facts):
        values = ", ".join(_short(value, prefixes) for value in facts[name])
        lines.append(f"{'a' if name == vocab.rdf_type else _short(ox.NamedNode(name), prefixes)} {values}")
    return f"{subject} " + " ;\n    ".join(lines) + " .\n"


def _ordered(facts: _Facts) -> list[str]:
    rank = {name: at for at, name in enumerate(_ORDER)}
    return sorted((name for name in facts if facts[name]), key=lambda name: (rank.get(name, len(rank)), name))


def _short(term: ox.NamedNode | ox.Literal, prefixes: Mapping[str, str]) -> str:
    if isinstance(term, ox.NamedNode):
        for name, namespace in prefixes.items():
            local = term.value.removeprefix(namespace)
            if local != term.value and local.isascii() and local.isalpha():
                return f"{name}:{local}"
    return str(term)


def _english(text: str) -> ox.Literal:
    return ox.Literal(" ".join(text.split()), language="en")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
