"""How sure a statement is, whether it negates, and which stance its cue carries."""

from typing import Any

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from sayso.extract.modality import Modality


def _read(nlp: Language, marked: str, **fields: Any) -> dict[str, Any]:
    """The one statement of a text that has its content in «»."""
    if not Doc.has_extension("statements"):
        Doc.set_extension("statements", default=None)
    before, content, after = (*marked.replace("»", "«").split("«"),)
    doc = nlp(before + content + after)
    span = [len(before), len(before) + len(content)]
    doc._.statements = [{"content": [span], "cue": [[0, 2]], "cue_type": "say", **fields}]
    statement: dict[str, Any] = Modality()(doc)._.statements[0]
    return statement


CERTAINTIES = [
    ("She said «the plant is closed».", {}, "certain"),
    ("She said «the plant will close in May».", {}, "certain"),
    ("She said «the plant may close».", {}, "possible"),
    ("She said «the plant could be sold».", {}, "possible"),
    ("She said «the plant, which might be sold, is closed».", {}, "certain"),
    ("She said «perhaps the plant is closed».", {}, "possible"),
    ("She stressed «the potential problems of the plant».", {}, "possible"),
    ("She said «the plant would close».", {}, "probable"),
    ("She said «the plant is likely to close».", {}, "probable"),
    ("She said «the plant usually closes in May».", {}, "probable"),
    ("She believes «the plant will close».", {"cue_type": "belief"}, "probable"),
    ("She suggested «the plant was closed».", {"cue_lemma": "suggest"}, "probable"),
    ("She predicts «a closed plant».", {"cue_type": "speculation"}, "probable"),
    ("She asked «whether the plant is closed».", {"cue_type": "question"}, "underspecified"),
    ("She said: «“Is the plant closed?”»", {}, "underspecified"),
    ("She said «if the price falls, the plant will close».", {}, "underspecified"),
    ("She said «if the price falls, the plant could close».", {}, "possible"),
]


@pytest.mark.parametrize(("marked", "fields", "expected"), CERTAINTIES, ids=[case[0] for case in CERTAINTIES])
def test_certainty(nlp: Language, marked: str, fields: dict[str, str], expected: str) -> None:
    assert _read(nlp, marked, **fields)["certainty"] == expected


POLARITIES = [
    ("She said «the plant is closed».", {}, "affirmative"),
    ("She said «the plant is not closed».", {}, "negated"),
    ("She said «the plant isn’t closed».", {}, "negated"),
    ("She said «the plant never closed».", {}, "negated"),
    ("She said «the plant has yet to close».", {}, "negated"),
    ("She said «nobody had closed the plant».", {}, "negated"),
    ("She said «there is no plant».", {}, "negated"),
    ("She said «the owners failed to close the plant».", {}, "negated"),
    ("She said «the plant, which was not insured, is closed».", {}, "affirmative"),
    ("She said «the risk cannot be ignored».", {}, "affirmative"),
    ("She denied «that the plant was closed».", {"cue_type": "denial"}, "negated"),
    ("She denied «that the plant was not closed».", {"cue_type": "denial"}, "affirmative"),
    ("She said «…».", {}, "affirmative"),
]


@pytest.mark.parametrize(("marked", "fields", "expected"), POLARITIES, ids=[f"{case}" for case in POLARITIES])
def test_polarity(nlp: Language, marked: str, fields: dict[str, str], expected: str) -> None:
    assert _read(nlp, marked, **fields)["polarity"] == expected


@pytest.mark.parametrize(
    ("cue_type", "polarity"),
    [("criticism", "negative"), ("concern", "negative"), ("warning", "negative"), ("praise", "positive")],
)
def test_a_cue_that_judges_carries_a_stance(nlp: Language, cue_type: str, polarity: str) -> None:
    stance = _read(nlp, "He slammed «the plan».", cue_type=cue_type, cue=[[3, 10]])["stance"]
    assert [(taken["toward"], taken["polarity"], taken["evidence"]) for taken in stance] == [
        ("", polarity, [3, 10])
    ]


@pytest.mark.parametrize("cue_type", ["say", "claim", "belief", "none", None])
def test_other_cues_carry_none(nlp: Language, cue_type: str | None) -> None:
    assert _read(nlp, "He said «the plan was poor».", cue_type=cue_type)["stance"] == []


def test_a_statement_without_tokens_is_certain_and_affirmative(nlp: Language) -> None:
    doc = nlp("Nothing here.")
    doc._.statements = [{"content": [[3, 3]], "cue": []}]
    assert Modality()(doc)._.statements == [
        {"content": [[3, 3]], "cue": [], "certainty": "certain", "polarity": "affirmative", "stance": []}
    ]
