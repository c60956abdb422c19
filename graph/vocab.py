"""Every term of `ontology.ttl`, and the standard terms used beside them, as IRI strings.

A test holds this module and the ontology against each other, both ways: add a term in both or in neither.
The tables at the end lead from a notation, as it stands in `graph.model` and in the extraction record, to its
IRI. This module imports nothing but the standard library.
"""

from collections.abc import Mapping
from types import MappingProxyType

SAYSO = "https://w3id.org/sayso#"

# classes
Speaker = SAYSO + "Speaker"
Person = SAYSO + "Person"
UnnamedPerson = SAYSO + "UnnamedPerson"
Organization = SAYSO + "Organization"
Outlet = SAYSO + "Outlet"
Platform = SAYSO + "Platform"
Collective = SAYSO + "Collective"
Document = SAYSO + "Document"
Statement = SAYSO + "Statement"
Article = SAYSO + "Article"
Appearance = SAYSO + "Appearance"
TextSpan = SAYSO + "TextSpan"
Affiliation = SAYSO + "Affiliation"
TopicAssignment = SAYSO + "TopicAssignment"
Stance = SAYSO + "Stance"
EntityLink = SAYSO + "EntityLink"
Disagreement = SAYSO + "Disagreement"
IdentityDecision = SAYSO + "IdentityDecision"
ExtractionRun = SAYSO + "ExtractionRun"
Extractor = SAYSO + "Extractor"
CurationAct = SAYSO + "CurationAct"
Analysis = SAYSO + "Analysis"
Score = SAYSO + "Score"
Store = SAYSO + "Store"

