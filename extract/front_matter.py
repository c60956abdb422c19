"""The head of a Markdown or text file: YAML between two lines of three dashes.

It stays part of the text, as furniture, so that offsets count in the file as it is.
"""

import re

import yaml

from sayso.extract.dates import parse_date
from sayso.extract.metadata import Metadata

__all__ = ["front_matter"]

_FRONT_MATTER = re.compile(
    r"\s*---[ \t]*\r?\n(?:(?!(?:---|\.\.\.)[ \t]*\r?$).{0,2000}\r?\n){1,200}?(?:---|\.\.\.)[ \t]*(?:\r?\n|$)",
    re.M,
)
_KEY_LINE = re.compile(r"^[A-Za-z_][\w -]{0,40}:", re.M)
_KEY_VALUE = re.compile(r"^([A-Za-z_][\w-]{0,40}):[ \t]*(.*?)[ \t]*\r?$", re.M)


def front_matter(text: str) -> tuple[int, Metadata]:
    """Where the text after a YAML head begins, and what that head says; 0 and nothing if there is none."""
    match = _FRONT_MATTER.match(text) if text[:20].lstrip().startswith("---") else None
    if match is None or not _KEY_LINE.search(match[0]):
        return 0, Metadata()
    fields = _fields(match[0].strip().strip("-.").strip())

    def field(*names: str) -> str | None:
        values = (fields.get(name) for name in names)
        return next((text for value in values if (text := _flat(value))), None)

    return match.end(), Metadata(
        title=field("title", "headline"),
        published=parse_date(
            field("published", "date", "datepublished", "publish_date", "pubdate", "published_at")
        ),
        outlet=field("publisher", "outlet", "source", "site", "sitename", "newspaper"),
        author=field("author", "authors", "byline", "by"),
        url=field("url", "link", "canonical", "canonical_url", "permalink"),
    )


def _fields(source: str) -> dict[str, object]:
    try:
        # All values as strings, no tags: a date such as 2024-02-30 must not fail, and nothing is constructed.
        loaded = yaml.load(source, Loader=yaml.BaseLoader)  # BaseLoader is safe
    except (yaml.YAMLError, RecursionError):
        loaded = None
    if not isinstance(loaded, dict):
        loaded = {key: value.strip("\"'") for key, value in _KEY_VALUE.findall(source)}
    return {str(key).lower(): value for key, value in loaded.items()}


def _flat(value: object) -> str | None:
    if isinstance(value, list) and all(isinstance(part, str) for part in value[:20]):
        value = ", ".join(value[:20])
    if isinstance(value, dict):
        value = value.get("name")
    return " ".join(value.split()) or None if isinstance(value, str) else None
