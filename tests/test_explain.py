"""`sayso explain`: what a user sees of an article, on a terminal and as a page."""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.explaining import marked, show
from sayso.graph.explanation import explain
from sayso.graph.model import Affiliation, Article, Channel, Entity, Extraction, Span, Statement, Unit
from sayso.terminal import printable

HARD_CASES = Path(__file__).parent / "hard-cases.txt"


@dataclass(frozen=True)
class Done:
    """A finished command."""

    code: int
    out: str
    err: str


def sayso(*arguments: str | Path, stdin: str = "", cwd: Path | None = None, **environment: str) -> Done:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("SAYSO_")}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "sayso", *map(str, arguments)],
        capture_output=True,
        text=True,
        input=stdin,
        cwd=cwd,
        env=inherited | {"PYTHONUTF8": "1"} | (environment or {"NO_COLOR": "1"}),
    )
    return Done(done.returncode, done.stdout, done.stderr)


TEXT = (
    "Ferry to close\n\nAna Ruiz spoke. She may doubt that Okafor said “it is\nsafe” now. Not so.\n\nRead on"
)


def place(words: str) -> Span:
    return TEXT.index(words), TEXT.index(words) + len(words)


def statement(content: str, source: str, cue: str, **fields: Any) -> Statement:
    at = {name: (place(words),) if words else () for name, words in (("source", source), ("cue", cue))}
    return Statement(f"s:{content}", at["source"], at["cue"], (place(content),), (0, 0), **fields)


STORY = Extraction(
    Article(
        "story",
        "story.txt",
        TEXT,
        title="Ferry to close",
        published="2025-05-06",
        units=(
            Unit("title", *place("Ferry to close")),
            Unit("paragraph", TEXT.index("Ana"), TEXT.index("\n\nRead")),
            Unit("furniture", *place("Read on")),
        ),
    ),
    entities=(
        Entity("person:ana-ruiz", "person", "Ana Ruiz", (place("Ana Ruiz"),)),
        Entity("org:quay-office", "organization", "Quay Office", ()),
    ),
    affiliations=(
        Affiliation(
            (0, 0), "person:ana-ruiz", organization_id="org:quay-office", role_text="head", former=True
        ),
    ),
    statements=(
        statement(
            "that Okafor said “it is\nsafe” now",
            "She",
            "may doubt",
            quote_type="indirect",
            cue_type="belief",
            speaker_id="person:ana-ruiz",
            coreference="pronoun",
            antecedent=place("Ana Ruiz"),
            capacity=(0,),
            certainty="possible",
            confidence=0.875,
            rule="that",
        ),
        statement(
            "“it is\nsafe”",
            "Okafor",
            "said",
            quote_type="direct",
            cue_type="say",
            relayed_by_id="person:ana-ruiz",
            confidence=0.4,
            rule="encoder",
            channel=(Channel("told-to", "Radio Nord", "outlet:radio-nord"),),
        ),
        statement(
            "Not so.",
            "",
            "",
            quote_type="indirect",
            cue_type="none",
            speaker_id="person:ana-ruiz",
            coreference="carried",
            continues="s:that Okafor said “it is\nsafe” now",
            confidence=0.5,
            rule="continuation:conjecture",
        ),
    ),
)


def test_marks_and_entries_are_told_in_words_and_brackets() -> None:
    out = StringIO()
    show(explain(STORY), out, legend=True)
    assert (
        out.getvalue().replace(" \n", "\n")
        == """\
{1: source}   <1: cue>   [1: content]   [2?: a guess]   the numbers lead to the entries below each paragraph

story.txt · Ferry to close · 2025-05-06 · 3 statements
  Ana Ruiz  1, 3
  nobody named  2

Ferry to close

Ana Ruiz spoke. {1: She} <1: may doubt> [1: that {2: Okafor} <2: said> [2: “it is safe”] now]. [3?: Not so.]

   1  Ana Ruiz; formerly head, Quay Office  0.88
      reached “She” (pronoun) → “Ana Ruiz”
      indirect, belief, possible, affirmative, rule that

   2  nobody named  0.40
      direct, say, certain, affirmative, rule encoder
      relayed by Ana Ruiz, inside 1
      channel told to Radio Nord

   3  Ana Ruiz  0.50 a guess
      indirect, none, certain, affirmative, rule continuation:conjecture
      a guess goes on from 1 without a cue

not read: Read on
"""
    )


def test_the_hard_cases_are_found_by_rules() -> None:
    done = sayso("explain", HARD_CASES, "--attributions", "rules")
    assert (done.code, done.err) == (0, "1 article explained\n")
    assert re.search(
        r"\[1: that \{2: [^}]*Okafor\} <2: had warned> him \[2: that", " ".join(done.out.split())
    )
    for shown in ("“He” (pronoun) → “Tomás Brandt”", "a guess", "nobody named 7", "posted on Mastodon"):
        assert shown in " ".join(done.out.split())


