"""Key phrases: the noun phrases of a text that may name a topic."""

import time

import pytest
from spacy.language import Language

from sayso.extract.key_phrases import KeyPhrase, Weights, phrases_of


def found(nlp: Language, text: str) -> dict[str, KeyPhrase]:
    return {phrase.text: phrase for phrase in next(phrases_of(nlp, [text]))}


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("They want speed limits for e-scooters.", {"speed limits", "e-scooters", "limits for e-scooters"}),
        ("The price of ferry tickets will double.", {"ferry tickets"}),
        ("The nurses' strike began.", {"nurses' strike"}),
        ("He wants higher parking fees downtown.", {"parking fees"}),
    ],
)
def test_noun_phrases_are_found(nlp: Language, text: str, phrases: set[str]) -> None:
    assert phrases <= found(nlp, text).keys()


@pytest.mark.parametrize(
    "text",
    [
        "It was a good thing, he said last year.",
        "A lot of people had no idea in the first place.",
        "Maria Ortega met John Whitfield on Monday in March.",
        "It cost five million dollars, or 12 percent of it.",
        "",
    ],
)
def test_what_names_no_topic_is_not_found(nlp: Language, text: str) -> None:
    assert [phrase for phrase in found(nlp, text).values() if phrase.kind == "term" and phrase.weight] == []


def test_places_and_organisations_are_told_apart(nlp: Language) -> None:
    text = "The World Health Organization met in Norway."
    kinds = {phrase.text: phrase.kind for phrase in found(nlp, text).values()}
    assert (kinds["World Health Organization"], kinds["Norway"]) == ("organization", "place")


def test_a_phrase_stands_where_it_says(nlp: Language) -> None:
    text = "Bees, he said, need “hive inspections” — not  taxes."
    for phrase in next(phrases_of(nlp, [text])):
        assert " ".join(text[phrase.start : phrase.end].split()).lower() == phrase.text.lower()


def test_every_text_has_its_phrases_in_order(nlp: Language) -> None:
    texts = ["", "The hive permits came late.", "", "They feared varroa mites.", ""]
    wanted = {"hive permits", "varroa mites"}
    assert [wanted & {phrase.text for phrase in phrases} for phrases in phrases_of(nlp, texts)] == [
        set(),
        {"hive permits"},
        set(),
        {"varroa mites"},
        set(),
    ]


def test_rare_words_weigh_more_than_common_ones_and_things_more_than_people() -> None:
    weights = Weights()
    assert weights.weight(["time"]) == 0
    assert weights.weight(["hive", "permit"]) > weights.weight(["bridge", "toll"]) > weights.weight(["time"])
    assert weights.weight(["hive", "workers"]) < weights.weight(["hive", "permit"])


def test_an_endless_text_takes_time_by_its_length(nlp: Language) -> None:
    def seconds(text: str) -> float:
        start = time.perf_counter()
        next(phrases_of(nlp, [text]))
        return time.perf_counter() - start

    seconds("pollen " * 100)
    short, long = seconds("pollen " * 2_000), seconds("pollen " * 8_000)
    assert long < 12 * short + 0.5
