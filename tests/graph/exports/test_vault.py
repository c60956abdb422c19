"""The Obsidian vault: links that lead to notes, and words that can do nothing."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sayso.graph.exports.vault import file_names, vault
from sayso.graph.model import Article, Entity, Extraction
from sayso.graph.store import Store

LINK = re.compile(r"(?<!\\)\[\[([^\]|]*)\|([^\]]*)\]\]")
UNESCAPED = re.compile(r"(?<!\\)(?:\\\\)*(!\[|\[\[|`|<[a-z/]|\$|%%|==)")


@pytest.fixture(scope="module")
def notes(newsroom: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return _notes(newsroom, tmp_path_factory.mktemp("vault"))


def _notes(store: Any, folder: Path) -> dict[str, str]:
    vault(store, folder)
    return {
        path.relative_to(folder).with_suffix("").as_posix(): path.read_text("utf-8")
        for path in sorted(folder.rglob("*.md"))
    }


def _parts(note: str) -> tuple[dict[str, Any], str]:
    _, front, body = note.split("---\n", 2)
    return yaml.safe_load(front), body


def test_every_person_and_organisation_and_every_topic_spoken_to_has_a_note(
    newsroom: Any, notes: dict[str, str]
) -> None:
    query = """
        SELECT DISTINCT ?x {
          { ?x a sayso:Person } UNION { ?x a sayso:Organization } UNION { ?x a sayso:Outlet } UNION
          { ?a sayso:topic ?x . ?s sayso:topicAssignment ?a FILTER NOT EXISTS { ?s sayso:copyOf ?o } }
        }"""
    wanted = {iri.value for (iri,) in newsroom.query(query)}
    assert {_parts(note)[0]["id"] for name, note in notes.items() if name != "Start here"} == wanted


def test_what_a_reader_has_rejected_is_in_no_note(newsroom: Any, notes: dict[str, str]) -> None:
    query = "SELECT ?w { ?s sayso:reviewStatus sayso:Rejected ; sayso:content ?c . ?c nif:anchorOf ?w }"
    ((words,),) = newsroom.query(query)
    assert [name for name, note in notes.items() if words.value in note] == []


def test_every_link_leads_to_a_note(notes: dict[str, str]) -> None:
    links = {link for note in notes.values() for link, _ in LINK.findall(note)}
    assert len(links) > 50
    assert links <= set(notes)


def test_a_note_has_front_matter_and_quotations_with_their_sources(harbour: Any, tmp_path: Path) -> None:
    front, body = _parts(_notes(harbour, tmp_path)["Persons/Ada Brandt"])
    assert front == {
        "aliases": ["Ada Brandt"],
        "id": "https://example.org/id/person/ada-brandt",
        "kind": "person",
        "statements": 2,
        "articles": 2,
        "first_seen": "2026-03-02",
        "last_seen": "2026-04-10",
        "tags": ["sayso/person"],
    }
    assert "- director at [[Organisations/Tidal Laboratory|Tidal Laboratory]]" in body
    assert (
        "> “Dredging will choke the mussel beds \\</b\\>”\n"
        "> — director, [[Organisations/Tidal Laboratory|Tidal Laboratory]], "
        "[Dredging of the Vellin channel to begin](https://courier.example/dredging), "
        "[[Organisations/Vellin Courier|Vellin Courier]], 2026-03-02\n"
        "> on [[Topics/dredging|dredging]]\n"
    ) in body


def test_a_topic_that_is_a_guess_is_told_as_one(harbour: Any, tmp_path: Path) -> None:
    found = _notes(harbour, tmp_path)
    assert (
        "> on [[Topics/dredging|dredging]] (a guess, from what stands near), [[Topics/fish"
        in (found["Persons/Tomás Lindqvist"])
    )
    assert found["Topics/dredging"].count("> on this, as a guess from what stands near") == 2


def test_an_alias_may_hold_what_parts_aliases(tmp_path: Path) -> None:
    text = "Ada Brandt said little."
    person = Entity("person:ada-brandt", "person", "Ada Brandt", ((0, 10),), aliases=("A; B", "Ada"))
    with Store.memory() as store:
        store.replace(Extraction(Article("a1", "a1.txt", text), (person,), run="r1"))
        store.refresh_derived()
        front, _ = _parts(_notes(store, tmp_path)["Persons/Ada Brandt"])
    assert front["aliases"] == ["Ada Brandt", "A; B", "Ada"]


def test_hostile_words_are_words(hostile: Any, tmp_path: Path) -> None:
    found = _notes(hostile, tmp_path)
    assert "Organisations/CON_" in found
    assert len({name.casefold() for name in found}) == len(found)
    for note in found.values():
        body = note.split("---\n", 2)[-1]
        assert UNESCAPED.findall(LINK.sub("", body)) == []
        assert {link for link, _ in LINK.findall(body)} <= set(found)
        assert "\u0000" not in note and "\u202e" not in "".join(name for name in found)
    assert "(http://x.example/a%29b%28%3C%3E%7C%22')" in "".join(found.values())


HARD = st.text(st.characters(exclude_categories=[]), max_size=12) | st.sampled_from(
    [
        "con",
        "CON",
        "nul.txt",
        "..",
        "é",
        "e\u0301",
        "É",
        "ß",
        "SS",
        "ﬁ",
        "fi",
        "a/b",
        "a:b",
        "x" * 300,
        " ",
        "İ",
    ]
)


@given(st.dictionaries(st.sampled_from([f"x/person/{name}" for name in "abcdefgh"]), HARD))
def test_file_names_are_safe_and_no_two_the_same(labels: dict[str, str]) -> None:
    found = file_names(labels.items())
    assert set(found) == set(labels)
    assert len({name.casefold() for name in found.values()}) == len(found)
    for name in found.values():
        assert name and len(name.encode()) <= 200 and name == name.strip(" .")
        assert not re.search(r'[\\/:*?"<>|#^\[\]\x00-\x1f\x7f]', name)
        assert not re.fullmatch(r"(?i)(con|nul)(\..*)?", name)
        name.encode("utf-8")
