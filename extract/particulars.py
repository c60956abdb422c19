"""What an article tells of those it names, beside the name: other names, age, gender, place.

    "Brightwater Energy, formerly Penn Gas, …"      Penn Gas is another name of Brightwater Energy
    "Carla Mendes (née Duarte), 52, of Porto, …"    Carla Duarte; 52 years; Porto
    "China's Ministry of Education"                 China

Only what stands in so many words counts: these are what tells namesakes apart, so a wrong one does harm.
"""

from collections.abc import Sequence

from sayso.extract.identities import Thing, fullest_form, name_parts, spelled
from sayso.extract.name_spans import NameSpan, NameTables, Text
from sayso.extract.name_words import ARTICLES, COMMON, DANGLING, POSSESSIVE
from sayso.extract.names import PARTICLES, fold, is_initial, word_set
from sayso.extract.nouns import source_nouns

__all__ = ["join_other_names", "note_particulars"]

Words = tuple[str, ...]

_BODIES = frozenset(("organization", "outlet", "platform"))
_ONCE = word_set("formerly previously originally once earlier")
_ALSO = word_set("also better best widely popularly commonly sometimes")
_CALLED = word_set("known called named")
_AKA = frozenset(("aka", "a.k.a.", "alias", "née", "nee"))
_OPENERS = frozenset((",", "("))
_ENDS = frozenset(
    (",", ".", ")", ";", ":", "!", "?", "—", "–", "and", "who", "was", "is", "has", "had", "said")
)
_AGE_ENDS = frozenset((",", ".", ")", ";"))
_OLDEST = 120
_SINCE = word_set("said says told who was is has had and from of")
_FEMALE = word_set(
    "mother wife daughter sister aunt niece grandmother granddaughter widow actress businesswoman chairwoman "
    "spokeswoman congresswoman woman queen princess nun"
)
_MALE = word_set(
    "father husband son brother uncle nephew grandfather grandson widower businessman spokesman congressman "
    "man king prince monk"
)
_REACH = 8  # words from a name to what is said of it
_GENERIC_KINDS = frozenset(("government or party", "financial institution", "civil society"))
_BASED = frozenset(("based", "headquartered"))


def join_other_names(
    text: Text,
    things: list[Thing],
    alias: dict[Words, Thing],
    spans: Sequence[NameSpan],
    tables: NameTables,
) -> list[Thing]:
    """The things, of which those that are one under two names are put together; `alias` follows.

    The other name becomes an alias. It joins only its own family: a person is nobody's former company.
    """
    starts = {span.start: span.end for span in spans}
    gone: set[int] = set()
    for span in spans:
        words = tuple(text.words[span.start : span.end])
        thing = alias.get(words)
        if thing is None or id(thing) in gone or not (thing.kind == "person" or thing.kind in _BODIES):
            continue
        found = _other_name(text, span.end, starts, thing.kind == "person", tables)
        if found is None:
            continue
        start, end, birth = found
        other_words = tuple(text.words[start:end])
        other = alias.get(other_words)
        if other is thing:
            thing.aliases.add(spelled(other_words))
            continue
        if thing.kind == "person" and birth and len(name_parts(other_words)) == 1:
            thing.aliases.add(spelled((*name_parts(words)[0], *other_words)))  # "Carla Mendes (née Duarte)"
        elif other is None or other.kind in ("other", "product", "place"):
            thing.aliases.add(spelled(other_words))
        elif (other.kind == "person") == (thing.kind == "person"):
            thing.aliases.add(spelled(other_words))
            known = other.known is not None and thing.known is not None and other.known != thing.known
            if known:
                continue
            thing.aliases.update(spelled(form) for form in other.forms)
            thing.known = thing.known or other.known
            thing.organization_kind = thing.organization_kind or other.organization_kind
        else:
            continue
        if other is not None:
            gone.add(id(other))
            for form, named in list(alias.items()):
                if named is other:
                    alias[form] = thing
        alias[other_words] = thing
    return [thing for thing in things if id(thing) not in gone]


