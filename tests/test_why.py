"""Why and why not on the command line, and in a notebook: articles read for real, answers for a reader."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

import sayso as library
from sayso import corpus
from sayso.cli import app, main
from sayso.config import Settings
from sayso.errors import QueryError, SaysoError
from sayso.graph.reasons.absence import Absence
from sayso.graph.reasons.why import Why

STORIES = {
    "walls": (
        "2024-02-01",
        "New walls for the old port",
        "Nadia Okafor, an economist at Halden University, said that the flood defences would double in cost. "
        "She warned that nobody had been told.\n\nTomas Brandt, a goalkeeper, said that he was tired.",
    ),
    "bread": (
        "2024-03-01",
        "Bread prices",
        "Nadia Okafor, an economist at Halden University, argued that inflation was too low.",
    ),
}


@dataclass(frozen=True)
class Done:
    """A finished command."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def sayso(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in this very process: one of its own takes a second to start."""

    def run(*arguments: str | Path) -> Done:
        monkeypatch.setattr(sys, "argv", ["sayso", *map(str, arguments)])
        monkeypatch.delenv("SAYSO_EXPERTS", raising=False)
        with pytest.raises(SystemExit) as ended:
            main()
        written = capsys.readouterr()
        return Done(int(ended.value.code or 0), written.out, written.err)

    return run


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("why") / "news"
    folder.mkdir()
    for name, (date, title, text) in STORIES.items():
        page = f"---\ndate: {date}\n---\n\n{title}\n\n{text}\n"
        (folder / f"{name}.txt").write_text(page, encoding="utf-8")
    settings = Settings(attributions="rules", topic_method="labels")
    report = corpus.build([folder], folder.parent / "graph", settings)
    assert sorted(report.added) == ["bread", "walls"]
    return folder.parent / "graph"


def test_why_leads_from_a_topic_to_the_words(sayso: Run, graph: Path) -> None:
    done = sayso("why", "Nadia Okafor", "disasters-and-weather", "--graph", graph)
    assert done.code == 0, done.err
    assert done.err == (
        "Taken for: Nadia Okafor (person:nadia-okafor) and the topic disasters and weather "
        "(topic:disasters-and-weather)\n"
    )
    for words in (
        "{Nadia Okafor, an economist at Halden University}, <said> [that the flood defences would double in",
        "floods < disasters and weather",
        "economist at Halden University (organization:halden-university)",
        "appears in 2 articles; nothing put in doubt that they are one:",
        "no reader has looked at it",
    ):
        assert words in done.out


def test_a_notebook_says_how_many_statements_are_explained(graph: Path) -> None:
    with library.open(graph) as kg:
        every = kg.why("Nadia Okafor", "disasters-and-weather")
        place = f"walls.txt:{every.statements[0].content[0].start}"
        assert len(kg.why(place, at_most=1).statements) == 1
        with pytest.raises(QueryError, match="give 1 or more"):
            kg.why("Nadia Okafor", "disasters-and-weather", at_most=0)


def test_why_of_a_place_tells_the_same_as_json(sayso: Run, graph: Path) -> None:
    with library.open(graph) as kg:
        statement = kg.why("Nadia Okafor", "floods").statements[0]
    place = f"walls.txt:{statement.content[0].start}"
    done = sayso("why", place, "--graph", graph, "--format", "json")
    assert done.code == 0, done.err
    found = json.loads(done.out)
    assert [one["id"] for one in found["statements"]] == [statement.id]
    assert found["statements"][0]["content"][0]["text"] == statement.content[0].text
    assert f"character {statement.content[0].start} of article:walls" in found["taken_for"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("why", "[x"),
        ("why", "x]"),
        ("why", "person:[x"),
        ("why", "statement:[x"),
        ("why", "statement:[x-1-2"),
        ("why", "article:[x:120"),
        ("why", "[x-1-2"),
        ("why", "\x1b[31mred"),
        ("why", "a\tb\x00"),
        ("why", "Nadia Okafor", "[x"),
        ("why", "[x", "floods"),
        ("why", "topic:[x"),
        ("why-not", "[x", "floods", "--article", "[y z"),
        ("why-not", "Nadia Okafor", "floods", "--article", "[y z"),
        ("why-not", "Nadia Okafor", "topic:[x"),
    ],
)
def test_what_can_be_no_iri_is_nothing_that_is_known(graph: Path, arguments: tuple[str, ...]) -> None:
    done = CliRunner().invoke(app, [*arguments, "--graph", str(graph)])
    assert isinstance(done.exception, SaysoError | SystemExit) or done.exit_code == 0, done.exception


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("Tomas Brandt", "floods"), "its label “flood defences” stands elsewhere in the article"),
        (("Nadia Okafor", "inflation"), "nothing is missing: 1 statement answers"),
        (("Nadia Okaform", "floods"), "the nearest names are Nadia Okafor"),
        (("Nadia Okafor", "floods", "--article", "nowhere"), "no article 'nowhere' is in this graph"),
    ],
)
def test_why_not_tells_what_stopped_it(
    sayso: Run, graph: Path, arguments: tuple[str, ...], told: str
) -> None:
    done = sayso("why-not", *arguments, "--graph", graph)
    assert done.code == 0, done.err
    assert told in " ".join(done.out.split())
    assert "to do" in done.out


def test_why_not_as_json_has_the_kind_of_reason(sayso: Run, graph: Path) -> None:
    done = sayso("why-not", "Tomas Brandt", "floods", "--graph", graph, "--format", "json")
    found = json.loads(done.out)
    assert found["found"] == []
    assert "label-elsewhere" in [one["kind"] for one in found["obstacles"]]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("why", "walls:99999"), "article:walls has"),
        (("why", "Tomas Brandt", "floods"), "sayso why-not, with the same two"),
        (("why", "Tomas Brandt", "flodds"), "did you mean 'floods'"),
    ],
)
def test_what_cannot_be_told_is_one_line(
    sayso: Run, graph: Path, arguments: tuple[str, ...], message: str
) -> None:
    done = sayso(*arguments, "--graph", graph)
    assert done.code == 1
    assert message in done.err
    assert len(done.err.strip().splitlines()) == 1


def test_a_notebook_shows_reasons_that_can_be_read(graph: Path) -> None:
    with library.open(graph) as kg:
        found, absence, who = (
            kg.why("Nadia Okafor", "floods"),
            kg.why_not("Tomas Brandt", "wages"),
            kg.why("Brandt"),
        )
    assert isinstance(found, Why)
    assert isinstance(absence, Absence)
    assert "its label “flood defences”" in repr(found)
    assert repr(absence).startswith("stopped by ")
    assert "Tomas Brandt  person:tomas-brandt  (person)" in repr(who)
