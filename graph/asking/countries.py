"""Countries as they are written: by name, by another name, or by the word for their people.

>>> country("Britain"), country("american"), country("us"), country("US")
('United Kingdom', 'United States', None, 'United States')
"""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

__all__ = ["countries_in", "country", "people_of", "words_of"]


def country(words: str) -> str | None:
    """The country of this name, or of the people of this name, in any case but for "US"."""
    found = _names().get(_folded(words)) or _peoples().get(_folded(words))
    return None if words.casefold() == "us" and not words.isupper() else found


def people_of(words: str) -> str | None:
    """The country where these words may stand before a noun: "Chinese", "US", and not "China"."""
    shortened = len(words) <= 6 and words.isupper() and (len(words) <= 3 or "." in words)
    return _peoples().get(_folded(words)) or (_names().get(_folded(words)) if shortened else None)


def countries_in(texts: Iterable[str]) -> tuple[str, ...]:
    """The countries that one of these texts is a word for, or has such a word in it, in order."""
    padded = [
        f" {' '.join(''.join(c if c.isalnum() or c == '.' else ' ' for c in text).split())} "
        for text in texts
    ]
    joined = "\n".join(padded)
    return tuple(name for name, *others in _rows() if any(f" {word} " in joined for word in (name, *others)))


@cache
def words_of(name: str) -> tuple[str, ...]:
    """All words for a country of the list, its name first."""
    return next(row for row in _rows() if row[0] == name)


def _folded(words: str) -> str:
    return " ".join(words.casefold().split()).removeprefix("the ")


@cache
def _rows() -> tuple[tuple[str, ...], ...]:
    return tuple((name, *others, *peoples) for name, others, peoples in _table())


def _table() -> list[tuple[str, list[str], list[str]]]:
    text = (resources.files("sayso.graph") / "data" / "countries.tsv").read_text(encoding="utf-8")
    found = []
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            name, others, peoples = (*line.split("\t"), "", "")[:3]
            found.append(
                (name, list(filter(None, others.split("|"))), list(filter(None, peoples.split("|"))))
            )
    return found


@cache
def _names() -> Mapping[str, str]:
    return MappingProxyType(
        {word.casefold(): name for name, others, _ in _table() for word in (name, *others)}
    )


@cache
def _peoples() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name, _, peoples in _table():
        for word in peoples:
            found.setdefault(word.casefold(), name)
    return MappingProxyType(found)
