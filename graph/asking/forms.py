"""The SPARQL that answers a reading, by what it asks for.

Topics come first in each query, since that is what the engine is quick with.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from sayso.graph.asking.countries import words_of
from sayso.graph.asking.filters import CARRIED, Conditions, bounds
from sayso.graph.asking.groups import NOT_PERSONS
from sayso.graph.asking.terms import iri, literal, values

__all__ = ["sparql"]

# What must be there stands before all OPTIONAL: behind one, the engine joins it anew for each row.
_STATEMENTS = """SELECT ?statement ?name ?cue ?start ?end ?words ?role ?former ?organization ?parent
       ?topicLabel ?basis ?topicRule ?continued ?possible ?source ?title ?date ?outlet ?channel ?confidence
       ?due
WHERE {
  $about
  $others
  ?statement sayso:speaker ?speaker ; sayso:article ?article ; sayso:content ?content ;
             sayso:confidence ?confidence .
  ?content nif:beginIndex ?start ; nif:endIndex ?end ; nif:anchorOf ?words .
  ?speaker skos:prefLabel ?name .
  ?article sayso:sourceName ?source .
  $topics
  OPTIONAL { ?statement sayso:cue/nif:anchorOf ?cue }
  OPTIONAL { ?statement sayso:continues ?continued }
  OPTIONAL { ?statement sayso:possibleSpeaker/skos:prefLabel ?possible }
  OPTIONAL { ?statement sayso:due ?due }
  OPTIONAL { ?article schema:headline ?title }
  OPTIONAL { ?article schema:datePublished ?date }
  OPTIONAL { ?article sayso:publishedBy/skos:prefLabel ?outlet }
  OPTIONAL {
    VALUES ?how { sayso:toldTo sayso:interviewWith sayso:postedOn sayso:reportedBy }
    ?statement ?how ?channelNode . ?channelNode skos:prefLabel ?channel
  }
  OPTIONAL {
    ?statement sayso:inCapacity ?capacityGiven .
    OPTIONAL { ?capacityGiven sayso:roleLabel ?role }
    OPTIONAL { ?capacityGiven sayso:former ?former }
    OPTIONAL {
      ?capacityGiven org:organization/skos:prefLabel ?organization
      OPTIONAL { ?capacityGiven sayso:withinOrganization/skos:prefLabel ?parent }
    }
  }
}
ORDER BY ?name ?source ?start"""
_TOPICS_ASKED = """?topic skos:prefLabel ?topicLabel . ?topicBasis skos:notation ?basis .
  OPTIONAL { ?assignment sayso:rule ?topicRule }"""
_TOPICS_ANY = """OPTIONAL {
    ?statement sayso:topicAssignment ?assignment .
    ?assignment sayso:topic/skos:prefLabel ?topicLabel ; sayso:basis/skos:notation ?basis .
    OPTIONAL { ?assignment sayso:rule ?topicRule }
  }"""

_PLACES = """SELECT DISTINCT ?name ?source ?char_start ?char_end ?sentence ?sha256 WHERE {
  $about
  $others
  ?statement sayso:speaker/skos:prefLabel ?name ; sayso:article ?a ; sayso:sentence ?span .
  ?a sayso:sourceName ?source ; sayso:textSha256 ?sha256 .
  ?span nif:beginIndex ?char_start ; nif:endIndex ?char_end ; nif:anchorOf ?sentence
} ORDER BY ?source ?char_start ?name"""

_DISAGREEMENTS = """SELECT DISTINCT ?disagreement ?topic
       ?for ?for_words ?for_source ?for_start ?for_end ?for_date
       ?against ?against_words ?against_source ?against_start ?against_end ?against_date ?basis ?confidence
