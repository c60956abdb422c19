"""The keys by which labels and texts are compared.

    >>> keys("the sanctions on Chinese chips")
    ('sanction', 'china', 'chip')
    >>> keys("the labour organisation's programmes") == keys("labor organization program")
    True

A key is a word in lower case, without its plural ending and in its American spelling; an acronym as it is;
"United States" and "American" are "US".
"""

import functools
import re
from collections.abc import Mapping

__all__ = ["PAIRS", "keys", "word_keys"]

_WORD = re.compile(r"[^\W_]+(?:[.&'’][^\W_]+)*")
_SMALL = frozenset(
    (
        *("a", "against", "an", "and", "at", "between", "by", "for", "from", "in", "into"),
        *("its", "of", "on", "or", "over", "s", "the", "their", "to", "with"),
    )
)
_PLURAL_LOOKS = frozenset(("does", "less", "news", "series", "species", "this"))
_OUR = (
    *("arbour", "armour", "behaviour", "candour", "clamour", "colour", "demeanour", "endeavour", "favour"),
    *("fervour", "flavour", "harbour", "honour", "humour", "labour", "neighbour", "odour", "parlour"),
    *(
        "rancour",
        "rigour",
        "rumour",
        "saviour",
        "savour",
        "splendour",
        "tumour",
        "valour",
        "vapour",
        "vigour",
    ),
)
_ALIASES = {
    "america": "US",
    "american": "US",
    "chinese": "china",
    "sino": "china",
    "britain": "UK",
    "british": "UK",
    "european": "europe",
    "russian": "russia",
    "ukrainian": "ukraine",
    **{word: word[:-2] + "r" for word in _OUR},
    "aluminium": "aluminum",
    "archaeology": "archeology",
    "catalogue": "catalog",
    "centre": "center",
    "defence": "defense",
    "fibre": "fiber",
    "grey": "gray",
    "jewellery": "jewelry",
    "licence": "license",
    "litre": "liter",
    "metre": "meter",
    "offence": "offense",
    "paediatric": "pediatric",
    "plough": "plow",
    "programme": "program",
    "sabre": "saber",
    "sceptic": "skeptic",
    "sulphur": "sulfur",
    "theatre": "theater",
}
PAIRS: Mapping[tuple[str, str], str] = {
    ("united", "state"): "US",
    ("united", "kingdom"): "UK",
    ("united", "nation"): "UN",
    ("europe", "union"): "EU",
    ("artificial", "intelligence"): "AI",
}
"""Two keys in a row that are one: what an acronym stands for."""


def _key(word: str) -> str:
    if len(word) > 1 and word.isupper():
        return word
    if len(word) > 2 and word[-1] == "s" and word[:-1].isupper():  # GPUs
        return word[:-1]
    low = word.lower()
    if low[-1] == "s" and len(low) > 3 and low not in _PLURAL_LOOKS:
        if low.endswith("ies") and len(low) > 4:
            low = low[:-3] + "y"
        elif low.endswith(("sses", "xes", "ches", "shes", "uses")):
            low = low[:-2]
        elif not low.endswith(("ss", "us", "is")):
            low = low[:-1]
    if low.endswith("isation"):
        return low[:-7] + "ization"
    return _ALIASES.get(low, low)


def word_keys(word: str) -> tuple[str, ...]:
    """The keys of a single word: none for punctuation, two for "GPT-4"."""
    return tuple(_key(part) for part in map(_bare, _WORD.findall(word)) if part)


def _bare(word: str) -> str:
    """ "U.S" and "AT&T" are acronyms; "China's" is China."""
    head, mark, tail = word.replace("’", "'").partition("'")
    word = head if mark and tail in ("s", "") else word
    return word.replace(".", "") if not word.replace(".", "").isdigit() else word


@functools.lru_cache(maxsize=65536)
def keys(text: str) -> tuple[str, ...]:
    """The keys of a phrase, in order, without small words (unless there are no others)."""
    found: list[str] = []
    for word in _WORD.findall(text):
        for key in word_keys(word):
            if found and (found[-1], key) in PAIRS:
                found[-1] = PAIRS[found[-1], key]
            else:
                found.append(key)
    return tuple(key for key in found if key not in _SMALL) or tuple(found)
