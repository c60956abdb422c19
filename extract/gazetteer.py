"""Names known beforehand: the world's well-known outlets, platforms, companies, bodies, parties, countries.

The tables in `extract/data` were written by hand from general knowledge. They are small on purpose: they mend
what a statistical recogniser gets wrong again and again, and are no directory of the world. A user's own
lists (`extract.name_lists`) stand beside them and win.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from spacy.language import Language

from sayso.graph.identity.organization_names import COUNTRIES

__all__ = ["Gazetteer", "Known", "Name", "load_gazetteer", "read_table", "word_cutter"]

DATA = Path(__file__).parent / "data"

_OPENERS = frozenset(".!?:;\"'“”‘’«»„…•-–—*(")


@dataclass(frozen=True, slots=True)
class Known:
    """A known thing. `kind` is "organization", "outlet", "platform", "person", "place" or "product".

    `identifiers` are outside ones that a user's list gives, such as "wikidata:Q42". `listed` things are of
    a user's list, which then decides how they are called.
    """

    name: str
    kind: str
    organization_kind: str | None = None
    identifiers: tuple[str, ...] = ()
    listed: bool = False


Name = tuple[str, Known, bool]
"""A name as it is written, what it names, and whether the bare words ask for more evidence."""


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """A tree over the words of all known names.

    `first` leads from the first word of a name to (the words, what they name, whether more evidence is asked
    for), longest name first. `demonyms` leads from an adjective to its country ("Chinese" to "China"), and
    `countries` holds the names of countries. `plain` are names of a user that are everyday words as well.
    """

    first: dict[str, tuple[tuple[tuple[str, ...], Known, bool], ...]] = field(default_factory=dict)
    demonyms: dict[str, str] = field(default_factory=dict)
    countries: dict[str, str] = field(default_factory=dict)
    plain: frozenset[str] = frozenset()

    def matches(
        self, words: Sequence[str], quiet: Sequence[bool] = ()
    ) -> Iterator[tuple[int, int, Known, bool]]:
        """The known names in a text, from left to right, without overlap: (start, end, what, unsure).

        A plain word is unsure where its capital says nothing: as the first word of a sentence, and in a
        heading, which `quiet` tells of each word.
        """
        first = self.first
        plain = self.plain
        at = 0
        for start, word in enumerate(words):
            if start < at or word not in first:
                continue
            for name, known, unsure in first[word]:
                end = start + len(name)
                if len(name) == 1 or tuple(words[start:end]) == name:
                    if word in plain and len(name) == 1:
                        opens = not start or words[start - 1] in _OPENERS or "\n" in words[start - 1]
                        unsure = unsure or opens or (bool(quiet) and quiet[start])
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


def word_cutter(nlp: Language) -> Callable[[str], tuple[str, ...]]:
    """Cuts a name into words as the pipeline's tokenizer cuts texts, but for plain words without asking it.

    The tokenizer looks at what stands between spaces; it leaves letters together unless a rule names them.
    """
    ruled = frozenset(getattr(nlp.tokenizer, "rules", None) or ())

    def words_of(name: str) -> tuple[str, ...]:
        words = name.split(" ")
        for word in words:
            if not (word.isascii() and word.isalpha()) or word in ruled:
                return tuple(token.text for token in nlp.make_doc(name))
        return tuple(words)

    return words_of


def _tree(
    names: Iterable[Name], words_of: Callable[[str], tuple[str, ...]]
) -> dict[str, tuple[tuple[tuple[str, ...], Known, bool], ...]]:
    tree: dict[str, dict[tuple[str, ...], tuple[Known, bool]]] = {}
    for name, known, unsure in names:
        words = words_of(name)
        tree.setdefault(words[0], {}).setdefault(words, (known, unsure))
    return {
        word: tuple((words, *found) for words, found in sorted(names.items(), key=_longest_first))
        for word, names in tree.items()
    }


def _longest_first(name: tuple[tuple[str, ...], tuple[Known, bool]]) -> tuple[int, tuple[str, ...]]:
    return -len(name[0]), name[0]


def load_gazetteer(
    words_of: Callable[[str], tuple[str, ...]],
    path: Path | None = None,
    countries: Path | None = None,
    *,
    own: Sequence[Sequence[Name]] = (),
    everyday: Container[str] | None = None,
) -> Gazetteer:
    """Read the tables; `words_of` cuts a name as the texts to be searched are cut.

    A row is name, aliases parted by "|", kind, kind of organisation. A "~" before a name or alias asks for
    more evidence than the bare words ("~Apple" is a company only where the recogniser sees a name as well),
    and one that begins with "The" is known only with its article.

    `own` are a user's things, each with all its names, the first of which is its own. They win: what the
    table says of the same thing leads to the user's. `everyday` are words in lower case; a name of the user
    that is one asks for more evidence where its capital says nothing. Without them any word may be one.
    """

    def is_everyday(name: str) -> bool:
        return name.isalpha() and (everyday is None or name.lower() in everyday)

    names: list[Name] = [
        (name, known, unsure or (name.islower() and is_everyday(name)))
        for things in own
        for name, known, unsure in things
    ]
    plain = frozenset(name for name, _, _ in names if name[1:].islower() and is_everyday(name))
    mine = {things[0][0]: things[0][1] for things in own}
    all_mine = {name: known for name, known, _ in reversed(names)}
    better: dict[Known, Known] = {}
    for row in read_table(path or DATA / "gazetteer.tsv"):
        name, aliases, kind, organization_kind = (*row, "", "", "")[:4]
        forms = (name, *filter(None, aliases.split("|")))
        known = Known(name.removeprefix("~"), kind, organization_kind or None)
        theirs = all_mine.get(known.name)
        for form in forms[1:]:
            theirs = theirs or mine.get(form.removeprefix("~"))
        if theirs is not None and _may_be_one(theirs, known):
            whole = better.get(theirs, theirs)
            whole = replace(whole, organization_kind=whole.organization_kind or known.organization_kind)
            better[theirs] = known = whole
        for form in forms:
            bare = form.removeprefix("~")
            names.append((bare, known, form != bare))
    demonyms: dict[str, str] = {}
    country_names: dict[str, str] = {}
    for row in read_table(countries or COUNTRIES):
        name, aliases, adjectives = (*row, "", "")[:3]
        known = Known(name, "place")
        for form in (name, *filter(None, aliases.split("|"))):
            country_names[form] = name
            names.append((form, known, name in {"Georgia", "Jordan", "Chad", "Niger", "Turkey", "Wales"}))
        for adjective in filter(None, adjectives.split("|")):
            demonyms.setdefault(adjective, name)
    if better:
        names = [(name, better.get(known, known), unsure) for name, known, unsure in names]
    articled = [("the " + name[4:], known, sure) for name, known, sure in names if name.startswith("The ")]
    return Gazetteer(_tree([*names, *articled], words_of), demonyms, country_names, plain)


def _may_be_one(one: Known, two: Known) -> bool:
    """Whether two things of one name can be one: of one family, and of no different kinds of organisation."""
    family = {"outlet": "organization", "platform": "organization"}
    if family.get(one.kind, one.kind) != family.get(two.kind, two.kind):
        return False
    kinds = {one.organization_kind, two.organization_kind} - {None}
    return one.name == two.name or len(kinds) < 2
