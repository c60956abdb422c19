"""The cue lexicon: how often a word in a construction is what ascribes words or a stance to somebody.

    >>> from sayso.extract.cues import load_lexicon
    >>> lexicon = load_lexicon()
    >>> lexicon.type_of("say", "v"), lexicon.type_of("warn", "v")
    ('say', 'warning')

The lexicon is three tables, `data/cues.tsv`, `data/cue-weights.tsv` and, for what those lack,
`data/rare-cues.tsv`; their heads say where the numbers come from and what the columns mean.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.resources import files
from math import exp

from spacy.strings import get_string_id

__all__ = ["CUE_TYPES", "Lexicon", "load_lexicon", "read_lexicon"]

CUE_TYPES = (
    "say", "belief", "claim", "factive", "emphasis", "concern", "warning", "criticism", "praise",
    "speculation", "directive", "denial", "question", "attitude", "document", "nominal", "hearsay",
    "impersonal", "none",
)  # fmt: skip
"""The notations of the ontology's cue types."""

Key = tuple[str, str]

_PHRASES = {
    ("call", "p-for"): "directive",
    ("call", "p-on"): "directive",
    ("call", "obj-to"): "directive",
    ("ask", "p-for"): "directive",
    ("ask", "obj-to"): "directive",
    ("tell", "obj-to"): "directive",
    ("warn", "obj-to"): "warning",
    ("threaten", "to"): "warning",
    ("point", "p-to"): "factive",
    ("find", "obj-to"): "belief",
    ("point", "p-at"): "factive",
    ("agree", "to"): "attitude",
    ("ask", "to"): "directive",
    ("say", "obj-to"): "directive",
    ("appeal", "p-for"): "directive",
    ("appeal", "p-to"): "directive",
    ("speak", "p-of"): "say",
}
"""Words whose cue type depends on the construction."""

_VERB, _NOUN, _ADJ = (int(get_string_id(pos)) for pos in ("VERB", "NOUN", "ADJ"))
_HOPELESS = -0.75
"""Below this, what else a reading has never sufficed in training (0.05 % of those kept lie below)."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words that may be cues, and what speaks for and against a reading.

    `words` are the (lemma, kind) that are worth a look; every verb is. `weights` maps a feature (see
    `sayso.extract.weighing`) to what it adds to the log odds; `types` maps (lemma, kind) to a cue type;
    `speaking` are the verbs marked with "+" in the table: they report speech whenever they can; `nouns` and
    `adjectives` are spaCy's ids of those among the words.
    """

    words: frozenset[Key] = frozenset()
    weights: dict[str, float] = field(default_factory=dict)
    types: dict[Key, str] = field(default_factory=dict)
    speaking: frozenset[str] = frozenset()
    nouns: frozenset[int] = frozenset()
    adjectives: frozenset[int] = frozenset()

    def knows(self, lemma: int, pos: int) -> bool:
        """Whether a word may be a cue, by spaCy's ids of its lemma and part of speech."""
        if pos == _NOUN:
            return lemma in self.nouns
        if pos == _ADJ:
            return lemma in self.adjectives
        return pos == _VERB

    def hopeless(self, lemma: str, kind: str, construction: str) -> bool:
        """Whether a word in a construction is so rarely a cue that no other feature can make up for it."""
        word = f"w:{lemma}/{kind}"
        weights = self.weights
        return (
            weights.get(word, 0.0)
            + weights.get(f"{word}/{construction}", 0.0)
            + weights.get(f"c:{construction}", 0.0)
        ) < _HOPELESS

    def weight(self, features: Iterable[str]) -> float:
        """The estimated chance, in [0, 1], that a reading with these features is right."""
        get = self.weights.get
        total = get("", 0.0)
        for feature in features:
            total += get(feature, 0.0)
        return 1 / (1 + exp(-max(-30.0, min(30.0, total))))

    def type_of(self, lemma: str, kind: str, construction: str = "") -> str:
        """The cue type of a word; "say" for a verb and "nominal" for a noun that has none."""
        if (lemma, construction) in _PHRASES:
            return _PHRASES[lemma, construction]
        default = "nominal" if kind == "n" else "attitude" if kind == "a" else "say"
        return self.types.get((lemma, kind), default)


def load_lexicon() -> Lexicon:
    """Read the lexicon that ships with the package."""
    data = files("sayso.extract") / "data"
    rare, cues, weights = (
        (data / name).read_text(encoding="utf-8").splitlines()
        for name in ("rare-cues.tsv", "cues.tsv", "cue-weights.tsv")
    )
    return read_lexicon([*rare, *cues], weights)  # what was learned comes after what it overrides


def read_lexicon(cues: Iterable[str], weights: Iterable[str]) -> Lexicon:
    """Read the lines of the tables; those that begin with "#" are comments. The last line of a word counts.

    `cues`: lemma, kind, cue type or "-" (with "+" for a verb that reports speech whenever it can), the word's
    weight, then construction=weight for those that differ, all separated by tabs.
    `weights`: a feature and its weight.
    """
    words: set[Key] = set()
    speaking: set[str] = set()
    types: dict[Key, str] = {}
    table: dict[str, float] = {}
    for line in cues:
        if line.startswith("#") or not line.strip():
            continue
        lemma, kind, cue_type, weight, *special = line.split("\t")
        for spelling in _spellings(lemma):
            words.add((spelling, kind))
            if cue_type.endswith("+"):
                speaking.add(spelling)
            if cue_type != "-":
                types[spelling, kind] = cue_type.rstrip("+")
            table[f"w:{spelling}/{kind}"] = float(weight)
            for pair in special:
                construction, _, value = pair.partition("=")
                table[f"w:{spelling}/{kind}/{construction}"] = float(value)
    for line in weights:
        if line.startswith("#") or not line.strip():
            continue
        feature, _, value = line.rpartition("\t")
        table[feature] = float(value)
    return Lexicon(
        words=frozenset(words),
        weights=table,
        types=types,
        speaking=frozenset(speaking),
        nouns=frozenset(int(get_string_id(lemma)) for lemma, kind in words if kind == "n"),
        adjectives=frozenset(int(get_string_id(lemma)) for lemma, kind in words if kind == "a"),
    )


def _spellings(lemma: str) -> tuple[str, ...]:
    """A word as it is listed, then in British spelling, which weighs the same."""
    if lemma.endswith(("ize", "yze")):
        return lemma, f"{lemma[:-2]}se"
    return (lemma,)
