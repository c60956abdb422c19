"""The component `sayso_entities`: who and what an article names, one entry for each thing.

"Tang Lan", "Tang's" and "Mr. Tang" become one person; "China Institutes of Contemporary International
Relations (CICIR)" and a later "CICIR" one organisation. spaCy's names are mended by general rules, which
`docs/explanation/affiliations.md` lists, and by a small gazetteer.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from spacy.attrs import IDX, LENGTH, TAG  # type: ignore[import-not-found]  # a compiled module without stubs
from spacy.language import Language
from spacy.tokens import Doc

from sayso.extract.gazetteer import DATA, Gazetteer, Known, load_gazetteer, read_table
from sayso.extract.names import (
    LEGAL_FORMS,
    PARTICLES,
    SUFFIXES,
    TITLES,
    acronyms,
    fold,
    is_initial,
    organization_key,
    person_key,
    surname,
)
from sayso.extract.roles import load_roles
from sayso.graph.names import slug

__all__ = ["Entities", "find", "make_entities"]

Entry = dict[str, Any]

_PREFIX = {"organization": "org"}
_NAMES = frozenset("PERSON ORG GPE LOC FAC PRODUCT EVENT WORK_OF_ART LAW".split())
_KIND = {"PERSON": "person", "ORG": "organization", "GPE": "place", "LOC": "place", "PRODUCT": "product"}
_WALLS = frozenset('" “ ” « » „ ( ) [ ] { } ; : / | • * – — … < > = ? !'.split())
_QUOTES = frozenset("\" “ „ « ‘ ' `` ( [".split())
_EDGES = frozenset(". , ' ’ ‘ \" “ ” ; : - – — ( ) [ ] 's ’s `` '' ! ? … * • | / & # @".split())
_DANGLING = frozenset(("at", "of", "in", "for", "and", "by", "on", "the", "to", "from", "with"))
_NEVER_INSIDE = frozenset(("by", "as", "with", "at", "from", "to", "who", "was", "is", "says", "said"))
_POSSESSIVE = frozenset(("'s", "’s", "'", "’"))
_ARTICLES = frozenset(("the", "a", "an"))
_DIGITS = frozenset("0123456789")
# What a recogniser takes for names and what are fields, posts, machines.
_COMMON = frozenset(
    "AI A.I. LLM LLMs GPU GPUs CPU R&D IT ICT IP CEO CFO CTO COO VP PhD MBA GDP IPO TV PC VR AR IoT ML NLP API APP HR PR "
    "ID OK GMT EST EDT PST UTC AM PM COVID COVID-19 Covid-19 HIV AIDS DNA RNA Internet Web Online Q&A Mr Mrs Ms Dr AGI 5G 6G "
    "Bitcoin bitcoin Blockchain Republican Democrat Republicans Democrats State Board Chairman Emeritus Professor Director President Minister Scientific Administrative".split()
)
_STARTERS = frozenset(
    "the a an in at on but if when while although though as for from by with since after before because and or so this "
    "that these those its his her their our my your he she it they we you i what who how why where both many most some "
    "all no not according meanwhile however last next new founding".split()
)
_ARTEFACTS = frozenset(
    "model models generator tool app application chatbot assistant software system platform phone smartphone tablet car "
    "chip processor drug vaccine series film movie novel book album song game aircraft jet missile rocket satellite "
    "algorithm technology device product products engine architecture language edition".split()
)
# Verbs whose subject is somebody: they let a one-word person stand.
_PERSONAL = frozenset(
    "say tell add note argue believe think warn write explain claim insist admit acknowledge suggest recall reply ask "
    "join work serve study teach graduate marry bear die retire resign found co-found lead head chair live grow move hold "
    "receive earn become start begin own".split()
)
# "Professor of Biological Engineering" names a field.
_TEACHES = frozenset(
    (
        "professor",
        "lecturer",
        "instructor",
        "degree",
        "bachelor",
        "master",
        "doctor",
        "doctorate",
        "ph.d.",
        "phd",
        "chair",
    )
)
# What a post is about, not where it is held: "director of Marketing", "head of Research".
_FIELDS = frozenset(
    (
        *(
            "Sales",
            "Marketing",
            "Engineering",
            "Operations",
            "Development",
            "Finance",
            "Research",
            "Design",
            "Policy",
        ),
        *(
            "Communications",
            "Relations",
            "Affairs",
            "Education",
            "Strategy",
            "Product",
            "Products",
            "Business",
        ),
        *(
            "Resources",
            "Science",
            "Sciences",
            "Studies",
            "Medicine",
            "Law",
            "Economics",
            "Physics",
            "Chemistry",
        ),
        *(
            "Biology",
            "Mathematics",
            "History",
            "Philosophy",
            "Psychology",
            "Sociology",
            "Pathology",
            "Surgery",
        ),
        *(
            "Technology",
            "Innovation",
            "Security",
            "Growth",
            "Analytics",
            "Planning",
            "Services",
            "Programs",
            "Safety",
        ),
        *(
            "Regulatory",
            "Compliance",
            "Partnerships",
            "Content",
            "Production",
            "Manufacturing",
            "Logic",
            "Theology",
        ),
        *(
            "Neuroscience",
            "Linguistics",
            "Journalism",
            "Arts",
            "Music",
            "Trade",
            "Management",
            "Advertising",
            "Learning",
        ),
    )
)
_BODY_ROLES = frozenset(
    ("Associates", "Partners", "Observer", "Guard", "Owners", "Players", "Teachers", "Workers")
)
_DATES = frozenset(
    (
        *(
            "Monday",
            "Tuesday",
            "Wednesday",
            "Thursday",
            "Friday",
            "Saturday",
            "Sunday",
            "January",
            "February",
            "March",
        ),
        *("April", "May", "June", "July", "August", "September", "October", "November", "December", "Today"),
    )
)
_ADDRESSES = frozenset(
    form
    for title in (
        "Mr",
        "Mrs",
        "Ms",
        "Miss",
        "Dr",
        "Prof",
        "Professor",
        "Sir",
        "Sen",
        "Senator",
        "Rep",
        "Gov",
        "Gen",
        "Col",
    )
    for form in (title, title + ".")
)
_LONGEST = 14  # words in a name


@dataclass(frozen=True, slots=True)
class Resources:
    """The tables that the rules read."""

    gazetteer: Gazetteer
    institutions: dict[str, str]
    roles: dict[str, str]


@dataclass(slots=True)
class _Text:
    """A doc's words in plain lists; `wall` marks what no name crosses, `quiet` what gives no new names."""

    words: list[str]
    starts: list[int]
    ends: list[int]
    cap: list[bool]
    wall: list[bool]
    quiet: list[bool]
    furniture: list[bool]