def test_output_that_is_no_terminal_has_no_colours_and_a_terminal_has(tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text("Ana Ruiz said that the harbour would close.\n", encoding="utf-8")
    plain = sayso("explain", tmp_path / "story.txt", NO_COLOR="1").out
    coloured = sayso("explain", tmp_path / "story.txt", FORCE_COLOR="1", TERM="xterm-256color").out
    assert "\x1b" not in plain
    assert "\x1b[1;36mAna Ruiz" in coloured
    words = re.sub(r"\x1b\[[\d;]*m", "", coloured)
    assert "{1: Ana Ruiz} <1: said> [1: that the harbour would close]." in plain
    assert "{1: Ana Ruiz} <1: said> [1: that the harbour would close]." in words


def test_standard_input_and_several_articles_are_read() -> None:
    records = [{"id": f"n{n}", "text": f"Ana Ruiz said that pier {n} would close."} for n in (1, 2)]
    done = sayso("explain", "-", stdin="\n".join(map(json.dumps, records)))
    assert done.code == 0, done.err
    assert "n1 · 1 statement" in done.out
    assert "[1: that pier 2 would close]" in done.out
    assert "2 articles explained" in done.err


def test_the_unsure_can_be_left_out() -> None:
    done = sayso("explain", "-", "--least-confidence", "1", stdin="Ana Ruiz said that the pier would close.")
    assert "0 statements · 1 less sure not shown" in done.out


def test_a_page_is_written_instead_of_printing(tmp_path: Path) -> None:
    done = sayso("explain", HARD_CASES, "--html", "page.html", cwd=tmp_path)
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert (done.code, done.out) == (0, "page.html\n"), done.err
    assert page.startswith("<!doctype html>")
    assert page.count('class="entry ') == len(re.findall(r'id="a1-e\d+"', page)) > 10
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


def test_what_an_article_holds_cannot_steer_the_terminal(tmp_path: Path) -> None:
    story = "Ana\x1b]0;owned\x07 Ruiz said that the \x1b[31mpier\u202e would\x9b5m close.\n"
    (tmp_path / "\x1b[1mstory.txt").write_text(story, encoding="utf-8")
    done = sayso("explain", tmp_path / "\x1b[1mstory.txt")
    assert "pier" in done.out, done.err
    assert not set("\x1b\x07\x9b\u202e") & set(done.out)


def test_a_bad_article_is_named_and_the_rest_is_shown(tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"\x00\x01\x02" * 100)
    (tmp_path / "good.txt").write_text("Ana Ruiz said that the pier would close.\n", encoding="utf-8")
    done = sayso("explain", tmp_path)
    assert done.code == 3
    assert re.search(r"^left out: .*bad\.txt: ", done.err, re.MULTILINE)
    assert "<1: said>" in done.out


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("nowhere.txt",), 1, "nowhere.txt"),
        ((), 2, "PATH"),
        (("x.txt", "--least-confidence", "2"), 2, "--least-confidence"),
        (("x.txt", "--attributions", "guessing"), 1, "no extractor 'guessing'"),
        (("x.txt", "--model", "no_such_model"), 1, "no spaCy pipeline 'no_such_model'"),
        (("-", "--html", "no/such/folder/x.html"), 1, "cannot write no/such/folder/x.html"),
        (("x.html", "--html", "./x.html"), 1, "x.html would be written over: give another --html"),
    ],
)
def test_wrong_use_is_told_in_words(arguments: tuple[str, ...], code: int, told: str, tmp_path: Path) -> None:
    done = sayso("explain", *arguments, stdin="Ana Ruiz said that the pier would close.", cwd=tmp_path)
    assert done.code == code, done.err
    assert told in done.err
    assert "Traceback" not in done.err


@st.composite
def extractions(draw: st.DrawFn) -> Extraction:
    text = draw(st.text(st.sampled_from("ab [1:{<>}]\n\x1b\u202e😀"), max_size=40))
    span = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(lambda p: (min(p), max(p)))
    edges = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6)))
    units = tuple(Unit("paragraph", *pair) for pair in zip(edges[::2], edges[1::2], strict=False))
    some: Any = st.lists(span, max_size=2).map(tuple)
    statements = tuple(
        Statement(f"s{n}", draw(some), draw(some), (draw(span),), (0, 0), "indirect", "say")
        for n in range(draw(st.integers(0, 4)))
    )
    return Extraction(Article("a", "a.txt", text, units=units), statements=statements)


@given(extractions())
def test_text_without_its_brackets_is_the_text(extraction: Extraction) -> None:
    told = explain(extraction)
    expected = "".join(
        segment.text for block in told.blocks for segment in block.segments if not segment.between
    )
    found = ""
    for text in (text for texts in marked(told) for text in texts):
        brackets = {n for s in text.spans if str(s.style).endswith("dim") for n in range(s.start, s.end)}
        found += "".join(char for n, char in enumerate(text.plain) if n not in brackets)
    assert found == printable(expected)


@given(extractions())
def test_every_bracket_that_opens_is_closed(extraction: Extraction) -> None:
    text = "".join(
        text.plain[span.start : span.end]
        for texts in marked(explain(extraction))
        for text in texts
        for span in text.spans
        if str(span.style).endswith("dim")
    )
    assert [text.count(sign) for sign in "{<["] == [text.count(sign) for sign in "}>]"]
