"""`sayso diff` and `sayso log`, run as a user runs them."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from sayso.graph.building import build
from sayso.graph.model import Article, Entity, Extraction, Statement, TopicAssignment
from sayso.graph.record import to_json
from sayso.graph.store import Store

TEXT = "Mara Voss said that the wall\x1b[31m would hold.\n"


def extraction(name: str, rule: str, speaker: str = "Mara Voss", run: str = "r1") -> Extraction:
    person = f"person:{speaker.lower().replace(' ', '-')}"
    return Extraction(
        Article(name, f"{name}.txt", TEXT),
        (Entity(person, "person", speaker, ((0, 9),)),),
        (),
        (
            Statement(
                f"statement:{name}-20-44",
                ((0, 9),),
                ((10, 14),),
                ((20, 44),),
                (0, 45),
                "indirect",
                "say",
                speaker_id=person,
                topics=(TopicAssignment("topic:floods", "own-words", 1.0, rule="label"),),
                rule=rule,
            ),
        ),
        run,
        (("model", rule), ("sayso", "1")),
    )


OLD = (extraction("wall", "cue-verb"), extraction("kept", "cue-verb"), extraction("gone", "cue-verb"))
CHANGED = extraction("wall", "colon", "Ivo Brandt", "r2")
NEW = (replace(CHANGED, statements=(replace(CHANGED.statements[0], topics=()),)), OLD[1])


def sayso(*arguments: str | Path) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "sayso", *map(str, arguments)],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONUTF8": "1", "NO_COLOR": "1"},
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`old.jsonl`, `new.jsonl`, and `graph`, which was built of the one and then of the other."""
    folder = tmp_path_factory.mktemp("diff")
    with Store.open(folder / "graph", create=True) as store:
        for name, run, extractions in (("old", "r1", OLD), ("new", "r2", NEW)):
            records = (json.dumps(to_json(one)) + "\n" for one in extractions)
            (folder / f"{name}.jsonl").write_text("".join(records), encoding="utf-8")
            found = {one.article.id: replace(one, run=run) for one in extractions}
            build(
                [one.article for one in found.values()],
                lambda articles, found=found: (found[one.id] for one in articles),  # type: ignore[misc]
                store,
                run=run,
                remove=["gone"] if name == "new" else (),
            )
    return folder


def test_differences_are_told_in_words_with_counts_first(folder: Path) -> None:
    code, out, err = sayso("diff", folder / "old.jsonl", folder / "new.jsonl")
    assert (code, err) == (3, "")
    assert out.splitlines() == [
        "articles: 1 went, 1 changed, 1 the same",
        "statements: 1 went, 1 changed",
        "what changed: rule 1, speaker 1, topic 1",
        "run r1 → r2 in 1 article:",
        "  model: cue-verb → colon",
        "",
        "gone went: 1 statement, 0 affiliations",
        "",
        "wall another run; 0 the same",
        "  changed  “the wall [31m would hold” (Ivo Brandt)",
        "           rule: cue-verb → colon",
        "           speaker: Mara Voss (person:mara-voss) → Ivo Brandt (person:ivo-brandt)",
        "           topic went: topic:floods (own-words, 1, rule label)",
    ]


def test_a_graph_is_compared_with_records(folder: Path) -> None:
    code, out, _ = sayso("diff", folder / "graph", folder / "new.jsonl")
    assert (code, out) == (0, "no difference in 2 articles\n")


@pytest.fixture(scope="module")
def surer(folder: Path) -> Path:
    """`sure.jsonl`, `surer.jsonl`, and `of-both`: two of three articles are a little surer."""
    old = [extraction(name, "cue-verb") for name in ("barn", "gate", "wall")]
    new = [
        replace(
            one,
            run="r2",
            statements=(replace(one.statements[0], confidence=one.statements[0].confidence - by),),
        )
        for one, by in zip(old, (0.02, 0.05, 0.06), strict=True)
    ]
    with Store.open(folder / "of-both", create=True) as store:
        for name, extractions in (("sure", old), ("surer", new)):
            records = (json.dumps(to_json(one)) + "\n" for one in extractions)
            (folder / f"{name}.jsonl").write_text("".join(records), encoding="utf-8")
            found = {one.article.id: one for one in extractions}
            articles = [one.article for one in extractions]
            build(
                articles,
                lambda needed, found=found: (found[one.id] for one in needed),  # type: ignore[misc]
                store,
                run=extractions[0].run,
            )
    return folder


