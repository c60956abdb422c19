"""Page furniture: which blocks of a page are no part of the article.

Menus, comment forms, share bars, calls to subscribe, cookie bars, teasers for other articles, notes on the
writer. The phrases stand in data/furniture.toml; here stands how they are used. Prose is kept in doubt.
"""

import functools
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = [
    "Rules",
    "ends_sentence",
    "is_no_prose",
    "is_teaser",
    "person_name",
    "plain",
    "rules",
    "title_case",
    "words",
]

_MAX_WORDS = 60  # longer blocks are prose, whatever they hold
_CALL_WORDS = 40
_LONG = 1000  # characters
_LEAST_LETTERS = 0.4
_QUOTED = re.compile(r"[“\"][^”\"]{15,}[”\"]")
_REPORTING = re.compile(
    r"\b(?:said|says|told|tells|added|argued|argues|warned|warns|wrote|writes(?! (?:about|on|for))|according|"
    r"believes|noted)\b",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"[\s*_#>\[<•·»›-]+(?=\w)")
_END = re.compile(r"[.!?…][\"'”’»)\]*_]{0,4}$")
_CUT = re.compile(r"(?:…|\.\.\.|\[\+\d{1,7} chars\]|[\[(](?:…|\.\.\.)[\])])$")
_SEPARATORS = re.compile(r"\s+[|»›·•/>]\s+|\s*[|•·]\s*")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{2,64}")
_PHONE = re.compile(r"(?:tel|phone|fax|mob)[.:]? ?\+?[\d ()/-]{6,}", re.IGNORECASE)
_LINK = re.compile(r"<?(?:https?://|www\.)\S{3,300}>?", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,4}")
_FULL_NAME = re.compile(r"[^\W\d_a-z][\w'’-]*(?: (?:[^\W\d_a-z][\w.'’-]*|de|van|von|der|bin|al)){1,3}")
_SMALL = frozenset(
    {"a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "into", "is", "nor", "of", "off", "on"}
    | {"or", "over", "the", "to", "up", "via", "vs", "with"}
)


def words(text: str) -> int:
    """How many words a block has."""
    return len(text.split())


def ends_sentence(text: str) -> bool:
    """Whether a block ends as a sentence does."""
    return _END.search(text[-8:].rstrip()) is not None


def is_no_prose(text: str) -> bool:
    """Whether a long block has so few letters and digits that nobody wrote it to be read.

    A parser makes a word of every mark, and would take minutes for a page of them.
    """
    return len(text) > _LONG and sum(map(str.isalnum, text)) < _LEAST_LETTERS * len(text)


def is_teaser(text: str) -> bool:
    """Whether a block is cut off with an ellipsis, as teasers for other articles are."""
    return _CUT.search(text[-24:].rstrip()) is not None


def title_case(text: str) -> bool:
    """Whether most words of a block that could be small begin with a capital."""
    longer = [word for word in text.split() if word[0].isalpha() and word.lower() not in _SMALL]
    return sum(word[0].isupper() for word in longer) >= 0.75 * max(1, len(longer))


def person_name(text: str) -> bool:
    """Whether a block has the shape of a person's name and nothing else."""
    return (
        len(text) <= 50
        and _NAME.fullmatch(text) is not None
        and all(
            part[0].isupper() or part in ("de", "van", "von", "der", "bin", "al") for part in text.split()
        )
    )


@dataclass(frozen=True, slots=True)
class Rules:
    """The phrases of furniture.toml, compiled."""

    _anywhere: re.Pattern[str]
    _related: re.Pattern[str]
    _call_start: re.Pattern[str]
    _call_word: re.Pattern[str]
    _call_noun: re.Pattern[str]
    _writer_start: re.Pattern[str]
    _writer_word: re.Pattern[str]

    def is_furniture(self, block: str) -> bool:
        """Whether a block is furniture wherever it stands."""
        if len(block) > 600:
            return False
        text = plain(block)
        if not any(char.isalpha() for char in text):
            # Rules of dashes and bare numbers; "60." may be an answer.
            return not any(char.isdigit() for char in text) or not ends_sentence(text)
        count = words(text)
        if count > _MAX_WORDS:
            return False
        return (
            self._anywhere.fullmatch(text) is not None
            or _LINK.fullmatch(text) is not None
            or (count <= _CALL_WORDS and self._is_call(text))
            or (count <= 30 and _is_contact(text))
            or (count <= 40 and _is_menu(text))
        )

    def opens_related(self, block: str) -> bool:
        """Whether a block is a label such as "Related articles" over links to other articles."""
        return len(block) <= 80 and self._related.fullmatch(plain(block).rstrip(":.")) is not None

    def is_about_writer(self, block: str, author: str | None) -> bool:
        """Whether a block at the end of a page tells who wrote it."""
        text = plain(block)
        if len(text) > 500 or words(text) > _MAX_WORDS:
            return False
        if author is not None and text == author:
            return True
        if author is not None and text.startswith(author):
            name_end = len(author)
        else:
            match = _FULL_NAME.match(text)
            if match is None:
                return False
            name_end = match.end()
        return (
            self._writer_start.match(text, name_end) is not None
            and self._writer_word.search(text, name_end) is not None
            and not _is_reported(text)
        )

    def _is_call(self, text: str) -> bool:
        if _is_reported(text):
            return False
        if self._call_start.match(text) and self._call_word.search(text):
            return True
        return self._call_noun.search(text) is not None and not ends_sentence(text)


def plain(block: str) -> str:
    """A block with white space made single, without Markdown emphasis around it."""
    text = " ".join(block.split()).rstrip(" *_")
    mark = _MARKUP.match(text)
    return text[mark.end() :] if mark else text


def _is_reported(text: str) -> bool:
    return _REPORTING.search(text) is not None or _QUOTED.search(text) is not None


def _is_contact(text: str) -> bool:
    match = _EMAIL.search(text) or _PHONE.search(text)
    return match is not None and not _is_reported(text)


def _is_menu(text: str) -> bool:
    parts = [part for part in _SEPARATORS.split(text) if part]
    return len(parts) >= 3 and all(words(part) <= 3 for part in parts) and not ends_sentence(text)


@functools.cache
def rules() -> Rules:
    """The shipped rules."""
    path = Path(__file__).parent / "data" / "furniture.toml"
    loaded: dict[str, Sequence[str] | str] = tomllib.loads(path.read_text(encoding="utf-8"))

    def compiled(key: str) -> re.Pattern[str]:
        value = loaded[key]
        return re.compile(value if isinstance(value, str) else "|".join(value), re.IGNORECASE)

    return Rules(
        compiled("anywhere"),
        compiled("related"),
        compiled("call_start"),
        compiled("call_word"),
        compiled("call_noun"),
        compiled("writer_start"),
        compiled("writer_word"),
    )
