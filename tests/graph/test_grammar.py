"""The grammar of questions: how they are read, what is refused, and what reading costs."""

import json
import re
import runpy
import time
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.errors import QuestionError
from sayso.graph.asking.countries import countries_in, country, people_of
from sayso.graph.asking.grammar import drafts, tidy, unread
from sayso.graph.asking.periods import periods, point
from sayso.graph.asking.questions import EXAMPLES, ask, read
from sayso.graph.asking.readings import Reading, same
from sayso.graph.record import from_json
from sayso.graph.store import Store

ROOT = Path(__file__).resolve().parent.parent.parent
TODAY = date(2025, 9, 15)
QUESTIONS = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parent / "questions.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
CHIPS = "https://w3id.org/sayso/topic/chip-export-controls"
TARIFFS = "https://w3id.org/sayso/topic/tariffs"
RACE = "https://w3id.org/sayso/topic/ai-race"


@pytest.fixture(scope="module")
def press() -> Store:
    """Nine invented articles with 28 statements."""
    store = Store.memory()
    lines = (ROOT / "bench" / "questions-graph.jsonl").read_text(encoding="utf-8").splitlines()
    for line in lines:
        store.replace(from_json(json.loads(line)))
    store.refresh_derived()
    return store


def reading(store: Store, question: str, **more: Any) -> str:
    try:
        return read(store, question, today=TODAY, **more).line()
    except QuestionError:
        return "refuse"


@pytest.mark.parametrize("part", range(8))
def test_questions_are_read_as_expected_or_refused(press: Store, part: int) -> None:
    wrong = [
        (question, expected, found)
        for question, expected in QUESTIONS[part::8]
        if not same(found := reading(press, question), expected)
    ]
    assert wrong == []


@pytest.mark.parametrize("asked", sorted({expected.split(";")[0] for _, expected in QUESTIONS} - {"refuse"}))
def test_every_reading_has_a_query_that_runs_and_a_sentence(press: Store, asked: str) -> None:
    for question, expected in QUESTIONS:
        if expected.split(";")[0] == asked:
            answer = ask(press, question, today=TODAY)
            assert answer.reading is not None
            assert answer.understood
            for name in (*answer.reading.topic, *answer.reading.speaker, *answer.reading.outlet):
                assert name in answer.understood


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("Which experts commented on tariffs?", "please tell me which experts commented on tariffs"),
        ("What’s new since May 2025?", "what is new since May 2025"),
        ("WHO OPPOSES TARIFFS?", "who opposes tariffs"),
        (
            "which experts at universities commented on floods in the Daily Courier since May 2025?",
            "since May 2025, in the Daily Courier, which experts commented on floods at universities?",
        ),
    ],
)
def test_order_and_politeness_change_nothing(press: Store, question: str, other: str) -> None:
    assert reading(press, question) == reading(press, other) != "refuse"


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("which politicians oppose tariffs in the Harbour Times since 2025?", {"Sarah Whitlock"}),
        ("which US politicians support tariffs?", {"Sarah Whitlock"}),
        ("which Chinese scientists warned about chip sanctions?", {"Mei Qiaolin"}),
        ("what did people from the United States say about open-source AI?", {"Tom Whitlock"}),
        ("which experts spoke in an interview with Reuters?", {"Kenji Mori", "Mei Qiaolin"}),
        ("what did the Chinese Commerce Ministry say?", {"Chinese Commerce Ministry"}),
        ("which predictions are due by 2026?", {"Cy Dorn"}),
        ("which predictions are due after 2026?", {"Kenji Mori"}),
        ("which statements on chip sanctions are verbatim?", {"Mei Qiaolin", "Sarah Whitlock"}),
        ("what did former officials say?", {"Di Ekker"}),
        ("uncertain statements", {"Ada Quist"}),
        ("negated statements", {"Cy Dorn"}),
        ("which companies and banks spoke?", {"Orrin Bank"}),
        ("who commented on floods before 2025?", {"Gil Hask", "Ada Quist"}),
        ("statements on tariffs that rest on a guess", {"Trade Ministry"}),
        ("who is quoted by Reuters?", {"Mei Qiaolin", "Kenji Mori", "Ines Prado"}),
        ("who at the Senate spoke?", {"Sarah Whitlock"}),
    ],
)
def test_filters_find_whom_they_should(press: Store, question: str, names: set[str]) -> None:
    answer = ask(press, question, today=TODAY)
    found = {row[answer.columns.index("name")] for row in answer.rows}
    assert found == names


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("how many statements on tariffs by year?", [("2024", 3), ("2025", 4)]),
        ("how many statements on floods by year?", [("2024", 2), ("undated", 1)]),
        ("how many scientists are there?", [(3,)]),
        ("how many speakers by country?", [("China", 3), ("Norway", 4), ("United States", 2)]),
        (
            "who changed affiliation?",
            [("Cy Dorn", "Velmora Institute", "2024-03-12", "Orrin Bank", "2025-03-01")],
        ),
        ("which outlets quote Tom Whitlock?", [("Daily Courier", 1), ("Weibo", 1)]),
        ("which topics does Sarah Whitlock speak about?", [("tariffs", 2), ("chip export controls", 1)]),
        ("which companies are there?", [("Tianhe Chips", "company"), ("Zorblax", "company")]),
    ],
)
def test_counts_and_tables(press: Store, question: str, rows: list[tuple[object, ...]]) -> None:
    found = list(ask(press, question, today=TODAY).rows)
    assert [row for row in rows if row not in found] == []


