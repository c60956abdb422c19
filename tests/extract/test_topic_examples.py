"""The examples of what people say about topics: of the shipped scheme, and as the model sees them."""

from collections import Counter

import numpy as np
import pytest

from sayso.extract.embedding import SentenceEmbedder
from sayso.extract.meaning import Meaning, load_meaning
from sayso.extract.topic_examples import NOTHING, load_examples, sentences
from sayso.extract.topic_meaning import EVIDENCE, WEIGHTS
from sayso.graph.topics.scheme import Concept, TopicScheme


def test_every_shipped_topic_has_examples_and_no_other_has() -> None:
    counted = Counter(notation for notation, _ in sentences())
    assert counted.keys() - {NOTHING} == {concept.notation for concept in TopicScheme.load()}
    assert min(counted.values()) >= 5
    assert counted[NOTHING] >= 100


def test_no_sentence_stands_twice() -> None:
    texts = [text for _, text in sentences()]
    assert len(texts) == len(set(texts))


def test_the_kept_vectors_are_those_of_the_model() -> None:
    examples = load_examples()
    rows = {notation: at for at, notation in reversed(list(enumerate(examples.notations)))}
    chosen = [(notation, text) for notation, text in sentences() if notation != NOTHING][::60]
    fresh = SentenceEmbedder.load().embed([text for _, text in chosen])
    texts = [text for notation, text in sentences() if notation != NOTHING]
    kept = examples.about[[texts.index(text) for _, text in chosen]]
    assert len(rows) == len(TopicScheme.load())
    assert np.sum(fresh * kept, axis=1).min() > 0.999


def test_all_that_is_weighed_has_a_weight() -> None:
    lines = [line for line in WEIGHTS.read_text("utf-8").splitlines() if not line.startswith("#")]
    assert {line.split("\t")[0] for line in lines} == {*EVIDENCE, "constant"}


@pytest.fixture(scope="module")
def meaning() -> Meaning:
    found = load_meaning(TopicScheme.load())
    assert found is not None
    return found


@pytest.mark.parametrize(
    "pair",
    [
        ("we shall say more at the end of the week", "the dykes were too low for so much rain"),
        ("my aunt would have loved this evening", "nurses cannot live on what they earn"),
        ("the chair thanked all those who had come", "the reactor should have been shut down long ago"),
    ],
)
def test_talk_about_nothing_is_told_from_talk_about_something(
    meaning: Meaning, pair: tuple[str, str]
) -> None:
    nothing, something = (meaning.nothingness(meaning.vector(text)) for text in pair)
    assert nothing > 0 > something


def test_a_concept_without_examples_goes_by_what_it_is_called() -> None:
    own = Concept("https://example.org/bees", "bees", "bee-keeping", ("honey", "hives"))
    scheme = TopicScheme((own, *TopicScheme.load().concepts), "mixed")
    found = load_meaning(scheme)
    assert found is not None
    like = found.likeness(found.vector("the colonies swarmed early and the combs were full of honey"))
    assert int(like.told.argmax()) == int(like.closest.argmax()) == 0
    assert like.told[0] == like.closest[0]
    flooded = found.likeness(found.vector("the river came over its banks at night"))
    assert found.iris[int(flooded.both.argmax())].endswith("/floods")
    assert not np.allclose(flooded.told, flooded.closest)


def test_an_empty_text_is_like_nothing_in_particular(meaning: Meaning) -> None:
    assert not meaning.vector("").any()
