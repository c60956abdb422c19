"""Who disagrees over a topic: from plain voices, and in a graph."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, serialize
from pyshacl import validate
from rdflib import Graph

import sayso
from sayso.graph import iris, vocab
from sayso.graph.model import Article, Entity, Extraction, Stance, Statement, TopicAssignment
from sayso.graph.store import Store
from sayso.graph.upkeep.disagreements import Disagreement, Dispute, Voice, dispute, speakers

OVER = "topic:tolls"
FIRST = date(2024, 3, 1)


def voice(
    speaker: str,
    side: str,
    day: int | None,
    *,
    article: str = "a",
    confidence: float = 0.5,
    guesses: Sequence[str] = (),
    others: Sequence[str] = (),
    number: int = 0,
) -> Voice:
    said = f"s/{speaker}{side}{day}{article}{number}"
    return Voice(
        over=OVER,
        supports=side == "+",
        speaker=speaker,
        statement=said,
        stance=f"stance/{said}",
        article=article,
        date=None if day is None else (FIRST + timedelta(days=day)).isoformat(),
        confidence=confidence,
        guesses=tuple(guesses),
        others=tuple(others),
    )


def told(found: Dispute) -> list[tuple[str, str, int | None, int]]:
    return [(one.supporter.speaker, one.opponent.speaker, one.days, one.pairs) for one in found.disagreements]


@pytest.mark.parametrize(
    ("voices", "expected"),
    [
        ([voice("Ann", "+", 0), voice("Bo", "-", 4)], [("Ann", "Bo", 4, 1)]),
        ([voice("Ann", "+", 0), voice("Bo", "-", 90)], [("Ann", "Bo", 90, 1)]),
        ([voice("Ann", "+", 0), voice("Bo", "-", 91)], []),
        ([voice("Ann", "+", 0), voice("Bo", "+", 4)], []),
        ([voice("Ann", "+", 0), voice("Ann", "-", 4)], []),
        ([voice("Ann", "+", 0), voice("Bo", "-", 9), voice("Bo", "-", 5)], [("Ann", "Bo", 5, 2)]),
        (
            [voice("Ann", "+", 0), voice("Ann", "-", 9), voice("Bo", "-", 5), voice("Bo", "+", 8)],
            [("Ann", "Bo", 5, 1), ("Bo", "Ann", 1, 1)],
        ),
        # undated: in the same article alone
        ([voice("Ann", "+", None), voice("Bo", "-", None)], [("Ann", "Bo", None, 1)]),
        ([voice("Ann", "+", None), voice("Bo", "-", None, article="b")], []),
        ([voice("Ann", "+", None), voice("Bo", "-", 0)], []),
        (
            [voice("Ann", "+", None), voice("Bo", "-", None), voice("Ann", "+", 2), voice("Bo", "-", 0)],
            [("Ann", "Bo", 2, 2)],
        ),
        # what may have been said by the other shows nothing
        ([voice("Ann", "+", 0, others=["Bo"]), voice("Bo", "-", 0)], []),
        ([voice("Ann", "+", 0), voice("Bo", "-", 0, others=["Ann"])], []),
        (
            [voice("Ann", "+", 0), voice("Bo", "-", 0, others=["Ann"]), voice("Bo", "-", 7)],
            [("Ann", "Bo", 7, 1)],
        ),
        ([voice("Ann", "+", 0, others=["Cy"]), voice("Bo", "-", 0)], [("Ann", "Bo", 0, 1)]),
        # for and against in one breath is no side
        (
            [voice("Ann", "+", 0), replace(voice("Ann", "-", 0), statement="s/Ann+0a0"), voice("Bo", "-", 0)],
            [],
        ),
        ([replace(voice("Ann", "+", 0), date="in spring"), voice("Bo", "-", 0)], []),
        ([], []),
    ],
)  # fmt: skip
def test_who_disagrees(voices: list[Voice], expected: list[tuple[str, str, int | None, int]]) -> None:
    assert told(dispute(OVER, voices)) == expected


def test_what_is_no_guess_shows_it_before_what_is_nearer() -> None:
    guess = voice("Bo", "-", 1, confidence=0.9, guesses=[vocab.CarriedOn])
    sure = voice("Bo", "-", 9, confidence=0.4)
    ann = voice("Ann", "+", 0)
    assert dispute(OVER, [guess, sure, ann]).disagreements == (Disagreement(ann, sure, 9, 2),)
    (only,) = dispute(OVER, [guess, ann]).disagreements
    assert (only.confidence, only.bases) == (0.45, (vocab.ByDates, vocab.CarriedOn))


def test_of_several_on_one_day_the_surest_shows_it() -> None:
    said = [voice("Bo", "-", 1, confidence=number / 10, number=number) for number in (3, 8, 5)]
    (one,) = dispute(OVER, [*said, voice("Ann", "+", 0)]).disagreements
    assert (one.opponent.confidence, one.pairs) == (0.8, 3)


def test_a_thousand_against_a_thousand_are_bounded_and_what_is_left_out_is_counted() -> None:
    voices = [voice(f"{side}{number:04}", side, number % 80) for side in ("+", "-") for number in range(1000)]
    found = dispute(OVER, voices)
    assert found.pairs == 1_000_000
    assert len(found.disagreements) <= 10_000
    assert found.left_out == 1_000_000 - len(found.disagreements)
    held = {speaker for pair in speakers(found) for speaker in pair}
    assert held == {one.speaker for one in voices}
    assert {one.days for one in found.disagreements} == {0}


voices_lists = st.lists(
    st.builds(
        voice,
        st.sampled_from("ABCDEFG"),
        st.sampled_from("+-"),
        st.none() | st.integers(0, 30),
        article=st.sampled_from("ab"),
        confidence=st.sampled_from((0.3, 0.6)),
        guesses=st.sampled_from(((), (vocab.CarriedOn,))),
        others=st.sampled_from(((), (), ("A",))),
        number=st.integers(0, 2),
    ),
    max_size=14,
    unique_by=lambda one: one.statement,
)


def opposed(voices: Sequence[Voice], window: int) -> dict[tuple[str, str], list[tuple[bool, int]]]:
    """Every pair of opposed voices by supporter and opponent, as (undated, days): by looking at each."""
    found = defaultdict(list)
    for one in voices:
        for other in voices:
            if not one.supports or other.supports or one.speaker == other.speaker:
                continue
            if other.speaker in one.others or one.speaker in other.others:
                continue
            if one.date is None and other.date is None and one.article == other.article:
                found[one.speaker, other.speaker].append((True, 0))
            elif one.date is not None and other.date is not None:
                days = abs((date.fromisoformat(one.date) - date.fromisoformat(other.date)).days)
                if days <= window:
                    found[one.speaker, other.speaker].append((False, days))
    return found


@given(voices_lists, st.sampled_from((0, 3, 12)), st.randoms(use_true_random=False))
def test_it_is_the_same_by_looking_at_every_pair_and_in_any_order(
    voices: list[Voice], window: int, random: object
) -> None:
    found = dispute(OVER, voices, window=window)
    every = opposed(voices, window)
    assert {(one.supporter.speaker, one.opponent.speaker): one.pairs for one in found.disagreements} == {
        pair: len(all_) for pair, all_ in every.items()
    }
    for one in found.disagreements:
        sure = [one.supporter, one.opponent] if not (one.supporter.guesses or one.opponent.guesses) else None
        days = min(
            opposed([v for v in voices if sure is None or not v.guesses], window)[
                one.supporter.speaker, one.opponent.speaker
            ]
        )
        assert (one.days is None, one.days or 0) == days
    assert found.pairs == sum(map(len, every.values()))
    assert found.left_out == 0
    assert dispute(OVER, random.sample(voices, len(voices)), window=window) == found  # type: ignore[attr-defined]


@given(voices_lists, st.integers(1, 3))
def test_each_has_the_nearest_others(voices: list[Voice], nearest: int) -> None:
    voices = [replace(one, others=()) for one in voices]
    found = dispute(OVER, voices, window=12, nearest=nearest)
    every = opposed(voices, 12)
    chosen = set()
    for side in (0, 1):
        for speaker in {pair[side] for pair in every}:
            pairs = [pair for pair in every if pair[side] == speaker]
            pairs.sort(key=lambda pair: (min(every[pair]), pair))
            chosen.update(pairs[:nearest])
    assert {(one.supporter.speaker, one.opponent.speaker) for one in found.disagreements} == chosen
    assert found.left_out == sum(len(every[pair]) for pair in every.keys() - chosen)


# -- in a graph


def article(name: str, published: str | None, *views: tuple[str, str]) -> Extraction:
    """An article in which the speaker of each view is for or against the floods."""
    text = "".join(f"{speaker} said so. " for speaker, _ in views)
    entities, statements = [], []
    for speaker, polarity in views:
        start = text.index(f"{speaker} ")
        end = start + len(speaker)
        span, cue, content = (start, end), (end + 1, end + 5), (end + 6, end + 8)
        entities.append(Entity(f"person:{speaker.lower().replace(' ', '-')}", "person", speaker, (span,)))
        statements.append(
            Statement(
                id=f"statement:{name}-{start}",
                source=(span,),
                cue=(cue,),
                content=(content,),
                sentence=(start, end + 9),
                quote_type="indirect",
                cue_type="say",
                speaker_id=entities[-1].id,
                topics=(TopicAssignment("topic:floods", "own-words", 0.9, rule="label"),),
                stance=(Stance("topic:floods", polarity, 0.5, rule="judging"),),
                confidence=0.8,
                rule="cue-verb",
            )
        )
    source = Article(name, f"{name}.txt", text, published=published)
    return Extraction(source, tuple(entities), (), tuple(statements), "r1", (("sayso", "0.1.0"),))


def disagreements(store: Store) -> list[tuple[str, ...]]:
    query = """SELECT ?d ?for ?against ?days ?confidence {
        ?d a sayso:Disagreement ; sayso:over topic:floods ; sayso:confidence ?confidence ;
            sayso:supporter/skos:prefLabel ?for ; sayso:opponent/skos:prefLabel ?against
        OPTIONAL { ?d sayso:daysBetween ?days } } ORDER BY ?d"""
    return [tuple(value and value.value.rpartition("/")[2] for value in row) for row in store.query(query)]


def test_a_graph_tells_both_sides_with_their_statements_and_never_a_bare_edge() -> None:
    with Store.memory() as store:
        store.replace(article("one", "2024-03-01", ("Ann Lee", "positive"), ("Cy Roe", "unclear")))
        store.replace(article("two", "2024-03-11", ("Bo Ekman", "negative")))
        store.refresh_derived()
        node = "one-0-floods--two-0-floods"
        assert disagreements(store) == [(node, "Ann Lee", "Bo Ekman", "10", "0.16")]
        found = store.query(f"SELECT ?p ?o {{ disagreement:{node} ?p ?o }}")
        told = {(row["p"].value.rpartition("#")[2], row["o"].value.rpartition("/")[2]) for row in found}
        assert told == {
            ("type", "sayso#Disagreement"),
            ("over", "floods"),
            ("supporter", "ann-lee"),
            ("opponent", "bo-ekman"),
            ("statementA", "one-0"),
            ("statementB", "two-0"),
            ("stanceA", "one-0-floods"),
            ("stanceB", "two-0-floods"),
            ("basis", "sayso#ByDates"),
            ("daysBetween", "10"),
            ("opposedPairs", "1"),
            ("confidence", "0.16"),
        }
        edges = "SELECT ?a ?b { ?a sayso:disagreesWith ?b } ORDER BY ?a"
        assert [[v.value.rpartition("/")[2] for v in row] for row in store.query(edges)] == [
            ["ann-lee", "bo-ekman"],
            ["bo-ekman", "ann-lee"],
        ]
        store.set_ledger("reject statement:two-0")
        store.refresh_derived()
        assert disagreements(store) == []
        assert not store.query("ASK { ?a sayso:disagreesWith ?b }")


def test_disagreements_conform_to_the_shapes_of_the_ontology() -> None:
    with Store.memory() as store:
        store.replace(article("one", "2024-03-01", ("Ann Lee", "positive"), ("Bo Ekman", "negative")))
        store.replace(article("two", "2025-03-01", ("Cy Roe", "positive"), ("Di Marsh", "negative")))
        store.refresh_derived()
        assert len(disagreements(store)) == 2
        left_out = {iris.topics_graph(), iris.ontology_graph()}
        lines = [quad.triple for quad in store.handle if quad.graph_name.value not in left_out]
    concept = f"<{iris.expand('topic:floods')}> a <{vocab.skos_Concept}> .\n"
    data = Graph().parse(data=(serialize(lines, format=RdfFormat.N_TRIPLES) or b"").decode() + concept)
    shapes = Graph().parse(Path(sayso.__file__).parent / "ontology.ttl")
    conforms, _, report = validate(data, shacl_graph=shapes, ont_graph=shapes, advanced=True)
    assert conforms, report


def test_a_topic_by_meaning_alone_sets_nobody_at_odds() -> None:
    with Store.memory() as store:
        made = article("one", "2024-03-01", ("Ann Lee", "positive"), ("Bo Ekman", "negative"))
        first, second = made.statements
        by_meaning = replace(first, topics=(replace(first.topics[0], rule="meaning"),))
        store.replace(replace(made, statements=(by_meaning, second)))
        store.refresh_derived()
        asked = "ASK { ?d a sayso:Disagreement }"
        assert not store.query(asked)
        by_both = replace(first, topics=(replace(first.topics[0], rule="label-and-meaning"),))
        store.replace(replace(made, statements=(by_both, second)))
        store.refresh_derived()
        assert store.query(asked)


def test_the_window_is_a_setting_of_the_graph() -> None:
    with Store.memory() as store:
        store.replace(article("one", "2024-03-01", ("Ann Lee", "positive")))
        store.replace(article("two", "2024-03-11", ("Bo Ekman", "negative")))
        store.refresh_derived()
        store.set_disagreement_window(9)
        assert store.derived_is_stale
        store.refresh_derived()
        assert (store.disagreement_window, disagreements(store)) == (9, [])
        store.replace(article("two", "2024-03-10", ("Bo Ekman", "negative")))
        store.refresh_derived()
        assert (store.disagreement_window, len(disagreements(store))) == (9, 1)


def test_two_who_turn_out_to_be_one_do_not_disagree() -> None:
    with Store.memory() as store:
        store.replace(article("one", "2024-03-01", ("Ann Lee", "positive"), ("Bo Ekman", "negative")))
        store.refresh_derived()
        assert len(disagreements(store)) == 1
        store.set_ledger("merge person:ann-lee person:bo-ekman")
        store.refresh_derived()
        assert disagreements(store) == []


def test_a_stance_toward_somebody_counts_by_who_that_is() -> None:
    with Store.memory() as store:
        for name, speaker, polarity, called in (
            ("one", "Ann Lee", "positive", "person:cy-roe"),
            ("two", "Bo Ekman", "negative", "person:cyrus-roe"),
        ):
            made = article(name, "2024-03-01", (speaker, polarity))
            target = Entity(called, "person", called.partition(":")[2].replace("-", " ").title(), ())
            (said,) = made.statements
            said = replace(said, stance=(Stance(called, polarity, 0.5),))
            store.replace(replace(made, entities=(*made.entities, target), statements=(said,)))
        store.refresh_derived()
        assert not store.query("ASK { ?d a sayso:Disagreement }")
        store.set_ledger("merge person:cy-roe person:cyrus-roe")
        store.refresh_derived()
        assert store.query("ASK { ?d a sayso:Disagreement ; sayso:over person:cy-roe }")


def test_a_broader_topic_is_another_one() -> None:
    with Store.memory() as store:
        store.replace(article("one", "2024-03-01", ("Ann Lee", "positive")))
        made = article("two", "2024-03-01", ("Bo Ekman", "negative"))
        (said,) = made.statements
        broader = store.query("SELECT ?b { topic:floods skos:broader ?b }")
        stance = Stance(next(iter(broader))["b"].value, "negative", 0.5)
        store.replace(replace(made, statements=(replace(said, stance=(stance,)),)))
        store.refresh_derived()
        assert not store.query("ASK { ?d a sayso:Disagreement }")
