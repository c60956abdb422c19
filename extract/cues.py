"""The cue lexicon: how often a word in a construction is what ascribes words or a stance to somebody.

    >>> from sayso.extract.cues import load_lexicon
    >>> lexicon = load_lexicon()
    >>> round(lexicon.weight("say", "v", "that"), 1), lexicon.type_of("say", "v")
    (0.7, 'say')

The lexicon is a table, `data/cues.tsv`; its head says where the numbers come from and what the columns mean.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.resources import files

__all__ = ["CUE_TYPES", "Lexicon", "load_lexicon", "read_lexicon"]

CUE_TYPES = (
    "say", "belief", "claim", "factive", "emphasis", "concern", "warning", "criticism", "praise",
    "speculation", "directive", "denial", "question", "attitude", "document", "nominal", "hearsay",
    "impersonal", "none",
)  # fmt: skip
"""The notations of the ontology's cue types."""

_STRENGTH = 3.0
"""How many sightings the mean of a construction counts for when a word was seen seldom."""

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Counts by word and construction.

    `words` maps (lemma, kind) to {construction: (seen, right)}; `means` maps a construction to the share of
    its sightings that were right, over all words; `types` maps (lemma, kind) to a cue type.
    """

    words: dict[Key, dict[str, tuple[int, int]]] = field(default_factory=dict)
    means: dict[str, float] = field(default_factory=dict)
    types: dict[Key, str] = field(default_factory=dict)

    def weight(self, lemma: str, kind: str, construction: str) -> float:
        """The estimated share of right readings, in [0, 1]; a word seen seldom leans on its construction."""
        mean = self.means.get(construction, 0.02)
        seen, right = self.words.get((lemma, kind), {}).get(construction, (0, 0))
        return (right + _STRENGTH * mean) / (seen + _STRENGTH)

    def type_of(self, lemma: str, kind: str) -> str:
        """The cue type of a word; "say" for a verb and "nominal" for a noun that has none."""
        default = "nominal" if kind == "n" else "attitude" if kind == "a" else "say"
        return self.types.get((lemma, kind), default)


def load_lexicon() -> Lexicon:
    """Read the lexicon that ships with the package."""
    text = (files("sayso.extract") / "data" / "cues.tsv").read_text(encoding="utf-8")
    return read_lexicon(text.splitlines())


def read_lexicon(lines: Iterable[str]) -> Lexicon:
    """Read the table's lines: lemma, kind, cue type, then construction=right/seen, separated by tabs.

    Lines that begin with "#" are comments; the lemma "*" holds a construction's totals over all words.
    """
    lexicon = Lexicon()
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        lemma, kind, cue_type, *counts = line.rstrip("\n").split("\t")
        entry: dict[str, tuple[int, int]] = {}
        for count in counts:
            construction, _, share = count.partition("=")
            right, _, seen = share.partition("/")
            entry[construction] = (int(seen), int(right))
        if lemma == "*":
            for construction, (seen_all, right_all) in entry.items():
                lexicon.means[construction] = right_all / seen_all if seen_all else 0.0
            continue
        if cue_type != "-":
            lexicon.types[lemma, kind] = cue_type
        lexicon.words[lemma, kind] = entry
    return lexicon
