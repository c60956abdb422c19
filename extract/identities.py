"""Which names mean the same person or organisation within one article, and of what kind they are."""

from collections import Counter
from collections.abc import Sequence
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
    GENERATIONS,
    PERSONAL,
    POSSESSIVE,
    QUOTES,
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
    word_set,
)
from sayso.extract.nouns import source_nouns
from sayso.extract.person_spans import role_gender

__all__ = [
    "Form",
    "Thing",
    "add_given_names",
    "count_acting_surnames",
    "form_kind",
    "fullest_form",
    "gather_forms",
    "gather_organizations",
    "gather_persons",
    "identifying_form",
    "name_parts",
    "place_mentions",
    "spelled",
]
_MARKS = (QUOTES | {"”", "’", "''"}) - {"(", "["}
_SEATED = word_set("mayor governor city town village port province state district people streets bishop")
_NAMESAKES = 8  # of one key that are told apart
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
    family: bool = False
    within: int = 0
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
    starts: list[int] = field(default_factory=list)
    """Where each form first stands, in words."""
    first: tuple[str, ...] = ()
    """The form that stands first in the text, of those of more than one word."""
    at: list[tuple[int, int]] = field(default_factory=list)
    """The mentions in words."""
    aliases: set[str] = field(default_factory=set)
    age: int | None = None
    place: str | None = None


def spelled(words: Sequence[str]) -> str:
    """Words of a name as they are written: no space around hyphens, before commas and possessive endings.

    A generation has its full stop, whether the tokenizer left it or not.
    """
    name = ""
    tight = True
    quoted = False
    for word in words:
        if word in _MARKS:
            quoted = not quoted
            name += word if tight or not quoted else " " + word
            tight = quoted
            continue
        joined = tight or word in ("-", ",", "'s", "’s", "/", "®")
        name += (word if joined else " " + word) + ("." if word in ("Jr", "Sr") else "")
        tight = word in ("-", "/")
    return name


def name_parts(words: Sequence[str]) -> list[tuple[str, ...]]:
    """The words of a person's name, each with what hyphens join to it; a nickname in marks is left out."""
    parts: list[tuple[str, ...]] = []
    quoted = joined = False
    for word in words:
        if word in _MARKS:
            quoted = not quoted
        elif quoted or word == ",":  # "Bozell, Jr."
            continue
        elif word == "-" and parts:
            parts[-1] += (word,)
            joined = True
        elif joined:
            parts[-1] += (word,)
            joined = False
        else:
            parts.append((word,))
    return parts


def _nickname(words: Sequence[str]) -> tuple[str, ...]:
    marks = [index for index, word in enumerate(words) if word in _MARKS]
    return tuple(words[marks[0] + 1 : marks[1]]) if len(marks) > 1 else ()


def _family(words: Sequence[str]) -> tuple[str, ...]:
    """The tokens of the surname, with their hyphens."""
    parts = name_parts(words)
    plain = ["".join(part) for part in parts]
    last = surname(plain)
    for start in range(len(plain) - len(last), -1, -1):
        if tuple(plain[start : start + len(last)]) == last:
            return tuple(word for part in parts[start : start + len(last)] for word in part)
    return tuple(words[-1:])


def _generation(parts: Sequence[tuple[str, ...]]) -> str | None:
    last = parts[-1][0].rstrip(".").lower() if len(parts) > 1 else ""
    return last if last in GENERATIONS else None


def _initials(parts: Sequence[tuple[str, ...]]) -> str:
    return "".join(part[0][0] for part in parts[1:-1] if is_initial(part[0]))


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
        seat = before == "of" and span.start > 1 and text.words[span.start - 2].lower() in _SEATED
        form.within += before == "in" or seat
        form.family = form.family or (before == "the" and len(words) == 1 and words[0].endswith("s"))
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
    if one and not form.employer and form.family and doc[form.at[0]].tag_ == "NNPS":
        return "other"  # "the Clarkes": neither an organisation nor somebody alone
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
        if form.within and not any(_acts(doc, at) for at in form.at):
            return "place"  # "in Java", "the mayor of Ruse"
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
        if named and first in source_nouns().forenames:
            return "person"
    return _KIND.get(label, "other")


def count_acting_surnames(
    doc: Doc, text: Text, forms: dict[tuple[str, ...], Form], resources: NameTables
) -> None:
    """Mark as persons what its last word takes up alone, as people are: "Paris Holloway … Holloway said".

    Organisations are shortened to their first word, or to one that names their kind.
    """
    asked: dict[str, list[Form]] = {}
    for words, form in forms.items():
        if not 1 < len(words) < 5 or form.known or form.institution or form.titled or form.employer:
            continue
        last = _family(words)[-1]
        alone = forms.get((last,))
        if alone is not None and alone.labels["PERSON"] and alone.known is None and not alone.titled:
            form.titled = True
            continue
        if (
            form.labels["ORG"] + form.labels["GPE"] + form.labels["PERSON"] > 0
            and all(word.isalpha() or word == "-" for word in words)
            and not any(word in resources.institutions for word in words)
            and last not in COMMON
            and not last.isupper()
        ):
            asked.setdefault(last, []).append(form)
    if not asked:
        return
    cap = text.cap
    for at, word in enumerate(text.words):
        if (
            word not in asked
            or text.quiet[at]
            or (at and (cap[at - 1] or text.words[at - 1].lower() in _THE))
        ):
            continue
        if _acts(doc, at):
            for form in asked[word]:
                form.titled = form.titled or all(at > place for place in form.at[:1])