@dataclass(slots=True)
class _Span:
    start: int
    end: int
    label: str
    rank: int
    known: Known | None = None
    gender: str | None = None


@dataclass(slots=True)
class _Form:
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
class _Thing:
    kind: str
    forms: list[tuple[str, ...]]
    organization_kind: str | None = None
    gender: str | None = None
    known: Known | None = None
    mentions: list[tuple[int, int]] = field(default_factory=list)
    count: Counter[tuple[str, ...]] = field(default_factory=Counter)


def _read(doc: Doc, units: Sequence[Entry] | None) -> _Text:
    words = [token.text for token in doc]
    offsets = doc.to_array([IDX, LENGTH]).tolist()
    starts = [int(row[0]) for row in offsets]
    ends = [int(row[0] + row[1]) for row in offsets]
    cap = [word[0].isupper() for word in words]
    wall = [word in _WALLS or "\n" in word for word in words]
    size = len(words)
    quiet = [False] * size
    furniture = [False] * size
    if units:
        at = 0
        for unit in units:
            while at < size and starts[at] < unit["start"]:
                furniture[at] = wall[at] = True
                at += 1
            set_aside = unit["kind"] == "furniture"
            heading = unit["kind"] in ("title", "heading")
            while at < size and starts[at] < unit["end"]:
                if set_aside:
                    furniture[at] = wall[at] = True
                elif heading:
                    quiet[at] = True
                at += 1
        for index in range(at, size):
            furniture[index] = wall[index] = True
    else:
        begin = 0
        for index in range(size + 1):
            if index < size and "\n" not in words[index]:
                continue
            if index - begin <= 20 and (begin or index < size) and not _ends_like_prose(words, begin, index):
                quiet[begin:index] = [True] * (index - begin)
            begin = index + 1
    return _Text(words, starts, ends, cap, wall, quiet, furniture)


def _ends_like_prose(words: list[str], begin: int, end: int) -> bool:
    return any(word in {".", "!", "?", "...", "…"} for word in words[max(begin, end - 2) : end])


def _trim(text: _Text, start: int, end: int) -> tuple[int, int]:
    words = text.words
    while start < end and (
        words[start] in _EDGES or words[start].lower() in _ARTICLES or words[start].isspace()
    ):
        start += 1
    while end > start and (
        words[end - 1] in _EDGES or words[end - 1] in _DANGLING or words[end - 1].isspace()
    ):
        end -= 1
    return start, end


