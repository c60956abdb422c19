"""Through whom or where statements were made."""

from typing import Any

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from sayso.extract.channels import Channels, make_channels

KINDS = {
    "Mei Duan": ("person:mei-duan", "person"),
    "Duan": ("person:mei-duan", "person"),
    "Harbour Times": ("outlet:harbour-times", "outlet"),
    "Radio Nord": ("outlet:radio-nord", "outlet"),
    "Plover": ("platform:plover", "platform"),
    "Parliament": ("org:parliament", "organization"),
    "Coastal Shipping Gazette": ("org:coastal-shipping-gazette", "organization"),
}


def entities(text: str) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for name in sorted(KINDS, key=len, reverse=True):
        key, kind = KINDS[name]
        entity = found.setdefault(key, {"id": key, "kind": kind, "name": name, "mentions": []})
        start = text.find(name)
        while start >= 0:
            if not any(b <= start < e for b, e in entity["mentions"]):
                entity["mentions"].append([start, start + len(name)])
            start = text.find(name, start + 1)
        entity["mentions"].sort()
    return [entity for entity in found.values() if entity["mentions"]]


def statement(text: str, cue: str, content: str, speaker: str | None = "person:mei-duan") -> dict[str, Any]:
    at, said = text.index(content), text.index(cue)
    return {
        "source": [],
        "cue": [[said, said + len(cue)]],
        "content": [[at, at + len(content)]],
        "sentence": [min(at, said), max(at, said)],
        "speaker_id": speaker,
        "relayed_by_id": None,
        "continues": None,
    }


def read(nlp: Language, text: str, statements: list[dict[str, Any]]) -> Doc:
    component = make_channels(nlp, "sayso_channels")
    assert isinstance(component, Channels)
    doc = nlp(text)
    doc._.entities = entities(text)
    doc._.statements = statements
    return component(doc)


def channels(doc: Doc) -> list[list[tuple[str, str]]]:
    return [[(c["kind"], c["name"]) for c in s["channel"]] for s in doc._.statements]


@pytest.mark.parametrize(
    ("text", "cue", "expected"),
    [
        (
            "Mei Duan told the Harbour Times that the mill would close.",
            "told",
            [("told-to", "Harbour Times")],
        ),
        ("Mei Duan told Parliament that the mill would close.", "told", []),
        (
            "Mei Duan told the Coastal Shipping Gazette that the mill would close.",
            "told",
            [("told-to", "Coastal Shipping Gazette")],
        ),
        (
            "Speaking to the Harbour Times, Mei Duan said that the mill would close.",
            "said",
            [("told-to", "Harbour Times")],
        ),
        (
            "Mei Duan said in an interview with Radio Nord that the mill would close.",
            "said",
            [("interview-with", "Radio Nord")],
        ),
        (
            "In a Radio Nord interview, Mei Duan said that the mill would close.",
            "said",
            [("interview-with", "Radio Nord")],
        ),
        ("Mei Duan wrote on Plover that the mill would close.", "wrote", [("posted-on", "Plover")]),
        ("In a post on Plover, Mei Duan said that the mill would close.", "said", [("posted-on", "Plover")]),
        (
            "Mei Duan said that the mill would close, as reported by the Harbour Times.",
            "said",
            [("reported-by", "Harbour Times")],
        ),
        (
            "Mei Duan said that the mill would close, according to the Harbour Times.",
            "said",
            [("reported-by", "Harbour Times")],
        ),
        (
            "Mei Duan said that the mill would close, the Harbour Times reported.",
            "said",
            [("reported-by", "Harbour Times")],
        ),
        ("Mei Duan said that the mill would close near the Harbour Times.", "said", []),
    ],
)
def test_a_statement_says_through_whom_it_was_made(
    nlp: Language, text: str, cue: str, expected: list[tuple[str, str]]
) -> None:
    assert channels(read(nlp, text, [statement(text, cue, "the mill would close")])) == [expected]


def test_an_outlet_is_no_channel_of_its_own_words(nlp: Language) -> None:
    text = "According to the Harbour Times, the mill would close."
    doc = read(nlp, text, [statement(text, "According to", "the mill would close", "outlet:harbour-times")])
    assert channels(doc) == [[]]


def test_an_outlet_that_no_entity_covers_becomes_one(nlp: Language) -> None:
    text = "Mei Duan said in an interview with the state-run Varnholm Evening News that the mill would close."
    doc = read(nlp, text, [statement(text, "said", "the mill would close")])
    (channel,) = doc._.statements[0]["channel"]
    assert channel == {
        "kind": "interview-with",
        "name": "Varnholm Evening News",
        "id": "outlet:varnholm-evening-news",
        "span": [text.index("Varnholm"), text.index(" that")],
    }
    assert doc._.entities[-1]["kind"] == "outlet"


