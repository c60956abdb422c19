"""Roles: the noun phrases that name a person's post, such as "director" or "associate researcher".

A role is found by its last noun, which stands in `extract/data/roles.tsv`, and grows to the left over what
qualifies it: "senior vice president", "chief technology officer".
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from sayso.extract.gazetteer import DATA, read_table
from sayso.extract.names import word_set

__all__ = ["STATE_ROLES", "Role", "find_roles", "load_roles", "role_kind"]

# Posts that a country's name alone gives: "Chinese President", "the French foreign minister".
STATE_ROLES = word_set(
    "president premier chancellor minister king queen prince princess emperor ambassador envoy monarch "
    "sultan emir president-elect vice-president"
)
_FORMER = word_set(
    "former ex then erstwhile onetime one-time late previous retired formerly past ousted outgone"
)
# Words before a role that say something about its time or holder and do not belong to it.
_ASIDE = word_set(
    "current incumbent new newly longtime long-time veteran own outgoing incoming first second third last "
    "next famous renowned prominent respected noted well-known acting interim leading top only sole old "
    "young many several other different such same time one two three four five some more also currently "
    "presently now still recently later simultaneously concurrently"
)
_KEPT_ASIDE = frozenset(("acting", "interim", "caretaker"))  # these change the post itself
_ELECT = frozenset(("elect", "designate"))
# Participles that are verbs of the sentence, however near they stand.
_VERBAL = word_set("appointed named elected made hired promoted born based called being")
_GERUNDS = word_set(
    "managing founding presiding leading visiting commanding contributing consulting marketing "
    "acting engineering attending operating supervising advertising casting sitting"
)
_VERBS_TOO = word_set(
    "heads head chairs chair hosts host judges judge partners partner leaders coaches coach aides pilots "
    "pilot masters authors author runs captains captain"
)
_AFTER = frozenset(("general", "emeritus", "emerita", "elect", "designate"))
_OF_PARTS = frozenset(("staff", "state", "defense", "defence", "mission", "party"))
_QUALIFIERS = word_set("JJ JJS JJR NN NNP NNS NNPS HYPH VBG VBN RB FW AFX")
_MODIFIERS = word_set("chief executive general major principal associate assistant deputy fellow staff")
_MOST_QUALIFIERS = 5


@dataclass(frozen=True, slots=True)
class Role:
    """A role's tokens [start, end), the token of its head noun, and how it is qualified."""

    start: int
    end: int
    head: int
    noun: str
    plural: bool
    former: bool
    tenure: str | None
    """"acting", or "elect": chosen and not yet in office; None is a plain post."""
    outer: int
    """The first token of everything before the role that belongs to it: "the [former] [French] president"."""
    country: str | None = None


def load_roles(path: Path | None = None) -> dict[str, str]:
    """The head nouns of roles and their plurals, in lower case, with the kind of role each one names.

    Rows of two words ("press secretary") give a role's kind where the head noun alone would mislead.
    """
    kinds = {row[0]: row[1] for row in read_table(path or DATA / "roles.tsv")}
    for noun, kind in list(kinds.items()):
        kinds.setdefault(_plural(noun), kind)
    return kinds


def _plural(noun: str) -> str:
    if noun.endswith("man") and noun != "human":
        return noun[:-3] + "men"
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "ch", "x")) else "s")


def role_kind(words: Sequence[str], kinds: dict[str, str]) -> str | None:
    """The kind of role that a role's words name, by its last two words or its last one."""
    lower = [word.lower() for word in words]
    for index in range(len(lower) - 1, -1, -1):
        pair = " ".join(lower[max(0, index - 1) : index + 1])
        if pair in kinds:
            return kinds[pair]
        if lower[index] in kinds:
            return kinds[lower[index]]
    return None


def _tenure(words: Sequence[str], before: Sequence[str]) -> str | None:
    """How the post is held, by the words of a role and those before it."""
    if not _KEPT_ASIDE.isdisjoint(words) or not _KEPT_ASIDE.isdisjoint(before):
        return "acting"
    if not _ELECT.isdisjoint(words) or words[-1].endswith(("-elect", "-designate")) or "incoming" in before:
        return "elect"
    return None


