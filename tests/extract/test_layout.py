"""The parser's text keeps every offset, and units begin sentences."""

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from sayso.extract.layout import make_layout, parser_text
from sayso.extract.units import divide
from sayso.graph.model import Article, Unit

LONG = "The river broke its banks in the night, and four thousand people left their homes in the valley."


def read(text: str, source: str = "flood.txt") -> str:
    units = divide(text, markdown=source.endswith(".md")).units
    return parser_text(Article(id="flood", source=source, text=text, units=units))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"Flood in the valley\n\n{LONG}", f"Flood in the valley\n\n{LONG}"),
        (f"{LONG}\n\nShare this article\n", f"{LONG}\n\n                  \n"),
        (f"{LONG}\r\n\r\n{LONG}", f"{LONG} \n \n{LONG}"),
        (f"{LONG}\r\r{LONG}", f"{LONG}\n\n{LONG}"),
        (LONG.replace("people left", "people\nleft"), LONG),
        (LONG.replace(" left", "\xa0left"), LONG),
        (LONG.replace(" left", "\tleft"), LONG),
        (LONG.replace(" left", " \u200bleft"), LONG.replace(" left", "  left")),
        (LONG.replace("river", "ri\xadver"), LONG.replace("river", "ri\xadver")),
        (f"{LONG}\n\n## The cost\n\n{LONG}", f"{LONG}\n\n   The cost\n\n{LONG}"),
        (f"{LONG}\n\n• {LONG}", f"{LONG}\n\n  {LONG}"),
    ],
)
def test_only_what_would_mislead_the_parser_becomes_spaces(text: str, expected: str) -> None:
    assert read(text) == expected


def test_markdown_marks_are_blanked_in_markdown_only() -> None:
    text = f"{LONG} **Rain** and [a *report*](https://delta.example/x) said so, snake_case and 2 * 3 * 4."
    plain = f"{LONG}   Rain   and  a  report " + " " * 26 + " said so, snake_case and 2 * 3 * 4."
    assert (read(text), read(text, "flood.md")) == (text, plain)


ANY_TEXT = st.one_of(
    st.text(max_size=300),
    st.lists(
        st.sampled_from(
            [LONG, "Flood", "Related", "\n", "\r\n", "\r", "\u2028", "\xa0", "\xad", "\u200b", "# ", "*", "a"]
        ),
        max_size=25,
    ).map("".join),
)


@given(ANY_TEXT, st.sampled_from(["flood.txt", "flood.md"]))
def test_the_parsers_text_is_as_long_and_each_letter_in_it_has_its_place(text: str, source: str) -> None:
    units = divide(text, markdown=source.endswith(".md")).units
    result = parser_text(Article(id="flood", source=source, text=text, units=units))
    furniture = {index for unit in units if unit.kind == "furniture" for index in range(unit.start, unit.end)}
    assert len(result) == len(text)
    for index, (before, after) in enumerate(zip(text, result, strict=True)):
        if index in furniture:
            assert after == " "
        elif before.isalnum():
            assert after == before
        else:
            assert after in (before, " ", "\n")


@given(ANY_TEXT)
def test_the_parser_sees_only_plain_spaces_and_line_ends(text: str) -> None:
    odd = [char for char in read(text) if char.isspace() and char not in " \n"]
    assert odd == []


@pytest.fixture(scope="module")
def blank() -> Language:
    nlp = spacy.blank("en")
    nlp.add_pipe("sayso_layout")
    return nlp


def starts(nlp: Language, text: str) -> list[str]:
    return [token.text for token in nlp(text) if token.is_sent_start]


def test_each_unit_begins_a_sentence(blank: Language) -> None:
    assert starts(blank, f"Flood in the valley\n\n{LONG}\n\nThe cost\n\n{LONG}") == [
        "Flood",
        "The",
        "The",
        "The",
    ]


def test_other_tokens_are_left_to_the_parser(blank: Language) -> None:
    doc = blank(f"Flood in the valley\n\n{LONG}")
    assert [token.is_sent_start for token in doc if token.is_sent_start is not True][1:] == [None] * (
        len(doc) - 3
    )


def test_units_given_with_the_doc_are_used(blank: Language) -> None:
    doc = blank.make_doc("One two three")
    doc.user_data["sayso_units"] = [
        {"kind": "heading", "start": 0, "end": 3},
        {"kind": "paragraph", "start": 4, "end": 13},
    ]
    doc = blank(doc)
    assert doc._.units == doc.user_data["sayso_units"]
    assert [token.text for token in doc if token.is_sent_start] == ["One", "two"]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "a", "\xa0"])
def test_texts_of_almost_nothing_go_through(blank: Language, text: str) -> None:
    assert blank(text).text == text


def test_a_parsed_doc_keeps_its_sentences(nlp: Language) -> None:
    doc = nlp("It rained. It stopped.")
    before = [sentence.text for sentence in doc.sents]
    assert [sentence.text for sentence in make_layout(nlp, "layout")(doc).sents] == before
    assert doc._.units == [{"kind": "paragraph", "start": 0, "end": 22}]


def test_headings_are_sentences_of_their_own_after_parsing(nlp: Language) -> None:
    text = f"Flood in the valley\n\n{LONG}\n\nWhat it costs\n\nNobody knows yet, the mayor said."
    doc = nlp.make_doc(text)
    make_layout(nlp, "layout")(doc)
    assert [sentence.text.strip() for sentence in nlp(doc).sents] == [
        "Flood in the valley", LONG, "What it costs", "Nobody knows yet, the mayor said.",
    ]  # fmt: skip


def test_units_cross_processes(blank: Language) -> None:
    texts = [f"Flood in the valley\n\n{LONG}", LONG]
    alone = [doc._.units for doc in blank.pipe(texts)]
    assert [doc._.units for doc in blank.pipe(texts, n_process=2)] == alone


def test_a_terminals_control_sequences_do_not_break_a_sentence() -> None:
    text = "She said that the rules were \x1b[31mtoo broad\x1b[0m and \x1b]0;title\x07late."
    article = Article("a", "a.txt", text, units=(Unit("paragraph", 0, len(text)),))
    seen = parser_text(article)
    assert len(seen) == len(text)
    assert " ".join(seen.split()) == "She said that the rules were too broad and late."
