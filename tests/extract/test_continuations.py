"""Which sentences go on in the last speaker's voice, as marked guesses."""

from typing import Any

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from sayso.extract.continuations import Continuations, make_continuations
from sayso.extract.voices import load_evidence

MEI = {"id": "person:mei-duan", "kind": "person", "name": "Mei Duan"}
GROUP = {"id": "collective:some-welders", "kind": "collective", "name": "some welders"}


def statement(
    text: str, content: str, cue: str, speaker: str | None, quote_type: str = "indirect"
) -> dict[str, Any]:
    at = text.index(content)
    end = text.index(".", at) + 1
    begin = text.rfind(".", 0, at) + 1
    begin += text[begin] == " "
    said = text.index(cue, begin)
    return {
        "source": [],
        "cue": [[said, said + len(cue)]],
        "content": [[at, at + len(content)]],
        "sentence": [begin, end],
        "quote_type": quote_type,
        "cue_type": "say",
        "cue_lemma": cue,
        "confidence": 0.9,
        "rule": "test",
        "speaker_id": speaker,
        "possible_speaker_id": None,
        "coreference": "full-name",
        "antecedent": None,
        "capacity": [],
        "relayed_by_id": None,
    }


def read(
    nlp: Language, text: str, statements: list[dict[str, Any]], units: list[dict[str, Any]] | None = None
) -> Doc:
    component = make_continuations(nlp, "sayso_continuations")
    assert isinstance(component, Continuations)
    doc = nlp(text)
    doc._.units = units
    doc._.entities = [
        {**MEI, "mentions": [[m, m + 8] for m in [text.find("Mei Duan")] if m >= 0]},
        {**GROUP, "mentions": []},
    ]
    doc._.statements = statements
    return component(doc)


def guesses(doc: Doc) -> list[str]:
    return [
        doc.text[s["content"][0][0] : s["content"][0][1]]
        for s in doc._.statements
        if s["continues"] is not None
    ]


OPENING = "Mei Duan names three causes of the shortage: price, wages and weather. "
NAMED = "three causes of the shortage: price, wages and weather"


@pytest.mark.parametrize(
    "following",
    [
        "While the first two causes are old, the third one grows by the year.",
        "Such a shortage could last for many years.",
        "The shortage of welders could last for years.",
        "High wages and bad weather make the shortage worse.",
    ],
)
def test_a_sentence_that_takes_up_what_was_said_goes_on(nlp: Language, following: str) -> None:
    text = OPENING + following
    assert guesses(read(nlp, text, [statement(text, NAMED, "names", MEI["id"])])) == [following]


@pytest.mark.parametrize(
    "following",
    [
        "The ferry left the port at noon.",
        "Meanwhile, the city has closed two of its bridges.",
        "We must not forget what happened to the yard.",
        "Will the shortage ever end?",
        "Otto Brandt opened a new mill in the north last May.",
        "This move underscores how much the mill needs help.",
        "In 2019 the yard sold 40 ships.",
        "However, the council has built a new road.",
        "The yard is also near the sea.",
    ],
)
def test_the_writers_sentence_does_not_go_on(nlp: Language, following: str) -> None:
    text = OPENING + following
    assert guesses(read(nlp, text, [statement(text, NAMED, "names", MEI["id"])])) == []


GOES_ON = "While the first two causes are old, the third one grows by the year."


def test_a_guess_is_marked_as_one(nlp: Language) -> None:
    text = OPENING + GOES_ON
    first, guess = read(nlp, text, [statement(text, NAMED, "names", MEI["id"])])._.statements
    assert first["continues"] is None
    assert guess["confidence"] <= 0.6 < first["confidence"]
    kept = ("continues", "speaker_id", "coreference", "cue", "source", "cue_type", "rule")
    assert {key: guess[key] for key in kept} == {
        "continues": 0,
        "speaker_id": "person:mei-duan",
        "coreference": "carried",
        "cue": [],
        "source": [],
        "cue_type": "none",
        "rule": "continuation:ordinal-anaphor",
    }
    assert guess["content"] == [guess["sentence"]]


@pytest.mark.parametrize("speaker", [None, GROUP["id"]])
def test_nobody_and_a_group_are_not_gone_on_from_so_easily(nlp: Language, speaker: str | None) -> None:
    text = OPENING + "High wages make life dear."
    assert guesses(read(nlp, text, [statement(text, NAMED, "names", speaker)])) == []


