"""The corpus of bench/identity, its key, and how the command counts."""

import runpy
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from sayso.extract.reading import read
from sayso.graph.model import Affiliation, Article, Entity, Extraction, Unit

BENCH = Path(__file__).resolve().parent.parent / "bench"
CORPUS = BENCH / "identity-corpus"
identity = runpy.run_path(str(BENCH / "identity"))
Line = identity["Line"]


@pytest.fixture(scope="module")
def articles() -> dict[str, tuple[str, Article]]:
    found = [(part, article) for part in ("dev", "test") for article in read([CORPUS / part])]
    return {article.id: (part, article) for part, article in found if isinstance(article, Article)}


@pytest.fixture(scope="module")
def key() -> list[Any]:
    return list(identity["read_key"](CORPUS / "key.tsv"))


def test_the_corpus_is_of_the_size_that_the_figures_need(articles: dict[str, tuple[str, Article]]) -> None:
    parts = [part for part, _ in articles.values()]

    assert (parts.count("dev") >= 70, parts.count("test") >= 30) == (True, True)


def test_every_article_has_its_lines_in_the_key(
    articles: dict[str, tuple[str, Article]], key: list[Any]
) -> None:
    assert {(line.part, line.article) for line in key} == {
        (part, name) for name, (part, _) in articles.items()
    }


def test_every_name_of_the_key_stands_in_the_body_of_its_article(
    articles: dict[str, tuple[str, Article]], key: list[Any]
) -> None:
    by_article = defaultdict(list)
    for line in key:
        by_article[line.article].append(line)
    found = {
        line for name, lines in by_article.items() for line in identity["places"](lines, articles[name][1])
    }

    assert set(key) - found == set()


def test_nobody_is_in_both_parts_and_ids_say_the_kind(key: list[Any]) -> None:
    people = {part: {line.who for line in key if line.part == part} for part in ("dev", "test")}
    letters = {(line.who[0], line.kind) for line in key}

    assert people["dev"] & people["test"] == set()
    assert letters == {("P", "person"), ("O", "organization"), ("N", "outlet")}


@pytest.mark.parametrize(
    ("assigned", "pairs", "joined", "right", "mixed", "split", "b_precision", "b_recall"),
    [
        ("a1 a1 b2 b2", 2, 2, 2, 0, 0, 1.0, 1.0),
        ("a1 a1 b1 b1", 2, 6, 2, 1, 0, 0.5, 1.0),
        ("a1 a2 b3 b3", 2, 1, 1, 0, 1, 1.0, 0.75),
        # three of a together with one of b, the other b alone: by hand
        ("a1 a1 a1 b1 b2", 4, 6, 3, 1, 1, (3 * 3 / 4 + 1 / 4 + 1) / 5, (3 + 1 / 2 + 1 / 2) / 5),
    ],
)
def test_pairs_and_b_cubed_are_counted(
    assigned: str,
    pairs: int,
    joined: int,
    right: int,
    mixed: int,
    split: int,
    b_precision: float,
    b_recall: float,
) -> None:
    found = identity["score"]([(token[0], token[1]) for token in assigned.split()])

    assert (found.pairs, found.joined, found.right) == (pairs, joined, right)
    assert (found.mixed, found.split) == (mixed, split)
    assert (found.b_precision, found.b_recall) == pytest.approx((b_precision, b_recall))


TEXT = "Namesakes\n\nAna Ruiz, a judge, met Ana Ruiz, a cook. Ana Ruiz Bank paid."


def _article() -> Article:
    return Article("a", "a.txt", TEXT, units=(Unit("title", 0, 9), Unit("paragraph", 11, len(TEXT))))


def test_the_second_of_two_namesakes_is_sought_at_the_second_place_and_never_inside_a_longer_name() -> None:
    lines = [
        Line("a", "Ana Ruiz", "person", "P1", "dev", 0),
        Line("a", "Ana Ruiz", "person", "P2", "dev", 1),
        Line("a", "Ana Ruiz Bank", "organization", "O1", "dev", 0),
    ]

    found = identity["places"](lines, _article())

    assert [TEXT[: found[line][0]].count("Ana Ruiz") for line in lines] == [0, 1, 2]


def test_with_perfect_mentions_namesakes_are_two_and_each_has_the_role_after_the_name() -> None:
    lines = [
        Line("a", "Ana Ruiz", "person", "P1", "dev", 0),
        Line("a", "Ana Ruiz", "person", "P2", "dev", 1),
    ]
    first, second = TEXT.index("Ana Ruiz"), TEXT.index("Ana Ruiz", 12)
    ruiz = Entity("person:ana-ruiz", "person", "Ana Ruiz", ((first, first + 8), (second, second + 8)))
    roles = (
        Affiliation((first, first + 8), ruiz.id, role_text="judge"),
        Affiliation((second, second + 8), ruiz.id, role_text="cook"),
    )

    found = identity["perfect"](lines, Extraction(_article(), (ruiz,), roles))

    assert [(found[line].id, [capacity.role for capacity in found[line].capacities]) for line in lines] == [
        ("appearance:a-person-ana-ruiz", ["judge"]),
        ("appearance:a-person-ana-ruiz-2", ["cook"]),
    ]
