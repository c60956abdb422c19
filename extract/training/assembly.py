"""From trained parameters to the folder that the encoder loads, calibrated on articles set aside."""

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from safetensors.numpy import load_file

from sayso.extract.encoder.features import Context
from sayso.extract.encoder.linking import SIGNALS, Settings
from sayso.extract.encoder.network import AGREEMENT, CONFIG, MODEL, VOCABULARY, Encoder
from sayso.extract.training.annotated import Annotated
from sayso.extract.training.calibration import Bin, best_threshold, fit, reliability, right
from sayso.extract.training.network import HEADS, LAYERS
from sayso.extract.training.weights import write_onnx

__all__ = ["Report", "assemble"]

_LAYOUT = "layout."
_BYLINES = {"dash": 0.9, "colon": 0.6}  # confidence; from the articles the encoder learns from


@dataclass(frozen=True, slots=True)
class Report:
    """How a model does on articles set aside: attributions annotated, found, and found right; and for ten
    bins of confidence, how often it is right. The threshold was chosen on the same articles."""

    folder: Path
    articles: int
    annotated: int
    found: int
    right: int
    bins: list[Bin]

    @property
    def f1(self) -> float:
        """F1 of source, cue and content together, in [0, 1]."""
        return 2 * self.right / (self.annotated + self.found) if self.annotated + self.found else 0.0


def assemble(
    parameters: Path,
    vocabulary: Path,
    folder: Path,
    held: Sequence[tuple[Annotated, str, Context]],
    *,
    window: int = 320,
    settings: Settings | None = None,
) -> Report:
    """Writes network, vocabulary and config; confidence and threshold are fitted to `held`, which the
    parameters must not have seen, each article with its text as parsed and what the encoder will know of
    it. The threshold is that of the best F1. Returns how well the encoder does on them."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors = load_file(parameters)
    network = {name: array for name, array in tensors.items() if not name.startswith(_LAYOUT)}
    layout = {
        name.removeprefix(_LAYOUT): array for name, array in tensors.items() if name.startswith(_LAYOUT)
    }
    write_onnx(network, folder / MODEL, layers=LAYERS, heads=HEADS, places=window)
    shutil.copyfile(vocabulary, folder / VOCABULARY)
    config = {
        "sha256": hashlib.sha256((folder / MODEL).read_bytes()).hexdigest(),
        "window": window,
        "settings": asdict(settings or Settings()),
        "layout": {name: array.astype(float).round(4).tolist() for name, array in sorted(layout.items())},
        "bylines": _BYLINES,
        "signals": [*SIGNALS, *AGREEMENT],
        "calibration": {"weights": [0.0] * len((*SIGNALS, *AGREEMENT)), "bias": 0.0},
        "least_confidence": 0.0,
    }
    _write(config, folder)
    encoder = Encoder.load(folder)
    signals, verdicts, gold = [], [], 0
    for article, text, context in held:
        wanted = [attribution for attribution in article.attributions if attribution[2]]
        gold += len(wanted)
        read = encoder.signals(text, context)
        for (_, seen), verdict in zip(read, right(article.text, [f for f, _ in read], wanted), strict=True):
            if seen is not None:
                signals.append(seen)
                verdicts.append(verdict)
    calibration = fit(signals, verdicts)
    confidences = [calibration.confidence(seen) for seen in signals]
    least = round(best_threshold(confidences, verdicts, gold), 2)
    config["calibration"] = {"weights": list(calibration.weights), "bias": calibration.bias}
    config["least_confidence"] = least
    _write(config, folder)
    kept = [verdict for confidence, verdict in zip(confidences, verdicts, strict=True) if confidence >= least]
    return Report(folder, len(held), gold, len(kept), sum(kept), reliability(confidences, verdicts))


def _write(config: dict[str, object], folder: Path) -> None:
    (folder / CONFIG).write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
