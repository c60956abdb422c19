"""Several scheme files made one: equal concepts joined, labels given to one of them, broader links resolved.

Files stand in the order in which a user names them. A concept that several describe is one, under the first
file's words; so are concepts that skos:exactMatch joins, directly or through a third. A label that two files
give to different concepts is the later file's. Without such labels the outcome does not depend on the order
of files that share no concept, and a scheme cut into several files is the scheme that it was.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sayso.graph.topics.concepts import Concept, Finding
from sayso.graph.topics.keys import keys
from sayso.graph.topics.scheme_files import SchemeFile

__all__ = ["Merged", "ancestors", "merged"]

_MOST_ABOVE = 100  # broader concepts of a concept, on average; MeSH and EuroVoc have fewer than twenty
_MOST_LEFT_OUT = 16  # links that may lead over concepts that are left out, to one that is not
_CIRCLE_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Merged:
    """Concepts sorted by IRI; `same` leads from a concept that was merged to the one it is now."""

    concepts: tuple[Concept, ...]
    same: Mapping[str, str]
    findings: tuple[Finding, ...]


def merged(files: Sequence[SchemeFile]) -> Merged:
    """All files as one scheme; linear in what they hold."""
    findings: list[Finding] = []
    same = _same(files, findings)
    concepts: dict[str, Concept] = {}
    source: dict[str, str] = {}
    for file in files:
        claimed = _claimed(file, same)
        for iri, concept in concepts.items():
            concepts[iri] = _without(concept, claimed, source[iri], findings)
        for concept in file.concepts:
            iri = same.get(concept.iri, concept.iri)
            concepts[iri] = _joined(concepts[iri], concept) if iri in concepts else concept
            source.setdefault(iri, str(file.path))
    links = _links(files, concepts, same, source, findings)
    above = links or {iri: set() for iri in concepts}
    circles = _circles(above)
    for circle in circles:
        findings.append(_told(circle, concepts, source))
    most = _MOST_ABOVE * len(above) + 10_000
    if links is None or (not circles and ancestors(above, most=most) is None):
        findings.append(
            Finding(
                ", ".join(str(file.path) for file in files),
                "",
                "too-tangled",
                f"more than {_MOST_ABOVE} broader concepts above each",
                "give a scheme of fewer levels",
            )
        )
    ordered = tuple(_in_order(concepts[iri], above[iri]) for iri in sorted(concepts))
    return Merged(ordered, same, tuple(findings))


def _in_order(concept: Concept, broader: Iterable[str]) -> Concept:
    """With all words sorted, as they are when they are read back from a graph, which keeps no order."""
    return replace(
        concept,
        alt_labels=tuple(sorted(concept.alt_labels)),
        weak_labels=tuple(sorted(concept.weak_labels)),
        requires=tuple(sorted(concept.requires)),
        referred_to_as=tuple(sorted(concept.referred_to_as)),
        broader=tuple(sorted(broader)),
    )


def ancestors(
    above: Mapping[str, Iterable[str]], *, most: int | None = None
) -> dict[str, frozenset[str]] | None:
    """All that is above each, through any number of steps; None if that is more than `most` in all.

    Linear in what it returns. What stands in a circle is above itself.
    """
    parents = {iri: [broader for broader in found if broader in above] for iri, found in above.items()}
    waiting = {iri: len(found) for iri, found in parents.items()}
    children: dict[str, list[str]] = {}
    for iri, found in parents.items():
        for broader in found:
            children.setdefault(broader, []).append(iri)
    known: dict[str, frozenset[str]] = {}
    count = 0
    ready = [iri for iri, number in waiting.items() if not number]
    while ready:
        iri = ready.pop()
        known[iri] = frozenset(parents[iri]).union(*(known[broader] for broader in parents[iri]))
        count += len(known[iri])
        if most is not None and count > most:
            return None
        for child in children.get(iri, ()):
            waiting[child] -= 1
            if not waiting[child]:
                ready.append(child)
    for iri in parents.keys() - known.keys():  # in a circle, or below one
        seen: set[str] = set()
        left = list(parents[iri])
        while left:
            broader = left.pop()
            if broader not in seen:
                seen.add(broader)
                left.extend(parents[broader])
        known[iri] = frozenset(seen)
    return known


def _same(files: Sequence[SchemeFile], findings: list[Finding]) -> dict[str, str]:
    """What leads from a concept to the one of an earlier file that it is an exact match of."""
    root: dict[str, str] = {}

    def find(iri: str) -> str:
        path = []
        while (above := root.setdefault(iri, iri)) != iri:
            path.append(iri)
            iri = above
        for passed in path:
            root[passed] = iri
        return iri

    for file in files:
        for one, two in file.matches:
            if one and two:
                first, second = sorted((find(one), find(two)))
                root[second] = first
    first_file: dict[str, int] = {}
    for number, file in enumerate(files):
        for concept in file.concepts:
            first_file.setdefault(concept.iri, number)
    groups: dict[str, list[str]] = {}
    for iri in first_file:
        if iri in root:
            groups.setdefault(find(iri), []).append(iri)
    same: dict[str, str] = {}
    for group in groups.values():
        ordered = sorted(group, key=lambda iri: (first_file[iri], iri))
        taken: set[int] = set()
        for iri in ordered:
            number = first_file[iri]
            if number in taken:
                findings.append(
                    Finding(
                        str(files[number].path),
                        iri,
                        "two-matches",
                        f"is an exact match of {ordered[0]}, as is another concept of the file",
                        "they stay apart: make one a skos:closeMatch",
                    )
                )
                continue
            taken.add(number)
            if iri != ordered[0]:
                same[iri] = ordered[0]
    return same


def _claimed(file: SchemeFile, same: Mapping[str, str]) -> dict[tuple[str, ...], set[str]]:
    """The words of a file's labels, and the concepts that they are for."""
    claimed: dict[tuple[str, ...], set[str]] = {}
    for concept in file.concepts:
        for text in (*concept.strong_labels, *concept.weak_labels):
            claimed.setdefault(keys(text), set()).add(same.get(concept.iri, concept.iri))
    return claimed


