"""Emergent topics on the command line: built, suggested, accepted, built again, asked for."""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ARTICLES = Path(__file__).parent / "beekeeping"


@dataclass(frozen=True)
class Done:
    """A finished command."""

    code: int
    out: str
    err: str


def sayso(*arguments: str | Path) -> Done:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SAYSO_")}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "sayso", *map(str, arguments)],
        capture_output=True,
        text=True,
        env=environment | {"PYTHONUTF8": "1", "NO_COLOR": "1"},
    )
    return Done(done.returncode, done.stdout, done.stderr)


def build(graph: Path, *arguments: str | Path) -> None:
    done = sayso("build", ARTICLES, "--graph", graph, "--attributions", "rules", *arguments)
    assert done.code == 0, done.err


def suggested(graph: Path, *arguments: str | Path) -> dict[str, int]:
    """Each proposal and its number of statements, in order."""
    done = sayso("topics", "suggest", "--graph", graph, "--format", "json", *arguments)
    assert done.code == 0, done.err
    return {row["label"]: row["statements"] for row in json.loads(done.out)}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bees") / "graph"
    build(folder)
    return folder


@pytest.fixture(scope="module")
def written(graph: Path) -> Path:
    path = graph.parent / "proposals.ttl"
    suggested(graph, "-o", path)
    return path


@pytest.fixture
def proposals(written: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(written, tmp_path))


def test_the_matters_of_the_articles_are_proposed_and_nothing_else(proposals: Path) -> None:
    found = re.findall('prefLabel "(.*)"', proposals.read_text(encoding="utf-8"))
    assert set(found) == {"hive permits", "varroa mites", "urban beekeeping"}
    assert next(iter(found)) == "hive permits"


def test_a_proposal_shows_what_it_rests_on(graph: Path) -> None:
    done = sayso("topics", "suggest", "--graph", graph, "--most", "1")
    assert done.code == 0, done.err
    lines = done.out.splitlines()
    assert lines[0] == " 1. hive permits"
    assert re.search(
        r"\b[789] statements; \d speakers; \d articles; 3 outlets; 2025-03-04 to 2025-06-15", lines[1]
    )
    assert "Hanne Brok, 2025-04-02, vet-warns.txt, characters 282–324" in done.out


def test_an_accepted_topic_is_found_and_not_proposed_again(proposals: Path, tmp_path: Path) -> None:
    own = tmp_path / "my-topics.ttl"
    done = sayso("topics", "accept", proposals, "hive permits", "--into", own)
    assert (done.code, done.err) == (0, f"{own}: hive permits: accepted\n")
    assert sayso("topics", "check", own).code == 0
    again = tmp_path / "graph"
    build(again, "--topics", own)
    asked = sayso("ask", "who commented on hive permits?", "--graph", again, "--format", "json")
    assert asked.code == 0, asked.err
    rows = json.loads(asked.out)
    assert {"Ilse Marten", "Tobias Quell", "Rosa Tennant", "Hanne Brok", "Jens Dahl"} <= {
        row["name"] for row in rows
    }
    assert sum(row["basis"] == "own-words" for row in rows) >= 9
    assert "hive permits" not in suggested(again)


def test_what_was_turned_down_stays_away(graph: Path, tmp_path: Path) -> None:
    plain = tmp_path / "not-topics.txt"
    plain.write_text("# asked the desk\nhive permit\n", encoding="utf-8")
    assert set(suggested(graph, "--not", plain)) == {"varroa mites", "urban beekeeping"}


def test_nothing_to_propose_is_said(graph: Path) -> None:
    done = sayso("topics", "suggest", "--graph", graph, "--least-statements", "30")
    assert (done.code, done.out.strip()) == (
        0,
        "nothing to propose: no phrase is shared by enough statements without a topic",
    )


def test_a_wrong_name_is_one_line(proposals: Path, tmp_path: Path) -> None:
    done = sayso("topics", "accept", proposals, "hive permit", "--into", tmp_path / "own.ttl")
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert "no proposal 'hive permit'; did you mean 'hive permits'" in done.err
    assert not (tmp_path / "own.ttl").exists()
