"""A run is known by all the code that decides it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import sayso.extract
from sayso.extract.pipeline import code_files

FOLDERS = Path(sayso.extract.__file__ or "").parent.parent


def _imported(file: Path) -> Iterator[Path]:
    """The modules of `extract` and `graph` that a module imports, as files."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
            ("sayso.extract", "sayso.graph")
        ):
            for name in (node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)):
                found = FOLDERS.joinpath(*name.split(".")[1:]).with_suffix(".py")
                if found.is_file():
                    yield found


def test_a_run_depends_on_all_code_that_extraction_imports() -> None:
    waiting = [path for path in (FOLDERS / "extract").glob("**/*.py") if "training" not in path.parts]
    needed: set[Path] = set()
    while waiting:
        file = waiting.pop()
        if file not in needed:
            needed.add(file)
            waiting.extend(_imported(file))
    known = {path.relative_to(FOLDERS) for path in code_files()}
    assert {path.relative_to(FOLDERS) for path in needed} <= known


def test_data_belong_to_a_run() -> None:
    names = {path.name for path in code_files()}
    assert {"cues.tsv", "topic-weights.tsv", "topic-examples.npy", "stance.tsv"} <= names