def _without(
    concept: Concept,
    claimed: Mapping[tuple[str, ...], set[str]],
    source: str,
    findings: list[Finding],
) -> Concept:
    """A concept without the labels that a later file gives to others; a preferred one no longer counts."""
    lost = [
        text
        for text in concept.strong_labels
        if (owners := claimed.get(keys(text))) and concept.iri not in owners
    ]
    if not lost:
        return concept
    for text in lost:
        owner = min(claimed[keys(text)])
        findings.append(
            Finding(
                source, concept.iri, "label-taken", f"'{text}' goes to {owner}", "a later file gives it so"
            )
        )
    weak = (*concept.weak_labels, concept.label) if concept.label in lost else concept.weak_labels
    return replace(
        concept,
        alt_labels=tuple(text for text in concept.alt_labels if text not in lost),
        weak_labels=tuple(sorted(set(weak))),
    )


def _joined(one: Concept, two: Concept) -> Concept:
    def both(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*first, *second)))

    strong = {text for concept in (one, two) for text in concept.strong_labels}
    others = both(one.alt_labels, (two.label, *two.alt_labels))
    return replace(
        one,
        alt_labels=tuple(text for text in others if text != one.label),
        weak_labels=tuple(text for text in both(one.weak_labels, two.weak_labels) if text not in strong),
        requires=both(one.requires, two.requires),
        referred_to_as=both(one.referred_to_as, two.referred_to_as),
        definition=one.definition or two.definition,
        scope_note=one.scope_note or two.scope_note,
        status=one.status and two.status,
    )


