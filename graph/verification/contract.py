"""What each class must and may have: the properties, how often, and what their values are.

The shapes in `ontology.ttl` say the same of what SHACL can say; a test holds both against the same damage.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sayso.graph import vocab
from sayso.graph.upkeep.derived import RESOLVED

__all__ = ["CONTRACT", "DATATYPES", "DERIVED", "FORMS", "LINKS", "SPEAKERS", "Property"]

SPEAKERS = frozenset({*vocab.SPEAKER_KINDS.values()})
"""The classes of those who can say something."""

_RUN = frozenset({vocab.ExtractionRun})
_SPAN = frozenset({vocab.TextSpan})
_APPEARANCE = frozenset({vocab.Appearance})
_STATEMENT = frozenset({vocab.Statement})
_KINDS = SPEAKERS | frozenset(vocab.ORGANIZATION_KINDS.values())

_STRING = (vocab.xsd_string,)
_DATE = (vocab.xsd_date,)
_INTEGER = (vocab.xsd_integer, vocab.xsd_nonNegativeInteger)
_DECIMAL = (vocab.xsd_decimal,)


@dataclass(frozen=True, slots=True)
class Property:
    """How often a node of a class has a property; `to` are the classes that its values may have.

    `of` are the values that it may have, where they are from a list. `most` is None where there may be many.
    """

    least: int = 0
    most: int | None = 1
    to: frozenset[str] = frozenset()
    of: frozenset[str] = frozenset()


_ONE = Property(1)
_MAY = Property()
_MANY = Property(0, None)


def _link(*classes: str, least: int = 0, most: int | None = 1) -> Property:
    return Property(least, most, to=frozenset(classes))


def _listed(values: Mapping[str, str], least: int = 1) -> Property:
    return Property(least, 1, of=frozenset(values.values()))


_EXTRACTED = {
    vocab.rdf_type: _ONE,
    vocab.confidence: _ONE,
    vocab.rule: _ONE,
    vocab.extractedBy: Property(1, 1, to=_RUN),
}

CONTRACT: Mapping[str, Mapping[str, Property]] = MappingProxyType(
    {
        vocab.Article: {
            vocab.rdf_type: _ONE,
            vocab.textSha256: _ONE,
            vocab.inputSha256: _ONE,
            vocab.textLength: _ONE,
            vocab.nif_isString: _ONE,
            vocab.sourceName: _ONE,
            vocab.extractedBy: Property(1, 1, to=_RUN),
            vocab.schema_headline: _MAY,
            vocab.schema_datePublished: _MAY,
            vocab.dateBasis: _MAY,
            vocab.schema_author: _MAY,
            vocab.schema_url: _MAY,
            vocab.duplicateKey: _MANY,
            vocab.furniture: _MAY,
            vocab.publishedByAppearance: Property(to=_APPEARANCE),
            vocab.mentions: Property(0, None, to=_APPEARANCE),
        },
        vocab.TextSpan: {
            vocab.rdf_type: _ONE,
            vocab.nif_beginIndex: _ONE,
            vocab.nif_endIndex: _ONE,
            vocab.nif_anchorOf: _ONE,
            vocab.nif_referenceContext: _link(vocab.Article, least=1),
        },
        vocab.Appearance: {
            vocab.rdf_type: _ONE,
            vocab.nameId: _ONE,
            vocab.name: _ONE,
            vocab.appearsAs: Property(1, 2, of=_KINDS),
            vocab.alias: _MANY,
            vocab.schema_gender: _MAY,
            vocab.age: _MAY,
            vocab.place: _MAY,
            vocab.evidence: Property(0, None, to=_SPAN),
        },
        vocab.EntityLink: {
            **_EXTRACTED,
            vocab.linkOfAppearance: Property(1, 1, to=_APPEARANCE),
            vocab.candidate: _ONE,
        },
        vocab.Affiliation: {
            **_EXTRACTED,
            vocab.memberAppearance: Property(1, 1, to=_APPEARANCE),
            vocab.organizationAppearance: Property(to=_APPEARANCE),
            vocab.withinOrganizationAppearance: Property(to=_APPEARANCE),
            vocab.roleLabel: _MAY,
            vocab.roleKind: _listed(vocab.ROLE_KINDS, 0),
            vocab.former: _MAY,
            vocab.tenure: _MAY,
            vocab.evidence: Property(1, None, to=_SPAN),
        },
        vocab.Statement: {
            **_EXTRACTED,
            vocab.article: _link(vocab.Article, least=1),
            vocab.sentence: Property(1, 1, to=_SPAN),
            vocab.content: Property(1, None, to=_SPAN),
            vocab.cue: Property(0, None, to=_SPAN),
            vocab.speakerMention: Property(0, None, to=_SPAN),
            vocab.quoteType: _listed(vocab.QUOTE_TYPES),
            vocab.cueType: _listed(vocab.CUE_TYPES),
            vocab.certainty: _listed(vocab.CERTAINTIES),
            vocab.polarity: _listed(vocab.POLARITIES),
            vocab.due: _MAY,
            vocab.dueEvidence: Property(to=_SPAN),
            vocab.saidOn: _MAY,
            vocab.coreference: _listed(vocab.COREFERENCES, 0),
            vocab.antecedent: Property(to=_SPAN),
            vocab.speakerAppearance: Property(to=_APPEARANCE),
            vocab.possibleSpeakerAppearance: Property(to=_APPEARANCE),
            vocab.relayedByAppearance: Property(to=_APPEARANCE),
            vocab.continues: Property(to=_STATEMENT),
            vocab.capacityGiven: Property(0, None, to=frozenset({vocab.Affiliation})),
            vocab.toldToAppearance: Property(0, None, to=_APPEARANCE),
            vocab.interviewWithAppearance: Property(0, None, to=_APPEARANCE),
            vocab.reportedByAppearance: Property(0, None, to=_APPEARANCE),
            vocab.postedOnAppearance: Property(0, None, to=_APPEARANCE),
            vocab.channelMention: Property(0, None, to=_SPAN),
            vocab.topicAssignment: Property(0, None, to=frozenset({vocab.TopicAssignment})),
            vocab.stance: Property(0, None, to=frozenset({vocab.Stance})),
        },
        vocab.TopicAssignment: {
            **_EXTRACTED,
            vocab.topic: _link(vocab.skos_Concept, least=1),
            vocab.basis: _listed(vocab.TOPIC_BASES),
            vocab.evidence: Property(0, None, to=_SPAN),
        },
        vocab.Stance: {
            **_EXTRACTED,
            vocab.toward: _ONE,
            vocab.stancePolarity: _listed(vocab.STANCES),
            vocab.evidence: Property(0, None, to=_SPAN),
        },
    }
)
"""What stands in the graph of an article: of each class its properties, and nothing else."""

_BODY = Property(0, None, to=SPEAKERS)
_WHO = Property(to=SPEAKERS)

DERIVED: Mapping[str, Property] = MappingProxyType(
    {
        **dict.fromkeys((vocab.toldTo, vocab.interviewWith, vocab.reportedBy, vocab.postedOn), _BODY),
        **dict.fromkeys(
            (
                vocab.speaker,
                vocab.possibleSpeaker,
                vocab.relayedBy,
                vocab.publishedBy,
                vocab.appearanceOf,
                vocab.org_member,
                vocab.org_organization,
                vocab.withinOrganization,
                vocab.linkOf,
                vocab.supporter,
                vocab.opponent,
            ),
            _WHO,
        ),
        vocab.inCapacity: Property(0, None, to=frozenset({vocab.Affiliation})),
        vocab.effectiveDate: _MAY,
        vocab.dateBasis: _MAY,
        vocab.firstObserved: _MAY,
        vocab.lastObserved: _MAY,
        vocab.said: Property(0, None, to=_STATEMENT),
        vocab.commentedOn: _link(vocab.skos_Concept, most=None),
        vocab.quotes: _BODY,
        vocab.affiliatedWith: _BODY,
        vocab.org_subOrganizationOf: _BODY,
        vocab.disagreesWith: _BODY,
        vocab.between: Property(0, 2, to=_APPEARANCE),
        vocab.outcome: _listed(vocab.IDENTITY_OUTCOMES, 0),
        vocab.statementA: Property(to=_STATEMENT),
        vocab.statementB: Property(to=_STATEMENT),
        vocab.stanceA: _link(vocab.Stance),
        vocab.stanceB: _link(vocab.Stance),
        vocab.over: _MAY,
        vocab.daysBetween: _MAY,
        vocab.skos_prefLabel: _MAY,
        vocab.organizationKind: _listed(vocab.ORGANIZATION_KINDS, 0),
        vocab.dcterms_isReplacedBy: _MAY,
        vocab.copyOf: Property(to=_STATEMENT),
        vocab.carriedIn: _link(vocab.Article, most=None),
        vocab.republishedFrom: _link(vocab.Article),
        vocab.orderBasis: _MAY,
        vocab.overlap: _MAY,
        vocab.disagreementWindow: _MAY,
    }
)
"""What stands in the graph of derived triples: of each property how often, and what its values are."""

LINKS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    dict.fromkeys(
        (
            *(
                name
                for properties in (*CONTRACT.values(), DERIVED)
                for name, one in properties.items()
                if one.to or one.of
            ),
            *RESOLVED,
            vocab.rdf_type,
            vocab.candidate,
            vocab.toward,
            vocab.over,
            vocab.basis,
            vocab.dcterms_isReplacedBy,
            vocab.reviewStatus,
            vocab.decidedBy,
            vocab.owl_sameAs,
        ),
        (),
    )
)
"""The properties whose values are IRIs; without datatypes."""

DATATYPES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                vocab.textSha256,
                vocab.inputSha256,
                vocab.nif_isString,
                vocab.sourceName,
                vocab.schema_headline,
                vocab.schema_author,
                vocab.dateBasis,
                vocab.nif_anchorOf,
                vocab.nameId,
                vocab.name,
                vocab.alias,
                vocab.schema_gender,
                vocab.place,
                vocab.roleLabel,
                vocab.tenure,
                vocab.rule,
                vocab.reason,
                vocab.blockingKey,
                vocab.indexedName,
                vocab.appearanceRecord,
                vocab.voiceRecord,
                vocab.ledgerLine,
                vocab.idleBecause,
                vocab.ledger,
                vocab.runFact,
                vocab.extractorVersion,
                vocab.duplicateKey,
                vocab.furniture,
                vocab.orderBasis,
            ),
            _STRING,
        ),
        **dict.fromkeys(
            (
                vocab.schema_datePublished,
                vocab.saidOn,
                vocab.effectiveDate,
                vocab.firstObserved,
                vocab.lastObserved,
            ),
            _DATE,
        ),
        **dict.fromkeys(
            (
                vocab.textLength,
                vocab.nif_beginIndex,
                vocab.nif_endIndex,
                vocab.age,
                vocab.daysBetween,
                vocab.opposedPairs,
                vocab.opposedPairsLeftOut,
                vocab.disagreementWindow,
                vocab.lineNumber,
            ),
            _INTEGER,
        ),
        vocab.confidence: _DECIMAL,
        vocab.overlap: _DECIMAL,
        vocab.former: (vocab.xsd_boolean,),
        vocab.due: (vocab.xsd_gYear, vocab.xsd_gYearMonth, vocab.xsd_date),
        vocab.schema_url: (vocab.XSD + "anyURI",),
    }
)
"""The properties whose values are literals, with their datatypes."""

FORMS: Mapping[str, Callable[[str], object]] = MappingProxyType(
    {
        datatype: re.compile(pattern, re.ASCII).fullmatch
        for datatype, pattern in (
            (vocab.xsd_integer, r"-?\d+"),
            (vocab.xsd_nonNegativeInteger, r"\d+"),
            (vocab.xsd_decimal, r"-?\d+(\.\d+)?"),
            (vocab.xsd_boolean, "true|false"),
            (vocab.xsd_date, r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"),
            (vocab.xsd_gYearMonth, r"\d{4}-(0[1-9]|1[0-2])"),
            (vocab.xsd_gYear, r"\d{4}"),
        )
    }
)
"""Of some datatypes what tells, by its text, that a literal is one."""
