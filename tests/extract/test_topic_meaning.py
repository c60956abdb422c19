"""Topics by meaning: paraphrases that have no label, words about nothing, and what must not be crossed."""

import logging
from pathlib import Path

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from sayso.errors import ModelError
from sayso.extract.meaning import Meaning, load_meaning
from sayso.extract.topics import Topics, make_topics
from sayso.graph.topics.scheme import Concept, TopicScheme

SHOPS = "that every shop would lose a tenth of its takings once goods from abroad were charged at the border"


@pytest.fixture(scope="module")
def meaning(tmp_path_factory: pytest.TempPathFactory) -> Meaning:
    found = load_meaning(TopicScheme.load())
    assert found is not None
    return found


@pytest.fixture(scope="module")
def hybrid(meaning: Meaning) -> Topics:
    for attribute in ("statements", "units", "entities"):
        if not Doc.has_extension(attribute):
            Doc.set_extension(attribute, default=None)
    return Topics(TopicScheme.load(), meaning)


def _doc(
    nlp: Language, before: str, content: str, *, heading: str = "", speakers: tuple[str, ...] = ()
) -> Doc:
    """A paragraph: the sentence before (said by the first of `speakers`, if any), then what "she said"."""
    start = f"{heading}\n" if heading else ""
    lead = f"{start}{before} She said " if before else f"{start}She said "
    doc = nlp(f"{lead}{content}.")
    at = len(lead)
    doc._.units = [{"kind": "paragraph", "start": len(start), "end": len(doc.text)}]
    if heading:
        doc._.units.insert(0, {"kind": "heading", "start": 0, "end": len(heading)})
    doc._.statements = [
        {"content": [[len(start), len(start) + len(before)]], "speaker_id": speaker} for speaker in speakers
    ]
    sentence = next(s for s in doc.sents if s.start_char <= at < s.end_char)
    doc._.statements.append(
        {
            "content": [[at, at + len(content)]],
            "sentence": [sentence.start_char, sentence.end_char],
            "speaker_id": "person:she",
        }
    )
    return doc


def _found(topics: Topics, doc: Doc) -> list[tuple[str, str, str]]:
    last = topics.find(doc, doc._.statements)[-1]
    return [(each["topic"].removeprefix("topic:"), each["basis"], each["rule"]) for each in last]


@pytest.mark.parametrize(
    ("content", "topic"),
    [
        ("whole streets of the old town stood a metre under water", "floods"),
        (SHOPS, "tariffs"),
        ("young couples could no longer find a flat they could pay for", "housing"),
    ],
)
def test_what_is_said_in_other_words_is_found(
    hybrid: Topics, nlp: Language, content: str, topic: str
) -> None:
    doc = _doc(nlp, "", content)
    found = hybrid.find(doc, doc._.statements)[-1]
    assert (found[0]["topic"], found[0]["basis"], found[0]["rule"]) == (
        f"topic:{topic}",
        "own-words",
        "meaning",
    )
    assert 0.3 <= found[0]["confidence"] <= 0.7
    assert doc.text[slice(*found[0]["evidence"])] == content
    assert Topics(hybrid.scheme).find(doc, doc._.statements)[-1] == []


@pytest.mark.parametrize(
    ("before", "content"),
    [
        ("", "her brother had forgotten his umbrella"),
        ("", "they would meet again on Tuesday afternoon"),
        ("", "the soup had been too salty for her liking"),
        ("", "no"),
        ("The lender raised what it asks of borrowers.", "her daughter had passed her swimming badge"),
        ("Whole streets stood under water.", "her aunt kept stamps in a tin"),
    ],
)
def test_what_is_about_nothing_has_no_topic(hybrid: Topics, nlp: Language, before: str, content: str) -> None:
    assert _found(hybrid, _doc(nlp, before, content)) == []


def test_words_that_point_back_take_the_sentence_before_with_them(hybrid: Topics, nlp: Language) -> None:
    doc = _doc(
        nlp, "Smoke from the burning pine woods hung over the bay.", "it took their house and the barn"
    )
    assert ("wildfires", "neighbouring-sentence", "meaning") in _found(hybrid, doc)


def test_a_heading_right_above_helps(hybrid: Topics, nlp: Language) -> None:
    doc = _doc(nlp, "", "it took their house and the barn", heading="# Pine woods burn for a fifth day")
    assert ("wildfires", "heading", "meaning") in _found(hybrid, doc)


def test_what_somebody_else_says_before_does_not_count(hybrid: Topics, nlp: Language) -> None:
    before, content = (
        "Smoke from the burning pine woods hung over the bay.",
        "it took their house and the barn",
    )
    theirs = _doc(nlp, before, content, speakers=("person:he",))
    hers = _doc(nlp, before, content, speakers=("person:she",))
    assert "wildfires" not in [topic for topic, _, _ in _found(hybrid, theirs)]
    assert "wildfires" in [topic for topic, _, _ in _found(hybrid, hers)]


def test_a_concept_that_needs_a_word_needs_it_here_too(nlp: Language, tmp_path: Path) -> None:
    def found(*requires: str) -> list[str]:
        concept = Concept("https://example.org/fires", "fires", "forest fires", requires=requires)
        scheme = TopicScheme((concept,), "one")
        doc = _doc(nlp, "", "the burning pine woods had to be left by all who lived there")
        topics = Topics(scheme, load_meaning(scheme, cache=tmp_path))
        return [topic for topic, _, _ in _found(topics, doc)]

    assert found() == found("pine") == ["https://example.org/fires"]
    assert found("eucalyptus") == []


def test_topics_do_not_depend_on_what_was_read_before(
    hybrid: Topics, meaning: Meaning, nlp: Language
) -> None:
    docs = [
        _doc(nlp, "", content) for content in (SHOPS, "the tin was empty", "the flat was too dear to rent")
    ]
    forward = [hybrid.find(doc, doc._.statements) for doc in docs]
    meaning.embedder.forget()
    backward = [hybrid.find(doc, doc._.statements) for doc in reversed(docs)]
    assert forward == backward[::-1]


def test_the_run_says_how_topics_are_found(hybrid: Topics) -> None:
    assert "by=labels+meaning model=8199be6f" in hybrid.fingerprint
    assert Topics(hybrid.scheme).fingerprint.endswith("by=labels")


def test_without_the_model_labels_do_it(
    nlp: Language, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("sayso.extract.embedding.PACKAGE", "no_such_package_of_models")
    with caplog.at_level(logging.WARNING):
        topics = make_topics(nlp, "topics", [], True, "hybrid")
    assert topics.meaning is None
    assert "topics are found by their labels alone" in caplog.text
    assert _found(topics, _doc(nlp, "", "interest rates must rise")) == [
        ("interest-rates", "own-words", "label")
    ]


def test_an_unknown_method_is_named(nlp: Language) -> None:
    with pytest.raises(ModelError, match="no way 'guess' of finding topics: choose hybrid or labels"):
        make_topics(nlp, "topics", [], True, "guess")