def test_what_was_told_holds_for_the_next_statement(nlp: Language) -> None:
    text = "Mei Duan told the Harbour Times that the mill would close. Duan added that it would rain."
    doc = read(
        nlp,
        text,
        [statement(text, "told", "the mill would close"), statement(text, "added", "it would rain")],
    )
    assert channels(doc) == [[("told-to", "Harbour Times")]] * 2


def test_an_interview_without_content_gives_its_channel_to_the_next_sentence(nlp: Language) -> None:
    text = "Mei Duan voiced doubt in an interview with Radio Nord. She suggested that it would rain."
    doc = read(nlp, text, [statement(text, "suggested", "it would rain")])
    assert channels(doc) == [[("interview-with", "Radio Nord")]]


def test_a_channel_does_not_pass_to_another_speaker(nlp: Language) -> None:
    text = "Mei Duan told the Harbour Times that the mill would close. Otto Brandt said that it would rain."
    doc = read(
        nlp,
        text,
        [
            statement(text, "told", "the mill would close"),
            statement(text, "said", "it would rain", "person:otto-brandt"),
        ],
    )
    assert channels(doc) == [[("told-to", "Harbour Times")], []]


def test_a_channel_ends_with_its_paragraph(nlp: Language) -> None:
    text = "Mei Duan told the Harbour Times that the mill would close.\n\nDuan added that it would rain."
    doc = read(
        nlp,
        text,
        [statement(text, "told", "the mill would close"), statement(text, "added", "it would rain")],
    )
    assert channels(doc) == [[("told-to", "Harbour Times")], []]


def test_another_occasion_ends_a_channel(nlp: Language) -> None:
    text = "Mei Duan told the Harbour Times that the mill would close. Later Duan added that it would rain."
    doc = read(
        nlp,
        text,
        [statement(text, "told", "the mill would close"), statement(text, "added", "it would rain")],
    )
    assert channels(doc) == [[("told-to", "Harbour Times")], []]


def test_a_continuation_has_the_channel_of_what_it_continues(nlp: Language) -> None:
    text = "Mei Duan told the Harbour Times that the mill would close. Such a mill could not pay."
    first = statement(text, "told", "the mill would close")
    second = statement(text, "Such", "Such a mill could not pay") | {"cue": [], "continues": 0}
    assert channels(read(nlp, text, [first, second])) == [[("told-to", "Harbour Times")]] * 2


def test_an_outlet_that_relays_is_the_channel(nlp: Language) -> None:
    text = "The Harbour Times writes that Mei Duan thinks the mill would close."
    told = statement(text, "thinks", "the mill would close") | {"relayed_by_id": "outlet:harbour-times"}
    assert channels(read(nlp, text, [told])) == [[("reported-by", "Harbour Times")]]


def test_a_document_can_be_stored_afterwards(nlp: Language) -> None:
    text = "Mei Duan told the Harbour Times that the mill would close."
    doc = read(nlp, text, [statement(text, "told", "the mill would close")])
    assert Doc(nlp.vocab).from_bytes(doc.to_bytes())._.statements == doc._.statements


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("South China Morning Post", "South China Morning Post"),
        ("South China Mornig Post", "South China Morning Post"),
        ("South Chian Morning Post", "South China Morning Post"),
        ("South China Morn Post", "South China Morn Post"),
        ("South China Morni Post", "South China Morning Post"),
        ("South Crane Morning Post", "South Crane Morning Post"),
        ("South China Evening Post", "South China Evening Post"),
    ],
)
def test_an_outlet_with_one_slip_in_its_name_is_the_known_one(
    nlp: Language, written: str, meant: str
) -> None:
    text = f"The port is safe, Mei Duan said in an interview with the {written}."
    component = make_channels(nlp, "sayso_channels")
    doc = nlp(text)
    at = text.index(written)
    outlet = {"id": "org:outlet", "kind": "organization", "name": written}
    doc._.entities = [*entities(text), outlet | {"mentions": [[at, at + len(written)]]}]
    doc._.statements = [statement(text, "said", "The port is safe")]
    assert [[channel["name"] for channel in s["channel"]] for s in component(doc)._.statements] == [[meant]]
    assert [entity.get("aliases") for entity in doc._.entities if entity["id"] == "org:outlet"] == [
        [written] if written != meant else None
    ]
