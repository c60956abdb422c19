"""The encoder as a PyTorch network, for training only: BERT with a head for tags and one for links.

Reading uses the ONNX file that `sayso.extract.training.weights` writes from these
parameters; their names are the contract between the two. The layers are those of BERT (Devlin et al.
2019) in the size of MiniLM (Wang et al. 2020): 6 layers, 384 wide, 12 heads.
"""

import json
import math
from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from sayso.extract.encoder.features import FEATURES
from sayso.extract.encoder.linking import NEAR
from sayso.extract.encoder.network import CONFIG, MODEL
from sayso.extract.training.weights import read_onnx

__all__ = [
    "HEADS",
    "LAYERS",
    "LAYOUT",
    "LINKS",
    "LINK_WIDTH",
    "TAGS",
    "LayoutWeights",
    "Network",
    "of_bert",
    "of_encoder",
    "set_parameters",
]

TAGS = 7
"""Outside, then begin and inside of source, cue and content."""
LINKS = 6
"""Vectors of a place: as content seeking a cue, as cue found; cue to source; content to source."""
LINK_WIDTH = 64
LAYERS, HEADS = 6, 12
LAYOUT = "layout."
"""What the names of the layout's weights begin with, where they stand among the network's."""
_WIDTH, _INNER, _VOCABULARY, _PLACES = 384, 1536, 30522, 512
_EPSILON = 1e-12


class Network(nn.Module):
    """Maps ids and a mask (1 for text, 0 for padding), each (batch, length), and features (batch, length,
    columns) to two tensors.

    They are the tag logits (batch, length, TAGS) and the link vectors (batch, length, LINKS * LINK_WIDTH).
    """

    def __init__(self, *, dropout: float = 0.1) -> None:
        super().__init__()
        self.words = nn.Embedding(_VOCABULARY, _WIDTH)
        self.places = nn.Embedding(_PLACES, _WIDTH)
        self.features = nn.Embedding(FEATURES, _WIDTH)
        self.norm = nn.LayerNorm(_WIDTH, eps=_EPSILON)
        self.drop = _Dropout(dropout)
        self.layers = nn.ModuleList(_Layer(self.drop) for _ in range(LAYERS))
        self.tags = nn.Linear(_WIDTH, TAGS)
        self.mix = nn.Linear(_WIDTH, _WIDTH)
        self.links = nn.Linear(_WIDTH, LINKS * LINK_WIDTH)
        nn.init.zeros_(self.features.weight)  # the first step sees plain BERT
        for head in (self.tags, self.links):
            nn.init.normal_(head.weight, std=0.02)
            nn.init.zeros_(head.bias)

    def forward(self, ids: Tensor, features: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        x = self.words(ids) + self.places.weight[: ids.shape[1]] + self.features(features).sum(2)
        x = self.drop(self.norm(x))
        bias = ((1.0 - mask.to(x.dtype)) * -1e4)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, bias)
        x = self.drop(x)
        return self.tags(x), self.links(functional.gelu(self.mix(x)))


class LayoutWeights(nn.Module):
    """What the layout adds to the score of a link, for each of the three kinds; `linking.Layout` reads it."""

    def __init__(self) -> None:
        super().__init__()
        self.distance = nn.Parameter(torch.zeros(3, 2 * NEAR + 1))
        self.paragraph = nn.Parameter(torch.tensor([[-2.0, 0.0, -2.0]] * 3))
        self.order = nn.Parameter(torch.tensor([[-2.0, -1.5, -0.5, 0.0, -0.5, -1.5, -2.0]] * 3))
        self.sentence = nn.Parameter(torch.zeros(3, 5))
        self.nobody = nn.Parameter(torch.full((3,), -4.0))

    def forward(
        self, kind: int, rows: Tensor, paragraphs: Tensor, order: Tensor, sentences: Tensor
    ) -> Tensor:
        """(rows, length), from the numbers of each place's paragraph, candidate begun and sentence."""
        far = torch.arange(len(paragraphs))[None, :] - rows[:, None]
        scale = (torch.log2(far.abs().float() + 1) * 2).round().clamp(max=NEAR)
        score = self.distance[kind][(torch.sign(far) * scale).long() + NEAR]
        for table, numbers in ((self.paragraph, paragraphs), (self.order, order), (self.sentence, sentences)):
            most = table.shape[1] // 2
            score = score + table[kind][(numbers[None, :] - numbers[rows, None]).clamp(-most, most) + most]
        return score


