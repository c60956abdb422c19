"""Who gives no answer has made no statement; whoever says something beside it has."""

import pytest
from spacy.language import Language

from sayso.extract.discourse import read_discourse
from sayso.extract.silences import keeps_silent


def said(nlp: Language, text: str) -> list[str]:
    """What is said, without the first word of an infinitive or clause."""
    return [
        " ".join(text[start:end] for start, end in each["content"]).removeprefix("that ").removeprefix("to ")
        for each in nlp(text)._.statements
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The minister declined to comment.",
        "Halden Steel declined to comment on the merger.",
        "Lena Varga, the chief executive of Halden Steel, refused to comment.",
        "A spokesman for Tessera Systems did not respond to requests for comment.",
        "Norvia Bank did not immediately respond to a request for comment.",
        "Norvia Bank has not replied to the letter.",
        "The union did not return calls seeking comment.",
        "The company would not comment on the rumours.",
        "The company has never commented on the rumours.",
        "The ministry made no comment on the ruling.",
        "Jan Holub declined to be interviewed.",
        "Jan Holub declined requests for an interview.",
        "The bank declined to elaborate.",
        "He refused to answer questions about the ferry.",
        "The firm declined to give details.",
        "The governor declined to discuss the price of the bridge.",
    ],
)
def test_silence_is_no_statement(speaking: Language, text: str) -> None:
    assert said(speaking, text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Norvia Bank refused to comment, saying that the case was before a court.",
            ["the case was before a court"],
        ),
        ("“No comment,” said Jan Holub.", ["“No comment,”"]),
        ("Lena Varga said that she would not comment on rumours.", ["she would not comment on rumours"]),
        ("The chairman commented on the merger.", ["the merger"]),
        ("The minister disputed that he had declined to comment.", ["he had declined to comment"]),
        (
            "Analysts have no doubt that the chairman discussed the merger.",
            ["the chairman discussed the merger"],
        ),
    ],
)
def test_what_is_said_stays(speaking: Language, text: str, expected: list[str]) -> None:
    assert said(speaking, text) == expected


def test_what_is_left_open_is_told(speaking: Language) -> None:
    (content,) = said(speaking, "A spokeswoman declined to say whether the plant would close.")
    assert content.endswith("whether the plant would close")


def test_nobody_hands_on_what_he_is_silent_about(speaking: Language) -> None:
    text = (
        "Otto Brandt runs Halden Steel. Lena Varga declined to comment on reports that Otto Brandt had said "
        "the plant would close."
    )
    assert {each["relayed_by_id"] for each in speaking(text)._.statements} <= {None}


@pytest.mark.parametrize(
    "text",
    [
        "Asked whether the plant would close, Anna Berg {} no.",
        "Never, {} Anna Berg, had the plant been safer.",
    ],
)
def test_a_no_that_is_the_answer_is_no_silence(nlp: Language, text: str) -> None:
    text = text.format("replied")
    start = text.index("replied")
    attribution = {"quote_type": "indirect", "cue": [[start, start + len("replied")]], "content": [[0, 5]]}
    assert not keeps_silent(read_discourse(nlp(text)), attribution)
