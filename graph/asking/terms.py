"""Terms in the text of a SPARQL query: the only way by which names and words come into one.

>>> literal('say "no"'), one_of("?role", ["US", "U.S."])
('"say \\\\"no\\\\""', 'REGEX(STR(?role), "(^|[^A-Za-z])(US|U\\\\\\\\.S\\\\\\\\.)([^A-Za-z]|$)", "i")')
"""

import re
from collections.abc import Iterable

import pyoxigraph as ox

from sayso.errors import QueryError
from sayso.graph import vocab

__all__ = ["day", "iri", "literal", "once", "one_of", "values"]


def iri(name: str) -> str:
    """An IRI in angle brackets. Raises QueryError for what is none, so that nothing can be smuggled in."""
    try:
        return str(ox.NamedNode(name))
    except ValueError as error:
        raise QueryError(f"not an IRI: {error}") from error


def literal(text: str) -> str:
    """A string in quotes."""
    return str(ox.Literal(text))


def day(text: str) -> str:
    """An ISO day as xsd:date."""
    return str(ox.Literal(text, datatype=ox.NamedNode(vocab.xsd_date)))


def values(variable: str, iris: Iterable[str]) -> str:
    """A VALUES block for a variable, without its question mark."""
    return f"VALUES ?{variable} {{ {' '.join(map(iri, dict.fromkeys(iris)))} }}"


def once(patterns: str, variable: str = "statement") -> str:
    """Patterns found by themselves, each statement (or what the variable is for) once.

    Where patterns have alternatives, the engine may otherwise go through all of them for every combination of
    everything else: minutes for some thousand statements, where this takes a fraction of a second.
    """
    return f"{{ SELECT DISTINCT ?{variable} WHERE {{ {patterns} }} }}"


def one_of(variable: str, words: Iterable[str]) -> str:
    """A condition: one of these words stands in the variable, as a word, in any case."""
    either = "|".join(re.sub(r"([^\w\s])", r"\\\1", word) for word in words)
    return f'REGEX(STR({variable}), {literal(f"(^|[^A-Za-z])({either})([^A-Za-z]|$)")}, "i")'