def _untitled(text: _Text, start: int, end: int) -> tuple[int, str | None, bool]:
    """The start of a name without the titles before it, the gender they give, and whether there was one."""
    gender, titled = None, False
    while end - start > 1:
        title = text.words[start].rstrip(".").lower()
        if title not in TITLES or (title in PARTICLES):
            break
        gender = gender or TITLES[title]
        titled = True
        start += 1
        if (
            title == "miss"
            and text.words[start] in ("Universe", "World", "America", "USA")
            and end - start > 1
        ):
            start += 1  # a crown, and no part of the name
        if text.words[start] in {"-", "."} and end - start > 1:
            start += 1
    return start, gender, titled


def _recognised(doc: Doc, text: _Text, known_starts: dict[int, int], roles: dict[str, str]) -> list[_Span]:
    """spaCy's names, cut where no name goes on."""
    spans = []
    words, wall = text.words, text.wall
    for entity in doc.ents:
        label = entity.label_
        if label not in _NAMES:
            continue
        start, stop = entity.start, entity.end
        begin = start
        for index in range(start, stop + 1):
            if index < stop:
                word = words[index]
                cut = wall[index] or text.quiet[index]
                if word == "," and not (
                    index + 1 < stop and words[index + 1].lower().rstrip(".") in LEGAL_FORMS | SUFFIXES
                ):
                    cut = True
                elif word == "and" and (label == "PERSON" or known_starts.get(begin) == index):
                    cut = True
                elif word in _POSSESSIVE and known_starts.get(begin) == index:
                    cut = True
                elif label == "ORG" and word in _NEVER_INSIDE:
                    cut = True
                if not cut:
                    continue
            if index > begin:
                spans.append(_Span(*_trim(text, begin, index), label, 3))
            begin = index + 1
    kept = []
    for span in spans:
        if span.label == "PERSON":
            while (
                span.end - span.start > 1
                and not text.cap[span.end - 1]
                and not text.cap[span.end - 2]
                and words[span.end - 2] != "-"
            ):
                span.end -= 1
            for index in range(span.start + 1, span.end):
                if words[index] in _POSSESSIVE:
                    span.end = index
                    break
            span.start, span.gender, titled = _untitled(text, span.start, span.end)
            if titled:
                span.rank = 2
        elif (
            span.label == "ORG"
            and words[span.end - 1].lower() in roles
            and words[span.end - 1] not in _BODY_ROLES
        ):
            continue
        elif span.label == "ORG" and span.start > 1 and words[span.start - 1] in ("of", "in"):
            if words[span.start - 2].lower() in _TEACHES:
                continue
            if words[span.end - 1] in _FIELDS and words[span.start - 2].lower() in roles:
                continue
        if 0 < span.end - span.start <= _LONGEST and any(text.cap[span.start : span.end]):
            kept.append(span)
    return kept


