"""Names as they stand in IRIs and entity ids.

>>> slug("Ursula von der Leyen")
'ursula-von-der-leyen'
>>> slug("Łódź Institute of Øresund Studies")
'lodz-institute-of-oresund-studies'
"""

import hashlib
import re
import unicodedata

__all__ = ["slug"]

# Letters that no decomposition takes apart.
_LETTERS = str.maketrans(
    {
        "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "đ": "d",
        "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ł": "l", "Ł": "L", "ħ": "h", "Ħ": "H",
        "ı": "i", "ŋ": "ng", "Ŋ": "Ng", "ə": "e", "Ə": "E",
    }
)  # fmt: skip
_LONGEST = 120


def slug(text: str) -> str:
    """A readable key of lower-case ASCII letters, digits and hyphens, never empty.

    A text in which nothing is left of that gets the first 12 hexadecimal digits of its SHA-256 instead, and
    one of more than 120 characters is cut and ends with those digits. Equal texts give equal slugs; two texts
    that differ only in accents, case or punctuation do too.
    """
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS)).encode("ascii", "ignore").decode("ascii")
    words = re.sub(r"[^a-z0-9]+", "-", re.sub(r"['.]", "", plain.lower())).strip("-")
    if words and len(words) <= _LONGEST:
        return words
    digest = hashlib.sha256(unicodedata.normalize("NFC", text).encode("utf-8", "replace")).hexdigest()[:12]
    return f"{words[: _LONGEST - 13].strip('-')}-{digest}" if words else digest
