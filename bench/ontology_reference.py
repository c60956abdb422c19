"""Write docs/reference/ontology.md from ontology.ttl: `python bench/ontology_reference.py`."""

from pathlib import Path

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SKOS

from sayso.graph import vocab

ROOT = Path(__file__).resolve().parent.parent

HEAD = """# The ontology

Namespace `https://w3id.org/sayso#`, prefix `sayso:`. This page is written from `ontology.ttl`, the only place
where a term is defined; the Python names are in `sayso.graph.vocab`. SHACL shapes at the end of that file say
what a sound graph holds.

Beside these stand terms of others: `org:member`, `org:organization`, `org:subOrganizationOf` for roles;
`nif:beginIndex`, `nif:endIndex`, `nif:anchorOf`, `nif:referenceContext` for text spans; `schema:headline`,
`schema:datePublished`, `schema:author`, `schema:url` for articles; `skos:` for topics and lists; `prov:` for
runs.
"""


def reference(ontology: Graph) -> str:
    """The page as Markdown."""
    lines = [HEAD]
    lines += ["## Classes", "", "| class | meaning |", "| --- | --- |"]
    lines += [
        f"| `{_name(term)}` | {_said(ontology, term, RDFS.comment)} |" for term in _of(ontology, OWL.Class)
    ]
    lines += ["", "## Properties", "", "| property | from → to | meaning |", "| --- | --- | --- |"]
    for term in sorted({*_of(ontology, OWL.ObjectProperty), *_of(ontology, OWL.DatatypeProperty)}):
        ends = f"{_end(ontology, term, RDFS.domain)} → {_end(ontology, term, RDFS.range)}"
        lines.append(f"| `{_name(term)}` | {ends} | {_said(ontology, term, RDFS.comment)} |")
    lines += ["", "## Controlled lists"]
    for scheme in _of(ontology, SKOS.ConceptScheme):
        lines += [
            "",
            f"### {_said(ontology, scheme, RDFS.label)}",
            "",
            _said(ontology, scheme, RDFS.comment),
            "",
        ]
        lines += ["| notation | term | meaning |", "| --- | --- | --- |"]
        for member in sorted(ontology.subjects(SKOS.inScheme, scheme), key=str):
            expert = (member, URIRef(vocab.countsAsExpert), Literal(True)) in ontology
            meaning = _said(ontology, member, SKOS.definition) + (" *Counts as expert.*" if expert else "")
            lines.append(f"| {_said(ontology, member, SKOS.notation)} | `{_name(member)}` | {meaning} |")
    return "\n".join(lines) + "\n"


def _of(ontology: Graph, kind: URIRef) -> list[URIRef]:
    return sorted(
        term
        for term in ontology.subjects(RDF.type, kind)
        if isinstance(term, URIRef) and term.startswith(vocab.SAYSO)
    )


def _name(term: object) -> str:
    return str(term).removeprefix(vocab.SAYSO)


def _said(ontology: Graph, term: object, predicate: URIRef) -> str:
    assert isinstance(term, URIRef)
    return str(ontology.value(term, predicate))


def _end(ontology: Graph, term: URIRef, predicate: URIRef) -> str:
    value = ontology.value(term, predicate)
    return f"`{ontology.namespace_manager.curie(str(value)).removeprefix('sayso:')}`" if value else "any"


if __name__ == "__main__":
    page = reference(Graph().parse(ROOT / "ontology.ttl"))
    (ROOT / "docs" / "reference" / "ontology.md").write_text(page, encoding="utf-8")
