"""Questions in English, on a small graph made by hand."""

from dataclasses import replace

import pytest

from sayso.errors import QuestionError
from sayso.graph.forms import FORMS
from sayso.graph.model import (
    Affiliation,
    Article,
    Channel,
    Entity,
    Extraction,
    Stance,
    Statement,
    TopicAssignment,
)
from sayso.graph.questions import EXAMPLES, ask
from sayso.graph.store import Store

TEXT = (
    "Mara Lindqvist, director at Halden University, said the chip curbs would hurt. "
    "She expects more to come. Senator Ida Roth told the Harbour Times the curbs were right. "
    "Some analysts doubted it."
)


def span(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


def statement(words: str, cue: str | None, speaker: str, **more: object) -> Statement:
    begin, end = span(words)
    known = Statement(
        id=f"statement:one-{begin}-{end}",
        source=(),
        cue=(span(cue),) if cue else (),
        content=((begin, end),),
        sentence=(begin, end),
        quote_type="indirect",
        cue_type="say" if cue else "none",
        speaker_id=speaker,
        confidence=0.8,
        rule="test",
    )
    return replace(known, **more)  # type: ignore[arg-type]


CHIPS = TopicAssignment("topic:chip-export-controls", "own-words", 0.9)
NEAR = TopicAssignment("topic:chip-export-controls", "neighbouring-sentence", 0.5)


@pytest.fixture(scope="module")
def store() -> Store:
    first = statement(
        "the chip curbs would hurt",
        "said",
        "person:mara-lindqvist",
        capacity=(0,),
        topics=(CHIPS,),
        stance=(Stance("topic:chip-export-controls", "negative", 0.7),),
    )
    extraction = Extraction(
        Article("one", "one.txt", TEXT, published="2025-03-01", date_basis="metadata", outlet="Port Gazette"),
        entities=(
            Entity("person:mara-lindqvist", "person", "Mara Lindqvist", (span("Mara Lindqvist"),)),
            Entity("person:ida-roth", "person", "Ida Roth", (span("Ida Roth"),)),
            Entity(
                "org:halden-university",
                "organization",
                "Halden University",
                (span("Halden University"),),
                "university",
            ),
            Entity("collective:one-some-analysts", "collective", "Some analysts", (span("Some analysts"),)),
        ),
        affiliations=(
            Affiliation(
                person=span("Mara Lindqvist"),
                person_id="person:mara-lindqvist",
                organization=span("Halden University"),
                organization_id="org:halden-university",
                role=span("director"),
                role_text="director",
                role_kind="executive",
                confidence=0.9,
                rule="test",
            ),
            Affiliation(
                person=span("Ida Roth"),
                person_id="person:ida-roth",
                role=span("Senator"),
                role_text="Senator",
                role_kind="politician",
                confidence=0.9,
                rule="test",
            ),
        ),
        statements=(
            first,
            statement(
                "She expects more to come.",
                None,
                "person:mara-lindqvist",
                continues=first.id,
                capacity=(0,),
                topics=(NEAR,),
            ),
            statement(
                "the curbs were right",
                "told",
                "person:ida-roth",
                capacity=(1,),
                topics=(NEAR,),
                stance=(Stance("topic:chip-export-controls", "positive", 0.7),),
                channel=(Channel("told-to", "Harbour Times", "outlet:harbour-times", span("Harbour Times")),),
            ),
            statement("it", "doubted", "collective:one-some-analysts", cue_type="warning", topics=(NEAR,)),
        ),
        run="r",
    )
    made = Store.memory()
    made.replace(extraction)
    made.refresh_derived()
    return made


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Which experts commented on chip sanctions?", ["Mara Lindqvist"] * 2),
        (
            "who commented on export controls",
            ["Ida Roth", "Mara Lindqvist", "Mara Lindqvist", "Some analysts"],
        ),
        ("which people spoke about chip sanctions?", ["Ida Roth", "Mara Lindqvist", "Mara Lindqvist"]),
        ("which politicians commented on chip sanctions?", ["Ida Roth"]),
        ("which groups commented on chip sanctions?", ["Some analysts"]),
        ("what did people at universities say?", ["Mara Lindqvist"] * 2),
        ("what did people at Halden University say about chip sanctions?", ["Mara Lindqvist"] * 2),
        ("what did people at the Halden University say?", ["Mara Lindqvist"] * 2),
        ("what did Roth say?", ["Ida Roth"]),
        ("what has Mara Lindqvist said about semiconductor sanctions?", ["Mara Lindqvist"] * 2),
        ("who warned or predicted what?", ["Some analysts"]),
        ("which statements are verbatim?", []),
    ],
)
def test_statements_are_found_by_speaker_and_topic(store: Store, question: str, names: list[str]) -> None:
    answer = ask(store, question)
    assert answer.evidence
    assert [row[answer.columns.index("name")] for row in answer.rows] == names


