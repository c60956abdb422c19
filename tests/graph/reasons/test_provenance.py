"""Why a statement stands in the graph: every step from the words to the answer, true and complete."""

import json
from dataclasses import replace

import pytest

from sayso.errors import QueryError
from sayso.graph import iris
from sayso.graph.reasons.meant import meant
from sayso.graph.reasons.provenance import Named, Provenance, Words, plain
from sayso.graph.reasons.tracing import trace
from sayso.graph.reasons.why import why
from sayso.graph.reasons.wording import statement_lines, text
from sayso.graph.store import Store


@pytest.fixture(scope="module")
def traced(newsroom: Store, said: dict[str, str]) -> dict[str, Provenance]:
    return {word: trace(newsroom, iris.expand(name)) for word, name in said.items()}


def told(one: Provenance) -> str:
    return " ".join(text(statement_lines(one)).split())


def test_the_words_are_those_of_the_article(traced: dict[str, Provenance]) -> None:
    one = traced["controls"]
    assert one.source == (Words("Fang Han, a physicist at Halden University", 17, 59),)
    assert one.cue == (Words("said", 61, 65),)
    assert one.content == (Words("that chip export controls would fail", 66, 102),)
    assert [(piece.text, piece.parts) for piece in one.passage] == [
        ("Fang Han, a physicist at Halden University", ("source",)),
        (", ", ()),
        ("said", ("cue",)),
        (" ", ()),
        ("that chip export controls would fail", ("content",)),
        (".", ()),
    ]
    assert (one.article.title, one.article.outlet, one.article.date, one.article.url) == (
        "Who wants chips",
        "Harbour Post",
        "2025-03-01",
        "https://vote.example",
    )
    assert (one.rule, one.confidence, one.run.version) == ("encoder", 0.9, "0.1.0")


def test_a_pronoun_leads_over_its_antecedent_to_the_person(traced: dict[str, Provenance]) -> None:
    speaker = traced["rules"].speaker
    assert speaker is not None
    assert speaker.how == "pronoun"
    assert speaker.mention == (Words("She", 104, 107),)
    assert speaker.antecedent == Words("Fang Han", 17, 25)
    assert speaker.who == Named("person:fang-han", "Fang Han", "person")
    assert speaker.articles == 3
    assert [one.outcome for one in speaker.decided] == ["same"]
    assert any(
        reason.startswith("organization: both at Halden University") for reason in speaker.decided[0].reasons
    )


@pytest.mark.parametrize(
    ("word", "words"),
    [
        ("controls", "its label “chip export controls” (71–91) in what is said; confidence 0.90"),
        (
            "controls",
            "against chip export controls (topic:chip-export-controls) by the words “fail” (98–102)",
        ),
        ("controls", "by the words “Fang Han” (17–25), “physicist” (29–38) and “Halden University” (42–59)"),
        ("controls", "put as probable"),
        ("controls", "a reader has confirmed it ledger line 3: confirm statement:vote-66-102"),
        ("controls", "Inland Wire, 2025-03-04 (article:wire) statement:wire-66-102"),
        ("rules", "“She” (104–107), a pronoun, taken to mean “Fang Han” (17–25) inferred, not named"),
        (
            "rules",
            "chip export controls (topic:chip-export-controls) a guess its label “chip export controls”",
        ),
        ("sanctions", "told to the Tide (outlet:tide), by the words “the Tide” (246–254)"),
        ("sanctions", "a reader has rejected it, so no answer counts it"),
        ("sanctions", "# misheard, A. Berg"),
        ("unions", "perhaps Fang Han (person:fang-han) a guess: a second reading"),
        ("insurance", "these words are reported by Ola Berg"),
        ("flood", "nobody is named"),
        ("nuclear", "nobody could be named: “A person close to them” (565–587) led to no name"),
        ("river", "it is to have come true by 2027, by the words “by 2027” (97–104)"),
        (
            "river",
            "none of its labels, but “the river would be back” (73–96) in what is said comes near to it in",
        ),
        (
            "cellars",
            "no cue tells it: it goes on from statement:flood-68-104, “that the river would be back by 2027”",
        ),
        ("cellars", "[?The cellars were still wet]"),
        ("tariffs", "former analyst at Ridge Bank (organization:ridge-bank)"),
        ("tariffs", "appears in this article alone"),
        ("wire rules", "answers count statement:vote-114-183, and not this one"),
    ],
)
def test_each_step_is_told_in_words(traced: dict[str, Provenance], word: str, words: str) -> None:
    assert words in told(traced[word])


@pytest.mark.parametrize(
    ("word", "guesses"),
    [
        ("controls", ()),
        ("unions", ("that Ola Berg says it: it may be Fang Han",)),
        ("cellars", ("that Fang Han says it: it goes on from statement:flood-68-104 without a cue (0.30)",)),
        (
            "river",
            (
                "the topic floods: none of its labels, but “the river would be back” (73–96) in what is said "
                "comes near to it in meaning (0.60)",
            ),
        ),
    ],
)
def test_each_guess_is_told_with_its_basis(
    traced: dict[str, Provenance], word: str, guesses: tuple[str, ...]
) -> None:
    assert traced[word].guesses == guesses