def test_a_change_of_stance_shows_both_statements(press: Store) -> None:
    answer = ask(press, "who changed their mind about tariffs?")
    rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    assert [(row["name"], row["before"], row["until"], row["after"], row["since"]) for row in rows] == [
        ("Sarah Whitlock", "positive", "2024-03-12", "negative", "2025-05-20")
    ]
    assert rows[0]["words_before"] == "the tariffs will bring the mills back"
    assert rows[0]["words_after"] == "the tariffs have hurt my own voters"


def test_disagreements_have_both_sides_with_words_and_place(press: Store) -> None:
    answer = ask(press, "who disagrees with Mei Qiaolin on chip sanctions?")
    rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    assert ("Sarah Whitlock", "Mei Qiaolin") in {(row["for"], row["against"]) for row in rows}
    assert all(row["for_words"] and row["against_words"] and row["basis"] for row in rows)
    assert all(isinstance(row["against_start"], int) for row in rows)


def test_a_paraphrase_is_found_by_its_meaning_and_said_so(press: Store) -> None:
    def meaning(phrase: str) -> list[tuple[str, float]]:
        return [(CHIPS, 0.9), (RACE, 0.3)]

    question = "which experts commented on curbing the sale of processors since 2025?"
    answer = ask(press, question, meaning=meaning)
    assert answer.reading == Reading(
        "statements", who=("experts",), topic=("chip export controls",), since="2025-01-01"
    )
    assert "'curbing the sale of processors' is taken as: chip export controls" in answer.understood


@pytest.mark.parametrize("odds", [[(CHIPS, 0.4)], [(CHIPS, 0.9), (RACE, 0.88)], []])
def test_an_unsure_meaning_is_refused_with_what_it_may_be(
    press: Store, odds: list[tuple[str, float]]
) -> None:
    question = "which experts commented on curbing the sale of processors?"
    with pytest.raises(QuestionError, match="no topic 'curbing the sale of processors'"):
        ask(press, question, meaning=lambda phrase: odds)


@pytest.mark.parametrize(
    "question",
    [
        "who commented on tariffs after the vote?",
        "who commented on tariffs recently?",
        "who commented on tariffs by Nobody Atall?",
        "who commented on both tariffs and floods?",
        "who commented on tariffs, not chips?",
    ],
)
def test_meaning_swallows_no_filter(press: Store, question: str) -> None:
    assert reading(press, question, meaning=lambda phrase: [(CHIPS, 0.99)]) == "refuse"


