"""What the names of organisations are made of, and whether two of them name the same one.

>>> organization_key("The Acme Corp.")
('acme',)
>>> read_organization_name("French Finance Ministry")
OrganizationName(words=('finance', 'ministry'), generic=True, place='France')
>>> acronyms("China Institutes of Contemporary International Relations")
('CICIR', 'CIOCIR')
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from sayso.graph.identity.person_names import fold, word_set

__all__ = [
    "COUNTRIES",
    "LEGAL_FORMS",
    "OrganizationName",
    "acronyms",
    "country",
    "is_acronym",
    "organization_key",
    "organization_keys",
    "read_organization_name",
]

LEGAL_FORMS = word_set(
    "inc inc. corp corp. corporation company co co. ltd ltd. limited llc llp plc gmbh ag sa s.a. nv n.v. "
    "se spa s.p.a. ab asa oyj oy srl sarl bv b.v. pty pte pvt ltda kk kg holdings holding group"
)
_MINOR = word_set("of for and the on in at to de des du la le del di y e & et und für der die das")


def organization_key(name: str) -> tuple[str, ...]:
    """What makes two spellings of an organisation the same: folded words without "the" and the legal form."""
    words = [fold(word).strip(".,") for word in name.split()]
    words = [word for word in words if word and word != "the"]
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words.pop()
    return tuple(words)


def acronyms(name: str) -> tuple[str, ...]:
    """The short forms that the initials of a name can give, without and with its small words."""
    words = [part for part in re.split(r"[\s\-/]+", name) if part and part[0].isalnum()]
    if len(words) < 2:
        return ()
    short = "".join(word[0] for word in words if word.lower() not in _MINOR and word[0].isupper())
    full = "".join(word[0].upper() for word in words if word.lower() not in {"the", "&"})
    return tuple(dict.fromkeys(form for form in (short, full) if len(form) > 1))


@dataclass(frozen=True, slots=True)
class OrganizationName:
    """An organisation's name taken apart.

    `words` are folded, in order, without articles, small words and the legal form. A name is `generic` when
    many countries or towns have something of that name: "Ministry of Education", "Supreme Court". Then
    `words` are sorted ("Education Ministry" is the same) and leave out the `place` that the name gives.
    """

    words: tuple[str, ...]
    generic: bool = False
    place: str | None = None


COUNTRIES = Path(__file__).parent.parent / "data" / "countries.tsv"
"""A table of countries, their other names, and their adjectives; written by hand."""

# Words of which a name that many places have is made: the kind of body, and what it deals with.
_BODIES = word_set(
    "ministry department office agency authority board bureau commission committee council court cabinet "
    "government administration parliament assembly senate congress house treasury police army navy guard "
    "embassy consulate prosecutor prosecutors regulator directorate secretariat service tribunal legislature "
    "presidency municipality district inspectorate chancellery exchequer bank fire military forces force "
    "hospital airport prison"
)
_FIELDS = word_set(
    "finance education health foreign affairs external internal interior home justice defense trade commerce "
    "economy economic economics energy environment labor employment transport transportation agriculture "
    "culture science technology information communications tourism sports sport youth women children family "
    "social welfare development planning industry industries housing land water mines mining petroleum oil "
    "gas natural resources climate ecology fisheries forestry food security public national federal central "
    "regional provincial local supreme high constitutional district appeal appeals criminal civil electoral "
    "election elections statistics tax revenue customs immigration border migration intelligence "
    "investment investments infrastructure digital innovation research higher human rights safety works "
    "veterans prime minister president presidential reserve competition consumer anti corruption "
    "anticorruption general attorney emergency emergencies management air upper lower royal armed "
    "state city county town municipal"
)
# One of these alone or with one word more is a name of its own: "Bank of England", "Union Hospital".
_NAMED = word_set("bank hospital airport prison fire house board force service")
_BANKS = word_set("central national reserve federal")
_SPELLINGS = {
    "&": "and", "u.s": "us", "u.k": "uk", "u.n": "un", "e.u": "eu", "univ": "university",
    "dept": "department", "intl": "international", "int'l": "international", "govt": "government",
    "centre": "center", "defence": "defense", "labour": "labor", "organisation": "organization",
    "organisations": "organizations", "programme": "program", "programmes": "programs",
    "theatre": "theater", "assn": "association", "ass'n": "association", "inst": "institute",
    "comm": "commission", "min": "ministry", "natl": "national", "nat'l": "national",
}  # fmt: skip
_SMALL = _MINOR | word_set("of for and the on in at to a an & by with from")


@cache
def _country_words() -> tuple[dict[tuple[str, ...], str], int]:
    """Names and adjectives of countries as folded words, and the length of the longest."""
    found: dict[tuple[str, ...], str] = {}
    with COUNTRIES.open(encoding="utf-8") as rows:
        for row in rows:
            if not row.strip() or row.startswith("#"):
                continue
            name, others, adjectives = (*row.rstrip("\n").split("\t"), "", "")[:3]
            for form in (name, *others.split("|"), *adjectives.split("|")):
                words = tuple(_spelled(word) for word in fold(form).split() if word != "the")
                if words:
                    found.setdefault(words, name)
    return found, max(map(len, found))


def _spelled(word: str) -> str:
    """A folded word in one of its spellings, without punctuation at its ends and without "'s"."""
    word = word.strip(".,;:()[]\"“”‘’'")
    word = re.sub(r"['’]s?$", "", word) if word.endswith(("'s", "’s", "'", "’")) else word
    word = _SPELLINGS.get(word, word)
    return word.replace(".", "") if len(word) > 1 else word


@lru_cache(maxsize=20_000)
def country(place: str) -> str | None:
    """The country that a place's name or adjective means, in one spelling: "the U.S." is "United States"."""
    words = tuple(spelled for word in fold(place).split() if (spelled := _spelled(word)) and spelled != "the")
    return _country_words()[0].get(words)


