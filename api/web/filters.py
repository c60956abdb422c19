"""The forms that narrow a list: a field for each filter that the list takes, filled with what is asked now.

A form is sent with GET, so that what it shows has an address of its own; empty fields mean nothing there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from sayso.graph import vocab

__all__ = ["FORMS", "Field", "Form", "form"]

_DAY = r"\d{4}(-\d{2}(-\d{2})?)?"
_NAME = "a name or an id"


@dataclass(frozen=True, slots=True)
class Field:
    """One field: `choices` are values with what a reader sees of them, none where anything may be written."""

    name: str
    label: str
    hint: str = ""
    pattern: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    value: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a list: the first are in sight, the others unfold, `open` where one of them is filled.

    `kept` is what else stays in the address, `narrowed` whether any field is filled.
    """

    path: str
    first: tuple[Field, ...]
    others: tuple[Field, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()
    open: bool = False
    narrowed: bool = False


def _of(name: str, label: str, any: str, members: Iterable[str]) -> Field:
    """A field for one member of a list of the vocabulary."""
    choices = [("", any), *((member, member.replace("-", " ")) for member in members)]
    return Field(name, label, choices=tuple(choices))


_SINCE = Field("since", "From", "2025 or 2025-03", _DAY)
_UNTIL = Field("until", "Until", "2025 or 2025-03", _DAY)
_TOPIC = Field("topic", "Topic", "any of its names")
_KINDS = Field("kinds", "Who is an expert", "+journalist,-company")
_ORGANIZATION = Field("organization", "Speaks for", "an organisation")

FORMS: Mapping[str, Form] = MappingProxyType(
    {
        "statements": Form(
            "/statements",
            (Field("person", "Who speaks", _NAME), _ORGANIZATION, _TOPIC, _SINCE, _UNTIL),
            (
                Field("outlet", "Outlet", "who published it"),
                Field("channel", "Told to, or posted on", _NAME),
                Field("article", "Article", "its id or file"),
                _of("stance", "Stance", "any", vocab.STANCES),
                _of("quote_type", "Quote", "any", vocab.QUOTE_TYPES),
                _of("cue_type", "Cue", "any", vocab.CUE_TYPES),
                _of("certainty", "Certainty", "any", vocab.CERTAINTIES),
                _of("polarity", "Polarity", "any", vocab.POLARITIES),
                _of("basis", "Topic found in", "any place", vocab.TOPIC_BASES),
                Field("guess", "Guesses", choices=(("", "allowed"), ("no", "none"), ("yes", "at least one"))),
                _of("review_status", "Review", "not rejected", vocab.REVIEW_STATES),
                Field("experts", "Spoken as", choices=(("", "anybody"), ("yes", "an expert"))),
            ),
        ),
        "experts": Form(
            "/experts",
            (_TOPIC, _ORGANIZATION, _SINCE, _UNTIL, _KINDS),
        ),
        "articles": Form(
            "/articles",
            (Field("outlet", "Outlet", "who published it"), Field("person", "Names", _NAME), _SINCE, _UNTIL),
        ),
    }
)
"""The forms by the kind of list, all empty."""


def form(kind: str, asked: Mapping[str, str]) -> Form:
    """The form of this kind of list, filled with what was asked; how long the list is stays as it was."""
    empty = FORMS[kind]

    def filled(field: Field) -> Field:
        value = asked.get(field.name, "")
        choices = field.choices
        if choices and value not in dict(choices):  # several with commas, which an address may have
            choices += ((value, value),)
        return replace(field, choices=choices, value=value)

    first, others = tuple(map(filled, empty.first)), tuple(map(filled, empty.others))
    return replace(
        empty,
        first=first,
        others=others,
        kept=tuple((name, asked[name]) for name in ("limit",) if asked.get(name)),
        open=any(field.value for field in others),
        narrowed=any(field.value for field in (*first, *others)),
    )
