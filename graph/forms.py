"""The grammar of questions: which can be read, and the SPARQL that answers each.

A `Form` is one kind of question. Its SPARQL is written topic first, since that is what both engines are quick
with, and holds `$about`, `$below`, `$named`, `$members` and `$who` where the slots of the question come in.
"""

import re
from dataclasses import dataclass

from sayso.graph.groups import PEOPLE

__all__ = ["ABOUT", "ANY_TOPIC", "CONDITIONS", "FORMS", "Form"]


@dataclass(frozen=True, slots=True)
class Form:
    """One kind of question.

    `pattern` is matched against the whole question, in lower case, without its question mark; its groups
    fill the slots `topic`, `name`, `who`, `subject` or `members`. `understood` may have `$topic`,
    `$on_topic`, `$name` and `$who`; `sparql` has what the module says, the topic's pattern first.
    `evidence` forms answer with a row for each statement.
    """

    name: str
    example: str
    pattern: re.Pattern[str]
    understood: str
    sparql: str = ""
    evidence: bool = False


ABOUT = """?topic skos:broader* <$topic> .
  ?assignment sayso:topic ?topic ; sayso:basis ?topicBasis .
  ?statement sayso:topicAssignment ?assignment ."""

# What a statement is about, where the question does not ask for a topic.
ANY_TOPIC = """OPTIONAL {
    ?statement sayso:topicAssignment ?assignment .
    ?assignment sayso:topic/skos:prefLabel ?topicLabel ; sayso:basis/skos:notation ?basis
  }"""

STATEMENTS = """SELECT ?statement ?name ?cue ?start ?end ?words ?role ?former ?organization ?parent
       ?topicLabel ?basis ?continued ?possible ?source ?title ?date ?outlet ?channel ?confidence
WHERE {
  $about
  $who
  ?statement sayso:speaker ?speaker ; sayso:article ?article ; sayso:content ?content ;
             sayso:confidence ?confidence .
  ?content nif:beginIndex ?start ; nif:endIndex ?end ; nif:anchorOf ?words .
  ?speaker skos:prefLabel ?name .
  ?article sayso:sourceName ?source .
  OPTIONAL { ?statement sayso:cue/nif:anchorOf ?cue }
  OPTIONAL { ?statement sayso:continues ?continued }
  OPTIONAL { ?statement sayso:possibleSpeaker/skos:prefLabel ?possible }
  $topics
  OPTIONAL { ?article schema:headline ?title }
  OPTIONAL { ?article schema:datePublished ?date }
  OPTIONAL { ?article sayso:publishedBy/skos:prefLabel ?outlet }
  OPTIONAL {
    VALUES ?how { sayso:toldTo sayso:interviewWith sayso:postedOn sayso:reportedBy }
    ?statement ?how ?channelNode . ?channelNode skos:prefLabel ?channel
  }
  OPTIONAL {
    ?statement sayso:inCapacity ?capacity .
    OPTIONAL { ?capacity sayso:roleLabel ?role }
    OPTIONAL { ?capacity sayso:former ?former }
    OPTIONAL {
      ?capacity org:organization/skos:prefLabel ?organization
      OPTIONAL { ?capacity sayso:withinOrganization/skos:prefLabel ?parent }
    }
  }
}
ORDER BY ?name ?source ?start"""

# Who they are: people by their roles and places, whether they are quoted or not.
MEMBERS = """SELECT DISTINCT ?name ?role ?former ?organization ?source WHERE {
  $members
  ?capacity org:member ?person .
  ?person a sayso:Person ; skos:prefLabel ?name .
  OPTIONAL { ?capacity sayso:roleLabel ?role }
  OPTIONAL { ?capacity sayso:former ?former }
  OPTIONAL { ?capacity org:organization/skos:prefLabel ?organization }
  OPTIONAL { ?capacity sayso:evidence/nif:referenceContext/sayso:sourceName ?source }
} ORDER BY ?name ?source ?role ?organization"""

# How a group of speakers may be called in a question, and how it is told to comment.
WHO = r"(?:which |what |the )?(?P<who>[^?]{3,80}?)"
SPOKE = (
    r"(?:(?:have |has |had )?"
    r"(?:commented|spoken?|talked|said(?: something| anything| what)?|opined|weighed in|reacted)"
    r"|comments?|speaks?|talks?|says?(?: something| anything| what)?|(?:is|are|was|were) (?:quoted|cited))"
)
ON = r"(?:on|about|regarding|concerning|to)"
TOPIC = rf"{ON} (?P<topic>.+)"


