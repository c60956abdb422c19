"""How to train the encoder of attributions."""

from dataclasses import dataclass

__all__ = ["Recipe"]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train. The defaults are those of the shipped weights.

    `window` is in pieces, `batch` in places (padding counted), `rate` the peak learning rate of the
    layers (the heads take three times it), `layout_rate` that of the layout's weights, `links` the weight
    of each of the three link losses beside that of the tags, `average` the decay of the moving average,
    `save_every` is in steps. `other_version` is the chance that an article comes in another version, the
    `hide_…` those that a window comes without the columns of the parse and rules, and of the rules only.
    """

    seed: int = 0
    epochs: float = 6.0
    rate: float = 2e-4
    warmup: int = 150
    window: int = 320
    batch: int = 3200
    links: float = 0.25
    layout_rate: float = 1e-2
    dropout: float = 0.1
    decay: float = 0.01
    average: float = 0.995
    save_every: int = 50
    threads: int = 2
    hold_out_seed: int = 13
    other_version: float = 0.35
    hide_parse: float = 0.05
    hide_rules: float = 0.1
