"""What the names of people and organisations are made of: titles, particles, suffixes, initials, acronyms.

Everything here works on the words of a name and knows nothing of spaCy.

    >>> person_key("Donald J. Trump Jr.")
    ('donald', 'trump')
    >>> surname(("Ursula", "von", "der", "Leyen"))
    ('von', 'der', 'Leyen')
    >>> acronyms("China Institutes of Contemporary International Relations")
    ('CICIR', 'CIOCIR')
"""

import re
import unicodedata
from collections.abc import Sequence

__all__ = [
    "FAMILY_NAMES_FIRST",
    "LEGAL_FORMS",
    "PARTICLES",
    "SUFFIXES",
    "TITLES",
    "acronyms",
    "as_relative",
    "fold",
    "given_name_first",
    "is_initial",
    "organization_key",
    "person_key",
    "surname",
    "word_set",
]


def word_set(text: str) -> frozenset[str]:
    """The words of a text: a readable way to write a list of them."""
    return frozenset(text.split())


# A title before a name, without its full stop, and the gender it gives.
TITLES: dict[str, str | None] = {
    "mr": "male", "mister": "male", "sir": "male", "lord": "male", "herr": "male", "monsieur": "male",
    "señor": "male", "king": "male", "prince": "male", "pope": "male", "sheikh": "male", "father": "male",
    "brother": "male", "mrs": "female", "ms": "female", "miss": "female", "madam": "female",
    "madame": "female", "mme": "female", "dame": "female", "lady": "female", "queen": "female",
    "princess": "female", "frau": "female", "señora": "female", "dr": None, "prof": None,
    "professor": None, "doctor": None, "sen": None, "senator": None, "rep": None, "gov": None,
    "governor": None, "president": None, "gen": None, "general": None, "lt": None, "lieutenant": None,
    "col": None, "colonel": None, "capt": None, "captain": None, "sgt": None, "sergeant": None,
    "maj": None, "adm": None, "admiral": None, "judge": None, "justice": None, "rev": None,
    "reverend": None, "mayor": None, "hon": None, "ambassador": None, "ayatollah": None, "imam": None,
    "rabbi": None, "bishop": None, "archbishop": None, "cardinal": None, "chancellor": None,
    "premier": None, "congressman": "male", "congresswoman": "female", "representative": None,
    "secretary": None, "minister": None, "commissioner": None, "sheriff": None, "chief": None,
    "vice": None, "prime": None, "deputy": None, "attorney": None, "officer": None, "detective": None,
    "pastor": None, "councilman": "male", "councilwoman": "female", "chairman": None,
    "chairwoman": "female", "spokesman": "male", "spokeswoman": "female", "former": None, "ex": None,
    "then": None, "acting": None, "amb": None, "atty": None, "cmdr": None, "ceo": None, "director": None,
    "analyst": None, "economist": None, "founder": None, "coach": None, "businessman": "male",
    "businesswoman": "female", "actress": "female", "candidate": None, "nominee": None, "strategist": None,
    "lawmaker": None, "editor": None, "speaker": None, "leader": None,
}  # fmt: skip

PARTICLES = word_set(
    "de da do dos das di del della delle du des la le van von der den ter ten zu zum bin ibn bint al el "
    "ul e y abu af av st st. mac ap ben bar"
)
SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "phd", "md", "esq", "qc", "kc", "mp", "obe", "cbe"})
LEGAL_FORMS = word_set(
    "inc inc. corp corp. corporation company co co. ltd ltd. limited llc llp plc gmbh ag sa s.a. nv n.v. "
    "se spa s.p.a. ab asa oyj holdings holding group"
)
# Frequent family names that are written before the given name, in common romanisations.
FAMILY_NAMES_FIRST = word_set(
    "an bai ban bao bi bian cai cao chai chan chang chao che chen cheng cheung chi choi chong chow chu "
    "chung cui dai deng ding dong dou du duan fan fang fei feng fu gan gao ge geng gong gu guan guo han "
    "hao he heng hong hou hu hua huang huo ji jia jian jiang jiao jin jing kang ke kim kong ku kuang kwok "
    "lai lam lan lau law lee lei leung li lian liang liao lim lin ling liu long lou lu luan luo lyu ma "
    "mao mei meng mi mo mou mu ng ni nie ning niu ouyang pan pang park pei peng pu qi qian qiao qin qiu "
    "qu quan ran rao ren rong ruan seo sha shang shao shen sheng shi shin shu si sima situ song su sui "
    "sun tan tang tao teng tian tong tsai tsang tse tu wan wang wei wen weng wong wu xi xia xiang xiao "
    "xie xin xing xiong xu xuan xue yan yang yao ye yi yin ying yoon yu yuan yue yun zang zeng zha zhai "
    "zhan zhang zhao zhen zheng zhong zhou zhu zhuang zhuo zou zuo nguyen tran pham le ly dang bui do "
    "hoang vu vo orban kadar"
)
_MINOR = word_set("of for and the on in at to de des du la le del di y e & et und für der die das")


