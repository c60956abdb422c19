"""How an article's text falls into units: title, headings, paragraphs, furniture.

    >>> division = divide("Rain in Oslo\\n\\nBy Kari Dahl\\n\\nIt rained all day, the city said on Friday.")
    >>> [(unit.kind, unit.start, unit.end) for unit in division.units]
    [('title', 0, 12), ('furniture', 14, 26), ('paragraph', 28, 71)]
    >>> division.author
    'Kari Dahl'

Lines are rejoined to blocks where a line break stands inside a sentence; the head of the text (all before the
first sentence) is read for title, date and byline, the foot for teasers and notes on the writer. Works in one
pass over the text.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from sayso.extract.dates import dateline, leading_date, only_date
from sayso.extract.furniture import (
    Rules,
    ends_sentence,
    is_no_prose,
    is_teaser,
    person_name,
    plain,
    rules,
    title_case,
    words,
)
from sayso.extract.writers import Byline, byline, is_bylined, leading_byline
from sayso.graph.model import Unit

__all__ = ["Division", "divide"]

_LINE = re.compile(r"[^\r\n\u2028\u2029\x0b\x0c\x85]+")
_BREAK = re.compile(r"\r\n|[\r\n\u2028\u2029\x0b\x0c\x85]")
_SPACES = re.compile(r"\s")
_FUNCTION_WORD_END = re.compile(
    r"(?:[,;(–—-]|\b(?:a|an|and|as|at|but|by|for|from|in|into|is|of|on|or|our|over|than|that|the|their|to|was|were|"
    r"which|who|with))$"
)
_LIST_ITEM = re.compile(r"(?:[-*+•▪◦‣]|\(?\d{1,2}[.)])\s+\S")
_MARKDOWN_HEADING = re.compile(r"#{1,6}\s+\S")
_MARKDOWN_START = re.compile(r"#{1,6}\s|>|\||```|~~~|!\[|[-*_=]{3,}\s*$")
_TITLE_LABEL = re.compile(r"(?:title|headline)\s*[:=]\s*(?=\S)|title\s+(?=[A-Z0-9“\"‘'])", re.IGNORECASE)
_RIGHTS = re.compile(
    r"(?:copyright\s*)?(?:©|\(c\)|copyright)\s*(?:by\s+)?(?:\d{4}(?:\s*[-–]\s*\d{4})?)?,?\s*(?:by\s+)?"
    r"(?P<owner>[^.|,;©]{2,60}?)\s*(?:\d{4}\s*)?(?:[.|,;]|all rights reserved|$)",
    re.IGNORECASE,
)
_MIN_WRAP = 40
_MAX_WRAP = 132
_HEAD_BLOCKS = 15


@dataclass(frozen=True, slots=True)
class Division:
    """The units of a text and what its head and foot say of it; `published` rests on a date line."""

    units: tuple[Unit, ...]
    title: str | None = None
    published: str | None = None
    author: str | None = None
    outlet: str | None = None


@dataclass(slots=True)
class _Block:
    """A run of lines that belong together: `text` is theirs with white space made single."""

    start: int
    end: int
    text: str
    lines: int = 1
    gap: bool = False  # a blank line stands before it
    kind: str = ""


@dataclass(slots=True)
class _Facts:
    title: str | None = None
    published: str | None = None
    author: str | None = None
    outlet: str | None = None


def divide(
    text: str, *, start: int = 0, markdown: bool = False, title: str | None = None, author: str | None = None
) -> Division:
    """The units of a text from `start` on, and its title, date, author and outlet as far as it says them.

    What stands before `start` (front matter) is furniture. `title` and `author` are given when metadata says
    them; then only a block equal to that title is the title. Markdown has its paragraphs between blank lines.
    """
    blocks = _blocks(text, start, markdown)
    facts = _Facts(title=title, author=author)
    known = rules()
    body = _read_head(text, blocks, facts, known, markdown)
    _read_body(blocks, body, facts, known)
    _read_foot(blocks, body, facts, known)
    units = [
        Unit("furniture" if is_no_prose(block.text) else block.kind, block.start, block.end)
        for block in blocks
    ]
    if text[:start].strip():
        units.insert(0, Unit("furniture", 0, start))
    return Division(tuple(units), facts.title, facts.published, facts.author, facts.outlet)


# Lines and blocks


def _lines(text: str, start: int) -> Iterator[tuple[int, int, bool]]:
    """Start and end of each line that is not blank, white space stripped; whether a blank line is before."""
    previous = start
    for match in _LINE.finditer(text, start):
        line = match[0]
        stripped = line.strip()
        if not stripped:
            continue
        begin = match.start() + len(line) - len(line.lstrip())
        gap = len(_BREAK.findall(text, previous, begin)) > 1
        previous = begin + len(stripped)
        yield begin, previous, gap


def _blocks(text: str, start: int, markdown: bool) -> list[_Block]:
    lines = [_Block(begin, end, text[begin:end], gap=gap) for begin, end, gap in _lines(text, start)]
    width = _wrap_width(lines)
    blocks: list[_Block] = []
    last = ""
    for line in lines:
        if (
            blocks
            and not line.gap
            and _goes_on(last, line.text, width, markdown)
            and not _stands_alone(last, line.text)
        ):
            blocks[-1].end = line.end
            blocks[-1].lines += 1
        else:
            blocks.append(line)
        last = line.text
    for block in blocks:
        if block.lines > 1:
            block.text = " ".join(text[block.start : block.end].split())
    return blocks


def _wrap_width(lines: list[_Block]) -> int | None:
    """The width at which a text was wrapped, or None if its line breaks end paragraphs.

    In a wrapped text no line is long, most lines are as full as the next word allows, and few end a sentence.
    """
    lengths = [len(line.text) for line in lines if " " in line.text]
    width = max(lengths, default=0)
    if not _MIN_WRAP <= width <= _MAX_WRAP:
        return None
    breaks = full = final = 0
    for line, following in itertools.pairwise(lines):
        if following.gap:
            continue
        breaks += 1
        full += _is_full(line.text, following.text, width)
        final += ends_sentence(line.text)
    return width if breaks >= 2 and full >= 0.6 * breaks and final <= 0.4 * breaks else None


def _is_full(line: str, following: str, width: int) -> bool:
    first, _, _ = following.partition(" ")
    return len(line) + 1 + len(first) >= width


def _goes_on(line: str, following: str, width: int | None, markdown: bool) -> bool:
    """Whether a sentence of one line goes on in the next."""
    if _LIST_ITEM.match(following) or _MARKDOWN_HEADING.match(following) or _MARKDOWN_HEADING.match(line):
        return False
    if markdown and (_MARKDOWN_START.match(following) or _MARKDOWN_START.match(line)):
        return False
    if width is not None and _is_full(line, following, width):
        return True
    if ends_sentence(line):
        return False
    open_end = _FUNCTION_WORD_END.search(line[-8:]) is not None
    if following[:1].islower() and (width is not None or open_end or len(line) >= 80):
        return True
    if len(line) >= _MIN_WRAP:
        # A title may stand over a tag in small letters; a title over a small-lettered sentence is not seen.
        if following[:1].islower() and (len(following) >= _MIN_WRAP or ends_sentence(following)):
            return True
        if open_end and line[-1:] not in "-–—":
            return True
    return markdown and len(line) >= _MIN_WRAP


def _stands_alone(line: str, following: str) -> bool:
    known = rules()
    return known.is_furniture(line) or known.is_furniture(following)


# Head


def _read_head(text: str, blocks: list[_Block], facts: _Facts, known: Rules, markdown: bool) -> int:
    """Sets the kinds of the blocks before the first sentence; returns the index of the block with it."""
    titled = False
    index = 0
    while index < min(len(blocks), _HEAD_BLOCKS):
        block = blocks[index]
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        if _is_date_line(block, facts):
            block.kind = "furniture"
        elif _split_leading_date(text, blocks, index, facts):
            pass  # the rest of the block is looked at next
        elif _is_byline(block, facts):
            block.kind = "furniture"
        elif _split_byline(text, blocks, index, facts):
            pass  # as above
        elif not titled and facts.title is None and _split_title_label(text, blocks, index):
            blocks[index + 1].kind = "title"
            facts.title = blocks[index + 1].text
            titled = True
            index += 1
        elif facts.title is not None and _same(block.text, facts.title):
            block.kind = "furniture" if titled else "title"
            titled = True
        elif known.is_furniture(block.text) or _is_kicker(block, following, titled):
            block.kind = "furniture"
        elif facts.title is None and _is_title(block, following, markdown):
            block.kind = "title"
            facts.title = plain(block.text)
            titled = True
        elif _is_sentence(block) or following is None:
            break
        elif _MARKDOWN_HEADING.match(block.text):
            block.kind = "heading"
        elif (titled or facts.title is not None) and _is_tag(block):
            block.kind = "furniture"
        else:
            block.kind = "heading" if _heading_shape(block) else "paragraph"
            if block.kind == "paragraph":
                break
        index += 1
    if index < len(blocks) and not blocks[index].kind:
        index += _split_dateline(text, blocks, index, facts)
    return index


def _is_sentence(block: _Block) -> bool:
    count = words(block.text)
    return count >= 25 or (ends_sentence(block.text) and count >= 4)


def _is_date_line(block: _Block, facts: _Facts) -> bool:
    date, alone = only_date(block.text)
    if alone and facts.published is None:
        facts.published = date
    return alone


def _is_byline(block: _Block, facts: _Facts) -> bool:
    line = byline(plain(block.text))
    if line is not None:
        _note(line, facts)
    return line is not None


def _note(line: Byline, facts: _Facts) -> None:
    facts.author = facts.author or line.author
    facts.outlet = facts.outlet or line.outlet
    facts.published = facts.published or line.published


def _split(blocks: list[_Block], index: int, offset: int, text: str) -> None:
    """Cuts a block at an offset of the text; what is before it becomes furniture."""
    block = blocks[index]
    rest = _Block(offset, block.end, " ".join(text[offset : block.end].split()), block.lines, gap=block.gap)
    block.end = offset
    while block.end > block.start and text[block.end - 1].isspace():
        block.end -= 1
    block.text, block.kind = text[block.start : block.end], "furniture"
    blocks.insert(index + 1, rest)


def _start_of(text: str, block: _Block) -> str:
    return _SPACES.sub(" ", text[block.start : min(block.end, block.start + 160)])


def _split_leading_date(text: str, blocks: list[_Block], index: int, facts: _Facts) -> bool:
    line = leading_date(_start_of(text, blocks[index]))
    if line is None or blocks[index].start + line.end >= blocks[index].end:
        return False
    _split(blocks, index, blocks[index].start + line.end, text)
    facts.published = facts.published or line.date
    return True


def _split_byline(text: str, blocks: list[_Block], index: int, facts: _Facts) -> bool:
    line = leading_byline(_start_of(text, blocks[index]))
    if line is None or blocks[index].start + line[0] >= blocks[index].end:
        return False
    _split(blocks, index, blocks[index].start + line[0], text)
    _note(line[1], facts)
    return True


def _split_title_label(text: str, blocks: list[_Block], index: int) -> bool:
    match = _TITLE_LABEL.match(_start_of(text, blocks[index]))
    # "Title insurance costs more" is a headline; a bare label is written small.
    if match is None or (match[0].rstrip()[-1] not in ":=" and not match[0].islower()):
        return False
    _split(blocks, index, blocks[index].start + match.end(), text)
    return True


def _split_dateline(text: str, blocks: list[_Block], index: int, facts: _Facts) -> int:
    line = dateline(_start_of(text, blocks[index]))
    if line is None or blocks[index].start + line.end >= blocks[index].end:
        return 0
    _split(blocks, index, blocks[index].start + line.end, text)
    facts.published = facts.published or line.date
    facts.outlet = facts.outlet or line.agency
    return 1


def _is_title(block: _Block, following: _Block | None, markdown: bool) -> bool:
    if _MARKDOWN_HEADING.match(block.text):
        return True
    text = plain(block.text)
    if following is None or not 2 <= words(text) <= 25 or len(text) > 200 or block.lines > 3:
        return False
    if text[0].islower() or text[-1] in ".,;:…" or _LIST_ITEM.match(block.text):
        return False
    if text[-1] in '!?”"’' and ends_sentence(text) and (not following.gap or words(text) > 15):
        return False
    return following.gap or len(following.text) >= 80 or not _is_sentence(following)


def _is_kicker(block: _Block, following: _Block | None, titled: bool) -> bool:
    """A section's name over the title: "World", "AI News"."""
    return (
        not titled
        and following is not None
        and words(block.text) <= 2
        and not ends_sentence(block.text)
        and words(following.text) >= 5
        and not _is_sentence(following)
        and following.text[0].isupper()
        and not is_bylined(following.text)
        and not only_date(following.text)[1]
    )