def _without_country(words: tuple[str, ...], possessive: int) -> tuple[tuple[str, ...], str | None]:
    """The words without the country at either end, and that country."""
    known, longest = _country_words()
    for size in range(min(longest, len(words) - 1), 0, -1):
        if words[:size] in known:
            return words[size:], known[words[:size]]
        if words[-size:] in known:
            return words[:-size], known[words[-size:]]
    # "Harlow's Ministry of Education": what stands before the possessive is a place, if no country we know.
    if 0 < possessive < len(words):
        return words[possessive:], " ".join(words[:possessive])
    return words, None


@lru_cache(maxsize=200_000)
def read_organization_name(text: str) -> OrganizationName:
    """Take a name apart; the country is looked for only in names that are generic without it."""
    raw = text[:300].replace("/", " ").split()
    words: list[str] = []
    possessive = 0
    for word in raw:
        spelled = _spelled(fold(word))
        if not spelled or spelled in _SMALL or not any(map(str.isalnum, spelled)):
            continue
        words.append(spelled)
        if word.endswith(("'s", "’s", "s'", "s’")):
            possessive = possessive or len(words)
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words.pop()
    whole = tuple(words) or (fold(text).strip() or text,)
    core, place = _without_country(whole, possessive)
    if _is_generic(core):
        return OrganizationName(tuple(sorted(set(core))), True, place)
    return OrganizationName(whole)


def _is_generic(words: tuple[str, ...]) -> bool:
    body = [word for word in words if word in _BODIES]
    if not body or not all(word in _BODIES or word in _FIELDS for word in words):
        return False
    if len(words) == 1:
        return words[0] not in _NAMED
    return "bank" not in words or not _BANKS.isdisjoint(words)


def is_acronym(name: str) -> bool:
    """Whether a name is a short form of capitals: "WHO", "U.S.T.R.", "MoD"."""
    bare = name.replace(".", "").replace("-", "").replace("&", "")
    capitals = sum(map(str.isupper, bare))
    return 1 < len(bare) <= 7 and bare.isalnum() and capitals >= 2 and capitals * 2 > len(bare)


def organization_keys(names: Iterable[str], place: str | None = None) -> frozenset[str]:
    """Keys of which two organisations share one if their names say that they are the same.

    Generic names without a place have none: nothing follows from two people's working at "the ministry".
    """
    found = set()
    for name in names:
        read = read_organization_name(name)
        if not read.generic:
            found.add(" ".join(read.words))
        elif read.place or place:
            where = read.place or country(place or "") or fold(place or "")
            found.add(f"{' '.join(read.words)} | {fold(where)}")
    return frozenset(found)