@pytest.mark.parametrize(
    ("following", "goes_on"),
    [
        ("The yard was, after all, “a poor place to learn the trade well”.", True),
        ("The yard was called “the Anvil” by the town.", False),  # a nickname
        ("“The yard was a poor place to learn the trade.”", False),  # the attributions' business
    ],
)
def test_words_quoted_without_a_speaker_of_their_own_are_the_last_speakers(
    nlp: Language, following: str, goes_on: bool
) -> None:
    text = OPENING + following
    found = guesses(read(nlp, text, [statement(text, NAMED, "names", MEI["id"])]))
    assert found == ([following] if goes_on else [])


def test_a_sentence_cut_in_two_by_mistake_does_not_go_on(nlp: Language) -> None:
    text = OPENING + "such a shortage could last for many years."
    doc = read(nlp, text, [statement(text, NAMED, "names", MEI["id"])])
    assert (len(list(doc.sents)), guesses(doc)) == (2, [])


def test_a_guess_on_a_guess_counts_for_less_than_its_evidence(nlp: Language) -> None:
    text = OPENING + GOES_ON + " Such a shortage could last for many years."
    _, one, two = read(nlp, text, [statement(text, NAMED, "names", MEI["id"])])._.statements
    tables = load_evidence()
    assert (one["continues"], two["continues"]) == (0, 0)
    assert two["confidence"] <= one["confidence"]
    assert tables.weights["chain"] < 2


def test_it_stops_at_the_end_of_a_paragraph(nlp: Language) -> None:
    text = OPENING + GOES_ON
    cut = len(OPENING)
    units = [
        {"kind": "paragraph", "start": 0, "end": cut},
        {"kind": "paragraph", "start": cut, "end": len(text)},
    ]
    assert guesses(read(nlp, text, [statement(text, NAMED, "names", MEI["id"])], units)) == []


def test_a_sentence_with_a_statement_of_its_own_is_left_alone(nlp: Language) -> None:
    text = OPENING + "Others said such a shortage could last."
    own = statement(text, "such a shortage could last", "said", None)
    assert guesses(read(nlp, text, [statement(text, NAMED, "names", MEI["id"]), own])) == []


def test_views_heard_in_a_list_belong_to_unnamed_holders(nlp: Language) -> None:
    text = (
        "The yard has heard two views: Firstly, the port will decide who wins. "
        "Ports grow in times of change. Secondly, the north is already ahead. The yard was built in 1970."
    )
    statements = read(nlp, text, [])._.statements
    assert [
        (text[slice(*s["content"][0])], s["speaker_id"], s["continues"], s["cue_type"]) for s in statements
    ] == [
        ("the port will decide who wins", None, None, "hearsay"),
        ("Ports grow in times of change.", None, 0, "none"),
        ("the north is already ahead", None, 0, "none"),
    ]


def test_indices_follow_the_text(nlp: Language) -> None:
    later = "Mei Duan names two ways out: steel and rail. The first two ways are dear, but open."
    text = OPENING + GOES_ON + " " + later
    found = read(
        nlp,
        text,
        [
            statement(text, NAMED, "names", MEI["id"]),
            statement(text, "two ways out: steel and rail", "names", MEI["id"]),
        ],
    )._.statements
    assert [s["continues"] for s in found] == [None, 0, None, 2]
    assert [s["sentence"][0] for s in found] == sorted(s["sentence"][0] for s in found)


def test_without_statements_nothing_is_added(nlp: Language) -> None:
    assert read(nlp, "It rained: all day.", [])._.statements == []


def test_every_piece_of_evidence_has_a_learned_weight_and_one_by_hand() -> None:
    tables = load_evidence()
    assert list(tables.weights) == list(tables.prior)


def test_learned_weights_stand_on_their_side_where_there_is_little_doubt() -> None:
    weights = load_evidence().weights
    plain = {
        "start": -1,
        "ordinal-anaphor": 1,
        "anaphor": 1,
        "words-shared": 1,
        "conjecture": 1,
        "words-quoted": 1,
        "past": -1,
        "speaker-named": -1,
        "named-subject": -1,
        "dated": -1,
        "writing-named": -1,
        "verdict": -1,
        "government": -1,
    }
    assert {name: weights[name] * side > 0 for name, side in plain.items()} == dict.fromkeys(plain, True)
