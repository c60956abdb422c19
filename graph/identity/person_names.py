"""What the names of people are made of: titles, particles, suffixes, initials, given and family names.

Everything here works on the words of a name.

    >>> person_key("Donald J. Trump Jr.")
    ('donald', 'trump')
    >>> surname(("Ursula", "von", "der", "Leyen"))
    ('von', 'der', 'Leyen')
    >>> read_person_name("Dr. Ursula von der Leyen")
    PersonName(given=('ursula',), family=('leyen',), generation=None, nicknames=(), surname='vonderleyen')
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from sayso.graph.names import normal_form

__all__ = [
    "FAMILY_NAMES_FIRST",
    "PARTICLES",
    "SUFFIXES",
    "TITLES",
    "PersonName",
    "fold",
    "given_name_first",
    "is_initial",
    "person_key",
    "read_person_name",
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


def fold(text: str) -> str:
    """The text without accents and case, for comparing names."""
    if text.isascii():
        return text.lower()
    marks = normal_form("NFKD", text.casefold())
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


_SYLLABLES = re.compile(r"([A-Z][a-z]{1,5})[-‐‑][a-z]{1,6}")


def given_name_first(words: Sequence[str]) -> bool:
    """Whether a full name has the family name at its end.

    Names of two or three words that begin with a family name of East Asia or Hungary are taken to have it
    first, unless the last word is such a name and the first one is not written so ("Fei-Fei Li"). So are
    names whose second word goes on in small letters behind a hyphen, as Korean given names do ("Cho
    Hee-sook").
    """
    if len(words) == 2:
        syllables = _SYLLABLES.fullmatch(words[1])
        if syllables is not None and syllables[1].lower() not in PARTICLES and words[0].isalpha():
            return False
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


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person's name taken apart; all words are folded, particles stand only in `surname`.

    An initial is a word of one letter. A name of one word is a family name without a given one, whatever it
    is. `generation` is "jr", "sr", "ii", "iii" or "iv". `surname` is the family name
    in one word, with its particles: "Ben Ali" is "benali".
    """

    given: tuple[str, ...]
    family: tuple[str, ...]
    generation: str | None = None
    nicknames: tuple[str, ...] = ()
    surname: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """Given and family names in this order."""
        return self.given + self.family

    @property
    def single(self) -> bool:
        """Whether this is a surname, a given name or an artist's name alone."""
        return not self.given


_GENERATIONS = {
    "jr": "jr", "junior": "jr", "júnior": "jr", "sr": "sr", "senior": "sr", "ii": "ii", "iii": "iii",
    "iv": "iv",
}  # fmt: skip
# With these even a single name says who is meant: "Prince William", "Pope Francis".
_NAMING_TITLES = word_set("king queen prince princess pope lord lady sheikh father brother imam")
_NICKNAME = re.compile(r"""["“”„«»‘(]([^"“”„«»‘’()]{2,30})["“”»’)]|(?<=\s)'([^']{2,30})'(?=\s)""")
# Letters that no decomposition takes apart, and the apostrophes inside names ("O’Brien").
_PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ə": "e", "ħ": "h"}
    | dict.fromkeys("'’‘ʼʻ`´")
)
_INITIALS = re.compile(r"(?:[^\W\d_]\.-?)+[^\W\d_]?\.?")
_LONGEST = 8  # words of a name that are looked at; no name of a person needs more


def _plain(word: str) -> str:
    return fold(word).translate(_PLAIN)


def _parts(words: Sequence[str]) -> tuple[str, ...]:
    """Words of a name as folded words: hyphens and runs of initials part them, particles are left out."""
    found: list[str] = []
    for word in words:
        if is_initial(word) or _INITIALS.fullmatch(word):
            found.extend(letter.lower() for letter in word if letter.isalpha())
            continue
        found.extend(
            bare
            for part in re.split(r"[-‐‑–]", word)
            if (bare := "".join(char for char in _plain(part) if char.isalnum()))
        )
    kept = tuple(part for part in found if part not in PARTICLES)
    return kept or tuple(found)


@lru_cache(maxsize=200_000)
def read_person_name(text: str) -> PersonName:
    """Take a name apart: "Brown, Robert J., Jr.", 'Robert "Bob" Brown' and "Kim Jong-un" alike."""
    text = text[:200]
    nicknames = tuple(
        part for match in _NICKNAME.finditer(text) for part in _parts((match[1] or match[2]).split()[:2])
    )
    text = _NICKNAME.sub(" ", text) if nicknames else text
    generation = None
    sections: list[list[str]] = []
    for section in text.split(","):
        words = section.split()
        while words and (len(words) > 1 or sections) and _bare(words[-1]) in SUFFIXES | set(_GENERATIONS):
            generation = _GENERATIONS.get(_bare(words.pop()), generation)
        if words:
            sections.append(words)
    turned = sections[1] + sections[0] if len(sections) == 2 else [w for part in sections for w in part]
    words = [word for word in turned if _parts([word])][:_LONGEST]
    while len(words) > 1 and _bare(words[0]) in TITLES:
        if len(words) == 2 and _bare(words[0]) in _NAMING_TITLES:
            break
        words = words[1:]
    if not words:
        return PersonName((), nicknames or (_plain(text).strip() or text,), generation)
    if len(words) == 1:
        return PersonName((), _parts(words) or (_plain(words[0]),), generation, nicknames)
    if given_name_first(words):
        size = len(surname(words))
        given, family = words[:-size], words[-size:]
    else:
        given, family = words[1:], words[:1]
    whole = "".join(char for word in family for char in _plain(word) if char.isalnum())
    return PersonName(_parts(given), _parts(family), generation, nicknames, whole)