def _form(
    name: str, example: str, pattern: str, understood: str, sparql: str = "", *, evidence: bool = False
) -> Form:
    return Form(name, example, re.compile(pattern), understood, STATEMENTS if evidence else sparql, evidence)


FORMS = (
    _form(
        "disagree",
        "who disagrees with whom on export controls?",
        r"who disagrees(?: with (?:whom|who|each other))?(?: (?:on|about|over) (?P<topic>.+))?",
        "pairs of speakers with opposite stances$on_topic",
        """SELECT DISTINCT ?topic ?for ?against WHERE {
  $below
  ?x sayso:toward ?toward ; sayso:stancePolarity sayso:Positive . ?a sayso:stance ?x ; sayso:speaker ?p .
  ?y sayso:toward ?toward ; sayso:stancePolarity sayso:Negative . ?b sayso:stance ?y ; sayso:speaker ?q .
  FILTER (?p != ?q)
  ?toward skos:prefLabel ?topic . ?p skos:prefLabel ?for . ?q skos:prefLabel ?against
} ORDER BY ?topic ?for ?against""",
    ),
    _form(
        "outlets-quote",
        "which outlets quote whom?",
        r"which outlets (?:quote|cite) (?:whom|who)|who (?:is|are) quoted by (?:which outlets|whom)",
        "speakers by the outlet that published or carried their statements",
        """SELECT ?outlet ?name (COUNT(DISTINCT ?statement) AS ?statements) WHERE {
  { ?statement sayso:toldTo|sayso:interviewWith|sayso:postedOn|sayso:reportedBy ?o }
  UNION { ?article sayso:publishedBy ?o . ?statement sayso:article ?article }
  ?o skos:prefLabel ?outlet . ?statement sayso:speaker/skos:prefLabel ?name
} GROUP BY ?outlet ?name ORDER BY DESC(?statements) ?outlet ?name""",
    ),
    _form(
        "by-month",
        "how many statements on chip sanctions by month?",
        r"how many (?:statements|claims|comments)(?: (?:on|about) (?P<topic>.+?))? (?:by|per|each|a) month",
        "statements$on_topic by month; undated where the article has no date",
        """SELECT ?month (COUNT(DISTINCT ?statement) AS ?statements) WHERE {
  $about
  ?statement a sayso:Statement .
  OPTIONAL { ?statement sayso:effectiveDate ?date }
  BIND (IF(BOUND(?date), SUBSTR(STR(?date), 1, 7), "undated") AS ?month)
} GROUP BY ?month ORDER BY ?month""",
    ),
    _form(
        "changed-affiliation",
        "who changed affiliation?",
        r"who (?:has )?changed (?:affiliations?|jobs?|employers?|sides?)",
        "persons seen at one organisation and, later only, at another",
        """SELECT DISTINCT ?name ?before ?until ?after ?since WHERE {
  ?m sayso:lastObserved ?until ; org:member ?p ; org:organization ?a .
  ?n org:member ?p ; sayso:firstObserved ?since ; org:organization ?b .
  FILTER (?a != ?b && ?since > ?until)
  ?p skos:prefLabel ?name . ?a skos:prefLabel ?before . ?b skos:prefLabel ?after
} ORDER BY ?name ?until""",
    ),
    _form(
        "several-roles",
        "who has several roles?",
        r"who has (?:several|many|more than one|multiple) roles?",
        "persons with more than one role, and the article that gives each",
        """SELECT DISTINCT ?name ?role ?organization ?source WHERE {
  { SELECT ?p WHERE { ?x org:member ?p } GROUP BY ?p HAVING (COUNT(DISTINCT ?x) > 1) }
  ?m org:member ?p ; sayso:roleLabel ?role ; sayso:evidence/nif:referenceContext/sayso:sourceName ?source .
  OPTIONAL { ?m org:organization/skos:prefLabel ?organization }
  ?p skos:prefLabel ?name
} ORDER BY ?name ?source ?role""",
    ),
    _form(
        "several-articles",
        "who speaks in more than one article?",
        r"(?:who|which (?:speakers|people|persons|experts)) (?:speaks?|appears?) in "
        r"(?:more than one|several|many|multiple) articles?",
        "persons with statements in more than one article",
        """SELECT ?name (COUNT(DISTINCT ?article) AS ?articles) (COUNT(DISTINCT ?statement) AS ?statements)
WHERE {
  ?statement sayso:speaker ?p ; sayso:article ?article . ?p a sayso:Person ; skos:prefLabel ?name
} GROUP BY ?p ?name HAVING (COUNT(DISTINCT ?article) > 1) ORDER BY DESC(?articles) ?name""",
    ),
    _form(
        "guesses",
        "what rests on a guess?",
        r"(?:what|which statements?) (?:rests?|are|is) (?:on )?(?:a )?guess(?:es|ed)?",
        "statements that rest on a guess, and on which",
        """SELECT DISTINCT ?name ?words ?source ?why WHERE {
  { ?statement sayso:continues ?x . BIND ("carried on without a cue" AS ?why) }
  UNION { ?statement sayso:possibleSpeaker ?x . BIND ("two possible speakers" AS ?why) }
  UNION { VALUES ?context { sayso:InContext sayso:InHeading }
          ?assignment sayso:basis ?context . ?statement sayso:topicAssignment ?assignment .
          BIND ("topic from the context" AS ?why) }
  ?statement sayso:content/nif:anchorOf ?words ; sayso:article/sayso:sourceName ?source .
  OPTIONAL { ?statement sayso:speaker/skos:prefLabel ?name }
} ORDER BY ?source ?words ?why""",
    ),
    _form(
        "warnings",
        "who warned or predicted what?",
        r"(?:who|what) (?:warned|warns|predicted|predicts)"
        r"(?: (?:or|and) (?:warned|warns|predicted|predicts))?"
        r"(?: what)?(?: (?:on|about|of) (?P<topic>.+))?",
        "warnings and predictions$on_topic",
        evidence=True,
    ),
    _form(
        "verbatim",
        "which statements are verbatim?",
        r"(?:which statements are (?:verbatim|direct(?: quotes?)?)"
        r"|(?:show )?verbatim (?:quotes?|quotations?)(?: only)?)"
        r"(?: (?:on|about) (?P<topic>.+))?",
        "statements wholly in quotation marks$on_topic",
        evidence=True,
    ),
    _form(
        "topics-of",
        "which topics does Mei Qiaolin speak about?",
        r"(?:which|what) topics? (?:does|do|did) (?P<name>.+?) (?:speak|talk|comment)(?: (?:about|on|to))?",
        "topics of $name, rolled up to the widest",
        """SELECT ?name ?area (COUNT(DISTINCT ?statement) AS ?statements) WHERE {
  $named
  ?statement sayso:speaker ?speaker ; sayso:topicAssignment/sayso:topic/skos:broader* ?top .
  ?top skos:topConceptOf ?scheme ; skos:prefLabel ?area . ?speaker skos:prefLabel ?name
} GROUP BY ?speaker ?name ?area ORDER BY ?name DESC(?statements) ?area""",
    ),
    _form(
        "topics-together",
        "which topics occur together?",
        r"(?:which|what) topics (?:occur|come|appear|stand) together",
        "pairs of topics of one statement",
        """SELECT ?one ?other (COUNT(DISTINCT ?statement) AS ?statements) WHERE {
  ?statement sayso:topicAssignment/sayso:topic ?a , ?b . FILTER (STR(?a) < STR(?b))
  ?a skos:prefLabel ?one . ?b skos:prefLabel ?other
} GROUP BY ?one ?other ORDER BY DESC(?statements) ?one ?other""",
    ),
    _form(
        "by-kind",
        "which kinds of organisations comment on export controls?",
        r"(?:which|what) kinds? of organi[sz]ations? (?:comment|commented|speak|spoke)s?"
        r"(?: (?:on|about) (?P<topic>.+))?",
        "statements$on_topic by the kind of organisation that the speaker stands for",
        """SELECT ?kind (COUNT(DISTINCT ?statement) AS ?statements) WHERE {
  $about
  ?statement sayso:inCapacity/org:organization/sayso:organizationKind/skos:prefLabel ?kind
} GROUP BY ?kind ORDER BY DESC(?statements) ?kind""",
    ),
    _form(
        "where",
        "where does Mei Qiaolin say that?",
        r"where (?:exactly )?(?:does|did|do) (?P<name>.+?) (?:say|speak)(?: (?:that|so|it))?"
        r"(?: (?:about|on) (?P<topic>.+))?",
        "where the statements of $name stand$on_topic",
        """SELECT ?source ?char_start ?char_end ?sentence ?sha256 WHERE {
  $about
  $named
  ?statement sayso:speaker ?speaker ; sayso:article ?a ; sayso:sentence ?span .
  ?a sayso:sourceName ?source ; sayso:textSha256 ?sha256 .
  ?span nif:beginIndex ?char_start ; nif:endIndex ?char_end ; nif:anchorOf ?sentence
} ORDER BY ?source ?char_start""",
    ),
    _form(
        "groups",
        "which groups and organisations speak?",
        r"which (?:groups|organi[sz]ations)(?: and (?:groups|organi[sz]ations))? (?:speak|comment)",
        "speakers that are no named persons",
        """SELECT ?name ?kind (COUNT(DISTINCT ?statement) AS ?statements) WHERE {
  VALUES (?class ?kind) { (sayso:Collective "group") (sayso:Organization "organisation")
                          (sayso:Outlet "outlet") (sayso:Platform "platform")
                          (sayso:UnnamedPerson "unnamed person")
                          (sayso:Document "document") }
  ?p a ?class ; skos:prefLabel ?name . ?statement sayso:speaker ?p
} GROUP BY ?p ?name ?kind ORDER BY DESC(?statements) ?name""",
    ),
    _form(
        "stances",
        "what stances are there on chip export controls?",
        r"what (?:is the stance|are the stances|stances? (?:are there|do (?:speakers|people) take))"
        r"(?: of (?:speakers|people))? (?:on|about|toward|towards) (?P<topic>.+)",
        "stances toward $topic by speaker",
        """SELECT ?name ?stance (COUNT(DISTINCT ?statement) AS ?statements) WHERE {
  $below
  ?x sayso:toward ?toward ; sayso:stancePolarity/skos:prefLabel ?stance .
  ?statement sayso:stance ?x ; sayso:speaker/skos:prefLabel ?name
} GROUP BY ?name ?stance ORDER BY ?name ?stance""",
    ),
    _form(
        "one-speaker",
        "which topics have only one speaker?",
        r"(?:which|what) topics have (?:only |just )?one speaker(?: only)?",
        "topics on which one speaker alone has been read",
        """SELECT ?topic (SAMPLE(?n) AS ?name) WHERE {
  ?statement sayso:topicAssignment/sayso:topic ?t ; sayso:speaker ?p .
  ?t skos:prefLabel ?topic . ?p skos:prefLabel ?n
} GROUP BY ?t ?topic HAVING (COUNT(DISTINCT ?p) = 1) ORDER BY ?topic""",
    ),
    _form(
        "runs",
        "what differs between runs?",
        r"what (?:differs|changed) between (?:the )?runs",
        "statements by the run that extracted them",
        """SELECT ?run (COUNT(DISTINCT ?statement) AS ?statements) (COUNT(DISTINCT ?article) AS ?articles)
WHERE {
  ?statement a sayso:Statement ; sayso:extractedBy ?run ; sayso:article ?article
} GROUP BY ?run ORDER BY ?run""",
    ),
    _form(
        "said",
        "what did people at universities say about chip sanctions?",
        rf"what (?:did|do|does|has|have) (?P<subject>.+?) (?:say|said)(?: {TOPIC})?",
        "statements$on_topic by $who",
        evidence=True,
    ),
    _form(
        "who-on-topic",
        "which experts commented on chip sanctions?",
        rf"{WHO} {SPOKE}(?: {TOPIC})?",
        "statements$on_topic by $who",
        evidence=True,
    ),
    _form(
        "people-on-topic",
        "analysts at think tanks on chip sanctions",
        rf"(?:which |what |the )?(?P<who>{PEOPLE}) (?:on|about|regarding|concerning) (?P<topic>.+)",
        "statements$on_topic by $who",
        evidence=True,
    ),
    _form(
        "people",
        "who are the people at universities?",
        r"(?:which |what |who (?:is|are) |(?:list|show|name)(?: me)?(?: all)?(?: of)? )?(?:the |all )?"
        rf"(?P<members>{PEOPLE})(?: are (?:there|known|named))?",
        "$who, by what articles say of their roles",
        MEMBERS,
    ),
)

# What a form asks of its statements besides topic and speaker.
CONDITIONS = {
    "warnings": "VALUES ?kind { sayso:CueWarning sayso:CueSpeculation } ?statement sayso:cueType ?kind .",
    "verbatim": "?statement sayso:quoteType sayso:Direct .",
}
