"""Queries to start from: those that are shipped with the graph, and a few that show how a query is built.

>>> example("first-steps").title
'Who said what? Ten statements with their words.'
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import sayso.graph

__all__ = ["Example", "example", "examples"]

_QUERIES = Path(sayso.graph.__file__).parent / "queries"


@dataclass(frozen=True, slots=True)
class Example:
    """A query with a name for its address, and what it answers, in one sentence."""

    name: str
    title: str
    query: str
    group: str


_STARTS = "To start with"
_SHIPPED = "Questions of a newsroom"

_OWN = (
    Example(
        "first-steps",
        "Who said what? Ten statements with their words.",
        """\
PREFIX nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#>
PREFIX sayso: <https://w3id.org/sayso#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT ?statement ?name ?words
WHERE {
  ?statement sayso:speaker/skos:prefLabel ?name ;
    sayso:content/nif:anchorOf ?words .
}
LIMIT 10
""",
        _STARTS,
    ),
    Example(
        "topics",
        "Which topics are there, and how many statements are on each?",
        """\
PREFIX sayso: <https://w3id.org/sayso#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT ?topic ?label (COUNT(DISTINCT ?statement) AS ?statements)
WHERE {
  ?statement sayso:topicAssignment/sayso:topic ?topic .
  ?topic skos:prefLabel ?label .
}
GROUP BY ?topic ?label
ORDER BY DESC(?statements) ?label
""",
        _STARTS,
    ),
    Example(
        "people",
        "Which people speak most often?",
        """\
PREFIX sayso: <https://w3id.org/sayso#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT ?person ?name (COUNT(?statement) AS ?statements)
WHERE {
  ?statement sayso:speaker ?person .
  ?person a sayso:Person ; skos:prefLabel ?name .
}
GROUP BY ?person ?name
ORDER BY DESC(?statements) ?name
LIMIT 50
""",
        _STARTS,
    ),
    Example(
        "words",
        "Who used a certain word? Put another word in the filter.",
        """\
PREFIX nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#>
PREFIX sayso: <https://w3id.org/sayso#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT ?statement ?name ?words ?date
WHERE {
  ?statement sayso:content/nif:anchorOf ?words ;
    sayso:speaker/skos:prefLabel ?name .
  OPTIONAL { ?statement sayso:effectiveDate ?date }
  FILTER (CONTAINS(LCASE(?words), "chip"))
}
ORDER BY ?date ?name
LIMIT 100
""",
        _STARTS,
    ),
    Example(
        "all-of-one-statement",
        "What does the graph hold of one statement? Any one, with all its triples.",
        """\
PREFIX sayso: <https://w3id.org/sayso#>

SELECT ?property ?value
WHERE {
  { SELECT ?statement WHERE { ?statement a sayso:Statement } LIMIT 1 }
  ?statement ?property ?value .
}
ORDER BY ?property ?value
""",
        _STARTS,
    ),
)


@cache
def examples() -> tuple[Example, ...]:
    """All of them, the simplest first."""
    return (*_OWN, *(_shipped(path) for path in sorted(_QUERIES.glob("*.rq"))))


def example(name: str) -> Example | None:
    """The one of this name, if there is one."""
    return next((each for each in examples() if each.name == name), None)


def _shipped(path: Path) -> Example:
    """A file whose first line is a comment: what the query answers."""
    query = path.read_text(encoding="utf-8")
    title = query.partition("\n")[0].removeprefix("#").strip()
    return Example(path.stem.partition("-")[2], title, query, _SHIPPED)
