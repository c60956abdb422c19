"""The parameters that look-ups take, as pydantic models; any others are refused, not passed over."""

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Annotated, Any, Literal

from apiflask import APIBlueprint
from apiflask.exceptions import HTTPError
from flask import request
from pydantic import BaseModel, ConfigDict, Field

from sayso.api.lookups.statement_index import check_period
from sayso.errors import QueryError

__all__ = [
    "Articles",
    "Asked",
    "Experts",
    "Nothing",
    "Page",
    "Resource",
    "Searched",
    "Statements",
    "takes",
]

_View = Callable[..., Any]

_DAY = r"^(\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?)?$"
Since = Annotated[
    str, Field(pattern=_DAY, description="from this day, month or year on: 2025-05-31, 2025-05, 2025")
]
Until = Annotated[str, Field(pattern=_DAY, description="until this day, month or year, with all of it")]
Words = Annotated[str, Field(max_length=500)]
Limit = Annotated[int, Field(ge=1, le=200, description="how many at most")]
Cursor = Annotated[str, Field(max_length=2000, description="from `next` of the page before")]


class Nothing(BaseModel):
    """What every look-up takes."""

    model_config = ConfigDict(extra="forbid")

    format: Literal["", "json", "jsonld", "ttl", "nt", "html"] = Field(
        "", description="the form of the answer, before what the Accept header says"
    )


class Page(Nothing):
    """A part of a list."""

    limit: Limit = 50
    cursor: Cursor = ""


class Statements(Nothing):
    """Which statements: all that is given holds together."""

    person: Words = Field("", description="who speaks, be it a person or not: a name, an id or an IRI")
    organization: Words = Field(
        "", description="where the article places the speaker, or what that is part of"
    )
    topic: Words = Field("", description="a topic by any label, with all below it")
    outlet: Words = Field("", description="who published it, carried it, or was told it")
    channel: Words = Field("", description="through whom it came: who was told it, or where it was posted")
    article: Words = Field("", description="the article: its id or IRI, or the name of its file")
    since: Since = ""
    until: Until = ""
    quote_type: Words = Field("", description="direct, indirect or mixed; several with commas")
    cue_type: Words = Field("", description="such as say, warning, claim; several with commas")
    certainty: Words = Field("", description="certain, probable, possible, underspecified")
    polarity: Words = Field("", description="affirmative or negated")
    basis: Words = Field(
        "", description="how its topic is known: own-words, sentence, neighbouring-sentence, heading"
    )
    stance: Words = Field("", description="positive, negative …, toward the topic if there is one")
    review_status: Words = Field(
        "", description="machine, confirmed, corrected, rejected; without it, not rejected"
    )
    guess: Literal["", "yes", "no"] = Field("", description="whether something of it is a guess")
    experts: Words = Field(
        "", description='only what is said in an expert\'s role: "yes", or kinds as `kinds` of /experts'
    )
    limit: Limit = 20
    cursor: Cursor = ""


class Experts(Nothing):
    """Which experts."""

    topic: Words = Field("", description="a topic by any label, with all below it")
    organization: Words = Field("", description="where the article places them, or what that is part of")
    since: Since = ""
    until: Until = ""
    kinds: Words = Field(
        "",
        description="the kinds of role and organisation that count instead (scientist,analyst), or that come "
        "and go (%2Bjournalist,-company)",
    )
    limit: Annotated[int, Field(ge=1, le=100, description="how many experts at most")] = 20
    cursor: Cursor = ""


class Articles(Nothing):
    """Which articles."""

    outlet: Words = Field("", description="who published them")
    person: Words = Field("", description="who is named in them")
    since: Since = ""
    until: Until = ""
    limit: Limit = 20
    cursor: Cursor = ""


class Searched(Nothing):
    """What is searched for."""

    q: Words = Field(description="beginnings of words, in any case, with or without accents")
    kind: Words = Field("", description="person, organization, topic, article …; several with commas")
    limit: Limit = 20


class Asked(Nothing):
    """A question."""

    q: Annotated[str, Field(max_length=1000)] = Field(description="a question in English")
    experts: Words = Field("", description="who counts as an expert, as `kinds` of /experts")
    limit: Annotated[int, Field(ge=1, le=10_000, description="how many rows at most")] = 1000


class Resource(Nothing):
    """Any IRI of the graph."""

    iri: Annotated[str, Field(min_length=1, max_length=4000, description="the whole IRI")]


def takes(blueprint: APIBlueprint, model: type[Nothing]) -> Callable[[_View], _View]:
    """The view takes these parameters, as `asked`. Others, and one that is given twice, are a QueryError."""

    def decorate(view: _View) -> _View:
        @wraps(view)
        def within(*args: Any, asked: Nothing, **kwargs: Any) -> Any:
            check_period(getattr(asked, "since", ""), getattr(asked, "until", ""))
            return view(*args, asked=asked, **kwargs)

        checked: _View = blueprint.input(model, location="query", arg_name="asked")(within)

        @wraps(checked)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            twice = sorted(name for name, values in request.args.lists() if len(values) > 1)
            if twice:
                raise QueryError(
                    f"{twice[0][:80]!r} is given twice: give it once, several values with commas"
                )
            try:
                return checked(*args, **kwargs)
            except HTTPError as error:
                detail = error.detail.get("query") if isinstance(error.detail, dict) else None
                if not isinstance(detail, dict):
                    raise
                raise QueryError(_wrong(model, detail)) from None

        return wrapper

    return decorate


def _wrong(model: type[Nothing], wrong: Iterable[str]) -> str:
    """What is wrong with the first of these parameters, what it was, and the way out."""
    fields = model.model_fields
    name = min(wrong, key=lambda one: (one in fields, one))
    if name not in fields:
        return f"no parameter {name[:80]!r} here: there are {', '.join(fields)}"
    about = model.model_json_schema()["properties"][name]
    given = request.args.get(name, "")
    if not given and fields[name].is_required():
        return f"{name} is missing: give {about['description']}, as in {request.path}?{name}=…"
    return f"{name} cannot be read: {_fault(name, given, about)}"


def _fault(name: str, given: str, about: Mapping[str, Any]) -> str:
    shown = repr(given if len(given) <= 80 else f"{given[:80]}…")
    if name in ("since", "until"):
        return f"{shown} is no day, month or year; give one such as 2025-05-31, 2025-05 or 2025"
    if "enum" in about:
        *most, last = (one for one in about["enum"] if one)
        return f"there is no {shown}; give {', '.join(most)} or {last}"
    if about.get("type") == "integer":
        least, most = about["minimum"], about["maximum"]
        return f"{shown} is no whole number from {least} to {most}; give one such as {about['default']}"
    if "maxLength" in about:
        return f"{shown} has {len(given):,} characters; give {about['maxLength']:,} at most"
    return f"{shown} is none of that kind; give {about.get('description', 'another')}"
