"""Several scheme files as one: what is joined, who has a label, how links go, and laws of all this."""

import itertools
import logging
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.graph.asking.lookup import topic_scheme
from sayso.graph.store import Store
from sayso.graph.topics.concepts import Concept
from sayso.graph.topics.scheme import TopicScheme, check
from sayso.graph.topics.scheme_files import read
from sayso.graph.topics.scheme_merging import ancestors, merged

EX = "https://example.org/t/"
HEAD = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix ex: <https://example.org/t/> .
"""


def _files(folder: Path, *turtles: str) -> list[Path]:
    paths = [folder / f"{number}.ttl" for number in range(len(turtles))]
    for path, turtle in zip(paths, turtles, strict=True):
        path.write_text(HEAD + turtle, encoding="utf-8")
    return paths


def _concept(name: str, label: str, rest: str = "") -> str:
    return f'ex:{name} a skos:Concept ; skos:prefLabel "{label}"@en {rest} .\n'


def _load(folder: Path, *turtles: str) -> TopicScheme:
    return TopicScheme.load(_files(folder, *turtles), shipped=False)


def _found(folder: Path, *turtles: str) -> list[tuple[str, str, str]]:
    checked = check(_files(folder, *turtles))
    return [(Path(f.file).name, f.kind, f.concept.removeprefix(EX)) for f in checked.findings]


def test_one_concept_in_two_files_has_the_labels_of_both(tmp_path: Path) -> None:
    boats = _concept("a", "boats", "; skos:altLabel 'ships'@en")
    scheme = _load(tmp_path, boats, _concept("a", "vessels", "; skos:definition 'What floats.'@en"))
    assert scheme.concepts == (
        Concept(EX + "a", "a", "boats", alt_labels=("ships", "vessels"), definition="What floats."),
    )


def test_a_scheme_is_the_same_in_files_and_read_back_from_a_graph(tmp_path: Path) -> None:
    scheme = _load(
        tmp_path,
        _concept(
            "a",
            "Mercury (planet)",
            "; skos:altLabel 'planets, inner'@en, 'wandering stars'@en ; skos:broader ex:c",
        )
        + _concept("b", "colour film", ", 'color film'@en-US ; skos:hiddenLabel 'a film in colour'@en")
        + _concept("c", "SOLAR SYSTEMS", "; skos:altLabel 'the sun and its planets'@en"),
        _concept("b", "a tinted film", "; skos:altLabel 'a colourised film'@en ; skos:definition 'Film.'@en"),
    )
    with Store.memory() as store:
        store.load_topics(scheme)
        assert topic_scheme(store).concepts == scheme.concepts


def test_the_very_words_are_found_before_the_same_words_turned_round(tmp_path: Path) -> None:
    scheme = _load(tmp_path, _concept("a", "council of anglers") + _concept("b", "angler councils"))
    assert [found.concept.label for found in scheme.find("angler council")] == [
        "angler councils",
        "council of anglers",
    ]
    assert scheme.find("councils of anglers")[0].concept.label == "council of anglers"


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("", "; skos:exactMatch ex:a"),
        ("; skos:exactMatch ex:b", ""),
        ("; skos:exactMatch <http://www.wikidata.org/entity/Q35872>",
         "; skos:exactMatch <http://www.wikidata.org/entity/Q35872>"),
    ],
)  # fmt: skip
def test_exact_matches_join_whichever_way_they_are_said(tmp_path: Path, one: str, two: str) -> None:
    scheme = _load(
        tmp_path,
        _concept("a", "boats", one),
        _concept("b", "watercraft", two) + _concept("c", "tugs", "; skos:broader ex:b"),
    )
    assert scheme.same == {EX + "b": EX + "a"}
    assert scheme[EX + "b"].alt_labels == ("watercraft",)
    assert scheme.broader_transitive(EX + "c") == {EX + "a"}


def test_two_concepts_of_one_file_are_never_joined(tmp_path: Path) -> None:
    one = _concept("a", "boats")
    two = _concept("b", "ships", "; skos:exactMatch ex:a") + _concept("c", "barges", "; skos:exactMatch ex:a")
    assert _load(tmp_path, one, two).same == {EX + "b": EX + "a"}
    assert _found(tmp_path, one, two) == [("1.ttl", "two-matches", "c")]


def test_a_label_goes_to_the_later_file(tmp_path: Path) -> None:
    early = _concept("a", "ferries", "; skos:altLabel 'ferry lines'@en") + _concept(
        "b", "barges", "; skos:altLabel 'lighters'@en"
    )
    late = _concept("c", "Ferry") + _concept("d", "lighter")
    scheme = _load(tmp_path, early, late)
    assert scheme[EX + "a"].strong_labels == ("ferry lines",)
    assert scheme[EX + "b"].strong_labels == ("barges",)
    assert scheme.find("ferries")[0].concept.label in ("Ferry", "ferries")
    assert [finding.kind for finding in scheme.remarks] == ["label-taken", "label-taken"]


def test_a_label_that_two_concepts_of_a_file_share_does_not_stop_it(tmp_path: Path) -> None:
    turtle = (
        _concept("bird", "crane", "; skos:broader ex:birds")
        + _concept("machine", "crane", "; skos:broader ex:machines")
        + _concept("birds", "birds")
        + _concept("machines", "machines")
    )
    scheme = _load(tmp_path, turtle)
    assert scheme[EX + "bird"].labels_in_need == ("crane",)
    assert scheme[EX + "bird"].requires == ("bird",)
    assert scheme[EX + "machine"].requires == ("machine",)
    assert _found(tmp_path, turtle) == [("0.ttl", "homograph", "bird"), ("0.ttl", "homograph", "machine")]


# ------------------------------------------------------------------------------- broader


def test_a_circle_is_shown_step_by_step(tmp_path: Path) -> None:
    names = "abcd"
    turtle = "".join(
        _concept(one, one * 3, f"; skos:broader ex:{two}") for one, two in zip(names, "bcab", strict=True)
    )
    finding = check(_files(tmp_path, turtle)).findings[0]
    assert (finding.kind, finding.what) == (
        "circle",
        f"a circle of broader concepts: 'aaa' <{EX}a> → 'bbb' <{EX}b> → 'ccc' <{EX}c> → 'aaa'",
    )


def test_each_circle_is_told_once_and_long_ones_are_cut(tmp_path: Path) -> None:
    ring = "".join(
        _concept(f"r{i:02}", f"ring {i}", f"; skos:broader ex:r{(i + 1) % 30:02}") for i in range(30)
    )
    pair = _concept("x", "pond", "; skos:broader ex:y") + _concept("y", "lake", "; skos:broader ex:x")
    findings = check(_files(tmp_path, ring + pair)).findings
    assert [finding.concept for finding in findings] == [EX + "r00", EX + "x"]
    assert "… 18 more …" in findings[0].what


def test_links_lead_on_over_what_is_left_out(tmp_path: Path) -> None:
    scheme = _load(
        tmp_path,
        _concept("a", "craft")
        + _concept("b", "boats", "; owl:deprecated true ; skos:broader ex:a")
        + _concept("c", "tugs", "; skos:broader ex:b"),
    )
    assert scheme[EX + "c"].broader == (EX + "a",)


def test_links_to_nowhere_and_to_oneself_are_left_out(tmp_path: Path) -> None:
    turtle = _concept("a", "boats", "; skos:broader ex:a, ex:missing, [ ]")
    assert _load(tmp_path, turtle).concepts == (Concept(EX + "a", "a", "boats"),)
    assert [kind for _, kind, _ in _found(tmp_path, turtle)] == [
        "broader-itself",
        "unknown-broader",
        "unknown-broader",
    ]


def test_a_scheme_that_is_one_long_stair_is_refused(tmp_path: Path) -> None:
    stair = "".join(_concept(f"s{i}", f"step {i}", f"; skos:broader ex:s{i + 1}") for i in range(400))
    assert [kind for _, kind, _ in _found(tmp_path, stair + _concept("s400", "top"))] == ["too-tangled"]


@pytest.mark.parametrize(
    "hubs", [1, 1000], ids=["many below one hub", "many below as many hubs, one of them below the others"]
)
def test_many_concepts_over_one_that_is_left_out_take_little_memory(tmp_path: Path, hubs: int) -> None:
    above = ", ".join(f"ex:a{i}" for i in range(1000))
    turtle = (
        "".join(_concept(f"a{i}", f"above {i}") for i in range(1000))
        + "".join(_concept(f"b{i}", f"below {i}", f"; skos:broader ex:h{i % hubs}") for i in range(1000))
        + "".join(
            _concept(f"h{i}", f"hub {i}", "; owl:deprecated true ; skos:broader ex:h") for i in range(hubs)
        )
        + _concept("h", "hub", f"; owl:deprecated true ; skos:broader {above}")
    )
    paths = _files(tmp_path, turtle)
    file = read(paths[0])
    tracemalloc.start()
    try:
        findings = merged([file]).findings
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert [finding.kind for finding in findings] == ["too-tangled"]
    assert peak < 32 * 2**20


@given(st.dictionaries(st.integers(0, 12), st.frozensets(st.integers(0, 12), max_size=3), max_size=13))
def test_ancestors_are_all_that_can_be_reached(links: dict[int, frozenset[int]]) -> None:
    above = {str(one): {str(two) for two in found} for one, found in links.items()}
    reached = {one: found & above.keys() for one, found in above.items()}
    for _ in above:
        reached = {one: found.union(*(reached[two] for two in found)) for one, found in reached.items()}
    assert ancestors(above) == {one: frozenset(found) for one, found in reached.items()}


# ------------------------------------------------------------------------------- laws

WORDS = ("herring", "sprat", "cod", "eel", "plaice", "sole", "tench", "bream", "perch", "pike")
CONCEPTS = [
    _concept(word, word, f"; skos:altLabel '{word} stocks'@en ; skos:broader ex:{WORDS[(number - 1) // 2]}")
    if number
    else _concept(word, word)
    for number, word in enumerate(WORDS)
]


@settings(deadline=None, max_examples=25)
@given(
    st.lists(st.integers(0, 2), min_size=len(WORDS), max_size=len(WORDS)), st.permutations(range(len(WORDS)))
)
def test_a_scheme_cut_in_pieces_is_the_scheme(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[int], order: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("pieces")
    whole = _load(folder, "".join(CONCEPTS))
    parts = ["".join(CONCEPTS[at] for at in order if pieces[at] == part) for part in range(3)]
    held = [part for part in parts if part]
    for arrangement in itertools.permutations(held):
        scheme = _load(folder, *arrangement)
        assert scheme == whole
        assert scheme.remarks == ()


@settings(deadline=None, max_examples=25)
@given(st.lists(st.sampled_from(CONCEPTS), min_size=1, max_size=6, unique=True))
def test_naming_a_file_twice_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, concepts: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("twice")
    once, twice = _files(folder, "".join(concepts), "".join(concepts))
    assert TopicScheme.load([once, twice], shipped=False) == TopicScheme.load([once], shipped=False)


# ------------------------------------------------------------------------------- telling


def test_a_scheme_with_remarks_says_so_in_one_line(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = _files(
        tmp_path, _concept("a", "who") + _concept("b", "it") + _concept("c", "old", "; owl:deprecated true")
    )[0]
    with caplog.at_level(logging.WARNING):
        TopicScheme.load([path], shipped=False)
    assert caplog.messages == [f"topics: 2 common-word, 1 retired; see sayso topics check {path}"]


def test_a_scheme_without_remarks_is_silent(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        _load(tmp_path, *CONCEPTS)
    assert caplog.messages == []