def add_given_names(doc: Doc, text: Text, forms: dict[tuple[str, ...], Form], spans: list[NameSpan]) -> None:
    """Add forms for given names of the article's persons that act alone and that no name covers."""
    given = {
        words[0]
        for words, form in forms.items()
        if len(words) > 1 and (form.labels["PERSON"] or form.titled) and not form.known and words[1] != "-"
    }
    if not given:
        return
    covered = {index for span in spans for index in range(span.start, span.end)}
    for at, word in enumerate(text.words):
        if word in given and at not in covered and not text.quiet[at] and _acts(doc, at):
            form = forms.setdefault((word,), Form((word,)))
            form.labels["PERSON"] += 1
            form.at.append(at)


_THE = frozenset(("the", "-", "of", "&", "and"))


def _acts(doc: Doc, at: int) -> bool:
    token = doc[at]
    return token.tag_ != "NN" and token.dep_ in ("nsubj", "nsubjpass") and token.head.lemma_ in PERSONAL


def gather_persons(text: Text, forms: list[Form]) -> tuple[list[Thing], dict[tuple[str, ...], Thing]]:
    """Full names of one person put together, and what shorter forms stand for whom.

    A bare surname is not that of somebody's relative ("his wife, X Y") whom the article names later.
    """
    things: list[Thing] = []
    by_key: dict[tuple[str, ...], list[Thing]] = {}
    alias: dict[tuple[str, ...], Thing] = {}
    whole = {form.words: len(name_parts(form.words)) > 1 for form in forms}
    full = sorted(
        (form for form in forms if whole[form.words]), key=lambda form: (-len(form.words), form.at[0])
    )
    single = [form for form in forms if not whole[form.words]]
    written = {form.words for form in forms}
    forenames = source_nouns().forenames
    by_surname: dict[tuple[str, ...], Thing] = {}
    by_known: dict[Known, Thing] = {}
    lower = [word.lower() for word in text.words] if forms else []
    for form in full:
        parts = name_parts(form.words)
        key = person_key(" ".join("".join(part) for part in parts))
        reverse = key[::-1] if len(key) == 2 else key
        ends = (key[0], key[-1]) if len(key) > 1 else key
        kin = as_relative(lower, form.at[0])
        thing = next(
            (
                known
                for name in (key, reverse, ("*", *ends), ("**", *key))
                for known in by_key.get(name, ())
                if not _are_two(known, parts, kin, lower)
            ),
            None,
        )
        if form.known is not None:  # a list says that both names are one person's
            thing = by_known.get(form.known, thing)
        if thing is None and any(word.lower() in PARTICLES for word in form.words[:1]):
            thing = by_surname.get(tuple(map(fold, form.words)))
        if thing is None:
            thing = Thing("person", [], known=form.known)
            things.append(thing)
        names = [key, reverse]
        if len(key) > 1:
            names.append(("*", *ends))
        if len(key) > 2:  # "Francis Gary Powers" is "Gary Powers" as well
            names.append(("**", *key[-2:]))
        nick = _nickname(form.words)
        if nick:  # William "Bill" Garrity is Bill Garrity as well
            names.append(tuple(map(fold, (*nick, key[-1]))))
        for name in dict.fromkeys(names):
            same = by_key.setdefault(name, [])
            if not any(other is thing for other in same) and len(same) < _NAMESAKES:
                same.append(thing)
        by_surname.setdefault(tuple(map(fold, _family(form.words))), thing)
        thing.known = thing.known or form.known
        if form.known is not None:
            by_known.setdefault(form.known, thing)
        thing.forms.append(form.words)
        thing.starts.append(form.at[0])
        thing.gender = thing.gender or form.gender
        alias[form.words] = thing
    weight = Counter({id(thing): 0 for thing in things})
    for form in full:
        weight[id(alias[form.words])] += len(form.at)
    opening: dict[int, int] = {}
    for form in full:
        opening[id(alias[form.words])] = min(opening.get(id(alias[form.words]), form.at[0]), form.at[0])
    bare = {form.words: form for form in single}
    relatives = {key for key, at in opening.items() if as_relative(lower, at)} if single else set()
    for thing in sorted(things, key=lambda t: (id(t) in relatives, -weight[id(t)])):
        for words in thing.forms:
            last = _family(words)
            if last in bare and last not in alias:
                known = bare[last].known
                other = known is not None and not any(
                    same is thing for same in by_key.get(person_key(known.name), ())
                )
                if _is_another(bare[last], words, thing, opening[id(thing)], other or id(thing) in relatives):
                    continue
            alias.setdefault(last, thing)
            if last[0][0].islower() and len(last) > 1:  # "Van den Berg said", "Al-Hashimi said"
                alias.setdefault((last[0].capitalize(), *last[1:]), thing)
            if len(last) > 1 and last[-1][0].isupper() and len(last[-1]) > 2:
                alias.setdefault(last[-1:], thing)
    for thing in sorted(things, key=lambda t: -weight[id(t)]):
        for words in thing.forms:
            parts = name_parts(words)
            given = parts[0] if _family(words) != parts[0] else parts[-1]
            if not is_initial(given[0]) and given[0].lower() not in PARTICLES and given in written:
                alias.setdefault(given, thing)
            middle = parts[1] if len(parts) == 3 else ()
            if middle in written and not is_initial(middle[0]) and fold(middle[0]) not in forenames:
                alias.setdefault(middle, thing)  # the first of two surnames
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


