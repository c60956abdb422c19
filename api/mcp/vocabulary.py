"""What a model has to know of the graph to write SPARQL: an overview, all terms, and queries that run."""

from pathlib import Path
from typing import Literal

import sayso.graph
from sayso.graph import iris, vocab
from sayso.graph.store import Store

__all__ = ["OVERVIEW", "Part", "text"]

Part = Literal["overview", "terms", "queries"]

OVERVIEW = """\
# The graph: who said what, in which article

Every statement is one attributed content: one speaker, one cue, one article. It is reported by the article;
whether it is true is not known here. Prefixes need no declaration: {prefixes}.
Data: person: organization: outlet: platform: article: statement: topic: and so on, such as
person:priya-raghunathan.

    ?statement a sayso:Statement ;
      sayso:speaker ?who ;                      # absent where the article names nobody
      sayso:content ?span ;                     # one, or several where the article breaks the words up
      sayso:cue/nif:anchorOf ?cue ;             # "said"; absent where the statement only goes on from another
      sayso:sentence/nif:anchorOf ?sentence ;
      sayso:article ?article ;
      sayso:quoteType ?quoteType ;              # sayso:Direct (in quotes), sayso:Mixed, sayso:Indirect
      sayso:effectiveDate ?date ;               # xsd:date; absent where nothing tells it
      sayso:confidence ?confidence ;            # 0 to 1
      sayso:rule ?rule .                        # the rule or model that found it
    ?span nif:anchorOf ?words ; nif:beginIndex ?begin ; nif:endIndex ?end .   # code points, end exclusive
    ?who a sayso:Person ; skos:prefLabel ?name .
      # other kinds: sayso:Organization, sayso:Outlet, sayso:Platform, sayso:Collective, sayso:UnnamedPerson,
      # sayso:Document
    ?article schema:headline ?title ; schema:datePublished ?published ; schema:url ?url ;
      sayso:publishedBy/skos:prefLabel ?outlet ; nif:isString ?text .

Topics (SKOS; the narrowest that fits is assigned, so ask with skos:broader*):

    ?statement sayso:topicAssignment ?assignment .
    ?assignment sayso:topic/skos:broader* ?topic ; sayso:basis ?basis .
      # sayso:OwnWords, sayso:InSentence; sayso:InContext (sentence before), sayso:InHeading are guesses
    ?topic skos:prefLabel ?label .

Roles, as the same article gives them:

    ?statement sayso:inCapacity ?role .
    ?role org:organization ?organization ; sayso:roleLabel ?title ; sayso:roleKind ?kind .
    OPTIONAL {{ ?role sayso:former ?past }}
    ?organization skos:prefLabel ?name ; sayso:organizationKind ?sector .   # such as sayso:University

Stances, disagreements, channels:

    ?statement sayso:stance ?stance . ?stance sayso:toward ?topic ; sayso:stancePolarity sayso:Positive .
    ?disagreement a sayso:Disagreement ; sayso:over ?topic ; sayso:supporter ?one ; sayso:opponent ?other ;
      sayso:statementA ?statementOfOne ; sayso:statementB ?statementOfOther .
    ?statement sayso:toldTo|sayso:interviewWith|sayso:postedOn|sayso:reportedBy ?medium .

Guesses are marked: sayso:continues (goes on from another statement without a cue), sayso:possibleSpeaker (it
may be somebody else), an assignment whose sayso:basis is sayso:InContext or sayso:InHeading, or whose
sayso:rule is "meaning". Say so when an answer rests on one.

Copies: a statement with sayso:copyOf has no speaker; when you count, leave them out by
FILTER NOT EXISTS {{ ?statement sayso:copyOf ?original }}.

Shortcuts: ?who sayso:said ?statement ; sayso:commentedOn ?topic ; sayso:affiliatedWith ?organization ;
sayso:disagreesWith ?other . ?outlet sayso:quotes ?who .

Labels of people and organisations are plain strings, those of topics have the language tag en: compare
STR(?label). Find the id of somebody with the tool `find` instead of by a FILTER over all labels.

Example: what was said on chip export controls, the newest first.

    SELECT ?name ?words ?date ?article ?begin ?end WHERE {{
      ?topic skos:broader* topic:chip-export-controls .
      ?assignment sayso:topic ?topic .
      ?statement sayso:topicAssignment ?assignment ; sayso:speaker ?who ; sayso:content ?span ;
        sayso:article ?article .
      ?who skos:prefLabel ?name .
      ?span nif:anchorOf ?words ; nif:beginIndex ?begin ; nif:endIndex ?end .
      OPTIONAL {{ ?statement sayso:effectiveDate ?date }}
    }} ORDER BY DESC(?date) LIMIT 50

Example: who speaks most.

    SELECT ?name (COUNT(?statement) AS ?statements) WHERE {{
      ?statement sayso:speaker ?who . ?who a sayso:Person ; skos:prefLabel ?name .
    }} GROUP BY ?who ?name ORDER BY DESC(?statements) LIMIT 20
"""
"""Queries in it stand indented, each from SELECT to an empty line."""


def text(store: Store, part: Part = "overview") -> str:
    """A job: one part of the description, in Markdown."""
    if part == "terms":
        return _terms(store)
    if part == "queries":
        return _queries()
    return OVERVIEW.format(prefixes=" ".join(f"{name}:" for name in sorted(iris.STANDARD_PREFIXES)))


def _terms(store: Store) -> str:
    """Every class, property and value of the vocabulary with its meaning, as this graph has them."""
    graph = f"<{iris.ontology_graph(store.base)}>"
    query = f"""SELECT ?term ?kind ?said WHERE {{ GRAPH {graph} {{
      ?term a ?kind .
      {{ ?term rdfs:comment ?said }} UNION {{ ?term skos:definition ?said }} }}
      FILTER (STRSTARTS(STR(?term), "{vocab.SAYSO}")) }} ORDER BY ?term"""
    found: dict[str, dict[str, str]] = {}
    for term, kind, said in store.query(query):
        heading = _HEADINGS.get(kind.value)
        if heading is not None:
            found.setdefault(heading, {})[f"sayso:{term.value.removeprefix(vocab.SAYSO)}"] = said.value
    lines = []
    for heading in dict.fromkeys(_HEADINGS.values()):
        lines += [f"# {heading}", "", *(f"- {term}: {said}" for term, said in found[heading].items()), ""]
    return "\n".join(lines)


_HEADINGS = {
    vocab.OWL + "Class": "Classes",
    vocab.OWL + "ObjectProperty": "Properties",
    vocab.OWL + "DatatypeProperty": "Properties",
    vocab.SKOS + "Concept": "Values of the controlled lists",
}


def _queries() -> str:
    """The shipped queries, each with the question that it answers."""
    folder = Path(sayso.graph.__file__).parent / "queries"
    texts = [path.read_text(encoding="utf-8").strip() for path in sorted(folder.glob("*.rq"))]
    return "\n\n".join(f"```sparql\n{one}\n```" for one in texts)
