"""The package's folders are the folders at the top, and all of them ship."""

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["graph", "extract", "api", "ontology.ttl"])
def test_what_users_import_is_what_stands_at_the_top(name: str) -> None:
    assert (ROOT / "sayso" / name).samefile(ROOT / name)


def test_every_package_on_disk_is_listed() -> None:
    on_disk = {
        "sayso" if folder == "sayso" else ".".join(("sayso", *init.parent.relative_to(ROOT).parts))
        for folder in ("sayso", "graph", "extract", "api")
        for init in (ROOT / folder).glob("**/__init__.py")
        if folder != "sayso" or init.parent == ROOT / "sayso"
    }
    assert on_disk == set(PROJECT["tool"]["setuptools"]["packages"])


def test_every_component_is_an_entry_point_that_exists() -> None:
    import spacy

    names = PROJECT["project"]["entry-points"]["spacy_factories"]
    nlp = spacy.blank("en")
    assert all(nlp.has_factory(name) for name in names)


def test_importing_sayso_is_cheap() -> None:
    """spaCy imports us in every process of an environment that has us installed."""
    import subprocess
    import sys

    heavy = "('spacy', 'flask', 'pandas', 'rdflib', 'networkx')"
    code = f"import sys, sayso; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_locks_name_no_address_and_hold_the_same_versions() -> None:
    run = (ROOT / "requirements" / "run.lock").read_text(encoding="utf-8")
    dev = (ROOT / "requirements" / "dev.lock").read_text(encoding="utf-8")
    assert "://" not in run + dev
    pins = [line for line in run.splitlines() if line[:1].isalnum()]
    assert pins
    assert not [pin for pin in pins if pin.split(" ;")[0].rstrip(" \\") not in dev]
