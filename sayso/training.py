"""From annotated articles to a model of one's own: `sayso train attributions`.

run/
  texts.npz             the articles as the encoder meets them
  state.safetensors     where the training stands; the same command goes on from here
  encoder.safetensors   the trained parameters
  model/                what `--attributions run/model` takes: network, vocabulary, config
"""

from collections.abc import Callable
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from sayso.errors import InputError, ModelError

if TYPE_CHECKING:
    from torch import Tensor

    from sayso.extract.training.assembly import Report
    from sayso.extract.training.recipe import Recipe

__all__ = ["train_attributions"]

Progress = Callable[[str, int, int, str], None]
"""Told the stage, how much is done, of how much, and a remark."""

MINILM_HASH = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""SHA-256 of the weights that the shipped encoder was trained from; see docs/explanation/encoder.md."""

_NEEDED = ("torch", "safetensors", "onnx", "onnxruntime")
_FEWEST = 4


def train_attributions(
    data: Path,
    folder: Path,
    recipe: "Recipe | None" = None,
    *,
    start: Path | None = None,
    model: str = "sm",
    held_out: float = 0.1,
    progress: Progress = lambda stage, done, of, remark: None,
) -> "Report":
    """Fine-tunes the encoder on the annotated articles of a JSONL file; the result is in `folder/model`.

    A line has `id`, `text` and `attributions`, each with `source`, `cue` and `content` as lists of [start,
    end) in characters. `start` is a folder with the weights and vocabulary of a MiniLM (model.safetensors,
    vocab.txt); without it, training starts from the shipped encoder. The share `held_out` of the articles is
    not learnt from: confidence, threshold and the reported scores come from it. The same call goes on where
    an earlier one was stopped. Raises InputError for data that is not as described, ModelError when a package
    or the weights are missing.
    """
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise ModelError(f"training needs {', '.join(missing)}: install them with 'pip install sayso[train]'")
    from sayso.extract.encoder.wordpiece import WordPiece
    from sayso.extract.pipeline import SHORT_NAMES
    from sayso.extract.training.annotated import hold_out, read_annotated
    from sayso.extract.training.assembly import assemble
    from sayso.extract.training.preparation import plain_pipeline, prepare
    from sayso.extract.training.recipe import Recipe
    from sayso.extract.training.run import example, train

    recipe = recipe or Recipe()
    articles = read_annotated(data)
    if len(articles) < _FEWEST:
        raise InputError(f"{data} has {len(articles)} articles: training needs at least {_FEWEST}")
    learnt, held = hold_out(articles, max(1, round(held_out * len(articles))), seed=recipe.hold_out_seed)
    initial, vocabulary = _initial(start)
    folder.mkdir(parents=True, exist_ok=True)
    _same_run(folder, data, recipe, start, held_out)
    prepared = prepare(
        articles,
        plain_pipeline(SHORT_NAMES.get(model, model)),
        folder / "texts.npz",
        seed=recipe.seed,
        report=lambda done, of: progress("reading", done, of, ""),
    )
    by_id = {each.article.id: each for each in prepared}
    words = WordPiece.load(vocabulary)
    examples = [
        [example(article.attributions, text, context, words) for text, context in by_id[article.id].versions]
        for article in learnt
    ]
    parameters = train(
        examples,
        initial=initial,
        words=words,
        folder=folder,
        recipe=recipe,
        report=lambda done, of, losses: progress("training", done, of, f"loss {losses[0]:.3f}"),
    )
    progress("calibrating", 0, 1, "")
    return assemble(
        parameters,
        vocabulary,
        folder / "model",
        [(article, *by_id[article.id].versions[0]) for article in held],
        window=recipe.window,
    )


def _initial(start: Path | None) -> "tuple[dict[str, Tensor], Path]":
    """The parameters to start from, and the vocabulary."""
    from sayso.extract.training.network import of_bert, of_encoder

    if start is None:
        from sayso.extract.encoder.network import SHIPPED, VOCABULARY

        return of_encoder(SHIPPED), SHIPPED / VOCABULARY
    weights, vocabulary = start / "model.safetensors", start / "vocab.txt"
    for path in (weights, vocabulary):
        if not path.is_file():
            raise ModelError(f"no {path.name} in {start}: give a folder with a MiniLM of 6 layers, 384 wide")
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        return of_bert(load_file(weights)), vocabulary
    except (KeyError, SafetensorError) as error:
        raise ModelError(f"{weights} does not hold a BERT as trained on: {error}") from error


def _same_run(folder: Path, data: Path, recipe: "Recipe", start: Path | None, held_out: float) -> None:
    """Refuses to go on with a run that was begun with other data or settings."""
    digest = sha256(data.read_bytes())
    digest.update(repr((recipe, start and start.resolve(), held_out)).encode())
    stamp = folder / "run.sha256"
    if stamp.is_file():
        if stamp.read_text(encoding="ascii").strip() != digest.hexdigest():
            raise InputError(
                f"{folder} holds a run with other data or settings: give another folder, or delete it"
            )
    else:
        stamp.write_text(digest.hexdigest() + "\n", encoding="ascii")
