"""Which names mean the same person or organisation within one article, and of what kind they are."""

from collections import Counter
from dataclasses import dataclass, field

from spacy.tokens import Doc

from sayso.extract.gazetteer import Known
from sayso.extract.name_spans import (
    NameSpan,
    NameTables,
    Text,
)
from sayso.extract.name_words import (
    ARTEFACTS,
    COMMON,
    DIGITS,
    PERSONAL,
    POSSESSIVE,
)
from sayso.extract.names import (
    PARTICLES,
    TITLES,
    acronyms,
    as_relative,
    fold,
    is_initial,
    organization_key,
    person_key,
    surname,
)
from sayso.extract.nouns import source_nouns
from sayso.extract.person_spans import role_gender

__all__ = [
    "Form",
    "Thing",
    "form_kind",
    "fullest_form",
    "gather_forms",
    "gather_organizations",
    "gather_persons",
    "place_mentions",
]
_KIND = {"PERSON": "person", "ORG": "organization", "GPE": "place", "LOC": "place", "PRODUCT": "product"}


@dataclass(slots=True)
class Form:
    """What is known of one string over the whole article."""

    words: tuple[str, ...]
    labels: Counter[str] = field(default_factory=Counter)
    known: Known | None = None
    institution: bool = False
    titled: bool = False
    employer: bool = False
    product: bool = False
    gender: str | None = None
    at: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Thing:
    kind: str
    forms: list[tuple[str, ...]]
    organization_kind: str | None = None
    gender: str | None = None
    known: Known | None = None
    mentions: list[tuple[int, int]] = field(default_factory=list)
    count: Counter[tuple[str, ...]] = field(default_factory=Counter)
    first: tuple[str, ...] = ()
    """The form that stands first in the text, of those of more than one word."""


def gather_forms(text: Text, spans: list[NameSpan]) -> dict[tuple[str, ...], Form]:
    forms: dict[tuple[str, ...], Form] = {}
    for span in spans:
        words = tuple(text.words[span.start : span.end])
        if len(words) == 1 and (words[0] in COMMON or not any(map(str.isalpha, words[0]))):
            continue
        form = forms.get(words)
        if form is None:
            form = forms[words] = Form(words)
        form.labels[span.label] += 1
        form.at.append(span.start)
        form.gender = form.gender or span.gender
        form.known = form.known or span.known
        form.institution = form.institution or span.rank == 0
        form.titled = form.titled or (span.rank in (2, 4) and span.label == "PERSON")
        form.employer = form.employer or span.rank == 1
        before = text.words[span.start - 1].lower() if span.start else ""
        title = before.rstrip(".")
        if title in ("mr", "mrs", "ms", "miss", "dr", "sir", "dame", "prof"):
            form.titled = True
            form.gender = form.gender or TITLES[title]
        elif before in ARTEFACTS and span.rank == 3:
            form.product = True
        if not form.gender and span.label == "PERSON":
            form.gender = role_gender(before)
    return forms


def form_kind(form: Form, doc: Doc, size: int) -> str:
    if form.known is not None:
        return form.known.kind
    if form.institution:
        return "organization"
    one = len(form.words) == 1
    if form.titled:
        return "person"
    if form.product or (
        any(DIGITS.intersection(word) for word in form.words[-1:]) and (one or form.labels["PERSON"])
    ):
        return "product"
    # Ties go to the label that comes first in this list.
    label = max(
        ("ORG", "PERSON", "GPE", "PRODUCT", "LOC", "FAC", "EVENT", "WORK_OF_ART", "LAW"),
        key=lambda name: form.labels[name],
    )
    if label == "PERSON" and one:
        return "person" if size < 80 or any(_acts(doc, at) for at in form.at) else "other"
    if label == "PERSON":
        last = len(form.words) - 1
        if (
            last == 1
            and doc[form.at[0] + last].tag_ == "NNPS"
            and not any(_acts(doc, at + last) for at in form.at)
        ):
            return "other"  # "Pell Grants"; of a person the surname is tagged so now and then
    if label == "ORG" and 1 < len(form.words) < 5 and not form.employer:
        first = fold(form.words[0])
        capital = all(word[0].isupper() or word in PARTICLES for word in form.words)
        named = capital and all(word.isalpha() for word in form.words) and not form.words[-1].isupper()
        if named and first in source_nouns().given_names:
            return "person"
    return _KIND.get(label, "other")


def _acts(doc: Doc, at: int) -> bool:
    token = doc[at]
    return token.tag_ != "NN" and token.dep_ in ("nsubj", "nsubjpass") and token.head.lemma_ in PERSONAL


