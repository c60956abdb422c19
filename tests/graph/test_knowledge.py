"""The graph as a notebook sees it, over a real store filled from extractions made by hand."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import sayso
from sayso.errors import QueryError, QuestionError, SaysoError, StoreError
from sayso.graph.knowledge import KnowledgeGraph
from sayso.graph.model import Affiliation, Article, Entity, Extraction, Statement, TopicAssignment
from sayso.graph.store import Store

TEXT = (
    "Nora Hale, director of the Quarry Institute at Senn University, said the chip sanctions will not hold. "
    "Otto Brem <b>said</b> they will."
)


def _at(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


def _extraction() -> Extraction:
    article = Article(
        "quarry",
        "quarry.txt",
        TEXT,
        title="Quarrel <i>over</i> chips",
        published="2026-05-04",
        outlet="Senn Post",
    )
    hale, brem = _at("Nora Hale"), _at("Otto Brem")
    institute, university = _at("Quarry Institute"), _at("Senn University")
    topic = TopicAssignment("topic:chip-export-controls", "own-words", 0.9, _at("chip sanctions"))
    near = TopicAssignment("topic:chip-export-controls", "neighbouring-sentence", 0.4)
    return Extraction(
        article,
        entities=(
            Entity("person:nora-hale", "person", "Nora Hale", (hale,)),
            Entity("person:otto-brem", "person", "Otto Brem", (brem,)),
            Entity(
                "organization:quarry-institute",
                "organization",
                "Quarry Institute",
                (institute,),
                "think tank",
            ),
            Entity(
                "organization:senn-university", "organization", "Senn University", (university,), "university"
            ),
        ),
        affiliations=(
            Affiliation(
                hale,
                "person:nora-hale",
                institute,
                "organization:quarry-institute",
                _at("director"),
                "director",
                "executive",
                "organization:senn-university",
                confidence=0.9,
                rule="apposition",
            ),
        ),
        statements=(
            Statement(
                "statement:quarry-69-102",
                (hale,),
                ((_at("said the")[0], _at("said the")[0] + 4),),
                (_at("the chip sanctions will not hold"),),
                (0, 103),
                "indirect",
                "say",
                speaker_id="person:nora-hale",
                capacity=(0,),
                topics=(topic,),
                confidence=0.95,
                rule="verb",
            ),
            Statement(
                "statement:quarry-127-136",
                (brem,),
                (_at("<b>said</b>"),),
                (_at("they will"),),
                (104, len(TEXT)),
                "indirect",
                "say",
                speaker_id="person:otto-brem",
                topics=(near,),
                confidence=0.6,
                rule="verb",
            ),
        ),
        run="1",
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("knowledge") / "graph"
    with Store.open(path, create=True) as store:
        store.replace(_extraction())
        store.refresh_derived()
    return path


@pytest.fixture
def kg(folder: Path) -> Iterator[KnowledgeGraph]:
    with sayso.open(folder) as opened:
        yield opened


def test_statements_come_with_their_evidence(kg: KnowledgeGraph) -> None:
    found = kg.statements(person="hale")
    shown = [
        "name",
        "role",
        "organization",
        "words",
        "source",
        "title",
        "char_start",
        "char_end",
        "basis",
        "confidence",
    ]
    assert found[shown].values.tolist() == [
        [
            "Nora Hale",
            "director",
            "Quarry Institute, Senn University",
            "the chip sanctions will not hold",
            "quarry.txt",
            "Quarrel <i>over</i> chips",
            *_at("the chip sanctions will not hold"),
            "own-words",
            0.95,
        ]
    ]


def test_a_table_is_cut_by_kind_and_number(kg: KnowledgeGraph) -> None:
    assert list(kg.analyse("person-topic", "degree", kind="person")["name"]) == ["Nora Hale", "Otto Brem"]
    assert list(kg.analyse("person-topic", "degree", top=1, kind="person")["name"]) == ["Nora Hale"]
    with pytest.raises(SaysoError, match="the top 0 rows are none"):
        kg.analyse("person-topic", "degree", top=0)


def test_a_page_may_leave_whole_articles_out(kg: KnowledgeGraph, tmp_path: Path) -> None:
    kg.export("overview", tmp_path / "with.html")
    kg.export("overview", tmp_path / "without.html", texts=False)
    assert (tmp_path / "without.html").stat().st_size < (tmp_path / "with.html").stat().st_size


def test_only_who_speaks_as_one_is_an_expert(kg: KnowledgeGraph) -> None:
    assert list(kg.statements(topic="chip export controls")["name"]) == ["Nora Hale", "Otto Brem"]
    assert list(kg.experts(topic="chip export controls")["name"]) == ["Nora Hale"]


def test_who_counts_as_an_expert_can_be_said(kg: KnowledgeGraph) -> None:
    assert list(kg.experts(topic="chip export controls", kinds="journalist")["name"]) == []
    question = "which experts commented on chip sanctions?"
    assert list(kg.ask(question)["name"]) == ["Nora Hale"]
    assert list(kg.ask(question, experts="journalist")["name"]) == []


def test_a_university_speaks_through_its_institutes(kg: KnowledgeGraph) -> None:
    assert list(kg.statements(organization="Senn University")["name"]) == ["Nora Hale"]


def test_nothing_found_is_an_empty_table_with_columns(kg: KnowledgeGraph) -> None:
    found = kg.experts(topic="banking")
    assert (len(found), list(found.columns)) == (0, list(kg.statements().columns))


def test_a_query_is_a_table(kg: KnowledgeGraph) -> None:
    found = kg.query("SELECT ?name { ?p a sayso:Person ; skos:prefLabel ?name } ORDER BY ?name")
    assert found.to_dict("list") == {"name": ["Nora Hale", "Otto Brem"]}


def test_a_question_is_answered_and_shows_what_it_ran(kg: KnowledgeGraph) -> None:
    found = kg.ask("which experts commented on chip sanctions?")
    assert list(found["name"]) == ["Nora Hale"]
    assert "SELECT" in found.attrs["sparql"]
    assert "chip export controls" in found.attrs["understood"]


def test_a_measure_ranks_the_nodes_of_a_view(kg: KnowledgeGraph) -> None:
    found = kg.analyse("person-topic", "degree")
    assert found.reset_index(drop=True).values.tolist() == [
        ["chip export controls", "topic", 2],
        ["Nora Hale", "person", 1],
        ["Otto Brem", "person", 1],
    ]
    assert found.attrs["method"] == "counted, by networkx"


def test_a_view_is_a_graph_and_a_file(kg: KnowledgeGraph, tmp_path: Path) -> None:
    assert kg.to_networkx("outlet-speaker").number_of_edges() == 2
    assert kg.export("overview", tmp_path / "quarry.html") == [tmp_path / "quarry.html"]


def test_what_a_notebook_shows_is_escaped(kg: KnowledgeGraph) -> None:
    shown = kg.show("overview")._repr_html_()
    assert shown.startswith('<iframe srcdoc="&lt;!doctype html&gt;')
    assert shown.count("<") == 2
    assert "<th>statements</th><td>2</td>" in kg._repr_html_()


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda kg: kg.statements(person="Nora Hail"), QueryError, "did you mean 'Nora Hale'"),
        (lambda kg: kg.query("SELEC ?x"), QueryError, "SELEC|SELECT|valid|expected"),
        (lambda kg: kg.ask("how is the weather?"), QuestionError, "cannot read"),
        (lambda kg: kg.to_networkx("cat-dog"), SaysoError, "no view 'cat-dog'"),
        (lambda kg: kg.analyse("person-topic", "fame"), SaysoError, "no measure 'fame' of person-topic"),
    ],
)
def test_what_cannot_be_answered_says_why(
    kg: KnowledgeGraph, call: object, error: type[Exception], message: str
) -> None:
    assert callable(call)
    with pytest.raises(error, match=message):
        call(kg)


def test_a_folder_without_a_graph_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no graph in"):
        sayso.open(tmp_path / "nothing")


def test_importing_sayso_stays_cheap() -> None:
    heavy = ("spacy", "pandas", "networkx", "pyoxigraph", "rdflib", "flask")
    code = f"import sys, sayso; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_sayso_has_no_other_names() -> None:
    with pytest.raises(AttributeError, match="no attribute 'close'"):
        sayso.close  # noqa: B018 - looking it up is what is tested
