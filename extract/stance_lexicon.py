"""Words that judge, and of which of their arguments: `data/stance.tsv`, whose head explains its classes.

>>> lexicon = load_stance_lexicon()
>>> lexicon.sign("quality", "harmful"), lexicon.sign("attitude", "vote", "against")
(-1, -1)
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files

__all__ = ["CLASSES", "StanceLexicon", "load_stance_lexicon", "read_stance_lexicon"]

CLASSES = (
    "quality", "merit", "thing", "person", "manner", "attitude", "need", "effect", "change", "course", "fare",
    "feeling", "carrier",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StanceLexicon:
    """`signs` maps a class, a word and a preposition ("" for the object or the thing itself) to 1 or -1.

    `feelings` are the words of that class: most words are not, and need no further look.
    """

    signs: Mapping[tuple[str, str, str], int]
    feelings: frozenset[str] = frozenset()

    def sign(self, kind: str, word: str, preposition: str = "") -> int:
        """1 for a good word, -1 for a bad one, 0 for one that the class lacks."""
        return self.signs.get((kind, word, preposition), 0)


def load_stance_lexicon() -> StanceLexicon:
    """Read the table that ships with the package."""
    path = files("sayso.extract") / "data" / "stance.tsv"
    return read_stance_lexicon(path.read_text(encoding="utf-8").splitlines())


def read_stance_lexicon(lines: Iterable[str]) -> StanceLexicon:
    """Read the lines of the table; those that begin with "#" are comments.

    Raises ValueError for a class or a sign that there is not, and for a word with two signs in one place.
    """
    signs: dict[tuple[str, str, str], int] = {}
    for line in lines:
        if line.startswith("#") or not line.strip():
            continue
        kind, mark, prepositions, words = line.split("\t")
        if kind not in CLASSES or mark not in ("+", "-"):
            raise ValueError(f"no class {kind!r} with sign {mark!r}: there are {', '.join(CLASSES)}, + and -")
        places = [] if prepositions.strip("!") == "-" else prepositions.strip("!").split()
        if not prepositions.startswith("!") or not places:
            places.append("")
        sign = 1 if mark == "+" else -1
        for word in words.split():
            for place in places:
                if signs.setdefault((kind, word, place), sign) != sign:
                    raise ValueError(f"{word!r} is both good and bad as {kind} {place!r}")
    return StanceLexicon(signs, frozenset(word for kind, word, _ in signs if kind == "feeling"))
