"""A reading in an English sentence that tells all of it."""

from collections.abc import Iterable, Sequence
from datetime import date

from sayso.graph.asking.readings import Reading

__all__ = ["sentence"]

_ASKED = {
    "statements": "statements",
    "places": "where statements stand",
    "disagreements": "pairs of statements that disagree",
    "affiliation changes": "persons seen at one organisation and, later only, at another",
    "stance changes": "speakers who were for a thing and later against it, or the other way round",
    "several roles": "persons with more than one role, and the article that gives each",
    "several articles": "persons who speak in more than one article, by their statements",
    "topic pairs": "pairs of topics of one statement, in statements",
    "lone topics": "topics on which one speaker alone has been read, in statements",
    "runs": "statements by the run that extracted them",
    "people": "who they are by what articles say of their roles",
}
_CUES = {
    "warning": "warnings", "speculation": "predictions", "directive": "demands", "denial": "denials",
    "claim": "claims", "question": "questions", "belief": "beliefs", "emphasis": "words said with stress",
    "concern": "concerns", "praise": "praise", "criticism": "criticism",
}  # fmt: skip
_QUOTES = {
    "direct": "wholly in quotation marks",
    "indirect": "without quotation marks",
    "mixed": "partly in quotation marks",
}
_ROLES = {
    "persons": "named persons", "organisations": "organisations", "groups": "groups", "experts": "experts",
    "military": "the military", "clergy": "clergy", "spokesperson": "spokespeople",
    "other": "people in other roles", "physician": "physicians",
}  # fmt: skip
_KINDS = {
    "university": "universities", "think tank": "think tanks", "research lab": "research labs",
    "company": "companies", "government or party": "government or parties", "media": "the media",
    "civil society": "civil society", "international organisation": "international organisations",
    "financial institution": "financial institutions",
}  # fmt: skip


def sentence(reading: Reading, taken_as: Sequence[tuple[str, str]] = ()) -> str:
    """How a reading is understood, with every filter, and the phrases whose topic was found by meaning."""
    parts = [_start(reading), *_filters(reading)]
    said = " ".join(parts)
    if reading.by:
        said += f", by {_and(reading.by)}"
    if taken_as:
        said += "; " + "; ".join(f"{words!r} is taken as: {label}" for words, label in taken_as)
    return said


def _start(reading: Reading) -> str:
    if reading.asked != "count":
        return _ASKED[reading.asked]
    return f"the number of {reading.of}" + (" in statements" if reading.of != "statements" else "")


def _filters(reading: Reading) -> Iterable[str]:
    if reading.cue:
        yield f"that are {_or(_CUES[name] for name in reading.cue)}"
    who = _who(reading)
    if who:
        yield f"by {who}" if reading.asked != "people" else f"of {who}"
    if reading.opponent:
        yield f"with {_or(reading.opponent)} on the other side"
    if reading.topic and not reading.stance:
        yield f"on {_or(reading.topic)}"
    if reading.stance:
        yield f"with a {_or(reading.stance)} stance" + (
            f" toward {_or(reading.topic)}" if reading.topic else ""
        )
    if reading.basis:
        yield "with the topic in the words themselves"
    if reading.quote:
        yield _or(_QUOTES[name] for name in reading.quote)
    if reading.certainty:
        yield f"presented as {_or(reading.certainty)}"
    if reading.negated:
        yield "that negate"
    if reading.guess:
        yield "that rest on a guess" if reading.guess == "yes" else "that rest on no guess"
    if reading.outlet:
        yield f"published or carried by {_or(reading.outlet)}"
    if reading.channel:
        yield f"made to or through {_or(reading.channel)}"
    yield from _time(reading.since, reading.until, "")
    yield from _time(reading.due_since, reading.due_until, "due ")


def _who(reading: Reading) -> str:
    if reading.speaker and reading.asked != "people":
        names = _or(reading.speaker)
    elif reading.speaker:
        return _or(reading.speaker)
    else:
        names = _or(_group(name) for name in reading.who)
    if reading.former:
        names = f"former {names or 'holders of a role'}"
    if reading.country:
        names = f"{names or 'anybody'} of {_or(reading.country)}"
    at = [*reading.organisation, *(_KINDS[name] for name in reading.organisation_kind)]
    if reading.organisation and reading.organisation_kind:
        where = f"{_or(reading.organisation)}, of the kind {_or(reading.organisation_kind)}"
    else:
        where = _or(at)
    if where:
        kind_alone = set(reading.who) == {"organisations"} and not reading.organisation
        names = f"{names or 'anybody'}{' that are ' if kind_alone else ' at '}{where}"
    return names


def _group(name: str) -> str:
    title = name.removeprefix("called ")
    if title != name:
        return f"people called {title}"
    return _ROLES.get(name) or f"{name}s"


def _time(since: str, until: str, due: str) -> Iterable[str]:
    if since and since == until:
        yield f"{due}on {_day(since)}"
    elif since and until:
        yield f"{due}from {_day(since)} to {_day(until)}"
    elif since:
        yield f"{due}since {_day(since)}"
    elif until:
        yield f"{due}until {_day(until)}"


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.day} {day:%B %Y}"


def _or(names: Iterable[str]) -> str:
    return " or ".join(names)


def _and(names: Sequence[str]) -> str:
    return " and ".join(names)
