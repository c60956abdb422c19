"""The command line, run as a user runs it: in a process of its own."""

import csv
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest
from typer.main import get_command

from sayso.cli import app

ROOT = Path(__file__).parent.parent
STORY = (
    "Chipmakers brace for new rules\n\n"
    "Mara Lindqvist, director of the Center for Trade Law at Halden University, said that the ban on "
    "selling advanced chips to China would hurt small firms most. Lindqvist added that the sanctions were "
    "too broad.\n"
)


@dataclass(frozen=True)
class Done:
    """A finished command."""

    code: int
    out: str
    err: str


def sayso(*arguments: str | Path, cwd: Path | None = None, stdin: str = "") -> Done:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SAYSO_")}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "sayso", *map(str, arguments)],
        capture_output=True,
        text=True,
        input=stdin,
        cwd=cwd,
        env=environment | {"PYTHONUTF8": "1", "NO_COLOR": "1"},
    )
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    (folder / "news").mkdir()
    (folder / "news" / "story.txt").write_text(STORY, encoding="utf-8")
    done = sayso("build", folder / "news", "--graph", folder / "graph")
    assert (done.code, done.out) == (0, ""), done.err
    return folder / "graph"


def test_the_demo_answers_its_question() -> None:
    done = sayso("demo")
    assert done.code == 0, done.err
    assert "which experts commented on chip sanctions?" in done.err
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = readme.split('$ sayso ask "which experts commented on chip sanctions?"\n')[1].split("```")[0]
    expected = [line for line in shown.splitlines() if line.strip("… ")]
    assert expected
    assert [line for line in expected if line not in done.out.splitlines()] == []


def test_extract_prints_a_record_a_line(tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text(STORY, encoding="utf-8")
    done = sayso("extract", tmp_path / "story.txt")
    record = json.loads(done.out)
    assert done.code == 0
    assert record["format"] == 1
    assert record["text"] == STORY
    assert "Mara Lindqvist" in {entity["name"] for entity in record["entities"]}


def test_standard_input_is_read_for_a_dash() -> None:
    done = sayso("extract", "-", stdin=STORY)
    assert json.loads(done.out)["text"] == STORY


def test_ask_tells_who_what_and_where(graph: Path) -> None:
    done = sayso("ask", "which experts commented on chip sanctions?", "--graph", graph)
    assert done.code == 0, done.err
    assert "Mara Lindqvist, director, Center for Trade Law, Halden University" in done.out
    assert "would hurt small firms most" in done.out.replace("\n", " ").replace("  ", " ")
    assert "story.txt, characters" in done.out


def test_ask_comes_as_json_and_csv_too(graph: Path) -> None:
    question = "what did Lindqvist say?"
    rows = json.loads(sayso("ask", question, "-g", graph, "-f", "json").out)
    table = list(csv.DictReader(StringIO(sayso("ask", question, "-g", graph, "-f", "csv").out)))
    assert [row["name"] for row in rows] == ["Mara Lindqvist"] * len(rows) == [row["name"] for row in table]
    assert all(STORY[row["char_start"] : row["char_end"]] == row["words"] for row in rows)


def test_ask_shows_its_sparql_when_told(graph: Path) -> None:
    done = sayso("ask", "who has several roles?", "-g", graph, "--sparql")
    assert "SELECT DISTINCT ?name ?role" in done.err


def test_query_takes_a_string_or_a_file(graph: Path, tmp_path: Path) -> None:
    text = "SELECT ?name WHERE { ?p a sayso:Person ; skos:prefLabel ?name }"
    (tmp_path / "names.rq").write_text(text, encoding="utf-8")
    by_text = sayso("query", text, "-g", graph)
    by_file = sayso("query", tmp_path / "names.rq", "-g", graph)
    assert by_text.out == by_file.out == "name          \nMara Lindqvist\n"


def test_info_counts(graph: Path) -> None:
    counts = {row["what"]: row["count"] for row in json.loads(sayso("info", "-g", graph, "-f", "json").out)}
    assert counts["articles"] == counts["persons"] == 1


def test_building_twice_changes_nothing_and_removing_leaves_nothing(graph: Path, tmp_path: Path) -> None:
    news = graph.parent / "news"
    own = tmp_path / "graph"
    assert "1 added" in sayso("build", news, "-g", own).err
    assert "1 unchanged" in sayso("build", news, "-g", own).err
    removed = sayso("build", "-g", own, "--remove", "story").err
    assert "1 removed" in removed and "removed story: its source 'story.txt' must go too" in removed
    assert json.loads(sayso("info", "-g", own, "-f", "json").out)[0] == {"what": "articles", "count": 0}


def test_a_withdrawn_article_whose_file_stayed_is_named_as_it_comes_back(tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text(STORY, encoding="utf-8")
    build = ("build", tmp_path / "story.txt", "-g", tmp_path / "graph", "--attributions", "rules")
    sayso(*build)
    sayso("build", "-g", tmp_path / "graph", "--remove", "story")
    back = sayso(*build)
    assert (back.code, "1 added" in back.err) == (0, True)
    assert re.search(r"^story is back: it was withdrawn on \d{4}-\d\d-\d\d;.* --remove story", back.err, re.M)
    assert "is back" not in sayso(*build).err


def test_a_bad_article_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"\x00\x01\x02" * 100)
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "good.txt").write_text(STORY, encoding="utf-8")
    done = sayso("build", tmp_path, "-g", tmp_path / "graph")
    assert done.code == 3
    assert "bad.txt" in done.err
    assert "empty.txt" in done.err
    assert "1 added" in done.err
    assert "2 left out" in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("ask", "which experts?", "-g", "nowhere"), 1, "no graph in nowhere"),
        (("query", "SELECT * {", "-g", "nowhere"), 1, "no graph in nowhere"),
        (("query", "missing.rq"), 1, "no file 'missing.rq'"),
        (("build", "nowhere.txt"), 1, "nowhere.txt"),
        (("build",), 2, "give articles to add"),
        (("extract", "x.txt", "--model", "no_such_model"), 1, "no spaCy pipeline 'no_such_model'"),
        (("extract", "x.txt", "--topics", "no.ttl"), 1, "no.ttl"),
        (("frobnicate",), 2, "frobnicate"),
        (
            ("serve", "--port", "65536"),
            2,
            "'--port' (env var: 'SAYSO_PORT'): 65536 is too large: give 65535 or less",
        ),
        (("serve", "--port", "x"), 2, "'x' is no whole number: give one in digits alone"),
        (("serve", "--timeout", "soon"), 2, "'soon' is no number: give one such as 10 or 0.5"),
        (("serve", "--memory", "maybe"), 2, "): 'maybe' is not one of 'auto', 'always', 'never'"),
        (("build", "x.txt", "--disagreement-window", "-1"), 2, "-1 is too small: give 0 or more"),
    ],
)
def test_wrong_use_is_told_in_words(arguments: tuple[str, ...], code: int, said: str, tmp_path: Path) -> None:
    done = sayso(*arguments, cwd=tmp_path)
    assert done.code == code, done.err
    assert said in done.err
    assert "Traceback" not in done.err