def _other_name(
    text: Text, at: int, starts: dict[int, int], person: bool, tables: NameTables
) -> tuple[int, int, bool] | None:
    """The other name told behind a name that ends at `at`, and whether it is that of birth."""
    words, size = text.words, len(text.words)
    if at + 2 >= size or words[at] not in _OPENERS:
        if at + 1 < size and words[at] in _AKA and not text.furniture[at]:
            at -= 1  # "Edgar Nwosu aka Big Edo"
        else:
            return None
    at += 1
    lower = words[at].lower()
    birth = lower in ("née", "nee", "born")
    if birth or lower in _AKA:
        at += 1
        if lower == "born" and at < size and words[at] in ("as", "in", "on"):
            if words[at] != "as":
                return None
            at += 1
    elif lower == "also" and words[at + 1] == "called":
        at += 2
    elif lower in _ONCE or lower in _ALSO or lower == "now" or lower == "known":
        once = lower in _ONCE or lower == "now"
        at += lower != "known"
        if at + 1 < size and words[at] in _CALLED:
            at += 1
            at += words[at] in ("as", "simply")
        elif not once or person:
            return None
    elif lower == "renamed":
        at += 1
    else:
        return None
    if at < size and words[at] in ("the", "The"):
        at += 1
    if at >= size or text.furniture[at] or not text.cap[at]:
        return None
    end = starts.get(at, at)
    run = at
    while run < size and run - at < 6 and not text.wall[run] and (text.cap[run] or words[run] in ("of", "-")):
        run += 1
    end = max(end, run)
    while end > at and not text.cap[end - 1] and words[end - 1] not in (".",):
        end -= 1
    if end < size and words[end] not in _ENDS:
        return None
    first = words[at].lower()
    if first in tables.roles or words[at] in COMMON or words[at] in tables.gazetteer.demonyms:
        return None
    return at, end, birth


def note_particulars(text: Text, things: Sequence[Thing], tables: NameTables) -> None:
    """Fill in age, gender, place and aliases from the words round the mentions; linear in these."""
    places = _places(things)
    for thing in things:
        if thing.kind == "person":
            for start, end in thing.at:
                if thing.age is None:
                    thing.age = _age(text, start, end)
                thing.gender = thing.gender or _gender(text, start, end)
                thing.place = thing.place or _home(text, start, end, places)
            _person_aliases(thing)
        elif thing.kind in _BODIES:
            for start, end in thing.at:
                thing.place = thing.place or _seat(text, thing, start, end, places, tables)
            name = fullest_form(thing)
            for form in thing.forms:
                short = len(form) == 1 and form[0].isupper() and len(form[0]) > 1
                if form != name and thing.count[form] and (short or len(form) > 1):
                    thing.aliases.add(spelled(form))


def _places(things: Sequence[Thing]) -> dict[int, tuple[int, str]]:
    """Where the places of the article are named: first word to (end, name)."""
    found = {}
    for thing in things:
        if thing.kind == "place":
            name = thing.known.name if thing.known is not None else spelled(fullest_form(thing))
            for start, end in thing.at:
                found[start] = end, name
    return found


def _person_aliases(thing: Thing) -> None:
    name = fullest_form(thing)
    parts = [fold("".join(part)) for part in name_parts(name)]
    for form in thing.forms:
        own = [fold("".join(part)) for part in name_parts(form)]
        if form == name or len(own) < 2:
            continue
        turned = sorted(own) == sorted(parts)
        initial = is_initial(name[0]) or is_initial(form[0])
        first = own[0] == parts[0] or own[0] in source_nouns().forenames
        first = first or (initial and own[0][0] == parts[0][0])
        if turned or (first and own[0] not in PARTICLES):
            thing.aliases.add(spelled(form))
    marks = [index for index, word in enumerate(name) if not any(map(str.isalnum, word)) and word != "-"]
    if len(marks) == 2 and marks[1] - marks[0] > 1:  # William "Bill" Garrity
        given, nick, rest = name[: marks[0]], name[marks[0] + 1 : marks[1]], name[marks[1] + 1 :]
        thing.aliases.update((spelled(given + rest), spelled(nick + rest)))


def _number(word: str) -> int | None:
    return int(word) if word.isascii() and word.isdigit() and 0 < int(word[:4]) <= _OLDEST else None


