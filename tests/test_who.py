"""Who is who on the command line: why, review, and the ledger beside the articles."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

STORIES = {
    "north": (
        "2024-02-01",
        "Ferry prices",
        "Nadia Okafor, an economist at Halden University, said that ferry prices would double. Okafor added "
        "that nobody had been warned.",
    ),
    "south": (
        "2024-03-01",
        "Bread prices",
        "Nadia Okafor, an economist at Halden University, argued that bread was too cheap.",
    ),
    "east": ("2024-04-01", "Tea prices", "N. Okafor, a trade expert, warned that tea would become scarce."),
    "west": (
        "2024-05-01",
        "A new goalkeeper",
        "Tomas Brandt, a goalkeeper, said that he was tired. The Institute of Maritime Law said it would "
        "study the case.",
    ),
}


def sayso(*arguments: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SAYSO_")}
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "sayso", *map(str, arguments)],
        capture_output=True,
        text=True,
        input=stdin,
        env=environment | {"PYTHONUTF8": "1", "NO_COLOR": "1"},
    )


def write(folder: Path, name: str, more: str = "") -> None:
    date, title, text = STORIES[name]
    page = f"---\ndate: {date}\n---\n\n{title}\n\n{text}{more}\n"
    (folder / f"{name}.txt").write_text(page, encoding="utf-8")


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    for name in STORIES:
        write(folder, name)
    return folder


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("who") / "news"
    folder.mkdir()
    for name in STORIES:
        write(folder, name)
    build(folder)
    return folder.parent / "graph"


def build(news: Path) -> str:
    done = sayso("build", news, "--graph", news.parent / "graph", "--attributions", "rules")
    assert done.returncode == 0, done.stderr
    return done.stderr


def persons(news: Path) -> dict[str, str]:
    query = "SELECT ?p ?name WHERE { ?p a sayso:Person ; skos:prefLabel ?name }"
    done = sayso("query", query, "--graph", news.parent / "graph", "--format", "json")
    assert done.returncode == 0, done.stderr
    return {row["p"].rpartition("/")[2]: row["name"] for row in json.loads(done.stdout)}


def test_why_shows_where_somebody_appears_and_as_what(graph: Path) -> None:
    done = sayso("why", "person:nadia-okafor", "--graph", graph)
    assert done.returncode == 0, done.stderr
    for words in (
        "Nadia Okafor  person:nadia-okafor  (person)",
        "appears in 2 articles",
        "article:north: Nadia Okafor, economist at Halden University",
        "2024-03-01, Bread prices",
    ):
        assert words in done.stdout


def test_why_sets_two_side_by_side_with_reasons(graph: Path) -> None:
    done = sayso("why", "Nadia Okafor", "Tomas Brandt", "--graph", graph)
    assert done.returncode == 0, done.stderr
    assert "By the evidence: not the same" in done.stdout
    assert "name: the names are different" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("why", "person:nobody"), "nothing in this graph is called 'person:nobody'"),
        (("why", "Okafor", "Tomas Brandt"), "'Okafor' may be one of 2: person:n-okafor, person:nadia-okafor"),
        (("build", "--ledger", "missing.ledger"), "no ledger missing.ledger"),
    ],
)
def test_what_is_not_there_is_told_in_one_line(graph: Path, arguments: tuple[str, ...], message: str) -> None:
    done = sayso(*arguments, "--graph", graph)
    assert done.returncode == 1
    assert message in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


LEDGER = """\
# what we know better
merge person:nadia-okafor person:n-okafor   # same office, A. Berg
rename person:tomas-brandt "Tomás Brandt"
kind organization:institute-of-maritime-law think-tank
this line is broken
apart person:nobody person:tomas-brandt
link person:nadia-okafor wikidata:Q4115189
"""


def test_a_ledger_beside_the_articles_is_applied_at_every_build(news: Path) -> None:
    build(news)
    assert persons(news)["n-okafor"] == "N. Okafor"
    (news / "sayso.ledger").write_text(LEDGER, encoding="utf-8")
    told = build(news)
    assert "ledger: line 5: this line is broken" in told
    assert "ledger: line 6: apart person:nobody person:tomas-brandt" in told
    assert persons(news) == {"nadia-okafor": "Nadia Okafor", "tomas-brandt": "Tomás Brandt"}
    write(news, "east", " She said so twice.")
    build(news)
    assert persons(news) == {"nadia-okafor": "Nadia Okafor", "tomas-brandt": "Tomás Brandt"}
    why = sayso("why", "person:n-okafor", "--graph", news.parent / "graph").stdout
    assert why.startswith("Nadia Okafor  person:nadia-okafor")
    assert "http://www.wikidata.org/entity/Q4115189 (confirmed)" in why
    (news / "sayso.ledger").unlink()
    build(news)
    assert persons(news)["n-okafor"] == "N. Okafor"


def test_review_asks_and_writes_the_ledger(news: Path) -> None:
    build(news)
    done = sayso("review", "--graph", news.parent / "graph", stdin="s one office\n")
    assert done.returncode == 0, done.stderr
    assert "N. Okafor" in done.stdout and "1 decided, 0 followed from these, 0 left" in done.stderr
    assert (news / "sayso.ledger").read_text(encoding="utf-8").startswith("merge person:")
    assert persons(news) == {"nadia-okafor": "Nadia Okafor", "tomas-brandt": "Tomas Brandt"}
    assert "nothing to review" in sayso("review", "--graph", news.parent / "graph").stderr
