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

    Where letters have no ASCII form, or the key is longer than 120 characters, it ends with the first 12
    hexadecimal digits of the text's SHA-256, and is only those where nothing is left. Equal texts give equal
    slugs; two texts that differ only in accents, case or punctuation do too.
    """
    parts = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    plain = "".join(char for char in parts if not unicodedata.combining(char))
    words = re.sub(r"[^a-z0-9]+", "-", re.sub(r"['.]", "", plain.lower())).strip("-")
    if words and len(words) <= _LONGEST and not any(char.isalnum() and not char.isascii() for char in plain):
        return words
    digest = hashlib.sha256(unicodedata.normalize("NFC", text).encode("utf-8", "replace")).hexdigest()[:12]
    words = words[: _LONGEST - 13].strip("-")
    return f"{words}-{digest}" if words else digest
