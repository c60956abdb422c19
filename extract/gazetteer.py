"""Names known beforehand: the world's well-known outlets, platforms, companies, bodies, parties, countries.

The tables in `extract/data` were written by hand from general knowledge. They are small on purpose: they mend
what a statistical recogniser gets wrong again and again, and are no directory of the world.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Gazetteer", "Known", "load_gazetteer", "read_table"]

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Known:
    """A known thing. `kind` is "organization", "outlet", "platform", "person", "place" or "product"."""

    name: str
    kind: str
    organization_kind: str | None = None


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """A tree over the words of all known names.

    `first` leads from the first word of a name to (the words, what they name, whether more evidence is asked
    for), longest name first. `demonyms` leads from an adjective to its country ("Chinese" to "China"), and
    `countries` holds the names of countries.
    """

    first: dict[str, tuple[tuple[tuple[str, ...], Known, bool], ...]] = field(default_factory=dict)
    demonyms: dict[str, str] = field(default_factory=dict)
    countries: dict[str, str] = field(default_factory=dict)

    def matches(self, words: Sequence[str]) -> Iterator[tuple[int, int, Known, bool]]:
        """The known names in a text, from left to right, without overlap: (start, end, what, unsure)."""
        first = self.first
        at = 0
        for start, word in enumerate(words):
            if start < at or word not in first:
                continue
            for name, known, unsure in first[word]:
                end = start + len(name)
                if len(name) == 1 or tuple(words[start:end]) == name:
                    yield start, end, known, unsure
                    at = end
                    break


def read_table(path: Path) -> Iterator[list[str]]:
    """The rows of a tab-separated table, without comments and empty lines."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = line.rstrip("\n")
            if row.strip() and not row.startswith("#"):
                yield row.split("\t")


def _tree(
    names: Iterable[tuple[str, Known, bool]], words_of: Callable[[str], tuple[str, ...]]
) -> dict[str, tuple[tuple[tuple[str, ...], Known, bool], ...]]:
    tree: dict[str, dict[tuple[str, ...], tuple[Known, bool]]] = {}
    for name, known, unsure in names:
        words = words_of(name)
        tree.setdefault(words[0], {}).setdefault(words, (known, unsure))
    return {
        word: tuple(
            (words, *found) for words, found in sorted(names.items(), key=lambda row: (-len(row[0]), row[0]))
        )
        for word, names in tree.items()
    }


def load_gazetteer(
    words_of: Callable[[str], tuple[str, ...]], path: Path | None = None, countries: Path | None = None
) -> Gazetteer:
    """Read the tables; `words_of` cuts a name as the texts to be searched are cut.

    A row is name, aliases parted by "|", kind, kind of organisation. A "~" before a name or alias asks for
    more evidence than the bare words ("~Apple" is a company only where the recogniser sees a name as well),
    and one that begins with "The" is known only with its article.
    """
    names: list[tuple[str, Known, bool]] = []
    for row in read_table(path or DATA / "gazetteer.tsv"):
        name, aliases, kind, organization_kind = (*row, "", "", "")[:4]
        known = Known(name.removeprefix("~"), kind, organization_kind or None)
        for form in (name, *filter(None, aliases.split("|"))):
            bare = form.removeprefix("~")
            names.append((bare, known, form != bare))
            if bare.startswith("The "):
                names.append(("the " + bare[4:], known, form != bare))
    demonyms: dict[str, str] = {}
    country_names: dict[str, str] = {}
    for row in read_table(countries or DATA / "countries.tsv"):
        name, aliases, adjectives = (*row, "", "")[:3]
        known = Known(name, "place")
        for form in (name, *filter(None, aliases.split("|"))):
            country_names[form] = name
            names.append((form, known, name in {"Georgia", "Jordan", "Chad", "Niger", "Turkey", "Wales"}))
        for adjective in filter(None, adjectives.split("|")):
            demonyms.setdefault(adjective, name)
    return Gazetteer(_tree(names, words_of), demonyms, country_names)
