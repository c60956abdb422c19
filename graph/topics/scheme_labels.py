"""The labels of thesauri made ready for texts: qualifiers, inverted words, capitals, common words.

    >>> from sayso.graph.topics.concepts import Concept
    >>> ready(Concept("ex:m", "m", "Mercury (planet)"))[0].weak_labels
    ('Mercury',)
    >>> ready(Concept("ex:p", "p", "policy, foreign"))[0].alt_labels
    ('foreign policy',)

A thesaurus words its labels for its own shelves. What it says is kept; forms that a text would have are
added, and what would match anywhere, or may mean several concepts, is made to count only in company.
"""

import heapq
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sayso.graph.topics.concepts import Concept
from sayso.graph.topics.keys import keys

__all__ = ["Remark", "folded", "ready", "told_apart"]

_INVERTED = re.compile(r"\s*([^,;:()]*\w)\s*,\s*(\w[^,;:()]*?)\s*")
_LETTERS = re.compile(r"[^\W\d_]")
_MOST_WORDS_INVERTED = 3
_LONG = 5  # letters; a word in capitals that is longer is no acronym
_LONG_NAME = 8  # letters; UNESCO and NASDAQ are names, and texts may have Unesco
_ACRONYM = 4  # letters; a word that is everywhere may be one in capitals: IT, WHO, THIS
_MOST_TELLING = 24  # words that tell one concept from another
_MOST_COMPARED = 256  # of a concept's words, for each label that others have; more would not be linear

# Function words, and what shelves are called that hold the rest.
_FUNCTION_WORDS = """
a about above after again against all almost alone also although always am among an and another any
anybody anyone anything are around as at away be because been before being below between both but by can
cannot could did do does done down during each either else enough even ever every everybody everyone
everything few for from had has have he hence her here hers herself him himself his how however i if in
indeed instead into is it its itself just last less like many may maybe me might mine more most much
must my myself neither never next no nobody none nor not nothing now of off often on once one only onto
or other others our ours ourselves out over own per perhaps quite rather same said say says several
shall she should since so some somebody someone something still such than that the their theirs them
themselves then there these they thing things this those though through thus till to together too toward
towards two under until up upon us very was we well were what whatever when where whether which while
who whoever whole whom whose why will with within without would yes yet you your yours yourself general
miscellaneous various unspecified
"""
_EVERYWHERE = frozenset(_FUNCTION_WORDS.split())


@dataclass(frozen=True, slots=True)
class Remark:
    """What was done about a label: a kind of `concepts.REMARKS`, what, and the way out."""

    kind: str
    what: str
    way_out: str


def folded(label: str) -> str:
    """A label without differences of case and white space."""
    return " ".join(label.casefold().split())


def ready(concept: Concept, context: Sequence[str] = ()) -> tuple[Concept, tuple[Remark, ...]]:
    """The concept with labels that texts may have, and what there is to say about them.

    `context` are labels of its broader concepts: words that tell which meaning of a label is meant. What the
    author made weak stays as it is; a concept whose every label is in need is not touched.
    """
    if concept.requires and not concept.weak_labels:
        return concept, ()
    alts = dict.fromkeys(concept.alt_labels)
    weak = dict.fromkeys(concept.weak_labels)
    requires = dict.fromkeys(concept.requires)
    remarks: list[Remark] = []
    plain = {keys(text) for text in concept.strong_labels}
    for text in concept.strong_labels:
        if _is_everywhere(text):
            alts.pop(text, None)
            if text == concept.label:
                weak[text] = None
            remarks.append(_common(text))
            if len(text) <= _ACRONYM and _LETTERS.search(text) and len(text) > 1:
                alts[text.upper()] = None
            continue
        lowered = _lowered(text)
        if lowered != text:
            alts[lowered] = None
            if len(text) > _LONG_NAME:
                remarks.append(
                    Remark("capitals", f"'{text}' is all capitals", f"it is read as '{lowered}', too")
                )
        bare, qualifier = _split(lowered)
        if qualifier and _stands_for(qualifier, bare):
            alts[bare] = alts[qualifier] = None
        elif qualifier and keys(bare) not in plain:
            weak[bare] = None
            telling = [word for word in (qualifier, *context) if not set(keys(word)) <= set(keys(bare))]
            requires.update(dict.fromkeys(telling))
            remarks.append(
                Remark(
                    "qualifier",
                    f"'{bare}' without '{qualifier}' counts beside {_listed(telling)} only",
                    "add a skos:altLabel that needs no qualifier",
                )
            )
        turned = _turned(bare)
        if turned and not qualifier:
            alts[turned] = None
    if not remarks and alts.keys() == set(concept.alt_labels):
        return concept, ()
    fuller = replace(
        concept,
        alt_labels=tuple(text for text in alts if text != concept.label),
        weak_labels=tuple(sorted(weak)),
        requires=tuple(sorted(requires)),
    )
    return fuller, tuple(remarks)


