"""Emergent topics: what is proposed, on what it rests, and that it is the same each time."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pytest

from sayso.graph.model import Article, Entity, Extraction, Statement, TopicAssignment
from sayso.graph.store import Store
from sayso.graph.topics.candidates import key_of
from sayso.graph.topics.emergence import Proposal, Thresholds, propose

LEAST = Thresholds(statements=3, articles=2, speakers=2)


@dataclass(frozen=True)
class Found:
    text: str
    start: int
    end: int
    kind: str = "term"
    weight: float = 1.0


def phrases(texts: Iterable[str]) -> Iterator[Sequence[Found]]:
    """What is between asterisks; behind a colon its kind."""
    for text in texts:
        found, at = [], 0
        while (begin := text.find("*", at)) >= 0:
            end = text.index("*", begin + 1)
            phrase, _, kind = text[begin + 1 : end].partition(":")
            found.append(Found(phrase, begin, end + 1, kind or "term"))
            at = end + 1
        yield found


def article(
    name: str, *said: tuple[str, str], topic: str | None = None, outlet: str = "The Gull"
) -> Extraction:
    """An article of lines "Speaker: content"; with a topic, every statement has it."""
    text = ""
    entities: dict[str, Entity] = {}
    statements: list[Statement] = []
    for speaker, content in said:
        begin = len(text)
        text += f"{speaker}: {content}\n"
        at = begin + len(speaker) + 2
        iri = "person:" + speaker.lower().replace(" ", "-")
        entities.setdefault(iri, Entity(iri, "person", speaker, ((begin, begin + len(speaker)),)))
        statements.append(
            Statement(
                id=f"statement:{name}-{at}",
                source=((begin, begin + len(speaker)),),
                cue=(),
                content=((at, at + len(content)),),
                sentence=(begin, len(text) - 1),
                quote_type="direct",
                cue_type="say",
                speaker_id=iri,
                topics=(TopicAssignment(topic, "own-words", 0.9),) if topic else (),
            )
        )
    return Extraction(
        article=Article(name, f"{name}.txt", text, title=name, published="2025-05-01", outlet=outlet),
        entities=tuple(entities.values()),
        statements=tuple(statements),
        run="test",
    )


BEES = [
    article("a", ("Ilse Marten", "*hive permits* are late"), ("Rosa Tennant", "*mites* are here")),
    article(
        "b", ("Tobias Quell", "no *permits for hives* today"), ("Ilse Marten", "a *hive permit* is dear")
    ),
    article("c", ("Rosa Tennant", "*hive permits*, at last"), outlet="The Tern"),
    article("d", ("Rosa Tennant", "*tea trade* first"), ("Ilse Marten", "*tea trade*"), topic="topic:floods"),
    article("e", ("Tobias Quell", "*tea trade* again"), topic="topic:floods"),
]


def stored(extractions: Iterable[Extraction]) -> Store:
    store = Store.memory()
    for extraction in extractions:
        store.replace(extraction)
    store.refresh_derived()
    return store


@pytest.fixture(scope="module")
def bees() -> Store:
    return stored(BEES)


def labels(proposals: Iterable[Proposal]) -> list[str]:
    return [one.label for one in proposals]


def test_what_several_say_without_a_topic_is_proposed_whatever_its_form(bees: Store) -> None:
    (one,) = propose(bees, phrases, thresholds=LEAST)
    assert (one.label, one.iri) == ("hive permits", "https://w3id.org/sayso/data/topic/hive-permits")
    assert (one.statements, one.speakers, one.articles, one.outlets) == (4, 3, 3, 2)
    assert (one.first_date, one.last_date) == ("2025-05-01", "2025-05-01")


def test_an_example_stands_where_it_says(bees: Store) -> None:
    (one,) = propose(bees, phrases, thresholds=LEAST)
    texts = {extraction.article.source: extraction.article.text for extraction in BEES}
    assert len({example.source for example in one.examples}) == 3
    for example in one.examples:
        assert texts[example.source][example.start : example.end] == example.text
        assert example.speaker in ("Ilse Marten", "Tobias Quell", "Rosa Tennant")


def test_all_statements_are_looked_at_when_asked(bees: Store) -> None:
    assert labels(propose(bees, phrases, thresholds=LEAST, every=True)) == ["hive permits", "tea trade"]


@pytest.mark.parametrize(
    "thresholds",
    [replace(LEAST, statements=5), replace(LEAST, articles=4), replace(LEAST, speakers=4)],
)
def test_what_rests_on_too_little_is_not_proposed(bees: Store, thresholds: Thresholds) -> None:
    assert propose(bees, phrases, thresholds=thresholds) == []


def test_no_more_are_made_than_asked_for(bees: Store) -> None:
    found = propose(bees, phrases, thresholds=replace(LEAST, most=1), every=True)
    assert labels(found) == ["hive permits"]


def test_what_was_turned_down_does_not_come_back_in_another_form(bees: Store) -> None:
    assert propose(bees, phrases, thresholds=LEAST, declined=["permit for a hive"]) == []


def test_the_order_of_articles_does_not_matter(bees: Store) -> None:
    shuffled = random.Random(3).sample(BEES, len(BEES))
    assert shuffled != BEES
    assert propose(stored(shuffled), phrases, thresholds=LEAST, every=True) == propose(
        bees, phrases, thresholds=LEAST, every=True
    )


def said_of(phrase: str, *more: str) -> Store:
    """Three articles in which different people say the same."""
    texts = [f"*{phrase}* are on the table", f"look at *{phrase}* now", f"*{phrase}*, again"]
    speakers = ("Ilse Marten", "Tobias Quell", "Rosa Tennant")
    extra = [f"*{one}*" for one in more]
    return stored(
        article(f"n{at}", (who, " ".join((text, *extra))))
        for at, (who, text) in enumerate(zip(speakers, texts, strict=True))
    )


def test_names_of_persons_are_no_topics() -> None:
    assert propose(said_of("Marten letters"), phrases, thresholds=LEAST) == []


def test_names_of_organisations_only_when_asked() -> None:
    store = said_of("Varn Club:organization")
    assert propose(store, phrases, thresholds=LEAST) == []
    assert labels(propose(store, phrases, thresholds=LEAST, organizations=True)) == ["Varn Club"]


def test_places_are_no_topics() -> None:
    assert propose(said_of("Norway:place"), phrases, thresholds=LEAST, organizations=True) == []


def test_what_the_scheme_has_is_not_proposed() -> None:
    assert propose(said_of("flood"), phrases, thresholds=LEAST) == []


def test_a_label_in_the_end_of_another_is_its_broader_concept() -> None:
    (one,) = propose(said_of("river floods"), phrases, thresholds=LEAST)
    assert (one.broader, one.broader_label) == ("https://w3id.org/sayso/topic/floods", "floods")


def test_what_mostly_stands_in_a_longer_phrase_is_short_for_it() -> None:
    said = [
        ("Ilse Marten", "*hive permits*, *permits*"),
        ("Tobias Quell", "the *hive permits*, the *permits*"),
    ]
    store = stored(
        [*(article(f"n{at}", *said) for at in range(3)), article("n9", ("Rosa Tennant", "*permits* now"))]
    )
    (one,) = propose(store, phrases, thresholds=LEAST)
    assert (one.label, one.weak_labels, one.requires) == ("hive permits", ("permits",), ("hive",))


def test_near_synonyms_of_the_same_articles_are_one() -> None:
    def vectors(texts: Sequence[str]) -> np.ndarray:
        return np.ones((len(texts), 1), np.float32)

    store = said_of("rental scooters", "hired mopeds")
    assert len(propose(store, phrases, thresholds=LEAST)) == 2
    (one,) = propose(store, phrases, thresholds=LEAST, vectors=vectors)
    assert {one.label, *one.alt_labels} == {"rental scooters", "hired mopeds"}


def test_what_looks_like_no_topic_comes_last() -> None:
    store = said_of("apple pickers", "zebra crossings")

    def likeness(texts: Sequence[str]) -> list[float]:
        return [float(text == "zebra crossings") for text in texts]

    assert labels(propose(store, phrases, thresholds=LEAST))[0] == "apple pickers"
    assert labels(propose(store, phrases, thresholds=LEAST, likeness=likeness))[0] == "zebra crossings"


def test_a_concept_near_in_meaning_is_broader_only_if_the_same_articles_speak_of_it() -> None:
    def meaning(phrase: str) -> list[tuple[str, float]]:
        return [("https://w3id.org/sayso/topic/floods", 0.6)]

    (one,) = propose(said_of("dike repairs"), phrases, thresholds=LEAST, meaning=meaning)
    assert one.broader is None
    beside = [
        article(f"n{at}", (who, "*dike repairs* now"))
        for at, who in enumerate(("Al Dun", "Bo Fry", "Cy Ott"))
    ]
    wet = [
        replace(
            one,
            statements=(
                *one.statements,
                replace(
                    one.statements[0],
                    id=f"statement:wet-{one.article.id}",
                    content=((0, 2),),
                    topics=(TopicAssignment("topic:floods", "own-words", 0.9),),
                ),
            ),
        )
        for one in beside
    ]
    (one,) = propose(stored(wet), phrases, thresholds=LEAST, meaning=meaning)
    assert one.broader_label == "floods"


def test_larger_graphs_ask_for_more() -> None:
    small, large = Thresholds.sane(50), Thresholds.sane(100_000)
    assert (small.statements, small.articles, small.speakers) == (3, 2, 2)
    assert (large.statements, large.articles, large.speakers) == (16, 8, 5)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("rules for e-scooters", "e-scooter rule"),
        ("cost of living", "living costs"),
        ("US tariffs", "American tariff"),
    ],
)
def test_forms_of_a_term_have_one_key(one: str, two: str) -> None:
    assert key_of(one) == key_of(two)
