"""What is read of a store in bulk for the tidy tables, and single values out of it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sayso.graph import vocab
from sayso.graph.tables import Queryable

__all__ = [
    "About",
    "Facts",
    "Span",
    "Spans",
    "address",
    "all_of",
    "column_of",
    "descriptions",
    "evidence_of",
    "first_of",
    "first_value",
    "in_chunks",
    "in_order",
    "integer_of",
    "joined",
    "joined_words",
    "kind_of",
    "notation_of",
    "number_of",
    "pairs_of",
    "passages_of",
    "reach_of",
    "truth_of",
    "values_clause",
]

About = dict[str, list[str]]
Facts = dict[str, About]
Span = tuple[int, int, str]
Spans = Mapping[str, tuple[str, int, int, str]]

_NOTATIONS = {
    iri: notation
    for notations in (
        vocab.QUOTE_TYPES,
        vocab.CUE_TYPES,
        vocab.CERTAINTIES,
        vocab.POLARITIES,
        vocab.STANCES,
        vocab.COREFERENCES,
        vocab.DISAGREEMENT_BASES,
        vocab.TOPIC_BASES,
        vocab.REVIEW_STATES,
        vocab.ORGANIZATION_KINDS,
        vocab.ROLE_KINDS,
    )
    for notation, iri in notations.items()
}
_URL = re.compile(r"https?://\S+", re.IGNORECASE)


def kind_of(iri: str) -> str:
    """What kind of thing an IRI of ours names, by the folder it is in."""
    prefix = iri.rsplit("/", 2)[-2] if iri.count("/") > 2 else ""
    return {"unnamed": "unnamed-person", "org": "organization"}.get(prefix, prefix)


def descriptions(store: Queryable, where: str) -> Facts:
    """Property values of every ?x that `where` finds, each list in order."""
    found: Facts = defaultdict(dict)
    for subject, name, value in store.query(f"SELECT DISTINCT ?x ?p ?v WHERE {{ {where} ?x ?p ?v }}"):
        found[subject.value].setdefault(name.value, []).append(value.value)
    return in_order(found)


def in_order(found: Facts) -> Facts:
    for about in found.values():
        for values in about.values():
            values.sort()
    return dict(found)


def pairs_of(store: Queryable, name: str) -> Iterator[tuple[str, str]]:
    for subject, value in store.query(f"SELECT DISTINCT ?x ?y WHERE {{ ?x <{name}> ?y }}"):
        yield subject.value, value.value


def first_of(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The first value in order of each."""
    found: dict[str, str] = {}
    for iri, value in pairs:
        if iri not in found or value < found[iri]:
            found[iri] = value
    return found


def all_of(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for iri, value in sorted(set(pairs)):
        found[iri].append(value)
    return dict(found)


def column_of(store: Queryable, query: str) -> list[str]:
    return [value.value for (value,) in store.query(query)]


def values_clause(variable: str, names: Iterable[str]) -> str:
    return f"VALUES ?{variable} {{ {' '.join(f'<{iri}>' for iri in names)} }}"


def in_chunks(names: Sequence[str]) -> Iterator[Sequence[str]]:
    for begin in range(0, len(names), 500):
        yield names[begin : begin + 500]


def first_value(about: About, name: str) -> str | None:
    values = about.get(name)
    return values[0] if values else None


def notation_of(iri: str | None) -> str | None:
    if iri is None:
        return None
    return _NOTATIONS.get(iri) or re.split(r"[/#]", iri)[-1]


def integer_of(text: str | None) -> int | None:
    return None if text is None else int(text)


def number_of(text: str | None) -> float | None:
    return None if text is None else float(text)


def truth_of(about: About, name: str) -> bool | None:
    value = first_value(about, name)
    return None if value is None else value in ("true", "1")


def address(about: About) -> str | None:
    """An address that a reader may follow: a program that shows it will make it a link."""
    url = first_value(about, vocab.schema_url)
    return url if url is not None and _URL.fullmatch(url) else None


def passages_of(about: About, name: str, spans: Spans) -> list[Span]:
    return sorted(spans[iri][1:] for iri in about.get(name, ()) if iri in spans)


def reach_of(passages: Sequence[Span]) -> tuple[int | None, int | None]:
    if not passages:
        return None, None
    return passages[0][0], max(end for _, end, _ in passages)


def joined_words(passages: Sequence[Span]) -> str | None:
    return " … ".join(words for _, _, words in passages) or None


def evidence_of(about: About, spans: Spans) -> dict[str, Any]:
    passages = passages_of(about, vocab.evidence, spans)
    start, end = reach_of(passages)
    return {"char_start": start, "char_end": end, "evidence": joined_words(passages)}


def joined(texts: Iterable[str]) -> str | None:
    """All of them in their order, doubled ones too; None when there is none."""
    found = list(texts)
    return "; ".join(found) if found else None
