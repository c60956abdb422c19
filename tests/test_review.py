"""The walk through undecided pairs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sayso.graph.identity.appearances import Appearance, Decision, Reason
from sayso.graph.upkeep.ledger import Line, parse, read
from sayso.review import Outcome, Pair, Side, Sighting, references, review


def side(name: str, **more: object) -> Side:
    return Side(f"person:{name}", f"person:{name}", name.title(), **more)  # type: ignore[arg-type]


def pair(first: str, second: str, confidence: float = 0.5) -> Pair:
    decision = Decision(
        f"appearance:a1-person-{first}", f"appearance:a2-person-{second}", "undecided", confidence
    )
    return Pair(decision, side(first), side(second))


class Reader:
    """Answers as told, and keeps what was shown."""

    def __init__(self, *answers: str | BaseException) -> None:
        self._answers: Iterator[str | BaseException] = iter(answers)
        self.shown: list[str] = []
        self.asked = 0

    def ask(self, prompt: str) -> str:
        self.asked += 1
        answer = next(self._answers, EOFError())
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def walk(self, path: Path, *pairs: Pair, signature: str = "") -> Outcome:
        return review(pairs, path, ask=self.ask, show=self.shown.append, signature=signature)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sayso.ledger"


AB, CD, EF = pair("a", "b", 0.9), pair("c", "d", 0.7), pair("e", "f", 0.2)

WALKS = [
    (["s", "d", "l"], ["merge person:a person:b", "apart person:c person:d"], 1),
    (["S", "Different", "later"], ["merge person:a person:b", "apart person:c person:d"], 1),
    (["d", "q"], ["apart person:a person:b"], 2),
    (["d"], ["apart person:a person:b"], 2),
    (["d", KeyboardInterrupt()], ["apart person:a person:b"], 2),
    ([], [], 3),
    (["what?", "", "stop", "skip", "s", "q"], ["merge person:a person:b"], 2),
    (["b", "s", "q"], ["merge person:a person:b"], 2),
    (["s", "b", "d", "q"], ["apart person:a person:b"], 2),
    (["s", "d", "b", "b", "d", "s", "q"], ["apart person:a person:b", "merge person:c person:d"], 1),
    (["l", "b", "s", "q"], ["merge person:a person:b"], 2),
]


@pytest.mark.parametrize(("answers", "written", "left"), WALKS, ids=[repr(walk[0]) for walk in WALKS])
def test_answers_become_lines_the_most_confident_pair_first(
    path: Path, answers: list[str | BaseException], written: list[str], left: int
) -> None:
    outcome = Reader(*answers).walk(path, EF, AB, CD)
    assert outcome == Outcome(parse("\n".join(written)).lines, 0, left)
    assert read(path).lines == outcome.written


def test_each_answer_is_in_the_file_before_the_next_is_asked(path: Path) -> None:
    found: list[str] = []

    def ask(prompt: str) -> str:
        found.append(path.read_text() if path.exists() else "")
        return "s"

    review([AB, CD], path, ask=ask, show=lambda line: None)
    assert found == ["", "merge person:a person:b\n"]


def test_a_reason_and_the_signature_become_the_note(path: Path) -> None:
    Reader("s both lead  the lab", "d").walk(path, AB, CD, signature="A. Berg, 2026-05-03")
    assert [line.note for line in read(path).lines] == [
        "both lead the lab; A. Berg, 2026-05-03",
        "A. Berg, 2026-05-03",
    ]


def test_going_back_leaves_what_stood_there_before(path: Path) -> None:
    path.write_bytes(b"# mine\r\nconfirm person:x")
    Reader("s", "b").walk(path, AB, CD)
    assert path.read_bytes() == b"# mine\r\nconfirm person:x\r\n"


def test_going_back_over_a_line_below_which_somebody_else_wrote_puts_the_new_answer_below(path: Path) -> None:
    def ask(prompt: str) -> str:
        text = path.read_text() if path.exists() else ""
        if not text:
            return "s"
        if "#" not in text:
            path.write_text(text + "# another\n")
            return "b"
        return "d"

    review([AB, CD], path, ask=ask, show=lambda line: None)
    assert path.read_text().split("\n")[:3] == [
        "merge person:a person:b",
        "# another",
        "apart person:a person:b",
    ]


@pytest.mark.parametrize(
    ("answers", "written"), [(["s", "s"], 2), (["s", "d"], 2), (["d", "s"], 2), (["d", "d", "s"], 3)]
)
def test_what_follows_from_answers_is_not_asked(path: Path, answers: list[str], written: int) -> None:
    """A is B and B is C: then A is C. A is not B and B is C: then A is not C. Two walls tell nothing."""
    reader = Reader(*answers)
    outcome = reader.walk(path, pair("a", "b", 0.9), pair("b", "c", 0.8), pair("a", "c", 0.7))
    assert (reader.asked, len(outcome.written), outcome.followed, outcome.left) == (
        len(answers),
        written,
        3 - written,
        0,
    )


def test_both_sides_and_the_reasons_are_shown(path: Path) -> None:
    first = side(
        "tomas",
        other_names=("T. Brandt",),
        roles=("director, Tidal Laboratory, 2026-01-02",),
        sightings=(Sighting("reef", "2026-01-02", "The reef", "Then Tomas left.", (5, 10)),),
        articles=3,
    )
    decision = Decision(
        "appearance:reef-person-tomas",
        "appearance:port-person-tom",
        "undecided",
        0.6,
        (Reason("role", "another role", -0.5), Reason("name", "Tom is short for Tomas", 1.25)),
    )
    reader = Reader("q")
    reader.walk(path, Pair(decision, first, side("tom")))
    assert reader.shown == [
        "",
        "1 of 1",
        "",
        "A  Tomas   person:tomas",
        "   also T. Brandt",
        "   director, Tidal Laboratory, 2026-01-02",
        "   2026-01-02  reef, “The reef”",
        "      Then [Tomas] left.",
        "   and 2 more articles",
        "",
        "B  Tom   person:tom",
        "",
        "for: Tom is short for Tomas (+1.2)",
        "against: another role (-0.5)",
    ]


def test_what_comes_from_articles_cannot_steer_the_terminal(path: Path) -> None:
    bad = "x\x1b[2J\ny\u202ez"
    sighting = Sighting(bad, bad, bad, bad * 200, (0, len(bad) * 150))
    hostile = Side(bad, "person:a", bad, (bad,) * 20, (bad,) * 20, (sighting,) * 9, 9)
    decision = Decision("a", "b", "undecided", 0.5, (Reason("name", bad, 1.0), Reason("role", bad)))
    reader = Reader(f"s {bad}")
    reader.walk(path, Pair(decision, hostile, side("b")))
    assert [line for line in reader.shown if not line.isprintable()] == []
    assert max(map(len, reader.shown)) < 700
    assert read(path).lines == (Line("merge", ("person:a", "person:b"), note="x [2J y z"),)


def test_a_long_sentence_is_cut_around_the_mention(path: Path) -> None:
    sentence = "a " * 500 + "Tomas" + " b" * 500
    first = side("tomas", sightings=(Sighting("reef", None, None, sentence, (1000, 1005)),), articles=1)
    reader = Reader("q")
    reader.walk(path, Pair(AB.decision, first, side("tom")))
    (quoted,) = [line for line in reader.shown if "[Tomas]" in line]
    assert len(quoted) < 220 and quoted.strip().startswith("…") and quoted.endswith("…")


def test_two_of_the_same_name_are_named_with_an_article_each() -> None:
    first = Appearance("appearance:a1-person-li-na", "person:li-na", "Li Na", "a1")
    second = Appearance("appearance:a7-person-li-na", "person:li-na", "Li Na", "a7")
    other = Appearance("appearance:a8-person-na-li", "person:na-li", "Na Li", "a8")
    assert references(first, second, "person:li-na", "person:li-na-in-a7") == (
        "person:li-na-in-a1",
        "person:li-na-in-a7",
    )
    assert references(first, other, "person:li-na", "person:na-li") == ("person:li-na", "person:na-li")
    assert references(second, other, "person:li-na-in-a7", "person:na-li") == (
        "person:li-na-in-a7",
        "person:na-li-in-a8",
    )