WHERE {
  $about
  $sides
  ?disagreement sayso:statementA ?a ; sayso:statementB ?b ; sayso:supporter ?p ; sayso:opponent ?q ;
                sayso:over/skos:prefLabel ?topic ; sayso:basis/skos:notation ?basis ;
                sayso:confidence ?confidence .
  ?p skos:prefLabel ?for . ?q skos:prefLabel ?against .
  ?a sayso:content ?said ; sayso:article/sayso:sourceName ?for_source .
  ?said nif:anchorOf ?for_words ; nif:beginIndex ?for_start ; nif:endIndex ?for_end .
  ?b sayso:content ?objected ; sayso:article/sayso:sourceName ?against_source .
  ?objected nif:anchorOf ?against_words ; nif:beginIndex ?against_start ; nif:endIndex ?against_end .
  OPTIONAL { ?a sayso:effectiveDate ?for_date }
  OPTIONAL { ?b sayso:effectiveDate ?against_date }
  $dates
} ORDER BY ?topic ?for ?against ?for_start ?against_start ?disagreement ?basis"""

_AFFILIATION_CHANGES = """SELECT DISTINCT ?name ?before ?until ?after ?since WHERE {
  $members
  { SELECT DISTINCT ?person ?a ?until WHERE {
    ?m sayso:lastObserved ?until ; org:member ?person ; org:organization ?a } }
  { SELECT DISTINCT ?person ?b ?since WHERE {
    ?n sayso:firstObserved ?since ; org:member ?person ; org:organization ?b } }
  FILTER (?a != ?b && ?since > ?until) $dates
  ?person skos:prefLabel ?name . ?a skos:prefLabel ?before . ?b skos:prefLabel ?after
} ORDER BY ?name ?until"""

_STANCE_CHANGES = """SELECT DISTINCT ?speaker ?name ?over ?over_label ?date ?stance ?words ?source ?start ?end
WHERE {
  $about
  $others
  ?statement sayso:speaker ?speaker ; sayso:stance ?held ; sayso:effectiveDate ?date ;
             sayso:content ?content ; sayso:article/sayso:sourceName ?source .
  VALUES ?opposed { sayso:Positive sayso:Negative }
  ?held sayso:stancePolarity ?opposed ; sayso:toward ?over .
  ?opposed skos:prefLabel ?stance . ?over skos:prefLabel ?over_label . ?speaker skos:prefLabel ?name .
  $towards
  ?content nif:anchorOf ?words ; nif:beginIndex ?start ; nif:endIndex ?end
} ORDER BY ?name ?speaker ?over_label ?over ?date ?source ?start"""

_PEOPLE = """SELECT DISTINCT ?name ?role ?former ?organization ?source WHERE {
  $members
  ?person a sayso:Person ; skos:prefLabel ?name .
  OPTIONAL { ?capacity sayso:roleLabel ?role }
  OPTIONAL { ?capacity sayso:former ?former }
  OPTIONAL { ?capacity org:organization/skos:prefLabel ?organization }
  OPTIONAL { ?capacity sayso:evidence/nif:referenceContext/sayso:sourceName ?source }
} ORDER BY ?name ?source ?role ?organization"""

_BODIES = """SELECT DISTINCT ?name ?kind WHERE {
  $bodies
  ?body skos:prefLabel ?name .
  OPTIONAL { ?body sayso:organizationKind/skos:prefLabel ?kind }
} ORDER BY ?name ?kind"""

_SEVERAL_ROLES = """SELECT DISTINCT ?name ?role ?organization ?source WHERE {
  { SELECT ?person WHERE { ?x org:member ?person } GROUP BY ?person HAVING (COUNT(DISTINCT ?x) > 1) }
  $members
  ?m org:member ?person ; sayso:roleLabel ?role ;
     sayso:evidence/nif:referenceContext/sayso:sourceName ?source .
  OPTIONAL { ?m org:organization/skos:prefLabel ?organization }
  ?person skos:prefLabel ?name
} ORDER BY ?name ?source ?role"""

_SEVERAL_ARTICLES = """SELECT ?name (COUNT(DISTINCT ?article) AS ?articles)
       (COUNT(DISTINCT ?statement) AS ?statements)
