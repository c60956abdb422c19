"""`sayso topics check` and `sayso topics list`."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sayso.cli import app

HEAD = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix ex: <https://example.org/t/> .
"""
BOATS = """
ex:boats a skos:Concept ; skos:prefLabel "boats"@en, "Boote"@de .
ex:ferries a skos:Concept ; skos:prefLabel "ferry lines"@en ; skos:altLabel "car ferries"@en ;
    skos:broader ex:boats .
ex:tugs a skos:Concept ; skos:prefLabel "tugs"@en ; skos:broader ex:boats .
"""


@pytest.fixture
def scheme(tmp_path: Path) -> str:
    path = tmp_path / "boats.ttl"
    path.write_text(HEAD + BOATS, encoding="utf-8")
    return str(path)


def _run(*args: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["topics", *args])
    return result.exit_code, result.stdout, result.stderr


def test_a_scheme_without_faults_passes_and_is_summed_up(scheme: str) -> None:
    assert _run("check", scheme) == (
        0,
        "",
        f"{scheme}: 3 concepts; preferred labels: en 3, de 1\n"
        "together: 3 concepts, 4 labels, 0 that count only in company; 2 levels; 0 concepts merged\n"
        "errors: 0, remarks: 0\n",
    )


def test_a_remark_is_told_and_passes(scheme: str, tmp_path: Path) -> None:
    path = tmp_path / "more.ttl"
    path.write_text(HEAD + 'ex:who a skos:Concept ; skos:prefLabel "who"@en .', encoding="utf-8")
    code, out, err = _run("check", scheme, str(path), "--format", "json")
    assert code == 0
    assert json.loads(out) == [
        {
            "level": "remark",
            "file": str(path),
            "concept": "https://example.org/t/who",
            "what": "common-word: 'who' would match everywhere",
            "way out": "it counts as 'WHO' only",
        }
    ]
    assert "errors: 0, remarks: 1" in err


def test_an_error_is_told_and_fails(scheme: str, tmp_path: Path) -> None:
    path = tmp_path / "loop.ttl"
    path.write_text(HEAD + BOATS + "ex:boats skos:broader ex:tugs .", encoding="utf-8")
    code, out, err = _run("check", str(path), "missing.ttl")
    assert code == 1
    assert "circle" in out
    assert "unreadable" in out
    assert err.endswith("errors: 2, remarks: 0\n")


def test_the_concepts_are_a_tree(scheme: str) -> None:
    code, out, _ = _run("list", "--topics", scheme, "--own-topics-only")
    assert (code, out.splitlines()) == (
        0,
        [
            "boats  https://example.org/t/boats",
            "  ferry lines  https://example.org/t/ferries",
            "  tugs  https://example.org/t/tugs",
        ],
    )


def test_a_phrase_is_tried_on_a_scheme(scheme: str) -> None:
    code, out, _ = _run("list", "ferries for cars", "--by-labels", "--topics", scheme, "-f", "csv")
    assert code == 0
    assert out.splitlines()[:2] == [
        "score,concept,label,found by",
        "1.0,https://example.org/t/ferries,ferry lines,car ferries",
    ]


def test_a_phrase_is_tried_by_its_meaning_too() -> None:
    code, out, _ = _run("list", "halting the sale of graphics processors to clients abroad", "-f", "json")
    found = {row["concept"]: row["found by"] for row in json.loads(out)}
    assert code == 0
    assert "(meaning)" in found.values()
    assert "topic:gpu-export-ban" in found


def test_a_phrase_that_means_nothing_is_told_so(scheme: str) -> None:
    code, out, err = _run("list", "ferri line", "--by-labels", "--topics", scheme, "--own-topics-only")
    assert (code, out) == (1, "")
    assert "no concept for 'ferri line'; did you mean 'ferry lines'?" in err


def test_a_label_cannot_steer_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "evil.ttl"
    path.write_text(HEAD + 'ex:a a skos:Concept ; skos:prefLabel "boats\\u001B[2J"@en .', encoding="utf-8")
    _, out, err = _run("list", "--topics", str(path), "--own-topics-only")
    assert "\x1b" not in out + err