class _Layer(nn.Module):
    def __init__(self, drop: nn.Module) -> None:
        super().__init__()
        self.qkv = nn.Linear(_WIDTH, 3 * _WIDTH)
        self.out = nn.Linear(_WIDTH, _WIDTH)
        self.norm1 = nn.LayerNorm(_WIDTH, eps=_EPSILON)
        self.up = nn.Linear(_WIDTH, _INNER)
        self.down = nn.Linear(_INNER, _WIDTH)
        self.norm2 = nn.LayerNorm(_WIDTH, eps=_EPSILON)
        self.drop = drop

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        batch, length, width = x.shape
        parts = self.qkv(x).view(batch, length, 3, HEADS, width // HEADS).permute(2, 0, 3, 1, 4)
        query, key, value = parts.unbind(0)
        # Spelt out: on a CPU the fused attention's backward pass costs four times as much.
        weights = torch.softmax((query @ key.transpose(-1, -2)) * math.sqrt(HEADS / width) + bias, -1)
        heard = (weights @ value).transpose(1, 2).reshape(batch, length, width)
        x = self.norm1(x + self.drop(self.out(heard)))
        update: Tensor = self.norm2(x + self.drop(self.down(functional.gelu(self.up(x)))))
        return update


class _Dropout(nn.Module):
    """Dropout whose masks are stretches of one long random one; drawing each anew takes a tenth of a step."""

    _SIZE = 1 << 24

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate
        self._pool: Tensor | None = None

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or self.rate == 0:
            return x
        if self._pool is None or self._pool.dtype != x.dtype:
            # Its own generator: a resumed run has to find the same pool.
            chances = torch.rand(self._SIZE, generator=torch.Generator().manual_seed(0))
            self._pool = ((chances >= self.rate).float() / (1 - self.rate)).to(x.dtype)
        start = int(torch.randint(self._SIZE - x.numel(), (1,)))
        return x * self._pool[start : start + x.numel()].view_as(x)


def of_bert(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The parameters, but for heads and features, that the tensors of a BERT checkpoint of this size give.

    The embedding of the first segment is folded into the places. Raises KeyError when a tensor is missing.
    """
    attention = "encoder.layer.{}.attention."
    own = {
        "words.weight": weights["embeddings.word_embeddings.weight"],
        "places.weight": weights["embeddings.position_embeddings.weight"]
        + weights["embeddings.token_type_embeddings.weight"][0],
    }
    pairs = {"norm": "embeddings.LayerNorm"}
    for i in range(LAYERS):
        pairs[f"layers.{i}.out"] = f"{attention.format(i)}output.dense"
        pairs[f"layers.{i}.norm1"] = f"{attention.format(i)}output.LayerNorm"
        pairs[f"layers.{i}.up"] = f"encoder.layer.{i}.intermediate.dense"
        pairs[f"layers.{i}.down"] = f"encoder.layer.{i}.output.dense"
        pairs[f"layers.{i}.norm2"] = f"encoder.layer.{i}.output.LayerNorm"
    for kind in ("weight", "bias"):
        own |= {f"{mine}.{kind}": weights[f"{theirs}.{kind}"] for mine, theirs in pairs.items()}
        for i in range(LAYERS):
            names = (f"{attention.format(i)}self.{part}.{kind}" for part in ("query", "key", "value"))
            own[f"layers.{i}.qkv.{kind}"] = torch.cat([weights[name] for name in names])
    return own


def of_encoder(folder: Path) -> dict[str, Tensor]:
    """The parameters of an encoder that has been trained and written for use, and of its layout."""
    config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    own = {name: torch.from_numpy(array.copy()) for name, array in read_onnx(folder / MODEL).items()}
    return own | {f"{LAYOUT}{name}": torch.tensor(lists) for name, lists in config["layout"].items()}


def set_parameters(network: Network, layout: LayoutWeights, parameters: Mapping[str, Tensor]) -> None:
    """Sets what is given, the layout's by names that begin with `layout.`; fewer places than the network's
    are the first ones. Raises ValueError when one has the wrong shape."""
    own = dict(network.named_parameters()) | {f"{LAYOUT}{n}": p for n, p in layout.named_parameters()}
    with torch.no_grad():
        for name, value in parameters.items():
            into = own[name][: len(value)] if name == "places.weight" else own[name]
            if into.shape != value.shape:
                raise ValueError(f"{name} has the shape {tuple(value.shape)}, not {tuple(into.shape)}")
            into.copy_(value)
