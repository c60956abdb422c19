"""Training, from annotated articles to an encoder that finds attributions."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from sayso.errors import InputError, ModelError
from sayso.extract.encoder.network import SHIPPED, Encoder
from sayso.extract.training.recipe import Recipe
from sayso.training import train_attributions

needs_torch = pytest.mark.skipif(
    find_spec("torch") is None, reason="training needs PyTorch: pip install 'sayso[train]'"
)
RECIPE = Recipe(epochs=4, warmup=2, save_every=1, batch=800, window=120)


@needs_torch
@pytest.mark.slow
def test_a_run_that_was_stopped_goes_on_and_learns_the_same(annotated: Path, tmp_path: Path) -> None:
    whole, stopped = tmp_path / "whole", tmp_path / "stopped"
    report = train_attributions(annotated, whole, RECIPE, held_out=0.25)
    assert report.articles == 2
    assert report.annotated == 8

    class Stopped(Exception):
        pass

    def stop(stage: str, done: int, of: int, remark: str) -> None:
        if stage == "training" and done == 2:
            raise Stopped

    with pytest.raises(Stopped):
        train_attributions(annotated, stopped, RECIPE, held_out=0.25, progress=stop)
    steps: list[int] = []
    train_attributions(
        annotated,
        stopped,
        RECIPE,
        held_out=0.25,
        progress=lambda stage, done, of, remark: steps.append(done) if stage == "training" else None,
    )
    assert steps[0] == 3
    for name in ("encoder.safetensors", "model/model.int8.onnx", "model/config.json"):
        assert (whole / name).read_bytes() == (stopped / name).read_bytes()
    found = Encoder.load(whole / "model").signals("The dam holds, Ana Ruiz said.")
    assert [each.cue for each, _ in found] == [(24, 28)]
    with pytest.raises(InputError, match="other data or settings"):
        train_attributions(annotated, whole, Recipe(epochs=1), held_out=0.25)


@needs_torch
def test_what_is_written_for_use_can_be_trained_further() -> None:
    from sayso.extract.training.network import LayoutWeights, Network, of_encoder, set_parameters

    network, layout = Network(), LayoutWeights()
    parameters = of_encoder(SHIPPED)
    set_parameters(network, layout, parameters)
    own = dict(network.named_parameters())
    assert set(own) <= set(parameters)
    assert all(
        bool((own[name][: len(value)] == value).all()) for name, value in parameters.items() if name in own
    )


@needs_torch
def test_a_folder_without_weights_is_refused(annotated: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no model\.safetensors in .*: give a folder"):
        train_attributions(annotated, tmp_path / "run", start=tmp_path)


@needs_torch
def test_too_few_articles_are_refused(tmp_path: Path) -> None:
    data = tmp_path / "one.jsonl"
    data.write_text('{"id": "a", "text": "Rain.", "attributions": []}\n', encoding="utf-8")
    with pytest.raises(InputError, match="has 1 articles: training needs at least 4"):
        train_attributions(data, tmp_path / "run")


def test_the_command_reports_bad_data_in_one_line(tmp_path: Path) -> None:
    data = tmp_path / "bad.jsonl"
    data.write_text("no json\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "sayso", "train", "attributions", str(data), "--out", str(tmp_path / "run")],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    expected = "bad.jsonl, line 1" if find_spec("torch") else "pip install sayso[train]"
    assert expected in done.stderr
