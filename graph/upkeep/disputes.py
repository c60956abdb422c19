"""Who speaks for or against what, read from a graph, and the disagreements that follow kept up to date.

`voices_of` tells what one statement is for and against. Which disagreements such voices make is decided by
`graph.upkeep.disagreements`, which knows nothing of a store; `upkeep` writes what changes with the voices.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Set

from pyoxigraph import Literal, NamedNode, Store

from sayso.graph import iris, vocab
from sayso.graph.facts import Facts, Triple
from sayso.graph.identity.reading import is_resolved
from sayso.graph.upkeep.disagreements import Voice, counts, dispute, node_of, speakers, triples
from sayso.graph.upkeep.name_index import voice_quads, voice_records
from sayso.graph.upkeep.replacement import Replacement, quad_of

__all__ = ["disagreement_window", "disputes", "upkeep", "voices_of", "window_triple"]

_SIDES: Mapping[str, tuple[bool, ...]] = {
    vocab.Positive: (True,),
    vocab.Negative: (False,),
    vocab.MixedStance: (True, False),
}
# the rule of a topic that no label speaks for
_BY_MEANING = "meaning"
_GUESSED_TOPICS = frozenset({vocab.InContext, vocab.InHeading})


def voices_of(
    facts: Facts,
    article: str,
    statement: str,
    speaker: str,
    others: Iterable[str],
    date: str | None,
    resolved: Callable[[str], str | None],
    base: str,
) -> Iterator[Voice]:
    """What the statement is for and against; for both where the stance is mixed."""
    for stance in facts.values(statement, vocab.stance):
        sides = _SIDES.get(facts.value(stance, vocab.stancePolarity) or "", ())
        for toward in facts.values(stance, vocab.toward) if sides else ():
            over = _over(facts, article, toward, resolved, base)
            if over is None or _by_meaning_alone(facts, statement, toward):
                continue
            doubtful = tuple(sorted(set(others) - {speaker}))
            guesses = set(_guessed_topic(facts, statement, toward))
            if doubtful:
                guesses.add(vocab.DoubtfulSpeaker)
            if facts.value(statement, vocab.continues) is not None:
                guesses.add(vocab.CarriedOn)
            confidence = _confidence(facts, statement) * _confidence(facts, stance)
            for supports in sides:
                yield Voice(
                    over=over,
                    supports=supports,
                    speaker=speaker,
                    statement=statement,
                    stance=stance,
                    article=article,
                    date=date,
                    confidence=confidence,
                    guesses=tuple(sorted(guesses)),
                    others=doubtful,
                )


def _over(
    facts: Facts, article: str, toward: str, resolved: Callable[[str], str | None], base: str
) -> str | None:
    """What a stance is toward: a topic, or who it is that the article names so, None if that is nobody."""
    name_id = iris.compact(toward, base)
    if not is_resolved(name_id):
        return toward
    for appearance in facts.values(article, vocab.mentions):
        if name_id in facts.values(appearance, vocab.nameId):
            return resolved(appearance)
    return None


def _assignments(facts: Facts, statement: str, topic: str) -> list[str]:
    return [
        assignment
        for assignment in facts.values(statement, vocab.topicAssignment)
        if topic in facts.values(assignment, vocab.topic)
    ]


def _by_meaning_alone(facts: Facts, statement: str, topic: str) -> bool:
    """Whether no label tells that the statement is about the topic: too little to set two people at odds."""
    assignments = _assignments(facts, statement, topic)
    return {rule for node in assignments for rule in facts.values(node, vocab.rule)} == {_BY_MEANING}


def _guessed_topic(facts: Facts, statement: str, topic: str) -> Iterable[str]:
    """Why it is a guess that the statement is about the topic, if it is one."""
    assignments = _assignments(facts, statement, topic)
    bases = {basis for assignment in assignments for basis in facts.values(assignment, vocab.basis)}
    return bases if bases <= _GUESSED_TOPICS else ()


def _confidence(facts: Facts, node: str) -> float:
    return float(facts.value(node, vocab.confidence) or 1.0)


def disputes(voices: Iterable[Voice], window: int, base: str) -> Iterator[Triple]:
    """All that follows from all voices there are."""
    on: dict[str, list[Voice]] = defaultdict(list)
    for voice in voices:
        on[voice.over].append(voice)
    for over, said in on.items():
        disputed = dispute(over, said, window=window)
        for one in disputed.disagreements:
            yield from triples(one, base)
        yield from counts(disputed)
        yield from _disagrees(speakers(disputed))


def upkeep(
    store: Store,
    facts: Facts,
    old: Set[Voice],
    new: Set[Voice],
    finish: Replacement,
    index: Replacement,
    base: str,
) -> None:
    """Makes anew who disagrees over what these voices are on; `old` ones go and `new` ones come.

    `finish` takes what is to change in the derived graph, `index` what is to change in the index.
    """
    window = disagreement_window(store, base)
    assert window is not None
    index.old.update(voice_quads(old, base))
    index.new.update(voice_quads(new, base))
    nodes: set[str] = set()
    before: set[tuple[str, str]] = set()
    after: set[tuple[str, str]] = set()
    for over in sorted({voice.over for voice in old ^ new}):
        known = voice_records(store, over, base)
        was = dispute(over, known, window=window)
        now = dispute(over, (known - old) | {voice for voice in new if voice.over == over}, window=window)
        nodes.update(node_of(found, base) for found in was.disagreements)
        before |= speakers(was)
        after |= speakers(now)
        stays = set(was.disagreements) & set(now.disagreements)
        for disputed, quads in ((was, finish.old), (now, finish.new)):
            for found in disputed.disagreements:
                if found not in stays:
                    quads.update(quad_of(triple, finish.graph) for triple in triples(found, base))
            quads.update(quad_of(triple, finish.graph) for triple in counts(disputed))
    elsewhere: dict[str, set[str]] = {}
    for one, other in sorted(before - after):
        if one not in elsewhere:
            elsewhere[one] = set(_disagreeing(facts, one, nodes))
        if other not in elsewhere[one]:
            finish.old.add(quad_of((one, vocab.disagreesWith, NamedNode(other)), finish.graph))
    finish.add(_disagrees(after - before))


def _disagreeing(facts: Facts, speaker: str, left_out: Set[str]) -> Iterator[str]:
    """With whom this speaker disagrees, by other nodes than those."""
    for own, others in ((vocab.supporter, vocab.opponent), (vocab.opponent, vocab.supporter)):
        for node in facts.subjects(own, speaker):
            if node not in left_out:
                yield from facts.values(node, others)


def disagreement_window(store: Store, base: str = iris.DEFAULT_BASE) -> int | None:
    """The days that may lie between two statements that make a disagreement; None before `whole` was here."""
    derived = NamedNode(iris.derived_graph(base))
    found = store.quads_for_pattern(derived, NamedNode(vocab.disagreementWindow), None, derived)
    return next((int(quad.object.value) for quad in found if isinstance(quad.object, Literal)), None)


def window_triple(days: int, base: str) -> Triple:
    """How the derived graph says what window it was made with."""
    number = Literal(str(days), datatype=NamedNode(vocab.xsd_integer))
    return iris.derived_graph(base), vocab.disagreementWindow, number


def _disagrees(pairs: Iterable[tuple[str, str]]) -> Iterator[Triple]:
    for one, other in pairs:
        yield one, vocab.disagreesWith, NamedNode(other)