def gather_persons(text: Text, forms: list[Form]) -> tuple[list[Thing], dict[tuple[str, ...], Thing]]:
    """Full names of one person put together, and what shorter forms stand for whom.

    A bare surname is not that of somebody's relative ("his wife, X Y") whom the article names later.
    """
    things: list[Thing] = []
    by_key: dict[tuple[str, ...], Thing] = {}
    alias: dict[tuple[str, ...], Thing] = {}
    full = sorted(
        (form for form in forms if len(form.words) > 1), key=lambda form: (-len(form.words), form.at[0])
    )
    single = [form for form in forms if len(form.words) == 1]
    written = {form.words for form in single}
    by_surname: dict[tuple[str, ...], Thing] = {}
    by_known: dict[Known, Thing] = {}
    for form in full:
        key = person_key(" ".join(form.words))
        reverse = key[::-1] if len(key) == 2 else key
        ends = (key[0], key[-1]) if len(key) > 1 else key
        thing = by_known.get(form.known) if form.known is not None else None
        thing = (
            thing
            or by_key.get(key)
            or by_key.get(reverse)
            or by_key.get(("*", *ends))
            or by_key.get(("**", *key))
        )
        if thing is None and any(word.lower() in PARTICLES for word in form.words[:1]):
            thing = by_surname.get(tuple(map(fold, form.words)))
        if thing is None:
            thing = Thing("person", [], known=form.known)
            things.append(thing)
        for name in (key, reverse):
            by_key.setdefault(name, thing)
        if len(key) > 1:
            by_key.setdefault(("*", *ends), thing)
        if len(key) > 2:  # "Francis Gary Powers" is "Gary Powers" as well
            by_key.setdefault(("**", *key[-2:]), thing)
        by_surname.setdefault(tuple(map(fold, surname(form.words))), thing)
        thing.known = thing.known or form.known
        if form.known is not None:
            by_known.setdefault(form.known, thing)
        thing.forms.append(form.words)
        thing.gender = thing.gender or form.gender
        alias[form.words] = thing
    weight = Counter({id(thing): 0 for thing in things})
    for form in full:
        weight[id(alias[form.words])] += len(form.at)
    opening: dict[int, int] = {}
    for form in full:
        opening[id(alias[form.words])] = min(opening.get(id(alias[form.words]), form.at[0]), form.at[0])
    lower = [word.lower() for word in text.words] if single else []
    bare = {form.words: form for form in single}
    relatives = {key for key, at in opening.items() if as_relative(lower, at)} if single else set()
    for thing in sorted(things, key=lambda t: (id(t) in relatives, -weight[id(t)])):
        for words in thing.forms:
            last = surname(words)
            if last in bare and last not in alias:
                known = bare[last].known
                other = known is not None and by_key.get(person_key(known.name)) is not thing
                if _is_another(bare[last], words, thing, opening[id(thing)], other or id(thing) in relatives):
                    continue
            alias.setdefault(last, thing)
            if len(last) > 1 and last[-1][0].isupper() and len(last[-1]) > 2:
                alias.setdefault(last[-1:], thing)
    for thing in sorted(things, key=lambda t: -weight[id(t)]):
        for words in thing.forms:
            given = words[0] if surname(words) != words[:1] else words[-1]
            if not is_initial(given) and given.lower() not in PARTICLES and (given,) in written:
                alias.setdefault((given,), thing)
    for form in single:
        thing = alias.get(form.words)
        if thing is None and form.words[0].isupper() and len(form.words[0]) > 3:
            thing = alias.get((form.words[0].capitalize(),))  # "WALLACE:" in a transcript
            if thing is not None:
                alias[form.words] = thing
        if thing is None and form.known is not None:
            thing = by_known.get(form.known)  # "Bibi" of a list that says who that is
            if thing is not None:
                alias[form.words] = thing
        if thing is None:
            thing = Thing("person", [form.words], known=form.known)
            things.append(thing)
            alias[form.words] = thing
            if form.known is not None:
                by_known[form.known] = thing
        thing.gender = thing.gender or form.gender
    return things, alias


def _is_another(bare: Form, words: tuple[str, ...], thing: Thing, opening: int, apart: bool) -> bool:
    """Whether a bare surname that stands before the full name means somebody else."""
    if bare.at[0] >= opening or apart:
        return bare.at[0] < opening
    gender = thing.gender or source_nouns().given_names.get(fold(words[0]))
    return bare.gender is not None and gender is not None and gender != bare.gender


