"""What pages are made of: the files in graph/assets, and what makes foreign text harmless in a page.

What articles say is only ever set as text. Characters that could reorder or hide text are shown by their
code, JSON in a page holds no sign that could end its element, and a page allows itself its own scripts and
style by their hashes and nothing else (Content-Security-Policy).
"""

import base64
import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator
from importlib.resources import files
from typing import Any

__all__ = ["asset", "clean", "digest", "embedded", "pieces", "policy"]

_UNSAFE = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
_HARMLESS = frozenset("\n\t\N{SOFT HYPHEN}\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}")


def asset(name: str) -> str:
    """The text of a file in graph/assets."""
    return (files("sayso.graph") / "assets" / name).read_text(encoding="utf-8")


def digest(text: str) -> str:
    """What a policy calls the script or style with this text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def policy(*, scripts: Iterable[str] = (), styles: Iterable[str] = ()) -> str:
    """A policy under which a page runs these and neither loads nor sends anything."""
    parts = ["default-src 'none'"]
    for name, texts in (("script-src", scripts), ("style-src", styles)):
        hashes = " ".join(map(digest, texts))
        if hashes:
            parts.append(f"{name} {hashes}")
    return "; ".join((*parts, "base-uri 'none'", "form-action 'none'"))


def embedded(content: Any) -> str:
    """JSON that may stand in a script element: no sign in it can end the element or a line."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    # half a surrogate pair cannot be written as UTF-8
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def pieces(text: str) -> Iterator[tuple[str, str]]:
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


def clean(text: str) -> str:
    """The text with U+FFFD for each unsafe character: of the same length."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(piece for piece, _ in pieces(text))