def _are_two(thing: Thing, parts: Sequence[tuple[str, ...]], kin: bool, lower: Sequence[str]) -> bool:
    """Whether a full name that would fit is another's: of another generation, or with another initial.

    A name without a generation is not that of somebody with one whose relative it is ("his father, X Y").
    """
    generation, initials = _generation(parts), _initials(parts)
    for words, at in zip(thing.forms, thing.starts, strict=True):
        known = name_parts(words)
        other = _generation(known)
        if generation is not None and other is not None and generation != other:
            return True
        if (generation is None) != (other is None) and (kin or as_relative(lower, at)):
            return True
        letters = _initials(known)
        if initials and letters and not (initials.startswith(letters) or letters.startswith(initials)):
            return True
    return False


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
                before = _acronym_before(text, at)
                if before and before in acronyms(name) and before not in COMMON:
                    short[before] = thing
                    if alias.setdefault((before,), thing) is thing and (before,) not in thing.forms:
                        thing.forms.append((before,))
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
                        if alias.setdefault((letters,), thing) is thing and (letters,) not in thing.forms:
                            thing.forms.append((letters,))
    return things, alias


def _acronym_before(text: Text, at: int) -> str | None:
    """The short form in "the IWT, or Institute of World Trade" and "the IWT (Institute of World Trade)"."""
    words = text.words
    before = at - 1
    while before > 0 and words[before] in ("the", "or", "(", ","):
        before -= 1
    word = words[before] if before >= 0 else ""
    told = at - before > 1 and not {"or", "("}.isdisjoint(words[before + 1 : at])
    return word if told and word.isupper() and len(word) > 1 else None


def _organization_kind(form: Form, resources: NameTables) -> str | None:
    if form.known is not None:
        return form.known.organization_kind
    # The head of "X University" is its last word, the head of "Ministry of X" the word before "of".
    for index, word in enumerate(form.words):
        if index and word in ("of", "for", "on") and form.words[index - 1] in resources.institutions:
            return resources.institutions[form.words[index - 1]]
    for word in reversed(form.words):
        if word in resources.institutions or word.capitalize() in resources.institutions:
            return resources.institutions.get(word) or resources.institutions[word.capitalize()]
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
        alias[name].at.append((start, end))
        alias[name].count[name] += 1
        if len(name) > 1 and not alias[name].first:
            alias[name].first = name
        at = end


def _is_surname_of(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether a form is but the surnames of another: no given name is at its start."""
    end = tuple(map(fold, full[len(full) - len(short) :]))
    first = fold(short[0])
    given = first in source_nouns().forenames and first not in PARTICLES
    return len(short) < len(full) and end == tuple(map(fold, short)) and not given


def identifying_form(thing: Thing) -> tuple[str, ...]:
    """The form that makes a thing's id: the longest, but of a person's full names the most frequent one."""
    if thing.kind == "person":
        full = [words for words in thing.forms if len(name_parts(words)) > 1]
        if full:
            best = max(full, key=lambda words: (thing.count[words], sum(map(len, words)), words))
            # "Luis Prado Villar", who is "Mr. Prado Villar" from then on.
            longer = [words for words in full if _is_surname_of(best, words)]
            longer.sort(key=lambda words: (-thing.count[words], words))
            return longer[0] if longer else best
    return max(thing.forms, key=lambda words: (sum(map(len, words)), words))


def fullest_form(thing: Thing) -> tuple[str, ...]:
    """The form to name a thing by: that of its id with the initials, generation and nickname of others."""
    best = identifying_form(thing)
    if thing.kind != "person" or len(best) < 2:
        return best
    ends = person_key(" ".join("".join(part) for part in name_parts(best)))
    same = [
        words
        for words in thing.forms
        if person_key(" ".join("".join(part) for part in name_parts(words))) == ends
    ]
    return max(
        [best, *same], key=lambda words: (len(words) > len(best), len(words), thing.count[words], words)
    )