def test_a_little_confidence_alone_is_counted_and_listed_only_when_all_is_wanted(surer: Path) -> None:
    sides = (surer / "sure.jsonl", surer / "surer.jsonl")
    code, out, _ = sayso("diff", *sides)
    assert code == 3 and "statements: 3 changed" in out
    assert "wall another run" in out and "barn" not in out and "gate" not in out
    assert out.endswith("confidence alone differs, by up to 0.05, in 2 articles: --all shows it\n")
    _, everything, _ = sayso("diff", *sides, "--all")
    assert "barn another run" in everything and everything.count("confidence: 1 → ") == 3


def test_the_log_counts_a_little_confidence_alone(surer: Path) -> None:
    _, out, _ = sayso("log", "last", "--graph", surer / "of-both")
    assert out.count("  changed  confidence alone differs, by up to 0.0") == 2
    assert out.count("confidence: 1 → ") == 1
    _, everything, _ = sayso("log", "last", "--graph", surer / "of-both", "--all")
    assert everything.count("confidence: 1 → ") == 3


def test_programs_get_all_of_it(folder: Path) -> None:
    code, out, _ = sayso("diff", folder / "old.jsonl", folder / "new.jsonl", "--format", "json")
    found = json.loads(out)
    assert code == 3
    assert (found["equal"], found["counts"]["statements"]["changed"]) == (False, 1)
    (one,) = found["articles"][1]["findings"]
    assert (one["what"], one["old"]["rule"], one["new"]["rule"]) == ("changed", "cue-verb", "colon")
    assert one["changes"][2] == {
        "name": "topic",
        "key": "topic:floods",
        "old": "own-words, 1",
        "old_rule": "label",
    }


def test_what_is_ignored_makes_no_difference(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "one.jsonl").write_text(json.dumps(to_json(OLD[0])), encoding="utf-8")
    (tmp_path / "two.jsonl").write_text(json.dumps(to_json(extraction("wall", "colon"))), encoding="utf-8")
    sides = (tmp_path / "one.jsonl", tmp_path / "two.jsonl")
    assert [sayso("diff", *sides)[0], sayso("diff", *sides, "--ignore", "rule")[0]] == [3, 0]


def test_a_side_that_is_not_there_is_an_error_and_no_difference(folder: Path) -> None:
    code, out, err = sayso("diff", folder / "old.jsonl", folder / "none.jsonl")
    assert (code, out) == (1, "")
    assert err.startswith("sayso: cannot read ") and err.count("\n") == 1


def test_the_builds_of_a_graph_are_listed(folder: Path) -> None:
    code, out, _ = sayso("log", "--graph", folder / "graph", "--format", "json")
    told = [(one["run"], one["added"], one["changed"], one["removed"]) for one in json.loads(out)]
    assert (code, told) == (0, [("r1", 3, 0, 0), ("r2", 0, 2, 1)])


def test_what_a_build_did_is_told_article_by_article(folder: Path) -> None:
    code, out, _ = sayso("log", "last", "--graph", folder / "graph")
    assert code == 0
    assert out.splitlines()[2:] == [
        "articles: 2 changed, 1 removed",
        "1 article read by another run, with the same outcome",
        "gone removed: 1 statement went",
        "wall changed: another run (r1 → r2); 1 statement changed; 0 the same",
        "  changed  “the wall [31m would hold” (Ivo Brandt), by rule colon",
        "           rule: cue-verb → colon",
        "           speaker: Mara Voss (person:mara-voss) → Ivo Brandt (person:ivo-brandt)",
        "           topic went: topic:floods (own-words, 1, rule label)",
    ]
