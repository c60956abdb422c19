"""`sayso export` and `sayso link`, in a process of their own."""

import csv
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from sayso.graph.model import Affiliation, Article, Entity, Extraction, Statement, TopicAssignment, Unit
from sayso.graph.store import Store

TEXT = "Ada Brandt, biologist at the Tidal Laboratory, said the silt is the same."


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export") / "graph"
    person, lab, content = (0, 10), (29, 45), (52, 72)
    extraction = Extraction(
        Article("a1", "a1.txt", TEXT, published="2026-03-02", units=(Unit("paragraph", 0, len(TEXT)),)),
        (
            Entity("person:ada-brandt", "person", "Ada Brandt", (person,)),
            Entity("org:tidal-laboratory", "organization", "Tidal Laboratory", (lab,)),
        ),
        (Affiliation(person, "person:ada-brandt", lab, "org:tidal-laboratory", (12, 21), "biologist"),),
        (
            Statement(
                "statement:a1-52-72",
                (person,),
                ((47, 51),),
                (content,),
                (0, len(TEXT)),
                "indirect",
                "say",
                "person:ada-brandt",
                capacity=(0,),
                topics=(TopicAssignment("topic:ai-chips", "own-words", 0.9, content),),
            ),
        ),
        "r1",
    )
    with Store.open(folder, create=True) as store:
        store.replace(extraction)
        store.set_ledger("", str(folder.parent / "sayso.ledger"))
        store.refresh_derived()
    return folder


def sayso(*arguments: str | Path, cwd: Path) -> tuple[int, str, str]:
    command = [sys.executable, "-W", "error", "-m", "sayso", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=cwd)
    return done.returncode, done.stdout, done.stderr


def test_the_ending_tells_the_format_and_the_files_are_named(graph: Path, tmp_path: Path) -> None:
    assert sayso("export", "x.db", "--graph", graph, cwd=tmp_path) == (0, "x.db\nx-datasette.json\n", "")
    database = sqlite3.connect(tmp_path / "x.db")
    assert database.execute("SELECT speaker, role, content FROM statements").fetchall() == [
        ("Ada Brandt", "biologist", "the silt is the same")
    ]
    database.close()


def test_a_folder_is_named_by_its_format(graph: Path, tmp_path: Path) -> None:
    assert sayso("export", "notes", "-f", "vault", "--graph", graph, cwd=tmp_path) == (0, "notes\n", "")
    assert (tmp_path / "notes" / "Persons" / "Ada Brandt.md").exists()


def test_a_file_of_the_user_is_replaced_only_by_force(graph: Path, tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"name": "mine"}')
    code, out, err = sayso("export", "package.json", "--graph", graph, cwd=tmp_path)
    assert (code, out) == (1, "")
    assert err.startswith("sayso: package.json is there already and no export of this format")
    assert (tmp_path / "package.json").read_text() == '{"name": "mine"}'
    for _ in range(2):
        done = sayso("export", "package.json", "--force", "--graph", graph, cwd=tmp_path)
        assert done == (0, "package.json\n", "")


def test_a_note_of_the_user_is_replaced_only_by_force(graph: Path, tmp_path: Path) -> None:
    export = ("export", "notes", "-f", "vault", "--graph", graph)
    assert sayso(*export, cwd=tmp_path)[0] == 0
    note = tmp_path / "notes" / "Persons" / "Ada Brandt.md"
    written = note.read_text()
    note.write_text("my own words")
    code, out, err = sayso(*export, cwd=tmp_path)
    assert (code, out, "Ada Brandt.md was changed after the export" in err) == (1, "", True)
    assert note.read_text() == "my own words"
    assert sayso(*export, "--force", cwd=tmp_path) == (0, "notes\n", "")
    assert note.read_text() == written


def test_the_marker_of_the_graph_is_not_replaced(graph: Path, tmp_path: Path) -> None:
    code, _, err = sayso("export", graph / "sayso.json", "--force", "--graph", graph, cwd=tmp_path)
    assert (code, "is in the graph folder" in err) == (1, True)
    assert sayso("info", "--graph", graph, cwd=tmp_path)[0] == 0


def test_the_list_names_formats_and_views(tmp_path: Path) -> None:
    code, out, err = sayso("export", "--list", cwd=tmp_path)
    assert (code, err) == (0, "")
    assert "gexf " in out and "openrefine " in out and "person-topic " in out


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ([], 2, "give the file or folder to write, or --list"),
        (["x.xlsx"], 1, "sayso: no format for the suffix of 'x.xlsx'; there are html (.html)"),
        (
            ["x.db", "--view", "overview"],
            1,
            "sayso: sqlite holds the whole graph: leave out the view 'overview'",
        ),
        (["x.gexf", "--html", "-f", "gexf"], 2, "--html and --format gexf are two formats"),
        (["missing/x.gexf"], 1, "sayso: missing/x.gexf cannot be written: No such file or directory"),
    ],
)
def test_what_cannot_be_written_is_told_in_a_line(
    arguments: list[str], code: int, message: str, graph: Path, tmp_path: Path
) -> None:
    found = sayso("export", *arguments, "--graph", graph, cwd=tmp_path)
    assert (found[0], found[1]) == (code, "")
    assert message in " ".join(found[2].replace("│", " ").split())
    assert list(tmp_path.iterdir()) == []


def test_names_go_to_openrefine_and_come_back_into_the_ledger(graph: Path, tmp_path: Path) -> None:
    ledger = graph.parent / "sayso.ledger"
    assert sayso("export", "names", "-f", "openrefine", "--graph", graph, cwd=tmp_path)[0] == 0
    with (tmp_path / "names" / "persons.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    table = tmp_path / "reconciled.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*rows[0], "wikidata"])
        writer.writeheader()
        writer.writerows([{**rows[0], "wikidata": "Q42"}, {**rows[0], "id": "person:x", "wikidata": "Q1"}])
    code, out, err = sayso("link", table, "--graph", graph, "--dry-run", "-f", "csv", cwd=tmp_path)
    assert (code, ledger.exists()) == (3, False)
    assert "person:ada-brandt,wikidata:Q42" in out
    code, out, err = sayso("link", table, "--graph", graph, cwd=tmp_path)
    assert code == 3
    assert f"left out: {table}:3: nobody in the graph has the id 'person:x'" in err
    assert ledger.read_text("utf-8") == "link person:ada-brandt wikidata:Q42  # reconciled in OpenRefine\n"
    code, out, err = sayso("link", table, "--graph", graph, cwd=tmp_path)
    assert "0 links added to" in err and "1 there already" in err
    assert ledger.read_text("utf-8").count("\n") == 1
