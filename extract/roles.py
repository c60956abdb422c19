"""Roles: the nouns that name a person's post, such as "director" or "associate researcher".

>>> roles = load_roles()
>>> roles["researcher"]
'scientist'
"""

from pathlib import Path

from sayso.extract.gazetteer import DATA, read_table

__all__ = ["FORMER", "STATE_ROLES", "load_roles", "singular"]

FORMER = frozenset(
    {"former", "ex", "then", "erstwhile", "onetime", "one-time", "late", "previous", "retired", "formerly"}
)
# Posts that a country's name alone gives: "Chinese President", "the French foreign minister".
STATE_ROLES = frozenset(
    "president premier chancellor minister king queen prince princess emperor ambassador envoy president-elect "
    "vice-president secretary leader monarch sultan emir".split()
)


def load_roles(path: Path | None = None) -> dict[str, str]:
    """The head nouns of roles, in lower case and singular, with the kind of role each one names."""
    return {row[0]: row[1] for row in read_table(path or DATA / "roles.tsv")}


def singular(word: str, roles: dict[str, str]) -> str | None:
    """The head noun that a lower-case word is or is the plural of, or None if it names no role."""
    if word in roles:
        return word
    if word.endswith("men") and word[:-3] + "man" in roles:
        return word[:-3] + "man"
    if word.endswith("women") and word[:-5] + "woman" in roles:
        return word[:-5] + "woman"
    if word.endswith("ies") and word[:-3] + "y" in roles:
        return word[:-3] + "y"
    if word.endswith("es") and word[:-2] in roles:
        return word[:-2]
    return word[:-1] if word.endswith("s") and word[:-1] in roles else None