# properties
speaker = SAYSO + "speaker"
possibleSpeaker = SAYSO + "possibleSpeaker"
inCapacity = SAYSO + "inCapacity"
content = SAYSO + "content"
sentence = SAYSO + "sentence"
cue = SAYSO + "cue"
cueLemma = SAYSO + "cueLemma"
speakerMention = SAYSO + "speakerMention"
antecedent = SAYSO + "antecedent"
cueType = SAYSO + "cueType"
quoteType = SAYSO + "quoteType"
coreference = SAYSO + "coreference"
certainty = SAYSO + "certainty"
polarity = SAYSO + "polarity"
due = SAYSO + "due"
dueEvidence = SAYSO + "dueEvidence"
article = SAYSO + "article"
continues = SAYSO + "continues"
copyOf = SAYSO + "copyOf"
carriedIn = SAYSO + "carriedIn"
nestedIn = SAYSO + "nestedIn"
relayedBy = SAYSO + "relayedBy"
saidOn = SAYSO + "saidOn"
effectiveDate = SAYSO + "effectiveDate"
dateBasis = SAYSO + "dateBasis"
saidAt = SAYSO + "saidAt"
channel = SAYSO + "channel"
channelMention = SAYSO + "channelMention"
toldTo = SAYSO + "toldTo"
interviewWith = SAYSO + "interviewWith"
reportedBy = SAYSO + "reportedBy"
postedOn = SAYSO + "postedOn"
topicAssignment = SAYSO + "topicAssignment"
topic = SAYSO + "topic"
basis = SAYSO + "basis"
requiresOneOf = SAYSO + "requiresOneOf"
weakLabel = SAYSO + "weakLabel"
referredToAs = SAYSO + "referredToAs"
stance = SAYSO + "stance"
toward = SAYSO + "toward"
stancePolarity = SAYSO + "stancePolarity"
statementA = SAYSO + "statementA"
statementB = SAYSO + "statementB"
stanceA = SAYSO + "stanceA"
stanceB = SAYSO + "stanceB"
over = SAYSO + "over"
supporter = SAYSO + "supporter"
opponent = SAYSO + "opponent"
daysBetween = SAYSO + "daysBetween"
opposedPairs = SAYSO + "opposedPairs"
opposedPairsLeftOut = SAYSO + "opposedPairsLeftOut"
disagreementWindow = SAYSO + "disagreementWindow"
name = SAYSO + "name"
appearanceOf = SAYSO + "appearanceOf"
appearsAs = SAYSO + "appearsAs"
withinOrganization = SAYSO + "withinOrganization"
roleLabel = SAYSO + "roleLabel"
roleKind = SAYSO + "roleKind"
countsAsExpert = SAYSO + "countsAsExpert"
organizationKind = SAYSO + "organizationKind"
firstObserved = SAYSO + "firstObserved"
lastObserved = SAYSO + "lastObserved"
former = SAYSO + "former"
tenure = SAYSO + "tenure"
publishedBy = SAYSO + "publishedBy"
republishedFrom = SAYSO + "republishedFrom"
orderBasis = SAYSO + "orderBasis"
overlap = SAYSO + "overlap"
duplicateKey = SAYSO + "duplicateKey"
furniture = SAYSO + "furniture"
sourceName = SAYSO + "sourceName"
mentions = SAYSO + "mentions"
inputSha256 = SAYSO + "inputSha256"
textSha256 = SAYSO + "textSha256"
textLength = SAYSO + "textLength"
wasRevisedFrom = SAYSO + "wasRevisedFrom"
evidence = SAYSO + "evidence"
confidence = SAYSO + "confidence"
extractedBy = SAYSO + "extractedBy"
rule = SAYSO + "rule"
reviewStatus = SAYSO + "reviewStatus"
decidedBy = SAYSO + "decidedBy"
ledgerLine = SAYSO + "ledgerLine"
lineNumber = SAYSO + "lineNumber"
idleBecause = SAYSO + "idleBecause"
extractorVersion = SAYSO + "extractorVersion"
modelHash = SAYSO + "modelHash"
configHash = SAYSO + "configHash"
topicSchemeHash = SAYSO + "topicSchemeHash"
runFact = SAYSO + "runFact"
view = SAYSO + "view"
measure = SAYSO + "measure"
method = SAYSO + "method"
seed = SAYSO + "seed"
sampleSize = SAYSO + "sampleSize"
onlyFrom = SAYSO + "onlyFrom"
onlyTo = SAYSO + "onlyTo"
computedOn = SAYSO + "computedOn"
analysis = SAYSO + "analysis"
scoreOf = SAYSO + "scoreOf"
scoreValue = SAYSO + "scoreValue"
period = SAYSO + "period"
formatVersion = SAYSO + "formatVersion"
stale = SAYSO + "stale"
writer = SAYSO + "writer"
counted = SAYSO + "counted"
logEntry = SAYSO + "logEntry"
candidate = SAYSO + "candidate"
linkOf = SAYSO + "linkOf"
speakerAppearance = SAYSO + "speakerAppearance"
possibleSpeakerAppearance = SAYSO + "possibleSpeakerAppearance"
relayedByAppearance = SAYSO + "relayedByAppearance"
toldToAppearance = SAYSO + "toldToAppearance"
interviewWithAppearance = SAYSO + "interviewWithAppearance"
reportedByAppearance = SAYSO + "reportedByAppearance"
postedOnAppearance = SAYSO + "postedOnAppearance"
publishedByAppearance = SAYSO + "publishedByAppearance"
memberAppearance = SAYSO + "memberAppearance"
organizationAppearance = SAYSO + "organizationAppearance"
withinOrganizationAppearance = SAYSO + "withinOrganizationAppearance"
linkOfAppearance = SAYSO + "linkOfAppearance"
capacityGiven = SAYSO + "capacityGiven"
nameId = SAYSO + "nameId"
alias = SAYSO + "alias"
age = SAYSO + "age"
place = SAYSO + "place"
between = SAYSO + "between"
outcome = SAYSO + "outcome"
reason = SAYSO + "reason"
blockingKey = SAYSO + "blockingKey"
indexedName = SAYSO + "indexedName"
appearanceRecord = SAYSO + "appearanceRecord"
voiceRecord = SAYSO + "voiceRecord"
ledger = SAYSO + "ledger"
said = SAYSO + "said"
commentedOn = SAYSO + "commentedOn"
affiliatedWith = SAYSO + "affiliatedWith"
quotes = SAYSO + "quotes"
disagreesWith = SAYSO + "disagreesWith"

