"""Text that may come from anywhere, made safe for a terminal."""

import unicodedata

__all__ = ["printable"]

UNSAFE = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))


def printable(text: str) -> str:
    """`text` with a space for each character that would move the cursor or change how text is shown."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(" " if unicodedata.category(char) in UNSAFE else char for char in text)