def _is_everywhere(text: str) -> bool:
    if len(text) > 1 and text.isupper():
        return False
    if text.lower() in _EVERYWHERE:
        return True
    return (
        not _LETTERS.search(text) or len(text) == 1 or (len(text) == 2 and text.isalpha() and text.isascii())
    )


def _common(text: str) -> Remark:
    if 1 < len(text) <= _ACRONYM and _LETTERS.search(text):
        return Remark(
            "common-word", f"'{text}' would match everywhere", f"it counts as '{text.upper()}' only"
        )
    return Remark(
        "common-word", f"'{text}' would match everywhere", "it is not looked for: give a longer label"
    )


def _lowered(text: str) -> str:
    """A label in capitals as a text would have it: words that are too long for acronyms in lower case."""
    words = text.split()
    if not text.isupper() or not any(len(word) > _LONG and word.isalpha() for word in words):
        return text
    if len(words) == 1:
        return text.lower()
    return " ".join(
        word if len(word) <= 3 and word.isalpha() and _unsayable(word) else word.lower() for word in words
    )


def _unsayable(word: str) -> bool:
    return word in ("US", "UK", "UN", "EU", "AI") or not re.search("[AEIOUY]", word)


def _split(text: str) -> tuple[str, str]:
    """A label and the qualifier in brackets at its end, or nothing for it; linear, as a pattern is not."""
    label = text.strip()
    start = max(label.rfind("("), label.rfind("["))
    if start < 1 or not label.endswith((")", "]")):
        return text, ""
    qualifier = label[start + 1 : -1].strip()
    if not re.search(r"\w", qualifier) or re.search(r"[)\]]", qualifier):
        return text, ""
    return label[:start].rstrip(), qualifier


def _stands_for(short: str, long: str) -> bool:
    """Whether an acronym in brackets is that of the words before it, or the words that of an acronym."""
    if long.isupper() and not short.isupper():
        short, long = long, short
    initials = "".join(
        word[0] for word in re.findall(r"\w+", long) if word not in ("of", "the", "and", "for", "in")
    )
    return len(short) > 1 and short.isupper() and initials.upper() == re.sub(r"\W", "", short)


def _turned(text: str) -> str | None:
    """ "policy, foreign" as "foreign policy"; None for what is no such label, as a list of two things."""
    found = _INVERTED.fullmatch(text)
    if not found or " and " in text or " or " in text or len(found[2].split()) > _MOST_WORDS_INVERTED:
        return None
    return f"{found[2]} {found[1]}"


def _listed(words: Sequence[str]) -> str:
    shown = ", ".join(f"'{word}'" for word in words[:3])
    return f"{shown} and {len(words) - 3} more" if len(words) > 3 else shown