def _is_tag(block: _Block) -> bool:
    """A category or a tag between title and text: "technology news", "Opinion"."""
    return (
        not ends_sentence(block.text)
        and words(block.text) <= 6
        and (block.text[0].islower() or words(block.text) <= 3)
    )


def _same(one: str, other: str) -> bool:
    def letters(text: str) -> str:
        return "".join(char for char in text.casefold() if char.isalnum())

    return abs(len(one) - len(other)) < 40 and letters(one) == letters(other) != ""


# Body and foot


def _heading_shape(block: _Block) -> bool:
    if block.lines > 2 or len(block.text) > 130 or _LIST_ITEM.match(block.text):
        return False
    text = plain(block.text)
    if not text or words(text) > 14 or text[0].islower() or text[-1] in ".,;:…!":
        return False
    if text[-1] == "?" and not title_case(text):
        return False  # a question may be put by an interviewer, or by the writer
    opened = text.count("“") - text.count("”")
    return opened == 0 and text.count('"') % 2 == 0 and not (ends_sentence(text) and text[-1] != "?")


def _read_body(blocks: list[_Block], body: int, facts: _Facts, known: Rules) -> None:
    related = False
    for block in blocks[body:]:
        if block.kind:
            continue
        text = block.text
        if known.opens_related(text):
            block.kind, related = "furniture", True
            continue
        if known.is_furniture(text) or (facts.title is not None and _same(text, facts.title)):
            block.kind = "furniture"
            if match := _RIGHTS.match(text):
                facts.outlet = facts.outlet or match["owner"].strip()
            continue
        if related and not (ends_sentence(text) and not is_teaser(text)) and words(text) < 40:
            block.kind = "furniture"
            continue
        related = False
        if _MARKDOWN_HEADING.match(text):
            block.kind = "heading"
        else:
            block.kind = "heading" if _heading_shape(block) else "paragraph"


