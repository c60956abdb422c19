"""The settings of one run, read once by the command line and handed down as plain arguments."""

from dataclasses import dataclass
from pathlib import Path

__all__ = ["DEFAULT_BASE", "DEFAULT_GRAPH", "Settings"]

DEFAULT_GRAPH = Path("sayso-graph")
DEFAULT_BASE = "https://w3id.org/sayso/data/"


@dataclass(frozen=True, slots=True)
class Settings:
    """What decides how articles are read and how their facts are named.

    `model` is a spaCy pipeline (see `extract.pipeline.load`); `topics` are SKOS files, besides the shipped
    scheme unless `shipped_topics` is off; `base` is what every data IRI begins with; `force_language`
    reads articles that are not in English all the same.
    """

    model: str = "sm"
    topics: tuple[Path, ...] = ()
    shipped_topics: bool = True
    base: str = DEFAULT_BASE
    force_language: bool = False