def find_roles(
    words: Sequence[str],
    lower: Sequence[str],
    tags: Sequence[str],
    named: Collection[int],
    kinds: dict[str, str],
    demonyms: dict[str, str],
    parties: Collection[str] = (),
) -> list[Role]:
    """The roles in a text's words, from left to right; `named` are the tokens that stand in names.

    `demonyms` and `parties` are adjectives that tell a country or a party and are no part of a role.
    """
    roles: list[Role] = []
    size = len(words)
    for head, word in enumerate(lower):
        noun = word
        if noun not in kinds:
            if not (noun.startswith("ex-") and noun[3:] in kinds):
                continue
            noun = noun[3:]
        titled = head - 1 in named and head + 1 in named and noun not in _VERBS_TOO
        if head in named or not (
            tags[head].startswith("NN") or (words[head][0].isupper() and tags[head] != "VBZ") or titled
        ):
            continue  # "Oxford University professors A and B" is often taken for a verb
        after = lower[head + 1] if head + 1 < size else ""
        if after in kinds and head + 1 not in named and tags[head + 1].startswith("NN"):
            continue  # "executive" of "executive director"
        if (
            after not in _AFTER
            and head + 1 < size
            and tags[head + 1] in ("NN", "NNS")
            and head + 1 not in named
        ):
            continue  # "member" of "member states"
        if (
            after == "-"
            and head + 2 < size
            and lower[head + 2] not in ("elect", "in", "designate", "general")
        ) and words[head + 2].islower():
            continue  # "player-focused"
        if noun in _MODIFIERS:
            ahead = head + 1
            while (
                ahead < min(size, head + 4)
                and tags[ahead] in ("JJ", "NN", "NNP", "HYPH")
                and lower[ahead] not in kinds
            ):
                ahead += 1
            if tags[head].startswith("JJ") or (ahead < size and lower[ahead] in kinds and ahead not in named):
                continue  # "chief" of "chief mechanical engineer"
        end = head + 1
        if after in _AFTER:
            end += 1
        elif after == "-" and head + 2 < size and lower[head + 2] in _AFTER:
            end += 2
        elif after == "-" and lower[head + 1 : head + 5] == ["-", "in", "-", "chief"]:
            end += 4
        elif (after == "in" and lower[head + 2 : head + 3] == ["chief"]) or (
            after == "of" and head + 2 < size and lower[head + 2] in _OF_PARTS and head + 2 not in named
        ):
            end += 2
        start = head
        former = noun != word
        country: str | None = None
        aside = False
        outer = head
        while outer > 0 and head - outer < _MOST_QUALIFIERS + 2 and outer - 1 not in named:
            before = lower[outer - 1]
            if before == "-" and outer >= 2 and words[outer - 2].isalpha():
                left = lower[outer - 2]
                if left in ("ex", "then"):
                    former = True
                    outer -= 2
                    aside = True
                    continue
                outer -= 2
                if not aside:
                    start = outer
                continue
            if before in _VERBAL or (tags[outer - 1] == "VBG" and before not in _GERUNDS):
                break
            if before in _FORMER:
                former = True
                aside = True
            elif words[outer - 1] in demonyms:
                country = demonyms[words[outer - 1]]
                aside = True
            elif words[outer - 1] in parties:
                aside = True
            elif before in _ASIDE:
                aside = True
                if before in _KEPT_ASIDE and start == outer:
                    start = outer - 1
                    aside = False
            elif (
                tags[outer - 1] in _QUALIFIERS
                and before.isalpha()
                and (before not in kinds or before in _MODIFIERS)
            ) or (tags[outer - 1] in _QUALIFIERS and before in kinds and before[-1] != "s"):
                if not aside:
                    start = outer - 1
            else:
                break
            outer -= 1
        roles.append(
            Role(
                start,
                end,
                head,
                noun,
                tags[head] in ("NNS", "NNPS") or noun.endswith("men") or (titled and tags[head] == "VBZ"),
                former,
                _tenure(lower[start:end], lower[outer:start]),
                outer,
                country,
            )
        )
    return roles
