"""The whole pipeline: from articles to extractions."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

import sayso
from sayso.errors import ModelError
from sayso.extract import pipeline, reading
from sayso.graph.model import Article, Extraction, Rejection

STORY = (
    "Mara Lindqvist, director of the Center for Trade Law at Halden University, told the Harbour Times "
    "that the ban on selling advanced chips to China would hurt small firms most. "
    "She also warned of higher prices."
)


@pytest.fixture(scope="module")
def nlp() -> Language:
    return pipeline.load()


def articles(count: int) -> Iterator[Article]:
    for number in range(count):
        yield Article(id=f"story-{number}", source=f"story-{number}.txt", text=STORY)


def extracted(nlp: Language, *texts: str) -> list[Extraction]:
    found = pipeline.extractions(nlp, [Article(f"a{n}", f"a{n}.txt", text) for n, text in enumerate(texts)])
    return [result for result in found if isinstance(result, Extraction)]


def test_a_story_becomes_who_said_what(nlp: Language) -> None:
    (result,) = extracted(nlp, STORY)
    names = {entity.id: entity.name for entity in result.entities}
    first, second = result.statements
    words = [
        " ".join(STORY[start:end] for start, end in statement.content) for statement in result.statements
    ]
    assert [names[first.speaker_id or ""], names[second.speaker_id or ""]] == ["Mara Lindqvist"] * 2
    assert words[0].endswith("the ban on selling advanced chips to China would hurt small firms most")
    assert "higher prices" in words[1]
    assert [(channel.kind, channel.name) for channel in first.channel] == [("told-to", "Harbour Times")]
    assert (first.coreference, second.coreference) == ("full-name", "pronoun")
    (affiliation,) = result.affiliations
    assert (
        affiliation.role_text,
        names[affiliation.organization_id or ""],
        names[affiliation.part_of_id or ""],
    ) == (
        "director",
        "Center for Trade Law",
        "Halden University",
    )


def test_every_fact_carries_its_evidence(nlp: Language) -> None:
    samples = [
        found
        for found in reading.read([Path(sayso.__file__).parent / "samples"])
        if isinstance(found, Article)
    ]
    assert samples
    for result in pipeline.extractions(nlp, samples):
        assert isinstance(result, Extraction)
        size = len(result.article.text)
        blank = result.article.furniture
        ids = {entity.id for entity in result.entities}
        for statement in result.statements:
            spans = (*statement.content, *statement.cue, *statement.source, statement.sentence)
            assert all(0 <= start < end <= size for start, end in spans)
            assert not any(start < b and a < end for start, end in spans for a, b in blank)
            assert statement.speaker_id is None or statement.speaker_id in ids
            assert 0 < statement.confidence <= 1 and statement.rule
            assert (
                statement.cue or statement.continues or statement.rule.startswith(("byline", "quote", "mark"))
            )
            assert all(0 <= index < len(result.affiliations) for index in statement.capacity)
            assert all(result.affiliations[i].person_id == statement.speaker_id for i in statement.capacity)
        for affiliation in result.affiliations:
            assert affiliation.person_id in ids
            assert 0 < affiliation.confidence <= 1 and affiliation.rule


def test_equal_input_gives_equal_extractions_whatever_the_batch(nlp: Language) -> None:
    together = list(pipeline.extractions(nlp, articles(11)))
    apart = [result for article in articles(11) for result in pipeline.extractions(nlp, [article])]
    assert together == apart


def test_a_corpus_is_read_a_batch_at_a_time(nlp: Language) -> None:
    taken = 0

    def endless() -> Iterator[Article]:
        nonlocal taken
        for taken in range(1_000_000):
            yield Article(id=f"a{taken}", source="a.txt", text="The minister spoke.")

    next(pipeline.extractions(nlp, endless()))
    assert taken < 20


def test_rejections_are_passed_on_in_their_place(nlp: Language) -> None:
    refused = Rejection("bad.txt", "it is empty")
    results = list(pipeline.extractions(nlp, [*articles(1), refused, *articles(1)]))
    assert [isinstance(result, Extraction) for result in results] == [True, False, True]
    assert results[1] is refused


def test_an_article_that_breaks_a_component_is_named_and_the_rest_goes_on() -> None:
    class Breaks:
        def __call__(self, doc: Doc) -> Doc:
            if "poison" in doc.text:
                raise RuntimeError("cannot stand it")
            return doc

    nlp = pipeline.load()
    Language.component("breaks_on_poison", func=Breaks())
    nlp.add_pipe("breaks_on_poison")
    given = [*articles(2), Article("p", "poison.txt", "The poison was sold, he said."), *articles(1)]
    results = list(pipeline.extractions(nlp, given))
    assert [isinstance(result, Extraction) for result in results] == [True, True, False, True]
    assert isinstance(results[2], Rejection)
    assert results[2].source == "poison.txt"
    assert "cannot stand it" in results[2].reason


@pytest.mark.parametrize("model", ["no_such_pipeline", "sayso"])
def test_a_model_that_is_none_is_refused(model: str) -> None:
    with pytest.raises(ModelError):
        pipeline.load(model)


def test_a_model_that_is_not_the_one_we_know_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(pipeline.DEFAULT_MODEL_HASHES, "config.cfg", "0" * 64)
    with pytest.raises(ModelError, match=r"config\.cfg"):
        pipeline.load()


def test_components_work_in_a_strangers_pipeline_and_across_processes() -> None:
    nlp = spacy.load(pipeline.DEFAULT_MODEL)
    nlp.add_pipe("sayso_attributions")
    for docs in (nlp.pipe([STORY]), nlp.pipe([STORY, STORY], n_process=2)):
        for doc in docs:
            found = [" ".join(doc.text[start:end] for start, end in a["cue"]) for a in doc._.attributions]
            assert found == ["told", "also warned of"]


def test_the_run_tells_versions_and_is_the_same_for_the_same_pipeline(nlp: Language) -> None:
    facts = dict(pipeline.run_facts(nlp))
    assert {"sayso", "spacy", "model", "code", "components"} <= set(facts)
    assert pipeline.run_id(pipeline.run_facts(pipeline.load())) == pipeline.run_id(facts.items())
    other = pipeline.load(schemes=[str(Path(__file__).parent.parent / "topics-own.ttl")])
    assert pipeline.run_id(pipeline.run_facts(other)) != pipeline.run_id(facts.items())
