"""Names as they stand in IRIs and entity ids.

>>> slug("Ursula von der Leyen")
'ursula-von-der-leyen'
>>> slug("Łódź Institute of Øresund Studies")
'lodz-institute-of-oresund-studies'
"""

import hashlib
import re
import unicodedata
from typing import Literal

__all__ = ["normal_form", "slug"]

# Letters that no decomposition takes apart.
_LETTERS = str.maketrans(
    {
        "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "đ": "d",
        "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ł": "l", "Ł": "L", "ħ": "h", "Ħ": "H",
        "ı": "i", "ŋ": "ng", "Ŋ": "Ng", "ə": "e", "Ə": "E",
    }
)  # fmt: skip
_LONGEST = 120

# Marks are sorted one by one, so that a run of them takes time by the square of its length. No writing has
# more than this on one letter (Unicode Standard Annex 15, stream-safe text).
_MARKS = 30
_FOREIGN_RUN = re.compile(rf"[^\x00-\u02ff]{{{_MARKS + 1},}}")  # no mark has a lower code


def normal_form(form: Literal["NFC", "NFD", "NFKC", "NFKD"], text: str) -> str:
    """The text in a Unicode normal form, without the marks beyond the first thirty on one letter.

    Takes time by the length of the text, whatever it is.
    """
    return unicodedata.normalize(form, _FOREIGN_RUN.sub(_with_few_marks, text))


def _with_few_marks(run: re.Match[str]) -> str:
    kept, marks = [], 0
    for sign in run[0]:
        marks = marks + 1 if unicodedata.combining(unicodedata.normalize("NFKD", sign)[0]) else 0
        if marks <= _MARKS:
            kept.append(sign)
    return "".join(kept)


def slug(text: str) -> str:
    """A readable key of lower-case ASCII letters, digits and hyphens, never empty.

    Where letters have no ASCII form, or the key is longer than 120 characters, it ends with the first 12
    hexadecimal digits of the text's SHA-256, and is only those where nothing is left. Equal texts give equal
    slugs; two texts that differ only in accents, case or punctuation do too.
    """
    parts = normal_form("NFKD", text.translate(_LETTERS))
    plain = "".join(char for char in parts if not unicodedata.combining(char))
    words = re.sub(r"[^a-z0-9]+", "-", re.sub(r"['.]", "", plain.lower())).strip("-")
    if words and len(words) <= _LONGEST and not any(char.isalnum() and not char.isascii() for char in plain):
        return words
    digest = hashlib.sha256(normal_form("NFC", text).encode("utf-8", "replace")).hexdigest()[:12]
    words = words[: _LONGEST - 13].strip("-")
    return f"{words}-{digest}" if words else digest