def test_an_answer_shows_role_words_place_and_what_is_a_guess(store: Store) -> None:
    answer = ask(store, "which experts commented on chip sanctions?")
    first, second = (dict(zip(answer.columns, row, strict=True)) for row in answer.rows)
    assert (first["role"], first["organization"]) == ("director", "Halden University")
    assert (first["cue"], first["words"]) == ("said", "the chip curbs would hurt")
    assert TEXT[int(first["char_start"] or 0) : int(first["char_end"] or 0)] == first["words"]
    assert (first["source"], first["date"], first["outlet"]) == ("one.txt", "2025-03-01", "Port Gazette")
    assert (first["basis"], first["guess"]) == ("own-words", None)
    assert (second["basis"], second["guess"]) == (
        "neighbouring-sentence",
        "carried on without a cue: a guess",
    )


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        (
            "who disagrees with whom on chip sanctions?",
            [("chip export controls", "Ida Roth", "Mara Lindqvist")],
        ),
        (
            "which outlets quote whom?",
            [
                ("Port Gazette", "Mara Lindqvist", 2),
                ("Harbour Times", "Ida Roth", 1),
                ("Port Gazette", "Ida Roth", 1),
                ("Port Gazette", "Some analysts", 1),
            ],
        ),
        ("how many statements on chip sanctions by month?", [("2025-03", 4)]),
        ("who has several roles?", []),
        ("who speaks in more than one article?", []),
        ("which kinds of organisations comment on chip sanctions?", [("university", 2)]),
        ("which groups and organisations speak?", [("Some analysts", "group", 1)]),
        (
            "what stances are there on chip sanctions?",
            [("Ida Roth", "positive", 1), ("Mara Lindqvist", "negative", 1)],
        ),
    ],
)
def test_tables(store: Store, question: str, rows: list[tuple[object, ...]]) -> None:
    assert list(ask(store, question).rows) == rows


def test_guesses_are_listed_with_their_reason(store: Store) -> None:
    answer = ask(store, "what rests on a guess?")
    assert (
        "Mara Lindqvist",
        "She expects more to come.",
        "one.txt",
        "carried on without a cue",
    ) in answer.rows


@pytest.mark.parametrize("example", [e for e in EXAMPLES if "Mei" not in e])
def test_every_example_can_be_asked(store: Store, example: str) -> None:
    assert ask(store, example).sparql


def test_each_example_is_read_by_its_own_form() -> None:
    read = {
        form.name: next(
            other.name for other in FORMS if other.pattern.fullmatch(form.example.lower().rstrip("?"))
        )
        for form in FORMS
    }
    assert read == {name: name for name in read}


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("why is the sky blue?", "cannot read the question"),
        ("", "cannot read the question"),
        ("which experts commented on chip sanctoins?", "did you mean"),
        ("which experts commented on the price of butter?", "no topic 'the price of butter'"),
        ("what did Lindquist say?", "did you mean 'Mara Lindqvist'"),
        ("which zebras commented on chip sanctions?", "zebras"),
        ('what did Roth" } ; DROP ALL say?', "drop all"),
    ],
)
def test_what_cannot_be_read_or_found_is_refused(store: Store, question: str, said: str) -> None:
    with pytest.raises(QuestionError, match=said):
        ask(store, question)


def test_two_of_one_surname_are_not_mixed_up() -> None:
    people = tuple(
        Entity(f"person:{n.lower()}-roth", "person", f"{n} Roth", ((0, 4),)) for n in ("Ida", "Ann")
    )
    made = Store.memory()
    made.replace(Extraction(Article("one", "one.txt", TEXT), people, run="r"))
    made.refresh_derived()
    with pytest.raises(QuestionError, match="Ann Roth, Ida Roth"):
        ask(made, "what did Roth say?")