def told_apart(
    concepts: Mapping[str, Concept], contexts: Mapping[str, Sequence[str]]
) -> Iterator[tuple[Concept, Remark]]:
    """The concepts that share a label with another, changed so that it counts for the right one.

    A label that is the preferred one of a single concept is that concept's, and counts for the others only
    in company; else it counts only in company for all: beside a word of their other labels, or of their
    context (the labels of broader concepts), that no other of them has. Labels that differ in an ending
    ("damage", "damages") are not touched where there is no such word. Linear in the labels.
    """
    owners: dict[tuple[str, ...], list[str]] = {}
    texts: dict[str, dict[tuple[str, ...], list[str]]] = {}
    spelt: Counter[str] = Counter()
    for iri, concept in concepts.items():
        strong = concept.strong_labels
        spelt.update({folded(text) for text in strong})
        if concept.requires and not concept.weak_labels:
            continue
        for text in strong:
            texts.setdefault(iri, {}).setdefault(keys(text), []).append(text)
        for words in texts.get(iri, ()):
            owners.setdefault(words, []).append(iri)
    doubtful: dict[str, list[_Doubt]] = {}
    telling: dict[str, list[str]] = {}
    for words, iris in owners.items():
        if len(iris) < 2 or not words:
            continue
        for iri in iris:
            if iri not in telling:
                telling[iri] = _telling(concepts[iri], contexts.get(iri, ()))
        near = Counter(word for iri in iris for word in telling[iri])
        preferring = [iri for iri in iris if keys(concepts[iri].label) == words]
        kind = "homograph" if len(preferring) > 1 else "same-label"
        some = heapq.nsmallest(3, iris)
        for iri in iris:
            if preferring != [iri]:
                own = [word for word in telling[iri] if near[word] == 1 and word not in words]
                if own or any(spelt[folded(text)] > 1 for text in texts[iri][words]):
                    others = _others([other for other in some if other != iri], len(iris) - 1)
                    doubt = _Doubt(words, texts[iri][words], tuple(own[:_MOST_TELLING]), kind, others)
                    doubtful.setdefault(iri, []).append(doubt)
    for iri, doubts in doubtful.items():
        doubts.sort(key=lambda doubt: doubt.words)
        concept = _in_need(concepts[iri], doubts)
        for doubt in doubts:
            what = f"'{doubt.texts[0]}' is a label of {doubt.others}, too"
            yield concept, Remark(doubt.kind, what, _way(doubt.telling))


@dataclass(frozen=True, slots=True)
class _Doubt:
    """Labels of one concept that others have, too, and the words that tell it from these, the best first."""

    words: tuple[str, ...]
    texts: Sequence[str]
    telling: tuple[str, ...]
    kind: str
    others: str


def _in_need(concept: Concept, doubts: Sequence[_Doubt]) -> Concept:
    """The concept with these labels weak, and what they need."""
    doubted = {text for doubt in doubts for text in doubt.texts}
    weak = doubted.union(concept.weak_labels)
    requires = {word for doubt in doubts for word in doubt.telling}.union(concept.requires)
    requires -= {key for text in weak for key in keys(text)}  # a label in need would be its own company
    return replace(
        concept,
        alt_labels=tuple(text for text in concept.alt_labels if text not in doubted),
        weak_labels=tuple(sorted(weak)),
        requires=tuple(sorted(requires)),
    )


def _others(some: Sequence[str], number: int) -> str:
    return ", ".join(some[:2]) + (f" and {number - 2} more" if number > 2 else "")


def _way(telling: Sequence[str]) -> str:
    if telling:
        return f"it counts beside {_listed(telling)} only"
    return "it counts for none of them: keep it on one"


def _telling(concept: Concept, context: Iterable[str]) -> list[str]:
    """Words that may stand near a concept and not near its namesakes, the longest first."""
    found = {
        key
        for text in (*concept.strong_labels, *concept.requires, *context)
        for key in keys(text)
        if len(key) > 2 or key.isupper()
    }
    return heapq.nsmallest(_MOST_COMPARED, found, key=lambda word: (-len(word), word))
