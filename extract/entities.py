"""The component `sayso_entities`: who and what an article names, one entry for each thing.

"Ann Lee", "Lee's" and "Ms. Lee" become one person; "Institute of World Trade (IWT)" and a later "IWT"
one organisation. spaCy's names are mended by general rules, which `docs/explanation/affiliations.md` lists,
and by a small gazetteer.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from spacy.attrs import TAG  # type: ignore[import-not-found]  # a compiled module without stubs
from spacy.language import Language
from spacy.tokens import Doc

from sayso.extract.full_names import forename_names, nicknames, role_names, suffixed_names
from sayso.extract.gazetteer import DATA, load_gazetteer, read_table, word_cutter
from sayso.extract.identities import (
    Form,
    Thing,
    add_given_names,
    count_acting_surnames,
    form_kind,
    fullest_form,
    gather_forms,
    gather_organizations,
    gather_persons,
    identifying_form,
    name_parts,
    place_mentions,
    spelled,
)
from sayso.extract.name_lists import everyday_words, fingerprint, load_lists, names_of
from sayso.extract.name_spans import (
    NameSpan,
    NameTables,
    choose_spans,
    employer_names,
    institution_names,
    national_bodies,
    read_text,
    recognised_names,
)
from sayso.extract.name_words import GENERATIONS, NAMES
from sayso.extract.names import (
    fold,
)
from sayso.extract.particulars import join_other_names, note_particulars
from sayso.extract.person_spans import addressed_persons, introduced_persons, subject_names
from sayso.extract.roles import load_roles
from sayso.graph.names import slug

Entry = dict[str, Any]

__all__ = ["Entities", "find", "make_entities"]
_PREFIX = {"organization": "org"}


def find(doc: Doc, resources: NameTables, units: Sequence[Entry] | None = None) -> list[Entry]:
    """The entities of a doc, by first mention; see docs/explanation/architecture.md for their fields."""
    if not len(doc):
        return []
    text = read_text(doc, units)
    recognised = {
        index for entity in doc.ents if entity.label_ in NAMES for index in range(entity.start, entity.end)
    }
    known = [
        NameSpan(start, end, "KNOWN", -1, what)
        for start, end, what, unsure in resources.gazetteer.matches(text.words, text.quiet)
        if not text.furniture[start] and (not unsure or (start in recognised and not text.quiet[start]))
    ]
    for span in known:
        if text.words[span.start].lower() == "the" and not (
            span.known and span.known.name.startswith("The ")
        ):
            span.start += 1
    known_starts = {span.start: span.end for span in known}
    spans = recognised_names(doc, text, known_starts, resources)
    persons = {span.start for span in spans if span.label == "PERSON" and span.end - span.start > 1}
    spans += known
    spans += institution_names(text, resources, known_starts, persons)
    spans += national_bodies(text, resources)
    spans += introduced_persons(doc, text, resources, known_starts)
    numbers = doc.to_array(TAG).tolist()
    names = {number: doc.vocab.strings[number] for number in set(numbers)}
    tags = [names[number] for number in numbers]
    taken = {index for span in known for index in range(span.start, span.end)}
    spans += employer_names(text, tags, resources, taken)
    spans += subject_names(text, tags, resources, taken)
    spans += addressed_persons(text, taken, resources.institutions)
    spans += role_names(doc, text, tags, resources, taken)
    spans += forename_names(doc, text, resources, taken)
    spans += suffixed_names(text, resources, taken)
    spans += nicknames(text, resources)
    chosen = choose_spans(len(text.words), spans)
    forms = gather_forms(text, chosen)
    count_acting_surnames(doc, text, forms, resources)
    add_given_names(doc, text, forms, chosen)

    people: list[Form] = []
    bodies: list[tuple[Form, str]] = []
    rest: dict[tuple[str, ...], Thing] = {}
    kinds = {words: form_kind(form, doc, len(text.words)) for words, form in forms.items()}
    parts = {
        fold(word) for words, kind in kinds.items() if kind == "person" and len(words) > 1 for word in words
    }
    for words, form in forms.items():
        kind = kinds[words]
        if (
            len(words) == 1
            and (form.known is None or form.known.kind == "person")
            and fold(words[0]) in parts
        ):
            kind = "person"
        elif len(words) == 1 and form.known is None and fold(words[0]).removesuffix("s") in parts:
            kind = "other"  # "the two Clarkes", of people whom the article names
        if kind == "person":
            people.append(form)
        elif kind in ("organization", "outlet", "platform"):
            bodies.append((form, kind))
        else:
            rest[words] = Thing(kind, [words], known=form.known)
    things, alias = gather_persons(text, people)
    organizations, names = gather_organizations(bodies, text, resources)
    alias = rest | alias | names
    things += organizations
    things += rest.values()
    things = join_other_names(text, things, alias, chosen, resources)
    place_mentions(text, alias, chosen)
    note_particulars(text, things, resources)
    return _entries(things)


def _entries(things: list[Thing]) -> list[Entry]:
    entries = []
    taken: Counter[str] = Counter()
    things = [thing for thing in things if thing.mentions]
    for thing in things:
        thing.mentions.sort()
    for thing in sorted(things, key=lambda t: (t.mentions[0], t.kind)):
        written = spelled(fullest_form(thing))
        name = thing.known.name if thing.known is not None and thing.known.listed else written
        key = thing.known.name if thing.known is not None else _identifying(thing)
        identity = f"{_PREFIX.get(thing.kind, thing.kind)}:{slug(key)}"
        taken[identity] += 1
        entries.append(
            {
                "id": identity if taken[identity] == 1 else f"{identity}-{taken[identity]}",
                "kind": thing.kind,
                "name": name,
                "mentions": [list(mention) for mention in thing.mentions],
                "organization_kind": thing.organization_kind,
                "gender": thing.gender,
                "aliases": sorted((thing.aliases | {written}) - {name}),
                "age": thing.age,
                "place": thing.place,
                "identifiers": list(thing.known.identifiers) if thing.known is not None else [],
            }
        )
    return entries


def _identifying(thing: Thing) -> str:
    """What the id is made of: the form used most, without a nickname, with the generation if there is one."""
    words = identifying_form(thing)
    if thing.kind != "person":
        return spelled(words)
    parts = name_parts(words)
    generations = [
        form[-1]
        for form in thing.forms
        if len(form) > 1 and form[-1].rstrip(".").lower() in GENERATIONS and form[-1] != words[-1]
    ]
    return " ".join(["".join(part) for part in parts] + generations[:1])


class Entities:
    """Annotates `doc._.entities`. `fingerprint` names the lists of names that the user gave."""

    def __init__(self, resources: NameTables, fingerprint: str = "") -> None:
        self.resources = resources
        self.fingerprint = fingerprint

    def __call__(self, doc: Doc) -> Doc:
        units = doc._.units if Doc.has_extension("units") else None
        doc._.entities = find(doc, self.resources, units)
        return doc


@Language.factory(
    "sayso_entities", assigns=["doc._.entities"], default_config={"gazetteer": None, "lists": []}
)
def make_entities(nlp: Language, name: str, gazetteer: str | None, lists: list[str]) -> Entities:
    """Make the component; `gazetteer` is the path of a table to use instead of the shipped one.

    `lists` are files with names of the user's own, see `extract.name_lists`; they stand beside the table.
    """
    if not Doc.has_extension("entities"):
        Doc.set_extension("entities", default=None)

    own = load_lists(map(Path, lists))
    known = load_gazetteer(
        word_cutter(nlp),
        Path(gazetteer) if gazetteer else None,
        own=[names_of(row) for row in own],
        everyday=everyday_words(nlp) if own else None,
    )
    institutions = {row[0]: row[1] for row in read_table(DATA / "organization-kinds.tsv")}
    return Entities(NameTables(known, institutions, load_roles()), f"lists={fingerprint(own)}" if own else "")