def _read_foot(blocks: list[_Block], body: int, facts: _Facts, known: Rules) -> None:
    """Makes furniture of headings with nothing under them, of teasers, and of notes on the writer."""
    foot = len(blocks)
    while foot > body and _may_be_foot(blocks[foot - 1], facts, known):
        foot -= 1
    tail = blocks[foot:]
    teasers = [block for block in tail if block.kind == "paragraph" and is_teaser(block.text)]
    has_furniture = any(block.kind == "furniture" for block in tail)
    for number, block in enumerate(tail):
        if (
            facts.author is None
            and number
            and person_name(block.text)
            and block.text == tail[number - 1].text
        ):
            facts.author = block.text
    for number, block in enumerate(tail):
        if block.kind == "paragraph" and len(teasers) == 1 and not has_furniture and is_teaser(block.text):
            continue  # the article itself was cut off
        last_words = number == 0 and words(block.text) >= 6 and not title_case(block.text)
        if block.kind == "heading" and last_words and block.text[0] != "#":
            block.kind = "paragraph"  # a last sentence without its full stop
            continue
        block.kind = "furniture"


def _may_be_foot(block: _Block, facts: _Facts, known: Rules) -> bool:
    if block.kind in ("furniture", "heading"):
        return True
    return block.kind == "paragraph" and (
        is_teaser(block.text) or known.is_about_writer(block.text, facts.author)
    )