def test_labels_come_before_meaning(press: Store) -> None:
    def never(phrase: str) -> list[tuple[str, float]]:
        raise AssertionError(phrase)

    assert reading(press, "who commented on sanctions on chips?", meaning=never).endswith("export controls")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("why do experts oppose tariffs?", "no place for 'why'"),
        ("which female experts commented on tariffs?", "female"),
        ("what did Whitlock say?", "Sarah Whitlock, Tom Whitlock; say which"),
        ("what did Ada Quest say?", "did you mean 'Ada Quist'"),
        ("who commented on tarifs?", "did you mean 'tariffs'"),
        ("who commented on tariffs in the Daily Kourier?", "did you mean 'Daily Courier'"),
    ],
)
def test_a_refusal_says_what_it_did_not_understand(press: Store, question: str, said: str) -> None:
    with pytest.raises(QuestionError, match=said):
        ask(press, question, today=TODAY)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("since may 2025", "2025-05-01", ""),
        ("after may 2025", "2025-06-01", ""),
        ("before 3 may 2024", "", "2024-05-02"),
        ("until may 2024", "", "2024-05-31"),
        ("in 2024", "2024-01-01", "2024-12-31"),
        ("on may 3 , 2024", "2024-05-03", "2024-05-03"),
        ("between march and june 2024", "2024-03-01", "2024-06-30"),
        ("in the second quarter of 2024", "2024-04-01", "2024-06-30"),
        ("in the first half of 2024", "2024-01-01", "2024-06-30"),
        ("in february 2024", "2024-02-01", "2024-02-29"),
        ("last year", "2024-01-01", "2024-12-31"),
        ("last month", "2025-08-01", "2025-08-31"),
        ("last week", "2025-09-08", "2025-09-14"),
        ("in the last 3 months", "2025-06-15", "2025-09-15"),
        ("in the past ten days", "2025-09-05", "2025-09-15"),
    ],
)
def test_periods(text: str, since: str, until: str) -> None:
    assert (len(text), (since, until)) in list(periods(text, 0, TODAY))


@pytest.mark.parametrize(
    "text", ["in may", "on 03/05/2024", "on 31 february 2024", "between june and march 2024"]
)
def test_what_is_no_period_or_two_is_not_read(text: str) -> None:
    assert all(end < len(text) for end, _ in periods(text, 0, TODAY))


@pytest.mark.parametrize(
    "text",
    [
        "last week",
        "next week",
        "last month",
        "next quarter",
        "last year",
        "next year",
        "yesterday",
        "since yesterday",
        "before today",
        "after today",
        "in the last ten days",
        "in the last 3 months",
        "in the past 999 years",
        "between yesterday and next week",
    ],
)
@given(st.sampled_from((date.min, date.max)) | st.dates())
@settings(max_examples=20, deadline=None)
def test_a_period_on_any_day_is_in_order_or_not_read(text: str, today: date) -> None:
    for _, (since, until) in (*periods(text, 0, today), *point(text, 0, today)):
        assert not until or since <= until


def test_no_period_begins_before_there_are_years() -> None:
    assert list(periods("in the last 3 months", 0, date(1, 1, 15))) == []
    assert list(periods("last year", 0, date(1, 6, 1))) == []


def test_countries_by_name_and_by_people() -> None:
    assert (country("Britain"), country("us"), country("US")) == ("United Kingdom", None, "United States")
    assert (people_of("Chinese"), people_of("China"), people_of("US")) == ("China", None, "United States")
    assert countries_in(["Bank of Norway", "Paris", "US"]) == ("Norway", "United States")


def test_the_line_and_json_of_a_reading() -> None:
    found = Reading("count", of="speakers", by=("month",), topic=("tariffs", "floods"), former=True)
    assert found.line() == "count; of: speakers; by: month; former: yes; topic: tariffs | floods"
    assert found.to_json()["topic"] == ["tariffs", "floods"]
    assert same("count; topic: b | a;of:speakers", "COUNT; of: speakers; topic: a|b")
    assert not same("count; topic: a", "count; topic: a; by: month")


def test_words_of_the_grammar_are_known() -> None:
    for example in EXAMPLES:
        assert not set(unread(example)) & {"who", "which", "what", "how", "many", "about", "experts"}


