"""The grammar of questions: from words to readings whose names and topics are still as they were written.

`data/questions.grammar` is the grammar. A question has a reading where the rules cover all its words; it may
have several, since only the graph knows where a name ends: "chip sanctions in the Daily Courier" may be one
topic, or a topic and an outlet. They come in order of preference.

    >>> [draft.line() for draft in drafts("who supports tariffs?", date(2025, 9, 15))]
    ['statements; topic: tariffs; stance: positive']

What reading costs is bounded, whatever the words.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cache, partial
from importlib import resources

from sayso.errors import QuestionError
from sayso.graph import vocab
from sayso.graph.asking.countries import country, people_of
from sayso.graph.asking.kinds import ORGANIZATION_WORDS, ROLE_WORDS
from sayso.graph.asking.periods import Period, periods, point
from sayso.graph.asking.readings import ASKED, Reading

__all__ = ["drafts", "tidy", "unread"]

_MAX_LENGTH = 400
_MAX_STEPS = 100_000
_MAX_WAYS = 300  # in which one rule is read at one place
_LONGEST_NAME = 10  # words

_Values = tuple[str, ...]
_Delta = tuple[tuple[str, _Values], ...]
_Way = tuple[int, _Delta]
_Node = Callable[["_Parser", int], Iterable[_Way]]

# Words that no name and no topic has, where they are written small.
_BLOCKED = frozenset(
    (
        *(
            "not",
            "no",
            "never",
            "nobody",
            "none",
            "nothing",
            "neither",
            "nor",
            "without",
            "except",
            "excluding",
        ),
        *("but", "if", "because", "although", "though", "while", "unless", "than", "then", "versus", "vs"),
        *("who", "whom", "whose", "which", "what", "why", "how", "when", "where", "whether", "only", "just"),
        *("please", "tell", "me", "show", "give", "i", "you", "we", "they", "he", "she", "it", "him", "her"),
        *("them", "us", "my", "your", "his", "their", "our", "its", "himself", "herself", "themselves"),
        *("did", "does", "do", "is", "are", "was", "were", "be", "been", "being", "has", "have", "had"),
        *(
            "both",
            "either",
            "more",
            "less",
            "most",
            "least",
            "such",
            "same",
            "other",
            "another",
            "each",
            "every",
        ),
        *(
            "supports",
            "supported",
            "opposes",
            "opposed",
            "backs",
            "rejects",
            "rejected",
            "criticises",
            "criticised",
        ),
        *(
            "criticizes",
            "criticized",
            "warns",
            "warned",
            "predicts",
            "predicted",
            "commented",
            "comments",
            "spoke",
        ),
        *(
            "speaks",
            "told",
            "denied",
            "denies",
            "demands",
            "demanded",
            "praised",
            "praises",
            "disagrees",
            "quoted",
        ),
        *("would", "should", "must", "might", "said", "say", "says", "and/or", ";", ":", "(", ")", "?", "!"),
    )
)
_EDGES = frozenset(
    (
        *("on", "about", "of", "in", "at", "by", "from", "to", "with", "for", "against", "over", "into"),
        *("since", "until", "between", "before", "after", "and", "or", "as", "that", "a", "an", "'s", ","),
    )
)
_LEADING = frozenset(("the",))
_ARTICLES = frozenset(("the", "a", "an"))
# what no name and no topic has: brackets, operators, signs alone
_STRAY = re.compile(r'[{}<>\[\]|\\^=*;?"~$]|(?:^|\s)[^\w\s&+/–—-]+(?=\s|$)')

_PERSON_FIELDS = frozenset(("who", "former", "organisation", "organisation_kind", "country", "speaker"))
_ALLOWED = {
    "people": _PERSON_FIELDS,
    "several roles": _PERSON_FIELDS,
    "affiliation changes": _PERSON_FIELDS | {"since", "until"},
    "runs": frozenset[str](),
}
_SCALARS = frozenset(("of", "guess", "since", "until", "due_since", "due_until"))
_FLAGS = frozenset(("former", "negated"))


def tidy(question: str) -> str:
    """A question with plain quotes, single blanks, commas and possessives as words of their own."""
    text = question.translate(_PLAIN)
    if text.isupper():
        text = text.lower()
    text = re.sub(r'["“”„«»]', " ", text)
    text = re.sub(r"\b(who|what|where|how)'s(?= been\b)", r"\1 has", text, flags=re.IGNORECASE)
    text = re.sub(r"\b(who|what|where|how)'s\b", r"\1 is", text, flags=re.IGNORECASE)
    text = re.sub(r"\bex-(?=\w)", "ex ", text, flags=re.IGNORECASE)
    text = re.sub(r"'(?:s|d|m)\b", r" \g<0>", text)
    text = re.sub(r"(,|;|:)(?=\s|$)", r" \1", text)
    text = " ".join(text.split())
    end = len(text)
    while end and (
        text[end - 1] in "?!…,;: "
        or (text[end - 1] == "." and not _INITIALS.search(text, max(0, end - 5), end))
    ):
        end -= 1
    return text[:end]


_INITIALS = re.compile(r"\b\w\.\w?\.?$")


_PLAIN = {ord(curly): "'" for curly in "‘’ʼ`"} | {0xA0: " ", 0x2011: "-", 0x2010: "-"}


def drafts(question: str, today: date) -> tuple[Reading, ...]:
    """The ways to read a question, best first; names, topics and words of roles are as written.

    Nothing where the grammar has no place for some word. Raises QuestionError for too long a question.
    """
    _check_length(question)
    text = tidy(question)
    parser = _Parser(text, today)
    found: dict[Reading, None] = {}
    for end, delta in parser.rule("QUESTION", 0):
        if end == len(text):
            draft = _reading(delta, parser.lower)
            if draft is not None:
                found[draft] = None
    return tuple(found)


def unread(question: str) -> tuple[str, ...]:
    """The words of a question that the grammar never has outside a name or topic, in order.

    Raises QuestionError for too long a question.
    """
    _check_length(question)
    known = _words_of_rules()
    return tuple(dict.fromkeys(word for word in tidy(question).lower().split() if not _is_known(word, known)))


def _check_length(question: str) -> None:
    if len(question) > _MAX_LENGTH:
        raise QuestionError(f"the question has more than {_MAX_LENGTH} characters: ask in shorter ones")


def _is_known(word: str, known: tuple[frozenset[str], re.Pattern[str]]) -> bool:
    plain, patterns = known
    return (
        word in plain or bool(patterns.fullmatch(word)) or word.isdigit() or word in ("the", "a", "an", "all")
    )


def _reading(delta: _Delta, lower: str) -> Reading | None:
    """The reading that the grammar found, or None where its parts do not go together."""
    values = dict(delta)
    asked = values.pop("asked")[0]
    assert asked in ASKED
    if not values.keys() <= _ALLOWED.get(asked, values.keys()):
        return None
    if asked == "people" and not values:
        return None
    foretold = values.get("cue") == ("speculation",)
    if (values.keys() & {"due_since", "due_until"}) and not foretold and " due" not in lower:
        return None
    plain: dict[str, _Values | str | bool] = {}
    for field, found in values.items():
        if field in _SCALARS:
            plain[field] = found[0]
        elif field in _FLAGS:
            plain[field] = True
        else:
            plain[field] = tuple(sorted(set(found), key=found.index))
    return Reading(asked, **plain)  # type: ignore[arg-type]


class _Parser:
    """Reads one text; what a rule gives at a place is found once."""

    def __init__(self, text: str, today: date) -> None:
        self.text = text
        self.lower = text.lower()
        if len(self.lower) != len(text):  # some capitals have a small form of another length
            self.lower = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
        self.today = today
        self.ends = [match.end() for match in re.finditer(r"\S+", text)]
        self._known: dict[tuple[str, int], tuple[_Way, ...]] = {}
        self._steps = 0

    def rule(self, name: str, start: int) -> tuple[_Way, ...]:
        known = self._known.get((name, start))
        if known is None:
            found: dict[_Way, None] = {}
            for way in _rules()[name](self, start):
                found[way] = None
                if len(found) == _MAX_WAYS:
                    break
            known = self._known[name, start] = tuple(found)
        return known

    def slot(self, name: str, start: int) -> tuple[_Way, ...]:
        key = (f"<{name}>", start)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = tuple(_SLOTS[name](self, start))
        return known

    def step(self) -> None:
        self._steps += 1
        if self._steps > _MAX_STEPS:
            raise QuestionError("the question can be read in too many ways: ask it in fewer words")

    def next(self, end: int) -> int:
        """Where the word after one that ends at `end` begins."""
        return end + 1 if end < len(self.text) else end

    def word_ends(self, start: int, most: int) -> list[int]:
        """Where the next words end, at most so many, the farthest first."""
        return [end for end in self.ends if end > start][:most][::-1]


# ------------------------------------------------------------------------------------- slots of the grammar


def _open(field: str, parser: _Parser, start: int) -> Iterator[_Way]:
    """Any words that may be a name, the longest first."""
    for end in parser.word_ends(start, _LONGEST_NAME):
        if _STRAY.search(parser.text[start:end]):
            continue
        written = parser.text[start:end].split(" ")
        while written and written[0].lower() in (_ARTICLES if field == "topic" else _LEADING):
            written = written[1:]
        small = [word for word in written if word == word.lower()]
        if not written or _BLOCKED.intersection(small):
            continue
        if written[0] in _EDGES or written[-1] in _EDGES or written[-1].lower() == "the":
            continue
        yield parser.next(end), ((field, (" ".join(written),)),)


def _called(parser: _Parser, start: int) -> Iterator[_Way]:
    """A word for people that may be that of their role: "economists"."""
    for end in parser.word_ends(start, 3):
        written = parser.lower[start:end]
        if any(pattern.fullmatch(written) for pattern, _ in (*_ROLES, *_ORGANISATIONS)):
            continue
        if _BLOCKED.intersection(written.split()) or not re.fullmatch(r"[a-z][a-z -]{2,40}", written):
            continue
        for plural, singular in (
            ("ies", "y"),
            ("(?<=ch|sh|ss)es", ""),
            ("men", "man"),
            ("women", "woman"),
            ("s", ""),
        ):
            one, count = re.subn(plural + "$", singular, written)
            if count and _EDGES.isdisjoint(one.split()):
                yield parser.next(end), (("who", (f"called {one}",)),)
                break


def _static(
    field: str, kinds: Sequence[tuple[re.Pattern[str], str]], parser: _Parser, start: int
) -> Iterator[_Way]:
    for pattern, value in kinds:
        found = pattern.match(parser.lower, start)
        if found and not (
            field == "organisation_kind" and _is_a_certain_one(parser.lower, start, found.end())
        ):
            yield parser.next(found.end()), ((field, (value,)),)


def _is_a_certain_one(text: str, start: int, end: int) -> bool:
    """Whether it is one that the asker has in mind: "the ministry", and not "the media", "ministries"."""
    words = text[start:end].split()
    definite = words[0] == "the" or text[:start].endswith("the ")
    return definite and not words[-1].endswith(
        ("s", "media", "academia", "industry", "government", "society")
    )


def _country(find: Callable[[str], str | None], parser: _Parser, start: int) -> Iterator[_Way]:
    for end in parser.word_ends(start, 5):
        name = find(parser.text[start:end])
        if name is not None:
            yield parser.next(end), (("country", (name,)),)


def _period(
    fields: Sequence[str],
    read: Callable[[str, int, date], Iterator[tuple[int, Period]]],
    parser: _Parser,
    start: int,
) -> Iterator[_Way]:
    for end, bounds in read(parser.lower, start, parser.today):
        if fields[0] == "since" and re.search(
            r"\bnext (?:week|month|quarter|year)\b", parser.lower[start:end]
        ):
            continue  # nothing has been said then
        yield end, tuple((field, (day,)) for field, day in zip(fields, bounds, strict=True) if day)


def _due(parser: _Parser, start: int) -> Iterator[_Way]:
    yield from _period(("due_since", "due_until"), periods, parser, start)
    yield from _period(("due_since", "due_until"), point, parser, start)


def _kinds(patterns: Iterable[tuple[str, str]]) -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(f"(?:{pattern})(?=\\s|$)"), value) for pattern, value in patterns]


_ROLE_NAMES = {iri: name for name, iri in vocab.ROLE_KINDS.items()}
_KIND_NAMES = {iri: name for name, iri in vocab.ORGANIZATION_KINDS.items()}
_NOT_BY_WORDS = (vocab.RoleOther, vocab.RoleOfficial)
_ROLES = _kinds(
    (
        ("experts?|specialists?", "experts"),
        (
            r"(?:named )?(?:people|persons?|individuals?)|those|members?|representatives?|staff|employees?",
            "persons",
        ),
        (r"groups?", "groups"),
        # of "government officials", "government" says where
        (r"(?:state |public )?officials?|civil servants?", "official"),
        *((pattern, _ROLE_NAMES[iri]) for pattern, iri in ROLE_WORDS.items() if iri not in _NOT_BY_WORDS),
    )
)
_ORGANISATIONS = _kinds(
    (rf"(?:the )?(?:{pattern})", _KIND_NAMES[iri]) for pattern, iri in ORGANIZATION_WORDS.items()
)

_SLOTS: dict[str, Callable[[_Parser, int], Iterable[_Way]]] = {
    **{
        name: partial(_open, name)
        for name in ("topic", "speaker", "opponent", "organisation", "outlet", "channel")
    },
    "called": _called,
    "role": partial(_static, "who", _ROLES),
    "kind": partial(_static, "organisation_kind", _ORGANISATIONS),
    "country": partial(_country, country),
    "people-of": partial(_country, people_of),
    "period": partial(_period, ("since", "until"), periods),
    "due": _due,
    "year": partial(_period, ("due_since", "due_until"), point),
}


# ----------------------------------------------------------------------------------- what the notation means


def _merged(one: _Delta, two: _Delta, *, listed: bool = False) -> _Delta | None:
    """Both together; None where both fill a field, unless they are `listed` as alternatives."""
    if not one or not two:
        return one or two
    found = dict(one)
    for field, values in two:
        if field not in found:
            found[field] = values
        elif listed:
            found[field] = tuple(dict.fromkeys((*found[field], *values)))
        elif field in ("who", "by") and set(values) == set(found[field]):
            continue
        elif found[field] != values or field in ("topic", "speaker", "outlet", "country"):
            return None
    return tuple(sorted(found.items()))


def _sequence(parts: Sequence[_Node], parser: _Parser, start: int) -> Iterable[_Way]:
    ways: list[_Way] = [(start, ())]
    for part in parts:
        longer: dict[_Way, None] = {}
        for middle, delta in ways:
            for end, more in part(parser, middle):
                parser.step()
                both = _merged(delta, more)
                if both is not None:
                    longer[end, both] = None
        ways = list(longer)
        if not ways:
            break
    return ways


def _either(parts: Sequence[_Node], parser: _Parser, start: int) -> Iterator[_Way]:
    for part in parts:
        yield from part(parser, start)


def _optional(part: _Node, parser: _Parser, start: int) -> Iterator[_Way]:
    yield from part(parser, start)
    yield start, ()


def _pattern(pattern: re.Pattern[str], parser: _Parser, start: int) -> Iterator[_Way]:
    found = pattern.match(parser.lower, start)
    if found:
        yield parser.next(found.end()), ()


_AND = re.compile(
    r"(?:, and|, or|and/or|and also|and|or|as well as|,)"
    r"(?: (?:on|about|at|in|from|by|of|with|per|the))?(?=\s)"
)


def _several(part: _Node, parser: _Parser, start: int) -> Iterator[_Way]:
    """One of them, or a list of them, which means any."""
    for end, delta in part(parser, start):
        joined = _AND.match(parser.lower, end)
        if joined:
            for last, more in _several(part, parser, joined.end() + 1):
                parser.step()
                both = _merged(delta, more, listed=True)
                if both is not None:
                    yield last, both
        yield end, delta


def _given(delta: _Delta, parser: _Parser, start: int) -> Iterator[_Way]:
    yield start, delta


def _named(name: str, parser: _Parser, start: int) -> Iterable[_Way]:
    return parser.rule(name, start)


def _slot(name: str, parser: _Parser, start: int) -> Iterable[_Way]:
    return parser.slot(name, start) if start < len(parser.text) else ()


def _filters(name: str, parser: _Parser, start: int) -> Iterator[_Way]:
    """Any number of filters. The ways that use more words come first."""
    for end, delta in parser.rule(name, start):
        if end > start:
            for last, more in parser.rule(f"{name}S", end):
                parser.step()
                both = _merged(delta, more)
                if both is not None:
                    yield last, both
    yield start, ()


_TOKEN = re.compile(
    r"\s*(?:(?P<name>[A-Z][A-Z_]+)|<(?P<slot>[\w-]+)>|/(?P<regex>[^/]+)/|:(?P<verb>[a-z]+)|\{(?P<given>[^}]*)\}"
    r"|(?P<sign>[\[\]()|~+])|(?P<word>[^\s\[\]()|~+{}<>/]+))"
)


@cache
def _rules() -> dict[str, _Node]:
    text = (resources.files("sayso.graph") / "data" / "questions.grammar").read_text(encoding="utf-8")
    rules: dict[str, _Node] = {f"{name}S": partial(_filters, name) for name in ("FILTER", "NOUN_FILTER")}
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    joined = re.split(r"\n(?=[A-Z_]+ = )", "\n".join(lines))
    for rule in joined:
        name, _, body = rule.partition(" = ")
        rules[name] = _Notation(body).read()
    return rules


class _Notation:
    """One rule in the notation of the grammar file, read into nodes."""

    def __init__(self, body: str) -> None:
        self._tokens = [(m.lastgroup or "", m[m.lastgroup or 0]) for m in _TOKEN.finditer(body)]
        self._at = 0

    def read(self) -> _Node:
        node = self._alternatives()
        assert self._at == len(self._tokens), self._tokens[self._at :]
        return node

    def _alternatives(self) -> _Node:
        parts = [self._row()]
        while self._peek() == ("sign", "|"):
            self._at += 1
            parts.append(self._row())
        return parts[0] if len(parts) == 1 else partial(_either, parts)

    def _row(self) -> _Node:
        parts = []
        while self._at < len(self._tokens) and self._peek() not in (
            ("sign", "|"),
            ("sign", ")"),
            ("sign", "]"),
        ):
            part = self._part()
            if self._peek() == ("sign", "+"):
                self._at += 1
                part = partial(_several, part)
            parts.append(part)
        return parts[0] if len(parts) == 1 else partial(_sequence, parts)

    def _part(self) -> _Node:
        kind, text = self._tokens[self._at]
        self._at += 1
        if kind == "sign" and text in "[(":
            inner = self._alternatives()
            assert self._peek() == ("sign", "]" if text == "[" else ")")
            self._at += 1
            return partial(_optional, inner) if text == "[" else inner
        if kind == "given":
            field, _, values = text.partition(":")
            named = tuple(value.strip() for value in values.split("|"))
            return partial(_given, ((field.strip().replace(" ", "_"), named),))
        if kind == "name":
            return partial(_named, text)
        if kind == "slot":
            return partial(_slot, text)
        if kind == "sign":
            return partial(_named, "FILTERS")
        pattern = {"regex": text, "verb": _forms(text)}.get(kind, re.escape(text))
        return partial(_pattern, re.compile(f"(?:{pattern})(?=\\s|$)"))

    def _peek(self) -> tuple[str, str]:
        return self._tokens[self._at] if self._at < len(self._tokens) else ("", "")


def _forms(verb: str) -> str:
    """All forms of a regular verb."""
    if verb.endswith("e"):
        return f"{verb[:-1]}(?:e|es|ed|ing)"
    if verb.endswith("y"):
        return f"{verb[:-1]}(?:y|ies|ied|ying)"
    doubled = f"|{verb[-1]}ed|{verb[-1]}ing" if re.fullmatch(r".*[^aeiou][aeiou][mbnpt]", verb) else ""
    return f"{verb}(?:|s|es|ed|ing{doubled})"


@cache
def _words_of_rules() -> tuple[frozenset[str], re.Pattern[str]]:
    text = (resources.files("sayso.graph") / "data" / "questions.grammar").read_text(encoding="utf-8")
    body = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    plain: set[str] = set()
    patterns: list[str] = []
    for match in _TOKEN.finditer(body):
        if match["word"]:
            plain.add(match["word"])
        elif match["verb"]:
            patterns.append(_forms(match["verb"]))
        elif match["regex"]:
            plain.update(re.findall(r"[a-z'-]+", match["regex"]))
            patterns.append(match["regex"])
    for pattern in (*ROLE_WORDS, *ORGANIZATION_WORDS):
        patterns.append(pattern)
    return frozenset(plain), re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