def test_a_question_that_cannot_be_read_says_what_can(graph: Path) -> None:
    done = sayso("ask", "why is the sky blue?", "-g", graph)
    assert done.code == 1
    assert "cannot read the question" in done.err
    assert "\n  which experts commented on chip sanctions?\n" in done.err


def test_an_unknown_topic_is_not_answered_with_another(graph: Path) -> None:
    done = sayso("ask", "who commented on chip sanctoins?", "-g", graph)
    assert done.code == 1
    assert "did you mean" in done.err


def test_export_writes_a_file(graph: Path, tmp_path: Path) -> None:
    done = sayso("export", "-g", graph, "--view", "person-organization", tmp_path / "view.gexf")
    assert done.code == 0, done.err
    assert "Halden University" in (tmp_path / "view.gexf").read_text(encoding="utf-8")


def test_what_an_article_holds_cannot_steer_the_terminal(tmp_path: Path) -> None:
    story = STORY.replace("small firms", "small\x1b]0;owned\x07 firms")
    (tmp_path / "story.txt").write_text(story, encoding="utf-8")
    sayso("build", tmp_path / "story.txt", "-g", tmp_path / "graph")
    done = sayso("ask", "what did Lindqvist say?", "-g", tmp_path / "graph")
    assert "firms" in done.out
    assert "\x1b" not in done.out + done.err
    assert "\x07" not in done.out + done.err


def test_every_command_has_help_with_an_example_and_stands_in_the_docs() -> None:
    page = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
    commands = dict(get_command(app).commands)  # type: ignore[attr-defined]
    assert set(commands) == {
        "analyse",
        "ask",
        "build",
        "check",
        "demo",
        "diff",
        "explain",
        "export",
        "extract",
        "info",
        "link",
        "log",
        "mcp",
        "query",
        "review",
        "serve",
        "topics",
        "train",
        "verify",
        "why",
        "why-not",
    }
    for group in ("topics", "train"):
        below = commands.pop(group).commands
        commands |= {f"{group} {name}": command for name, command in below.items()}
    for name, command in commands.items():
        assert command.help and command.epilog.startswith(f"Example: sayso {name}")
        assert f"## sayso {name}" in page
        for parameter in command.params:
            for option in parameter.opts:
                assert not option.startswith("--") or f"`{option}" in page, (
                    f"{name} {option} is not in cli.md"
                )