def _institutions(
    text: _Text, resources: Resources, known_starts: dict[int, int], persons: set[int]
) -> list[_Span]:
    """Names with an institution's word in them, grown to both sides."""
    words, cap, wall, quiet = text.words, text.cap, text.wall, text.quiet
    kinds, roles = resources.institutions, resources.roles
    size = len(words)
    found: list[_Span] = []
    last = 0
    known_ends = set(known_starts.values())

    def run_end(at: int) -> int:
        while at < size and cap[at] and not wall[at] and at not in persons and words[at].lower() not in roles:
            at += 1
            if at + 1 < size and words[at] in ("-", "&") and cap[at + 1] and not wall[at + 1]:
                at += 1
        return at

    for index, word in enumerate(words):
        if index < last or word not in kinds or quiet[index] or wall[index]:
            continue
        start = index
        while start > last and index - start < _LONGEST:
            before = words[start - 1]
            if wall[start - 1]:
                break
            if cap[start - 1]:
                lower = before.lower()
                if lower in _STARTERS or lower.rstrip(".") in ("mr", "mrs", "ms"):
                    break
                if lower in roles and lower not in ("associate", "associates", "general"):
                    break
                start -= 1
            elif before in ("&", "-") and start >= 2 and cap[start - 2]:
                start -= 2
            elif (
                start >= 3
                and words[start - 2] == "-"
                and cap[start - 3]
                and text.ends[start - 2] == text.starts[start - 1]
            ):
                start -= 3
            elif before in ("and", "of") and start >= 2 and cap[start - 2] and (start - 1) not in known_ends:
                left = start - 2
                while left > last and cap[left - 1] and not wall[left - 1]:
                    left -= 1
                hyphen = left
                if left >= 3 and words[left - 2] == "-" and cap[left - 3]:
                    hyphen = left - 3
                opener = words[hyphen - 1] if hyphen else ""
                inside = any(words[at] in kinds for at in range(left, start - 1))
                # "the London Midland and Scottish Railway" is one name, "the EU and Chinese Ministry" is not.
                known = known_starts.get(left, start - 1) >= start - 1 and left in known_starts
                if inside or not (opener.lower() == "the" or opener in _QUOTES) or known:
                    break
                if before == "of" and not inside:
                    break
                start = hyphen
            else:
                break
        end = index + 1
        while (
            end < size
            and cap[end]
            and not wall[end]
            and (words[end] in kinds or words[end].lower() in LEGAL_FORMS)
        ):
            end += 1
        if (
            end + 1 < size
            and words[end] == ","
            and words[end + 1].lower().rstrip(".") in LEGAL_FORMS
            and cap[end + 1]
        ):
            end += 2
        kind = kinds[words[index]]
        for _ in range(2):
            if end + 1 >= size or words[end] not in ("of", "for", "on") or words[end + 1] in _DATES:
                break
            if words[end] == "on" and kind not in ("government or party", "think tank"):
                break
            at = end + 2 if words[end + 1] == "the" and end + 2 < size else end + 1
            stop = run_end(at)
            if (
                stop == at
                or any(kinds.get(words[i]) == "university" for i in range(at, stop))
                and kind != "government or party"
            ):
                break
            if stop - at == 1 and words[at] in _COMMON and words[end] == "on":
                break
            end = stop
            while end + 1 < size and (words[end] in ("and", "&") or words[end] == ","):
                at = end + 1
                if words[end] == "," and words[at] == "and":
                    at += 1
                stop = run_end(at)
                listed = words[end] == "," and at == end + 1
                if stop == at or at in known_starts or any(words[i] in kinds for i in range(at, stop)):
                    break
                if listed and not (stop + 1 < size and words[stop] in (",", "and") and _serial(text, stop)):
                    break
                if words[index] in ("University", "Bank", "College", "City"):
                    break
                end = stop
        while start < index and words[start].lower() in TITLES and words[start].lower() in roles:
            start += 1
        if end - start >= 2 and not all(words[i] in _COMMON for i in range(start, index)) or end > index + 1:
            found.append(_Span(start, end, "ORG", 0))
            last = end
    return found


def _serial(text: _Text, at: int) -> bool:
    """Whether a list of capitalised words goes on to an "and" within a few words: "Science, Energy and Industry"."""
    for index in range(at, min(at + 5, len(text.words) - 1)):
        word = text.words[index]
        if word == "and":
            return text.cap[index + 1]
        if not text.cap[index] and word != ",":
            return False
    return False


def _introduced(doc: Doc, text: _Text, resources: Resources, known_starts: dict[int, int]) -> list[_Span]:
    """Persons that their role gives away: "X Y, a director of …", "spokeswoman X Y"."""
    words, cap, wall, roles = text.words, text.cap, text.wall, resources.roles
    size = len(words)
    found = []
    for index, word in enumerate(words):
        lower = word.lower()
        if lower not in roles or text.quiet[index] or wall[index]:
            continue
        # "X Y, [det] [modifiers] role [of|at|for]"
        start = index
        while start > 0 and index - start < 5 and words[start - 1] not in (",", ".") and not wall[start - 1]:
            if words[start - 1].lower() in ("who", "and", "of", "is", "was", "as", "by"):
                break
            start -= 1
        if start > 1 and words[start - 1] == "," and index + 1 < size:
            after = words[index + 1]
            end = start - 1
            if after in ("of", "at", "for", "with", "in", "and", ",", "."):
                begin = end
                while (
                    begin > 0
                    and end - begin < 4
                    and (cap[begin - 1] or words[begin - 1] in PARTICLES)
                    and not wall[begin - 1]
                ):
                    begin -= 1
                while begin < end and words[begin].lower() in PARTICLES | _STARTERS:
                    begin += 1
                begin, gender, _ = _untitled(text, begin, end)
                names = words[begin:end]
                strange = any(
                    name in resources.institutions
                    or name.lower() in roles
                    or name in resources.gazetteer.demonyms
                    for name in names
                )
                if (
                    2 <= end - begin <= 4
                    and not strange
                    and begin not in known_starts
                    and words[end - 1] not in _COMMON
                ):
                    found.append(_Span(begin, end, "PERSON", 2, gender=gender or _role_gender(lower)))
    return found


