"""How near somebody's statements come to a topic that none of them has: by labels, and by meaning."""

from collections.abc import Iterator, Sequence

from sayso.graph import vocab
from sayso.graph.asking.lookup import Meaning
from sayso.graph.reasons.absence import Evidence, Obstacle
from sayso.graph.reasons.asked import Asked, joined
from sayso.graph.reasons.nearness import Around, Near, nearest_label, too_far

__all__ = ["MOST_READ", "near_topics"]

MOST_READ = 500
"""How many statements of one speaker are compared with the labels: the first in order of their ids."""

_WEIGHED = 40  # statements whose meaning is weighed
_MOST = 400  # characters of a statement that are weighed
_NEEDS = 8  # words that are named
_EVEN = 0.5
_LEAST = 0.1  # below this a meaning is none

_WHERE = {
    "content": "in what is said",
    "sentence": "in the rest of the sentence",
    "before": "before it in the paragraph",
    "paragraph": "behind it in the paragraph",
    "article": "elsewhere in the article",
}


def near_topics(asked: Asked, meaning: Meaning | None) -> Iterator[Obstacle]:
    """The statement with words of a label nearest by, and the one that comes nearest in meaning."""
    scheme = asked.known.scheme
    concepts = [scheme[iri] for iri in sorted(asked.wanted) if iri in scheme]
    found: list[tuple[Near, int, str]] = []
    own = asked.originals
    for statement in own[:MOST_READ]:
        if not asked.is_on(statement):
            around = _around(asked, statement)
            near = nearest_label(concepts, around)
            if near is not None:
                found.append((near, abs(_distance(around, near)), statement))
    found.sort(key=lambda one: (one[0].order[:5], *one[1:]))
    for near, _, statement in found[:1]:
        yield _by_label(asked, statement, _around(asked, statement), near)
    if meaning is not None:
        near_first = [statement for _, _, statement in found]
        rest = [one for one in own if one not in set(near_first)]
        yield from _by_meaning(asked, [*near_first, *rest][:_WEIGHED], meaning)


def _around(asked: Asked, statement: str) -> Around:
    tracer = asked.tracer
    values = tracer.facts.values
    article = tracer.facts.value(statement, vocab.article) or ""
    text = tracer.text(article)
    content = [(one.start, one.end) for one in tracer.words(values(statement, vocab.content))] or [(0, 0)]
    sentences = [(one.start, one.end) for one in tracer.words(values(statement, vocab.sentence))]
    sentence = sentences[0] if sentences else content[0]
    begin = text.rfind("\n", 0, sentence[0]) + 1
    end = text.find("\n", sentence[1])
    names = (
        (words.start, words.end)
        for appearance in values(article, vocab.mentions)
        for words in tracer.words(values(appearance, vocab.evidence))
    )
    return Around(
        text, tuple(content), sentence, (begin, len(text) if end < 0 else end), tuple(sorted(names))
    )


def _by_label(asked: Asked, statement: str, around: Around, near: Near) -> Obstacle:
    below = "" if near.concept.iri == asked.topic else f" of {near.concept.label}, which is below it,"
    label = f"“{near.label}”{below}"
    where = _WHERE[near.level]
    if near.missing:
        kind = "label-in-part"
        told = (
            f"of its label {label} only a part stands {where}, without {joined(near.missing)}: a part of a "
            "label is none"
        )
    elif near.in_name:
        kind = "label-in-name"
        told = (
            f"the words of its label {label} stand {where} only as a part of a name, “{near.in_name}”: words "
            "of a name are no topic"
        )
    elif near.needs and near.level in ("content", "sentence"):
        kind = "label-in-need"
        more = ", …" if len(near.needs) > _NEEDS else ""
        told = (
            f"its label {label} stands {where}, but may mean something else: it counts only beside one of "
            f"{joined(near.needs[:_NEEDS], 'or')}{more}, and none stands in the sentence or before it"
        )
    elif near.level == "content":
        kind = "label-not-taken"
        words = "its label" if len(near.words) == 1 else "the words of its label"
        stand = "stands" if len(near.words) == 1 else "stand"
        told = f"{words} {label} {stand} {where}, but {_not_taken(asked, statement, near)}"
    else:
        kind = "label-elsewhere" if near.level in ("paragraph", "article") else "label-near-by"
        far = _distance(around, near)
        side = "behind" if far > 0 else "before"
        place = f"{abs(far)} characters {side} what is said" if far else "not in what is said"
        told = f"its label {label} stands {where}, {place}: {_rule(asked, statement, near)}"
    article = asked.id(asked.tracer.facts.value(statement, vocab.article) or "")
    evidence = tuple(Evidence(article, f"of the label “{near.label}”", words) for words in near.words)
    return Obstacle(kind, told, asked.id(statement), evidence, _remedies(asked))


