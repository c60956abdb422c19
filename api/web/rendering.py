"""The pages: templates filled with the same records that programs get as JSON.

    install(app)                               # once, where the app is made
    page("person", record)                     # a response, for a browser
    error(404, "nothing is called so")

What articles say is hostile: it is escaped wherever it stands, characters that could reorder or hide text are
shown by their code, and nothing is a link that does not begin with http:// or https://. Nothing here touches
the graph.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from http import HTTPStatus
from itertools import groupby
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask, Response, current_app, request
from jinja2 import StrictUndefined
from markupsafe import Markup

from sayso.api.lookups.addresses import address
from sayso.api.lookups.wholeness import stale
from sayso.api.settings import Pages, current_service
from sayso.api.web import filters
from sayso.api.web.highlighting import POINTING, Paragraph, Piece, Spans, highlighted, runs
from sayso.graph import iris, vocab
from sayso.graph.pages import assets

__all__ = ["error", "install", "page"]

_TEMPLATES = "sayso.templates"
_SAFE = "/-._~!$&'()*+,;=:@"  # in a path

_ASKING = frozenset(
    ("who", "whom", "whose", "what", "which", "when", "where", "how", "did", "does", "do", "has", "have")
)

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

BASES = {
    "own-words": "found in the words themselves",
    "sentence": "found in the rest of the sentence",
    "neighbouring-sentence": "taken from the sentence before",
    "heading": "taken from a heading",
}
"""How a topic was found, for a reader."""

SHORT_BASES = {
    "own-words": "own words",
    "sentence": "rest of the sentence",
    "neighbouring-sentence": "the sentence before",
    "heading": "a heading",
}

DISAGREEMENTS = {
    "dates": "close in time",
    "same-article": "undated, in the same article",
    "possible-speaker": "a speaker is a guess",
    "continues": "one goes on without a cue: a guess",
    "neighbouring-sentence": "a topic taken from the sentence before: a guess",
    "heading": "a topic taken from a heading: a guess",
}
"""What a disagreement rests on, for a reader."""

_FORMATS = (
    ("JSON", "application/json", "json"),
    ("JSON-LD", "application/ld+json", "jsonld"),
    ("Turtle", "text/turtle", "ttl"),
)
_WITHOUT_RDF = ("search", "answer", "names", "why", "ontology")

CHANNELS = {
    "told-to": "told to",
    "interview-with": "in an interview with",
    "posted-on": "posted on",
    "reported-by": "reported by",
    "channel": "through",
}

_EXPLAINED = {
    400: "What was asked cannot be read",
    401: "This graph is not open to everybody",
    403: "This is not allowed",
    404: "There is nothing here",
    405: "This address does not take that",
    406: "There is no such format",
    408: "The request took too long to arrive",
    410: "This is gone",
    413: "That is too much at once",
    414: "The address is too long",
    415: "That content type is not taken",
    429: "That was too often",
    431: "The request is too large",
    500: "Something went wrong here",
    501: "This cannot be done",
    503: "That is more than can be done now",
    504: "The time for this was over",
}
_OF_THE_GRAPH = (400, 404)
"""The errors that a graph which is not whole may be the cause of; of others, strangers are told no more."""

_WAYS_OUT = {
    401: "Whoever runs this server gives out tokens for it.",
    404: "It may have been called something else, or an article was read again since. Search for it above.",
    429: "Wait a little and try again.",
    500: "This is a fault of the server, not yours. Its log says more.",
    503: "Ask for less, or try again in a moment.",
    504: "Ask for less: name a person, a topic or a time, or set a LIMIT in a query.",
}


def install(app: Flask) -> None:
    """Gives an app's templates what the pages need. Call it before the first page is made."""
    app.extensions["sayso.pages"] = Pages(page, error)
    environment = app.jinja_env
    environment.finalize = _clean
    environment.filters.update(
        count=_count,
        day=_day,
        described=_described,
        here=_here,
        outside=_outside,
        pieces=assets.pieces,
        short=_short,
        spoken=_spoken,
    )
    environment.globals.update(
        BASES=BASES,
        SHORT_BASES=SHORT_BASES,
        CHANNELS=CHANNELS,
        DISAGREEMENTS=DISAGREEMENTS,
        POINTING=POINTING,
        anchor=_anchor,
        here=_here,
        in_sentence=in_sentence,
        not_whole=stale,
        runs=runs,
    )
    app.extensions[_TEMPLATES] = environment.overlay(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def page(kind: str, record: Mapping[str, Any], status: int = 200) -> Response:
    """The page of a record of this kind, from the template `{kind}.html`.

    A search for what reads like a question leads on to its answer, unless names are asked for (with a limit).
    """
    if kind == "search" and _is_question(record["q"]) and not {"limit", "kind"} & request.args.keys():
        response = Response(status=303)
        response.headers["Location"] = f"{_here('/ask')}?{urlencode({'q': record['q']})}"
        response.vary.add("Accept")
        return response
    more = _PREPARED[kind](record) if kind in _PREPARED else {}
    formats = [] if kind in _WITHOUT_RDF else _formats()
    return _response(f"{kind}.html", status, record=record, formats=formats, **more)


def _formats() -> list[tuple[str, str, str]]:
    """This very address in other formats: name, media type, and where."""
    asked = {name: text for name, text in request.args.items() if text and name != "format"}
    here = _here(quote(request.path, safe=_SAFE))
    return [
        (name, type, f"{here}?{urlencode({**asked, 'format': format})}") for name, type, format in _FORMATS
    ]


def _is_question(text: str) -> bool:
    words = text.casefold().split()
    return len(words) > 1 and (words[-1].endswith("?") or (len(words) > 2 and words[0] in _ASKING))


def error(
    status: int,
    message: str,
    *,
    near: Sequence[Mapping[str, Any]] = (),
    examples: Sequence[str] = (),
    query: str = "",
    unknown: str = "",
    ambiguous: str = "",
) -> Response:
    """A page that says what went wrong and how to go on.

    `near` are refs to what is called alike, or names with the same request for each (`href`, where known);
    `examples` are questions that can be read, `query` is what was asked, `unknown` a name that means nothing,
    `ambiguous` one that may mean several: those in `near`.
    """
    try:
        name = HTTPStatus(status).phrase
    except ValueError:
        name = "Error"
    return _response(
        "error.html",
        status,
        status=status,
        name=name,
        heading=_heading(status, name, unknown, ambiguous),
        near_are="Which is meant?" if ambiguous else "Called alike",
        message=message,
        way_out=_WAYS_OUT.get(status, ""),
        near=near,
        examples=examples,
        query=query or request.args.get("q", ""),
        # who was not let in is told nothing of the graph, nor is it asked for him
        tells_whole=status in _OF_THE_GRAPH and request.environ.get("sayso.refusal") is None,
    )


def _heading(status: int, name: str, unknown: str, ambiguous: str) -> str:
    if unknown:
        return f"Nothing is called {unknown[:80]} here"
    if ambiguous:
        return f"Several are called {ambiguous[:80]}"
    return _EXPLAINED.get(status, name)


def _response(template: str, code: int, **context: Any) -> Response:
    app = current_app
    app.update_template_context(context)
    text = app.extensions[_TEMPLATES].get_template(template).render(context)
    # half a surrogate pair cannot be written as UTF-8
    response = Response(text.encode("utf-8", "backslashreplace"), status=code, mimetype="text/html")
    response.vary.add("Accept")
    return response


# -- what templates are helped with ----------------------------------------------------------------------


def _clean(value: object) -> object:
    """What a template puts out, with U+FFFD for each unsafe character."""
    return value if not isinstance(value, str) or isinstance(value, Markup) else assets.clean(value)


def _count(number: int, one: str, many: str = "") -> str:
    """1 statement, 2,345 statements"""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _day(text: str | None) -> str:
    """A date of the graph for people: 2025-03-12 is 12 March 2025, and 2025-03 is March 2025."""
    found = re.match(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?![\d-])", text or "", re.ASCII)
    if found is None:
        return text or ""
    year, month, day = found.groups()
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return text or ""
    return " ".join(part for part in (day and str(int(day)), month and _MONTHS[int(month) - 1], year) if part)


def _here(path: str) -> str:
    """The address of a path of this server, wherever it is mounted. Anything else leads nowhere."""
    if not path.startswith("/") or path.startswith(("//", "/\\")):
        return "#"
    return request.script_root + path


def _outside(url: str | None) -> str:
    """An address elsewhere, if it is one that may be followed."""
    return url if url and re.match(r"https?://[^\s]+\Z", url, re.IGNORECASE) else ""


def _described(iri: str) -> str:
    """Where an IRI of the graph or of its vocabulary is told of; "" for any other text."""
    base = current_service().base
    if not iri.startswith((base, vocab.SAYSO)) or re.search(r"\s", iri):
        return ""
    return address(iri, base)


def _short(iri: str) -> str:
    if iri.startswith(vocab.SAYSO):
        return f"sayso:{iri.removeprefix(vocab.SAYSO)}"
    return iris.compact(iri, current_service().base)


def _spoken(notation: str | None) -> str:
    """A notation as words: "unnamed-person" is "unnamed person"."""
    return (notation or "").replace("-", " ")


def _anchor(statement: Mapping[str, Any]) -> str:
    """What the place of a statement is called on the page of its article."""
    return re.sub(r"^statement:", "statement-", str(statement["id"]))


# -- what is prepared for a page -------------------------------------------------------------------------


def _spans(statement: Mapping[str, Any], shift: int = 0, length: int | None = None) -> Spans:
    def moved(spans: Sequence[Sequence[int]]) -> tuple[tuple[int, int], ...]:
        found = [(start - shift, end - shift) for start, end in spans]
        return tuple(span for span in found if length is None or (span[1] > 0 and span[0] < length))

    sentence = statement["sentence"]
    return Spans(
        source=moved(statement["source"]),
        cue=moved(statement["cue"]),
        content=moved(statement["content"]),
        sentence=moved([sentence] if sentence else []),
        guess=statement["continues"] is not None,
    )


def in_sentence(statement: Mapping[str, Any]) -> list[Piece]:
    """A statement as it stands in its sentence; only its words where they reach beyond that."""
    evidence = statement["evidence"]
    begin, end, text = evidence["begin"], evidence["end"], evidence["text"]
    content = statement["content"]
    if len(text) != end - begin or not content or any(a < begin or b > end for a, b in content):
        classes = "t content d1" + (" guess" if statement["continues"] is not None else "")
        return [Piece(piece, classes, (), code) for piece, code in assets.pieces(statement["words"])]
    paragraphs = highlighted(text.replace("\n", " "), [_spans(statement, begin, len(text))])
    return [piece for paragraph in paragraphs for piece in paragraph.pieces]


def _article(record: Mapping[str, Any]) -> dict[str, Any]:
    statements = [one for one in record["statements"] if one["review_status"] != "rejected"]
    text = record["text"] or ""
    paragraphs = highlighted(text, [_spans(statement) for statement in statements], _anchors(record))
    title = " ".join((record["title"] or "").split())
    first = paragraphs[0]
    heading = None
    if title and not first.numbers and " ".join(text[first.start : first.end].split()) == title:
        heading, *paragraphs = paragraphs
    furniture = [(start, end) for start, end in record["furniture"]]
    return {
        "heading": heading,
        "paragraphs": [(paragraph, _kind(paragraph, furniture)) for paragraph in paragraphs],
        "statements": statements,
        "rejected": [one for one in record["statements"] if one["review_status"] == "rejected"],
        "speakers": _speakers(statements),
        "numbers": {one["id"]: number for number, one in enumerate(statements, start=1)},
    }


def _anchors(record: Mapping[str, Any]) -> Iterator[tuple[int, int]]:
    """The words of this article that its statements lead to."""
    for one in record["statements"]:
        words = [
            one["evidence"],
            one["due_evidence"],
            *(role for each in one["roles"] for role in each["evidence"]),
        ]
        words += [each["evidence"] for each in (*one["topics"], *one["stance"])]
        for each in words:
            if each and each["article"] == record["id"]:
                yield each["begin"], each["end"]


def _kind(paragraph: Paragraph, furniture: Sequence[tuple[int, int]]) -> str:
    within = any(start <= paragraph.start and paragraph.end <= end for start, end in furniture)
    return "furniture" if within and not paragraph.numbers else ""


def _speakers(statements: Sequence[Mapping[str, Any]]) -> list[tuple[Any, list[int]]]:
    """Who speaks, in the order of their first statements, with the numbers of these; nobody comes last."""
    refs: dict[str, Any] = {}
    numbers: dict[str, list[int]] = {}
    for number, one in enumerate(statements, start=1):
        key = one["speaker"]["id"] if one["speaker"] else ""
        refs.setdefault(key, one["speaker"])
        numbers.setdefault(key, []).append(number)
    return [(refs[key], numbers[key]) for key in sorted(numbers, key=lambda key: not key)]


def _answer(record: Mapping[str, Any]) -> dict[str, Any]:
    return {"groups": list(_by_speaker(record["statements"]))}


def _by_speaker(
    statements: Sequence[Mapping[str, Any]],
) -> Iterator[tuple[Mapping[str, Any] | None, list[Mapping[str, Any]]]]:
    for _, those in groupby(statements, key=lambda one: one["speaker"]["id"] if one["speaker"] else None):
        own = list(those)
        yield own[0]["speaker"], own


def _form(record: Mapping[str, Any]) -> dict[str, Any]:
    return {"asked": filters.form(record["kind"], request.args)}


_PREPARED = {
    "article": _article,
    "answer": _answer,
    **dict.fromkeys(filters.FORMS, _form),
}