def _addressed(text: _Text, known: set[int], institutions: dict[str, str]) -> list[_Span]:
    """Names behind "Mr.", "Ms." or "Dr.", which the recogniser may have missed."""
    found = []
    for index, word in enumerate(text.words):
        if word not in _ADDRESSES or text.furniture[index]:
            continue
        start = end = index + 1
        while end < len(text.words) and end - start < 4 and text.cap[end] and not text.wall[end]:
            end += 1
        while start < end and (text.words[start] in _COMMON or text.words[start] in _ADDRESSES):
            start += 1
        if (
            end > start
            and start not in known
            and not any(name in institutions for name in text.words[start:end])
        ):
            found.append(_Span(start, end, "PERSON", 2, gender=TITLES[word.rstrip(".").lower()]))
    return found


def _role_gender(role: str) -> str | None:
    if role.endswith("woman") or role in ("actress", "queen", "princess", "businesswoman"):
        return "female"
    return "male" if role in ("spokesman", "congressman", "businessman", "actor", "king", "prince") else None


def _employers(text: _Text, tags: Sequence[str], resources: Resources, known: set[int]) -> list[_Span]:
    """Capitalised words that their verb or role makes an organisation: "CEO of X", "joined X", "founded X"."""
    words, cap, wall, roles = text.words, text.cap, text.wall, resources.roles
    size = len(words)
    found = []
    for index, word in enumerate(words):
        at = index + 1
        if word in _JOINING:
            pass
        elif word in ("worked", "works", "working", "work") and at < size and words[at] in ("for", "at"):
            at += 1
        elif at < size and words[at] in ("of", "at") and roles.get(word.lower()) in ("executive", "founder"):
            at += 1
        else:
            continue
        if at < size and words[at] in ("the", "The"):
            at += 1
        start = at
        while at < size and at - start < 6 and not wall[at] and words[at] not in _COMMON:
            if (
                not cap[at]
                and not (words[at][0].isdigit() and at > start)
                and not (words[at] == "&" and at > start)
            ):
                break
            if at == start and (tags[at][:2] != "NN" or words[at].lower() in roles):
                break
            if words[at] in resources.gazetteer.demonyms and at == start:
                break
            at += 1
        if at > start and words[at - 1] == "&":
            at -= 1
        field = at > start and words[at - 1] in _FIELDS and words[index + 1] == "of"
        if (
            at > start
            and not field
            and start not in known
            and not text.quiet[start]
            and tags[start] != "NNPS"
        ):
            found.append(_Span(start, at, "ORG", 1))
    return found


_JOINING = frozenset(
    (
        "joined",
        "joining",
        "joins",
        "rejoined",
        "founded",
        "co-founded",
        "cofounded",
        "founding",
        "co-founding",
    )
)
# Posts of which only a person is the subject of "is": an organisation may well be "a leader" or "an owner".
_AMBIGUOUS_POSTS = frozenset(
    (
        *(
            "owner",
            "leader",
            "member",
            "manager",
            "partner",
            "broadcaster",
            "publisher",
            "developer",
            "designer",
        ),
        *(
            "agent",
            "operator",
            "creator",
            "producer",
            "head",
            "master",
            "representative",
            "delegate",
            "investor",
        ),
        *(
            "trader",
            "broker",
            "shareholder",
            "contractor",
            "consultant",
            "author",
            "host",
            "critic",
            "player",
        ),
    )
)


def _subjects(text: _Text, tags: Sequence[str], resources: Resources, known: set[int]) -> list[_Span]:
    """Capitalised words that a role or a human verb makes a person: "X was chairman of Y", "X served as Z"."""
    words, cap, wall, roles = text.words, text.cap, text.wall, resources.roles
    size = len(words)
    found = []
    for index, word in enumerate(words):
        if word not in _BECOMES or index == 0 or text.quiet[index]:
            continue
        if word in ("is", "was", "became", "served", "serves"):
            at = index + 1
            post = False
            while (
                at < size
                and at - index < 9
                and not wall[at]
                and words[at] not in (",", ".", "of", "at", "that", "who")
            ):
                lower = words[at].lower()
                if lower in roles:
                    post = lower not in _AMBIGUOUS_POSTS
                elif tags[at][:2] == "VB" or words[at] == "'s":
                    break
                at += 1
            if not post:
                continue
        end = index
        while end > 0 and words[end - 1] in (
            "also",
            "then",
            "previously",
            "currently",
            "later",
            "formerly",
            "now",
            "first",
        ):
            end -= 1
        start = end
        while (
            start > 0
            and end - start < 4
            and not wall[start - 1]
            and (cap[start - 1] or (words[start - 1] in PARTICLES and start - 1 > 0 and cap[start - 2]))
        ):
            start -= 1
        if start == end or words[start].lower() in _STARTERS or start in known or end - 1 in known:
            continue
        if start > 0 and words[start - 1].lower() in (
            "the",
            "of",
            "at",
            "in",
            "for",
            "-",
            "&",
            "'s",
            "a",
            "an",
            "its",
        ):
            continue
        if any(
            name in resources.institutions or name.lower() in roles or name in resources.gazetteer.demonyms
            or name in _COMMON or name.lower() in LEGAL_FORMS
            for name in words[start:end]
        ) or tags[end - 1] not in ("NNP", "NN", "NNPS", "FW", "JJ"):  # fmt: skip
            continue
        begin, gender, _ = _untitled(text, start, end)
        found.append(_Span(begin, end, "PERSON", 4 if word in ("joined", "resigned") else 2, gender=gender))
    return found


