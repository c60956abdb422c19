"""Nothing is reported, and nothing is left in the home folder, by what runs models."""

import os
import subprocess
import sys
from pathlib import Path

CODE = """
from sayso.extract.embedding import SentenceEmbedder
from sayso.extract.encoder import network
SentenceEmbedder.load().embed(["a loaf of bread"])
"""


def test_running_a_model_leaves_no_trace_of_the_machine(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ORT_", "CI"))}
    environment |= {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    done = subprocess.run([sys.executable, "-c", CODE], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
