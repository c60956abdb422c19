"""Explained articles as one HTML file that opens anywhere, without network and without JavaScript.

What articles say is escaped by the template; characters that could reorder or hide text are shown by their
code. The page allows itself its own style by its hash and nothing else (Content-Security-Policy).
"""

import base64
import functools
import hashlib
import unicodedata
from collections.abc import Iterator, Sequence
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from sayso.graph.explanation import Block, Explanation, Segment

__all__ = ["html"]

# The statements of a block that point at their text under the mouse; any more do so by their links only.
_POINTING = 40
_UNSAFE = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
_HARMLESS = frozenset("\n\t\N{SOFT HYPHEN}\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}")


def html(explanations: Sequence[Explanation]) -> str:
    """One page with all of these articles, in this order."""
    style = _asset("explanation.css") + _pointing()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return _template().render(explanations=explanations, style=Markup(style), policy=policy)


@functools.cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_clean
    )
    environment.filters.update(pieces=_pieces, drawn=_drawn)
    return environment.from_string(_asset("explanation.html"))


def _pointing() -> str:
    """What the mouse on an entry, or on text, does to the other: plain CSS needs a rule for each number."""
    rules = []
    for n in range(1, _POINTING + 1):
        entry = f".entry.k{n}"
        rules.append(
            f".block:has({entry}:is(:hover,:focus-within)) .t:not(.k{n}){{opacity:.45}}"
            f".block:has({entry}:is(:hover,:focus-within,:target)) .t.k{n}"
            "{box-shadow:0 0 0 2px var(--hit);background-color:var(--hit)}"
            f".block:has(.t.k{n}:hover) {entry}{{box-shadow:0 0 0 2px var(--accent)}}"
        )
    return "\n".join(rules)


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """The text in pieces as (text, ""), and each unsafe character between as (U+FFFD, its code and name)."""
    begin = 0
    for place, char in enumerate(text):
        if unicodedata.category(char) in _UNSAFE and char not in _HARMLESS:
            if begin < place:
                yield text[begin:place], ""
            begin = place + 1
            name = unicodedata.name(char, "control character")
            yield "\N{REPLACEMENT CHARACTER}", f"U+{ord(char):04X} {name}"
    if begin < len(text):
        yield text[begin:], ""


def _clean(value: object) -> object:
    """What the template puts out, with U+FFFD for each unsafe character."""
    if not isinstance(value, str) or isinstance(value, Markup) or (value.isascii() and value.isprintable()):
        return value
    return "".join(piece for piece, _ in _pieces(value))


def _drawn(block: Block) -> Iterator[tuple[Segment, str]]:
    """The stretches of a block, each with its classes: its parts, how deep it is nested, and whose it is."""
    places = {entry.number: place for place, entry in enumerate(block.entries, start=1)}
    guesses = {entry.number for entry in block.entries if entry.guess}
    for segment in block.segments:
        classes = dict.fromkeys(mark.part for mark in segment.marks)
        contents = [mark for mark in segment.marks if mark.part == "content"]
        if contents:
            classes[f"d{min(3, len(contents))}"] = None
        if contents and all(number in guesses for mark in contents for number in mark.numbers):
            classes["guess"] = None
        for mark in segment.marks:
            for number in mark.numbers:
                if places.get(number, _POINTING + 1) <= _POINTING:
                    classes[f"k{places[number]}"] = None
        yield segment, " ".join(classes)


def _asset(name: str) -> str:
    return (files("sayso.graph") / "assets" / name).read_text(encoding="utf-8")
