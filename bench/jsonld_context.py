#!/usr/bin/env python3
"""Writes graph/data/context.jsonld from ontology.ttl: `python bench/jsonld_context.py`."""

import json
import re
from pathlib import Path
from typing import Any

from rdflib import OWL, RDF, XSD, Graph, URIRef
from rdflib.namespace import RDFS

from sayso.graph import iris, vocab

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "graph" / "data" / "context.jsonld"

# Names of the extraction record and of the tidy tables, where snake case of the property is not already it.
# What would be the prefix of an id as well ("article:a1") is called by its id.
NAMES = {
    vocab.speaker: "speaker_id",
    vocab.possibleSpeaker: "possible_speaker_id",
    vocab.relayedBy: "relayed_by_id",
    vocab.speakerMention: "source",
    vocab.inCapacity: "capacity",
    vocab.topicAssignment: "topics",
    vocab.stance: "stances",
    vocab.topic: "topic_id",
    vocab.article: "article_id",
    vocab.publishedBy: "outlet_id",
    vocab.extractedBy: "run_id",
    vocab.roleLabel: "role_text",
    vocab.withinOrganization: "part_of_id",
    vocab.analysis: "analysis_id",
    vocab.org_member: "person_id",
    vocab.org_organization: "organization_id",
    vocab.org_subOrganizationOf: "sub_organization_of",
    vocab.schema_headline: "title",
    vocab.schema_datePublished: "published",
    vocab.schema_author: "author",
    vocab.schema_gender: "gender",
    vocab.schema_url: "url",
    vocab.nif_isString: "text",
    vocab.nif_anchorOf: "words",
    vocab.nif_beginIndex: "start",
    vocab.nif_endIndex: "end",
    vocab.nif_referenceContext: "in_article",
    vocab.skos_prefLabel: "pref_label",
    vocab.skos_altLabel: "alt_label",
    vocab.skos_notation: "notation",
    vocab.skos_definition: "definition",
    vocab.skos_scopeNote: "scope_note",
    vocab.skos_broader: "broader",
    vocab.skos_inScheme: "in_scheme",
    vocab.skos_topConceptOf: "top_concept_of",
    vocab.owl_sameAs: "same_as",
    vocab.dcterms_isReplacedBy: "replaced_by",
    vocab.rdfs_label: "label",
    vocab.rdfs_comment: "comment",
}
REFERENCES = {
    vocab.org_member,
    vocab.org_organization,
    vocab.org_subOrganizationOf,
    vocab.nif_referenceContext,
    vocab.skos_broader,
    vocab.skos_inScheme,
    vocab.skos_topConceptOf,
    vocab.owl_sameAs,
    vocab.dcterms_isReplacedBy,
}
TYPED = {vocab.schema_datePublished: vocab.xsd_date, vocab.schema_url: vocab.XSD + "anyURI"}
LISTS = {
    vocab.quoteType: vocab.QUOTE_TYPES,
    vocab.cueType: vocab.CUE_TYPES,
    vocab.certainty: vocab.CERTAINTIES,
    vocab.polarity: vocab.POLARITIES,
    vocab.stancePolarity: vocab.STANCES,
    vocab.coreference: vocab.COREFERENCES,
    vocab.reviewStatus: vocab.REVIEW_STATES,
    vocab.outcome: vocab.IDENTITY_OUTCOMES,
    vocab.organizationKind: vocab.ORGANIZATION_KINDS,
    vocab.roleKind: vocab.ROLE_KINDS,
    vocab.basis: {**vocab.TOPIC_BASES, **vocab.DISAGREEMENT_BASES},
}
NATIVE = {str(XSD.integer), str(XSD.boolean), str(XSD.string), str(XSD.nonNegativeInteger)}


def context() -> dict[str, Any]:
    """The context for the default base."""
    ontology = Graph().parse(ROOT / "ontology.ttl", format="turtle")
    prefixes = {**iris.STANDARD_PREFIXES, **{p: f"{iris.DEFAULT_BASE}{p}/" for p in iris.DATA_PREFIXES}}
    # the index of names has few readers, and `name` is what everybody looks for
    del prefixes["name"]
    made: dict[str, Any] = {"@version": 1.1, "@vocab": vocab.SAYSO, "id": "@id", "type": "@type"}
    made |= {prefix: {"@id": namespace, "@prefix": True} for prefix, namespace in sorted(prefixes.items())}

    def short(iri: str) -> str:
        for prefix, namespace in sorted(iris.STANDARD_PREFIXES.items()):
            if iri.startswith(namespace):
                return f"{prefix}:{iri[len(namespace) :]}"
        return iri

    terms: dict[str, Any] = {}
    objects = {str(s) for s in ontology.subjects(RDF.type, OWL.ObjectProperty)} | REFERENCES
    literals = {str(s) for s in ontology.subjects(RDF.type, OWL.DatatypeProperty)}
    for iri in sorted({*objects, *literals, *NAMES}):
        local = iri.removeprefix(vocab.SAYSO)
        name = NAMES.get(iri) or re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", local).lower()
        if name in made or name in terms:
            raise SystemExit(f"two meanings of {name!r}: give {iri} another name")
        term: dict[str, Any] = {"@id": short(iri)}
        kind = TYPED.get(iri) or str(ontology.value(URIRef(iri), RDFS.range) or "")
        if iri in LISTS:
            term["@type"] = "@vocab"
            term["@context"] = {notation: short(member) for notation, member in LISTS[iri].items()}
        elif iri in objects:
            term["@type"] = "@id"
        elif kind.startswith(vocab.XSD) and kind not in NATIVE:
            term["@type"] = short(kind)
        terms[name] = term
    return made | dict(sorted(terms.items()))


def text() -> str:
    """The file's content."""
    return json.dumps({"@context": context()}, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