def _links(
    files: Sequence[SchemeFile],
    concepts: Mapping[str, Concept],
    same: Mapping[str, str],
    source: Mapping[str, str],
    findings: list[Finding],
) -> dict[str, set[str]] | None:
    """The broader concepts of each, over those that are left out; None if these lead to too many."""
    links: dict[str, set[str]] = {}
    for file in files:
        for narrower, broader in file.links:
            links.setdefault(same.get(narrower, narrower), set()).add(same.get(broader, broader))
    left_out = frozenset().union(*(file.left_out for file in files)) - concepts.keys()
    above: dict[str, set[str]] = {iri: set() for iri in concepts}
    beyond: dict[str, set[str]] = {}
    budget = _MOST_ABOVE * (len(concepts) + len(left_out)) + 10_000
    for iri in sorted(concepts):
        for broader in sorted(links.get(iri, ())):
            if broader == iri:
                findings.append(
                    Finding(
                        source[iri], iri, "broader-itself", "is broader than itself", "the link is left out"
                    )
                )
            elif broader in concepts:
                above[iri].add(broader)
            elif broader in left_out:
                if broader not in beyond:
                    beyond[broader], steps = _beyond(broader, links, concepts, left_out, budget)
                    budget -= steps
                budget -= len(beyond[broader])
                if budget < 0:
                    return None
                above[iri] |= beyond[broader] - {iri}
            else:
                what = f"its broader concept {broader or 'that is no IRI'} is described nowhere"
                findings.append(Finding(source[iri], iri, "unknown-broader", what, "the link is left out"))
    return above


def _beyond(
    iri: str,
    links: Mapping[str, set[str]],
    concepts: Mapping[str, Concept],
    left_out: frozenset[str],
    most: int,
) -> tuple[set[str], int]:
    """The nearest concepts above one that is left out, and the links followed: of more than `most`, some."""
    found: set[str] = set()
    seen = {iri}
    level = [iri]
    steps = 0
    for _ in range(_MOST_LEFT_OUT):
        higher: set[str] = set()
        for passed in level:
            over: set[str] = links.get(passed, set())
            steps += len(over)
            if steps > most:
                return found, steps
            higher |= over
        higher -= seen
        seen |= higher
        found |= higher & concepts.keys()
        level = sorted(higher & left_out)
    return found, steps


def _circles(above: Mapping[str, set[str]]) -> list[list[str]]:
    """Circles of broader concepts, at least one for each knot of them, in a fixed order."""
    waiting = {iri: len(found) for iri, found in above.items()}
    children: dict[str, list[str]] = {}
    for iri, found in above.items():
        for broader in found:
            children.setdefault(broader, []).append(iri)
    ready = [iri for iri, number in waiting.items() if not number]
    while ready:
        for child in children.get(ready.pop(), ()):
            waiting[child] -= 1
            if not waiting[child]:
                ready.append(child)
    caught = {iri for iri, number in waiting.items() if number}
    circles: list[list[str]] = []
    passed: set[str] = set()
    for start in sorted(caught):
        walk: dict[str, int] = {}
        iri = start
        while iri not in passed:
            passed.add(iri)
            walk[iri] = len(walk)
            iri = min(above[iri] & caught)
        if iri in walk:
            circles.append(list(walk)[walk[iri] :])
    return circles


def _told(circle: Sequence[str], concepts: Mapping[str, Concept], source: Mapping[str, str]) -> Finding:
    shown = [f"'{concepts[iri].label}' <{iri}>" for iri in circle[:_CIRCLE_SHOWN]]
    more = [f"… {len(circle) - _CIRCLE_SHOWN} more …"] if len(circle) > _CIRCLE_SHOWN else []
    steps = " → ".join((*shown, *more, f"'{concepts[circle[0]].label}'"))
    return Finding(
        source[circle[0]],
        circle[0],
        "circle",
        f"a circle of broader concepts: {steps}",
        "take away one skos:broader (or skos:narrower) of it",
    )
