"""Attributions by the encoder that ships with the package."""

import json
import shutil
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.errors import ModelError
from sayso.extract import pipeline
from sayso.extract.encoder.attributions import load_encoder
from sayso.extract.encoder.network import Encoder
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


def test_the_pipeline_takes_the_encoder_as_a_setting() -> None:
    nlp = pipeline.load(attributions="encoder")
    text = (
        "Mara Lindqvist, a professor at Halden University, said the ban would fail. "
        "She warned of higher prices."
    )
    (result,) = pipeline.extractions(nlp, [Article("a", "a.txt", text)])
    assert isinstance(result, Extraction)
    assert [statement.speaker_id for statement in result.statements] == ["person:mara-lindqvist"] * 2
    assert {statement.rule for statement in result.statements} == {"encoder"}
    assert "encoder=" in dict(pipeline.run_facts(nlp))["sayso_attributions"]
    assert pipeline.run_id(pipeline.run_facts(nlp)) != pipeline.run_id(pipeline.run_facts(pipeline.load()))


def test_an_unknown_extractor_is_refused() -> None:
    with pytest.raises(ModelError, match="choose rules or encoder"):
        pipeline.load(attributions="oracle")


def test_a_network_that_is_not_the_one_of_its_config_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(str(files("sayso.extract.encoder") / "data"), folder)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(json.dumps(config | {"sha256": "0" * 64}), encoding="utf-8")
    with pytest.raises(ValueError, match="sha256"):
        Encoder.load(folder)
