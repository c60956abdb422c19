"""Word lists on which the reading of sources rests: what a noun that speaks can stand for."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from sayso.extract.roles import load_roles

__all__ = ["SourceNouns", "source_nouns"]


@dataclass(frozen=True, slots=True)
class SourceNouns:
    """The lists of `data/source-nouns.toml`; lemmas in lower case, each list explained there."""

    documents: frozenset[str]
    issuing_verbs: frozenset[str]
    collectives: frozenset[str]
    things: frozenset[str]
    epithets: frozenset[str]
    attitudes: frozenset[str]
    people: frozenset[str]
    genders: dict[str, str]
    given_names: dict[str, str]
    forenames: frozenset[str]
    titles: dict[str, str]
    organizations: dict[str, frozenset[str]]


@cache
def source_nouns() -> SourceNouns:
    """The shipped lists, read once."""
    table = tomllib.loads(files("sayso.extract").joinpath("data/source-nouns.toml").read_text("utf-8"))
    genders = {noun: gender for gender in ("male", "female") for noun in table[gender].split()}
    given_names = {name: gender for gender, names in table["given_names"].items() for name in names.split()}
    organizations: dict[str, frozenset[str]] = {}
    for group in table["organizations"]:
        for noun in group["nouns"].split():
            organizations[noun] = frozenset(group["kinds"])
    return SourceNouns(
        documents=frozenset(table["documents"].split()),
        issuing_verbs=frozenset(table["issuing_verbs"].split()),
        collectives=frozenset(table["collectives"].split()),
        things=frozenset(table["things"].split()),
        epithets=frozenset(table["epithets"].split()),
        attitudes=frozenset(table["attitudes"].split()),
        people=frozenset(table["people"].split()) | frozenset(load_roles()),
        genders=genders,
        given_names=given_names,
        forenames=frozenset(table["forenames"].split()) | frozenset(given_names),
        titles=dict(table["titles"]),
        organizations=organizations,
    )
