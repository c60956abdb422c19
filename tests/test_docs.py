"""The documentation leads where it says."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\]\(([^)#]+?)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file(page: Path) -> None:
    links = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_page_stands_in_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    pages = {str(page.relative_to(ROOT / "docs")) for page in ROOT.glob("docs/**/*.md")} - {"README.md"}
    assert sorted(page for page in pages if f"({page})" not in index) == []


@pytest.mark.parametrize(
    "page",
    [
        "docs/reference/look-ups.md",
        "docs/reference/extraction-record.md",
        "docs/reference/graph.md",
        "api/lookups/addresses.py",
        "api/lookups/directory.py",
        "api/lookups/models.py",
        "api/lookups/openapi.py",
        "api/mcp/server.py",
        "api/mcp/vocabulary.py",
        "graph/knowledge.py",
    ],
)
def test_who_is_looked_up_in_an_example_is_in_the_samples(page: str) -> None:
    samples = "\n".join(
        path.read_text(encoding="utf-8") for path in sorted((ROOT / "sayso" / "samples").iterdir())
    )
    text = (ROOT / page).read_text(encoding="utf-8")
    names = set(re.findall(r"(?:person[:/=]|/people/)(?!person:)([A-Za-z][\w-]*(?:\+\w+)*)", text))
    assert names
    people = [" ".join(re.split(r"[-+]", name)).title() for name in sorted(names)]
    assert [name for name in people if name not in samples] == []


def test_every_extractor_stands_in_the_architecture() -> None:
    from sayso.extract.pipeline import COMPONENTS

    page = (ROOT / "docs" / "explanation" / "architecture.md").read_text(encoding="utf-8")
    assert [name for name in COMPONENTS if f"| `{name}`" not in page] == []


@pytest.mark.parametrize(
    ("folder", "allowed"),
    [
        ("graph", {"sayso", "sayso.errors", "sayso.graph"}),
        (
            "extract",
            {
                "sayso.errors",
                "sayso.extract",
                "sayso.graph.identity.organization_names",
                "sayso.graph.identity.person_names",
                "sayso.graph.identity.role_kinds",
                "sayso.graph.model",
                "sayso.graph.names",
                "sayso.graph.topics.scheme",
                "sayso.graph.vocab",
            },
        ),
        ("api", {"sayso.errors", "sayso.api", "sayso.graph"}),
    ],
)
def test_dependencies_point_one_way(folder: str, allowed: set[str]) -> None:
    imports = {
        (path.name, name)
        for path in (ROOT / folder).glob("*.py")
        for name in re.findall(r"^from (sayso[\w.]*) import", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert imports
    outside = {
        (path, name)
        for path, name in imports
        if not any(
            name == one or (one.count(".") < 2 and one != "sayso" and name.startswith(one + "."))
            for one in allowed
        )
    }
    assert outside == set()
