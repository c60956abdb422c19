"""Fine-tunes the encoder on annotated articles: seeded, resumable, on a few CPU threads.

The network learns three things at once: a tag for each piece (BIO of source, cue and content), for each
piece of a content which cue it belongs to, and for each piece of a cue or a content which source. Targets
of the links are the pieces of the right span together, or the window's first place where there is none.
Their scores hold what `sayso.extract.encoder.linking` adds when it reads: the layout, whose weights are
learnt along, and how surely the candidate is a cue or a source.

An article may come in several versions, such as with other quotation marks; each epoch draws one. In some
windows the columns of the parse or of the rules are hidden, so that the network learns to do without.

The parameters that count are an exponential moving average over the steps. Computation is in bfloat16
with single-precision master copies; the embeddings of the words stay as they were.
"""

import json
import logging
import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.nn import functional

from sayso.extract.encoder.features import COLUMNS, OFFSETS, Context
from sayso.extract.encoder.linking import FLOOR, SENTENCE_ENDS
from sayso.extract.encoder.windows import Pieces, Stretch, lay_out, pack, read_pieces, stretches
from sayso.extract.encoder.wordpiece import WordPiece
from sayso.extract.training.annotated import Attribution, Spans
from sayso.extract.training.network import LAYOUT, LINK_WIDTH, LINKS, LayoutWeights, Network, set_parameters
from sayso.extract.training.recipe import Recipe

__all__ = ["Example", "Labels", "example", "label", "train"]

logger = logging.getLogger(__name__)


Numbers = npt.NDArray[np.int64]

_SOURCE, _CUE, _CONTENT = 1, 3, 5  # the tag that begins the role; the next one goes on
_NOBODY = 1 << 20  # what a piece points at when its partner does not exist
_PADDING = -100
_HEADS_SEED = 0  # the heads of all runs start alike, so that runs can be averaged
_RULE = COLUMNS.index("rule")


