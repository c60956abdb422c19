"""`sayso analyse`, run in this process over a real graph folder."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sayso.cli import app
from sayso.errors import SaysoError
from sayso.graph.record import from_json
from sayso.graph.store import Store

LINES = Path(__file__).parent / "graph" / "newsroom.jsonl"


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    with Store.open(tmp_path / "graph", create=True) as store:
        for line in LINES.read_text(encoding="utf-8").strip().split("\n"):
            store.replace(from_json(json.loads(line)))
        store.refresh_derived()
    return tmp_path / "graph"


def sayso(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["analyse", *map(str, arguments)])


def test_a_table_names_nodes_and_kinds_and_says_what_it_means(graph: Path) -> None:
    done = sayso("person-topic", "pagerank", "--graph", graph, "--top", "3")
    lines = done.stdout.splitlines()
    assert lines[0].split() == ["name", "kind", "pagerank"]
    assert len(lines) == 4
    assert done.stderr == (
        "sayso: pagerank of person-topic: how often a walk along weighted ties comes by; sums to 1 "
        "(power iteration, damping 0.85, by networkx)\n"
    )
    assert done.exit_code == 0


def test_what_is_seeded_tells_its_seed(graph: Path) -> None:
    assert "seed 20240229" in sayso("person-topic", "communities", "--graph", graph).stderr


def test_as_csv_and_json_there_are_whole_numbers_and_iris(graph: Path) -> None:
    rows = list(csv.DictReader(StringIO(sayso("statements", "voices", "-g", graph, "-f", "csv").stdout)))
    assert rows == sorted(rows, key=lambda row: -int(row["statements"]))
    assert rows[0]["iri"].startswith("https://w3id.org/sayso/data/")
    found = json.loads(sayso("co-quoted", "ties", "-g", graph, "-f", "json").stdout)
    assert set(found[0]) >= {"name", "other", "weight", "expected", "p_value", "iri", "other_iri"}


def test_what_two_have_in_common_comes_with_its_caution(graph: Path) -> None:
    done = sayso("co-quoted", "ties", "--graph", graph)
    assert "note: weight counts what two have in common" in done.stderr
    assert "ties stand out, at a false discovery rate of 5 %" in done.stderr


def test_written_results_can_be_asked_for(graph: Path) -> None:
    done = sayso("person-topic", "degree", "--graph", graph, "--write", "--top", "1")
    with Store.open(graph, read_only=True) as store:
        found = store.query(
            'SELECT ?v WHERE { ?s sayso:scoreValue ?v ; sayso:analysis/sayso:measure "degree" }'
        )
        count = sum(1 for _ in found)
    assert count > 1
    assert f"{count} values written to {graph}" in done.stderr


def test_all_that_can_be_asked_is_listed() -> None:
    listed = list(csv.DictReader(StringIO(sayso("--list", "--format", "csv").stdout)))
    assert {("statements", "voices"), ("co-topic", "bridges"), ("person-topic", "change")} <= {
        (row["view"], row["measure"]) for row in listed
    }
    assert all(row["what it means"] for row in listed)


def test_without_view_and_measure_it_is_used_wrongly() -> None:
    done = sayso("person-topic")
    assert done.exit_code == 2
    assert "--list shows them" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("person-planet", "degree"), "no view 'person-planet'; there are statements, person-topic"),
        (("person-topic", "fame"), "no measure 'fame' of person-topic"),
        (("person-topic", "degree", "--from", "yesterday"), "'yesterday' is no time"),
        (("person-topic", "degree", "--engine", "steam"), "no engine 'steam'"),
    ],
)
def test_what_is_not_there_is_an_error_with_the_way_out(
    graph: Path, arguments: tuple[str, ...], message: str
) -> None:
    done = sayso(*arguments, "--graph", graph)
    assert isinstance(done.exception, SaysoError)
    assert message in str(done.exception)