# controlled lists
QuoteTypes = SAYSO + "QuoteTypes"
CueTypes = SAYSO + "CueTypes"
CertaintyValues = SAYSO + "CertaintyValues"
PolarityValues = SAYSO + "PolarityValues"
StanceValues = SAYSO + "StanceValues"
CorefTypes = SAYSO + "CorefTypes"
DisagreementBases = SAYSO + "DisagreementBases"
TopicBases = SAYSO + "TopicBases"
ReviewStates = SAYSO + "ReviewStates"
IdentityOutcomes = SAYSO + "IdentityOutcomes"
OrganizationKinds = SAYSO + "OrganizationKinds"
RoleKinds = SAYSO + "RoleKinds"

# members of the lists
Direct = SAYSO + "Direct"
Indirect = SAYSO + "Indirect"
Mixed = SAYSO + "Mixed"
CueSay = SAYSO + "CueSay"
CueBelief = SAYSO + "CueBelief"
CueClaim = SAYSO + "CueClaim"
CueFactive = SAYSO + "CueFactive"
CueEmphasis = SAYSO + "CueEmphasis"
CueConcern = SAYSO + "CueConcern"
CueWarning = SAYSO + "CueWarning"
CueCriticism = SAYSO + "CueCriticism"
CuePraise = SAYSO + "CuePraise"
CueSpeculation = SAYSO + "CueSpeculation"
CueDirective = SAYSO + "CueDirective"
CueDenial = SAYSO + "CueDenial"
CueQuestion = SAYSO + "CueQuestion"
CueAttitude = SAYSO + "CueAttitude"
CueDocument = SAYSO + "CueDocument"
CueNominal = SAYSO + "CueNominal"
CueHearsay = SAYSO + "CueHearsay"
CueImpersonal = SAYSO + "CueImpersonal"
CueNone = SAYSO + "CueNone"
Certain = SAYSO + "Certain"
Probable = SAYSO + "Probable"
Possible = SAYSO + "Possible"
Underspecified = SAYSO + "Underspecified"
Affirmative = SAYSO + "Affirmative"
Negated = SAYSO + "Negated"
Positive = SAYSO + "Positive"
Negative = SAYSO + "Negative"
NeutralStance = SAYSO + "NeutralStance"
MixedStance = SAYSO + "MixedStance"
UnclearStance = SAYSO + "UnclearStance"
CorefFullName = SAYSO + "CorefFullName"
CorefSurname = SAYSO + "CorefSurname"
CorefPronoun = SAYSO + "CorefPronoun"
CorefNominal = SAYSO + "CorefNominal"
CorefCarried = SAYSO + "CorefCarried"
ByDates = SAYSO + "ByDates"
InSameArticle = SAYSO + "InSameArticle"
DoubtfulSpeaker = SAYSO + "DoubtfulSpeaker"
CarriedOn = SAYSO + "CarriedOn"
OwnWords = SAYSO + "OwnWords"
InSentence = SAYSO + "InSentence"
InContext = SAYSO + "InContext"
InHeading = SAYSO + "InHeading"
Machine = SAYSO + "Machine"
Confirmed = SAYSO + "Confirmed"
Corrected = SAYSO + "Corrected"
Rejected = SAYSO + "Rejected"
Same = SAYSO + "Same"
Different = SAYSO + "Different"
Undecided = SAYSO + "Undecided"
University = SAYSO + "University"
ThinkTank = SAYSO + "ThinkTank"
ResearchLab = SAYSO + "ResearchLab"
Company = SAYSO + "Company"
Government = SAYSO + "Government"
Media = SAYSO + "Media"
CivilSociety = SAYSO + "CivilSociety"
InternationalOrganization = SAYSO + "InternationalOrganization"
FinancialInstitution = SAYSO + "FinancialInstitution"
RoleScientist = SAYSO + "RoleScientist"
RoleAnalyst = SAYSO + "RoleAnalyst"
RoleExecutive = SAYSO + "RoleExecutive"
RoleFounder = SAYSO + "RoleFounder"
RoleOfficial = SAYSO + "RoleOfficial"
RolePolitician = SAYSO + "RolePolitician"
RoleSpokesperson = SAYSO + "RoleSpokesperson"
RoleJournalist = SAYSO + "RoleJournalist"
RoleLawyer = SAYSO + "RoleLawyer"
RolePhysician = SAYSO + "RolePhysician"
RoleEngineer = SAYSO + "RoleEngineer"
RoleActivist = SAYSO + "RoleActivist"
RoleMilitary = SAYSO + "RoleMilitary"
RoleInvestor = SAYSO + "RoleInvestor"
RoleArtist = SAYSO + "RoleArtist"
RoleAthlete = SAYSO + "RoleAthlete"
RoleClergy = SAYSO + "RoleClergy"
RoleWorker = SAYSO + "RoleWorker"
RoleOther = SAYSO + "RoleOther"

