"""The tutorial runs from its first cell to its last, and shows what it says it shows."""

import json
import sys
import warnings
from pathlib import Path
from typing import Any

import nbformat
import pytest

with warnings.catch_warnings():
    # jupyter_client looks for deprecated things of its own when it is imported
    warnings.simplefilter("ignore")
    from nbclient import NotebookClient

TUTORIAL = Path(__file__).parent.parent / "docs" / "tutorial.ipynb"


def _tutorial() -> Any:
    return nbformat.read(TUTORIAL, as_version=4)  # type: ignore[no-untyped-call]  # nbformat ships half its types


def _text(cell: Any) -> str:
    parts = []
    for output in cell.get("outputs", ()):
        parts.append(output.get("text", ""))
        parts.extend(str(value) for value in output.get("data", {}).values())
    return "\n".join(parts)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each cell of the tutorial shows, by the id of the cell."""
    folder = tmp_path_factory.mktemp("tutorial")
    kernel = folder / "kernels" / "python3"
    kernel.mkdir(parents=True)
    # a kernel of this very Python, wherever the machine keeps others
    argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    kernel_spec = {"argv": argv, "display_name": "Python 3", "language": "python"}
    (kernel / "kernel.json").write_text(json.dumps(kernel_spec))
    notebook = _tutorial()
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        patch.setenv("JUPYTER_PATH", str(folder))
        patch.setenv("IPYTHONDIR", str(folder / "ipython"))
        NotebookClient(notebook, timeout=300, kernel_name="python3", cwd=str(folder)).execute()
    return {cell["id"]: _text(cell) for cell in notebook.cells if cell["cell_type"] == "code"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("build", "10 articles read, 0 left out"),
        ("open", "<th>statements</th>"),
        ("ask", "Mei Qiaolin"),
        ("sparql", "SELECT"),
        ("statements", "own-words"),
        ("query", "Meridian Wire"),
        ("measure", "chip export controls"),
        ("show", "<iframe srcdoc="),
        ("export", "people-edges.csv"),
    ],
)
def test_the_tutorial_shows(shown: dict[str, str], cell: str, expected: str) -> None:
    assert expected in shown[cell]


def test_the_tutorial_is_kept_without_outputs() -> None:
    notebook = _tutorial()
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in notebook.cells)