_BECOMES = frozenset(
    ("is", "was", "became", "joined", "served", "serves", "graduated", "retired", "resigned")
)


def _choose(size: int, spans: list[_Span]) -> list[_Span]:
    """The longest of overlapping spans, the surer of equally long ones."""
    owned = bytearray(size)
    chosen = []
    for span in sorted(spans, key=lambda s: (s.start - s.end, s.rank, s.start)):
        if span.end > span.start and not any(owned[span.start : span.end]):
            owned[span.start : span.end] = b"\x01" * (span.end - span.start)
            chosen.append(span)
    chosen.sort(key=lambda s: s.start)
    return chosen


def _forms(text: _Text, spans: list[_Span]) -> dict[tuple[str, ...], _Form]:
    forms: dict[tuple[str, ...], _Form] = {}
    for span in spans:
        words = tuple(text.words[span.start : span.end])
        if len(words) == 1 and (words[0] in _COMMON or not any(map(str.isalpha, words[0]))):
            continue
        form = forms.get(words)
        if form is None:
            form = forms[words] = _Form(words)
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
        elif before in _ARTEFACTS and span.rank == 3:
            form.product = True
        if not form.gender and span.label == "PERSON":
            form.gender = _role_gender(before)
    return forms


def _kind(form: _Form, doc: Doc, size: int) -> str:
    if form.known is not None:
        return form.known.kind
    if form.institution:
        return "organization"
    one = len(form.words) == 1
    if form.titled:
        return "person"
    if (
        form.product
        or any(_DIGITS.intersection(word) for word in form.words[-1:])
        and (one or form.labels["PERSON"])
    ):
        return "product"
    # Ties go to the label that comes first in this list.
    label = max(
        ("ORG", "PERSON", "GPE", "PRODUCT", "LOC", "FAC", "EVENT", "WORK_OF_ART", "LAW"),
        key=lambda l: form.labels[l],
    )
    if label == "PERSON" and one:
        return "person" if size < 80 or any(_acts(doc, at) for at in form.at) else "other"
    return _KIND.get(label, "other")


def _acts(doc: Doc, at: int) -> bool:
    token = doc[at]
    return token.dep_ in ("nsubj", "nsubjpass") and token.head.lemma_ in _PERSONAL


def _persons(forms: list[_Form]) -> tuple[list[_Thing], dict[tuple[str, ...], _Thing]]:
    """Full names of one person put together, and what shorter forms stand for whom."""
    things: list[_Thing] = []
    by_key: dict[tuple[str, ...], _Thing] = {}
    alias: dict[tuple[str, ...], _Thing] = {}
    full = sorted(
        (form for form in forms if len(form.words) > 1), key=lambda form: (-len(form.words), form.at[0])
    )
    single = [form for form in forms if len(form.words) == 1]
    written = {form.words for form in single}
    for form in full:
        key = person_key(" ".join(form.words))
        reverse = key[::-1] if len(key) == 2 else key
        ends = (key[0], key[-1]) if len(key) > 1 else key
        thing = by_key.get(key) or by_key.get(reverse) or by_key.get(("*", *ends)) or by_key.get(("**", *key))
        if thing is None and any(word.lower() in PARTICLES for word in form.words[:1]):
            thing = next(
                (t for t in things if tuple(map(fold, surname(t.forms[0]))) == tuple(map(fold, form.words))),
                None,
            )
        if thing is None:
            thing = _Thing("person", [], known=form.known)
            things.append(thing)
        for name in (key, reverse):
            by_key.setdefault(name, thing)
        if len(key) > 1:
            by_key.setdefault(("*", *ends), thing)
        if len(key) > 2:  # "Francis Gary Powers" is "Gary Powers" as well
            by_key.setdefault(("**", *key[-2:]), thing)
        thing.forms.append(form.words)
        thing.gender = thing.gender or form.gender
        alias[form.words] = thing
    weight = Counter({id(thing): 0 for thing in things})
    for form in full:
        weight[id(alias[form.words])] += len(form.at)
    for thing in sorted(things, key=lambda t: -weight[id(t)]):
        for words in thing.forms:
            last = surname(words)
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
        if thing is None:
            thing = _Thing("person", [form.words], known=form.known)
            things.append(thing)
            alias[form.words] = thing
        thing.gender = thing.gender or form.gender
    return things, alias