def gather_organizations(
    forms: list[tuple[Form, str]], text: Text, resources: NameTables
) -> tuple[list[Thing], dict[tuple[str, ...], Thing]]:
    things: list[Thing] = []
    by_key: dict[tuple[str, ...], Thing] = {}
    alias: dict[tuple[str, ...], Thing] = {}
    short: dict[str, Thing] = {}
    by_known: dict[Known, Thing] = {}
    by_first: dict[str, list[Thing]] = {}
    by_last: dict[str, list[Thing]] = {}
    for form, kind in sorted(forms, key=lambda row: (-len(row[0].words), row[0].at[0])):
        name = " ".join(form.words)
        key = organization_key(name) or (fold(name),)
        thing = None
        if form.known is not None:
            thing = by_known.get(form.known)
        thing = thing or by_key.get(key) or (short.get(form.words[0]) if len(form.words) == 1 else None)
        if thing is None and len(form.words) == 1 and form.known is None:
            fits = by_first.get(key[0], [])
            if len(fits) == 1 and form.words[0] not in resources.gazetteer.demonyms:
                thing = fits[0]
        if thing is None and len(form.words) == 1 and form.words[0] in resources.institutions:
            # "the Post" after "the Washington Post"; on its own such a word names nothing.
            ends = by_last.get(form.words[0], [])
            if len(ends) != 1:
                continue
            thing = ends[0]
        if thing is None or (form.known and thing.known and form.known != thing.known):
            thing = Thing(kind, [], known=form.known)
            things.append(thing)
        if form.known is not None:
            thing.known, thing.kind = form.known, kind
            by_known.setdefault(form.known, thing)
        thing.forms.append(form.words)
        alias[form.words] = thing
        by_key.setdefault(key, thing)
        if len(form.words) > 1:
            for index, word in ((by_first, key[0]), (by_last, form.words[-1])):
                same = index.setdefault(word, [])
                if not any(other is thing for other in same[:2]):
                    same.append(thing)
        if thing.organization_kind is None:
            thing.organization_kind = _organization_kind(form, resources)
        if len(form.words) > 1:
            for letters in acronyms(name):
                if letters not in COMMON:
                    short.setdefault(letters, thing)
            for at in form.at:
                end = at + len(form.words)
                if end + 2 < len(text.words) and text.words[end] in POSSESSIVE:
                    end += 1
                if end + 2 < len(text.words) and text.words[end] == "(" and text.words[end + 2] == ")":
                    letters = text.words[end + 1]
                    if (
                        letters.isupper()
                        and letters[0].lower() in name.lower()
                        and len(letters) > 1
                        and letters not in COMMON
                    ):
                        short[letters] = thing
                        alias.setdefault((letters,), thing)
    return things, alias


def _organization_kind(form: Form, resources: NameTables) -> str | None:
    if form.known is not None:
        return form.known.organization_kind
    # The head of "X University" is its last word, the head of "Ministry of X" the word before "of".
    for index, word in enumerate(form.words):
        if index and word in ("of", "for", "on") and form.words[index - 1] in resources.institutions:
            return resources.institutions[form.words[index - 1]]
    for word in reversed(form.words):
        if word in resources.institutions:
            return resources.institutions[word]
    return None


def place_mentions(text: Text, alias: dict[tuple[str, ...], Thing], spans: list[NameSpan]) -> None:
    """Give every thing all the places where one of its forms stands, the longest form first."""
    lengths: dict[str, list[int]] = {}
    for form in alias:
        sizes = lengths.setdefault(form[0], [])
        if len(form) not in sizes:
            sizes.append(len(form))
    for sizes in lengths.values():
        sizes.sort(reverse=True)
    words = text.words
    # A form inside a longer name that is another thing is no mention of its own.
    whole = {span.start: span.end for span in spans if tuple(words[span.start : span.end]) in alias}
    at = 0
    for start, word in enumerate(words):
        if start < at or word not in lengths or text.furniture[start]:
            continue
        end = whole.get(start, 0)
        if not end:
            end = next(
                (
                    start + size
                    for size in lengths[word]
                    if start + size <= len(words) and tuple(words[start : start + size]) in alias
                ),
                0,
            )
            if not end or any(whole.get(inner, 0) > end for inner in range(start + 1, end)):
                continue
        name = tuple(words[start:end])
        alias[name].mentions.append((text.starts[start], text.ends[end - 1]))
        alias[name].count[name] += 1
        if len(name) > 1 and not alias[name].first:
            alias[name].first = name
        at = end


def fullest_form(thing: Thing) -> tuple[str, ...]:
    """The form to name a thing by: the longest, but of a person's full names the most frequent one."""
    if thing.kind == "person":
        full = [words for words in thing.forms if len(words) > 1]
        if full:
            best = max(full, key=lambda words: (thing.count[words], sum(map(len, words)), words))
            # "Luis Prado Villar", who is "Mr. Prado Villar" from then on.
            whole = [words for words in full if len(words) == len(best) + 1 and words[1:] == best]
            return whole[0] if whole and thing.first == whole[0] else best
    return max(thing.forms, key=lambda words: (sum(map(len, words)), words))
