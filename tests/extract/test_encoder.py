"""Attributions by the encoder that ships with the package."""

import json
import pickle
import shutil
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.errors import ModelError
from sayso.extract import pipeline
from sayso.extract.encoder.attributions import load_encoder
from sayso.extract.encoder.network import SHIPPED, Encoder
from sayso.graph.model import Article, Extraction

ENCODER = load_encoder()


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        ("The bridge is safe, the mayor said.", "the mayor", "said", ["The bridge is safe"]),
        (
            "“We are late,” Ana Ruiz said. “The money is gone.”",
            "Ana Ruiz",
            "said",
            ["“We are late,”", "“The money is gone.”"],
        ),
        (
            "Critics of the plan warned that prices would rise.",
            "Critics of the plan",
            "warned",
            ["that prices would rise"],
        ),
        (
            "According to the ministry, the dam will hold.",
            "the ministry",
            "According to",
            ["the dam will hold"],
        ),
    ],
)
def test_who_said_what_is_found(text: str, source: str, cue: str, content: list[str]) -> None:
    (found,) = ENCODER.attributions(text)
    assert found.source is not None
    assert text[slice(*found.source)] == source
    assert text[slice(*found.cue)] == cue
    assert [text[slice(*span)] for span in found.content] == content
    assert 0.3 <= found.confidence <= 1


def test_where_nobody_says_anything_nothing_is_found() -> None:
    assert ENCODER.attributions("The bridge was built in 1934. It has four lanes.") == []


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("“”\"'’ said that he She , .\n:—«»\u200bé汉😀"), max_size=300))
def test_any_text_gives_spans_inside_it(text: str) -> None:
    for found in ENCODER.attributions(text):
        spans = [found.cue, *found.content, *([found.source] if found.source else [])]
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert list(found.content) == sorted(found.content)


def test_the_same_text_gives_the_same_answer() -> None:
    text = "The minister said the plan was sound, but critics argued that it came too late.\n" * 20
    assert ENCODER.attributions(text) == load_encoder().attributions(text)


def test_the_pipeline_takes_the_encoder_unless_told_otherwise() -> None:
    nlp = pipeline.load()
    text = (
        "Mara Lindqvist, a professor at Halden University, said the ban would fail. "
        "She warned of higher prices."
    )
    (result,) = pipeline.extractions(nlp, [Article("a", "a.txt", text)])
    assert isinstance(result, Extraction)
    assert [statement.speaker_id for statement in result.statements] == ["person:mara-lindqvist"] * 2
    assert {statement.rule for statement in result.statements} == {"encoder"}
    assert "encoder=" in dict(pipeline.run_facts(nlp))["sayso_attributions"]
    rules = pipeline.load(attributions="rules")
    assert pipeline.run_id(pipeline.run_facts(nlp)) != pipeline.run_id(pipeline.run_facts(rules))


def test_an_unknown_extractor_is_refused() -> None:
    with pytest.raises(
        ModelError, match=r"no extractor 'oracle' .*: choose encoder or rules, or give the folder"
    ):
        pipeline.load(attributions="oracle")


def test_the_folder_of_an_encoder_is_an_extractor(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    with pytest.raises(ModelError, match="no extractor"):
        pipeline.load(attributions=str(folder))
    folder.mkdir()
    with pytest.raises(ModelError, match=r"the attribution encoder cannot be read: .*config\.json"):
        pipeline.load(attributions=str(folder))
    shutil.copytree(SHIPPED, folder, dirs_exist_ok=True)
    nlp = pipeline.load(attributions=str(folder))
    assert nlp("The bridge is safe, the mayor said.")._.attributions[0]["cue"] == [[30, 34]]


def test_where_onnxruntime_is_missing_the_rules_do_it_and_the_run_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("sayso.extract.attributions.find_spec", lambda name: None)
    nlp = pipeline.load()
    assert "onnxruntime is not installed, so attributions are found by rules alone" in caplog.text
    assert "found by rules" in dict(pipeline.run_facts(nlp))["sayso_attributions"]
    assert nlp("The bridge is safe, the mayor said.")._.attributions[0]["rule"] != "encoder"


NESTED = "Ana Ruiz said that the minister told her that the plan would be dropped."


def test_what_is_reported_inside_a_content_is_relayed_by_its_speaker() -> None:
    doc = pipeline.load()(NESTED)
    outer, inner = doc._.attributions
    assert (outer["rule"], outer["relayed_by"]) == ("encoder", None)
    assert inner["relayed_by"] == 0
    assert [NESTED[slice(*span)] for span in inner["source"]] == ["the minister"]


TEXTS = [
    "The bridge is safe, the mayor said.",
    "“We are late,” Ana Ruiz said. “The money is gone.”",
    "The bridge has four lanes.",
    NESTED,
] * 4


def test_a_plain_spacy_pipeline_takes_the_component_in_one_process_or_two() -> None:
    nlp = spacy.load(pipeline.DEFAULT_MODEL)
    nlp.add_pipe("sayso_attributions")
    alone = [doc._.attributions for doc in nlp.pipe(TEXTS)]
    assert [len(found) for found in alone[:4]] == [1, 1, 0, 2]
    assert [doc._.attributions for doc in nlp.pipe(TEXTS, n_process=2, batch_size=4)] == alone


def test_a_pipeline_without_names_or_sentences_of_ours_will_do() -> None:
    nlp = spacy.load(pipeline.DEFAULT_MODEL, exclude=["ner"])
    nlp.add_pipe("sayso_attributions")
    assert len(nlp(TEXTS[0])._.attributions) == 1


def test_an_encoder_can_be_sent_to_another_process() -> None:
    sent = pickle.loads(pickle.dumps(ENCODER))
    assert sent.attributions(TEXTS[1]) == ENCODER.attributions(TEXTS[1])


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("“We were never asked about any of it.” — Ana Ruiz", "dash byline"),
        ("RUIZ: We were never asked.\nHALE: Nor were we.\nRUIZ: There you are.\nHALE: Yes.", "colon byline"),
    ],
)
def test_bylines_are_found_by_their_layout(text: str, rule: str) -> None:
    assert rule in {found.rule for found in ENCODER.attributions(text)}


def test_a_network_that_is_not_the_one_of_its_config_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(SHIPPED, folder)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(json.dumps(config | {"sha256": "0" * 64}), encoding="utf-8")
    with pytest.raises(ValueError, match="sha256"):
        Encoder.load(folder)
