"""Things found by what they are called, and what lies below them."""

import difflib
import re
from collections.abc import Callable, Iterable, Sequence, Set

from sayso.errors import QueryError
from sayso.graph import vocab
from sayso.graph.identity.pieces import name_ids
from sayso.graph.tables import Queryable, pairs

__all__ = ["narrower", "parts", "resolve"]


def resolve(store: Queryable, text: str, classes: Sequence[str]) -> list[str]:
    """The IRIs of things of these classes that `text` names, in order.

    Tried in turn: an IRI, the last part of one ("mei-qiaolin", "person:mei-qiaolin"), also of one that was
    replaced, a name in any case, and names that contain all the words. Raises `QueryError` when nothing
    answers to it.
    """
    found: list[tuple[str, str]] = []
    for name in classes:
        for label in (vocab.skos_prefLabel, vocab.skos_altLabel):
            query = f"SELECT DISTINCT ?x ?y WHERE {{ ?x a <{name}> ; <{label}> ?y }}"
            found.extend(pairs(store, query))
    things = {iri for iri, _ in found}
    replaced = f"SELECT DISTINCT ?x ?y WHERE {{ ?x <{vocab.dcterms_isReplacedBy}>+ ?y }}"
    led = pairs(store, replaced)
    iris = [(iri, iri) for iri in things] + [(kept, old) for old, kept in led if kept in things]
    wanted = " ".join(text.split()).casefold()
    slug = _last(text)
    words = set(re.findall(r"\w+", wanted))
    tests: tuple[tuple[list[tuple[str, str]], Callable[[str], bool]], ...] = (
        (iris, lambda iri: iri == text),
        (iris, lambda iri: _last(iri) == slug),
        (found, lambda label: label.casefold() == wanted),
        (found, lambda label: bool(words) and words <= set(re.findall(r"\w+", label.casefold()))),
    )
    for known, test in tests:
        hits = sorted({iri for iri, called in known if test(called)})
        if hits:
            return hits
    at_home = _in_article(store, text, things)
    if at_home:
        return at_home
    near = difflib.get_close_matches(text, sorted({label for _, label in found}), n=3, cutoff=0.5)
    hint = "; did you mean " + " or ".join(map(repr, near)) + "?" if near else ""
    raise QueryError(f"nothing in this graph is called {text!r}{hint}")


def _in_article(store: Queryable, text: str, things: Set[str]) -> list[str]:
    """Who has an id like "person:john-smith-in-a3", whatever they are called now: the one of that article."""
    for name_id in name_ids(text)[1:]:
        article = text[len(name_id) + len("-in-") :]
        if not re.fullmatch(r"[\w:.~-]+", name_id):
            continue
        query = (
            f'SELECT DISTINCT ?x ?y WHERE {{ ?a <{vocab.nameId}> "{name_id}" ; <{vocab.appearanceOf}> ?y . '
            f"?x <{vocab.mentions}> ?a }}"
        )
        hits = sorted({who for where, who in pairs(store, query) if where.endswith(f"/{article}")} & things)
        if hits:
            return hits
    return []


def _last(iri: str) -> str:
    return re.split(r"[/#:]", iri)[-1].casefold()


def narrower(store: Queryable, topics: Iterable[str]) -> list[str]:
    """These topics and all below them in the scheme, in order of IRI."""
    return _below(store, topics, vocab.skos_broader)


def parts(store: Queryable, organizations: Iterable[str]) -> list[str]:
    """These organisations and all that are part of them, in order of IRI."""
    return _below(store, organizations, vocab.org_subOrganizationOf)


def _below(store: Queryable, tops: Iterable[str], upward: str) -> list[str]:
    below: dict[str, list[str]] = {}
    for child, parent in pairs(store, f"SELECT DISTINCT ?x ?y WHERE {{ ?x <{upward}> ?y }}"):
        below.setdefault(parent, []).append(child)
    found = set(tops)
    waiting = sorted(found)
    while waiting:
        for child in below.get(waiting.pop(), ()):
            if child not in found:
                found.add(child)
                waiting.append(child)
    return sorted(found)
