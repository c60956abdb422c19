"""The command `sayso verify`: what it prints, and by which code it ends."""

import json
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat
from typer.testing import CliRunner

from sayso.cli import app
from sayso.errors import InputError
from sayso.graph.dumps import load
from sayso.graph.model import Article, Extraction
from sayso.graph.store import Store
from sayso.graph.verification.checks import CHECKS

ROOT = Path(__file__).parent.parent
RUN = CliRunner()


@pytest.fixture(scope="module")
def graphs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A clean graph, and one in which each of twelve articles has another text than the one noted."""
    folder = tmp_path_factory.mktemp("graphs")
    for name in ("clean", "spoiled"):
        with Store.open(folder / name, create=True) as store:
            for number in range(12):
                article = Article(f"a{number}", f"a{number}.txt", f"Ferry {number} runs.")
                store.replace(Extraction(article, run="r1", run_facts=(("sayso", "0.1.0"),)))
            store.refresh_derived()
            if name == "spoiled":
                store.handle.update(
                    "PREFIX nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#> "
                    "DELETE { GRAPH ?g { ?a nif:isString ?t } } "
                    "INSERT { GRAPH ?g { ?a nif:isString '\\u001b[31mFerry' } } "
                    "WHERE { GRAPH ?g { ?a nif:isString ?t } }"
                )
    return folder / "clean", folder / "spoiled"


def test_a_clean_graph_ends_with_0(graphs: tuple[Path, Path]) -> None:
    done = RUN.invoke(app, ["verify", "--graph", str(graphs[0])])
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr.endswith("triples, nothing wrong\n")


def test_graphs_of_users_own_are_listed_and_no_fault(graphs: tuple[Path, Path], tmp_path: Path) -> None:
    dump = tmp_path / "dump.nq"
    with Store.open(graphs[0], read_only=True) as store:
        own = b"".join(b"<urn:a> <urn:b> <urn:c> <urn:mine%d> .\n" % number for number in range(7))
        dump.write_bytes(store.dump(RdfFormat.N_QUADS) + own + b'<urn:a> <urn:b> "x" <urn:mine0> .\n')
    done = RUN.invoke(app, ["verify", "--graph", str(dump)])
    assert done.exception is None, done.exception
    told, summary = done.stderr.splitlines()
    assert (done.exit_code, done.stdout) == (0, "")
    assert told.startswith(
        "7 graphs of users' own, not checked: urn:mine0 (2 triples), urn:mine1 (1 triple), "
    )
    assert told.endswith(" and 2 more")
    assert summary.endswith("nothing wrong")
    done = RUN.invoke(app, ["verify", "--graph", str(dump), "--format", "json"])
    document = json.loads(done.stdout)
    assert (document["counts"], len(document["users_graphs"])) == ({}, 7)
    assert document["users_graphs"][0] == {"graph": "urn:mine0", "triples": 2}


def test_findings_are_counted_shown_up_to_the_limit_and_end_with_3(graphs: tuple[Path, Path]) -> None:
    done = RUN.invoke(app, ["verify", "--graph", str(graphs[1]), "--limit", "2"])
    lines = done.stdout.splitlines()
    assert done.exit_code == 3
    assert lines[0] == f"text-hash: {CHECKS['text-hash']}"
    assert lines[1].startswith("  the text has the SHA-256 ")
    assert lines[3] == "  … and 10 more, 12 findings in all"
    assert done.stderr.endswith("24 findings by 2 checks\n")
    assert "\x1b" not in done.stdout


def test_programs_get_the_findings_as_json_and_csv(graphs: tuple[Path, Path]) -> None:
    done = RUN.invoke(app, ["verify", "--graph", str(graphs[1]), "--limit", "0", "--format", "json"])
    told = json.loads(done.stdout)
    assert told["counts"] == {"text-hash": 12, "text-length": 12}
    assert len(told["findings"]) == 24
    assert told["findings"][0]["node"] == "https://w3id.org/sayso/data/article/a0"
    done = RUN.invoke(app, ["verify", "--graph", str(graphs[1]), "--format", "csv"])
    assert done.stdout.splitlines()[0] == "check,node,article,message"


@pytest.mark.parametrize("ending", [".nq", ".trig"])
def test_a_dump_is_verified_like_a_graph(graphs: tuple[Path, Path], tmp_path: Path, ending: str) -> None:
    formats = {".nq": RdfFormat.N_QUADS, ".trig": RdfFormat.TRIG}
    for graph, code in zip(graphs, (0, 3), strict=True):
        dump = tmp_path / f"dump{ending}"
        with Store.open(graph, read_only=True) as store:
            dump.write_bytes(store.dump(formats[ending]))
        assert RUN.invoke(app, ["verify", "--graph", str(dump)]).exit_code == code


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("graph.ttl", "", "is no dump of a graph"),
        ("graph.nq", "<a> <b>", "cannot read .* as N-Quads"),
        ("graph.nq", "<urn:a> <urn:b> <urn:c> <urn:d> .\n", "has no named graph of Sayso's"),
    ],
)
def test_what_is_no_dump_is_refused(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(InputError, match=message):
        load(tmp_path / name)


def test_the_checks_are_listed_and_stand_in_the_docs() -> None:
    listed = RUN.invoke(app, ["verify", "--list", "--format", "json"]).stdout
    assert {one["check"]: one["proves"] for one in json.loads(listed)} == dict(CHECKS)
    page = (ROOT / "docs" / "how-to" / "verify.md").read_text(encoding="utf-8")
    table = "".join(f"| `{name}` | {text} |\n" for name, text in CHECKS.items())
    assert table in page, "if this fails, put the table of `sayso verify --list` into docs/how-to/verify.md"
    assert next(iter(CHECKS)) in RUN.invoke(app, ["verify", "--list"]).stdout