@dataclass(frozen=True, slots=True, eq=False)
class Labels:
    """For each piece: its tag; its attribution as content and as cue; as content and cue, the source it
    has to find; as source, its own number. -1 where it is none of that."""

    tags: Numbers
    contents: Numbers
    cues: Numbers
    sources: Numbers
    cue_sources: Numbers
    content_sources: Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A version of an annotated article: its pieces and their labels."""

    pieces: Pieces
    labels: Labels


@dataclass(frozen=True, slots=True, eq=False)
class _Batch:
    ids: Tensor
    features: Tensor
    mask: Tensor
    labels: dict[str, Tensor]


def example(
    attributions: Sequence[Attribution], text: str, context: Context, vocabulary: WordPiece
) -> Example:
    """What the network learns from a text, with the attributions annotated in it."""
    pieces = read_pieces(text, vocabulary, context.words, context.quoted)
    return Example(pieces, label(attributions, pieces))


def label(attributions: Sequence[Attribution], pieces: Pieces) -> Labels:
    """The labels of pieces, from source, cue and content of each attribution, in characters.

    Where roles overlap the cue wins over the source, the source over the content."""
    empty = np.full(len(pieces.ids), -1, np.int64)
    tags, contents, cues, sources = np.zeros_like(empty), empty.copy(), empty.copy(), empty.copy()
    numbers: dict[Spans, int] = {}
    source_of = [numbers.setdefault(a[0], len(numbers)) if a[0] else _NOBODY for a in attributions]

    def mark(spans: Spans, role: Numbers, number: int, first: int) -> None:
        for start, end in spans:
            a = int(np.searchsorted(pieces.ends, start, "right"))
            b = int(np.searchsorted(pieces.starts, end, "left"))
            if a < b:
                tags[a:b] = first + 1
                tags[a] = first
                contents[a:b] = cues[a:b] = sources[a:b] = -1
                role[a:b] = number

    for number, (_, _, content) in enumerate(attributions):
        mark(content, contents, number, _CONTENT)
    for number, (source, _, _) in enumerate(attributions):
        mark(source, sources, source_of[number], _SOURCE)
    for number, (_, cue, _) in enumerate(attributions):
        mark(cue, cues, number, _CUE)
    table = np.array([*source_of, -1], np.int64)  # -1, "no attribution", finds the last one
    return Labels(tags, contents, cues, sources, table[cues], table[contents])


def _windows(
    articles: Sequence[Sequence[Example]], recipe: Recipe, draw: random.Random
) -> list[tuple[Example, list[Stretch]]]:
    """All windows of an epoch; where the first of an article ends is drawn, so the cuts differ each time."""
    windows = []
    for versions in articles:
        other = len(versions) > 1 and draw.random() < recipe.other_version
        example = versions[draw.randrange(1, len(versions))] if other else versions[0]
        first = draw.randint(recipe.window // 3, recipe.window)
        for parts in pack(stretches(example.pieces, recipe.window - 2), recipe.window, first):
            windows.append((example, parts))
    return windows


def _batches(sizes: Sequence[int], places: int, draw: random.Random) -> list[list[int]]:
    """Numbers of windows of like size, in batches that fill `places`, in random order."""
    batches: list[list[int]] = []
    widest = 0
    for number in sorted(range(len(sizes)), key=lambda k: sizes[k] + draw.random() * 24):
        wider = max(widest, sizes[number])
        if batches and wider * (len(batches[-1]) + 1) <= places:
            batches[-1].append(number)
            widest = wider
        else:
            batches.append([number])
            widest = sizes[number]
    draw.shuffle(batches)
    return batches


def _collate(
    windows: Sequence[tuple[Example, list[Stretch]]], words: WordPiece, recipe: Recipe, draw: random.Random
) -> _Batch:
    laid = [lay_out(example.pieces, parts, words) for example, parts in windows]
    shape = (len(laid), max(len(window.ids) for window in laid))
    ids, features = np.zeros(shape, np.int64), np.tile(OFFSETS, (*shape, 1))
    mask = np.zeros(shape, np.float32)
    names = Labels.__slots__
    labels = {name: np.full(shape, -1, np.int64) for name in names}
    labels["tags"][:] = _PADDING
    for row, (window, (example, _)) in enumerate(zip(laid, windows, strict=True)):
        size = len(window.ids)
        ids[row, :size], features[row, :size], mask[row, :size] = window.ids, window.features, 1
        chance = draw.random()
        if chance < recipe.hide_parse:
            features[row, :, 1:] = OFFSETS[1:]
        elif chance < recipe.hide_parse + recipe.hide_rules:
            features[row, :, _RULE] = OFFSETS[_RULE]
        for name in names:
            values = getattr(example.labels, name)[window.pieces]
            labels[name][row, :size] = np.where(window.pieces >= 0, values, 0 if name == "tags" else -1)
    return _Batch(
        torch.from_numpy(ids),
        torch.from_numpy(features),
        torch.from_numpy(mask),
        {name: torch.from_numpy(values) for name, values in labels.items()},
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Links:
    """One kind of link in a batch; all but the vectors have the shape (batch, length)."""

    kind: int
    seek: Tensor
    found: Tensor
    wanted: Tensor
    own: Tensor
    certain: Tensor
    order: Tensor


def _losses(
    tags: Tensor, links: Tensor, batch: _Batch, layout: LayoutWeights, ends: Tensor, mark: int
) -> list[Tensor]:
    """The losses of the tags and of the three kinds of links."""
    labels = batch.labels
    vectors = links.view(*links.shape[:2], LINKS, LINK_WIDTH).unbind(2)
    with torch.no_grad():
        chances = torch.softmax(tags.float(), -1)
        certain = {first: chances[..., first] + chances[..., first + 1] for first in (_SOURCE, _CUE)}
        order = {first: (chances[..., first] > 0.5).long().cumsum(1) for first in (_SOURCE, _CUE)}
        paragraphs = (batch.ids == mark).long().cumsum(1)
        sentences = torch.isin(batch.ids, ends).long().cumsum(1)
    losses = [
        functional.cross_entropy(tags.float().flatten(0, 1), labels["tags"].flatten(), ignore_index=_PADDING)
    ]
    kinds = (
        ("contents", "cues", _CUE),
        ("cue_sources", "sources", _SOURCE),
        ("content_sources", "sources", _SOURCE),
    )
    for kind, (wanted, own, first) in enumerate(kinds):
        these = _Links(
            kind,
            vectors[2 * kind],
            vectors[2 * kind + 1],
            labels[wanted],
            labels[own],
            certain[first],
            order[first],
        )
        losses.append(_link_loss(these, batch.mask > 0, layout, paragraphs, sentences))
    return losses


def _link_loss(
    links: _Links, there: Tensor, layout: LayoutWeights, paragraphs: Tensor, sentences: Tensor
) -> Tensor:
    """-log of the probability that each place with a wish gives to all places that answer it."""
    total, count = links.seek.new_zeros((), dtype=torch.float32), 0
    for b in range(len(links.seek)):
        rows = torch.nonzero(links.wanted[b] >= 0)[:, 0]
        if not len(rows):
            continue
        plain = (links.seek[b, rows] @ links.found[b].T).float() / math.sqrt(LINK_WIDTH)
        scores = plain + layout(links.kind, rows, paragraphs[b], links.order[b], sentences[b])
        scores = scores + torch.log(links.certain[b] + FLOOR)
        scores = torch.cat([plain[:, :1] + layout.nobody[links.kind], scores[:, 1:]], dim=1)
        right = links.wanted[b, rows][:, None] == links.own[b][None, :]
        right[:, 0] = ~right.any(-1)
        chances = torch.softmax(scores.masked_fill(~there[b], -1e4), -1)
        total = total - torch.log((chances * right).sum(-1) + 1e-6).sum()
        count += len(rows)
    return total / max(count, 1)


class _Trainer:
    """The network in bfloat16, its master copy, their moving average, and the optimiser."""

    def __init__(self, recipe: Recipe, initial: Mapping[str, Tensor], words: WordPiece) -> None:
        torch.manual_seed(_HEADS_SEED)
        self.recipe = recipe
        self.mark = words.sep
        self.ends = torch.tensor(words.ids(SENTENCE_ENDS))
        self.layout = LayoutWeights()
        network = Network(dropout=recipe.dropout)
        set_parameters(network, self.layout, initial)
        network.words.weight.requires_grad = False
        self.master = {name: p.detach().clone() for name, p in network.named_parameters()}
        self.average = {name: p.clone() for name, p in self.master.items()}
        self.network = network.bfloat16().train()
        self.learnt = {name: p for name, p in network.named_parameters() if p.requires_grad}
        groups: dict[str, list[Tensor]] = {"heads": [], "matrices": [], "vectors": []}
        for name in self.learnt:
            self.master[name].grad = torch.zeros_like(self.master[name])
            head = name.split(".")[0] in {"tags", "mix", "links", "features"}
            kind = "heads" if head else "matrices" if self.master[name].ndim > 1 else "vectors"
            groups[kind].append(self.master[name])
        self.peaks = [recipe.rate * 3, recipe.rate, recipe.rate, recipe.layout_rate]
        self.optimiser = torch.optim.AdamW(
            [
                {"params": groups["heads"], "weight_decay": recipe.decay},
                {"params": groups["matrices"], "weight_decay": recipe.decay},
                {"params": groups["vectors"], "weight_decay": 0.0},
                {"params": list(self.layout.parameters()), "weight_decay": 0.0},
            ],
            lr=recipe.rate,
            fused=True,
        )

    def step(self, batch: _Batch, number: int, total: int) -> list[float]:
        """One step, the `number`th (from 0) of `total`; returns the four losses."""
        recipe = self.recipe
        torch.manual_seed(recipe.seed * 1_000_000 + number)  # so a resumed run draws the same masks
        share = min(1.0, (number + 1) / recipe.warmup) * (total - number) / total
        for group, peak in zip(self.optimiser.param_groups, self.peaks, strict=True):
            group["lr"] = peak * share
        tags, links = self.network(batch.ids, batch.features, batch.mask.bfloat16())
        losses = _losses(tags, links, batch, self.layout, self.ends, self.mark)
        (losses[0] + recipe.links * (losses[1] + losses[2] + losses[3])).backward()
        masters = [self.master[name] for name in self.learnt]
        for master, parameter in zip(masters, self.learnt.values(), strict=True):
            if master.grad is not None and parameter.grad is not None:
                master.grad.copy_(parameter.grad)
            parameter.grad = None
        torch.nn.utils.clip_grad_norm_(masters, 1.0)
        self.optimiser.step()
        self.layout.zero_grad()
        kept = min(recipe.average, (number + 1) / (number + 10))
        with torch.no_grad():
            for name, parameter in self.learnt.items():
                parameter.copy_(self.master[name])
                self.average[name].lerp_(self.master[name], 1 - kept)
        return [float(loss.detach()) for loss in losses]

    def _optimised(self) -> list[tuple[str, Tensor]]:
        network = [(name, self.master[name]) for name in self.learnt]
        return network + [
            (f"{LAYOUT}{name}", parameter) for name, parameter in self.layout.named_parameters()
        ]

    def result(self) -> dict[str, Tensor]:
        """The averaged parameters and, as `layout.*`, the weights of the layout."""
        every = self.average | {f"{LAYOUT}{name}": p.detach() for name, p in self.layout.named_parameters()}
        return {name: tensor.contiguous() for name, tensor in every.items()}

    def save(self, path: Path, done: int) -> None:
        """Writes everything needed to go on after `done` steps; never leaves half a file."""
        tensors = {f"master.{name}": tensor for name, tensor in self.master.items()}
        tensors |= {f"{LAYOUT}{name}": p for name, p in self.layout.named_parameters()}
        tensors |= {f"average.{name}": self.average[name] for name in self.learnt}
        for name, parameter in self._optimised():
            state = self.optimiser.state[parameter]
            tensors |= {f"{kind}.{name}": state[kind] for kind in ("exp_avg", "exp_avg_sq", "step")}
        fresh = path.with_suffix(".new")
        save_file(
            {name: tensor.detach().contiguous() for name, tensor in tensors.items()},
            fresh,
            metadata={"done": str(done), "recipe": json.dumps(asdict(self.recipe))},
        )
        fresh.replace(path)

    def resume(self, path: Path) -> None:
        tensors = load_file(path)
        with torch.no_grad():
            for name, parameter in self.network.named_parameters():
                self.master[name].copy_(tensors[f"master.{name}"])
                parameter.copy_(self.master[name])
        for name in self.learnt:
            self.average[name].copy_(tensors[f"average.{name}"])
        self.layout.load_state_dict({name: tensors[f"{LAYOUT}{name}"] for name in self.layout.state_dict()})
        for name, tensor in self._optimised():
            self.optimiser.state[tensor] = {
                kind: tensors[f"{kind}.{name}"].clone() for kind in ("exp_avg", "exp_avg_sq", "step")
            }


def train(
    articles: Sequence[Sequence[Example]],
    *,
    initial: Mapping[str, Tensor],
    words: WordPiece,
    folder: Path,
    recipe: Recipe,
    report: Callable[[int, int, Sequence[float]], None] = lambda done, total, losses: None,
) -> Path:
    """Trains on all `articles`, each in one or more versions; returns the file with the averaged parameters.

    `initial` are the parameters to start from, with the names of the network's. `folder` keeps the state of
    the run: the same call goes on where an earlier one stopped. `report` is told, each
    time the state is kept, the steps done, how many there are, and the mean losses since. About 1,000 pieces
    a second for each quiet core.
    """
    torch.set_num_threads(recipe.threads)
    folder.mkdir(parents=True, exist_ok=True)
    state, result = folder / "state.safetensors", folder / "encoder.safetensors"
    trainer = _Trainer(recipe, initial, words)
    done = 0
    if state.exists():
        trainer.resume(state)
        done = _done(state)
        logger.info("resumed after %d steps", done)
    total = int(recipe.epochs * sum(1 for _ in _epoch(articles, words, recipe, 0, plan_only=True)))
    sums, number = np.zeros(4), 0
    for epoch in range(math.ceil(recipe.epochs)):
        for batch in _epoch(articles, words, recipe, epoch, skip=done - number):
            if batch is not None and number < total:
                sums += trainer.step(batch, number, total)
            number += 1
            if number > done and number % recipe.save_every == 0:
                trainer.save(state, number)
                report(number, total, (sums / recipe.save_every).tolist())
                sums[:] = 0
    save_file(trainer.result(), result)
    return result


def _epoch(
    articles: Sequence[Sequence[Example]],
    words: WordPiece,
    recipe: Recipe,
    epoch: int,
    *,
    skip: int = 0,
    plan_only: bool = False,
) -> Iterator[_Batch | None]:
    """The batches of an epoch; None for the first `skip`, or for all when only their number is wanted."""
    draw = random.Random(recipe.seed * 1000 + epoch)
    windows = _windows(articles, recipe, draw)
    sizes = [1 + sum(end - start + 1 for start, end in parts) for _, parts in windows]
    for place, numbers in enumerate(_batches(sizes, recipe.batch, draw)):
        if plan_only or place < skip:
            yield None
        else:
            hidden = random.Random(f"{recipe.seed} {epoch} {place}")
            yield _collate([windows[k] for k in numbers], words, recipe, hidden)


def _done(state: Path) -> int:
    from safetensors import safe_open

    with safe_open(state, framework="pt") as file:
        return int(file.metadata()["done"])