# standard terms used beside them
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
rdf_type = RDF + "type"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
rdfs_label = RDFS + "label"
rdfs_comment = RDFS + "comment"
OWL = "http://www.w3.org/2002/07/owl#"
owl_sameAs = OWL + "sameAs"
XSD = "http://www.w3.org/2001/XMLSchema#"
xsd_string = XSD + "string"
xsd_boolean = XSD + "boolean"
xsd_decimal = XSD + "decimal"
xsd_double = XSD + "double"
xsd_integer = XSD + "integer"
xsd_nonNegativeInteger = XSD + "nonNegativeInteger"
xsd_date = XSD + "date"
xsd_gYear = XSD + "gYear"
xsd_gYearMonth = XSD + "gYearMonth"
xsd_dateTime = XSD + "dateTime"
SKOS = "http://www.w3.org/2004/02/skos/core#"
skos_Concept = SKOS + "Concept"
skos_ConceptScheme = SKOS + "ConceptScheme"
skos_prefLabel = SKOS + "prefLabel"
skos_altLabel = SKOS + "altLabel"
skos_hiddenLabel = SKOS + "hiddenLabel"
skos_notation = SKOS + "notation"
skos_definition = SKOS + "definition"
skos_scopeNote = SKOS + "scopeNote"
skos_broader = SKOS + "broader"
skos_narrower = SKOS + "narrower"
skos_related = SKOS + "related"
skos_inScheme = SKOS + "inScheme"
skos_topConceptOf = SKOS + "topConceptOf"
skos_hasTopConcept = SKOS + "hasTopConcept"
skos_closeMatch = SKOS + "closeMatch"
skos_exactMatch = SKOS + "exactMatch"
DCTERMS = "http://purl.org/dc/terms/"
dcterms_isReplacedBy = DCTERMS + "isReplacedBy"
dcterms_created = DCTERMS + "created"
dcterms_source = DCTERMS + "source"
ORG = "http://www.w3.org/ns/org#"
org_member = ORG + "member"
org_organization = ORG + "organization"
org_subOrganizationOf = ORG + "subOrganizationOf"
PROV = "http://www.w3.org/ns/prov#"
prov_wasAssociatedWith = PROV + "wasAssociatedWith"
prov_startedAtTime = PROV + "startedAtTime"
prov_endedAtTime = PROV + "endedAtTime"
NIF = "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#"
nif_beginIndex = NIF + "beginIndex"
nif_endIndex = NIF + "endIndex"
nif_anchorOf = NIF + "anchorOf"
nif_referenceContext = NIF + "referenceContext"
nif_isString = NIF + "isString"
SCHEMA = "https://schema.org/"
schema_headline = SCHEMA + "headline"
schema_datePublished = SCHEMA + "datePublished"
schema_author = SCHEMA + "author"
schema_gender = SCHEMA + "gender"
schema_url = SCHEMA + "url"
schema_Quotation = SCHEMA + "Quotation"