def _organizations(
    forms: list[tuple[_Form, str]], text: _Text, resources: Resources
) -> tuple[list[_Thing], dict[tuple[str, ...], _Thing]]:
    things: list[_Thing] = []
    by_key: dict[tuple[str, ...], _Thing] = {}
    alias: dict[tuple[str, ...], _Thing] = {}
    short: dict[str, _Thing] = {}
    for form, kind in sorted(forms, key=lambda row: (-len(row[0].words), row[0].at[0])):
        name = " ".join(form.words)
        key = organization_key(name) or (fold(name),)
        thing = None
        if form.known is not None:
            thing = next((t for t in things if t.known == form.known), None)
        thing = thing or by_key.get(key) or (short.get(form.words[0]) if len(form.words) == 1 else None)
        if thing is None and len(form.words) == 1 and form.known is None:
            fits = [t for k, t in by_key.items() if len(k) > len(key) and k[: len(key)] == key]
            if len(set(map(id, fits))) == 1 and form.words[0] not in resources.gazetteer.demonyms:
                thing = fits[0]
        if thing is None and len(form.words) == 1 and form.words[0] in resources.institutions:
            # "the Post" after "the Washington Post"; on its own such a word names nothing.
            ends = [t for t in things if any(name[-1] == form.words[0] for name in t.forms if len(name) > 1)]
            if len(ends) != 1:
                continue
            thing = ends[0]
        if thing is None or (form.known and thing.known and form.known != thing.known):
            thing = _Thing(kind, [], known=form.known)
            things.append(thing)
        if form.known is not None:
            thing.known, thing.kind = form.known, kind
        thing.forms.append(form.words)
        alias[form.words] = thing
        by_key.setdefault(key, thing)
        if thing.organization_kind is None:
            thing.organization_kind = _organization_kind(form, resources)
        if len(form.words) > 1:
            for letters in acronyms(name):
                if letters not in _COMMON:
                    short.setdefault(letters, thing)
            for at in form.at:
                end = at + len(form.words)
                if end + 2 < len(text.words) and text.words[end] in _POSSESSIVE:
                    end += 1
                if end + 2 < len(text.words) and text.words[end] == "(" and text.words[end + 2] == ")":
                    letters = text.words[end + 1]
                    if (
                        letters.isupper()
                        and letters[0].lower() in name.lower()
                        and len(letters) > 1
                        and letters not in _COMMON
                    ):
                        short[letters] = thing
                        alias.setdefault((letters,), thing)
    return things, alias


def _organization_kind(form: _Form, resources: Resources) -> str | None:
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


def _mentions(text: _Text, alias: dict[tuple[str, ...], _Thing], spans: list[_Span]) -> None:
    """Give every thing all the places where one of its forms stands, the longest form first."""
    tree: dict[str, list[tuple[str, ...]]] = {}
    for words in alias:
        tree.setdefault(words[0], []).append(words)
    for names in tree.values():
        names.sort(key=len, reverse=True)
    words, furniture = text.words, text.furniture
    # A form inside a longer name that is another thing is no mention of its own.
    covered = bytearray(len(words))
    inner = {span.start: span.end for span in spans if tuple(words[span.start : span.end]) in alias}
    at = 0
    for start, word in enumerate(words):
        if start < at or word not in tree or furniture[start] or covered[start]:
            continue
        end = inner.get(start, 0)
        name = tuple(words[start:end]) if end else None
        if name is None:
            name = next(
                (
                    form
                    for form in tree[word]
                    if len(form) == 1 or tuple(words[start : start + len(form)]) == form
                ),
                None,
            )
            if name is None:
                continue
            end = start + len(name)
            if any(index in inner and inner[index] > end for index in range(start + 1, end)):
                continue
        alias[name].mentions.append((text.starts[start], text.ends[end - 1]))
        alias[name].count[name] += 1
        at = end


