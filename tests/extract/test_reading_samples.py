"""The sample articles that ship with the package are read whole."""

from pathlib import Path

import pytest

import sayso
from sayso.extract.reading import read
from sayso.graph.model import Article

SAMPLES = Path(sayso.__file__).parent / "samples"


@pytest.fixture(scope="module")
def articles() -> dict[str, Article]:
    results = list(read([SAMPLES]))
    assert all(isinstance(result, Article) for result in results)
    return {result.source: result for result in results if isinstance(result, Article)}


def test_each_sample_has_its_title(articles: dict[str, Article]) -> None:
    assert {source: found.title for source, found in articles.items()} == {
        "2025-03-27_flood-insurance.txt": "After the flood, the premium",
        "central-bank-holds.html": "Central bank holds rates and hints at summer cut",
        "chip-curbs-widen.txt": "New chip curbs leave Chinese start-ups counting their processors",
        "cloud-loophole.txt": "The cloud is the new border",
        "flood-in-lower-orlen.txt": "Flood in the Lower Orlen",
        "laboratories-adapt.txt": "Laboratories Learn to Live With Fewer Processors",
        "licence-interview.md": "“A licence is not a wall”: a lawyer on export rules",
        "open-models-debate.md": "Who is afraid of open models?",
        "NPA-2025-0611-017": "Parliament passes rules for general-purpose AI",
        "NPA-2025-0613-004": "Chip law divides the coalition",
    }


def test_each_sample_has_its_date_outlet_and_author(articles: dict[str, Article]) -> None:
    assert {
        source: (found.published, found.date_basis, found.outlet, found.author)
        for source, found in articles.items()
    } == {
        "2025-03-27_flood-insurance.txt": ("2025-03-27", "file", None, None),
        "central-bank-holds.html": ("2025-05-07", "metadata", "Kestrian Courier", "Leonor Quintela"),
        "chip-curbs-widen.txt": ("2025-03-12", "dateline", "Meridian Wire", None),
        "cloud-loophole.txt": (None, None, None, None),
        "flood-in-lower-orlen.txt": ("2024-10-09", "dateline", "Karlin Morning Post", "Radek Havelka"),
        "laboratories-adapt.txt": ("2025-05-19", "dateline", None, None),
        "licence-interview.md": ("2025-04-02", "metadata", "The Harbour Review", "Ifeoma Balogun"),
        "open-models-debate.md": ("2025-02-20", "metadata", "Port Marlow Tribune", "Nadia Feroz"),
        "NPA-2025-0611-017": ("2025-06-11", "metadata", "Nordhaven Press Agency", "Solveig Aas"),
        "NPA-2025-0613-004": ("2025-06-13", "metadata", "Nordhaven Press Agency", "Jostein Eide"),
    }


@pytest.mark.parametrize(
    ("source", "furniture"),
    [
        ("2025-03-27_flood-insurance.txt", ["Share on Facebook", "Share on X", "Print"]),
        ("central-bank-holds.html", ["READ MORE: Five charts th", "Subscribe to our newslett"]),
        (
            "chip-curbs-widen.txt",
            [
                "SINGAPORE, March 12, 2025",
                "Related",
                "Kessel Institute names th",
                "Donghai University has op",
                "Why the price of memory i",
            ],
        ),
        ("cloud-loophole.txt", ["You may also like", "How a fishing port became", "Loading…"]),
        ("flood-in-lower-orlen.txt", ["By Radek Havelka", "October 9, 2024", "(c) 2024 Karlin Morning P"]),
        (
            "laboratories-adapt.txt",
            [
                "technology news",
                "Published on May 19, 2025",
                "4 min read",
                "Get the Compute Brief in ",
                "Hanbit University has unv",
                "The Asian Compute Allianc",
                "Lanxi Microsystems is loo",
            ],
        ),
        (
            "open-models-debate.md",
            [
                "---\ntitle: Who is afraid ",
                "Nadia Feroz",
                "Nadia Feroz is a reporter",
                "Comments (0)",
                "Share this article",
            ],
        ),
        ("NPA-2025-0613-004", []),
    ],
)
def test_the_furniture_of_the_samples_is_set_aside(
    articles: dict[str, Article], source: str, furniture: list[str]
) -> None:
    found = articles[source]
    assert [found.text[start:end][:25] for start, end in found.furniture] == furniture


def test_a_hard_wrapped_sample_has_whole_paragraphs(articles: dict[str, Article]) -> None:
    kinds = [unit.kind for unit in articles["flood-in-lower-orlen.txt"].units]
    assert kinds == ["title", "furniture", "furniture", *["paragraph"] * 7, "furniture"]