@pytest.mark.parametrize(
    ("word", "answers"), [("controls", True), ("sanctions", False), ("wire rules", False), ("flood", False)]
)
def test_it_is_told_whether_answers_count_it(traced: dict[str, Provenance], word: str, answers: bool) -> None:
    assert traced[word].answers is answers


def test_a_topic_below_the_one_asked_for_tells_the_way_up(newsroom: Store) -> None:
    one = why(newsroom, "Fang Han", "trade controls and sanctions")
    assert [statement.id for statement in one.statements] == [
        "statement:vote-114-183",
        "statement:vote-66-102",
    ]
    assert one.statements[1].topics[0].path == (
        "chip export controls",
        "export controls",
        "trade controls and sanctions",
    )


def test_a_value_is_plain_for_json(traced: dict[str, Provenance]) -> None:
    record = json.loads(json.dumps(plain(traced["river"])))
    assert record["speaker"]["who"] == {"id": "person:fang-han", "name": "Fang Han", "kind": "person"}
    assert record["topics"][0]["guess"] is True
    assert record["answers"] is True
    assert record["guesses"] == list(traced["river"].guesses)


def test_the_same_graph_gives_the_same_answer(
    newsroom: Store, traced: dict[str, Provenance], said: dict[str, str]
) -> None:
    assert trace(newsroom, iris.expand(said["unions"])) == traced["unions"]


def test_a_very_long_statement_is_cut_and_says_so(newsroom: Store, traced: dict[str, Provenance]) -> None:
    shown = told(replace(traced["controls"], dropped=4000))
    assert "… (4000 more characters)”" in shown


@pytest.mark.parametrize(
    ("words", "kind", "meaning"),
    [
        (("statement:vote-66-102",), "statement", ["statement:vote-66-102"]),
        (("https://w3id.org/sayso/data/statement/vote-66-102",), "statement", ["statement:vote-66-102"]),
        (("statement:vote-66",), "statement", ["statement:vote-66-102"]),
        (("vote-66-1",), "statement", ["statement:vote-66-102"]),
        (("vote:70",), "statement", ["statement:vote-66-102"]),
        (("article:vote:70",), "statement", ["statement:vote-66-102"]),
        (("vote.txt:70",), "statement", ["statement:vote-66-102"]),
        (("https://w3id.org/sayso/data/article/vote#char=66,102",), "statement", ["statement:vote-66-102"]),
        (("Fang Han",), "identity", ["person:fang-han"]),
        (("organization:halden",), "identity", ["organization:halden"]),
        (("fang",), "identity", ["person:fang-han"]),
        (("Fang Han", "F. Han"), "two identities", ["person:fang-han", "person:f-han"]),
        (
            ("Fang Han", "chip export controls"),
            "speaker and topic",
            ["person:fang-han", "topic:chip-export-controls"],
        ),
        (
            ("person:fang-han", "chip-export-controls"),
            "speaker and topic",
            ["person:fang-han", "topic:chip-export-controls"],
        ),
        (("person:fang-han", "topic:floods"), "speaker and topic", ["person:fang-han", "topic:floods"]),
        (("floods", "Fang Han"), "speaker and topic", ["person:fang-han", "topic:floods"]),
    ],
)
def test_it_is_told_what_words_are_taken_for(
    newsroom: Store, words: tuple[str, ...], kind: str, meaning: list[str]
) -> None:
    found = meant(newsroom, *words)
    names = (*found.statements, *found.speakers, *found.topics)
    assert (found.kind, [iris.compact(one) for one in names]) == (kind, meaning)
    assert all(iris.compact(one) in found.told for one in names)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ("statement:vote",),
            "'statement:vote' begins 7 statements: statement:vote-114-183 (“that the rules had",
        ),
        (("statement:vote-9-9",), "it may have been read anew"),
        (("statement:gone-1-2",), "article 'gone' is not in it"),
        (("statement:nonsense",), "a statement's id is its article's and two numbers"),
        (("vote:190",), "no statement stands at character 190 of article:vote"),
        (("vote:9999",), "article:vote has 648 characters"),
        (("article:gone:7",), "no article 'gone' in this graph"),
        (("vote",), "'vote' is an article: give a place in it"),
        (("floods",), "'floods' is a topic: say whose statements"),
        (("Han",), "'Han' may be one of 2: person:f-han, person:fang-han"),
        (
            ("Fang Han", "flods"),
            "'flods' is neither a topic nor somebody in this graph; did you mean 'floods'",
        ),
        (("Fang Hann", "floods"), "nothing in this graph is called 'Fang Hann'; did you mean 'Fang Han'"),
        (("Fang Han", "schools"), "sayso why-not, with the same two"),
        (("vote:70", "floods"), "not on that topic"),
    ],
)
def test_what_is_ambiguous_or_not_there_is_told_with_a_way_out(
    newsroom: Store, words: tuple[str, ...], message: str
) -> None:
    with pytest.raises(QueryError) as error:
        why(newsroom, *words)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_what_an_article_holds_cannot_steer_a_terminal(traced: dict[str, Provenance]) -> None:
    piece = replace(traced["controls"].passage[-1], text="\x1b]0;owned\x07\u202e.")
    shown = repr(replace(traced["controls"], passage=(piece,)))
    assert "owned" in shown
    assert all(sign.isprintable() or sign == "\n" for sign in shown)
