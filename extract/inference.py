"""How models in the ONNX format are run: on one thread, and without telling anybody.

From version 1.29 on, onnxruntime reports its use over the network, and keeps an id of the machine, unless it
is told not to before it is imported. Nothing of ours may do that.
"""

import os
from typing import Any

__all__ = ["runtime"]

_SILENT = "ORT_DISABLE_TELEMETRY"


def runtime() -> Any:
    """The package onnxruntime, silenced; raises ImportError where it is not installed."""
    os.environ[_SILENT] = "1"
    import onnxruntime  # type: ignore[import-untyped]  # the package carries no types

    silence = getattr(onnxruntime, "disable_telemetry_events", None)
    if silence is not None:  # for somebody who has imported it before us
        silence()
    return onnxruntime
