"""The settings of one run, read once by the command line and handed down as plain arguments."""

from dataclasses import dataclass
from pathlib import Path

__all__ = ["DEFAULT_GRAPH", "Settings"]

DEFAULT_GRAPH = "sayso-graph"


@dataclass(frozen=True, slots=True)
class Settings:
    """What decides how articles are read and how their facts are named.

    `model` is a spaCy pipeline (see `extract.pipeline.load`); `attributions` is "encoder", "rules" or the
    folder of an encoder; `topics` are SKOS files, besides the shipped scheme unless `shipped_topics` is off;
    `topic_method` is "hybrid" (by labels and by meaning) or "labels";
    `gazetteers` are lists of names (CSV or SKOS), besides the shipped one; `ledger` is the curation ledger,
    None for `sayso.ledger` beside the articles; `disagreement_window` is how many days may lie between two
    statements that disagree, None for what the graph has;
    `base` is what every data IRI begins with, None for the graph's own; `force_language` reads articles that
    are not in English all the same.
    """

    model: str = "sm"
    attributions: str = "encoder"
    topics: tuple[Path, ...] = ()
    shipped_topics: bool = True
    topic_method: str = "hybrid"
    gazetteers: tuple[Path, ...] = ()
    ledger: Path | None = None
    disagreement_window: int | None = None
    base: str | None = None
    force_language: bool = False
