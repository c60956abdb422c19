"""Explained articles as one HTML file that opens anywhere, without network and without JavaScript.

What articles say is escaped by the template; characters that could reorder or hide text are shown by their
code. The page allows itself its own style by its hash and nothing else (Content-Security-Policy).
"""

import functools
from collections.abc import Iterator, Sequence

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from sayso.graph.explanation import Block, Explanation, Segment
from sayso.graph.pages import assets

__all__ = ["drawn", "html"]

# The statements of a block that point at their text under the mouse; any more do so by their links only.
_POINTING = 40


def html(explanations: Sequence[Explanation]) -> str:
    """One page with all of these articles, in this order."""
    style = assets.asset("marks.css") + assets.asset("explanation.css") + _pointing()
    policy = Markup(assets.policy(styles=[style]))  # holds no sign that would need to be escaped
    return _template().render(explanations=explanations, style=Markup(style), policy=policy)


@functools.cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_clean
    )
    environment.filters.update(pieces=assets.pieces, drawn=drawn)
    return environment.from_string(assets.asset("explanation.html"))


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


def _clean(value: object) -> object:
    """What the template puts out, with U+FFFD for each unsafe character."""
    return value if not isinstance(value, str) or isinstance(value, Markup) else assets.clean(value)


def drawn(block: Block) -> Iterator[tuple[Segment, str]]:
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
