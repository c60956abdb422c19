"""Who a source stands for: sentences on the left, speakers on the right."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from sayso.extract.speakers import Speakers, make_speakers

Entities = list[tuple[str, str, list[str]]]

MEI: tuple[str, str, list[str]] = ("person", "Mei Duan", ["Mei Duan", "Duan"])
OTTO: tuple[str, str, list[str]] = ("person", "Otto Brandt", ["Otto Brandt", "Brandt"])
HALDEN: tuple[str, str, list[str]] = ("organization", "Halden Steel", ["Halden Steel"])
TIDES: tuple[str, str, list[str]] = ("organization", "Institute of Tides", ["Institute of Tides"])
PREFIXES = {"organization": "org"}


def spans(text: str, words: str) -> list[list[int]]:
    """Every place where the words stand whole."""
    found = []
    start = text.find(words)
    while start >= 0:
        found.append([start, start + len(words)])
        start = text.find(words, start + len(words))
    return found


def entity(text: str, kind: str, name: str, forms: list[str]) -> dict[str, Any]:
    taken: list[list[int]] = []
    for form in sorted(forms, key=len, reverse=True):
        taken += [s for s in spans(text, form) if not any(s[0] < e and b < s[1] for b, e in taken)]
    key = f"{PREFIXES.get(kind, kind)}:{name.lower().replace(' ', '-')}"
    return {
        "id": key,
        "kind": kind,
        "name": name,
        "mentions": sorted(taken),
        "organization_kind": {"Halden Steel": "company", "Institute of Tides": "think tank"}.get(name),
        "gender": None,
    }


def attribution(doc: Doc, source: str, cue: str, content: str) -> dict[str, Any]:
    """An attribution by its words; a source is the last place of its words that has the cue near by."""
    at = spans(doc.text, content)[-1]
    cues = [s for s in spans(doc.text, cue) if abs(s[0] - at[0]) < 200]
    near = min(cues, key=lambda s: min(abs(s[1] - at[0]), abs(s[0] - at[1])))
    sources = min(spans(doc.text, source), key=lambda s: abs(s[0] - near[0])) if source else None
    place = doc.char_span(near[0], near[1], alignment_mode="expand")
    assert place is not None
    sentence = place.sent
    return {
        "source": [sources] if sources else [],
        "cue": [near],
        "content": [at],
        "sentence": [sentence.start_char, sentence.end_char],
        "quote_type": "indirect",
        "cue_type": "say",
        "cue_lemma": cue,
        "confidence": 0.9,
        "rule": "test",
        "relayed_by": None,
    }


def read(
    nlp: Language,
    text: str,
    entities: Entities,
    attributions: list[tuple[str, str, str]],
    affiliations: list[dict[str, Any]] | None = None,
) -> Doc:
    component = make_speakers(nlp, "sayso_speakers")
    assert isinstance(component, Speakers)
    doc = nlp(text)
    doc._.entities = [entity(text, *entry) for entry in entities]
    doc._.affiliations = affiliations or []
    doc._.attributions = [attribution(doc, *entry) for entry in attributions]
    return component(doc)


def speakers(doc: Doc) -> list[tuple[str | None, str | None]]:
    return [(s["speaker_id"], s["coreference"]) for s in doc._.statements]


@pytest.mark.parametrize(
    ("text", "entities", "source", "expected"),
    [
        ("Mei Duan said the mill would close.", [MEI], "Mei Duan", ("person:mei-duan", "full-name")),
        (
            "Mei Duan, head of research at Halden Steel, said the mill would close.",
            [MEI, HALDEN],
            "Mei Duan, head of research at Halden Steel,",
            ("person:mei-duan", "full-name"),
        ),
        (
            "Halden Steel chief engineer Mei Duan said the mill would close.",
            [MEI, HALDEN],
            "Halden Steel chief engineer Mei Duan",
            ("person:mei-duan", "full-name"),
        ),
        (
            "Its director, Mei Duan, said the mill would close.",
            [MEI],
            "Its director, Mei Duan,",
            ("person:mei-duan", "full-name"),
        ),
        (
            "Mei Duan spoke first. Duan said the mill would close.",
            [MEI],
            "Duan",
            ("person:mei-duan", "surname"),
        ),
        (
            "Mei Duan spoke first. She said the mill would close.",
            [MEI],
            "She",
            ("person:mei-duan", "pronoun"),
        ),
        (
            "Mei Duan praised Otto Brandt in March. She said the mill would close.",
            [MEI, OTTO],
            "She",
            ("person:mei-duan", "pronoun"),
        ),
        (
            "Mei Duan and Otto Brandt met in March. He said the mill would close.",
            [MEI, OTTO],
            "He",
            (None, "pronoun"),
        ),
        ("He said the mill would close.", [], "He", (None, "pronoun")),
        (
            "The Institute of Tides looks at ports. The institute said the mill would close.",
            [TIDES, HALDEN],
            "The institute",
            ("org:institute-of-tides", "nominal"),
        ),
        (
            "Halden Steel runs four mills. The company said the mill would close.",
            [HALDEN, TIDES],
            "The company",
            ("org:halden-steel", "nominal"),
        ),
        (
            "Halden Steel runs four mills. It said the mill would close.",
            [HALDEN],
            "It",
            ("org:halden-steel", "pronoun"),
        ),
        (
            "Halden Steel published a long report in May. The report said the mill would close.",
            [HALDEN],
            "The report",
            ("org:halden-steel", "nominal"),
        ),
        (
            "A study by Halden Steel said the mill would close.",
            [HALDEN],
            "A study by Halden Steel",
            ("org:halden-steel", "full-name"),
        ),
        (
            "Halden Steel's analysis said the mill would close.",
            [HALDEN],
            "Halden Steel's analysis",
            ("org:halden-steel", "full-name"),
        ),
        (
            "The economist Otto Brandt was there. The economist said the mill would close.",
            [OTTO],
            "The economist",
            ("person:otto-brandt", "nominal"),
        ),
        (
            "Sen. Otto Brandt was there. The senator said the mill would close.",
            [("person", "Otto Brandt", ["Otto Brandt"])],
            "The senator",
            ("person:otto-brandt", "nominal"),
        ),
        (
            "Otto Brandt was there. The 52-year-old said the mill would close.",
            [OTTO],
            "The 52-year-old",
            ("person:otto-brandt", "nominal"),
        ),
        (
            "The head of Halden Steel said the mill would close.",
            [HALDEN],
            "The head of Halden Steel",
            ("unnamed:head-of-halden-steel", "full-name"),
        ),
        (
            "A senior official said the mill would close.",
            [],
            "A senior official",
            ("unnamed:senior-official", "full-name"),
        ),
        (
            "One Danish welder said the mill would close.",
            [],
            "One Danish welder",
            ("unnamed:one-danish-welder", "full-name"),
        ),
        (
            "Some Danish welders said the mill would close.",
            [],
            "Some Danish welders",
            ("collective:some-danish-welders", "full-name"),
        ),
        (
            "Scholars from Norway and Japan said the mill would close.",
            [],
            "Scholars from Norway and Japan",
            ("collective:scholars-from-norway-and-japan", "full-name"),
        ),
        (
            "An internal report said the mill would close.",
            [],
            "An internal report",
            ("document:internal-report", "full-name"),
        ),
        (
            "Welders from the yard met. They said the mill would close.",
            [],
            "They",
            ("collective:welders-from-the-yard", "pronoun"),
        ),
        ("We said the mill would close.", [], "We", (None, None)),
        (
            "The introduction of steam said the mill would close.",
            [],
            "The introduction of steam",
            (None, None),
        ),
        ("Nobody said the mill would close.", [], "Nobody", (None, None)),
        (
            "Mei Duan opened the campaign. The Liberal candidate said the mill would close.",
            [MEI],
            "The Liberal candidate",
            ("person:mei-duan", "nominal"),
        ),
        (
            "Mei Duan opened the campaign. The Norwegian ambassador said the mill would close.",
            [MEI],
            "The Norwegian ambassador",
            ("unnamed:norwegian-ambassador", "full-name"),
        ),
        (
            "Norway said the mill would close.",
            [("place", "Norway", ["Norway"])],
            "Norway",
            ("org:norway", "full-name"),
        ),
        (
            "Mei Duan met Otto Brandt. The latter said the mill would close.",
            [MEI, OTTO],
            "The latter",
            ("person:otto-brandt", "nominal"),
        ),
        (
            "Mei Duan, who owns the yard, said the mill would close.",
            [MEI],
            "who",
            ("person:mei-duan", "full-name"),
        ),
    ],
)
def test_a_source_is_led_back_to_its_speaker(
    nlp: Language, text: str, entities: Entities, source: str, expected: tuple[str | None, str | None]
) -> None:
    doc = read(nlp, text, entities, [(source, "said", "the mill would close")])
    assert speakers(doc) == [expected]


def test_an_agentless_passive_has_no_speaker(nlp: Language) -> None:
    doc = read(nlp, "It is said the mill would close.", [], [("", "said", "the mill would close")])
    assert speakers(doc) == [(None, None)]


def test_joint_speakers_get_a_statement_each(nlp: Language) -> None:
    doc = read(
        nlp,
        "Mei Duan and Otto Brandt said the mill would close.",
        [MEI, OTTO],
        [("Mei Duan and Otto Brandt", "said", "the mill would close")],
    )
    assert speakers(doc) == [("person:mei-duan", "full-name"), ("person:otto-brandt", "full-name")]
    first, second = doc._.statements
    assert first["content"] == second["content"]
    assert first is not second


def test_a_pronoun_skips_those_named_in_what_is_said(nlp: Language) -> None:
    doc = read(
        nlp,
        "Mei Duan looked tired. Otto Brandt is a fool, she said.",
        [MEI, OTTO],
        [("she", "said", "Otto Brandt is a fool")],
    )
    assert speakers(doc) == [("person:mei-duan", "pronoun")]


def test_a_pronoun_keeps_the_gender_that_the_text_gives(nlp: Language) -> None:
    text = "Mei Duan met Otto Brandt. She said it would rain. Brandt left. She said the mill would close."
    doc = read(
        nlp,
        text,
        [MEI, OTTO],
        [("She", "said", "it would rain"), ("She", "said", "the mill would close")],
    )
    doc._.entities[1]["gender"] = "male"
    doc = make_speakers(nlp, "sayso_speakers")(doc)
    assert speakers(doc) == [("person:mei-duan", "pronoun"), ("person:mei-duan", "pronoun")]


def test_a_surname_of_two_people_in_one_sentence_stays_open(nlp: Language) -> None:
    doc = read(
        nlp,
        "Ada Falk and Otto Falk came. Falk said the mill would close.",
        [("person", "Ada Falk", ["Ada Falk"]), ("person", "Otto Falk", ["Otto Falk", "Falk said"])],
        [("Falk", "said", "the mill would close")],
    )
    doc._.entities[1]["mentions"][-1][1] -= len(" said")
    doc = make_speakers(nlp, "sayso_speakers")(doc)
    (statement,) = doc._.statements
    assert (statement["speaker_id"], statement["possible_speaker_id"]) == (None, "person:otto-falk")


def test_a_relative_who_is_silent_is_not_meant_by_the_surname(nlp: Language) -> None:
    doc = read(
        nlp,
        "Otto Falk came first. They mocked his wife, Ada Falk. Falk said the mill would close.",
        [("person", "Otto Falk", ["Otto Falk", "Falk said"]), ("person", "Ada Falk", ["Ada Falk"])],
        [("Falk", "said", "the mill would close")],
    )
    doc._.entities[0]["mentions"][-1][1] -= len(" said")
    doc = make_speakers(nlp, "sayso_speakers")(doc)
    assert speakers(doc) == [("person:otto-falk", "surname")]


def test_a_title_tells_two_people_of_one_surname_apart(nlp: Language) -> None:
    text = "Ada Falk came first. Otto Falk came later. Ms. Falk said the mill would close."
    doc = read(
        nlp,
        text,
        [("person", "Ada Falk", ["Ada Falk"]), ("person", "Otto Falk", ["Otto Falk"])],
        [("Ms. Falk", "said", "the mill would close")],
    )
    ada, otto = doc._.entities
    ada["gender"], otto["gender"] = "female", "male"
    place = text.index("Ms. Falk") + 4
    otto["mentions"].append([place, place + 4])
    doc = make_speakers(nlp, "sayso_speakers")(doc)
    assert speakers(doc) == [("person:ada-falk", "surname")]


def test_an_antecedent_is_where_the_name_stands(nlp: Language) -> None:
    doc = read(
        nlp,
        "Mei Duan spoke first. Duan said the mill would close.",
        [MEI],
        [("Duan", "said", "the mill would close")],
    )
    (statement,) = doc._.statements
    assert statement["antecedent"] == [0, 8]


def test_an_age_tells_two_people_apart(nlp: Language) -> None:
    text = "Mei Duan met Otto Brandt in March. The 52-year-old said the mill would close."
    doc = read(nlp, text, [MEI, OTTO], [("The 52-year-old", "said", "the mill would close")])
    assert speakers(doc) == [(None, "nominal")]
    mei, otto = doc._.entities
    mei["age"], otto["age"] = 31, 52
    doc = make_speakers(nlp, "sayso_speakers")(doc)
    assert speakers(doc) == [("person:otto-brandt", "nominal")]


def test_whose_age_is_told_by_the_source_keeps_it(nlp: Language) -> None:
    text = "Mei Duan came in March. The 52-year-old said the mill would close."
    doc = read(nlp, text, [MEI], [("The 52-year-old", "said", "the mill would close")])
    assert doc._.entities[0]["age"] == 52


def test_the_capacity_is_what_the_speaker_is_now(nlp: Language) -> None:
    person = {"person_id": "person:mei-duan", "person": [0, 8], "organization_id": None, "part_of_id": None}
    affiliations = [
        {**person, "role_text": "welder", "former": True},
        {**person, "role_text": "engineer", "former": False},
        {**person, "person_id": "person:otto-brandt", "role_text": "chair", "former": False},
    ]
    doc = read(
        nlp,
        "Mei Duan said the mill would close.",
        [MEI, OTTO],
        [("Mei Duan", "said", "the mill would close")],
        affiliations,
    )
    assert doc._.statements[0]["capacity"] == [1]


def test_a_role_of_an_organisation_is_who_holds_it(nlp: Language) -> None:
    text = "Mei Duan runs Halden Steel. The head of Halden Steel said the mill would close."
    affiliation = {
        "person_id": "person:mei-duan",
        "person": [0, 8],
        "organization_id": "org:halden-steel",
        "part_of_id": None,
        "role_text": "head",
        "former": False,
    }
    doc = read(
        nlp,
        text,
        [MEI, HALDEN],
        [("The head of Halden Steel", "said", "the mill would close")],
        [affiliation],
    )
    assert speakers(doc) == [("person:mei-duan", "nominal")]


def test_a_relaying_speaker_is_kept(nlp: Language) -> None:
    doc = read(
        nlp,
        "Mei Duan said Otto Brandt thinks the mill would close.",
        [MEI, OTTO],
        [
            ("Mei Duan", "said", "Otto Brandt thinks the mill would close"),
            ("Otto Brandt", "thinks", "the mill would close"),
        ],
    )
    doc._.attributions[1]["relayed_by"] = 0
    doc = make_speakers(nlp, "sayso_speakers")(doc)
    assert [s["relayed_by_id"] for s in doc._.statements] == [None, "person:mei-duan"]


def test_groups_are_put_among_the_entities_once(nlp: Language) -> None:
    text = "Some welders said it would rain. Some welders said the mill would close."
    doc = read(
        nlp,
        text,
        [],
        [("Some welders", "said", "it would rain"), ("Some welders", "said", "the mill would close")],
    )
    assert [(e["id"], e["kind"], e["name"], e["mentions"]) for e in doc._.entities] == [
        ("collective:some-welders", "collective", "some welders", [[0, 12], [33, 45]])
    ]


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        ("Mei Duan expressed deep skepticism in March.", "Mei Duan", "expressed", "deep skepticism"),
        ("We believe the mill would close.", "We", "believe", "the mill would close"),
        ("The shortage means the mill would close.", "The shortage", "means", "the mill would close"),
    ],
)
def test_what_nobody_says_and_what_says_nothing_is_no_statement(
    nlp: Language, text: str, source: str, cue: str, content: str
) -> None:
    doc = read(nlp, text, [MEI], [(source, cue, content)])
    doc._.attributions[0]["confidence"] = 0.5
    assert Speakers()(doc)._.statements == []


def test_a_document_without_attributions_has_no_statements(nlp: Language) -> None:
    make_speakers(nlp, "sayso_speakers")
    assert Speakers()(nlp("It rained."))._.statements == []


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.sampled_from(["Mei Duan", "Duan", "She", "It", "Some", "the mill", ",", "and", "said"]),
        max_size=12,
    )
)
def test_any_source_is_answered_and_named_only_from_the_entities(nlp: Language, words: list[str]) -> None:
    text = " ".join(["Mei Duan came.", *words, "said so."])
    doc = nlp(text)
    make_speakers(nlp, "sayso_speakers")
    doc._.entities = [entity(text, *MEI)]
    doc._.attributions = [attribution(doc, " ".join(words), "said", "so")]
    doc = Speakers()(doc)
    known = {e["id"] for e in doc._.entities} | {None}
    assert doc._.statements
    assert {s["speaker_id"] for s in doc._.statements} <= known
