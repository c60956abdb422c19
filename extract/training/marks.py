"""The same article with other quotation marks.

Newspapers differ in their marks; annotated articles come from a few of them. A network that has seen the same
words in all marks reads those of a paper it never saw. A mark is replaced by one of the same length, so all
offsets stay true.
"""

import random

from sayso.extract.quotations import Quotation, quotations

__all__ = ["STYLES", "restyle"]

STYLES = {
    "curly": ("“", "”", "‘", "’"),
    "straight": ('"', '"', "'", "'"),
    "British": ("‘", "’", "“", "”"),
    "plain British": ("'", "'", '"', '"'),
    "guillemets": ("«", "»", "‹", "›"),
}
"""Outer opening and closing mark, inner opening and closing mark."""

_DRAWN = ("curly", "straight", "British", "British", "plain British", "guillemets")


def restyle(text: str, draw: random.Random) -> str | None:
    """The text in another style drawn by `draw`, of the same length; None if it has no double marks.

    >>> restyle("“It’s the ‘last’ one,” she said.", random.Random(3))
    '"It’s the \\'last\\' one," she said.'
    """
    outer = [quotation for quotation in quotations(text) if text[quotation.start] in '“"']
    if not outer:
        return None
    own = "straight" if text[outer[0].start] == '"' else "curly"
    style = draw.choice([style for style in _DRAWN if style != own])
    marks = list(text)
    for quotation in outer:
        if not quotation.closed or text[quotation.end - 1] in '”"':
            _mark(text, marks, quotation, STYLES[style])
    return "".join(marks)


def _mark(text: str, marks: list[str], quotation: Quotation, style: tuple[str, str, str, str]) -> None:
    opening, closing, inner_opening, inner_closing = style
    single_is_open = False
    for at in range(quotation.start + 1, quotation.end - 1):
        character = text[at]
        if character in "‘'" and not text[at - 1].isalnum() and text[at + 1].isalnum():
            marks[at], single_is_open = inner_opening, True
        elif single_is_open and character in "’'" and not text[at + 1].isalnum():
            marks[at], single_is_open = inner_closing, False
        elif character == "“":
            marks[at] = inner_opening
        elif character == "”":
            marks[at] = inner_closing
    marks[quotation.start] = opening
    if quotation.closed:
        marks[quotation.end - 1] = closing