def _not_taken(asked: Asked, statement: str, near: Near) -> str:
    """Why words that stand in what is said were not taken for the label."""
    if too_far(near):
        return f"were not taken: {near.gap} words stand between them, and at most four may"
    own = _own_topics(asked, statement)
    has = f" (it has {joined(own)})" if own else ""
    if len(near.words) > 1 or " " in near.words[0].text:
        return f"were not taken: a comma, a verb or a clause parts them, or a longer label covers them{has}"
    return (
        "was not taken: a single word counts only as a noun, not within a longer label, and not where a "
        f"short text as a whole means something else{has}"
    )


def _distance(around: Around, near: Near) -> int:
    """How many characters behind what is said a label stands; below 0, before it."""
    start, end = around.content[0][0], around.content[-1][1]
    if near.words[0].start >= end:
        return near.words[0].start - end
    return min(0, near.words[-1].end - start)


def _rule(asked: Asked, statement: str, near: Near) -> str:
    """The rule that leaves words outside of what is said out."""
    level = near.level
    own = _own_topics(asked, statement)
    if own and level in ("sentence", "before"):
        return f"words round it count only where it has no topic of its own, and it has {joined(own)}"
    if level == "sentence":
        return "there they belong to somebody else's words, or do not bear on it"
    if level == "before":
        return (
            "what stands before counts only in the sentence right before, and only where the words point "
            "back to it (“this”, “such rules”)"
        )
    if level == "paragraph":
        return "what stands behind a statement never counts, for it may well be the writer's own"
    return "a topic belongs to a statement, not to its article, so words there are no evidence"


def _own_topics(asked: Asked, statement: str) -> list[str]:
    return [topic.topic.name for topic in asked.tracer.topics(statement) if topic.basis == "own-words"]


def _remedies(asked: Asked) -> tuple[str, ...]:
    return (
        f"if words of what is said do mean {asked.label}, make them a label: a SKOS file with the line "
        f'<{asked.topic}> <{vocab.skos_altLabel}> "the words"@en . and sayso build … --topics FILE',
    )


def _by_meaning(asked: Asked, statements: Sequence[str], meaning: Meaning) -> Iterator[Obstacle]:
    """The statement that comes nearest to the topic in meaning, if any does, and by how much it misses."""
    tracer, scheme = asked.tracer, asked.known.scheme
    best: tuple[float, str, list[tuple[str, float]]] | None = None
    for statement in statements:
        words = tracer.words(tracer.facts.values(statement, vocab.content))
        content = " ".join(" ".join(one.text for one in words).split())[:_MOST]
        scored = [(iri, sure) for iri, sure in meaning(content) if iri in scheme] if content else []
        sure = max((score for iri, score in scored if iri in asked.wanted), default=0.0)
        if sure >= _LEAST and (best is None or sure > best[0]):
            best = sure, statement, scored
    if best is None:
        return
    sure, statement, scored = best
    rank = next(number for number, (iri, _) in enumerate(scored, start=1) if iri in asked.wanted)
    iri = scored[rank - 1][0]
    what = scheme[iri].label + ("" if iri == asked.topic else f" (below {asked.label})")
    first = (
        ""
        if rank == 1
        else f", after {joined([f'{scheme[i].label} ({s:.2f})' for i, s in scored[: rank - 1][:3]])}"
    )
    short = f", {_EVEN - sure:.2f} short of even" if sure < _EVEN else ""
    # a high figure here is no promise: the build weighed more than these words, and did not take the topic
    but = "" if short else ", and it did not take the topic"
    yield Obstacle(
        "meaning",
        f"in meaning, {what} comes {_rank(rank)} for what is said, with {sure:.2f} of 1{short}{first}. That "
        "weighs the words by themselves; a build also weighs what stands round them, and how far it is ahead"
        f"{but}",
        asked.id(statement),
        remedies=_remedies(asked),
    )


def _rank(number: int) -> str:
    return {1: "first", 2: "second", 3: "third"}.get(number, f"{number}th")