WHERE {
  $matching
  ?statement sayso:speaker ?p ; sayso:article ?article . ?p a sayso:Person ; skos:prefLabel ?name
} GROUP BY ?p ?name HAVING (COUNT(DISTINCT ?article) > 1) ORDER BY DESC(?articles) ?name"""

_TOPIC_PAIRS = """SELECT ?one ?other (COUNT(DISTINCT ?statement) AS ?statements) WHERE {
  $matching
  ?statement sayso:topicAssignment/sayso:topic ?a , ?b . FILTER (STR(?a) < STR(?b))
  ?a skos:prefLabel ?one . ?b skos:prefLabel ?other
} GROUP BY ?one ?other ORDER BY DESC(?statements) ?one ?other"""

_LONE_TOPICS = """SELECT ?topic (SAMPLE(?n) AS ?name) WHERE {
  $matching
  ?statement sayso:topicAssignment/sayso:topic ?t ; sayso:speaker ?p .
  ?t skos:prefLabel ?topic . ?p skos:prefLabel ?n
} GROUP BY ?t ?topic HAVING (COUNT(DISTINCT ?p) = 1) ORDER BY ?topic"""

_RUNS = """SELECT ?run (COUNT(DISTINCT ?statement) AS ?statements) (COUNT(DISTINCT ?article) AS ?articles)
WHERE {
  ?statement a sayso:Statement ; sayso:extractedBy ?run ; sayso:article ?article
} GROUP BY ?run ORDER BY ?run"""

_OUTLET = (
    f"{{ ?statement {CARRIED} ?$it }} "
    "UNION { ?statement (sayso:article|sayso:carriedIn)/sayso:publishedBy ?$it }"
)

# What is counted: how the query finds it, and the name of the column.
_COUNTED: Mapping[str, tuple[str, str, str]] = {
    "statements": ("?statement", "", "statements"),
    "speakers": ("?counted", "?statement sayso:speaker ?counted .", "speakers"),
    "articles": ("?counted", "?statement sayso:article ?counted .", "articles"),
    "outlets": ("?counted", _OUTLET.replace("$it", "counted"), "outlets"),
    "topics": ("?counted", "?statement sayso:topicAssignment/sayso:topic ?counted .", "topics"),
    "organisations": ("?counted", "?statement sayso:inCapacity/org:organization ?counted .", "organizations"),
}

_DATED = (
    "OPTIONAL {{ ?statement sayso:effectiveDate ?{name}Date }} "
    'BIND (IF(BOUND(?{name}Date), SUBSTR(STR(?{name}Date), 1, {length}), "undated") AS ?{name})'
)

# By what it is counted: the column, what tells equal names apart, and how the query finds it.
_DIMENSIONS: Mapping[str, tuple[str, str, str]] = {
    "month": ("month", "", _DATED.format(name="month", length=7)),
    "year": ("year", "", _DATED.format(name="year", length=4)),
    "day": ("day", "", _DATED.format(name="day", length=10)),
    "topic": (
        "topic",
        "?topicCounted",
        "?statement sayso:topicAssignment/sayso:topic ?topicCounted . ?topicCounted skos:prefLabel ?topic .",
    ),
    "area": (
        "area",
        "?top",
        "?statement sayso:topicAssignment/sayso:topic/skos:broader* ?top . "
        "?top skos:topConceptOf ?scheme ; skos:prefLabel ?area .",
    ),
    "outlet": ("outlet", "?o", f"{_OUTLET.replace('$it', 'o')} ?o skos:prefLabel ?outlet ."),
    "organisation": (
        "organization",
        "?spokenFor",
        "?statement sayso:inCapacity/org:organization ?spokenFor . ?spokenFor skos:prefLabel ?organization .",
    ),
    "organisation kind": (
        "kind",
        "",
        "?statement sayso:inCapacity/org:organization/sayso:organizationKind/skos:prefLabel ?kind .",
    ),
    "role": ("role", "", "?statement sayso:inCapacity/sayso:roleKind/skos:prefLabel ?role ."),
    "speaker": ("name", "?who", "?statement sayso:speaker ?who . ?who skos:prefLabel ?name ."),
    "cue": ("cue_type", "", "?statement sayso:cueType/skos:prefLabel ?cue_type ."),
    "quote": ("quote_type", "", "?statement sayso:quoteType/skos:prefLabel ?quote_type ."),
    "certainty": ("certainty_value", "", "?statement sayso:certainty/skos:prefLabel ?certainty_value ."),
}
_IN_TIME = ("year", "month", "day")


def sparql(conditions: Conditions, countries: Mapping[str, Sequence[str]]) -> str:
    """The query that answers a settled reading.

    `countries` are those that the graph ties anybody to, each with the organisations named after it; they
    are needed only to count by country.
    """
    asked = conditions.settled.reading.asked
    if asked == "count":
        return _tidy(_count(conditions, countries))
    template = {
        "statements": _STATEMENTS,
        "places": _PLACES,
        "disagreements": _DISAGREEMENTS,
        "affiliation changes": _AFFILIATION_CHANGES,
        "stance changes": _STANCE_CHANGES,
        "several roles": _SEVERAL_ROLES,
        "several articles": _SEVERAL_ARTICLES,
        "people": _PEOPLE,
        "topic pairs": _TOPIC_PAIRS,
        "lone topics": _LONE_TOPICS,
        "runs": _RUNS,
    }[asked]
    reading = conditions.settled.reading
    if asked == "people" and set(reading.who) & set(NOT_PERSONS):
        template = _BODIES
    parts: Mapping[str, Callable[[], str]] = {
        "$about": lambda: _over(conditions) if asked == "disagreements" else conditions.about,
        "$others": lambda: conditions.others,
        "$matching": lambda: conditions.matching,
        "$topics": lambda: _TOPICS_ASKED if reading.topic else _TOPICS_ANY,
        "$sides": lambda: _sides(conditions),
        "$members": lambda: _members(conditions, always=asked == "people"),
        "$bodies": lambda: conditions.group.bodies,
        "$dates": lambda: _dates(conditions),
        "$towards": lambda: "?over skos:broader* ?asked ." if reading.topic else "",
    }
    for slot, fill in parts.items():
        if slot in template:
            template = template.replace(slot, fill())
    return _tidy(template)


def _members(conditions: Conditions, *, always: bool) -> str:
    iris = conditions.settled.iris
    parts = [values("person", iris["speaker"])] if "speaker" in iris else []
    if always or not conditions.group.is_anybody:
        found = conditions.group.members("?person")
        parts.append(found if always else f"{{ SELECT DISTINCT ?person WHERE {{ {found} }} }}")
    return "\n  ".join(parts)


def _over(conditions: Conditions) -> str:
    topics = conditions.settled.iris.get("topic", ())
    if not topics:
        return ""
    return f"{values('asked', topics)} ?over skos:broader* ?asked . ?disagreement sayso:over ?over ."


def _sides(conditions: Conditions) -> str:
    """The one side is who is asked for, the other the opponent, whichever of them is for it."""
    settled = conditions.settled
    reading = replace(settled.reading, topic=(), since="", until="", opponent=())
    rest = Conditions(replace(settled, reading=reading), conditions.group).others
    opponent = settled.iris.get("opponent", ())
    if not rest and not opponent:
        return ""
    parts = [values("other", opponent)] if opponent else []
    parts.append(
        "{ ?disagreement sayso:statementA ?statement ; sayso:opponent ?other } UNION\n"
        "    { ?disagreement sayso:statementB ?statement ; sayso:supporter ?other }"
    )
    parts.append(rest)
    return "{ SELECT DISTINCT ?disagreement WHERE {\n    " + "\n    ".join(filter(None, parts)) + "\n  } }"


def _dates(conditions: Conditions) -> str:
    reading = conditions.settled.reading
    if reading.asked == "affiliation changes":
        iris = conditions.settled.iris.get("organisation", ())
        where = f"{values('either', iris)} FILTER (?either = ?a || ?either = ?b) " if iris else ""
        return where + bounds("?since", reading.since, reading.until)
    both = (bounds(f"?{side}_date", reading.since, reading.until) for side in ("for", "against"))
    return " ".join(filter(None, both))


def _count(conditions: Conditions, countries: Mapping[str, Sequence[str]]) -> str:
    reading = conditions.settled.reading
    variable, found, column = _COUNTED[reading.of]
    names, keys, patterns = [], [], []
    for by in dict.fromkeys(reading.by):
        if by == "country":
            name, key, pattern = "country", "", _country(countries)
        elif by == "stance":
            name, key, pattern = "stance", "", _stance(conditions)
        else:
            name, key, pattern = _DIMENSIONS[by]
        names.append(f"?{name}")
        keys.append(key)
        patterns.append(pattern)
    number = f"(COUNT(DISTINCT {variable}) AS ?{column})"
    lines = [f"SELECT {' '.join((*names, number))} WHERE {{", f"  {conditions.matching}"]
    lines.extend(f"  {part}" for part in (found, *patterns))
    lines.append("}")
    if names:
        in_time = [name for name in names if name[1:] in _IN_TIME]
        others = [name for name in names if name not in in_time]
        by_speaker = reading.by == ("speaker", "stance")
        order = others if by_speaker else [*in_time, f"DESC(?{column})", *others]
        lines[-1] += f" GROUP BY {' '.join((*filter(None, keys), *names))} ORDER BY {' '.join(order)}"
    return "\n".join(lines)


def _stance(conditions: Conditions) -> str:
    topics = conditions.settled.iris.get("topic", ())
    toward = (
        f"{values('stanceAsked', topics)} ?attitude sayso:toward/skos:broader* ?stanceAsked . "
        if topics
        else ""
    )
    return (
        f"{toward}?statement sayso:stance ?attitude . ?attitude sayso:stancePolarity/skos:prefLabel ?stance ."
    )


def _country(countries: Mapping[str, Sequence[str]]) -> str:
    """The countries of the speaker and of the place spoken for, each statement once in each."""
    places = " ".join(
        f"({literal(word)} {literal(name)})" for name in sorted(countries) for word in words_of(name)
    )
    named = " ".join(
        f"({iri(body)} {literal(name)})" for name in sorted(countries) for body in countries[name]
    )
    tied = "?appearance sayso:place ?place ; sayso:appearanceOf ?body"
    found = f"{{ VALUES (?place ?country) {{ {places} }} {tied} }}"
    if named:
        found += f" UNION {{ VALUES (?body ?country) {{ {named} }} }}"
    ways = ("sayso:speaker", "sayso:inCapacity/org:organization", "sayso:inCapacity/sayso:withinOrganization")
    bodies = "{ SELECT DISTINCT ?statement ?body WHERE { " + (
        " UNION ".join(f"{{ ?statement {way} ?body }}" for way in ways) + " } }"
    )
    return (
        "{ SELECT DISTINCT ?statement ?country WHERE {\n"
        f"    {{ SELECT DISTINCT ?body ?country WHERE {{ {found} }} }}\n    {bodies}\n  }} }}"
    )


def _tidy(query: str) -> str:
    return "\n".join(line.rstrip() for line in query.splitlines() if line.strip())