def test_output_appears_whole_and_is_never_read_as_input(tmp_path: Path) -> None:
    for number in range(12):
        (tmp_path / f"a{number:02}.txt").write_text(f"{STORY} No. {number}.", encoding="utf-8")
    done = sayso("extract", ".", "-o", "b.jsonl", cwd=tmp_path)
    assert "12 articles extracted" in done.err
    again = sayso("extract", ".", "-o", "b.jsonl", cwd=tmp_path)
    assert again.code == 3
    assert "is an extraction record" in again.err
    assert len((tmp_path / "b.jsonl").read_text(encoding="utf-8").splitlines()) == 12


def test_a_query_may_be_longer_than_the_name_of_a_file(graph: Path) -> None:
    done = sayso("query", f"ASK {{ {'?a a sayso:Person . ' * 15} }}", "--graph", graph, "--format", "csv")
    assert (done.code, done.out) == (0, "answer\nTrue\n"), done.err


def test_a_query_needs_no_brace(graph: Path) -> None:
    done = sayso("query", "DESCRIBE person:mara-lindqvist", "-g", graph, "-f", "json")
    assert "Mara Lindqvist" in done.out, done.err


def test_a_graph_keeps_its_own_base(tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text(STORY, encoding="utf-8")
    first = ("build", tmp_path / "story.txt", "-g", tmp_path / "graph")
    assert sayso(*first, "--base", "https://example.org/kg/").code == 0
    assert "1 unchanged" in sayso(*first).err
    assert "1 removed" in sayso("build", "-g", tmp_path / "graph", "--remove", "story").err


def test_removing_from_nowhere_makes_no_graph(tmp_path: Path) -> None:
    done = sayso("build", "-g", tmp_path / "graph", "--remove", "story")
    assert done.code == 1
    assert "no graph in" in done.err
    assert not (tmp_path / "graph").exists()


@pytest.mark.parametrize("there", [False, True])
@pytest.mark.parametrize("source", ["nowhere", "empty.txt"])
def test_where_nothing_can_be_read_no_graph_is_made(tmp_path: Path, source: str, there: bool) -> None:
    (tmp_path / "empty.txt").write_text("")
    place = tmp_path / "made" / "graph"
    if there:
        place.mkdir(parents=True)
    done = sayso("build", source, "-g", place, "--remove", "story", cwd=tmp_path)
    assert done.code == 1
    assert f"left out: {source}: " in done.err
    assert "no article 'story'" in done.err
    assert list(place.iterdir()) == [] if there else not place.parent.exists()
    assert "no graph in" in sayso("serve", "-g", place, "--port", "0").err


def test_what_is_left_out_before_the_first_article_is_told_with_the_rest(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("")
    (tmp_path / "b.txt").write_text(STORY, encoding="utf-8")
    (tmp_path / "c.txt").write_text("")
    done = sayso("build", tmp_path, "-g", tmp_path / "graph")
    assert done.code == 3
    assert [line.partition(".txt")[0][-1] for line in done.err.splitlines() if "left out: " in line] == [
        "a",
        "c",
    ]
    assert "1 added; 2 left out" in done.err


def test_names_of_bad_input_cannot_steer_the_terminal(tmp_path: Path) -> None:
    record = {"id": "\x1b]0;owned\x07\nsayso: all fine", "text": ""}
    done = sayso("extract", "-", stdin=json.dumps(record), cwd=tmp_path)
    assert "owned" in done.err
    assert "\x1b" not in done.err
    assert not any(line.startswith("sayso: all fine") for line in done.err.splitlines())


def test_a_list_of_names_is_used_and_its_bad_rows_are_told(tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text(STORY, encoding="utf-8")
    names = "name,kind,identifier\nHalden University,university,Q900001\n,person,\n"
    (tmp_path / "names.csv").write_text(names, encoding="utf-8")
    done = sayso("extract", "story.txt", "--gazetteer", "names.csv", cwd=tmp_path)
    assert done.code == 0, done.err
    assert "sayso: names.csv, line 3: no name; the row is left out" in done.err
    known = {e["name"]: e["identifiers"] for e in json.loads(done.out)["entities"] if e["identifiers"]}
    assert known == {"Halden University": ["wikidata:Q900001"]}


def test_a_list_of_names_that_cannot_be_used_ends_the_run(tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text(STORY, encoding="utf-8")
    done = sayso("extract", "story.txt", "--gazetteer", "none.csv", cwd=tmp_path)
    assert (done.code, done.err) == (
        1,
        "sayso: none.csv: cannot be read (No such file or directory); check the name\n",
    )


def test_who_counts_as_an_expert_is_said_for_a_question(graph: Path) -> None:
    question = "which experts commented on chip sanctions?"
    usual = sayso("ask", question, "--graph", graph, "--format", "csv")
    others = sayso("ask", question, "--graph", graph, "--format", "csv", "--experts", "journalist")
    assert [len(done.out.splitlines()) > 1 for done in (usual, others)] == [True, False]