def _age(text: Text, start: int, end: int) -> int | None:
    words, size = text.words, len(text.words)
    after = [word.lower() for word in words[end : end + 7]] + [""] * 7
    if after[0] in (",", "("):
        age = _number(after[1])
        if age is not None and (after[2] in _AGE_ENDS or after[2:4] == ["years", "old"]):
            listed = after[0] == "," and after[2] == "." and end + 3 < size and words[end + 3].isdigit()
            return None if listed else age
        if after[1] in ("aged", "age"):
            return _number(after[2])
        if after[1] == "who" and after[2] in ("is", "was", "turned", "turns"):
            age = _number(after[3])
            return age if after[4] in _AGE_ENDS or after[4] in ("years", "last", "this", "in", "on") else None
        if after[1] in ("a", "an", "the"):
            return _hyphened(words, end + 2)
    if after[0] in ("is", "was", "turned", "turns"):
        age = _number(after[1])
        if age is not None and (after[2] in (".", ",") or after[2:4] == ["years", "old"]):
            return age
        if after[1] in ("a", "an"):
            return _hyphened(words, end + 2)
    for at in range(start - 1, max(-1, start - 9), -1):  # "the 52-year-old economist X Y"
        if (
            text.wall[at]
            or words[at] in (",", ".", "and")
            or words[at] in DANGLING
            or (text.cap[at] and words[at] not in ("The", "A"))
        ):
            break
        if words[at] == "old":
            return _hyphened(words, at - 4)
    return None


def _hyphened(words: Sequence[str], at: int) -> int | None:
    """The years of "52-year-old", which the tokenizer takes apart, at or soon behind a place."""
    for begin in range(max(0, at), at + 3):
        if [*words[begin + 1 : begin + 5]] in (["-", "year", "-", "old"], ["‑", "year", "‑", "old"]):
            return _number(words[begin])
    return None


def _gender(text: Text, start: int, end: int) -> str | None:
    """What a noun in apposition gives: "X Y, a mother of three", "his sister, X Y"."""
    words = text.words
    before = start - 2 if start > 1 and words[start - 1] == "," else start - 1
    nouns = [words[before].lower()] if before >= 0 else []
    if end + 2 < len(words) and words[end] == "," and words[end + 1] in ARTICLES:
        for at in range(end + 2, min(end + 6, len(words))):
            if words[at] in (",", ".", "of", "who") or text.wall[at] or words[at] in POSSESSIVE:
                break
            following = words[at + 1] if at + 1 < len(words) else "."
            if following in (",", ".", "of", "who", "from", "in"):
                nouns.append(words[at].lower())
    for noun in nouns:
        if noun in _FEMALE:
            return "female"
        if noun in _MALE:
            return "male"
    return None


def _home(text: Text, start: int, end: int, places: dict[int, tuple[int, str]]) -> str | None:
    """Where a person is from: "X Y of Ohio", "X Y, an entrepreneur from Hangzhou"."""
    words, size = text.words, len(text.words)
    if end + 1 < size and words[end] in ("of", "from") and end + 1 in places:
        return places[end + 1][1]
    if end + 3 < size and words[end] == ",":
        for at in range(end + 1, min(end + _REACH, size - 1)):
            if text.wall[at] or words[at] in (",", ".") or words[at] in _SINCE - {"from"}:
                break
            if words[at] == "from":
                return places[at + 1][1] if at + 1 in places else None
    return None


def _seat(
    text: Text, thing: Thing, start: int, end: int, places: dict[int, tuple[int, str]], tables: NameTables
) -> str | None:
    """Where an organisation belongs: "China's Ministry of …", "the Polish …", "the Ministry … in Warsaw"."""
    words, size = text.words, len(text.words)
    demonyms, countries = tables.gazetteer.demonyms, tables.gazetteer.countries
    if thing.known is None:
        if words[start] in demonyms:
            return demonyms[words[start]]
        for begin, stop in ((start, end - 1), (start, start + 2), (start, start + 1)):
            if stop < end and (country := countries.get(" ".join(words[begin:stop]))) is not None:
                return country
        for begin in range(end - 1, max(start, end - 4), -1):
            if words[begin - 1] in ("of", "the") and " ".join(words[begin:end]) in countries:
                return countries[" ".join(words[begin:end])]
    before = start - 1
    if before > 0 and words[before] in POSSESSIVE:
        for begin in range(before - 1, max(-1, before - 4), -1):
            if begin in places and places[begin][0] == before:
                return places[begin][1]
        name = words[before - 1]
        return countries.get(name)
    if before >= 0 and words[before] in demonyms:
        return demonyms[words[before]]
    if before > 2 and words[before] in _BASED and words[before - 1] == "-":
        for begin in range(before - 2, max(-1, before - 5), -1):
            if begin in places and places[begin][0] == before - 1:
                return places[begin][1]
    generic = thing.known is None and thing.organization_kind in _GENERIC_KINDS
    if generic and end + 1 < size and words[end] == "in" and end + 1 in places:
        return places[end + 1][1]
    if end + 3 < size and words[end] == "," and words[end + 1] in _BASED and words[end + 2] == "in":
        return places[end + 3][1] if end + 3 in places else None
    return None