def find(doc: Doc, resources: Resources, units: Sequence[Entry] | None = None) -> list[Entry]:
    """The entities of a doc, by first mention; see docs/explanation/architecture.md for their fields."""
    if not len(doc):
        return []
    text = _read(doc, units)
    recognised = {
        index for entity in doc.ents if entity.label_ in _NAMES for index in range(entity.start, entity.end)
    }
    known = [
        _Span(start, end, "KNOWN", -1, what)
        for start, end, what, unsure in resources.gazetteer.matches(text.words)
        if not text.furniture[start] and (not unsure or (start in recognised and not text.quiet[start]))
    ]
    for span in known:
        if text.words[span.start].lower() == "the" and not (
            span.known and span.known.name.startswith("The ")
        ):
            span.start += 1
    known_starts = {span.start: span.end for span in known}
    spans = _recognised(doc, text, known_starts, resources.roles)
    persons = {span.start for span in spans if span.label == "PERSON" and span.end - span.start > 1}
    spans += known
    spans += _institutions(text, resources, known_starts, persons)
    spans += _introduced(doc, text, resources, known_starts)
    numbers = doc.to_array(TAG).tolist()
    names = {number: doc.vocab.strings[number] for number in set(numbers)}
    tags = [names[number] for number in numbers]
    taken = {index for span in known for index in range(span.start, span.end)}
    spans += _employers(text, tags, resources, taken)
    spans += _subjects(text, tags, resources, taken)
    spans += _addressed(text, taken, resources.institutions)
    chosen = _choose(len(text.words), spans)
    forms = _forms(text, chosen)

    people: list[_Form] = []
    bodies: list[tuple[_Form, str]] = []
    rest: dict[tuple[str, ...], _Thing] = {}
    kinds = {words: _kind(form, doc, len(text.words)) for words, form in forms.items()}
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
        if kind == "person":
            people.append(form)
        elif kind in ("organization", "outlet", "platform"):
            bodies.append((form, kind))
        else:
            rest[words] = _Thing(kind, [words], known=form.known)
    things, alias = _persons(people)
    organizations, names = _organizations(bodies, text, resources)
    alias = rest | alias | names
    things += organizations
    things += rest.values()
    _mentions(text, alias, chosen)
    return _entries(things)


def _entries(things: list[_Thing]) -> list[Entry]:
    entries = []
    taken: Counter[str] = Counter()
    things = [thing for thing in things if thing.mentions]
    for thing in things:
        thing.mentions.sort()
    for thing in sorted(things, key=lambda t: (t.mentions[0], t.kind)):
        written = _fullest(thing)
        name = _spelled(written)
        key = thing.known.name if thing.known is not None else name
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
            }
        )
    return entries


def _fullest(thing: _Thing) -> tuple[str, ...]:
    """The form to name a thing by: the longest, but of a person's full names the most frequent one."""
    if thing.kind == "person":
        full = [words for words in thing.forms if len(words) > 1]
        if full:
            return max(full, key=lambda words: (thing.count[words], sum(map(len, words)), words))
    return max(thing.forms, key=lambda words: (sum(map(len, words)), words))


def _spelled(words: tuple[str, ...]) -> str:
    """Words of a name as they are written: no space around hyphens, before commas and possessive endings."""
    name = ""
    for index, word in enumerate(words):
        tight = not name or word in ("-", ",", "'s", "’s", "/", "®") or words[index - 1] in ("-", "/")
        name += word if tight else " " + word
    return name


class Entities:
    """Annotates `doc._.entities`."""

    def __init__(self, resources: Resources) -> None:
        self.resources = resources

    def __call__(self, doc: Doc) -> Doc:
        units = doc._.units if Doc.has_extension("units") else None
        doc._.entities = find(doc, self.resources, units)
        return doc


@Language.factory("sayso_entities", assigns=["doc._.entities"], default_config={"gazetteer": None})
def make_entities(nlp: Language, name: str, gazetteer: str | None) -> Entities:
    """Make the component; `gazetteer` is the path of a table to use instead of the shipped one."""
    if not Doc.has_extension("entities"):
        Doc.set_extension("entities", default=None)

    def words_of(text: str) -> tuple[str, ...]:
        return tuple(token.text for token in nlp.make_doc(text))

    known = load_gazetteer(words_of, Path(gazetteer) if gazetteer else None)
    institutions = {row[0]: row[1] for row in read_table(DATA / "organization-kinds.tsv")}
    return Entities(Resources(known, institutions, load_roles()))
