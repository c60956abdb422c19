"""The competency questions, asked of the samples by `sayso check`, have the rows that were read and approved.

    python3 tasks.py test tests/test_competency.py --rewrite-golden

writes the rows anew; the difference is then read like code. The articles in `competency/articles` have what
the samples lack: opposed stances, a change of employer.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHIPPED = sorted((ROOT / "graph" / "queries").glob("*.rq"))
ASKED = Path(__file__).parent / "competency"
# The two queries about one person name one of the news; the samples have others.
PERSONS = {"person:zhou-hongyi": "person:tomas-brandl", "person:tang-lan": "person:anna-kubin"}


def sayso(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SAYSO_")}
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "sayso", *map(str, arguments)],
        capture_output=True,
        text=True,
        env=environment | {"PYTHONUTF8": "1", "NO_COLOR": "1"},
    )


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("competency") / "graph"
    done = sayso("build", ROOT / "sayso" / "samples", ASKED / "articles", "--graph", folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_question_is_asked(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for one, other in PERSONS.items():
        text = text.replace(one, other)
    asked = (ASKED / path.name).read_text(encoding="utf-8").splitlines()
    assert [line for line in asked if not line.startswith("# expect:")] == text.splitlines()


def test_the_answers_are_those_that_were_approved(graph: Path, request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--rewrite-golden"):
        sayso("check", ASKED, "--graph", graph, "--write")
    done = sayso("check", ASKED, "--graph", graph)
    assert (done.stdout, done.returncode) == ("21 queries: 21 as expected\n", 0), done.stderr


@pytest.mark.parametrize(
    "path", [path for path in SHIPPED if not path.stem.startswith("20")], ids=lambda path: path.stem
)
def test_an_answer_has_rows(path: Path) -> None:
    assert len((ASKED / f"{path.stem}.csv").read_text(encoding="utf-8").splitlines()) > 1


def test_what_differs_is_shown_and_ends_with_code_1(graph: Path, tmp_path: Path) -> None:
    for name, query in (
        ("a", "# Who is there?\nSELECT ?who { BIND (person:anna-kubin AS ?who) }"),
        ("c", "# How many?\n# expect: no rows\nSELECT ?one { BIND (1 AS ?one) }"),
        ("d", "ASK {}"),
    ):
        (tmp_path / f"{name}.rq").write_text(query, encoding="utf-8")
    (tmp_path / "b.rq").write_bytes(b"\xff")
    (tmp_path / "a.csv").write_text("who\nperson:nobody\n", encoding="utf-8")
    done = sayso("check", tmp_path, "--graph", graph)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "a: Who is there?",
        "    who",
        "  - missing person:nobody",
        "  + extra   person:anna-kubin",
        "b: broken: b.rq is not UTF-8 text",
        "c: How many?",
        "    no rows expected, there are 1",
        "d: 1 row, nothing expected: write d.csv, or use --write",
        "4 queries: 2 different, 1 without expected rows, 1 broken",
    ]
    found = json.loads(sayso("check", tmp_path, "--graph", graph, "--format", "json").stdout)
    assert found["counts"] == {"broken": 1, "different": 2, "unexpected": 1}
    assert found["queries"][0]["missing"] == [["person:nobody"]]


def test_no_queries_is_said_in_a_line(graph: Path, tmp_path: Path) -> None:
    done = sayso("check", tmp_path, "--graph", graph)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"sayso: no queries in {tmp_path}: their names end with .rq\n"