@given(st.lists(st.sampled_from(" ".join(question for question, _ in QUESTIONS).split()), max_size=25))
@settings(max_examples=60, deadline=None)
def test_any_words_are_read_or_refused(words: list[str]) -> None:
    try:
        found = drafts(" ".join(words), TODAY)
    except QuestionError:
        return
    for draft in found:
        json.dumps(draft.to_json())


@pytest.mark.parametrize(
    "question",
    [
        "who commented on " + "tariffs and " * 30 + "tariffs",
        "who " + "in the " * 50 + "x",
        "by " * 130,
        "statements " + "by a or b on c and d in e " * 14,
        "a" * 5000,
    ],
)
def test_what_reading_costs_is_bounded(question: str) -> None:
    began = time.process_time()
    with suppress(QuestionError):
        drafts(question, TODAY)
    assert time.process_time() - began < 10


@pytest.mark.parametrize("tail", [" .", "?", " ,", ". x.y"])
def test_a_long_question_is_refused_before_it_is_read(tail: str) -> None:
    question = "who" + tail * 20_000
    began = time.process_time()
    for read_it in (lambda: drafts(question, TODAY), lambda: unread(question)):
        with pytest.raises(QuestionError, match="more than 400 characters"):
            read_it()
    tidy(question)
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("who said it ?! . . ,", "who said it"),
        ("who spoke in the U.S.?", "who spoke in the U.S."),
        ("who spoke in the U.S. .", "who spoke in the U.S."),
        ("what did J. say…", "what did J. say"),
        ("who quoted J.", "who quoted J."),
        ("?", ""),
    ],
)
def test_what_a_question_ends_with_is_taken_off(question: str, text: str) -> None:
    assert tidy(question) == text


@given(st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_any_text_is_tidied_to_single_blanks(text: str) -> None:
    assert tidy(text) == " ".join(tidy(text).split())


def test_the_questions_of_a_stranger_are_read_or_refused(press: Store) -> None:
    bench = runpy.run_path(str(ROOT / "bench" / "questions"))
    meaning = bench["embedding"](press)
    known = meaning is not None and bool(meaning("the sale of chips"))
    wrong = [
        (question, expected, found)
        for question, expected, needs_meaning in bench["lines"](bench["QUESTIONS"])
        if known or not needs_meaning
        for found in [bench["reading"](press, question, meaning)]
        if not same(found.split(" (")[0] if expected == "refuse" else found, expected)
    ]
    assert wrong == []


def test_the_bench_makes_a_graph_of_any_size() -> None:
    bench = runpy.run_path(str(ROOT / "bench" / "questions"))
    store = Store.memory()
    for made in bench["articles"](80):
        store.replace(made)
    store.refresh_derived()
    assert store.counts()["statements"] == 80
    found = ask(store, "which experts commented on tariffs?", today=TODAY).rows
    assert 0 < len(found) < 80


@pytest.mark.parametrize(
    "question",
    [
        "who spoke about tariffs } UNION { ?s ?p ?o } #",
        "who commented on tariffs (in 2024)?",
        "who commented on tariffs? in 2024",
        "who commented on tariffs last summer?",
        "who commented on tariffs next year?",
        "who commented on rising tariffs?",
        "who commented on curbing the sale of processors in Moonville?",
        "who commented on curbing the sale of processors last spring?",
        "> who commented on tariffs",
        "who commented on <b>tariffs</b>?",
        "people at the university",  # which one is not said
        "who told the courier what?",  # an everyday word, though a part of one outlet's name
    ],
)
def test_nothing_is_dropped_silently(press: Store, question: str) -> None:
    assert reading(press, question, meaning=lambda phrase: [(TARIFFS, 0.99)]) == "refuse"


def test_the_page_on_asking_shows_what_is_read_and_what_is_refused() -> None:
    text = (ROOT / "docs" / "how-to" / "ask.md").read_text(encoding="utf-8")
    shown = re.findall(r'^\$ sayso ask "(.+?)".*\n(.*)$', text, flags=re.MULTILINE)
    assert len(shown) > 12
    for question, said in shown:
        assert drafts(question, TODAY)
        assert said.startswith(("Understood:", "Read as:", "sayso:", "$ sayso ask", "```"))