# notation -> IRI
QUOTE_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "direct": Direct,
        "indirect": Indirect,
        "mixed": Mixed,
    }
)
CUE_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "say": CueSay,
        "belief": CueBelief,
        "claim": CueClaim,
        "factive": CueFactive,
        "emphasis": CueEmphasis,
        "concern": CueConcern,
        "warning": CueWarning,
        "criticism": CueCriticism,
        "praise": CuePraise,
        "speculation": CueSpeculation,
        "directive": CueDirective,
        "denial": CueDenial,
        "question": CueQuestion,
        "attitude": CueAttitude,
        "document": CueDocument,
        "nominal": CueNominal,
        "hearsay": CueHearsay,
        "impersonal": CueImpersonal,
        "none": CueNone,
    }
)
CERTAINTIES: Mapping[str, str] = MappingProxyType(
    {
        "certain": Certain,
        "probable": Probable,
        "possible": Possible,
        "underspecified": Underspecified,
    }
)
POLARITIES: Mapping[str, str] = MappingProxyType(
    {
        "affirmative": Affirmative,
        "negated": Negated,
    }
)
STANCES: Mapping[str, str] = MappingProxyType(
    {
        "positive": Positive,
        "negative": Negative,
        "neutral": NeutralStance,
        "mixed": MixedStance,
        "unclear": UnclearStance,
    }
)
COREFERENCES: Mapping[str, str] = MappingProxyType(
    {
        "full-name": CorefFullName,
        "surname": CorefSurname,
        "pronoun": CorefPronoun,
        "nominal": CorefNominal,
        "carried": CorefCarried,
    }
)
DISAGREEMENT_BASES: Mapping[str, str] = MappingProxyType(
    {
        "dates": ByDates,
        "same-article": InSameArticle,
        "possible-speaker": DoubtfulSpeaker,
        "continues": CarriedOn,
    }
)
TOPIC_BASES: Mapping[str, str] = MappingProxyType(
    {
        "own-words": OwnWords,
        "sentence": InSentence,
        "neighbouring-sentence": InContext,
        "heading": InHeading,
    }
)
REVIEW_STATES: Mapping[str, str] = MappingProxyType(
    {
        "machine": Machine,
        "confirmed": Confirmed,
        "corrected": Corrected,
        "rejected": Rejected,
    }
)
IDENTITY_OUTCOMES: Mapping[str, str] = MappingProxyType(
    {
        "same": Same,
        "different": Different,
        "undecided": Undecided,
    }
)
ORGANIZATION_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "university": University,
        "think tank": ThinkTank,
        "research lab": ResearchLab,
        "company": Company,
        "government or party": Government,
        "media": Media,
        "civil society": CivilSociety,
        "international organisation": InternationalOrganization,
        "financial institution": FinancialInstitution,
    }
)
ROLE_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "scientist": RoleScientist,
        "analyst": RoleAnalyst,
        "executive": RoleExecutive,
        "founder": RoleFounder,
        "official": RoleOfficial,
        "politician": RolePolitician,
        "spokesperson": RoleSpokesperson,
        "journalist": RoleJournalist,
        "lawyer": RoleLawyer,
        "physician": RolePhysician,
        "engineer": RoleEngineer,
        "activist": RoleActivist,
        "military": RoleMilitary,
        "investor": RoleInvestor,
        "artist": RoleArtist,
        "athlete": RoleAthlete,
        "clergy": RoleClergy,
        "worker": RoleWorker,
        "other": RoleOther,
    }
)
CHANNELS: Mapping[str, str] = MappingProxyType(
    {
        "told-to": toldTo,
        "interview-with": interviewWith,
        "posted-on": postedOn,
        "reported-by": reportedBy,
    }
)
SPEAKER_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "person": Person,
        "organization": Organization,
        "outlet": Outlet,
        "platform": Platform,
        "collective": Collective,
        "unnamed-person": UnnamedPerson,
        "document": Document,
    }
)
EXPERT_KINDS: frozenset[str] = frozenset(
    {
        RoleScientist,
        RoleAnalyst,
        RoleExecutive,
        RoleFounder,
        RoleLawyer,
        RolePhysician,
        RoleEngineer,
        RoleInvestor,
        University,
        ThinkTank,
        ResearchLab,
    }
)
"""The kinds of role and of organisation that count as expert: those that the ontology marks
`sayso:countsAsExpert true`."""
