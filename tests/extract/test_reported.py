"""Whose words an outlet only reports, and whose turn it is."""

from typing import Any

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from sayso.extract.speakers import make_speakers

TEXT = "Mei Duan, who runs the yard, stated, “It will close,” as reported by Reuters."


def read(nlp: Language, text: str, content: str, source: str, cue: str) -> list[dict[str, Any]]:
    component = make_speakers(nlp, "sayso_speakers")
    doc = nlp(text)

    def span(words: str) -> list[int]:
        return [text.index(words), text.index(words) + len(words)]

    doc._.entities = [
        {"id": "person:mei-duan", "kind": "person", "name": "Mei Duan", "mentions": [span("Mei Duan")]},
        {"id": "outlet:reuters", "kind": "outlet", "name": "Reuters", "mentions": [span("Reuters")]},
    ]
    doc._.affiliations = []
    doc._.attributions = [
        {
            "source": [span(source)],
            "cue": [span(cue)],
            "content": [span(content)],
            "sentence": [0, len(text)],
            "quote_type": "direct",
            "cue_type": "say",
            "cue_lemma": "report",
            "confidence": 0.9,
            "rule": "test",
            "relayed_by": None,
        }
    ]
    doc = component(doc)
    assert isinstance(doc, Doc)
    statements: list[dict[str, Any]] = doc._.statements
    return statements


def test_what_an_outlet_reports_is_said_by_whose_verb_stands_before_it(nlp: Language) -> None:
    (statement,) = read(nlp, TEXT, "“It will close,”", "Reuters", "reported by")
    cue = statement["cue"][0]
    assert (statement["speaker_id"], TEXT[cue[0] : cue[1]]) == ("person:mei-duan", "stated")


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Mei Duan left. The yard will close, as reported by Reuters.", "The yard will close"),
        ("Mei Duan heard Reuters say so, as Reuters reported.", "so"),
    ],
)
def test_what_nobody_else_says_stays_the_outlets(nlp: Language, text: str, content: str) -> None:
    (statement,) = read(nlp, text, content, "Reuters", "reported")
    assert statement["speaker_id"] == "outlet:reuters"
