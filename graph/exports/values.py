"""Values as other programs can hold them: one rule for all formats that are not RDF.

    >>> flatten(["a", None])
    '["a", null]'
    >>> flatten("one\\x00two\\r\\n")
    'one�two\\n'

No None, dates as ISO text, no character that an XML reader would choke on (control characters, halves of
surrogate pairs: they become the replacement character, in every format), line ends as a line feed. Where a
format has no lists, they are JSON text. All other characters, of any script and plane, stay as they are.
Attributes never take a name that a format keeps for itself: such a one gets "sayso_" in front.
"""

import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any

__all__ = ["attributes", "clean", "defused", "flatten", "printable_text"]

_XML_CANNOT = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_KEPT = frozenset(
    {"id", "value", "source", "target", "name", "key", "type", "for", "start", "end", "spells", "timestamp"}
    | {"viz", "pid", "parents", "children", "networkx_key"}
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def flatten(value: Any) -> str | int | float | bool | None:
    """A value as every format can hold it; None when there is nothing to hold.

    Lists and dicts become JSON text.
    """
    found = clean(value)
    if isinstance(found, list | dict):
        return json.dumps(found, ensure_ascii=False) if found else None
    return found  # type: ignore[no-any-return]  # what clean leaves are the plain types


def clean(value: Any) -> Any:
    """The same, but with lists and dicts kept."""
    if hasattr(value, "item") and hasattr(value, "dtype"):
        value = value.item()
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if -(2**63) <= value < 2**63 else str(value)
    if isinstance(value, float):
        return value if abs(value) < float("inf") else None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {printable_text(str(key)): clean(inner) for key, inner in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(map(clean, value), key=str)
    if isinstance(value, list | tuple):
        return [clean(inner) for inner in value]
    if value is None or value == "":
        return None
    return printable_text(str(value))


def printable_text(text: str) -> str:
    """The text without the characters that no XML may hold."""
    return _XML_CANNOT.sub("�", text.replace("\r\n", "\n").replace("\r", "\n"))


def attributes(about: dict[str, Any], cleaned: Callable[[Any], Any]) -> dict[str, Any]:
    """Attributes with clean values, under names that no format keeps for itself."""
    named = {
        f"sayso_{name}" if name in _KEPT else printable_text(name): cleaned(value)
        for name, value in about.items()
    }
    return {name: value for name, value in named.items() if value is not None}


def defused(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front; numbers stay."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
