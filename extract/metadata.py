"""What is known of an article besides its text."""

from dataclasses import dataclass

__all__ = ["Metadata"]


@dataclass(frozen=True, slots=True)
class Metadata:
    """An article's facts as front matter, a page's head or a record give them; `published` is an ISO date."""

    title: str | None = None
    published: str | None = None
    outlet: str | None = None
    author: str | None = None
    url: str | None = None
