"""The extraction record: every value survives, and the fields are the public ones."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.graph import vocab
from sayso.graph.model import (
    Affiliation,
    Article,
    Channel,
    Entity,
    Extraction,
    Stance,
    Statement,
    TopicAssignment,
    Unit,
)
from sayso.graph.record import from_json, to_json

NEWSROOM = Path(__file__).parent / "newsroom.jsonl"

words = st.text(max_size=20)
maybe = st.none() | words
spans = st.tuples(st.integers(0, 99), st.integers(0, 99))
several = st.lists(spans, max_size=3).map(tuple)
confidences = st.floats(0, 1)


def one_of(notations: Any) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(notations))


articles = st.builds(
    Article,
    *[words] * 3,
    *[maybe] * 6,
    units=st.lists(
        st.builds(Unit, one_of(["title", "furniture", "paragraph"]), *[st.integers(0, 99)] * 2)
    ).map(tuple),
)
entities = st.builds(Entity, words, one_of(vocab.SPEAKER_KINDS), words, several, maybe)
affiliations = st.builds(
    Affiliation,
    spans,
    words,
    st.none() | spans,
    maybe,
    st.none() | spans,
    maybe,
    maybe,
    maybe,
    st.booleans(),
    confidences,
    words,
)
statements = st.builds(
    Statement,
    words,
    several,
    several,
    st.lists(spans, min_size=1, max_size=2).map(tuple),
    spans,
    one_of(vocab.QUOTE_TYPES),
    one_of(vocab.CUE_TYPES),
    speaker_id=maybe,
    possible_speaker_id=maybe,
    coreference=st.none() | one_of(vocab.COREFERENCES),
    antecedent=st.none() | spans,
    capacity=st.lists(st.integers(0, 5), max_size=2).map(tuple),
    continues=maybe,
    relayed_by_id=maybe,
    channel=st.lists(
        st.builds(Channel, one_of(vocab.CHANNELS), words, words, st.none() | spans), max_size=2
    ).map(tuple),
    topics=st.lists(
        st.builds(TopicAssignment, words, one_of(vocab.TOPIC_BASES), confidences, st.none() | spans, words),
        max_size=2,
    ).map(tuple),
    certainty=one_of(vocab.CERTAINTIES),
    polarity=one_of(vocab.POLARITIES),
    stance=st.lists(
        st.builds(Stance, words, one_of(vocab.STANCES), confidences, st.none() | spans, words), max_size=2
    ).map(tuple),
    confidence=confidences,
    rule=words,
    due=maybe,
    due_evidence=st.none() | spans,
)
extractions = st.builds(
    Extraction,
    articles,
    st.lists(entities, max_size=2).map(tuple),
    st.lists(affiliations, max_size=2).map(tuple),
    st.lists(statements, max_size=2).map(tuple),
    words,
)


@settings(max_examples=60, deadline=None)
@given(extractions)
def test_what_is_written_as_json_is_read_back(extraction: Extraction) -> None:
    assert from_json(json.loads(json.dumps(to_json(extraction)))) == extraction


def test_run_facts_survive_though_they_do_not_compare() -> None:
    extraction = Extraction(Article("a", "a.txt", "x"), run_facts=(("model", "en 3.8"), ("sayso", "0.1")))
    assert from_json(to_json(extraction)).run_facts == extraction.run_facts


def test_the_fields_of_format_1_are_there_by_name() -> None:
    record = json.loads(NEWSROOM.read_text(encoding="utf-8").split("\n")[0])
    assert {"format", "id", "source", "title", "published", "date_basis", "outlet", "author", "url"} <= set(
        record
    )
    assert {"text", "furniture", "entities", "affiliations", "statements"} <= set(record)
    assert {"id", "kind", "name", "mentions"} <= set(record["entities"][0])
    assert {
        *("person", "organization", "role", "person_id", "organization_id", "role_text"),
        *("part_of_id", "former", "confidence", "rule"),
    } <= set(record["affiliations"][0])
    assert {
        *("id", "source", "cue", "content", "speaker_id", "quote_type", "cue_type", "continues", "channel"),
        *("topics", "certainty", "polarity", "stance", "confidence", "rule"),
    } <= set(record["statements"][0])
    assert {"kind", "name", "id"} <= set(record["statements"][0]["channel"][0])
    assert {"topic", "basis", "confidence"} <= set(record["statements"][0]["topics"][0])


@pytest.mark.parametrize("line", NEWSROOM.read_text(encoding="utf-8").strip().split("\n"), ids=lambda _: "")
def test_a_record_that_was_read_is_written_the_same(line: str) -> None:
    assert to_json(from_json(json.loads(line))) == json.loads(line)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("news/eels.txt", "eels"),
        ("Eels.HTML", "eels"),
        ("-", "eels"),
        ("courier_2016-09-12_eels", "courier_2016-09-12_eels"),
        ("10021:22:130", "10021:22:130"),
        ("v1.2", "v1.2"),
    ],
)
def test_a_record_keeps_the_id_that_its_input_had(source: str, expected: str) -> None:
    assert to_json(Extraction(Article("eels", source, "x")))["id"] == expected


def test_furniture_is_listed() -> None:
    article = Article("a", "a.txt", "Menu\nText", units=(Unit("furniture", 0, 4), Unit("paragraph", 5, 9)))
    assert to_json(Extraction(article))["furniture"] == [[0, 4]]


def test_other_fields_are_passed_over() -> None:
    record = json.loads(NEWSROOM.read_text(encoding="utf-8").split("\n")[0])
    assert from_json({**record, "sentiment": "none"}) == from_json(record)


def test_fields_beyond_format_1_may_be_missing() -> None:
    record = json.loads(NEWSROOM.read_text(encoding="utf-8").split("\n")[1])
    for extra in ("article", "units", "run", "run_facts"):
        del record[extra]
    for statement in record["statements"]:
        for extra in (
            "sentence",
            "coreference",
            "antecedent",
            "capacity",
            "possible_speaker_id",
            "relayed_by_id",
        ):
            del statement[extra]
    read = from_json(record)
    assert [statement.speaker_id for statement in read.statements] == [
        "person:mara-voss",
        "person:ivo-brandt",
    ]


@pytest.mark.parametrize("version", [None, 0, 2, "1"])
def test_another_format_is_refused(version: object) -> None:
    with pytest.raises(ValueError, match="format 1, not"):
        from_json({"format": version})


def test_a_missing_field_is_named() -> None:
    with pytest.raises(ValueError, match="'a9' has no field 'text'"):
        from_json({"format": 1, "id": "a9", "source": "a9"})
