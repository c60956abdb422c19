"""The text that the parser reads, and the component `sayso_layout` that tells it where units begin.

`parser_text` keeps every offset: page furniture, line breaks inside a sentence and odd spaces become plain
spaces, one for one. The component writes `doc._.units` and makes the first word of each unit the start of a
sentence, so that a heading is a sentence of its own.
"""

import re
from dataclasses import asdict
from typing import TypedDict

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from sayso.extract.units import divide
from sayso.graph.model import Article

__all__ = ["Layout", "make_layout", "parser_text"]

# Control characters, and every space but the plain one; line ends are dealt with by where they stand.
_CONTROLS = "\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"
_SPACES = "\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_ODD = re.compile(f"[{_CONTROLS}{_SPACES}]")
_LINE_ENDS = re.compile("[\x85\u2028\u2029]")
# Soft hyphen, zero width, direction marks: inside a word they stay, or they would split it.
_UNSEEN = "[\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
_INVISIBLE = re.compile(rf"(?<!\w){_UNSEEN}|{_UNSEEN}(?!\w)")
_LINE_END = re.compile(r"[\r\n]+")
# A terminal's control sequence, whole: what is left of one would break the sentence in two.
_ESCAPE = re.compile(r"\x1b(?:\[[0-9;?]{0,32}[@-~]|\][^\x07\x1b\n]{0,256}\x07?)")
_LEADING_MARK = re.compile(r"\s*(?:#{1,6}(?=\s)|[-*+•▪◦‣](?=\s)|>(?=\s))")
_MARKDOWN = re.compile(
    r"(?<![\\\w])(\*\*\*|\*\*|__|\*|_)(?=[^\s*_])"  # opening emphasis
    r"|(?<=[^\s*_\\])(\*\*\*|\*\*|__|\*|_)(?!\w)"  # closing emphasis
    r"|\]\([^()\s]{1,2000}\)|\[(?=[^\[\]\n]{1,300}\]\()"  # a link's target and its opening bracket
)


def parser_text(article: Article) -> str:
    """The article's text as the parser should see it: of the same length, every letter in its place."""
    text = article.text
    pieces: list[str] = []
    markdown = article.source.lower().endswith((".md", ".markdown"))
    position = 0
    for unit in article.units:
        pieces.append(_plain_breaks(text[position : unit.start]))
        inside = text[unit.start : unit.end]
        if unit.kind == "furniture":
            pieces.append(" " * len(inside))
        else:
            pieces.append(_plain(inside, markdown))
        position = unit.end
    pieces.append(_plain_breaks(text[position:]))
    return "".join(pieces)


def _plain_breaks(between: str) -> str:
    """What stands between units: line ends stay."""
    if between in ("\n\n", "\n", " ", ""):
        return between
    between = between.replace("\r\n", " \n").replace("\r", "\n")
    return _LINE_ENDS.sub("\n", _ODD.sub(" ", _INVISIBLE.sub(" ", between)))


def _plain(inside: str, markdown: bool) -> str:
    if "\n" in inside or "\r" in inside:
        inside = _LINE_END.sub(_blank, inside)
    if "\x1b" in inside:
        inside = _ESCAPE.sub(_blank, inside)
    mark = _LEADING_MARK.match(inside)
    if mark:
        inside = " " * mark.end() + inside[mark.end() :]
    if markdown:
        inside = _MARKDOWN.sub(_blank, inside)
    if not inside.isascii():
        inside = _LINE_ENDS.sub(" ", _INVISIBLE.sub(" ", inside))
    return _ODD.sub(" ", inside)


def _blank(match: re.Match[str]) -> str:
    return " " * (match.end() - match.start())


class _UnitRecord(TypedDict):
    kind: str
    start: int
    end: int


class Layout:
    """Annotates `doc._.units` and sets sentence starts; must run before the parser."""

    def __call__(self, doc: Doc) -> Doc:
        units: list[_UnitRecord] | None = doc.user_data.get("sayso_units")
        if units is None:
            units = [_record(unit) for unit in map(asdict, divide(doc.text).units)]
        doc._.units = units
        if len(doc) and not doc.has_annotation("DEP"):
            for index in _first_tokens(doc, units):
                doc[index].is_sent_start = True
        return doc


def _record(unit: dict[str, object]) -> _UnitRecord:
    return _UnitRecord(kind=str(unit["kind"]), start=int(str(unit["start"])), end=int(str(unit["end"])))


def _first_tokens(doc: Doc, units: list[_UnitRecord]) -> list[int]:
    """The index of the first token of each unit that is no white space, if it has one."""
    offsets = doc.to_array("IDX")
    starts = np.searchsorted(offsets, [unit["start"] for unit in units], side="left").tolist()
    count = len(doc)
    first: list[int] = []
    for unit, index in zip(units, starts, strict=True):
        while index < count and doc[index].is_space and offsets[index] < unit["end"]:
            index += 1
        if index < count and offsets[index] < unit["end"]:
            first.append(index)
    return first


@Language.factory("sayso_layout", assigns=["doc._.units"])
def make_layout(nlp: Language, name: str) -> Layout:
    """Make the component; see docs/explanation/architecture.md for what it writes."""
    if not Doc.has_extension("units"):
        Doc.set_extension("units", default=None)
    return Layout()