_KIN = word_set(
    "wife husband spouse widow widower father mother son daughter brother sister stepson stepdaughter "
    "grandson granddaughter grandfather grandmother uncle aunt nephew niece cousin fiancé fiancée parents "
    "children sons daughters brothers sisters"
)


def as_relative(words: Sequence[str], at: int) -> bool:
    """Whether the name at `at` of lower-case words is that of somebody's relative: "his wife, X"."""
    before = at - 2 if at > 1 and words[at - 1] == "," else at - 1
    if before < 0:
        return False
    return words[before] in _KIN or (words[before] == "lady" and before > 0 and words[before - 1] == "first")


def fold(text: str) -> str:
    """The text without accents and case, for comparing names."""
    if text.isascii():
        return text.lower()
    marks = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in marks if not unicodedata.combining(letter))


def is_initial(word: str) -> bool:
    """Whether a word stands for a given name: "J." or "J.R." or "J"."""
    bare = word.replace(".", "")
    return 0 < len(bare) <= 2 and bare.isupper() and ("." in word or len(bare) == 1)


def _bare(word: str) -> str:
    return word.rstrip(".").lower()


def person_key(name: str) -> tuple[str, ...]:
    """What makes two spellings of a full name the same person: folded words without initials and suffixes."""
    words = [word for word in re.split(r"[\s,]+", name) if word]
    kept = [fold(word) for word in words if not is_initial(word) and _bare(word) not in SUFFIXES]
    return tuple(kept or [fold(word) for word in words])


def given_name_first(words: Sequence[str]) -> bool:
    """Whether a full name has the family name at its end.

    Names of two or three words that begin with a family name of East Asia or Hungary are taken to have it
    first, unless the last word is such a name and the first one is not written so ("Fei-Fei Li").
    """
    if len(words) < 2 or len(words) > 3 or fold(words[0]) not in FAMILY_NAMES_FIRST:
        return True
    return (
        len(words) == 2
        and fold(words[1]) in FAMILY_NAMES_FIRST
        and fold(words[0]) in {"an", "le", "do", "kim", "lee"}
    )


def surname(words: Sequence[str]) -> tuple[str, ...]:
    """The words by which a person is called after the first mention; particles belong to them."""
    kept = [word for word in words if _bare(word) not in SUFFIXES] or list(words)
    if not given_name_first(kept):
        return (kept[0],)
    start = len(kept) - 1
    while start > 1 and kept[start - 1].lower() in PARTICLES:
        start -= 1
    return tuple(kept[start:])


def organization_key(name: str) -> tuple[str, ...]:
    """What makes two spellings of an organisation the same: folded words without "the" and the legal form."""
    words = [fold(word).strip(".,") for word in name.split()]
    words = [word for word in words if word and word != "the"]
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words.pop()
    return tuple(words)


def acronyms(name: str) -> tuple[str, ...]:
    """The short forms that the initials of a name can give, without and with its small words."""
    words = [part for part in re.split(r"[\s\-/]+", name) if part and part[0].isalnum()]
    if len(words) < 2:
        return ()
    short = "".join(word[0] for word in words if word.lower() not in _MINOR and word[0].isupper())
    full = "".join(word[0].upper() for word in words if word.lower() not in {"the", "&"})
    return tuple(dict.fromkeys(form for form in (short, full) if len(form) > 1))
