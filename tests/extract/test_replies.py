"""Who "he" is behind a colon, and what of it he said: "Novak disagreed: the figure, he said, was wrong"."""

import pytest
from spacy.language import Language

CARTER = "John Carter, the minister of trade, said that the tariff would bring jobs back. "


def last(nlp: Language, text: str) -> tuple[str | None, str]:
    """Who makes the last statement, and its words."""
    statement = nlp(text)._.statements[-1]
    return statement["speaker_id"], " … ".join(text[start:end] for start, end in statement["content"])


@pytest.mark.parametrize(
    ("text", "speaker", "content"),
    [
        (
            CARTER + "Peter Lang disagreed: the estimate, he said, was fantasy.",
            "person:peter-lang",
            "the estimate … was fantasy",
        ),
        (
            CARTER + "Economist Peter Lang of Calder Bank disagreed: the estimate, he said, was fantasy.",
            "person:peter-lang",
            "the estimate … was fantasy",
        ),
        (
            CARTER + "Peter Lang was not convinced: no factory, he said, had come back for years.",
            "person:peter-lang",
            "no factory … had come back for years",
        ),
        (
            CARTER + "Peter Lang was more sceptical: the plan, he said, had no chance.",
            "person:peter-lang",
            "the plan … had no chance",
        ),
        (
            CARTER + "Peter Lang, who leads the union, saw it differently: the plan, he said, had no chance.",
            "person:peter-lang",
            "the plan … had no chance",
        ),
        (
            CARTER + "The estimate, he said, was cautious.",
            "person:john-carter",
            "The estimate … was cautious",
        ),
        (
            CARTER + "Anna Kubin was not convinced: the tariff, he said, was a success.",
            "person:john-carter",
            "the tariff … was a success",
        ),
    ],
)
def test_the_one_who_answers_speaks(speaking: Language, text: str, speaker: str, content: str) -> None:
    assert last(speaking, text) == (speaker, content)


def test_who_is_only_talked_about_before_a_colon_does_not_speak(speaking: Language) -> None:
    text = CARTER + "Peter Lang is a fool: nobody, he said, believed him."
    assert last(speaking, text)[0] != "person:peter-lang"


def test_who_is_told_of_behind_the_colon_is_he_or_she(speaking: Language) -> None:
    text = (
        "Zhou Lan was sceptical: Maria Roth had warned of the costs in May, "
        "and on Monday she said that they had doubled."
    )
    assert last(speaking, text)[0] == "person:maria-roth"
