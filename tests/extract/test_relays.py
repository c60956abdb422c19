"""Who relays whose words, and whom nobody can name, through the whole pipeline with the rules."""

import pytest
from spacy.language import Language

from sayso.extract.extraction import extraction
from sayso.extract.pipeline import load
from sayso.graph.model import Article, Extraction, Unit
from sayso.graph.record import from_json, to_json


@pytest.fixture(scope="module")
def whole() -> Language:
    return load(attributions="rules")


def _extract(nlp: Language, text: str) -> Extraction:
    return extraction(nlp(text), Article("a", "a", text, units=(Unit("paragraph", 0, len(text)),)), run="r")


# Each statement: who speaks, what it says begins with, who relays it.
NESTED = [
    (
        "Chancellor Anna Vogel said that President Luc Moreau had told her that France would veto the deal.",
        [("anna-vogel", "that President", None), ("luc-moreau", "that France", "anna-vogel")],
    ),
    (
        "According to Anna Vogel, Luc Moreau believes that the euro will survive.",
        [("anna-vogel", "Luc Moreau", None), ("luc-moreau", "that the euro", "anna-vogel")],
    ),
    (
        "The Kremlin said Vladimir Putin told Luc Moreau that the grain deal was dead.",
        [("kremlin", "Vladimir", None), ("vladimir-putin", "that the grain", "kremlin")],
    ),
    (
        "“Luc Moreau told me, ‘We are finished,’” Anna Vogel said.",
        [("anna-vogel", "“Luc", None), ("luc-moreau", "We are", "anna-vogel")],
    ),
    (
        "Anna Vogel denied that she had asked Luc Moreau for money.",
        [("anna-vogel", "that she", None)],
    ),
    # an outlet hands on the words and has no say of its own
    (
        "Reuters reported that Trade Minister Wang Tao had said that exports would resume.",
        [("wang-tao", "that exports", "reuters")],
    ),
    (
        "Xinhua quoted Wang Tao as saying that exports would resume in May.",
        [("wang-tao", "that exports", "xinhua-news-agency")],
    ),
    ("Norvik will cut 5,000 jobs, Reuters reported.", [("reuters", "Norvik", None)]),
]


def _slug(identity: str | None) -> str | None:
    return None if identity is None else identity.partition(":")[2]


@pytest.mark.parametrize(("text", "expected"), NESTED, ids=[text for text, _ in NESTED])
def test_inner_words_are_the_speakers_and_relayed(
    whole: Language, text: str, expected: list[tuple[str, str, str | None]]
) -> None:
    found = _extract(whole, text)
    assert from_json(to_json(found)).statements == found.statements
    assert [(_slug(s.speaker_id), _slug(s.relayed_by_id)) for s in found.statements] == [
        (speaker, relay) for speaker, _, relay in expected
    ]
    for statement, (_, opening, _) in zip(found.statements, expected, strict=True):
        assert text[statement.content[0][0] :].startswith(opening)


@pytest.mark.parametrize(
    "text",
    [
        "It is believed that the hackers came from abroad.",
        "The move was widely seen as a rebuke to Tehran.",
        "It was reported that three tankers had been hit.",
        "Norvik is expected to cut its forecast on Thursday.",
        "Rumour has it that the chief executive will step down.",
        "Anna Vogel met Luc Moreau. It was agreed that the border would reopen.",
        "Anna Vogel visited the site. The dam is said to be unsafe.",
        "Anna Vogel left. Concerns are growing that the ceasefire will collapse.",
        "The general reportedly sold weapons to both sides.",
        "Nobody believes that the treaty will be signed.",
    ],
)
def test_nobody_is_made_a_speaker_where_none_is_named(whole: Language, text: str) -> None:
    (statement,) = _extract(whole, text).statements
    assert (statement.speaker_id, statement.possible_speaker_id) == (None, None)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Critics say the law is unconstitutional.", "collective"),
        ("Sources said the merger talks had collapsed.", "collective"),
        ("Sources close to Anna Vogel said she would not run again.", "collective"),
        ("A senior official said the talks had failed.", "unnamed-person"),
        ("Some say the dam should never have been built.", "collective"),
    ],
)
def test_groups_and_unnamed_people_speak_without_a_name(whole: Language, text: str, kind: str) -> None:
    found = _extract(whole, text)
    (statement,) = found.statements
    kinds = {entity.id: entity.kind for entity in found.entities}
    assert kinds[statement.speaker_id or ""] == kind
